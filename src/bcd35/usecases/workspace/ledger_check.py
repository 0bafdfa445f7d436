"""What is wrong with the ledger itself, in a clerk's words: damage, and changes by another program."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from bcd35.domain.errors import RESTORE, Bcd35Error, DatabaseUnusable, Refused
from bcd35.domain.findings import Finding
from bcd35.domain.journal.acts import act_words
from bcd35.domain.text import MOST_LISTED, capitalised
from bcd35.store.connection import damaged, explain
from bcd35.store.seal_audit import SealDifference
from bcd35.store.store import Store
from bcd35.store.structure import StructureDifference
from bcd35.usecases.desk import Desk
from bcd35.usecases.workspace.all_of_it import unreadable_parts

_Answer = TypeVar("_Answer")

_LEDGER = "bcd35.db"
# Table with final rows → what one row is, and how it is named by what the ledger says of it.
_FINAL = {
    "numbers": ("số văn bản", "số {0}-{1}, lấy cho đợt “{2}”"),
    "letters": ("công văn", "công văn {0}-{1}, đợt “{2}”"),
    "letter_files": ("tệp công văn", "tệp công văn {0}"),
    "forms": ("mẫu đã phát hành", "mẫu phát hành cho {0}, đợt “{1}”"),
    "expectations": ("dòng danh sách phải báo cáo", "dòng danh sách phải báo cáo của {0}, đợt “{1}”"),
    "reports": ("báo cáo", "báo cáo của {0}, lần {1}, đợt “{2}”"),
    "answers": ("câu trả lời", "câu trả lời của {0}, chỉ tiêu {1}, báo cáo lần {2}, đợt “{3}”"),
    "evidence": ("minh chứng", "minh chứng “{0}” của {1}, báo cáo lần {2}, đợt “{3}”"),
    "journal": ("dòng nhật ký", "dòng nhật ký {0} “{1}” lúc {2}"),
    "reminders": ("công văn đôn đốc", "công văn đôn đốc {0}-{1}"),
    "reminder_units": ("đơn vị được đôn đốc", "{0}, đơn vị được đôn đốc bằng công văn {1}-{2}"),
    "reminder_files": ("tệp công văn đôn đốc", "tệp công văn đôn đốc {0}"),
    "contributions": ("tin, bài", "tin, bài số {0} của {1}, đợt “{2}”"),
    "contribution_lines": ("dòng về tin, bài", "dòng về tin, bài số {0} “{1}”"),
    "unit_aliases": ("tên đã xác nhận", "tên đã xác nhận “{0}” của {1}"),
    "set_aside": ("tệp để ra", "tệp để ra “{0}” của {1}, đợt “{2}”"),
    "quarantine": ("tệp bị từ chối", "tệp bị từ chối “{0}” {1}"),
    "corrections": ("công văn đề nghị bổ sung", "công văn đề nghị bổ sung {0}-{1} gửi {2}"),
    "correction_files": ("tệp gửi trả để sửa", "tệp gửi trả để sửa {0}"),
    "number_lines": ("dòng về số văn bản", "dòng về các số {0} đến {1}, {2}"),
    "found_papers": ("văn bản nhận lại vào sổ", "văn bản nhận lại vào sổ {0}"),
    "issued_templates": ("tệp mẫu đã dùng", "tệp mẫu “{0}” đã dùng cho số {1}-{2}"),
    "issued_contents": ("nội dung công văn đã phát hành", "nội dung công văn số {0}-{1}"),
    "form_layouts": ("bố cục mẫu đã phát hành", "bố cục mẫu {0}"),
    "extensions": ("công văn gia hạn", "công văn gia hạn {0}-{1}"),
    "extension_files": ("tệp công văn gia hạn", "tệp công văn gia hạn {0}"),
    "terms": ("dòng về thời hạn", "dòng về thời hạn của {0}, đợt “{1}”"),
    "report_lines": ("dòng sửa báo cáo", "dòng sửa báo cáo của {0}, lần {1}, đợt “{2}”"),
    "round_lines": ("dòng đóng, mở đợt", "dòng đóng, mở đợt “{0}” ngày {1}"),
    "unit_lines": ("dòng lịch sử đơn vị", "dòng lịch sử của {0} ngày {1}"),
    "undecided_files": ("tệp chờ xử lý", "tệp chờ xử lý “{0}” của {1}, đợt “{2}”"),
    "annulments": ("dòng bỏ dòng ghi nhầm", "dòng bỏ dòng ghi nhầm ({0})"),
    "refused_lines": ("dòng về tệp bị từ chối", "dòng về tệp bị từ chối “{0}” {1}"),
    "report_successors": ("dòng ghi lại báo cáo", "dòng ghi lại báo cáo của {0}, lần {1}, đợt “{2}”"),
    "evidence_lines": (
        "dòng sửa minh chứng",
        "dòng sửa minh chứng “{0}” của {1}, báo cáo lần {2}, đợt “{3}”",
    ),
}
_REGISTERS = {
    "channels": "kênh",
    "units": "đơn vị",
    "office": "thông tin cơ quan",
    "holidays": "ngày nghỉ",
    "working_days": "ngày làm bù",
    "confirmed_years": "năm đã xác nhận lịch nghỉ",
    "rounds": "đợt",
    "register_files": "tệp dữ liệu đã nhập",
    "mergers": "việc sáp nhập của đơn vị",
    "imported_entries": "mục đã nhập từ tệp",
}
_KINDS = {"table": "bảng", "index": "chỉ mục", "trigger": "trigger (lệnh chạy ngầm)", "view": "khung nhìn"}
_FIX = (
    f"Giữ nguyên tệp. {RESTORE}. Không có bản sao: xem lại từng điều nêu ở đây, ghi cho đúng bằng lệnh của "
    "bcd35, rồi nhận sổ như hiện có: bcd35 check --accept LÝ_DO"
)
_STRUCTURE_FIX = f"Giữ nguyên tệp. {RESTORE}"


def ledger_findings(store: Store) -> list[Finding]:
    """Everything that shows damage to the ledger: SQLite's own check, its structure, its seals."""
    found = [
        Finding("database_fault", _LEDGER, f"Cơ sở dữ liệu báo: {fault}", _STRUCTURE_FIX)
        for fault in store.faults()
    ]
    found += map(_structure_finding, readable(store.structure_differences))
    differences = sorted(store.differences(), key=_alike)
    return found + [_finding(store, list(some)) for _, some in groupby(differences, key=_alike)]


