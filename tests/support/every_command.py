"""Every command there is, as it is typed."""

from collections.abc import Iterator

from bcd35.cli.app import COMMANDS, GROUPS, commands_of


def all_commands() -> Iterator[list[str]]:
    yield from ([name] for name in COMMANDS)
    for group in GROUPS:
        yield from ([group, name] for name in commands_of(group))
