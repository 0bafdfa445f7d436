"""A state office makes a whole round with data and templates alone: no Party word, every document right."""

import ast
import io
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from bcd35.usecases.workspace.upkeep import make_workspace
from bcd35.world.workspace import VIETNAM
from tests.conftest import GOOD_VALUES, ROUND, CommandLine
from tests.support import REPOSITORY
from tests.support.audit import audited_below
from tests.support.filling import TYPED, fill, form_of, own_roster

LAYOUT = "nd-30-2020"
ANSWERS = TYPED | {"Hình thức thông báo": "văn bản; họp cơ quan"}
BY_HAND = GOOD_VALUES | {"hinh_thuc_thong_bao": "văn bản; họp cơ quan"}
NOT_OUTPUT = {"profiles", "de-rieng"}  # rules of other layouts to be read; what the office had before
PARTY_AND_STATE = (
    ("- Lưu Ban Chỉ đạo 35 Đảng ủy", '- "Lưu: VT, VP"'),
    ("subject_prefix: về việc", 'subject_prefix: V/v\n  closing_mark: "./."\n  lone_addressee_stop: false'),
    ("họp chi bộ", "họp cơ quan"),
    ("ĐẢNG ỦY", "SỞ MẪU"),
    ("PHÓ BÍ THƯ, kiêm, PHÓ TRƯỞNG BAN CHỈ ĐẠO", "PHÓ GIÁM ĐỐC"),
    ("Đảng ủy", "Sở"),
    ("đảng ủy", "sở"),
    ("Tỉnh ủy", "tỉnh"),
    ("đảng viên", "công chức"),
    ("CV/BCĐ", "SM-VP"),
    ("BC/BCĐ", "BC-SM"),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "văn phòng sở"
    make_workspace(folder, LAYOUT)
    return own_roster(folder)


def at(month: int, day: int, year: int = 2025) -> datetime:
    return datetime(year, month, day, 9, tzinfo=VIETNAM)


@pytest.fixture
def said(root: Path, bcd35: CommandLine) -> dict[str, str]:
    return round_said(root, bcd35, form_by_form=("SNV", "SXD", "XDH"), extended=("PLS", "PTT"))


def round_said(
    root: Path, bcd35: CommandLine, *, form_by_form: Sequence[str], extended: Sequence[str]
) -> dict[str, str]:
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
    for number, unit in enumerate(form_by_form):
        fill(form_of(root, unit), root / "thư đến" / f"{unit}.xlsx", ANSWERS, so_anh=number)
    say("record-report", "thư đến", "--received-on", "2025-12-17", now=at(12, 17))
    fill(form_of(root, "SCT"), root / "hỏng.xlsx", ANSWERS, so_anh="nhiều")
    say("record-report", "hỏng.xlsx", "--received-on", "2025-12-17", now=at(12, 17), code=3)
    say("return-report", "SCT", "--date", "2025-12-18", now=at(12, 18))
    say("remind", "--unit", "STC", "--date", "2025-12-19", now=at(12, 19))
    say("remind", "--together", "--date", "2025-12-22", now=at(12, 22))
    reason = ("--reason", "mưa lũ", "--letter", "--together")
    units = [part for unit in extended for part in ("--unit", unit)]
    say("rounds", "extend", *units, "--to", "2025-12-31", *reason, now=at(12, 23))
    for form in ("xlsx", "html", "docx", "json", "csv", "datapackage"):
        say("export-summary", "--format", form, "--as-of", "2025-12-24", now=at(12, 24))
    say("channels", "poster", now=at(12, 24))
    say("print", now=at(12, 24))
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
    assert with_party_words(root, said) == set()


def test_no_output_has_a_party_word_once_a_party_office_went_over(
    tmp_path: Path, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "cũ"
    assert bcd35("-C", str(tmp_path), "init", "cũ").code == 0
    own_roster(root)
    for file in ("office.yaml", "units.yaml", "rounds/2025-11-kenh-truyen-thong.yaml"):
        state_words(root / "data" / file)
    monkeypatch.chdir(root)
    assert bcd35("units", "list").code == 0
    state_office(root, "superior:", f"layout: {LAYOUT}\nsuperior:")

    told = {command: bcd35(*command.split()) for command in ("import", "update --apply")}
    assert [ran.code for ran in told.values()] == [0, 0]
    said = round_said(root, bcd35, form_by_form=("SNV", "SXD", "STP"), extended=("SGDDT", "SNNMT"))

    said |= {command: ran.out + ran.err for command, ran in told.items()}
    assert with_party_words(root, said) == set()


def state_words(path: Path) -> None:
    """What the office itself typed has no Party word any more: each that is found comes from the program."""
    text = path.read_text(encoding="utf-8")
    for party, state in PARTY_AND_STATE:
        text = text.replace(party, state)
    path.write_text(text, encoding="utf-8")


def with_party_words(root: Path, said: dict[str, str]) -> set[str]:
    """Files and commands with a Party word."""
    files = [path for path in root.rglob("*") if path.is_file() and NOT_OUTPUT.isdisjoint(path.parts)]
    told = {name: data for path in files for name, data in parts_of(path)}
    told |= {command: words.encode() for command, words in said.items()}

    assert {".xml", ".html", ".json", ".csv", ".txt"} <= {Path(name).suffix for name in told}
    return {name for name, data in told.items() for word in (*PARTY_WORDS, "bcđ") if word in plain(data)}


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


def test_every_file_of_a_state_office_is_sound(root: Path, said: dict[str, str], bcd35: CommandLine) -> None:
    assert said
    for register in ("units", "channels"):
        assert bcd35(register, "export", "--output", f"{register}.xlsx", now=at(12, 24)).code == 0
    (root / "bang.csv").write_text("Mã đơn vị,tin_bai_da_gui\nSYT,nhiều\n", encoding="utf-8")
    assert bcd35("record-report", "bang.csv", "--received-on", "2025-12-24", now=at(12, 24)).code == 3
    # What units sent, and where it is kept, was saved by another program.
    received = {path.read_bytes() for path in (*(root / "thư đến").iterdir(), root / "hỏng.xlsx")}
    for path in [path for path in root.rglob("*.xlsx") if path.read_bytes() in received]:
        path.unlink()

    found = audited_below(root)

    assert {"units.xlsx", "channels.xlsx", "so.xlsx", "bang_can-sua.xlsx"} <= found.keys()
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_numbers_and_citations_are_those_of_the_state(root: Path, said: dict[str, str]) -> None:
    letter = next((root / "out").rglob("Cong-van_01-SVHTTDL-VP_SYT.docx"))
    text = text_of(letter)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 01/SVHTTDL-VP",
        "Thực hiện Công văn số 129/UBND-KGVX ngày 21/11/2025 của Ủy ban nhân dân tỉnh",
    ):
        assert words in text
    assert "01/SVHTTDL-VP" in said["status"]
    assert "Sổ SVHTTDL-VP, 2025" in said["letters list"]


# --- a round that is no công văn, another signer ------------------------------------------------------------


def state_round(root: Path, **stated: str) -> None:
    path = root / "data" / "rounds" / f"{ROUND}.yaml"
    lines = "".join(f"{name}: {value}\n" for name, value in stated.items())
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{lines}", encoding="utf-8")


def state_office(root: Path, before: str, after: str) -> None:
    path = root / "data" / "office.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def text_of(path: Path) -> str:
    from docx import Document

    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


BOOK = "  - {document_type: CV, symbol: SVHTTDL-VP, term: hằng năm}\n"


@pytest.mark.parametrize(
    ("kind", "code", "addressed"),
    [
        ("kế hoạch", "KH", False),
        ("thông báo", "TB", False),
        ("giấy mời", "GM", False),
        ("tờ trình", "TTr", True),
    ],
)
def test_a_round_may_begin_with_another_type(
    root: Path,
    bcd35: CommandLine,
    kind: str,
    code: str,
    addressed: bool,  # noqa: FBT001 - a case
) -> None:
    address, own_list = ["Kính gửi:", "- Như trên;"], ["- Sở Y tế;"]
    has, has_not = (address, own_list) if addressed else (own_list, address)
    state_round(root, document_type=kind)
    state_office(root, BOOK, f"{BOOK}  - {{document_type: {code}, symbol: {code}-SVHTTDL, term: hằng năm}}\n")

    ran = bcd35("notify", "--date", "2025-11-24", now=at(11, 24))
    reminded = bcd35("remind", "--unit", "SYT", "--date", "2025-12-19", now=at(12, 19))

    assert (ran.code, reminded.code) == (0, 0), (ran, reminded)
    assert ("Tờ trình gửi cơ quan cấp trên" in ran.err, bool(ran.err)) == (addressed, addressed)
    name = f"{kind[0].upper()}{kind[1:]}"
    assert f"{name} số 01/{code}-SVHTTDL" in ran.out
    folder = root / "out" / ROUND / "SYT"
    text = text_of(folder / f"Van-ban_01-{code}-SVHTTDL_SYT.docx")
    for words in (kind.upper(), f"Số: 01/{code}-SVHTTDL", f"Gửi kèm {name} này bảng kiểm", *has):
        assert words in text
    assert [words for words in has_not if words in text] == []
    assert f"(Kèm theo {name} số 01/{code}-SVHTTDL ngày 24/11/2025" in text_of(folder / "Bang-kiem_SYT.docx")
    reminder = text_of(folder / "Don-doc_01-SVHTTDL-VP_SYT.docx").replace("\xa0", " ")
    assert f"V/v đôn đốc báo cáo kết quả thực hiện {name} số 01/{code}-SVHTTDL" in reminder
    checked = bcd35("check-format", "out")
    assert (checked.code, checked.err) == (0, ""), checked.out


def test_a_type_without_a_book_is_told_with_the_line_to_add(root: Path, bcd35: CommandLine) -> None:
    state_round(root, document_type="kế hoạch")

    ran = bcd35("notify", "--date", "2025-11-24", now=at(11, 24))

    assert ran.err == (
        "Lỗi [data/office.yaml]: Chưa khai sổ số cho kế hoạch (KH).\n"
        "  → Thêm vào number_series trong data/office.yaml dòng “- {document_type: KH, symbol: KH-SVHTTDL, "
        "term: hằng năm}” rồi chạy: bcd35 import\n"
    )


def test_a_type_that_the_layout_does_not_have_is_told(root: Path, bcd35: CommandLine) -> None:
    state_round(root, document_type="kế họach")

    ran = bcd35("notify", "--date", "2025-11-24", now=at(11, 24))

    assert ran.err.startswith(
        f"Lỗi [document_type]: Đợt “{ROUND}” ghi loại văn bản “kế họach”. Có phải là “kế hoạch”?\n"
        "  → Các loại dùng được cho đợt: nghị quyết, quyết định, "
    )


@pytest.mark.parametrize("name", ["biên bản", "hợp đồng", "giấy nghỉ phép", "phiếu gửi"])
def test_a_type_that_addresses_no_units_cannot_ask_for_reports(
    root: Path, bcd35: CommandLine, name: str
) -> None:
    state_round(root, document_type=name)

    ran = bcd35("notify", "--date", "2025-11-24", now=at(11, 24))

    assert (ran.code, ran.out) == (3, "")
    told, _, allowed = ran.err.partition("\n")
    assert told == f"Lỗi [document_type]: Đợt “{ROUND}” ghi loại văn bản “{name}”, loại không dùng cho đợt."
    assert ("giấy mời" in allowed, "công điện" in allowed, name in allowed) == (True, True, False)


def test_a_round_names_one_of_the_office_s_signers(root: Path, bcd35: CommandLine) -> None:
    state_round(root, signer="chanh-vp")
    signers = "signers:\n  - {code: chanh-vp, titles: [TL. GIÁM ĐỐC, CHÁNH VĂN PHÒNG], name: Trần Thị Thử}\n"
    state_office(root, "layout: nd-30-2020\n", f"layout: nd-30-2020\n{signers}")

    ran = bcd35("notify", "--date", "2025-11-24", now=at(11, 24))
    reminded = bcd35("remind", "--unit", "SYT", "--date", "2025-12-19", now=at(12, 19))

    assert (ran.code, ran.err, reminded.code) == (0, "", 0), (ran, reminded)
    for path in (root / "out" / ROUND / "SYT").glob("[CD]o*.docx"):
        assert "TL. GIÁM ĐỐC\nCHÁNH VĂN PHÒNG" in text_of(path)
        assert "Trần Thị Thử" in text_of(path)


def test_a_signer_that_the_office_does_not_name_is_told(root: Path, bcd35: CommandLine) -> None:
    state_round(root, signer="ai-do")

    ran = bcd35("notify", "--date", "2025-11-24", now=at(11, 24))

    assert ran.err == (
        f"Lỗi [signer]: Đợt “{ROUND}” ghi người ký “ai-do”; data/office.yaml không có mã ấy.\n"
        "  → Sửa signer của đợt, hoặc thêm ở mục signers (đã khai: chưa khai), rồi chạy: bcd35 import\n"
    )


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
        "  → Muốn đổi: ghi layout: hd-05-2026, style, number_series trong data/office.yaml như bộ mẫu ấy; "
        "nhập vào sổ: bcd35 import\n    Rồi thay tệp mẫu, tệp cũ cất riêng: bcd35 update --apply\n"
    )


