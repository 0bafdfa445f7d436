"""The forms in which a round is told.

Workbook, page, written report, open data, all from one ``RoundSummary``, so they agree.
"""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bcd35.domain.contributions import known_on
from bcd35.domain.findings import Finding
from bcd35.domain.round_summary import RoundSummary, summary_json
from bcd35.usecases.desk import Desk
from bcd35.usecases.summary.status import Status

if TYPE_CHECKING:
    from bcd35.formats.exports.open_data import OpenDataContent

_Written = tuple[bytes, tuple[Finding, ...]]  # a whole file, and what had to be changed to write it


def _workbook(desk: Desk, seen: Status, summary: RoundSummary) -> _Written:
    from bcd35.formats.workbook.book import write_workbook
    from bcd35.formats.workbook.content import JournalWords, SheetHeading, WorkbookContent
    from bcd35.usecases.registers.layouts import layout_in_force
    from bcd35.usecases.registers.log import journal_of_round

    layout = layout_in_force(desk)
    code, registers = seen.head.code, desk.store.registers
    content = WorkbookContent(
        office=seen.office,
        heading=SheetHeading(layout.title_lines, "*" if layout.has("star") else ""),
        round_=seen.round_,
        reference=seen.letter.number.reference,
        dated=seen.letter.dated,
        summary=summary,
        channels=seen.channels,
        pieces=known_on(desk.store.contributions.of_round(code), seen.state.as_of),
        unit_names={unit.code: unit.name for unit in registers.units()},
        channel_names={channel.code: channel.name for channel in registers.channels()},
        journal=[JournalWords(*line) for line in journal_of_round(desk, code)],
    )
    return write_workbook(content)


def _json(_desk: Desk, _seen: Status, summary: RoundSummary) -> _Written:
    encoder = json.JSONEncoder(ensure_ascii=False, indent=2, default=lambda make: make())
    pieces = encoder.iterencode(summary_json(summary))
    written = io.BytesIO()  # all pieces in one list take 60 MB at 1,530 units
    for piece in pieces:
        written.write(piece.encode())
    written.write(b"\n")
    return written.getvalue(), ()


def _page(_desk: Desk, seen: Status, summary: RoundSummary) -> _Written:
    from bcd35.formats.page.summary import PageContent, write_page

    content = PageContent(seen.office, seen.round_, seen.letter.number.reference, seen.letter.dated, summary)
    return write_page(content), ()


def _report(desk: Desk, seen: Status, summary: RoundSummary) -> _Written:
    from bcd35.usecases.summary.written_report import write_report

    return write_report(desk, seen, summary), ()


def _open_data(desk: Desk, seen: Status, summary: RoundSummary) -> "OpenDataContent":
    from bcd35.domain.entries import unit_entry
    from bcd35.formats.exports.open_data import OpenDataContent

    known = {unit.code.casefold(): unit for unit in desk.store.registers.units()}
    entries = [unit_entry(known[unit.code.casefold()]) for unit in seen.units]
    return OpenDataContent(seen.office, seen.round_, summary, seen.channels, entries)


def _csv(desk: Desk, seen: Status, summary: RoundSummary) -> _Written:
    from bcd35.formats.exports.open_data import write_tables

    return write_tables(_open_data(desk, seen, summary)), ()


def _data_package(desk: Desk, seen: Status, summary: RoundSummary) -> _Written:
    from bcd35.formats.exports.open_data import write_data_package

    return write_data_package(_open_data(desk, seen, summary)), ()


# Form (``--format``) → how the name of its file ends, and what writes it. A new form of the summary is one
# line here.
WRITERS: dict[str, tuple[str, Callable[[Desk, Status, RoundSummary], _Written]]] = {
    "xlsx": (".xlsx", _workbook),
    "html": (".html", _page),
    "docx": (".docx", _report),
    "json": (".json", _json),
    "csv": ("_csv.zip", _csv),
    "datapackage": ("_datapackage.zip", _data_package),
}


def suffix_of(form: str) -> str:
    """``".xlsx"`` for ``xlsx``, ``".zip"`` for ``csv``."""
    return Path(WRITERS[form][0]).suffix or WRITERS[form][0]
