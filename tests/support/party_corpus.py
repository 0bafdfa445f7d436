"""Right documents of the Party of every type, with every form of signature, short and long, however typed."""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from tests.support.docx_corpus import (
    CENTRED_NUMBERS,
    FORMS,
    SENTENCE,
    TYPED_FORMS,
    Form,
    Spec,
    right,
    write_docx,
)
from tests.support.party_faults import right_cases, spoiled_cases
from tests.support.planted_faults import BOTH, Case
from tests.support.saved_as import saved_otherwise


class RightDocument(NamedTuple):
    """What it shows, the document, and the form of its head and end."""

    name: str
    spec: Spec
    form: Form


# The types of document that have a name, beside báo cáo; the code in their number.
TYPES = {
    "NGHỊ QUYẾT": "NQ",
    "QUYẾT ĐỊNH": "QĐ",
    "QUY ĐỊNH": "QĐ",
    "QUY CHẾ": "QC",
    "CHỈ THỊ": "CT",
    "KẾT LUẬN": "KL",
    "THÔNG TRI": "TT",
    "HƯỚNG DẪN": "HD",
    "THÔNG BÁO": "TB",
    "KẾ HOẠCH": "KH",
    "CHƯƠNG TRÌNH": "CTr",
    "TỜ TRÌNH": "TTr",
    "BIÊN BẢN": "BB",
    "CHIẾN LƯỢC": "CL",
    "QUY HOẠCH": "QH",
    "ĐỀ ÁN": "ĐA",
    "PHƯƠNG ÁN": "PA",
    "DỰ ÁN": "DA",
    "THÔNG CÁO": "TC",
    "TUYÊN BỐ": "TB",
    "LỜI KÊU GỌI": "LKG",
    "CƯƠNG LĨNH": "CL",
    "ĐIỀU LỆ": "ĐL",
    "GIẤY MỜI": "GM",
    "GIẤY GIỚI THIỆU": "GGT",
    "GIẤY CHỨNG NHẬN": "GCN",
    "GIẤY ĐI ĐƯỜNG": "GĐĐ",
    "GIẤY NGHỈ PHÉP": "GNP",
    "PHIẾU GỬI": "PG",
    "PHIẾU CHUYỂN": "PC",
}
# The first line above the signature, and those below it.
SIGNATURES = {
    "for all": ("T/M BAN THƯỜNG VỤ", ["PHÓ BÍ THƯ"]),
    "for all, standing deputy": ("T/M ĐẢNG UỶ", ["PHÓ BÍ THƯ THƯỜNG TRỰC"]),
    "for all, a member": ("T/M BAN THƯỜNG VỤ", []),
    "inspection": ("T/M UỶ BAN KIỂM TRA", ["CHỦ NHIỆM"]),
    "council with a seal": ("T/M HỘI ĐỒNG", ["CHỦ TỊCH"]),
    "deputy": ("K/T TRƯỞNG BAN", ["PHÓ TRƯỞNG BAN"]),
    "by order": ("T/L BAN THƯỜNG VỤ", ["CHÁNH VĂN PHÒNG"]),
    "head": ("CHÁNH VĂN PHÒNG", []),
    "deputy in charge": ("PHÓ TRƯỞNG BAN", []),
    "acting": ("Q. TRƯỞNG BAN", []),
    "committee with a seal": ("K/T TRƯỞNG BAN CHỈ ĐẠO", ["PHÓ TRƯỞNG BAN CHỈ ĐẠO"]),
    "seal of the committee": ("PHÓ BÍ THƯ", ["kiêm", "PHÓ TRƯỞNG BAN CHỈ ĐẠO"]),
    "seal of the standing office": ("TRƯỞNG BAN TỔ CHỨC", ["kiêm", "CHỦ TỊCH HỘI ĐỒNG"]),
    "seal of an agency": ("PHÓ CHỦ TỊCH UỶ BAN NHÂN DÂN TỈNH", ["kiêm", "TRƯỞNG BAN CHỈ ĐẠO"]),
}


