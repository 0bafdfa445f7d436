"""Sentences about a round that stand in more than one document."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from bcd35.domain.comparison import TREND_WORDS, Compared, ComparedRound
from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS, MediumFigures
from bcd35.domain.dates import running_date, screen_date
from bcd35.domain.figures import Result, RoundFigures, UnitText
from bcd35.domain.numerals import NO_SHARE, counted, group_thousands, share_words, signed
from bcd35.domain.office import Office
from bcd35.domain.summary import STATE_WORDS, Totals
from bcd35.domain.text import identity_key


def letter_words(reference: str, dated: date, office: Office) -> str:
    """``Công văn số 28-CV/BCĐ, ngày 22/11/2025 của …``."""
    return f"Công văn số {reference}, ngày {running_date(dated)} của {office.full_name}"


def within_words(totals: Totals, code: str) -> str:
    """Of a count, what else it counts: ``trong đó 02 được gia hạn, 01 đang sửa``; empty when nothing."""
    parts = [f"{counted(count)} {STATE_WORDS[state].lower()}" for state, count in totals.within(code)]
    return f"trong đó {', '.join(parts)}" if parts else ""


def reminder_rule(counts: bool) -> str:  # noqa: FBT001 – the office's rule itself
    """Whether the term that a reminder names counts in a round."""
    if counts:
        return (
            "Thời hạn nêu trong công văn đôn đốc dời hạn của đơn vị: báo cáo trong thời hạn ấy là đúng hạn."
        )
    return "Thời hạn nêu trong công văn đôn đốc không dời hạn của đơn vị: báo cáo sau hạn vẫn là trễ hạn."


def result_words(totals: Totals, as_of: date) -> str:
    """Who reported, as a few sentences with every figure of the totals."""
    day = running_date(as_of)
    within = f" ({words})" if (words := within_words(totals, "missing")) else ""
    exempt = f" Có {counted(totals.exempt)} đơn vị được miễn báo cáo." if totals.exempt else ""
    if not totals.expected:
        return f"Đến hết ngày {day}, không có đơn vị nào phải báo cáo.{exempt}"
    if not totals.reported:
        return (
            f"Đến hết ngày {day}, chưa có đơn vị nào trong {counted(totals.expected)} đơn vị phải báo cáo "
            f"gửi báo cáo{within}.{exempt}"
        )
    corrected = f"; có {counted(totals.corrected)} đơn vị sau khi sửa" if totals.corrected else ""
    missing = (
        f"Còn {counted(totals.missing)} đơn vị chưa báo cáo{within}."
        if totals.missing
        else "Không còn đơn vị nào chưa báo cáo."
    )
    return (
        f"Đến hết ngày {day}, {counted(totals.reported)}/{counted(totals.expected)} đơn vị đã báo cáo, "
        f"đạt {share_words(totals.completeness)}; trong đó {counted(totals.on_time)} đơn vị đúng hạn "
        f"({share_words(totals.timeliness)}{corrected}), {counted(totals.late)} đơn vị trễ hạn. "
        f"{missing}{exempt}"
    )


def medium_words(one: MediumFigures) -> str:
    """``Tin bài: ghi sổ 05, trong đó 02 đã đăng; các đơn vị báo đã gửi 09 (chênh lệch −4)``."""
    stages = [f"{counted(pieces)} {STAGE_WORDS[stage]}" for stage, pieces in one.stages.items() if pieces]
    split = f", trong đó {', '.join(stages)}" if stages else ""
    difference = one.difference
    checked = "khớp số ghi sổ" if not difference else f"chênh lệch {signed(difference)}"
    claimed = "" if one.claimed is None else f"; các đơn vị báo đã gửi {counted(one.claimed)} ({checked})"
    return f"{MEDIUM_WORDS[one.medium].capitalize()}: ghi sổ {counted(one.registered)}{split}{claimed}"


def round_words(one: ComparedRound, as_of: date) -> str:
    """``Đợt 2025-11``; before its deadline ``Đợt 2025-11 (đang nhận, tính đến ngày 01/12/2025)``."""
    return (
        f"Đợt {one.code} (đang nhận, tính đến ngày {screen_date(as_of)})"
        if one.running
        else f"Đợt {one.code}"
    )


def figure_words(line: Compared, value: float | None) -> str:
    """One round's value of a compared figure: ``82,2%``, ``1.234``, ``–``."""
    return share_words(value) if line.measure == "rate" or value is None else group_thousands(int(value))


def change_words(line: Compared) -> str:
    """What a figure changed by: ``+1.234``; of a rate in points: ``−7,2 điểm %``; ``–`` if unknown."""
    if line.difference is None:
        return NO_SHARE
    if line.measure == "count":
        return signed(int(line.difference))
    points = share_words(abs(line.difference))
    sign = "" if points == share_words(0) else "+" if line.difference > 0 else "−"
    return f"{sign}{points.removesuffix('%')} điểm %"


def compared_words(line: Compared) -> str | None:
    """``Đã báo cáo: 15, đợt trước 12 (+3); xu hướng tăng dần``; None when the change is unknown."""
    if line.difference is None:
        return None
    before, now = [figure_words(line, value) for value in line.values if value is not None][-2:]
    trend = f"; xu hướng {TREND_WORDS[line.trend]}" if line.trend else ""
    return f"{line.label}: {now}, đợt trước {before} ({change_words(line)}){trend}"


def deadline_words(figures: RoundFigures) -> str:
    """How many days the deadline is ahead of or behind the day of the figures."""
    left = figures.state.days_left
    if left == 0:
        return "đúng ngày hết hạn"
    return f"còn {left} ngày" if left > 0 else f"đã quá hạn {-left} ngày"


class Voice(NamedTuple):
    """One text that units wrote, and the names of all who wrote it."""

    text: str
    units: tuple[str, ...]


def group_voices(result: Result | Iterable[UnitText]) -> list[Voice]:
    """Texts of a field, each text once, in the order in which they first came."""
    groups: dict[str, list[UnitText]] = {}
    for one in result:
        if isinstance(one, UnitText):
            groups.setdefault(identity_key(one.text), []).append(one)
    return [Voice(same[0].text, tuple(one.name for one in same)) for same in groups.values()]