def party_office(bcd35: CommandLine, folder: Path, *, used_before: bool) -> tuple[str, str]:
    """A Party office in the folder “cũ”, and how a command names it."""
    at = ("-C", str(folder / "cũ"))
    assert bcd35("-C", str(folder), "init", "cũ").code == 0
    if used_before:
        assert bcd35(*at, "units", "list").code == 0
    return at


@pytest.mark.parametrize("used_before", [False, True])
def test_another_layout_by_data_alone_names_what_follows(
    used_before: bool,  # noqa: FBT001 – a case
    tmp_path: Path,
    bcd35: CommandLine,
) -> None:
    at = party_office(bcd35, tmp_path, used_before=used_before)
    office = tmp_path / "cũ" / "data" / "office.yaml"
    office.write_text(f"{office.read_text('utf-8')}\nlayout: nd-30-2020\n", encoding="utf-8")

    told = bcd35(*at, "import", str(office)).err

    assert told.startswith(
        "Lưu ý [data/office.yaml]: Thể thức nay là “nd-30-2020”: từ nay soạn và soát theo bộ ấy, mà các tệp "
        "trong templates/ còn theo thể thức cũ.\n  → Lấy bộ tệp mẫu của thể thức mới"
    )
    assert "update --apply; rồi soát: " in told
    assert (
        "templates/bao-cao.docx: bản của thể thức khác, chưa sửa; chương trình có bản của thể thức "
        "đang dùng.\n"
    ) in bcd35(*at, "update").out
    assert bcd35(*at, "update", "--apply").code == 0
    assert _templates(tmp_path / "cũ") == _templates(REPOSITORY / "layouts" / "nd-30-2020")
    assert "Thể thức nay" not in bcd35(*at, "import", str(office)).err


