"""Which rounds of an office are set side by side, and how it records that units were merged."""

from datetime import date
from pathlib import Path

import pytest

from bcd35.domain.units import PartOf
from bcd35.store.registers import JournalLine
from bcd35.usecases.desk import Desk
from bcd35.usecases.summary.status import status, sum_up
from tests.conftest import CommandLine
from tests.support.rosters import ROUND, build_roster


def test_retiring_a_unit_into_another_is_kept_with_its_day(bcd35: CommandLine, desk: Desk) -> None:
    ran = bcd35("units", "retire", "STP", "--into", "Thanh tra tỉnh", "--on", "2025-11-30")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "Từ ngày 30/11/2025, Sở Tư pháp (STP) sáp nhập vào Thanh tra tỉnh (TTT) và thôi dùng.\n"
    assert desk.store.registers.mergers(date(2025, 11, 29)) == []
    assert desk.store.registers.mergers(date(2025, 11, 30)) == [PartOf("STP", "TTT", date(2025, 11, 30))]
    assert bcd35("units", "show", "STP", "--json").json["data"]["status"] == "retired"
    assert desk.store.registers.journal_about("STP")[-1] == JournalLine(
        "2025-12-01T08:30:00+07:00",
        "merge_unit",
        "STP",
        '{"into": "TTT", "on": "2025-11-30", "changes": {"status": ["active", "retired"]}}',
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
                "Lỗi [--into]: “Ban Quản lý các khu công nghiệp” (BQLKCN) đã thôi dùng, không nhận sáp nhập "
                "được.\n"
                "  → Nêu đơn vị đang dùng, hoặc dùng lại đơn vị ấy: bcd35 units edit BQLKCN --status active\n"
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
        (
            ("STP", "--on", "2025-11-30"),
            2,
            (
                "Lỗi [bcd35 units retire]: --on: chỉ dùng cùng --into (ngày sáp nhập).\n  → Xem cách dùng: "
                "bcd35 units retire --help\n"
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
