"""The book of numbers on the command line: void, kept back, used on paper, taken back."""

import shlex
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bcd35.domain.letters import LetterNumber
from bcd35.domain.papers import closed_numbers
from tests.conftest import NOW, ROUND, CommandLine, at, on_day
from tests.support.filling import add_round, fill, form_of, picture, words_of

pytestmark = pytest.mark.issued


def kinds(bcd35: CommandLine) -> dict[str, str]:
    """Numbers → kind, void ones marked."""
    listed = bcd35("letters", "list", "--json").json["data"]["numbers"]
    return {f"{one['first']}-{one['last']}": one["kind"] + (" hủy" if one["void"] else "") for one in listed}


def fix_of(bcd35: CommandLine, *words: str) -> tuple[int, str, str]:
    ran = bcd35(*words, "--json")
    (found, *_) = ran.json["findings"]
    return ran.code, found["code"], found["fix"]


def units_on(bcd35: CommandLine, day: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = bcd35("status", "--as-of", day, "--json").json["data"]["units"]
    return found


def test_the_book_lists_every_number_with_what_comes_next(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("remind", "--date", "2025-12-20", "--accept", "day-off").code == 0
    assert bcd35("letters", "reserve", "35-40", "--reason", "họp").code == 0
    paper = ("letters", "on-paper", "36", "--date", "2025-12-21", "--reason", "giấy mời")
    assert bcd35(*paper, now=NOW + timedelta(days=21)).code == 0
    assert kinds(bcd35) == {
        "28-28": "letter",
        "29-29": "reminder",
        "30-34": "gap",
        "35-35": "reserved",
        "36-36": "on_paper",
        "37-40": "reserved",
    }
    ran = bcd35("letters", "list", "-o", "so.xlsx")
    assert ran.code == 0
    assert "Sổ CV/BCĐ, 2025-2030 có số trống: 30–34." in ran.err
    assert 'bcd35 letters on-paper 30-34 --symbol "CV/BCĐ" --term 2025-2030 --date NGÀY' in ran.err
    assert ran.out.startswith("Sổ CV/BCĐ, 2025-2030; số kế tiếp 41\n")
    assert ran.out.count("tháng 11/2025") == 2  # the letter and the reminder: the round by its name
    assert ROUND not in ran.out
    sheet = load_workbook(root / "so.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[4]] == [
        *("TT", "Số", "Ký hiệu", "Nhiệm kỳ, năm", "Ngày", "Văn bản", "Đợt", "Trích yếu"),
        *("Số đơn vị nhận", "Ghi chú"),
    ]
    assert [sheet[f"{letter}5"].value for letter in "BCDFG"] == [
        *("28", "CV/BCĐ", "2025-2030", "Công văn", "tháng 11/2025")
    ]
    assert sheet["E5"].value.date() == date(2025, 11, 22)
    assert sheet["B7"].value == "30–34"
    for option, wrong in (("--term", "2020-2025"), ("--symbol", "CV/BCD")):
        ran = bcd35("letters", "list", option, wrong)
        assert (ran.code, ran.out, f"“{wrong}”." in ran.err) == (4, "", True)


def test_a_void_letter_leaves_every_figure_and_its_reports_stay(bcd35: CommandLine, root: Path) -> None:
    form = fill(form_of(root, "SYT"), root / "tra-ve" / "a.xlsx")
    assert bcd35("record-report", str(form), now=on_day("2025-12-10")).code == 0
    before = picture(root)
    assert bcd35("letters", "void", "28", "--reason", "sai ngày", "--dry-run").code == 0
    assert picture(root) == before
    ran = bcd35("letters", "void", "28", "--reason", "sai ngày")
    assert (ran.code, ran.err) == (0, "")
    assert "Báo cáo của 1 đơn vị vẫn giữ trong sổ" in ran.out
    assert "16 tệp trong out/ vẫn giữ nguyên" in ran.out
    assert bcd35("letters", "void", "28", "--reason", "nữa").out == (
        "Số 28-CV/BCĐ (2025-2030, công văn) đã hủy từ trước: sai ngày.\nXem cả sổ: bcd35 letters list\n"
    )
    back = 'bcd35 letters release 28 --symbol "CV/BCĐ" --term 2025-2030 --reason "hủy nhầm"'
    for command in (
        *(("status",), ("remind",), ("export-summary",), ("print",)),
        *(("record-report", "SYT", "--set", "anh_da_gui=3"), ("return-report", "SYT")),
    ):
        code, found, fix = fix_of(bcd35, *command)
        assert (code, found, fix) == (
            3,
            "not_issued",
            f"Phát hành lại bằng số mới: bcd35 notify {ROUND}\nHủy nhầm thì lấy lại: {back}",
        ), command
    again = bcd35("record-report", str(form), "--json", now=on_day("2025-12-10"))
    assert (again.code, again.json["data"]["files"][0]["verdict"]) == (0, "already_received")
    assert "nhận ngày 10/12/2025" in bcd35("reports", "show", "SYT").out
    assert bcd35("rounds", "list", "--json").json["data"][0]["letter"] is None
    assert bcd35("check").code == 0
    assert "lý do: sai ngày" in bcd35("log").out


def test_the_steps_after_a_void_letter_begin_with_what_stops_the_next_one(bcd35: CommandLine) -> None:
    late = on_day("2025-12-22")
    assert bcd35("rounds", "close", ROUND, "--date", "2025-12-20", now=late).code == 0
    told = bcd35("letters", "void", "28", "--reason", "sai ngày", now=late).out.splitlines()
    steps = [
        f"Đợt đang đóng, mở lại trước: bcd35 rounds reopen {ROUND}",
        f"Thời hạn đã qua, nêu lại trước: bcd35 rounds edit {ROUND} --deadline NGÀY",
        f"Phát hành lại bằng số mới: bcd35 notify {ROUND}",
    ]
    assert told[-4:-1] == steps
    for asked in (("status", ROUND), ("why", "SYT", ROUND)):
        (finding,) = bcd35(*asked, "--json", now=late).json["findings"]
        assert finding["fix"].splitlines()[:3] == steps, asked
    for step in steps:
        command = step.partition(": bcd35 ")[2].replace("NGÀY", "2025-12-29")
        assert bcd35(*command.split(), now=late).code == 0


def test_the_list_of_rounds_tells_the_number_that_is_void(bcd35: CommandLine) -> None:
    assert bcd35("letters", "void", "28", "--reason", "sai ngày").code == 0
    assert "28-CV/BCĐ đã hủy, chưa phát hành lại" in " ".join(bcd35("rounds", "list").out.split())
    assert bcd35("letters", "release", "28", "--reason", "hủy nhầm").code == 0
    assert "đã hủy" not in bcd35("rounds", "list").out


def test_a_round_issued_anew_names_the_units_that_its_letter_does_not_reach(bcd35: CommandLine) -> None:
    assert bcd35("rounds", "exempt", "SNV", "--reason", "đại hội", "--date", "2025-11-25").code == 0
    assert bcd35("letters", "void", "28", "--reason", "sai").code == 0
    assert bcd35("units", "edit", "TTT", "--status", "retired").code == 0
    ran = bcd35("notify", "--unit", "SYT", "--unit", "SNV")
    assert "Không gửi: SNV (được miễn)." in ran.out
    assert "3 đơn vị vẫn phải báo cáo theo công văn đã hủy của đợt mà không được gửi" in ran.err
    command = ran.err.partition("Gửi cả các đơn vị ấy: bcd35 ")[2].splitlines()[0]
    assert command == f"notify {ROUND} --unit SXD --unit DTN"
    assert bcd35(*command.split()).code == 0


def test_a_letter_voided_by_mistake_stands_again(bcd35: CommandLine) -> None:
    before = bcd35("status", "--json").json["data"]
    told = bcd35("letters", "void", "28", "--reason", "nhầm").out
    command = next(line for line in told.splitlines() if "release" in line).partition("bcd35 ")[2]
    assert command == 'letters release 28 --symbol "CV/BCĐ" --term 2025-2030 --reason "hủy nhầm"'
    words = ["letters", "release", "28", "--symbol", "CV/BCĐ", "--term", "2025-2030", "--reason", "hủy nhầm"]
    assert bcd35(*words).code == 0
    assert bcd35("status", "--json").json["data"] == before
    assert fix_of(bcd35, *words)[:2] == (3, "nothing_to_release")
    assert [line.strip() for line in bcd35("log").out.splitlines() if "→ Sửa lại" in line][-1] == (
        '→ Sửa lại: bcd35 letters void 28 --symbol "CV/BCĐ" --term 2025-2030 --reason "nhầm"'
    )
    assert bcd35("undo", "--yes").code == 0
    assert bcd35("letters", "list", "--json").json["data"]["numbers"][0]["void"] == "nhầm"


def test_a_round_is_issued_anew_under_a_further_number(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("letters", "void", "28", "--reason", "sai ngày").code == 0
    ran = bcd35("notify", "--date", "2025-11-25", "--unit", "SYT", "--unit", "STC", "--json")
    assert (ran.code, ran.json["data"]["letter"]["reference"]) == (0, "29-CV/BCĐ")
    assert f"out/{ROUND}/SYT/Mau-bao-cao_29-CV-BCD_SYT.xlsx" in ran.out
    assert f"out/{ROUND}/STC/Mau-bao-cao_STC.xlsx" in ran.out
    # Who was asked by the void letter is still expected, and who joins is added once.
    expected = bcd35("status", "--json").json["data"]["units"]
    assert sorted(one["code"] for one in expected) == ["DTN", "SNV", "STC", "SXD", "SYT", "TTT"]
    assert fix_of(bcd35, "letters", "release", "28", "--reason", "nhầm") == (
        3,
        "letter_replaced",
        (
            f"Muốn đổi nội dung thì sửa phần ấy của đợt: bcd35 rounds edit {ROUND} --subject TRÍCH_YẾU\n"
            f"Rồi phát hành công văn thay thế: bcd35 notify {ROUND} --replace 29 --reason LÝ_DO"
        ),
    )
    for paper in (root / "out" / ROUND).glob("S*/*"):
        paper.unlink()
    assert bcd35("letters", "reprint").code == 0
    assert bcd35("check").code == 0


def test_a_void_reminder_and_correction_grant_no_term(bcd35: CommandLine, root: Path) -> None:
    file = fill(form_of(root, "SYT"), root / "tra-ve" / "a.xlsx", so_anh="năm tấm")
    assert bcd35("record-report", str(file), now=on_day("2025-12-14")).code == 3
    assert bcd35("return-report", "SYT", "--date", "2025-12-15").code == 0
    assert bcd35("remind", "--date", "2025-12-20", "--accept", "day-off", "--unit", "TTT").code == 0
    state = {one["code"]: one["state"] for one in units_on(bcd35, "2025-12-20")}
    assert state["SYT"] == "correcting"
    assert "Thời hạn sửa" in bcd35("letters", "void", "29", "--reason", "nhầm").out
    assert "1 đơn vị coi như chưa được đôn đốc" in bcd35("letters", "void", "30", "--reason", "nhầm").out
    state = {one["code"]: one["state"] for one in units_on(bcd35, "2025-12-20")}
    assert (state["SYT"], state["TTT"]) == ("missing", "missing")
    again = bcd35("return-report", "SYT", "--date", "2025-12-22", "--json").json["data"]
    assert again["letter"]["number"] == 31
    reminded = bcd35("remind", "--date", "2025-12-22", "--unit", "TTT", "--json").json["data"]
    assert reminded["letter"]["number"] == 32
    assert kinds(bcd35) == {
        "28-28": "letter",
        "29-29": "correction hủy",
        "30-30": "reminder hủy",
        "31-31": "correction",
        "32-32": "reminder",
    }


def test_numbers_kept_back_are_given_only_when_asked_for(bcd35: CommandLine) -> None:
    ran = bcd35("letters", "reserve", "29-30", "--reason", "họp", "--json").json["data"]
    assert (ran["first"], ran["last"], ran["next"], ran["already"]) == (29, 30, 31, False)
    assert bcd35("letters", "reserve", "29-30", "--reason", "họp", "--json").json["data"]["already"]
    assert bcd35("remind", "--date", "2025-12-20", "--accept", "day-off", "--unit", "SYT").code == 0
    assert (
        bcd35("remind", "--date", "2025-12-20", "--accept", "day-off", "--unit", "TTT", "--number", "29").code
        == 0
    )
    assert kinds(bcd35) == {"28-28": "letter", "29-29": "reminder", "30-30": "reserved", "31-31": "reminder"}
    code, found, _ = fix_of(bcd35, "letters", "reserve", "28-32", "--reason", "họp")
    assert (code, found) == (3, "number_taken")
    assert bcd35("letters", "release", "30", "--reason", "không họp").code == 0
    assert kinds(bcd35)["30-30"] == "gap"


def test_what_was_used_on_paper_is_not_given_again(bcd35: CommandLine) -> None:
    ran = bcd35("letters", "on-paper", "29", "--date", "2025-11-23", "--reason", "giấy mời", "--json")
    assert ran.json["data"]["next"] == 30
    again = bcd35("letters", "on-paper", "29", "--date", "2025-11-23", "--reason", "giấy mời", "--json")
    assert again.json["data"]["already"]
    code, found, _ = fix_of(bcd35, "remind", "--date", "2025-12-20", "--accept", "day-off", "--number", "29")
    assert (code, found) == (3, "number_closed")
    assert fix_of(bcd35, "letters", "on-paper", "28", "--date", "2025-11-23", "--reason", "x")[:2] == (
        3,
        "number_taken",
    )
    assert fix_of(bcd35, "letters", "on-paper", "1", "--date", "2024-01-05", "--reason", "x")[:2] == (
        3,
        "no_book",
    )


def test_no_advice_puts_a_void_letter_in_force_again(bcd35: CommandLine) -> None:
    on_paper = ("letters", "on-paper", "29", "--date", "2025-11-25", "--reason")
    assert bcd35(*on_paper, "giấy mời").code == 0
    reserved = bcd35("letters", "reserve", "29", "--reason", "họp").err
    assert "  → Chọn các số còn trống, xem: bcd35 letters list\n" in reserved
    (release,) = [line for line in reserved.splitlines() if "bcd35 letters release 29 " in line]
    assert release.startswith("    Số ghi nhầm thì bỏ trước: ")
    assert bcd35("letters", "release", "29", "--reason", "nhầm").code == 0

    assert bcd35("remind", "--date", "2025-12-20", "--accept", "day-off", "--unit", "SYT").code == 0
    assert bcd35("letters", "void", "29", "--reason", "số đã dùng trên giấy").code == 0
    refused = bcd35(*on_paper, "giấy mời")
    assert (refused.code, "letters release" in refused.err) == (3, False)
    assert "29: đôn đốc (đã hủy) (số đã dùng trên giấy)." in refused.err
    assert "Số đã hủy thì để nguyên" in refused.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("void", "40", "--reason", "x"), "number_not_given"),
        (("release", "28", "--reason", "x"), "nothing_to_release"),
        (("release", "40", "--reason", "x"), "number_not_given"),
        (("reserve", "99999-100000", "--reason", "x"), "bad_number"),
        (("reserve", "40", "--reason", "x", "--term", "2020"), "no_book"),
        (("reserve", "40", "--reason", "x", "--symbol", "CV/XX"), "unknown_symbol"),
    ],
)
def test_what_the_book_does_not_take_is_refused_and_nothing_written(
    bcd35: CommandLine, root: Path, words: tuple[str, ...], code: str
) -> None:
    bcd35("letters", "list")
    before = picture(root)
    assert fix_of(bcd35, "letters", *words)[:2] == (3, code)
    assert picture(root) == before


