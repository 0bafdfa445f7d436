"""QR codes of channel addresses as pictures."""

import io
from functools import lru_cache


@lru_cache(maxsize=256)
def qr_png(address: str) -> bytes:
    """PNG of the QR code of an address, with error level M.

    ISO/IEC 18004 requires the white border of four modules. Cached, since every unit of an issue gets the
    same channels.
    """
    import segno

    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()
