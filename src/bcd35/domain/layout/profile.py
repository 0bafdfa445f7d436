"""Layout rules as values: the requirements of one profile, a guidance of the Party's central office.

The numbers and sources stand in ``data/profiles/*.yaml``; this module holds their shapes and the
faults between them. ``layout_check.py`` judges a document by them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal, get_args

from bcd35.domain.findings import Finding
from bcd35.domain.office import DocumentStyle
from bcd35.domain.shape import Code, Line, Text

Grade = Literal["original", "official", "digest", "practice", "inference"]
Severity = Literal["error", "advice"]
Case = Literal["upper", "mixed", "any"]
Side = Literal["left", "right", "center", "any"]
ComponentCode = Literal[
    "title", "superior", "issuer", "star", "number", "date_line", "type_name", "type_subject",
    "letter_subject", "body", "table_text", "authority", "position", "signer_name", "address_label",
    "addressee", "recipients_label", "recipient", "urgency", "circulation", "draft_note", "typist",
]  # fmt: skip
# Advance width of “ĐẢNG CỘNG SẢN VIỆT NAM” in Times New Roman Bold, in multiples of the size.
_TITLE_EMS = 13.777
PATTERN = Annotated[str, Text(200)]


@dataclass(frozen=True, slots=True)
class Source:
    """Where rules were found; ``address`` may be empty for what was seen in an office."""

    code: Code
    name: Line
    address: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Thành phần thể thức: one line of the typography table.

    Sizes in points, ``up_to`` where a range is allowed. ``point``: where the first source says it.
    """

    code: ComponentCode
    label: Line
    size: int
    sources: tuple[Code, ...]
    grade: Grade
    up_to: int | None = None
    case: Case = "any"
    bold: bool = False
    italic: bool = False
    underline: bool = False
    side: Side = "any"
    point: Line = ""

    def allows_size(self, points: float) -> bool:
        return self.size <= points <= (self.up_to or self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Paper and margins of a portrait page in millimetres, and the page number.

    ``number_size`` in points, ``number_from_top`` in millimetres.
    """

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    number_size: int
    number_from_top: int


@dataclass(frozen=True, slots=True)
class BodyText:
    """The document's font, and the body's line pitch, gap (both in points) and first line (millimetres)."""

    font: Line
    pitch_least: int
    gap_least: int
    first_line: int
    pitch_most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """Tên loại: a type of document, with the code in its number and the components that it needs.

    ``name``: in capitals, empty for a công văn; ``attached``: a table or list that goes with a letter;
    ``addressed``: it carries Kính gửi (or another ``address_word``); ``paper``: an administrative paper, on
    A4 or A5.
    """

    name: Line = ""
    code: Annotated[str, Text(10)] = ""
    addressed: bool = False
    attached: bool = False
    paper: bool = False
    needs: tuple[ComponentCode, ...] = ()
    address_word: Annotated[str, Text(20)] = "Kính gửi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Punctuation:
    """Punctuation and set forms; ``marks`` in a profile's file.

    ``spelling``: the position of the tone mark in oa, oe, uy; ``either`` allows each, but not both together.
    """

    list_separator: Literal[";", ","]
    closing_mark: Literal[".", "./."]
    subject_prefix: Literal["về việc", "V/v", "không"]
    rule_under_subject: Annotated[str, Text(10)]
    spelling: Literal["ủy", "uỷ", "either"] = "either"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posts:
    """Posts: those that stand ``alone``, without the name of the body; those below T/M (``for_all``)."""

    alone: tuple[Line, ...] = ()
    for_all: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class SetForm:
    """A form that the profile forbids: ``pattern`` of a whole line, what to write ``instead``, the rule.

    ``layout``: of which other layout it is the heading, in words; empty when it is of none.
    """

    pattern: PATTERN
    instead: Line
    rule: Code
    layout: Line = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Quy tắc: one requirement beside the components' formats; ``requires`` is the sentence for a clerk.

    ``point``: where the first source says it.
    """

    code: Code
    requires: Line
    sources: tuple[Code, ...]
    grade: Grade
    point: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Bộ quy tắc thể thức: everything that one guidance requires, each line with sources and grade."""

    code: Code
    name: Line
    sources: tuple[Source, ...]
    page: Page
    text: BodyText
    marks: Punctuation
    components: tuple[Component, ...]
    types: tuple[DocumentType, ...]
    rules: tuple[Rule, ...]
    forbidden: tuple[SetForm, ...] = ()
    posts: Posts = Posts()

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


def title_width(size: float) -> float:
    """Width in points of the title at a size in points: 206.7 at 15."""
    return _TITLE_EMS * size


def with_style(profile: Profile, style: DocumentStyle) -> Profile:
    """The profile with the office's own choice where the sources disagree, or where it departs from one."""
    punctuation = replace(
        profile.marks,
        list_separator=style.list_separator,
        subject_prefix=style.subject_prefix,
        spelling=style.spelling,
    )
    advised = {"second_post"} if style.second_post == "nếp riêng" else set()
    rules = tuple(replace(rule, grade="practice") if rule.code in advised else rule for rule in profile.rules)
    return replace(profile, marks=punctuation, rules=rules)


Located = tuple[tuple[str | int, ...], Finding]


def judge_profile(profile: Profile) -> Iterator[Located]:
    """Faults between the parts of a profile, each with its path in the file (for line and column)."""
    yield from _judge_sources(profile)
    yield from _judge_components(profile)
    for place, form in enumerate(profile.forbidden):
        if not _is_pattern(form.pattern):
            message = f"Mẫu “{form.pattern}” viết sai cú pháp biểu thức chính quy."
            yield (
                ("forbidden", place, "pattern"),
                Finding("bad_pattern", "", message, "Xem các mẫu khác trong tệp."),
            )
    if all(kind.name for kind in profile.types):
        yield (
            ("types",),
            Finding(
                "no_letter_type", "", "Thiếu loại không có tên (công văn).", "Thêm một dòng không ghi name."
            ),
        )


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
                    yield (
                        (group, place, "sources"),
                        Finding(
                            "unknown_source", "", f"Không có nguồn “{code}”.", "Khai nguồn ở mục sources."
                        ),
                    )


def _judge_components(profile: Profile) -> Iterator[Located]:
    stated = [component.code for component in profile.components]
    missing = [code for code in get_args(ComponentCode) if code not in stated]
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
