"""Files written so that a power cut leaves a whole file or none.

What they mean, and where they go, is the caller's business.
"""

import os
import sys
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple

from bcd35.domain.errors import Refused

LONGEST_PATH = 240  # Windows stops at 260, and Word needs room for its owner file beside ours
# access denied, sharing violation, lock violation: Excel, an indexer or a virus scanner
_BUSY_ON_WINDOWS = frozenset({5, 32, 33})
_PATIENCE_SECONDS = 2.5
_TEMPORARY = ".bcd35-"  # how every temporary name of ours begins
# files whose syncs one by one take less than a person notices; one sync of everything may wait for other
# programs' data
_FEW = 64


def sha256(data: bytes) -> str:
    """Digest in hex."""
    import hashlib  # OpenSSL takes 3 ms to load; reading a list needs no digest

    return hashlib.sha256(data).hexdigest()


class Staged(NamedTuple):
    """A file that is whole under a temporary name beside its final one.

    ``token`` tells the run's files from another run's.
    """

    # text and not a path: an issue to the whole country makes 156,000 of these, one after the other
    final: str
    token: str
    sha256: str
    size: int

    @property
    def folder(self) -> str:
        return _split(self.final)[0]

    @property
    def temporary(self) -> str:
        folder, name = _split(self.final)
        return f"{folder}{os.sep}{_temporary_stem(name)}{self.token}.tmp"


def _split(final: str) -> tuple[str, str]:
    """Folder and name; a path object would take ten times as long."""
    folder, separator, name = final.rpartition(os.sep)
    return folder or separator or ".", name


def new_token() -> str:
    return os.urandom(6).hex()


def stage(final: Path, data: bytes) -> Staged:
    """Write and sync under a temporary name; :func:`publish` gives it its name."""
    staged = write_aside(final, data, new_token())
    try:
        settle([staged])
    except BaseException:
        discard([staged])
        raise
    return staged


def write_aside(final: Path | str, data: bytes, token: str, digest: str = "") -> Staged:
    """Write under a temporary name, for :func:`settle` to sync together with many others. Checks the path's
    length first.

    ``digest``: the sha256 of the data, where it is known already.
    """
    staged = Staged(os.fspath(final), token, digest or sha256(data), len(data))
    _refuse_long_path(staged.final)
    temporary = Path(staged.temporary)
    try:
        with _opened_new(temporary) as file:
            file.write(data)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return staged


def _refuse_long_path(final: str) -> None:
    if len(final) > LONGEST_PATH:
        message = f"Đường dẫn dài {len(final)} ký tự, quá {LONGEST_PATH}: {final}"
        raise Refused(
            "path_too_long",
            message,
            where=final,
            fix="Chuyển thư mục làm việc đến nơi có đường dẫn ngắn hơn.",
        )


def _opened_new(path: Path) -> BinaryIO:
    try:
        return path.open("xb")
    except FileNotFoundError:
        # asked for only when missing: most files of an issue share their folder with two others
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")


def settle(staged: Collection[Staged]) -> None:
    """Wait until the contents are on the disk itself.

    File by file, or all at once where there are many and the system can do it.
    """
    if len(staged) <= _FEW or not _sync_whole(_folders(staged)):
        for file in staged:
            # another run published the same names and swept ours away; publishing will tell
            with suppress(FileNotFoundError):
                _sync(Path(file.temporary))


def publish(staged: Collection[Staged]) -> None:
    """Give every settled file its final name, then sync the folders.

    After this a power cut loses none of them.
    """
    for file in staged:
        _replace_patiently(file)
    if len(staged) <= _FEW or not _sync_whole(_folders(staged)):
        for folder in _folders(staged):
            _sync_folder(folder)


def _folders(staged: Iterable[Staged]) -> Iterator[str]:
    """Of the files, in their order; once for files that follow each other, as those of a unit do."""
    return (folder for folder, _ in groupby(staged, key=attrgetter("folder")))


def _temporary_stem(name: str) -> str:
    # Short, whatever the final name's length, and the same for every run: so that leavings of a killed run
    # are known by it.
    return f"{_TEMPORARY}{sha256(os.fsencode(name))[:8]}-"


