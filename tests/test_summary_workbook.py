"""The summary workbook, read back with another eye: every figure is the domain's, every text stays text, nothing is lost."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bcd35.domain.channels import Channel
from bcd35.domain.figures import CountResult, figure_round
from bcd35.domain.office import NumberSeries, Office, Signer
from bcd35.domain.reports import EMPTY_WORDS, Answer, Answers
from bcd35.domain.rounds import Field, Round, Task
from bcd35.domain.summary import STATE_WORDS, RoundState, State, UnitState
from bcd35.domain.text import clean_lines
from bcd35.domain.units import UnitKind
from bcd35.formats.summary import CUT_MARK, LONGEST_CELL, SHEETS, SummaryContent, cell_text, write_summary

DEADLINE, AS_OF = date(2025, 12, 15), date(2025, 12, 20)
KINDS = (UnitKind("dang_uy", "Đảng ủy cơ sở", "Đảng ủy"), UnitKind("chi_bo", "Chi bộ cơ sở", "Chi bộ"))
OFFICE = Office(
    superior="ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH",
    issuer="BAN CHỈ ĐẠO 35",
    full_name="Ban Chỉ đạo 35 Đảng ủy",
    place="Thái Nguyên",
    standing_office="Ban Tuyên giáo và Dân vận Đảng ủy",
    standing_office_short="Ban Tuyên giáo",
    addressee_groups=("Các chi bộ trực thuộc",),
    recipients=("Lưu Ban Chỉ đạo 35",),
    signer=Signer(("PHÓ TRƯỞNG BAN",), "Nguyễn Văn A"),
    number_series=(NumberSeries("CV", "CV/BCĐ", "2025-2030", 28),),
    unit_kinds=KINDS,
)
FIELDS = (
    Field("tin", "Số tin bài đã gửi", "count", "1"),
    Field("ngay", "Ngày thông báo xong", "date", "1"),
    Field("trang", "Có trang chính thức", "yes_no", "1"),
    Field("cach", "Hình thức thông báo", "choices", "1", ("văn bản", "họp chi bộ")),
    Field("y_kien", "Khó khăn, kiến nghị", "text", required=False),
)
ROUND = Round("2025-11", "đẩy mạnh tuyên truyền", (), (Task("1", "Thông báo", "Thông báo các kênh.", ("Gửi",)),), FIELDS, DEADLINE)
ANSWERS: Answers = {
    "tin": Answer("value", 1234),
    "ngay": Answer("value", date(2025, 12, 3)),
    "trang": Answer("value", value=False),
    "cach": Answer("value", ("văn bản", "họp chi bộ")),
    "y_kien": Answer("value", "Thiếu máy ảnh"),
}
CHANNELS = (
    Channel("fb", "facebook", "Trang A", "https://fb.com/a", "https://www.facebook.com/a", note="trang chính"),
    Channel("tt", "tiktok", "Trang B", "https://tiktok.com/@b", "https://www.tiktok.com/@b", status="retired"),
)


def unit(code: str, state: State = "missing", kind: str = "dang_uy", answers: Answers | None = None, name: str = "") -> UnitState:
    reported = state in {"on_time", "late"}
    days = 3 if state == "late" else 5 if state == "missing" else 0
    received = DEADLINE + timedelta(3) if state == "late" else DEADLINE - timedelta(5)
    return UnitState(
        code=code,
        name=name or f"Sở {code}",
        kind=kind,
        state=state,
        received_on=received if reported else None,
        days_late=days,
        revision=2 if reported else 0,
        answers=(ANSWERS if answers is None else answers) if reported else {},
        note="đang sáp nhập" if state == "exempt" else "",
    )


def content(units: Sequence[UnitState], **changes: Any) -> SummaryContent:
    state = RoundState(DEADLINE, AS_OF, tuple(units), changes.pop("received_later", 0))
    round_, office = changes.get("round_", ROUND), changes.get("office", OFFICE)
    figures = figure_round(round_, state, (), office.unit_kinds)
    return replace(SummaryContent(office, round_, "28-CV/BCĐ", date(2025, 11, 22), figures, CHANNELS), **changes)


def many(count: int) -> list[UnitState]:
    states = get_args(State)
    return [unit(f"DV{place:04d}", states[place % 4], KINDS[place % 2].code) for place in range(count)]


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def table(workbook: Workbook, title: str) -> list[list[Any]]:
    """Cells below the headings of a list; dates as dates."""
    rows = workbook[title].iter_rows(min_row=5, values_only=True)
    return [[cell.date() if isinstance(cell, datetime) else cell for cell in row] for row in rows]


def same(share: float | None) -> Any:
    """Expect a rate as it comes back: sixteen digits of it."""
    return "–" if share is None else pytest.approx(share, rel=1e-14)


def labelled(workbook: Workbook) -> dict[Any, list[Any]]:
    """Rows of the first sheet by their label; the first one of a label counts."""
    found: dict[Any, list[Any]] = {}
    for row in workbook[SHEETS[0]].iter_rows(values_only=True):
        found.setdefault(row[0], list(row[1:]))
    return found


@pytest.mark.parametrize("count", [0, 18, 105, 1530])
def test_every_unit_stands_once_and_the_totals_are_the_domains(count: int) -> None:
    given = content(many(count))
    workbook, totals = opened(write_summary(given)), given.state.totals

    assert workbook.sheetnames == list(SHEETS)
    listed = [row for row in table(workbook, "Theo đơn vị") if row[1]]
    assert sorted(row[1] for row in listed) == sorted(one.code for one in given.state.units)
    assert [row[0] for row in listed] == list(range(1, count + 1))
    missing = [row[1] for row in table(workbook, "Chưa báo cáo") if row[1]]
    assert sorted(missing) == sorted(one.code for one in given.state.units if one.state == "missing")
    rows = labelled(workbook)
    assert rows[f"Tổng cộng: {totals.reported:,}/{totals.expected:,} đơn vị".replace(",", ".")] == [
        *totals,
        same(totals.completeness),
        same(totals.timeliness),
    ]
    assert [rows[label][:1] for label in ("Phải báo cáo", "Đã báo cáo", *STATE_WORDS.values())] == [[figure] for figure in totals]
    assert [rows[label][1] for label in ("Đã báo cáo", "Đúng hạn")] == rows[
        next(label for label in rows if str(label).startswith("Tổng cộng"))
    ][6:]


def test_totals_by_kind_stand_in_the_offices_order_with_an_unknown_kind_last() -> None:
    units = [unit("A", "late", "la"), unit("B", "on_time", "chi_bo"), unit("C", "missing", "dang_uy"), unit("D", "exempt", "dang_uy")]
    rows = labelled(opened(write_summary(content(units))))

    kinds = {label: figures for label, figures in rows.items() if label in {"Đảng ủy cơ sở", "Chi bộ cơ sở", "la"}}
    assert list(kinds.items()) == [
        ("Đảng ủy cơ sở", [1, 0, 0, 0, 1, 1, 0, 0]),
        ("Chi bộ cơ sở", [1, 1, 1, 0, 0, 0, 1, 1]),
        ("la", [1, 1, 0, 1, 0, 0, 1, 0]),
    ]


def test_the_heading_and_the_sentence_say_what_the_figures_say() -> None:
    units = [unit("A", "on_time"), unit("B", "late"), unit("C"), unit("D", "exempt")]
    given = content(units, received_later=2)
    rows = labelled(opened(write_summary(given)))

    assert "về việc đẩy mạnh tuyên truyền" in rows
    assert "(Công văn số 28-CV/BCĐ, ngày 22/11/2025 của Ban Chỉ đạo 35 Đảng ủy)" in rows
    assert rows["Thời hạn báo cáo"][0] == datetime(2025, 12, 15)  # noqa: DTZ001 - a cell's date has no zone
    assert rows["Báo cáo nhận sau ngày này, chưa tính"][0] == 2
    assert (
        "Đến hết ngày 20/12/2025, 2/3 đơn vị đã báo cáo, đạt 66,7%; trong đó 1 đơn vị đúng hạn (33,3%), 1 đơn vị trễ hạn. "
        "Còn 1 đơn vị chưa báo cáo. Có 1 đơn vị được miễn."
    ) in rows


def test_a_round_without_a_letter_says_so() -> None:
    rows = labelled(opened(write_summary(content([], reference="", dated=None))))
    assert "(Công văn chưa phát hành)" in rows


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
    rows = labelled(opened(write_summary(given)))

    expected = given.figures.fields[0]
    assert isinstance(expected.result, CountResult)
    assert rows["Số tin bài đã gửi"][:5] == [
        expected.result.total,
        expected.answered,
        expected.nothing,
        expected.not_applicable,
        expected.unanswered,
    ]
    assert rows["Số tin bài đã gửi"][:5] == [1_000_000, 2, 2, 1, 2]
    assert "Tính trên 7 đơn vị đã báo cáo." in rows


def test_one_line_of_each_state_reads_as_it_should() -> None:
    units = [unit("A", "on_time"), unit("B", "late"), unit("C"), unit("D", "exempt")]
    rows = table(opened(write_summary(content(units))), "Theo đơn vị")

    day = date(2025, 12, 3)
    answers = [1234, day, "Không", "văn bản; họp chi bộ", "Thiếu máy ảnh"]
    assert rows == [
        [1, "A", "Sở A", "Đảng ủy cơ sở", "Đúng hạn", date(2025, 12, 10), 0, 1, *answers, None],
        [2, "B", "Sở B", "Đảng ủy cơ sở", "Trễ hạn", date(2025, 12, 18), 3, 1, *answers, None],
        [3, "C", "Sở C", "Đảng ủy cơ sở", "Chưa báo cáo", "–", 5, *["–"] * 6, None],
        [4, "D", "Sở D", "Đảng ủy cơ sở", "Được miễn", "–", "–", *["–"] * 6, "đang sáp nhập"],
    ]


def test_zero_and_the_kinds_of_empty_are_five_different_cells() -> None:
    answers = {"zero": Answer("value", 0), **{state: Answer(state) for state in ("nothing", "not_applicable", "unanswered")}}
    units = [unit(code, "on_time", answers={"tin": answer}) for code, answer in answers.items()]
    rows = table(opened(write_summary(content([*units, unit("never")]))), "Theo đơn vị")

    assert {row[1]: row[8] for row in rows} == {"zero": 0, **EMPTY_WORDS, "never": "–"}
    assert len({repr(row[8]) for row in rows}) == 5


def test_units_stand_by_kind_then_in_vietnamese_order() -> None:
    names = [("1", "Sở Y tế"), ("2", "Sở Xây dựng"), ("3", "Sở Đo lường"), ("4", "Sở Dân tộc"), ("5", "Ủy ban A")]
    units = [unit(code, name=name, kind="chi_bo" if code == "5" else "dang_uy") for code, name in reversed(names)]
    workbook = opened(write_summary(content(units)))

    for title in ("Theo đơn vị", "Chưa báo cáo"):
        assert [row[2] for row in table(workbook, title)] == ["Sở Dân tộc", "Sở Đo lường", "Sở Xây dựng", "Sở Y tế", "Ủy ban A"]


def test_the_list_of_missing_units_is_a_letters_appendix_or_says_that_all_have_reported() -> None:
    some = table(opened(write_summary(content([unit("A"), unit("B", "late")]))), "Chưa báo cáo")
    assert some == [[1, "A", "Sở A", "Đảng ủy cơ sở", DEADLINE, 5, None]]

    none = table(opened(write_summary(content([unit("B", "late")]))), "Chưa báo cáo")
    assert [row[0] for row in none] == ["Tất cả đơn vị đã báo cáo."]

    nobody = table(opened(write_summary(content([unit("D", "exempt")]))), "Chưa báo cáo")
    assert [row[0] for row in nobody] == ["Không có đơn vị nào phải báo cáo."]


def test_only_checked_addresses_can_be_clicked() -> None:
    channels = (
        *CHANNELS,
        Channel("js", "website", "C", "javascript:alert(1)", "javascript:alert(1)"),
        Channel("user", "website", "D", "http://a@evil.vn", "http://www.facebook.com@evil.vn"),
        Channel("file", "website", "E", "file:///c:/x", "file:///c:/x"),
        Channel("long", "website", "F", "https://a.vn", f"https://a.vn/{'x' * 2100}"),
    )
    sheet = opened(write_summary(content([], channels=channels)))["Kênh"]

    links = {str(row[2].value): row[3].hyperlink.target if row[3].hyperlink else None for row in sheet.iter_rows(min_row=5)}
    assert links == {
        "Trang A": "https://www.facebook.com/a",
        "Trang B": "https://www.tiktok.com/@b",
        "C": None,
        "D": None,
        "E": None,
        "F": None,
    }
    assert [cell.value for cell in sheet[5]] == [1, "Facebook", "Trang A", "https://www.facebook.com/a", "Đang dùng", "trang chính"]
    assert [cell.value for cell in sheet[6]] == [2, "TikTok", "Trang B", "https://www.tiktok.com/@b", "Thôi dùng", None]


HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "#N/A",
    "#REF!",
    '=HYPERLINK("http://x.vn","x")',
    "\t=1",
    "001",
    "1e5",
    "TRUE",
    "12/12/2025",
    "\x00\x07\x1b[31m\x9f",
    "a\ud800b",
    "a\ufffeb",
    "\u202ea\u200b",
    "A & B <x> ]]>",
    "&amp;",
    "[bold]",
    "{{ 7*7 }}",
    "x" * 40_000,
    "\u200b",
)


def hostile_content(text: str) -> SummaryContent:
    field = Field("tin", text, "text", hint=text)
    answers: Answers = {"tin": Answer("value", text)}
    units = [
        unit(text, "late", text, answers, text),
        replace(unit("M", kind=text, name=text), note=text),
        replace(unit("X", "exempt"), note=text),
    ]
    channel = Channel(text, "facebook", text, text, text, note=text, status=text)
    return content(
        units,
        office=replace(OFFICE, superior=text, issuer=text, full_name=text, unit_kinds=(UnitKind(text or "k", text),)),
        round_=replace(ROUND, subject=text, fields=(field,)),
        reference=text,
        channels=(channel,),
    )


def values_of(workbook: Workbook) -> dict[str, list[Any]]:
    return {sheet.title: [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None] for sheet in workbook}


def types_of(workbook: Workbook) -> set[str]:
    return {cell.data_type for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None}


def reported(workbook: Workbook) -> list[Any]:
    """Find the line of the only unit that has reported."""
    (row,) = [row for row in table(workbook, "Theo đơn vị") if row[4] == "Trễ hạn"]
    return row


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_text(text: str) -> None:
    workbook = opened(write_summary(hostile_content(text)))

    assert types_of(workbook) <= {"s", "n", "d"}
    shown = cell_text(text)
    row = reported(workbook)
    assert [row[1], row[2], row[3], row[8]] == [shown or None] * 4
    assert workbook["Theo đơn vị"]["I4"].value == (shown or None)
    assert workbook["Kênh"]["C5"].value == (shown or None)


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1))
@example("=1")
@example("\r\n \u2028")
def test_any_text_comes_back_as_the_same_text(text: str) -> None:
    workbook = opened(write_summary(hostile_content(text)))

    assert types_of(workbook) <= {"s", "n", "d"}
    assert reported(workbook)[2] == (clean_lines(text) or None)


@given(st.text(max_size=50), st.integers(0, 40_000), st.sampled_from("aạ😀"))
def test_too_long_a_text_ends_in_a_mark_and_fits(text: str, times: int, letter: str) -> None:
    long = cell_text(text + letter * times)
    assert len(long.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert long == clean_lines(text + letter * times) or long.endswith(CUT_MARK)


def test_a_text_one_character_too_long_is_cut_and_one_that_fits_is_not() -> None:
    assert cell_text("a" * LONGEST_CELL) == "a" * LONGEST_CELL
    assert cell_text("a" * (LONGEST_CELL + 1)) == "a" * (LONGEST_CELL - len(CUT_MARK)) + CUT_MARK


def test_numbers_dates_rates_and_codes_have_their_formats() -> None:
    workbook = opened(write_summary(content([unit("001", "late"), unit("M")])))
    sheet = workbook["Theo đơn vị"]

    assert [(sheet[cell].data_type, sheet[cell].number_format) for cell in ("A5", "B5", "F5", "G5", "I5", "J5")] == [
        ("n", "#,##0"),
        ("s", "@"),
        ("d", "dd/mm/yyyy"),
        ("n", "#,##0"),
        ("n", "#,##0"),
        ("d", "dd/mm/yyyy"),
    ]
    rates = [row[2] for row in workbook["Tổng hợp"].iter_rows() if row[0].value in {"Đã báo cáo", "Đúng hạn"}]
    assert [(cell.value, cell.number_format) for cell in rates] == [(0.5, "0.0%"), (0, "0.0%")]
    assert {cell.font.name for one in workbook for row in one.iter_rows() for cell in row} == {"Times New Roman"}


def test_every_sheet_prints_on_a4_and_lists_keep_their_headings() -> None:
    workbook = opened(write_summary(content(many(105))))

    for sheet in workbook:
        fit, footer = sheet.sheet_properties.pageSetUpPr, sheet.oddFooter
        assert fit is not None
        assert footer is not None
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight, fit.fitToPage) == (9, 0, True)
        assert footer.center.text == "Trang &P/&N"
    for title, last in zip(SHEETS[1:], ("N109", "G30", "F6"), strict=True):
        sheet = workbook[title]
        assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("D5", f"A4:{last}", "$4:$4")
        assert sheet.page_setup.orientation == "landscape"


def test_a_wide_form_prints_on_more_pages_instead_of_in_tiny_letters() -> None:
    fields = tuple(Field(f"f{place}", f"Số tin bài của tổ chức trực thuộc số {place}", "count") for place in range(40))
    sheet = opened(write_summary(content([unit("A")], round_=replace(ROUND, fields=fields))))["Theo đơn vị"]

    assert (sheet.page_setup.fitToWidth, sheet.print_title_cols) == (3, "$A:$C")
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:C1", "A2:C2"]


def test_the_longest_number_and_the_longest_answer_have_room() -> None:
    answers: Answers = {"tin": Answer("value", 999_999_999), "y_kien": Answer("value", "lời dài " * 250)}
    sheet = opened(write_summary(content([unit("A", "on_time", answers=answers)])))["Theo đơn vị"]

    assert sheet.column_dimensions["I"].width >= len("999.999.999") + 2
    height = sheet.row_dimensions[5].height
    assert height is not None
    assert 300 < height < 409


def test_the_same_content_gives_the_same_bytes_and_carries_no_foreign_name() -> None:
    given = content(many(18))
    data = write_summary(given)

    assert data == write_summary(given)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    assert re.findall("openpyxl|<f>|<f |xl/externalLinks", "".join(parts.values())) == []
    assert "<dc:creator>Ban Chỉ đạo 35 Đảng ủy</dc:creator>" in parts["docProps/core.xml"]
    assert "2025-12-20T00:00:00Z" in parts["docProps/core.xml"]


@pytest.mark.libreoffice
def test_libreoffice_opens_it_and_saves_the_same_values(tmp_path: Path, soffice: Callable[..., Path]) -> None:
    source = tmp_path / "tong-hop.xlsx"
    given = content([*many(18), unit("=1+1", "late", name="#N/A")])
    source.write_bytes(write_summary(given))
    ours = opened(source.read_bytes())

    (tmp_path / "saved").mkdir()
    copy = tmp_path / "saved" / "tong-hop.ods"
    copy.write_bytes(soffice(source, "ods").read_bytes())
    theirs = opened(soffice(copy, "xlsx").read_bytes())

    # LibreOffice writes rates with 15 digits.
    expected = {
        title: [pytest.approx(value) if isinstance(value, float) else value for value in values]
        for title, values in values_of(ours).items()
    }
    assert values_of(theirs) == expected
    assert types_of(theirs) == types_of(ours) == {"s", "n", "d"}
