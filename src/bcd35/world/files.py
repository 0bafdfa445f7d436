"""Files written so that a power cut leaves a whole file or none.

What they mean, and where they go, is the caller's business.
"""

import errno
import os
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple, Self

from bcd35.domain.errors import Stopped

LONGEST_PATH = 240  # Windows stops at 260, and Word needs room for its owner file beside ours
# A kept original takes 81 characters below the workspace's folder, a unit's letter as a rule less than 100.
LONGEST_ROOT = LONGEST_PATH - 100
_LONGEST_ASIDE = 246  # of a temporary name, which nobody opens; a restore builds in a folder 13 deeper
_LONGER_ASIDE = 40  # no temporary name is so much longer than its final one
_SHORTER_ROOT = "Chuyển thư mục làm việc đến nơi có đường dẫn ngắn hơn."
# access denied, sharing violation, lock violation: Excel, an indexer or a virus scanner
_BUSY_ON_WINDOWS = frozenset({5, 32, 33})
_PATIENCE_SECONDS = 2.5
_TEMPORARY = ".bcd35-"  # how every temporary name of ours begins
_SYNCED_AT_ONCE = 16


def sha256(data: bytes) -> str:
    """Digest in hex."""
    import hashlib  # OpenSSL takes 3 ms to load; reading a list needs no digest

    return hashlib.sha256(data).hexdigest()


class Staged(NamedTuple):
    """A file that is whole under a temporary name beside its final one.

    ``grown``: the folders that got a new one for it.
    """

    final: Path
    temporary: Path
    sha256: str
    size: int
    grown: tuple[Path, ...] = ()

    @property
    def folder(self) -> Path:
        return self.final.parent


def new_token() -> str:
    return os.urandom(6).hex()


# The server of a share, not this disk, keeps the names there: some answer that a folder cannot be synced.
# Then nothing more can be waited for; a fault of the disk, such as EIO, is another answer.
_NO_SYNC_OF_FOLDERS = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})
# A folder in the file's place, or a name that no file can have, are no file either.
_NOT_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG})


def is_device(path: Path) -> bool:
    """Tell whether a path is a pipe or device: reading one may never end, writing would replace it."""
    return path.exists() and not (path.is_file() or path.is_dir())


def file_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises OSError, as for any that cannot be read, for a pipe or device."""
    if is_device(path):
        raise OSError(errno.EINVAL, "pipe or device", str(path))
    return path.read_bytes()


def is_not_there(error: OSError) -> bool:
    """Tell whether a file could not be opened because there is none.

    Otherwise it may be there, held open by another program, or closed to us, or the disk has a fault: nobody
    may then say that it is missing.
    """
    return error.errno in _NOT_THERE


class Aside:
    """The files that one run writes under temporary names.

    Those that got no name of their own are removed when its block ends. Each is remembered before its first
    byte: Ctrl-C may come at any line, also when a file is whole and nobody else knows of it yet.
    """

    def __init__(self) -> None:
        self._token = new_token()
        self._begun: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        clear_up(self._begun)

    def write(self, final: Path, data: bytes, digest: str = "") -> Staged:
        """:func:`write_aside` under a name of this run."""
        self._begun.append(_aside(final, self._token))
        return write_aside(final, data, self._token, digest)

    def copy(self, final: Path, source: Path) -> Staged:
        """:func:`copy_aside` under a name of this run."""
        self._begun.append(_aside(final, self._token))
        return copy_aside(final, source, self._token)


def write_aside(final: Path, data: bytes, token: str, digest: str = "") -> Staged:
    """Write under a temporary name, for :func:`sync_files` to sync together with others.

    ``digest``: the sha256 of the data, where it is known already. Raises Stopped for a path too long, before
    anything is written.
    """
    refuse_long_paths([final])
    return _written_aside(final, token, [data], digest)


def copy_aside(final: Path, source: Path, token: str) -> Staged:
    """:func:`write_aside` for a file of any size; the digest is that of the bytes that were read.

    The length of its path is for the caller to judge: a restore builds deeper than the files will lie.
    """
    with _opened(source, "rb") as file:
        return _written_aside(final, token, iter(lambda: file.read(1024 * 1024), b""))


def _written_aside(final: Path, token: str, pieces: Iterable[bytes], digest: str = "") -> Staged:
    import hashlib

    temporary, seen, size = _aside(final, token), hashlib.sha256(), 0
    grown = _grow(temporary.parent)
    with _new_file(temporary) as file:
        for piece in pieces:
            if not digest:
                seen.update(piece)
            file.write(piece)
            size += len(piece)
    return Staged(final, temporary, digest or seen.hexdigest(), size, grown)


def refuse_long_paths(finals: Iterable[Path], fix: str = _SHORTER_ROOT) -> None:
    """Raises Stopped for the first path that is too long, or whose temporary name would be."""
    for final in finals:
        if len(str(final)) <= LONGEST_PATH - _LONGER_ASIDE:
            continue
        for path, most in ((final, LONGEST_PATH), (_aside(final, "0" * 12), _LONGEST_ASIDE)):
            if len(str(path)) > most:
                message = f"Đường dẫn dài {len(str(path))} ký tự, quá {most}: {path}"
                raise Stopped("path_too_long", message, where=str(final), fix=fix)


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A new file, which goes again when its block does not end well."""
    try:
        with _opened(path, "xb") as file:
            yield file
    except BaseException:
        clear_up([path])
        raise


