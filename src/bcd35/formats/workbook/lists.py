"""What stands on the sheets that are lists.

Units, missing units, fields, rounds compared, contributions, channels, journal.
"""

from collections.abc import Iterator, Sequence

from bcd35.domain.channels import PLATFORM_NAMES, Channel, by_platform
from bcd35.domain.comparison import TREND_WORDS, Compared, Comparison
from bcd35.domain.contributions import MEDIUM_WORDS, Claim, ContributionFigures
from bcd35.domain.dates import screen_date
from bcd35.domain.figures import (
    DEFINITIONS,
    CountResult,
    DatesResult,
    FieldFigures,
    OptionResult,
    RoundFigures,
    UnitText,
)
from bcd35.domain.numbers import NO_SHARE, group_thousands
from bcd35.domain.reports import EMPTY_WORDS, UNANSWERED, Answer
from bcd35.domain.sentences import round_words
from bcd35.domain.summary import STATE_WORDS, RoundState, UnitState
from bcd35.formats.workbook.content import ContributionLine, JournalWords, WorkbookContent
from bcd35.formats.workbook.listing import Listing, is_safe_link
from bcd35.formats.workbook.sheet_writer import Cell, Value

UNITS_SHEET = "Theo đơn vị"
# of the units' sheet, counted from 0: the overview's formulas look there
STATE_COLUMN, FIRST_FIELD_COLUMN = 4, 9
_DASH: Cell = (NO_SHARE, "empty")
_NOTHING: Cell = ("", "text")
_CHANNEL_STATUS = {"active": "Đang dùng", "retired": "Thôi dùng"}


def as_of_words(state: RoundState) -> str:
    """Under the title of every list."""
    return f"Thời hạn {screen_date(state.deadline)}; số liệu tính đến hết ngày {screen_date(state.as_of)}"


def _or_dash(value: Value | None, look: str) -> Cell:
    return _DASH if value is None else (value, look)


def _link(address: str) -> Cell:
    return address, "link" if is_safe_link(address) else "text"


# --- units --------------------------------------------------------------------------------------------------


def _unit_columns(content: WorkbookContent) -> list[tuple[str, float]]:
    longest = max((len(unit.code) for unit in content.figures.state.units), default=0)
    return [("TT", 7), ("Mã", min(max(9, longest * 1.3 + 2.5), 24)), ("Đơn vị", 32), ("Loại đơn vị", 18)]


def units_listing(content: WorkbookContent) -> Listing:
    """Every unit with its state and all its answers."""
    labels = {one.kind: one.label for one in content.figures.kinds}
    fields, units = content.round_.fields, content.figures.state.units

    def cells(place: int, unit: UnitState) -> list[Cell]:
        answers, reported = unit.answers, unit.received_on is not None
        return [
            (place, "place"),
            (unit.code, "code"),
            (unit.name, "text"),
            (labels[unit.kind], "text"),
            (STATE_WORDS[unit.state], "centred"),
            _or_dash(unit.received_on, "day"),
            _DASH if unit.state == "exempt" else (unit.days_late, "count"),
            (unit.revision - 1, "count") if reported else _DASH,
            (len(content.summary.reminders_of(unit.code)), "count"),
            *(_answer_cell(answers.get(field.code, UNANSWERED)) if reported else _DASH for field in fields),
            (unit.note, "text"),
        ]

    return Listing(
        UNITS_SHEET,
        "DonVi",
        "KẾT QUẢ BÁO CÁO THEO ĐƠN VỊ",
        as_of_words(content.figures.state),
        "Đợt này chưa có đơn vị nào.",
        [
            *_unit_columns(content),
            ("Trạng thái", 14),
            ("Ngày nhận đầu", 12.5),
            (DEFINITIONS["days_late"].label, 10),
            ("Số lần sửa", 8.5),
            ("Số lần đôn đốc", 8.5),
            *((one.field.label, _field_width(one)) for one in content.figures.fields),
            ("Ghi chú", 22),
        ],
        units,
        cells,
        states=[(STATE_COLUMN, words, state) for state, words in STATE_WORDS.items()],
    )


def _answer_cell(answer: Answer) -> Cell:
    """Numbers and dates stay numbers and dates.

    The kinds of empty are words, so that none of them reads as 0.
    """
    if answer.state != "value":
        return EMPTY_WORDS[answer.state], "empty"
    value = answer.value
    if isinstance(value, bool):
        return answer.words(), "centred"
    if isinstance(value, int):
        return value, "count"
    return (answer.words(), "text") if isinstance(value, str | tuple) or value is None else (value, "day")


