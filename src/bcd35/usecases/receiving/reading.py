"""One returned file as it was read, and what stands in it. How many are read is told in ``read_files.py``."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.answers import RawAnswer
from bcd35.domain.findings import Finding
from bcd35.domain.form_spec import FormLayout, FormSpec
from bcd35.usecases.receiving.mails import attachment_bytes, is_mail, judge_mail, lies_in_mail
from bcd35.world.files import sha256

if TYPE_CHECKING:
    from bcd35.formats.forms.returned import FormReading

_AT_ONCE = 64 * 1024  # bytes: nearly every form; to make room for the largest takes as long as to read it


class FileRead(NamedTuple):
    """One file as it was read, once: its bytes are judged, and the same bytes are kept.

    Those of a file without a form are not held.

    No reading when it cannot be opened; no digest when it is larger than a form can be.
    """

    path: Path
    data: bytes
    sha256: str
    reading: "FormReading | None"


def read_file(path: Path, issued: Mapping[str, FormLayout]) -> FileRead:
    """Read a file and what stands in it, if anything; ``issued``: the layouts of the forms that are out."""
    from bcd35.formats.forms.returned import FormReading, read_form

    data = bytes_of(path)
    if data is None:
        return FileRead(path, b"", "", None)
    reading = FormReading(findings=judge_mail(path)) if is_mail(str(path)) else read_form(data, issued)
    return FileRead(path, data if reading.sheet else b"", whole_digest(data), reading)


def bytes_of(path: Path) -> bytes | None:
    """A file's bytes, None when it cannot be opened.

    One byte past the limit is enough for the guard to refuse it.
    """
    from bcd35.formats.xlsx.guard import LARGEST_WORKBOOK

    if lies_in_mail(path):
        return attachment_bytes(path)
    try:
        with path.open("rb") as opened:
            start = opened.read(_AT_ONCE)
            return start if len(start) < _AT_ONCE else start + opened.read(LARGEST_WORKBOOK + 1 - _AT_ONCE)
    except OSError:
        return None


def whole_digest(data: bytes) -> str:
    """Sha256 of a whole file; empty for one that was not read to its end."""
    from bcd35.formats.xlsx.guard import LARGEST_WORKBOOK

    return sha256(data) if len(data) <= LARGEST_WORKBOOK else ""


def judge_reading(reading: "FormReading", spec: FormSpec) -> tuple[dict[str, RawAnswer], list[Finding]]:
    """The raw answers and all differences of a form.

    It says itself which it is, or its unit is known otherwise.
    """
    from bcd35.formats.forms.returned import judge_form, judge_form_layout

    return judge_form(reading, spec) if reading.identity else judge_form_layout(reading, spec)
