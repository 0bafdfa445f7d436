"""The report form, described once: the blank form, its reader and the summary's columns all follow it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

from bcd35.domain.answers import (
    NOT_APPLICABLE_SHORT,
    NOTHING_SHORT,
    Answers,
    RawAnswer,
    answers_to,
    judge_answers,
)
from bcd35.domain.dates import running_date
from bcd35.domain.findings import Finding
from bcd35.domain.rounds import KIND_WORDS, Field, Round, same_question
from bcd35.domain.shape import to_plain
from bcd35.domain.text import capitalised

SHEET = "Báo cáo"
# This sheet is “very hidden”. It says which form this is, whatever the file is called. Its name and its keys
# are no part of the layout and stay for ever: by them a form says which layout it was issued with.
IDENTITY_SHEET = "_bcd35"
NUMBER_COLUMN, LABEL_COLUMN, HINT_COLUMN, ANSWER_COLUMN = "A", "B", "C", "D"
FIRST_ROW = 9
CELLS_TO_FILL = "các ô nền vàng"


# Rows were as high as a text of so many letters mostly needs; now they are as high as its letters are wide.
RowHeights = Literal["estimated", "measured"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLayout:
    """Bố cục mẫu: where the table of a form stands, how it is headed, and the words around it.

    ``columns`` and ``headings`` by what a column holds: ``number``, ``label``, ``hint``, ``answer``.
    ``claims``: how a head line begins, by what it says: ``unit``, ``reference``, ``subject``. ``rows``: how
    high they are; those of forms that are out stay as they were, so that they can be made again.
    """

    sheet: str
    heading_row: int
    first_row: int
    columns: Mapping[str, str]
    headings: Mapping[str, str]
    claims: Mapping[str, str]
    deadline: str
    note: str
    rows: RowHeights = "estimated"

    def deadline_words(self, deadline: date) -> str:
        """How the head of a form states its deadline; one that goes back for correction has a new one."""
        return self.deadline.format(day=running_date(deadline))


# The layout of the forms that this program makes. Those that are out keep theirs: it is stored at the issue.
LAYOUT = FormLayout(
    sheet=SHEET,
    heading_row=FIRST_ROW - 1,
    first_row=FIRST_ROW,
    columns={"number": NUMBER_COLUMN, "label": LABEL_COLUMN, "hint": HINT_COLUMN, "answer": ANSWER_COLUMN},
    headings={"number": "TT", "label": "Nội dung", "hint": "Cách ghi", "answer": "Trả lời"},
    claims={"unit": "Đơn vị báo cáo:", "reference": "Thực hiện Công văn số", "subject": "việc "},
    deadline="Thời hạn: ngày {day}.",
    note=(
        f"Không phát sinh ghi {NOTHING_SHORT}; không áp dụng ghi {NOT_APPLICABLE_SHORT}; để trống là chưa "
        f"trả lời; không có thì ghi 0. Chỉ điền vào {CELLS_TO_FILL}; không sửa ô khác, không thêm bớt hàng, "
        "cột, không chép sang tệp khác."
    ),
    rows="measured",
)


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the form: a question with its hint and answer cell, or a task heading (no ``field``)."""

    row: int
    label: str
    field: Field | None = None
    hint: str = ""
    answer_cell: str = ""


@dataclass(frozen=True)  # no slots: what every returned form is held against is made once
class FormSpec:
    """Mẫu báo cáo: the rows of a round's form, task headings above their questions, and its layout.

    Questions of no task stand under “Nội dung khác”. ``digest`` tells two forms apart that differ in anything
    by which a returned one is judged; every form carries it.
    """

    round_code: str
    version: int
    rows: tuple[FormRow, ...]
    layout: FormLayout
    digest: str = ""

    @cached_property
    def questions(self) -> tuple[FormRow, ...]:
        return tuple(row for row in self.rows if row.field)

    @cached_property
    def labels(self) -> Mapping[int, str]:
        """Row → the text of its label cell."""
        return {row.row: row.label for row in self.rows}

    @cached_property
    def hints(self) -> Mapping[int, str]:
        """Row of a question → the text of its hint cell."""
        return {row.row: row.hint for row in self.rows if row.field}


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """What the hidden sheet of a form carries; ``spec`` is the digest of the layout it was made from."""

    form_id: str
    round_code: str
    unit: str
    version: int
    spec: str


