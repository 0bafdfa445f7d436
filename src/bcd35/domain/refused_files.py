"""Files that were refused: as they came, whose they were, and why."""

from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple

from bcd35.domain.commands import REASON, command_line
from bcd35.domain.findings import Finding


class RefusedFile(NamedTuple):
    """A refused file: the path of its copy in the workspace, the kind of refusal and all reasons.

    ``unit`` and ``round_code`` are empty where they are not known. ``withdrawn``: it was refused by a mistake
    of the office, and is nobody's.
    """

    sha256: str
    path: str
    file_name: str
    unit: str
    round_code: str
    refusal: str
    findings: tuple[Finding, ...]
    refused_on: date
    received_on: date
    withdrawn: bool = False

    @property
    def copy(self) -> str:
        """The name of its copy, which no other refused file has."""
        return PurePosixPath(self.path).name

    @property
    def held(self) -> bool:
        """Whether the round took no report of the unit then: the unit has nothing to mend."""
        return self.refusal == "not_admitted"


def restore_command(file: RefusedFile) -> str:
    """The command by which a file that was taken back by mistake counts again: it, and none of its kind."""
    which = "--round", file.round_code, "--refused", "--file", file.copy
    return command_line(("reports", "restore", file.unit, *which, "--reason", REASON))
