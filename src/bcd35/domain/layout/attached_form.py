"""A form that goes with a letter (phiếu, đơn …): behind Nơi nhận, with a head of its own.

Such a head is that of another layout, or a title without a number. The rules do not govern it.
"""

import re
from dataclasses import replace

from bcd35.domain.layout.deviations import quoted
from bcd35.domain.layout.document import Paragraph, WordDocument
from bcd35.domain.layout.joined import table_start
from bcd35.domain.layout.patterns import GAP_OF_PIECES, RECIPIENTS, holds_title, set_words_key
from bcd35.domain.layout.profile import Profile
from bcd35.domain.text import clean

_LONGEST_HEADING = 150  # characters
_FORM_NUMBER = re.compile(r"\(?(Biểu )?Mẫu( số)?\s*:?\s*[0-9]+[\w./-]*\)?\s*[.:]?", re.IGNORECASE)
_FORM_TYPE = re.compile(r"\(?Mẫu (?P<type>[^0-9()]+)\)?", re.IGNORECASE)


def without_form(document: WordDocument, profile: Profile) -> tuple[WordDocument, str]:
    """A document without the form at its end, and the line that the form begins with; empty without one."""
    label: int | None = None
    for index, paragraph in enumerate(document.paragraphs):
        if RECIPIENTS.match(paragraph.text):
            label = index
        elif label is not None and (heading := _heading(paragraph, profile)):
            return _cut(document, table_start(document.paragraphs, index, label=label)), heading
    return document, ""


def form_words(heading: str) -> str:
    """What a clerk is told of a form that begins with this line."""
    return f"Từ dòng “{quoted(heading)}” trở đi là mẫu kèm theo: không soát, không sửa."


def _heading(paragraph: Paragraph, profile: Profile) -> str:
    """The words in a paragraph by which a form is known; empty where there are none."""
    if len(paragraph.text) > _LONGEST_HEADING:
        return ""
    pieces = [clean(piece) for piece in GAP_OF_PIECES.split(paragraph.text)]
    return next((piece for piece in pieces if piece and _heads_a_form(piece, profile)), "")


def _heads_a_form(text: str, profile: Profile) -> bool:
    others = (form.pattern for form in profile.forbidden if form.layout)
    return any(map(str.isalpha, text)) and (
        _FORM_NUMBER.fullmatch(text) is not None
        or _names_its_type(text, profile)
        or holds_title([text], profile)
        or any(re.fullmatch(pattern, text, re.IGNORECASE) for pattern in others)
    )


def _names_its_type(text: str, profile: Profile) -> bool:
    """Tell whether a line says of which type the form is: “(Mẫu báo cáo)”."""
    match = _FORM_TYPE.fullmatch(text)
    return match is not None and set_words_key(match["type"]) in [
        set_words_key(kind.name) for kind in profile.types if kind.name
    ]


def _cut(document: WordDocument, end: int) -> WordDocument:
    """What stands above the form, without the empty lines and the page break before it."""
    kept = document.paragraphs[:end]
    while kept and not kept[-1].text.strip():
        kept = kept[:-1]
    sections = document.sections[: 1 + sum(one.ends_section for one in kept[:-1])]
    return replace(document, sections=sections, paragraphs=kept)
