"""A letter and its checklist for the tests: their content, the templates, templates made otherwise."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st
from tools.templates.layout import Look
from tools.templates.word import blank_document

from bcd35.domain.channels import Channel
from bcd35.domain.letters import LetterNumber
from bcd35.domain.office import DocumentStyle
from bcd35.domain.rounds import Field, Ground, Round, Task
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.letters.notice import TEMPLATE_NAMES, LetterContent
from bcd35.formats.ooxml.package import Properties
from tests.support import REPOSITORY
from tests.support.office import OFFICE as SAMPLE_OFFICE

GROUPS = (
    "Các chi bộ, đảng ủy cơ sở trực thuộc",
    "Đoàn Thanh niên Cộng sản Hồ Chí Minh Đảng ủy Ủy ban nhân dân tỉnh",
)
SUBJECT = "đẩy mạnh tuyên truyền, lan tỏa thông tin trên các kênh truyền thông"
DATED = date(2025, 11, 22)
PROPERTIES = Properties("Thử", "Văn phòng", DATED)

OFFICE = replace(
    SAMPLE_OFFICE,
    addressee_groups=GROUPS,
    recipients=("Thường trực Đảng ủy", "Lưu Ban Chỉ đạo 35 Đảng ủy"),
    number_series=SAMPLE_OFFICE.number_series[:1],
    unit_kinds=SAMPLE_OFFICE.unit_kinds[1:],
    follow_up_recipients=(),
)
TASKS = (
    Task(
        "1",
        "Thông báo các kênh",
        "Thông báo các kênh dưới đây.\nLàm trong một tuần.",
        ("Gửi danh sách", "Thông báo trong sinh hoạt"),
    ),
    Task(
        "2", "Chia sẻ thông tin", "chia sẻ trên trang của đơn vị.", ("Rà soát nội dung",), date(2025, 12, 5)
    ),
)
ROUND = Round(
    code="2025-11",
    subject=SUBJECT,
    grounds=(Ground("Công văn", "29-CV/BCĐ", date(2025, 11, 21), "Ban Chỉ đạo 35 Tỉnh ủy", SUBJECT),),
    tasks=TASKS,
    fields=(Field(code="tin_bai", label="Số tin bài", kind="count"),),
    deadline=date(2025, 12, 15),
)


def a_channel(code: str, platform: str, name: str, address: str) -> Channel:
    return Channel(code=code, platform=platform, name=name, url=f"{address}?", canonical_url=address)


CHANNELS = (
    a_channel("tt", "tiktok", "Báo Thái Nguyên", "https://www.tiktok.com/@baothainguyen.official"),
    a_channel("fb2", "facebook", "HƯƠNG TRÀ XÚ THÁI", "https://www.facebook.com/huongtraxuthai1"),
    a_channel("fb1", "facebook", "Cổng Thông tin điện tử", "https://www.facebook.com/ThaiNguyenPortal"),
)
CONTENT = LetterContent(
    office=OFFICE,
    round_=ROUND,
    number=LetterNumber("CV/BCĐ", "2025-2030", 28),
    dated=DATED,
    channels=CHANNELS,
)


def the_template(name: str) -> WordTemplate:
    return WordTemplate(name, (REPOSITORY / "templates" / name).read_bytes())


LETTER, CHECKLIST = (the_template(TEMPLATE_NAMES[role]) for role in ("letter", "checklist"))
ANY_TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("{}%#_<>&\"'\n\t")
)


def with_style(**changes: Any) -> LetterContent:
    return replace(CONTENT, office=replace(OFFICE, style=replace(DocumentStyle(), **changes)))


def with_round(**changes: Any) -> LetterContent:
    return replace(CONTENT, round_=replace(ROUND, **changes))


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def a_template(*paragraphs: str, header: str = "", title: str = "") -> bytes:
    document = blank_document(Look("hd-05-2026"))
    for text in paragraphs:
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = header
    document.core_properties.title = title
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def with_footnotes(data: bytes, text: str) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    part = (
        f'<w:footnotes xmlns:w="{word}"><w:footnote w:id="1"><w:p '
        f"><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    content = unzipped(data)
    content["word/footnotes.xml"] = part.encode()
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'.encode()
    )
    content["word/_rels/document.xml.rels"] = content["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/></Relationships>'.encode(),
    )
    return zipped(content)


def zipped(content: dict[str, bytes]) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as package:
        for name, part in content.items():
            package.writestr(name, part)
    return saved.getvalue()
