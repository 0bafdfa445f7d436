"""The report ledger: revisions, their answers, the returned files and evidence."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from bcd35.domain.reports import Answer, Answers, Plain, Report
from bcd35.domain.shape import to_plain


class StoredFile(NamedTuple):
    """A file kept under its hash: sha256 in hex, the name it came with, size in bytes."""

    sha256: str
    name: str
    size: int


class KeptFile(NamedTuple):
    """A file that came with one revision: the returned form (``role`` ``form``) or ``evidence``."""

    unit: str
    revision: int
    role: str
    sha256: str
    name: str


class Reports:
    """Questions and records about reports. Every record happens inside the caller's act."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of_round(self, round_code: str) -> dict[str, list[Report]]:
        """Unit code as the units register writes it → its revisions in order."""
        sql = (
            "SELECT reports.id, round_code, units.code, revision, received_on, origin, reports.note, form_id, sha256"
            " FROM reports JOIN units ON units.code = unit_code WHERE round_code = ? COLLATE NOCASE ORDER BY units.code, revision"
        )
        answers = self._answers(round_code)
        reports: dict[str, list[Report]] = {}
        for id_, code, unit, revision, received_on, origin, note, form_id, sha256 in self._connection.execute(sql, (round_code,)):
            report = Report(
                code, unit, revision, date.fromisoformat(received_on), answers.get(id_, {}), origin, note, form_id or "", sha256
            )
            reports.setdefault(unit, []).append(report)
        return reports

    def _answers(self, round_code: str) -> dict[int, Answers]:
        sql = (
            "SELECT report_id, field, kind, state, value FROM answers JOIN reports ON reports.id = report_id"
            " WHERE round_code = ? COLLATE NOCASE ORDER BY report_id, answers.rowid"
        )
        found: dict[int, Answers] = {}
        for report_id, field, kind, state, value in self._connection.execute(sql, (round_code,)):
            found.setdefault(report_id, {})[field] = Answer(state, None if value is None else _revived(kind, value))
        return found

    def record(self, report: Report, kinds: Mapping[str, str], file_name: str, at: datetime) -> int:
        """A new revision with its answers; ``kinds``: field code → kind. Returns its id."""
        from bcd35.store.rows import insert_rows

        sql = (
            "INSERT INTO reports (round_code, unit_code, revision, received_on, origin, form_id, sha256, file_name, note, recorded_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        head = (report.round_code, report.unit, report.revision, report.received_on.isoformat(), report.origin, report.form_id or None)
        row = self._connection.execute(sql, (*head, report.sha256, file_name, report.note, at.isoformat(timespec="seconds")))
        report_id = int(row.lastrowid or 0)
        rows = (
            {"report_id": report_id, "field": code, "kind": kinds[code], "state": answer.state, "value": _stored(answer)}
            for code, answer in report.answers.items()
        )
        insert_rows(self._connection, "answers", rows)
        return report_id

    def id_of(self, round_code: str, unit: str, revision: int) -> int:
        """The row id of one revision."""
        sql = "SELECT id FROM reports WHERE round_code = ? AND unit_code = ? AND revision = ?"
        return int(self._connection.execute(sql, (round_code, unit, revision)).fetchone()[0])

    def record_evidence(self, report_id: int, files: Iterable[StoredFile]) -> None:
        """Evidence of a report; the same content twice is one row."""
        sql = "INSERT INTO evidence (report_id, sha256, name, size) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
        self._connection.executemany(sql, [(report_id, *file) for file in files])

    def kept_files(self, round_code: str) -> list[KeptFile]:
        """Every original and evidence file of a round, by unit and revision."""
        sql = (
            "SELECT unit_code, revision, 'form' AS role, sha256, file_name FROM reports WHERE round_code = ?1 AND sha256 <> ''"
            " UNION ALL SELECT unit_code, revision, 'evidence', e.sha256, name FROM evidence e JOIN reports ON reports.id = report_id"
            " WHERE round_code = ?1 ORDER BY unit_code, revision, role, 4"
        )
        return [KeptFile(*row) for row in self._connection.execute(sql, (round_code,))]

    def stored_hashes(self) -> dict[str, str]:
        """sha256 of every original and evidence file that the ledger promises → its name."""
        sql = "SELECT sha256, file_name FROM reports WHERE sha256 <> '' UNION SELECT sha256, name FROM evidence ORDER BY 1"
        return dict(self._connection.execute(sql).fetchall())


def _stored(answer: Answer) -> str | None:
    return json.dumps(to_plain(answer.value), ensure_ascii=False) if answer.state == "value" else None


def _revived(kind: str, value: str) -> Plain:
    plain = json.loads(value)
    if kind == "date":
        return date.fromisoformat(plain)
    return tuple(plain) if kind == "choices" else plain
