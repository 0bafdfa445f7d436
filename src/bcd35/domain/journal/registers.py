"""Acts on units, channels, the office and the calendar: their words and what puts them right."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from bcd35.domain.dates import is_weekend
from bcd35.domain.journal.lines import SET_AGAIN, Act, Key, Line, option, unless_set_again
from bcd35.domain.text import typed

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
            return SET_AGAIN
        if any(change.before and not typed(change.before) for change in standing):
            return f"Ghi lại giá trị cũ nêu ở trên bằng: {command}"
        return " ".join([command, *(option(change.field, change.before) for change in standing)])

    return back


def _leave_back(line: Line) -> str:
    if "rounds" not in line.detail:  # of an older version
        return f"bcd35 units edit {line.subject} --status active"
    return f'bcd35 units retire {line.subject} --take-back "ghi nhầm"'


def _leave_again(line: Line) -> str:
    """Day, reason and successor as they were."""
    was = {change.field: change.before for change in line.changes}
    names = {"into": "into", "on": "date", "reason": "reason"}
    options = [option(name, was[field]) for field, name in names.items() if was.get(field)]
    mended = ['--put-right "sửa nhầm"'] if line.act == "put_right_unit" else []
    return " ".join([f"bcd35 units retire {line.subject}", *options, *mended])


def _split_again(line: Line) -> str:
    was = {change.field: change.before for change in line.changes}
    options = [f"--into {','.join(line.detail['split'])}", option("date", was["on"])]
    options += [option("reason", was["reason"])] if was.get("reason") else []
    options += ["--keep"] if line.detail.get("keep") else []
    return " ".join([f"bcd35 units split {line.subject}", *options])


def _retire_back(noun: str) -> Callable[[Line, Collection[Key]], str]:
    return unless_set_again(lambda line: f"bcd35 {noun} retire {line.subject}")


def file_back(command: str) -> Callable[[Line, Collection[Key]], str]:
    return lambda line, _: (
        f"Sửa dòng sai trong tệp rồi nhập lại: bcd35 {command} {typed(line.subject) or 'TỆP'}"
    )


def _entries_back(noun: str) -> Callable[[Line, Collection[Key]], str]:
    def back(line: Line, later: Collection[Key]) -> str:
        more = f"\nThêm nhầm thì thôi dùng: bcd35 {noun} retire MÃ" if line.detail.get("new") else ""
        return file_back(f"{noun} import")(line, later) + more

    return back


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
        unless_set_again(lambda line: f"bcd35 holidays confirm {line.subject} --decision VĂN_BẢN"),
        lambda line: [line.key("year", line.subject)],
    ),
    "add_unit": Act("Thêm đơn vị", "units add", _retire_back("units"), status_key("units")),
    "edit_unit": Act("Sửa đơn vị", "units edit", _edit_back("units"), _field_keys("units")),
    "merge_unit": Act(
        "Sáp nhập đơn vị",
        "units retire --into",
        unless_set_again(_leave_back),
        status_key("units"),
    ),
    "retire_unit": Act(
        "Thôi dùng đơn vị", "units retire", unless_set_again(_leave_back), status_key("units")
    ),
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
        unless_set_again(lambda line: f'bcd35 units split {line.subject} --take-back "ghi nhầm"'),
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
            lambda line: f'bcd35 units recode {line.detail["into"]} {line.subject} --reason "đổi mã nhầm"'
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
    "import_office": Act("Nhập thông tin cơ quan", "import", file_back("import")),
    "import_holidays": Act("Nhập ngày nghỉ", "import", file_back("import")),
}
