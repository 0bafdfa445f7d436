"""Workbook, page, written report and JSON say the same figures.

Each is read back by a reader of its own and compared.
"""

import io
import json
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import docx
import lxml.etree
import lxml.html
import pytest
from openpyxl import load_workbook

from bcd35.domain.answers import EMPTY_WORDS
from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS
from bcd35.domain.dates import screen_date
from bcd35.domain.numerals import counted, group_thousands, one_decimal, share_words, signed
from bcd35.domain.round_summary import RoundSummary
from bcd35.domain.summary import STATE_WORDS
from bcd35.show.screen import Table
from bcd35.show.summary import status_screen
from bcd35.usecases.desk import Desk
from bcd35.usecases.summary.status import Status, figures_of, status, sum_up
from bcd35.usecases.summary.writers import WRITERS
from tests.support.filling import values_by_sheet
from tests.support.rosters import AS_OF, DEADLINE, ROUND, build_roster

EMPTY = ("answered", "nothing", "not_applicable", "unanswered")


class Forms(NamedTuple):
    """One round in every form."""

    summary: RoundSummary
    json: Any
    page: Any
    report: Any
    workbook: Any
    bytes_of: dict[str, bytes]


@pytest.fixture(scope="module", params=[18, 105, 1530])
def forms(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forms]:
    desk = build_roster(tmp_path_factory.mktemp("số liệu") / "vp", request.param, earlier=1)
    yield forms_of(desk, AS_OF)
    desk.store.close()


def forms_of(desk: Desk, as_of: date) -> Forms:
    return forms_seen(desk, status(desk, ROUND, as_of))


def forms_seen(desk: Desk, seen: Status) -> Forms:
    summary = sum_up(desk, seen)
    data = {form: WRITERS[form][1](desk, seen, summary)[0] for form in ("json", "html", "docx", "xlsx")}
    return Forms(
        summary,
        json.loads(data["json"]),
        lxml.html.document_fromstring(data["html"].decode()),
        docx.Document(io.BytesIO(data["docx"])),
        load_workbook(io.BytesIO(data["xlsx"]), data_only=True),
        data,
    )


def test_where_a_round_stands_is_told_without_reading_an_answer(tmp_path: Path) -> None:
    desk = build_roster(tmp_path / "vp", 18)
    asked: list[str] = []
    desk.store._connection.set_trace_callback(asked.append)

    seen = status(desk, ROUND, AS_OF)
    reads_answers = [sql for sql in asked if " answers " in sql]
    assert (bool(asked), reads_answers) == (True, [])

    figures_of(desk, seen)
    assert [sql for sql in asked if " answers " in sql] != []
    desk.store.close()


def test_equal_answers_to_a_question_are_one_object(tmp_path: Path) -> None:
    desk = build_roster(tmp_path / "vp", 18)
    given = [pair for answers in desk.store.reports.answers(ROUND).values() for pair in answers.items()]
    objects = {(code, id(answer)) for code, answer in given}
    assert len(set(given)) == len(objects) < len(given)
    desk.store.close()


def test_the_screen_names_the_units_in_the_order_of_the_documents(tmp_path: Path) -> None:
    desk = build_roster(tmp_path / "vp", 18)
    seen = status(desk, ROUND, AS_OF)

    screen = status_screen(seen, seen.units)
    in_order = [unit.code for unit in figures_of(desk, seen).state.units]
    assert [unit["code"] for unit in screen.data["units"]] == in_order
    assert [row[0] for block in screen.blocks if isinstance(block, Table) for row in block.rows] == in_order
    desk.store.close()


def page_rows(page: Any, caption: str) -> list[list[str]]:
    """Cell texts of a table's body."""
    table = next(one for one in page.iter("table") if one.findtext("caption") == caption)
    return [[cell.text_content() for cell in row] for row in table.find("tbody")]


def sheet_rows(workbook: Any, title: str) -> list[list[Any]]:
    """Cells below the headings of a list; days as days."""
    rows = workbook[title].iter_rows(min_row=5, values_only=True)
    return [[cell.date() if isinstance(cell, datetime) else cell for cell in row] for row in rows]


