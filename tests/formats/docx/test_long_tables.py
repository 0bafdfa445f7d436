"""Rows that are kept out of the tree: the document is, byte for byte, the one with all of them in it."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bcd35.formats.docx import template as word
from bcd35.formats.docx.long_tables import RowsApart
from bcd35.formats.docx.template import Paragraphs, Picture, WordTemplate
from bcd35.formats.letters.qr import qr_png
from bcd35.formats.letters.written_report import REPORT_TEMPLATE, render_report
from bcd35.formats.ooxml.package import Properties
from tests.support.document_samples import a_report
from tests.support.letter_samples import ANY_TEXT, the_template

REPORT = the_template(REPORT_TEMPLATE)
PROPERTIES = Properties("Thử", "Văn phòng", date(2025, 11, 22))
HOSTILE = ("A & B <x> \"y\" 'z'", "</w:tr><w:tr>", "<?x0x?>", "{{ 7*7 }}", "a\n\tb", "xmlns docPr", "")


class AllInTheTree(RowsApart):
    """What there was before."""

    def take(self, body: str) -> str:
        return body


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What each rendered document left for the tree."""
    left: list[str] = []

    class Watched(RowsApart):
        def take(self, body: str) -> str:
            left.append(super().take(body))
            return left[-1]

    monkeypatch.setattr(word, "RowsApart", Watched)
    return left


def in_one_tree(make: Callable[[], bytes]) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word, "RowsApart", AllInTheTree)
        return make()


def a_table(*cells: str, change: Callable[[Any], object] = lambda _row: None) -> WordTemplate:
    """A template with a table of a heading, a row for each of ``rows``, and a row below."""
    document = Document()
    table = document.add_table(rows=5, cols=len(cells))
    table.cell(0, 0).text = "TT"
    table.cell(1, 0).text = "{%tr for row in rows %}"
    for cell, text in zip(table.rows[2].cells, cells, strict=True):
        cell.text = text
    change(table.rows[2])
    table.cell(3, 0).text = "{%tr endfor %}"
    table.cell(4, 0).text = "Cộng"
    saved = io.BytesIO()
    document.save(saved)
    return WordTemplate("bang.docx", saved.getvalue())


def with_a_table_inside(row: Any) -> None:
    inner = row.cells[0].add_table(rows=4, cols=1)
    for cell in inner.columns[0].cells:
        cell.text = "{{ row.name }}"


def in_a_control(row: Any) -> None:
    cell, control, content = row.cells[1]._tc, OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    cell.addprevious(control)
    control.append(content)
    content.append(cell)


TABLES = {
    "plain": a_table("{{ loop.index }}", "{{ row.name }}"),
    "one cell": a_table("{{ row.name }}"),
    "with a condition": a_table("{% if row.wide > 1 %}x{% endif %}", "{{ row.name|upper }}"),
    "rows of several widths": a_table("{% colspan row.wide %}{{ row.name }}", "{{ row.wide }}"),
    "rows with more cells": a_table(
        "{%tc for one in row.more %}", "{{ one }}", "{%tc endfor %}", "{{ row.name }}"
    ),
    "paragraphs": a_table("{{ row.paragraphs }}", "{{ row.name }}"),
    "pictures": a_table("{{ row.picture }}", "{{ row.name }}"),
    "merged cells": a_table("{{ row.name }}", "x", "y", change=lambda row: row.cells[1].merge(row.cells[2])),
    "a table in a cell": a_table("{{ row.name }}", "x", change=with_a_table_inside),
    "a content control": a_table("{{ row.name }}", "x", change=in_a_control),
}


def a_row(place: int, name: str) -> dict[str, object]:
    return {
        "name": name,
        "wide": 1 + place % 3 // 2,
        "more": ["x"] * (1 + place),
        "paragraphs": Paragraphs((name, "hai")),
        "picture": Picture(qr_png(f"https://example.vn/{place}"), 10, name),
    }


@pytest.mark.parametrize("rows", [0, 1, 2, len(HOSTILE)])
@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_any_form(name: str, rows: int) -> None:
    context = {"rows": [a_row(place, text) for place, text in enumerate(HOSTILE[:rows])]}
    made = TABLES[name].render(context, PROPERTIES)
    assert made == in_one_tree(lambda: TABLES[name].render(context, PROPERTIES))


@pytest.mark.parametrize(("reported", "missing"), [(0, 0), (0, 1), (3, 0), (9, 7), (120, 90)])
def test_a_written_report(reported: int, missing: int) -> None:
    content = a_report(reported, missing, name="Đảng ủy A & B số 31-CV/BCĐ")
    assert render_report(REPORT, content) == in_one_tree(lambda: render_report(REPORT, content))


@settings(max_examples=25, deadline=None)
@given(st.lists(ANY_TEXT, max_size=5))
def test_any_text(names: list[str]) -> None:
    context = {"rows": [{"name": name} for name in names]}
    made = TABLES["plain"].render(context, PROPERTIES)
    assert made == in_one_tree(lambda: TABLES["plain"].render(context, PROPERTIES))


def test_the_tree_has_a_row_of_each_form(kept: list[str]) -> None:
    """Or the report of a province takes 20 MB more."""
    for units in (5, 300):
        render_report(REPORT, a_report(units, units))
    assert kept[0].count("<w:tr>") == kept[1].count("<w:tr>") > 0


def test_a_broken_row_is_no_row() -> None:
    row, broken = "<w:tr><w:tc>a</w:tc></w:tr>", "<w:tr><w:tc><w:p></w:tc></w:tr>"
    with pytest.raises(etree.XMLSyntaxError):
        RowsApart("x").take(f'<w:body xmlns:w="w"><w:tbl>{row}{broken}</w:tbl></w:body>')
