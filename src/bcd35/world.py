"""The outside world: the clock, the workspace folder, and files written so that a power cut leaves a whole file or none.

What does not live here: the database (``store/``), the meaning of a file (``formats/``).
"""

import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta, timezone
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar

from bcd35.domain.errors import Refused, UnknownName, WorkspaceError

# Fixed, because Windows has no time-zone data of its own and an office PC's zone may be set wrongly.
VIETNAM = timezone(timedelta(hours=7))
LONGEST_PATH = 240  # Windows stops at 260, and Word needs room for its owner file beside ours
_BUSY_ON_WINDOWS = frozenset({5, 32, 33})  # access denied, sharing violation, lock violation: Excel, an indexer or a virus scanner
_PATIENCE_SECONDS = 2.5
OUR_FOLDERS = ("data", "templates")
_TEMPORARY = ".bcd35-"  # how every temporary name of ours begins
_MOST_WORKERS = 16  # more would only wait for the disk; Windows allows 61
_WAITING_PER_CORE = 3  # parts handed out ahead of the one awaited, so that no core idles and no list of all parts is held
_FEW = 64  # files whose syncs one by one take less than a person notices; one sync of everything may wait for other programs' data

Given = TypeVar("Given")
Made = TypeVar("Made")


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
    """A file that is whole under a temporary name beside its final one. ``token`` tells the run's files from another run's."""

    final: str  # text and not a path: an issue to the whole country has 156,000 of these
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


def write_aside(final: Path, data: bytes, token: str) -> Staged:
    """Write under a temporary name, for :func:`settle` to sync together with many others. Checks the path's length first."""
    _refuse_long_path(final)
    staged = Staged(str(final), token, sha256(data), len(data))
    temporary = Path(staged.temporary)
    try:
        with _opened_new(temporary) as file:
            file.write(data)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return staged


def _refuse_long_path(final: Path) -> None:
    if len(str(final)) > LONGEST_PATH:
        message = f"Đường dẫn dài {len(str(final))} ký tự, quá {LONGEST_PATH}: {final}"
        raise Refused("path_too_long", message, where=str(final), fix="Chuyển thư mục làm việc đến nơi có đường dẫn ngắn hơn.")


def _opened_new(path: Path) -> BinaryIO:
    try:
        return path.open("xb")
    except FileNotFoundError:  # asked for only when missing: most files of an issue share their folder with two others
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")


def settle(staged: Sequence[Staged]) -> None:
    """Wait until the contents are on the disk itself: file by file, or all at once where there are many and the system can do it."""
    if len(staged) <= _FEW or not _sync_whole({file.folder for file in staged}):
        for file in staged:
            with suppress(FileNotFoundError):  # another run published the same names and swept ours away; publishing will tell
                _sync(Path(file.temporary))


def publish(staged: Iterable[Staged]) -> None:
    """Give every settled file its final name, then sync the folders: after this a power cut loses none of them."""
    folders = set()
    for file in staged:
        _replace_patiently(file)
        folders.add(file.folder)
    if len(folders) <= _FEW or not _sync_whole(folders):
        for folder in sorted(folders):
            _sync_folder(folder)


def _temporary_stem(name: str) -> str:
    # Short, whatever the final name's length, and the same for every run: so that leavings of a killed run are known by it.
    return f"{_TEMPORARY}{sha256(os.fsencode(name))[:8]}-"


def sweep(finals: Iterable[Path | str]) -> None:
    """Remove what killed runs left half-way to these names, where they are published. Not for names that another run may still publish."""
    for folder, group in groupby((_split(os.fspath(final)) for final in finals), key=itemgetter(0)):
        left = _temporary_files(folder)
        stems = tuple(_temporary_stem(name) for _, name in group if left and Path(folder, name).is_file())
        for path in left:
            if path.name.startswith(stems):
                with suppress(OSError):  # on Windows a file that a run is still writing; `check` names what stays
                    path.unlink()


def _temporary_files(folder: str) -> list[Path]:
    with suppress(FileNotFoundError), os.scandir(folder) as found:
        return [Path(entry.path) for entry in found if entry.name.startswith(_TEMPORARY)]
    return []


def left_overs(folder: Path) -> list[Path]:
    """Temporary files below a folder: of a run that is at work now, or that was killed."""
    return sorted(folder.rglob(f"{_TEMPORARY}*.tmp"))


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
    """A file to be written piece by piece: it gets its name when the block ends well, and leaves nothing behind when it does not."""
    _refuse_long_path(final)
    staged = Staged(str(final), new_token(), "", 0)
    try:
        with _opened_new(Path(staged.temporary)) as file:
            yield file
        settle([staged])
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


