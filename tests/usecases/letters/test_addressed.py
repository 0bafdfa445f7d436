"""To whom a round is addressed, one letter to all of them, and what a round adds to its letter."""

import io
import re
import shlex
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from bcd35.domain.round_words import printed_words
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.letters.notice import LetterContent, addressee_context, letter_copier, render_letter
from bcd35.formats.registers.reader import read_round
from bcd35.usecases.registers.rounds import get_round
from bcd35.world.workspace import default_files
from tests.conftest import ROUND, CommandLine, at
from tests.support.document_samples import ISSUED, LETTER
from tests.support.document_samples import ROUND as SAMPLE_ROUND
from tests.support.filling import words_of
from tests.support.office import OFFICE

NOTIFY = ("notify", "--date", "2025-11-22")
FOLDER = f"out/{ROUND}"
TEMPLATE = WordTemplate("cong-van.docx", dict(default_files())["templates/cong-van.docx"].read_bytes())


def lines(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs if paragraph.text.strip()]


def letter(**says: object) -> tuple[LetterContent, list[str]]:
    round_ = replace(SAMPLE_ROUND, **says)  # type: ignore[arg-type]
    round_ = replace(round_, **printed_words(round_))
    content = LetterContent(office=OFFICE, round_=round_, number=LETTER, dated=ISSUED, channels=())
    return content, lines(render_letter(TEMPLATE, content, ["Chi bộ Sở Tư pháp"]))


def said_in(document: Path) -> str:
    """All that a document says, in tables too, a paragraph a line."""
    paragraphs = words_of(document).split("</w:p>")
    return "\n".join("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", one)) for one in paragraphs)


def say_in_round(root: Path, text: str) -> None:
    path = root / f"data/rounds/{ROUND}.yaml"
    path.write_text(f"{path.read_text('utf-8')}\n{text}\n", "utf-8")


# --- sentences of the round ---------------------------------------------------------------------------------


def test_what_a_round_does_not_say_leaves_no_trace() -> None:
    plain = letter()[1]
    assert letter(purpose="", background="", closing="")[1] == plain
    assert not any("hằm" in line for line in plain)


def test_each_sentence_stands_at_its_place() -> None:
    plain = letter()[1]
    says = {"purpose": "Nhằm lan tỏa thông tin.", "background": "Các kênh do tỉnh lập"}
    _, said = letter(**says, closing="Đề nghị làm tốt")
    opening, closing = plain[0], plain[-1]
    assert said[0] == "Các kênh do tỉnh lập."
    assert said[1] == opening.replace(
        ", Ban Chỉ đạo 35 Đảng ủy Ủy", "; nhằm lan tỏa thông tin, Ban Chỉ đạo 35 Đảng ủy Ủy", 1
    )
    assert said[2:-1] == plain[1:]
    assert said[-1] == "Đề nghị làm tốt."
    assert closing in said


def test_a_letter_without_grounds_begins_with_its_purpose() -> None:
    _, said = letter(purpose="lan tỏa thông tin", grounds=())
    assert said[0].startswith("Nhằm lan tỏa thông tin, Ban Chỉ đạo 35")


def test_paragraphs_have_the_style_of_the_one_that_they_stand_in() -> None:
    content, said = letter(background="Các kênh do tỉnh lập")
    document = Document(io.BytesIO(render_letter(TEMPLATE, content, ["Chi bộ Sở Tư pháp"])))
    first, second = [one for one in document.paragraphs if one.text in said[:2]]
    assert [one.style and one.style.name for one in (first, second)] == ["Nội dung"] * 2


@pytest.mark.parametrize("name", ["Chi bộ Sở Tư pháp", "A & B <x> {{ 7*7 }}"])
def test_copies_say_what_docxtpl_writes(name: str) -> None:
    content, _ = letter(background="R&D <tỉnh>", closing="Đề nghị làm tốt")
    copied = letter_copier(TEMPLATE, content).copy(addressee_context(content, [name]))
    assert lines(copied) == lines(render_letter(TEMPLATE, content, [name]))


