"""Templates and profiles of a workspace against those that came with the program.

The office may edit them, so nothing of it is ever overwritten: what an older version laid down and nobody
touched is set aside and renewed; beside what the office edited the new one is laid down.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from bcd35.domain.errors import UnknownName
from bcd35.domain.text import suggest
from bcd35.usecases.desk import Desk
from bcd35.usecases.unreadable import bytes_of_own
from bcd35.usecases.workspace.upkeep import stated_layout
from bcd35.world.files import is_not_there, set_aside, sha256, write_file
from bcd35.world.workspace import (
    BESIDE,
    Workspace,
    default_files,
    known_digests,
    layout_of_templates,
    layouts_with,
    packaged_layouts,
)

WATCHED = ("templates/", "data/profiles/")
_MOST_DIFFERENCES = 12
_RENEWED = ("older", "other_layout", "missing")

FileState = Literal["same", "older", "other_layout", "edited", "missing"]


class OfficeFile(NamedTuple):
    """A template or profile of the workspace.

    ``older``: as an earlier version laid it down, never edited; ``other_layout``: as it comes for another.
    ``differences``: lines of an edited one; ``-`` before those of the office, ``+`` before the program's.
    ``beside``: the program's lies beside an edited one already.
    """

    name: str
    state: FileState
    differences: tuple[str, ...] = ()
    beside: bool = False


class Updated(NamedTuple):
    """What was found, and what was done: names of files renewed, and of new ones laid beside edited ones.

    ``aside``: the folder of what was there before, shown; empty when nothing was.
    """

    files: tuple[OfficeFile, ...]
    renewed: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    aside: str = ""


def compare(workspace: Workspace) -> Iterator[OfficeFile]:
    """Each template and profile that came with the program, as it is in the workspace."""
    for name, packaged in _packaged(workspace).items():
        new, own = packaged.read_bytes(), _read(workspace, name)
        state = _state(workspace, name, own, new)
        if own is not None and state == "edited":
            beside = _read(workspace, f"{BESIDE}/{name}") == new
            yield OfficeFile(name, state, tuple(_differences(name, own, new)), beside)
        else:
            yield OfficeFile(name, state)


def edited_files(workspace: Workspace) -> list[str]:
    """The names of those that the office edited."""
    return [
        name
        for name, packaged in _packaged(workspace).items()
        if _state(workspace, name, _read(workspace, name), packaged.read_bytes()) == "edited"
    ]


def _state(workspace: Workspace, name: str, own: bytes | None, new: bytes) -> FileState:
    """Rules of the office's own go with the templates of any layout."""
    if own is None:
        return "missing"
    if own == new:
        return "same"
    if layouts_with(name, own):
        return "other_layout" if stated_layout(workspace.root) in packaged_layouts() else "same"
    return "older" if sha256(own) in known_digests().get(name, ()) else "edited"


def update(desk: Desk, take: Sequence[str] = (), *, apply: bool) -> Updated:
    """Tell how the workspace's templates and profiles stand; with ``apply`` renew them.

    ``take``: edited ones of which the office wants the program's; its own are set aside. Raises UnknownName.
    """
    files = tuple(compare(desk.workspace))
    wanted = [_found(name, files) for name in take]
    if not (apply or wanted):
        return Updated(files)
    renewed = [one.name for one in files if one.name in wanted or (apply and one.state in _RENEWED)]
    edited = [one for one in files if apply and one.state == "edited"]
    beside = [one.name for one in edited if not one.beside and one.name not in wanted]
    folder = desk.workspace.set_aside / f"{desk.world.now:%Y-%m-%d_%H%M%S}"
    was_there = [name for name in renewed if _renew(desk.workspace, name, folder)]
    for name in beside:
        write_file(desk.workspace.root / BESIDE / name, _packaged(desk.workspace)[name].read_bytes())
    aside = desk.workspace.shown(folder) if was_there else ""
    return Updated(files, tuple(renewed), tuple(f"{BESIDE}/{name}" for name in beside), aside)


def _renew(workspace: Workspace, name: str, aside: Path) -> bool:
    """Set the office's file aside and lay the program's down; tells whether there was one."""
    own = workspace.root / name
    was_there = own.exists()
    if was_there:
        set_aside(own, aside / name)
    write_file(own, _packaged(workspace)[name].read_bytes())
    return was_there


def _found(asked: str, files: Sequence[OfficeFile]) -> str:
    names = [one.name for one in files]
    wanted = asked.replace("\\", "/")
    whole = [name for name in names if wanted in (name, Path(name).name)]
    if whole:
        return whole[0]
    near = suggest(wanted, names)
    fix = f"Có phải ý bạn là {' hoặc '.join(near)}?" if near else "Xem các tệp: bcd35 update"
    raise UnknownName("unknown_default", f"Chương trình không có tệp “{asked}”.", where="--take", fix=fix)


def _packaged(workspace: Workspace) -> dict[str, Path]:
    layout = layout_of_templates(workspace.root, stated_layout(workspace.root))
    return {name: file for name, file in default_files(layout) if name.startswith(WATCHED)}


def _read(workspace: Workspace, name: str) -> bytes | None:
    try:
        return bytes_of_own(workspace.root / name, name)
    except OSError as error:
        if is_not_there(error):
            return None
        raise


def _differences(name: str, own: bytes, new: bytes) -> Iterator[str]:
    from difflib import ndiff

    changed = [
        line.rstrip() for line in ndiff(_lines(name, own), _lines(name, new)) if line.startswith(("- ", "+ "))
    ]
    yield from changed[:_MOST_DIFFERENCES]
    if len(changed) > _MOST_DIFFERENCES:
        yield f"… và {len(changed) - _MOST_DIFFERENCES} dòng khác"


def _lines(name: str, data: bytes) -> list[str]:
    """The text of a file as a clerk sees it; of a damaged Word file none."""
    if not name.endswith(".docx"):
        return data.decode("utf-8", "replace").splitlines()
    from bcd35.formats.docx.reader import read_docx

    document = read_docx(data).document
    return [one.text for one in document.paragraphs if one.text.strip()] if document else []
