"""Whole numbers by the Vietnamese rule: ``1.234`` and ``1 234`` are one thousand two hundred thirty-four."""

import re

# ASCII digits only: ``٣``, ``１`` and ``1e3`` are refused instead of being guessed at. The patterns stay
# text, because commands that read no count need not compile them.
_PLAIN = r"[0-9]{1,9}"
_GROUPED = r"[0-9]{1,3}([.\u0020\u00a0\u202f])[0-9]{3}(?:\1[0-9]{3})?"
LARGEST_COUNT = 999_999_999
NO_SHARE = "–"


def parse_count(raw: object) -> int | None:
    """A count ≥ 0 from a cell or a typed text; None for anything else (negative, fraction, too large)."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        # NaN and infinity fail the comparison; 12.0 is how Excel stores 12.
        return int(raw) if 0 <= raw <= LARGEST_COUNT and raw == int(raw) else None
    text = str(raw).strip()
    if re.fullmatch(_PLAIN, text):
        return int(text)
    if re.fullmatch(_GROUPED, text) and not text.startswith("0"):
        return int(re.sub(r"[^0-9]", "", text))
    return None


def is_too_large(raw: object) -> bool:
    """Tell a whole number that is refused for its size alone, however it is written."""
    digits = re.sub(r"[.\u0020\u00a0\u202f]", "", str(raw))
    return re.fullmatch(r"[0-9]+", digits) is not None and len(digits.lstrip("0")) > len(str(LARGEST_COUNT))


def group_thousands(value: int) -> str:
    """``1234567`` → ``1.234.567``."""
    return f"{value:,}".replace(",", ".")


def counted(units: int) -> str:
    """A number inside an official sentence: ``0``, ``05``, ``12``, ``1.234``."""
    return f"{units:02d}" if 0 < units < 1000 else group_thousands(units)  # noqa: PLR2004 - where grouping begins


def signed(change: int) -> str:
    """``+5``, ``−1.234``, ``0``."""
    sign = {1: "+", -1: "−"}.get((change > 0) - (change < 0), "")
    return f"{sign}{group_thousands(abs(change))}"


def share_words(share: float | None) -> str:
    """``0.6667`` → ``66,7%``, rounded as Excel rounds it; ``–`` for a share of nothing."""
    if share is None:
        return NO_SHARE
    return f"{one_decimal(share * 100)}%"


def one_decimal(value: float) -> str:
    """``7.25`` → ``7,3``, ``1234`` → ``1.234,0``, rounded as Excel rounds it. Not for numbers below 0."""
    # What nine digits behind the point cannot tell from a half is the error of a float, not a share of units.
    tenths = int(round(value * 10, 9) + 0.5)
    return f"{group_thousands(tenths // 10)},{tenths % 10}"
