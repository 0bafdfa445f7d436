"""The proof that a template prints what its document must say, before anything is issued with it.

The template is filled once with a token of its own in place of every text that the document must show. A tag
that was typed over, lost a brace or stands in hidden text leaves its token out, whatever else the office
changed. What prints a token prints every value given in its place, so the proof holds for all copies.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby, pairwise
from typing import Any

from bcd35.domain.errors import BrokenFile
from bcd35.domain.findings import Finding
from bcd35.domain.layout.deviations import quoted
from bcd35.domain.office import Office
from bcd35.formats.docx.headings import exchanged, headed
from bcd35.formats.docx.shown import ShownLine, shown_lines
from bcd35.formats.docx.template import Link, Picture, WordTemplate
from bcd35.formats.docx.template_check import judge_computed, judge_names, judge_writing
from bcd35.formats.letters.placed import misplaced
from bcd35.formats.letters.samples import SAMPLES, values_of
from bcd35.formats.ooxml.package import Properties

# The last names of numbers and days, beside which no figure stands in their paragraph.
_ALONE = (
    *("letter_number", "date_line", "deadline", "due", "before", "subtotal", "total"),
    *("days_overdue", "received_on", "reference", "dated", "in_time"),
)
_NEVER_OTHERWISE = ("superior",)  # an office may leave it out, and not make another of it
_FILLER = "x" * 300  # longer than any text that a tag could cut off and still look whole
_ANY_TOKEN = re.compile(r"zQ([0-9]+)x+Qz", re.IGNORECASE)
_LETTER = {
    "issuer": "cơ quan ban hành",
    "letter_number": "số của văn bản",
    "date_line": "ngày tháng năm",
    "letter_subject": "trích yếu",
    "addressee_lines": "nơi nhận ở Kính gửi",
    "opening": "câu mở đầu",
    "closing": "câu đề nghị có thời hạn",
    "recipient_lines": "Nơi nhận",
    "signer_title": "chức vụ người ký",
    "signer_other_titles": "chức vụ thứ hai của người ký",
    "signer_name": "họ tên người ký",
}
_LETTER_TASKS = {
    "tasks.heading": "tên từng nội dung",
    "tasks.text": "nội dung phải làm",
    "tasks.more": "các đoạn tiếp theo của nội dung",
    "tasks.platforms.label": "tên nền tảng",
    "tasks.platforms.channels.name": "tên kênh",
    "tasks.platforms.channels.address": "địa chỉ kênh",
    "enclosed": "câu về tài liệu gửi kèm, câu thay thế công văn trước",
}
_REPORT_LIST = {
    "label": "tên phụ lục",
    "groups.label": "tên nhóm",
    "groups.rows.name": "tên đơn vị",
    "groups.subtotal": "số đơn vị của từng nhóm",
    "total": "số đơn vị",
}
# The name of a template's file → the values that its document must show, each with its name for a clerk.
# A dot leads into the values of a list.
REQUIRED: Mapping[str, Mapping[str, str]] = {
    "cong-van.docx": _LETTER | _LETTER_TASKS,
    "van-ban.docx": {name: words for name, words in _LETTER.items() if name != "letter_subject"}
    | _LETTER_TASKS
    | {"type_name": "tên loại", "type_subject": "trích yếu", "address_word": "chữ “Kính gửi”, “Kính trình”"},
    "don-doc.docx": _LETTER
    | {
        "state": "tình hình báo cáo",
        "missing.groups.rows.name": "tên đơn vị ở danh sách",
        "missing.groups.rows.deadline": "thời hạn ở danh sách",
        "missing.groups.label": "tên nhóm ở danh sách",
        "missing.groups.subtotal": "số đơn vị của từng nhóm",
        "missing.total": "số đơn vị ở danh sách",
        "appendix_subject": "tên danh sách",
        "attached_to": "công văn mà danh sách kèm theo",
    },
    "de-nghi-bo-sung.docx": _LETTER
    | {
        "corrections.field": "chỉ tiêu phải sửa",
        "corrections.found": "điều đã ghi ở báo cáo",
        "corrections.allowed": "cách ghi đúng",
        "enclosed": "câu về mẫu gửi kèm, cách tính ngày báo cáo",
    },
    "gia-han.docx": _LETTER
    | {
        "extension": "câu gia hạn",
        "units.name": "tên đơn vị ở danh sách",
        "units.before": "hạn cũ ở danh sách",
        "units.deadline": "hạn mới ở danh sách",
        "attached_to": "công văn mà danh sách kèm theo",
    },
    "bang-kiem.docx": {
        "issuer": "cơ quan ban hành",
        "checklist_subject": "trích yếu",
        "attached_to": "công văn mà bảng kiểm kèm theo",
        "unit_name": "tên đơn vị",
        "tasks.title": "tên từng nội dung",
        "tasks.steps.text": "việc phải làm",
        "tasks.steps.due": "thời hạn của từng việc",
        "platforms.label": "tên nền tảng",
        "platforms.channels.name": "tên kênh",
        "platforms.channels.address": "địa chỉ kênh",
        "platforms.channels.qr_code": "mã QR của kênh",
    },
    "bao-cao.docx": {
        "issuer": "cơ quan ban hành",
        "letter_number": "số của văn bản",
        "date_line": "ngày tháng năm",
        "report_subject": "trích yếu",
        "opening": "câu mở đầu",
        "state": "tình hình báo cáo",
        "missing_sentence": "các đơn vị chưa báo cáo",
        "state_by_kind": "tình hình báo cáo của từng loại đơn vị",
        **{
            f"{table}.{name}": f"{words} ở danh sách {state} báo cáo"
            for table, state in (("reported", "đã"), ("missing", "chưa"))
            for name, words in _REPORT_LIST.items()
        },
        "reported.groups.rows.received_on": "ngày nhận ở danh sách đã báo cáo",
        "missing.groups.rows.deadline": "thời hạn ở danh sách chưa báo cáo",
        "attached_to": "báo cáo mà phụ lục kèm theo",
        "remarks.label": "tên từng ý kiến nêu trong báo cáo",
        "remarks.lines": "ý kiến của từng đơn vị",
        "results.heading": "tên từng nội dung",
        "results.lines": "kết quả từng chỉ tiêu",
        "closing": "câu kết thúc",
        "recipient_lines": "Nơi nhận",
        "signer_title": "chức vụ người ký",
        "signer_other_titles": "chức vụ thứ hai của người ký",
        "signer_name": "họ tên người ký",
    },
    "ap-phich-kenh.docx": {
        "issuer": "cơ quan ban hành",
        "platforms.label": "tên nền tảng",
        "platforms.rows.name": "tên kênh",
        "platforms.rows.address": "địa chỉ kênh",
        "platforms.rows.qr_code": "mã QR của kênh",
    },
}
_MISSING_COLUMNS = {
    "missing.groups.rows.number": "số thứ tự ở danh sách chưa báo cáo",
    "missing.groups.rows.days_overdue": "số ngày quá hạn ở danh sách chưa báo cáo",
    "missing.groups.rows.reminders": "lần đôn đốc ở danh sách chưa báo cáo",
}
# The same of the columns that an office may leave out with their heading: under it nothing else may stand.
OPTIONAL_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "don-doc.docx": _MISSING_COLUMNS,
    "de-nghi-bo-sung.docx": {"corrections.number": "số thứ tự của chỉ tiêu"},
    "gia-han.docx": {"units.number": "số thứ tự ở danh sách"},
    "bang-kiem.docx": {
        "tasks.number": "số thứ tự của nội dung",
        "tasks.steps.number": "số thứ tự của từng việc",
        "platforms.channels.number": "số thứ tự của kênh",
    },
    "bao-cao.docx": _MISSING_COLUMNS
    | {
        "reported.groups.rows.number": "số thứ tự ở danh sách đã báo cáo",
        "reported.groups.rows.reference": "số, ký hiệu báo cáo",
        "reported.groups.rows.dated": "ngày của báo cáo",
        "reported.groups.rows.in_time": "đúng hạn hay trễ",
    },
}


def prove_template(template: WordTemplate, role: str, office: Office, packaged: bytes) -> tuple[Finding, ...]:
    """Every reason why documents of this role must not be made with the template; none when they may.

    ``role``: the name of the program's own template, ``cong-van.docx``; ``packaged``: that template.
    """
    context = dict(values_of(SAMPLES[role], template, office))
    if "address_word" in context:  # the sample of a named document has no addressees; others of its role have
        context["address_word"] = "Kính gửi"
    faults = judge_writing(template) or judge_names(template, context)
    if faults:
        return faults
    try:
        faults = tuple(_not_printed(template, context, _to_show(template, role, packaged)))
        return faults or tuple(_at_another_heading(template, packaged))
    except BrokenFile as error:
        return error.findings
    except ValueError as error:  # a size or a height of the file is no number
        message = f"Tệp mẫu “{template.name}”: cỡ chữ, độ cao dòng không đọc được (máy báo: {error})."
        fix = "Đặt lại cỡ chữ, giãn dòng trong Word, hoặc chép lại tệp mẫu gốc."
        return (Finding("template_failed", template.name, message, fix),)


def _to_show(template: WordTemplate, role: str, packaged: bytes) -> Mapping[str, str]:
    """The values that this template must show, each with its name for a clerk."""
    kept = headed(template.data, packaged)
    columns = OPTIONAL_COLUMNS.get(role, {}).items()
    return {**REQUIRED[role], **{path: words for path, words in columns if _ends(path) in kept}}


def _ends(path: str) -> tuple[str, str]:
    """The list and the last name of a value."""
    return path.partition(".")[0], path.rpartition(".")[2]


def _not_printed(
    template: WordTemplate, context: Mapping[str, object], required: Mapping[str, str]
) -> Iterator[Finding]:
    tokens: dict[str, str] = {}

    def token_for(path: str) -> str:
        token = f"zQ{len(tokens)}{_FILLER}Qz"
        tokens[token] = path
        return token

    filled = template.render(_with_tokens(context, required, token_for), Properties("", "", date.min))
    lines = shown_lines(filled)
    printed, paragraphs = "\n".join(line.text for line in lines), _paragraphs(lines)
    lost = dict.fromkeys(path for token, path in tokens.items() if not _stands_in(printed, token))
    if "issuer" in lost and _plain(str(context["issuer"])) in paragraphs:
        del lost["issuer"]  # the office typed its own name, which no document gives otherwise
    yield from (_fault(template, path, required[path]) for path in lost)
    place = str(context.get("place", ""))  # that of the office may hold a figure
    texts = [text.replace(place, " ") if place else text for text in paragraphs]
    beside = {path: typed for token, path in tokens.items() if (typed := _typed_beside(texts, token, path))}
    yield from (_beside(template, path, typed) for path, typed in beside.items())
    if not (lost or beside):
        yield from _at_another_place(template, lines, tuple(tokens.values()), context)
        yield from judge_computed(template, (*required, *_NEVER_OTHERWISE))


def _at_another_place(
    template: WordTemplate, lines: Sequence[ShownLine], paths: Sequence[str], context: Mapping[str, object]
) -> Iterator[Finding]:
    """The faults of the lines of a filled template; the tokens stand for these paths, in their order."""

    def with_tags(text: str) -> str:
        return _plain(_ANY_TOKEN.sub(lambda token: f"{{{{ {paths[int(token[1])]} }}}}", text))

    tagged = [line._replace(text=with_tags(line.text)) for line in lines]
    found = misplaced(tagged, str(context.get("superior", "")), str(context.get("place", "")))
    yield from (_twice(template, path) for path in dict.fromkeys(_repeated(lines, paths)))
    for one in dict.fromkeys(found):
        yield _MISPLACED[one.code](template, one.path, one.text)


def _repeated(lines: Iterable[ShownLine], paths: Sequence[str]) -> Iterator[str]:
    """The values of a line that says the same as the one above it."""
    for above, below in pairwise(line for line in lines if line.text.strip()):
        token = _ANY_TOKEN.search(below.text)
        if token and (above.text, above.cell) == (below.text, below.cell):
            yield paths[int(token[1])]


def _at_another_heading(template: WordTemplate, packaged: bytes) -> Iterator[Finding]:
    for tag in dict.fromkeys(exchanged(template.data, packaged)):
        yield _exchanged(template, tag.path, tag.heading)


def _stands_in(text: str, token: str) -> bool:
    """Whether a value is printed as it is, in capitals or with a capital; no filter may make names small."""
    return any(one in text for one in (token, token.upper(), f"{token[0].upper()}{token[1:]}"))


def _typed_beside(paragraphs: Iterable[str], token: str, path: str) -> str:
    """What stands around a value where a sign or a figure makes another of it; empty where nothing does.

    A value that its paragraph says twice stands beside itself.
    """
    alone, tag = path.rpartition(".")[2] in _ALONE, f"{{{{ {path} }}}}"
    for text in paragraphs:
        for one in (token, token.upper()):
            before, stands, behind = text.replace(one, tag).partition(tag)
            twice = tag in behind
            before, behind = (_ANY_TOKEN.sub(" ", part) for part in (before, behind))
            joined = re.search(r"\w$", before) or re.match(r"[\w/-]", behind)
            if stands and (twice or joined or (alone and re.search("[0-9]", before + behind))):
                return f"{before}{tag}{behind}"
    return ""


def _with_tokens(
    values: Mapping[str, object], required: Iterable[str], token_for: Callable[[str], str]
) -> dict[str, Any]:
    """The values with tokens in place of those that are required; empty texts stay empty."""
    wanted = frozenset(required)
    return {name: _tokens(value, name, wanted, token_for) for name, value in values.items()}


def _tokens(value: Any, path: str, wanted: frozenset[str], token_for: Callable[[str], str]) -> Any:
    if isinstance(value, Mapping):
        return {name: _tokens(one, f"{path}.{name}", wanted, token_for) for name, one in value.items()}
    if isinstance(value, list | tuple):
        # Of a list all have to be printed, not only the first or the last: two stand for any number.
        is_wanted = any(one == path or one.startswith(f"{path}.") for one in wanted)
        items = [*value, *value] if len(value) == 1 and is_wanted else value
        return [_tokens(one, path, wanted, token_for) for one in items]
    if path not in wanted or not value:
        return value
    if isinstance(value, Picture):
        return replace(value, description=token_for(path))
    if isinstance(value, Link):
        return Link(token_for(path))
    return token_for(path) if isinstance(value, str) else value


def _paragraphs(lines: Iterable[ShownLine]) -> frozenset[str]:
    """The whole text of every paragraph."""
    together = groupby(lines, key=lambda line: line.paragraph)
    return frozenset(_plain(" ".join(line.text for line in pieces)) for _, pieces in together)


def _plain(text: str) -> str:
    """A text without what only breaks its lines."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _fault(template: WordTemplate, path: str, label: str) -> Finding:
    message = (
        f"Tệp mẫu “{template.name}” không in {{{{ {path} }}}} ({label}): "
        "thẻ thiếu, bị gõ đè, bị ẩn hoặc hỏng."
    )
    optional = any(path in columns for columns in OPTIONAL_COLUMNS.values())
    without = " bỏ cả cột cùng tiêu đề cột," if optional else ""
    fix = f"Đặt lại thẻ ấy đúng chỗ trong Word,{without} hoặc chép lại tệp mẫu gốc."
    return Finding("template_missing_value", template.name, message, fix)


