"""Reading a returned form, and holding it against the layout it was made from.

Lives here: which sheet and which cells of a workbook are the form, what stands in them, every difference from
the layout. Does not live here: the blank form (``blank``), the layout (``domain.form_spec``), cells as such
(``xlsx.reader``), what an answer means (``domain.answers``).
"""

import re
import textwrap
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from bcd35.domain.answers import RawAnswer
from bcd35.domain.dates import FIRST_YEAR, LAST_YEAR, parse_typed_date
from bcd35.domain.findings import Finding
from bcd35.domain.form_spec import IDENTITY_SHEET, LAYOUT, FormIdentity, FormLayout, FormSpec
from bcd35.domain.rounds import Field
from bcd35.domain.text import clean, identity_key
from bcd35.formats.ooxml.guard import RefusedFileError
from bcd35.formats.xlsx.cells import MergedRange, column_number
from bcd35.formats.xlsx.guard import COPY_OVER, SAVE_AGAIN
from bcd35.formats.xlsx.reader import (
    EPOCH_1900,
    EPOCH_1904,
    Book,
    Cell,
    CellFault,
    Sheet,
    SheetRow,
    raw_answer,
    read_book,
)

# Rows above the answers that somebody may have put in before the headings are no longer looked for.
_LAST_HEADING_ROW = 60
_FEWEST_HEADINGS = 3


class Claims(NamedTuple):
    """What the head lines of a form say to a reader, as text; empty where a line is not found.

    A claim, never an identity.
    """

    unit: str = ""
    reference: str = ""
    subject: str = ""


NO_CLAIMS = Claims()
_NONE_ISSUED: Mapping[str, FormLayout] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReading:
    """A returned file as found: no value judged yet.

    ``columns``: what a column holds (``label`` …) → where its heading stands now. ``labels``, ``hints``,
    ``answers`` by row of the sheet; ``others``: columns beside the table that hold something, by row. With a
    finding there is no identity, but perhaps a sheet.
    """

    identity: FormIdentity | None = None
    claims: Claims = NO_CLAIMS
    sheet: str = ""
    heading_row: int = LAYOUT.heading_row
    columns: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    hints: Mapping[int, str] = field(default_factory=dict)
    answers: Mapping[int, RawAnswer] = field(default_factory=dict)
    others: Mapping[int, Sequence[str]] = field(default_factory=dict)
    merged: tuple[MergedRange, ...] = ()
    from_1904: bool = False
    findings: tuple[Finding, ...] = ()


# --- reading ------------------------------------------------------------------------------------------------


def read_form(data: bytes, issued: Mapping[str, FormLayout] = _NONE_ISSUED) -> FormReading:
    """Read what stands in a returned file, whatever it is called and wherever its sheet is. Never raises.

    ``issued``: the layouts of the forms that are out, by the digest that a form carries.
    """
    try:
        return _read(read_book(data), issued)
    except RefusedFileError as refused:
        return FormReading(findings=(refused.finding,))
    except Exception:  # noqa: BLE001 - see below
        # An outside file can make a parser raise anything at all; the clerk needs one sentence, the rest of
        # the folder must go on.
        message = "Không đọc được nội dung bảng tính; tệp bị hỏng hoặc do phần mềm lạ ghi ra."
        return FormReading(findings=(Finding("unreadable", "", message, SAVE_AGAIN),))


def stated_deadline(data: bytes, layout: FormLayout) -> date | None:
    """The last day that an issued form, filled or blank, states in its head; None when it states none."""
    try:
        book = read_book(data)
    except RefusedFileError:
        return None
    before, after = map(re.escape, layout.deadline.split("{day}"))
    cells = (cell for sheet in book.sheets for row in sheet.rows.values() for cell in row.values())
    stated = (re.search(rf"{before}(\d+/\d+/\d+){after}", _written(cell)) for cell in cells)
    return next((parse_typed_date(match[1]) for match in stated if match), None)


