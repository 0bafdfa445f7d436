"""Answers: what one is, how it is judged by its question, and what is wrong with a set of them.

The number zero, nothing to report, not applicable and not answered are four different things.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from bcd35.domain.dates import FIRST_YEAR, LAST_YEAR, parse_typed_date, screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.numerals import LARGEST_COUNT, group_thousands, is_too_large, parse_count
from bcd35.domain.text import clean, clean_lines, identity_key

if TYPE_CHECKING:
    from bcd35.domain.rounds import Field

AnswerState = Literal["value", "nothing", "not_applicable", "unanswered"]
EMPTY_FORM = Finding("empty_form", "", "Mẫu chưa điền ô nào.", "Đề nghị đơn vị điền rồi gửi lại.")
LONGEST_TEXT = 2000
_LONGEST_SHOWN = 60

NOTHING_WORDS, NOT_APPLICABLE_WORDS = "Không phát sinh", "Không áp dụng"
NOTHING_SHORT, NOT_APPLICABLE_SHORT = "KPS", "KAD"
EMPTY_WORDS: dict[str, str] = {
    "nothing": NOTHING_WORDS,
    "not_applicable": NOT_APPLICABLE_WORDS,
    "unanswered": "Chưa trả lời",
}
_EMPTY_OF_WORDS: dict[str, AnswerState] = {
    NOTHING_WORDS: "nothing",
    NOTHING_SHORT: "nothing",
    NOT_APPLICABLE_WORDS: "not_applicable",
    NOT_APPLICABLE_SHORT: "not_applicable",
}
_EMPTY_BEGIN = frozenset(words[0].casefold() for words in _EMPTY_OF_WORDS)  # plain letters
_YES_NO_OF_WORDS = {"Có": True, "Không": False, "x": True}

Plain = int | bool | str | date | tuple[str, ...]


class Answer(NamedTuple):
    """What a unit answered to one question: a value, or one of the three kinds of empty.

    ``value`` by the field's kind: int, date, bool, tuple of options, text; None unless ``state`` is
    ``value``.
    """

    state: AnswerState
    value: Plain | None = None

    def text(self) -> str:
        """The answer as a person reads it."""
        if self.state != "value":
            return EMPTY_WORDS[self.state]
        if isinstance(self.value, bool):
            return "Có" if self.value else "Không"
        if isinstance(self.value, int):
            return group_thousands(self.value)
        if isinstance(self.value, date):
            return screen_date(self.value)
        return "; ".join(self.value) if isinstance(self.value, tuple) else str(self.value)


UNANSWERED = Answer("unanswered")
Answers = dict[str, Answer]


class RawAnswer(NamedTuple):
    """The content of an answer cell, or of ``FIELD=…`` on the command line, and where it was found.

    A ``fault`` says why the cell cannot be trusted (an error, no value).
    """

    value: object
    where: str
    fault: Finding | None = None


def judge_answers(
    fields: "Sequence[Field]", raw: Mapping[str, RawAnswer], *, empty_where: str = ""
) -> tuple[Answers, list[Finding]]:
    """All answers and all faults at once; a form with no answer at all is one fault, not one per field."""
    if all(_is_blank(raw[field.code].value) and raw[field.code].fault is None for field in fields):
        return {}, [EMPTY_FORM._replace(where=empty_where)]
    return _judge_each(fields, raw)


def judge_given(
    fields: "Sequence[Field]",
    given: Mapping[str, RawAnswer],
    current: Answers,
    *,
    blank_at: Callable[[str], str],
    empty_where: str | None = None,
) -> tuple[Answers, list[Finding]]:
    """Like :func:`judge_answers`, for answers of which not all need be given.

    On an earlier report (``current``, not empty) they correct it and the rest stays. Without one, what is not
    given is blank, at the place that ``blank_at`` says of its field; no answer at all is one fault only
    where there is a form or a row, at ``empty_where``.
    """
    if not current:
        raw = {field.code: given.get(field.code, RawAnswer(None, blank_at(field.code))) for field in fields}
        if empty_where is None:
            return _judge_each(fields, raw)
        return judge_answers(fields, raw, empty_where=empty_where)
    answers, findings = _judge_each([field for field in fields if field.code in given], given)
    return {**answers_to(fields, current), **answers}, findings


def answers_to(fields: "Iterable[Field]", answers: Answers) -> Answers:
    """Those of some answers that these questions can have.

    A letter that takes the place of another may ask otherwise: what it asks no more does not count.
    """
    return {
        field.code: answers[field.code]
        for field in fields
        if field.code in answers and _fits(field, answers[field.code])
    }


_VALUE_TYPES: Mapping[str, type] = {"count": int, "date": date, "yes_no": bool, "text": str}


def _fits(field: "Field", answer: Answer) -> bool:
    value = answer.value
    if answer.state != "value":
        return True
    if field.kind == "choices":
        return isinstance(value, tuple) and set(value) <= set(field.of)
    return isinstance(value, _VALUE_TYPES[field.kind]) and isinstance(value, bool) == (field.kind == "yes_no")


def _judge_each(fields: "Iterable[Field]", raw: Mapping[str, RawAnswer]) -> tuple[Answers, list[Finding]]:
    answers: Answers = {}
    findings: list[Finding] = []
    for field in fields:
        judged = judge_answer(field, raw[field.code])
        if isinstance(judged, Finding):
            findings.append(judged)
        else:
            answers[field.code] = judged
    return answers, findings


def judge_answer(field: "Field", raw: RawAnswer) -> Answer | Finding:
    """One answer, or what is wrong with it."""
    if raw.fault:
        return raw.fault
    text = clean(raw.value) if isinstance(raw.value, str) else None
    if raw.value is None or text == "":
        if not field.required:
            return UNANSWERED
        fix = (
            f"{_FIXES[field.kind]} Không phát sinh thì ghi {NOTHING_SHORT}; không áp dụng thì ghi "
            f"{NOT_APPLICABLE_SHORT}."
        )
        return Finding("missing_answer", raw.where, f"“{field.label}” chưa được trả lời.", fix)
    if text and (empty := _empty_state(text)):
        return Answer(empty)
    value = _READERS[field.kind](field, raw)
    if value is None:
        allowed = allowed_words(field, raw.value)
        message = f"“{field.label}” ghi “{shown_value(raw.value)}”; chỉ nhận {allowed}."
        return Finding(f"not_a_{field.kind}", raw.where, message, _FIXES[field.kind])
    return Answer("value", value)


def _empty_state(text: str) -> AnswerState | None:
    """The kind of empty that these words, cleaned, mean.

    Nearly all answers mean none, as their first letter tells. A key takes 0.02 ms, of the 0.9 ms of a form,
    and texts of units' own are in none of the remembered ones.
    """
    first = unicodedata.normalize("NFD", text[:1].casefold())[:1]
    return _empty_of_text().get(identity_key(text)) if first in _EMPTY_BEGIN else None


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not clean(value))


def shown_value(value: object) -> str:
    """A value as its cell shows it to the person who is asked to correct it."""
    text = screen_date(value) if isinstance(value, date) else clean(_spelt(value))
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _spelt(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def allowed_words(field: "Field", given: object = None) -> str:
    """What an answer to this question may be; of a number that was given too large the largest too."""
    from bcd35.domain.rounds import KIND_WORDS

    if field.kind == "count" and is_too_large(given):
        return f"{KIND_WORDS['count']}, nhiều nhất {group_thousands(LARGEST_COUNT)}"
    if field.kind == "choices":
        return "các lựa chọn: " + "; ".join(field.of)
    if field.kind == "date":
        return f"{KIND_WORDS['date']} có thật, năm {FIRST_YEAR}–{LAST_YEAR}"
    if field.kind == "text":
        return f"lời không quá {group_thousands(LONGEST_TEXT)} ký tự"
    return KIND_WORDS[field.kind]


def _read_count(_: "Field", raw: RawAnswer) -> Plain | None:
    return parse_count(raw.value)


def _read_date(_: "Field", raw: RawAnswer) -> Plain | None:
    return day_of(raw.value)


def day_of(value: object) -> date | None:
    """The day that the value of a cell means; None when it means none."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value if FIRST_YEAR <= value.year <= LAST_YEAR else None
    if not isinstance(value, str):
        return None
    return parse_typed_date(value)


