"""What people call a round: its own short name, or the period that its code begins with.

Codes are for commands; headings, papers and sentences say the name. A module of its own: ``status`` rebuilds
no round, whose classes load slowly.
"""

from collections import Counter
from collections.abc import Mapping

_LAST_PADDED_MONTH = 2
# What stands behind the year in a code → what the period is called. No pattern: `status` would compile it.
_PERIODS = {
    **{f"{month:02}": f"tháng {month:02}" for month in range(1, _LAST_PADDED_MONTH + 1)},
    **{f"{month:02}": f"tháng {month}" for month in range(_LAST_PADDED_MONTH + 1, 13)},
    **{f"q{place}": f"quý {numeral}" for place, numeral in enumerate(("I", "II", "III", "IV"), 1)},
}


def round_name(code: str, stated: str = "") -> str:
    """``tháng 11/2025`` for the code ``2025-11-kenh``, ``quý IV/2025`` for ``2025-q4``; else the code.

    ``stated``: the round's own ``short_name``, which goes first.
    """
    if stated:
        return stated
    year, hyphen, period, after = code[:4], code[4:5], _PERIODS.get(code[5:7].lower()), code[7:8]
    is_year = year.startswith("20") and year.isascii() and year.isdigit()
    return f"{period}/{year}" if is_year and hyphen == "-" and period and not after.isdigit() else code


def with_code(name: str, code: str) -> str:
    """``tháng 11/2025 (2025-11-kenh)``: where the reader has to type the code."""
    return name if code in name else f"{name} ({code})"


def the_round(name: str) -> str:
    """``đợt tháng 11/2025``, within a sentence; a name that begins so, as “Đợt 2”, is not told twice."""
    return f"đợt {name[4:] if name.casefold().startswith('đợt ') else name}"


def round_begins(name: str) -> str:
    """As :func:`the_round`, where the sentence begins."""
    return f"Đ{the_round(name)[1:]}"


def round_names(stated: Mapping[str, str]) -> dict[str, str]:
    """Code → name of rounds that stand beside each other: of two with one name each carries its code too.

    ``stated``: code → the round's own short name, or nothing.
    """
    names = {code: round_name(code, own) for code, own in stated.items()}
    counts = Counter(names.values())
    return {code: name if counts[name] == 1 else with_code(name, code) for code, name in names.items()}
