"""Numbers of documents that no end of a line breaks.

``31-CV/BCĐ`` gets Word's own hyphen for that, which copies, searches and readers take for a plain one.
"""

import re

_TEXT = re.compile(r"[^<>]+(?=</w:t>)")
# A number and its symbol: 31-CV/BCĐ, 15/QĐ-BNV; of a draft the blank before the symbol.
_NUMBER = re.compile(r"(?:[0-9]+|\u00a0)[-/][A-ZĐ]+(?:[-/][A-ZĐ0-9]+)+")
_HYPHEN = '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">'


def keep_numbers_whole(part: str) -> str:
    """A part's XML with every number in one piece."""
    return _TEXT.sub(lambda text: hyphens_kept(text[0]), part)


def hyphens_kept(text: str) -> str:
    """The XML of a text within a run, as :func:`keep_numbers_whole` makes it."""
    return _NUMBER.sub(lambda number: number[0].replace("-", _HYPHEN), text)
