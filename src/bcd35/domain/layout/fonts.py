"""Fonts in which a letter means more than its shape: of symbols, and of the codes before Unicode."""

import re

from bcd35.domain.layout.document import Run

_OF_SYMBOLS = re.compile(r"wingdings.*|webdings|symbol|zapfdingbats|marlett|mt extra|.*math", re.IGNORECASE)
_OF_OLD_CODES = re.compile(r"(\.vn|vni)(?P<name>.*)", re.IGNORECASE)
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_UNICODE = re.compile(r"[ĂăĐđƠơƯư\u1ea0-\u1ef9]")  # letters that no code before Unicode writes so


def is_symbol(run: Run) -> bool:
    """Tell whether a run shows symbols: the same characters in a font of letters would be letters."""
    return all(map(_OF_SYMBOLS.fullmatch, run.format.fonts)) or _PRIVATE.search(run.text) is not None


def keeps_meaning(run: Run) -> bool:
    """Tell whether a run reads the same in another font of letters.

    ``Số`` stands as ``Soá`` in a font VNI and as ``Sè`` in one of TCVN3; without that font it is illegible.
    """
    old = [match for font in run.format.fonts if (match := _OF_OLD_CODES.fullmatch(font))]
    in_capitals = any(match["name"].upper().endswith("H") for match in old)  # .VnTimeH shows a as A
    return not old or bool(_UNICODE.search(run.text)) or (run.text.isascii() and not in_capitals)
