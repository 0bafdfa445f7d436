"""What ``why`` shows: the status of a unit in at most eight sentences, then what would change it.

It fits a screen; what it leaves out is in the journal.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bcd35.domain.commands import DAY
from bcd35.domain.dates import screen_date
from bcd35.domain.histories import event_words
from bcd35.domain.letters import Expectation
from bcd35.domain.refused_files import refused_command
from bcd35.domain.reminders import Reminder
from bcd35.domain.reports import ORIGIN_WORDS
from bcd35.domain.round_names import the_round
from bcd35.domain.summary import term_json
from bcd35.domain.terms import Grant
from bcd35.domain.undecided import UndecidedFile
from bcd35.show.screen import Screen
from bcd35.show.summary import known_words, not_brought_back, undecided_file

if TYPE_CHECKING:
    from bcd35.usecases.summary.why import Gone, RoundLetter, Why

_MOST_SENTENCES = 8
_MOST_CHANGES = 3  # of the unit itself: a split into two and its end are three
_MOST_NAMED = 2  # of each kind the latest: letters, events, files, reminders
_EVENTS = {
    "issued": "có tên khi phát hành",
    "added": "được bổ sung vào danh sách",
    "exempted": "được miễn báo cáo",
    "restored": "lại phải báo cáo",
}


def explained(found: "Why") -> Screen:
    """The sentences, and the same as data."""
    sentences = [(about, text) for about, text in _sentences(found) if text]
    data = {
        "round": found.seen.round_.code,
        "as_of": found.seen.state.as_of.isoformat(),
        "known_on": found.seen.known.day.isoformat() if found.seen.known else None,
        "unit": found.unit.code,
        "name": found.unit.name,
        "state": found.unit.state,
        "days_late": found.unit.days_late,
        **term_json(found.unit),
        "sentences": [{"about": about, "text": text} for about, text in sentences],
    }
    blocks = (*known_words(found.seen), *(text for _, text in sentences))
    log = f"Đủ các việc đã ghi về đơn vị: bcd35 log --unit {found.unit.code} --round {found.seen.round_.code}"
    remarks = (log,) if _leaves_out(found) else ()
    return Screen(data, blocks, remarks, cautions=not_brought_back(found.seen))


def _sentences(found: "Why") -> Iterator[tuple[str, str]]:
    yield from _story(found)
    for one in found.gone[-_room_for_gone(found) :] if _room_for_gone(found) else ():
        yield "gone", _gone(one)
    yield "would_change", _would_change(found)


def _story(found: "Why") -> Iterator[tuple[str, str]]:
    """One sentence of each kind, or none."""
    yield "state", _state(found)
    yield "asked", _asked(found)
    yield "last_day", _last_day(found)
    yield "meanwhile", _meanwhile(found)
    yield "given_back", _given_back(found)
    yield "undecided", _undecided(found.undecided)
    yield "reports", _reports(found)
    yield "reminders", _reminders(found)


def _room_for_gone(found: "Why") -> int:
    """How many sentences about what was taken back the others leave."""
    return _MOST_SENTENCES - sum(bool(text) for _, text in _story(found))


def _leaves_out(found: "Why") -> bool:
    """Whether something about the unit is not told."""
    files = [*found.unit.term.corrections, *found.unanswered]
    kinds = (found.letters, found.lines, files, found.undecided, found.reminders)
    more = len(found.gone) > _room_for_gone(found) or len(found.history) > _MOST_CHANGES
    return more or any(len(kind) > _MOST_NAMED for kind in kinds)


def _state(found: "Why") -> str:
    unit, state = found.unit, found.seen.state
    where = f"{the_round(found.seen.head.name)}, đến hết ngày {screen_date(state.as_of)}"
    return f"{unit.name} ({unit.code}), {where}: {unit.state_and_days}."


def _asked(found: "Why") -> str:
    """By which letters it is asked; since when, and what became of that."""
    story = "; ".join(_letter(found, one) for one in found.letters[-_MOST_NAMED:])
    told = ", ".join(map(_event, found.lines[-_MOST_NAMED:]))
    return f"Danh sách phải báo cáo theo {story}: {told}."


def _meanwhile(found: "Why") -> str:
    """What became of the unit itself since the round began."""
    changes = [
        f"từ {screen_date(line.on)} {event_words(line, found.unit.code)}"
        for line in found.history[-_MOST_CHANGES:]
    ]
    return f"Đơn vị {', '.join(changes)}." if changes else ""


def _letter(found: "Why", one: "RoundLetter") -> str:
    """A letter of the round; of one that another followed also the last day that it named, and its end."""
    number = one.grant.letter.reference if one.grant.letter else ""
    named = f"{found.seen.round_.letter_named(number)}, ngày {screen_date(one.grant.on)}"
    if one is found.letters[-1]:
        return f"nay là {named}" if len(found.letters) > 1 else named
    end, reason = "được thay" if one.replaced else "đã hủy", f" ({one.ended})" if one.ended else ""
    return f"{named}, nêu hạn {screen_date(one.grant.deadline)}, {end}{reason}"


def _event(line: Expectation) -> str:
    reason = f" ({line.reason})" if line.reason else ""
    return f"{_EVENTS.get(line.event, line.event)} ngày {screen_date(line.on)}{reason}"


def _last_day(found: "Why") -> str:
    unit = found.unit
    if unit.last_day is None:
        return ""
    issued = found.letters[-1].grant
    first = (
        f"; công văn của đợt nêu {screen_date(issued.deadline)}" if unit.last_day != issued.deadline else ""
    )
    return f"Hạn của đơn vị là {screen_date(unit.last_day)}, {unit.why}{first}."


def _given_back(found: "Why") -> str:
    """Files that were refused: given back by which letter, or not yet."""
    told = [_correction(one) for one in found.unit.term.corrections]
    told += [
        f"tệp “{one.file_name}” nhận ngày {screen_date(one.received_on)} bị từ chối, chưa gửi trả"
        for one in found.unanswered
    ]
    return f"Tệp bị từ chối: {'; '.join(told[-_MOST_NAMED:])}." if told else ""


def _correction(grant: Grant) -> str:
    number = grant.letter.reference if grant.letter else ""
    came = f"tệp nhận ngày {screen_date(grant.received_on)} " if grant.received_on else ""
    return (
        f"{came}được gửi trả bằng Công văn số {number}, ngày {screen_date(grant.on)}, hạn sửa "
        f"{screen_date(grant.deadline)}"
    )


def _undecided(files: Sequence[UndecidedFile]) -> str:
    told = "; ".join(undecided_file(one, files).message.rstrip(".") for one in files[-_MOST_NAMED:])
    return f"{told}." if told else ""


def _reports(found: "Why") -> str:
    first, last = found.first, found.last
    if first is None or last is None:
        return "Sổ chưa có báo cáo nào đang tính."
    words = f"{ORIGIN_WORDS[first.report.origin]}{f', tệp “{first.file_name}”' if first.file_name else ''}"
    day = screen_date(first.report.received_on)
    told = f"Báo cáo đầu tiên nhận ngày {day} ({'; '.join((words, *found.origin))})"
    if last.report.revision != first.report.revision:
        day = screen_date(last.report.received_on)
        told += f"; số liệu theo lần {last.report.revision}, nhận ngày {day}"
    if found.unit.late_by:
        told += f"; {found.unit.late_by}"
    return f"{told}."


def _gone(one: "Gone") -> str:
    which = "Báo cáo trước đó" if one.report.withdraws else f"Lần {one.report.revision}"
    if one.back:
        return f"{which} đã {one.words}, rồi chuyển về, nay là lần {one.back}."
    return f"{which} đã {one.words}, không tính từ ngày {screen_date(one.report.received_on)}."


def _reminders(found: "Why") -> str:
    if not found.reminders:
        return ""
    told = "; ".join(map(_reminder, found.reminders[-_MOST_NAMED:]))
    latest = ", gần nhất" if len(found.reminders) > _MOST_NAMED else ""
    counts = "dời hạn của đơn vị" if found.seen.state.reminders_count else "không dời hạn của đơn vị"
    return f"Đã đôn đốc {len(found.reminders)} lần{latest}: {told} ({counts})."


def _reminder(one: Reminder) -> str:
    dated, deadline = screen_date(one.dated), screen_date(one.deadline)
    return f"Công văn số {one.number.reference}, ngày {dated}, nêu hạn {deadline}"


def _restored(found: "Why") -> list[str]:
    """The way back of what was withdrawn last, where no report counts."""
    last = found.gone[-1] if found.gone and found.last is None else None
    if last is None or last.moved or found.unit.state == "exempt":
        return []
    of = f"{found.unit.code} --round {found.seen.round_.code}"
    alone = "" if last.report.withdraws else f" --revision {last.report.revision}"
    return [f"báo cáo rút nhầm thì lấy lại: bcd35 reports restore {of}{alone} --reason LÝ_DO"]


def _would_change(found: "Why") -> str:
    """What would change the status, with the command for it; nothing changes a day that is over."""
    if found.seen.known:
        return ""
    ways = [*_refused(found), *_ways(found), *_restored(found)]
    if found.seen.round_.status == "closed" and found.unit.state != "exempt":
        # Then it takes no report and no more time.
        reopen = f"bcd35 rounds reopen {found.seen.round_.code} --reason LÝ_DO"
        ways = [f"đợt đã đóng, muốn ghi tiếp thì mở lại trước: {reopen}", *ways]
    # Each on a line of its own: a command is copied to the end of its line.
    return "\n  – ".join(("Điều làm thay đổi:", *ways))


def _refused(found: "Why") -> list[str]:
    """What a file that was refused can still become, where the unit waits for an answer."""
    if not (found.unanswered and found.unit.unreported):
        return []
    from bcd35.usecases.refused_files import way_of_refused

    way = way_of_refused(found.unit.code, found.unanswered[-1:])
    counts = "" if found.unanswered[-1].held else "bản sửa đến trong hạn sửa thì tính theo ngày tệp ấy đến. "
    return [f"có tệp bị từ chối: {counts}{way}"]


def _ways(found: "Why") -> list[str]:
    unit, code = found.unit, found.seen.round_.code
    of = f"{unit.code} --round {code}"
    extend = f"bcd35 rounds extend {code} --unit {unit.code} --to NGÀY --reason LÝ_DO"
    day = f" --date {found.first.report.received_on}" if found.first and found.first == found.last else ""
    withdraw = f"rút báo cáo ghi nhầm: bcd35 reports withdraw {of}{day} --reason LÝ_DO"
    match unit.state:
        case "exempt" if found.leaving_undone:
            ways = [f"đơn vị thôi dùng ghi nhầm thì bỏ: {found.leaving_undone}"]
        case "exempt":
            ways = [f"bỏ miễn: bcd35 rounds restore {of} --date NGÀY --reason LÝ_DO"]
        case "waiting":
            fixes = (undecided_file(one, found.undecided).fix for one in found.undecided)
            ways = ["văn phòng quyết định tệp ấy", *fixes]
        case "correcting" | "extended":
            ways = [f"báo cáo nhận đến hết ngày {screen_date(unit.term.last_day)}; sau ngày ấy là quá hạn"]
        case "missing" if not unit.days_late:
            last_day = screen_date(unit.term.last_day)
            ways = [f"báo cáo nhận đến hết ngày {last_day}", f"muốn lùi hạn: {extend}"]
        case "missing":
            exempt = f"bcd35 rounds exempt {of} --reason LÝ_DO"
            late = f"báo cáo {'khác ' if found.unanswered else ''}nhận từ nay là trễ hạn"
            ways = [late, f"gia hạn: {extend}", f"miễn: {exempt}"]
        case "late":
            first = f" --revision {found.first.report.revision}" if found.first else ""
            amend = f"bcd35 reports amend {of}{first} --received-on NGÀY --reason LÝ_DO"
            day = "ngày nhận"
            if found.late_file:
                amend = refused_command("amend", found.late_file, "--received-on", DAY)
                day = "ngày nhận tệp ấy"
            ways = [f"{day} ghi sai thì sửa: {amend}", withdraw]
        case _:
            ways = [withdraw]
    return ways
