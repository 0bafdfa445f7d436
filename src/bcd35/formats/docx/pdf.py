"""PDF files that LibreOffice made of our documents: joining them, and the document that one was made of.

The digest of that document is a comment line before the end of the file. Every reader skips it. Whatever is
added to the PDF later (an electronic signature, a stamp) comes after it, so that the change shows.
"""

import io
import re
from collections.abc import Sequence

_END = re.compile(rb"startxref\s+[0-9]+\s+%%EOF\s*$")
_DIGEST = re.compile(rb"%bcd35 made of ([0-9a-f]{64})\n$")
_LONGEST_END = 200  # bytes


def mark_pdf(data: bytes, digest: str) -> bytes:
    """The PDF with the sha256 of the document that it was made of.

    Raises ``ValueError`` for bytes that are no whole PDF.
    """
    end = _END.search(data, max(0, len(data) - _LONGEST_END))
    if end is None or not data.startswith(b"%PDF-"):
        raise ValueError
    return data[: end.start()] + f"%bcd35 made of {digest}\n".encode() + data[end.start() :]


def made_of(data: bytes) -> str | None:
    """The sha256 of the document; None for a PDF that is not ours or was changed since."""
    end = _END.search(data, max(0, len(data) - _LONGEST_END))
    digest = _DIGEST.search(data, max(0, end.start() - _LONGEST_END), end.start()) if end else None
    return digest[1].decode() if digest else None


def join_pdfs(files: Sequence[bytes]) -> bytes:
    """One PDF of all, in order, each beginning on an odd page."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for data in files:
        if len(writer.pages) % 2:
            writer.add_blank_page()  # as large as the page before
        writer.append(PdfReader(io.BytesIO(data)), import_outline=False)
    joined = io.BytesIO()
    writer.write(joined)
    return joined.getvalue()