def right_documents() -> Iterator[RightDocument]:
    """All of them; the forms of head and end take turns."""
    for place, (name, code) in enumerate(TYPES.items()):
        paper = name.startswith(("GIẤY", "PHIẾU"))
        form = "table" if paper else FORMS[place % len(FORMS)]
        yield RightDocument(f"type {name}", of_type(name, code), form)
    for place, (name, (first, others)) in enumerate(SIGNATURES.items()):
        spec = respelt(right())
        spec.text["authority"], spec.positions = first, others
        yield RightDocument(f"signed {name}", spec, FORMS[place % len(FORMS)])
    for name, make in VARIANTS.items():
        for form in FORMS:
            yield RightDocument(f"{name}, {form}", make(), form)
    for place, (name, placed) in enumerate(CENTRED_NUMBERS.items()):
        spec = right()
        spec.number |= {"jc": "", **placed}
        yield RightDocument(f"number by {name}", spec, FORMS[place % len(FORMS)])
    for form in TYPED_FORMS:
        yield RightDocument(f"head typed with {form}", right(), form)
        yield RightDocument(f"report typed with {form}", right("report"), form)


def party_cases() -> list[Case]:
    """The whole corpus of the Party's layout: right documents, and every rule broken."""
    ours = (
        Case(f"right-{one.name}", write_docx(one.spec, one.form), frozenset()) for one in right_documents()
    )
    joined = [
        Case(
            f"right-head in one paragraph, {form}",
            joined_by_breaks(write_docx(right(), form), lambda document: document.paragraphs[:4]),
            frozenset(),
        )
        for form in ("tabs", *TYPED_FORMS)
    ]
    marked = [
        Case(f"right-marked at the end, {form}", _marked_at_the_end(write_docx(right(), form)), frozenset())
        for form in FORMS
    ]
    saved = [
        Case(f"right-{name}-{kind}-{form}", data, frozenset())
        for form in FORMS
        for kind in BOTH
        for name, data in saved_otherwise(write_docx(right(kind), form)).items()
    ]
    return [*right_cases(), *ours, *joined, *marked, *saved, *spoiled_cases()]


def joined_by_breaks(data: bytes, some: Callable[[Any], Sequence[Any]]) -> bytes:
    """Some paragraphs of a document as one, typed with Shift and Enter."""
    document: Any = Document(io.BytesIO(data))
    first, *others = some(document)
    for paragraph in others:
        first.add_run().add_break()
        first._p.extend(run._r for run in paragraph.runs)
        paragraph._p.getparent().remove(paragraph._p)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def _marked_at_the_end(data: bytes) -> bytes:
    """How far the document may be made known, in the middle of its last page."""
    document: Any = Document(io.BytesIO(data))
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run("KHÔNG PHỔ BIẾN TRÊN PHƯƠNG TIỆN THÔNG TIN ĐẠI CHÚNG")
    run.bold, run.font.size, run.font.name = True, Pt(12), "Times New Roman"
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def of_type(name: str, code: str) -> Spec:
    spec = right("report")
    spec.text |= {"type_name": name, "number": f"Số 15-{code}/ĐU"}
    if name == "TỜ TRÌNH":
        spec.text["address_label"] = "Kính trình:"
        spec.addressees = ["- Ban Thường vụ Tỉnh ủy;", "- Ban Tổ chức Tỉnh ủy;"]
        spec.recipients = ["- Như trên;", "- Lưu Đảng ủy."]
    if name == "BIÊN BẢN":
        spec.text["date_line"], spec.recipients = "", []
        spec.text["authority"], spec.positions = "CHỦ TRÌ HỘI NGHỊ", []
        spec.other_signer = (["NGƯỜI GHI BIÊN BẢN"], "Lê Thị Hoa")
    if name.startswith(("GIẤY", "PHIẾU")):
        spec.page |= {"w": 8391, "h": 11906}  # A5
        spec.body = ["Trân trọng kính mời đồng chí dự hội nghị, ngày 20 tháng 12 năm 2026."]
    return spec


