"""Which rounds of an office are set side by side, and how it records that units were merged."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bcd35.domain.histories import PartOf, UnitLine
from bcd35.domain.letters import LetterNumber
from bcd35.domain.number_choice import NumberLine
from bcd35.store.journal_rows import JournalLine
from bcd35.usecases.desk import Desk
from bcd35.usecases.summary.status import status, sum_up
from tests.conftest import CommandLine
from tests.support.rosters import AS_OF, DATED, ROUND, build_roster


def test_retiring_a_unit_into_another_is_kept_with_its_day(bcd35: CommandLine, desk: Desk) -> None:
    ran = bcd35("units", "retire", "STP", "--into", "Thanh tra tỉnh", "--on", "2025-11-30")

    assert (ran.code, ran.err) == (0, "")
    told = "Từ ngày 30/11/2025, Sở Tư pháp (STP) sáp nhập vào Thanh tra tỉnh (TTT) và thôi dùng."
    assert ran.out.splitlines()[0] == told
    assert desk.store.registers.mergers(date(2025, 11, 29)) == []
    assert desk.store.registers.mergers(date(2025, 11, 30)) == [PartOf("STP", "TTT", date(2025, 11, 30))]
    assert bcd35("units", "show", "STP", "--json").json["data"]["status"] == "retired"
    assert desk.store.registers.journal_about("STP")[-1] == JournalLine(
        "2025-12-01T08:30:00+07:00",
        "merge_unit",
        "STP",
        '{"into": "TTT", "on": "2025-11-30", "reason": "", "rounds": [],'
        ' "changes": {"status": ["active", "retired"]}}',
    )


def test_a_unit_that_is_used_again_was_not_merged(bcd35: CommandLine, desk: Desk) -> None:
    assert bcd35("units", "retire", "STP", "--into", "TTT").code == 0
    assert bcd35("units", "edit", "STP", "--status", "active").code == 0

    assert desk.store.registers.mergers(date.max) == []


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ("STP", "--into", "stp"),
            3,
            "Lỗi [--into]: Đơn vị “STP” không thể sáp nhập vào chính nó.\n  → Nêu đơn vị khác.\n",
        ),
        (
            ("STP", "--into", "BQLKCN"),
            3,
            (
                "Lỗi [--into]: “Ban Quản lý các khu công nghiệp” (BQLKCN) đã thôi dùng, không thay cho "
                "đơn vị khác được.\n"
                "  → Nêu đơn vị đang dùng, hoặc dùng lại đơn vị ấy.\n"
                '    Thôi dùng ghi nhầm thì bỏ: bcd35 units retire BQLKCN --take-back "ghi nhầm"\n'
                "    Đơn vị hoạt động trở lại thì chạy: bcd35 units edit BQLKCN --status active\n"
            ),
        ),
        (
            ("STP", "--into", "Sở Y t"),
            4,
            (
                "Lỗi: Không có đơn vị “Sở Y t”. Có phải ý bạn là Sở Y tế (SYT)?\n  → Xem danh sách: bcd35 "
                "units list --all\n"
            ),
        ),
    ],
)
def test_mergers_that_are_refused(
    arguments: tuple[str, ...], code: int, message: str, bcd35: CommandLine, desk: Desk
) -> None:
    assert bcd35("units", "retire", "BQLKCN").code == 0
    before = desk.store.registers.units()

    ran = bcd35("units", "retire", *arguments)

    assert (ran.code, ran.out, ran.err) == (code, "", message)
    assert desk.store.registers.units() == before


def test_the_rounds_of_an_office_are_compared_up_to_the_one_asked_about(tmp_path: Path) -> None:
    desk = build_roster(tmp_path / "vp", 18, earlier=2)

    last, middle, first = (
        sum_up(desk, status(desk, code)).comparison for code in (ROUND, f"{ROUND}-1", f"{ROUND}-2")
    )

    assert last is not None
    assert [one.code for one in last.rounds] == [f"{ROUND}-2", f"{ROUND}-1", ROUND]
    assert middle is not None
    assert [one.code for one in middle.rounds] == [f"{ROUND}-2", f"{ROUND}-1"]
    assert first is None
    desk.store.close()


def test_a_round_is_compared_with_the_five_latest_before_it(tmp_path: Path) -> None:
    desk = build_roster(tmp_path / "vp", 18, earlier=7)

    compared = sum_up(desk, status(desk, ROUND)).comparison

    assert compared is not None
    assert [one.code for one in compared.rounds] == [*(f"{ROUND}-{back}" for back in (5, 4, 3, 2, 1)), ROUND]
    desk.store.close()


def number_of(desk: Desk, code: str) -> LetterNumber:
    issued = desk.store.letters.of_round(code)
    assert issued is not None
    return issued.letter.number


def test_a_round_whose_letter_is_void_is_no_earlier_round(tmp_path: Path) -> None:
    desk = build_roster(tmp_path / "vp", 18, earlier=2)
    number = number_of(desk, f"{ROUND}-1")
    void = NumberLine(
        symbol=number.symbol,
        term=number.term,
        first=number.number or 0,
        last=number.number or 0,
        event="void",
        reason="ghi nhầm",
    )
    with desk.act():
        desk.store.numbers.record_line(void, DATED, desk.world.now)

    compared = sum_up(desk, status(desk, ROUND)).comparison

    assert compared is not None
    assert [one.code for one in compared.rounds] == [f"{ROUND}-2", ROUND]
    desk.store.close()


def test_a_round_stands_where_its_first_letter_does_whatever_replaced_that(tmp_path: Path) -> None:
    desk = build_roster(tmp_path / "vp", 18, earlier=2)
    old = desk.store.letters.of_round(f"{ROUND}-2")
    assert old is not None
    new, frozen = LetterNumber("CV/BCĐ", "2025-2030", 40), {"round": old.round, "office": old.office}
    frozen["channels"] = old.channels
    void = NumberLine(*old.letter.number[:2], 26, 26, "void", "sai ngày")
    with desk.act():
        desk.store.numbers.record_line(void, AS_OF, desk.world.now)
        desk.store.letters.take_number(new, f"{ROUND}-2", desk.world.now)
        id_ = old.letter.id
        desk.store.letters.record_letter(f"{ROUND}-2", new, AS_OF, frozen, desk.world.now, replaces=id_)

    compared = sum_up(desk, status(desk, ROUND)).comparison

    assert compared is not None
    assert [one.code for one in compared.rounds] == [f"{ROUND}-2", f"{ROUND}-1", ROUND]
    assert sum_up(desk, status(desk, f"{ROUND}-2")).comparison is None
    desk.store.close()


def test_the_history_of_units_decides_what_is_set_side_by_side(tmp_path: Path) -> None:
    """Until the line that tells of the split is said to be a mistake."""
    desk = build_roster(tmp_path / "vp", 18, earlier=1)
    between = DATED - timedelta(9)

    def common() -> int | None:
        compared = sum_up(desk, status(desk, ROUND, AS_OF)).comparison
        assert compared is not None
        return compared.of_scope("common")[0].units

    before = common()
    with desk.act():
        split = UnitLine(0, "DV0006", "split", between, other="DV0005")
        desk.store.histories.record_unit(split, desk.world.now)
    (line,) = desk.store.histories.of_units(AS_OF)
    assert line == split._replace(id=line.id)
    assert desk.store.histories.of_units(between - timedelta(1)) == []
    assert common() == (before or 0) - 1  # both were asked in both rounds: together they are one
    with desk.act():
        desk.store.annulments.record("unit_lines", line.id, "ghi nhầm", desk.world.now)
    assert common() == before
    desk.store.close()
