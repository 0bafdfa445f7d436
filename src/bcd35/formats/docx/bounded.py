"""Jinja that makes no text of any size: a template is a file that people mail to each other.

A tag of a few letters can ask for gigabytes (``{{ 'a' * 200000000 }}``). Whatever multiplies text is judged
before it is done, and what is printed is counted.
"""

import re
from collections.abc import Callable
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

LARGEST_TEXT = 5_000_000  # characters; the letter to 1,530 units prints some 100,000
_WIDTH = re.compile(r"[0-9]{4,}|\*")  # of a field in a format: ``%9999d``, ``%*d``
_WIDENING_FILTERS = ("center", "indent", "wordwrap", "format")


class TooLargeError(SecurityError):
    """A tag asks for more text than any letter has."""


def bounded(finalize: Callable[[object], object]) -> Callable[[object], object]:
    """``finalize`` for one document, which counts what it prints."""
    printed = 0

    def count(value: object) -> object:
        nonlocal printed
        final = finalize(value)
        printed += len(str(final))
        _refuse_beyond(printed)
        return final

    return count


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox, which also judges how large a result will be."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        for name in _WIDENING_FILTERS:
            self.filters[name] = _judged(self.filters[name])

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The operation, unless its result would be too large."""
        if operator == "%":
            _refuse_wide(left)
        elif operator == "**":
            _refuse_beyond(_size(left) * abs(right) if isinstance(right, int) else 0)
        elif operator == "*":
            _refuse_beyond(_size(left) * abs(right) if isinstance(right, int) else 0)
            _refuse_beyond(_size(right) * abs(left) if isinstance(left, int) else 0)
        else:
            _refuse_beyond(_size(left) + _size(right))
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, obj: Any, /, *args: Any, **named: Any) -> Any:
        """The call, unless it may widen its text too much."""
        given = (getattr(obj, "__self__", ""), *args, *named.values())
        _refuse_widening(given)
        return super().call(context, obj, *args, **named)


def _judged(widening: Callable[..., Any]) -> Callable[..., Any]:
    def judged(*args: Any, **named: Any) -> Any:
        _refuse_widening((*args, *named.values()))
        return widening(*args, **named)

    return judged


def _refuse_widening(given: tuple[Any, ...]) -> None:
    """What replaces, pads or formats makes at most the product of what it gets."""
    product = 1
    for value in given:
        _refuse_wide(value)
        product *= max(1, value if isinstance(value, int) else _size(value))
    _refuse_beyond(product)


def _refuse_wide(value: object) -> None:
    if isinstance(value, str) and ("%" in value or "{" in value) and _WIDTH.search(value):
        raise TooLargeError("định dạng quá rộng")


def _size(value: object) -> int:
    """Of a text or a list its length, of a number that of its digits."""
    if isinstance(value, int):
        return value.bit_length() // 3 + 1
    return len(value) if isinstance(value, str | list | tuple) else 1


def _refuse_beyond(size: int) -> None:
    if size > LARGEST_TEXT:
        raise TooLargeError(f"{size} ký tự, quá {LARGEST_TEXT}")
