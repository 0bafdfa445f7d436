"""Making a workspace, and checking that every promised file is there."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import RESTORE, Refused, UnknownName, WorkspaceError
from bcd35.domain.findings import Finding
from bcd35.domain.letters import LetterNumber
from bcd35.domain.office import DEFAULT_LAYOUT
from bcd35.domain.refused_files import RefusedFile
from bcd35.domain.text import clean, typed_path
from bcd35.store.paper_rows import FoundPaper
from bcd35.usecases.desk import OFFICE_FILE, Desk, Progress, no_progress
from bcd35.usecases.issued_papers import judge_paper, look_at
from bcd35.usecases.unreadable import why_unreadable
from bcd35.usecases.workspace.answers_check import answers_unlike_forms
from bcd35.usecases.workspace.ledger_check import ledger_findings, readable
from bcd35.usecases.workspace.papers import find_unrecorded
from bcd35.world.files import (
    LONGEST_ROOT,
    file_bytes,
    is_not_there,
    left_overs,
    make_folder,
    sha256,
    write_file,
)
from bcd35.world.kept import kept_path
from bcd35.world.workspace import (
    Workspace,
    default_files,
    is_workspace,
    layout_of_templates,
    packaged_layouts,
    workspaces_below,
)


class WorkspaceMade(NamedTuple):
    """The folder, the files written into it, and whether it was a workspace already."""

    root: Path
    files: tuple[str, ...]
    existed: bool


def make_workspace(
    folder: Path, layout: str = "", stated: Mapping[str, bytes | None] | None = None
) -> WorkspaceMade:
    """Copy the packaged ``data/`` and ``templates/`` into a folder; into a workspace only missing templates.

    ``layout``: the code of the layout whose set is taken; a workspace has its own. ``stated``: files as the
    office wants them instead of the packaged ones, None for one that it does without. Files that are there
    already stay as they are. Raises WorkspaceError where a second ledger would give again the numbers of a
    first one, UnknownName for a layout without a set.
    """
    refuse_new_folder(folder, layout)
    existed = is_workspace(folder)
    if existed:
        _refuse_other_layout(folder, layout)
        layout = layout_of_templates(folder, stated_layout(folder))
    own = stated or {}
    written = []
    # Last comes the file that makes the folder a workspace: until then another `init` finishes this one.
    for relative, file in sorted(default_files(layout), key=lambda one: one[0] == OFFICE_FILE):
        target = folder / relative
        if (not existed or relative.startswith("templates/")) and not target.exists():
            if (data := own.get(relative, b"")) is None:
                continue
            write_file(target, data or file.read_bytes())
            written.append(relative)
    make_folder(folder / "out")
    return WorkspaceMade(folder.resolve(), tuple(written), existed)


def refuse_new_folder(folder: Path, layout: str) -> None:
    """Raise what :func:`make_workspace` raises for a folder, before anything is asked."""
    refuse_layout(layout)
    if not is_workspace(folder):
        _refuse_second_ledger(folder)
        _refuse_deep_folder(folder.resolve())
    if folder.exists() and not folder.is_dir():
        message = f"“{folder}” là một tệp, không phải thư mục."
        raise WorkspaceError("not_a_folder", message, where=str(folder), fix="Chọn tên thư mục khác.")


def _refuse_deep_folder(folder: Path) -> None:
    if (length := len(str(folder))) > LONGEST_ROOT:
        message = f"Đường dẫn “{folder}” dài {length} ký tự, quá {LONGEST_ROOT}: công văn sẽ không ghi được."
        fix = "Chọn thư mục có đường dẫn ngắn hơn: bcd35 init THƯ_MỤC"
        raise WorkspaceError("folder_too_deep", message, where=str(folder), fix=fix)


def refuse_layout(layout: str) -> None:
    """Raise UnknownName for a layout without a set of files."""
    if layout and layout not in (known := packaged_layouts()):
        message = f"Không có bộ tệp mẫu của thể thức “{clean(layout)}”."
        fix = f"Các thể thức có bộ tệp mẫu: {', '.join(known)}."
        raise UnknownName("unknown_layout", message, where="--layout", fix=fix)


def _refuse_other_layout(folder: Path, asked: str) -> None:
    """Raises Refused where another layout is asked for than a workspace states."""
    stated = stated_layout(folder)
    if asked and asked != stated:
        message = f"“{folder.resolve()}” là thư mục làm việc từ trước, theo thể thức {stated}."
        fix = (
            f"Muốn đổi: ghi layout: {asked}, style, number_series trong {OFFICE_FILE} như bộ mẫu ấy; nhập "
            "vào sổ: bcd35 import\nRồi thay tệp mẫu, tệp cũ cất riêng: bcd35 update --apply"
        )
        raise Refused("layout_stated", message, where="--layout", fix=fix)


def stated_layout(folder: Path) -> str:
    """The layout in a workspace's file; the usual one while that cannot be read."""
    from bcd35.formats.registers.reader import read_office

    try:
        office = read_office(file_bytes(folder / OFFICE_FILE), OFFICE_FILE).value
    except OSError:
        office = None
    return office.layout if office else DEFAULT_LAYOUT


