"""Tables as .csv for a spreadsheet set to Vietnamese: UTF-8 with its mark, “;” between cells, and no text that can act as a formula.

``sep=`` lines are left out: they cancel the mark and break Vietnamese letters in Excel.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

Value = str | int | date | None
# OWASP's list, behind any white space and at the start of any line of a cell.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A whole table; dates in ISO form, None as an empty cell."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(_cell, headings))
    writer.writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return "\n".join(map(_harmless, value.split("\n"))) if isinstance(value, str) else str(value)


def _harmless(line: str) -> str:
    return f"'{line}" if line.lstrip().startswith(_FORMULA_STARTS) or line.startswith(("\t", "\r")) else line
