"""The forms of a round as units send them back, saved by Excel, LibreOffice, openpyxl and ONLYOFFICE.

A blank form is filled in five ways. Openpyxl and LibreOffice save these; the ways of Excel and ONLYOFFICE
are copied here. Every unit's form is one of the five with its own identity, numbers and text: no two are
alike.
"""

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from bench.office import MIXED, PROGRAMS
from bench.ours import ANSWER_COLUMN, FIRST_ROW, SHEET, issued_forms

Parts = dict[str, bytes]
# In the first unit's form; every other has numbers and a text of its own instead.
_ONE, _TWO, _THREE = _NUMBERS = (71_234, 75_678, 79_012)
_TEXT = "Thiếu máy quay"
# In the order of the form's twelve questions.
_FILLINGS: tuple[tuple[Any, ...], ...] = (
    (_ONE, "văn bản; họp chi bộ", date(2025, 11, 28), "Có", _TWO, _THREE, "KPS", "KAD", _ONE, 1, _TWO, _TEXT),
    (_ONE, "họp chi bộ", date(2025, 11, 30), "Không", _TWO, _THREE, 3_456, 7_890, "KPS", "KPS", 0, _TEXT),
    ("KPS", "KAD", "KAD", "Không", "KPS", "KPS", "KPS", _ONE, _TWO, 0, _THREE, _TEXT),
    ("Không phát sinh", "văn bản", "28/11/2025", "có", _ONE, _TWO, "1.234", "0", _THREE, "12", "KPS", _TEXT),
    (_ONE, "văn bản", date(2025, 12, 1), "Có", _TWO, "KPS", _THREE, "Không áp dụng", 1, 2, 3, _TEXT),
)


def return_all(office: Path, folder: Path) -> None:
    """Put the forms of an issued round into a folder for each program, and one of each unit into ``MIXED``.

    Two units are unlike the others there: one wrong answer in the last, nothing of the last but one.
    """
    forms = issued_forms(office)
    blanks = {path.parent.name: path for path in office.glob("out/*/X*/*.xlsx")}
    models = [_filled(blanks[forms[0][0]], answers) for answers in _FILLINGS]
    for program, save in _SAVERS.items():
        encode = _as_references if program == "openpyxl" else str.encode
        (folder / program).mkdir(parents=True)
        saved = cycle([_parts(model) for model in save(models)])
        for place, (form, model) in enumerate(zip(forms, saved, strict=False)):
            data = _changed(model, _own_texts(forms[0], form, place), encode)
            (folder / program / f"{form[0]}.xlsx").write_bytes(data)
    (folder / MIXED).mkdir()
    for (unit, *_), program in zip(forms[:-2], cycle(PROGRAMS), strict=False):
        shutil.copy(folder / program / f"{unit}.xlsx", folder / MIXED)
    unit = forms[-1][0]
    (folder / MIXED / f"{unit}.xlsx").write_bytes(_filled(blanks[unit], ("nhiều", *_FILLINGS[0][1:])))


def _filled(blank: Path, answers: Sequence[object]) -> bytes:
    book = load_workbook(blank)
    sheet: Any = book[SHEET]
    cells = [sheet[f"{ANSWER_COLUMN}{row}"] for row in range(FIRST_ROW, sheet.max_row + 1)]
    for cell, answer in zip((cell for cell in cells if not cell.protection.locked), answers, strict=True):
        cell.value = answer
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _own_texts(first: Sequence[str], form: Sequence[str], place: int) -> Mapping[str, str]:
    """What stands in the first unit's form, and what stands in this unit's at that place."""
    numbers = {f">{number}<": f">{(place * 37 + number) % 9_973}<" for number in _NUMBERS}
    return {**dict(zip(first, form, strict=True)), **numbers, _TEXT: f"Thiếu {place} máy quay; mạng chậm."}


