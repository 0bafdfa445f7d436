"""Files of one run that answer the same form differently: which of them wait for a clerk."""

from collections.abc import Sequence

from bcd35.domain.findings import Finding
from bcd35.domain.rounds import Round
from bcd35.domain.text import typed_path
from bcd35.domain.verdicts import Fresh, decide_dispute, files_at_odds
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.returns import (
    Decision,
    Dispute,
    ReceiptTerms,
    Return,
    answer_changes,
    record_again,
)
from bcd35.usecases.receiving.verdict import Verdicts

_MOST_DIFFERENCES = 3


def find_disputes(
    desk: Desk, returns: Sequence[Return], terms: ReceiptTerms, decision: Decision
) -> dict[str, Dispute]:
    """File → its dispute, for the files that answer the same form differently and are not taken."""
    verdicts = Verdicts(desk, terms, decision)
    fresh = verdicts.fresh(returns)
    rounds = {item.round_.code: item.round_ for item in returns if item.round_}
    at_odds = files_at_odds(fresh)
    disputes = {}
    for one in fresh:
        if same := at_odds.get(one.file):
            on_record = verdicts.has_report(one.round_code, one.unit)
            keep = decision.keep_recorded and on_record
            fate = decide_dispute(one, same, decision.chosen, keep_recorded=keep)
            if fate != "take":
                found = _conflict(rounds[one.round_code], one, same)
                fix = _ways_out(one, same, terms, on_record=on_record)
                disputes[one.file] = Dispute(found._replace(fix=fix) if fate == "conflict" else None)
    return disputes


def _ways_out(one: Fresh, same: Sequence[Fresh], terms: ReceiptTerms, *, on_record: bool) -> str:
    def again(more: str) -> str:
        own = terms._replace(received_on=one.received_on)
        return record_again((other.file for other in same), one.round_code, own, more)

    replace = f"--replace {typed_path(one.file)}"
    chosen = f"Nếu tệp này đúng: {again(replace)}"
    return f"{chosen}\nNếu giữ báo cáo đã ghi sổ: {again('--keep')}" if on_record else chosen


def _conflict(round_: Round, one: Fresh, same: Sequence[Fresh]) -> Finding:
    others = [other for other in same if other.answers != one.answers]
    changes = answer_changes(round_, others[0].answers, one.answers)
    shown = [
        f"“{change.label}” (tệp này: {change.after.text()}; tệp kia: {change.before.text()})"
        for change in changes[:_MOST_DIFFERENCES]
    ]
    more = [f"và {len(changes) - _MOST_DIFFERENCES} chỉ tiêu nữa"] if len(changes) > _MOST_DIFFERENCES else []
    files = ", ".join(other.file for other in others)
    message = (
        f"Cùng mẫu của đơn vị “{one.unit}” nhưng số liệu khác với tệp: {files}. Khác ở: "
        f"{', '.join([*shown, *more])}."
    )
    return Finding("conflict", one.file, message)
