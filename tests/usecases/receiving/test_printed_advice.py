"""Everyday mistakes with reports: what is printed is run as it stands, and the figures are right."""

import io
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROUND, CommandLine
from tests.support.filling import fill, form_of, nameless
from tests.support.recorded_reports import LATER, by_hand, case_table, other_round, run, seen, send, state

pytestmark = pytest.mark.issued
WHY = ("--reason", "x")
NOTE = 'đạt 100% “cơ bản”, còn $1 "nợ"'  # no shell takes it as it stands
FILLED_IN = {"LÝ_DO": "ghi nhầm", "NGÀY": "2025-12-14", "GIÁ_TRỊ": "4", "GHI_CHÚ": NOTE}


def printed(text: str, begin: str) -> list[str]:
    """The words of the first command in a text that begins so, its blanks filled in by a clerk."""
    line = text[text.index(f"bcd35 {begin}") :].splitlines()[0]
    line = re.split(r"; |\. |\)", line)[0].rstrip(".;")
    for blank, value in FILLED_IN.items():
        line = re.sub(rf"(?<![A-ZĐ_]){blank}(?![A-ZĐ_])", shlex.quote(value), line)
    return shlex.split(line)[1:]


def follow(bcd35: CommandLine, text: str, begin: str) -> None:
    run(bcd35, *printed(text, begin))


def test_a_form_taken_without_its_day(bcd35: CommandLine, root: Path) -> None:
    for unit in ("SYT", "SNV"):
        fill(form_of(root, unit), root / "về" / f"{unit}.xlsx")
    told = run(bcd35, "record-report", "về").err

    follow(bcd35, told, "reports amend SNV SYT")

    assert [state(bcd35, unit, "2025-12-20")[0] for unit in ("SYT", "SNV")] == ["on_time", "on_time"]


def test_an_entry_by_hand_that_lacks_answers(bcd35: CommandLine) -> None:
    blanks = {"hinh_thuc_thong_bao": "KPS", "ngay_thong_bao_xong": "KPS", "co_trang_chinh_thuc": "Có"}
    sets = ("--set", "tin_bai_da_gui=3", "--set", "anh_da_gui=x", "--note", "bản giấy")
    told = run(bcd35, "record-report", "SYT", *sets, code=3).out

    assert "gửi lại đơn vị" not in told
    words = printed(told, "record-report")
    names = [word.partition("=")[0] for word in words]
    for code, value in blanks.items():
        words[names.index(code)] = f"{code}={value}"
    run(bcd35, *words)
    report = run(bcd35, "reports", "show", "SYT").out
    assert ("bản giấy" in report, "Số tin bài đã gửi" in report) == (True, True)


def test_an_entry_by_hand_without_any_answer(bcd35: CommandLine) -> None:
    ran = run(bcd35, "record-report", "SYT", "--set", "tin_bai_da_gui=", code=3)

    assert "“Số tin bài đã gửi” chưa được trả lời." in ran.err
    assert ran.out.count("=GIÁ_TRỊ") == ran.err.count("chưa được trả lời")


def test_a_folder_taken_with_a_wrong_day(bcd35: CommandLine, root: Path) -> None:
    for unit in ("SYT", "SNV"):
        fill(form_of(root, unit), root / "về" / f"{unit}.xlsx")
    run(bcd35, "record-report", "về", "--received-on", "2025-12-18")

    follow(bcd35, run(bcd35, "undo", "--dry-run").out, "reports amend")

    assert [state(bcd35, unit, "2025-12-20")[0] for unit in ("SYT", "SNV")] == ["on_time", "on_time"]
    # or all over again
    run(bcd35, "undo", "--yes")
    run(bcd35, "undo", "--yes")
    assert state(bcd35, "SYT", "2025-12-20")[0] == "on_time"


def test_a_report_of_an_exempt_unit(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "về" / "a.xlsx")
    run(bcd35, "rounds", "exempt", "SYT", "--reason", "sáp nhập", "--date", "2025-12-01")
    words = ("record-report", "về/a.xlsx", "--received-on", "2025-12-10")
    told = run(bcd35, *words, code=3).err

    follow(bcd35, told, "rounds restore")
    run(bcd35, *words)

    assert state(bcd35, "SYT", "2025-12-12") == ("on_time", 0, "2025-12-10")


def test_a_report_booked_where_one_stands(bcd35: CommandLine, root: Path) -> None:
    send(bcd35, root, "SYT", "10", 3)
    send(bcd35, root, "SNV", "12", 5)
    told = run(bcd35, "reports", "move", "SNV", "--to", "SYT", *WHY, code=3).err

    follow(bcd35, told, "reports move")
    assert seen(bcd35, root, "20", "SYT", "SNV") == [("on_time", 0, "5"), ("missing", 5, "")]
    run(bcd35, "undo", "--yes")
    follow(bcd35, told, "reports swap")
    assert seen(bcd35, root, "20", "SYT", "SNV") == [("on_time", 0, "5"), ("on_time", 0, "3")]


