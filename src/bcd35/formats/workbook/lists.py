"""What stands on the sheets that are lists.

Units, missing units, fields, rounds compared, contributions, channels, journal.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from bcd35.domain.answers import EMPTY_WORDS, UNANSWERED, Answer
from bcd35.domain.channels import PLATFORM_NAMES, Channel, by_platform
from bcd35.domain.comparison import COMPARISON_DEFINITIONS, SCOPE_WORDS, TREND_WORDS, Compared, Comparison
from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS, Contribution, ContributionFigures
from bcd35.domain.dates import screen_date
from bcd35.domain.figures import (
    DEFINITIONS,
    NOT_ADDED,
    CountResult,
    DatesResult,
    FieldFigures,
    OptionResult,
    RoundFigures,
    UnitText,
)
from bcd35.domain.numerals import group_thousands
from bcd35.domain.rounds import Field
from bcd35.domain.sentences import line_words, round_words
from bcd35.domain.summary import STATE_WORDS, WITHIN, RoundState, UnitState
from bcd35.formats.workbook.column import Column
from bcd35.formats.workbook.content import JournalWords, WorkbookContent
from bcd35.formats.workbook.listing import Listing
from bcd35.formats.workbook.sheet_writer import NO_FIGURE, SheetValue, StyledValue

STATE_COLUMN = "state"  # of the list of units; a field's column is called by ``field_column``
_CHANNEL_STATUS = {"active": "Đang dùng", "retired": "Thôi dùng"}
_OVERDUE, _WAITING = "Quá hạn", "Chưa đến hạn"


def field_column(field: Field) -> str:
    """The code of a field's column in the list of units."""
    return f"field:{field.code}"


def as_of_words(state: RoundState) -> str:
    """Under the title of every list."""
    return f"Thời hạn {screen_date(state.deadline)}; số liệu tính đến hết ngày {screen_date(state.as_of)}"


# --- units --------------------------------------------------------------------------------------------------


def _unit_columns(content: WorkbookContent) -> list[Column]:
    """Who a unit is: the first columns of every list of units."""
    labels = {one.kind: one.label for one in content.figures.kinds}
    longest = max((len(unit.code) for unit in content.figures.state.units), default=0)
    return [
        Column("Mã", min(max(9, longest * 1.3 + 2.5), 24), "code", lambda unit: unit.code),
        Column("Đơn vị", 32, "text", lambda unit: unit.name),
        Column("Loại đơn vị", 18, "text", lambda unit: labels[unit.kind]),
    ]


def units_listing(content: WorkbookContent) -> Listing:
    """Every unit with its state and all its answers."""
    return Listing(
        name="Theo đơn vị",
        table="DonVi",
        title="KẾT QUẢ BÁO CÁO THEO ĐƠN VỊ",
        subtitle=as_of_words(content.figures.state),
        none="Đợt này chưa có đơn vị nào.",
        own_columns=[
            *_unit_columns(content),
            *_state_columns(content),
            *(_answer_column(one) for one in content.figures.fields),
            Column("Ghi chú", 22, "text", lambda unit: unit.remark),
            *_term_columns(),
        ],
        rows=content.figures.state.units,
    )


def _state_columns(content: WorkbookContent) -> list[Column]:
    def days_late(unit: UnitState) -> int | None:
        return None if unit.state == "exempt" else unit.days_late

    def corrections(unit: UnitState) -> int | None:
        return unit.corrections if unit.received_on else None

    def reminders(unit: UnitState) -> int:
        return len(content.summary.reminders_of(unit.code))

    colours = {words: state for state, words in STATE_WORDS.items()}
    return [
        Column(
            "Tình trạng",
            14,
            "centred",
            lambda unit: STATE_WORDS[unit.state],
            colours=colours,
            code=STATE_COLUMN,
        ),
        Column("Ngày nhận đầu", 12.5, "day", lambda unit: unit.received_on),
        Column(DEFINITIONS["days_late"].label, 10, "count", days_late),
        Column("Số lần sửa", 8.5, "count", corrections),
        Column("Số lần đôn đốc", 8.5, "count", reminders),
    ]


def _term_columns() -> list[Column]:
    """A unit's own last day, and the line that gives it."""
    return [
        Column(DEFINITIONS["deadline"].label, 12.5, "day", lambda unit: unit.last_day),
        Column("Căn cứ của hạn", 28, "text", lambda unit: unit.why or NO_FIGURE),
    ]


