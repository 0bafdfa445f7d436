"""The summary workbook, read back with another eye.

Every figure is the domain's, every text stays text, nothing is lost.
"""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bcd35.domain.answers import EMPTY_WORDS, Answer, Answers
from bcd35.domain.channels import Channel
from bcd35.domain.comparison import compare_rounds
from bcd35.domain.contributions import Contribution, ContributionLine, figure_contributions
from bcd35.domain.figures import DEFINITIONS, CountResult
from bcd35.domain.findings import Finding
from bcd35.domain.letters import Expectation, LetterNumber
from bcd35.domain.reminders import Reminder
from bcd35.domain.round_summary import RoundSummary
from bcd35.domain.rounds import ContributionTerms, Field
from bcd35.domain.summary import State, UnitState
from bcd35.domain.text import clean_lines
from bcd35.domain.units import UnitKind
from bcd35.formats.workbook.book import write_workbook
from bcd35.formats.workbook.cells import CUT_MARK, LONGEST_CELL, cell_text, unique_headings
from bcd35.formats.workbook.content import JournalWords, WorkbookContent
from tests.support.filling import values_by_sheet
from tests.support.summary_content import (
    CHANNELS,
    DEADLINE,
    LAST_DAY,
    OFFICE,
    ROUND,
    content,
    many,
    unit,
    written,
)


def full(units: Sequence[UnitState]) -> WorkbookContent:
    """A content in which every sheet has something to show."""
    given = content(
        units,
        lines=(
            Expectation(
                unit="X",
                name="Sở X",
                kind="dang_uy",
                event="exempted",
                on=date(2025, 12, 1),
                reason="sáp nhập",
            ),
        ),
    )
    before = replace(given.figures, round_code="2025-08")
    piece = Contribution(
        number=1,
        round_code="2025-11",
        unit=given.figures.state.units[0].code,
        received_on=date(2025, 12, 1),
        sha256="",
        file_name="",
        lines=(PIECE,),
    )
    contributions = figure_contributions(ContributionTerms(article="tin"), given.figures.state.units, [piece])
    return replace(
        given,
        summary=RoundSummary(
            given.figures, REMINDERS, contributions, compare_rounds([before, given.figures])
        ),
        pieces=[SENT],
        unit_names={"A": "Sở A"},
        channel_names={"fb": "Trang A"},
        journal=[JournalWords("22/11/2025 09:00", "Phát hành công văn", "2025-11", "số: 28-CV/BCĐ")],
    )


REMINDERS = {
    "dv0002": [
        Reminder(LetterNumber("CV/BCĐ", "2025-2030", number), day, day, date(2025, 12, 24), ("DV0002",))
        for number, day in ((30, date(2025, 12, 16)), (31, date(2025, 12, 17)))
    ]
}
PIECE = ContributionLine(
    title="Gương sáng", medium="article", category="", stage="received", on=date(2025, 12, 1)
)
PUBLISHED = ContributionLine(
    title="Gương sáng",
    medium="article",
    category="gương điển hình",
    stage="published",
    on=date(2025, 12, 2),
    channel="fb",
    url="https://a.vn/1",
)
SENT = Contribution(
    number=1,
    round_code="2025-11",
    unit="A",
    received_on=date(2025, 12, 1),
    sha256="",
    file_name="",
    lines=(PUBLISHED,),
)
SHEETS = ["Tổng hợp", "Theo đơn vị", "Chưa báo cáo", "Theo chỉ tiêu", "So sánh các đợt", "Tin bài"]
SHEETS += ["Đối chiếu tin bài", "Kênh", "Nhật ký", "Ghi chú"]
PUBLISHED_ROW = {
    "TT": 1,
    "Đơn vị": "Sở A",
    "Tên tin, bài, ảnh, video": "Gương sáng",
    "Loại nội dung": "gương điển hình",
    "Hình thức": "tin bài",
    "Ngày nhận": date(2025, 12, 1),
    "Tình trạng": "đã đăng",
    "Kênh đăng": "Trang A",
    "Địa chỉ đăng": "https://a.vn/1",
    "Ngày đăng": date(2025, 12, 2),
}


def opened(data: bytes, *, formulas: bool = False) -> Workbook:
    """As a program sees it that calculates nothing; or with the formulas instead of their values."""
    return load_workbook(io.BytesIO(data), data_only=not formulas)


def table(workbook: Workbook, title: str) -> list[list[Any]]:
    """Cells below the headings of a list; dates as dates."""
    rows = workbook[title].iter_rows(min_row=5, values_only=True)
    return [[as_read(cell) for cell in row] for row in rows]


def as_read(value: Any) -> Any:
    """A cell as Excel reads it.

    Openpyxl keeps times of days, and the escape of ``_x0041_`` where a text stands in the cell itself.
    """
    if isinstance(value, datetime):
        return value.date()
    return value.replace("_x005F_", "_") if isinstance(value, str) else value


def same(number: float | None) -> Any:
    """Expect a number as it comes back: sixteen digits of it."""
    return "–" if number is None else pytest.approx(number, rel=1e-14)


def labelled(workbook: Workbook, title: str = "Tổng hợp") -> dict[Any, list[Any]]:
    """Rows of a sheet by their first cell; the first one of a label counts."""
    found: dict[Any, list[Any]] = {}
    for row in workbook[title].iter_rows(values_only=True):
        found.setdefault(row[0], list(row[1:]))
    return found


