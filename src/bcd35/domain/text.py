"""Vietnamese text: cleaning where it enters, keys for identity, search and order.

Three keys for three questions, never to be mixed:

* ``identity_key``: "is this the same name?": ``uỷ`` and ``ủy`` are, ``má`` and ``mà`` are not;
* ``fold``: "could the clerk mean this?": search hits and suggestions only, tones are lost;
* ``sort_key``: the Vietnamese dictionary order.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cache, lru_cache
from itertools import product
from typing import Literal

# Icelandic Eth and African D look like Đ/đ; some keyboards and old converters produce them.
_LOOKALIKE_D = str.maketrans({"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"})
_NON_CHARACTERS = frozenset(
    [chr(0xFDD0 + i) for i in range(32)]
    + [chr(plane * 0x10000 + low) for plane in range(17) for low in (0xFFFE, 0xFFFF)]
)
# Cyrillic and Greek letters that look like Latin ones.
_LOOKALIKES = _LOOKALIKE_D | str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "ABEKMHOPCTYXaeopcyxABEZHIKMNOPTYX",
)
_FOREIGN = frozenset(map(chr, _LOOKALIKES))
# Dictionary order of the tones: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
# Invisible, though Unicode calls them marks or letters: grapheme joiner, Hangul fillers, variation selectors.
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
    + "".join(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10))))
)
# Space without width, marks and stretches of direction, word joiner, byte order mark; no joiner of emoji.
_ZERO_WIDTH = frozenset(
    "\u200b\u200c\u200e\u200f\u2060\ufeff"
    + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
)
# Where a tone mark may stand on either of two vowels that end a syllable: ``ủy`` and ``uỷ``, ``hòa`` and
# ``hoà``, ``khỏe`` and ``khoẻ``.
_TWO_VOWELS = ("oa", "oe", "uy")
_ONSETS = "bcdđghklmnprstvxBCDĐGHKLMNPRSTVX"  # no q: the u of ``quý`` belongs to it
Spelling = Literal["ủy", "uỷ"]
_PRINTABLE_JUNK = _INVISIBLE.union(map(chr, _LOOKALIKE_D))
_LONGEST_NAME = 200  # characters of a text whose key is remembered
MOST_LISTED = 8  # names in one sentence; a longer list pushes the sentence itself off the screen
_SHORTEST_PART = 3  # shorter parts are found in too many names to be a suggestion
WORD_SIGNS = "\t\n"  # in a Word file they are no text but elements of their own
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"  # first those that look like a hyphen
_TO_HYPHEN = str.maketrans(dict.fromkeys(DASHES, "-"))


def _is_junk(character: str) -> bool:
    """Control, format (bidi, zero-width), surrogate, private, invisible and non-characters."""
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co")
        or character in _NON_CHARACTERS
        or character in _INVISIBLE
    )


def clean(text: str) -> str:
    """One line of text in NFC, with plain spaces and nothing invisible.

    Every text from a file, a cell or the command line passes here once, where it enters.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    # What Unicode calls printable is no control, format, surrogate, private or non-character, and has no
    # white space but the plain one.
    if text.isprintable() and _PRINTABLE_JUNK.isdisjoint(text):
        return " ".join(unicodedata.normalize("NFC", text).split())
    # White space first: tab and line feed are category Cc and would otherwise join two words.
    spaced = "".join(" " if character.isspace() else character for character in text)
    kept = "".join(character for character in spaced if not _is_junk(character))
    return " ".join(unicodedata.normalize("NFC", kept).translate(_LOOKALIKE_D).split())


def visible(text: str) -> str:
    """Text on its way out, without control, format and invisible characters.

    Tabs stay, and every line break is a line feed. What entered was cleaned; another program may have written
    into the database.
    """
    if text.isprintable() and _PRINTABLE_JUNK.isdisjoint(text):
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in lines if character in "\n\t" or not _is_junk(character))


