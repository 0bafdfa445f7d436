"""The format of a text, which is spread over layers: they are laid over each other as Word does.

Document defaults, table style, paragraph style and character style (each with the styles it is based on),
then what the text itself states.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, cast

from bcd35.domain.layout.document import Align, CharacterFormat, Spacing
from bcd35.formats.docx.package import OFF, Package, W, local, stated_switch, stated_value

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PT_PER_TWIP = 1 / 20
ALIGN: dict[str, Align] = {
    "left": "left",
    "start": "left",
    "right": "right",
    "end": "right",
    "center": "center",
}
_UNITS = {"pt": 20.0, "in": 1440.0, "cm": 1440 / 2.54, "mm": 144 / 2.54, "pc": 240.0, "pi": 240.0}
_NO_LINE = ("none", "nil")
_WORDS_FONT = "Times New Roman"  # what Word takes where no layer names one
_THEME_SLOT = re.compile(r"(major|minor)(HAnsi|Ascii|Bidi|EastAsia)")


@dataclass(slots=True)
class Layer:
    """The properties that one layer states: texts by name (``sz``, ``rFonts.ascii``, ``jc`` …), toggles."""

    text: dict[str, str] = field(default_factory=dict)
    toggles: dict[str, bool] = field(default_factory=dict)

    def under(self, above: "Layer") -> "Layer":
        return Layer(_overlaid(self.text, above.text), {**self.toggles, **above.toggles})


# Properties of which one says the whole: stated above, all of them go that the layer below states.
_TOGETHER: tuple[tuple[str, ...], ...] = (
    ("color.val", "color.themeColor", "color.themeTint", "color.themeShade"),
    ("ind.firstLine", "ind.hanging", "ind.firstLineChars", "ind.hangingChars"),
    ("spacing.line", "spacing.lineRule"),
    ("shd.val", "shd.fill", "shd.color", "shd.themeFill"),
)


def _overlaid(below: Mapping[str, str], above: Mapping[str, str]) -> dict[str, str]:
    """The texts of two layers; a font stated by name overrides a theme's font in the layer below."""
    gone = {f"{name}Theme" for name in above if name.startswith("rFonts.")}
    gone |= {name for group in _TOGETHER if any(one in above for one in group) for name in group}
    return {**{name: value for name, value in below.items() if name not in gone}, **above}


_TOGGLES = ("b", "i", "caps", "vanish", "strike", "dstrike")


def layer_of(*properties: Any) -> Layer:
    """A ``w:rPr`` and a ``w:pPr`` (either may be None) as one layer."""
    layer = Layer()
    for parent in properties:
        for child in () if parent is None else parent:
            name = local(child)
            if name in _TOGGLES:
                layer.toggles[name] = bool(stated_switch(parent, name))
            elif name == "tabs":
                stops = (stop for stop in child if local(stop) == "tab")
                layer.text.update({f"tab.{stop.get(f'{W}pos')}": stop.get(f"{W}val", "") for stop in stops})
            elif name in ("rFonts", "spacing", "ind", "color", "shd", "framePr"):
                layer.text.update({f"{name}.{local_name}": value for local_name, value in _attributes(child)})
            elif name == "pBdr":
                layer.text.update({f"pBdr.{local(side)}": side.get(f"{W}val", "none") for side in child})
            elif name == "textFill":  # what Word since 2010 prints in place of the colour
                layer.text["textFill"] = next(map(local, child), "")
            elif name == "numPr":
                layer.text["numPr"] = stated_value(child, "numId") or "0"
            elif name in ("sz", "u", "jc", "w", "highlight"):
                layer.text[name] = child.get(f"{W}val", "")
    return layer


def _attributes(element: Any) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        short = name.rpartition("}")[2]
        yield {"start": "left", "end": "right"}.get(short, short), value


