"""``bcd35 record-report``: by hand, or returned files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bcd35.cli.asking import agreed, asked, is_person, keeping_answers
from bcd35.cli.desk import desk_of, input_path, progress_of
from bcd35.cli.framework import options_of
from bcd35.cli.list_options import with_sheet
from bcd35.cli.options import Sheet, day_option, switch, text_option, value_option
from bcd35.cli.typed_values import is_path, typed_text
from bcd35.cli.usage_errors import given_options, refuse_others
from bcd35.domain.commands import VALUE, Blank, command_line
from bcd35.show.screen import Screen

if TYPE_CHECKING:
    from bcd35.usecases.desk import Desk
    from bcd35.usecases.receiving.record import ManualReport, Recorded, ReturnedFiles


Returned = Annotated[
    list[str] | None,
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
    list[str] | None, value_option("--set", "CHỈ_TIÊU=GIÁ_TRỊ", "Ghi tay một chỉ tiêu; ghi nhiều lần được.")
]
ReceivedOn = Annotated[
    Any, day_option("--received-on", "Ngày nhận (mặc định hôm nay) của những báo cáo không có ngày riêng.")
]
ReceivedList = Annotated[
    Path | None,
    value_option(
        "--received-list",
        "TỆP",
        "Bảng .xlsx hoặc .csv có cột “Tên tệp” và “Ngày nhận”: ngày riêng của từng tệp.",
    ),
]
Note = Annotated[str, text_option("--note", "GHI_CHÚ", "Ghi chú kèm báo cáo.")]
Reference = Annotated[str, text_option("--ref", "SỐ", "Số, ký hiệu báo cáo của đơn vị.")]
ReferenceOn = Annotated[Any, day_option("--ref-date", "Ngày báo cáo của đơn vị.")]
Again = Annotated[
    bool,
    switch(
        "--again", "Nhận lại một tệp đã rút hoặc đã để riêng, như mới gửi; nêu thư mục: chỉ các tệp đã rút."
    ),
]
Evidence = Annotated[
    list[Path] | None, value_option("--evidence", "TỆP", "Tệp minh chứng; ghi nhiều lần được.")
]
OfRound = Annotated[
    str, text_option("--round", "ĐỢT", "Mã đợt; bỏ trống: theo mẫu, hoặc đợt duy nhất đang mở.")
]
StatedUnit = Annotated[
    str, text_option("--as", "MÃ", "Xác nhận đơn vị của tệp không còn mã mẫu; tên được nhớ.")
]
Chosen = Annotated[
    list[Path] | None,
    value_option("--replace", "TỆP", "Khi các tệp trái nhau: tệp đúng; ghi nhiều lần được."),
]
Keep = Annotated[bool, switch("--keep", "Khi các tệp trái nhau: giữ báo cáo đã ghi sổ, để riêng các tệp ấy.")]
WithStrangers = Annotated[
    bool,
    switch("--with-strangers", "Nhận cả khi phần lớn tệp không phải mẫu báo cáo (tệp lạ được chép riêng)."),
]
Watch = Annotated[bool, switch("--watch", "Nhận ngay khi có tệp mới trong thư mục, cho đến khi bấm Ctrl-C.")]
DryRun = Annotated[bool, switch("--dry-run", "Chỉ nêu kết quả xét, không ghi.", "-n")]

# what each way of the command goes with
_OF_HAND = ("--set", "--round", "--received-on", "--note", "--ref", "--ref-date", "--evidence", "--dry-run")
_OF_TABLE = {"--round", "--received-on", "--note", "--sheet", "--dry-run", "--with-strangers"}
_OF_WATCH = {"--watch", "--round", "--note", "--with-strangers"}


def record_report(
    ctx: typer.Context,
    returned: Returned = None,
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
    dry_run: DryRun = False,
) -> Screen:
    """Record a report by hand, or take in returned files."""
    from bcd35.usecases.receiving.record import ReturnedFiles
    from bcd35.usecases.receiving.returns import Decision

    desk = desk_of(ctx, rehearsal=dry_run)
    returned = returned or [_what_came(ctx)]
    by_hand = _is_by_hand(returned, values, evidence)
    paths = [Path(text) if by_hand else input_path(ctx, desk, Path(text)) for text in returned]
    right = (desk.workspace.shown(input_path(ctx, desk, path)) for path in chosen or ())
    files = ReturnedFiles(
        paths=paths,
        round_code=code,
        received_on=received_on,
        received_list=received_list and input_path(ctx, desk, received_list),
        note=note,
        evidence=tuple(input_path(ctx, desk, path) for path in evidence or ()),
        reference=reference,
        reference_on=reference_on,
        stated_unit=unit,
        decision=Decision(frozenset(right), keep, "named" if again else ""),
        with_strangers=partial(_goes_on, ctx, with_strangers),
    )
    if watch:
        one_folder = len(paths) == 1 and paths[0].is_dir()
        if not one_folder or not _OF_WATCH.issuperset(given_options(ctx)):
            raise typer.BadParameter("--watch chỉ đi cùng một thư mục, --round, --note và --with-strangers.")
        return _watched(ctx, desk, files)
    if not by_hand and _is_table(desk, files):
        return _from_table(ctx, desk, files, sheet)
    if sheet:
        raise typer.BadParameter("--sheet chỉ đi cùng một bảng của văn phòng (.xlsx).")
    return _by_hand(ctx, desk, returned, values or [], files) if by_hand else _from_files(ctx, desk, files)


def _what_came(ctx: typer.Context) -> str:
    """What the person at the terminal names. Raises a usage error where nobody can be asked."""
    missing = typer.BadParameter("Chưa nêu thư mục, tệp báo cáo gửi về, hay đơn vị cần ghi tay.")

    def take(text: str) -> str:
        if not text:
            raise missing
        return text.strip("\"'")

    if not is_person(ctx):
        raise missing
    return asked("Thư mục, tệp báo cáo gửi về, hay đơn vị cần ghi tay", take)


def _is_by_hand(returned: list[str], values: list[str] | None, evidence: list[Path] | None) -> bool:
    """Whether a unit is meant, not files."""
    # evidence goes with one form; a unit may be called like a folder that happens to be here
    of_a_unit = bool(evidence) and Path(returned[0]).is_dir()
    return bool(values) or not all(map(_is_file, returned)) or of_a_unit


def _from_files(ctx: typer.Context, desk: "Desk", files: "ReturnedFiles") -> Screen:
    from bcd35.show.receiving import recorded
    from bcd35.usecases.receiving.record import record_files

    with progress_of(ctx) as progress:
        outcome = record_files(desk, files, progress=progress)
    return recorded(outcome)


def _is_file(text: str) -> bool:
    return text == "-" or is_path(text)


def _by_hand(
    ctx: typer.Context, desk: "Desk", units: list[str], values: list[str], files: "ReturnedFiles"
) -> Screen:
    from bcd35.show.receiving import recorded
    from bcd35.usecases.receiving.record import ManualReport, record_by_hand

    refuse_others(ctx, "Ghi tay", *_OF_HAND)
    if len(units) > 1:
        absent = ", ".join(f"“{typed_text(one)}”" for one in units if not _is_file(one))
        raise typer.BadParameter(
            f"Không có tệp, thư mục {absent}. Ghi tay thì nêu một đơn vị; nhận tệp thì nêu tệp, thư mục có "
            "thật."
        )
    request = ManualReport(
        unit=typed_text(units[0]),
        values=_assignments(values),
        round_code=files.round_code,
        received_on=files.received_on,
        note=files.note,
        evidence=files.evidence,
        reference=files.reference,
        reference_on=files.reference_on,
    )
    if not values and not files.evidence:
        with _neither_unit_nor_file(request.unit):
            request = _asked(ctx, desk, request)
    return recorded(record_by_hand(desk, request))


@contextmanager
def _neither_unit_nor_file(named: str) -> Iterator[None]:
    """Whoever named no unit and stated no value may have meant a folder as well."""
    from bcd35.domain.errors import UnknownName

    try:
        yield
    except UnknownName as unknown:
        if (found := unknown.findings[0]).where == named:
            absent = f"“{named}” không phải tệp hay thư mục đang có."
            unknown.findings = (found._replace(message=f"{absent} {found.message}"),)
        raise


def _is_table(desk: "Desk", files: "ReturnedFiles") -> bool:
    """Whether the only file is a table that the office keeps, a row a unit."""
    from bcd35.world.workspace import is_ours

    first, *others = files.paths
    if others or files.received_list or first.is_dir() or is_ours(first):
        return False
    from bcd35.usecases.receiving.table import is_table  # what a folder of forms does not need

    return is_table(desk, first)


def _from_table(ctx: typer.Context, desk: "Desk", files: "ReturnedFiles", sheet: str) -> Screen:
    from bcd35.show.receiving import recorded
    from bcd35.usecases.receiving.table import TableRequest, record_table

    if not _OF_TABLE.issuperset(given_options(ctx)):
        raise typer.BadParameter(
            "Bảng của văn phòng chỉ đi cùng --round, --received-on, --note; số và ngày báo cáo ghi ở cột."
        )
    table = partial(TableRequest, files.paths[0], files.round_code, files.received_on, files.note)
    return recorded(with_sheet(ctx, sheet, lambda named: record_table(desk, table(named))))


def _goes_on(ctx: typer.Context, told: bool, sentence: str) -> bool:  # noqa: FBT001 – an option's value
    """Whether files that are no forms may be copied: the option says so, or a person at the terminal."""
    if told or not is_person(ctx):
        return told
    return agreed(f"{sentence} Vẫn nhận, và chép các tệp ấy vào out/_cach-ly?")


def _watched(ctx: typer.Context, desk: "Desk", files: "ReturnedFiles") -> Screen:
    """A line per verdict as files arrive; Ctrl-C ends it, with the counts of all."""
    import time

    from bcd35.show.receiving import arrived, recorded
    from bcd35.show.screen import say
    from bcd35.usecases.receiving.watch import all_outcomes, watch_folder
    from bcd35.world.workspace import now

    options, folder = options_of(ctx), files.paths[0]
    seen: list[Recorded] = []
    if not (options.json or options.quiet):
        say(f"Đang chờ tệp trong “{folder}”; bấm Ctrl-C để dừng.")
    outcomes = watch_folder(
        desk,
        folder,
        now=lambda: options.now or now(),
        wait=time.sleep,
        round_code=files.round_code,
        note=files.note,
        with_strangers=files.with_strangers,
    )
    try:
        for some in outcomes:
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
    answers: dict[str, str] = {}

    def command() -> list[str]:
        day = request.received_on or desk.world.today
        of = ("--round", questions.round_.code, "--received-on", day.isoformat(), *_remarks_of(request))
        codes = (field.code for field in questions.round_.fields)
        told = (f"{one}={answers[one]}" if one in answers else Blank(f"{one}={VALUE}") for one in codes)
        return ["record-report", questions.unit, *of, *(word for one in told for word in ("--set", one))]

    if not is_person(ctx):
        raise typer.BadParameter(f"Chưa nêu số liệu. Ghi: {command_line(tuple(command()))}")
    typer.echo(
        (
            f"Ghi báo cáo của {questions.unit_name}. KPS: không phát sinh; KAD: không áp dụng; Ctrl-C: dừng, "
            "chưa ghi gì."
        ),
        err=True,
    )
    with keeping_answers(options_of(ctx), lambda: command() if answers else []):
        for field in questions.round_.fields:
            answers[field.code] = _ask(field, questions.current.get(field.code))
    return replace(request, values=answers)


def _remarks_of(request: "ManualReport") -> Iterator[str]:
    day = request.reference_on.isoformat() if request.reference_on else ""
    for option, text in (("--ref", request.reference), ("--ref-date", day), ("--note", request.note)):
        yield from (option, text) if text else ()


def _ask(field: Any, current: Any) -> str:
    from bcd35.domain.answers import RawAnswer, judge_answer
    from bcd35.domain.findings import Finding
    from bcd35.domain.form_spec import hint_words
    from bcd35.show.screen import say

    numbered = {str(number): option for number, option in enumerate(field.of, start=1)}
    for number, option in numbered.items():
        say(f"  {number}. {option}")

    def take(text: str) -> str:
        if numbered:
            parts = map(str.strip, text.split(";"))
            text = "; ".join(part if part in field.of else numbered.get(part, part) for part in parts)
        judged = judge_answer(field, RawAnswer(text, field.code))
        if isinstance(judged, Finding):
            raise typer.BadParameter(f"{judged.message} {judged.fix}")
        return text

    known = current.text() if current is not None and current.state != "unanswered" else ""
    return asked(f"{field.label} ({hint_words(field)})", take, default=known)


COMMANDS: dict[str, Callable[..., Screen]] = {"record-report": record_report}
