"""What the ``rounds`` commands show."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from bcd35.domain.dates import screen_date
from bcd35.domain.form_spec import hint_words
from bcd35.domain.histories import RoundLine
from bcd35.domain.round_names import RoundTitle, round_begins, round_names, the_round, with_code
from bcd35.domain.rounds import Round
from bcd35.domain.shape import to_plain
from bcd35.show.screen import Screen, Table
from bcd35.usecases.registers.round_list import RoundEntry
from bcd35.usecases.registers.switching import Excused, RoundSwitched
from bcd35.world.workspace import Workspace

if TYPE_CHECKING:
    from bcd35.usecases.registers.dropping import RoundDropped
    from bcd35.usecases.registers.new_rounds import RoundMade

_STATUS_LABELS = {"open": "đang mở", "closed": "đã đóng"}


def listed(entries: list[RoundEntry], extended: Mapping[str, date]) -> Screen:
    """All rounds with their letters. ``extended``: code → the day to which all units were extended."""
    rounds = [entry.round_ for entry in entries]
    names = round_names({one.code: RoundTitle(one.short_name, one.subject, one.deadline) for one in rounds})
    rows = tuple(
        (
            entry.round_.code,
            screen_date(extended.get(entry.round_.code, entry.round_.deadline)),
            f"{_letter_words(entry)}, {_status_words(entry.round_.status, entry.line)}",
            f"{names[entry.round_.code]}: {entry.round_.subject}",
        )
        for entry in entries
    )
    data = [
        {
            "code": entry.round_.code,
            "name": names[entry.round_.code],
            "subject": entry.round_.subject,
            "deadline": entry.round_.deadline.isoformat(),
            "extended_to": _iso(extended.get(entry.round_.code)),
            "status": entry.round_.status,
            "since": _since(entry.line),
            "reason": entry.line.reason if entry.line else "",
            "letter": _reference(entry),
        }
        for entry in entries
    ]
    headings = ("Mã đợt", "Thời hạn", "Công văn, trạng thái", "Tên gọi, trích yếu")
    table = Table(headings, rows, whole=(0, 1), under=(0, 2))
    if not rows:
        return Screen(data, ("Chưa có đợt nào.",), ("Bước tiếp theo: soạn đợt đầu: bcd35 rounds new",))
    return Screen(data, (table,))


def _letter_words(entry: RoundEntry) -> str:
    if entry.void:
        return f"{entry.void.reference} đã hủy, chưa phát hành lại"
    return _reference(entry) or "chưa phát hành"


def _reference(entry: RoundEntry) -> str | None:
    return entry.issued.letter.number.reference if entry.issued else None


def _status_words(status: str, line: RoundLine | None) -> str:
    """``đã đóng từ ngày 20/12/2025 (đã tổng hợp xong)``; older versions did not write down the day."""
    reason = f" ({line.reason})" if line and line.reason else ""
    day = f" từ ngày {screen_date(line.on)}" if line else ""
    return f"{_STATUS_LABELS[status]}{day}{reason}"


def _since(line: RoundLine | None) -> str | None:
    return _iso(line.on if line else None)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def made(outcome: "RoundMade", names: Mapping[str, str], workspace: Workspace) -> Screen:
    """A new round, where its file is, and what comes next."""
    round_, path = outcome.round_, workspace.shown(outcome.path)
    known = shown(round_, None, names)
    done = (
        f"Sẽ ghi {path} (xem trước, chưa ghi gì)." if outcome.rehearsal else f"Đã ghi {path} và nhập vào sổ."
    )
    steps = (
        () if outcome.rehearsal else (f"Bước tiếp theo: xem bản dự thảo: bcd35 notify {round_.code} --draft",)
    )
    data = {"path": path, "written": not outcome.rehearsal, "round": known.data}
    return Screen(data, (*known.blocks, done), steps, cautions=outcome.findings)


def shown(
    round_: Round, line: RoundLine | None, names: Mapping[str, str], extended: date | None = None
) -> Screen:
    """One round with its tasks and the fields that ``--set`` takes.

    ``names``: of its addressees by code; ``extended``: the day to which all units were extended.
    """
    longer = f", đã gia hạn cho mọi đơn vị đến {screen_date(extended)}" if extended else ""
    head = (
        f"Đợt:        {round_.name}",
        f"Mã:         {round_.code}",
        f"Trích yếu:  {round_.subject}",
        f"Thời hạn:   {screen_date(round_.deadline)}{longer}",
        f"Trạng thái: {_status_words(round_.status, line)}",
        *([f"Ký hiệu:    {round_.symbol}"] if round_.symbol else []),
        *(f"{label:<11} {text}" for label, text in _set_of(round_, names) if text),
        *(f"Nội dung {task.code}: {task.title}" for task in round_.tasks),
    )
    rows = tuple((field.code, field.label, hint_words(field)) for field in round_.fields)
    data = {
        **to_plain(round_),
        "extended_to": _iso(extended),
        "since": _since(line),
        "reason": line.reason if line else "",
    }
    return Screen(data, (*head, Table(("Mã chỉ tiêu", "Chỉ tiêu", "Cách ghi"), rows, whole=(0,))))


def _set_of(round_: Round, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What a round need not state; an empty text is not set."""
    yield "Loại:", round_.document_type
    yield "Người ký:", round_.signer
    yield "Chỉ gửi:", "; ".join(with_code(names.get(one.casefold(), one), one) for one in round_.to)
    yield "Gửi chung:", "một công văn cho mọi đơn vị" if round_.together else ""
    yield "Kênh:", "công văn, bảng kiểm kèm danh sách kênh" if round_.channels else ""
    for ground in round_.grounds:
        named = f"{ground.kind} số {ground.number}, ngày {screen_date(ground.date)}"
        yield "Căn cứ:", f"{named}, {ground.issuer}: {ground.subject}"
    yield "Mục đích:", round_.purpose
    yield "Bối cảnh:", round_.background
    yield "Câu kết:", round_.closing


