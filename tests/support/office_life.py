"""An office that lives through rounds: a clock, the command line, what it told on each day.

What it told is read out of every form of the summary, and asked for again at the end.
"""

import csv
import io
import json
import shlex
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import lxml.html
from openpyxl import load_workbook

from bcd35.domain.summary import STATE_WORDS
from bcd35.usecases.summary.writers import WRITERS
from bcd35.world.workspace import VIETNAM
from tests.conftest import ROUND, CommandLine, Ran
from tests.support.filling import fill, rows


class Told(NamedTuple):
    """What was told of a round at the end of a day: the bytes of every form, and the status."""

    day: date
    round_code: str
    forms: dict[str, bytes]
    status: dict[str, Any]


class Office:
    """``on`` moves the clock; ``does`` runs a command; ``tells`` holds all outputs against what is right."""

    def __init__(self, root: Path, command: CommandLine) -> None:
        self.root, self._command = root, command
        self.now = datetime(2030, 10, 1, 9, tzinfo=VIETNAM)
        self.told: list[Told] = []
        packaged = root / f"data/rounds/{ROUND}.yaml"
        self._round = packaged.read_text(encoding="utf-8")
        packaged.unlink()

    def on(self, day: str) -> None:
        """A new day at nine."""
        later = datetime.combine(date.fromisoformat(day), time(9), VIETNAM)
        assert later > self.now
        self.now = later

    def does(self, *words: str, code: int = 0, says: str = "") -> Ran:
        """One command line with its exit code, and a piece of what it says."""
        ran = self._command(*words, now=self.now)
        assert ran.code == code, (words, ran)
        assert says in ran.out + ran.err, (words, ran)
        return ran

    def data(self, *words: str) -> Any:
        return self.does(*words, "--json").json["data"]

    def follows(self, told: Ran, sign: str, **filled: str) -> Ran:
        """The printed command that has this sign, with the words filled in that a clerk fills in."""
        line = next(line for line in (told.out + told.err).splitlines() if sign in line)
        command = line[line.index("bcd35 ") :]
        for word, value in filled.items():
            command = command.replace(word, f'"{value}"')
        return self.does(*shlex.split(command)[1:])

    # --- files ----------------------------------------------------------------------------------------------

    def writes(self, path: str, *changes: tuple[str, str]) -> None:
        """Edit a register file; each old text stands there."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")

    def prepares(self, code: str, deadline: str) -> None:
        """The file of a new round, made from the packaged one, imported."""
        file = f"data/rounds/{code}.yaml"
        (self.root / file).write_text(self._round, encoding="utf-8")
        self.writes(file, (f"code: {ROUND}", f"code: {code}"), ("2025-12-15", deadline))
        self.does("rounds", "import", file)

    def gets(self, code: str, unit: str, folder: str = "về", **answers: object) -> str:
        """A form of a round as a unit fills it; the path of the file that came."""
        sql = "SELECT path FROM letter_files JOIN letters ON letters.id = letter_id WHERE role = 'form'"
        mine = f"{sql} AND round_code = '{code}' AND unit_code = '{unit}' ORDER BY letter_id DESC"
        form = self.root / rows(self.root, mine)[0][0]
        fill(form, self.root / folder / f"{code} {unit}.xlsx", None, **answers)
        return f"{folder}/{code} {unit}.xlsx"

    # --- what it tells --------------------------------------------------------------------------------------

    def tells(self, code: str, **states: str) -> None:
        """Every output says of each unit what is right, and so do the totals."""
        told = self._tell(code)
        exported = json.loads(told.forms["json"])
        said = {
            "status": {unit["code"]: unit["state"] for unit in told.status["units"]},
            "json": {unit["code"]: unit["state"] for unit in exported["units"]},
            "xlsx": _in_workbook(told.forms["xlsx"]),
            "html": _on_page(told.forms["html"]),
        }
        assert said == dict.fromkeys(said, states)
        totals = {name: told.status[name] for name in ("expected", "reported", "missing", "exempt")}
        exempt, missing = (sum(state in some for state in states.values()) for some in (_EXEMPT, _MISSING))
        assert totals == {
            "expected": len(states) - exempt,
            "reported": len(states) - exempt - missing,
            "missing": missing,
            "exempt": exempt,
        }
        assert {name: exported["totals"][name] for name in totals} == totals
        assert {name: int(_in_tables(told.forms["csv"])[name]) for name in totals} == totals
        self.told.append(told)

    def _tell(self, code: str, *asked: str) -> Told:
        forms = {}
        for form in WRITERS:
            target = f"nói.{'zip' if form in ('csv', 'datapackage') else form}"
            (self.root / target).unlink(missing_ok=True)
            self.does("export-summary", code, "--format", form, "-o", target, *asked)
            forms[form] = (self.root / target).read_bytes()
            (self.root / target).unlink()
        status = self.data("status", code, *asked)
        del status["known_on"]
        return Told(self.now.date(), code, forms, status)

    def tells_again(self, told: Told) -> None:
        """What was told at the end of a day is told again today."""
        again = self._tell(told.round_code, "--known-on", told.day.isoformat())
        assert (told.day, again.status) == (told.day, told.status)
        differing = [form for form in WRITERS if again.forms[form] != told.forms[form]]
        assert (told.day, told.round_code, differing) == (told.day, told.round_code, [])

    def is_whole(self) -> None:
        """``check`` finds nothing."""
        ran = self.does("check")
        assert ran.err == "", ran


_EXEMPT, _MISSING = ("exempt",), ("missing", "extended", "correcting", "waiting")
_STATES = {words: state for state, words in STATE_WORDS.items()}


def _in_workbook(data: bytes) -> dict[str, str]:
    sheet = load_workbook(io.BytesIO(data), data_only=True)["Theo đơn vị"]
    listed = list(sheet.iter_rows(min_row=5, values_only=True))
    return {str(row[1]): _STATES[str(row[4])] for row in listed if row[1]}


def _on_page(data: bytes) -> dict[str, str]:
    page = lxml.html.document_fromstring(data.decode())
    listed = page.xpath("//table[@data-sortable]/tbody/tr")
    return {row.xpath("td")[0].text_content(): row.get("data-state") for row in listed}


def _in_tables(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        text = package.read("tong-hop.csv").decode("utf-8-sig")
    return next(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
