"""A document against a profile: pages, fonts, the format and position of every component.

``content_check.py`` judges what the components say. Every deviation states what was found, what is required
and by which source, and carries the repairs that need no judgement.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from bcd35.domain.layout.components import Found, Recognised, documents_in, is_upper, recognise
from bcd35.domain.layout.content_check import judge_content, other_layout
from bcd35.domain.layout.deviations import Deviation, Rules, place_of
from bcd35.domain.layout.document import Paragraph, Run, Section, Span, WordDocument, whole
from bcd35.domain.layout.places import with_places
from bcd35.domain.layout.profile import Component, Page, Profile, title_width
from bcd35.domain.layout.repairs import Compose, NumberPages, SetCharacterFormat, SetPage, SetParagraphFormat
from bcd35.domain.text import compose_pieces

PAGE, WHOLE = "Trang giấy", "Toàn văn bản"
_OF_ALL_TEXT = ("font", "colour")  # one rule for every component
_MM = 1.0  # tolerance: Word rounds to twips, LibreOffice to hundredths of a millimetre
_POINTS = 0.3
_LINE_CHARACTERS = 75  # a 14 pt line across the page
_FIRST_PAGE_LINES = 34
_RULE_TOLERANCE = 0.1
_NEAR = 3  # in a tabbed header the drawn line may hang on one of the next two lines
_SIDES = {"left": "bên trái", "right": "bên phải", "center": "giữa trang"}
_ALIGNS = {"left": "căn trái", "right": "căn phải", "center": "căn giữa", "justify": "dàn đều hai lề"}


class Judgement(NamedTuple):
    """The kind of a document (None: no official document) and all its deviations, errors first.

    ``other_layout``: the layout, in words, that its heading belongs to; empty when it is the profile's.
    """

    kind: str | None
    deviations: tuple[Deviation, ...]
    other_layout: str = ""


def check_layout(document: WordDocument, profile: Profile) -> Judgement:
    """Every deviation of a document, or of all documents that one file joins."""
    rules = Rules(profile)
    documents = [(one, recognise(one, profile)) for one in documents_in(composed(document), profile)]
    first = documents[0][1]
    if not first.is_a_document:
        return Judgement(None, ())
    deviations = [one for plain, recognised in documents for one in _judge_document(plain, recognised, rules)]
    return Judgement(
        first.kind.name or "CÔNG VĂN",
        _merged([*_judge_composed(document, rules), *deviations]),
        "" if first.first("title") else other_layout(composed(document), profile),
    )


def _judge_document(plain: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    return with_places(_deviations(plain, recognised, rules), plain, recognised, rules.profile)


def _deviations(plain: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    yield from _judge_pages(plain, recognised, rules)
    yield from _judge_needed(recognised, rules)
    yield from _judge_formats(recognised, rules)
    yield from _judge_title_rule(plain, recognised, rules)
    yield from _judge_body(recognised, rules)
    yield from judge_content(plain, recognised, rules)


def composed(document: WordDocument) -> WordDocument:
    """The same document with its text in NFC."""
    return replace(document, paragraphs=tuple(_composed(paragraph) for paragraph in document.paragraphs))


def _composed(paragraph: Paragraph) -> Paragraph:
    if unicodedata.is_normalized("NFC", paragraph.text):
        return paragraph
    texts = compose_pieces([run.text for run in paragraph.runs])
    return replace(
        paragraph, runs=tuple(Run(text, run.format) for text, run in zip(texts, paragraph.runs, strict=True))
    )


def _merged(deviations: Sequence[Deviation]) -> tuple[Deviation, ...]:
    """Each deviation once with the number of its paragraphs; errors before advice, else in reading order."""
    groups: dict[tuple[str, str, str], list[Deviation]] = {}
    for one in deviations:
        part = "" if one.rule in _OF_ALL_TEXT else one.part
        groups.setdefault((one.rule, part, one.found), []).append(one)
    return tuple(sorted(map(_as_one, groups.values()), key=lambda one: one.severity != "error"))


def _as_one(group: Sequence[Deviation]) -> Deviation:
    first = group[0]
    part = first.part if all(one.part == first.part for one in group) else WHOLE
    return replace(
        first,
        part=part,
        count=len(group),
        repairs=tuple(step for one in group for step in one.repairs),
        places=tuple(place for one in group for place in one.places),
    )


# --- pages --------------------------------------------------------------------------------------------------


def _judge_composed(document: WordDocument, rules: Rules) -> Iterator[Deviation]:
    for paragraph in document.paragraphs:
        if not unicodedata.is_normalized("NFC", paragraph.text):
            shown = unicodedata.normalize("NFC", paragraph.text)
            what = "chữ tổ hợp (dấu rời khỏi chữ)"
            for one in rules.broken("nfc", WHOLE, shown, what, repairs=[Compose()]):
                yield replace(one, places=(place_of(whole(_composed(paragraph))),))


def _judge_pages(document: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    page = rules.profile.page
    for index, section in enumerate(document.sections):
        yield from _judge_paper(index, section, page, rules)
    long = _runs_over_a_page(document)
    for index, section in enumerate(document.sections[:1]):
        yield from _judge_number(index, section, recognised, rules, long=long)


def _judge_paper(index: int, section: Section, page: Page, rules: Rules) -> Iterator[Deviation]:
    where = "" if index == 0 else f"phần {index + 1}"
    sizes = sorted((section.width, section.height))
    if not all(
        abs(one - other) <= _MM for one, other in zip(sizes, sorted((page.width, page.height)), strict=True)
    ):
        found = f"{section.width:.0f} × {section.height:.0f} mm"
        yield from rules.broken(
            "paper",
            PAGE,
            where,
            found,
            repairs=[] if section.landscape else [SetPage(index, page, paper=True)],
        )
    margins = (
        ("trên", section.top, page.top),
        ("dưới", section.bottom, page.bottom),
        ("trái", section.left, page.left),
        ("phải", section.right, page.right),
    )
    wrong = [f"lề {side} {_figure(found)} mm" for side, found, asked in margins if abs(found - asked) > _MM]
    if wrong and not section.landscape:
        yield from rules.broken(
            "margins", PAGE, where, ", ".join(wrong), repairs=[SetPage(index, page, paper=False)]
        )


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
            fresh = [] if section.header_part else [NumberPages(index, page, font)]
            yield from rules.broken("page_number", "Số trang", "", "không có số trang", repairs=fresh)
        return
    faults = list(_number_faults(section, section.number, page))
    if faults:
        number = section.number
        repair = NumberPages(index, page, font, number.part, number.place)
        only_number = number.text.strip().isdigit() or not number.text.strip()
        yield from rules.broken(
            "page_number", "Số trang", "", ", ".join(faults), repairs=[repair] if only_number else []
        )
    if section.elsewhere:
        yield from rules.broken(
            "page_number", "Số trang", "", "số trang có cả ở chân trang hoặc ở trang thứ nhất"
        )


def _number_faults(section: Section, number: Paragraph, page: Page) -> Iterator[str]:
    if not section.own_first_page:
        yield "số trang hiện cả ở trang thứ nhất"
    if number.align != "center":
        yield _ALIGNS[number.align]
    sizes = sorted({run.format.size for run in number.runs if run.text.strip()} - {page.number_size})
    if sizes:
        yield f"cỡ {_listed(sizes)}"
    if any(run.format.bold or run.format.italic for run in number.runs):
        yield "kiểu đậm hoặc nghiêng"
    if abs(section.header - page.number_from_top) > _MM:
        yield f"cách mép trên {_figure(section.header)} mm"


def _runs_over_a_page(document: WordDocument) -> bool:
    """Estimate whether the text needs a second page; a file does not state its pages."""
    if any(paragraph.breaks_page for paragraph in document.paragraphs):
        return True
    in_cells: dict[tuple[int, int], dict[int, int]] = {}
    lines = 0
    for paragraph in document.paragraphs:
        rows = max(1, -(-len(paragraph.text) // _LINE_CHARACTERS))
        if paragraph.cell is None:
            lines += rows
        else:  # the cells of one row share its height
            columns = in_cells.setdefault((paragraph.cell.table, paragraph.cell.row), {})
            columns[paragraph.cell.column] = columns.get(paragraph.cell.column, 0) + rows
    return lines + sum(max(columns.values()) for columns in in_cells.values()) > _FIRST_PAGE_LINES


def _figure(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def _listed(values: Iterable[float]) -> str:
    return " và ".join(_figure(value) for value in values)


# --- components ---------------------------------------------------------------------------------------------


def _judge_needed(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    for code in recognised.kind.needs:
        if recognised.first(code) is None:
            component = rules.profile.component(code)
            yield from rules.broken(
                "missing",
                component.label,
                "",
                f"không thấy {component.label[0].lower()}{component.label[1:]}",
            )


def _judge_formats(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    for found in recognised.found:
        component = rules.profile.component(found.code)
        runs = [run for run in found.span.runs if run.text.strip()]
        yield from _judge_font(found, component, runs, rules)
        yield from _judge_size(found, component, runs, rules)
        if found.code not in ("body", "table_text"):
            yield from _judge_emphasis(found, component, runs, rules)
            yield from _judge_case(found, component, rules)
            yield from _judge_side(found, component, rules)


def format_span(span: Span, *, font: str | None = None, size: int | None = None) -> SetCharacterFormat:
    """The repair that gives a whole span a format."""
    return SetCharacterFormat(
        span.paragraph.part, span.paragraph.place, span.start, span.end, font=font, size=size
    )


def _judge_font(found: Found, component: Component, runs: Sequence[Run], rules: Rules) -> Iterator[Deviation]:
    asked = rules.profile.text.font
    others = sorted(
        {font for run in runs for font in run.format.fonts if font.casefold() != asked.casefold()}
    )
    if others:
        repair = format_span(found.span, font=asked)
        yield from rules.broken(
            "font", component.label, found.line.text, f"phông {', '.join(others)}", repairs=[repair]
        )
    colours = sorted({run.format.colour for run in runs if run.format.colour != "auto"})
    if colours:
        yield from rules.broken(
            "colour",
            component.label,
            found.line.text,
            f"màu chữ {', '.join(colours)}",
            repairs=[format_span(found.span)._replace(black=True)],
        )


def _judge_size(found: Found, component: Component, runs: Sequence[Run], rules: Rules) -> Iterator[Deviation]:
    wrong = sorted({run.format.size for run in runs if not component.allows_size(run.format.size)})
    if wrong:
        required = f"cỡ {component.size}" + (f" đến {component.up_to}" if component.up_to else "")
        repair = format_span(found.span, size=component.size)
        yield rules.misformatted(
            component, "size", found.line.text, f"cỡ {_listed(wrong)}", required, repairs=[repair]
        )


# Property of a format → what a clerk calls a text that has it, and one that has it not.
_EMPHASES = (
    ("bold", "chữ đậm", "chữ không đậm"),
    ("italic", "chữ nghiêng", "chữ đứng"),
    ("underline", "gạch chân", "không gạch chân"),
)


def _judge_emphasis(
    found: Found, component: Component, runs: Sequence[Run], rules: Rules
) -> Iterator[Deviation]:
    if " ".join(run.text for run in runs).strip().casefold() == "kiêm":
        return  # no source states the format of this line between two posts
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
    if component.case == "upper" and not shown_upper and found.line.text.strip().casefold() != "kiêm":
        yield rules.misformatted(component, "case", found.line.text, "có chữ thường", "chữ in hoa")
    words = [word for word in found.line.text.split() if word.isalpha()]
    most_in_capitals = len(words) > 1 and shown_upper
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


# --- the rule under the title -------------------------------------------------------------------------------


def _judge_title_rule(document: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    title = recognised.first("title")
    if title is None:
        return
    size = max((run.format.size for run in title.span.runs if run.text.strip()), default=0)
    own = title.span.paragraph
    near = range(own.place, own.place + _NEAR)
    below = [one for one in document.paragraphs if one.place in near and one.cell == own.cell]
    lengths = [length for one in below for length in _drawn_lengths(one, own=one is below[0])]
    label = rules.profile.component("title").label
    if not lengths:
        typed = any(set(one.text.strip()) <= set("_-–—") and one.text.strip() for one in below[1:])
        yield from rules.broken(
            "title_rule", label, title.line.text, "kẻ bằng dấu gõ liền nhau" if typed else "không có đường kẻ"
        )
        return
    # The size of the title is judged elsewhere. Its rule may fit the size it has, or the right one.
    asked = title_width(rules.profile.component("title").size)
    known = [length for length in lengths if length is not None]
    if known and not any(
        abs(length - fit) <= fit * _RULE_TOLERANCE for length in known for fit in (asked, title_width(size))
    ):
        found = f"đường kẻ dài {_figure(known[0] / 72 * 25.4)} mm"
        required = f"đường kẻ dài bằng tiêu đề, khoảng {asked / 72 * 25.4:.0f} mm"
        yield from rules.broken("title_rule", label, title.line.text, found, required=required)


def _drawn_lengths(paragraph: Paragraph, *, own: bool) -> Iterator[float | None]:
    """Lengths in points of the lines in a paragraph: drawn ones, and its border as far as it is a rule.

    A border counts below the title's ``own`` paragraph, or above or below an empty one.
    """
    for drawing in paragraph.drawings:
        yield drawing.width
    if (own and "bottom" in paragraph.borders) or (
        not paragraph.text.strip() and paragraph.borders & {"top", "bottom"}
    ):
        yield paragraph.room - paragraph.left - paragraph.right


# --- the body -----------------------------------------------------------------------------------------------


def _judge_body(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    for found in recognised.all("body"):
        paragraph = found.span.paragraph
        if paragraph.cell is not None or found.span != whole(paragraph) or paragraph.align == "center":
            continue  # headings of chapters are centred and need no indent
        yield from _judge_alignment(paragraph, rules)
        yield from _judge_first_line(paragraph, rules)
        yield from _judge_spacing(paragraph, rules)
        if len(paragraph.text) > _LINE_CHARACTERS and all(
            run.format.italic for run in paragraph.runs if run.text.strip()
        ):
            component = rules.profile.component("body")
            yield rules.misformatted(component, "italic", paragraph.text, "cả đoạn chữ nghiêng", "chữ đứng")


def _judge_alignment(paragraph: Paragraph, rules: Rules) -> Iterator[Deviation]:
    """Long paragraphs are justified, but for those with an address, which a justified line tears apart."""
    long = len(paragraph.text) > _LINE_CHARACTERS
    if long and paragraph.align != "justify" and "://" not in paragraph.text:
        repair = SetParagraphFormat(paragraph.part, paragraph.place, justify=True)
        label = rules.profile.component("body").label
        yield from rules.broken(
            "body_align", label, paragraph.text, _ALIGNS[paragraph.align], repairs=[repair]
        )


def _judge_first_line(paragraph: Paragraph, rules: Rules) -> Iterator[Deviation]:
    asked = rules.profile.text.first_line
    start = (paragraph.left + paragraph.first_line) / 72 * 25.4  # millimetres
    if not paragraph.numbered and "\t" not in paragraph.text and abs(start - asked) > 2 * _MM:
        repair = SetParagraphFormat(paragraph.part, paragraph.place, first_line=asked)
        label = rules.profile.component("body").label
        yield from rules.broken(
            "first_line", label, paragraph.text, f"lùi {_figure(start)} mm", repairs=[repair]
        )


def _judge_spacing(paragraph: Paragraph, rules: Rules) -> Iterator[Deviation]:
    """The line pitch, and the gap between paragraphs."""
    text, label = rules.profile.text, rules.profile.component("body").label
    if not _right_pitch(paragraph, rules.profile):
        repair = SetParagraphFormat(paragraph.part, paragraph.place, pitch=text.pitch_least)
        yield from rules.broken("line_pitch", label, paragraph.text, _pitch_text(paragraph), repairs=[repair])
    gap = paragraph.spacing.before + paragraph.spacing.after
    if gap < text.gap_least - _POINTS:
        repair = SetParagraphFormat(paragraph.part, paragraph.place, gap=text.gap_least)
        yield from rules.broken(
            "paragraph_gap", label, paragraph.text, f"cách đoạn {_figure(gap)} pt", repairs=[repair]
        )


def _right_pitch(paragraph: Paragraph, profile: Profile) -> bool:
    least, most = profile.text.pitch_least, profile.text.pitch_most
    line = paragraph.spacing.line
    return (
        paragraph.spacing.rule == "exact"
        and line >= least - _POINTS
        and (most is None or line <= most + _POINTS)
    )


def _pitch_text(paragraph: Paragraph) -> str:
    spacing = paragraph.spacing
    if spacing.rule == "auto":
        return f"dãn dòng {f'{spacing.line:.2f}'.rstrip('0').rstrip('.').replace('.', ',')} dòng (Multiple)"
    kind = "chính xác" if spacing.rule == "exact" else "ít nhất (At least)"
    return f"dãn dòng {kind} {_figure(spacing.line)} pt"