def readable(question: Callable[[], Iterable[_Answer]], *, damaged: bool = True) -> list[_Answer]:
    """What a question to the ledger gives; of a damaged one nothing where it cannot be read.

    A value that was damaged can make reading it fail in any way, and the damage is told by itself.
    """
    try:
        return list(question())
    except Exception:
        if not damaged:
            raise
        return []


def damage_behind(database: Path) -> Bcd35Error | None:
    """The ledger's damage as the reason of an error that no rule foresaw; None when the ledger is whole."""
    try:
        with closing(Store.open(database)) as store:
            found = [] if store.is_new() else ledger_findings(store)
    except Bcd35Error as unusable:
        return unusable
    except sqlite3.Error as unusable:
        return explain(unusable, database.name) or damaged(database.name)
    except UnicodeError:
        return damaged(database.name)
    if not found:
        return None
    message = f"Lệnh dừng lại vì sổ “{database.name}” bị hỏng, hoặc đã bị sửa ngoài chương trình."
    first = Finding("database_damaged", database.name, message, f"Xem chỗ hỏng: bcd35 check\n{RESTORE}")
    return DatabaseUnusable("database_damaged", message, findings=[first, *found])


# --- the structure ------------------------------------------------------------------------------------------


def _structure_finding(one: StructureDifference) -> Finding:
    part = f"{_KINDS.get(one.kind, one.kind)} “{one.name}”"
    of = f" của bảng “{one.table}”" if one.table != one.name else ""
    message = {
        "added": f"Sổ có {part}{of} do chương trình khác đặt vào.",
        "deleted": f"Sổ thiếu {part}{of} mà bcd35 đã tạo.",
        "changed": f"{capitalised(part)}{of} trong sổ khác với bcd35 đã tạo.",
    }[one.what]
    return Finding("structure_changed", _LEDGER, message, _STRUCTURE_FIX)


# --- the rows -----------------------------------------------------------------------------------------------


def _alike(one: SealDifference) -> tuple[str, str, str, str]:
    """What differences that are told together have in common."""
    return one.table, one.what, one.at, one.seen