def _read(book: Book, issued: Mapping[str, FormLayout]) -> FormReading:
    identity = _read_identity(book)
    layouts = _layouts_of(identity, issued)
    table = _find_table([sheet for sheet in book.sheets if sheet.title != IDENTITY_SHEET], layouts)
    if isinstance(table, Finding):
        return FormReading(findings=(identity if isinstance(identity, Finding) else table,))
    return _read_table(table, identity, book)


def _read_identity(book: Book) -> FormIdentity | Finding:
    hidden = next((sheet for sheet in book.sheets if sheet.title == IDENTITY_SHEET), None)
    if hidden is None:
        message = "Tệp không phải mẫu báo cáo đã phát hành (không có mã mẫu)."
        fix = "Điền vào đúng tệp mẫu đã gửi kèm công văn; không chép sang tệp khác."
        return Finding("not_a_form", "", message, fix)
    stated = {_text(row.get("A")): _text(row.get("B")) for row in hidden.rows.values()}
    version = stated.get("version", "")
    if not all(stated.get(key) for key in ("form_id", "round", "unit", "spec")) or not (
        version.isascii() and version.isdecimal()
    ):
        return Finding("identity_damaged", "", "Mã mẫu ẩn trong tệp đã bị xóa hoặc sửa.", COPY_OVER)
    return FormIdentity(stated["form_id"], stated["round"], stated["unit"], int(version[:6]), stated["spec"])


def _layouts_of(identity: FormIdentity | Finding, issued: Mapping[str, FormLayout]) -> Sequence[FormLayout]:
    """The layout that the form states; of one that states none of ours, any that is out."""
    stated = None if isinstance(identity, Finding) else issued.get(identity.spec)
    if stated:
        return (stated,)
    some = (LAYOUT, *issued.values())
    return [layout for place, layout in enumerate(some) if layout not in some[:place]]


def _text(cell: Cell | None) -> str:
    return _cleaned(_written(cell))


# Of the thirty texts in the head and the hidden sheet of a form all but four are those of every other unit.
_cleaned = lru_cache(maxsize=64)(clean)


def _written(cell: Cell | None) -> str:
    """A cell's content as text, not cleaned: most are compared once and are equal as they stand."""
    if cell is None:
        return ""
    if isinstance(cell, str):  # as nearly all are
        return cell
    return cell.shown if isinstance(cell, CellFault) else str(cell)


class _Table(NamedTuple):
    """Where a form's table stands in a sheet, and with which layout it was issued."""

    sheet: Sheet
    layout: FormLayout
    heading_row: int
    columns: Mapping[str, str]


def _find_table(sheets: Sequence[Sheet], layouts: Sequence[FormLayout]) -> _Table | Finding:
    """Find the form's table: by its headings wherever they stand, else in the sheet of its name."""
    alike = [table for sheet in sheets if (table := _headed_table(sheet, layouts))]
    if len(alike) > 1:
        titles = ", ".join(table.sheet.title for table in alike)
        message = (
            f"Tệp có {len(alike)} trang tính cùng dạng mẫu ({titles}); không biết trang nào là câu trả lời."
        )
        return Finding("two_forms", "", message, "Xóa trang thừa rồi gửi lại.")
    if alike:
        return alike[0]
    named = (
        _Table(sheet, layout, layout.heading_row, {})
        for layout in layouts
        for sheet in sheets
        if identity_key(sheet.title) == identity_key(layout.sheet)
    )
    message = f"Tệp không còn trang tính “{layouts[0].sheet}”."
    return next(named, Finding("no_form_sheet", "", message, COPY_OVER))


def _headed_table(sheet: Sheet, layouts: Sequence[FormLayout]) -> _Table | None:
    for layout in layouts:
        row = sheet.rows.get(layout.heading_row, {})
        if all(row.get(layout.columns[part]) == text for part, text in layout.headings.items()):
            return _Table(sheet, layout, layout.heading_row, layout.columns)
    found = [
        _Table(sheet, layout, number, _headed_columns(row, layout))
        for layout in layouts
        for number, row in sheet.rows.items()
        if number <= _LAST_HEADING_ROW
    ]
    best = max(found, key=lambda table: len(table.columns), default=None)
    return best if best and len(best.columns) >= _FEWEST_HEADINGS else None


