"""Many documents from one template.

Whatever the copies hold is, part by part, what the libraries would have written.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

import pytest
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from bcd35.domain.errors import BrokenFile
from bcd35.domain.form_spec import identify
from bcd35.domain.text import clean
from bcd35.formats.docx import template as word
from bcd35.formats.docx.mail_merge import Copier
from bcd35.formats.docx.template import Picture, WordTemplate
from bcd35.formats.forms.blank import FormCopier, write_form
from bcd35.formats.letters.missing_units import MissingGroup
from bcd35.formats.letters.notice import (
    addressee_context,
    checklist_copier,
    letter_copier,
    render_checklist,
    render_letter,
)
from bcd35.formats.letters.reminder import (
    REMINDER_TEMPLATE,
    ReminderContent,
    render_reminder,
    render_reminders,
)
from bcd35.formats.ooxml.copies import DocumentCopies, placeholder_texts
from bcd35.formats.ooxml.package import Properties
from tests.support.document_samples import FIRST_REMINDER, a_missing, a_reminder
from tests.support.letter_samples import (
    ANY_TEXT,
    CHECKLIST,
    CONTENT,
    GROUPS,
    LETTER,
    a_template,
    the_template,
    unzipped,
    with_footnotes,
    with_style,
    zipped,
)
from tests.support.made_up_form import HEAD, SPEC

REMINDER = the_template(REMINDER_TEMPLATE)
PROPERTIES = Properties("Thử", "Văn phòng", date(2025, 11, 22))
NAMES = (
    "Chi bộ Sở Tư pháp",
    "A & B <x> \"y\" 'z'",
    "{{ 7*7 }} {_{ %}",
    "hai\r\ndòng\tthẻ tab",
    " Sở  A ",
    "Thường trực Đảng ủy",
    "a\x00\ufffeb",
)
ANY_NAME = st.sampled_from(NAMES) | ANY_TEXT


def parts(package: bytes) -> dict[str, bytes]:
    """Every part of a package; XML in its canonical form."""
    return {
        name: etree.tostring(etree.fromstring(content), method="c14n")
        if name.endswith((".xml", ".rels"))
        else content
        for name, content in unzipped(package).items()
    }


@pytest.fixture
def docxtpl_renders(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows by one with every document that docxtpl fills."""
    renders: list[object] = []
    real = WordTemplate.render

    def render(template: WordTemplate, context: Any, properties: Properties) -> bytes:
        renders.append(context)
        return real(template, context, properties)

    monkeypatch.setattr(word.WordTemplate, "render", render)
    return renders


# --- the copies themselves ----------------------------------------------------------------------------------


@given(
    constant=st.dictionaries(
        st.sampled_from(["a.xml", "đ.bin", "[Content_Types].xml"]), st.binary(max_size=300)
    ),
    pieces=st.lists(st.binary(max_size=300), min_size=1, max_size=6),
    choice=st.lists(st.integers(0, 2), min_size=5, max_size=5),
    texts=st.lists(st.text(st.characters(codec="utf-8"), max_size=200), min_size=3, max_size=3),
)
@example(constant={}, pieces=[b"", b"", b""], choice=[0, 1, 2, 0, 1], texts=["", "ệ" * 70_000, "x" * 0xFFFF])
def test_a_copy_is_a_sound_archive_with_the_texts_in_their_places(
    constant: dict[str, bytes], pieces: list[bytes], choice: list[int], texts: list[str]
) -> None:
    placeholders = list(islice(placeholder_texts(*constant.values(), *pieces), 3))

    def joined(between: list[str]) -> bytes:
        return b"".join(
            one
            for pair in zip(pieces, [*(between[place].encode() for place in choice), b""], strict=False)
            for one in pair
        )

    copies = DocumentCopies.of(zipped({**constant, "z.xml": joined(placeholders)}), placeholders)
    copy = copies.copy(texts)
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert unzipped(copy) == {**constant, "z.xml": joined(texts)}
    assert copies.copy(texts) == copy


def test_a_placeholder_is_not_in_what_it_is_made_for() -> None:
    first = next(placeholder_texts("a", b"b"))
    assert first not in next(placeholder_texts("a", b"b", first))
    assert first != next(placeholder_texts("ab"))
    assert next(placeholder_texts("a", b"b")) == first


