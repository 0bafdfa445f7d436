"""The ledger of corrections: which letters gave a refused report back to its unit, and their files."""

from collections.abc import Iterable
from datetime import date, datetime

from bcd35.domain.corrections import CorrectionLetter
from bcd35.domain.letter_files import LetterFile
from bcd35.domain.letters import LetterNumber
from bcd35.store.annulments import is_void
from bcd35.store.codes import Codes
from bcd35.store.ledger import LedgerPart


class Corrections(LedgerPart):
    """Questions and records about corrections."""

    def of_refused(self, sha256: str) -> CorrectionLetter | None:
        """The letter that gave this refused file back, if one did that was not declared void."""
        sql = (
            "SELECT n.unit_code, sha256, symbol, term, number, dated, deadline"  # noqa: S608 – our own text
            " FROM corrections n JOIN quarantine ON quarantine.id = refused_id"
            f" WHERE sha256 = ? AND NOT {is_void('n')} ORDER BY n.id DESC LIMIT 1"
        )
        row = self._connection.execute(sql, (sha256,)).fetchone()
        if row is None:
            return None
        unit = Codes(self._connection).now(row[0])
        number = LetterNumber(*row[2:5])
        return CorrectionLetter(unit, row[1], number, date.fromisoformat(row[5]), date.fromisoformat(row[6]))

    def record(
        self, letter_id: int, letter: CorrectionLetter, files: Iterable[LetterFile], at: datetime
    ) -> None:
        """A new correction and the files it promises; its refused file is in the quarantine ledger."""
        sql = (
            "INSERT INTO corrections"
            " (letter_id, unit_code, refused_id, symbol, term, number, dated, deadline, issued_at)"
            " VALUES (?, ?, (SELECT id FROM quarantine WHERE sha256 = ?), ?, ?, ?, ?, ?, ?)"
        )
        number = letter.number
        days = (letter.dated.isoformat(), letter.deadline.isoformat(), at.isoformat(timespec="seconds"))
        values = (letter_id, letter.unit, letter.refused, number.symbol, number.term, number.number, *days)
        row = self._connection.execute(sql, values)
        sql = "INSERT INTO correction_files (correction_id, role, path, sha256, size) VALUES (?, ?, ?, ?, ?)"
        rows = [(row.lastrowid, file.role, file.path, file.sha256, file.size) for file in files]
        self._connection.executemany(sql, rows)

    def files(self, letter_id: int | None = None) -> list[LetterFile]:
        """All files promised, or those that go with one letter of a round, by path."""
        sql = (
            "SELECT unit_code, role, path, sha256, size"
            " FROM correction_files JOIN corrections ON corrections.id = correction_id"
            " WHERE ?1 IS NULL OR letter_id = ?1 ORDER BY path"
        )
        return [LetterFile(*row) for row in self._connection.execute(sql, (letter_id,))]
