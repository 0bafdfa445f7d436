"""An office of so many units in the states that the rows start from, each made when it is first asked for."""

import shutil
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from bench.measure import Spent, run, work

PROGRAMS = ("Excel", "LibreOffice", "openpyxl", "ONLYOFFICE")  # that units fill their forms with
MIXED = "mixed"  # the folder with one form of each unit, by these programs in turn
# Every command, in an order in which each has most to do: all units are reminded, then their reports come.
COMMANDS: Mapping[str, str] = {
    "init": "init {beside}-another",
    "import": "import",
    "notify": "notify --date 2025-11-22 --quiet",
    "check-format": "check-format out",
    "remind": "remind --date 2025-12-20",
    "record-report": "record-report {forms} --received-on 2025-12-01 --quiet",
    "status": "status",
    "export-summary xlsx": "export-summary --format xlsx",
    "export-summary html": "export-summary --format html",
    "export-summary docx": "export-summary --format docx",
    "export-summary json": "export-summary --format json",
    "export-summary csv": "export-summary --format csv",
    "export-summary datapackage": "export-summary --format datapackage",
    "print": "print",
    "casefile": "casefile --output ho-so.zip",
    "casefile verify": "casefile verify ho-so.zip",
    "check": "check",
    "return-report": "return-report {last} --date 2025-12-22",
    "letters reprint": "letters reprint",
    "recover": "recover",
    "backup": "backup -o {beside}-copies",
    "restore --rehearse": "restore {beside}-copies --rehearse",
    "log": "log --all",
    "units list": "units list",
    "channels list": "channels list",
    "rounds list": "rounds list",
    "reports show": "reports show X00000",
    "contributions list": "contributions list",
}
# Exit codes: a form is refused; the .docx is made, and LibreOffice, which would make the .pdf, is hidden.
_ENDS = {"record-report": 3, "print": 8}


class Office:
    """An office of so many ``units``, with ``earlier`` rounds; all its workspaces lie in ``folder``."""

    def __init__(self, folder: Path, units: int, *, earlier: int = 11) -> None:
        self._folder, self.units, self._earlier = folder, units, earlier
        self._copies = 0

    @cached_property
    def new(self) -> Path:
        """The earlier rounds are reported and closed, the letter of one more is not issued."""
        root = self._folder / "new"
        work("ours.make_office", root, self.units, self._earlier)
        return root

    @cached_property
    def issued(self) -> Path:
        """As :attr:`new`, with the letter issued."""
        root = self.copy(self.new)
        self.run("notify", root)
        return root

    @cached_property
    def returned(self) -> Path:
        """The filled forms: a folder for each of ``PROGRAMS``, and ``MIXED``."""
        folder = self._folder / "returned"
        work("returned.return_all", self.issued, folder)
        return folder

    @cached_property
    def recorded(self) -> Path:
        """As :attr:`issued`, with the forms recorded."""
        root = self.copy(self.issued)
        self.run("record-report", root)
        return root

    @cached_property
    def small(self) -> Path:
        """A workspace of 18 units with their reports, in which starts are timed."""
        return Office(self._folder / "small", 18).recorded

    @cached_property
    def spent(self) -> dict[str, Spent]:
        """What each command took, by its name; all are run in one workspace, one after the other."""
        root = self.copy(self.new)
        return {name: self.run(name, root) for name in COMMANDS}

    def run(self, name: str, root: Path) -> Spent:
        """Run one of ``COMMANDS`` in a workspace of this office."""
        forms = self.returned / MIXED if name == "record-report" else ""
        names = {"forms": forms, "last": f"X{self.units - 1:05}", "beside": root}
        words = [word.format(**names) for word in COMMANDS[name].split()]
        return run(root, *words, ends=_ENDS.get(name, 0))

    def copy(self, root: Path) -> Path:
        """Give a fresh copy of a workspace."""
        self._copies += 1
        return shutil.copytree(root, self._folder / f"copy-{self._copies}")