# --- to whom ------------------------------------------------------------------------------------------------


def test_a_round_to_one_kind_and_one_unit(bcd35: CommandLine, root: Path) -> None:
    say_in_round(root, "to: [doan_thanh_nien, stp]")
    assert bcd35("rounds", "import", f"data/rounds/{ROUND}.yaml").code == 0
    ran = bcd35(*NOTIFY, "--json")
    assert [unit["code"] for unit in ran.json["data"]["units"]] == ["STP", "DTN"]
    copy = said_in(root / ran.json["data"]["file_copy"])
    assert "- Chi bộ Sở Tư pháp;\n- Các đoàn Thanh niên." in copy
    assert bcd35("status", "--json").json["data"]["expected"] == 2
    again = bcd35("notify")
    assert "new_units" not in again.err
    assert "đơn vị không có trong đợt" not in again.err


def test_an_addressee_that_is_none_is_refused_before_a_number_is_taken(
    bcd35: CommandLine, root: Path
) -> None:
    say_in_round(root, "to: [dang_uy_coso]")
    imported = bcd35("rounds", "import", f"data/rounds/{ROUND}.yaml")
    assert imported.code == 0
    assert f"Lưu ý [{ROUND}]: Mục “to” ghi “dang_uy_coso”" in imported.err
    assert "Mã các loại: dang_uy_co_so, " in imported.err
    ran = bcd35(*NOTIFY)
    assert (ran.code, ran.out) == (4, "")
    assert "“dang_uy_coso”" in ran.err
    assert "dang_uy_co_so" in ran.err
    assert bcd35("letters", "list", "--json").json["data"]["numbers"] == []


def test_the_advice_for_an_unknown_addressee_keeps_the_others(bcd35: CommandLine, root: Path) -> None:
    say_in_round(root, "to: [SYT, sai_mot, STP, sai_hai]")
    for again in (["--dry-run"], []):
        imported = bcd35("rounds", "import", f"data/rounds/{ROUND}.yaml", *again)
        assert imported.err.count("Lưu ý") == 1
    command = imported.err.partition("Nhập xong thì nêu lại cả: bcd35 ")[2].splitlines()[0]
    assert bcd35(*command.replace("MÃ", "doan_thanh_nien").split()).err == ""
    assert get_round(at(root), ROUND).to == ("SYT", "STP", "doan_thanh_nien")


def test_a_unit_that_comes_with_the_round_is_known(bcd35: CommandLine, root: Path) -> None:
    say_in_round(root, "to: [MOI]")
    units = root / "data/units.yaml"
    units.write_text(
        f"{units.read_text('utf-8')}\n  - code: MOI\n    name: Sở Mới\n    kind: dang_uy_co_so\n", "utf-8"
    )
    assert "unknown_addressee" not in bcd35("import", "--json").out
    assert bcd35("units", "show", "MOI").code == 0


def test_a_unit_beside_the_addressees_is_told(bcd35: CommandLine, root: Path) -> None:
    say_in_round(root, "to: [doan_thanh_nien]")
    bcd35("rounds", "import", f"data/rounds/{ROUND}.yaml")
    told = f"Lưu ý [{ROUND}]: Đợt gửi: doan_thanh_nien; ngoài số đó: STP."
    assert told in bcd35(*NOTIFY, "--unit", "STP", "--unit", "DTN", "--dry-run").err
    assert "ngoài số đó" not in bcd35(*NOTIFY, "--unit", "DTN").err
    assert told in bcd35("notify", "--unit", "STP").err


