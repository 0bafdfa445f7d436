"""QR codes of channel addresses as pictures. What stands around them is the template's business."""

import io
from functools import lru_cache


@lru_cache(maxsize=256)
def qr_png(address: str) -> bytes:
    """PNG of the QR code of ``address``: error level M, and the four modules of white border that ISO/IEC
    18004 asks for.

    Cached, since every unit of an issue gets the same channels.
    """
    import segno

    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()
