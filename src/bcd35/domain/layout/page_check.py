"""Pages against a profile: paper, margins, the page number."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bcd35.domain.layout.deviations import ALIGN_WORDS, Deviation, Rules, figure, listed
from bcd35.domain.layout.document import NEAR_MM, NEAR_POINTS, Paragraph, Section, WordDocument
from bcd35.domain.layout.length_check import right_borders
from bcd35.domain.layout.pages import runs_over_a_page
from bcd35.domain.layout.profile import PageRules
from bcd35.domain.layout.recognised import Recognised
from bcd35.domain.layout.repairs import NumberPages, Repair, SetMargins, SetPaper, SetParagraphFormat
from bcd35.domain.text import DASHES

_PAGE = "Trang giấy"
_A5 = (148, 210)  # mm
_DRESSED = re.compile(
    rf"[{DASHES}~]+\s*[0-9]*\s*[{DASHES}~]*|(Trang|Tr\.)\s*(số\s*)?[0-9]*(\s*/\s*[0-9]*)?|[0-9]*\s*/\s*[0-9]*",
    re.IGNORECASE,
)
_BLANKS = " \u00a0\t"


def judge_pages(document: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
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
    borders = right_borders(document, recognised, rules) if abs(gained) > NEAR_POINTS else []
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
    set_in = [indent > NEAR_POINTS for indent in (paragraph.left, paragraph.right)]
    left = {(True, True): gained / 2, (True, False): gained}.get((set_in[0], set_in[1]), 0)
    indents = (paragraph.left + left, paragraph.right + gained - left)
    return SetParagraphFormat(paragraph.part, paragraph.place, indents=indents)


def _is_a5(section: Section) -> bool:
    return abs(section.width - _A5[0]) <= NEAR_MM and abs(section.height - _A5[1]) <= NEAR_MM


def _judge_paper(index: int, section: Section, page: PageRules, rules: Rules) -> Iterator[Deviation]:
    where = "" if index == 0 else f"phần {index + 1}"
    sizes = sorted((section.width, section.height))
    if not all(
        abs(one - other) <= NEAR_MM
        for one, other in zip(sizes, sorted((page.width, page.height)), strict=True)
    ):
        found = f"{section.width:.0f} × {section.height:.0f} mm"
        paper = [] if section.landscape else [SetPaper(index, page.width, page.height)]
        yield from rules.broken("paper", _PAGE, where, found, repairs=paper)
    if not section.landscape:
        yield from _judge_margins(index, section, page, where, rules)


_MARGIN_WORDS = {"top": "trên", "bottom": "dưới", "left": "trái", "right": "phải"}


def _judge_margins(
    index: int, section: Section, page: PageRules, where: str, rules: Rules
) -> Iterator[Deviation]:
    """A margin outside its range goes to the nearest that is allowed; the others stay."""
    found = {side: getattr(section, side) for side in page.margins}
    wrong = {side: width for side, width in found.items() if not page.margins[side].holds(width, NEAR_MM)}
    if wrong:
        right = tuple((side, page.margins[side].nearest(width)) for side, width in wrong.items())
        told = ", ".join(f"lề {_MARGIN_WORDS[side]} {figure(width)} mm" for side, width in wrong.items())
        yield from rules.broken("margins", _PAGE, where, told, repairs=[SetMargins(index, right)])


def _judge_number(
    index: int, section: Section, recognised: Recognised, rules: Rules, *, long: bool
) -> Iterator[Deviation]:
    page, font = rules.profile.page, rules.profile.text.font
    if section.number is None:
        if section.elsewhere:
            told = "số trang không ở lề trên của các trang từ trang 2"
            yield from rules.broken("page_number", "Số trang", "", told)
        elif long and not recognised.kind.attached:
            size = round(page.number_sizes.most)
            fresh = [] if section.header_part else [NumberPages(index, size, page.number_from_top, font)]
            yield from rules.broken("page_number", "Số trang", "", "không có số trang", repairs=fresh)
        return
    yield from _judge_signs(section.number, rules)
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
            moved=number.align != "center",
        )
        bare = number.text.strip().isdigit() or not number.text.strip()
        in_table = repair.moved and number.cell is not None  # to centre it in its cell may not be enough
        only_number = bare and section.number_alone and not in_table
        told = ", ".join(faults)
        yield from rules.broken("page_number", "Số trang", "", told, repairs=[repair] if only_number else [])
    if section.elsewhere:
        label = "Số trang"
        yield from rules.broken("page_number", label, "", "số trang có cả ở chân trang hoặc ở trang thứ nhất")


def _judge_signs(number: Paragraph, rules: Rules) -> Iterator[Deviation]:
    """Dashes or “Trang” beside a number: no guidance speaks of them, each shows a bare one."""
    if _DRESSED.fullmatch(text := number.text.strip()):
        required = "chỉ ghi số của trang"
        for one in rules.broken("page_number", "Số trang", "", f"ghi “{text}”", required=required):
            yield replace(one, severity="advice")


def _number_faults(section: Section, number: Paragraph, page: PageRules) -> Iterator[str]:
    if not section.own_first_page:
        yield "số trang hiện cả ở trang thứ nhất"
    if number.align != "center":
        typed = number.text[:1] in _BLANKS and number.text
        indented = number.left or number.right or number.first_line
        placed = "dấu tab hoặc dấu cách" if typed else "lùi lề, lùi đầu dòng" if indented else ""
        yield f"không ở giữa, đặt bằng {placed}" if placed else ALIGN_WORDS[number.align]
    sizes = sorted({run.format.size for run in number.runs if run.text.strip()})
    if sizes := [size for size in sizes if not page.number_sizes.holds(size)]:
        yield f"cỡ {listed(sizes)}"
    if any(run.format.bold or run.format.italic for run in number.runs):
        yield "kiểu đậm hoặc nghiêng"
    if page.number_from_top is not None and abs(section.header - page.number_from_top) > NEAR_MM:
        yield f"cách mép trên {figure(section.header)} mm"
