"""A head that stands in Word's page header: it is judged as the head where the text has none."""

from dataclasses import replace

from bcd35.domain.layout.components import recognise
from bcd35.domain.layout.content_check import other_layout
from bcd35.domain.layout.document import WordDocument, composed
from bcd35.domain.layout.profile import Profile


def with_head(document: WordDocument, profile: Profile) -> WordDocument:
    """The document with its page header before its text, if a head is there that the text does not have."""
    if not any(map(str.isalpha, "".join(one.text for one in document.header))):
        return document
    joined = replace(document, paragraphs=(*document.header, *document.paragraphs))
    gained = (
        has and not had for had, has in zip(_marks(document, profile), _marks(joined, profile), strict=True)
    )
    return joined if any(gained) else document


def header_words(document: WordDocument) -> str:
    """What a clerk is told where the head stands in the page header; empty where it does not."""
    if not document.paragraphs or document.paragraphs[:1] != document.header[:1]:
        return ""
    told = "Phần đầu nằm trong đầu trang (Header) của Word: đã soát như phần đầu của văn bản."
    if document.sections[0].own_first_page:
        return told
    return f"{told} Đầu trang ấy in ở mọi trang; chuyển phần đầu vào trang thứ nhất."


def _marks(document: WordDocument, profile: Profile) -> tuple[bool, bool, bool]:
    """Whether it has a head, a title, a heading of another layout."""
    found = recognise(composed(document), profile)
    return (
        found.has_head,
        found.first("title") is not None,
        other_layout(found.head_texts, profile) is not None,
    )
