"""Returned forms per second: two libraries that only read, our reader on one core, and the whole command with
everything it does.

``python bench/ingest.py [--forms N] [--rounds R]`` runs every variant in fresh processes, interleaved in one
run, and prints medians and, per round, ratios; ratios hold on another machine, seconds do not. The forms are
issued by the tool to N units and lie in one folder. Five of them are filled differently and saved by
LibreOffice where it is installed; the others are these with another unit's identity and other numbers.
``--steps``: where the time of the whole command goes. ``--growth N …``: its time and memory for so many forms
(of ``returned_forms.py``, which makes them faster than LibreOffice's).

The libraries read every cell of every sheet and judge nothing. ``read_form`` also checks the file (bombs, far
cells, macros …) and finds the form in it. The whole command adds verdict, stored original, quarantine, ledger
and journal, on all cores.
"""

import argparse
import io
import json
import math
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from bcd35.domain.form_spec import ANSWER_COLUMN, FIRST_ROW, SHEET
from bcd35.domain.units import Unit
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.plan import NoticeRequest
from bcd35.usecases.receiving import read_files as receiving
from bcd35.usecases.receiving.recognise import Recogniser, read_file
from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.upkeep import make_workspace
from bcd35.world.workspace import Workspace, World, now

ISSUED, RECEIVED = date(2025, 11, 22), date(2025, 12, 1)
FILLINGS: tuple[tuple[Any, ...], ...] = (
    (1234, "văn bản; họp chi bộ", date(2025, 11, 28), "Có", 5678, 9012, "KPS", "KAD"),
    (1234, "họp chi bộ", date(2025, 11, 30), "Không", 5678, 9012, 3456, 7890),
    ("KPS", "KAD", "KAD", "Không", "KPS", "KPS", "KPS", "KPS"),
    ("Không phát sinh", "văn bản", "28/11/2025", "có", "=5000+678", 9012, "1.234", "0"),
    (1234, "văn bản", date(2025, 12, 1), "Có", 5678, "KPS", 9012, "Không áp dụng"),
)
NUMBERS = (1234, 5678, 9012)  # in these fillings; another in each form
BASE = "openpyxl, read-only"
SLOWEST_FORMS = 200  # for the library that takes some ten times as long


def _desk(folder: Path) -> Desk:
    return open_desk(World(now(), Workspace(folder)))


# --- the forms ----------------------------------------------------------------------------------------------


def prepare(folder: Path, forms: int) -> None:
    """Make an office that issued its letter to so many units, and the folder ``forms`` of what came back."""
    make_workspace(folder)
    desk = _desk(folder)
    codes = [f"X{number:05}" for number in range(forms)]
    with desk.store.act():
        desk.store.registers.add_units(Unit(code, _name(code), "dang_uy_co_so") for code in codes)
    notify(desk, NoticeRequest(dated=ISSUED, units=tuple(codes)))
    desk.store.close()
    issued = {path.parent.name: path for path in (folder / "out").glob("*/X*/*.xlsx")}
    shutil.copy(folder / "bcd35.db", folder / "issued.db")
    _return_all(folder, codes, issued)


def _name(code: str) -> str:
    return f"Đảng ủy xã Phú Bình số {code[1:]}"


def _return_all(folder: Path, codes: list[str], issued: dict[str, Path]) -> None:
    """Fill and save one form in several ways.

    The others are these files with their own identity and numbers.
    """
    first = codes[0]
    models = _saved_by_libreoffice([_filled(issued[first].read_bytes(), answers) for answers in FILLINGS])
    model_id = _form_id(issued[first])
    returned = folder / "forms"
    returned.mkdir()
    for number, code in enumerate(codes):
        changes = {model_id: _form_id(issued[code]), first: code, _name(first): _name(code)}
        changes |= {f"<v>{before}</v>": f"<v>{before * number % 99_991}</v>" for before in NUMBERS}
        (returned / f"{code}.xlsx").write_bytes(_changed(models[number % len(models)], changes))


