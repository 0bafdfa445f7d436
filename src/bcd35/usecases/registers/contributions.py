"""The register of contributions: what units sent for publication, and where each piece was published."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.changes import as_detail, changes_between
from bcd35.domain.channels import canonical_url
from bcd35.domain.contributions import STAGE_WORDS, Contribution, ContributionLine, judge_line
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Bcd35Error, Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.receipt import refuse_to_come
from bcd35.domain.rounds import Round
from bcd35.domain.text import clean, fold
from bcd35.usecases.desk import Desk
from bcd35.usecases.outputs import refuse_output, write_output
from bcd35.usecases.registers.channels import list_channels
from bcd35.usecases.registers.rounds import get_round, open_rounds, refuse_closed
from bcd35.usecases.registers.units import get_unit
from bcd35.world.kept import keep_copy

if TYPE_CHECKING:
    from bcd35.usecases.registers.exports import Exported

_LISTING = "bcd35 contributions list"


class ListedPieces(NamedTuple):
    """Pieces of one round, and the names of the units that sent them (by code)."""

    round_code: str
    pieces: tuple[Contribution, ...]
    unit_names: Mapping[str, str]


def list_contributions(
    desk: Desk, wanted_round: str = "", *, text: str = "", unit: str = "", stage: str = "", medium: str = ""
) -> ListedPieces:
    """Pieces of a round whose number, title, category or unit contains the text, tones ignored.

    ``unit``, ``stage`` and ``medium`` narrow the list where they are given.
    """
    round_ = get_round(desk, wanted_round)
    names = {one.code: one.name for one in desk.store.registers.units()}
    code = get_unit(desk, unit).code.casefold() if unit else ""
    wanted = fold(text)
    pieces = tuple(
        piece
        for piece in desk.store.contributions.of_round(round_.code)
        if (not code or piece.unit.casefold() == code)
        and (not stage or piece.now.stage == stage)
        and (not medium or piece.now.medium == medium)
        and wanted
        in fold(
            f"{piece.number} {piece.now.title} {piece.now.category} {piece.unit} {names.get(piece.unit, '')}"
        )
    )
    return ListedPieces(round_.code, pieces, names)


class NewContribution(NamedTuple):
    """What the clerk typed about a new piece."""

    unit: str
    line: ContributionLine
    round_code: str = ""
    file: Path | None = None


class ContributionChanged(NamedTuple):
    """A piece after an act and the line before it (None when new); ``findings`` are remarks."""

    piece: Contribution
    before: ContributionLine | None
    unit_name: str
    findings: tuple[Finding, ...] = ()


def add_contribution(desk: Desk, new: NewContribution) -> ContributionChanged:
    """Register a piece; its file is kept under its hash first.

    Raises Refused with everything wrong, UnknownName for the unit or file.
    """
    round_, unit = get_round(desk, new.round_code), get_unit(desk, new.unit)
    refuse_closed(round_)
    refuse_to_come(desk.world.today, ("--received-on", "Ngày nhận", new.line.on))
    _refuse(judge_line(None, new.line, round_.contributions, ()))
    kept, name = "", ""
    if new.file is not None:
        desk.guard.before_writing(desk)  # the file is kept before the act
        kept, name = keep_copy(desk.workspace, new.file), clean(new.file.name)
    piece = Contribution(
        number=0,
        round_code=round_.code,
        unit=unit.code,
        received_on=new.line.on,
        sha256=kept,
        file_name=name,
        lines=(new.line,),
    )
    store, now = desk.store, desk.world.now
    with desk.act():
        known = store.contributions.of_round(round_.code)
        _refuse_known_file(piece, known)
        number = store.contributions.record(piece, now)
        told = {"round": round_.code, "number": number, "title": new.line.title}
        desk.journal("add_contribution", unit.code, **told)
    piece = replace(piece, number=number)
    return ContributionChanged(piece, None, unit.name, tuple(_same_title(piece, known)))


def edit_contribution(desk: Desk, number: int, changes: Mapping[str, str | date]) -> ContributionChanged:
    """Write the next line of a piece; ``changes`` names the fields of ContributionLine that change.

    On a new stage the day is today's unless named, and channel, address and reason of the old stage are
    dropped.
    """
    with desk.act():
        piece, round_ = _piece(desk, number)
        before, channels = piece.now, list_channels(desk, everything=True)
        after = _next_line(before, changes, desk.world.today)
        if after.on != before.on:
            refuse_to_come(desk.world.today, ("--on", "Ngày chuyển", after.on))
        _refuse(judge_line(before, after, round_.contributions, channels))
        if after.url:
            code = next(one.code for one in channels if one.code.casefold() == after.channel.casefold())
            after = replace(after, channel=code, url=canonical_url(after.url) or after.url)
        if after != before:
            desk.store.contributions.record_line(number, after, desk.world.now)
            desk.journal(
                "edit_contribution",
                piece.unit,
                round=round_.code,
                number=number,
                changes=as_detail(changes_between(before, after)),
            )
            piece = replace(piece, lines=(*piece.lines, after))
    name = get_unit(desk, piece.unit).name
    return ContributionChanged(piece, before, name)


class ContributionMoved(NamedTuple):
    """A piece that was booked wrongly, and the one that stands for it now; None when it never came."""

    before: Contribution
    after: Contribution | None
    unit_name: str
    reason: str
    findings: tuple[Finding, ...] = ()


class Rebooking(NamedTuple):
    """What of a piece was booked wrongly, and why: its unit, its round, the day it came; none: it is void."""

    reason: str
    unit: str = ""
    round_code: str = ""
    received_on: date | None = None


def rebook_contribution(desk: Desk, number: int, request: Rebooking) -> ContributionMoved:
    """Enter a piece anew, with all its lines, for another unit, round or day; or say that it never came.

    The wrong entry never held: figures of earlier days change too. Raises Refused for what the new entry
    must not be.
    """
    refuse_to_come(desk.world.today, ("--received-on", "Ngày nhận", request.received_on))
    with desk.act():
        before, _ = _piece(desk, number)
        after = _rebooked(desk, before, request)
        desk.store.annulments.record("contributions", number, request.reason, desk.world.now)
        if after:
            after = replace(after, number=desk.store.contributions.record(after, desk.world.now))
        _journal_booking(desk, before, after, request.reason)
    name = get_unit(desk, (after or before).unit).name
    return ContributionMoved(before, after, name, request.reason)


def _journal_booking(desk: Desk, before: Contribution, after: Contribution | None, why: str) -> None:
    changes = _booking_changes(before, after)
    acts = {"received_on": "redate_contribution", "": "void_contribution"}
    detail: dict[str, object] = {"round": before.round_code, "number": before.number, "why": why}
    if after:
        detail |= {"now_number": after.number, "into": after.unit, "rounds": [after.round_code]}
    else:
        detail |= {"title": before.now.title, "received_on": before.received_on}
    act = acts.get(next(iter(changes), ""), "move_contribution")
    desk.journal(act, before.unit, **detail, changes=changes)


def bring_back_contribution(desk: Desk, number: int, why: str) -> ContributionMoved:
    """Enter a piece that was made void by mistake anew, with its file and all its lines.

    Raises Refused for a piece that is not void, or that stands under another number already.
    """
    with desk.act():
        before = _void_piece(desk, number)
        _refuse_known_file(before, desk.store.contributions.of_round(before.round_code))
        after = replace(before, number=desk.store.contributions.record(before, desk.world.now))
        desk.journal(
            "bring_back_contribution",
            before.unit,
            round=before.round_code,
            number=number,
            now_number=after.number,
            why=why,
        )
    return ContributionMoved(before, after, get_unit(desk, before.unit).name, why)


def _void_piece(desk: Desk, number: int) -> Contribution:
    """A piece that does not stand, and was not entered anew since under another number."""
    piece = desk.store.contributions.entered(number)
    if piece is None or number not in desk.store.annulments.reasons("contributions"):
        _, round_ = _piece(desk, number)  # tells of a number that was not given
        fix = f"Xem danh sách: {_listing(desk, round_.code)}"
        raise Refused("not_void", f"Tin bài số {number} đang tính.", where=str(number), fix=fix)
    if _entered_anew(desk, number):
        raise _not_standing(desk, number)
    return piece


def _rebooked(desk: Desk, before: Contribution, request: Rebooking) -> Contribution | None:
    """The piece as it should have been booked."""
    if not (request.unit or request.round_code or request.received_on):
        return None
    unit = get_unit(desk, request.unit).code if request.unit else before.unit
    round_ = get_round(desk, request.round_code or before.round_code)
    if round_.code != before.round_code:
        refuse_closed(round_)
    day = request.received_on or before.received_on
    lines = (replace(before.lines[0], on=day), *before.lines[1:]) if request.received_on else before.lines
    after = replace(before, unit=unit, round_code=round_.code, received_on=day, lines=lines)
    if after == before:
        message = f"Tin bài số {before.number} đã ghi đúng như vậy."
        fix = f"Xem: {_listing(desk, before.round_code)}"
        raise Refused("nothing_to_change", message, where=str(before.number), fix=fix)
    findings = [*judge_line(None, replace(lines[0], stage="received"), round_.contributions, ())]
    if len(lines) > 1 and lines[1].on < day:
        message = (
            f"Ngày nhận {screen_date(day)} sau ngày {screen_date(lines[1].on)}, khi tin bài đã "
            f"{STAGE_WORDS[lines[1].stage].removeprefix('đã ')}."
        )
        fix = f"Nêu ngày không muộn hơn {screen_date(lines[1].on)}."
        findings.append(Finding("after_next_line", "--received-on", message, fix))
    _refuse(findings)
    _refuse_known_file(after, desk.store.contributions.of_round(round_.code), but=before.number)
    return after


def _booking_changes(before: Contribution, after: Contribution | None) -> dict[str, list[str]]:
    """Unit, round and day, where they differ."""
    if after is None:
        return {}
    parts = {
        "unit": (before.unit, after.unit),
        "round": (before.round_code, after.round_code),
        "received_on": (before.received_on.isoformat(), after.received_on.isoformat()),
    }
    return {name: [*values] for name, values in parts.items() if values[0] != values[1]}


def _piece(desk: Desk, number: int) -> tuple[Contribution, Round]:
    """A piece that stands. Raises UnknownName for a number that was not given, or does not hold any more."""
    code = desk.store.contributions.round_of(number)
    pieces = desk.store.contributions.of_round(code) if code else []
    piece = next((one for one in pieces if one.number == number), None)
    if piece is None or code is None:
        raise _not_standing(desk, number)
    return piece, get_round(desk, code)


def _not_standing(desk: Desk, number: int) -> Bcd35Error:
    """The error for a number that was not given, or does not hold any more: with the one that it has now."""
    why, anew = desk.store.annulments.reasons("contributions"), _entered_anew(desk, number)
    there = desk.store.contributions.round_of(number) or ""
    message, fix = f"Không có tin bài số {number}.", f"Xem danh sách: {_listing(desk, there)}"
    if anew and anew[-1] not in why:
        message, fix = f"Tin bài số {number} nay là số {anew[-1]}.", f"Nêu số {anew[-1]}. {fix}"
        return Refused("entered_anew", message, where=str(number), fix=fix)
    if number in why:
        last = anew[-1] if anew else number
        since = f", sau ghi lại thành số {last}," if anew else ""
        message = f"Tin bài số {number}{since} không còn tính: {why[last]}."
        fix = f"{fix}\nBỏ nhầm thì lấy lại: bcd35 contributions void {last} --take-back LÝ_DO"
    return UnknownName("unknown_name", message, where=str(number), fix=fix)


def _listing(desk: Desk, code: str) -> str:
    """The command that lists the pieces of a round; ``code``: empty where no round has the number.

    The round is named where the bare command would ask which one is meant.
    """
    opened = [*open_rounds(desk)]
    asked = code or (opened[-1] if len(opened) > 1 else "")
    return f"{_LISTING} --round {asked}" if asked and opened != [asked] else _LISTING


def _entered_anew(desk: Desk, number: int) -> list[int]:
    """The numbers that a piece got since, each time that it was entered anew."""
    code = desk.store.contributions.round_of(number)
    told = (json.loads(line.detail) for line in desk.store.registers.journal_about(code)) if code else ()
    now = [one["now_number"] for one in told if one.get("number") == number and "now_number" in one]
    return [now[-1], *_entered_anew(desk, now[-1])] if now else []


def _next_line(before: ContributionLine, changes: Mapping[str, str | date], today: date) -> ContributionLine:
    start = before
    if changes.get("stage", before.stage) != before.stage:
        start = replace(before, on=max(today, before.on), channel="", url="", reason="")
    return replace(start, **changes)  # type: ignore[arg-type]  # the command line names fields only


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise Refused("bad_contribution", "", findings=findings)


def _refuse_known_file(piece: Contribution, known: list[Contribution], *, but: int = 0) -> None:
    """Raises Refused for a file of the unit that is registered already; ``but``: the piece itself."""
    same = [
        one
        for one in known
        if piece.sha256
        and one.sha256 == piece.sha256
        and one.unit.casefold() == piece.unit.casefold()
        and one.number != but
    ]
    if same:
        message = (
            f"Tệp “{piece.file_name}” của đơn vị này đã ghi là tin bài số {same[0].number}: "
            f"{same[0].now.title}."
        )
        fix = f"Sửa điều đã ghi: bcd35 contributions edit {same[0].number} --title TIÊU_ĐỀ"
        raise Refused("already_registered", message, where=piece.file_name, fix=fix)


def _same_title(piece: Contribution, known: list[Contribution]) -> list[Finding]:
    same = [
        str(one.number)
        for one in known
        if one.unit == piece.unit and fold(one.now.title) == fold(piece.now.title)
    ]
    if not same:
        return []
    message = f"Đơn vị này đã có tin bài cùng tiêu đề: số {', '.join(same)}."
    fix = f'Nếu ghi trùng thì bỏ: bcd35 contributions void {piece.number} --reason "ghi trùng"'
    return [Finding("same_title", "--title", message, fix)]


def export_contributions(desk: Desk, wanted_round: str, path: Path) -> "Exported":
    """Write the pieces of a round as .csv."""
    from bcd35.formats.exports.contributions import write_contributions
    from bcd35.usecases.registers.exports import Exported

    refuse_output(desk, path)
    listed = list_contributions(desk, wanted_round)
    channel_names = {one.code: one.name for one in list_channels(desk, everything=True)}
    data = write_contributions(listed.pieces, listed.unit_names, channel_names)
    return Exported(write_output(desk, path, data), len(listed.pieces))
