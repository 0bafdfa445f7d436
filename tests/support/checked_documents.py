"""Documents as check-format judges them: profiles, what is found in a file, files made otherwise."""

import io
import zipfile

from bcd35.domain.layout.document import WordDocument
from bcd35.domain.layout.layout_check import check_layout
from bcd35.domain.layout.profile import Profile
from bcd35.domain.layout.repairs import Compose, Repair, SetText
from bcd35.domain.text import compose_pieces
from bcd35.formats.docx.fix import fix_docx
from bcd35.formats.docx.package import W
from bcd35.formats.docx.reader import read_docx
from bcd35.formats.registers.profiles import read_profile
from tests.support import REPOSITORY
from tests.support.docx_corpus import (
    right,
    write_docx,
)

PROFILES = REPOSITORY / "data" / "profiles"


def profile_named(code: str) -> Profile:
    reading = read_profile((PROFILES / f"{code}.yaml").read_bytes(), f"{code}.yaml")
    assert reading.findings == ()
    assert reading.value is not None
    return reading.value


HD05 = profile_named("hd-05-2026")
HD36 = profile_named("hd-36-2018")
ND30 = profile_named("nd-30-2020")


def document_of(data: bytes) -> WordDocument:
    reading = read_docx(data)
    assert reading.findings == ()
    assert reading.document is not None
    return reading.document


def rules_of(data: bytes, profile: Profile = HD05) -> set[str]:
    return {one.rule for one in check_layout(document_of(data), profile).deviations}


def repairs_of(data: bytes) -> list[Repair]:
    return [step for one in check_layout(document_of(data), HD05).deviations for step in one.repairs]


def repaired(data: bytes, profile: Profile = HD05) -> bytes:
    """The document with all repairs of one pass."""
    judged = check_layout(document_of(data), profile).deviations
    return fix_docx(data, [step for one in judged for step in one.repairs])


def texts_of(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in document_of(data).paragraphs]


def deviations_of(data: bytes, profile: Profile = HD05) -> list[tuple[str, str, str, str, str]]:
    """Severity, part, text, found, required of every deviation."""
    return [
        (one.severity, one.part, one.text, one.found, one.required)
        for one in check_layout(document_of(data), profile).deviations
    ]


def edited(data: bytes, part: str, before: str, after: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        for info in source.infolist():
            content = source.read(info).decode()
            assert info.filename != part or before in content
            target.writestr(info, content.replace(before, after) if info.filename == part else content)
    return packed.getvalue()


def as_named(texts: list[str], repairs: list[Repair]) -> list[str]:
    """What the texts become by the named repairs of text, done on plain strings."""
    composed_texts = (
        [compose_pieces([text])[0] for text in texts] if Compose(DOCUMENT) in repairs else list(texts)
    )
    edits = [step for step in dict.fromkeys(repairs) if isinstance(step, SetText)]
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = composed_texts[edit.place]
        composed_texts[edit.place] = text[: edit.start] + edit.text + text[edit.end :]
    return composed_texts


DOCUMENT = "word/document.xml"
NAMESPACES = f'xmlns:w="{W[1:-1]}"'


def with_parts(data: bytes, **changed: bytes | None) -> bytes:
    """The package with parts changed, added, or (None) taken away; ``__`` is a slash, ``_`` a dot."""
    parts = {name.replace("__", "/").replace("_", "."): content for name, content in changed.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        for info in source.infolist():
            content = parts.pop(info.filename, source.read(info))
            if content is not None:
                target.writestr(info, content)
        for name, content in parts.items():
            target.writestr(name, content or b"")
    return packed.getvalue()


def text_of(data: bytes, part: str = DOCUMENT) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(part).decode()


def with_body(body: str) -> bytes:
    document = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    return with_parts(write_docx(right()), word__document_xml=document.encode())
