"""What is said of a path that was typed: a folder or device in place of a file, ``-`` for standard input."""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bcd35.cli.app import build_app
from tests.conftest import CommandLine
from tests.support.every_command import all_commands

pytestmark = pytest.mark.command_line


def lines_with_a_folder() -> Iterator[list[str]]:
    """Each command with the folder “data” for each of its files in turn; what else is required is “x”."""
    for name in all_commands():
        command: Any = typer.main.get_command(build_app(name))
        for word in name:
            command = command.commands[word]
        for file in (param for param in command.params if param.metavar == "TỆP"):
            typed = []
            for param in command.params:
                if param is file or param.required:
                    option = [] if param.param_type_name == "argument" else [param.opts[0]]
                    typed += [*option, "data" if param is file else "x"]
            yield [*name, *(["verify"] if name == ["casefile"] and file.name == "file" else []), *typed]


LINES = [*lines_with_a_folder(), ["import", "data"]]


def test_many_options_and_arguments_are_among_the_lines() -> None:
    tried = {" ".join(line) for line in LINES}
    assert {"units import data", "export-summary --output data", "casefile verify data"} <= tried
    assert len(LINES) > 15


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_a_folder_is_no_file(line: list[str], bcd35: CommandLine) -> None:
    fix = "Ghi cả tên tệp, sau tên thư mục và dấu /."
    assert bcd35(*line) == (4, "", f"Lỗi: “data” là thư mục; ở đây cần một tệp.\n  → {fix}\n")


def test_a_folder_that_only_the_workspace_has_is_no_file(
    bcd35: CommandLine, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, root: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = bcd35("-C", str(root), "units", "import", "data")
    assert (ran.code, ran.err.splitlines()[0]) == (4, "Lỗi: “data” là thư mục; ở đây cần một tệp.")


@pytest.mark.skipif(os.name == "nt", reason="a link needs rights there")
@pytest.mark.parametrize(
    "line",
    [
        "check-format",
        "template check",
        "pdf",
        "record-report",
        "record-report data --received-list",
        "record-report SYT --evidence",
        "return-report",
        "contributions add SYT --title T --medium tin-bai --category C --file",
        "import",
        "units import",
        "channels import",
        "rounds import",
        "rounds new --subject V --deadline 2026-01-05 --task T --questions",
        "casefile verify",
        "restore --rehearse",
        "init ../moi --answers",
    ],
)
def test_a_device_is_not_opened(line: str, bcd35: CommandLine, root: Path) -> None:
    device = root / "may.yaml"
    device.symlink_to(os.devnull)  # one that ends at once, where a pipe would be waited for without end
    message = f"“{device}” là đường ống hoặc thiết bị của máy, không phải tệp; chương trình không mở."
    fix = "Chép nội dung vào một tệp rồi nêu tệp ấy."
    assert bcd35(*line.split(), str(device)) == (4, "", f"Lỗi: {message}\n  → {fix}\n")


@pytest.mark.skipif(os.name == "nt", reason="a link needs rights there")
def test_a_device_that_only_the_workspace_has_is_not_opened(
    bcd35: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    (root / "may.yaml").symlink_to(os.devnull)
    monkeypatch.chdir(tmp_path)
    ran = bcd35("-C", str(root), "units", "import", "may.yaml")
    assert (ran.code, "là đường ống hoặc thiết bị của máy" in ran.err) == (4, True)


@pytest.mark.skipif(os.name == "nt", reason="a link needs rights there")
@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("data/profiles/rieng.yaml", "template check"),
        ("data/profiles/rieng.yaml", "check-format templates"),
        ("data/rounds/dot-moi.yaml", "import"),
        ("templates/cong-van.docx", "notify --draft"),
        ("templates/cong-van.docx", "update"),
    ],
)
def test_a_device_in_place_of_a_file_of_the_workspace_is_told(
    name: str, line: str, bcd35: CommandLine, root: Path
) -> None:
    (root / name).unlink(missing_ok=True)
    (root / name).symlink_to(os.devnull)
    ran = bcd35(*line.split())
    shown = name if "profiles" in name or line == "update" else os.devnull
    message = f"“{shown}” là đường ống hoặc thiết bị của máy, không phải tệp; chương trình không mở."
    fix = "Chuyển nó đi nơi khác, đặt tệp thật vào chỗ ấy."
    assert (ran.code, ran.err) == (4, f"Lỗi: {message}\n  → {fix}\n")


