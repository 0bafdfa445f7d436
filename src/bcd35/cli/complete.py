"""What the Tab key offers: ``bcd35 --complete WORD … =BEGINNING``, one candidate a line with what it means.

The last word carries a sign before it, because a shell may drop an empty one. The scripts that call this are
in ``completion.py``.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bcd35.cli.app import COMMANDS, GROUPS, build_app
from bcd35.cli.letter_options import ACCEPTED
from bcd35.cli.names import VIETNAMESE, in_english, places_of_names
from bcd35.cli.summary import FORMATS
from bcd35.domain.text import fold

if TYPE_CHECKING:
    from bcd35.store.completion import CodeKind

_Candidate = tuple[str, str]


def complete(words: Sequence[str]) -> None:
    """Print the candidates that begin as the last word does."""
    *before, last = words or ["="]
    # bash makes three words of “--unit=S”, other shells make one, and want it whole again.
    before = [word for word in before if word != "="]
    option, beginning = re.findall(r"\A=?((?:--[a-z-]+=)?)=?(.*)", last, re.DOTALL)[0]
    before += [option.removesuffix("=")] if option else []
    for text, meaning in _candidates(in_english(before), beginning):
        if text.casefold().startswith(beginning.casefold()):
            sys.stdout.write(f"{option}{text}\t{' '.join(meaning.split())}\n")


def _candidates(before: Sequence[str], beginning: str) -> Iterator[_Candidate]:
    names = [before[place] for place in places_of_names(before)]
    if not names and not beginning.startswith("-"):
        yield from _commands()
    elif len(names) == 1 and names[0] in GROUPS and not beginning.startswith("-"):
        for english, own in VIETNAMESE[names[0]].items():
            yield from ((english, own), (own, english))
    else:
        yield from _parts(before, names, beginning)


def _commands() -> Iterator[_Candidate]:
    summaries = {**{name: summary for name, (_, summary) in COMMANDS.items()}, **GROUPS}
    for english, summary in summaries.items():
        yield from ((english, summary), (VIETNAMESE[""][english], summary))


def _parts(before: Sequence[str], names: Sequence[str], beginning: str) -> Iterator[_Candidate]:
    """Options of the command, or values for the option or argument that comes next."""
    path = names[:2] if names and names[0] in GROUPS else names[:1]
    params = _parameters(path)
    if beginning.startswith("-"):
        for param in (param for param in params if not param.hidden):
            names = (*param.opts, *param.secondary_opts)
            yield from ((name, param.help or "") for name in names if name.startswith("--"))
    elif wanted := _next_parameter(params, before, path):
        yield from _values(wanted, path, _database(before))


def _parameters(path: Sequence[str]) -> list[Any]:
    import typer

    command: Any = typer.main.get_command(build_app(path))
    for name in path:
        command = command.commands.get(name, command)
    return list(command.params)


def _next_parameter(params: Sequence[Any], before: Sequence[str], path: Sequence[str]) -> Any:
    """The option whose value comes next, or the argument; None when nothing more is taken."""
    valued = {
        name: param
        for param in params
        if param.param_type_name == "option" and not param.is_flag
        for name in param.opts
    }
    if before and before[-1] in valued:
        return valued[before[-1]]
    given = [
        text
        for place, text in enumerate(before)
        if not text.startswith("-") and not (place and before[place - 1] in valued)
    ]
    arguments = [param for param in params if param.param_type_name == "argument"]
    place = len(given) - len(path)
    if place >= len(arguments):
        return arguments[-1] if arguments and arguments[-1].nargs != 1 else None
    return arguments[place]


def _values(param: Any, path: Sequence[str], database: Path | None) -> Iterator[_Candidate]:
    metavar: str = param.metavar or ""
    if re.fullmatch(r"[a-z_-]+(\|[a-z_-]+)*", metavar):
        yield from ((name, param.help or "") for name in metavar.split("|"))
    yield from _same_everywhere(param).items()
    kind = _kind_of(param, path)
    if kind and database:
        from bcd35.store.completion import codes_in

        yield from codes_in(database, kind)


def _same_everywhere(param: Any) -> Mapping[str, str]:
    """Values that are the program's own, with what they mean."""
    match param.opts[0]:
        case "--format":
            return dict.fromkeys(FORMATS, "")
        case "--accept" if param.metavar == "ĐIỀU":
            return dict.fromkeys(ACCEPTED, "")
        case "--platform":
            from bcd35.domain.channels import PLATFORM_NAMES

            return PLATFORM_NAMES
        case "--stage" | "--medium" as option:
            from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS

            labels = STAGE_WORDS if option == "--stage" else MEDIUM_WORDS
            return {fold(label).replace(" ", "-"): label for label in labels.values()}
        case "task":
            from bcd35.usecases.manual import manual_tasks

            return {page.name: page.task for page in manual_tasks()}
    return {}


def _kind_of(param: Any, path: Sequence[str]) -> "CodeKind | None":
    """Of which register a parameter takes a code, as its help page says."""
    metavar: str = param.metavar or ""
    if "ĐƠN_VỊ" in metavar or metavar == "MÃ[:TÊN]" or param.name == "unit" or "--as" in param.opts:
        return "units"
    if "--kind" in param.opts:
        return "kinds"
    if "ĐỢT" in metavar:
        return "rounds"
    of_channel = metavar == "KÊNH" or (
        metavar == "MÃ" and path[:1] == ["channels"] and path != ["channels", "add"]
    )
    return "channels" if of_channel else None


def _database(before: Sequence[str]) -> Path | None:
    """The ledger of the folder that the command line names, or of the one around us."""
    from bcd35.domain.errors import WorkspaceError
    from bcd35.world.workspace import nearest_workspace

    named = [before[place + 1] for place, text in enumerate(before[:-1]) if text in ("-C", "--root")]
    asked = (named or [os.environ.get("BCD35_ROOT", "")])[0]
    try:
        return nearest_workspace(Path(asked) if asked else None, Path.cwd()) / "bcd35.db"
    except WorkspaceError:
        return None
