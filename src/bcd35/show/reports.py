"""What the ``reports`` commands show: the revisions of one unit's report, and what puts them right.

Each revision is shown with its source and with what it changed.
"""

from collections.abc import Sequence
from datetime import date

from bcd35.domain.changes import as_detail, change_words, fields_between
from bcd35.domain.dates import screen_date
from bcd35.domain.refused_files import refused_command
from bcd35.domain.reports import ORIGIN_WORDS, PUT_RIGHT, Report
from bcd35.domain.round_names import the_round
from bcd35.domain.verdicts import REFUSAL_WORDS
from bcd35.show.screen import ROWS_SHOWN, Block, Screen
from bcd35.usecases.receiving.carry import Anew
from bcd35.usecases.receiving.history import GoneBack, History, PutRight, Revision
from bcd35.usecases.receiving.move import Moved, Swapped
from bcd35.usecases.receiving.put_right import Amended
from bcd35.usecases.receiving.refused_back import RefusedDay, RefusedTakenBack
from bcd35.usecases.receiving.withdraw import Restored, Withdrawn
from bcd35.usecases.refused_files import way_of_refused


def history(outcome: History) -> Screen:
    """All revisions, first to last."""
    data = {
        "round": outcome.round_.code,
        "unit": outcome.unit,
        "revisions": [_data(revision) for revision in outcome.revisions],
        "refused": _refused_data(outcome.last_refused) if outcome.last_refused else None,
        "refused_files": [_refused_data(one) for one in outcome.refused],
    }
    heading = f"{outcome.unit_name} ({outcome.unit}), {the_round(outcome.round_.name)}:"
    blocks = [block for revision in outcome.revisions for block in _blocks(outcome, revision)]
    last = outcome.last_refused
    refused = [line for one in outcome.refused for line in _refused_lines(one, latest=one is last)]
    return Screen(data, (heading if blocks else f"{heading} chưa có báo cáo nào.", *blocks, *refused))


def _refused_data(refused: GoneBack) -> dict[str, object]:
    file, letter = refused
    return {
        "file": file.file_name,
        "refusal": file.refusal,
        "on": file.refused_on.isoformat(),
        "received_on": file.received_on.isoformat(),
        "withdrawn": file.withdrawn,
        "copy": file.path,
        "letter": letter.number.reference if letter else None,
    }


def _refused_lines(refused: GoneBack, *, latest: bool) -> list[str]:
    """The file, and the letter about it, or the command that answers the latest, or that takes it back."""
    file, letter = refused
    why = next(
        (label for kind, label in REFUSAL_WORDS.items() if kind == file.refusal), REFUSAL_WORDS["unreadable"]
    )
    which, past = " gần nhất" if latest else "", ", đã rút" if file.withdrawn else ""
    head = f"Tệp bị từ chối{which}, ngày {screen_date(file.refused_on)}: {file.file_name} ({why}){past}"
    lines = [head, f"  Bản chép: {file.path}"]
    if letter:
        number, until = letter.number.reference, screen_date(letter.deadline)
        lines.append(f"  Đã gửi trả: Công văn số {number}, ngày {screen_date(letter.dated)}, hạn {until}")
    elif latest:
        lines.append(f"  {way_of_refused(file.unit, [file])}")
    return [*lines, f"  Rút nhầm thì lấy lại: {refused_command('restore', file)}"] if past else lines


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
    withdrawal = report.origin == "withdrawal"
    gone = f"; {'đã bỏ' if withdrawal else 'đã rút riêng'}, không có hiệu lực" if report.annulled else ""
    past = gone or ("" if revision.counts or withdrawal else "; không còn tính")
    dated = f"{'từ' if withdrawal else 'nhận'} ngày {screen_date(report.received_on)}"
    head = f"Lần {report.revision}: {ORIGIN_WORDS[report.origin]}, {dated}, ghi sổ {stamp}{past}"
    details = {
        "Tệp": file_name,
        "Mã mẫu": report.form_id,
        "Báo cáo của đơn vị": _reference(report),
        "Lý do" if withdrawal else "Ghi chú": report.note,
    }
    lines = [f"  {name}: {text}" for name, text in details.items() if text]
    lines += [f"  Minh chứng: {'; '.join(evidence)}"] if evidence else []
    changed = [
        f"  {change.label}: {change.before.text()} → {change.after.text()}" for change in revision.changes
    ]
    return [
        head,
        *lines,
        *(_put_right(one, withdrawal=withdrawal) for one in revision.put_right),
        *(changed or _answers(outcome, report)),
    ]


