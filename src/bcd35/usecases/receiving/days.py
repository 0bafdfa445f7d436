"""The day of receipt of every file of a run, by what the office and the letters say of it.

A list of the clerk's comes first, then the folder that is named by a day, then the letter that the file came
with; the day of the command holds for all others.
"""

import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.answers import day_of
from bcd35.domain.dates import looks_like_date, parse_typed_date, screen_date
from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.receipt import SOURCE_WORDS, DaySource, OwnDay, judge_own_day
from bcd35.domain.text import clean, short_list
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.mails import letter_of, lies_in_mail
from bcd35.usecases.receiving.returns import Outcome, Return

if TYPE_CHECKING:
    from bcd35.formats.forms.unit_table import TableRow, UnitTable

_FILE, _DAY = "file", "day"
_HEADINGS = {"Tệp": _FILE, "Tên tệp": _FILE, "Ngày nhận": _DAY, "Ngày": _DAY}


# --- folders ------------------------------------------------------------------------------------------------


class FolderDays(NamedTuple):
    """File → the day by which its folder is named, or the name that only looks like a day."""

    days: dict[str, OwnDay]
    misnamed: dict[str, str]


def folder_days(files: Iterable[str], named: Iterable[Path]) -> FolderDays:
    """What the folders say of the days of files.

    The nearest one, from the file up to the folder that the command names; of a file that it names, its own
    folder only. A folder further up says nothing: the whole work of a day may lie in one.
    """
    roots = set(named)
    known: dict[str, OwnDay | str | None] = {}
    found = FolderDays({}, {})
    for file in files:
        letter = letter_of(file)
        folder = letter[: letter.rfind(os.sep) + 1]
        if folder not in known:
            place = Path(letter)
            known[folder] = _named_day(place.parent, {place.parent} if place in roots else roots)
        own = known[folder]
        if isinstance(own, OwnDay):
            found.days[file] = own
        elif own:
            found.misnamed[file] = own
    return found


def _named_day(folder: Path, roots: set[Path]) -> OwnDay | str | None:
    for place in (folder, *folder.parents):
        name = (place if place.name else place.resolve()).name
        if day := parse_typed_date(name):
            return OwnDay(day, "folder", name)
        if looks_like_date(name):
            return name
        if place in roots:
            break
    return None


# --- a list -------------------------------------------------------------------------------------------------


def listed_days(desk: Desk, file: Path, files: Sequence[str]) -> dict[str, OwnDay]:
    """File → the day that a list states: one row a file, its name and its day.

    Raises Refused with everything that is wrong with the list.
    """
    from bcd35.formats.forms.unit_table import UnitTable, read_table
    from bcd35.formats.tables.grids import SeveralSheetsError

    if not file.is_file():
        raise UnknownName.no_file(file)
    shown = desk.workspace.shown(file)
    try:
        table = read_table(table_bytes(file), shown, _HEADINGS)
    except SeveralSheetsError as several:
        raise Refused("list_refused", "", findings=[_which_sheet(shown, several.titles)]) from None
    if not isinstance(table, UnitTable) or set(table.keys) & {_FILE, _DAY} != {_FILE, _DAY}:
        why = table if not isinstance(table, UnitTable) else (_no_columns(),)
        raise Refused("list_refused", "", findings=[_in_list(found, shown) for found in why])
    places = _Places(desk, files)
    days: dict[str, OwnDay] = {}
    wrong: list[Finding] = []
    for row in table.rows:
        found = _listed(table, row, places)
        if isinstance(found, Finding):
            wrong.append(_in_list(found, shown))
            continue
        for one, own in found.items():
            if days.setdefault(one, own._replace(where=f"{shown}, {own.where}")).day != own.day:
                wrong.append(_in_list(_twice(one, own), shown))
    if wrong:
        raise Refused("list_refused", "", findings=wrong)
    return days


