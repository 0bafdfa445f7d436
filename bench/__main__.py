"""``python -m bench``: the program's time and memory beside its peers, in one run on one core.

Read the ratios, not the seconds: a ratio compares work of one round, and the table shows the rounds' median.
"""

import argparse
import math
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.measure import PEER_UNITS, pin, workplace
from bench.office import COMMANDS, Office
from bench.rows import Figure, Row, all_rows

SIZES = (18, 105, 1_530)
JUDGED_AT = 1_530  # units: the largest province
GROWTH_SIZES = (500, 1_530, 5_000)
MOST_GROWTH = 1.15  # exponent between the last two sizes; exactly linear is 1
_NOTES = f"""\
×: the peer's time in ours; where the bound is “≤”, our time in the peer's. Beside it stands our time.
Work for one unit and the workbook are timed by the processor and written to memory; whole commands are
timed by the clock and write to the disk, their peers to memory; growth is timed by the
processor. A peer makes documents, and reads one form, for at most {PEER_UNITS} units; for whole notify its
time is reckoned up.
Every office has 12 rounds of 12 fields, 11 reported and closed. Starts are timed in one of 18 units."""

Measured = Mapping[int, Sequence[Figure]]  # by units, a figure a round


def measure(rows: Sequence[Row], sizes: Sequence[int], rounds: int, folder: Path) -> Sequence[Measured]:
    """Figures of each row. Rows take turns in every round."""
    measured: list[dict[int, list[Figure]]] = [{} for _ in rows]
    for units in sizes:
        office = Office(folder / str(units), units)
        for number in range(rounds):
            print(f"{units:,} units, round {number + 1} of {rounds}", file=sys.stderr)
            for row, figures in zip(rows, measured, strict=True):
                if (row.repeated or number == 0) and (row.sized or units == sizes[0]):
                    figures.setdefault(units, []).append(row.measure(office))
    return measured


def verdict(row: Row, figures: Measured) -> str:
    """Whether the bound holds, at the largest province if the number of units matters."""
    judged = figures.get(JUDGED_AT, ()) if row.sized else next(iter(figures.values()))
    if not judged:
        return "–"
    return "holds" if row.holds(median(figure.value for figure in judged)) else "BROKEN"


def lines(rows: Sequence[Row], measured: Sequence[Measured], sizes: Sequence[int]) -> list[list[str]]:
    """The table's cells, heading first."""
    heading = ["Work", "Peer", "Bound", *(f"{units:,} units" for units in sizes), f"At {JUDGED_AT:,}"]
    return [heading] + [
        [row.work, row.peer, row.bound, *cells, verdict(row, figures)]
        for row, figures in zip(rows, measured, strict=True)
        for cells in [[_cell(row, figures.get(units, ())) for units in sizes]]
    ]


def _cell(row: Row, figures: Sequence[Figure]) -> str:
    if not figures:
        return ""
    value, seconds = (median(column) for column in zip(*figures, strict=True))
    return f"{f'{value:.3g}' if value < 100 else f'{value:.0f}'} {row.unit}, {_time(seconds)}"


def _time(seconds: float) -> str:
    return f"{seconds * 1_000:.2f} ms" if seconds < 0.01 else f"{seconds:.2f} s"


def growth(folder: Path) -> list[list[str]]:
    """Seconds of every command by size, and the exponent by which they grow between the last two sizes.

    The processor's seconds: those by the clock also tell how busy the disk was.
    """
    spent = [Office(folder / str(units), units).spent for units in GROWTH_SIZES]
    table = [["Command", *(f"{units:,} units" for units in GROWTH_SIZES), "Exponent", "Linear"]]
    for name in COMMANDS:
        seconds = [one[name].cpu_seconds for one in spent]
        exponent = math.log(seconds[-1] / seconds[-2]) / math.log(GROWTH_SIZES[-1] / GROWTH_SIZES[-2])
        times = [f"{_time(one[name].cpu_seconds)}, {one[name].megabytes:.0f} MB" for one in spent]
        table.append([name, *times, f"{exponent:.2f}", "holds" if exponent <= MOST_GROWTH else "BROKEN"])
    return table


def text(table: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    padded = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in table)
    return "\n".join("  ".join(cells).rstrip() for cells in padded)


def markdown(table: Sequence[Sequence[str]]) -> str:
    heading, *rest = (f"| {' | '.join(line)} |" for line in table)
    return "\n".join([heading, f"|{'---|' * len(table[0])}", *rest])


def main() -> int:
    """Read the options and run; 1 when a bound is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--units", default=",".join(map(str, SIZES)), help="sizes of the office (%(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often each row is measured (%(default)s)")
    parser.add_argument("--only", default="", metavar="ROW", help="only rows with these words")
    parser.add_argument(
        "--growth", action="store_true", help=f"instead: every command at {GROWTH_SIZES} units"
    )
    parser.add_argument("--markdown", action="store_true", help="as a Markdown table")
    parser.add_argument("--folder", type=Path, help="to work in, on the disk to be measured")
    options = parser.parse_args()
    rows = [row for row in all_rows() if options.only in f"{row.work}, {row.peer}"]
    if not rows:
        parser.error(f"no row has “{options.only}”")
    pinned = pin()
    with workplace(options.folder) as place:
        if options.growth:
            table, rounds = growth(place), 1
        else:
            sizes, rounds = sorted({int(units) for units in options.units.split(",")}), options.rounds
            table = lines(rows, measure(rows, sizes, rounds, place), sizes)
    system = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    print(f"{system}, {pinned}; rounds: {rounds}\n")
    print((markdown if options.markdown else text)(table))
    print(f"\n{_NOTES}")
    return 1 if any(line[-1] == "BROKEN" for line in table) else 0


if __name__ == "__main__":
    sys.exit(main())
