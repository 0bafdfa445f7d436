"""What ``demo`` shows."""

from bcd35.domain.text import typed_path
from bcd35.show.screen import Screen
from bcd35.usecases.demo.making import Demo


def made(outcome: Demo) -> Screen:
    """Where the demo lies, and what to type there."""
    data = {"root": outcome.root.as_posix(), "commands": list(outcome.commands)}
    sentence = (
        f"Đã tạo thư mục dùng thử {outcome.root}: một đợt đã xong, một đợt đã phát hành, báo cáo gửi về còn "
        "chưa nhận. Làm gì trong đó cũng không ảnh hưởng đến sổ thật."
    )
    lines = (f"  cd {typed_path(outcome.root)}", *(f"  {command}" for command in outcome.commands))
    return Screen(data, (sentence, "Gõ tiếp lần lượt:", *lines))
