"""Open data: the descriptor fits the tables, no text is live, what was written can be read again."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcd35.domain.comparison import compare_rounds
from bcd35.domain.round_summary import summary_json
from bcd35.formats.exports.csv_table import plain_text, write_csv
from bcd35.usecases.desk import Desk
from bcd35.usecases.summary.export import SummaryWritten, export_summary
from bcd35.usecases.summary.status import figures_of, status, sum_up
from bcd35.usecases.summary.writers import WRITERS
from tests.conftest import CommandLine
from tests.support.filling import fill, form_of, issue
from tests.support.rosters import AS_OF, ROUND, build_roster

TABLES = [
    "tong-hop",
    "bao-cao",
    "tra-loi",
    "chi-tieu",
    "nhan-theo-ngay",
    "thoi-han",
    "thay-doi",
    "don-doc",
    "tin-bai",
    "doi-chieu-tin-bai",
    "kenh",
]


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    """Eighteen units, most of which have reported."""
    return build_roster(tmp_path / "văn phòng", 18)


def package(written: SummaryWritten) -> dict[str, bytes]:
    with zipfile.ZipFile(written.path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(data: bytes) -> list[dict[str, str]]:
    """A CSV file as Excel in Vietnam reads it."""
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


READ: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
}


def test_the_descriptor_says_what_every_table_holds(tmp_path: Path) -> None:
    office = build_roster(tmp_path / "vp", 18, earlier=2)
    parts = package(export_summary(office, ROUND, form="datapackage", as_of=AS_OF))
    descriptor = json.loads(parts["datapackage.json"])

    tables = [*TABLES[:-1], "so-sanh", "tang-giam", TABLES[-1]]
    assert list(parts) == ["datapackage.json", *(f"{name}.csv" for name in tables), "don-vi.yaml"]
    assert re.fullmatch(r"[a-z0-9._-]+", descriptor["name"])
    assert [resource["name"] for resource in descriptor["resources"]] == tables
    for resource in descriptor["resources"]:
        rows, fields = rows_of(parts[resource["path"]]), resource["schema"]["fields"]
        assert rows
        assert [field["name"] for field in fields] == list(rows[0])
        for field in fields:  # a value that is not of its type raises
            values = [READ[field["type"]](row[field["name"]]) for row in rows if row[field["name"]]]
            assert field["title"]
            assert values or field["name"] in {"reason", "owner", "note"}
        keys = [tuple(row[name] for name in resource["schema"].get("primaryKey", [])) for row in rows]
        assert keys[0] == () or (len(set(keys)) == len(keys) and all(any(key) for key in keys))
    assert (descriptor["version"], descriptor["created"]) == ("2025.12.20", "2025-12-20T00:00:00+07:00")
    assert [licence["name"] for licence in descriptor["licenses"]] == ["other-closed"]


def test_csv_and_json_say_the_figures(office: Desk) -> None:
    parts = package(export_summary(office, form="csv", as_of=AS_OF))
    figures = json.loads(export_summary(office, form="json", as_of=AS_OF).path.read_bytes())

    summary = summary_json(sum_up(office, status(office, as_of=AS_OF)))
    assert figures == json.loads(json.dumps(summary, default=lambda make: make()))
    assert list(parts) == [*(f"{name}.csv" for name in TABLES), "don-vi.yaml"]
    whole, *kinds = rows_of(parts["tong-hop.csv"])
    assert {name: float(whole[name]) for name in figures["totals"]} == figures["totals"]
    assert [{name: float(row[name]) for name in figures["totals"]} for row in kinds] == [
        {name: one[name] for name in figures["totals"]} for one in figures["kinds"]
    ]
    sums = {row["field"]: row["value"] for row in rows_of(parts["chi-tieu.csv"]) if row["measure"] == "total"}
    assert sums == {
        one["code"]: str(one["result"]["total"]) for one in figures["fields"] if one["kind"] == "count"
    }
    answers = rows_of(parts["tra-loi.csv"])
    assert len(answers) == sum(len(unit["answers"]) for unit in figures["units"])
    assert {row["state"] for row in answers} == {"value", "nothing", "not_applicable", "unanswered"}
    assert [
        (row["on"], *(int(row[name]) for name in ("received", "until", "late")))
        for row in rows_of(parts["nhan-theo-ngay.csv"])
    ] == [tuple(one.values()) for one in figures["arrivals"]]


def test_a_round_of_any_code_is_a_row_of_the_comparison_and_never_a_column(office: Desk) -> None:
    seen = status(office, as_of=AS_OF)
    figures = figures_of(office, seen)
    rounds = [replace(figures, round_code=code) for code in ("value", "SHARE", "share")]
    rounds.append(replace(figures, state=figures.state._replace(as_of=figures.state.deadline)))
    comparison = compare_rounds(rounds)
    assert comparison is not None
    summary = replace(sum_up(office, seen), comparison=comparison)
    with zipfile.ZipFile(io.BytesIO(WRITERS["csv"][1](office, seen, summary)[0])) as archive:
        rows, changes = (rows_of(archive.read(name)) for name in ("so-sanh.csv", "tang-giam.csv"))

    what = {
        "scope": "round",
        "code": "",
        "field": "",
        "label": "Phải báo cáo",
        "figure": "expected",
        "measure": "count",
        "note": "",
    }
    assert rows[:4] == [
        {
            **what,
            "round": code,
            "running": running,
            "value": "17",
        }
        for code, running in (("value", "false"), ("SHARE", "false"), ("share", "false"), (ROUND, "true"))
    ]
    assert len(rows) == 4 * len(comparison.lines)
    assert [row["value"] for row in rows] == [
        "" if value is None else str(value) for line in comparison.lines for value in line.values
    ]
    assert [
        {name: row[name] for name in ("scope", "code", "field", "figure", "units", "trend")}
        for row in changes
    ] == [
        {
            "scope": line.scope,
            "code": line.unit,
            "field": line.field,
            "figure": line.figure,
            "units": "" if line.units is None else str(line.units),
            "trend": line.trend,
        }
        for line in comparison.lines
    ]
    assert changes[0] == {**what, "units": "", "difference": "", "share": "", "trend": ""}
    common = next(row for row in changes if row["scope"] == "common" and row["field"] == "tin_bai_da_gui")
    assert (common["difference"], common["share"]) == ("0", "1.0")


def test_the_table_for_people_has_the_forms_labels_and_its_words(office: Desk) -> None:
    rows = {
        row["Mã đơn vị"]: row
        for row in rows_of(package(export_summary(office, form="csv", as_of=AS_OF))["bao-cao.csv"])
    }

    assert rows["DV0005"] == {
        "Mã đơn vị": "DV0005",
        "Đơn vị": "Trạm Y tế Hóa Thượng số 6",
        "Tình trạng": "Trễ hạn",
        "Ngày nhận": "2025-12-17",
        "Số ngày trễ, quá hạn": "2",
        "Số tổ chức trực thuộc đã được thông báo": "0",
        "Hình thức thông báo": "trang thông tin của đơn vị; nhóm trao đổi công việc",
        "Ngày thông báo xong": "03/12/2025",
        "Đơn vị có trang hoặc cổng thông tin chính thức": "Không áp dụng",
        "Số tin bài đã chia sẻ trên trang chính thức của đơn vị": "119",
        "Số tin bài đã gửi": "0",
        "Số ảnh đã gửi": "161",
        "Số video đã gửi": "Không phát sinh",
        "Khó khăn, kiến nghị": "Thiếu máy ảnh; đường truyền chậm.",
    }
    assert rows["DV0003"]["Tình trạng"] == "Chưa báo cáo"


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_state_gives_the_same_bytes(form: str, office: Desk) -> None:
    first = export_summary(office, form=form, as_of=AS_OF).path.read_bytes()
    assert export_summary(office, form=form, as_of=AS_OF).path.read_bytes() == first


def test_units_import_reads_the_register_again_and_changes_nothing(bcd35: CommandLine, office: Desk) -> None:
    root = office.workspace.root
    written = export_summary(office, form="csv", as_of=AS_OF)
    (root / "don-vi.yaml").write_bytes(package(written)["don-vi.yaml"])

    again = bcd35("-C", str(root), "units", "import", "don-vi.yaml", "--json").json["data"]["registers"][0]
    assert (len(again["unchanged"]), again["new"], again["changed"]) == (18, [], [])


def test_record_report_reads_the_table_of_reports_again(bcd35: CommandLine, tmp_path: Path) -> None:
    """What one office wrote, an office with the same letter takes as its own.

    Every answer, the kinds of empty too.
    """
    first, second = (issue(tmp_path / name) for name in ("một", "hai"))
    fill(form_of(first, "SYT"), tmp_path / "a.xlsx")
    assert (
        bcd35("-C", str(first), "record-report", str(tmp_path / "a.xlsx"), "--received-on", "2025-11-29").code
        == 0
    )
    assert (
        bcd35("-C", str(first), "export-summary", "--format", "csv", "-o", str(tmp_path / "a.zip")).code == 0
    )
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        lines = archive.read("bao-cao.csv").splitlines(keepends=True)
    (tmp_path / "bang.csv").write_bytes(
        lines[0] + b"".join(line for line in lines if line.startswith(b'"SYT"'))
    )

    ran = bcd35("-C", str(second), "record-report", str(tmp_path / "bang.csv"))

    # the day comes with the table; what has no place in a report is named
    remarks = [line for line in ran.err.splitlines() if line.startswith("Lưu ý")]
    place = str(tmp_path / "bang.csv")
    assert (ran.code, remarks) == (
        0,
        [
            "Lưu ý: Ngày nhận lấy theo cột “Ngày nhận”: 1 báo cáo (29/11/2025).",
            f"Lưu ý [{place}]: Không đọc các cột: “Tình trạng”, “Số ngày trễ, quá hạn”.",
        ],
    )
    told = []
    for root in (first, second):
        assert (
            bcd35("-C", str(root), "export-summary", "--format", "json", "-o", str(tmp_path / "a.json")).code
            == 0
        )
        told.append(json.loads((tmp_path / "a.json").read_text(encoding="utf-8")))
    assert told[0]["totals"]["reported"] == 1
    assert told[0]["units"] == told[1]["units"]
    assert told[0]["fields"] == told[1]["fields"]


def test_a_summary_before_its_letter_is_refused(bcd35: CommandLine, office: Desk) -> None:
    ran = bcd35("-C", str(office.workspace.root), "export-summary", "--as-of", "2025-11-21", "-o", "a.xlsx")

    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        "Lỗi: Ngày 21/11/2025 ở trước ngày công văn (22/11/2025): chưa có gì để tổng hợp.\n  → Nêu "
        "--as-of từ ngày công văn trở đi.\n"
    )
    assert not (office.workspace.root / "a.xlsx").exists()


PAYLOADS = [
    *(f"{sign}1+1" for sign in "=+-@"),
    *(f"{before}=cmd|' /C calc'!A0" for before in (" ", "\u00a0", "\t", "\r", "\n", "\u3000", "'\n", "a\n ")),
    "＝1",
    "＠SUM(1)",
    "−1\n-1",
    '=HYPERLINK("http://x.vn","x")',
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_line_of_a_text_is_live(payload: str) -> None:
    text = plain_text(payload)
    assert all(not re.match(r"[\s\u00a0]*[=+\-@\t\r＝＋－＠]", line) for line in text.split("\n"))


@given(st.text())
def test_any_text_stays_one_text_that_is_not_live(text: str) -> None:
    (row,) = rows_of(write_csv(["a", "b"], [(text, 7)]))

    assert row == {"a": plain_text(text), "b": "7"}
    assert all(
        not line.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
        for line in row["a"].split("\n")
    )


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("xlsx", f"Tong-hop_{ROUND}_2025-12-01.xlsx"),
        ("json", f"Tong-hop_{ROUND}_2025-12-01.json"),
        ("csv", f"Tong-hop_{ROUND}_2025-12-01_csv.zip"),
        ("datapackage", f"Tong-hop_{ROUND}_2025-12-01_datapackage.zip"),
    ],
)
def test_every_form_has_a_file_name_of_its_own(form: str, name: str, bcd35: CommandLine) -> None:
    assert bcd35("notify", "--date", "2025-11-22", "--unit", "SYT").code == 0
    ran = bcd35("export-summary", "--format", form, "--json")
    assert (ran.code, ran.json["data"]["path"]) == (0, f"out/{ROUND}/{name}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "pdf"), f"--format: không có “pdf”; chọn một trong: {', '.join(WRITERS)}."),
        (("--format", "csv", "-o", "x.csv"), "-o: “x.csv” phải có đuôi .zip."),
        (("-o", "x.json"), "-o: “x.json” phải có đuôi .xlsx. Muốn tệp dạng này thì thêm --format json."),
    ],
)
def test_a_form_that_is_not_there_or_another_suffix_is_refused(
    arguments: tuple[str, ...], message: str, bcd35: CommandLine
) -> None:
    ran = bcd35("export-summary", *arguments)
    help_ = "  → Xem cách dùng: bcd35 export-summary --help\n"
    assert (ran.code, ran.out, ran.err) == (2, "", f"Lỗi [bcd35 export-summary]: {message}\n{help_}")
