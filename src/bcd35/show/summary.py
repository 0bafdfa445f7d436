"""What ``status`` and ``export-summary`` show."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.letters import document_name
from bcd35.domain.numerals import share_words
from bcd35.domain.reminders import Reminder, still_waiting
from bcd35.domain.round_names import round_begins
from bcd35.domain.summary import STATE_WORDS, Totals, UnitState, term_json
from bcd35.domain.text import short_list, typed_path
from bcd35.show.screen import Block, Cell, Screen, Table, Tone, without_empty

if TYPE_CHECKING:
    from bcd35.domain.undecided import UndecidedFile
    from bcd35.usecases.summary.export import PageShown, SummaryWritten
    from bcd35.usecases.summary.status import Status
    from bcd35.world.workspace import Workspace

_TONES: dict[str, Tone] = {"on_time": "good", "corrected": "good", "late": "late", "missing": "bad"}
_TONES |= {"extended": "late", "correcting": "late", "waiting": "late", "exempt": "dim"}
_BAR = 30
_NONE_CHOSEN = "Không đơn vị nào có tình trạng, thuộc loại đã chọn."


def _data(status: "Status", units: Sequence[UnitState]) -> dict[str, object]:
    """The contract of ``status --json``."""
    return {
        "round": status.head.code,
        "deadline": status.state.deadline.isoformat(),
        "as_of": status.state.as_of.isoformat(),
        **status.state.totals._asdict(),
        "days_left": status.state.days_left,
        "received_later": status.state.received_later,
        "known_on": status.known.day.isoformat() if status.known else None,
        "letter": status.letter.number.reference,
        "reminders_count": status.state.reminders_count,
        "undecided": [_undecided_data(file) for file in status.undecided],
        "refused": [
            {"unit": one.unit, "file": one.file_name, "received_on": one.received_on.isoformat()}
            for one in status.refused
        ],
        "units": [_unit_data(unit, _sent(status, unit)) for unit in units],
    }


def _unit_data(unit: UnitState, sent: Sequence[Reminder]) -> dict[str, object]:
    return {
        "code": unit.code,
        "name": unit.name,
        "former": unit.former,
        "kind": unit.kind,
        "state": unit.state,
        "received_on": unit.received_on.isoformat() if unit.received_on else None,
        "days_late": unit.days_late,
        **term_json(unit),
        "revision": unit.revision or None,
        "reminders": len(sent),
        "last_reminder": sent[-1].dated.isoformat() if sent else None,
    }


def _undecided_data(file: "UndecidedFile") -> dict[str, object]:
    return {
        "unit": file.unit,
        "file": file.file_name,
        "verdict": file.verdict,
        "received_on": file.received_on.isoformat(),
    }


def _sent(status: "Status", unit: UnitState) -> Sequence[Reminder]:
    """The reminders a unit got, oldest first."""
    return status.reminders.get(unit.code.casefold(), ())


def status_screen(status: "Status", units: "Sequence[UnitState] | None" = None) -> Screen:
    """The units, then the figures, which a long list would push off the screen, and the next command.

    ``units``: the chosen ones; None for those not done, and all of them for scripts.
    """
    totals = status.state.totals
    shown = [unit for unit in status.units if unit.unreported] if units is None else units
    told = status if units is None else _about(status, units)
    said = (
        *(undecided_file(file, told.undecided) for file in told.undecided),
        *_unanswered(told),
        *status.remarks,
    )
    if status.of_the_past:
        said = tuple(one._replace(fix="") for one in said)
    data = _data(status, status.units if units is None else units)
    blocks = (
        *_head(status),
        *_unit_table(status, shown),
        *([] if shown or units is None else [_NONE_CHOSEN]),
        *(_bar(totals), _figures(totals), *_received_later(status)),
    )
    steps = (*_left_out(status, shown), *_own_terms(status, shown), _next_step(status, totals))
    return Screen(data, blocks, steps, cautions=(*said, *not_brought_back(status)))


def _about(status: "Status", units: Sequence[UnitState]) -> "Status":
    """Without the files of other units: who asked for some is told of those."""
    codes = {unit.code for unit in units}
    return status._replace(
        undecided=[file for file in status.undecided if file.unit in codes],
        refused=[file for file in status.refused if file.unit in codes],
    )


def _head(status: "Status") -> tuple[str, ...]:
    named = f"{document_name(status.head.document_type)} số {status.letter.number.reference}"
    return (
        *known_words(status),
        f"{round_begins(status.head.name)}: {status.head.subject}",
        (
            f"{named}; thời hạn {screen_date(status.state.deadline)}; "
            f"tính đến {screen_date(status.state.as_of)}: {_deadline_words(status)}."
        ),
    )


def _unit_table(status: "Status", units: Sequence[UnitState]) -> list[Block]:
    """Two lines a unit at 80 columns, whatever its name."""
    if not units:
        return []
    headings = ("Mã", "Đơn vị", "Tình trạng", "Đôn đốc")
    table = Table(headings, _rows(status, units), whole=(0,), narrow={2: 16, 3: 10})
    return [without_empty(table)]


def _received_later(status: "Status") -> list[str]:
    later = status.state.received_later
    day = screen_date(status.state.as_of)
    words = f"{later} báo cáo nhận sau ngày {day} không tính; muốn tính thì nêu --as-of ngày muộn hơn."
    return [words] if later else []


def _left_out(status: "Status", units: Sequence[UnitState]) -> list[str]:
    """That there are more units than those in the list."""
    left = len(status.state.units) - len(units)
    every = f"bcd35 status {status.head.code} --all{status.day_options}"
    return [f"Không nêu {left} đơn vị khác; xem đủ: {every}"] if left else []


def known_words(status: "Status") -> list[str]:
    """The sentence that an earlier day is told."""
    if status.known is None:
        return []
    return [f"Theo sổ như đã biết ngày {screen_date(status.known.day)}; điều ghi, sửa sau ngày ấy không kể."]


def not_brought_back(status: "Status") -> tuple[Finding, ...]:
    """What of a day in the past is told as it stands today."""
    if status.known is None:
        return ()
    from bcd35.domain.journal.acts import act_words

    return tuple(
        Finding(
            "not_brought_back",
            line.subject,
            f"{act_words(line.act)} ngày {screen_date(line.at.date())}: nhật ký của bản cũ không ghi giá trị "
            "trước, nên chỗ ấy kể theo hiện nay.",
            f"Xem: bcd35 log --on {screen_date(line.at.date())}",
        )
        for line in status.known.not_brought_back
    )


_UNDECIDED = {
    "conflict": "trái số liệu với một tệp khác của đơn vị, văn phòng chưa quyết định.",
    "proposal": "chưa chắc của đơn vị nào, văn phòng chưa xác nhận.",
}


def undecided_file(file: "UndecidedFile", waiting: "Sequence[UndecidedFile]") -> Finding:
    """What a file waits for, and the command that decides on it, with the day on which it came.

    ``waiting``: all that wait. The ledger knows the names of files, not the folder where they lie.
    """
    # `status` reads no report when none waits
    from bcd35.usecases.receiving.returns import ReceiptTerms, record_again

    day = screen_date(file.received_on)
    message = f"“{file.unit}”: tệp “{file.file_name}” nhận ngày {day} {_UNDECIDED[file.verdict]}"
    terms = ReceiptTerms(file.received_on)
    if file.verdict == "proposal":
        command = record_again([_placed(file)], file.round_code, terms._replace(unit=file.unit))
        if_so = "đúng của đơn vị này"
    else:
        names = [_placed(one) for one in waiting if (one.unit, one.verdict) == (file.unit, file.verdict)]
        command = record_again(names, file.round_code, terms, f"--replace {typed_path(_placed(file))}")
        if_so = "đúng"
    fix = f"Nếu tệp này {if_so} (THƯ_MỤC: nơi để tệp): {command}"
    return Finding("file_undecided", file.unit, message, fix)


def _unanswered(status: "Status") -> Iterator[Finding]:
    """The units that sent a file in vain and wait for the office's word, a sentence for each sort of file."""
    if not status.refused or status.head.status == "closed":
        return
    from bcd35.usecases.refused_files import way_of_refused

    wrong, held = ([one for one in status.refused if one.held is sort] for sort in (False, True))
    what = "tệp bị từ chối, văn phòng chưa trả lời", "tệp đến khi đợt không nhận báo cáo, chưa ghi vào sổ"
    for files, words in zip((wrong, held), what, strict=True):
        if files:
            named = [f"{one.unit} (nhận ngày {screen_date(one.received_on)})" for one in files]
            message = f"{len(named)} đơn vị có {words}: {short_list(named, 'đơn vị nữa')}."
            fix = way_of_refused(files[0].unit if len(named) == 1 else "--all-refused", files)
            yield Finding("refused_unanswered", status.head.code, message, fix)


