"""The forms in which a round is told.

Workbook, page, written report, open data, all from one ``RoundSummary``, so they agree.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS, known_on
from bcd35.domain.findings import Finding
from bcd35.domain.round_summary import RoundSummary, summary_json
from bcd35.usecases.desk import Desk
from bcd35.usecases.summary.status import Status

if TYPE_CHECKING:
    from bcd35.formats.exports.open_data import OpenDataContent
    from bcd35.formats.workbook.content import ContributionLine as SheetLine

Written = tuple[bytes, tuple[Finding, ...]]  # a whole file, and what had to be changed to write it


def _workbook(desk: Desk, seen: Status, summary: RoundSummary) -> Written:
    from bcd35.domain.journal import describe_act
    from bcd35.formats.workbook.book import write_workbook
    from bcd35.formats.workbook.content import JournalWords, WorkbookContent

    journal = [
        JournalWords(*describe_act(*line)) for line in desk.store.registers.journal_about(seen.round_.code)
    ]
    return write_workbook(
        WorkbookContent(
            seen.office,
            seen.round_,
            seen.letter.number.reference,
            seen.letter.dated,
            summary,
            seen.channels,
            pieces=_pieces(desk, seen),
            journal=journal,
        )
    )


def _pieces(desk: Desk, seen: Status) -> "list[SheetLine]":
    """The register of contributions in the workbook's words."""
    from bcd35.formats.workbook.content import ContributionLine as SheetLine

    names = {unit.code: unit.name for unit in desk.store.registers.units()}
    channels = {channel.code: channel.name for channel in desk.store.registers.channels()}
    return [
        SheetLine(
            names.get(piece.unit, piece.unit),
            piece.now.title,
            piece.now.category,
            MEDIUM_WORDS[piece.now.medium],
            piece.received_on,
            STAGE_WORDS[piece.now.stage],
            channels.get(piece.now.channel, piece.now.channel),
            piece.now.url,
            piece.now.on if piece.now.stage == "published" else None,
            piece.now.reason,
        )
        for piece in known_on(desk.store.contributions.of_round(seen.round_.code), seen.state.as_of)
    ]


def _json(_desk: Desk, _seen: Status, summary: RoundSummary) -> Written:
    return json.dumps(summary_json(summary), ensure_ascii=False, indent=2).encode() + b"\n", ()


def _page(_desk: Desk, seen: Status, summary: RoundSummary) -> Written:
    from bcd35.formats.page.summary import PageContent, write_page

    return write_page(
        PageContent(seen.office, seen.round_, seen.letter.number.reference, seen.letter.dated, summary)
    ), ()


def _report(desk: Desk, seen: Status, summary: RoundSummary) -> Written:
    from bcd35.usecases.summary.written_report import write_report

    return write_report(desk, seen, summary), ()


def _open_data(desk: Desk, seen: Status, summary: RoundSummary) -> "OpenDataContent":
    from bcd35.domain.entries import UnitEntry
    from bcd35.formats.exports.open_data import OpenDataContent

    asked = {unit.code.casefold() for unit in seen.state.units}
    known = (unit for unit in desk.store.registers.units() if unit.code.casefold() in asked)
    entries = [UnitEntry(unit.code, unit.name, unit.kind, unit.email, unit.note) for unit in known]
    return OpenDataContent(seen.office, seen.round_, summary, seen.channels, entries)


def _csv(desk: Desk, seen: Status, summary: RoundSummary) -> Written:
    from bcd35.formats.exports.open_data import write_tables

    return write_tables(_open_data(desk, seen, summary)), ()


def _data_package(desk: Desk, seen: Status, summary: RoundSummary) -> Written:
    from bcd35.formats.exports.open_data import write_data_package

    return write_data_package(_open_data(desk, seen, summary)), ()


# Form (``--format``) → how the name of its file ends, and what writes it. A new form of the summary is one
# line here.
FORMS: dict[str, tuple[str, Callable[[Desk, Status, RoundSummary], Written]]] = {
    "xlsx": (".xlsx", _workbook),
    "html": (".html", _page),
    "docx": (".docx", _report),
    "json": (".json", _json),
    "csv": ("_csv.zip", _csv),
    "datapackage": ("_datapackage.zip", _data_package),
}


def suffix_of(form: str) -> str:
    """``".xlsx"`` for ``xlsx``, ``".zip"`` for ``csv``."""
    return Path(FORMS[form][0]).suffix or FORMS[form][0]
