"""``bcd35 rounds …``."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from bcd35.cli.desk import desk_of, import_files, progress_of
from bcd35.cli.letter_options import Accepted, Draft, DryRunOfLetters, LetterNumber, TogetherWithList
from bcd35.cli.new_round import NamedRound, edit_round, new_round
from bcd35.cli.options import NamedUnit, OfRound, Reason, RoundCode, day_option, switch, text_option
from bcd35.cli.register_options import DryRunOfImport, PutRight, Take, TakeBack
from bcd35.cli.usage_errors import refuse_alone, refuse_beside, refuse_others
from bcd35.domain.errors import UsageError
from bcd35.show.screen import Screen

if TYPE_CHECKING:
    from bcd35.usecases.registers.mending import Mending

OnDate = Annotated[Any, day_option("--date", "Ngày có hiệu lực (mặc định hôm nay).")]


def list_rounds(ctx: typer.Context) -> Screen:
    """Liệt kê các đợt."""
    from bcd35.show.rounds import listed
    from bcd35.usecases.registers.round_list import extended_days
    from bcd35.usecases.registers.round_list import list_rounds as run

    desk = desk_of(ctx)
    entries = run(desk)
    return listed(entries, extended_days(desk, [entry.round_.code for entry in entries]))


def show_round(ctx: typer.Context, code: RoundCode = "") -> Screen:
    """Xem một đợt: nội dung, chỉ tiêu (mã dùng cho record-report --set)."""
    from bcd35.show.rounds import shown
    from bcd35.usecases.registers.round_list import extended_days, round_line
    from bcd35.usecases.registers.rounds import addressed_today, get_round
    from bcd35.usecases.registers.units import addressee_names

    desk = desk_of(ctx)
    round_ = addressed_today(desk, get_round(desk, code))
    extended = extended_days(desk, [round_.code]).get(round_.code)
    return shown(round_, round_line(desk, round_.code), addressee_names(desk), extended)


def import_round(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="TỆP", allow_dash=True, help="Tệp .yaml của đợt; “-”: đọc đầu vào.")
    ],
    dry_run: DryRunOfImport = False,
    take: Take = None,
) -> Screen:
    """Nhập một đợt từ tệp. Đợt đã phát hành thì không sửa nội dung được nữa."""
    from bcd35.usecases.registers.sources import ImportRequest

    return import_files(ctx, ImportRequest((file,), "rounds", take=take or ""), dry_run=dry_run)


def drop_round(ctx: typer.Context, code: NamedRound, reason: Reason = "", take_back: TakeBack = "") -> Screen:
    """Bỏ một đợt tạo nhầm, chưa phát hành: tệp của đợt được cất riêng, không mất."""
    from bcd35.show.rounds import dropped
    from bcd35.usecases.registers.dropping import bring_round_back
    from bcd35.usecases.registers.dropping import drop_round as run

    if bool(reason) == bool(take_back):
        raise typer.BadParameter("cần --reason VÌ_SAO (bỏ đợt) hoặc --take-back VÌ_SAO (lấy lại).")
    if take_back:
        refuse_others(ctx, "--take-back")
    desk = desk_of(ctx)
    return dropped(bring_round_back(desk, code, take_back) if take_back else run(desk, code, reason))


def close_round(
    ctx: typer.Context,
    code: NamedRound,
    reason: Reason = "",
    on: OnDate = None,
    put_right: PutRight = "",
    take_back: TakeBack = "",
) -> Screen:
    """Đóng một đợt: không phát hành, không nhận báo cáo nữa."""
    return _switch(ctx, code, "closed", _Line(reason, on, _mending(ctx, put_right, take_back)))


def reopen_round(
    ctx: typer.Context,
    code: NamedRound,
    reason: Reason = "",
    on: OnDate = None,
    put_right: PutRight = "",
    take_back: TakeBack = "",
) -> Screen:
    """Mở lại một đợt đã đóng."""
    return _switch(ctx, code, "open", _Line(reason, on, _mending(ctx, put_right, take_back)))


class _Line(NamedTuple):
    reason: str
    on: Any
    mending: "Mending"


def _mending(ctx: typer.Context, put_right: str, take_back: str) -> "Mending":
    from bcd35.usecases.registers.mending import Mending

    if take_back:
        refuse_others(ctx, "--take-back", "--round")
    refuse_alone(ctx, "--put-right", "--date", "--reason")
    return Mending(put_right, take_back)


def _switch(ctx: typer.Context, code: str, status: str, line: _Line) -> Screen:
    from bcd35.show.rounds import switched
    from bcd35.usecases.registers.switching import switch_round

    terms = line._asdict()
    return switched(switch_round(desk_of(ctx), code, status, **terms))


def exempt_unit(
    ctx: typer.Context,
    unit: NamedUnit,
    reason: Reason = "",
    code: OfRound = "",
    on: OnDate = None,
    put_right: PutRight = "",
    take_back: TakeBack = "",
) -> Screen:
    """Miễn báo cáo cho một đơn vị trong đợt; phải nêu lý do."""
    line = _Line(reason, on, _mending(ctx, put_right, take_back))
    if not (reason or line.mending.why):
        raise typer.BadParameter("thiếu --reason: miễn báo cáo phải có lý do, được ghi vào sổ.")
    return _excuse(ctx, code, unit, "exempted", line)


def restore_unit(
    ctx: typer.Context,
    unit: NamedUnit,
    reason: Reason = "",
    code: OfRound = "",
    on: OnDate = None,
    put_right: PutRight = "",
    take_back: TakeBack = "",
) -> Screen:
    """Bỏ miễn: đơn vị lại phải báo cáo."""
    return _excuse(ctx, code, unit, "restored", _Line(reason, on, _mending(ctx, put_right, take_back)))


def _excuse(ctx: typer.Context, code: str, unit: str, event: str, line: _Line) -> Screen:
    from bcd35.show.rounds import excused
    from bcd35.usecases.registers.switching import excuse_unit

    terms = line._asdict()
    return excused(excuse_unit(desk_of(ctx), code, unit, event=event, **terms))


NewDeadline = Annotated[Any, day_option("--to", "Hạn mới.")]
Everyone = Annotated[bool, switch("--all", "Gia hạn cho mọi đơn vị của đợt.")]
ExtendedUnits = Annotated[
    list[str] | None, text_option("--unit", "MÃ", "Chỉ gia hạn đơn vị này; ghi nhiều lần được.")
]
WithLetter = Annotated[bool, switch("--letter", "Kèm công văn gia hạn có số gửi đơn vị.")]
Undone = Annotated[bool, switch("--undo", "Bỏ lần gia hạn gần nhất (ghi nhầm): coi như chưa từng có.")]
OwnTermWhy = Annotated[
    str,
    text_option(
        "--put-right", "VÌ_SAO", "Hạn riêng ghi sai khi bổ sung đơn vị: sửa thành --to, sớm hơn hay muộn hơn."
    ),
]


def extend_round(
    ctx: typer.Context,
    code: RoundCode = "",
    to: NewDeadline = None,
    everyone: Everyone = False,
    unit: ExtendedUnits = None,
    reason: Reason = "",
    on: OnDate = None,
    letter: WithLetter = False,
    together: TogetherWithList = False,
    number: LetterNumber = None,
    accept: Accepted = None,
    draft: Draft = False,
    dry_run: DryRunOfLetters = False,
    undo: Undone = False,
    put_right: OwnTermWhy = "",
) -> Screen:
    """Gia hạn báo cáo cho mọi đơn vị hoặc vài đơn vị, kèm lý do; muốn thì có công văn."""
    from bcd35.show.extensions import extended
    from bcd35.usecases.letters.extension import ExtensionRequest, extend

    units = tuple(unit or ())
    if undo:
        refuse_others(ctx, "--undo", "--unit", "--all", "--reason", "--dry-run")
        return _extension_undone(ctx, code, units)
    if put_right:
        refuse_others(ctx, "--put-right", "--unit", "--to", "--date", "--accept", "--dry-run")
    refuse_beside(ctx, "--draft", "--number")
    if to is None:
        raise UsageError("bad_usage", "Chưa nêu hạn mới.", where="--to", fix="Thêm: --to NGÀY")
    if put_right:
        return _own_terms_right(ctx, code, units)
    desk = desk_of(ctx, rehearsal=dry_run)
    request = ExtensionRequest(
        deadline=to,
        reason=reason,
        round_code=code,
        units=units,
        everyone=everyone,
        dated=on,
        letter=letter or draft or together or number is not None,
        number=number,
        together=together,
        draft=draft,
        accepted=tuple(accept or ()),
    )
    with progress_of(ctx) as progress:
        outcome = extend(desk, request, progress=progress)
    return extended(outcome, desk.workspace)


def _extension_undone(ctx: typer.Context, code: str, units: tuple[str, ...]) -> Screen:
    from bcd35.show.extensions import taken_back
    from bcd35.usecases.letters.extension_undone import take_back
    from bcd35.usecases.registers.rounds import names_of_rounds

    said = ctx.params
    desk = desk_of(ctx, rehearsal=said["dry_run"])
    outcome = take_back(desk, code, units, said["reason"], everyone=said["everyone"])
    return taken_back(outcome, names_of_rounds(desk))


def _own_terms_right(ctx: typer.Context, code: str, units: tuple[str, ...]) -> Screen:
    from bcd35.show.extensions import own_terms_right
    from bcd35.usecases.letters.term_put_right import OwnTermRequest, put_own_terms_right

    if not units:
        raise typer.BadParameter("--put-right sửa hạn riêng của từng đơn vị: thêm --unit MÃ.")
    said = ctx.params
    request = OwnTermRequest(
        deadline=said["to"],
        reason=said["put_right"],
        units=units,
        round_code=code,
        dated=said["on"],
        accepted=tuple(said["accept"] or ()),
    )
    return own_terms_right(put_own_terms_right(desk_of(ctx, rehearsal=said["dry_run"]), request))


COMMANDS: dict[str, Callable[..., Screen]] = {
    "list": list_rounds,
    "show": show_round,
    "new": new_round,
    "edit": edit_round,
    "import": import_round,
    "drop": drop_round,
    "close": close_round,
    "reopen": reopen_round,
    "exempt": exempt_unit,
    "restore": restore_unit,
    "extend": extend_round,
}