@contextmanager
def _opened(path: Path, mode: Literal["rb", "xb"]) -> Iterator[BinaryIO]:
    """An open file, closed wherever Ctrl-C comes: Windows removes none that is open.

    ``with`` alone lets it come between the opening and the block, or between the block and the closing.
    """
    file = None
    try:
        file = path.open(mode)
        yield file
        file.close()
    except BaseException:
        if file:
            with suppress(OSError):  # a full disk does not take its last bytes either
                file.close()
        raise


def _grow(folder: Path) -> tuple[Path, ...]:
    """Make a folder that is not there, and those above it; the folders that hold a new name now."""
    if folder.is_dir():  # as nearly always
        return ()
    missing = list(takewhile(lambda one: not one.is_dir(), (folder, *folder.parents)))
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(one.parent for one in missing)


def make_folder(folder: Path) -> None:
    """Make a folder that is not there, and those above it, durably."""
    for grown in _grow(folder):
        sync_folder(grown)


def sync_files(staged: Collection[Staged]) -> None:
    """Wait until the contents are on the disk itself."""
    _at_once(_sync, [file.temporary for file in staged])


def publish(staged: Collection[Staged]) -> None:
    """Give every synced file its final name, then sync the folders.

    After this a power cut loses none of them.
    """
    for file in staged:
        move_file(file.temporary, file.final)
    _at_once(sync_folder, folders_of(staged))


def in_the_way(staged: Iterable[Staged]) -> list[Path]:
    """Final names under which other bytes lie: of papers that nobody may replace."""
    return [file.final for file in staged if _differs(file)]


def _differs(file: Staged) -> bool:
    try:
        return sha256(file.final.read_bytes()) != file.sha256
    except FileNotFoundError:
        return False


def _at_once(sync: Callable[[Path], None], paths: Sequence[Path]) -> None:
    """Sync several paths at the same time. Raises the first error, when no sync is under way any more.

    The disk writes its journal once for all syncs that wait for it. For the files of 1,530 units, on ext4,
    syncs one after the other took 1 to 13 s and these 0.4 to 0.7 s: ``bcd35 notify`` shows it.
    """
    if len(paths) == 1:
        sync(paths[0])
        return
    from concurrent.futures import ThreadPoolExecutor

    def sync_share(share: Sequence[Path]) -> None:
        for path in share:
            sync(path)

    # A share for each thread: to hand out the paths one by one doubles the processor's work.
    shares = [paths[first::_SYNCED_AT_ONCE] for first in range(min(_SYNCED_AT_ONCE, len(paths)))]
    with ThreadPoolExecutor(_SYNCED_AT_ONCE) as pool:
        for _ in pool.map(sync_share, shares):
            pass


def folders_of(staged: Iterable[Staged]) -> list[Path]:
    """Folders of the files and those that hold a new one, each once, in the order of the files."""
    return list(dict.fromkeys(folder for file in staged for folder in (file.folder, *file.grown)))


def _aside(final: Path, token: str) -> Path:
    """A temporary name beside the final one; ``token`` tells the run's files from another run's."""
    return final.with_name(f"{_temporary_stem(final.name)}{token}.tmp")


def _temporary_stem(name: str) -> str:
    # Short, whatever the final name's length, and the same for every run: so that leavings of a killed run
    # are known by it.
    return f"{_TEMPORARY}{sha256(os.fsencode(name))[:8]}-"


