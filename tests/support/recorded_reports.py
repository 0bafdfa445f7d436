"""Reports recorded and put right at the command line late in December, and what the outputs say of them."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from tests.conftest import NOW, ROUND, SET_VALUES, CommandLine, Ran
from tests.support.filling import fill, form_of

LATER = NOW.replace(day=31)


def run(bcd35: CommandLine, *words: str, code: int = 0) -> Ran:
    ran = bcd35(*words, now=LATER)
    assert ran.code == code, ran.err
    return ran


def by_hand(bcd35: CommandLine, unit: str, *more: str) -> Ran:
    return run(bcd35, "record-report", unit, *SET_VALUES, *more)


def state(bcd35: CommandLine, unit: str, day: str) -> tuple[str, int, str | None]:
    """State, days late, day of the first report, as ``status`` tells them as of a day."""
    units = run(bcd35, "status", ROUND, "--as-of", day, "--json").json["data"]["units"]
    (one,) = [one for one in units if one["code"] == unit]
    return one["state"], one["days_late"], one["received_on"]


def summed(bcd35: CommandLine, root: Path, day: str) -> Any:
    run(bcd35, "export-summary", "-o", "s.json", "--format", "json", "--as-of", day)
    return json.loads((root / "s.json").read_text(encoding="utf-8"))


def case_table(bcd35: CommandLine, root: Path, name: str) -> list[list[str]]:
    """The lines of a table of the case file, below its headings."""
    run(bcd35, "casefile", ROUND, "-o", "hs.zip")
    with zipfile.ZipFile(root / "hs.zip") as bag:
        (place,) = [one for one in bag.namelist() if one.endswith(f"so/{name}")]
        text = bag.read(place).decode("utf-8-sig")
    (root / "hs.zip").unlink()
    return list(csv.reader(io.StringIO(text), delimiter=";"))[1:]


def send_late(bcd35: CommandLine, root: Path) -> None:
    """A form that came on the 14th, taken in on the 20th without a day."""
    fill(form_of(root, "SYT"), root / "thư" / "a.xlsx")
    assert bcd35("record-report", "thư", now=NOW.replace(day=20)).code == 0


def other_round(bcd35: CommandLine, root: Path, *edits: tuple[str, str]) -> None:
    """A second round, issued to all, whose file differs by these edits."""
    text = (root / "data" / "rounds" / f"{ROUND}.yaml").read_text(encoding="utf-8")
    for old, new in ((ROUND, "dot-2"), *edits):
        assert old in text
        text = text.replace(old, new)
    (root / "data" / "rounds" / "dot-2.yaml").write_text(text, encoding="utf-8")
    run(bcd35, "rounds", "import", "data/rounds/dot-2.yaml")
    units = [part for unit in ("SYT", "SNV") for part in ("--unit", unit)]
    words = ("notify", "dot-2", *units, "--date", "2025-11-24", "--accept", "past-deadline")
    assert bcd35(*words, now=NOW).code == 0


def send(bcd35: CommandLine, root: Path, unit: str, day: str, so_anh: int, *more: str) -> None:
    """A form of a unit that came on a day of December, with its number of photographs."""
    name = f"{unit}-{so_anh}.xlsx"
    fill(form_of(root, unit), root / "thư" / name, so_anh=so_anh)
    run(bcd35, "record-report", f"thư/{name}", "--received-on", f"2025-12-{day}", *more)


def seen(bcd35: CommandLine, root: Path, day: str, *units: str) -> list[tuple[str, int, str]]:
    """Of units: state, days late, and the answer about photographs, as of a day of December."""
    told = {one["code"]: one for one in summed(bcd35, root, f"2025-12-{day}")["units"]}
    photos = [str(told[unit]["answers"].get("anh_da_gui", {}).get("value", "")) for unit in units]
    return [
        (told[unit]["state"], told[unit]["days_late"], answer)
        for unit, answer in zip(units, photos, strict=True)
    ]
