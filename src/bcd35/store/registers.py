"""Registers: channels, units, the office, rounds, days off, and the files they were imported from."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.round_names import RoundTitle
from bcd35.store.acts import acts_of_this_run
from bcd35.store.ledger import LedgerPart

if TYPE_CHECKING:
    from json import JSONEncoder

    from bcd35.domain.calendar import Calendar
    from bcd35.domain.channels import Channel
    from bcd35.domain.histories import PartOf
    from bcd35.domain.units import Unit
    from bcd35.store.journal_rows import JournalLine
    from bcd35.store.seals import ActRows


class RegisterFile(NamedTuple):
    """A register file as it was when imported.

    Path relative to the workspace, sha256 in hex, size in bytes, time of change in ns.
    """

    path: str
    sha256: str
    size: int
    modified_ns: int


class Registers(LedgerPart):
    """Questions and records about the registers.

    ``today``: a unit whose last day in use is to come is in use until then.
    """

    def __init__(self, connection: sqlite3.Connection, today: date = date.max) -> None:
        super().__init__(connection)
        self.today = today

    def channels(self) -> "list[Channel]":
        """All channels, retired ones too, in the order of the office's own list."""
        from bcd35.domain.channels import Channel

        sql = (
            "SELECT code, platform, name, url, canonical_url, owner, status, note, source"
            " FROM channels ORDER BY place = 0, place, rowid"
        )
        return [Channel(**row) for row in self._rows(sql)]

    def units(self) -> "list[Unit]":
        """All units, retired ones too, by code; a code that a unit had before is none."""
        from bcd35.domain.units import Unit
        from bcd35.store.codes import Codes

        codes = Codes(self._connection)
        left = {codes.now(code).casefold() for code in self._left()}
        sql = "SELECT code, name, kind, email, phone, status, note, source, sample FROM units ORDER BY code"
        return [
            Unit(
                code=code,
                name=name,
                kind=kind,
                email=email,
                phone=phone,
                status="retired" if code.casefold() in left else status,
                note=note,
                source=source,
                sample=bool(sample),
            )
            for code, name, kind, email, phone, status, note, source, sample in self._connection.execute(sql)
            if not codes.is_former(code)
        ]

    def unit_places(self) -> dict[str, int]:
        """Code (lower case) of a unit → its place in the office's own list; of those that stand in one."""
        return dict(self._connection.execute("SELECT lower(code), place FROM units WHERE place > 0"))

    def list_in_order(self, register: str, codes: Iterable[str]) -> None:
        """Say the order of the ``units`` or ``channels`` in the office's own list."""
        places = ((place, code) for place, code in enumerate(codes, start=1))
        sql = f"UPDATE {register} SET place = ?1 WHERE code = ?2 AND place <> ?1"  # noqa: S608 – our own names
        self._connection.executemany(sql, places)

    def take_place(self, code: str, *, of: str) -> None:
        """Put a unit where another one stands in the office's own list."""
        sql = "UPDATE units SET place = (SELECT place FROM units WHERE code = ?) WHERE code = ?"
        self._connection.execute(sql, (of, code))

    def _left(self) -> list[str]:
        """The units that are out of use by dated lines; the register itself was written on another day."""
        from bcd35.store.annulments import stands

        sql = (
            "SELECT unit_code, event <> 'restored' AND on_date <= ? FROM unit_lines n"  # noqa: S608 – our own text
            " WHERE event IN ('retired', 'merged', 'restored')"
            f" AND {stands('unit_lines', 'n.id')} ORDER BY id"
        )
        last = dict(self._connection.execute(sql, (self.today.isoformat(),)).fetchall())
        return [code for code, left in last.items() if left]

    def sample_units(self) -> frozenset[str]:
        """Codes of the units that came with the tool and still stand as they came."""
        return frozenset(row[0] for row in self._connection.execute("SELECT code FROM units WHERE sample"))

    def is_trial(self) -> bool:
        """Tell whether the book is a trial: units of the roster that ships with the tool are in force.

        A ledger of an older version does not say how it began. It is no trial when a unit of the office's own
        has got a letter.
        """
        sql = (
            "SELECT EXISTS (SELECT 1 FROM units WHERE sample AND status = 'active')"
            " AND NOT EXISTS (SELECT 1 FROM journal WHERE act = 'end_trial')"
            " AND (EXISTS (SELECT 1 FROM journal WHERE act = 'begin_trial')"
            "  OR NOT EXISTS (SELECT 1 FROM expectations JOIN units ON code = unit_code WHERE NOT sample))"
        )
        return bool(self._connection.execute(sql).fetchone()[0])

    def trial_folders(self) -> frozenset[str]:
        """Where trials lie that this ledger has set aside."""
        sql = "SELECT subject FROM journal WHERE act = 'end_trial'"
        return frozenset(row[0] for row in self._connection.execute(sql))

    def holdings(self) -> tuple[int, int, int]:
        """How many letters were issued, reports received, and other things taken or received."""
        sql = (
            "SELECT (SELECT count(*) FROM letters) + (SELECT count(*) FROM reminders)"
            " + (SELECT count(*) FROM corrections) + (SELECT count(*) FROM extensions),"
            " (SELECT count(*) FROM reports),"
            " (SELECT count(*) FROM numbers) + (SELECT count(*) FROM contributions)"
            " + (SELECT count(*) FROM quarantine) + (SELECT count(*) FROM unit_aliases)"
            " + (SELECT count(*) FROM number_lines) + (SELECT count(*) FROM found_papers)"
        )
        letters, reports, others = self._connection.execute(sql).fetchone()
        return letters, reports, others

    def add_channels(self, channels: "Iterable[Channel]") -> None:
        from bcd35.domain.shape import to_plain
        from bcd35.store.rows import insert_rows

        insert_rows(self._connection, "channels", map(to_plain, channels))

    def change_channels(self, channels: "Sequence[Channel]") -> None:
        """Change existing channels, found by code; two channels may swap their pages."""
        from bcd35.domain.shape import to_plain
        from bcd35.store.rows import update_row

        # A page belongs to one channel, so all of them give up theirs first.
        for channel in channels:
            values = {"canonical_url": f"changing:{channel.code}"}
            update_row(self._connection, "channels", channel.code, values)
        for channel in channels:
            update_row(self._connection, "channels", channel.code, to_plain(channel))

    def add_units(self, units: "Iterable[Unit]") -> None:
        from bcd35.domain.shape import to_plain
        from bcd35.store.rows import insert_rows

        rows = ({**to_plain(unit), "sample": int(unit.sample)} for unit in units)
        insert_rows(self._connection, "units", rows)

    def change_unit(self, unit: "Unit") -> None:
        from bcd35.domain.shape import to_plain
        from bcd35.store.rows import update_row

        update_row(self._connection, "units", unit.code, {**to_plain(unit), "sample": int(unit.sample)})
        if unit.status == "active":  # a unit in use was not merged; so mergers make no circle
            self.unmerge_unit(unit.code)

    def unmerge_unit(self, code: str) -> None:
        """Forget that a unit was merged into another one."""
        from bcd35.store.codes import codes_of

        sql = "DELETE FROM mergers WHERE unit_code IN (SELECT value FROM json_each(?))"
        self._connection.execute(sql, (codes_of(self._connection, code),))

    def merge_unit(self, code: str, into: str, on: date) -> None:
        """Record which unit took over a retired one, and since when; an earlier record is replaced."""
        self.unmerge_unit(code)
        self._connection.execute("INSERT INTO mergers VALUES (?, ?, ?)", (code, into, on.isoformat()))

    def mergers(self, until: date) -> "list[PartOf]":
        """Units that were merged into another one, as of a day, and since when they are part of it."""
        from bcd35.domain.histories import PartOf
        from bcd35.store.codes import Codes

        now = Codes(self._connection).now
        sql = "SELECT unit_code, into_code, on_date FROM mergers WHERE on_date <= ? ORDER BY unit_code"
        rows = self._connection.execute(sql, (until.isoformat(),))
        return [PartOf(now(unit), now(into), date.fromisoformat(on)) for unit, into, on in rows]

    def took_numbers(self) -> bool:
        """Tell whether this ledger ever took a letter number."""
        return self._connection.execute("SELECT 1 FROM numbers LIMIT 1").fetchone() is not None

    def first_number_on(self) -> date | None:
        """The day on which the first letter number was taken; None in a book without any."""
        first = self._connection.execute("SELECT min(taken_at) FROM numbers").fetchone()[0]
        return datetime.fromisoformat(first).date() if first else None

    def units_with_history(self) -> frozenset[str]:
        """Codes (lower case) of units that a letter was issued to."""
        from bcd35.store.codes import Codes

        now = Codes(self._connection).now
        sql = "SELECT DISTINCT unit_code FROM expectations"
        return frozenset(now(row[0]).casefold() for row in self._connection.execute(sql))

    def office(self) -> str:
        """The office's definition as JSON text; empty when none was imported yet."""
        row = self._connection.execute("SELECT definition FROM office").fetchone()
        return str(row[0]) if row else ""

    def warn_after_days(self) -> int | None:
        """After how many days without a copy the office wants to be warned; None where it states nothing."""
        sql = "SELECT definition ->> '$.backup.warn_after_days' FROM office"
        row: tuple[int | None] | None = self._connection.execute(sql).fetchone()
        return row and row[0]

    def set_office(self, definition: str) -> None:
        sql = (
            "INSERT INTO office VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET definition = excluded.definition"
        )
        self._connection.execute(sql, (definition,))

    def rounds(self) -> dict[str, str]:
        """Round code → definition as JSON text, by code; the status inside is the current one."""
        sql = "SELECT code, json_set(definition, '$.status', status) FROM rounds ORDER BY code"
        rows = self._connection.execute(sql)
        return {str(code): str(definition) for code, definition in rows}

    def round_statuses(self) -> dict[str, str]:
        """Round code → its current status, by code."""
        return dict(self._connection.execute("SELECT code, status FROM rounds ORDER BY code").fetchall())

    def round_titles(self) -> dict[str, RoundTitle]:
        """Code → what the round's definition says that tells it from others."""
        sql = (
            "SELECT code, coalesce(json_extract(definition, '$.short_name'), ''),"
            " json_extract(definition, '$.subject'), json_extract(definition, '$.deadline')"
            " FROM rounds ORDER BY code"
        )
        return {
            code: RoundTitle(stated, subject, date.fromisoformat(deadline))
            for code, stated, subject, deadline in self._connection.execute(sql)
        }

    def set_round(self, code: str, status: str, definition: str) -> None:
        """Add a round or replace its definition."""
        sql = (
            "INSERT INTO rounds VALUES (?, ?, ?)"
            " ON CONFLICT (code) DO UPDATE SET status = excluded.status, definition = excluded.definition"
        )
        self._connection.execute(sql, (code, status, definition))

    def drop_round(self, code: str) -> dict[str, int]:
        """Take a round out; nothing is done while lines of the ledger name it: table → how many of them."""
        sql = (
            "SELECT DISTINCT s.name FROM sqlite_schema s, pragma_foreign_key_list(s.name) f"
            " WHERE s.type = 'table' AND f.\"table\" = 'rounds' ORDER BY s.name"
        )
        tables = [name for (name,) in self._connection.execute(sql)]
        counts = {table: self._lines_of_round(table, code) for table in tables}
        found = {table: count for table, count in counts.items() if count}
        if not found:
            self._connection.execute("DELETE FROM rounds WHERE code = ?", (code,))
        return found

    def _lines_of_round(self, table: str, code: str) -> int:
        sql = f"SELECT count(*) FROM {table} WHERE round_code = ? COLLATE NOCASE"  # noqa: S608 – a name of the schema
        return int(self._connection.execute(sql, (code,)).fetchone()[0])

    def set_round_status(self, code: str, status: str) -> None:
        self._connection.execute("UPDATE rounds SET status = ? WHERE code = ?", (status, code))

    def holidays(self) -> dict[date, str]:
        """Day off → its name."""
        rows = self._connection.execute("SELECT day, name FROM holidays ORDER BY day")
        return {date.fromisoformat(day): str(name) for day, name in rows}

    def set_holidays(self, days: Mapping[date, str]) -> None:
        """Replace the whole list of days off."""
        self._connection.execute("DELETE FROM holidays")
        sql = "INSERT OR REPLACE INTO holidays VALUES (?, ?)"
        self._connection.executemany(sql, [(day.isoformat(), name) for day, name in days.items()])

    def working_days(self) -> dict[date, str]:
        """Day of a weekend that is worked → why."""
        rows = self._connection.execute("SELECT day, name FROM working_days ORDER BY day")
        return {date.fromisoformat(day): str(name) for day, name in rows}

    def set_working_days(self, days: Mapping[date, str]) -> None:
        """Replace the whole list of weekend days that are worked."""
        self._connection.execute("DELETE FROM working_days")
        sql = "INSERT INTO working_days VALUES (?, ?)"
        self._connection.executemany(sql, [(day.isoformat(), name) for day, name in days.items()])

    def confirmed_years(self) -> dict[int, str]:
        """Year whose days off are decided → the decision."""
        return dict(
            self._connection.execute("SELECT year, decision FROM confirmed_years ORDER BY year").fetchall()
        )

    def confirm_year(self, year: int, decision: str, on: date) -> None:
        """Mark the days of a year as decided; a later decision takes the place of the earlier one."""
        sql = "INSERT OR REPLACE INTO confirmed_years VALUES (?, ?, ?)"
        self._connection.execute(sql, (year, decision, on.isoformat()))

    def presume_year(self, year: int) -> None:
        """Take back that the days of a year are decided."""
        self._connection.execute("DELETE FROM confirmed_years WHERE year = ?", (year,))

    def calendar(self) -> "Calendar":
        """The office's calendar as it stands."""
        from bcd35.domain.calendar import Calendar

        return Calendar(self.holidays(), self.working_days(), frozenset(self.confirmed_years()))

    def files(self) -> dict[str, RegisterFile]:
        """Path → register file as of its import."""
        sql = "SELECT path, sha256, size, modified_ns FROM register_files ORDER BY path"
        rows = self._connection.execute(sql)
        return {row[0]: RegisterFile(*row) for row in rows}

    def remember_file(self, file: RegisterFile, at: datetime) -> None:
        values = (*file, at.isoformat(timespec="seconds"))
        self._connection.execute("INSERT OR REPLACE INTO register_files VALUES (?, ?, ?, ?, ?)", values)

    def forget_file(self, path: str) -> None:
        """A file that is no register file any more."""
        self._connection.execute("DELETE FROM register_files WHERE path = ?", (path,))
        self._connection.execute("DELETE FROM imported_entries WHERE path = ?", (path,))

    def file_of_entry(self, code: str, folder: str) -> str:
        """The file of a folder that stated an entry at its last import; empty when none did."""
        sql = "SELECT path FROM imported_entries WHERE code = ? AND path LIKE ? || '/%' ORDER BY path LIMIT 1"
        row = self._connection.execute(sql, (code, folder)).fetchone()
        return str(row[0]) if row else ""

    def imported_entries(self, path: str) -> dict[str, str]:
        """Code (lower case) → entry as JSON text, as the last import of this file read it; in its order."""
        sql = "SELECT lower(code), entry FROM imported_entries WHERE path = ? ORDER BY rowid"
        return dict(self._connection.execute(sql, (path,)).fetchall())

    def remember_entries(self, path: str, entries: Mapping[str, str]) -> None:
        """Replace what the last import of this file read: code → entry as JSON text."""
        self._connection.execute("DELETE FROM imported_entries WHERE path = ?", (path,))
        sql = "INSERT INTO imported_entries VALUES (?, ?, ?)"
        self._connection.executemany(sql, [(path, code, entry) for code, entry in entries.items()])

    def journal_lines(self) -> "list[JournalLine]":
        """The whole journal, in order."""
        from bcd35.store.journal_rows import JournalLine

        rows = self._connection.execute("SELECT at, act, subject, detail FROM journal ORDER BY id")
        return [JournalLine(*row) for row in rows]

    def journal_about(self, code: str) -> "list[JournalLine]":
        """What was done to one unit, channel or round, or for a round, in order."""
        return [line for _, line in self._about(code)]

    def journal_of_act(self, code: str, act: "ActRows") -> "list[JournalLine]":
        """Of these the lines of one act."""
        return [line for id_, line in self._about(code) if act.added("journal", id_, line.at)]

    def acts_about(self, code: str, names: Collection[str]) -> "list[tuple[JournalLine, ActRows]]":
        """Of these the lines of acts so named, each with what its act added."""
        from bcd35.store.seals import act_of

        lines = ((id_, line) for id_, line in self._about(code) if line.act in names)
        return [(line, act_of(self._connection, "journal", id_, line.at)) for id_, line in lines]

    def _about(self, code: str) -> "list[tuple[int, JournalLine]]":
        from bcd35.store.codes import codes_of
        from bcd35.store.journal_rows import JournalLine

        sql = (
            "SELECT id, at, act, subject, detail FROM journal"
            " WHERE subject COLLATE NOCASE IN (SELECT value FROM json_each(?2)) OR detail ->> '$.round' = ?1"
            " OR EXISTS (SELECT 1 FROM json_each(detail, '$.rounds') WHERE value = ?1) ORDER BY id"
        )
        rows = self._connection.execute(sql, (code, codes_of(self._connection, code)))
        return [(row[0], JournalLine(*row[1:])) for row in rows]

    def last_line(self) -> int:
        """The number of the journal's last line; 0 while it has none."""
        row = self._connection.execute("SELECT coalesce(max(id), 0) FROM journal").fetchone()
        return int(row[0])

    def acts_after(self, line: int) -> set[str]:
        """The kinds of act that were written after a line of the journal."""
        rows = self._connection.execute("SELECT DISTINCT act FROM journal WHERE id > ?", (line,))
        return {str(row[0]) for row in rows}

    def journal(self, at: datetime, act: str, subject: str, **detail: object) -> None:
        """One line of what was done, in the act's own transaction."""
        self.journal_all(at, [(act, subject, detail)])

    def journal_all(self, at: datetime, lines: Iterable[tuple[str, str, Mapping[str, object]]]) -> None:
        """:meth:`journal` for many lines: act, subject, details."""
        stamp, written = at.isoformat(timespec="seconds"), _encoder().encode
        more = {"undoes": acts_of_this_run.undoes} if acts_of_this_run.undoes else {}
        rows = [(stamp, act, subject, written({**detail, **more})) for act, subject, detail in lines]
        sql = "INSERT INTO journal (at, act, subject, detail) VALUES (?, ?, ?, ?)"
        self._connection.executemany(sql, rows)


@cache
def _encoder() -> "JSONEncoder":
    """The encoder of details, built once: a folder of returned forms writes a line for each form."""
    import json

    return json.JSONEncoder(ensure_ascii=False, default=str)
