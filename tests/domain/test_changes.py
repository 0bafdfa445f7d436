"""What was and what is, in words; every field that an import can change has its word."""

import dataclasses
from dataclasses import replace
from datetime import date
from typing import Any, get_args, get_type_hints

import pytest

from bcd35.domain.changes import (
    FIELD_WORDS,
    FieldChange,
    as_detail,
    change_words,
    changes_between,
    from_detail,
    undone,
)
from bcd35.domain.contributions import ContributionLine
from bcd35.domain.entries import ChannelEntry, UnitEntry
from bcd35.domain.number_books import NumberSeries
from bcd35.domain.office import Office
from bcd35.domain.rounds import Field, Ground, Round, Task
from bcd35.domain.units import Unit
from tests.support.office import OFFICE

ROUND = Round(
    code="r",
    subject="về việc A",
    grounds=(Ground("CV", "1", date(2025, 1, 2), "Tỉnh ủy", "B"),),
    tasks=(Task("1", "Một", "Lời một.", ("x",)), Task("2", "Hai", "Lời hai.", ("y",))),
    fields=(Field(code="a", label="Số A", kind="count"),),
    deadline=date(2025, 12, 15),
)
BOOK = NumberSeries("BC", "BC/VP", "hằng năm")
FIRST_BOOK, SECOND_BOOK = (f"“{one.symbol}” ({one.term})" for one in OFFICE.number_series[:2])
EARLIER = Ground("KH", "2", date(2025, 1, 1), "Tỉnh ủy", "A")
LONG = "Các chi bộ, đảng ủy cơ sở tổ chức tuyên truyền sâu rộng đến cán bộ, đảng viên; " * 3


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            Unit(code="A", name="Sở Y tế", kind="k", source="x"),
            Unit(code="A", name="Sở Y tế tỉnh", kind="k", email="a@b.vn", status="retired", source="y"),
            [
                "tên: “Sở Y tế” → “Sở Y tế tỉnh”",
                "thư công vụ: (trống) → “a@b.vn”",
                "trạng thái: đang dùng → thôi dùng",
            ],
        ),
        (
            OFFICE,
            replace(
                OFFICE,
                signer=replace(OFFICE.signer, name="Lê Thị Lan"),
                number_series=(replace(OFFICE.number_series[0], next_number=31), *OFFICE.number_series[1:]),
                unit_kinds=OFFICE.unit_kinds[:1],
                style=replace(OFFICE.style, two_sided=True, line_pitch=18),
                recipients=OFFICE.recipients[:2],
            ),
            [
                (
                    "nơi nhận: “Thường trực Đảng ủy”; “Các chi bộ, đảng ủy cơ sở trực thuộc”; “Lưu Ban Chỉ "
                    "đạo 35 Đảng ủy” → “Thường trực Đảng ủy”; “Các chi bộ, đảng ủy cơ sở trực thuộc”"
                ),
                "người ký, tên: “Mai Thị Nhài” → “Lê Thị Lan”",
                "sổ số 1, số tiếp theo: 28 → 31",
                "loại đơn vị chi_bo_co_so: “Chi bộ cơ sở” → (trống)",
                "trình bày, in hai mặt: không → có",
                "trình bày, giãn dòng: (trống) → 18",
            ],
        ),
        (
            OFFICE,
            replace(
                OFFICE,
                number_series=(OFFICE.number_series[0], BOOK, *OFFICE.number_series[1:]),
                recipients=OFFICE.recipients,
            ),
            ["sổ số: (trống) → “BC/VP” (hằng năm)"],
        ),
        (
            replace(OFFICE, number_series=(BOOK, *OFFICE.number_series[:2])),
            replace(OFFICE, number_series=(OFFICE.number_series[0], replace(BOOK, next_number=7))),
            [f"sổ số: “BC/VP” (hằng năm); {SECOND_BOOK} → “BC/VP” (hằng năm)"],
        ),
        (
            replace(OFFICE, number_series=(BOOK, OFFICE.number_series[0])),
            replace(OFFICE, number_series=(OFFICE.number_series[0], BOOK)),
            [f"sổ số: “BC/VP” (hằng năm); {FIRST_BOOK} → {FIRST_BOOK}; “BC/VP” (hằng năm)"],
        ),
        (
            replace(ROUND, grounds=(*ROUND.grounds, EARLIER)),
            replace(ROUND, grounds=(EARLIER,)),
            ["căn cứ: “B” → (trống)"],
        ),
        (
            ROUND,
            replace(
                ROUND,
                deadline=date(2025, 12, 20),
                tasks=ROUND.tasks[::-1],
                fields=(replace(ROUND.fields[0], label="Số B"),),
                status="closed",
            ),
            [
                "nội dung, thứ tự: “1”; “2” → “2”; “1”",
                "chỉ tiêu a, tên gọi: “Số A” → “Số B”",
                "thời hạn: 15/12/2025 → 20/12/2025",
                "trạng thái: đang mở → đã đóng",
            ],
        ),
        (
            {"holidays": {"2026-01-01": "Tết Dương lịch"}},
            {"holidays": {"2026-01-01": "Tết Dương lịch", "2026-02-17": "Mùng 1"}},
            ["ngày nghỉ 17/02/2026: (trống) → “Mùng 1”"],
        ),
        ({"note": f"{LONG}A{LONG}"}, {"note": f"{LONG}B{LONG}"}, None),
    ],
)
def test_each_field_that_differs_is_told(before: object, after: object, words: list[str] | None) -> None:
    changes = changes_between(before, after)
    told = [change_words(change) for change in changes]
    if words is None:  # of two long texts, the piece that differs
        (line,) = told
        assert line.startswith("ghi chú: …")
        assert "đảng viên; ACác chi bộ" in line
        assert "đảng viên; BCác chi bộ" in line
        assert len(line) < 200
    else:
        assert told == words
    assert from_detail(as_detail(changes)) == changes
    assert changes_between(after, after) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": 1, "b": {"c": "x"}}, {"a": 2, "b": {"c": "y"}}),
        ({"list": [{"code": "A", "n": 1}, {"code": "B", "n": 2}]}, {"list": [{"code": "B", "n": 3}]}),
        ({"list": [{"code": "A"}, {"code": "B"}]}, {"list": [{"code": "B"}, {"code": "A"}]}),
        ({"list": [{"n": 1}]}, {"list": [{"n": 1}, {"n": 2}]}),
        ({"list": [{"n": 1}, {"n": 2}]}, {"list": [{"n": 1}, {"n": 3}, {"n": 2}]}),
        ({"places": [{"n": 1}, {"n": 2}, {"n": 3}]}, {"places": [{"n": 2}, {"n": 1}]}),
        ({"list": ["x", "y"], "none": None}, {"list": [], "none": "z"}),
    ],
)
def test_changes_are_undone(before: dict[str, Any], after: dict[str, Any]) -> None:
    again = undone(after, changes_between(before, after))
    if len(before.get("list", ())) > len(after.get("list", ())) > 0:  # comes back at the end of its list
        again["list"].sort(key=lambda part: part["code"])
    assert again == before


