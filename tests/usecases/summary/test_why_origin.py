"""``why`` tells what the deciding day of a report rests on."""

from pathlib import Path

import pytest

from tests.conftest import ROUND, CommandLine
from tests.support.recorded_reports import by_hand, other_round, run

pytestmark = pytest.mark.issued


def told(bcd35: CommandLine, unit: str, round_code: str = ROUND) -> str:
    data = run(bcd35, "why", unit, round_code, "--json").json["data"]
    (text,) = [one["text"] for one in data["sentences"] if one["about"] == "reports"]
    return str(text)


def test_that_the_day_was_put_right_and_why(bcd35: CommandLine) -> None:
    by_hand(bcd35, "SYT", "--received-on", "2025-12-16")
    assert told(bcd35, "SYT") == "Báo cáo đầu tiên nhận ngày 16/12/2025 (ghi tay)."
    run(bcd35, "reports", "amend", "SYT", "--received-on", "2025-12-12", "--reason", "sổ văn thư ghi 12/12")
    assert told(bcd35, "SYT") == (
        "Báo cáo đầu tiên nhận ngày 12/12/2025 (ghi tay; ngày nhận sửa lại, trước ghi 16/12/2025: sổ văn thư "
        "ghi 12/12)."
    )


def test_that_it_was_moved_here_and_why(bcd35: CommandLine, root: Path) -> None:
    other_round(bcd35, root)
    by_hand(bcd35, "SYT", "--round", ROUND, "--received-on", "2025-12-12")
    run(bcd35, "reports", "move", "SYT", "--round", ROUND, "--to", "SNV", "--reason", "nhầm đơn vị")
    assert (
        told(bcd35, "SNV") == "Báo cáo đầu tiên nhận ngày 12/12/2025 (ghi tay; chuyển từ SYT: nhầm đơn vị)."
    )
    move = ("--round", ROUND, "--to-round", "dot-2", "--reason", "nhầm đợt")
    run(bcd35, "reports", "move", "SNV", *move)
    assert f"chuyển từ đợt {ROUND}: nhầm đợt" in told(bcd35, "SNV", "dot-2")