def test_a_report_moves_to_a_round_that_asks_more(bcd35: CommandLine, root: Path) -> None:
    """What is there moves with its day; what is missing is named, with the command that adds it."""
    by_hand(bcd35, "SYT", "--received-on", "2025-12-14")
    asked = "  - {code: anh_da_gui"
    more = '  - {code: anh_moi, task: "3", label: Số ảnh mới, kind: count}\n'
    other_round(bcd35, root, (asked, f"{more}{asked}"))

    told = run(bcd35, "reports", "move", "SYT", "--round", ROUND, "--to-round", "dot-2", *WHY).err

    assert "Đợt “dot-2” còn hỏi “Số ảnh mới”; báo cáo vừa chuyển chưa trả lời." in told
    follow(bcd35, told, "record-report")
    units = run(bcd35, "status", "dot-2", "--as-of", "2025-12-20", "--json").json["data"]["units"]
    (one,) = [unit for unit in units if unit["code"] == "SYT"]
    assert (one["state"], one["received_on"]) == ("on_time", "2025-12-14")


def test_the_day_of_either_file_of_a_report_that_was_given_back(bcd35: CommandLine, root: Path) -> None:
    """Refused, given back, corrected: which day was wrong decides about being in time."""
    blank = form_of(root, "SYT")
    fill(blank, root / "về" / "a.xlsx", so_anh="năm")
    run(bcd35, "record-report", "về/a.xlsx", "--received-on", "2025-12-17", code=3)
    run(bcd35, "return-report", "SYT", "--date", "2025-12-18")
    fill(blank, root / "về" / "b.xlsx")
    run(bcd35, "record-report", "về/b.xlsx", "--received-on", "2025-12-22")
    assert state(bcd35, "SYT", "2025-12-31")[:2] == ("late", 2)

    told = run(bcd35, "record-report", "về/a.xlsx", "--received-on", "2025-12-14", code=3).err
    follow(bcd35, told, "reports amend SYT")

    (copy,) = (path.name for path in root.glob("out/_cach-ly/**/a_*.xlsx"))
    assert state(bcd35, "SYT", "2025-12-31")[:2] == ("corrected", 0)
    assert "tệp nhận ngày 14/12/2025 được gửi trả" in run(bcd35, "why", "SYT", "--as-of", "2025-12-31").out
    run(bcd35, "reports", "amend", "SYT", "--received-on", "2025-12-30", *WHY)
    assert state(bcd35, "SYT", "2025-12-31")[0] == "late"
    run(bcd35, "undo", "--yes")
    run(bcd35, "reports", "amend", "SYT", "--refused", "--received-on", "2025-12-17", *WHY)
    assert state(bcd35, "SYT", "2025-12-31")[:2] == ("late", 2)
    back = (
        f"bcd35 reports amend SYT --round {ROUND} --refused --file {copy}"
        ' --received-on 2025-12-14 --reason "sửa nhầm"'
    )
    assert run(bcd35, "undo", "--yes", "--json").json["data"]["commands"] == [back]
    assert case_table(bcd35, root, "nhat-ky.csv")[-1][1] == "Sửa ngày nhận tệp bị từ chối"
    assert run(bcd35, "check").err == ""


def test_why_tells_where_a_report_went(bcd35: CommandLine, root: Path) -> None:
    send(bcd35, root, "SYT", "10", 3)
    send(bcd35, root, "SYT", "11", 4)
    run(bcd35, "reports", "withdraw", "SYT", "--revision", "2", "--reason", "nhập hai lần")
    run(bcd35, "reports", "move", "SYT", "--to", "SNV", "--reason", "của Sở Nội vụ")

    told = run(bcd35, "why", "SYT", "--as-of", "2025-12-20").out

    assert "Lần 2 đã rút: nhập hai lần, không tính từ ngày 11/12/2025." in told
    moved = f"đã chuyển sang SNV, đợt {ROUND}: của Sở Nội vụ, không tính từ ngày 10/12/2025."
    assert f"Báo cáo trước đó {moved}" in told
    follow(bcd35, run(bcd35, "why", "SNV", "--as-of", "2025-12-20").out, "reports withdraw")
    assert seen(bcd35, root, "10", "SNV") == [("missing", 0, "")]
    assert "ngày: 10/12/2025" in run(bcd35, "log").out


def test_standard_input_is_a_form(bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    form = fill(form_of(root, "SYT"), root / "a.xlsx").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(form)))

    run(bcd35, "record-report", "-", "--received-on", "2025-12-10")

    assert state(bcd35, "SYT", "2025-12-12") == ("on_time", 0, "2025-12-10")


