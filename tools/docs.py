"""Make the generated documents, whole or in parts: ``python -m tools.docs``.

``--check`` only compares, and ends with 1 when one is stale. Whole files: all commands; exit codes and codes
of findings. Parts stand between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``.
"""

import contextlib
import inspect
import io
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from tools.finding_codes import Use, scan

from bcd35 import domain
from bcd35.cli.app import COMMANDS, GROUPS, commands_of
from bcd35.cli.errors import run
from bcd35.domain.comparison import COMPARISON_DEFINITIONS
from bcd35.domain.errors import exit_codes
from bcd35.domain.figures import DEFINITIONS

REPOSITORY = Path(__file__).resolve().parents[1]
# The field's word in code → the office's word; the definition is the class docstring's first paragraph.
GLOSSARY = {
    "Office": "cơ quan ban hành",
    "NumberSeries": "sổ số",
    "Channel": "kênh truyền thông",
    "Unit": "đơn vị",
    "Round": "đợt",
    "Task": "nội dung",
    "Field": "chỉ tiêu",
    "Letter": "công văn",
    "Expectation": "danh sách phải báo cáo",
    "Reminder": "đôn đốc",
    "Term": "hạn của đơn vị",
    "Grant": "căn cứ của hạn",
    "FormSpec": "mẫu báo cáo",
    "Report": "báo cáo",
    "Contribution": "tin, bài, ảnh, video",
    "RoundFigures": "số liệu của đợt",
    "Finding": "lỗi, lời nhắc",
    "Profile": "bộ quy tắc thể thức",
    "Component": "thành phần thể thức",
    "Deviation": "sai lệch thể thức",
}
_MADE = "<!-- Trang này do máy viết: python -m tools.docs. Không sửa tay. -->"
_COMMANDS = f"""{_MADE}
# Tất cả các lệnh

Mỗi trang dưới đây là lời của chính chương trình: thêm `--help` sau lệnh bất kỳ là thấy.
Cách làm từng việc: [sổ tay](huong-dan/README.md).
"""
_CODES = f"""{_MADE}
# Mã kết thúc, mã lỗi và lời nhắc

## Mã kết thúc

Mỗi lệnh kết thúc với một con số. Chương trình khác đọc số này; người làm chỉ cần đọc lời trên màn hình.

%s

## Mã lỗi và lời nhắc

Mỗi lỗi, mỗi lời nhắc có một mã, thấy khi thêm `--json`. Dấu “{{blank}}” là chỗ thay đổi theo từng trường hợp.
Cột “Kết thúc” là mã kết thúc khi lỗi ấy làm lệnh dừng; dấu “–” là lời nhắc, hoặc lỗi của một tệp
trong nhiều tệp. Cột cuối dành cho người lập trình: lời ấy viết ở tệp nào trong `src/bcd35/`.

%s
""".replace("{blank}", "…")


_GATHERS = "(gồm các lỗi được nêu kèm)"


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    named = list(headings)
    lines = [named, ["---"] * len(named), *rows]
    return (
        "\n".join("|" + "|".join(f" {_cell(text)} " for text in line) + "|" for line in lines)
        .replace("| --- ", "|---")
        .replace(" ---|", "---|")
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("{{", "&#123;&#123;")


def commands() -> str:
    """The help page of every command and of every command in a group, as a clerk sees it."""
    names = ["", *COMMANDS, *(name for group in GROUPS for name in (group, *_in_group(group)))]
    return "\n".join([_COMMANDS, *(_help_page(name) for name in names)])


def _in_group(group: str) -> list[str]:
    return [f"{group} {command}" for command in commands_of(group)]


def _help_page(command: str) -> str:
    page = io.StringIO()
    with contextlib.redirect_stdout(page):
        run([*command.split(), "--help"])
    text = "\n".join(line.rstrip() for line in page.getvalue().strip().splitlines())
    title = f"bcd35 {command}".strip()
    return f"## {title}\n\n```text\n{text}\n```\n"


def codes() -> str:
    """Exit codes, and every code of a finding or an error with its message, its advice and its file."""
    exits = table(("Mã", "Nghĩa"), ([str(code), meaning] for code, meaning in exit_codes()))
    uses, _ = scan()
    rows = (
        [f"`{use.code}`", use.message or _GATHERS, use.fix.replace("\n", " / "), _ends(use), f"`{use.file}`"]
        for use in uses
        if _tells(use, uses)
    )
    return _CODES % (exits, table(("Mã", "Lời", "Việc tiếp theo", "Kết thúc", "Tệp"), rows))


def _tells(use: Use, uses: list[Use]) -> bool:
    """Tell whether the line says something: an error without a text of its own only gathers findings."""
    return bool(use.message) or all(other is use or other.code != use.code for other in uses)


def _ends(use: Use) -> str:
    return "–" if use.exit_code is None else str(use.exit_code)


def glossary() -> str:
    """One line per word of the field. Raises LookupError for a word that ``domain`` does not define once."""
    rows = ([f"`{name}`", words, _definition(_shape(name))] for name, words in GLOSSARY.items())
    return table(("In code", "Tiếng Việt", "Definition"), rows)


def _definition(shape: type) -> str:
    return (inspect.getdoc(shape) or "").partition("\n\n")[0].replace("\n", " ")


def _shape(name: str) -> type:
    modules = (
        import_module(found.name) for found in pkgutil.walk_packages(domain.__path__, f"{domain.__name__}.")
    )
    shapes = [
        vars(module)[name]
        for module in modules
        if getattr(vars(module).get(name), "__module__", "") == module.__name__
    ]
    if len(shapes) != 1:
        raise LookupError(name)
    found: type = shapes[0]
    return found


def figures() -> str:
    """One line per figure, in the words that the workbook's notes have too."""
    return table(
        ("Số liệu", "Cách tính"),
        ((one.label, one.meaning) for one in (*DEFINITIONS.values(), *COMPARISON_DEFINITIONS)),
    )


WHOLE: dict[str, Callable[[], str]] = {"docs/lenh.md": commands, "docs/ma-ket-thuc.md": codes}
PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "docs/huong-dan/tong-hop.md": {"figures": figures},
    "docs/architecture.md": {"glossary": glossary},
}


def renewed(text: str, name: str, made: str) -> str:
    """The text with its part ``name`` made anew. Raises LookupError when the part's place is missing."""
    begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
    if not re.search(f"{begin}.*?{end}", text, re.DOTALL):
        raise LookupError(name)
    return f"{text.partition(begin)[0]}{begin}{made}\n{end}{text.partition(end)[2]}"


def made_files() -> dict[Path, str]:
    """Every generated file with the text that it must have."""
    files = {REPOSITORY / name: make() for name, make in WHOLE.items()}
    for name, parts in PARTS.items():
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        for part, make in parts.items():
            text = renewed(text, part, make())
        files[REPOSITORY / name] = text
    return files


def stale() -> list[str]:
    """The files that are not as they must be."""
    return [
        file.relative_to(REPOSITORY).as_posix()
        for file, text in made_files().items()
        if not file.is_file() or file.read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write, or with ``--check`` compare and name what is stale."""
    if "--check" in arguments:
        found = stale()
        print("\n".join(f"stale: {name} (run: python -m tools.docs)" for name in found))
        return int(bool(found))
    for file, text in made_files().items():
        file.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
