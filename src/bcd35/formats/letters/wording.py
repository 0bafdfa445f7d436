"""The texts that all documents of the office share: heading, signature, lists, citations, properties.

The texts of one document stand in its own module, the layout in the templates; ``office.style`` decides what
differs between layouts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from string import Formatter
from typing import Any, NamedTuple

from bcd35.domain.addressees import called_together
from bcd35.domain.dates import date_line, running_date
from bcd35.domain.layout.widths import bold_width, italic_width, post_lines, wrapped_widths
from bcd35.domain.letters import LetterNumber
from bcd35.domain.office import DocumentStyle, Office
from bcd35.domain.rounds import Ground, Round, bare_number, bare_subject, subject_line
from bcd35.domain.sentences import cited
from bcd35.domain.signature import bold_posts, post_orders
from bcd35.domain.terms import Grant
from bcd35.domain.text import Spelling, fold, identity_key, respell
from bcd35.domain.unit_names import spelt_out
from bcd35.formats.docx.template import Paragraphs, Picture
from bcd35.formats.letters.line import line_png
from bcd35.formats.ooxml.package import Properties

# Last days beside the one that a letter names to most, in order, each with the names of its units.
OwnDays = Sequence[tuple[date, Sequence[str]]]

ENDINGS = " .;,"
# Of the lines under issuer and subject: the letters' size, room and thickness in points.
_SIZE, _ISSUER_ROOM, _SUBJECT_ROOM, _THICKNESS = 13, 175.0, 460.0, 0.5
_SHARE = 0.4  # between a third and a half
# Where the line of a long name ends best: before these words, behind a comma or the dash between two bodies.
_JOINTS = re.compile(
    r"(?<=,) |(?<= -) | (?=(?:VÀ|VỀ|CỦA|CÁC|TỈNH|THÀNH PHỐ|XÃ|PHƯỜNG|ĐẶC KHU|[ỦU][YỶ] BAN)\b)", re.IGNORECASE
)
_KIND_OF_PLACE = re.compile(r"\b(?:XÃ|PHƯỜNG|ĐẶC KHU)(?= )", re.IGNORECASE)
# What of a subject stays on one line: a remark in brackets, or the last two words.
_LAST_WORDS = re.compile(r"(\([^()]{,16}\)|\S+ \S+)$")


def spelled(context: Mapping[str, Any], spelling: Spelling) -> dict[str, Any]:
    """A context with all its texts in one spelling; pictures and links stay as they are."""
    return {key: _spelled(value, spelling) for key, value in context.items()}


def _spelled(value: Any, spelling: Spelling) -> Any:
    if isinstance(value, str):
        return respell(value, spelling)
    if isinstance(value, Mapping):
        return spelled(value, spelling)
    if isinstance(value, Paragraphs):
        return Paragraphs(tuple(respell(one, spelling) for one in value.texts))
    return [_spelled(one, spelling) for one in value] if isinstance(value, list | tuple) else value


def heading(office: Office) -> dict[str, Any]:
    """The left half of the heading, and the line under it for the layouts that have one there."""
    issuer = well_broken(office.issuer)
    return {
        "superior": well_broken(office.superior),
        "issuer": issuer,
        "issuer_rule": _rule(max(wrapped_widths(_ISSUER_ROOM, issuer, _SIZE, "bold"))),
    }


def well_broken(name: str) -> str:
    """A name that takes several lines in the heading, so spaced that each line ends where a part does.

    ``SỞ VĂN HÓA, THỂ THAO`` / ``VÀ DU LỊCH``. Of equally good ones, the breaks with the longest first lines.
    """
    if _fits(name):
        return name
    joints = {found.start() for found in _JOINTS.finditer(name)} | {len(name)}
    best: dict[int, _Broken] = {-1: _Broken(0, (), ())}
    for end in (*(place for place, sign in enumerate(name) if sign == " "), len(name)):
        broken = [
            _Broken(
                before.cost + _cost(name, start, end, joints),
                (*before.lengths, start - end),
                (*before.ends, end),
            )
            for start, before in best.items()
            if _fits(line := name[start + 1 : end]) or " " not in line
        ]
        best[end] = min(broken)
    kept = joints.union(best[len(name)].ends)
    return "".join("\u00a0" if sign == " " and place not in kept else sign for place, sign in enumerate(name))


class _Broken(NamedTuple):
    """The lines of a name's beginning: what they cost, their lengths (the longest first), where they end."""

    cost: int
    lengths: tuple[int, ...]
    ends: tuple[int, ...]


