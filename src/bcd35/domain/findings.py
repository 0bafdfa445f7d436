"""A fault or a remark about somebody's input, as a value.

All findings are reported at once, worded for a clerk.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Finding(NamedTuple):
    """Lỗi/nhắc: one thing found in an input or worth saying about an act.

    ``code`` is stable English snake_case for scripts; ``where`` names file, line, sheet or cell;
    ``message`` says what was found and what is allowed; ``fix`` says what to do next (may be empty).
    """

    code: str
    where: str
    message: str
    fix: str = ""


def within(file: str, findings: Iterable[Finding]) -> list[Finding]:
    """The same, each with what its place names behind the file: sheet and cell, or row; else empty."""
    start = f"{file}, "
    return [
        found._replace(where=found.where.removeprefix(start) if found.where.startswith(start) else "")
        for found in findings
    ]


def merge_repeated(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for all that differ in nothing but their place, where the first of them stands.

    Its ``where`` names the places or their ranges; of more than twelve the first eight:
    ``bảng.xlsx, hàng 5, 6, 9–12, … và 140 chỗ khác``.
    """
    repeated: dict[Finding, dict[str, None]] = {}  # its keys keep their order, each once
    for found in findings:
        repeated.setdefault(found._replace(where=""), {})[found.where] = None
    return [found._replace(where=_joined([*filter(None, wheres)])) for found, wheres in repeated.items()]


def _joined(wheres: Sequence[str]) -> str:
    """The places as one text; a single one as it is."""
    if not wheres[1:]:
        return "".join(wheres)
    from bcd35.domain.finding_places import joined_places  # most findings stand in one place

    return joined_places(wheres)
