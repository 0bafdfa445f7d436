"""A tag that asks for too much text is refused before it is made."""

import io

import pytest

from bcd35.domain.errors import BrokenFile
from bcd35.domain.text import visible
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.ooxml.package import Properties
from tests.conftest import NOW
from tests.support.letter_samples import a_template

PROPERTIES = Properties("Thử", "Ban", NOW.date())
TOO_LARGE = [
    "{{ 'a' * 200000000 }}",
    "{{ 200000000 * 'a' }}",
    "{{ [x] * 200000000 }}",
    "{{ 9 ** 99999999 }}",
    "{{ 'a'|center(200000000) }}",
    "{{ 'a'.center(200000000) }}",
    "{{ 'a'.ljust(200000000) }}",
    "{{ '%200000000d' % 1 }}",
    "{{ '%200000000d'|format(1) }}",
    "{{ '{:>200000000}'.format(x) }}",
    "{{ ('a' * 4000).replace('a', 'b' * 4000) }}",
    "{{ x|indent(200000000) }}",
    "{% for a in many %}{% for b in many %}{{ x * 400 }}{% endfor %}{% endfor %}",
]


def rendered(*paragraphs: str) -> bytes:
    return WordTemplate("mau.docx", a_template(*paragraphs)).render(
        {"x": "abc", "many": ["a"] * 100}, PROPERTIES
    )


@pytest.mark.parametrize("tag", TOO_LARGE)
def test_a_tag_that_asks_for_too_much_is_refused(tag: str) -> None:
    with pytest.raises(BrokenFile) as caught:
        rendered(tag)

    (found,) = caught.value.findings
    assert (found.code, found.where) == ("template_too_large", "mau.docx")
    assert found.message.startswith("Tệp mẫu “mau.docx”: có thẻ tạo ra văn bản lớn quá mức (máy báo: ")


def test_small_sums_of_a_template_work() -> None:
    import docx

    data = rendered(
        "{{ x * 2 }} {{ 2 + 3 }} {{ '%s!' % x }} {{ x.upper() }} {{ x|center(5) }} {{ '%s'|format(x) }}"
    )

    (paragraph,) = docx.Document(io.BytesIO(data)).paragraphs
    assert paragraph.text == "abcabc 5 abc! ABC  abc  abc"


def test_what_nobody_sees_is_left_out_on_the_way_out() -> None:
    assert visible("Sở\u202e Y\x85 tế\x07\u200b\r\ndòng\ttab") == "Sở Y tế\ndòng\ttab"
