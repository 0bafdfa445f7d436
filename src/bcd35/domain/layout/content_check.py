"""What components say, against a profile: numbers, dates, lists, set forms, the signature, spelling.

``layout_check.py`` judges their formats.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from bcd35.domain.dates import date_line, running_date
from bcd35.domain.layout.appendix_check import judge_appendices
from bcd35.domain.layout.deviations import Deviation, Rules
from bcd35.domain.layout.document import Paragraph, Span, WordDocument
from bcd35.domain.layout.patterns import (
    ADDRESS,
    COLONS,
    DASH,
    DASHED,
    DATE_IN_FIGURES,
    DATE_LINE,
    DATE_OPENING,
    DATE_STOP,
    MARKS,
    ODD_DATE,
    is_upper,
    without_stop,
    worded,
    wraps,
)
from bcd35.domain.layout.profile import DocumentType, Profile, SetForm
from bcd35.domain.layout.recognised import Found, Recognised
from bcd35.domain.layout.repairs import SetText
from bcd35.domain.layout.signature_check import judge_posts
from bcd35.domain.signature import authority_form, authority_letters
from bcd35.domain.text import DASHES, WORD_SIGNS, Spelling, clean, identity_key, respell

_RUNNING_DATE = re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?![0-9/])")
_FIGURES_OF_A_YEAR = 4
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
# What parts the words of a date line: the comma behind the place, one space elsewhere.
_GAP_IN_DATE = re.compile(r"(?<=\S)(?:[ \u00a0]*,[ \u00a0]*|[ \u00a0]{2,})(?=\S)")
_MARKED = re.compile(r"[\u0300-\u036f]")
_ENDINGS = f"{MARKS} \u00a0"
_NO_TEXT = re.compile(f"[{WORD_SIGNS}]")
# Dots, underscores or a tab to be filled in by pen: content, not punctuation.
_FILL_IN = re.compile(r"(?:\.{2,}|…|__|\t)[.…_\t\s\u00a0]*$")
_RECIPIENTS_WORD = "Nơi nhận"
_AS_ABOVE = "như trên"
_INVITED = worded(r"\bkính mời\b")
_FILED = re.compile(r"Lưu\b", re.IGNORECASE)
_LONG_DASHES = DASHES.lstrip("-\u2010\u2011")
# Where a further item begins in the line of one.
_NEXT_ITEM = re.compile(rf"[;；]\s*(?={DASH}\s*\w|Lưu\b|Căn cứ\b)")
# The same among addressees, whose names hold no “;” but behind a colon or in brackets.
_NEXT_ADDRESSEE = re.compile(r"[^(:]*[;；]\s*\w.*")
_ITEM_DASH = re.compile(rf"\s*([{DASHES}](?:\s*[{DASHES}])*)")
# What some put around a subject.
_OPENING = re.compile(r"\s*(?P<sign>[(“”\"«]+)\s*(?=về việc|V/v)", re.IGNORECASE)
# What the words of a number's form stand for.
_NUMBER_PARTS = {
    "number": r"(?P<number>[0-9]*)[\s\u00a0.…_]*",
    "type": r"(?P<type>[^\W\d_]{1,5})",
    "body": rf"(?P<body>(?!(?:19|20)[0-9]{{2}}/)[^\s/]\S*(?:\s*[{DASHES}]\s*[^\s/]\S*)*)",
}
_RANK = re.compile(
    r"\s*(P?GS|TSKH|TS|Th\.?S|CN|BS(CK)?I*|CKI+|KS|KTS|DS|LS|(Phó )?giáo sư|Tiến sĩ|Thạc sĩ|Đồng chí|Đ/c"
    r"|Bác sĩ|Kỹ sư|Luật sư|Kiến trúc sư"
    r"|(Đại|Thượng|Trung|Thiếu) (tướng|tá|úy|uý)|(Chuẩn |Phó )?Đô đốc"
    r"|Nhà giáo|Thầy thuốc|Nghệ (sĩ|nhân)|Anh hùng|NGƯT|NGND|NSƯT|NSND)\b[.,/\s]",
    re.IGNORECASE,
)


def judge_content(document: WordDocument, recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """Every deviation of the text, in reading order of the components."""
    yield from _judge_forbidden(document, rules)
    yield from _judge_motto(recognised, rules)
    yield from _judge_number(recognised, rules)
    yield from _judge_date(recognised, rules)
    yield from _judge_subject(recognised, rules)
    yield from _judge_strays(recognised, rules)
    yield from _judge_address(recognised, rules)
    yield from _judge_grounds(recognised, rules)
    yield from _judge_articles(recognised, rules)
    yield from _judge_running_dates(recognised, rules)
    yield from _judge_days_of_grounds(recognised, rules)
    yield from _judge_closing(recognised, rules)
    yield from _judge_recipients(recognised, rules)
    yield from _judge_signature(recognised, rules)
    yield from judge_appendices(document, recognised, rules)
    yield from _judge_spelling(document, rules)


def _text_repair(span: Span, start: int, end: int, text: str) -> list[SetText]:
    """The repair of the characters from ``start`` to ``end``, which count within the span.

    None where a tab or a break stands among them: these are no letters that a text could replace. None across
    a seam: Word would print the old field beside the new text, or a tracked change would lose its words.
    """
    first, last = span.start + start, span.start + end
    crossed = any(begin < last and first <= stop for begin, stop in span.paragraph.seams)
    if crossed or _NO_TEXT.search(span.text[start:end]):
        return []
    return [SetText(span.paragraph.part, span.paragraph.place, first, last, text)]


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
        yield from rules.broken(
            form.rule,
            "Thể thức khác",
            paragraph.text,
            "dòng của thể thức khác",
            required=form.instead,
        )


# --- the head -----------------------------------------------------------------------------------------------


def _judge_motto(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """The motto is written with just its own dashes, spaces and capitals."""
    lines = recognised.all("motto")
    if len(lines) != 1:  # a wrapped one is put right by a person
        return
    [found] = lines
    component, written = rules.profile.component("motto"), found.line.text.strip()
    if clean(written) not in component.words:
        start = len(found.line.text) - len(found.line.text.lstrip())
        repairs = _text_repair(found.span, start, start + len(written), component.text)
        required = f"“{component.text}”"
        yield from rules.broken(
            "motto_form", component.label, written, f"“{written}”", required=required, repairs=repairs
        )


def _number_pattern(kind: DocumentType, profile: Profile) -> re.Pattern[str]:
    """The pattern of the number's line: “Số”, then the form of the profile with gaps for the pen."""
    form = (profile.number.letter if not kind.name else "") or profile.number.form
    pieces = re.split(r"\{(\w+)\}", form)
    parts = [
        _NUMBER_PARTS.get(piece, piece) if place % 2 else _literal(piece)
        for place, piece in enumerate(pieces)
    ]
    one_dot = r"(?!\s*\.\s*[0-9])"  # a mark; more of them are a gap
    return re.compile(rf"\s*Số(?P<colon>\s*:)?{one_dot}[\s\u00a0.…_]*{''.join(parts)}", re.IGNORECASE)