def respelt(spec: Spec) -> Spec:
    """The same with the tone mark on the second vowel, as the guidance itself writes."""
    spec.text = {code: text.replace("ỦY", "UỶ").replace("ủy", "uỷ") for code, text in spec.text.items()}
    spec.body = [text.replace("ủy", "uỷ") for text in spec.body]
    spec.recipients = [text.replace("ủy", "uỷ") for text in spec.recipients]
    return spec


def _many_addressees() -> Spec:
    spec = right()
    spec.addressees = [f"- Chi bộ thôn {place};" for place in range(1, 13)]
    return spec


def _wrapped_recipients() -> Spec:
    spec = right()
    spec.recipients[1:1] = [
        "- Đảng ủy các xã: A, B,",
        "C, D;",
        "- Ban Chỉ đạo, Tổ giúp việc",
        "và các tiểu ban;",
        "- Ủy ban nhân dân xã, Ủy ban Mặt trận",
        "Tổ quốc Việt Nam xã (để phối hợp);",
    ]
    return spec


def _noted() -> Spec:
    spec = right()
    spec.notes = [
        "Ghi chú: báo cáo gửi bằng văn bản.",
        "- Người liên hệ: Văn phòng, điện thoại 0260 000 000.",
    ]
    return spec


def _address_of_the_office() -> Spec:
    spec = right()
    spec.notes = ["Địa chỉ: xã Đồng Nai, tỉnh Lâm Đồng. Điện thoại: 0260 000 000.", "Thư điện tử: vanphong@…"]
    return spec


def _as_above_for_what() -> Spec:
    spec = right()
    spec.recipients[:1] = ["- Như trên (để thực hiện);", "- C, PVP (NC), CV TH;"]
    return spec


def _already_signed() -> Spec:
    spec = right()
    spec.positions.append("(Đã ký)")
    return spec


def _signed_by_software() -> Spec:
    spec = right()
    spec.positions.append("[daky]")
    return spec


def _text_begins_with_a_dash() -> Spec:
    spec = right()
    spec.body.insert(0, f"- {SENTENCE}")
    return spec


def _subject_of_work() -> Spec:
    spec = right()
    spec.text |= {"letter_subject": "về công tác cán bộ", "date_line": "M’Đrắk, ngày 05 tháng 9 năm 2026"}
    return spec


def _addressee_with_semicolon() -> Spec:
    spec = right()
    spec.addressees = ["Các chi bộ trực thuộc;"]
    return spec


def _one_syllable_place() -> Spec:
    spec = right()
    spec.text["date_line"] = "Thành phố Huế, ngày 05 tháng 9 năm 2026"
    return spec


def _short() -> Spec:
    spec = right()
    spec.body, spec.number["header"] = [SENTENCE], "no"
    return spec


def _long() -> Spec:
    spec = right("report")
    spec.body = [f"{place}. {SENTENCE} {SENTENCE}" for place in range(1, 60)]
    return spec


def _condensed() -> Spec:
    """The letters of the title are set closer, those of the date line narrower, until they fit."""
    spec = right()
    spec.title_indents, spec.formats["title"].tracking = 541, -10
    spec.text["date_line"] = "Thành phố Đồng Nai, ngày 05 tháng 9 năm 2026"
    spec.formats["date_line"].scale = 90
    return spec


def _first_line() -> Spec:
    spec = right()
    spec.paragraph["first"] = "720"  # 12.7 mm, as the guidance's own pages have
    return spec


