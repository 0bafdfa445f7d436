"""``bcd35 rounds new``: by options, or asked at a terminal; ``bcd35 rounds edit``: by the same options."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bcd35.cli.asking import is_person
from bcd35.cli.desk import desk_of, input_path
from bcd35.cli.framework import options_of
from bcd35.cli.list_options import with_sheet
from bcd35.cli.options import Sheet, day_option, parsed_option, switch, text_option, value_option
from bcd35.cli.register_options import DryRunOfImport
from bcd35.cli.round_parts import emptied_parts, ground_of, question_of, several, typed_task
from bcd35.cli.typed_values import typed_choice, typed_text
from bcd35.cli.usage_errors import refuse_alone, refuse_no_change, refuse_others
from bcd35.domain.letter_days import LATER_DAY
from bcd35.show.screen import Screen

if TYPE_CHECKING:
    from bcd35.usecases.desk import Desk
    from bcd35.usecases.registers.imports import Imported
    from bcd35.usecases.registers.new_rounds import RoundMade, RoundRequest


Subject = Annotated[str, text_option("--subject", "TRÍCH_YẾU", "Trích yếu, không có “về việc”.")]
LastDay = Annotated[Any, day_option("--deadline", "Thời hạn báo cáo.")]
ShortName = Annotated[str, text_option("--short-name", "TÊN", "Tên gọi ngắn, ví dụ “tháng 3/2026”.")]
Code = Annotated[str, text_option("--code", "MÃ", "Mã đợt (mặc định đặt theo thời hạn và trích yếu).")]
Like = Annotated[str, text_option("--like", "ĐỢT", "Chép đợt này, đổi mã và thời hạn.")]
Grounds = Annotated[
    list[str] | None, text_option("--ground", "CĂN_CỨ", "“Loại | số, ký hiệu | ngày | cơ quan | trích yếu”.")
]
Tasks = Annotated[
    list[str] | None, text_option("--task", "NỘI_DUNG", "“Tên | lời giao việc | mục 1; mục 2 của bảng kiểm”.")
]
Questions = Annotated[
    list[str] | None,
    text_option(
        "--question", "CÂU_HỎI", "“Câu hỏi | loại | lựa chọn 1; lựa chọn 2 | bắt buộc | gợi ý | nội dung”."
    ),
]
QuestionTable = Annotated[
    Path | None,
    typer.Option(
        "--questions",
        metavar="TỆP",
        allow_dash=True,
        show_default=False,
        help="Bảng câu hỏi .xlsx, .csv; “-”: đọc đầu vào. Cột: Câu hỏi, Loại, Lựa chọn, Bắt buộc, Gợi ý.",
    ),
]
Purpose = Annotated[str, text_option("--purpose", "MỤC_ĐÍCH", "Mục đích, trong câu mở đầu, sau chữ “nhằm”.")]
Background = Annotated[
    str, text_option("--background", "BỐI_CẢNH", "Bối cảnh: một đoạn đứng trước câu mở đầu.")
]
Closing = Annotated[str, text_option("--closing", "CÂU_KẾT", "Đoạn cuối công văn.")]
Addressees = Annotated[
    list[str] | None,
    text_option("--to", "LOẠI | ĐƠN_VỊ", "Chỉ gửi loại đơn vị, đơn vị này; ghi nhiều lần được."),
]
OneLetter = Annotated[bool, switch("--together", "Một công văn chung, ký một lần; mẫu riêng từng đơn vị.")]
WithChannels = Annotated[bool, switch("--channels", "Công văn, bảng kiểm kèm danh sách kênh truyền thông.")]
OneLetterOrNot = Annotated[
    bool | None,
    typer.Option(
        "--together/--no-together", show_default=False, help="Một công văn chung cho mọi đơn vị, hoặc thôi."
    ),
]
WithChannelsOrNot = Annotated[
    bool | None,
    typer.Option("--channels/--no-channels", show_default=False, help="Kèm danh sách kênh, hoặc không."),
]
BackTo = Annotated[
    Path | None, value_option("--back-to", "TỆP", "Đợt lại như ở bản cũ của tệp (lệnh log nêu).")
]
AsIssued = Annotated[
    bool, typer.Option("--as-issued", help="Đợt lại như công văn đã phát hành, bỏ điều sửa từ đó.")
]
AcceptedEdit = Annotated[
    list[str] | None,
    parsed_option(
        "--accept",
        LATER_DAY,
        typed_choice(LATER_DAY),
        "Công văn đã gửi ghi sai thời hạn, ngày đúng muộn hơn: ghi vào tệp của đợt, không gia hạn.",
    ),
]
NamedRound = Annotated[str, typer.Argument(metavar="ĐỢT", parser=typed_text, help="Mã đợt.")]
DryRun = Annotated[bool, switch("--dry-run", "Chỉ nêu đợt sẽ có, không ghi.", "-n")]


def new_round(
    ctx: typer.Context,
    subject: Subject = "",
    deadline: LastDay = None,
    short_name: ShortName = "",
    code: Code = "",
    like: Like = "",
    ground: Grounds = None,
    task: Tasks = None,
    question: Questions = None,
    questions: QuestionTable = None,
    sheet: Sheet = "",
    purpose: Purpose = "",
    background: Background = "",
    closing: Closing = "",
    to: Addressees = None,
    together: OneLetter = False,
    channels: WithChannels = False,
    dry_run: DryRun = False,
) -> Screen:
    """Soạn một đợt mới: hỏi từng điều, hoặc theo các tùy chọn; ghi tệp của đợt và nhập vào sổ."""
    from bcd35.show.rounds import made
    from bcd35.usecases.registers.new_rounds import make_round
    from bcd35.usecases.registers.units import addressee_names

    desk = desk_of(ctx, rehearsal=dry_run)
    request = replace(request_of(ctx, desk), code=code, like=like, channels=channels, together=together)

    def run(named: str) -> "RoundMade":
        said = replace(request, sheet=named)
        if not is_person(ctx):
            return make_round(desk, said)
        from bcd35.cli.round_questions import asked_round

        return asked_round(desk, said, options_of(ctx))

    return made(with_sheet(ctx, sheet, run), addressee_names(desk), desk.workspace)


def request_of(ctx: typer.Context, desk: "Desk") -> "RoundRequest":
    """What the options say that a new round and an edit of one have in common."""
    from bcd35.usecases.registers.new_rounds import RoundRequest

    refuse_alone(ctx, "--sheet", "--questions")
    said = {**ctx.params, "emptied": emptied_parts(ctx.params)}
    said |= {name: "" if isinstance(said[name], str) else () for name in said["emptied"]}
    tasks = enumerate(said["task"] or (), start=1)
    return RoundRequest(
        subject=said["subject"],
        deadline=said["deadline"],
        short_name=said["short_name"],
        grounds=tuple(map(ground_of, said["ground"] or ())),
        tasks=tuple(typed_task(text, place) for place, text in tasks),
        questions=tuple(map(question_of, said["question"] or ())),
        questions_file=input_path(ctx, desk, Path(said["questions"])) if said["questions"] else None,
        purpose=said["purpose"],
        background=said["background"],
        closing=said["closing"],
        to=tuple(one for text in said["to"] or () for one in several(text)),
        emptied=frozenset({"ground": "grounds"}.get(name, name) for name in said["emptied"]),
    )


def edit_round(
    ctx: typer.Context,
    code: NamedRound,
    subject: Subject = "",
    deadline: LastDay = None,
    short_name: ShortName = "",
    ground: Grounds = None,
    task: Tasks = None,
    question: Questions = None,
    questions: QuestionTable = None,
    sheet: Sheet = "",
    purpose: Purpose = "",
    background: Background = "",
    closing: Closing = "",
    to: Addressees = None,
    together: OneLetterOrNot = None,
    channels: WithChannelsOrNot = None,
    back_to: BackTo = None,
    as_issued: AsIssued = False,
    accept: AcceptedEdit = None,
    dry_run: DryRunOfImport = False,
) -> Screen:
    """Sửa đợt; chỉ phần được nêu thay đổi (“-”: bỏ trống), danh sách thì nêu lại cả.

    Đợt đã phát hành: ghi vào tệp của đợt, rồi thay công văn.
    """
    from bcd35.show.imports import imported
    from bcd35.usecases.registers.editing import edit_as_issued, edit_back
    from bcd35.usecases.registers.editing import edit_round as run

    desk = desk_of(ctx, rehearsal=dry_run, notes=False)
    if back_to:
        refuse_others(ctx, "--back-to", "--dry-run")
        return imported(edit_back(desk, code, input_path(ctx, desk, back_to)), {})
    if as_issued:
        refuse_others(ctx, "--as-issued", "--dry-run")
        return imported(edit_as_issued(desk, code), {})
    switches = {"together": together, "channels": channels}
    stated = {name: value for name, value in switches.items() if value is not None}
    request = request_of(ctx, desk)
    refuse_no_change(stated or request != type(request)(), "--deadline NGÀY, --to MÃ")

    def edited(named: str) -> "Imported":
        said = replace(request, sheet=named)
        if is_person(ctx):
            from bcd35.cli.round_questions import kinds_asked

            said = kinds_asked(desk, said)
        return run(desk, code, said, stated, accept or ())

    return imported(with_sheet(ctx, sheet, edited), {})
