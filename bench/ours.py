"""What the benches use of the program: the only file here that names its modules."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import bcd35
from bcd35.cli.errors import run as command_line
from bcd35.domain.answers import Answer
from bcd35.domain.errors import Bcd35Error
from bcd35.domain.form_spec import ANSWER_COLUMN, FIRST_ROW, SHEET, FormIdentity, form_spec, identify
from bcd35.domain.letters import Expectation, LetterNumber
from bcd35.domain.reports import Report
from bcd35.domain.rounds import Round
from bcd35.domain.shape import to_plain
from bcd35.domain.units import Unit
from bcd35.formats.docx.reader import read_docx
from bcd35.formats.docx.template import Link, Picture
from bcd35.formats.forms.blank import FormCopier, FormHead
from bcd35.formats.forms.returned import read_form
from bcd35.formats.letters.notice import (
    TEMPLATE_NAMES,
    LetterContent,
    addressee_context,
    checklist_context,
    letter_context,
    letter_copier,
    unit_context,
)
from bcd35.store import connection, store
from bcd35.store.report_rows import NewReport
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.planning import plan_notice
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.open_template import open_template
from bcd35.usecases.receiving.reading import read_file
from bcd35.usecases.receiving.recognise import Recogniser
from bcd35.usecases.registers.rounds import get_round
from bcd35.usecases.summary.status import status, sum_up
from bcd35.usecases.summary.writers import WRITERS
from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.upkeep import check_workspace, make_workspace
from bcd35.world.files import write_file
from bcd35.world.workspace import VIETNAM, Workspace, World, now

__all__ = ["ANSWER_COLUMN", "FIRST_ROW", "SHEET", "VIETNAM", "Bcd35Error", "command_line", "write_file"]

DATED = date(2025, 11, 22)
_QUARTER = timedelta(days=91)  # between two rounds
_MORE_FIELDS = "".join(
    f"  - {{code: so_lieu_{number}, label: Số liệu bổ sung {number}, kind: count}}\n" for number in (1, 2, 3)
)
_FILES_AT_ONCE = 25


def desk_in(root: Path) -> Desk:
    return open_desk(World(now(), Workspace(root)))


# --- the office -----------------------------------------------------------------------------------------


def make_office(root: Path, units: int, earlier: int) -> None:
    """Make an office whose earlier rounds are reported and closed; one more is open and not issued.

    Every round has 12 fields.
    """
    make_workspace(root)
    roster = [
        Unit(code=f"X{number:05}", name=f"Đảng ủy xã Phú Bình số {number:05}", kind="dang_uy_co_so")
        for number in range(units)
    ]
    lines = (f'  - {{code: {unit.code}, name: "{unit.name}", kind: {unit.kind}}}\n' for unit in roster)
    (root / "data" / "units.yaml").write_text("units:\n" + "".join(lines), encoding="utf-8")
    (file,) = (root / "data" / "rounds").iterdir()
    text = file.read_text(encoding="utf-8").replace("\nfields:\n", f"\nfields:\n{_MORE_FIELDS}")
    file.write_text(text, encoding="utf-8")
    desk = desk_in(root)
    asked = get_round(desk, "")
    with desk.act():
        for back in range(earlier, 0, -1):
            deadline = asked.deadline - _QUARTER * back
            past = replace(asked, code=f"{asked.code}-{back}", deadline=deadline, status="closed")
            number = LetterNumber("CV/BCĐ", "2025-2030", 28 - back)
            _report_round(desk, past, number, DATED - _QUARTER * back, roster)
    desk.store.close()


def _report_round(
    desk: Desk, round_: Round, number: LetterNumber, dated: date, roster: Sequence[Unit]
) -> None:
    """Write the rows of a past round: of twenty units one is missing and three are late."""
    letters, registers, at = desk.store.letters, desk.store.registers, desk.world.now
    registers.set_round(round_.code, round_.status, _json(round_))
    letters.take_number(number, round_.code, at)
    frozen = {"round": _json(round_), "office": registers.office(), "channels": _json(registers.channels())}
    letters.record_letter(round_.code, number, dated, frozen, at)
    lines = [
        Expectation(unit=unit.code, name=unit.name, kind=unit.kind, event="issued", on=dated, reason="")
        for unit in roster
    ]
    letters.record_expectations(round_.code, lines, at)
    kinds = {field.code: field.kind for field in round_.fields}
    reports = [_report(round_, unit, place) for place, unit in enumerate(roster) if place % 20]
    desk.store.reports.record([NewReport(report, kinds, "") for report in reports], at)


def _json(value: object) -> str:
    return json.dumps(to_plain(value), ensure_ascii=False)


def _report(round_: Round, unit: Unit, place: int) -> Report:
    values: dict[str, Any] = {
        "count": place * 7 % 1_500,
        "date": DATED,
        "yes_no": place % 3 > 0,
        "text": f"Thiếu máy ảnh thứ {place}.",
    }
    answers = {
        field.code: Answer("value", values.get(field.kind, field.of[place % 3 :])) for field in round_.fields
    }
    late = 3 if place % 20 > 16 else -place % 9
    return Report(
        round_code=round_.code,
        unit=unit.code,
        revision=1,
        received_on=round_.deadline + timedelta(days=late),
        answers=answers,
        origin="manual",
    )


def issued_forms(root: Path) -> list[tuple[str, str, str]]:
    """Unit's code, unit's name and form id of the only letter that has forms, in the order of the codes."""
    sql = "SELECT unit_code, name, form_id FROM forms JOIN units ON units.code = unit_code ORDER BY unit_code"
    with closing(sqlite3.connect(root / "bcd35.db")) as database:
        return database.execute(sql).fetchall()


# --- work for one unit or one file ----------------------------------------------------------------------


class Documents:
    """Letter and form of an office's open round, ready to be made, and what the peers make theirs of."""

    def __init__(self, root: Path) -> None:
        desk = desk_in(root)
        terms = plan_notice(desk, NoticeRequest(dated=DATED)).terms
        self._content = content = LetterContent(
            office=terms.office,
            round_=terms.round_,
            number=terms.number,
            dated=terms.dated,
            channels=terms.channels,
        )
        template = open_template(desk.workspace, TEMPLATE_NAMES["letter"], terms.office, terms.office.style)
        self._letters = letter_copier(template, content)
        self._spec = form_spec(terms.round_)
        self._forms = FormCopier(self._spec, _form_head(content))
        self._shared = letter_context(content), checklist_context(content)
        self.letter_template = desk.workspace.templates / TEMPLATE_NAMES["letter"]
        self.checklist_template = desk.workspace.templates / TEMPLATE_NAMES["checklist"]
        desk.store.close()

    def letter(self, name: str) -> bytes:
        return self._letters.copy(addressee_context(self._content, [name]))

    def form(self, code: str, name: str) -> bytes:
        return self._forms.copy(self._identity(code), name)

    def form_id(self, code: str) -> str:
        return self._identity(code).form_id

    def letter_values(self, name: str) -> Mapping[str, Any]:
        """What the letter's template prints."""
        return self._shared[0] | addressee_context(self._content, [name])

    def checklist_values(self, name: str, picture: Callable[[bytes, float], object]) -> Mapping[str, Any]:
        """What the checklist's template prints; ``picture`` makes one of PNG bytes and a width in mm."""
        values: Mapping[str, Any] = _plain(self._shared[1] | unit_context(self._content, name), picture)
        return values

    def _identity(self, code: str) -> FormIdentity:
        return identify(self._spec, code, self._content.number.reference)


