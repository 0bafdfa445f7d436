"""How wide a line of Times New Roman is: regular, bold or italic.

A drawn rule is measured against the words above it, place and date against the column that they stand in, a
text in a cell against the cell.
"""

import unicodedata
from collections.abc import Mapping
from typing import Literal

# Advance widths in thousandths of the size. A letter with marks is as wide as the one without them.
_BOLD = {
    "A": 722, "B": 667, "C": 722, "D": 722, "E": 667, "F": 611, "G": 778, "H": 778, "I": 389, "J": 500,
    "K": 778, "L": 667, "M": 944, "N": 722, "O": 778, "P": 611, "Q": 778, "R": 722, "S": 556, "T": 667,
    "U": 722, "V": 722, "W": 1000, "X": 722, "Y": 722, "Z": 667,
    "a": 500, "b": 556, "c": 444, "d": 556, "e": 444, "f": 333, "g": 500, "h": 556, "i": 278, "j": 333,
    "k": 556, "l": 278, "m": 833, "n": 556, "o": 500, "p": 556, "q": 556, "r": 444, "s": 389, "t": 333,
    "u": 556, "v": 500, "w": 722, "x": 500, "y": 500, "z": 444,
    " ": 250, "\u00a0": 250, ".": 250, ",": 250, "-": 333, "–": 500, "…": 1000, "—": 1000, "%": 1000,
    "&": 833, "→": 1000,
}  # fmt: skip
_ITALIC = {
    "A": 611, "B": 611, "C": 667, "D": 722, "E": 611, "F": 611, "G": 722, "H": 722, "I": 333, "J": 444,
    "K": 667, "L": 556, "M": 833, "N": 667, "O": 722, "P": 611, "Q": 722, "R": 611, "S": 500, "T": 556,
    "U": 722, "V": 611, "W": 833, "X": 611, "Y": 556, "Z": 556,
    "c": 444, "e": 444, "f": 278, "i": 278, "j": 278, "k": 444, "l": 278, "m": 722, "r": 389, "s": 389,
    "t": 278, "v": 444, "w": 667, "x": 444, "y": 444, "z": 389,
    " ": 250, "\u00a0": 250, ".": 250, ",": 250, "-": 333, "…": 889, "/": 278,
    "—": 889, "%": 833, "&": 778, "“": 556, "”": 556, "→": 1000,
}  # fmt: skip
_REGULAR = {
    "A": 722, "B": 667, "C": 667, "D": 722, "E": 611, "F": 556, "G": 722, "H": 722, "I": 333, "J": 389,
    "K": 722, "L": 611, "M": 889, "N": 722, "O": 722, "P": 556, "Q": 722, "R": 667, "S": 556, "T": 611,
    "U": 722, "V": 722, "W": 944, "X": 722, "Y": 722, "Z": 611,
    "a": 444, "c": 444, "e": 444, "f": 333, "i": 278, "j": 278, "l": 278, "m": 778, "r": 333, "s": 389,
    "t": 278, "w": 722, "z": 444,
    " ": 250, "\u00a0": 250, ".": 250, ",": 250, ":": 278, ";": 278, "-": 333, "/": 278, "(": 333, ")": 333,
    "“": 444, "”": 444, "…": 1000, "—": 1000, "%": 833, "&": 778, "@": 921, "→": 1000,
}  # fmt: skip
_FIGURE = 500  # and the letters that are not named
Style = Literal["regular", "bold", "italic"]
_STYLES: Mapping[Style, dict[str, int]] = {"regular": _REGULAR, "bold": _BOLD, "italic": _ITALIC}
# As the templates have them, in points: size and room of the date line in the right half of a head, of the
# names in its left half, of the posts above a signature.
_DATE, _DATE_BY_MOTTO = (14, 267), (13, 291)
_NAMES, _NAMES_BY_MOTTO, _POSTS = (14, 199.8), (13, 175.7), (14, 240.9)


def bold_width(text: str, size: float) -> float:
    """The width in points of a line in bold at a size in points: “VIỆT NAM” has 76.2 at 15."""
    return _width(text, size, _BOLD)


def italic_width(text: str, size: float) -> float:
    """The width in points of a line in italic: “Hà Nội, ngày 05 tháng 9 năm 2026” has 197.6 at 14."""
    return _width(text, size, _ITALIC)


def date_stays_on_one_line(place: str, *, has_motto: bool) -> bool:
    """Whether the longest date behind this place fits the right half of a head, with or without a motto."""
    size, room = _DATE_BY_MOTTO if has_motto else _DATE
    return italic_width(f"{place}, ngày 30 tháng 12 năm 2030", size) <= room


def name_lines(name: str, style: Style, *, has_motto: bool) -> list[str]:
    """The lines that a name takes in the left half of a head, with or without a motto in the right one."""
    size, room = _NAMES_BY_MOTTO if has_motto else _NAMES
    return _wrapped(room, name, size, style)


def post_lines(post: str) -> list[str]:
    """The lines that a post takes above a signature."""
    size, room = _POSTS
    return _wrapped(room, post, size, "bold")


def _wrapped(room: float, text: str, size: float, style: Style) -> list[str]:
    """The lines of a text, broken at spaces that may break; a word that is too long sticks out."""
    lines, widths = [""], _STYLES[style]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and _width(longer, size, widths) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def lines_in(room: float, text: str, size: float, style: Style) -> int:
    """Lines that a text takes in a room of so many points: wrapped between words, a longer word broken."""
    return len(wrapped_widths(room, text, size, style))


def wrapped_widths(room: float, text: str, size: float, style: Style) -> list[float]:
    """How wide each of these lines is, in points."""
    widths = _STYLES[style]
    space, lines = _width(" ", size, widths), list[float]()
    for line in text.splitlines() or [""]:
        used = 0.0
        for word in line.split(" "):
            wide = _width(word, size, widths)
            if used and used + space + wide > room:
                lines.append(used)
                used = 0.0
            used += wide + (space if used else 0)
            while used > room:
                lines.append(room)
                used -= room
        lines.append(used)
    return lines


def _width(text: str, size: float, widths: dict[str, int]) -> float:
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return sum(widths.get(sign, _FIGURE) for sign in plain if not unicodedata.combining(sign)) * size / 1000
