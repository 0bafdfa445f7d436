"""The import table of the house, the banned clocks, and what a light command may load."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
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


# --- shelves and circles ------------------------------------------------------------------------------------

# Shelf (a folder in a room; the room's own files are one shelf too) → shelves of that room it may import.
SHELVES: dict[str, set[str]] = {
    "domain": set(),  # plain values and rules know nothing of a page's layout
    "domain.layout": {"domain"},
    "domain.journal": {"domain"},
    "domain.lists": {"domain"},
    "formats": set(),
    "formats.ooxml": set(),  # what .docx and .xlsx have in common, so nothing of either
    "formats.docx": {"formats.ooxml"},
    "formats.xlsx": {"formats.ooxml"},
    "formats.tables": {"formats.xlsx", "formats.ooxml"},
    "formats.letters": {"formats.docx", "formats.ooxml"},
    "formats.forms": {"formats.xlsx", "formats.ooxml", "formats.tables"},
    "formats.workbook": {"formats.ooxml"},
    "formats.page": set(),
    "formats.registers": set(),
    "formats.exports": {"formats.page", "formats.registers", "formats.ooxml"},
    "usecases": set(),
    "usecases.registers": {"usecases"},
    "usecases.units": {"usecases", "usecases.registers", "usecases.letters"},
    "usecases.workspace": {"usecases", "usecases.registers"},
    "usecases.check_format": {"usecases", "usecases.registers"},
    "usecases.summary": {"usecases", "usecases.registers"},
    # A reminder goes to who is missing in the status; a PDF is made of what check-format finds in a folder.
    # Taking a number needs a database that is not lost, which the workspace tells.
    "usecases.letters": {
        "usecases",
        "usecases.registers",
        "usecases.workspace",
        "usecases.summary",
        "usecases.check_format",
    },
    "usecases.receiving": {
        "usecases",
        "usecases.registers",
        "usecases.workspace",
        "usecases.letters",
        "usecases.summary",
    },
    # What lies outside the ledger is letters, corrections and received files.
    "usecases.recovery": {
        "usecases",
        "usecases.registers",
        "usecases.workspace",
        "usecases.letters",
        "usecases.receiving",
    },
    # It goes the way that the commands go.
    "usecases.demo": {
        "usecases",
        "usecases.registers",
        "usecases.workspace",
        "usecases.letters",
        "usecases.receiving",
    },
}


def _sources() -> dict[str, str]:
    """Module (dotted, below ``bcd35``) → its source."""
    sources = {}
    for module in sorted(SOURCE.rglob("*.py")):
        *folders, name = module.relative_to(SOURCE).with_suffix("").parts
        name = ".".join((*folders, *([] if name == "__init__" else [name])))
        sources[name] = module.read_text(encoding="utf-8")
    return sources


def _modules_of(source: str, known: Collection[str]) -> set[str]:
    """Modules of ours that a source imports anywhere, functions and type-checking blocks included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.removeprefix("bcd35.") for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}".removeprefix("bcd35.") for alias in node.names}
            found |= names.intersection(known) or {node.module.removeprefix("bcd35.")}
    return found.intersection(known)


def _shelf(module: str, sources: Collection[str]) -> str:
    holds_others = any(other.startswith(f"{module}.") for other in sources)
    return module if holds_others else module.rpartition(".")[0]


def _wrong_shelves(sources: Mapping[str, str]) -> set[tuple[str, str]]:
    """Module → module of another shelf of its room that the table does not name."""
    wrong = set()
    for module, source in sources.items():
        shelf = _shelf(module, sources)
        for imported in _modules_of(source, sources):
            other = _shelf(imported, sources)
            same_room = shelf.split(".")[0] == other.split(".")[0]
            if shelf in SHELVES and same_room and other not in SHELVES[shelf] | {shelf}:
                wrong.add((module, imported))
    return wrong


