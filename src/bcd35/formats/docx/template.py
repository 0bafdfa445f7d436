"""Word templates: an office's .docx with ``{{ tags }}`` + plain values → the finished .docx.

``formats/letters/`` gives the tags their values. This module checks and fills a template safely:

* Every text is escaped: ``A & B <x>`` and ``{{ 7*7 }}`` in a unit's name are printed as they are.
* A template is a file that people mail to each other, so it reads only the values that it gets. It has no
  macros, embedded objects or parts fetched from elsewhere; its tags run in Jinja's sandbox on plain texts.
* A misspelt tag stops the work instead of printing nothing.
"""

import html
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bcd35.domain.errors import BrokenFile
from bcd35.domain.text import suggest, visible
from bcd35.formats.docx import guard as docx_guard
from bcd35.formats.docx.columns import without_columns
from bcd35.formats.docx.guard import FILLED_PARTS
from bcd35.formats.docx.long_tables import RowsApart
from bcd35.formats.docx.placeholder import Placeholder
from bcd35.formats.docx.whole_numbers import keep_numbers_whole
from bcd35.formats.ooxml.copies import placeholder_texts
from bcd35.formats.ooxml.package import Properties, seal_package

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_RESTORE = "Mở tệp mẫu bằng Word để sửa, hoặc chép lại tệp mẫu gốc."
_SHOWN = 80  # characters of a paragraph in a message
_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_MARK_UP = re.compile(r"<[^>]+>")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
# ``{{p x}}`` puts a value where Word expects a whole paragraph: the text would silently vanish.
_OUTSIDE_TEXT = re.compile(r"\{\{(p|r|tr|tc)\s[^}]*\}\}")
_UNKNOWN_NAME = re.compile(r"has no attribute '([^']+)'|'([^']+)' is undefined")
_QUOTED = re.compile(r"'([^']+)'")
# Between the paragraphs that one tag makes, until they are written: signs that no text of ours has.
_GOES_ON, _GOES_BACK = "\ue0f1", "\ue0f2"
# A tag can fail without an error of Jinja's (a loop over a number, a division by zero), and a damaged file
# fails in the libraries. lxml's XMLSyntaxError is a SyntaxError.
_FILLING_ERRORS = (
    ArithmeticError, AttributeError, LookupError, RecursionError, SyntaxError, TypeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A value that a template prints as a PNG picture, ``width_mm`` wide.

    Screen readers read its ``description``.
    """

    png: bytes
    width_mm: float
    description: str


@dataclass(frozen=True, slots=True)
class Link:
    """A value that a template prints as an address to click, in the document's ``Hyperlink`` style."""

    address: str


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """A value that a template prints as several paragraphs of the style that its tag stands in."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """A template of the office: ``name`` for messages (``templates/cong-van.docx``), ``data`` the .docx.

    Raises ``BrokenFile`` at once when the file itself is not acceptable; faults of its tags come from
    :meth:`render`.
    """

    name: str
    data: bytes
    paragraphs: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "paragraphs", _checked_paragraphs(self.name, self.data))

    def render(
        self,
        context: Mapping[str, object],
        properties: Properties,
        empty: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> bytes:
        """The filled document; the same input gives the same bytes.

        ``context`` holds only text, numbers, lists, dicts, :class:`Picture`, :class:`Link` and
        :class:`Paragraphs`. ``empty``: columns of tables to leave out, see :func:`without_columns`. Raises
        ``BrokenFile`` for a fault of the template.
        """
        from docxtpl import DocxTemplate
        from jinja2.exceptions import TemplateError

        filled = io.BytesIO()
        try:
            document = DocxTemplate(io.BytesIO(without_columns(self.data, empty)))
            rows = RowsApart(next(placeholder_texts(self.data)))
            document.fix_tables = _after_strict_parse(document.fix_tables, rows)
            jinja_env = _environment()
            document.render(_plain(self._printed(context), document.get_docx().part), jinja_env=jinja_env)
            document.save(filled)
        except TemplateError as error:
            raise _tag_fault(self, error, context) from error
        except _FILLING_ERRORS as error:
            message = (
                f"Tệp mẫu “{self.name}” không điền được: thẻ đặt sai chỗ hoặc tệp hỏng (máy báo: {error})."
            )
            raise BrokenFile("template_failed", message, where=self.name, fix=_RESTORE) from error
        with zipfile.ZipFile(filled) as package:
            parts = [name for name in package.namelist() if FILLED_PARTS.fullmatch(name)]
        finished = dict.fromkeys(parts, lambda part: map(_numbers_whole, rows.put_back(part)))
        return seal_package(filled.getvalue(), properties, finished)

    def _printed(self, context: Mapping[str, object]) -> dict[str, object]:
        """The values without pictures that no tag names: each would be a part of the package all the same."""
        tags = "\n".join(self.paragraphs)
        return {
            name: value for name, value in context.items() if not isinstance(value, Picture) or name in tags
        }


def _numbers_whole(piece: bytes) -> bytes:
    return keep_numbers_whole(_PARAGRAPH.sub(_in_a_row, piece.decode())).encode()


def _in_a_row(paragraph: re.Match[str]) -> str:
    """A paragraph; of several that one tag makes, only the outer ones have the room above and below."""
    text = paragraph[0]
    if _GOES_ON in text:
        text = re.sub(r' w:after="[0-9]+"', "", text.replace("<w:keepNext/>", "", 1), count=1)
    if _GOES_BACK in text:
        text = re.sub(r' w:before="[0-9]+"', "", text, count=1)
    return text.replace(_GOES_ON, "").replace(_GOES_BACK, "")


def _checked_paragraphs(name: str, data: bytes) -> tuple[str, ...]:
    """The texts of the parts that are filled in, by paragraph; refuses a file that is no proper template."""
    if findings := docx_guard.check_template(data):
        raise BrokenFile(
            "template_refused", "", findings=[finding._replace(where=name) for finding in findings]
        )
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        filled = [
            package.read(part).decode("utf-8", "replace")
            for part in package.namelist()
            if FILLED_PARTS.fullmatch(part)
        ]
    texts = tuple(_visible(paragraph) for part in filled for paragraph in _PARAGRAPH.findall(part))
    _refuse_tags_outside_text(name, texts)
    return texts


def _refuse_tags_outside_text(name: str, texts: Iterable[str]) -> None:
    for text in texts:
        if found := _OUTSIDE_TEXT.search(text):
            message = (
                f"Tệp mẫu “{name}”: thẻ {found[0]} làm mất chữ; thẻ in giá trị chỉ viết dạng {{{{ tên }}}}."
            )
            fix = f"Bỏ chữ “{found[1]}” sau dấu {{{{."
            raise BrokenFile("template_bad_tag", message, where=name, fix=fix)


def _visible(paragraph: str) -> str:
    """The text of a paragraph's XML, as a clerk sees it in Word."""
    return html.unescape(_MARK_UP.sub("", paragraph)).strip()


def _after_strict_parse(repair: Any, rows: RowsApart) -> Any:
    """The repair of tables in docxtpl, without the rows that need none and with a strict parse before it.

    docxtpl recovers from XML that a misplaced tag broke, and silently loses the rest of the letter.
    """
    from lxml import etree

    def strict(xml: str) -> Any:
        xml = rows.take(xml)
        etree.fromstring(xml)
        return repair(xml)

    return strict


def _environment() -> "SandboxedEnvironment":
    """Jinja for every part that is filled in: sandboxed, bounded, strict about names, escaping."""
    from jinja2 import StrictUndefined

    from bcd35.formats.docx.bounded import BoundedEnvironment, bounded

    environment = BoundedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=bounded(_escaped))
    # ``range`` and ``lipsum`` can fill the memory; with ``safe`` data could write Word's XML.
    environment.globals.clear()
    for unsafe in ("safe", "xmlattr", "urlize", "tojson"):
        del environment.filters[unsafe]
    return environment