def clean_lines(text: str) -> str:
    """Like :func:`clean`, keeping line breaks; blank lines at the ends are dropped."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()


def has_zero_width(text: str) -> bool:
    """Tell whether a text has signs without width, as text pasted from web pages has: they part its words."""
    return not (text.isascii() or _ZERO_WIDTH.isdisjoint(text))


def is_composed(text: str) -> bool:
    """Tell whether :func:`compose_pieces` leaves a text as it is."""
    return unicodedata.is_normalized("NFC", text) and not has_zero_width(text)


def compose_pieces(pieces: Sequence[str]) -> list[str]:
    """The pieces of one text in NFC, without signs that have no width.

    A combining character that begins a piece moves to its letter, in the piece before; never behind a sign
    that Word keeps as an element of its own. Pieces that are one text in NFC stay: nothing is to be composed.
    """
    if is_composed("".join(pieces)):
        return list(pieces)
    moved: list[str] = []
    for piece in ("".join(one for one in piece if one not in _ZERO_WIDTH) for piece in pieces):
        rest = piece.lstrip("".join(character for character in piece if unicodedata.combining(character)))
        owner = next((place for place in reversed(range(len(moved))) if moved[place]), None)
        if owner is None or len(rest) == len(piece) or moved[owner][-1] in WORD_SIGNS:
            moved.append(piece)
        else:
            moved[owner] += piece[: len(piece) - len(rest)]
            moved.append(rest)
    return [unicodedata.normalize("NFC", piece) for piece in moved]


def with_latin_letters(text: str) -> str:
    """The text, as long as it was, with Latin letters for those of other alphabets that look like them.

    An eth begins a syllable or stands among capitals; others stand in a word that has a Latin letter, too.
    """
    if text.isascii() or _FOREIGN.isdisjoint(text):  # nearly every text
        return text
    return re.sub(r"[^\W\d_]+", lambda word: _latin(word[0]), text)


def _latin(word: str) -> str:
    meant = word.translate(_LOOKALIKES)
    kept = [one for one, right in zip(word, meant, strict=True) if one == right]
    if not all(unicodedata.name(one, "").startswith("LATIN") for one in kept):
        return word
    as_d = {place for place, one in enumerate(word) if ord(one) in _LOOKALIKE_D}
    is_d = as_d <= {0} or word.isupper()
    return meant if is_d and (as_d or kept) else word


def _split_tones(text: str) -> tuple[str, list[int]]:
    """Take the tone marks out: ``"đảng"`` → ``("đang", [0, 2, 0, 0])``, one tone for each letter left."""
    letters: list[str] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFD", text):
        if character in _TONES:
            if tones:
                tones[-1] = _TONES[character]
        elif unicodedata.combining(character) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + character)
        else:
            letters.append(character)
            tones.append(0)
    return "".join(letters), tones


def capitalised(text: str) -> str:
    """The text beginning with a capital letter; the other letters stay."""
    return f"{text[:1].upper()}{text[1:]}"


def identity_key(text: str) -> str:
    """Key that two spellings of one name share.

    Case, spaces, dashes, NFC/NFD and the place of the tone mark do not count. The tone is taken out of each
    syllable and put behind it, so that ``uỷ`` and ``ủy`` both become ``uy^2``. The ``^`` keeps ``Lô Á`` apart
    from ``Lô A4``.
    """
    return _key_of_name(text) if len(text) <= _LONGEST_NAME else _key(text)


def _key(text: str) -> str:
    return re.sub(
        r"[^\W\d_]+", lambda match: _toneless(match[0]), clean(text).casefold().translate(_TO_HYPHEN)
    )


# Headings and answers come again in every form. Receiving 1,530 forms asks for some 25 keys each, and a key
# takes 54 µs: remembering them saves about two seconds of ``bcd35 record-report``.
_key_of_name = lru_cache(maxsize=4096)(_key)


@lru_cache(maxsize=4096)  # a text of thousands of lines is made of few syllables
def _toneless(syllable: str) -> str:
    letters, tones = _split_tones(syllable)
    return letters + "".join(f"^{tone}" for tone in tones if tone)


def fold(text: str) -> str:
    """Toneless lower-case search key: ``fold("Đảng ủy") == "dang uy"``. A hit is a candidate, never proof."""
    decomposed = unicodedata.normalize("NFD", clean(text).casefold().replace("đ", "d"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def sort_key(text: str) -> str:
    """Vietnamese dictionary order: letters first (a ă â b …), then tones, then case; numbers by their value.

    Texts compare as their keys do.
    """
    original = clean(text)
    ranked = [_ranks(word) for word in re.findall(r"\S+|\s", original.lower())]
    return "\0".join(
        (
            "".join([ranks for ranks, _ in ranked]),
            "".join([tones for _, tones in ranked]),
            original.swapcase(),
        )
    )


# Names are made of few syllables: remembering them sorts 1,530 units in a third of the time.
@lru_cache(maxsize=1024)
def _ranks(word: str) -> tuple[str, str]:
    """``(letter ranks, tones)`` of one word, for :func:`sort_key`."""
    letters, tones = (word, [0] * len(word)) if word.isascii() else _split_tones(word)  # ASCII has no tones
    return "".join(map(_rank, re.findall(r"[0-9]+|.", letters))), "".join(map(str, tones))


def _rank(chunk: str) -> str:
    """Class of a chunk, then its place in the class.

    The classes in order: punctuation, numbers (by their value), Vietnamese letters, other letters.
    """
    if chunk.isascii() and chunk.isdigit():
        number = str(int(chunk[:18]))
        return f"\2{chr(len(number))}{number}"
    if chunk in _LETTER_RANK:
        return f"\3{chr(_LETTER_RANK[chunk])}"
    return ("\4" if chunk.isalnum() else "\1") + chunk


def suggest(wanted: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Known names that the clerk may have meant, best first; toneless, so ``so y te`` finds ``Sở Y tế``."""
    key = fold(wanted)
    by_fold: dict[str, list[str]] = {}
    for name in known:
        by_fold.setdefault(fold(name), []).append(name)
    contained = [
        name
        for folded, names in by_fold.items()
        for name in names
        if len(key) >= _SHORTEST_PART and key in folded
    ]
    close = [
        name for folded in get_close_matches(key, by_fold, n=limit, cutoff=0.6) for name in by_fold[folded]
    ]
    contained.sort(key=sort_key)
    # Whole words of a name say more than letters like its code's: “An Khánh” is no XTKHANH.
    whole = [name for name in contained if f" {key} " in f" {fold(name)} "]
    return tuple(dict.fromkeys(whole + close + contained))[:limit]


