"""The database keeps its promises by itself (constraints, final rows) and says why it cannot be used."""

import errno
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bcd35.domain.calendar import Calendar
from bcd35.domain.errors import Stopped, WorkspaceError
from bcd35.domain.findings import Finding
from bcd35.domain.histories import PartOf
from bcd35.domain.letters import Letter
from bcd35.store import connection as connections
from bcd35.store import schema as schemas
from bcd35.store import store as stores
from bcd35.store.acts import acts_of_this_run
from bcd35.store.connection import APPLICATION_ID, explain, migrate, open_connection
from bcd35.store.letters import IssuedLetter
from bcd35.store.registers import RegisterFile
from bcd35.store.report_rows import NewReport, Provenance
from bcd35.store.schema import (
    CONTRIBUTION_TABLES,
    FACT_TABLES,
    FINAL_TABLES,
    INTAKE_FINAL_TABLES,
    MIGRATIONS,
    PUT_RIGHT_TABLES,
    REMINDER_TABLES,
    TRUTH_FINAL_TABLES,
)
from bcd35.store.store import Store
from bcd35.usecases.desk import Desk
from tests.conftest import NOW, CommandLine
from tests.support.faults import fail_sql, sqlite_error
from tests.support.full_ledger import (
    ALIAS,
    ANSWERS,
    CHANNEL,
    CORRECTION,
    CORRECTION_FILE,
    DAY,
    EXPECTED,
    FORM,
    FROZEN,
    KINDS,
    LETTER_FILE,
    NUMBER,
    PIECE,
    REFUSED,
    REMINDER,
    REMINDER_FILE,
    REPORT,
    UNIT,
    fill_every_table,
)

FINAL = (
    *FINAL_TABLES,
    *REMINDER_TABLES,
    *CONTRIBUTION_TABLES,
    *INTAKE_FINAL_TABLES,
    *TRUTH_FINAL_TABLES,
    *PUT_RIGHT_TABLES,
    *FACT_TABLES,
)
REGISTERS = {
    "channels",
    "units",
    "office",
    "holidays",
    "rounds",
    "register_files",
    "imported_entries",
    "mergers",
    "working_days",
    "confirmed_years",
}


@pytest.fixture
def store() -> Iterator[Store]:
    """A database in memory with a row in every table."""
    opened = Store.open(None)
    fill_every_table(opened)
    yield opened
    opened.close()


@pytest.fixture
def sql(store: Store) -> Iterator[sqlite3.Connection]:
    """The same rows behind a fresh connection.

    A library that was handed the first one may have changed its settings.
    """
    with closing(open_connection(None)) as fresh:
        store._connection.backup(fresh)
        yield fresh


def tables(connection: sqlite3.Connection) -> set[str]:
    return {
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    }


def schema(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    return connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    ).fetchall()


# --- what goes in comes out ---------------------------------------------------------------------------------


def test_what_is_recorded_is_what_is_found(store: Store) -> None:
    assert store.registers.channels() == [CHANNEL]
    others = [
        replace(UNIT, code="DTN"),
        replace(UNIT, code="STC"),
        replace(UNIT, code="STP", status="retired"),
    ]
    assert store.registers.units() == [*others, replace(UNIT, status="retired")]  # a line says so
    assert store.registers.mergers(DAY) == [PartOf("STP", "SYT", DAY)]
    assert store.registers.files() == {"data/units.yaml": RegisterFile("data/units.yaml", "d" * 64, 3, 4)}
    assert store.registers.holidays() == {date(2026, 1, 1): "Tết"}
    assert store.registers.calendar() == Calendar(
        {date(2026, 1, 1): "Tết"}, {date(2026, 8, 22): "Làm bù"}, frozenset({2026})
    )
    assert store.letters.last_dated(NUMBER) is None
    assert store.letters.last_dated(NUMBER._replace(number=35)) == (
        CORRECTION.number,
        CORRECTION.dated,
    )
    assert store.registers.units_with_history() == {"syt"}
    assert store.letters.of_round("R1") == IssuedLetter(
        Letter(1, "r1", NUMBER, DAY), FROZEN["round"], FROZEN["office"], FROZEN["channels"]
    )
    assert store.letters.of_round("r2") is None
    for purpose, waiting in (("letter", 29), ("reminder", 32), ("correction", 34)):
        taken = {28: ("r1", True), 29: ("r2", True), **dict.fromkeys((31, 32, 33, 34, 41, 42), ("r1", True))}
        expected = taken | {waiting: (taken[waiting][0], False)}
        assert store.letters.taken_numbers("CV/BCĐ", "2025-2030", purpose) == expected  # type: ignore[arg-type]  # all are purposes
    assert store.letters.taken_numbers("CV/BCĐ", "2020-2025") == {}
    assert store.letters.files() == store.letters.files(1) == [LETTER_FILE]
    assert store.letters.files(2) == []
    assert store.letters.forms(["F1", "F2"]) == {"F1": FORM}
    assert store.letters.expectations("R1") == [EXPECTED]
    assert store.reports.of_round("R1") == store.reports.of_round("r1", ["syt"]) == {"SYT": [REPORT]}
    assert store.reports.of_round("r1", ["DTN"]) == {}
    assert store.reports.history("r1", "SYT") == [Provenance(REPORT, "SYT.xlsx", NOW, ("ảnh.jpg",))]
    assert store.letters.expectations("r1", ["SYT"]) == [EXPECTED]
    assert (store.corrections.of_refused("e" * 64), store.corrections.of_refused("1" * 64)) == (
        CORRECTION,
        None,
    )
    assert store.corrections.files() == [CORRECTION_FILE]
    assert store.intake.aliases() == {"so y te": [ALIAS]}
    assert store.intake.rejected(["d" * 64, "f" * 64]) == {"d" * 64}
    assert store.intake.refused(["e" * 64, "f" * 64]) == {"e" * 64: REFUSED}
    assert (store.intake.last_refused("syt", "R1"), store.intake.last_refused("DTN", "r1")) == (REFUSED, None)
    assert store.reports.id_of("r1", "SYT", 1) == 1
    assert store.reports.stored_hashes() == {"b" * 64: "SYT.xlsx", "c" * 64: "ảnh.jpg"}
    assert store.contributions.of_round("R1") == [PIECE]
    assert store.contributions.of_round("r2") == []
    assert (store.contributions.round_of(1), store.contributions.round_of(2)) == ("r1", None)
    assert store.contributions.stored_hashes() == {"e" * 64: "phim.mp4"}
    assert store.reminders.of_round("R1") == [REMINDER]
    assert store.reminders.of_round("r2") == []
    assert store.reminders.files() == [REMINDER_FILE]
    assert store.faults() == []


