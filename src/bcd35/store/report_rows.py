"""What the report ledger keeps beside a report: its file, evidence, time of entry, later lines.

`status` reads none of these; making the classes would be a part of its start.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from bcd35.domain.changes import FieldChange
from bcd35.domain.reports import Report


class StoredFile(NamedTuple):
    """A file kept under its hash: sha256 in hex, the name it came with, size in bytes."""

    sha256: str
    name: str
    size: int


class KeptFile(NamedTuple):
    """A file that came with one revision: the returned form (``role`` ``form``) or ``evidence``."""

    unit: str
    revision: int
    role: str
    sha256: str
    name: str


class NewReport(NamedTuple):
    """A revision to be recorded, with its file's name and the evidence that came with it.

    ``kinds``: field code → kind of its answer. ``taken_out``: evidence that counts no more, of one that is
    entered once more. ``place``: where its file came (``arrival_place``).
    """

    report: Report
    kinds: Mapping[str, str]
    file_name: str
    evidence: tuple[StoredFile, ...] = ()
    taken_out: tuple[StoredFile, ...] = ()
    place: str = ""


class TakenIn(NamedTuple):
    """A file that was accepted as a report: where it came, and the instant (ISO text) of its recording."""

    sha256: str
    place: str
    file_name: str
    at: str


class Provenance(NamedTuple):
    """Where a recorded revision came from: its file, when it was entered, the names of its evidence.

    ``file_name`` is empty for a report without a file.
    """

    report: Report
    file_name: str
    recorded_at: datetime
    evidence: tuple[str, ...]


class MovedTo(NamedTuple):
    """Where a report was moved, and why; ``revision``: the first that it became there."""

    round_code: str
    unit: str
    revision: int
    reason: str


class ReportLine(NamedTuple):
    """What was said of a revision at one time; the first line of each is what was entered, without reason."""

    unit: str
    revision: int
    received_on: date
    note: str
    reference: str
    reference_on: date | None
    reason: str
    at: datetime


class EvidenceLine(NamedTuple):
    """An evidence file of a revision was taken out, or counts again."""

    unit: str
    revision: int
    name: str
    withdrawn: bool
    reason: str
    at: datetime

    @property
    def change(self) -> FieldChange:
        return FieldChange("evidence", *((self.name, "") if self.withdrawn else ("", self.name)))


class AnnulledRevision(NamedTuple):
    """A withdrawal, or a report's revision, that never held: why, and when that was said."""

    unit: str
    revision: int
    reason: str
    at: datetime
    is_withdrawal: bool


class RejectedFile(NamedTuple):
    """A returned file that a clerk decided against."""

    sha256: str
    round_code: str
    unit: str
    file_name: str
