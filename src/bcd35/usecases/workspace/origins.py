"""What a restore goes back to: which ledger, which copy, and where to look for files."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.copies import LEDGERS, CopyList, stored_path
from bcd35.domain.errors import BrokenFile, Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.text import typed_path
from bcd35.formats.copies import read_copy_list
from bcd35.store.store import Store
from bcd35.usecases.workspace.places import FoundCopy, FoundLedger, copies_in, known_places, ledgers_in
from bcd35.world.copies import holds
from bcd35.world.exchange import has_entries
from bcd35.world.files import file_bytes
from bcd35.world.kept import digest_of
from bcd35.world.workspace import Workspace


class RestoreSource(NamedTuple):
    """Where a restore takes things from. ``sha256``: of the ledger when it was judged.

    ``living_first``: of register files and templates the folder's own are the newer ones.
    """

    ledger: Path
    sha256: str
    content: CopyList | None
    places: tuple[Path, ...]
    living_first: bool


def origin_of(source: Path | None, target: Path) -> RestoreSource:
    """The ledger to go back to, the list of its copy and all places to look for files."""
    workspace = Workspace(target)
    places = tuple(known_places(workspace))
    if source is None:
        return _newest(places, workspace, living_first=True)
    if source.is_dir():
        return _newest((source.resolve(), *places), workspace, only=source.resolve())
    if not source.is_file():
        raise UnknownName.no_file(source)
    if source.suffix == ".json":
        return _of_list(source, places)
    place = source.resolve().parent.parent
    digest = digest_of(source)
    _refuse_broken_ledger(source)
    beside = (place,) if source.resolve().parent.name == LEDGERS else ()
    if not has_entries(target):
        message = f"“{source}” chỉ là sổ, không kèm giấy tờ; “{target}” chưa phải thư mục làm việc."
        fix = f"Nêu cả nơi sao lưu: bcd35 restore {typed_path(place)} --into {typed_path(target)}"
        raise Refused("ledger_only", message, where=str(source), fix=fix)
    return RestoreSource(source, digest, None, (*beside, *places), living_first=True)


def _of_list(source: Path, places: Sequence[Path]) -> RestoreSource:
    content = read_copy_list(file_bytes(source))
    if content is None:
        message = f"“{source}” không phải bảng kê của một bản sao, hoặc không còn nguyên."
        place = source.parent.parent
        proof = f"bcd35 restore {typed_path(place)} --rehearse"
        fix = f"Chọn bảng kê khác bên cạnh, hoặc nêu cả nơi sao lưu: {proof}"
        raise BrokenFile("bad_copy_list", message, where=str(source), fix=fix)
    place = source.resolve().parent.parent
    ledger, digest = ledger_of(place, content), content.ledger.sha256
    return RestoreSource(ledger, digest, content, (place, *places), living_first=False)


def ledger_of(place: Path, content: CopyList) -> Path:
    file = place / content.ledger.path
    if not holds(file, content.ledger.sha256):
        message = f"Sổ của bản sao, “{file}”, bị thiếu hoặc đã khác lúc chép."
        fix = f"Dùng bản khác: bcd35 restore {typed_path(place)} --rehearse"
        raise BrokenFile("copy_damaged", message, where=str(file), fix=fix)
    return file


def _newest(
    places: Sequence[Path], workspace: Workspace, *, only: Path | None = None, living_first: bool = False
) -> RestoreSource:
    """The newest whole ledger and the newest copy of a book: the folder's own, or the only one there is."""
    looked = [only] if only else places
    ledgers = sorted(
        (one for place in looked for one in ledgers_in(place)), key=lambda one: one.name, reverse=True
    )
    copies = [one for place in looked for one in copies_in(place)]
    book = _book(workspace, ledgers, only)
    copy = max((one for one in copies if one.content.book[:6] == book), key=age, default=None)
    for ledger in ledgers:
        if ledger.name.book == book and (digest := _whole(ledger.file)):
            content = copy.content if copy else None
            return RestoreSource(ledger.file, digest, content, tuple(dict.fromkeys(places)), living_first)
    shown = ", ".join(f"“{place}”" for place in looked) or f"“{workspace.copies}”"
    message = f"Không thấy bản sao nào dùng được trong {shown}."
    fix = "Nêu thư mục có bản sao (có thư mục so/, ban-sao/ bên trong): bcd35 restore THƯ_MỤC --replace"
    raise UnknownName("no_copy", message, where=str(only or workspace.root), fix=fix)


