"""What is timed in a process of its own: ``python -m bench.work MODULE.FUNCTION ARGUMENT …``.

Calls any function of these benches and prints what it gives as JSON; arguments are numbers and paths.
The functions here time ours and a peer; libraries and the first document or file are not timed. Work for
one unit is timed by the processor: the mean of all units, at least ``_LEAST``, for ours, and of at most
``PEER_UNITS`` for a peer.
"""

import json
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TypeVar

from bench import ours, peers
from bench.measure import PEER_UNITS

Item = TypeVar("Item")
Pair = tuple[float, float]  # seconds: ours, the peer's
_LEAST = 500  # documents or files of ours: less work cannot be timed well


def letters(root: Path, units: int) -> Pair:
    made, names = ours.Documents(root), _names(units)
    return (
        _each(lambda name: Path(f"{name}.docx").write_bytes(made.letter(name)), names),
        _each(lambda name: peers.write_letter(made, name, Path(f"{name}.peer.docx")), names[:PEER_UNITS]),
    )


def forms(root: Path, units: int) -> Pair:
    made, names = ours.Documents(root), _names(units)
    blank = _blank(made)
    return (
        _each(lambda name: Path(f"{name}.xlsx").write_bytes(made.form(name[-5:], name)), names),
        _each(
            lambda name: peers.write_form(made, blank, name[-5:], name, Path(f"{name}.peer.xlsx")),
            names[:PEER_UNITS],
        ),
    )


def reading(root: Path, folder: Path) -> Pair:
    """For one of the forms in a folder."""
    read, paths = ours.read_and_judge(root), sorted(folder.iterdir())
    passes = [paths] * (1 + _LEAST // len(paths))
    return _each(read, passes) / len(paths), _each(peers.read_form, paths[:PEER_UNITS])


def workbook(root: Path) -> Pair:
    write, book = ours.write_workbook(root), Path("ours.xlsx")
    seconds = _each(write, [book])
    cells = peers.cells_of(book)
    return seconds, _each(lambda path: peers.write_cells(cells, path), [Path("peer.xlsx")])


def documents_by_peers(root: Path, units: int) -> float:
    """Seconds by the clock for the three documents of all units."""
    made = ours.Documents(root)
    blank = _blank(made)

    def write(name: str) -> None:
        peers.write_letter(made, name, Path(f"{name}.docx"))
        peers.write_checklist(made, name, Path(f"{name}.bk.docx"))
        peers.write_form(made, blank, name[-5:], name, Path(f"{name}.xlsx"))

    names = _names(units)[:PEER_UNITS]
    return _clocked(write, names) / len(names) * units


def reading_by_peer(folder: Path) -> float:
    """Seconds by the clock for all forms in a folder."""
    return _clocked(peers.read_form, sorted(folder.iterdir()))


def _each(act: Callable[[Item], object], items: Sequence[Item]) -> float:
    """Processor seconds for one item."""
    act(items[0])
    started = time.process_time()
    for item in items:
        act(item)
    return (time.process_time() - started) / len(items)


def _clocked(act: Callable[[Item], object], items: Sequence[Item]) -> float:
    """Seconds by the clock for all items."""
    act(items[0])
    started = time.perf_counter()
    for item in items:
        act(item)
    return time.perf_counter() - started


def _names(units: int) -> list[str]:
    return [f"Đảng ủy xã Phú Bình & các chi bộ số {number:05}" for number in range(max(units, _LEAST))]


def _blank(made: ours.Documents) -> Path:
    blank = Path("blank.xlsx")
    blank.write_bytes(made.form("00000", "Đảng ủy"))
    return blank


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # openpyxl's, about what it does not keep
    module, _, function = sys.argv[1].partition(".")
    arguments = [int(one) if one.isdecimal() else Path(one) for one in sys.argv[2:]]
    print(json.dumps(getattr(import_module(f"bench.{module}"), function)(*arguments)))
