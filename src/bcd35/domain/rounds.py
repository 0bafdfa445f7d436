"""A round: one request to the units, with the tasks it sets and the figures it asks back."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Literal

from bcd35.domain.findings import Finding
from bcd35.domain.letters import document_name
from bcd35.domain.round_names import round_name
from bcd35.domain.shape import Code, KeyPath, LongText, ShortText, Text
from bcd35.domain.text import capitalised, fold, has_lost_word, identity_key

FieldKind = Literal["count", "date", "yes_no", "choices", "text"]

LONGEST_LABEL = 200
KIND_WORDS: dict[str, str] = {
    "count": "số nguyên, từ 0 trở lên",
    "date": "ngày/tháng/năm",
    "yes_no": "Có hoặc Không",
    "choices": "chọn trong danh sách",
    "text": "ghi bằng lời",
}

# A form asks what a unit's office can attest of its own work, never about persons or their accounts. The
# pattern stays text: most commands judge no round.
_FORBIDDEN = (
    r"ho va ten|ho ten|danh sach (ca nhan|nguoi|dang vien|can bo|doan vien|tai khoan)"
    r"|tai khoan (ca nhan|cua dang vien|cua can bo)"
    r"|luot (thich|binh luan|xem|chia se cua)|so like|binh luan|can cuoc|so dien thoai (ca nhan|rieng)"
    r"|y kien ca nhan|quan diem (cua|ca nhan)"
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Căn cứ: a document that the letter carries out."""

    kind: ShortText
    number: Annotated[str, Text(40)]
    date: date
    issuer: ShortText
    subject: ShortText