@pytest.mark.parametrize("count", [0, 18, 105, 1530])
def test_every_unit_stands_once_and_the_totals_are_the_domains(count: int) -> None:
    given = content(many(count))
    workbook, totals = opened(written(given)), given.figures.totals

    listed = [row for row in table(workbook, "Theo đơn vị") if row[1]]
    assert sorted(row[1] for row in listed) == sorted(one.code for one in given.figures.state.units)
    assert [row[0] for row in listed] == list(range(1, count + 1))
    missing = [row[1] for row in table(workbook, "Chưa báo cáo") if row[1]]
    assert sorted(missing) == sorted(one.code for one in given.figures.state.units if one.unreported)
    rows = labelled(workbook)
    assert rows[f"Tổng cộng: {totals.reported:,}/{totals.expected:,} đơn vị".replace(",", ".")] == [
        *totals[:6],
        same(totals.completeness),
        same(totals.timeliness),
    ]
    labels = ("Phải báo cáo", "Đã báo cáo", "Đúng hạn", "Trễ hạn", "Chưa báo cáo", "Được miễn")
    assert [rows[label][0] for label in labels] == list(totals[:6])
    assert [rows[label][1] for label in ("Đã báo cáo", "Đúng hạn")] == [
        same(totals.completeness),
        same(totals.timeliness),
    ]


def test_all_sheets_stand_in_their_order_and_what_is_not_there_has_none() -> None:
    assert opened(written(full(many(18)))).sheetnames == SHEETS
    assert opened(written(content(many(18)))).sheetnames == [
        name for name in SHEETS if name not in {"So sánh các đợt", "Tin bài", "Đối chiếu tin bài"}
    ]


def test_totals_by_kind_stand_in_the_offices_order_with_an_unknown_kind_last() -> None:
    units = [
        unit("A", "late", "la"),
        unit("B", "on_time", "chi_bo"),
        unit("C", "missing", "dang_uy"),
        unit("D", "exempt", "dang_uy"),
    ]
    rows = labelled(opened(written(content(units))))

    kinds = {
        label: figures for label, figures in rows.items() if label in {"Đảng ủy cơ sở", "Chi bộ cơ sở", "la"}
    }
    assert list(kinds.items()) == [
        ("Đảng ủy cơ sở", [1, 0, 0, 0, 1, 1, 0, 0]),
        ("Chi bộ cơ sở", [1, 1, 1, 0, 0, 0, 1, 1]),
        ("la", [1, 1, 0, 1, 0, 0, 1, 0]),
    ]


def test_the_heading_and_the_sentence_say_what_the_figures_say() -> None:
    units = [unit("A", "on_time"), unit("B", "late"), unit("C"), unit("D", "exempt")]
    workbook = opened(written(content(units, received_later=2)))
    rows = labelled(workbook)

    assert [workbook["Tổng hợp"][cell].value for cell in ("A1", "A2", "A3", "E1", "E2")] == [
        "ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH",
        "BAN CHỈ ĐẠO 35",
        "*",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Thái Nguyên, ngày 20 tháng 12 năm 2025",
    ]
    assert "về việc đẩy mạnh tuyên truyền" in rows
    assert "(Công văn số 28-CV/BCĐ, ngày 22/11/2025 của Ban Chỉ đạo 35 Đảng ủy)" in rows
    assert rows["Thời hạn báo cáo"][0] == datetime(2025, 12, 15)  # noqa: DTZ001 - a cell's date has no zone
    assert rows["Báo cáo nhận sau ngày này, chưa tính"][0] == 2
    assert (
        "Đến hết ngày 20/12/2025, 02/03 đơn vị đã báo cáo, đạt 66,7%; trong đó 01 đơn vị đúng hạn (33,3%), "
        "01 đơn vị trễ hạn. "
        "Còn 01 đơn vị chưa báo cáo. Có 01 đơn vị được miễn báo cáo."
    ) in rows


def test_a_round_of_nobody_says_so() -> None:
    rows = labelled(opened(written(content([]))))
    assert "Đến hết ngày 20/12/2025, không có đơn vị nào phải báo cáo." in rows


def test_sums_are_the_domains_and_keep_the_kinds_of_empty_apart() -> None:
    answers: list[Answers] = [
        {"tin": Answer("value", 1_000_000)},
        {"tin": Answer("value", 0)},
        {"tin": Answer("nothing")},
        {"tin": Answer("nothing")},
        {"tin": Answer("not_applicable")},
        {"tin": Answer("unanswered")},
        {},
    ]
    given = content([unit(f"U{place}", "on_time", answers=one) for place, one in enumerate(answers)])
    rows = labelled(opened(written(given)))

    expected = given.figures.fields[0]
    assert isinstance(expected.result, CountResult)
    assert rows["Số tin bài đã gửi"][:6] == [
        expected.result.total,
        expected.result.mean,
        expected.answered,
        expected.nothing,
        expected.not_applicable,
        expected.unanswered,
    ]
    assert rows["Số tin bài đã gửi"][:6] == [1_000_000, 500_000, 2, 2, 1, 2]
    assert "Tính trên 7 đơn vị đã báo cáo." in rows


