"""The paragraphs of the text against a profile: alignment, first line, line pitch and gap."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bcd35.domain.layout.deviations import ALIGN_WORDS, Deviation, Rules, figure
from bcd35.domain.layout.document import NEAR_MM, NEAR_POINTS, Paragraph, whole
from bcd35.domain.layout.format_check import size_in_use
from bcd35.domain.layout.patterns import LONGEST_LINE
from bcd35.domain.layout.profile import Component, Profile, Range
from bcd35.domain.layout.recognised import Recognised
from bcd35.domain.layout.repairs import SetParagraphFormat

_LINES = 0.03  # of a single line: 16 points for letters of 14
_SINGLE_LINE = 1.15  # the height of a single line of Times New Roman, in multiples of the size


def judge_body(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    usual = _usual_first_line(recognised, rules.profile)
    body = rules.profile.component("body")
    usual_size = size_in_use(recognised, body)
    for found in recognised.all("body", "ground", "article"):
        paragraph = found.span.paragraph
        begins = found.code == "article" or found.span == whole(paragraph)
        if paragraph.cell is not None or not begins or paragraph.align == "center":
            continue  # headings of chapters are centred and need no indent
        yield from _judge_alignment(paragraph, rules)
        yield from _judge_first_line(paragraph, rules, usual)
        yield from _judge_spacing(paragraph, rules, _height(paragraph, body, usual_size))
        if (
            found.code == "body"
            and len(paragraph.text) > LONGEST_LINE
            and all(run.format.italic for run in paragraph.runs if run.text.strip())
        ):
            yield rules.misformatted(body, "italic", paragraph.text, "cả đoạn chữ nghiêng", "chữ đứng")


def _height(paragraph: Paragraph, body: Component, usual: int | None) -> float:
    """The height of a single line in points, of the largest letters that a right paragraph has."""
    sizes = [run.format.size for run in paragraph.runs if run.text.strip()]
    largest = max(sizes, default=body.size)
    if not all(map(body.sizes.holds, sizes)):
        largest = usual or round(body.sizes.nearest(largest))
    return _SINGLE_LINE * largest


def _judge_alignment(paragraph: Paragraph, rules: Rules) -> Iterator[Deviation]:
    """Long paragraphs are justified, but for those with an address, which a justified line tears apart."""
    long = len(paragraph.text) > LONGEST_LINE
    if long and paragraph.align != "justify" and "://" not in paragraph.text:
        repair = SetParagraphFormat(paragraph.part, paragraph.place, justify=True)
        label = rules.profile.component("body").label
        # Word would stretch each line before a typed break over the whole width.
        repairs = [] if "\n" in paragraph.text else [repair]
        told = ALIGN_WORDS[paragraph.align]
        yield from rules.broken("body_align", label, paragraph.text, told, repairs=repairs)


def _judge_first_line(paragraph: Paragraph, rules: Rules, usual: float | None) -> Iterator[Deviation]:
    allowed, start = rules.profile.text.first_line, _start(paragraph)
    if not paragraph.numbered and "\t" not in paragraph.text and not _is_near(start, allowed):
        nearest = usual or min(allowed, key=lambda one: abs(one - start))
        repair = SetParagraphFormat(paragraph.part, paragraph.place, first_line=nearest)
        label = rules.profile.component("body").label
        told = f"đầu dòng lùi {figure(start)} mm"
        yield from rules.broken("first_line", label, paragraph.text, told, repairs=[repair])


def _start(paragraph: Paragraph) -> float:
    """Where the first line begins, in millimetres from the margin."""
    return (paragraph.left + paragraph.first_line) / 72 * 25.4


def _is_near(start: float, allowed: Sequence[float]) -> bool:
    return any(abs(start - one) <= 2 * NEAR_MM for one in allowed)


def _usual_first_line(recognised: Recognised, profile: Profile) -> float | None:
    """The allowed first line that most paragraphs of this document have; None where none has one."""
    starts = [_start(found.span.paragraph) for found in recognised.all("body")]
    nearest = (
        min(profile.text.first_line, key=lambda one: abs(one - start))
        for start in starts
        if _is_near(start, profile.text.first_line)
    )
    return next((one for one, _ in Counter(nearest).most_common(1)), None)


def _judge_spacing(paragraph: Paragraph, rules: Rules, height: float) -> Iterator[Deviation]:
    """The line pitch, and the gap between paragraphs."""
    text, label = rules.profile.text, rules.profile.component("body").label
    if not _right_pitch(paragraph, rules.profile, height):
        # A line of an exact height would cut off a picture or a formula that stands in it.
        repairs = [] if paragraph.drawings else [_pitch_repair(paragraph, rules.profile, height)]
        yield from rules.broken("line_pitch", label, paragraph.text, _pitch_text(paragraph), repairs=repairs)
    gap = paragraph.spacing.before + paragraph.spacing.after
    if gap < text.gap_least - NEAR_POINTS:
        repair = SetParagraphFormat(paragraph.part, paragraph.place, gap=text.gap_least)
        told = f"các đoạn cách nhau {figure(gap)} pt"
        yield from rules.broken("paragraph_gap", label, paragraph.text, told, repairs=[repair])


def _right_pitch(paragraph: Paragraph, profile: Profile, height: float) -> bool:
    least, most = profile.text.pitch_least, profile.text.pitch_most
    if least is None:
        return profile.text.lines.holds(_in_lines(paragraph, height), _LINES)
    line = paragraph.spacing.line
    return (
        paragraph.spacing.rule == "exact"
        and line >= least - NEAR_POINTS
        and (most is None or line <= most + NEAR_POINTS)
    )


def _in_lines(paragraph: Paragraph, height: float) -> float:
    """The pitch as a multiple of a single line, of which the height is given."""
    if paragraph.spacing.rule == "auto":
        return paragraph.spacing.line
    lines = paragraph.spacing.line / height
    return lines if paragraph.spacing.rule == "exact" else max(lines, 1)


def _pitch_repair(paragraph: Paragraph, profile: Profile, height: float) -> SetParagraphFormat:
    text = profile.text
    if text.pitch_least is None:
        lines = text.lines.nearest(_in_lines(paragraph, height))
        return SetParagraphFormat(paragraph.part, paragraph.place, lines=lines)
    exact = paragraph.spacing.line if paragraph.spacing.rule == "exact" else 0
    pitch = Range(text.pitch_least, text.pitch_most or text.pitch_least).nearest(exact)
    return SetParagraphFormat(paragraph.part, paragraph.place, pitch=round(pitch))


def _pitch_text(paragraph: Paragraph) -> str:
    spacing = paragraph.spacing
    if spacing.rule == "auto":
        return f"dãn dòng {f'{spacing.line:.2f}'.rstrip('0').rstrip('.').replace('.', ',')} dòng (Multiple)"
    kind = "chính xác" if spacing.rule == "exact" else "ít nhất (At least)"
    return f"dãn dòng {kind} {figure(spacing.line)} pt"
