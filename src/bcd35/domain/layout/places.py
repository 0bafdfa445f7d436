"""Where the deviations of a document stand.

A check tells a deviation by the name of its part and the beginning of its line; here the line is found again.
What concerns the pages or the whole text stands at the first paragraph.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from bcd35.domain.layout.deviations import Deviation, Place, place_of, quoted
from bcd35.domain.layout.document import Span, WordDocument, whole
from bcd35.domain.layout.profile import Profile
from bcd35.domain.layout.recognised import Recognised

_AT_ONCE = 5_000  # deviations: each cell of a long table may have some


def with_places(
    deviations: Iterable[Deviation], document: WordDocument, recognised: Recognised, profile: Profile
) -> Iterator[Deviation]:
    """The deviations, each with its place; of equal ones the next takes the next line that is alike."""
    remaining = iter(deviations)
    seen: dict[tuple[str, str, str], int] = {}
    place: Place | None = None
    while judged := list(islice(remaining, _AT_ONCE)):  # none in nearly all letters of ours
        lines = _lines_of(judged, document, recognised, profile)
        by_place = {  # thousands of cells may be alike
            key: {(one.paragraph.part, one.paragraph.place): one for one in reversed(spans)}
            for key, spans in lines.items()
        }
        start = [whole(document.paragraphs[0])] if document.paragraphs else []
        for one in judged:
            named = (one.part, one.text) if lines[one.part, one.text] else ("", one.text)
            spans = (lines[named] if one.text else []) or start
            turn = 0
            if len(spans) > 1:  # no other line is counted: a key for each cell would fill the memory
                key = (one.rule, one.part, one.text)
                turn = seen[key] = seen.get(key, -1) + 1
            own = one.repairs if one.text else ()  # a page's may move a line of the head, too
            steps = ((getattr(step, "part", ""), getattr(step, "place", -1)) for step in own)
            repaired = next((by_place[named][step] for step in steps if step in by_place[named]), None)
            span = repaired or spans[min(turn, len(spans) - 1)]
            place = place if place == place_of(span) else place_of(span)  # font and size of one line share it
            yield replace(one, places=(place,))


def _lines_of(
    judged: Sequence[Deviation], document: WordDocument, recognised: Recognised, profile: Profile
) -> dict[tuple[str, str], list[Span]]:
    """The lines that deviations name, by part and text; all others of a long table would fill the memory."""
    labels = {component.code: component.label for component in profile.components}
    lines: dict[tuple[str, str], list[Span]] = {
        (part, one.text): [] for one in judged for part in (one.part, "")
    }
    texts = {one.text for one in judged}
    for found in recognised.found:
        if (text := quoted(found.line.text)) in texts:
            for part in {labels[found.code], ""}:
                if (part, text) in lines:
                    lines[part, text].append(found.span)
    for paragraph in document.paragraphs:
        if (text := quoted(paragraph.text)) in texts:
            lines["", text].append(whole(paragraph))
    return lines