def section(workbook: Any, heading: str) -> list[list[Any]]:
    """The rows under a heading of the first sheet, up to the next empty one."""
    rows = [list(row) for row in workbook["Tổng hợp"].iter_rows(values_only=True)]
    start = next(place for place, row in enumerate(rows) if row[0] == heading) + 2
    return list(takewhile(lambda row: row[0] is not None, rows[start:]))


def sentences(report: Any) -> str:
    return "\n".join(paragraph.text for paragraph in report.paragraphs)


def test_totals(forms: Forms) -> None:
    totals = forms.json["totals"]
    labels = ("Phải báo cáo", "Đã báo cáo", "Đúng hạn", "Trễ hạn", "Chưa báo cáo", "Được miễn")
    expected = dict(
        zip(
            labels,
            (totals[key] for key in ("expected", "reported", "on_time", "late", "missing", "exempt")),
            strict=True,
        )
    )

    rows = [[cell.value for cell in row] for row in forms.workbook["Tổng hợp"].iter_rows()]
    in_workbook = {label: next(int(row[1]) for row in rows if row[0] == label) for label in labels}
    tiles = [
        tile.findtext("b").replace(".", "")
        for tile in forms.page.iter("li")
        if str(tile.get("class")).startswith("tile ")
    ]

    assert in_workbook == expected
    assert dict(zip(labels, map(int, tiles), strict=True)) == expected
    said = (
        f"Đến hết ngày 20/12/2025, {counted(totals['reported'])}/{counted(totals['expected'])} đơn vị đã báo "
        "cáo, "
        f"đạt {share_words(totals['completeness'])}; trong đó {counted(totals['on_time'])} đơn vị đúng hạn "
        f"({share_words(totals['timeliness'])}), {counted(totals['late'])} đơn vị trễ hạn. "
        f"Còn {counted(totals['missing'])} đơn vị chưa báo cáo. Có {counted(totals['exempt'])} đơn vị được "
        "miễn báo cáo."
    )
    assert said in sentences(forms.report)
    assert said == forms.page.findtext(".//p[@class='lead']")
    assert said in [row[0] for row in rows]


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
        in_time = ", ".join(
            f"{words} {counted(units)} đơn vị"
            for words, units in (("đúng hạn", on_time), ("trễ hạn", late))
            if units
        )
        assert f"- {label}: {counted(reported)}/{counted(expected)} đơn vị đã báo cáo, {in_time}" in text


def test_count_fields(forms: Forms) -> None:
    fields = {field["label"]: field for field in forms.json["fields"] if field["kind"] == "count"}
    table = next(
        one for one in forms.page.iter("table") if one.findtext("caption") == "Kết quả và số đơn vị trả lời"
    )
    in_page = {row[0].text_content(): [cell.text_content() for cell in row] for row in table.find("tbody")}
    text = sentences(forms.report)

    assert len(fields) == 5
    for label, field in fields.items():
        total = field["result"]["total"]
        assert in_page[label][1].startswith(f"Tổng số {group_thousands(total)} (")
        assert [int(cell.replace(".", "")) for cell in in_page[label][2:]] == [field[key] for key in EMPTY]
        (in_sheet,) = [row for row in section(forms.workbook, "III- SỐ LIỆU CÁC CHỈ TIÊU") if row[0] == label]
        assert in_sheet[1:7] == [
            total,
            pytest.approx(field["result"]["mean"]),
            *(field[key] for key in EMPTY),
        ]
        line = next(line for line in text.splitlines() if line.startswith(f"- {label}: "))
        words = (
            ("không phát sinh", "nothing"),
            ("không áp dụng", "not_applicable"),
            ("chưa trả lời", "unanswered"),
        )
        others = [f"{counted(field[key])} đơn vị {said}" for said, key in words if field[key]]
        said = "; ".join([f"{counted(field['answered'])} đơn vị có số liệu", *others])
        assert line == f"- {label}: {counted(total)} ({said})."


