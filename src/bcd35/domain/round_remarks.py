"""What a careful colleague says of a round's content before its letter goes out; nothing of it is refused."""

from collections.abc import Iterator
from dataclasses import replace

from bcd35.domain.commands import typed_option
from bcd35.domain.findings import Finding
from bcd35.domain.rounds import Field, Round, Task
from bcd35.domain.text import identity_key, short_list


def round_remarks(round_: Round) -> Iterator[Finding]:
    """All of them."""
    yield from _submitted(round_)
    yield from _wordless_tasks(round_)
    yield from _titles_said_again(round_)
    yield from _shares_asked(round_)
    yield from _asked_twice(round_)


def _submitted(round_: Round) -> Iterator[Finding]:
    """A document to a superior, sent to those who report to the office."""
    if round_.document_type.casefold() == "tờ trình":
        message = "Tờ trình gửi cơ quan cấp trên, mà đợt này gửi các đơn vị phải báo cáo cho văn phòng."
        fix = (
            "Gửi đơn vị trực thuộc thì đổi document_type trong tệp của đợt (thông báo, hướng dẫn …; bỏ dòng "
            "ấy là công văn), rồi chạy: bcd35 import"
        )
        yield Finding("submitted_downwards", round_.code, message, fix)


def _wordless_tasks(round_: Round) -> Iterator[Finding]:
    """Tasks that say nothing but their titles, with the command that gives them words.

    It states the other tasks again, as the option replaces all of them.
    """
    if wordless := [f"“{task.title}”" for task in round_.tasks if not task.has_words]:
        message = f"Nội dung {short_list(wordless)} chưa có lời giao việc; công văn chỉ in tên nội dung."
        options = " ".join(map(_task_option, round_.tasks))
        fix = f"Thêm lời giao việc: bcd35 rounds edit {round_.code} {options}"
        yield Finding("task_without_words", round_.code, message, fix)


def _titles_said_again(round_: Round) -> Iterator[Finding]:
    """Tasks whose words begin with their title, which stands before them: “Kê khai. Kê khai các kênh”."""
    rests = {task.code: _behind_title(task) for task in round_.tasks}
    if again := [f"“{task.title}”" for task in round_.tasks if rests[task.code]]:
        message = (
            f"Lời giao việc của {short_list(again)} mở đầu bằng chính tên ấy: công văn in tên hai lần liền."
        )
        tasks = (replace(task, text=rests[task.code] or task.text) for task in round_.tasks)
        fix = f"Bỏ chỗ lặp: bcd35 rounds edit {round_.code} {' '.join(map(_task_option, tasks))}"
        yield Finding("title_said_again", round_.code, message, fix)


def _behind_title(task: Task) -> str:
    """What the words say behind the title that they begin with; empty where they do not."""
    start, rest = task.text[: len(task.title)], task.text[len(task.title) :]
    begins = identity_key(start) == identity_key(task.title) and rest[:1] in (" ", ":", ",", ".")
    return rest.strip(" :,.") if begins else ""


def _shares_asked(round_: Round) -> Iterator[Finding]:
    """Whole numbers asked for that are shares: without their wholes they say little."""
    shares = [one for one in round_.fields if one.is_share]
    if shares:
        named = short_list(f"“{one.label}”" for one in shares)
        message = f"{named} là tỷ lệ, trung bình: bảng tổng hợp không cộng, chỉ nêu trung bình một đơn vị."
        fix = "Hỏi hai số đếm thay cho tỷ lệ (ví dụ số hồ sơ trực tuyến; tổng số hồ sơ), văn phòng tự tính."
        yield Finding("share_asked", round_.code, message, fix)


def _asked_twice(round_: Round) -> Iterator[Finding]:
    """Questions of one label: a table of the office's own, and ``--set``, know them by it."""
    alike: dict[str, list[Field]] = {}
    for one in round_.fields:
        alike.setdefault(identity_key(one.label), []).append(one)
    for same in (some for some in alike.values() if len(some) > 1):
        codes = ", ".join(one.code for one in same)
        message = f"{len(same)} chỉ tiêu cùng tên “{same[0].label}”, chỉ khác mã: {codes}."
        fix = (
            f"Đặt tên khác nhau rồi nêu lại đủ chỉ tiêu: bcd35 rounds edit {round_.code} --questions TỆP\n"
            "Để nguyên thì bảng của văn phòng, --set phải ghi mã thay cho tên."
        )
        yield Finding("label_twice", round_.code, message, fix)


def _task_option(task: Task) -> str:
    pieces = (
        (task.title, task.text, "; ".join(task.items)) if task.has_words else (task.title, "LỜI_GIAO_VIỆC")
    )
    return typed_option("task", " | ".join(piece.replace("|", "/") for piece in pieces))
