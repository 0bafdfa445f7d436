"""Files that a clerk says are of a unit (``--as``), and that the ledger has as something else already.

Not here: whose form a file is (``recognise.py``).
"""

from collections.abc import Sequence

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.refused_files import refused_command
from bcd35.domain.reports import Report
from bcd35.domain.units import Unit
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.returns import ReceiptTerms, Return
from bcd35.usecases.registers.units import get_unit


def refuse_recorded(desk: Desk, stated: Unit, returns: Sequence[Return]) -> None:
    """Raises Refused for a file that stands as a report already, unless it is one of the unit as it says."""
    for item in returns:
        for report in desk.store.reports.standing_as(item.sha256) if item.sha256 else ():
            if report.unit != stated.code or item.findings:
                raise _recorded_already(desk, item, report, stated)


def refuse_refused(desk: Desk, stated: Unit, returns: Sequence[Return], terms: ReceiptTerms) -> None:
    """Raises Refused for a file with faults that counts as another unit's refused file."""
    faulty = {item.sha256: item for item in returns if item.findings and item.sha256}
    for digest, file in desk.store.intake.refused(faulty).items():
        of = file.unit
        if of in ("", stated.code) or not file.round_code or file.withdrawn:
            continue
        code, item = file.round_code, faulty[digest]
        message = (
            f"Tệp này đã ghi sổ là tệp bị từ chối của {get_unit(desk, of).name} ({of}) trong đợt “{code}”; "
            f"lệnh nêu --as {stated.code}. Chưa ghi gì."
        )
        withdraw = refused_command("withdraw", file)
        fix = (
            f"Sổ đúng thì không phải làm gì. Đúng là của {stated.name} thì rút: {withdraw}\n"
            f"Rồi nhận lại: {terms.command(item, code)}"
        )
        raise Refused("recorded_for_another", message, where=item.file, fix=fix)


def _recorded_already(desk: Desk, item: Return, report: Report, stated: Unit) -> Refused:
    of, code = report.unit, report.round_code
    told = f"là báo cáo của {get_unit(desk, of).name} ({of}) trong đợt “{code}”"
    message = (
        f"Tệp này đã ghi sổ {told}, lần {report.revision}, nhận ngày {screen_date(report.received_on)}; "
        f"lệnh nêu --as {stated.code}. Chưa ghi gì."
    )
    fix = f"Không phải làm gì thêm; xem: bcd35 reports show {of} --round {code}"
    if of != stated.code:
        move = f"bcd35 reports move {of} --round {code} --to {stated.code} --reason LÝ_DO"
        fix = f"Sổ đúng thì không phải làm gì. Đúng là của {stated.name} thì chuyển: {move}"
    return Refused("recorded_for_another", message, where=item.file, fix=fix)
