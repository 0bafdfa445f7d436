"""A whole copy of the workspace in a second place, and the thinning of old ones.

The order of things makes every crash harmless: files come first, each whole under its name and read back; the
list of contents comes last, and a copy without its list is none. Ledger and names of files are of one moment,
under the write lock: what the ledger promises then is there.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.copies import (
    FILES,
    LEDGERS,
    LISTS,
    CopiedFile,
    CopyList,
    copy_name,
    ledger_path,
    list_path,
    stored_path,
    superfluous_files,
    superfluous_lists,
)
from bcd35.domain.errors import DatabaseUnusable, Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.last_copies import LastCopy
from bcd35.formats.copies import write_copy_list
from bcd35.store.store import Store
from bcd35.usecases.desk import Desk, Progress, no_progress
from bcd35.usecases.workspace.last_copy import remember_copy
from bcd35.usecases.workspace.ledger_check import ledger_findings
from bcd35.usecases.workspace.ledger_copies import terms_of, thin_ledgers
from bcd35.usecases.workspace.outside_ledger import find_outside, look_outside
from bcd35.usecases.workspace.places import copies_in, place_beside, stated_place
from bcd35.usecases.workspace.promises import promised_files
from bcd35.world.copies import (
    DAY_SECONDS,
    Carry,
    bring,
    carry,
    clear_left_overs,
    fresh_left_overs,
    holds,
    is_reachable,
    names_in,
    office_files,
    other_entries,
    prove_copy,
    same_disk,
    scratch_file,
)
from bcd35.world.files import clear_up, new_token, refuse_long_paths, sha256, write_file
from bcd35.world.kept import digest_of
from bcd35.world.workspace import spelt

_TRIES = 3  # for a file that is being saved while it is copied
_README = "DOC-TRUOC.txt"
_README_TEXT = """\ufeffThư mục này là nơi sao lưu của bcd35. Đừng sửa, đừng đổi tên tệp trong đây.

ban-sao/  mỗi tệp là bảng kê của một bản sao: sổ nào, những tệp nào. Có bảng kê thì bản sao ấy đã xong.
so/       các bản chép của sổ, tên có ngày giờ.
tep/      công văn, mẫu, báo cáo đã nhận, tệp mẫu, dữ liệu; mỗi nội dung một tệp, dùng chung cho mọi bản sao.
          Tên tệp là tên cũ, thêm mấy chữ số sau dấu ~. Cần một tệp thì mở xem hoặc chép ra được.

