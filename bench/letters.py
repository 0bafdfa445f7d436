"""Letters, checklists and forms per second, and the whole set for rosters of every size: ours, the libraries
alone, and the limit.

``python bench/letters.py [--quick]`` runs every variant in fresh processes, interleaved in one run, and
prints medians and, per round, ratios; ratios hold on another machine, seconds do not. All variants of a table
fill the same real template with the same values for the same units and write plain files; the last table is
the real command line with its ledger and its syncs.

The limit is what a tool pays that compiles its template but compresses and writes the changed part of every
document: deflate of that part at level 6 and the write. Ours compresses only once, so it may pass that limit;
the write alone is the last row.
"""

import argparse
import io
import math
import os
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from openpyxl import load_workbook

from bcd35.domain.form_spec import FormIdentity, FormSpec, form_spec, identify_all
from bcd35.domain.units import Unit
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.forms.blank import FormCopier, FormHead, write_form
from bcd35.formats.letters.notice import (
    TEMPLATE_NAMES,
    LetterContent,
    addressee_context,
    checklist_copier,
    letter_copier,
    render_checklist,
    render_letter,
)
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.plan import NoticeRequest, plan_notice
from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.upkeep import make_workspace
from bcd35.world.workers import cores, spread
from bcd35.world.workspace import Workspace, World, now

DATED = date(2025, 11, 22)
SIZES = (100, 1_000, 10_000, 52_105)  # the last one: every unit of the country
SLOW, FAST = 40, 3_000  # documents per process


@dataclass(frozen=True)
class Issue:
    """The round that ships with the tool, ready for its documents."""

    content: LetterContent
    letter: WordTemplate
    checklist: WordTemplate

    @classmethod
    def of_the_defaults(cls) -> "Issue":
        with tempfile.TemporaryDirectory() as folder:
            desk = _desk(Path(folder))
            plan = plan_notice(desk, NoticeRequest(dated=DATED))
            templates = [
                WordTemplate(name, (desk.workspace.templates / name).read_bytes())
                for name in TEMPLATE_NAMES.values()
            ]
            desk.store.close()
        return cls(
            LetterContent(plan.office, plan.round_, plan.number, plan.dated, plan.channels), *templates
        )

    def of_three_pages(self) -> "Issue":
        """The same round with its tasks five times over.

        Three pages, as long as the letters that other benches take.
        """
        round_ = self.content.round_
        return replace(self, content=replace(self.content, round_=replace(round_, tasks=round_.tasks * 5)))

    @property
    def head(self) -> FormHead:
        office, round_ = self.content.office, self.content.round_
        reference = self.content.number.reference
        return FormHead(
            office.superior,
            office.issuer,
            office.full_name,
            "",
            round_.subject,
            reference,
            DATED,
            round_.deadline,
            office.standing_office,
        )


def _desk(folder: Path) -> Desk:
    make_workspace(folder)
    return open_desk(World(now(), Workspace(folder)))


def _name(number: int) -> str:
    return f"Đảng ủy xã Phú Bình số {number} & các chi bộ trực thuộc"


# --- variants: each gives a function from a unit's number to a document -------------------------------------

Make = Callable[[int], bytes]


def _letters_alone(issue: Issue) -> Make:
    return lambda number: render_letter(issue.letter, issue.content, [_name(number)])


def _letters(issue: Issue) -> Make:
    copier = letter_copier(issue.letter, issue.content)
    return lambda number: copier.copy(addressee_context(issue.content, [_name(number)]))


def _checklists_alone(issue: Issue) -> Make:
    return lambda number: render_checklist(issue.checklist, issue.content, _name(number))


def _checklists(issue: Issue) -> Make:
    copier = checklist_copier(issue.checklist, issue.content)
    return lambda number: copier.copy({"unit_name": _name(number)})


