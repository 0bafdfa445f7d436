"""The letter ledger: numbers, letters, their files, issued forms, and who is expected to report."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.letters import Expectation, Letter, LetterNumber, Purpose
from bcd35.store.annulments import is_void, stands
from bcd35.store.codes import Codes, codes_of, json_list
from bcd35.store.ledger import LedgerPart

if TYPE_CHECKING:
    from bcd35.domain.form_spec import FormIdentity
    from bcd35.domain.letter_files import LetterFile
    from bcd35.store.seals import ActRows


_Asked = tuple[str, date, str]  # subject, last day and kind of document of a round


class IssuedLetter(NamedTuple):
    """A letter with what was frozen at its issue: the round, the office and the channels as JSON text."""

    letter: Letter
    round: str
    office: str
    channels: str


class Letters(LedgerPart):
    """Questions and records about letters."""

    def of_round(self, round_code: str) -> IssuedLetter | None:
        """The letter in force: the latest that was not declared void."""
        standing = (one for one, void in self.all_of_round(round_code) if not void)
        return next(standing, None)

    def all_of_round(self, round_code: str) -> list[tuple[IssuedLetter, bool]]:
        """Every letter of a round, the latest one first, and whether it was declared void."""
        sql = (
            "SELECT id, round_code, symbol, term, number, dated, round, office, channels, replaces,"  # noqa: S608 – our own text
            f" {is_void('n')} FROM letters n WHERE round_code = ? COLLATE NOCASE ORDER BY id DESC"
        )
        return [
            (
                IssuedLetter(
                    Letter(row[0], row[1], LetterNumber(*row[2:5]), date.fromisoformat(row[5]), row[9]),
                    *row[6:9],
                ),
                bool(row[10]),
            )
            for row in self._connection.execute(sql, (round_code,))
        ]

    def asked(self, round_code: str) -> dict[int, _Asked]:
        """Id of every letter of a round → what it says of the round."""
        sql = (
            "SELECT id, round ->> '$.subject', round ->> '$.deadline',"
            " coalesce(round ->> '$.document_type', '') FROM letters WHERE round_code = ? COLLATE NOCASE"
        )
        rows = self._connection.execute(sql, (round_code,))
        return {id_: (subject, date.fromisoformat(day), kind) for id_, subject, day, kind in rows}

    def unit_kinds(self, letter_id: int) -> list[str]:
        """The codes of the kinds of unit as they stood when a letter was issued, in the office's order."""
        sql = (
            "SELECT value ->> '$.code' FROM letters, json_each(office, '$.unit_kinds')"
            " WHERE letters.id = ? ORDER BY key"
        )
        return [row[0] for row in self._connection.execute(sql, (letter_id,))]

    def reminders_extend(self, letter_id: int) -> bool:
        """Whether, by the office's rules at the issue, the term that a reminder names moves a last day."""
        sql = "SELECT office ->> '$.reminders_extend' FROM letters WHERE id = ?"
        return bool(self._connection.execute(sql, (letter_id,)).fetchone()[0])

    def first_recorded_on(self, round_code: str) -> date | None:
        """The day on which the first letter of a round was entered, whatever its date."""
        sql = "SELECT min(issued_at) FROM letters WHERE round_code = ? COLLATE NOCASE"
        first = self._connection.execute(sql, (round_code,)).fetchone()[0]
        return datetime.fromisoformat(first).date() if first else None

    def last_numbers(self) -> list[LetterNumber]:
        """The highest number of each series and term."""
        sql = "SELECT symbol, term, max(number) FROM numbers GROUP BY symbol, term ORDER BY symbol, term"
        return [LetterNumber(*row) for row in self._connection.execute(sql)]

    def taken_numbers(
        self, symbol: str, term: str, purpose: Purpose = "letter", subject: str = ""
    ) -> dict[int, tuple[str, bool]]:
        """Number → the round it was taken for, and whether it is in use.

        A number is in use when a paper carries it or when it was taken for another purpose or subject.
        """
        from bcd35.store.numbers import IN_USE

        in_use = f"n.purpose <> ? OR n.subject <> ? OR {IN_USE}"
        sql = f"SELECT number, round_code, {in_use} FROM numbers n WHERE symbol = ? AND term = ? ORDER BY 1"  # noqa: S608 – our own text
        rows = self._connection.execute(sql, (purpose, subject, symbol, term))
        return {row[0]: (row[1], bool(row[2])) for row in rows}

    def last_dated(self, number: LetterNumber) -> tuple[LetterNumber, date] | None:
        """The letter of any kind with the highest number below this one, in the same book."""
        sql = (
            "SELECT number, dated FROM ("
            "SELECT symbol, term, number, dated FROM letters"
            " UNION ALL SELECT symbol, term, number, dated FROM reminders"
            " UNION ALL SELECT symbol, term, number, dated FROM corrections"
            " UNION ALL SELECT symbol, term, number, dated FROM extensions"
            " UNION ALL SELECT symbol, term, last, on_date FROM number_lines n WHERE event = 'on_paper'"
            " AND NOT EXISTS (SELECT 1 FROM number_lines l WHERE (l.symbol, l.term) = (n.symbol, n.term)"
            " AND n.last BETWEEN l.first AND l.last AND l.id > n.id))"
            " WHERE symbol = ? AND term = ? AND number < ? ORDER BY number DESC LIMIT 1"
        )
        row = self._connection.execute(sql, (number.symbol, number.term, number.number)).fetchone()
        return (number._replace(number=row[0]), date.fromisoformat(row[1])) if row else None

    def take_number(
        self,
        number: LetterNumber,
        round_code: str,
        at: datetime,
        purpose: Purpose = "letter",
        subject: str = "",
    ) -> None:
        """Write a number into the book for good; ``sqlite3.IntegrityError`` when it is there already.

        ``subject``: what it serves within the round, where round and purpose do not say it all.
        """
        sql = (
            "INSERT INTO numbers (symbol, term, number, round_code, taken_at, purpose, subject)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        values = (
            number.symbol,
            number.term,
            number.number,
            round_code,
            at.isoformat(timespec="seconds"),
            purpose,
            subject,
        )
        self._connection.execute(sql, values)

    def record_letter(
        self,
        round_code: str,
        number: LetterNumber,
        dated: date,
        frozen: Mapping[str, str],
        at: datetime,
        *,
        replaces: int | None = None,
    ) -> int:
        """Add a letter, return its id; ``frozen`` has the JSON texts ``round``, ``office``, ``channels``.

        ``replaces``: the id of the letter that it takes the place of.
        """
        sql = (
            "INSERT INTO letters"
            " (round_code, symbol, term, number, dated, round, office, channels, issued_at, replaces)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        values = (
            round_code,
            number.symbol,
            number.term,
            number.number,
            dated.isoformat(),
            frozen["round"],
            frozen["office"],
            frozen["channels"],
        )
        row = self._connection.execute(sql, (*values, at.isoformat(timespec="seconds"), replaces))
        return int(row.lastrowid or 0)

    def record_files(self, letter_id: int, files: "Iterable[LetterFile]") -> None:
        sql = (
            "INSERT INTO letter_files (letter_id, unit_code, role, path, sha256, size)"
            " VALUES (?, ?, ?, ?, ?, ?)"
        )
        self._connection.executemany(sql, ((letter_id, *file) for file in files))

    def files(self, letter_id: int | None = None) -> "list[LetterFile]":
        """Files promised for one letter, or for all, by path."""
        from bcd35.domain.letter_files import LetterFile

        sql = (
            "SELECT unit_code, role, path, sha256, size FROM letter_files"
            " WHERE letter_id = ?1 OR ?1 IS NULL ORDER BY path"
        )
        return [LetterFile(*row) for row in self._connection.execute(sql, (letter_id,))]

    def record_forms(self, letter_id: int, forms: "Iterable[FormIdentity]") -> None:
        sql = "INSERT INTO forms (form_id, letter_id, unit_code, version, spec) VALUES (?, ?, ?, ?, ?)"
        rows = ((form.form_id, letter_id, form.unit, form.version, form.spec) for form in forms)
        self._connection.executemany(sql, rows)

    def form_file(self, round_code: str, unit: str) -> "LetterFile | None":
        """The blank form that was issued to a unit; of a replaced letter and its follower the latter's."""
        from bcd35.domain.letter_files import LetterFile

        sql = (
            "SELECT unit_code, role, path, sha256, size"
            " FROM letter_files JOIN letters ON letters.id = letter_id"
            " WHERE round_code = ? AND unit_code IN (SELECT value FROM json_each(?)) AND role = 'form'"
            " ORDER BY letter_id DESC"
        )
        row = self._connection.execute(sql, (round_code, codes_of(self._connection, unit))).fetchone()
        return LetterFile(*row) if row else None

    def forms(self, form_ids: Collection[str]) -> "dict[str, FormIdentity]":
        """Those of these form ids that were issued."""
        from bcd35.domain.form_spec import FormIdentity

        sql = (
            "SELECT form_id, round_code, unit_code, version, spec"
            " FROM forms JOIN letters ON letters.id = letter_id"
            " WHERE form_id IN (SELECT value FROM json_each(?))"
        )
        return {row[0]: FormIdentity(*row) for row in self._connection.execute(sql, (json_list(form_ids),))}

    def expectations(self, round_code: str, units: Collection[str] | None = None) -> list[Expectation]:
        """Dated lines of who is expected, in ledger order: of all units, or of these.

        With ``units`` the round's code must be as the ledger writes it; without, its case does not matter.
        """
        which: str = "WHERE round_code = ? COLLATE NOCASE"
        values: tuple[str, ...] = (round_code,)
        codes = Codes(self._connection)
        if units is not None:
            # Without the hint SQLite uses the round's index and reads the whole round for a few units.
            which = (
                "INDEXED BY expectations_of_unit"
                " WHERE round_code = ? AND unit_code IN (SELECT value FROM json_each(?))"
            )
            values = (round_code, codes.json_list(units))
        sql = (
            f"SELECT unit_code, name, kind, event, on_date, reason FROM expectations {which}"  # noqa: S608 – our own text
            f" AND {stands('expectations', 'expectations.id')} ORDER BY id"
        )
        rows = self._connection.execute(sql, values)
        lines = [_expectation((codes.now(row[0]), *row[1:])) for row in rows]
        asked = self._asked_from(round_code)
        return [_from_earlier_letter(line, asked) for line in lines] if asked else lines

    def expectation_lines(self, round_code: str, unit: str) -> list[tuple[int, Expectation]]:
        """The standing lines of one unit in ledger order, each with its row id."""
        sql = (
            "SELECT id, unit_code, name, kind, event, on_date, reason FROM expectations n"  # noqa: S608 – our own text
            " WHERE round_code = ? AND unit_code IN (SELECT value FROM json_each(?))"
            f" AND {stands('expectations', 'n.id')} ORDER BY id"
        )
        rows = self._connection.execute(sql, (round_code, codes_of(self._connection, unit)))
        asked = self._asked_from(round_code)
        return [(row[0], _from_earlier_letter(_expectation((unit, *row[2:])), asked)) for row in rows]

    def _asked_from(self, round_code: str) -> dict[str, date]:
        """Unit (lower case) → the earliest date of the letters that put right an earlier, later dated one.

        A letter dated too late is put right by one of an earlier date: the units are asked from then on, also
        those that need no letter any more when it is replaced.
        """
        of_round = "FROM letters WHERE round_code = ? COLLATE NOCASE ORDER BY id"
        rows = self._connection.execute(f"SELECT id, dated, replaces {of_round}", (round_code,)).fetchall()
        dates = [row[1] for row in rows]
        if dates == sorted(dates):
            return {}
        put_right: dict[int, str] = {id_: dated for id_, dated, _ in rows}
        for id_, _, replaced in reversed(rows):
            if replaced:
                put_right[replaced] = min(put_right[replaced], put_right[id_])
        sql = (
            "SELECT DISTINCT unit_code, letter_id, dated FROM forms JOIN letters ON letters.id = letter_id"
            " WHERE round_code = ? COLLATE NOCASE ORDER BY letter_id"
        )
        now, before, asked = Codes(self._connection).now, dict[str, str](), dict[str, date]()
        for code, letter, dated in self._connection.execute(sql, (round_code,)):
            unit, day = now(code).casefold(), put_right[letter]
            if day < before.setdefault(unit, dated):
                asked[unit] = min(date.fromisoformat(day), asked.get(unit, date.max))
        return asked

    def expectations_entered(self, unit: str, event: str, act: "ActRows") -> list[tuple[int, str]]:
        """Row id and round of the standing lines of one event that an act entered about a unit."""
        sql = (
            "SELECT id, round_code, recorded_at FROM expectations n"  # noqa: S608 – our own text
            " WHERE unit_code IN (SELECT value FROM json_each(?)) AND event = ?"
            f" AND {stands('expectations', 'n.id')} ORDER BY id"
        )
        rows = self._connection.execute(sql, (codes_of(self._connection, unit), event))
        return [(id_, code) for id_, code, at in rows if act.added("expectations", id_, at)]

    def addressees(self, round_code: str) -> list[Expectation]:
        """Whom the letters of a round went to, by code and name of that day, whatever became of them."""
        sql = (
            "SELECT unit_code, name, kind, event, on_date, reason FROM expectations"
            " WHERE round_code = ? COLLATE NOCASE AND event IN ('issued', 'added') ORDER BY id"
        )
        return [_expectation(row) for row in self._connection.execute(sql, (round_code,))]

    def joined(self, round_code: str) -> frozenset[str]:
        """Codes (lower case) of the units that the letter of a round was issued to, exempt ones too."""
        sql = "SELECT DISTINCT unit_code FROM expectations WHERE round_code = ? COLLATE NOCASE"
        now = Codes(self._connection).now
        return frozenset(now(row[0]).casefold() for row in self._connection.execute(sql, (round_code,)))

    def lettered(self, letter_id: int) -> frozenset[str]:
        """Codes (lower case) of the units that a letter went to."""
        sql = "SELECT DISTINCT unit_code FROM forms WHERE letter_id = ?"
        now = Codes(self._connection).now
        return frozenset(now(row[0]).casefold() for row in self._connection.execute(sql, (letter_id,)))

    def record_expectations(self, round_code: str, lines: Iterable[Expectation], at: datetime) -> None:
        sql = (
            "INSERT INTO expectations"
            " (round_code, unit_code, name, kind, event, on_date, reason, recorded_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        stamp = at.isoformat(timespec="seconds")
        rows = (
            (round_code, line.unit, line.name, line.kind, line.event, line.on.isoformat(), line.reason, stamp)
            for line in lines
        )
        self._connection.executemany(sql, rows)


def _from_earlier_letter(line: Expectation, asked: Mapping[str, date]) -> Expectation:
    """The line by which a unit joined a round, from the day of an earlier dated letter that it got since."""
    day = asked.get(line.unit.casefold())
    return line._replace(on=min(line.on, day)) if day and line.event in ("issued", "added") else line


def _expectation(row: tuple[str, ...]) -> Expectation:
    unit, name, kind, event, on, reason = row
    day = date.fromisoformat(on)
    # SQLite gives each row copies of its own of these few words.
    return Expectation(unit=unit, name=name, kind=intern(kind), event=intern(event), on=day, reason=reason)