@pytest.mark.parametrize("asked", ["expectations", "reports"])
def test_a_few_units_of_a_large_round_are_found_without_reading_all_of_it(store: Store, asked: str) -> None:
    with store.act():
        codes = [f"X{number}" for number in range(1_000)]
        store.registers.add_units(replace(UNIT, code=code) for code in codes)
        store.letters.record_expectations("r1", [EXPECTED._replace(unit=code) for code in codes], NOW)
        reports = [REPORT._replace(unit=code, form_id="", sha256="") for code in codes]
        store.reports.record([NewReport(report, KINDS, "") for report in reports], NOW)
    look_up = {"expectations": store.letters.expectations, "reports": store.reports.of_round}[asked]
    steps: list[None] = []
    # called at every step of SQLite's machine
    store._connection.set_progress_handler(lambda: steps.append(None), 1)

    assert len(look_up("r1", ["X7", "X8"])) == 2
    assert 0 < len(steps) < 1_000
    store._connection.set_progress_handler(None, 0)
    assert {report.answers == ANSWERS for (report,) in store.reports.of_round("r1", codes).values()} == {True}


def test_two_channels_swap_their_pages(store: Store) -> None:
    other = replace(CHANNEL, code="tt", canonical_url="https://b")
    store.registers.add_channels([other])
    swapped = [
        replace(CHANNEL, canonical_url="https://b"),
        replace(other, canonical_url=CHANNEL.canonical_url),
    ]
    store.registers.change_channels(swapped)
    assert store.registers.channels() == swapped


# --- schema -------------------------------------------------------------------------------------------------


def test_every_table_is_strict_and_is_either_a_register_or_final(sql: sqlite3.Connection) -> None:
    strict = {row[1]: row[5] for row in sql.execute("PRAGMA table_list") if not row[1].startswith("sqlite_")}

    assert strict == dict.fromkeys(REGISTERS | set(FINAL), 1)


@pytest.mark.parametrize("table", FINAL)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {0} SET {1} = {1}",
        "UPDATE OR REPLACE {0} SET {1} = {1}",
        "DELETE FROM {0}",
        "REPLACE INTO {0} SELECT * FROM {0}",
        "INSERT INTO {0} SELECT * FROM {0} WHERE true ON CONFLICT DO UPDATE SET {1} = excluded.{1}",
    ],
)
def test_ledger_rows_are_final(sql: sqlite3.Connection, table: str, statement: str) -> None:
    before = sql.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 – our own names
    column = sql.execute(f"PRAGMA table_info({table})").fetchone()[1]
    with pytest.raises(sqlite3.IntegrityError, match=f"^{table}: ledger rows are final$"):
        sql.execute(statement.format(table, column))
    assert sql.execute(f"SELECT * FROM {table}").fetchall() == before  # noqa: S608 – as above
    assert before


# A second row that every table takes, as changes to its first row; each constraint below is broken by one
# more change.
FRESH: dict[str, dict[str, object]] = {
    "channels": {"code": "tt", "canonical_url": "https://b"},
    "units": {"code": "SXD"},
    "holidays": {"day": "2026-05-01"},
    "working_days": {"day": "2026-09-05"},
    "confirmed_years": {"year": 2027},
    "rounds": {"code": "r3"},
    "register_files": {"path": "data/office.yaml"},
    "numbers": {"number": 30},
    "reminders": {"id": None, "number": 32},
    "reminder_units": {"reminder_id": 1, "unit_code": "STC"},
    "reminder_files": {"unit_code": "DTN", "path": "out/m.docx"},
    "letters": {"id": None, "round_code": "r2", "number": 29},
    "letter_files": {"role": "form", "path": "out/b.xlsx"},
    "forms": {"form_id": "F2", "unit_code": "DTN"},
    "expectations": {"id": None, "event": "exempted"},
    "reports": {"id": None, "revision": 2, "sha256": ""},
    "answers": {"field": "other"},
    "evidence": {"sha256": "e" * 64},
    "journal": {"id": None},
    "contributions": {"id": None, "sha256": ""},
    "contribution_lines": {"id": None},
    "mergers": {"unit_code": "DTN"},
    "unit_aliases": {"unit_code": "DTN"},
    "set_aside": {"sha256": "f" * 64},
    "quarantine": {"id": None, "sha256": "f" * 64},
    "corrections": {"id": None, "refused_id": 2, "number": 34},
    "correction_files": {"role": "form", "path": "out/d.xlsx"},
    "number_lines": {"id": None},
    "found_papers": {"path": "out/f.docx"},
    "issued_templates": {"name": "don-doc.docx"},
    "issued_contents": {"number": 31},
    "form_layouts": {"digest": "d2"},
    "imported_entries": {"code": "DTN"},
    "seals": {"id": None},
    "extensions": {"id": None, "number": 42},
    "extension_files": {"unit_code": "DTN", "path": "out/y.docx"},
    "terms": {"id": None},
    "report_lines": {"id": None},
    "round_lines": {"id": None},
    "unit_lines": {"id": None},
    "undecided_files": {"unit_code": "DTN"},
    "annulments": {"line_id": 2},
    "refused_lines": {"id": None},
    "report_successors": {"id": None},
    "evidence_lines": {"id": None},
}

