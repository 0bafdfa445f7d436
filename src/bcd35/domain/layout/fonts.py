"""The usual font; fonts in which a letter means more than its shape: of symbols, of codes before Unicode."""

import re

from bcd35.domain.layout.document import Paragraph, Run

# Of forms, lists and the summary. Letters take the font that their layout's profile names, which is the same
# in every packaged one.
FONT = "Times New Roman"
_SIGNS = r"wingdings.*|webdings|symbol|zapfdingbats|marlett"
_OF_SYMBOLS = re.compile(rf"{_SIGNS}|mt extra|.*math", re.IGNORECASE)
_SIGNS_ONLY = re.compile(_SIGNS, re.IGNORECASE)
_MOST_SIGNS = 3  # letters that stand for signs; more are words
_OF_OLD_CODES = re.compile(r"(\.vn|vni)(?P<name>.*)", re.IGNORECASE)
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_UNICODE = re.compile(r"[ĂăĐđƠơƯư\u1ea0-\u1ef9]")  # letters that no code before Unicode writes so


def is_symbol(run: Run) -> bool:
    """Tell whether a run shows symbols: the same characters in a font of letters would be letters."""
    return all(map(_OF_SYMBOLS.fullmatch, run.format.fonts)) or _PRIVATE.search(run.text) is not None


def is_word_in_signs(text: str, fonts: tuple[str, ...]) -> bool:
    """Tell whether words or figures stand in a font that prints signs in their place."""
    return all(map(_SIGNS_ONLY.fullmatch, fonts)) and sum(map(str.isalnum, text)) > _MOST_SIGNS


def keeps_meaning(run: Run, paragraph: Paragraph) -> bool:
    """Tell whether a run of a paragraph reads the same in another font of letters.

    What else the paragraph has in that font tells it, too: other repairs may join its runs.
    ``Số`` stands as ``Soá`` in a font VNI and as ``Sè`` in one of TCVN3; without that font it is illegible.
    """
    old = [match for font in run.format.fonts if (match := _OF_OLD_CODES.fullmatch(font))]
    in_capitals = any(match["name"].upper().endswith("H") for match in old)  # .VnTimeH shows a as A
    alike = (one.text for one in paragraph.runs if one.format.fonts == run.format.fonts)
    return not old or any(map(_UNICODE.search, alike)) or (run.text.isascii() and not in_capitals)
