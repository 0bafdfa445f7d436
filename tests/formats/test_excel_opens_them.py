"""What Excel repairs or refuses and no schema says: over the form and the summary workbook that we write."""

import io
import re
import zipfile
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath
from typing import Any

import pytest
from lxml import etree
from openpyxl.utils import range_boundaries

from tests.support.made_up_form import BLANK
from tests.support.summary_content import WORKBOOKS

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# The longest text of each property of a validation.
LIMITS = {"prompt": 255, "error": 225, "promptTitle": 32, "errorTitle": 32}


def faults_of(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    trees = {name: etree.fromstring(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    sheets = [tree for name, tree in trees.items() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
    return [
        *_types(parts.keys(), trees["[Content_Types].xml"]),
        *(
            fault
            for name in trees
            if name.endswith(".rels")
            for fault in _relations(name, parts.keys(), trees)
        ),
        *_names(trees["xl/workbook.xml"]),
        *(fault for sheet in sheets for fault in _sheet(sheet, trees["xl/styles.xml"])),
    ]


def _types(names: Any, types: Any) -> Iterator[str]:
    stated = {one.get("PartName", "")[1:] for one in types if one.get("PartName")}
    endings = {one.get("Extension", "").lower() for one in types}
    yield from (f"type of a missing part {name}" for name in stated - names)
    for name in names - stated - {"[Content_Types].xml"}:
        if name.rpartition(".")[2].lower() not in endings or name.endswith(".xml"):
            yield f"no type: {name}"


def _relations(name: str, names: Any, trees: dict[str, Any]) -> Iterator[str]:
    base = dirname(dirname(name))
    own = [one for one in trees[name] if one.get("TargetMode") != "External"]
    for target in (one.get("Target", "") for one in own):
        if normpath(join("/", base, target)).lstrip("/") not in names:
            yield f"{name}: no part {target}"
    keys = [one.get("Id") for one in trees[name]]
    if len({*keys}) < len(keys):
        yield f"{name}: an id twice"
    part = trees.get(join(base, basename(name).removesuffix(".rels")))
    used = (
        {value for one in part.iter() for key, value in one.attrib.items() if key.startswith(OFFICE)}
        if part is not None
        else set()
    )
    yield from (f"{name}: no relation {key}" for key in used - {*keys})


def _names(book: Any) -> Iterator[str]:
    titles = [one.get("name", "") for one in book.find(f"{M}sheets")]
    if len({title.casefold() for title in titles}) < len(titles):
        yield "a sheet's name twice"
    for title in titles:
        if len(title) > 31 or re.search(r"[\\/?*\[\]:]|^'|'$", title):
            yield f"sheet name {title}"
    for one in book.iter(f"{M}definedName"):
        named = re.findall(r"'((?:[^']|'')+)'!", one.text or "")
        if "#REF" in (one.text or "") or not {name.replace("''", "'") for name in named} <= {*titles}:
            yield f"name without a sheet: {one.text}"


def _sheet(sheet: Any, styles: Any) -> Iterator[str]:
    yield from _cells(sheet, len(styles.find(f"{M}cellXfs")))
    differing = styles.find(f"{M}dxfs")
    for rule in sheet.iter(f"{M}cfRule"):
        if int(rule.get("dxfId", -1)) >= (0 if differing is None else len(differing)):
            yield "no such format of a condition"
    boxes = [range_boundaries(one.get("ref")) for one in sheet.iter(f"{M}mergeCell")]
    for place, one in enumerate(boxes):
        yield from (f"merged twice: {one}, {other}" for other in boxes[place + 1 :] if _overlap(one, other))
    for one in sheet.iter(f"{M}dataValidation"):
        listed = one.findtext(f"{M}formula1") or ""
        if listed.startswith('"') and len(listed) > 255 + 2:
            yield f"list of {len(listed)} characters"
        yield from (f"{key} too long" for key, most in LIMITS.items() if len(one.get(key, "")) > most)
    yield from (
        "heading too long"
        for one in sheet.iter(f"{M}oddHeader", f"{M}oddFooter")
        if len(one.text or "") > 255
    )


def _cells(sheet: Any, formats: int) -> Iterator[str]:
    last = (0, 0)
    for cell in sheet.iter(f"{M}c"):
        column, row, _, _ = range_boundaries(cell.get("r"))
        if (row or 0, column or 0) <= last:
            yield f"{cell.get('r')} out of order"
        last = (row or 0, column or 0)
        if int(cell.get("s", 0)) >= formats:
            yield f"{cell.get('r')}: no such format"
        formula = cell.findtext(f"{M}f") or ""
        if len("".join(cell.itertext())) > 32_767 or formula.startswith("="):
            yield f"{cell.get('r')}: text or formula"


def _overlap(one: Any, other: Any) -> bool:
    left, top, right, bottom = (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )
    return bool(left <= right and top <= bottom)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_excel_has_nothing_to_repair(name: str) -> None:
    assert faults_of(WORKBOOKS[name]) == []


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        ("[Content_Types].xml", "worksheets/sheet1.xml", "worksheets/sheet9.xml"),
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/sheet9.xml"),
        ("xl/workbook.xml", 'name="Báo cáo"', 'name="Báo/cáo"'),
        ("xl/worksheets/sheet1.xml", 'r="A2"', 'r="A1"'),
        ("xl/worksheets/sheet1.xml", '<c r="A1" s="', '<c r="A1" s="99'),
        ("xl/worksheets/sheet1.xml", "</mergeCells>", '<mergeCell ref="A1:B2"/></mergeCells>'),
        ("xl/worksheets/sheet1.xml", 'promptTitle="', f'promptTitle="{"x" * 40}'),
    ],
)
def test_each_rule_finds_a_broken_workbook(part: str, before: str, after: str) -> None:
    spoiled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BLANK)) as source, zipfile.ZipFile(spoiled, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                assert before.encode() in text
                text = text.replace(before.encode(), after.encode(), 1)
            target.writestr(name, text)

    assert faults_of(spoiled.getvalue()) != []