@pytest.mark.parametrize("used_before", [False, True])
def test_a_layout_of_their_own_has_no_set_of_templates(
    used_before: bool,  # noqa: FBT001 – a case
    tmp_path: Path,
    bcd35: CommandLine,
) -> None:
    at = party_office(bcd35, tmp_path, used_before=used_before)
    data = tmp_path / "cũ" / "data"
    own = (data / "profiles" / "hd-05-2026.yaml").read_text("utf-8").replace("hd-05-2026", "ma-rieng")
    (data / "profiles" / "ma-rieng.yaml").write_text(own, encoding="utf-8")
    text = (data / "office.yaml").read_text("utf-8")
    (data / "office.yaml").write_text(f"{text}\nlayout: ma-rieng\n", encoding="utf-8")

    told = " ".join(bcd35(*at, "import", str(data / "office.yaml")).err.split())

    assert "Thể thức nay là “ma-rieng”" in told
    assert "Chương trình không có bộ tệp mẫu ấy: mở các tệp trong templates/ bằng Word mà sửa" in told
    assert "Thể thức nay" not in bcd35(*at, "import", str(data / "office.yaml")).err


def test_rules_of_their_own_keep_the_templates_of_a_layout(root: Path, bcd35: CommandLine) -> None:
    data, before = root / "data", _templates(root)
    own = (data / "profiles" / f"{LAYOUT}.yaml").read_text("utf-8").replace(LAYOUT, "ma-rieng")
    (data / "profiles" / "ma-rieng.yaml").write_text(own, encoding="utf-8")
    state_office(root, f"layout: {LAYOUT}", "layout: ma-rieng")

    assert bcd35("update", "--apply").out.startswith("Tệp mẫu và bộ quy tắc thể thức đều như bản")
    assert _templates(root) == before


