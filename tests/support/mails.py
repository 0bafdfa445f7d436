"""Letters of electronic mail as a mail program saves them."""

from collections.abc import Mapping
from email.message import EmailMessage


def letter(files: Mapping[str, bytes], *, sent: str = "Sun, 14 Dec 2025 09:00:00 +0700") -> bytes:
    """A saved letter (.eml) with these files."""
    message = EmailMessage()
    message["From"] = "Sở Y tế <syt@tinh.gov.vn>"
    message["Subject"] = "Báo cáo theo công văn số 28"
    message.set_content("Kính gửi báo cáo của đơn vị.")
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return f"Date: {sent}\n".encode() + message.as_bytes()
