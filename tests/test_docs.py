"""The documents are run: generated parts are fresh, every example works, every link leads somewhere."""

import ast
import re
import shlex
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import docx
import docx.shared
import pytest
from tools import docs
from tools.finding_codes import Unresolved, scan

from tests.conftest import NOW, CommandLine
from tests.support import REPOSITORY
from tests.support.filling import fill, form_of

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
SOURCE = REPOSITORY / "src" / "bcd35"
CODE = [REPOSITORY / name for name in ("src", "tests", "tools", "bench")]
MANUAL = REPOSITORY / "docs" / "huong-dan"
PAGES = sorted(page.name for page in MANUAL.glob("*.md"))
DAY = datetime(2025, 12, 20, 9, tzinfo=NOW.tzinfo)
# Pages whose reader has issued letter 28 already, and got three forms back: two right, one wrong.
AFTER_ISSUE = {
    "don-doc.md", "gia-han.md", "gui-tra-de-sua.md", "ho-so.md", "in-va-pdf.md", "khi-co-sai-sot.md",
    "nhan-bao-cao.md",
    "soat-the-thuc.md", "su-co.md", "tin-bai.md", "tong-hop.md",
}  # fmt: skip
EMPTY_FOLDER = {"bat-dau.md"}
# Lines of the manual that no test can run: they install the program, name a file of the office's own, or wait
# for files to come.
NOT_RUN = {
    "bat-dau.md": 8,
    "hom-nay.md": 4,
    "danh-sach-excel.md": 2,
    "dot-moi.md": 2,
    "nhan-bao-cao.md": 1,
}


class Example(NamedTuple):
    """One line of a ```console block. ``code``: the exit code that the line announces (``# mã 3``)."""

    command: str
    code: int


def blocks(text: str, *languages: str) -> list[str]:
    return [
        block
        for language, block in re.findall(r"```(\w+)\n(.*?)\n?```", text, re.DOTALL)
        if language in languages
    ]


def examples(text: str) -> list[Example]:
    lines = [line for block in blocks(text, "console") for line in block.splitlines()]
    assert [line for line in lines if not line.startswith("$ ")] == []
    return [
        Example(line[2:], int(found[1]) if (found := re.search(r"# mã (\d+)", line)) else 0) for line in lines
    ]


def went_wrong(run: CommandLine, monkeypatch: pytest.MonkeyPatch, text: str) -> list[object]:
    """Run every example; what ended otherwise than announced."""
    wrong: list[object] = []
    for command, code in examples(text):
        program, *arguments = shlex.split(command, comments=True)
        if program == "cd":
            monkeypatch.chdir(arguments[0])
            continue
        assert program == "bcd35"
        result = run(*arguments, now=DAY)
        wrong += [] if result.code == code else [(command, result)]
    return wrong


# --- what is generated --------------------------------------------------------------------------------------


def test_generated_documents_are_what_the_tool_makes() -> None:
    assert docs.stale() == [], "run: python -m tools.docs"


def test_a_missing_place_is_noticed() -> None:
    with pytest.raises(LookupError, match="glossary"):
        docs.renewed("no place", "glossary", "words")