def _filled(form: bytes, answers: tuple[Any, ...]) -> bytes:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(form))
    cells = [
        cell for row in book[SHEET].iter_rows(min_row=FIRST_ROW) for cell in row if not cell.protection.locked
    ]
    for cell, value in zip(cells, answers, strict=False):
        answer: Any = book[SHEET][f"{ANSWER_COLUMN}{cell.row}"]
        answer.value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _saved_by_libreoffice(forms: list[bytes]) -> list[bytes]:
    program = shutil.which("soffice")
    if program is None:
        print("LibreOffice is not installed: the forms are as openpyxl saves them")
        return forms
    with tempfile.TemporaryDirectory() as scratch:
        sources, out = (
            [Path(scratch) / f"{number}.xlsx" for number in range(len(forms))],
            Path(scratch) / "out",
        )
        for source, form in zip(sources, forms, strict=True):
            source.write_bytes(form)
        profile = f"-env:UserInstallation={(Path(scratch) / 'profile').as_uri()}"
        command = [
            program,
            "--headless",
            profile,
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(out),
            *map(str, sources),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return [(out / source.name).read_bytes() for source in sources]


def _form_id(form: Path) -> str:
    from bcd35.formats.forms.returned import read_form

    identity = read_form(form.read_bytes()).identity
    if identity is None:
        raise SystemExit(f"{form} is no form")
    return identity.form_id


def _changed(form: bytes, changes: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(form)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            text = source.read(name).decode()
            for old, new in changes.items():
                text = text.replace(old, new)
            target.writestr(name, text)
    return stream.getvalue()


# --- variants: each reads the folder and gives how many forms it read and in how many seconds ---------------


def _openpyxl(path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        list(sheet.iter_rows(values_only=True))
    book.close()


def _calamine(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _read_form(path: Path) -> None:
    from bcd35.formats.forms.returned import read_form

    if read_form(path.read_bytes()).findings:
        raise SystemExit(f"{path} was refused")


def _one_by_one(read: Callable[[Path], None], folder: Path, most: int) -> tuple[int, float]:
    paths = sorted((folder / "forms").iterdir())[:most]
    read(paths[0])  # loads the library
    started = time.perf_counter()
    for path in paths:
        read(path)
    return len(paths), time.perf_counter() - started


def _whole(folder: Path, most: int) -> tuple[int, float]:
    """The command's use case on a ledger that has received nothing yet; ``most`` forms are in the folder."""
    from bcd35.usecases.receiving.record import record_files

    shutil.copy(folder / "issued.db", folder / "bcd35.db")
    # set aside, not removed: for seconds after that a file system is slow to make new files
    if (folder / "out" / "_ho-so").exists():
        (folder / "out" / "_ho-so").rename(folder / f"before-{time.time_ns()}")
    started = time.perf_counter()
    desk = _desk(folder)
    recorded = record_files(desk, [folder / "forms"], received_on=RECEIVED)
    desk.store.close()
    took = time.perf_counter() - started
    accepted = sum(outcome.verdict == "accepted" for outcome in recorded.outcomes)
    if accepted != most:
        raise SystemExit(f"{accepted} of {most} accepted")
    return accepted, took


VARIANTS: dict[str, Callable[[Path, int], tuple[int, float]]] = {
    BASE: lambda folder, most: _one_by_one(_openpyxl, folder, min(most, SLOWEST_FORMS)),
    "calamine": lambda folder, most: _one_by_one(_calamine, folder, most),
    "read_form, one core": lambda folder, most: _one_by_one(_read_form, folder, most),
    "whole record-report": _whole,
}


# --- the run ------------------------------------------------------------------------------------------------


def _child(name: str, folder: Path, forms: int) -> None:
    warnings.simplefilter("ignore")
    count, seconds = VARIANTS[name](folder, forms)
    print(json.dumps({"rate": count / seconds, "seconds": seconds, "megabytes": _peak()}))


def _peak() -> float:
    """Peak memory in MiB; 0 where the system does not tell.

    Not ``ru_maxrss``: a child inherits its parent's.
    """
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def _measured(name: str, folder: Path, forms: int) -> dict[str, float]:
    # Not as a script: each of the command's processes would load this file, where the program's load its few
    # lines of ``__main__``.
    command = [
        sys.executable,
        "-c",
        "import ingest; ingest.main()",
        "--one",
        name,
        "--folder",
        str(folder),
        "--forms",
        str(forms),
    ]
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).resolve().parent
    )
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _compare(forms: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "office"
        prepare(folder, forms)
        runs: dict[str, list[dict[str, float]]] = {name: [] for name in VARIANTS}
        for _ in range(rounds):
            for name, results in runs.items():
                results.append(_measured(name, folder, forms))
    print(
        f"{'reader':<22}{'forms/s':>10}{'x openpyxl':>12}{'x calamine':>12}{'MB':>6}   ({forms} forms, "
        f"{rounds} rounds)"
    )
    for name, results in runs.items():
        ratios = [
            median(one["rate"] / base["rate"] for one, base in zip(results, runs[other], strict=True))
            for other in (BASE, "calamine")
        ]
        rate, peak = (median(one[key] for one in results) for key in ("rate", "megabytes"))
        print(f"{name:<22}{rate:>10,.0f}{ratios[0]:>12.1f}{ratios[1]:>12.2f}{peak:>6.0f}")


def _grow(sizes: list[int]) -> None:
    from returned_forms import make_office  # loads openpyxl, which is no part of what is measured

    print(f"\n{'whole, forms':<14}{'seconds':>9}{'forms/s':>9}{'MB':>6}{'exponent':>10}")
    before: tuple[int, float] | None = None
    for forms in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "office"
            make_office(folder, forms).rename(folder / "forms")
            shutil.copy(folder / "bcd35.db", folder / "issued.db")
            result = _measured("whole record-report", folder, forms)
        grown = (
            f"{math.log(result['seconds'] / before[1]) / math.log(forms / before[0]):.2f}" if before else ""
        )
        print(
            f"{forms:<14,}{result['seconds']:>9.1f}{result['rate']:>9,.0f}{result['megabytes']:>6.0f}{grown:>10}",
            flush=True,
        )
        before = (forms, result["seconds"])


# --- step by step -------------------------------------------------------------------------------------------


def _steps(forms: int) -> None:
    """Time of each step of the whole command in one process, as a share of what openpyxl takes to read the
    same forms.
    """
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "office"
        prepare(folder, forms)
        slow, seconds = _one_by_one(_openpyxl, folder, min(forms, SLOWEST_FORMS))
        for name, share in _shares(folder, forms, seconds / slow):
            print(f"{name:<42}{share:>6.1f} %")


def _shares(folder: Path, forms: int, base: float) -> Iterator[tuple[str, float]]:
    desk = _desk(folder)
    recogniser = Recogniser(desk, "")
    paths = sorted((folder / "forms").iterdir())
    recogniser.recognise([read_file(paths[0])])  # loads what there is to load
    started = time.perf_counter()
    read = [read_file(path) for path in paths]
    reading = time.perf_counter() - started
    started = time.perf_counter()
    for at in range(0, forms, 25):
        recogniser.recognise(read[at : at + 25])
    judging = time.perf_counter() - started
    desk.store.close()
    vars(receiving)["cores"] = lambda: 1
    _, whole = _whole(folder, forms)
    yield "read and checked", 100 * reading / forms / base
    yield "recognised and judged", 100 * judging / forms / base
    yield "original written, settled, recorded", 100 * (whole - reading - judging) / forms / base
    yield "all of it, in one process", 100 * whole / forms / base


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--forms", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--growth",
        type=int,
        nargs="*",
        default=[],
        help="sizes for the whole command, for example 1000 10000 52105",
    )
    parser.add_argument("--steps", action="store_true", help="where the time of the whole command goes")
    parser.add_argument("--one", choices=VARIANTS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        _child(options.one, options.folder, options.forms)
        return
    if options.steps:
        _steps(options.forms)
    elif options.growth:
        _grow(options.growth)
    else:
        _compare(options.forms, options.rounds)


if __name__ == "__main__":
    main()