def test_a_share_has_no_total(tmp_path: Path) -> None:
    label = "Tỷ lệ hồ sơ trực tuyến (%)"
    desk = build_roster(tmp_path / "vp", 18, earlier=1)
    seen = status(desk, ROUND, AS_OF)
    asked = seen.issued.round.replace(seen.round_.fields[0].label, label)
    forms = forms_seen(desk, seen._replace(issued=seen.issued._replace(round=asked)))
    desk.store.close()

    (field,) = [one for one in forms.json["fields"] if one["label"] == label]
    mean = one_decimal(field["result"]["mean"])
    assert field["result"]["total"] is None
    rows = section(forms.workbook, "III- SỐ LIỆU CÁC CHỈ TIÊU")
    assert [row[1:8:6] for row in rows if row[0] == label] == [["–", "tỷ lệ không cộng"]]
    lines = sheet_rows(forms.workbook, "Theo chỉ tiêu")
    assert [line[2:4] for line in lines if line[1] == label] == [
        ["Tổng số (tỷ lệ không cộng)", "–"],
        ["Trung bình một đơn vị", pytest.approx(field["result"]["mean"])],
    ]
    in_page = {row[0]: row[1] for row in page_rows(forms.page, "Kết quả và số đơn vị trả lời")}
    assert in_page[label] == f"Trung bình một đơn vị {mean} (tỷ lệ không cộng)"
    start = f"- {label}: trung bình một đơn vị {mean} (tỷ lệ không cộng; "
    assert [line[: len(start)] for line in sentences(forms.report).splitlines() if label in line] == [start]
    assert forms.summary.comparison is not None
    compared = {(one.scope, one.figure) for one in forms.summary.comparison.lines if one.label == label}
    assert compared == {("round", "answered"), ("round", "mean"), ("unit", "total")}


def test_units(forms: Forms) -> None:
    units = forms.summary.figures.state.units
    reported, missing = (
        [row.cells for row in table.rows if re.fullmatch("[0-9]+", row.cells[0].text)]
        for table in forms.report.tables[-2:]
    )

    assert [unit["code"] for unit in forms.json["units"]] == [unit.code for unit in units]
    assert len(reported) == forms.summary.figures.totals.reported
    assert [
        cells[1].text.endswith(unit.name)
        for cells, unit in zip(missing, (one for one in units if one.state == "missing"), strict=True)
    ] == [True] * len(missing)
    assert [cells[0].text for cells in reported] == [str(place) for place in range(1, len(reported) + 1)]
    late = sum(unit.state == "late" for unit in units)
    assert sum(any(cell.text.startswith("Trễ ") for cell in cells) for cells in reported) == late
    rows = forms.page.xpath("//table[@data-sortable]/tbody/tr")
    assert [row.get("data-state") for row in rows] == [unit.state for unit in units]
    in_workbook = sheet_rows(forms.workbook, "Theo đơn vị")
    assert [row[1:3] + row[4:7] for row in in_workbook] == [
        [
            unit.code,
            unit.name,
            STATE_WORDS[unit.state],
            unit.received_on or "–",
            "–" if unit.state == "exempt" else unit.days_late,
        ]
        for unit in units
    ]


def test_answers(forms: Forms) -> None:
    """Of every unit, in the workbook's own words, against the plain data."""
    codes = [field["code"] for field in forms.json["fields"]]
    for row, unit in zip(sheet_rows(forms.workbook, "Theo đơn vị"), forms.json["units"], strict=True):
        for code, cell in zip(codes, row[9:], strict=False):
            answer = unit["answers"].get(code, {"state": "unanswered", "value": None})
            assert cell == (as_cell(answer) if unit["received_on"] else "–"), (unit["code"], code)


def as_cell(answer: dict[str, Any]) -> Any:
    if answer["state"] != "value":
        return EMPTY_WORDS[answer["state"]]
    value = answer["value"]
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, list):
        return "; ".join(value)
    return (
        date.fromisoformat(value)
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)
        else value
    )


