"""Sentences about a round that more than one document says, so that page and written report use the same words."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from bcd35.domain.dates import running_date
from bcd35.domain.figures import Result, RoundFigures, UnitText
from bcd35.domain.numbers import group_thousands, share_words
from bcd35.domain.office import Office
from bcd35.domain.text import identity_key


def letter_words(reference: str, dated: date, office: Office) -> str:
    """``Công văn số 28-CV/BCĐ, ngày 22/11/2025 của …``."""
    return f"Công văn số {reference}, ngày {running_date(dated)} của {office.full_name}"


def result_words(figures: RoundFigures) -> str:
    """Who reported, as one or two sentences with every figure of the totals."""
    totals, day = figures.totals, running_date(figures.state.as_of)
    exempt = f" Có {group_thousands(totals.exempt)} đơn vị được miễn báo cáo." if totals.exempt else ""
    if not totals.expected:
        return f"Đến hết ngày {day}, không có đơn vị nào phải báo cáo.{exempt}"
    reported = f"{group_thousands(totals.reported)}/{group_thousands(totals.expected)} đơn vị đã báo cáo"
    missing = f"Còn {group_thousands(totals.missing)} đơn vị chưa báo cáo." if totals.missing else "Không còn đơn vị nào chưa báo cáo."
    return (
        f"Đến hết ngày {day}, {reported}, đạt {share_words(totals.completeness)}; "
        f"trong đó {group_thousands(totals.on_time)} đơn vị đúng hạn ({share_words(totals.timeliness)}), "
        f"{group_thousands(totals.late)} đơn vị trễ hạn. {missing}{exempt}"
    )


def deadline_words(figures: RoundFigures) -> str:
    """How the day of the figures lies to the deadline."""
    left = figures.state.days_left
    if left == 0:
        return "đúng ngày hết hạn"
    return f"còn {left} ngày" if left > 0 else f"đã quá hạn {-left} ngày"


class Voice(NamedTuple):
    """One text that units wrote, and the names of all who wrote it."""

    text: str
    units: tuple[str, ...]


def group_voices(result: Result | Iterable[UnitText]) -> list[Voice]:
    """Texts of a field, the same words once, in the order in which they first came."""
    groups: dict[str, list[UnitText]] = {}
    for one in result:
        if isinstance(one, UnitText):
            groups.setdefault(identity_key(one.text), []).append(one)
    return [Voice(same[0].text, tuple(one.name for one in same)) for same in groups.values()]