@pytest.mark.skipif(os.name == "nt", reason="a link needs rights there")
@pytest.mark.parametrize(
    "line", ["rounds list", "doctor", "update", "check", "template check", "channels poster"]
)
@pytest.mark.parametrize("name", ["data/office.yaml", "data/units.yaml"])
def test_no_command_reads_a_device_that_lies_in_place_of_a_register(
    name: str, line: str, bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, opened = Path.read_bytes, []

    def read_bytes(path: Path) -> bytes:
        opened.append(os.path.realpath(path))
        return read(path)

    assert bcd35("rounds", "list").code == 0
    (root / name).unlink()
    (root / name).symlink_to(os.devnull)
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    ran = bcd35(*line.split())
    assert os.devnull not in opened
    assert f"“{name}” là đường ống hoặc thiết bị của máy" in ran.err + ran.out


@pytest.mark.skipif(os.name == "nt", reason="a link needs rights there")
def test_doctor_goes_on_behind_a_device(bcd35: CommandLine, root: Path) -> None:
    (root / "templates" / "cong-van.docx").unlink()
    (root / "templates" / "cong-van.docx").symlink_to(os.devnull)
    checks = bcd35("doctor", "--json").json["data"]["checks"]
    told = [one["found"] for one in checks if one["health"] == "bad"]
    assert told == [
        "“templates/cong-van.docx” là đường ống hoặc thiết bị của máy, không phải tệp; chương trình không mở."
    ]
    assert checks[-1]["about"] == "Thư mục đồng bộ"


def test_the_summary_in_another_form_names_the_option(bcd35: CommandLine) -> None:
    told = "-o: “a.docx” phải có đuôi .xlsx. Muốn tệp dạng này thì thêm --format docx."
    assert bcd35("export-summary", "-o", "a.docx").err.startswith(f"Lỗi [bcd35 export-summary]: {told}\n")


@pytest.mark.parametrize(
    ("line", "given"),
    [
        (["units", "import", "-"], b"nothing"),
        (["units", "import", "-"], b"a: b: c"),
        (["units", "import", "-"], "STT;Tên đơn vị;Loại\n1;Sở Mới;Sở\n".encode()),
        (["units", "import", "-", "--json"], "STT;Tên đơn vị;Loại\n1;Sở Mới;Sở\n".encode()),
        (["channels", "import", "-"], b"PK\x03\x04 broken"),
        (["rounds", "import", "-"], b"code: x"),
        (["rounds", "new", "--questions", "-", "--subject", "V", "--deadline", "2026-01-05"], b"PK\x03\x04"),
        (["record-report", "-"], b"PK\x03\x04 broken"),
        (["init", "../mới", "--answers", "-"], b"a: b: c"),
    ],
)
@pytest.mark.issued
def test_standard_input_has_no_path(
    line: list[str], given: bytes, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    ran = bcd35(*line)
    assert "bcd35-vao" not in ran.out + ran.err
    assert "dau-vao" in ran.out + ran.err


@pytest.mark.parametrize("below", ["van-phong", "vp/so"])
def test_a_ledger_below_is_named_and_no_second_one_is_begun_around_it(
    bcd35: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    around = tmp_path / "Tài liệu"
    around.mkdir()
    monkeypatch.chdir(around)
    assert bcd35("init", below, "--no-input").code == 0
    before = sorted(around.rglob("*"))

    outside, second = bcd35("status"), bcd35("init", "--no-input")

    assert (outside.code, f'bcd35 -C "{below}" status' in outside.err) == (5, True)
    assert (second.code, f'bcd35 -C "{around / below}" status' in second.err) == (5, True)
    assert sorted(around.rglob("*")) == before