def _reference(report: Report) -> str:
    number = f"số {report.reference}" if report.reference else ""
    dated = f"ngày {screen_date(report.reference_on)}" if report.reference_on else ""
    return ", ".join(filter(None, (number, dated)))


def _put_right(line: PutRight, *, withdrawal: bool) -> str:
    """A further line about a revision; one without changes says that it never held."""
    changed = "; ".join(map(change_words, line.changes)) or (
        "bỏ lần rút này" if withdrawal else "rút riêng lần này"
    )
    return f"  Sửa {screen_date(line.at.date())} {line.at:%H:%M}: {changed}. Lý do: {line.reason}"


def _answers(outcome: History, report: Report) -> list[str]:
    labels = {field.code: field.label for field in outcome.round_.fields}
    return [f"  {labels.get(code, code)}: {answer.text()}" for code, answer in report.answers.items()]


def withdrawn(outcomes: Sequence[Withdrawn]) -> Screen:
    """What was taken back, from which day, and what counts now."""
    first = outcomes[0].before[0]
    days = [one.on for one in outcomes]
    data = {
        "round": first.round_code,
        "reports": [_withdrawn_data(one) for one in outcomes],
        "figures_from": min(days).isoformat(),
    }
    lines = [line for one in outcomes for line in (_withdrawn_words(one), *_anew_words(one.anew))]
    alone = _figures_from(min(days)) if outcomes[0].withdrawal is None else []
    asked = tuple(found for one in outcomes for found in one.still_asked)
    return Screen(data, (*lines, *alone), _next_of([one.before[0] for one in outcomes]), cautions=asked)


def _withdrawn_words(one: Withdrawn) -> str:
    if one.withdrawal:
        return (
            f"Đã rút báo cáo ({_numbered(one.before)}) của {one.unit_name}; từ ngày {screen_date(one.on)} "
            "đơn vị là chưa báo cáo."
        )
    left = f"đang tính lần {one.now.revision}" if one.now else "đơn vị là chưa báo cáo"
    return (
        f"Đã rút riêng báo cáo lần {one.before[0].revision} của {one.unit_name}, như chưa từng ghi; {left}."
    )


def _anew_words(rows: Sequence[Anew]) -> list[str]:
    """Entries that were entered once more, so that each keeps what it says itself."""
    return [f"Lần {old} của {unit} ghi lại thành lần {new}." for _, unit, old, new in rows]


def _withdrawn_data(one: Withdrawn) -> dict[str, object]:
    return {
        "unit": one.before[0].unit,
        "withdrawn": [report.revision for report in one.before],
        "revision": one.withdrawal.revision if one.withdrawal else None,
        "in_force": one.now.revision if one.now else None,
        "on": one.on.isoformat(),
    }


def _numbered(reports: Sequence[Report]) -> str:
    """``lần 1``; of several also how many: ``2 lần ghi: 1, 3``."""
    numbers = [str(report.revision) for report in reports]
    return f"lần {numbers[0]}" if len(numbers) == 1 else f"{len(numbers)} lần ghi: {', '.join(numbers)}"


def amended(outcomes: Sequence[Amended]) -> Screen:
    """What was put right, and from which day figures are others than before."""
    changed = [one for one in outcomes if one.changed]
    days = [one.first_day for one in changed if one.first_day]
    first = min(days, default=None)
    data = {
        "round": outcomes[0].after.round_code,
        "reports": [_amended_data(one) for one in outcomes],
        "figures_from": first.isoformat() if first else None,
    }
    if not changed:
        which = "; ".join(map(_which, outcomes[:ROWS_SHOWN]))
        return Screen(data, (f"Sổ đã ghi đúng như vậy cho {which}; không ghi gì.",))
    lines = [line for one in changed[:ROWS_SHOWN] for line in _amended_lines(one)]
    if len(changed) > ROWS_SHOWN:
        lines = [*lines, f"… và {len(changed) - ROWS_SHOWN} báo cáo nữa, sửa như vậy."]
    lines += [f"Đã sửa {len(changed)} báo cáo."] if len(changed) > 1 else []
    return Screen(data, (*lines, *_figures_from(first)), _next_of([one.after for one in changed]))


