"""A letter in the place of another: the round's edited file, forms already out, reports carried over."""

import json
import shlex
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bcd35.domain.form_spec import SHEET
from bcd35.world.workspace import VIETNAM
from tests.conftest import ROUND, CommandLine, on_day
from tests.support.filling import add_round, answer_cells, fill, picture, rows, words_of

pytestmark = pytest.mark.issued

REPLACE = ("notify", "--replace", "28", "--reason", "sai thời hạn", "--date", "2025-11-26")
FOLDER = f"out/{ROUND}"
FILE = f"data/rounds/{ROUND}.yaml"


def edit(root: Path, *changes: tuple[str, str]) -> None:
    """Change the round's file; each change must find its place."""
    path = root / FILE
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


LATER = ("deadline: 2025-12-15", "deadline: 2025-12-22")
# One question more, one of another kind, one fewer.
ASKED = (
    (
        "label: Số ảnh đã gửi, kind: count}\n",
        'label: Số ảnh đã gửi, kind: text}\n  - {code: tin_moi, task: "3", label: Số tin mới, kind: count}\n',
    ),
    ('  - {code: video_da_gui, task: "3", label: Số video đã gửi, kind: count}\n', ""),
    ("  video: video_da_gui\n", ""),
    ("  photo: anh_da_gui\n", ""),
)


def old_form(root: Path, unit: str) -> Path:
    return root / FOLDER / unit / f"Mau-bao-cao_{unit}.xlsx"


def answers(bcd35: CommandLine, root: Path, unit: str) -> dict[str, object]:
    """What the round's figures have of a unit."""
    assert bcd35("export-summary", "--format", "json", "--as-of", "2025-12-20", "-o", "t.json").code == 0
    found = json.loads((root / "t.json").read_text(encoding="utf-8"))["units"]
    (told,) = [one["answers"] for one in found if one["code"] == unit]
    return {code: answer.get("value") for code, answer in told.items()}


def test_an_edited_file_of_an_issued_round_goes_out_with_a_replacing_letter(
    bcd35: CommandLine, root: Path
) -> None:
    edit(root, LATER)
    edited = (root / FILE).read_bytes()
    refused = bcd35("rounds", "import", FILE, "--json")
    (found,) = refused.json["findings"][:1]
    assert (refused.code, found["code"]) == (6, "round_issued")
    told = found["fix"].splitlines()
    back = f"rounds edit {ROUND} --as-issued"
    assert told[0] == f"Trả tệp về như công văn: bcd35 {back}"
    assert told[1].endswith(f"bcd35 notify {ROUND} --replace 28 --reason LÝ_DO")
    assert told[2].endswith(f"bcd35 rounds extend {ROUND} --all --to 2025-12-22 --reason LÝ_DO")
    assert bcd35(*back.split()).code == 0
    assert bcd35("rounds", "import", FILE).code == 0

    (root / FILE).write_bytes(edited)
    before = picture(root)
    foreseen = bcd35(*REPLACE, "--dry-run", "--json").json["data"]
    assert picture(root) == before
    assert foreseen["replaces"] == "28-CV/BCĐ"
    assert foreseen["changes"] == [{"field": "deadline", "before": "2025-12-15", "after": "2025-12-22"}]

    ran = bcd35(*REPLACE)
    assert (ran.code, ran.err) == (0, "")
    assert "Thay thế Công văn số 28-CV/BCĐ, ngày 22/11/2025; lý do: sai thời hạn." in ran.out
    assert "thời hạn: 15/12/2025 → 22/12/2025" in ran.out
    letter = words_of(root / FOLDER / "SYT" / "Cong-van_29-CV-BCD_SYT.docx")
    assert (
        "Công văn này thay thế Công văn số 28-CV/BCĐ, ngày 22/11/2025 của Ban Chỉ đạo 35 Đảng ủy Ủy ban nhân "
        "dân tỉnh. Gửi kèm Công văn này bảng kiểm và mẫu báo cáo"
    ) in letter
    assert "22/12/2025" in letter
    assert sorted(path.name for path in (root / FOLDER / "SYT").iterdir()) == [
        "Bang-kiem_29-CV-BCD_SYT.docx",
        "Bang-kiem_SYT.docx",
        "Cong-van_28-CV-BCD_SYT.docx",
        "Cong-van_29-CV-BCD_SYT.docx",
        "Mau-bao-cao_29-CV-BCD_SYT.xlsx",
        "Mau-bao-cao_SYT.xlsx",
    ]
    data = bcd35("status", "--json").json["data"]
    assert (data["letter"], data["deadline"]) == ("29-CV/BCĐ", "2025-12-22")
    assert len(data["units"]) == 5
    assert bcd35("import", "--dry-run").err == "", "the file counts as imported"
    assert bcd35("check").code == 0


def test_doing_it_twice_is_doing_it_once(bcd35: CommandLine, root: Path) -> None:
    edit(root, LATER)
    assert bcd35(*REPLACE).code == 0
    before = picture(root)
    ran = bcd35(*REPLACE, "--json")
    assert (ran.code, [found["code"] for found in ran.json["findings"]]) == (0, ["replaced_already"])
    assert bcd35(*REPLACE, "--number", "29").code == 0
    ran = bcd35(*REPLACE, "--number", "77", "--json")
    assert (ran.code, [found["code"] for found in ran.json["findings"]]) == (3, ["number_fixed"])
    assert picture(root) == before
    again = bcd35("notify", "--replace", "29", "--reason", "sai nữa", "--date", "2025-11-27", "--json")
    assert again.json["data"]["letter"]["reference"] == "30-CV/BCĐ"
    ran = bcd35(*REPLACE, "--json")
    assert (ran.code, ran.json["findings"][0]["code"]) == (3, "letter_void")
    assert ran.json["findings"][0]["fix"] == (
        f'Thay công văn ấy: bcd35 notify {ROUND} --replace 30 --date 2025-11-26 --reason "sai thời hạn"'
    )