def _escaped(value: object) -> object:
    """A value as XML text; its braces become character references, since docxtpl rewrites ``{_{``."""
    from markupsafe import Markup, escape

    if isinstance(value, Markup):
        return value
    if type(value) is Placeholder:
        return Markup(value.text)  # noqa: S704 - letters and digits
    # docxtpl turns tabs and line breaks of the text into those of Word.
    text = str(escape(printable(value))).replace("{", "&#123;").replace("}", "&#125;")
    return Markup(text)  # noqa: S704 - escaped above


def printable(value: object) -> str:
    """A value as text that XML can hold, without anything invisible; every line break is a line feed."""
    return visible(str(value))


def _plain(value: object, part: Any) -> Any:
    """The values as dicts, lists and texts only.

    A template could leave the sandbox through an object of a library.
    """
    if isinstance(value, Mapping):
        return {str(key): _plain(one, part) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one, part) for one in value]
    if isinstance(value, Picture):
        return _picture_xml(value, part)
    if isinstance(value, Link):
        return _link_xml(value, part)
    if isinstance(value, Paragraphs):
        return _paragraphs_xml(value)
    if not isinstance(value, str | int):
        # A mistake of the program, not of the template: ``render`` does not catch it.
        raise AssertionError(f"a template takes no {type(value).__name__}")  # noqa: TRY004 - as the comment says
    return value


def _picture_xml(picture: Picture, part: Any) -> str:
    from docx.shared import Mm

    inline = part.new_pic_inline(io.BytesIO(picture.png), width=Mm(picture.width_mm))
    inline.docPr.set("descr", picture.description)
    for side in "TBLR":
        # Without these LibreOffice adds 3 mm, which push the picture out of its cell.
        inline.set(f"dist{side}", "0")
    return _between_runs(f"<w:r><w:drawing>{inline.xml}</w:drawing></w:r>")