def test_late_units_by_how_late_and_arrivals_by_day_against_the_deadline() -> None:
    units = [unit("A", "on_time"), unit("B", "late"), unit("C", "late"), unit("D")]
    sheet = opened(written(content(units)))["Tổng hợp"]

    (head,) = [row for row in range(1, 60) if sheet.cell(row, 5).value == "Trễ hạn bao lâu"]
    assert [(sheet.cell(head + at, 5).value, sheet.cell(head + at, 8).value) for at in range(1, 5)] == [
        ("1–3 ngày", 2),
        ("4–7 ngày", 0),
        ("8–15 ngày", 0),
        ("từ 16 ngày", 0),
    ]
    (first,) = [row for row in range(1, 90) if sheet.cell(row, 1).value == "Ngày"]
    days = [list(row) for row in sheet.iter_rows(min_row=first + 1, max_col=5, values_only=True)]
    assert [
        [row[0].date() if isinstance(row[0], datetime) else row[0], *row[1:]] for row in days if row[0]
    ] == [
        [date(2025, 12, 10), 1, 0, 1, None],
        [date(2025, 12, 15), 0, 0, 1, "← ngày hết hạn"],
        [date(2025, 12, 18), 0, 2, 3, None],
    ]


def test_one_line_of_each_state_reads_as_it_should() -> None:
    units = [unit("A", "on_time"), unit("B", "late"), unit("C"), unit("D", "exempt")]
    rows = table(opened(written(content(units))), "Theo đơn vị")

    day = date(2025, 12, 3)
    answers = [1234, day, "Không", "văn bản; họp chi bộ", "Thiếu máy ảnh"]
    assert rows == [
        [1, "A", "Sở A", "Đảng ủy cơ sở", "Đúng hạn", date(2025, 12, 10), 0, 1, 0, *answers, None, *LAST_DAY],
        [2, "B", "Sở B", "Đảng ủy cơ sở", "Trễ hạn", date(2025, 12, 18), 3, 1, 0, *answers, None, *LAST_DAY],
        [3, "C", "Sở C", "Đảng ủy cơ sở", "Chưa báo cáo", "–", 5, "–", 0, *["–"] * 5, None, *LAST_DAY],
        [
            4,
            "D",
            "Sở D",
            "Đảng ủy cơ sở",
            "Được miễn",
            "–",
            "–",
            "–",
            0,
            *["–"] * 5,
            "đang sáp nhập",
            "–",
            "–",
        ],
    ]


def test_zero_and_the_kinds_of_empty_are_five_different_cells() -> None:
    answers = {
        "zero": Answer("value", 0),
        **{state: Answer(state) for state in ("nothing", "not_applicable", "unanswered")},
    }
    units = [unit(code, "on_time", answers={"tin": answer}) for code, answer in answers.items()]
    rows = table(opened(written(content([*units, unit("never")]))), "Theo đơn vị")

    assert {row[1]: row[9] for row in rows} == {"zero": 0, **EMPTY_WORDS, "never": "–"}
    assert len({repr(row[9]) for row in rows}) == 5


def test_units_stand_by_kind_then_in_vietnamese_order() -> None:
    names = [
        ("1", "Sở Y tế"),
        ("2", "Sở Xây dựng"),
        ("3", "Sở Đo lường"),
        ("4", "Sở Dân tộc"),
        ("5", "Ủy ban A"),
    ]
    units = [
        unit(code, name=name, kind="chi_bo" if code == "5" else "dang_uy") for code, name in reversed(names)
    ]
    workbook = opened(written(content(units)))

    for title in ("Theo đơn vị", "Chưa báo cáo"):
        assert [row[2] for row in table(workbook, title)] == [
            "Sở Dân tộc",
            "Sở Đo lường",
            "Sở Xây dựng",
            "Sở Y tế",
            "Ủy ban A",
        ]


def test_the_list_of_missing_units_tells_how_late_they_are_and_how_often_they_were_reminded() -> None:
    early = unit("B")._replace(days_late=0)
    given = content([unit("A"), early, unit("C", "late")], reminders={"a": REMINDERS["dv0002"]})

    assert table(opened(written(given)), "Chưa báo cáo") == [
        [1, "A", "Sở A", "Đảng ủy cơ sở", DEADLINE, "Quá hạn", 5, 2, date(2025, 12, 17), None, LAST_DAY[1]],
        [2, "B", "Sở B", "Đảng ủy cơ sở", DEADLINE, "Chưa đến hạn", 0, 0, "–", None, LAST_DAY[1]],
    ]


@pytest.mark.parametrize(
    ("state", "words"),
    [("late", "Tất cả đơn vị đã báo cáo."), ("exempt", "Không có đơn vị nào phải báo cáo.")],
)
def test_a_list_with_nobody_says_so_and_is_no_table(state: State, words: str) -> None:
    workbook = opened(written(content([unit("B", state)])))

    assert [row[0] for row in table(workbook, "Chưa báo cáo")] == [words]
    assert list(workbook["Chưa báo cáo"].tables) == []


def test_every_field_has_its_lines_and_every_text_its_unit() -> None:
    rows = table(opened(written(content([unit("A", "on_time"), unit("B", "late")]))), "Theo chỉ tiêu")

    counts = [2, 0, 0, 0]
    assert rows == [
        [1, "Số tin bài đã gửi", "Tổng số", 2468, "–", *counts, None],
        [2, "Số tin bài đã gửi", "Trung bình một đơn vị", 1234, "–", *counts, None],
        [3, "Ngày thông báo xong", "Ngày sớm nhất", date(2025, 12, 3), "–", *counts, None],
        [4, "Ngày thông báo xong", "Ngày muộn nhất", date(2025, 12, 3), "–", *counts, None],
        [5, "Có trang chính thức", "Có", 0, 0, *counts, None],
        [6, "Có trang chính thức", "Không", 2, 1, *counts, None],
        [7, "Hình thức thông báo", "văn bản", 2, 1, *counts, None],
        [8, "Hình thức thông báo", "họp chi bộ", 2, 1, *counts, None],
        [9, "Khó khăn, kiến nghị", "Sở A", "–", "–", *counts, "Thiếu máy ảnh"],
        [10, "Khó khăn, kiến nghị", "Sở B", "–", "–", *counts, "Thiếu máy ảnh"],
    ]


