"""Files that were refused: as they came, whose they were, and why."""

from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple

from bcd35.domain.commands import REASON, command_line
from bcd35.domain.findings import Finding


class RefusedFile(NamedTuple):
    """A refused file: the path of its copy in the workspace, the kind of refusal and all reasons.

    ``unit`` and ``round_code`` are empty where they are not known. ``withdrawn``: it was refused by a mistake
    of the office, and is nobody's. ``place``: where it came; older versions did not keep it, and as the
    instant ``refused_at`` (ISO text) only the day.
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
    place: str = ""
    refused_at: str = ""

    @property
    def copy(self) -> str:
        """The name of its copy, which no other refused file has."""
        return PurePosixPath(self.path).name

    @property
    def held(self) -> bool:
        """Whether the round took no report of the unit then: the unit has nothing to mend.

        Older versions named a file so whose form had faults too.
        """
        from bcd35.domain.verdicts import refusal_of  # `status` seldom meets such a file

        reasons = [self.refusal, *(refusal_of([found]) for found in self.findings)]
        return set(reasons) == {"not_admitted"}


def arrival_place(file: str) -> str:
    """Where a file lay when it came: the folder, and its name without the ending that a program gave it.

    A digest: whether two are the same is all that is asked, and whose folders they are is not kept.
    """
    from hashlib import sha256  # `status` names refused files and digests none

    path = PurePosixPath(file)
    return sha256(f"{path.parent}/{path.stem}".casefold().encode()).hexdigest()


def refused_command(verb: str, file: RefusedFile, *more: str) -> str:
    """A command of ``reports`` about this very file: a unit may have several that were refused."""
    whose = (file.unit, "--round", file.round_code) if file.unit else ()
    of = *whose, "--refused", "--file", file.copy
    return command_line(("reports", verb, *of, *more, "--reason", REASON))


def taken_back_words(file: RefusedFile) -> str:
    """What is said of a file that was taken back, or set aside while nobody knew whose it was."""
    if not file.unit:
        return f"Tệp “{file.file_name}” đã để riêng, bàn làm việc không nhắc nữa."
    return f"Tệp “{file.file_name}” đã rút từ trước, không tính là tệp bị từ chối của {file.unit}."
