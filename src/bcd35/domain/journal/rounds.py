"""Acts on rounds, their dated lines and extensions: their words and what puts them right."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from bcd35.domain.changes import FieldChange
from bcd35.domain.commands import DAY, FILE, REASON, Command, option, typable
from bcd35.domain.dates import parse_typed_date
from bcd35.domain.journal.letters import VOID_BY_NOW, void_command
from bcd35.domain.journal.lines import (
    SET_AGAIN,
    TAKEN,
    Act,
    Key,
    Line,
    Way,
    command,
    sentence,
    unless_set_again,
)
from bcd35.domain.journal.registers import status_key
from bcd35.domain.letter_days import FAR, LATER_DAY, is_far


def _round_file_back(line: Line, later: Collection[Key]) -> Way:
    """A new round is taken out again while no letter of it was issued; a changed one is as it was."""
    code = line.detail.get("round", "")
    if not {line.key("letter", code), line.key("round", code)}.isdisjoint(later):
        return _GONE_ON
    if line.detail.get("new") and code:  # older lines do not name it
        return command("rounds", "drop", code, "--reason", "tạo nhầm")
    if {*later} - {_edited(line)}:
        return SET_AGAIN
    if code and (words := stated_before(line.changes)):
        return command("rounds", "edit", code, *words, *_later_day(line))
    if former := line.detail.get("former"):
        back = "rounds", "edit", code, "--back-to", typable(former, FILE)
        told = "Lấy lại bản cũ của tệp thì bỏ cả những lần sửa đợt sau đó:"
        return sentence(told, *back) if later else command(*back)
    told = "Đợt chưa phát hành thì sửa dòng sai trong tệp rồi nhập lại:"
    return sentence(told, "rounds", "import", typable(line.subject, FILE))


def _later_day(line: Line) -> Command:
    """The clerk's word that a day before was the later one, of a round whose letter may name an earlier."""
    days = [(change.before, change.after) for change in line.changes if change.field == "deadline"]
    later = any(before > after for before, after in days)
    return ("--accept", LATER_DAY) if later and line.act == "edit_round_file" else ()


def stated_before(changes: Sequence[FieldChange]) -> Command:
    """The options that state what changed of a round as it was; none where one change has no option."""
    words = [_option_before(change) for change in changes]
    return tuple(word for part in words for word in part) if all(words) else ()


def _option_before(change: FieldChange) -> Command:
    """The options that state a part of a round as it was; none for lists of several texts each."""
    name, before = change.field.replace("_", "-"), change.before
    if name in ("together", "channels"):
        return (f"--{name}" if before else f"--no-{name}",)
    if name == "to":
        return tuple(word for one in before or ("-",) for word in ("--to", one))
    simple = ("subject", "deadline", "short-name", "purpose", "background", "closing")
    return option(name, before) if name in simple else ()


def closes(line: Line) -> bool:
    return "closed" in (line.detail.get("status"), *(change.after for change in line.changes))


def _switch_back(line: Line) -> Way:
    if "on" in line.detail:
        verb = "close" if closes(line) else "reopen"
        return command("rounds", verb, line.subject, "--take-back", "ghi nhầm")
    return command("rounds", "reopen" if closes(line) else "close", line.subject)


LINE_COMMANDS = {"exempted": "exempt", "restored": "restore", "closed": "close", "reopened": "reopen"}


def _command(line: Line, event: str) -> Command:
    """The command of a line that was put right or taken back, with whom it is about."""
    of = ("--round", line.detail["round"]) if "round" in line.detail else ()
    return ("rounds", LINE_COMMANDS[event], line.subject, *of)


def _line_back(line: Line) -> Way:
    """Day and reason as they were; what was taken back is entered again, with the line that ended it."""
    was = {change.field: change.before for change in line.changes}
    day = option("date", was["on"]) if "on" in was else ()
    reason = option("reason", was["reason"]) if was.get("reason") else ()
    mended = ("--put-right", "sửa nhầm") if line.act == "put_right_line" else ()
    return command(*_command(line, line.detail["line"]), *day, *reason, *mended) + _next_again(line)


def _next_again(line: Line) -> Way:
    event = line.detail.get("next_line")
    if not event:
        return ()
    reason = option("reason", text) if (text := line.detail["next_reason"]) else ()
    return command(*_command(line, event), *option("date", line.detail["next_on"]), *reason)


def _line_keys(line: Line) -> Iterable[Key]:
    if "round" in line.detail:
        return [line.key("expected", line.detail["round"], line.subject)]
    return [line.key("rounds", line.subject, "status")]


def _excuse_back(verb: str, reason: str) -> Callable[[Line, Collection[Key]], Way]:
    def back(line: Line) -> Way:
        of = line.subject, "--round", line.detail["round"]
        return command("rounds", verb, *of, "--take-back", reason)

    return unless_set_again(back)


