"""Files that a command writes where the clerk says (``-o``), or at their usual place under ``out/``; drafts.

One rule for all: a file that is there already is written over only if it still is, byte for byte, what this
program wrote there last. Any other file is set aside beside it first. What was written is noted beside the
copies, not in the ledger: an export is no act, and a lost note only sets one file more aside.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.text import short_list
from bcd35.usecases.desk import (
    CHANNELS_FILE,
    HOLIDAYS_FILE,
    OFFICE_FILE,
    PROFILES_FOLDER,
    ROUNDS_FOLDER,
    UNITS_FILE,
    Desk,
)
from bcd35.world.files import file_bytes, is_device
from bcd35.world.outside import mark_path
from bcd35.world.workspace import Workspace

if TYPE_CHECKING:
    from bcd35.world.files import Staged

_NOTED = "da-ghi.json"
_MOST_NAMES = 100


class Written(NamedTuple):
    """A file that was written. ``path`` differs from ``asked`` when that was open in another program.

    ``kept``: where the file now is that lay in its place.
    """

    asked: Path
    path: Path
    kept: Path | None = None


def write_output(desk: Desk, asked: Path, data: bytes) -> Written:
    """Write a whole file; while another program holds it open, ``tên (2).xlsx``."""
    from bcd35.world.files import sha256, write_file

    digest = sha256(data)
    for path in _names_beside(asked):
        try:
            kept = make_way(desk, path, digest)
            write_file(path, data)
        except PermissionError:
            if not path.exists():  # not held open: the folder itself cannot be written
                raise
            continue
        note_written(desk.workspace, {path: digest})
        return Written(asked, path, kept)
    raise PermissionError(13, "no free name", str(asked))


def publish_drafts(desk: Desk, staged: "Sequence[Staged]", instead_of: tuple[str, ...]) -> list[Finding]:
    """Give drafts their names, and say which ones were set aside because the clerk has changed them.

    ``instead_of``: earlier drafts of the round whose names begin so go, as far as these are not in their
    place.
    """
    from bcd35.world.files import publish

    noted = _noted(desk.workspace)
    old = [kept for one in staged if (kept := _make_way(desk, one.final, one.sha256, noted))]
    publish(staged)
    for path in _earlier_drafts(desk.workspace, staged, noted, instead_of):
        if kept := _make_way(desk, path, "", noted):
            old.append(kept)
        else:
            path.unlink(missing_ok=True)
        with suppress(OSError):  # other papers of the unit are there
            path.parent.rmdir()
    note_written(desk.workspace, {one.final: one.sha256 for one in staged})
    return [_drafts_kept(desk, old)] if old else []


def _earlier_drafts(
    workspace: Workspace, staged: "Sequence[Staged]", noted: Mapping[str, str], starts: tuple[str, ...]
) -> Iterator[Path]:
    """Drafts that this program wrote for the same round, and that a new run did not write again."""
    new = {workspace.shown(one.final) for one in staged}
    rounds = {tuple(name.split("/")[:3]) for name in new}  # out/_du-thao/ĐỢT
    for name in noted.keys() - new if starts else ():
        if tuple(name.split("/")[:3]) in rounds and name.rpartition("/")[2].startswith(starts):
            yield workspace.root / name


def _drafts_kept(desk: Desk, old: Sequence[Path]) -> Finding:
    names = short_list((path.name for path in old), "tệp khác")
    message = f"{len(old)} bản dự thảo đã sửa sau lần soạn trước được giữ bên cạnh bản mới: {names}."
    fix = "Lời đã sửa không tự sang bản mới: chép lại sau khi phát hành, hoặc sửa tệp mẫu trong templates/."
    return Finding("drafts_kept", desk.workspace.shown(old[0]), message, fix)


def make_way(desk: Desk, path: Path, digest: str) -> Path | None:
    """Set aside what lies where a file with this digest is to be written, unless nothing is lost with it.

    Returns where it is now. Raises PermissionError while another program holds it.
    """
    return _make_way(desk, path, digest, _noted(desk.workspace))


def _make_way(desk: Desk, path: Path, digest: str, noted: Mapping[str, str]) -> Path | None:
    from bcd35.world.files import set_aside
    from bcd35.world.kept import digest_of

    if not path.is_file() or digest_of(path) in (digest, noted.get(desk.workspace.shown(path))):
        return None
    kept = _name_of_old(path, desk.world.now)
    try:
        set_aside(path, kept)
    except PermissionError as error:
        raise PermissionError(
            error.errno, error.strerror, str(path)
        ) from None  # not of the name it never got
    return kept


def note_written(workspace: Workspace, written: Mapping[Path, str]) -> None:
    """Note the digests of what was written, for the next time; files that are gone are forgotten."""
    from bcd35.world.files import write_file

    with suppress(OSError):  # the file itself is written; notes that cannot be read now are not written over
        noted = {name: one for name, one in _notes(workspace).items() if (workspace.root / name).is_file()}
        noted |= {workspace.shown(path): digest for path, digest in written.items()}
        data = json.dumps(noted, ensure_ascii=False, indent=1).encode()
        write_file(workspace.copies / _NOTED, data)


def _noted(workspace: Workspace) -> Mapping[str, str]:
    with suppress(OSError):
        return _notes(workspace)
    return {}


def _notes(workspace: Workspace) -> Mapping[str, str]:
    """What was noted. Raises OSError when the disk does not give it."""
    try:
        noted = json.loads(file_bytes(workspace.copies / _NOTED))
    except (FileNotFoundError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _names_beside(path: Path) -> Iterator[Path]:
    yield path
    yield from (path.with_name(f"{path.stem} ({number}){path.suffix}") for number in range(2, _MOST_NAMES))


def _name_of_old(path: Path, now: datetime) -> Path:
    old = path.with_name(f"{path.stem} (bản cũ {now:%Y-%m-%d %H%M}){path.suffix}")
    return next(name for name in _names_beside(old) if not name.exists())


def refuse_output(desk: Desk, path: Path, *, own: str = "") -> None:
    """Refuse a target that must not be written.

    Raises UnknownName for a folder, a pipe or device, or a folder that is not there, Refused when writing
    would destroy the database, a promised file, or a register other than ``own``.
    """
    from bcd35.domain.papers import is_paper

    shown = desk.workspace.shown(path)
    if path.is_dir():  # one that only the workspace has, or at the usual place
        raise UnknownName.folder(shown)
    if is_device(path):
        raise UnknownName.device(shown, fix="Nêu tên một tệp mới.")
    if not path.parent.is_dir() and not shown.startswith("out/"):
        folder = desk.workspace.shown(path.parent)
        fix = "Kiểm tra đường dẫn, hoặc tạo thư mục trước."
        raise UnknownName("no_such_folder", f"Không có thư mục “{folder}”.", where=folder, fix=fix)
    if is_paper(shown) or _is_of_the_ledger(desk, shown, own):
        message = f"“{shown}” là tệp của sổ, không ghi đè được."
        raise Refused("output_in_use", message, where=shown, fix="Chọn tên tệp khác.")


def _is_of_the_ledger(desk: Desk, shown: str, own: str) -> bool:
    """Whether a path is a file of the workspace that commands write or read; ``own``: this one may be."""
    workspace = desk.workspace
    promised = desk.store.numbers.promised_paths()
    registers = {OFFICE_FILE, HOLIDAYS_FILE, CHANNELS_FILE, UNITS_FILE}
    files = {"bcd35.db", workspace.shown(mark_path(workspace)), *registers, *promised} - {own}
    folders = (
        workspace.templates,
        workspace.kept,
        workspace.copies,
        workspace.set_aside,
        workspace.issued_templates,
    )
    inside = (ROUNDS_FOLDER, PROFILES_FOLDER, *map(workspace.shown, folders))
    return shown.casefold() in {name.casefold() for name in files} or shown.startswith(
        tuple(f"{folder}/" for folder in inside)
    )
