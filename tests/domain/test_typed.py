"""How a value and a path are printed in a command: as the shells of an office PC take them."""

import shutil
import subprocess

import pytest

from bcd35.domain.text import typed, typed_path

# Value → as printed; each shell takes it for the value itself, or nothing is printed.
VALUES = {
    "SYT": "SYT",
    "out/a_b.xlsx": "out/a_b.xlsx",
    "Sở Y tế": '"Sở Y tế"',
    "-x": '"-x"',
    "@x": '"@x"',  # PowerShell unpacks a variable
    "x's": '"x\'s"',
    "C:\\Người dùng\\a": '"C:\\Người dùng\\a"',
    'a "b"': "",
    "a “b”": "",  # PowerShell takes curly marks for straight ones
    "5$": "",
    "a`b": "",
    "đạt 50%": '"đạt 50%"',
    "%TEMP%": "",  # cmd puts a variable there
    "nhé!": "",  # bash looks for an earlier command
    "C:\\": "",
}
PATHS = {
    "/srv/vp": '"/srv/vp"',
    "/srv/Văn thư": '"/srv/Văn thư"',
    "/srv/a$b": "'/srv/a$b'",
    "/srv/“a” b": "'/srv/“a” b'",
    "C:\\Người dùng\\vp": '"C:\\Người dùng\\vp"',
    "E:\\": '"E:/"',
    "\\\\máy chủ\\vp": '"//máy chủ/vp"',
    "/srv/a$b's": "ĐƯỜNG_DẪN",
    '/srv/a"b': "ĐƯỜNG_DẪN",
}


@pytest.mark.parametrize(("value", "shown"), VALUES.items())
def test_a_value_is_printed_only_as_every_shell_takes_it(value: str, shown: str) -> None:
    assert typed(value) == shown


@pytest.mark.parametrize(("path", "shown"), PATHS.items())
def test_a_path_is_printed_as_bash_and_powershell_take_it(path: str, shown: str) -> None:
    assert typed_path(path) == shown


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("text", "shown"),
    [(text, shown) for text, shown in (*VALUES.items(), *PATHS.items()) if shown not in ("", "ĐƯỜNG_DẪN")],
)
def test_bash_takes_what_is_printed(text: str, shown: str) -> None:
    command = ["bash", "-c", f"printf %s {shown}"]
    taken = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    slashes = text.replace("\\", "/") if text.endswith("\\") or text.startswith("\\") else text
    assert taken == slashes