def _answer_column(figures: FieldFigures) -> Column:
    """What the units answered to one field; a dash where nothing was reported."""
    field = figures.field

    def answer(unit: UnitState) -> StyledValue | None:
        return _answer_cell(unit.answers.get(field.code, UNANSWERED)) if unit.received_on else None

    return Column(field.label, _field_width(figures), "text", answer, code=field_column(field))


def _answer_cell(answer: Answer) -> StyledValue:
    """Numbers and dates stay numbers and dates.

    The kinds of empty are words, so that none of them reads as 0.
    """
    if answer.state != "value":
        return StyledValue(EMPTY_WORDS[answer.state], "empty")
    value = answer.value
    if isinstance(value, bool):
        return StyledValue(answer.text(), "centred")
    if isinstance(value, int):
        return StyledValue(value, "count")
    if isinstance(value, str | tuple) or value is None:
        return StyledValue(answer.text(), "text")
    return StyledValue(value, "day")


def _field_width(figures: FieldFigures) -> float:
    """Width with room for what stands in the column.

    For the longest number (else Excel shows ####), for a long text in some thirty lines, for the heading
    in about six.
    """
    least = {"count": 9.5, "date": 12.5, "yes_no": 9.5, "choices": 22, "text": 40}[figures.field.kind]
    needed, result = 0.0, figures.result
    if isinstance(result, CountResult):
        needed = len(group_thousands(result.most or 0)) + 3
    elif isinstance(result, tuple) and not isinstance(result, DatesResult):
        needed = min(max((len(one.text) for one in result if isinstance(one, UnitText)), default=0) / 25, 80)
    label = figures.field.label
    return max(least, needed, len(label) / 6 + 4, *(min(len(word), 20) + 4 for word in ("", *label.split())))


def missing_listing(content: WorkbookContent) -> Listing:
    """Who has not reported: overdue by how much, reminded how often."""
    state, totals = content.figures.state, content.figures.totals
    missing = [unit for unit in state.units if unit.unreported]
    left = (
        f"; còn {group_thousands(totals.missing)}/{group_thousands(totals.expected)} đơn vị chưa báo cáo"
        if missing
        else ""
    )
    return Listing(
        name="Chưa báo cáo",
        table="ChuaBaoCao",
        title="ĐƠN VỊ CHƯA BÁO CÁO",
        subtitle=f"{as_of_words(state)}{left}",
        none="Tất cả đơn vị đã báo cáo." if totals.expected else "Không có đơn vị nào phải báo cáo.",
        own_columns=[*_unit_columns(content), *_missing_columns(content)],
        rows=missing,
    )


def _missing_columns(content: WorkbookContent) -> list[Column]:
    reminders_of = content.summary.reminders_of
    colours = {_OVERDUE: "missing", _WAITING: "exempt"}
    colours |= {STATE_WORDS[state]: state for state in WITHIN["missing"]}

    def overdue(unit: UnitState) -> str:
        if unit.state != "missing":
            return STATE_WORDS[unit.state]
        return _OVERDUE if unit.days_late else _WAITING

    def last_reminder(unit: UnitState) -> SheetValue | None:
        reminders = reminders_of(unit.code)
        return reminders[-1].dated if reminders else None

    return [
        Column("Thời hạn", 12.5, "day", lambda unit: unit.last_day),
        Column("Tình trạng", 16, "centred", overdue, colours=colours),
        Column("Số ngày quá hạn", 10, "count", lambda unit: unit.days_late),
        Column("Số lần đôn đốc", 10, "count", lambda unit: len(reminders_of(unit.code))),
        Column("Đôn đốc gần nhất", 12.5, "day", last_reminder),
        Column("Ghi chú", 34, "text", lambda unit: unit.note),
        Column("Căn cứ của hạn", 28, "text", lambda unit: unit.why),
    ]


# --- fields -------------------------------------------------------------------------------------------------


class _FieldLine(NamedTuple):
    """One line of a field's result: a sum, a mean, an option, a day, or the text of one unit."""

    figures: FieldFigures
    what: str
    number: StyledValue = NO_FIGURE
    share: float | None = None
    text: str = ""


