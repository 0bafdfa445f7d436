"""The words of a round, however typed, as its letter prints them."""

from dataclasses import replace
from datetime import date

import pytest

from bcd35.domain.round_words import printed_words, reason_words, without_list_mark
from bcd35.domain.rounds import Ground, Task
from tests.support.letter_samples import CONTENT

ROUND = CONTENT.round_
TASK = Task("1", "Sinh hoạt", "Đưa vào sinh hoạt tháng.", ("Họp chi bộ",))


@pytest.mark.parametrize(
    ("part", "typed", "printed"),
    [
        ("closing", "đề nghị các đơn vị nghiêm túc thực hiện./.", "Đề nghị các đơn vị nghiêm túc thực hiện"),
        ("closing", "- Đề nghị làm tốt.", "Đề nghị làm tốt"),
        ("background", "thời gian qua, …", "Thời gian qua, …"),
        ("background", "Có phường, xã, v.v.", "Có phường, xã, v.v."),
        ("purpose", "để các đơn vị nắm.", "để các đơn vị nắm"),
        ("purpose", "Nhằm để các đơn vị nắm", "để các đơn vị nắm"),
        ("purpose", "Tăng cường thông tin", "tăng cường thông tin"),
        ("purpose", "UBND các xã nắm", "UBND các xã nắm"),
        ("purpose", "", ""),
    ],
)
def test_words_fit_their_place(part: str, typed: str, printed: str) -> None:
    said = replace(ROUND, **{part: typed})  # type: ignore[arg-type]
    assert printed_words(said)[part] == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        (replace(TASK, text="Đưa vào sinh hoạt"), replace(TASK, text="Đưa vào sinh hoạt.")),
        (replace(TASK, text="đưa vào sinh hoạt;"), replace(TASK, text="đưa vào sinh hoạt.")),
        (replace(TASK, text="Theo các kênh sau:"), replace(TASK, text="Theo các kênh sau:")),
        (replace(TASK, text="- Họp\n- Đăng"), replace(TASK, text="- Họp\n- Đăng.")),
        (replace(TASK, title="1. sinh hoạt:", text="-"), replace(TASK, text="Sinh hoạt")),
        (
            replace(TASK, items=("- họp;", "+", "1.2. đăng trang.")),
            replace(TASK, items=("Họp", "Đăng trang")),
        ),
        (replace(TASK, items=("-",)), replace(TASK, items=("Sinh hoạt",))),
        (TASK, TASK),
    ],
)
def test_a_task_is_printed_without_marks_of_the_clerks_own(typed: Task, printed: Task) -> None:
    assert printed_words(replace(ROUND, tasks=(typed,)))["tasks"] == (printed,)


def test_a_ground_goes_on_behind_its_issuer() -> None:
    typed = Ground("công văn", "1-CV/TU", date(2025, 11, 1), "Tỉnh ủy.", "về việc học tập")
    assert printed_words(replace(ROUND, grounds=(typed,)))["grounds"] == (
        replace(typed, kind="Công văn", issuer="Tỉnh ủy"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "V. I. Lê-nin với Việt Nam",
        "1.530 đơn vị",
        "30/4 chào mừng",
        "C. Mác",
        "Số 1",
        "đ/c phụ trách",
        "10 kênh",
    ],
)
def test_a_text_that_begins_like_a_list_stays(text: str) -> None:
    assert without_list_mark(text) == text


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Mưa lũ chia cắt đường.", "mưa lũ chia cắt đường"),
        ("vì lý do mưa lũ./.", "mưa lũ"),
        ("Do đơn vị sáp nhập", "đơn vị sáp nhập"),
        ("Tỉnh ủy họp", "Tỉnh ủy họp"),
        ("Thái Nguyên mưa lớn", "Thái Nguyên mưa lớn"),
        ("UBND xã mất điện", "UBND xã mất điện"),
        ("Yagi đổ bộ", "Yagi đổ bộ"),
        ("họp", "họp"),
        ("do", "do"),
    ],
)
def test_a_reason_goes_on_behind_its_word(typed: str, printed: str) -> None:
    assert reason_words(typed) == printed


def test_words_that_are_printed_so_stay() -> None:
    once = replace(ROUND, **printed_words(ROUND))
    assert once == ROUND
