"""What ``office`` shows."""

from operator import attrgetter

from bcd35.domain.changes import field_words
from bcd35.domain.office import RESTATED, Office
from bcd35.domain.shape import to_plain
from bcd35.domain.signature import has_two_orders, told_orders
from bcd35.show.screen import Screen, Table


def stated(office: Office) -> Screen:
    """What a command can state anew, each with its option."""
    rows = tuple(
        (field_words(field), _text(attrgetter(field)(office)), f"--{option}")
        for option, field in RESTATED.items()
    )
    hints: tuple[str, ...] = (
        f'Sửa: nêu phần cần đổi (danh sách: nêu lại cả), ví dụ: bcd35 office --place "{office.place}"',
        "Sổ số, loại đơn vị, nếp trình bày: sửa data/office.yaml rồi chạy: bcd35 import data/office.yaml",
    )
    if has_two_orders(office.signer.titles):
        choice = "Hai chức vụ ký in được theo hai thứ tự; chọn: bcd35 office --second-post SỐ"
        hints = choice, *told_orders(office.signer.titles), *hints
    table = Table(("Mục", "Đang ghi", "Sửa bằng"), rows, whole=(2,))
    return Screen(to_plain(office), (table,), hints)


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "; ".join(value)
