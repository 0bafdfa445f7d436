"""The summary of a round as a file, in one of the forms of ``writers.py``."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letters import safe_stem
from bcd35.usecases.desk import Desk, judge_output
from bcd35.usecases.summary.status import Status, status, sum_up


class SummaryWritten(NamedTuple):
    """What was summed up and where; ``asked`` differs from ``path`` when that was open elsewhere."""

    status: Status
    asked: Path
    path: Path
    findings: tuple[Finding, ...] = ()


def export_summary(
    desk: Desk, wanted: str = "", *, form: str = "xlsx", as_of: date | None = None, output: Path | None = None
) -> SummaryWritten:
    """Write the summary of a round.

    A target that is open in another program is left alone and the next free name is used.
    """
    from bcd35.usecases.summary.writers import FORMS
    from bcd35.world.files import write_beside_if_open

    ending, write = FORMS[form]
    seen = status(desk, wanted, as_of)
    _refuse_before_issue(seen)
    name = f"Tong-hop_{safe_stem(seen.head.code)}_{seen.state.as_of.isoformat()}{ending}"
    asked = output or desk.workspace.root / "out" / safe_stem(seen.head.code) / name
    judge_output(desk, asked)
    data, findings = write(desk, seen, sum_up(desk, seen))
    return SummaryWritten(seen, asked, write_beside_if_open(asked, data), findings)


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


def show_page(desk: Desk, wanted: str = "", as_of: date | None = None) -> PageShown:
    """Write the page of a round to its usual place and open it."""
    from bcd35.world.programs import open_in_browser

    written = export_summary(desk, wanted, form="html", as_of=as_of)
    return PageShown(written, open_in_browser(written.path))
