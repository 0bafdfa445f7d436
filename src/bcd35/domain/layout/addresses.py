"""“Kính gửi” and the lines of its addressees."""

import re
from functools import lru_cache

from bcd35.domain.layout.lines import TextLine, in_ruled_cell, is_bold, is_centred, is_running
from bcd35.domain.layout.patterns import ADDRESS, ADDRESS_LIKE, COLONS, LONGEST_LINE, wraps
from bcd35.domain.layout.profile import DocumentType
from bcd35.domain.signature import gives_authority
from bcd35.domain.text import clean

# What a sentence that begins with “Kính gửi” goes on with.
_HANDED_OVER = re.compile(r"\b(kèm|để|xem xét|bản|(?<!đại )biểu|lời|danh sách|báo cáo|kế hoạch)\b")


def address_label(
    line: TextLine, kind: DocumentType, own: re.Pattern[str], *, above_text: bool, again: bool
) -> re.Match[str] | None:
    """“Kính gửi” at the beginning of a line; above the text in any spelling, or one of ``own`` words.

    Without a colon and before other words only once, and not where a sentence of the text begins so.
    """
    if in_ruled_cell(line):
        return None
    match = (ADDRESS_LIKE if above_text else ADDRESS).match(line.text)
    if match is None and above_text and kind.addressed:
        match = own.match(line.text)
    bare = again or not kind.addressed
    if match is None or (bare and not match["word"].casefold().startswith(("k", "đ"))):
        return None
    closed = match[0].endswith(tuple(COLONS)) or match.end() == len(line.text.rstrip())
    return None if not closed and (bare or is_running(line)) else match


@lru_cache(maxsize=8)
def own_address(words: tuple[str, ...]) -> re.Pattern[str]:
    """The words before addressees, with their colon: without one, “Kính mời …” can begin a sentence.

    That of an invitation is known in every layout.
    """
    own = "|".join(r"\s+".join(map(re.escape, word.split())) for word in (*words, "Kính mời"))
    return re.compile(rf"\s*(?P<word>{own})\s*([{COLONS}]|$)", re.IGNORECASE)


def is_open_address(text: str) -> bool:
    """Tell whether a text can be “Kính gửi” and a body without the colon, and no sentence."""
    begun = ADDRESS.match(text) is not None and len(text) <= LONGEST_LINE
    return begun and _HANDED_OVER.search(clean(text)) is None


def goes_on(above: str, below: TextLine, *, dashed: bool) -> bool:
    """Tell whether a short line of a list is the rest of the item above, no post of a signer.

    ``dashed``: a dash in the next line shows that the list is not at its end.
    """
    short = len(below.text) <= LONGEST_LINE
    return short and wraps(above, below.text, dashed=dashed) and not gives_authority(below.text)


def list_goes_on(above: TextLine, below: TextLine, *, alone: bool, first: TextLine | None) -> bool:
    """Tell whether a line without a dash is an addressee too: below a lone label, or set in behind “;”.

    Or whether it is set as the ``first`` one below a lone label, or is the rest of the one above.
    """
    short = len(below.text) <= LONGEST_LINE and not below.text.rstrip().endswith(":")
    behind = above.text.rstrip().endswith(";")
    apart = not is_running(below)
    set_in = apart and (is_centred(below) or below.span.paragraph.left > 0)
    listed = behind and (below.side != "left" or set_in)
    wrapped = set_in and wraps(above.text, below.text)
    alike = first is not None and apart and (set_in or behind) and _setting(first) == _setting(below)
    return short and (alone or listed or wrapped or alike)


def text_begins(above: TextLine, below: TextLine) -> bool:
    """Tell whether a dashed line is the first of the text: set otherwise, below a list that has its stop."""
    return above.text.rstrip().endswith(".") and is_running(below) and _setting(above) != _setting(below)


def _setting(line: TextLine) -> tuple[str, float, float, bool]:
    own = line.span.paragraph
    return own.align, own.left, own.first_line, is_bold(line)
