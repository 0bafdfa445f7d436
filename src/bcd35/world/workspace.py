"""The clock and the workspace folder of a run.

Not here: writing files (``files.py``) and keeping copies of returned ones (``kept.py``).
"""

import contextlib
import os
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import WorkspaceError
from bcd35.domain.text import typed_path

# Digest and name of every state of a template or profile that a version of the program laid down.
KNOWN = Path(__file__).resolve().parents[1] / "known_defaults.txt"
# The zone is fixed: Windows has no time-zone data of its own, and an office PC's zone may be set wrongly.
VIETNAM = timezone(timedelta(hours=7))
OUR_FOLDERS = ("data", "templates")
LAYOUTS = "layouts"
STANDARD_INPUT = "bcd35-vao-"  # how the folder of what was read from there begins
TRIALS = "thu-nghiem"  # what a trial issued and received, set aside when the office's own roster came
BESIDE = "ban-moi"  # new templates and profiles that wait beside those which the office edited
# Stands in a folder while a restore exchanges what the folder holds.
UNFINISHED = "khoi-phuc-do-dang.json"
_KEPT_FOLDERS = (*OUR_FOLDERS, "out", "sao-luu", "de-rieng", BESIDE, TRIALS)


def now() -> datetime:
    """The one reading of the clock per run, aware, +07:00."""
    return datetime.now(VIETNAM)  # noqa: TID251 – the clock's one home


def machine_offset(moment: datetime) -> timedelta:
    """How far the machine's own clock is set from UTC at a moment."""
    return moment.astimezone().utcoffset() or timedelta()


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
        """The folder of returned originals and evidence, each under its hash."""
        return self.root.joinpath("out", "_ho-so")

    @property
    def quarantine(self) -> Path:
        """The folder of refused files, each with its reasons, by the day of refusal."""
        return self.root / "out" / "_cach-ly"

    @property
    def copies(self) -> Path:
        """The workspace's own place of copies: ledgers only, made by themselves."""
        return self.root / "sao-luu"

    @property
    def set_aside(self) -> Path:
        """The folder of what a restore replaced, by its time; nothing in it is deleted."""
        return self.root / "de-rieng"

    @property
    def issued_templates(self) -> Path:
        """The folder of the templates that papers were made from, each under its hash."""
        return self.root / "out" / "_mau"

    def template_copy(self, digest: str) -> Path:
        return self.issued_templates / f"{digest}.docx"

    @property
    def edited(self) -> Path:
        """The folder of issued files that somebody edited, set aside when they were made again."""
        return self.root / "out" / "_da-sua"

    def shown(self, path: Path) -> str:
        """A path as messages and ``--json`` write it: with ``/``, relative to the workspace if inside it."""
        real = path.resolve()
        if self.holds(path):
            return spelt(real.relative_to(self.root.resolve()).as_posix())
        return spelt(real.name if _is_of_input(real.parent.as_posix()) else real.as_posix())

    def holds(self, path: Path) -> bool:
        """Tell whether a path lies in the workspace."""
        return path.resolve().is_relative_to(self.root.resolve())

    def named(self, path: Path) -> str:
        """Like :meth:`shown`, but a link keeps its own name instead of its target's."""
        parent, separator, name = str(path).rpartition(os.sep)
        folder = _shown_folder(self, parent + separator)
        bare = folder == "." or _is_of_input(folder)
        return spelt(name) if bare else f"{folder.rstrip('/')}/{spelt(name)}"


def _is_of_input(folder: str) -> bool:
    """Tell whether it holds what came on standard input: no clerk knows it, and it is gone at the end."""
    return folder.rpartition("/")[2].startswith(STANDARD_INPUT)


@lru_cache(maxsize=64)  # a folder holds hundreds of files
def _shown_folder(workspace: Workspace, folder: str) -> str:
    return workspace.shown(Path(folder))


def spelt(path: str) -> str:
    """A path as text that can be written: bytes that are no characters, as in old archives, as ``%E1``."""
    if path.isprintable():  # as almost every path; and the start of a command waits for no pattern
        return path
    return re.sub("[\ud800-\udfff]", lambda odd: f"%{ord(odd[0]) & 0xFF:02X}", path)


class World(NamedTuple):
    """What a use case gets of the outside: the time of the run and the workspace."""

    now: datetime
    workspace: Workspace

    @property
    def today(self) -> date:
        return self.now.date()


def is_workspace(folder: Path) -> bool:
    """Tell whether this folder is a workspace: before its database was made, and after that was lost."""
    signs = ("bcd35.db", "data/office.yaml", "sao-luu/so", UNFINISHED)
    return any((folder / sign).exists() for sign in signs)


def is_ours(path: Path) -> bool:
    """Tell whether a file or folder is a part of a workspace: of this one, a copy of it, or another.

    The ledger, what lies beside it (its journal, copies that a file service made), and our folders.
    """
    real = path.resolve()
    return any(
        (place.name in _KEPT_FOLDERS or _is_ledger(place.name)) and is_workspace(place.parent)
        for place in (real, *real.parents)
    )


def _is_ledger(name: str) -> bool:
    return name.startswith("bcd35") and ".db" in name


