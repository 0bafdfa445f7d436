"""What ``recover`` shows: what lies outside the ledger, what was taken in, from where the office goes on."""

from collections.abc import Sequence
from itertools import islice

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.show.number_book import unexplained
from bcd35.show.screen import ROWS_SHOWN, Block, Screen, Table
from bcd35.usecases.recovery.papers import PaperGroup
from bcd35.usecases.recovery.received import Original
from bcd35.usecases.recovery.recover import Adopted, Continued, Survey

_KINDS = {
    "letter": "Công văn của đợt",
    "reminder": "Đôn đốc",
    "correction": "Gửi trả để sửa",
    "extension": "Gia hạn",
}
_STANDINGS = {
    "unfinished": "lần chạy dở",
    "copy": "bản chép, bản sửa",
    "unknown": "sổ không có số này",
    "doubled": "trùng số",
    "passed_over": "số đã bỏ qua",
}
_WAYS = {
    "letter": "vào sổ đầy đủ: số, tệp, mẫu, danh sách phải báo cáo",
    "reminder": "vào sổ đầy đủ: số, tệp, đơn vị, thời hạn mới",
    "correction": "vào sổ đầy đủ: số, tệp, tệp mà công văn trả lời",
    "extension": "vào sổ đầy đủ: số, tệp, đơn vị, hạn mới, lý do",
    "found": "giữ nguyên tệp, ghi số đã dùng",
    "none": "chưa nhận được",
}
_DONE = {
    "letter": "đã vào sổ",
    "reminder": "đã vào sổ",
    "correction": "đã vào sổ",
    "extension": "đã vào sổ",
    "found": "đã giữ, số đã dùng",
}
_ADOPT = "Nhận vào sổ những gì nêu trên (không sửa, không chuyển tệp nào): bcd35 recover --adopt"
_ADOPT_REPORTS = "Nhận cả báo cáo đã lưu, cùng một ngày nhận: bcd35 recover --adopt --received-on NGÀY"
_RESTORE = (
    "Còn sổ mới hơn trong bản sao thì lấy lại: bcd35 restore --replace",
    "Có sẵn tệp bcd35.db mới hơn thì chép về chỗ cũ, rồi: bcd35 check",
)
_NOT_IN_PAPERS = (
    "Giấy tờ không nói lên, làm lại bằng lệnh thường dùng: miễn, bỏ miễn; đóng, mở đợt; gia hạn không kèm "
    "công văn, sửa hạn riêng; số hủy, số để dành; báo cáo ghi tay, rút, sửa, chuyển; tin bài; thêm, đổi tên, "
    "đổi mã, sáp nhập, chia tách, thôi dùng đơn vị."
)
_NO_PAPERS = f"Không có giấy tờ nào ngoài sổ. {_NOT_IN_PAPERS}"
_ADOPT_NOTHING = "Không còn sổ mới hơn thì dùng tiếp sổ này: bcd35 recover --adopt"
_GO_ON = "Hoặc bỏ qua các số ấy, đi tiếp: bcd35 recover --continue-from SỐ --reason LÝ_DO"


def surveyed(outcome: Survey) -> Screen:
    """What lies outside the ledger, and the ways out."""
    if outcome.nothing:
        return Screen(_data(outcome), ("Sổ và thư mục khớp nhau; không có gì ngoài sổ.",))
    if outcome.refusals and not (outcome.groups or outcome.originals or outcome.copies):
        return Screen(_data(outcome), (_NO_PAPERS,), (*_RESTORE, _ADOPT_NOTHING), cautions=_told(outcome))
    if outcome.refusals:
        reports = (_ADOPT_REPORTS,) if outcome.originals else ()
        ways = (*_RESTORE, _ADOPT, *reports, _GO_ON)
    else:
        ways = (_ADOPT, *((_ADOPT_REPORTS,) if any(one.unit for one in outcome.originals) else ()))
    return Screen(_data(outcome), tuple(_blocks(outcome, _WAYS)), ways, cautions=_told(outcome))


def adopted(outcome: Adopted) -> Screen:
    """What was taken in, and what is left."""
    before, left = outcome.before, outcome.left
    data = {**_data(before), "reports": [one.verdict for one in outcome.outcomes], "dry_run": left is None}
    if before.nothing:
        return Screen({**data, "left": 0}, ("Sổ và thư mục khớp nhau; không có gì để nhận.",))
    if left is None:
        preview = (*_blocks(before, _WAYS), "Xem trước, chưa ghi gì; bỏ --dry-run để ghi.")
        return Screen({**data, "left": None}, preview, cautions=_told(before))
    gaps = tuple(unexplained(outcome.gaps))
    taken = sum(one.verdict == "accepted" for one in outcome.outcomes)
    blocks = _blocks(before._replace(originals=(), copies=()), _DONE)
    if before.copies:
        blocks.append(f"Đã ghi lại {len(before.copies)} bản chép tệp bị từ chối.")
    if outcome.outcomes:
        blocks.append(f"Đã ghi lại {taken} trong {len(outcome.outcomes)} báo cáo đã lưu.")
    if left.nothing:
        blocks.append("Sổ và thư mục đã khớp nhau.")
        remarks = (_NOT_IN_PAPERS, "Kiểm tra lại: bcd35 check")
        return Screen({**data, "left": 0}, tuple(blocks), remarks, cautions=gaps)
    blocks += [_NOT_IN_PAPERS, "Còn ngoài sổ:", *_blocks(left, _WAYS)]
    count = sum(len(group.facts) for group in left.groups) + len(left.originals) + len(left.copies)
    code = Refused.exit_code if left.groups or left.refusals else 0
    return Screen({**data, "left": count}, tuple(blocks), findings=_left(left), exit_code=code, cautions=gaps)


