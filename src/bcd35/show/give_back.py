"""What ``return-report`` shows: the letter and form that go back to a unit, and what they ask."""

from bcd35.domain.dates import screen_date
from bcd35.show.screen import Block, Screen, Table
from bcd35.show.written_files import DRAFTED
from bcd35.usecases.receiving.give_back import GivenBack


def given_back(outcome: GivenBack) -> Screen:
    """The corrections, the files, the next step."""
    plan = outcome.plan
    return Screen(
        _data(outcome),
        tuple(_blocks(outcome)),
        tuple(_remarks(outcome)),
        plan.findings,
    )


def _data(outcome: GivenBack) -> dict[str, object]:
    plan = outcome.plan
    number = plan.earlier.number if plan.earlier else plan.content.number
    return {
        "round": plan.content.round_.code,
        "unit": plan.returned.unit,
        "file": plan.returned.file,
        "letter": {"number": number.number, "symbol": number.symbol, "reference": number.reference},
        "deadline": (plan.earlier.deadline if plan.earlier else plan.content.deadline).isoformat(),
        "corrections": [one._asdict() for one in plan.content.corrections],
        "files": None if plan.earlier else plan.files._asdict(),
        "already_returned": plan.earlier is not None,
        "draft": plan.draft,
        "dry_run": outcome.rehearsal,
    }


def _blocks(outcome: GivenBack) -> list[Block]:
    plan = outcome.plan
    content, earlier = plan.content, plan.earlier
    if earlier:
        given = f"bằng Công văn số {earlier.number.reference}, ngày {screen_date(earlier.dated)}"
        return [f"Tệp này đã được gửi trả {content.unit_name} {given}; lần chạy này không ghi gì."]
    name = "Dự thảo công văn" if plan.draft else f"Công văn số {content.number.reference}"
    heading = (
        f"{name}, ngày {screen_date(content.dated)}: đề nghị {content.unit_name} sửa báo cáo, hạn "
        f"{screen_date(content.deadline)}"
    )
    rows = tuple((one.field, one.found or "(để trống)", one.allowed) for one in content.corrections)
    verb = "Đã ghi" if outcome.done else "Sẽ ghi (chưa ghi gì)"
    return [
        heading,
        Table(("Nội dung", "Đơn vị ghi", "Chỉ nhận"), rows),
        f"{verb}:",
        *(f"  {path}" for path in plan.files),
    ]


def _remarks(outcome: GivenBack) -> list[str]:
    if outcome.rehearsal:
        return ["Bỏ --dry-run để ghi."]
    if outcome.plan.draft:
        return [DRAFTED]
    code = outcome.plan.content.round_.code
    step = "Bước tiếp theo: gửi hai tệp ấy cho đơn vị; bản sửa gửi về thì nhận, nêu ngày bản ấy đến"
    return [f"{step}: bcd35 record-report TỆP --round {code} --received-on NGÀY"]
