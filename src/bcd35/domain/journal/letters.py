"""Letters and the book of numbers: the words of their acts and what puts them right."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from bcd35.domain.commands import REASON, Blank, Command, book_options
from bcd35.domain.journal.lines import (
    SET_AGAIN,
    TAKEN,
    Act,
    Key,
    Line,
    Way,
    command,
    sentence,
    unless_set_again,
)
from bcd35.domain.letters import parts_of

VOID_BY_NOW = sentence("Công văn này đã hủy sau đó.")


def _number_keys(line: Line) -> list[Key]:
    """The numbers that a line says something of."""
    first, _, last = str(line.detail["numbers"]).partition("-")
    book = (line.detail["symbol"], line.detail["term"])
    return [line.key("number", *book, number) for number in range(int(first), int(last or first) + 1)]


def _letter_keys(line: Line, term: str) -> list[Key]:
    """The number of a letter, and of the one that it replaces. ``term``: where the line does not tell it."""
    if line.act not in _LETTERS:
        return []
    own = line.detail.get("term") or term
    named = [(line.detail.get("number"), own)]
    named.append((line.detail.get("replaces"), line.detail.get("replaces_term") or own))
    parts = [(*parts_of(str(reference)), book) for reference, book in named if reference]
    return [line.key("number", symbol, book, int(figures)) for figures, symbol, book in parts]


_LETTERS = frozenset({"notify", "replace_letter", "remind", "return_report", "extend"})


_NUMBER_LINES = frozenset({"void_number", "reserve_numbers", "number_on_paper", "release_numbers"})


def concerned_by(lines: Iterable[Line]) -> Iterator[frozenset[str]]:
    """Whom each line of the whole journal concerns, in order.

    What is said of a letter, or of all units of a round, concerns those that the letters went to.
    """
    told: dict[tuple[str, str], frozenset[str]] = {}
    asked: dict[str, frozenset[str]] = {}
    for line in lines:
        code, concerned = str(line.detail.get("round") or line.subject).casefold(), line.concerned
        if line.act in ("extend", "undo_extension") and not line.detail.get("to"):
            concerned |= asked.get(code, frozenset())
        elif line.act in _NUMBER_LINES:
            concerned |= told.get((code, line.subject), frozenset())
        if line.act in _LETTERS:
            letter = code, str(line.detail.get("number"))
            told[letter] = concerned | told.get(letter, frozenset())
        if line.act in ("notify", "replace_letter"):
            asked[code] = concerned | asked.get(code, frozenset())
        yield concerned


def after_numbers(lines: Sequence[Line]) -> dict[int, set[Key]]:
    """Place of a line → the numbers of it on which a later line has the last word.

    A release takes back the line before it, and what was said of the number before that stands again.
    """
    terms = [str(line.detail["term"]) for line in lines if line.act in _NUMBER_LINES]
    released: Counter[Key] = Counter()
    said: set[Key] = set()
    found: dict[int, set[Key]] = {}
    for place, line in reversed([*enumerate(lines)]):
        about = line.act in _NUMBER_LINES
        for key in _number_keys(line) if about else _letter_keys(line, terms[0] if terms else ""):
            if key in said or (released[key] and line.act != "release_numbers"):
                found.setdefault(place, set()).add(key)
            if line.act == "release_numbers":
                released[key] += 1
            elif about and released[key]:
                released[key] -= 1
            elif about or not _adds(line):
                said.add(key)
    return found


def _letter_key(line: Line) -> Iterable[Key]:
    if _adds(line):
        return [line.key("expected", line.subject, unit) for unit in line.detail["to"]]
    return [line.key("letter", line.subject)] if line.detail.get("to") is not None else []


def _void_back(line: Line, later: Collection[Key]) -> Way:
    return VOID_BY_NOW if later else sentence(f"{TAKEN} Hủy công văn:", *void_command(line))


def edit_command(code: str) -> Command:
    """The command that changes a round, with its most usual part; which one is wrong the clerk knows."""
    return ("rounds", "edit", code, "--subject", Blank("TRÍCH_YẾU"))


def void_command(line: Line) -> Command:
    """``term``: only where a number may stand in several books."""
    symbol, term = parts_of(str(line.detail.get("number", "")))[1], line.detail.get("term", "")
    book = book_options(symbol, term) if term else ()
    return ("letters", "void", _figures(line), *book, "--reason", REASON)


def _figures(line: Line) -> str:
    """The number of a letter as commands take it: ``28`` of ``28-CV/BCĐ``."""
    return parts_of(str(line.detail.get("number", "")))[0].lstrip("0") or Blank("SỐ")


def _adds(line: Line) -> bool:
    """Whether a letter that was out went to further units; older versions did not tell it."""
    return line.act == "notify" and "deadline" in line.detail


def _notify_back(line: Line, later: Collection[Key]) -> Way:
    """Units that were added need not report; a letter that goes out first is replaced or void."""
    if any(key[0] == "number" for key in later):
        return VOID_BY_NOW
    if not _adds(line):
        return unless_set_again(_letter_back)(line, later)
    units = [unit for unit in line.detail["to"] if line.key("expected", line.subject, unit) not in later]
    day = ("--date", line.detail["on"]) if "on" in line.detail else ()
    of = "--round", line.subject, *day, "--reason", "bổ sung nhầm"
    return tuple(step for unit in units for step in command("rounds", "exempt", unit, *of)) or SET_AGAIN


def _letter_back(line: Line) -> Way:
    replace = "notify", line.subject, "--replace", _figures(line), "--reason", REASON
    return (
        *sentence(f"{TAKEN} Nội dung sai thì sửa phần ấy của đợt:", *edit_command(line.subject)),
        *sentence("Rồi phát hành công văn thay thế:", *replace),
        *sentence("Hoặc hủy hẳn, không thay:", *void_command(line)),
    )


def _left_of(line: Line, later: Collection[Key]) -> Iterator[Command]:
    """The spans of a line's numbers that no later line is about, with their book, as commands take them."""
    left = [int(key[-1]) for key in _number_keys(line) if key not in later]
    book = book_options(line.detail["symbol"], line.detail["term"])
    for _, group in groupby(enumerate(left), key=lambda pair: pair[1] - pair[0]):
        span = [number for _, number in group]
        yield (str(span[0]) if len(span) == 1 else f"{span[0]}-{span[-1]}", *book)


