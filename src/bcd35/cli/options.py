"""How an option is declared, and those that several commands share, each with one name and one help text."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bcd35.cli.typed_values import typed_choice, typed_date, typed_number, typed_text


def value_option(name: str, metavar: str, text: str) -> Any:
    """An option that is taken as it was typed: a path, a code, one of several words."""
    return typer.Option(name, metavar=metavar, show_default=False, help=text)


def text_option(name: str, metavar: str, text: str) -> Any:
    return typer.Option(name, metavar=metavar, parser=typed_text, show_default=False, help=text)


def number_option(name: str, metavar: str, text: str) -> Any:
    return typer.Option(name, metavar=metavar, parser=typed_number, show_default=False, help=text)


def day_option(name: str, text: str) -> Any:
    return typer.Option(name, metavar="NGÀY", parser=typed_date, show_default=False, help=text)


def search_words(text: str) -> Any:
    return typer.Argument(metavar="TỪ", parser=typed_text, show_default=False, help=f"{text}; không cần dấu.")


RoundCode = Annotated[
    str,
    typer.Argument(
        metavar="ĐỢT", parser=typed_text, show_default=False, help="Mã đợt; bỏ trống: đợt duy nhất đang mở."
    ),
]
OfRound = Annotated[str, text_option("--round", "ĐỢT", "Mã đợt; bỏ trống: đợt duy nhất đang mở.")]
NamedUnit = Annotated[
    str, typer.Argument(metavar="ĐƠN_VỊ", parser=typed_text, help="Mã hoặc tên đầy đủ của đơn vị.")
]
LetterDate = Annotated[Any, day_option("--date", "Ngày công văn (mặc định hôm nay).")]
LetterNumber = Annotated[Any, number_option("--number", "SỐ", "Số công văn (mặc định số kế tiếp trong sổ).")]
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
    text_option("--sheet", "TRANG_TÍNH", "Tên trang tính cần đọc, khi tệp có nhiều trang tính cùng dạng."),
]
PutRight = Annotated[
    str,
    text_option(
        "--put-right",
        "VÌ_SAO",
        "Dòng đã ghi sai ngày, sai lý do: ghi lại với --date, --reason nêu ở lệnh này.",
    ),
]
TakeBack = Annotated[
    str, text_option("--take-back", "VÌ_SAO", "Việc đã ghi là ghi nhầm: coi như chưa từng ghi.")
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
EntryNote = Annotated[str, text_option("--note", "GHI_CHÚ", "Ghi chú.")]
NewName = Annotated[str | None, text_option("--name", "TÊN", "Tên mới.")]
NewNote = Annotated[str | None, text_option("--note", "GHI_CHÚ", "Ghi chú; “-”: xóa.")]
NewStatus = Annotated[
    str | None, value_option("--status", "active|retired", "active: dùng lại; retired: thôi dùng.")
]
ListFile = Annotated[
    Path,
    typer.Argument(
        metavar="TỆP",
        allow_dash=True,
        help="Danh sách .xlsx, .csv của văn phòng, hoặc tệp .yaml; “-”: đọc đầu vào.",
    ),
]
RegisterOutput = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        metavar="TỆP",
        allow_dash=True,
        help="Tệp .xlsx, .csv hoặc .yaml sẽ ghi; “-”: in ra dạng CSV.",
    ),
]
RightDay = Annotated[Any, day_option("--received-on", "Ngày nhận đúng.")]
Reason = Annotated[str, text_option("--reason", "LÝ_DO", "Lý do, ghi vào sổ.")]
TogetherWithList = Annotated[
    bool, typer.Option("--together", help="Một công văn chung cho mọi đơn vị, kèm danh sách.")
]
