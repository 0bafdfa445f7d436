"""A state office makes a whole round with data and templates alone: no Party word, every document right."""

import io
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bcd35.usecases.workspace.upkeep import make_workspace
from bcd35.world.workspace import VIETNAM
from tests.conftest import GOOD_VALUES, CommandLine
from tests.support.filling import TYPED, fill, form_of, own_roster

LAYOUT = "nd-30-2020"
ANSWERS = TYPED | {"Hình thức thông báo": "văn bản; họp cơ quan"}
BY_HAND = GOOD_VALUES | {"hinh_thuc_thong_bao": "văn bản; họp cơ quan"}
NOT_OUTPUT = "data/profiles"  # the rules of other layouts lie there to be read


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "văn phòng sở"
    make_workspace(folder, LAYOUT)
    return own_roster(folder)


def at(month: int, day: int, year: int = 2025) -> datetime:
    return datetime(year, month, day, 9, tzinfo=VIETNAM)


@pytest.fixture
def said(root: Path, bcd35: CommandLine) -> dict[str, str]:
    """What every command of a round said, from the letter to the case file."""
    told: dict[str, str] = {}

    def say(*arguments: str, now: datetime, code: int = 0) -> None:
        ran = bcd35(*arguments, now=now)
        assert ran.code == code, (arguments, ran)
        told[" ".join(arguments)] = ran.out + ran.err

    say("template", "check", now=at(11, 20))
    say("notify", "--date", "2025-11-22", "--accept", "day-off", "--draft", now=at(11, 22))
    say("notify", "--date", "2025-11-22", "--accept", "day-off", now=at(11, 22))
    values = [part for field, value in BY_HAND.items() for part in ("--set", f"{field}={value}")]
    say("record-report", "Sở Y tế", *values, "--received-on", "2025-12-10", now=at(12, 10))
    for number, unit in enumerate(("SNV", "SXD", "XDH")):
        fill(form_of(root, unit), root / "thư đến" / f"{unit}.xlsx", ANSWERS, so_anh=number)
    say("record-report", "thư đến", "--received-on", "2025-12-17", now=at(12, 17))
    fill(form_of(root, "SCT"), root / "hỏng.xlsx", ANSWERS, so_anh="nhiều")
    say("record-report", "hỏng.xlsx", "--received-on", "2025-12-17", now=at(12, 17), code=3)
    say("return-report", "SCT", "--date", "2025-12-18", now=at(12, 18))
    say("remind", "--unit", "STC", "--date", "2025-12-19", now=at(12, 19))
    say("remind", "--together", "--date", "2025-12-22", now=at(12, 22))
    reason = ("--reason", "mưa lũ", "--letter", "--together")
    say("rounds", "extend", "--unit", "PLS", "--unit", "PTT", "--to", "2025-12-31", *reason, now=at(12, 23))
    for form in ("xlsx", "html", "docx", "json", "csv", "datapackage"):
        say("export-summary", "--format", form, "--as-of", "2025-12-24", now=at(12, 24))
    say("channels", "poster", now=at(12, 24))
    say("casefile", now=at(12, 24))
    for command in ("status", "letters list", "log", "units list", "channels list", "rounds list", "check"):
        say(*command.split(), now=at(12, 24))
    say("why", "SCT", now=at(12, 24))
    say("letters", "list", "-o", "so.xlsx", now=at(12, 24))
    return told


def parts_of(path: Path) -> Iterator[tuple[str, bytes]]:
    """The parts of a package, those of packages in it too, or the file itself."""
    yield from _parts(path.name, path.read_bytes())


def _parts(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        yield name, data
        return
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part in package.namelist():
            yield from _parts(f"{name}/{part}", package.read(part))


def test_no_output_of_a_state_office_has_a_party_word(root: Path, said: dict[str, str]) -> None:
    files = [path for path in root.rglob("*") if path.is_file() and NOT_OUTPUT not in path.as_posix()]
    told = {name: data for path in files for name, data in parts_of(path)}
    told |= {command: words.encode() for command, words in said.items()}

    assert {".xml", ".html", ".json", ".csv", ".txt"} <= {Path(name).suffix for name in told}
    found = {
        name for name, data in told.items() for word in ("đảng", "cấp ủy", "tỉnh ủy") if word in plain(data)
    }
    assert found == set()


def plain(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("utf-8", "ignore")).casefold()


def test_every_document_of_a_state_office_is_right_by_rule(
    root: Path, said: dict[str, str], bcd35: CommandLine
) -> None:
    assert said
    documents = [path for path in (root / "out").rglob("*.docx") if "_mau" not in path.parts]
    starts = ("Cong-van_", "Bang-kiem_", "Don-doc_", "Gia-han_", "Bo-sung_", "Bao-cao_")
    assert {start for path in documents for start in starts if path.name.startswith(start)}

    ran = bcd35("check-format", "out", now=at(12, 24))

    assert (ran.code, ran.err) == (0, ""), ran.out


def test_numbers_and_citations_are_those_of_the_state(root: Path, said: dict[str, str]) -> None:
    letter = next((root / "out").rglob("Cong-van_01-SVHTTDL-VP_SYT.docx"))
    with zipfile.ZipFile(letter) as package:
        text = package.read("word/document.xml").decode()
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 01/SVHTTDL-VP",
        "Thực hiện Công văn số 129/UBND-KGVX ngày 21/11/2025 của Ủy ban nhân dân tỉnh",
    ):
        assert words in text
    assert "01/SVHTTDL-VP" in said["status"]
    assert "Sổ SVHTTDL-VP, 2025" in said["letters list"]


# --- init ---------------------------------------------------------------------------------------------------


def test_init_lays_down_the_set_of_a_layout(tmp_path: Path, bcd35: CommandLine) -> None:
    ran = bcd35("-C", str(tmp_path), "init", "mới", "--layout", LAYOUT)

    assert ran.code == 0, ran.err
    assert "layout: nd-30-2020" in (tmp_path / "mới" / "data" / "office.yaml").read_text(encoding="utf-8")


def test_a_workspace_gets_the_missing_templates_of_its_own_layout(root: Path, bcd35: CommandLine) -> None:
    template = root / "templates" / "cong-van.docx"
    before = template.read_bytes()
    template.unlink()

    ran = bcd35("init", ".")

    assert ran.code == 0, ran.err
    assert template.read_bytes() == before


def test_another_layout_for_a_workspace_is_refused_with_the_way_to_change_it(
    root: Path, bcd35: CommandLine
) -> None:
    ran = bcd35("init", ".", "--layout", "hd-05-2026")

    assert ran.code != 0
    assert ran.err == (
        f"Lỗi [--layout]: “{root}” là thư mục làm việc từ trước, theo thể thức nd-30-2020.\n"
        "  → Muốn đổi: ghi layout: hd-05-2026 trong data/office.yaml, chuyển các tệp trong templates/ đi nơi "
        f'khác, rồi chạy: bcd35 init "{root}"\n'
    )


def test_a_layout_without_a_set_is_unknown(tmp_path: Path, bcd35: CommandLine) -> None:
    ran = bcd35("-C", str(tmp_path), "init", "mới", "--layout", "nd-30")

    assert ran.err == (
        "Lỗi [--layout]: Không có bộ tệp mẫu của thể thức “nd-30”.\n"
        "  → Các thể thức có bộ tệp mẫu: hd-05-2026, nd-30-2020.\n"
    )