def _which(one: Amended) -> str:
    return f"báo cáo lần {one.after.revision} của {one.unit_name}"


def _amended_lines(one: Amended) -> list[str]:
    changes = fields_between(one.before, one.after, PUT_RIGHT)
    lines = [f"Đã sửa {_which(one)}:", *(f"  {change_words(change)}" for change in changes)]
    words = {"thêm minh chứng": one.added, "bỏ minh chứng": one.taken_out, "lại tính minh chứng": one.back}
    return lines + [f"  {what}: {'; '.join(names)}" for what, names in words.items() if names]


def _amended_data(one: Amended) -> dict[str, object]:
    return {
        "unit": one.after.unit,
        "revision": one.after.revision,
        "changes": as_detail(fields_between(one.before, one.after, PUT_RIGHT)),
        "evidence": list(one.added),
        "evidence_out": list(one.taken_out),
        "evidence_back": list(one.back),
    }


def refused_day(outcome: RefusedDay) -> Screen:
    """The day of a refused file before and after, and the letter that names it."""
    before, after, letter = outcome.before, outcome.after, outcome.letter
    days = before.received_on, after.received_on
    data = {
        "round": after.round_code,
        "unit": after.unit,
        "file": after.file_name,
        "changes": {} if days[0] == days[1] else {"received_on": [day.isoformat() for day in days]},
        "letter": letter.number.reference if letter else None,
    }
    which = f"tệp bị từ chối “{after.file_name}” của {outcome.unit_name}"
    if days[0] == days[1]:
        return Screen(data, (f"Sổ đã ghi đúng như vậy cho {which}; không ghi gì.",))
    lines = [f"Đã sửa {which}: ngày nhận {screen_date(days[0])} → {screen_date(days[1])}."]
    lines += (
        [f"Công văn số {letter.number.reference} đã gửi giữ nguyên ngày nó nêu; sổ tính theo ngày vừa sửa."]
        if letter
        else []
    )
    why = f"bcd35 why {after.unit} {after.round_code}"
    return Screen(data, (*lines, *_figures_from(min(days))), (f"Vì sao tính như vậy: {why}",))


def refused_withdrawn(outcomes: Sequence[RefusedTakenBack]) -> Screen:
    """The refused files that are nobody's any more, and those of the units that still count."""
    lines = [
        f"Đã rút tệp bị từ chối “{one.file.file_name}” của {one.unit_name}: không tính là của đơn vị nữa."
        f"{_still_refused(one)}"
        if one.unit_name
        else f"Đã để riêng tệp bị từ chối “{one.file.file_name}”: bàn làm việc không nhắc nữa."
        for one in outcomes
    ]
    return _refused_screen(outcomes, lines)


def _still_refused(one: RefusedTakenBack) -> str:
    names = ", ".join(f"“{file.file_name}”" for file in one.left)
    return f" Còn tính: {names}." if names else ""


def refused_restored(outcomes: Sequence[RefusedTakenBack]) -> Screen:
    """The refused files that count again."""
    lines = [
        f"Tệp bị từ chối “{one.file.file_name}” lại được tính là của {one.unit_name}, nhận ngày "
        f"{screen_date(one.file.received_on)}."
        if one.unit_name
        else f"Tệp bị từ chối “{one.file.file_name}” lại được nhắc trên bàn làm việc."
        for one in outcomes
    ]
    return _refused_screen(outcomes, lines)


def _refused_screen(outcomes: Sequence[RefusedTakenBack], lines: Sequence[str]) -> Screen:
    files = [one.file for one in outcomes]
    data = {
        "round": files[0].round_code,
        "files": [
            {
                "unit": file.unit,
                "file": file.file_name,
                "copy": file.path,
                "received_on": file.received_on.isoformat(),
                "withdrawn": file.withdrawn,
            }
            for file in files
        ],
    }
    why = f"Vì sao tính như vậy: bcd35 why {files[0].unit} {files[0].round_code}"
    return Screen(data, tuple(lines), (why,) if files[0].unit else ())


