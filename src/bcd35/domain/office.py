"""The issuing office: what its letters carry, its number series and its habits of style."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Annotated, Literal

from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.letters import LetterNumber
from bcd35.domain.number_books import EVERY_YEAR, NumberSeries
from bcd35.domain.office_lines import (
    judge_capitals,
    judge_lines,
    judge_office_line,
    judge_person,
    judge_place,
    judge_signer_name,
)
from bcd35.domain.overdue import WARN_AFTER_DAYS
from bcd35.domain.shape import Code, KeyPath, ShortText, Text
from bcd35.domain.text import Spelling, fold
from bcd35.domain.units import UnitKind

DEFAULT_LAYOUT = "hd-05-2026"
# What a command states anew, as its option is called → the field.
RESTATED = {
    "superior": "superior",
    "issuer": "issuer",
    "full-name": "full_name",
    "place": "place",
    "standing-office": "standing_office",
    "standing-office-short": "standing_office_short",
    "contact": "contact",
    "signer-title": "signer.titles",
    "signer-name": "signer.name",
    "second-post": "style.second_post",
    "addressee": "addressee_groups",
    "recipient": "recipients",
    "follow-up-recipient": "follow_up_recipients",
}
# Lists without which no letter is whole, each with its words.
NEEDED_LISTS = {
    "signer-title": "chức vụ người ký",
    "addressee": "nơi nào ở “Kính gửi”",
    "recipient": "nơi nào ở “Nơi nhận”",
}
SMALLEST_PITCH, LARGEST_PITCH = 18, 22
LARGEST_GAP = 24


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs for the office: the lines of the post, top to bottom, and the name below the signature."""

    titles: tuple[ShortText, ...]
    name: ShortText


@dataclass(frozen=True, slots=True)
class NamedSigner:
    """Another signer of the office, whom a round chooses by the code (``signer:``)."""

    code: Code
    titles: tuple[ShortText, ...]
    name: ShortText