def test_a_field_that_nobody_answered_still_has_its_line() -> None:
    rows = table(opened(written(content([unit("A", "on_time", answers={})]))), "Theo chỉ tiêu")

    assert [row[1:] for row in rows if row[1] in {"Số tin bài đã gửi", "Khó khăn, kiến nghị"}] == [
        ["Số tin bài đã gửi", "Tổng số", 0, "–", 0, 0, 0, 1, None],
        ["Số tin bài đã gửi", "Trung bình một đơn vị", "–", "–", 0, 0, 0, 1, None],
        ["Khó khăn, kiến nghị", "Không có", "–", "–", 0, 0, 0, 1, None],
    ]


def under_headings(workbook: Workbook, title: str) -> list[dict[Any, Any]]:
    """Rows of a list, each value under the heading that a clerk reads above it."""
    headings = [cell.value for cell in workbook[title][4]]
    return [dict(zip(headings, row, strict=True)) for row in table(workbook, title)]


def test_what_was_sent_and_what_was_done_stand_under_their_headings() -> None:
    given = full([unit("A", "on_time"), unit("B")])
    piece = replace(SENT, lines=(replace(PUBLISHED, reason="cần ảnh to hơn"),))
    workbook = opened(written(replace(given, pieces=[piece])))

    assert under_headings(workbook, "Tin bài") == [{**PUBLISHED_ROW, "Ghi chú": "cần ảnh to hơn"}]
    assert under_headings(workbook, "Đối chiếu tin bài") == [
        {
            "TT": 1,
            "Mã": "A",
            "Đơn vị": "Sở A",
            "Hình thức": "tin bài",
            "Đơn vị báo đã gửi": 1234,
            "Ghi sổ": 1,
            "Chênh lệch": -1233,
        }
    ]
    assert under_headings(workbook, "Kênh")[1] == {
        "TT": 2,
        "Nền tảng": "TikTok",
        "Tên kênh": "Trang B",
        "Địa chỉ": "https://www.tiktok.com/@b",
        "Trạng thái": "Thôi dùng",
        "Ghi chú": None,
    }
    assert under_headings(workbook, "Nhật ký") == [
        {
            "TT": 1,
            "Thời điểm": "22/11/2025 09:00",
            "Việc": "Phát hành công văn",
            "Đối tượng": "2025-11",
            "Chi tiết": "số: 28-CV/BCĐ",
        }
    ]


def test_units_and_missing_units_stand_under_their_headings() -> None:
    given = content([unit("A", "late"), unit("B")], reminders={"b": REMINDERS["dv0002"]})
    workbook = opened(written(given))

    assert under_headings(workbook, "Theo đơn vị")[0] == {
        "TT": 1,
        "Mã": "A",
        "Đơn vị": "Sở A",
        "Loại đơn vị": "Đảng ủy cơ sở",
        "Tình trạng": "Trễ hạn",
        "Ngày nhận đầu": date(2025, 12, 18),
        "Số ngày trễ, quá hạn": 3,
        "Số lần sửa": 1,
        "Số lần đôn đốc": 0,
        "Số tin bài đã gửi": 1234,
        "Ngày thông báo xong": date(2025, 12, 3),
        "Có trang chính thức": "Không",
        "Hình thức thông báo": "văn bản; họp chi bộ",
        "Khó khăn, kiến nghị": "Thiếu máy ảnh",
        "Ghi chú": None,
        "Hạn của đơn vị": DEADLINE,
        "Căn cứ của hạn": LAST_DAY[1],
    }
    assert under_headings(workbook, "Chưa báo cáo") == [
        {
            "TT": 1,
            "Mã": "B",
            "Đơn vị": "Sở B",
            "Loại đơn vị": "Đảng ủy cơ sở",
            "Thời hạn": DEADLINE,
            "Tình trạng": "Quá hạn",
            "Số ngày quá hạn": 5,
            "Số lần đôn đốc": 2,
            "Đôn đốc gần nhất": date(2025, 12, 17),
            "Ghi chú": None,
            "Căn cứ của hạn": LAST_DAY[1],
        }
    ]


