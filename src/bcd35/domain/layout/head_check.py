"""What the head says, against a profile: motto, number, date, subject, and lines that are nothing of it."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from bcd35.domain.dates import date_line
from bcd35.domain.layout.deviations import Deviation, Rules
from bcd35.domain.layout.patterns import (
    DATE_IN_FIGURES,
    DATE_LINE,
    DATE_OPENING,
    DATE_STOP,
    LONG_DASHES,
    MARK_BEHIND,
    ODD_DATE,
    is_upper,
    without_stop,
)
from bcd35.domain.layout.profile import DocumentType, Profile
from bcd35.domain.layout.recognised import Found, Recognised
from bcd35.domain.layout.repairs import text_repair
from bcd35.domain.layout.type_names import decides
from bcd35.domain.text import DASHES, clean, with_latin_letters

_FIGURES_OF_A_YEAR = 4
# What parts the words of a date line: the comma behind the place, one space elsewhere.
_GAP_IN_DATE = re.compile(r"(?<=\S)(?:[ \u00a0]*,[ \u00a0]*|[ \u00a0]{2,})(?=\S)")
_MARKED = re.compile(r"[\u0300-\u036f]")
# What some put around a subject.
_OPENING = re.compile(r"\s*(?P<sign>[(“”\"«]+)\s*(?=về việc|V/v)", re.IGNORECASE)
# What the words of a number's form stand for.
_NUMBER_PARTS = {
    "number": r"(?P<number>[0-9]*)[\s\u00a0.…_]*",
    "type": r"(?P<type>[^\W\d_]{1,5})",
    "body": rf"(?P<body>(?!(?:19|20)[0-9]{{2}}/)[^\s/]\S*(?:\s*[{DASHES}]\s*[^\s/]\S*)*)",
}


def judge_head(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """Every deviation above the text but those of Kính gửi."""
    yield from _judge_star(recognised, rules)
    yield from _judge_motto(recognised, rules)
    yield from _judge_number(recognised, rules)
    yield from _judge_date(recognised, rules)
    yield from _judge_subject(recognised, rules)
    yield from _judge_who_decides(recognised, rules)
    yield from _judge_strays(recognised, rules)


def _judge_star(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    for found in recognised.all("star"):
        text = found.line.text.rstrip()
        start, written = len(text) - len(text.lstrip()), text.strip()
        component = rules.profile.component("star")
        right = component.text or "*"  # some bodies write three
        if len(written) != len(right):
            required = "một dấu sao" if right == "*" else f"“{right}”"
            repairs = text_repair(found.span, start, len(text), right)
            yield rules.misformatted(component, "mark", text, f"“{written}”", required, repairs=repairs)


def _judge_motto(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """The motto is written with just its own dashes, spaces and capitals."""
    lines = recognised.all("motto")
    if len(lines) != 1:  # a wrapped one is put right by a person
        return
    [found] = lines
    component, written = rules.profile.component("motto"), found.line.text.strip()
    if clean(written) not in component.words:
        start = len(found.line.text) - len(found.line.text.lstrip())
        repairs = text_repair(found.span, start, start + len(written), component.text)
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
    text = found.line.text.rstrip()
    if ending := MARK_BEHIND.search(text):
        told, none = f"cuối dòng ghi “{ending[0]}”", "cuối dòng không có dấu"
        repairs = text_repair(found.span, *ending.span(), "")
        yield from rules.broken("number_form", label, text, told, required=none, repairs=repairs)
        text = text[: ending.start()]
    match = _number_pattern(recognised.kind, rules.profile).fullmatch(text)
    if match is None:
        yield from rules.broken("number_form", label, found.line.text, "ghi không đúng dạng")
        return
    yield from _judge_number_spacing(found, label, rules)
    yield from _judge_number_signs(found, label, rules)
    number = match["number"]
    if number and number != (right := f"{int(number):02d}"):
        repairs = text_repair(found.span, match.start("number"), match.start("number") + len(number), right)
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
        required = re.sub(r"^Số:?", word, re.sub(f"[{DASHES}]", "-", right), flags=re.IGNORECASE)
        yield from rules.broken("number_spacing", label, found.line.text, told, required=f"“{required}”")


def _judge_number_signs(found: Found, label: str, rules: Rules) -> Iterator[Deviation]:
    """“Số” in just these letters, a hyphen and no longer dash."""
    text = found.line.text
    word = re.match(r"\s*(Số)(?![^\W\d_])", text, re.IGNORECASE)
    if word and word[1] != "Số":
        repairs = text_repair(found.span, *word.span(1), "Số")
        told = f"ghi “{word[1]}”"
        yield from rules.broken("number_form", label, text, told, required="ghi “Số”", repairs=repairs)
    long = list(re.finditer(f"[{LONG_DASHES}]", text))
    if long:
        repairs = [step for one in long for step in text_repair(found.span, *one.span(), "-")]
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
    if asked and with_latin_letters(written) not in asked:  # a list or an appendix has no code of its own
        what = f"văn bản “{kind.name}”" if kind.name else "công văn (không có tên loại)"
        told = f"{what} mang ký hiệu {written}"
        required = f"ký hiệu {' hoặc '.join(sorted(asked))}"
        yield from rules.broken(
            "type_code", rules.profile.component("number").label, found.line.text, told, required=required
        )


def _judge_no_type_code(body: str, found: Found, rules: Rules) -> Iterator[Deviation]:
    """The number of a công văn begins with the body where the guidance gives it no code of its own."""
    first = re.split(f"[{DASHES}]", body)[0].strip()
    if first in {"CV", *(kind.code for kind in rules.profile.types if kind.code)}:
        told = f"công văn mang ký hiệu loại {first}"
        required = "công văn không ghi ký hiệu loại, chỉ ghi cơ quan và đơn vị soạn thảo"
        yield from rules.broken(
            "type_code", rules.profile.component("number").label, found.line.text, told, required=required
        )


def real_date(day: str, month: str, year: str) -> date | None:
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
        value = real_date(*figures)
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
    if not place:
        yield from rules.broken("place", label, text, "thiếu địa danh")
    elif mark != ",":
        behind = match.start("place") + len(match["place"].rstrip())
        repairs = text_repair(found.span, behind, match.start("date"), ", ")
        told = f"sau địa danh ghi “{mark}”" if mark else "thiếu dấu phẩy sau địa danh"
        required = "sau địa danh là dấu phẩy"
        yield from rules.broken("place", label, text, told, required=required, repairs=repairs)
    if place.isalpha():
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
        repairs = text_repair(found.span, start + kept, start + len(written), figures)
        yield from rules.broken("date_padding", label, text, shown, required=right, repairs=repairs)
    elif match["comma"] in ("", ","):
        comma = -1 if match["comma"] else start  # a missing one is put in with its blank
        found_gaps = (gap for gap in _GAP_IN_DATE.finditer(match.string) if gap.end() != comma)
        gaps = [(gap.span(), ", " if "," in gap[0] else " ") for gap in found_gaps]
        wrong = [
            (span, right)
            for span, right in gaps
            if match.string[slice(*span)].replace("\u00a0", " ") != right
        ]
        repairs = [step for span, right in wrong for step in text_repair(found.span, *span, right)]
        if wrong:
            told = "thừa hoặc thiếu dấu cách"
            yield from rules.broken("date_spacing", label, text, told, repairs=repairs)
    ends = {"đầu": DATE_OPENING.match(text), "cuối": DATE_STOP.search(text.rstrip())}
    if signs := {end: sign for end, sign in ends.items() if sign}:
        told = ", ".join(f"{end} dòng ghi “{sign[0].strip()}”" for end, sign in signs.items())
        required = f"{', '.join(f'{end} dòng' for end in signs)} không có dấu"
        repairs = [step for sign in signs.values() for step in text_repair(found.span, *sign.span(), "")]
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
    if written == "không" and begun.startswith("về "):  # “về công tác …” needs no “việc”
        written = "về" if asked == "V/v" else asked
    if written == "V/v" and not is_upper(text):  # the guidance writes just these letters
        written = text[opening.end() if opening else 0 :][: len(written)]
    if begun.removeprefix(written.casefold()).startswith(":"):
        written = f"{written}:"
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
        told = f"ghi “{written}”" if written else "không có gạch nối"
        yield from rules.broken(
            "type_rule", rules.profile.component("type_subject").label, subject.line.text, told
        )


def _judge_who_decides(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    """The line between the subject of a decision and its căn cứ stands in capitals."""
    for found, below in pairwise(recognised.found):
        if below.code == "ground":
            if found.code == "body" and not is_upper(found.line.text) and decides(found.line, below.line):
                yield from rules.broken("who_decides", "Thẩm quyền ban hành", found.line.text, "chữ thường")
            return


def _judge_strays(recognised: Recognised, rules: Rules) -> Iterator[Deviation]:
    for line in recognised.strays:
        label = "Phần đầu"
        yield from rules.broken("stray_line", label, line.text, "dòng không phải thành phần thể thức nào")


def day_written(recognised: Recognised) -> date | None:
    """The day of the date line; None for a draft that keeps a gap for it, and for one written otherwise."""
    found = recognised.first("date_line")
    match = found and _date_match(found.line.text)
    if not match or match.re is ODD_DATE:
        return None
    day, month, year = (match[part].strip() for part in ("day", "month", "year"))
    return real_date(day, month, year) if len(year) == _FIGURES_OF_A_YEAR else None
