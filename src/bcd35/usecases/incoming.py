"""Returned files as they lie in a folder: which are to be read, what stands in them, whose form each is.

Files are read by several processes when there are many. What the ledger makes of them is the matter of ``settling.py``.
"""

import os
import signal
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bcd35.domain.errors import UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.form_spec import FormIdentity, FormSpec, form_spec
from bcd35.domain.reports import judge_answers
from bcd35.domain.rounds import Round
from bcd35.domain.text import sort_key
from bcd35.usecases.desk import Desk, Progress
from bcd35.usecases.rounds import get_round, issued_round
from bcd35.usecases.settling import Return
from bcd35.world import Workspace, sha256

if TYPE_CHECKING:
    from bcd35.formats.returned_forms import FormReading

_Item = TypeVar("_Item")

# Left in folders by Office, Windows and macOS; not something a unit sent.
_BYSTANDERS = frozenset({"thumbs.db", "desktop.ini"})
_WORTH_A_POOL = 200  # files; starting the other processes takes as long as reading some hundred
_AT_ONCE = 1_000  # files handed to the pool together, so that it never runs far ahead of the ledger


# --- which files ------------------------------------------------------------------------------------------------------


def gather(workspace: Workspace, paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The files to judge, folders opened in name order, and what was passed over. Raises UnknownName for a path that does not exist."""
    files: list[Path] = []
    ignored: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UnknownName("no_such_file", f"Không có tệp hoặc thư mục “{path}”.", where=str(path), fix="Kiểm tra lại đường dẫn.")
        inside = sorted(_inside(workspace, path), key=lambda found: sort_key(str(found))) if path.is_dir() else [path]
        for file in inside:
            (ignored if is_bystander(file) else files).append(file)
    return list(dict.fromkeys(files)), list(dict.fromkeys(ignored))


def _inside(workspace: Workspace, folder: Path) -> Iterator[Path]:
    """Files below a folder. Links, junctions, hidden folders and our own stores are named, not entered."""
    ours = (workspace.kept.resolve(), workspace.quarantine.resolve())
    closed: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        here, real = Path(parent), Path(parent).resolve()
        # The only question about links that every version of Python answers on every system: does the folder lie where it seems to?
        entered = [name for name in folders if not name.startswith(".") and (here / name).resolve() == real / name not in ours]
        passed = [name for name in folders if name not in entered and real / name not in ours]
        folders[:] = entered
        yield from (here / name for name in (*names, *passed))
    yield from closed  # reading them fails, which is said as of any file: what lies there must not be missed in silence


def is_bystander(file: Path) -> bool:
    """Tell what Office or the system left there, and links, from a file that a unit sent."""
    name = file.name.casefold()
    by_name = name.startswith(("~$", ".")) or name in _BYSTANDERS or name.endswith(".tmp")
    return by_name or file.is_symlink() or (file.exists() and not file.is_file() and os.access(file, os.R_OK))


# --- what stands in them ----------------------------------------------------------------------------------------------


class FileRead(NamedTuple):
    """What one file holds: no reading when it cannot be opened; no digest when it is larger than a form can be."""

    sha256: str
    reading: "FormReading | None"


def read_file(path: Path) -> FileRead:
    """Read a file once: what is judged carries the digest by which the same bytes are kept later."""
    from bcd35.formats.returned_forms import read_form

    data = bytes_of(path)
    if data is None:
        return FileRead("", None)
    return FileRead(digest_of(data), read_form(data))


def bytes_of(path: Path) -> bytes | None:
    """A file's bytes, None when it cannot be opened. One byte past the limit is enough for the guard to refuse it."""
    from bcd35.formats.xlsx_guard import MOST_BYTES

    try:
        with path.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError:
        return None


def digest_of(data: bytes) -> str:
    """Sha256 of a whole file; empty for one that was not read to its end."""
    from bcd35.formats.xlsx_guard import MOST_BYTES

    return sha256(data) if len(data) <= MOST_BYTES else ""


def read_files(files: Sequence[Path], progress: Progress) -> Iterator[FileRead]:
    """Every file's content, in order; by several processes when there are many."""
    one_by_one = map(read_file, files)
    for done, read in enumerate(_by_pool(files) if len(files) >= _WORTH_A_POOL else one_by_one):
        progress("Đọc báo cáo", done, len(files))
        yield read
    progress("Đọc báo cáo", len(files), len(files))


def _by_pool(files: Sequence[Path]) -> Iterator[FileRead]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, not forked: a fork would take the open database along. Ctrl-C is for the parent, which ends the others.
    with ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=_leave_interrupts_to_the_parent) as pool:
        try:
            for batch in batches(files, _AT_ONCE):
                yield from pool.map(read_file, batch, chunksize=20)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def batches(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    """The same items in runs of at most ``size``."""
    return (items[start : start + size] for start in range(0, len(items), size))


# --- whose form it is -------------------------------------------------------------------------------------------------


class _Asked(NamedTuple):
    """A round as its units were asked, and the layout of its form."""

    round_: Round
    spec: FormSpec


class Recogniser:
    """Says whose report a reading is and judges its answers. The ledger decides to whom a form was issued, never the file."""

    def __init__(self, desk: Desk, wanted_round: str) -> None:
        self._desk = desk
        self._wanted = get_round(desk, wanted_round).code if wanted_round else ""
        self._rounds: dict[str, _Asked] = {}  # a folder holds hundreds of forms of one round

    def recognise(self, path: Path, read: FileRead) -> Return:
        """One file's return, with all that is wrong with it as it lies there."""
        shown = self._desk.workspace.shown(path)
        here = Return(shown, sha256=read.sha256, path=path)
        if read.reading is None:
            fix = "Kiểm tra quyền đọc, đóng chương trình đang mở tệp rồi chạy lại."
            return replace(here, findings=(Finding("unreadable", shown, "Không mở được tệp.", fix),))
        if read.reading.identity is None:
            return replace(here, findings=placed(read.reading.findings, shown))
        return self._by_identity(here, read.reading, read.reading.identity)

    def _by_identity(self, here: Return, reading: "FormReading", identity: FormIdentity) -> Return:
        form = self._desk.store.letters.form(identity.form_id)
        if form is None:
            message = "Mã mẫu trong tệp không có trong sổ: mẫu dự thảo, mẫu của văn phòng khác, hoặc mã đã bị sửa."
            return _refused(here, Finding("unknown_form", "", message, "Gửi lại đơn vị mẫu đã phát hành trong thư mục out/."))
        here = replace(here, unit=form.unit, form_id=form.form_id)
        if strange := _judge_claims(form, identity) or self._judge_round(form.round_code):
            return _refused(here, strange)
        return self.judged(here, reading, form.round_code)

    def _judge_round(self, code: str) -> Finding | None:
        if not self._wanted or code.casefold() == self._wanted.casefold():
            return None
        message = f"Mẫu của đợt “{code}”, không phải đợt “{self._wanted}”."
        return Finding("other_round", "", message, f"Nhận vào đúng đợt: bcd35 record-report TỆP --round {code}")

    def judged(self, here: Return, reading: "FormReading", round_code: str) -> Return:
        """The answers of a form of this round, and every difference from the form that was issued."""
        from bcd35.formats.returned_forms import judge_form

        asked = self._asked(round_code)
        raw, differences = judge_form(reading, asked.spec)
        answers, faults = judge_answers(asked.round_.fields, raw, empty_where=here.file) if raw else ({}, [])
        return replace(here, round_=asked.round_, answers=answers, findings=placed((*differences, *faults), here.file))

    def _asked(self, code: str) -> _Asked:
        if code not in self._rounds:
            round_ = issued_round(self._desk, code)[0]
            self._rounds[code] = _Asked(round_, form_spec(round_))
        return self._rounds[code]


def _judge_claims(form: FormIdentity, claimed: FormIdentity) -> Finding | None:
    """What the hidden sheet claims, against what the ledger knows of this form id."""
    if form.unit.casefold() != claimed.unit.casefold():
        message = f"Mẫu phát hành cho đơn vị “{form.unit}”, nhưng trong tệp ghi “{claimed.unit}”."
        return Finding("other_unit", "", message, "Mỗi đơn vị điền vào mẫu gửi cho chính mình; gửi lại đơn vị mẫu đã phát hành.")
    if (form.round_code, form.version) != (claimed.round_code, claimed.version):
        message = (
            f"Mẫu phát hành cho đợt “{form.round_code}”, phiên bản {form.version},"
            f" nhưng trong tệp ghi “{claimed.round_code}”, phiên bản {claimed.version}."
        )
        return Finding("form_altered", "", message, "Gửi lại đơn vị mẫu đã phát hành.")
    return None


def _refused(here: Return, finding: Finding) -> Return:
    return replace(here, findings=placed([finding], here.file))


def placed(findings: Iterable[Finding], file: str) -> tuple[Finding, ...]:
    """File first, then sheet and cell: in a folder of forms a cell alone says nothing."""
    return tuple(
        found if found.where.startswith(file) else found._replace(where=", ".join(filter(None, (file, found.where)))) for found in findings
    )
