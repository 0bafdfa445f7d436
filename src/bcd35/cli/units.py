"""``bcd35 units …``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bcd35.cli.desk import desk_of, import_files, output_path
from bcd35.cli.options import DryRunOfImport, NamedUnit, Take
from bcd35.cli.typed_values import typed_date, typed_output, typed_text
from bcd35.show.screen import Screen


def list_units(
    ctx: typer.Context,
    words: Annotated[
        str,
        typer.Argument(
            metavar="TỪ", parser=typed_text, show_default=False, help="Tìm theo tên, mã; không cần dấu."
        ),
    ] = "",
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="LOẠI",
            parser=typed_text,
            show_default=False,
            help="Mã loại đơn vị trong data/office.yaml.",
        ),
    ] = "",
    everything: Annotated[bool, typer.Option("--all", "-a", help="Cả đơn vị đã thôi dùng.")] = False,
) -> Screen:
    """Liệt kê đơn vị."""
    from bcd35.show.units import listed
    from bcd35.usecases.registers.units import list_units as run
    from bcd35.usecases.registers.units import the_office

    desk = desk_of(ctx)
    return listed(run(desk, text=words, kind=kind, everything=everything), the_office(desk).unit_kinds)


def show_unit(ctx: typer.Context, wanted: NamedUnit) -> Screen:
    """Xem một đơn vị."""
    from bcd35.show.units import shown
    from bcd35.usecases.registers.units import aliases_of, get_unit, the_office

    desk = desk_of(ctx)
    unit = get_unit(desk, wanted)
    return shown(unit, the_office(desk).unit_kinds, aliases_of(desk, unit))


def add_unit(
    ctx: typer.Context,
    code: Annotated[
        str,
        typer.Argument(metavar="MÃ", parser=typed_text, help="Mã đơn vị: chữ không dấu, chữ số, “-”, “_”."),
    ],
    name: Annotated[str, typer.Option("--name", metavar="TÊN", parser=typed_text, help="Tên đầy đủ.")],
    kind: Annotated[
        str,
        typer.Option(
            "--kind", metavar="LOẠI", parser=typed_text, help="dang_uy_co_so, chi_bo_co_so, doan_thanh_nien …"
        ),
    ],
    email: Annotated[
        str,
        typer.Option(
            "--email", metavar="THƯ", parser=typed_text, show_default=False, help="Thư công vụ của cơ quan."
        ),
    ] = "",
    note: Annotated[
        str, typer.Option("--note", metavar="GHI_CHÚ", parser=typed_text, show_default=False, help="Ghi chú.")
    ] = "",
) -> Screen:
    """Thêm một đơn vị."""
    from bcd35.cli.entries import checked
    from bcd35.domain.entries import UnitEntry
    from bcd35.show.units import changed
    from bcd35.usecases.registers.units import add_unit as run
    from bcd35.usecases.registers.units import the_office

    entry = checked(UnitEntry, {"code": code, "name": name, "kind": kind, "email": email, "note": note})
    desk = desk_of(ctx)
    return changed(run(desk, entry), the_office(desk).unit_kinds)


def edit_unit(
    ctx: typer.Context,
    wanted: NamedUnit,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="TÊN", parser=typed_text, show_default=False, help="Tên mới."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="LOẠI", parser=typed_text, show_default=False, help="Loại mới."),
    ] = None,
    email: Annotated[
        str | None,
        typer.Option(
            "--email", metavar="THƯ", parser=typed_text, show_default=False, help="Thư công vụ; “-”: xóa."
        ),
    ] = None,
    note: Annotated[
        str | None,
        typer.Option(
            "--note", metavar="GHI_CHÚ", parser=typed_text, show_default=False, help="Ghi chú; “-”: xóa."
        ),
    ] = None,
    status: Annotated[
        str | None,
        typer.Option(
            "--status",
            metavar="active|retired",
            show_default=False,
            help="active: dùng lại; retired: thôi dùng.",
        ),
    ] = None,
) -> Screen:
    """Sửa một đơn vị; công văn đã phát hành giữ tên cũ."""
    from bcd35.cli.entries import checked_changes, checked_status
    from bcd35.domain.entries import UnitEntry
    from bcd35.show.units import changed
    from bcd35.usecases.registers.units import edit_unit as run
    from bcd35.usecases.registers.units import the_office

    named = {"name": name, "kind": kind, "email": email, "note": note}
    changes = {**checked_changes(UnitEntry, named), **checked_status(status)}
    desk = desk_of(ctx)
    return changed(run(desk, wanted, changes), the_office(desk).unit_kinds)


def retire_unit(
    ctx: typer.Context,
    wanted: NamedUnit,
    into: Annotated[
        str,
        typer.Option(
            "--into", metavar="ĐƠN_VỊ", parser=typed_text, show_default=False, help="Sáp nhập vào đơn vị này."
        ),
    ] = "",
    on: Annotated[
        Any,
        typer.Option(
            "--on",
            metavar="NGÀY",
            parser=typed_date,
            show_default=False,
            help="Ngày sáp nhập (mặc định hôm nay).",
        ),
    ] = None,
) -> Screen:
    """Thôi dùng một đơn vị: không xóa, không nhận công văn mới."""
    from bcd35.show.units import changed, merged
    from bcd35.usecases.registers.units import edit_unit as run
    from bcd35.usecases.registers.units import merge_unit, the_office

    if on and not into:
        raise typer.BadParameter("--on: chỉ dùng cùng --into (ngày sáp nhập).")
    desk = desk_of(ctx)
    if into:
        return merged(merge_unit(desk, wanted, into, on))
    return changed(run(desk, wanted, {"status": "retired"}), the_office(desk).unit_kinds)


def import_units(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp .yaml có mục units.")] = Path(
        "data/units.yaml"
    ),
    dry_run: DryRunOfImport = False,
    retire_missing: Annotated[
        bool, typer.Option("--retire-missing", help="Thôi dùng các đơn vị không có trong tệp.")
    ] = False,
    take: Take = None,
) -> Screen:
    """Nhập đơn vị từ tệp: nêu thay đổi rồi ghi một lần."""
    from bcd35.usecases.registers.sources import ImportRequest

    return import_files(ctx, ImportRequest((file,), "units", retire_missing, take or ""), dry_run=dry_run)


def export_units(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="TỆP", help="Tệp .yaml sẽ ghi.")],
) -> Screen:
    """Ghi các đơn vị đang dùng ra tệp .yaml."""
    from bcd35.show.imports import exported
    from bcd35.usecases.registers.units import export_units as run

    desk = desk_of(ctx)
    return exported(
        run(desk, output_path(desk, typed_output(output, ".yaml", ".yml"))), desk.workspace, "đơn vị"
    )


COMMANDS: dict[str, Callable[..., Screen]] = {
    "list": list_units,
    "show": show_unit,
    "add": add_unit,
    "edit": edit_unit,
    "retire": retire_unit,
    "import": import_units,
    "export": export_units,
}
