"""Small Word documents of state offices (Nghị định 30/2020/NĐ-CP): right ones, and ones with planted faults.

They are written by the machine of ``docx_corpus.py``, in its three forms and three ways.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import cycle
from typing import Literal

from tests.support.docx_corpus import (
    CENTRED_NUMBERS,
    FORMS,
    MISPLACED_NUMBERS,
    WAYS,
    Form,
    Kind,
    PlantedFormat,
    Spec,
    Way,
    Writer,
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
from tests.support.saved_as import saved_otherwise

Drawn = Literal["right", "none", "typed", "short", "long"]
# Widths in points of the words that have a line below them, at the corpus's size.
_MOTTO, _ISSUER, _SUBJECT = 158.6, 103.6, 219.9
_LENGTHS = {"right": 1.0, "short": 0.5, "long": 2.2}
SENTENCE = (
    "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành tổ chức quán triệt nội dung này đến toàn thể công chức, "
    "viên chức trong tháng, phân công theo dõi, kiểm tra việc thực hiện và báo cáo kết quả đúng thời hạn."
)
GROUNDS = [
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;",
    "Theo đề nghị của Giám đốc Sở Nội vụ.",
]
TYPES = {
    "NGHỊ QUYẾT": "NQ", "QUYẾT ĐỊNH": "QĐ", "CHỈ THỊ": "CT", "QUY CHẾ": "QC", "QUY ĐỊNH": "QyĐ",
    "THÔNG CÁO": "TC", "THÔNG BÁO": "TB", "HƯỚNG DẪN": "HD", "CHƯƠNG TRÌNH": "CTr", "KẾ HOẠCH": "KH",
    "PHƯƠNG ÁN": "PA", "ĐỀ ÁN": "ĐA", "DỰ ÁN": "DA", "BÁO CÁO": "BC", "BIÊN BẢN": "BB", "TỜ TRÌNH": "TTr",
    "HỢP ĐỒNG": "HĐ", "CÔNG ĐIỆN": "CĐ", "BẢN GHI NHỚ": "BGN", "BẢN THỎA THUẬN": "BTT",
    "GIẤY ỦY QUYỀN": "GUQ", "GIẤY MỜI": "GM", "GIẤY GIỚI THIỆU": "GGT", "GIẤY NGHỈ PHÉP": "GNP",
    "PHIẾU GỬI": "PG", "PHIẾU CHUYỂN": "PC", "PHIẾU BÁO": "PB",
}  # fmt: skip


@dataclass(kw_only=True)
class StateSpec(Spec):
    """A state document: with lines under motto, issuer and subject, and a mark above the number if any."""

    motto_rule: Drawn = "right"
    issuer_rule: Drawn = "right"
    subject_rule: Drawn = "right"
    mark: tuple[str, str] | None = None  # urgency or circulation
    headings: list[str] = field(default_factory=list)  # bold ones in the middle, below the subject


def right(kind: Kind = "letter") -> StateSpec:
    """A công văn, or a decision with grounds and articles, with nothing to say against it."""
    text = {
        "title": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "motto": "Độc lập - Tự do - Hạnh phúc",
        "superior": "ỦY BAN NHÂN DÂN TỈNH",
        "issuer": "BAN CHỈ ĐẠO 35",
        "number": "Số: 28/BCĐ-VP",
        "date_line": "Thái Nguyên, ngày 05 tháng 9 năm 2026",
        "letter_subject": "V/v tuyên truyền các kênh thông tin",
        "type_name": "QUYẾT ĐỊNH",
        "type_subject": "Về việc tuyên truyền các kênh thông tin",
        "address_label": "Kính gửi:",
        "recipients_label": "Nơi nhận:",
        "authority": "TM. BAN CHỈ ĐẠO",
        "stroke": "",
        "signer_name": "Nguyễn Văn Bình",
    }
    codes = (
        *text,
        "position",
        "body",
        "addressee",
        "recipient",
        "ground",
        "article",
        "urgency",
        "circulation",
        "below_head",
        "table_text",
        "typist",
    )
    formats = {code: PlantedFormat(size=26) for code in codes}
    for code in ("title", "issuer", "type_name", "type_subject", "authority", "position", "signer_name"):
        formats[code].bold = True
    for code in ("motto", "article", "urgency", "circulation"):
        formats[code].bold = True
    for code in ("date_line", "ground"):
        formats[code].italic = True
    for code in ("title", "superior"):
        formats[code].size = 24
    formats["recipients_label"] = PlantedFormat(size=24, bold=True, italic=True)
    formats["recipient"], formats["typist"] = PlantedFormat(size=22), PlantedFormat(size=22)
    spec = StateSpec(text=text, formats=formats, kind=kind)
    spec.positions = ["TRƯỞNG BAN"]
    spec.addressees = ["- Các sở, ban, ngành;", "- Ủy ban nhân dân các xã, phường."]
    spec.recipients = ["- Như trên;", "- Thường trực Ủy ban nhân dân tỉnh;", "- Lưu: VT, VP."]
    spec.body = [f"{place}. {SENTENCE} {SENTENCE}" for place in range(1, 8)] + [f"{SENTENCE[:-1]}./."]
    spec.paragraph |= {"first": "720", "line": "276", "rule": "auto"}
    if kind == "report":
        spec.text["number"] = "Số: 07/QĐ-BCĐ"
        spec.body[:1] = [*GROUNDS, f"Điều 1. {SENTENCE}", f"Điều 2. {SENTENCE}"]
        spec.recipients[0], spec.addressees = "- Như Điều 2;", []
    return spec


class StateWriter(Writer):
    """One state document in one form and one way."""

    spec: StateSpec

    @property
    def _room(self) -> int:
        page = self.spec.page
        return page["w"] - page["left"] - page["right"]

    def _drawn(self, rule: Drawn, words: float, share: float, room: int, edge: str = "") -> str:
        """A line under words of a width in points, as the border of an empty paragraph."""
        if rule in ("none", "typed"):
            return self.part("body", "__________", jc=edge or "center") if rule == "typed" else ""
        rest = max(room - round(words * share * _LENGTHS[rule] * 20), 0)
        left, right = {"right": (rest, 0), "left": (0, rest)}.get(edge, (rest // 2, rest - rest // 2))
        borders = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
        return self.line(left=left, right=right, borders=borders)

    def _mark(self, jc: str = "center") -> str:
        return self.part(*self.spec.mark, jc=jc) if self.spec.mark else ""

    def head(self) -> str:
        subject = ["letter_subject"] if self.spec.kind == "letter" else []
        if self.form == "tabs":
            return self._tabbed(subject)
        edge = "" if self.form == "table" else "left"
        rooms = (3554, 5800) if self.form == "table" else (self._room, self._room)
        jc = "center" if self.form == "table" else "left"
        issuer = self._drawn(self.spec.issuer_rule, _ISSUER, 0.4, rooms[0], edge)
        below = "".join(self.part(code, jc=jc) for code in ["number", *subject])
        left = self.part("superior", jc=jc) + self.part("issuer", jc=jc) + issuer + below + self._mark(jc)
        far = "center" if self.form == "table" else "right"
        motto = self._drawn(
            self.spec.motto_rule, _MOTTO, 1, rooms[1], "" if self.form == "table" else "right"
        )
        title = self.title() if self.form == "table" else self.part("title", jc=far)
        top = title + self.part("motto", jc=far) + motto
        day = self.part("date_line", jc=far if self.form == "table" else self.spec.date_jc)
        if self.form == "table":
            return self.table((3554, 5800), left, top + day) + self.line()
        return top + day + left

    def _tabbed(self, subject: list[str]) -> str:
        def run(code: str) -> str:
            return self.run(code, self.spec.text[code]) if self.spec.text[code] else ""

        lengths = [
            (self.spec.issuer_rule, _ISSUER * 0.4),
            (self.spec.motto_rule, _MOTTO),
        ]
        lines = "".join(
            self.drawn_line(length * _LENGTHS[rule]) for rule, length in lengths if rule in _LENGTHS
        )
        typed = [self.run("body", "__________") if rule == "typed" else "" for rule, _ in lengths]
        return (
            self.tabbed(run("superior"), run("title"))
            + self.tabbed(run("issuer"), run("motto"), lines)
            + (self.tabbed(*typed) if any(typed) else "")
            + self.tabbed(run("number"), run("date_line"))
            + "".join(self.part(code, jc="left") for code in subject)
            + self._mark("left")
        )

    def type_and_address(self) -> str:
        made = super().type_and_address()
        if self.spec.kind == "letter":
            return made
        subject = self.part("type_subject")
        rule = self._drawn(self.spec.subject_rule, _SUBJECT, 0.4, self._room)
        below = "".join(self.part("type_subject", one) for one in self.spec.headings)
        return made.replace(subject, subject + rule + below, 1) if subject else made

    def body_runs(self, text: str) -> str:
        if text.startswith(("Căn cứ", "Theo đề nghị")) or text in self.spec.grounds:
            return self.run("ground", text)
        label = re.match(r"Điều [0-9]+\S?", text)
        if label is None:
            return self.run("body", text)
        return self.run("article", label[0]) + self.run("body", text[label.end() :])


# --- faults -------------------------------------------------------------------------------------------------

LETTER: tuple[Kind, ...] = ("letter",)
DECISION: tuple[Kind, ...] = ("report",)


def _body(rule: str, change: Callable[[list[str]], object], kinds: tuple[Kind, ...] = BOTH) -> Fault:
    return Fault(rule, lambda spec: change(spec.body), "body", kinds)


def _replaced(place: int, text: str) -> Callable[[list[str]], None]:
    def change(body: list[str]) -> None:
        body[place] = text

    return change


_LATER = _replaced(1, GROUNDS[1].replace("năm 2020", "năm 2036"))


def _other_grounds(*grounds: str) -> Callable[[StateSpec], object]:
    """A decision with the first of its grounds, and others in any words."""

    def change(spec: StateSpec) -> object:
        if spec.kind == "letter":
            return False
        spec.grounds, spec.body = [GROUNDS[0], *grounds], spec.body[3:]
        return None

    return change


def _named_on_two_lines(first: str, second: str) -> Callable[[StateSpec], None]:
    """A body without a superior, whose own name is too long for one line."""

    def change(spec: StateSpec) -> None:
        spec.text |= {"superior": first, "issuer": second}
        spec.formats["superior"] = replace(spec.formats["issuer"])

    return change


def _joint(first: str, second: str) -> Callable[[StateSpec], object]:
    """Two bodies issue it, each name on a line, and both sign."""

    def change(spec: StateSpec) -> object:
        _named_on_two_lines(first, second)(spec)
        spec.text["authority"], spec.positions = "TRƯỞNG BAN", ["BAN CHỈ ĐẠO 35"]
        spec.other_signer, spec.formats["second_post"] = (
            (["GIÁM ĐỐC", "SỞ NỘI VỤ"], "Trần Văn Nam"),
            spec.formats["authority"],
        )
        return None

    return change


def _half_bold(first: str, second: str) -> Callable[[StateSpec], None]:
    def change(spec: StateSpec) -> None:
        _named_on_two_lines(first, second)(spec)
        spec.formats["superior"].bold = False

    return change


def _signed(authority: str, *positions: str) -> Callable[[StateSpec], None]:
    def change(spec: StateSpec) -> None:
        spec.text["authority"], spec.positions = authority, list(positions)

    return change


def _another_by_order(spec: StateSpec) -> None:
    spec.other_signer = (["TL THƯ KÝ", "TỔ TRƯỞNG"], "Trần Văn Nam")
    spec.formats["second_post"] = spec.formats["position"]


_NOT_TABS: tuple[Form, ...] = ("table", "plain")
FAULTS: tuple[Fault, ...] = (
    # page
    wrong_value("page", "paper", w=12240, h=15840),
    wrong_value("page", "margins", left=1418),
    wrong_value("page", "margins", right=1418),
    wrong_value("page", "margins", top=992, bottom=1701),
    wrong_value("number", "page_number", jc="right"),
    wrong_value("number", "page_number", size="24"),
    wrong_value("number", "page_number", first="same"),
    wrong_value("number", "page_number", header="no"),
    *(wrong_value("number", "page_number", signs=signs) for signs in ("- {} -", "–{}–", "Trang {}")),
    *(wrong_value("number", "page_number", **{"jc": "", **placed}) for placed in MISPLACED_NUMBERS.values()),
    # formats of characters
    *(
        wrong_format(code, "size", 30)
        for code in ("title", "motto", "superior", "issuer", "number", "date_line")
    ),
    *(wrong_format(code, "size", 24) for code in ("authority", "position", "signer_name")),
    *(
        wrong_format(code, "size", 24, kinds=DECISION)
        for code in ("type_name", "type_subject", "ground", "article")
    ),
    wrong_format("letter_subject", "size", 28, kinds=LETTER),
    *(wrong_format(code, "size", 24, kinds=LETTER) for code in ("address_label", "addressee")),
    wrong_format("body", "size", 24),
    wrong_format("recipients_label", "size", 28),
    wrong_format("recipient", "size", 24),
    *(wrong_format(code, "bold", value=False) for code in ("title", "motto", "issuer", "recipients_label")),
    *(wrong_format(code, "bold", value=False) for code in ("authority", "position", "signer_name")),
    *(
        wrong_format(code, "bold", value=False, kinds=DECISION)
        for code in ("type_name", "type_subject", "article")
    ),
    *(wrong_format(code, "bold", value=True) for code in ("superior", "number", "recipient")),
    *(wrong_format(code, "italic", value=False) for code in ("date_line", "recipients_label")),
    wrong_format("ground", "italic", value=False, kinds=DECISION),
    wrong_format("letter_subject", "italic", value=True, kinds=LETTER),
    wrong_format("address_label", "italic", value=True, kinds=LETTER),
    wrong_format("recipients_label", "underline", value=True),
    wrong_format("title", "underline", value=True),
    wrong_format("body", "font", "Arial", "font"),
    wrong_format("motto", "font", "VNI-Times", "font"),
    wrong_format("body", "colour", "FF0000", "colour"),
    *(
        Fault("issuer.bold", _half_bold(*names), "issuer")
        for names in (("ỦY BAN NHÂN DÂN", "TỈNH CÀ MAU"), ("BỘ GIÁO DỤC", "VÀ ĐÀO TẠO"))
    ),
    # texts of the head
    wrong_text("title.case", "title", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    wrong_text("superior.case", "superior", "Ủy ban nhân dân tỉnh"),
    wrong_text("issuer.case", "issuer", "Ban Chỉ đạo 35"),
    wrong_text("signer_name.case", "signer_name", "NGUYỄN VĂN BÌNH"),
    wrong_text("motto_form", "motto", "Độc lập – Tự do – Hạnh phúc"),
    wrong_text("motto_form", "motto", "Độc lập-Tự do-Hạnh phúc"),
    wrong_text("motto_form", "motto", "Độc Lập - Tự Do - Hạnh Phúc"),
    wrong_text("missing", "motto", ""),
    wrong_text("number_colon", "number", "Số 28/BCĐ-VP", LETTER),
    wrong_text("number_padding", "number", "Số: 7/QĐ-BCĐ", DECISION),
    wrong_text("number_padding", "number", "Số: 028/BCĐ-VP", LETTER),
    *(
        wrong_text("number_form", "number", one, LETTER)
        for one in ("Số: 28-BCĐ-VP", "Số:.28/BCĐ-VP", "So: 28/BCĐ-VP", "Số: 28/2026/BCĐ-VP")
    ),
    wrong_text("number_spacing", "number", "Số:28/BCĐ-VP", LETTER),
    wrong_text("number_spacing", "number", "Số: 28 /BCĐ - VP", LETTER),
    wrong_text("number_spacing", "number", "Số : 28/BCĐ-VP", LETTER),
    wrong_text("number_form", "number", "Số: 07-QĐ/BCĐ", DECISION),
    wrong_text("type_code", "number", "Số: 07/TB-BCĐ", DECISION),
    wrong_text("type_code", "number", "Số: 28/CV-BCĐ", LETTER),
    wrong_text("date_padding", "date_line", "Thái Nguyên, ngày 5 tháng 9 năm 2026"),
    wrong_text("date_padding", "date_line", "Thái Nguyên, ngày 15 tháng 2 năm 2026"),
    *odd_date_lines("Thái Nguyên"),
    wrong_text("real_date", "date_line", "Thái Nguyên, ngày 31 tháng 4 năm 2026"),
    wrong_text("place", "date_line", "ngày 15 tháng 4 năm 2026"),
    *(
        wrong_text("subject_prefix", "letter_subject", f"{one} tuyên truyền các kênh thông tin", LETTER)
        for one in ("Về việc", "v/v", "V/V", "V/v:")
    ),
    wrong_part("who_decides", "headings", ["Giám đốc Sở Nội vụ"], DECISION),
    wrong_part("title_rule", "motto_rule", "none", forms=_NOT_TABS),
    wrong_part("title_rule", "motto_rule", "typed", forms=_NOT_TABS),
    wrong_part("title_rule", "motto_rule", "short"),
    wrong_part("issuer_rule", "issuer_rule", "none", forms=_NOT_TABS),
    wrong_part("issuer_rule", "issuer_rule", "long"),
    wrong_part("type_rule", "subject_rule", "none", DECISION),
    wrong_part("type_rule", "subject_rule", "typed", DECISION),
    wrong_part("type_rule", "subject_rule", "long", DECISION),
    wrong_part("position", "date_jc", "left", forms=("plain",)),
    wrong_part("other_form", "mark", ("number", "*"), forms=_NOT_TABS),
    # Kính gửi, Nơi nhận, the signature
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
    wrong_part("no_addressee", "addressees", ["- Các sở, ban, ngành;", "- Ủy ban nhân dân xã."], DECISION),
    wrong_part("list_punctuation", "addressees", ["- Các sở, ban, ngành,", "- Ủy ban nhân dân xã."], LETTER),
    Fault("address_list", set_in("Các sở;", "Các xã;", "Các phường."), "addressees", LETTER),
    wrong_part(
        "address_list", "addressees", ["Các sở, ban, ngành;", "Ủy ban nhân dân xã."], LETTER, ("table",)
    ),
    wrong_part("list_punctuation", "recipients", ["- Như trên,", "- Văn phòng,", "- Lưu: VT, VP."], LETTER),
    *(
        wrong_part("list_punctuation", "recipients", ["- Như Điều 2;", f"- Lưu: VT, {one}"], DECISION)
        for one in ("VP", "P.TH", "KGVX (2b);")
    ),
    wrong_part(
        "recipient_dash", "recipients", ["Như trên;", "- Văn phòng;", "- Lưu: VT."], LETTER, ("table",)
    ),
    wrong_part("recipient_dash", "recipients", ["- Như trên; - Văn phòng; - Lưu: VT, VP."], LETTER),
    wrong_part("recipient_dash", "recipients", ["- Như trên;", "- Văn phòng; Lưu: VT, VP."], LETTER),
    wrong_part("list_spacing", "recipients", ["-Như trên;", "-Lưu: VT, VP."], LETTER),
    wrong_part("list_spacing", "addressees", ["-Các sở, ban, ngành;", "-Ủy ban nhân dân xã."], LETTER),
    wrong_part("address_list", "addressees", ["Sở Nội vụ; Sở Tài chính."], LETTER),
    wrong_part("address_word", "addressees", ["Kính gửi: Sở Nội vụ."], LETTER),
    *odd_marks(
        ["Như trên;", "Lưu: VT, VP."],
        number="Số: 28/BCĐ-VP",
        title="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        authority="TM. BAN CHỈ ĐẠO",
    ),
    *(wrong_text("number_form", "number", f"Số: 28/{one}", LETTER) for one in ("bcđ-vp", "BCĐ-vp")),
    wrong_part("as_above", "recipients", ["- Văn phòng;", "- Lưu: VT, VP."], LETTER),
    wrong_part("filed_copy", "recipients", ["- Như trên;", "- Lưu VT, VP."], LETTER),
    wrong_part("filed_copy", "recipients", ["- Như trên;", "- Lưu: VP."], LETTER),
    wrong_part("filed_copy", "recipients", ["- Như trên;", "- Văn phòng."], LETTER),
    wrong_part("filed_copy", "recipients", ["- Như trên;", "- Văn phòng;"], LETTER),
    *(
        wrong_text("authority_form", "authority", form)
        for form in (
            "T/M BAN CHỈ ĐẠO",
            "TM BAN CHỈ ĐẠO",
            "K/T TRƯỞNG BAN",
            "TL TRƯỞNG BAN",
            "TUQ TRƯỞNG BAN",
            "QUYỀN TRƯỞNG BAN",
        )
    ),
    Fault("missing", without_posts, "authority", forms=("table",)),
    wrong_text("authority_form", "authority", "KT. ỦY BAN NHÂN DÂN"),
    Fault("authority_form", _signed("TM. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "authority"),
    *(
        Fault("missing", _signed(one), "authority")
        for one in ("KT. TRƯỞNG BAN", "TL. CHỦ TỊCH", "TUQ. CHỦ TỊCH")
    ),
    Fault("authority_form", _another_by_order, "other_signer", DECISION),
    wrong_text("bare_name", "signer_name", "TS. Nguyễn Văn Bình"),
    # body
    wrong_value("paragraph", "body_align", jc="left"),
    wrong_value("paragraph", "first_line", first="0"),
    wrong_value("paragraph", "first_line", first="1020"),
    wrong_value("paragraph", "line_pitch", line="480", rule="auto"),
    wrong_value("paragraph", "line_pitch", line="200", rule="auto"),
    wrong_value("paragraph", "line_pitch", line="260", rule="exact"),
    wrong_value("paragraph", "line_pitch", line="520", rule="exact"),
    wrong_value("paragraph", "paragraph_gap", before="0", after="60"),
    _body("closing_mark", lambda body: body.append(SENTENCE)),
    _body("closing_mark", lambda body: body.append(f"“{SENTENCE}”")),
    _body("real_date", lambda body: body.insert(5, f"Ngày 31/11/2026, {SENTENCE}")),
    Fault("later_ground", lambda spec: _LATER(spec.body), "date_line", DECISION),
    _body("nfc", lambda body: body.insert(5, unicodedata.normalize("NFD", SENTENCE))),
    _body("nfc", lambda body: body.insert(5, SENTENCE.replace(" ", " \u200b"))),
    _body("nfc", lambda body: body.insert(5, SENTENCE.replace("đ", "\u00f0"))),
    Fault("hidden_text", hidden_typist, "typist"),
    wrong_text("nfc", "number", "Số: 07/Q\u00d0-BCĐ", DECISION),
    _body("ground_list", _replaced(0, GROUNDS[0].replace(";", ",")), DECISION),
    _body("ground_list", _replaced(2, GROUNDS[2].replace(".", ";")), DECISION),
    Fault("ground_list", _other_grounds("Xét đề xuất của Văn phòng;"), "body", DECISION),
    _body("article_form", _replaced(3, f"Điều 1: {SENTENCE}"), DECISION),
    _body("article_form", _replaced(3, f"Điều 1 {SENTENCE}"), DECISION),
    Fault(
        "date_one_line",
        lambda spec: spec.text.update(date_line="Phường Nguyễn Lương Bằng, ngày 30 tháng 11 năm 2026"),
        "date_line",
        forms=("table",),
    ),
    wrong_text("date_padding", "date_line", "Thái Nguyên, ngày 15.12.2026"),
    wrong_text("date_spacing", "date_line", "Thái Nguyên,  ngày 15 tháng 12 năm 2026"),
    wrong_text("number_form", "number", "Số: 28/BCĐ—VP", LETTER),
    wrong_text("number_form", "number", "SỐ: 28/BCĐ-VP", LETTER),
    wrong_part("title_one_line", "title_indents", 600, forms=("table",)),
)


def _written(name: str, spec: StateSpec, form: Form, way: Way, *planted: str) -> Case:
    return Case(f"{name}-{form}-{way}", write_docx(spec, form, way, StateWriter), frozenset(planted))


def right_cases() -> Iterator[Case]:
    """Every form, way and kind; every type; both ends of every range; signatures, addressees, marks."""
    for form in FORMS:
        for way in WAYS:
            for kind in BOTH:
                yield _written(f"right-{kind}", right(kind), form, way)
    for form in FORMS:
        for kind in BOTH:
            saved = saved_otherwise(write_docx(right(kind), form, "direct", StateWriter))
            for name, data in saved.items():
                yield Case(f"right-{name}-{kind}-{form}", data, frozenset())
    turns = cycle((form, way) for way in WAYS for form in FORMS)
    for name, spec in [*_types(), *_varied()]:
        yield _written(f"right-{name}", spec, *next(turns))


def _types() -> Iterator[tuple[str, StateSpec]]:
    for name, code in TYPES.items():
        spec = right("report")
        spec.text |= {"type_name": name, "number": f"Số: 15/{code}-BCĐ"}
        spec.body[:5] = [f"1. {SENTENCE}"]
        if name == "TỜ TRÌNH":
            spec.addressees = ["Thường trực Ủy ban nhân dân tỉnh"]
            spec.recipients[0] = "- Như trên;"
        yield name, spec


def _varied() -> Iterator[tuple[str, StateSpec]]:
    for name, change in _CHANGES.items():
        for kind in ("letter", "report"):
            spec = right(kind)
            if change(spec) is not False:
                yield f"{name}-{kind}", spec


def _sizes(spec: StateSpec) -> None:
    """The other end of every range of sizes."""
    for code in ("motto", "date_line", "type_name", "type_subject", "ground", "article", "body", "authority"):
        spec.formats[code].size = 28
    for code in ("position", "signer_name", "address_label", "addressee"):
        spec.formats[code].size = 28
    for code in ("issuer", "letter_subject"):
        spec.formats[code].size = 24
    for code in ("title", "superior"):
        spec.formats[code].size = 26


def _condensed(spec: StateSpec) -> None:
    """The letters of the title are set closer, until it fits."""
    spec.title_indents, spec.formats["title"].tracking = 480, -10


def _headed(*headings: str) -> Callable[[StateSpec], object]:
    """Below the subject of a decision stands who decides, or the first heading."""
    return lambda spec: setattr(spec, "headings", [*headings]) if spec.kind == "report" else False


def _minutes(spec: StateSpec) -> object:
    """The secretary signs on the left, the chairman on the right, Nơi nhận stands below."""
    if spec.kind == "letter":
        return False
    spec.text |= {"type_name": "BIÊN BẢN", "number": "Số: 03/BB-BCĐ", "authority": "CHỦ TỌA"}
    spec.positions, spec.other_signer = [], (["THƯ KÝ"], "Trần Văn Nam")
    spec.body[:5], spec.recipients = [f"1. {SENTENCE}"], ["- Thành viên dự họp;", "- Lưu: VT, VP."]
    return None


def _invitation(spec: StateSpec) -> object:
    """The text names who is invited: “Như trên” means them."""
    if spec.kind == "letter":
        return False
    spec.text |= {"type_name": "GIẤY MỜI", "number": "Số: 15/GM-BCĐ"}
    invited = "Trân trọng kính mời: Lãnh đạo các sở, ban, ngành dự họp."
    spec.body[:5], spec.recipients[0] = [invited], "- Như trên;"
    return None


def _wired(spec: StateSpec) -> object:
    """A công điện names who sends it, and to whom."""
    if spec.kind == "letter":
        return False
    spec.text |= {"type_name": "CÔNG ĐIỆN", "number": "Số: 15/CĐ-BCĐ"}
    spec.headings = ["GIÁM ĐỐC SỞ NỘI VỤ điện:", "- Các phòng chuyên môn;", "- Đơn vị trực thuộc."]
    spec.body[:5], spec.recipients[0] = [f"1. {SENTENCE}"], "- Như trên;"
    return None


def _wired_in_the_text(spec: StateSpec) -> object:
    """The same, with sender and addressees set as the text is."""
    if _wired(spec) is not False:
        spec.body[:0], spec.headings = spec.headings, []
        return None
    return False


def _short(spec: StateSpec) -> None:
    spec.number["header"], spec.body = "no", spec.body[-2:]


def _numbered(placed: dict[str, str]) -> Callable[[StateSpec], object]:
    return lambda spec: spec.number.update({"jc": "", **placed})


def _appendix(label: str) -> Callable[[StateSpec], object]:
    """A short letter, behind its end one appendix, which needs no number."""

    def change(spec: StateSpec) -> object:
        if spec.kind == "report":
            return False
        spec.body = ["1. Rà soát các kênh thông tin của đơn vị.", "2. Báo cáo trong tháng./."]
        goes_with = "(Kèm theo Công văn số 28/BCĐ-VP ngày 05 tháng 9 năm 2026 của Ban Chỉ đạo 35)"
        spec.appendices = [[label, "DANH MỤC KÊNH THÔNG TIN", goes_with]]
        return None

    return change


def _signed_as(sign: str) -> Callable[[StateSpec], object]:
    """Something stands where the signature is to be."""
    return lambda spec: spec.positions.append(sign)


def _only_letters(change: Callable[[StateSpec], object]) -> Callable[[StateSpec], object]:
    return lambda spec: change(spec) if spec.kind == "letter" else False


_CHANGES: dict[str, Callable[[StateSpec], object]] = {
    "other sizes": _sizes,
    "condensed": _condensed,
    "wide margins": lambda spec: spec.page.update(top=1417, bottom=1417, left=1984, right=1134),
    "10 mm": lambda spec: spec.paragraph.update(first="567"),
    "single": lambda spec: spec.paragraph.update(line="240", before="60", after="60"),
    "one and a half": lambda spec: spec.paragraph.update(line="360"),
    "exactly 18": lambda spec: spec.paragraph.update(line="360", rule="exact"),
    "at least 15": lambda spec: spec.paragraph.update(line="300", rule="atLeast"),
    "number 14": lambda spec: spec.number.update(size="28"),
    **{f"number by {name}": _numbered(placed) for name, placed in CENTRED_NUMBERS.items()},
    "number far from the edge": lambda spec: spec.page.update(header=720),
    "KT.": _signed("KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"),
    "TL.": _signed("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"),
    "TUQ.": _signed("TUQ. TRƯỞNG BAN", "CHÁNH VĂN PHÒNG"),
    "Q.": _signed("Q. GIÁM ĐỐC"),
    "TM. and KT.": _signed("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    "own right": _signed("GIÁM ĐỐC"),
    "province": _named_on_two_lines("ỦY BAN NHÂN DÂN", "TỈNH CÀ MAU"),
    "commune": _named_on_two_lines("UỶ BAN NHÂN DÂN", "XÃ NĂM CĂN"),
    "ward named as a body is": _named_on_two_lines("ỦY BAN NHÂN DÂN", "PHƯỜNG HỘI AN"),
    "ministry": _named_on_two_lines("BỘ GIÁO DỤC", "VÀ ĐÀO TẠO"),
    "joint, hyphen at the end": _joint("SỞ NỘI VỤ -", "BAN CHỈ ĐẠO 35"),
    "joint, hyphen below": _joint("SỞ NỘI VỤ", "– BAN CHỈ ĐẠO 35"),
    "joint, two bodies": _joint("SỞ NỘI VỤ", "BAN CHỈ ĐẠO 35"),
    "rule as long as half of the lower line": _named_on_two_lines("TRƯỜNG ĐẠI HỌC KINH TẾ", "HỒ CHÍ MINH"),
    "comma in the name": _named_on_two_lines("SỞ VĂN HÓA,", "THỂ THAO VÀ DU LỊCH"),
    "type's name in the issuer's": _named_on_two_lines("BAN QUẢN LÝ", "DỰ ÁN"),
    "university": _named_on_two_lines("ĐẠI HỌC QUỐC GIA", "HÀ NỘI"),
    **{f"with {name}": _appendix(name) for name in ("Phụ lục", "PHỤ LỤC", "Phụ lục I", "Biểu mẫu")},
    "quotation at the end": lambda spec: spec.body.append(f"“{SENTENCE}”./."),
    "urgent": lambda spec: setattr(spec, "mark", ("urgency", "KHẨN")),
    "internal": lambda spec: setattr(spec, "mark", ("circulation", "LƯU HÀNH NỘI BỘ")),
    "draft": lambda spec: (
        spec.text.update(number="Số:        /BCĐ-VP", date_line="Thái Nguyên, ngày      tháng 9 năm 2026")
        if spec.kind == "letter"
        else False
    ),
    "authority": _headed("HỘI ĐỒNG NHÂN DÂN TỈNH", "KHÓA XIV, KỲ HỌP THỨ MƯỜI"),
    "wired": _wired,
    "invitation": _invitation,
    "addressees in brackets": _only_letters(
        lambda spec: setattr(spec, "addressees", ["Các phòng (Tổ chức; Tài chính) thuộc Sở"])
    ),
    "capitals and small letters": _only_letters(lambda spec: spec.text.update(number="Số: 28/TTg-KTTH")),
    "chapter": _headed("Chương I", "QUY ĐỊNH CHUNG"),
    "part": _headed("A. ĐÁNH GIÁ KẾT QUẢ"),
    "older spelling": lambda spec: spec.text.update(title="CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    "one addressee": _only_letters(lambda spec: setattr(spec, "addressees", ["Sở Nội vụ"])),
    "one addressee, stop": _only_letters(lambda spec: setattr(spec, "addressees", ["Sở Nội vụ."])),
    "handed over": _only_letters(
        lambda spec: spec.body.insert(0, "Kính gửi kèm theo công văn này biểu tổng hợp số liệu.")
    ),
    "recipients on two lines": lambda spec: spec.recipients.__setitem__(
        slice(1, 1),
        [
            "- Ủy ban nhân dân các xã: A, B,",
            "C, D;",
            "- Các phòng chuyên môn",
            "và đơn vị trực thuộc;",
            "- Ủy ban Mặt trận",
            "Tổ quốc Việt Nam tỉnh;",
        ],
    ),
    "notes at the end": lambda spec: setattr(
        spec, "notes", ["Người liên hệ: Văn phòng.", "ĐT: 0260 000 000"]
    ),
    "address of the office": lambda spec: setattr(
        spec, "notes", ["Địa chỉ: số 1 đường A, tỉnh Thái Nguyên. ĐT: 0208 000 000.", "Cổng thông tin: …"]
    ),
    "wired in the text": _wired_in_the_text,
    "short": _short,
    "minutes": _minutes,
    "grounds in other words": _other_grounds(
        "Xét Tờ trình số 05/TTr-VP của Văn phòng;", "Xét nhu cầu công tác."
    ),
    "as above, for what": lambda spec: (
        spec.recipients.__setitem__(0, "- Như trên (để thực hiện);") if spec.kind == "letter" else False
    ),
    "short forms": lambda spec: spec.recipients.insert(1, "- CT, các PCT; CVP, PVP (NC), CV TH;"),
    **{f"signed {sign}": _signed_as(sign) for sign in ("(Đã ký)", "[daky]", "<<chữ ký số>>", "#chuky")},
    "drafter": lambda spec: spec.recipients.__setitem__(-1, "- Lưu: VT, KGVX (2b).Tr"),
    "drafter apart": lambda spec: spec.recipients.__setitem__(-1, "- Lưu: VT, VP. Hòa"),
    "text begins with a dash": _only_letters(lambda spec: spec.body.insert(0, f"- {SENTENCE}")),
    "symbol with signs": _only_letters(lambda spec: spec.text.update(number="Số: 28/UBND-KGVX&TH")),
    "place with signs": lambda spec: spec.text.update(date_line="M’Đrắk, ngày 05 tháng 9 năm 2026"),
    "one ground": lambda spec: spec.body.__delitem__(slice(0, 2)) if spec.kind == "report" else False,
}


def spoiled_cases() -> Iterator[Case]:
    """Every fault alone, in each form and way that it has in turn."""
    turns = cycle((form, way) for way in WAYS for form in FORMS)
    for place, fault in enumerate(FAULTS):
        form, way = next(turns)
        spec = right("letter" if "letter" in fault.kinds else "report")
        fault.spoil(spec)
        fitting = form if form in fault.forms else fault.forms[0]
        yield _written(f"{place:02d}-{fault.rule}", spec, fitting, way, fault.rule)
