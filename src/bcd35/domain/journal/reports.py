"""Acts on reports: their words and what puts them right."""

from collections.abc import Iterable, Mapping

from bcd35.domain.journal.lines import Act, Key, Line, option, unless_set_again
from bcd35.domain.text import typed


def _report_key(line: Line) -> Iterable[Key]:
    return [line.key("report", line.detail.get("round", ""), line.subject)]


def _of_report(line: Line) -> str:
    return f"{line.subject} --round {line.detail['round']}"


def _report_back(line: Line) -> str:
    withdraw = f'bcd35 reports withdraw {_of_report(line)} --reason "ghi nhầm"'
    if line.detail.get("revision") == 1:
        # From the day of the report on: no day counts what was entered by mistake.
        day = f" --date {line.detail['received_on']}" if "received_on" in line.detail else ""
        return f"{withdraw}{day}"
    return f"Các lần ghi: bcd35 reports show {_of_report(line)}\nRút mọi lần đang tính: {withdraw}"


def _withdrawal_back(line: Line) -> str:
    return f'bcd35 reports restore {_of_report(line)} --reason "rút nhầm"'


def _restore_back(line: Line) -> str:
    return f'bcd35 reports withdraw {_of_report(line)} --date {line.detail["on"]} --reason "rút đúng"'


def _move_back(line: Line) -> str:
    was, now = line.detail["round"], line.detail["to_round"]
    to_round = "" if was == now else f" --to-round {was}"
    place = f"{line.detail['into']} --round {now} --to {line.subject}{to_round}"
    return f'bcd35 reports move {place} --reason "chuyển nhầm"'


def _moved_keys(line: Line) -> Iterable[Key]:
    rounds = line.detail["round"], line.detail["to_round"]
    return [
        line.key("report", *place) for place in zip(rounds, (line.subject, line.detail["into"]), strict=True)
    ]


def _amend_keys(line: Line) -> Iterable[Key]:
    place = line.detail.get("round", ""), line.subject, line.detail.get("revision", "")
    return [line.key("report", *place, change.field) for change in line.changes]


_AMENDED = {"received_on": "received-on", "note": "note", "reference": "ref", "reference_on": "ref-date"}


def _amend_back(line: Line) -> str:
    command = f"bcd35 reports amend {_of_report(line)} --revision {line.detail['revision']}"
    was = {change.field: change.before for change in line.changes}
    if not was:
        return "Minh chứng đã thêm không bỏ được; ghi chú điều cần biết bằng: " + f"{command} --note GHI_CHÚ"
    if any(value and not typed(value) for value in was.values()):
        return f"Ghi lại giá trị cũ nêu ở trên bằng: {command}"
    options = [option(_AMENDED[name], value) for name, value in was.items()]
    return " ".join([command, *options, '--reason "sửa nhầm"'])


def _set_aside_back(line: Line) -> str:
    return (
        f"Nhận lại tệp ấy: bcd35 record-report TỆP --again --round {line.detail['round']} --received-on NGÀY"
    )


REPORT_ACTS: Mapping[str, Act] = {
    "record_report": Act("Ghi nhận báo cáo", "record-report", unless_set_again(_report_back), _report_key),
    "withdraw_report": Act(
        "Rút báo cáo", "reports withdraw", unless_set_again(_withdrawal_back), _report_key
    ),
    "restore_report": Act(
        "Bỏ lần rút báo cáo", "reports restore", unless_set_again(_restore_back), _report_key
    ),
    "move_report": Act("Chuyển báo cáo", "reports move", unless_set_again(_move_back), _moved_keys),
    "receive_moved": Act(
        "Nhận báo cáo chuyển sang",
        "reports move",
        lambda line, _: f"Xem dòng của đợt {line.detail['from_round']}.",
    ),
    "amend_report": Act("Sửa báo cáo đã ghi", "reports amend", unless_set_again(_amend_back), _amend_keys),
    "set_aside": Act("Để ra một báo cáo trái nhau", "record-report", lambda line, _: _set_aside_back(line)),
    "confirm_alias": Act(
        "Xác nhận tên đơn vị",
        "record-report --as",
        lambda _line, _later: "Tên đã xác nhận không bỏ được; lần sau nhận tệp như thế thì nêu --as MÃ.",
    ),
}