def age(copy: FoundCopy) -> tuple[str, str]:
    return copy.content.made_at, copy.name


def _book(workspace: Workspace, ledgers: Sequence[FoundLedger], only: Path | None) -> str:
    own = ledgers_in(workspace.copies)
    books = dict.fromkeys(one.name.book for one in ledgers)
    if own and own[0].name.book in books:
        return own[0].name.book
    if len(books) > 1:
        newest = {book: next(one for one in ledgers if one.name.book == book).file for book in books}
        listed = "; ".join(f"“{file}”" for file in newest.values())
        message = f"Nơi sao lưu giữ bản sao của {len(books)} sổ khác nhau: {listed}."
        lists = f"{only or workspace.copies}/ban-sao"
        fix = f'Nêu bảng kê của bản cần lấy, một tệp trong “{lists}”: bcd35 restore "TỆP.json" --into THƯ_MỤC'
        raise Refused("several_books", message, where=str(only or workspace.root), fix=fix)
    return next(iter(books), "")


def _whole(file: Path) -> str:
    """The digest of a ledger; nothing when it is damaged, and an older one must do."""
    digest = digest_of(file)
    try:
        _refuse_broken_ledger(file)
    except BrokenFile:
        return ""
    return digest


def _refuse_broken_ledger(file: Path) -> None:
    """Raises BrokenFile for what is no whole ledger, WorkspaceError for one of a newer program."""
    fault = ""
    try:
        with closing(Store.of_copy(file)) as store:
            fault = "tệp trống" if store.is_new() else next(iter(store.faults()), "")
    except sqlite3.Error as error:
        fault = str(error)
    if fault:
        message = f"“{file}” không phải sổ còn nguyên ({fault})."
        fix = "Chọn bản khác trong cùng thư mục, hoặc để máy chọn: bcd35 restore --replace"
        raise BrokenFile("ledger_faulty", message, where=str(file), fix=fix)


def copy_to_prove(workspace: Workspace, source: Path | None) -> FoundCopy:
    if source is not None and source.suffix == ".json":
        place = source.resolve().parent.parent
        content = _of_list(source, ()).content if source.is_file() else None
        if content is None:
            raise UnknownName.no_file(source)
        return FoundCopy(place, source.stem, content)
    places = [source.resolve()] if source is not None else known_places(workspace)
    newest = max((one for place in places for one in copies_in(place)), key=age, default=None)
    if newest is None:
        shown = ", ".join(f"“{place}”" for place in places) or "sao-luu/"
        message = f"Chưa có bản sao nào của cả thư mục làm việc (đã tìm trong {shown})."
        into = f" -o {typed_path(source)}" if source else ""
        fix = f"Sao lưu: bcd35 backup{into}"
        raise UnknownName("no_copy", message, where=str(source or workspace.root), fix=fix)
    return newest


def find_file(path: str, digest: str, places: Sequence[Path], living: Workspace | None) -> Path | None:
    """Where these bytes are: in a place of copies, or in the folder itself.

    The template of an issued paper is mostly the office's own until today.
    """
    candidates = [place / stored_path(path, digest) for place in places]
    if living:
        is_template = path == living.shown(living.template_copy(digest))
        candidates += [living.root / path, *(living.templates.glob("*.docx") if is_template else ())]
    return next((file for file in candidates if holds(file, digest)), None)


def nowhere(path: str) -> Finding:
    message = f"Không bản sao nào có “{path}” đúng như đã ghi."
    if can_be_made_again(path):
        fix = "Làm lại được từ sổ; lệnh cho từng tệp xem ở: bcd35 check"
    elif path.startswith("data/"):
        fix = (
            "Sổ còn giữ những gì đã nhập, các lệnh khác vẫn chạy. Cần tệp ấy thì tạo bản mặc định ở thư mục "
            "khác, chép sang, sửa cho đúng với sổ rồi mới nhập: bcd35 init THƯ_MỤC_KHÁC"
        )
    else:
        fix = (
            "Tìm đúng tệp ấy (thư đến, máy khác, đơn vị gửi lại), để vào một thư mục, tên nào cũng được, "
            "rồi: bcd35 restore THƯ_MỤC --missing"
        )
    return Finding("not_in_copies", path, message, fix)


def can_be_made_again(path: str) -> bool:
    """Whether a file is an issued paper; folders whose name begins with ``_`` hold what came or was kept."""
    return path.startswith("out/") and not path.startswith("out/_")