Thử xem bản sao gần nhất có dùng được không (không đụng vào gì):  bcd35 restore "THƯ_MỤC_NÀY" --rehearse
Lấy lại cả thư mục làm việc:                  bcd35 restore "THƯ_MỤC_NÀY" --into "THƯ_MỤC_MỚI"
"""


class BackedUp(NamedTuple):
    """A finished copy: where, how many files it holds and how many of them are new there.

    ``left_out``: what lies in the workspace and is no part of it; ``thinned``: how many old copies went.
    """

    place: Path
    content: CopyList
    name: str
    new_files: int
    on_same_disk: bool
    left_out: tuple[str, ...]
    thinned: int
    findings: tuple[Finding, ...]


class _Moment(NamedTuple):
    """The workspace at one moment: a copy of the ledger, what it promises, and the names of the files."""

    ledger: Carry
    book: str
    name: str
    promised: Mapping[str, str]
    paths: list[str]


def back_up(desk: Desk, asked: Path | None = None, *, progress: Progress = no_progress) -> BackedUp:
    """Copy the whole workspace.

    Raises Refused where no copy can lie, DatabaseUnusable for a faulty ledger.
    """
    place = _judged_place(desk, asked)
    _refuse_older(desk)
    with scratch_file(desk.workspace.copies / LEDGERS) as ledger:
        moment = _look(desk, ledger)
        _refuse_long_paths(place, moment.paths)
        with _at_work(place) as mark:
            copied, new_files, findings = _copy_files(desk, place, moment.paths, progress)
            content = _write_copy(desk, place, moment, copied)
            thinned = _thin(place, content.book, terms_of(desk).keep, mark)
        bring(moment.ledger)  # at hand without the stick
    thin_ledgers(desk.workspace.copies, content.book, terms_of(desk).keep)
    if not content.lacking:
        remember_copy(desk.workspace, LastCopy(place, moment.name, desk.world.now))
    return BackedUp(
        place=place,
        content=content,
        name=moment.name,
        new_files=new_files,
        on_same_disk=same_disk(place, desk.workspace.root),
        left_out=tuple(other_entries(desk.workspace.root)),
        thinned=thinned,
        findings=(*findings, *_lacking_findings(content.lacking)),
    )


def _look(desk: Desk, ledger: Path) -> _Moment:
    with desk.store.act():  # nobody gives a file its name meanwhile
        desk.store.snapshot(ledger)
        paths = office_files(desk.workspace.root)
    digest = digest_of(ledger)
    with closing(Store.of_copy(ledger)) as copy:
        _refuse_faulty(copy)
        book = copy.book()
        name = copy_name(desk.world.now, book, copy.registers.last_line(), digest)
        kept = Carry(ledger, desk.workspace.copies / ledger_path(name), digest)
        return _Moment(kept, book, name, promised_files(copy, desk.workspace), paths)


def _write_copy(desk: Desk, place: Path, moment: _Moment, copied: Mapping[str, CopiedFile]) -> CopyList:
    """The ledger, then the list of contents: with it the copy is there."""
    files, lacking = _completed(place, copied, moment.promised)
    source, _, digest = moment.ledger
    ledger = CopiedFile(ledger_path(moment.name), digest, source.stat().st_size)
    content = CopyList(
        made_at=desk.world.now.isoformat(timespec="seconds"),
        book=moment.book,
        ledger=ledger,
        files=tuple(files[path] for path in sorted(files)),
        lacking=tuple(lacking),
    )
    bring(Carry(source, place / ledger.path, digest))
    data = write_copy_list(content)
    write_file(place / list_path(moment.name), data)
    prove_copy(place / list_path(moment.name), sha256(data))
    return content


def _judged_place(desk: Desk, asked: Path | None) -> Path:
    """The place asked for, the office's, or one beside the workspace. Raises when it cannot be used."""
    workspace = desk.workspace
    place = (asked or stated_place(workspace, terms_of(desk)) or place_beside(workspace)).resolve()
    if place.exists() and not place.is_dir():
        message = f"“{place}” là một tệp, không phải thư mục."
        fix = "Chọn thư mục khác: bcd35 backup -o THƯ_MỤC"
        raise Refused("not_a_folder", message, where=str(place), fix=fix)
    if not is_reachable(place):
        message = f"Không thấy nơi sao lưu “{place}” (chưa cắm ổ, hoặc chưa có thư mục “{place.parent}”)."
        fix = "Cắm ổ rồi chạy lại, hoặc chọn nơi khác: bcd35 backup -o THƯ_MỤC"
        raise UnknownName("place_unreachable", message, where=str(place), fix=fix)
    if place.is_relative_to(workspace.root.resolve()):
        message = f"“{place}” nằm trong thư mục làm việc: mất thư mục này là mất cả bản sao."
        fix = "Chọn thư mục ở ổ khác: bcd35 backup -o THƯ_MỤC"
        raise Refused("place_inside", message, where=str(place), fix=fix)
    return place


def _refuse_faulty(store: Store) -> None:
    if found := ledger_findings(store):
        message = f"Sổ đang có lỗi nên không sao lưu; các bản sao cũ giữ nguyên. {found[0].message}"
        raise DatabaseUnusable("ledger_faulty", message, where="bcd35.db", fix="Xem: bcd35 check")


def _refuse_older(desk: Desk) -> None:
    """The copy of a ledger that is older than its folder would pass for the newest one in every restore."""
    outside = look_outside(desk)
    if outside.age != "current" and (found := find_outside(desk, outside)):
        why = "Không sao lưu sổ này: bản sao của nó sẽ bị coi là bản mới nhất."
        told = [one._replace(message=f"{one.message} {why}") for one in found]
        raise DatabaseUnusable("ledger_older", "", findings=told)


def _refuse_long_paths(place: Path, paths: list[str]) -> None:
    """Before anything is written. The digest only counts by its length."""
    fix = "Chọn nơi sao lưu có đường dẫn ngắn hơn, ví dụ: bcd35 backup -o E:\\bcd35"
    refuse_long_paths((place / stored_path(path, "0" * 64) for path in paths), fix)


@contextmanager
def _at_work(place: Path) -> Iterator[Path]:
    """Tell other runs that one is at work in this place, and a person what the place is; yields the mark."""
    readme = place / _README
    if not readme.is_file():
        write_file(readme, _README_TEXT.encode())
    mark = place / f".bcd35-dang-chay-{new_token()}.tmp"
    mark.touch()
    try:
        yield mark
    finally:
        clear_up([mark])


