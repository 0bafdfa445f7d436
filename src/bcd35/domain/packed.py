"""Long lists in little memory: what is held for every unit of a country while its files are made."""

import pickle
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

_TOGETHER = 256  # items in one piece: what they have in common is kept once
_SORTED_AT_ONCE = 2_000
Item = TypeVar("Item")


class Packed(Collection[Item]):
    """A list that never changes and is only gone through from its beginning: its items lie pickled and
    compressed, some hundreds a piece.

    A unit of a roster takes about 10 to 40 bytes this way, the digests of its three files 160; as objects
    they take 2,700.
    """

    __slots__ = ("_count", "_loose", "_pieces")

    def __init__(self, items: Iterable[Item] = (), *, loose: int = 0) -> None:
        """``loose``: so many of the first items are held as they are, for lists that are mostly shorter than
        that.
        """
        left = iter(items)
        self._loose = list(islice(left, loose))
        self._pieces: list[bytes] = []
        self._count = len(self._loose)
        while piece := list(islice(left, _TOGETHER)):
            self._pieces.append(zlib.compress(pickle.dumps(piece), level=1))
            self._count += len(piece)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Item]:
        yield from self._loose
        for piece in self._pieces:
            yield from pickle.loads(zlib.decompress(piece))  # noqa: S301 – our own bytes, which never left this process

    def __contains__(self, wanted: object) -> bool:
        return any(item == wanted for item in self)


def packed_in_order(items: Iterable[Item], key: Callable[[Item], Any]) -> Packed[Item]:
    """``sorted(items, key=key)`` in little memory: parts are sorted one by one, then merged."""
    keyed = ((key(item), item) for item in items)
    parts: list[Packed[tuple[Any, Item]]] = []
    while part := sorted(islice(keyed, _SORTED_AT_ONCE), key=itemgetter(0)):
        parts.append(Packed(part))
    return Packed(item for _, item in merge(*parts, key=itemgetter(0)))