def _finding(store: Store, some: list[SealDifference]) -> Finding:
    one = some[0]
    if one.table == "seals":
        return _seal_finding(one)
    where = f"{_LEDGER}, bảng {one.table}"
    noun = _REGISTERS.get(one.table) or _FINAL[one.table][0]
    if one.what == "unreadable":
        return Finding("table_unreadable", where, f"Không đọc được các dòng “{noun}” của sổ.", _STRUCTURE_FIX)
    if one.what == "some":
        message = f"Sổ bị sửa ngoài chương trình: {_anyof(one, noun)}{_when(one)}."
        return Finding("row_changed", where, message, _FIX)
    rows = f"{_named(store, some, noun)}{_when(one)}{_acts(store, one)}"
    if one.what == "added":
        what = "Sổ có dòng không do bcd35 ghi (hoặc niêm phong cuối đã bị cắt)"
        return Finding("row_added", where, f"{what}: {rows}.", _FIX)
    if one.what == "deleted":
        return Finding("row_deleted", where, f"Sổ mất dòng đã ghi: {rows}.", _FIX)
    return Finding("row_changed", where, f"Sổ bị sửa ngoài chương trình: {rows}.", _FIX)


def _seal_finding(one: SealDifference) -> Finding:
    message = {
        "unsealed": "Sổ không còn dòng niêm phong nào: không biết trước đó đã bị sửa gì",
        "gap": f"Mất các dòng niêm phong ngay trước số {one.row}",
        "changed": f"Dòng niêm phong số {one.row} đã bị sửa",
        "unreadable": "Không đọc được các dòng niêm phong của sổ",
    }[one.what]
    return Finding("seal_broken", f"{_LEDGER}, bảng seals", f"{message}{_when(one)}.", _FIX)


def _anyof(one: SealDifference, noun: str) -> str:
    return f"danh sách “{noun}”, hoặc thứ tự trong đó" if one.table in _REGISTERS else f"một {noun}"


def _named(store: Store, some: Iterable[SealDifference], noun: str) -> str:
    """The rows by name, or how many they are where nothing is left to name them by."""
    names = [_name(store, one, noun) for one in some]
    told = list(dict.fromkeys(filter(None, names)))
    if not told:
        return f"{len(names)} {noun}"
    more = f" và {len(names) - MOST_LISTED} dòng nữa" if len(told) > MOST_LISTED else ""
    return f"{'; '.join(told[:MOST_LISTED])}{more}"


def _name(store: Store, one: SealDifference, noun: str) -> str:
    if one.table in _REGISTERS:
        return noun if one.table == "office" else f"{noun} “{one.row}”"
    values = [] if one.what == "deleted" else store.name_of(one.table, int(one.row))
    if not values:
        return "" if one.what == "deleted" else f"{noun}, dòng {one.row}"
    if one.table == "journal":
        values[0] = act_words(values[0])
    return _FINAL[one.table][1].format(*values)


def _when(one: SealDifference) -> str:
    sealed = f", ghi sổ lúc {_moment(one.at)}" if one.at else ""
    return f"{sealed}; lệnh chạy lúc {_moment(one.seen)} đã gặp điều này" if one.seen else sealed


def _moment(at: str) -> str:
    try:
        return datetime.fromisoformat(at).strftime("%H:%M ngày %d/%m/%Y")
    except ValueError:
        return at


def _acts(store: Store, one: SealDifference) -> str:
    """What the journal says of the act whose rows are gone: nothing else can name them."""
    acts = store.acts_at(one.at) if one.what == "deleted" and one.table not in _REGISTERS else []
    told = [f"{act_words(str(act))} {subject}" for act, subject in acts]
    return f" (nhật ký lúc ấy: {'; '.join(told[:MOST_LISTED])})" if told else ""


def accept_ledger(desk: Desk, reason: str) -> int:
    """Take the rows of the ledger as they are, with a reason; how many findings that settles.

    Nothing else can settle them where no copy of the ledger is left: later seals tell of them for good.
    Raises Refused while some of it cannot be read: accepted, it would stop every command for good.
    """
    if not reason:
        fix = 'Nêu lý do, ví dụ: bcd35 check --accept "đã đối chiếu từng dòng với hồ sơ giấy"'
        raise Refused("no_reason", "Phải nêu lý do nhận sổ như hiện có.", where="--accept", fix=fix)
    with desk.act():
        settled = len(desk.store.differences())
        if settled:
            _refuse_unreadable(desk)
            desk.journal("accept_ledger", _LEDGER, reason=reason, count=settled)
            desk.store.seal_all(desk.world.now, "accepted")
    return settled


def _refuse_unreadable(desk: Desk) -> None:
    if parts := unreadable_parts(desk):
        message = f"Không nhận được sổ như hiện có: không đọc được {'; '.join(parts)}."
        fix = f"Giữ nguyên tệp. {RESTORE}. Không có bản sao thì báo người phụ trách; đừng phát hành."
        raise Refused("rows_unreadable", message, where=_LEDGER, fix=fix)