def _circle(sources: Mapping[str, str]) -> list[str]:
    """Modules that import each other in a ring; empty when there is none."""
    imports = {module: _modules_of(source, sources) - {module} for module, source in sources.items()}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_every_shelf_keeps_to_the_table() -> None:
    sources = _sources()
    shelves = {_shelf(module, sources) for module in sources}
    assert _wrong_shelves(sources) == set()
    assert {shelf for shelf in shelves if shelf.split(".")[0] in {"domain", "formats", "usecases"}} == set(
        SHELVES
    )


def test_no_files_import_each_other_in_a_circle() -> None:
    sources = _sources()
    assert _circle(sources) == []
    assert sum(len(_modules_of(source, sources)) for source in sources.values()) > 500


@pytest.mark.parametrize(
    ("module", "source", "imported"),
    [
        ("formats.ooxml.guard", "from bcd35.formats.docx import guard", "formats.docx.guard"),
        ("domain.text", "import bcd35.domain.layout.document", "domain.layout.document"),
        (
            "usecases.registers.units",
            "def f():\n    from bcd35.usecases.receiving.record import record",
            "usecases.receiving.record",
        ),
    ],
)
def test_the_table_of_shelves_catches_a_planted_import(module: str, source: str, imported: str) -> None:
    assert _wrong_shelves({**_sources(), module: source}) == {(module, imported)}


@pytest.mark.parametrize(
    "source",
    [
        "from bcd35.domain.sentences import letter_words",
        "def f():\n    import bcd35.domain.sentences",
        "if TYPE_CHECKING:\n    from bcd35.domain import sentences",
    ],
)
def test_a_planted_circle_of_files_is_found(source: str) -> None:
    assert set(_circle({**_sources(), "domain.text": source})) >= {"domain.text", "domain.sentences"}


def _names_given(module: str, line: ast.stmt) -> Iterator[str]:
    """What a line of a module defines: a function, a class, constants, an alias of a type.

    Functions of ``cli`` are called as their use cases are, those of ``show`` after what was done. An option
    of the command line is called after its value; ``COMMANDS`` is what each file of ``cli`` gives to ``app``.
    """
    outer = module.startswith(("cli.", "show."))
    if isinstance(line, ast.FunctionDef | ast.ClassDef):
        yield from () if outer else [line.name]
    elif isinstance(line, ast.Assign | ast.AnnAssign):
        if outer and line.value and ast.unparse(line.value).startswith("Annotated["):
            return
        targets = line.targets if isinstance(line, ast.Assign) else [line.target]
        names = (node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))
        yield from (name for name in names if not (outer and name == "COMMANDS"))


def _names_twice(sources: Mapping[str, str]) -> set[str]:
    """Public names that two modules define."""
    defined = Counter(
        name
        for module, source in sources.items()
        for name in {name for line in ast.parse(source).body for name in _names_given(module, line)}
        if not name.startswith("_")
    )
    return {name for name, times in defined.items() if times > 1}


def test_a_public_name_stands_for_one_thing() -> None:
    sources = _sources()
    assert _names_twice(sources) == set()


@pytest.mark.parametrize(
    ("module", "source", "twice"),
    [
        ("domain.new", "def fold(): ...\nclass Unit: ...", {"fold", "Unit"}),
        (
            "formats.new",
            "Code = str\nFOLDER, DAY = 1, 2\nACTS: object = {}",
            {"Code", "FOLDER", "DAY", "ACTS"},
        ),
        ("cli.new", "Code = Annotated[str, option()]\nCOMMANDS = {}\ndef fold(): ...\nMARK = 1", {"MARK"}),
    ],
)
def test_a_planted_second_meaning_is_found(module: str, source: str, twice: set[str]) -> None:
    assert _names_twice({**_sources(), module: source}) == twice


