"""The parts of a .docx and plain questions about their elements; what a document says is ``reader``'s."""

import io
import zipfile
from collections.abc import Iterator
from functools import cached_property
from posixpath import join, normpath
from typing import Any

from bcd35.formats.docx import guard as docx_guard
from bcd35.formats.ooxml.guard import PartTypes

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PACKAGE_R = "{http://schemas.openxmlformats.org/package/2006/relationships}"
SIGNATURE_TYPE = "application/vnd.openxmlformats-package.digital-signature"
SKIPPED = frozenset({"del", "moveFrom", "txbxContent", "Fallback"})
OFF = frozenset({"0", "false", "off", "none"})
_DOCUMENT = "word/document.xml"  # where a package does not say otherwise
_PARSING: dict[str, Any] = {
    **dict.fromkeys(("resolve_entities", "huge_tree", "load_dtd"), False),
    "no_network": True,
}


class Package:
    """The parts of a .docx: bytes by name, XML trees on demand, relationships."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
            self.types = PartTypes(archive, docx_guard.WORD_KIND)

    @property
    def is_signed(self) -> bool:
        """Tell whether it carries a digital signature, which any change makes invalid."""
        return any(self.types.of(name).startswith(SIGNATURE_TYPE) for name in self.parts)

    @cached_property
    def document(self) -> str:
        """The part that holds the text, by the relation of the package."""
        named = (name for _, kind, name in self._relations("") if kind.endswith("/officeDocument"))
        return next((name for name in named if name in self.parts), _DOCUMENT)

    def tree(self, name: str) -> Any:
        """The root element of a part. Raises KeyError when there is none, SyntaxError when it is no XML."""
        from lxml import etree

        return etree.fromstring(self._xml(name), etree.XMLParser(**_PARSING))

    def _xml(self, name: str) -> bytes:
        if not self.types.is_xml(name):  # the guard need not have looked at it as XML
            raise KeyError(name)
        return self.parts[name]

    def blocks(self) -> Iterator[Any]:
        """The outermost paragraphs, rows and sections of the document, in order; each is gone after its turn.

        A long table has some million nodes, which together would take hundreds of megabytes. Raises KeyError
        for a part without a body.
        """
        from lxml import etree

        tags = [f"{W}p", f"{W}tr", f"{W}sectPr", *(f"{{*}}{name}" for name in SKIPPED)]
        source = io.BytesIO(self._xml(self.document))
        parsed, depth = etree.iterparse(source, events=("start", "end"), tag=tags, **_PARSING), 0
        for event, element in parsed:
            depth += 1 if event == "start" else -1
            if not depth:
                if local(element) not in SKIPPED:
                    yield element
                element.clear()
        if parsed.root.find(f"{W}body") is None:
            raise KeyError(self.document)

    def optional(self, name: str) -> Any:
        return self.tree(name) if name in self.parts else None

    def related(self, part: str) -> dict[str, str]:
        """Relationship id → part name, of the relationships inside the package."""
        return {key: name for key, _, name in self._relations(part)}

    def part_of_kind(self, kind: str) -> str:
        """The part that the document uses as its styles, theme, comments …; empty where there is none."""
        related = self._relations(self.document)
        return next((name for _, stated, name in related if stated.endswith(f"/{kind}")), "")

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """``(id, type, part name)`` of every relationship inside the package."""
        root = self.optional(relations_of(part))
        for one in () if root is None else root.iter(f"{PACKAGE_R}Relationship"):
            if one.get("TargetMode") != "External":
                target = normpath(join("/", part.rpartition("/")[0], one.get("Target", ""))).lstrip("/")
                yield one.get("Id", ""), one.get("Type", ""), target


def relations_of(part: str) -> str:
    """The part that holds the relationships of a part; those of the package are of no part."""
    folder, _, file = part.rpartition("/")
    return join(folder, "_rels", f"{file}.rels")


def local(element: Any) -> str:
    """The element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def stated_value(parent: Any, name: str, attribute: str = "val") -> str | None:
    child = None if parent is None else parent.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}{attribute}")


def stated_switch(parent: Any, name: str) -> bool | None:
    """An on-off property; None where it is not stated."""
    child = parent.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val", "1").lower() not in OFF