def _headed_columns(row: SheetRow, layout: FormLayout) -> dict[str, str]:
    """What a column holds → column of this row whose text is its heading."""
    at: dict[str, str] = {}
    for column, cell in row.items():
        at.setdefault(identity_key(_written(cell)), column)
    return {part: at[key] for part, text in layout.headings.items() if (key := identity_key(text)) in at}


def _read_table(table: _Table, identity: FormIdentity | Finding, book: Book) -> FormReading:
    sheet, layout, heading_row, _ = table
    # A heading that is gone leaves its column where the blank form has it.
    columns = {**layout.columns, **table.columns}
    label, hint, answer = columns["label"], columns["hint"], columns["answer"]
    known = set(columns.values())
    head: list[SheetRow] = []
    labels, hints, answers, others = {}, {}, {}, {}
    for number, row in sheet.rows.items():
        if number > heading_row:
            labels[number] = _written(row.get(label))
            hints[number] = _written(row.get(hint))
            if answer in row:
                answers[number] = raw_answer(row[answer], f"{sheet.title}!{answer}{number}")
            if not row.keys() <= known:
                others[number] = [column for column in row if column not in known]
        elif number < heading_row:
            head.append(row)
    return FormReading(
        identity=None if isinstance(identity, Finding) else identity,
        claims=_read_claims(head, layout.claims),
        sheet=sheet.title,
        heading_row=heading_row,
        columns=columns,
        headings={part: _written(sheet.rows.get(heading_row, {}).get(at)) for part, at in columns.items()},
        labels=labels,
        hints=hints,
        answers=answers,
        others=others,
        merged=sheet.merged,
        from_1904=book.from_1904,
        findings=(identity,) if isinstance(identity, Finding) else (),
    )


def _read_claims(head: Sequence[SheetRow], beginnings: Mapping[str, str]) -> Claims:
    lines = [_text(cell) for row in head for cell in row.values()]
    found = {
        name: next((line[len(words) :].strip() for line in lines if line.startswith(words)), "")
        for name, words in beginnings.items()
    }
    # An office that cites without the comma leaves it out here too.
    reference = found["reference"].partition(" ngày ")[0].rstrip(",")
    return Claims(found["unit"], reference, found["subject"])


# --- judging ------------------------------------------------------------------------------------------------


def judge_form(reading: FormReading, spec: FormSpec) -> tuple[dict[str, RawAnswer], list[Finding]]:
    """Give the raw answers by field code, and every difference from the layout ``spec`` that it must have.

    With differences in the sheet the answers are still given, so that the caller can name all faults at once;
    none is to be recorded.
    """
    if reading.findings or reading.identity is None:
        return {}, list(reading.findings)
    if stale := _judge_version(reading.identity, spec):
        return {}, [stale]
    return judge_form_layout(reading, spec)


def judge_form_layout(reading: FormReading, spec: FormSpec) -> tuple[dict[str, RawAnswer], list[Finding]]:
    """As :func:`judge_form`, for a sheet that was found in a file without an identity of its own.

    Who it belongs to is said elsewhere.
    """
    intact = _is_intact(reading, spec)
    places = _places_of(spec) if intact else _places(reading, spec)
    answer = _column(reading, spec, "answer")
    raw = {
        row.field.code: _answer(reading, answer, places[row.row], row.field)
        for row in spec.questions
        if row.field
    }
    changes = [] if intact else [*_judge_headings(reading, spec.layout), *_judge_rows(reading, spec, places)]
    return raw, [*changes, *_judge_strays(reading, spec, places)]