def written_texts() -> Iterator[str]:
    """Every text in the source as it is printed, variable parts as “…”: of findings, screens, errors."""
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else "…" for part in node.values]
                yield "".join(map(str, parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_a_command_of_an_advice_ends_its_line() -> None:
    lines = [line for use in scan()[0] for line in re.split(r"\n| / ", use.fix) if ": bcd35 " in line]
    texts = (text for text in written_texts() if "``" not in text)  # which only docstrings have
    written = {line for text in texts for line in text.splitlines() if ": bcd35 " in line}
    assert (len(lines) > 150, len(written) > 250) == (True, True)
    behind = re.compile(r": bcd35 .*([;,()]|\. |\.$| rồi | hoặc )")
    assert [line for line in (*lines, *written) if behind.search(line)] == []


def test_every_code_is_read_from_the_source_but_those_that_pass_through() -> None:
    uses, unresolved = scan()

    assert len({use.code for use in uses}) > 200
    assert {Path(one.file).parts[0]: one.code for one in unresolved} == {
        "domain": "code",  # the error's own finding
        "store": "*found",  # findings that the ledger kept
        "usecases": "one.code",  # file_missing, file_changed: told by `check` too
    }


def test_a_code_in_a_new_place_is_found_and_a_hidden_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text(
        'TABLE = (("by_table", "Bảng.", "Sửa."),)\n'
        "def fault(code, message):\n    return Finding(code, '', message, 'Xem lại.')\n"
        "def judge(day, hidden):\n    message = f'Ngày {day}.'\n    yield fault('by_helper', message)\n"
        "    raise Refused('by_error', 'Một.' if day else 'Hai.', fix='Thôi.')\n"
        "    yield Finding(hidden(), '', '')\n"
        "def run():\n    for row in TABLE:\n        yield Finding(*row)\n"
        "def tabled():\n    for code, text, advice in TABLE:\n"
        "        yield Finding(code, '', text, advice)\n",
        encoding="utf-8",
    )
    uses, unresolved = scan(tmp_path)

    assert [tuple(use) for use in uses] == [
        ("by_error", "Hai.", "Thôi.", 3, "new.py"),
        ("by_error", "Một.", "Thôi.", 3, "new.py"),
        ("by_helper", "Ngày ….", "Xem lại.", None, "new.py"),
        ("by_table", "…", "…", None, "new.py"),
    ]
    assert unresolved == [Unresolved("new.py", "hidden()"), Unresolved("new.py", "*row")]


def test_a_text_stands_where_it_is_written_whoever_tells_it(tmp_path: Path) -> None:
    (tmp_path / "guard.py").write_text('MACROS = ("macros", "Có macro.", "Lưu lại.")\n', encoding="utf-8")
    (tmp_path / "reader.py").write_text(
        "from guard import MACROS\n"
        "def refuse(code, message, fix):\n    raise Refused(code, message, fix=fix)\n"
        "def read():\n    refuse(*MACROS)\n",
        encoding="utf-8",
    )
    uses, _ = scan(tmp_path)

    assert [tuple(use) for use in uses] == [("macros", "Có macro.", "Lưu lại.", 3, "guard.py")]


# --- the map of the house -----------------------------------------------------------------------------------


def unnamed(text: str) -> set[str]:
    """Files of the shelves in the map that their row does not name; a row may name them all by a rule."""
    shelves = re.findall(
        r"^\| `([a-z_/]+)/`(?: itself)? \| (.+) \|$", text.partition("| Shelf |")[2], re.MULTILINE
    )
    return {
        file.relative_to(SOURCE).as_posix()
        for shelf, words in shelves
        if "one file a" not in words
        for file in (SOURCE / shelf).glob("[!_]*.py")
        if file.stem not in re.findall(r"\w+", words)
    }


def gone(text: str) -> set[str]:
    """Files that a text names, with or without their folder, and that the project does not have."""
    files = {f"/{file.relative_to(REPOSITORY).as_posix()}" for top in CODE for file in top.rglob("*.py")}
    return {
        name
        for name in re.findall(r"`((?:\w+/)*\w+\.py)`", text)
        if not any(file.endswith(f"/{name}") for file in files)
    }


def test_the_map_names_every_file_and_none_that_is_gone() -> None:
    house, guide = (
        (REPOSITORY / name).read_text(encoding="utf-8")
        for name in ("docs/architecture.md", "CONTRIBUTING.md")
    )
    assert unnamed(house) == set()
    assert gone(house) == set()
    assert gone(guide) == {"utils.py"}  # which there is not to be
    assert unnamed(house.replace(" saved: ", " ")) == {"formats/xlsx/saved.py"}


# --- what is run --------------------------------------------------------------------------------------------


def test_the_readme_s_round_works_as_printed(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(examples(README)) == 6
    assert went_wrong(bcd35, monkeypatch, README) == []
    assert (root / "tong-hop.xlsx").is_file()


@pytest.mark.parametrize("name", PAGES)
def test_every_example_of_the_manual_works(
    name: str, bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    text = (MANUAL / name).read_text(encoding="utf-8")
    if name in AFTER_ISSUE:
        issue_and_get_answers(bcd35, root)
    if name in EMPTY_FOLDER:
        (root.parent / "trống").mkdir()
        monkeypatch.chdir(root.parent / "trống")
    if name == "in-va-pdf.md":
        request.getfixturevalue("soffice")
    assert examples(text) or name == "README.md"
    assert went_wrong(bcd35, monkeypatch, text) == []


def test_each_mistake_is_put_right_by_two_commands_at_most() -> None:
    text = (MANUAL / "khi-co-sai-sot.md").read_text(encoding="utf-8")
    assert [block for block in blocks(text, "console") if len(block.splitlines()) > 2] == []


def issue_and_get_answers(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("notify", "--date", "2025-11-22").code == 0
    arrived = root / "bao-cao-gui-ve"
    fill(form_of(root, "SNV"), arrived / "bao cao SNV.xlsx")
    fill(form_of(root, "TTT"), arrived / "bao cao.xlsx")
    fill(form_of(root, "STC"), arrived / "bao cao STC.xlsx", so_to_chuc="mười hai")
    draft = docx.Document(str(next(root.glob("out/*/SYT/Cong-van_*.docx"))))
    draft.sections[0].left_margin = docx.shared.Mm(20)
    draft.save(str(root / "du-thao.docx"))


def test_what_the_manual_does_not_run_is_counted() -> None:
    counts = {name: not_run((MANUAL / name).read_text(encoding="utf-8")) for name in PAGES}
    assert {name: count for name, count in counts.items() if count} == NOT_RUN


def not_run(text: str) -> int:
    return sum(len(block.splitlines()) for block in blocks(text, "text", "powershell", "sh"))


# --- what is held -------------------------------------------------------------------------------------------


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_the_first_two_blocks_are_the_main_job_and_the_tests() -> None:
    main, tests = blocks(README, "sh")
    assert main.startswith("python3 -m venv .venv && ")
    assert main.endswith(" && .venv/bin/bcd35 notify --draft --date 2025-11-22")
    assert tests.startswith("python3 -m venv .venv && ")
    assert tests.endswith(" && .venv/bin/python -m pytest -n auto")
    assert blocks(README, "text") == [main, tests], "the English part says the same"
    assert " -e " not in main, "in real use nothing is installed in place"
    assert " -e . " in tests, "a developer's tests see what was just edited"


def test_the_windows_lines_are_the_same_two_commands() -> None:
    (windows,) = blocks(README, "powershell")
    told_in_utf8 = '$env:PYTHONIOENCODING="utf-8"'
    shell = [
        line.replace("python3 -m", "py -m")
        .replace(" && ", "; ")
        .replace(".venv/bin/", ".venv\\Scripts\\")
        .replace("-e .", ".")
        # pytest-xdist tells its workers the folder in UTF-8; Windows reads it in its own code page.
        .replace("; .venv\\Scripts\\python -m pytest", f"; {told_in_utf8}; .venv\\Scripts\\python -m pytest")
        for line in blocks(README, "sh")
    ]
    assert windows.splitlines() == shell


def test_ci_runs_the_readme_s_own_commands() -> None:
    script = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script
    assert "pytest -n auto" not in script, "the command stands in the README only"
    workflow = (REPOSITORY / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert "run: .ci/run" in workflow
    (windows,) = blocks(README, "powershell")
    assert [
        line
        for line in windows.splitlines()
        if f"run: {line.replace('py -m', 'python -m', 1)}\n" not in workflow
    ] == []


def test_no_lock_pins_pip() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        assert "sqlite-utils==" in text
        assert not re.search(r"^(pip|setuptools|wheel)==", text, re.MULTILINE), (
            "pip cannot replace itself on Windows"
        )


def documents() -> list[Path]:
    return [*sorted(REPOSITORY.glob("*.md")), *sorted((REPOSITORY / "docs").rglob("*.md"))]


def test_every_link_leads_to_a_file_and_a_heading() -> None:
    links = [
        (page, link)
        for page in documents()
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    ]
    inside = [(page, link) for page, link in links if not link.startswith(("http:", "https:"))]
    assert len(inside) > 60
    assert [(page.name, link) for page, link in inside if not leads(page, link)] == []


def leads(page: Path, link: str) -> bool:
    path, _, anchor = unquote(link).partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return False
    return not anchor or anchor in headings(target.read_text(encoding="utf-8"))


def headings(text: str) -> set[str]:
    """The anchors that a public host makes of headings: lower case, no punctuation, spaces as hyphens."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_a_link_that_leads_nowhere_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Một tên\n", encoding="utf-8")
    assert [leads(page, link) for link in ("page.md#một-tên", "#một-tên", "page.md#khác", "gone.md")] == [
        True,
        True,
        False,
        False,
    ]
