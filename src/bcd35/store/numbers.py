"""The number book as a whole: all numbers, what became of those without a letter, papers found beside it.

Not here: taking a number for a letter (``letters.py``).
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from bcd35.store.ledger import LedgerPart

if TYPE_CHECKING:  # `status` asks only which letters are void
    from collections.abc import Iterable

    from bcd35.domain.letters import LetterNumber
    from bcd35.domain.number_choice import NumberLine
    from bcd35.domain.number_list import DatedLine, TakenNumber
    from bcd35.domain.papers import KnownNumber
    from bcd35.store.paper_rows import FoundPaper

# Whether a paper carries the number of the row ``n``.
IN_USE = """(
  EXISTS (SELECT 1 FROM letters p WHERE (p.symbol, p.term, p.number) = (n.symbol, n.term, n.number))
  OR EXISTS (SELECT 1 FROM reminders p WHERE (p.symbol, p.term, p.number) = (n.symbol, n.term, n.number))
  OR EXISTS (SELECT 1 FROM corrections p WHERE (p.symbol, p.term, p.number) = (n.symbol, n.term, n.number))
  OR EXISTS (SELECT 1 FROM extensions p WHERE (p.symbol, p.term, p.number) = (n.symbol, n.term, n.number))
  OR EXISTS (SELECT 1 FROM found_papers p WHERE (p.symbol, p.term, p.number) = (n.symbol, n.term, n.number))
)"""


class Numbers(LedgerPart):
    """Questions and records about the number book."""

    def known(self) -> "list[KnownNumber]":
        """Every number of every series."""
        from bcd35.domain.letters import LetterNumber
        from bcd35.domain.papers import KnownNumber

        stated = "symbol, term, number, round_code, purpose, subject"
        sql = f"SELECT {stated}, {IN_USE} FROM numbers n ORDER BY taken_at, number"  # noqa: S608 – our own text
        return [
            KnownNumber(LetterNumber(*row[:3]), row[3], row[4], row[5], bool(row[6]))
            for row in self._connection.execute(sql)
        ]

    def lines(self, symbol: str | None = None, term: str | None = None) -> "list[NumberLine]":
        """What became of numbers without a letter, in ledger order: of one series, or of all."""
        from bcd35.domain.number_choice import NumberLine

        sql = (
            "SELECT symbol, term, first, last, event, reason FROM number_lines"
            " WHERE ?1 IS NULL OR (symbol, term) = (?1, ?2) ORDER BY id"
        )
        return [NumberLine(*row) for row in self._connection.execute(sql, (symbol, term))]

    def dated_lines(self) -> "list[DatedLine]":
        """All lines about spans of numbers in ledger order, each with the day that it names."""
        from bcd35.domain.number_choice import NumberLine
        from bcd35.domain.number_list import DatedLine

        sql = "SELECT symbol, term, first, last, event, reason, on_date FROM number_lines ORDER BY id"
        return [
            DatedLine(NumberLine(*row[:6]), date.fromisoformat(row[6]))
            for row in self._connection.execute(sql)
        ]

    def taken(self) -> "list[TakenNumber]":
        """Every number that was taken for a letter, with what the ledger has of that letter."""
        from bcd35.domain.letters import LetterNumber
        from bcd35.domain.number_list import TakenNumber

        return [
            TakenNumber(
                number=LetterNumber(*row[:3]),
                purpose=row[3],
                round_code=row[4],
                dated=date.fromisoformat(row[5]) if row[5] else None,
                units=row[6] or 0,
                papers=row[7],
                replaces=LetterNumber(*row[8:11]) if row[8] else None,
            )
            for row in self._connection.execute(_TAKEN)
        ]

    def issued(self) -> "list[tuple[datetime, str, LetterNumber]]":
        """Every letter that was issued, in order: when, in which round, under which number."""
        from bcd35.domain.letters import LetterNumber

        return [
            (datetime.fromisoformat(at), round_code, LetterNumber(*number))
            for at, round_code, *number in self._connection.execute(_ISSUED)
        ]

    def record_line(self, line: "NumberLine", on: date, at: datetime) -> None:
        sql = (
            "INSERT INTO number_lines (symbol, term, first, last, event, reason, on_date, recorded_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        self._connection.execute(sql, (*line, on.isoformat(), at.isoformat(timespec="seconds")))

    def found(self) -> "list[FoundPaper]":
        """Papers taken into the book as they lay, by path."""
        from bcd35.domain.letters import LetterNumber
        from bcd35.store.paper_rows import FoundPaper

        sql = "SELECT path, sha256, size, symbol, term, number, unit_code FROM found_papers ORDER BY path"
        return [
            FoundPaper(row[0], row[1], row[2], LetterNumber(*row[3:6]), row[6])
            for row in self._connection.execute(sql)
        ]

    def record_found(self, papers: "Iterable[FoundPaper]", at: datetime) -> None:
        """Papers as they lie; their numbers are in the book."""
        sql = (
            "INSERT INTO found_papers (path, sha256, size, symbol, term, number, unit_code, recorded_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        stamp = at.isoformat(timespec="seconds")
        rows = [(one.path, one.sha256, one.size, *one.number, one.unit, stamp) for one in papers]
        self._connection.executemany(sql, rows)

    def promised_paths(self) -> set[str]:
        """Paths of all papers that a row promises, of every kind."""
        tables = ("letter_files", "reminder_files", "correction_files", "extension_files", "found_papers")
        sql = " UNION ALL ".join(f"SELECT path FROM {table}" for table in tables)  # noqa: S608 – our own text
        return {row[0] for row in self._connection.execute(sql)}


_TAKEN = """
SELECT n.symbol, n.term, n.number, purpose, n.round_code, coalesce(l.dated, r.dated, c.dated, x.dated),
  CASE
    WHEN l.id THEN
      (SELECT count(DISTINCT unit_code) FROM letter_files f WHERE f.letter_id = l.id AND unit_code <> '')
    WHEN r.id THEN (SELECT count(*) FROM reminder_units u WHERE u.reminder_id = r.id)
    WHEN c.id THEN 1
    ELSE coalesce(
      (SELECT json_array_length(content, '$.codes') FROM issued_contents i
        WHERE (i.symbol, i.term, i.number) = (n.symbol, n.term, n.number)),
      (SELECT count(DISTINCT unit_code) FROM terms t WHERE t.extension_id = x.id AND unit_code <> ''))
  END,
  (SELECT count(*) FROM found_papers p WHERE (p.symbol, p.term, p.number) = (n.symbol, n.term, n.number)),
  before.symbol, before.term, before.number
  FROM numbers n
  LEFT JOIN letters l ON (l.symbol, l.term, l.number) = (n.symbol, n.term, n.number)
  LEFT JOIN letters before ON before.id = l.replaces
  LEFT JOIN reminders r ON (r.symbol, r.term, r.number) = (n.symbol, n.term, n.number)
  LEFT JOIN corrections c ON (c.symbol, c.term, c.number) = (n.symbol, n.term, n.number)
  LEFT JOIN extensions x ON (x.symbol, x.term, x.number) = (n.symbol, n.term, n.number)
  ORDER BY n.symbol, n.term, n.number
"""


_ISSUED = """
SELECT issued_at, round_code, symbol, term, number FROM letters
UNION ALL
SELECT n.issued_at, round_code, n.symbol, n.term, n.number
  FROM (SELECT issued_at, letter_id, symbol, term, number FROM reminders
    UNION ALL SELECT issued_at, letter_id, symbol, term, number FROM corrections
    UNION ALL SELECT issued_at, letter_id, symbol, term, number FROM extensions) n
  JOIN letters ON letters.id = n.letter_id
ORDER BY 1, 4, 5
"""
