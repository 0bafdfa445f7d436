"""Every code that a finding or an error can carry, read from the source: its messages, advice and exit code.

The source is the register. A call counts when it makes a ``Finding`` or an error, or calls a function that
passes a parameter named ``code`` on to one of these. Variable parts of a message are shown as “…”.
"""

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import NamedTuple

from bcd35.domain import errors
from bcd35.domain.findings import Finding

SOURCE = Path(__file__).resolve().parents[1] / "src" / "bcd35"
BLANK = "…"
_CODE = re.compile(r"[a-z…][a-z0-9…]*(_[a-z0-9…]+)*")


class Use(NamedTuple):
    """One way in which a code is told, and the file that words it.

    ``exit_code`` is None for a finding, which alone ends no command.
    """

    code: str
    message: str
    fix: str
    exit_code: int | None
    file: str


class Maker(NamedTuple):
    """A callable that takes a code: its parameters in order, and what it fixes itself.

    ``ends``: as ``Use.exit_code``.
    """

    parameters: tuple[str, ...]
    ends: int | None = None
    message: str = ""
    fix: str = ""


class Unresolved(NamedTuple):
    """A code that stands in no literal: the file and the expression."""

    file: str
    code: str


def _own_makers() -> dict[str, Maker]:
    classes = [
        one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, errors.Bcd35Error)
    ]
    taken = ("code", "message", "where", "fix", "findings")
    return {
        "Finding": Maker(Finding._fields),
        **{one.__name__: Maker(taken, one.exit_code) for one in classes},
    }


class _House(NamedTuple):
    """What is looked up across modules: constants in capitals with their files, values given to keywords."""

    constants: Mapping[str, ast.expr]
    files: Mapping[str, str]
    keywords: Mapping[str, list[ast.expr]]


class _Scope(NamedTuple):
    """Where a call stands: file, module, the functions and classes around it, and what all modules share."""

    file: str
    module: ast.Module
    call: ast.Call
    around: tuple[ast.AST, ...]
    house: "_House"

    @property
    def functions(self) -> list[ast.FunctionDef]:
        return [one for one in self.around if isinstance(one, ast.FunctionDef)]

    def class_name(self) -> str:
        return next((one.name for one in reversed(self.around) if isinstance(one, ast.ClassDef)), "")


def _calls(file: str, module: ast.Module, house: _House) -> Iterator[tuple[ast.Call, _Scope]]:
    def visit(node: ast.AST, around: tuple[ast.AST, ...]) -> Iterator[tuple[ast.Call, _Scope]]:
        if isinstance(node, ast.Call):
            yield node, _Scope(file, module, node, around, house)
        inside = (*around, node) if isinstance(node, ast.FunctionDef | ast.ClassDef) else around
        for child in ast.iter_child_nodes(node):
            yield from visit(child, inside)

    yield from visit(module, ())


def _called(call: ast.Call, scope: _Scope) -> str:
    name = (
        call.func.id
        if isinstance(call.func, ast.Name)
        else call.func.attr
        if isinstance(call.func, ast.Attribute)
        else ""
    )
    return scope.class_name() if name == "cls" else name


def _arguments(call: ast.Call, maker: Maker) -> dict[str, ast.expr]:
    given = dict(zip(maker.parameters, call.args, strict=False))
    return given | {one.arg: one.value for one in call.keywords if one.arg}


def _assigned(name: str, scope: _Scope) -> list[ast.expr]:
    """What a name can hold at the call: the last assignments before it, in the innermost scope with any."""
    for function in reversed(scope.functions):
        if found := _before(function.body, scope.call, name):
            return found
    found = [value for statement in scope.module.body for value in _values(statement, name)]
    return found or ([scope.house.constants[name]] if name in scope.house.constants else [])


