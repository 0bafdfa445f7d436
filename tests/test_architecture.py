"""The import table of the house, the banned clocks, and what a light command may load."""

import ast
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


HEAVY = (
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


_PROBE = """
import sys
sys.argv = ["bcd35", *sys.argv[1:]]
from bcd35.__main__ import main
try:
    main()
except SystemExit:
    pass
sys.stderr.write(" ".join(sys.modules))
"""


def _loaded(*arguments: str, cwd: Path) -> set[str]:
    command = [sys.executable, "-c", _PROBE, *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True, encoding="utf-8")
    return set(done.stderr.split())


def test_version_loads_nothing_of_ours(tmp_path: Path) -> None:
    loaded = _loaded("--version", cwd=tmp_path)
    assert {name for name in loaded if name.startswith(("bcd35.", "typer", "sqlite3"))} == {"bcd35.__main__"}


@pytest.mark.parametrize("arguments", [("--help",), ("channels", "list"), ("channels", "list", "--json")])
def test_light_commands_load_no_heavy_library(arguments: tuple[str, ...], root: Path) -> None:
    _loaded("channels", "list", cwd=root)  # the first run fills the database, which needs YAML
    loaded = _loaded(*arguments, cwd=root)
    assert "typer" in loaded
    assert loaded.intersection(HEAVY) == set()
