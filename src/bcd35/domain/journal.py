"""The journal as a clerk reads it: which act by which command, what was and what is, and what puts it right.

Not here: keeping it (``store/registers.py``).
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple

from bcd35.domain.changes import FIELD_WORDS, FieldChange, change_words, from_detail
from bcd35.domain.channels import PLATFORM_NAMES
from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS
from bcd35.domain.dates import is_weekend, parse_typed_date, screen_date
from bcd35.domain.letters import in_book, parts_of
from bcd35.domain.reports import ORIGIN_WORDS
from bcd35.domain.text import typed

Key = tuple[str, ...]  # what an act sets: a later act that sets the same has the last word


class Line(NamedTuple):
    """One line of the journal; ``detail`` as the act wrote it."""

    at: datetime
    act: str
    subject: str
    detail: Mapping[str, Any]

    @classmethod
    def of(cls, at: str, act: str, subject: str, detail: str) -> "Line":
        return cls(datetime.fromisoformat(at), act, subject, json.loads(detail))

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        """What was and what is; lines of older versions do not tell what was."""
        return from_detail(self.detail.get("changes", {}))

    def concerns(self, code: str) -> bool:
        """Tell whether a unit, a channel or a round has to do with it."""
        named = (self.subject, *(self.detail.get(name, "") for name in ("round", "into", "instead_of")))
        listed = (*self.detail.get("added", ()), *self.detail.get("to", ()))
        listed += (*self.detail.get("rounds", ()), *self.detail.get("split", ()))
        return code.casefold() in {str(name).casefold() for name in (*named, *listed)}

    def key(self, *parts: object) -> Key:
        return tuple(str(part).casefold() for part in parts)


class Act(NamedTuple):
    """What an act is called, which command does it (empty: any first one), and what puts it right.

    ``sets``: the keys that it sets; ``back(line, later)``: a sentence or a command, when of these keys the
    ones in ``later`` were set again by later acts.
    """

    words: str
    command: str
    back: Callable[[Line, Collection[Key]], str]
    sets: Callable[[Line], Iterable[Key]] = lambda _: ()


_SET_AGAIN = "Đã được sửa lại sau đó."
_TAKEN = "Số đã cấp không lấy lại được."
_VOID_BY_NOW = "Công văn này đã hủy sau đó."


def _unless_set_again(back: Callable[[Line], str]) -> Callable[[Line, Collection[Key]], str]:
    return lambda line, later: _SET_AGAIN if later else back(line)


def _option(name: str, value: object) -> str:
    """An option with its value; a dash empties a field."""
    shown = typed(value) if value else ""
    return f"--{name} {shown or '-'}"


# --- units, channels ----------------------------------------------------------------------------------------

_EDITABLE = ("name", "kind", "platform", "url", "owner", "email", "phone", "note", "status")


def _field_keys(noun: str) -> Callable[[Line], Iterable[Key]]:
    def keys(line: Line) -> Iterable[Key]:
        names = [change.field for change in line.changes] or [
            name for name in line.detail if name in _EDITABLE
        ]
        return [line.key(noun, line.subject, name) for name in names]

    return keys


def _status_key(noun: str) -> Callable[[Line], Iterable[Key]]:
    return lambda line: [line.key(noun, line.subject, "status")]


def _edit_back(noun: str) -> Callable[[Line, Collection[Key]], str]:
    def back(line: Line, later: Collection[Key]) -> str:
        command = f"bcd35 {noun} edit {line.subject}"
        if "changes" not in line.detail:
            return f"Bản cũ không ghi giá trị trước. Xem rồi sửa: bcd35 {noun} show {line.subject}"
        standing = [
            change
            for change in line.changes
            if change.field in _EDITABLE and line.key(noun, line.subject, change.field) not in later
        ]
        if not standing:
            return _SET_AGAIN
        if any(change.before and not typed(change.before) for change in standing):
            return f"Ghi lại giá trị cũ nêu ở trên bằng: {command}"
        return " ".join([command, *(_option(change.field, change.before) for change in standing)])

    return back


def _leave_back(line: Line) -> str:
    if "rounds" not in line.detail:  # of an older version
        return f"bcd35 units edit {line.subject} --status active"
    return f'bcd35 units retire {line.subject} --take-back "ghi nhầm"'


def _leave_again(line: Line) -> str:
    """Day, reason and successor as they were."""
    was = {change.field: change.before for change in line.changes}
    names = {"into": "into", "on": "date", "reason": "reason"}
    options = [_option(name, was[field]) for field, name in names.items() if was.get(field)]
    mended = ['--put-right "sửa nhầm"'] if line.act == "put_right_unit" else []
    return " ".join([f"bcd35 units retire {line.subject}", *options, *mended])


def _split_again(line: Line) -> str:
    was = {change.field: change.before for change in line.changes}
    options = [f"--into {','.join(line.detail['split'])}", _option("date", was["on"])]
    options += [_option("reason", was["reason"])] if was.get("reason") else []
    return " ".join([f"bcd35 units split {line.subject}", *options])


def _retire_back(noun: str) -> Callable[[Line, Collection[Key]], str]:
    return _unless_set_again(lambda line: f"bcd35 {noun} retire {line.subject}")


def _file_back(command: str) -> Callable[[Line, Collection[Key]], str]:
    return lambda line, _: (
        f"Sửa dòng sai trong tệp rồi nhập lại: bcd35 {command} {typed(line.subject) or 'TỆP'}"
    )


def _entries_back(noun: str) -> Callable[[Line, Collection[Key]], str]:
    def back(line: Line, later: Collection[Key]) -> str:
        more = f"\nThêm nhầm thì thôi dùng: bcd35 {noun} retire MÃ" if line.detail.get("new") else ""
        return _file_back(f"{noun} import")(line, later) + more

    return back


# --- the calendar -------------------------------------------------------------------------------------------


def _year_back(line: Line) -> str:
    """The days as they were, then the decision as it was: confirming is the one way to set a day."""
    was = {change.field: change.before for change in line.changes}
    decision = was.pop("decision", "")
    told = typed(decision) if decision else '"xác nhận nhầm"'
    days = " ".join(dict.fromkeys(filter(None, (_day_back(*one) for one in sorted(was.items())))))
    steps = [f"bcd35 holidays confirm {line.subject} --decision {told or 'VĂN_BẢN'} {days}".rstrip()]
    if not decision:
        steps = steps if days else []
        steps.append(f'bcd35 holidays presume {line.subject} --reason "xác nhận nhầm"')
    return "\n".join(steps)


def _day_back(path: str, before: str | None) -> str:
    sort, _, day = path.partition(".")
    if sort == "holidays" and before is None and is_weekend(date.fromisoformat(day)):
        return ""  # it is off without that, and --work would have it worked
    return f"--{'off' if (sort == 'holidays') == (before is not None) else 'work'} {day}"


# --- rounds, reports, contributions -------------------------------------------------------------------------


def _round_file_back(line: Line, later: Collection[Key]) -> str:
    back = _file_back("rounds import")(line, later)
    return f"Đợt chưa phát hành thì {back[:1].lower()}{back[1:]}"


def _closes(line: Line) -> bool:
    return "closed" in (line.detail.get("status"), *(change.after for change in line.changes))


def _switch_back(line: Line) -> str:
    if "on" in line.detail:
        command = "close" if _closes(line) else "reopen"
        return f'bcd35 rounds {command} {line.subject} --take-back "ghi nhầm"'
    return f"bcd35 rounds {'reopen' if _closes(line) else 'close'} {line.subject}"


_LINE_COMMANDS = {"exempted": "exempt", "restored": "restore", "closed": "close", "reopened": "reopen"}


def _line_command(line: Line) -> str:
    """The command of a line that was put right or taken back, with whom it is about."""
    of = f" --round {line.detail['round']}" if "round" in line.detail else ""
    return f"bcd35 rounds {_LINE_COMMANDS[line.detail['line']]} {line.subject}{of}"


def _line_back(line: Line) -> str:
    """Day and reason as they were; what was taken back is entered again."""
    was = {change.field: change.before for change in line.changes}
    options = [_option("date", was["on"])] if "on" in was else []
    options += [_option("reason", was["reason"])] if was.get("reason") else []
    if line.act == "put_right_line":
        options.append('--put-right "sửa nhầm"')
    return " ".join([_line_command(line), *options])


def _line_keys(line: Line) -> Iterable[Key]:
    if "round" in line.detail:
        return [line.key("expected", line.detail["round"], line.subject)]
    return [line.key("rounds", line.subject, "status")]


def _excuse_back(command: str, reason: str) -> Callable[[Line, Collection[Key]], str]:
    def back(line: Line) -> str:
        of = f"{line.subject} --round {line.detail['round']}"
        return f'bcd35 rounds {command} {of} --take-back "{reason}"'

    return _unless_set_again(back)


def _extension_back(line: Line, later: Collection[Key]) -> str:
    """A letter can only be made void; a line without one is annulled, after those that came on top of it."""
    if line.detail.get("number"):
        void = f"{_TAKEN} Hủy công văn thì gia hạn hết hiệu lực: {_void_command(line)}"
        return _VOID_BY_NOW if later else void
    if _UNDONE in later:
        return "Lần gia hạn này đã bỏ sau đó."
    if _EXTENDED in later:
        return "Sau đó còn gia hạn lần nữa: bỏ lần sau trước, rồi mới bỏ được lần này."
    who = " ".join(f"--unit {unit}" for unit in line.detail["to"]) or "--all"
    return f'bcd35 rounds extend {line.subject} --undo {who} --reason "gia hạn nhầm"'


_UNDONE, _EXTENDED = ("undone",), ("extended",)


def _after_extensions(lines: Sequence[Line]) -> dict[int, set[Key]]:
    """Place of an extension → whether it was taken back later, or another came on top of it.

    Taking back is about the latest one of a unit, or of the whole round, that still stands.
    """
    undone: Counter[Key] = Counter()
    standing: set[Key] = set()
    found: dict[int, set[Key]] = {}
    for place, line in reversed([*enumerate(lines)]):
        units = [line.key(line.subject, unit) for unit in line.detail.get("to") or ("",)]
        if line.act == "undo_extension":
            undone.update(units)
        elif line.act == "extend" and not line.detail.get("number"):
            if all(undone[unit] for unit in units):
                found[place] = {_UNDONE}
            elif standing.intersection(units):
                found[place] = {_EXTENDED}
            standing.update(unit for unit in units if not undone[unit])
            undone.subtract(unit for unit in units if undone[unit])
    return found


def _extend_again(line: Line, _later: Collection[Key]) -> str:
    who = " ".join(f"--unit {unit}" for unit in line.detail.get("to", ())) or "--all"
    day = parse_typed_date(str(line.detail.get("was")))  # of units that had several days they are told above
    to = day.isoformat() if day else "NGÀY"
    return f"Gia hạn lại: bcd35 rounds extend {line.subject} {who} --to {to} --reason LÝ_DO"


def _report_key(line: Line) -> Iterable[Key]:
    return [line.key("report", line.detail.get("round", ""), line.subject)]


def _of_report(line: Line) -> str:
    return f"{line.subject} --round {line.detail['round']}"


def _report_back(line: Line) -> str:
    withdraw = f'bcd35 reports withdraw {_of_report(line)} --reason "ghi nhầm"'
    if line.detail.get("revision") == 1:
        # From the day of the report on: no day counts what was entered by mistake.
        day = f" --date {line.detail['received_on']}" if "received_on" in line.detail else ""
        return f"{withdraw}{day}"
    return f"Các lần ghi: bcd35 reports show {_of_report(line)}\nRút mọi lần đang tính: {withdraw}"


def _withdrawal_back(line: Line) -> str:
    return f'bcd35 reports restore {_of_report(line)} --reason "rút nhầm"'


def _restore_back(line: Line) -> str:
    return f'bcd35 reports withdraw {_of_report(line)} --date {line.detail["on"]} --reason "rút đúng"'


def _move_back(line: Line) -> str:
    was, now = line.detail["round"], line.detail["to_round"]
    to_round = "" if was == now else f" --to-round {was}"
    place = f"{line.detail['into']} --round {now} --to {line.subject}{to_round}"
    return f'bcd35 reports move {place} --reason "chuyển nhầm"'


def _moved_keys(line: Line) -> Iterable[Key]:
    rounds = line.detail["round"], line.detail["to_round"]
    return [
        line.key("report", *place) for place in zip(rounds, (line.subject, line.detail["into"]), strict=True)
    ]


def _amend_keys(line: Line) -> Iterable[Key]:
    place = line.detail.get("round", ""), line.subject, line.detail.get("revision", "")
    return [line.key("report", *place, change.field) for change in line.changes]


_AMENDED = {"received_on": "received-on", "note": "note", "reference": "ref", "reference_on": "ref-date"}


def _amend_back(line: Line) -> str:
    command = f"bcd35 reports amend {_of_report(line)} --revision {line.detail['revision']}"
    was = {change.field: change.before for change in line.changes}
    if not was:
        return "Minh chứng đã thêm không bỏ được; ghi chú điều cần biết bằng: " + f"{command} --note GHI_CHÚ"
    if any(value and not typed(value) for value in was.values()):
        return f"Ghi lại giá trị cũ nêu ở trên bằng: {command}"
    options = [_option(_AMENDED[name], value) for name, value in was.items()]
    return " ".join([command, *options, '--reason "sửa nhầm"'])


def _set_aside_back(line: Line) -> str:
    return (
        f"Nhận lại tệp ấy: bcd35 record-report TỆP --again --round {line.detail['round']} --received-on NGÀY"
    )


def _piece_keys(line: Line) -> Iterable[Key]:
    names = [change.field for change in line.changes] or ["stage"]
    return [line.key("piece", line.detail.get("number", ""), name) for name in names]


def _stage_steps(command: str, line: Line) -> Iterator[str]:
    """Back to “received” with a reason, as the register allows; then on to the stage that was."""
    stages = {change.field: change for change in line.changes}
    was = {name: change.before for name, change in stages.items()}
    if "stage" not in stages or stages["stage"].after != "received":
        yield f'{command} --stage da-nhan --reason "ghi nhầm"'
    if stage := _STAGE_TYPED.get(was.get("stage", "")):
        more = {name: was[name] for name in ("channel", "url", "reason") if was.get(name)}
        if all(map(typed, more.values())):
            yield " ".join([command, f"--stage {stage}", *(_option(*one) for one in more.items())])
        else:
            yield f"Rồi ghi lại tình trạng cũ nêu ở trên bằng: {command}"


_STAGE_TYPED = {"edited": "da-bien-tap", "published": "da-dang", "not_used": "khong-dung"}
_MEDIUM_TYPED = {"article": "tin-bai", "photo": "hinh-anh", "video": "video"}


def _piece_back(line: Line, later: Collection[Key]) -> str:
    command = f"bcd35 contributions edit {line.detail['number']}"
    was = {change.field: change.before for change in line.changes}
    if later:
        return _SET_AGAIN
    if "stage" in was or not was:
        return "\n".join(_stage_steps(command, line))
    words = {**was, "medium": _MEDIUM_TYPED.get(was.get("medium", ""), "")}
    if any(value and not typed(value) for value in was.values()):
        return f"Ghi lại giá trị cũ nêu ở trên bằng: {command}"
    return " ".join([command, *(_option(name, words[name]) for name in was)])


def _booking_back(line: Line) -> str:
    """To the unit, the round and the day as they were."""
    was = {change.field: change.before for change in line.changes}
    names = {"unit": "to", "round": "round", "received_on": "received-on"}
    options = [_option(names[field], value) for field, value in was.items()]
    command = "redate" if line.act == "redate_contribution" else "move"
    number = line.detail["now_number"]
    return " ".join([f"bcd35 contributions {command} {number}", *options, '--reason "sửa nhầm"'])


def _booking_keys(line: Line) -> Iterable[Key]:
    return [line.key("piece", line.detail.get("number", ""), name) for name in ("booking", "stage")]


def _brought_back_keys(line: Line) -> Iterable[Key]:
    """Of the number that was void, and of the one under which the piece stands again."""
    numbers = line.detail["number"], line.detail["now_number"]
    return [line.key("piece", number, "booking") for number in numbers]


# --- the book of numbers ------------------------------------------------------------------------------------


def _number_keys(line: Line) -> list[Key]:
    """The numbers that a line says something of."""
    first, _, last = str(line.detail["numbers"]).partition("-")
    book = (line.detail["symbol"], line.detail["term"])
    return [line.key("number", *book, number) for number in range(int(first), int(last or first) + 1)]


def _letter_keys(line: Line, term: str) -> list[Key]:
    """The number of a letter, and of the one that it replaces. ``term``: where the line does not tell it."""
    references = (line.detail.get("number"), line.detail.get("replaces"))
    parts = [parts_of(str(one)) for one in references if one and line.act in _LETTERS]
    term = str(line.detail.get("term") or term)
    return [line.key("number", symbol, term, int(figures)) for figures, symbol in parts]


_LETTERS = frozenset({"notify", "replace_letter", "remind", "return_report", "extend"})
_NUMBER_LINES = frozenset({"void_number", "reserve_numbers", "number_on_paper", "release_numbers"})


def _after_numbers(lines: Sequence[Line]) -> dict[int, set[Key]]:
    """Place of a line → the numbers of it on which a later line has the last word.

    A release takes back the line before it, and what was said of the number before that stands again.
    """
    terms = [str(line.detail["term"]) for line in lines if line.act in _NUMBER_LINES]
    released: Counter[Key] = Counter()
    said: set[Key] = set()
    found: dict[int, set[Key]] = {}
    for place, line in reversed([*enumerate(lines)]):
        about = line.act in _NUMBER_LINES
        for key in _number_keys(line) if about else _letter_keys(line, terms[0] if terms else ""):
            if key in said or (released[key] and line.act != "release_numbers"):
                found.setdefault(place, set()).add(key)
            if line.act == "release_numbers":
                released[key] += 1
            elif about and released[key]:
                released[key] -= 1
            elif about or not _adds(line):
                said.add(key)
    return found


def _letter_key(line: Line) -> Iterable[Key]:
    if _adds(line):
        return [line.key("expected", line.subject, unit) for unit in line.detail["to"]]
    return [line.key("letter", line.subject)] if line.detail.get("to") is not None else []


def _void_back(line: Line, later: Collection[Key]) -> str:
    return _VOID_BY_NOW if later else f"{_TAKEN} Hủy công văn: {_void_command(line)}"


def _void_command(line: Line) -> str:
    """``term``: only where a number may stand in several books."""
    symbol, term = parts_of(str(line.detail.get("number", "")))[1], line.detail.get("term", "")
    book = f" {in_book(symbol, term)}" if term else ""
    return f"bcd35 letters void {_figures(line)}{book} --reason LÝ_DO"


def _figures(line: Line) -> str:
    """The number of a letter as commands take it: ``28`` of ``28-CV/BCĐ``."""
    return parts_of(str(line.detail.get("number", "")))[0].lstrip("0") or "SỐ"


def _adds(line: Line) -> bool:
    """Whether a letter that was out went to further units; older versions did not tell it."""
    return line.act == "notify" and "deadline" in line.detail


def _notify_back(line: Line, later: Collection[Key]) -> str:
    """Units that were added need not report; a letter that goes out first is replaced or void."""
    if any(key[0] == "number" for key in later):
        return _VOID_BY_NOW
    if not _adds(line):
        return _unless_set_again(_letter_back)(line, later)
    units = [unit for unit in line.detail["to"] if line.key("expected", line.subject, unit) not in later]
    day = f" --date {line.detail['on']}" if "on" in line.detail else ""
    reason = '--reason "bổ sung nhầm"'
    steps = [f"bcd35 rounds exempt {unit} --round {line.subject}{day} {reason}" for unit in units]
    return "\n".join(steps) or _SET_AGAIN


def _letter_back(line: Line) -> str:
    replace = f"bcd35 notify {line.subject} --replace {_figures(line)} --reason LÝ_DO"
    return (
        f"{_TAKEN} Nội dung sai: sửa tệp của đợt rồi phát hành công văn thay thế: {replace}\n"
        f"Hoặc hủy hẳn, không thay: {_void_command(line)}"
    )


def _left_of(line: Line, later: Collection[Key]) -> Iterator[str]:
    """The spans of a line's numbers that no later line is about, with their book, as commands take them."""
    left = [int(key[-1]) for key in _number_keys(line) if key not in later]
    book = in_book(line.detail["symbol"], line.detail["term"])
    for _, group in groupby(enumerate(left), key=lambda pair: pair[1] - pair[0]):
        span = [number for _, number in group]
        yield f"{span[0]} {book}" if len(span) == 1 else f"{span[0]}-{span[-1]} {book}"


