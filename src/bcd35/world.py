"""The outside world: the clock, the workspace folder, and files written so that a power cut leaves a whole file or none.

What does not live here: the database (``store/``), the meaning of a file (``formats/``).
"""

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import Refused, WorkspaceError

# Fixed, because Windows has no time-zone data of its own and an office PC's zone may be set wrongly.
VIETNAM = timezone(timedelta(hours=7))
LONGEST_PATH = 240  # Windows stops at 260, and Word needs room for its owner file beside ours
_BUSY_ON_WINDOWS = frozenset({5, 32, 33})  # access denied, sharing violation, lock violation: Excel, an indexer or a virus scanner
_PATIENCE_SECONDS = 2.5
OUR_FOLDERS = ("data", "templates")


def now() -> datetime:
    """The one reading of the clock per run, aware, +07:00."""
    return datetime.now(VIETNAM)  # noqa: TID251 – the clock's one home


class Workspace(NamedTuple):
    """A folder with ``data/``, ``templates/``, ``bcd35.db`` and ``out/``."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "bcd35.db"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def templates(self) -> Path:
        return self.root / "templates"

    @property
    def kept(self) -> Path:
        """Returned originals and evidence, under their hash."""
        return self.root / "out" / "_ho-so"

    @property
    def quarantine(self) -> Path:
        """Copies of refused files, each with its reasons, by the day they were refused."""
        return self.root / "out" / "_cach-ly"

    def shown(self, path: Path) -> str:
        """A path as messages and ``--json`` write it: relative to the workspace with ``/``, or whole when outside."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return path.resolve().as_posix()


class World(NamedTuple):
    """What a use case gets of the outside: the time of the run and the workspace."""

    now: datetime
    workspace: Workspace

    @property
    def today(self) -> date:
        return self.now.date()


def is_workspace(folder: Path) -> bool:
    """Tell whether this folder is a workspace, also before its database was made."""
    return (folder / "bcd35.db").is_file() or (folder / "data" / "office.yaml").is_file()


def find_workspace(asked: Path | None, start: Path) -> Workspace:
    """The folder asked for (``-C``, ``BCD35_ROOT``), or the nearest one upwards from ``start``."""
    if asked is not None:
        if is_workspace(asked):
            return Workspace(asked.resolve())
        message = f"“{asked}” không phải thư mục làm việc của bcd35."
        raise WorkspaceError("no_workspace", message, where=str(asked), fix=f'Tạo mới bằng: bcd35 init "{asked}"')
    for folder in (start, *start.parents):
        if is_workspace(folder):
            return Workspace(folder)
    message = "Chưa có thư mục làm việc ở đây và ở các thư mục phía trên."
    raise WorkspaceError(
        "no_workspace", message, where=str(start), fix="Chuyển vào thư mục làm việc, dùng -C THƯ_MỤC, hoặc tạo mới bằng: bcd35 init"
    )


def default_files() -> Iterator[tuple[str, Path]]:
    """``(relative path, file)`` of the packaged ``data/`` and ``templates/``: from the wheel, or from the clone of an editable install."""
    here = Path(__file__).resolve().parent
    packaged = here / "_defaults"
    base = packaged if packaged.is_dir() else here.parents[1]
    for folder in OUR_FOLDERS:
        for file in sorted((base / folder).rglob("*")):
            if file.is_file() and not file.name.startswith(("~$", ".")):
                yield file.relative_to(base).as_posix(), file


class FileStamp(NamedTuple):
    """Size and time of change: enough to see that a file was probably not touched."""

    size: int
    modified_ns: int


def stamp(path: Path) -> FileStamp | None:
    """None when there is no such file."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return FileStamp(seen.st_size, seen.st_mtime_ns)


def opens(path: Path) -> bool:
    """Tell whether a file can be read now: on Windows a copy in progress holds it."""
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False


def sha256(data: bytes) -> str:
    """Digest in hex."""
    import hashlib  # OpenSSL takes 3 ms to load; reading a list needs no digest

    return hashlib.sha256(data).hexdigest()


class Staged(NamedTuple):
    """A file that is whole on disk under a temporary name beside its final one."""

    temporary: Path
    final: Path
    sha256: str
    size: int


def stage(final: Path, data: bytes) -> Staged:
    """Write and sync under a temporary name; :func:`publish` gives it its name. Checks the path's length first."""
    if len(str(final)) > LONGEST_PATH:
        message = f"Đường dẫn dài {len(str(final))} ký tự, quá {LONGEST_PATH}: {final}"
        raise Refused("path_too_long", message, where=str(final), fix="Chuyển thư mục làm việc đến nơi có đường dẫn ngắn hơn.")
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary = final.parent / f"{_temporary_stem(final)}{os.urandom(6).hex()}.tmp"
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return Staged(temporary, final, sha256(data), len(data))