def _cost(name: str, start: int, end: int, joints: set[int]) -> int:
    """What a line costs: itself, a short one between others, the end within a part, within a word.

    Most words have two syllables; they are counted from the end of the part. A commune's name is one word.
    """
    rest = name[end + 1 : min(joint for joint in joints if joint >= end)]
    kind = _KIND_OF_PLACE.search(name)
    if kind and kind.end() == end:
        return 6
    splits_place = kind is not None and kind.end() < end
    within = 0 if end in joints else 2 if rest.count(" ") % 2 and not splits_place else 8
    is_stub = start >= 0 and end < len(name) and bold_width(name[start:end], _SIZE) < _ISSUER_ROOM / 2
    return 5 + 3 * is_stub + within


def _fits(name: str) -> bool:
    return bold_width(name, _SIZE) <= _ISSUER_ROOM


def subject_rule(subject: str) -> Picture:
    """The line under the subject of a document with a type name, for the layouts that draw it."""
    return _rule(min(bold_width(subject, _SIZE), _SUBJECT_ROOM))


def _rule(longest: float) -> Picture:
    """A line of two fifths of the longest line of the text above it, in points.

    Templates know neither the text nor, therefore, how long the line is to be.
    """
    width = longest * _SHARE
    return Picture(line_png(round(width / _THICKNESS)), width / 72 * 25.4, "Đường kẻ")


def numbered_heading(office: Office, number: LetterNumber, dated: date) -> dict[str, Any]:
    """The heading of a document with number, place and date."""
    return heading(office) | {
        "letter_number": number.reference,
        "place": office.place,
        "date_line": date_line(dated),
    }


def signature(office: Office) -> dict[str, Any]:
    """The lines of the signature: posts, room to sign, name."""
    first, *others = map(_without_lone_word, post_orders(office.signer.titles)[office.style.second_post])
    _, *bold = bold_posts([first, *others])
    return {
        "signer_title": first,
        "signer_other_titles": others,
        "signer_bold_titles": [title for title, is_bold in zip(others, bold, strict=True) if is_bold],
        "signing_space": [""] * office.style.signing_lines,
        "signer_name": office.signer.name,
    }


def _without_lone_word(post: str) -> str:
    """A post whose last word never takes a line alone: ``… THƯỜNG TRỰC`` / ``TỈNH ỦY``."""
    head, _, last = post.rpartition(" ")
    return f"{head}\u00a0{last}" if head and post_lines(post)[-1] == last else post


def properties(kind: str, number: LetterNumber, subject: str, office: Office, dated: date) -> Properties:
    """Title, author and date of a document: ``properties("Công văn", …)``."""
    reference = "(dự thảo)" if number.number is None else f"số {number.reference}"
    spelling = office.style.spelling
    title = respell(f"{kind} {reference}: {subject}", spelling)
    return Properties(title, respell(office.full_name, spelling), dated)


def letter_subject(subject: str, office: Office) -> str:
    """Trích yếu of a letter; its last word never takes a line alone, nor is “(lần thứ 2)” broken."""
    line = subject_line(subject, office.style.subject_prefix)
    return _LAST_WORDS.sub(lambda found: found[0].replace(" ", "\u00a0"), line)


