"""Taking back the last line about numbers: what was said of them before stands again."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bcd35.domain.commands import command_line, in_book
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.journal.letters import edit_command
from bcd35.domain.letters import LetterNumber, numbered
from bcd35.domain.number_choice import NumberLine
from bcd35.domain.number_list import ENTRY_WORDS, BookEntry, left_number
from bcd35.domain.papers import spans_without
from bcd35.domain.refused_files import refused_command
from bcd35.domain.rounds import parts_changed
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.issuing import book_now, numbers_left_out
from bcd35.usecases.letters.kept_numbers import KeptBack, kept_outcome
from bcd35.usecases.letters.number_book import (
    NUMBERS_LISTING,
    BookChoice,
    NumberSpan,
    book_entries,
    journal_line,
    record_line,
    the_entry,
)
from bcd35.usecases.registers.rounds import addressed_today, frozen_round, get_round, steps_to_issue

if TYPE_CHECKING:
    from bcd35.store.letters import IssuedLetter


def release_numbers(desk: Desk, span: NumberSpan, reason: str, choice: BookChoice) -> KeptBack:
    """Take back the last line about numbers: kept back, used on paper, or void, by mistake or no longer.

    What was said of a number before that stands again. Raises Refused for numbers without such a line, for
    several at once of which some are more than kept back, and for a letter that another one followed.
    """
    with desk.act():
        entries = book_entries(desk)
        first = the_entry(desk, entries, span.first, choice)
        there = [one for one in entries if one.book == first.book and span.meets(one)]
        _refuse_unreleasable(desk, there, span)
        record_line(desk, NumberLine(*first.book, *span, "released", reason))
        was = "void" if first.void else first.kind
        day = {"on": first.dated} if was == "on_paper" else {}
        reasons = {one.void or one.reason for one in there}
        told = {"was_reason": reasons.pop()} if len(reasons) == 1 else {}
        journal_line(desk, "release_numbers", first, span, reason, was=was, **told, **day)
        released = kept_outcome(desk, "released", first, span, reason)
        findings = (*_given_back(desk, first), *_unexplained(desk, released))
        return released._replace(was=was, round_code=first.round_code, findings=findings)


def _given_back(desk: Desk, entry: BookEntry) -> tuple[Finding, ...]:
    from bcd35.usecases.letters.still_held import given_back  # reads how the round stands

    follows = entry.void and entry.round_code and entry.kind != "letter"
    return given_back(desk, entry.round_code, entry.number) if follows else ()


def _unexplained(desk: Desk, released: KeptBack) -> Iterator[Finding]:
    """Released numbers that no letter gets by itself any more: the book goes on behind them."""
    symbol, term, span = released.symbol, released.term, released.span
    book, last = book_now(desk, symbol, term), min(span.last, released.following - 1)
    if spans := [*spans_without(span.first, last, {*book.taken, *book.closed})]:
        yield numbers_left_out(LetterNumber(symbol, term, released.following), spans, span.typed)


def _refuse_unreleasable(desk: Desk, there: Sequence[BookEntry], span: NumberSpan) -> None:
    known = {number for one in there for number in range(one.first, one.last + 1)}
    if missing := [number for number in range(span.first, span.last + 1) if number not in known]:
        message = f"Số {missing[0]} không được để dành, không ghi là dùng ngoài chương trình và không bị hủy."
        raise Refused("nothing_to_release", message, where=span.typed, fix=f"Xem sổ: {NUMBERS_LISTING}")
    for one in there:
        if not one.releasable:
            what = f"{numbered(one.numbers, one.symbol)}: {ENTRY_WORDS[one.kind].lower()}"
            message = f"Số {what}, không có gì để bỏ."
            fix = left_number(one.number) if one.is_left else f"Xem sổ: {NUMBERS_LISTING}"
            raise Refused("nothing_to_release", message, where=span.typed, fix=fix)
        if one.void and one.kind == "letter":
            _refuse_if_followed(desk, one)
        elif one.void:
            _refuse_if_withdrawn(desk, one)
    _refuse_mixed(there, span)


def _refuse_if_withdrawn(desk: Desk, entry: BookEntry) -> None:
    """Raises Refused for a void letter about a refused file that was taken back since."""
    file = desk.store.intake.given_back_by(entry.number)
    if file is None or not file.withdrawn:
        return
    message = f"Số {entry.reference} gửi trả tệp “{file.file_name}” của {file.unit}, nay đã rút."
    fix = f"Rút nhầm thì lấy lại tệp trước: {refused_command('restore', file)}\nRồi chạy lại lệnh này."
    raise Refused("taken_back_before", message, where=str(entry.first), fix=fix)


def _refuse_mixed(there: Sequence[BookEntry], span: NumberSpan) -> None:
    """A number that was used is never given up along with those that are only kept back."""
    used = [one for one in there if one.kind != "reserved" or one.void]
    if len(there) == 1 or not used:
        return
    told = "; ".join(f"{one.numbers}: {one.words.lower()} ({one.void or one.reason})" for one in used)
    message = f"Trong các số {span.words} có số không chỉ để dành: {told}. Chưa bỏ số nào."
    steps = [
        f"{'Số ghi nhầm mới bỏ' if one in used else 'Bỏ riêng dãy số để dành'}: "
        f"bcd35 letters release {span.part_of(one)} {in_book(*one.book)} --reason LÝ_DO"
        for one in sorted(there, key=used.__contains__)
    ]
    raise Refused("mixed_release", message, where=span.typed, fix="\n".join(steps))


def _refuse_if_followed(desk: Desk, entry: BookEntry) -> None:
    """Raises Refused for a void letter after which the round had another.

    The round is as its file was for the later one: the earlier letter says something else.
    """
    letters = desk.store.letters.all_of_round(entry.round_code)
    numbers = [one.letter.number for one, _ in letters]
    place = numbers.index(entry.number)
    later = letters[:place]
    if not later:
        _refuse_if_edited(desk, entry, letters[place][0])
        return
    latest = later[0][0].letter.number
    standing = next((one.letter.number for one, void in later if not void), None)
    message = f"Sau số {entry.reference}, đợt “{entry.round_code}” đã có Công văn số {latest.reference}"
    if standing:
        message += "; số cũ không lấy lại được nữa."
        fix = (
            f"Muốn đổi nội dung thì sửa phần ấy của đợt: {command_line(edit_command(entry.round_code))}\n"
            f"Rồi phát hành công văn thay thế: bcd35 notify {entry.round_code} --replace {standing.number} "
            "--reason LÝ_DO"
        )
    else:
        message += " (đã hủy); số cũ không lấy lại được nữa."
        release = f"bcd35 letters release {latest.number} {in_book(latest.symbol, latest.term)}"
        back = f"Hủy nhầm số {latest.reference} thì lấy lại số ấy: {release} --reason LÝ_DO"
        fix = "\n".join((*steps_to_issue(desk, entry.round_code), back))
    raise Refused("letter_replaced", message, where=str(entry.first), fix=fix)


def _refuse_if_edited(desk: Desk, entry: BookEntry, issued: "IssuedLetter") -> None:
    """Raises Refused when the round was changed while its letter was void: it says something else by now."""
    round_ = get_round(desk, entry.round_code)
    asked = frozen_round(issued, round_.status, round_.short_name)
    if parts_changed(addressed_today(desk, asked), addressed_today(desk, round_)):
        message = f"Sau khi hủy số {entry.reference}, đợt “{round_.code}” đã đổi theo tệp, khác công văn ấy."
        fix = "\n".join(
            (
                *steps_to_issue(desk, round_.code),
                f"Hoặc đưa đợt về như công văn ấy: bcd35 rounds edit {round_.code} --as-issued",
                f"Rồi lấy lại số {entry.reference}.",
            )
        )
        raise Refused("round_edited", message, where=str(entry.first), fix=fix)
