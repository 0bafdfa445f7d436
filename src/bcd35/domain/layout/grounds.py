"""Which lines are the grounds (căn cứ) with which a document begins: only some have words that are known."""

from bcd35.domain.layout.lines import TextLine, is_centred, is_italic
from bcd35.domain.layout.patterns import ARTICLE, DASHED, GROUND, NUMBERED, is_upper


def is_ground(line: TextLine, above: TextLine | None) -> bool:
    """Tell whether a line is a ground by its words, or by standing below one that goes on, and set alike."""
    if GROUND.match(line.text):
        return line.table is None and _ended(line)
    goes_on = _can_be_ground(line) and above is not None and _goes_on(above) and _shape(above) == _shape(line)
    return goes_on and (any(_shape(line)) or _goes_on(line))


def may_be_ground(line: TextLine, above: TextLine, below: TextLine | None) -> bool:
    """Tell whether a line may be a ground set otherwise: it ends as one, or stands above who decides."""
    decided = below is not None and is_centred(below) and is_upper(below.text)
    return _can_be_ground(line) and _goes_on(above) and (_goes_on(line) or decided)


def _can_be_ground(line: TextLine) -> bool:
    parts = ARTICLE.match(line.text) or NUMBERED.match(line.text) or is_centred(line)
    return line.table is None and _ended(line) and not parts


def _ended(line: TextLine) -> bool:
    return line.text.rstrip().endswith((";", ".", ","))


def _goes_on(line: TextLine) -> bool:
    return line.text.rstrip().endswith((";", ","))


def _shape(line: TextLine) -> tuple[bool, bool]:
    """What sets grounds apart from the text: a dash, italics."""
    return DASHED.match(line.text) is not None, is_italic(line)