def _changed(model: Parts, texts: Mapping[str, str], encode: Callable[[str], bytes]) -> bytes:
    changed = dict(model)
    for name in [name for name in model if name.startswith(("xl/worksheets/sheet", "xl/sharedStrings"))]:
        for old, new in texts.items():
            changed[name] = changed[name].replace(encode(old), encode(new))
    return _package(changed)


def _parts(package: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return {name: source.read(name) for name in source.namelist()}


def _package(parts: Parts) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


# --- programs -------------------------------------------------------------------------------------------


def _as_references(text: str) -> bytes:
    """Text as openpyxl writes it: what is not ASCII becomes a numeric reference."""
    return text.encode("ascii", "xmlcharrefreplace")


def _by_libreoffice(models: Sequence[bytes]) -> Sequence[bytes]:
    program, folder = shutil.which("soffice"), Path("libreoffice").resolve()
    if program is None:
        print("No LibreOffice here: its way of writing is copied too", file=sys.stderr)
        return _Writer(row=' customFormat="false" hidden="false" outlineLevel="0" collapsed="false"')(models)
    folder.mkdir()
    sources = [folder / f"{number}.xlsx" for number in range(len(models))]
    for source, model in zip(sources, models, strict=True):
        source.write_bytes(model)
    profile, saved = f"-env:UserInstallation={(folder / 'profile').as_uri()}", folder / "saved"
    wanted = ("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(saved))
    command = (program, "--headless", profile, *wanted, *map(str, sources))
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [(saved / source.name).read_bytes() for source in sources]


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PRESERVE = ' xml:space="preserve"'
_EXCEL_2010 = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac"'
    ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
)


@dataclass(frozen=True)
class _Writer:
    """How a program that cannot be run here writes what openpyxl has saved: shared texts in UTF-8.

    ``sheet`` and ``row``: attributes that it adds to these elements. ``preserve``: it marks every text that
    has a space.
    """

    sheet: str = ""
    row: str = ""
    preserve: bool = False

    def __call__(self, models: Sequence[bytes]) -> Sequence[bytes]:
        return [self._saved(_parts(model)) for model in models]

    def _saved(self, parts: Parts) -> bytes:
        texts: dict[str, int] = {}
        for name in [name for name in parts if name.startswith("xl/worksheets/")]:
            parts[name] = self._sheet(parts[name].decode(), texts).encode()
        items = (
            f"<si><t{_PRESERVE if self.preserve and ' ' in text else ''}>{text}</t></si>" for text in texts
        )
        parts["xl/sharedStrings.xml"] = f'{_HEAD}<sst xmlns="{_MAIN}">{"".join(items)}</sst>'.encode()
        link = f'<Relationship Type="{_LINKS}/sharedStrings" Target="sharedStrings.xml" Id="texts"/>'
        kind = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_XLSX}.sharedStrings+xml"/>'
        for name, more in (("xl/_rels/workbook.xml.rels", link), ("[Content_Types].xml", kind)):
            start, end, rest = parts[name].decode().rpartition("</")
            parts[name] = f"{start}{more}{end}{rest}".encode()
        return _package(parts)

    def _sheet(self, xml: str, texts: dict[str, int]) -> str:
        xml = re.sub("&#([0-9]+);", lambda found: chr(int(found[1])), xml)
        xml = xml.replace("<worksheet", f"<worksheet{self.sheet}", 1)
        xml = re.sub("(<row [^>]*)", rf"\1{self.row}", xml)
        xml = xml.replace(' t="n"></c>', "/>").replace(' t="n"', "")
        shared = re.compile(r't="inlineStr"><is><t(?: [^>]*)?>([^<]*)</t></is>')
        return _HEAD + shared.sub(lambda found: f't="s"><v>{texts.setdefault(found[1], len(texts))}</v>', xml)


_EXCEL = _Writer(sheet=_EXCEL_2010, row=' spans="1:4" x14ac:dyDescent="0.25"')
_SAVERS: Mapping[str, Callable[[Sequence[bytes]], Sequence[bytes]]] = dict(
    zip(PROGRAMS, (_EXCEL, _by_libreoffice, lambda models: models, _Writer(preserve=True)), strict=True)
)
