"""Options that several commands about letters share."""

from typing import Annotated, Any

from bcd35.cli.options import day_option, number_option, parsed_option, switch
from bcd35.cli.typed_values import typed_choice

LetterDate = Annotated[Any, day_option("--date", "Ngày công văn (mặc định hôm nay).")]
LetterNumber = Annotated[Any, number_option("--number", "SỐ", "Số công văn (mặc định số kế tiếp trong sổ).")]
Draft = Annotated[bool, switch("--draft", "Bản dự thảo: để trống số, ghi vào out/_du-thao, không ghi sổ.")]
ACCEPTED = (
    "day-off",
    "past-deadline",
    "outside-term",
    "far-date",
    "date-order",
    "later-ground",
    "addressees",
    "shorter-term",
)
Accepted = Annotated[
    list[str] | None,
    parsed_option(
        "--accept", "ĐIỀU", typed_choice(*ACCEPTED), f"Đã xem, vẫn phát hành: {', '.join(ACCEPTED)}."
    ),
]
DryRunOfLetters = Annotated[bool, switch("--dry-run", "Chỉ nêu những tệp sẽ ghi, không ghi gì.", "-n")]
TogetherWithList = Annotated[bool, switch("--together", "Một công văn chung cho mọi đơn vị, kèm danh sách.")]
