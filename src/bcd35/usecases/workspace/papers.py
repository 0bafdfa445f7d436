"""What lies in the folder and has no row in the ledger: papers, received originals, copies of refused files.

``check`` names all of it; the guard before every act stops where it is more than an unfinished run leaves.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bcd35.domain.findings import Finding
from bcd35.usecases.desk import Desk
from bcd35.world.outside import names_in_store, names_of_papers

if TYPE_CHECKING:  # every command looks at the folder, and mostly there is nothing to judge
    from bcd35.domain.papers import NumberBook, Unrecorded

LOOK = "Xem từng tệp là gì, làm gì với nó: bcd35 recover"
_COMMANDS = {
    "letter": "notify",
    "reminder": "remind",
    "correction": "return-report",
    "extension": "rounds extend",
}


def unrecorded_papers(desk: Desk) -> "list[Unrecorded]":
    """All papers without a row, by path.

    The folder is read first and the ledger second: what another run records meanwhile is then seen.
    """
    lying = list(names_of_papers(desk.workspace))
    recorded = desk.store.numbers.promised_paths()
    without_row = [names for names in lying if f"out/{'/'.join(names)}" not in recorded]
    if not without_row:
        return []
    from bcd35.domain.papers import Unrecorded, paper_of

    left = [paper for names in without_row if (paper := paper_of(*names))]
    if not left:
        return []
    book = number_book(desk)
    return [Unrecorded(paper, book.standing(paper) if paper.stem else None) for paper in left]


def number_book(desk: Desk) -> "NumberBook":
    """What the ledger says of numbers, with the terms in force by the office's own register."""
    from bcd35.domain.number_books import book_on
    from bcd35.domain.papers import NumberBook
    from bcd35.usecases.registers.stored import current_office

    office = current_office(desk)
    stated = office.number_series if office else ()
    terms = {
        one.symbol: book.term
        for one in stated
        if (book := book_on([other for other in stated if other.symbol == one.symbol], desk.world.today))
    }
    return NumberBook(desk.store.numbers.known(), desk.store.numbers.lines(), terms)


def unrecorded_originals(desk: Desk) -> list[str]:
    """Paths of received files that are kept under their digest and belong to no report or contribution."""
    names = list(names_in_store(desk.workspace.kept))
    known = {**desk.store.contributions.stored_hashes(), **desk.store.reports.stored_hashes()}
    return [f"out/_ho-so/{folder}/{name}" for folder, name in names if name.partition(".")[0] not in known]


_COPY = r"(.+_[0-9a-f]{12})(_ly-do)?(\.[a-z0-9]+)?"  # the names that quarantine.py gives


def unrecorded_copies(desk: Desk) -> list[str]:
    """Paths of copies of refused files that the ledger of refusals does not have; notes are no copies."""
    names = list(names_in_store(desk.workspace.quarantine))
    known = {refused.path for refused in desk.store.intake.all_refused()}
    with_note = {match[1] for _, name in names if (match := re.fullmatch(_COPY, name)) and match[2]}
    copies = (
        f"out/_cach-ly/{folder}/{name}"
        for folder, name in names
        if (match := re.fullmatch(_COPY, name))
        and not match[2]
        and (match[3] != ".txt" or match[1] in with_note)
    )
    return [path for path in copies if path not in known]


def find_unrecorded(desk: Desk) -> Iterator[Finding]:
    """What ``check`` says of everything that has no row."""
    yield from _papers_found(unrecorded_papers(desk))
    paths = unrecorded_originals(desk)
    yield from _stored_found(
        "original_not_recorded", paths, "tệp đã nhận", "không thuộc báo cáo hay tin bài nào"
    )
    yield from _stored_found(
        "copy_not_recorded", unrecorded_copies(desk), "bản chép tệp bị từ chối", "không có trong sổ"
    )


def _papers_found(unrecorded: "Iterable[Unrecorded]") -> Iterator[Finding]:
    """One finding for each folder of a round and each kind of standing."""
    counted = Counter((f"out/{one.paper.round_folder}", _what(one)) for one in unrecorded)
    for (folder, what), count in sorted(counted.items()):
        yield Finding("not_recorded", folder, f"Có {count} tệp trong {folder}/ chưa vào sổ: {what}.", LOOK)


def _what(one: "Unrecorded") -> str:
    return _WHAT[one.standing or "with_letter"].format(_COMMANDS[one.paper.purpose])


_WHAT = {
    "unfinished": "của một lần chạy {} dở dang, chưa gửi đi thì đừng gửi",
    "copy": "bản chép hoặc bản sửa của văn bản đã vào sổ",
    "unknown": "mang số mà sổ chưa cấp",
    "doubled": "mang số mà sổ đã cấp cho văn bản khác (trùng số)",
    "passed_over": "mang số đã bỏ qua",
    "with_letter": "bảng kiểm hoặc mẫu báo cáo",
}


def _stored_found(code: str, paths: list[str], what: str, why: str) -> Iterator[Finding]:
    if paths:
        named = ", ".join(paths[:3]) + (" …" if len(paths) > 3 else "")  # noqa: PLR2004 – the same three
        yield Finding(code, paths[0].rpartition("/")[0], f"{len(paths)} {what} {why}: {named}.", LOOK)