def test_other_fields(forms: Forms) -> None:
    """Options and days, in workbook, page and report."""
    in_page = {row[0]: row[1] for row in page_rows(forms.page, "Kết quả và số đơn vị trả lời")}
    rows = sheet_rows(forms.workbook, "Theo chỉ tiêu")
    text = sentences(forms.report)
    for field in (one for one in forms.json["fields"] if one["kind"] in {"choices", "yes_no"}):
        options = {one["option"]: one["units"] for one in field["result"]}
        assert {row[2]: row[3] for row in rows if row[1] == field["label"]} == options
        assert all(
            f"{option}: {group_thousands(units)} đơn vị (" in in_page[field["label"]]
            for option, units in options.items()
        )
        said = "; ".join(f"{option} {counted(units)} đơn vị" for option, units in options.items())
        assert f"- {field['label']}: {said} ({counted(field['answered'])} đơn vị trả lời)." in text
    for field in (one for one in forms.json["fields"] if one["kind"] == "date"):
        days = [date.fromisoformat(field["result"][name]) for name in ("first", "last")]
        assert [row[3] for row in rows if row[1] == field["label"]] == days
        assert in_page[field["label"]] == f"từ ngày {screen_date(days[0])} đến ngày {screen_date(days[1])}"
    for field in forms.json["fields"]:
        assert all(row[5:9] == [field[key] for key in EMPTY] for row in rows if row[1] == field["label"])


def test_arrivals_and_how_late(forms: Forms) -> None:
    days = [(date.fromisoformat(one["on"]), one["received"], one["until"]) for one in forms.json["arrivals"]]

    in_page = page_rows(forms.page, "Báo cáo đầu tiên nhận theo ngày")
    assert [(row[0], *(int(cell.replace(".", "")) for cell in row[1:])) for row in in_page] == [
        (screen_date(on), *rest) for on, *rest in days
    ]
    in_sheet = section(forms.workbook, "VI- BÁO CÁO NHẬN THEO NGÀY")
    assert [(row[0].date(), row[1] + row[2], row[3]) for row in in_sheet if row[1] + row[2]] == days
    bands = {row[4]: row[7] for row in section(forms.workbook, "I- KẾT QUẢ CHUNG") if row[4]}
    late = [one["units"] for one in forms.json["late_by"]]
    assert [bands[band.label] for band in forms.summary.figures.late_by] == late
    assert sum(late) == forms.json["totals"]["late"]


def test_reminders(forms: Forms) -> None:
    reminded = Counter(one["unit"] for one in forms.json["reminders"])
    missing = [unit for unit in forms.json["units"] if unit["state"] == "missing"]

    assert reminded
    assert {row[1]: row[8] for row in sheet_rows(forms.workbook, "Theo đơn vị")} == {
        unit["code"]: reminded[unit["code"]] for unit in forms.json["units"]
    }
    expected = [reminded[unit["code"]] for unit in missing]
    assert [row[7] for row in sheet_rows(forms.workbook, "Chưa báo cáo")] == expected
    assert [
        int(row[3])
        for row in page_rows(
            forms.page, f"{group_thousands(len(missing))} đơn vị, tính đến hết ngày 20/12/2025"
        )
    ] == expected
    rows = [row.cells for row in forms.report.tables[-1].rows if re.fullmatch("[0-9]+", row.cells[0].text)]
    assert [any("29-CV/BCĐ, 17/12/2025" in cell.text for cell in cells) for cells in rows] == [
        bool(times) for times in expected
    ]


def test_contributions(forms: Forms) -> None:
    media, claims = forms.json["contributions"]["media"], forms.json["contributions"]["claims"]
    names = {unit["code"]: unit["name"] for unit in forms.json["units"]}

    counts = [[one[key] for key in ("claimed", "registered", "difference", *STAGE_WORDS)] for one in media]
    assert any(one["registered"] for one in media)
    assert [row[1:8] for row in section(forms.workbook, "IV- TIN, BÀI, ẢNH, VIDEO GỬI VỀ")] == counts
    in_page = page_rows(forms.page, "Số đơn vị báo đã gửi và số cơ quan thường trực ghi sổ")
    assert [[int(cell.replace(".", "").replace("−", "-")) for cell in row[1:]] for row in in_page] == counts
    text = sentences(forms.report)
    for one in media:
        assert f"- {MEDIUM_WORDS[one['medium']].capitalize()}: ghi sổ {counted(one['registered'])}" in text
        assert f"báo đã gửi {counted(one['claimed'])} (chênh lệch {signed(one['difference'])})" in text
    differing = [
        one for one in claims if one["difference"] or (one["difference"] is None and one["registered"])
    ]
    shown = [
        (names[one["unit"]], MEDIUM_WORDS[one["medium"]], one["registered"], one["difference"])
        for one in differing
    ]
    assert [
        (row[2], row[3], row[5], None if row[6] == "–" else row[6])
        for row in sheet_rows(forms.workbook, "Đối chiếu tin bài")
    ] == shown
    in_page = page_rows(forms.page, "Số báo cáo và số ghi sổ")
    assert [(row[0], row[1], int(row[3]), row[4]) for row in in_page] == [
        (*rest, "–" if difference is None else signed(difference)) for *rest, difference in shown
    ]