def test_a_decision_between_two_files_holds_until_it_is_undone(bcd35: CommandLine, root: Path) -> None:
    """Each is taken by itself, the folder is given again, and the decision goes the other way."""
    for photos in (3, 7):
        fill(form_of(root, "SYT"), root / "về" / f"{photos}.xlsx", so_anh=photos)
    folder = ("record-report", "về", "--received-on", "2025-12-10")
    decide = [line for line in run(bcd35, *folder, code=3).err.splitlines() if "--replace" in line]

    told = run(bcd35, "record-report", "về/3.xlsx", "--received-on", "2025-12-10").err
    assert "Tệp “7.xlsx”, trái với tệp này và đang chờ quyết định, nay để riêng." in told
    run(bcd35, *folder)
    assert seen(bcd35, root, "31", "SYT") == [("on_time", 0, "3")]
    again = run(bcd35, "record-report", "về/7.xlsx", "--received-on", "2025-12-10").err
    assert seen(bcd35, root, "31", "SYT") == [("on_time", 0, "3")]

    run(bcd35, "undo", "--yes")
    assert seen(bcd35, root, "31", "SYT") == [("missing", 16, "")]
    follow(bcd35, decide[1], "record-report")
    assert seen(bcd35, root, "31", "SYT") == [("on_time", 0, "7")]
    run(bcd35, "undo", "--yes")
    follow(bcd35, run(bcd35, *printed(decide[0], "record-report")).err, "reports restore")
    assert seen(bcd35, root, "31", "SYT") == [("on_time", 0, "3")]
    follow(bcd35, again, "record-report")
    assert seen(bcd35, root, "31", "SYT") == [("on_time", 0, "7")]
    assert run(bcd35, "check").err == ""


# --- what was typed stands in the command again -------------------------------------------------------------

TYPED_IN = (NOTE, "12-BC/SYT", "2025-12-14", "Danh sách ký.pdf")


def _nameless(_: CommandLine, root: Path) -> list[str]:
    nameless(root, "a.xlsx", written="Sở Ytế")
    return ["thư đến/a.xlsx"]


def _withdrawn(bcd35: CommandLine, root: Path) -> list[str]:
    fill(form_of(root, "SYT"), root / "a.xlsx")
    run(bcd35, "record-report", "a.xlsx", "--received-on", "2025-12-10")
    run(bcd35, "reports", "withdraw", "SYT", *WHY)
    return ["a.xlsx"]


def _of_another_round(bcd35: CommandLine, root: Path) -> list[str]:
    nameless(root, "a.xlsx", written="Sở gì đó")
    other_round(bcd35, root)
    return ["thư đến/a.xlsx", "--as", "SYT", "--round", "dot-2"]


def _set_aside(bcd35: CommandLine, root: Path) -> list[str]:
    for photos in (3, 7):
        fill(form_of(root, "SYT"), root / "về" / f"{photos}.xlsx", so_anh=photos)
    told = run(bcd35, "record-report", "về", "--received-on", "2025-12-10", code=3).err
    words = printed(told, "record-report")
    run(bcd35, *words)
    chosen = words[words.index("--replace") + 1]
    return [word for word in words if word.startswith("về/") and word != chosen]


def _recorded(bcd35: CommandLine, root: Path) -> list[str]:
    """The first of two: the later one is not what is typed about."""
    for photos, day in ((3, "10"), (7, "11")):
        fill(form_of(root, "SYT"), root / f"{photos}.xlsx", so_anh=photos)
        run(bcd35, "record-report", f"{photos}.xlsx", "--received-on", f"2025-12-{day}")
    return ["3.xlsx"]


@pytest.mark.parametrize(
    ("prepare", "begin"),
    [
        (_nameless, ("record-report",)),
        (_withdrawn, ("record-report",)),
        (_of_another_round, ("record-report",)),
        (_set_aside, ("record-report",)),
        (
            _recorded,
            (
                "reports amend SYT --round 2025-11-kenh-truyen-thong --revision 1 --note",
                "reports amend SYT --round 2025-11-kenh-truyen-thong --revision 1 --ref",
            ),
        ),
    ],
)
def test_what_was_typed_is_in_the_printed_command(
    prepare: Callable[[CommandLine, Path], list[str]],
    begin: tuple[str, ...],
    bcd35: CommandLine,
    root: Path,
) -> None:
    words = prepare(bcd35, root)
    (root / TYPED_IN[3]).write_bytes(b"%PDF")
    options = ("--note", "--ref", "--ref-date", "--evidence")
    typed = [word for pair in zip(options, TYPED_IN, strict=True) for word in pair]
    told = bcd35("record-report", *words, "--received-on", "2025-12-15", *typed, now=LATER).err

    for command in begin:
        follow(bcd35, told, command)

    shown = run(bcd35, "reports", "show", "SYT", "--round", ROUND, "--json").json["data"]["revisions"]
    assert TYPED_IN in [
        (one["note"], one["reference"], one["reference_on"], *one["evidence"]) for one in shown
    ]


