"""The screen of ``check-format``: the deviations of each file by part, errors first."""

from collections.abc import Iterator, Mapping, Sequence

from bcd35.domain.errors import Refused
from bcd35.domain.layout.attached_form import form_words
from bcd35.domain.layout.deviations import SEVERITY_WORDS, Deviation
from bcd35.domain.layout.repairs import Repair, SetCharacterFormat, SetParagraphFormat
from bcd35.show.screen import Block, Screen
from bcd35.usecases.check_format.documents import CheckedDocument, FormatChecked, shown_path
from bcd35.usecases.desk import Desk


def checked(outcome: FormatChecked, desk: Desk | None) -> Screen:
    """Exit code 3 when a document has an error of layout or could not be judged.

    Advice alone is no failure.
    """
    documents = outcome.documents
    counts = _counts(documents)
    data = {
        "profile": outcome.profile.code,
        "files": [_data(one, desk) for one in documents],
        "counts": counts,
        "skipped": list(outcome.skipped),
        "convertible": list(outcome.convertible),
        "page": None if outcome.page is None else shown_path(desk, outcome.page),
    }
    blocks = tuple(_told(outcome, counts, desk))
    findings = tuple(found for one in documents for found in one.findings)
    remarks = (f"Theo bộ quy tắc {outcome.profile.name}.",) if blocks else ()
    code = Refused.exit_code if counts["errors"] or findings else 0
    return Screen(data, blocks, remarks, findings, code)


def _told(outcome: FormatChecked, counts: Mapping[str, int], desk: Desk | None) -> Iterator[Block]:
    """Of many files, those without deviations are only counted."""
    alone = len(outcome.documents) == 1
    for one in outcome.documents:
        if not one.findings and (one.deviations or one.copy or one.form or one.head or alone):
            yield from _blocks(one, desk)
    if not alone:
        yield _total(counts)
    for shown in outcome.skipped:
        joined = "tệp ghép để in, mỗi công văn đã có tệp riêng"
        yield f"Bỏ qua {shown}: {joined}; muốn soát thì nêu đích danh tệp ấy."
    if outcome.convertible:
        waiting = f"Còn {len(outcome.convertible)} tệp .doc, .rtf, .odt trong thư mục"
        yield f"{waiting}; muốn soát thì nêu đích danh từng tệp."
    if outcome.page is not None:
        yield f"Đã ghi trang {shown_path(desk, outcome.page)}."


def _counts(documents: Sequence[CheckedDocument]) -> dict[str, int]:
    errors = sum(_errors(one) for one in documents)
    return {
        "documents": len(documents),
        "clean": sum(not one.deviations and not one.findings for one in documents),
        "errors": errors,
        "advice": sum(len(one.deviations) for one in documents) - errors,
        "refused": sum(bool(one.findings) for one in documents),
    }


def _errors(document: CheckedDocument) -> int:
    return sum(one.severity == "error" for one in document.deviations)


def _data(document: CheckedDocument, desk: Desk | None) -> dict[str, object]:
    copy = document.copy
    return {
        "file": document.shown,
        "kind": document.kind or None,
        "deviations": [deviation_data(one) for one in document.deviations],
        "findings": [found._asdict() for found in document.findings],
        "written": None if copy is None or copy.path is None else shown_path(desk, copy.path),
        "repaired": [deviation_data(one) for one in (copy.repaired if copy else ())],
        "comments": copy.comments if copy else 0,
        "signed": document.signed,
        "converted": document.converted,
        "form": document.form or None,
        "head": document.head or None,
    }


def deviation_data(one: Deviation) -> dict[str, object]:
    return {
        "rule": one.rule,
        "severity": one.severity,
        "part": one.part,
        "text": one.text,
        "count": one.count,
        "found": one.found,
        "required": one.required,
        "source": one.source,
        "fixable": bool(one.repairs),
    }


