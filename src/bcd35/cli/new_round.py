"""``bcd35 rounds new``: all by options, or asked at a terminal."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bcd35.cli.asking import is_person
from bcd35.cli.desk import desk_of, input_path
from bcd35.cli.framework import options_of
from bcd35.cli.list_options import with_sheet
from bcd35.cli.options import Sheet, day_option, text_option
from bcd35.cli.round_parts import ground_of, question_of, typed_task
from bcd35.cli.usage_errors import refuse_alone
from bcd35.show.screen import Screen

if TYPE_CHECKING:
    from bcd35.usecases.registers.new_rounds import RoundMade


Subject = Annotated[str, text_option("--subject", "TRÍCH_YẾU", "Trích yếu, không có “về việc”.")]
LastDay = Annotated[Any, day_option("--deadline", "Thời hạn báo cáo.")]
ShortName = Annotated[str, text_option("--short-name", "TÊN", "Tên gọi ngắn, ví dụ “tháng 3/2026”.")]
Code = Annotated[str, text_option("--code", "MÃ", "Mã đợt (mặc định đặt theo thời hạn và trích yếu).")]
Like = Annotated[str, text_option("--like", "ĐỢT", "Chép đợt này, đổi mã và thời hạn.")]
Grounds = Annotated[
    list[str] | None,
    text_option("--ground", "CĂN_CỨ", "“Loại | số, ký hiệu | ngày | cơ quan | trích yếu”."),
]
Tasks = Annotated[
    list[str] | None,
    text_option("--task", "NỘI_DUNG", "“Tên | lời giao việc | mục 1; mục 2 của bảng kiểm”."),
]
Questions = Annotated[
    list[str] | None,
    text_option(
        "--question",
        "CÂU_HỎI",
        "“Câu hỏi | loại | lựa chọn 1; lựa chọn 2 | bắt buộc | gợi ý | nội dung”.",
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
OneLetter = Annotated[
    bool, typer.Option("--together", help="Một công văn chung, ký một lần; mẫu riêng từng đơn vị.")
]
WithChannels = Annotated[
    bool, typer.Option("--channels", help="Công văn, bảng kiểm kèm danh sách kênh truyền thông.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Chỉ nêu đợt sẽ có, không ghi.")]


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
    from bcd35.usecases.registers.new_rounds import RoundRequest, make_round

    refuse_alone(ctx, "--sheet", "--questions")
    desk = desk_of(ctx, rehearsal=dry_run)
    request = RoundRequest(
        subject=subject,
        deadline=deadline,
        short_name=short_name,
        code=code,
        like=like,
        grounds=tuple(map(ground_of, ground or ())),
        tasks=tuple(typed_task(text, place) for place, text in enumerate(task or (), start=1)),
        questions=tuple(map(question_of, question or ())),
        questions_file=input_path(ctx, desk, questions) if questions else None,
        channels=channels,
        purpose=purpose,
        background=background,
        closing=closing,
        to=tuple(to or ()),
        together=together,
    )

    def run(named: str) -> "RoundMade":
        said = replace(request, sheet=named)
        if not is_person(ctx):
            return make_round(desk, said)
        from bcd35.cli.round_questions import asked_round

        return asked_round(desk, said, options_of(ctx))

    return made(with_sheet(ctx, sheet, run), desk.workspace)