def test_rounds_stand_side_by_side() -> None:
    gone = unit("B", "on_time", answers={"tin": Answer("value", 9)})
    before = content([unit("A", "late", answers={"tin": Answer("value", 4)}), gone]).figures
    given = content([unit("A", "on_time", answers={"tin": Answer("value", 6)})])
    compared = replace(given.summary, comparison=compare_rounds([before, given.figures]))
    rows = table(opened(written(replace(given, summary=compared))), "So sánh các đợt")

    whole, shared = "Toàn đợt", "Đơn vị chung hai đợt"
    assert rows == [
        [1, whole, "Phải báo cáo", 2, 1, "–", "–", "–", "–"],
        [2, whole, "Đã báo cáo", 2, 1, "–", "–", "–", "–"],
        [3, whole, "Đúng hạn", 1, 1, "–", "–", "–", "–"],
        [4, whole, "Tỷ lệ báo cáo", 1, 1, "–", "–", "–", "–"],
        [5, whole, "Tỷ lệ đúng hạn", 0.5, 1, "–", "–", "–", "–"],
        [6, whole, "Số tin bài đã gửi", 13, 6, "–", "–", "–", "–"],
        [7, whole, "Số tin bài đã gửi: số đơn vị trả lời", 2, 1, "–", "–", "–", "–"],
        [8, whole, "Số tin bài đã gửi: trung bình một đơn vị", 6.5, 6, "–", "–", "–", "–"],
        [9, shared, "Đã báo cáo", 1, 1, 1, 0, 1, "–"],
        [10, shared, "Đúng hạn", 0, 1, 1, 1, "–", "–"],
        [11, shared, "Tỷ lệ báo cáo", 1, 1, 1, 0, "–", "–"],
        [12, shared, "Tỷ lệ đúng hạn", 0, 1, 1, 1, "–", "–"],
        [13, shared, "Số tin bài đã gửi", 4, 6, 1, 2, 1.5, "–"],
        [14, "Sở A", "Đã báo cáo", 1, 1, "–", 0, "–", "–"],
        [15, "Sở A", "Số tin bài đã gửi", 4, 6, "–", 2, 1.5, "–"],
    ]


def test_the_notes_define_every_figure_and_say_what_it_was_made_from() -> None:
    rows = {
        label: rest[0] for label, rest in labelled(opened(written(full(many(18)))), "Ghi chú").items() if rest
    }

    assert {
        label: words for label, words in rows.items() if label in {one.label for one in DEFINITIONS.values()}
    } == {one.label: one.meaning for one in DEFINITIONS.values()}
    assert (rows["Đợt"], rows["Công văn"]) == (
        "tháng 11/2025 (2025-11): đẩy mạnh tuyên truyền",
        "Công văn số 28-CV/BCĐ, ngày 22/11/2025 của Ban Chỉ đạo 35 Đảng ủy",
    )
    assert (rows["Sổ ghi đến"], rows["01/12/2025"]) == (
        "22/11/2025 09:00 (1 việc)",
        "Sở X (X): được miễn báo cáo, sáp nhập.",
    )


def test_only_checked_addresses_can_be_clicked() -> None:
    channels = (
        *CHANNELS,
        Channel(
            code="js",
            platform="website",
            name="C",
            url="javascript:alert(1)",
            canonical_url="javascript:alert(1)",
        ),
        Channel(
            code="user",
            platform="website",
            name="D",
            url="http://a@evil.vn",
            canonical_url="http://www.facebook.com@evil.vn",
        ),
        Channel(code="file", platform="website", name="E", url="file:///c:/x", canonical_url="file:///c:/x"),
        Channel(
            code="long",
            platform="website",
            name="F",
            url="https://a.vn",
            canonical_url=f"https://a.vn/{'x' * 2100}",
        ),
    )
    hostile = replace(SENT, lines=(replace(PUBLISHED, url="javascript:alert(1)"),))
    given = full([unit("A", "late")])
    workbook = opened(written(replace(given, channels=channels, pieces=[hostile, SENT])))

    links = {
        str(row[2].value): row[3].hyperlink.target if row[3].hyperlink else None
        for row in workbook["Kênh"].iter_rows(min_row=5)
    }
    assert links == {
        "Trang A": "https://www.facebook.com/a",
        "Trang B": "https://www.tiktok.com/@b",
        "C": None,
        "D": None,
        "E": None,
        "F": None,
    }
    sheet = workbook["Kênh"]
    assert [cell.value for cell in sheet[5]] == [
        1,
        "Facebook",
        "Trang A",
        "https://www.facebook.com/a",
        "Đang dùng",
        "trang chính",
    ]
    assert [cell.value for cell in sheet[6]] == [
        2,
        "TikTok",
        "Trang B",
        "https://www.tiktok.com/@b",
        "Thôi dùng",
        None,
    ]
    sent = [
        (row[8].value, row[8].hyperlink.target if row[8].hyperlink else None)
        for row in workbook["Tin bài"].iter_rows(min_row=5)
    ]
    assert sent == [("javascript:alert(1)", None), ("https://a.vn/1", "https://a.vn/1")]


def test_each_cell_of_a_contribution_stands_under_its_own_heading() -> None:
    """Day of receipt and day of publication are both dates: only their headings tell them apart."""
    sheet = opened(written(full([unit("A", "late")])))["Tin bài"]
    headings, line = sheet.iter_rows(min_row=4, values_only=True)

    assert dict(zip(headings, map(as_read, line), strict=True)) == {**PUBLISHED_ROW, "Ghi chú": None}


HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "#N/A",
    "#REF!",
    '=HYPERLINK("http://x.vn","x")',
    "{=1}",
    "http://a.vn",
    "001",
    "1e5",
    "TRUE",
    "12/12/2025",
    "A & B <x> ]]>",
    "<r><t>x</t></r>",
    "&amp;",
    "_x0041_",
    "[bold]",
    "{{ 7*7 }}",
    "hai\ndòng",
)
UNCLEAN = {
    "\t=1": "text_cleaned",
    "\x00\x07\x1b[31m\x9f": "text_cleaned",
    "a\ud800b": "text_cleaned",
    "a\ufffeb": "text_cleaned",
    "\u202ea\u200b": "text_cleaned",
    "\u200b": "text_cleaned",
    "x" * 40_000: "text_cut",
}


