"""What ``casefile`` shows."""

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.numerals import group_thousands
from bcd35.domain.text import typed_path
from bcd35.show.screen import Screen
from bcd35.show.written_files import written_beside
from bcd35.usecases.summary.casefile import CaseChecked, CaseWritten
from bcd35.world.workspace import Workspace


def written(outcome: CaseWritten, workspace: Workspace) -> Screen:
    """Where the case file is, its digest, and what it lacks."""
    shown = workspace.shown(outcome.path)
    data = {
        "path": shown,
        "round": outcome.round_code,
        "as_of": outcome.as_of.isoformat(),
        "files": outcome.parts,
        "size": outcome.size,
        "sha256": outcome.sha256,
        "omitted": len(outcome.findings),
    }
    until = f"số liệu đến {screen_date(outcome.as_of)}"
    figures = until if outcome.in_force else "không có số liệu: mọi công văn của đợt đã hủy"
    blocks = (
        f"Đã ghi hồ sơ: {shown} ({outcome.parts} tệp, {group_thousands(outcome.size)} byte, {figures}).",
        f"SHA-256: {outcome.sha256}",
    )
    remark = (f"Kiểm lại bất cứ lúc nào: bcd35 casefile verify {typed_path(shown)}",)
    exit_code = Refused.exit_code if outcome.findings else 0
    cautions = written_beside(outcome.written, workspace)
    return Screen(data, blocks, remark, outcome.findings, exit_code=exit_code, cautions=cautions)


def verified(outcome: CaseChecked) -> Screen:
    """That the case file is whole, or what in it is missing, extra or altered."""
    findings = outcome.checked.findings
    data = {"path": outcome.path.as_posix(), "files": outcome.checked.parts, "sha256": outcome.sha256}
    verdict = f"có {len(findings)} điều không khớp bảng kê" if findings else "nguyên vẹn, khớp bảng kê"
    blocks = (
        f"Hồ sơ {outcome.path.name}: {verdict} (đã xem {outcome.checked.parts} tệp).",
        f"SHA-256: {outcome.sha256}",
    )
    return Screen(data, blocks, findings=findings, exit_code=Refused.exit_code if findings else 0)
