"""A folder of 300 files as an office gets it after a deadline.

Of its files 200 are good, 40 are copies and revisions, 30 faulty, 30 hostile. The good files are one filled
form as five programs save it, with each unit's own texts put in. Every unit reports a number of its own
(``number_of``), so that a test can say whose answers were recorded. Faulty and hostile files are made one by
one. Every file gets one verdict, and ``VERDICTS`` counts them.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bcd35.domain.form_spec import IDENTITY_SHEET, SHEET
from bcd35.domain.units import Unit, addressee
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.receiving.record import ReturnedFiles, record_files
from bcd35.usecases.registers.switching import excuse_unit
from bcd35.usecases.registers.units import the_office
from bcd35.usecases.workspace.opening import open_desk
from bcd35.world.workspace import VIETNAM, Workspace, World
from tests.support import honest, hostile
from tests.support.filling import (
    ISSUED_ON,
    TYPED,
    answer_cells,
    change,
    fill,
    form_of,
    issue,
    make_office,
    rows,
)

ARRIVED = "thư đến"
GOOD = range(200)
REVISED = range(200, 210)  # reported a week before
AT_ODDS = 210
EXEMPT = 211
FAULTY = range(211, 241)
VERDICTS = {
    "accepted": 200,
    "already_received": 28,
    "revised": 10,
    "conflict": 2,
    "proposal": 2,
    "blank": 1,
    "refused": 57,
    "total": 300,
}

_STAND_IN = 98_765  # stands for each unit's own number in the form that is filled once
# As LibreOffice writes rows; real re-saves by it are read in test_honest_files.
_LIBREOFFICE = honest.Habit(
    rows=(
        ' customFormat="false" ht="15" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"'
    )
)
_ORIGINS = (
    honest.PROGRAMS["excel"],
    honest.PROGRAMS["excel strict"],
    honest.PROGRAMS["wps"],
    honest.PROGRAMS["google sheets"],
    _LIBREOFFICE,
)


def number_of(place: int) -> int:
    """The number that the unit at this place reports."""
    return 1_000 + place


def unit_at(place: int) -> Unit:
    return Unit(code=f"DV{place:04d}", name=f"Trung tâm Văn hóa số {place:04d}", kind="chi_bo_co_so")


def build(root: Path) -> Path:
    """An office whose letter went to 245 units, of which ten have reported and one is excused.

    Returns the folder of 300 files.
    """
    make_office(root)
    desk = open_desk(World(datetime(2025, 11, 22, 9, tzinfo=VIETNAM), Workspace(root)))
    with desk.act():
        for unit in desk.store.registers.units():  # the sample roster stays known, but out of the way
            desk.store.registers.change_unit(replace(unit, status="retired"))
        desk.store.registers.add_units([unit_at(place) for place in range(245)])
    notify(desk, NoticeRequest(dated=ISSUED_ON))
    excuse_unit(desk, "", unit_at(EXEMPT).code, event="exempted", reason="đang sáp nhập")
    forms = _Forms(desk, root)
    last_week = [_put(root / "tuần trước" / f"{place}.xlsx", forms.of(place, 1)) for place in REVISED]
    record_files(desk, ReturnedFiles(paths=last_week))
    folder = root / ARRIVED
    for name, data in (*_good(forms), *_copies(forms), *_faulty(root), *_hostile(forms)):
        _put(folder / name, data)
    desk.store.close()
    return folder


def _put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


# --- good, and come again -----------------------------------------------------------------------------------


class _Forms:
    """Filled forms of any unit, as any of the five origins saves them."""

    def __init__(self, desk: Desk, root: Path) -> None:
        blank = form_of(root, unit_at(0).code).read_bytes()
        cells = answer_cells(load_workbook(io.BytesIO(blank)))
        typed = {cells[label]: value for label, value in TYPED.items()} | {
            cells[next(iter(TYPED))]: _STAND_IN
        }
        plain = honest.filled(blank, typed)
        self._parts = [hostile.parts_of(honest.saved(plain, habit)) for habit in _ORIGINS]
        self._ids = dict(rows(root, "SELECT unit_code, form_id FROM forms"))
        self._kinds = the_office(desk).unit_kinds

    def of(self, place: int, number: int, origin: int = 0) -> bytes:
        """The form of the unit at this place, which reports this number."""
        parts = self._parts[origin]
        for before, after in zip(
            (*self._texts(0), str(_STAND_IN)), (*self._texts(place), str(number)), strict=True
        ):
            parts = {
                name: content.replace(before.encode(), after.encode()) for name, content in parts.items()
            }
        return hostile.package(parts)

    def _texts(self, place: int) -> tuple[str, ...]:
        unit = unit_at(place)
        return (addressee(unit.name, unit.kind, self._kinds), self._ids[unit.code], unit.code)


def _good(forms: _Forms) -> Iterator[tuple[str, bytes]]:
    for place in GOOD:
        yield (
            f"đợt {place // 50}/Báo cáo {place}.xlsx",
            forms.of(place, number_of(place), place % len(_ORIGINS)),
        )


def _copies(forms: _Forms) -> Iterator[tuple[str, bytes]]:
    for place in GOOD[:18]:
        yield (
            f"gửi lại/Copy of Báo cáo {place}.xlsx",
            forms.of(place, number_of(place), place % len(_ORIGINS)),
        )
    for place in GOOD[18:28]:
        yield (
            f"gửi lại/Báo cáo {place} (lưu lại).xlsx",
            forms.of(place, number_of(place), (place + 1) % len(_ORIGINS)),
        )
    for place in REVISED:
        yield f"gửi lại/Báo cáo {place} bản sửa.xlsx", forms.of(place, number_of(place))
    for number in (5, 6):
        yield f"gửi lại/Báo cáo {AT_ODDS} bản {number}.xlsx", forms.of(AT_ODDS, number)


# --- faulty -------------------------------------------------------------------------------------------------

# What people type and do, by a word about it: answers by the first words of a question, or a change to the
# sheet.
_SLIPS: dict[str, dict[str, Any]] = {
    "miễn": {},
    "chữ ở ô số": {"so_anh": "khoảng năm chục"},
    "số lẻ": {"so_tin_bai_da_gui": 12.5},
    "số âm": {"so_video": -1},
    "ngày thiếu thế kỷ": {"ngay": "28/11/25"},
    "ngày không có": {"ngay": "31/02/2025"},
    "ngày kiểu Mỹ": {"ngay": "11/28/2025"},
    "năm cũ": {"ngay": "28/11/1925"},
    "lựa chọn lạ": {"hinh_thuc": "loa phường"},
    "không rõ có hay không": {"don_vi_co_trang": "đang làm"},
    "bỏ trống": {"so_to_chuc": None},
    "lời quá dài": {"kho_khan": "Thiếu máy quay. " * 200},
    "nhiều lỗi": {"so_anh": "năm", "so_video": "vài", "ngay": "hôm qua", "don_vi_co_trang": "?"},
}


def _set(book: Workbook, place: str, value: object, *, sheet: str = SHEET) -> None:
    cell: Any = book[sheet][place]
    cell.value = value


def _lose_headings(sheet: Worksheet) -> None:
    sheet.title = "Sheet1"
    sheet.delete_rows(1, 9)


def _unmerged(act: Callable[[Worksheet], object]) -> Callable[[Workbook], object]:
    """A change to rows or columns.

    The library would leave merged cells where they were, which Excel does not.
    """

    def change_sheet(book: Workbook) -> None:
        for merged in list(book[SHEET].merged_cells.ranges):
            book[SHEET].unmerge_cells(str(merged))
        act(book[SHEET])

    return change_sheet


_DEEDS: dict[str, Callable[[Workbook], object]] = {
    "công thức": lambda book: _set(book, "D10", "=4+8"),
    "ô lỗi": lambda book: _set(book, "D10", "#DIV/0!"),
    "sửa chỉ tiêu": lambda book: _set(book, "B10", "Số chi bộ đã biết"),
    "thêm cột": _unmerged(lambda sheet: sheet.insert_cols(3)),
    "xóa hàng": _unmerged(lambda sheet: sheet.delete_rows(12)),
    "thêm hàng": _unmerged(lambda sheet: sheet.insert_rows(12)),
    "gộp ô": lambda book: book[SHEET].merge_cells("D10:D11"),
    "ghi bên cạnh": lambda book: _set(book, "F10", "ước tính"),
    "mẫu của đơn vị khác": lambda book: _set(book, "A5", f"Đơn vị báo cáo: {unit_at(3).name}"),
    "mã bị xóa": lambda book: _set(book, "B1", None, sheet=IDENTITY_SHEET),
    "mất trang mẫu": lambda book: _lose_headings(book[SHEET]),
    "mất trang ẩn": lambda book: book.remove(book[IDENTITY_SHEET]),
}


def _faulty(root: Path) -> Iterator[tuple[str, bytes]]:
    """One file of each faulty unit; the last few are no forms of this office at all."""
    places = iter(FAULTY)
    at = root / "điền"
    for name, slip in _SLIPS.items():
        form = form_of(root, unit_at(next(places)).code)
        yield f"lỗi/{name}.xlsx", fill(form, at / "a.xlsx", **slip).read_bytes()
    for name, deed in _DEEDS.items():
        form = form_of(root, unit_at(next(places)).code)
        yield f"lỗi/{name}.xlsx", change(fill(form, at / "a.xlsx").read_bytes(), deed)
    yield "lỗi/mẫu trắng.xlsx", form_of(root, unit_at(next(places)).code).read_bytes()
    other = form_of(issue(root.parent / "văn phòng khác", ("SYT",)), "SYT")
    yield "lỗi/mẫu của văn phòng khác.xlsx", fill(other, at / "a.xlsx").read_bytes()
    yield "lỗi/có mật khẩu.xlsx", hostile.password_protected()
    yield "lỗi/kiểu cũ.xls", hostile.old_xls()
    yield "lỗi/công văn.docx", hostile.word_document()


# --- hostile ------------------------------------------------------------------------------------------------


def _hostile(forms: _Forms) -> Iterator[tuple[str, bytes]]:
    whole = forms.of(FAULTY[0], 1)
    made = {
        "phình to.xlsx": hostile.bomb(),
        "khai gian cỡ.xlsx": hostile.lying_sizes(),
        "một tỷ chữ.xlsx": hostile.billion_laughs(),
        "đọc tệp ngoài.xlsx": hostile.outside_entity(),
        "đọc tệp ngoài 16.xlsx": hostile.outside_entity("utf-16"),
        "ô ở xa.xlsx": hostile.far_cell(),
        "nhiều hàng.xlsx": hostile.many_rows(),
        "hàng rộng.xlsx": hostile.wide_rows(),
        "nhiều lời.xlsx": hostile.many_strings(),
        "nhiều thẻ.xlsx": hostile.many_elements(),
        "nhiều ô gộp.xlsx": hostile.many_merges(),
        "lồng sâu.xlsx": hostile.deep(),
        "chú thích dài.xlsx": hostile.long_token(),
        "liên kết ngoài.xlsx": hostile.relation_elsewhere("externalLink"),
        "ảnh ở ngoài.xlsx": hostile.relation_elsewhere("image"),
        "phần khóa.xlsx": hostile.encrypted_member(),
        "quá lớn.xlsx": whole + bytes(5 * 1024 * 1024),
        "rỗng.xlsx": b"",
        "số không.xlsx": bytes(4096),
        "trang web.xlsx": b"<html><table><tr><td>12</td></tr></table></html>",
        "văn bản.xlsx": "Số ảnh: 5".encode(),
        "ảnh.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(64),
        "bản in.pdf": b"%PDF-1.7\n" + bytes(64),
        "cụt.xlsx": whole[:2500],
        "mất đầu.xlsx": whole[600:],
    }
    parts = hostile.parts_of(whole)
    sheet = parts["xl/worksheets/sheet1.xml"]
    for name, part in {
        "macro.xlsx": "xl/vbaProject.bin",
        "đối tượng nhúng.xlsx": "xl/embeddings/oleObject1.bin",
        "đường dẫn lạ.xlsx": "../../x.xml",
        "nguồn số liệu ngoài.xlsx": "xl/connections.xml",
    }.items():
        made[name] = hostile.package({**parts, part: b"<a/>"})
    made["hai trang một tên.xlsx"] = hostile.package(
        parts, also=[("xl/worksheets/sheet1.xml", sheet.replace(b"<v>", b"<v>9"))]
    )
    return ((f"lạ/{name}", data) for name, data in made.items())
