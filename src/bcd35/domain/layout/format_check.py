"""The components that a document has, and the format and side of each, against a profile."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from bcd35.domain.layout.deviations import Deviation, Rules, listed
from bcd35.domain.layout.document import Run, Span, WordDocument
from bcd35.domain.layout.fonts import is_symbol, keeps_meaning
from bcd35.domain.layout.lines import is_bold
from bcd35.domain.layout.patterns import ADDRESS, DATE_LINE, NUMBER_LIKE, RECIPIENTS, is_name, is_upper
from bcd35.domain.layout.profile import Component, ComponentCode, Profile
from bcd35.domain.layout.recognised import SIGNING, Found, Recognised
from bcd35.domain.layout.repairs import SetCharacterFormat, format_span
from bcd35.domain.signature import bold_posts, gives_authority, joins_posts, without_joint

_SET_WORDS = ("address_label", "recipients_label", "article")  # list_check.py judges their letters
# In capitals and without marks: what can be no syllable is a short form, as PVP.
_SYLLABLE = re.compile(r"([BDGHKLMNPRSTVX]|[CGKNPT]H|NGH?|GI|QU|TR|C)?[AEIOUY]{1,3}([CMNPT]|CH|NG|NH)?")
_SIDES = {"left": "bên trái", "right": "bên phải", "center": "giữa trang"}


def judge_needed(document: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    for code in recognised.kind.needs:
        if not recognised.has(code):
            component = rules.profile.component(code)
            name = f"{component.label[0].lower()}{component.label[1:]}"
            if _is_boxed(code, document.boxes):
                boxed = f"{name} nằm trong khung chữ (Text Box) nên không soát được"
                told = f"{boxed}: đưa ra ngoài khung rồi soát lại"
                for one in rules.broken("missing", component.label, "", told):
                    yield replace(one, severity="advice")
            else:
                yield from rules.broken("missing", component.label, "", f"không thấy {name}")
    if recognised.has("signer_name") and not recognised.all("authority", "position"):
        label = rules.profile.component("position").label
        yield from rules.broken("missing", label, "", "không thấy quyền hạn, chức vụ ở trên họ tên")


def _is_boxed(code: ComponentCode, lines: Sequence[str]) -> bool:
    """Tell whether a component is in a text box, where it prints but is not judged."""
    if code == "recipients_label":
        return any(map(RECIPIENTS.match, lines))
    if code == "signer_name":
        return any(map(is_name, lines)) and any(is_upper(line) and line.strip() for line in lines)
    patterns = {"number": NUMBER_LIKE, "date_line": DATE_LINE, "address_label": ADDRESS}
    return code in patterns and any(map(patterns[code].match, lines))


def judge_formats(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    usual: dict[ComponentCode, int | None] = {}  # asked for every cell of a long table

    def usual_size(component: Component) -> int | None:
        if component.code not in usual:
            usual[component.code] = size_in_use(recognised, component)
        return usual[component.code]

    for found in recognised.found:
        component = _component_of(found, recognised, rules)
        runs = [run for run in found.span.runs if run.text.strip()]
        yield from _judge_font(found, component, runs, rules)
        yield from _judge_size(found, component, runs, rules, usual_size)
        if found.code not in ("body", "table_text"):
            emphasis = _judge_emphasis(found, component, runs, rules)
            yield from _without_doubtful(emphasis, recognised)
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
        repairs = [*_font_repairs(found.span, asked)] if kept else []
        told = f"phông {', '.join(others)}"
        required = _font_asked(rules.profile)
        yield from rules.broken(
            "font", component.label, found.line.text, told, required=required, repairs=repairs
        )
    colours = sorted({run.format.colour for run in runs if run.format.colour != "auto"})
    if colours:
        told = f"chữ không phải màu đen (mã màu {', '.join(colours)})"
        repairs = [format_span(found.span)._replace(black=True)]
        yield from rules.broken("colour", component.label, found.line.text, told, repairs=repairs)


def _font_asked(profile: Profile) -> str:
    """The rule's own sentence, unless that names another font than the profile asks for."""
    rule, font = profile.rule("font"), profile.text.font
    return rule.requires if rule and font in rule.requires else f"phông {font}"


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
        told = f"cỡ {listed(wrong)}"
        yield rules.misformatted(component, "size", found.line.text, told, required, repairs=[repair])


def size_in_use(recognised: Recognised, component: Component) -> int | None:
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


def _without_doubtful(judged: Iterator[Deviation], recognised: Recognised) -> Iterator[Deviation]:
    """Which of two names is bold is told and left as it is where the names may be meant otherwise.

    A bold superior above a bold issuer may be the beginning of its name, a light name alone the superior's.
    """
    issuers = recognised.all("issuer")
    alone = len(issuers) == 1 and not recognised.all("superior")
    for one in judged:
        if one.rule == "superior.bold" and all(is_bold(found.line) for found in issuers):
            yield replace(one, repairs=())
        elif one.rule == "issuer.bold" and alone:
            yield replace(one, repairs=(), found=f"{one.found}, hoặc thiếu tên cơ quan ban hành ở dưới")
        else:
            yield one


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
    plain = [word for word in found.line.text.split() if _SYLLABLE.fullmatch(word)]
    # A word with a mark on a letter is no abbreviation, as those between commas often are.
    marked = [
        word
        for word in found.line.text.split()
        if not word.isascii() and unicodedata.normalize("NFD", word) != word
    ]
    most_in_capitals = shown_upper and max(len(plain), len(marked)) > 1
    if component.case == "mixed" and most_in_capitals:
        required = "chữ thường, viết hoa theo chính tả"
        yield rules.misformatted(component, "case", found.line.text, "chữ in hoa", required)


def _judge_side(found: Found, component: Component, rules: Rules) -> Iterator[Deviation]:
    side, asked = found.line.side, component.side
    opposite = {"left": "right", "right": "left"}
    if side == opposite.get(asked, "") or (
        asked == "center" and side != "center" and found.line.column is None
    ):
        told = _SIDES.get(side, side)
        required = f"đặt ở {_SIDES[asked]}"
        yield from rules.broken("position", component.label, found.line.text, told, required=required)