def restored(outcomes: Sequence[Restored]) -> Screen:
    """What was taken back by mistake, and what counts again."""
    first = min(one.gone.received_on for one in outcomes)
    data = {
        "round": outcomes[0].gone.round_code,
        "reports": [
            {
                "unit": one.gone.unit,
                "revision": one.gone.revision,
                "again": [report.revision for report in one.again],
            }
            for one in outcomes
        ],
        "figures_from": first.isoformat(),
    }
    lines = [line for one in outcomes for line in (_restored_words(one), *_anew_words(one.anew))]
    return Screen(data, (*lines, *_figures_from(first)), _next_of([one.gone for one in outcomes]))


def _restored_words(one: Restored) -> str:
    again = ", ".join(str(report.revision) for report in one.again)
    if one.gone.origin != "withdrawal":
        left = f" Vẫn rút: lần {', '.join(map(str, one.still_gone))}." if one.still_gone else ""
        return f"Đã lấy lại báo cáo lần {one.gone.revision} của {one.unit_name}, ghi thành lần {again}.{left}"
    return (
        f"Đã bỏ lần rút ngày {screen_date(one.gone.received_on)} của {one.unit_name}; "
        f"báo cáo lần {again} lại được tính, như chưa từng rút."
    )


def moved(outcomes: Sequence[Moved]) -> Screen:
    """From where to where, with which days, and what is left open there."""
    first = min(report.received_on for one in outcomes for report in one.gone)
    lines = [
        line
        for one in outcomes[:ROWS_SHOWN]
        for line in (f"Đã chuyển {_moved_words(one)}.", *_anew_words(one.anew))
    ]
    if len(outcomes) > ROWS_SHOWN:
        lines = [*lines, f"… và báo cáo của {len(outcomes) - ROWS_SHOWN} đơn vị nữa, chuyển như vậy."]
    moves = [_moved_data(one) for one in outcomes]
    data = moves[0] if len(moves) == 1 else {"moves": moves}
    blocks = (*lines, *_figures_from(first))
    steps = _next_of([one.revisions[0] for one in outcomes])
    cautions = tuple(found for one in outcomes for found in one.left)
    return Screen(data | {"figures_from": first.isoformat()}, blocks, steps, cautions=cautions)


def _moved_words(outcome: Moved) -> str:
    there, here = outcome.gone[0], outcome.revisions[0]
    days = ", ".join(screen_date(one.received_on) for one in outcome.revisions)
    return (
        f"báo cáo ({_numbered(outcome.gone)}) của {outcome.unit_name} (đợt {there.round_code}) thành báo cáo "
        f"của {outcome.to_name} (đợt {here.round_code}, {_numbered(outcome.revisions)}), giữ ngày nhận {days}"
    )


def _moved_data(outcome: Moved) -> dict[str, object]:
    here = outcome.revisions
    return {
        "round": outcome.gone[0].round_code,
        "unit": outcome.gone[0].unit,
        "moved": [one.revision for one in outcome.gone],
        "to": here[0].unit,
        "to_round": here[0].round_code,
        "revisions": [{"revision": one.revision, "received_on": one.received_on.isoformat()} for one in here],
    }


def swapped(outcome: Swapped) -> Screen:
    """Both ways."""
    first = min(report.received_on for one in outcome.moves for report in one.gone)
    code = outcome.moves[0].gone[0].round_code
    data = {
        "round": code,
        "moves": [_moved_data(one) for one in outcome.moves],
        "figures_from": first.isoformat(),
    }
    lines = [f"Đã chuyển {_moved_words(one)}." for one in outcome.moves]
    return Screen(data, (*lines, *_figures_from(first)), (f"Bước tiếp theo: bcd35 status {code}",))


def _figures_from(day: date | None) -> list[str]:
    """What is said of figures that went out before: those of past days are others now."""
    if day is None:
        return []
    changed = f"Số liệu tính đến ngày {screen_date(day)} và các ngày sau đổi theo, kể cả những ngày đã qua"
    return [f"{changed}; bảng đã xuất trước lúc này không tự đổi."]


def _next_of(reports: Sequence[Report]) -> tuple[str, ...]:
    first = reports[0]
    status = f"Bước tiếp theo: bcd35 status {first.round_code}"
    show = f"Các lần ghi: bcd35 reports show {first.unit} --round {first.round_code}"
    return (status, show) if len(reports) == 1 else (status,)
