"""Keep the generated parts of README.md true: exit codes, glossary, help pages. ``--check`` only tells (exit 1 when stale).

Each part stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``.
"""

import contextlib
import inspect
import io
import re
import sys
from pathlib import Path

from bcd35.cli.border import run
from bcd35.domain import channels, findings, form_spec, letters, office, reminders, reports, rounds, units
from bcd35.domain.errors import exit_codes

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
    findings.Finding: "lỗi, lời nhắc",
}
COMMANDS = ("", "notify", "record-report", "status", "remind", "export-summary", "channels", "units", "rounds", "import", "init", "check")


def exit_code_table() -> str:
    """The table of exit codes, from the error classes."""
    return "\n".join(["| Mã | Nghĩa |", "|---|---|", *(f"| {code} | {meaning} |" for code, meaning in exit_codes())])


def glossary() -> str:
    """One line per word of the field."""
    rows = [f"| `{shape.__name__}` | {words} | {(inspect.getdoc(shape) or '').splitlines()[0]} |" for shape, words in GLOSSARY.items()]
    return "\n".join(["| In code | Tiếng Việt | Definition |", "|---|---|---|", *rows])


def help_pages() -> str:
    """The help page of every command, as a clerk sees it."""
    return "\n\n".join(f"```text\n$ bcd35 {f'{command} ' if command else ''}--help\n{_help(command)}\n```" for command in COMMANDS)


def _help(command: str) -> str:
    page = io.StringIO()
    with contextlib.redirect_stdout(page):
        run([*command.split(), "--help"])
    return "\n".join(line.rstrip() for line in page.getvalue().strip().splitlines())


PARTS = {"exit-codes": exit_code_table, "glossary": glossary, "help": help_pages}


def renewed(text: str) -> str:
    """The README with every generated part made anew. Raises LookupError when a part's place is missing."""
    for name, make in PARTS.items():
        pattern = re.compile(rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
        if not pattern.search(text):
            raise LookupError(name)
        begin, end = text.split(f"<!-- begin {name} -->\n", maxsplit=1)[0], text.split(f"<!-- end {name} -->")[1]
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
