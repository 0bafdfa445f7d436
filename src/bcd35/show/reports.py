"""What the ``reports`` commands show: the revisions of one unit's report, and what puts them right.

Each revision is shown with its source and with what it changed.
"""

from datetime import date

from bcd35.domain.changes import as_detail, change_words, fields_between
from bcd35.domain.dates import screen_date
from bcd35.domain.reports import ORIGIN_WORDS, PUT_RIGHT, Report
from bcd35.domain.verdicts import REFUSAL_WORDS
from bcd35.show.screen import Block, Screen
from bcd35.usecases.receiving.history import GoneBack, History, PutRight, Revision, Withdrawn
from bcd35.usecases.receiving.move import Moved
from bcd35.usecases.receiving.put_right import Amended, Restored


def history(outcome: History) -> Screen:
    """All revisions, first to last."""
    data = {
        "round": outcome.round_.code,
        "unit": outcome.unit,
        "revisions": [_data(revision) for revision in outcome.revisions],
        "refused": _refused_data(outcome.refused) if outcome.refused else None,
    }
    heading = f"{outcome.unit_name} ({outcome.unit}), đợt {outcome.round_.name}:"
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
        "reference": report.reference or None,
        "reference_on": report.reference_on.isoformat() if report.reference_on else None,
        "taking": report.taking,
        "annulled": report.annulled,
        "put_right": [
            {"at": line.at.isoformat(), "reason": line.reason, "changes": as_detail(line.changes)}
            for line in revision.put_right
        ],
        "answers": {code: answer.text() for code, answer in report.answers.items()},
        "changes": [
            {"field": change.label, "before": change.before.text(), "after": change.after.text()}
            for change in revision.changes
        ],
    }


def _blocks(outcome: History, revision: Revision) -> list[Block]:
    report, file_name, recorded_at, evidence = revision.provenance
    stamp = f"{screen_date(recorded_at.date())} {recorded_at:%H:%M}"
    gone = "; đã bỏ, không có hiệu lực" if report.annulled else ""
    past = gone if revision.counts or report.origin == "withdrawal" else "; không còn tính"
    dated = f"{'từ' if report.origin == 'withdrawal' else 'nhận'} ngày {screen_date(report.received_on)}"
    head = f"Lần {report.revision}: {ORIGIN_WORDS[report.origin]}, {dated}, ghi sổ {stamp}{past}"
    details = {
        "Tệp": file_name,
        "Mã mẫu": report.form_id,
        "Báo cáo của đơn vị": _reference(report),
        "Lý do" if report.origin == "withdrawal" else "Ghi chú": report.note,
    }
    lines = [f"  {name}: {text}" for name, text in details.items() if text]
    lines += [f"  Minh chứng: {'; '.join(evidence)}"] if evidence else []
    changed = [
        f"  {change.label}: {change.before.text()} → {change.after.text()}" for change in revision.changes
    ]
    return [head, *lines, *map(_put_right, revision.put_right), *(changed or _answers(outcome, report))]


def _reference(report: Report) -> str:
    number = f"số {report.reference}" if report.reference else ""
    dated = f"ngày {screen_date(report.reference_on)}" if report.reference_on else ""
    return ", ".join(filter(None, (number, dated)))


def _put_right(line: PutRight) -> str:
    """A further line about a revision; one without changes says that it never held."""
    changed = "; ".join(map(change_words, line.changes)) or "bỏ lần rút này"
    return f"  Sửa {screen_date(line.at.date())} {line.at:%H:%M}: {changed}. Lý do: {line.reason}"


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


def amended(outcome: Amended) -> Screen:
    """What was put right, and from which day figures are others than before."""
    before, after = outcome.before, outcome.after
    changes = fields_between(before, after, PUT_RIGHT)
    data = {
        **_of(after),
        "revision": after.revision,
        "changes": as_detail(changes),
        "evidence": list(outcome.added),
        "figures_from": outcome.first_day.isoformat() if outcome.first_day else None,
    }
    which = f"báo cáo lần {after.revision} của {outcome.unit_name}"
    if not changes and not outcome.added:
        return Screen(data, (f"Sổ đã ghi đúng như vậy cho {which}; không ghi gì.",))
    lines = [f"Đã sửa {which}:", *(f"  {change_words(change)}" for change in changes)]
    lines += [f"  thêm minh chứng: {'; '.join(outcome.added)}"] if outcome.added else []
    return Screen(data, (*lines, *_figures_from(outcome.first_day)), _next(after))


def restored(outcome: Restored) -> Screen:
    """The withdrawal that never held, and what counts again."""
    withdrawal = outcome.withdrawal
    data = {
        **_of(withdrawal),
        "revision": withdrawal.revision,
        "again": [report.revision for report in outcome.again],
        "figures_from": withdrawal.received_on.isoformat(),
    }
    again = ", ".join(str(report.revision) for report in outcome.again)
    sentence = (
        f"Đã bỏ lần rút ngày {screen_date(withdrawal.received_on)} của {outcome.unit_name}; "
        f"báo cáo lần {again} lại được tính, như chưa từng rút."
    )
    return Screen(data, (sentence, *_figures_from(withdrawal.received_on)), _next(withdrawal))


def moved(outcome: Moved) -> Screen:
    """From where to where, with which days."""
    here, withdrawal = outcome.revisions, outcome.withdrawal
    data = {
        **_of(withdrawal),
        "to": here[0].unit,
        "to_round": here[0].round_code,
        "revisions": [{"revision": one.revision, "received_on": one.received_on.isoformat()} for one in here],
        "figures_from": withdrawal.received_on.isoformat(),
    }
    days = ", ".join(screen_date(one.received_on) for one in here)
    sentence = (
        f"Đã chuyển báo cáo của {outcome.unit_name} (đợt {withdrawal.round_code}) thành báo cáo của "
        f"{outcome.to_name} (đợt {here[0].round_code}), giữ ngày nhận {days}."
    )
    return Screen(data, (sentence, *_figures_from(withdrawal.received_on)), _next(here[0]))


def _of(report: Report) -> dict[str, object]:
    return {"round": report.round_code, "unit": report.unit}


def _figures_from(day: date | None) -> list[str]:
    """What is said of figures that went out before: those of past days are others now."""
    if day is None:
        return []
    changed = f"Số liệu tính đến ngày {screen_date(day)} và các ngày sau đổi theo, kể cả những ngày đã qua"
    return [f"{changed}; bảng đã xuất trước lúc này không tự đổi."]


def _next(report: Report) -> tuple[str, ...]:
    show = f"bcd35 reports show {report.unit} --round {report.round_code}"
    return (f"Bước tiếp theo: bcd35 status {report.round_code}", f"Các lần ghi: {show}")