CHECKS: list[tuple[str, dict[str, object], str]] = [
    ("channels", {"code": ""}, "length(code) BETWEEN 1 AND 40"),
    ("channels", {"name": ""}, "name <> ''"),
    ("channels", {"status": "closed"}, "status IN ('active', 'retired')"),
    ("units", {"code": "x" * 41}, "length(code) BETWEEN 1 AND 40"),
    ("units", {"name": ""}, "name <> ''"),
    ("units", {"status": ""}, "status IN ('active', 'retired')"),
    ("units", {"sample": 2}, "sample IN (0, 1)"),
    ("units", {"place": -1}, "place >= 0"),
    ("channels", {"place": -1}, "place >= 0"),
    ("office", {"id": 2}, "id = 1"),
    ("office", {"definition": ""}, "definition <> ''"),
    ("holidays", {"day": "1/5/2026"}, "day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"),
    ("working_days", {"day": "5/9/26"}, "day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"),
    ("confirmed_years", {"year": 26}, "year BETWEEN 2000 AND 2100"),
    ("rounds", {"status": "half"}, "status IN ('open', 'closed')"),
    ("rounds", {"definition": ""}, "definition <> ''"),
    ("numbers", {"number": 0}, "number BETWEEN 1 AND 99999"),
    ("numbers", {"purpose": "poster"}, "purpose IN ('letter', 'reminder', 'correction', 'extension')"),
    ("reminder_files", {"sha256": "a"}, "length(sha256) = 64"),
    ("reminder_files", {"size": 0}, "size > 0"),
    ("letters", {"round": ""}, "round <> ''"),
    ("letters", {"office": ""}, "office <> ''"),
    ("letters", {"channels": ""}, "channels <> ''"),
    ("letter_files", {"role": "other"}, "role IN ('letter', 'checklist', 'form', 'file_copy')"),
    ("letter_files", {"sha256": "a"}, "length(sha256) = 64"),
    ("letter_files", {"size": 0}, "size > 0"),
    ("expectations", {"event": "forgotten"}, "event IN ('issued', 'added', 'exempted', 'restored')"),
    ("reports", {"revision": 0}, "revision >= 1"),
    ("reports", {"origin": "mail"}, "origin IN ('form', 'manual', 'table', 'withdrawal')"),
    ("reports", {"origin": "withdrawal", "note": ""}, "origin <> 'withdrawal' OR note <> ''"),
    ("reports", {"sha256": "b"}, "length(sha256) IN (0, 64)"),
    ("reports", {"place": "b"}, "length(place) IN (0, 64)"),
    (
        "answers",
        {"state": "maybe", "value": None},
        "state IN ('value', 'nothing', 'not_applicable', 'unanswered')",
    ),
    ("answers", {"state": "value", "value": None}, "(state = 'value') = (value IS NOT NULL)"),
    ("evidence", {"sha256": ""}, "length(sha256) = 64"),
    ("journal", {"detail": ""}, "detail <> ''"),
    ("contributions", {"sha256": "b"}, "length(sha256) IN (0, 64)"),
    ("contribution_lines", {"title": ""}, "title <> ''"),
    ("contribution_lines", {"medium": "song"}, "medium IN ('article', 'photo', 'video')"),
    ("contribution_lines", {"stage": "lost"}, "stage IN ('received', 'edited', 'published', 'not_used')"),
    ("contribution_lines", {"url": "https://a"}, "(stage = 'published') = (url <> '')"),
    ("mergers", {"unit_code": "syt"}, "unit_code <> into_code"),
    ("unit_aliases", {"key": ""}, "key <> ''"),
    ("unit_aliases", {"alias": ""}, "alias <> ''"),
    ("set_aside", {"sha256": "d"}, "length(sha256) = 64"),
    ("quarantine", {"sha256": "e"}, "length(sha256) = 64"),
    ("quarantine", {"findings": ""}, "findings <> ''"),
    ("quarantine", {"place": "b"}, "length(place) IN (0, 64)"),
    ("correction_files", {"role": "checklist"}, "role IN ('letter', 'form')"),
    ("correction_files", {"sha256": "a"}, "length(sha256) = 64"),
    ("correction_files", {"size": 0}, "size > 0"),
    ("number_lines", {"first": 0}, "first BETWEEN 1 AND 99999"),
    ("number_lines", {"last": 34}, "last BETWEEN first AND 99999"),
    (
        "number_lines",
        {"event": "lost"},
        "event IN ('skipped', 'reserved', 'on_paper', 'void', 'released')",
    ),
    ("number_lines", {"reason": ""}, "reason <> ''"),
    ("found_papers", {"sha256": "a"}, "length(sha256) = 64"),
    ("found_papers", {"size": 0}, "size > 0"),
    ("issued_templates", {"sha256": "a"}, "length(sha256) = 64"),
    ("issued_contents", {"content": ""}, "content <> ''"),
    ("form_layouts", {"digest": ""}, "digest <> ''"),
    ("form_layouts", {"layout": ""}, "layout <> ''"),
    ("imported_entries", {"entry": ""}, "entry <> ''"),
    ("reports", {"taking": 0}, "taking >= 1"),
    ("contributions", {"taking": 0}, "taking >= 1"),
    ("extension_files", {"sha256": "a"}, "length(sha256) = 64"),
    ("extension_files", {"size": 0}, "size > 0"),
    ("terms", {"event": "shortened"}, "event IN ('joined', 'extended')"),
    ("terms", {"reason": ""}, "reason <> ''"),
    ("report_lines", {"reason": ""}, "reason <> ''"),
    ("round_lines", {"event": "lost"}, "event IN ('closed', 'reopened')"),
    (
        "unit_lines",
        {"event": "lost"},
        "event IN ('renamed', 'retired', 'restored', 'merged', 'split', 'recoded')",
    ),
    ("undecided_files", {"sha256": "a"}, "length(sha256) = 64"),
    ("undecided_files", {"verdict": "refused"}, "verdict IN ('conflict', 'proposal')"),
    (
        "annulments",
        {"line_table": "numbers"},
        "line_table IN ('expectations', 'reports', 'terms', 'contributions', 'round_lines', 'unit_lines')",
    ),
    ("annulments", {"reason": ""}, "reason <> ''"),
    ("refused_lines", {"withdrawn": 2}, "withdrawn IN (0, 1)"),
    ("evidence_lines", {"withdrawn": 2}, "withdrawn IN (0, 1)"),
    ("evidence_lines", {"reason": ""}, "reason <> ''"),
    ("unit_aliases", {"sha256": "a"}, "length(sha256) IN (0, 64)"),
    ("seals", {"kind": "broken"}, "kind IN ('made', 'unsealed', 'accepted', 'outside', 'act')"),
    ("seals", {"covers": ""}, "covers <> ''"),
    ("seals", {"digest": "a"}, "length(digest) = 64"),
]

