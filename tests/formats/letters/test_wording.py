"""How a subject stands behind a citation."""

import pytest

from bcd35.formats.letters.wording import about


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("báo cáo số liệu.", " về báo cáo số liệu"),
        ("Về việc báo cáo", " về việc báo cáo"),
        ("về việc báo cáo", " về việc báo cáo"),
        ("V/v báo cáo", " về việc báo cáo"),
        ("Về chuyển đổi số", " về chuyển đổi số"),
        ("", ""),
    ],
)
def test_a_subject_goes_on_with_the_sentence(subject: str, words: str) -> None:
    assert about(subject) == words
