"""What ``pdf``, ``print`` and ``notify --pdf`` show."""

from bcd35.domain.errors import INTERRUPTED, ProgramMissing, Refused
from bcd35.domain.findings import Finding
from bcd35.show.screen import Screen
from bcd35.usecases.letters.printing import Converted, Printed, PrintedPaper
from bcd35.world.workspace import Workspace


def converted(outcome: Converted, workspace: Workspace) -> Screen:
    """How many PDF files were made, how many were there before, and why the others were not made."""
    findings = _findings(outcome)
    remarks = ("Các tệp đã có PDF đúng bản hiện tại được giữ nguyên.",) if _count(outcome, "kept") else ()
    data = _data(outcome, workspace)
    blocks = (_sentence(outcome),)
    return Screen(data, blocks, remarks, findings, exit_code=Refused.exit_code if findings else 0)


def beside(screen: Screen, outcome: Converted, workspace: Workspace) -> Screen:
    """Another command's screen, with the PDF files that it made."""
    findings = _findings(outcome)
    return screen._replace(
        data={**screen.data, "pdf": _data(outcome, workspace)},
        blocks=(*screen.blocks, _sentence(outcome)),
        findings=(*screen.findings, *findings),
        exit_code=max(screen.exit_code, Refused.exit_code if findings else 0),
    )


def stopped_beside(screen: Screen) -> Screen:
    """Another command's screen when its PDF files were interrupted.

    A clerk who pressed Ctrl-C must know that everything else was done.
    """
    sentence = "Đã dừng theo yêu cầu khi đang làm bản PDF; các việc nêu trên đã xong, các tệp .docx đã đủ."
    stopped = Finding("pdf_stopped", "", sentence, "Chạy lại lệnh này để làm tiếp bản PDF.")
    return screen._replace(cautions=(*screen.cautions, stopped), exit_code=INTERRUPTED)


def printed(outcome: Printed, workspace: Workspace) -> Screen:
    """Where the joined file is, how to print it, and which letters are not in it."""
    document = workspace.shown(outcome.document)
    made = outcome.pdf is not None and outcome.pdf.state != "refused"
    pdf = workspace.shown(outcome.document.with_suffix(".pdf")) if made else None
    findings = [*outcome.left_out, *_finding_of(outcome.pdf), *([outcome.missing] if outcome.missing else [])]
    data = {
        "round": outcome.round_code,
        "letters": outcome.letters,
        "document": document,
        "pdf": pdf,
        "left_out": [found.where for found in outcome.left_out],
    }
    sentence = f"Đã ghép {outcome.letters} công văn vào {' và '.join(filter(None, (document, pdf)))}."
    remarks = ("In hai mặt: mỗi công văn bắt đầu ở một tờ mới, số trang đánh lại từ đầu.",)
    code = ProgramMissing.exit_code if outcome.missing else Refused.exit_code if findings else 0
    return Screen(data, (sentence,), remarks, tuple(findings), exit_code=code)


def _data(outcome: Converted, workspace: Workspace) -> dict[str, object]:
    papers = outcome.papers
    return {
        "files": [
            {
                "document": workspace.shown(paper.document),
                "pdf": None
                if paper.state == "refused"
                else workspace.shown(paper.document.with_suffix(".pdf")),
                "state": paper.state,
            }
            for paper in papers
        ],
        "counts": {state: _count(outcome, state) for state in ("made", "kept", "refused")},
    }


def _sentence(outcome: Converted) -> str:
    made, kept, refused = (_count(outcome, state) for state in ("made", "kept", "refused"))
    parts = [
        f"đã làm {made} tệp",
        f"đã có từ trước {kept}",
        *([f"không làm được {refused}"] if refused else []),
    ]
    return f"PDF: {', '.join(parts)}."


def _count(outcome: Converted, state: str) -> int:
    return sum(paper.state == state for paper in outcome.papers)


def _findings(outcome: Converted) -> tuple[Finding, ...]:
    return tuple(found for paper in outcome.papers for found in _finding_of(paper))


def _finding_of(paper: PrintedPaper | None) -> list[Finding]:
    return [paper.finding] if paper and paper.finding else []
