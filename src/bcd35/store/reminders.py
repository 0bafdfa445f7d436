"""The ledger of reminders: which letters went to units that had not reported, and their files."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from bcd35.domain.letters import LetterNumber
from bcd35.domain.reminders import Reminder
from bcd35.store.annulments import is_void
from bcd35.store.codes import Codes
from bcd35.store.ledger import LedgerPart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bcd35.domain.letter_files import LetterFile


class Reminders(LedgerPart):
    """Questions and records about reminders."""

    def of_round(self, round_code: str) -> list[Reminder]:
        """The reminders of a round in ledger order, each with its units; void ones are left out."""
        now = Codes(self._connection).now
        units: dict[int, list[str]] = {}
        sql = (
            "SELECT reminder_id, unit_code FROM reminder_units JOIN reminders r ON r.id = reminder_id"
            " JOIN letters ON letters.id = letter_id"
            " WHERE round_code = ? COLLATE NOCASE ORDER BY unit_code"
        )
        for reminder_id, unit in self._connection.execute(sql, (round_code,)):
            units.setdefault(reminder_id, []).append(now(unit))
        sql = (
            "SELECT n.id, n.symbol, n.term, n.number, n.dated, as_of, deadline"  # noqa: S608 – our own text
            " FROM reminders n JOIN letters ON letters.id = letter_id"
            f" WHERE round_code = ? COLLATE NOCASE AND NOT {is_void('n')} ORDER BY n.id"
        )
        return [
            _reminder(row[1:4], row[4:], tuple(units.get(row[0], ())))
            for row in self._connection.execute(sql, (round_code,))
        ]

    def record(self, letter_id: int, reminder: Reminder, files: "Iterable[LetterFile]", at: datetime) -> None:
        """A new reminder, the units it went to and the files it promises."""
        from bcd35.store.rows import insert_rows

        number = reminder.number
        days = (reminder.dated.isoformat(), reminder.as_of.isoformat(), reminder.deadline.isoformat())
        row = self._connection.execute(
            "INSERT INTO reminders (letter_id, symbol, term, number, dated, as_of, deadline, issued_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (letter_id, number.symbol, number.term, number.number, *days, at.isoformat(timespec="seconds")),
        )
        units = ({"reminder_id": row.lastrowid, "unit_code": unit} for unit in reminder.units)
        insert_rows(self._connection, "reminder_units", units)
        promised = (
            {
                "reminder_id": row.lastrowid,
                "unit_code": file.unit,
                "path": file.path,
                "sha256": file.sha256,
                "size": file.size,
            }
            for file in files
        )
        insert_rows(self._connection, "reminder_files", promised)

    def files(self, letter_id: int | None = None) -> "list[LetterFile]":
        """Files promised for the reminders of one round's letter, or for all, by path."""
        from bcd35.domain.letter_files import LetterFile

        sql = (
            "SELECT unit_code, 'reminder', path, sha256, size"
            " FROM reminder_files JOIN reminders ON id = reminder_id"
            " WHERE letter_id = ?1 OR ?1 IS NULL ORDER BY path"
        )
        return [LetterFile(*row) for row in self._connection.execute(sql, (letter_id,))]


def _reminder(number: tuple[str, str, int], days: tuple[str, str, str], units: tuple[str, ...]) -> Reminder:
    dated, as_of, deadline = map(date.fromisoformat, days)
    return Reminder(LetterNumber(*number), dated, as_of, deadline, units)