class Styles:
    """The styles and the theme of a document: a layer by style id, with what the style is based on."""

    def __init__(self, package: Package) -> None:
        self._fonts = _theme_fonts(package)
        root = package.optional(package.part_of_kind("styles"))
        self._by_id: dict[str, Any] = (
            {} if root is None else {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
        )
        self._whole: dict[str, Layer] = {}
        # most paragraphs of a document are alike
        self._combined: dict[tuple[object, ...], ResolvedFormat] = {}
        self.default_paragraph = self._default("paragraph")
        self.default_table = self._default("table")
        places = (f"{W}docDefaults/{W}{kind}Default/{W}{kind}" for kind in ("rPr", "pPr"))
        self.defaults = layer_of(*(None if root is None else root.find(place) for place in places))

    def _default(self, kind: str) -> str:
        styles = ((key, style) for key, style in self._by_id.items() if style.get(f"{W}type") == kind)
        return next((key for key, style in styles if style.get(f"{W}default", "0").lower() not in OFF), "")

    def layer(self, style_id: str) -> Layer:
        """A style with all that it is based on; a circle of styles ends where it began."""
        if style_id not in self._whole:
            self._whole[style_id] = Layer()
            style = self._by_id.get(style_id)
            if style is not None:
                below = self.layer(stated_value(style, "basedOn") or "")
                self._whole[style_id] = below.under(layer_of(style.find(f"{W}rPr"), style.find(f"{W}pPr")))
        return self._whole[style_id]

    def has_lines(self, style_id: str) -> bool:
        """Tell whether a table style draws lines."""
        borders = (style.find(f"{W}tblPr/{W}tblBorders") for style in self._chain(style_id))
        return next((draws_lines(one) for one in borders if one is not None), False)

    def shades(self, style_id: str) -> bool:
        """Tell whether a table style shades any cells."""
        return any(style.find(f".//{W}tcPr/{W}shd") is not None for style in self._chain(style_id))

    def _chain(self, style_id: str) -> Iterator[Any]:
        """A style and those that it is based on, from the nearest; a circle ends where it began."""
        seen: set[str] = set()
        while style_id not in seen and (style := self._by_id.get(style_id)) is not None:
            yield style
            seen.add(style_id)
            style_id = stated_value(style, "basedOn") or ""

    def of_table(self, table: Any) -> str:
        return stated_value(table.find(f"{W}tblPr"), "tblStyle") or self.default_table

    def combined(self, table: str, paragraph: str, character: str, direct: Layer) -> "ResolvedFormat":
        """What all layers together mean, worked out once for each combination."""
        key = (table, paragraph, character, *direct.text.items(), *direct.toggles.items())
        if key not in self._combined:
            self._combined[key] = ResolvedFormat(
                self.overlaid(table, paragraph, character, direct), self._fonts
            )
        return self._combined[key]

    def overlaid(self, table: str, paragraph: str, character: str, direct: Layer) -> Layer:
        """All layers laid over each other.

        Toggles of two styles cancel each other out (ECMA-376, 17.7.3); a direct toggle decides.
        """
        styles = [self.layer(name) for name in (table, paragraph, character)]
        text = self.defaults.text
        for layer in (*styles, direct):
            text = _overlaid(text, layer.text)
        toggles = {}
        for name in _TOGGLES:
            odd = sum(layer.toggles.get(name, False) for layer in styles) % 2 == 1
            toggles[name] = direct.toggles.get(name, self.defaults.toggles.get(name, False) or odd)
        return Layer(dict(text), toggles)


class _ParagraphFormat(NamedTuple):
    """What all layers together say of a paragraph; lengths in points."""

    align: Align
    spacing: Spacing
    left: float
    right: float
    first_line: float
    numbered: bool
    borders: frozenset[str]


class ResolvedFormat:
    """All layers of one combination as the formats that they mean, which its paragraphs and runs share."""

    def __init__(self, layer: Layer, theme_fonts: Mapping[str, str]) -> None:
        self.layer, self._theme_fonts = layer, theme_fonts

    @cached_property
    def characters(self) -> CharacterFormat:
        layer = self.layer
        return CharacterFormat(
            fonts=tuple(dict.fromkeys(self._font(slot) for slot in ("ascii", "hAnsi"))),
            size=float(layer.text.get("sz", "20")) / 2,
            bold=layer.toggles["b"],
            italic=layer.toggles["i"],
            underline=layer.text.get("u", "none") != "none",
            caps=layer.toggles["caps"],
            colour=_colour(layer.text),
            scale=float(layer.text.get("w", "").rstrip("%") or 100) / 100,
            tracking=_points(layer.text, "spacing.val"),
        )

    def _font(self, slot: str) -> str:
        text = self.layer.text
        theme = _THEME_SLOT.fullmatch(text.get(f"rFonts.{slot}Theme", ""))
        if theme and self._theme_fonts.get(theme[1]):
            return self._theme_fonts[theme[1]]
        return text.get(f"rFonts.{slot}") or _WORDS_FONT

    @property
    def frame(self) -> dict[str, str] | None:
        """What is said of the frame around a paragraph; None where there is none."""
        found = {name[8:]: value for name, value in self.layer.text.items() if name.startswith("framePr.")}
        return found or None

    @cached_property
    def tab_stops(self) -> list[tuple[float, Align]]:
        """The tab stops from the left, in points, and on which side of each the text ends."""
        stated = ((name[4:], kind) for name, kind in self.layer.text.items() if name.startswith("tab."))
        stops = ((place, kind) for place, kind in stated if kind not in ("clear", "bar", "num"))
        return sorted((twips(place) * PT_PER_TWIP, ALIGN.get(kind, "left")) for place, kind in stops)

    @cached_property
    def paragraph(self) -> _ParagraphFormat:
        text = self.layer.text
        drawn = (name[5:] for name, kind in text.items() if name.startswith("pBdr.") and kind not in _NO_LINE)
        return _ParagraphFormat(
            align=ALIGN.get(text.get("jc", "left"), "justify"),
            spacing=_spacing(text),
            left=_points(text, "ind.left"),
            right=_points(text, "ind.right"),
            first_line=_points(text, "ind.firstLine") - _points(text, "ind.hanging"),
            numbered=text.get("numPr", "0") != "0",
            borders=frozenset(drawn),
        )


def _theme_fonts(package: Package) -> dict[str, str]:
    root = package.optional(package.part_of_kind("theme"))
    if root is None:
        return {}
    return {
        kind: font.get("typeface", "")
        for kind in ("major", "minor")
        for font in root.iterfind(f".//{_A}{kind}Font/{_A}latin")
    }


def _colour(text: Mapping[str, str]) -> str:
    stated = text.get("color.val", "auto").lower()
    plain = stated in ("auto", "000000") and text.get("color.themeColor", "text1") in ("text1", "dark1")
    return "auto" if plain else stated


def draws_lines(borders: Any) -> bool:
    return any(side.get(f"{W}val", "none") not in _NO_LINE for side in borders)


def _points(layout: Mapping[str, str], name: str) -> float:
    return twips(layout.get(name, "0")) * PT_PER_TWIP


def twips(measure: str) -> float:
    """A length in twips, as Word writes it: twips, or a number with its unit."""
    unit = _UNITS.get(measure[-2:])
    return float(measure) if unit is None else float(measure[:-2]) * unit


def _spacing(layout: Mapping[str, str]) -> Spacing:
    rule = cast("Any", layout.get("spacing.lineRule", "auto"))
    line = twips(layout.get("spacing.line", "240"))
    return Spacing(
        _points(layout, "spacing.before"),
        _points(layout, "spacing.after"),
        line / 240 if rule == "auto" else line / 20,
        rule,
    )
