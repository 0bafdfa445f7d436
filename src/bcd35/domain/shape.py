"""Shapes: the constraints of a field, and plain data ↔ frozen values.

The registers' YAML reader and the database's JSON columns both follow the dataclasses of ``domain/``. The
limits of a field are stated once, beside the field, as ``Annotated[str, Text(...)]``.
"""

import dataclasses
import types
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

_Value = TypeVar("_Value")


class Text(NamedTuple):
    """Limits of one text field; ``allowed`` says in Vietnamese what ``pattern`` allows."""

    most: int = 500
    pattern: str = ""
    allowed: str = ""


CODE = Text(
    40, r"[A-Za-z0-9][A-Za-z0-9_-]*", "chữ không dấu, chữ số, dấu “-” hoặc “_”, bắt đầu bằng chữ hoặc số"
)
Code = Annotated[str, CODE]
ShortText = Annotated[str, Text(500)]
LongText = Annotated[str, Text(4000)]
KeyPath = tuple[str | int, ...]  # of a value in a register file: keys, and places in lists from 0 on

_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)


def is_reserved(code: str) -> bool:
    """Whether Windows makes no file or folder of this name, whatever ends it."""
    return code.casefold() in _RESERVED


def to_plain(value: object) -> Any:
    """Frozen value → what JSON can hold: dict, list, str, int, bool, None; dates as ISO text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


def without_code(entry: object) -> dict[str, Any]:
    """The plain fields of a register entry besides its code."""
    return {name: value for name, value in to_plain(entry).items() if name != "code"}


def without_annotation(hint: Any) -> Any:
    """``Annotated[X, …]`` → ``X``."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def limits_of(hint: Any) -> Text:
    """The limits stated with a field's type, or the usual ones."""
    stated = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((limit for limit in stated if isinstance(limit, Text)), Text())


def without_none(hint: Any) -> Any:
    """``X | None`` → ``X``."""
    if get_origin(hint) in (types.UnionType, Union):
        return next(option for option in get_args(hint) if option is not type(None))
    return hint


def from_plain(kind: type[_Value], plain: Mapping[str, Any]) -> _Value:
    """The inverse of :func:`to_plain` for data that we wrote; missing keys take the field's default."""
    hints = _hints(cast("Any", kind))
    return kind(**{name: _revived(hints[name], plain[name]) for name in hints if name in plain})


@cache
def _hints(kind: type[Any]) -> Mapping[str, Any]:
    """The types of the fields. A round has twenty parts of five kinds; asking takes longer than building."""
    return get_type_hints(kind, include_extras=True)


def _revived(hint: Any, plain: Any) -> Any:
    if plain is None:
        return None
    bare = without_annotation(without_none(without_annotation(hint)))
    if get_origin(bare) is tuple:
        return tuple(_revived(get_args(bare)[0], item) for item in plain)
    if bare is date:
        return date.fromisoformat(plain)
    if dataclasses.is_dataclass(bare):
        return from_plain(cast("type[Any]", bare), plain)
    if isinstance(bare, type) and issubclass(bare, tuple):  # a NamedTuple
        hints = get_type_hints(bare, include_extras=True)
        return bare(*map(_revived, hints.values(), plain))
    return plain
