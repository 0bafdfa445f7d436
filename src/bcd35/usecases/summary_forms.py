"""The forms in which a round is told: workbook, page, written report, open data. All of them from one ``Status``, so they say the same."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS, Contribution, compare_claims
from bcd35.domain.figures import figures_json
from bcd35.domain.findings import Finding
from bcd35.usecases.desk import Desk
from bcd35.usecases.rounds import get_round
from bcd35.usecases.summary import Status, compare

if TYPE_CHECKING:
    from bcd35.formats.open_data import OpenDataContent
    from bcd35.formats.workbook.content import ContributionLine as SheetLine
    from bcd35.formats.workbook.content import Reminded

Written = tuple[bytes, tuple[Finding, ...]]  # a whole file, and what had to be changed to write it


def _workbook(desk: Desk, seen: Status) -> Written:
    from bcd35.domain.journal import describe_act
    from bcd35.formats.workbook.book import write_workbook
    from bcd35.formats.workbook.content import JournalWords, WorkbookContent

    pieces = desk.store.contributions.of_round(seen.round_.code)
    return write_workbook(
        WorkbookContent(
            seen.office,
            seen.round_,
            seen.letter.number.reference,
            seen.letter.dated,
            seen.figures,
            seen.channels,
            comparison=compare(desk, seen),
            reminders=_reminded(seen),
            contributions=_contribution_lines(desk, pieces) if pieces or seen.round_.contributions.fields() else None,
            journal=[JournalWords(*describe_act(*line)) for line in desk.store.registers.journal_about(seen.round_.code)],
        )
    )


def _reminded(seen: Status) -> "dict[str, Reminded]":
    from bcd35.formats.workbook.content import Reminded

    sent = ((unit.code, seen.reminders.get(unit.code.casefold(), ())) for unit in seen.state.units)
    return {code: Reminded(len(reminders), reminders[-1].dated) for code, reminders in sent if reminders}


def _contribution_lines(desk: Desk, pieces: Sequence[Contribution]) -> "list[SheetLine]":
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
        for piece in pieces
    ]


def _json(_desk: Desk, seen: Status) -> Written:
    return json.dumps(figures_json(seen.figures), ensure_ascii=False, indent=2).encode() + b"\n", ()


def _page(desk: Desk, seen: Status) -> Written:
    from bcd35.formats.page.summary import PageContent, write_page

    claims = compare_claims(
        get_round(desk, seen.round_.code).contributions, seen.state.units, desk.store.contributions.of_round(seen.round_.code)
    )
    return write_page(
        PageContent(seen.office, seen.round_, seen.letter.number.reference, seen.letter.dated, seen.figures, tuple(claims))
    ), ()


def _report(desk: Desk, seen: Status) -> Written:
    from bcd35.usecases.written_report import write_report

    return write_report(desk, seen), ()


def _open_data(desk: Desk, seen: Status) -> "OpenDataContent":
    from bcd35.domain.entries import UnitEntry
    from bcd35.formats.open_data import OpenDataContent

    asked = {unit.code.casefold() for unit in seen.state.units}
    known = (unit for unit in desk.store.registers.units() if unit.code.casefold() in asked)
    entries = [UnitEntry(unit.code, unit.name, unit.kind, unit.email, unit.note) for unit in known]
    return OpenDataContent(seen.office, seen.round_, seen.figures, seen.channels, entries)


def _csv(desk: Desk, seen: Status) -> Written:
    from bcd35.formats.open_data import write_tables

    return write_tables(_open_data(desk, seen)), ()


def _data_package(desk: Desk, seen: Status) -> Written:
    from bcd35.formats.open_data import write_data_package

    return write_data_package(_open_data(desk, seen)), ()


# Form (``--format``) → how the name of its file ends, and what writes it. A new form of the summary is one line here.
FORMS: dict[str, tuple[str, Callable[[Desk, Status], Written]]] = {
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
