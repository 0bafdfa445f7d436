"""Layout rules as values: the requirements of one profile, the guidance that a body writes its documents by.

The numbers and sources stand in ``data/profiles/*.yaml``; this module holds their shapes and the
faults between them. ``layout_check.py`` judges a document by them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal, NamedTuple, get_args

from bcd35.domain.findings import Finding
from bcd35.domain.office import DocumentStyle
from bcd35.domain.shape import Code, KeyPath, ShortText, Text

Grade = Literal["original", "official", "digest", "practice", "inference"]
Severity = Literal["error", "advice"]
Case = Literal["upper", "mixed", "any"]
Side = Literal["left", "right", "center", "any"]
ComponentCode = Literal[
    "title", "motto", "superior", "issuer", "star", "number", "date_line", "type_name", "type_subject",
    "letter_subject", "ground", "article", "body", "table_text", "authority", "position", "signer_name",
    "address_label", "addressee", "recipients_label", "recipient", "urgency", "circulation", "draft_note",
    "typist",
]  # fmt: skip
# Components that a guidance may do without; a profile that does not state one never finds it.
_OPTIONAL: frozenset[ComponentCode] = frozenset(
    ("motto", "star", "ground", "article", "urgency", "circulation", "draft_note", "typist")
)
PATTERN = Annotated[str, Text(200)]


class Range(NamedTuple):
    """The values that a guidance allows, from the least to the most."""

    least: float
    most: float

    def holds(self, value: float, tolerance: float = 0) -> bool:
        return self.least - tolerance <= value <= self.most + tolerance

    def nearest(self, value: float) -> float:
        return min(max(value, self.least), self.most)


@dataclass(frozen=True, slots=True)
class RuleSource:
    """Where rules were found; ``address`` may be empty for what was seen in an office."""

    code: Code
    name: ShortText
    address: ShortText = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Thành phần thể thức: one line of the typography table.

    Sizes in points, ``up_to`` where a range is allowed. ``words``: the whole lines that it is known by, where
    it has set ones; the first is how it is written. ``pattern``: that of such a line, where it has none.
    ``below``: above it stand those of these that the document has. ``point``: where the first source says it.
    """

    code: ComponentCode
    label: ShortText
    size: int
    sources: tuple[Code, ...]
    grade: Grade
    up_to: int | None = None
    case: Case = "any"
    bold: bool = False
    italic: bool = False
    underline: bool = False
    side: Side = "any"
    words: tuple[ShortText, ...] = ()
    pattern: PATTERN = "(?!)"
    below: tuple[ComponentCode, ...] = ()
    point: ShortText = ""

    @property
    def sizes(self) -> Range:
        return Range(self.size, self.up_to or self.size)

    @property
    def text(self) -> str:
        """The set words of a component that has them, as they are written."""
        return next(iter(self.words), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRules:
    """Paper and margins of a portrait page in millimetres, and the page number.

    ``…_up_to`` where a range is allowed. ``number_size`` in points, ``number_from_top`` in millimetres, None
    where the guidance does not state it.
    """

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    number_size: int
    number_from_top: int | None = None
    top_up_to: int | None = None
    bottom_up_to: int | None = None
    left_up_to: int | None = None
    right_up_to: int | None = None
    number_up_to: int | None = None

    @property
    def margins(self) -> dict[str, Range]:
        """Side → the margins that are allowed there."""
        return {
            "top": Range(self.top, self.top_up_to or self.top),
            "bottom": Range(self.bottom, self.bottom_up_to or self.bottom),
            "left": Range(self.left, self.left_up_to or self.left),
            "right": Range(self.right, self.right_up_to or self.right),
        }

    @property
    def number_sizes(self) -> Range:
        return Range(self.number_size, self.number_up_to or self.number_size)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyText:
    """The document's font, and the body's line pitch, gap (points) and first line (millimetres).

    The pitch is exact, in points, or (``lines_least``, ``lines_most``) a multiple of a single line;
    ``first_line`` lists what is allowed, the usual one first.
    """

    font: ShortText
    first_line: tuple[float, ...]
    gap_least: int
    pitch_least: int | None = None
    pitch_most: int | None = None
    lines_least: float = 1
    lines_most: float = 1

    @property
    def lines(self) -> Range:
        return Range(self.lines_least, self.lines_most)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """Tên loại: a type of document, with the code in its number and the components that it needs.

    ``name``: in capitals, empty for a công văn; ``attached``: a table or list that goes with a letter;
    ``addressed``: it may carry Kính gửi (or another ``address_word``), and has to if it ``needs`` it;
    ``paper``: an administrative paper, on A4 or A5; ``for_rounds``: whether a round may be issued as it, not
    so a contract, or a paper for one person or one sending. ``opening``, ``watch``, ``request``: what the
    document of a round says to the ``{units}``; ``{tasks}``: “các nội dung sau”, ``{destination}``: where to
    and by when.
    """

    name: ShortText = ""
    code: Annotated[str, Text(10)] = ""
    addressed: bool = False
    attached: bool = False
    paper: bool = False
    for_rounds: bool = True
    needs: tuple[ComponentCode, ...] = ()
    address_word: Annotated[str, Text(20)] = "Kính gửi"
    opening: ShortText = "{office} đề nghị {units} triển khai thực hiện {tasks}:"
    watch: ShortText = "đề nghị {units} phân công theo dõi việc thực hiện theo bảng kiểm."
    request: ShortText = "Đề nghị {units} báo cáo kết quả thực hiện theo mẫu kèm theo, gửi {destination}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Punctuation:
    """Punctuation and set forms; ``marks`` in a profile's file.

    ``spelling``: the position of the tone mark in oa, oe, uy; ``either`` allows each, but not both together.
    """

    list_separator: Literal[";", ","]
    closing_mark: Literal[".", "./."]
    subject_prefix: Literal["về việc", "V/v", "không"]
    rule_under_subject: Annotated[str, Text(10)] = ""  # empty: none is typed
    spelling: Literal["ủy", "uỷ", "either"] = "either"
    lone_addressee_stop: Literal["có", "không", "tùy"] = "có"  # behind the only body under Kính gửi
    filed_copy: PATTERN = r"Lưu\b.*"
    ground_end: Literal[".", ","] = "."  # behind the last căn cứ
    titles_before_name: bool = False
    titled_issuers: PATTERN = ""  # bodies whose signers write titles before their names


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How the number is written: ``{number}``, ``{type}`` (the type's code), ``{body}``, what joins them.

    ``letter``: that of a công văn, where it is another. ``colon``: one stands behind “Số”.
    """

    form: Annotated[str, Text(60)]
    letter: Annotated[str, Text(60)] = ""
    colon: bool = False


@dataclass(frozen=True, slots=True)
class DrawnRule:
    """A drawn line below a component, from ``least`` to ``most`` per cent of its text's length."""

    below: ComponentCode
    rule: Code
    least: int
    most: int

    @property
    def shares(self) -> Range:
        return Range(self.least / 100, self.most / 100)


@dataclass(frozen=True, slots=True)
class AuthorityForm:
    """How the right to sign for another is written (``K/T``), and the ``wrong`` forms that stand for it."""

    form: Annotated[str, Text(10)]
    wrong: tuple[Annotated[str, Text(10)], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """Posts: those that stand ``alone``, without the name of the body; those below T/M (``for_all``)."""

    alone: tuple[ShortText, ...] = ()
    for_all: tuple[ShortText, ...] = ()


@dataclass(frozen=True, slots=True)
class SetForm:
    """A form that the profile forbids: ``pattern`` of a whole line, what to write ``instead``, the rule.

    ``layout``: of which other layout it is the heading, in words, empty when it is of none; ``profile``: the
    code of the rules of that layout.
    """

    pattern: PATTERN
    instead: ShortText
    rule: Code
    layout: ShortText = ""
    profile: Code = ""


@dataclass(frozen=True, slots=True)
class Outside:
    """Documents that the guidance does not govern: the ``pattern`` of a line of their head, what they are.

    ``untitled``: only those without the profile's title; a Party committee in a firm bears the firm's name.
    """

    pattern: PATTERN
    what: ShortText
    untitled: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """Quy tắc: one requirement beside the components' formats; ``requires`` is the sentence for a clerk.

    ``point``: where the first source says it.
    """

    code: Code
    requires: ShortText
    sources: tuple[Code, ...]
    grade: Grade
    point: ShortText = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Bộ quy tắc thể thức: everything that one guidance requires, each line with sources and grade."""

    code: Code
    name: ShortText
    sources: tuple[RuleSource, ...]
    page: PageRules
    text: BodyText
    marks: Punctuation
    components: tuple[Component, ...]
    number: NumberForm
    types: tuple[DocumentType, ...]
    rules: tuple[Rule, ...]
    drawn: tuple[DrawnRule, ...] = ()
    authority: tuple[AuthorityForm, ...] = ()
    forbidden: tuple[SetForm, ...] = ()
    outside: tuple[Outside, ...] = ()
    posts: Posts = Posts()

    def has(self, code: ComponentCode) -> bool:
        """Tell whether the guidance knows a component."""
        return any(component.code == code for component in self.components)

    @property
    def title_lines(self) -> tuple[str, ...]:
        """What stands at the top right: the title and, where there is one, the motto below it."""
        codes: tuple[ComponentCode, ...] = ("title", "motto")
        return tuple(self.component(code).text for code in codes if self.has(code))

    def words(self, code: ComponentCode) -> tuple[str, ...]:
        """The set words of a component; none where the guidance does not know it."""
        return self.component(code).words if self.has(code) else ()

    def outside_kind(self, head: Iterable[str], *, titled: bool) -> str:
        """What a document is by the lines of its head, where the guidance does not govern it; else empty."""
        texts = tuple(head)
        asked = (one for one in self.outside if not (titled and one.untitled))
        found = (one for one in asked if any(re.fullmatch(one.pattern, text) for text in texts))
        return next((one.what for one in found), "")

    def component(self, code: ComponentCode) -> Component:
        return next(component for component in self.components if component.code == code)

    def rule(self, code: str) -> Rule | None:
        """A rule by its code; None where this guidance has no such rule, which then is not judged."""
        return next((rule for rule in self.rules if rule.code == code), None)

    def source_of(self, line: Component | Rule) -> str:
        """The sources of a line by name, the first with the point in it."""
        names = {source.code: source.name for source in self.sources}
        first, *others = (names[code] for code in line.sources)
        return "; ".join([f"{first}, {line.point}" if line.point else first, *others])


def severity_of(grade: Grade) -> Severity:
    """An official text, or consistent digests of one, make an error; practice and inference make advice."""
    return "advice" if grade in ("practice", "inference") else "error"


def with_style(profile: Profile, style: DocumentStyle) -> Profile:
    """The profile with the office's own choice where the sources disagree, or where it departs from one."""
    punctuation = replace(
        profile.marks,
        list_separator=style.list_separator,
        subject_prefix=style.subject_prefix,
        spelling=style.spelling,
        titles_before_name=style.titles_before_name,
    )
    advised = {"second_post"} if style.second_post == "nếp riêng" else set()
    rules = tuple(replace(rule, grade="practice") if rule.code in advised else rule for rule in profile.rules)
    return replace(profile, marks=punctuation, rules=rules)


Located = tuple[KeyPath, Finding]


def judge_profile(profile: Profile) -> Iterator[Located]:
    """Faults between the parts of a profile, each with its path in the file (for line and column)."""
    yield from _judge_sources(profile)
    yield from _judge_components(profile)
    for path, pattern in _patterns(profile):
        if not _is_pattern(pattern):
            message = f"Mẫu “{pattern}” viết sai cú pháp biểu thức chính quy."
            yield path, Finding("bad_pattern", "", message, "Xem các mẫu khác trong tệp.")
    yield from _judge_words(profile)
    if all(kind.name for kind in profile.types):
        message = "Thiếu loại không có tên (công văn)."
        yield ("types",), Finding("no_letter_type", "", message, "Thêm một dòng không ghi name.")


# The words of a type → what stands for a value in them; the first is needed.
_WORD_MARKS = {
    "opening": ("{tasks}", "{office}", "{units}"),
    "watch": ("{units}",),
    "request": ("{destination}", "{units}"),
}


def _judge_words(profile: Profile) -> Iterator[Located]:
    """Braces in a type's words name values, and no document loses its tasks or its last day."""
    for place, kind in enumerate(profile.types):
        for name, marks in _WORD_MARKS.items():
            text: str = getattr(kind, name)
            unknown = set(re.findall(r"\{[^}]*\}?|\}", text)) - {*marks}
            if unknown or marks[0] not in text:
                message = f"Lời văn “{text}” thiếu {marks[0]}, hoặc có chỗ điền khác {', '.join(marks)}."
                fix = f"Viết đủ {marks[0]}; ngoài các chỗ điền ấy không ghi dấu ngoặc nhọn."
                yield ("types", place, name), Finding("bad_words", "", message, fix)


def _patterns(profile: Profile) -> Iterator[tuple[KeyPath, str]]:
    yield ("marks", "filed_copy"), profile.marks.filed_copy
    yield ("marks", "titled_issuers"), profile.marks.titled_issuers
    for place, component in enumerate(profile.components):
        yield ("components", place, "pattern"), component.pattern
    for place, form in enumerate(profile.forbidden):
        yield ("forbidden", place, "pattern"), form.pattern
    for place, one in enumerate(profile.outside):
        yield ("outside", place, "pattern"), one.pattern


def _judge_sources(profile: Profile) -> Iterator[Located]:
    known = {source.code for source in profile.sources}
    groups: tuple[tuple[str, Sequence[Component | Rule]], ...] = (
        ("components", profile.components),
        ("rules", profile.rules),
    )
    for group, lines in groups:
        for place, line in enumerate(lines):
            for code in line.sources:
                if code not in known:
                    message = f"Không có nguồn “{code}”."
                    fix = "Khai nguồn ở mục sources."
                    yield (group, place, "sources"), Finding("unknown_source", "", message, fix)


def _judge_components(profile: Profile) -> Iterator[Located]:
    stated = [component.code for component in profile.components]
    asked = {code for kind in profile.types for code in kind.needs} | {one.below for one in profile.drawn}
    missing = [
        code
        for code in get_args(ComponentCode)
        if code not in stated and (code not in _OPTIONAL or code in asked)
    ]
    if missing:
        message = f"Thiếu thành phần: {', '.join(missing)}."
        yield ("components",), Finding("missing_component", "", message, "Thêm dòng cho từng thành phần ấy.")
    for place, code in enumerate(stated):
        if code in stated[:place]:
            message = f"Thành phần “{code}” khai hai lần."
            yield ("components", place, "code"), Finding("duplicate_component", "", message, "Giữ một dòng.")


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True
