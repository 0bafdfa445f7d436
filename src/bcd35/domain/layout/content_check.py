"""What components say, against a profile: forms of other layouts, dates in the text, its end, spelling.

Head, lists, signature and appendices have modules of their own; all are judged from here.
"""

import re
from collections.abc import Iterator, Sequence

from bcd35.domain.dates import running_date
from bcd35.domain.layout.appendix_check import judge_appendices
from bcd35.domain.layout.deviations import Deviation, Rules
from bcd35.domain.layout.document import Paragraph, WordDocument, whole
from bcd35.domain.layout.fonts import is_symbol, keeps_meaning
from bcd35.domain.layout.head_check import day_written, judge_head, real_date
from bcd35.domain.layout.list_check import (
    judge_address_lists,
    judge_articles,
    judge_grounds,
    judge_recipients,
)
from bcd35.domain.layout.patterns import FILL_IN, MARK_BEHIND
from bcd35.domain.layout.profile import Profile, SetForm
from bcd35.domain.layout.recognised import SIGNING, Found, Recognised
from bcd35.domain.layout.repairs import text_repair
from bcd35.domain.layout.signature_check import judge_signature
from bcd35.domain.signature import begins_post
from bcd35.domain.text import DASHES, Spelling, clean, respell, with_latin_letters

_RUNNING_DATE = re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?![0-9/])")
_WHOLE = "Toàn văn bản"
_CLOSING_QUOTES = "”\"»’')]"
# How a text begins that names what it carries out, and a document there: its number, then its day.
_CARRIED_OUT = re.compile(
    rf"[{DASHES}\s]*(Căn cứ|Thực hiện|Thi hành|Triển khai|Tiếp theo|Phúc đáp|Trả lời|Theo|Xét)\b",
    re.IGNORECASE,
)
_NUMBERED_GROUND = re.compile(
    rf"\b[0-9]+\s*[{DASHES}/]\s*(?:[0-9]{{4}}\s*[{DASHES}/]\s*)?[^\W\d_][^\s,]*,?\s+ngày\s+"
    r"(?P<day>[0-9]{1,2})(?:\s*[/.]\s*|\s+tháng\s+)(?P<month>[0-9]{1,2})(?:\s*[/.]\s*|\s+năm\s+)(?P<year>[0-9]{4})\b",
    re.IGNORECASE,
)