def _placed(file: "UndecidedFile") -> str:
    return f"THƯ_MỤC/{file.file_name}"


def _deadline_words(status: "Status") -> str:
    left = status.state.days_left
    if left < 0:
        return f"quá hạn {-left} ngày"
    if left == 0:
        return "hôm nay là ngày hết hạn"
    return f"còn {left} ngày ({status.working_days_left} ngày làm việc)"


def _bar(totals: Totals) -> str:
    if not totals.expected:
        return "Chưa có đơn vị nào phải báo cáo tính đến ngày này."
    filled = _BAR * totals.reported // totals.expected
    bar = "█" * filled + "░" * (_BAR - filled)
    return (
        f"[{bar}] {totals.reported}/{totals.expected} đơn vị đã báo cáo ({share_words(totals.completeness)})"
    )


def _figures(totals: Totals) -> str:
    corrected = f" trong đó {totals.corrected} sau khi sửa," if totals.corrected else ""
    reported = f"đã báo cáo {totals.reported} (đúng hạn {totals.on_time},{corrected} trễ hạn {totals.late})"
    within = ", ".join(f"{STATE_WORDS[state].lower()} {count}" for state, count in totals.within("missing"))
    missing = f"chưa báo cáo {totals.missing}{f' (trong đó {within})' if within else ''}"
    words = f"Phải báo cáo {totals.expected}; {reported}; {missing}"
    return f"{words}; được miễn {totals.exempt}." if totals.exempt else f"{words}."


