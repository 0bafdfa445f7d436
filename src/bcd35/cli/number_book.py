"""``bcd35 letters …``: the book of numbers; and making issued papers again."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bcd35.cli.desk import desk_of, output_path
from bcd35.cli.options import Reason, day_option, output_option, switch, text_option
from bcd35.cli.reprint import reprint
from bcd35.cli.typed_values import typed_number, typed_output, typed_span
from bcd35.show.screen import Screen

Symbol = Annotated[
    str, text_option("--symbol", "KÝ_HIỆU", "Sổ của ký hiệu này (như ghi ở data/office.yaml).")
]
Term = Annotated[str, text_option("--term", "NHIỆM_KỲ", "Sổ của nhiệm kỳ, năm này, ví dụ 2025-2030, 2026.")]
Numbers = Annotated[
    Any, typer.Argument(metavar="SỐ", parser=typed_span, help="Một số hoặc một dãy số: 35, 35-40.")
]
DryRun = Annotated[bool, switch("--dry-run", "Chỉ nêu những gì sẽ đổi, không ghi.", "-n")]


def list_numbers(
    ctx: typer.Context,
    symbol: Symbol = "",
    term: Term = "",
    output: Annotated[Path | None, output_option("Ghi thêm ra tệp Excel này.")] = None,
) -> Screen:
    """Sổ cấp số: mọi số đã cấp, để dành, hủy, dùng ngoài chương trình; chỗ trống, ngày không theo thứ tự."""
    from bcd35.show.number_book import listed
    from bcd35.usecases.letters.number_book import BookChoice, list_book

    desk = desk_of(ctx)
    target = output_path(desk, typed_output(output, ".xlsx")) if output else None
    return listed(list_book(desk, BookChoice(symbol, term), target), desk.workspace)


def void(
    ctx: typer.Context,
    number: Annotated[Any, typer.Argument(metavar="SỐ", parser=typed_number, help="Số của văn bản cần hủy.")],
    reason: Reason,
    symbol: Symbol = "",
    term: Term = "",
    dry_run: DryRun = False,
) -> Screen:
    """Hủy một số: công văn, đôn đốc, đề nghị bổ sung, gia hạn, số để dành. Tệp đã gửi vẫn giữ."""
    from bcd35.show.number_book import voided
    from bcd35.usecases.letters.number_book import BookChoice, void_number
    from bcd35.usecases.registers.rounds import names_of_rounds

    desk = desk_of(ctx, rehearsal=dry_run)
    return voided(void_number(desk, number, reason, BookChoice(symbol, term)), names_of_rounds(desk))


def reserve(
    ctx: typer.Context, numbers: Numbers, reason: Reason, symbol: Symbol = "", term: Term = ""
) -> Screen:
    """Để dành số: không văn bản nào tự lấy; muốn dùng thì nêu --number."""
    from bcd35.show.number_book import kept_back
    from bcd35.usecases.letters.kept_numbers import reserve_numbers
    from bcd35.usecases.letters.number_book import BookChoice, NumberSpan

    return kept_back(reserve_numbers(desk_of(ctx), NumberSpan(*numbers), reason, BookChoice(symbol, term)))


def release(
    ctx: typer.Context, numbers: Numbers, reason: Reason, symbol: Symbol = "", term: Term = ""
) -> Screen:
    """Bỏ dòng ghi về số để dành, số dùng ngoài chương trình, số hủy nhầm."""
    from bcd35.show.number_book import kept_back
    from bcd35.usecases.letters.number_book import BookChoice, NumberSpan
    from bcd35.usecases.letters.released_numbers import release_numbers

    return kept_back(release_numbers(desk_of(ctx), NumberSpan(*numbers), reason, BookChoice(symbol, term)))


def on_paper(
    ctx: typer.Context,
    numbers: Numbers,
    dated: Annotated[Any, day_option("--date", "Ngày của văn bản ấy.")],
    reason: Reason,
    symbol: Symbol = "",
    term: Term = "",
) -> Screen:
    """Ghi số đã dùng cho văn bản làm ngoài chương trình."""
    from bcd35.show.number_book import kept_back
    from bcd35.usecases.letters.kept_numbers import numbers_on_paper
    from bcd35.usecases.letters.number_book import BookChoice, NumberSpan

    choice = BookChoice(symbol, term)
    return kept_back(numbers_on_paper(desk_of(ctx), NumberSpan(*numbers), dated, reason, choice))


COMMANDS: dict[str, Callable[..., Screen]] = {
    "list": list_numbers,
    "void": void,
    "reserve": reserve,
    "release": release,
    "on-paper": on_paper,
    "reprint": reprint,
}
