"""Build what an office PC without Python or network needs.

``python tools/bundle.py --python-embed python-3.11.9-embed-amd64.zip -o dist`` makes a folder and a zip for
Windows: Python, every package of the lock, the program, a launcher, the manual, all licences. The embedded
Python is the one that python.org offers as “embeddable package”. ``--wheelhouse`` makes a folder of wheels
for an offline ``pip install`` instead. ``--wheels``: a folder with the wheels of the lock, instead of PyPI.

The same input gives the same bytes.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

REPOSITORY = Path(__file__).resolve().parents[1]
if str(REPOSITORY) not in sys.path:  # started by its path, as the manual says
    sys.path.insert(0, str(REPOSITORY))

from tools.manual import manual  # noqa: E402

_DATE = (1980, 1, 1, 0, 0, 0)
_LIBRARY = re.compile(r"python3(\d+)\.dll", re.IGNORECASE)
_LICENCE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_LAUNCHER = """@echo off
setlocal
set PYTHONUTF8=1
"%~dp0python\\python.exe" -m bcd35 %*
exit /b %errorlevel%
"""
_WINDOW = """@echo off
set "PATH=%~dp0;%PATH%"
cd /d "%USERPROFILE%"
cmd /k bcd35 help
"""
_READ_ME = """bcd35 {version} cho Windows

1. Giải nén cả thư mục này vào một chỗ, ví dụ C:\\bcd35\\chuong-trinh. Không cần cài gì thêm, không cần mạng.
2. Bấm đúp tệp mo-cua-so-lenh.cmd: cửa sổ lệnh mở ra, gõ được lệnh bcd35.
3. Tạo thư mục làm việc: bcd35 init C:\\bcd35\\van-phong, rồi: cd /d C:\\bcd35\\van-phong
4. Cách làm từng việc: mở tệp so-tay.html, hoặc gõ: bcd35 help

Muốn gõ bcd35 ở cửa sổ lệnh nào cũng được: thêm thư mục này vào biến Path của Windows.
Cập nhật: giải nén bản mới vào một thư mục mới; thư mục làm việc giữ nguyên. Trong thư mục làm việc chạy:
bcd35 check, rồi bcd35 update.
Giấy phép của Python và các thư viện: thư mục giay-phep.
"""


_INSTALL = """Cài bcd35 trên máy không có mạng: Windows 64 bit, Python {version} (bản khác không cài được).
Gõ py -0 để xem máy có bản Python nào. Mở cửa sổ lệnh trong thư mục này, chạy lần lượt:

py -{version} -m venv C:\\bcd35\\chuong-trinh
C:\\bcd35\\chuong-trinh\\Scripts\\python -m pip install --no-index --find-links . bcd35

Máy không có Python: dùng gói đủ cả Python (tệp .zip có DOC-TRUOC.txt) thay cho thư mục này.
"""
_OLDEST = (3, 11)


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="A folder for office PCs without Python or network.")
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--python-embed", type=Path, metavar="ZIP", help="embeddable package of python.org")
    kind.add_argument("--wheelhouse", action="store_true", help="only the wheels, for pip install --no-index")
    parser.add_argument("--wheels", type=Path, help="a folder with the wheels of the lock; default: PyPI")
    parser.add_argument(
        "--python", type=python_asked, default="3.11", help="version of Python for --wheelhouse"
    )
    parser.add_argument("-o", "--output", type=Path, default=Path("dist"))
    asked = parser.parse_args()
    if find_spec("hatchling") is None:
        sys.exit(
            "hatchling is missing; it makes the program's wheel: "
            "python -m pip install --no-deps -r requirements-dev.lock"
        )
    with tempfile.TemporaryDirectory() as scratch:
        version = asked.python if asked.wheelhouse else python_version(asked.python_embed)
        wheels = wheels_in(asked.wheels or fetched_wheels(Path(scratch) / "wheels", version))
        wheels.append(own_wheel(Path(scratch) / "own"))
        if asked.wheelhouse:
            print(wheelhouse(wheels, version, asked.output))
        else:
            print(bundle(asked.python_embed, wheels, asked.output))


def python_asked(text: str) -> str:
    """A version of Python that the program runs on, as typed."""
    match = re.fullmatch(r"(\d+)\.(\d+)", text)
    if not match or (int(match[1]), int(match[2])) < _OLDEST:
        raise argparse.ArgumentTypeError(f"“{text}” is no Python for bcd35: 3.11 or newer, as 3.13")
    return text


def python_version(embedded: Path) -> str:
    """``3.11`` of the embedded Python in a zip."""
    try:
        with zipfile.ZipFile(embedded) as package:
            names = package.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        sys.exit(f"{embedded}: no zip that can be read ({error})")
    minors = {match[1] for name in names if (match := _LIBRARY.fullmatch(name.rpartition("/")[2]))}
    if len(minors) != 1:
        sys.exit(f"{embedded}: no embeddable Python for Windows (python3XX.dll not found)")
    return f"3.{minors.pop()}"


def fetched_wheels(folder: Path, version: str, lock: Path = REPOSITORY / "requirements.lock") -> Path:
    """The wheels of a lock for Windows, checked against its hashes."""
    folder.mkdir(parents=True)
    # pip judges markers by the machine that it runs on; the only ones in the lock ask for Windows.
    for_windows = folder / "requirements.txt"
    for_windows.write_text(
        lock.read_text(encoding="utf-8").replace(" ; sys_platform == 'win32'", ""), encoding="utf-8"
    )
    done = subprocess.run(  # noqa: S603 - pip of this Python
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"),
            *("--only-binary=:all:", "--platform", "win_amd64", "--python-version", version),
            *("--dest", str(folder), "-r", str(for_windows)),
        ],
        check=False,
    )
    if done.returncode:
        sys.exit(f"pip found no wheels of {lock.name} for Python {version} on Windows; what it says is above")
    return folder


def wheels_in(folder: Path) -> list[Path]:
    """The wheels in a folder, without which the program would not start on the office PC."""
    found = sorted(folder.glob("*.whl"))
    if not found:
        sys.exit(f"{folder}: no folder with the wheels of the lock")
    return found


def own_wheel(folder: Path) -> Path:
    """The program as a wheel."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own build
    return next(folder.glob("*.whl"))