def test_numbers_of_other_documents_are_kept_back_too(bcd35: CommandLine) -> None:
    """Reports have a book of their own; what is printed of it is followed."""
    of_reports = "--symbol", "BC/BCĐ", "--reason", "x"
    told = bcd35("letters", "void", "3", *of_reports).err
    for day in ("--date", "2025-11-30"), ("--term", "2025-2030", "--date", "2025-11-30"):
        words = told.rpartition("bcd35 ")[2].replace("LÝ_DO", "x").partition(" --date")[0]
        ran = bcd35(*shlex.split(words), *day, "--reason", "x")
        assert (ran.code, "số 03, sổ BC/BCĐ, 2025-2030" in ran.out) == (0, True)
    reserve = ran.err or bcd35("letters", "list").err
    gap = next(line for line in reserve.splitlines() if "letters reserve 1-2" in line)
    assert bcd35(*shlex.split(gap.rpartition("bcd35 ")[2].replace("LÝ_DO", "họp"))).code == 0
    assert "trống" not in bcd35("letters", "list", "--symbol", "BC/BCĐ").err
    assert bcd35("letters", "release", "3", *of_reports).code == 0


@pytest.mark.parametrize("book", [("--symbol", "XX"), ("--term", "2030-2035")])
@pytest.mark.parametrize("act", ["void", "release"])
def test_a_book_that_the_office_does_not_have_is_told(
    bcd35: CommandLine, act: str, book: tuple[str, str]
) -> None:
    """It was advised to enter the number in that very book."""
    ran = bcd35("letters", act, "28", "--reason", "x", *book)
    assert (ran.code, "letters on-paper" in ran.err) == (4, False)
    assert "Không có sổ số" in ran.err