def _forms_alone(issue: Issue) -> Make:
    """Openpyxl as it is usually used: load the form once written, set the cells that differ, save."""
    spec = form_spec(issue.content.round_)
    identities = _identities(spec)
    blank = write_form(spec, next(identities), issue.head)

    def make(number: int) -> bytes:
        identity = next(identities)
        book = load_workbook(io.BytesIO(blank))
        form: Any
        form, hidden = book.worksheets
        form["A5"].value = f"Đơn vị báo cáo: {_name(number)}"
        hidden["B1"].value, hidden["B3"].value = identity.form_id, identity.unit
        form.oddFooter.left.text = f"Mã mẫu {identity.form_id}"
        saved = io.BytesIO()
        book.save(saved)
        return saved.getvalue()

    return make


def _forms(issue: Issue) -> Make:
    spec = form_spec(issue.content.round_)
    copier, identities = FormCopier(spec, issue.head), _identities(spec)
    return lambda number: copier.copy(next(identities), _name(number))


def _identities(spec: FormSpec) -> Iterator[FormIdentity]:
    return identify_all(spec, (f"U{number}" for number in count()), "28-CV/BCĐ")


def _limit(ours: Callable[[Issue], Make], issue: Issue) -> Make:
    """Deflate of the changed parts; the rest of the package is there."""
    one, other = (zipfile.ZipFile(io.BytesIO(ours(issue)(number))) for number in (1, 2))
    changed = [one.read(name) for name in one.namelist() if one.read(name) != other.read(name)]
    rest = b"".join(
        zlib.compress(one.read(name), 9) for name in one.namelist() if one.read(name) == other.read(name)
    )

    def make(_number: int) -> bytes:
        packed = []
        for part in changed:
            compressor = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
            packed += [compressor.compress(part), compressor.flush()]
        return b"".join((rest, *packed))

    return make


def _written(ours: Callable[[Issue], Make], issue: Issue) -> Make:
    document = ours(issue)(1)
    return lambda _number: document


LIMIT, WRITE, TWO = "limit: deflate + write", "write alone", "ours, all cores"
LIBRARIES = {"docxtpl": SLOW, "openpyxl load and fill": SLOW}


def _table(
    library: str, alone: Callable[[Issue], Make], ours: Callable[[Issue], Make]
) -> dict[str, Callable[[Issue], Make]]:
    return {
        library: alone,
        "ours": ours,
        TWO: ours,
        LIMIT: partial(_limit, ours),
        WRITE: partial(_written, ours),
    }


TABLES = {
    "letters": _table("docxtpl", _letters_alone, _letters),
    "letters, three pages": _table(
        "docxtpl",
        lambda issue: _letters_alone(issue.of_three_pages()),
        lambda issue: _letters(issue.of_three_pages()),
    ),
    "checklists": _table("docxtpl", _checklists_alone, _checklists),
    "forms": _table("openpyxl load and fill", _forms_alone, _forms),
}
AIMS = {("letters", "ours"): "≥ 80", ("letters", TWO): "≥ 130", ("forms", "ours"): "≥ 75"}


# --- one process: make, write, report the rate --------------------------------------------------------------


def _write_all(make: Make, folder: Path, numbers: Iterable[int]) -> None:
    for number in numbers:
        (folder / f"{number}.out").write_bytes(make(number))


class _Share:
    """A worker's part of the work; the variant is set up once in each worker."""

    made: dict[str, Make] = {}  # noqa: RUF012 – one per process is the point

    def __init__(self, table: str, issue: Issue, folder: Path) -> None:
        self.table, self.issue, self.folder = table, issue, folder

    def __call__(self, numbers: range) -> None:
        make = self.made.setdefault(self.table, TABLES[self.table]["ours"](self.issue))
        _write_all(make, self.folder, numbers)


def run_one(table: str, variant: str, documents: int, folder: Path) -> None:
    """Print the documents per second of one variant, its set-up left out."""
    issue = Issue.of_the_defaults()
    if variant == TWO:
        share = _Share(table, issue, folder)
        results = spread(
            share, [range(start, start + 100) for start in range(0, documents + 100 * cores(), 100)]
        )
        for _ in range(cores()):  # the workers are up
            next(results)
        started = time.perf_counter()
        for _ in results:
            pass
    else:
        make = TABLES[table][variant](issue)
        _write_all(make, folder, [documents])
        started = time.perf_counter()
        _write_all(make, folder, range(documents))
    print(documents / (time.perf_counter() - started))