def _is_intact(reading: FormReading, spec: FormSpec) -> bool:
    """Whether the whole layout stands where it was issued, to the letter, as in nearly all forms.

    Nothing of it need be looked for then.
    """
    return (
        reading.heading_row == spec.layout.heading_row
        and reading.columns == spec.layout.columns
        and reading.headings == spec.layout.headings
        and spec.labels.items() <= reading.labels.items()
        and spec.hints.items() <= reading.hints.items()
    )


def _judge_version(identity: FormIdentity, spec: FormSpec) -> Finding | None:
    if identity.spec == spec.digest:
        return None
    versions = f"tệp: phiên bản {identity.version}; đang dùng: phiên bản {spec.version}"
    message = f"Mẫu không phải bản đang dùng của đợt “{spec.round_code}” ({versions})."
    return Finding("old_form", "", message, "Gửi đơn vị mẫu đang dùng để điền lại.")


class _RowPlace(NamedTuple):
    """Where a row of the layout stands in the sheet, or would stand.

    ``labelled``: its label is there; ``gone``: another row is.
    """

    at: int
    labelled: bool
    gone: bool = False


def _places(reading: FormReading, spec: FormSpec) -> dict[int, _RowPlace]:
    """Find each row of the layout by its label.

    Where the rows before it lead, else wherever that label still stands.
    """
    places: dict[int, _RowPlace] = {}
    shift = reading.heading_row - spec.layout.heading_row
    taken: set[int] = set()
    for row in spec.rows:
        expected = row.row + shift
        at = (
            expected
            if _same(reading.labels.get(expected, ""), row.label)
            else _elsewhere(reading, row.label, taken)
        )
        places[row.row] = _RowPlace(at or expected, labelled=bool(at))
        shift = places[row.row].at - row.row
        taken |= {at} - {0}
    return {
        row: place._replace(gone=not place.labelled and place.at in taken) for row, place in places.items()
    }


def _places_of(spec: FormSpec) -> dict[int, _RowPlace]:
    """The places of an intact form."""
    return {row.row: _RowPlace(row.row, labelled=True) for row in spec.rows}


def _elsewhere(reading: FormReading, label: str, taken: set[int]) -> int:
    return next(
        (number for number, text in reading.labels.items() if number not in taken and _same(text, label)), 0
    )


def _same(found: str, wanted: str) -> bool:
    return found == wanted or (bool(found) and identity_key(found) == identity_key(wanted))


def _judge_headings(reading: FormReading, layout: FormLayout) -> Iterator[Finding]:
    row = reading.heading_row
    for part, text in layout.headings.items():
        column = layout.columns[part]
        at, found = reading.columns.get(part, column), reading.headings.get(part, "")
        if not _same(found, text):
            yield _changed(f"{reading.sheet}!", f"{at}{row}", found, text)
        elif at != column:
            message = f"Cột “{text}” nằm ở cột {at}; mẫu là cột {column}."
            yield Finding("column_moved", f"{reading.sheet}!{at}{row}", message, COPY_OVER)
    if row != layout.heading_row:
        message = f"Hàng tiêu đề của bảng nằm ở hàng {row}; mẫu là hàng {layout.heading_row}."
        yield Finding("row_moved", f"{reading.sheet}!{reading.columns['label']}{row}", message, COPY_OVER)


def _judge_rows(reading: FormReading, spec: FormSpec, places: Mapping[int, _RowPlace]) -> Iterator[Finding]:
    label, hint = _column(reading, spec, "label"), _column(reading, spec, "hint")
    shift = reading.heading_row - spec.layout.heading_row
    for row in spec.rows:
        at, labelled, gone = places[row.row]
        if gone:
            message = f"Mẫu thiếu hàng “{_short(row.label)}”."
            yield Finding("row_gone", f"{reading.sheet}!{label}{at}", message, COPY_OVER)
        elif not labelled:
            yield _changed(f"{reading.sheet}!", f"{label}{at}", reading.labels.get(at, ""), row.label)
        elif at != row.row + shift:
            # Said once for all the rows that moved together.
            message = (
                f"Từ “{_short(row.label)}”, các hàng nằm lệch: ô này ở {label}{at}; mẫu là "
                f"{spec.layout.columns['label']}{row.row + shift}."
            )
            yield Finding("row_moved", f"{reading.sheet}!{label}{at}", message, COPY_OVER)
            shift = at - row.row
        if labelled and row.field and not _same(found := reading.hints.get(at, ""), wanted := row.hint):
            yield _changed(f"{reading.sheet}!", f"{hint}{at}", found, wanted)


