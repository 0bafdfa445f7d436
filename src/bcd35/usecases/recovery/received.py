"""Received files without a row: kept originals, and copies of refused files."""

from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple

from bcd35.domain.refused_files import RefusedFile
from bcd35.domain.text import typed_path
from bcd35.domain.verdicts import refusal_of
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.reading import read_file
from bcd35.usecases.receiving.recognise import Recogniser
from bcd35.usecases.workspace.papers import unrecorded_copies, unrecorded_originals
from bcd35.world.files import file_bytes, sha256


class Original(NamedTuple):
    """A kept file that belongs to no report or contribution.

    ``unit`` and ``round_code``: of a form that the ledger issued; empty for evidence, tables, pictures …
    ``whole``: it still is what its name, the digest, says.
    """

    path: str
    unit: str
    round_code: str
    whole: bool

    @property
    def command(self) -> str:
        """What records it again."""
        path = typed_path(self.path)
        if self.unit:
            return f"bcd35 record-report {path} --round {self.round_code} --received-on NGÀY_NHẬN"
        return f'bcd35 reports amend MÃ_ĐƠN_VỊ --round ĐỢT --evidence {path} --reason "lấy lại"'


def find_originals(desk: Desk) -> list[Original]:
    """All of them, by path; a form is known by its identity, if the ledger issued it."""
    return [_original(desk, path) for path in unrecorded_originals(desk)]


def _original(desk: Desk, path: str) -> Original:
    from bcd35.formats.forms.returned import read_form

    data = file_bytes(desk.workspace.root / path)
    whole = PurePosixPath(path).name.partition(".")[0] == sha256(data)
    identity = read_form(data).identity if path.endswith(".xlsx") else None
    form = desk.store.letters.forms([identity.form_id]).get(identity.form_id) if identity else None
    return Original(path, form.unit if form else "", form.round_code if form else "", whole)


def find_copies(desk: Desk, received_on: date | None) -> list[RefusedFile]:
    """The copies of refused files, judged again as they lie.

    The day of refusal is that of the folder; received that day, unless a day is stated.
    """
    recogniser = Recogniser(desk, "")
    found = []
    for path in unrecorded_copies(desk):
        read = read_file(desk.workspace.root / path, recogniser.layouts)
        (judged,) = recogniser.recognise([read])
        day = _day_of(path) or desk.world.today
        found.append(
            RefusedFile(
                sha256=read.sha256,
                path=path,
                file_name=PurePosixPath(path).name,
                unit=judged.unit,
                round_code=judged.round_.code if judged.round_ else "",
                refusal=refusal_of(judged.findings) if judged.findings else "",
                findings=judged.findings,
                refused_on=day,
                received_on=received_on or day,
            )
        )
    return [one for one in found if one.sha256]


def _day_of(path: str) -> date | None:
    try:
        return date.fromisoformat(PurePosixPath(path).parent.name)
    except ValueError:
        return None