@dataclass(frozen=True, slots=True)
class ParagraphGap:
    """Points before and after a paragraph of the body."""

    before: int = 6
    after: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStyle:
    """Choices of style that a layout leaves to the office, or where its sources disagree.

    ``signing_lines`` are blank lines of 14 pt; ``second_post``: whether the post of the seal comes first, or
    the posts stand as the office wrote them; ``two_sided``: the margins of even pages are mirrored;
    ``spelling`` is where tone marks stand in the whole document; ``titles_before_name``: those of schools and
    hospitals; ``lone_addressee_stop``: a full stop behind the only body under Kính gửi;
    ``comma_before_date``: in citations (``số 28-CV/BCĐ, ngày …``); ``roman_appendices``: Phụ lục I, II;
    ``line_pitch`` (points) and ``paragraph_gap`` are the template's own unless they are stated here.
    """

    closing_mark: Literal[".", "./."] = "."
    subject_prefix: Literal["về việc", "V/v", "không"] = "về việc"
    list_separator: Literal[";", ","] = ";"
    signing_lines: int = 5
    second_post: Literal["quy định", "nếp riêng"] = "quy định"
    two_sided: bool = False
    spelling: Spelling = "ủy"
    line_pitch: int | None = None
    paragraph_gap: ParagraphGap | None = None
    titles_before_name: bool = False
    lone_addressee_stop: bool = True
    comma_before_date: bool = True
    roman_appendices: bool = False

    def without_body(self) -> "DocumentStyle":
        """The style of sheets that have no body (checklist, poster): no line pitch and no paragraph gap."""
        return replace(self, line_pitch=None, paragraph_gap=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupTerms:
    """Where copies of the workspace go, how many are kept, and after how many days without one to speak.

    ``place``: a folder, from the workspace if it is not absolute; empty: beside the workspace.
    """

    place: ShortText = ""
    keep: int = 30
    warn_after_days: int = WARN_AFTER_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Cơ quan ban hành: the body whose standing office uses the tool.

    ``layout``: the code of the rules (``data/profiles/``) that its documents are made and judged by.
    ``follow_up_recipients`` is Nơi nhận of letters that concern one unit or a few (reminders, corrections);
    empty: ``recipients``.
    """

    superior: ShortText
    issuer: ShortText
    full_name: ShortText
    place: Annotated[str, Text(60)]
    standing_office: ShortText
    standing_office_short: ShortText
    addressee_groups: tuple[ShortText, ...]
    recipients: tuple[ShortText, ...]
    signer: Signer
    number_series: tuple[NumberSeries, ...]
    unit_kinds: tuple[UnitKind, ...]
    signers: tuple[NamedSigner, ...] = ()  # further ones, by code
    layout: Code = DEFAULT_LAYOUT
    style: DocumentStyle = DocumentStyle()
    contact: ShortText = ""
    follow_up_recipients: tuple[ShortText, ...] = ()
    backup: BackupTerms = BackupTerms()
    reminders_extend: bool = False  # whether the term that a reminder names moves a unit's last day

    def signed_by(self, code: str) -> "Office | None":
        """The office with the signer of a code, the usual one without a code; None for an unknown code."""
        if not code:
            return self
        signer = next((one for one in self.signers if one.code.casefold() == code.casefold()), None)
        return replace(self, signer=Signer(signer.titles, signer.name)) if signer else None

    def type_of(self, symbol: str) -> str:
        """The type of the documents that carry a symbol; empty for a symbol that no book has."""
        same = (one for one in self.number_series if one.symbol.casefold() == symbol.casefold())
        return next((one.document_type for one in same), "")

    def symbols(self, document_type: str) -> list[str]:
        """The symbols that documents of a type may carry; the first is the usual one."""
        return list(
            dict.fromkeys(one.symbol for one in self.number_series if one.document_type == document_type)
        )

    def books(self, document_type: str, symbol: str = "") -> tuple[NumberSeries, ...]:
        """The books of one symbol, as stated; without a symbol those of the usual one."""
        wanted = (symbol or next(iter(self.symbols(document_type)), "")).casefold()
        return tuple(
            one
            for one in self.number_series
            if one.document_type == document_type and one.symbol.casefold() == wanted
        )

    def book_of(self, number: LetterNumber) -> NumberSeries | None:
        """The stated book that a number stands in."""
        same = [one for one in self.number_series if one.symbol == number.symbol]
        named = [one for one in same if one.term == number.term]
        return next(reversed([*(one for one in same if one.yearly), *named]), None)


def judge_office(office: Office) -> list[tuple[KeyPath, Finding]]:
    """Faults between the fields of one office, each with its path in the file (for line and column)."""
    found = [*_judge_head(office)]
    for place, series in enumerate(office.number_series):
        found += [(("number_series", place, name), finding) for name, finding in _judge_series(series)]
    found += [*_judge_style(office.style), *_judge_backup(office.backup)]
    found += _judge_codes("unit_kinds", "Loại đơn vị", [kind.code for kind in office.unit_kinds])
    found += _judge_codes("signers", "Người ký", [signer.code.casefold() for signer in office.signers])
    return found


def _judge_head(office: Office) -> Iterator[tuple[KeyPath, Finding]]:
    """What no head of a letter says, no signature, no list of addressees."""
    yield from _placed(("place",), judge_place(office.place))
    for name in ("superior", "issuer"):
        yield from _placed((name,), judge_capitals(getattr(office, name)))
    for name in ("superior", "issuer", "full_name", "standing_office", "standing_office_short"):
        yield from _placed((name,), judge_office_line(getattr(office, name)))
    yield from _placed(("contact",), judge_person(office.contact))
    signers: list[tuple[KeyPath, Signer | NamedSigner]] = [(("signer",), office.signer)]
    signers += [(("signers", number), one) for number, one in enumerate(office.signers)]
    for path, one in signers:
        yield from _placed((*path, "name"), judge_signer_name(one.name))
        for place, title in enumerate(one.titles):
            yield from _placed((*path, "titles", place), judge_office_line(title))
    for name in ("addressee_groups", "recipients", "follow_up_recipients"):
        for place, found in judge_lines(getattr(office, name)):
            yield (name, place), found


def _placed(path: KeyPath, found: Iterable[Finding]) -> Iterator[tuple[KeyPath, Finding]]:
    return ((path, one) for one in found)


def judge_stated(office: Office, fields: Collection[str]) -> Iterator[Finding]:
    """What is no fault of a file, but of what a clerk states now: the issuer, a list without a line."""
    if "superior" in fields or "issuer" in fields:
        yield from judge_issuer(office)
    for name in NEEDED_LISTS:
        if RESTATED[name] in fields:
            yield from judge_list(office, name)


def judge_list(office: Office, name: str) -> Iterator[Finding]:
    """A list that a letter needs, as its option is called, without a line."""
    if not attrgetter(RESTATED[name])(office):
        message = f"Cơ quan chưa ghi {NEEDED_LISTS[name]}; công văn sẽ để trống chỗ ấy."
        yield Finding("list_empty", RESTATED[name], message, f"Ghi lại: bcd35 office --{name} DÒNG")


def judge_issuer(office: Office) -> Iterator[Finding]:
    """Asked where a clerk states the issuer: the superior may be stated first, and be the packaged issuer."""
    if fold(office.superior) == fold(office.issuer):
        message = f"Cơ quan ban hành và cơ quan cấp trên cùng ghi “{office.issuer}”."
        yield Finding("same_as_superior", "issuer", message, "Ghi hai dòng như ở công văn cũ.")


def _judge_codes(name: str, label: str, codes: list[str]) -> list[tuple[KeyPath, Finding]]:
    return [
        (
            (name, place, "code"),
            Finding("duplicate_code", "", f"{label} “{code}” khai hai lần.", "Giữ một dòng."),
        )
        for place, code in enumerate(codes)
        if code in codes[:place]
    ]


def _judge_series(series: NumberSeries) -> Iterator[tuple[str, Finding]]:
    """Numbers begin at 1 or later; where every year begins anew, a year under way has a line of its own."""
    if series.next_number < 1:
        message = f"Số tiếp theo là {series.next_number}; phải từ 1 trở lên."
        yield "next_number", Finding("bad_value", "", message, "Ghi số sẽ cấp cho văn bản kế tiếp.")
    if series.yearly and series.next_number > 1:
        message = f"Sổ {EVERY_YEAR} mỗi năm bắt đầu từ 1, không ghi next_number: {series.next_number}."
        fix = (
            f"Bỏ next_number ở dòng này; với năm đang dở thêm một dòng riêng: - {{document_type: "
            f"{series.document_type}, symbol: {series.symbol}, term: NĂM, next_number: {series.next_number}}}"
        )
        yield "next_number", Finding("bad_value", "", message, fix)
    first, last = replace(series, since=None).days
    if series.since and not first <= series.since <= last:
        message = f"Ngày bắt đầu {screen_date(series.since)} ở ngoài “{series.term}”."
        yield "since", Finding("bad_value", "", message, "Sửa since, hoặc sửa term.")


def _judge_backup(terms: BackupTerms) -> list[tuple[KeyPath, Finding]]:
    """At least one copy is kept; a term of no days would speak every day."""
    return [
        (
            ("backup", name),
            Finding("bad_value", "", f"Mục “{name}” ghi {value}; phải từ 1 trở lên.", "Ghi lại số."),
        )
        for name, value in (("keep", terms.keep), ("warn_after_days", terms.warn_after_days))
        if value < 1
    ]


def _judge_style(style: DocumentStyle) -> list[tuple[KeyPath, Finding]]:
    """Line pitch within HD 05-HD/VPTW (2026), paragraph gaps of at most ``LARGEST_GAP`` points."""
    gap = style.paragraph_gap or ParagraphGap()
    limits = (
        (
            ("style", "line_pitch"),
            SMALLEST_PITCH if style.line_pitch is None else style.line_pitch,
            SMALLEST_PITCH,
            LARGEST_PITCH,
        ),
        (("style", "paragraph_gap", "before"), gap.before, 0, LARGEST_GAP),
        (("style", "paragraph_gap", "after"), gap.after, 0, LARGEST_GAP),
    )
    return [
        (
            path,
            Finding(
                "bad_value",
                "",
                f"Mục “{path[-1]}” ghi {value}; chỉ nhận từ {least} đến {most} (pt).",
                "Ghi lại số pt.",
            ),
        )
        for path, value, least, most in limits
        if not least <= value <= most
    ]
