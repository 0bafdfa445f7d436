"""Ledgers of many units with a realistic mix, written straight through the store.

No document is made, so 1,530 units take a second. Of every twenty units about twelve report in time (one of
them revises), four report late, three are missing and one is exempt; a few are renamed after the letter, a
few join later. What a unit does depends on its place only: the same count is the same ledger.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from bcd35.domain.answers import Answer, Answers
from bcd35.domain.contributions import Contribution, ContributionLine
from bcd35.domain.letters import Expectation, LetterNumber
from bcd35.domain.reminders import Reminder
from bcd35.domain.reports import Report
from bcd35.domain.rounds import Field, Round
from bcd35.domain.shape import from_plain, to_plain
from bcd35.domain.units import Unit
from bcd35.store.letters import Letters
from bcd35.store.report_rows import NewReport
from bcd35.usecases.desk import Desk
from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.upkeep import make_workspace
from bcd35.world.workspace import VIETNAM, Workspace, World

ROUND = "2025-11-kenh-truyen-thong"
DATED, DEADLINE, AS_OF = date(2025, 11, 22), date(2025, 12, 15), date(2025, 12, 20)
_AT = datetime(2025, 11, 22, 9, tzinfo=VIETNAM)
_PLACES = (
    "Ba Xuyên",
    "Bình Yên",
    "Đại Từ",
    "Đồng Hỷ",
    "Định Hóa",
    "Hóa Thượng",
    "La Hiên",
    "Nà Phặc",
    "Ôn Lương",
    "Ủ Tình",
    "Yên Phong",
)
_OFFICES = (
    "Trạm Y tế",
    "Trường Tiểu học",
    "Ban Quản lý chợ",
    "Hợp tác xã",
    "Trung tâm Văn hóa",
    "Đội Quản lý trật tự",
)
_KINDS = ("dang_uy_co_so", "chi_bo_co_so", "chi_bo_co_so", "dang_uy_co_so", "doan_thanh_nien")


def build_roster(root: Path, count: int, *, earlier: int = 0) -> Desk:
    """A workspace whose letter went to ``count`` units, with reports, and its open desk.

    ``earlier`` rounds went before it, a quarter of a year apart.
    """
    make_workspace(root)
    desk = open_desk(World(datetime(2025, 12, 20, 8, 30, tzinfo=VIETNAM), Workspace(root)))
    units = [_unit(place) for place in range(count)]
    round_ = from_plain(Round, json.loads(desk.store.registers.rounds()[ROUND]))
    with desk.act():
        for unit in desk.store.registers.units():  # the sample roster stays known, but out of the way
            desk.store.registers.change_unit(replace(unit, status="retired"))
        desk.store.registers.add_units(units)
        for back in range(earlier, -1, -1):
            code = f"{ROUND}-{back}" if back else ROUND
            _issue(
                desk, replace(round_, code=code, deadline=DEADLINE - timedelta(days=91 * back)), units, back
            )
        for unit in units[7::40]:
            desk.store.registers.change_unit(replace(unit, name=f"{unit.name} (tên mới)"))
        _remind(desk, units[1::20])
        for unit in units[9::10]:
            _contribute(desk, unit)
    return desk


def _remind(desk: Desk, units: list[Unit]) -> None:
    """A reminder to some of the missing units, two days after the deadline."""
    letter = desk.store.letters.of_round(ROUND)
    assert letter is not None
    number, day = LetterNumber("CV/BCĐ", "2025-2030", 29), DEADLINE + timedelta(days=2)
    desk.store.letters.take_number(number, ROUND, _AT)
    reminder = Reminder(number, day, day, day + timedelta(days=7), tuple(unit.code for unit in units))
    desk.store.reminders.record(letter.letter.id, reminder, (), _AT)
    desk.store.registers.journal(_AT, "remind", ROUND, number=number.reference, units=len(units))


def _contribute(desk: Desk, unit: Unit) -> None:
    """Three pieces of a unit: a published article, a photo as received, a video after the figures."""
    lines = [
        ContributionLine(
            title=f"Tin của {unit.name}", medium=medium, category="mô hình mới", stage="received", on=AS_OF
        )
        for medium in ("article", "photo", "video")
    ]
    for line, day in zip(lines, (DEADLINE, AS_OF, AS_OF + timedelta(days=1)), strict=True):
        number = desk.store.contributions.record(
            Contribution(
                number=0,
                round_code=ROUND,
                unit=unit.code,
                received_on=day,
                sha256="",
                file_name="",
                lines=(replace(line, on=day),),
            ),
            _AT,
        )
        if line.medium == "article":
            published = replace(
                line,
                stage="published",
                channel="fb-cong-ttdt",
                url="https://www.facebook.com/ThaiNguyenPortal/posts/1",
            )
            desk.store.contributions.record_line(number, published, _AT)


def _unit(place: int) -> Unit:
    where, what = _PLACES[place % len(_PLACES)], _OFFICES[place // len(_PLACES) % len(_OFFICES)]
    return Unit(
        code=f"DV{place:04d}", name=f"{what} {where} số {place + 1}", kind=_KINDS[place % len(_KINDS)]
    )


def _issue(desk: Desk, round_: Round, units: list[Unit], back: int) -> None:
    letters, registers = desk.store.letters, desk.store.registers
    number, dated = LetterNumber("CV/BCĐ", "2025-2030", 28 - back), DATED - timedelta(days=91 * back)
    registers.set_round(
        round_.code, "closed" if back else "open", json.dumps(to_plain(round_), ensure_ascii=False)
    )
    letters.take_number(number, round_.code, _AT)
    frozen = {"round": _text(round_), "office": registers.office(), "channels": _text(registers.channels())}
    letters.record_letter(round_.code, number, dated, frozen, _AT)
    _expect(letters, round_.code, units, dated)
    kinds = {field.code: field.kind for field in round_.fields}
    reports = [
        report for place, unit in enumerate(units) for report in _reports(round_, unit, place + back, dated)
    ]
    desk.store.reports.record(
        [NewReport(one, kinds, f"{one.unit}.xlsx" if one.origin == "form" else "") for one in reports], _AT
    )
    registers.journal(_AT, "notify", round_.code, number=number.reference, units=len(units))


def _text(value: object) -> str:
    return json.dumps(to_plain(value), ensure_ascii=False)


def _expect(letters: Letters, code: str, units: list[Unit], dated: date) -> None:
    joined = [
        Expectation(
            unit=unit.code,
            name=unit.name,
            kind=unit.kind,
            event="added" if place % 17 == 16 else "issued",
            on=dated + timedelta(days=place % 17 // 16 * 5),
            reason="",
        )
        for place, unit in enumerate(units)
    ]
    excused = [
        line._replace(event="exempted", on=dated + timedelta(days=9), reason="đang sáp nhập")
        for line in joined[::20]
    ]
    letters.record_expectations(code, [*joined, *excused], _AT)


def _reports(round_: Round, unit: Unit, place: int, dated: date) -> Iterator[Report]:
    """The revisions of one unit: none when missing (1 to 3 of twenty) or exempt (0)."""
    turn = place % 20
    if turn < 4 or int(unit.code[2:]) % 20 == 0:
        return
    received = (
        round_.deadline + timedelta(days=place % 4 + 1)
        if turn < 8
        else dated + timedelta(days=3 + place % 20)
    )
    first = Report(
        round_code=round_.code,
        unit=unit.code,
        revision=1,
        received_on=received,
        answers=_answers(round_.fields, place),
        origin="manual",
    )
    yield first
    if turn == 9:
        yield first._replace(
            revision=2,
            received_on=received + timedelta(days=2),
            answers=_answers(round_.fields, place + 1),
            note="bản sửa",
        )


def _answers(fields: tuple[Field, ...], place: int) -> Answers:
    return {field.code: _answer(field, place + 3 * at) for at, field in enumerate(fields)}


def _answer(field: Field, turn: int) -> Answer:
    if turn % 13 < 3:
        return (Answer("nothing"), Answer("not_applicable"), Answer("unanswered"))[turn % 13]
    values = {
        "count": turn * 7 % 1500 if turn % 5 else 0,
        "date": DATED + timedelta(days=turn % 23),
        "yes_no": turn % 3 > 0,
        "choices": field.of[turn % 3 :] or field.of,
        "text": "Thiếu máy ảnh; đường truyền chậm." if turn % 2 else "Đề nghị tập huấn\ncho cán bộ cơ sở.",
    }
    return Answer("value", values[field.kind])  # type: ignore[arg-type]  # each kind's own type