def _joint() -> Spec:
    spec = right("report")
    spec.text |= {
        "type_name": "QUY CHẾ",
        "superior": "",
        "issuer": "ĐẢNG ỦY XÃ ĐỒNG NAI - CÔNG AN TỈNH",
        "number": "Số 05-QC/ĐU-CAT",
        "authority": "BÍ THƯ",
    }
    spec.positions, spec.formats["position"].bold = ["ĐẢNG ỦY XÃ ĐỒNG NAI"], True
    spec.other_signer = (["GIÁM ĐỐC", "CÔNG AN TỈNH"], "Trần Văn Nam")
    return spec


def _joint_on_two_lines(first: str, second: str) -> Callable[[], Spec]:
    """Bodies that issue it together, each name on a line."""

    def make() -> Spec:
        spec = _joint()
        spec.text |= {"superior": first, "issuer": second}
        spec.formats["superior"] = spec.formats["issuer"]
        return spec

    return make


def _confirmed(*confirming: str) -> Callable[[], Spec]:
    """A congress has no seal: another confirms who signs for its presidium."""

    def make() -> Spec:
        spec = right("report")
        spec.text |= {"type_name": "NGHỊ QUYẾT", "number": "Số 05-NQ/ĐH", "authority": "T/M ĐOÀN CHỦ TỊCH"}
        spec.positions = []
        spec.confirmed = (["T/L BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG"], "Lê Văn Tám")
        spec.confirming = [*confirming]
        return spec

    return make


def _named_on_two_lines(first: str, second: str) -> Callable[[], Spec]:
    """A body without a superior, whose own name is too long for one line."""

    def make() -> Spec:
        spec = right()
        spec.text |= {"superior": first, "issuer": second}
        spec.formats["superior"].bold = True
        return spec

    return make


def _author() -> Spec:
    spec = right("report")
    spec.text |= {"type_name": "KẾT LUẬN", "number": "Số 12-KL/ĐU"}
    spec.author = ["CỦA BAN THƯỜNG VỤ", "ĐẢNG ỦY XÃ ĐỒNG NAI"]
    spec.text["type_subject"] = "về phát triển kinh tế tư nhân"
    return spec


def _grounds() -> Spec:
    spec = right("report")
    spec.text |= {"type_name": "QUYẾT ĐỊNH", "number": "Số 31-QĐ/ĐU"}
    spec.grounds = [
        "- Căn cứ Điều lệ Đảng Cộng sản Việt Nam;",
        "- Căn cứ Quy chế làm việc số 02-QC/ĐU, ngày 05/9/2025 của Đảng ủy về hoạt động của Đảng ủy.",
    ]
    return spec


def _grounds_in_other_words() -> Spec:
    spec = _grounds()
    spec.grounds[1:] = ["- Trên cơ sở kết luận của Thường trực;", "- Theo Tờ trình của Văn phòng Đảng ủy."]
    return spec


def _sentence_of_grounds() -> Spec:
    spec = right()
    spec.body.insert(0, "Căn cứ Kế hoạch số 84-KH/TU, ngày 05/9/2026 của Tỉnh ủy, Đảng ủy yêu cầu:")
    return spec


def _quotation_at_the_end() -> Spec:
    spec = right()
    spec.body.append(f"“Điều 12. {SENTENCE}”")
    return spec


def _handed_over() -> Spec:
    spec = right()
    spec.body.insert(0, "Kính gửi các đồng chí bản tổng hợp kết quả.")
    return spec


def _dates_in_the_body() -> Spec:
    spec = right()
    spec.body[1:1] = [
        "Thời gian: 8 giờ 00 phút, ngày 20 tháng 12 năm 2026.",
        "Hôm nay, ngày 9 tháng 9 năm 2026.",
        "Thực hiện Kế hoạch số 84-KH/TU, ngày 05/9/2026: họp ngày 10/12/2026, ngày 15 tháng 12 năm 2026.",
        "Đồng Nai, ngày 7 tháng 12 năm 2026",
    ]
    return spec


def _marks() -> Spec:
    spec = right()
    spec.below_number, spec.above_title = [("urgency", "HOẢ TỐC")], "LƯU HÀNH NỘI BỘ"
    return respelt(spec)


