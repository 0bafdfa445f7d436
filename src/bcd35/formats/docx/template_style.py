"""The office's settings of look, laid on a Word template before it is filled.

Line pitch and paragraph gaps go into the template's named body styles, the spelling into its own words, the
mirrored margins into its settings, so that they hold for any template, one that a clerk edited too. What the
documents say lives in the modules of the documents.
"""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from bcd35.domain.errors import BrokenFile
from bcd35.domain.office import DocumentStyle
from bcd35.domain.text import respell
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.docx.two_sided import SETTINGS, mirrored
from bcd35.formats.ooxml.package import zip_files

BODY_STYLE = "Nội dung"
# The styles that stand in the body beside it and share its line pitch.
PITCHED_STYLES = (BODY_STYLE, "Kênh", "Mục lớn")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT_PARTS = re.compile(r"word/(document|header|footer|footnotes)[0-9]*\.xml")
_TWIPS = 20  # in a point


def styled(template: WordTemplate, style: DocumentStyle) -> WordTemplate:
    """The template as the office wants it; the same one when there is nothing to change.

    Raises ``BrokenFile`` when a setting needs a style that the template no longer has.
    """
    with zipfile.ZipFile(io.BytesIO(template.data)) as package:
        parts = {part.filename: package.read(part) for part in package.infolist()}
    changed = {name: _respelled(data, style) for name, data in parts.items() if _TEXT_PARTS.fullmatch(name)}
    if style.line_pitch is not None or style.paragraph_gap is not None:
        changed["word/styles.xml"] = _spaced(template.name, parts["word/styles.xml"], style)
    if style.two_sided and SETTINGS in parts:
        changed[SETTINGS] = mirrored(parts[SETTINGS])
    if all(parts[name] == data for name, data in changed.items()):
        return template
    return WordTemplate(template.name, zip_files((parts | changed).items()))


def _edited(data: bytes, edit: Callable[[Any], bool]) -> bytes:
    """A part after ``edit``, which tells whether it changed anything; byte for byte the same when not."""
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    return (
        etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True) if edit(root) else data
    )


def _respelled(data: bytes, style: DocumentStyle) -> bytes:
    def edit(root: Any) -> bool:
        return sum(_respell_paragraph(paragraph, style) for paragraph in root.iter(f"{_WORD}p")) > 0

    return _edited(data, edit)


def _respell_paragraph(paragraph: Any, style: DocumentStyle) -> bool:
    """Word cuts a syllable into several runs as it likes, so the paragraph is respelled as one text.

    No text changes its length.
    """
    runs = [run for run in paragraph.iter(f"{_WORD}t") if run.text]
    before = "".join(run.text for run in runs)
    after = respell(before, style.spelling)
    place = 0
    for run in runs:
        length = len(run.text)
        run.text = after[place : place + length]
        place += length
    return after != before


def _spaced(name: str, data: bytes, style: DocumentStyle) -> bytes:
    def edit(root: Any) -> bool:
        found = {one.find(f"{_WORD}name").get(f"{_WORD}val"): one for one in root.iter(f"{_WORD}style")}
        if BODY_STYLE not in found:
            message = (
                f"Tệp mẫu “{name}” không có kiểu “{BODY_STYLE}” nên không đặt được giãn dòng, khoảng "
                "cách đoạn đã khai ở data/office.yaml."
            )
            fix = (
                f"Đặt lại kiểu “{BODY_STYLE}” cho các đoạn nội dung trong Word, hoặc bỏ line_pitch, "
                "paragraph_gap."
            )
            raise BrokenFile("template_style_missing", message, where=name, fix=fix)
        for pitched in PITCHED_STYLES:
            if pitched in found and style.line_pitch is not None:
                _set_spacing(found[pitched], line=style.line_pitch * _TWIPS, lineRule="exact")
        if style.paragraph_gap is not None:
            gap = style.paragraph_gap
            _set_spacing(found[BODY_STYLE], before=gap.before * _TWIPS, after=gap.after * _TWIPS)
        return True

    return _edited(data, edit)


def _set_spacing(style: Any, **values: object) -> None:
    properties = style.find(f"{_WORD}pPr")
    if properties is None:
        properties = style.makeelement(f"{_WORD}pPr")
        _insert_before(style, properties, ("rPr", "tblPr", "trPr", "tcPr", "tblStylePr"))
    spacing = properties.find(f"{_WORD}spacing")
    if spacing is None:
        spacing = properties.makeelement(f"{_WORD}spacing")
        followers = ("ind", "contextualSpacing", "mirrorIndents", "jc", "textAlignment", "outlineLvl", "rPr")
        _insert_before(properties, spacing, followers)
    for attribute, value in values.items():
        spacing.set(f"{_WORD}{attribute}", str(value))


def _insert_before(parent: Any, child: Any, followers: tuple[str, ...]) -> None:
    """Word's schema has an order; ``followers`` are what may stand behind ``child``."""
    behind = [place for place, one in enumerate(parent) if one.tag.removeprefix(_WORD) in followers]
    parent.insert(behind[0] if behind else len(parent), child)
