"""Edits of register files that leave the rest of the file as it is, comments too.

The caller reads the result to see that it says what it should.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

from bcd35.domain.units import UnitKind


def with_kinds(data: bytes, kinds: Iterable[UnitKind]) -> bytes:
    """The office's file with these kinds behind the last of ``unit_kinds``; unchanged without that list."""
    text = data.decode("utf-8-sig")
    found = re.search(r"(?m)^unit_kinds:[^\n]*\n(?:[ \t]+[^\n]*\n|-[^\n]*\n|[ \t]*#[^\n]*\n)+", text)
    if not found:
        return data
    block = found[0].rstrip()
    end = "\r\n" if "\r\n" in found[0] else "\n"
    indent = re.findall(r"(?m)^([ \t]*)- ", block)[-1]
    lines = (f'{indent}- {{code: {kind.code}, label: "{kind.label}"}}' for kind in kinds)
    at = found.start() + len(block)
    return (text[:at] + "".join(f"{end}{line}" for line in lines) + text[at:]).encode()


def with_line(data: bytes, start: str, line: str) -> bytes:
    """The file with another line in place of the first one that begins like this."""
    text = re.sub(rf"(?m)^{re.escape(start)}[^\r\n]*", lambda _: line, data.decode("utf-8-sig"), count=1)
    return text.encode()


def with_values(data: bytes, values: Mapping[str, Any]) -> bytes:
    """The file with other values at these keys, as ``deadline`` or ``signer.name``: texts, lists, plain data.

    A key of the file's first level that is not there yet comes at its end. Comments within a list that is
    replaced go with it.
    """
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    end = "\r\n" if "\r\n" in text else "\n"
    for path, value in values.items():
        text = _with_value(text, path.split("."), value)
    return re.sub(r"\r?\n", end, text).encode()


def _with_value(text: str, path: list[str], value: Any) -> str:
    import yaml

    node: Any = yaml.compose(text, Loader=yaml.BaseLoader)  # the C parser may count bytes
    named = node
    for place, key in enumerate(path):
        within = node
        named, node = next((pair for pair in node.value if pair[0].value == key), (None, None))
        if node is None:
            new = reduce(lambda inner, outer: {outer: inner}, reversed(path[place:]), value)
            return _with_keys(text, path[:place], within, new)
    start, end = node.start_mark.index, _end_of(node)
    end = start + len(text[start:end].rstrip())
    is_block = isinstance(node, yaml.SequenceNode) and not node.flow_style
    if is_block and value:
        written = _block(value).rstrip().replace("\n", "\n" + " " * node.start_mark.column)
        return f"{text[:start]}{written}{text[end:]}"
    written = json.dumps(value, ensure_ascii=False, default=str)
    if is_block or start == end:  # “contact:” without any value has no place of its own
        start = text.index(":", named.end_mark.index) + 1
        written = f" {written}"
    return f"{text[:start]}{written}{text[end:]}"


def _with_keys(text: str, path: list[str], node: Any, new: dict[str, Any]) -> str:
    """``new`` at the end of the mapping ``node``, which stands at ``path``."""
    import yaml

    if not path:
        return f"{text.rstrip()}\n\n{_block(new)}"
    if node.value and not node.flow_style:
        end = _end_of(node)
        end += len(text[end:].partition("\n")[0])  # behind the comment of the last line
        return f"{text[:end]}\n{' ' * node.start_mark.column}{_block(new).rstrip()}{text[end:]}"
    known = yaml.load(text[node.start_mark.index : node.end_mark.index], Loader=yaml.BaseLoader)  # noqa: S506 – texts only
    return _with_value(text, path, {**(known or {}), **new})


def _end_of(node: Any) -> int:
    """Where a value ends; a block of lines would go on to the next key, over comments that stand between."""
    if isinstance(node.value, str) or node.flow_style:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end_of(last[1] if isinstance(last, tuple) else last)


def _block(value: Any) -> str:
    import yaml

    text: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110)
    return text
