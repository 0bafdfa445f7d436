"""``bcd35 record-report``: by hand, or returned files."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bcd35.cli.desk import desk_of, input_path, progress_bar
from bcd35.cli.framework import manner_of, typed_date, typed_text
from bcd35.show.screen import Screen

if TYPE_CHECKING:
    from bcd35.usecases.desk import Desk
    from bcd35.usecases.reports import ManualReport


def record_report(
    ctx: typer.Context,
    returned: Annotated[
        list[str],
        typer.Argument(
            metavar="ĐƠN_VỊ | TỆP | THƯ_MỤC …", show_default=False, help="Mã hay tên một đơn vị, hoặc các tệp, thư mục báo cáo trả về."
        ),
    ],
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="CHỈ_TIÊU=GIÁ_TRỊ", show_default=False, help="Ghi tay một chỉ tiêu; ghi nhiều lần được."),
    ] = None,
    received_on: Annotated[
        Any, typer.Option("--received-on", parser=typed_date, metavar="NGÀY", show_default=False, help="Ngày nhận (mặc định hôm nay).")
    ] = None,
    note: Annotated[
        str, typer.Option("--note", metavar="GHI_CHÚ", parser=typed_text, show_default=False, help="Ghi chú kèm báo cáo.")
    ] = "",
    evidence: Annotated[
        list[Path] | None, typer.Option("--evidence", metavar="TỆP", show_default=False, help="Tệp minh chứng; ghi nhiều lần được.")
    ] = None,
    code: Annotated[
        str,
        typer.Option(
            "--round", metavar="ĐỢT", parser=typed_text, show_default=False, help="Mã đợt; bỏ trống: theo mẫu, hoặc đợt duy nhất đang mở."
        ),
    ] = "",
    unit: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="MÃ",
            parser=typed_text,
            show_default=False,
            help="Xác nhận đơn vị của một tệp không còn mã mẫu; nhớ tên ấy.",
        ),
    ] = "",
    chosen: Annotated[
        list[Path] | None,
        typer.Option("--replace", metavar="TỆP", show_default=False, help="Khi các tệp trái nhau: tệp đúng; ghi nhiều lần được."),
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Khi các tệp trái nhau: giữ báo cáo đã ghi sổ, để riêng các tệp ấy.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Chỉ nêu kết quả xét, không ghi.")] = False,
) -> Screen:
    """Record a report by hand, or take in returned forms."""
    from bcd35.show.reports import recorded
    from bcd35.usecases.reports import ManualReport, record_by_hand, record_files
    from bcd35.usecases.settling import Decision

    desk = desk_of(ctx, rehearsal=dry_run)
    if not values and not evidence and all(_is_path(text) for text in returned):
        paths = [Path(text) for text in returned]
        decision = Decision(frozenset(desk.workspace.shown(path) for path in chosen or ()), keep)
        outcome = record_files(
            desk,
            paths,
            round_code=code,
            received_on=received_on,
            note=note,
            stated_unit=unit,
            decision=decision,
            dry_run=dry_run,
            progress=progress_bar(ctx),
        )
        return recorded(outcome)
    if len(returned) > 1:
        raise typer.BadParameter("Ghi tay thì nêu một đơn vị; nhận tệp thì chỉ nêu tệp và thư mục có thật.")
    request = ManualReport(typed_text(returned[0]), _assignments(values or []), code, received_on, note, tuple(evidence or ()))
    if not values and not evidence:
        request = _asked(ctx, desk, request)
    return recorded(record_by_hand(desk, request, dry_run=dry_run))


def _is_path(text: str) -> bool:
    """Does the clerk mean a file? It exists, or is written like one."""
    return Path(text).exists() or "/" in text or "\\" in text or text.lower().endswith((".xlsx", ".xls", ".xlsm", ".csv"))


def _assignments(values: list[str]) -> dict[str, str]:
    assigned = {}
    for text in values:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"--set: “{typed_text(text)}” chưa đúng dạng CHỈ_TIÊU=GIÁ_TRỊ.")
        if typed_text(name) in assigned:
            raise typer.BadParameter(f"--set: chỉ tiêu “{typed_text(name)}” nêu hai lần.")
        assigned[typed_text(name)] = value
    return assigned


def _asked(ctx: typer.Context, desk: Desk, request: ManualReport) -> ManualReport:
    """Ask field by field at a terminal, checking at each answer; elsewhere say what is missing."""
    from dataclasses import replace

    from bcd35.usecases.reports import open_questions

    questions = open_questions(desk, request)
    if not (sys.stdin.isatty() and sys.stderr.isatty()) or manner_of(ctx).json:
        fields = " ".join(f"--set {field.code}=…" for field in questions.round_.fields)
        raise typer.BadParameter(f"Chưa nêu số liệu. Ghi: bcd35 record-report {questions.unit} {fields}")
    typer.echo(f"Ghi báo cáo của {questions.unit_name}. KPS: không phát sinh; KAD: không áp dụng; Ctrl-C: dừng, chưa ghi gì.", err=True)
    return replace(request, values={field.code: _ask(field, questions.current.get(field.code)) for field in questions.round_.fields})


def _ask(field: Any, current: Any) -> str:
    from bcd35.domain.findings import Finding
    from bcd35.domain.form_spec import hint_words
    from bcd35.domain.reports import RawAnswer, judge_answer

    known = current.words() if current is not None and current.state != "unanswered" else None
    while True:
        blank = None if field.required else ""
        text: str = typer.prompt(f"{field.label} ({hint_words(field)})", default=known or blank, show_default=bool(known), err=True)
        judged = judge_answer(field, RawAnswer(text, field.code, typed=True))
        if not isinstance(judged, Finding):
            return text
        typer.echo(f"  {judged.message} {judged.fix}", err=True)


def return_report(
    ctx: typer.Context,
    wanted: Annotated[str, typer.Argument(metavar="ĐƠN_VỊ | TỆP", help="Đơn vị có tệp bị từ chối, hoặc chính tệp ấy.")],
    code: Annotated[
        str, typer.Option("--round", metavar="ĐỢT", parser=typed_text, show_default=False, help="Mã đợt; bỏ trống: đợt duy nhất đang mở.")
    ] = "",
    dated: Annotated[
        Any, typer.Option("--date", parser=typed_date, metavar="NGÀY", show_default=False, help="Ngày công văn (mặc định hôm nay).")
    ] = None,
    deadline: Annotated[
        Any,
        typer.Option(
            "--deadline", parser=typed_date, metavar="NGÀY", show_default=False, help="Thời hạn gửi lại (mặc định sau năm ngày làm việc)."
        ),
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Bản dự thảo: để trống số, ghi vào out/_du-thao, không ghi sổ.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Chỉ nêu những điều sẽ ghi, không ghi gì.")] = False,
) -> Screen:
    """Give a refused report back to its unit."""
    from bcd35.show.corrections import given_back
    from bcd35.usecases.corrections import CorrectionRequest
    from bcd35.usecases.corrections import return_report as run

    desk = desk_of(ctx, rehearsal=dry_run)
    is_file = _is_path(wanted)
    request = CorrectionRequest(
        input_path(desk, Path(wanted)) if is_file else None, "" if is_file else typed_text(wanted), code, dated, deadline, draft
    )
    return given_back(run(desk, request, dry_run=dry_run), dry_run=dry_run)


COMMANDS: dict[str, Callable[..., Screen]] = {"record-report": record_report, "return-report": return_report}
