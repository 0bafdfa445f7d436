"""A fault that repeats is told once, with its places."""

import pytest

from bcd35.domain.findings import Finding, merge_repeated


def at(*wheres: str, message: str = "Mục để trống.") -> list[Finding]:
    return [Finding("empty_value", where, message, "Điền giá trị.") for where in wheres]


@pytest.mark.parametrize(
    ("wheres", "joined"),
    [
        # one place stays as it is
        (["data/units.yaml, dòng 5, cột 9"], "data/units.yaml, dòng 5, cột 9"),
        ([""], ""),
        (["", ""], ""),
        (["--date", "--date"], "--date"),
        # rows and lines
        (["b.xlsx, hàng 5", "b.xlsx, hàng 6"], "b.xlsx, hàng 5, 6"),
        ([f"b.xlsx, hàng {row}" for row in (12, 5, 6, 9, 10, 11)], "b.xlsx, hàng 5, 6, 9–12"),
        ([f"b.xlsx, hàng {row}" for row in range(4, 154)], "b.xlsx, hàng 4–153"),
        (
            [f"b.xlsx, hàng {row}" for row in range(2, 302, 2)],
            "b.xlsx, hàng 2, 4, 6, 8, 10, 12, 14, 16 và 142 chỗ khác",
        ),
        (
            [f"b.xlsx, hàng {row}" for row in (1, 3, 5, 7, 9, 11, 13, *range(20, 30), 40, 50, 51, 52)],
            "b.xlsx, hàng 1, 3, 5, 7, 9, 11, 13, 20–29, 40, 50–52",
        ),
        # the column of a YAML file moves with the length of the entry; the heading of a .csv does not
        (
            ["data/units.yaml, dòng 7, cột 48", "data/units.yaml, dòng 8, cột 61"],
            "data/units.yaml, dòng 7, 8",
        ),
        (["b.csv, dòng 3, cột “Mã”", "b.csv, dòng 9, cột “Mã”"], "b.csv, cột “Mã”, dòng 3, 9"),
        # cells
        (
            ["b.xlsx, Tháng 11, 12!C5", "b.xlsx, Tháng 11, 12!D5", "b.xlsx, Tháng 11, 12!C6"],
            "b.xlsx, Tháng 11, 12!C5, C6, D5",
        ),
        ([f"b.xlsx, Sheet!AB{row}" for row in (5, 6, 7)], "b.xlsx, Sheet!AB5–AB7"),
        # files
        (["về/a.xlsx, Mẫu!C5", "về/b.xlsx, Mẫu!C5"], "về/a.xlsx, Mẫu!C5; về/b.xlsx, Mẫu!C5"),
        (
            ["a.yaml, dòng 5, cột 9", "b.yaml, dòng 1, cột 9", "a.yaml, dòng 6, cột 9"],
            "a.yaml, dòng 5, 6; b.yaml, dòng 1",
        ),
        (
            [f"{name}.xlsx" for name in "abcdefghijklm"],
            "a.xlsx; b.xlsx; c.xlsx; d.xlsx; e.xlsx; f.xlsx; g.xlsx; h.xlsx và 5 chỗ khác",
        ),
        (
            [f"{name}.xlsx" for name in "abcdefghi"],
            "a.xlsx; b.xlsx; c.xlsx; d.xlsx; e.xlsx; f.xlsx; g.xlsx; h.xlsx; i.xlsx",
        ),
    ],
)
def test_the_places_of_one_fault(wheres: list[str], joined: str) -> None:
    assert merge_repeated(at(*wheres)) == at(joined)


def test_faults_that_differ_in_words_stay_apart_and_in_order() -> None:
    code, fix = Finding("other_code", "hàng 5", "Mục để trống.", "Điền giá trị."), at("hàng 6")[0]
    assert merge_repeated(
        [*at("hàng 5"), code, *at("hàng 7", message="Khác."), fix, fix._replace(fix="")]
    ) == [*at("hàng 5, 6"), code, *at("hàng 7", message="Khác."), fix._replace(fix="")]
