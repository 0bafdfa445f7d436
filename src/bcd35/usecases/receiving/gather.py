"""Which files of a folder are to be read: none of the workspace, nor what Office or the system left there."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.numerals import group_thousands
from bcd35.domain.text import sort_key
from bcd35.usecases.receiving.mails import lies_in_mail
from bcd35.world.workspace import Workspace, is_ours

# Left in folders by Office, Windows and macOS; not something a unit sent.
_BYSTANDERS = frozenset({"thumbs.db", "desktop.ini"})
# what programs and browsers call a file until it is whole
MOST_FILES = 50_000  # a whole drive: 1,530 units with thirty files each are fewer
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download")


class Gathered(NamedTuple):
    """The files to judge, folder by folder in name order, and what was passed over.

    ``ignored``: as messages write them. ``own``: how many files of a workspace itself.
    """

    files: list[str]
    ignored: list[str]
    own: int


def gather(workspace: Workspace, paths: Iterable[Path]) -> Gathered:
    """What lies in these files and folders.

    Raises UnknownName for a path that does not exist, Refused for one with more files than units send.
    """
    files: dict[str, None] = {}
    ignored: dict[str, None] = {}
    own = _Own()
    for path in paths:
        if not path.exists() and not lies_in_mail(path):
            message = f"Không có tệp hoặc thư mục “{path}”."
            raise UnknownName("no_such_file", message, where=str(path), fix="Kiểm tra lại đường dẫn.")
        # An original that is named by itself is recorded again, when a ledger was lost.
        kept = path.is_file() and workspace.kept.resolve() in path.resolve().parents
        for place, file in enumerate(_inside(path, own) if path.is_dir() else [str(path)]):
            if place == MOST_FILES:
                raise _too_many(path)
            if not kept and own.has(file):
                continue
            if _is_bystander(file):
                ignored[workspace.named(Path(file))] = None
            else:
                files[file] = None
    return Gathered(list(files), list(ignored), own.count)


def _too_many(path: Path) -> Refused:
    message = f"Trong “{path}” có hơn {group_thousands(MOST_FILES)} tệp: không phải thư mục đơn vị gửi về."
    fix = "Nêu đúng thư mục, hoặc từng tệp, mà các đơn vị gửi về."
    return Refused("too_many_files", message, where=str(path), fix=fix)


class _Own:
    """Counts the files of a workspace itself, which are nobody's answers."""

    def __init__(self) -> None:
        self.count = 0
        self._folders: dict[str, bool] = {}  # asked once for a folder of hundreds of files

    def has(self, file: str) -> bool:
        """Whether a file is one of them; it is counted then."""
        folder, _, name = file.rpartition(os.sep)
        if folder not in self._folders:
            self._folders[folder] = is_ours(Path(folder or "."))
        found = self._folders[folder] or (".db" in name and is_ours(Path(file)))
        self.count += found
        return found

    def passes(self, folder: Path) -> bool:
        """Whether a folder is one of ours; what lies in it is counted then."""
        if not is_ours(folder):
            return False
        self.count += sum(len(names) for _, _, names in os.walk(folder))
        return True


def _inside(folder: Path, own: _Own) -> Iterator[str]:
    """Files below a folder, its own first.

    Links, junctions and hidden folders are named, not entered; those of a workspace itself are counted.
    """
    if own.passes(folder):
        return
    closed: list[str] = []
    for parent, folders, names in os.walk(folder, onerror=lambda error: closed.append(error.filename)):
        here, real = Path(parent), Path(parent).resolve()
        # The only question about links that every version of Python answers on every system: does the folder
        # lie where it seems to?
        plain = [
            name for name in folders if not name.startswith(".") and (here / name).resolve() == real / name
        ]
        passed = [name for name in folders if name not in plain]
        folders[:] = sorted((name for name in plain if not own.passes(here / name)), key=sort_key)
        # No Path is made for each file: that takes longer than all other checks of a file.
        start = str(here / "_")[:-1]
        yield from (f"{start}{name}" for name in sorted((*names, *passed), key=sort_key))
    # reading them fails, which is said as of any file: what lies there must not be missed in silence
    yield from closed


def _is_bystander(file: str) -> bool:
    """Tell what Office or the system left there, and links, from a file that a unit sent."""
    name = file.rpartition(os.sep)[2].casefold()
    if name.startswith(("~$", ".")) or name in _BYSTANDERS or name.endswith(_UNFINISHED):
        return True
    try:
        mode = os.lstat(file).st_mode
    except OSError:  # gone, or in a closed folder: reading it fails, which is said as of any file
        return False
    return stat.S_ISLNK(mode) or (not stat.S_ISREG(mode) and os.access(file, os.R_OK))
