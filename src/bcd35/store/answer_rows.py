"""How the value of an answer is kept in its row: as JSON. `status` reads no answers."""

import json
from datetime import date

from bcd35.domain.answers import Answer, AnswerState, Plain
from bcd35.domain.shape import to_plain

_ENCODER = json.JSONEncoder(ensure_ascii=False)  # json.dumps would make one for every answer


def answer_value(answer: Answer) -> str | None:
    """The text of an answer's value; None where it has none."""
    if answer.state != "value":
        return None
    value = answer.value
    return str(value) if type(value) is int else _ENCODER.encode(to_plain(value))  # most are counts


def read_answer(state: AnswerState, kind: str, value: str | None) -> Answer:
    """The answer that a row tells; ``kind``: that of its field."""
    return Answer(state, None if value is None else _revived(kind, value))


def _revived(kind: str, value: str) -> Plain:
    plain = json.loads(value)
    if kind == "date":
        return date.fromisoformat(plain)
    return tuple(plain) if kind == "choices" else plain
