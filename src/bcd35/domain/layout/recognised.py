"""What was recognised in a document: its type, and the line of each component."""

from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from bcd35.domain.layout.document import Span
from bcd35.domain.layout.lines import TextLine
from bcd35.domain.layout.patterns import is_upper
from bcd35.domain.layout.profile import ComponentCode, DocumentType
from bcd35.domain.text import clean

SIGNING: tuple[ComponentCode, ...] = ("authority", "position", "signer_name")
# A sheet under the title that is no official document, such as a poster. No rule concerns the part
# below its heading.
LEAFLET = DocumentType(name="TỜ RỜI", attached=True)


class Found(NamedTuple):
    """A component and the line that holds it."""

    code: ComponentCode
    line: TextLine

    @property
    def span(self) -> Span:
        return self.line.span


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """The type of a document and the places of its components."""

    kind: DocumentType
    found: tuple[Found, ...]
    stroke: Span | None = None  # the hyphens under the subject of a document with a type name
    signatures: tuple[tuple[Found, ...], ...] = ()  # the lines of each signer, from the left
    unknown_type: str = ""  # a title that names no type of the profile
    head: tuple[TextLine, ...] = ()  # the lines among which the head is, if there is one
    strays: tuple[TextLine, ...] = ()  # lines between the head and the text that are no component
    doubtful: tuple[Found, ...] = ()  # lines that stand for a component, not as it is written: left alone

    def all(self, *codes: ComponentCode) -> list[Found]:
        return [one for one in self.found if one.code in codes]

    def first(self, code: ComponentCode) -> Found | None:
        return next((one for one in self.found if one.code == code), None)

    def has(self, code: ComponentCode) -> bool:
        """Tell whether a line stands for a component, as it is to be or otherwise."""
        return any(one.code == code for one in (*self.found, *self.doubtful))

    @property
    def author(self) -> list[Found]:
        """The lines below the type's name that say whose document it is: CỦA BAN THƯỜNG VỤ …."""
        capitals = list(takewhile(lambda found: is_upper(found.line.text), self.all("type_subject")))
        return capitals if capitals and capitals[0].line.text.split()[0] == "CỦA" else []

    @property
    def several_sign(self) -> bool:
        """Tell whether signatures stand side by side."""
        return len(self.signatures) > 1

    @property
    def is_a_document(self) -> bool:
        """Tell whether it has a component that only official documents have."""
        return bool(self.all("title", "number", "type_name", "address_label", "recipients_label"))

    @property
    def has_head(self) -> bool:
        """Tell whether it begins as official documents do; any note may have a type's name or a number."""
        if self.first("title"):  # any contract and petition has it, too
            return self.kind == LEAFLET or bool(self.all("issuer", "date_line"))
        marks: tuple[ComponentCode, ...] = ("number", "date_line", "recipients_label")
        return sum(self.first(code) is not None for code in marks) > 1

    @property
    def head_texts(self) -> tuple[str, ...]:
        """What the head says in each line and, where its words are wrapped, in all and in its right half."""
        texts = [(line.side, clean(line.text)) for line in self.head]
        right = " ".join(text for side, text in texts if side == "right")
        return (*(text for _, text in texts), " ".join(text for _, text in texts), right)
