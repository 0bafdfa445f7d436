"""A workbook or .csv of questions → the fields of a round's form."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from bcd35.domain.findings import Finding
from bcd35.domain.rounds import KIND_WORDS, LONGEST_LABEL, Field, judge_question
from bcd35.domain.shape import CODE
from bcd35.domain.text import fold, identity_key, written_twice
from bcd35.formats.forms.unit_table import TableRow, UnitTable, read_table

_HEADINGS: Mapping[str, str] = {
    **dict.fromkeys(
        ("Câu hỏi", "Chỉ tiêu", "Tên chỉ tiêu", "Nội dung hỏi", "Nội dung báo cáo", "label"), "label"
    ),
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
_FEWEST_OPTIONS = 2
_REQUIRED: Mapping[str, bool] = {
    **dict.fromkeys(("", "co", "c", "yes", "y", "true", "1", "x", "bat buoc", "co bat buoc"), True),
    **dict.fromkeys(("khong", "k", "no", "n", "false", "0", "khong bat buoc", "khong can"), False),
}


class Asked(NamedTuple):
    """A question as a table or a clerk states it; ``task``: the title of the task that it belongs to.

    ``where``: its row in the table, whose ``kind`` is empty where it has to be asked.
    """

    label: str
    kind: str = "count"
    choices: str = ""
    required: str = ""
    help: str = ""
    task: str = ""
    code: str = ""
    where: str = ""


def read_questions(data: bytes, name: str, sheet: str = "") -> list[Asked] | tuple[Finding, ...]:
    """The questions of a table, or everything that keeps it from being read.

    Raises SeveralSheetsError as :func:`read_table` does.
    """
    table = read_table(data, name, _HEADINGS, sheet)
    if not isinstance(table, UnitTable):
        return tuple(found._replace(where=found.where or name) for found in table)
    table = _with_label(table)
    if "label" not in table.keys:
        seen = ", ".join(f"“{heading}”" for heading in table.headings if heading)
        message = f"Không thấy cột “Câu hỏi”; bảng có các cột: {seen}."
        fix = "Đặt tiêu đề “Câu hỏi” trên cột ghi câu hỏi."
        return (Finding("no_question_column", name, message, fix),)
    if struck := [
        row.struck._replace(where=f"{name}, hàng {row.number}") for row in table.rows if row.struck
    ]:
        return tuple(struck)
    rows = [(f"{name}, hàng {row.number}", table.by_key(row)) for row in table.rows]
    texts = [
        {"where": where} | {key: "" if one.value is None else str(one.value) for key, one in row.items()}
        for where, row in rows
    ]
    asked = [Asked(**row) for row in texts if row.get("label")]
    groups = {f"{name}, hàng {row.number}" for row in table.rows if _is_group(table, row)}
    return _marks_read([one._replace(kind="") if one.where in groups else one for one in asked])


def _with_label(table: UnitTable) -> UnitTable:
    """The table; where no column is headed as one of questions, “Nội dung” is it and no task."""
    if "label" in table.keys:
        return table
    headed = zip(table.headings, table.keys, strict=True)
    keys = tuple("label" if fold(heading) == "noi dung" else key for heading, key in headed)
    return replace(table, keys=keys)


def _is_group(table: UnitTable, row: TableRow) -> bool:
    """Whether a row says nothing but a name, and has a letter for its number or is written large."""
    said = {key for key, cell in table.by_key(row).items() if str(cell.value or "").strip()}
    others = [str(cell.value or "") for cell, key in zip(row.cells, table.keys, strict=True) if not key]
    lettered = any(re.fullmatch(r"[A-ZĐ]{1,4}[.)]?", one.strip()) for one in others)
    label = str(table.by_key(row)["label"].value or "")
    return said == {"label"} and (lettered or (label.isupper() and " " in label))


def _marks_read(questions: list[Asked]) -> list[Asked]:
    """The questions, where the column only marks those that must be answered, with a “no” for the others.

    A column that says “no” somewhere, or nothing at all, leaves its blanks as they are: to be answered.
    """
    said = {_bare(one.required) for one in questions}
    marks = said - {""}
    if not marks or marks == said or not all(_REQUIRED.get(mark) for mark in marks):
        return questions
    return [one if one.required.strip() else one._replace(required="không") for one in questions]


def kind_of(text: str) -> str:
    """The code of a kind by any of its names; empty for a text that is none."""
    named = {identity_key(words): code for code, words in KIND_WORDS.items()}
    named |= {identity_key(code): code for code in KIND_WORDS}
    named |= {identity_key(words): code for words, code in _KINDS.items()}
    return named.get(identity_key(text), "") if text else "count"


def lacks_kind(asked: Asked) -> bool:
    """Whether a row of a table may be a question or the name of a group: which answers it takes is unsaid."""
    return bool(asked.where) and not asked.kind


def kinds_allowed() -> str:
    """The names of all kinds, as a message lists them."""
    return ", ".join(map(_short_name, KIND_WORDS))


def _short_name(kind: str) -> str:
    return next(words for words, code in _KINDS.items() if code == kind)


def fields_of(questions: Sequence[Asked], tasks: Mapping[str, str]) -> Iterator[Field | Finding]:
    """A field for each question, or what is wrong with it. ``tasks``: title (its identity key) → code."""
    used: set[str] = set()
    first: dict[tuple[str, str], str] = {}  # task and question → where it stands
    for number, asked in enumerate(questions, start=1):
        where = asked.where or f"câu hỏi {number}"
        kind = kind_of(asked.kind)
        task = tasks.get(identity_key(asked.task), asked.task if asked.task in tasks.values() else "")
        options = tuple(_options_of(asked.choices))
        before = first.setdefault((task, identity_key(asked.label)), where)
        if fault := _fault_of(asked, kind, task, options) or _asked_twice(asked, before, where):
            yield fault._replace(where=where)
            continue
        field = Field(
            code=_free_code(asked.code or asked.label, used),
            label=asked.label,
            kind=kind,  # type: ignore[arg-type]  # one of KIND_WORDS
            task=task,
            of=options,
            required=_REQUIRED[_bare(asked.required)],
            hint=asked.help,
        )
        yield next((found._replace(where=where) for found in judge_question(field)), field)


def _bare(text: str) -> str:
    """An answer as it is looked up: the form itself says “(không bắt buộc)”."""
    return fold(text).strip(" ().")


def _options_of(text: str) -> Iterator[str]:
    """Each on a line of its cell, or parted by “;”; a list's dashes are no part of them."""
    for one in re.split(r"[;\n]", text):
        if option := re.sub(r"^[-–+•*]\s+", "", one.strip()):
            yield option


