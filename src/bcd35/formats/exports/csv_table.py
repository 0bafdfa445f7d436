"""Tables as .csv for a spreadsheet set to Vietnamese.

UTF-8 with its mark, “;” between cells, and no text that can act as a formula.

``sep=`` lines are left out: they cancel the mark and break Vietnamese letters in Excel.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from bcd35.domain.text import clean_lines

_PIECE = 64 * 1024
CsvValue = str | int | float | date | None
# OWASP's list with its full-width doubles, also behind spaces and on a later line of a cell.
_LIVE = re.compile(r"(?m)^(?=[\s\u00a0]*[=+\-@\t\r＝＋－＠])")


def write_csv(headings: Iterable[str], rows: Iterable[Sequence[CsvValue]]) -> bytes:
    """A whole table: texts in quotes, dates in ISO form, None as an empty cell."""
    return b"".join(csv_pieces(headings, rows))


def csv_pieces(headings: Iterable[str], rows: Iterable[Sequence[CsvValue]]) -> Iterator[bytes]:
    """The same in pieces: the comparison of twelve rounds has 10 MB at 1,530 units."""
    data = io.BytesIO()
    stream = io.TextIOWrapper(data, "utf-8-sig", newline="")
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(map(plain_text, headings))
    for row in rows:
        writer.writerow([_plain(value) for value in row])
        if data.tell() > _PIECE:
            yield data.getvalue()
            data.seek(0)
            data.truncate()
    stream.flush()
    yield data.getvalue()


def _plain(value: CsvValue) -> str | int | float:
    if isinstance(value, str):
        return plain_text(value)
    return "" if value is None else value.isoformat() if isinstance(value, date) else value


def plain_text(text: str) -> str:
    """Text that stays text in every spreadsheet.

    One that would be calculated gets ``'`` in front, as a clerk would type it.
    """
    return _LIVE.sub("'", clean_lines(text))
