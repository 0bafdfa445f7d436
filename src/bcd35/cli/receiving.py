"""``bcd35 record-report``: by hand, or returned files."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bcd35.cli.asking import agreed, is_person
from bcd35.cli.desk import desk_of, given_file, progress_of
from bcd35.cli.framework import options_of
from bcd35.cli.list_options import with_sheet
from bcd35.cli.options import Sheet
from bcd35.cli.typed_values import is_path, typed_date, typed_text
from bcd35.show.screen import Screen

if TYPE_CHECKING:
    from bcd35.usecases.desk import Desk
    from bcd35.usecases.receiving.record import ManualReport, Recorded


Returned = Annotated[
    list[str],
    typer.Argument(
        metavar="ĐƠN_VỊ | TỆP | THƯ_MỤC …",
        show_default=False,
        help=(
            "Mã hay tên một đơn vị, hoặc các tệp, thư mục báo cáo trả về; - là một mẫu hay một bảng "
            "(.xlsx, .csv) đọc từ đầu vào chuẩn."
        ),
    ),
]
Values = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="CHỈ_TIÊU=GIÁ_TRỊ",
        show_default=False,
        help="Ghi tay một chỉ tiêu; ghi nhiều lần được.",
    ),
]
ReceivedOn = Annotated[
    Any,
    typer.Option(
        "--received-on",
        parser=typed_date,
        metavar="NGÀY",
        show_default=False,
        help="Ngày nhận (mặc định hôm nay) của những báo cáo không có ngày riêng.",
    ),
]
ReceivedList = Annotated[
    Path | None,
    typer.Option(
        "--received-list",
        metavar="TỆP",
        show_default=False,
        help="Bảng .xlsx hoặc .csv có cột “Tên tệp” và “Ngày nhận”: ngày riêng của từng tệp.",
    ),
]
Note = Annotated[
    str,
    typer.Option(
        "--note", metavar="GHI_CHÚ", parser=typed_text, show_default=False, help="Ghi chú kèm báo cáo."
    ),
]
Reference = Annotated[
    str,
    typer.Option(
        "--ref", metavar="SỐ", parser=typed_text, show_default=False, help="Số, ký hiệu báo cáo của đơn vị."
    ),
]
ReferenceOn = Annotated[
    Any,
    typer.Option(
        "--ref-date", parser=typed_date, metavar="NGÀY", show_default=False, help="Ngày báo cáo của đơn vị."
    ),
]
Again = Annotated[
    bool,
    typer.Option(
        "--again",
        help="Nhận lại một tệp đã rút hoặc đã để riêng, như mới nộp; nêu thư mục: chỉ các tệp đã rút.",
    ),
]
Evidence = Annotated[
    list[Path] | None,
    typer.Option("--evidence", metavar="TỆP", show_default=False, help="Tệp minh chứng; ghi nhiều lần được."),
]
OfRound = Annotated[
    str,
    typer.Option(
        "--round",
        metavar="ĐỢT",
        parser=typed_text,
        show_default=False,
        help="Mã đợt; bỏ trống: theo mẫu, hoặc đợt duy nhất đang mở.",
    ),
]
StatedUnit = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="MÃ",
        parser=typed_text,
        show_default=False,
        help="Xác nhận đơn vị của tệp không còn mã mẫu; tên được nhớ.",
    ),
]
Chosen = Annotated[
    list[Path] | None,
    typer.Option(
        "--replace",
        metavar="TỆP",
        show_default=False,
        help="Khi các tệp trái nhau: tệp đúng; ghi nhiều lần được.",
    ),
]
Keep = Annotated[
    bool, typer.Option("--keep", help="Khi các tệp trái nhau: giữ báo cáo đã ghi sổ, để riêng các tệp ấy.")
]
WithStrangers = Annotated[
    bool,
    typer.Option(
        "--with-strangers", help="Nhận cả khi phần lớn tệp không phải mẫu báo cáo (tệp lạ được chép riêng)."
    ),
]
Watch = Annotated[
    bool, typer.Option("--watch", help="Nhận ngay khi có tệp mới trong thư mục, cho đến khi bấm Ctrl-C.")
]


def record_report(
    ctx: typer.Context,
    returned: Returned,
    values: Values = None,
    received_on: ReceivedOn = None,
    received_list: ReceivedList = None,
    note: Note = "",
    reference: Reference = "",
    reference_on: ReferenceOn = None,
    evidence: Evidence = None,
    code: OfRound = "",
    unit: StatedUnit = "",
    chosen: Chosen = None,
    keep: Keep = False,
    again: Again = False,
    with_strangers: WithStrangers = False,
    watch: Watch = False,
    sheet: Sheet = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Chỉ nêu kết quả xét, không ghi.")] = False,
) -> Screen:
    """Record a report by hand, or take in returned files."""
    from bcd35.show.receiving import recorded
    from bcd35.usecases.receiving.record import ManualReport, ReturnedFiles, record_by_hand, record_files
    from bcd35.usecases.receiving.returns import Decision
    from bcd35.usecases.receiving.table import TableRequest, is_table, record_table
    from bcd35.world.workspace import is_ours

    desk = desk_of(ctx, rehearsal=dry_run)
    paths = [Path(text) for text in returned]
    asked = partial(_goes_on, ctx, with_strangers)
    # evidence goes with one form; a unit may be called like a folder that happens to be here
    by_hand = bool(values) or not all(map(_is_file, returned)) or (bool(evidence) and paths[0].is_dir())
    paths = paths if by_hand else [given_file(ctx, path) for path in paths]
    if watch:
        of_files = chosen or keep or again or unit or received_on or received_list or sheet
        others = by_hand or evidence or of_files or reference or reference_on or desk.rehearsal
        if others or len(paths) > 1 or not paths[0].is_dir():
            raise typer.BadParameter("--watch chỉ đi cùng một thư mục, --round, --note và --with-strangers.")
        return _watched(ctx, desk, paths[0], code, note, asked)
    if received_list and by_hand:
        raise typer.BadParameter("--received-list chỉ đi cùng tệp và thư mục; ghi tay thì nêu --received-on.")
    one_file = len(paths) == 1 and not (by_hand or received_list or is_ours(paths[0]))
    if one_file and is_table(desk, paths[0]):
        if unit or chosen or keep or again or reference or reference_on or evidence:
            raise typer.BadParameter(
                "Bảng của văn phòng chỉ đi cùng --round, --received-on, --note; số và ngày báo cáo ghi ở cột."
            )
        table = partial(TableRequest, paths[0], code, received_on, note)
        return recorded(with_sheet(ctx, sheet, lambda named: record_table(desk, table(named))))
    if sheet:
        raise typer.BadParameter("--sheet chỉ đi cùng một bảng của văn phòng (.xlsx).")
    if not by_hand:
        decision = Decision(
            frozenset(desk.workspace.shown(path) for path in chosen or ()), keep, "named" if again else ""
        )
        files = ReturnedFiles(
            paths=paths,
            round_code=code,
            received_on=received_on,
            received_list=received_list,
            note=note,
            evidence=tuple(evidence or ()),
            reference=reference,
            reference_on=reference_on,
            stated_unit=unit,
            decision=decision,
            with_strangers=asked,
        )
        with progress_of(ctx) as progress:
            outcome = record_files(desk, files, progress=progress)
        return recorded(outcome)
    if len(returned) > 1:
        raise typer.BadParameter("Ghi tay thì nêu một đơn vị; nhận tệp thì chỉ nêu tệp và thư mục có thật.")
    request = ManualReport(
        unit=typed_text(returned[0]),
        values=_assignments(values or []),
        round_code=code,
        received_on=received_on,
        note=note,
        evidence=tuple(evidence or ()),
        reference=reference,
        reference_on=reference_on,
    )
    if not values and not evidence:
        request = _asked(ctx, desk, request)
    return recorded(record_by_hand(desk, request))


def _is_file(text: str) -> bool:
    return text == "-" or is_path(text)


def _goes_on(ctx: typer.Context, told: bool, sentence: str) -> bool:  # noqa: FBT001 – an option's value
    """Whether files that are no forms may be copied: the option says so, or a person at the terminal."""
    if told or not is_person(ctx):
        return told
    return agreed(f"{sentence} Vẫn nhận, và chép các tệp ấy vào out/_cach-ly?")


def _watched(
    ctx: typer.Context, desk: "Desk", folder: Path, code: str, note: str, asked: Callable[[str], bool]
) -> Screen:
    """A line per verdict as files arrive; Ctrl-C ends it, with the counts of all."""
    import time

    from bcd35.show.receiving import arrived, recorded
    from bcd35.show.screen import say
    from bcd35.usecases.receiving.watch import all_outcomes, watch_folder
    from bcd35.world.workspace import now

    options = options_of(ctx)
    seen: list[Recorded] = []
    if not (options.json or options.quiet):
        say(f"Đang chờ tệp trong “{folder}”; bấm Ctrl-C để dừng.")
    try:
        for some in watch_folder(
            desk,
            folder,
            now=lambda: options.now or now(),
            wait=time.sleep,
            round_code=code,
            note=note,
            with_strangers=asked,
        ):
            seen.append(some)
            for line in () if options.json else arrived(some):
                say(line)
    except KeyboardInterrupt:
        return recorded(all_outcomes(seen))
    raise AssertionError  # the loop has no end of its own


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


def _asked(ctx: typer.Context, desk: "Desk", request: "ManualReport") -> "ManualReport":
    """The request with the answers that a clerk gives field by field at a terminal.

    Raises BadParameter elsewhere, with what is missing.
    """
    from dataclasses import replace

    from bcd35.usecases.receiving.record import open_questions

    questions = open_questions(desk, request)
    if not is_person(ctx):
        fields = " ".join(f"--set {field.code}=…" for field in questions.round_.fields)
        day = request.received_on or desk.world.today
        of = f"{questions.unit} --round {questions.round_.code} --received-on {day.isoformat()}"
        raise typer.BadParameter(f"Chưa nêu số liệu. Ghi: bcd35 record-report {of} {fields}")
    typer.echo(
        (
            f"Ghi báo cáo của {questions.unit_name}. KPS: không phát sinh; KAD: không áp dụng; Ctrl-C: dừng, "
            "chưa ghi gì."
        ),
        err=True,
    )
    return replace(
        request,
        values={
            field.code: _ask(field, questions.current.get(field.code)) for field in questions.round_.fields
        },
    )


def _ask(field: Any, current: Any) -> str:
    from bcd35.domain.findings import Finding
    from bcd35.domain.form_spec import hint_words
    from bcd35.domain.reports import RawAnswer, judge_answer

    known = current.text() if current is not None and current.state != "unanswered" else None
    while True:
        blank = None if field.required else ""
        text: str = typer.prompt(
            f"{field.label} ({hint_words(field)})", default=known or blank, show_default=bool(known), err=True
        )
        judged = judge_answer(field, RawAnswer(text, field.code))
        if not isinstance(judged, Finding):
            return text
        typer.echo(f"  {judged.message} {judged.fix}", err=True)


COMMANDS: dict[str, Callable[..., Screen]] = {"record-report": record_report}
