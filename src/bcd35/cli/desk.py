"""Where the parts are joined: shared options → world and store → desk."""

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bcd35.cli.framework import options_of

if TYPE_CHECKING:
    from bcd35.show.screen import Screen
    from bcd35.usecases.desk import Desk, Progress
    from bcd35.usecases.registers.imports import Register


def desk_of(ctx: Any, *, rehearsal: bool = False, notes: bool = True) -> "Desk":
    """The desk of this run. ``notes``: mention register files that were edited since their import."""
    from bcd35.usecases.workspace.opening import sit_down, workspace_notes
    from bcd35.world.workspace import World, find_workspace, now

    options = options_of(ctx)
    asked = options.root or os.environ.get("BCD35_ROOT")
    workspace = find_workspace(Path(asked) if asked else None, Path.cwd())
    desk = sit_down(World(options.now or now(), workspace), rehearsal=rehearsal)
    ctx.call_on_close(desk.store.close)
    if notes:
        options.notes.extend(workspace_notes(desk))
    return desk


def desk_if_any(ctx: Any) -> "Desk | None":
    """The desk for a command that also works outside any workspace; None there. It makes no database."""
    from bcd35.domain.errors import WorkspaceError
    from bcd35.world.workspace import find_workspace

    asked = options_of(ctx).root or os.environ.get("BCD35_ROOT")
    try:
        find_workspace(Path(asked) if asked else None, Path.cwd())
    except WorkspaceError:
        if asked:
            raise
        return None
    return desk_of(ctx, rehearsal=True, notes=False)


def input_path(desk: "Desk", path: Path) -> Path:
    """A path as the clerk typed it.

    One that only exists inside the workspace is meant from there, as our own hints write it.
    """
    inside = desk.workspace.root / path
    return inside if not path.exists() and inside.exists() else path


def import_one(
    ctx: Any, register: "Register", file: Path, *, dry_run: bool, retire_missing: bool = False
) -> "Screen":
    """What ``channels import``, ``units import`` and ``rounds import`` have in common."""
    from bcd35.show.upkeep import imported
    from bcd35.usecases.registers.imports import import_sources, read_source

    desk = desk_of(ctx, rehearsal=dry_run, notes=False)
    source = read_source(desk.workspace, register, input_path(desk, file))
    return imported(import_sources(desk, [source], dry_run=dry_run, retire_missing=retire_missing))


def progress_bar(ctx: Any) -> "Progress":
    """A progress bar on stderr for a person at a terminal, silence otherwise."""
    options = options_of(ctx)
    if options.quiet or options.json or not sys.stderr.isatty():
        from bcd35.usecases.desk import no_progress

        return no_progress
    return _draw_bar


def _draw_bar(what: str, done: int, total: int) -> None:
    filled = 30 * done // total if total else 30
    end = "\r\033[K" if done == total else ""
    with contextlib.suppress(OSError):  # a terminal that was closed must not stop the act halfway
        sys.stderr.write(f"\r{what} [{'█' * filled}{'░' * (30 - filled)}] {done}/{total}{end}")
        sys.stderr.flush()
