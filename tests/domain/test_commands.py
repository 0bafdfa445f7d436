"""A command as it is printed: what no shell takes as it stands has a blank with a name."""

import pytest

from bcd35.domain.commands import can_be_typed, command_line

QUOTED = 'phát động "Tháng Thanh niên"'


@pytest.mark.parametrize(
    ("words", "line", "whole"),
    [
        (("rounds", "new", "--subject", "phát động"), 'rounds new --subject "phát động"', True),
        (("reports", "amend", "SYT", "--note", "đạt 100%"), 'reports amend SYT --note "đạt 100%"', True),
        (
            ("rounds", "new", "--subject", QUOTED, "--task", "giá $5"),
            "rounds new --subject TRÍCH_YẾU --task NỘI_DUNG",
            False,
        ),
        (
            ("record-report", "SYT", "--set", f"kho_khan={QUOTED}"),
            "record-report SYT --set kho_khan=GIÁ_TRỊ",
            False,
        ),
        (
            ("units", "import", "a.csv", "--same", f"{QUOTED}=SYT"),
            "units import a.csv --same GIÁ_TRỊ",
            False,
        ),
        (("record-report", "$1.xlsx"), "record-report '$1.xlsx'", True),
        (("rounds", "new", "--questions", "$1.xlsx"), "rounds new --questions '$1.xlsx'", True),
        (("record-report", "a'$1.xlsx"), "record-report ĐƯỜNG_DẪN", False),
    ],
)
def test_a_command_as_it_is_printed(words: tuple[str, ...], line: str, *, whole: bool) -> None:
    assert (command_line(words), can_be_typed(words)) == (f"bcd35 {line}", whole)
