"""Recording from one table with many units.

The office's own sheet, one row a unit, columns named as the form's questions or codes.

Only a file that the command names is ever taken for such a table, never one that lies in a folder of returned
files: there a unit could report for another.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from bcd35.domain.answers import Answers, RawAnswer, day_of, judge_given
from bcd35.domain.changes import FieldChange, change_words
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.lists.columns import is_running_number
from bcd35.domain.lists.rows import is_total
from bcd35.domain.receipt import OwnDay, judge_own_day, judge_past, refuse_to_come
from bcd35.domain.reports import Report, came_first, in_force
from bcd35.domain.rounds import Round
from bcd35.domain.text import clean, typed
from bcd35.domain.unit_names import judge_name
from bcd35.domain.units import Unit, UnitFinder, addressee
from bcd35.formats.xlsx.cells import column_letters
from bcd35.store.report_rows import StoredFile
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.days import letter_day, not_a_day, table_bytes, told_days
from bcd35.usecases.receiving.reading import read_file
from bcd35.usecases.receiving.recognise import placed
from bcd35.usecases.receiving.record import Recorded
from bcd35.usecases.receiving.remarks import judge_receipt
from bcd35.usecases.receiving.returns import Outcome, ReceiptTerms, Return, record_again
from bcd35.usecases.receiving.settled import Settled, record_settled
from bcd35.usecases.receiving.verdict import Verdicts
from bcd35.usecases.registers.decisions import Undecided, which_sheet
from bcd35.usecases.registers.issued_forms import IssuedForms
from bcd35.usecases.registers.round_list import list_rounds
from bcd35.usecases.registers.rounds import open_round
from bcd35.usecases.registers.units import the_office
from bcd35.world.files import sha256, sweep, write_file
from bcd35.world.kept import keep, kept_path

if TYPE_CHECKING:
    from bcd35.formats.forms.unit_table import TableRow, UnitTable

# no field's code begins so
SENT_BACK = "_can-sua"  # behind the name of a table, in that of its refused rows
_CODE, _NAME, _DAY, _REFERENCE, _REFERENCE_ON = "#code", "#name", "#day", "#reference", "#reference_on"
# Those of a round's own questions come before these: a form may ask for a “Ngày nhận”.
_HEADINGS = {
    **dict.fromkeys(("Mã", "Mã đơn vị"), _CODE),
    **dict.fromkeys(("Đơn vị", "Tên đơn vị"), _NAME),
    **dict.fromkeys(("Ngày nhận", "Ngày nhận báo cáo", "Ngày nhận BC", "Ngay nhan", "Nhận ngày"), _DAY),
    **dict.fromkeys(("Ngày đến", "Ngày báo cáo đến", "Thời gian nhận"), _DAY),
    **dict.fromkeys(("Số, ký hiệu báo cáo", "Số, ký hiệu", "Số ký hiệu báo cáo", "Số ký hiệu"), _REFERENCE),
    **dict.fromkeys(("Số báo cáo",), _REFERENCE),
    **dict.fromkeys(("Ngày báo cáo", "Ngày của báo cáo", "Ngày văn bản", "Ngày ban hành"), _REFERENCE_ON),
}
# how `reports amend` puts right what a row can say of a report
_AMENDING = {"received_on": "--received-on", "reference": "--ref", "reference_on": "--ref-date"}


@dataclass(frozen=True, slots=True)
class TableRequest:
    """The table and what holds for all of its rows."""

    file: Path
    round_code: str = ""
    received_on: date | None = None
    note: str = ""
    sheet: str = ""


def is_table(desk: Desk, path: Path) -> bool:
    """Tell a table from a returned form: a .csv, or a workbook in which no form is found."""
    if path.suffix.lower() == ".csv":
        return path.is_file()
    if path.suffix.lower() != ".xlsx" or not path.is_file():
        return False
    reading = read_file(path, IssuedForms(desk).layouts()).reading
    return (
        reading is not None
        and not reading.sheet
        and {found.code for found in reading.findings} == {"not_a_form"}
    )


def record_table(desk: Desk, request: TableRequest) -> Recorded:
    """Judge all rows, record the good ones in one act, write the others back as a file beside the table.

    Each of these has its reasons.

    Raises Refused with everything that keeps the table from being read, Undecided when it may be any of
    several sheets.
    """
    refuse_to_come(desk.world.today, ("--received-on", "Ngày nhận", request.received_on))
    round_ = open_round(desk, request.round_code)
    shown, data = desk.workspace.shown(request.file), table_bytes(request.file)
    table = _read(shown, data, round_, request.sheet)
    terms = ReceiptTerms(request.received_on or desk.world.today, request.note)
    run = _Run(desk, terms, round_, shown, StoredFile(sha256(data), clean(request.file.name), len(data)))
    reasons, settled = run.settle(table)
    if not desk.rehearsal and any(one.news for one in settled):
        desk.guard.before_writing(desk)  # the table is kept before the act
        keep(desk.workspace, data, request.file.name)
        with desk.act():
            reasons, settled = run.settle(table)
            record_settled(desk, settled)
            sweep([kept_path(desk.workspace, sha256(data), request.file.name)])
    outcomes = tuple(one.outcome for one in settled)
    remarks = (
        *judge_receipt(desk, outcomes, request.received_on, terms),
        *told_days(outcomes, terms.received_on),
        *_judge_columns(table, shown, round_.code),
    )
    recorded = Recorded(outcomes, rehearsal=desk.rehearsal, remarks=remarks)
    if desk.rehearsal or not reasons:
        return recorded
    try:
        given_back = desk.workspace.shown(_give_back(request.file, table, reasons))
        again = record_again([given_back], round_.code, terms)
        return recorded._replace(given_back=given_back, again=again)
    except OSError:
        # the act is done and its verdicts must be told; the table may lie on a share that is only to be read
        return recorded._replace(remarks=(*remarks, _not_given_back(desk, request.file)))


def _read(shown: str, data: bytes, round_: Round, sheet: str) -> "UnitTable":
    from bcd35.formats.forms.unit_table import UnitTable, read_table
    from bcd35.formats.tables.grids import SeveralSheetsError

    fields = {heading: asked.code for asked in round_.fields for heading in (asked.label, asked.code)}
    try:
        table = read_table(data, shown, {**_HEADINGS, **fields}, sheet)
    except SeveralSheetsError as several:
        raise Undecided([which_sheet(shown, several.titles)]) from None
    if not isinstance(table, UnitTable):
        raise Refused("table_refused", "", findings=placed(table, shown))
    rows = tuple(row for row in table.rows if not _is_sum(table, row))
    table = replace(table, rows=rows)
    if not {_CODE, _NAME} & set(table.keys):
        fix = "Thêm cột “Mã đơn vị” hoặc “Tên đơn vị”."
        raise Refused("no_unit_column", f"Bảng “{shown}” không có cột đơn vị.", where=shown, fix=fix)
    return table


def _is_sum(table: "UnitTable", row: "TableRow") -> bool:
    """Whether a row is the sum below the others: where a unit would stand it says “Tổng cộng”."""
    pairs = zip(table.keys, row.cells, strict=True)
    return any(is_total(str(cell.value or "")) for key, cell in pairs if key in (_CODE, _NAME, ""))


def _judge_columns(table: "UnitTable", shown: str, round_code: str) -> Iterator[Finding]:
    """The columns that nothing was taken from: an office must not believe that they were."""
    from bcd35.formats.forms.unit_table import REASONS

    unused = [
        heading or f"cột {column_letters(number)} (không có tiêu đề)"
        for number, (heading, key) in enumerate(zip(table.headings, table.keys, strict=True), start=1)
        if not key
        and not is_running_number(heading)
        and not (SENT_BACK in shown and heading.startswith(REASONS))
        and any(row.cells[number - 1].value is not None for row in table.rows)
    ]
    if unused:
        message = f"Không đọc các cột: {', '.join(f'“{heading}”' for heading in unused)}."
        fix = (
            "Cột được đọc: mã hoặc tên đơn vị, “Ngày nhận”, “Số, ký hiệu báo cáo”, “Ngày báo cáo”, "
            f"tên hoặc mã chỉ tiêu.\nXem chỉ tiêu: bcd35 rounds show {round_code}"
        )
        yield Finding("unused_columns", shown, message, fix)


class _Owned(NamedTuple):
    """The unit whose row it is, and what is worth saying about how the row calls it."""

    unit: Unit
    remarks: tuple[Finding, ...] = ()


class _Names(NamedTuple):
    """What a unit is called, and what else it was called.

    In any letter so far, or by a clerk who confirmed a name.
    """

    present: tuple[str, ...]
    former: frozenset[str]


class _Roster:
    """Says whose row it is: by code, or by whole name where there is no code, never by likeness."""

    def __init__(self, desk: Desk, round_code: str) -> None:
        self._desk, self._round_code = desk, round_code
        self._units = desk.store.registers.units()
        self._finder = UnitFinder(self._units)
        self._codes = desk.store.histories.codes()

    def owner(self, cells: Mapping[str, RawAnswer]) -> _Owned | Finding:
        """A name beside a code must not be that of another unit.

        One that is out of date or misspelt is only remarked on.
        """
        stated = [cells[key] for key in (_CODE, _NAME) if key in cells and cells[key].value is not None]
        if not stated:
            where = next(cells[key].where for key in (_CODE, _NAME) if key in cells)
            return Finding("no_unit", where, "Hàng không ghi đơn vị.", "Ghi mã hoặc tên đầy đủ của đơn vị.")
        unit = self._finder.find(self._codes.now(str(stated[0].value)))
        if unit is None:
            written, where = clean(str(stated[0].value)), stated[0].where
            if shared := self._finder.named(written):
                message = f"Tên “{written}” là của nhiều đơn vị: {', '.join(one.code for one in shared)}."
                return Finding("shared_name", where, message, "Ghi mã đơn vị ở cột Mã.")
            message = f"Không có đơn vị “{written}”."
            return Finding("unknown_unit", where, message, "Xem: bcd35 units list")
        return self._judge_name(unit, stated[1]) if len(stated) > 1 else _Owned(unit)

    def _judge_name(self, unit: Unit, cell: RawAnswer) -> _Owned | Finding:
        written = clean(str(cell.value))
        judged = self._judged(written, unit)
        if judged == "own":
            return _Owned(unit)
        if judged == "another":
            message = "Mã và tên trong hàng là của hai đơn vị khác nhau."
            return Finding("units_differ", cell.where, message, "Sửa mã hoặc tên.")
        message = f"Mã “{unit.code}” là của {unit.name}, nhưng hàng ghi tên “{written}”; nhận theo mã."
        fix = (
            f"Nếu là báo cáo của đơn vị khác: bcd35 reports move {unit.code} --round {self._round_code} "
            "--to ĐƠN_VỊ_ĐÚNG --reason LÝ_DO"
        )
        return _Owned(unit, (Finding("name_differs", cell.where, message, fix),))

    def _judged(self, written: str, unit: Unit) -> Literal["own", "another", "slip"]:
        """A code or name in force decides; the names in letters and former ones are asked only then."""
        meant = self._finder.find(self._codes.now(written))
        if meant is not None:
            return "own" if meant == unit else "another"
        return judge_name(written, unit.code, self._names[unit.code].present, self._every_name)

    def _every_name(self) -> dict[str, tuple[str, ...]]:
        return {code: (*names.present, *names.former) for code, names in self._names.items()}

    @cached_property
    def _names(self) -> dict[str, _Names]:
        """By unit code; asked for only when a name is not that on record."""
        kinds = the_office(self._desk).unit_kinds
        former: dict[str, set[str]] = defaultdict(set)
        for entry in list_rounds(self._desk):
            for line in self._desk.store.letters.expectations(entry.round_.code):
                former[line.unit.casefold()] |= {line.name, addressee(line.name, line.kind, kinds)}
        for alias in chain.from_iterable(self._desk.store.intake.aliases().values()):
            former[alias.unit.casefold()].add(alias.alias)
        return {
            unit.code: _Names(
                (unit.name, addressee(unit.name, unit.kind, kinds)), frozenset(former[unit.code.casefold()])
            )
            for unit in self._units
        }


class _Run:
    """One run over one table."""

    def __init__(self, desk: Desk, terms: ReceiptTerms, round_: Round, shown: str, file: StoredFile) -> None:
        self._desk, self._terms, self._round, self._shown, self._file = desk, terms, round_, shown, file
        self._letter_day = letter_day(desk, round_.code)

    def settle(self, table: "UnitTable") -> tuple[dict[int, tuple[Finding, ...]], list[Settled]]:
        """Row number → what is wrong with it, as places of the table; and the verdict of every row."""
        roster = _Roster(self._desk, self._round.code)
        owners = {row.number: roster.owner(table.by_key(row)) for row in table.rows}
        codes = [owner.unit.code for owner in owners.values() if isinstance(owner, _Owned)]
        known = self._desk.store.reports.of_round(self._round.code, set(codes))
        items: list[Return] = []
        for row in table.rows:
            owner = owners[row.number]
            standing = in_force(known.get(owner.unit.code, [])) if isinstance(owner, _Owned) else []
            items.append(self._item(table, row, owner, standing[-1].answers if standing else {}, twice=codes))
        verdicts = Verdicts(self._desk, self._terms).settle(items)
        settled = [
            _with_kept(one, item, in_force(known.get(item.unit, [])))
            for one, item in zip(verdicts, items, strict=True)
        ]
        reasons = {
            row.number: one.outcome.findings
            for row, one in zip(table.rows, settled, strict=True)
            if one.outcome.findings
        }
        return reasons, [_located(one, self._shown) for one in settled]

    def _item(
        self,
        table: "UnitTable",
        row: "TableRow",
        owner: _Owned | Finding,
        current: Answers,
        *,
        twice: list[str],
    ) -> Return:
        file = f"{self._shown}, hàng {row.number}"
        if isinstance(owner, Finding):
            return Return(file, round_=None, findings=(owner,), origin="table")
        code, cells = owner.unit.code, table.by_key(row)
        answers, findings = judge_given(
            self._round.fields, cells, current, blank_at=lambda _: file, empty_where=file
        )
        own_day = _day_of_row(cells.get(_DAY))
        reference_on = _day_of_row(cells.get(_REFERENCE_ON), "Ngày báo cáo")
        findings += [*self._judge_days(own_day, reference_on), *filter(None, (row.struck,))]
        if twice.count(code) > 1:
            findings.append(
                Finding("unit_twice", file, f"Đơn vị “{code}” có nhiều hàng trong bảng.", "Giữ lại một hàng.")
            )
        return Return(
            file=file,
            unit=code,
            round_=self._round,
            answers=answers,
            findings=tuple(findings),
            remarks=owner.remarks,
            origin="table",
            evidence=(self._file,),
            own_day=None if isinstance(own_day, Finding) else own_day,
            reference=_text(cells.get(_REFERENCE)),
            reference_on=reference_on.day if isinstance(reference_on, OwnDay) else None,
        )

    def _judge_days(
        self, own_day: OwnDay | Finding | None, reference_on: OwnDay | Finding | None
    ) -> Iterator[Finding]:
        """What speaks against the day of receipt of a row, and against the day of the unit's own report."""
        today = self._desk.world.today
        if isinstance(own_day, OwnDay):
            own_day = judge_own_day(own_day, today, self._letter_day)
        if isinstance(reference_on, OwnDay):
            fix = "Sửa ngày báo cáo của hàng."
            reference_on = judge_past(reference_on.day, today, reference_on.where, fix, "Ngày báo cáo")
        yield from filter(None, (own_day, reference_on))