def test_only_a_letter_of_the_round_can_be_replaced(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)
    ran = bcd35("notify", "--replace", "31", "--reason", "x", "--json")
    assert (ran.code, ran.json["findings"][0]["message"]) == (
        3,
        f"Đợt “{ROUND}” không có Công văn số 31; đợt đang có hiệu lực: Công văn số 28-CV/BCĐ.",
    )
    assert ran.json["findings"][0]["fix"].splitlines() == [
        f"Thay công văn ấy: bcd35 notify {ROUND} --replace 28 --reason x",
        "Xem cả sổ: bcd35 letters list",
    ]
    for words in (
        ("--replace", "28"),
        ("--reason", "x"),
        ("--replace", "28", "--reason", "x", "--unit", "SYT"),
    ):
        assert bcd35("notify", *words).code == 2
    assert picture(root) == before


def test_a_number_that_cannot_be_replaced_is_named_with_what_can(bcd35: CommandLine, root: Path) -> None:
    """A reminder's number, that of another round, and a letter that is void with none in its place."""
    replace = ("notify", ROUND, "--replace", "29", "--reason", "x", "--json")
    instead = f"Thay công văn ấy: bcd35 notify {ROUND} --replace 28 --reason x\n"
    assert bcd35("remind", ROUND).code == 0
    assert bcd35(*replace).json["findings"][0]["fix"] == (
        f"{instead}Số 29-CV/BCĐ (2025-2030) là đôn đốc của đợt “{ROUND}”, không thay mà hủy: "
        'bcd35 letters void 29 --symbol "CV/BCĐ" --term 2025-2030 --reason LÝ_DO'
    )
    add_round(root, "r2")
    assert bcd35("rounds", "import", "data/rounds/r2.yaml").code == 0
    assert bcd35("notify", "r2", "--unit", "SYT").code == 0
    assert bcd35(*replace[:3], "30", *replace[4:]).json["findings"][0]["fix"] == (
        f"{instead}Số 30-CV/BCĐ (2025-2030) là công văn của đợt “r2”, thay thì: "
        "bcd35 notify r2 --replace 30 --reason x"
    )
    assert bcd35("letters", "void", "28", "--reason", "x").code == 0
    for number in ("28", "31"):
        ran = bcd35(*replace[:3], number, *replace[4:])
        step = ran.json["findings"][0]["fix"].splitlines()[0]
        assert step == f"Phát hành lại bằng số mới: bcd35 notify {ROUND}"


def test_a_replacing_letter_with_a_past_day_names_the_command_that_states_it_anew(bcd35: CommandLine) -> None:
    late = datetime(2025, 12, 22, 9, tzinfo=VIETNAM)
    replacing = ("notify", ROUND, "--replace", "28", "--reason", "sai thời hạn", "--json")
    refused = bcd35(*replacing, now=late)
    words, _, command = refused.json["findings"][0]["fix"].splitlines()[0].partition(": bcd35 ")
    assert words == "Nêu lại thời hạn từ ngày 22/12/2025 trở đi, rồi chạy lại lệnh này"
    assert bcd35(*command.replace("NGÀY", "2025-12-29").split(), now=late).code == 0
    assert bcd35(*replacing, now=late).code == 0


def test_without_an_edited_file_the_letter_goes_out_anew(bcd35: CommandLine, root: Path) -> None:
    data = bcd35(*REPLACE, "--json").json["data"]
    assert (data["letter"]["number"], data["changes"]) == (29, [])
    assert rows(root, "SELECT event, first, reason FROM number_lines") == [("void", 28, "sai thời hạn")]


def test_a_broken_file_of_the_round_stops_it_before_a_number_is_taken(bcd35: CommandLine, root: Path) -> None:
    edit(root, ("deadline: 2025-12-15", "deadline: hôm nào"))
    assert bcd35(*REPLACE).code == 6
    assert rows(root, "SELECT number FROM numbers") == [(28,)]


def test_who_is_exempt_or_out_of_use_gets_none_and_is_named(bcd35: CommandLine) -> None:
    assert bcd35("rounds", "exempt", "TTT", "--reason", "giải thể").code == 0
    assert bcd35("units", "retire", "DTN", "--keep-expected").code == 0
    ran = bcd35(*REPLACE, "--json").json["data"]
    assert [one["code"] for one in ran["units"]] == ["SNV", "SXD", "SYT"]
    assert ran["skipped"] == [
        {"code": "TTT", "reason": "exempt"},
        {"code": "DTN", "reason": "out_of_use"},
    ]
    # Restored, it gets the letter that the others have, and is no new unit of the round.
    assert bcd35("rounds", "restore", "TTT").code == 0
    assert [one["code"] for one in bcd35("notify", "--unit", "TTT", "--json").json["data"]["units"]] == [
        "TTT"
    ]
    assert bcd35("letters", "list", "--json").json["data"]["numbers"][1]["units"] == 4


