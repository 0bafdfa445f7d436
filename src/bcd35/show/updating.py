"""What ``update`` shows."""

from collections.abc import Iterator

from bcd35.domain.findings import Finding
from bcd35.show.screen import Screen
from bcd35.usecases.workspace.updating import OfficeFile, Updated
from bcd35.world.workspace import BESIDE

_WORDS = {
    "older": "bản của chương trình trước đây, chưa sửa; chương trình nay có bản mới",
    "other_layout": "bản của thể thức khác, chưa sửa; chương trình có bản của thể thức đang dùng",
    "edited": "văn phòng đã sửa, hoặc không do chương trình đặt; khác bản nay của chương trình",
    "missing": "chưa có",
}


def updated(outcome: Updated, unfit: tuple[Finding, ...]) -> Screen:
    """Which templates and profiles differ from the program's, what was done; which cannot be used by now."""
    data = {
        "files": [one._asdict() for one in outcome.files],
        "renewed": list(outcome.renewed),
        "beside": list(outcome.beside),
        "aside": outcome.aside,
    }
    return Screen(data, tuple(_lines(outcome)), tuple(_advice(outcome)), cautions=unfit)


def _lines(outcome: Updated) -> Iterator[str]:
    differing = [one for one in outcome.files if one.state != "same"]
    if not differing:
        yield f"Tệp mẫu và bộ quy tắc thể thức đều như bản của chương trình ({len(outcome.files)} tệp)."
    for one in differing:
        yield from _about(one)
    if outcome.renewed:
        yield f"Đã lấy bản mới: {', '.join(outcome.renewed)}."
    if outcome.aside:
        yield f"Bản trước của các tệp ấy để riêng trong {outcome.aside}."
    if outcome.beside:
        yield f"Đã đặt bản mới bên cạnh, tệp đang dùng giữ nguyên: {', '.join(outcome.beside)}."


def _about(one: OfficeFile) -> Iterator[str]:
    yield f"{one.name}: {_WORDS[one.state]}."
    if one.state != "edited":
        return
    if one.beside:
        yield f"    Bản của chương trình đã đặt bên cạnh: {BESIDE}/{one.name}"
    if not one.differences:
        yield "    Chữ như nhau; khác định dạng."
        return
    yield "    Dòng có dấu - là của văn phòng, dấu + là của chương trình:"
    yield from (f"    {line}" for line in one.differences)


def _advice(outcome: Updated) -> Iterator[str]:
    done = {*outcome.renewed}
    waits = (one for one in outcome.files if one.state != "same" and not one.beside)
    left = [one for one in waits if one.name not in done]
    edited = [one.name for one in left if one.state == "edited"]
    if outcome.beside:
        yield (
            "Mở hai bản để so. Muốn dùng bản của chương trình cho tệp nào thì nêu tệp ấy: "
            f"bcd35 update --take {edited[0]}"
        )
        yield "Rồi soát: bcd35 template check"
    elif left and not outcome.renewed:
        yield (
            "Lấy bản mới (tệp văn phòng đã sửa thì giữ nguyên, bản mới đặt bên cạnh): bcd35 update --apply"
        )
    elif outcome.renewed:
        yield "Soát tệp mẫu: bcd35 template check"