def respell(text: str, spelling: Spelling) -> str:
    """NFC text with the tone marks of ``oa``, ``oe``, ``uy`` where the office puts them.

    They are on the first vowel (``ủy``) or the second (``uỷ``). Only syllables that end in these vowels have
    two spellings: ``quý``, ``hoàn`` and ``ngoài`` stay as they are. The length of the text does not change.
    """
    rhyme, moved = _moves(spelling)

    def respelled(match: re.Match[str]) -> str:
        before = text[: match.start()].rstrip(_ONSETS)
        return match[0] if before[-1:].isalpha() else moved[match[0]]

    return rhyme.sub(respelled, text)


@cache
def _moves(spelling: Spelling) -> tuple[re.Pattern[str], dict[str, str]]:
    """The ends of syllables to change, and each one's other spelling.

    They are built once, on first use: each of the thousands of texts of an issue asks for them.
    """
    moved = {}
    for vowels, tone in product(_TWO_VOWELS, _TONES):
        for first, second in product((vowels[0], vowels[0].upper()), (vowels[1], vowels[1].upper())):
            on_first = unicodedata.normalize("NFC", first + tone) + second
            on_second = first + unicodedata.normalize("NFC", second + tone)
            moved[on_second if spelling == "ủy" else on_first] = on_first if spelling == "ủy" else on_second
    return re.compile(rf"(?:{'|'.join(moved)})(?![^\W\d_]|[\u0300-\u036f])"), moved


# A letter that the code page of a .csv lacks is saved as a question mark; nobody types one before a letter.
# What has a “/” or “=” is an address.
_LOST = re.compile(r"""(?<![^\s;,"“(])[^\s;,/=]*\?[^\W\d_][^\s;,/=]*(?![^\s;,])""")
_BEYOND_WEST = re.compile("[\u1ea0-\u1ef9]")


def has_lost_letters(text: str) -> bool:
    """Whether more words lost their Vietnamese letters to question marks than there are such letters."""
    return "?" in text and len(_LOST.findall(text)) > len(_BEYOND_WEST.findall(text))


def has_lost_word(name: str) -> bool:
    """Whether a word of a name lost letters: “??i tượng”, “Ba B\ufffd”."""
    return "\ufffd" in name or _LOST.search(name) is not None


def written_twice(texts: Sequence[str]) -> list[str]:
    """The texts of a list that stood in it before, whatever their case and spacing."""
    keys = list(map(identity_key, texts))
    return [text for place, text in enumerate(texts) if keys[place] in keys[:place]]


def short_list(texts: Iterable[str], rest: str = "nữa", *, by: str = ", ") -> str:
    """``SYT, STC và 3 đơn vị khác``: the first names of a long list, and how many ``rest`` are left out."""
    named = list(texts)
    more = len(named) - MOST_LISTED
    return by.join(named[:MOST_LISTED]) + (f" và {more} {rest}" if more > 0 else "")


# What ends a string between double marks, or is replaced in one: in bash, PowerShell (which takes curly marks
# for straight ones) or cmd (where a % alone stays). A \ at the end would be read as part of the closing
# mark. The patterns stay text: most commands type nothing, and compiling them would be a hundredth of every
# start.
_NOT_IN_DOUBLE = r'["“”„$`!\n]|%.*%|\\\\|\\$'
NOT_TYPED = "ĐƯỜNG_DẪN"  # stands in a printed command for what no marks hold
_NOT_IN_SINGLE = r"""['‘’‚‛"\n]|\\$"""


def typed(text: object) -> str:
    """A value as it is typed behind a command, the same in every shell; empty when that cannot be done."""
    whole = str(text)
    if re.fullmatch(r"[A-Za-z0-9_./:][A-Za-z0-9_./:@-]*", whole):
        return whole
    return "" if re.search(_NOT_IN_DOUBLE, whole) else f'"{whole}"'


def typed_path(path: object) -> str:
    r"""A path as it is typed in a command, always between marks.

    A drive of Windows is typed ``"E:/"``: in ``"E:\"`` the mark would belong to the path. What no double
    marks hold stands in single ones, which PowerShell and bash know; cmd finds no such path and does nothing.
    """
    shown = str(path)
    if shown.startswith("-"):  # it would be read as an option
        shown = f"./{shown}"
    whole = shown.replace("\\", "/") if shown.startswith("\\\\") or shown.endswith("\\") else shown
    if not re.search(_NOT_IN_DOUBLE, whole):
        return f'"{whole}"'
    return NOT_TYPED if re.search(_NOT_IN_SINGLE, whole) else f"'{whole}'"
