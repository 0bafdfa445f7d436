"""What a command shows: data for scripts, blocks for people; and the printing of both.

Stored text never passes through rich's markup (``[/]`` raises there and ``[bold]`` vanishes), and control,
bidi and zero-width characters never reach the terminal.
"""

import os
import re
import sys
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TextIO

from bcd35.domain.findings import Finding, merge_repeated
from bcd35.domain.text import typed_path

if TYPE_CHECKING:
    from pathlib import Path

    from rich.box import Box
    from rich.console import Console

# Words carry the meaning; colours only repeat it.
Tone = Literal["good", "late", "bad", "dim", ""]
TONES: Mapping[Tone, str] = {"good": "green", "late": "yellow", "bad": "red", "dim": "dim", "": ""}


ROWS_SHOWN = 12  # of what an act made: nobody reads 105 units on a screen, and the folder lists them


class Cell(NamedTuple):
    """What a cell of a table says, and in which tone."""

    text: str
    tone: Tone = ""


class Table(NamedTuple):
    """Headings and rows of cells or plain text.

    ``right``: places of the columns aligned to the right; ``whole``: of those not broken over lines (a code,
    an address: to be copied) while there is room, be it under another column. ``narrow``: place → the most
    that a column takes where not all fit, because another one has more to say. ``under``: two places of which
    the second stands under the first where not all fit.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell | str, ...], ...]
    right: Collection[int] = ()
    whole: Collection[int] = ()
    narrow: Mapping[int, int] = MappingProxyType({})
    under: tuple[int, int] | None = None


def without_empty(table: Table) -> Table:
    """The table without columns that hold nothing: a terminal has 80 places."""
    kept = [place for place in range(len(table.headings)) if any(text_in(row[place]) for row in table.rows)]
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    right, whole = (
        [new for new, old in enumerate(kept) if old in marked] for marked in (table.right, table.whole)
    )
    narrow = {new: table.narrow[old] for new, old in enumerate(kept) if old in table.narrow}
    upper, lower = table.under or (-1, -1)
    return Table(
        headings=tuple(table.headings[place] for place in kept),
        rows=rows,
        right=right,
        whole=whole,
        narrow=narrow,
        under=(kept.index(upper), kept.index(lower)) if {upper, lower} <= {*kept} else None,
    )


Block = str | Table

# Stands for a space or a hyphen that no line is broken at: no printable text has it, no wrapper breaks there.
UNBROKEN = "\x1f"


class Screen(NamedTuple):
    """The whole answer of a command.

    ``blocks`` are the data (kept by ``--quiet``), ``remarks`` the rest of the talk (dropped by it).

    ``findings`` are faults when the command ends with one; ``cautions`` never are.
    """

    data: Any
    blocks: Sequence[Block] = ()
    remarks: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    exit_code: int = 0
    cautions: tuple[Finding, ...] = ()


def rows_left(count: int, rest: str) -> list[str]:
    """``… và 93 đơn vị khác.``: what stands below the first rows of a long list."""
    return [f"… và {count - ROWS_SHOWN} {rest} khác."] if count > ROWS_SHOWN else []


class OutputOptions:
    """How to show, and the other options that every command shares.

    ``notes`` are about the workspace, not about the act.
    """

    def __init__(self, *, json: bool = False, now: datetime | None = None) -> None:
        self.json = json
        self.quiet = False
        self.no_color = False
        self.no_input = False
        self.root = ""
        self.typed: tuple[str, ...] = ()  # the words of this run's command line, in English
        self.commands: frozenset[str] = frozenset()  # those that work in a workspace
        self.now = now  # stands in for the clock in tests
        self.notes: list[Finding] = []
        self.database: Path | None = None  # the one that the command works with

    @property
    def there(self) -> str:
        """What a command needs that is typed next: the folder that this one was told (``-C``), if any."""
        from pathlib import Path

        if not self.root or Path.cwd().is_relative_to(Path(self.root).resolve()):
            return ""
        return f"-C {typed_path(self.root)} "

    def from_here(self, text: str) -> str:
        """A text whose commands run as they are printed, from where the clerk is."""
        if not self.root or not (there := self.there):
            return text
        return re.sub(
            r"\bbcd35 (?=([a-z][a-z-]*))",
            lambda found: f"bcd35 {there}" if found[1] in self.commands else found[0],
            text,
        )


def _print_envelope(data: Any, findings: Sequence[Finding], exit_code: int) -> None:
    """The contract of ``--json``: one object, keys in English snake_case, the same from everywhere."""
    import json

    listed = [
        {"code": found.code, "where": found.where, "message": found.message, "fix": found.fix}
        for found in findings
    ]
    envelope = {"ok": exit_code == 0, "data": data, "findings": listed}
    pieces = json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(envelope)
    sys.stdout.writelines(map(for_terminal, pieces))
    sys.stdout.write("\n")


def show(screen: Screen, options: OutputOptions) -> None:
    """Print a screen: data on stdout, findings on stderr."""
    notes = _still_true(options.notes, screen.findings)
    if options.json:
        _print_envelope(screen.data, [*screen.findings, *screen.cautions, *notes], screen.exit_code)
        return
    for block in screen.blocks:
        if isinstance(block, Table):
            _show_table(block, options)
        else:
            _write(sys.stdout, with_signs(options.from_here(block), options))
    findings = screen.findings if screen.exit_code or not options.quiet else ()
    _show_findings(findings, "Lỗi" if screen.exit_code else "Lưu ý", options)
    if not options.quiet:
        _show_findings(screen.cautions, "Lưu ý", options)
        for remark in screen.remarks:  # last: the next step is what should meet the eye
            _write(sys.stdout, options.from_here(remark))
        for note in notes:
            _write(sys.stderr, options.from_here(f"Lưu ý: {note.message} {note.fix}"))


def _still_true(notes: Sequence[Finding], findings: Sequence[Finding]) -> list[Finding]:
    """The notes on the workspace as the act found it, without that of a trial which the act has ended."""
    ended = any(found.code == "trial_ended" for found in findings)
    return [note for note in notes if not (ended and note.code == "trial")]


def say(line: str, options: OutputOptions | None = None) -> None:
    """Print one line at once, while the command goes on. ``options``: where it may name commands."""
    _write(sys.stdout, options.from_here(line) if options else line)
    sys.stdout.flush()


def show_error(findings: Sequence[Finding], exit_code: int, options: OutputOptions) -> None:
    """Print why a command could not go on."""
    if options.json:
        _print_envelope(None, findings, exit_code)
    else:
        _show_findings(findings, "Lỗi", options)


def _show_findings(findings: Sequence[Finding], label: str, options: OutputOptions) -> None:
    """To a person a fault repeated in every row is told once; scripts get one finding per place."""
    for found in merge_repeated(findings):
        place = f" [{found.where}]" if found.where and found.where not in found.message else ""
        _write(sys.stderr, f"{label}{place}: {options.from_here(_without_long_quotes(found.message))}")
        if found.fix:
            # each way out on a line of its own, to be copied whole
            lines = options.from_here(found.fix).replace("\n", "\n    ")
            _write(sys.stderr, f"  → {lines}")


def _without_long_quotes(message: str) -> str:
    """What was typed or pasted whole pages long is quoted by its beginning; no name is as long as that."""
    return re.sub("“([^”]{100})[^”]{300,}”", r"“\1…”", message)


def for_terminal(text: str) -> str:
    """Text without anything a terminal would act on; line breaks stay."""
    if text.isprintable():
        return text
    return "".join(
        character
        for character in text
        if character == "\n" or character.isprintable() or character == "\u00a0"
    )


def _write(stream: TextIO, text: str) -> None:
    stream.write(_fitted(for_terminal(text), stream) + "\n")


def _fitted(text: str, stream: TextIO) -> str:
    """On a terminal, broken between words instead of within them.

    What is to be copied, a command or a quoted name, stays whole.
    """
    if not stream.isatty():
        return text
    import shutil

    columns = shutil.get_terminal_size().columns
    return "\n".join(wrapped(line, columns) for line in text.split("\n"))


def wrapped(line: str, columns: int) -> str:
    """A line as a terminal of so many columns shows it."""
    if width(line) <= columns:
        return line
    import textwrap

    # What follows a number, or a label that was padded, stands under what stood beside it.
    margin = " " * (len(line) - len(re.sub(r"\A[ →–]*(?:\d+\. |\S.{,30}? {2,})?", "", line)))
    joined = re.sub(r'(?:\$ )?bcd35 .*|"[^"]*"', lambda copied: copied[0].replace(" ", UNBROKEN), line)
    filled = textwrap.fill(
        joined, columns, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False
    )
    return filled.replace(UNBROKEN, " ")


def rows_of(line: str, columns: int) -> int:
    """Rows that a line takes on a terminal, which breaks within what is to be copied."""
    return sum(max(1, -(-width(row) // columns)) for row in wrapped(line, columns).split("\n"))


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@cache  # a table of 1,530 rows shows the same letters 100,000 times
def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wants_colour(options: OutputOptions) -> bool:
    """Colours only for a person at a terminal who did not switch them off."""
    return (
        sys.stdout.isatty()
        and not options.no_color
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )


# A screen reader reads each sign aloud, and an old terminal may not have it.
_PLAIN_SIGNS = str.maketrans("█░─━", "#.--")


def _wants_signs(options: OutputOptions) -> bool:
    """Whether lines and bars may be drawn: who wants no colours at a terminal wants none of them either."""
    return wants_colour(options) or not sys.stdout.isatty()


def with_signs(text: str, options: OutputOptions) -> str:
    """A text as it is printed: its lines and bars in plain signs where none may be drawn."""
    return text if _wants_signs(options) else text.translate(_PLAIN_SIGNS)


def _show_table(table: Table, options: OutputOptions) -> None:
    if sys.stdout.isatty():
        _show_rich(table, options)
        return
    rows = [tuple(text_in(cell) for cell in row) for row in table.rows]
    widths = _widths(table)
    for row in (table.headings, tuple("-" * wide for wide in widths), *rows):
        padded = (_padded(text, widths[place], right=place in table.right) for place, text in enumerate(row))
        _write(sys.stdout, "  ".join(padded).rstrip())


def _widths(table: Table) -> list[int]:
    """What each column would take if nothing had to be broken."""
    return [
        max(width(text_in(row[place])) for row in (table.headings, *table.rows))
        for place in range(len(table.headings))
    ]


class _Column(NamedTuple):
    """What stands in one column on a terminal: places of the table, one under the other; 0: any width."""

    places: Sequence[int]
    width: int = 0
    is_whole: bool = False


def _columns_shown(table: Table, columns: int) -> list[_Column]:
    """Where a ``whole`` column has no room beside the others, it stands under those before it.

    As few as can be are under each other; with no room even then all is broken. A column that may be broken
    keeps a dozen places.
    """
    widths = _widths(table)
    if table.under and sum(widths) + 3 * len(widths) > columns:
        return list(_one_under_another(table, *table.under))
    kept = [wide if place in table.whole else min(wide, 12) for place, wide in enumerate(widths)]
    single = [_Column([place], is_whole=place in table.whole) for place in range(len(widths))]
    last = max(table.whole, default=0)
    for first in range(last, -1, -1):
        under = range(first, last + 1)
        beside = single[:first] + single[last + 1 :]
        room = columns - 3 * (len(beside) + 1) - sum(kept[column.places[0]] for column in beside)
        if room >= max(kept[place] for place in under):
            wide = min(room, max(widths[place] for place in under))
            stacked = single[last] if first == last else _Column(under, wide)
            return [*single[:first], stacked, *single[last + 1 :]]
    return [_Column([place]) for place in range(len(widths))]


def _one_under_another(table: Table, upper: int, lower: int) -> Iterator[_Column]:
    for place, wide in enumerate(_widths(table)):
        if place == upper:
            yield _Column((upper, lower), wide if upper in table.whole else 0)
        elif place != lower:
            yield _Column([place], is_whole=place in table.whole)


def text_in(cell: Cell | str) -> str:
    return for_terminal(cell if isinstance(cell, str) else cell.text).replace("\n", " ")


def _padded(text: str, wide: int, *, right: bool) -> str:
    gap = " " * (wide - width(text))
    return gap + text if right else text + gap


def _show_rich(table: Table, options: OutputOptions) -> None:
    from rich.table import Table as RichTable
    from rich.text import Text

    console = _console(options)
    drawn = RichTable(box=_frame(options), pad_edge=False)
    shown = _columns_shown(table, console.width)
    widths = _widths(table)
    crowded = sum(widths) + 3 * len(widths) > console.width
    for column in shown:
        drawn.add_column(
            Text("\n".join(table.headings[place] for place in column.places)),
            justify="right" if column.places[-1] in table.right else "left",
            overflow="fold",
            no_wrap=column.is_whole,
            width=column.width or None,
            max_width=table.narrow.get(column.places[0]) if crowded else None,
        )
    coloured = wants_colour(options)
    for row in table.rows:
        texts = [Text(text_in(cell), style=_style(cell) if coloured else "") for cell in row]
        said = ([texts[place] for place in column.places if texts[place]] for column in shown)
        drawn.add_row(*map(Text("\n").join, said))
    console.print(drawn)


def _style(cell: Cell | str) -> str:
    return TONES[cell.tone] if isinstance(cell, Cell) else ""


def _console(options: OutputOptions) -> "Console":
    """The terminal as rich is to see it.

    Without a colour system rich writes no escape codes at all; its own no_color would still make headings
    bold. It takes a dumb terminal for one of 80 columns, whatever it has.
    """
    import shutil

    from rich.console import Console

    size = shutil.get_terminal_size()
    return Console(
        color_system="auto" if wants_colour(options) else None,
        highlight=False,
        markup=False,
        emoji=False,
        width=size.columns,
        height=size.lines,
    )


def _frame(options: OutputOptions) -> "Box":
    from rich.box import SIMPLE_HEAD, Box

    if _wants_signs(options):
        return SIMPLE_HEAD
    return Box(str(SIMPLE_HEAD).translate(_PLAIN_SIGNS), ascii=True)
