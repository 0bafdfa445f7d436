"""Register files (``data/*.yaml``) ↔ frozen values.

The shapes are the dataclasses of ``domain/``: their type hints say what a file may hold, so a register, its
checks and its error messages cannot disagree. All faults are reported at once, each with file, line and
column.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints

from bcd35.domain.channels import judge_same_page
from bcd35.domain.dates import parse_typed_date, screen_date
from bcd35.domain.entries import ChannelEntry, UnitEntry, build_channel, judge_channel, judge_unit
from bcd35.domain.findings import Finding
from bcd35.domain.office import Office, judge_office
from bcd35.domain.rounds import Round, judge_round
from bcd35.domain.shape import KeyPath, ShortText, Text, limits_of, without_annotation, without_none
from bcd35.domain.text import clean, clean_lines, sort_key, suggest
from bcd35.domain.units import UnitKind
from bcd35.formats.registers.yaml_nodes import Node, Position, read_nodes

_Value = TypeVar("_Value")
_PAST_KEYS = frozenset({"as_above"})  # older files have them; nothing asks for them any more
_YES, _NO = frozenset({"true", "yes", "có"}), frozenset({"false", "no", "không"})


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off besides the weekends."""

    date: date
    name: ShortText


@dataclass(frozen=True, slots=True)
class ChannelsFile:
    """``data/channels.yaml``."""

    channels: tuple[ChannelEntry, ...]


@dataclass(frozen=True, slots=True)
class UnitsFile:
    """``data/units.yaml``; ``sample`` marks a roster that is there to try the tool with."""

    units: tuple[UnitEntry, ...]
    sample: bool = False