def _copy_files(
    desk: Desk, place: Path, paths: list[str], progress: Progress
) -> tuple[dict[str, CopiedFile], int, list[Finding]]:
    """Path → what the place holds of it now; how many files are new there; remarks about unread ones."""
    copied: dict[str, CopiedFile] = {}
    findings: list[Finding] = []
    waiting, new = paths, 0
    for _ in range(_TRIES):
        found, unread = _read_files(desk, waiting, progress)
        findings += unread
        missing = [
            file for file in found if not holds(place / stored_path(file.path, file.sha256), file.sha256)
        ]
        carried = [_to_place(desk, place, file) for file in missing]
        changed = {file.source for file in carry(carried, partial(_tell, progress, len(missing)))}
        waiting = [file.path for file in found if desk.workspace.root / file.path in changed]
        copied |= {file.path: file for file in found if file.path not in waiting}
        new += len(missing) - len(waiting)
        if not waiting:
            break
    findings += [_unread(path, "đang được ghi ở chương trình khác") for path in waiting]
    return copied, new, findings


def _tell(progress: Progress, total: int, done: int) -> None:
    progress("chép", done, total)


def _read_files(desk: Desk, paths: list[str], progress: Progress) -> tuple[list[CopiedFile], list[Finding]]:
    found, unread = [], []
    for place, path in enumerate(paths, start=1):
        file = desk.workspace.root / path
        if spelt(path) != path:
            unread.append(_unread(spelt(path), "tên tệp có ký tự không viết ra được; đổi tên tệp"))
            continue
        try:
            found.append(CopiedFile(path, digest_of(file), file.stat().st_size))
        except FileNotFoundError:  # an export that was replaced or a draft that was removed meanwhile
            continue
        except OSError:
            unread.append(_unread(path, "không đọc được, có thể đang mở ở chương trình khác"))
        progress("đọc", place, len(paths))
    return found, unread


def _unread(path: str, why: str) -> Finding:
    fix = "Đóng tệp rồi chạy lại: bcd35 backup"
    return Finding("file_not_copied", path, f"Tệp “{path}” chưa được chép: {why}.", fix)


def _to_place(desk: Desk, place: Path, file: CopiedFile) -> Carry:
    return Carry(desk.workspace.root / file.path, place / stored_path(file.path, file.sha256), file.sha256)


def _completed(
    place: Path, copied: Mapping[str, CopiedFile], promised: Mapping[str, str]
) -> tuple[dict[str, CopiedFile], list[str]]:
    """The files as the ledger promises them: what the workspace lost or altered comes from earlier copies.

    The second value: paths that no copy has either.
    """
    complete, lacking = dict(copied), []
    for path, digest in promised.items():
        if path in copied and copied[path].sha256 == digest:
            continue
        earlier = place / stored_path(path, digest)
        if holds(earlier, digest):
            complete[path] = CopiedFile(path, digest, earlier.stat().st_size)
        else:
            lacking.append(path)
    return complete, lacking


def _lacking_findings(lacking: Sequence[str]) -> list[Finding]:
    fix = "Xem từng tệp và cách lấy lại: bcd35 check"
    return [
        Finding(
            "copy_incomplete",
            path,
            f"Bản sao này thiếu “{path}”: thư mục làm việc không có tệp đúng như sổ đã ghi.",
            fix,
        )
        for path in lacking
    ]


def _thin(place: Path, book: str, keep: int, mark: Path) -> int:
    """Remove old copies of this book, then the files that no copy names; returns how many copies went.

    Nothing is removed while another run is at work here, or while a list cannot be read: its files would seem
    superfluous.
    """
    began = mark.stat().st_mtime
    if any(path != mark for path in fresh_left_overs(place, began - DAY_SECONDS)):
        return 0
    clear_left_overs(place, began - DAY_SECONDS)
    found = copies_in(place)
    if len(found) != len(list(names_in(place / LISTS, ".json"))):
        return 0
    own = {copy.name: copy.content for copy in found if copy.content.book == book}
    gone = set(superfluous_lists(own, keep))
    for name in gone:
        (place / list_path(name)).unlink()
    thin_ledgers(place, book, keep)
    for path in superfluous_files(
        [copy.content for copy in found if copy.name not in gone], [own[name] for name in gone]
    ):
        (place / path).unlink(missing_ok=True)
        _remove_if_empty((place / path).parent, place / FILES)
    return len(gone)


def _remove_if_empty(folder: Path, top: Path) -> None:
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