def _release_back(line: Line, later: Collection[Key]) -> str:
    steps = [f'bcd35 letters release {span} --reason "ghi nhầm"' for span in _left_of(line, later)]
    return "\n".join(steps) or _SET_AGAIN


def _released_back(line: Line, later: Collection[Key]) -> str:
    command = {"void": "void", "on_paper": "on-paper"}.get(line.detail.get("was", ""), "reserve")
    day = f" --date {line.detail['on']}" if line.detail.get("on") else ""
    steps = [f'bcd35 letters {command} {span}{day} --reason "bỏ nhầm"' for span in _left_of(line, later)]
    return "\n".join(steps) or _SET_AGAIN


# --- the table ----------------------------------------------------------------------------------------------

ACTS: Mapping[str, Act] = {
    "accept_ledger": Act(
        "Nhận sổ như hiện có",
        "check --accept",
        lambda _line, _later: "Sổ đã nhận như hiện có; điều còn sai thì ghi lại cho đúng bằng lệnh.",
    ),
    "reprint": Act(
        "Làm lại tệp đã phát hành",
        "letters reprint",
        lambda _line, _later: "Tệp làm lại giống hệt tệp đã phát hành; bản đã sửa còn giữ trong out/_da-sua.",
    ),
    "confirm_year": Act(
        "Xác nhận lịch nghỉ",
        "holidays confirm",
        _unless_set_again(_year_back),
        lambda line: [line.key("year", line.subject)],
    ),
    "presume_year": Act(
        "Bỏ xác nhận lịch nghỉ",
        "holidays presume",
        _unless_set_again(lambda line: f"bcd35 holidays confirm {line.subject} --decision VĂN_BẢN"),
        lambda line: [line.key("year", line.subject)],
    ),
    "notify": Act(
        "Phát hành công văn",
        "notify",
        _notify_back,
        _letter_key,
    ),
    "replace_letter": Act(
        "Phát hành công văn thay thế",
        "notify --replace",
        _notify_back,
        _letter_key,
    ),
    "void_number": Act("Hủy số", "letters void", _release_back),
    "reserve_numbers": Act("Để dành số", "letters reserve", _release_back),
    "number_on_paper": Act("Ghi số dùng ngoài chương trình", "letters on-paper", _release_back),
    "release_numbers": Act("Bỏ dòng ghi về số", "letters release", _released_back),
    "remind": Act("Phát hành công văn đôn đốc", "remind", _void_back),
    "return_report": Act("Gửi trả báo cáo để sửa", "return-report", _void_back),
    "extend": Act("Gia hạn báo cáo", "rounds extend", _extension_back),
    "undo_extension": Act("Bỏ lần gia hạn", "rounds extend --undo", _extend_again),
    "record_report": Act("Ghi nhận báo cáo", "record-report", _unless_set_again(_report_back), _report_key),
    "withdraw_report": Act(
        "Rút báo cáo", "reports withdraw", _unless_set_again(_withdrawal_back), _report_key
    ),
    "restore_report": Act(
        "Bỏ lần rút báo cáo", "reports restore", _unless_set_again(_restore_back), _report_key
    ),
    "move_report": Act("Chuyển báo cáo", "reports move", _unless_set_again(_move_back), _moved_keys),
    "receive_moved": Act(
        "Nhận báo cáo chuyển sang",
        "reports move",
        lambda line, _: f"Xem dòng của đợt {line.detail['from_round']}.",
    ),
    "amend_report": Act("Sửa báo cáo đã ghi", "reports amend", _unless_set_again(_amend_back), _amend_keys),
    "set_aside": Act("Để ra một báo cáo trái nhau", "record-report", lambda line, _: _set_aside_back(line)),
    "confirm_alias": Act(
        "Xác nhận tên đơn vị",
        "record-report --as",
        lambda _line, _later: "Tên đã xác nhận không bỏ được; lần sau nhận tệp như thế thì nêu --as MÃ.",
    ),
    "begin_trial": Act(
        "Bắt đầu sổ dùng thử",
        "",
        lambda _line, _later: (
            "Nhập danh sách của văn phòng thì hết dùng thử: bcd35 units import data/units.yaml"
        ),
    ),
    "end_trial": Act(
        "Hết dùng thử, sổ dùng thử được cất riêng",
        "import, units …",
        lambda line, _: (
            f'Sổ dùng thử còn nguyên, xem lại: bcd35 -C "{line.subject}" status'
            if line.subject
            else "Chưa phát hành, chưa nhận gì nên không có gì phải cất."
        ),
    ),
    "switch_round": Act(
        "Đóng, mở đợt",
        "rounds close, rounds reopen",
        _unless_set_again(_switch_back),
        _status_key("rounds"),
    ),
    "exempted": Act(
        "Miễn báo cáo",
        "rounds exempt",
        _excuse_back("exempt", "miễn nhầm"),
        lambda line: [line.key("expected", line.detail.get("round", ""), line.subject)],
    ),
    "restored": Act(
        "Bỏ miễn báo cáo",
        "rounds restore",
        _excuse_back("restore", "bỏ miễn nhầm"),
        lambda line: [line.key("expected", line.detail.get("round", ""), line.subject)],
    ),
    "put_right_line": Act("Sửa dòng ghi sai", "rounds …", _unless_set_again(_line_back), _line_keys),
    "take_back_line": Act("Bỏ dòng ghi nhầm", "rounds …", _unless_set_again(_line_back), _line_keys),
    "add_contribution": Act(
        "Ghi tin, bài gửi về",
        "contributions add",
        _unless_set_again(
            lambda line: f'bcd35 contributions void {line.detail["number"]} --reason "ghi nhầm"'
        ),
        lambda line: [line.key("piece", line.detail.get("number", ""), "stage")],
    ),
    "edit_contribution": Act("Ghi tiếp tin, bài", "contributions edit", _piece_back, _piece_keys),
    "move_contribution": Act(
        "Chuyển tin, bài ghi nhầm", "contributions move", _unless_set_again(_booking_back), _booking_keys
    ),
    "redate_contribution": Act(
        "Sửa ngày nhận tin, bài", "contributions redate", _unless_set_again(_booking_back), _booking_keys
    ),
    "void_contribution": Act(
        "Bỏ tin, bài ghi nhầm",
        "contributions void",
        _unless_set_again(
            lambda line: f'bcd35 contributions void {line.detail["number"]} --take-back "bỏ nhầm"'
        ),
        _booking_keys,
    ),
    "bring_back_contribution": Act(
        "Lấy lại tin, bài đã bỏ nhầm",
        "contributions void --take-back",
        _unless_set_again(
            lambda line: f'bcd35 contributions void {line.detail["now_number"]} --reason "lấy lại nhầm"'
        ),
        _brought_back_keys,
    ),
    "add_unit": Act("Thêm đơn vị", "units add", _retire_back("units"), _status_key("units")),
    "edit_unit": Act("Sửa đơn vị", "units edit", _edit_back("units"), _field_keys("units")),
    "merge_unit": Act(
        "Sáp nhập đơn vị",
        "units retire --into",
        _unless_set_again(_leave_back),
        _status_key("units"),
    ),
    "retire_unit": Act(
        "Thôi dùng đơn vị", "units retire", _unless_set_again(_leave_back), _status_key("units")
    ),
    "put_right_unit": Act(
        "Sửa việc thôi dùng đơn vị",
        "units retire --put-right",
        _unless_set_again(_leave_again),
        _status_key("units"),
    ),
    "bring_back_unit": Act(
        "Bỏ việc thôi dùng ghi nhầm",
        "units retire --take-back",
        _unless_set_again(_leave_again),
        _status_key("units"),
    ),
    "split_unit": Act(
        "Chia tách đơn vị",
        "units split",
        _unless_set_again(lambda line: f'bcd35 units split {line.subject} --take-back "ghi nhầm"'),
        _status_key("units"),
    ),
    "unsplit_unit": Act(
        "Bỏ việc chia tách ghi nhầm",
        "units split --take-back",
        _unless_set_again(_split_again),
        _status_key("units"),
    ),
    "recode_unit": Act(
        "Đổi mã đơn vị",
        "units recode",
        _unless_set_again(
            lambda line: f'bcd35 units recode {line.detail["into"]} {line.subject} --reason "đổi mã nhầm"'
        ),
        lambda line: [line.key("units", code, "code") for code in (line.subject, line.detail["into"])],
    ),
    "add_channel": Act("Thêm kênh", "channels add", _retire_back("channels"), _status_key("channels")),
    "edit_channel": Act("Sửa kênh", "channels edit", _edit_back("channels"), _field_keys("channels")),
    "import_units": Act("Nhập danh sách đơn vị", "units import", _entries_back("units")),
    "import_unit": Act("Sửa đơn vị theo tệp", "units import", _edit_back("units"), _field_keys("units")),
    "import_channels": Act("Nhập danh sách kênh", "channels import", _entries_back("channels")),
    "import_channel": Act(
        "Sửa kênh theo tệp", "channels import", _edit_back("channels"), _field_keys("channels")
    ),
    "import_office": Act("Nhập thông tin cơ quan", "import", _file_back("import")),
    "import_holidays": Act("Nhập ngày nghỉ", "import", _file_back("import")),
    "import_rounds": Act("Nhập đợt", "rounds import", _round_file_back),
    "adopt_papers": Act(
        "Nhận giấy tờ có sẵn vào sổ",
        "recover --adopt",
        lambda _line, _later: f"{_TAKEN} Giấy tờ vẫn nằm nguyên chỗ.",
    ),
    "continue_numbers": Act(
        "Đi tiếp từ số",
        "recover --continue-from",
        lambda _line, _later: "Số đã bỏ qua không lấy lại được; giấy tờ mang số ấy: bcd35 recover --adopt",
    ),
}
_DETAIL_WORDS: Mapping[str, str] = {
    "count": "số chỗ",
    "line": "dòng",
    "exempted": "miễn",
    "why": "vì",
    "decision": "theo",
    "off": "nghỉ",
    "worked": "làm bù",
    **FIELD_WORDS,
    "units": "số đơn vị",
    "files": "số tệp",
    "moved": "số tệp đã sửa để riêng",
    "round": "đợt",
    "rounds": "đợt",
    "now_number": "số mới",
    "split": "tách thành",
    "revision": "bản",
    "alias": "tên",
    "sha256": "mã băm của tệp",
    "file": "tệp",
    "deadline": "thời hạn mới",
    "origin": "nguồn",
    "into": "vào",
    "instead_of": "thay cho",
    "to_round": "sang đợt",
    "from_unit": "từ đơn vị",
    "from_round": "từ đợt",
    "taking": "nhận lần",
    "evidence": "minh chứng",
    "stage_on": "từ ngày",
    "stage_reason": "vì",
    "new": "mới",
    "changed": "sửa",
    "unchanged": "giữ nguyên",
    "would_retire": "không có trong tệp",
    "retire": "thôi dùng",
    "papers": "số văn bản",
    "copies": "bản chép tệp bị từ chối",
    "letters": "số công văn",
    "reports": "số báo cáo",
    "letter": "công văn vào sổ đầy đủ",
    "reminder": "đôn đốc vào sổ đầy đủ",
    "extension": "gia hạn vào sổ đầy đủ",
    "found": "số giữ như tìm thấy",
    "numbers": "số",
    "replaces": "thay thế số",
    "was": "trước là",
}
# Of these details the values are codes; of all others they are what somebody typed.
_CODED = frozenset({"origin", "status", "stage", "medium", "platform", "line", "was", "kind"})
_VALUE_WORDS: Mapping[str, str] = {
    **ORIGIN_WORDS,
    "open": "đang mở",
    "closed": "đã đóng",
    "reopened": "mở lại",
    "exempted": "miễn báo cáo",
    "restored": "bỏ miễn",
    **STAGE_WORDS,
    **MEDIUM_WORDS,
    **PLATFORM_NAMES,
    "active": "đang dùng",
    "retired": "thôi dùng",
    "void": "hủy",
    "reserved": "để dành",
    "on_paper": "dùng ngoài chương trình",
}
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DIGITS_SHOWN = 12
_TOLD_OTHERWISE = frozenset({"changes", "added", "to", "joined", "order_before"})


