"""An argument without a visible character is an error of typing, for every command and every option."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import bcd35 as bcd35_package
from bcd35.cli.app import build_app
from tests.conftest import CommandLine
from tests.support.every_command import all_commands
from tests.support.filling import picture


def parameters(command: list[str]) -> list[Any]:
    """What the command declares, arguments and options, without its switches."""
    found: Any = typer.main.get_command(build_app(command))
    for name in command:
        found = found.commands[name]
    return [param for param in found.params if not getattr(param, "is_flag", False)]


def empty_lines() -> Iterator[list[str]]:
    """Each command with each of its parameters in turn given empty; what is required is “x”."""
    for command in all_commands():
        params = parameters(command)
        for emptied in params:
            for value in ("", " ", "\u200b"):
                typed = []
                for param in params:
                    if param is emptied or param.required:
                        name = [] if param.param_type_name == "argument" else [param.opts[-1]]
                        typed += [*name, value if param is emptied else "x"]
                yield [*command, *typed]


LINES = list(empty_lines())


def test_every_command_and_every_kind_of_parameter_is_among_the_lines() -> None:
    assert {tuple(command) for command in all_commands()} <= {
        tuple(line[: len(command)]) for line in LINES for command in all_commands()
    }
    assert len(LINES) > 300
    assert ["rounds", "close", ""] in LINES
    assert ["remind", ""] in LINES
    assert ["record-report", ""] in LINES


@pytest.mark.issued
def test_an_empty_argument_is_an_error_that_changes_nothing(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)

    wrong = [
        (line, ran)
        for line in LINES
        if (ran := bcd35(*line)).code != 2 or "để trống. Ghi giá trị" not in ran.err or ran.out
    ]

    assert wrong == []
    assert picture(root) == before


def placeholders_in_the_code() -> set[str]:
    """The words that stand for a value in printed commands: ``Blank("LÝ_DO")``, ``… --kind LOẠI_ẤY``."""
    texts = (path.read_text("utf-8") for path in Path(bcd35_package.__file__).parent.rglob("*.py"))
    found = {
        word for text in texts for word in re.findall(r"(?:or '|Blank\(\")(\w+)|(?<=[ =])(\w+_\w+)", text)
    }
    words = {one for pair in found for one in pair if one.isupper() and not one.isascii()}
    assert {"LÝ_DO", "GHI_CHÚ", "TỆP", "NƠI_SAO_LƯU"} <= words
    return words


@pytest.mark.issued
def test_a_placeholder_is_never_taken_for_the_value(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)

    for word in placeholders_in_the_code():
        for line in (("units", "list", "--kind", word), ("units", "list", f"--kind={word}")):
            ran = bcd35(*line)
            assert (ran.code, ran.out) == (2, ""), word
            assert f"“{word}” là chữ giữ chỗ trong lệnh mẫu, không phải giá trị." in ran.err

    assert picture(root) == before


def dash_lines() -> Iterator[tuple[list[str], bool]]:
    """Each command with each of its files in turn given as ``-``, and whether it takes a standard stream."""
    for command in all_commands():
        params = parameters(command)
        for dashed in params:
            allowed = getattr(dashed.type, "allow_dash", None)
            if allowed is None:
                continue
            typed = []
            for param in params[: params.index(dashed) + 1]:
                positional = param.param_type_name == "argument"
                if param is dashed or param.required or positional:
                    name = [] if positional else [param.opts[-1]]
                    typed += [*name, "-" if param is dashed else "x"]
            yield [*command, *typed], allowed


@pytest.mark.issued
def test_a_dash_is_refused_where_no_stream_is_read_or_written(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)
    refused = [line for line, allowed in dash_lines() if not allowed]
    told = "“-” không dùng được ở đây; ghi tên tệp, thư mục."
    wrong = [(line, ran) for line in refused if (ran := bcd35(*line)).code != 2 or told not in ran.err]
    assert wrong == []
    assert len(refused) > 15
    assert picture(root).keys() == before.keys()


@pytest.mark.issued
def test_an_option_of_one_value_is_not_taken_twice(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)
    twice = [
        ([*command, *(text for _ in range(2) for text in (name, "1"))], name)
        for command in all_commands()
        for param in parameters(command)
        if param.param_type_name == "option" and not param.multiple
        for name in param.opts
    ]
    told = "nêu hai lần; chỉ nhận một giá trị."
    wrong = [
        (line, ran)
        for line, name in twice
        if (ran := bcd35(*line)).code != 2 or f"“{name}” {told}" not in ran.err
    ]
    assert wrong == []
    assert len(twice) > 150
    assert picture(root) == before


LIST = "STT;Tên đơn vị;Loại\n1;Sở Mới;Chi bộ cơ sở\n"


@pytest.mark.parametrize(
    ("line", "text", "out"),
    [
        ("units import - --dry-run", LIST, "SM"),
        ("channels import - -n", "STT,Nền tảng,Tên kênh,Địa chỉ\n1,Web,Cổng,https://a.gov.vn\n", "Cổng"),
        (
            "rounds new --subject x --deadline 2026-03-02 --questions -",
            "Loại,Bắt buộc\n",
            "cột “Câu hỏi”",
        ),
        ("init ../vp2 --answers -", "superior: x\n", "Chưa trả lời: Cơ quan ban hành"),
    ],
)
def test_what_comes_on_standard_input(
    line: str, text: str, out: str, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    ran = bcd35(*line.split())
    assert out in ran.out + ran.err


@pytest.mark.parametrize("register", ["units", "channels"])
def test_a_register_goes_through_standard_streams_unchanged(
    register: str, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = bcd35(register, "export", "-o", "-")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(printed.out.encode())))
    (changes,) = bcd35(register, "import", "-", "--json").json["data"]["registers"]
    assert [
        key for key, found in changes.items() if found and key not in ("register", "file", "unchanged")
    ] == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (["rounds", "close", ""], "Một tham số để trống. Ghi giá trị, hoặc bỏ hẳn đi."),
        (["remind", "--date="], "Giá trị sau “--date” để trống. Ghi giá trị, hoặc bỏ hẳn đi."),
        (["-C", "", "status"], "Giá trị sau “-C” để trống. Ghi giá trị, hoặc bỏ hẳn đi."),
        (["--root=", "status"], "Giá trị sau “--root” để trống. Ghi giá trị, hoặc bỏ hẳn đi."),
        (["status", "--root", " "], "Giá trị sau “--root” để trống. Ghi giá trị, hoặc bỏ hẳn đi."),
        ([""], "Giá trị sau “--json” để trống. Ghi giá trị, hoặc bỏ hẳn đi."),
    ],
    ids=" ".join,
)
def test_the_words_name_the_option(line: list[str], message: str, bcd35: CommandLine) -> None:
    ran = bcd35("--json", *line)

    (finding,) = ran.json["findings"]
    assert (ran.code, finding["code"], finding["message"]) == (2, "usage", message)


def test_an_optional_text_is_emptied_by_a_dash(bcd35: CommandLine) -> None:
    bcd35("units", "edit", "SYT", "--note", "mới", "--email", "syt@example.gov.vn")

    ran = bcd35("units", "edit", "SYT", "--note", "-", "--email", "-")

    unit = bcd35("units", "show", "SYT", "--json").json["data"]
    assert (ran.code, unit["note"], unit["email"]) == (0, "", "")
    assert bcd35("units", "edit", "SYT", "--name", "-").code == 2
