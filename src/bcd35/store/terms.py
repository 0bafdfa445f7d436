"""Last days of units: extensions, terms of units that joined; and what other letters name as a last day."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from bcd35.domain.letters import LetterNumber
from bcd35.domain.terms import Grant
from bcd35.store.annulments import is_void, stands
from bcd35.store.codes import Codes, codes_of
from bcd35.store.intake import REFUSED_FILES
from bcd35.store.ledger import LedgerPart

if TYPE_CHECKING:
    from bcd35.domain.letter_files import LetterFile
    from bcd35.store.paper_rows import ExtensionLetter


class Terms(LedgerPart):
    """Questions and records about last days."""

    def of_round(self, round_code: str) -> list[Grant]:
        """Every line that names a last day beside the round's letters; those of void letters are left out.

        By their days; lines of units that joined last, in ledger order.
        """
        now = Codes(self._connection).now
        rows = self._connection.execute(_grants_sql("NOT"), (round_code,))
        return [_grant((now(row[0]), *row[1:-1])) for row in rows]

    def cancelled(self, round_code: str) -> list[Grant]:
        """The lines of letters that were declared void: units have them, and they name a last day."""
        now = Codes(self._connection).now
        rows = self._connection.execute(_grants_sql(""), (round_code,))
        return [line for row in rows if (line := _grant((now(row[0]), *row[1:-1]))).letter]

    def record(self, round_code: str, grants: Iterable[Grant], at: datetime) -> None:
        """Lines of units that joined or were extended; a letter they name is in the ledger already."""
        sql = (
            "INSERT INTO terms"
            " (round_code, unit_code, event, deadline, on_date, reason, extension_id, recorded_at)"
            " VALUES (?, ?, ?, ?, ?, ?,"
            " (SELECT id FROM extensions WHERE (symbol, term, number) = (?, ?, ?)), ?)"
        )
        stamp = at.isoformat(timespec="seconds")
        rows = []
        for one in grants:
            days, letter = (one.deadline.isoformat(), one.on.isoformat()), one.letter or (None, None, None)
            rows.append((round_code, one.unit, one.event, *days, one.reason, *letter, stamp))
        self._connection.executemany(sql, rows)

    def record_letter(
        self, letter_id: int, letter: "ExtensionLetter", files: "Iterable[LetterFile]", at: datetime
    ) -> None:
        """A letter of extension and the files it promises; ``letter_id``: the round's letter."""
        sql = (
            "INSERT INTO extensions (letter_id, symbol, term, number, dated, deadline, issued_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        days = (letter.dated.isoformat(), letter.deadline.isoformat(), at.isoformat(timespec="seconds"))
        row = self._connection.execute(sql, (letter_id, *letter.number, *days))
        sql = (
            "INSERT INTO extension_files (extension_id, unit_code, path, sha256, size) VALUES (?, ?, ?, ?, ?)"
        )
        rows = [(row.lastrowid, one.unit, one.path, one.sha256, one.size) for one in files]
        self._connection.executemany(sql, rows)

    def ids(self, round_code: str, unit: str) -> list[tuple[int, Grant]]:
        """The standing lines of a unit (empty: of all units) in ledger order, each with its row id."""
        return self._of_unit(round_code, unit, stands("terms", "n.id"))

    def taken_back(self, round_code: str, unit: str) -> list[Grant]:
        """The lines of a unit (empty: of all units) that were entered by mistake, in ledger order."""
        return [line for _, line in self._of_unit(round_code, unit, f"NOT {stands('terms', 'n.id')}")]

    def _of_unit(self, round_code: str, unit: str, which: str) -> list[tuple[int, Grant]]:
        """``which``: an SQL condition."""
        sql = (
            "SELECT n.id, unit_code, event, on_date, n.deadline, symbol, term, number, reason, NULL"  # noqa: S608 – our own text
            " FROM terms n LEFT JOIN extensions x ON x.id = extension_id"
            " WHERE round_code = ? AND unit_code IN (SELECT value FROM json_each(?))"
            f" AND {which}"
            f" AND (extension_id IS NULL OR NOT {is_void('x')}) ORDER BY n.id"
        )
        codes = codes_of(self._connection, unit)
        return [
            (row[0], _grant((unit, *row[2:]))) for row in self._connection.execute(sql, (round_code, codes))
        ]

    def joined(self, letter_id: int) -> dict[str, Grant]:
        """Unit code as the letter had it, lower case → the line of the last day that the letter named to it.

        Of units that got it later than others, or kept a day of their own in it, before another letter
        replaced it. Whatever was put right since: it is printed.
        """
        letters = (
            "SELECT n.id, n.issued_at FROM letters l JOIN letters n ON n.round_code = l.round_code"
            " AND n.id >= l.id WHERE l.id = ? ORDER BY n.id LIMIT 2"
        )
        since, *until = (self._entered_by(*row) for row in self._connection.execute(letters, (letter_id,)))
        sql = (
            "SELECT t.id, t.recorded_at,"
            " unit_code, event, on_date, t.deadline, NULL, NULL, NULL, reason, NULL"
            " FROM terms t JOIN letters l ON l.round_code = t.round_code"
            " WHERE l.id = ? AND event = 'joined' AND t.recorded_at >= l.issued_at ORDER BY t.id DESC"
        )
        rows = self._connection.execute(sql, (letter_id,)).fetchall()
        own = [row for row in rows if since(*row[:2]) and not any(later(*row[:2]) for later in until)]
        lines = [_grant(row[2:]) for row in own]
        return {line.unit.casefold(): line for line in lines}

    def _entered_by(self, letter_id: int, issued_at: str) -> Callable[[int, str], bool]:
        """Whether a line, by its row id and time, was entered with a letter or after it.

        Of the same second the order of acts tells.
        """
        from bcd35.store.seals import act_of, act_order

        act = act_of(self._connection, "letters", letter_id, issued_at)
        order = act_order(self._connection, "letters", letter_id, issued_at)

        def entered(line_id: int, at: str) -> bool:
            if at != issued_at:
                return at > issued_at
            return act.added("terms", line_id, at) or (
                act_order(self._connection, "terms", line_id, at) >= order
            )

        return entered

    def files(self, letter_id: int | None = None) -> "list[LetterFile]":
        """Files promised for letters of extension of one round's letter, or for all, by path."""
        from bcd35.domain.letter_files import LetterFile

        sql = (
            "SELECT unit_code, 'extension', path, sha256, size"
            " FROM extension_files JOIN extensions ON id = extension_id"
            " WHERE letter_id = ?1 OR ?1 IS NULL ORDER BY path"
        )
        return [LetterFile(*row) for row in self._connection.execute(sql, (letter_id,))]


def _grants_sql(standing: Literal["NOT", ""]) -> str:
    """The lines beside the round's letters: of letters that are not void, or of those that are."""
    return f"""
SELECT unit_code, event, on_date, n.deadline, symbol, term, number, reason, NULL,
    iif(event = 'joined', n.id, 0)
  FROM terms n LEFT JOIN extensions x ON x.id = extension_id
  WHERE round_code = ?1 COLLATE NOCASE AND {stands("terms", "n.id")}
  AND (extension_id IS NULL OR {standing} {is_void("x")})
UNION ALL
SELECT n.unit_code, 'corrected', n.dated, n.deadline, n.symbol, n.term, n.number, '',
    received_on, 0
  FROM corrections n JOIN letters ON letters.id = letter_id JOIN {REFUSED_FILES} q ON q.id = refused_id
  WHERE letters.round_code = ?1 COLLATE NOCASE AND {standing} {is_void("n")}
UNION ALL
SELECT unit_code, 'reminded', n.dated, deadline, n.symbol, n.term, n.number, '', NULL, 0
  FROM reminders n JOIN reminder_units ON n.id = reminder_id JOIN letters ON letters.id = letter_id
  WHERE round_code = ?1 COLLATE NOCASE AND {standing} {is_void("n")}
ORDER BY 10, 3, 1
"""  # noqa: S608 – our own text


def _grant(row: tuple[str, ...]) -> Grant:
    unit, event, on, deadline, symbol, term, number, reason, received_on = row
    return Grant(
        unit=unit,
        event=event,  # type: ignore[arg-type]  # one of the events, by the CHECK of its column
        on=date.fromisoformat(on),
        deadline=date.fromisoformat(deadline),
        letter=LetterNumber(symbol, term, int(number)) if number else None,
        reason=reason,
        received_on=date.fromisoformat(received_on) if received_on else None,
    )