def fields_listing(content: WorkbookContent) -> Listing:
    """What the form's questions brought in.

    One line a sum, a mean, an option, a date, and every text with its unit.
    """
    reported = group_thousands(content.figures.totals.reported)
    return Listing(
        name="Theo chỉ tiêu",
        table="ChiTieu",
        title="TỔNG HỢP THEO CHỈ TIÊU",
        subtitle=f"{as_of_words(content.figures.state)}; tính trên {reported} đơn vị đã báo cáo",
        none="Đợt này không có chỉ tiêu nào.",
        own_columns=[
            Column("Chỉ tiêu", 36, "text", lambda line: line.figures.field.label),
            Column("Nội dung tổng hợp", 28, "text", lambda line: line.what),
            Column("Số liệu", 13, "count", lambda line: line.number),
            Column("Tỷ lệ", 9, "share", lambda line: line.share),
            Column(DEFINITIONS["answered"].label, 10, "count", lambda line: line.figures.answered),
            Column(DEFINITIONS["nothing"].label, 10, "count", lambda line: line.figures.nothing),
            Column(
                DEFINITIONS["not_applicable"].label, 10, "count", lambda line: line.figures.not_applicable
            ),
            Column(DEFINITIONS["unanswered"].label, 10, "count", lambda line: line.figures.unanswered),
            Column("Lời của đơn vị", 50, "text", lambda line: line.text),
        ],
        rows=[line for one in content.figures.fields for line in _field_lines(one)],
    )


def _field_lines(figures: FieldFigures) -> Iterator[_FieldLine]:
    lines = list(_result_lines(figures))
    yield from lines or [_FieldLine(figures, "Không có")]


def _result_lines(figures: FieldFigures) -> Iterator[_FieldLine]:
    result = figures.result
    if isinstance(result, CountResult):
        what = DEFINITIONS["total"].label + ("" if result.total is not None else f" ({NOT_ADDED})")
        yield _FieldLine(figures, what, _or_dash(result.total, "count"))
        yield _FieldLine(figures, DEFINITIONS["mean"].label, _or_dash(result.mean, "mean"))
    elif isinstance(result, DatesResult):
        yield _FieldLine(figures, "Ngày sớm nhất", _or_dash(result.first, "day"))
        yield _FieldLine(figures, "Ngày muộn nhất", _or_dash(result.last, "day"))
    else:
        for one in result:
            if isinstance(one, OptionResult):
                yield _FieldLine(figures, one.option, StyledValue(one.units, "count"), one.share)
            elif isinstance(one, UnitText):
                yield _FieldLine(figures, one.name, text=one.text)


def _or_dash(value: SheetValue | None, style: str) -> StyledValue:
    return NO_FIGURE if value is None else StyledValue(value, style)


# --- rounds compared ----------------------------------------------------------------------------------------


def comparison_listing(comparison: Comparison) -> Listing:
    """The round beside earlier ones: as a whole, then the common units, then unit by unit."""
    colours = {TREND_WORDS["rising"]: "on_time", TREND_WORDS["falling"]: "late"}
    labels = {one.code: one.label for one in COMPARISON_DEFINITIONS}
    return Listing(
        name="So sánh các đợt",
        table="SoSanh",
        title="SO SÁNH CÁC ĐỢT",
        subtitle=(
            "Đợt mới nhất ở bên phải; tăng, giảm và xu hướng chỉ tính trên cùng những đơn vị (cách tính: "
            "trang “Ghi chú”)"
        ),
        none="Không có gì để so sánh.",
        own_columns=[
            Column("Phạm vi", 28, "text", _scope_words),
            Column("Chỉ tiêu", 34, "text", line_words),
            *(
                _round_column(round_words(one, comparison.as_of), place)
                for place, one in enumerate(comparison.rounds)
            ),
            Column(labels["units"], 8.5, "count", lambda line: line.units),
            Column(labels["difference"], 13, "change", _change_cell),
            Column(labels["share"], 11, "share", lambda line: line.share),
            Column(
                labels["trend"],
                13,
                "centred",
                lambda line: TREND_WORDS[line.trend] or NO_FIGURE,
                colours=colours,
            ),
        ],
        rows=comparison.lines,
    )


def _scope_words(line: Compared) -> str:
    note = f" ({line.note})" if line.note else ""
    return f"{line.name or SCOPE_WORDS[line.scope]}{note}"


_MEASURE_KINDS = {"rate": "share", "count": "count", "mean": "mean"}
_CHANGE_KINDS = {"rate": "points", "count": "change", "mean": "change"}


def _round_column(heading: str, place: int) -> Column:
    def value(line: Compared) -> StyledValue:
        step = line.scope == "steps" and line.figure != "units"
        return _or_dash(line.values[place], (_CHANGE_KINDS if step else _MEASURE_KINDS)[line.measure])

    return Column(heading, 12.5, "count", value)


def _change_cell(line: Compared) -> StyledValue:
    return _or_dash(line.difference, _CHANGE_KINDS[line.measure])


