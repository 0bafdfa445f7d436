"""A fault or a remark about somebody's input, as a value.

All findings are reported at once, worded for a clerk.
"""

from typing import NamedTuple


class Finding(NamedTuple):
    """Lỗi/nhắc: one thing found in an input or worth saying about an act.

    ``code`` is stable English snake_case for scripts; ``where`` names file, line, sheet or cell;
    ``message`` says what was found and what is allowed; ``fix`` says what to do next (may be empty).
    """

    code: str
    where: str
    message: str
    fix: str = ""
