"""``bcd35 reports …``: what was recorded of one unit. Recording itself is in ``receiving.py``."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bcd35.cli.desk import desk_of, input_path
from bcd35.cli.entries import CLEARED
from bcd35.cli.options import (
    NamedUnit,
    OfRound,
    Reason,
    RightDay,
    day_option,
    number_option,
    parsed_option,
    switch,
    text_option,
    value_option,
)
from bcd35.cli.typed_values import typed_date, typed_text
from bcd35.cli.usage_errors import refuse_alone, refuse_others
from bcd35.show.screen import Screen

if TYPE_CHECKING:
    from bcd35.usecases.receiving.put_right import AmendRequest

Revision = Annotated[Any, number_option("--revision", "LẦN", "Chỉ một lần ghi (mặc định mọi lần đang tính).")]
_UNITS: Any = typer.Argument(
    metavar="ĐƠN_VỊ …",
    parser=typed_text,
    show_default=False,
    help="Mã hoặc tên đầy đủ của một hay nhiều đơn vị.",
)
Units = Annotated[list[str], _UNITS]
SomeUnits = Annotated[list[str] | None, _UNITS]


RefusedFileName = Annotated[
    str, text_option("--file", "TÊN", "Với --refused: tên tệp, hay tên bản chép (mặc định tệp gần nhất).")
]


def show_reports(ctx: typer.Context, unit: NamedUnit, code: OfRound = "") -> Screen:
    """Các lần báo cáo của một đơn vị: nguồn, thay đổi giữa các lần."""
    from bcd35.show.reports import history
    from bcd35.usecases.receiving.history import report_history

    return history(report_history(desk_of(ctx), unit, code))


def withdraw(
    ctx: typer.Context,
    units: SomeUnits = None,
    *,
    reason: Annotated[str, text_option("--reason", "LÝ_DO", "Lý do rút, ghi vào sổ.")],
    code: OfRound = "",
    on: Annotated[Any, day_option("--date", "Ngày rút (mặc định hôm nay).")] = None,
    revision: Revision = None,
    refused: Annotated[
        bool, switch("--refused", "Rút tệp bị từ chối do văn phòng nhận nhầm, không phải báo cáo.")
    ] = False,
    file: RefusedFileName = "",
) -> Screen:
    """Rút báo cáo đã ghi, mọi lần hay một lần; không xóa gì, các lần trước vẫn xem được."""
    from bcd35.show.reports import refused_withdrawn, withdrawn
    from bcd35.usecases.receiving.refused_back import withdraw_refused
    from bcd35.usecases.receiving.withdraw import withdraw_reports, withdraw_revisions

    desk, named = desk_of(ctx), tuple(units or ())
    if _about_refused(ctx, named, refused=refused, file=file):
        return refused_withdrawn(withdraw_refused(desk, named, reason, wanted_round=code, name=file))
    if revision and on:
        raise typer.BadParameter("Lần rút riêng coi như chưa từng ghi, nên không nêu --date cùng --revision.")
    if revision:
        return withdrawn(withdraw_revisions(desk, named, revision, reason, wanted_round=code))
    return withdrawn(withdraw_reports(desk, named, reason, wanted_round=code, on=on))


def _about_refused(ctx: typer.Context, units: Sequence[str], *, refused: bool, file: str) -> bool:
    """Whether a refused file is meant, not a report; what does not go with it is an error of the command."""
    if refused:
        refuse_others(ctx, "--refused", "--file", "--reason", "--round")
    if file and (not refused or len(units) > 1):
        raise typer.BadParameter("--file đi cùng --refused, mỗi lần một đơn vị.")
    if not (units or file):
        told = "thiếu ĐƠN_VỊ. Tệp bị từ chối chưa rõ của đơn vị nào thì nêu --refused --file TÊN."
        raise typer.BadParameter(told)
    return refused


def _date_or_none(text: str) -> Any:
    return CLEARED if text.strip() == CLEARED else typed_date(text)


AmendedWhy = Annotated[str, text_option("--reason", "LÝ_DO", "Lý do sửa, ghi vào sổ.")]
AmendedRevision = Annotated[
    Any, number_option("--revision", "LẦN", "Lần ghi cần sửa (mặc định lần đang tính).")
]
AllOfDay = Annotated[
    Any, day_option("--all-of", "Sửa mọi báo cáo đang ghi nhận ngày này (nêu đơn vị: chỉ của các đơn vị ấy).")
]
OfRefusedFile = Annotated[
    bool, switch("--refused", "Sửa ngày nhận của tệp bị từ chối gần nhất, không phải báo cáo.")
]
RightNote = Annotated[str | None, text_option("--note", "GHI_CHÚ", "Ghi chú đúng; - để bỏ trống.")]
RightReference = Annotated[
    str | None, text_option("--ref", "SỐ", "Số, ký hiệu báo cáo của đơn vị; - để bỏ trống.")
]
RightReferenceDay = Annotated[
    Any, parsed_option("--ref-date", "NGÀY", _date_or_none, "Ngày báo cáo của đơn vị; - để bỏ trống.")
]
MoreEvidence = Annotated[
    list[Path] | None, value_option("--evidence", "TỆP", "Tệp minh chứng thêm vào; ghi nhiều lần được.")
]
EvidenceOut = Annotated[
    list[str] | None,
    text_option("--evidence-out", "TÊN", "Minh chứng ghi nhầm, bỏ ra khỏi báo cáo; ghi nhiều lần được."),
]
EvidenceBack = Annotated[
    list[str] | None,
    text_option("--evidence-back", "TÊN", "Minh chứng bỏ ra nhầm, tính lại; ghi nhiều lần được."),
]


def amend(
    ctx: typer.Context,
    units: SomeUnits = None,
    *,
    reason: AmendedWhy,
    code: OfRound = "",
    revision: AmendedRevision = None,
    all_of: AllOfDay = None,
    refused: OfRefusedFile = False,
    file: RefusedFileName = "",
    received_on: RightDay = None,
    note: RightNote = None,
    reference: RightReference = None,
    reference_on: RightReferenceDay = None,
    evidence: MoreEvidence = None,
    evidence_out: EvidenceOut = None,
    evidence_back: EvidenceBack = None,
) -> Screen:
    """Sửa ngày nhận, ghi chú, số và ngày báo cáo đã ghi; thêm, bỏ minh chứng. Là một dòng ghi nữa."""
    from bcd35.show.reports import amended, refused_day
    from bcd35.usecases.receiving.put_right import AmendRequest, amend_reports
    from bcd35.usecases.receiving.refused_back import amend_refused_day

    request = AmendRequest(
        units=tuple(units or ()),
        reason=reason,
        round_code=code,
        revision=revision or 0,
        all_of=all_of,
        received_on=received_on,
        note=_cleared(note),
        reference=_cleared(reference),
        reference_on=None if reference_on == CLEARED else reference_on,
        no_reference_day=reference_on == CLEARED,
        evidence=tuple(evidence or ()),
        evidence_out=tuple(evidence_out or ()),
        evidence_back=tuple(evidence_back or ()),
    )
    _refuse_unclear(request)
    desk = desk_of(ctx)
    if not refused:
        refuse_alone(ctx, "--file", "--refused")
        found = tuple(input_path(ctx, desk, path) for path in request.evidence)
        return amended(amend_reports(desk, replace(request, evidence=found)))
    refuse_others(ctx, "--refused", "--file", "--received-on", "--reason", "--round")
    if len(request.units) != 1:
        raise typer.BadParameter("--refused: mỗi lần một đơn vị.")
    day = amend_refused_day(desk, request.units[0], received_on, reason, wanted_round=code, name=file)
    return refused_day(day)


def _refuse_unclear(request: "AmendRequest") -> None:
    """What is to be put right must be named, and what is one report's own is said of one only."""
    day = request.reference_on or request.no_reference_day
    evidence = request.evidence or request.evidence_out or request.evidence_back
    of_one = bool(day or evidence) or request.reference is not None
    said = of_one or request.received_on or request.note is not None
    if not said or not (request.units or request.all_of):
        raise typer.BadParameter(
            "Nêu đơn vị (hoặc --all-of NGÀY) và điều cần sửa: --received-on, --note, --ref, --ref-date, "
            "--evidence, --evidence-out hoặc --evidence-back."
        )
    if (of_one and len(request.units) != 1) or ((of_one or request.revision) and request.all_of):
        raise typer.BadParameter("Nhiều báo cáo một lúc thì chỉ sửa được --received-on, --note.")


