"""``bcd35 units …``."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bcd35.cli.desk import desk_of, export_to, import_files
from bcd35.cli.list_options import (
    LIST_SUFFIXES,
    Column,
    KindOfGroup,
    New,
    Renamed,
    Same,
    Struck,
    Unusual,
    decisions_of,
    refuse_for_yaml,
)
from bcd35.cli.options import (
    NamedUnit,
    OtherUnit,
    Reason,
    Sheet,
    day_option,
    search_words,
    switch,
    text_option,
    value_option,
)
from bcd35.cli.register_options import (
    DryRunOfImport,
    EntryNote,
    ListFile,
    NewName,
    NewNote,
    NewStatus,
    PutRight,
    RegisterOutput,
    Take,
    TakeBack,
)
from bcd35.cli.typed_values import typed_date, typed_text
from bcd35.cli.usage_errors import refuse_alone, refuse_beside, refuse_no_change, refuse_others
from bcd35.show.screen import Screen

if TYPE_CHECKING:
    from bcd35.usecases.desk import Desk
    from bcd35.usecases.units.splitting import Part
ChangeDate = Annotated[
    Any,
    typer.Option(
        "--date",
        "--on",
        metavar="NGÀY",
        parser=typed_date,
        show_default=False,
        help="Có hiệu lực từ ngày này (mặc định hôm nay).",
    ),
]
JoinDeadline = Annotated[Any, day_option("--deadline", "Thời hạn của đơn vị được bổ sung vào đợt đang mở.")]


def list_units(
    ctx: typer.Context,
    words: Annotated[str, search_words("Tìm theo tên, mã")] = "",
    kind: Annotated[str, text_option("--kind", "LOẠI", "Mã loại đơn vị trong data/office.yaml.")] = "",
    everything: Annotated[bool, switch("--all", "Cả đơn vị đã thôi dùng.", "-a")] = False,
) -> Screen:
    """Liệt kê đơn vị."""
    from bcd35.show.units import listed
    from bcd35.usecases.registers.units import list_units as run
    from bcd35.usecases.registers.units import the_office

    desk = desk_of(ctx)
    return listed(run(desk, text=words, kind=kind, everything=everything), the_office(desk).unit_kinds)


def show_unit(ctx: typer.Context, wanted: NamedUnit) -> Screen:
    """Xem một đơn vị: tên, mã trước đây, sáp nhập, chia tách, thôi dùng từ ngày nào."""
    from bcd35.show.units import shown
    from bcd35.usecases.registers.unit_history import unit_history
    from bcd35.usecases.registers.units import aliases_of, get_unit, the_office

    desk = desk_of(ctx)
    unit = get_unit(desk, wanted)
    return shown(unit, the_office(desk).unit_kinds, aliases_of(desk, unit), unit_history(desk, unit))


def add_unit(
    ctx: typer.Context,
    code: Annotated[
        str,
        typer.Argument(metavar="MÃ", parser=typed_text, help="Mã đơn vị: chữ không dấu, chữ số, “-”, “_”."),
    ],
    name: Annotated[str, text_option("--name", "TÊN", "Tên đầy đủ.")],
    kind: Annotated[
        str, text_option("--kind", "LOẠI", "Loại đơn vị trong data/office.yaml, theo mã hay tên.")
    ],
    email: Annotated[str, text_option("--email", "THƯ", "Thư công vụ của cơ quan.")] = "",
    phone: Annotated[str, text_option("--phone", "SỐ", "Điện thoại của cơ quan.")] = "",
    note: EntryNote = "",
    new: OtherUnit = False,
) -> Screen:
    """Thêm một đơn vị."""
    from bcd35.cli.entries import checked_entry
    from bcd35.domain.entries import UnitEntry
    from bcd35.show.units import changed
    from bcd35.usecases.registers.units import add_unit as run
    from bcd35.usecases.registers.units import kind_code, the_office

    desk = desk_of(ctx)
    kind = kind_code(desk, kind)
    values = {"code": code, "name": name, "kind": kind, "email": email, "phone": phone, "note": note}
    entry = checked_entry(UnitEntry, values)
    return changed(run(desk, entry, new=new), the_office(desk).unit_kinds)


def edit_unit(
    ctx: typer.Context,
    wanted: NamedUnit,
    name: NewName = None,
    kind: Annotated[str | None, text_option("--kind", "LOẠI", "Loại mới.")] = None,
    email: Annotated[str | None, text_option("--email", "THƯ", "Thư công vụ; “-”: xóa.")] = None,
    phone: Annotated[str | None, text_option("--phone", "SỐ", "Điện thoại của cơ quan; “-”: xóa.")] = None,
    note: NewNote = None,
    status: NewStatus = None,
    on: Annotated[
        Any, day_option("--date", "Đổi tên, dùng lại, thôi dùng từ ngày này (mặc định hôm nay).")
    ] = None,
    new: OtherUnit = False,
) -> Screen:
    """Sửa một đơn vị. Đổi tên: công văn đã phát hành giữ tên cũ, công văn mới dùng tên mới."""
    from bcd35.cli.entries import checked_changes, checked_status
    from bcd35.domain.entries import UnitEntry
    from bcd35.show.units import changed
    from bcd35.usecases.registers.units import edit_unit as run
    from bcd35.usecases.registers.units import kind_code, the_office

    refuse_alone(ctx, "--date", "--name", "--status")
    refuse_alone(ctx, "--new", "--name")
    desk = desk_of(ctx)
    kind = kind and kind_code(desk, kind)
    named = {"name": name, "kind": kind, "email": email, "phone": phone, "note": note}
    changes = {**checked_changes(UnitEntry, named), **checked_status(status)}
    refuse_no_change(changes, "--name TÊN, --kind LOẠI")
    return changed(run(desk, wanted, changes, on=on, new=new), the_office(desk).unit_kinds)


def retire_unit(
    ctx: typer.Context,
    wanted: NamedUnit,
    into: Annotated[str, text_option("--into", "ĐƠN_VỊ", "Sáp nhập vào đơn vị này.")] = "",
    on: ChangeDate = None,
    reason: Reason = "",
    keep_expected: Annotated[
        bool | None,
        typer.Option(
            "--keep-expected/--no-keep-expected",
            show_default=False,
            help="Vẫn phải báo cáo trong các đợt đang mở, hoặc được miễn.",
        ),
    ] = None,
    deadline: JoinDeadline = None,
    put_right: PutRight = "",
    take_back: TakeBack = "",
) -> Screen:
    """Thôi dùng hoặc sáp nhập một đơn vị: không xóa, không nhận công văn mới.

    Trong đợt đang mở mà chưa báo cáo thì được miễn; đơn vị nhận sáp nhập được bổ sung vào đợt.
    """
    from bcd35.show.units import left
    from bcd35.usecases.registers.mending import Mending
    from bcd35.usecases.registers.rounds import names_of_rounds
    from bcd35.usecases.units.leaving import Leaving, leave_unit

    if take_back:
        refuse_others(ctx, "--take-back")
    refuse_alone(ctx, "--put-right", "--into", "--date", "--reason", "--keep-expected")
    refuse_alone(ctx, "--deadline", "--into", "--put-right")
    if keep_expected:
        refuse_beside(ctx, "--keep-expected", "--deadline")
    request = Leaving(
        unit=wanted,
        into=into,
        on=on,
        reason=reason,
        keep_expected=keep_expected,
        deadline=deadline,
        mending=Mending(put_right, take_back),
    )
    desk = desk_of(ctx)
    return left(leave_unit(desk, request), names_of_rounds(desk))


def split_unit(
    ctx: typer.Context,
    wanted: NamedUnit,
    into: Annotated[
        list[str] | None,
        value_option(
            "--into",
            "MÃ[:TÊN]",
            "Một đơn vị mới, ghi nhiều lần được; chưa có trong danh sách thì nêu cả tên.",
        ),
    ] = None,
    on: ChangeDate = None,
    reason: Reason = "",
    keep: Annotated[bool, switch("--keep", "Đơn vị cũ vẫn hoạt động.")] = False,
    add: Annotated[
        bool, switch("--add", "Bổ sung các đơn vị mới vào những đợt đang mở của đơn vị cũ.")
    ] = False,
    deadline: JoinDeadline = None,
    new: OtherUnit = False,
    take_back: TakeBack = "",
) -> Screen:
    """Chia tách một đơn vị thành nhiều đơn vị."""
    from bcd35.show.units import divided
    from bcd35.usecases.registers.rounds import names_of_rounds
    from bcd35.usecases.units.splitting import Splitting
    from bcd35.usecases.units.splitting import split_unit as run

    if take_back:
        refuse_others(ctx, "--take-back")
    elif not into:
        raise typer.BadParameter("cần --into MÃ:TÊN (chia tách), hoặc --take-back VÌ_SAO (bỏ việc ghi nhầm).")
    refuse_alone(ctx, "--deadline", "--add")
    request = Splitting(
        unit=wanted,
        into=tuple(part for text in into or () for part in _parts(typed_text(text))),
        on=on,
        reason=reason,
        keep=keep,
        add=add,
        new=new,
        deadline=deadline,
        take_back=take_back,
    )
    desk = desk_of(ctx)
    return divided(run(desk, request), names_of_rounds(desk))


def _parts(text: str) -> "list[Part]":
    """``MÃ:TÊN`` of a new unit, or codes of known ones, with commas between them."""
    from bcd35.cli.entries import checked_changes
    from bcd35.domain.entries import UnitEntry
    from bcd35.usecases.units.splitting import Part

    code, colon, name = text.partition(":")
    stated = [(code, name)] if colon else [(one, "") for one in text.split(",")]
    parts = [Part(code.strip(), name.strip()) for code, name in stated]
    for part in parts:
        stated_parts = {"code": part.code, **({"name": part.name} if colon else {})}
        checked_changes(UnitEntry, stated_parts, {"code": "Mã ở --into", "name": "Tên ở --into"})
    return parts


def recode_unit(
    ctx: typer.Context,
    wanted: NamedUnit,
    code: Annotated[str, typer.Argument(metavar="MÃ_MỚI", parser=typed_text, help="Mã mới của đơn vị.")],
    reason: Reason = "",
    on: ChangeDate = None,
) -> Screen:
    """Đổi mã một đơn vị: công văn, mẫu đang ở đơn vị, báo cáo đã nhận vẫn là của đơn vị ấy."""
    from bcd35.cli.entries import checked_changes
    from bcd35.domain.entries import UnitEntry
    from bcd35.show.units import recoded
    from bcd35.usecases.registers.rounds import names_of_rounds
    from bcd35.usecases.units.recoding import recode_unit as run

    checked_changes(UnitEntry, {"code": code})
    desk = desk_of(ctx)
    return recoded(run(desk, wanted, code, reason=reason, on=on), names_of_rounds(desk))


def import_units(
    ctx: typer.Context,
    file: ListFile = Path("data/units.yaml"),
    dry_run: DryRunOfImport = False,
    retire_missing: Annotated[
        bool, switch("--retire-missing", "Thôi dùng các đơn vị không có trong tệp.")
    ] = False,
    take: Take = None,
    sheet: Sheet = "",
    column: Column = None,
    kind: KindOfGroup = None,
    same: Same = None,
    renamed: Renamed = None,
    new: New = None,
    struck: Struck = None,
    unusual: Unusual = None,
) -> Screen:
    """Nhập đơn vị từ danh sách Excel, CSV hoặc tệp .yaml: nêu thay đổi rồi ghi một lần."""
    from bcd35.usecases.registers.sources import ImportRequest

    refuse_for_yaml(ctx, file)
    request = ImportRequest((file,), "units", retire_missing, take or "")
    decisions = decisions_of(column, kind, same, renamed, new, sheet, struck, unusual)
    return import_files(ctx, request._replace(decisions=decisions), dry_run=dry_run)


def export_units(ctx: typer.Context, output: RegisterOutput) -> Screen:
    """Ghi các đơn vị đang dùng ra tệp Excel, CSV hoặc .yaml; sửa rồi nhập lại được."""
    from bcd35.show.imports import exported
    from bcd35.usecases.registers.units import export_units as run

    def write(desk: "Desk", path: Path) -> Screen:
        return exported(run(desk, path), desk.workspace, "units")

    return export_to(ctx, output, LIST_SUFFIXES, write)


COMMANDS: dict[str, Callable[..., Screen]] = {
    "list": list_units,
    "show": show_unit,
    "add": add_unit,
    "edit": edit_unit,
    "retire": retire_unit,
    "split": split_unit,
    "recode": recode_unit,
    "import": import_units,
    "export": export_units,
}
