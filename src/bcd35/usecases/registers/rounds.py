"""Rounds: which one is meant, what its letter asked, and who is expected to report."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.letters import Expectation, Letter, expected_on
from bcd35.domain.round_names import round_names, with_code
from bcd35.domain.terms import Grant, RoundTerms
from bcd35.store.letters import IssuedLetter
from bcd35.usecases.desk import Desk

if TYPE_CHECKING:
    from bcd35.domain.office import Office
    from bcd35.domain.rounds import Round

ROUNDS_LISTING = "bcd35 rounds list"


class RoundHead(NamedTuple):
    """What a round is called, and its last day; without its questions, whose classes load slowly."""

    code: str
    subject: str
    deadline: date
    status: str
    name: str
    document_type: str = ""


def get_round(desk: Desk, wanted: str) -> "Round":
    """A round by its code; without one the only open round, or the only round there is.

    Raises UnknownName for a code that is not known, Refused when no code was given and none is meant.
    """
    code, _ = meant_round(desk, wanted)
    return rebuilt(desk.store.registers.rounds()[code])


def addressed_today(desk: Desk, round_: "Round") -> "Round":
    """A round that states a unit to which it goes by the code that the unit has now."""
    from dataclasses import replace

    now = desk.store.histories.codes().now
    return replace(round_, to=tuple(map(now, round_.to))) if round_.to else round_


def rebuilt(text: str, **today: str) -> "Round":
    """A round of its JSON text, with what is said of it today."""
    import json

    from bcd35.domain.rounds import Round
    from bcd35.domain.shape import from_plain

    return from_plain(Round, {**json.loads(text), **today})


def open_rounds(desk: Desk) -> dict[str, str]:
    """Code → name of the open rounds."""
    statuses = desk.store.registers.round_statuses()
    return {code: name for code, name in names_of_rounds(desk).items() if statuses[code] == "open"}


def names_of_rounds(desk: Desk) -> dict[str, str]:
    """Code → what each round is called."""
    return round_names(desk.store.registers.round_titles())


def meant_round(desk: Desk, wanted: str, *, issued: bool = False) -> tuple[str, str]:
    """Code and status of the round that :func:`get_round` gives; no round is rebuilt to find it.

    A person at the terminal is asked which of several open rounds is meant. ``issued``: one that never had a
    letter is not meant where another had one.
    """
    statuses = desk.store.registers.round_statuses()
    opened = [code for code, status in statuses.items() if status == "open"]
    several = len(opened) > 1
    lettered = [code for code in opened if desk.store.letters.all_of_round(code)] if several else opened
    opened = (lettered or opened) if issued else opened
    if not wanted and len(opened) > 1 and desk.choose_round:
        wanted = desk.choose_round(_told_apart(desk, opened, lettered))
    if wanted:
        meant = [code for code in statuses if code.casefold() == wanted.casefold()]
    else:
        meant = opened or list(statuses)
    if len(meant) == 1:
        return meant[0], statuses[meant[0]]
    if wanted:
        raise UnknownName.among("đợt", wanted, statuses, listing=ROUNDS_LISTING)
    if not statuses:
        fix = "Soạn đợt đầu: bcd35 rounds new"
        raise Refused("no_round", "Chưa có đợt nào.", fix=fix)
    if not opened:
        raise Refused("no_open_round", "Không có đợt nào đang mở.", fix=f"Nêu mã đợt; xem: {ROUNDS_LISTING}")
    message = f"Có {len(opened)} đợt đang mở: {'; '.join(_told_apart(desk, opened, lettered).values())}."
    raise Refused("several_open_rounds", message, fix=f"Thêm mã đợt vào cuối lệnh: {desk.with_round()}")


def _told_apart(desk: Desk, codes: Sequence[str], lettered: Collection[str]) -> dict[str, str]:
    """Code → name, and that a round has no letter where another one has."""
    names = names_of_rounds(desk)
    unissued = {code for code in codes if lettered and code not in lettered}
    told = ((code, ", chưa phát hành" if code in unissued else "") for code in codes)
    return {code: f"{with_code(names[code], code)}{more}" for code, more in told}


def issued_round(desk: Desk, wanted: str) -> "tuple[Round, IssuedLetter]":
    """A round that a letter was issued for, as the letter asked it, with its present status."""
    issued, status = issued_letter(desk, wanted)
    return frozen_round(issued, status), issued


def issued_letter(desk: Desk, wanted: str) -> tuple[IssuedLetter, str]:
    """The letter in force of a round, and the round's present status."""
    code, status = meant_round(desk, wanted, issued=True)
    issued = desk.store.letters.of_round(code)
    if issued is None:
        raise not_issued(desk, code)
    return issued, status


def not_issued(desk: Desk, code: str) -> Refused:
    """The error for a round without a letter in force: it never had one, or its last one is void."""
    from bcd35.domain.commands import in_book

    last = next((one.letter for one, _ in desk.store.letters.all_of_round(code)), None)
    if last is None:
        message, fix = f"Đợt “{code}” chưa phát hành công văn.", "\n".join(steps_to_issue(desk, code))
        if desk.guard.findings(desk):  # by this ledger; the one that issued it may be lost or elsewhere
            fix = "Sổ này không khớp thư mục out/, đừng phát hành; xem trước: bcd35 recover"
    else:
        message = f"Công văn số {last.number.reference} của đợt “{code}” đã hủy; đợt coi như chưa phát hành."
        book = in_book(last.number.symbol, last.number.term)
        back = f'bcd35 letters release {last.number.number} {book} --reason "hủy nhầm"'
        fix = "\n".join((*steps_to_issue(desk, code), f"Hủy nhầm thì lấy lại: {back}"))
    return Refused("not_issued", message, where=code, fix=fix)