# --- letters and checklists ---------------------------------------------------------------------------------


@settings(max_examples=12)
@given(names=st.lists(ANY_NAME, min_size=1, max_size=2))
@example(names=[GROUPS[0], "Thường trực Đảng ủy"])
@example(names=["Chi bộ Sở Tư pháp"])
def test_a_letter_is_what_docxtpl_writes(names: list[str]) -> None:
    copied = letter_copier(LETTER, CONTENT).copy(addressee_context(CONTENT, names))
    assert parts(copied) == parts(render_letter(LETTER, CONTENT, names))


@settings(max_examples=8)
@given(name=ANY_NAME)
def test_a_checklist_with_its_pictures_is_what_docxtpl_writes(name: str) -> None:
    copied = parts(checklist_copier(CHECKLIST, CONTENT).copy({"unit_name": name}))
    assert copied == parts(render_checklist(CHECKLIST, CONTENT, name))
    assert len([part for part in copied if part.startswith("word/media/")]) == 3


def a_reminder_to(*names: str) -> ReminderContent:
    """Every second unit was reminded before and is overdue, which changes the subject and the sentences."""
    units = (
        a_missing(name, 5 * (place % 2), *([FIRST_REMINDER] * (place % 2)))
        for place, name in enumerate(names)
    )
    return a_reminder(MissingGroup("Đảng ủy cơ sở", tuple(units)))


@settings(max_examples=8)
@given(names=st.lists(ANY_NAME, min_size=2, max_size=3))
@example(names=["Sở A", "Sở B", "Sở C & D", "Thường trực Đảng ủy", "hai\ndòng"])
def test_reminders_are_what_docxtpl_writes(names: list[str]) -> None:
    content = a_reminder_to(*names)
    assert list(map(parts, render_reminders(REMINDER, content))) == [
        parts(render_reminder(REMINDER, content, [unit])) for unit in content.units
    ]


def test_docxtpl_fills_a_reminder_once_for_all_units_of_one_subject(docxtpl_renders: list[object]) -> None:
    letters = list(render_reminders(REMINDER, a_reminder_to(*(f"Sở {number}" for number in range(20)))))
    assert (len(letters), len(docxtpl_renders)) == (20, 2)


def test_docxtpl_fills_a_template_once_for_all_copies_of_one_shape(docxtpl_renders: list[object]) -> None:
    letters, checklists = letter_copier(LETTER, CONTENT), checklist_copier(CHECKLIST, CONTENT)
    for number in range(40):
        letters.copy(addressee_context(CONTENT, [f"Chi bộ {number}"]))
        checklists.copy({"unit_name": f"Chi bộ {number}"})
    assert len(docxtpl_renders) == 2
    # stands in Nơi nhận, which loses “Như trên”: another shape
    letters.copy(addressee_context(CONTENT, ["Thường trực Đảng ủy"]))
    assert len(docxtpl_renders) == 3
    letters.copy(addressee_context(CONTENT, ["hai\ndòng"]))  # Word's line break is an element
    assert len(docxtpl_renders) == 4


def test_the_office_s_style_reaches_the_copies() -> None:
    content = with_style(list_separator=",", two_sided=True, closing_mark="./.")
    own = addressee_context(content, ["Chi bộ A"])
    assert parts(letter_copier(LETTER, content).copy(own)) == parts(
        render_letter(LETTER, content, ["Chi bộ A"])
    )


# --- a template that the office edited in Word --------------------------------------------------------------

TEXT_BOX = (
    '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict>'
    '<v:shape alt="Khung {{ x }}" '
    'style="width:90pt;height:20pt"><v:textbox><w:txbxContent><w:p><w:r><w:rPr><w:b/></w:rPr>'
    "<w:t>[{{ x }}]</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
)