def _paragraphs_xml(paragraphs: Paragraphs) -> str:
    """Docxtpl ends a paragraph at this mark, which no text of ours has, and begins one of the same style."""
    from markupsafe import Markup

    return Markup(f"{_GOES_ON}\a{_GOES_BACK}").join(Markup(_escaped(text)) for text in paragraphs.texts)  # noqa: S704 - escaped


def _link_xml(link: Link, part: Any) -> str:
    from docx.opc.constants import RELATIONSHIP_TYPE

    target = part.relate_to(link.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    run = f'<w:r><w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr><w:t>{_escaped(link.address)}</w:t></w:r>'
    return _between_runs(f'<w:hyperlink r:id="{target}">{run}</w:hyperlink>')


def _between_runs(xml: str) -> str:
    """XML that ends the run in which the tag stands, holds ``xml``, and begins another run."""
    from markupsafe import Markup

    return Markup(f'</w:t></w:r>{xml}<w:r><w:t xml:space="preserve">')  # noqa: S704 - its parts are escaped


def _tag_fault(template: WordTemplate, error: Exception, context: Mapping[str, object]) -> BrokenFile:
    """Jinja's error as a message for a clerk: the file, the paragraph, names that may have been meant."""
    from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError

    from bcd35.formats.docx.bounded import TooLargeError

    if isinstance(error, TooLargeError):
        message = f"Tệp mẫu “{template.name}”: có thẻ tạo ra văn bản lớn quá mức (máy báo: {error})."
        return BrokenFile("template_too_large", message, where=template.name, fix=_RESTORE)
    if isinstance(error, TemplateSyntaxError):
        return _syntax_fault(template.name, error)
    if isinstance(error, SecurityError):
        return _unsafe_fault(template, str(error))
    if isinstance(error, UndefinedError) and (match := _UNKNOWN_NAME.search(str(error))):
        return unknown_name(template, match[1] or match[2], context)
    message = f"Tệp mẫu “{template.name}” không điền được (máy báo: {error})."
    return BrokenFile("template_failed", message, where=template.name, fix=_RESTORE)


def _syntax_fault(name: str, error: Exception) -> BrokenFile:
    if str(error).startswith("Unexpected end of template"):
        # Jinja names the end of the document, which does not help.
        message = (
            f"Tệp mẫu “{name}”: có thẻ {{% for %}} hoặc {{% if %}} chưa đóng bằng {{% endfor %}} hoặc {{% "
            "endif %}."
        )
    else:
        place = paragraph_label(_line_of(error))
        message = (
            f"Tệp mẫu “{name}”{place}: thẻ {{{{ … }}}} hoặc {{% … %}} viết sai (máy báo: "
            f"{getattr(error, 'message', error)})."
        )
    return BrokenFile("template_syntax", message, where=name, fix=_RESTORE)


def _unsafe_fault(template: WordTemplate, reason: str) -> BrokenFile:
    quoted = _QUOTED.search(reason)
    place = paragraph_label(_paragraph_with(template, quoted[1] if quoted else ""))
    message = (
        f"Tệp mẫu “{template.name}”{place}: thẻ đòi chạy mã lệnh; thẻ chỉ được in giá trị "
        f"(máy báo: {reason})."
    )
    fix = "Không dùng tệp này; chép lại tệp mẫu gốc."
    return BrokenFile("template_unsafe_code", message, where=template.name, fix=fix)


def unknown_name(template: WordTemplate, wanted: str, context: Mapping[str, object]) -> BrokenFile:
    near = suggest(wanted, sorted(set(_names(context))))
    question = f" Có phải ý bạn là {' hoặc '.join(near)}?" if near else ""
    place = paragraph_label(_paragraph_with(template, wanted))
    message = f"Tệp mẫu “{template.name}”{place}: không có giá trị nào tên là “{wanted}”.{question}"
    return BrokenFile("template_unknown_name", message, where=template.name, fix=_RESTORE)


def _names(context: object) -> Iterator[str]:
    """Every name a tag may use, at any depth."""
    if isinstance(context, Mapping):
        for key, value in context.items():
            yield str(key)
            yield from _names(value)
    elif isinstance(context, list | tuple):
        for value in context:
            yield from _names(value)


def _line_of(error: Exception) -> str:
    """The paragraph with a syntax error, as far as docxtpl gives it: each paragraph is a line there.

    Up to three lines before it come first.
    """
    lines = list(getattr(error, "docx_context", ()))
    place = min(3, (getattr(error, "lineno", 1) or 1) - 1)
    return html.unescape(lines[place]).strip() if place < len(lines) else ""


def _paragraph_with(template: WordTemplate, word: str) -> str:
    """The first paragraph with ``word`` inside a tag; empty when no paragraph has it."""
    whole_word = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    return next(
        (text for text in template.paragraphs if any(whole_word.search(tag) for tag in _TAG.findall(text))),
        "",
    )


def paragraph_label(text: str) -> str:
    """Where a fault is: ``, đoạn “…”``; empty without a text."""
    short = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return f", đoạn “{short}”" if short else ""
