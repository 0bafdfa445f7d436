"""What ``init`` and ``check`` show."""

from bcd35.domain.errors import Refused
from bcd35.domain.text import typed_path
from bcd35.show.screen import Screen
from bcd35.usecases.workspace.upkeep import Checked, WorkspaceMade


def made(outcome: WorkspaceMade) -> Screen:
    """A new workspace, or what was missing in an old one."""
    data = {"root": outcome.root.as_posix(), "files": list(outcome.files), "existed": outcome.existed}
    if not outcome.existed:
        sentence = f"Đã tạo thư mục làm việc {outcome.root} ({len(outcome.files)} tệp)."
    elif outcome.files:
        sentence = (
            f"{outcome.root} là thư mục làm việc từ trước; đã chép lại tệp mẫu còn thiếu: "
            f"{', '.join(outcome.files)}."
        )
    else:
        sentence = f"{outcome.root} là thư mục làm việc từ trước; không có gì thay đổi."
    there = f"bcd35 -C {typed_path(outcome.root)}"  # the person may stand elsewhere
    step = f"sửa data/office.yaml cho đúng văn phòng, rồi nhập danh sách đơn vị: {there} units import TỆP"
    return Screen(data, (sentence,), (f"Bước tiếp theo: {f'{there} today' if outcome.existed else step}",))


def checked(outcome: Checked) -> Screen:
    """That all is in order, or each fault."""
    sentence = (
        "Sổ và tệp đều nguyên vẹn" if not outcome.findings else f"Có {len(outcome.findings)} điều cần xem lại"
    )
    data = {"files": outcome.files}
    blocks = (f"{sentence} (đã xem {outcome.files} tệp).",)
    exit_code = Refused.exit_code if outcome.findings else 0
    return Screen(data, blocks, findings=outcome.findings, exit_code=exit_code)


def accepted(settled: int) -> Screen:
    """That the ledger's rows were taken as they are, or that nothing stood against them."""
    sentence = (
        f"Đã nhận các dòng của sổ như hiện có ({settled} chỗ khác niêm phong); lý do đã ghi vào nhật ký."
        if settled
        else "Các dòng của sổ đều khớp niêm phong; không có gì phải nhận."
    )
    return Screen({"settled": settled}, (sentence,), ("Kiểm tra lại: bcd35 check",))
