"""Small Word documents made by script, to be spoiled by planted faults of layout.

Three forms (header in a table, in tabbed lines, in plain paragraphs), three ways to format characters
(directly, by styles based on others, by theme fonts), two kinds (công văn, báo cáo).
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape

Form = Literal["table", "tabs", "plain", "indented", "spaces"]
Way = Literal["direct", "styles", "theme"]
Kind = Literal["letter", "report"]
FORMS: tuple[Form, ...] = ("table", "tabs", "plain")
# How a head is typed without a table: tabs before it too, or spaces between its halves.
TYPED_FORMS: tuple[Form, ...] = ("indented", "spaces")
ALL_FORMS = (*FORMS, *TYPED_FORMS)
WAYS: tuple[Way, ...] = ("direct", "styles", "theme")
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
# A line as Word 2003 drew it and as Word draws it since 2010.
_VML_LINE = (
    '<w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:line from="240pt,20pt" to="{end}pt,20pt" '
    'strokeweight=".75pt"/></w:pict>'
)
_DRAWN_LINE = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><mc:Choice Requires="wps"><w:drawing>'
    '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" '
    'locked="0" layoutInCell="1" '
    'allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH '
    'relativeFrom="column"><wp:posOffset>3000000</wp:posOffset></wp:positionH>'
    '<wp:positionV relativeFrom="paragraph"><wp:posOffset>228600</wp:posOffset></wp:positionV><wp:extent '
    'cx="{emu}" cy="0"/>'
    '<wp:wrapNone/><wp:docPr id="1" name="line"/><a:graphic>'
    "<a:graphicData "
    'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvCnPr/><wps:spPr>'
    '<a:xfrm><a:off x="0" y="0"/><a:ext cx="{emu}" cy="0"/></a:xfrm><a:prstGeom '
    'prst="line"><a:avLst/></a:prstGeom>'
    '<a:ln w="9525"><a:solidFill><a:srgbClr '
    'val="000000"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData>'
    "</a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>"
)
TITLE_WIDTH_PT = 206.7
SENTENCE = (
    "Ban Thường vụ Đảng ủy yêu cầu các chi bộ trực thuộc tổ chức quán triệt nội dung này đến toàn thể đảng "
    "viên trong tháng, "
    "phân công người theo dõi, kiểm tra việc thực hiện và báo cáo kết quả đúng thời hạn đã nêu để Đảng ủy "
    "tổng hợp chung."
)


@dataclass(kw_only=True)
class PlantedFormat:
    """Size in half-points, what is on, and how the letters are set: percent, and twips between them."""

    size: int = 28
    bold: bool = False
    italic: bool = False
    underline: bool = False
    font: str = "Times New Roman"
    colour: str = ""
    scale: int = 100
    tracking: int = 0
    hidden: bool = False


@dataclass(kw_only=True)
class Spec:
    """A whole document, to be spoiled by faults; lengths in twips."""

    text: dict[str, str]
    formats: dict[str, PlantedFormat]
    kind: Kind = "letter"
    addressees: list[str] = field(
        default_factory=lambda: ["- Các chi bộ trực thuộc;", "- Đoàn Thanh niên xã."]
    )
    recipients: list[str] = field(
        default_factory=lambda: ["- Như trên;", "- Thường trực Đảng ủy;", "- Lưu Đảng ủy."]
    )
    positions: list[str] = field(default_factory=lambda: ["BÍ THƯ"])
    body: list[str] = field(
        default_factory=lambda: [f"{place}. {SENTENCE} {SENTENCE}" for place in range(1, 9)]
    )
    page: dict[str, int] = field(
        default_factory=lambda: {
            "w": 11906,
            "h": 16838,
            "top": 1134,
            "bottom": 1134,
            "left": 1701,
            "right": 850,
            "header": 567,
        }
    )
    paragraph: dict[str, str] = field(
        default_factory=lambda: {
            "jc": "both",
            "first": "567",
            "line": "360",
            "rule": "exact",
            "before": "120",
            "after": "120",
        }
    )
    number: dict[str, str] = field(
        default_factory=lambda: {
            "jc": "center",
            "size": "28",
            "first": "own",
            "header": "yes",
            "signs": "{}",
            "placed": "",
            "before": "",
        }
    )
    address_indent: int = 0  # of the addressees below Kính gửi, outside tables
    rule: Literal["drawn", "none", "typed", "short"] = "drawn"
    date_jc: str = "right"  # in the plain form
    title_indents: int = 0  # on both sides, in twips, in the table form
    below_number: list[tuple[str, str]] = field(default_factory=list)  # urgency, draft: code and text
    above_star: list[tuple[str, str]] = field(default_factory=list)  # the same at the wrong place
    below_head: list[str] = field(default_factory=list)  # lines of their own between the head and Kính gửi
    above_title: str = ""  # how far the document may be made known
    other_signer: tuple[list[str], str] | None = None  # who signs on the left: posts and name
    confirmed: tuple[list[str], str] | None = None  # who confirms the signature: posts and name
    confirming: list[str] = field(default_factory=list)  # the lines that say so
    author: list[str] = field(default_factory=list)  # CỦA …, between the type's name and its subject
    grounds: list[str] = field(default_factory=list)
    table: str = ""  # in a cell of its own below the body
    notes: list[str] = field(default_factory=list)  # below the end
    typist: str = ""  # the sign of who has drafted it, at the end
    own_pages: bool = True  # whether each appendix counts its pages
    appendices: list[list[str]] = field(default_factory=list)  # the lines of each, from its label on


def set_in(*addressees: str) -> Callable[[Spec], None]:
    """Addressees set in below a Kính gửi of their own."""

    def change(spec: Spec) -> None:
        spec.addressees, spec.address_indent = [*addressees], 3118

    return change


def with_open_address(spec: Spec) -> None:
    """“Kính gửi” without its colon, set as the text below is."""
    spec.addressees = []
    spec.body.insert(0, "Kính gửi Các cơ quan, đơn vị trực thuộc")


def right(kind: Kind = "letter") -> Spec:
    """A document with nothing to say against it."""
    text = {
        "title": "ĐẢNG CỘNG SẢN VIỆT NAM",
        "superior": "ĐẢNG BỘ TỈNH LÂM ĐỒNG",
        "issuer": "ĐẢNG ỦY XÃ ĐỒNG NAI",
        "star": "*",
        "number": "Số 28-CV/ĐU",
        "date_line": "Đồng Nai, ngày 05 tháng 9 năm 2026",
        "letter_subject": "về việc tuyên truyền các kênh thông tin",
        "type_name": "BÁO CÁO",
        "type_subject": "kết quả tuyên truyền các kênh thông tin",
        "stroke": "-----",
        "address_label": "Kính gửi:",
        "recipients_label": "Nơi nhận:",
        "authority": "T/M BAN THƯỜNG VỤ",
        "signer_name": "Nguyễn Văn Bình",
    }
    more = (
        "position",
        "second_post",
        "body",
        "addressee",
        "recipient",
        "urgency",
        "circulation",
        "draft_note",
        "below_head",
        "ground",
        "table_text",
        "typist",
    )
    formats = {code: PlantedFormat() for code in (*text, *more)}
    formats["title"] = PlantedFormat(size=30, bold=True)
    formats["type_name"] = PlantedFormat(size=32, bold=True)
    for code in ("issuer", "type_subject", "authority", "second_post", "signer_name", "urgency"):
        formats[code] = PlantedFormat(bold=True)
    formats["circulation"] = PlantedFormat(size=24, bold=True)
    for code in ("date_line", "address_label", "draft_note"):
        formats[code] = PlantedFormat(italic=True)
    formats["letter_subject"] = PlantedFormat(size=24, italic=True)
    formats["recipients_label"] = PlantedFormat(underline=True)
    formats["recipient"] = PlantedFormat(size=24)
    formats["typist"] = PlantedFormat(size=16)
    spec = Spec(text=text, formats=formats, kind=kind)
    if kind == "report":
        spec.text["number"] = "Số 07-BC/ĐU"
        spec.recipients = [
            "- Thường trực Tỉnh ủy (để báo cáo);",
            "- Các chi bộ trực thuộc;",
            "- Lưu Đảng ủy.",
        ]
        spec.addressees = []
    return spec


# --- from a spec to the bytes -------------------------------------------------------------------------------


class Writer:
    """One document in one form and one way."""

    def __init__(self, spec: Spec, form: Form, way: Way) -> None:
        self.spec, self.form, self.way = spec, form, way

    def run(self, code: str, text: str) -> str:
        planted = self.spec.formats[code]
        if self.way == "direct":
            properties = self.format_xml(planted, theme=False)
            return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        return (
            f'<w:r><w:rPr><w:rStyle w:val="C-{code}"/></w:rPr><w:t '
            f'xml:space="preserve">{escape(text)}</w:t></w:r>'
        )

    @staticmethod
    def format_xml(planted: PlantedFormat, *, theme: bool) -> str:
        fonts = (
            'w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"'
            if theme
            else f'w:ascii="{planted.font}" w:hAnsi="{planted.font}"'
        )
        bold = "<w:b/>" if planted.bold else '<w:b w:val="0"/>'
        italic = "<w:i/>" if planted.italic else '<w:i w:val="0"/>'
        colour = f'<w:color w:val="{planted.colour}"/>' if planted.colour else ""
        tracking = f'<w:spacing w:val="{planted.tracking}"/>' if planted.tracking else ""
        scale = f'<w:w w:val="{planted.scale}"/>' if planted.scale != 100 else ""
        underline = '<w:u w:val="single"/>' if planted.underline else ""
        hidden = "<w:vanish/>" if planted.hidden else ""
        return (
            f"<w:rFonts {fonts}/>{bold}{italic}{hidden}{colour}{tracking}{scale}"
            f'<w:sz w:val="{planted.size}"/><w:szCs w:val="{planted.size}"/>{underline}'
        )

    def line(
        self,
        *pieces: str,
        jc: str = "center",
        extra: str = "",
        left: int = 0,
        right: int = 0,
        borders: str = "",
    ) -> str:
        indent = f'<w:ind w:left="{left}" w:right="{right}"/>' if left or right else ""
        return (
            f'<w:p><w:pPr>{borders}{extra}<w:spacing w:before="0" w:after="0"/>{indent}<w:jc '
            f'w:val="{jc}"/></w:pPr>{"".join(pieces)}</w:p>'
        )

    def part(self, code: str, text: str | None = None, jc: str = "center") -> str:
        shown = self.spec.text[code] if text is None else text
        return self.line(self.run(code, shown), jc=jc) if shown else ""

    def rule(self, room: int, *, right_edge: bool = False) -> str:
        """The line under the title, for a room in twips: the border of an empty paragraph."""
        length = {"drawn": TITLE_WIDTH_PT, "short": 120.0}.get(self.spec.rule)
        if length is None:
            return (
                self.part("title", "__________________", jc="right" if right_edge else "center")
                if self.spec.rule == "typed"
                else ""
            )
        rest = room - round(length * 20)
        sides = (rest, 0) if right_edge else (rest // 2, rest - rest // 2)
        borders = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
        return self.line(left=sides[0], right=sides[1], borders=borders)

    def drawing(self) -> str:
        """The same for a tabbed header, where only a drawn line can be shorter than the page."""
        length = {"drawn": TITLE_WIDTH_PT, "short": 120.0}.get(self.spec.rule)
        if length is None:
            return ""
        return self.drawn_line(length)

    def drawn_line(self, length: float) -> str:
        """A run with a drawn line of a length in points."""
        drawn = (
            _VML_LINE.format(end=240 + length)
            if self.way == "direct"
            else _DRAWN_LINE.format(emu=round(length * 12700))
        )
        return f"<w:r>{drawn}</w:r>"

    def table(self, widths: tuple[int, int], left: str, right: str) -> str:
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content or "<w:p/>"}</w:tc>'
            for width, content in zip(widths, (left, right), strict=True)
        )
        margins = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return f"<w:tbl><w:tblPr>{margins}</w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"

    def tabbed(self, left: str, right: str, extra: str = "") -> str:
        tab, tabs = "<w:r><w:tab/></w:r>", '<w:tabs><w:tab w:val="left" w:pos="4600"/></w:tabs>'
        between = '<w:r><w:t xml:space="preserve">            </w:t></w:r>' if self.form == "spaces" else tab
        before = tab if self.form == "indented" and left else ""
        pieces = (before, left, between if right else "", right, extra)
        return self.line(*pieces, jc="left", extra="" if self.form == "spaces" else tabs)

    # --- the head

    def head(self) -> str:
        spec, jc = self.spec, "center" if self.form == "table" else "left"
        subject = ["letter_subject"] if spec.kind == "letter" else []
        circulation = self.part("circulation", spec.above_title, "right") if spec.above_title else ""
        below = "".join(self.part(*mark, jc) for mark in spec.below_number)
        if self.form not in ("table", "plain"):
            return circulation + self.tabbed_head(subject) + below
        left = "".join(
            [
                *(self.part(code, jc=jc) for code in ("superior", "issuer")),
                *(self.part(*mark, jc) for mark in spec.above_star),
                *(self.part(code, jc=jc) for code in ("star", "number", *subject)),
                below,
            ]
        )
        if self.form == "table":
            right = self.title() + self.rule(5102) + self.part("date_line")
            return circulation + self.table((4252, 5102), left, right) + self.line()
        right = self.part("title", jc="right") + self.rule(9355, right_edge=True)
        return circulation + right + self.part("date_line", jc=spec.date_jc) + left

    def title(self) -> str:
        """The title of a head in a table."""
        text, indents = self.spec.text["title"], self.spec.title_indents
        return self.line(self.run("title", text), left=indents, right=indents) if text else ""

    def tabbed_head(self, subject: list[str]) -> str:
        def run(code: str) -> str:
            return self.run(code, self.spec.text[code]) if self.spec.text[code] else ""

        typed = self.run("title", "__________________") if self.spec.rule == "typed" else ""
        return (
            self.tabbed(run("superior"), run("title"), self.drawing())
            + self.tabbed(run("issuer"), typed)
            + self.tabbed(run("star"), run("date_line"))
            + self.tabbed(run("number"), "")
            + "".join(self.part(code, jc="left") for code in subject)
        )

    def below_head(self) -> str:
        return "".join(self.part("below_head", one) for one in self.spec.below_head)

    def type_and_address(self) -> str:
        spec = self.spec
        author = "".join(self.part("type_subject", one) for one in spec.author)
        below = self.part("type_subject") + self.part("stroke")
        made = self.part("type_name") + author + below if spec.kind == "report" else ""
        if not spec.addressees:
            return made
        label = spec.text["address_label"]
        if len(spec.addressees) == 1:
            return made + self.line(
                self.run("address_label", label), self.run("addressee", f" {spec.addressees[0]}")
            )
        indent = 0 if self.form == "table" else spec.address_indent
        lines = (self.run("addressee", one) for one in spec.addressees)
        listed = "".join(self.line(one, jc="left", left=indent) for one in lines)
        if self.form == "table":
            return made + self.table((2551, 6803), self.part("address_label", jc="right"), listed)
        return made + self.part("address_label", jc="left") + listed

    # --- body and end

    def body(self) -> str:
        layout = self.spec.paragraph
        properties = (
            f'<w:spacing w:before="{layout["before"]}" w:after="{layout["after"]}" '
            f'w:line="{layout["line"]}" w:lineRule="{layout["rule"]}"/>'
            f'<w:ind w:firstLine="{layout["first"]}"/><w:jc w:val="{layout["jc"]}"/>'
        )
        return "".join(
            f"<w:p><w:pPr>{properties}</w:pPr>{self.body_runs(text)}</w:p>"
            for text in (*self.spec.grounds, *self.spec.body)
        )

    def body_runs(self, text: str) -> str:
        return self.run("ground" if text in self.spec.grounds else "body", text)

    def end(self) -> str:
        spec = self.spec
        signature = [("authority", spec.text["authority"]), *_posts(spec.positions)]
        name = ("signer_name", spec.text["signer_name"])
        if spec.other_signer:
            return self.two_signers(signature, name)
        received, right = self.received(), [*signature, *[("", "")] * 4, name]
        if spec.confirmed:
            (first, *others), other = spec.confirmed
            of_whom = [("body", one) for one in spec.confirming]
            confirmed = [*of_whom, ("authority", first), *_posts(others)]
            right += [*confirmed, *[("", "")] * 4, ("signer_name", other)]
        if self.form not in ("table", "plain"):
            return self.tabbed_end(received, right)
        left = "".join(self.part(code, text, jc="left") for code, text in received)
        jc = "center" if self.form == "table" else "right"
        signed = "".join(self.part(code, text, jc=jc) if text else self.line() for code, text in right)
        return self.table((4535, 4819), left, signed) if self.form == "table" else left + signed

    def rest(self) -> str:
        """The table, if there is one, the end, notes, and who has drafted the document."""
        table = (
            self.table((4535, 4819), self.part("table_text", self.spec.table), "") if self.spec.table else ""
        )
        notes = "".join(self.part("recipient", one, jc="left") for one in self.spec.notes)
        return table + self.end() + notes + self.part("typist", self.spec.typist, jc="left")

    def received(self) -> list[tuple[str, str]]:
        listed = [("recipient", one) for one in self.spec.recipients]
        return [("recipients_label", self.spec.text["recipients_label"]), *listed] if listed else []

    def two_signers(self, right: list[tuple[str, str]], name: tuple[str, str]) -> str:
        """Both side by side, the leading one on the right; Nơi nhận below, if there is one."""
        posts, other = self.spec.other_signer or ([], "")
        left = [("authority", posts[0]), *_posts(posts[1:], "second_post")]
        if self.form in ("tabs", "spaces"):
            gap, names = [("", "")] * 4, (("signer_name", other), name)
            rows = [[*block, *gap, signer] for block, signer in zip((left, right), names, strict=True)]
            return self.tabbed_end(*rows) + "".join(self.part(*one, "left") for one in self.received())
        columns = [
            "".join(self.part(*one) for one in block) + self.line() * 4 + self.part(*signer)
            for block, signer in ((left, ("signer_name", other)), (right, name))
        ]
        return self.table((4677, 4677), *columns) + "".join(
            self.part(*one, "left") for one in self.received()
        )

    def appendix(self, lines: list[str]) -> str:
        """Its lines, and a text below them."""
        head = "".join(self.line(self.run("body", text)) for text in lines)
        return head + self.line(self.run("body", "1. Nội dung của phụ lục."), jc="both")

    def tabbed_end(self, left: list[tuple[str, str]], right: list[tuple[str, str]]) -> str:
        rows = []
        for place in range(max(len(left), len(right))):
            pair = [side[place] if place < len(side) else ("", "") for side in (left, right)]
            rows.append(self.tabbed(*(self.run(code, text) if text else "" for code, text in pair)))
        return "".join(rows)

    # --- the parts

    def document(self) -> str:
        page, number = self.spec.page, self.spec.number
        first = "<w:titlePg/>" if number["first"] == "own" else ""
        start = '<w:pgNumType w:start="1"/>' if self.spec.own_pages else ""
        header = '<w:headerReference w:type="default" r:id="rId2"/>' if number["header"] == "yes" else ""
        section = (
            f'<w:sectPr>{header}<w:pgSz w:w="{page["w"]}" w:h="{page["h"]}"/><w:pgMar w:top="{page["top"]}" '
            f'w:bottom="{page["bottom"]}" '
            f'w:left="{page["left"]}" w:right="{page["right"]}" w:header="{page["header"]}" w:footer="567" '
            f'w:gutter="0"/>{start}{first}</w:sectPr>'
        )
        parts = [self.head() + self.below_head() + self.type_and_address() + self.body() + self.rest()]
        parts += map(self.appendix, self.spec.appendices)
        content = f"<w:p><w:pPr>{section}</w:pPr></w:p>".join(parts)
        return f"<w:document {_W} {_R}><w:body>{content}<w:p/>{section}</w:body></w:document>"

    def styles(self) -> str:
        theme = self.way == "theme"
        made = []
        for code, planted in self.spec.formats.items():
            own = theme and planted.font == "Times New Roman"
            properties = self.format_xml(planted, theme=own)
            made.append(_style("character", f"C-{code}", properties, '<w:basedOn w:val="Base"/>'))
        # What lies below is wrong on purpose: a reader that stops half-way up sees Arial.
        arial = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial"/>'
        default = _style('paragraph" w:default="1', "Normal", '<w:sz w:val="22"/>')
        base = _style("character", "Base", arial)
        defaults = f"<w:docDefaults><w:rPrDefault><w:rPr>{arial}</w:rPr></w:rPrDefault></w:docDefaults>"
        return f"<w:styles {_W}>{defaults}{default}{base}{''.join(made)}</w:styles>"

    def header(self) -> str:
        number = self.spec.number
        fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/>'
        properties = f'<w:rPr>{fonts}<w:sz w:val="{number["size"]}"/></w:rPr>'
        run = f"<w:r>{properties}<w:t>{{}}</w:t></w:r>"
        before, after = (run.format(sign) if sign else "" for sign in number["signs"].split("{}"))
        field_ = f'{before}<w:fldSimple w:instr=" PAGE ">{run.format("2")}</w:fldSimple>{after}'
        jc = f'<w:jc w:val="{number["jc"]}"/>' if number["jc"] else ""
        placed = f"<w:pPr>{number['placed']}{jc}</w:pPr>{number['before']}{field_}"
        return f"<w:hdr {_W}><w:p>{placed}</w:p></w:hdr>"


def _stop(kind: str, place: int) -> str:
    return f'<w:tabs><w:tab w:val="{kind}" w:pos="{place}"/></w:tabs>'


_PTAB = '<w:ptab w:relativeTo="margin" w:alignment="{}" w:leader="none"/>'
_FRAME = '<w:framePr w:wrap="around" w:vAnchor="text" w:hAnchor="margin" w:xAlign="{}" w:y="1"/>'
# How a page number gets to the middle of the line without its paragraph being centred.
CENTRED_NUMBERS: dict[str, dict[str, str]] = {
    "a tab of its own": {"placed": _stop("center", 4677), "before": "<w:r><w:tab/></w:r>"},
    "the tab of Word's header": {"placed": _stop("center", 4513), "before": "<w:r><w:tab/></w:r>"},
    "a tab of the margins": {"before": f"<w:r>{_PTAB.format('center')}</w:r>"},
    "the frame of older Word": {"placed": _FRAME.format("center")},
    "an indent": {"placed": '<w:ind w:left="4607"/>'},
}
# How it gets beside the middle.
MISPLACED_NUMBERS: dict[str, dict[str, str]] = {
    "blanks": {"before": f'<w:r><w:t xml:space="preserve">{" " * 63}</w:t></w:r>'},
    "a tab on the right": {"placed": _stop("right", 9355), "before": "<w:r><w:tab/></w:r>"},
    "a tab too few": {
        "placed": '<w:tabs><w:tab w:val="left" w:pos="720"/><w:tab w:val="center" w:pos="4677"/></w:tabs>',
        "before": "<w:r><w:tab/></w:r>",
    },
    "a tab and centred": {"jc": "center", "before": "<w:r><w:tab/></w:r>"},
    "a tab of the right margin": {"before": f"<w:r>{_PTAB.format('right')}</w:r>"},
    "a frame on the right": {"placed": _FRAME.format("right")},
    "an indent and centred": {"jc": "center", "placed": '<w:ind w:left="4607"/>'},
    "a first line and centred": {"jc": "center", "placed": '<w:ind w:firstLine="720"/>'},
    "an indent too short": {"placed": '<w:ind w:left="3402"/>'},
}


def _posts(lines: list[str], code: str = "position") -> list[tuple[str, str]]:
    """Each line of a post with its code: one behind “kiêm” is bold, “kiêm” itself is not."""
    return [
        ("second_post" if "kiêm" in map(str.lower, lines[:place]) else code, one)
        for place, one in enumerate(lines)
    ]


def _style(kind: str, code: str, properties: str, more: str = "") -> str:
    return (
        f'<w:style w:type="{kind}" w:styleId="{code}"><w:name '
        f'w:val="{code}"/>{more}<w:rPr>{properties}</w:rPr></w:style>'
    )


_THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'name="x"><a:themeElements><a:fontScheme name="x">'
    '<a:majorFont><a:latin typeface="Arial"/></a:majorFont><a:minorFont><a:latin typeface="Times New '
    'Roman"/></a:minorFont>'
    "</a:fontScheme></a:themeElements></a:theme>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def write_docx(
    spec: Spec, form: Form = "table", way: Way = "direct", writing: type[Writer] = Writer
) -> bytes:
    """The document's bytes, the same every time."""
    writer = writing(spec, form, way)
    overrides = {"document": "document.main", "styles": "styles", "header1": "header"}
    types = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WORD_TYPE}.{kind}+xml"/>'
        for part, kind in overrides.items()
    )
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    parts = {
        "[Content_Types].xml": (
            "<Types "
            f'xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{defaults}{types}</Types>'
        ),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "word/document.xml")}),
        "word/_rels/document.xml.rels": _relations(
            {
                "rId1": ("styles", "styles.xml"),
                "rId2": ("header", "header1.xml"),
                "rId3": ("theme", "theme/theme1.xml"),
            }
        ),
        "word/document.xml": writer.document(),
        "word/styles.xml": writer.styles(),
        "word/header1.xml": writer.header(),
        "word/theme/theme1.xml": _THEME,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)),
                f'<?xml version="1.0" encoding="UTF-8"?>{content}',
            )
    return packed.getvalue()


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return (
        "<Relationships "
        f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{made}</Relationships>'
    )


def signed(spec: Spec, *posts: str) -> Spec:
    """The same, with these lines above the name; the first tells the authority."""
    spec.text["authority"], spec.positions = posts[0], list(posts[1:])
    return spec
