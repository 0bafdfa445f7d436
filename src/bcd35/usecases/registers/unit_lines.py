"""What the register of units leaves behind when it changes: dated lines; and rounds that still ask a unit."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bcd35.domain.commands import typed_option
from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.histories import UnitLine
from bcd35.domain.letters import Expectation
from bcd35.domain.units import Unit
from bcd35.usecases.desk import Desk

_LEAVING = "retire_unit", "merge_unit", "split_unit", "put_right_unit"


def record_unit_change(desk: Desk, before: Unit, after: Unit, on: date) -> None:
    """The dated lines of a new name, and of a unit that goes out of use or comes back, inside an act."""
    if before.name != after.name:
        line = UnitLine(0, after.code, "renamed", on, was=before.name, now=after.name)
        desk.store.histories.record_unit(line, desk.world.now)
    if before.status != after.status:
        line = UnitLine(0, after.code, "retired" if after.status == "retired" else "restored", on)
        desk.store.histories.record_unit(line, desk.world.now)


def retired_still_asked(desk: Desk, units: Iterable[Unit], only: str = "") -> Iterator[Finding]:
    """Units that are out of use, or will be from a day, of which open rounds still expect a report.

    ``only``: one round by its code.
    """
    from bcd35.domain.reports import in_force

    left = {unit: leave_line(desk, unit) for unit in units}
    retired = {unit: line for unit, line in left.items() if line or unit.status == "retired"}
    statuses = desk.store.registers.round_statuses() if retired else {}
    for code in (code for code, status in statuses.items() if status == "open" and only in ("", code)):
        for unit, line in retired.items():
            lines = desk.store.letters.expectation_lines(code, unit.code)
            reports = desk.store.reports.of_round(code, [unit.code]).get(unit.code, [])
            if lines and lines[-1][1].event != "exempted" and not in_force(reports):
                since = f"từ ngày {screen_date(line.on)}" if line and line.on > desk.world.today else ""
                gone = f"thôi dùng {since}" if since else "đã thôi dùng"
                message = f"“{unit.code}” {gone} nhưng vẫn phải báo cáo trong đợt “{code}”."
                day = f" --date {line.on.isoformat()}" if line else ""
                fix = f"Nếu không còn phải báo cáo: bcd35 units retire {unit.code}{day}"
                yield Finding("still_asked", unit.code, message, fix)


def still_exempt(desk: Desk, unit: Unit, rounds: Sequence[str], on: date, reason: str) -> Iterator[Finding]:
    """A unit that goes on for another from a day, but is exempt since before: it will not report for it.

    One that is out of use itself owes nothing.
    """
    for code in rounds if unit.status == "active" else ():
        lines = desk.store.letters.expectation_lines(code, unit.code)
        if lines and lines[-1][1].event == "exempted":
            message = f"“{unit.name}” ({unit.code}) vẫn được miễn trong đợt “{code}”."
            day = max(on, lines[-1][1].on).isoformat()
            restore = f"bcd35 rounds restore {unit.code} --round {code} --date {day}"
            yield Finding(
                "still_exempt",
                unit.code,
                message,
                f"Nếu phải báo cáo: {restore} {typed_option('reason', reason)}",
            )


def remarks_on_reopened(desk: Desk, code: str) -> Iterator[Finding]:
    """What became of units while a round was closed: it asks one that ended, or excuses one that did not."""
    last = {line.unit: line.event for line in desk.store.letters.expectations(code)}
    units = [unit for unit in desk.store.registers.units() if unit.code in last]
    yield from retired_still_asked(desk, units, only=code)
    for unit in units:
        if last[unit.code] == "exempted" and leave_line(desk, unit) is None:
            line = desk.store.letters.expectation_lines(code, unit.code)[-1][0], code
            acts = desk.store.registers.acts_about(unit.code, _LEAVING)
            entered = desk.store.letters.expectations_entered
            if any(line in entered(unit.code, "exempted", act) for _, act in acts):
                yield from still_exempt(desk, unit, [code], date.min, "đơn vị vẫn dùng")


def way_into_round(unit: Unit, code: str) -> str:
    """What there is to do about a unit that a round does not ask; one out of use is sent no letter."""
    if unit.status == "retired":
        return f"Đơn vị đã thôi dùng; xem quá trình của đơn vị: bcd35 units show {unit.code}"
    return f"Nếu đơn vị phải báo cáo, phát hành công văn cho đơn vị: bcd35 notify {code} --unit {unit.code}"


def leave_line(desk: Desk, unit: Unit) -> UnitLine | None:
    """The standing line that says from when a unit is out of use; older versions wrote none."""
    lines = desk.store.histories.of_unit(unit.code)
    events = ("retired", "merged", "restored")
    own = [line for line in lines if line.unit == unit.code and line.event in events]
    return own[-1] if own and own[-1].event != "restored" else None


def lines_of_split(desk: Desk, unit: Unit) -> list[UnitLine]:
    """The standing lines of the last split of a unit, one for each part."""
    histories = desk.store.histories
    lines = [one for one in histories.of_unit(unit.code) if one.event == "split" and one.other == unit.code]
    act = histories.act_of(lines[-1]) if lines else None
    return [one for one in lines if act and histories.entered_by(one, act)]


def left_by_split(desk: Desk, unit: Unit) -> list[UnitLine]:
    """The lines of the split by which a unit went out of use; none where it is in use, or left otherwise."""
    left, parts, histories = leave_line(desk, unit), lines_of_split(desk, unit), desk.store.histories
    return parts if left and parts and histories.entered_by(left, histories.act_of(parts[-1])) else []


def leaving_undone(desk: Desk, unit: Unit) -> str:
    """The command that takes back what put a unit out of use; empty where the ledger has no line of that."""
    if leave_line(desk, unit) is None:
        return ""
    verb = "split" if left_by_split(desk, unit) else "retire"
    return f'bcd35 units {verb} {unit.code} --take-back "ghi nhầm"'


def used_again(desk: Desk, unit: Unit, on: date, last: str = "") -> str:
    """The ways by which a unit is in use again: it never left, or it works again; ``last`` ends that one.

    Where rounds excuse it because it left, they ask it again first.
    """
    last = last or f"bcd35 units edit {unit.code} --status active"
    lines = {
        code: desk.store.letters.expectation_lines(code, unit.code)[-1][1]
        for code in exempted_by_leaving(desk, unit)
    }
    steps = [
        f"bcd35 rounds restore {unit.code} --round {code} --date {max(on, line.on)} "
        '--reason "hoạt động trở lại"'
        for code, line in lines.items()
    ]
    undone = leaving_undone(desk, unit)
    ways = [f"Thôi dùng ghi nhầm thì bỏ: {undone}"] if undone else []
    works = "Đơn vị hoạt động trở lại thì "
    ways.append("\n".join((f"{works}lần lượt chạy:", *steps, last)) if steps else f"{works}chạy: {last}")
    return "\n".join(ways)


def lines_of_leaving(desk: Desk, unit: Unit, line: UnitLine) -> list[tuple[int, str]]:
    """Row id and round of the standing lines by which a unit was exempted because of a line that ends it.

    By the act that wrote that line, or by a later one: the line may be older, or its exemption dated anew, or
    taken back and entered again. A closed round keeps the exemption when the line is taken back; entered
    again as it was, the line has it again.
    """
    since = desk.store.histories.first_entered_at(line)
    acts = ("retire_unit", "merge_unit", "split_unit", "put_right_unit", "put_right_line", "exempted")
    entered = desk.store.letters.expectations_entered
    return [
        (id_, code)
        for told, act in desk.store.registers.acts_about(unit.code, acts)
        if told.at >= since
        for id_, code in entered(unit.code, "exempted", act)
        if code in _exempted_from(json.loads(told.detail))
    ]


def _exempted_from(detail: Mapping[str, Any]) -> Sequence[str]:
    """The rounds in which an act exempted a unit because it ends."""
    return [detail["round"]] if "left_on" in detail else detail.get("rounds", [])


def left_with(desk: Desk, unit: Unit, id_: int) -> date | None:
    """The day from which a unit is out of use, where an exemption (by its row id) followed from that."""
    line = leave_line(desk, unit)
    return line.on if line and id_ in [one for one, _ in lines_of_leaving(desk, unit, line)] else None


def left_with_before(desk: Desk, unit: Unit, code: str, again: Expectation) -> date | None:
    """The same of an exemption that is entered again just as it was when it was taken back."""
    line, detail = leave_line(desk, unit), {"round": code, "line": again.event}
    for told in reversed(desk.store.registers.journal_about(unit.code) if line else []):
        said = json.loads(told.detail)
        if told.act == "take_back_line" and detail.items() <= said.items():
            was = {name: change[0] for name, change in said["changes"].items()}
            same = said.get("left_on") == str(line and line.on)
            return line.on if line and same and was == {"on": str(again.on), "reason": again.reason} else None
    return None


def exempted_by_leaving(desk: Desk, unit: Unit) -> list[str]:
    """The open rounds in which a unit is exempt because it went out of use."""
    line = leave_line(desk, unit)
    statuses = desk.store.registers.round_statuses()
    return [
        code
        for id_, code in (lines_of_leaving(desk, unit, line) if line else ())
        if statuses[code] == "open" and desk.store.letters.expectation_lines(code, unit.code)[-1][0] == id_
    ]
