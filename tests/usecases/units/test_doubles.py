"""Two units of one name, or of names alike: a clerk says that they are two, and names them by their codes."""

import pytest

from tests.conftest import ROUND, CommandLine

ASKED = (
    "  → Là một đơn vị thì không ghi nữa; xem: bcd35 units show SYT\n"
    "    Là hai đơn vị: chạy lại lệnh vừa chạy, thêm --new\n"
)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("units", "add", "SYT2", "--name", "Sở  Y  tế", "--kind", "chi_bo_co_so"),
            "Lỗi [SYT2]: “Sở Y tế” đã là tên của đơn vị khác: Sở Y tế (SYT).",
        ),
        (
            ("units", "add", "SYT2", "--name", "Đảng ủy Sở Y tế", "--kind", "chi_bo_co_so"),
            "Lỗi [SYT2]: “Đảng ủy Sở Y tế” có phải Sở Y tế (SYT) không?",
        ),
        (
            ("units", "edit", "SNV", "--name", "sở y tế"),
            "Lỗi [SNV]: “sở y tế” đã là tên của đơn vị khác: Sở Y tế (SYT).",
        ),
        (
            ("units", "split", "SNV", "--into", "A:Sở Y Tế", "--into", "B:Sở Bê"),
            "Lỗi [A]: “Sở Y Tế” đã là tên của đơn vị khác: Sở Y tế (SYT).",
        ),
    ],
)
def test_a_name_of_another_unit_is_refused_unless_it_is_told(
    words: tuple[str, ...], message: str, bcd35: CommandLine
) -> None:
    before = bcd35("units", "list", "--all").out
    refused = bcd35(*words)
    assert (refused.code, refused.err.splitlines(keepends=True)[:3]) == (
        3,
        [f"{message}\n", *ASKED.splitlines(keepends=True)],
    )
    assert bcd35("units", "list", "--all").out == before
    assert bcd35(*words, "--new").code == 0


def test_parts_of_a_split_are_not_called_alike_but_may_keep_the_name_of_the_whole(bcd35: CommandLine) -> None:
    split = ("units", "split", "SNV", "--into", "A:Sở Nội vụ", "--into")
    refused = bcd35(*split, "B:Sở Nội vụ")
    assert (refused.code, refused.err.splitlines()[0]) == (
        3,
        "Lỗi [B]: “Sở Nội vụ” đã là tên của đơn vị khác: Sở Nội vụ (A).",
    )
    assert bcd35(*split, "B:Sở Bê", "--keep").code == 3
    assert bcd35(*split, "B:Sở Bê").code == 0


def test_a_unit_gets_back_the_name_that_it_bore(bcd35: CommandLine) -> None:
    bcd35("units", "edit", "SNV", "--name", "Sở Y tế", "--new")
    bcd35("units", "edit", "SNV", "--name", "Sở Nội vụ")
    assert bcd35("undo", "--yes").code == 0
    assert bcd35("units", "show", "SNV").out.splitlines()[0] == bcd35(
        "units", "show", "SYT"
    ).out.splitlines()[0].replace("SYT", "SNV")


def test_names_that_are_near_are_told(bcd35: CommandLine) -> None:
    for code, name in (("VL1", "Xã Văn Lang"), ("VL2", "Xã Văn Lăng")):
        ran = bcd35("units", "add", code, "--name", name, "--kind", "chi_bo_co_so")
    message = "Lưu ý [VL2]: “Xã Văn Lăng” gần giống Xã Văn Lang (VL1), ghi là hai đơn vị.\n"
    assert (ran.code, ran.err) == (0, f"{message}  → Gõ sai: bcd35 units edit VL2 --name TÊN_ĐÚNG\n")


def test_a_kind_is_told_by_its_words(bcd35: CommandLine) -> None:
    added = bcd35("units", "add", "TCT", "--name", "Trường Chính trị", "--kind", "đảng ủy cơ sở", "--json")
    assert (added.code, added.json["data"]["kind"]) == (0, "dang_uy_co_so")
    edited = bcd35("units", "edit", "TCT", "--kind", "Chi bộ cơ sở", "--json")
    assert (edited.code, edited.json["data"]["kind"]) == (0, "chi_bo_co_so")
    unknown = bcd35("units", "edit", "TCT", "--kind", "Đảng bộ lạ")
    assert (unknown.code, "Không có loại đơn vị “Đảng bộ lạ”; chỉ nhận: " in unknown.err) == (4, True)


@pytest.mark.issued
@pytest.mark.parametrize(
    "words",
    [
        ("record-report", "Phòng Rừng Núi", "--received-on", "2025-12-01", "--set", "Số buổi=3"),
        ("status", ROUND, "--unit", "Phòng Rừng Núi"),
        ("why", "Phòng Rừng Núi"),
        ("rounds", "new", "--to", "Phòng Rừng Núi", "--like", ROUND, "--deadline", "2026-01-15"),
    ],
)
def test_a_name_of_two_units_stands_for_neither(words: tuple[str, ...], bcd35: CommandLine) -> None:
    for unit in ("SNV", "SYT"):
        assert bcd35("units", "edit", unit, "--name", "Phòng Rừng Núi", "--new").code == 0
    bcd35("notify", ROUND)
    ran = bcd35(*words)
    units = "Phòng Rừng Núi (SNV), Phòng Rừng Núi (SYT)"
    told = f"Lỗi: Tên “Phòng Rừng Núi” là của nhiều đơn vị: {units}.\n  → Nêu mã đơn vị thay cho tên.\n"
    assert (ran.code, ran.err) == (4, told)