def _beside(template: WordTemplate, path: str, typed: str) -> Finding:
    message = f"Tệp mẫu “{template.name}”: cạnh {{{{ {path} }}}} có chữ, số gõ thêm (“{quoted(typed)}”)."
    fix = "Bỏ phần gõ thêm, hoặc viết nó ở dòng khác; số, ngày, tên, chức vụ chỉ do thẻ ấy in ra."
    return Finding("template_typed_beside", template.name, message, fix)


def _twice(template: WordTemplate, path: str) -> Finding:
    message = f"Tệp mẫu “{template.name}”: {{{{ {path} }}}} đứng ở hai dòng liền nhau, văn bản in hai lần."
    return Finding("template_printed_twice", template.name, message, "Bỏ một trong hai dòng ấy.")


def _exchanged(template: WordTemplate, path: str, text: str) -> Finding:
    message = f"Tệp mẫu “{template.name}”: thẻ {{{{ {path} }}}} đứng sai chỗ (“{quoted(text)}”)."
    fix = "Hai thẻ bị đổi chỗ cho nhau: đặt lại từng thẻ đúng chỗ trong Word, hoặc chép lại tệp mẫu gốc."
    return Finding("template_exchanged", template.name, message, fix)


def _typed_place(template: WordTemplate, path: str, text: str) -> Finding:
    message = (
        f"Tệp mẫu “{template.name}”: trước {{{{ {path} }}}} thiếu địa danh, hoặc gõ khác (“{quoted(text)}”)."
    )
    fix = "Để trước thẻ ấy đúng “{{ place }}, ”; địa danh ghi ở data/office.yaml."
    return Finding("template_typed_place", template.name, message, fix)


def _typed_line(template: WordTemplate, path: str, text: str) -> Finding:
    message = f"Tệp mẫu “{template.name}”: dòng gõ sẵn “{quoted(text)}” nói khác {{{{ {path} }}}}."
    fix = (
        "Bỏ dòng ấy: số, ngày, nơi nhận, thời hạn, người ký do thẻ in ra; tên cơ quan, chức vụ, "
        "họ tên người ký ghi ở data/office.yaml."
    )
    return Finding("template_typed_line", template.name, message, fix)


_MISPLACED: Mapping[str, Callable[[WordTemplate, str, str], Finding]] = {
    "template_typed_beside": _beside,
    "template_exchanged": _exchanged,
    "template_typed_line": _typed_line,
    "template_typed_place": _typed_place,
}
