"""What issued papers were made from: forms, templates, contents; and which papers there are.

Not here: the layouts of forms (``layouts.py``), which every command asks for.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from bcd35.store.codes import codes_of
from bcd35.store.ledger import LedgerPart

if TYPE_CHECKING:
    from bcd35.domain.form_spec import FormIdentity
    from bcd35.domain.letters import LetterNumber
    from bcd35.store.paper_rows import PromisedPaper


class Sources(LedgerPart):
    """Questions and records about what papers were made from."""

    def forms(self, letter_id: int) -> "dict[str, FormIdentity]":
        """The forms issued with a letter, by unit; of two to one unit the later one."""
        sql = (
            "SELECT form_id, round_code, unit_code, version, spec"
            " FROM forms JOIN letters ON letters.id = letter_id WHERE letter_id = ? ORDER BY version"
        )
        from bcd35.domain.form_spec import FormIdentity

        return {row[2]: FormIdentity(*row) for row in self._connection.execute(sql, (letter_id,))}

    def form_of(self, round_code: str, unit: str) -> "FormIdentity | None":
        """The form that was issued to a unit for a round."""
        sql = (
            "SELECT form_id, round_code, unit_code, version, spec"
            " FROM letters JOIN forms ON letters.id = letter_id"
            " WHERE round_code = ? AND unit_code IN (SELECT value FROM json_each(?))"
            " ORDER BY letter_id DESC, version DESC LIMIT 1"
        )
        codes = codes_of(self._connection, unit)
        row = self._connection.execute(sql, (round_code, codes)).fetchone()
        from bcd35.domain.form_spec import FormIdentity

        return FormIdentity(*row) if row else None

    def templates(self, letter_id: int | None = None) -> "dict[LetterNumber, dict[str, str]]":
        """Number → the templates its papers were made from, name → sha256; of one round, or of all."""
        from bcd35.domain.letters import LetterNumber

        sql = (
            "SELECT symbol, term, number, name, sha256 FROM issued_templates"
            " WHERE ?1 IS NULL OR (symbol, term, number) IN"
            " (SELECT symbol, term, number FROM letters WHERE id = ?1"
            " UNION SELECT symbol, term, number FROM reminders WHERE letter_id = ?1"
            " UNION SELECT symbol, term, number FROM corrections WHERE letter_id = ?1"
            " UNION SELECT symbol, term, number FROM extensions WHERE letter_id = ?1)"
            " ORDER BY symbol, term, number, name"
        )
        found: dict[LetterNumber, dict[str, str]] = {}
        for *number, name, digest in self._connection.execute(sql, (letter_id,)):
            found.setdefault(LetterNumber(*number), {})[name] = digest
        return found

    def record(self, number: "LetterNumber", templates: Mapping[str, str], content: str = "") -> None:
        """What the papers of a number were made from: names and digests of the templates, the content (JSON).

        The templates of the first papers stay: those of units that join later are made from the same.
        """
        sql = (
            "INSERT INTO issued_templates (symbol, term, number, name, sha256) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING"
        )
        self._connection.executemany(sql, ((*number, name, digest) for name, digest in templates.items()))
        if content:
            sql = "INSERT INTO issued_contents (symbol, term, number, content) VALUES (?, ?, ?, ?)"
            self._connection.execute(sql, (*number, content))

    def content(self, number: "LetterNumber") -> str:
        """What the papers of a reminder or a correction say (JSON); empty when it was not kept."""
        sql = "SELECT content FROM issued_contents WHERE symbol = ? AND term = ? AND number = ?"
        row = self._connection.execute(sql, number).fetchone()
        return str(row[0]) if row else ""

    def papers(self, letter_id: int | None = None) -> "list[PromisedPaper]":
        """Every promised letter, checklist, form, reminder and correction; of one round, or of all."""
        return list(self._papers(letter_id))

    def paper_digests(self) -> set[str]:
        """The sha256 of every promised paper: for a file that is none of them no paper need be looked up."""
        rows = self._connection.execute(f"SELECT sha256 FROM ({_PAPERS})", (None,))  # noqa: S608 – our own text
        return {row[0] for row in rows}

    def _papers(self, letter_id: int | None) -> "Iterable[PromisedPaper]":
        from bcd35.domain.letter_files import LetterFile
        from bcd35.domain.letters import LetterNumber
        from bcd35.store.paper_rows import PromisedPaper

        for row in self._connection.execute(_PAPERS, (letter_id,)):
            yield PromisedPaper(row[0], row[1], LetterNumber(*row[2:5]), LetterFile(*row[5:]))


_PAPERS = """
SELECT round_code, 'letter', symbol, term, number, unit_code, role, path, sha256, size
  FROM letter_files JOIN letters ON letters.id = letter_id WHERE ?1 IS NULL OR letters.id = ?1
UNION ALL
SELECT round_code, 'reminder', r.symbol, r.term, r.number, unit_code, 'reminder', path, sha256, size
  FROM reminder_files JOIN reminders r ON r.id = reminder_id JOIN letters ON letters.id = r.letter_id
  WHERE ?1 IS NULL OR letters.id = ?1
UNION ALL
SELECT round_code, 'correction', c.symbol, c.term, c.number, unit_code, role, path, sha256, size
  FROM correction_files JOIN corrections c ON c.id = correction_id JOIN letters ON letters.id = c.letter_id
  WHERE ?1 IS NULL OR letters.id = ?1
UNION ALL
SELECT round_code, 'extension', x.symbol, x.term, x.number, unit_code, 'extension', path, sha256, size
  FROM extension_files JOIN extensions x ON x.id = extension_id JOIN letters ON letters.id = x.letter_id
  WHERE ?1 IS NULL OR letters.id = ?1
ORDER BY path
"""
