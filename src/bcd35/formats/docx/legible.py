"""Which texts of a document can be read as valid on paper: a hidden one says nothing."""

import re
from collections.abc import Mapping
from typing import Any

from bcd35.domain.layout.fonts import is_word_in_signs
from bcd35.formats.docx.package import W, stated_switch, stated_value
from bcd35.formats.docx.styles import PT_PER_TWIP, Layer, Styles, layer_of, twips

_SMALLEST = 6  # points
_FAINT = 0x20  # of 255 steps between a text and what is behind it
_PAPER = "ffffff"


def hidden_runs(paragraph: Any, styles: Styles, table_style: str | None = None) -> frozenset[Any]:
    """The runs that cannot be read: hidden, struck out, too small, of the colour behind them, in signs.

    ``table_style``: that of the table around them, where it is known already: it takes long to find in a long
    table.
    """
    runs = list(paragraph.iter(f"{W}r"))
    if not (runs and _has_room(paragraph)):
        return frozenset(runs)
    properties = paragraph.find(f"{W}pPr")
    if table_style is None:
        table = next(paragraph.iterancestors(f"{W}tbl"), None)
        table_style = "" if table is None else styles.of_table(table)
    style = stated_value(properties, "pStyle") or styles.default_paragraph
    below, behind = layer_of(properties), _behind(paragraph, styles, table_style)

    def is_hidden(run: Any) -> bool:
        own = run.find(f"{W}rPr")
        character = stated_value(own, "rStyle") or ""
        direct = below if own is None else below.under(layer_of(own))
        look = styles.combined(table_style, style, character, direct)
        text = "".join(one.text or "" for one in run.iterfind(f"{W}t"))
        return not _is_legible(look.layer, behind) or is_word_in_signs(text, look.characters.fonts)

    return frozenset(filter(is_hidden, runs))


def _has_room(paragraph: Any) -> bool:
    """Whether the rows and cells that hold a paragraph are printed."""
    for row in paragraph.iterancestors(f"{W}tr"):
        properties = row.find(f"{W}trPr")
        exact = stated_value(properties, "trHeight", "hRule") == "exact"
        height = twips(stated_value(properties, "trHeight") or "0") * PT_PER_TWIP
        if (exact and height < _SMALLEST) or (properties is not None and stated_switch(properties, "hidden")):
            return False
    merged = (cell.find(f"{W}tcPr/{W}vMerge") for cell in paragraph.iterancestors(f"{W}tc"))
    return all(one is None or one.get(f"{W}val") == "restart" for one in merged)


def _behind(paragraph: Any, styles: Styles, table_style: str) -> str:
    """The colour of the cell that a paragraph stands in; that of the paper outside tables.

    Empty where it is not known: a style of tables may shade some of its rows.
    """
    cells = (layer_of(cell.find(f"{W}tcPr")) for cell in paragraph.iterancestors(f"{W}tc"))
    stated = next((fill for cell in cells if (fill := _fill(cell))), "")
    return stated or ("" if styles.shades(table_style) else _PAPER)


def _fill(layer: Layer) -> str:
    """The colour that a shading fills; empty without one."""
    return _colour(layer.text, "shd.color" if layer.text.get("shd.val") == "solid" else "shd.fill")


def _is_legible(layer: Layer, behind: str) -> bool:
    """Whether a text can be read as valid: not hidden, struck out, too small, or of the colour behind it."""
    text = layer.text
    without_ink = text.get("textFill") == "noFill"
    if any(layer.toggles[name] for name in ("vanish", "strike", "dstrike")) or without_ink or _is_tiny(text):
        return False
    marked = text.get("highlight") == "black"  # a text without a colour turns white on a dark shading only
    colour = _colour(text, "color.val")
    if text.get("color.themeColor") in ("background1", "light1") and "color.themeShade" not in text:
        colour = _PAPER
    if not colour:
        return not marked
    behind = "000000" if marked else _fill(layer) or behind
    return not behind or abs(_brightness(colour) - _brightness(behind)) >= _FAINT


def _is_tiny(text: Mapping[str, str]) -> bool:
    """Whether the letters, or the line that they stand in, are too low or too narrow to be read."""
    height = float(text.get("sz", "20")) / 2
    width = height * float(text.get("w", "").rstrip("%") or 100) / 100
    exact = text.get("spacing.lineRule") == "exact"
    room = twips(text.get("spacing.line", "240")) * PT_PER_TWIP if exact else height
    return min(height, width, room) < _SMALLEST


def _colour(text: Mapping[str, str], name: str) -> str:
    """A colour in six digits; empty where none is stated."""
    stated = text.get(name, "")
    return stated if re.fullmatch("[0-9A-Fa-f]{6}", stated) else ""


def _brightness(colour: str) -> float:
    red, green, blue = bytes.fromhex(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue
