"""``bcd35 contributions …``."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bcd35.cli.desk import desk_of, export_to, input_path
from bcd35.cli.options import (
    OfRound,
    RightDay,
    day_option,
    output_option,
    search_words,
    text_option,
    value_option,
)
from bcd35.cli.typed_values import typed_number, typed_text
from bcd35.cli.usage_errors import refuse_no_change
from bcd35.domain.text import fold
from bcd35.show.screen import Screen

if TYPE_CHECKING:
    from bcd35.usecases.desk import Desk
    from bcd35.usecases.registers.contributions import Rebooking

_STAGES = "da-nhan, da-bien-tap, da-dang hoặc khong-dung"
_MEDIA = "tin-bai, hinh-anh hoặc video"


PieceNumber = Annotated[
    Any, typer.Argument(metavar="SỐ", parser=typed_number, help="Số của tin bài trong danh sách.")
]
WhyWrong = Annotated[str, text_option("--reason", "VÌ_SAO", "Vì sao đã ghi sai, ghi vào sổ.")]
Medium = Annotated[str, value_option("--medium", "LOẠI", f"{_MEDIA}.")]


def list_contributions(
    ctx: typer.Context,
    words: Annotated[str, search_words("Tìm theo số, tiêu đề, nhóm, đơn vị")] = "",
    unit: Annotated[str, text_option("--unit", "ĐƠN_VỊ", "Của một đơn vị.")] = "",
    stage: Annotated[str, value_option("--stage", "TÌNH_TRẠNG", f"{_STAGES}.")] = "",
    medium: Medium = "",
    code: OfRound = "",
) -> Screen:
    """Liệt kê tin, bài, ảnh, video đơn vị gửi về."""
    from bcd35.show.contributions import listed
    from bcd35.usecases.registers.contributions import list_contributions as run

    return listed(run(desk_of(ctx), code, text=words, unit=unit, stage=_stage(stage), medium=_medium(medium)))


def add_contribution(
    ctx: typer.Context,
    unit: Annotated[
        str, typer.Argument(metavar="ĐƠN_VỊ", parser=typed_text, help="Mã hoặc tên đầy đủ của đơn vị gửi.")
    ],
    title: Annotated[str, text_option("--title", "TIÊU_ĐỀ", "Tiêu đề; không ghi tên người viết.")],
    medium: Medium,
    category: Annotated[str, text_option("--category", "NHÓM", "Nhóm nội dung, theo tệp của đợt.")] = "",
    file: Annotated[
        Path | None, value_option("--file", "TỆP", "Tệp đơn vị gửi, được giữ trong hồ sơ.")
    ] = None,
    received_on: Annotated[Any, day_option("--received-on", "Ngày nhận (mặc định hôm nay).")] = None,
    code: OfRound = "",
) -> Screen:
    """Ghi một tin, bài, ảnh hoặc video đơn vị gửi về."""
    from bcd35.cli.entries import checked_changes
    from bcd35.domain.contributions import ContributionLine
    from bcd35.show.contributions import changed
    from bcd35.usecases.registers.contributions import NewContribution
    from bcd35.usecases.registers.contributions import add_contribution as run

    kind: Any = _medium(medium)
    checked_changes(ContributionLine, {"title": title, "category": category})
    desk = desk_of(ctx)
    on = received_on or desk.world.today
    line = ContributionLine(title=title, medium=kind, category=category, stage="received", on=on)
    return changed(
        run(desk, NewContribution(unit, line, code, None if file is None else input_path(ctx, desk, file)))
    )


def edit_contribution(
    ctx: typer.Context,
    number: PieceNumber,
    stage: Annotated[str | None, value_option("--stage", "TÌNH_TRẠNG", f"{_STAGES}.")] = None,
    on: Annotated[Any, day_option("--on", "Ngày chuyển (mặc định hôm nay).")] = None,
    channel: Annotated[str | None, text_option("--channel", "KÊNH", "Mã kênh đã đăng.")] = None,
    url: Annotated[str | None, text_option("--url", "ĐỊA_CHỈ", "Địa chỉ bài đã đăng.")] = None,
    reason: Annotated[str | None, text_option("--reason", "LÝ_DO", "Lý do không dùng, hoặc trả về.")] = None,
    title: Annotated[str | None, text_option("--title", "TIÊU_ĐỀ", "Sửa tiêu đề.")] = None,
    medium: Annotated[str | None, value_option("--medium", "LOẠI", f"Sửa loại: {_MEDIA}.")] = None,
    category: Annotated[str | None, text_option("--category", "NHÓM", "Sửa nhóm nội dung.")] = None,
) -> Screen:
    """Ghi tiếp một tin bài: đã biên tập, đã đăng ở kênh nào, không dùng vì sao; hoặc sửa chữ.

    Lần ghi trước được giữ.
    """
    from bcd35.cli.entries import checked_changes
    from bcd35.domain.contributions import ContributionLine
    from bcd35.show.contributions import changed
    from bcd35.usecases.registers.contributions import edit_contribution as run

    values = {"title": title, "category": category, "channel": channel, "url": url, "reason": reason}
    texts = checked_changes(ContributionLine, values)
    coded = {
        "stage": None if stage is None else _stage(stage),
        "medium": None if medium is None else _medium(medium),
        "on": on,
    }
    changes = texts | {name: value for name, value in coded.items() if value is not None}
    refuse_no_change(changes, "--stage TÌNH_TRẠNG, --title TIÊU_ĐỀ")
    return changed(run(desk_of(ctx), number, changes))


def move_contribution(
    ctx: typer.Context,
    number: PieceNumber,
    reason: WhyWrong,
    to: Annotated[str, text_option("--to", "ĐƠN_VỊ", "Của đơn vị này.")] = "",
    to_round: Annotated[str, text_option("--to-round", "ĐỢT", "Thuộc đợt này.")] = "",
    code: Annotated[str, typer.Option("--round", parser=typed_text, hidden=True)] = "",
) -> Screen:
    """Ghi nhầm đơn vị, nhầm đợt: chuyển tin bài sang đúng đơn vị, đúng đợt; các lần ghi giữ nguyên."""
    from bcd35.usecases.registers.contributions import Rebooking

    to_round = to_round or code  # as the option was called before
    if not (to or to_round):
        raise typer.BadParameter("cần --to ĐƠN_VỊ hoặc --to-round ĐỢT.")
    return _rebooked(ctx, number, Rebooking(reason, unit=to, round_code=to_round))


def redate_contribution(
    ctx: typer.Context, number: PieceNumber, received_on: RightDay, reason: WhyWrong
) -> Screen:
    """Ghi nhầm ngày nhận: sửa ngày nhận của một tin bài."""
    from bcd35.usecases.registers.contributions import Rebooking

    return _rebooked(ctx, number, Rebooking(reason, received_on=received_on))


def void_contribution(
    ctx: typer.Context,
    number: PieceNumber,
    reason: WhyWrong = "",
    take_back: Annotated[
        str,
        text_option(
            "--take-back", "VÌ_SAO", "Bỏ nhầm: ghi lại tin bài ấy, đủ tệp và các lần ghi, dưới số mới."
        ),
    ] = "",
) -> Screen:
    """Ghi nhầm tin bài không có: tin bài không còn tính. Không xóa gì."""
    from bcd35.show.contributions import rebooked
    from bcd35.usecases.registers.contributions import Rebooking, bring_back_contribution
    from bcd35.usecases.registers.rounds import names_of_rounds

    if bool(reason) == bool(take_back):
        raise typer.BadParameter("cần --reason VÌ_SAO (bỏ tin bài) hoặc --take-back VÌ_SAO (lấy lại).")
    if take_back:
        desk = desk_of(ctx)
        return rebooked(bring_back_contribution(desk, number, take_back), names_of_rounds(desk))
    return _rebooked(ctx, number, Rebooking(reason))


def _rebooked(ctx: typer.Context, number: int, request: "Rebooking") -> Screen:
    from bcd35.show.contributions import rebooked
    from bcd35.usecases.registers.contributions import rebook_contribution
    from bcd35.usecases.registers.rounds import names_of_rounds

    if not request.reason:
        raise typer.BadParameter("--reason để trống; cần một lý do.")
    desk = desk_of(ctx)
    return rebooked(rebook_contribution(desk, number, request), names_of_rounds(desk))


def export_contributions(
    ctx: typer.Context,
    output: Annotated[Path, output_option("Tệp .csv sẽ ghi; “-”: in ra.", allow_dash=True)],
    code: OfRound = "",
) -> Screen:
    """Ghi danh sách tin bài của một đợt ra tệp .csv."""
    from bcd35.show.contributions import exported
    from bcd35.usecases.registers.contributions import export_contributions as run

    def write(desk: "Desk", path: Path) -> Screen:
        return exported(run(desk, code, path), desk.workspace)

    return export_to(ctx, output, (".csv",), write)


def _stage(text: str) -> str:
    from bcd35.domain.contributions import STAGE_WORDS

    return _among(text, STAGE_WORDS, "--stage", _STAGES)


def _medium(text: str) -> str:
    from bcd35.domain.contributions import MEDIUM_WORDS

    return _among(text, MEDIUM_WORDS, "--medium", _MEDIA)


def _among(text: str, labels: Mapping[str, str], option: str, allowed: str) -> str:
    """The code of a Vietnamese label, typed with or without tones, with spaces or hyphens.

    The code itself is taken too.
    """
    typed = fold(text).replace("-", " ").replace("_", " ")
    found = next(
        (code for code, label in labels.items() if typed in (fold(label), code.replace("_", " "))), ""
    )
    if text and not found:
        raise typer.BadParameter(f"{option} ghi “{typed_text(text)}”; chỉ nhận {allowed}.")
    return found


COMMANDS: dict[str, Callable[..., Screen]] = {
    "list": list_contributions,
    "add": add_contribution,
    "edit": edit_contribution,
    "move": move_contribution,
    "redate": redate_contribution,
    "void": void_contribution,
    "export": export_contributions,
}
