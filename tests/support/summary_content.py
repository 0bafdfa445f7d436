"""What a summary of a made-up round holds, with any units; and the workbook of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

from bcd35.domain.answers import Answer, Answers
from bcd35.domain.channels import Channel
from bcd35.domain.figures import figure_round
from bcd35.domain.round_summary import RoundSummary
from bcd35.domain.rounds import Field, Round, Task
from bcd35.domain.summary import RoundState, State, UnitState
from bcd35.domain.unit_order import in_office_order
from bcd35.domain.units import UnitKind
from bcd35.formats.workbook.book import write_workbook
from bcd35.formats.workbook.content import SheetHeading, WorkbookContent
from tests.support.made_up_form import BLANK
from tests.support.office import OFFICE as SAMPLE_OFFICE
from tests.support.states import issued_term

DEADLINE, AS_OF = date(2025, 12, 15), date(2025, 12, 20)
KINDS = (UnitKind("dang_uy", "Đảng ủy cơ sở", "Đảng ủy"), UnitKind("chi_bo", "Chi bộ cơ sở", "Chi bộ"))
OFFICE = replace(
    SAMPLE_OFFICE,
    superior="ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH",
    full_name="Ban Chỉ đạo 35 Đảng ủy",
    standing_office="Ban Tuyên giáo và Dân vận Đảng ủy",
    unit_kinds=KINDS,
)
FIELDS = (
    Field(code="tin", label="Số tin bài đã gửi", kind="count", task="1"),
    Field(code="ngay", label="Ngày thông báo xong", kind="date", task="1"),
    Field(code="trang", label="Có trang chính thức", kind="yes_no", task="1"),
    Field(code="cach", label="Hình thức thông báo", kind="choices", task="1", of=("văn bản", "họp chi bộ")),
    Field(code="y_kien", label="Khó khăn, kiến nghị", kind="text", required=False),
)
ROUND = Round(
    code="2025-11",
    subject="đẩy mạnh tuyên truyền",
    grounds=(),
    tasks=(Task("1", "Thông báo", "Thông báo các kênh.", ("Gửi",)),),
    fields=FIELDS,
    deadline=DEADLINE,
)
ANSWERS: Answers = {
    "tin": Answer("value", 1234),
    "ngay": Answer("value", date(2025, 12, 3)),
    "trang": Answer("value", value=False),
    "cach": Answer("value", ("văn bản", "họp chi bộ")),
    "y_kien": Answer("value", "Thiếu máy ảnh"),
}
CHANNELS = (
    Channel(
        code="fb",
        platform="facebook",
        name="Trang A",
        url="https://fb.com/a",
        canonical_url="https://www.facebook.com/a",
        note="trang chính",
    ),
    Channel(
        code="tt",
        platform="tiktok",
        name="Trang B",
        url="https://tiktok.com/@b",
        canonical_url="https://www.tiktok.com/@b",
        status="retired",
    ),
)


LAST_DAY = (DEADLINE, "theo công văn, 22/11/2025")


def unit(
    code: str, state: State = "missing", kind: str = "dang_uy", answers: Answers | None = None, name: str = ""
) -> UnitState:
    reported = state in {"on_time", "late"}
    days = 3 if state == "late" else 5 if state == "missing" else 0
    received = DEADLINE + timedelta(3) if state == "late" else DEADLINE - timedelta(5)
    return UnitState(
        code=code,
        name=name or f"Sở {code}",
        kind=kind,
        state=state,
        received_on=received if reported else None,
        days_late=days,
        revision=4 if reported else 0,
        corrections=1 if reported else 0,
        answers=(ANSWERS if answers is None else answers) if reported else {},
        term=issued_term(DEADLINE),
        note="đang sáp nhập" if state == "exempt" else "",
    )


def content(units: Sequence[UnitState], **changes: Any) -> WorkbookContent:
    """A round of these units; ``lines``: the ledger's dated lines."""
    round_, office = changes.get("round_", ROUND), changes.get("office", OFFICE)
    listed = in_office_order(units, [kind.code for kind in office.unit_kinds])
    state = RoundState(DEADLINE, AS_OF, tuple(listed), changes.pop("received_later", 0))
    figures = figure_round(round_, state, changes.pop("lines", ()), office.unit_kinds)
    summary = RoundSummary(figures, changes.pop("reminders", {}), None, None)
    given = WorkbookContent(
        heading=SheetHeading(("ĐẢNG CỘNG SẢN VIỆT NAM",), "*"),
        office=office,
        round_=round_,
        reference="28-CV/BCĐ",
        dated=date(2025, 11, 22),
        summary=summary,
        channels=CHANNELS,
    )
    return replace(given, **changes)


def many(count: int) -> list[UnitState]:
    states = get_args(State)
    return [unit(f"DV{place:04d}", states[place % 4], KINDS[place % 2].code) for place in range(count)]


def written(given: WorkbookContent) -> bytes:
    """The file; nothing had to be changed to write it."""
    data, findings = write_workbook(given)
    assert findings == ()
    return data


WORKBOOKS = {"form": BLANK} | {
    f"summary of {count}": written(content(many(count))) for count in (0, 1, 18, 105)
}