def act_words(act: str) -> str:
    """The name of an act; what has no words is shown as it is."""
    return ACTS[act].words if act in ACTS else act


def command_of(line: Line) -> str:
    """The command that did an act; empty where none is known, or any could be."""
    if line.act == "switch_round":
        return f"bcd35 rounds {'close' if _closes(line) else 'reopen'}"
    if "line" in line.detail:
        return f"bcd35 rounds {_LINE_COMMANDS[line.detail['line']]}"
    command = ACTS[line.act].command if line.act in ACTS else ""
    return f"bcd35 {command}" if command else ""


def detail_words(line: Line, kinds: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """What a line says beside its changes; empty details and counts of 0 are left out.

    ``kinds``: the office's words for kinds of unit, by code.
    """
    return [
        f"{_DETAIL_WORDS.get(key, key)}: {_detail_value(key, value, kinds)}"
        for key, value in line.detail.items()
        if value and key not in _TOLD_OTHERWISE
    ]


def _detail_value(key: str, value: object, kinds: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if value is True:
        return "có"
    text = str(value)
    if key in _CODED:
        text = _VALUE_WORDS.get(text, kinds.get(text, text))
    day = parse_typed_date(text)
    return screen_date(day) if day else _DIGEST.sub(lambda found: f"{found[0][:_DIGITS_SHOWN]}…", text)


def describe_act(
    at: str, act: str, subject: str, detail: str, kinds: Mapping[str, str] = MappingProxyType({})
) -> tuple[str, str, str, str]:
    """A journal line for a table: ``("22/11/2025 09:00", "Phát hành công văn", round, "số: 28-CV/BCĐ")``."""
    line = Line.of(at, act, subject, detail)
    told = [*detail_words(line, kinds), *(change_words(change, kinds) for change in line.changes)]
    return f"{line.at:%d/%m/%Y %H:%M}", act_words(act), subject, "; ".join(told)


class Told(NamedTuple):
    """A line of the journal with what puts it right; empty where nobody wrote that yet."""

    line: Line
    back: str


def commands_back(told: Told) -> tuple[str, ...]:
    """The commands that put a line right, as they are typed; none where a clerk has to say something."""
    steps = told.back.splitlines()
    return tuple(steps) if steps and all(map(_is_complete, steps)) else ()


def _is_complete(step: str) -> bool:
    """Tell whether a step is one whole command. What is to be filled in stands there as a Vietnamese word."""
    return step.startswith("bcd35 ") and re.sub(r'"[^"]*"', "", step).isascii()


def with_ways_back(lines: Sequence[Line]) -> list[Told]:
    """Every line of the whole journal, in order; what a later act has set again needs no way back."""
    later: set[Key] = set()
    told = []
    extended, numbers = _after_extensions(lines), _after_numbers(lines)
    replaced = {line.at for line in lines if line.act == "replace_letter"}
    for place, line in reversed([*enumerate(lines)]):
        act = ACTS.get(line.act)
        keys = set(act.sets(line)) if act else set()
        again = keys & later | numbers.get(place, set()) | extended.get(place, set())
        back = act.back(line, again) if act else ""
        if line.act == "import_rounds" and line.at in replaced:
            back = "Nhập cùng công văn thay thế: xem dòng phát hành công văn ấy."
        told.append(Told(line, back))
        later |= keys
    return told[::-1]


def by_command(lines: Iterable[Told]) -> list[tuple[Told, ...]]:
    """Lines in order; those that one run of a command wrote of the same sort stand together."""
    groups = groupby(lines, key=lambda told: (told.line.at, told.line.act, told.line.detail.get("file")))
    return [tuple(group) for _, group in groups]
