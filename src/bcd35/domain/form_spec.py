"""The report form, described once: the blank form, its reader and the summary's columns all follow it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bcd35.domain.rounds import KIND_WORDS, Field, Round
from bcd35.domain.shape import to_plain

SHEET = "Báo cáo"
# This sheet is “very hidden”. It says which form this is, whatever the file is called.
IDENTITY_SHEET = "_bcd35"
NUMBER_COLUMN, LABEL_COLUMN, HINT_COLUMN, ANSWER_COLUMN = "A", "B", "C", "D"
FIRST_ROW = 9
HEADING_ROW = FIRST_ROW - 1
HEADINGS = {NUMBER_COLUMN: "TT", LABEL_COLUMN: "Nội dung", HINT_COLUMN: "Cách ghi", ANSWER_COLUMN: "Trả lời"}


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the form: a question with its answer cell ``D<row>``, or a task heading (no ``field``)."""

    row: int
    label: str
    field: Field | None = None

    @property
    def answer_cell(self) -> str:
        return f"{ANSWER_COLUMN}{self.row}"


@dataclass(frozen=True)
class FormSpec:
    """Mẫu báo cáo: the rows of a round's form from ``FIRST_ROW`` on, task headings above their questions.

    Questions of no task stand under “Nội dung khác”.
    """

    round_code: str
    version: int
    rows: tuple[FormRow, ...]

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
        return {row.row: hint_words(row.field) for row in self.rows if row.field}

    @cached_property
    def digest(self) -> str:
        """Digest of the layout: it differs when a label, the order or a kind differs.

        Worked out once: it takes 0.25 ms, seven times as long as a copy of the form, and the identity of
        every form holds it.
        """
        return hashlib.sha256(
            json.dumps(to_plain(self), ensure_ascii=False, sort_keys=True).encode()
        ).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """What the hidden sheet of a form carries; ``spec`` is the digest of the layout it was made from."""

    form_id: str
    round_code: str
    unit: str
    version: int
    spec: str


def form_spec(round_: Round) -> FormSpec:
    """The layout of a round's form."""
    rows: list[FormRow] = []

    def add(label: str, field: Field | None = None) -> None:
        rows.append(FormRow(FIRST_ROW + len(rows), label, field))

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
    return FormSpec(round_.code, round_.form_version, tuple(rows))


def identify(spec: FormSpec, unit: str, reference: str) -> FormIdentity:
    """The identity of the form issued to ``unit`` with the letter ``reference`` (``28-CV/BCĐ``).

    Same input, same identity. A draft's reference has no number, so a draft form never passes for an issued
    one.
    """
    seed = "\n".join((spec.round_code, unit, str(spec.version), reference, spec.digest))
    form_id = hashlib.sha256(seed.encode()).hexdigest()[:20].upper()
    return FormIdentity(form_id, spec.round_code, unit, spec.version, spec.digest)


def hint_words(field: Field) -> str:
    """What the form says beside a question: how to answer it, and whether it may stay empty.

    The options are listed too: a printed form has no drop-down list, and several options must be typed.
    """
    hint = field.hint or (
        "chọn một; nhiều lựa chọn thì cách nhau bằng dấu chấm phẩy"
        if field.kind == "choices"
        else KIND_WORDS[field.kind]
    )
    options = f": {'; '.join(field.of)}" if field.of else ""
    return f"{hint[:1].upper()}{hint[1:]}{options}{'' if field.required else ' (không bắt buộc)'}"
