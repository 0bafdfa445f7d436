"""Forms that lost their hidden sheet.

A likeness is a proposal, a confirmed name is remembered, nothing is taken on a score.
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bcd35.domain.errors import Refused
from bcd35.domain.form_spec import SHEET
from bcd35.domain.unit_names import Candidate, name_of_another, propose_units
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.record import ReturnedFiles, record_files
from bcd35.usecases.receiving.returns import Outcome
from bcd35.usecases.summary.status import status
from tests.conftest import ROUND, CommandLine, on_day
from tests.support.filling import change, fill, form_of, nameless, picture, rows

pytestmark = pytest.mark.issued


def one(desk: Desk, file: Path, stated_unit: str = "") -> Outcome:
    (outcome,) = record_files(desk, ReturnedFiles(paths=[file], stated_unit=stated_unit)).outcomes
    return outcome


def test_a_name_is_a_proposal_with_its_runner_up(bcd35: CommandLine, root: Path) -> None:
    nameless(root, "a.xlsx", written="ĐU Sở Ytế")
    before = picture(root)

    ran = bcd35("record-report", "thư đến")

    assert (ran.code, ran.out.splitlines()[2].split("  ")[-1].strip()) == (3, "chờ xác nhận đơn vị")
    assert ran.err == (
        "Lỗi [thư đến/a.xlsx]: Tệp không còn mã mẫu; tên ghi trên mẫu “ĐU Sở Ytế” gần nhất với Sở Y tế "
        "(SYT); kế đến: Sở Xây dựng (SXD).\n"
        f'  → Nếu đúng, xác nhận bằng: bcd35 record-report "thư đến/a.xlsx" --as SYT --round {ROUND} '
        "--received-on 2025-12-01\n"
    )
    # all that is remembered is that the unit has sent something
    sql = "SELECT unit_code, file_name, verdict, received_on FROM undecided_files"
    assert rows(root, sql) == [("SYT", "a.xlsx", "proposal", "2025-12-01")]
    assert {name: kept for name, kept in picture(root).items() if name != "bcd35.db"} == {
        name: kept for name, kept in before.items() if name != "bcd35.db"
    }
    assert bcd35("record-report", "thư đến").code == 3
    assert rows(root, sql) == [("SYT", "a.xlsx", "proposal", "2025-12-01")]


def test_even_the_whole_official_name_is_a_proposal_the_first_time(desk: Desk, root: Path) -> None:
    assert one(desk, nameless(root, "a.xlsx")).verdict == "proposal"


def test_a_confirmed_name_is_remembered(desk: Desk, root: Path, bcd35: CommandLine) -> None:
    file = nameless(root, "a.xlsx", written="ĐU Sở Ytế")

    confirmed = one(desk, file, "SYT")

    assert (confirmed.verdict, confirmed.unit, confirmed.revision, confirmed.alias) == (
        "accepted",
        "SYT",
        1,
        "ĐU Sở Ytế",
    )
    assert one(desk, file).verdict == "already_received"
    later = one(
        desk,
        nameless(root, "b.xlsx", written="ĐU  SỞ YTẾ", more=lambda book: book[SHEET].__setitem__("D18", 9)),
    )
    assert (later.verdict, later.unit, later.revision, later.alias) == ("revised", "SYT", 2, "ĐU SỞ YTẾ")
    assert rows(root, "SELECT unit_code, alias, source, added_on FROM unit_aliases") == [
        ("SYT", "ĐU Sở Ytế", "a.xlsx", "2025-12-01")
    ]
    assert (
        bcd35("units", "show", "SYT").out.splitlines()[-1]
        == "Tên đã xác nhận: “ĐU Sở Ytế” (tệp a.xlsx, ngày 01/12/2025)"
    )


TAKEN_BACK = (
    ("reports", "move", "SYT", "--to", "SNV", "--reason", "nhầm --as"),
    ("reports", "withdraw", "SYT", "--reason", "nhầm --as"),
    ("undo", "--yes"),
)


@pytest.mark.parametrize("way", TAKEN_BACK, ids=["move", "withdraw", "undo"])
def test_a_name_whose_report_was_taken_back_is_forgotten(
    bcd35: CommandLine, root: Path, way: tuple[str, ...]
) -> None:
    """And counts again with the next report that a clerk takes in by it."""
    nameless(root, "a.xlsx", written="ĐU Sở Nộivụ", unit="SNV")
    take = ("record-report", "thư đến", "--received-on", "2025-12-01")
    assert bcd35("record-report", "thư đến/a.xlsx", "--as", "SYT", *take[2:]).code == 0
    assert "Tên đã xác nhận" in bcd35("units", "show", "SYT").out

    assert bcd35(*way).code == 0

    assert "Tên đã xác nhận" not in bcd35("units", "show", "SYT").out
    again = bcd35(*take)
    if way[1] == "move":  # the file itself stays known
        assert ("đã có từ trước" in again.out, again.code, again.err) == (True, 0, "")
    else:
        assert ("chờ xác nhận đơn vị" in again.out, again.code, "--as SNV" in again.err) == (True, 3, True)
    nameless(
        root,
        "a.xlsx",
        written="ĐU Sở Nộivụ",
        unit="SNV",
        more=lambda book: book[SHEET].__setitem__("D18", 9),
    )
    assert "chờ xác nhận đơn vị" in bcd35(*take).out
    assert bcd35("record-report", "thư đến/a.xlsx", "--as", "SYT", *take[2:]).code == 0
    assert "Tên đã xác nhận" in bcd35("units", "show", "SYT").out
    assert bcd35("check").err == ""


def test_the_whole_name_of_another_unit_teaches_nothing(bcd35: CommandLine, root: Path) -> None:
    nameless(root, "a.xlsx", unit="SNV", more=lambda book: book[SHEET].__setitem__("D18", 8))
    take = ("record-report", "thư đến/a.xlsx", "--as", "SYT", "--received-on", "2025-12-01")
    fill(form_of(root, "SYT"), root / "syt.xlsx")
    assert bcd35("record-report", "syt.xlsx", "--received-on", "2025-11-30").code == 0

    ran = bcd35(*take)

    move = f"bcd35 reports move SYT --round {ROUND} --revision LẦN --to SNV --reason LÝ_DO"
    told = (
        "Trên mẫu ghi “Đảng ủy Sở Nội vụ”, đúng tên của SNV; nhận cho SYT theo --as, không nhớ tên này.\n"
        f"  → Nếu là báo cáo của SNV: {move}\n"
    )
    assert (ran.code, ran.err) == (0, f"Lưu ý [thư đến/a.xlsx]: {told}")
    assert rows(root, "SELECT * FROM unit_aliases") == []
    nameless(root, "b.xlsx", unit="SNV", more=lambda book: book[SHEET].__setitem__("D18", 9))
    assert "--as SNV" in bcd35("record-report", "thư đến/b.xlsx").err


def test_a_confirmed_name_does_not_excuse_a_changed_form(desk: Desk, root: Path) -> None:
    one(desk, nameless(root, "a.xlsx", written="ĐU Sở Ytế"), "SYT")

    refused = one(
        desk,
        nameless(
            root, "b.xlsx", written="ĐU Sở Ytế", more=lambda book: book[SHEET].__setitem__("B10", "Câu khác")
        ),
    )

    assert (refused.verdict, refused.unit, refused.refusal) == ("refused", "SYT", "tampered")


@pytest.mark.parametrize(("written", "verdict"), [("ĐU Sở Ytế", "proposal"), ("Văn phòng Sở", "refused")])
def test_a_name_confirmed_for_two_units_stands_for_neither(
    desk: Desk, root: Path, written: str, verdict: str
) -> None:
    """It is judged as if nobody had confirmed it: by how near it is to the official names."""
    one(desk, nameless(root, "a.xlsx", written=written), "SYT")
    one(desk, nameless(root, "b.xlsx", written=written, unit="SNV"), "SNV")

    ambiguous = one(
        desk, nameless(root, "c.xlsx", written=written, more=lambda book: book[SHEET].__setitem__("D18", 9))
    )

    assert ambiguous.verdict == verdict
    assert rows(root, "SELECT count(*) FROM reports") == [(2,)]


def test_no_unit_is_proposed_for_a_name_like_none(desk: Desk, root: Path) -> None:
    refused = one(desk, nameless(root, "a.xlsx", written="Công ty Ánh Dương"))
    assert (refused.verdict, refused.refusal) == ("refused", "not_ours")


def test_what_a_clerk_states_does_not_outweigh_the_hidden_sheet(desk: Desk, root: Path) -> None:
    file = fill(form_of(root, "SYT"), root / "a.xlsx")

    refused = one(desk, file, "SNV")

    assert [(found.code, found.message) for found in refused.findings] == [
        ("other_unit", "Mẫu phát hành cho đơn vị “SYT”, nhưng lệnh nêu --as “SNV”.")
    ]
    assert one(desk, file, "SYT").verdict == "accepted"


def test_a_form_that_shows_another_name_than_the_one_it_was_issued_to(desk: Desk, root: Path) -> None:
    def renamed(book: Workbook) -> None:
        book[SHEET]["A5"].value = "Đơn vị báo cáo: Đảng ủy Sở Nội vụ"

    file = fill(form_of(root, "SYT"), root / "a.xlsx")
    file.write_bytes(change(file.read_bytes(), renamed))

    refused = one(desk, file)

    assert (refused.verdict, refused.refusal, refused.findings[0].message) == (
        "refused",
        "other_unit",
        "Mẫu phát hành cho “Đảng ủy Sở Y tế”, nhưng dòng “Đơn vị báo cáo” ghi “Đảng ủy Sở Nội vụ”.",
    )


@pytest.mark.parametrize("written", ["Đảng ủy Sở Ytế", "ĐU Sở Y tế tỉnh", "Văn phòng chúng tôi"])
def test_a_slip_in_the_name_is_a_remark(written: str, desk: Desk, root: Path, bcd35: CommandLine) -> None:
    file = fill(form_of(root, "SYT"), root / "a.xlsx")
    file.write_bytes(
        change(
            file.read_bytes(), lambda book: setattr(book[SHEET]["A5"], "value", f"Đơn vị báo cáo: {written}")
        )
    )

    ran = bcd35("record-report", "a.xlsx", "--received-on", "2025-12-01")

    message = (
        f"Mẫu phát hành cho “Đảng ủy Sở Y tế”, nhưng dòng “Đơn vị báo cáo” ghi “{written}”; nhận theo mã mẫu."
    )
    move = f"bcd35 reports move SYT --round {ROUND} --to ĐƠN_VỊ_ĐÚNG --reason LÝ_DO"
    fix = f"Nếu là báo cáo của đơn vị khác: {move}"
    assert (ran.code, ran.err) == (0, f"Lưu ý [a.xlsx]: {message}\n  → {fix}\n")
    assert rows(root, "SELECT unit_code FROM reports") == [("SYT",)]
    assert one(desk, file).remarks == ()  # said once, when it is taken in


def test_a_file_recorded_for_the_wrong_unit_is_taken_for_the_right_one_once_withdrawn(
    bcd35: CommandLine, root: Path
) -> None:
    nameless(root, "a.xlsx")
    assert bcd35("record-report", "thư đến/a.xlsx", "--as", "SNV", "--round", ROUND).code == 0
    assert bcd35("reports", "withdraw", "SNV", "--reason", "ghi nhầm đơn vị").code == 0

    ran = bcd35("record-report", "thư đến/a.xlsx", "--as", "SYT", "--round", ROUND)

    assert (ran.code, ran.err) == (0, "")
    assert rows(root, "SELECT unit_code, origin FROM reports") == [
        ("SNV", "form"),
        ("SNV", "withdrawal"),
        ("SYT", "form"),
    ]


def test_a_file_that_stands_as_the_report_of_one_unit_is_not_taken_for_another(
    bcd35: CommandLine, root: Path
) -> None:
    nameless(root, "a.xlsx")
    assert bcd35("record-report", "thư đến/a.xlsx", "--as", "SNV", "--round", ROUND).code == 0

    ran = bcd35("record-report", "thư đến/a.xlsx", "--as", "SYT", "--round", ROUND)

    assert ran.code == 3
    assert "Sở Nội vụ" in ran.err
    assert rows(root, "SELECT unit_code FROM reports") == [("SNV",)]


def test_one_file_at_a_time_is_confirmed(desk: Desk, root: Path) -> None:
    files = [nameless(root, name) for name in ("a.xlsx", "b.xlsx")]
    with pytest.raises(Refused, match=r"^--as xác nhận đơn vị cho từng tệp một; lệnh này có 2 tệp\.$"):
        record_files(desk, ReturnedFiles(paths=files, stated_unit="SYT"))


# --- the rule -----------------------------------------------------------------------------------------------

NAMES = {
    "TT": ("Ủy ban nhân dân phường Tân Thịnh", "Đảng ủy Ủy ban nhân dân phường Tân Thịnh"),
    "TL": ("Ủy ban nhân dân phường Tân Long",),
    "GD": ("Sở Giáo dục và Đào tạo",),
    "YT": ("Sở Y tế",),
}


@pytest.mark.parametrize(
    ("written", "units"),
    [
        ("UBND P. Tân Thịnh", ["TT", "TL"]),
        ("ĐU uỷ ban nhân dân phường tân thịnh", ["TT", "TL"]),
        ("Sở GD&ĐT", ["GD"]),
        ("SO Y TE", ["YT"]),
        ("Sở Y tế tỉnh", ["YT"]),
        ("Công ty Ánh Dương", []),
        ("", []),
        ("…", []),
    ],
)
def test_whom_a_name_could_mean(written: str, units: list[str]) -> None:
    assert [candidate.unit for candidate in propose_units(written, NAMES)] == units


@pytest.mark.parametrize(
    ("written", "unit", "other"),
    [
        ("UBND P. Tân Thịnh", "TL", "TT"),
        ("UBND P. Tân Thịnh", "TT", None),
        ("Sở Ytế", "YT", None),
        ("Công ty Ánh Dương", "YT", None),
        ("", "YT", None),
    ],
)
def test_whether_a_name_is_that_of_another(written: str, unit: str, other: str | None) -> None:
    found = name_of_another(written, unit, NAMES)
    assert (found.unit if found else None) == other


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("Đảng ủy xã Văn Lang", "A"),
        ("Đảng ủy xã Văn Lăng", "B"),
        ("ĐU xã Văn Lăng", "B"),
        ("ĐẢNG UỶ XÃ VĂN LĂNG", "B"),
    ],
)
def test_marks_tell_apart_the_names_of_two_units(written: str, first: str) -> None:
    names = {"A": ("Đảng ủy xã Văn Lang",), "B": ("Đảng ủy xã Văn Lăng",)}
    assert propose_units(written, names)[0].unit == first


def test_the_exact_name_of_another_unit_is_no_slip() -> None:
    names = {"A": ("Đảng ủy xã Văn Lang",), "B": ("Đảng ủy xã Văn Lăng",)}
    found = [name_of_another("Đảng ủy xã Văn Lăng", unit, names) for unit in names]
    assert [one.unit if one else None for one in found] == ["B", None]
    assert name_of_another("dang uy xa van lang", "B", names) is None


def test_a_candidate_is_named_officially() -> None:
    (best, _) = propose_units("Đảng ủy UBND phường Tân Thịnh", NAMES)
    assert best == Candidate("TT", "Ủy ban nhân dân phường Tân Thịnh", 1.0)


@given(st.text(max_size=80))
def test_any_text_gets_an_ordered_answer(written: str) -> None:
    found = propose_units(written, NAMES)
    assert [candidate.likeness for candidate in found] == sorted(
        (candidate.likeness for candidate in found), reverse=True
    )
    assert all(0.6 <= candidate.likeness <= 1 for candidate in found)


def test_a_file_without_its_code_waits_for_the_unit_that_it_is_nearest_to(desk: Desk, root: Path) -> None:
    file = nameless(root, "a.xlsx")

    record_files(desk, ReturnedFiles(paths=[file]))
    seen = status(desk, ROUND)
    assert [(one.unit, one.file_name) for one in seen.undecided] == [("SYT", "a.xlsx")]
    assert [unit.code for unit in seen.units if unit.state == "waiting"] == ["SYT"]

    record_files(desk, ReturnedFiles(paths=[file], stated_unit="SYT"))
    assert status(desk, ROUND).undecided == []


def test_a_nameless_form_waits_on_the_desk_until_a_clerk_said_whose_it_is(
    bcd35: CommandLine, root: Path
) -> None:
    """It was sorted into another folder meanwhile: the content tells that it is the same file."""
    file, later = nameless(root, "a.xlsx", written="Tổ 4"), on_day("2025-12-02")
    assert bcd35("record-report", "thư đến").code == 3
    told = "1 tệp bị từ chối, chưa rõ của đơn vị nào"
    assert told in bcd35("today").out
    file.rename(root / "SYT.xlsx")

    assert (
        bcd35("record-report", "SYT.xlsx", "--as", "SYT", "--received-on", "2025-12-01", now=later).code == 0
    )

    assert told not in bcd35("today", now=later).out
