"""Forms as honest programs and people send them back: one set of answers, spelt in many ways.

``honest(blank, typed)`` gives files that all mean what was typed; ``refusable(blank, typed)`` gives honest
files that nobody can read without a guess, each with the code of the finding that must name the cause.
``saved`` writes the XML as a program that cannot be run here.
"""

import dataclasses
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from bcd35.domain.form_spec import IDENTITY_SHEET, SHEET
from bcd35.domain.numerals import group_thousands
from tests.support import hostile

Typed = Mapping[str, object]  # answer cell → what was typed: int, date or text
_TRANSITIONAL = "http://schemas.openxmlformats.org"
_STRICT = "http://purl.oclc.org/ooxml"
_PACKAGE = f"{_TRANSITIONAL}/package/2006"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ANSWERS = "D"


# --- programs -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Habit:
    """How a program writes a workbook."""

    strings: Literal["shared", "inline", "result", "rich", "phonetic"] = "shared"
    strict: bool = False
    prefix: str = ""  # of the main namespace
    dimension: str = "A1:D40"  # empty: none stated
    references: bool = True  # cells say where they are
    row_numbers: bool = True
    absolute: bool = False  # targets of relations
    separator: str = "/"  # in part names
    capitals: bool = False  # part names not as the relations spell them
    from_1904: bool = False
    iso_dates: bool = False
    date_format: str = "dd/mm/yyyy"
    whole_as_float: bool = False
    bom: bool = False
    indented: bool = False
    blank_rows: int = 0
    extras: str = ""  # elements after the cells
    columns: str = ""  # elements before the cells
    rows: str = ""  # attributes of every row


def saved(form: bytes, habit: Habit) -> bytes:
    """The same cells, merged ranges and sheets, written as the habit says."""
    return _Writer(load_workbook(io.BytesIO(form)), habit).package()