def _top_levels(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
    return names


# The journal tells what was done. These show it, or say how it is undone.
_TELL_THE_JOURNAL = {
    "store/registers.py",
    "usecases/registers/dropping.py",
    "usecases/registers/log.py",
    "usecases/registers/undo.py",
    "usecases/registers/unit_history.py",
}
# These bring registers back to an earlier day, or take back what one act did besides its own line.
_GO_BACK_BY_THE_JOURNAL = {
    "usecases/registers/bases.py",
    "usecases/registers/contributions.py",
    "usecases/registers/holidays.py",
    "usecases/registers/known_on.py",
    "usecases/registers/trial.py",
    "usecases/registers/unit_lines.py",
    "usecases/units/leaving.py",
    "usecases/units/splitting.py",
}
_DETAIL = re.compile(r"detail ->|\(detail, '\$|\b(?:line|told|last|one|dropped)\.detail\b")


def test_nothing_else_is_decided_by_what_the_journal_tells() -> None:
    found = {
        path.relative_to(SOURCE).as_posix()
        for room in ("store", "usecases")
        for path in (SOURCE / room).rglob("*.py")
        if path.name != "schema.py" and _DETAIL.search(path.read_text(encoding="utf-8"))
    }
    assert found == _TELL_THE_JOURNAL | _GO_BACK_BY_THE_JOURNAL


def test_the_domain_uses_the_standard_library_only() -> None:
    modules = sorted((SOURCE / "domain").rglob("*.py"))
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


MOST_BY_POSITION = 5  # a value of more is built by the names of its fields: two that are swapped are seen


def _long_calls(source: str, ours: Collection[str]) -> list[tuple[int, str]]:
    """Line and class of each call that gives one of our classes more values by position."""
    return [
        (node.lineno, node.func.id)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ours
        and len(node.args) > MOST_BY_POSITION
    ]


def _our_classes(sources: Mapping[str, str]) -> set[str]:
    return {
        node.name
        for source in sources.values()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
    }


def test_values_of_many_fields_are_built_by_name() -> None:
    sources = _sources()
    ours = _our_classes(sources)
    assert {"Report", "NoticePlan", "Finding"} <= ours
    found = {module: calls for module, source in sources.items() if (calls := _long_calls(source, ours))}
    assert found == {}


def test_a_call_by_position_is_found() -> None:
    source = "x = Report('a', 'b', 1, d, {}, 'form')\ny = Report('a', 'b', 1, d, {}, origin='form')"
    assert _long_calls(source, {"Report"}) == [(1, "Report")]


def _taken_by_position(class_: ast.ClassDef) -> int:
    """How many values a dataclass takes by position: 0 when it is none, or keyword-only."""
    made = [ast.unparse(decorator) for decorator in class_.decorator_list]
    if not any(text.startswith("dataclass") and "kw_only=True" not in text for text in made):
        return 0
    fields = [ast.unparse(line.annotation) for line in class_.body if isinstance(line, ast.AnnAssign)]
    return fields.index("KW_ONLY") if "KW_ONLY" in fields else len(fields)


def _open_to_long_calls(source: str) -> list[str]:
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef) and _taken_by_position(node) > MOST_BY_POSITION
    ]


def test_dataclasses_of_many_fields_are_keyword_only() -> None:
    found = {
        module: classes for module, source in _sources().items() if (classes := _open_to_long_calls(source))
    }
    assert found == {}


def test_a_dataclass_of_many_fields_by_position_is_found() -> None:
    fields = [f"    {letter}: int" for letter in "abcdef"]
    long, marked = "\n".join(fields), "\n".join([*fields[:4], "    _: KW_ONLY", *fields[4:]])
    source = f"""
@dataclass
class Bare:
{long}
@dataclass(frozen=True)
class Frozen:
{long}
@dataclass(frozen=True, kw_only=True)
class KeywordOnly:
{long}
@dataclass
class Marked:
{marked}
"""
    assert _open_to_long_calls(source) == ["Bare", "Frozen"]


