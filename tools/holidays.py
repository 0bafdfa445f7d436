"""Makes ``data/holidays.yaml`` from the ``holidays`` library: ``python -m tools.holidays [--check]``.

The library knows the lunar calendar, the days of the Labour Code and the swapped Saturdays that were
announced. What will be announced nobody knows: until the office confirms a year, its days are presumed. The
library asks for other versions of what we pin; so it is installed in a place of its own for this run:
``uv run --no-project --with holidays python -m tools.holidays``.
"""

import sys
from datetime import date
from pathlib import Path

import holidays  # type: ignore[import-not-found]  # not among our packages, see above

FIRST, LAST = 2025, 2035
FILE = Path(__file__).resolve().parents[1] / "data" / "holidays.yaml"
_HEAD = f"""\
# Ngày nghỉ {FIRST}–{LAST}, để tính ngày làm việc. Thứ bảy và chủ nhật không cần ghi, trừ ngày làm bù.
# Các ngày này là dự kiến cho đến khi văn phòng đối chiếu với thông báo nghỉ của từng năm rồi chạy:
#   bcd35 holidays confirm 2026 --decision "Thông báo số … ngày …"
"""


def written() -> str:
    """The whole file."""
    off = holidays.country_holidays("VN", years=range(FIRST, LAST + 1), language="vi")
    worked = sorted(day for day in off.weekend_workdays if FIRST <= day.year <= LAST)
    lines = [_HEAD, "holidays:", *(_line(day, name) for day, name in sorted(off.items()))]
    lines += ["", "working_days:", *(_line(day, "Làm bù") for day in worked)]
    return "\n".join(lines) + "\n"


def _line(day: date, name: str) -> str:
    return f"  - {{date: {day.isoformat()}, name: {name.replace(', ', '; ')}}}"


def main() -> int:
    """Write the file, or with ``--check`` only say whether it is as it would be written."""
    if "--check" in sys.argv[1:]:
        return 0 if FILE.read_text(encoding="utf-8") == written() else 1
    FILE.write_text(written(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
