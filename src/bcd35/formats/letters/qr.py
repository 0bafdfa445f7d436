"""QR codes of channel addresses as pictures. What stands around them is the template's business."""

import io


def qr_png(address: str) -> bytes:
    """PNG of the QR code of ``address``, with error level M.

    The border is white and four modules wide, as ISO/IEC 18004 asks.
    """
    import segno

    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    return picture.getvalue()
