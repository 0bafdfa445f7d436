"""A disk that loses its power: what may lie on it at any moment, by the promises of POSIX alone.

A file's bytes are safe after the file was synced, a name in a folder after the folder was synced; nothing
else is. What is not safe may be there or not: each write on its own, whole, torn at a sector or as zeros; the
names of a folder up to any of its last changes. Real file systems lose less.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple

from bench.file_io import Record

SECTOR, PAGE = 512, 4096
Loss = Literal["nothing", "bytes", "names", "bytes and names", "zeros", "torn", "pages", "mixed"]
LOSSES: Sequence[Loss] = (
    "bytes and names",
    "names",
    "bytes",
    "zeros",
    "torn",
    "pages",
    "mixed",
    "nothing",
)


class _Change(NamedTuple):
    place: int
    data: bytes | None  # None: the file was cut to ``place``


class File:
    """A file: its bytes now, its bytes that are safe, and the changes since."""

    def __init__(self) -> None:
        self.now, self.safe = bytearray(), b""
        self.unsafe: list[_Change] = []

    def change(self, change: _Change) -> None:
        _apply(self.now, change)
        self.unsafe.append(change)

    def sync(self) -> None:
        self.safe, self.unsafe = bytes(self.now), []

    def after(self, loss: Loss, random: Random) -> bytes:
        """The bytes that lie on the disk after a power cut."""
        left = bytearray(self.safe)
        for change in self.unsafe:
            for kept in _kept(change, loss, random):
                _apply(left, kept)
        return bytes(left)


class Folder:
    """A folder: its names now, those that are safe, and the changes since."""

    def __init__(self) -> None:
        self.now: dict[str, File | Folder] = {}
        self.safe: dict[str, File | Folder] = {}
        self.unsafe: list[dict[str, File | Folder | None]] = []

    def change(self, names: dict[str, "File | Folder | None"]) -> None:
        """Give names, or take them away (None), all at once."""
        _rename(self.now, names)
        self.unsafe.append(names)

    def sync(self) -> None:
        self.safe, self.unsafe = dict(self.now), []

    def after(self, loss: Loss, random: Random) -> "dict[str, File | Folder]":
        if loss in ("names", "bytes and names"):
            kept = 0
        elif loss in ("nothing", "bytes", "zeros"):
            kept = len(self.unsafe)
        else:
            kept = random.randint(0, len(self.unsafe))
        left = dict(self.safe)
        for names in self.unsafe[:kept]:
            _rename(left, names)
        return left


def _apply(content: bytearray, change: _Change) -> None:
    if change.data is None:
        del content[change.place :]
        content.extend(bytes(change.place - len(content)))
    else:
        content.extend(bytes(max(0, change.place - len(content))))
        content[change.place : change.place + len(change.data)] = change.data


def _rename(names: "dict[str, File | Folder]", changes: "dict[str, File | Folder | None]") -> None:
    for name, node in changes.items():
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


def _kept(change: _Change, loss: Loss, random: Random) -> Iterator[_Change]:
    """What is left of a change that was not synced."""
    if loss == "mixed":
        loss = random.choice(("nothing", "bytes", "zeros", "torn", "pages"))
    if loss in ("nothing", "names"):
        yield change
    elif loss in ("bytes", "bytes and names"):
        return
    elif change.data is None:
        if random.random() < 0.5:
            yield change
    elif loss == "zeros":
        yield _Change(change.place, bytes(len(change.data)))
    elif loss == "torn":  # the first sectors only
        whole = random.randint(0, len(change.data) // SECTOR) * SECTOR
        yield _Change(change.place, change.data[:whole])
    else:  # any of its pages
        for start in range(0, len(change.data), PAGE):
            if random.random() < 0.5:
                yield _Change(change.place + start, change.data[start : start + PAGE])


class Disk:
    """The disk below one folder, as it is after the records that were played so far."""

    def __init__(self, root: str) -> None:
        self._root, self.top = root, Folder()

    def play(self, record: Record) -> None:
        folder, name = self._place(record.path)
        if record.act in ("create", "mkdir"):
            folder.change({name: File() if record.act == "create" else Folder()})
        elif record.act in ("unlink", "rmdir"):
            folder.change({name: None})
        elif record.act == "rename":
            self._rename(record)
        elif record.act == "sync":
            (folder.now[name] if name else folder).sync()
        else:
            file = folder.now[name]
            assert isinstance(file, File), record.path  # noqa: S101 – only files are written
            file.change(_Change(record.place, record.data if record.act == "write" else None))

    def _rename(self, record: Record) -> None:
        (before, old), (after, new) = self._place(record.path), self._place(record.other)
        node = before.now[old]
        if before is after:
            before.change({old: None, new: node})
        else:
            after.change({new: node})
            before.change({old: None})

    def _place(self, path: str) -> tuple[Folder, str]:
        """The folder in which a path stands, and its name there; no name for the top."""
        *above, name = path.removeprefix(self._root).lstrip("/").split("/")
        folder = self.top
        for one in above:
            below = folder.now[one]
            assert isinstance(below, Folder), path  # noqa: S101 – a path goes through folders
            folder = below
        return folder, name

    def files(self) -> dict[str, bytes]:
        """All files as they are now, by their path below the folder."""
        return dict(_files(self.top, "", "nothing", Random(0)))  # noqa: S311 – nothing is lost

    def after_power_cut(self, loss: Loss, random: Random) -> dict[str, bytes]:
        """All files that may be there after a power cut now."""
        return dict(_files(self.top, "", loss, random))


def _files(folder: Folder, above: str, loss: Loss, random: Random) -> Iterator[tuple[str, bytes]]:
    for name, node in sorted(folder.after(loss, random).items()):
        path = f"{above}{name}"
        if isinstance(node, File):
            yield path, node.after(loss, random)
        else:
            yield from _files(node, f"{path}/", loss, random)


def write_out(files: dict[str, bytes], folder: Path) -> None:
    """Make the files below a folder."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
