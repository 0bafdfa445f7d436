"""Appendices (phụ lục) against a profile: how they are numbered, and which document they say they go with."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bcd35.domain.layout.deviations import Deviation, Rules
from bcd35.domain.layout.document import Paragraph, WordDocument
from bcd35.domain.layout.pages import runs_over_a_page
from bcd35.domain.layout.patterns import worded
from bcd35.domain.layout.recognised import Recognised

_PART = "Phụ lục"
_LABEL = worded(r"\s*PHỤ LỤC(\s+(số\s*)?(?P<number>[0-9]+|[IVXLC]+|[A-Z]))?\s*[.:]?\s*")
_REFERENCE = worded(r"\s*\(?\s*(ban hành |gửi )?kèm theo\b")
_NAMED = (("số", "số, ký hiệu"), ("ngày", "ngày ban hành"), ("của", "cơ quan ban hành"))
_HEADING = 8  # paragraphs below the label in which the reference stands


def judge_appendices(document: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """Every deviation of what stands above the text of each appendix."""
    appendices = _appendices(document, recognised)
    for label, below in appendices:
        yield from _judge_number(label, len(appendices), rules)
        yield from _judge_reference(label, below, rules)
        yield from _judge_pages(label, document, rules)


def _appendices(
    document: WordDocument, recognised: Recognised
) -> list[tuple[Paragraph, Sequence[Paragraph]]]:
    """The label of each appendix behind the signature, and the paragraphs that can be its heading."""
    signer = recognised.first("signer_name")
    if signer is None:
        return []
    own = signer.span.paragraph
    behind = [
        one
        for one in document.paragraphs
        if one.part == own.part and one.place > own.place and one.text.strip()
    ]
    labels = [place for place, one in enumerate(behind) if one.cell is None and _LABEL.fullmatch(one.text)]
    return [
        (behind[start], behind[start + 1 : min(end, start + 1 + _HEADING)])
        for start, end in pairwise([*labels, len(behind)])
    ]


def _judge_number(label: Paragraph, count: int, rules: Rules) -> Iterator[Deviation]:
    match = _LABEL.fullmatch(label.text)
    number = match["number"] if match else None
    if count > 1 and not (number or "").isdigit():
        found = f"ghi số “{number}”" if number else "không đánh số"
        yield from rules.broken("appendix_number", _PART, label.text, found)


def _judge_pages(label: Paragraph, document: WordDocument, rules: Rules) -> Iterator[Deviation]:
    """An appendix counts its own pages, in a section of its own, where pages are or ought to be numbered."""
    before = sum(one.ends_section for one in document.paragraphs if one.place < label.place)
    numbered = any(section.number for section in document.sections) or runs_over_a_page(document)
    own = document.sections[before : before + 1]
    if numbered and own and (before == 0 or own[0].first_number != 1):
        yield from rules.broken("appendix_pages", _PART, label.text, "số trang chạy tiếp từ trang trước")


def _judge_reference(label: Paragraph, below: Sequence[Paragraph], rules: Rules) -> Iterator[Deviation]:
    reference = next((one.text for one in below if _REFERENCE.match(one.text)), "")
    missing = [words for word, words in _NAMED if not re.search(rf"\b{word}\b", reference, re.IGNORECASE)]
    if not reference:
        yield from rules.broken("appendix_reference", _PART, label.text, "không có dòng “Kèm theo …”")
    elif missing:
        yield from rules.broken("appendix_reference", _PART, reference, f"không ghi {', '.join(missing)}")