def _fault_of(asked: Asked, kind: str, task: str, options: Sequence[str]) -> Finding | None:
    """What is wrong with a question in the words of its table; None when nothing is."""
    label = f"“{asked.label}”"
    if lacks_kind(asked):
        fix = (
            f"Là câu hỏi: ghi ở cột “Loại” một trong các loại {kinds_allowed()}.\n"
            "Là tên nhóm câu hỏi: bỏ hàng ấy, ghi tên nhóm ở cột “Thuộc nội dung” của các câu hỏi trong nhóm."
        )
        return Finding("no_kind", "", "Chưa ghi loại câu trả lời.", fix)
    if not kind:
        message = f"{label}: không có loại “{asked.kind}”; các loại: {kinds_allowed()}."
        return Finding("not_allowed", "", message, "Ghi một trong các loại ấy.")
    if asked.task and not task:
        message = f"{label} thuộc nội dung “{asked.task}” không có trong đợt."
        return Finding("unknown_task", "", message, "Ghi đúng tên một nội dung của đợt.")
    if _bare(asked.required) not in _REQUIRED:
        message = f"{label}: cột Bắt buộc ghi “{asked.required}”."
        return Finding("not_allowed", "", message, "Ghi: có, hoặc: không.")
    if len(asked.label) > LONGEST_LABEL:
        message = f"{label}: câu hỏi dài {len(asked.label)} ký tự; nhiều nhất {LONGEST_LABEL}."
        return Finding("too_long", "", message, "Rút gọn câu hỏi, phần giải thích chuyển sang gợi ý.")
    return _fault_of_options(label, kind, options)


def _asked_twice(asked: Asked, before: str, where: str) -> Finding | None:
    """Two questions of one task in the same words: units could not tell which answer is which."""
    if before == where:
        return None
    message = f"“{asked.label}” đã hỏi ở {before}."
    return Finding("asked_twice", "", message, "Bỏ một câu, hoặc ghi rõ hai câu khác nhau ở điểm nào.")


def _fault_of_options(label: str, kind: str, options: Sequence[str]) -> Finding | None:
    if doubled := written_twice(options):
        message = f"{label}: lựa chọn “{doubled[0]}” ghi hai lần."
        return Finding("bad_options", "", message, "Bỏ một lựa chọn, hoặc ghi rõ hai lựa chọn khác nhau.")
    if kind == "choices" and len(options) < _FEWEST_OPTIONS:
        found = f"chỉ có một lựa chọn “{options[0]}”" if options else "chưa có lựa chọn nào"
        fix = "Ghi từ hai lựa chọn, ngăn bằng dấu “;”; trong Excel thì xuống dòng (Alt+Enter) cũng được."
        return Finding("bad_options", "", f"{label}: loại “chọn” mà {found}.", fix)
    if kind != "choices" and options:
        message = f"{label}: loại “{_short_name(kind)}” mà lại có lựa chọn ({'; '.join(options)})."
        return Finding("bad_options", "", message, "Ghi loại “chọn”, hoặc bỏ các lựa chọn.")
    return None


def _free_code(text: str, used: set[str]) -> str:
    """A code from a label: ``Số tin, bài đã gửi`` → ``so_tin_bai_da_gui``."""
    stem = "_".join(re.findall("[a-z0-9]+", fold(text)))[: CODE.most - 3].strip("_") or "chi_tieu"
    code, number = stem, 1
    while code in used:
        number += 1
        code = f"{stem}_{number}"
    used.add(code)
    return code
