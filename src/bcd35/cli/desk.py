"""Where the parts are joined: shared options → world and store → desk."""

import os
import re
import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bcd35.cli.asking import agreed, is_person, keeping_answers, round_chooser
from bcd35.cli.framework import options_of
from bcd35.cli.names import ROOT_OPTIONS
from bcd35.cli.typed_values import typed_output
from bcd35.domain.errors import Refused, UnknownName, WorkspaceError
from bcd35.domain.text import clean
from bcd35.show.screen import say, wants_colour

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from bcd35.domain.findings import Finding
    from bcd35.show.screen import Screen
    from bcd35.usecases.desk import Desk, Progress
    from bcd35.usecases.registers.imports import Imported
    from bcd35.usecases.registers.sources import ImportRequest


_STREAM = Path("-")  # standard input or output, where the parameter allows it


def asked_folder(ctx: Any) -> Path | None:
    """The workspace that the person names, if any: with ``-C``, or in the environment."""
    named = options_of(ctx).root or os.environ.get("BCD35_ROOT")
    return Path(named) if named else None


def desk_of(ctx: Any, *, rehearsal: bool = False, notes: bool = True) -> "Desk":
    """The desk of this run. ``notes``: tell the remarks of any command."""
    from bcd35.usecases.workspace.opening import open_desk, quick_notes, workspace_notes
    from bcd35.world.workspace import World, find_workspace, now

    options = options_of(ctx)
    workspace = find_workspace(asked_folder(ctx), Path.cwd())
    options.database = workspace.database
    desk = open_desk(World(options.now or now(), workspace), rehearsal=rehearsal)
    desk = desk._replace(with_round=partial(_with_round, ctx))
    if is_person(ctx):
        desk = desk._replace(choose_round=round_chooser())
    ctx.call_on_close(desk.store.close)
    if not rehearsal:
        _copy_at_close(ctx, desk)
    if notes:
        # a rehearsal says what the run itself would stop at
        options.notes.extend(workspace_notes(desk) if rehearsal else quick_notes(desk))
    return desk


def _with_round(ctx: Any) -> str:
    """What was typed, with a place for the round: behind the command, or as an option.

    Without the folder (``-C``), which every printed command is given anyway.
    """
    from bcd35.domain.commands import ROUND, command_line

    params = [param.metavar or "" for param in ctx.command.params if param.param_type_name == "argument"]
    place = () if any(name.startswith("ĐỢT") for name in params) else ("--round",)
    typed = options_of(ctx).typed
    words = [
        word
        for before, word in zip(("", *typed), typed, strict=False)
        if before not in ROOT_OPTIONS and not word.startswith(ROOT_OPTIONS)
    ]
    return command_line((*words, *place, ROUND))


def _copy_at_close(ctx: Any, desk: "Desk") -> None:
    """Have the ledger copied when the command ends, however it ends; remarks come before it prints."""
    begun = desk.store.registers.last_line()

    def copy() -> None:
        if desk.store.registers.last_line() != begun:
            from bcd35.usecases.workspace.ledger_copies import copy_after

            options_of(ctx).notes.extend(copy_after(desk, begun))

    ctx.call_on_close(copy)


def mention_overdue_copy(ctx: Any, desk: "Desk") -> None:
    """A remark when the last good copy is too old."""
    from bcd35.usecases.workspace.last_copy import overdue_copy

    if late := overdue_copy(desk):
        from bcd35.show.last_copy import overdue

        options_of(ctx).notes.append(overdue(late))


def desk_if_any(ctx: Any) -> "Desk | None":
    """The desk for a command that also works outside any workspace; None there. It makes no database."""
    from bcd35.world.workspace import find_workspace

    asked = asked_folder(ctx)
    try:
        find_workspace(asked, Path.cwd())
    except WorkspaceError:
        if asked:
            raise
        return None
    from bcd35.usecases.workspace.opening import trial_note

    desk = desk_of(ctx, rehearsal=True, notes=False)
    options_of(ctx).notes.extend(trial_note(desk))
    return desk


def input_path(ctx: Any, desk: "Desk | None", path: Path) -> Path:
    """A path as the clerk typed it; for ``-`` a file with what comes on standard input.

    One that only exists inside the workspace is meant from there, as our own hints write it. Raises
    UnknownName for a pipe or device.
    """
    given = given_file(ctx, path)
    inside = desk.workspace.root / given if desk else given
    return no_device(inside if not given.exists() and inside.exists() else given)


def no_device(path: Path) -> Path:
    """A path that a clerk named. Raises UnknownName for a pipe or device: reading one may never end."""
    from bcd35.world.files import is_device

    if is_device(path):
        raise UnknownName.device(clean(str(path)))
    return path


def output_path(desk: "Desk", path: Path) -> Path:
    """Where a file is to be written; a folder that only the workspace has is meant from there."""
    inside = desk.workspace.root / path
    return inside if not path.parent.is_dir() and inside.parent.is_dir() else path


