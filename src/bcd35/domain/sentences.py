"""Sentences about a round that stand in more than one document."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.comparison import COMPARISON_DEFINITIONS, TREND_WORDS, Compared, ComparedRound, Comparison
from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS, MediumFigures
from bcd35.domain.dates import running_date, screen_date
from bcd35.domain.figures import DEFINITIONS, Result, RoundFigures, UnitText
from bcd35.domain.numerals import NO_SHARE, counted, group_thousands, one_decimal, share_words, signed
from bcd35.domain.office import Office
from bcd35.domain.round_names import round_begins
from bcd35.domain.summary import STATE_WORDS, Totals
from bcd35.domain.text import identity_key

if TYPE_CHECKING:
    from bcd35.domain.rounds import Round


def cited(
    kind: str, reference: str, dated: date, office: Office, *, written: Callable[[date], str] = running_date
) -> str:
    """A document as the office cites it: ``Kế hoạch số 28-KH/BCĐ, ngày 22/11/2025``."""
    comma = "," if office.style.comma_before_date else ""
    return f"{kind} số {reference}{comma} ngày {written(dated)}"


def letter_words(round_: "Round", reference: str, dated: date, office: Office) -> str:
    """``Công văn số 28-CV/BCĐ, ngày 22/11/2025 của …``, on the screen and in the summary."""
    letter = cited(round_.document_name, reference, dated, office, written=screen_date)
    return f"{letter} của {office.full_name}"


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


def result_words(totals: Totals, as_of: date, written: Callable[[date], str] = screen_date) -> str:
    """Who reported, as a few sentences with every figure of the totals."""
    day = written(as_of)
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
    missing = "Không còn đơn vị nào chưa báo cáo."
    if totals.missing:
        missing = f"Còn {counted(totals.missing)} đơn vị chưa báo cáo{within}."
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
    """``Đợt tháng 11/2025``; before its deadline with ``(đang nhận, tính đến ngày 01/12/2025)``."""
    running = f" (đang nhận, tính đến ngày {screen_date(as_of)})" if one.running else ""
    return f"{round_begins(one.name)}{running}"


_NO_BREAK = "\u00a0"
_LABELS = {one.code: one.label for one in (*DEFINITIONS.values(), *COMPARISON_DEFINITIONS)}


def line_words(line: Compared) -> str:
    """``Số tin bài``; of what stands beside it ``Số tin bài: trung bình một đơn vị``."""
    words = _LABELS[line.figure]
    beside = line.figure == "units" or (line.field and line.figure != "total")
    return f"{line.label}: {words[:1].lower()}{words[1:]}" if beside else line.label


def figure_words(line: Compared, value: float | None) -> str:
    """One round's value of a compared figure: ``82,2%``, ``1.234``, ``7,5``, ``–``; of a step ``+3``."""
    if line.scope == "steps" and line.figure != "units":
        return _signed_words(line, value)
    if value is None or line.measure == "rate":
        return share_words(value)
    return one_decimal(value) if line.measure == "mean" else group_thousands(int(value))


def difference_words(line: Compared) -> str:
    """What a figure changed by: ``+1.234``; of a rate in points: ``−7,2 điểm %``; ``–`` if unknown."""
    return _signed_words(line, line.difference)


def _signed_words(line: Compared, change: float | None) -> str:
    if change is None:
        return NO_SHARE
    if line.measure == "count":
        return signed(int(change))
    points = share_words(abs(change))
    sign = "" if points == share_words(0) else "+" if change > 0 else "−"
    return f"{sign}{points.removesuffix('%')}{_NO_BREAK}điểm{_NO_BREAK}%"


def comparison_words(comparison: Comparison) -> Iterator[str]:
    """A sentence for every figure: first what it is like for like, then the totals and over how many units.

    ``Số ảnh: 30, đợt trước 25 (+5), tính trên 12 đơn vị có số liệu ở cả hai đợt; toàn đợt 40 (15 đơn vị,
    trung bình 2,7), đợt trước 65 (20 đơn vị, trung bình 3,3)``.
    """
    lines = {(line.scope, line.field, line.figure): line for line in comparison.lines if not line.unit}
    yield "Tăng, giảm và xu hướng chỉ tính trên những đơn vị chung của hai đợt liền nhau"
    yield _expected_words(lines["round", "", "expected"], lines.get(("common", "", "reported")))
    for line in comparison.of_scope("common"):
        totals = [lines["round", line.field, figure] for figure in (line.figure, *_BESIDE[line.figure])]
        trend = _trend_words(lines.get(("steps", line.field, line.figure)))
        yield f"{line.label}: {_like_words(comparison, line)}; {_totals_words(comparison, totals)}{trend}"


# What is said beside a total of a whole round: over how many units it is. A rate says it already.
_BESIDE = {
    "total": ("answered", "mean"),
    "reported": ("expected",),
    "on_time": ("expected",),
    "completeness": (),
    "timeliness": (),
}


def _expected_words(whole: Compared, common: Compared | None) -> str:
    before, now = (_in_sentence(whole, value) for value in whole.values[-2:])
    shared = f"; {counted(common.units or 0)} đơn vị chung của hai đợt" if common else ""
    return f"{whole.label}: {now} đơn vị, đợt trước {before} đơn vị{shared}"


def _in_sentence(line: Compared, value: float | None) -> str:
    """As documents write numbers: ``05`` for five."""
    exact = line.measure == "count" and value is not None
    return counted(int(value or 0)) if exact else figure_words(line, value)


def _like_words(comparison: Comparison, line: Compared) -> str:
    shared = "có số liệu" if line.field else "phải báo cáo"
    if line.last_two is None:
        return f"không có đơn vị nào {shared} ở cả hai đợt để so sánh"
    before, now = (_in_sentence(line, value) for value in line.last_two)
    return (
        f"{now}, {_before_words(comparison, line)} {before} ({difference_words(line)}), tính trên "
        f"{counted(line.units or 0)} đơn vị {shared} ở cả hai đợt"
    )


def _before_words(comparison: Comparison, line: Compared) -> str:
    """The round that a figure is compared with; by its code when it is not the one just before."""
    place = _before(line)
    return "đợt trước" if place == len(line.values) - 2 else f"đợt {comparison.rounds[place].code}"


def _before(line: Compared) -> int:
    """The place of the last round before the latest that has a value; of the one just before if none has."""
    last = len(line.values) - 2
    return max((at for at, value in enumerate(line.values[:-1]) if value is not None), default=last)


def _totals_words(comparison: Comparison, lines: Sequence[Compared]) -> str:
    """``toàn đợt 40 (15 đơn vị, trung bình 2,7), đợt trước 65 (20 đơn vị, trung bình 3,3)``."""
    before = _before(lines[0])
    return (
        f"toàn đợt {_total_words(lines, -1)}, {_before_words(comparison, lines[0])} "
        f"{_total_words(lines, before)}"
    )


def _total_words(lines: Sequence[Compared], place: int) -> str:
    total, *beside = (_in_sentence(line, line.values[place]) for line in lines)
    if not beside or lines[0].values[place] is None:
        return total
    return (
        f"{total} ({beside[0]} đơn vị, trung bình {beside[1]})" if lines[0].field else f"{total}/{beside[0]}"
    )


def _trend_words(steps: Compared | None) -> str:
    """``; xu hướng tăng dần qua 03 đợt``; empty without a trend."""
    if steps is None or not steps.trend:
        return ""
    return f"; xu hướng {TREND_WORDS[steps.trend]} qua {counted(len(steps.moves) + 1)} đợt"


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
