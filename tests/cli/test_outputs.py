"""No command writes over a file that it did not write itself."""

import errno
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer

from bcd35.cli.app import build_app
from bcd35.usecases.registers.poster import POSTER_FILE
from tests.conftest import NOW, ROUND, CommandLine
from tests.support.every_command import all_commands

pytestmark = [pytest.mark.command_line, pytest.mark.issued]

FOREIGN = b"a list that somebody else made"
LETTER = f"out/{ROUND}/SYT/Cong-van_28-CV-BCD_SYT.docx"
# Every option that names a file to be written, with a whole command and the ending of the file.
WRITING = {
    ("letters list", "-o"): ((), ".xlsx"),
    ("casefile", "-o"): ((), ".zip"),
    ("export-summary", "-o"): ((), ".xlsx"),
    ("units export", "-o"): ((), ".xlsx"),
    ("channels export", "-o"): ((), ".csv"),
    ("channels poster", "-o"): ((), ".docx"),
    ("contributions export", "-o"): ((), ".csv"),
}
# These refuse a name that is taken: what they copy are documents of others.
REFUSING = {
    ("check-format", "-o"): ((LETTER, "--comment"), ".docx"),
    ("check-format", "--html"): ((LETTER,), ".html"),
}
FOLDERS = {("backup", "-o")}  # a place of copies, in which every file has its digest in its name


def writing_options() -> set[tuple[str, str]]:
    """Command and option, of the whole tree."""
    found = set()
    for name in all_commands():
        command: Any = typer.main.get_command(build_app(name))
        for word in name:
            command = command.commands[word]
        taken = {option for param in command.params for option in param.opts}
        found |= {(" ".join(name), option) for option in taken & {"-o", "--html"}}
    return found


def test_every_option_that_names_a_file_to_be_written_is_here() -> None:
    assert writing_options() == {*WRITING, *REFUSING, *FOLDERS}


@pytest.fixture
def written(bcd35: CommandLine, root: Path) -> Callable[..., tuple[Path, Any]]:
    """Run a command so that it writes ``tệp.ENDING``, at eight and some minutes."""

    def write(command: str, option: str, minutes: int = 0) -> tuple[Path, Any]:
        more, ending = {**WRITING, **REFUSING}[(command, option)]
        target = root / f"tệp{ending}"
        arguments = (*command.split(), *more, option, target.name)
        return target, bcd35(*arguments, now=NOW + timedelta(minutes=minutes))

    return write


@pytest.mark.parametrize(("command", "option"), WRITING)
def test_a_file_of_others_is_set_aside_and_named(
    command: str, option: str, written: Callable[..., Any], root: Path
) -> None:
    target = root / f"tệp{WRITING[(command, option)][1]}"
    target.write_bytes(FOREIGN)
    aside = target.with_name(f"tệp (bản cũ 2025-12-01 0830){target.suffix}")

    _, ran = written(command, option)

    assert ran.code == 0
    assert aside.read_bytes() == FOREIGN != target.read_bytes()
    told = f"Đã có tệp “{target.name}” khác; tệp ấy còn nguyên, nay tên là “{aside.name}”."
    assert ran.err == f"Lưu ý: {told}\n  → Không cần nữa thì xóa tệp cũ.\n"


@pytest.mark.skipif(os.name == "nt", reason="a link needs rights there")
@pytest.mark.parametrize(("command", "option"), WRITING)
def test_a_pipe_or_device_is_not_replaced(
    command: str, option: str, written: Callable[..., Any], root: Path
) -> None:
    device = root / f"tệp{WRITING[(command, option)][1]}"
    device.symlink_to(os.devnull)

    _, ran = written(command, option)

    message = f"“{os.devnull}” là đường ống hoặc thiết bị của máy, không phải tệp; chương trình không mở."
    assert ran == (4, "", f"Lỗi: {message}\n  → Nêu tên một tệp mới.\n")
    assert (device.is_symlink(), [*root.glob("*bản cũ*")]) == (True, [])


@pytest.mark.parametrize(("command", "option"), WRITING)
def test_a_folder_that_only_the_workspace_has_is_meant_from_there(
    command: str, option: str, bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "xuất").mkdir()
    monkeypatch.chdir(root.parent)
    target = Path("xuất") / f"tệp{WRITING[(command, option)][1]}"

    ran = bcd35("-C", str(root), *command.split(), option, str(target))

    assert (ran.code, (root / target).is_file()) == (0, True)


