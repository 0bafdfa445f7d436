"""Keep the generated parts of README.md true: exit codes, figures, glossary, help pages. ``--check`` only
tells (exit 1 when stale).

Each part stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``.
"""

import contextlib
import inspect
import io
import re
import sys
from pathlib import Path

from bcd35.cli.app import COMMANDS, GROUPS
from bcd35.cli.errors import run
from bcd35.domain import (
    channels,
    contributions,
    findings,
    form_spec,
    letters,
    office,
    reminders,
    reports,
    rounds,
    units,
)
from bcd35.domain.comparison import COMPARISON_DEFINITIONS
from bcd35.domain.errors import exit_codes
from bcd35.domain.figures import DEFINITIONS, RoundFigures
from bcd35.domain.layout import deviations
from bcd35.domain.layout import profile as layout

README = Path(__file__).resolve().parents[1] / "README.md"
# The field's word in code → the office's word; the definition is the class docstring's first line.
GLOSSARY = {
    office.Office: "cơ quan ban hành",
    office.NumberSeries: "sổ số",
    channels.Channel: "kênh truyền thông",
    units.Unit: "đơn vị",
    rounds.Round: "đợt",
    rounds.Task: "nội dung",
    rounds.Field: "chỉ tiêu",
    letters.Letter: "công văn",
    letters.Expectation: "danh sách phải báo cáo",
    reminders.Reminder: "đôn đốc",
    form_spec.FormSpec: "mẫu báo cáo",
    reports.Report: "báo cáo",
    contributions.Contribution: "tin, bài, ảnh, video",
    RoundFigures: "số liệu của đợt",
    findings.Finding: "lỗi, lời nhắc",
    layout.Profile: "bộ quy tắc thể thức",
    layout.Component: "thành phần thể thức",
    deviations.Deviation: "sai lệch thể thức",
}


def exit_code_table() -> str:
    """The table of exit codes, from the error classes."""
    return "\n".join(
        ["| Mã | Nghĩa |", "|---|---|", *(f"| {code} | {meaning} |" for code, meaning in exit_codes())]
    )


def glossary() -> str:
    """One line per word of the field."""
    rows = [
        f"| `{shape.__name__}` | {words} | {(inspect.getdoc(shape) or '').splitlines()[0]} |"
        for shape, words in GLOSSARY.items()
    ]
    return "\n".join(["| In code | Tiếng Việt | Definition |", "|---|---|---|", *rows])


def help_pages() -> str:
    """The help page of every command, as a clerk sees it."""
    return "\n\n".join(
        f"```text\n$ bcd35 {f'{command} ' if command else ''}--help\n{_help(command)}\n```"
        for command in ("", *COMMANDS, *GROUPS)
    )


def _help(command: str) -> str:
    page = io.StringIO()
    with contextlib.redirect_stdout(page):
        run([*command.split(), "--help"])
    return "\n".join(line.rstrip() for line in page.getvalue().strip().splitlines())


def figures() -> str:
    """One line per figure, in the words that the workbook's notes have too."""
    rows = [f"| {one.label} | {one.words} |" for one in (*DEFINITIONS.values(), *COMPARISON_DEFINITIONS)]
    return "\n".join(["| Số liệu | Cách tính |", "|---|---|", *rows])


PARTS = {"exit-codes": exit_code_table, "figures": figures, "glossary": glossary, "help": help_pages}


def renewed(text: str) -> str:
    """The README with every generated part made anew. Raises LookupError when a part's place is missing."""
    for name, make in PARTS.items():
        pattern = re.compile(rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
        if not pattern.search(text):
            raise LookupError(name)
        begin, end = (
            text.split(f"<!-- begin {name} -->\n", maxsplit=1)[0],
            text.split(f"<!-- end {name} -->")[1],
        )
        text = f"{begin}<!-- begin {name} -->\n{make()}\n<!-- end {name} -->{end}"
    return text


def main(arguments: list[str]) -> int:
    """Write, or with ``--check`` compare."""
    text = README.read_text(encoding="utf-8")
    made = renewed(text)
    if "--check" in arguments:
        return int(made != text)
    README.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