def form_spec(round_: Round) -> FormSpec:
    """The form of a round as this program lays it out."""
    rows: list[FormRow] = []

    def add(label: str, field: Field | None = None) -> None:
        row = LAYOUT.first_row + len(rows)
        asked = (hint_words(field), f"{LAYOUT.columns['answer']}{row}") if field else ()
        rows.append(FormRow(row, label, field, *asked))

    for task in round_.tasks:
        fields = [field for field in round_.fields if field.task == task.code]
        if fields:
            add(task.title)
            for field in fields:
                add(field.label, field)
    rest = [field for field in round_.fields if not field.task]
    if rest:
        add("Nội dung khác")
        for field in rest:
            add(field.label, field)
    spec = FormSpec(round_.code, round_.form_version, tuple(rows), _layout_of(round_))
    return replace(spec, digest=_digest(to_plain(spec)))


def _layout_of(round_: Round) -> FormLayout:
    """The usual layout; its head names what the round's letter is."""
    if not round_.document_type:
        return LAYOUT
    claims = {**LAYOUT.claims, "reference": f"Thực hiện {round_.document_name} số"}
    return replace(LAYOUT, claims=claims)


def first_digest(spec: FormSpec) -> str:
    """The digest that forms carry which were issued before layouts were stored: of rows and fields only."""
    plain = to_plain(spec)
    rows = [{name: row[name] for name in ("row", "label", "field")} for row in plain["rows"]]
    return _digest({"round_code": plain["round_code"], "version": plain["version"], "rows": rows})


def _digest(plain: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def identify(spec: FormSpec, unit: str, reference: str, book: str = "") -> FormIdentity:
    """The identity of the form issued to ``unit`` with the letter ``reference`` (``28-CV/BCĐ``).

    Same input, same identity. A draft's reference has no number, so a draft form never passes for an issued
    one. ``book``: the term of the number, where a letter of the round had the same reference from another
    book; forms of both are out, and each has its own identity.
    """
    seed = "\n".join(
        (spec.round_code, unit, str(spec.version), reference, spec.digest, *filter(None, [book]))
    )
    form_id = hashlib.sha256(seed.encode()).hexdigest()[:20].upper()
    return FormIdentity(form_id, spec.round_code, unit, spec.version, spec.digest)


def still_asked(spec: FormSpec, fields: Sequence[Field]) -> list[Field]:
    """The questions of a form as it was issued that its round still asks, in the round's order.

    ``fields``: what the round asks now.
    """
    own = {row.field.code: row.field for row in spec.questions if row.field}
    return [
        own[field.code] for field in fields if field.code in own and same_question(own[field.code], field)
    ]


def judge_form_answers(
    asked: Sequence[Field], fields: Sequence[Field], raw: Mapping[str, RawAnswer], *, empty_where: str = ""
) -> tuple[Answers, list[Finding]]:
    """The answers of a form, judged by what it was ``still_asked``, as ``judge_answers`` does.

    ``fields``: what the round asks now. Answers to what it asks no more are left out; what the form did not
    ask, or an option that is gone, stays unanswered.
    """
    if not asked:
        message = "Mẫu của công văn đã thay thế, không còn chỉ tiêu nào giống mẫu đang dùng."
        return {}, [Finding("old_questions", empty_where, message, "Gửi đơn vị mẫu đang dùng để điền lại.")]
    answers, faults = judge_answers(asked, raw, empty_where=empty_where)
    return answers_to(fields, answers), faults


def questions_added(asked: Sequence[Field], fields: Sequence[Field]) -> list[Field]:
    """What a round must be told, and a form was not ``still_asked``."""
    codes = {field.code for field in asked}
    return [field for field in fields if field.required and field.code not in codes]


def hint_words(field: Field) -> str:
    """What the form says beside a question: how to answer it, whether it may stay empty, the round's help.

    The help stands behind the rule, never in its place: an answer is judged by the rule. The options are
    listed too: a printed form has no drop-down list, and several options must be typed.
    """
    rule = (
        "chọn một; nhiều lựa chọn thì cách nhau bằng dấu chấm phẩy"
        if field.kind == "choices"
        else KIND_WORDS[field.kind]
    )
    options = f": {'; '.join(field.of)}" if field.of else ""
    told = f"{rule}{options}{'' if field.required else ' (không bắt buộc)'}"
    return ". ".join(capitalised(text) for text in (told, field.hint) if text)
