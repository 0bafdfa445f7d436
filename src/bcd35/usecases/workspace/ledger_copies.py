"""The ledger copies itself: after acts about letter numbers, once a day after others, and before an update.

These copies lie in the workspace, and in the office's second place when that can be reached. They are small
and whole. What else a workspace holds is copied by ``backup.py``.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bcd35.domain.copies import LEDGERS, copy_name, ledger_path, superfluous_ledgers
from bcd35.domain.errors import Bcd35Error, DatabaseUnusable
from bcd35.domain.findings import Finding
from bcd35.domain.journal.letters import ABOUT_NUMBERS
from bcd35.domain.office import BackupTerms
from bcd35.store.store import Store
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.stored import current_office
from bcd35.usecases.workspace.places import copies_in, ledgers_in, stated_place
from bcd35.world.copies import Carry, bring, is_reachable, scratch_file
from bcd35.world.kept import digest_of
from bcd35.world.workspace import World


def terms_of(desk: Desk) -> BackupTerms:
    """What the office states about copies."""
    office = current_office(desk)
    return office.backup if office else BackupTerms()


def keep_before_migration(world: World) -> Callable[[Store], None]:
    """What :meth:`Store.open` calls before it brings an older ledger up to date: a copy of that."""

    def keep(store: Store) -> None:
        copies = world.workspace.copies
        try:
            with scratch_file(copies / LEDGERS) as ledger:
                store.snapshot(ledger)
                digest = digest_of(ledger)
                name = copy_name(world.now, store.book(), store.registers.last_line(), digest)
                path = ledger_path(name, before_version=store.version())
                bring(Carry(ledger, copies / path, digest))
        except (OSError, Bcd35Error) as error:
            shown = world.workspace.shown(copies / LEDGERS)
            raise DatabaseUnusable(
                "migration_without_copy",
                f"Không chép được sổ vào “{shown}” trước khi nâng cấp; sổ giữ nguyên, chưa nâng cấp.",
                where=shown,
                fix="Dọn ổ đĩa, kiểm tra quyền ghi vào thư mục làm việc rồi chạy lại.",
            ) from error

    return keep


def copy_after(desk: Desk, begun: int) -> list[Finding]:
    """Copy the ledger after a command, if its acts ask for it; remarks where that did not work.

    ``begun``: the journal's last line when the command began. The act is done by now: whatever goes wrong
    here is said and changes nothing of it.
    """
    try:
        acts = desk.store.registers.acts_after(begun)
        if acts & ABOUT_NUMBERS or (acts and not _copied_today(desk)):
            return copy_ledger(desk)
    except (OSError, sqlite3.Error, Bcd35Error):
        shown = desk.workspace.shown(desk.workspace.copies)
        message = f"Việc đã xong và đã vào sổ, nhưng chưa chép được sổ sang “{shown}/”."
        return [Finding("ledger_not_copied", shown, message, "Sao lưu bằng tay: bcd35 backup")]
    return []


def _copied_today(desk: Desk) -> bool:
    book, today = desk.store.book()[:6], desk.world.today.isoformat()
    names = [ledger.name for ledger in ledgers_in(desk.workspace.copies)]
    return any(name.book == book and name.at.startswith(today) for name in names)


def copy_ledger(desk: Desk) -> list[Finding]:
    """Copy the ledger alone, into the workspace and into the office's second place."""
    with scratch_file(desk.workspace.copies / LEDGERS) as ledger:
        desk.store.snapshot(ledger)
        digest = digest_of(ledger)
        with closing(Store.of_copy(ledger)) as copy:
            faults, book = copy.faults(), copy.book()
            name = copy_name(desk.world.now, book, copy.registers.last_line(), digest)
        if faults:
            message = "Sổ đang có lỗi nên không được chép; các bản sao cũ giữ nguyên."
            return [Finding("ledger_faulty", "bcd35.db", message, "Xem: bcd35 check")]
        terms = terms_of(desk)

        def put_into(place: Path) -> None:
            bring(Carry(ledger, place / ledger_path(name), digest))
            thin_ledgers(place, book, terms.keep)

        put_into(desk.workspace.copies)
        second = stated_place(desk.workspace, terms)
        return _put_into_second(second, put_into) if second else []


def _put_into_second(second: Path, put_into: Callable[[Path], None]) -> list[Finding]:
    if not is_reachable(second):
        message = f"Chưa chép được sổ sang nơi sao lưu “{second}” (chưa cắm ổ)."
        return [Finding("place_unreachable", str(second), message, "Cắm ổ rồi chạy: bcd35 backup")]
    try:
        put_into(second)
    except OSError:
        message = f"Chưa chép được sổ sang nơi sao lưu “{second}”: ổ đầy, chỉ cho đọc hoặc hỏng."
        return [Finding("place_not_written", str(second), message, "Kiểm tra ổ rồi chạy: bcd35 backup")]
    return []


def thin_ledgers(place: Path, book: str, keep: int) -> None:
    """Remove ledgers of a book beyond the newest ``keep``; those that a whole copy needs stay."""
    needed = {Path(copy.content.ledger.path).name for copy in copies_in(place)}
    own = [one.file.name for one in ledgers_in(place) if one.name.book == book[:6]]
    for name in superfluous_ledgers(own, keep, needed):
        (place / LEDGERS / name).unlink(missing_ok=True)
