"""Arguments and options that several commands declare, each with one name and one help text."""

from typing import Annotated, Any

import typer

from bcd35.cli.typed_values import typed_choice, typed_date, typed_number, typed_text

RoundCode = Annotated[
    str,
    typer.Argument(
        metavar="ĐỢT", parser=typed_text, show_default=False, help="Mã đợt; bỏ trống: đợt duy nhất đang mở."
    ),
]
OfRound = Annotated[
    str,
    typer.Option(
        "--round",
        metavar="ĐỢT",
        parser=typed_text,
        show_default=False,
        help="Mã đợt; bỏ trống: đợt duy nhất đang mở.",
    ),
]
NamedUnit = Annotated[
    str, typer.Argument(metavar="ĐƠN_VỊ", parser=typed_text, help="Mã hoặc tên đầy đủ của đơn vị.")
]
LetterDate = Annotated[
    Any,
    typer.Option(
        "--date",
        parser=typed_date,
        metavar="NGÀY",
        show_default=False,
        help="Ngày công văn (mặc định hôm nay).",
    ),
]
LetterNumber = Annotated[
    Any,
    typer.Option(
        "--number",
        parser=typed_number,
        metavar="SỐ",
        show_default=False,
        help="Số công văn (mặc định số kế tiếp trong sổ).",
    ),
]
Draft = Annotated[
    bool, typer.Option("--draft", help="Bản dự thảo: để trống số, ghi vào out/_du-thao, không ghi sổ.")
]
Accepted = Annotated[
    list[str] | None,
    typer.Option(
        "--accept",
        parser=typed_choice("day-off", "past-deadline", "outside-term", "date-order", "shorter-term"),
        metavar="ĐIỀU",
        show_default=False,
        help="Đã xem, vẫn phát hành: day-off, past-deadline, outside-term, date-order, shorter-term.",
    ),
]
Sheet = Annotated[
    str,
    typer.Option(
        "--sheet",
        metavar="TRANG_TÍNH",
        parser=typed_text,
        show_default=False,
        help="Tên trang tính cần đọc, khi tệp có nhiều trang tính cùng dạng.",
    ),
]
PutRight = Annotated[
    str,
    typer.Option(
        "--put-right",
        metavar="VÌ_SAO",
        parser=typed_text,
        show_default=False,
        help="Dòng đã ghi sai ngày, sai lý do: ghi lại với --date, --reason nêu ở lệnh này.",
    ),
]
TakeBack = Annotated[
    str,
    typer.Option(
        "--take-back",
        metavar="VÌ_SAO",
        parser=typed_text,
        show_default=False,
        help="Việc đã ghi là ghi nhầm: coi như chưa từng ghi.",
    ),
]
DryRunOfLetters = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Chỉ nêu những tệp sẽ ghi, không ghi gì.")
]
DryRunOfImport = Annotated[bool, typer.Option("--dry-run", "-n", help="Chỉ nêu thay đổi, không ghi.")]
Take = Annotated[
    Any,
    typer.Option(
        "--take",
        metavar="file|ledger",
        parser=typed_choice("file", "ledger"),
        show_default=False,
        help="Mục mà cả tệp lẫn sổ đều đã đổi: file lấy theo tệp, ledger giữ sổ.",
    ),
]
