"""Make the pictures of the manual, docs/huong-dan/hinh/*.png: ``python -m tools.manual_pictures``.

Papers of the demo are drawn by LibreOffice; its screens by rich, from what the program writes to a terminal
of 80 columns, and Chromium. Needs chromium, soffice and pdftoppm, and the development dependencies.
People look at the pictures; a test only holds that each is small, shown, and described.
"""

import io
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tools.screenshots import DOCS, photograph_page, shrink

from bcd35.usecases.demo.making import ARRIVED, ARRIVED_LATE, make_demo
from bcd35.world.workspace import VIETNAM

PICTURES = DOCS / "huong-dan" / "hinh"
_ROUND = "2025-11-kenh-truyen-thong"
_TODAY = datetime(2025, 12, 20, 9, tzinfo=VIETNAM)
_COLUMNS = 80
# The program as a command line of its own, whose clock is set.
_PROGRAM = f"""
import sys
from datetime import datetime
from bcd35.cli.errors import run
sys.exit(run(sys.argv[1:], now=datetime.fromisoformat("{_TODAY.isoformat()}")))
"""
# Name of the picture → the command line; they are run in this order.
_SCREENS = {
    "nhan-bao-cao": ("record-report", ARRIVED, "--received-on", "2025-12-10"),
    "nhan-muon": ("record-report", ARRIVED_LATE, "--received-on", "2025-12-18"),
    "tinh-hinh": ("status", "--as-of", "2025-12-20"),
    "vi-sao": ("why", "TTT", "--as-of", "2025-12-20"),
    "hom-nay": ("today",),
}
_PAPERS = {"cong-van": "Cong-van", "bang-kiem": "Bang-kiem", "mau-bao-cao": "Mau-bao-cao"}
_UNSEEN = ("nhan-muon",)  # it is run for what the next screens show
_SVG = """<svg viewBox="0 0 {terminal_width} {terminal_height}" width="{terminal_width}"
 height="{terminal_height}" xmlns="http://www.w3.org/2000/svg">
<style>svg {{ background: #1e1e1e; padding: 12px; overflow: visible }}
.{unique_id}-matrix {{ font: {char_height}px "Liberation Mono", monospace }} {styles}</style>
<defs>{lines}</defs>{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></svg>
"""


def written_to_terminal(folder: Path, arguments: Sequence[str]) -> str:
    """What a command writes to a terminal, with its colours; a question is answered by Enter."""
    import fcntl
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, _COLUMNS, 0, 0))
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", _PROGRAM, *arguments],
        cwd=folder, stdin=follower, stdout=follower, stderr=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "", "LINES": ""},
    )  # fmt: skip
    os.close(follower)
    seen = b""
    while process.poll() is None or select.select([leader], [], [], 0)[0]:
        if select.select([leader], [], [], 0.2)[0]:
            try:
                seen += os.read(leader, 65536)
            except OSError:  # the program has ended
                break
    os.close(leader)
    return seen.decode().replace("\r\n", "\n")


def photograph_screen(command: str, text: str, picture: Path) -> None:
    """The screen after a command, as a terminal shows it."""
    from rich.console import Console
    from rich.terminal_theme import MONOKAI
    from rich.text import Text

    console = Console(record=True, width=_COLUMNS, file=io.StringIO())
    console.print(Text(f"> {command}", style="bold"))
    console.print(Text.from_ansi(text.rstrip()))
    drawing = picture.with_suffix(".html")
    drawn = console.export_svg(theme=MONOKAI, code_format=_SVG, font_aspect_ratio=0.6)
    drawing.write_text(f'<meta charset="utf-8">{drawn}', encoding="utf-8")
    photograph_page(drawing, picture, "svg")
    drawing.unlink()


def photograph_paper(paper: Path, picture: Path) -> None:
    """The first printed page of a document or workbook."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(paper, Path(folder) / f"a{paper.suffix}"))
        profile = (Path(folder) / "profile").as_uri()
        convert = ("soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", "pdf")
        subprocess.run([*convert, "--outdir", folder, copy], check=True, capture_output=True, timeout=180)  # noqa: S603 - our own file
        draw = ("pdftoppm", "-png", "-r", "80", "-l", "1", "-singlefile", copy.with_suffix(".pdf"))
        subprocess.run([*draw, picture.with_suffix("")], check=True, timeout=60)  # noqa: S603 - as above


def main() -> int:
    """Write the pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = make_demo(Path(folder) / "van-phong").root
        for name, arguments in _SCREENS.items():
            text = written_to_terminal(root, arguments)
            if name not in _UNSEEN:
                photograph_screen(f"bcd35 {' '.join(arguments)}", text, PICTURES / f"{name}.png")
        own = root / "out" / _ROUND / "SYT"
        for name, beginning in _PAPERS.items():
            photograph_paper(next(own.glob(f"{beginning}*")), PICTURES / f"{name}.png")
    for picture in sorted(PICTURES.glob("*.png")):
        shrink(picture)
        print(f"{picture.name}: {picture.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
