"""What the ``reports`` commands show: the revisions of one unit's report, and a withdrawal.

Each revision is shown with its source and with what it changed.
"""

from bcd35.domain.dates import screen_date
from bcd35.domain.reports import ORIGIN_WORDS, Report
from bcd35.domain.verdicts import REFUSAL_WORDS
from bcd35.show.screen import Block, Screen
from bcd35.usecases.receiving.history import GoneBack, History, Revision, Withdrawn


def history(outcome: History) -> Screen:
    """All revisions, first to last."""
    data = {
        "round": outcome.round_.code,
        "unit": outcome.unit,
        "revisions": [_data(revision) for revision in outcome.revisions],
        "refused": _refused_data(outcome.refused) if outcome.refused else None,
    }
    heading = f"{outcome.unit_name} ({outcome.unit}), đợt {outcome.round_.code}:"
    blocks = [block for revision in outcome.revisions for block in _blocks(outcome, revision)]
    refused = _refused_lines(outcome.refused) if outcome.refused else []
    return Screen(data, (heading if blocks else f"{heading} chưa có báo cáo nào.", *blocks, *refused))


def _refused_data(refused: GoneBack) -> dict[str, object]:
    file, letter = refused
    return {
        "file": file.file_name,
        "refusal": file.refusal,
        "on": file.refused_on.isoformat(),
        "copy": file.path,
        "letter": letter.number.reference if letter else None,
    }


def _refused_lines(refused: GoneBack) -> list[str]:
    """The file, and the letter about it, or the command that writes one."""
    file, letter = refused
    why = next(
        (label for kind, label in REFUSAL_WORDS.items() if kind == file.refusal), REFUSAL_WORDS["unreadable"]
    )
    head = f"Tệp bị từ chối gần nhất, ngày {screen_date(file.refused_on)}: {file.file_name} ({why})"
    if letter is None:
        back = f"bcd35 return-report {file.unit} --round {file.round_code}"
        return [head, f"  Bản chép: {file.path}", f"  Gửi trả: {back}"]
    given_back = (
        f"Công văn số {letter.number.reference}, ngày {screen_date(letter.dated)}, hạn "
        f"{screen_date(letter.deadline)}"
    )
    return [head, f"  Bản chép: {file.path}", f"  Đã gửi trả: {given_back}"]


def _data(revision: Revision) -> dict[str, object]:
    report, file_name, recorded_at, evidence = revision.provenance
    return {
        "revision": report.revision,
        "origin": report.origin,
        "counts": revision.counts,
        "received_on": report.received_on.isoformat(),
        "recorded_at": recorded_at.isoformat(),
        "file": file_name or None,
        "form_id": report.form_id or None,
        "sha256": report.sha256 or None,
        "note": report.note,
        "evidence": list(evidence),
        "answers": {code: answer.text() for code, answer in report.answers.items()},
        "changes": [
            {"field": change.label, "before": change.before.text(), "after": change.after.text()}
            for change in revision.changes
        ],
    }


def _blocks(outcome: History, revision: Revision) -> list[Block]:
    report, file_name, recorded_at, evidence = revision.provenance
    stamp = f"{screen_date(recorded_at.date())} {recorded_at:%H:%M}"
    past = "" if revision.counts or report.origin == "withdrawal" else "; không còn tính"
    dated = f"{'từ' if report.origin == 'withdrawal' else 'nhận'} ngày {screen_date(report.received_on)}"
    head = f"Lần {report.revision}: {ORIGIN_WORDS[report.origin]}, {dated}, ghi sổ {stamp}{past}"
    details = {
        "Tệp": file_name,
        "Mã mẫu": report.form_id,
        "Lý do" if report.origin == "withdrawal" else "Ghi chú": report.note,
    }
    lines = [f"  {name}: {text}" for name, text in details.items() if text]
    lines += [f"  Minh chứng: {'; '.join(evidence)}"] if evidence else []
    changed = [
        f"  {change.label}: {change.before.text()} → {change.after.text()}" for change in revision.changes
    ]
    return [head, *lines, *(changed or _answers(outcome, report))]


def _answers(outcome: History, report: Report) -> list[str]:
    labels = {field.code: field.label for field in outcome.round_.fields}
    return [f"  {labels.get(code, code)}: {answer.text()}" for code, answer in report.answers.items()]


def withdrawn(outcome: Withdrawn) -> Screen:
    """The withdrawal and what it took back."""
    withdrawal = outcome.withdrawal
    data = {
        "round": withdrawal.round_code,
        "unit": withdrawal.unit,
        "revision": withdrawal.revision,
        "withdrawn": outcome.before.revision,
        "on": withdrawal.received_on.isoformat(),
        "reason": withdrawal.note,
    }
    sentence = (
        f"Đã rút báo cáo (lần {outcome.before.revision}) của {outcome.unit_name}; từ ngày "
        f"{screen_date(withdrawal.received_on)}"
        " đơn vị là chưa báo cáo."
    )
    return Screen(
        data,
        (sentence,),
        (f"Bước tiếp theo: bcd35 reports show {withdrawal.unit} --round {withdrawal.round_code}",),
    )
