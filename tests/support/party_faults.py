"""The documents of ``docx_corpus.py``: right ones, and ones that break each rule of the Party's layout."""

import copy
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import cycle

from bcd35.domain.letters import BLANK_NUMBER
from tests.support.docx_corpus import (
    FORMS,
    MISPLACED_NUMBERS,
    SENTENCE,
    WAYS,
    Form,
    Kind,
    Spec,
    Way,
    right,
    set_in,
    with_open_address,
    write_docx,
)
from tests.support.planted_faults import (
    BOTH,
    Case,
    Fault,
    hidden_typist,
    odd_date_lines,
    odd_marks,
    without_posts,
    wrong_format,
    wrong_part,
    wrong_text,
    wrong_value,
)

_NAMES = ["Các chi bộ trực thuộc;", "Đoàn Thanh niên xã;", "Hội Nông dân xã."]
LETTER: tuple[Kind, ...] = ("letter",)
REPORT: tuple[Kind, ...] = ("report",)


def _marked(code: str, name: str, value: object) -> Fault:
    """A mark of urgency or circulation that is not bold."""

    def spoil(spec: Spec) -> None:
        setattr(spec, name, copy.deepcopy(value))
        spec.formats[code].bold = False

    return Fault(f"{code}.bold", spoil, name)


_GOES_WITH = "(Kèm theo Báo cáo số 07-BC/ĐU, ngày 05/9/2026 của Đảng ủy xã Đồng Nai)"


def _numbered_through(spec: Spec) -> None:
    spec.appendices, spec.own_pages = [["PHỤ LỤC", _GOES_WITH]], False


def _signed(rule: str, first: str, *others: str, **bold: bool) -> Fault:
    """The lines above the signature, and of which of them the emphasis is another."""

    def spoil(spec: Spec) -> None:
        spec.text["authority"], spec.positions = first, list(others)
        for code, value in bold.items():
            spec.formats[code].bold = value

    return Fault(rule, spoil, "authority")


def _later_ground(named: str) -> Fault:
    """Judged against the date line, whose faults therefore go with none of these."""
    return Fault("later_ground", lambda spec: spec.body.insert(0, f"{named}, {SENTENCE}"), "date_line")