def test_reports_are_carried_over_and_questions_that_changed_are_open(bcd35: CommandLine, root: Path) -> None:
    form = fill(old_form(root, "SYT"), root / "tra-ve" / "a.xlsx", so_anh=7)
    assert bcd35("record-report", str(form), "--received-on", "2025-11-25").code == 0
    edit(root, LATER, *ASKED)
    ran = bcd35(*REPLACE, "--json")
    (carried,) = ran.json["findings"]
    assert carried["code"] == "reports_carried_over"
    assert carried["message"] == (
        "1 đơn vị đã báo cáo theo công văn cũ: báo cáo ấy vẫn được tính. Các đơn vị ấy chưa trả lời “Số ảnh "
        "đã gửi”, “Số tin mới”."
    )
    told = answers(bcd35, root, "SYT")
    assert "video_da_gui" not in told
    assert "anh_da_gui" not in told, "a number is no answer to a question for words"
    assert told["to_chuc_da_thong_bao"] == 12
    words = ("record-report", "SYT", "--set", "tin_moi=4", "--set", "anh_da_gui=bảy ảnh")
    assert bcd35(*words, "--received-on", "2025-11-28").code == 0
    assert answers(bcd35, root, "SYT")["tin_moi"] == 4
    assert bcd35("export-summary", "-o", "t.xlsx").code == 0
    assert bcd35("check").code == 0


def test_a_form_that_was_out_already_is_taken_for_what_is_still_asked(bcd35: CommandLine, root: Path) -> None:
    edit(root, LATER, *ASKED)
    assert bcd35(*REPLACE).code == 0
    form = fill(old_form(root, "SYT"), root / "tra-ve" / "a.xlsx")
    ran = bcd35("record-report", str(form), "--received-on", "2025-12-18", "--json", now=on_day("2025-12-18"))
    assert ran.code == 0
    (found,) = [one for one in ran.json["findings"] if one["code"] == "old_form_taken"]
    assert found["message"] == (
        "Mẫu của công văn đã thay thế: ghi các chỉ tiêu còn dùng; chưa có “Số ảnh đã gửi”, “Số tin mới”."
    )
    state = next(
        one
        for one in bcd35("status", "--as-of", "2025-12-20", "--json").json["data"]["units"]
        if one["code"] == "SYT"
    )
    assert (state["state"], answers(bcd35, root, "SYT")["tin_bai_da_gui"]) == ("on_time", 0)
    new = root / FOLDER / "STC"
    assert not new.exists()
    form = fill(
        root / FOLDER / "SXD" / "Mau-bao-cao_29-CV-BCD_SXD.xlsx",
        root / "tra-ve" / "b.xlsx",
        {"Số tổ chức trực thuộc đã được thông báo": 3},
    )
    assert bcd35("record-report", str(form), "--json").code == 3, "the new form must answer what is asked"
    assert bcd35("check").code == 0


def test_a_faulty_old_form_goes_back_as_the_new_one(bcd35: CommandLine, root: Path) -> None:
    edit(root, LATER, *ASKED)
    assert bcd35(*REPLACE).code == 0
    form = fill(old_form(root, "SYT"), root / "tra-ve" / "a.xlsx", so_tin_bai_da_gui="nhiều")
    assert (
        bcd35("record-report", str(form), "--received-on", "2025-12-18", now=on_day("2025-12-18")).code == 3
    )
    ran = bcd35("return-report", "SYT", "--date", "2025-12-19", "--json")
    assert ran.code == 0
    for path in (root / FOLDER / "SYT").iterdir():
        path.unlink()
    assert bcd35("letters", "reprint").code == 0
    assert bcd35("check").code == 0