class _Writer:
    def __init__(self, book: Workbook, habit: Habit) -> None:
        self._book, self._habit = book, habit
        self._shared: list[str] = []
        root = _STRICT if habit.strict else _TRANSITIONAL
        self._main = f"{root}/spreadsheetml/main" if habit.strict else f"{root}/spreadsheetml/2006/main"
        self._links = (
            f"{root}/officeDocument/relationships"
            if habit.strict
            else f"{root}/officeDocument/2006/relationships"
        )

    def package(self) -> bytes:
        sheets = {
            f"worksheets/sheet{number}.xml": self._sheet(sheet)
            for number, sheet in enumerate(self._book.worksheets, start=1)
        }
        inside = {"workbook.xml": self._workbook(), "styles.xml": self._styles(), **sheets}
        targets = [("worksheet", name) for name in sheets] + [("styles", "styles.xml")]
        if self._shared:
            inside["sharedStrings.xml"] = self._root(
                "sst", "".join(f"<si>{item}</si>" for item in self._shared)
            )
            targets.append(("sharedStrings", "sharedStrings.xml"))
        parts = {
            "[Content_Types].xml": self._types(inside),
            "_rels/.rels": self._relations([("officeDocument", "xl/workbook.xml")], "/"),
            "xl/_rels/workbook.xml.rels": self._relations(targets, "/xl/"),
            **{f"xl/{name}": text for name, text in inside.items()},
        }
        start = b"\xef\xbb\xbf" if self._habit.bom else b""
        return hostile.package({self._name(name): start + text.encode() for name, text in parts.items()})

    def _name(self, name: str) -> str:
        name = name.upper() if self._habit.capitals and name.startswith("xl/worksheets") else name
        return name.replace("/", self._habit.separator)

    def _tagged(self, xml: str) -> str:
        """With the habit's prefix on every tag."""
        return re.sub(r"<(/?)(?=[a-zA-Z])", rf"<\1{self._habit.prefix}:", xml) if self._habit.prefix else xml

    def _root(self, name: str, inside: str) -> str:
        prefix = f":{self._habit.prefix}" if self._habit.prefix else ""
        if self._habit.indented:
            inside = re.sub(r"(?<=>)(?=<(row|/row|/sheetData|c |si))", "\n  ", inside)
        body = self._tagged(f"<{name}>{inside}</{name}>")
        tag = f"{self._habit.prefix}:{name}" if self._habit.prefix else name
        spaces = f'xmlns{prefix}="{self._main}" xmlns:r="{self._links}"'
        return (
            '<?xml version="1.0" encoding="UTF-8" '
            f'standalone="yes"?>\n{body.replace(f"<{tag}>", f"<{tag} {spaces}>", 1)}'
        )

    def _workbook(self) -> str:
        sheets = "".join(
            (
                f'<sheet name={quoteattr(sheet.title)} sheetId="{number}" state="{sheet.sheet_state}" '
                f'r:id="r{number}"/>'
            )
            for number, sheet in enumerate(self._book.worksheets, start=1)
        )
        properties = '<workbookPr date1904="1"/>' if self._habit.from_1904 else "<workbookPr/>"
        return self._root("workbook", f"{properties}<sheets>{sheets}</sheets>")

    def _styles(self) -> str:
        code = quoteattr(self._habit.date_format)
        formats = '<xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="49"/>'
        return self._root(
            "styleSheet",
            (
                f'<numFmts count="1"><numFmt numFmtId="164" formatCode={code}/></numFmts><cellXfs '
                f'count="3">{formats}</cellXfs>'
            ),
        )

    def _types(self, parts: Mapping[str, str]) -> str:
        kinds = {"workbook.xml": "sheet.main", "styles.xml": "styles", "sharedStrings.xml": "sharedStrings"}
        overrides = "".join(
            f'<Override PartName="/xl/{name}" ContentType="{_XLSX}.{kinds.get(name, "worksheet")}+xml"/>'
            for name in parts
        )
        return (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
            f'ContentType="application/xml"/>{overrides}</Types>'
        )

    def _relations(self, targets: Sequence[tuple[str, str]], base: str) -> str:
        start = base if self._habit.absolute else ""
        links = "".join(
            (
                f'<Relationship Id="r{number}" Type="{self._links}/{kind}" '
                f'Target="{(start + target).replace("/", self._habit.separator)}"/>'
            )
            for number, (kind, target) in enumerate(targets, start=1)
        )
        return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'

    def _sheet(self, sheet: Worksheet) -> str:
        habit = self._habit
        rows = "".join(self._row(cells, number) for number, cells in enumerate(sheet.iter_rows(), start=1))
        rows += "".join(f'<row r="{sheet.max_row + extra}"/>' for extra in range(1, habit.blank_rows + 1))
        stated = f'<dimension ref="{habit.dimension}"/>' if habit.dimension else ""
        ranges = "".join(f'<mergeCell ref="{merged}"/>' for merged in sheet.merged_cells.ranges)
        merges = f"<mergeCells>{ranges}</mergeCells>" if ranges else ""
        return self._root(
            "worksheet", f"{stated}{habit.columns}<sheetData>{rows}</sheetData>{merges}{habit.extras}"
        )

    def _row(self, cells: Sequence[Any], number: int) -> str:
        stated = f' r="{number}"' if self._habit.row_numbers else ""
        written = "".join(self._cell(cell.value, cell.coordinate) for cell in cells)
        return f"<row{stated}{self._habit.rows}>{written}</row>"

    def _cell(self, value: object, place: str) -> str:
        at = f' r="{place}"' if self._habit.references else ""
        if value is None:
            return f'<c{at} s="2"/>'
        if isinstance(value, str):
            return self._text(value, at)
        if isinstance(value, bool):
            return f'<c{at} t="b"><v>{value:d}</v></c>'
        if isinstance(value, datetime):
            if self._habit.iso_dates:
                return f'<c{at} s="1" t="d"><v>{value.isoformat()}</v></c>'
            epoch = date(1904, 1, 1) if self._habit.from_1904 else date(1899, 12, 30)
            return f'<c{at} s="1"><v>{(value.date() - epoch).days}</v></c>'
        return f"<c{at}><v>{value}{'.0' if self._habit.whole_as_float else ''}</v></c>"

    def _text(self, value: str, at: str) -> str:
        text = f'<t xml:space="preserve">{escape(value)}</t>'
        halves = (value[: len(value) // 2], value[len(value) // 2 :])
        runs = "".join(f'<r><rPr><b/></rPr><t xml:space="preserve">{escape(half)}</t></r>' for half in halves)
        item = {"rich": runs, "phonetic": f'{text}<rPh sb="0" eb="1"><t>ピン</t></rPh>'}.get(
            self._habit.strings, text
        )
        if self._habit.strings == "inline":
            return f'<c{at} t="inlineStr"><is>{item}</is></c>'
        if self._habit.strings == "result":
            return f'<c{at} t="str"><v>{escape(value)}</v></c>'
        self._shared.append(item)
        return f'<c{at} t="s"><v>{len(self._shared) - 1}</v></c>'


_EXCEL = Habit()
_GOOGLE = Habit(
    strings="shared", dimension="", blank_rows=900, rows=' ht="15.75" customHeight="1"', whole_as_float=True
)
_WPS = Habit(dimension="A1", columns='<cols><col min="1" max="4" width="9" customWidth="1"/></cols>')
PROGRAMS: dict[str, Habit] = {
    "excel": _EXCEL,
    "excel strict": replace(_EXCEL, strict=True),
    "excel strict with iso dates": replace(_EXCEL, strict=True, iso_dates=True),
    "excel for mac, days from 1904": replace(_EXCEL, from_1904=True),
    "excel, other date format": replace(_EXCEL, date_format='[$-42A]d" tháng "m" năm "yyyy;@'),
    "excel, narrow phonetics": replace(_EXCEL, strings="phonetic"),
    "excel, rich text": replace(_EXCEL, strings="rich"),
    "excel, hidden columns": replace(
        _EXCEL, columns='<cols><col min="2" max="4" width="0" hidden="1" customWidth="1"/></cols>'
    ),
    "excel, hidden rows": replace(_EXCEL, rows=' hidden="1"'),
    "excel, grouped rows": replace(_EXCEL, rows=' outlineLevel="1" collapsed="1"'),
    "excel, protected": replace(_EXCEL, extras='<sheetProtection sheet="1" objects="1" scenarios="1"/>'),
    "excel, extension list": replace(_EXCEL, extras='<extLst><ext uri="{X}"><x/></ext></extLst>'),
    "google sheets": _GOOGLE,
    "google sheets, inline": replace(_GOOGLE, strings="inline"),
    "wps": _WPS,
    "wps, smaller still": replace(_WPS, dimension="A1:B2"),
    "wps, larger": replace(_WPS, dimension="A1:XFD1048576"),
    "a library: results as text": Habit(strings="result", dimension=""),
    "a library: inline texts": Habit(strings="inline", dimension=""),
    "a library: cells without place": Habit(references=False),
    "a library: cells and rows without place": Habit(references=False, row_numbers=False, strings="inline"),
    "a library: prefixed namespace": Habit(prefix="x"),
    "a library: prefixed namespace, strict": Habit(prefix="main", strict=True, strings="inline"),
    "a library: absolute targets": Habit(absolute=True),
    "a library: backslashes": Habit(separator="\\"),
    "a library: part names in capitals": Habit(capitals=True),
    "a library: byte order marks": Habit(bom=True),
    "a library: indented": Habit(indented=True),
    "a library: indented, inline, rich": Habit(indented=True, strings="rich", dimension=""),
    "a library: strict from 1904": Habit(strict=True, from_1904=True),
    "a library: whole numbers with a point": Habit(whole_as_float=True),
}


# --- people -------------------------------------------------------------------------------------------------


def filled(blank: bytes, typed: Typed, change: Callable[[Workbook], object] = lambda _: None) -> bytes:
    """The form with these answers, after ``change``, as the library saves it."""
    book = load_workbook(io.BytesIO(blank))
    for place, value in typed.items():
        cell: Any = book[SHEET][place]
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _respelt(
    typed: Typed,
    *,
    number: Callable[[int], object] = lambda n: n,
    text: Callable[[str], str] = lambda t: t,
    day: Any = None,
) -> Typed:
    """The same answers, typed another way."""

    def spell(value: object) -> object:
        if isinstance(value, int):
            return number(value)
        if isinstance(value, date):
            return day(value) if day else value
        return text(str(value))

    return {place: spell(value) for place, value in typed.items()}


def _day_words(pattern: str) -> Callable[[date], str]:
    return lambda day: pattern.format(day.day, day.month, day.year)


SPELLINGS: dict[str, dict[str, Any]] = {
    "thousands with points": {"number": group_thousands},
    "thousands with spaces": {"number": lambda n: group_thousands(n).replace(".", " ")},
    "thousands with hard spaces": {"number": lambda n: group_thousands(n).replace(".", "\u00a0")},
    "thousands with narrow spaces": {"number": lambda n: group_thousands(n).replace(".", "\u202f")},
    "numbers as text": {"number": str},
    "numbers as text with blanks": {"number": lambda n: f" {n} \u00a0"},
    "trailing blanks": {"text": lambda t: f"  {t} \u00a0 "},
    "hard spaces": {"text": lambda t: t.replace(" ", "\u00a0")},
    "letters and tones apart": {"text": lambda t: unicodedata.normalize("NFD", t)},
    "zero-width signs": {"text": lambda t: f"\ufeff{t}\u200b"},
    "capitals": {"text": str.upper},
    "day as text": {"day": _day_words("{:02d}/{:02d}/{}")},
    "day as text with a line break": {"day": _day_words("{}/{}/{}\n")},
    "day as text with blanks": {"day": _day_words(" {:02d}/{:02d}/{}\u00a0")},
    "day as yyyy-mm-dd": {"day": _day_words("{2}-{1:02d}-{0:02d}")},
    "day with points": {"day": _day_words("{}.{}.{}")},
    "day with dashes": {"day": _day_words("{:02d}-{:02d}-{}")},
    "day in words": {"day": _day_words("ngày {:02d} tháng {:02d} năm {}")},
    "day with a time": {"day": lambda d: datetime(d.year, d.month, d.day, 8, 30)},  # noqa: DTZ001 - a cell has no time zone
}


def _lose_formats(book: Workbook) -> None:
    for row in book[SHEET].iter_rows():
        for cell in row:
            cell.number_format = "General"


def _first_sheet(book: Workbook) -> None:
    book.create_sheet("Ghi chú của đơn vị", 0)["D10"] = "999"


def _rename(book: Workbook) -> None:
    book[SHEET].title = "Bản của đơn vị (2)"


def _comment(book: Workbook) -> None:
    book[SHEET]["D10"].comment = Comment("Số liệu đến 30/11", "VP")


def _picture_like_notes(book: Workbook) -> None:
    book[SHEET]["B30"] = "Người lập biểu: Nguyễn Văn A"


def _restyle(book: Workbook) -> None:
    for row in book[SHEET].iter_rows(max_row=20):
        for cell in row:
            cell.font = Font(name="Arial", size=9)


def _filter(book: Workbook) -> None:
    book[SHEET].auto_filter.ref = "A8:D17"
    book[SHEET].freeze_panes = None
    book[SHEET].column_dimensions["D"].width = 3


CHANGES: dict[str, Callable[[Workbook], object]] = {
    "formats lost": _lose_formats,
    "a sheet of the unit's own before ours": _first_sheet,
    "another title": _rename,
    "a comment": _comment,
    "a line below the table": _picture_like_notes,
    "other fonts": _restyle,
    "a filter, no frozen pane, narrow column": _filter,
    "hidden sheet shown": lambda book: setattr(book[IDENTITY_SHEET], "sheet_state", "visible"),
    "protection taken off": lambda book: setattr(book[SHEET].protection, "sheet", False),
    "marked as final": lambda book: setattr(book.properties, "contentStatus", "Final"),
}


def _with_formulas(data: bytes, typed: Typed) -> bytes:
    """Each number as the result of a formula, as a program that calculates saves it."""
    for place, value in typed.items():
        if isinstance(value, int):
            data = hostile.with_cell(data, place, "", f"<f>{value}+0</f><v>{value}</v>")
    return data


class _Pipe(io.RawIOBase):
    """Takes bytes in order only, as a download does: the archive then tells its sizes after the parts."""

    def __init__(self) -> None:
        self.written = b""

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.written += bytes(piece)
        return len(piece)


def _repacked(data: bytes, *, method: int = zipfile.ZIP_DEFLATED, zip64: bool = False) -> bytes:
    """The same parts in another order, in an archive written front to back."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", method) as target:
        for name, content in reversed(hostile.parts_of(data).items()):
            with target.open(name, "w", force_zip64=zip64) as part:
                part.write(content)
    return pipe.written


def honest(blank: bytes, typed: Typed) -> Iterator[tuple[str, bytes]]:
    """Files by what is odd about them; all mean what was typed."""
    plain = filled(blank, typed)
    yield "as the library saves it", plain
    for name, habit in PROGRAMS.items():
        yield name, saved(plain, habit)
    for name, spelling in SPELLINGS.items():
        yield name, filled(blank, _respelt(typed, **spelling))
    for name, change in CHANGES.items():
        yield name, filled(blank, typed, change)
    yield "an archive written front to back", _repacked(plain)
    yield "an archive with long sizes", _repacked(plain, zip64=True)
    yield "an archive that is not compressed", _repacked(plain, method=zipfile.ZIP_STORED)
    yield "formulas with results", _with_formulas(plain, typed)
    yield (
        "read-only recommended",
        hostile.edited(
            plain,
            "xl/workbook.xml",
            lambda xml: xml.replace("<sheets>", '<fileSharing readOnlyRecommended="1"/><sheets>'),
        ),
    )
    yield (
        "printer settings and a thumbnail",
        hostile.package(
            {
                **hostile.parts_of(plain),
                "xl/printerSettings/printerSettings1.bin": b"H\x00P\x00\xff",
                "docProps/thumbnail.jpeg": b"\xff\xd8\xff",
            }
        ),
    )


def _shift_columns(book: Workbook) -> None:
    book[SHEET].insert_cols(4)


def _swap_columns(book: Workbook) -> None:
    for row in book[SHEET].iter_rows(min_row=8):
        third, fourth = row[2], row[3]
        if not any(cell.coordinate in book[SHEET].merged_cells for cell in (third, fourth)):
            third.value, fourth.value = fourth.value, third.value


def refusable(blank: bytes, typed: Typed) -> Iterator[tuple[str, bytes, str]]:
    """Honest files that nobody can read without a guess, with the code of the finding."""
    plain = filled(blank, typed)
    number = next(place for place, value in typed.items() if isinstance(value, int))
    below = f"{_ANSWERS}{int(number[1:]) + 1}"
    yield "a password", hostile.password_protected(), "password"
    yield "saved as .xls", hostile.old_xls(), "old_xls"
    yield (
        "a formula without result",
        hostile.with_cell(plain, number, "", "<f>4+8</f>"),
        "formula_without_value",
    )
    yield "an error", hostile.with_cell(plain, number, 't="e"', "<f>1/0</f><v>#DIV/0!</v>"), "error_value"
    yield "a column put in", filled(blank, typed, _shift_columns), "column_moved"
    yield "columns exchanged", filled(blank, typed, _swap_columns), "column_moved"
    yield (
        "answers merged",
        filled(blank, typed, lambda book: book[SHEET].merge_cells(f"{number}:{below}")),
        "merged_answer",
    )
    yield "day without a century", filled(blank, _respelt(typed, day=lambda d: f"{d:%d/%m/%y}")), "not_a_date"
    yield (
        "day by the American order",
        filled(blank, _respelt(typed, day=_day_words("{1}/{0}/{2}"))),
        "not_a_date",
    )
    yield (
        "a remark beside the answer",
        filled(blank, typed, lambda book: book[SHEET].__setitem__(f"F{number[1:]}", "ước tính")),
        "stray_answer",
    )
    yield (
        "hidden sheet gone",
        filled(blank, typed, lambda book: book.remove(book[IDENTITY_SHEET])),
        "not_a_form",
    )


def habits_in_pairs() -> Iterator[tuple[str, Habit]]:
    """Every two programs' habits in one file: what differs from the plain habit in either."""
    names = list(PROGRAMS)
    for one, other in zip(names, names[1:] + names[:1], strict=True):
        both = {
            field.name: getattr(PROGRAMS[name], field.name)
            for name in (one, other)
            for field in dataclasses.fields(Habit)
            if getattr(PROGRAMS[name], field.name) != field.default
        }
        yield f"{one} + {other}", Habit(**both)