@pytest.mark.parametrize("typed", ["40-35", "a", "0", "35-36-37", ""])
def test_a_span_typed_wrongly_is_said(bcd35: CommandLine, typed: str) -> None:
    assert bcd35("letters", "reserve", typed, "--reason", "x").code == 2


def set_books(root: Path, lines: str) -> None:
    """Other books in the office's file."""
    file = root / "data" / "office.yaml"
    text = file.read_text(encoding="utf-8")
    stated = "  - {document_type: CV, symbol: CV/BCĐ, term: 2025-2030, next_number: 28}\n"
    assert stated in text
    file.write_text(text.replace(stated, lines), encoding="utf-8")


def test_a_void_round_is_compared_with_nothing(bcd35: CommandLine, root: Path) -> None:
    form = fill(form_of(root, "SYT"), root / "tra-ve" / "a.xlsx")
    assert bcd35("record-report", str(form), "--received-on", "2025-11-30").code == 0
    add_round(root, "r2")
    assert bcd35("rounds", "import", "data/rounds/r2.yaml").code == 0
    assert bcd35("notify", "r2", "--unit", "SYT", "--date", "2025-12-01").code == 0
    compared = ("export-summary", "r2", "--format", "json", "--as-of", "2025-12-20", "-o", "t.json")
    assert bcd35(*compared).code == 0
    assert ROUND in (root / "t.json").read_text(encoding="utf-8")
    assert bcd35("letters", "void", "28", "--reason", "sai ngày").code == 0
    assert bcd35(*compared).code == 0
    assert ROUND not in (root / "t.json").read_text(encoding="utf-8")


