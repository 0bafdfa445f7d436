"""``bcd35 office``: what the papers say of the office, and how a part of it is stated anew."""

from collections.abc import Callable
from typing import Annotated

import typer

from bcd35.cli.desk import desk_of
from bcd35.cli.entries import CLEARED
from bcd35.cli.options import text_option
from bcd35.cli.register_options import DryRunOfImport
from bcd35.cli.round_parts import several
from bcd35.domain.text import capitalised
from bcd35.show.screen import Screen

_Titles = Annotated[
    list[str] | None, text_option("--signer-title", "CHỨC_VỤ", "Chức vụ người ký, mỗi dòng một lần ghi.")
]
_Addressees = Annotated[
    list[str] | None, text_option("--addressee", "TÊN", "Kính gửi, mỗi nơi một lần ghi; nêu lại cả.")
]
_Recipients = Annotated[
    list[str] | None, text_option("--recipient", "TÊN", "Nơi nhận, mỗi dòng một lần ghi; nêu lại cả.")
]
_FollowUps = Annotated[
    list[str] | None,
    text_option("--follow-up-recipient", "TÊN", "Nơi nhận của công văn đôn đốc, gửi trả; “-”: như Nơi nhận."),
]


def office(
    ctx: typer.Context,
    superior: Annotated[str, text_option("--superior", "TÊN", "Cơ quan cấp trên, in chữ hoa.")] = "",
    issuer: Annotated[str, text_option("--issuer", "TÊN", "Cơ quan ban hành, in chữ hoa.")] = "",
    full_name: Annotated[str, text_option("--full-name", "TÊN", "Tên đầy đủ, như viết trong câu.")] = "",
    place: Annotated[str, text_option("--place", "TÊN", "Địa danh trước ngày tháng.")] = "",
    standing_office: Annotated[
        str, text_option("--standing-office", "TÊN", "Cơ quan, bộ phận nhận báo cáo.")
    ] = "",
    standing_office_short: Annotated[
        str, text_option("--standing-office-short", "TÊN", "Tên ngắn của bộ phận ấy.")
    ] = "",
    contact: Annotated[
        str, text_option("--contact", "GHI_CHÚ", "Điện thoại, thư công vụ nơi nhận báo cáo; “-”: bỏ.")
    ] = "",
    signer_title: _Titles = None,
    signer_name: Annotated[str, text_option("--signer-name", "TÊN", "Họ tên người ký.")] = "",
    second_post: Annotated[
        str, text_option("--second-post", "SỐ", "Thứ tự hai chức vụ ký: 1 (quy định), 2 (nếp riêng).")
    ] = "",
    addressee: _Addressees = None,
    recipient: _Recipients = None,
    follow_up_recipient: _FollowUps = None,
    dry_run: DryRunOfImport = False,
) -> Screen:
    """Xem, sửa những gì in trên công văn: tên cơ quan, địa danh, người ký, Kính gửi, Nơi nhận."""
    from bcd35.domain.office import RESTATED

    given = ctx.params
    said = {name: given[name.replace("-", "_")] for name in RESTATED}
    said |= {name: said[name].upper() for name in ("superior", "issuer")}
    in_sentences = "full-name", "standing-office", "standing-office-short"
    said |= {name: capitalised(said[name]) for name in in_sentences}
    values = {RESTATED[name]: _emptied(value) for name, value in said.items() if value}
    if signer_name:
        from bcd35.domain.signature import name_to_sign

        values[RESTATED["signer-name"]] = name_to_sign(signer_name)
    if signer_title:
        from bcd35.domain.signature import posts_in_capitals

        values[RESTATED["signer-title"]] = posts_in_capitals(values[RESTATED["signer-title"]])
    if second_post:
        values[RESTATED["second-post"]] = _order(second_post)
    if not values:
        from bcd35.show.office import stated
        from bcd35.usecases.registers.units import the_office

        return stated(the_office(desk_of(ctx)))
    from bcd35.show.imports import imported
    from bcd35.usecases.registers.editing import edit_office

    return imported(edit_office(desk_of(ctx, rehearsal=dry_run, notes=False), values), {})


def _order(text: str) -> str:
    from bcd35.domain.signature import typed_order

    if order := typed_order(text):
        return order
    words = "1 (quy định: chức vụ có con dấu đứng trước), 2 (nếp riêng: đúng như đã ghi)"
    raise typer.BadParameter(f"--second-post: không có “{text}”; chọn một trong: {words}.")


def _emptied(value: str | list[str]) -> str | list[str]:
    """A dash as nothing; lines as they are shown, parted by “;”, each alone and without its own dash."""
    from bcd35.domain.office_lines import bare_line

    if isinstance(value, str):
        return "" if value == CLEARED else value
    return [] if list(value) == [CLEARED] else [bare_line(one) for text in value for one in several(text)]


COMMANDS: dict[str, Callable[..., Screen]] = {"office": office}
