"""The office's own list as a register file: what units and channels have in common.

Not here: which unit or channel a row is (``listed_units.py``, ``listed_channels.py``), reading rows
(``formats/tables/office_list.py``), what an import would change (``plans.py``).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, get_type_hints

from bcd35.domain.commands import typed_option
from bcd35.domain.entries import ChannelEntry, UnitEntry
from bcd35.domain.findings import Finding
from bcd35.domain.lists.codes import stated_code
from bcd35.domain.lists.columns import COLUMN_NAMES, COLUMN_WORDS, NEEDED, ListKind
from bcd35.domain.lists.rows import says_gone, total_of
from bcd35.domain.shape import KeyPath, limits_of
from bcd35.domain.text import identity_key, short_list, typed_path
from bcd35.formats.registers.reader import RegisterReading
from bcd35.formats.tables.grids import SeveralSheetsError
from bcd35.formats.tables.list_rows import ListRow
from bcd35.formats.tables.office_list import OfficeList, read_list
from bcd35.usecases.registers.decisions import (
    NO_COLUMN,
    ListAnswer,
    ListDecisions,
    ListQuestion,
    Undecided,
    row_of,
    which_sheet,
)
from bcd35.usecases.registers.sources import Source


class ListReading(NamedTuple):
    """A list as a register file, and what is told of it.

    ``aliases``: names that a clerk said to mean a unit, each with its code.
    """

    reading: RegisterReading[Any]
    remarks: tuple[Finding, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()


def open_list(source: Source, of: ListKind, decisions: ListDecisions) -> OfficeList | ListReading:
    keys = {name: key for key, name in COLUMN_NAMES[of].items()}
    told = {
        keys[name]: "" if identity_key(heading) == identity_key(NO_COLUMN) else heading
        for name, heading in decisions.columns
        if name in keys
    }
    wrong = [_no_such_column(name, of) for name, _ in decisions.columns if name not in keys]
    try:
        found = tuple(wrong) or read_list(source.data, source.shown, of, told, decisions.sheet)
    except SeveralSheetsError as several:
        raise Undecided([which_sheet(source.shown, several.titles)]) from None
    if not isinstance(found, OfficeList):
        return ListReading(RegisterReading(None, found, lambda _: source.shown))
    if found.columns.doubtful:
        raise Undecided([_which_column(source.shown, of, *one) for one in found.columns.doubtful.items()])
    gone = [row for row in found.rows if row.struck == "whole" or row.gone or row.state]
    if gone and not decisions.struck:
        raise Undecided([_keep_gone(source.shown, gone)])
    if decisions.struck == "leave":
        rows = tuple(row for row in found.rows if row not in gone)
        found = found._replace(rows=rows, left_out=tuple(gone))
    return found


def _keep_gone(shown: str, gone: Sequence[ListRow]) -> ListQuestion:
    """Whether rows that are struck out or said to be gone are meant: a merged commune may be, or not."""
    said = [row for row in gone if row.gone]
    other = [row for row in gone if row.state and not row.gone]
    struck = [row for row in gone if row not in (*said, *other)]
    parts = [f"{len(struck)} hàng gạch ngang tên: {_rows_named(struck)}"] if struck else []
    parts += [f"{len(said)} hàng ghi là không còn: {_rows_named(said)}"] if said else []
    parts += [f"{len(other)} hàng có trạng thái khác thường: {_rows_named(other)}"] if other else []
    sentence = f"Tệp có {'; '.join(parts)}. Các hàng ấy còn dùng không?"
    ways = ListAnswer("Không nhập các hàng ấy", "struck", "leave"), ListAnswer("Vẫn nhập", "struck", "keep")
    return ListQuestion("rows_struck", shown, sentence, ways)


def _rows_named(rows: Sequence[ListRow]) -> str:
    """The rows by name and place, with what says that they are gone where the name does not."""
    named = ((row, row.gone or row.state) for row in rows)
    return ", ".join(
        f"“{row.texts['name']}” ({row_of(row.where)}"
        + (f", “{text}”)" if text and not says_gone(row.texts["name"]) else ")")
        for row, text in named
    )


def _no_such_column(name: str, of: ListKind) -> Finding:
    allowed = ", ".join(COLUMN_NAMES[of].values())
    message = f"--column không có tên “{name}”; các tên: {allowed}."
    return Finding("unknown_column", "--column", message, 'Ghi dạng --column ten="TIÊU ĐỀ CỘT".')


def _which_column(shown: str, of: ListKind, key: str, labels: Sequence[str]) -> ListQuestion:
    ways = tuple(
        ListAnswer(f"Cột “{label}”", "column", f"{COLUMN_NAMES[of][key]}={label}") for label in labels
    )
    if key not in NEEDED[of]:
        ways += (ListAnswer("Không cột nào", "column", f"{COLUMN_NAMES[of][key]}={NO_COLUMN}"),)
    return ListQuestion("which_column", shown, f"Cột nào là {COLUMN_WORDS[key]}?", ways)


def told_of_list(shown: str, of: ListKind, found: OfficeList, decisions: ListDecisions) -> Iterator[Finding]:
    """What was not read, or read though hidden: an office must not believe otherwise."""
    yield from _told_columns(shown, of, found, decisions)
    yield from _told_sheets(shown, found)
    yield from _told_looks(shown, found)
    yield from _told_codes(shown, found)
    yield from _told_passed(found)


def _told_columns(shown: str, of: ListKind, found: OfficeList, decisions: ListDecisions) -> Iterator[Finding]:
    columns = found.columns
    if columns.persons:
        named = ", ".join(f"“{label}”" for label in columns.persons)
        yield Finding("persons_left_out", shown, f"Cột về người, không ghi vào sổ: {named}.")
    for key, label in columns.contacts:
        with_it = decisions._replace(columns=(*decisions.columns, (COLUMN_NAMES[of][key], label)))
        options = (typed_option(*one) for one in with_it.options)
        again = " ".join((f"bcd35 {of} import {typed_path(shown)}", *options))
        message = f"Cột “{label}” đứng cùng cột về người nên không lấy."
        fix = f"Là {COLUMN_WORDS[key]} của cơ quan thì chạy: {again}"
        yield Finding("contact_left_out", shown, message, fix)
    if columns.unread:
        named = ", ".join(f"“{label}”" for label in columns.unread)
        yield Finding("columns_unread", shown, f"Không đọc các cột: {named}.")


def _told_sheets(shown: str, found: OfficeList) -> Iterator[Finding]:
    if found.unseen:
        message = f"Danh sách đọc từ trang tính đang ẩn “{found.unseen}”."
        yield Finding("sheet_hidden", shown, message, "Mở tệp, xem có đúng là danh sách cần nhập không.")
    for title in found.passed_by:
        fix = f"Muốn nhập trang ấy thì chạy lại lệnh, thêm: {typed_option('sheet', title)}"
        yield Finding("sheet_passed", shown, f"Không đọc trang tính đang ẩn “{title}”.", fix)


def _told_looks(shown: str, found: OfficeList) -> Iterator[Finding]:
    """Rows that are hidden or struck out."""
    if hidden := [row_of(row.where) for row in found.rows if row.hidden]:
        message = f"Tệp có {len(hidden)} hàng đang ẩn, vẫn đọc: {short_list(hidden)}."
        yield Finding("rows_hidden", shown, message, "Không muốn nhập thì xóa hẳn các hàng ấy rồi nhập lại.")
    if found.left_out:
        left = _rows_named(found.left_out)
        yield Finding("struck_left_out", shown, f"Không nhập hàng gạch ngang, hàng ghi là không còn: {left}.")
    if partly := [row for row in found.rows if row.struck == "part"]:
        message = f"Tên có chữ gạch ngang, vẫn đọc cả chữ ấy: {_rows_named(partly)}."
        yield Finding("partly_struck", shown, message, "Xóa hẳn chữ bị gạch trong tệp rồi nhập lại.")


def _told_codes(shown: str, found: OfficeList) -> Iterator[Finding]:
    """Codes that a list writes otherwise than codes are written."""
    stated = [(text, stated_code(text), row) for row in found.rows if (text := row.texts.get("code", ""))]
    written = [
        f"“{text}” → {code} ({row_of(row.where)})" for text, code, row in stated if code not in ("", text)
    ]
    if written:
        message = f"Mã có dấu, dấu cách hoặc ký tự khác, ghi lại là: {short_list(written)}."
        fix = "Muốn mã khác thì sửa cột Mã trong tệp trước khi nhập: chữ không dấu, chữ số, “-”, “_”."
        yield Finding("codes_rewritten", shown, message, fix)


def _told_passed(found: OfficeList) -> Iterator[Finding]:
    """Rows that are no entries, and a total that is another than theirs."""
    totals = [(one, total) for one in found.passed if (total := total_of(one.text)) is not None]
    if totals and len(found.rows) not in (total for _, total in totals):
        one, _ = totals[-1]
        message = f"Tệp ghi “{one.text[:40]}”, đọc được {len(found.rows)} hàng."
        fix = "Đối chiếu số hàng; thiếu thì sửa tệp rồi nhập lại."
        yield Finding("total_differs", one.where, message, fix)
    if found.passed:
        texts = "; ".join(f"“{one.text[:40]}”" for one in found.passed[:3])
        more = f" và {len(found.passed) - 3} hàng nữa" if len(found.passed) > 3 else ""  # noqa: PLR2004
        yield Finding("rows_passed", found.passed[0].where, f"Không phải mục của danh sách: {texts}{more}.")


def judge_lengths(entry: UnitEntry | ChannelEntry, where: str) -> Iterator[Finding]:
    """Texts of a row that are longer than the register takes them."""
    for key, hint in get_type_hints(type(entry), include_extras=True).items():
        length, most = len(getattr(entry, key)), limits_of(hint).most
        if length > most:
            message = f"{COLUMN_WORDS[key].capitalize()} dài {length} ký tự; tối đa {most}."
            yield Finding("too_long", where, message, "Rút gọn rồi nhập lại.")


def places_in(rows: Sequence[ListRow], shown: str) -> Callable[[KeyPath], str]:
    return lambda path: rows[int(path[1])].where if len(path) > 1 else shown
