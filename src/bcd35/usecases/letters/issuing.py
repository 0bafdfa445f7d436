"""What all acts that issue a numbered letter have in common: number, template, whole files.

The order of things makes every crash harmless; it is told in ``notice.py``.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.calendar import judge_span
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import LetterDays, judge_days
from bcd35.domain.letters import LetterFile, LetterNumber, Purpose, choose_number
from bcd35.domain.office import NumberSeries, Office
from bcd35.domain.papers import closed_numbers
from bcd35.formats.ooxml.package import read_properties
from bcd35.usecases.desk import Desk
from bcd35.usecases.open_template import Templates
from bcd35.world.files import (
    Staged,
    discard,
    in_the_way,
    new_token,
    publish,
    sha256,
    sweep,
    sync_files,
    write_aside,
)
from bcd35.world.kept import write_files
from bcd35.world.workspace import Workspace

DOCUMENT_TYPE = "CV"
_MOST_NAMED = 3


def letter_series(office: Office) -> NumberSeries:
    """The number series of letters. Raises Refused when the office has none."""
    series = office.series_for(DOCUMENT_TYPE)
    if series is None:
        raise Refused(
            "no_series",
            "Chưa khai sổ số cho công văn (CV).",
            where="data/office.yaml",
            fix="Thêm một dòng document_type: CV vào number_series rồi chạy: bcd35 import",
        )
    return series


class Serves(NamedTuple):
    """What a number is taken for; one left over by an unfinished run serves just that.

    ``subject``: the digest of the refused file that a correction answers.
    """

    round_code: str
    purpose: Purpose
    subject: str = ""


def foreseen_number(desk: Desk, office: Office, serves: Serves, asked: int | None = None) -> LetterNumber:
    """The number that a letter would get now. Raises Refused for a number in use or out of range."""
    series = letter_series(office)
    taken = desk.store.letters.taken_numbers(series.symbol, series.term, serves.purpose, serves.subject)
    closed = closed_numbers(desk.store.numbers.lines(series.symbol, series.term))
    return choose_number(series, taken, serves.round_code, asked, closed)


def blank_number(office: Office) -> LetterNumber:
    """The gap for the clerk's pen on a draft."""
    series = letter_series(office)
    return LetterNumber(series.symbol, series.term, None)


def take_number(desk: Desk, number: LetterNumber, serves: Serves) -> None:
    """Write a foreseen number into the book, inside the caller's act.

    One left over by an unfinished run is there already.
    """
    if number.number not in desk.store.letters.taken_numbers(number.symbol, number.term):
        desk.store.letters.take_number(
            number, serves.round_code, desk.world.now, serves.purpose, serves.subject
        )


def number_remarks(office: Office, number: LetterNumber) -> Iterator[Finding]:
    """A number below what the office's own book says comes next."""
    series = letter_series(office)
    if number.number is not None and number.number < series.next_number:
        message = f"Số {number.reference} nhỏ hơn số tiếp theo đã khai ({series.next_number})."
        yield Finding("number_below_next", "--number", message, "Đối chiếu sổ công văn đi.")


def day_remarks(desk: Desk, days: LetterDays, accepted: Collection[str], *, where: str) -> list[Finding]:
    """What is to be said of a letter's days.

    ``accepted``: the doubts that the clerk has looked at (``--accept``). Raises Refused for any other doubt,
    before a number is taken; a draft takes none and is only remarked on.
    """
    calendar = desk.store.registers.calendar()
    draft = days.number.number is None
    days = days if draft else days._replace(before=desk.store.letters.last_dated(days.number))
    doubts = [
        doubt.finding._replace(where=where)
        for doubt in judge_days(days, calendar)
        if doubt.name not in accepted
    ]
    if doubts and not draft:
        raise Refused("doubtful_days", "", findings=doubts)
    return [*doubts, *judge_span(calendar, days.dated, days.deadline, where)]


def write_documents(
    desk: Desk, documents: Iterable[tuple[str, bytes]], record: Callable[[Sequence[Staged]], None] | None
) -> None:
    """Make all documents whole under temporary names, then give them their names.

    ``documents``: path in the workspace and content. ``record``: the act that publishes the files of an issue
    and writes the rows that promise them; None for a draft, which has no rows.
    """
    with staged_files(desk, documents) as staged:
        if record:
            record(staged)
        else:
            publish(staged)


@contextmanager
def staged_files(desk: Desk, documents: Iterable[tuple[str, bytes]]) -> Iterator[list[Staged]]:
    """All documents, whole on disk under temporary names; whatever is not published is removed."""
    token, staged = new_token(), []
    try:
        for path, data in documents:
            staged.append(write_aside(desk.workspace.root / path, data, token))
        sync_files(staged)
        yield staged
    finally:
        discard(staged)


def keep_templates(workspace: Workspace, templates: Templates) -> dict[str, str]:
    """Keep what the papers were made from under its hash, inside the caller's act. Gives name → sha256."""
    used = {name: sha256(data) for name, data in templates.used.items()}
    copies = [(workspace.template_copy(used[name]), data) for name, data in templates.used.items()]
    write_files((path, data) for path, data in copies if not path.is_file() or path.read_bytes() != data)
    sweep(path for path, _ in copies)
    return used


def papers_in_the_way(shown: Sequence[str], first: Path) -> Refused:
    """The error for papers that lie where an issue would put its own, and are others."""
    named = ", ".join(shown[:_MOST_NAMED]) + ("" if len(shown) <= _MOST_NAMED else " …")
    message = (
        f"{len(shown)} tệp chưa vào sổ đang nằm đúng chỗ các tệp sẽ ghi, nội dung khác: {named}. "
        "Tệp có thể đã gửi đi nên không bị ghi đè; lần chạy này không ghi tệp nào."
    )
    dated = read_properties(first.read_bytes())
    again = f"Nếu đó là lần chạy dở: chạy lại đúng lệnh, kèm --date {dated.dated}. " if dated else ""
    fix = (
        f"{again}Không lập lại được thì giữ các tệp ấy, số của chúng coi như đã dùng: bcd35 recover --adopt "
        "(xem trước: bcd35 recover)"
    )
    return Refused("papers_in_the_way", message, where=shown[0], fix=fix)


def publish_issued(
    desk: Desk, staged: Sequence[Staged], places: Iterable[tuple[str, str, str]]
) -> list[LetterFile]:
    """Give the files their names, inside the caller's act. Returns the rows that promise them.

    ``places``: unit, role and path, in the order of the files. What lies there already with the same bytes
    was left by an unfinished run of the same act. Raises Refused, before any file gets its name, where other
    bytes lie: they may have been sent.
    """
    if others := in_the_way(staged):
        raise papers_in_the_way([desk.workspace.shown(path) for path in others], others[0])
    publish(staged)
    sweep(file.final for file in staged)  # A run that is still rendering these files will find them issued.
    return [LetterFile(*place, file.sha256, file.size) for place, file in zip(places, staged, strict=True)]