def dropped(outcome: "RoundDropped") -> Screen:
    """A round that is out of the book, or back in it."""
    data = {"round": outcome.code, "file": outcome.file, "taken_back": outcome.back}
    named = with_code(outcome.name, outcome.code)
    if outcome.back:
        sentence = f"{round_begins(named)} lại có trong sổ; tệp: {outcome.file}."
        return Screen(data, (sentence,), (f"Xem đợt: bcd35 rounds show {outcome.code}",))
    kept = f"; tệp của đợt cất ở {outcome.file}" if outcome.file else ""
    sentence = f"Đã bỏ {the_round(named)}, chưa phát hành công văn nào{kept}."
    back = f'Bỏ nhầm thì lấy lại: bcd35 rounds drop {outcome.code} --take-back "bỏ nhầm"'
    return Screen(data, (sentence,), (back,) if outcome.file else ())


_MENDED_WORDS = {"entered": "", "put_right": "Đã sửa dòng ghi sai. ", "taken_back": "Đã bỏ dòng ghi nhầm. "}


def switched(outcome: RoundSwitched) -> Screen:
    """What close or reopen did."""
    label = _status_words(outcome.after, outcome.line)
    if outcome.before != outcome.after or outcome.did != "entered":
        line = f"{_MENDED_WORDS[outcome.did]}{round_begins(outcome.name)} {label}."
    else:
        line = f"{round_begins(outcome.name)} {label} từ trước; không có gì thay đổi."
    data = {
        "round": outcome.code,
        "status": outcome.after,
        "changed": outcome.before != outcome.after or outcome.did != "entered",
        "since": _since(outcome.line),
        "reason": outcome.line.reason if outcome.line else "",
    }
    return Screen(data, (line,), (_after_switch(outcome),), findings=outcome.findings)


def _after_switch(outcome: RoundSwitched) -> str:
    if not outcome.issued:
        return f"Xem đợt: bcd35 rounds show {outcome.code}"
    if outcome.after == "closed":
        return f"Bước tiếp theo: lưu hồ sơ của đợt: bcd35 casefile {outcome.code}"
    return f"Bước tiếp theo: bcd35 status {outcome.code}"


def excused(outcome: Excused) -> Screen:
    """What exempt or restore did."""
    line = outcome.line
    data = {
        "round": outcome.round_code,
        "unit": outcome.unit,
        "event": line.event if line else None,
        "on": line.on.isoformat() if line else None,
        "taken_back": outcome.taken_back,
    }
    if outcome.taken_back and outcome.before:
        gone = (one for one in (outcome.before, outcome.along) if one)
        told = (f"dòng “{_EVENT_WORDS[one.event]}” ngày {screen_date(one.on)}" for one in gone)
        words = f"Đã bỏ {', cùng '.join(told)} của {outcome.name}."
    elif line is None:
        words = f"{outcome.name}: không có gì thay đổi."
    else:
        mended = "Đã sửa dòng ghi sai. " if outcome.before else ""
        reason = f" (lý do: {line.reason})" if line.reason else ""
        day = screen_date(line.on)
        verb = _EVENT_WORDS[line.event]
        words = f"{mended}{outcome.name} {verb} {the_round(outcome.round_name)} từ ngày {day}{reason}."
    step = f"Bước tiếp theo: bcd35 status {outcome.round_code} --unit {outcome.unit}"
    return Screen(data, (words,), (step,), cautions=outcome.findings)


_EVENT_WORDS = {"exempted": "được miễn báo cáo", "restored": "lại phải báo cáo"}
