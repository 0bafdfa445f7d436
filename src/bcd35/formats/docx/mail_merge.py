"""Many documents from one template: docxtpl sets the template once, with marks in place of what differs; the
copies come from a stencil.

The stencil shows exactly what docxtpl would have made, or there is none: a template that does more with a
differing text than print it (a condition, a filter, a picture per unit) is filled by docxtpl anew for every
copy, and so is a copy whose text has line breaks or tabs, of which docxtpl makes elements of Word.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from bcd35.domain.errors import BrokenFile
from bcd35.formats.docx.placeholder import Mark, MarkUsed
from bcd35.formats.docx.template import WordTemplate, printable
from bcd35.formats.ooxml.copies import Stencil, mark_texts
from bcd35.formats.ooxml.package import Properties


@dataclass(frozen=True, slots=True)
class Copier:
    """A template with what all copies share. Can be sent to another process."""

    template: WordTemplate
    shared: Mapping[str, object]
    properties: Properties
    # By the shape of what differs: lists of another length make another document.
    _stencils: dict[str, Stencil | None] = field(default_factory=dict, init=False, repr=False)

    def copy(self, own: Mapping[str, object]) -> bytes:
        """What ``template.render(shared | own, properties)`` gives: other bytes, the same parts.

        Raises ``BrokenFile`` as that does.
        """
        values: list[object] = []
        shape = repr(_each(own, values.append))
        if shape not in self._stencils:
            self._stencils[shape] = self._cut(own)
        stencil = self._stencils[shape]
        texts = [printable(value) for value in values]
        if stencil is None or any("\n" in text or "\t" in text for text in texts):
            return self.template.render({**self.shared, **own}, self.properties)
        return stencil.copy([escape(text, quote=False).replace('"', "&quot;") for text in texts])

    def _cut(self, own: Mapping[str, object]) -> Stencil | None:
        """A stencil for copies of this shape; None when the template cannot do with marks, or is broken:
        filling it will say so.
        """
        spare: Iterator[str] = mark_texts(self.template.data, repr(self.shared))
        used: list[str] = []

        def marked(value: object) -> object:
            if not isinstance(value, str | int):
                raise MarkUsed
            used.append(next(spare))
            return Mark(used[-1])

        try:
            return Stencil.cut(
                self.template.render({**self.shared, **_each(own, marked)}, self.properties), used
            )
        except (MarkUsed, BrokenFile):
            return None


def _each(value: Any, change: Callable[[object], object]) -> Any:
    """The same dicts and lists with every value in them changed, in order."""
    if isinstance(value, Mapping):
        return {key: _each(one, change) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_each(one, change) for one in value]
    return change(value)