# --- the channels -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("listed", [True, False])
def test_a_round_about_something_else_lists_no_channels(
    bcd35: CommandLine, root: Path, *, listed: bool
) -> None:
    if not listed:
        path = root / f"data/rounds/{ROUND}.yaml"
        path.write_text(path.read_text("utf-8").replace("channels: true", "channels: false"), "utf-8")
        assert bcd35("rounds", "import", f"data/rounds/{ROUND}.yaml").code == 0
    assert bcd35(*NOTIFY, "--unit", "SYT").code == 0
    papers = sorted((root / FOLDER / "SYT").glob("*.docx"))
    for paper in papers:
        said = lines(paper.read_bytes())
        with zipfile.ZipFile(paper) as package:
            pictures = [name for name in package.namelist() if name.startswith("word/media/")]
            whole = package.read("word/document.xml").decode()
        assert ("facebook.com" in whole) is listed
        assert any(" kênh)" in line or line == "Các kênh truyền thông" for line in said) is listed
        if "Bang-kiem" in paper.name:
            assert (len(pictures) > 3) is listed
    before = [paper.read_bytes() for paper in papers]
    for paper in papers:
        paper.unlink()
    assert bcd35("letters", "reprint", "--missing-only").code == 0
    assert [paper.read_bytes() for paper in papers] == before
    assert bcd35("export-summary", "-o", "tong-hop.xlsx").code == 0
    assert ("Kênh" in load_workbook(root / "tong-hop.xlsx").sheetnames) is listed
    assert bcd35("check").code == 0


# --- one letter to all --------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["option", "round"])
def test_one_letter_to_all_with_checklist_and_form_per_unit(bcd35: CommandLine, root: Path, way: str) -> None:
    if way == "round":
        say_in_round(root, "together: true")
        assert bcd35("rounds", "import", f"data/rounds/{ROUND}.yaml").code == 0
    ran = bcd35(*NOTIFY, *(["--together"] if way == "option" else []), "--json")
    assert ran.code == 0
    files = [file.name for file in sorted((root / FOLDER / "SYT").iterdir())]
    assert files == ["Bang-kiem_SYT.docx", "Mau-bao-cao_SYT.xlsx"]
    assert [*(root / FOLDER).rglob("Cong-van*")] == [root / ran.json["data"]["file_copy"]]
    assert bcd35("check").code == 0
    assert [one["first"] for one in bcd35("letters", "list", "--json").json["data"]["numbers"]] == [28]


@pytest.mark.parametrize(
    ("kind", "told"), [("Đơn vị sự nghiệp", True), ("Chi bộ trực thuộc", False), ("Đoàn thể", True)]
)
def test_the_one_letter_names_every_kind_that_it_goes_to(
    bcd35: CommandLine, root: Path, kind: str, *, told: bool
) -> None:
    office = root / "data/office.yaml"
    line = "  - {code: doan_thanh_nien, label: Đoàn Thanh niên}\n"
    more = f"{line}  - {{code: loai_moi, label: {kind}}}\n"
    office.write_text(office.read_text("utf-8").replace(line, more), "utf-8")
    assert bcd35("import").code == 0
    assert bcd35("units", "edit", "SYT", "--kind", "loai_moi").code == 0

    ran = bcd35(*NOTIFY, "--together", "--draft")
    assert (f"chưa nhắc đến: {kind}." in ran.err) == told, ran.err
    command = next(
        (line.partition("bcd35 ")[2] for line in ran.err.splitlines() if "--addressee" in line), ""
    )
    assert bool(command) == told
    if told:
        assert bcd35(*shlex.split(command)).code == 0
        assert "chưa nhắc đến" not in bcd35(*NOTIFY, "--together", "--draft").err
    assert "chưa nhắc đến" not in bcd35(*NOTIFY, "--draft").err