def _with_kept(settled: Settled, item: Return, standing: Sequence[Report]) -> Settled:
    """The verdict with what the row says otherwise than the report on record: a rerun changes none of it."""
    outcome = settled.outcome
    if outcome.verdict != "already_received" or not standing:
        return settled
    told = [_kept(item, revision, changes) for revision, changes in _otherwise(item, standing).items()]
    return settled._replace(outcome=outcome._replace(remarks=(*outcome.remarks, *told)))


def _otherwise(item: Return, standing: Sequence[Report]) -> dict[int, list[FieldChange]]:
    """Revision → what a row says otherwise; the earliest one decides the day, the last one the rest."""
    first, last = came_first(standing), standing[-1]
    found: dict[int, list[FieldChange]] = {}
    if item.own_day and item.own_day.day not in {one.received_on for one in standing}:
        change = FieldChange("received_on", first.received_on.isoformat(), item.own_day.day.isoformat())
        found.setdefault(first.revision, []).append(change)
    if item.reference not in ("", last.reference):
        change = FieldChange("reference", last.reference, item.reference)
        found.setdefault(last.revision, []).append(change)
    if item.reference_on not in (None, last.reference_on):
        had = last.reference_on.isoformat() if last.reference_on else None
        change = FieldChange("reference_on", had, item.reference_on.isoformat())
        found.setdefault(last.revision, []).append(change)
    return found


