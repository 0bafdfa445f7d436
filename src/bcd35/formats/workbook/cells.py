"""What a cell can hold: text that every program takes as text; and how much room it needs.

Not here: how a cell looks (``cell_styles.py``).
"""

from collections.abc import Iterable, Iterator
from math import ceil

from bcd35.domain.findings import Finding
from bcd35.domain.numerals import group_thousands
from bcd35.domain.text import clean, clean_lines

CUT_MARK = "… (đã cắt)"
# Excel's limits, counted in UTF-16 units: of a cell, and of a column's name in a table.
LONGEST_CELL = 32_767
LONGEST_HEADING = 255


def cell_text(text: str, longest: int = LONGEST_CELL) -> str:
    """Text as a cell can hold it.

    What no workbook may contain is gone, what is too long ends in a visible mark.
    """
    cleaned = clean(text) if text.isprintable() else clean_lines(text)
    if len(cleaned) <= longest // 2 or _units(cleaned) <= longest:
        return cleaned
    kept = cleaned[: longest - len(CUT_MARK)]
    while _units(kept) > longest - len(CUT_MARK):
        kept = kept[: -ceil((_units(kept) - longest + len(CUT_MARK)) / 2)]
    return kept + CUT_MARK


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def text_finding(text: str, shown: str, where: str) -> Finding:
    """What became of a text on its way into the cell ``where`` (``Theo đơn vị!I7``) that shows it changed."""
    if shown.endswith(CUT_MARK) and len(text) > len(shown):
        limit = group_thousands(LONGEST_CELL)
        message = (
            f"Nội dung dài {group_thousands(len(text))} ký tự, bảng tính chỉ nhận {limit}: phần cuối đã cắt, "
            f"có ghi “{CUT_MARK}”."
        )
        return Finding("text_cut", where, message, "Xem nguyên văn trong báo cáo gốc.")
    message = "Nội dung có ký tự bảng tính không nhận; các ký tự ấy đã bỏ."
    return Finding("text_cleaned", where, message, "Đối chiếu với báo cáo gốc.")


def unique_headings(headings: Iterable[str]) -> Iterator[str]:
    """Column names as a table takes them.

    One line, not empty, not too long, all different whatever the case.
    """
    seen: set[str] = set()
    for place, heading in enumerate(headings, start=1):
        # “_x0041_” is an escape: XlsxWriter would write it out in the cell but not in the table's own copy,
        # and Excel compares the two.
        plain = cell_text(clean(heading), LONGEST_HEADING - 8).replace("_x", "-x") or f"Cột {place}"
        name, number = plain, 1
        while name.lower() in seen:
            number += 1
            name = f"{plain} ({number})"
        seen.add(name.lower())
        yield name


def line_count(text: str, room: float) -> int:
    """Lines that a text takes in ``room`` characters.

    It breaks between words, or inside a word that is longer than a line.
    """
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(_broken(line, room) for line in text.split("\n"))


def _broken(text: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in text.split():
        if used and used + 1 + len(word) > room:
            lines, used = lines + 1, 0
        lines += int(len(word) // room) if len(word) > room else 0
        used += len(word) % room + (1 if used else 0)
    return lines