def test_the_one_letter_is_asked_about_before_it_says_other_bodies_than_it_goes_to(
    bcd35: CommandLine, root: Path
) -> None:
    listed = root / "xã.csv"
    listed.write_text(
        "Tên đơn vị;Loại\nUBND xã Ba Bể;UBND cấp xã\nChi bộ Trạm Thủy lợi;Chi bộ cơ sở\n", "utf-8"
    )
    ran = bcd35("units", "import", "xã.csv", "--kind", "UBND cấp xã=mới", "--retire-missing")
    assert (ran.code, "chưa nhắc đến: UBND cấp xã." in ran.err) == (0, True)

    ran = bcd35(*NOTIFY, "--together")
    assert ran.code == 3
    assert "chưa nhắc đến: UBND cấp xã.\n" in ran.err
    assert "ghi “Đoàn Thanh niên Cộng sản Hồ Chí Minh Đảng ủy Ủy ban nhân dân tỉnh”, mà đợt không" in ran.err
    assert bcd35("letters", "list", "--json").json["data"]["numbers"] == []
    command = next(line for line in ran.err.splitlines() if "--addressee" in line).partition("bcd35 ")[2]
    assert bcd35(*NOTIFY, "--together", "--accept", "addressees", "--dry-run").code == 0
    assert bcd35(*shlex.split(command)).code == 0
    assert bcd35(*NOTIFY, "--together").code == 0


def test_the_one_letter_is_printed_and_made_again(bcd35: CommandLine, root: Path) -> None:
    copy = root / bcd35(*NOTIFY, "--together", "--json").json["data"]["file_copy"]
    whole = copy.read_bytes()
    assert bcd35("print", "--json").json["data"]["letters"] == 1
    copy.unlink()
    assert bcd35("letters", "reprint", "--missing-only").code == 0
    assert copy.read_bytes() == whole


_TO = "to: [STP, SYT, dang_uy_co_so, SNV]"


def test_the_one_letter_names_each_addressee_once_in_the_offices_order(
    bcd35: CommandLine, root: Path
) -> None:
    say_in_round(root, _TO)
    assert bcd35("rounds", "import", f"data/rounds/{ROUND}.yaml").code == 0

    copy = root / bcd35(*NOTIFY, "--together", "--json").json["data"]["file_copy"]

    said, whole = said_in(copy), copy.read_bytes()
    assert "- Các đảng ủy cơ sở;\n- Chi bộ Sở Tư pháp." in said
    assert (said.count("Chi bộ Sở Tư pháp"), said.count("Sở Y tế"), said.count("Sở Nội vụ")) == (1, 0, 0)
    assert said.lower().count("đề nghị các đơn vị nêu trên ") == 3
    copy.unlink()
    assert bcd35("letters", "reprint", "--missing-only").code == 0
    assert copy.read_bytes() == whole
    assert bcd35("check-format", str(copy)).code == 0


def test_the_only_addressee_that_is_left_is_named(bcd35: CommandLine, root: Path) -> None:
    say_in_round(root, "to: [STP, SYT]")
    assert bcd35("rounds", "import", f"data/rounds/{ROUND}.yaml").code == 0
    ran = bcd35(*NOTIFY, "--together", "--unit", "STP", "--json")
    assert "đề nghị Chi bộ Sở Tư pháp triển khai" in words_of(root / ran.json["data"]["file_copy"])


def test_a_plan_says_where_its_units_are_named(bcd35: CommandLine, root: Path) -> None:
    say_in_round(root, f"{_TO}\ndocument_type: kế hoạch")
    office = root / "data/office.yaml"
    book = "  - {document_type: KH, symbol: KH/BCĐ, term: 2025-2030, next_number: 1}\n\n# Loại đơn vị"
    office.write_text(office.read_text("utf-8").replace("\n# Loại đơn vị", book, 1), "utf-8")
    assert bcd35("import").code == 0
    copy = root / bcd35(*NOTIFY, "--together", "--json").json["data"]["file_copy"]
    assert "đề nghị các đơn vị ghi ở Nơi nhận tổ chức thực hiện" in words_of(copy)
    assert bcd35("check-format", str(copy)).code == 0


