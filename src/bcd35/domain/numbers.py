"""Whole numbers by the Vietnamese rule: ``1.234`` and ``1 234`` are one thousand two hundred and thirty-four."""

import re

# ASCII digits only: ``٣``, ``１`` and ``1e3`` are refused instead of being guessed at.
_PLAIN = re.compile(r"[0-9]{1,9}")
_GROUPED = re.compile(r"[0-9]{1,3}([.\u0020\u00a0\u202f])[0-9]{3}(?:\1[0-9]{3})?")
LARGEST_COUNT = 999_999_999


def parse_count(raw: object) -> int | None:
    """A count ≥ 0 from a cell or a typed text; None when it is not one (negative, fraction, words, NaN, too large)."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        # NaN and infinity fail the comparison; 12.0 is how Excel stores 12.
        return int(raw) if 0 <= raw <= LARGEST_COUNT and raw == int(raw) else None
    text = str(raw).strip()
    if _PLAIN.fullmatch(text):
        return int(text)
    if _GROUPED.fullmatch(text) and not text.startswith("0"):
        return int(re.sub(r"[^0-9]", "", text))
    return None


def group_thousands(value: int) -> str:
    """``1234567`` → ``1.234.567``."""
    return f"{value:,}".replace(",", ".")


def percent_words(share: float) -> str:
    """``2 / 3`` → ``66,7%``; whole numbers without a decimal."""
    return f"{100 * share:.1f}%".replace(".0%", "%").replace(".", ",")
