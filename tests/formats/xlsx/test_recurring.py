"""Rows and shared texts known by their markup.

Read as the parser of the whole part would, whatever was read before, and within bounds.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bcd35.domain.findings import Finding
from bcd35.formats.ooxml.guard import RefusedFileError
from bcd35.formats.xlsx import guard as xlsx_guard
from bcd35.formats.xlsx import recurring
from bcd35.formats.xlsx.cells import ROWS, TEXTS, RowShape
from bcd35.formats.xlsx.guard import MOST_ROWS
from bcd35.formats.xlsx.recurring import RecurringList, filled
from tests.formats.forms.test_forms import BLANK, CELLS, FULL
from tests.formats.xlsx.test_hostile_files import ATTACKS
from tests.support import honest, hostile
from tests.support.hostile import MAIN, STRICT_MAIN

_NAME = "xl/part.xml"
_ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
_SECOND = '<row r="2"><c r="A2"><v>2</v></c></row>'
_ITEM = "<si><t>một</t></si>"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def sheet(
    rows: str,
    *,
    before: str = "",
    head: str = "",
    tail: str = "",
    names: str = f'xmlns="{MAIN}" xmlns:q="{MAIN}"',
) -> str:
    return f"{before}<worksheet {names}>{head}<sheetData>{rows}</sheetData>{tail}</worksheet>"


def texts(items: str, main: str = MAIN) -> str:
    return f'<sst xmlns="{main}">{items}</sst>'


# --- two ways of reading ------------------------------------------------------------------------------------


def fresh(like: RecurringList[Any, Any]) -> RecurringList[Any, Any]:
    """A list of the kind, with nothing known."""
    new = copy(like)
    new._known = {}
    new._framed = lru_cache(maxsize=recurring._MOST_CONTEXTS)(new._parsed_frame)
    return new


def seen(reader: RecurringList[Any, Any], part: bytes) -> object:
    """All that is asked of a part: what is to be known besides its list, and what stands where in the list;
    or why it is refused.
    """
    try:
        frame, found = reader.read(_NAME, part)
        return frame, [_said(*one) for one in found]
    except RefusedFileError as refused:
        return refused.finding


def _said(shape: Any, texts: Sequence[str]) -> object:
    if not isinstance(shape, RowShape):
        return filled(shape, texts)
    cells = [
        (
            cell._replace(value=None, inline=()),
            cell.value is not None and texts[cell.value],
            filled(cell.inline, texts),
        )
        for cell in shape.cells
    ]
    return shape._replace(cells=()), cells


def parsed_whole(like: RecurringList[Any, Any], part: bytes) -> object:
    """What the parser alone sees in a part."""
    with pytest.MonkeyPatch.context() as patch:
        reader = fresh(like)
        patch.setattr(reader, "_cut", lambda _: None)
        return seen(reader, part)


def misread(reader: RecurringList[Any, Any], part: bytes) -> bool:
    """Whether a part is read otherwise than whole, at first or when its markup is known."""
    whole = parsed_whole(reader, part)
    return [seen(reader, part), seen(reader, part)] != [whole, whole]


# --- files of programs, people and attackers ----------------------------------------------------------------


def _lists_in(files: dict[str, bytes]) -> Iterator[tuple[str, RecurringList[Any, Any], bytes]]:
    """Each sheet and each part of shared texts, once."""
    met = set()
    for name, data in files.items():
        try:
            parts = xlsx_guard.unpack(data)
        except RefusedFileError:
            continue
        for path, part in parts.items():
            kind = ROWS if "worksheets/" in path else TEXTS if "sharedstrings" in path else None
            if kind and part not in met and not path.endswith(".rels"):
                met.add(part)
                yield f"{name}, {path}", kind, part


def test_honest_and_hostile_files_are_read_as_if_no_other_had_been_read() -> None:
    warm = {ROWS: fresh(ROWS), TEXTS: fresh(TEXTS)}
    sound = list(_lists_in(dict(honest.honest(BLANK, {CELLS[code]: value for code, value in FULL.items()}))))
    attacked = list(_lists_in(ATTACKS))

    assert (len(sound) > 50, len(attacked) > 100) == (True, True)
    assert [name for name, kind, part in (*sound, *attacked, *sound) if misread(warm[kind], part)] == []
    assert [name for name, kind, part in sound if isinstance(seen(warm[kind], part), Finding)] == []


# --- parts made up ------------------------------------------------------------------------------------------

CALM = ("", "1", "5;", "0;1;", " ", "\n", "đã báo", "😀", "&amp;")
SIGNS = ("\0", "\0", "\0", "\r", "\r\n", "\t", "\x0b", "\x1f", "\x7f", "\x85", "\xa0", "\ufeff", "\ufffe")
MARKS = ("<", ">", "/>", '"', "'", "-->", "?>", "]]>", "]]", "&")
REFERENCES = ("&lt;", "&#49;", "&#48;;", "&#x31;", "&#0;", "&e;")
SECTIONS = ("<!-- -->", "<!-- <row/> -->", "<?p <row/>?>", "<![CDATA[1]]>", "<![CDATA[<si/>]]>")
TAGS = ("<row/>", "<row />", "</row>", "<si/>", "</si>", "<v>", "<c/>", "<t/>", "<sst>", "</sst>")
LISTS = ("<sheetData>", "</sheetData>", "<sheetData />", "</sheetData >", "<sheetDataX/>")
NAMES = (' xml:id="a"', ' xmlns="u"', f' xmlns="{MAIN}"', ' xmlns:q="u"', "q:", "y:")
STARTS = (
    "",
    "",
    _DECLARED,
    _DECLARED,
    f"{_DECLARED}\n",
    f"\ufeff{_DECLARED}",
    "\ufeff",
    "<?p?>",
    f"{_DECLARED}9",
)
ROW_FORMS = """\
<row/>
<row r="1"/>
<row\t></row >
<row>{0}<c/>{1}</row>
<row a='{0}'><c><v>{1}</v></c></row>
<row r="1"><c r="A1" t="s"><v>{0}</v></c></row>
<row><c t="inlineStr"><is><t>{0}</t></is></c><c><v>{1}</v></c></row>
<row><c><is><r><rPr><b/></rPr><t>{0}</t></r><r><t>{1}</t></r></is></c></row>{0}
<row><c><f>{0}</f><v>{1}</v></c></row>
<row><c><v>{0}</v><extLst><ext><row>{1}</row></ext></extLst></c></row>
<row><q:c><q:v>{0}</q:v></q:c></row>
{0}<row{1}/>""".splitlines()
ITEM_FORMS = """\
<si/>
<si><t/></si>
<si\t><t>{0}</t></si >
<si><t>{0}</t></si>
<si><t>{0}</t>{1}</si>
<si><t>{0}</t><rPh><t>{1}</t></rPh></si>{0}
<si><r><t>{0}</t></r><r><rPr/><t>{1}</t></r></si>
<si><rPh><sst><si/></sst></rPh></si>
<q:si/>
{0}<si{1}/>""".splitlines()
odd = st.sampled_from((*CALM * 6, *SIGNS, *MARKS, *REFERENCES, *SECTIONS, *TAGS, *LISTS, *NAMES))


@st.composite
def _parts(draw: st.DrawFn, forms: Sequence[str], opening: str, closing: str) -> bytes:
    elements = [
        draw(st.sampled_from(forms)).format(draw(odd), draw(odd)) for _ in range(draw(st.integers(0, 4)))
    ]
    main = draw(st.sampled_from((MAIN, MAIN, STRICT_MAIN)))
    start = draw(st.sampled_from(STARTS))
    foot = f"<foot>{draw(odd)}</foot>" if "worksheet" in closing else ""
    part = start + opening.format(main) + draw(st.just("") | odd) + "".join(elements) + closing.format(foot)
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        at = draw(st.integers(0, len(part)))
        part = part[:at] + draw(odd) + part[at + draw(st.sampled_from((0, 0, 0, 1, 5))) :]
    return part.encode()


sheets = _parts(
    ROW_FORMS, '<worksheet xmlns="{0}" xmlns:q="{0}"><sheetPr/><sheetData>', "</sheetData>{0}</worksheet>"
)
shared_texts = _parts(ITEM_FORMS, '<sst xmlns="{0}" xmlns:q="{0}">', "</sst>")


@given(st.lists(sheets, min_size=1, max_size=4))
@settings(max_examples=300, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_sheets_read_one_after_the_other_are_read_as_each_alone(parts: list[bytes]) -> None:
    warm = fresh(ROWS)

    assert [part for part in (*parts, *parts) if misread(warm, part)] == []


@given(st.lists(shared_texts, min_size=1, max_size=4))
@settings(max_examples=300, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_shared_texts_read_one_after_the_other_are_read_as_each_alone(parts: list[bytes]) -> None:
    warm = fresh(TEXTS)

    assert [part for part in (*parts, *parts) if misread(warm, part)] == []


# --- traps --------------------------------------------------------------------------------------------------

_NESTED = _ROW.replace("</c>", f"<extLst><ext>{'<row/>' * (MOST_ROWS + 1)}</ext></extLst></c>")
SHEET_TRAPS = {
    "a text after the declaration": sheet(_ROW, before=f"{_DECLARED}9"),
    "a text before all": sheet(_ROW, before="9"),
    "a sign before the rows that is a space in Python only": sheet(f"\x1f{_ROW}"),
    "a control sign before the rows": sheet(f"\x0b{_ROW}"),
    "a control sign between rows": sheet(f"{_ROW}\x0b{_SECOND}"),
    "a control sign in a text": sheet(_ROW.replace("<v>", "<v>\x01")),
    "a sign that is none in a text": sheet(_ROW.replace("<v>", "<v>\uffff")),
    "a zero sign instead of a text": sheet(_ROW.replace("<v>1", "<v>\0")),
    "a zero sign in an attribute": sheet(_ROW.replace("<c ", "<c s='\0' ")),
    "a zero sign between rows": sheet(f"{_ROW}\0{_SECOND}"),
    "a zero sign in the foot": sheet(_ROW, tail="<x>\0</x>"),
    "carriage returns": sheet(_ROW.replace("<v>1", "<v>1\r\n2\r")),
    "a carriage return alone": sheet(_ROW.replace("<v>1", "<v>\r")),
    "a text that looks like a number of a gap": sheet(_ROW.replace("<v>1", "<v>7;")),
    "a text of gap numbers before a reference": sheet(_ROW.replace("<v>1", "<v>0;&#49;")),
    "a gap number spelt with a reference": sheet(_ROW.replace("</c>", '</c><c r="B1"><v>&#48;;</v></c>')),
    "references": sheet(_ROW.replace("<v>1", "<v>&#49;&amp;&#x32;")),
    "a reference to a zero sign": sheet(_ROW.replace("<v>1", "<v>&#0;")),
    "an entity of nobody": sheet(_ROW.replace("<v>1", "<v>&e;")),
    "an entity of nobody in the foot": sheet(_ROW, tail="<x>&e;</x>"),
    "an ampersand": sheet(_ROW.replace("<v>1", "<v>1 & 2")),
    "an end of a section in a text": sheet(_ROW.replace("<v>1", "<v>1]]>2")),
    "an end of a section in the foot": sheet(_ROW, tail="<x>1]]>2</x>"),
    "a greater sign in a text": sheet(_ROW.replace("<v>1", "<v>1>2")),
    "a greater sign after a gap number": sheet(_ROW.replace("<v>1", "<v>5;>")),
    "greater signs in attributes": sheet(_ROW.replace("<c ", "<c a='>' b=\">x\" ")),
    "a greater sign in an attribute of the list": sheet(_ROW).replace("<sheetData>", '<sheetData a=">">'),
    "an open quotation before a text": sheet(_ROW.replace('r="A1">', 'r="A1')),
    "single quotation marks": sheet(_ROW.replace('"', "'")),
    "a section": sheet(_ROW.replace("<v>1", "<v><![CDATA[1</v></c></row>]]>")),
    "a comment in a text": sheet(_ROW.replace("<v>1", "<v>1<!-- 9 -->2")),
    "two dashes in a comment": sheet(_ROW.replace("<c ", "<!-- <v>1--2</v> --><c ")),
    "rows in a comment": sheet(f"{_ROW}<!-- {_SECOND} -->"),
    "the list's end in a comment behind it": sheet(_ROW, tail="<!-- </sheetData>]]> -->"),
    "a list in a comment before it": sheet(_ROW, head=f"<!-- <sheetData>{_SECOND}</sheetData> -->"),
    "rows in an instruction": sheet(f"{_ROW}<?p {_SECOND} ?>"),
    "the start of a list in an instruction before all": sheet(_ROW, before=f"<?p <sheetData>{_SECOND}?>"),
    "an instruction before all": sheet(_ROW, before="<?p?>"),
    "a byte order mark": sheet(_ROW, before=f"\ufeff{_DECLARED}"),
    "a byte order mark without declaration": sheet(_ROW, before="\ufeff"),
    "a declaration of another encoding": sheet(_ROW, before='<?xml version="1.0" encoding="UTF-16"?>'),
    "a declaration twice": sheet(_ROW, before=_DECLARED * 2),
    "the same identity twice": sheet('<row xml:id="a"/><row xml:id="a"/>'),
    "two lists": sheet(_ROW, tail=f"<sheetData>{_SECOND}</sheetData>"),
    "two lists, an empty one first": sheet("", head="<sheetData />").replace(
        "<sheetData></sheetData>", f"<sheetData>{_ROW}</sheetData>"
    ),
    "a list in an extension behind the list": sheet(
        _ROW, tail=f"<extLst><ext><sheetData>{_SECOND}</sheetData></ext></extLst>"
    ),
    "a list in an extension before the list": sheet(
        _ROW, head=f"<extLst><ext><sheetData>{_SECOND}</sheetData></ext></extLst>"
    ),
    "a list in an extension before an empty list": sheet("", tail="<sheetData/>").replace(
        "<sheetData></sheetData>", f"<ext><sheetData>{_ROW}</sheetData></ext>"
    ),
    "a list in an extension only": sheet("").replace(
        "<sheetData></sheetData>", f"<ext><sheetData>{_ROW}</sheetData></ext>"
    ),
    "a list in an extension, the list with a prefix": sheet("").replace(
        "<sheetData></sheetData>",
        f"<ext><sheetData>{_ROW}</sheetData></ext><q:sheetData>{_SECOND}</q:sheetData>",
    ),
    "a list with a prefix": sheet(_ROW).replace("sheetData>", "q:sheetData>"),
    "another element that is called almost as the list": sheet(_ROW, tail="<sheetDataX></sheetDataX>"),
    "a list in another language": sheet(_ROW).replace("<sheetData>", '<sheetData xmlns="u">'),
    "a row in another language": sheet(f'<row xmlns="u" {_ROW[5:]}'),
    "a cell in another language": sheet(_ROW.replace("<c ", '<c xmlns="u" ')),
    "a row that names its language again": sheet(f'<row xmlns="{MAIN}" {_ROW[5:]}'),
    "cells with a prefix": sheet(_ROW.replace("<c ", "<q:c ").replace("</c>", "</q:c>")),
    "cells with a prefix of another language": sheet(
        _ROW.replace("<c ", "<q:c ").replace("</c>", "</q:c>"), names=f'xmlns="{MAIN}" xmlns:q="u"'
    ),
    "a prefix of nobody": sheet(_ROW.replace("v>", "y:v>")),
    "the other dialect": sheet(_ROW, names=f'xmlns="{STRICT_MAIN}"'),
    "a row in a row": sheet(_ROW.replace("</row>", f"{_SECOND}</row>")),
    "more rows in an extension than a sheet may have": sheet(_NESTED),
    "more rows than a sheet may have": sheet("<row/>" * (MOST_ROWS + 1)),
    "a row closed twice": sheet(f"<row/></row>{_ROW}"),
    "a closed row with content": sheet(f"<row /><c/></row>{_ROW}"),
    "a row that is not closed": sheet(f"<row>{_ROW}"),
    "an element that is called almost as a row": sheet(f"{_ROW}<rowBreaks/>"),
    "breaks between rows": sheet(_ROW, tail='<rowBreaks count="1"><brk id="1"/></rowBreaks>'),
    "spaces in tags": sheet('<row\n r="1"><c\tr="A1" ><v >1</v ></c ></row >'),
    "texts between rows and cells": sheet(f"9{_ROW}9{_SECOND}9".replace("</c>", "</c>9")),
    "a foot that differs in its text only": sheet(_ROW, tail="<oddFooter>&amp;L Sở Y tế</oddFooter>"),
    "a row of words and a range of words": sheet(
        "<row><x/></row>", tail='<mergeCells><mergeCell ref="x"/></mergeCells>'
    ),
    "a text longer than the parser takes": sheet(_ROW.replace("<v>1", f"<v>{' ' * 11_000_000}1")),
    "nothing": "",
}
TEXT_TRAPS = {
    "texts within another root": f'<q xmlns="{MAIN}"><si><rPh><sst>{_ITEM}{_ITEM}</sst></rPh></si></q>',
    "a root around the root": texts(f"<sst>{_ITEM}</sst>"),
    "a root with a prefix": f'<q:sst xmlns="{MAIN}" xmlns:q="{MAIN}">{_ITEM}<sst>{_ITEM}</sst></q:sst>',
    "runs": texts("<si><r><t>một</t></r><r><rPr><b/></rPr><t> hai</t></r></si>"),
    "reading aids": texts("<si><t>một</t><rPh sb='0' eb='1'><t>ピン</t></rPh></si>"),
    "an empty text between others": texts(f"{_ITEM}<si><t/></si><si/>{_ITEM}"),
    "two texts in one": texts("<si><t>một</t><t>hai</t></si>"),
    "an element in a text": texts("<si><t>một<b/>hai</t></si>"),
    "a text of a space": texts("<si><t> </t></si>"),
    "line ends": texts("<si><t>một\r\nhai\nba</t></si>"),
    "something after the end": texts(_ITEM) + "9",
    "the other dialect": texts(_ITEM, STRICT_MAIN),
    "20,000 texts": texts("".join(f"<si><t>{number}</t></si>" for number in range(20_000))),
}
ALL_TRAPS = [(ROWS, name, xml) for name, xml in SHEET_TRAPS.items()] + [
    (TEXTS, name, xml) for name, xml in TEXT_TRAPS.items()
]


@pytest.mark.parametrize(("kind", "xml"), [pytest.param(kind, xml, id=name) for kind, name, xml in ALL_TRAPS])
def test_a_trap_is_read_as_the_parser_reads_it(kind: RecurringList[Any, Any], xml: str) -> None:
    for before in ((), (sheet(_ROW), sheet(f"{_ROW}{_SECOND}"), texts(_ITEM), texts(_ITEM, STRICT_MAIN))):
        warm = fresh(kind)
        for one in before:
            seen(warm, one.encode())

        assert not misread(warm, xml.encode())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1", "cp1258"])
def test_a_part_in_another_encoding_is_read_as_the_parser_reads_it(encoding: str) -> None:
    assert not misread(fresh(ROWS), sheet(_ROW.replace("<v>1", "<v>\xe9")).encode(encoding))


def test_all_traps_one_after_the_other_teach_nothing_wrong() -> None:
    warm = {ROWS: fresh(ROWS), TEXTS: fresh(TEXTS)}

    assert [
        name for kind, name, xml in (*ALL_TRAPS, *reversed(ALL_TRAPS)) if misread(warm[kind], xml.encode())
    ] == []


# --- bounds -------------------------------------------------------------------------------------------------


def assert_bounded(reader: RecurringList[Any, Any]) -> None:
    assert len(reader._known) <= recurring._MOST_CONTEXTS
    assert all(len(known) <= recurring._MOST_KNOWN for known in reader._known.values())
    assert all(sum(map(len, known)) <= recurring._MOST_SIGNS for known in reader._known.values())


def _known_in_all(reader: RecurringList[Any, Any]) -> int:
    return sum(map(len, reader._known.values()))


def test_of_many_ways_to_name_the_language_few_are_remembered() -> None:
    warm = fresh(ROWS)
    for number in range(3 * recurring._MOST_CONTEXTS):
        seen(warm, sheet(_ROW, names=f'xmlns="{MAIN}" xmlns:p{number}="u"').encode())

        assert_bounded(warm)
        assert _known_in_all(warm) > 0


def test_of_many_markups_few_are_remembered_and_the_latest_among_them() -> None:
    warm = fresh(TEXTS)
    for start in range(0, 3 * recurring._MOST_KNOWN, 500):
        items = [f'<si><t a="{number}">x</t></si>' for number in range(start, start + 500)]
        seen(warm, texts("".join(items)).encode())

        assert_bounded(warm)
        assert _known_in_all(warm) >= 500


def test_of_long_markups_fewer_are_remembered() -> None:
    warm, long = fresh(TEXTS), recurring._MOST_SIGNS // 3
    for number in range(5):
        seen(warm, texts(f'<si><t a="{number}{"a" * long}">x</t></si>').encode())

        assert_bounded(warm)
        assert _known_in_all(warm) > 0


@pytest.mark.parametrize(
    "items",
    [
        pytest.param(
            "".join(f'<si a="{number}"/>' for number in range(recurring._MOST_KNOWN + 1)), id="too many"
        ),
        pytest.param(f'<si a="{"a" * recurring._MOST_SIGNS}"/>', id="too long"),
    ],
)
def test_what_no_form_has_drives_out_nothing(items: str) -> None:
    warm = fresh(TEXTS)
    seen(warm, texts(_ITEM).encode())
    before = [dict(known) for known in warm._known.values()]

    seen(warm, texts(items).encode())

    assert before == list(warm._known.values())
    assert _known_in_all(warm) == 1


def test_nothing_is_cut_that_is_larger_than_any_form() -> None:
    roomy = sheet(" " * (recurring._LARGEST_CUT - 10_000)).encode()
    framed = sheet(_ROW, tail="<x/>" * (recurring._LARGEST_FRAME // 4 - 100)).encode()

    assert [ROWS._cut(one) is None for one in (roomy, framed)] == [False, False]
    assert ROWS._cut(sheet(" " * recurring._LARGEST_CUT).encode()) is None
    assert ROWS._cut(sheet(_ROW, tail="<x/>" * (recurring._LARGEST_FRAME // 4)).encode()) is None
    assert ROWS._cut(sheet(_ROW, head=f"<x>{'a' * recurring._LARGEST_FRAME}</x>").encode()) is None


# --- what it is for -----------------------------------------------------------------------------------------


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The parts that the parser gets for the rows or texts in them, from now on."""
    given: list[bytes] = []

    def parse(name: str, part: bytes) -> Any:
        if b"<row" in part or b"<si" in part:
            given.append(part)
        return xlsx_guard.parse(name, part)

    monkeypatch.setattr(recurring, "parse", parse)
    return given