def test_a_number_that_several_books_have_is_asked_about(bcd35: CommandLine, root: Path) -> None:
    yearly = "  - {document_type: CV, symbol: CV/BCĐ, term: hằng năm}\n"
    set_books(root, f"{yearly}  - {{document_type: CV, symbol: CV/VP, term: 2025-2030, next_number: 28}}\n")
    add_round(root, "r2", ("deadline: 2025-12-15", "deadline: 2025-12-15\nsymbol: CV/VP"))
    add_round(root, "r3")
    assert bcd35("import").code == 0
    told = bcd35("notify", "r2", "--unit", "SYT", "--date", "2025-12-01", "--json").json["data"]["letter"]
    assert told["reference"] == "28-CV/VP"
    assert fix_of(bcd35, "letters", "void", "28", "--reason", "x") == (
        3,
        "several_books",
        'Nêu rõ sổ nào: --symbol "CV/BCĐ" --term 2025-2030; --symbol CV/VP --term 2025-2030',
    )
    assert bcd35("letters", "void", "28", "--reason", "x", "--symbol", "CV/VP").code == 0
    # The round's other letters go by its symbol; a round without one by the first that is stated.
    told = bcd35("notify", "r3", "--unit", "SYT", "--date", "2025-12-01", "--json").json["data"]["letter"]
    assert told["reference"] == "01-CV/BCĐ"
    on_paper = ("letters", "on-paper", "5", "--date", "2026-01-07", "--reason", "giấy mời", "--json")
    in_january = NOW + timedelta(days=40)
    assert bcd35(*on_paper, now=in_january).json["data"]["term"] == "2026"
    told = [one["way_back"] for one in bcd35("log", "--json").json["data"]["acts"]]
    assert any('letters void 1 --symbol "CV/BCĐ" --term 2025 --reason' in one for one in told)
    # Of two books only the one that has the number is asked; a gap is no number.
    paper = ("letters", "on-paper", "31", "--date", "2025-12-01", "--reason", "x", "--symbol", "CV/VP")
    assert bcd35(*paper).code == 0
    assert bcd35("letters", "reserve", "29", "--reason", "x", "--term", "2025").code == 0
    assert bcd35("letters", "release", "29", "--reason", "x").code == 0
    assert bcd35("letters", "reserve", "7", "--reason", "họp", "--term", "2027").code == 0
    books = {
        (one["symbol"], one["term"]) for one in bcd35("letters", "list", "--json").json["data"]["numbers"]
    }
    assert books == {
        ("CV/BCĐ", "2025"),
        ("CV/BCĐ", "2025-2030"),
        ("CV/BCĐ", "2026"),
        ("CV/BCĐ", "2027"),
        ("CV/VP", "2025-2030"),
    }
    assert bcd35("check").code == 0


