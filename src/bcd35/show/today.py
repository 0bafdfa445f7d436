"""What ``today`` shows: the open rounds, what waits, and for each the command that does it.

One screen of 80 × 24. Nothing that is started from here takes a number: letters are drafted first.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from bcd35.domain.commands import DAY, FILE, FOLDER, REASON, Command, command_line
from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.round_names import round_begins, the_round
from bcd35.show.screen import Block, Cell, Screen, Table, rows_of, text_in, width
from bcd35.usecases.summary.today import OpenRound, Today, Waiting

_WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
_LINES_OF_STEPS = 8  # that a long list of rounds leaves to what is to be done
_OTHER_LINES = 8  # the day, four of the table's frame, a heading, what was left out, the question
_BETWEEN = 3  # columns from the text of one column of a table to the next
_LEAST_NAME = 12  # columns of a name, however small the terminal
_MOST_CODES = 3
_MOST_UNITS = 4  # named in a command; of more the whole list is shown
_HEADINGS = ("Đợt", "Đã báo cáo", "Quá hạn", "Thời hạn", "Còn")
_WORDS = {
    "conflict": "{count} đơn vị có tệp trái số liệu, chờ chọn tệp đúng{units}",
    "proposal": "{count} đơn vị có tệp chờ xác nhận là của đơn vị ấy{units}",
    "refused": "{count} đơn vị có tệp bị từ chối, chưa gửi trả{units}",
    "held": "{count} đơn vị có tệp đến khi đợt không nhận báo cáo, nhận lại{units}",
    "correction_due": "{count} đơn vị phải gửi bản sửa, sớm nhất {until}{units}",
    "ending": "{count} đơn vị sắp hết hạn, sớm nhất {until}{units}",
    "missing": "{count} đơn vị quá hạn, cần đôn đốc{units}",
    "all_reported": "tất cả đơn vị đã báo cáo; làm tổng hợp",
    "deadline_passed": "chưa phát hành, thời hạn {until} đã qua; nêu hạn mới",
    "not_issued": "chưa phát hành công văn; soạn thử",
}


class Step(NamedTuple):
    """One thing to do. ``command`` is empty where no single command does it; then ``advice`` says what."""

    words: str
    command: Command = ()
    advice: str = ""

    @property
    def line(self) -> str:
        return command_line(self.command) or self.advice


def steps_of(
    today: Today, notes: Sequence[tuple[Finding, Command]], blocked: Sequence[Finding] = ()
) -> list[Step]:
    """What waits in the rounds, then what is to be said of the workspace, then the daily work.

    ``notes``: each with the command that does what it advises, where there is one.
    ``blocked``: why nothing may be written to this ledger; then there is one thing to do.
    """
    if blocked:
        return [Step(found.message, ("recover",)) for found in blocked]
    return [
        *(Step(_waiting_words(one), _command(one)) for one in today.waiting),
        *_strangers(today),
        *(Step(found.message, (), found.fix) for found in today.books),
        *(Step(note.message, command, note.fix) for note, command in notes),
        *_daily(today),
    ]


def _strangers(today: Today) -> Iterator[Step]:
    """Refused files of nobody: the clerk finds out whose they are, and takes in the good file."""
    if names := today.strangers:
        named = ", ".join(names[:_MOST_CODES]) + (" …" if len(names) > _MOST_CODES else "")
        words = f"{len(names)} tệp bị từ chối, chưa rõ của đơn vị nào (lý do ở {today.reasons}): {named}"
        aside = command_line(("reports", "withdraw", "--refused", "--file", FILE, "--reason", REASON))
        yield Step(f"{words}. Có tệp đúng thì nhận; không cần nữa: {aside}", ("record-report", FOLDER))


def _waiting_words(one: Waiting) -> str:
    codes = ", ".join(one.units[:_MOST_CODES]) + (" …" if len(one.units) > _MOST_CODES else "")
    until = screen_date(one.until) if one.until else ""
    words = _WORDS[one.kind].format(count=len(one.units), units=f": {codes}" if codes else "", until=until)
    return f"{round_begins(one.name)}: {words.removesuffix(' …')}{' …' if words.endswith('…') else '.'}"


def _command(one: Waiting) -> Command:
    code = one.round_code
    if one.kind == "refused":
        whose = one.units if len(one.units) == 1 else ("--all-refused",)
        return ("return-report", *whose, "--round", code, "--draft")
    of_the_round: dict[str, Command] = {
        "held": ("record-report", FOLDER, "--round", code),
        "missing": ("remind", code, "--draft"),
        "all_reported": ("export-summary", code),
        "deadline_passed": ("rounds", "edit", code, "--deadline", DAY),
        "not_issued": ("notify", code, "--draft"),
    }
    if one.kind in of_the_round:
        return of_the_round[one.kind]
    named = [word for unit in one.units for word in ("--unit", unit)]
    return ("status", code, *(named if len(one.units) <= _MOST_UNITS else ["--missing"]))


def _daily(today: Today) -> Iterator[Step]:
    if today.no_units:
        yield Step("Nhập danh sách đơn vị của văn phòng (tệp Excel, CSV).", ("units", "import", FILE))
    elif not today.rounds:
        unasked = "với --no-input thì nêu --subject, --deadline, --task, --question"
        yield Step(f"Tạo đợt mới: lệnh hỏi từng điều ({unasked}).", ("rounds", "new"))
    issued = [one for one in today.rounds if one.totals]
    if any(one.totals and one.totals.missing for one in issued):
        yield Step("Nhận báo cáo, tin bài vừa gửi về.", ("record-report", FOLDER))
    if issued:
        yield Step(f"Xem từng đơn vị của {the_round(issued[0].name)}.", ("status", issued[0].code))


def today_screen(today: Today, steps: Sequence[Step], size: os.terminal_size | None = None) -> Screen:
    """``size``: of the terminal that all of it has to fit; None for every round and step."""
    rounds = _rounds_that_fit(today, steps, size) if size else len(today.rounds)
    shown = steps[: _room(today, rounds, steps, size)] if size else steps
    lines = [line for number, step in enumerate(shown, start=1) for line in _step_lines(number, step)]
    left = len(steps) - len(shown)
    more = [f"… và {left} việc nữa; xem đủ: bcd35 today --all"] if left else []
    blocks = rounds_blocks(today, rounds)
    data = {**_data(today), "steps": [_step_data(step) for step in steps]}
    return Screen(data, (*blocks, "Việc tiếp theo:", *lines, *more) if steps else blocks)


def _rounds_that_fit(today: Today, steps: Sequence[Step], size: os.terminal_size) -> int:
    """How many rounds are listed, so that the first steps have room below them."""
    wanted = sum(_height(number, step, size) for number, step in enumerate(steps))
    room = size.lines - _OTHER_LINES - min(wanted, _LINES_OF_STEPS)
    ends = list(accumulate(_heights_of_rounds(today, size)))
    if not ends or ends[-1] <= room:
        return len(ends)
    return max(sum(end < room for end in ends), 1)  # and a line for the others


def _heights_of_rounds(today: Today, size: os.terminal_size) -> list[int]:
    """Lines that each round takes in the table: its name is what is broken."""
    rows = [_HEADINGS, *map(_row, today.rounds)]
    others = (max(width(text_in(cell)) for cell in column) for column in list(zip(*rows, strict=True))[1:])
    room = max(size.columns - 2 - sum(one + _BETWEEN for one in others), _LEAST_NAME)
    return [rows_of(one.name, room) for one in today.rounds]


def _room(today: Today, rounds: int, steps: Sequence[Step], size: os.terminal_size) -> int:
    """How many steps fit between the listed rounds and the question."""
    others = int(rounds < len(today.rounds))
    left, count = size.lines - sum(_heights_of_rounds(today, size)[:rounds]) - others - _OTHER_LINES, 0
    for number, step in enumerate(steps):
        left -= _height(number, step, size)
        if left < 0:
            break
        count += 1
    return max(count, 1)


def _height(number: int, step: Step, size: os.terminal_size) -> int:
    return sum(rows_of(line, size.columns) for line in _step_lines(number, step))


def _step_data(step: Step) -> dict[str, str]:
    command = command_line(step.command)
    return {"words": step.words, "command": command, "advice": "" if command else step.advice}


def _step_lines(number: int, step: Step) -> list[str]:
    return [f"{number:2}. {step.words}", *(f"    {line}" for line in step.line.splitlines())]


def rounds_screen(today: Today, as_of: date | None = None) -> Screen:
    """The open rounds alone, for ``status`` where none was named; ``as_of``: as it was asked."""
    issued = next((one.code for one in today.rounds if one.totals), "")
    first = (
        f"Xem một đợt: bcd35 status {issued}{f' --as-of {as_of.isoformat()}' if as_of else ''}"
        if issued
        else f"Chưa đợt nào phát hành; soạn thử: bcd35 notify {today.rounds[0].code} --draft"
    )
    steps = first, "Việc đang chờ của mọi đợt: bcd35 today"
    return Screen(_data(today), rounds_blocks(today), steps)


def rounds_blocks(today: Today, most: int | None = None) -> tuple[Block, ...]:
    """A line for each open round. ``most``: how many of them are listed, those that end first."""
    head = f"{_WEEKDAYS[today.day.weekday()]}, {screen_date(today.day)}"
    if not today.rounds:
        return (f"{head}. Không có đợt nào đang mở; xem các đợt: bcd35 rounds list",)
    listed = today.rounds[:most]
    table = Table(_HEADINGS, tuple(map(_row, listed)), (1, 2))
    left = len(today.rounds) - len(listed)
    more = [f"… và {left} đợt nữa: bcd35 status"] if left else []
    return f"{head}. Đợt đang mở: {len(today.rounds)}.", table, *more


def _row(one: OpenRound) -> tuple[Cell | str, ...]:
    reported = f"{one.totals.reported}/{one.totals.expected}" if one.totals else "chưa gửi"
    overdue = str(one.overdue) if one.totals else "–"
    return one.name, reported, overdue, screen_date(one.deadline), _days_left(one.days_left)


def _days_left(days: int) -> Cell:
    if days < 0:
        return Cell(f"quá {-days} ngày", "bad")
    return Cell(f"{days} ngày" if days else "hôm nay", "" if days else "late")


def _data(today: Today) -> dict[str, object]:
    return {
        "day": today.day.isoformat(),
        "rounds": [_round_data(one) for one in today.rounds],
        "waiting": [
            {"kind": one.kind, "round": one.round_code, "units": list(one.units), "until": _iso(one.until)}
            for one in today.waiting
        ],
        "strangers": list(today.strangers),
    }


def _round_data(one: OpenRound) -> dict[str, object]:
    return {
        "code": one.code,
        "name": one.name,
        "deadline": one.deadline.isoformat(),
        "days_left": one.days_left,
        "letter": one.letter.reference if one.letter else None,
        "totals": one.totals._asdict() if one.totals else None,
        "overdue": one.overdue if one.totals else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