HEAVY_LIBRARIES = (
    "__future__",  # annotations as texts: of each option typer compiles its declaration twice
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
# What only few commands need: files that are written or read, papers that no row promises, older copies. Each
# takes up to a millisecond of every start.
OF_FEW_COMMANDS = {
    "decimal",
    "hashlib",
    "bcd35.cli.letter_options",
    "bcd35.domain.answers",
    "bcd35.domain.copies",
    "bcd35.domain.letter_files",
    "bcd35.domain.number_choice",
    "bcd35.domain.papers",
    "bcd35.domain.rounds",
    "bcd35.domain.undecided",
    "bcd35.store.paper_rows",
    "bcd35.store.journal_rows",
    "bcd35.store.schema",
    "bcd35.usecases.outputs",
    "bcd35.usecases.registers.mending",
    "bcd35.usecases.registers.round_list",
    "bcd35.usecases.registers.switching",
    "bcd35.usecases.summary.export",
    "bcd35.usecases.workspace.outside_ledger",
    "bcd35.usecases.workspace.papers",
}
# What a command does without besides; a dataclass takes half a millisecond to be made.
WITHOUT = {
    "--help": {"json", "sqlite3", "dataclasses"},
    "channels list": {
        "json",
        "bcd35.cli.list_options",
        "bcd35.cli.register_options",
        "bcd35.domain.letters",
        "bcd35.domain.shape",
        "bcd35.domain.units",
        "bcd35.domain.office",
        "bcd35.usecases.registers.trial",
        "bcd35.store.codes",
        "bcd35.world.files",
    },
    "status": {
        "dataclasses",
        "hashlib",
        "json",
        "bcd35.cli.register_options",
        "bcd35.domain.commands",
        "bcd35.domain.histories",
        "bcd35.domain.refused_files",
        "bcd35.domain.units",
        "bcd35.domain.unit_names",
        "bcd35.store.answer_rows",
        "bcd35.store.numbers",
        "bcd35.store.report_rows",
        "bcd35.domain.office",
        "bcd35.usecases.registers.trial",
        "bcd35.world.files",
    },
}


_PROBE = """
import atexit, sys
# what it loaded, whatever it did; a command that fails also fails here by its exit code
atexit.register(lambda: sys.stderr.write(" ".join(sys.modules)))
sys.argv = ["bcd35", *sys.argv[1:]]
from bcd35.__main__ import main
main()
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
        name
        for name in loaded
        if name.split(".")[0] in HEAVY_LIBRARIES
        or name.startswith(IMPORT_MACHINERY)
        or name in OF_FEW_COMMANDS
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
    assert loaded & WITHOUT.get(" ".join(arguments), set()) == set()


_PATTERNS = """
import atexit, re, sys
compile, long = re.compile, []
def watched(pattern, flags=0):
    where = sys._getframe(1)
    if where.f_code.co_name == "<module>" and where.f_globals["__name__"].startswith("bcd35."):
        long.extend([where.f_globals["__name__"]] if len(pattern) > 300 else [])
    return compile(pattern, flags)
re.compile = watched
atexit.register(lambda: sys.stderr.write(f"long: {long}"))
sys.argv = ["bcd35", *sys.argv[1:]]
from bcd35.__main__ import main
main()
"""


@pytest.mark.parametrize("arguments", [("channels", "list"), ("units", "list"), ("status",)], ids=" ".join)
def test_no_long_pattern_is_compiled_while_a_light_command_starts(
    arguments: tuple[str, ...], template: Path
) -> None:
    command = [sys.executable, "-c", _PATTERNS, *arguments]
    done = subprocess.run(command, cwd=template, capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stderr.endswith("long: []")


def test_what_status_says_of_refused_files_loads_nothing_heavy() -> None:
    code = "import sys, bcd35.domain.refused_files; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "bcd35.domain.commands" in loaded
    assert _heavy(set(loaded.split())) == set()


def test_the_first_run_in_a_workspace_imports_its_registers(root: Path) -> None:
    loaded = _loaded("channels", "list", cwd=root)
    assert {"yaml", *IMPORT_MACHINERY} <= _heavy(loaded)