def _before(block: list[ast.stmt], call: ast.Call, name: str) -> list[ast.expr]:
    """The nearest statement before the call that gives the name a value; both branches of an ``if`` count."""
    place = next(
        (at for at, statement in enumerate(block) if any(node is call for node in ast.walk(statement))),
        len(block),
    )
    inner = (part for statement in block[place : place + 1] for part in _blocks(statement))
    nested = (found for part in inner if (found := _before(part, call, name)) and _holds(part, call))
    if found := next(nested, []):
        return found
    earlier = (
        [value for node in ast.walk(one) for value in _values(node, name)] for one in reversed(block[:place])
    )
    return next((found for found in earlier if found), [])


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for node in (statement, *getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                yield block


def _holds(block: list[ast.stmt], call: ast.Call) -> bool:
    return any(node is call for statement in block for node in ast.walk(statement))


def _values(node: ast.AST, name: str) -> Iterator[ast.expr]:
    """The values that one statement gives to a name, also as one of several: ``message, fix = …``."""
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, ast.AnnAssign)
        else []
    )
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    for target in targets:
        if isinstance(target, ast.Name) and target.id == name and value is not None:
            yield value
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for part, given in zip(target.elts, value.elts, strict=False):
                if isinstance(part, ast.Name) and part.id == name:
                    yield given


def _texts(expression: ast.expr | None, scope: _Scope) -> list[str]:  # noqa: PLR0911 – one answer per kind of expression
    """The patterns that an expression can print."""
    match expression:
        case None:
            return [""]
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return [_joined(parts) for parts in product(*(_texts(one, scope) for one in values))]
        case ast.FormattedValue(value=ast.IfExp() as choice) if all(
            isinstance(one, ast.Constant) for one in (choice.body, choice.orelse)
        ):
            return _texts(choice, scope)
        case ast.IfExp(body=body, orelse=other):
            return _texts(body, scope) + _texts(other, scope)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return [_joined(parts) for parts in product(_texts(left, scope), _texts(right, scope))]
        case ast.Call(func=ast.Attribute(value=ast.JoinedStr() as text, attr="strip")):
            return [one.strip() for one in _texts(text, scope)]
        case ast.Name(id=name):
            return [text for value in _assigned(name, scope) for text in _texts(value, scope)] or [BLANK]
        case _:
            return [BLANK]


def _joined(parts: Iterable[str]) -> str:
    return re.sub(f"{BLANK}(?:{BLANK})+", BLANK, "".join(parts))


def _passed_on(call: ast.Call, scope: _Scope, maker: Maker) -> tuple[str, Maker] | None:
    """The function around a call, as a maker of its own, when it hands its parameter ``code`` on."""
    given = _arguments(call, maker)
    code = given.get("code")
    if not (isinstance(code, ast.Name) and code.id == "code" and scope.functions):
        return None
    function = scope.functions[-1]
    parameters = tuple(
        one.arg for one in (*function.args.posonlyargs, *function.args.args) if one.arg not in {"self", "cls"}
    )
    if "code" not in parameters or function.name == "__init__":
        return None
    fixed = {name: _texts(given[name], scope)[0] for name in ("message", "fix") if name in given}
    own = {name: text for name, text in fixed.items() if name not in parameters}
    return function.name, Maker(
        parameters, maker.ends, own.get("message", maker.message), own.get("fix", maker.fix)
    )


def _local_makers(calls: Iterable[tuple[ast.Call, _Scope]], known: Mapping[str, Maker]) -> dict[str, Maker]:
    found = (
        _passed_on(call, scope, known[_called(call, scope)])
        for call, scope in calls
        if _called(call, scope) in known
    )
    return dict(one for one in found if one)


def _house(modules: Mapping[str, ast.Module]) -> _House:
    constants, files, keywords = {}, {}, defaultdict(list)
    for file, node in ((file, one) for file, module in modules.items() for one in ast.walk(module)):
        if isinstance(node, ast.Assign):
            named = [one.id for one in node.targets if isinstance(one, ast.Name) and one.id.isupper()]
            constants.update(dict.fromkeys(named, node.value))
            files.update(dict.fromkeys(named, file))
        elif isinstance(node, ast.keyword) and node.arg:
            keywords[node.arg].append(node.value)
    return _House(constants, files, keywords)