SCOPES = {
    "round": ("Toàn đợt", "Toàn đợt qua các đợt"),
    "common": ("Đơn vị chung hai đợt", "Các đơn vị chung của hai đợt sau cùng"),
}
BESIDE = {"answered": ": số đơn vị trả lời", "mean": ": trung bình một đơn vị"}


def words(line: dict[str, Any], value: float | None) -> str:
    if value is None or line["measure"] == "rate":
        return share_words(value)
    return one_decimal(value) if line["measure"] == "mean" else group_thousands(round(value))


def test_comparison_in_the_workbook(forms: Forms) -> None:
    def same(value: float | None) -> Any:
        return "–" if value is None else pytest.approx(value)

    assert [row[1:8] for row in sheet_rows(forms.workbook, "So sánh các đợt")] == [
        [
            line["name"] or SCOPES[line["scope"]][0],
            line["label"] + BESIDE.get(line["figure"], ""),
            *map(same, line["values"]),
            line["units"] if line["units"] is not None else "–",
            same(line["difference"]),
            same(line["share"]),
        ]
        for line in forms.json["comparison"]["lines"]
    ]


def test_comparison_in_the_page(forms: Forms) -> None:
    lines = forms.json["comparison"]["lines"]
    for scope, (_, caption) in SCOPES.items():
        own = [line for line in lines if line["scope"] == scope]
        told = [
            [
                line["label"] + BESIDE.get(line["figure"], ""),
                *([group_thousands(line["units"])] if scope == "common" else []),
                *(words(line, value) for value in line["values"]),
            ]
            for line in own
        ]
        assert own
        assert [row[: len(told[0])] for row in page_rows(forms.page, caption)] == told


def test_comparison_in_the_report(forms: Forms) -> None:
    """Like for like, with over how many units, and then the totals."""
    lines = forms.json["comparison"]["lines"]
    whole = {(line["field"], line["figure"]): line["values"] for line in lines if line["scope"] == "round"}
    text = sentences(forms.report)
    fields = [line for line in lines if line["scope"] == "common" and line["field"]]
    assert len(fields) == 5
    for line in fields:
        before, now = map(counted, line["values"])
        (last, this), (old_units, new_units), means = (
            whole[line["field"], figure] for figure in ("total", "answered", "mean")
        )
        assert (
            f"- {line['label']}: {now}, đợt trước {before} ({signed(line['difference'])}), tính trên "
            f"{counted(line['units'])} đơn vị có số liệu ở cả hai đợt; toàn đợt {counted(this)} "
            f"({counted(new_units)} đơn vị, trung bình {one_decimal(means[1])}), đợt trước {counted(last)} "
            f"({counted(old_units)} đơn vị, trung bình {one_decimal(means[0])})."
        ) in text
    for line in (one for one in lines if one["scope"] == "common" and one["measure"] == "rate"):
        before, now = (share_words(value) for value in line["values"])
        assert f"- {line['label']}: {now}, đợt trước {before} (" in text


def headings(forms: Forms) -> tuple[list[str], list[str]]:
    """Of the rounds side by side, in the workbook and in the page."""
    sheet = [cell.value for cell in forms.workbook["So sánh các đợt"][4]]
    caption = SCOPES["round"][1]
    table = next(one for one in forms.page.iter("table") if one.findtext("caption") == caption)
    page = [cell.text_content() for cell in table.find("thead")[0]]
    return sheet[3:-4], page[1:]