def test_of_several_symbols_the_one_that_is_meant_is_printed(bcd35: CommandLine, root: Path) -> None:
    own = "  - {document_type: CV, symbol: CV/BCĐ, term: 2025-2030, next_number: 28}\n"
    set_books(root, f"{own}{own.replace('CV/BCĐ', 'CV/VP')}")
    assert bcd35("import").code == 0
    book = '--symbol "CV/BCĐ" --term 2025-2030'
    unknown = fix_of(bcd35, "letters", "void", "40", "--reason", "x", "--term", "2025-2030")[2]
    assert f"bcd35 letters on-paper 40 {book} --date NGÀY" in unknown
    coming = ("letters", "on-paper", "40", "--date", "2025-12-30", "--reason", "x", "--term", "2025-2030")
    assert f"bcd35 letters reserve 40 {book} --reason x" in fix_of(bcd35, *coming)[2]


def test_a_number_that_leaves_others_out_is_remarked_on(bcd35: CommandLine) -> None:
    words = ("remind", "--date", "2025-12-20", "--accept", "day-off", "--unit", "SYT", "--dry-run")
    assert "numbers_left_out" not in bcd35(*words, "--number", "29", "--json").out
    assert bcd35("letters", "reserve", "31-32", "--reason", "họp").code == 0
    found = bcd35(*words, "--number", "34", "--json").json["findings"]
    (jump,) = [one for one in found if one["code"] == "numbers_left_out"]
    assert jump["message"] == "Số 34-CV/BCĐ bỏ trống các số 29–30, 33."
    assert 'bcd35 letters on-paper 29-30 --symbol "CV/BCĐ" --term 2025-2030 --date NGÀY' in jump["fix"]


@pytest.mark.parametrize(
    ("before", "command"),
    [
        ([], "letters on-paper 35-36 --date 2025-12-01 --reason giấy"),
        (["letters reserve 35 --reason họp"], "letters on-paper 35 --date 2025-12-01 --reason giấy"),
        (
            ["letters reserve 35 --reason họp"],
            "remind --date 2025-12-20 --accept day-off --unit SYT --number 35",
        ),
        (
            [
                "letters reserve 29-34 --reason họp",
                "letters on-paper 35 --date 2025-12-01 --reason giấy",
            ],
            "letters release 29-34 --reason thôi",
        ),
        (["letters reserve 35-36 --reason họp"], "letters void 35 --reason hỏng"),
    ],
    ids=["on paper", "kept back before", "a reminder by one kept back", "released", "kept back, then void"],
)
def test_numbers_that_an_act_leaves_out_are_told_with_it(
    bcd35: CommandLine, before: list[str], command: str
) -> None:
    assert [bcd35(*words.split()).code for words in before] == [0] * len(before)
    assert "có số trống" not in bcd35("letters", "list").err
    ran = bcd35(*command.split())
    assert (ran.code, "bỏ trống các số 29–34" in ran.err) == (0, True)
    assert "có số trống: 29–34" in bcd35("letters", "list").err
    kept = next(line for line in ran.err.splitlines() if "letters reserve 29-34" in line)
    reserve = kept[kept.index("bcd35 letters reserve") :].replace("LÝ_DO", "họp")
    assert bcd35(*shlex.split(reserve)[1:]).code == 0
    assert "có số trống" not in bcd35("letters", "list").err


def test_the_day_of_a_number_used_on_paper_counts_for_the_order(bcd35: CommandLine) -> None:
    paper = ("letters", "on-paper", "29", "--date", "2025-12-29", "--reason", "giấy mời")
    later = NOW + timedelta(days=30)
    assert fix_of(bcd35, *paper)[:2] == (3, "in_future")
    assert fix_of(bcd35, *paper, "--term", "2020-2025")[:2] == (3, "in_future")
    assert bcd35(*paper, now=later).code == 0
    words = ("remind", "--date", "2025-12-20", "--accept", "day-off", "--unit", "SYT")
    assert fix_of(bcd35, *words)[:2] == (3, "doubtful_date_order")
    assert bcd35(*words, "--json").json["findings"][0]["where"] == "--date"
    assert bcd35("letters", "release", "29", "--reason", "ghi nhầm").code == 0
    assert bcd35(*words).code == 0


def test_a_number_that_was_used_is_not_given_up_with_those_kept_back(bcd35: CommandLine) -> None:
    assert bcd35("letters", "reserve", "31-33", "--reason", "a").code == 0
    assert bcd35("letters", "on-paper", "32", "--date", "2025-12-01", "--reason", "giấy mời").code == 0
    code, found, fix = fix_of(bcd35, "letters", "release", "31-33", "--reason", "b")
    assert (code, found) == (3, "mixed_release")
    book = '--symbol "CV/BCĐ" --term 2025-2030 --reason LÝ_DO'
    assert fix.splitlines() == [
        f"Bỏ riêng dãy số để dành: bcd35 letters release 31 {book}",
        f"Bỏ riêng dãy số để dành: bcd35 letters release 33 {book}",
        f"Số ghi nhầm mới bỏ: bcd35 letters release 32 {book}",
    ]
    kept = {"28-28": "letter", "29-30": "gap", "31-31": "reserved", "32-32": "on_paper", "33-33": "reserved"}
    assert kinds(bcd35) == kept