def _extension_back(line: Line, later: Collection[Key]) -> Way:
    """A letter can only be made void; a line without one is annulled, after those that came on top of it."""
    if line.detail.get("number"):
        void = sentence(f"{TAKEN} Hủy công văn thì gia hạn hết hiệu lực:", *void_command(line))
        return VOID_BY_NOW if later else void
    if _UNDONE in later:
        return sentence("Lần gia hạn này đã bỏ sau đó.")
    if _EXTENDED in later:
        return sentence("Sau đó còn gia hạn lần nữa: bỏ lần sau trước, rồi mới bỏ được lần này.")
    who = _whom(line.detail["to"])
    return command("rounds", "extend", line.subject, "--undo", *who, "--reason", "gia hạn nhầm")


def _whom(units: Iterable[str]) -> Command:
    return tuple(word for unit in units for word in ("--unit", unit)) or ("--all",)


_UNDONE, _EXTENDED = ("undone",), ("extended",)


def after_extensions(lines: Sequence[Line], codes: Mapping[str, str]) -> dict[int, set[Key]]:
    """Place of an extension → whether it was taken back later, or another came on top of it.

    Taking back is about the latest one of a unit, or of the whole round, that still stands.
    ``codes``: code that a unit gave up (lower case) → today's.
    """
    undone: Counter[Key] = Counter()
    standing: set[Key] = set()
    found: dict[int, set[Key]] = {}
    for place, line in reversed([*enumerate(lines)]):
        to = line.detail.get("to") or ("",)
        units = [line.key(line.subject, codes.get(unit.casefold(), unit)) for unit in to]
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


def _extend_again(line: Line, _later: Collection[Key]) -> Way:
    """The extension as it was; lines of older versions, and of several extensions at once, do not tell it."""
    # of units that had several days they are told above
    extend = "rounds", "extend", line.subject, *_whom(line.detail.get("to", ())), "--to", _day_before(line)
    if "on" in line.detail:
        day, reason = ("--date", line.detail["on"]), option("reason", line.detail["why"])
        return command(*extend, *day, *reason, "--accept", "day-off", *_far(line))
    told = "Gia hạn lại, nêu ngày của lần gia hạn ấy:"
    return sentence(told, *extend, "--date", DAY, "--reason", REASON)


def _far(line: Line) -> Command:
    day, on = parse_typed_date(str(line.detail.get("was"))), parse_typed_date(line.detail["on"])
    return ("--accept", FAR) if day and on and is_far(on, day) else ()


def _day_before(line: Line) -> str:
    day = parse_typed_date(str(line.detail.get("was")))
    return day.isoformat() if day else DAY


def _term_back(line: Line) -> Way:
    """The day that stood before, from the same day on."""
    days = *_whom(line.detail["to"]), "--to", _day_before(line), "--date", line.detail["on"]
    return command("rounds", "extend", line.subject, *days, "--put-right", "sửa nhầm")


def _edited(line: Line) -> Key:
    """That a round was edited, whichever part: its former file would take back all that came later."""
    return line.key("edited", line.detail.get("round", ""))


_GONE_ON = sentence("Sau đó đợt đã phát hành hoặc đã bỏ.")


def _round_keys(line: Line) -> Iterable[Key]:
    code = line.detail.get("round", "")
    new = [line.key("round", code)] if line.detail.get("new") else []
    return [*new, _edited(line), *(line.key("round", code, change.field) for change in line.changes)]


def _round_asks(line: Line) -> Iterable[Key]:
    code = line.detail.get("round", "")
    return [line.key("letter", code), line.key("round", code), *_round_keys(line)]


def _drop_back(line: Line) -> Way:
    if not line.detail["file"]:
        told = "Đợt không có tệp trong data/rounds; nhập lại từ tệp của đợt:"
        return sentence(told, "rounds", "import", FILE)
    return command("rounds", "drop", line.subject, "--take-back", "bỏ nhầm")


ROUND_ACTS: Mapping[str, Act] = {
    "import_rounds": Act(
        "Nhập đợt", "rounds new, rounds edit, rounds import", _round_file_back, _round_keys, _round_asks
    ),
    "edit_round_file": Act(
        "Sửa tệp của đợt đã phát hành", "rounds edit", _round_file_back, _round_keys, _round_asks
    ),
    "drop_round": Act(
        "Bỏ đợt tạo nhầm",
        "rounds drop",
        unless_set_again(_drop_back),
        lambda line: [line.key("round", line.subject)],
    ),
    "bring_back_round": Act(
        "Lấy lại đợt bỏ nhầm",
        "rounds drop --take-back",
        lambda _line, _later: sentence("Xem dòng nhập đợt ấy."),
    ),
    "switch_round": Act(
        "Đóng, mở đợt",
        "rounds close, rounds reopen",
        unless_set_again(_switch_back),
        status_key("rounds"),
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
    "put_right_line": Act("Sửa dòng ghi sai", "rounds …", unless_set_again(_line_back), _line_keys),
    "take_back_line": Act("Bỏ dòng ghi nhầm", "rounds …", unless_set_again(_line_back), _line_keys),
    "extend": Act("Gia hạn báo cáo", "rounds extend", _extension_back),
    "put_right_term": Act(
        "Sửa hạn riêng của đơn vị",
        "rounds extend --put-right",
        unless_set_again(_term_back),
        lambda line: [line.key("own term", line.subject, unit) for unit in line.detail["to"]],
    ),
    "undo_extension": Act("Bỏ lần gia hạn", "rounds extend --undo", _extend_again),
}
