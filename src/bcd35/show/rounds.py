"""What the ``rounds`` commands show."""

from bcd35.domain.dates import screen_date
from bcd35.domain.form_spec import hint_words
from bcd35.domain.rounds import Round
from bcd35.domain.shape import to_plain
from bcd35.show.screen import Screen, Table
from bcd35.usecases.registers.rounds import Excused, RoundEntry, RoundSwitched

_STATUS_LABELS = {"open": "đang mở", "closed": "đã đóng"}


def listed(entries: list[RoundEntry]) -> Screen:
    """All rounds with their letters."""
    rows = tuple(
        (
            entry.round_.code,
            entry.issued.letter.number.reference if entry.issued else "chưa phát hành",
            screen_date(entry.round_.deadline),
            _STATUS_LABELS[entry.round_.status],
            entry.round_.subject,
        )
        for entry in entries
    )
    data = [
        {
            "code": entry.round_.code,
            "subject": entry.round_.subject,
            "deadline": entry.round_.deadline.isoformat(),
            "status": entry.round_.status,
            "letter": entry.issued.letter.number.reference if entry.issued else None,
        }
        for entry in entries
    ]
    table = Table(("Đợt", "Công văn", "Thời hạn", "Trạng thái", "Trích yếu"), rows, whole=frozenset({0}))
    return Screen(data, (table,) if rows else ("Chưa có đợt nào.",))


def shown(round_: Round) -> Screen:
    """One round with its tasks and the fields that ``--set`` takes."""
    head = (
        f"Đợt:        {round_.code}",
        f"Trích yếu:  {round_.subject}",
        f"Thời hạn:   {screen_date(round_.deadline)}",
        f"Trạng thái: {_STATUS_LABELS[round_.status]}",
        *([f"Ký hiệu:    {round_.symbol}"] if round_.symbol else []),
        *(f"Nội dung {task.code}: {task.title}" for task in round_.tasks),
    )
    rows = tuple((field.code, field.label, hint_words(field)) for field in round_.fields)
    return Screen(
        to_plain(round_), (*head, Table(("Mã chỉ tiêu", "Chỉ tiêu", "Cách ghi"), rows, whole=frozenset({0})))
    )


def switched(outcome: RoundSwitched) -> Screen:
    """What close or reopen did."""
    label = _STATUS_LABELS[outcome.after]
    line = (
        f"Đợt {outcome.code} {label}."
        if outcome.before != outcome.after
        else f"Đợt {outcome.code} {label} từ trước; không có gì thay đổi."
    )
    return Screen(
        {"round": outcome.code, "status": outcome.after, "changed": outcome.before != outcome.after}, (line,)
    )


def excused(outcome: Excused) -> Screen:
    """What exempt or restore did."""
    line = outcome.line
    data = {
        "round": outcome.round_code,
        "unit": outcome.unit,
        "event": line.event if line else None,
        "on": line.on.isoformat() if line else None,
    }
    if line is None:
        return Screen(data, (f"{outcome.name}: không có gì thay đổi.",))
    verb = "được miễn báo cáo" if line.event == "exempted" else "lại phải báo cáo"
    return Screen(data, (f"{outcome.name} {verb} đợt {outcome.round_code} từ ngày {screen_date(line.on)}.",))