def table_bytes(file: Path) -> bytes:
    """Of a table that is too large one byte more than a table may have; that is enough to refuse it."""
    from bcd35.formats.tables.grids import MOST_CSV_BYTES

    with file.open("rb") as table:
        return table.read(MOST_CSV_BYTES + 1)


class _Places:
    """Finds the files that a list names, by path or bare name; a letter's means all that came with it."""

    def __init__(self, desk: Desk, files: Sequence[str]) -> None:
        self._files: dict[str, dict[str, set[str]]] = {}
        for file in files:
            path = Path(file)
            letter = desk.workspace.named(Path(letter_of(file)))
            shown = f"{letter}/{path.name}" if lies_in_mail(path) else letter
            for text in {*_endings(shown), *_endings(letter)}:
                self._files.setdefault(text.casefold(), {}).setdefault(letter, set()).add(file)

    def named(self, text: str) -> dict[str, set[str]]:
        """Letter or file → the files, of all that have this name."""
        return self._files.get(text.replace("\\", "/").removeprefix("./").casefold(), {})


def _endings(path: str) -> Iterator[str]:
    """``a/b/c``, ``b/c``, ``c``: people write a path from the folder where they stand."""
    parts = path.split("/")
    return ("/".join(parts[start:]) for start in range(len(parts)))


def _listed(table: "UnitTable", row: "TableRow", places: _Places) -> dict[str, OwnDay] | Finding:
    if row.struck:
        return row.struck
    cells = table.by_key(row)
    name, day = cells[_FILE], day_of(cells[_DAY].value)
    found = places.named(clean(str(name.value or "")))
    if len(found) != 1:
        why = "không có trong số tệp đang nhận" if not found else f"là tên của {len(found)} tệp"
        message = f"“{clean(str(name.value or ''))}” {why}."
        fix = "Ghi đúng tên tệp; tên trùng nhau thì ghi cả thư mục, ví dụ ngay-14/SYT.xlsx."
        return Finding("unlisted_file", name.where, message, fix)
    if day is None:
        return not_a_day(cells[_DAY].value, cells[_DAY].where)
    return {file: OwnDay(day, "list", cells[_DAY].where) for some in found.values() for file in some}


def not_a_day(value: object, where: str, what: str = "Ngày nhận") -> Finding:
    """The finding for a cell that should say a day."""
    from bcd35.domain.answers import shown_value

    told = f"ghi “{shown_value(value)}”" if value is not None else "để trống"
    fix = "Ghi ngày trước, tháng sau, ví dụ 14/12/2025."
    return Finding("not_a_day", where, f"{what} {told}; chỉ nhận ngày/tháng/năm có thật.", fix)


def _twice(file: str, own: OwnDay) -> Finding:
    message = f"Danh sách ghi hai ngày nhận cho “{Path(file).name}”."
    return Finding("two_days", own.where, message, "Giữ lại một hàng.")


def _no_columns() -> Finding:
    message = "Danh sách phải có cột “Tên tệp” và cột “Ngày nhận”."
    return Finding("no_table", "", message, "Thêm cột còn thiếu rồi chạy lại.")


def _which_sheet(shown: str, titles: Sequence[str]) -> Finding:
    named = ", ".join(f"“{title}”" for title in titles)
    message = f"Tệp có {len(titles)} trang tính cùng dạng bảng: {named}."
    return Finding("two_tables", shown, message, "Giữ lại một trang tính rồi chạy lại.")


def _in_list(found: Finding, shown: str) -> Finding:
    return found._replace(where=", ".join(filter(None, (shown, found.where))))


# --- judging ------------------------------------------------------------------------------------------------


class JudgedDays(NamedTuple):
    """The returns with days that may be, and what is said about days that were left aside."""

    returns: list[Return]
    remarks: tuple[Finding, ...]


