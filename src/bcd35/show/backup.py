"""What ``backup`` and ``restore`` show."""

from bcd35.domain.errors import Refused
from bcd35.domain.numerals import group_thousands
from bcd35.domain.text import typed_path
from bcd35.show.screen import Screen
from bcd35.usecases.workspace.backup import BackedUp
from bcd35.usecases.workspace.bring_back import Brought
from bcd35.usecases.workspace.restore import Rehearsed, RestoredWorkspace
from bcd35.world.workspace import Workspace


def backed_up(outcome: BackedUp, workspace: Workspace) -> Screen:
    """Where the copy is, what it holds, and what would make it better."""
    content = outcome.content
    size = content.ledger.size + sum(file.size for file in content.files)
    data = {
        "place": workspace.shown(outcome.place),
        "copy": outcome.name,
        "files": len(content.files),
        "new_files": outcome.new_files,
        "size": size,
        "same_disk": outcome.on_same_disk,
        "complete": not content.lacking,
        "left_out": list(outcome.left_out),
        "thinned": outcome.thinned,
    }
    files = f"{len(content.files)} tệp ({outcome.new_files} tệp mới; cả thảy {group_thousands(size)} byte)"
    blocks = [
        f"Đã sao lưu vào {outcome.place}: sổ và {files}, đã đọc lại từng tệp.",
        f"Bản sao: {outcome.name}",
    ]
    if outcome.thinned:
        blocks.append(f"Đã bỏ {outcome.thinned} bản sao cũ, quá số bản cần giữ.")
    code = Refused.exit_code if outcome.findings else 0
    return Screen(data, tuple(blocks), _remarks(outcome), outcome.findings, code)


def _remarks(outcome: BackedUp) -> tuple[str, ...]:
    remarks = [f"Thử xem dùng được không: bcd35 restore {typed_path(outcome.place)} --rehearse"]
    if outcome.left_out:
        shown = ", ".join(outcome.left_out)
        remarks.insert(0, f"Không chép những thứ không phải của bcd35, cần giữ thì tự chép: {shown}")
    if outcome.on_same_disk:
        remarks.insert(
            0,
            "Bản sao nằm cùng ổ đĩa với thư mục làm việc: hỏng ổ là mất cả hai. Nên chép thêm ra USB, ổ "
            "mạng (ghi sẵn nơi ấy vào mục backup của data/office.yaml cũng được): bcd35 backup -o THƯ_MỤC",
        )
    return tuple(remarks)


def restored(outcome: RestoredWorkspace) -> Screen:
    """Where the workspace is, from when it is, where the old one went, and which number was the last."""
    numbers = [number.reference for number in outcome.last_numbers]
    data = {
        "root": outcome.root.as_posix(),
        "ledger": outcome.source.as_posix() if outcome.source else None,
        "aside": outcome.aside.as_posix() if outcome.aside else None,
        "files": outcome.files,
        "last_numbers": numbers,
    }
    if outcome.source is None:
        blocks = [f"Đã làm xong lần lấy lại bị ngắt trước đó vào {outcome.root}."]
    else:
        blocks = [f"Đã lấy lại vào {outcome.root}: sổ {outcome.source.name} và {outcome.files} tệp."]
    if outcome.aside:
        blocks.append(f"Những gì có trước đó được để riêng, không xóa gì: {outcome.aside}")
    if numbers:
        blocks.append(
            f"Số cuối trong sổ vừa lấy lại: {', '.join(numbers)}. Đối chiếu sổ công văn đi trước khi phát "
            "hành tiếp: số cấp sau bản sao này không có trong sổ."
        )
    code = Refused.exit_code if outcome.findings else 0
    step = (f"Kiểm tra: bcd35 -C {typed_path(outcome.root)} check",)
    return Screen(data, tuple(blocks), step, outcome.findings, code)


def rehearsed(outcome: Rehearsed, workspace: Workspace) -> Screen:
    """That a copy is good, or what is wrong with it."""
    copy, findings = outcome.copy, outcome.findings
    data = {
        "place": workspace.shown(copy.place),
        "copy": copy.name,
        "made_at": copy.content.made_at,
        "files": outcome.files,
    }
    verdict = f"có {len(findings)} điều cần xem lại" if findings else "dùng được, sổ và tệp đều nguyên vẹn"
    block = (
        f"Bản sao {copy.name} trong {copy.place}: {verdict} (đã xem {outcome.files} tệp, không đụng vào gì)."
    )
    return Screen(data, (block,), (), findings, Refused.exit_code if findings else 0)


def brought(outcome: Brought, workspace: Workspace) -> Screen:
    """Which files are back, and which no copy has."""
    data = {
        "files": list(outcome.files),
        "altered": list(outcome.altered),
        "aside": workspace.shown(outcome.aside) if outcome.altered else None,
    }
    if outcome.files:
        blocks = [
            f"Đã lấy lại {len(outcome.files)} tệp, đúng từng byte như đã ghi:",
            *(f"  {path}" for path in outcome.files),
        ]
    else:
        blocks = ["Không lấy lại tệp nào." if outcome.findings else "Không thiếu tệp nào."]
    if outcome.altered:
        blocks.append(f"Bản đã bị sửa của {len(outcome.altered)} tệp để riêng trong {data['aside']}/")
    code = Refused.exit_code if outcome.findings else 0
    return Screen(data, tuple(blocks), ("Kiểm tra: bcd35 check",), outcome.findings, code)
