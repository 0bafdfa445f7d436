"""Evidence that came with a report (a scan, a letter): it is kept before the act that promises it."""

from collections.abc import Sequence
from pathlib import Path

from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.text import clean
from bcd35.store.report_rows import StoredFile
from bcd35.usecases.desk import Desk
from bcd35.usecases.unreadable import unreadable_file
from bcd35.world.files import is_not_there, sweep
from bcd35.world.kept import keep, kept_path

LARGEST_EVIDENCE = 50 * 1024 * 1024


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


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_EVIDENCE:
            message = f"“{path.name}” lớn quá {LARGEST_EVIDENCE // 1024 // 1024} MiB."
            raise Refused(
                "evidence_too_large", message, where=str(path), fix="Nén hoặc chia nhỏ tệp minh chứng."
            )
        return path.read_bytes()
    except OSError as error:
        if not is_not_there(error):
            raise Refused("file_unreadable", "", findings=[unreadable_file(str(path))]) from None
        raise UnknownName(
            "no_such_file",
            f"Không đọc được tệp minh chứng “{path}”.",
            where=str(path),
            fix="Kiểm tra lại đường dẫn.",
        ) from None