UNIQUES: list[tuple[str, dict[str, object], str]] = [
    ("channels", {"code": "FB"}, "code"),
    ("channels", {"canonical_url": CHANNEL.canonical_url}, "canonical_url"),
    ("units", {"code": "syt"}, "code"),
    ("holidays", {"day": "2026-01-01"}, "day"),
    ("working_days", {"day": "2026-08-22"}, "day"),
    ("rounds", {"code": "R1"}, "code"),
    ("register_files", {"path": "data/units.yaml"}, "path"),
    ("numbers", {"number": 28}, "symbol term number"),
    ("letters", {"number": 28}, "symbol term number"),
    ("reminders", {"number": 31}, "symbol term number"),
    ("reminder_units", {"unit_code": "syt"}, "reminder_id unit_code"),
    ("reminder_files", {"path": "out/n.docx"}, "path"),
    ("reminder_files", {"unit_code": "syt"}, "reminder_id unit_code"),
    ("letter_files", {"path": "out/a.docx"}, "path"),
    ("letter_files", {"role": "letter", "unit_code": "syt"}, "letter_id unit_code role"),
    ("forms", {"form_id": "F1"}, "form_id"),
    ("forms", {"unit_code": "SYT"}, "letter_id unit_code version"),
    ("expectations", {"event": "added", "unit_code": "syt"}, "round_code unit_code"),
    ("reports", {"revision": 1, "unit_code": "syt"}, "round_code unit_code revision"),
    ("reports", {"sha256": "b" * 64}, "sha256 round_code unit_code taking"),
    ("answers", {"field": "none"}, "report_id field"),
    ("evidence", {"sha256": "c" * 64}, "report_id sha256"),
    (
        "contributions",
        {"sha256": "e" * 64, "round_code": "R1", "unit_code": "syt"},
        "round_code unit_code sha256 taking",
    ),
    ("mergers", {"unit_code": "stp"}, "unit_code"),
    ("unit_aliases", {"unit_code": "syt"}, "key unit_code sha256"),
    ("set_aside", {"sha256": "d" * 64}, "sha256"),
    ("quarantine", {"sha256": "e" * 64}, "sha256"),
    ("corrections", {"number": 33}, "symbol term number"),
    ("correction_files", {"path": "out/c.docx"}, "path"),
    ("correction_files", {"role": "letter"}, "correction_id role"),
    ("found_papers", {"path": "out/e.docx"}, "path"),
    ("issued_templates", {"name": "cong-van.docx"}, "symbol term number name"),
    ("issued_contents", {"number": 28}, "symbol term number"),
    ("form_layouts", {"digest": "d1"}, "digest"),
    ("imported_entries", {"code": "syt"}, "path code"),
    ("extensions", {"number": 41}, "symbol term number"),
    ("extension_files", {"path": "out/x.docx"}, "path"),
    ("extension_files", {"unit_code": "syt"}, "extension_id unit_code"),
    ("undecided_files", {"unit_code": "syt"}, "sha256 round_code unit_code"),
    ("annulments", {"line_id": 1}, "line_table line_id"),
]


def insert(sql: sqlite3.Connection, table: str, changes: dict[str, object]) -> None:
    """The table's first row again, changed."""
    cursor = sql.execute(f"SELECT * FROM {table}")  # noqa: S608 – our own names
    row = dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True)) | changes
    marks = ", ".join("?" * len(row))
    sql.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))  # noqa: S608 – as above


@pytest.mark.parametrize("table", FRESH)
def test_a_second_good_row_is_taken(sql: sqlite3.Connection, table: str) -> None:
    before = sql.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 – our own names
    insert(sql, table, FRESH[table])
    assert sql.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == before + 1  # noqa: S608 – as above


@pytest.mark.parametrize(("table", "changes", "rule"), CHECKS)
def test_a_broken_check_is_refused(
    sql: sqlite3.Connection, table: str, changes: dict[str, object], rule: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError) as caught:
        insert(sql, table, FRESH.get(table, {}) | changes)
    assert str(caught.value) == f"CHECK constraint failed: {rule}"


@pytest.mark.parametrize(("table", "changes", "columns"), UNIQUES)
def test_a_repeated_key_is_refused(
    sql: sqlite3.Connection, table: str, changes: dict[str, object], columns: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError) as caught:
        insert(sql, table, FRESH[table] | changes)
    assert str(caught.value) == "UNIQUE constraint failed: " + ", ".join(
        f"{table}.{column}" for column in columns.split()
    )


def foreign_keys(sql: sqlite3.Connection) -> list[tuple[str, list[str]]]:
    keys: dict[tuple[str, int], list[str]] = {}
    for table in sorted(tables(sql)):
        for row in sql.execute(f"PRAGMA foreign_key_list({table})"):
            keys.setdefault((table, row[0]), []).append(row[3])
    return [(table, columns) for (table, _), columns in keys.items()]


def test_a_row_that_leans_on_nothing_is_refused(sql: sqlite3.Connection) -> None:
    keys = foreign_keys(sql)
    for table, columns in keys:
        unknown = (
            99_998
            if columns[-1]
            in (
                "letter_id",
                "report_id",
                "next_id",
                "reminder_id",
                "refused_id",
                "correction_id",
                "contribution_id",
                "extension_id",
                "replaces",
                "number",
            )
            else "không có"
        )
        with pytest.raises(sqlite3.IntegrityError, match=r"^FOREIGN KEY constraint failed$"):
            insert(sql, table, FRESH[table] | {columns[-1]: unknown})
    assert len(keys) == 49


def test_no_constraint_of_the_schema_is_left_untried(sql: sqlite3.Connection) -> None:
    stated = set()
    for table in tables(sql):
        text = str(sql.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0])
        for start in (match.end() for match in re.finditer(r"CHECK \(", text)):
            depth, end = 1, start
            while depth:
                depth += {"(": 1, ")": -1}.get(text[end], 0)
                end += 1
            stated.add((table, text[start : end - 1]))
    assert stated == {(table, rule) for table, _, rule in CHECKS}
    unique = {
        (table, " ".join(column[2] for column in sql.execute(f"PRAGMA index_info({index[1]})")))
        for table in tables(sql)
        for index in sql.execute(f"PRAGMA index_list({table})")
        if index[2]
    }
    assert unique == {(table, columns) for table, _, columns in UNIQUES}


def test_text_does_not_pass_for_a_number(sql: sqlite3.Connection) -> None:
    with pytest.raises(
        sqlite3.IntegrityError, match=r"^cannot store TEXT value in INTEGER column numbers\.number$"
    ):
        insert(sql, "numbers", {"number": "ba mươi"})


# --- the file -----------------------------------------------------------------------------------------------


def test_the_settings_in_force(desk: Desk) -> None:
    expected = {
        "application_id": int.from_bytes(b"bc35", "big"),
        "user_version": len(MIGRATIONS),
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "synchronous": 2,  # FULL: with this journal mode it is enough, as bench.powercut shows
        "journal_mode": "truncate",
        "busy_timeout": 30_000,
    }
    with closing(open_connection(desk.workspace.database)) as fresh:
        assert {name: fresh.execute(f"PRAGMA {name}").fetchone()[0] for name in expected} == expected


def add(connection: sqlite3.Connection, day: str, name: str = "nghỉ") -> None:
    connection.execute("INSERT INTO holidays (day, name) VALUES (?, ?)", (day, name))


