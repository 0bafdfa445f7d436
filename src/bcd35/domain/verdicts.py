"""Which verdict a returned report gets, and of which kind a refusal is.

Not here: what a single answer means (``answers.py``); finding the faults of a file
(``formats/xlsx/guard.py``, ``formats/forms/returned.py``, ``usecases/receiving/recognise.py``).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple, get_args

from bcd35.domain.answers import EMPTY_FORM, Answers
from bcd35.domain.findings import Finding
from bcd35.domain.reports import Report, in_force

Verdict = Literal[
    "accepted", "already_received", "revised", "conflict", "set_aside", "proposal", "blank", "refused"
]
VERDICT_WORDS: dict[Verdict, str] = {
    "accepted": "đã nhận",
    "already_received": "đã có từ trước",
    "revised": "bản sửa",
    "conflict": "trái nhau, cần xem lại",
    "set_aside": "để riêng theo quyết định",
    "proposal": "chờ xác nhận đơn vị",
    "blank": "chưa điền",
    "refused": "từ chối",
}
Refusal = Literal[
    "other_round",
    "other_unit",
    "unclear_unit",
    "old_version",
    "tampered",
    "faulty_answers",
    "not_ours",
    "not_admitted",
    "unclear_day",
    "struck_out",
    "unreadable",
    "hostile",
]
REFUSAL_WORDS: dict[Refusal, str] = {
    "other_round": "mẫu của đợt khác",
    "other_unit": "mẫu của đơn vị khác",
    "unclear_unit": "không rõ hàng của đơn vị nào",
    "old_version": "mẫu bản cũ",
    "tampered": "mẫu bị sửa",
    "faulty_answers": "câu trả lời cần sửa",
    "not_ours": "không phải mẫu đã phát hành",
    "not_admitted": "đợt hoặc đơn vị không nhận báo cáo",
    "unclear_day": "ngày nhận chưa đúng",
    "struck_out": "có chữ gạch ngang",
    "unreadable": "không đọc được",
    "hostile": "tệp không an toàn",
}
# What a row of the office's own table says wrong by itself: no unit has to send anything again.
OWN_ENTRIES: frozenset[Refusal] = frozenset({"unclear_unit", "unclear_day", "struck_out"})
# Worst first: a file with findings of several kinds is named after the first of these kinds.
_CODES: dict[Refusal, tuple[str, ...]] = {
    "hostile": (
        *("macros", "external_links", "embedded_objects", "doctype", "odd_packing", "duplicate_parts"),
        *("too_large", "too_many_parts", "unpacks_too_large", "far_cell", "too_many_cells", "tricky_names"),
    ),
    "other_round": ("other_round",),
    "other_unit": ("other_unit", "recorded_for_another"),
    "unclear_unit": ("unknown_unit", "no_unit", "units_differ", "unit_twice"),
    "old_version": ("old_form", "old_questions"),
    "not_admitted": ("round_closed", "not_issued", "not_expected", "exempt"),
    "unclear_day": ("not_a_day", "received_in_future", "received_before_letter"),
    "struck_out": ("struck_out",),
    "not_ours": ("unknown_form", "not_a_form", "no_form_sheet"),
    "tampered": (
        *("form_altered", "identity_damaged", "two_forms"),
        *("label_changed", "stray_answer", "column_moved", "row_moved", "row_gone", "merged_answer"),
    ),
    "faulty_answers": (
        *("empty_form", "missing_answer", "formula_without_value", "error_value"),
        *("not_a_count", "not_a_date", "not_a_yes_no", "not_a_choices", "not_a_text"),
    ),
}


def refusal_of(findings: Iterable[Finding]) -> Refusal:
    """The kind of a refusal, from the codes of its findings.

    A code of the file reader that is not named here means “unreadable”. A round that takes no report says
    nothing of the file: what is wrong with the file itself comes before that.
    """
    codes = {found.code for found in findings}
    codes = codes.difference(_CODES["not_admitted"]) or codes
    return next((kind for kind, named in _CODES.items() if codes.intersection(named)), "unreadable")


def is_blank(findings: Iterable[Finding]) -> bool:
    """Tell whether a form lies there as it was issued: nothing is wrong with it but that nobody filled it."""
    return {found.code for found in findings} == {EMPTY_FORM.code}


# In a folder where the clerk has gone wrong hardly any file is a form. A few dozen photographs among forms
# are nothing odd, and neither are a few files without any form.
_MANY_STRANGERS = 30


def looks_mistaken(strangers: int, files: int) -> bool:
    """Tell whether a folder is probably not the one that was meant: many files, most of them no forms."""
    return strangers > _MANY_STRANGERS and strangers * 2 > files


def refusal_kinds() -> tuple[Refusal, ...]:
    """All kinds, in the order in which they are counted."""
    return get_args(Refusal)


def plan_verdict(answers: Answers, sha256: str, known: Iterable[Report]) -> Verdict:
    """The verdict on a faultless return, against all revisions that the ledger already holds for the unit.

    A file received before is never a newer revision, even when a later one has replaced it or a clerk has
    withdrawn it since.
    """
    revisions = list(known)
    if sha256 and any(report.sha256 == sha256 for report in revisions):
        return "already_received"
    standing = in_force(revisions)
    if not standing:
        return "accepted"
    return "already_received" if standing[-1].answers == answers else "revised"


class Fresh(NamedTuple):
    """A faultless return that the ledger does not hold yet: its file, round, unit, answers and day."""

    file: str
    round_code: str
    unit: str
    answers: Answers
    received_on: date


def files_at_odds(fresh: Iterable[Fresh]) -> dict[str, tuple[Fresh, ...]]:
    """File → all files of this run for one unit and round that came on one day, where their answers differ.

    A corrected version of a later day is a revision; two versions of one day have no order, so a person
    decides.
    """
    alike: dict[tuple[str, str, date], list[Fresh]] = {}
    for one in fresh:
        alike.setdefault((one.round_code, one.unit, one.received_on), []).append(one)
    at_odds = {}
    for same in alike.values():
        if any(one.answers != same[0].answers for one in same):
            at_odds.update(dict.fromkeys((one.file for one in same), tuple(same)))
    return at_odds


def decide_dispute(
    one: Fresh, same: Sequence[Fresh], chosen: Collection[str], *, keep_recorded: bool
) -> Literal["take", "set_aside", "conflict"]:
    """What becomes of one of the files ``same`` that are at odds.

    ``chosen``: the files that the clerk decided for; ``keep_recorded``: the clerk keeps what is on record.
    """
    named = [other.answers for other in same if other.file in chosen]
    if named and all(answers == named[0] for answers in named):
        return "take" if one.answers == named[0] else "set_aside"
    return "set_aside" if keep_recorded and not named else "conflict"
