"""The line that names a document's type, and the lines of its subject below."""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from bcd35.domain.layout.lines import TextLine, in_ruled_cell, is_bold, is_centred, is_label, line_key
from bcd35.domain.layout.patterns import (
    ADDRESS,
    GROUND,
    LONGEST_LINE,
    NUMBER_LIKE,
    NUMBERED,
    SUBJECT_OPENING,
    is_upper,
)
from bcd35.domain.layout.profile import DocumentType, Profile
from bcd35.domain.text import identity_key

LONGEST_HEAD = 40  # lines
LONGEST_SUBJECT = 6  # lines
# How the line begins that says who decides, between the subject of a decision and its căn cứ.
_AUTHORITY = re.compile(
    r"\s*(PHÓ |TỔNG )?(CHỦ TỊCH|GIÁM ĐỐC|THỦ TƯỚNG|THỐNG ĐỐC|CHÁNH|CHÍNH PHỦ|HỘI ĐỒNG NHÂN DÂN"
    r"|[UỦ][ỶY] BAN NHÂN DÂN|((HIỆU|BỘ|VIỆN|CỤC|CHI CỤC) )?TRƯỞNG)\b"
)


def document_type(lines: Sequence[TextLine], profile: Profile) -> tuple[DocumentType, int | None]:
    """The type, and the index of the line that names it; a document without a type name is a công văn.

    What is attached to a công văn has its name below Kính gửi, or below its end.
    """
    names = {identity_key(kind.name): kind for kind in profile.types if kind.name}
    addressed = False
    for index, line in enumerate(lines[:LONGEST_HEAD]):
        kind = names.get(line_key(line))
        named = kind is not None and not in_ruled_cell(line) and not (addressed and kind.attached)
        if kind is not None and named and not _ends_issuer(lines[:LONGEST_HEAD], index):
            return kind, index
        if len(line.text) > 2 * LONGEST_LINE or is_label(line):
            break
        addressed = addressed or ADDRESS.match(line.text) is not None
    return next(kind for kind in profile.types if not kind.name), None


def _ends_issuer(lines: Sequence[TextLine], at: int) -> bool:
    """Tell whether a line that names a type ends the issuer's name: on the left, between it and the number.

    So TIỂU BAN, ĐIỀU LỆ: a type is named below the number, or in the middle of the page.
    """
    typed, left = _typed_before(lines[at]), ("left", "any")
    named = any(
        line.side == "left" and is_upper(line.text) and _typed_before(line) == typed for line in lines[:at]
    )
    numbered = any(line.side in left and NUMBER_LIKE.fullmatch(line.text) for line in lines[at + 1 :])
    return lines[at].side in left and named and numbered


def _typed_before(line: TextLine) -> str:
    """The tabs before a piece of a line."""
    return line.span.paragraph.text[: line.span.start].rpartition("\n")[2]


def is_type_like(line: TextLine) -> bool:
    """Tell whether a line looks like the name of a type: in capitals, in the middle, not numbered."""
    centred = line.side in ("center", "any") and not in_ruled_cell(line) and len(line.text) <= LONGEST_LINE
    words = re.findall(r"[^\W\d_]{2,}", line.text)
    return centred and len(words) > 1 and is_upper(line.text) and not NUMBERED.match(line.text)


def is_title(line: TextLine) -> bool:
    """Tell whether a line in small letters can name a type: bold, in the middle, no sentence."""
    text = line.text.strip()
    ended = text.endswith((":", ".", ";", ",")) or SUBJECT_OPENING.match(text) or NUMBERED.match(text)
    named = len(text) <= LONGEST_LINE and len(text.split()) > 1 and text[0].isupper()
    return named and is_bold(line) and not ended and not in_ruled_cell(line)


def subject_without_stroke(lines: Sequence[TextLine], start: int) -> list[int]:
    """The line below the type's name, in the middle or bold, and those that go on in the middle in bold.

    It ends before an empty or drawn line, a heading, and the authority that decides: HỘI ĐỒNG NHÂN DÂN ….
    There is none where that stands right below the name.
    """
    found = [
        index for index in range(start, len(lines))[:1] if is_centred(lines[index]) or is_bold(lines[index])
    ]
    if found and _AUTHORITY.match(lines[start].text):
        return []
    below = pairwise(range(start, min(start + LONGEST_SUBJECT, len(lines))))
    rest = takewhile(lambda pair: _subject_goes_on(lines[pair[0]], lines[pair[1]]), below)
    subject = [*found, *(index for _, index in rest)]
    last = lines[subject[-1] : subject[-1] + 2] if len(subject) > 1 else []
    return subject[:-1] if len(last) > 1 and decides(*last) else subject


def decides(line: TextLine, below: TextLine) -> bool:
    """Tell whether a line says who decides, in whatever letters: above the căn cứ, with no drawn line."""
    drawn = line.span.paragraph.drawings or line.span.paragraph.borders
    above_grounds = GROUND.match(below.text) and not _is_parted(line, below)
    return bool(above_grounds and is_centred(line) and not drawn and _AUTHORITY.match(line.text.upper()))


def _is_parted(above: TextLine, line: TextLine) -> bool:
    return line.span.paragraph.place - above.span.paragraph.place > 1


def _subject_goes_on(above: TextLine, line: TextLine) -> bool:
    named = NUMBERED.match(line.text) or (is_upper(line.text) and not is_upper(above.text))
    return is_centred(line) and is_bold(line) and not _is_parted(above, line) and not named