def scan(source: Path = SOURCE) -> tuple[list[Use], list[Unresolved]]:
    """All uses in order, and the codes that could not be read. Raises LookupError when there is none."""
    modules = {
        file.relative_to(source).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
        for file in sorted(source.rglob("*.py"))
    }
    house = _house(modules)
    calls = [list(_calls(name, module, house)) for name, module in modules.items()]
    own = _own_makers()
    local = [_local_makers(found, own) for found in calls]
    public = {name: maker for makers in local for name, maker in makers.items() if not name.startswith("_")}
    read = [
        one for found, makers in zip(calls, local, strict=True) for one in _read(found, own | public | makers)
    ]
    uses = {use for _, found in read for use in found}
    if not uses:
        raise LookupError(source)
    ordered = sorted(uses, key=lambda use: (use.code, use.message, use.fix, use.exit_code or 0, use.file))
    return ordered, [place for place, found in read if not found]


def _read(
    calls: Iterable[tuple[ast.Call, _Scope]], makers: Mapping[str, Maker]
) -> Iterator[tuple[Unresolved, list[Use]]]:
    """Each call that tells a code, with its uses."""
    for call, scope in calls:
        maker = makers.get(_called(call, scope))
        if maker and (call.args or call.keywords) and not _passed_on(call, scope, maker):
            code = call.args[0] if call.args else _arguments(call, maker).get("code", call)
            yield Unresolved(scope.file, ast.unparse(code)), _uses(call, scope, maker)


def _uses(call: ast.Call, scope: _Scope, maker: Maker) -> list[Use]:
    if call.args and isinstance(call.args[0], ast.Starred):
        text = scope._replace(file=_home(call.args[0], scope))
        return [use for given in _spread(call.args[0], scope, maker) for use in _told(given, text, maker)]
    return _told(_arguments(call, maker), scope, maker)


def _home(starred: ast.Starred, scope: _Scope) -> str:
    """The file that the text of ``*name`` stands in: that of the call, or the one it is imported from."""
    name = starred.value.id if isinstance(starred.value, ast.Name) else ""
    imported = any(
        one.name == name
        for node in scope.module.body
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    )
    return scope.house.files.get(name, scope.file) if imported else scope.file


def _spread(starred: ast.Starred, scope: _Scope, maker: Maker) -> list[dict[str, ast.expr]]:
    """The arguments that ``*name`` stands for: it names a constant tuple, or runs over a table of such."""
    if not isinstance(starred.value, ast.Name):
        return []
    tuples = [one for one in _held(starred.value.id, scope) if isinstance(one, ast.Tuple)]
    return [dict(zip(maker.parameters, one.elts, strict=False)) for one in tuples]


def _held(name: str, scope: _Scope) -> list[ast.expr]:
    """What a name can hold, also as the variable of a loop over a constant table."""
    held = _assigned(name, scope) or list(_looped(name, scope))
    return [value for one in held for value in (_held(one.id, scope) if isinstance(one, ast.Name) else [one])]


def _looped(name: str, scope: _Scope) -> Iterator[ast.expr]:
    loops = (node for function in scope.functions for node in ast.walk(function) if isinstance(node, ast.For))
    for loop in loops:
        names = [one.id for one in getattr(loop.target, "elts", ()) if isinstance(one, ast.Name)]
        tables = _assigned(loop.iter.id, scope) if isinstance(loop.iter, ast.Name) and name in names else []
        rows = [
            row
            for table in tables
            if isinstance(table, ast.Tuple)
            for row in table.elts
            if isinstance(row, ast.Tuple)
        ]
        yield from (row.elts[names.index(name)] for row in rows)


def _told(given: Mapping[str, ast.expr], scope: _Scope, maker: Maker) -> list[Use]:
    codes = dict.fromkeys(
        code for code in _codes(given.get("code"), scope) if _CODE.fullmatch(code) and code != BLANK
    )
    messages = _texts(given.get("message"), scope) if "message" in given else [maker.message]
    fixes = _texts(given.get("fix"), scope) if "fix" in given else [maker.fix]
    advice = " / ".join(dict.fromkeys(filter(None, fixes)))
    return [Use(code, message, advice, maker.ends, scope.file) for code in codes for message in messages]


def _codes(expression: ast.expr | None, scope: _Scope) -> list[str]:
    match expression:
        case ast.Attribute(attr=name) if (
            name != "code"
        ):  # the code is a field of a value that is made with keywords
            values = scope.house.keywords.get(name, [])
        case ast.Name(id=name):
            values = _held(name, scope)
        case _:
            return _texts(expression, scope)
    return [text for value in values for text in _texts(value, scope)]
