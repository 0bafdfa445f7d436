"""The figures as open data: one CSV a table in a zip.

With or without the descriptor of a Data Package (version 2, datapackage.org).

CSV as Excel in Vietnam opens it: UTF-8 with BOM, ``;``, every text in quotes, and no text that a spreadsheet
would take for a formula. Column names are English codes, their Vietnamese words stand in the descriptor; only
``bao-cao.csv``, the table for people, has the labels of the form. ``don-vi.yaml`` is a register file: ``units
import`` opens it again.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal, NamedTuple

from bcd35.domain.answers import EMPTY_WORDS, UNANSWERED, Answer
from bcd35.domain.channels import Channel
from bcd35.domain.comparison import COMPARISON_DEFINITIONS, Compared, Comparison
from bcd35.domain.contributions import STAGE_WORDS, ContributionFigures
from bcd35.domain.entries import UnitEntry
from bcd35.domain.figures import (
    DEFINITIONS,
    CountResult,
    DatesResult,
    FieldFigures,
    OptionResult,
    RoundFigures,
)
from bcd35.domain.office import Office
from bcd35.domain.round_names import round_begins, with_code
from bcd35.domain.round_summary import RoundSummary
from bcd35.domain.rounds import Round
from bcd35.domain.shape import to_plain
from bcd35.domain.summary import STATE_WORDS, WITHIN
from bcd35.domain.terms import GRANT_WORDS
from bcd35.domain.text import clean
from bcd35.formats.exports.csv_table import CsvValue, csv_pieces, plain_text
from bcd35.formats.ooxml.package import zip_pieces
from bcd35.formats.registers.reader import write_register

ColumnType = Literal["string", "integer", "number", "boolean", "date"]
_SCHEMAS = "https://datapackage.org/profiles/2.0"
# Whether the figures may be used freely is the office's to say; the program never says so for it.
_LICENCE = {"name": "other-closed", "title": "Chưa có giấy phép dùng lại; hỏi cơ quan nêu ở contributors"}


class DataColumn(NamedTuple):
    """One column: its name in the file, its type in the descriptor's words, and its words in Vietnamese."""

    name: str
    type: ColumnType
    title: str


class DataTable(NamedTuple):
    """One CSV file. ``key``: names of the columns that tell rows apart. ``rows`` may be read once only."""

    name: str
    title: str
    columns: Sequence[DataColumn]
    key: Sequence[str]
    rows: Iterable[Sequence[CsvValue]]


@dataclass(frozen=True, slots=True)
class OpenDataContent:
    """What is opened: the round, its figures and channels, its units as the register has them today."""

    office: Office
    round_: Round
    summary: RoundSummary
    channels: Sequence[Channel]
    units: Sequence[UnitEntry]

    @property
    def figures(self) -> RoundFigures:
        return self.summary.figures


def write_tables(content: OpenDataContent) -> bytes:
    """A zip with every table as CSV, and the units as a register file."""
    return zip_pieces(_files(content, summary_tables(content)))


def write_data_package(content: OpenDataContent) -> bytes:
    """The same with ``datapackage.json``, which says what every column holds."""
    tables = summary_tables(content)
    descriptor = json.dumps(_descriptor(content, tables), ensure_ascii=False, indent=2).encode() + b"\n"
    return zip_pieces(chain([("datapackage.json", [descriptor])], _files(content, tables)))


def _files(content: OpenDataContent, tables: Iterable[DataTable]) -> Iterator[tuple[str, Iterable[bytes]]]:
    for table in tables:
        yield f"{table.name}.csv", csv_pieces([column.name for column in table.columns], table.rows)
    yield "don-vi.yaml", [write_register("units", content.units)]


# --- tables -------------------------------------------------------------------------------------------------


def summary_tables(content: OpenDataContent) -> list[DataTable]:
    """All tables of a round, in the order of the workbook's sheets."""
    return [
        _totals_table(content.figures),
        _reports_table(content),
        _answers_table(content.figures),
        _fields_table(content.figures),
        _arrivals_table(content.figures),
        _terms_table(content.figures),
        _amendments_table(content.figures),
        _reminders_table(content.summary),
        *(
            [_media_table(contributions), _claims_table(contributions)]
            if (contributions := content.summary.contributions)
            else []
        ),
        *(
            [_comparison_table(comparison), _changes_table(comparison)]
            if (comparison := content.summary.comparison)
            else []
        ),
        _channels_table(content.channels),
    ]


_CODE, _NAME = DataColumn("code", "string", "Mã đơn vị"), DataColumn("name", "string", "Đơn vị")