def judge_days(
    desk: Desk, returns: Sequence[Return], misnamed: Mapping[str, str] = MappingProxyType({})
) -> JudgedDays:
    """Hold the files' own days against today and the letter; files that are on record already have theirs.

    A wrong day in a letter is the doing of some clock: the command's day holds then. ``misnamed``: path → the
    name of a folder that looks like a day and says none. Raises Refused for wrong
    days of the clerk's own, before anything is recorded.
    """
    dated = {item.sha256 for item in returns if item.own_day or item.path in misnamed}
    known = desk.store.reports.owners(dated)
    codes = {item.round_.code for item in returns if item.round_}
    letters = {code: letter_day(desk, code) for code in codes}
    judged: list[Return] = []
    doubts: list[Finding] = []
    wrong = [
        _no_day(misnamed[item.path]) for item in returns if item.path in misnamed and item.sha256 not in known
    ]
    for item in returns:
        letter = letters[item.round_.code] if item.round_ else None
        doubt = None
        if item.own_day and item.sha256 not in known:
            doubt = judge_own_day(item.own_day, desk.world.today, letter)
        mail = item.own_day is not None and item.own_day.source == "mail"
        judged.append(item._replace(own_day=None) if doubt and mail else item)
        (doubts if mail else wrong).extend([doubt] if doubt else [])
    if wrong:
        raise Refused("wrong_days", "", findings=list(dict.fromkeys(wrong)))
    return JudgedDays(judged, tuple(_left_aside(doubt) for doubt in dict.fromkeys(doubts)))


def _no_day(folder: str) -> Finding:
    message = f"Tên thư mục “{folder}” giống ngày nhưng không phải ngày/tháng/năm (bốn chữ số) có thật."
    fix = "Đổi tên thư mục theo đúng ngày nhận, ví dụ 14-12-2025, hoặc thành tên khác; rồi chạy lại."
    return Finding("folder_without_day", folder, message, fix)


def days_waited(desk: Desk, returns: Sequence[Return], stated: Container[str]) -> list[Return]:
    """The returns, those that wait for a decision with the day on which they first came.

    Unless something else says their day. ``stated``: paths of the files whose day the command states.
    """
    without = [item for item in returns if item.own_day is None and item.path not in stated]
    since = desk.store.intake.waiting_since({item.sha256 for item in without if item.sha256})
    waited = {
        item.file: OwnDay(since[item.sha256], "waiting", item.file)
        for item in without
        if item.sha256 in since
    }
    return [item._replace(own_day=waited[item.file]) if item.file in waited else item for item in returns]


def letter_day(desk: Desk, code: str) -> date | None:
    """The day of the first letter of a round, before which nobody can have answered it."""
    return min((one.letter.dated for one, _ in desk.store.letters.all_of_round(code)), default=None)


def _left_aside(doubt: Finding) -> Finding:
    return doubt._replace(message=f"{doubt.message} Không lấy ngày ấy; lấy ngày nhận chung của lệnh.")


def told_days(outcomes: Sequence[Outcome], default: date) -> tuple[Finding, ...]:
    """By whose word the days of the new reports were taken; empty when all have the command's."""
    new = [one for one in outcomes if one.verdict in ("accepted", "revised")]
    if not any(one.day_source for one in new):
        return ()
    words: dict[DaySource | None, str] = dict(SOURCE_WORDS.items())
    words[None] = "ngày chung của lệnh"
    by_source = {source: [one for one in new if one.day_source == source] for source in words}
    told = [_count(words[source], some) for source, some in by_source.items() if some]
    amend = (
        f"bcd35 reports amend ĐƠN_VỊ --round {code} --received-on NGÀY --reason LÝ_DO"
        for code in dict.fromkeys(one.round_code for one in new)
    )
    fix = "\n".join((f"Ngày chung của lệnh là {screen_date(default)}. Ngày nào sai thì sửa:", *amend))
    return (Finding("own_days", "", f"Ngày nhận lấy theo {'; '.join(told)}.", fix),)


def _count(words: str, some: Sequence[Outcome]) -> str:
    shown = sorted({one.received_on for one in some if one.received_on})
    return f"{words}: {len(some)} báo cáo ({short_list(map(screen_date, shown), 'ngày nữa')})"