def edited() -> bytes:
    """Split runs, a looped table, a text box with alternative text, header, footer, footnotes: all tagged."""
    document = Document(io.BytesIO(a_template("Kính gửi: {{ x }}", header="{{ x }}, {{ place|upper }}")))
    split = document.add_paragraph("Đề nghị {")
    for text, bold in (
        ("{ ", True),
        ("x", False),
        (" }", True),
        ("} thực hiện; ", False),
        ("{% if place %}ở {{ place }}{% endif %}", True),
    ):
        split.add_run(text).bold = bold
    table = document.add_table(rows=3, cols=2)
    table.cell(0, 0).text, table.cell(2, 0).text = "{%tr for line in lines %}", "{%tr endfor %}"
    table.cell(1, 0).text, table.cell(1, 1).text = "{{ loop.index }}/{{ lines|length }}", "{{ line }}"
    document.sections[0].footer.paragraphs[0].text = "Gửi {{ x }} – {{ place }}"
    document.element.body.insert(0, etree.fromstring(TEXT_BOX))
    saved = io.BytesIO()
    document.save(saved)
    return with_footnotes(saved.getvalue(), "{{ x }} & {{ place }}".replace("&", "&amp;"))


EDITED = WordTemplate("mau.docx", edited())
SHARED = {"place": "Thái Nguyên & <ATK>"}


@settings(max_examples=12)
@given(x=ANY_NAME, lines=st.lists(ANY_NAME, max_size=3))
@example(x='A & B "C"', lines=["Sở {A}", "<B>"])
def test_copies_of_an_edited_template_are_what_docxtpl_writes(x: str, lines: list[str]) -> None:
    own = {"x": x, "lines": lines}
    copied = parts(Copier(EDITED, SHARED, PROPERTIES).copy(own))
    assert copied == parts(EDITED.render({**SHARED, **own}, PROPERTIES))


def test_an_edited_template_has_a_stencil_and_its_tags_stand_in_every_kind_of_part(
    docxtpl_renders: list[object],
) -> None:
    copier = Copier(EDITED, SHARED, PROPERTIES)
    for number in range(3):
        copied = unzipped(copier.copy({"x": f"Sở {number}", "lines": ["a", "b"]}))
    assert len(docxtpl_renders) == 1
    named = sorted(name for name, part in copied.items() if "Sở 2".encode() in part)
    assert named == ["word/document.xml", "word/footer1.xml", "word/footnotes.xml", "word/header2.xml"]


# Whatever else than printing a template may do with a text, one line each.
LOOKED_AT = [
    "{% if x %}có{% endif %}",
    "{% if not x %}không{% endif %}",
    "{% if x == 'Sở A' %}đúng{% endif %}",
    "{% if x != 'Sở A' %}khác{% endif %}",
    "{% if x < 'T' %}trước{% endif %}",
    "{% if 'Sở' in x %}có{% endif %}",
    "{% if x in ['Sở A'] %}có{% endif %}",
    "{% if x is sequence %}dãy{% endif %}",
    "{% if x is iterable %}lặp{% endif %}",
    "{% if x is upper %}hoa{% endif %}",
    "{% if x[0] is defined %}có{% endif %}",
    "{% if x.upper is defined %}có{% endif %}",
    "{{ x|upper }}",
    "{{ x|length }}",
    "{{ x|int }}",
    "{{ x|float }}",
    "{{ x|int(7) }}",
    "{{ x|pprint }}",
    "{{ x|escape }}",
    "{{ x|default('a', true) }}",
    "{{ x|list }}",
    "{{ x|first }}",
    "{{ x|trim }}",
    "{{ x|replace('A', 'B') }}",
    "{{ x|urlencode }}",
    "{{ x|title }}",
    "{{ '%s'|format(x) }}",
    "{{ x ~ 'a' }}",
    "{{ x + 'a' }}",
    "{{ x * 2 }}",
    "{{ x[0] }}",
    "{{ x[1:] }}",
    "{{ x.upper() }}",
    "{{ [x, place]|join(', ') }}",
    "{{ [x, place]|sort }}",
    "{{ [x] }}",
    "{% for letter in x %}{{ letter }}-{% endfor %}",
]
PRINTED = [
    "{{ x }}",
    "{% if x is string %}chữ{% endif %}{% if x is number %}số{% endif %}{% if x is none %}không{% endif %}",
    "{{ x|string }}{{ x|default('a') }}{% set y = x %}{{ y }}",
    "{{ x if place else '' }}{% for one in [x] %}{{ one }}{% endfor %}{{ [x]|first }}",
]


