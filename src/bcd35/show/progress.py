"""The progress bar of a long command, drawn by rich on standard error."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bcd35.usecases.desk import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress


@contextlib.contextmanager
def drawn_progress(*, colour: bool) -> Iterator[Progress]:
    """A bar from the first step to the end of the block; then it is wiped off and the cursor is back."""
    bar = _bar(colour=colour)
    step = bar.add_task("")
    drawn: tuple[str, int] | None = None

    def draw(what: str, done: int, total: int) -> None:
        """Redraws only from one percent to the next: a drawing takes about a millisecond."""
        nonlocal drawn
        percent = 100 * done // total if total else 100
        if drawn == (what, percent) and done != total:
            return
        drawn = what, percent
        bar.update(step, description=what, completed=done, total=total)
        with contextlib.suppress(OSError):  # a terminal that was closed must not stop the act halfway
            (bar.refresh if bar.live.is_started else bar.start)()

    try:
        yield draw
    finally:
        with contextlib.suppress(OSError):
            bar.stop()


def _bar(*, colour: bool) -> "RichProgress":
    """The act waits for each drawing: no thread draws, so that no error of the terminal ends up in one."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as RichProgress

    return RichProgress(
        TextColumn("{task.description}", markup=False),
        # Who wants no colours wants no drawn bar either: a screen reader reads its signs aloud.
        *((BarColumn(complete_style="green", finished_style="green"),) if colour else ()),
        MofNCompleteColumn(),
        console=Console(stderr=True, color_system="auto" if colour else None),
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
