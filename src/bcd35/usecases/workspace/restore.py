"""Going back to a copy: the whole workspace, or the files that it lost; and the rehearsal of it.

A workspace is built whole beside what is there, checked, and only then exchanged for it. Each promised file
is taken from wherever its bytes are: a place of copies, or the folder itself. What stood there is set aside.
"""

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.copies import LEDGERS, read_ledger_name, stored_path
from bcd35.domain.errors import Bcd35Error, Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letters import LetterNumber
from bcd35.domain.text import typed_path
from bcd35.store.connection import nobody_writes
from bcd35.store.store import Store
from bcd35.usecases.desk import Progress, no_progress
from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.origins import (
    RestoreSource,
    can_be_made_again,
    copy_to_prove,
    find_file,
    ledger_of,
    nowhere,
    origin_of,
)
from bcd35.usecases.workspace.places import FoundCopy
from bcd35.usecases.workspace.promises import promised_files
from bcd35.usecases.workspace.upkeep import check_workspace
from bcd35.world.copies import COPIED_FOLDERS, Carry, bring, carry, holds, office_files
from bcd35.world.exchange import (
    drop_build,
    exchange,
    finish,
    free_aside,
    has_entries,
    is_unfinished,
    new_build,
)
from bcd35.world.files import refuse_long_paths
from bcd35.world.kept import digest_of
from bcd35.world.workspace import Workspace, World


class RestoredWorkspace(NamedTuple):
    """A workspace that was put back: from which ledger, where the old one is, and what is to be seen to.

    ``aside`` is None where nothing stood before; ``source`` is None where an interrupted run was finished.
    """

    root: Path
    source: Path | None
    aside: Path | None
    files: int
    last_numbers: tuple[LetterNumber, ...]
    findings: tuple[Finding, ...]


class Rehearsed(NamedTuple):
    """What a rehearsal found of a copy."""

    copy: FoundCopy
    files: int
    findings: tuple[Finding, ...]


# --- the whole workspace ------------------------------------------------------------------------------------


def restore(
    world: World, source: Path | None, *, replace: bool = False, progress: Progress = no_progress
) -> RestoredWorkspace:
    """Put a whole workspace back. Raises Refused for a living one, unless it is to be replaced.

    ``world.workspace`` is the folder asked for. ``source``: a place of copies, the list of one copy, or a
    ledger; None: the newest that the folder knows.
    """
    target = world.workspace.root
    if is_unfinished(target):
        return _finished(target)
    _refuse_target(target, source, replace=replace)
    origin = origin_of(source, target)
    build = new_build(target)
    try:
        restored = _exchanged_for(build, world, origin, progress)
    except BaseException:
        if not is_unfinished(target):
            drop_build(build)
        raise
    _leave_traces(target, origin)
    return restored


def _exchanged_for(build: Path, world: World, origin: RestoreSource, progress: Progress) -> RestoredWorkspace:
    """Build the workspace of a copy, check it, and exchange the one that is there for it."""
    target = world.workspace.root
    living = Workspace(target) if has_entries(target) else None
    with closing(Store.of_copy(origin.ledger)) as ledger:
        files, lacking = _plan(origin, ledger, living)
        numbers = tuple(ledger.letters.last_numbers())
    _refuse_long_paths(target, (path for path, *_ in files))
    _build(build, files, (origin.ledger, origin.sha256), progress)
    findings = _checked(World(world.now, Workspace(build)))
    aside = free_aside(Workspace(target).set_aside, world.now)
    with nobody_writes(target / "bcd35.db"):
        _exchange(target, build, aside)
    return RestoredWorkspace(
        root=target,
        source=origin.ledger,
        aside=aside if aside.exists() else None,
        files=len(files),
        last_numbers=numbers,
        findings=_each_once(lacking, findings),
    )


def _each_once(lacking: Sequence[Finding], checked: Sequence[Finding]) -> tuple[Finding, ...]:
    """One advice a file: the check's for a paper, which can be made again; the search's for all others."""
    by_check = {one.where for one in checked if can_be_made_again(one.where)}
    searched = [one for one in lacking if one.where not in by_check]
    by_search = {one.where for one in searched}
    return (*searched, *(one for one in checked if one.where not in by_search))


def _finished(target: Path) -> RestoredWorkspace:
    aside = finish(target)
    return RestoredWorkspace(
        root=target,
        source=None,
        aside=aside if aside.exists() else None,
        files=0,
        last_numbers=(),
        findings=(),
    )


def _refuse_target(target: Path, source: Path | None, *, replace: bool) -> None:
    if target.exists() and not target.is_dir():
        message = f"“{target}” là một tệp, không phải thư mục."
        raise Refused("not_a_folder", message, where=str(target), fix="Chọn tên thư mục khác sau --into.")
    if has_entries(target) and not replace:
        named = f"{typed_path(source)} " if source else ""
        message = f"“{target}” đang là thư mục làm việc; không ghi đè lên."
        fix = (
            "Chọn thư mục mới sau --into, hoặc để riêng những gì đang có rồi lấy lại: "
            f"bcd35 restore {named}--into {typed_path(target)} --replace"
        )
        raise Refused("workspace_in_use", message, where=str(target), fix=fix)


