"""Acts on reports: their words and what puts them right."""

from collections.abc import Callable, Collection, Iterable, Mapping

from bcd35.domain.commands import DAY, FILE, Command, is_whole, option, options
from bcd35.domain.journal.lines import SET_AGAIN, Act, Key, Line, Way, command, sentence, unless_set_again

# What counts of a unit's report is changed by entries of one revision, and by acts on all of them. The way
# back of an entry holds until an act on all comes after it; that of an act on all, until anything does.


def _entry_keys(line: Line) -> Iterable[Key]:
    place = line.detail.get("round", ""), line.subject
    anew = (line.key("report", code, unit, number) for code, unit, number, _ in line.detail.get("anew", ()))
    return [line.key("report", *place), line.key("report", *place, line.detail.get("revision", "")), *anew]


def _entry_asks(line: Line) -> Iterable[Key]:
    place = line.detail.get("round", ""), line.subject
    return [line.key("all", *place), line.key("report", *place, line.detail.get("revision", ""))]


def _all_keys(line: Line) -> Iterable[Key]:
    return [line.key(what, *place) for place in _places(line) for what in ("report", "all")]


def _all_asks(line: Line) -> Iterable[Key]:
    return [line.key("report", *place) for place in _places(line)]


def _places(line: Line) -> Iterable[tuple[str, str]]:
    """Round and unit of a report; of one that moved also where it went."""
    code = line.detail.get("round", "")
    yield code, line.subject
    if "into" in line.detail:
        yield line.detail.get("to_round", code), line.detail["into"]


def _touched(line: Line) -> Way:
    """What is told where a way back held no longer; that need not be one: a unit may have sent more since."""
    *_, (code, unit) = _places(line)
    told = "Sau đó báo cáo ấy còn thay đổi; xem các lần ghi:"
    return sentence(told, "reports", "show", unit, "--round", code)


def _unless_touched(back: Callable[[Line], Way]) -> Callable[[Line, Collection[Key]], Way]:
    return lambda line, later: _touched(line) if later else back(line)


def _of_report(line: Line) -> Command:
    return line.subject, "--round", str(line.detail["round"])


def _report_back(line: Line) -> Way:
    if "revision" not in line.detail:  # of an older version
        return sentence("Các lần ghi:", "reports", "show", *_of_report(line))
    return _withdraw_alone(line, line.detail["revision"], "ghi nhầm")


def _withdraw_alone(line: Line, revision: int, reason: str) -> Way:
    return command("reports", "withdraw", *_of_report(line), "--revision", revision, "--reason", reason)


def _withdrawal_back(line: Line) -> Way:
    return command("reports", "restore", *_of_report(line), "--reason", "rút nhầm")


def _withdrawn_alone_back(line: Line) -> Way:
    alone = "--revision", line.detail["revision"]
    return command("reports", "restore", *_of_report(line), *alone, "--reason", "rút nhầm")


def _restore_back(line: Line) -> Way:
    day = "--date", line.detail["on"]
    return command("reports", "withdraw", *_of_report(line), *day, "--reason", "rút đúng")


def _move_back(line: Line) -> Way:
    was, now = line.detail["round"], line.detail["to_round"]
    older = [line.detail["to_revision"]] if "to_revision" in line.detail else []
    some = [word for one in line.detail.get("to_revisions", older) for word in ("--revision", one)]
    from_ = line.detail["into"], "--round", now, *some
    of_unit = () if line.subject == line.detail["into"] else ("--to", line.subject)
    to = *of_unit, *(() if was == now else ("--to-round", was))
    return command("reports", "move", *from_, *to, "--reason", "chuyển nhầm")


def _swap_back(line: Line) -> Way:
    units = line.subject, line.detail["into"], "--round", line.detail["round"]
    return command("reports", "swap", *units, "--reason", "đổi chỗ nhầm")


def _field_key(line: Line, field: str) -> Key:
    place = line.detail.get("round", ""), line.subject, line.detail.get("revision", "")
    return line.key("report", *place, field)


def _amend_keys(line: Line) -> Iterable[Key]:
    names = (name for option in _EVIDENCE_BACK for name in _evidence(line, option))
    return [_field_key(line, name) for name in (*(change.field for change in line.changes), *names)]


_EVIDENCE_BACK = {
    "evidence": "evidence-out",
    "evidence_out": "evidence-back",
    "evidence_back": "evidence-out",
}


def _evidence(line: Line, what: str) -> Iterable[str]:
    """The names of evidence that an act added, took out or let count again; older lines join them."""
    names = line.detail.get(what, ())
    return names.split("; ") if isinstance(names, str) else names


_AMENDED = {"received_on": "received-on", "note": "note", "reference": "ref", "reference_on": "ref-date"}


