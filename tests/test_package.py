"""The wheel carries everything: installed alone, in an empty folder, it works as the clone does."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.support import REPOSITORY


def test_the_wheel_works_alone_in_an_empty_folder(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        package.extractall(tmp_path / "installed")
    empty = tmp_path / "trống"
    empty.mkdir()
    # -P and PYTHONPATH: our package comes from the wheel, never from the clone.
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "bcd35", *arguments]
        return subprocess.run(
            command, cwd=empty, env=environment, capture_output=True, text=True, check=False, encoding="utf-8"
        )

    where = [sys.executable, "-P", "-c", "import bcd35; print(bcd35.__file__)"]
    found = subprocess.run(
        where, cwd=empty, env=environment, capture_output=True, text=True, check=True, encoding="utf-8"
    ).stdout
    assert found.startswith(str(tmp_path / "installed"))
    assert run("channels", "list").returncode == 5
    assert run("init").returncode == 0
    made = {path.relative_to(empty).as_posix() for path in empty.rglob("*") if path.is_file()}
    shipped = {
        path.relative_to(REPOSITORY).as_posix()
        for folder in ("data", "templates")
        for path in (REPOSITORY / folder).rglob("*")
        if path.is_file()
    }
    assert made == {path for path in shipped if not Path(path).name.startswith(("~$", "."))}
    drafted = run("notify", "--draft")
    assert (drafted.returncode, (empty / "out" / "_du-thao").is_dir()) == (0, True)