def test_a_change_of_a_place_that_is_not_there_cannot_be_undone() -> None:
    with pytest.raises(LookupError):
        undone({"signer": {"name": "A"}}, [FieldChange("series.1.symbol", "a", "b")])
    with pytest.raises(LookupError):
        undone({"signer": "A"}, [FieldChange("signer.name", "a", "b")])


def test_what_was_not_there_and_what_is_long_everywhere() -> None:
    assert change_words(FieldChange("fields.b", None, {"code": "b", "label": "Số B"})) == (
        "chỉ tiêu b: (trống) → “Số B”"
    )
    line = change_words(FieldChange("note", "a" * 1000, "b" * 1000))
    assert len(line) < 800
    assert change_words(FieldChange("lạ", "x", 5)) == "lạ: “x” → 5"


def _names(shape: Any, found: set[str]) -> set[str]:
    for name, hint in get_type_hints(shape).items():
        found.add(name)
        for part in (hint, *get_args(hint)):
            if dataclasses.is_dataclass(part):
                _names(part, found)
    return found


def test_every_field_of_a_register_has_its_word() -> None:
    shapes = (UnitEntry, ChannelEntry, Office, Round, ContributionLine, NumberSeries)
    names = set().union(*(_names(shape, set()) for shape in shapes))
    assert len(names) > 50
    assert names - FIELD_WORDS.keys() == set()
