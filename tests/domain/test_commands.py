"""A command as it is printed: what no shell takes as it stands has a blank with a name."""

import pytest

from bcd35.domain.commands import command_line, left_blank

QUOTED = 'phát động "Tháng Thanh niên"'


@pytest.mark.parametrize(
    ("words", "line", "blanks"),
    [
        (("rounds", "new", "--subject", "phát động"), 'rounds new --subject "phát động"', []),
        (
            ("rounds", "new", "--subject", QUOTED, "--task", "đạt 100%"),
            "rounds new --subject TRÍCH_YẾU --task NỘI_DUNG",
            [("TRÍCH_YẾU", QUOTED), ("NỘI_DUNG", "đạt 100%")],
        ),
        (
            ("record-report", "SYT", "--set", "kho_khan=đạt 100%"),
            "record-report SYT --set kho_khan=GIÁ_TRỊ",
            [("kho_khan=GIÁ_TRỊ", "kho_khan=đạt 100%")],
        ),
        (
            ("units", "import", "a.csv", "--same", f"{QUOTED}=SYT"),
            "units import a.csv --same GIÁ_TRỊ",
            [("GIÁ_TRỊ", f"{QUOTED}=SYT")],
        ),
        (("record-report", "100%.xlsx"), "record-report '100%.xlsx'", []),
        (("rounds", "new", "--questions", "100%.xlsx"), "rounds new --questions '100%.xlsx'", []),
    ],
)
def test_a_command_as_it_is_printed(words: tuple[str, ...], line: str, blanks: list[tuple[str, str]]) -> None:
    assert (command_line(words), list(left_blank(words))) == (f"bcd35 {line}", blanks)