_WITHIN = tuple(state for states in WITHIN.values() for state in states)


def _totals_table(figures: RoundFigures) -> DataTable:
    counts = ("expected", "reported", "on_time", "late", "missing", "exempt", *_WITHIN)
    columns = [
        DataColumn("kind", "string", "Loại đơn vị; trống: toàn đợt"),
        DataColumn("label", "string", "Tên loại đơn vị"),
        *(DataColumn(code, "integer", DEFINITIONS[code].label) for code in counts),
        *(DataColumn(code, "number", DEFINITIONS[code].label) for code in ("completeness", "timeliness")),
    ]
    groups = [("", "Toàn đợt", figures.totals), *figures.kinds]
    rows = [
        (
            *(kind, label),
            *(getattr(totals, code) for code in counts),
            *(totals.completeness, totals.timeliness),
        )
        for kind, label, totals in groups
    ]
    # No key: the row of the whole round has no kind, and a key is never empty.
    return DataTable("tong-hop", "Số đơn vị theo loại", columns, [], rows)


def _reports_table(content: OpenDataContent) -> DataTable:
    """For people, and for ``record-report``: one line a unit, labels, answers as the form takes them."""
    fields = content.round_.fields
    columns = [
        DataColumn("Mã đơn vị", "string", "Mã đơn vị"),
        DataColumn("Đơn vị", "string", "Tên đơn vị"),
        DataColumn("Tình trạng", "string", "Tình trạng báo cáo"),
        DataColumn("Ngày nhận", "date", "Ngày nhận báo cáo đầu tiên"),
        DataColumn(DEFINITIONS["days_late"].label, "integer", DEFINITIONS["days_late"].meaning),
        *(DataColumn(clean(field.label), "string", field.label) for field in fields),
    ]
    rows = (
        (
            unit.code,
            unit.name,
            STATE_WORDS[unit.state],
            unit.received_on,
            unit.days_late,
            *(_form_value(unit.answers.get(field.code, UNANSWERED)) for field in fields),
        )
        for unit in content.figures.state.units
    )
    return DataTable("bao-cao", "Báo cáo của từng đơn vị", columns, ["Mã đơn vị"], rows)


def _form_value(answer: Answer) -> CsvValue:
    """As a unit would write it into the form; an empty place is a question without an answer."""
    if answer.state == "unanswered":
        return ""
    if isinstance(answer.value, int) and not isinstance(answer.value, bool):
        return answer.value
    return EMPTY_WORDS[answer.state] if answer.state != "value" else answer.text()


def _answers_table(figures: RoundFigures) -> DataTable:
    """For programs: one line an answer, the four kinds of empty as ``state``."""
    columns = [
        _CODE,
        DataColumn("field", "string", "Mã chỉ tiêu"),
        DataColumn(
            "state",
            "string",
            "value, nothing (không phát sinh), not_applicable (không áp dụng), unanswered (chưa trả lời)",
        ),
        DataColumn(
            "value",
            "string",
            "Giá trị; ngày dạng 2025-12-31, Có/Không là true/false, nhiều lựa chọn cách nhau bằng “; ”",
        ),
    ]
    rows = (
        (unit.code, field, answer.state, _tidy(answer))
        for unit in figures.state.units
        for field, answer in unit.answers.items()
    )
    return DataTable("tra-loi", "Từng câu trả lời", columns, ["code", "field"], rows)


def _tidy(answer: Answer) -> CsvValue:
    if isinstance(answer.value, bool):
        return "true" if answer.value else "false"
    return "; ".join(answer.value) if isinstance(answer.value, tuple) else answer.value


def _fields_table(figures: RoundFigures) -> DataTable:
    counts = ("answered", "nothing", "not_applicable", "unanswered")
    columns = [
        DataColumn("field", "string", "Mã chỉ tiêu"),
        DataColumn("label", "string", "Chỉ tiêu"),
        DataColumn("measure", "string", "Số liệu: total, mean, least, most, first, last, hoặc một lựa chọn"),
        DataColumn("value", "string", "Giá trị"),
        *(DataColumn(code, "integer", DEFINITIONS[code].label) for code in counts),
    ]
    rows = [
        (one.field.code, one.field.label, measure, value, *(getattr(one, code) for code in counts))
        for one in figures.fields
        for measure, value in _measures(one)
    ]
    return DataTable("chi-tieu", "Tổng hợp theo chỉ tiêu", columns, ["field", "measure"], rows)


def _measures(figures: FieldFigures) -> Iterator[tuple[str, CsvValue]]:
    """What a field's result says, one value a line; texts stand in the tables of answers."""
    result = figures.result
    if isinstance(result, CountResult | DatesResult):
        yield from result._asdict().items()
    else:
        yield from ((one.option, one.units) for one in result if isinstance(one, OptionResult))