def _literal(joint: str) -> str:
    """What joins the parts of a number; a dash may be typed in several ways, with spaces around."""
    return rf"\s*{re.escape(joint)}\s*".replace(r"\-", f"[{DASHES}]") if joint else ""


def _judge_number(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    found = recognised.first("number")
    if found is None:
        return
    label, form = rules.profile.component("number").label, rules.profile.number
    yield from _judge_colon(found, label, rules)
    match = _number_pattern(recognised.kind, rules.profile).fullmatch(found.line.text.rstrip())
    if match is None:
        yield from rules.broken("number_form", label, found.line.text, "ghi không đúng dạng")
        return
    yield from _judge_number_spacing(found, label, rules)
    yield from _judge_number_signs(found, label, rules)
    number = match["number"]
    if number and number != (right := f"{int(number):02d}"):
        repairs = _text_repair(found.span, match.start("number"), match.start("number") + len(number), right)
        yield from rules.broken(
            "number_padding", label, found.line.text, f"số {number}", required=f"số {right}", repairs=repairs
        )
    yield from _judge_small_letters(found, match["body"], label, rules)
    if "type" in match.groupdict():
        yield from _judge_type_code(match["type"], found, recognised.kind, rules)
    elif form.letter:
        yield from _judge_no_type_code(match["body"], found, rules)


def _judge_small_letters(found: Found, body: str, label: str, rules: Rules) -> Iterator[Deviation]:
    """Short forms of bodies have capitals; some have small letters besides, as TTg."""
    small = [one.strip() for one in re.split(f"[{DASHES}]", body) if re.search(r"[^\W\d_]{2}", one)]
    if small := [one for one in small if one.islower()]:
        told, required = f"ký hiệu “{'-'.join(small)}” viết chữ thường", "ký hiệu viết chữ in hoa"
        yield from rules.broken("number_form", label, found.line.text, told, required=required)


def _judge_number_spacing(found: Found, label: str, rules: Rules) -> Iterator[Deviation]:
    """No space beside what joins the parts of a number, one behind “Số”; a gap for the pen is none."""
    text = found.line.text.strip()
    close = re.sub(rf"(?<=[^\W_])\s+(?=[{DASHES}/:])|(?<=[{DASHES}/])\s+", "", text)
    right = re.sub(r"^(Số:?)(?=[0-9])", r"\1 ", close, flags=re.IGNORECASE)
    if right != text and not re.match(rf"Số\s*:?\s+[{DASHES}/]", text, re.IGNORECASE):
        told, word = "thừa hoặc thiếu dấu cách", "Số:" if rules.profile.number.colon else "Số"
        required = re.sub(r"^Số:?", word, right, flags=re.IGNORECASE)
        yield from rules.broken("number_spacing", label, found.line.text, told, required=f"“{required}”")


def _judge_number_signs(found: Found, label: str, rules: Rules) -> Iterator[Deviation]:
    """“Số” in just these letters, a hyphen and no longer dash."""
    text = found.line.text
    word = re.match(r"\s*(Số)(?![^\W\d_])", text, re.IGNORECASE)
    if word and word[1] != "Số":
        repairs = _text_repair(found.span, *word.span(1), "Số")
        yield from rules.broken(
            "number_form", label, text, f"ghi “{word[1]}”", required="ghi “Số”", repairs=repairs
        )
    long = list(re.finditer(f"[{_LONG_DASHES}]", text))
    if long:
        repairs = [step for one in long for step in _text_repair(found.span, *one.span(), "-")]
        told, right = f"ghi dấu “{long[0].group()}”", "ghi dấu gạch nối “-”"
        yield from rules.broken("number_form", label, text, told, required=right, repairs=repairs)


def _judge_colon(found: Found, label: str, rules: Rules) -> Iterator[Deviation]:
    match = re.match(r"\s*Số(?P<colon>\s*:)?", found.line.text, re.IGNORECASE)
    if match is None or bool(match["colon"]) == rules.profile.number.colon:
        return
    told = "thiếu dấu hai chấm" if rules.profile.number.colon else "có dấu hai chấm"
    yield from rules.broken("number_colon", label, found.line.text, f"{told} sau chữ “Số”")


def _judge_type_code(written: str, found: Found, kind: DocumentType, rules: Rules) -> Iterator[Deviation]:
    asked = {one.code for one in rules.profile.types if one.name == kind.name and one.code}
    if asked and written not in asked:  # a list or an appendix has no code of its own
        what = f"văn bản “{kind.name}”" if kind.name else "công văn (không có tên loại)"
        yield from rules.broken(
            "type_code",
            rules.profile.component("number").label,
            found.line.text,
            f"{what} mang ký hiệu {written}",
            required=f"ký hiệu {' hoặc '.join(sorted(asked))}",
        )


def _judge_no_type_code(body: str, found: Found, rules: Rules) -> Iterator[Deviation]:
    """The number of a công văn begins with the body where the guidance gives it no code of its own."""
    first = re.split(f"[{DASHES}]", body)[0].strip()
    if first in {"CV", *(kind.code for kind in rules.profile.types if kind.code)}:
        yield from rules.broken(
            "type_code",
            rules.profile.component("number").label,
            found.line.text,
            f"công văn mang ký hiệu loại {first}",
            required="công văn không ghi ký hiệu loại, chỉ ghi cơ quan và đơn vị soạn thảo",
        )


def _real_date(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _judge_date(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    label = rules.profile.component("date_line").label
    for found in recognised.all("date_line"):
        match = _date_match(found.line.text)
        if match is None:
            continue
        yield from _judge_place(found, match["place"].strip(), rules)
        yield from _judge_comma(found, match, rules)
        figures = [match.groupdict().get(part, "").strip() for part in ("day", "month", "year")]
        odd = match.re is ODD_DATE
        if not odd and not all(figure.isdigit() for figure in figures):
            continue  # a draft keeps gaps for the pen
        if odd or len(figures[2]) < _FIGURES_OF_A_YEAR:
            told, required = " ".join(match["date"].split()), "ghi “ngày … tháng … năm …”, năm bốn chữ số"
            yield from rules.broken(
                "date_padding", label, found.line.text, f"ghi “{told}”", required=required
            )
            continue
        value = _real_date(*figures)
        if value is None:
            yield from rules.broken("real_date", label, found.line.text, "ngày không có trong lịch")
        else:
            yield from _judge_date_form(found, match, value, rules)


def _date_match(text: str) -> re.Match[str] | None:
    """Place and date of a date line, in words if they are."""
    opening = DATE_OPENING.match(text)
    start, bare = opening.end() if opening else 0, without_stop(text)
    found = (pattern.search(bare, start) for pattern in (DATE_LINE, DATE_IN_FIGURES, ODD_DATE))
    return next(filter(None, found), None)


def _judge_comma(found: Found, match: re.Match[str], rules: Rules) -> Iterator[Deviation]:
    """A place of more than one syllable, and a comma behind it."""
    label, text = rules.profile.component("date_line").label, found.line.text
    place, mark = match["place"].strip(), match["comma"]
    if not place or not mark:
        yield from rules.broken(
            "place", label, text, "thiếu dấu phẩy sau địa danh" if place else "thiếu địa danh"
        )
    elif mark != ",":
        behind = match.start("place") + len(match["place"].rstrip())
        repairs = _text_repair(found.span, behind, match.start("date"), ", ")
        told, required = f"sau địa danh ghi “{mark}”", "sau địa danh là dấu phẩy"
        yield from rules.broken("place", label, text, told, required=required, repairs=repairs)
    elif place.isalpha():
        yield from rules.broken("place_unit", label, text, "địa danh một âm tiết")


def _judge_place(found: Found, place: str, rules: Rules) -> Iterator[Deviation]:
    """A name has a capital and small letters; letters without marks may be a short form, as TP. HCM."""
    component, text = rules.profile.component(found.code), found.line.text
    marked = _MARKED.search(unicodedata.normalize("NFD", place))
    if place[:1].islower():
        told = "mở đầu bằng chữ thường"
    elif marked and is_upper(place) and not is_upper(text):
        told = "toàn chữ in hoa"
    else:
        return
    required = "địa danh viết hoa theo chính tả"
    yield rules.misformatted(component, "case", text, f"địa danh {told}", required)


def _judge_date_form(found: Found, match: re.Match[str], value: date, rules: Rules) -> Iterator[Deviation]:
    """The date in words with its zeros: days below 10, months below 3; one space between words, no mark."""
    label, text, start = rules.profile.component("date_line").label, found.line.text, match.start("date")
    written, right = match["date"].strip(), date_line(value)
    shown = " ".join(written.split())
    if shown != right if match["place"].strip() else shown.casefold() != right:
        word = re.match(r"ngày\s+", written)
        kept = word.end() if word else 0
        figures = right.removeprefix("ngày ") if kept else right
        repairs = _text_repair(found.span, start + kept, start + len(written), figures)
        yield from rules.broken("date_padding", label, text, shown, required=right, repairs=repairs)
    elif match["comma"] in ("", ","):
        gaps = [(gap.span(), ", " if "," in gap[0] else " ") for gap in _GAP_IN_DATE.finditer(match.string)]
        wrong = [
            (span, right)
            for span, right in gaps
            if match.string[slice(*span)].replace("\u00a0", " ") != right
        ]
        repairs = [step for span, right in wrong for step in _text_repair(found.span, *span, right)]
        if wrong:
            told = "thừa hoặc thiếu dấu cách"
            yield from rules.broken("date_spacing", label, text, told, repairs=repairs)
    ends = {"đầu": DATE_OPENING.match(text), "cuối": DATE_STOP.search(text.rstrip())}
    if signs := {end: sign for end, sign in ends.items() if sign}:
        told = ", ".join(f"{end} dòng ghi “{sign[0].strip()}”" for end, sign in signs.items())
        required = f"{', '.join(f'{end} dòng' for end in signs)} không có dấu"
        repairs = [step for sign in signs.values() for step in _text_repair(found.span, *sign.span(), "")]
        yield from rules.broken("date_padding", label, text, told, required=required, repairs=repairs)


def _judge_subject(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    if recognised.kind.name:
        yield from _judge_stroke(recognised, rules)
        return
    found = recognised.first("letter_subject")
    if found is None:
        return
    text, asked = clean(found.line.text), rules.profile.marks.subject_prefix
    opening = _OPENING.match(text)
    begun = text[opening.end() if opening else 0 :].casefold()
    written = next((word for word in ("về việc", "V/v") if begun.startswith(word.casefold())), "không")
    if written == "V/v" and not is_upper(text):  # the guidance writes just these letters
        written = text[opening.end() if opening else 0 :][: len(written)]
    if written != asked or opening:
        shown = "không có chữ mở đầu" if written == "không" else f"mở đầu bằng “{written}”"
        required = "không có chữ mở đầu" if asked == "không" else f"mở đầu bằng “{asked}”"
        if opening:
            around = "ngoặc đơn" if "(" in opening["sign"] else "ngoặc kép"
            shown, required = f"{shown}, đặt trong {around}", f"{required}, không đặt trong {around}"
        yield from rules.broken(
            "subject_prefix", rules.profile.component("letter_subject").label, text, shown, required=required
        )


def _judge_stroke(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    subject = recognised.first("type_subject")
    if subject is None:
        return
    asked = rules.profile.marks.rule_under_subject
    if not asked:  # the guidance wants a drawn line
        return
    written = "" if recognised.stroke is None else recognised.stroke.text.strip()
    if written != asked:
        yield from rules.broken(
            "type_rule",
            rules.profile.component("type_subject").label,
            subject.line.text,
            f"ghi “{written}”" if written else "không có gạch nối",
        )


def _judge_strays(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    for line in recognised.strays:
        yield from rules.broken(
            "stray_line", "Phần đầu", line.text, "dòng không phải thành phần thể thức nào"
        )


# --- Kính gửi, body, Nơi nhận -------------------------------------------------------------------------------


def _judge_address(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
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
        if label_again := ADDRESS.match(text := found.line.text):
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
        yield from rules.broken(
            "address_word", part, label.line.text, f"“{word}”", required=f"“{kind.address_word}”"
        )
    yield from _judge_label(label, kind.address_word, rules)


def _label_word(label: Found) -> str:
    return " ".join(label.line.text.split()).rstrip(_ENDINGS)


def _judge_label(found: Found, word: str, rules: Rules) -> Iterator[Deviation]:
    """A label in just its capitals, and the colon behind it."""
    yield from _judge_word_case(found, word, rules)
    text, bare = found.line.text, found.line.text.rstrip(_ENDINGS)
    if ":" not in text:
        written, part = text[len(bare) :].strip(), rules.profile.component(found.code).label
        told = f"ghi “{written}”, không phải dấu hai chấm" if written else "không có dấu hai chấm"
        repairs = _text_repair(found.span, len(bare), len(text.rstrip()), ":")
        yield from rules.broken("label_colon", part, text, told, repairs=repairs)


def _judge_word_case(found: Found, word: str, rules: Rules) -> Iterator[Deviation]:
    """What a line begins with, written in just these capitals; another word is judged elsewhere."""
    text = found.line.text
    own = re.match(r"\s*" + r"\s+".join(word.split()), text, re.IGNORECASE)
    written = " ".join(own[0].split()) if own else word
    if own and written != word:
        component, repairs = (
            rules.profile.component(found.code),
            _text_repair(found.span, own.end() - len(own[0].lstrip()), own.end(), word),
        )
        yield rules.misformatted(component, "case", text, f"“{written}”", f"“{word}”", repairs=repairs)


def _judge_grounds(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
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


def _judge_articles(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """“Điều 1.”: in these letters, with a full stop behind the number."""
    for found in recognised.all("article"):
        text = found.line.text.rstrip()
        yield from _judge_word_case(found, "Điều", rules)
        if not text.endswith("."):
            at = len(text.rstrip(":"))
            repairs = _text_repair(found.span, at, len(text), ".")
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
    if len(match[1]) > 1 or (match[1] in _LONG_DASHES and needed and not long):
        repairs = _text_repair(found.span, *match.span(1), f"-{behind}")
        required = f"đầu dòng một {name} “- ”"
        yield from rules.broken(
            code, part, text, f"đầu dòng ghi “{match[1]}”", required=required, repairs=repairs
        )
    elif behind:
        repairs = _text_repair(found.span, *match.span(1), f"{match[1]} ")
        told = "không có dấu cách sau gạch đầu dòng"
        yield from rules.broken("dash_spacing", part, text, told, repairs=repairs)


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
        bare = _without_ending(text)
        ending = text[len(bare) :].strip()
        if not bare or ending == asked or (open_end and is_last and ending == separator):
            continue
        yield from rules.broken(
            "address_end" if open_end and is_last and not ending else code,
            part,
            found.line.text,
            _ending_words(ending),
            required=_ending_words(asked),
            repairs=_text_repair(found.span, len(bare), len(text), asked) if parted or _parts(ending) else (),
        )


def _parts(ending: str) -> bool:
    """Tell whether a mark shows that an item is at its end: names may stand below a colon."""
    return ending != "" and not ending.endswith(tuple(COLONS))


def _ending_words(ending: str) -> str:
    return f"cuối dòng ghi “{ending}”" if ending else "cuối dòng không có dấu"


def _without_ending(text: str) -> str:
    """A line without the mark that ends it; empty where a dot may be a mark or one to fill in."""
    bare = text.rstrip(_ENDINGS.replace(".", ""))
    if _FILL_IN.search(bare):
        return bare if bare != text else ""
    return text.rstrip(_ENDINGS)


def _judge_running_dates(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    label = rules.profile.component("body").label
    for found in recognised.all("body"):
        for match in _RUNNING_DATE.finditer(found.line.text):
            value = _real_date(match[1], match[2], match[3])
            if value is None:
                yield from rules.broken(
                    "real_date", label, found.line.text, f"ngày {match[0]} không có trong lịch"
                )
            elif match[0] != running_date(value):
                # Told and not repaired: a date in a text may be quoted, or stand in a list as it was given.
                yield from rules.broken(
                    "running_date", label, found.line.text, match[0], required=running_date(value)
                )


def _day_written(recognised: Recognised) -> date | None:
    """The day of the date line; None for a draft that keeps a gap for it, and for one written otherwise."""
    found = recognised.first("date_line")
    match = found and _date_match(found.line.text)
    if not match or match.re is ODD_DATE:
        return None
    day, month, year = (match[part].strip() for part in ("day", "month", "year"))
    return _real_date(day, month, year) if len(year) == _FIGURES_OF_A_YEAR else None


def _judge_days_of_grounds(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """What is carried out was there before; only a document with its number is taken for that."""
    day = _day_written(recognised)
    for found in recognised.all("ground", "body") if day else ():
        text = found.line.text
        for match in _NUMBERED_GROUND.finditer(text) if _CARRIED_OUT.match(text) else ():
            value = _real_date(match["day"], match["month"], match["year"])
            if day and value and value > day:
                told = f"căn cứ ngày {running_date(value)}, văn bản này ngày {running_date(day)}"
                yield from rules.broken("later_ground", rules.profile.component(found.code).label, text, told)


def _judge_closing(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """The mark behind the last paragraph, unless a table or dots for the pen are the end."""
    body = _content_above_the_signature(recognised)
    if not body or body[-1].span.paragraph.cell is not None or _FILL_IN.search(body[-1].line.text):
        return
    text, asked = body[-1].line.text.rstrip(), rules.profile.marks.closing_mark
    written = "./." if text.endswith("./.") else text[-1]
    if written != asked:
        shown = f"kết thúc bằng “{written}”" if not written.isalnum() else "không có dấu kết thúc"
        yield from rules.broken(
            "closing_mark",
            rules.profile.component("body").label,
            text,
            shown,
            required=f"kết thúc bằng “{asked}”",
        )


def _content_above_the_signature(recognised: Recognised) -> list[Found]:
    """Nothing without a signature: what is unsigned need not be the whole text."""
    signer = recognised.first("signer_name")
    end = recognised.found.index(signer) if signer else 0
    return [found for found in recognised.found[:end] if found.code in ("body", "table_text")]


def _judge_recipients(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
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
    yield from _judge_list(ends, part, rules)
    yield from _judge_as_above(recognised, items, part, rules)
    last = _NEXT_ITEM.split(items[-1].line.text)[-1].strip()
    if not _FILED.match(_without_dash(last)):
        yield from rules.broken("filed_copy", part, last, "dòng cuối không phải “Lưu …”")
    elif not re.fullmatch(rules.profile.marks.filed_copy, clean(_without_dash(last))):
        yield from rules.broken("filed_copy", part, last, "ghi không đúng dạng")


def _judge_as_above(
    recognised: Recognised, items: list[Found], part: str, rules: Rules
) -> Iterator[Deviation]:
    """“Như trên” stands first for the addressees, if there are any; where the text invites, it is free."""
    if recognised.kind.paper or any(_INVITED.search(one.line.text) for one in recognised.all("body")):
        return
    named = [_bare(_NEXT_ITEM.split(one.line.text)[0]) == identity_key(_AS_ABOVE) for one in items]
    if not recognised.has("address_label"):
        for item in (one for one, above in zip(items, named, strict=True) if above):
            found = "ghi “Như trên” mà văn bản không có Kính gửi"
            required = "ghi tên nơi nhận; chỉ văn bản có Kính gửi mới ghi “Như trên”"
            yield from rules.broken("as_above", part, item.line.text, found, required=required)
    elif recognised.kind.addressed and not named[0]:
        yield from rules.broken("as_above", part, items[0].line.text, "dòng đầu không phải “Như trên”")


def _bare(text: str) -> str:
    return identity_key(_without_dash(text).strip(_ENDINGS))


def _without_dash(text: str) -> str:
    return text.lstrip(f"{DASHES} \u00a0\t").rstrip()


# --- the signature, the whole text --------------------------------------------------------------------------


def _judge_signature(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    for found in recognised.all("authority", "position"):
        yield from _judge_authority(found, rules)
    yield from judge_posts(recognised, rules)
    for name in () if rules.profile.marks.titles_before_name else recognised.all("signer_name"):
        if _RANK.match(clean(name.line.text)):
            label = rules.profile.component("signer_name").label
            yield from rules.broken("bare_name", label, name.line.text, "kèm học vị hoặc chức danh")


def _judge_authority(found: Found, rules: Rules) -> Iterator[Deviation]:
    """The right form is known by its letters; where the guidance has none of these, the rule speaks."""
    text, forms = found.line.text, rules.profile.authority
    written = authority_form(text)
    if written and forms:
        letters = authority_letters(text)
        right = next((one.form for one in forms if "".join(filter(str.isalpha, one.form)) == letters), "")
    else:
        written = next(iter(text.upper().split()), "")
        right = next((one.form for one in forms if written in one.wrong), written)
    if written != right:
        label = rules.profile.component(found.code).label
        required = f"ghi “{right}”" if right else ""
        yield from rules.broken("authority_form", label, text, f"ghi “{written}”", required=required)


def _judge_spelling(document: WordDocument, rules: Rules) -> Iterator[Deviation]:
    """Both positions of the tone mark in one document, or the one that the office does not use."""
    texts = [paragraph.text for paragraph in document.paragraphs]
    first, second, asked = _respelt(texts, "uỷ"), _respelt(texts, "ủy"), rules.profile.marks.spelling
    if first and second:
        yield from rules.broken("spelling", "Toàn văn bản", "", f"vừa có “{first}” vừa có “{second}”")
    elif wrong := {"ủy": second, "uỷ": first, "either": ""}[asked]:
        yield from rules.broken(
            "spelling", "Toàn văn bản", "", f"ghi “{wrong}”", required=f"đặt dấu thanh như “{asked}”"
        )


def _respelt(texts: Sequence[str], spelling: Spelling) -> str:
    """The first word that this spelling writes differently; empty when there is none."""
    for text in texts:
        if respell(text, spelling) != text:
            words = re.findall(r"\w+", text)
            return next((word for word in words if respell(word, spelling) != word), "")
    return ""