@pytest.mark.parametrize(("command", "option"), WRITING)
def test_its_own_file_is_written_again_until_somebody_edits_it(
    command: str, option: str, written: Callable[..., Any], root: Path
) -> None:
    target, first = written(command, option)
    own = target.read_bytes()
    written(command, option, minutes=1)
    assert (first.err, [*root.glob("*bản cũ*")]) == ("", [])

    target.write_bytes(own + b" ")
    written(command, option, minutes=2)

    [aside] = root.glob("*bản cũ*")
    assert aside.read_bytes() == own + b" "


@pytest.mark.parametrize(("command", "option"), REFUSING)
def test_a_copy_of_a_document_takes_no_name_that_is_taken(
    command: str, option: str, written: Callable[..., Any], root: Path
) -> None:
    target = root / f"tệp{REFUSING[(command, option)][1]}"
    target.write_bytes(FOREIGN)
    _, ran = written(command, option)
    assert (ran.code, target.read_bytes()) == (3, FOREIGN)
    assert "không ghi đè" in ran.err


def test_at_its_usual_place_too(bcd35: CommandLine, root: Path) -> None:
    poster = root / POSTER_FILE
    bcd35("channels", "poster")
    made = poster.read_bytes()
    poster.write_bytes(FOREIGN)
    assert bcd35("channels", "poster").code == 0
    [aside] = poster.parent.glob("*bản cũ*")
    assert (aside.read_bytes(), poster.read_bytes()) == (FOREIGN, made)


def test_two_files_of_others_in_one_minute_are_both_kept(written: Callable[..., Any], root: Path) -> None:
    for content in (b"1", b"2"):
        (root / "tệp.xlsx").write_bytes(content)
        written("units export", "-o")
    kept = {path.name: path.read_bytes() for path in root.glob("*bản cũ*")}
    name = "tệp (bản cũ 2025-12-01 0830)"
    assert kept == {f"{name}.xlsx": b"1", f"{name} (2).xlsx": b"2"}


def test_the_note_of_what_was_written_may_be_damaged(written: Callable[..., Any], root: Path) -> None:
    written("units export", "-o")
    (root / "sao-luu" / "da-ghi.json").write_bytes(b"[")
    (root / "tệp.xlsx").write_bytes(FOREIGN)
    assert written("units export", "-o")[1].code == 0
    assert [path.read_bytes() for path in root.glob("*bản cũ*")] == [FOREIGN]


# --- a target held by another program -----------------------------------------------------------------------


def _held(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """As Windows holds a file that Excel has open: it is neither replaced nor moved."""
    real = os.replace

    def replace(path: str, target: str) -> None:
        if {Path(path).name, Path(target).name} & {*names}:
            raise PermissionError(errno.EACCES, "in use", path, None, target)
        real(path, target)

    monkeypatch.setattr(os, "replace", replace)


@pytest.mark.parametrize(("command", "option"), sorted({*WRITING} - {("casefile", "-o")}))
def test_a_file_open_elsewhere_stays_and_the_next_free_name_is_written(
    command: str, option: str, written: Callable[..., Any], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending = WRITING[(command, option)][1]
    held = [root / f"tệp{ending}", root / f"tệp (2){ending}"]
    for path in held:
        path.write_bytes(FOREIGN)
    _held(monkeypatch, *(path.name for path in held))

    _, ran = written(command, option)

    assert ran.code == 0
    assert [path.read_bytes() for path in held] == [FOREIGN, FOREIGN]
    assert (root / f"tệp (3){ending}").stat().st_size > len(FOREIGN)
    told = f"“tệp{ending}” đang mở ở chương trình khác nên ghi vào “tệp (3){ending}”."
    assert ran.err == f"Lưu ý: {told}\n  → Đóng tệp cũ rồi xuất lại nếu cần đúng tên.\n"


def test_a_casefile_open_elsewhere_is_named(
    written: Callable[..., Any], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "tệp.zip").write_bytes(FOREIGN)
    _held(monkeypatch, "tệp.zip")
    _, ran = written("casefile", "-o")
    assert (ran.code, (root / "tệp.zip").read_bytes()) == (9, FOREIGN)
    assert "tệp.zip”: tệp đang mở ở chương trình khác" in ran.err


def test_a_folder_that_cannot_be_written_is_an_error_not_a_second_name(
    written: Callable[..., Any], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _held(monkeypatch, "tệp.xlsx")
    assert written("export-summary", "-o")[1].code == 9
    assert [*root.glob("tệp*")] == []