def open_in_browser(path: Path) -> bool:
    """Show a page to the person at this machine; False where no browser starts."""
    import webbrowser

    return webbrowser.open(path.resolve().as_uri())


def _replace_patiently(file: Staged) -> None:
    """An atomic rename, with patience: on Windows an indexer or a virus scanner may hold the target for a moment."""
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

    One wait for the disk instead of one per file. Linux only (``syncfs`` waits there, and tells of failed writes since 5.8), and only
    on the file systems below: on a network share it would reach this machine's memory, not the server's disk.
    """
    if sys.platform != "linux":
        return False
    devices = {Path(folder).stat().st_dev: folder for folder in folders}
    if not devices.keys() <= set(_devices_synced_whole()):
        return False
    for folder in devices.values():
        _sync_file_system(folder)
    return True


def _devices_synced_whole() -> Iterator[int]:
    """Devices of the mounted file systems whose ``syncfs`` is as good as an ``fsync`` of everything. See proc(5), mountinfo."""
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


def spread(work: Callable[[Given], Made], parts: Iterable[Given]) -> Iterator[Made]:
    """``map(work, parts)`` on all cores, in order, taking parts as they are needed. ``work`` and what it takes and gives must pickle.

    Raises Refused when a worker dies; then, and when the caller stops early, none is left working.
    """
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    # Spawned, as on Windows everywhere: a forked copy of a program that holds a database open is no good start.
    pool = ProcessPoolExecutor(min(cores(), _MOST_WORKERS), get_context("spawn"), _start_worker)
    under_way: deque[Future[Made]] = deque()
    try:
        for part in parts:
            with _deaf_to_interrupts():
                under_way.append(pool.submit(work, part))
            if len(under_way) > _WAITING_PER_CORE * cores():
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    except BrokenProcessPool as error:
        message = "Một tiến trình soạn văn bản bị tắt giữa chừng; lần chạy này chưa ghi gì vào sổ."
        raise Refused("worker_died", message, fix="Đóng bớt chương trình khác cho đủ bộ nhớ rồi chạy lại.") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _start_worker() -> None:
    """In a worker: Ctrl-C is the parent's business; when the parent is killed, nobody else will tell the worker to stop."""
    from multiprocessing import parent_process
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def wait_and_end() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    Thread(target=wait_and_end, daemon=True).start()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started meanwhile do not hear Ctrl-C from their first moment on; on Windows, from :func:`_start_worker` on."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


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


def keep_copy(workspace: Workspace, source: Path) -> str:
    """Keep a file of any size under its hash, once; returns the sha256. Raises UnknownName when it cannot be read."""
    import hashlib

    try:
        digest = digest_of(source)
        target = kept_path(workspace, digest, source.name)
        if not _is_kept(target, source.stat().st_size):
            seen = hashlib.sha256()
            with writing(target) as copy:
                for chunk in chunks_of(source):
                    seen.update(chunk)
                    copy.write(chunk)
                if seen.hexdigest() != digest:
                    message = f"Tệp “{source.name}” đang được ghi ở chương trình khác."
                    raise Refused("file_changing", message, where=str(source), fix="Đợi ghi xong rồi chạy lại.")
    except (FileNotFoundError, IsADirectoryError):
        raise UnknownName("no_such_file", f"Không đọc được tệp “{source}”.", where=str(source), fix="Kiểm tra lại đường dẫn.") from None
    return digest


def chunks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a mebibyte at a time: videos are larger than memory should be."""
    with path.open("rb") as file:
        while chunk := file.read(1024 * 1024):
            yield chunk


def digest_of(path: Path) -> str:
    """Digest of a file in hex, whatever its size."""
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep_all(workspace: Workspace, files: Iterable[tuple[str, bytes, str]]) -> None:
    """Keep files ``(sha256, bytes, name)`` under their hash, each once; all of them are durable when this returns."""
    wanted = {kept_path(workspace, digest, name): data for digest, data, name in files}
    missing = {path: data for path, data in wanted.items() if not _is_kept(path, len(data))}
    write_files(missing)


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write whole files, durably, each folder synced once. Another run that writes the same files meanwhile is no failure."""
    token, staged = new_token(), []
    try:
        for path, data in files.items():
            staged.append(write_aside(path, data, token))
        settle(staged)
        try:
            publish(staged)
        except FileNotFoundError:  # another run wrote the same bytes and swept one of our temporary files away
            publish(file for file in staged if not _is_kept(Path(file.final), file.size))
            for folder in sorted({file.folder for file in staged}):
                _sync_folder(folder)
    finally:
        discard(staged)


