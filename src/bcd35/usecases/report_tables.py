"""Recording from one table with many units: the office's own sheet, one row a unit, columns named as the form's questions or codes.

Only a file that the command names is ever taken for such a table, never one that lies in a folder of returned files: there a unit
could report for another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.reports import Answers, RawAnswer, in_force, judge_answer, judge_answers
from bcd35.domain.rounds import Round
from bcd35.domain.text import clean
from bcd35.domain.units import Unit, find_unit
from bcd35.store.reports import StoredFile
from bcd35.usecases.desk import Desk
from bcd35.usecases.incoming import placed
from bcd35.usecases.receipt_remarks import judge_receipt
from bcd35.usecases.reports import Recorded
from bcd35.usecases.rounds import open_round
from bcd35.usecases.settling import Ledger, Outcome, Return, Settled, Terms, record_settled
from bcd35.world.files import sha256, sweep, write_file
from bcd35.world.kept import keep, kept_path

if TYPE_CHECKING:
    from bcd35.formats.tables import Table, TableRow

_CODE, _NAME = "#code", "#name"  # no field's code begins so
_UNIT_HEADINGS = {"Mã": _CODE, "Mã đơn vị": _CODE, "Đơn vị": _NAME, "Tên đơn vị": _NAME}


@dataclass(frozen=True, slots=True)
class TableRequest:
    """The table and what holds for all of its rows."""

    file: Path
    round_code: str = ""
    received_on: date | None = None
    note: str = ""


def is_table(path: Path) -> bool:
    """Tell a table from a returned form: a .csv, or a workbook in which no form is found."""
    if path.suffix.lower() == ".csv":
        return path.is_file()
    if path.suffix.lower() != ".xlsx" or not path.is_file():
        return False
    from bcd35.formats.returned_forms import read_form

    reading = read_form(path.read_bytes())
    return reading.identity is None and not reading.sheet and {found.code for found in reading.findings} == {"not_a_form"}


def record_table(desk: Desk, request: TableRequest, *, dry_run: bool = False) -> Recorded:
    """Judge all rows, record the good ones in one act, write the others back as a file beside the table, each with its reasons.

    Raises Refused with everything that keeps the table from being read.
    """
    round_ = open_round(desk, request.round_code)
    shown, data = desk.workspace.shown(request.file), request.file.read_bytes()
    table = _read(shown, data, round_)
    run = _Run(desk, request, round_, StoredFile(sha256(data), clean(request.file.name), len(data)))
    reasons, settled = run.settle(table)
    if not dry_run and any(one.news for one in settled):
        keep(desk.workspace, data, request.file.name)
        with desk.store.act():
            reasons, settled = run.settle(table)
            record_settled(desk, settled)
            sweep([kept_path(desk.workspace, sha256(data), request.file.name)])
    outcomes = tuple(one.outcome for one in settled)
    remarks = judge_receipt(desk, outcomes, request.received_on, request.note)
    recorded = Recorded(outcomes, dry_run=dry_run, remarks=remarks)
    if dry_run or not reasons:
        return recorded
    try:
        return recorded._replace(given_back=desk.workspace.shown(_give_back(request.file, table, reasons)))
    except OSError:  # the act is done and its verdicts must be told; the table may lie on a share that is only to be read
        return recorded._replace(remarks=(*remarks, _not_given_back(desk, request.file)))


def _read(shown: str, data: bytes, round_: Round) -> "Table":
    from bcd35.formats.tables import Table, read_table

    fields = {heading: asked.code for asked in round_.fields for heading in (asked.label, asked.code)}
    table = read_table(data, shown, {**_UNIT_HEADINGS, **fields})
    if not isinstance(table, Table):
        raise Refused("table_refused", "", findings=placed(table, shown))
    if not {_CODE, _NAME} & set(table.keys):
        fix = "Thêm cột “Mã đơn vị” hoặc “Tên đơn vị”."
        raise Refused("no_unit_column", f"Bảng “{shown}” không có cột đơn vị.", where=shown, fix=fix)
    return table


class _Run:
    """One run over one table."""

    def __init__(self, desk: Desk, request: TableRequest, round_: Round, file: StoredFile) -> None:
        self._desk, self._round, self._file = desk, round_, file
        self._shown = desk.workspace.shown(request.file)
        self._terms = Terms(request.received_on or desk.world.today, request.note)

    def settle(self, table: "Table") -> tuple[dict[int, tuple[Finding, ...]], list[Settled]]:
        """Row number → what is wrong with it, as places of the table; and the verdict of every row."""
        units = self._desk.store.registers.units()
        owners = {row.number: _owner(table.by_key(row), units) for row in table.rows}
        codes = [owner.code for owner in owners.values() if isinstance(owner, Unit)]
        known = self._desk.store.reports.of_round(self._round.code, set(codes))
        items: list[Return] = []
        for row in table.rows:
            owner = owners[row.number]
            standing = in_force(known.get(owner.code, [])) if isinstance(owner, Unit) else []
            items.append(self._item(table, row, owner, standing[-1].answers if standing else {}, twice=codes))
        ledger = Ledger(self._desk, self._terms)
        ledger.look_up(items)
        settled = [ledger.settle(item) for item in items]
        reasons = {row.number: one.outcome.findings for row, one in zip(table.rows, settled, strict=True) if one.outcome.findings}
        return reasons, [_located(one, self._shown) for one in settled]

    def _item(self, table: "Table", row: "TableRow", owner: Unit | Finding, current: Answers, *, twice: list[str]) -> Return:
        file = f"{self._shown}, hàng {row.number}"
        if isinstance(owner, Finding):
            return Return(file, round_=None, findings=(owner,), origin="table")
        answers, findings = _judge_row(self._round, table.by_key(row), current, file)
        if twice.count(owner.code) > 1:
            findings.append(Finding("unit_twice", file, f"Đơn vị “{owner.code}” có nhiều hàng trong bảng.", "Giữ lại một hàng."))
        return Return(file, owner.code, self._round, answers, tuple(findings), origin="table", evidence=(self._file,))


def _located(settled: Settled, shown: str) -> Settled:
    """The verdict with its findings placed in the file."""
    outcome: Outcome = replace(settled.outcome, findings=placed(settled.outcome.findings, shown))
    return settled._replace(outcome=outcome)


def _owner(cells: Mapping[str, RawAnswer], units: Sequence[Unit]) -> Unit | Finding:
    """Whose row it is: by code and whole name, which must agree; never by likeness."""
    stated = [cells[key] for key in (_CODE, _NAME) if key in cells and cells[key].value is not None]
    if not stated:
        where = next(cells[key].where for key in (_CODE, _NAME) if key in cells)
        return Finding("no_unit", where, "Hàng không ghi đơn vị.", "Ghi mã hoặc tên đầy đủ của đơn vị.")
    found = [find_unit(str(cell.value), units) for cell in stated]
    for cell, unit in zip(stated, found, strict=True):
        if unit is None:
            return Finding("unknown_unit", cell.where, f"Không có đơn vị “{clean(str(cell.value))}”.", "Xem: bcd35 units list")
    first = found[0]
    if first is None or any(unit != first for unit in found):
        return Finding("units_differ", stated[-1].where, "Mã và tên trong hàng là của hai đơn vị khác nhau.", "Sửa mã hoặc tên.")
    return first


def _judge_row(round_: Round, cells: Mapping[str, RawAnswer], current: Answers, where: str) -> tuple[Answers, list[Finding]]:
    """The answers of one row; on an earlier report the columns that the table has correct it and the rest stays."""
    if not current:
        raw = {asked.code: cells.get(asked.code, RawAnswer(None, where)) for asked in round_.fields}
        return judge_answers(round_.fields, raw, empty_where=where)
    judged = {asked.code: judge_answer(asked, cells[asked.code]) for asked in round_.fields if asked.code in cells}
    good = {code: answer for code, answer in judged.items() if not isinstance(answer, Finding)}
    return {**current, **good}, [answer for answer in judged.values() if isinstance(answer, Finding)]


def _not_given_back(desk: Desk, file: Path) -> Finding:
    message = f"Không ghi được tệp các hàng cần sửa cạnh bảng “{desk.workspace.shown(file)}”; các hàng đúng đã ghi sổ."
    return Finding("not_given_back", desk.workspace.shown(file), message, "Chép bảng vào thư mục ghi được rồi chạy lại để có tệp ấy.")


def _give_back(file: Path, table: "Table", reasons: Mapping[int, Sequence[Finding]]) -> Path:
    """The rows to be corrected, beside the table, under a name that nothing has yet; the same rows again are the same file."""
    from bcd35.formats.tables import write_refused

    data = write_refused(table, reasons)
    for number in range(1, 1000):
        name = f"{file.stem}_can-sua{'' if number == 1 else f' ({number})'}.xlsx"
        path = file.with_name(name)
        if not path.exists():
            write_file(path, data)
            return path
        if path.read_bytes() == data:
            return path
    raise FileExistsError(17, "no free name", str(file))
