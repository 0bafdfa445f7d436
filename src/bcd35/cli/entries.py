"""Register entries from the command line, within the same limits as those of a register file."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar, get_type_hints

import typer

from bcd35.domain.persons import is_about_person
from bcd35.domain.shape import limits_of

_Entry = TypeVar("_Entry")
_PLACES = {"code": "MÃ"}
_NEVER_EMPTY = ("code", "name", "url", "kind", "platform")
CLEARED = "-"  # typed for an optional text: an empty argument is refused everywhere, see ``usage_errors``


def checked_entry(shape: type[_Entry], values: Mapping[str, str]) -> _Entry:
    """An entry whose texts keep the limits of its fields.

    Raises BadParameter with the first one that does not.
    """
    return shape(**checked_changes(shape, values))


def checked_changes(
    shape: type[Any], values: Mapping[str, str | None], places: Mapping[str, str] = _PLACES
) -> dict[str, str]:
    """The named changes (None: not named), each within the limits of its field.

    ``places``: where on the command line those stand that have no option of their own.
    Raises BadParameter for the first one outside its limits, and for an emptied name or address.
    """
    hints = get_type_hints(shape, include_extras=True)
    named = {name: value for name, value in values.items() if value is not None}
    for name, value in named.items():
        place = places.get(name, f"--{name}")
        limits = limits_of(hints[name])
        if len(value) > limits.most:
            raise typer.BadParameter(f"{place} dài {len(value)} ký tự; tối đa {limits.most}.")
        if value not in ("", CLEARED) and limits.pattern and not re.fullmatch(limits.pattern, value):
            raise typer.BadParameter(f"{place} ghi “{value}”; chỉ nhận {limits.allowed}.")
        if value in ("", CLEARED) and name in _NEVER_EMPTY:
            raise typer.BadParameter(f"{place} để trống; cần một giá trị.")
        if name == "note" and is_about_person(value):
            raise typer.BadParameter(f"{place} ghi “{value}”, nói về một người; sổ chỉ ghi về cơ quan.")
    return {name: "" if value == CLEARED else value for name, value in named.items()}


def checked_status(status: str | None) -> dict[str, str]:
    """``{"status": …}`` when one was named."""
    if status is None:
        return {}
    if status not in ("active", "retired"):
        message = f"--status ghi “{status}”; chỉ nhận active (đang dùng) hoặc retired (thôi dùng)."
        raise typer.BadParameter(message)
    return {"status": status}
