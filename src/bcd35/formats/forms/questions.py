"""A workbook or .csv of questions → the fields of a round's form."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bcd35.domain.findings import Finding
from bcd35.domain.rounds import KIND_WORDS, Field
from bcd35.domain.shape import CODE
from bcd35.domain.text import fold, identity_key
from bcd35.formats.forms.unit_table import UnitTable, read_table

_HEADINGS: Mapping[str, str] = {
    **dict.fromkeys(("Câu hỏi", "Chỉ tiêu", "Tên chỉ tiêu", "Nội dung hỏi", "label"), "label"),
    **dict.fromkeys(("Loại", "Loại câu trả lời", "Kiểu", "Dạng", "kind"), "kind"),
    **dict.fromkeys(("Lựa chọn", "Các lựa chọn", "Phương án", "choices"), "choices"),
    **dict.fromkeys(("Bắt buộc", "required"), "required"),
    **dict.fromkeys(("Gợi ý", "Hướng dẫn", "Lời nhắc", "Ghi chú", "help"), "help"),
    **dict.fromkeys(("Thuộc nội dung", "Nội dung", "Nhiệm vụ", "task"), "task"),
    **dict.fromkeys(("Mã", "Mã chỉ tiêu", "code"), "code"),
}
# What people call a kind, beside its code and its words in the form.
_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("số", "số nguyên", "số lượng", "đếm"), "count"),
    **dict.fromkeys(("ngày", "ngày tháng"), "date"),
    **dict.fromkeys(("có/không", "có không", "có hoặc không"), "yes_no"),
    **dict.fromkeys(("chọn", "lựa chọn", "chọn nhiều"), "choices"),
    **dict.fromkeys(("chữ", "văn bản", "lời", "ghi chữ", "mô tả"), "text"),
}
_NO = frozenset({"khong", "k", "no", "false", "0"})


class Asked(NamedTuple):
    """A question as a table or a clerk states it; ``task``: the title of the task that it belongs to."""

    label: str
    kind: str = "count"
    choices: str = ""
    required: str = ""
    help: str = ""
    task: str = ""
    code: str = ""


def read_questions(data: bytes, name: str, sheet: str = "") -> list[Asked] | tuple[Finding, ...]:
    """The questions of a table, or everything that keeps it from being read.

    Raises SeveralSheetsError as :func:`read_table` does.
    """
    table = read_table(data, name, _HEADINGS, sheet)
    if not isinstance(table, UnitTable):
        return tuple(found._replace(where=found.where or name) for found in table)
    if "label" not in table.keys:
        seen = ", ".join(f"“{heading}”" for heading in table.headings if heading)
        message = f"Không thấy cột “Câu hỏi”; bảng có các cột: {seen}."
        fix = "Đặt tiêu đề “Câu hỏi” trên cột ghi câu hỏi."
        return (Finding("no_question_column", name, message, fix),)
    rows = [table.by_key(row) for row in table.rows]
    texts = [{key: "" if one.value is None else str(one.value) for key, one in row.items()} for row in rows]
    return [Asked(**row) for row in texts if row.get("label")]


def kind_of(text: str) -> str:
    """The code of a kind by any of its names; empty for a text that is none."""
    named = {identity_key(words): code for code, words in KIND_WORDS.items()}
    named |= {identity_key(code): code for code in KIND_WORDS}
    named |= {identity_key(words): code for words, code in _KINDS.items()}
    return named.get(identity_key(text), "") if text else "count"


def kinds_allowed() -> str:
    """The names of all kinds, as a message lists them."""
    short = {code: words for words, code in reversed(list(_KINDS.items()))}
    return ", ".join(short.get(code, code) for code in KIND_WORDS)


def fields_of(questions: Sequence[Asked], tasks: Mapping[str, str]) -> Iterator[Field | Finding]:
    """A field for each question, or what is wrong with it. ``tasks``: title (its identity key) → code."""
    used: set[str] = set()
    for number, asked in enumerate(questions, start=1):
        where = f"câu hỏi {number}"
        kind = kind_of(asked.kind)
        task = tasks.get(identity_key(asked.task), asked.task if asked.task in tasks.values() else "")
        if not kind:
            message = f"“{asked.label}”: không có loại “{asked.kind}”; các loại: {kinds_allowed()}."
            yield Finding("not_allowed", where, message, "Ghi một trong các loại ấy.")
        elif asked.task and not task:
            message = f"“{asked.label}” thuộc nội dung “{asked.task}” không có trong đợt."
            yield Finding("unknown_task", where, message, "Ghi đúng tên một nội dung của đợt.")
        else:
            code = _free_code(asked.code or asked.label, used)
            options = tuple(one.strip() for one in re.split(r"[;\n]", asked.choices) if one.strip())
            required = fold(asked.required) not in _NO
            yield Field(
                code=code,
                label=asked.label,
                kind=kind,  # type: ignore[arg-type]  # one of KIND_WORDS
                task=task,
                of=options,
                required=required,
                hint=asked.help,
            )


def _free_code(text: str, used: set[str]) -> str:
    """A code from a label: ``Số tin, bài đã gửi`` → ``so_tin_bai_da_gui``."""
    stem = "_".join(re.findall("[a-z0-9]+", fold(text)))[: CODE.most - 3].strip("_") or "chi_tieu"
    code, number = stem, 1
    while code in used:
        number += 1
        code = f"{stem}_{number}"
    used.add(code)
    return code
