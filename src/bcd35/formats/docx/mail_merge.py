"""Many documents from one template.

docxtpl fills the template once, with placeholders in place of what differs between copies. The copies are
made from that one document and show exactly what docxtpl would have made.

Some copies docxtpl fills itself. A template may do more with a differing text than print it (a condition, a
filter, a picture per unit). A text may have line breaks or tabs, of which docxtpl makes elements of Word.

For 1,530 units docxtpl would take over a minute, the copies take a fraction of a second: ``python -m bench``
shows both.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from bcd35.domain.errors import BrokenFile
from bcd35.formats.docx.placeholder import Placeholder, PlaceholderUsed
from bcd35.formats.docx.template import Paragraphs, WordTemplate, printable
from bcd35.formats.docx.whole_numbers import hyphens_kept
from bcd35.formats.ooxml.copies import DocumentCopies, placeholder_texts
from bcd35.formats.ooxml.package import Properties


@dataclass(frozen=True, slots=True)
class Copier:
    """A template with what all copies share."""

    template: WordTemplate
    shared: Mapping[str, object]
    properties: Properties
    # By the shape of what differs: lists of another length make another document.
    _copies: dict[str, DocumentCopies | None] = field(default_factory=dict, init=False, repr=False)

    def copy(self, own: Mapping[str, object]) -> bytes:
        """What ``template.render(shared | own, properties)`` gives: other bytes, the same parts.

        Raises ``BrokenFile`` as that does.
        """
        values: list[object] = []
        shape = repr(_each(own, values.append))
        if shape not in self._copies:
            self._copies[shape] = self._prepare(own)
        copies = self._copies[shape]
        texts = [printable(value) for value in values]
        if copies is None or any("\n" in text or "\t" in text for text in texts):
            return self.template.render({**self.shared, **own}, self.properties)
        escaped = (escape(text, quote=False).replace('"', "&quot;") for text in texts)
        return copies.copy([hyphens_kept(text) for text in escaped])

    def _prepare(self, own: Mapping[str, object]) -> DocumentCopies | None:
        """What copies of this shape share.

        None when the template cannot be filled with placeholders, or is broken: filling it will say so.
        """
        texts: Iterator[str] = placeholder_texts(self.template.data, repr(self.shared))
        used: list[str] = []

        def placeholder(value: object) -> object:
            if not isinstance(value, str | int):
                raise PlaceholderUsed
            used.append(next(texts))
            return Placeholder(used[-1])

        try:
            filled = self.template.render({**self.shared, **_each(own, placeholder)}, self.properties)
        except (PlaceholderUsed, BrokenFile):
            return None
        return DocumentCopies.of(filled, used)


def _each(value: Any, change: Callable[[object], object]) -> Any:
    """The same dicts and lists with every value in them changed, in order."""
    if isinstance(value, Mapping):
        return {key: _each(one, change) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_each(one, change) for one in value]
    if isinstance(value, Paragraphs):
        return Paragraphs(tuple(_each(one, change) for one in value.texts))
    return change(value)