def _refuse_second_ledger(folder: Path) -> None:
    """Raises WorkspaceError inside a workspace, and where papers lie that a lost ledger had issued."""
    here = folder.resolve()
    around = next(filter(is_workspace, here.parents), None)
    if around is not None:
        message = (
            f"“{here}” nằm trong thư mục làm việc “{around}”; sổ thứ hai ở đây sẽ cấp lại những số đã cấp."
        )
        fix = (
            f"Làm việc luôn trong “{around}”; muốn một sổ riêng thì tạo ở ngoài, ví dụ: "
            f"bcd35 init {typed_path(free_beside(around, here.name))}"
        )
        raise WorkspaceError("inside_workspace", message, where=str(here), fix=fix)
    if below := workspaces_below(here):
        there = below[0]
        message = (
            f"“{here}” đã có thư mục làm việc “{there.name}” bên trong; sổ thứ hai sẽ cấp lại số đã cấp."
        )
        fix = (
            f"Làm việc trong thư mục ấy: bcd35 -C {typed_path(there)} status\n"
            f"Muốn một sổ riêng thì tạo chỗ khác, ví dụ: "
            f"bcd35 init {typed_path(free_beside(there, f'{there.name}-moi'))}"
        )
        raise WorkspaceError("around_workspace", message, where=str(here), fix=fix)
    papers = [path for path in sorted((here / "out").rglob("*")) if _is_paper(path, here / "out")]
    if papers:
        message = (
            f"“{here}” có {len(papers)} tệp trong out/ (ví dụ {papers[0].relative_to(here).as_posix()}) "
            "mà không có sổ: sổ mới sẽ cấp lại những số đã cấp."
        )
        fix = (
            f"Có bản sao lưu thì lấy lại sổ: bcd35 restore NƠI_SAO_LƯU --into {typed_path(here)} --replace\n"
            "Muốn làm sổ mới thì tạo ở chỗ khác, ví dụ: "
            f"bcd35 init {typed_path(free_beside(here, f'{here.name}-moi'))}"
        )
        raise WorkspaceError("papers_without_ledger", message, where=str(here), fix=fix)


def _is_paper(path: Path, out: Path) -> bool:
    """A file that a ledger may have promised: drafts never had a number."""
    return path.is_file() and path.relative_to(out).parts[0] != "_du-thao"


def free_beside(folder: Path, name: str) -> Path:
    """A path beside a folder where there is nothing yet."""
    names = chain((name,), (f"{name}-{number}" for number in count(2)))
    return next(path for path in map(folder.parent.joinpath, names) if not path.exists())


class Checked(NamedTuple):
    """How many issued, received and refused files were checked, and what is wrong.

    Templates are looked at too; they are no files that a clerk would count.
    """

    files: int
    findings: tuple[Finding, ...]