def _form_head(content: LetterContent) -> FormHead:
    office, round_ = content.office, content.round_
    return FormHead(
        superior=office.superior,
        issuer=office.issuer,
        office_name=office.full_name,
        unit_name="",
        subject=round_.subject,
        reference=content.number.reference,
        dated=content.dated,
        deadline=round_.deadline,
        send_to=office.standing_office,
    )


def _plain(value: Any, picture: Callable[[bytes, float], object]) -> Any:
    """A context without the program's own values."""
    if isinstance(value, Mapping):
        return {key: _plain(one, picture) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one, picture) for one in value]
    if isinstance(value, Picture):
        return picture(value.png, value.width_mm)
    return value.address if isinstance(value, Link) else value


def read_and_judge(root: Path) -> Callable[[Sequence[Path]], None]:
    """Give a function that reads returned files and judges their answers. It stops at a refused one."""
    desk = desk_in(root)
    recogniser = Recogniser(desk, "")

    def read(paths: Sequence[Path]) -> None:
        for start in range(0, len(paths), _FILES_AT_ONCE):
            files = [read_file(path, recogniser.layouts) for path in paths[start : start + _FILES_AT_ONCE]]
            for one in recogniser.recognise(files):
                if one.findings:
                    raise SystemExit(f"{one.file} was refused: {one.findings[0].message}")

    return read


def write_workbook(root: Path) -> Callable[[Path], object]:
    """Give a function that writes the workbook of the open round; its figures are summed up before."""
    desk = desk_in(root)
    seen = status(desk)
    summary = sum_up(desk, seen)
    return lambda path: path.write_bytes(WRITERS["xlsx"][1](desk, seen, summary)[0])


# --- for the harnesses of kills, guards and power cuts ------------------------------------------------------


def faults_of(root: Path) -> list[str]:
    """What ``check`` finds wrong, but for files that a killed run left over."""
    desk = desk_in(root)
    with closing(desk.store):
        return [found.message for found in check_workspace(desk).findings if found.code != "left_over"]


_DAMAGE = frozenset(
    [
        "answer_unlike_form",
        "database_fault",
        "file_changed",
        "file_missing",
        "row_added",
        "row_changed",
        "row_deleted",
        "seal_broken",
        "structure_changed",
        "table_unreadable",
    ]
)


def damage_in(root: Path) -> list[str]:
    """What ``check`` says is missing or damaged; an act that was cut short is neither."""
    desk = desk_in(root)
    with closing(desk.store):
        return [found.message for found in check_workspace(desk).findings if found.code in _DAMAGE]


def refusals_in(root: Path) -> list[str]:
    """Why the program would write nothing to this ledger: it calls it older, or another one."""
    desk = desk_in(root)
    with closing(desk.store):
        return [found.message for found in desk.guard.findings(desk)]


def load_everything() -> None:
    """Import all of the program, for a process that forks."""
    for module in walk_packages(bcd35.__path__, "bcd35."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def with_unlinked_journal() -> None:
    """Make this process a build with SQLite's own way to commit; ``bench.powercut`` must find it out."""
    vars(connection)["JOURNAL_MODE"] = "DELETE"


def without_transactions() -> None:
    """Make this process a build whose acts are no transactions; ``bench.kills`` must find it out."""

    @contextmanager
    def no_act(_: sqlite3.Connection) -> Iterator[None]:
        yield

    vars(store)["act"] = no_act


def verdict_on_form(data: bytes) -> str:
    """What is said of a returned file from outside."""
    return next((found.code for found in read_form(data).findings), "read")


def verdict_on_document(data: bytes) -> str:
    """What is said of a Word file from outside."""
    return next((found.code for found in read_docx(data).findings), "read")
