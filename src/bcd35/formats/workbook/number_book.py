"""The book of numbers as a workbook: one list, to be printed and filed beside the paper book."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

from bcd35.domain.dates import screen_date
from bcd35.domain.number_list import BookEntry
from bcd35.domain.office import Office
from bcd35.domain.round_names import RoundTitle, round_names
from bcd35.domain.text import clean
from bcd35.formats.ooxml.package import PartRewriter, Properties, seal_package
from bcd35.formats.workbook.book import OPTIONS
from bcd35.formats.workbook.cell_styles import make_formats
from bcd35.formats.workbook.column import Column
from bcd35.formats.workbook.listing import Listing, start_listing, write_rows

_TITLE = "SỔ CẤP SỐ CÔNG VĂN"


def write_number_book(
    office: Office, entries: Sequence[BookEntry], rounds: Mapping[str, RoundTitle], day: date
) -> bytes:
    """The .xlsx of the list as of a day; the same list gives the same bytes."""
    from xlsxwriter import Workbook

    listing = _listing(office, entries, rounds, day)
    made = io.BytesIO()
    workbook: Any = Workbook(made, OPTIONS)
    findings = start_listing(workbook, make_formats(workbook), listing)
    workbook.set_properties({"created": datetime.combine(day, time(), UTC)})
    workbook.close()
    properties = Properties(clean(f"Sổ cấp số công văn: {office.issuer}"), clean(office.full_name), day)
    rows: dict[str, PartRewriter] = (
        {"xl/worksheets/sheet1.xml": partial(write_rows, listing, findings)} if listing.rows else {}
    )
    return seal_package(made.getvalue(), properties, rows)


def _listing(
    office: Office, entries: Sequence[BookEntry], rounds: Mapping[str, RoundTitle], day: date
) -> Listing:
    names = round_names(rounds)

    def about(entry: BookEntry) -> str | None:
        return rounds[entry.round_code].subject if entry.round_code else None

    return Listing(
        name="Sổ cấp số",
        table="SoCapSo",
        title=f"{_TITLE} – {office.issuer}",
        subtitle=f"Tính đến hết ngày {screen_date(day)}",
        none="Chưa cấp số nào.",
        own_columns=[
            Column("Số", 9, "centred", lambda entry: entry.numbers),
            Column("Ký hiệu", 11, "text", lambda entry: entry.symbol),
            Column("Nhiệm kỳ, năm", 12, "centred", lambda entry: entry.term),
            Column("Ngày", 12, "day", lambda entry: entry.dated),
            Column("Văn bản", 18, "text", lambda entry: entry.words),
            Column("Đợt", 26, "text", lambda entry: names.get(entry.round_code)),
            Column("Trích yếu", 40, "text", about),
            Column("Số đơn vị nhận", 9, "count", lambda entry: entry.units or None),
            Column("Ghi chú", 38, "text", lambda entry: entry.notes),
        ],
        rows=entries,
    )
