"""Acts on contributions: their words and what puts them right."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from bcd35.domain.commands import Command, options
from bcd35.domain.journal.lines import (
    SET_AGAIN,
    Act,
    Key,
    Line,
    Step,
    Way,
    command,
    sentence,
    unless_set_again,
)
from bcd35.domain.text import typed


def _piece_keys(line: Line) -> Iterable[Key]:
    names = [change.field for change in line.changes] or ["stage"]
    return [line.key("piece", line.detail.get("number", ""), name) for name in names]


def _stage_steps(edit: Command, line: Line) -> Iterator[Step]:
    """Back to “received” with a reason, as the register allows; then on to the stage that was."""
    stages = {change.field: change for change in line.changes}
    was = {name: change.before for name, change in stages.items()}
    if "stage" not in stages or stages["stage"].after != "received":
        yield from command(*edit, "--stage", "da-nhan", "--reason", "ghi nhầm")
    if stage := _STAGE_TYPED.get(was.get("stage", "")):
        more = {name: was[name] for name in ("channel", "url", "reason") if was.get(name)}
        if all(map(typed, more.values())):
            yield from command(*edit, "--stage", stage, *options(more))
        else:
            yield from sentence("Rồi ghi lại tình trạng cũ nêu ở trên bằng:", *edit)


_STAGE_TYPED = {"edited": "da-bien-tap", "published": "da-dang", "not_used": "khong-dung"}


_MEDIUM_TYPED = {"article": "tin-bai", "photo": "hinh-anh", "video": "video"}


def _piece_back(line: Line, later: Collection[Key]) -> Way:
    edit = "contributions", "edit", str(line.detail["number"])
    was = {change.field: change.before for change in line.changes}
    if later:
        return SET_AGAIN
    if "stage" in was or not was:
        return tuple(_stage_steps(edit, line))
    words = {**was, "medium": _MEDIUM_TYPED.get(was.get("medium", ""), "")}
    if any(value and not typed(value) for value in was.values()):
        return sentence("Ghi lại giá trị cũ nêu ở trên bằng:", *edit)
    return command(*edit, *options({name: words[name] for name in was}))


def _booking_back(line: Line) -> Way:
    """To the unit, the round and the day as they were."""
    was = {change.field: change.before for change in line.changes}
    names = {"unit": "to", "round": "to-round", "received_on": "received-on"}
    place = options({names[field]: value for field, value in was.items()})
    verb = "redate" if line.act == "redate_contribution" else "move"
    return command("contributions", verb, line.detail["now_number"], *place, "--reason", "sửa nhầm")


def _booking_keys(line: Line) -> Iterable[Key]:
    return [line.key("piece", line.detail.get("number", ""), name) for name in ("booking", "stage")]


def _brought_back_keys(line: Line) -> Iterable[Key]:
    """Of the number that was void, and of the one under which the piece stands again."""
    numbers = line.detail["number"], line.detail["now_number"]
    return [line.key("piece", number, "booking") for number in numbers]


CONTRIBUTION_ACTS: Mapping[str, Act] = {
    "add_contribution": Act(
        "Ghi tin, bài gửi về",
        "contributions add",
        unless_set_again(
            lambda line: command("contributions", "void", line.detail["number"], "--reason", "ghi nhầm")
        ),
        lambda line: [line.key("piece", line.detail.get("number", ""), "stage")],
    ),
    "edit_contribution": Act("Ghi tiếp tin, bài", "contributions edit", _piece_back, _piece_keys),
    "move_contribution": Act(
        "Chuyển tin, bài ghi nhầm", "contributions move", unless_set_again(_booking_back), _booking_keys
    ),
    "redate_contribution": Act(
        "Sửa ngày nhận tin, bài", "contributions redate", unless_set_again(_booking_back), _booking_keys
    ),
    "void_contribution": Act(
        "Bỏ tin, bài ghi nhầm",
        "contributions void",
        unless_set_again(
            lambda line: command("contributions", "void", line.detail["number"], "--take-back", "bỏ nhầm")
        ),
        _booking_keys,
    ),
    "bring_back_contribution": Act(
        "Lấy lại tin, bài đã bỏ nhầm",
        "contributions void --take-back",
        unless_set_again(
            lambda line: command(
                "contributions", "void", line.detail["now_number"], "--reason", "lấy lại nhầm"
            )
        ),
        _brought_back_keys,
    ),
}
