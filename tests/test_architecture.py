"""The import table of the house, the banned clocks, and what a light command may load."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import REPOSITORY

SOURCE = REPOSITORY / "src" / "bcd35"
# Room → rooms it may import, besides itself.
MAY_IMPORT = {
    "domain": set(),
    "formats": {"domain"},
    "store": {"domain"},
    "world": {"domain"},
    "usecases": {"domain", "formats", "store", "world"},
    "show": {"domain", "usecases", "world"},
    "cli": {"domain", "formats", "store", "world", "usecases", "show"},
    "front": {"cli"},
}
REASON = {
    "domain": "rules take values and return values, so they can be read without knowing any tool",
    "formats": "bytes and values only: the same reader must serve a test, a folder and a mailbox",
    "store": "all SQL in one room, and nothing but SQL",
    "world": "the outside knows no meaning of files",
    "usecases": "a use case returns an outcome; how it looks is decided later",
    "show": "what a clerk sees is made from outcomes, never from the database",
    "cli": "the parts are joined here",
    "front": "--version must not load anything",
}


def _room(module: Path) -> str:
    parts = module.relative_to(SOURCE).parts
    return parts[0] if len(parts) > 1 else "front"


def _imports(source: str) -> set[str]:
    """Rooms of ours that a module imports anywhere, functions and type-checking blocks included."""
    rooms = set()
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names]
                if node.module == "bcd35"
                else [node.module or ""]
            )
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        rooms |= {name.split(".")[1] for name in names if name.startswith("bcd35.")}
    return rooms - {"__version__"}


def _wrong(room: str, source: str) -> set[str]:
    return _imports(source) - MAY_IMPORT[room] - {room}


def test_every_module_keeps_to_the_import_table() -> None:
    modules = sorted(SOURCE.rglob("*.py"))
    seen = {_room(module) for module in modules}
    wrong = {
        str(module.relative_to(SOURCE)): f"imports {', '.join(sorted(found))}; {REASON[_room(module)]}"
        for module in modules
        if (found := _wrong(_room(module), module.read_text(encoding="utf-8")))
    }
    assert wrong == {}
    assert seen == set(MAY_IMPORT)
    assert len(modules) > 40


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("domain", "def f():\n    from bcd35.world import now"),
        ("formats", "import bcd35.store.store"),
        ("store", "from bcd35 import world"),
        ("show", "from bcd35.formats.forms.blank import write_form"),
    ],
)
def test_the_table_catches_a_planted_import(room: str, source: str) -> None:
    assert _wrong(room, source)


def _top_levels(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
    return names


def test_the_domain_uses_the_standard_library_only() -> None:
    modules = sorted((SOURCE / "domain").glob("*.py"))
    outside = (
        set().union(*(_top_levels(module.read_text(encoding="utf-8")) for module in modules))
        - set(sys.stdlib_module_names)
        - {"bcd35"}
    )
    assert outside == set()


# Typer's documented names; `main.get_command` and the two classes are there to build on.
TYPER_NAMES = {
    *("typer.Typer", "typer.Argument", "typer.Option", "typer.Context", "typer.BadParameter", "typer.Abort"),
    *("typer.echo", "typer.prompt"),
    *("typer.main.get_command", "typer.core.TyperCommand", "typer.core.TyperGroup"),
}


def _typer_names(source: str) -> set[str]:
    """Names of typer, and of the click inside it, that a module imports or reads off the module ``typer``."""
    tree, names = ast.parse(source), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names} - {"typer"}
        elif isinstance(node, ast.Attribute):
            names.add(ast.unparse(node))
    names = {name for name in names if re.fullmatch(r"(typer|click)[\w.]*", name)}
    return {name for name in names if not any(longer.startswith(f"{name}.") for longer in names)}


def test_the_command_line_uses_typers_documented_names_only() -> None:
    modules = SOURCE.rglob("*.py")
    used = {
        module.relative_to(SOURCE).as_posix(): _typer_names(module.read_text(encoding="utf-8"))
        for module in modules
    }
    # The base of typer's usage errors is not exported. One file finds it, and knows the others by name.
    assert used.pop("cli/usage_errors.py") == {"typer.Context", "typer.BadParameter.__mro__"}
    assert set().union(*used.values()) == TYPER_NAMES


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from typer.core import TyperOption", {"typer.core.TyperOption"}),
        ("import typer._click.exceptions", {"typer._click.exceptions"}),
        ("import typer\ntyper.main.get_params_from_function(f)", {"typer.main.get_params_from_function"}),
        ("def f():\n    from click import UsageError", {"click.UsageError"}),
        ("import typer\ntyper.Option('-q')", {"typer.Option"}),
    ],
)
def test_typers_names_are_found(source: str, found: set[str]) -> None:
    assert _typer_names(source) == found


HEAVY_LIBRARIES = (
    "sqlite_utils",
    "yaml",
    "jinja2",
    "openpyxl",
    "xlsxwriter",
    "docxtpl",
    "docx",
    "lxml",
    "segno",
    "rich",
    "defusedxml",
)
# Our own: what reads register files. Commands that only look into the database do without.
IMPORT_MACHINERY = ("bcd35.formats", "bcd35.usecases.registers.imports")


_PROBE = """
import sys
sys.argv = ["bcd35", *sys.argv[1:]]
from bcd35.__main__ import main
try:
    main()
finally:  # what it loaded, whatever it did; a command that fails also fails here by its exit code
    sys.stderr.write(" ".join(sys.modules))
"""


def _loaded(*arguments: str, cwd: Path) -> set[str]:
    command = [sys.executable, "-c", _PROBE, *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True, encoding="utf-8")
    return set(done.stderr.split())


def test_version_loads_nothing_of_ours(tmp_path: Path) -> None:
    loaded = _loaded("--version", cwd=tmp_path)
    assert {name for name in loaded if name.startswith(("bcd35.", "typer", "sqlite3"))} == {"bcd35.__main__"}


def _heavy(loaded: set[str]) -> set[str]:
    return {
        name for name in loaded if name.split(".")[0] in HEAVY_LIBRARIES or name.startswith(IMPORT_MACHINERY)
    }


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("channels", "list"), ("channels", "list", "--json"), ("units", "list"), ("status",)],
    ids=" ".join,
)
def test_light_commands_load_nothing_heavy(arguments: tuple[str, ...], template: Path) -> None:
    loaded = _loaded(*arguments, cwd=template)  # issued, and imported as its files are
    assert "typer" in loaded
    assert _heavy(loaded) == set()


def test_the_first_run_in_a_workspace_imports_its_registers(root: Path) -> None:
    loaded = _loaded("channels", "list", cwd=root)
    assert {"yaml", *IMPORT_MACHINERY} <= _heavy(loaded)