BEFORE = "Đợt tháng 11/2025 (hạn 15/09/2025)"
PRESENT = "Đợt tháng 11/2025 (hạn 15/12/2025)"


def test_a_round_that_is_over_is_called_by_its_name(forms: Forms) -> None:
    assert headings(forms) == ([BEFORE, PRESENT],) * 2


def test_a_round_that_still_takes_reports_is_called_so_beside_complete_ones(tmp_path: Path) -> None:
    desk = build_roster(tmp_path / "vp", 18, earlier=1)
    told = forms_of(desk, DEADLINE)
    desk.store.close()

    running = f"{PRESENT} (đang nhận, tính đến ngày 15/12/2025)"
    assert headings(told) == ([BEFORE, running],) * 2
    assert told.json["comparison"]["rounds"] == [
        {"code": f"{ROUND}-1", "name": BEFORE.removeprefix("Đợt "), "running": False},
        {"code": ROUND, "name": PRESENT.removeprefix("Đợt "), "running": True},
    ]
    assert "So sánh với đợt trước" not in sentences(told.report)


def test_the_files_are_whole_packages(forms: Forms) -> None:
    """Every part is XML that can be read, and every relationship points at a part that is there."""
    for form in ("xlsx", "docx"):
        with zipfile.ZipFile(io.BytesIO(forms.bytes_of[form])) as package:
            assert package.testzip() is None
            names = set(package.namelist())
            trees = {
                name: lxml.etree.fromstring(package.read(name))
                for name in names
                if name.endswith((".xml", ".rels"))
            }
        links = [
            (name, link)
            for name, tree in trees.items()
            if name.endswith(".rels")
            for link in tree
            if link.get("TargetMode") != "External"
        ]
        assert len(links) > 5
        for name, link in links:
            folder = posixpath.dirname(posixpath.dirname(name))
            assert (
                posixpath.normpath(posixpath.join("/", folder, str(link.get("Target")))).lstrip("/") in names
            )


def test_what_units_wrote(forms: Forms) -> None:
    (field,) = (one for one in forms.json["fields"] if one["kind"] == "text")
    groups: dict[str, list[str]] = {}
    for voice in field["result"]:
        groups.setdefault(voice["text"], []).append(voice["name"])

    voices = forms.page.xpath("//ul[@class='voices']/li")
    assert {voice[0].text: voice[1].text.split("; ") for voice in voices} == groups
    text = sentences(forms.report)
    prefixes = {"dang_uy_co_so": "Đảng ủy ", "chi_bo_co_so": "Chi bộ "}  # documents call units as letters do
    units = forms.summary.figures.state.units
    called = {unit.name: f"{prefixes.get(unit.kind, '')}{unit.name}" for unit in units}
    for words, names in groups.items():
        told = "; ".join(called[name] for name in names)
        assert f"- {told}: {' '.join(words.split()).rstrip('.')}." in text


def test_the_report_is_a_draft_without_kinh_gui(forms: Forms) -> None:
    cells = "\n".join(cell.text for table in forms.report.tables for row in table.rows for cell in row.cells)

    assert "Kính gửi" not in sentences(forms.report) + cells
    assert re.search(r"Số[\s\u00a0]{5,}-BC/BCĐ", cells)
    assert "- Ban Chỉ đạo 35 Tỉnh ủy (để báo cáo);" in cells


@pytest.mark.libreoffice
@pytest.mark.filterwarnings("ignore:Unable to read chart")  # openpyxl, of the charts that LibreOffice saved
def test_what_libreoffice_calculates_is_what_stands_there(
    forms: Forms, tmp_path: Path, recalculate: Callable[..., Path]
) -> None:
    (tmp_path / "tong-hop.xlsx").write_bytes(forms.bytes_of["xlsx"])
    theirs = load_workbook(recalculate(tmp_path / "tong-hop.xlsx"), data_only=True)
    ours = {
        title: [pytest.approx(value) if isinstance(value, float) else value for value in values]
        for title, values in values_by_sheet(forms.workbook).items()
    }
    assert values_by_sheet(theirs) == ours
    assert sum(map(len, ours.values())) > len(forms.summary.figures.state.units)
