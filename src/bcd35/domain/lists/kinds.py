"""Kinds of unit as the office's own list writes them: in a column, above a group, or in the names."""

import re
from collections.abc import Iterable, Sequence

from bcd35.domain.lists.alike import is_spelt_right
from bcd35.domain.shape import CODE
from bcd35.domain.text import capitalised, fold, identity_key
from bcd35.domain.units import UnitKind

_FILLERS = re.compile(r"\b(cac|khoi|nhom|loai|truc thuoc|co so|va)\b")


def match_kind(text: str, kinds: Iterable[UnitKind]) -> str:
    """The code of the one kind that a text names in any wording; empty when there is none or several."""
    wanted = _essence(text)
    found = [
        kind.code
        for kind in kinds
        if wanted and wanted in {_essence(kind.label), _essence(kind.addressee_prefix), _essence(kind.code)}
    ]
    return found[0] if len(found) == 1 else ""


def kind_key(text: str) -> str:
    """What is equal for all spellings of one kind: ``Sở, ngành``, ``các sở,ngành``."""
    return _essence(text) or identity_key(text)


def _essence(text: str) -> str:
    """Toneless and without the words that some write and others leave out."""
    plain = re.sub("[^a-z0-9]+", " ", fold(text)).replace("dang bo", "dang uy")
    return " ".join(_FILLERS.sub(" ", plain).split())


def kind_of_name(name: str, kinds: Sequence[UnitKind]) -> str:
    """The kind that a name begins with: ``Đảng ủy xã An Khánh``."""
    words = _essence(name)
    return next(
        (
            kind.code
            for kind in kinds
            for start in (kind.addressee_prefix, kind.label)
            if start and f"{words} ".startswith(f"{_essence(start)} ")
        ),
        "",
    )


def _as_in_sentence(word: str) -> str:
    """A word of a title in capitals: ``Đảng`` keeps its own, and short forms as ``UBND`` theirs."""
    if word == "ĐẢNG":
        return "Đảng"
    return word.lower() if is_spelt_right(word) else word


def new_kind(text: str) -> UnitKind:
    """A kind that an office adds for a group of its list: ``ĐƠN VỊ SỰ NGHIỆP`` → ``Đơn vị sự nghiệp``."""
    label = re.sub(r"\w+", lambda word: _as_in_sentence(word[0]), text) if text.isupper() else text
    code = "_".join(re.findall("[a-z0-9]+", fold(text)))[: CODE.most]
    return UnitKind(code, capitalised(label))