def _blocks(document: CheckedDocument, desk: Desk | None) -> Iterator[Block]:
    if document.converted:
        yield f"{document.shown}: LibreOffice chuyển sang một bản .docx tạm để soát; tệp gốc giữ nguyên."
    yield from _copy_lines(document, desk)
    yield _verdict(document)
    if document.head:
        yield f"  {document.head}"
    if document.form:
        yield f"  {form_words(document.form)}"
    yield from deviation_lines(document.deviations)


def _copy_lines(document: CheckedDocument, desk: Desk | None) -> Iterator[str]:
    copy = document.copy
    if copy is None:
        return
    if copy.path is None:
        # Each deviation would have a comment: where some are left, only repairs were asked for.
        none = "không có điểm nào tự sửa được" if document.deviations else "không có điểm nào sai"
        yield f"{document.shown}: {none}; không ghi tệp mới."
        return
    done = [
        *([f"đã sửa {len(copy.repaired)} điểm"] if copy.repaired else []),
        *([f"đã ghi {copy.comments} lời bình"] if copy.comments else []),
    ]
    yield f"{document.shown}: {', '.join(done)}, ghi sang {shown_path(desk, copy.path)}."
    if document.signed:
        yield "  Bản gốc có chữ ký số; bản mới không còn chữ ký số."
    yield from (f"  {_place(one)}: {one.found} → {_set_to(one)}" for one in copy.repaired)


def _set_to(one: Deviation) -> str:
    """What the repairs have set, where a rule allows several values; else what it requires."""
    words = dict.fromkeys(word for step in one.repairs for word in _values(step))
    return " hoặc ".join(words) or one.required


def _values(step: Repair) -> Iterator[str]:
    if isinstance(step, SetCharacterFormat) and step.size is not None:
        yield f"cỡ {step.size}"
    if isinstance(step, SetParagraphFormat):
        named = (
            ("đầu dòng lùi", step.first_line, "mm"),
            ("dãn dòng chính xác", step.pitch, "pt"),
            ("dãn dòng", step.lines, "dòng"),
        )
        yield from (
            f"{what} {value:g} {measure}".replace(".", ",")
            for what, value, measure in named
            if value is not None
        )


def _verdict(document: CheckedDocument) -> str:
    errors, all_ = _errors(document), len(document.deviations)
    name = f"{document.shown} ({document.kind.lower()})"
    copy = document.copy
    remaining = "còn " if copy and copy.repaired else ""
    by_hand = ", sửa tay trong Word" if copy and (copy.repaired or copy.path is None) else ""
    if not all_:
        return f"{name}: đúng thể thức."
    figures = [
        f"{count} {label}" for count, label in ((errors, "lỗi"), (all_ - errors, "lời khuyên")) if count
    ]
    return f"{name}: {remaining}{', '.join(figures)}{by_hand}."


def deviation_lines(deviations: Sequence[Deviation]) -> Iterator[str]:
    """The deviations by part; the sources, which are long and few, stand below them as notes."""
    notes = {
        source: f"[{place}]"
        for place, source in enumerate(dict.fromkeys(one.source for one in deviations), start=1)
    }
    for part in dict.fromkeys(one.part for one in deviations):
        yield f"  {part}"
        yield from (
            f"    {_deviation_text(one)} {notes[one.source]}" for one in deviations if one.part == part
        )
    yield from (f"  Nguồn {note}: {source}." for source, note in notes.items())


def _deviation_text(one: Deviation) -> str:
    more = f" (và {one.count - 1} đoạn khác)" if one.count > 1 else ""
    quote = f" “{one.text}”{more}" if one.text else ""
    return f"{SEVERITY_WORDS[one.severity]}{quote}: {one.found}; quy định: {one.required}."


def _place(one: Deviation) -> str:
    if not one.text:
        return one.part
    return f"{one.part} “{one.text}”" if one.count == 1 else f"{one.part}, {one.count} đoạn"


def _total(counts: Mapping[str, int]) -> str:
    refused = f", {counts['refused']} tệp không soát được" if counts["refused"] else ""
    figures = f"{counts['errors']} lỗi, {counts['advice']} lời khuyên{refused}"
    return f"Đã soát {counts['documents']} tệp, {counts['clean']} tệp đúng thể thức; {figures}."
