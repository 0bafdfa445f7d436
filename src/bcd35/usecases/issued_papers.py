"""The papers that the ledger promises: is one there as it was issued, and what to do when it is not."""

from typing import Literal, NamedTuple

from bcd35.domain.findings import Finding
from bcd35.store.paper_rows import PromisedPaper
from bcd35.usecases.desk import Desk
from bcd35.usecases.unreadable import unreadable_file
from bcd35.world.files import file_bytes, is_not_there, sha256

PaperState = Literal["whole", "missing", "edited", "unreadable"]


class SeenPaper(NamedTuple):
    """What stands under the name of a paper: the issued file, nothing, another, or one that cannot be read.

    ``data`` and ``digest`` of what stands there.
    """

    state: PaperState
    data: bytes = b""
    digest: str = ""


def look_at(desk: Desk, paper: PromisedPaper) -> SeenPaper:
    """Read what stands under the name of a paper."""
    try:
        data = file_bytes(desk.workspace.root / paper.file.path)
    except ValueError:  # a name that a damaged ledger misspells, which no file can have
        return SeenPaper("missing")
    except OSError as error:
        return SeenPaper("missing" if is_not_there(error) else "unreadable")
    digest = sha256(data)
    return SeenPaper("whole" if digest == paper.file.sha256 else "edited", data, digest)


def judge_paper(paper: PromisedPaper, state: PaperState) -> Finding | None:
    """Why a paper is not to be sent, printed or filed as it lies; None for one that is as issued."""
    shown, again = paper.file.path, reprint_command(paper)
    if state == "missing":
        return Finding("file_missing", shown, f"Thiếu tệp “{shown}” mà sổ đã ghi.", f"Làm lại bằng: {again}")
    if state == "edited":
        message = f"Tệp “{shown}” khác với lúc ghi sổ (đã bị sửa)."
        fix = f"Làm lại đúng bản đã phát hành, bản đã sửa được để riêng: {again}"
        return Finding("file_changed", shown, message, fix)
    return unreadable_file(shown) if state == "unreadable" else None


def reprint_command(paper: PromisedPaper) -> str:
    """The command that makes a paper again."""
    unit = f" --unit {paper.file.unit}" if paper.file.unit else ""
    return f"bcd35 letters reprint {paper.round_code}{unit}"