def _release_back(line: Line, later: Collection[Key]) -> Way:
    return _on_numbers("release", _left_of(line, later), ("--reason", "ghi nhầm"))


def _on_numbers(verb: str, spans: Iterable[Command], options: Command) -> Way:
    return tuple(step for span in spans for step in command("letters", verb, *span, *options)) or SET_AGAIN


def _released_back(line: Line, later: Collection[Key]) -> Way:
    verb = {"void": "void", "on_paper": "on-paper"}.get(line.detail.get("was", ""), "reserve")
    day = ("--date", line.detail["on"]) if line.detail.get("on") else ()
    spans = _left_of(line, later)
    return _on_numbers(verb, spans, (*day, "--reason", line.detail.get("was_reason") or "bỏ nhầm"))


LETTER_ACTS: Mapping[str, Act] = {
    "notify": Act("Phát hành công văn", "notify", _notify_back, _letter_key),
    "replace_letter": Act("Phát hành công văn thay thế", "notify --replace", _notify_back, _letter_key),
    "void_number": Act("Hủy số", "letters void", _release_back),
    "reserve_numbers": Act("Để dành số", "letters reserve", _release_back),
    "number_on_paper": Act("Ghi số dùng ngoài chương trình", "letters on-paper", _release_back),
    "release_numbers": Act("Bỏ dòng ghi về số", "letters release", _released_back),
    "remind": Act("Phát hành công văn đôn đốc", "remind", _void_back),
    "return_report": Act("Gửi trả báo cáo để sửa", "return-report", _void_back),
    "adopt_papers": Act(
        "Nhận giấy tờ có sẵn vào sổ",
        "recover --adopt",
        lambda _line, _later: sentence(f"{TAKEN} Giấy tờ vẫn nằm nguyên chỗ."),
    ),
    "continue_numbers": Act(
        "Đi tiếp từ số",
        "recover --continue-from",
        lambda _line, _later: sentence(
            "Số đã bỏ qua không lấy lại được; giấy tờ mang số ấy:", "recover", "--adopt"
        ),
    ),
}

# what decides which number is the next one: lost with an older ledger, a number would go out twice
ABOUT_NUMBERS = frozenset(LETTER_ACTS) | _LETTERS
