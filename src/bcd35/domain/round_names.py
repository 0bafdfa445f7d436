"""What people call a round: its own short name, or the period that its code begins with.

Codes are for commands; headings, papers and sentences say the name. A module of its own: ``status`` rebuilds
no round, whose classes load slowly.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

_LAST_PADDED_MONTH = 2
_SUBJECT_SHOWN = 36  # characters, where a subject tells two rounds apart
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


class RoundTitle(NamedTuple):
    """What tells a round from others. ``stated``: its own short name, or nothing."""

    stated: str
    subject: str
    deadline: date


def round_names(rounds: Mapping[str, RoundTitle]) -> dict[str, str]:
    """Code → name of rounds that stand beside each other.

    Those of one name carry their subjects too, or the days of their deadlines where the subjects begin alike;
    codes only where these are the same as well.
    """
    names: dict[str, list[str]] = {}
    for code, title in rounds.items():
        names.setdefault(round_name(code, title.stated), []).append(code)
    told = {code: name for name, codes in names.items() for code, name in _apart(name, codes, rounds)}
    return {code: told[code] for code in rounds}


def _apart(name: str, codes: list[str], rounds: Mapping[str, RoundTitle]) -> Iterable[tuple[str, str]]:
    if len(codes) == 1:
        return [(codes[0], name)]
    subjects = {code: _short(rounds[code].subject) for code in codes}
    days = {code: f"hạn {rounds[code].deadline:%d/%m/%Y}" for code in codes}
    for marks in (subjects, days):
        if all(marks.values()) and len({*marks.values()}) == len(codes):
            return [(code, f"{name} ({mark})") for code, mark in marks.items()]
    return [(code, with_code(name, code)) for code in codes]


def _short(subject: str) -> str:
    """``tổng kết năm 2025`` of ``Về việc tổng kết năm 2025``; a long one ends between words."""
    words = subject.split()
    for opening in (["về", "việc"], ["v/v"]):
        if [word.casefold().rstrip(":") for word in words[: len(opening)]] == opening:
            words = words[len(opening) :]
    text = " ".join(words)
    return (
        text if len(text) <= _SUBJECT_SHOWN else f"{text[:_SUBJECT_SHOWN].rpartition(' ')[0].rstrip(',;')} …"
    )
