"""What stands in a template's context for a text that differs from copy to copy.

Which texts those are is decided in ``mail_merge.py``.
"""

from typing import NoReturn


class PlaceholderUsed(BaseException):
    """A template does more with a text than print it.

    No ``Exception``: Jinja's own tests (``is sequence``) and filters swallow every one of those and answer
    something else.
    """


class Placeholder:
    """Prints as ``text``, which is replaced in every copy.

    A template that looks at it in any other way gets PlaceholderUsed instead of a wrong answer.
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    # For ``is string`` and the like: the text that this one stands for is one.
    __class__ = str  # type: ignore[assignment]  # meant for isinstance

    def _used(self, *_: object) -> NoReturn:
        raise PlaceholderUsed

    __str__ = __repr__ = __format__ = __bool__ = __int__ = __float__ = __index__ = _used
    __len__ = __iter__ = __contains__ = __getitem__ = __getattr__ = __hash__ = _used
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = __mul__ = __rmul__ = (
        __mod__
    ) = __rmod__ = _used