def _arrivals_table(figures: RoundFigures) -> DataTable:
    columns = [
        DataColumn("on", "date", "Ngày"),
        DataColumn("received", "integer", "Số báo cáo nhận trong ngày"),
        DataColumn("until", "integer", "Cộng dồn"),
        DataColumn("late", "integer", "Trong ngày: số báo cáo trễ hạn"),
    ]
    return DataTable("nhan-theo-ngay", "Báo cáo nhận theo ngày", columns, ["on"], figures.arrivals)


def _terms_table(figures: RoundFigures) -> DataTable:
    """One row a unit that has to report: its last day, and the line that gives it."""
    columns = [
        _CODE,
        _NAME,
        DataColumn(
            "state", "string", f"Tình trạng: {', '.join(f'{code} ({words})' for code, words in _STATES)}"
        ),
        DataColumn("deadline", "date", DEFINITIONS["deadline"].label),
        DataColumn("by", "string", f"Căn cứ: {', '.join(f'{code} ({words})' for code, words in _GRANTS)}"),
        DataColumn("since", "date", "Có hiệu lực từ ngày"),
        DataColumn("letter", "string", "Số công văn"),
        DataColumn("reason", "string", "Lý do"),
    ]
    rows = [
        (
            *(unit.code, unit.name, unit.state, unit.last_day),
            *(grant.event, grant.on, grant.letter.reference if grant.letter else "", grant.reason),
        )
        for unit in figures.state.units
        if unit.last_day and (grant := unit.term.last_grant)
    ]
    return DataTable("thoi-han", "Hạn của từng đơn vị", columns, ["code"], rows)


_STATES = [(code, words.lower()) for code, words in STATE_WORDS.items()]
_GRANTS = list(GRANT_WORDS.items())


def _amendments_table(figures: RoundFigures) -> DataTable:
    columns = [
        DataColumn("on", "date", "Ngày"),
        _CODE,
        _NAME,
        DataColumn("event", "string", "added (bổ sung), exempted (được miễn), restored (bỏ miễn)"),
        DataColumn("reason", "string", "Lý do"),
    ]
    rows = [(line.on, line.unit, line.name, line.event, line.reason) for line in figures.amendments]
    return DataTable("thay-doi", "Thay đổi danh sách phải báo cáo", columns, [], rows)


def _reminders_table(summary: RoundSummary) -> DataTable:
    columns = [
        _CODE,
        _NAME,
        DataColumn("number", "string", "Số công văn đôn đốc"),
        DataColumn("dated", "date", "Ngày công văn đôn đốc"),
        DataColumn("deadline", "date", "Thời hạn mới"),
    ]
    rows = [
        (unit.code, unit.name, one.number.reference, one.dated, one.deadline)
        for unit in summary.figures.state.units
        for one in summary.reminders_of(unit.code)
    ]
    return DataTable("don-doc", "Đôn đốc", columns, ["code", "number"], rows)


_MEDIUM = DataColumn("medium", "string", "Hình thức: article (tin bài), photo (hình ảnh), video")
_CHECKED = (
    DataColumn("registered", "integer", "Số ghi sổ"),
    DataColumn("difference", "integer", "Số ghi sổ trừ số đơn vị báo"),
)


def _media_table(contributions: ContributionFigures) -> DataTable:
    stages = [DataColumn(stage, "integer", f"Số ghi sổ {words}") for stage, words in STAGE_WORDS.items()]
    columns = [_MEDIUM, DataColumn("claimed", "integer", "Số đơn vị báo đã gửi"), *_CHECKED, *stages]
    rows = [
        (one.medium, one.claimed, one.registered, one.difference, *one.stages.values())
        for one in contributions.media
    ]
    return DataTable("tin-bai", "Tin, bài, ảnh, video", columns, ["medium"], rows)


def _claims_table(contributions: ContributionFigures) -> DataTable:
    columns = [
        _CODE,
        _MEDIUM,
        DataColumn("state", "string", "Trả lời của đơn vị, như ở tra-loi.csv"),
        DataColumn("claimed", "integer", "Số đơn vị báo đã gửi"),
    ]
    rows = [
        (one.unit, one.medium, one.claimed.state, _tidy(one.claimed), one.registered, one.difference)
        for one in contributions.claims
    ]
    key = ["code", "medium"]
    return DataTable("doi-chieu-tin-bai", "Số đơn vị báo và số ghi sổ", [*columns, *_CHECKED], key, rows)


