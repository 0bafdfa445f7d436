"""One line of seals ends every act, and what does not fit it afterwards is told by table and row."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bcd35.domain.letters import LetterNumber
from bcd35.store import seals
from bcd35.store.schema import LEDGER_TABLES, REGISTER_KEYS
from bcd35.store.seal_audit import SealDifference
from bcd35.store.store import Store
from tests.conftest import NOW
from tests.support.full_ledger import fill_every_table

AT = NOW.isoformat(timespec="seconds")


@pytest.fixture
def store() -> Iterator[Store]:
    """A database in memory with a row in every table, sealed once."""
    with closing(Store.open(None)) as opened:
        fill_every_table(opened)
        yield opened


def lines(store: Store) -> list[tuple[int, str, str]]:
    return store._connection.execute("SELECT id, at, kind FROM seals ORDER BY id").fetchall()


def change(store: Store, *statements: str) -> None:
    """What another program does."""
    for (name,) in store._connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
    ).fetchall():
        store._connection.execute(f"DROP TRIGGER {name}")
    store._connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        store._connection.execute(statement)


def note(store: Store, subject: str = "x") -> None:
    with store.act(NOW):
        store.registers.journal(NOW, "notify", subject)


def test_the_first_line_covers_all_that_is_there_and_every_act_adds_one(store: Store) -> None:
    assert lines(store) == [(1, "", "made")]
    assert store.differences() == []
    first = store.last_seal()
    note(store)
    assert lines(store) == [(1, "", "made"), (2, AT, "act")]
    assert first == (1, store.seal(1))
    assert store.last_seal() == (2, store.seal(2))
    assert (store.seal(1) != store.seal(2), store.seal(3)) == (True, None)
    assert store.differences() == []


def _half(store: Store) -> None:
    with store.act(NOW):
        store.registers.journal(NOW, "notify", "x")
        raise ZeroDivisionError


def test_an_act_that_changed_nothing_or_failed_adds_no_line(store: Store) -> None:
    with store.act(NOW):
        store.registers.set_round_status("r1", "open")
    with pytest.raises(ZeroDivisionError):
        _half(store)
    assert lines(store) == [(1, "", "made")]


def test_an_act_that_lays_no_schema_needs_no_seals() -> None:
    with closing(Store.open(None)) as new:
        with new.act(NOW):
            pass
        assert new.is_new()


def test_every_table_is_sealed(store: Store) -> None:
    tables = {
        row[0]
        for row in store._connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        if not row[0].startswith("sqlite_")
    }
    assert tables - {"seals"} == {*LEDGER_TABLES, *REGISTER_KEYS}


@pytest.mark.parametrize("table", [*LEDGER_TABLES, *REGISTER_KEYS])
def test_a_row_that_is_gone_from_any_table_is_missed(table: str, store: Store) -> None:
    row = seals.table_rows(store._connection, table)[-1]
    change(store, f"DELETE FROM {table} WHERE rowid = {row[0]}")  # noqa: S608 – our own names

    key = seals.key_of(table, row) if table in REGISTER_KEYS else int(str(row[0]))
    assert store.differences() == [SealDifference(table, "deleted", key, "")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1, b"1"), (1, 1)),
        ((1, None), (1, bytearray(b""))),
        ((1, None), (1, bytearray(b"None"))),
        ((1, bytearray(b"ab"), bytearray(b"c")), (1, bytearray(b"a"), bytearray(b"bc"))),
        ((1, bytearray(b"a")), (1, b"a")),
        ((1, bytearray(b"a', 'b")), (1, bytearray(b"a"), bytearray(b"b"))),
    ],
)
def test_rows_that_differ_in_type_or_in_their_bounds_have_other_digests(
    one: tuple[object, ...], other: tuple[object, ...]
) -> None:
    assert seals.row_digest(one) != seals.row_digest(other)
    assert seals.row_digest((2, *one[1:])) == seals.row_digest(one)  # the rowid is the place, not the row


def test_damage_is_named_by_table_and_row_and_act(store: Store) -> None:
    note(store, "a")
    change(
        store,
        "UPDATE journal SET subject = 'b' WHERE id = 2",
        "DELETE FROM answers WHERE rowid = 3",
        "INSERT INTO journal (id, at, act, subject, detail) VALUES (-5, '', 'a', 'b', '{}')",
        "UPDATE units SET name = 'Khác' WHERE code = 'SYT'",
        "INSERT INTO holidays VALUES ('2026-02-17', 'Tết')",
    )
    assert set(store.differences()) == {
        SealDifference("journal", "changed", 2, AT),
        SealDifference("journal", "added", -5),
        SealDifference("answers", "deleted", 3, ""),
        SealDifference("units", "changed", "SYT", ""),
        SealDifference("holidays", "added", "2026-02-17", ""),
    }


def test_what_an_act_finds_changed_stays_told(store: Store) -> None:
    change(
        store,
        "UPDATE units SET name = 'Khác' WHERE code = 'SYT'",
        "DELETE FROM journal",
        "INSERT INTO form_layouts VALUES ('d9', '{}')",
    )
    note(store)
    assert lines(store) == [(1, "", "made"), (2, AT, "outside"), (3, AT, "act")]
    told = {
        SealDifference("journal", "deleted", 1, "", AT),
        SealDifference("form_layouts", "added", 2, "", AT),
        SealDifference("units", "changed", "SYT", "", AT),
    }
    assert set(store.differences()) == told
    note(store)
    assert set(store.differences()) == told
    with store.act(NOW):
        store.registers.journal(NOW, "accept_ledger", "x")
        store.seal_all(NOW, "accepted")
    assert lines(store)[-1][2] == "accepted"
    assert store.differences() == []
    note(store)
    assert store.differences() == []


def test_a_line_that_covers_all_tables_accuses_only_the_one_that_was_changed(store: Store) -> None:
    for number in range(98):
        note(store, str(number))
    change(store, "UPDATE units SET rowid = 100 WHERE rowid = 1", "DELETE FROM holidays")
    note(store)
    assert lines(store)[-2:] == [(100, AT, "outside"), (101, AT, "act")]
    assert set(store.differences()) == {
        SealDifference("units", "some", "", "", AT),
        SealDifference("holidays", "deleted", "2026-01-01", "", AT),
    }


def test_a_row_whose_number_was_taken_again_is_told_once(store: Store) -> None:
    note(store, "a")
    note(store, "b")
    change(store, "DELETE FROM journal WHERE id = 3")
    note(store, "c")
    assert store.differences() == [SealDifference("journal", "deleted", 3, AT, AT)]


def test_the_order_of_a_register_counts(store: Store) -> None:
    change(store, "UPDATE units SET rowid = 100 WHERE rowid = 1")
    assert store.differences() == [SealDifference("units", "some", "", "")]


@pytest.mark.parametrize("acts", [98, 99, 210])
def test_the_state_of_a_table_is_found_however_many_acts_ago_it_changed(acts: int, store: Store) -> None:
    with store.act(NOW):
        for number in range(acts):
            store.registers.journal(NOW, "notify", str(number))
    for number in range(100, 100 + acts):
        note(store, str(number))
    assert store.differences() == []
    with store.act(NOW):
        store.letters.take_number(LetterNumber("CV/BCĐ", "2025-2030", 99), "r1", NOW)
    assert [kind for _, _, kind in lines(store)] == ["made", *["act"] * (acts + 2)]
    assert store.differences() == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE seals SET covers = replace(covers, '[', ' [') WHERE id = 3", ("changed", 3)),
        ("UPDATE seals SET covers = 'x' WHERE id = 3", ("changed", 3)),
        ("UPDATE seals SET covers = '{\"journal\":[1' WHERE id = 3", ("changed", 3)),
        ("UPDATE seals SET kind = 'made' WHERE id = 3", ("changed", 3)),
        ("UPDATE seals SET digest = replace(digest, substr(digest, 1, 1), 'x') WHERE id = 3", ("changed", 3)),
        ("UPDATE seals SET covers = CAST(x'ff' AS TEXT) WHERE id = 3", ("changed", 3)),
        ("DELETE FROM seals WHERE id = 3", ("gap", 4)),
        ("DELETE FROM seals WHERE id = 1", ("gap", 2)),
    ],
)
def test_a_damaged_line_is_named_and_nothing_else_is_accused(
    statement: str, found: tuple[str, int], store: Store
) -> None:
    for subject in "abcd":
        note(store, subject)
    with store.act(NOW):
        store.registers.set_holidays({})
    change(store, statement)

    assert [(one.table, one.what, one.row) for one in store.differences()] == [("seals", *found)]


def test_cut_off_lines_leave_rows_that_nothing_seals(store: Store) -> None:
    note(store, "a")
    note(store, "b")
    change(store, "DELETE FROM seals WHERE id = 3")
    assert store.differences() == [SealDifference("journal", "added", 3)]


def test_a_ledger_that_lost_all_its_seals_says_so_also_after_the_next_act(store: Store) -> None:
    change(store, "DELETE FROM seals")
    assert store.differences() == [SealDifference("seals", "unsealed")]
    note(store)
    assert lines(store) == [(1, AT, "unsealed")]
    assert store.differences() == [SealDifference("seals", "unsealed", 1, AT, AT)]


def test_tables_that_cannot_be_read_are_differences_too(tmp_path: Path) -> None:
    path = tmp_path / "bcd35.db"
    with closing(Store.open(path)) as store:
        fill_every_table(store)
        page = store._connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'answers'"
        ).fetchone()[0]
    data = bytearray(path.read_bytes())
    data[(page - 1) * 4096] = 77  # no kind of page
    path.write_bytes(data)
    with closing(Store.open(path)) as store:
        assert SealDifference("answers", "unreadable") in store.differences()
        assert store.faults() != []


def test_the_structure_of_a_new_ledger_is_as_it_should_be(store: Store) -> None:
    assert store.structure_differences() == []
    store._connection.execute("ANALYZE")  # what it writes changes no answer
    assert store.structure_differences() == []


def test_seals_are_final_too(store: Store) -> None:
    for statement in ("UPDATE seals SET kind = 'act'", "DELETE FROM seals"):
        with pytest.raises(sqlite3.IntegrityError, match="ledger rows are final"):
            store._connection.execute(statement)