FAULTS: tuple[Fault, ...] = (
    # page
    wrong_value("page", "paper", w=12240, h=15840),
    wrong_value("page", "margins", left=1418, right=1134),
    wrong_value("page", "margins", top=1418),
    wrong_value("page", "page_number", header=720),
    wrong_value("number", "page_number", jc="right"),
    wrong_value("number", "page_number", size="24"),
    wrong_value("number", "page_number", first="same"),
    wrong_value("number", "page_number", header="no"),
    *(wrong_value("number", "page_number", signs=signs) for signs in ("- {} -", "–{}–", "Trang {}")),
    *(wrong_value("number", "page_number", **{"jc": "", **placed}) for placed in MISPLACED_NUMBERS.values()),
    # formats of characters
    *(wrong_format(code, "size", 26) for code in ("title", "superior", "issuer", "number", "date_line")),
    *(wrong_format(code, "size", 26) for code in ("authority", "position", "signer_name")),
    *(wrong_format(code, "size", 28) for code in ("recipient",)),
    wrong_format("type_name", "size", 28, kinds=REPORT),
    wrong_format("type_subject", "size", 24, kinds=REPORT),
    wrong_format("letter_subject", "size", 28, kinds=LETTER),
    wrong_format("body", "size", 26),
    wrong_format("star", "size", 24),
    wrong_format("address_label", "size", 24, kinds=LETTER),
    wrong_format("addressee", "size", 26, kinds=LETTER),
    wrong_format("recipients_label", "size", 24),
    *(wrong_format(code, "bold", value=False) for code in ("title", "issuer", "authority", "signer_name")),
    wrong_format("type_name", "bold", value=False, kinds=REPORT),
    wrong_format("type_subject", "bold", value=False, kinds=REPORT),
    *(wrong_format(code, "bold", value=True) for code in ("superior", "number", "position", "recipient")),
    wrong_format("date_line", "italic", value=False),
    wrong_format("letter_subject", "italic", value=False, kinds=LETTER),
    wrong_format("address_label", "italic", value=False, kinds=LETTER),
    wrong_format("recipients_label", "italic", value=True),
    wrong_format("recipients_label", "underline", value=False),
    wrong_format("title", "underline", value=True),
    wrong_format("body", "font", "Arial", "font"),
    wrong_format("title", "font", "VNI-Times", "font"),
    wrong_format("body", "colour", "FF0000", "colour"),
    # texts
    wrong_text("title.case", "title", "Đảng Cộng sản Việt Nam"),
    wrong_text("superior.case", "superior", "Đảng bộ tỉnh Lâm Đồng"),
    wrong_text("signer_name.case", "signer_name", "NGUYỄN VĂN BÌNH"),
    wrong_text("number_colon", "number", "Số: 28-CV/ĐU", LETTER),
    wrong_text("number_padding", "number", "Số 7-BC/ĐU", REPORT),
    wrong_text("number_padding", "number", "Số 007-CV/ĐU", LETTER),
    *(wrong_text("number_form", "number", f"{one}/ĐU", LETTER) for one in ("SỐ 28-CV", "Số 28–CV")),
    *(
        wrong_text("number_form", "number", one, LETTER)
        for one in ("Số 28/CV-ĐU", "Số.28-CV/ĐU", "So 28-CV/ĐU", "Số 28-CV/2026/ĐU")
    ),
    *(wrong_text("number_spacing", "number", one, LETTER) for one in ("Số 28 - CV/ĐU", "Số28-CV/ĐU")),
    wrong_text("type_code", "number", "Số 28-TB/ĐU", LETTER),
    wrong_text("type_code", "number", "Số 28-CV/ĐU", REPORT),
    wrong_text("date_padding", "date_line", "Đồng Nai, ngày 5 tháng 9 năm 2026"),
    wrong_text("date_padding", "date_line", "Đồng Nai, ngày 15 tháng 09 năm 2026"),
    wrong_text("date_padding", "date_line", "Đồng Nai, ngày 15 tháng 2 năm 2026"),
    wrong_text("date_padding", "date_line", "Đồng Nai, ngày 15/12/2026"),
    wrong_text("date_padding", "date_line", "Đồng Nai, ngày 15 tháng 12 năm 2026."),
    wrong_text("date_spacing", "date_line", "Đồng Nai, ngày 15  tháng 12 năm 2026"),
    *odd_date_lines("Đồng Nai"),
    wrong_text("real_date", "date_line", "Đồng Nai, ngày 31 tháng 4 năm 2026"),
    wrong_text("place", "date_line", "ngày 15 tháng 4 năm 2026"),
    wrong_text("place_unit", "date_line", "Huế, ngày 15 tháng 4 năm 2026"),
    Fault(
        "date_one_line",
        lambda spec: spec.text.update(date_line="Phan Đình Phùng, ngày 30 tháng 11 năm 2026"),
        "date_line",
        forms=("table",),
    ),
    wrong_part("title_one_line", "title_indents", 600, forms=("table",)),
    wrong_text("type_rule", "stroke", "", REPORT),
    wrong_text("type_rule", "stroke", "--------", REPORT),
    wrong_text("missing", "star", ""),
    wrong_text("subject_prefix", "letter_subject", "V/v tuyên truyền các kênh thông tin", LETTER),
    wrong_text("authority_form", "authority", "TM. BAN THƯỜNG VỤ"),
    wrong_text("authority_form", "authority", "TUQ. BAN THƯỜNG VỤ"),
    *(_signed("authority_form", one) for one in ("QUYỀN TRƯỞNG BAN", "Q TRƯỞNG BAN")),
    *(_signed("authority_form", f"K/T {one}", "PHÓ BÍ THƯ") for one in ("BAN THƯỜNG VỤ", "ĐẢNG ỦY XÃ")),
    _signed("authority_form", "T/M BÍ THƯ", "PHÓ BÍ THƯ"),
    Fault("missing", without_posts, "authority", forms=("table",)),
    *(_signed("missing", one) for one in ("K/T TRƯỞNG BAN", "T/L BAN THƯỜNG VỤ")),
    wrong_part("collective", "positions", ["K/T BÍ THƯ", "PHÓ BÍ THƯ"]),
    _signed("second_post", "PHÓ TRƯỞNG BAN CHỈ ĐẠO", "kiêm", "PHÓ BÍ THƯ"),
    _signed("second_post", "CHỦ TỊCH HỘI ĐỒNG", "kiêm", "TRƯỞNG BAN TỔ CHỨC"),
    _signed("second_post_authority", "K/T BÍ THƯ", "kiêm", "PHÓ TRƯỞNG BAN CHỈ ĐẠO"),
    _signed("position.case", "PHÓ BÍ THƯ", "KIÊM", "PHÓ TRƯỞNG BAN CHỈ ĐẠO"),
    _signed("position.bold", "PHÓ BÍ THƯ", "kiêm", "PHÓ TRƯỞNG BAN CHỈ ĐẠO", second_post=False),
    _signed("position.bold", "PHÓ BÍ THƯ", "kiêm", "PHÓ TRƯỞNG BAN CHỈ ĐẠO", position=True),
    _signed("authority.bold", "PHÓ BÍ THƯ", "kiêm", "PHÓ TRƯỞNG BAN CHỈ ĐẠO", authority=False),
    _signed("no_redelegation", "T/L BAN THƯỜNG VỤ", "K/T CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
    _signed("bare_post", "K/T TRƯỞNG BAN TỔ CHỨC", "PHÓ TRƯỞNG BAN"),
    _signed("acting_post", "PHÓ TRƯỞNG BAN PHỤ TRÁCH"),
    wrong_part("bare_post", "positions", ["BÍ THƯ ĐẢNG ỦY"]),
    wrong_part("collective_post", "positions", ["ỦY VIÊN BAN THƯỜNG VỤ"]),
    wrong_part(
        "appendix_reference", "appendices", [["PHỤ LỤC", "Số liệu", "(Kèm theo Báo cáo số 07-BC/ĐU)"]]
    ),
    wrong_part("appendix_reference", "appendices", [["PHỤ LỤC", "Số liệu"]]),
    wrong_part("appendix_number", "appendices", [[f"PHỤ LỤC {one}", _GOES_WITH] for one in ("I", "II")]),
    wrong_part("appendix_number", "appendices", [["PHỤ LỤC", _GOES_WITH], ["PHỤ LỤC 2", _GOES_WITH]]),
    Fault("appendix_pages", _numbered_through, "appendices"),
    wrong_part("ground_list", "grounds", ["- Căn cứ Điều lệ Đảng,", "- Căn cứ Quy chế làm việc."], REPORT),
    wrong_part("ground_list", "grounds", ["- Căn cứ Điều lệ Đảng;", "- Căn cứ Quy chế làm việc;"], REPORT),
    wrong_part("ground_list", "grounds", ["- Căn cứ Điều lệ Đảng;", "- Theo Tờ trình số 05-TTr/VP;"], REPORT),
    wrong_part("ground_dash", "grounds", ["Căn cứ Điều lệ Đảng;", "Căn cứ Quy chế làm việc."], REPORT),
    _marked("circulation", "above_title", "XEM XONG TRẢ LẠI"),
    _marked("urgency", "below_number", [("urgency", "THƯỢNG KHẨN")]),
    wrong_part("position", "above_star", [("urgency", "KHẨN")], forms=("table", "plain")),
    wrong_part("position", "above_star", [("draft_note", "Dự thảo lần 2")], forms=("table", "plain")),
    wrong_part("type_subject.case", "author", ["Của Ban Thường vụ", "ĐẢNG ỦY XÃ"], REPORT),
    wrong_text("bare_name", "signer_name", "TS. Nguyễn Văn Bình"),
    *(
        wrong_text("address_word", "address_label", one, LETTER)
        for one in ("Kính trình:", "Kính gởi:", "Gửi:", "Kình gửi:", "Trân trọng kính gửi:", "Kính mời:")
    ),
    wrong_part("stray_line", "below_head", ["Nội dung như sau"], LETTER),
    wrong_text("label_colon", "address_label", "Kính gửi", LETTER),
    Fault("label_colon", with_open_address, "address", LETTER),
    *(wrong_text("label_colon", "recipients_label", one) for one in ("Nơi nhận", "Nơi nhận;", "Nơi nhận.")),
    *(
        wrong_text("recipients_label.word", "recipients_label", one)
        for one in ("Nơi nhân:", "Nơi gửi:", "Noi nhận:", "Gửi:")
    ),
    *(wrong_text("address_label.case", "address_label", one, LETTER) for one in ("KÍNH GỬI:", "Kính Gửi:")),
    *(wrong_text("recipients_label.case", "recipients_label", one) for one in ("NƠI NHẬN:", "Nơi Nhận:")),
    wrong_part("no_addressee", "addressees", ["- Các chi bộ trực thuộc;", "- Đoàn Thanh niên xã."], REPORT),
    wrong_part(
        "list_punctuation", "addressees", ["- Các chi bộ trực thuộc,", "- Đoàn Thanh niên xã."], LETTER
    ),
    wrong_part("list_punctuation", "addressees", ["Các chi bộ trực thuộc,"], LETTER),
    wrong_part("address_end", "addressees", ["Các chi bộ trực thuộc"], LETTER),
    wrong_part("address_end", "addressees", ["- Các chi bộ trực thuộc;", "- Đoàn Thanh niên xã"], LETTER),
    wrong_part(
        "address_list", "addressees", ["Các chi bộ trực thuộc;", "Đoàn Thanh niên xã."], LETTER, ("table",)
    ),
    wrong_part(
        "list_punctuation", "recipients", ["- Như trên,", "- Thường trực Đảng ủy,", "- Lưu Đảng ủy."], LETTER
    ),
    wrong_part("list_punctuation", "recipients", ["- Thường trực Tỉnh ủy;", "- Lưu Đảng ủy"], REPORT),
    wrong_part(
        "recipient_dash", "recipients", ["Như trên;", "- Thường trực Đảng ủy;", "- Lưu Đảng ủy."], LETTER,
        ("table",),
    ),
    wrong_part(
        "recipient_dash", "recipients", ["- - Như trên;", "– Thường trực Đảng ủy;", "- Lưu Đảng ủy."], LETTER
    ),
    *(
        Fault("address_list", set_in(*(f"{sign}{name}" for name in _NAMES)), "addressees", LETTER)
        for sign in ("", "+ ", "1. ", "• ", "* ", "_ ")
    ),
    wrong_part("address_list", "addressees", ["- - Các chi bộ;", "-- Đoàn Thanh niên xã."], LETTER),
    wrong_part("ground_dash", "grounds", ["- - Căn cứ Điều lệ Đảng;", "- Căn cứ Quy chế làm việc."], REPORT),
    wrong_part(
        "recipient_dash", "recipients", ["- Như trên; - Thường trực Đảng ủy; - Lưu Đảng ủy."], LETTER
    ),
    wrong_part("list_spacing", "recipients", ["-Như trên;", "- Lưu Đảng ủy."], LETTER),
    wrong_part("list_spacing", "addressees", ["-Các chi bộ trực thuộc;", "-Đoàn Thanh niên xã."], LETTER),
    wrong_part("list_spacing", "grounds", ["-Căn cứ Điều lệ Đảng;", "–Căn cứ Quy chế làm việc."], REPORT),
    wrong_part("ground_list", "grounds", ["- Căn cứ Điều lệ Đảng; Căn cứ Quy chế làm việc."], REPORT),
    *(
        wrong_part("address_list", "addressees", [one], LETTER)
        for one in ("- Các chi bộ; - Đoàn Thanh niên xã.", "Các chi bộ; Đoàn Thanh niên xã.")
    ),
    *(
        wrong_part("address_word", "addressees", list(one), LETTER)
        for one in (["Kính gửi: Các chi bộ."], ["- Kính gửi Các chi bộ;", "- Đoàn Thanh niên xã."])
    ),
    *(wrong_text("star.mark", "star", one) for one in ("***", "* * *")),
    *odd_marks(
        ["Như trên;", "Lưu Đảng ủy."],
        number="Số 28-CV/ĐU",
        title="ĐẢNG CỘNG SẢN VIỆT NAM",
        authority="T/M BAN THƯỜNG VỤ",
    ),
    wrong_text("number_form", "number", "Số 28-CV/đu", LETTER),
    wrong_text("subject_prefix", "letter_subject", "(về việc tuyên truyền các kênh thông tin)", LETTER),
    wrong_part("as_above", "recipients", ["- Thường trực Đảng ủy;", "- Lưu Đảng ủy."], LETTER),
    wrong_part("filed_copy", "recipients", ["- Như trên;", "- Lưu: VT."], LETTER),
    wrong_part("filed_copy", "recipients", ["- Như trên;", "- Thường trực Đảng ủy."], LETTER),
    wrong_part("filed_copy", "recipients", ["- Như trên;", "- Thường trực Đảng ủy;"], LETTER),
    wrong_part("title_rule", "rule", "none"),
    wrong_part("title_rule", "rule", "typed"),
    wrong_part("title_rule", "rule", "short"),
    wrong_part("position", "date_jc", "left", forms=("plain",)),
    # body
    wrong_value("paragraph", "body_align", jc="left"),
    wrong_value("paragraph", "first_line", first="0"),
    wrong_value("paragraph", "first_line", first="1134"),
    wrong_value("paragraph", "line_pitch", line="276", rule="auto"),
    wrong_value("paragraph", "line_pitch", line="320"),
    wrong_value("paragraph", "paragraph_gap", before="0", after="60"),
    Fault("closing_mark", lambda spec: spec.body.append(f"{SENTENCE}/."), "body"),
    Fault("closing_mark", lambda spec: spec.body.append(f"“{SENTENCE[:-1]}”"), "body"),
    Fault(
        "running_date",
        lambda spec: spec.body.insert(0, f"Theo Kế hoạch 84-KH/TU, ngày 05/09/2025, {SENTENCE}"),
        "body",
    ),
    _later_ground("Thực hiện Kế hoạch số 84-KH/TU, ngày 05/12/2036"),
    _later_ground("Căn cứ Nghị quyết 5-NQ/TU ngày 20 tháng 12 năm 2036"),
    Fault("real_date", lambda spec: spec.body.insert(0, f"Chậm nhất là ngày 31/11/2026, {SENTENCE}"), "body"),
    Fault("nfc", lambda spec: spec.body.insert(0, SENTENCE.replace(" ", " \u200b")), "body"),
    Fault("nfc", lambda spec: spec.body.insert(0, SENTENCE.replace("đ", "\u00f0")), "body"),
    Fault("hidden_text", hidden_typist, "typist"),
    wrong_text("nfc", "title", "\u00d0ẢNG CỘNG SẢN VIỆT NAM"),
    wrong_text("nfc", "number", "Số 28-\u0421V/ĐU", LETTER),
    Fault("nfc", lambda spec: spec.body.insert(0, unicodedata.normalize("NFD", SENTENCE)), "body"),
    Fault("spelling", lambda spec: spec.body.insert(0, f"Cấp uỷ lưu ý: {SENTENCE}"), "body"),
    Fault(
        "state_form",
        lambda spec: spec.text.update(superior="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        "superior",
    ),
)  # fmt: skip


def right_cases() -> Iterator[Case]:
    """Every form, way and kind; drafts; one addressee; a signer with a second post."""
    for form in FORMS:
        for way in WAYS:
            for kind in BOTH:
                yield Case(f"right-{kind}-{form}-{way}", write_docx(right(kind), form, way), frozenset())
        draft, one, second = right(), right(), right()
        draft.text["number"], draft.text["date_line"] = (
            f"Số{BLANK_NUMBER}-CV/ĐU",
            "Đồng Nai, ngày      tháng 9 năm 2026",
        )
        one.addressees = ["Các chi bộ trực thuộc."]
        second.text["authority"], second.positions = "PHÓ BÍ THƯ", ["kiêm", "TRƯỞNG BAN CHỈ ĐẠO"]
        for name, spec in (("draft", draft), ("one-addressee", one), ("second-post", second)):
            yield Case(f"right-{name}-{form}", write_docx(spec, form), frozenset())


def _spoiled(name: str, faults: Iterable[Fault], form: Form, way: Way) -> Case:
    faults = tuple(faults)
    kind: Kind = "letter" if all("letter" in fault.kinds for fault in faults) else "report"
    spec = right(kind)
    for fault in faults:
        fault.spoil(spec)
    return Case(
        f"{name}-{form}-{way}", write_docx(spec, form, way), frozenset(fault.rule for fault in faults)
    )


def spoiled_cases() -> Iterator[Case]:
    """Every fault alone, and every fault together with one that fits; forms and ways in turn."""
    turns = cycle((form, way) for way in WAYS for form in FORMS)
    for place, fault in enumerate(FAULTS):
        form, way = next(turns)
        yield _spoiled(
            f"{place:02d}-{fault.rule}", [fault], form if form in fault.forms else fault.forms[0], way
        )
    for place, fault in enumerate(FAULTS):
        form, way = next(turns)
        other = next(one for one in (*FAULTS[place + 7 :], *FAULTS) if _fit(fault, one))
        forms = [one for one in FORMS if one in fault.forms and one in other.forms]
        yield _spoiled(
            f"pair-{place:02d}-{fault.rule}-{other.rule}",
            [fault, other],
            form if form in forms else forms[0],
            way,
        )


_OF_ONE_PART = ({"authority", "position", "positions"}, {"address", "address_label", "addressees"})


def _fit(one: Fault, other: Fault) -> bool:
    return (
        one.rule != other.rule
        and one.field != other.field
        and not any({one.field, other.field} <= fields for fields in _OF_ONE_PART)
        and bool(set(one.kinds) & set(other.kinds))
        and bool(set(one.forms) & set(other.forms))
    )
