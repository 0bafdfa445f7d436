"""The report ledger: revisions, their answers, the returned files and evidence."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from sys import intern
from typing import TYPE_CHECKING, Any

from bcd35.domain.reports import Report, in_force
from bcd35.store.annulments import stands
from bcd35.store.codes import Codes, codes_of, json_list
from bcd35.store.ledger import LedgerPart

if TYPE_CHECKING:
    from bcd35.domain.answers import Answers
    from bcd35.store.report_rows import (
        AnnulledRevision,
        EvidenceLine,
        KeptFile,
        MovedTo,
        NewReport,
        Provenance,
        ReportLine,
        StoredFile,
        TakenIn,
    )
    from bcd35.store.seals import ActOrder

# What was put right about a report takes the place of what was entered; the latest line says all of it.
_COLUMNS = (
    "reports.id, round_code, units.code, revision, coalesce(r.received_on, reports.received_on), origin,"
    " coalesce(r.note, reports.note), form_id, sha256, coalesce(r.reference, reports.reference),"
    f" coalesce(r.reference_on, reports.reference_on), taking, NOT {stands('reports', 'reports.id')}"
)
_FROM = (
    " FROM reports JOIN units ON units.code = unit_code LEFT JOIN report_lines r"
    " ON r.id = (SELECT max(id) FROM report_lines WHERE report_id = reports.id)"
)
_OF_ROUND = "round_code = ? COLLATE NOCASE"
# A row of evidence ``e`` that was not taken out.
_EVIDENCE_STANDS = (
    "NOT coalesce((SELECT withdrawn FROM evidence_lines l WHERE l.report_id = e.report_id"
    " AND l.sha256 = e.sha256 ORDER BY l.id DESC LIMIT 1), 0)"
)
# The round's code must be as the ledger writes it, so that SQLite uses the index and reads these units only.
_OF_UNITS = "round_code = ? AND unit_code IN (SELECT value FROM json_each(?))"


class Reports(LedgerPart):
    """Questions and records about reports."""

    def of_round(self, round_code: str, units: Collection[str] | None = None) -> dict[str, list[Report]]:
        """Unit code as the register writes it → its revisions in order, withdrawals included.

        With ``units`` only of these, and the round's code must be as the ledger writes it; without, its case
        does not matter.
        """
        which, values = self._which(round_code, units)
        return self._found(which, values, self._answers(which, values))

    def received(self, round_code: str) -> dict[str, list[Report]]:
        """As :meth:`of_round`, each without its answers: who asks when reports came reads no figures."""
        return self._found(*self._which(round_code, None), {})

    def answers(self, round_code: str) -> "dict[tuple[str, int], Answers]":
        """Unit code as the register writes it and revision → what that revision answered."""
        which, values = self._which(round_code, None)
        found, codes = self._answers(which, values), Codes(self._connection)
        named = "SELECT reports.id, units.code, revision FROM reports JOIN units ON units.code = unit_code"
        rows = self._connection.execute(f"{named} WHERE {which}", values)
        return {(codes.now(unit), revision): found[id_] for id_, unit, revision in rows if id_ in found}

    def _which(self, round_code: str, units: Collection[str] | None) -> tuple[str, tuple[str, ...]]:
        if units is None:
            return _OF_ROUND, (round_code,)
        return _OF_UNITS, (round_code, Codes(self._connection).json_list(units))

    def _found(
        self, which: str, values: Sequence[str], answers: "Mapping[int, Answers]"
    ) -> dict[str, list[Report]]:
        codes = Codes(self._connection)
        sql = f"SELECT {_COLUMNS} {_FROM} WHERE {which} ORDER BY units.code, revision"
        reports: dict[str, list[Report]] = {}
        for row in self._connection.execute(sql, values):
            report = _report(row, answers)
            reports.setdefault(codes.now(report.unit), []).append(report)
        return _by_present_code(reports) if codes else reports

    def _answers(self, which: str, values: Sequence[str]) -> "dict[int, Answers]":
        from bcd35.store.answer_rows import read_answer

        columns = "report_id, field, state, kind, value"
        sql = (
            f"SELECT {columns} FROM answers JOIN reports ON reports.id = report_id"  # noqa: S608 – as above
            f" WHERE {which} ORDER BY report_id, answers.rowid"
        )
        found: dict[int, Answers] = {}
        # Many units give the same answers to few questions. One object for each of these, instead of one for
        # each row, takes 12 MB less of `casefile` at 1,530 units: see its memory in `python -m bench`.
        answer_of = cache(read_answer)
        for report_id, field, state, kind, value in self._connection.execute(sql, values):
            found.setdefault(report_id, {})[intern(field)] = answer_of(state, kind, value)
        return found

    def history(self, round_code: str, unit: str) -> "list[Provenance]":
        """All revisions of one unit with where each came from."""
        import json

        from bcd35.store.report_rows import Provenance

        sql = (
            f"SELECT {_COLUMNS}, file_name, reports.recorded_at,"  # noqa: S608 – as above
            " (SELECT json_group_array(name)"
            f" FROM (SELECT name FROM evidence e WHERE report_id = reports.id AND {_EVIDENCE_STANDS}"
            " ORDER BY name))"
            f" {_FROM} WHERE {_OF_UNITS} ORDER BY revision"
        )
        values = (round_code, codes_of(self._connection, unit))
        answers = self._answers(_OF_UNITS, values)
        return [
            Provenance(
                report=_report(columns, answers)._replace(unit=unit),
                file_name=file_name,
                recorded_at=datetime.fromisoformat(recorded_at),
                evidence=tuple(json.loads(evidence)),
            )
            for *columns, file_name, recorded_at, evidence in self._connection.execute(sql, values)
        ]

    def record(self, news: "Sequence[NewReport]", at: datetime) -> None:
        """New revisions with their answers and evidence, in this order."""
        from bcd35.store.answer_rows import answer_value

        sql = (
            "INSERT INTO reports (id, round_code, unit_code, revision, received_on, origin,"
            " form_id, sha256, file_name, place, note, reference, reference_on, taking, recorded_at)"
            " VALUES (:id, :round_code, :unit_code, :revision, :received_on, :origin,"
            " :form_id, :sha256, :file_name, :place, :note, :reference, :reference_on, :taking, :recorded_at)"
        )
        stamp = at.isoformat(timespec="seconds")
        # The ids are known beforehand, because only one act writes at a time.
        first = int(self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM reports").fetchone()[0])
        numbered = list(enumerate(news, first))
        heads = ({"id": id_, **_head(one), "recorded_at": stamp} for id_, one in numbered)
        self._connection.executemany(sql, heads)
        answers = [
            (id_, code, kinds[code], answer.state, answer_value(answer))
            for id_, (report, kinds, *_) in numbered
            for code, answer in report.answers.items()
        ]
        sql = "INSERT INTO answers (report_id, field, kind, state, value) VALUES (?, ?, ?, ?, ?)"
        self._connection.executemany(sql, answers)
        for id_, one in numbered:
            if files := (*one.evidence, *one.taken_out):
                self.record_evidence(id_, files, at)
            if one.taken_out:
                self.put_evidence_right(id_, one.taken_out, "đã bỏ ra trước khi ghi lại", at, withdrawn=True)

    def id_of(self, round_code: str, unit: str, revision: int) -> int:
        """The row id of one revision."""
        sql = f"SELECT reports.id FROM reports WHERE {_OF_UNITS} AND revision = ?"  # noqa: S608 – as above
        codes = codes_of(self._connection, unit)
        return int(self._connection.execute(sql, (round_code, codes, revision)).fetchone()[0])

    def record_successor(self, report: Report, following: Report, reason: str = "") -> None:
        """Say as which a revision was entered once more; of a report that moved as a whole, its withdrawal.

        ``reason``: why it was moved elsewhere.
        """
        ids = (self.id_of(one.round_code, one.unit, one.revision) for one in (report, following))
        sql = "INSERT INTO report_successors (report_id, next_id, reason) VALUES (?, ?, ?)"
        self._connection.execute(sql, (*ids, reason))

    def moved_to(self, gone: Report) -> "MovedTo | None":
        """Where a report was moved from here; None when it was not.

        ``gone``: the withdrawal that moved it, or a revision that was moved by itself.
        """
        from bcd35.store.report_rows import MovedTo

        if gone.annulled == (gone.origin == "withdrawal"):  # it stands, or never took anything away
            return None
        codes = Codes(self._connection)
        here = (gone.round_code, gone.unit)
        moves = [
            MovedTo(code, codes.now(unit), revision, reason)
            for number, code, unit, revision, reason in self._successors(*here)
            if number == gone.revision and (code, codes.now(unit)) != here
        ]
        return moves[-1] if moves else None

    def moved_from(self, report: Report) -> tuple[str, str, str, int] | None:
        """Whence a revision was moved here, and why: round, unit, reason, and the revision that went there.

        That is its withdrawal where all of a report moved. None for one that was not moved.
        """
        sql = (
            "SELECT gone.round_code, gone.unit_code, reason, gone.revision FROM report_successors s"
            " JOIN reports gone ON gone.id = report_id WHERE next_id = ? ORDER BY s.id DESC"
        )
        now = Codes(self._connection).now
        id_ = self.id_of(report.round_code, report.unit, report.revision)
        rows = self._connection.execute(sql, (id_,))
        found = ((code, now(unit), why, number) for code, unit, why, number in rows)
        return next((one for one in found if one[:2] != (report.round_code, report.unit)), None)

    def entered_anew(self, round_code: str, unit: str) -> dict[int, int]:
        """A revision → that as which it was entered once more here: restored, or to stand after another.

        Not among them: what was moved from elsewhere.
        """
        now = Codes(self._connection).now
        return {
            number: revision
            for number, code, other, revision, _ in self._successors(round_code, unit)
            if (code, now(other)) == (round_code, unit)
        }

    def _successors(self, round_code: str, unit: str) -> list[tuple[int, str, str, int, str]]:
        """A unit's revisions, each with what it was entered as next: round, unit, revision; and why."""
        sql = (
            "SELECT reports.revision, there.round_code, there.unit_code, there.revision, reason"
            " FROM report_successors s JOIN reports ON reports.id = report_id"
            " JOIN reports there ON there.id = next_id WHERE reports.round_code = ?"
            " AND reports.unit_code IN (SELECT value FROM json_each(?)) ORDER BY s.id"
        )
        codes = codes_of(self._connection, unit)
        return self._connection.execute(sql, (round_code, codes)).fetchall()

    def lines(self, round_code: str, units: Collection[str]) -> "list[ReportLine]":
        """Everything that was said of these units' revisions, revision by revision and in ledger order."""
        from bcd35.store.report_rows import ReportLine

        sql = (
            "SELECT unit_code, revision, received_on, note, reference, reference_on, '', recorded_at, 0"  # noqa: S608 – our own text
            f" FROM reports WHERE {_OF_UNITS}"
            " UNION ALL"
            " SELECT unit_code, revision, r.received_on, r.note, r.reference, r.reference_on, reason,"
            " r.recorded_at, r.id"
            f" FROM report_lines r JOIN reports ON reports.id = report_id WHERE {_OF_UNITS}"
            " ORDER BY 1, 2, 9"
        )
        codes = Codes(self._connection)
        values = (round_code, codes.json_list(units))
        lines = [
            ReportLine(
                unit=codes.now(row[0]),
                revision=int(row[1]),
                received_on=date.fromisoformat(row[2]),
                note=row[3],
                reference=row[4],
                reference_on=date.fromisoformat(row[5]) if row[5] else None,
                reason=row[6],
                at=datetime.fromisoformat(row[7]),
            )
            for row in self._connection.execute(sql, (*values, *values))
        ]
        return sorted(lines, key=lambda line: (line.unit, line.revision))

    def annulled(self, round_code: str) -> "list[AnnulledRevision]":
        """The withdrawals and revisions of a round that never held."""
        from bcd35.store.report_rows import AnnulledRevision

        sql = (
            "SELECT unit_code, revision, a.reason, a.recorded_at, origin = 'withdrawal'"
            " FROM annulments a JOIN reports ON reports.id = line_id"
            " WHERE line_table = 'reports' AND round_code = ? ORDER BY 1, 2"
        )
        rows, now = self._connection.execute(sql, (round_code,)), Codes(self._connection).now
        return [
            AnnulledRevision(now(unit), revision, reason, datetime.fromisoformat(at), bool(withdrawal))
            for unit, revision, reason, at, withdrawal in rows
        ]

    def order_of_acts(self, round_code: str, unit: str) -> "tuple[dict[int, ActOrder], dict[int, ActOrder]]":
        """Revision of a unit → what sorts the act that entered it; the same of the act that annulled it."""
        from bcd35.store.seals import act_order

        sql = (
            "SELECT revision, reports.id, reports.recorded_at, a.rowid, a.recorded_at FROM reports"  # noqa: S608 – as above
            " LEFT JOIN annulments a ON line_table = 'reports' AND line_id = reports.id"
            f" WHERE {_OF_UNITS}"
        )
        codes = codes_of(self._connection, unit)
        rows = self._connection.execute(sql, (round_code, codes)).fetchall()
        entered = {row[0]: act_order(self._connection, "reports", *row[1:3]) for row in rows}
        annulled = {row[0]: act_order(self._connection, "annulments", *row[3:]) for row in rows if row[3]}
        return entered, annulled

    def evidence_of(self, report_id: int, *, withdrawn: bool = False) -> "list[StoredFile]":
        """The evidence of a report; ``withdrawn``: what was taken out of it instead."""
        from bcd35.store.report_rows import StoredFile

        sql = (
            f"SELECT sha256, name, size FROM evidence e WHERE report_id = ? AND ({_EVIDENCE_STANDS}) <> ?"  # noqa: S608 – as above
            " ORDER BY name, sha256"
        )
        return [StoredFile(*row) for row in self._connection.execute(sql, (report_id, withdrawn))]

    def evidence_lines(self, round_code: str) -> "list[EvidenceLine]":
        """What was said of evidence of a round since it was handed in, in order."""
        from bcd35.store.report_rows import EvidenceLine

        sql = (
            "SELECT unit_code, revision, name, withdrawn, reason, l.recorded_at FROM evidence_lines l"
            " JOIN evidence USING (report_id, sha256) JOIN reports ON reports.id = report_id"
            " WHERE round_code = ? ORDER BY l.id"
        )
        now = Codes(self._connection).now
        return [
            EvidenceLine(
                unit=now(unit),
                revision=revision,
                name=name,
                withdrawn=bool(withdrawn),
                reason=reason,
                at=datetime.fromisoformat(at),
            )
            for unit, revision, name, withdrawn, reason, at in self._connection.execute(sql, (round_code,))
        ]

    def put_evidence_right(
        self, report_id: int, files: "Iterable[StoredFile]", reason: str, at: datetime, *, withdrawn: bool
    ) -> None:
        """Say that files are no evidence of a report, or are it again."""
        sql = (
            "INSERT INTO evidence_lines (report_id, sha256, withdrawn, reason, recorded_at)"
            " VALUES (?, ?, ?, ?, ?)"
        )
        stamp = at.isoformat(timespec="seconds")
        rows = [(report_id, file.sha256, int(withdrawn), reason, stamp) for file in files]
        self._connection.executemany(sql, rows)

    def put_right(self, report_id: int, report: Report, reason: str, at: datetime) -> None:
        """Say anew when a recorded report was received, its note, and the unit's number and day of it."""
        sql = (
            "INSERT INTO report_lines"
            " (report_id, received_on, note, reference, reference_on, reason, recorded_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        day, of_unit = report.received_on.isoformat(), report.reference_on
        values = (day, report.note, report.reference, of_unit.isoformat() if of_unit else "", reason)
        self._connection.execute(sql, (report_id, *values, at.isoformat(timespec="seconds")))

    def record_evidence(
        self, report_id: int, files: "Iterable[StoredFile]", at: datetime, reason: str = "nộp lại"
    ) -> None:
        """Evidence of a report; the same content twice is one row, and what was taken out counts again.

        ``reason``: why it does.
        """
        new = list(files)
        gone = {file.sha256 for file in self.evidence_of(report_id, withdrawn=True)} if new else set()
        back = [file for file in new if file.sha256 in gone]
        self.put_evidence_right(report_id, back, reason, at, withdrawn=False)
        sql = (
            "INSERT INTO evidence (report_id, sha256, name, size, recorded_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING"
        )
        stamp = at.isoformat(timespec="seconds")
        self._connection.executemany(sql, [(report_id, *file, stamp) for file in new])

    def kept_files(self, round_code: str) -> "list[KeptFile]":
        """Every original and evidence file of a round, by unit and revision."""
        from bcd35.store.report_rows import KeptFile

        sql = (
            "SELECT unit_code, revision, 'form' AS role, sha256, file_name FROM reports"  # noqa: S608 – as above
            " WHERE round_code = ?1 AND sha256 <> ''"
            " UNION ALL SELECT unit_code, revision, 'evidence', e.sha256, name"
            " FROM evidence e JOIN reports ON reports.id = report_id"
            f" WHERE round_code = ?1 AND {_EVIDENCE_STANDS} ORDER BY unit_code, revision, role, 4"
        )
        now = Codes(self._connection).now
        return [KeptFile(now(row[0]), *row[1:]) for row in self._connection.execute(sql, (round_code,))]

    def owners(self, digests: Collection[str]) -> dict[str, list[tuple[str, str]]]:
        """sha256 of these files that are on record → the rounds and units they were recorded for."""
        sql = (
            "SELECT sha256, round_code, unit_code FROM reports"
            " WHERE sha256 <> '' AND sha256 IN (SELECT value FROM json_each(?)) ORDER BY reports.id"
        )
        now = Codes(self._connection).now
        found: dict[str, list[tuple[str, str]]] = {}
        for digest, code, unit in self._connection.execute(sql, (json_list(digests),)):
            found.setdefault(digest, []).append((code, now(unit)))
        return found

    def standing_as(self, digest: str) -> Iterator[Report]:
        """The reports in force, of whatever unit and round, that this very file (sha256) is."""
        for code, unit in self.owners([digest]).get(digest, ()):
            known = self.of_round(code, [unit]).get(unit, [])
            yield from (report for report in in_force(known) if report.sha256 == digest)

    def taken_in(self) -> "list[TakenIn]":
        """Every file that was accepted as a report, in ledger order."""
        from bcd35.store.report_rows import TakenIn

        sql = "SELECT sha256, place, file_name, recorded_at FROM reports WHERE sha256 <> '' ORDER BY id"
        return [TakenIn(*row) for row in self._connection.execute(sql)]

    def stored_hashes(self) -> dict[str, str]:
        """sha256 of every original and evidence file that the ledger promises → its name."""
        sql = (
            "SELECT sha256, file_name FROM reports WHERE sha256 <> ''"
            " UNION SELECT sha256, name FROM evidence ORDER BY 1"
        )
        return dict(self._connection.execute(sql).fetchall())


def _head(new: "NewReport") -> dict[str, str | int | None]:
    """A report's row by its columns, without its id and the time of the act."""
    report = new.report
    return {
        "round_code": report.round_code,
        "unit_code": report.unit,
        "revision": report.revision,
        "received_on": report.received_on.isoformat(),
        "origin": report.origin,
        "form_id": report.form_id or None,
        "sha256": report.sha256,
        "file_name": new.file_name,
        "place": new.place,
        "note": report.note,
        "reference": report.reference,
        "reference_on": report.reference_on.isoformat() if report.reference_on else "",
        "taking": report.taking,
    }


def _report(row: Sequence[Any], answers: "Mapping[int, Answers]") -> Report:
    id_, code, unit, revision, received_on, origin, note, form_id, sha256, *rest = row
    reference, reference_on, taking, annulled = rest
    return Report(
        round_code=code,
        unit=unit,
        revision=int(revision),
        received_on=date.fromisoformat(received_on),
        answers=answers.get(int(id_), {}),
        origin=origin,  # one of the kinds, by the CHECK of its column
        note=note,
        form_id=form_id or "",
        sha256=sha256,
        reference=reference,
        reference_on=date.fromisoformat(reference_on) if reference_on else None,
        taking=int(taking),
        annulled=bool(annulled),
    )


def _by_present_code(reports: Mapping[str, list[Report]]) -> dict[str, list[Report]]:
    """Revisions in order; those entered under a former code come before or after the others as they are."""
    return {
        unit: [one._replace(unit=unit) for one in sorted(revisions, key=lambda one: one.revision)]
        for unit, revisions in reports.items()
    }
