"""The folder for office PCs without Python: what is in it, and that the same input gives the same bytes."""

import sys
import zipfile
from argparse import ArgumentTypeError
from pathlib import Path

import pytest
from tools.bundle import bundle, main, python_asked, python_version, wheelhouse, wheels_in
from tools.manual import manual

PTH = "python311.zip\n.\n\n#import site\n"
WHEELS = {
    "bcd35-9.9.9-py3-none-any.whl": {
        "bcd35/__main__.py": "",
        "bcd35-9.9.9.dist-info/METADATA": "Name: bcd35",
    },
    "thu_vien-1.0-py3-none-any.whl": {
        "thu_vien.py": "x = 1",
        "thu_vien-1.0.data/purelib/them.py": "y = 2",
        "thu_vien-1.0.data/scripts/thu-vien": "#!python",
        "thu_vien-1.0.dist-info/licenses/LICENSE.txt": "giấy phép của thư viện",
    },
}


def zipped(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return path


@pytest.fixture
def embedded(tmp_path: Path) -> Path:
    files = {"python.exe": "", "python311.dll": "", "python311._pth": PTH, "LICENSE.txt": "của Python"}
    return zipped(tmp_path / "python-embed.zip", files)


@pytest.fixture
def wheels(tmp_path: Path) -> list[Path]:
    return [zipped(tmp_path / name, files) for name, files in WHEELS.items()]


def test_what_a_bundle_holds(tmp_path: Path, embedded: Path, wheels: list[Path]) -> None:
    made = bundle(embedded, wheels, tmp_path / "dist")
    with zipfile.ZipFile(made) as package:
        texts = {name.partition("/")[2]: package.read(name) for name in package.namelist()}
    packages = "python/Lib/site-packages"
    assert sorted(name for name in texts if name.startswith(packages)) == [
        f"{packages}/bcd35-9.9.9.dist-info/METADATA",
        f"{packages}/bcd35/__main__.py",
        f"{packages}/them.py",
        f"{packages}/thu_vien-1.0.dist-info/licenses/LICENSE.txt",
        f"{packages}/thu_vien.py",
    ]
    assert texts["python/python311._pth"].decode().split() == ["python311.zip", ".", "Lib\\site-packages"]
    assert sorted(name for name in texts if name.startswith("giay-phep/")) == [
        "giay-phep/bcd35-9.9.9/METADATA",
        "giay-phep/python/LICENSE.txt",
        "giay-phep/thu_vien-1.0/LICENSE.txt",
    ]
    assert b'"%~dp0python\\python.exe" -m bcd35 %*\r\n' in texts["bcd35.cmd"]
    assert "bcd35 9.9.9 cho Windows" in texts["DOC-TRUOC.txt"].decode("utf-8-sig")
    assert texts["so-tay.html"].decode() == manual()


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, embedded: Path, wheels: list[Path]) -> None:
    first = bundle(embedded, wheels, tmp_path / "một").read_bytes()
    assert bundle(embedded, wheels[::-1], tmp_path / "hai").read_bytes() == first


def test_a_folder_of_wheels(tmp_path: Path, wheels: list[Path]) -> None:
    folder = wheelhouse(wheels, "3.13", tmp_path)
    assert sorted(one.name for one in folder.iterdir()) == ["CAI-DAT.txt", *sorted(WHEELS)]
    told = (folder / "CAI-DAT.txt").read_text("utf-8-sig")
    assert "Windows 64 bit, Python 3.13" in told
    assert "\npy -3.13 -m venv C:\\bcd35\\chuong-trinh\n" in told
    assert "--no-index --find-links . bcd35" in told


def test_what_builds_the_wheel_is_asked_for_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "sys.argv", ["bundle.py", "--wheelhouse", "--wheels", str(tmp_path), "-o", str(tmp_path)]
    )
    monkeypatch.setitem(sys.modules, "hatchling", None)
    with pytest.raises(SystemExit, match=r"hatchling is missing.*-r requirements-dev\.lock"):
        main()


@pytest.mark.parametrize("asked", ["3.9", "3", "mới nhất"])
def test_a_python_that_cannot_run_the_program_is_refused(asked: str) -> None:
    with pytest.raises(ArgumentTypeError, match=r"3\.11 or newer"):
        python_asked(asked)
    assert python_asked("3.13") == "3.13"


@pytest.mark.parametrize("data", [None, b"not a zip"])
def test_a_zip_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path, data: bytes | None) -> None:
    embedded = tmp_path / "python.zip"
    if data:
        embedded.write_bytes(data)
    with pytest.raises(SystemExit, match="no zip that can be read"):
        python_version(embedded)


def test_the_version_of_the_embedded_python(tmp_path: Path, embedded: Path) -> None:
    assert python_version(embedded) == "3.11"
    with pytest.raises(SystemExit, match="no embeddable Python"):
        python_version(zipped(tmp_path / "khac.zip", {"a.txt": ""}))


def test_a_folder_without_wheels_makes_no_bundle(tmp_path: Path, wheels: list[Path]) -> None:
    assert wheels_in(tmp_path) == wheels
    with pytest.raises(SystemExit, match="no folder with the wheels"):
        wheels_in(tmp_path / "không có")
