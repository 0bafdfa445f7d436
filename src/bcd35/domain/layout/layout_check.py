"""A document against a profile: all checks, and their deviations put together.

``content_check.py`` judges what the components say, the modules beside it how they look.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from bcd35.domain.layout.attached_form import without_form
from bcd35.domain.layout.body_check import judge_body
from bcd35.domain.layout.components import recognise
from bcd35.domain.layout.content_check import judge_content, other_layout
from bcd35.domain.layout.deviations import Deviation, Place, Rules, place_of, quoted
from bcd35.domain.layout.document import WordDocument, composed, composed_paragraph, whole
from bcd35.domain.layout.format_check import judge_formats, judge_needed
from bcd35.domain.layout.joined import documents_in
from bcd35.domain.layout.length_check import judge_drawn_rules, judge_room
from bcd35.domain.layout.page_check import judge_pages
from bcd35.domain.layout.patterns import holds_title
from bcd35.domain.layout.places import with_places
from bcd35.domain.layout.profile import Profile, SetForm
from bcd35.domain.layout.recognised import Recognised
from bcd35.domain.layout.repairs import Compose, Repair
from bcd35.domain.text import has_zero_width, is_composed

_WHOLE = "Toàn văn bản"
_APART = "dấu gõ rời khỏi chữ (Unicode tổ hợp)"
_UNSEEN = "có ký tự không nhìn thấy (thường do dán từ trang web)"
_OF_ALL_TEXT = ("font", "colour")  # one rule for every component


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
    merged = _merged(chain(_judge_composed(document, rules), _judge_hidden(plain, rules), *judged))
    return stated._replace(deviations=merged)


def _judge_document(plain: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    return with_places(_deviations(plain, recognised, rules), plain, recognised, rules.profile)


def _deviations(plain: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    yield from judge_pages(plain, recognised, rules)
    yield from judge_needed(plain, recognised, rules)
    undrawn = list(judge_drawn_rules(plain, recognised, rules))
    yield from _with_underlines_kept(judge_formats(recognised, rules), undrawn)
    yield from undrawn
    yield from judge_room(recognised, rules)
    yield from judge_body(recognised, rules)
    yield from judge_content(plain, recognised, rules)


def _with_underlines_kept(judged: Iterable[Deviation], undrawn: Iterable[Deviation]) -> Iterator[Deviation]:
    """An underline stands for the drawn rule where that is wrong: it stays until a person has drawn one."""
    parts = {one.part for one in undrawn}
    for one in judged:
        stands_for_it = one.rule.endswith(".underline") and one.part in parts
        yield replace(one, repairs=()) if stands_for_it else one


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
        part = self.first.part if len(self.parts) == 1 else _WHOLE
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


def _judge_composed(document: WordDocument, rules: Rules) -> Iterator[Deviation]:
    """Letters typed with their marks apart, and as advice signs that nobody sees."""
    for paragraph in document.paragraphs:
        if is_composed(paragraph.text):
            continue
        plain = composed_paragraph(paragraph)
        for one in rules.broken("nfc", _WHOLE, plain.text, _APART, repairs=[Compose(paragraph.part)]):
            apart = replace(one, places=(place_of(whole(plain)),))
            if not unicodedata.is_normalized("NFC", paragraph.text):
                yield apart
            if has_zero_width(paragraph.text):
                yield replace(apart, severity="advice", found=_UNSEEN, required="không có ký tự ẩn")


def _judge_hidden(document: WordDocument, rules: Rules) -> Iterator[Deviation]:
    """Text that does not print, of which no other check knows."""
    for one in (*document.header, *document.paragraphs):
        if any(map(str.isalnum, one.hidden)):
            found = f"chữ “{quoted(one.hidden)}” không đọc được trên giấy"
            for told in rules.broken("hidden_text", _WHOLE, "", found):
                yield replace(told, places=(place_of(whole(one)),))
