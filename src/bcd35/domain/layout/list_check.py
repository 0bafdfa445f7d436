"""Labels and lists, against a profile: Kính gửi, căn cứ, Điều, Nơi nhận, with their dashes and marks."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bcd35.domain.layout.deviations import Deviation, Rules
from bcd35.domain.layout.patterns import (
    ADDRESS,
    COLONS,
    DASH,
    DASHED,
    FILL_IN,
    ITEM_SIGN,
    LONG_DASHES,
    MARKS,
    WIRED,
    WIRED_BY,
    worded,
    wraps,
)
from bcd35.domain.layout.profile import DocumentType
from bcd35.domain.layout.recognised import Found, Recognised
from bcd35.domain.layout.repairs import text_repair
from bcd35.domain.text import DASHES, clean, identity_key

_ENDINGS = f"{MARKS} \u00a0"
_RECIPIENTS_WORD = "Nơi nhận"
_AS_ABOVE = "như trên"
_INVITED = worded(r"\bkính mời\b")
_FILED = re.compile(r"Lưu\b", re.IGNORECASE)
# The sign of who drafted it, behind the stop of the last line: “VT, KGVX (2b).Tr”.
_DRAFTER = re.compile(r"(?<=\)\.)\s?[^\W\d_]{1,10}$|(?<=\w\w\.)\s?(?=\w*[a-z])[^\W\d_]{1,10}$")
# Where a further item begins in the line of one.
_NEXT_ITEM = re.compile(rf"[;；]\s*(?={DASH}\s*\w|Lưu\b|Căn cứ\b)")
# The same among addressees, whose names hold no “;” but behind a colon or in brackets.
_NEXT_ADDRESSEE = re.compile(r"[^(:]*[;；]\s*\w.*")
_ITEM_DASH = re.compile(rf"\s*([{DASHES}](?:\s*[{DASHES}])*)")


def judge_address_lists(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """Each label, and the list behind it; there should be one."""
    part = rules.profile.component("address_label").label
    unmarked = (one for one in recognised.doubtful if ":" not in one.line.text)
    for found in (one for one in unmarked if one.code == "address_label"):
        yield from rules.broken("label_colon", part, found.line.text, "không có dấu hai chấm")
    lists: list[tuple[str, list[Found]]] = []
    for found in recognised.all("address_label", "addressee"):
        if found.code == "address_label":
            yield from _judge_address_word(found, part, recognised.kind, rules)
            lists.append((found.line.text, []))
        else:
            lists[-1][1].append(found)
    for label, addressees in lists:
        yield from _judge_addressees(addressees, part, rules)
        if not addressees:
            none = "chưa ghi nơi nào"
            yield from rules.broken("address_list", part, label, none, required="ghi nơi gửi văn bản")
    for found in (*recognised.all("address_label")[1:], *recognised.all("addressee")):
        if label_again := ADDRESS.match(_without_dash(text := found.line.text)):
            told = f"ghi “{label_again['word']}” lần nữa"
            yield from rules.broken("address_word", part, text, told, required="mỗi văn bản ghi một lần")


def _judge_addressees(addressees: list[Found], part: str, rules: Rules) -> Iterator[Deviation]:
    starts, ends = _items(addressees)
    for found in starts:
        yield from _judge_dash(found, "address_list", part, rules, needed=len(starts) > 1)
        text = found.line.text
        if _NEXT_ITEM.search(text) or _NEXT_ADDRESSEE.fullmatch(text):
            yield from rules.broken("address_list", part, text, "ghi nhiều nơi trên một dòng")
    lone = rules.profile.marks.lone_addressee_stop if len(starts) == 1 else "có"
    if lone != "tùy":
        open_end = rules.profile.rule("address_end") is not None
        last = "." if lone == "có" else ""
        yield from _judge_list(ends, part, rules, last=last, open_end=open_end)


def _items(lines: list[Found]) -> tuple[list[Found], list[Found]]:
    """The first line of each item of a list, and the last: some are wrapped by hand."""
    dashed = _is_dashed(lines)
    pairs = enumerate(pairwise(one.line.text for one in lines))
    wrapped = [place for place, (above, below) in pairs if wraps(above, below, dashed=dashed)]
    starts = [one for place, one in enumerate(lines) if place - 1 not in wrapped]
    return starts, [one for place, one in enumerate(lines) if place not in wrapped]


def _is_dashed(items: list[Found]) -> bool:
    return any(DASHED.match(one.line.text) for one in items[:1])


def _judge_address_word(label: Found, part: str, kind: DocumentType, rules: Rules) -> Iterator[Deviation]:
    word = _label_word(label)
    if not kind.addressed:
        yield from rules.broken("no_addressee", part, label.line.text, f"“{kind.name}” có “{word}”")
    elif word.casefold() != kind.address_word.casefold():
        required = f"“{kind.address_word}”"
        yield from rules.broken("address_word", part, label.line.text, f"“{word}”", required=required)
    yield from _judge_label(label, kind.address_word, rules)


def _label_word(label: Found) -> str:
    return " ".join(label.line.text.split()).rstrip(_ENDINGS)


def _judge_label(found: Found, word: str, rules: Rules) -> Iterator[Deviation]:
    """A label in just its capitals, and the colon behind it."""
    yield from _judge_word_case(found, word, rules)
    text, bare = found.line.text, found.line.text.rstrip(_ENDINGS)
    part = rules.profile.component(found.code).label
    if ":" in text:
        yield from _judge_blank(found, len(bare), part, rules)
    else:
        written = text[len(bare) :].strip()
        told = f"ghi “{written}”, không phải dấu hai chấm" if written else "không có dấu hai chấm"
        repairs = text_repair(found.span, len(bare), len(text.rstrip()), ":")
        yield from rules.broken("label_colon", part, text, told, repairs=repairs)


def _judge_word_case(found: Found, word: str, rules: Rules) -> Iterator[Deviation]:
    """What a line begins with, written in just these capitals; another word is judged elsewhere."""
    text = found.line.text
    own = re.match(r"\s*" + r"\s+".join(word.split()), text, re.IGNORECASE)
    written = " ".join(own[0].split()) if own else word
    if own and written != word:
        component, repairs = (
            rules.profile.component(found.code),
            text_repair(found.span, own.end() - len(own[0].lstrip()), own.end(), word),
        )
        yield rules.misformatted(component, "case", text, f"“{written}”", f"“{word}”", repairs=repairs)


def judge_grounds(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """Each on a line of its own; a single one without a dash may be a sentence of the text."""
    grounds = recognised.all("ground")
    if not grounds:
        return
    open_end = any(one.code == "ground" for one in recognised.doubtful)
    label, last = rules.profile.component("ground").label, ";" if open_end else rules.profile.marks.ground_end
    yield from _judge_list(grounds, label, rules, code="ground_list", separator=";", last=last)
    for found in grounds:
        yield from _judge_dash(found, "ground_dash", label, rules, needed=len(grounds) > 1, long=True)
        if _NEXT_ITEM.search(text := found.line.text):
            told, required = "ghi nhiều căn cứ trên một dòng", "mỗi căn cứ một dòng"
            yield from rules.broken("ground_list", label, text, told, required=required)


def judge_articles(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """“Điều 1.”: in these letters, with a full stop behind the number."""
    for found in recognised.all("article"):
        text = found.line.text.rstrip()
        yield from _judge_word_case(found, "Điều", rules)
        if not text.endswith("."):
            at = len(text.rstrip(":"))
            repairs = text_repair(found.span, at, len(text), ".")
            label = rules.profile.component("article").label
            yield from rules.broken("article_form", label, text, f"“{text.strip()}”", repairs=repairs)


def _judge_dash(
    found: Found, code: str, part: str, rules: Rules, *, needed: bool = True, long: bool = False
) -> Iterator[Deviation]:
    """One hyphen before an item of a list that needs it, or a ``long`` dash where that is as right."""
    text, match = found.line.text, _ITEM_DASH.match(found.line.text)
    name = "gạch ngang" if long else "gạch nối"
    if match is None:
        if needed and not found.span.paragraph.numbered:  # Word may write the dash
            yield from rules.broken(code, part, text, f"không có {name} ở đầu dòng")
        return
    behind = " " if text[match.end() :][:1].isalnum() else ""
    if len(match[1]) > 1 or (match[1] in LONG_DASHES and needed and not long):
        repairs = text_repair(found.span, *match.span(1), f"-{behind}")
        required = f"đầu dòng một {name} “- ”"
        told = f"đầu dòng ghi “{match[1]}”"
        yield from rules.broken(code, part, text, told, required=required, repairs=repairs)
    elif behind:
        repairs = text_repair(found.span, *match.span(1), f"{match[1]} ")
        told = "không có dấu cách sau gạch đầu dòng"
        yield from rules.broken("list_spacing", part, text, told, repairs=repairs)


def _judge_list(
    items: list[Found],
    part: str,
    rules: Rules,
    *,
    code: str = "list_punctuation",
    separator: str = "",
    last: str = ".",
    open_end: bool = False,
) -> Iterator[Deviation]:
    """One separator behind every item (the profile's for lists, if not named), ``last`` behind the last.

    ``open_end``: a separator there is right too, and none at all a rule of its own.
    """
    separator = separator or rules.profile.marks.list_separator
    parted = len(items) == 1 or _is_dashed(items)  # else a line without a mark may be part of a name
    for place, found in enumerate(items, start=1):
        is_last = place == len(items)
        asked = last if is_last else separator
        text = found.line.text.rstrip()
        if is_last and _FILED.match(_without_dash(text)):
            text = _DRAFTER.sub("", text)
        bare = _without_ending(text)
        ending = text[len(bare) :].strip()
        if not bare or ending == asked or (open_end and is_last and ending == separator):
            yield from _judge_blank(found, len(bare), part, rules)
            continue
        yield from rules.broken(
            "address_end" if open_end and is_last and not ending else code,
            part,
            found.line.text,
            _ending_words(ending),
            required=_ending_words(asked),
            repairs=text_repair(found.span, len(bare), len(text), asked) if parted or _parts(ending) else (),
        )


def _judge_blank(found: Found, end: int, part: str, rules: Rules) -> Iterator[Deviation]:
    """No blank stands before the mark behind a text that has an end."""
    text = found.line.text
    blanks = re.match(rf"[ \u00a0]+(?=[{MARKS}])", text[end:]) if end else None
    if blanks:
        repairs = text_repair(found.span, end, end + blanks.end(), "")
        told = f"có dấu cách trước dấu “{text[end:].strip()}”"
        yield from rules.broken("list_spacing", part, text, told, repairs=repairs)


def _parts(ending: str) -> bool:
    """Tell whether a mark shows that an item is at its end: names may stand below a colon."""
    return ending != "" and not ending.endswith(tuple(COLONS))


def _ending_words(ending: str) -> str:
    return f"cuối dòng ghi “{ending}”" if ending else "cuối dòng không có dấu"


def _without_ending(text: str) -> str:
    """A line without the mark that ends it; empty where a dot may be a mark or one to fill in."""
    bare = text.rstrip(_ENDINGS.replace(".", ""))
    if FILL_IN.search(bare):
        return bare if bare != text else ""
    return text.rstrip(_ENDINGS)


def judge_recipients(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    part = rules.profile.component("recipients_label").label
    for label in recognised.all("recipients_label"):
        yield from _judge_label(label, _RECIPIENTS_WORD, rules)
        word, component = _label_word(label), rules.profile.component(label.code)
        if word.casefold() != _RECIPIENTS_WORD.casefold():
            yield rules.misformatted(component, "word", label.line.text, f"“{word}”", f"“{_RECIPIENTS_WORD}”")
    items, ends = _items(recognised.all("recipient"))
    if not items:
        return
    for found in items:
        yield from _judge_dash(found, "recipient_dash", part, rules)
        if _NEXT_ITEM.search(text := found.line.text):
            told, required = "ghi nhiều nơi nhận trên một dòng", "mỗi nơi nhận một dòng, có gạch nối ở đầu"
            yield from rules.broken("recipient_dash", part, text, told, required=required)
    last = _NEXT_ITEM.split(items[-1].line.text)[-1].strip()
    filed = _FILED.match(_without_dash(last))
    separator = rules.profile.marks.list_separator
    unfinished = not filed and last.endswith(separator)  # the line that is missing will follow it
    yield from _judge_list(ends, part, rules, last=separator if unfinished else ".")
    yield from _judge_as_above(recognised, items, part, rules)
    if not filed:
        yield from rules.broken("filed_copy", part, last, "dòng cuối không phải “Lưu …”")
    elif not re.fullmatch(rules.profile.marks.filed_copy, clean(_without_dash(last))):
        yield from rules.broken("filed_copy", part, last, "ghi không đúng dạng")


def _judge_as_above(
    recognised: Recognised, items: list[Found], part: str, rules: Rules
) -> Iterator[Deviation]:
    """“Như trên” stands first for the addressees, if there are any, or for those whom the text names."""
    if recognised.kind.paper:
        return
    named = [_bare(_NEXT_ITEM.split(one.line.text)[0]) == identity_key(_AS_ABOVE) for one in items]
    if not recognised.has("address_label"):
        texts = [one.line.text for one in recognised.all("body")]
        wired = WIRED.search(recognised.kind.name) and any(map(WIRED_BY.fullmatch, texts))
        if wired or any(map(_INVITED.search, texts)):
            return
        for item in (one for one, above in zip(items, named, strict=True) if above):
            found = "ghi “Như trên” mà văn bản không có Kính gửi"
            required = "ghi tên nơi nhận; chỉ văn bản có Kính gửi mới ghi “Như trên”"
            yield from rules.broken("as_above", part, item.line.text, found, required=required)
    elif recognised.kind.addressed and not named[0]:
        yield from rules.broken("as_above", part, items[0].line.text, "dòng đầu không phải “Như trên”")


def _bare(text: str) -> str:
    """An item without dash and mark, and without what it is sent for: “(để báo cáo)”."""
    return identity_key(re.sub(r"\(.*?\)", "", _without_dash(text)).strip(_ENDINGS))


def _without_dash(text: str) -> str:
    return ITEM_SIGN.sub("", text, count=1).strip()