@pytest.mark.parametrize(
    "act", [("on-paper", "32", "--date", "2025-12-01"), ("void", "32")], ids=["on paper", "void"]
)
def test_what_is_undone_leaves_a_number_kept_back_as_it_was(
    bcd35: CommandLine, root: Path, act: tuple[str, ...]
) -> None:
    assert bcd35("letters", "reserve", "31-33", "--reason", "a").code == 0
    said = bcd35("letters", *act, "--reason", "b").out
    assert "32" in said
    assert "31" not in said
    assert bcd35("undo", "--yes").code == 0
    assert kinds(bcd35) == {"28-28": "letter", "31-33": "reserved"}
    assert closed_numbers(at(root).store.numbers.lines())[32].reason == "a"
    assert bcd35("letters", "release", "31-33", "--reason", "b").code == 0
    assert kinds(bcd35) == {"28-28": "letter"}


def test_a_letter_that_another_followed_is_not_taken_back(bcd35: CommandLine, root: Path) -> None:
    edit_round = (root / "data" / "rounds").glob("*.yaml")
    (file,) = [one for one in edit_round if f"code: {ROUND}" in one.read_text(encoding="utf-8")]
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("deadline: 2025-12-15", "deadline: 2025-12-22"), encoding="utf-8")
    assert bcd35("notify", "--replace", "28", "--reason", "sai ngày", "--date", "2025-12-01").code == 0
    told = bcd35("undo").err
    assert "Đợt chưa phát hành" not in told
    assert f"notify {ROUND} --replace 29 --reason LÝ_DO\n    Hoặc hủy hẳn" in told
    assert "Đợt chưa phát hành" not in bcd35("log", "--on", "2025-12-01").out
    release = ("letters", "release", "28", "--reason", "x")
    assert "--replace 29" in fix_of(bcd35, *release)[2]
    assert bcd35("letters", "void", "29", "--reason", "y").code == 0
    assert fix_of(bcd35, *release) == (
        3,
        "letter_replaced",
        (
            f"Phát hành lại bằng số mới: bcd35 notify {ROUND}\n"
            'Hủy nhầm số 29-CV/BCĐ thì lấy lại số ấy: bcd35 letters release 29 --symbol "CV/BCĐ" --term '
            "2025-2030 --reason LÝ_DO"
        ),
    )
    assert bcd35("notify", ROUND, "--date", "2025-12-01").code == 0
    assert bcd35("status", "--json").json["data"]["deadline"] == "2025-12-22"


def test_a_letter_is_not_taken_back_once_its_round_was_edited(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("letters", "void", "28", "--reason", "x").code == 0
    (file,) = (root / "data" / "rounds").glob("*.yaml")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("deadline: 2025-12-15", "deadline: 2025-12-22"), encoding="utf-8")
    assert bcd35("import").code == 0
    code, name, fix = fix_of(bcd35, "letters", "release", "28", "--reason", "x")
    assert (code, name) == (3, "round_edited")
    _, _, back = fix.splitlines()[1].partition("bcd35 ")
    assert bcd35(*shlex.split(back)).code == 0
    assert bcd35("letters", "release", "28", "--reason", "x").code == 0


@pytest.mark.parametrize(
    ("before", "refused"),
    [
        (
            ["letters void 28 --reason x", "notify", "letters void 29 --reason x"],
            "letters release 28 --reason y",
        ),
        (
            ["letters void 28 --reason x", f"rounds edit {ROUND} --subject Khác"],
            "letters release 28 --reason y",
        ),
        (["import"], "status dot-2"),
    ],
    ids=["followed", "edited", "never issued"],
)
def test_a_round_whose_day_is_over_is_issued_by_the_printed_commands(
    bcd35: CommandLine, root: Path, before: list[str], refused: str
) -> None:
    round_ = refused.partition("status ")[2] or ROUND
    if round_ != ROUND:
        add_round(root, round_)
    for line in before:
        assert bcd35(*line.split()).code == 0
    later = on_day("2026-01-05")
    fix = bcd35(*refused.split(), "--json", now=later).json["findings"][0]["fix"]
    edit, issue = [line.partition(": bcd35 ")[2] for line in fix.splitlines()[:2]]
    assert (edit, issue) == (f"rounds edit {round_} --deadline NGÀY", f"notify {round_}")
    assert bcd35(*edit.replace("NGÀY", "2026-01-15").split(), now=later).code == 0
    assert bcd35(*issue.split(), now=later).code == 0


def test_a_number_used_on_paper_belongs_to_the_book_of_its_day(bcd35: CommandLine, root: Path) -> None:
    set_books(root, "  - {document_type: CV, symbol: CV/BCĐ, term: hằng năm}\n")
    assert bcd35("import").code == 0
    words = ("letters", "on-paper", "5", "--date", "2025-11-30", "--reason", "x", "--term")
    assert fix_of(bcd35, *words, "2024")[:2] == (3, "outside_book")
    assert bcd35(*words, "2025").code == 0


def ways(bcd35: CommandLine, act: str) -> list[str]:
    acts = bcd35("log", "--all", "--json").json["data"]["acts"]
    return [one["way_back"] for one in acts if one["act"] == act]


BOOK = '--symbol "CV/BCĐ" --term 2025-2030'


