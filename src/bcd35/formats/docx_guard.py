"""Word files from outside, looked at before any parser opens them."""

import io
import zipfile

from bcd35.domain.findings import Finding

_LARGEST = 64 * 1024 * 1024


def check(data: bytes) -> list[Finding]:
    """Why this is no .docx to be read; empty when it is one. Findings carry no ``where``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename: info.file_size for info in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, OSError):
        return [Finding("not_docx", "", "Đây không phải tệp Word (.docx).", "Mở bằng Word rồi lưu lại thành .docx.")]
    if "word/document.xml" not in names or sum(names.values()) > _LARGEST:
        return [Finding("not_docx", "", "Đây không phải tệp Word (.docx).", "Mở bằng Word rồi lưu lại thành .docx.")]
    return []