@dataclass(frozen=True, slots=True)
class HolidaysFile:
    """``data/holidays.yaml``; ``working_days`` are those of a weekend that are worked instead of another."""

    holidays: tuple[Holiday, ...]
    working_days: tuple[Holiday, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterReading(Generic[_Value]):
    """The value of a register file, or everything that is wrong with it.

    ``value`` is None whenever there is a finding; ``where`` is the place of a path in the file.
    """

    value: _Value | None
    findings: tuple[Finding, ...]
    where: Callable[[KeyPath], str]


def read_channels(data: bytes, name: str) -> RegisterReading[ChannelsFile]:
    """``channels:`` with a list of ``{code, platform, name, url, owner?, note?}``.

    Every address is judged; codes and pages are unique.
    """

    def judge(file: ChannelsFile, where: Callable[[KeyPath], str]) -> Iterable[Finding]:
        built = [build_channel(entry, source=name) for entry in file.channels]
        for place, entry in enumerate(file.channels):
            here = where(("channels", place, "url"))
            yield from judge_channel(entry, here)
            yield from judge_same_page(built[place], built[:place], here)
        yield from judge_codes([entry.code for entry in file.channels], "channels", where)

    return read_register(ChannelsFile, data, name, judge)


def read_units(data: bytes, name: str, kinds: Sequence[UnitKind] | None) -> RegisterReading[UnitsFile]:
    """``units:`` with a list of ``{code, name, kind, email?, note?}``; codes are unique.

    A kind must be one of ``kinds``; None while the office itself cannot be read, and kinds are not judged.
    """

    def judge(file: UnitsFile, where: Callable[[KeyPath], str]) -> Iterable[Finding]:
        for place, entry in enumerate(file.units if kinds is not None else ()):
            yield from judge_unit(entry, kinds or (), where(("units", place, "kind")))
        yield from judge_codes([entry.code for entry in file.units], "units", where)

    return read_register(UnitsFile, data, name, judge)


def read_office(data: bytes, name: str) -> RegisterReading[Office]:
    """The issuing body, its signer, number series, kinds of unit and style."""
    return read_register(Office, data, name, by_path(judge_office))


def read_round(data: bytes, name: str) -> RegisterReading[Round]:
    """One round: subject, grounds, tasks, form fields, deadline."""
    return read_register(Round, data, name, by_path(judge_round))


def read_holidays(data: bytes, name: str) -> RegisterReading[HolidaysFile]:
    """Days off besides the weekends; each day stands there once."""

    def judge(file: HolidaysFile, where: Callable[[KeyPath], str]) -> Iterable[Finding]:
        seen: set[date] = set()
        for key in ("holidays", "working_days"):
            for place, entry in enumerate(getattr(file, key)):
                if entry.date in seen:
                    message = f"Ngày {screen_date(entry.date)} đã ghi ở trên."
                    yield Finding("day_twice", where((key, place, "date")), message, "Bỏ một trong hai dòng.")
                seen.add(entry.date)

    return read_register(HolidaysFile, data, name, judge)


def write_register(key: str, entries: Iterable[object], *, sample: bool = False) -> bytes:
    """A register file that :func:`read_channels` or :func:`read_units` reads back to the same entries.

    Empty fields are left out.
    """
    import yaml

    dump: Any = partial(yaml.safe_dump, allow_unicode=True, sort_keys=False, width=1000)
    plain = (
        {
            field.name: value
            for field in dataclasses.fields(entry)
            if (value := getattr(entry, field.name)) != ""
        }
        for entry in entries
        if dataclasses.is_dataclass(entry)
    )
    # One by one: yaml holds a node for every value until all is written.
    written = "".join(dump([entry]) for entry in plain)
    empty: str = dump({"sample": True, key: []} if sample else {key: []})
    return (empty.replace(" []\n", f"\n{written}") if written else empty).encode()


def write_stated(entry: Round | Office) -> bytes:
    """A file that is read back to the same round, or office. What is as usual is left out."""
    import yaml

    text: str = yaml.safe_dump(stated_of(entry), allow_unicode=True, sort_keys=False, width=110)
    return text.encode()


def stated_of(value: Any) -> Any:
    """Plain data without the fields that have their default."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: stated_of(stated)
            for field in dataclasses.fields(value)
            if (stated := getattr(value, field.name)) != field.default
        }
    return [*map(stated_of, value)] if isinstance(value, tuple) else value


def judge_codes(codes: Sequence[str], key: str, where: Callable[[KeyPath], str]) -> Iterable[Finding]:
    """Codes that a file states twice."""
    first: dict[str, str] = {}
    for place, code in enumerate(codes):
        if code.casefold() in first:
            message = (
                f"Mã “{code}” trùng với mã “{first[code.casefold()]}” ở trên (không phân biệt chữ hoa, chữ "
                "thường)."
            )
            yield Finding("duplicate_code", where((key, place, "code")), message, "Đặt mã khác.")
        first.setdefault(code.casefold(), code)


def by_path(
    judge: Callable[[_Value], Iterable[tuple[KeyPath, Finding]]],
) -> Callable[[_Value, Callable[[KeyPath], str]], Iterable[Finding]]:
    """A judge of whole values, with each finding at the line of the file that it is about."""
    return lambda value, where: (found._replace(where=where(path)) for path, found in judge(value))


def read_register(
    shape: type[_Value],
    data: bytes,
    name: str,
    judge: Callable[[_Value, Callable[[KeyPath], str]], Iterable[Finding]],
) -> RegisterReading[_Value]:
    root, findings = read_nodes(data, name)
    reader = _Reader(name)
    value = reader.read(root, shape, ()) if root is not None else None
    findings = [*findings, *reader.findings]
    if value is not None:
        findings += judge(value, reader.where)
    # In the order of the lines; sort_key compares numbers by value, so line 10 comes after line 9.
    in_file_order = tuple(sorted(findings, key=lambda found: sort_key(found.where)))
    return RegisterReading(None if findings else value, in_file_order, reader.where)


class _Reader:
    """Nodes → values by type hint, collecting every fault.

    A faulty part reads as None and a faulty list item is left out, so that the rest can still be judged in
    the same pass.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []
        self.positions: dict[KeyPath, Position] = {}
        self.kept: dict[KeyPath, list[int]] = {}

    def where(self, path: KeyPath) -> str:
        """File, line and column of a path in the value, or of its nearest parent that is in the file."""
        path = self._in_file(path)
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, Position(1, 1)).text(self.name)

    def _in_file(self, path: KeyPath) -> KeyPath:
        found: KeyPath = ()
        for part in path:
            found += (self.kept[found][part] if isinstance(part, int) and found in self.kept else part,)
        return found

    def _add(self, code: str, position: Position, message: str, fix: str = "") -> None:
        self.findings.append(Finding(code, position.text(self.name), message, fix))

    def read(self, node: Node, hint: Any, path: KeyPath, *, may_be_empty: bool = False) -> Any:
        """The value of ``node`` by its type hint, or None after a finding.

        An optional text that is empty counts as left out.
        """
        self.positions[path] = node.position
        hint = without_none(hint)
        limits = limits_of(hint)
        bare = without_annotation(hint)
        if dataclasses.is_dataclass(bare):
            return self._mapping(node, bare, path)
        if get_origin(bare) is tuple:
            return self._list(node, get_args(bare)[0], path)
        if node.kind != "scalar":
            message = f"Mục “{_last(path)}” phải là một giá trị, không phải danh sách."
            self._add("not_a_text", node.position, message, "Ghi một giá trị trên cùng dòng.")
            return None
        text = clean_lines(node.text) if limits.most > Text().most else clean(node.text)
        if may_be_empty and not text:
            return ""
        return self._scalar(text, bare, limits, node.position, _last(path))

    def _mapping(self, node: Node, shape: Any, path: KeyPath) -> Any:
        if node.kind != "mapping":
            message = f"{_part(path)} phải gồm các dòng “tên: giá trị”."
            self._add("not_a_mapping", node.position, message, "Xem mẫu trong tệp mặc định.")
            return None
        hints = get_type_hints(shape, include_extras=True)
        fields = {field.name: field for field in dataclasses.fields(shape)}
        values = {}
        for key, (position, child) in node.keys.items():
            if key in fields:
                may_be_empty = fields[key].default == ""
                values[key] = self.read(child, hints[key], (*path, key), may_be_empty=may_be_empty)
            elif key not in _PAST_KEYS:
                self._add_unknown_key(key, position, fields)
        missing = [
            name
            for name, field in fields.items()
            if name not in node.keys and field.default is field.default_factory is dataclasses.MISSING
        ]
        for name in missing:
            message = f"{_part(path)} thiếu mục “{name}”."
            self._add("missing_key", node.position, message, f"Thêm dòng “{name}: …”.")
        faulty = {name for name, value in values.items() if value is None and not _optional(hints[name])}
        if missing or any(fields[name].default is dataclasses.MISSING for name in faulty):
            return None
        # A faulty optional part takes its default, so that the rest is judged in the same pass.
        return shape(**{name: value for name, value in values.items() if name not in faulty})

    def _add_unknown_key(self, key: str, position: Position, known: Iterable[str]) -> None:
        near = suggest(key, known)
        message = f"Không có mục “{key}”.{f' Có phải là “{near[0]}”?' if near else ''}"
        self._add("unknown_key", position, message, "Các mục được dùng: " + ", ".join(known))

    def _list(self, node: Node, item: Any, path: KeyPath) -> Any:
        if node.kind == "scalar" and not node.text:
            return ()
        if node.kind != "list":
            message = f"Mục “{_last(path)}” phải là danh sách."
            self._add("not_a_list", node.position, message, "Mỗi phần tử một dòng, bắt đầu bằng “- ”.")
            return None
        read = [self.read(child, item, (*path, place)) for place, child in enumerate(node.items)]
        self.kept[path] = [place for place, value in enumerate(read) if value is not None]
        return tuple(value for value in read if value is not None)

    def _scalar(self, text: str, bare: Any, limits: Text, position: Position, name: str) -> Any:
        if get_origin(bare) is Literal:
            return self._among(text, get_args(bare), position, name)
        if bare is bool:
            if text.casefold() in _YES | _NO:
                return text.casefold() in _YES
            message = f"Mục “{name}” ghi “{text}”; chỉ nhận true hoặc false."
            self._add("not_yes_no", position, message, "Ghi true hoặc false.")
        elif bare in (int, float):
            return self._number(text, bare, position, name)
        elif bare is date:
            if day := parse_typed_date(text):
                return day
            message = f"Mục “{name}” ghi “{text}”; chỉ nhận ngày dạng 2025-12-15 hoặc 15/12/2025."
            self._add("not_a_date", position, message, "Ghi lại ngày.")
        else:
            return self._text(text, limits, position, name)
        return None

    def _number(self, text: str, bare: Any, position: Position, name: str) -> Any:
        if re.fullmatch(r"[0-9]{1,9}" if bare is int else r"[0-9]{1,4}(\.[0-9]{1,2})?", text):
            return bare(text)
        allowed = "số nguyên từ 0 trở lên, viết liền" if bare is int else "một số như 10 hoặc 12.7"
        fix = "Ghi một số nguyên." if bare is int else "Ghi một số."
        self._add("not_a_number", position, f"Mục “{name}” ghi “{text}”; chỉ nhận {allowed}.", fix)
        return None

    def _among(self, text: str, allowed: Sequence[str], position: Position, name: str) -> str | None:
        match = next((choice for choice in allowed if choice.casefold() == text.casefold()), None)
        if match is None:
            near = suggest(text, allowed, 1)
            hint = f" Có phải là “{near[0]}”?" if near else ""
            message = f"Mục “{name}” ghi “{text}”; chỉ nhận: {', '.join(allowed)}.{hint}"
            self._add("not_allowed", position, message, "Ghi một trong các giá trị ấy.")
        return match

    def _text(self, text: str, limits: Text, position: Position, name: str) -> str | None:
        if not text:
            self._add("empty_value", position, f"Mục “{name}” để trống.", "Điền giá trị.")
        elif len(text) > limits.most:
            message = f"Mục “{name}” dài {len(text)} ký tự; tối đa {limits.most}."
            self._add("too_long", position, message, "Rút gọn.")
        elif limits.pattern and not re.fullmatch(limits.pattern, text):
            message = f"Mục “{name}” ghi “{text}”; chỉ nhận {limits.allowed}."
            self._add("bad_value", position, message, "Sửa giá trị.")
        else:
            return text
        return None


def _optional(hint: Any) -> bool:
    return type(None) in get_args(hint)


def _last(path: KeyPath) -> str:
    names = [str(part) for part in path if isinstance(part, str)]
    return names[-1] if names else "tệp"


def _part(path: KeyPath) -> str:
    if not path:
        return "Tệp"
    if isinstance(path[-1], int):
        return f"Phần tử thứ {path[-1] + 1} của “{_last(path)}”"
    return f"Mục “{path[-1]}”"