def test_papers_of_both_letters_are_made_again_byte_for_byte(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("units", "edit", "SYT", "--name", "Sở Y tế tỉnh").code == 0
    assert bcd35(*REPLACE).code == 0
    assert "Sở Y tế tỉnh" in words_of(root / FOLDER / "SYT" / "Cong-van_29-CV-BCD_SYT.docx")
    assert bcd35("units", "edit", "SYT", "--name", "Sở Y tế Thái Nguyên").code == 0
    for path in (root / FOLDER).glob("*/*"):
        path.unlink()
    assert bcd35("check").code == 3
    ran = bcd35("letters", "reprint", "--json")
    assert (ran.code, {one["state"] for one in ran.json["data"]["files"]}) == (0, {"made"})
    assert len(ran.json["data"]["files"]) == 32
    assert bcd35("check").code == 0


def test_a_letter_of_the_same_second_takes_no_own_day_of_the_one_before(
    bcd35: CommandLine, root: Path
) -> None:
    bcd35("units", "add", "MOI", "--name", "Đơn vị mới", "--kind", "chi_bo_co_so")
    joins = ("notify", "--unit", "MOI", "--add", "--date", "2025-11-26", "--deadline", "2025-12-22")
    assert bcd35(*joins).code == 0
    assert bcd35(*REPLACE).code == 0
    kept = {path: path.read_bytes() for path in (root / FOLDER / "MOI").iterdir()}
    for path in kept:
        path.unlink()

    assert bcd35("letters", "reprint", ROUND, "--unit", "MOI").code == 0
    assert {path: path.read_bytes() for path in (root / FOLDER / "MOI").iterdir()} == kept


def test_case_file_and_journal_tell_both_letters(bcd35: CommandLine, root: Path) -> None:
    edit(root, LATER)
    assert bcd35(*REPLACE).code == 0
    assert bcd35("casefile", "-o", "ho-so.zip").code == 0
    with zipfile.ZipFile(root / "ho-so.zip") as bag:
        names = [name.partition("/")[2] for name in bag.namelist()]
    for name in ("Cong-van_28-CV-BCD_SYT.docx", "Cong-van_29-CV-BCD_SYT.docx", "Mau-bao-cao_SYT.xlsx"):
        assert f"data/cong-van/SYT/{name}" in names
    assert len(set(names)) == len(names)
    told = bcd35("log").out
    assert "Phát hành công văn thay thế" in told
    assert "thay thế số: 28-CV/BCĐ; lý do: sai thời hạn" in told
    assert f"bcd35 notify {ROUND} --replace 29 --reason LÝ_DO" in told


def test_a_draft_of_a_replacing_letter_records_nothing(bcd35: CommandLine, root: Path) -> None:
    edit(root, LATER)
    assert bcd35(*REPLACE, "--draft").code == 0
    assert rows(root, "SELECT number FROM numbers") == [(28,)]
    (draft,) = (root / "out" / "_du-thao" / ROUND / "SYT").glob("Cong-van*")
    assert "thay thế Công văn số 28-CV/BCĐ" in words_of(draft)


def test_only_the_letter_in_force_is_printed(bcd35: CommandLine, root: Path) -> None:
    assert bcd35(*REPLACE).code == 0
    assert bcd35("print", "--json").json["data"]["letters"] == 5
    assert "29-CV/BCĐ" in words_of(root / FOLDER / "in-tat-ca.docx")
    assert "Số 28-CV/BCĐ" not in words_of(root / FOLDER / "in-tat-ca.docx")


def last_days(root: Path, bcd35: CommandLine) -> dict[str, tuple[bool, str]]:
    """Of units with a last day of their own: whether their newest letter and form name it; their term."""
    found = {}
    for unit, day in (("SYT", "22/12/2025"), ("MOI", "24/12/2025"), ("MOI2", "19/12/2025")):
        folder = root / FOLDER / unit
        letter = words_of(next(folder.glob("Cong-van_30*")))
        form = zipfile.ZipFile(next(folder.glob("Mau-bao-cao_30*")))
        sheets = "".join(form.read(name).decode() for name in form.namelist() if name.endswith(".xml"))
        named = all(day in text and ("19/12/2025" in text) == (day[:2] == "19") for text in (letter, sheets))
        term = bcd35("why", unit, ROUND, "--json").json["data"]["deadline"]
        found[unit] = (named, term)
    return found


def test_a_unit_keeps_its_own_later_day_in_the_letter_and_in_the_ledger(
    bcd35: CommandLine, root: Path
) -> None:
    """Joined or extended beyond the new last day: kept. Joined until an earlier one: the new one."""
    day = datetime(2025, 12, 1, 9, tzinfo=VIETNAM)
    bcd35("rounds", "extend", ROUND, "--unit", "SYT", "--to", "2025-12-22", "--reason", "mưa lũ")
    for number, (unit, options) in enumerate((("MOI", ("--deadline", "2025-12-24")), ("MOI2", ())), start=1):
        now = day + timedelta(minutes=number)
        bcd35("units", "add", unit, "--name", f"Đơn vị {unit}", "--kind", "chi_bo_co_so", now=now)
        assert bcd35("notify", ROUND, "--unit", unit, "--add", *options, now=now).code == 0
    bcd35("letters", "on-paper", "29", "--date", "2025-11-26", "--reason", "x", now=day)
    edit(root, ("deadline: 2025-12-15", "deadline: 2025-12-19"))
    # Dated before the days on which the units joined: the order of days does not decide.
    ran = bcd35(*REPLACE, now=day + timedelta(hours=1))
    assert (ran.code, "SYT (22/12/2025), MOI (24/12/2025)" in ran.err) == (0, True)
    expected = {
        "SYT": (True, "2025-12-22"),
        "MOI": (True, "2025-12-24"),
        "MOI2": (True, "2025-12-19"),
    }
    assert last_days(root, bcd35) == expected
    # What the letter in hand says stays, though the extension is taken back.
    bcd35("rounds", "extend", ROUND, "--undo", "--unit", "SYT", "--reason", "nhầm", now=day)
    assert last_days(root, bcd35) == expected
    papers = {path: path.read_bytes() for path in (root / FOLDER / "SYT").iterdir()}
    for path in papers:
        path.unlink()
    assert bcd35("letters", "reprint", ROUND, now=day).code == 0
    assert {path: path.read_bytes() for path in papers} == papers
    assert bcd35("check").code == 0


def said_in_copy(root: Path) -> str:
    """The last day in the office's copy."""
    (copy,) = (root / FOLDER).glob("_ban-luu/Cong-van_29*")
    return words_of(copy).partition("chậm nhất là ")[2].partition(" để tổng hợp")[0]


@pytest.mark.parametrize(
    ("units", "said"),
    [
        (["--all"], "ngày 22/12/2025"),
        (["--unit", "SYT"], "ngày 15/12/2025 (riêng Đảng ủy Sở Y tế: ngày 22/12/2025)"),
    ],
)
def test_the_office_copy_says_the_days_that_the_letters_say(
    bcd35: CommandLine, root: Path, units: list[str], said: str
) -> None:
    bcd35("rounds", "extend", ROUND, *units, "--to", "2025-12-22", "--reason", "mưa lũ")
    assert bcd35(*REPLACE).code == 0
    # A unit that is added later is in no copy: that is made already.
    bcd35("units", "add", "MOI", "--name", "Đơn vị mới", "--kind", "chi_bo_co_so")
    assert bcd35("notify", ROUND, "--unit", "MOI", "--add", "--deadline", "2025-12-26").code == 0
    assert said_in_copy(root) == said
    for path in (root / FOLDER).glob("_ban-luu/*"):
        path.unlink()
    ran = bcd35("letters", "reprint", "--json")
    assert (ran.code, {one["state"] for one in ran.json["data"]["files"]}) == (0, {"made"})
    assert bcd35("check").code == 0


# --- an earlier and a later last day ------------------------------------------------------------------------

EARLIER = ("deadline: 2025-12-15", "deadline: 2025-12-10")
IN_DECEMBER = datetime(2025, 12, 20, 9, tzinfo=VIETNAM)
SHORTER = ("--accept", "shorter-term")


def come(bcd35: CommandLine, root: Path, unit: str, day: str) -> None:
    form = fill(old_form(root, unit), root / "tra-ve" / f"{unit}.xlsx")
    assert bcd35("record-report", str(form), "--received-on", day, now=IN_DECEMBER).code == 0


def told(bcd35: CommandLine, day: str, *more: str) -> dict[str, tuple[str, str]]:
    """The state of each unit as of a day, and its last day."""
    data = bcd35("status", "--as-of", day, "--json", *more, now=IN_DECEMBER).json["data"]
    return {one["code"]: (one["state"], one["deadline"]) for one in data["units"]}


def test_an_earlier_last_day_is_refused_by_name_until_the_clerk_says_that_it_is_meant(
    bcd35: CommandLine, root: Path
) -> None:
    come(bcd35, root, "SNV", "2025-11-25")
    edit(root, EARLIER)
    before = picture(root)
    for more in ((), ("--dry-run",)):
        ran = bcd35(*REPLACE, *more, "--json")
        (found,) = ran.json["findings"]
        assert (ran.code, found["code"], picture(root) == before) == (3, "doubtful_shorter_term", True)
        assert found["message"] == (
            "Thời hạn 10/12/2025 sớm hơn hạn đang có (15/12/2025) của 4 đơn vị chưa báo cáo: SXD, SYT, TTT, "
            "DTN."
        )
        assert found["fix"].endswith("Nếu đúng là rút ngắn thời hạn thì thêm: --accept shorter-term")
    drafted = bcd35(*REPLACE, "--draft", "--json")
    assert (drafted.code, "doubtful_shorter_term" in [one["code"] for one in drafted.json["findings"]]) == (
        0,
        True,
    )
    assert bcd35(*REPLACE, *SHORTER).code == 0


@pytest.mark.parametrize("dated", ["2025-12-13", "2025-12-09"])
def test_nobody_becomes_late_by_a_later_letter(dated: str, bcd35: CommandLine, root: Path) -> None:
    """Whether the report came before the day of the letter, or only before it was entered."""
    come(bcd35, root, "SNV", "2025-12-12")
    edit(root, EARLIER)
    words = ("notify", "--replace", "28", "--reason", "sai", "--accept", "past-deadline", *SHORTER)
    ran = bcd35(*words, "--date", dated, "--json", now=IN_DECEMBER)
    (found,) = [one for one in ran.json["findings"] if one["code"] == "earlier_term_counts"]
    assert found["message"] == (
        "1 đơn vị báo cáo trong hạn trước, muộn hơn hạn mới 10/12/2025, vẫn là đúng hạn: SNV."
    )
    after = told(bcd35, "2025-12-20")
    assert after["SNV"] == ("on_time", "2025-12-15")
    assert after["SYT"] == ("missing", "2025-12-10")
    come(bcd35, root, "SYT", "2025-12-11")  # entered after the letter
    state = "on_time" if dated > "2025-12-11" else "late"
    assert told(bcd35, "2025-12-20")["SYT"][0] == state
    assert bcd35("check", now=IN_DECEMBER).code == 0


def test_an_earlier_day_is_told_by_the_letter_that_stood_then(bcd35: CommandLine, root: Path) -> None:
    come(bcd35, root, "SNV", "2025-12-17")
    before = {day: told(bcd35, day) for day in ("2025-12-16", "2025-12-17")}
    assert before["2025-12-17"]["SNV"] == ("late", "2025-12-15")
    edit(root, LATER)
    later = IN_DECEMBER + timedelta(hours=1)
    ran = bcd35(*REPLACE[:-1], "2025-12-18", "--json", now=later)
    assert "late_extended" in [one["code"] for one in ran.json["findings"]]
    assert {day: told(bcd35, day) for day in before} == before
    assert told(bcd35, "2025-12-18")["SNV"] == ("on_time", "2025-12-22")
    shown = bcd35("status", "--as-of", "2025-12-17", now=later).out
    assert "Công văn số 28-CV/BCĐ; thời hạn 15/12/2025" in shown
    shown = bcd35("status", "--as-of", "2025-12-18", now=later).out
    assert "Công văn số 29-CV/BCĐ; thời hạn 22/12/2025" in shown


def test_why_begins_with_the_letter_that_was_replaced(bcd35: CommandLine, root: Path) -> None:
    edit(root, LATER)
    assert bcd35(*REPLACE).code == 0
    assert bcd35("why", "SYT", now=IN_DECEMBER).out.splitlines()[1] == (
        "Danh sách phải báo cáo theo Công văn số 28-CV/BCĐ, ngày 22/11/2025, nêu hạn 15/12/2025, được thay "
        "(sai thời hạn); nay là Công văn số 29-CV/BCĐ, ngày 26/11/2025: có tên khi phát hành ngày 22/11/2025."
    )
    assert (
        "Công văn số 28-CV/BCĐ, ngày 22/11/2025: có tên"
        in bcd35("why", "SYT", "--as-of", "2025-11-25", now=IN_DECEMBER).out
    )


def test_a_letter_of_an_earlier_day_gives_no_own_day_before_that_was_given(
    bcd35: CommandLine, root: Path
) -> None:
    """Extended on 10 December, in a letter dated 26 November that was entered on the 20th."""
    extend = ("rounds", "extend", ROUND, "--unit", "SYT", "--to", "2025-12-22", "--reason", "mưa lũ")
    assert bcd35(*extend, "--date", "2025-12-10", now=IN_DECEMBER).code == 0
    edit(root, ("deadline: 2025-12-15", "deadline: 2025-12-17"))
    ran = bcd35(*REPLACE, "--json", now=IN_DECEMBER)
    assert told(bcd35, "2025-12-09")["SYT"][1] == "2025-12-17"
    assert told(bcd35, "2025-12-10")["SYT"][1] == "2025-12-22"
    # What was told of the days between is told anew, by the letter of those days.
    (found,) = [one for one in ran.json["findings"] if one["code"] == "earlier_days_change"]
    assert found["message"] == "Số liệu của những ngày từ 26/11/2025 cũng tính lại theo hạn mới."
    assert told(bcd35, "2025-12-16")["SXD"] == ("missing", "2025-12-17")


def test_a_unit_that_joined_gets_the_earlier_last_day_of_the_letter_too(
    bcd35: CommandLine, root: Path
) -> None:
    """Its own day was the round's; the letter of the same day says another."""
    bcd35("units", "add", "MOI", "--name", "Đơn vị mới", "--kind", "chi_bo_co_so")
    assert bcd35("notify", "--unit", "MOI", "--add", "--date", "2025-11-26").code == 0
    edit(root, EARLIER)
    assert bcd35(*REPLACE, *SHORTER).code == 0
    assert "10/12/2025" in words_of(root / FOLDER / "MOI" / "Cong-van_29-CV-BCD_MOI.docx")
    assert told(bcd35, "2025-12-12")["MOI"] == ("missing", "2025-12-10")


def follow(bcd35: CommandLine, found: dict[str, str], now: datetime) -> None:
    """Do what a finding says, to the letter."""
    assert bcd35(*shlex.split(found["fix"].partition(": bcd35 ")[2]), now=now).code == 0


@pytest.mark.parametrize(
    ("leave", "come_back"),
    [
        (("rounds", "exempt", "SYT"), ("rounds", "restore", "SYT")),
        (("rounds", "exempt", "SYT"), ("rounds", "exempt", "SYT", "--take-back")),
        (("units", "retire", "SYT"), ("units", "retire", "SYT", "--take-back")),
    ],
)
def test_who_is_asked_again_after_the_last_day_can_be_given_time(
    bcd35: CommandLine, leave: tuple[str, ...], come_back: tuple[str, ...]
) -> None:
    assert bcd35(*leave, "--reason", "đại hội", "--date", "2025-11-28").code == 0
    ran = bcd35(*come_back, *(["nhầm"] if "--take-back" in come_back else []), "--json", now=IN_DECEMBER)
    (found,) = [one for one in ran.json["findings"] if one["code"] == "asked_after_deadline"]
    assert (
        found["message"]
        == f"Hạn 15/12/2025 của “SYT” trong đợt “{ROUND}” đã qua: đơn vị bị tính quá hạn ngay."
    )
    assert told(bcd35, "2025-12-20")["SYT"] == ("missing", "2025-12-15")
    follow(bcd35, found, IN_DECEMBER)
    assert told(bcd35, "2025-12-20")["SYT"] == ("extended", "2025-12-26")


def test_who_is_asked_again_by_a_letter_that_it_never_got_gets_it_with_a_term_of_its_own(
    bcd35: CommandLine, root: Path
) -> None:
    assert bcd35("rounds", "exempt", "SYT", "--reason", "đại hội", "--date", "2025-11-25").code == 0
    edit(root, EARLIER)
    assert bcd35(*REPLACE, *SHORTER).code == 0
    ran = bcd35("rounds", "restore", "SYT", "--json", now=IN_DECEMBER)
    (found,) = ran.json["findings"]
    assert found["message"] == (
        f"“SYT” chưa nhận Công văn số 29-CV/BCĐ của đợt “{ROUND}”, mà bị tính theo hạn 10/12/2025 (đã qua)."
    )
    follow(bcd35, found, IN_DECEMBER)
    assert "26/12/2025" in words_of(root / FOLDER / "SYT" / "Cong-van_29-CV-BCD_SYT.docx")
    assert told(bcd35, "2025-12-20")["SYT"][1] == "2025-12-26"
    assert bcd35("check", now=IN_DECEMBER).code == 0


def test_a_letter_in_the_next_book_may_have_the_number_of_the_one_that_it_replaces(
    bcd35: CommandLine, root: Path
) -> None:
    """01 of 2026 in the place of 01 of 2025: the forms of both are out, each under its own identity."""
    office = root / "data" / "office.yaml"
    text = office.read_text(encoding="utf-8")
    office.write_text(text.replace("term: 2025-2030, next_number: 28", "term: hằng năm"), encoding="utf-8")
    assert bcd35("import").code == 0
    assert bcd35("letters", "void", "28", "--reason", "sổ khác").code == 0
    assert bcd35("notify", "--date", "2025-12-10").code == 0
    edit(root, ("deadline: 2025-12-15", "deadline: 2026-01-12"))
    now = datetime(2026, 1, 5, 9, tzinfo=VIETNAM)
    replacing = (
        "notify",
        "--replace",
        "1",
        "--reason",
        "x",
        "--date",
        "2026-01-05",
        "--accept",
        "past-deadline",
    )
    ran = bcd35(*replacing, now=now)
    assert (ran.code, ran.err) == (0, "")
    numbers = bcd35("letters", "list", "--json", now=now).json["data"]["numbers"]
    told = {one["term"]: (one["replaces"], one["replaced_by"]) for one in numbers if one["first"] == 1}
    assert told == {"2025": (None, "01-CV/BCĐ"), "2025-2030": (None, None), "2026": ("01-CV/BCĐ", None)}
    assert "thay bằng số 01-CV/BCĐ (2026)" in " ".join(bcd35("letters", "list", now=now).out.split())
    for form in (root / FOLDER / "SYT").glob("Mau-bao-cao*"):
        form.unlink()
    assert bcd35("letters", "reprint", now=now).code == 0
    assert bcd35("check", now=now).code == 0


@pytest.mark.parametrize(
    ("received", "returned", "told"),
    [
        # Late already, and the correction says until when it may be put right: no time of its own.
        ("2025-12-17", "2025-12-17", "trễ 1 ngày"),
        # Refused in time: on time once corrected, as if no other letter had gone out.
        ("2025-12-10", "2025-12-16", "đúng hạn sau khi sửa"),
    ],
)
def test_a_replacing_letter_makes_no_own_term_of_the_day_of_a_correction(
    bcd35: CommandLine, root: Path, received: str, returned: str, told: str
) -> None:
    now = datetime(2025, 12, 19, 9, tzinfo=VIETNAM)
    wrong = fill(old_form(root, "SXD"), root / "tra-ve" / "a.xlsx", so_anh="năm tấm")
    assert bcd35("record-report", str(wrong), "--received-on", received, now=now).code != 0
    assert bcd35("return-report", "SXD", "--date", returned, now=now).code == 0
    edit(root, ("deadline: 2025-12-15", "deadline: 2025-12-16"))
    replacing = ("notify", "--replace", "28", "--reason", "x", "--date", "2025-12-18")
    assert bcd35(*replacing, "--accept", "past-deadline", now=now).code == 0
    corrected = fill(old_form(root, "SXD"), root / "tra-ve" / "b.xlsx")
    assert bcd35("record-report", str(corrected), "--received-on", "2025-12-19", now=now).code == 0
    why = " ".join(bcd35("why", "SXD", "--as-of", "2025-12-19", now=now).out.split())
    assert told in why.casefold().replace("trễ hạn, ", "")
    assert bcd35("check", now=now).code == 0


@pytest.mark.parametrize("with_letter", [False, True])
def test_an_extension_taken_back_names_the_letter_that_still_holds_it(
    bcd35: CommandLine,
    with_letter: bool,  # noqa: FBT001
) -> None:
    now = datetime(2025, 12, 12, 9, tzinfo=VIETNAM)
    extend = ("rounds", "extend", "--to", "2025-12-26", "--all", "--reason", "x", "--date", "2025-12-10")
    assert bcd35(*extend, *(["--letter"] if with_letter else []), now=now).code == 0
    assert bcd35("notify", "--replace", "28", "--reason", "y", "--date", "2025-12-11", now=now).code == 0
    void = ("letters", "void", "29", "--reason", "x", "--json")
    undo = ("rounds", "extend", "--undo", "--all", "--reason", "x", "--json")
    (told,) = bcd35(*(void if with_letter else undo), now=now).json["findings"]
    assert told["code"] == "term_still_held"
    assert told["message"].endswith(
        "hạn của các đơn vị này chưa thay đổi, nay là hạn riêng theo công văn ấy, không ghi là được gia hạn."
    )
    assert bcd35(*shlex.split(told["fix"].partition(": bcd35 ")[2]), now=now).code == 0
    seen = bcd35("status", "--json", "--as-of", "2025-12-20", now=now).json["data"]["units"]
    assert {one["deadline"] for one in seen} == {"2025-12-15"}


# --- a follow-up voided after the letter that names its day again ------------------------------------------

ON_19TH = datetime(2025, 12, 19, 9, tzinfo=VIETNAM)


def replaced_on_18th(bcd35: CommandLine, root: Path, number: str) -> None:
    edit(root, ("deadline: 2025-12-15", "deadline: 2025-12-16"))
    replacing = ("notify", "--replace", number, "--reason", "x", "--date", "2025-12-18")
    assert bcd35(*replacing, "--accept", "past-deadline", now=ON_19TH).code == 0


def test_a_void_reminder_whose_term_counted_names_the_letter_that_still_holds_it(
    bcd35: CommandLine, root: Path
) -> None:
    office = root / "data" / "office.yaml"
    office.write_text(office.read_text(encoding="utf-8") + "\nreminders_extend: true\n", encoding="utf-8")
    assert bcd35("import").code == 0
    assert bcd35(*REPLACE).code == 0  # by the office's rule of now
    assert bcd35("remind", "--date", "2025-12-17", "--unit", "SYT", now=ON_19TH).code == 0
    assert told(bcd35, "2025-12-19")["SYT"][1] == "2025-12-24"
    replaced_on_18th(bcd35, root, "29")
    (found,) = bcd35("letters", "void", "30", "--reason", "x", "--json", now=ON_19TH).json["findings"]
    assert found["code"] == "term_still_held"
    assert told(bcd35, "2025-12-19")["SYT"][1] == "2025-12-24"
    follow(bcd35, found, ON_19TH)
    assert told(bcd35, "2025-12-19")["SYT"] == ("missing", "2025-12-16")


def test_a_void_return_names_the_letter_that_repeats_its_day(bcd35: CommandLine, root: Path) -> None:
    wrong = fill(old_form(root, "SXD"), root / "tra-ve" / "a.xlsx", so_anh="năm tấm")
    assert bcd35("record-report", str(wrong), "--received-on", "2025-12-10", now=ON_19TH).code != 0
    assert bcd35("return-report", "SXD", "--date", "2025-12-16", now=ON_19TH).code == 0
    replaced_on_18th(bcd35, root, "28")
    changed, found = bcd35("letters", "void", "29", "--reason", "x", "--json", now=ON_19TH).json["findings"]
    assert changed["code"] == "states_change"
    assert (found["code"], found["message"]) == (
        "repeated_term_gone",
        "Công văn số 30-CV/BCĐ, ngày 18/12/2025 nhắc lại hạn ấy, 23/12/2025, cho SXD; hạn ấy không tính nữa.",
    )
    assert told(bcd35, "2025-12-19")["SXD"][1] == "2025-12-16"
    follow(bcd35, found, ON_19TH)
    assert told(bcd35, "2025-12-19")["SXD"] == ("extended", "2025-12-23")


@pytest.mark.parametrize(
    ("reason", "shown"), [("sai hạn", '"sai hạn"'), ("chỉ đạt 100% “mục tiêu”", "LÝ_DO")]
)
def test_what_was_asked_for_stands_in_the_advice(bcd35: CommandLine, reason: str, shown: str) -> None:
    asked = ("--replace", "77", "--number", "40", "--date", "2025-12-01", "--reason", reason)
    told = bcd35("notify", ROUND, *asked, "--accept", "past-deadline").err

    options = f"--replace 28 --number 40 --date 2025-12-01 --accept past-deadline --reason {shown}"
    assert f"Thay công văn ấy: bcd35 notify {ROUND} {options}\n" in told


def test_a_number_that_is_used_stands_in_no_advice(bcd35: CommandLine, root: Path) -> None:
    add_round(root, "r2")
    bcd35("rounds", "import", "data/rounds/r2.yaml")
    assert bcd35("notify", "r2", "--number", "29", "--date", "2025-11-24").code == 0
    assert bcd35("letters", "reserve", "31", "--reason", "để dành").code == 0

    day = ("--date", "2025-11-26")
    refused = [bcd35("notify", ROUND, "--number", number, *day).err for number in ("29", "31", "32")]

    told = [text.partition(f"bcd35 notify {ROUND} ")[2].strip() for text in refused]
    rest = "--date 2025-11-26 --reason LÝ_DO"
    assert told == [
        f"--replace 28 {rest}",
        f"--replace 28 --number 31 {rest}",
        f"--replace 28 --number 32 {rest}",
    ]
    words = told[0].replace("LÝ_DO", "x").split()
    assert bcd35("notify", ROUND, *words).code == 0
    assert rows(root, "SELECT number FROM letters WHERE round_code = '2025-11-kenh-truyen-thong'") == [
        (28,),
        (30,),
    ]


@pytest.mark.parametrize("way", ["replaced", "voided"])
def test_a_letter_dated_too_late_is_put_right_by_one_of_an_earlier_date(bcd35: CommandLine, way: str) -> None:
    entered = on_day("2025-12-02")
    right: tuple[str, ...] = ("--date", "2025-11-15", "--accept", "date-order", "--accept", "later-ground")
    if way == "voided":
        assert bcd35("letters", "void", "28", "--reason", "sai ngày", now=entered).code == 0
        right = (*right, "--unit", "SYT")
    else:
        right = ("--replace", "28", "--reason", "sai ngày", *right)
    assert bcd35("notify", *right, now=entered).code == 0

    def units(*asked: str) -> int:
        return len(bcd35("status", "--json", *asked, now=entered).json["data"]["units"])

    assert units("--as-of", "2025-11-18") == (1 if way == "voided" else 5)
    assert "Hạn của đơn vị là 15/12/2025" in bcd35("why", "SYT", "--as-of", "2025-11-18", now=entered).out
    assert units("--as-of", "2025-11-14") == 0
    assert units("--as-of", "2025-11-18", "--known-on", "2025-12-01") == 0, "as it was told then"
    assert units() == 5


def test_an_old_form_that_goes_back_asks_what_the_new_letter_asks(bcd35: CommandLine, root: Path) -> None:
    wrong = fill(old_form(root, "SXD"), root / "a.xlsx", so_tin_bai_da_gui="mười")
    assert bcd35("record-report", str(wrong)).code == 3
    edit(root, *ASKED)
    assert bcd35(*REPLACE).code == 0
    asked = bcd35("return-report", "SXD", "--json").json["data"]

    found = [(one["field"], one["found"]) for one in asked["corrections"]]
    assert found == [
        ("Số tin bài đã gửi", "mười"),
        ("Số ảnh đã gửi", "mẫu trước chưa hỏi"),  # a number before, now a text
        ("Số tin mới", "mẫu trước chưa hỏi"),
    ]
    form = load_workbook(root / FOLDER / "SXD" / "Mau-bao-cao-bo-sung_30-CV-BCD_SXD.xlsx")
    cells = answer_cells(form)
    marked = {label for label, cell in cells.items() if form[SHEET][cell].border.left.style == "thick"}
    assert marked == {label for label, _ in found}


def test_a_unit_with_more_time_has_it_for_the_same_reason_after_a_further_letter(bcd35: CommandLine) -> None:
    words = ("rounds", "extend", "--unit", "SYT", "--to", "2025-12-26", "--reason", "lũ")
    assert bcd35(*words, "--date", "2025-11-25").code == 0
    assert bcd35(*REPLACE).code == 0
    assert told(bcd35, "2025-12-18")["SYT"] == ("extended", "2025-12-26")
    assert "Hạn của đơn vị là 26/12/2025, được gia hạn, 25/11/2025: lũ" in bcd35("why", "SYT").out


def test_own_days_stay_on_the_days_that_a_letter_of_an_earlier_date_wins(bcd35: CommandLine) -> None:
    """Its letter, the only paper of those days, says them; from the day of the extension that says why."""
    bcd35("units", "add", "MOI", "--name", "Đơn vị mới", "--kind", "chi_bo_co_so")
    joins = ("notify", "--unit", "MOI", "--add", "--date", "2025-11-26", "--deadline", "2025-12-22")
    assert bcd35(*joins).code == 0
    words = ("rounds", "extend", "--unit", "SYT", "--to", "2025-12-24", "--reason", "lũ")
    assert bcd35(*words, "--date", "2025-11-26").code == 0
    earlier = ("--date", "2025-11-17", "--accept", "date-order", "--accept", "later-ground")
    assert bcd35("notify", "--replace", "28", "--reason", "sai ngày", *earlier).code == 0

    before, after = told(bcd35, "2025-11-18"), told(bcd35, "2025-12-18")
    assert [before[unit] for unit in ("MOI", "SYT", "SXD")] == [
        ("missing", "2025-12-22"),
        ("missing", "2025-12-24"),
        ("missing", "2025-12-15"),
    ]
    assert (after["MOI"], after["SYT"]) == (("missing", "2025-12-22"), ("extended", "2025-12-24"))