def sweep(finals: Iterable[Path]) -> None:
    """Remove what killed runs left half-way to these names, where they are published.

    Not for names that another run may still publish.
    """
    by_folder: dict[Path, list[Path]] = {}
    for final in finals:
        by_folder.setdefault(final.parent, []).append(final)
    for folder, published in by_folder.items():
        left = _temporary_files(folder)
        stems = tuple(_temporary_stem(final.name) for final in published if left and final.is_file())
        clear_up(path for path in left if path.name.startswith(stems))


def unpublished(final: Path) -> list[Path]:
    """What runs left half-way to a name that no other run publishes now."""
    return list(final.parent.glob(f"{_temporary_stem(final.name)}*"))


def sweep_folder(folder: Path, dead_before: float) -> None:
    """:func:`sweep` for every name of a folder whose names are the hashes of the bytes.

    What stands there under its name, no other run needs to publish. Other temporary files go when they were
    last written before ``dead_before`` (seconds since 1970): no run of that time still lives.
    """
    left = _temporary_files(folder)
    if left:
        sweep(file for file in folder.iterdir() if not file.name.startswith(_TEMPORARY))
    for path in left:
        with suppress(OSError):  # held by another program; or swept already
            if path.stat().st_mtime < dead_before:
                path.unlink()


def _temporary_files(folder: Path) -> list[Path]:
    return list(folder.glob(f"{_TEMPORARY}*"))


def left_overs(folder: Path) -> list[Path]:
    """Temporary files below a folder: of a run that is at work now, or that was killed."""
    return sorted(folder.rglob(f"{_TEMPORARY}*.tmp"))


def discard_run(folder: Path, token: str) -> None:
    """Remove every temporary file below a folder that a run wrote; their tokens begin with the run's."""
    clear_up(folder.rglob(f"{_TEMPORARY}*-{token}*.tmp"))


def discard(staged: Iterable[Staged]) -> None:
    """Remove staged files that will not be published."""
    clear_up(file.temporary for file in staged)


def clear_up(temporary: Iterable[Path]) -> None:
    """Remove temporary files as far as that can be done.

    Windows keeps one that is open: in a run that is still writing it, or for a virus scanner. `check` names
    what stays. No command fails for it, nor hides by it why it failed.
    """
    for path in temporary:
        with suppress(OSError):
            path.unlink()


def set_aside(path: Path, target: Path) -> None:
    """Move a file out of the way, durably. Raises PermissionError while another program holds it."""
    make_folder(target.parent)
    path.replace(target)
    for folder in (target.parent, path.parent):
        sync_folder(folder)


def write_file(final: Path, data: bytes) -> None:
    """One whole file, durably."""
    with writing(final) as file:
        file.write(data)


@contextmanager
def writing(final: Path) -> Iterator[BinaryIO]:
    """A file to be written piece by piece.

    It gets its name when the block ends well, and leaves nothing behind when it does not.
    """
    refuse_long_paths([final])
    staged = Staged(final, _aside(final, new_token()), "", 0, _grow(final.parent))
    try:
        with _new_file(staged.temporary) as file:
            yield file
        sync_files([staged])
        publish([staged])
    finally:
        discard([staged])


def move_folder(source: Path, target: Path) -> None:
    """A folder with all that lies in it, in one rename, durably; nothing stands at ``target`` yet."""
    make_folder(target.parent)
    move_file(source, target)
    for folder in dict.fromkeys((source.parent, target.parent)):
        sync_folder(folder)


def move_file(source: Path, target: Path) -> None:
    """An atomic rename, with patience.

    On Windows an indexer or a virus scanner may hold the target for a moment.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            source.replace(target)
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _BUSY_ON_WINDOWS or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _sync(path: Path) -> None:
    # Another run may have published the same name and swept this file away. Publishing will tell.
    with suppress(FileNotFoundError):
        _sync_opened(path, os.O_RDWR)  # Windows syncs what is open for writing


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk itself."""
    if sys.platform == "win32":  # A folder cannot be opened there. NTFS logs the rename itself.
        return
    try:
        _sync_opened(folder, os.O_RDONLY)
    except OSError as error:
        if error.errno not in _NO_SYNC_OF_FOLDERS:
            raise


def _sync_opened(path: Path, flags: int) -> None:
    """Sync what is opened with these flags.

    By its bare number: to make a file object of each takes 40 ms of `record-report` for 1,530 forms.
    """
    descriptor = None
    try:
        descriptor = os.open(path, flags)
        os.fsync(descriptor)
    finally:
        if descriptor is not None:
            os.close(descriptor)