def _is_kept(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


# --- LibreOffice ----------------------------------------------------------------------------------------------------------------------

# Where it is when the PATH does not know it.
_USUAL_OFFICES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_MOST_PER_RUN = 20  # documents: a start takes as long as a handful of letters, and a hung run loses no more than these
_START_SECONDS, _DOCUMENT_SECONDS = 90, 30
# Blank pages before a section that begins on an odd page are kept: a printer needs them.
_AS_PDF = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'


def find_soffice() -> Path | None:
    """LibreOffice on this machine, or None."""
    import shutil

    found = shutil.which("soffice") or shutil.which("libreoffice")
    return Path(found) if found else next((path for path in map(Path, _USUAL_OFFICES) if path.is_file()), None)


def convert_to_pdf(soffice: Path, documents: Sequence[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """``(place, PDF)`` of each document, as the runs of LibreOffice end; None for one that it cannot convert.

    Documents go in batches to a LibreOffice of its own per core, each with its own profile; what a batch left undone (one bad file
    may stop it) is tried alone. No program is left behind when this ends, however it ends.
    """
    import tempfile

    with tempfile.TemporaryDirectory(prefix="bcd35-pdf-", ignore_cleanup_errors=True) as folder:
        desk = Path(folder)
        size = min(_MOST_PER_RUN, -(-len(documents) // _offices()))
        batches = [range(start, min(start + size, len(documents))) for start in range(0, len(documents), size or 1)]
        undone: list[range] = []
        for batch in _run_offices(soffice, desk, documents, batches):
            for place in batch:
                pdf = _converted(desk, place)
                if pdf is None and len(batch) > 1:
                    undone.append(range(place, place + 1))
                else:
                    yield place, pdf
        for alone in _run_offices(soffice, desk, documents, undone):
            yield alone.start, _converted(desk, alone.start)


def _offices() -> int:
    return os.cpu_count() or 1


def _converted(desk: Path, place: int) -> bytes | None:
    path = desk / f"{place}.pdf"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    finally:
        path.unlink(missing_ok=True)


def _run_offices(soffice: Path, desk: Path, documents: Sequence[bytes], batches: Sequence[range]) -> Iterator[range]:
    """Each batch when its run has ended, well or not."""
    waiting = list(reversed(batches))
    profiles = [desk / f"profile-{number}" for number in range(min(_offices(), len(batches)))]
    running: dict[Path, _OfficeRun] = {}
    try:
        while waiting or running:
            for profile in profiles:
                if waiting and profile not in running:
                    running[profile] = _OfficeRun(soffice, desk, profile, documents, waiting.pop())
            time.sleep(0.05)
            for profile, run in list(running.items()):
                if run.has_ended():
                    yield running.pop(profile).batch
    finally:
        for run in running.values():
            run.kill()


class _OfficeRun:
    """One LibreOffice at work on one batch, in a process group of its own, so that it dies with its children."""

    def __init__(self, soffice: Path, desk: Path, profile: Path, documents: Sequence[bytes], batch: range) -> None:
        import subprocess

        self.batch = batch
        self._deadline = time.monotonic() + _START_SECONDS + _DOCUMENT_SECONDS * len(batch)
        sources = [desk / f"{place}.docx" for place in batch]
        for source, place in zip(sources, batch, strict=True):
            source.write_bytes(documents[place])
        options = ["--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", _AS_PDF]
        command = [str(soffice), *options, "--outdir", str(desk), *map(str, sources)]
        nowhere = subprocess.DEVNULL
        # Its own session: a Ctrl-C at the terminal reaches us alone, and we end it.
        self._process = subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)  # noqa: S603 - the program we found, files we named

    def has_ended(self) -> bool:
        """Tell whether the run is over; one that takes too long is ended here."""
        if self._process.poll() is None and time.monotonic() < self._deadline:
            return False
        self.kill()
        return True

    def kill(self) -> None:
        """End the program and all that it started."""
        import signal
        import subprocess

        if sys.platform == "win32":
            if self._process.poll() is None:
                subprocess.run(["taskkill", "/T", "/F", "/PID", str(self._process.pid)], check=False, capture_output=True)  # noqa: S603, S607
        else:
            with suppress(ProcessLookupError):  # the usual case: all of them have ended
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