def days(connection: sqlite3.Connection) -> list[str]:
    return [day for (day,) in connection.execute("SELECT day FROM holidays ORDER BY day")]


def new_ledger(path: Path) -> Path:
    with closing(open_connection(path)) as ours, connections.act(ours):
        migrate(ours)
        add(ours, "2025-01-01")
    return path


# Windows has no name with a question mark.
@pytest.mark.parametrize("name", ["sổ.db", f"a b#1{'' if sys.platform == 'win32' else '?'}x=%20&y.db"])
def test_a_copy_is_the_ledger_and_is_read_only(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with closing(Store.open(new_ledger(tmp_path / "bcd35.db"))) as store:
        store.snapshot(path)
    content = path.read_bytes()

    with closing(Store.of_copy(path)) as copy, closing(open_connection(tmp_path / "bcd35.db")) as ledger:
        assert list(copy._connection.iterdump()) == list(ledger.iterdump())
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            add(copy._connection, "2025-12-01")
    assert path.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(name)] == [name]


def test_an_older_copy_is_brought_up_to_date_in_memory(tmp_path: Path) -> None:
    laid(tmp_path / "old.db", 1)
    content = (tmp_path / "old.db").read_bytes()
    with closing(Store.of_copy(tmp_path / "old.db")) as copy:
        assert copy.version() == len(MIGRATIONS)
    assert (tmp_path / "old.db").read_bytes() == content


def test_a_copy_under_the_write_lock_is_the_state_before_the_act(tmp_path: Path) -> None:
    with closing(Store.open(new_ledger(tmp_path / "bcd35.db"))) as store:
        before = list(store._connection.iterdump())
        with store.act():
            add(store._connection, "2025-12-01")
            store.snapshot(tmp_path / "copy.db")
    with closing(Store.of_copy(tmp_path / "copy.db")) as copy:
        assert list(copy._connection.iterdump()) == before


@pytest.mark.parametrize(
    ("said", "code"),
    [("database or disk is full", errno.ENOSPC), ("disk I/O error", errno.EIO)],
)
def test_a_copy_that_cannot_be_written_is_no_fault_of_the_ledger(
    tmp_path: Path, said: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Store.open(new_ledger(tmp_path / "bcd35.db"))) as store:
        fail_sql(monkeypatch, "PRAGMA journal_mode = OFF", said)
        with pytest.raises(OSError) as caught:  # noqa: PT011 – judged below
            store.snapshot(tmp_path / "copy.db")
    assert (caught.value.errno, caught.value.filename) == (code, str(tmp_path / "copy.db"))