@dataclass(frozen=True, slots=True)
class Task:
    """Nội dung: one thing the units are asked to do.

    ``items`` become lines of the checklist; without ``due`` the round's deadline holds.
    """

    code: Code
    title: ShortText
    text: LongText
    items: tuple[ShortText, ...]
    due: date | None = None

    @property
    def has_words(self) -> bool:
        """Whether it says more than its title."""
        return not self.is_title(self.text)

    def is_title(self, text: str) -> bool:
        return identity_key(text.rstrip(" .;:,")) == identity_key(self.title.rstrip(" .;:,"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Chỉ tiêu: one question of the report form.

    ``of`` lists the options of a ``choices`` field; ``task`` is the task's code or empty.
    """

    code: Code
    label: Annotated[str, Text(LONGEST_LABEL)]
    kind: FieldKind
    task: str = ""
    of: tuple[ShortText, ...] = ()
    required: bool = True
    hint: ShortText = ""

    @property
    def is_share(self) -> bool:
        """Whether its numbers are shares or means, which say nothing when they are added up.

        ``Tỷ lệ hồ sơ trực tuyến``, ``Hồ sơ trực tuyến (%)``; not ``Số xã đạt trên 80%``.
        """
        asked = fold(self.label)
        share = _IN_PERCENT.search(asked) or (_A_SHARE.search(asked) and not _A_NUMBER_OF.match(asked))
        return self.kind == "count" and bool(share)


_A_SHARE = re.compile(r"ty le|ti le|phan tram|%|ty trong|binh quan|trung binh")
_IN_PERCENT = re.compile(r"\(\s*(tinh bang |don vi:? )?(%|phan tram)")
_A_NUMBER_OF = re.compile(r"(tong )?so (?!phan tram|trung binh|binh quan|ty le|ti le)")


@dataclass(frozen=True, slots=True)
class ContributionTerms:
    """What a round asks units to send for publication.

    Its categories, and per medium the code of the count field in which a unit says how many it sent.
    """

    categories: tuple[ShortText, ...] = ()
    article: str = ""
    photo: str = ""
    video: str = ""

    def fields(self) -> dict[str, str]:
        """Medium → code of the field that counts it, for those that have one."""
        stated = {"article": self.article, "photo": self.photo, "video": self.video}
        return {medium: field for medium, field in stated.items() if field}


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Đợt: one request: subject, grounds, tasks, form fields, deadline. Issued once, under one number."""

    code: Code
    subject: ShortText
    grounds: tuple[Ground, ...]
    tasks: tuple[Task, ...]
    fields: tuple[Field, ...]
    deadline: date
    status: Literal["open", "closed"] = "open"
    form_version: int = 1
    contributions: ContributionTerms = ContributionTerms()
    symbol: Annotated[str, Text(40)] = (
        ""  # of its letters, where the office has several; empty: the usual one
    )
    document_type: ShortText = ""  # a type's name in the layout's table, as “kế hoạch”; empty: a công văn
    signer: Annotated[str, Text(40)] = ""  # the code of one of the office's signers; empty: the usual one
    short_name: Annotated[str, Text(40)] = ""  # what people call it; empty: as its code begins
    to: tuple[Code, ...] = ()  # codes of kinds and units that it is addressed to; empty: all
    together: bool = False  # one letter to all of them; checklist and form per unit
    purpose: LongText = ""  # “nhằm …”, in the first sentence
    background: LongText = ""  # a paragraph of its own before it
    closing: LongText = ""  # a last paragraph
    channels: bool = True  # letter and checklist list the channels; rounds frozen without the key did

    @property
    def document_name(self) -> str:
        """What the letter of the round is called where it is cited: ``Công văn``, ``Kế hoạch``."""
        return document_name(self.document_type)

    def letter_named(self, reference: str) -> str:
        """``Công văn số 28-CV/BCĐ``."""
        return f"{self.document_name} số {reference}"

    @property
    def follow_up_symbol(self) -> str:
        """The symbol of reminders, returns, extensions: they are công văn whatever the round began with."""
        return "" if self.document_type else self.symbol

    @property
    def name(self) -> str:
        """``tháng 11/2025``: for headings, papers and sentences."""
        return round_name(self.code, self.short_name)

    def field(self, wanted: str) -> Field | None:
        """A field by its code or by its whole label."""
        key = identity_key(wanted)
        return next(
            (
                field
                for field in self.fields
                if field.code.casefold() == wanted.casefold() or identity_key(field.label) == key
            ),
            None,
        )


def same_question(before: Field, after: Field) -> bool:
    """Whether an answer to the one is an answer to the other: by code and kind, however it is worded."""
    return before.code.casefold() == after.code.casefold() and before.kind == after.kind


def reserved_code(code: str, where: str, fix: str) -> Finding:
    """The fault of a new round whose code Windows makes no file of."""
    return Finding("reserved_code", where, f"Windows không tạo được tệp mang tên “{code}”.", fix)


def judge_round(round_: Round) -> list[tuple[KeyPath, Finding]]:
    """Faults between the parts of one round, each with its path in the file (for line and column)."""
    return [
        *_repeated(round_.tasks, "tasks", "Nội dung"),
        *_repeated(round_.fields, "fields", "Chỉ tiêu"),
        *(found for place, field in enumerate(round_.fields) for found in _judge_field(round_, place, field)),
        *_without_items(round_.tasks),
        *_judge_terms(round_),
        *_without_parts(round_),
    ]


def _without_items(tasks: Sequence[Task]) -> Iterator[tuple[KeyPath, Finding]]:
    for place, task in enumerate(tasks):
        if not task.items:
            message = f"Nội dung “{task.code}” chưa có mục nào cho bảng kiểm."
            yield ("tasks", place, "items"), Finding("no_items", "", message, "Thêm ít nhất một mục.")


def _without_parts(round_: Round) -> Iterator[tuple[KeyPath, Finding]]:
    if not round_.fields:
        message = "Đợt chưa có chỉ tiêu nào để đơn vị báo cáo."
        yield ("fields",), Finding("no_fields", "", message, "Thêm ít nhất một chỉ tiêu.")
    if not round_.tasks:
        yield ("tasks",), Finding("no_tasks", "", "Đợt chưa có nội dung nào.", "Thêm ít nhất một nội dung.")


def _repeated(parts: Sequence[Task] | Sequence[Field], key: str, noun: str) -> list[tuple[KeyPath, Finding]]:
    codes = [part.code.casefold() for part in parts]
    return [
        (
            (key, place, "code"),
            Finding("duplicate_code", "", f"{noun} “{parts[place].code}” khai hai lần.", "Đặt mã khác."),
        )
        for place, code in enumerate(codes)
        if code in codes[:place]
    ]


def _judge_terms(round_: Round) -> Iterator[tuple[KeyPath, Finding]]:
    for medium, code in _uncounted(round_).items():
        message = f"“{medium}” nêu chỉ tiêu “{code}”; đợt không có chỉ tiêu loại count nào mang mã ấy."
        yield (
            ("contributions", medium),
            Finding("unknown_field", "", message, "Sửa mã chỉ tiêu, hoặc bỏ dòng này."),
        )


def _uncounted(round_: Round) -> dict[str, str]:
    """Medium → field that is to count it, where the form has no such count."""
    counts = {field.code for field in round_.fields if field.kind == "count"}
    return {medium: code for medium, code in round_.contributions.fields().items() if code not in counts}


def without_lost_counts(round_: Round) -> Round:
    """The round whose contributions are counted by questions of its form alone."""
    lost = _uncounted(round_)
    still = {medium: code for medium, code in round_.contributions.fields().items() if medium not in lost}
    contributions = ContributionTerms(categories=round_.contributions.categories, **still)
    return replace(round_, contributions=contributions)


def _judge_field(round_: Round, place: int, field: Field) -> Iterator[tuple[KeyPath, Finding]]:
    def fault(part: str, code: str, message: str, fix: str) -> tuple[KeyPath, Finding]:
        return ("fields", place, part), Finding(code, "", message, fix)

    name = f"Chỉ tiêu “{field.code}”"
    if field.task and field.task not in {task.code for task in round_.tasks}:
        message = f"{name} thuộc nội dung “{field.task}” không có trong đợt."
        yield fault("task", "unknown_task", message, "Sửa mã nội dung.")
    if (field.kind == "choices") != bool(field.of):
        message = f"{name}: loại choices phải có danh sách “of”, loại khác thì không."
        yield fault("of", "bad_options", message, "Thêm hoặc bỏ “of”.")
    if any(";" in option for option in field.of):
        message = f"{name}: lựa chọn không được có dấu “;” (dấu này ngăn cách các lựa chọn)."
        yield fault("of", "bad_options", message, "Bỏ dấu “;”.")
    yield from ((("fields", place, "label"), found) for found in judge_question(field))


def judge_question(field: Field) -> Iterator[Finding]:
    """That a question asks about persons, or has lost letters."""
    if has_lost_word(field.label):
        message = f"Chỉ tiêu “{field.label}” có dấu “?”, “�” giữa chữ: chữ có dấu mất khi lưu tệp."
        yield Finding("lost_letters", "", message, "Ghi lại cho đúng rồi chạy lại.")
    if re.search(_FORBIDDEN, fold(f"{field.label} {field.hint}")):
        message = (
            f"Chỉ tiêu “{field.label}” hỏi về cá nhân hoặc tài khoản cá nhân; mẫu chỉ hỏi việc của chính đơn "
            "vị."
        )
        fix = "Bỏ chỉ tiêu này hoặc hỏi về việc đơn vị đã làm."
        yield Finding("asks_about_persons", "", message, fix)


def bare_subject(subject: str) -> str:
    """The subject without what a letter adds itself: ``về việc`` before it, a mark behind it."""
    return re.sub(r"^\s*(về việc|v/v)[\s:]+", "", subject.rstrip(" .;,"), flags=re.IGNORECASE)


# Words of work that a subject begins with, toneless: they are no names, so that no capital is meant.
_WORK = (
    "bao cao|bao dam|chan chinh|chuan bi|chuyen doi|cung cap|danh gia|day manh|dang ky|de nghi|dieu chinh"
    "|gia han|giam sat|gop y|hoan thanh|huong dan|ket qua|khac phuc|khao sat|kiem tra|lay y kien|nang cao"
    "|phat dong|phoi hop|phong chong|phong, chong|phuc vu|quan triet|ra soat|so ket|tang cuong|tham gia"
    "|thong ke|thuc hien|tiep tuc|to chuc|tong hop|tong ket|trien khai|tuyen truyen|xay dung"
)


def stated_subject(subject: str) -> str:
    """A subject as typed, so that it goes on behind ``về việc``: ``Tổng kết …`` begins in small."""
    bare = bare_subject(subject)
    begins_with_work = re.match(rf"({_WORK})\b", fold(bare)) and not bare[:2].isupper()
    return f"{bare[:1].lower()}{bare[1:]}" if begins_with_work else bare


def bare_number(number: str) -> str:
    """The number of a document without the ``số`` that a citation adds itself."""
    return re.sub(r"^số[\s:]+", "", number, flags=re.IGNORECASE)


def subject_line(subject: str, prefix: str) -> str:
    """Trích yếu: ``về việc …`` or ``V/v …``; for ``không`` the bare subject (HD 36-HD/VPTW)."""
    bare = bare_subject(subject)
    return f"{prefix} {bare}" if prefix != "không" else capitalised(bare)


# The parts of what units are asked. The terms of contributions are the office's own sorting, and the short
# name its own word: both may change.
ASKED_PARTS = (
    *("subject", "grounds", "tasks", "fields", "deadline", "status", "form_version", "symbol", "to"),
    *("together", "purpose", "background", "closing", "channels", "document_type", "signer"),
)


def parts_changed(before: Round, after: Round) -> tuple[str, ...]:
    """The fields of ``ASKED_PARTS`` that differ."""
    return tuple(name for name in ASKED_PARTS if getattr(before, name) != getattr(after, name))