def test_log_tells_what_stands_of_a_number_after_a_line_about_it_was_taken_back(bcd35: CommandLine) -> None:
    assert bcd35("letters", "reserve", "35-38", "--reason", "họp").code == 0
    assert bcd35("letters", "void", "36", "--reason", "x").code == 0
    stands = [f'bcd35 letters release {span} {BOOK} --reason "ghi nhầm"' for span in ("35", "37-38")]
    assert ways(bcd35, "reserve_numbers") == ["\n".join(stands)]
    assert bcd35("letters", "release", "36", "--reason", "nhầm").code == 0
    assert ways(bcd35, "reserve_numbers") == [f'bcd35 letters release 35-38 {BOOK} --reason "ghi nhầm"']
    assert ways(bcd35, "void_number") == ["Đã được sửa lại sau đó."]
    # A number that a letter took is the letter's.
    number = ("remind", "--date", "2025-12-20", "--accept", "day-off", "--unit", "SYT", "--number", "35")
    assert bcd35(*number).code == 0
    assert ways(bcd35, "reserve_numbers") == [f'bcd35 letters release 36-38 {BOOK} --reason "ghi nhầm"']
    assert bcd35("letters", "release", "36-38", "--reason", "nhầm").code == 0
    assert ways(bcd35, "reserve_numbers") == ["Đã được sửa lại sau đó."]


EXTEND = ("rounds", "extend", "--all", "--to", "2025-12-23", "--reason", "a", "--date", "2025-12-01")


def test_log_tells_of_a_letter_whether_it_is_void_by_now(bcd35: CommandLine) -> None:
    assert bcd35(*EXTEND, "--letter").code == 0
    assert bcd35("remind", "--date", "2025-12-26", "--unit", "SYT").code == 0
    acts = ("notify", "extend", "remind")
    for number, act in zip((28, 29, 30), acts, strict=True):
        (before,) = ways(bcd35, act)
        assert f"bcd35 letters void {number} " in before
        assert bcd35("letters", "void", str(number), "--reason", "b").code == 0
        assert ways(bcd35, act) == ["Công văn này đã hủy sau đó."]
        assert bcd35("letters", "release", str(number), "--reason", "c").code == 0
        assert ways(bcd35, act) == [before]


def test_one_letter_of_extension_to_all_says_to_how_many_it_went(bcd35: CommandLine) -> None:
    assert bcd35(*EXTEND, "--together").code == 0
    listed = bcd35("letters", "list", "--json").json["data"]["numbers"]
    assert [(one["kind"], one["units"]) for one in listed] == [("letter", 5), ("extension", 5)]


def test_a_round_issued_anew_names_the_later_days_that_units_have(bcd35: CommandLine, root: Path) -> None:
    extend = ("rounds", "extend", "--to", "2025-12-23", "--reason", "mưa lũ", "--letter", "--unit", "SYT")
    assert bcd35(*extend, "--date", "2025-12-01").code == 0
    assert bcd35("letters", "void", "28", "--reason", "sai").code == 0
    ran = bcd35("notify", ROUND, "--date", "2025-12-01", "--json")
    assert [one["code"] for one in ran.json["findings"]] == ["own_terms_kept"]
    paper = root / "out" / ROUND / "SYT" / "Cong-van_30-CV-BCD_SYT.docx"
    other = root / "out" / ROUND / "SNV" / "Cong-van_30-CV-BCD_SNV.docx"
    named = [[day for day in ("15/12/2025", "23/12/2025") if day in words_of(one)] for one in (paper, other)]
    assert named == [["23/12/2025"], ["15/12/2025"]]
    # The extension's letter void, the new letter's own day still stands: it is what the unit holds.
    assert bcd35("letters", "void", "29", "--reason", "sai").code == 0
    day = {one["code"]: one["deadline"] for one in bcd35("status", "--json").json["data"]["units"]}
    assert (day["SYT"], day["SNV"]) == ("2025-12-23", "2025-12-15")
    assert bcd35("check").code == 0


def test_one_round_may_have_a_number_from_the_books_of_two_years(bcd35: CommandLine, root: Path) -> None:
    """Reminders 01 of 2025 and of 2026 go to the same unit: their names tell them apart, and all is found."""
    set_books(root, "  - {document_type: CV, symbol: CV/BCĐ, term: hằng năm}\n")
    assert bcd35("import").code == 0
    first = (
        "remind",
        "--date",
        "2025-12-20",
        "--accept",
        "day-off",
        "--unit",
        "SYT",
        "--deadline",
        "2025-12-26",
    )
    assert bcd35(*first, "--json").json["data"]["letter"]["reference"] == "01-CV/BCĐ"
    second = ("remind", "--date", "2026-01-05", "--unit", "SYT", "--json")
    assert bcd35(*second).json["data"]["letter"]["reference"] == "01-CV/BCĐ"
    papers = sorted(path.name for path in (root / "out" / ROUND / "SYT").glob("Don-doc*"))
    assert papers == ["Don-doc_01-CV-BCD_2026_SYT.docx", "Don-doc_01-CV-BCD_SYT.docx"]
    assert bcd35("check").code == 0
    assert "không có gì ngoài sổ" in bcd35("recover").out
    for paper in (root / "out" / ROUND / "SYT").glob("Don-doc*"):
        paper.unlink()
    assert bcd35("letters", "reprint").code == 0
    assert bcd35("check").code == 0


@pytest.mark.issued
def test_a_number_of_a_letter_is_not_said_to_be_released(bcd35: CommandLine) -> None:
    for command in (("reserve", "28"), ("on-paper", "28", "--date", "2025-11-24")):
        ran = bcd35("letters", *command, "--reason", "x")
        assert (ran.code, "letters release" in ran.err) == (3, False)
    assert bcd35("letters", "reserve", "29", "--reason", "y").code == 0
    assert "letters release 29 " in bcd35("letters", "reserve", "28-29", "--reason", "x").err


