"""Workbook, page, written report and JSON say the same figures: each is read back by a reader of its own and compared."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import docx
import lxml.html
import pytest
from openpyxl import load_workbook

from bcd35.domain.numbers import group_thousands, share_words
from bcd35.usecases.summary import Status, status
from bcd35.usecases.summary_forms import FORMS
from tests.rosters import AS_OF, build_roster


class Forms(NamedTuple):
    """One round in every form."""

    seen: Status
    json: Any
    page: Any
    report: Any
    workbook: Any


@pytest.fixture(scope="module", params=[18, 105])
def forms(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forms]:
    desk = build_roster(tmp_path_factory.mktemp("số liệu") / "vp", request.param)
    seen = status(desk, as_of=AS_OF)
    data = {form: write(desk, seen)[0] for form, (_, write) in FORMS.items()}
    yield Forms(
        seen,
        json.loads(data["json"]),
        lxml.html.document_fromstring(data["html"].decode()),
        docx.Document(io.BytesIO(data["docx"])),
        load_workbook(io.BytesIO(data["xlsx"]), data_only=True),
    )
    desk.store.close()


def counted(figure: int) -> str:
    """As the report writes a figure: ``05``, ``1.234``."""
    return f"{figure:02d}" if figure < 1000 else group_thousands(figure)


def sentences(report: Any) -> str:
    return "\n".join(paragraph.text for paragraph in report.paragraphs)


def test_totals(forms: Forms) -> None:
    totals = forms.json["totals"]
    labels = ("Phải báo cáo", "Đã báo cáo", "Đúng hạn", "Trễ hạn", "Chưa báo cáo", "Được miễn")
    expected = dict(zip(labels, (totals[key] for key in ("expected", "reported", "on_time", "late", "missing", "exempt")), strict=True))

    rows = [[cell.value for cell in row] for row in forms.workbook["Tổng hợp"].iter_rows()]
    in_workbook = {label: next(int(row[1]) for row in rows if row[0] == label) for label in labels}
    tiles = [tile.findtext("b").replace(".", "") for tile in forms.page.iter("li") if str(tile.get("class")).startswith("tile ")]

    assert in_workbook == expected
    assert dict(zip(labels, map(int, tiles), strict=True)) == expected
    assert (
        f"Tính đến ngày 20/12/2025, {totals['reported']:02d}/{totals['expected']:02d} đơn vị đã báo cáo "
        f"(đạt {share_words(totals['completeness'])}), "
        f"trong đó đúng hạn {totals['on_time']:02d} đơn vị, trễ hạn {totals['late']:02d} đơn vị; "
        f"còn {totals['missing']:02d} đơn vị chưa báo cáo; {totals['exempt']:02d} đơn vị được miễn báo cáo."
    ) in sentences(forms.report)


def test_kinds(forms: Forms) -> None:
    kinds = {
        kind["label"]: [kind[key] for key in ("expected", "reported", "on_time", "late", "missing", "exempt")]
        for kind in forms.json["kinds"]
    }

    rows = [[cell.value for cell in row] for row in forms.workbook["Tổng hợp"].iter_rows()]
    assert {str(row[0]): [int(cell) for cell in row[1:7]] for row in rows if row[0] in kinds} == kinds
    table = next(one for one in forms.page.iter("table") if one.findtext("caption") == "Số đơn vị theo loại")
    cells = [[cell.text_content() for cell in row] for row in table.find("tbody")]
    assert {row[0]: [int(cell.replace(".", "")) for cell in row[1:7]] for row in cells} == kinds
    text = sentences(forms.report)
    for label, (expected, reported, on_time, late, *_) in kinds.items():
        in_time = ", ".join(f"{words} {units:02d} đơn vị" for words, units in (("đúng hạn", on_time), ("trễ hạn", late)) if units)
        assert f"- {label}: {reported:02d}/{expected:02d} đơn vị đã báo cáo, {in_time}" in text


def test_count_fields(forms: Forms) -> None:
    fields = {field["label"]: field for field in forms.json["fields"] if field["kind"] == "count"}
    table = next(one for one in forms.page.iter("table") if one.findtext("caption") == "Kết quả và số đơn vị trả lời")
    in_page = {row[0].text_content(): [cell.text_content() for cell in row] for row in table.find("tbody")}
    text = sentences(forms.report)

    assert len(fields) == 5
    for label, field in fields.items():
        total = field["result"]["total"]
        assert in_page[label][1].startswith(f"Tổng số {group_thousands(total)} (")
        assert [int(cell) for cell in in_page[label][2:]] == [field[key] for key in ("answered", "nothing", "not_applicable", "unanswered")]
        line = next(line for line in text.splitlines() if line.startswith(f"- {label}: "))
        words = ("không phát sinh", "nothing"), ("không áp dụng", "not_applicable"), ("chưa trả lời", "unanswered")
        others = [f"{field[key]:02d} đơn vị {said}" for said, key in words if field[key]]
        said = "; ".join([f"{field['answered']:02d} đơn vị có số liệu", *others])
        assert line == f"- {label}: {counted(total)} ({said})."


def test_units(forms: Forms) -> None:
    units = forms.seen.figures.state.units
    reported, missing = (
        [row.cells for row in table.rows if re.fullmatch("[0-9]+", row.cells[0].text)] for table in forms.report.tables[-2:]
    )

    assert [unit["code"] for unit in forms.json["units"]] == [unit.code for unit in units]
    assert len(reported) == forms.seen.figures.totals.reported
    assert [
        cells[1].text.endswith(unit.name) for cells, unit in zip(missing, (one for one in units if one.state == "missing"), strict=True)
    ] == [True] * len(missing)
    assert [cells[0].text for cells in reported] == [str(place) for place in range(1, len(reported) + 1)]
    late = sum(unit.state == "late" for unit in units)
    assert sum(cells[5].text.startswith("Trễ ") for cells in reported) == late
    rows = forms.page.xpath("//table[@data-sortable]/tbody/tr")
    assert [row.get("data-state") for row in rows] == [unit.state for unit in units]


def test_what_units_wrote(forms: Forms) -> None:
    (field,) = (one for one in forms.json["fields"] if one["kind"] == "text")
    groups: dict[str, list[str]] = {}
    for voice in field["result"]:
        groups.setdefault(voice["text"], []).append(voice["name"])

    voices = forms.page.xpath("//ul[@class='voices']/li")
    assert {voice[0].text: voice[1].text.split("; ") for voice in voices} == groups
    text = sentences(forms.report)
    for words, names in groups.items():
        assert f"- {'; '.join(names)}: {' '.join(words.split()).rstrip('.')}." in text


def test_the_report_is_a_draft_without_kinh_gui(forms: Forms) -> None:
    cells = "\n".join(cell.text for table in forms.report.tables for row in table.rows for cell in row.cells)

    assert "Kính gửi" not in sentences(forms.report) + cells
    assert re.search(r"Số[\s\u00a0]{5,}-BC/BCĐ", cells)
    assert "- Ban Chỉ đạo 35 Tỉnh ủy (để báo cáo);" in cells
