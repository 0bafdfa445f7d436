"""``bcd35 undo``: the last act is put right by the very command that is printed."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bcd35.cli.asking import agreed, is_person
from bcd35.cli.desk import desk_of
from bcd35.cli.framework import options_of
from bcd35.cli.options import switch
from bcd35.domain.commands import command_line
from bcd35.domain.errors import Bcd35Error, UsageError
from bcd35.show.screen import OutputOptions, Screen, say
from bcd35.store.acts import acts_of_this_run

if TYPE_CHECKING:
    from bcd35.usecases.registers.undo import WayBack


def undo(
    ctx: typer.Context,
    yes: Annotated[bool, switch("--yes", "Làm luôn, không hỏi lại.", "-y")] = False,
    dry_run: Annotated[
        bool, switch("--dry-run", "Chỉ nêu việc cuối và lệnh sửa lại, không chạy.", "-n")
    ] = False,
) -> Screen:
    """Put the last act right."""
    from bcd35.show.undo import planned
    from bcd35.usecases.registers.undo import plan_undo, refuse_after_silent_run, refuse_if_went_on

    desk = desk_of(ctx, rehearsal=True)
    plan = plan_undo(desk)
    if dry_run:
        return planned(plan)
    if not (yes or _confirmed(ctx, plan)):
        return planned(plan)._replace(blocks=())  # they stand above the question
    if yes:  # nobody was shown which act it is
        refuse_after_silent_run(plan)
    refuse_if_went_on(desk, plan)
    return _run(ctx, plan)


def _confirmed(ctx: typer.Context, plan: "WayBack") -> bool:
    """What a person at the terminal answers, after the act and the commands were shown."""
    from bcd35.show.undo import plan_lines

    if not is_person(ctx):
        more = f" và {len(plan.commands) - 1} lệnh nữa" if len(plan.commands) > 1 else ""
        first = command_line(plan.commands[0])
        message = f"Lệnh này hỏi trước khi chạy {first}{more}, mà không có ai ở cửa sổ lệnh để hỏi."
        fix = "Xem trước: bcd35 undo --dry-run\nĐúng thì chạy: bcd35 undo --yes"
        raise UsageError("not_confirmed", message, fix=fix)
    for line in plan_lines(plan):
        say(line, options_of(ctx))
    return agreed("Chạy?")


def _run(ctx: typer.Context, plan: "WayBack") -> Screen:
    """Each command in turn, as if it were typed here; the first that does not go on ends it."""
    from bcd35.show.undo import ran

    screens: list[Screen] = []
    try:
        with acts_of_this_run.undoing(plan.last_line):
            for screen in _answers(ctx, plan):
                screens.append(screen)
                if screen.exit_code:
                    return ran(plan, screens, code=screen.exit_code)
    except Bcd35Error as error:
        return ran(plan, screens, error.findings, error.exit_code)
    return ran(plan, screens)


def _answers(ctx: typer.Context, plan: "WayBack") -> Iterator[Screen]:
    from bcd35.cli.errors import screen_of

    shared = options_of(ctx)
    for command in plan.commands:
        options = OutputOptions(json=True, now=shared.now)  # none of them asks anything
        options.root = shared.root
        screen = screen_of(command, options)
        shared.notes.extend(note for note in options.notes if note not in shared.notes)
        if screen:  # no way back is a help page
            yield screen


COMMANDS: dict[str, Callable[..., Screen]] = {"undo": undo}
