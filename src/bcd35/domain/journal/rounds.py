"""Acts on rounds, their dated lines and extensions: their words and what puts them right."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from bcd35.domain.dates import parse_typed_date
from bcd35.domain.journal.letters import VOID_BY_NOW, void_command
from bcd35.domain.journal.lines import TAKEN, Act, Key, Line, option, unless_set_again
from bcd35.domain.journal.registers import file_back, status_key


def _round_file_back(line: Line, later: Collection[Key]) -> str:
    """A new round is taken out again while no letter of it was issued."""
    if line.detail.get("new"):
        return _GONE_ON if later else f'bcd35 rounds drop {line.detail["round"]} --reason "tạo nhầm"'
    back = file_back("rounds import")(line, later)
    return f"Đợt chưa phát hành thì {back[:1].lower()}{back[1:]}"


def closes(line: Line) -> bool:
    return "closed" in (line.detail.get("status"), *(change.after for change in line.changes))


def _switch_back(line: Line) -> str:
    if "on" in line.detail:
        command = "close" if closes(line) else "reopen"
        return f'bcd35 rounds {command} {line.subject} --take-back "ghi nhầm"'
    return f"bcd35 rounds {'reopen' if closes(line) else 'close'} {line.subject}"


LINE_COMMANDS = {"exempted": "exempt", "restored": "restore", "closed": "close", "reopened": "reopen"}


def _command(line: Line, event: str) -> str:
    """The command of a line that was put right or taken back, with whom it is about."""
    of = f" --round {line.detail['round']}" if "round" in line.detail else ""
    return f"bcd35 rounds {LINE_COMMANDS[event]} {line.subject}{of}"


def _line_back(line: Line) -> str:
    """Day and reason as they were; what was taken back is entered again, with the line that ended it."""
    was = {change.field: change.before for change in line.changes}
    options = [option("date", was["on"])] if "on" in was else []
    options += [option("reason", was["reason"])] if was.get("reason") else []
    if line.act == "put_right_line":
        options.append('--put-right "sửa nhầm"')
    command = " ".join([_command(line, line.detail["line"]), *options])
    return "\n".join([command, *_next_again(line)])


def _next_again(line: Line) -> Iterator[str]:
    if event := line.detail.get("next_line"):
        reason = [option("reason", text)] if (text := line.detail["next_reason"]) else []
        yield " ".join([_command(line, event), option("date", line.detail["next_on"]), *reason])


def _line_keys(line: Line) -> Iterable[Key]:
    if "round" in line.detail:
        return [line.key("expected", line.detail["round"], line.subject)]
    return [line.key("rounds", line.subject, "status")]


def _excuse_back(command: str, reason: str) -> Callable[[Line, Collection[Key]], str]:
    def back(line: Line) -> str:
        of = f"{line.subject} --round {line.detail['round']}"
        return f'bcd35 rounds {command} {of} --take-back "{reason}"'

    return unless_set_again(back)


def _extension_back(line: Line, later: Collection[Key]) -> str:
    """A letter can only be made void; a line without one is annulled, after those that came on top of it."""
    if line.detail.get("number"):
        void = f"{TAKEN} Hủy công văn thì gia hạn hết hiệu lực: {void_command(line)}"
        return VOID_BY_NOW if later else void
    if _UNDONE in later:
        return "Lần gia hạn này đã bỏ sau đó."
    if _EXTENDED in later:
        return "Sau đó còn gia hạn lần nữa: bỏ lần sau trước, rồi mới bỏ được lần này."
    who = " ".join(f"--unit {unit}" for unit in line.detail["to"]) or "--all"
    return f'bcd35 rounds extend {line.subject} --undo {who} --reason "gia hạn nhầm"'


_UNDONE, _EXTENDED = ("undone",), ("extended",)


def after_extensions(lines: Sequence[Line]) -> dict[int, set[Key]]:
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
    """The extension as it was; lines of older versions, and of several extensions at once, do not tell it."""
    who = " ".join(f"--unit {unit}" for unit in line.detail.get("to", ())) or "--all"
    day = parse_typed_date(str(line.detail.get("was")))  # of units that had several days they are told above
    command = f"bcd35 rounds extend {line.subject} {who} --to {day.isoformat() if day else 'NGÀY'}"
    if "on" in line.detail:
        return f"{command} --date {line.detail['on']} {option('reason', line.detail['why'])} --accept day-off"
    return f"Gia hạn lại, nêu ngày của lần gia hạn ấy: {command} --date NGÀY --reason LÝ_DO"


def _term_back(line: Line) -> str:
    """The day that stood before, from the same day on."""
    day = parse_typed_date(str(line.detail["was"]))
    to, (unit,) = day.isoformat() if day else "NGÀY", line.detail["to"]
    options = f"--unit {unit} --to {to} --date {line.detail['on']}"
    return f'bcd35 rounds extend {line.subject} {options} --put-right "sửa nhầm"'


_GONE_ON = "Sau đó đợt đã phát hành hoặc đã bỏ."


def _new_round_keys(line: Line) -> Iterable[Key]:
    code = line.detail.get("round", "")
    return [line.key("letter", code), line.key("round", code)] if line.detail.get("new") else []


def _drop_back(line: Line) -> str:
    if not line.detail["file"]:
        return "Đợt không có tệp trong data/rounds; nhập lại từ tệp của đợt: bcd35 rounds import TỆP"
    return f'bcd35 rounds drop {line.subject} --take-back "bỏ nhầm"'


ROUND_ACTS: Mapping[str, Act] = {
    "import_rounds": Act("Nhập đợt", "rounds import", _round_file_back, _new_round_keys),
    "drop_round": Act(
        "Bỏ đợt tạo nhầm",
        "rounds drop",
        unless_set_again(_drop_back),
        lambda line: [line.key("round", line.subject)],
    ),
    "bring_back_round": Act(
        "Lấy lại đợt bỏ nhầm",
        "rounds drop --take-back",
        lambda _line, _later: "Xem dòng nhập đợt ấy.",
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
