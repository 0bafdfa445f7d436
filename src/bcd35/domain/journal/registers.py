"""Acts on units, channels, the office and the calendar: their words and what puts them right."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from bcd35.domain.commands import DECISION, FILE, Blank, Command, is_whole, option, options, typable
from bcd35.domain.dates import is_weekend
from bcd35.domain.journal.lines import SET_AGAIN, Act, Key, Line, Way, command, sentence, unless_set_again

_DATED = {"name", "status"}
_EDITABLE = ("name", "kind", "platform", "url", "owner", "email", "phone", "note", "status")


def _field_keys(noun: str) -> Callable[[Line], Iterable[Key]]:
    def keys(line: Line) -> Iterable[Key]:
        names = [change.field for change in line.changes] or [
            name for name in line.detail if name in _EDITABLE
        ]
        return [line.key(noun, line.subject, name) for name in names]

    return keys


def status_key(noun: str) -> Callable[[Line], Iterable[Key]]:
    return lambda line: [line.key(noun, line.subject, "status")]


def _edit_back(noun: str) -> Callable[[Line, Collection[Key]], Way]:
    def back(line: Line, later: Collection[Key]) -> Way:
        edit = noun, "edit", line.subject
        if "changes" not in line.detail:
            return sentence("Bản cũ không ghi giá trị trước. Xem rồi sửa:", noun, "show", line.subject)
        standing = [
            change
            for change in line.changes
            if change.field in _EDITABLE and line.key(noun, line.subject, change.field) not in later
        ]
        if not standing:
            return SET_AGAIN
        was = {change.field: change.before for change in standing}
        dated = _since(line) if noun == "units" and _DATED & {*was} else ()
        again = *edit, *options(was), *dated
        return command(*again) if is_whole(again) else sentence("Ghi lại giá trị cũ nêu ở trên bằng:", *again)

    return back


def _since(line: Line) -> Command:
    """The day from which a unit was called so, or in use: what was wrong holds on no day."""
    return "--date", line.detail.get("on", line.at.date().isoformat())


def _only_exempts(line: Line) -> bool:
    """Whether a unit that was out of use before was exempted from rounds that still asked it, and no more."""
    return "rounds" in line.detail and "on" not in line.detail


def _leave_keys(line: Line) -> Iterable[Key]:
    if _only_exempts(line):
        return [line.key("expected", code, line.subject) for code in line.detail["rounds"]]
    return status_key("units")(line)


def _leave_back(line: Line) -> Way:
    if "rounds" not in line.detail:  # of an older version
        return command("units", "edit", line.subject, "--status", "active")
    if _only_exempts(line):
        mended = "--take-back", "ghi nhầm"
        rounds = line.detail["rounds"]
        return tuple(
            step
            for code in rounds
            for step in command("rounds", "exempt", line.subject, "--round", code, *mended)
        )
    return command("units", "retire", line.subject, "--take-back", "ghi nhầm")


def _leave_again(line: Line) -> Way:
    """Day, reason and successor as they were, and whether the unit still reported."""
    was = {change.field: change.before for change in line.changes}
    names = {"into": "into", "on": "date", "reason": "reason"}
    as_it_was = options({names[field]: value for field, value in was.items() if field in names})
    if line.act == "bring_back_unit":
        kept = ("--keep-expected",) if line.detail.get("keep_expected") else ()
        return command("units", "retire", line.subject, *as_it_was, *kept)
    keep = was.get("keep_expected")
    kept = () if keep is None else ("--keep-expected" if keep else "--no-keep-expected",)
    return command("units", "retire", line.subject, *as_it_was, *kept, "--put-right", "sửa nhầm")


def _split_again(line: Line) -> Way:
    was = {change.field: change.before for change in line.changes}
    reason = option("reason", was["reason"]) if was.get("reason") else ()
    keep = ("--keep",) if line.detail.get("keep") else ()
    add = ("--add",) if line.detail.get("add") else ()
    parts = "--into", ",".join(line.detail["split"])
    return command("units", "split", line.subject, *parts, *option("date", was["on"]), *reason, *add, *keep)


def _retire_back(noun: str) -> Callable[[Line, Collection[Key]], Way]:
    return unless_set_again(lambda line: command(noun, "retire", line.subject))


def _file_back(*words: str) -> Callable[[Line, Collection[Key]], Way]:
    """``words``: of the command that reads the file again."""
    said = "Sửa dòng sai trong tệp rồi nhập lại:"
    return lambda line, _: sentence(said, *words, typable(line.subject, FILE))


def _office_back(line: Line) -> Way:
    from bcd35.domain.office import NEEDED_LISTS, RESTATED

    options_of = {field: name for name, field in RESTATED.items()}
    needed = {RESTATED[name] for name in NEEDED_LISTS}
    if not line.changes or any(
        one.field not in options_of or (one.field in needed and not one.before) for one in line.changes
    ):
        return _file_back("import")(line, ())
    stated = ((options_of[one.field], one.before) for one in line.changes)
    each = (
        (name, text)
        for name, before in stated
        for text in (before or [""] if isinstance(before, list) else [before])
    )
    return command("office", *(word for name, text in each for word in option(name, text)))


def _entries_back(noun: str) -> Callable[[Line, Collection[Key]], Way]:
    def back(line: Line, later: Collection[Key]) -> Way:
        added = sentence("Thêm nhầm thì thôi dùng:", noun, "retire", Blank("MÃ"))
        return _file_back(noun, "import")(line, later) + (added if line.detail.get("new") else ())

    return back


def _year_back(line: Line) -> Way:
    """The days as they were, then the decision as it was: confirming is the one way to set a day."""
    was = {change.field: change.before for change in line.changes}
    decision = was.pop("decision", "")
    found = dict.fromkeys(_day_back(*one) for one in sorted(was.items()))
    days = tuple(word for option_of_day in found for word in option_of_day)
    told = option("decision", decision or "xác nhận nhầm")
    confirm = command("holidays", "confirm", line.subject, *told, *days)
    if decision:
        return confirm
    presume = command("holidays", "presume", line.subject, "--reason", "xác nhận nhầm")
    return (confirm if days else ()) + presume


def _decision_back(line: Line) -> Way:
    """The decision as it was; lines of older versions do not tell it."""
    was = next((change.before for change in line.changes), None)
    return command("holidays", "confirm", line.subject, *option("decision", was or DECISION))


def _day_back(path: str, before: str | None) -> Command:
    sort, _, day = path.partition(".")
    if sort == "holidays" and before is None and is_weekend(date.fromisoformat(day)):
        return ()  # it is off without that, and --work would have it worked
    return f"--{'off' if (sort == 'holidays') == (before is not None) else 'work'}", day


# What becomes of a unit itself, whatever round it is in.
_OF_UNITS = frozenset(
    {
        *("merge_unit", "retire_unit", "put_right_unit", "bring_back_unit", "split_unit", "unsplit_unit"),
        "recode_unit",
    }
)


def changes_units(line: Line) -> bool:
    """Whether a unit ended, came back, went on as others, or got another code or name."""
    edited = line.act in ("edit_unit", "import_unit")
    return line.act in _OF_UNITS or (edited and any(one.field in ("name", "status") for one in line.changes))


REGISTER_ACTS: Mapping[str, Act] = {
    "confirm_year": Act(
        "Xác nhận lịch nghỉ",
        "holidays confirm",
        unless_set_again(_year_back),
        lambda line: [line.key("year", line.subject)],
    ),
    "presume_year": Act(
        "Bỏ xác nhận lịch nghỉ",
        "holidays presume",
        unless_set_again(_decision_back),
        lambda line: [line.key("year", line.subject)],
    ),
    "add_unit": Act("Thêm đơn vị", "units add", _retire_back("units"), status_key("units")),
    "edit_unit": Act("Sửa đơn vị", "units edit", _edit_back("units"), _field_keys("units")),
    "merge_unit": Act(
        "Sáp nhập đơn vị",
        "units retire --into",
        unless_set_again(_leave_back),
        _leave_keys,
    ),
    "retire_unit": Act("Thôi dùng đơn vị", "units retire", unless_set_again(_leave_back), _leave_keys),
    "put_right_unit": Act(
        "Sửa việc thôi dùng đơn vị",
        "units retire --put-right",
        unless_set_again(_leave_again),
        status_key("units"),
    ),
    "bring_back_unit": Act(
        "Bỏ việc thôi dùng ghi nhầm",
        "units retire --take-back",
        unless_set_again(_leave_again),
        status_key("units"),
    ),
    "split_unit": Act(
        "Chia tách đơn vị",
        "units split",
        unless_set_again(lambda line: command("units", "split", line.subject, "--take-back", "ghi nhầm")),
        status_key("units"),
    ),
    "unsplit_unit": Act(
        "Bỏ việc chia tách ghi nhầm",
        "units split --take-back",
        unless_set_again(_split_again),
        status_key("units"),
    ),
    "recode_unit": Act(
        "Đổi mã đơn vị",
        "units recode",
        unless_set_again(
            lambda line: command(
                "units", "recode", line.detail["into"], line.subject, "--reason", "đổi mã nhầm"
            )
        ),
        lambda line: [line.key("units", code, "code") for code in (line.subject, line.detail["into"])],
    ),
    "add_channel": Act("Thêm kênh", "channels add", _retire_back("channels"), status_key("channels")),
    "edit_channel": Act("Sửa kênh", "channels edit", _edit_back("channels"), _field_keys("channels")),
    "import_units": Act("Nhập danh sách đơn vị", "units import", _entries_back("units")),
    "import_unit": Act("Sửa đơn vị theo tệp", "units import", _edit_back("units"), _field_keys("units")),
    "import_channels": Act("Nhập danh sách kênh", "channels import", _entries_back("channels")),
    "import_channel": Act(
        "Sửa kênh theo tệp", "channels import", _edit_back("channels"), _field_keys("channels")
    ),
    "import_office": Act(
        "Nhập thông tin cơ quan",
        "office, import",
        unless_set_again(_office_back),
        lambda line: [line.key("office", one.field) for one in line.changes],
    ),
    "import_holidays": Act("Nhập ngày nghỉ", "import", _file_back("import")),
}
