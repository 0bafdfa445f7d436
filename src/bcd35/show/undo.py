"""What ``undo`` shows: the last act, the commands that put it right, what each of them answered."""

from collections.abc import Iterator, Sequence

from bcd35.domain.commands import command_line
from bcd35.domain.findings import Finding
from bcd35.domain.journal.acts import by_command
from bcd35.show.log import act_data, act_lines
from bcd35.show.screen import Block, Screen
from bcd35.usecases.registers.undo import SILENT_RUN, WayBack, act_label


def plan_lines(plan: WayBack) -> Iterator[str]:
    """The last act and what will be run."""
    if plan.silent_run:
        yield SILENT_RUN
    yield "Việc cuối cùng có ghi vào sổ (lần chạy nào sau đó thì không ghi gì):"
    for act in by_command(plan.acts):
        yield from act_lines(act, plan.names)
    if plan.does_again:
        yield (
            f"Việc này vốn là lần sửa lại của: {act_label(plan.does_again.line)}; sửa lại nữa thì việc ấy "
            "lại có hiệu lực. Muốn sửa lại việc trước đó thì chạy lệnh nêu ở việc ấy trong: bcd35 log"
        )
    count = len(plan.commands)
    yield "Sửa lại bằng:" if count == 1 else f"Sửa lại bằng {count} lệnh, theo thứ tự:"
    yield from (f"  {line}" for line in plan.lines)
    if plan.instead:
        yield f"Chỉ ngày nhận sai thì không cần rút, sửa ngày: {command_line(plan.instead)}"


def planned(plan: WayBack) -> Screen:
    """Nothing was run."""
    return Screen(_data(plan, []), tuple(plan_lines(plan)), ("Chưa chạy lệnh nào.",))


def ran(plan: WayBack, screens: Sequence[Screen], failure: tuple[Finding, ...] = (), code: int = 0) -> Screen:
    """What the commands answered; ``failure``: why the next one did not go on."""
    blocks: list[Block] = [f"Sửa lại việc: {plan.named}."]
    done_whole = len(screens) == len(plan.commands)
    if plan.is_long and done_whole:
        *first, _ = plan.lines
        left = f"… và {len(screens) - len(first)} lệnh nữa; xem từng việc: bcd35 log --all"
        blocks += [f"Đã chạy {len(screens)} lệnh:", *(f"  {line}" for line in (*first, left))]
    elif not plan.is_long:
        for command, screen in zip(plan.commands, screens, strict=False):
            blocks += [f"Đã chạy: {command_line(command)}", *screen.blocks]
    if not done_whole:
        reached = f"Mới chạy {len(screens)}/{len(plan.commands)} lệnh" if screens else "Chưa sửa được gì"
        blocks.append(f"{reached}; dừng ở: {command_line(plan.commands[len(screens)])}")
    done: list[str] = []
    if done_whole:
        if plan.does_again:
            again = act_label(plan.does_again.line)
            done.append(f"Việc ấy vốn là lần sửa lại của: {again}; nay việc này lại có hiệu lực.")
        done.append("Xem lại trong nhật ký: bcd35 log")
    if done_whole and plan.is_long:
        done.append("Chạy undo lần nữa thì chỉ sửa lại lệnh cuối trong số ấy.")
    # Of so many commands no remarks: what they bring back stood there before.
    told = () if done_whole and plan.is_long else screens
    found = dict.fromkeys(found for screen in told for found in screen.findings)
    cautions = dict.fromkeys(found for screen in screens for found in screen.cautions)
    return Screen(
        data=_data(plan, screens),
        blocks=tuple(blocks),
        remarks=tuple(done),
        findings=(*found, *failure),
        exit_code=code,
        cautions=tuple(cautions),
    )


def _data(plan: WayBack, screens: Sequence[Screen]) -> dict[str, object]:
    return {
        "acts": [act_data(told, plan.names) for told in plan.acts],
        "commands": list(map(command_line, plan.commands)),
        "does_again": act_data(plan.does_again, plan.names) if plan.does_again else None,
        "done": len(screens),
        "results": [screen.data for screen in screens],
    }
