"""Which refused file is given back: the one that a clerk names, or the latest of a unit, read again."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.refused_files import RefusedFile, refused_command, taken_back_words
from bcd35.domain.reports import in_force
from bcd35.domain.text import typed_path
from bcd35.store.report_rows import Provenance
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.mails import lies_in_mail
from bcd35.usecases.receiving.reading import FileRead, read_file, whole_digest
from bcd35.usecases.receiving.recognise import Recogniser
from bcd35.usecases.receiving.returns import ReceiptTerms, Return
from bcd35.usecases.registers.issued_forms import IssuedForms
from bcd35.usecases.registers.rounds import open_round
from bcd35.usecases.registers.units import get_unit
from bcd35.usecases.unreadable import bytes_if_there


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRequest:
    """What the clerk asked for: a refused file, or a unit (its latest refused file).

    Left empty: today; five working days, or the unit's last day when that is later.
    """

    file: Path | None = None
    unit: str = ""
    round_code: str = ""
    dated: date | None = None
    deadline: date | None = None
    received_on: date | None = None  # when the file came, if the ledger has it wrong
    draft: bool = False
    accepted: tuple[str, ...] = ()  # doubts about its days that the clerk has looked at


def refused_return(desk: Desk, request: CorrectionRequest) -> tuple[Return, FileRead]:
    """The refused file, read again.

    Raises Refused for one that has no fault, or whose unit nobody can tell.
    """
    path = _named_file(request.file) if request.file else _last_refused(desk, request)
    read = read_file(path, IssuedForms(desk).layouts())
    # A file that lost its identity was refused as the unit's that a clerk had stated: it goes back to that
    # unit.
    known = desk.store.intake.refused([read.sha256]).get(read.sha256)
    refuse_taken_back(known)
    stated = get_unit(desk, known.unit) if known and known.unit else None
    came = request.received_on or (known.received_on if known else desk.world.today)
    (returned,) = Recogniser(desk, request.round_code, stated, ReceiptTerms(came)).recognise([read])
    if not returned.findings:
        code = returned.round_.code if returned.round_ else request.round_code
        # a file that does not say whose it is has to be stated again
        terms = ReceiptTerms(came, unit=returned.unit if returned.alias else "")
        fix = f"Nhận bằng: {terms.command(returned, code)}"
        message = f"“{returned.file}” không có gì phải sửa."
        raise Refused("nothing_to_correct", message, where=returned.file, fix=fix)
    if not returned.unit or returned.round_ is None or not read.sha256:
        fix = "Gửi đơn vị tệp .txt cạnh bản chép trong out/_cach-ly, kèm mẫu đã phát hành."
        raise Refused("unit_unknown", "", findings=[*returned.findings, _unknown_unit(returned, fix)])
    return returned, read


def refuse_taken_back(file: RefusedFile | None) -> None:
    """Raises Refused for a file that the office refused by mistake: it is nobody's."""
    if file is None or not file.withdrawn:
        return
    fix = f"Rút nhầm thì lấy lại: {refused_command('restore', file)}"
    raise Refused("taken_back_before", taken_back_words(file), where=file.path, fix=fix)


def _unknown_unit(returned: Return, fix: str) -> Finding:
    message = (
        f"Không soạn được công văn: “{returned.file}” không đọc được như một mẫu đã phát hành cho đơn vị."
    )
    return Finding("unit_unknown", returned.file, message, fix)


def _named_file(path: Path) -> Path:
    if not path.is_file() and not lies_in_mail(path):
        raise UnknownName.no_file(path)
    return path


def _last_refused(desk: Desk, request: CorrectionRequest) -> Path:
    """The copy of the unit's latest refused file.

    Raises Refused when there is none, or when a report was taken since.
    """
    unit = get_unit(desk, request.unit)
    code = open_round(desk, request.round_code).code
    refused = desk.store.intake.last_refused(unit.code, code)
    if refused is None:
        message = f"“{unit.name}” không có tệp bị từ chối còn tính trong đợt “{code}”."
        fix = f"Xem các tệp đã bị từ chối, đã rút: bcd35 reports show {unit.code} --round {code}"
        raise Refused("nothing_to_correct", message, where=unit.code, fix=fix)
    lines = desk.store.reports.history(code, unit.code)
    standing = {one.revision for one in in_force([line.report for line in lines])}
    latest = [line for line in lines if line.report.revision in standing][-1:]
    if latest and _entered_since(latest[0], refused):
        message = (
            f"“{unit.name}” đã có báo cáo được nhận (lần {latest[0].report.revision})"
            f" sau tệp “{refused.file_name}” bị từ chối (nhận {screen_date(refused.received_on)})."
        )
        fix = f"Nếu vẫn gửi trả tệp ấy: {_by_path(request, refused, code)}"
        raise Refused("reported_since", message, where=unit.code, fix=fix)
    path = desk.workspace.root / refused.path
    data = bytes_if_there(path, refused.path)
    if data is None or whole_digest(data) != refused.sha256:
        message = f"Bản chép “{refused.path}” đã mất hoặc bị sửa."
        fix = "Nêu tệp đơn vị đã gửi thay cho tên đơn vị."
        raise Refused("copy_changed", message, where=refused.path, fix=fix)
    return path


def _entered_since(line: Provenance, refused: RefusedFile) -> bool:
    """Whether a report was entered after the refusal; of one run what came later is the later one."""
    entered = line.recorded_at.isoformat(timespec="seconds"), line.report.received_on
    return entered >= (refused.refused_at, refused.received_on)


def _by_path(request: CorrectionRequest, refused: RefusedFile, code: str) -> str:
    """The same request about the file itself, with the day on which it came."""
    days = {
        "received-on": request.received_on or refused.received_on,
        "date": request.dated,
        "deadline": request.deadline,
    }
    options = [f"--{name} {day.isoformat()}" for name, day in days.items() if day]
    options += [f"--accept {one}" for one in request.accepted] + ["--draft"] * request.draft
    return " ".join([f"bcd35 return-report {typed_path(refused.path)} --round {code}", *options])