def hostile_content(text: str) -> WorkbookContent:
    field = Field(code="tin", label=text, kind="text", hint=text)
    answers: Answers = {"tin": Answer("value", text)}
    units = [
        unit(text, "late", text, answers, text),
        unit("M", kind=text, name=text)._replace(note=text),
        unit("X", "exempt")._replace(note=text),
    ]
    given = content(
        units,
        office=replace(
            OFFICE, superior=text, issuer=text, full_name=text, unit_kinds=(UnitKind(text or "k", text),)
        ),
        round_=replace(ROUND, subject=text, fields=(field, Field(code="tin2", label=text, kind="count"))),
        reference=text,
        channels=(
            Channel(
                code=text,
                platform="facebook",
                name=text,
                url=text,
                canonical_url=text,
                note=text,
                status=text,
            ),
        ),
        pieces=[
            replace(SENT, lines=(replace(PUBLISHED, title=text, category=text, url=text, reason=text),)),
            replace(SENT, unit=text, lines=(replace(PUBLISHED, channel=text),)),
        ],
        unit_names={"A": text},
        channel_names={"fb": text},
        journal=[JournalWords(text, text, text, text)],
        lines=(
            Expectation(
                unit="X", name=text, kind="dang_uy", event="exempted", on=date(2025, 12, 1), reason=text
            ),
        ),
    )
    compared = compare_rounds([replace(given.figures, round_code=text), given.figures])
    sent = figure_contributions(ContributionTerms(article=field.code), given.figures.state.units, [])
    return replace(given, summary=replace(given.summary, contributions=sent, comparison=compared))


