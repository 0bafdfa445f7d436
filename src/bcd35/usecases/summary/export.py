"""The summary of a round as a file, in one of the forms of ``writers.py``."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_files import safe_stem
from bcd35.usecases.desk import Desk
from bcd35.usecases.outputs import Written, refuse_output, write_output
from bcd35.usecases.summary.status import Status, status, sum_up


class SummaryWritten(NamedTuple):
    """What was summed up and where."""

    status: Status
    written: Written
    findings: tuple[Finding, ...] = ()

    @property
    def path(self) -> Path:
        return self.written.path


def export_summary(
    desk: Desk,
    wanted: str = "",
    *,
    form: str = "xlsx",
    as_of: date | None = None,
    output: Path | None = None,
    known_on: date | None = None,
) -> SummaryWritten:
    """Write the summary of a round; ``known_on``: as it was told at the end of that day.

    A target that is open in another program is left alone and the next free name is used.
    """
    from bcd35.usecases.registers.known_on import desk_known_on
    from bcd35.usecases.summary.writers import WRITERS

    ending, write = WRITERS[form]
    with desk_known_on(desk, known_on, wanted) as past:
        seen = status(past.desk, wanted, as_of)._replace(known=past.known)
        _refuse_before_issue(seen)
        asked = output or _usual_place(desk, seen, ending)
        refuse_output(desk, asked)  # what must not be overwritten, today's ledger says
        data, findings = write(past.desk, seen, sum_up(past.desk, seen))
    return SummaryWritten(seen, write_output(desk, asked, data), findings)


def _usual_place(desk: Desk, seen: Status, ending: str) -> Path:
    code, days = safe_stem(seen.head.code), seen.state.as_of.isoformat()
    if seen.known:  # beside the file that was written on that day, not over it
        days += f"_theo-so-ngay-{seen.known.day.isoformat()}"
    return desk.workspace.root / "out" / code / f"Tong-hop_{code}_{days}{ending}"


def _refuse_before_issue(seen: Status) -> None:
    day, dated = seen.state.as_of, seen.letter.dated
    if day < dated:
        message = (
            f"Ngày {screen_date(day)} ở trước ngày công văn ({screen_date(dated)}): chưa có gì để tổng hợp."
        )
        raise Refused("before_issue", message, fix="Nêu --as-of từ ngày công văn trở đi.")


class PageShown(NamedTuple):
    """The page that was written, and whether a browser took it."""

    written: SummaryWritten
    opened: bool


def show_page(
    desk: Desk, wanted: str = "", as_of: date | None = None, known_on: date | None = None
) -> PageShown:
    """Write the page of a round to its usual place and open it."""
    from bcd35.world.programs import open_in_browser

    written = export_summary(desk, wanted, form="html", as_of=as_of, known_on=known_on)
    return PageShown(written, open_in_browser(written.path))
