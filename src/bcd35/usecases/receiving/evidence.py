"""Evidence that came with a report (a scan, a letter): it is kept before the act that promises it."""

from collections.abc import Sequence
from pathlib import Path

from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.reports import Report
from bcd35.domain.text import clean
from bcd35.store.report_rows import StoredFile
from bcd35.usecases.desk import Desk
from bcd35.usecases.unreadable import unreadable_file
from bcd35.world.files import is_not_there, sweep
from bcd35.world.kept import keep, kept_path

LARGEST_EVIDENCE = 50 * 1024 * 1024
_DIGITS = 12  # of a digest, where a name is not enough


def read_evidence(paths: Sequence[Path]) -> list[tuple[Path, bytes]]:
    """The files, read whole. Raises UnknownName and Refused."""
    return [(path, _bytes_of(path)) for path in paths]


def keep_evidence(desk: Desk, files: Sequence[tuple[Path, bytes]]) -> list[StoredFile]:
    """Keep the files under their hashes, before the act that promises them."""
    if files:
        desk.guard.before_writing(desk)
    return [
        StoredFile(keep(desk.workspace, data, path.name), clean(path.name), len(data)) for path, data in files
    ]


def sweep_evidence(desk: Desk, stored: Sequence[StoredFile]) -> None:
    """Remove what killed runs left beside these files."""
    sweep(kept_path(desk.workspace, file.sha256, file.name) for file in stored)


def evidence_named(
    desk: Desk, report: Report, out: Sequence[str], back: Sequence[str]
) -> tuple[list[StoredFile], list[StoredFile]]:
    """The evidence of a report that is to be taken out, and that to count again.

    Raises Refused for a name, or the first digits of a digest, that not exactly one file has.
    """
    if not (out or back):
        return [], []
    reports = desk.store.reports
    id_ = reports.id_of(report.round_code, report.unit, report.revision)
    standing, gone = reports.evidence_of(id_), reports.evidence_of(id_, withdrawn=True)
    return (
        [_one_named(standing, name, report, "--evidence-out") for name in out],
        [_one_named(gone, name, report, "--evidence-back") for name in back],
    )


def _one_named(files: Sequence[StoredFile], name: str, report: Report, option: str) -> StoredFile:
    wanted = clean(name).casefold()
    found = [
        file
        for file in files
        if file.name.casefold() == wanted or (len(wanted) >= _DIGITS and file.sha256.startswith(wanted))
    ]
    if len(found) == 1:
        return found[0]
    of = f"{report.unit} --round {report.round_code}"
    which = "đang tính" if option == "--evidence-out" else "đã bỏ ra"
    if found:
        message = f"Báo cáo lần {report.revision} có {len(found)} minh chứng {which} cùng tên “{name}”."
        codes = ", ".join(f"{file.sha256[:_DIGITS]} ({file.size} byte)" for file in found)
        raise Refused("several_evidence", message, where=option, fix=f"Nêu mã của tệp thay cho tên: {codes}")
    message = f"Báo cáo lần {report.revision} của {report.unit} không có minh chứng {which} tên “{name}”."
    names = ", ".join(f"“{file.name}”" for file in files)
    fix = f"Các minh chứng {which}: {names}" if names else f"Xem: bcd35 reports show {of}"
    raise Refused("no_such_evidence", message, where=option, fix=fix)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_EVIDENCE:
            message = f"“{path.name}” lớn quá {LARGEST_EVIDENCE // 1024 // 1024} MiB."
            fix = "Nén hoặc chia nhỏ tệp minh chứng."
            raise Refused("evidence_too_large", message, where=str(path), fix=fix)
        return path.read_bytes()
    except OSError as error:
        if not is_not_there(error):
            raise Refused("file_unreadable", "", findings=[unreadable_file(str(path))]) from None
        message = f"Không đọc được tệp minh chứng “{path}”."
        raise UnknownName("no_such_file", message, where=str(path), fix="Kiểm tra lại đường dẫn.") from None
