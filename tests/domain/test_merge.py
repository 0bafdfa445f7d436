"""The three-way merge: each field from the side that changed it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bcd35.domain.merge import JournalEntry, Take, assumed_base, merge_fields, set_by_commands

VALUES = st.fixed_dictionaries({name: st.integers(0, 2) for name in "abc"})
TAKES: st.SearchStrategy[Take] = st.sampled_from(["", "file", "ledger"])


@given(VALUES, VALUES, VALUES, TAKES)
def test_the_side_that_changed_a_field_has_its_say(
    base: dict[str, Any], ledger: dict[str, Any], file: dict[str, Any], take: Take
) -> None:
    merged = merge_fields(base, ledger, file, take)
    for name, was in base.items():
        by_ledger, by_file = ledger[name] != was, file[name] != was
        clash = by_ledger and by_file and ledger[name] != file[name]
        value = file[name] if by_file and not (clash and take != "file") else ledger[name]
        assert merged.values[name] == value
        assert (name in merged.clashing) == (clash and not take)
        # Whoever reads the plan learns of every field in which ledger and file will still differ.
        assert (name in merged.kept) == (value != file[name] and name not in merged.clashing)
    # Nothing that a command set goes without somebody's word.
    assert take == "file" or all(
        merged.values[name] == ledger[name] for name in base if ledger[name] != base[name]
    )


@given(VALUES, VALUES, st.sets(st.sampled_from("abc")))
def test_without_a_base_only_what_commands_set_can_clash(
    ledger: dict[str, Any], file: dict[str, Any], commands: set[str]
) -> None:
    merged = merge_fields(assumed_base(ledger, commands), ledger, file, "")
    differing = {name for name in ledger if ledger[name] != file[name]}
    silent = {name for name in differing & commands if not file[name]}
    assert set(merged.clashing) == (differing & commands) - silent
    assert set(merged.kept) == silent
    assert all(merged.values[name] == file[name] for name in differing - commands)


def test_what_a_file_set_after_a_command_is_the_files() -> None:
    lines = [
        JournalEntry(by_command=True, fields=None),
        JournalEntry(by_command=False, fields=frozenset({"name", "kind"})),
        JournalEntry(by_command=True, fields=frozenset({"kind", "status"})),
    ]
    assert set_by_commands(lines, ("name", "kind", "email")) == {"email", "kind", "status"}
    assert set_by_commands((), ("name",)) == frozenset()