def _rows(status: "Status", units: Sequence[UnitState]) -> tuple[tuple[Cell | str, ...], ...]:
    return tuple(
        (
            unit.code,
            unit.full_name,
            Cell(_state_words(unit), _TONES[unit.state]),
            _reminder_words(_sent(status, unit)),
        )
        for unit in units
    )


def _state_words(unit: UnitState) -> str:
    """The state in two parts of at most 16 letters: what, and since or until when."""
    words = {"corrected": "Đúng hạn đã sửa", "late": f"Trễ hạn {unit.days_late} ngày"}
    state = words.get(unit.state, STATE_WORDS[unit.state])
    if unit.received_on:
        return f"{state}, nhận {screen_date(unit.received_on)}"
    if unit.days_late:
        return f"{state}, quá hạn {unit.days_late} ngày"
    own = _own_term(unit)
    return f"{state}, hạn {own}" if own else state


def _own_terms(status: "Status", units: Sequence[UnitState]) -> list[str]:
    """Where to read why a unit has another last day than the others."""
    own = next((unit for unit in units if _own_term(unit)), None)
    of = f"{own.code} {status.head.code}{status.day_options}" if own else ""
    return [f"Căn cứ của hạn riêng, ví dụ: bcd35 why {of}"] if own else []


def _own_term(unit: UnitState) -> str:
    """A last day that is not the round's."""
    return screen_date(unit.last_day) if unit.last_day and unit.term.last_grant.unit else ""


def _reminder_words(sent: Sequence[Reminder]) -> str:
    return f"{len(sent)} lần, {screen_date(sent[-1].dated)}" if sent else ""