def find_workspace(asked: Path | None, start: Path) -> Workspace:
    """The folder asked for (``-C``, ``BCD35_ROOT``), or the nearest one upwards from ``start``.

    Raises WorkspaceError where there is none, and after an interrupted restore: it is half old, half new.
    """
    folder = nearest_workspace(asked, start)
    if (folder / UNFINISHED).exists():
        message = f"Việc lấy lại bản sao vào “{folder}” bị ngắt giữa chừng."
        fix = f"Chạy cho xong: bcd35 restore --into {typed_path(folder)} --replace"
        raise WorkspaceError("restore_unfinished", message, where=str(folder), fix=fix)
    return Workspace(folder)


def workspaces_below(folder: Path) -> list[Path]:
    """Workspaces in a folder and in its folders: who stands one too high must not begin a second ledger."""
    with contextlib.suppress(OSError):
        return sorted(one for level in ("*", "*/*") for one in folder.glob(level) if is_workspace(one))
    return []


def nearest_workspace(asked: Path | None, start: Path) -> Path:
    """The folder of :func:`find_workspace`, whatever state it is in."""
    if asked is not None:
        if is_workspace(asked):
            return asked.resolve()
        raise _no_workspace(asked, start)
    for folder in (start, *start.parents):
        if is_workspace(folder):
            return folder
    if below := workspaces_below(start):
        message = f"Đang đứng ngoài thư mục làm việc “{below[0].relative_to(start)}”."
        raise WorkspaceError("no_workspace", message, where=str(start), fix=_go_there(below[0], start))
    message = "Chưa có thư mục làm việc ở đây và ở các thư mục phía trên."
    fix = "Chuyển vào thư mục làm việc, dùng -C THƯ_MỤC, hoặc tạo mới bằng: bcd35 init"
    raise WorkspaceError("no_workspace", message, where=str(start), fix=fix)


def _no_workspace(asked: Path, start: Path) -> WorkspaceError:
    """What to do about a folder asked for: a new one around or inside a workspace would be refused."""
    message = f"“{asked}”, nêu sau -C hoặc ở biến BCD35_ROOT, không phải thư mục làm việc của bcd35."
    around = filter(is_workspace, asked.resolve().parents)
    if near := next(around, None) or next(iter(workspaces_below(asked)), None):
        fix = _go_there(near, start)
    elif asked.is_file():
        fix = "Đây là một tệp; nêu thư mục làm việc."
    else:
        fix = f"Tạo mới bằng: bcd35 init {typed_path(asked)}"
    return WorkspaceError("no_workspace", message, where=str(asked), fix=fix)


def _go_there(workspace: Path, start: Path) -> str:
    near = workspace.relative_to(start) if workspace.is_relative_to(start) else workspace
    return f"Chạy lại với thư mục ấy: bcd35 -C {typed_path(near)} status"


@lru_cache(maxsize=1)
def known_digests() -> dict[str, set[str]]:
    """Name of a template or profile → digests of every state that a version of the program laid down."""
    known: dict[str, set[str]] = {}
    for line in KNOWN.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition(" ")
        known.setdefault(name, set()).add(digest)
    return known


def default_files(layout: str = "") -> Iterator[tuple[str, Path]]:
    """``(relative path, file)`` of each packaged file of ``data/`` and ``templates/``.

    They come from the wheel, or from the clone of an editable install. ``layout``: its own files take the
    place of the usual ones of the same path.
    """
    base = _packaged()
    own = base / LAYOUTS / layout if layout in _own_layouts() else base
    found = {
        file.relative_to(root).as_posix(): file
        for root in dict.fromkeys((base, own))
        for folder in OUR_FOLDERS
        for file in (root / folder).rglob("*")
        if file.is_file() and not file.name.startswith(("~$", "."))
    }
    yield from sorted(found.items())


def packaged_layouts() -> list[str]:
    """The layouts that templates came with the program for; the usual one first."""
    from bcd35.domain.office import DEFAULT_LAYOUT  # few commands ask

    return [DEFAULT_LAYOUT, *_own_layouts()]


def _own_layouts() -> list[str]:
    """Those that have packaged files of their own."""
    return sorted(folder.name for folder in (_packaged() / LAYOUTS).glob("*") if folder.is_dir())


def layouts_with(name: str, data: bytes) -> list[str]:
    """The layouts with which a file of this name and these bytes came with the program."""
    sets = {layout: dict(default_files(layout)).get(name) for layout in packaged_layouts()}
    return [layout for layout, file in sets.items() if file and file.read_bytes() == data]


def layout_of_templates(folder: Path, stated: str) -> str:
    """The layout whose templates a workspace has; with rules of its own, that of most that lie there.

    ``stated``: the layout in the office's file.
    """
    known = packaged_layouts()
    if stated in known:
        return stated

    def lying(layout: str) -> int:
        files = [
            (folder / name, file) for name, file in default_files(layout) if name.startswith("templates/")
        ]
        return sum(own.is_file() and own.read_bytes() == file.read_bytes() for own, file in files)

    return max(known, key=lying)


def docs_folder() -> Path:
    """The manual and what it leads to, as they came with the program."""
    return _packaged() / "docs"


def _packaged() -> Path:
    here = Path(__file__).resolve().parents[1]
    packaged = here / "_defaults"
    return packaged if packaged.is_dir() else here.parents[1]


class FileStamp(NamedTuple):
    """Size and time of change: enough to see that a file was probably not touched."""

    size: int
    modified_ns: int


def stamp(path: Path) -> FileStamp | None:
    """The stamp of a file; None when there is no such file."""
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