@pytest.mark.parametrize(
    "whom", [("--unit", "SYT"), ("--unit", "SYT", "--unit", "SXD"), ("--all",)], ids=" ".join
)
def test_a_void_extension_says_how_its_day_is_given_without_a_letter(
    bcd35: CommandLine, whom: tuple[str, ...]
) -> None:
    extend = ("rounds", "extend", *whom, "--to", "2025-12-23", "--reason", "bão số 3", "--letter")
    assert bcd35(*extend, "--date", "2025-12-01").code == 0
    before = last_days(bcd35)
    day_is_given_again(bcd35, before)


def test_a_void_correction_says_how_its_day_is_given_without_a_letter(bcd35: CommandLine, root: Path) -> None:
    wrong = fill(form_of(root, "SYT"), root / "tra-ve" / "a.xlsx", so_anh="năm tấm")
    bcd35("record-report", str(wrong))
    assert bcd35("return-report", "SYT", "--deadline", "2025-12-23").code == 0
    day_is_given_again(bcd35, last_days(bcd35))


def test_a_void_extension_to_a_day_off_says_that_it_was_accepted(bcd35: CommandLine) -> None:
    extend = ("rounds", "extend", "--unit", "SYT", "--to", "2025-12-20", "--reason", "bão số 3", "--letter")
    assert bcd35(*extend, "--accept", "day-off").code == 0
    day_is_given_again(bcd35, last_days(bcd35))


@pytest.mark.parametrize("whom", [("--unit", "SYT"), ("--all",)], ids=" ".join)
def test_a_void_extension_whose_day_a_later_letter_gives_needs_no_other(
    bcd35: CommandLine, whom: tuple[str, ...]
) -> None:
    extend = ("rounds", "extend", *whom, "--to", "2025-12-23", "--reason", "bão số 3", "--letter")
    assert bcd35(*extend).code == 0
    assert bcd35("notify", ROUND, "--replace", "28", "--reason", "sai").code == 0
    before = last_days(bcd35)

    told = bcd35("letters", "void", "29", "--reason", "nhầm")

    assert (told.code, "không kèm công văn" in told.out) == (0, False)
    assert last_days(bcd35) == before
    again = bcd35("rounds", "extend", "--unit", "SYT", "--to", "2025-12-23", "--reason", "bão", "--json")
    assert (again.code, again.json["findings"][0]["fix"].splitlines()) == (
        3,
        ["Nêu --to sau ngày 23/12/2025.", "Hoặc không phải làm gì: hạn đang có đúng là ngày ấy."],
    )


def last_days(bcd35: CommandLine) -> dict[str, str]:
    seen = bcd35("status", "--as-of", "2025-12-20", "--json").json["data"]["units"]
    return {one["code"]: one["deadline"] for one in seen}


def day_is_given_again(bcd35: CommandLine, before: dict[str, str]) -> None:
    told = bcd35("letters", "void", "29", "--reason", "sai mẫu").out
    assert last_days(bcd35) != before
    (again,) = (line for line in told.splitlines() if "không kèm công văn" in line)
    assert bcd35(*shlex.split(again[again.index("bcd35 ") :])[1:]).code == 0
    assert last_days(bcd35) == before


def test_a_round_without_a_letter_in_force_is_not_extended_by_what_is_printed(bcd35: CommandLine) -> None:
    extend = ("rounds", "extend", ROUND, "--all", "--to", "2025-12-19", "--reason", "bão", "--letter")
    assert bcd35(*extend).code == 0
    assert bcd35("letters", "void", "28", "--reason", "nhầm").code == 0
    ran = bcd35("letters", "void", "29", "--reason", "nhầm")
    assert (ran.code, "rounds extend" in ran.out + ran.err) == (0, False)


def test_a_number_that_no_rerun_takes_is_told_until_it_is_void(bcd35: CommandLine, root: Path) -> None:
    desk = at(root)
    with desk.act():
        number = LetterNumber("CV/BCĐ", "2025-2030", 29)
        desk.store.letters.take_number(number, ROUND, NOW, "extension", "2025-12-23 all")
    desk.store.close()
    void = 'bcd35 letters void 29 --symbol "CV/BCĐ" --term 2025-2030 --reason LÝ_DO'

    today = bcd35("today").out

    assert f"Số 29-CV/BCĐ của một lần chạy dở (gia hạn, đợt “{ROUND}”): chưa văn bản nào mang." in today
    assert f"\n    Không chạy lại nữa thì hủy số: {void}\n" in today
    for words in (("release", "29"), ("on-paper", "29", "--date", "2025-12-01"), ("reserve", "29")):
        refused = bcd35("letters", *words, "--reason", "x")
        assert (refused.code, void in refused.err) == (3, True)
    assert bcd35(*shlex.split(void)[1:-1], "không dùng").code == 0
    assert "29-CV/BCĐ" not in bcd35("today").out
    assert "chạy lại lệnh ấy" not in bcd35("letters", "list").out


def test_a_command_ends_its_line_where_a_number_is_unknown(bcd35: CommandLine) -> None:
    fix = fix_of(bcd35, "letters", "void", "40", "--reason", "nhầm")[2]
    assert fix.splitlines()[0] == "Xem sổ: bcd35 letters list"
