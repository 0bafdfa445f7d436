"""A drawn line as a picture: the one thing of a heading that is as long as the office's own words."""

import struct
import zlib
from functools import lru_cache

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@lru_cache(maxsize=64)
def line_png(width: int) -> bytes:
    """A black PNG of one row of pixels."""
    header = struct.pack(">IIBBBBB", width, 1, 1, 0, 0, 0, 0)  # one bit of grey for each pixel
    row = bytes(1 + -(-width // 8))  # the filter’s byte, then black; not packed: the same bytes everywhere
    return (
        _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(row, 0)) + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