def _column(reading: FormReading, spec: FormSpec, part: str) -> str:
    """Where a column of the form stands in the sheet."""
    return reading.columns.get(part, spec.layout.columns[part])


def _changed(sheet: str, place: str, found: str, wanted: str) -> Finding:
    stands = f"ghi “{_short(found)}”" if clean(found) else "để trống"
    message = f"Ô {place} {stands}; mẫu là “{_short(wanted)}”."
    return Finding("label_changed", f"{sheet}{place}", message, COPY_OVER)


def _short(text: str) -> str:
    return textwrap.shorten(clean(text), 120, placeholder="…")


def _judge_strays(reading: FormReading, spec: FormSpec, places: Mapping[int, _RowPlace]) -> Iterator[Finding]:
    """Content where no question is, and answer cells grown together.

    An answer in the wrong place must not be lost in silence.
    """
    answer = _column(reading, spec, "answer")
    questions = {places[row.row].at for row in spec.questions}
    for place in _stray_cells(reading, answer, questions):
        message = f"Ô {place} có nội dung nhưng không phải ô trả lời."
        fix = "Chuyển nội dung vào đúng ô nền vàng rồi gửi lại."
        yield Finding("stray_answer", f"{reading.sheet}!{place}", message, fix)
    column, rows = column_number(answer), sorted(questions)
    for merged in reading.merged:
        if _covers_answer(merged, column, rows):
            message = (
                f"Các ô {merged.written} bị gộp làm một; không biết nội dung là câu trả lời của chỉ tiêu nào."
            )
            yield Finding("merged_answer", f"{reading.sheet}!{merged.written}", message, COPY_OVER)


def _stray_cells(reading: FormReading, answer: str, questions: set[int]) -> Iterator[str]:
    """Cells of the answer column where no question is, and of other columns beside a question."""
    for number, raw in reading.answers.items():
        if number not in questions and _says_something(raw):
            yield f"{answer}{number}"
    for number, columns in reading.others.items():
        if number in questions:
            yield from (f"{column}{number}" for column in columns)


def _says_something(raw: RawAnswer) -> bool:
    return raw.fault is not None or bool(clean(str(raw.value)))


def _covers_answer(merged: MergedRange, answer: int, rows: Sequence[int]) -> bool:
    """Whether a merged range has a cell of the answers' column in one of these rows, which are in order."""
    at = bisect_left(rows, merged.top)
    return merged.left <= answer <= merged.right and at < len(rows) and rows[at] <= merged.bottom


def _answer(reading: FormReading, column: str, place: _RowPlace, asked: Field) -> RawAnswer:
    """The answer to a question; to one whose row is gone nobody answered, whatever stands there now."""
    raw = None if place.gone else reading.answers.get(place.at)
    if raw is None:
        return RawAnswer(None, f"{reading.sheet}!{column}{place.at}")
    if asked.kind == "date" and isinstance(raw.value, int | float) and not isinstance(raw.value, bool):
        return raw._replace(
            value=_date_of_serial(raw.value, (EPOCH_1904 if reading.from_1904 else EPOCH_1900).date())
            or raw.value
        )
    return raw


def _date_of_serial(serial: float, epoch: date) -> date | None:
    """Convert a day number whose cell lost its date format; None outside the years that a form takes."""
    first, last = ((day - epoch).days for day in (date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)))
    return epoch + timedelta(days=int(serial)) if first <= serial < last + 1 else None
