"""Where the deviations of a document stand.

A check tells a deviation by the name of its part and the beginning of its line; here the line is found again.
What concerns the pages or the whole text stands at the first paragraph.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bcd35.domain.layout.components import Recognised
from bcd35.domain.layout.deviations import Deviation, place_of, quoted
from bcd35.domain.layout.document import Span, WordDocument, whole
from bcd35.domain.layout.profile import Profile


def with_places(
    deviations: Iterable[Deviation], document: WordDocument, recognised: Recognised, profile: Profile
) -> Iterator[Deviation]:
    """The deviations, each with its place; of equal ones the next takes the next line that is alike."""
    judged = list(deviations)
    if not judged:  # as in nearly all letters of ours
        return
    labels = {component.code: component.label for component in profile.components}
    lines: dict[tuple[str, str], list[Span]] = {}
    for found in recognised.found:
        lines.setdefault((labels[found.code], quoted(found.line.text)), []).append(found.span)
    for span in [*(found.span for found in recognised.found), *map(whole, document.paragraphs)]:
        lines.setdefault(("", quoted(span.text)), []).append(span)
    start = [whole(document.paragraphs[0])] if document.paragraphs else []
    seen: dict[tuple[str, str, str], int] = {}
    for one in judged:
        spans = (lines.get((one.part, one.text)) or lines.get(("", one.text)) if one.text else None) or start
        key = (one.rule, one.part, one.text)
        seen[key] = seen.get(key, -1) + 1
        span = _repaired(one, spans) or spans[min(seen[key], len(spans) - 1)]
        yield replace(one, places=(place_of(span),))


def _repaired(one: Deviation, spans: list[Span]) -> Span | None:
    """The line that its repair concerns, of those that are alike."""
    repaired = {getattr(step, "place", None) for step in one.repairs}
    return next((span for span in spans if span.paragraph.place in repaired), None)
