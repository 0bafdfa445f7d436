"""Stencils: a finished package (.docx, .xlsx) of which many copies are made that differ in a few texts only.

A stencil is cut once from a package that some library wrote with marks in place of those texts. What stays
the same is compressed then, as well as it can be; a copy sets its own texts in between, uncompressed, which
deflate allows at any byte boundary. So a copy costs neither parsing nor rendering nor compressing. What the
texts mean, and that they are safe as XML, is the caller's business.
"""

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_DOS_DATE = 33  # 1 January 1980: the time of making must not show in the bytes
_UTF8_NAME, _DEFLATED = 0x800, 8
_VERSION = 20
_MADE_ON_UNIX, _OWN_READ_WRITE = 3 << 8, 0o600 << 16
_MOST_STORED = 0xFFFF  # bytes in one uncompressed block of deflate


def mark_texts(*about: str | bytes) -> Iterator[str]:
    """Marks for a package made from ``about``: each holds a digest of it, so the package cannot contain one
    by itself.
    """
    digest = hashlib.sha256(
        b"\0".join(one.encode() if isinstance(one, str) else one for one in about)
    ).hexdigest()[:24]
    return (f"x{digest}x{number:04d}x" for number in range(10_000))


class _Part(NamedTuple):
    """A part that differs: what stands before, between and after its marks, raw and deflated, with room for a
    text between each two.
    """

    name: bytes
    raw: tuple[bytes, ...]
    deflated: tuple[bytes, ...]
    places: tuple[int, ...]  # which text stands at each mark

    def filled(self, texts: Sequence[bytes], blocks: Sequence[bytes], offset: int) -> tuple[bytes, bytes]:
        """Its record in the archive and its line in the directory."""
        raw, deflated = list(self.raw), list(self.deflated)
        raw[1::2] = [texts[place] for place in self.places]
        deflated[1::2] = [blocks[place] for place in self.places]
        return _record(self.name, b"".join(raw), b"".join(deflated), offset)


class Stencil(NamedTuple):
    """What all copies share: ``same`` are the records of the parts that never differ, ``directory`` their
    lines in the directory.
    """

    same: bytes
    directory: bytes
    part_count: int
    parts: tuple[_Part, ...]

    @classmethod
    def cut(cls, package: bytes, marks: Sequence[str]) -> "Stencil":
        """From a package that has ``marks[n]`` wherever the n-th text of a copy goes."""
        pattern = re.compile("|".join(map(re.escape, marks)).encode() or rb"(?!)")
        with zipfile.ZipFile(io.BytesIO(package)) as source:
            contents = {name.encode(): source.read(name) for name in source.namelist()}
        order = {mark.encode(): place for place, mark in enumerate(marks)}
        same, directory, parts, offset = [], [], [], 0
        # Content types first, as the standard asks; what differs last.
        for name in sorted(contents, key=lambda name: (name != b"[Content_Types].xml", name)):
            if found := pattern.findall(contents[name]):
                parts.append(
                    _cut_part(name, pattern.split(contents[name]), tuple(order[mark] for mark in found))
                )
                continue
            record, line = _record(name, contents[name], _deflated(contents[name], zlib.Z_FINISH), offset)
            same.append(record)
            directory.append(line)
            offset += len(record)
        return cls(b"".join(same), b"".join(directory), len(contents), tuple(parts))

    def copy(self, texts: Sequence[str]) -> bytes:
        """The package with these texts in place of the marks.

        ``texts`` are XML: the caller has escaped them.
        """
        encoded = [text.encode() for text in texts]
        blocks = [_uncompressed(text) for text in encoded]
        records, lines, offset = [self.same], [self.directory], len(self.same)
        for part in self.parts:
            record, line = part.filled(encoded, blocks, offset)
            records.append(record)
            lines.append(line)
            offset += len(record)
        directory = b"".join(lines)
        end = struct.pack(
            "<4s4H2IH", b"PK\5\6", 0, 0, self.part_count, self.part_count, len(directory), offset, 0
        )
        return b"".join((*records, directory, end))


def _cut_part(name: bytes, pieces: Sequence[bytes], places: tuple[int, ...]) -> _Part:
    # Each piece ends on a byte boundary and refers to nothing before it, so that any text may stand in
    # between.
    deflated = [
        *(_deflated(piece, zlib.Z_FULL_FLUSH) for piece in pieces[:-1]),
        _deflated(pieces[-1], zlib.Z_FINISH),
    ]
    return _Part(name, _with_room(pieces), _with_room(deflated), places)


def _with_room(pieces: Sequence[bytes]) -> tuple[bytes, ...]:
    return tuple(one for piece in pieces for one in (piece, b""))[:-1]


def _deflated(data: bytes, end: int) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush(end)


def _uncompressed(data: bytes) -> bytes:
    """As uncompressed blocks of deflate, none of them the last of its stream."""
    if len(data) > _MOST_STORED:
        return b"".join(
            _uncompressed(data[start : start + _MOST_STORED]) for start in range(0, len(data), _MOST_STORED)
        )
    return struct.pack("<BHH", 0, len(data), len(data) ^ 0xFFFF) + data


def _record(name: bytes, raw: bytes, deflated: bytes, offset: int) -> tuple[bytes, bytes]:
    """A part as it stands in the archive at ``offset``, and its line in the central directory (ZIP 4.3.7 and
    4.3.12).
    """
    facts = struct.pack(
        "<5H3I2H",
        _VERSION,
        _UTF8_NAME,
        _DEFLATED,
        0,
        _DOS_DATE,
        zlib.crc32(raw),
        len(deflated),
        len(raw),
        len(name),
        0,
    )
    line = (
        struct.pack("<4sH", b"PK\1\2", _MADE_ON_UNIX | _VERSION)
        + facts
        + struct.pack("<3H2I", 0, 0, 0, _OWN_READ_WRITE, offset)
        + name
    )
    return b"".join((b"PK\3\4", facts, name, deflated)), line