def _rate(table: str, variant: str, folder: Path) -> float:
    documents = LIBRARIES.get(variant, FAST)
    # A fresh folder every time: ext4 is slow where files were just deleted.
    target = Path(tempfile.mkdtemp(dir=folder))
    command = [sys.executable, __file__, "--one", table, variant, str(documents), str(target)]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout)


def compare(rounds: int, folder: Path) -> None:
    """One table per kind of document."""
    for table, variants in TABLES.items():
        rates: dict[str, list[float]] = {name: [] for name in variants}
        for _ in range(rounds):
            for name, found in rates.items():
                found.append(_rate(table, name, folder))
        base, limit = next(iter(rates.values())), rates[LIMIT]
        print(
            f"\n{table:<24}{'per second':>12}{'x library':>11}{'x limit':>9}{'aim':>8}   ({rounds} "
            f"rounds, {cores()} cores)"
        )
        for name, found in rates.items():
            ratio, share = (
                median(one / ground for one, ground in zip(found, grounds, strict=True))
                for grounds in (base, limit)
            )
            print(
                f"{name:<24}{median(found):>12,.0f}{ratio:>11.1f}{share:>9.2f}{AIMS.get((table, name), ''):>8}"
            )


# --- the whole set ------------------------------------------------------------------------------------------


def _with_roster(folder: Path, size: int) -> Path:
    desk = _desk(folder)
    with desk.store.act():
        for unit in desk.store.registers.units():
            desk.store.registers.change_unit(Unit(unit.code, unit.name, unit.kind, status="retired"))
        desk.store.registers.add_units(
            Unit(f"X{number:05}", _name(number), "dang_uy_co_so") for number in range(size)
        )
    desk.store.close()
    return folder


def _whole_set(size: int, folder: Path) -> tuple[float, float]:
    """Seconds of the whole command, and the peak memory in MB of the largest of its processes."""
    root = _with_roster(Path(tempfile.mkdtemp(dir=folder)), size)
    command = [
        sys.executable,
        "-m",
        "bcd35",
        "-C",
        str(root),
        "notify",
        "--date",
        DATED.isoformat(),
        "--quiet",
    ]
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"notify ended with {child.returncode}")
    return seconds, usage.ru_maxrss / 1024


def whole_set(sizes: Iterable[int], rounds: int, folder: Path) -> None:
    """Letter, checklist, form and ledger rows for every unit, all durable: time, memory, growth."""
    print(
        f"\n{'whole set, units':<24}{'seconds':>12}{'units/s':>11}{'MB':>9}{'growth':>8}   ({rounds} "
        f"rounds, {cores()} cores)"
    )
    before: tuple[int, float] | None = None
    for size in sizes:
        seconds, memory = (
            median(column) for column in zip(*(_whole_set(size, folder) for _ in range(rounds)), strict=True)
        )
        growth = f"n^{math.log(seconds / before[1]) / math.log(size / before[0]):.2f}" if before else ""
        print(f"{size:<24,}{seconds:>12.2f}{size / seconds:>11,.0f}{memory:>9.0f}{growth:>8}", flush=True)
        before = size, seconds


def main() -> None:
    """Parse the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--one", nargs=4, metavar=("TABLE", "VARIANT", "COUNT", "FOLDER"), help=argparse.SUPPRESS
    )
    parser.add_argument("--quick", action="store_true", help="one round, rosters up to 1,000")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", choices=("documents", "sets"))
    parser.add_argument(
        "--folder",
        type=Path,
        help="on the disk to measure; left as it is (deleting slows the next run on ext4)",
    )
    options = parser.parse_args()
    if options.one:
        table, variant, documents, folder = options.one
        run_one(table, variant, int(documents), Path(folder))
        return
    folder = Path(tempfile.mkdtemp(prefix="bcd35-bench-", dir=options.folder))
    os.environ.pop("BCD35_ROOT", None)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    if options.only != "sets":
        compare(1 if options.quick else options.rounds, folder)
    if options.only != "documents":
        whole_set(
            SIZES[:2] if options.quick else SIZES, 1 if options.quick else min(options.rounds, 3), folder
        )
    print(f"\nFiles are left in {folder}")


if __name__ == "__main__":
    main()