@pytest.mark.parametrize("tag", [*LOOKED_AT, *PRINTED])
def test_a_tag_gives_with_every_text_what_docxtpl_writes(tag: str, docxtpl_renders: list[object]) -> None:
    template = WordTemplate("mau.docx", a_template(f"[{tag}]"))
    copier = Copier(template, {"place": "Thái Nguyên"}, PROPERTIES)
    names = ("Sở A", "")
    copied = [outcome(lambda name: copier.copy({"x": name}), name) for name in names]
    assert len(docxtpl_renders) == (1 if tag in PRINTED else 1 + len(names))
    assert copied == [
        outcome(lambda name: template.render({"x": name, "place": "Thái Nguyên"}, PROPERTIES), name)
        for name in names
    ]


def outcome(make: Callable[[str], bytes], name: str) -> object:
    """The parts of the document, or what is wrong with its template."""
    try:
        return parts(make(name))
    except BrokenFile as error:
        return error.findings


def test_a_picture_of_each_unit_goes_through_docxtpl(docxtpl_renders: list[object]) -> None:
    copier = Copier(WordTemplate("mau.docx", a_template("{{ x }}")), {}, PROPERTIES)
    png = next(
        part
        for name, part in unzipped(render_checklist(CHECKLIST, CONTENT, "A")).items()
        if name.endswith(".png")
    )
    copied = unzipped(copier.copy({"x": Picture(png, 20, "A")}))
    assert copied["word/media/image1.png"] == png
    assert len(docxtpl_renders) == 2


@pytest.mark.parametrize(
    "paragraph",
    ["{{ unit_nam }}", "{{ x + }}", "{% for a in x.y %}{% endfor %}", "{{ ''.__class__ }}", "{{ 1/0 }}"],
)
def test_a_broken_template_is_refused_in_the_same_words(paragraph: str) -> None:
    template = WordTemplate("mau.docx", a_template(paragraph))
    with pytest.raises(BrokenFile) as alone:
        template.render({"x": "A", "unit_name": "B"}, PROPERTIES)
    with pytest.raises(BrokenFile) as copied:
        Copier(template, {"unit_name": "B"}, PROPERTIES).copy({"x": "A"})
    assert copied.value.findings == alone.value.findings


# --- forms --------------------------------------------------------------------------------------------------


def cells(sheet: Any) -> list[tuple[object, str, bool]]:
    return [(cell.value, cell.data_type, cell.protection.locked) for row in sheet.iter_rows() for cell in row]


@settings(max_examples=12)
@given(
    unit=st.text(min_size=1, max_size=20).filter(clean) | st.sampled_from(["so-y-te", "1", "a&b", "=x"]),
    name=ANY_NAME | st.just("Đảng bộ xã " * 15),
)
@example(unit="1", name="_x0041_ =1+1")
def test_a_form_is_what_openpyxl_writes(unit: str, name: str) -> None:
    identity = identify(SPEC, unit, "28-CV/BCĐ")
    copied, written = (
        FormCopier(SPEC, HEAD).copy(identity, name),
        write_form(SPEC, identity, replace(HEAD, unit_name=name)),
    )
    assert parts(copied) == parts(written)
    for ours, theirs in zip(
        load_workbook(io.BytesIO(copied)), load_workbook(io.BytesIO(written)), strict=True
    ):
        cells = [
            [
                (cell.value, cell.data_type, cell.protection.locked)
                for row in sheet.iter_rows()
                for cell in row
            ]
            for sheet in (ours, theirs)
        ]
        assert cells[0] == cells[1]


def test_openpyxl_lays_a_form_once_for_all_names_of_one_height(monkeypatch: pytest.MonkeyPatch) -> None:
    laid: list[object] = []
    real = FormCopier._prepare

    def prepare(copier: FormCopier, *given: Any) -> DocumentCopies:
        laid.append(given)
        return real(copier, *given)

    monkeypatch.setattr(FormCopier, "_prepare", prepare)
    copier = FormCopier(SPEC, HEAD)
    for number in range(20):
        copier.copy(identify(SPEC, f"u{number}", "28"), f"Sở {number}")
    assert len(laid) == 1
    copier.copy(identify(SPEC, "u", "28"), "Đảng bộ xã " * 15)
    assert len(laid) == 2