def wheelhouse(wheels: list[Path], version: str, output: Path) -> Path:
    """A folder of all wheels for a version of Python, and how they are installed."""
    folder = output / "banh-xe"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for wheel in wheels:
        shutil.copy2(wheel, folder / wheel.name)
    (folder / "CAI-DAT.txt").write_text(
        _INSTALL.format(version=version), encoding="utf-8-sig", newline="\r\n"
    )
    return folder


def bundle(embedded: Path, wheels: list[Path], output: Path) -> Path:
    """The folder for Windows, and a zip of it. Returns the zip."""
    version = next(wheel.name.split("-")[1] for wheel in wheels if wheel.name.startswith("bcd35-"))
    folder = output / f"bcd35-{version}-windows"
    shutil.rmtree(folder, ignore_errors=True)
    _unpack(embedded, folder / "python")
    packages = folder / "python/Lib/site-packages"
    for wheel in sorted(wheels):
        _install(wheel, packages)
    _open_to_packages(folder / "python")
    _collect_licences(folder)
    for name, text in (("bcd35.cmd", _LAUNCHER), ("mo-cua-so-lenh.cmd", _WINDOW)):
        (folder / name).write_text(text, encoding="ascii", newline="\r\n")
    read_me = _READ_ME.format(version=version)
    # Notepad of older Windows knows UTF-8 by its mark.
    (folder / "DOC-TRUOC.txt").write_text(read_me, encoding="utf-8-sig", newline="\r\n")
    (folder / "so-tay.html").write_text(manual(), encoding="utf-8", newline="\n")
    shutil.copyfile(REPOSITORY / "CHANGELOG.md", folder / "CHANGELOG.md")
    return _zipped(folder)


def _unpack(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as package:
        package.extractall(folder)


def _install(wheel: Path, packages: Path) -> None:
    """Unpack a wheel as pip does for packages without start programs of their own."""
    with zipfile.ZipFile(wheel) as package:
        for name in package.namelist():
            parts = PurePosixPath(name).parts
            if parts[0].endswith(".data"):
                if parts[1] not in ("purelib", "platlib"):  # start programs and headers: none is needed
                    continue
                parts = parts[2:]
            target = packages.joinpath(*parts)
            if not name.endswith("/"):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(package.read(name))


def _open_to_packages(python: Path) -> None:
    """An embeddable Python reads only what its ``._pth`` names: name the folder of packages too."""
    for paths in python.glob("python3*._pth"):
        lines = [
            line for line in paths.read_text(encoding="utf-8").splitlines() if line.strip() != "#import site"
        ]
        paths.write_text("\n".join([*lines, "Lib\\site-packages"]) + "\n", encoding="utf-8", newline="\r\n")


def _collect_licences(folder: Path) -> None:
    """All licences in one folder, one sub-folder a package."""
    for text in (folder / "python").glob("LICENSE*"):
        _copy(text, folder / "giay-phep/python" / text.name)
    for package in (folder / "python/Lib/site-packages").glob("*.dist-info"):
        own = folder / "giay-phep" / package.name.removesuffix(".dist-info")
        texts = [text for text in package.rglob("*") if text.is_file() and _LICENCE.match(text.name)]
        for text in texts or [package / "METADATA"]:  # a wheel without the text names its licence there
            _copy(text, own / text.name)


def _copy(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))


def _zipped(folder: Path) -> Path:
    target = folder.with_name(f"{folder.name}.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for file in _files(folder):
            entry = zipfile.ZipInfo(file.relative_to(folder.parent).as_posix(), _DATE)
            entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            package.writestr(entry, file.read_bytes())
    return target


if __name__ == "__main__":
    main()
