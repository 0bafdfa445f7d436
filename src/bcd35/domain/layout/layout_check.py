"""A document against a profile: pages, fonts, the format and position of every component.

``content_check.py`` judges what the components say. Every deviation states what was found, what is required
and by which source, and carries the repairs that need no judgement.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby
from typing import Any, NamedTuple

from bcd35.domain.layout.attached_form import without_form
from bcd35.domain.layout.components import recognise
from bcd35.domain.layout.content_check import judge_content, other_layout
from bcd35.domain.layout.deviations import Deviation, Place, Rules, place_of
from bcd35.domain.layout.document import (
    Paragraph,
    Run,
    Section,
    Span,
    WordDocument,
    composed,
    composed_paragraph,
    whole,
)
from bcd35.domain.layout.fonts import is_symbol, keeps_meaning
from bcd35.domain.layout.joined import documents_in
from bcd35.domain.layout.pages import runs_over_a_page
from bcd35.domain.layout.patterns import LONGEST_LINE, holds_title, is_upper
from bcd35.domain.layout.places import with_places
from bcd35.domain.layout.profile import (
    Component,
    ComponentCode,
    DrawnRule,
    PageRules,
    Profile,
    Range,
    SetForm,
)
from bcd35.domain.layout.recognised import SIGNING, Found, Recognised
from bcd35.domain.layout.repairs import (
    Compose,
    NumberPages,
    Repair,
    SetCharacterFormat,
    SetMargins,
    SetPaper,
    SetParagraphFormat,
)
from bcd35.domain.layout.widths import bold_width, italic_width, wrapped_widths
from bcd35.domain.signature import bold_posts, gives_authority, joins_posts, without_joint

PAGE, WHOLE_DOCUMENT = "Trang giấy", "Toàn văn bản"
_OF_ALL_TEXT = ("font", "colour")  # one rule for every component
_SET_WORDS = ("address_label", "recipients_label", "article")  # content_check.py judges their letters
_MM = 1.0  # tolerance: Word rounds to twips, LibreOffice to hundredths of a millimetre
_POINTS = 0.3
_A5 = (148, 210)  # mm
_LINES = 0.03  # of a single line: 16 points for letters of 14
_SINGLE_LINE = 1.15  # the height of a single line of Times New Roman, in multiples of the size
_RULE_TOLERANCE = 0.1
_NEAR = 3  # in a tabbed header the drawn line may hang on one of the next two lines
_SIDES = {"left": "bên trái", "right": "bên phải", "center": "giữa trang"}
_ALIGNS = {"left": "căn trái", "right": "căn phải", "center": "căn giữa", "justify": "dàn đều hai lề"}


class Judgement(NamedTuple):
    """The kind of a document (None: no official document) and all its deviations, errors first.

    ``other_layout``: the form by which its heading belongs to another layout; None when it is the profile's.
    ``unknown_type``: its title, where that names no type of the profile. ``outside``: what it is, where the
    profile says that it does not govern such documents. ``boxed``: its head is in text boxes, which are not
    judged. ``headless``: it has no head, as notes and lists. ``form``: the line from which on it is a form
    that goes with the letter, which is not judged.
    """

    kind: str | None
    deviations: tuple[Deviation, ...]
    other_layout: SetForm | None = None
    unknown_type: str = ""
    outside: str = ""
    boxed: bool = False
    headless: bool = False
    form: str = ""


def check_layout(document: WordDocument, profile: Profile) -> Judgement:
    """Every deviation of a document, or of all documents that one file joins."""
    rules, plain = Rules(profile), composed(document)
    parts = [without_form(one, profile) for one in documents_in(plain, profile)]
    documents = [(one, recognise(one, profile)) for one, _ in parts]
    first = documents[0][1]
    titled = first.first("title") is not None
    stated = Judgement(
        (first.kind.name or "CÔNG VĂN") if first.is_a_document else None,
        (),
        None if titled else other_layout((*first.head_texts, *plain.boxes), profile),
        first.unknown_type,
        profile.outside_kind((*first.head_texts, first.unknown_type), titled=titled),
        boxed=not titled and holds_title(plain.boxes, profile),
        headless=not first.has_head,
        form=next((form for _, form in parts if form), ""),
    )
    if not first.is_a_document:
        return stated
    judged = (_judge_document(part, recognised, rules) for part, recognised in documents)
    merged = _merged(chain(_judge_composed(document, rules), *judged))
    return stated._replace(deviations=merged)


def _judge_document(plain: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    return with_places(_deviations(plain, recognised, rules), plain, recognised, rules.profile)


def _deviations(plain: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    yield from _judge_pages(plain, recognised, rules)
    yield from _judge_needed(recognised, rules)
    yield from _judge_formats(recognised, rules)
    yield from _judge_drawn_rules(plain, recognised, rules)
    yield from _judge_room(recognised, rules)
    yield from _judge_body(recognised, rules)
    yield from judge_content(plain, recognised, rules)


class _Group(NamedTuple):
    """What is put together of equal deviations: the first, the repairs and the places of all."""

    first: Deviation
    parts: set[str]
    repairs: list[Repair]
    places: list[Place]

    def add(self, one: Deviation) -> None:
        self.parts.add(one.part)
        self.repairs.extend(one.repairs)
        self.places.extend(one.places)

    def as_one(self) -> Deviation:
        part = self.first.part if len(self.parts) == 1 else WHOLE_DOCUMENT
        repairs, places = tuple(self.repairs), tuple(self.places)
        return replace(self.first, part=part, count=len(places), repairs=repairs, places=places)


def _merged(deviations: Iterable[Deviation]) -> tuple[Deviation, ...]:
    """Each deviation once with the number of its paragraphs; errors before advice, else in reading order."""
    groups: dict[tuple[str, str, str, str], _Group] = {}
    for one in deviations:
        part = "" if one.rule in _OF_ALL_TEXT else one.part
        key = (one.rule, part, one.found, one.required)
        groups.setdefault(key, _Group(one, set(), [], [])).add(one)
    merged = (group.as_one() for group in groups.values())
    return tuple(sorted(merged, key=lambda one: one.severity != "error"))


# --- pages --------------------------------------------------------------------------------------------------


def _judge_composed(document: WordDocument, rules: Rules) -> Iterator[Deviation]:
    for paragraph in document.paragraphs:
        if not unicodedata.is_normalized("NFC", paragraph.text):
            shown = unicodedata.normalize("NFC", paragraph.text)
            what = "dấu gõ rời khỏi chữ (Unicode tổ hợp)"
            for one in rules.broken("nfc", WHOLE_DOCUMENT, shown, what, repairs=[Compose(paragraph.part)]):
                yield replace(one, places=(place_of(whole(composed_paragraph(paragraph))),))


def _judge_pages(document: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    page = rules.profile.page
    for index, section in enumerate(document.sections):
        if not (recognised.kind.paper and _is_a5(section)):
            judged = list(_judge_paper(index, section, page, rules))
            yield from judged if index else _keeping_lengths(judged, document, recognised, rules)
    long = runs_over_a_page(document)
    for index, section in enumerate(document.sections[:1]):
        yield from _judge_number(index, section, recognised, rules, long=long)


def _keeping_lengths(
    judged: Sequence[Deviation], document: WordDocument, recognised: Recognised, rules: Rules
) -> Iterator[Deviation]:
    """What is wrong with the first page; in the new room a right border stays as long as it is."""
    gained = _gained(document.sections[0], [step for one in judged for step in one.repairs])
    borders = _right_borders(document, recognised, rules) if abs(gained) > _POINTS else []
    kept = [_wider_indents(one, gained) for one in borders]
    for place, one in enumerate(judged):
        yield replace(one, repairs=(*one.repairs, *kept)) if place == 0 else one


def _gained(section: Section, steps: Sequence[Repair]) -> float:
    """By how much repairs widen the room between the margins, in points."""
    width, sides = section.width, {"left": section.left, "right": section.right}
    for step in steps:
        if isinstance(step, SetPaper):
            width = step.width
        if isinstance(step, SetMargins):
            sides |= dict(step.sides)
    wider = width - section.width
    return (wider + section.left - sides["left"] + section.right - sides["right"]) * 72 / 25.4


def _wider_indents(paragraph: Paragraph, gained: float) -> SetParagraphFormat:
    """More indent on the side that has one, or half of it on both."""
    set_in = [indent > _POINTS for indent in (paragraph.left, paragraph.right)]
    left = {(True, True): gained / 2, (True, False): gained}.get((set_in[0], set_in[1]), 0)
    indents = (paragraph.left + left, paragraph.right + gained - left)
    return SetParagraphFormat(paragraph.part, paragraph.place, indents=indents)


def _is_a5(section: Section) -> bool:
    return abs(section.width - _A5[0]) <= _MM and abs(section.height - _A5[1]) <= _MM


def _judge_paper(index: int, section: Section, page: PageRules, rules: Rules) -> Iterator[Deviation]:
    where = "" if index == 0 else f"phần {index + 1}"
    sizes = sorted((section.width, section.height))
    if not all(
        abs(one - other) <= _MM for one, other in zip(sizes, sorted((page.width, page.height)), strict=True)
    ):
        found = f"{section.width:.0f} × {section.height:.0f} mm"
        paper = [] if section.landscape else [SetPaper(index, page.width, page.height)]
        yield from rules.broken("paper", PAGE, where, found, repairs=paper)
    if not section.landscape:
        yield from _judge_margins(index, section, page, where, rules)


_MARGIN_WORDS = {"top": "trên", "bottom": "dưới", "left": "trái", "right": "phải"}


def _judge_margins(
    index: int, section: Section, page: PageRules, where: str, rules: Rules
) -> Iterator[Deviation]:
    """A margin outside its range goes to the nearest that is allowed; the others stay."""
    found = {side: getattr(section, side) for side in page.margins}
    wrong = {side: width for side, width in found.items() if not page.margins[side].holds(width, _MM)}
    if wrong:
        right = tuple((side, page.margins[side].nearest(width)) for side, width in wrong.items())
        told = ", ".join(f"lề {_MARGIN_WORDS[side]} {_figure(width)} mm" for side, width in wrong.items())
        yield from rules.broken("margins", PAGE, where, told, repairs=[SetMargins(index, right)])


def _judge_number(
    index: int, section: Section, recognised: Recognised, rules: Rules, *, long: bool
) -> Iterator[Deviation]:
    page, font = rules.profile.page, rules.profile.text.font
    if section.number is None:
        if section.elsewhere:
            yield from rules.broken(
                "page_number", "Số trang", "", "số trang không ở lề trên của các trang từ trang 2"
            )
        elif long and not recognised.kind.attached:
            size = round(page.number_sizes.most)
            fresh = [] if section.header_part else [NumberPages(index, size, page.number_from_top, font)]
            yield from rules.broken("page_number", "Số trang", "", "không có số trang", repairs=fresh)
        return
    faults = list(_number_faults(section, section.number, page))
    if faults:
        number = section.number
        size = round(page.number_sizes.nearest(max((run.format.size for run in number.runs), default=0)))
        repair = NumberPages(
            section=index,
            size=size,
            from_top=page.number_from_top,
            font=font,
            part=number.part,
            place=number.place,
        )
        only_number = (number.text.strip().isdigit() or not number.text.strip()) and section.number_alone
        yield from rules.broken(
            "page_number", "Số trang", "", ", ".join(faults), repairs=[repair] if only_number else []
        )
    if section.elsewhere:
        yield from rules.broken(
            "page_number", "Số trang", "", "số trang có cả ở chân trang hoặc ở trang thứ nhất"
        )


def _number_faults(section: Section, number: Paragraph, page: PageRules) -> Iterator[str]:
    if not section.own_first_page:
        yield "số trang hiện cả ở trang thứ nhất"
    if number.align != "center":
        yield _ALIGNS[number.align]
    sizes = sorted({run.format.size for run in number.runs if run.text.strip()})
    if sizes := [size for size in sizes if not page.number_sizes.holds(size)]:
        yield f"cỡ {_listed(sizes)}"
    if any(run.format.bold or run.format.italic for run in number.runs):
        yield "kiểu đậm hoặc nghiêng"
    if page.number_from_top is not None and abs(section.header - page.number_from_top) > _MM:
        yield f"cách mép trên {_figure(section.header)} mm"


def _figure(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def _listed(values: Iterable[float]) -> str:
    return " và ".join(_figure(value) for value in values)


# --- components ---------------------------------------------------------------------------------------------


def _judge_needed(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    for code in recognised.kind.needs:
        if not recognised.has(code):
            component = rules.profile.component(code)
            yield from rules.broken(
                "missing",
                component.label,
                "",
                f"không thấy {component.label[0].lower()}{component.label[1:]}",
            )


def _judge_formats(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    usual: dict[ComponentCode, int | None] = {}  # asked for every cell of a long table

    def usual_size(component: Component) -> int | None:
        if component.code not in usual:
            usual[component.code] = _usual_size(recognised, component)
        return usual[component.code]

    for found in recognised.found:
        component = _component_of(found, recognised, rules)
        runs = [run for run in found.span.runs if run.text.strip()]
        yield from _judge_font(found, component, runs, rules)
        yield from _judge_size(found, component, runs, rules, usual_size)
        if found.code not in ("body", "table_text"):
            yield from _judge_emphasis(found, component, runs, rules)
            if found.code not in _SET_WORDS:
                yield from _judge_case(found, component, rules)
            yield from _judge_order(found, component, recognised, rules)
            if not (recognised.several_sign and found.code in SIGNING):
                yield from _judge_side(found, component, rules)


def _judge_order(
    found: Found, component: Component, recognised: Recognised, rules: Rules
) -> Iterator[Deviation]:
    """A mark such as that of urgency stands below the number, not above it."""
    below = [one for one in recognised.all(*component.below) if _is_before(found, one, recognised)]
    if below:
        label = rules.profile.component(below[-1].code).label.lower()
        yield from rules.broken(
            "position", component.label, found.line.text, f"ở trên {label}", required=f"đặt ở dưới {label}"
        )


def _is_before(one: Found, other: Found, recognised: Recognised) -> bool:
    return recognised.found.index(one) < recognised.found.index(other)


def _component_of(found: Found, recognised: Recognised, rules: Rules) -> Component:
    """What is asked of a line: of a post that stands for itself, bold; of a line of the author, capitals.

    A second authority, which should not be there, is as bold as it is.
    """
    component = rules.profile.component(found.code)
    if found.code == "position":
        block = next(block for block in recognised.signatures if found in block)
        bold = bold_posts([one.line.text for one in block])[block.index(found)]
        second = gives_authority(found.line.text) and any(run.format.bold for run in found.span.runs)
        return replace(component, bold=component.bold or bold or second)
    if found.code == "type_subject" and found in recognised.author:
        return replace(component, case="upper")
    return component


def format_span(span: Span, *, font: str | None = None, size: int | None = None) -> SetCharacterFormat:
    """The repair that gives a whole span a format."""
    return SetCharacterFormat(
        span.paragraph.part, span.paragraph.place, span.start, span.end, font=font, size=size
    )


def _judge_font(found: Found, component: Component, runs: Sequence[Run], rules: Rules) -> Iterator[Deviation]:
    asked = rules.profile.text.font
    wrong = [
        run
        for run in runs
        if not is_symbol(run) and {*map(str.casefold, run.format.fonts)} != {asked.casefold()}
    ]
    if wrong:
        others = sorted(
            {font for run in wrong for font in run.format.fonts if font.casefold() != asked.casefold()}
        )
        kept = all(keeps_meaning(run, found.span.paragraph) for run in wrong)
        repairs = _font_repairs(found.span, asked) if kept else ()
        yield from rules.broken(
            "font", component.label, found.line.text, f"phông {', '.join(others)}", repairs=repairs
        )
    colours = sorted({run.format.colour for run in runs if run.format.colour != "auto"})
    if colours:
        yield from rules.broken(
            "colour",
            component.label,
            found.line.text,
            f"chữ không phải màu đen (mã màu {', '.join(colours)})",
            repairs=[format_span(found.span)._replace(black=True)],
        )


def _font_repairs(span: Span, font: str) -> Iterator[SetCharacterFormat]:
    """The font for all of a span but its symbols."""
    at = span.start
    for symbols, group in groupby(span.runs, key=is_symbol):
        end = at + sum(len(run.text) for run in group)
        if not symbols:
            yield format_span(span._replace(start=at, end=end), font=font)
        at = end


def _judge_size(
    found: Found,
    component: Component,
    runs: Sequence[Run],
    rules: Rules,
    usual_size: Callable[[Component], int | None],
) -> Iterator[Deviation]:
    wrong = sorted({run.format.size for run in runs if not component.sizes.holds(run.format.size)})
    if wrong:
        required = f"cỡ {component.size}" + (f" đến {component.up_to}" if component.up_to else "")
        size = usual_size(component) or round(component.sizes.nearest(wrong[-1]))
        repair = format_span(found.span, size=size)
        yield rules.misformatted(
            component, "size", found.line.text, f"cỡ {_listed(wrong)}", required, repairs=[repair]
        )


def _usual_size(recognised: Recognised, component: Component) -> int | None:
    """The allowed size that most letters of the component have in this document; None where none has one."""
    letters: Counter[float] = Counter()
    for found in recognised.all(component.code):
        for run in found.span.runs:
            if component.sizes.holds(run.format.size) and run.format.size == round(run.format.size):
                letters[run.format.size] += len(run.text)
    return round(letters.most_common(1)[0][0]) if letters else None


# Property of a format → what a clerk calls a text that has it, and one that has it not.
_EMPHASES = (
    ("bold", "chữ đậm", "chữ không đậm"),
    ("italic", "chữ nghiêng", "chữ đứng"),
    ("underline", "gạch chân", "không gạch chân"),
)


def _judge_emphasis(
    found: Found, component: Component, runs: Sequence[Run], rules: Rules
) -> Iterator[Deviation]:
    for name, yes, no in _EMPHASES:
        asked: bool = getattr(component, name)
        if any(getattr(run.format, name) != asked and any(map(str.isalnum, run.text)) for run in runs):
            repair = _emphasised(format_span(found.span), name, wanted=asked)
            yield rules.misformatted(
                component, name, found.line.text, no if asked else yes, yes if asked else no, repairs=[repair]
            )


def _emphasised(repair: SetCharacterFormat, name: str, *, wanted: bool) -> SetCharacterFormat:
    values: dict[str, Any] = {name: wanted}
    return repair._replace(**values)


def _judge_case(found: Found, component: Component, rules: Rules) -> Iterator[Deviation]:
    letters = [run for run in found.span.runs if any(map(str.isalpha, run.text))]
    shown_upper = all(run.format.caps or is_upper(run.text) for run in letters)
    joined_upper = found.code in SIGNING and is_upper(without_joint(found.line.text))
    if joins_posts(found.line.text):
        if shown_upper:
            yield rules.misformatted(component, "case", found.line.text, "chữ in hoa", "chữ thường")
        return
    if component.case == "upper" and not (shown_upper or joined_upper):
        yield rules.misformatted(component, "case", found.line.text, "có chữ thường", "chữ in hoa")
    plain = [word for word in found.line.text.split() if word.isalpha()]
    # A word with a mark on a letter is no abbreviation, as those between commas often are.
    marked = [
        word
        for word in found.line.text.split()
        if not word.isascii() and unicodedata.normalize("NFD", word) != word
    ]
    most_in_capitals = shown_upper and max(len(plain), len(marked)) > 1
    if component.case == "mixed" and most_in_capitals:
        yield rules.misformatted(
            component, "case", found.line.text, "chữ in hoa", "chữ thường, viết hoa theo chính tả"
        )


def _judge_side(found: Found, component: Component, rules: Rules) -> Iterator[Deviation]:
    side, asked = found.line.side, component.side
    opposite = {"left": "right", "right": "left"}
    if side == opposite.get(asked, "") or (
        asked == "center" and side != "center" and found.line.column is None
    ):
        yield from rules.broken(
            "position",
            component.label,
            found.line.text,
            _SIDES.get(side, side),
            required=f"đặt ở {_SIDES[asked]}",
        )


def _judge_room(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
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
    return _width_of(found) > _room_of(found) + _POINTS


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


# --- drawn rules --------------------------------------------------------------------------------------------


def _judge_drawn_rules(document: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    for drawn in rules.profile.drawn:
        lines = recognised.all(drawn.below)
        if lines:
            yield from _judge_drawn_rule(document, lines, drawn, rules)


def _judge_drawn_rule(
    document: WordDocument, lines: Sequence[Found], drawn: DrawnRule, rules: Rules
) -> Iterator[Deviation]:
    """The rule below a component, of whose ``lines`` the longest says how long it is to be."""
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


def _right_borders(document: WordDocument, recognised: Recognised, rules: Rules) -> list[Paragraph]:
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
    """Lengths in points by the right size, and by the size that the text has: that is judged elsewhere."""
    longest = max(lines, key=lambda found: len(found.line.text.strip()))
    text = component.text or longest.line.text.strip()
    own = max((run.format.size for found in lines for run in found.span.runs if run.text.strip()), default=0)
    as_cut, as_set = _widths_of(longest)
    condensed, room = as_set / as_cut, lines[0].span.paragraph.room
    return [
        Range(*(share * condensed * max(widths) for share in drawn.shares))
        for size in (component.sizes.nearest(own), own)
        for widths in (wrapped_widths(room / condensed, text, size, "bold"),)
    ]


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
    return _figure(points / 72 * 25.4)


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


# --- the body -----------------------------------------------------------------------------------------------


def _judge_body(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    usual = _usual_first_line(recognised, rules.profile)
    body = rules.profile.component("body")
    usual_size = _usual_size(recognised, body)
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
        yield from rules.broken(
            "body_align", label, paragraph.text, _ALIGNS[paragraph.align], repairs=repairs
        )


def _judge_first_line(paragraph: Paragraph, rules: Rules, usual: float | None) -> Iterator[Deviation]:
    allowed, start = rules.profile.text.first_line, _start(paragraph)
    if not paragraph.numbered and "\t" not in paragraph.text and not _is_near(start, allowed):
        nearest = usual or min(allowed, key=lambda one: abs(one - start))
        repair = SetParagraphFormat(paragraph.part, paragraph.place, first_line=nearest)
        label = rules.profile.component("body").label
        yield from rules.broken(
            "first_line", label, paragraph.text, f"đầu dòng lùi {_figure(start)} mm", repairs=[repair]
        )


def _start(paragraph: Paragraph) -> float:
    """Where the first line begins, in millimetres from the margin."""
    return (paragraph.left + paragraph.first_line) / 72 * 25.4


def _is_near(start: float, allowed: Sequence[float]) -> bool:
    return any(abs(start - one) <= 2 * _MM for one in allowed)


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
    if gap < text.gap_least - _POINTS:
        repair = SetParagraphFormat(paragraph.part, paragraph.place, gap=text.gap_least)
        yield from rules.broken(
            "paragraph_gap", label, paragraph.text, f"các đoạn cách nhau {_figure(gap)} pt", repairs=[repair]
        )


def _right_pitch(paragraph: Paragraph, profile: Profile, height: float) -> bool:
    least, most = profile.text.pitch_least, profile.text.pitch_most
    if least is None:
        return profile.text.lines.holds(_in_lines(paragraph, height), _LINES)
    line = paragraph.spacing.line
    return (
        paragraph.spacing.rule == "exact"
        and line >= least - _POINTS
        and (most is None or line <= most + _POINTS)
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
    return f"dãn dòng {kind} {_figure(spacing.line)} pt"
