"""What receiving remembers beside the reports themselves.

Confirmed names of units, files that a clerk decided against, files refused.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bcd35.store.annulments import is_void
from bcd35.store.codes import Codes, json_list
from bcd35.store.ledger import LedgerPart
from bcd35.store.reports import Reports

if TYPE_CHECKING:
    from bcd35.domain.letters import LetterNumber
    from bcd35.domain.refused_files import RefusedFile
    from bcd35.domain.undecided import UndecidedFile
    from bcd35.domain.unit_names import UnitAlias
    from bcd35.store.report_rows import RejectedFile


# Refused files as the latest line about each says, else as they were refused.
REFUSED_FILES = """(
SELECT q.id, sha256, path, file_name, coalesce(l.unit_code, q.unit_code) AS unit_code,
  coalesce(l.round_code, q.round_code) AS round_code, refusal, findings, refused_on,
  coalesce(l.received_on, nullif(q.received_on, ''), refused_on) AS received_on, place,
  coalesce(nullif(refused_at, ''), refused_on) AS refused_at,
  coalesce(withdrawn, 0) AS withdrawn
FROM quarantine q
LEFT JOIN refused_lines l ON l.id = (SELECT max(id) FROM refused_lines WHERE refused_id = q.id))"""

# The refusal of an undecided file ``u`` that decides about it: neither taken back nor for want of a round.
_DECIDING = f"{REFUSED_FILES} r WHERE r.sha256 = u.sha256 AND NOT withdrawn AND refusal <> 'not_admitted'"


class Intake(LedgerPart):
    """Questions and records about receiving."""

    def aliases(self) -> "dict[str, list[UnitAlias]]":
        """Identity key of a confirmed name → the units it means by now; several make it ambiguous."""
        from bcd35.domain.unit_names import UnitAlias

        now = Codes(self._connection).now
        found: dict[str, dict[str, UnitAlias]] = {}
        sql = (
            "SELECT key, unit_code, alias, source, added_on, sha256 FROM unit_aliases"
            " ORDER BY key, unit_code, rowid"
        )
        for key, unit, alias, source, added_on, digest in self._connection.execute(sql).fetchall():
            one = UnitAlias(now(unit), alias, source, date.fromisoformat(added_on), digest)
            if one.unit not in found.get(key, {}) and self._holds(one):
                found.setdefault(key, {})[one.unit] = one
        return {key: list(units.values()) for key, units in found.items()}

    def _holds(self, alias: "UnitAlias") -> bool:
        """Whether the report by which a clerk confirmed a name was neither moved nor taken back."""
        standing = Reports(self._connection).standing_as(alias.sha256) if alias.sha256 else ()
        return not alias.sha256 or any(report.unit == alias.unit for report in standing)

    def record_alias(self, key: str, alias: "UnitAlias") -> None:
        """Remember a confirmed name; the first confirmation by a file stays."""
        sql = (
            "INSERT INTO unit_aliases (unit_code, alias, source, added_on, sha256, key)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        )
        values = (*alias[:3], alias.added_on.isoformat(), alias.sha256, key)
        self._connection.execute(sql, values)

    def rejected(self, digests: Collection[str]) -> frozenset[str]:
        """Which of these files (sha256) a clerk decided against."""
        sql = "SELECT sha256 FROM set_aside WHERE sha256 IN (SELECT value FROM json_each(?))"
        return frozenset(row[0] for row in self._connection.execute(sql, (json_list(digests),)))

    def record_rejected(self, files: "Iterable[RejectedFile]", at: datetime) -> None:
        sql = (
            "INSERT INTO set_aside (sha256, round_code, unit_code, file_name, decided_at)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        )
        stamp = at.isoformat(timespec="seconds")
        self._connection.executemany(sql, [(*file, stamp) for file in files])

    def undecided(self, round_code: str) -> "dict[str, list[UndecidedFile]]":
        """Unit code (lower case) → its files that wait for a decision, or did, in order of receipt."""
        sql = (
            "SELECT sha256, round_code, unit_code, file_name, verdict, received_on, (SELECT min(day) FROM"  # noqa: S608 – our own text
            " (SELECT substr(recorded_at, 1, 10) AS day FROM reports WHERE reports.sha256 = u.sha256"
            " UNION ALL SELECT substr(decided_at, 1, 10) FROM set_aside WHERE set_aside.sha256 = u.sha256"
            f" UNION ALL SELECT refused_on FROM {_DECIDING}))"
            " FROM undecided_files u WHERE round_code = ? COLLATE NOCASE"
            " ORDER BY received_on, file_name, sha256"
        )
        now = Codes(self._connection).now
        found: dict[str, list[UndecidedFile]] = {}
        for row in self._connection.execute(sql, (round_code,)):
            file = _undecided(row)._replace(unit=now(row[2]))
            found.setdefault(file.unit.casefold(), []).append(file)
        return found

    def waiting_since(self, digests: Collection[str]) -> dict[str, date]:
        """Those of these files (sha256) that wait for a decision, with the day on which each first came."""
        sql = (
            "SELECT sha256, min(received_on) FROM undecided_files u"  # noqa: S608 – our own text
            " WHERE sha256 IN (SELECT value FROM json_each(?))"
            " AND NOT EXISTS (SELECT 1 FROM reports WHERE reports.sha256 = u.sha256)"
            " AND NOT EXISTS (SELECT 1 FROM set_aside WHERE set_aside.sha256 = u.sha256)"
            f" AND NOT EXISTS (SELECT 1 FROM {_DECIDING})"
            " GROUP BY sha256"
        )
        rows = self._connection.execute(sql, (json_list(digests),))
        return {digest: date.fromisoformat(day) for digest, day in rows}

    def record_undecided(self, files: "Iterable[UndecidedFile]", at: datetime) -> None:
        """Files that wait for a decision; the same again changes nothing."""
        sql = "INSERT INTO undecided_files VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        stamp = at.isoformat(timespec="seconds")
        rows = [(*file[:5], file.received_on.isoformat(), stamp) for file in files]
        self._connection.executemany(sql, rows)

    def refused(self, digests: Collection[str]) -> "dict[str, RefusedFile]":
        """Those of these files (sha256) that were refused before."""
        sql = f"SELECT {_SEEN} FROM {REFUSED_FILES} WHERE sha256 IN (SELECT value FROM json_each(?))"  # noqa: S608 – our own text
        codes, rows = Codes(self._connection), self._connection.execute(sql, (json_list(digests),))
        return {row[0]: self._refused(row, codes) for row in rows}

    def unanswered(self, round_code: str, day: date) -> "dict[str, list[RefusedFile]]":
        """Unit code (lower case) → its files refused in a round that no letter answered by the end of a day.

        In the order of refusal. A letter about a later file answers the earlier ones too; a file that is on
        record as a report needs none.
        """
        answered = (
            f"SELECT 1 FROM corrections n WHERE refused_id = q.id AND dated <= ?2 AND NOT {is_void('n')}"  # noqa: S608 – our own text
        )
        sql = (
            f"SELECT {_SEEN}, EXISTS ({answered}) FROM {REFUSED_FILES} q"  # noqa: S608 – as above
            " WHERE round_code = ?1 COLLATE NOCASE AND unit_code <> '' AND NOT withdrawn"
            " AND NOT EXISTS (SELECT 1 FROM reports WHERE reports.sha256 = q.sha256) ORDER BY id"
        )
        codes = Codes(self._connection)
        found: dict[str, list[RefusedFile]] = {}
        for row in self._connection.execute(sql, (round_code, day.isoformat())):
            file = self._refused(row, codes)
            waiting = found.setdefault(file.unit.casefold(), [])
            if row[-1]:
                waiting.clear()
            elif file.received_on <= day:
                waiting.append(file)
        return found

    def all_refused(self, round_code: str = "") -> "list[RefusedFile]":
        """Every refused file in the order of refusal; of one round when its code is given."""
        sql = f"SELECT {_SEEN} FROM {REFUSED_FILES} WHERE ?1 IN ('', round_code) ORDER BY id"  # noqa: S608 – as above
        codes, rows = Codes(self._connection), self._connection.execute(sql, (round_code,))
        return [self._refused(row, codes) for row in rows]

    def refused_of(self, unit: str, round_code: str) -> "list[RefusedFile]":
        """The refused files of a unit in a round in the order of refusal, withdrawn ones too."""
        sql = (
            f"SELECT {_SEEN} FROM {REFUSED_FILES}"  # noqa: S608 – as above
            " WHERE unit_code COLLATE NOCASE IN (SELECT value FROM json_each(?))"
            " AND round_code = ? COLLATE NOCASE ORDER BY id"
        )
        codes = Codes(self._connection)
        rows = self._connection.execute(sql, (codes.json_list([unit]), round_code))
        return [self._refused(row, codes) for row in rows]

    def last_refused(self, unit: str, round_code: str) -> "RefusedFile | None":
        """The unit's latest refused file in a round, of those that count."""
        counting = [file for file in self.refused_of(unit, round_code) if not file.withdrawn]
        return counting[-1] if counting else None

    def given_back_by(self, number: "LetterNumber") -> "RefusedFile | None":
        """The refused file that a letter gave back, be the letter void."""
        sql = (
            f"SELECT {_SEEN} FROM {REFUSED_FILES} WHERE id ="  # noqa: S608 – as above
            " (SELECT refused_id FROM corrections WHERE symbol = ? AND term = ? AND number = ?)"
        )
        row = self._connection.execute(sql, number).fetchone()
        return row and self._refused(row, Codes(self._connection))

    def _refused(self, row: Sequence[Any], codes: Codes) -> "RefusedFile":
        from bcd35.domain.findings import Finding
        from bcd35.domain.refused_files import RefusedFile

        return RefusedFile(
            sha256=row[0],
            path=row[1],
            file_name=row[2],
            unit=codes.now(row[3]),
            round_code=row[4],
            refusal=row[5],
            findings=tuple(Finding(*found) for found in self._connection.execute(_FINDINGS, (row[6],))),
            refused_on=date.fromisoformat(row[7]),
            received_on=date.fromisoformat(row[8]),
            place=row[9],
            refused_at=row[10],
            withdrawn=bool(row[11]),
        )

    def record_refused(self, files: "Iterable[RefusedFile]") -> "list[RefusedFile]":
        """Those of these refused files that are new; the same content again changes nothing."""
        marks = ", ".join("?" * len(_KEPT.split(", ")))
        sql = f"INSERT INTO quarantine ({_KEPT}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 – as above
        return [file for file in files if self._connection.execute(sql, _row(file)).rowcount]

    def put_refused_right(self, file: "RefusedFile", reason: str, at: datetime) -> None:
        """Say anew whose a refused file is, when it came, and whether it counts."""
        sql = (
            "INSERT INTO refused_lines"
            " (refused_id, unit_code, round_code, received_on, withdrawn, reason, recorded_at)"
            " VALUES ((SELECT id FROM quarantine WHERE sha256 = ?), ?, ?, ?, ?, ?, ?)"
        )
        said = (file.unit, file.round_code, file.received_on.isoformat(), int(file.withdrawn), reason)
        self._connection.execute(sql, (file.sha256, *said, at.isoformat(timespec="seconds")))


_KEPT = (
    "sha256, path, file_name, unit_code, round_code, refusal, findings, refused_on, received_on, place,"
    " refused_at"
)
_SEEN = f"{_KEPT}, withdrawn"
# SQLite reads the text: loading Python's reader of JSON would be a sixtieth of the start of `status`.
_FINDINGS = "SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) ORDER BY key"


def _row(file: "RefusedFile") -> tuple[str, ...]:
    """A refused file by the columns of its row."""
    import json

    findings = json.dumps(file.findings, ensure_ascii=False)
    days = file.refused_on.isoformat(), file.received_on.isoformat()
    return (*file[:6], findings, *days, file.place, file.refused_at)


def _undecided(row: Sequence[Any]) -> "UndecidedFile":
    from bcd35.domain.undecided import UndecidedFile  # mostly none waits

    decided = date.fromisoformat(row[6]) if row[6] else None
    return UndecidedFile(
        sha256=row[0],
        round_code=row[1],
        unit=row[2],
        file_name=row[3],
        verdict=row[4],
        received_on=date.fromisoformat(row[5]),
        decided_on=decided,
    )