def judge_content(document: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """Every deviation of the text, in reading order of the components."""
    yield from _judge_forbidden(document, rules)
    yield from judge_head(recognised, rules)
    yield from judge_address_lists(recognised, rules)
    yield from judge_grounds(recognised, rules)
    yield from judge_articles(recognised, rules)
    yield from _judge_running_dates(recognised, rules)
    yield from _judge_days_of_grounds(recognised, rules)
    yield from _judge_closing(recognised, rules)
    yield from judge_recipients(recognised, rules)
    yield from judge_signature(recognised, rules)
    yield from judge_appendices(document, recognised, rules)
    yield from _judge_marks(recognised, rules)
    yield from _judge_spelling(document, rules)
    yield from _judge_letters(document, rules)


def other_layout(texts: Sequence[str], profile: Profile) -> SetForm | None:
    """The form that is the heading of another layout, if the head has it: a whole line, or words in one."""
    for form in (form for form in profile.forbidden if form.layout):
        within = re.compile(rf"(?<!\S)(?:{form.pattern})(?!\S)")
        if any(re.fullmatch(form.pattern, text, re.IGNORECASE) or within.search(text) for text in texts):
            return form
    return None


def _forbidden(document: WordDocument, profile: Profile) -> Iterator[tuple[SetForm, Paragraph]]:
    """The forms that the profile forbids, each with the paragraph that has it."""
    for paragraph in document.paragraphs:
        pieces = [clean(piece) for piece in re.split(r"[\t\n]", paragraph.text)]
        for form in profile.forbidden:
            if any(re.fullmatch(form.pattern, piece, re.IGNORECASE) for piece in pieces):
                yield form, paragraph


def _judge_forbidden(document: WordDocument, rules: Rules) -> Iterator[Deviation]:
    for form, paragraph in _forbidden(document, rules.profile):
        told = "dòng của thể thức khác"
        yield from rules.broken(form.rule, "Thể thức khác", paragraph.text, told, required=form.instead)


def _judge_running_dates(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    label = rules.profile.component("body").label
    for found in recognised.all("body"):
        for match in _RUNNING_DATE.finditer(found.line.text):
            value = real_date(match[1], match[2], match[3])
            if value is None:
                told = f"ngày {match[0]} không có trong lịch"
                yield from rules.broken("real_date", label, found.line.text, told)
            elif match[0] != running_date(value):
                # Told and not repaired: a date in a text may be quoted, or stand in a list as it was given.
                required = running_date(value)
                yield from rules.broken("running_date", label, found.line.text, match[0], required=required)


def _judge_days_of_grounds(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """What is carried out was there before; only a document with its number is taken for that."""
    day = day_written(recognised)
    for found in recognised.all("ground", "body") if day else ():
        text = found.line.text
        for match in _NUMBERED_GROUND.finditer(text) if _CARRIED_OUT.match(text) else ():
            value = real_date(match["day"], match["month"], match["year"])
            if day and value and value > day:
                told = f"căn cứ ngày {running_date(value)}, văn bản này ngày {running_date(day)}"
                yield from rules.broken("later_ground", rules.profile.component(found.code).label, text, told)


def _judge_closing(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """The mark behind the last paragraph, unless a table or dots for the pen are the end."""
    body = _content_above_the_signature(recognised)
    if not body or body[-1].span.paragraph.cell is not None or FILL_IN.search(body[-1].line.text):
        return
    text, asked = body[-1].line.text.rstrip(), rules.profile.marks.closing_mark
    quoted = text.rstrip(_CLOSING_QUOTES) or text  # the mark of a quotation stands within it
    written = "./." if quoted.endswith("./.") else quoted[-1]
    if written != asked:
        shown = f"kết thúc bằng “{written}”" if not written.isalnum() else "không có dấu kết thúc"
        required = f"kết thúc bằng “{asked}”"
        yield from rules.broken(
            "closing_mark", rules.profile.component("body").label, text, shown, required=required
        )


def _content_above_the_signature(recognised: Recognised) -> list[Found]:
    """Nothing without a signature: what is unsigned need not be the whole text."""
    signer = recognised.first("signer_name")
    end = recognised.found.index(signer) if signer else 0
    return [found for found in recognised.found[:end] if found.code in ("body", "table_text")]


def _judge_marks(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """No mark behind the names in the head and what stands around the signature."""
    for found in recognised.all("title", "superior", "issuer", *SIGNING):
        component, text = rules.profile.component(found.code), found.line.text.rstrip()
        if (ending := MARK_BEHIND.search(text)) and not _goes_on(found, recognised):
            told, none = f"cuối dòng ghi “{ending[0].strip()}”", "cuối dòng không có dấu"
            repairs = text_repair(found.span, *ending.span(), "")
            yield rules.misformatted(component, "mark", text, told, none, repairs=repairs)
        if found.code == "signer_name" and text.lstrip()[:1].islower():
            told, required = "mở đầu bằng chữ thường", "chữ thường, viết hoa theo chính tả"
            yield rules.misformatted(component, "case", text, told, required)


def _goes_on(found: Found, recognised: Recognised) -> bool:
    """Tell whether a name goes on in the next line: a mark between both is part of it, as in SỞ VĂN HÓA,."""
    if found.code not in SIGNING:
        return found != recognised.all(found.code)[-1]
    block = next(block for block in recognised.signatures if found in block)
    below = block[block.index(found) + 1 :][:1]
    return any(one.code == "position" and not begins_post(one.line.text) for one in below)


def _judge_spelling(document: WordDocument, rules: Rules) -> Iterator[Deviation]:
    """Both positions of the tone mark in one document, or the one that the office does not use."""
    texts = [paragraph.text for paragraph in document.paragraphs]
    first, second, asked = _respelt(texts, "uỷ"), _respelt(texts, "ủy"), rules.profile.marks.spelling
    if first and second:
        yield from rules.broken("spelling", _WHOLE, "", f"vừa có “{first}” vừa có “{second}”")
    elif wrong := {"ủy": second, "uỷ": first, "either": ""}[asked]:
        told = f"ghi “{wrong}”"
        yield from rules.broken("spelling", _WHOLE, "", told, required=f"đặt dấu thanh như “{asked}”")


def _judge_letters(document: WordDocument, rules: Rules) -> Iterator[Deviation]:
    """Letters of another alphabet that look like Latin ones: no search finds their word.

    In a font of a code before Unicode, and in one of symbols, a letter is another one than it seems.
    """
    for one in document.paragraphs:
        right = with_latin_letters(one.text)
        if right == one.text or not all(keeps_meaning(run, one) and not is_symbol(run) for run in one.runs):
            continue
        wrong = [place for place, letter in enumerate(one.text) if letter != right[place]]
        for pair in sorted({(one.text[place], right[place]) for place in wrong}):
            told = f"chữ “{pair[0]}” (mã U+{ord(pair[0]):04X}) trông giống chữ “{pair[1]}” nhưng là chữ khác"
            places = [place for place in wrong if one.text[place] == pair[0]]
            repairs = [step for at in places for step in text_repair(whole(one), at, at + 1, pair[1])]
            required = f"gõ chữ “{pair[1]}”"
            yield from rules.broken("nfc", _WHOLE, one.text, told, required=required, repairs=repairs)


def _respelt(texts: Sequence[str], spelling: Spelling) -> str:
    """The first word that this spelling writes differently; empty when there is none."""
    for text in texts:
        if respell(text, spelling) != text:
            words = re.findall(r"\w+", text)
            return next((word for word in words if respell(word, spelling) != word), "")
    return ""
