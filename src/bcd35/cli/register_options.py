"""Options that several commands about registers share."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bcd35.cli.options import output_option, parsed_option, switch, text_option, value_option
from bcd35.cli.typed_values import typed_choice

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
DryRunOfImport = Annotated[bool, switch("--dry-run", "Chỉ nêu thay đổi, không ghi.", "-n")]
Take = Annotated[
    Any,
    parsed_option(
        "--take",
        "file|ledger",
        typed_choice("file", "ledger"),
        "Mục mà cả tệp lẫn sổ đều đã đổi: file lấy theo tệp, ledger giữ sổ.",
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
    Path, output_option("Tệp .xlsx, .csv hoặc .yaml sẽ ghi; “-”: in ra dạng CSV.", allow_dash=True)
]