def test_a_second_form_with_other_answers_is_read_without_parsing_its_rows(parsed: list[bytes]) -> None:
    typed = {CELLS[code]: value for code, value in FULL.items()}
    other = {**typed, CELLS["told"]: 7_654_321, CELLS["wishes"]: "Thiếu máy tính & mạng yếu"}
    first, second = (
        hostile.parts_of(honest.saved(honest.filled(BLANK, one), honest.Habit())) for one in (typed, other)
    )
    path = "xl/worksheets/sheet1.xml"
    warm = fresh(ROWS)
    told = seen(warm, first[path])
    assert parsed
    parsed.clear()

    other_told = seen(warm, second[path])

    assert parsed == []
    assert (other_told == told, "7654321" in str(other_told)) == (False, True)


def test_a_sheet_of_many_answers_is_read_without_parsing_once_its_markup_is_known(
    parsed: list[bytes],
) -> None:
    def answered(start: int) -> bytes:
        rows = (
            (
                f'<row r="{row}"><c t="inlineStr"><is><t>Đơn vị {start + row}</t></is></c><c '
                f'r="B{row}"><v>{start * row}</v></c></row>'
            )
            for row in range(1, 501)
        )
        return sheet("".join(rows)).encode()

    warm = fresh(ROWS)
    seen(warm, answered(1))
    assert len(parsed) == 1
    parsed.clear()

    told = seen(warm, answered(3_000))

    assert parsed == []
    assert [place in str(told) for place in ("Đơn vị 3001", "Đơn vị 3500", "1500000")] == [True, True, True]


def test_of_many_shared_texts_of_one_markup_only_the_first_is_parsed(parsed: list[bytes]) -> None:
    told = seen(
        fresh(TEXTS), texts("".join(f"<si><t>văn bản {number}</t></si>" for number in range(5_000))).encode()
    )

    assert isinstance(told, tuple)
    assert told[1] == [f"văn bản {number}" for number in range(5_000)]
    assert parsed == [texts("<si><t>0;</t></si>").encode()]