def _kept(item: Return, revision: int, changes: Sequence[FieldChange]) -> Finding:
    code = item.round_.code if item.round_ else ""
    told = "; ".join(map(change_words, changes))
    message = f"“{item.unit}” đã có trong sổ; hàng ghi khác sổ ({told}), chạy lại bảng không đổi sổ."
    options = " ".join(f"{_AMENDING[one.field]} {typed(one.after) or 'SỐ'}" for one in changes)
    of = f"{item.unit} --round {code} --revision {revision}"
    fix = f"Sổ sai thì sửa: bcd35 reports amend {of} {options} --reason LÝ_DO"
    return Finding("row_not_kept", item.file, message, fix)


def _text(cell: RawAnswer | None) -> str:
    return clean(str(cell.value)) if cell and cell.value is not None else ""


def _day_of_row(cell: RawAnswer | None, what: str = "Ngày nhận") -> OwnDay | Finding | None:
    """A day of the row's own; an empty cell leaves it to the command."""
    if cell is None or cell.fault or (cell.value is None or not clean(str(cell.value))):
        return cell.fault if cell else None
    day = day_of(cell.value)
    return OwnDay(day, "row", cell.where) if day else not_a_day(cell.value, cell.where, what)


def _located(settled: Settled, shown: str) -> Settled:
    """The verdict with its findings placed in the file."""
    one = settled.outcome
    outcome: Outcome = one._replace(findings=placed(one.findings, shown), remarks=placed(one.remarks, shown))
    return settled._replace(outcome=outcome)


def _not_given_back(desk: Desk, file: Path) -> Finding:
    message = (
        f"Không ghi được tệp các hàng cần sửa cạnh bảng “{desk.workspace.shown(file)}”; các hàng đúng đã ghi "
        "sổ."
    )
    fix = "Chép bảng vào thư mục ghi được rồi chạy lại để có tệp ấy."
    return Finding("not_given_back", desk.workspace.shown(file), message, fix)


def _give_back(file: Path, table: "UnitTable", reasons: Mapping[int, Sequence[Finding]]) -> Path:
    """The rows to be corrected, beside the table, under a name that nothing has yet.

    The same rows again are the same file.
    """
    from bcd35.formats.forms.unit_table import write_refused

    data = write_refused(table, reasons)
    for number in range(1, 1000):
        name = f"{file.stem}{SENT_BACK}{'' if number == 1 else f' ({number})'}.xlsx"
        path = file.with_name(name)
        if not path.exists():
            write_file(path, data)
            return path
        if path.read_bytes() == data:
            return path
    raise FileExistsError(17, "no free name", str(file))
