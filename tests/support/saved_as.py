"""Documents of the corpora as programs save them, and as people type their lists: right all the same."""

import re
from collections.abc import Callable

from tests.support.checked_documents import DOCUMENT, text_of, with_parts

_RUN = re.compile(r'<w:r>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)<w:t xml:space="preserve">([^<]*)</w:t></w:r>')
_TEXT = '<w:t xml:space="preserve">'


def _google(text: str) -> str:
    """Google Docs: content controls around tables and runs, and every switch that is off."""
    off = "".join(f'<w:{name} w:val="0"/>' for name in ("keepNext", "keepLines", "pageBreakBefore"))
    control = '<w:sdt><w:sdtPr><w:tag w:val="goog_rdk_0"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
    text = text.replace("<w:pPr>", f"<w:pPr>{off}")
    text = _RUN.sub(lambda run: control.format(run[0]), text)
    text = text.replace("</w:rPr><w:t", '<w:vertAlign w:val="baseline"/><w:rtl w:val="0"/></w:rPr><w:t')
    return re.sub(r"<w:tbl>.*?</w:tbl>", lambda table: control.format(table[0]), text)


def _wps(text: str) -> str:
    """WPS: a run for each word, hints for fonts, indents in characters beside those in twips."""

    def in_words(run: re.Match[str]) -> str:
        properties = run[1].replace("<w:rFonts ", '<w:rFonts w:hint="default" w:eastAsia="Times New Roman" ')
        words = re.findall(r"\S+\s*|\s+", run[2])
        return "".join(f"<w:r>{properties}{_TEXT}{word}</w:t></w:r>" for word in words)

    text = _RUN.sub(in_words, text)
    text = re.sub(r'<w:ind w:firstLine="([0-9]+)"/>', r'<w:ind w:firstLine="\1" w:firstLineChars="0"/>', text)
    return text.replace("<w:body>", '<w:body><w:bookmarkStart w:id="0" w:name="_GoBack"/>', 1)


def _word(text: str) -> str:
    """Word: revision numbers, marks of its spelling, runs cut anywhere, formats of paragraph marks."""

    def cut(run: re.Match[str]) -> str:
        half = len(run[2]) // 2
        marks = ('<w:proofErr w:type="spellStart"/>', '<w:proofErr w:type="spellEnd"/>')
        pieces = (f"<w:r>{run[1]}{_TEXT}{piece}</w:t></w:r>" for piece in (run[2][:half], run[2][half:]))
        return marks[0] + marks[1].join(pieces)

    text = _RUN.sub(cut, text).replace("<w:p>", '<w:p w:rsidR="00112233" w:rsidRDefault="00112233">')
    return text.replace("</w:pPr>", '<w:rPr><w:b/><w:color w:val="FF0000"/></w:rPr></w:pPr>')


def _dash_and_tab(text: str) -> str:
    """A list whose dashes stand before a tab, as it is pasted."""
    return text.replace(f"{_TEXT}- ", f"<w:t>-</w:t><w:tab/>{_TEXT}")


_WAYS: dict[str, Callable[[str], str]] = {
    "Google Docs": _google,
    "WPS": _wps,
    "Word": _word,
    "dash and tab": _dash_and_tab,
}


def saved_otherwise(data: bytes) -> dict[str, bytes]:
    """The same document in every way."""
    assert _RUN.search(text_of(data))
    return {
        name: with_parts(data, **{DOCUMENT.replace("/", "__"): change(text_of(data)).encode()})
        for name, change in _WAYS.items()
    }