def _read_yes_no(_: "Field", raw: RawAnswer) -> Plain | None:
    if isinstance(raw.value, bool):
        return raw.value
    return _yes_no_of_text().get(identity_key(str(raw.value)))


# Worked out when first asked for: `status` judges no answer, and its start would take 2 ms longer.
@cache
def _empty_of_text() -> Mapping[str, AnswerState]:
    return {identity_key(words): state for words, state in _EMPTY_OF_WORDS.items()}


@cache
def _yes_no_of_text() -> Mapping[str, bool]:
    return {identity_key(words): meant for words, meant in _YES_NO_OF_WORDS.items()}


@lru_cache(maxsize=64)
def _option_keys(options: tuple[str, ...]) -> Mapping[str, str]:
    return {identity_key(option): option for option in options}


def _read_choices(field: "Field", raw: RawAnswer) -> Plain | None:
    known = _option_keys(field.of)
    wanted = [identity_key(part) for part in str(raw.value).replace("\n", ";").split(";") if clean(part)]
    if not wanted or any(part not in known for part in wanted):
        return None
    # The form's order, each option once: two ways to write one answer are the same answer.
    return tuple(option for key, option in known.items() if key in wanted)


def _read_text(_: "Field", raw: RawAnswer) -> Plain | None:
    text = clean_lines(shown_value(raw.value) if isinstance(raw.value, date) else str(raw.value))
    return text if len(text) <= LONGEST_TEXT else None


_READERS = {
    "count": _read_count,
    "date": _read_date,
    "yes_no": _read_yes_no,
    "choices": _read_choices,
    "text": _read_text,
}
_FIXES = {
    "count": "Ghi một số nguyên, ví dụ 12 hoặc 1.234; không có thì ghi 0.",
    "date": "Ghi ngày trước, tháng sau, ví dụ 28/11/2025.",
    "yes_no": "Ghi Có hoặc Không.",
    "choices": "Chọn trong danh sách; nhiều lựa chọn thì cách nhau bằng dấu “;”.",
    "text": "Ghi ngắn gọn bằng lời.",
}


def dates_after(fields: Iterable["Field"], answers: Answers, day: date) -> Iterator[tuple["Field", date]]:
    """The questions that are answered with a date after this day, and those dates."""
    for field in fields:
        value = answers.get(field.code, UNANSWERED).value
        if isinstance(value, date) and value > day:
            yield field, value


def changed_fields(before: Answers, after: Answers) -> list[str]:
    """Codes of the fields whose answers differ."""
    return [code for code, answer in after.items() if before.get(code, UNANSWERED) != answer]
