"""What ``return-report`` shows: the letter and form that go back to a unit, and what they ask."""

from collections.abc import Sequence

from bcd35.domain.dates import screen_date
from bcd35.show.screen import Block, Screen, Table
from bcd35.show.written_files import DRAFTED
from bcd35.usecases.receiving.give_back import GivenBack


def given_back(outcome: GivenBack) -> Screen:
    """The corrections, the files, the next step."""
    return Screen(_data(outcome), tuple(_blocks(outcome)), tuple(_remarks(outcome)), outcome.plan.findings)


def all_given_back(outcomes: Sequence[GivenBack]) -> Screen:
    """A line for each letter, and the next step."""
    rows = tuple(
        (
            one.plan.returned.unit,
            _number_in_turn(one),
            screen_date(one.plan.content.deadline),
            one.plan.files.letter,
        )
        for one in outcomes
    )
    verb = "Đã" if outcomes[0].done else "Sẽ (chưa ghi gì)"
    what = "soạn thử đề nghị sửa báo cáo" if outcomes[0].plan.draft else "đề nghị sửa báo cáo"
    head = f"{verb} {what}: {len(outcomes)} đơn vị, mỗi đơn vị một công văn và một mẫu cạnh công văn."
    data = {"returned": [_data(one) for one in outcomes]}
    blocks = (head, Table(("Mã", "Công văn", "Hạn", "Tệp"), rows, whole=(3,)))
    findings = tuple(dict.fromkeys(found for one in outcomes for found in one.plan.findings))
    return Screen(data, blocks, tuple(_remarks(outcomes[0])), findings)


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
    heading = (
        f"{_letter_name(outcome)}, ngày {screen_date(content.dated)}: đề nghị {content.unit_name} sửa báo "
        f"cáo, hạn {screen_date(content.deadline)}"
    )
    rows = tuple((one.field, one.found or "(để trống)", one.allowed) for one in content.corrections)
    verb = "Đã ghi" if outcome.done else "Sẽ ghi (chưa ghi gì)"
    return [
        heading,
        Table(("Nội dung", "Đơn vị ghi", "Chỉ nhận"), rows),
        f"{verb}:",
        *(f"  {path}" for path in plan.files),
    ]


def _letter_name(outcome: GivenBack) -> str:
    plan = outcome.plan
    return "Dự thảo công văn" if plan.draft else f"Công văn số {plan.content.number.reference}"


def _number_in_turn(outcome: GivenBack) -> str:
    """Of several that were only tried, each foresees the same number."""
    return "số kế tiếp" if outcome.rehearsal and not outcome.plan.draft else _letter_name(outcome)


def _remarks(outcome: GivenBack) -> list[str]:
    if outcome.rehearsal:
        return ["Bỏ --dry-run để ghi."]
    if outcome.plan.draft:
        return [DRAFTED]
    code = outcome.plan.content.round_.code
    step = "Bước tiếp theo: gửi hai tệp ấy cho đơn vị; bản sửa gửi về thì nhận, nêu ngày bản ấy đến"
    return [f"{step}: bcd35 record-report TỆP --round {code} --received-on NGÀY"]
