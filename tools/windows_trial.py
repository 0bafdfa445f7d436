"""Try a bundle for Windows, or the README's own lines, under Wine.

``python tools/windows_trial.py dist/bcd35-…-windows.zip`` unpacks the bundle in a folder with Vietnamese
letters. A whole round is lived through there, and once more with the Python that runs this script; papers,
forms and written report must be the same bytes.

``python tools/windows_trial.py --readme FOLDER`` takes the lines of PowerShell from README.md as they stand
there and runs their commands, with the same arguments, by cmd (Wine has no PowerShell) in a fresh copy of
this repository. FOLDER holds a Python for Windows, which is called where a line says ``py``. PyPI is only
asked by the Python that runs this script. PYTEST_ADDOPTS makes the run of the tests shorter.

Needs wine. It prints what it compared and ends with 1 when anything differs; it is no part of the tests.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
if str(REPOSITORY) not in sys.path:  # started by its path, as the manual says
    sys.path.insert(0, str(REPOSITORY))

from tools.bundle import fetched_wheels  # noqa: E402

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
    parser = argparse.ArgumentParser(description="A bundle for Windows, or the README's lines, under Wine.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("bundle", type=Path, nargs="?")
    what.add_argument("--readme", type=Path, metavar="FOLDER", help="where a python.exe for Windows is")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        prefix = Path(scratch) / "prefix"
        home = prefix / "drive_c" / PLACE
        environment = {**os.environ, "WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8"}
        subprocess.run(["wineboot", "-i"], env=environment, check=False, capture_output=True)  # noqa: S607
        home.mkdir(parents=True)
        if asked.readme:
            return _try_readme(asked.readme, home, environment, Path(scratch))
        return _try_bundle(asked.bundle, home, environment, Path(scratch))


def _try_bundle(bundle: Path, home: Path, environment: dict[str, str], scratch: Path) -> int:
    with zipfile.ZipFile(bundle) as package:
        package.extractall(home)
    launcher = next(home.glob("bcd35-*/bcd35.cmd"))
    program = f"Z:{launcher}".replace("/", "\\")

    def run(folder: Path, arguments: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        return _by_cmd(["call", program, *arguments], folder, environment)

    windows = _live(home, run)
    linux_home = scratch / "linux"
    linux_home.mkdir()
    return _told(windows, _live(linux_home, _here))


def _by_cmd(
    words: Sequence[str], folder: Path, environment: dict[str, str]
) -> "subprocess.CompletedProcess[str]":
    # The standard input of a program of Windows must be a pipe under Wine.
    return subprocess.run(  # noqa: S603 - what was asked for
        ["wine", "cmd", "/c", *words],  # noqa: S607
        cwd=folder, env=environment, input="", text=True, encoding="utf-8", errors="replace",
        capture_output=True, check=False,
    )  # fmt: skip


# --- the README's lines -------------------------------------------------------------------------------------

_DRAFTS = "out/_du-thao"
_SETTING = re.compile(r'\$env:(\w+)="(.*)"')


def powershell_lines(readme: str) -> list[str]:
    """The lines of the README's block for PowerShell."""
    block = re.search(r"^```powershell\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    return block[1].splitlines() if block else []


def _try_readme(python: Path, home: Path, environment: dict[str, str], scratch: Path) -> int:
    lines = powershell_lines((REPOSITORY / "README.md").read_text(encoding="utf-8"))
    own = {name: text for name, text in environment.items() if not name.startswith("PIP_")}
    wheels = fetched_wheels(scratch / "wheels", "3.11", REPOSITORY / "requirements-dev.lock")
    own |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": f"Z:{wheels}".replace("/", "\\")}
    own["WINEPATH"] = _installed(python, home.parents[1] / "Python")
    for number, line in enumerate(lines, start=1):
        place = home / f"Bản {number}"
        _fresh_copy(place)
        if not _typed(line, place, own):
            return 1
        if (place / _DRAFTS).is_dir():
            (scratch / "linux").mkdir()
            drafted = ("notify", "--draft", "--date", "2025-11-22")
            _here(scratch / "linux", ("init", OFFICE, "--no-input"))
            _here(scratch / "linux" / OFFICE, drafted)
            if _told(_digests(place / _DRAFTS), _digests(scratch / "linux" / OFFICE / _DRAFTS)):
                return 1
    return 0 if lines else 1


def _installed(python: Path, target: Path) -> str:
    """A copy of a Python in the prefix, as Windows names it.

    What its virtual environments start is the same program, which finds its library by the PATH.
    """
    shutil.copytree(python, target, ignore=shutil.ignore_patterns("site-packages", "__pycache__"))
    starters = target / "Lib/venv/scripts/nt"
    starters.mkdir(exist_ok=True)
    for name in ("python.exe", "pythonw.exe", "venvlauncher.exe", "venvwlauncher.exe"):
        shutil.copyfile(target / "python.exe", starters / name)
    return "C:\\Python"


def _fresh_copy(target: Path) -> None:
    """What a clone has."""
    target.mkdir()
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607
        cwd=REPOSITORY, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, target / name)


def _typed(line: str, place: Path, environment: dict[str, str]) -> bool:
    """Run the commands of a line one after the other; whether all went well."""
    settings = dict(environment)
    for step in line.split("; "):
        if setting := _SETTING.fullmatch(step):
            settings[setting[1]] = setting[2]
            continue
        words = [word.replace("/", "\\") for word in shlex.split(step.replace("\\", "/"))]
        words[0] = "python" if words[0] == "py" else words[0]
        start = time.monotonic()
        done = _by_cmd(words, place, settings)
        tail = "\n".join(f"{done.stdout}{done.stderr}".strip().splitlines()[-3:])
        print(f"{step} → {done.returncode}, {time.monotonic() - start:.0f} s\n{tail}", flush=True)
        if done.returncode:
            print(done.stdout[-4000:], done.stderr[-4000:], file=sys.stderr)
            return False
    return True


# --- a whole round ------------------------------------------------------------------------------------------


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
    return _digests(home / OFFICE)


def _digests(folder: Path) -> dict[str, str]:
    """Name → digest of what was made in a folder."""
    files = (
        file
        for file in folder.rglob("*")
        if file.suffix in _COMPARED and "templates" not in file.parts and file.name != _TELLS_TIME
    )
    return {file.relative_to(folder).as_posix(): sha256(file.read_bytes()).hexdigest() for file in files}


def _told(windows: dict[str, str], linux: dict[str, str]) -> int:
    other = sorted(name for name in {*windows, *linux} if windows.get(name) != linux.get(name))
    print(f"{len(linux) - len(other)} of {len(linux)} files are the same bytes")
    for name in other:
        print(f"differs: {name}")
    return int(bool(other))


if __name__ == "__main__":
    sys.exit(main())