def sweep(finals: Iterable[Path | str]) -> None:
    """Remove what killed runs left half-way to these names, where they are published.

    Not for names that another run may still publish.
    """
    for folder, group in groupby((_split(os.fspath(final)) for final in finals), key=itemgetter(0)):
        left = _temporary_files(folder)
        stems = tuple(_temporary_stem(name) for _, name in group if left and Path(folder, name).is_file())
        for path in left:
            if path.name.startswith(stems):
                # on Windows a file that a run is still writing; `check` names what stays
                with suppress(OSError):
                    path.unlink()


def sweep_folder(folder: Path, dead_before: float) -> None:
    """:func:`sweep` for every name of a folder whose names say what the bytes are: what stands there, no
    other run needs to publish.

    Other temporary files go when they were last written before ``dead_before`` (seconds since 1970), where no
    run still lives.
    """
    left = _temporary_files(str(folder))
    if left:
        sweep(file for file in folder.iterdir() if not file.name.startswith(_TEMPORARY))
    for path in left:
        with suppress(OSError):  # as above; or swept already
            if path.stat().st_mtime < dead_before:
                path.unlink()


def _temporary_files(folder: str) -> list[Path]:
    with suppress(FileNotFoundError), os.scandir(folder) as found:
        return [Path(entry.path) for entry in found if entry.name.startswith(_TEMPORARY)]
    return []


def left_overs(folder: Path) -> list[Path]:
    """Temporary files below a folder: of a run that is at work now, or that was killed."""
    return sorted(folder.rglob(f"{_TEMPORARY}*.tmp"))


def discard_run(folder: Path, token: str) -> None:
    """Remove every temporary file below a folder that a run wrote; their tokens begin with the run's."""
    for path in folder.rglob(f"{_TEMPORARY}*-{token}*.tmp"):
        path.unlink(missing_ok=True)


def discard(staged: Iterable[Staged]) -> None:
    """Remove staged files that will not be published."""
    for file in staged:
        Path(file.temporary).unlink(missing_ok=True)


def write_file(final: Path, data: bytes) -> None:
    """One whole file, durably."""
    staged = stage(final, data)
    try:
        publish([staged])
    finally:
        discard([staged])


@contextmanager
def writing(final: Path) -> Iterator[BinaryIO]:
    """A file to be written piece by piece.

    It gets its name when the block ends well, and leaves nothing behind when it does not.
    """
    staged = Staged(str(final), new_token(), "", 0)
    _refuse_long_path(staged.final)
    try:
        with _opened_new(Path(staged.temporary)) as file:
            yield file
        settle([staged])
        publish([staged])
    finally:
        discard([staged])


def write_beside_if_open(final: Path, data: bytes) -> Path:
    """Like :func:`write_file`; while another program holds the file open, ``tên (2).xlsx`` is written.

    Returns the path.
    """
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
    """An atomic rename, with patience.

    On Windows an indexer or a virus scanner may hold the target for a moment.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            os.replace(file.temporary, file.final)  # noqa: PTH105 – 156,000 times in one act: making paths takes longer than renaming
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _BUSY_ON_WINDOWS or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _sync(path: Path) -> None:
    with path.open("rb+") as file:  # Windows syncs only what is open for writing
        os.fsync(file.fileno())


def _sync_folder(folder: str) -> None:
    if sys.platform == "win32":  # a folder cannot be opened for sync there; NTFS logs the rename itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_whole(folders: Iterable[str]) -> bool:
    """Sync the whole file systems that hold these folders, contents and names; False where nothing was done.

    One wait for the disk instead of one per file. Linux only (``syncfs`` waits there, and tells of failed
    writes since 5.8), and only on the file systems below: on a network share it would reach this machine's
    memory, not the server's disk.
    """
    if sys.platform != "linux":
        return False
    devices = {os.stat(folder).st_dev: folder for folder in folders}  # noqa: PTH116 – making paths takes longer than asking
    if not devices.keys() <= set(_devices_synced_whole()):
        return False
    for folder in devices.values():
        _sync_file_system(folder)
    return True


def _devices_synced_whole() -> Iterator[int]:
    """Devices of the mounted file systems whose ``syncfs`` is as good as an ``fsync`` of everything.

    See proc(5), mountinfo.
    """
    for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
        place, _, kind = line.partition(" - ")
        if kind.partition(" ")[0] in ("ext4", "xfs"):
            major, minor = place.split(" ")[2].split(":")
            yield os.makedev(int(major), int(minor))


def _sync_file_system(folder: str) -> None:
    import ctypes

    system = ctypes.CDLL(None, use_errno=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if system.syncfs(descriptor):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), folder)
    finally:
        os.close(descriptor)