def _next_step(status: "Status", totals: Totals) -> str:
    code = status.head.code
    if status.known:
        return f"Tình hình theo sổ hiện nay: bcd35 status {code}"
    if status.head.status == "closed":
        return f"Đợt đã đóng. Xuất tổng hợp: bcd35 export-summary {code}{status.day_options}"
    if not totals.expected:
        return f"Mọi đơn vị của đợt: bcd35 status {code} --all{status.day_options}"
    if not totals.missing:
        return f"Tất cả đã báo cáo. Bước tiếp theo: bcd35 export-summary {code}{status.day_options}"
    return _step_while_missing(status, totals)


def _step_while_missing(status: "Status", totals: Totals) -> str:
    code = status.head.code
    if status.days_ago:  # who is to be reminded is said by today
        return f"Tình hình hôm nay: bcd35 status {code}"
    if status.state.days_left >= 0:
        return "Khi có báo cáo gửi về: bcd35 record-report THƯ_MỤC"
    refused = {file.unit for file in status.refused}  # they are answered first, unless reminded by name
    units = ((unit.code, _sent(status, unit)) for unit in status.state.units if unit.state == "missing")
    missing = [
        sent
        for code_of_unit, sent in units
        if code_of_unit not in refused or (sent and still_waiting(sent, status.state.as_of))
    ]
    if not missing:
        return f"Còn {totals.missing} đơn vị chưa báo cáo, đều còn hạn riêng hoặc chờ văn phòng xử lý tệp."
    if all(still_waiting(sent, status.state.as_of) for sent in missing):
        last = max(reminder.deadline for sent in missing for reminder in sent)
        reminded = f"đã được đôn đốc với thời hạn mới {screen_date(last)}"
        if others := totals.missing - len(missing):
            return (
                f"Còn {totals.missing} đơn vị chưa báo cáo: {len(missing)} {reminded}, {others} còn hạn "
                "riêng hoặc chờ văn phòng xử lý tệp."
            )
        return f"Còn {totals.missing} đơn vị chưa báo cáo, {reminded}."
    return f"Còn {totals.missing} đơn vị chưa báo cáo. Đôn đốc bằng: bcd35 remind {code}"


def page_screen(shown: "PageShown", workspace: "Workspace") -> Screen:
    """The status, and where its page is."""
    screen, page = status_screen(shown.written.status), workspace.shown(shown.written.path)
    words = (
        f"Đã ghi và mở trang: {page}"
        if shown.opened
        else f"Đã ghi trang: {page} (không mở được trình duyệt; hãy mở tệp bằng tay)"
    )
    return screen._replace(data={**screen.data, "page": page}, blocks=(*screen.blocks, words), remarks=())


def _after_export(status: "Status") -> str:
    code, missing = status.head.code, status.state.totals.missing
    if status.known:
        return _next_step(status, status.state.totals)
    if status.head.status == "closed":
        return f"Bước tiếp theo: lưu hồ sơ của đợt: bcd35 casefile {code}"
    if missing:
        return f"Còn {missing} đơn vị chưa báo cáo: bcd35 status {code}{status.day_options}"
    return f"Bước tiếp theo: đóng đợt: bcd35 rounds close {code}"


def exported(outcome: "SummaryWritten", workspace: "Workspace") -> Screen:
    """Where the workbook is; a sentence when its own name was taken."""
    from bcd35.show.written_files import written_beside

    shown = workspace.shown(outcome.path)
    data = {
        "path": shown,
        "round": outcome.status.head.code,
        "as_of": outcome.status.state.as_of.isoformat(),
        "known_on": outcome.status.known.day.isoformat() if outcome.status.known else None,
        **outcome.status.state.totals._asdict(),
    }
    blocks = (
        *known_words(outcome.status),
        f"Đã ghi bảng tổng hợp: {shown}",
        _figures(outcome.status.state.totals),
    )
    findings = (*outcome.findings, *written_beside(outcome.written, workspace))
    of_today = outcome.status.known and outcome.path.suffix == ".docx"
    remarks = ("Tệp mẫu của báo cáo tổng hợp là tệp hiện nay.",) if of_today else ()
    remarks = (*remarks, _after_export(outcome.status))
    return Screen(data, blocks, remarks, (*findings, *not_brought_back(outcome.status)))
