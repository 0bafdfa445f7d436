"""What only a clerk can decide about a list: which sheet, column, unit, kind; and what was decided.

Every answer can be given as an option of the command, so a person at a terminal and a script say the same.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bcd35.domain.commands import typed_option
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.lists.kinds import kind_key
from bcd35.domain.text import identity_key, typed

NEW = "mới"
NO_COLUMN = "không"


class ListDecisions(NamedTuple):
    """Pairs of left and right side of ``=``, as they were said.

    ``columns``: name of a column and its heading; ``kinds``: group and kind, or an empty group for all rows
    without one; ``same``, ``renamed``: a name in the list and the unit; ``new``: names that are new units.
    ``sheet``: the one of the workbook that is read. ``struck``: what is done with rows that are struck out,
    ``keep`` or ``leave``; ``unusual``: the same of rows whose names are not like those of units.
    """

    columns: tuple[tuple[str, str], ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    new: tuple[str, ...] = ()
    sheet: str = ""
    struck: str = ""
    unusual: str = ""

    def by_names(self, names: Mapping[str, str], groups: Mapping[str, str]) -> "ListDecisions":
        """The same decisions with the names and groups of the rows that they told by their place.

        The keys of both: ``hàng 12``, as the list tells a row.
        """

        def in_words(pairs: Sequence[tuple[str, str]], of: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
            return tuple((of.get(left, left), of.get(right, right)) for left, right in pairs)

        return self._replace(
            kinds=in_words(self.kinds, groups),
            same=in_words(self.same, names),
            renamed=in_words(self.renamed, names),
            new=tuple(names.get(name, name) for name in self.new),
        )

    @property
    def options(self) -> list[tuple[str, str]]:
        """The options of the command that say these decisions, each with its value."""
        pairs = {"column": self.columns, "kind": self.kinds, "same": self.same, "renamed": self.renamed}
        said = [(one, f"{left}={right}" if left else right) for one in pairs for left, right in pairs[one]]
        once = [("sheet", self.sheet), ("struck", self.struck), ("unusual", self.unusual)]
        return [*said, *(("new", name) for name in self.new), *(one for one in once if one[1])]

    def kind_of(self, text: str) -> str:
        """What was said of a group; empty when nothing was."""
        key = kind_key(text)
        return next((kind for group, kind in self.kinds if kind_key(group) == key), "")

    def is_new(self, name: str) -> bool:
        return identity_key(name) in map(identity_key, self.new)


def refuse_contradictions(decisions: ListDecisions) -> None:
    """Raises Refused for one thing that was decided in two ways."""
    pairs = {"column": decisions.columns, "kind": decisions.kinds, "same": decisions.same}
    pairs |= {"renamed": decisions.renamed, "new": tuple((name, "") for name in decisions.new)}
    said: dict[tuple[str, str], dict[tuple[str, str], ListAnswer]] = {}
    for option, stated in pairs.items():
        for left, right in stated:
            about = option if option in ("column", "kind") else "name"
            way = ListAnswer(left, option, f"{left}={right}".strip("="))
            key = kind_key(left) if option == "kind" else identity_key(left)
            said.setdefault((about, key), {})[option, identity_key(right)] = way
    found = []
    for ways in (list(one.values()) for one in said.values() if len(one) > 1):
        message = f"“{ways[0].words}” được trả lời nhiều cách: {', '.join(way.typed for way in ways)}."
        found.append(Finding("decided_twice", f"--{ways[0].option}", message, "Giữ một cách rồi chạy lại."))
    if found:
        raise Refused("decided_twice", "", findings=found)


def row_of(where: str) -> str:
    """``hàng 12``: the row at the end of a place."""
    return where.rpartition(", ")[2]


def sayable(text: str, where: str) -> str:
    """A name or group as it stands in an option; its row where shells or a “=” would spoil the text."""
    return text if typed(text) and "=" not in text else row_of(where)


def said_of(pairs: Sequence[tuple[str, str]], name: str) -> str:
    """The right side of the pair whose left side is this name."""
    return next((right for left, right in pairs if identity_key(left) == identity_key(name)), "")


class ListAnswer(NamedTuple):
    """One answer: its words, and the option that says it."""

    words: str
    option: str
    value: str

    @property
    def typed(self) -> str:
        return typed_option(self.option, self.value)


class ListQuestion(NamedTuple):
    """What is to be decided, where in the list, and the ways."""

    code: str
    where: str
    sentence: str
    ways: tuple[ListAnswer, ...]

    @property
    def finding(self) -> Finding:
        """The question to whoever is not at a terminal."""
        ways = "\n".join(f"{way.words}: {way.typed}" for way in self.ways)
        fix = f"Chạy lại lệnh, thêm một trong các cách:\n{ways}"
        return Finding(self.code, self.where, self.sentence, fix)


def which_sheet(shown: str, titles: Sequence[str]) -> ListQuestion:
    """Which sheet of a workbook is meant."""
    ways = tuple(ListAnswer(f"Trang tính “{title}”", "sheet", title) for title in titles)
    return ListQuestion("two_tables", shown, f"Tệp có {len(titles)} trang tính cùng dạng bảng.", ways)


class Undecided(Refused):
    """A list or a table that cannot be read before somebody has decided."""

    def __init__(self, questions: Sequence[ListQuestion]) -> None:
        super().__init__("undecided", "", findings=[one.finding for one in questions])
        self.questions = tuple(questions)
