"""What ``letters reprint`` shows."""

from itertools import islice

from bcd35.domain.errors import Refused
from bcd35.show.screen import ROWS_SHOWN, Block, Screen, Table, rows_left
from bcd35.usecases.letters.reprint import PaperAgain, Reprinted


def reprinted(outcome: Reprinted) -> Screen:
    """Which files were made again, where the edited ones are now, and which could not be made."""
    findings = tuple(one.finding for one in outcome.papers if one.finding)
    data = _data(outcome)
    steps = tuple(_remarks(outcome))
    return Screen(data, _blocks(outcome), steps, findings, exit_code=Refused.exit_code if findings else 0)


def _data(outcome: Reprinted) -> dict[str, object]:
    return {
        "round": outcome.round_code,
        "files": [
            {
                "file": one.paper.file.path,
                "unit": one.paper.file.unit or None,
                "role": one.paper.file.role,
                "reference": one.paper.number.reference,
                "state": one.state,
                "set_aside": one.set_aside or None,
            }
            for one in outcome.papers
        ],
        "whole": outcome.whole,
        "dry_run": outcome.rehearsal,
    }


def _blocks(outcome: Reprinted) -> list[Block]:
    code, made = outcome.round_code, _in_state(outcome, "made")
    if not outcome.papers:
        return [f"Đợt {code}: cả {outcome.whole} tệp còn đúng như khi phát hành; không phải làm lại tệp nào."]
    verb = "sẽ làm lại được" if outcome.rehearsal else "đã làm lại"
    whole = f"{outcome.whole} tệp còn nguyên"
    sentence = f"Đợt {code}: {verb} {len(made)} tệp đúng từng byte như khi phát hành; {whole}."
    rows = tuple((one.paper.file.path, one.set_aside or "–") for one in islice(made, ROWS_SHOWN))
    table = Table(("Tệp làm lại", "Bản đã sửa, để riêng ở"), rows, whole=(0, 1))
    more = rows_left(len(made), "tệp")
    return [sentence, *([table] if made else []), *more]


def _remarks(outcome: Reprinted) -> list[str]:
    edited = sum(one.edited for one in _in_state(outcome, "made"))
    left = _in_state(outcome, "left")
    remarks = []
    if outcome.rehearsal:
        aside = f" ({edited} tệp bị sửa sẽ được để riêng trong out/_da-sua)" if edited else ""
        remarks.append(f"Xem trước, chưa ghi gì; bỏ --dry-run để ghi{aside}.")
    if left:
        remarks.append(f"{len(left)} tệp bị sửa để nguyên; muốn làm lại thì bỏ --missing-only.")
    return remarks or ["Kiểm tra cả sổ và tệp: bcd35 check"]


def _in_state(outcome: Reprinted, state: str) -> list[PaperAgain]:
    return [one for one in outcome.papers if one.state == state]