def continued(outcome: Continued) -> Screen:
    """The numbers passed over, and the next one."""
    spans = [f"{low}" if low == high else f"{low}–{high}" for low, high in outcome.passed_over]
    data = {
        "number": outcome.number,
        "passed_over": [list(span) for span in outcome.passed_over],
        "doubled": list(outcome.doubled),
        "dry_run": outcome.rehearsal,
    }
    blocks: list[Block] = []
    if spans:
        blocks.append(f"{'Sẽ bỏ' if outcome.rehearsal else 'Đã bỏ'} qua số {', '.join(spans)}.")
    if outcome.doubled:
        blocks.append(f"Trùng số, giữ nguyên như tìm thấy: {', '.join(outcome.doubled)}.")
    blocks.append(f"Số kế tiếp: {outcome.number}.")
    if outcome.rehearsal:
        blocks.append("Xem trước, chưa ghi gì; bỏ --dry-run để ghi.")
    remark = "Tệp ngoài sổ vẫn để nguyên, không lệnh nào ghi đè; muốn nhận vào sổ: bcd35 recover --adopt"
    return Screen(data, tuple(blocks), (remark,) if outcome.before.groups else ())


def _told(outcome: Survey) -> tuple[Finding, ...]:
    """Why nothing may be written, without the ways out that the screen lists by itself."""
    return tuple(found._replace(fix="") for found in outcome.refusals)


def _left(left: Survey) -> tuple[Finding, ...]:
    findings = []
    for group in left.groups:
        fix = (
            "Chuyển các tệp ấy ra ngoài out/ (đừng xóa), hoặc bỏ qua số: "
            "bcd35 recover --continue-from SỐ --reason LÝ_DO"
        )
        shown = group.facts[0].paper.path
        message = f"{len(group.facts)} tệp chưa nhận được vào sổ ({group.reason or 'chạy lại'})."
        findings.append(Finding("not_adopted", shown, message, fix))
    return tuple(findings)


def _data(outcome: Survey) -> dict[str, object]:
    return {
        "state": [found.code for found in outcome.refusals],
        "numbers": [
            {
                "reference": group.number.reference if group.number else None,
                "purpose": group.purpose,
                "round": group.round_code or None,
                "date": group.dated.isoformat() if group.dated else None,
                "standing": group.standing,
                "way": group.way,
                "reason": group.reason,
                "units": group.folders,
                "files": [one.paper.path for one in group.facts],
            }
            for group in outcome.groups
        ],
        "originals": [
            {"path": one.path, "unit": one.unit or None, "round": one.round_code or None, "whole": one.whole}
            for one in outcome.originals
        ],
        "copies": [one.path for one in outcome.copies],
    }


def _blocks(outcome: Survey, ways: dict[str, str]) -> list[Block]:
    blocks: list[Block] = []
    if outcome.groups:
        rows = tuple(_row(group, ways) for group in outcome.groups)
        blocks.append(Table(("Số", "Văn bản", "Ngày", "Đơn vị", "Tệp", "Vì sao ngoài sổ", "--adopt"), rows))
    if outcome.originals and outcome.refusals:  # whose they are is known when the papers are in the ledger
        blocks.append(
            f"{len(outcome.originals)} tệp đã nhận không có trong sổ; nhận văn bản vào sổ trước, rồi "
            "chạy lại bcd35 recover để có lệnh ghi từng tệp:"
        )
        blocks += _some([f"  {one.path}" if one.whole else _original(one) for one in outcome.originals])
    elif outcome.originals:
        blocks.append(f"{len(outcome.originals)} tệp đã nhận không có trong sổ; ghi lại từng tệp bằng:")
        blocks += _some([_original(one) for one in outcome.originals])
    if outcome.copies:
        blocks.append(f"{len(outcome.copies)} bản chép tệp bị từ chối không có trong sổ:")
        blocks += _some([f"  {one.path}" for one in outcome.copies])
    return blocks


def _original(one: Original) -> str:
    """A kept file with the command that records it, or what became of it."""
    if not one.whole:
        return f"  {one.path}: đã hỏng hoặc bị sửa; lấy lại từ thư đến hoặc bản sao lưu"
    kind = "" if one.unit else "   # minh chứng; tin, bài: bcd35 contributions add … --file"
    return f"  {one.command}{kind}"


def _row(group: PaperGroup, ways: dict[str, str]) -> tuple[str, ...]:
    units = group.folders
    named = ", ".join(islice(units, 3)) + (f" … ({len(units)})" if len(units) > 3 else "")  # noqa: PLR2004 – the same three
    way = ways.get(group.way, _WAYS[group.way])
    return (
        group.number.reference if group.number else "?",
        f"{_KINDS[group.purpose]}, {group.round_folder}",
        screen_date(group.dated) if group.dated else "",
        named,
        str(len(group.facts)),
        _STANDINGS[group.standing],
        f"{way} ({group.reason})" if group.reason else way,
    )


def _some(lines: Sequence[str]) -> list[Block]:
    more = len(lines) - ROWS_SHOWN
    return [
        *lines[:ROWS_SHOWN],
        *([f"  … và {more} tệp khác; xem đủ: bcd35 recover --json"] if more > 0 else []),
    ]