def test_what_was_to_be_put_right_follows_a_report_that_was_moved(bcd35: CommandLine, root: Path) -> None:
    by_hand(bcd35, "SYT", "--received-on", "2025-12-10")
    run(bcd35, "reports", "move", "SYT", "--to", "SNV", *WHY)
    (root / "ký.pdf").write_bytes(b"%PDF")
    more = ("--note", NOTE, "--ref", "12-BC/SNV", "--ref-date", "2025-12-09", "--evidence", "ký.pdf")
    told = run(bcd35, "reports", "amend", "SYT", "--revision", "1", *more, "--reason", "y", code=3).err

    follow(bcd35, told, "reports amend SNV")

    (one,) = run(bcd35, "reports", "show", "SNV", "--json").json["data"]["revisions"]
    kept = (one["note"], one["reference"], one["reference_on"], one["evidence"])
    assert kept == (NOTE, "12-BC/SNV", "2025-12-09", ["ký.pdf"])


@pytest.mark.parametrize(
    ("mistake", "way"),
    [
        (("letters", "void", "28", *WHY), "letters release"),
        (("rounds", "close", ROUND, *WHY), "rounds reopen"),
    ],
)
def test_a_good_form_that_no_round_takes_waits_for_the_office(
    bcd35: CommandLine, root: Path, mistake: tuple[str, ...], way: str
) -> None:
    fill(form_of(root, "SYT"), root / "về" / "a.xlsx")
    run(bcd35, *mistake)
    words = ("record-report", "về/a.xlsx", "--received-on", "2025-12-01")
    told = run(bcd35, *words, code=3)
    assert "Bước tiếp theo là của văn phòng, đơn vị không phải gửi lại" in told.out
    assert "bcd35 record-report TỆP" not in told.out

    follow(bcd35, told.err, way)
    run(bcd35, *words)


def test_a_file_that_came_to_a_closed_round_is_taken_once_more(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "THƯ_MỤC" / "a.xlsx")
    run(bcd35, "rounds", "close", ROUND, *WHY)
    run(bcd35, "record-report", "THƯ_MỤC", "--received-on", "2025-12-01", code=3)
    run(bcd35, "rounds", "reopen", ROUND, *WHY)

    told = [
        run(bcd35, "status").err,
        run(bcd35, "why", "SYT").out,
        run(bcd35, "remind", "--dry-run", "--date", "2025-12-17").err,
        run(bcd35, "reports", "show", "SYT").out,
    ]
    assert ["return-report" in text for text in told] == [False] * 4
    assert f"bcd35 record-report THƯ_MỤC --round {ROUND}" in run(bcd35, "today").out
    assert len({tuple(printed(text, "record-report")) for text in told}) == 1
    follow(bcd35, told[0], "record-report")
    assert state(bcd35, "SYT", "2025-12-20")[0] == "on_time"


@pytest.mark.parametrize(
    ("own", "second", "photos"),
    [
        ("05", "10", "7"),
        ("12", "13", "7"),
        ("12", "10", "1"),  # its own report came last, and says all
        ("05", "09", "7"),  # a correction stays behind what it corrects, whatever its day
        ("20", "13", "1"),
    ],
)
def test_a_report_of_several_entries_for_a_unit_that_has_one(
    own: str, second: str, photos: str, bcd35: CommandLine, root: Path
) -> None:
    """A form and what was put right in it; each way that is printed, one after the other."""
    send(bcd35, root, "SNV", own, 1)
    send(bcd35, root, "SYT", "10", 3)
    run(bcd35, "record-report", "SYT", "--set", "anh_da_gui=7", "--received-on", f"2025-12-{second}")
    move = ("reports", "move", "SYT", "--to", "SNV", *WHY)
    before = seen(bcd35, root, "31", "SYT", "SNV")

    follow(bcd35, run(bcd35, *move, code=3).err, "reports move")
    assert seen(bcd35, root, "31", "SYT", "SNV") == [("missing", 16, ""), ("on_time", 0, photos)]
    run(bcd35, "undo", "--yes")
    assert seen(bcd35, root, "31", "SYT", "SNV") == before
    follow(bcd35, run(bcd35, *move, code=3).err, "reports swap")
    assert seen(bcd35, root, "31", "SNV", "SYT") == before
    run(bcd35, "undo", "--yes")
    follow(bcd35, run(bcd35, *move, code=3).err, "reports withdraw")
    run(bcd35, *move)
    assert seen(bcd35, root, "31", "SYT", "SNV") == [("missing", 16, ""), ("on_time", 0, "7")]
    assert run(bcd35, "check").err == ""
