"""Making a workspace, and checking that every promised file is there."""

from collections import Counter
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import RESTORE, WorkspaceError
from bcd35.domain.findings import Finding
from bcd35.domain.letters import DOCUMENT_PATTERNS
from bcd35.domain.reminders import REMINDER_PATTERN
from bcd35.usecases.desk import OFFICE_FILE, Desk, Progress, no_progress
from bcd35.usecases.issued_papers import judge_paper, look_at
from bcd35.usecases.unreadable import unreadable_file
from bcd35.usecases.workspace.answers_check import answers_unlike_forms
from bcd35.usecases.workspace.ledger_check import ledger_findings, readable
from bcd35.world.files import is_not_there, left_overs, make_folder, sha256, write_file
from bcd35.world.kept import kept_path
from bcd35.world.workspace import Workspace, default_files, is_workspace


class WorkspaceMade(NamedTuple):
    """The folder, the files written into it, and whether it was a workspace already."""

    root: Path
    files: tuple[str, ...]
    existed: bool


def make_workspace(folder: Path) -> WorkspaceMade:
    """Copy the packaged ``data/`` and ``templates/`` into a folder; into a workspace only missing templates.

    Files that are there already stay as they are.
    """
    existed = is_workspace(folder)
    if folder.exists() and not folder.is_dir():
        raise WorkspaceError(
            "not_a_folder",
            f"“{folder}” là một tệp, không phải thư mục.",
            where=str(folder),
            fix="Chọn tên thư mục khác.",
        )
    written = []
    # Last comes the file that makes the folder a workspace: until then another `init` finishes this one.
    for relative, file in sorted(default_files(), key=lambda one: one[0] == OFFICE_FILE):
        target = folder / relative
        if (not existed or relative.startswith("templates/")) and not target.exists():
            write_file(target, file.read_bytes())
            written.append(relative)
    make_folder(folder / "out")
    return WorkspaceMade(folder.resolve(), tuple(written), existed)


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
    lost = [fault for paper in papers if (fault := judge_paper(paper, look_at(desk, paper).state))]
    templates = {
        digest: name
        for _, used in reading(lambda: desk.store.sources.templates().items())
        for name, digest in used.items()
    }
    for digest, name in templates.items():
        fix = (
            f"Lấy lại từ bản sao lưu; thiếu nó thì tệp phát hành theo mẫu “{name}” có thể không làm lại được."
        )
        lost += _promised(desk.workspace, desk.workspace.template_copy(digest), digest, fix)
    kept = dict(
        [
            *reading(lambda: desk.store.contributions.stored_hashes().items()),
            *reading(lambda: desk.store.reports.stored_hashes().items()),
        ]
    )
    for digest, name in kept.items():
        lost += _promised(
            desk.workspace,
            kept_path(desk.workspace, digest, name),
            digest,
            f"Lấy lại tệp “{name}” từ thư đến hoặc bản sao lưu.",
        )
    lost += answers_unlike_forms(desk, progress, damaged=damaged)
    refused = reading(desk.store.intake.all_refused)
    for copy in refused:
        fix = f"Lấy lại tệp “{copy.file_name}” từ thư đến hoặc bản sao lưu."
        lost += _promised(desk.workspace, desk.workspace.root / copy.path, copy.sha256, fix)
    found += [_of_damaged(one) for one in lost] if damaged else lost
    if not damaged:  # of a damaged ledger nobody can say what was never recorded
        found += _unrecorded(desk.workspace, {paper.file.path for paper in papers})
    found += [
        Finding(
            "left_over",
            shown,
            f"Tệp tạm “{shown}” do lần chạy bị ngắt để lại.",
            "Xóa được, khi không có lệnh bcd35 nào đang chạy.",
        )
        for shown in map(desk.workspace.shown, left_overs(desk.workspace.root / "out"))
    ]
    return Checked(len(papers) + len(kept) + len(refused), tuple(found))


def _of_damaged(found: Finding) -> Finding:
    """What a damaged ledger says of a file may be the damage itself: the ledger comes first."""
    message = f"{found.message} Sổ đang hỏng: có thể chính sổ ghi sai."
    return found._replace(message=message, fix=f"{RESTORE}, rồi chạy lại: bcd35 check")


def _unrecorded(workspace: Workspace, recorded: set[str]) -> list[Finding]:
    """Documents that no ledger row promises, one finding for each round and command.

    An issue that is interrupted just before its last step leaves them.
    """
    found = []
    for patterns, command in ((DOCUMENT_PATTERNS, "notify"), ((REMINDER_PATTERN,), "remind")):
        paths = [
            path
            for pattern in patterns
            for path in sorted((workspace.root / "out").glob(f"[!_]*/*/{pattern}"))
        ]
        folders = Counter(
            workspace.shown(path.parents[1]) for path in paths if workspace.shown(path) not in recorded
        )
        fix = (
            f"Đừng gửi các tệp ấy. Chạy lại bcd35 {command} cho đợt này: tệp dở dang được ghi lại và vào sổ."
        )
        found += [
            Finding("not_recorded", folder, f"Có {count} tệp trong {folder}/ chưa vào sổ.", fix)
            for folder, count in sorted(folders.items())
        ]
    return found


def _promised(workspace: Workspace, path: Path, digest: str, fix: str) -> list[Finding]:
    shown = workspace.shown(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        if is_not_there(error):
            return [Finding("file_missing", shown, f"Thiếu tệp “{shown}” mà sổ đã ghi.", fix)]
        return [unreadable_file(shown)]
    except ValueError:  # a damaged name, which no file can have
        return [Finding("file_missing", shown, f"Thiếu tệp “{shown}” mà sổ đã ghi.", fix)]
    if sha256(data) != digest:
        return [Finding("file_changed", shown, f"Tệp “{shown}” khác với lúc ghi sổ (đã bị sửa).", fix)]
    return []