def _templates(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "templates").glob("*.docx")}


def test_a_layout_without_a_set_is_unknown(tmp_path: Path, bcd35: CommandLine) -> None:
    ran = bcd35("-C", str(tmp_path), "init", "mới", "--layout", "nd-30")

    assert ran.err == (
        "Lỗi [--layout]: Không có bộ tệp mẫu của thể thức “nd-30”.\n"
        "  → Các thể thức có bộ tệp mẫu: hd-05-2026, nd-30-2020.\n"
    )


# --- the code -----------------------------------------------------------------------------------------------

PARTY_WORDS = ("đảng", "tỉnh ủy", "tỉnh uỷ", "cấp ủy", "cấp uỷ")


def test_no_party_word_stands_in_the_code() -> None:
    """It stands in data and templates.

    What reads rosters, names in Kính gửi, in a document's head or signature, and typed words, knows how they
    begin; none of it is printed.
    The first question of a new office offers the layouts by what kind of body has them.
    """
    assert _files_that_say(PARTY_WORDS) == {
        "units.py",
        "unit_names.py",
        "addressed_lines.py",
        "rows.py",
        "kinds.py",
        "columns.py",
        "usual_names.py",
        "issuers.py",
        "signature_check.py",
        "round_words.py",
        "first_run.py",
    }


def test_no_office_and_no_province_stands_in_the_code() -> None:
    """The order of posts above a signature is that of posts in any committee."""
    assert _files_that_say(("bcđ", "ban chỉ đạo", "thái nguyên", "thainguyen")) == {"signature.py"}


def _files_that_say(words: Sequence[str]) -> set[str]:
    return {
        path.name
        for path in (REPOSITORY / "src").rglob("*.py")
        for text in _texts_of(ast.parse(path.read_text(encoding="utf-8")))
        if any(word in text.casefold() for word in words)
    }


def _texts_of(tree: ast.Module) -> Iterator[str]:
    """The texts of a module but its docstrings, which may name an example."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value