def types_of(workbook: Workbook) -> set[str]:
    return {
        cell.data_type
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def formulas_of(workbook: Workbook) -> list[str]:
    return [
        str(cell.value)
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def reported(workbook: Workbook) -> list[Any]:
    """Find the line of the only unit that has reported."""
    (row,) = [row for row in table(workbook, "Theo đơn vị") if row[4] == "Trễ hạn"]
    return row


def assert_stays_text(text: str, data: bytes) -> None:
    """Nothing but our own formulas is anything but text, number or day.

    The text comes back; a table's columns are its headings.
    """
    workbook = opened(data)
    assert types_of(workbook) <= {"s", "n", "d"}
    ours = re.compile(r"=(IF\([BC]\d+=0|SUM\(|COUNTIF\(|B\d+\+B\d+$|C\d+-B\d+$)")
    assert all(map(ours.match, formulas_of(opened(data, formulas=True))))
    shown = cell_text(text) or None
    row = reported(workbook)
    assert [row[1], row[2], row[3], row[9]] == [shown] * 4
    elsewhere = (("Kênh", "C5"), ("Tin bài", "C5"), ("Nhật ký", "E5"))
    assert [as_read(workbook[title][cell].value) for title, cell in elsewhere] == [shown] * 3
    for sheet in workbook:
        for one in sheet.tables.values():
            headings = [str(cell.value) for cell in sheet[one.ref][0]]
            assert one.column_names == headings
            assert len({heading.lower() for heading in headings}) == len(headings)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_text(text: str) -> None:
    assert_stays_text(text, written(hostile_content(text)))


@pytest.mark.parametrize(
    ("text", "code"),
    UNCLEAN.items(),
    ids=["tab", "controls", "surrogate", "non-character", "bidi", "invisible", "long"],
)
def test_what_no_cell_can_hold_is_left_out_and_told(text: str, code: str) -> None:
    data, findings = write_workbook(hostile_content(text))

    assert_stays_text(text, data)
    assert {found.code for found in findings} == {code}
    places = {found.where for found in findings}
    assert {"Kênh!C5", "Nhật ký!E5", "Tổng hợp!A1"} <= places
    assert {place[:-1] for place in places if place.startswith("Theo đơn vị!")} >= {
        "Theo đơn vị!C",
        "Theo đơn vị!J",
    }


def test_a_finding_says_what_happened_and_where() -> None:
    answers: Answers = {"y_kien": Answer("value", "x" * 40_000), "cach": Answer("value", ("a\x07b",))}
    _, findings = write_workbook(content([unit("A", "on_time", answers=answers)]))

    cut = "Nội dung dài 40.000 ký tự, bảng tính chỉ nhận 32.767: phần cuối đã cắt, có ghi “… (đã cắt)”."
    original = "Xem nguyên văn trong báo cáo gốc."
    assert findings == (
        Finding(
            "text_cleaned",
            "Theo đơn vị!M5",
            "Nội dung có ký tự bảng tính không nhận; các ký tự ấy đã bỏ.",
            "Đối chiếu với báo cáo gốc.",
        ),
        Finding("text_cut", "Theo đơn vị!N5", cut, original),
        Finding("text_cut", "Theo chỉ tiêu!J13", cut, original),
    )


@settings(max_examples=15, deadline=None)
@given(st.text(min_size=1))
@example("=1")
@example("\r\n \u2028")
@example(" ")
def test_any_text_comes_back_as_the_same_text(text: str) -> None:
    assert_stays_text(text, write_workbook(hostile_content(text)).data)


@given(st.text(max_size=50), st.integers(0, 40_000), st.sampled_from("aạ😀"))
def test_too_long_a_text_ends_in_a_mark_and_fits(text: str, times: int, letter: str) -> None:
    long = cell_text(text + letter * times)
    assert len(long.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert long == clean_lines(text + letter * times) or long.endswith(CUT_MARK)


def test_a_text_one_character_too_long_is_cut_and_one_that_fits_is_not() -> None:
    assert cell_text("a" * LONGEST_CELL) == "a" * LONGEST_CELL
    assert cell_text("a" * (LONGEST_CELL + 1)) == "a" * (LONGEST_CELL - len(CUT_MARK)) + CUT_MARK


@given(st.lists(st.text(max_size=300) | st.sampled_from(["Tin", "TIN", "tin (2)", ""]), max_size=8))
def test_headings_of_a_table_are_all_different_and_short_enough(headings: list[str]) -> None:
    names = list(unique_headings(headings))
    assert len({name.lower() for name in names}) == len(headings)
    assert all(0 < len(name.encode("utf-16-le")) // 2 <= 255 for name in names)


def test_equal_headings_are_numbered() -> None:
    assert list(unique_headings(["Tin", "TIN", "Ghi chú", "", "tin"])) == [
        "Tin",
        "TIN (2)",
        "Ghi chú",
        "Cột 4",
        "tin (3)",
    ]


def test_numbers_dates_rates_and_codes_have_their_formats() -> None:
    workbook = opened(written(content([unit("001", "late"), unit("M")])))
    sheet = workbook["Theo đơn vị"]

    assert [
        (sheet[cell].data_type, sheet[cell].number_format) for cell in ("A5", "B5", "F5", "G5", "J5", "K5")
    ] == [
        ("n", "[$-42A]#,##0"),
        ("s", "@"),
        ("d", "dd/mm/yyyy"),
        ("n", "[$-42A]#,##0_)"),
        ("n", "[$-42A]#,##0_)"),
        ("d", "dd/mm/yyyy"),
    ]
    rates = [row[2] for row in workbook["Tổng hợp"].iter_rows() if row[0].value in {"Đã báo cáo", "Đúng hạn"}]
    assert [(cell.value, cell.number_format) for cell in rates] == [
        (0.5, "[$-42A]0.0%_)"),
        (0, "[$-42A]0.0%_)"),
    ]
    assert {cell.alignment.horizontal for cell in rates} == {"right"}
    assert {cell.font.name for one in workbook for row in one.iter_rows() for cell in row} == {
        "Times New Roman"
    }


def test_every_sheet_prints_on_a4_and_lists_are_tables_that_keep_their_headings() -> None:
    workbook = opened(written(full(many(105))))

    for sheet in workbook:
        fit, footer = sheet.sheet_properties.pageSetUpPr, sheet.oddFooter
        assert fit is not None
        assert footer is not None
        assert (
            int(sheet.page_setup.paperSize or 0),
            int(sheet.page_setup.fitToHeight or 0),
            fit.fitToPage,
        ) == (9, 0, True)
        assert footer.center.text == "Trang &P/&N"
    ranges = {title: [one.ref for one in workbook[title].tables.values()] for title in SHEETS}
    assert ranges == {
        "Tổng hợp": [],
        "Theo đơn vị": ["A4:Q109"],
        "Chưa báo cáo": ["A4:K30"],
        "Theo chỉ tiêu": [f"A4:J{4 + 8 + workbook_reported(workbook)}"],
        "So sánh các đợt": [f"A4:I{workbook['So sánh các đợt'].max_row}"],
        "Tin bài": ["A4:K5"],
        "Đối chiếu tin bài": [f"A4:G{workbook['Đối chiếu tin bài'].max_row}"],
        "Kênh": ["A4:F6"],
        "Nhật ký": ["A4:E5"],
        "Ghi chú": [],
    }
    for title in SHEETS[1:-1]:
        sheet = workbook[title]
        assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation) == (
            "D5",
            "$4:$4",
            "landscape",
        )
        assert all(
            one.autoFilter is not None and one.autoFilter.ref == one.ref for one in sheet.tables.values()
        )


def workbook_reported(workbook: Workbook) -> int:
    return sum(row[4] in {"Đúng hạn", "Trễ hạn"} for row in table(workbook, "Theo đơn vị"))


def test_the_colour_of_a_state_is_a_rule_on_its_words() -> None:
    sheet = opened(written(content(many(8))))["Theo đơn vị"]

    rules = {
        rule.formula[0]: (str(where.sqref), rule.dxf.fill.bgColor.rgb)
        for where in sheet.conditional_formatting
        for rule in where.rules
    }
    assert rules == {
        '"Đúng hạn"': ("E5:E12", "FFE2EFDA"),
        '"Đúng hạn sau khi sửa"': ("E5:E12", "FFE2EFDA"),
        '"Trễ hạn"': ("E5:E12", "FFFFF2CC"),
        '"Chưa báo cáo"': ("E5:E12", "FFF8CBAD"),
        '"Được gia hạn"': ("E5:E12", "FFFCE4D6"),
        '"Đang sửa"': ("E5:E12", "FFFCE4D6"),
        '"Chờ văn phòng xử lý"': ("E5:E12", "FFFCE4D6"),
        '"Được miễn"': ("E5:E12", "FFEDEDED"),
    }


def test_a_wide_list_without_rows_prints_on_one_page() -> None:
    with_pieces = opened(written(full(many(18))))["Tin bài"]
    without = opened(written(replace(full(many(18)), pieces=[])))["Tin bài"]

    assert [int(one.page_setup.fitToWidth or 1) for one in (with_pieces, without)] == [2, 1]


def test_a_wide_form_prints_on_more_pages_instead_of_in_tiny_letters() -> None:
    fields = tuple(
        Field(code=f"f{place}", label=f"Số tin bài của tổ chức trực thuộc số {place}", kind="count")
        for place in range(40)
    )
    sheet = opened(written(content([unit("A")], round_=replace(ROUND, fields=fields))))["Theo đơn vị"]

    assert (int(sheet.page_setup.fitToWidth or 1), sheet.print_title_cols) == (4, "$A:$C")
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:C1", "A2:C2"]


def test_the_longest_number_and_the_longest_answer_have_room() -> None:
    answers: Answers = {
        "tin": Answer("value", 999_999_999),
        "y_kien": Answer("value", ("lời dài " * 250).strip()),
    }
    sheet = opened(written(content([unit("A", "on_time", answers=answers)])))["Theo đơn vị"]

    assert sheet.column_dimensions["I"].width >= len("999.999.999") + 2
    height = sheet.row_dimensions[5].height
    assert height is not None
    assert 300 < height < 409


def test_the_same_content_gives_the_same_bytes_and_carries_no_foreign_name() -> None:
    given = full(many(18))
    data = written(given)

    assert data == written(given)
    parts = parts_of(data)
    assert re.findall("Microsoft Excel|XlsxWriter|xl/externalLinks", "".join(parts.values())) == []
    assert "<dc:creator>Ban Chỉ đạo 35 Đảng ủy</dc:creator>" in parts["docProps/core.xml"]
    assert "2025-12-20T00:00:00Z" in parts["docProps/core.xml"]


def parts_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def test_two_native_charts_are_drawn_from_cells_and_carry_their_values() -> None:
    units = [unit("A", "on_time"), unit("B", "late"), unit("C", kind="chi_bo")]
    parts = parts_of(written(content(units)))
    drawn = {name: re.findall(r"<c:f>(.*?)</c:f>", text) for name, text in parts.items() if "charts/" in name}
    cached = {
        name: re.findall(r"<c:v>(.*?)</c:v>", text) for name, text in parts.items() if "charts/" in name
    }

    assert sorted(drawn) == ["xl/charts/chart1.xml", "xl/charts/chart2.xml"]
    said = re.findall(r'descr="Biểu đồ: (.*?);', parts["xl/drawings/drawing1.xml"])
    assert said == [
        "Tỷ lệ báo cáo và tỷ lệ đúng hạn theo loại đơn vị",
        "Số báo cáo nhận theo ngày (thời hạn 15/12/2025)",
    ]
    rates = cached["xl/charts/chart1.xml"]
    assert rates[:7] == [
        "Tỷ lệ báo cáo",
        "Đảng ủy cơ sở",
        "Chi bộ cơ sở",
        "Tổng cộng: 2/3 đơn vị",
        "1.0",
        "0.0",
        "0.6666666666666666",
    ]
    assert cached["xl/charts/chart2.xml"][0] == "Đúng hạn"
    sheet = opened(written(content(units)))["Tổng hợp"]
    for places in drawn.values():
        values = [sheet[place.partition("!")[2].replace("$", "")] for place in places]
        assert all(place.startswith("'Tổng hợp'!$") for place in places)
        assert all(
            cell.value is not None
            for block in values
            for cell in (block if isinstance(block, tuple) else (block,))
            if not isinstance(cell, tuple)
        )


def test_charts_are_legible_whatever_the_program_and_however_long_reports_took() -> None:
    late = unit("B", "late")._replace(received_on=date(2026, 3, 30))
    parts = parts_of(written(content([unit("A", "on_time"), late])))
    rates, by_day = parts["xl/charts/chart1.xml"], parts["xl/charts/chart2.xml"]

    # Four axes; LibreOffice would draw small marks on those that state none.
    assert f"{rates}{by_day}".count('<c:minorTickMark val="none"/>') == 4
    assert rates.count('<c:tickLblPos val="high"/>') == 1  # the percentages stand below the bars
    assert '<c:majorUnit val="12"/>' in by_day  # 110 days


# --- the real LibreOffice -----------------------------------------------------------------------------------


@pytest.mark.libreoffice
@pytest.mark.filterwarnings("ignore:Unable to read chart")  # openpyxl, of the charts that LibreOffice saved
def test_what_libreoffice_calculates_is_what_stands_there(
    tmp_path: Path, recalculate: Callable[..., Path]
) -> None:
    given = full([*many(105), unit("=1+1", "late", name="#N/A")])
    data = written(given)
    (tmp_path / "tong-hop.xlsx").write_bytes(data)
    # The same file with every total wrong: were nothing calculated, the wrong values would come back.
    wrong = {
        name: re.sub(r"(<f>[^<]*</f><v>)[^<]*", r"\g<1>7", text) for name, text in parts_of(data).items()
    }
    with zipfile.ZipFile(tmp_path / "sai.xlsx", "w") as package:
        for name, text in wrong.items():
            package.writestr(name, text)

    ours = values_by_sheet(opened(data))
    expected = {
        title: [pytest.approx(value) if isinstance(value, float) else value for value in values]
        for title, values in ours.items()
    }
    for name in ("tong-hop", "sai"):
        theirs = opened(recalculate(tmp_path / f"{name}.xlsx").read_bytes())
        assert values_by_sheet(theirs) == expected
    assert values_by_sheet(opened((tmp_path / "sai.xlsx").read_bytes())) != expected
    assert len(formulas_of(opened(data, formulas=True))) == 26
