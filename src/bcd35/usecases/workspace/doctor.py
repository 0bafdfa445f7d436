"""Whether this computer and this workspace are fit for the work.

Nothing is changed; every line says what to do.
"""

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.entries import remark_on_unfit_channels
from bcd35.domain.errors import UnknownName
from bcd35.domain.layout.fonts import FONT
from bcd35.domain.letter_days import judge_books
from bcd35.domain.number_books import DAYS_AHEAD
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.channels import channels_in_force
from bcd35.usecases.registers.units import the_office
from bcd35.usecases.unreadable import why_unreadable
from bcd35.usecases.workspace.last_copy import first_copy_due, last_copy, overdue_copy
from bcd35.usecases.workspace.unfit import unfit_files
from bcd35.usecases.workspace.updating import compare
from bcd35.world.files import LONGEST_ROOT, is_device
from bcd35.world.outside import synced_by
from bcd35.world.programs import find_soffice, has_letter_font
from bcd35.world.workspace import machine_offset

Health = Literal["ok", "warn", "bad"]
_FREE_BYTES = 500_000_000  # the papers, forms and copies of a year at 1,530 units
_OLDEST_PYTHON, _OLDEST_SQLITE = (3, 11), (3, 38)


class Check(NamedTuple):
    """One thing that was looked at. ``bad``: the program cannot do its work. ``fix``: what to do about it."""

    about: str
    health: Health
    found: str
    fix: str = ""


def examine(desk: Desk | None, folder: Path, now: datetime) -> list[Check]:
    """All checks, of the workspace only where there is one; ``folder``: where files would be written."""
    machine = [_clock(now), _python(), _sqlite(), *_disk(folder), _depth(folder), _office_program(), _font()]
    return machine if desk is None else [*machine, *_workspace(desk)]


def _clock(now: datetime) -> Check:
    """The day that letters and reports get; a clock set by hand in another zone is hours away from it."""
    found, offset = f"{screen_date(now.date())}, {now:%H:%M} giờ Việt Nam", machine_offset(now)
    if offset == now.utcoffset():
        return Check("Hôm nay", "ok", found)
    hours = f"{offset / timedelta(hours=1):+g}".replace(".", ",")
    fix = (
        "Không đúng ngày giờ thì đặt múi giờ của máy là UTC+7 (Bangkok, Hanoi, Jakarta), rồi chỉnh lại giờ: "
        "ngày công văn, ngày nhận lấy theo đó."
    )
    return Check("Hôm nay", "warn", f"{found}; múi giờ của máy là UTC{hours}", fix)


def _python() -> Check:
    found = sys.version.split()[0]
    if sys.version_info >= _OLDEST_PYTHON:
        return Check("Python", "ok", found)
    return Check("Python", "bad", found, "Cài Python 3.11 trở lên.")


def _sqlite() -> Check:
    if sqlite3.sqlite_version_info >= _OLDEST_SQLITE:
        return Check("SQLite", "ok", sqlite3.sqlite_version)
    return Check("SQLite", "bad", sqlite3.sqlite_version, "Cài Python mới hơn; SQLite đi kèm Python.")


def _disk(folder: Path) -> Iterator[Check]:
    free = shutil.disk_usage(folder).free
    words = f"còn {free // 1_000_000:,} MB".replace(",", ".")
    fix = "Dọn ổ đĩa, hoặc chuyển thư mục làm việc sang ổ khác."
    yield Check("Ổ đĩa", "ok" if free >= _FREE_BYTES else "warn", words, "" if free >= _FREE_BYTES else fix)
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield Check("Quyền ghi", "ok", "ghi được")
    except OSError:
        fix = "Xin quyền ghi vào thư mục ấy, hoặc chuyển thư mục làm việc sang nơi khác."
        yield Check("Quyền ghi", "bad", "không ghi được vào thư mục này", fix)


def _depth(folder: Path) -> Check:
    words = f"dài {len(str(folder))} ký tự"
    if len(str(folder)) <= LONGEST_ROOT:
        return Check("Đường dẫn", "ok", words)
    fix = "Chuyển thư mục làm việc đến nơi có đường dẫn ngắn hơn."
    return Check("Đường dẫn", "warn", f"{words}, quá {LONGEST_ROOT}: công văn có thể không ghi được", fix)