def steps_to_issue(desk: Desk, code: str, dated: date | None = None) -> Iterator[str]:
    """What issues a round that has no letter in force, one command a line; no letter names a past day."""
    if desk.store.registers.round_statuses().get(code) == "closed":
        yield f"Đợt đang đóng, mở lại trước: bcd35 rounds reopen {code}"
    if get_round(desk, code).deadline < (dated or desk.world.today):
        yield f"Thời hạn đã qua, nêu lại trước: bcd35 rounds edit {code} --deadline NGÀY"
    day = f" --date {dated.isoformat()}" if dated else ""
    words = "Phát hành lại bằng số mới" if desk.store.letters.all_of_round(code) else "Phát hành bằng"
    yield f"{words}: bcd35 notify {code}{day}"


def told_round(desk: Desk, wanted: str) -> "Round":
    """A round as its last letter asked it, be it void: for looking back. Raises Refused without a letter."""
    return frozen_round(*told_letter(desk, wanted))


def told_letter(desk: Desk, wanted: str) -> tuple[IssuedLetter, str]:
    """The letter in force of a round, else its last one, which is void; and the round's present status."""
    code, status = meant_round(desk, wanted, issued=True)
    letters = desk.store.letters.all_of_round(code)
    issued = desk.store.letters.of_round(code) or next((one for one, _ in letters), None)
    if issued is None:
        raise not_issued(desk, code)
    return issued, status


def open_round(desk: Desk, wanted: str) -> "Round":
    """A round that still takes reports, as its letter asked it.

    Raises Refused for one that was not issued or is closed.
    """
    round_, _ = issued_round(desk, wanted)
    refuse_closed(round_)
    return round_


def refuse_closed(round_: "Round") -> None:
    """Raises Refused for a closed round."""
    if round_.status == "closed":
        raise Refused.closed_round(round_.code)


def frozen_round(issued: IssuedLetter, status: str, name: str = "") -> "Round":
    """The round as the letter asked it, with its present status, and its present name where that is said."""
    return rebuilt(issued.round, status=status, **({"short_name": name} if name else {}))


def frozen_head(desk: Desk, issued: IssuedLetter, status: str) -> RoundHead:
    """The head of the round as the letter asked it, with its present status and what it is called today."""
    code = issued.letter.round_code
    subject, deadline, document_type = desk.store.letters.asked(code)[issued.letter.id]
    return RoundHead(
        code=code,
        subject=subject,
        deadline=deadline,
        status=status,
        name=names_of_rounds(desk)[code],
        document_type=document_type,
    )


def letter_on(desk: Desk, issued: IssuedLetter, day: date) -> IssuedLetter:
    """The letter that stood in a round on a day, though another one (``issued``) has followed it since."""
    letters = [one for one, _ in desk.store.letters.all_of_round(issued.letter.round_code)]
    return next((one for one in letters if one.letter.dated <= day), letters[-1])


def round_terms(desk: Desk, issued: IssuedLetter) -> RoundTerms:
    """All lines that give units of a round a last day; ``issued``: one of its letters.

    A letter that was replaced or declared void counts until the day of the next one: the units had it.
    """
    code = issued.letter.round_code
    letters = [one.letter for one, _ in reversed(desk.store.letters.all_of_round(code))]
    days = {id_: deadline for id_, (_, deadline, _) in desk.store.letters.asked(code).items()}
    return RoundTerms(
        [granted_by(letter, days[letter.id]) for letter in letters],
        desk.store.terms.of_round(code),
        reminders_count=desk.store.letters.reminders_extend(issued.letter.id),
    )


def granted_by(letter: Letter, deadline: date) -> Grant:
    """The line by which the letter of a round names a last day to all."""
    return Grant("", "issued", letter.dated, deadline, letter.number)


def frozen_office(issued: IssuedLetter) -> "Office":
    """The office as it stood when the letter was issued."""
    import json

    from bcd35.domain.office import Office
    from bcd35.domain.shape import from_plain

    return from_plain(Office, json.loads(issued.office))


def before_letter(on: date, dated: date, where: str = "--date") -> Refused:
    """The error for a day on which the letter of the round was not out yet."""
    message = f"Ngày {screen_date(on)} trước ngày công văn của đợt ({screen_date(dated)})."
    fix = f"Nêu ngày từ {screen_date(dated)} trở đi: {where} {dated.isoformat()}"
    return Refused("before_letter", message, where=where, fix=fix)


def expected_units(
    desk: Desk, round_code: str, units: Collection[str] | None = None
) -> dict[str, tuple[Expectation, bool]]:
    """Unit code (lower case) → its last line by today and whether it is expected; of these units or of all.

    Whoever got the letter is in the round, also where it is asked only from a day to come.
    """
    lines = [
        line
        for line in desk.store.letters.expectations(round_code, units)
        if line.on <= desk.world.today or line.event in ("issued", "added")
    ]
    return {code.casefold(): entry for code, entry in expected_on(lines, date.max).items()}
