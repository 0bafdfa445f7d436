"""What people call a round: its own short name, or the period that its code begins with.

Codes are for commands; headings, papers and sentences say the name. A module of its own: ``status`` rebuilds
no round, whose classes load slowly.
"""

import re
from collections import Counter
from collections.abc import Mapping

_LAST_PADDED_MONTH = 2
_QUARTERS = ("I", "II", "III", "IV")


def round_name(code: str, stated: str = "") -> str:
    """``tháng 11/2025`` for the code ``2025-11-kenh``, ``quý IV/2025`` for ``2025-q4``; else the code.

    ``stated``: the round's own ``short_name``, which goes first.
    """
    if stated:
        return stated
    found = re.match(r"(20[0-9]{2})-(?:(0[1-9]|1[0-2])|q([1-4]))(?![0-9])", code.casefold())
    if not found:
        return code
    year, month, quarter = found.groups()
    if quarter:
        return f"quý {_QUARTERS[int(quarter) - 1]}/{year}"
    return f"tháng {month if int(month) <= _LAST_PADDED_MONTH else int(month)}/{year}"


def with_code(name: str, code: str) -> str:
    """``tháng 11/2025 (2025-11-kenh)``: where the reader has to type the code."""
    return name if code in name else f"{name} ({code})"


def the_round(name: str) -> str:
    """``đợt tháng 11/2025``, within a sentence; a name that begins so, as “Đợt 2”, is not told twice."""
    return f"đợt {name[4:]}" if re.match("đợt ", name, re.IGNORECASE) else f"đợt {name}"


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