def test_a_letter_that_named_them_again_is_reprinted_so(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say_in_round(root, _TO)
    assert bcd35("rounds", "import", f"data/rounds/{ROUND}.yaml").code == 0
    with monkeypatch.context() as before:
        before.setattr("bcd35.usecases.letters.plan.called_together", lambda **_: "")
        before.setattr("bcd35.usecases.letters.plan.each_once", lambda to, _: to)
        copy = root / bcd35(*NOTIFY, "--together", "--json").json["data"]["file_copy"]
    whole = copy.read_bytes()
    assert "Chi bộ Sở Tư pháp, Đảng ủy Sở Y tế, các đảng ủy cơ sở và" in words_of(copy)
    copy.unlink()
    assert bcd35("letters", "reprint", "--missing-only").code == 0
    assert copy.read_bytes() == whole


def test_a_unit_that_joins_later_gets_a_letter_of_its_own(bcd35: CommandLine, root: Path) -> None:
    bcd35(*NOTIFY, "--together")
    bcd35("units", "add", "MOI", "--name", "Sở Mới", "--kind", "dang_uy_co_so")
    assert bcd35("notify", "--add", "--date", "2025-12-01").code == 0
    assert (root / FOLDER / "MOI/Cong-van_28-CV-BCD_MOI.docx").exists()
    assert bcd35("check").code == 0


def test_the_one_letter_tells_units_with_a_later_day_their_own(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bcd35(*NOTIFY)
    bcd35("rounds", "extend", "--to", "2025-12-22", "--unit", "SYT", "--unit", "SNV", "--reason", "mưa lũ")
    replacing = ("notify", "--replace", "28", "--reason", "sai ngày", "--together", "--date", "2025-12-01")
    with monkeypatch.context() as patched:
        patched.setattr("bcd35.formats.letters.wording.MOST_NAMED", 1)
        ran = bcd35(*replacing)
        assert (ran.code, ran.out) == (3, "")
        assert "nêu tên nhiều nhất 1 đơn vị có hạn riêng cùng ngày; 2 đơn vị có hạn 22/12/2025." in ran.err

    copy = root / bcd35(*replacing, "--json").json["data"]["file_copy"]
    names = "Đảng ủy Sở Y tế, Đảng ủy Sở Nội vụ"
    assert f"chậm nhất là ngày 15/12/2025 (riêng {names}: ngày 22/12/2025)" in words_of(copy)
    whole = copy.read_bytes()
    copy.unlink()
    assert bcd35("letters", "reprint", "--missing-only").code == 0
    assert copy.read_bytes() == whole


def test_the_packaged_round_says_what_the_office_wrote(root: Path) -> None:
    round_ = read_round((root / f"data/rounds/{ROUND}.yaml").read_bytes(), "r").value
    assert round_
    assert all((round_.purpose, round_.background, round_.closing))


@pytest.mark.parametrize("together", [(), ("--together",), ("--draft",)], ids=["each", "together", "draft"])
def test_a_kind_that_no_unit_is_of_is_refused_before_a_number(
    bcd35: CommandLine, root: Path, together: tuple[str, ...]
) -> None:
    assert bcd35("units", "retire", *units_of(root, "doan_thanh_nien")).code == 0
    say_in_round(root, "to: [dang_uy_co_so, doan_thanh_nien]")
    assert bcd35("rounds", "import", f"data/rounds/{ROUND}.yaml").code == 0

    ran = bcd35(*NOTIFY, *together)

    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        f"Lỗi [{ROUND}]: Đợt gửi Đoàn Thanh niên, mà không có đơn vị nào đang dùng thuộc số ấy.\n"
        "  → Nêu lại nơi gửi (các loại đang có đơn vị: Đảng ủy cơ sở; Chi bộ cơ sở): bcd35 rounds edit "
        f"{ROUND} --to MÃ\n"
        "    Hoặc nhập thêm đơn vị: bcd35 units import TỆP\n"
    )
    assert not (root / "out").exists() or "Cong-van" not in str([*(root / "out").rglob("*")])


def units_of(root: Path, kind: str) -> list[str]:
    return [unit.code for unit in at(root).store.registers.units() if unit.kind == kind]
