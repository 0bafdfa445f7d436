"""What ``doctor`` shows."""

from collections.abc import Iterator, Sequence

from bcd35.domain.errors import Refused
from bcd35.show.screen import Screen
from bcd35.usecases.workspace.doctor import Check

_LABELS = {"ok": "được", "warn": "nên xem", "bad": "LỖI"}


def examined(checks: Sequence[Check]) -> Screen:
    """A line for each check, and below it what to do. Only what stops the work changes the exit code."""
    bad = any(one.health == "bad" for one in checks)
    seen = sum(one.health != "ok" for one in checks)
    total = f"{seen} điều nên xem lại." if seen else "Máy và thư mục làm việc đều ổn."
    data = {"checks": [one._asdict() for one in checks]}
    lines = [line for one in checks for line in _lines(one)]
    return Screen(data, (*lines, total), exit_code=Refused.exit_code if bad else 0)


def _lines(one: Check) -> Iterator[str]:
    yield f"{_LABELS[one.health]:8} {one.about}: {one.found}"
    if one.fix:
        yield "         → " + one.fix.replace("\n", "\n           ")
