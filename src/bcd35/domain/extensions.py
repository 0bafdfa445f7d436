"""Extensions (gia hạn): a later last day for units of a round, or for all of them, and where its letter goes.

Which last day counts in the end: ``terms.py``.
"""

from collections.abc import Iterable

from bcd35.domain.letters import FollowUpFile, LetterNumber, plan_follow_up_files


def plan_extension_files(
    round_code: str, number: LetterNumber, units: Iterable[str], stem: str = ""
) -> tuple[str, list[FollowUpFile]]:
    """Where the letters of an extension go."""
    return plan_follow_up_files("Gia-han", round_code, number, units, stem)