def publish(staged: Iterable[Staged]) -> None:
    """Give every staged file its final name, then sync the folders: after this a power cut loses none of them."""
    folders = set()
    for file in staged:
        _replace_patiently(file)
        folders.add(file.final.parent)
    for folder in sorted(folders):
        _sync_folder(folder)


def _temporary_stem(final: Path) -> str:
    # Short, whatever the final name's length, and the same for every run: so that leavings of a killed run are known by it.
    return f".bcd35-{sha256(os.fsencode(final.name))[:8]}-"


def sweep(finals: Iterable[Path]) -> None:
    """Remove what killed runs left half-way to these names, where they are published. Not for names that another run may still publish."""
    for final in finals:
        for left in final.parent.glob(f"{_temporary_stem(final)}*.tmp") if final.is_file() else ():
            with suppress(OSError):  # on Windows a file that a run is still writing; `check` names what stays
                left.unlink()


def left_overs(folder: Path) -> list[Path]:
    """Temporary files below a folder: of a run that is at work now, or that was killed."""
    return sorted(folder.rglob(".bcd35-*.tmp"))


def discard(staged: Iterable[Staged]) -> None:
    """Remove staged files that will not be published."""
    for file in staged:
        file.temporary.unlink(missing_ok=True)


def write_file(final: Path, data: bytes) -> None:
    """One whole file, durably."""
    staged = stage(final, data)
    try:
        publish([staged])
    finally:
        discard([staged])


def write_beside_if_open(final: Path, data: bytes) -> Path:
    """Like :func:`write_file`; while another program holds the file open, ``tên (2).xlsx`` is written. Returns the path."""
    for number in range(1, 100):
        candidate = final if number == 1 else final.with_name(f"{final.stem} ({number}){final.suffix}")
        try:
            write_file(candidate, data)
        except PermissionError:
            if number == 1 and not final.exists():  # not held open: the folder itself cannot be written
                raise
            continue
        return candidate
    raise PermissionError(13, "no free name", str(final))


def _replace_patiently(file: Staged) -> None:
    """An atomic rename, with patience: on Windows an indexer or a virus scanner may hold the target for a moment."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            file.temporary.replace(file.final)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _BUSY_ON_WINDOWS or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":  # a folder cannot be opened for sync there; NTFS logs the rename itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def kept_path(workspace: Workspace, digest: str, name: str) -> Path:
    """Where a file with this hash is kept: ``out/_ho-so/ab/abcd….xlsx``. Only a plain suffix of its name is used."""
    return workspace.kept / digest[:2] / f"{digest}{plain_suffix(name)}"


def plain_suffix(name: str) -> str:
    """The suffix of a name that came from outside, in lower case, or nothing when it is none that a file of an office has."""
    suffix = Path(name).suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= len(".xlsxx") else ""


def keep(workspace: Workspace, data: bytes, name: str) -> str:
    """Keep bytes under their hash, once; returns the sha256."""
    digest = sha256(data)
    keep_all(workspace, [(digest, data, name)])
    return digest


def keep_all(workspace: Workspace, files: Iterable[tuple[str, bytes, str]]) -> None:
    """Keep files ``(sha256, bytes, name)`` under their hash, each once; all of them are durable when this returns."""
    wanted = {kept_path(workspace, digest, name): data for digest, data, name in files}
    missing = {path: data for path, data in wanted.items() if not _is_kept(path, len(data))}
    write_files(missing)


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write whole files, durably, each folder synced once. Another run that writes the same files meanwhile is no failure."""
    staged: list[Staged] = []
    try:
        for path, data in files.items():
            staged.append(stage(path, data))
        try:
            publish(staged)
        except FileNotFoundError:  # another run wrote the same bytes and swept one of our temporary files away
            publish(file for file in staged if not _is_kept(file.final, file.size))
            for folder in sorted({file.final.parent for file in staged}):
                _sync_folder(folder)
    finally:
        discard(staged)


def _is_kept(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size