_COMPARED = (
    DataColumn(
        "scope",
        "string",
        "round (toàn đợt), common (đơn vị chung hai đợt), steps (tăng, giảm từng đợt so với đợt liền trước), "
        "unit (từng đơn vị)",
    ),
    DataColumn("code", "string", "Mã đơn vị; trống: nhiều đơn vị"),
    DataColumn("field", "string", "Mã chỉ tiêu ở đợt sau cùng; trống: số đơn vị, tỷ lệ"),
    DataColumn("label", "string", "Chỉ tiêu"),
    DataColumn(
        "figure",
        "string",
        "expected, reported, on_time, completeness, timeliness; total (tổng số), answered (số đơn vị trả "
        "lời), mean (trung bình), units (số đơn vị chung)",
    ),
    DataColumn("measure", "string", "count (số), rate (tỷ lệ, 0–1), mean (trung bình)"),
    DataColumn("note", "string", "Ghi chú: những đơn vị được cộng chung vì sáp nhập, chia tách"),
)


def _compared(line: Compared) -> tuple[CsvValue, ...]:
    return (line.scope, line.unit, line.field, line.label, line.figure, line.measure, line.note)


def _comparison_table(comparison: Comparison) -> DataTable:
    """One row a figure and round: a round's code is a value, never the name of a column."""
    columns = [
        *_COMPARED,
        DataColumn("round", "string", "Mã đợt"),
        DataColumn("running", "boolean", "true: đợt đang nhận báo cáo, chưa qua thời hạn"),
        DataColumn("value", "number", "Giá trị; trống: đợt không hỏi, hoặc không đơn vị nào trả lời"),
    ]
    rows = (
        (*_compared(one), round_.code, "true" if round_.running else "false", value)
        for one in comparison.lines
        for round_, value in zip(comparison.rounds, one.values, strict=True)
    )
    return DataTable("so-sanh", "So sánh các đợt", columns, [], rows)


def _changes_table(comparison: Comparison) -> DataTable:
    titles = {one.code: one.meaning for one in COMPARISON_DEFINITIONS}
    columns = [
        *_COMPARED,
        DataColumn("units", "integer", titles["units"]),
        DataColumn("difference", "number", titles["difference"]),
        DataColumn("share", "number", titles["share"]),
        DataColumn("trend", "string", "Xu hướng: rising, falling, level, mixed"),
    ]
    rows = ((*_compared(one), one.units, one.difference, one.share, one.trend) for one in comparison.lines)
    return DataTable("tang-giam", "Tăng, giảm giữa các đợt", columns, [], rows)


def _channels_table(channels: Sequence[Channel]) -> DataTable:
    words = {
        "code": "Mã kênh",
        "platform": "Nền tảng",
        "name": "Tên kênh",
        "canonical_url": "Địa chỉ",
        "owner": "Cơ quan chủ quản",
    }
    columns = [DataColumn(name, "string", title) for name, title in words.items()]
    rows = [[getattr(channel, name) for name in words] for channel in channels]
    return DataTable("kenh", "Kênh truyền thông", columns, ["code"], rows)


# --- descriptor ---------------------------------------------------------------------------------------------


def _descriptor(content: OpenDataContent, tables: Sequence[DataTable]) -> dict[str, object]:
    figures = content.figures
    day = figures.state.as_of
    return {
        "$schema": f"{_SCHEMAS}/datapackage.json",
        "name": re.sub(r"[^a-z0-9._-]+", "-", f"bcd35-{figures.round_code}".lower()),
        "title": clean(f"Số liệu báo cáo: {content.round_.subject}"),
        "description": (
            f"{round_begins(with_code(figures.name, figures.round_code))}, thời hạn "
            f"{figures.state.deadline}, số liệu tính đến hết ngày {day}."
        ),
        # The day of the figures, so that the same figures are the same package whenever it is written.
        "version": f"{day.year}.{day.month}.{day.day}",
        "created": f"{day}T00:00:00+07:00",
        "licenses": [_LICENCE],
        "contributors": [{"title": clean(content.office.full_name), "roles": ["publisher"]}],
        "resources": [_resource(table) for table in tables],
    }


def _resource(table: DataTable) -> dict[str, object]:
    fields = [
        {"name": plain_text(column.name), "type": column.type, "title": column.title}
        for column in table.columns
    ]
    schema: dict[str, object] = {
        "$schema": f"{_SCHEMAS}/tableschema.json",
        "fields": fields,
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = to_plain(table.key)
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "title": table.title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"$schema": f"{_SCHEMAS}/tabledialect.json", "delimiter": ";"},
        "schema": schema,
    }