def _amend_back(line: Line, later: Collection[Key]) -> Way:
    """The values before, but for those that were put right again since."""
    if not set(later).isdisjoint(_entry_asks(line)):
        return _touched(line)
    amend = "reports", "amend", *_of_report(line), "--revision", str(line.detail["revision"])
    changes = line.changes
    was = {change.field: change.before for change in changes if _field_key(line, change.field) not in later}
    values = options({_AMENDED[name]: value for name, value in was.items()})
    for what, back in _EVIDENCE_BACK.items():
        for name in _evidence(line, what):
            values += () if _field_key(line, name) in later else option(back, name)
    if not values:
        return SET_AGAIN
    again = *amend, *values, "--reason", "sửa nhầm"
    return command(*again) if is_whole(again) else sentence("Ghi lại giá trị cũ nêu ở trên bằng:", *again)


def _refused_back(line: Line) -> Way:
    was = {change.field: change.before for change in line.changes}
    which = ("--file", line.detail["copy"]) if "copy" in line.detail else ()  # older lines do not name it
    of = *_of_report(line), "--refused", *which, "--received-on", was["received_on"]
    return command("reports", "amend", *of, "--reason", "sửa nhầm")


def _refused_keys(line: Line) -> Iterable[Key]:
    return [line.key("refused", line.detail.get("sha256", ""), "received_on")]


def _refused_file(verb: str, reason: str) -> Callable[[Line, Collection[Key]], Way]:
    def back(line: Line) -> Way:
        copy = line.detail["copy"]
        whose = () if line.subject == copy else _of_report(line)  # of no unit: called by its copy
        of = *whose, "--refused", "--file", copy
        return command("reports", verb, *of, "--reason", reason)

    return unless_set_again(back)


def _refused_file_keys(line: Line) -> Iterable[Key]:
    return [line.key("refused", line.detail["copy"], "counts")]


def _set_aside_back(line: Line) -> Way:
    of = "--again", "--round", line.detail["round"], "--received-on", line.detail.get("received_on", DAY)
    return sentence("Nhận lại tệp ấy:", "record-report", FILE, *of)


REPORT_ACTS: Mapping[str, Act] = {
    "record_report": Act(
        "Ghi nhận báo cáo", "record-report", _unless_touched(_report_back), _entry_keys, _entry_asks
    ),
    "withdraw_report": Act(
        "Rút báo cáo", "reports withdraw", _unless_touched(_withdrawal_back), _all_keys, _all_asks
    ),
    "restore_report": Act(
        "Bỏ lần rút báo cáo", "reports restore", _unless_touched(_restore_back), _all_keys, _all_asks
    ),
    "withdraw_revision": Act(
        "Rút riêng một lần báo cáo",
        "reports withdraw --revision",
        _unless_touched(_withdrawn_alone_back),
        _entry_keys,
        _entry_asks,
    ),
    "restore_revision": Act(
        "Lấy lại lần báo cáo đã rút riêng",
        "reports restore --revision",
        _unless_touched(lambda line: _withdraw_alone(line, line.detail["again"], "rút đúng")),
        _all_keys,
        _all_asks,
    ),
    "swap_reports": Act(
        "Đổi chỗ báo cáo của hai đơn vị", "reports swap", _unless_touched(_swap_back), _all_keys, _all_asks
    ),
    "swapped": Act(
        "Đổi chỗ báo cáo, chiều kia",
        "reports swap",
        lambda line, _: sentence(f"Xem dòng của {line.detail['into']}."),
    ),
    "move_report": Act("Chuyển báo cáo", "reports move", _unless_touched(_move_back), _all_keys, _all_asks),
    "receive_moved": Act(
        "Nhận báo cáo chuyển sang",
        "reports move",
        lambda line, _: sentence(f"Xem dòng của đợt {line.detail['from_round']}."),
    ),
    "amend_report": Act(
        "Sửa báo cáo đã ghi",
        "reports amend",
        _amend_back,
        _amend_keys,
        lambda line: [*_amend_keys(line), *_entry_asks(line)],
    ),
    "amend_refused": Act(
        "Sửa ngày nhận tệp bị từ chối",
        "reports amend --refused",
        unless_set_again(_refused_back),
        _refused_keys,
    ),
    "refuse_file": Act(
        "Từ chối tệp báo cáo",
        "record-report",
        _refused_file("withdraw", "nhận nhầm tệp"),
        _refused_file_keys,
    ),
    "withdraw_refused": Act(
        "Rút tệp bị từ chối",
        "reports withdraw --refused",
        _refused_file("restore", "rút nhầm tệp"),
        _refused_file_keys,
    ),
    "restore_refused": Act(
        "Lấy lại tệp bị từ chối đã rút",
        "reports restore --refused",
        _refused_file("withdraw", "rút đúng"),
        _refused_file_keys,
    ),
    "set_aside": Act("Để ra một báo cáo trái nhau", "record-report", lambda line, _: _set_aside_back(line)),
    "confirm_alias": Act(
        "Xác nhận tên đơn vị",
        "record-report --as",
        lambda _line, _later: sentence(
            "Rút hay chuyển báo cáo nhận theo tên ấy thì tên không còn được nhớ; nhận đúng: nêu --as MÃ."
        ),
    ),
}