def test_a_file_that_another_program_left_in_wal_mode_is_brought_back(tmp_path: Path) -> None:
    path = new_ledger(tmp_path / "bcd35.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        assert other.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
        add(other, "2025-01-02")
        (tmp_path / "còn mở").mkdir()
        for name in ("bcd35.db", "bcd35.db-wal"):  # as a program that was killed leaves them
            shutil.copy(tmp_path / name, tmp_path / "còn mở")
    with closing(open_connection(tmp_path / "còn mở" / "bcd35.db")) as ours:
        add(ours, "2025-01-03")
        assert days(ours) == ["2025-01-01", "2025-01-02", "2025-01-03"]
        assert ours.execute("PRAGMA journal_mode").fetchone() == ("truncate",)
    assert sorted(path.name for path in (tmp_path / "còn mở").iterdir()) == ["bcd35.db", "bcd35.db-journal"]


def test_a_version_that_unlinks_its_journal_may_write_in_between(tmp_path: Path) -> None:
    path = new_ledger(tmp_path / "bcd35.db")
    for day in range(2, 8):
        opened = open_connection(path) if day % 2 else sqlite3.connect(path, isolation_level=None)
        with closing(opened) as one:
            add(one, f"2025-01-0{day}")
    with closing(open_connection(path)) as ours:
        assert days(ours) == [f"2025-01-0{day}" for day in range(1, 8)]


@pytest.mark.parametrize("mode", ["DELETE", "TRUNCATE", "PERSIST"])
def test_an_act_that_was_cut_short_is_rolled_back_whatever_wrote_it(tmp_path: Path, mode: str) -> None:
    path = new_ledger(tmp_path / "bcd35.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"PRAGMA journal_mode = {mode}")
        other.execute("PRAGMA cache_size = 1")  # so that it writes before its commit
        other.execute("BEGIN IMMEDIATE")
        for place in range(200):
            add(other, f"2026-{place // 28:02}-{place % 28:02}", "x" * 1000)
        (tmp_path / "cúp điện").mkdir()
        for name in ("bcd35.db", "bcd35.db-journal"):
            shutil.copy(tmp_path / name, tmp_path / "cúp điện")
        other.execute("ROLLBACK")
    copy = tmp_path / "cúp điện" / "bcd35.db"
    assert copy.stat().st_size > path.stat().st_size  # part of the act is in the file
    with closing(open_connection(copy)) as ours:
        assert days(ours) == ["2025-01-01"]
        add(ours, "2025-01-02")
        assert days(ours) == ["2025-01-01", "2025-01-02"]


FOREIGN = Finding(
    "foreign_database",
    "bcd35.db",
    "“bcd35.db” là cơ sở dữ liệu của chương trình khác.",
    "Chuyển tệp ấy đi nơi khác, hoặc dùng thư mục làm việc khác (-C).",
)
NEWER = Finding(
    "newer_database",
    "bcd35.db",
    (
        f"“bcd35.db” do bản bcd35 mới hơn tạo ra (cấu trúc {len(MIGRATIONS) + 1}; bản này đọc đến "
        f"{len(MIGRATIONS)})."
    ),
    "Cập nhật bcd35 trên máy này rồi chạy lại.",
)


@pytest.mark.parametrize(
    ("script", "finding"),
    [
        ("CREATE TABLE invoices (id)", FOREIGN),
        ("PRAGMA application_id = 7", FOREIGN),
        ("PRAGMA user_version = 1", FOREIGN),
        (f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {len(MIGRATIONS) + 1}", NEWER),
    ],
)
def test_a_database_that_is_not_ours_or_is_newer_stays_untouched(
    bcd35: CommandLine, root: Path, script: str, finding: Finding
) -> None:
    with closing(sqlite3.connect(root / "bcd35.db")) as other:
        other.executescript(script)
    before = (root / "bcd35.db").read_bytes()
    with pytest.raises(WorkspaceError) as caught:
        Store.open(root / "bcd35.db")
    assert (caught.value.findings, caught.value.exit_code) == ((finding,), 5)
    assert bcd35("channels", "list").code == 5
    assert (root / "bcd35.db").read_bytes() == before


DAMAGED = """\
Lỗi: “bcd35.db” không đọc được như một cơ sở dữ liệu (tệp hỏng).
  → Giữ nguyên tệp này. Lấy lại từ bản sao gần nhất: bcd35 restore --replace
"""


@pytest.mark.parametrize(
    "content", ["Sổ\n".encode(), "Sổ công văn đi\n".encode() * 500], ids=["a word", "a text"]
)
def test_a_file_that_is_no_database_is_named_and_kept(bcd35: CommandLine, root: Path, content: bytes) -> None:
    (root / "bcd35.db").write_bytes(content)
    assert bcd35("status") == (7, "", DAMAGED)
    assert (root / "bcd35.db").read_bytes() == content


def test_a_torn_database_is_named(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("channels", "list").code == 0
    whole = (root / "bcd35.db").read_bytes()
    (root / "bcd35.db").write_bytes(whole[: len(whole) // 3])
    assert bcd35("units", "list") == (7, "", DAMAGED)


def test_an_empty_file_is_a_new_database(bcd35: CommandLine, root: Path) -> None:
    (root / "bcd35.db").touch()
    assert len(bcd35("channels", "list", "--json").json["data"]) == 6


def test_damage_inside_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "bcd35.db"
    with closing(open_connection(path)) as sql:
        fill_every_table(Store(sql))
        sql.execute("PRAGMA foreign_keys = OFF")
        insert(sql, "forms", {"form_id": "F9", "letter_id": 77})
        words = "1 dòng của bảng “forms” dựa vào dòng không còn trong bảng “letters”"
        assert Store(sql).faults() == [words]


def test_a_lock_that_ends_just_then_is_not_taken_for_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bcd35.db"
    with closing(open_connection(path)) as sql:
        fill_every_table(Store(sql))

    def locked(*_: object) -> bool:
        raise sqlite_error("database is locked")

    monkeypatch.setattr(stores, "is_new", locked)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        Store.open(path)


# --- laying and migrating the schema ------------------------------------------------------------------------


# SHA-256 of the text of every migration that has landed, in order.
# A line is appended with its migration and never changed.
LANDED = (
    "6dc03df7c0c116ad2989e491c562a4df784726dd6e16fa1aea8659a4c783a31a",
    "79298e16342784808ea0d8093bf25ff3792abd0a81d21289b4b6ebd322f985a8",
    "1332082fb215662d3898f040285e42dbde71cd93ac43e91853b558a7c0d58197",
    "c7e234aea481831416f293f319273ba0abdab5bcfcbe209b34cbfc7969bfe8d3",
    "84990e596ae36820e53d5eed268d9dccd5aeecf03c18796a234b2e16a8ab7315",
    "cc5d0ec3cc179806518e7058067731010b64815f637e2fae7ca71415a18efc34",
    "97c7199c9a13033ba65076378220195bacf152acf999081b2f5b6c6e5cb0c0ba",
    "1d859d629fe4b34a6145709d9cfc2a61674daa2939ee6f41d80833f5be1aad56",
    "6775bba4bb66d01b4c8c0f4a26ea31c2a99a41996fb86bca885ce9157e5d5694",
    "0dba8b996850e5615c149bcc6ff648bebe3df6f6a6c123aab93f8e8139a9994a",
    "a65cf1fdb51323d0b6c65264bca83568b1106d519a2314590599ade188cab463",
    "dec1c060d53698bc39910019c1b9439373e57e02581e47f0a785b8b30d9a2ac7",
)


def test_migrations_are_appended_never_edited() -> None:
    digests = tuple(sha256(migration.encode()).hexdigest() for migration in MIGRATIONS)

    assert len(MIGRATIONS) == connections.SCHEMA_VERSION
    assert digests[: len(LANDED)] == LANDED, "migrations are appended, never edited"
    assert digests == LANDED, "record the digest of the appended migration in LANDED"


def laid(path: Path, version: int) -> None:
    """A database as the program of that version left it."""
    with closing(sqlite3.connect(path)) as old:
        old.executescript("".join(MIGRATIONS[:version]))
        old.execute(f"PRAGMA user_version = {version}")
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("INSERT INTO rounds VALUES ('r1', 'open', '{}')")
        old.commit()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_every_older_database_becomes_like_a_new_one_and_keeps_its_rows(tmp_path: Path, version: int) -> None:
    laid(tmp_path / "bcd35.db", version)
    with closing(Store.open(tmp_path / "bcd35.db")) as store, closing(Store.open(None)) as new:
        with new.act():
            new.create_schema()
        assert schema(store._connection) == schema(new._connection)
        assert store.registers.rounds() == {"r1": '{"status":"open"}'}
        assert store._connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert store.faults() == []


def test_reports_of_the_first_version_keep_their_answers_and_evidence(tmp_path: Path) -> None:
    path = tmp_path / "bcd35.db"
    wanted: dict[str, list[tuple[object, ...]]] = {}
    with closing(Store.open(None)) as store, closing(sqlite3.connect(path)) as old:
        fill_every_table(store)
        old.executescript(
            MIGRATIONS[0] + "PRAGMA user_version = 1;" + f"PRAGMA application_id = {APPLICATION_ID};"
        )
        old.execute("INSERT INTO numbers VALUES ('CV/BCĐ', '2025-2030', 28, 'r1', '2025-11-22')")
        for table in ("units", "rounds", "letters", "forms", "reports", "answers", "evidence"):
            names = ", ".join(row[1] for row in old.execute(f"PRAGMA table_info({table})"))
            wanted[table] = store._connection.execute(f"SELECT {names} FROM {table}").fetchall()  # noqa: S608 – our own names
            marks = ", ".join("?" * len(wanted[table][0]))
            old.executemany(f"INSERT INTO {table} VALUES ({marks})", wanted[table])  # noqa: S608 – as above
        old.commit()
    with closing(Store.open(path)) as store:
        assert store.reports.of_round("r1") == {"SYT": [REPORT]}
        for table in ("letters", "reports", "answers", "evidence"):
            found = store._connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 – as above
            assert [row[: len(wanted[table][0])] for row in found] == wanted[table]
        assert store.faults() == []


# What earlier versions told the journal alone: the unit SYT was called SYTE first, TTT moved a report to it.
TOLD_BY_THE_JOURNAL = """
INSERT INTO units (code, name, kind)
VALUES ('SYTE', 'Sở Y tế', ''), ('SYT', 'Sở Y tế', ''), ('TTT', 'Thanh tra', '');
INSERT INTO unit_lines VALUES
  (1, 'SYT', 'recoded', '', '', 'SYTE', '2025-12-03', '', '2025-12-03T09:00:00+07:00'),
  (2, 'TTT', 'renamed', 'B', 'C', '', '2025-12-02', '', '2025-12-02T08:00:00+07:00');
INSERT INTO reports
  (id, round_code, unit_code, revision, received_on, origin, sha256, file_name, note, recorded_at)
VALUES
  (1, 'r1', 'TTT', 1, '2025-12-01', 'manual', '', '', '', '2025-12-01T08:00:00+07:00'),
  (2, 'r1', 'TTT', 2, '2025-12-01', 'withdrawal', '', '', 'x', '2025-12-02T09:00:00+07:00'),
  (3, 'r1', 'SYTE', 1, '2025-12-01', 'manual', '', '', '', '2025-12-02T09:00:00+07:00'),
  (4, 'r1', 'SYT', 2, '2025-12-04', 'form', '{b}', 'x.xlsx', '', '2025-12-04T08:00:00+07:00'),
  (5, 'r1', 'SYT', 3, '2025-12-01', 'manual', '', '', '', '2025-12-05T08:00:00+07:00'),
  (6, 'r1', 'SYT', 4, '2025-12-04', 'form', '', '', '', '2025-12-05T08:00:00+07:00'),
  (7, 'r1', 'TTT', 3, '2025-12-01', 'manual', '', '', '', '2025-12-06T08:00:00+07:00');
INSERT INTO quarantine VALUES
  (1, '{a}', 'out/a', 'a.xlsx', 'SYT', 'r1', 'tampered', '[]', '2025-12-06', ''),
  (2, '{c}', 'out/c', 'c.xlsx', 'TTT', 'r1', 'tampered', '[]', '2025-12-06', '2025-12-05');
INSERT INTO corrections VALUES
  (1, 1, 'TTT', 2, 'CV', 't', 31, '2025-12-07', '2025-12-12', '2025-12-07T08:00:00+07:00');
INSERT INTO issued_contents VALUES ('CV', 't', 31, '{{"content": {{"received_on": "2025-12-04"}}}}');
INSERT INTO unit_aliases VALUES
  ('so yte', 'SYT', 'Sở Ytế', 'x.xlsx', '2025-12-04'),
  ('thanh tra t', 'TTT', 'Thanh tra T', 'ds.xlsx', '2025-12-04');
INSERT INTO journal (at, act, subject, detail) VALUES
  ('2025-12-01T08:00:00+07:00', 'edit_unit', 'TTT', '{{"changes": {{"name": ["A", "B"]}}}}'),
  ('2025-12-02T08:00:00+07:00', 'edit_unit', 'TTT', '{{"changes": {{"name": ["B", "C"]}}}}'),
  ('2025-12-02T09:00:00+07:00', 'move_report', 'TTT', '{{"round": "r1", "into": "SYTE", "reason": "nhầm"}}'),
  ('2025-12-04T08:00:00+07:00', 'record_report', 'SYT',
    '{{"round": "r1", "revision": 2, "alias": "Sở Ytế"}}'),
  ('2025-12-04T08:00:00+07:00', 'confirm_alias', 'SYT', '{{"alias": "Sở Ytế"}}'),
  ('2025-12-05T08:00:00+07:00', 'restore_revision', 'SYT',
    '{{"round": "r1", "revision": 1, "again": 3, "anew": [["r1", "SYT", 1, 3], ["r1", "SYT", 2, 4]]}}'),
  ('2025-12-06T08:00:00+07:00', 'move_report', 'SYT',
    '{{"round": "r1", "into": "TTT", "to_round": "r1", "revision": 3, "to_revision": 3, "reason": "lại"}}'),
  ('2025-12-06T08:00:00+07:00', 'amend_refused', 'SYT',
    '{{"round": "r1", "sha256": "{a}", "reason": "chậm",
      "changes": {{"received_on": ["2025-12-06", "2025-12-03"]}}}}');
"""


def test_what_the_journal_alone_told_stands_in_tables_since(tmp_path: Path) -> None:
    laid(tmp_path / "bcd35.db", 10)
    digests = {letter: letter * 64 for letter in "abc"}
    with closing(sqlite3.connect(tmp_path / "bcd35.db")) as old:
        old.executescript(TOLD_BY_THE_JOURNAL.format(**digests))

    with closing(Store.open(tmp_path / "bcd35.db")) as store:
        rows = store._connection.execute

        assert rows("SELECT report_id, next_id, reason FROM report_successors ORDER BY id").fetchall() == [
            (2, 3, "nhầm"),
            (3, 5, ""),
            (4, 6, ""),
            (5, 7, "lại"),
        ]
        assert rows(
            "SELECT refused_id, unit_code, received_on, withdrawn, reason FROM refused_lines"
        ).fetchall() == [
            (1, "SYT", "2025-12-03", 0, "chậm"),
            (2, "TTT", "2025-12-04", 0, ""),
        ]
        assert rows("SELECT unit_code, alias, sha256 FROM unit_aliases").fetchall() == [
            ("SYT", "Sở Ytế", "b" * 64),
            ("TTT", "Thanh tra T", ""),
        ]
        assert [(line.unit, line.was, line.now) for line in store.histories.renamings()] == [
            ("TTT", "A", "B"),
            ("TTT", "B", "C"),
        ]
        known = store.reports.of_round("r1", ["TTT", "SYT"])
        assert store.reports.moved_to(known["TTT"][1]) == ("r1", "SYT", 1, "nhầm")
        assert store.reports.entered_anew("r1", "SYT") == {1: 3, 2: 4}


NEXT = """
CREATE TABLE later (a TEXT) STRICT;  -- a comment; with a semicolon
CREATE TRIGGER later_no_delete BEFORE DELETE ON later
BEGIN SELECT RAISE(ABORT, 'no; never'); END;
"""


def with_migrations(monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
    monkeypatch.setattr(schemas, "MIGRATIONS", (*MIGRATIONS, *more))
    monkeypatch.setattr(connections, "SCHEMA_VERSION", len(MIGRATIONS) + len(more))


def test_a_new_version_of_the_program_migrates_when_it_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(tmp_path / "bcd35.db", len(MIGRATIONS))
    last = "CREATE INDEX later_a ON later (a)"  # without its semicolon
    with_migrations(monkeypatch, NEXT, last)
    for _ in range(2):  # the second time there is nothing to do
        with closing(Store.open(tmp_path / "bcd35.db")) as store:
            assert store._connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 2,)
            assert {"later", "later_no_delete", "later_a"} <= {row[1] for row in schema(store._connection)}
            assert list(store.registers.rounds()) == ["r1"]


def test_a_migration_that_fails_half_way_leaves_the_old_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(tmp_path / "bcd35.db", len(MIGRATIONS))
    before = (tmp_path / "bcd35.db").read_bytes()
    with_migrations(monkeypatch, NEXT, "CREATE TABLE later (b TEXT) STRICT;\n")
    with pytest.raises(sqlite3.OperationalError, match="table later already exists"):
        Store.open(tmp_path / "bcd35.db")
    assert (tmp_path / "bcd35.db").read_bytes() == before


def test_whoever_opens_while_another_lays_the_schema_sees_either_nothing_or_all(tmp_path: Path) -> None:
    for moment in range(1, 5):
        path = tmp_path / f"{moment}.db"
        other = Store.open(path)
        other._connection.execute("PRAGMA busy_timeout = 0")
        watching = open_connection(path)
        statements: list[str] = []

        def lay(
            statement: str, moment: int = moment, other: Store = other, statements: list[str] = statements
        ) -> None:
            statements.append(statement)
            if len(statements) == moment:
                with suppress(sqlite3.OperationalError):  # locked: we are reading
                    fill_every_table(other)

        watching.set_trace_callback(lay)
        assert connections.is_new(watching, "bcd35.db") in (True, False)
        assert statements
        watching.close()
        other.close()


# --- locks and disks ----------------------------------------------------------------------------------------


def test_an_act_is_everything_or_nothing(store: Store) -> None:
    class Stop(Exception):  # noqa: N818 – not an error
        pass

    def half() -> None:
        with store.act():
            store.registers.set_round("r9", "open", "{}")
            raise Stop

    with pytest.raises(Stop):
        half()
    assert list(store.registers.rounds()) == ["r1", "r2"]
    with store.act():
        store.registers.set_round("r9", "open", "{}")
    assert list(store.registers.rounds()) == ["r1", "r2", "r9"]


def test_what_a_run_has_recorded_is_known(tmp_path: Path) -> None:
    acts_of_this_run.begin()
    with closing(open_connection(None)) as rehearsal, connections.act(rehearsal):
        migrate(rehearsal)
    assert acts_of_this_run.done == 0  # in memory
    new_ledger(tmp_path / "bcd35.db")
    ours = open_connection(tmp_path / "bcd35.db")
    with closing(ours), suppress(sqlite3.IntegrityError), connections.act(ours):
        add(ours, "2025-01-01")
    assert (acts_of_this_run.done, acts_of_this_run.unsure) == (1, False)


def test_an_act_holds_the_write_lock_before_it_has_written_anything(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.workspace.database, timeout=0, isolation_level=None)) as other:
        with desk.act(), pytest.raises(sqlite3.OperationalError, match="database is locked"):
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")


BUSY = """\
Lỗi: “bcd35.db” đang được ghi ở nơi khác; đã đợi 1 giây.
  → Đóng lệnh bcd35 đang chạy ở máy hoặc cửa sổ khác, đợi ít phút rồi chạy lại.
"""


def test_a_busy_database_is_said_to_be_busy(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bcd35("channels", "list")
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.6)
    with closing(sqlite3.connect(root / "bcd35.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert bcd35("channels", "list").code == 0  # reading goes on
        ran = bcd35("units", "retire", "SYT")
    assert ran == (7, "", BUSY)
    assert bcd35("units", "retire", "SYT").code == 0


READ_ONLY = """\
Lỗi: Không ghi được “bcd35.db”: thư mục hoặc tệp chỉ cho đọc, hoặc ổ đĩa có lỗi.
  → Kiểm tra quyền ghi vào thư mục làm việc rồi chạy lại.
"""


def test_a_read_only_database_is_readable_and_says_why_it_takes_nothing(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bcd35("channels", "list")
    real = sqlite3.connect
    # File modes do not bind the administrator that tests may run as; SQLite's own read-only mode does.
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **options: real(f"{path.as_uri()}?mode=ro", uri=True, **options)
    )
    assert bcd35("channels", "list").code == 0
    before = (root / "bcd35.db").read_bytes()
    assert bcd35("units", "retire", "SYT") == (7, "", READ_ONLY)
    assert (root / "bcd35.db").read_bytes() == before


REPLACED = """\
Lỗi: “bcd35.db” đã được thay bằng sổ khác trong khi lệnh này chạy; việc đang dở chưa vào sổ.
  → Việc đã ghi xong nằm ở sổ cũ, trong de-rieng/. Chạy lại lệnh này, rồi xem sổ: bcd35 check
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows moves no file that is open")
def test_a_ledger_that_a_restore_replaced_meanwhile_is_not_called_a_fault_of_the_disk(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bcd35("channels", "list")
    database, real = root / "bcd35.db", Store.act

    def replaced(store: Store, *given: Any) -> Any:
        database.rename(root / "cũ")
        shutil.copy(root / "cũ", database)
        return real(store, *given)

    monkeypatch.setattr(Store, "act", replaced)
    assert bcd35("units", "retire", "SYT") == (7, "", REPLACED)


def test_a_database_that_cannot_be_made_says_so(bcd35: CommandLine, root: Path) -> None:
    (root / "bcd35.db").mkdir()
    assert bcd35("channels", "list") == (7, "", READ_ONLY)


def test_a_full_disk_changes_nothing(desk: Desk) -> None:
    sql = desk.store._connection
    sql.execute(f"PRAGMA max_page_count = {sql.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(sqlite3.OperationalError) as caught, desk.act():
        desk.store.registers.set_round("r9", "open", "x" * 100_000)
    explained = explain(caught.value, "bcd35.db")
    assert isinstance(explained, Stopped)
    assert explained.findings == (
        Finding(
            "disk_full",
            "bcd35.db",
            "Ổ đĩa đầy, không ghi được “bcd35.db”; việc chưa xong thì chưa ghi vào sổ.",
            "Dọn ổ đĩa rồi chạy lại.",
        ),
    )
    assert list(desk.store.registers.rounds()) == ["2025-11-kenh-truyen-thong"]


def test_a_fault_of_our_own_is_not_explained_away(sql: sqlite3.Connection) -> None:
    for statement in ("SELECT nothing FROM nowhere", "INSERT INTO office VALUES (2, 'x')"):
        with pytest.raises(sqlite3.Error) as caught:
            sql.execute(statement)
        assert explain(caught.value, "bcd35.db") is None
