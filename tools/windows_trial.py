"""Try a bundle for Windows under Wine: ``python tools/windows_trial.py dist/bcd35-…-windows.zip``.

The bundle is unpacked in a folder with Vietnamese letters. A whole round is lived through there, and once
more with the Python that runs this script; papers, forms and written report must be the same bytes. Needs
wine. It prints what it compared and ends with 1 when anything differs; it is no part of the tests.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

PLACE = "Người dùng/Văn thư"
OFFICE = "Sổ tay Phượng"
_ANSWERS = {
    "to_chuc_da_thong_bao": "12", "hinh_thuc_thong_bao": "văn bản; họp chi bộ",
    "ngay_thong_bao_xong": "28/11/2025", "co_trang_chinh_thuc": "Có", "tin_bai_da_chia_se": "7",
    "tin_bai_da_gui": "3", "anh_da_gui": "0", "video_da_gui": "0",
}  # fmt: skip
_BY_HAND = [part for name, value in _ANSWERS.items() for part in ("--set", f"{name}={value}")]
COMMANDS: Sequence[Sequence[str]] = (
    ("notify", "--date", "2025-11-22"),
    ("record-report", "SYT", "--received-on", "2025-12-10", *_BY_HAND),
    ("rounds", "extend", "--unit", "SNV", "--to", "2025-12-22", "--reason", "mưa lũ", "--letter", "--date",
     "2025-12-12"),
    ("remind", "--date", "2025-12-23"),
    ("export-summary", "--as-of", "2025-12-24", "-o", "Tổng hợp.xlsx"),
    ("export-summary", "--as-of", "2025-12-24", "--format", "docx", "-o", "Báo cáo.docx"),
    ("casefile", "-o", "Hồ sơ.zip"),
    ("backup", "-o", "../Sao lưu"),
    ("check",),
)  # fmt: skip
_COMPARED = (".docx", ".xlsx")
_TELLS_TIME = "Tổng hợp.xlsx"  # it names the moment at which it was made

Run = Callable[[Path, Sequence[str]], "subprocess.CompletedProcess[str]"]


def main() -> int:
    """Live the round twice and compare."""
    parser = argparse.ArgumentParser(description="A bundle for Windows, tried under Wine.")
    parser.add_argument("bundle", type=Path)
    bundle = parser.parse_args().bundle
    with tempfile.TemporaryDirectory() as scratch:
        prefix = Path(scratch) / "prefix"
        home = prefix / "drive_c" / PLACE
        environment = {**os.environ, "WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8"}
        subprocess.run(["wineboot", "-i"], env=environment, check=False, capture_output=True)  # noqa: S607
        home.mkdir(parents=True)
        with zipfile.ZipFile(bundle) as package:
            package.extractall(home)
        launcher = next(home.glob("bcd35-*/bcd35.cmd"))
        windows = _live(home, _under_wine(launcher, environment))
        linux_home = Path(scratch) / "linux"
        linux_home.mkdir()
        linux = _live(linux_home, _here)
    return _told(windows, linux)


def _under_wine(launcher: Path, environment: dict[str, str]) -> Run:
    def run(folder: Path, arguments: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        program = f"Z:{launcher}".replace("/", "\\")
        # The standard input of a program of Windows must be a pipe under Wine.
        return subprocess.run(  # noqa: S603 - the bundle that was asked for
            ["wine", "cmd", "/c", "call", program, *arguments],  # noqa: S607
            cwd=folder, env=environment, input="", text=True, encoding="utf-8", errors="replace",
            capture_output=True, check=False,
        )  # fmt: skip

    return run


def _here(folder: Path, arguments: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "bcd35", *arguments]
    return subprocess.run(command, cwd=folder, text=True, capture_output=True, check=False, input="")  # noqa: S603


def _live(home: Path, run: Run) -> dict[str, str]:
    """A whole round in a new office; name → digest of what was made."""
    start = time.monotonic()
    for folder, command in ((home, ("init", OFFICE)), *((home / OFFICE, one) for one in COMMANDS)):
        done = run(folder, command)
        if done.returncode:
            sys.exit(f"bcd35 {' '.join(command)} → {done.returncode}\n{done.stdout}{done.stderr}")
    print(f"{len(COMMANDS) + 1} commands in {time.monotonic() - start:.0f} s: {home}")
    office = home / OFFICE
    files = (
        file
        for file in office.rglob("*")
        if file.suffix in _COMPARED and "templates" not in file.parts and file.name != _TELLS_TIME
    )
    return {file.relative_to(office).as_posix(): sha256(file.read_bytes()).hexdigest() for file in files}


def _told(windows: dict[str, str], linux: dict[str, str]) -> int:
    other = sorted(name for name in {*windows, *linux} if windows.get(name) != linux.get(name))
    print(f"{len(linux) - len(other)} of {len(linux)} files are the same bytes")
    for name in other:
        print(f"differs: {name}")
    return int(bool(other))


if __name__ == "__main__":
    sys.exit(main())
