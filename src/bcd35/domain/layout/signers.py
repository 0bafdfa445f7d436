"""Which lines at the end of a document are those of each signer."""

from collections.abc import Sequence
from itertools import dropwhile, takewhile

from bcd35.domain.layout.lines import TextLine, in_ruled_cell, is_indented, stands_alone
from bcd35.domain.layout.patterns import LONGEST_LINE, is_upper
from bcd35.domain.signature import gives_authority


class SignerFinder:
    """Parts the lines that are left for the signature: those of one signer, or of several side by side."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        self._lines = lines

    def blocks(self, label: int | None, left: list[int]) -> list[list[int]]:
        """The lines of each signer; ``label``: that of Nơi nhận, beside which they stand in a table."""
        blocks = (
            self._columns_of_signers(label, left)
            or self._halves_of_signers(left)
            or [self._signature_lines(left)]
        )
        return [block for block in blocks if block]

    def _columns_of_signers(self, label: int | None, within: list[int]) -> list[list[int]]:
        """The columns beside Nơi nhận, or those of a table at the end of which each is a signature."""
        own = None if label is None else self._lines[label].table
        for table in (own, *(self._lines[index].table for index in within[-1:])):
            columns: dict[int, list[int]] = {}
            for index in within if table is not None else ():
                if self._lines[index].table == table and not self._is_text_above(label, index):
                    columns.setdefault((self._lines[index].column or (0, 0))[1], []).append(index)
            if columns and (table == own or (len(columns) > 1 and all(map(self._signs, columns.values())))):
                return list(columns.values())
        return []

    def _is_text_above(self, label: int | None, index: int) -> bool:
        """Tell whether a line is of the text: some type a whole letter in one table."""
        line = self._lines[index]
        same = label is not None and line.column == self._lines[label].column
        return same and (is_indented(line) or len(line.text) > LONGEST_LINE)

    def _signs(self, lines: list[int]) -> bool:
        """Tell whether lines can be those of a signer: short ones, first one in capitals, at last a name."""
        texts = [self._lines[index].text for index in lines]
        short = all(len(text) <= LONGEST_LINE for text in texts)
        named = len(texts[-1].split()) > 1 and not any(map(str.isdigit, texts[-1]))
        return (
            short
            and named
            and is_upper(texts[0])
            and not any(in_ruled_cell(self._lines[index]) for index in lines)
        )

    def _halves_of_signers(self, within: list[int]) -> list[list[int]]:
        """Two signers in lines that a gap parts, from such a line on; one name may stand lower."""
        parted = {self._lines[index].place for index in within if self._lines[index].side == "right"}
        end = takewhile(
            lambda index: self._lines[index].place in parted or stands_alone(self._lines[index]),
            reversed(within),
        )
        block = [*dropwhile(lambda index: self._lines[index].place not in parted, reversed([*end]))]
        left = [index for index in block if self._lines[index].side == "left"]
        right = [index for index in block if index not in left]
        typed = all(self._lines[index].table is None for index in block)
        return [left, right] if typed and left and right and self._signs(left) and self._signs(right) else []

    def _signature_lines(self, within: list[int]) -> list[int]:
        """The last short lines but those on the left and those of a table that has some there."""
        found: list[int] = []
        lists = {self._lines[index].table for index in within if self._lines[index].side == "left"} - {None}
        for index in reversed(within):
            line = self._lines[index]
            if (
                line.side == "left"
                or len(line.text) > LONGEST_LINE
                or in_ruled_cell(line)
                or line.table in lists
            ):
                break
            found.insert(0, index)
        texts = [self._lines[index].text for index in found]
        return found if any(is_upper(text) or gives_authority(text) for text in texts) else []