def dash_list(lines: Sequence[str], separator: str) -> list[str]:
    """``["- A;", "- B."]``: the dash lists of Kính gửi and Nơi nhận."""
    bare = [line.rstrip(ENDINGS) for line in lines]
    return [f"- {line}{'.' if place == len(bare) else separator}" for place, line in enumerate(bare, start=1)]


def addressee_lines(addressees: Sequence[str], style: DocumentStyle) -> list[str]:
    """Kính gửi: one addressee without a dash, several as a list."""
    if len(addressees) > 1:
        return dash_list(addressees, style.list_separator)
    stop = "." if style.lone_addressee_stop else ""
    return [f"{name.rstrip(ENDINGS)}{stop}" for name in addressees]


def recipient_lines(office: Office, recipients: Sequence[str], addressees: Sequence[str]) -> list[str]:
    """Nơi nhận: first “Như trên”, which stands for the addressees; they are not named again."""
    return dash_list(["Như trên", *not_named(recipients, addressees)], office.style.list_separator)


def not_named(recipients: Sequence[str], addressees: Sequence[str]) -> list[str]:
    """The recipients that are none of the addressees, in a short form either: UBND, Ủy ban nhân dân."""
    named = [_keys(other) for other in addressees]
    return [one for one in recipients if not any(_is_named(_keys(one), other) for other in named)]


class _Keys(NamedTuple):
    identity: str
    toneless: str
    spelt: str


@lru_cache(maxsize=64)
def _keys(name: str) -> _Keys:
    """The office's own recipients are asked of in every letter: 0.1 of 0.26 ms."""
    return _Keys(identity_key(name), fold(name), spelt_out(name))


def _is_named(one: _Keys, other: _Keys) -> bool:
    """Names that differ in nothing but tone marks are two bodies."""
    spelt = one.toneless != other.toneless and one.spelt == other.spelt
    return spelt or one.identity == other.identity