def _field_width(figures: FieldFigures) -> float:
    """Room for the longest number (else Excel shows ####), for a long text in some thirty lines, for the
    heading in about six.
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
    state, labels = content.figures.state, {one.kind: one.label for one in content.figures.kinds}
    missing = [unit for unit in state.units if unit.state == "missing"]

    def cells(place: int, unit: UnitState) -> list[Cell]:
        reminders = content.summary.reminders_of(unit.code)
        overdue = "late" if unit.days_late else "waiting"
        return [
            (place, "place"),
            (unit.code, "code"),
            (unit.name, "text"),
            (labels[unit.kind], "text"),
            (state.deadline, "day"),
            (_OVERDUE[overdue], "centred"),
            (unit.days_late, "count"),
            (len(reminders), "count"),
            _or_dash(reminders[-1].dated if reminders else None, "day"),
            (unit.note, "text"),
        ]

    totals = state.totals
    left = (
        f"; còn {group_thousands(totals.missing)}/{group_thousands(totals.expected)} đơn vị chưa báo cáo"
        if missing
        else ""
    )
    columns = [
        ("Thời hạn", 12.5),
        ("Tình trạng", 16),
        ("Số ngày quá hạn", 10),
        ("Số lần đôn đốc", 10),
        ("Đôn đốc gần nhất", 12.5),
        ("Ghi chú", 34),
    ]
    return Listing(
        "Chưa báo cáo",
        "ChuaBaoCao",
        "ĐƠN VỊ CHƯA BÁO CÁO",
        f"{as_of_words(state)}{left}",
        "Tất cả đơn vị đã báo cáo." if totals.expected else "Không có đơn vị nào phải báo cáo.",
        [*_unit_columns(content), *columns],
        missing,
        cells,
        states=[(5, _OVERDUE["late"], "missing"), (5, _OVERDUE["waiting"], "exempt")],
    )


_OVERDUE = {"late": "Quá hạn", "waiting": "Chưa đến hạn"}


# --- fields -------------------------------------------------------------------------------------------------


def fields_listing(content: WorkbookContent) -> Listing:
    """What the form's questions brought in.

    One line a sum, a mean, an option, a date, and every text with its unit.
    """
    rows = [line for one in content.figures.fields for line in _field_lines(one)]
    reported = group_thousands(content.figures.totals.reported)
    columns = [
        ("TT", 7.0),
        ("Chỉ tiêu", 36.0),
        ("Nội dung tổng hợp", 28.0),
        ("Số liệu", 13.0),
        ("Tỷ lệ", 9.0),
        *(
            (DEFINITIONS[code].label, 10.0)
            for code in ("answered", "nothing", "not_applicable", "unanswered")
        ),
        ("Lời của đơn vị", 50.0),
    ]
    return Listing(
        "Theo chỉ tiêu",
        "ChiTieu",
        "TỔNG HỢP THEO CHỈ TIÊU",
        f"{as_of_words(content.figures.state)}; tính trên {reported} đơn vị đã báo cáo",
        "Đợt này không có chỉ tiêu nào.",
        columns,
        rows,
        lambda place, row: [(place, "place"), *row],
    )


def _field_lines(figures: FieldFigures) -> Iterator[list[Cell]]:
    counts: list[Cell] = [
        (number, "count")
        for number in (figures.answered, figures.nothing, figures.not_applicable, figures.unanswered)
    ]
    lines = list(_result_lines(figures)) or [("Không có", _DASH, _DASH, _NOTHING)]
    for what, number, share, text in lines:
        yield [(figures.field.label, "text"), (what, "text"), number, share, *counts, text]


def _result_lines(figures: FieldFigures) -> Iterator[tuple[str, Cell, Cell, Cell]]:
    """(what, number, share, text) of one field's result."""
    result = figures.result
    if isinstance(result, CountResult):
        yield DEFINITIONS["total"].label, (result.total, "count"), _DASH, _NOTHING
        yield DEFINITIONS["mean"].label, _or_dash(result.mean, "mean"), _DASH, _NOTHING
    elif isinstance(result, DatesResult):
        yield "Ngày sớm nhất", _or_dash(result.first, "day"), _DASH, _NOTHING
        yield "Ngày muộn nhất", _or_dash(result.last, "day"), _DASH, _NOTHING
    else:
        for one in result:
            if isinstance(one, OptionResult):
                yield one.option, (one.units, "count"), _or_dash(one.share, "share"), _NOTHING
            elif isinstance(one, UnitText):
                yield one.name, _DASH, _DASH, (one.text, "text")


# --- rounds compared ----------------------------------------------------------------------------------------


def comparison_listing(comparison: Comparison) -> Listing:
    """The round beside earlier ones: first as a whole, then unit by unit."""
    columns = [
        ("TT", 7.0),
        ("Phạm vi", 32.0),
        ("Chỉ tiêu", 40.0),
        *((round_words(one, comparison.as_of), 16.0) for one in comparison.rounds),
        ("Tăng, giảm", 12.0),
        ("So với đợt trước", 12.0),
        ("Xu hướng", 16.0),
    ]

    def cells(place: int, line: Compared) -> list[Cell]:
        value_look, change_look = ("share", "points") if line.measure == "rate" else ("count", "change")
        return [
            (place, "place"),
            (line.name or "Toàn đợt", "text"),
            (line.label, "text"),
            *(_or_dash(value, value_look) for value in line.values),
            _or_dash(line.difference, change_look),
            _or_dash(line.share, "share"),
            (TREND_WORDS[line.trend], "centred"),
        ]

    return Listing(
        "So sánh các đợt",
        "SoSanh",
        "SO SÁNH CÁC ĐỢT",
        "Cùng chỉ tiêu qua các đợt, đợt mới nhất ở bên phải; đơn vị đã sáp nhập tính vào đơn vị mới",
        "Không có gì để so sánh.",
        columns,
        comparison.lines,
        cells,
        states=[
            (len(columns) - 1, TREND_WORDS["rising"], "on_time"),
            (len(columns) - 1, TREND_WORDS["falling"], "late"),
        ],
    )


