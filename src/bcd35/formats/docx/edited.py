"""A .docx of which some parts are changed or added; every other part stays byte for byte.

A digital signature vouches for the document as it was: a changed copy does not carry it.
"""

import io
import zipfile
from posixpath import join
from typing import Any, Literal

from bcd35.formats.docx.package import PACKAGE_R, SIGNATURE_TYPE, Package, relations_of
from bcd35.formats.docx.reader import paragraphs_of
from bcd35.formats.ooxml.guard import TYPES_PART
from bcd35.formats.ooxml.package import zip_entry

_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


class EditedPackage:
    """The parts of a .docx as XML trees to edit; knows which of them were asked for, and what was added."""

    def __init__(self, data: bytes) -> None:
        self.source = Package(data)
        self._data = data
        self._trees: dict[str, Any] = {}
        self._paragraphs: dict[str, list[Any]] = {}

    def tree(self, part: str) -> Any:
        """The root of a part, to be changed in place."""
        if part not in self._trees:
            self._trees[part] = self.source.tree(part)
        return self._trees[part]

    def body(self) -> Any:
        """The root of the part that holds the text."""
        return self.tree(self.source.document)

    def paragraph(self, part: str, place: int) -> Any:
        """A paragraph by its ordinal among those of its part."""
        if part not in self._paragraphs:
            self._paragraphs[part] = list(paragraphs_of(self.tree(part)))
        return self._paragraphs[part][place]

    def add_part(self, kind: Literal["header", "comments"], content: str) -> tuple[str, str]:
        """Add a part that the document uses; returns its name and the id of its relation."""
        from lxml import etree

        folder = self.source.document.rpartition("/")[0]
        files = (f"{kind}{number}.xml" for number in ("", *range(1, len(self.source.parts) + 1)))
        part, file = next(
            (part, file) for file in files if (part := join(folder, file)) not in self.source.parts
        )
        self._trees[part] = etree.fromstring(content)
        stated = {"PartName": f"/{part}", "ContentType": f"{_WORD_TYPE}.{kind}+xml"}
        _append(self.tree(TYPES_PART), f"{_TYPES}Override", stated)
        relations = self._relations(self.source.document)
        known = {one.get("Id") for one in relations}
        key = next(key for number in range(1, len(known) + 2) if (key := f"rIdBcd{number}") not in known)
        relation = {"Id": key, "Type": f"{_RELATION}/{kind}", "Target": file}
        _append(relations, f"{PACKAGE_R}Relationship", relation)
        return part, key

    def _relations(self, part: str) -> Any:
        from lxml import etree

        name = relations_of(part)
        if name not in self.source.parts and name not in self._trees:
            self._trees[name] = etree.Element(f"{PACKAGE_R}Relationships", nsmap={None: PACKAGE_R[1:-1]})
        return self.tree(name)

    def packed(self) -> bytes:
        """The bytes of the copy."""
        from lxml import etree

        gone = self._without_signatures() if self.source.is_signed else frozenset()
        changed: dict[str, bytes] = {
            name: etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            for name, tree in self._trees.items()
        }
        packed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self._data)) as source, zipfile.ZipFile(packed, "w") as target:
            for info in source.infolist():
                if info.filename not in gone:
                    target.writestr(info, changed.pop(info.filename, b"") or source.read(info))
            for name, content in changed.items():
                target.writestr(zip_entry(name), content)
        return packed.getvalue()

    def _without_signatures(self) -> frozenset[str]:
        """Take out what names the signatures; returns the parts that hold them."""
        types = self.source.types
        parts = {name for name in self.source.parts if types.of(name).startswith(SIGNATURE_TYPE)}
        for one in list(self.tree("_rels/.rels")):
            if "/digital-signature/" in one.get("Type", ""):
                one.getparent().remove(one)
        for one in list(self.tree(TYPES_PART)):
            if one.get("PartName", "").lstrip("/") in parts:
                one.getparent().remove(one)
        return frozenset(parts | {relations_of(name) for name in parts})


def _append(root: Any, tag: str, attributes: dict[str, str]) -> None:
    root.append(root.makeelement(tag, attributes))