def _office_program() -> Check:
    found = find_soffice()
    if found:
        return Check("LibreOffice", "ok", str(found))
    fix = "Cài LibreOffice nếu cần bản PDF (notify --pdf, pdf, print); các việc khác không cần."
    return Check("LibreOffice", "warn", "không thấy", fix)


def _font() -> Check:
    if has_letter_font():
        return Check("Phông chữ", "ok", f"có {FONT} (hoặc phông cùng cỡ chữ)")
    fix = f"Cài {FONT}, hoặc Liberation Serif (cùng cỡ chữ): thiếu thì trang in ra lệch dòng."
    return Check("Phông chữ", "warn", f"không thấy {FONT}", fix)


def _workspace(desk: Desk) -> Iterator[Check]:
    yield from _calendar(desk)
    yield from _books(desk)
    for one in remark_on_unfit_channels(channels_in_force(desk)):
        yield Check("Kênh", "warn", one.message, one.fix)
    yield from _files(desk)
    yield _backup(desk)
    program = synced_by(desk.workspace.root, os.environ)
    fix = "Chuyển cả thư mục làm việc ra ngoài; trong thư mục đồng bộ chỉ để bản sao lưu."
    found = f"thư mục làm việc do {program} đồng bộ: hai máy cùng ghi thì trùng số" if program else "không"
    yield Check("Thư mục đồng bộ", "warn" if program else "ok", found, fix if program else "")


def _calendar(desk: Desk) -> Iterator[Check]:
    calendar = desk.store.registers.calendar()
    for year in (desk.world.today.year, desk.world.today.year + 1):
        if year in calendar.confirmed:
            yield Check(f"Lịch nghỉ {year}", "ok", "đã xác nhận")
        elif any(day.year == year for day in calendar.days_off):
            fix = f"Có thông báo nghỉ thì chạy: bcd35 holidays confirm {year} --decision VĂN_BẢN"
            yield Check(f"Lịch nghỉ {year}", "warn", "mới là dự kiến", fix)
        else:
            fix = (
                f"Thêm ngày nghỉ năm {year} vào data/holidays.yaml rồi chạy: bcd35 import data/holidays.yaml"
            )
            yield Check(f"Lịch nghỉ {year}", "warn", "chưa có ngày nào", fix)


def _books(desk: Desk) -> Iterator[Check]:
    found = [*judge_books(the_office(desk).number_series, desk.world.today)]
    yield from (Check("Sổ số", "warn", one.message, one.fix) for one in found)
    if not found:
        yield Check("Sổ số", "ok", f"còn dùng được hơn {DAYS_AHEAD} ngày")


def _files(desk: Desk) -> Iterator[Check]:
    root = desk.workspace.root
    for path in (path for path in desk.store.registers.files() if is_device(root / path)):
        found = why_unreadable(root / path, path)
        yield Check("Tệp dữ liệu", "bad", found.message, found.fix)
    try:
        yield _defaults(desk)
        for one in unfit_files(desk):
            yield Check("Tệp đã sửa", "bad", one.message, one.fix)
    except UnknownName as error:  # a pipe or device lies where one of them belongs
        yield from (Check("Tệp mẫu, thể thức", "bad", one.message, one.fix) for one in error.findings)


def _defaults(desk: Desk) -> Check:
    """Templates and profiles against the program's. What the office edited itself is no fault."""
    files = list(compare(desk.workspace))
    behind = [one.name for one in files if one.state in ("older", "missing")]
    edited = sum(one.state == "edited" for one in files)
    if behind:
        fix = "Lấy bản mới, tệp văn phòng đã sửa thì giữ nguyên: bcd35 update --apply"
        found = f"cũ hơn chương trình, hoặc chưa có: {', '.join(behind)}"
        return Check("Tệp mẫu, thể thức", "warn", found, fix)
    words = f"văn phòng đã sửa {edited} tệp; xem: bcd35 update" if edited else "như bản của chương trình"
    return Check("Tệp mẫu, thể thức", "ok", words)


def _backup(desk: Desk) -> Check:
    if late := overdue_copy(desk):
        words = "chưa sao lưu lần nào" if late.never else f"lần cuối cách đây {late.days} ngày"
        return Check("Sao lưu", "warn", words, "Sao lưu: bcd35 backup")
    if last := last_copy(desk.workspace):
        return Check("Sao lưu", "ok", f"bản {last.name} trong {last.place}")
    due = first_copy_due(desk)
    return Check("Sao lưu", "ok", f"chưa sao lưu; nhắc sau {due} ngày" if due else "chưa có gì để mất")