# --- contributions, channels, journal -----------------------------------------------------------------------


def pieces_listing(content: WorkbookContent) -> Listing:
    """What units sent for publication, and what became of it."""
    units, channels = content.unit_names, content.channel_names

    def published_on(piece: Contribution) -> date | None:
        return piece.now.on if piece.now.stage == "published" else None

    return Listing(
        name="Tin bài",
        table="TinBai",
        title="TIN, BÀI, ẢNH, VIDEO ĐƠN VỊ GỬI VỀ",
        subtitle="Theo sổ tin, bài của cơ quan thường trực",
        none="Chưa có tin, bài nào.",
        own_columns=[
            Column("Đơn vị", 30, "text", lambda piece: units.get(piece.unit, piece.unit)),
            Column("Tên tin, bài, ảnh, video", 40, "text", lambda piece: piece.now.title),
            Column("Loại nội dung", 22, "text", lambda piece: piece.now.category),
            Column("Hình thức", 12, "centred", lambda piece: MEDIUM_WORDS[piece.now.medium]),
            Column("Ngày nhận", 12.5, "day", lambda piece: piece.received_on),
            Column("Tình trạng", 16, "centred", lambda piece: STAGE_WORDS[piece.now.stage]),
            Column("Kênh đăng", 22, "text", lambda piece: channels.get(piece.now.channel, piece.now.channel)),
            Column("Địa chỉ đăng", 40, "link", lambda piece: piece.now.url),
            Column("Ngày đăng", 12.5, "day", published_on),
            Column("Ghi chú", 26, "text", lambda piece: piece.remark),
        ],
        rows=content.pieces,
    )


def claims_listing(contributions: ContributionFigures, figures: RoundFigures) -> Listing:
    """Where a unit's claim and the register differ."""
    names = {unit.code: unit.name for unit in figures.state.units}
    registered = any(one.registered for one in contributions.media)
    return Listing(
        name="Đối chiếu tin bài",
        table="DoiChieu",
        title="ĐỐI CHIẾU SỐ TIN, BÀI ĐƠN VỊ BÁO VỚI SỔ",
        subtitle=f"{as_of_words(figures.state)}; chỉ nêu chỗ khác nhau",
        none="Không có chênh lệch." if registered else "Sổ tin, bài chưa ghi gì.",
        own_columns=[
            Column("Mã", 14, "code", lambda claim: claim.unit),
            Column("Đơn vị", 40, "text", lambda claim: names[claim.unit]),
            Column("Hình thức", 12, "centred", lambda claim: MEDIUM_WORDS[claim.medium]),
            Column("Đơn vị báo đã gửi", 16, "count", lambda claim: _answer_cell(claim.claimed)),
            Column("Ghi sổ", 12, "count", lambda claim: claim.registered),
            Column("Chênh lệch", 12, "change", lambda claim: claim.difference),
        ],
        rows=contributions.differing,
    )


def channels_listing(channels: Sequence[Channel], subject: str) -> Listing:
    """The channels that the letter was about."""
    return Listing(
        name="Kênh",
        table="Kenh",
        title="KÊNH TRUYỀN THÔNG",
        subtitle=f"Các kênh truyền thông nêu trong đợt: {subject}",
        none="Chưa có kênh nào.",
        own_columns=[
            Column(
                "Nền tảng", 16, "text", lambda channel: PLATFORM_NAMES.get(channel.platform, channel.platform)
            ),
            Column("Tên kênh", 42, "text", lambda channel: channel.name),
            Column("Địa chỉ", 48, "link", lambda channel: channel.canonical_url),
            Column(
                "Trạng thái",
                12,
                "centred",
                lambda channel: _CHANNEL_STATUS.get(channel.status, channel.status),
            ),
            Column("Ghi chú", 28, "text", lambda channel: channel.note),
        ],
        rows=[channel for _, group in by_platform(channels) for channel in group],
    )


def journal_listing(lines: Sequence[JournalWords]) -> Listing:
    """What was done, in order."""
    return Listing(
        name="Nhật ký",
        table="NhatKy",
        title="NHẬT KÝ",
        subtitle="Mọi việc đã ghi vào sổ, theo thứ tự",
        none="Sổ chưa ghi việc gì.",
        own_columns=[
            Column("Thời điểm", 18, "centred", lambda line: line.at),
            Column("Việc", 34, "text", lambda line: line.what),
            Column("Đối tượng", 34, "text", lambda line: line.subject),
            Column("Chi tiết", 70, "text", lambda line: line.detail),
        ],
        rows=lines,
    )
