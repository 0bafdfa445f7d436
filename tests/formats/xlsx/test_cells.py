"""Rows, cells and texts as a part writes them: read exactly, or refused."""

import pytest

from bcd35.formats.ooxml.guard import RefusedFileError
from bcd35.formats.xlsx.cells import CellFound, RowFound, rows_of, texts_of
from bcd35.formats.xlsx.guard import MOST_ROWS, parse
from tests.support.hostile import MAIN, STRICT_MAIN

ONE = ("A", 1, "n", "0", "1")


def all_of(inside: str, main: str = MAIN) -> list[RowFound]:
    part = f'<worksheet xmlns="{main}" xmlns:q="{main}"><sheetData>{inside}</sheetData></worksheet>'
    return list(rows_of(parse("xl/sheet.xml", part.encode())))


def rows(inside: str, main: str = MAIN) -> list[tuple[int, int, list[CellFound]]]:
    return [row[:3] for row in all_of(inside, main)]


def texts(inside: str) -> list[str]:
    return texts_of(parse("xl/texts.xml", f'<sst xmlns="{MAIN}">{inside}</sst>'.encode()))


def refused(read: str, inside: str) -> str:
    try:
        found = rows(inside) if read == "rows" else texts(inside)
    except RefusedFileError as refusal:
        return refusal.finding.code
    return f"read: {found}"


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c></row>', [(1, 1, [ONE])]),
        ('<row><c><v>1</v></c></row><row r="7"/>', [(1, 1, [ONE]), (7, 0, [])]),
        ('<row r="007"><c r="A7"><v>1</v></c></row>', [(7, 1, [ONE])]),
        ('<q:row r="1"><q:c r="A1"><q:v>1</q:v></q:c></q:row>', [(1, 1, [ONE])]),
        ('<row r="1"><c r="A1" s="3"/><c r="B1"><v/></c></row>', [(1, 2, [])]),
        ("<row><c><v>1<!-- 9 --></v><extLst><ext/></extLst></c></row>", [(1, 1, [ONE])]),
        ("<row><c><v><![CDATA[1]]></v></c></row>", [(1, 1, [ONE])]),
        ("<row><c><v>&#49;</v></c></row>", [(1, 1, [ONE])]),
        ('<row><c t="s" s="4"><v>1</v></c></row>', [(1, 1, [("A", 1, "s", "", "1")])]),
        ('<row><c r="C1"><f>A1</f></c></row>', [(1, 1, [("C", 3, "n", "0", None)])]),
        ('<row><c s="9"><f>A1</f><v>2</v></c></row>', [(1, 1, [("A", 1, "n", "9", "2")])]),
        (
            '<row><c t="inlineStr"><v/></c><c t="inlineStr"><is/></c></row>',
            [(1, 2, [("B", 2, "inlineStr", "", "")])],
        ),
        ("<row><c><f>A1</f><is><t>1</t></is></c></row>", [(1, 1, [("A", 1, "n", "0", None)])]),
        (
            '<row><c t="inlineStr"><is><r><t>mộ</t></r><r><rPr/><t>t</t></r></is></c></row>',
            [(1, 1, [("A", 1, "inlineStr", "", "một")])],
        ),
    ],
)
@pytest.mark.parametrize("main", [MAIN, STRICT_MAIN])
def test_a_row_is_read_as_it_is_written(
    inside: str, found: list[tuple[int, int, list[CellFound]]], main: str
) -> None:
    assert rows(inside, main) == found


def test_a_hidden_row_says_so() -> None:
    inside = '<row r="1"/><row r="2" hidden="1"/><row r="3" hidden="true"/><row r="4" hidden="0"/>'
    assert [hidden for *_, hidden in all_of(inside)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ('<row r="x"><c/></row>', "disordered"),
        ('<row r="0"/>', "disordered"),
        ('<row r="2"/><row r="2"/>', "disordered"),
        ('<row r="2"/><row r="1"/>', "disordered"),
        ('<row r="1"><c r="A2"><v>1</v></c></row>', "disordered"),
        ('<row r="1"><c r="B1"/><c r="A1"/></row>', "disordered"),
        ('<row r="1"><c r="A1"/><c r="A1"/></row>', "disordered"),
        ('<row><c r="A1"/><c r="B2"/></row>', "disordered"),
        ('<row r="1"/><row><c r="A3"/></row>', "disordered"),
        ('<row><c r="A"/></row>', "disordered"),
        ('<row><c r="A0"/></row>', "disordered"),
        ('<row><c r="A?"/></row>', "disordered"),
        ('<row r="1"><c r="a1"/></row>', "disordered"),
        ("<row><c><v>1</v><v>2</v></c></row>", "broken_part"),
        ("<row><c><v>1</v><is><t>2</t></is></c></row>", "broken_part"),
        ("<row><c><v>1<b/></v></c></row>", "broken_part"),
        ("<row><c><x/></c></row>", "broken_part"),
        ("<row><c><f/><v/><extLst/><extLst/><extLst/></c></row>", "broken_part"),
        ('<row><c xmlns="u"/></row>', "broken_part"),
        ('<row xmlns="u"/>', "broken_part"),
        ("<row><row/></row>", "broken_part"),
        ("</sheetData><sheetData>", "broken_part"),
        ("<row/>" * (MOST_ROWS + 1), "too_many_cells"),
    ],
)
def test_a_row_that_could_hide_a_value_is_refused(inside: str, code: str) -> None:
    assert refused("rows", inside) == code


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("<si><t>một</t></si><si/><si><t/></si><si><t> hai </t></si>", ["một", "", "", " hai "]),
        ("<si><r><t>mộ</t></r><r><rPr><b/></rPr><t>t</t></r></si>", ["một"]),
        ("<si><t>một</t><rPh sb='0' eb='1'><t>ピン</t></rPh><phoneticPr/></si>", ["một"]),
        ("<si><t>mộ</t><t>t</t></si>", ["một"]),
        ("<si><t>m<!-- x -->ột &amp; hai</t></si>", ["một & hai"]),
    ],
)
def test_a_shared_text_is_read_as_it_is_written(inside: str, found: list[str]) -> None:
    assert texts(inside) == found


@pytest.mark.parametrize(
    "inside", ["<t>một</t>", "<si><t>một<b/>hai</t></si>", "<si><x/></si>", "<si><r><x/></r></si>"]
)
def test_a_text_that_could_hide_a_part_of_itself_is_refused(inside: str) -> None:
    assert refused("texts", inside) == "broken_part"