def _cleared(text: str | None) -> str | None:
    return "" if text == CLEARED else text


def restore(
    ctx: typer.Context,
    units: SomeUnits = None,
    *,
    reason: Reason,
    code: OfRound = "",
    revision: Revision = None,
    refused: Annotated[
        bool, switch("--refused", "Tính lại tệp bị từ chối đã rút, không phải báo cáo.")
    ] = False,
    file: RefusedFileName = "",
) -> Screen:
    """Bỏ lần rút nhầm: báo cáo đã rút lại được tính như chưa từng rút."""
    from bcd35.show.reports import refused_restored, restored
    from bcd35.usecases.receiving.refused_back import restore_refused
    from bcd35.usecases.receiving.withdraw import restore_reports

    desk, named = desk_of(ctx), tuple(units or ())
    if _about_refused(ctx, named, refused=refused, file=file):
        return refused_restored(restore_refused(desk, named, reason, wanted_round=code, name=file))
    return restored(restore_reports(desk, named, reason, wanted_round=code, revision=revision or 0))


def move(
    ctx: typer.Context,
    units: SomeUnits = None,
    *,
    reason: Annotated[str, text_option("--reason", "LÝ_DO", "Lý do chuyển, ghi vào sổ.")],
    to: Annotated[str, text_option("--to", "ĐƠN_VỊ", "Đơn vị đúng (mặc định vẫn đơn vị ấy).")] = "",
    code: OfRound = "",
    to_round: Annotated[str, text_option("--to-round", "ĐỢT", "Đợt đúng (mặc định vẫn đợt ấy).")] = "",
    revisions: Annotated[
        list[Any] | None,
        number_option(
            "--revision", "LẦN", "Chỉ một lần ghi (mặc định mọi lần đang tính); ghi nhiều lần được."
        ),
    ] = None,
    everyone: Annotated[
        bool, switch("--all", "Với --to-round: báo cáo của mọi đơn vị trong đợt.", "-a")
    ] = False,
) -> Screen:
    """Chuyển báo cáo ghi nhầm sang đúng đơn vị, đúng đợt, giữ nguyên ngày nhận và tệp."""
    from bcd35.show.reports import moved
    from bcd35.usecases.receiving.move import MoveRequest, move_reports

    if not (to or to_round):
        raise typer.BadParameter("Nêu nơi chuyển đến: --to ĐƠN_VỊ, hoặc --to-round ĐỢT.")
    named = units or []
    if bool(named) == everyone:
        message = "Nêu đơn vị, hoặc --all (mọi đơn vị có báo cáo trong đợt), không nêu cả hai."
        raise typer.BadParameter(message)
    if (to or revisions) and len(named) != 1:
        raise typer.BadParameter("Nhiều đơn vị một lúc thì chỉ chuyển sang đợt khác: --to-round ĐỢT.")
    some = tuple(revisions or ())
    request = MoveRequest(reason=reason, round_code=code, to=to, to_round=to_round, revisions=some)
    return moved(move_reports(desk_of(ctx), request, named))


def swap(
    ctx: typer.Context,
    unit: NamedUnit,
    other: Annotated[
        str,
        typer.Argument(metavar="ĐƠN_VỊ_KIA", parser=typed_text, help="Mã hoặc tên đầy đủ của đơn vị kia."),
    ],
    reason: Annotated[str, text_option("--reason", "LÝ_DO", "Lý do đổi chỗ, ghi vào sổ.")],
    code: OfRound = "",
) -> Screen:
    """Đổi chỗ báo cáo của hai đơn vị ghi lẫn cho nhau, giữ nguyên ngày nhận và tệp."""
    from bcd35.show.reports import swapped
    from bcd35.usecases.receiving.move import swap_reports

    return swapped(swap_reports(desk_of(ctx), (unit, other), reason, wanted_round=code))


COMMANDS: dict[str, Callable[..., Screen]] = {
    "show": show_reports,
    "amend": amend,
    "withdraw": withdraw,
    "restore": restore,
    "move": move,
    "swap": swap,
}
