"""Remarks on what a clerk who records reports may not have meant.

A doubtful day of receipt, a day or a note that could not be kept.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.receipt import judge_day
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.verdict import Outcome
from bcd35.usecases.registers.rounds import frozen_round

_MOST_NAMED = 12


def judge_receipt(
    desk: Desk, outcomes: Sequence[Outcome], received_on: date | None, note: str
) -> tuple[Finding, ...]:
    """``received_on``: the day that the clerk typed, None when today was taken."""
    day = received_on or desk.world.today
    new = [one for one in outcomes if one.verdict in ("accepted", "revised") and not one.day_source]
    known = [one for one in outcomes if one.verdict == "already_received"]
    remarks = [*_doubts(desk, new, day, typed=received_on is not None)]
    stated = [one for one in known if received_on or one.day_source]
    remarks += _days_kept(desk, stated)
    if note and known:
        fix = "Ghi chú chỉ đi cùng báo cáo mới hoặc bản sửa."
        remarks.append(
            Finding(
                "note_not_kept",
                "--note",
                "Báo cáo đã có từ trước, không đổi, nên ghi chú không được ghi.",
                fix,
            )
        )
    return tuple(remarks)


def _days_kept(desk: Desk, stated: Sequence[Outcome]) -> Iterator[Finding]:
    """Reports on record whose day is another than the one that this run states for them."""
    on_record = _days_on_record(desk, stated)
    other = [one for one in stated if on_record.get(_key(one), one.received_on) != one.received_on]
    days = dict.fromkeys(one.received_on for one in other if one.received_on)
    for day in days:
        message = f"Báo cáo đã có từ trước giữ ngày nhận đã ghi, không đổi sang {screen_date(day)}."
        fix = "Ngày nhận của lần đầu là căn cứ tính đúng hạn."
        yield Finding("day_not_kept", "--received-on", message, fix)


def judge_left_out(outcomes: Sequence[Outcome], own: int) -> Iterator[Finding]:
    """What was neither taken nor refused: our own files, and forms that nobody filled."""
    if own:
        message = (
            f"Bỏ qua {own} tệp của chính sổ (bcd35.db, trong out, data, templates, bản sao của sổ, hoặc chép "
            "từ công văn đã phát hành): không phải báo cáo gửi về."
        )
        fix = "Mẫu đơn vị gửi về để trong một thư mục riêng, ví dụ bao-cao-gui-ve."
        yield Finding("own_files", "", message, fix)
    blank = [one.file for one in outcomes if one.verdict == "blank"]
    if blank:
        more = f" và {len(blank) - _MOST_NAMED} tệp nữa" if len(blank) > _MOST_NAMED else ""
        message = (
            f"{len(blank)} mẫu chưa điền, còn như lúc phát hành: {', '.join(blank[:_MOST_NAMED])}{more}. "
            "Không ghi gì, không tính là bị từ chối."
        )
        yield Finding("blank_forms", "", message, "Nếu đơn vị gửi mẫu trống, đề nghị điền rồi gửi lại.")


def _doubts(desk: Desk, new: Sequence[Outcome], day: date, *, typed: bool) -> Iterator[Finding]:
    codes = dict.fromkeys(one.round_code for one in new)
    issued = [letter for letter in map(desk.store.letters.of_round, codes) if letter]
    if not issued:
        return
    first, deadline = (
        min(letter.letter.dated for letter in issued),
        min(frozen_round(letter, "open").deadline for letter in issued),
    )
    doubt = judge_day(day, desk.world.today, first, "--received-on", "Kiểm tra lại ngày nhận.")
    if doubt:
        yield doubt
    if not typed and day > deadline and any(one.revision == 1 for one in new):
        message = f"Ngày nhận ghi là hôm nay, {screen_date(day)}, sau thời hạn {screen_date(deadline)}."
        yield Finding(
            "received_late_by_default",
            "--received-on",
            message,
            "Lần sau, báo cáo đến sớm hơn thì nêu --received-on NGÀY.",
        )


def _key(one: Outcome) -> tuple[str, str, int]:
    return one.round_code, one.unit, one.revision


def _days_on_record(desk: Desk, known: Sequence[Outcome]) -> dict[tuple[str, str, int], date]:
    """The days of receipt of revisions that were recorded before, by round, unit and revision.

    A rehearsal records nothing: a copy of a file of the same run has none.
    """
    units: dict[str, set[str]] = {}
    for one in known:
        units.setdefault(one.round_code, set()).add(one.unit)
    reports = {code: desk.store.reports.of_round(code, wanted) for code, wanted in units.items()}
    return {
        (code, unit, report.revision): report.received_on
        for code, by_unit in reports.items()
        for unit, revisions in by_unit.items()
        for report in revisions
    }
