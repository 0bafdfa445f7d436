"""The summary workbook against a bare writer of the same cells: time, peak memory, growth. ``python
bench/summary.py [rounds]``.

Every measurement is a process of its own; the variants take turns. ``bare`` is XlsxWriter in its
constant-memory mode writing the cells of our units' sheet one by one, typed, with no look, no width, no
second sheet; ours is the whole workbook. Both get the same value and start the clock when it is made. Read
the ratios, not the seconds.
"""

import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from bcd35.domain.channels import Channel
from bcd35.domain.figures import figure_round
from bcd35.domain.office import Office, Signer
from bcd35.domain.reports import Answer
from bcd35.domain.round_summary import RoundSummary
from bcd35.domain.rounds import Field, Round
from bcd35.domain.summary import RoundState, UnitState
from bcd35.domain.units import UnitKind
from bcd35.formats.workbook.content import WorkbookContent

SIZES = (1_000, 10_000, 52_105)
ISSUED, DEADLINE = date(2025, 11, 22), date(2025, 12, 15)
KINDS = tuple(UnitKind(f"k{place}", f"Loại đơn vị {place}") for place in range(4))
FIELDS = tuple(
    Field(
        f"f{place}",
        f"Chỉ tiêu số {place} của đợt báo cáo",
        "count" if place < 7 else "date" if place < 9 else "yes_no" if place < 11 else "text",
    )
    for place in range(12)
)


def content(count: int) -> WorkbookContent:
    """A round of so many units and twelve fields, four fifths reported."""
    units = tuple(_unit(place) for place in range(count))
    round_ = Round("dot", "đẩy mạnh tuyên truyền", (), (), FIELDS, DEADLINE)
    figures = figure_round(round_, RoundState(DEADLINE, DEADLINE + timedelta(5), units, 0), (), KINDS)
    office = Office(
        "ĐẢNG ỦY",
        "BAN CHỈ ĐẠO 35",
        "Ban Chỉ đạo 35",
        "Thái Nguyên",
        "Ban",
        "Ban",
        (),
        (),
        Signer((), ""),
        (),
        KINDS,
    )
    channel = Channel("fb", "facebook", "Trang", "https://www.facebook.com/a", "https://www.facebook.com/a")
    return WorkbookContent(
        office, round_, "28-CV/BCĐ", ISSUED, RoundSummary(figures, {}, None, None), (channel,)
    )


def _unit(place: int) -> UnitState:
    name, kind = f"Trường Tiểu học Nguyễn Thị Minh Khai số {place}", KINDS[place % 4].code
    if place % 5 == 0:
        return UnitState(f"DV{place:05d}", name, kind, "missing", None, 5, 0, {})
    late = place % 7 == 0
    values = [
        *((place * field) % 1500 for field in range(7)),
        ISSUED + timedelta(place % 20),
        DEADLINE,
        place % 2 == 0,
        place % 3 == 0,
        "Thiếu máy ảnh",
    ]
    answers = {field.code: Answer("value", value) for field, value in zip(FIELDS, values, strict=True)}  # type: ignore[arg-type]  # by kind
    received = DEADLINE + timedelta(3) if late else ISSUED + timedelta(place % 23)
    return UnitState(
        f"DV{place:05d}", name, kind, "late" if late else "on_time", received, 3 if late else 0, 1, answers
    )


def ours(given: WorkbookContent, path: Path) -> None:
    """The whole workbook."""
    from bcd35.formats.workbook.book import write_workbook

    path.write_bytes(write_workbook(given).data)


def bare(given: WorkbookContent, path: Path) -> None:
    """The same cells of the units' sheet, bare."""
    from xlsxwriter import Workbook

    from bcd35.formats.workbook.lists import units_listing

    listing = units_listing(given)
    workbook = Workbook(path, {"constant_memory": True})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    sheet = workbook.add_worksheet()
    for column, (heading, _) in enumerate(listing.columns):
        sheet.write_string(0, column, heading)
    for place, unit in enumerate(listing.rows, start=1):
        for column, (value, _) in enumerate(listing.cells(place, unit)):
            if isinstance(value, str):
                sheet.write_string(place, column, value)
            elif isinstance(value, date):
                sheet.write_datetime(place, column, value, day)
            else:
                sheet.write_number(place, column, value)
    workbook.close()


def value_only(given: WorkbookContent, path: Path) -> None:
    """What the value itself takes of memory."""
    path.write_bytes(bytes(given.figures.totals.expected > 0))


VARIANTS: dict[str, Callable[[WorkbookContent, Path], None]] = {
    "bare": bare,
    "ours": ours,
    "value": value_only,
}


def child(variant: str, count: int) -> None:
    """One measurement, printed as JSON: seconds, peak MB, KB of the file."""
    given = content(count)
    path = Path(tempfile.mkdtemp()) / "x.xlsx"
    VARIANTS[variant](content(3), path)  # the imports are paid here
    start = time.perf_counter()
    VARIANTS[variant](given, path)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"s": seconds, "mb": peak, "kb": path.stat().st_size / 1024}))
    path.unlink()
    path.parent.rmdir()


def measure(variant: str, count: int) -> dict[str, float]:
    """One measurement in a fresh process."""
    command = [sys.executable, __file__, "--child", variant, str(count)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "0"}
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main(rounds: int) -> None:
    """Take turns, then print medians and ratios."""
    seen: dict[tuple[str, int], list[dict[str, float]]] = {}
    for _ in range(rounds):
        for count in SIZES:
            for variant in VARIANTS:
                seen.setdefault((variant, count), []).append(measure(variant, count))
    print(
        (
            f"{'units':>7} {'bare s':>8} {'ours s':>8} {'bare/ours':>9} {'bare MB':>8} {'ours MB':>8} "
            f"{'value MB':>8} {'KB':>7}   ({rounds} ×)"
        )
    )
    medians = {
        key: {name: statistics.median(one[name] for one in runs) for name in ("s", "mb", "kb")}
        for key, runs in seen.items()
    }
    for count in SIZES:
        bare_, ours_, value = (medians[variant, count] for variant in ("bare", "ours", "value"))
        ratio = statistics.median(
            b["s"] / o["s"] for b, o in zip(seen["bare", count], seen["ours", count], strict=True)
        )
        numbers = f"{bare_['mb']:8.0f} {ours_['mb']:8.0f} {value['mb']:8.0f} {ours_['kb']:7.0f}"
        print(f"{count:7d} {bare_['s']:8.2f} {ours_['s']:8.2f} {ratio:9.2f} {numbers}")
    first, last = SIZES[1], SIZES[-1]
    for variant in ("bare", "ours"):
        growth = math.log(medians[variant, last]["s"] / medians[variant, first]["s"]) / math.log(last / first)
        print(f"{variant}: time grows as n^{growth:.2f} from {first:,} to {last:,} units")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