def given_file(ctx: Any, path: Path) -> Path:
    """The file itself; for ``-`` one with what comes on standard input, for as long as the command runs."""
    if path != _STREAM:
        return path
    import tempfile

    from bcd35.world.workspace import STANDARD_INPUT

    folder = tempfile.TemporaryDirectory(prefix=STANDARD_INPUT)
    ctx.call_on_close(folder.cleanup)
    data = sys.stdin.buffer.read()
    given = Path(folder.name) / f"dau-vao{_suffix_of(data)}"
    given.write_bytes(data)
    return given


def _suffix_of(data: bytes) -> str:
    """As a file with this content would be called: nothing else says whether a text is YAML or a list."""
    if data.startswith(b"PK"):
        return ".xlsx"
    return ".yaml" if re.search(rb"^[a-z_]+:(\s|$)", data, re.MULTILINE) else ".csv"


def is_stdout(ctx: Any, output: Path | None) -> bool:
    """Whether ``-o -`` was typed. Raises BadParameter with ``--json``: two things cannot go one way."""
    if output != _STREAM:
        return False
    if options_of(ctx).json:
        raise typer.BadParameter("-o -: không đi cùng --json; cả hai đều in ra màn hình.")
    return True


def to_stdout(write: "Callable[[Path], Screen]", suffix: str) -> "Screen":
    """What ``-o -`` asks for: the file goes to standard output, and nothing else does."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="bcd35-ra-") as folder:
        path = Path(folder) / f"ra{suffix}"
        screen = write(path)
        sys.stdout.flush()
        sys.stdout.buffer.write(path.read_bytes())
    return screen._replace(blocks=(), remarks=())


def export_to(
    ctx: Any, output: Path, suffixes: tuple[str, ...], write: "Callable[[Desk, Path], Screen]"
) -> "Screen":
    """What the exports of a register have in common: a file with one of these suffixes, or ``-o -``."""
    if is_stdout(ctx, output):
        return to_stdout(partial(write, desk_of(ctx)), ".csv")
    asked = typed_output(output, *suffixes)
    desk = desk_of(ctx)
    return write(desk, output_path(desk, asked))


def import_files(ctx: Any, request: "ImportRequest", *, dry_run: bool) -> "Screen":
    """What ``import``, ``channels import``, ``units import`` and ``rounds import`` have in common."""
    from bcd35.show.imports import imported
    from bcd35.usecases.registers.log import Names
    from bcd35.usecases.workspace.opening import trial_note

    desk = desk_of(ctx, rehearsal=dry_run, notes=False)
    request = request._replace(files=[input_path(ctx, desk, file) for file in request.files])
    outcome, _ = settled_import(ctx, desk, request)
    if all(found.code != "trial_ends" for found in outcome.findings):
        options_of(ctx).notes.extend(trial_note(desk))
    return imported(outcome, Names.of(desk).kinds)


def settled_import(ctx: Any, desk: "Desk", request: "ImportRequest") -> "tuple[Imported, ImportRequest]":
    """An import, and the request with what a person decided where a list left it open.

    A person is told before anything is written which rows may be no units.
    """
    from bcd35.cli.list_options import decided
    from bcd35.usecases.registers.decisions import Undecided
    from bcd35.usecases.registers.imports import import_registers

    settled, asks = request, is_person(ctx) and request.register == "units"
    with keeping_answers(
        options_of(ctx), lambda: _words_of(ctx, desk, settled) if settled != request else []
    ):
        while True:
            try:
                outcome = import_registers(desk._replace(rehearsal=desk.rehearsal or asks), settled)
                break
            except Undecided as undecided:
                if not is_person(ctx):
                    raise
                for question in undecided.questions:
                    settled = settled._replace(decisions=decided(settled.decisions, question))
        if asks:
            _agree_to_rows(outcome.findings)
        return (outcome if desk.rehearsal or not asks else import_registers(desk, settled)), settled


def _agree_to_rows(told: "Iterable[Finding]") -> None:
    """Ask about rows that may be no units. Raises Refused where they are none."""
    doubts = [one for one in told if one.code in ("sub_rows", "like_a_person")]
    for one in doubts:
        say(f"[{one.where}] {one.message}")
    if doubts and not agreed("Vẫn ghi các hàng ấy là đơn vị?"):
        fix = "Xóa các hàng ấy khỏi danh sách, lưu lại rồi chạy lại."
        raise Refused("rows_to_leave_out", "Chưa ghi gì.", where=doubts[0].where, fix=fix)


def _words_of(ctx: Any, desk: "Desk", request: "ImportRequest") -> "list[str]":
    """The import as a command; none while ``init`` brings its list in, which keeps its answers itself."""
    _, *names = ctx.command_path.split()
    if names[-1] != "import":
        return []
    switches = {"--dry-run": desk.rehearsal, "--retire-missing": request.retire_missing}
    return [
        *(*names, *map(str, request.files)),
        *(word for option, value in request.decisions.options for word in (f"--{option}", value)),
        *(option for option, is_on in switches.items() if is_on),
        *(("--take", request.take) if request.take else ()),
    ]


def progress_of(ctx: Any) -> "AbstractContextManager[Progress]":
    """A progress bar on standard error for a person at a terminal; silence otherwise."""
    options = options_of(ctx)
    if options.quiet or options.json or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        from bcd35.usecases.desk import no_progress

        return nullcontext(no_progress)
    from bcd35.show.progress import drawn_progress

    return drawn_progress(colour=wants_colour(options))