# --- contributions, channels, journal -----------------------------------------------------------------------


def pieces_listing(lines: Sequence[ContributionLine]) -> Listing:
    """What units sent for publication, and what became of it."""

    def cells(place: int, line: ContributionLine) -> list[Cell]:
        return [
            (place, "place"),
            (line.unit, "text"),
            (line.title, "text"),
            (line.category, "text"),
            (line.medium, "centred"),
            (line.received_on, "day"),
            (line.state, "centred"),
            (line.channel, "text"),
            _link(line.url),
            _or_dash(line.published_on, "day"),
            (line.note, "text"),
        ]

    columns = [
        ("TT", 7.0),
        ("Đơn vị", 30.0),
        ("Tên tin, bài, ảnh, video", 40.0),
        ("Loại nội dung", 22.0),
        ("Hình thức", 12.0),
        ("Ngày nhận", 12.5),
    ]
    columns += [
        ("Trạng thái", 16.0),
        ("Kênh đăng", 22.0),
        ("Địa chỉ đăng", 40.0),
        ("Ngày đăng", 12.5),
        ("Ghi chú", 26.0),
    ]
    title, none = "TIN, BÀI, ẢNH, VIDEO ĐƠN VỊ GỬI VỀ", "Chưa có tin, bài nào."
    return Listing(
        "Tin bài",
        "TinBai",
        title,
        "Theo sổ tin, bài của cơ quan thường trực",
        none,
        columns,
        lines,
        cells,
        links=8,
    )


def claims_listing(contributions: ContributionFigures, figures: RoundFigures) -> Listing:
    """Where a unit's claim and the register differ."""
    names = {unit.code: unit.name for unit in figures.state.units}

    def cells(place: int, claim: Claim) -> list[Cell]:
        return [
            (place, "place"),
            (claim.unit, "code"),
            (names[claim.unit], "text"),
            (MEDIUM_WORDS[claim.medium], "centred"),
            _answer_cell(claim.claimed),
            (claim.registered, "count"),
            _or_dash(claim.difference, "change"),
        ]

    columns = [
        ("TT", 7.0),
        ("Mã", 14.0),
        ("Đơn vị", 40.0),
        ("Hình thức", 12.0),
        ("Đơn vị báo đã gửi", 16.0),
        ("Ghi sổ", 12.0),
    ]
    return Listing(
        "Đối chiếu tin bài",
        "DoiChieu",
        "ĐỐI CHIẾU SỐ TIN, BÀI ĐƠN VỊ BÁO VỚI SỔ",
        f"{as_of_words(figures.state)}; chỉ nêu chỗ khác nhau",
        "Không có chênh lệch."
        if any(one.registered for one in contributions.media)
        else "Sổ tin, bài chưa ghi gì.",
        [*columns, ("Chênh lệch", 12.0)],
        contributions.differing,
        cells,
    )


def channels_listing(channels: Sequence[Channel], subject: str) -> Listing:
    """The channels that the letter was about."""

    def cells(place: int, channel: Channel) -> list[Cell]:
        return [
            (place, "place"),
            (PLATFORM_NAMES.get(channel.platform, channel.platform), "text"),
            (channel.name, "text"),
            _link(channel.canonical_url),
            (_CHANNEL_STATUS.get(channel.status, channel.status), "centred"),
            (channel.note, "text"),
        ]

    columns = [
        ("TT", 7.0),
        ("Nền tảng", 16.0),
        ("Tên kênh", 42.0),
        ("Địa chỉ", 48.0),
        ("Trạng thái", 12.0),
        ("Ghi chú", 28.0),
    ]
    ordered = [channel for _, group in by_platform(channels) for channel in group]
    aside = f"Các kênh truyền thông nêu trong đợt: {subject}"
    return Listing(
        "Kênh", "Kenh", "KÊNH TRUYỀN THÔNG", aside, "Chưa có kênh nào.", columns, ordered, cells, links=3
    )


def journal_listing(lines: Sequence[JournalWords]) -> Listing:
    """What was done, in order."""
    columns = [("TT", 7.0), ("Thời điểm", 18.0), ("Việc", 34.0), ("Đối tượng", 34.0), ("Chi tiết", 70.0)]
    aside = "Mọi việc đã ghi vào sổ, theo thứ tự"
    return Listing(
        "Nhật ký",
        "NhatKy",
        "NHẬT KÝ",
        aside,
        "Sổ chưa ghi việc gì.",
        columns,
        lines,
        lambda place, line: [(place, "place"), (line.at, "centred"), *((text, "text") for text in line[1:])],
    )