def _plan(
    origin: RestoreSource, ledger: Store, living: Workspace | None
) -> tuple[list[tuple[str, Path, str]], list[Finding]]:
    """Path, source and digest of each file of the workspace to be; and what no place has."""
    promised = promised_files(ledger, living or Workspace(origin.ledger.parent))
    files, lacking = [], []
    for path, digest in promised.items():
        if found := find_file(path, digest, origin.places, living):
            files.append((path, found, digest))
        else:
            lacking.append(nowhere(path))
    listed = {file.path: file.sha256 for file in origin.content.files} if origin.content else {}
    own = dict.fromkeys(office_files(living.root)) if living else {}
    for path in sorted({*listed, *own} - set(promised)):
        stored = find_file(path, listed[path], origin.places, None) if path in listed else None
        mine = living.root / path if living and path in own else None
        # What lies in out/ without a promise may be newer than any copy: a mark, papers to be taken in.
        living_first = origin.living_first or path.startswith("out/")
        chosen = (mine or stored) if living_first else (stored or mine)
        if chosen:
            files.append((path, chosen, listed[path] if chosen is stored else digest_of(chosen)))
        else:
            lacking.append(nowhere(path))
    return files, lacking


def _refuse_long_paths(target: Path, paths: Iterable[str]) -> None:
    """Before anything is built: of the files as they will lie, which is not where they are built."""
    living = has_entries(target)
    fix = "Chuyển thư mục làm việc đến nơi có đường dẫn ngắn hơn rồi chạy lại."
    finals = (target / path for path in paths)
    refuse_long_paths(finals, fix if living else "Chọn thư mục có đường dẫn ngắn hơn sau --into.")


def _build(
    build: Path, files: Sequence[tuple[str, Path, str]], ledger: tuple[Path, str], progress: Progress
) -> None:
    def tell(done: int) -> None:
        progress("chép", done, len(wanted))

    wanted = [*files, ("bcd35.db", *ledger)]
    changed = carry([Carry(source, build / path, digest) for path, source, digest in wanted], tell)
    if changed:
        shown = str(changed[0].source)
        message = f"Tệp “{shown}” đang được ghi ở chương trình khác; chưa lấy lại gì."
        raise Refused("file_changing", message, where=shown, fix="Đóng chương trình ấy rồi chạy lại.")
    for folder in COPIED_FOLDERS:
        (build / folder).mkdir(exist_ok=True)


def _checked(world: World) -> tuple[Finding, ...]:
    """What ``check`` finds in a workspace that was built from a copy."""
    desk = open_desk(world)
    try:
        return check_workspace(desk).findings
    finally:
        desk.store.close()


def _exchange(target: Path, build: Path, aside: Path) -> None:
    try:
        exchange(target, build, aside)
    except PermissionError as error:
        held = Path(error.filename).name if error.filename else target.name
        done = "việc còn dở, chạy lại là làm tiếp" if is_unfinished(target) else "chưa có gì thay đổi"
        message = f"Không chuyển được “{held}”: tệp bên trong đang mở ở chương trình khác ({done})."
        fix = (
            "Đóng Word, Excel, Explorer và mọi lệnh bcd35 đang mở thư mục này rồi chạy lại: "
            f"bcd35 restore --into {typed_path(target)} --replace"
        )
        raise Refused("files_open", message, where=str(target), fix=fix) from None


def _leave_traces(target: Path, origin: RestoreSource) -> None:
    """The new folder knows its book and its last copy, as the old one did."""
    workspace = Workspace(target)
    if read_ledger_name(origin.ledger.name):
        with suppress(OSError, Bcd35Error):
            bring(Carry(origin.ledger, workspace.copies / LEDGERS / origin.ledger.name, origin.sha256))


# --- a rehearsal --------------------------------------------------------------------------------------------


def rehearse(world: World, source: Path | None, *, progress: Progress = no_progress) -> Rehearsed:
    """Prove a copy: build its workspace in a temporary folder, compare every digest, run ``check``.

    Nothing is touched, neither the workspace nor the copy.
    """
    copy = copy_to_prove(world.workspace, source)
    office = world.workspace.root
    if has_entries(office):  # a copy may be proved anywhere; here it would be gone back to
        _refuse_long_paths(office, (file.path for file in copy.content.files))
    with tempfile.TemporaryDirectory(prefix="bcd35-") as folder:
        root = Path(folder).resolve() / "w"
        ledger = ledger_of(copy.place, copy.content), copy.content.ledger.sha256
        wanted = {file.path: file.sha256 for file in copy.content.files}
        files = [(path, copy.place / stored_path(path, digest), digest) for path, digest in wanted.items()]
        bad = [path for path, stored, digest in files if not holds(stored, digest)]
        root.mkdir()
        _build(root, [one for one in files if one[0] not in bad], ledger, progress)
        found = _checked(World(world.now, Workspace(root)))
    told = (one for one in found if one.where not in bad)
    findings = (*(_bad_in_copy(copy, path, wanted[path]) for path in bad), *told)
    return Rehearsed(copy, len(files), findings)


def _bad_in_copy(copy: FoundCopy, path: str, digest: str) -> Finding:
    message = f"Trong bản sao, tệp “{path}” bị thiếu hoặc đã khác lúc chép."
    fix = f"Sao lưu lại vào đó: bcd35 backup -o {typed_path(copy.place)}"
    return Finding("copy_damaged", str(copy.place / stored_path(path, digest)), message, fix)
