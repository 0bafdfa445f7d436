"""Edits of ``data/office.yaml`` that leave the rest of the file as it is, comments too."""

import re
from collections.abc import Iterable

from bcd35.domain.units import UnitKind


def with_kinds(data: bytes, kinds: Iterable[UnitKind]) -> bytes:
    """The file with these kinds behind the last line of ``unit_kinds``; unchanged where it has no such list.

    Comments and the order of lines stay; the caller reads the result to see that it says what it should.
    """
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
