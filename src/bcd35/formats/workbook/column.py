"""A column of a list, said once: its heading, its width, and the cell of every row follow from it."""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from bcd35.domain.channels import canonical_url
from bcd35.formats.workbook.sheet_writer import NO_FIGURE, SheetValue, StyledValue

# Excel calls a file damaged when a link is longer than 2,079 characters.
_LONGEST_LINK = 2_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``width`` in characters; ``kind``: how its cells look, a key of ``STYLES``.

    ``value`` makes a cell's value from the thing that the row is about: None is a dash, a ``StyledValue``
    says its own kind. ``colours``: word → state whose colour a rule of the sheet puts on it, so that the
    colour follows when a clerk changes the word. ``code``: the column's name for formulas of other sheets.
    """

    heading: str
    width: float
    kind: str
    value: Callable[[Any], SheetValue | StyledValue | None]
    _: KW_ONLY
    colours: Mapping[str, str] = field(default_factory=dict)
    code: str = ""

    def cell(self, row: Any) -> StyledValue:
        value = self.value(row)
        if isinstance(value, StyledValue):
            return value
        if value is None:
            return NO_FIGURE
        if self.kind == "link" and not is_safe_link(str(value)):
            return StyledValue(value, "text")
        return StyledValue(value, self.kind)


def is_safe_link(address: str) -> bool:
    """Tell whether an address has passed the check, so that it is worth a click, and fits into a link."""
    return len(address) <= _LONGEST_LINK and canonical_url(address) == address
