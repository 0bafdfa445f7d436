"""What has a length, against a profile: the words of the head in their room, the rules drawn below them."""

from collections.abc import Iterator, Sequence

from bcd35.domain.layout.deviations import Deviation, Rules, figure
from bcd35.domain.layout.document import NEAR_POINTS, Paragraph, WordDocument
from bcd35.domain.layout.profile import Component, DrawnRule, Range
from bcd35.domain.layout.recognised import Found, Recognised
from bcd35.domain.layout.widths import bold_width, italic_width, wrapped_widths

_RULE_TOLERANCE = 0.1
_NEAR = 3  # in a tabbed header the drawn line may hang on one of the next two lines


def judge_room(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """Title, motto, place and date fit their column; beside tabs the room of a line is not known."""
    for found in recognised.all("title", "motto", "date_line"):
        if "\t" not in found.span.paragraph.text and _is_too_long(found):
            width, room = _exact(_width_of(found)), _exact(_room_of(found))
            fits_elsewhere = _width_of(found) <= _room_of(found) + found.span.paragraph.spare
            where = " ở Word hoặc LibreOffice (bảng ghi hai bề rộng khác nhau)" if fits_elsewhere else ""
            wide = f"dòng dài {width} mm, chỗ chỉ rộng {room} mm nên phải xuống dòng{where}"
            code = "date_one_line" if found.code == "date_line" else "title_one_line"
            label = rules.profile.component(found.code).label
            yield from rules.broken(code, label, found.line.text, wide)


def _is_too_long(found: Found) -> bool:
    return _width_of(found) > _room_of(found) + NEAR_POINTS


def _width_of(found: Found) -> float:
    """The width of a line as it is set, in points."""
    return _widths_of(found)[1]


def _widths_of(found: Found) -> tuple[float, float]:
    """The width as the letters are cut, and as they are set: some condense them until the line fits."""
    measure = italic_width if found.code == "date_line" else bold_width
    text = found.line.text
    start = found.span.start + len(text) - len(text.lstrip())
    runs = found.span._replace(start=start, end=start + len(text.strip())).runs
    cut = [measure(run.text.upper() if run.format.caps else run.text, run.format.size) for run in runs]
    as_set = (
        width * run.format.scale + len(run.text) * run.format.tracking
        for width, run in zip(cut, runs, strict=True)
    )
    return sum(cut), sum(as_set)


def _room_of(found: Found) -> float:
    """The width between the indents of a line, in points."""
    paragraph = found.span.paragraph
    return paragraph.room - paragraph.left - paragraph.right - max(paragraph.first_line, 0)


def judge_drawn_rules(document: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    for drawn in rules.profile.drawn:
        lines = recognised.all(drawn.below)
        if lines:
            yield from _judge_drawn_rule(document, lines, drawn, rules)


def _judge_drawn_rule(
    document: WordDocument, lines: Sequence[Found], drawn: DrawnRule, rules: Rules
) -> Iterator[Deviation]:
    """The rule below a component: of its ``lines`` any says how long it is to be, the longest is told."""
    component, last = rules.profile.component(drawn.below), lines[-1]
    below = _from(document, last.span.paragraph)
    lengths = [length for one in below for length in _drawn_lengths(one, own=one is below[0])]
    if not lengths:
        typed = any(set(one.text.strip()) <= set("_-–—") and one.text.strip() for one in below[1:])
        found = "kẻ bằng dấu gõ liền nhau" if typed else "không có đường kẻ"
        yield from rules.broken(drawn.rule, component.label, last.line.text, found)
        return
    fits = _fitting_lengths(lines, component, drawn)
    known = [length for length in lengths if length is not None]
    if last.code in ("title", "motto") and _is_too_long(last):
        return  # told as such; how long the line is to be shows when the words have their room
    if known and not any(
        fit.least * (1 - _RULE_TOLERANCE) <= length <= fit.most * (1 + _RULE_TOLERANCE)
        for length in known
        for fit in fits
    ):
        found = f"đường kẻ dài {_millimetres(known[0])} mm"
        required = f"đường kẻ dài {_share_words(component, drawn, fits[0])}"
        yield from rules.broken(drawn.rule, component.label, last.line.text, found, required=required)


def _from(document: WordDocument, own: Paragraph) -> list[Paragraph]:
    """A paragraph and those right below it, on which its rule may hang."""
    near = range(own.place, own.place + _NEAR)
    return [
        one
        for one in document.paragraphs
        if one.part == own.part and one.place in near and one.cell == own.cell
    ]


def right_borders(document: WordDocument, recognised: Recognised, rules: Rules) -> list[Paragraph]:
    """The paragraphs outside tables whose border is the rule below a component, as long as it is to be."""
    owns = (
        lines[-1].span.paragraph
        for drawn in rules.profile.drawn
        if (lines := recognised.all(drawn.below))
        if not [*_judge_drawn_rule(document, lines, drawn, rules)]
    )
    return [
        one
        for own in owns
        for one in _from(document, own)
        if one.cell is None and _is_border_rule(one, own=one is own)
    ]


def _fitting_lengths(lines: Sequence[Found], component: Component, drawn: DrawnRule) -> list[Range]:
    """Lengths in points by the right size, and by the size that the text has: that is judged elsewhere.

    Those of the longest line come first: no guidance says by which of several lines the rule is measured.
    """
    own = max((run.format.size for found in lines for run in found.span.runs if run.text.strip()), default=0)
    by_length = sorted(lines, key=lambda found: len(found.line.text.strip()), reverse=True)
    sizes = (component.sizes.nearest(own), own)
    return [_fitting_length(found, component, drawn, size) for found in by_length for size in sizes]


def _fitting_length(found: Found, component: Component, drawn: DrawnRule, size: float) -> Range:
    as_cut, as_set = _widths_of(found)
    condensed, text = as_set / as_cut, component.text or found.line.text.strip()
    width = max(wrapped_widths(found.span.paragraph.room / condensed, text, size, "bold"))
    return Range(*(share * condensed * width for share in drawn.shares))


def _share_words(component: Component, drawn: DrawnRule, fit: Range) -> str:
    name = f"{component.label[0].lower()}{component.label[1:]}"
    if drawn.least == drawn.most:
        return f"bằng {name}, khoảng {_millimetres(fit.least)} mm"
    whole = _millimetres(fit.most / drawn.shares.most)
    return (
        f"từ {_millimetres(fit.least)} đến {_millimetres(fit.most)} mm (dòng dài nhất của {name}: {whole} mm)"
    )


def _millimetres(points: float) -> str:
    return f"{points / 72 * 25.4:.0f}"


def _exact(points: float) -> str:
    """Millimetres to a tenth: a line may be too long by less than one."""
    return figure(points / 72 * 25.4)


def _drawn_lengths(paragraph: Paragraph, *, own: bool) -> Iterator[float | None]:
    """Lengths in points of the lines in a paragraph: drawn ones, and its border as far as it is a rule.

    A border counts below the component's ``own`` paragraph, or above or below an empty one.
    """
    for drawing in paragraph.drawings:
        yield drawing.width
    if _is_border_rule(paragraph, own=own):
        length = paragraph.room - paragraph.left - paragraph.right
        yield from {length, length + paragraph.spare}


def _is_border_rule(paragraph: Paragraph, *, own: bool) -> bool:
    empty = not paragraph.text.strip()
    return (own and "bottom" in paragraph.borders) or (empty and bool(paragraph.borders & {"top", "bottom"}))