def _draft_mark() -> Spec:
    spec = right("report")
    spec.below_number = [("draft_note", "Dự thảo lần 2")]
    return spec


def _appendices() -> Spec:
    spec = right("report")
    line = "(Kèm theo Báo cáo số 07-BC/ĐU, ngày 05/9/2026 của Đảng ủy xã Đồng Nai)"
    spec.appendices = [["PHỤ LỤC 1", "Số liệu", line], ["PHỤ LỤC 2", "Danh sách", line]]
    return spec


def _one_appendix() -> Spec:
    """A short letter, behind its end one appendix, which needs no number."""
    spec = right()
    spec.body = ["1. Rà soát các kênh thông tin của đơn vị.", "2. Báo cáo trong tháng."]
    goes_with = "(Kèm theo Công văn số 28-CV/ĐU, ngày 05/9/2026 của Đảng ủy xã Đồng Nai)"
    spec.appendices = [["PHỤ LỤC", "Danh sách các kênh", goes_with]]
    return spec


VARIANTS: dict[str, Callable[[], Spec]] = {
    "many addressees": _many_addressees,
    "recipients on two lines": _wrapped_recipients,
    "notes at the end": _noted,
    "address of the office": _address_of_the_office,
    "addressee with a semicolon": _addressee_with_semicolon,
    "as above, for what": _as_above_for_what,
    "already signed": _already_signed,
    "signed by software": _signed_by_software,
    "text begins with a dash": _text_begins_with_a_dash,
    "subject of work": _subject_of_work,
    "short": _short,
    "place of one syllable": _one_syllable_place,
    "long": _long,
    "condensed": _condensed,
    "first line of 12.7 mm": _first_line,
    "joint": _joint,
    "joint, hyphen at the end": _joint_on_two_lines("ĐẢNG ỦY XÃ ĐỒNG NAI -", "CÔNG AN TỈNH"),
    "joint, hyphen below": _joint_on_two_lines("ĐẢNG ỦY XÃ ĐỒNG NAI", "– CÔNG AN TỈNH"),
    "joint, two bodies": _joint_on_two_lines("BAN TỔ CHỨC TỈNH ỦY", "ỦY BAN KIỂM TRA TỈNH ỦY"),
    "signature confirmed": _confirmed("Xác nhận chữ ký của đồng chí Nguyễn Văn Bình"),
    "confirmed in two lines": _confirmed("Xác nhận chữ ký của đồng chí", "Nguyễn Văn Bình"),
    "confirmed in other lines": _confirmed("Xác nhận chữ ký của", "Đồng chí Nguyễn Văn Bình"),
    "confirmed in lines": _confirmed("Xác nhận chữ ký", "của đồng chí Nguyễn Văn Bình"),
    "issuer on two lines": _named_on_two_lines("BAN TUYÊN GIÁO", "VÀ DÂN VẬN"),
    "issuer on two lines, comma": _named_on_two_lines("BAN CHỈ ĐẠO PHÒNG,", "CHỐNG THAM NHŨNG, TIÊU CỰC"),
    "issuer on two lines, bodies": _named_on_two_lines("ĐẢNG ỦY CÁC CƠ QUAN ĐẢNG,", "ĐOÀN THỂ TỈNH"),
    "issuer ends as a type": _named_on_two_lines("TIỂU BAN SOẠN THẢO", "ĐIỀU LỆ"),
    "author": _author,
    "grounds": _grounds,
    "grounds in other words": _grounds_in_other_words,
    "sentence of grounds": _sentence_of_grounds,
    "quotation at the end": _quotation_at_the_end,
    "handed over": _handed_over,
    "dates in the body": _dates_in_the_body,
    "urgent and internal": _marks,
    "draft": _draft_mark,
    "appendices": _appendices,
    "one appendix": _one_appendix,
}