def check_workspace(desk: Desk, progress: Progress = no_progress) -> Checked:
    """Check that the ledger is as this program left it and every promised file is there, byte for byte.

    Repair nothing. Of a damaged ledger everything is told that can still be read.
    """
    found = ledger_findings(desk.store)
    damaged = bool(found)
    reading = partial(readable, damaged=damaged)
    papers = reading(desk.store.sources.papers)
    found_papers = reading(desk.store.numbers.found)
    kept = dict(
        [
            *reading(lambda: desk.store.contributions.stored_hashes().items()),
            *reading(lambda: desk.store.reports.stored_hashes().items()),
        ]
    )
    refused = reading(desk.store.intake.all_refused)
    lost = [
        *(fault for paper in papers if (fault := judge_paper(paper, look_at(desk, paper).state))),
        *_lost_templates(desk, reading(lambda: desk.store.sources.templates().items())),
        *_lost_papers(desk.workspace, found_papers),
        *_lost_originals(desk.workspace, kept),
        *answers_unlike_forms(desk, progress, damaged=damaged),
        *_lost_copies(desk.workspace, refused),
    ]
    found += [_of_damaged(one) for one in lost] if damaged else lost
    if not damaged:  # of a damaged ledger nobody can say what was never recorded
        found += find_unrecorded(desk)
    found += _left_over(desk.workspace)
    return Checked(len(papers) + len(found_papers) + len(kept) + len(refused), tuple(found))


def _lost_templates(
    desk: Desk, issued: Iterable[tuple[LetterNumber, Mapping[str, str]]]
) -> Iterator[Finding]:
    """Templates that papers were made from, each looked for once."""
    templates = {digest: name for _, used in issued for name, digest in used.items()}
    for digest, name in templates.items():
        fix = (
            f"Thiếu nó thì tệp phát hành theo mẫu “{name}” có thể không làm lại được: bcd35 restore --missing"
        )
        yield from _promised(desk.workspace, desk.workspace.template_copy(digest), digest, fix)


def _lost_papers(workspace: Workspace, found: Iterable[FoundPaper]) -> Iterator[Finding]:
    """Papers that were taken into the ledger as they were found."""
    for paper in found:
        fix = "Làm lại không được, vì sổ chỉ giữ dấu của tệp ấy; lấy tệp từ bản sao lưu."
        yield from _promised(workspace, workspace.root / paper.path, paper.sha256, fix)


def _lost_originals(workspace: Workspace, kept: Mapping[str, str]) -> Iterator[Finding]:
    """Received files, each kept under its digest."""
    for digest, name in kept.items():
        fix = f"Lấy lại tệp “{name}” từ bản sao: bcd35 restore --missing"
        yield from _promised(workspace, kept_path(workspace, digest, name), digest, fix)


def _lost_copies(workspace: Workspace, refused: Iterable[RefusedFile]) -> Iterator[Finding]:
    """Copies of refused files."""
    for copy in refused:
        fix = f"Lấy lại tệp “{copy.file_name}” từ bản sao: bcd35 restore --missing"
        yield from _promised(workspace, workspace.root / copy.path, copy.sha256, fix)


def _left_over(workspace: Workspace) -> Iterator[Finding]:
    """Temporary files of runs that were killed."""
    for shown in map(workspace.shown, left_overs(workspace.root / "out")):
        message = f"Tệp tạm “{shown}” do lần chạy bị ngắt để lại."
        yield Finding("left_over", shown, message, "Xóa được, khi không có lệnh bcd35 nào đang chạy.")


def _of_damaged(found: Finding) -> Finding:
    """What a damaged ledger says of a file may be the damage itself: the ledger comes first."""
    message = f"{found.message} Sổ đang hỏng: có thể chính sổ ghi sai."
    return found._replace(message=message, fix=f"{RESTORE}, rồi chạy lại: bcd35 check")


def _promised(workspace: Workspace, path: Path, digest: str, fix: str) -> list[Finding]:
    shown = workspace.shown(path)
    try:
        data = file_bytes(path)
    except OSError as error:
        if is_not_there(error):
            return [Finding("file_missing", shown, f"Thiếu tệp “{shown}” mà sổ đã ghi.", fix)]
        return [why_unreadable(path, shown)]
    except ValueError:  # a damaged name, which no file can have
        return [Finding("file_missing", shown, f"Thiếu tệp “{shown}” mà sổ đã ghi.", fix)]
    if sha256(data) != digest:
        return [Finding("file_changed", shown, f"Tệp “{shown}” khác với lúc ghi sổ (đã bị sửa).", fix)]
    return []