def joined_names(addressees: Sequence[str]) -> str:
    """Addressees within a sentence: ``các chi bộ, đảng ủy cơ sở và Đoàn Thanh niên``.

    Semicolons part names that have commas.
    """
    names = [
        f"các{name[3:]}" if name.startswith("Các ") else name
        for name in (one.rstrip(ENDINGS) for one in addressees)
    ]
    separator = "; " if any("," in name for name in names) else ", "
    return " và ".join([separator.join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def grounds_text(grounds: Iterable[Ground], office: Office) -> str:
    """The full citation of all grounds: ``Công văn số 29-CV/BCĐ, ngày 21/11/2025 của … về …; …``."""
    return "; ".join(
        f"{cited(one.kind, bare_number(one.number), one.date, office)} của {one.issuer}{about(one.subject)}"
        for one in grounds
    )


def about(subject: str) -> str:
    """`` về …`` behind a citation; empty without a subject."""
    stated = subject.rstrip(ENDINGS)
    bare = bare_subject(stated)
    if bare != stated:
        return f" về việc {bare}"
    joined = f"v{bare[1:]}" if bare.lower().startswith("về ") else f"về {bare}"
    return f" {joined}" if bare else ""


def attached_to(office: Office, kind: str, number: LetterNumber, dated: date) -> str:
    """The line below the heading of an appendix: number, date and issuer of what it goes with.

    On a page that it is too long for, the issuer takes a line of its own.
    """
    issuer = f"của {office.full_name}"
    if italic_width(issuer, _SIZE) <= _SUBJECT_ROOM:
        issuer = issuer.replace(" ", "\u00a0")
    return f"Kèm theo {cited(kind, number.reference, dated, office)} {issuer}"


def letter_citation(number: LetterNumber, dated: date, office: Office) -> str:
    """``Công văn số 28-CV/BCĐ, ngày 22/11/2025``."""
    return cited("Công văn", number.reference, dated, office)


def cancelled_text(cancelled: Iterable[Grant], office: Office) -> str:
    """`` Công văn số 31-CV/BCĐ, ngày 10/12/2025 nêu thời hạn 22/12/2025 đã được hủy.`` for each letter."""
    told = dict.fromkeys((one.letter, one.on, one.deadline) for one in cancelled if one.letter)
    return "".join(
        f" {letter_citation(number, dated, office)} nêu thời hạn {running_date(day)} đã được hủy."
        for number, dated, day in told
    )


def outdated_text(reminders: Iterable[Grant], office: Office) -> str:
    """`` Thời hạn này thay thời hạn 24/12/2025 nêu tại Công văn số 29-CV/BCĐ, ngày 17/12/2025 …``."""
    told = dict.fromkeys((one.letter, one.on, one.deadline) for one in reminders if one.letter)
    return "".join(
        f" Thời hạn này thay thời hạn {running_date(day)} nêu tại {letter_citation(number, dated, office)}."
        for number, dated, day in told
    )


def round_citation(round_: Round, number: LetterNumber, dated: date, office: Office) -> str:
    """The letter of a round, by what it is: ``Kế hoạch số 28-KH/BCĐ, ngày 22/11/2025``."""
    return cited(round_.document_name, number.reference, dated, office)


# How a letter names its day; ``recover`` reads it back (:func:`stated`).
DEADLINE = "chậm nhất là ngày {deadline}{own_days} để tổng hợp"
DAY_PATTERN = "[0-9/]+"  # a day in a sentence that is read back


def stated(sentence: str, text: str, **places: str) -> re.Match[str] | None:
    """Where a text has a sentence of ours; ``places``: what stands in each place of it, as a pattern."""
    pattern = "".join(
        re.escape(words) + (f"(?P<{name}>{places[name]})" if name else "")
        for words, name, _, _ in Formatter().parse(sentence)
    )
    return re.search(pattern, text)


def destination_text(office: Office, deadline: date, own_days: OwnDays = ()) -> str:
    """Where a report goes and by when, to stand behind ``gửi``: the end of a letter's last paragraph.

    A contact of the office makes a sentence of its own; the office's closing mark ends the paragraph.
    ``own_days``: units of another last day; the office's copy names them, and the one letter to all.
    """
    contact = office.contact.rstrip(ENDINGS)
    reception = f". Nơi tiếp nhận báo cáo: {contact}" if contact else ""
    by_day = DEADLINE.format(deadline=running_date(deadline), own_days=_own_days_text(own_days))
    return f"về {office.standing_office} {by_day}{reception}{office.style.closing_mark}"


def _own_days_text(own_days: OwnDays) -> str:
    """`` (riêng Sở Y tế: ngày 22/12/2025)``; many units of one day are counted, not named."""
    told = [
        f"{', '.join(names) if len(names) <= MOST_NAMED else f'{len(names)} đơn vị'}: "
        f"ngày {running_date(day)}"
        for day, names in own_days
    ]
    return f" (riêng {'; '.join(told)})" if told else ""


# --- letters to one unit or to several ----------------------------------------------------------------------

MOST_NAMED = 10  # more units than this are not named in a letter's text: an appendix lists them
_LISTED = "các đơn vị trong danh sách kèm theo"


def addressees_of(names: Sequence[str]) -> list[str]:
    """Kính gửi of a letter to these units: each of a few, or the enclosed list."""
    return list(names) if len(names) <= MOST_NAMED else [_LISTED.capitalize()]


def units_text(names: Sequence[str]) -> str:
    """The units of a letter within its sentences."""
    if len(names) == 1:
        return names[0]
    return called_together() if len(names) <= MOST_NAMED else _LISTED


def request_text(office: Office, letter: str, units: str, deadline: date, *, manner: str = "") -> str:
    """The request of a follow-up: who is to send what, where, by when.

    ``letter``: what the letter of the round is, with its number; ``manner``: “khẩn trương ”.
    """
    return (
        f"{office.full_name} đề nghị {units} {manner}hoàn thành báo cáo theo mẫu đã gửi kèm "
        f"{letter}, gửi {destination_text(office, deadline)}"
    )
