"""Which lines above the number name who issues the document, and which name the superior above it."""

import re
from collections.abc import Sequence

from bcd35.domain.layout.lines import TextLine
from bcd35.domain.text import DASHES, clean, respell

# What the name of a body begins with. A word that begins the name of a place too, as HỘI AN, stands with
# the next one.
_BODY = re.compile(
    r"(SỞ|(CHI |TỔNG )?CỤC|VỤ|(HỌC |THƯ |BỆNH )?VIỆN|TRUNG TÂM|TRẠM (Y|KHUYẾN|THÚ)|TỔ CÔNG TÁC|ĐÀI|BÁO"
    r"|BAN( CHỈ ĐẠO| CHỈ HUY| QUẢN LÝ| CHẤP HÀNH| THƯỜNG VỤ)?|(TIỂU|ỦY) BAN|VĂN PHÒNG|PHÒNG(?! (THỦ|CHÁY|,))"
    r"|HỘI (ĐỒNG|NÔNG|LIÊN|CỰU|CHỮ|NGƯỜI|LUẬT|NHÀ)|MẶT TRẬN|LIÊN (ĐOÀN|MINH|HIỆP)|CÔNG (AN|ĐOÀN|TY)"
    r"|TRƯỜNG( (ĐẠI|CAO|TRUNG|TIỂU|MẦM|MẪU|PHỔ|CHÍNH|TH|MN|PT)\w*|$)|ĐẠI HỌC|KHOA(?! HỌC)|THANH TRA"
    r"|KHO BẠC|BẢO (HIỂM|TÀNG)|TẠP CHÍ|QUỸ(?! ĐẤT)|HẠT KIỂM|BỘ CHỈ HUY|CHI (NHÁNH|BỘ|ỦY|ĐOÀN)|(TỈNH )?ĐOÀN"
    r"|ĐẢNG (BỘ|ỦY|ĐOÀN)|(TỈNH|THÀNH|HUYỆN|QUẬN) ỦY)(?!\w)"
)
# What no name begins with, but the rest of one: TỈNH …, VÀ …; TỈNH ỦY and XÃ ĐOÀN are bodies.
_REST = re.compile(
    r"(TỈNH|THÀNH PHỐ|THỊ XÃ|THỊ TRẤN|HUYỆN|QUẬN|XÃ|PHƯỜNG|ĐẶC KHU|KHU VỰC)(?! (ỦY|ĐOÀN|ĐỘI)\b)\b"
    r"|VÀ\b|VIỆT NAM\b"
)


def issuer_start(lines: Sequence[TextLine]) -> int:
    """The place of the issuer's first line: all above it name the superior.

    Of two lines the second is the issuer, unless it is the rest of the first; of more, those from the
    first bold one on.
    """
    bold = [_holds_bold(line) for line in lines]
    few = 2
    if len(lines) > few and any(bold):
        return bold.index(True)
    start = max(len(lines) - 1, 0)
    while start and _goes_on(lines[start - 1], lines[start]):
        start -= 1
    return start


def _holds_bold(line: TextLine) -> bool:
    return any(run.format.bold for run in line.span.runs)


def _goes_on(above: TextLine, below: TextLine) -> bool:
    """Tell whether a name goes on in the next line: in two bold ones it does where none begins.

    Behind a comma it does too, unless a name begins in another weight: that one is the issuer's.
    """
    first, second = (respell(clean(line.text).upper(), "ủy") for line in (above, below))
    if first[-1] in DASHES or second[0] in DASHES:  # both issue it
        return True
    bold = [_holds_bold(line) for line in (above, below)]
    begun = _BODY.match(second) is not None and _BODY.fullmatch(first) is None
    in_list = first.endswith(",") and (bold[0] == bold[1] or not begun)
    return in_list or _REST.match(second) is not None or (all(bold) and not begun)
