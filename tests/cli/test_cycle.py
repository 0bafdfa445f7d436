"""The whole cycle as a clerk types it, each command a process of its own.

The documents are opened again by other programs.
"""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook

from bcd35.formats.letters.wording import not_named
from tests.conftest import ROUND, SET_VALUES, Ran
from tests.support.filling import LABELS, fill, form_of, own_roster, rows

FORMS = ("SNV", "SXD", "STC", "TTT", "DTN")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHARACTERS = {f"{_WORD}t": "", f"{_WORD}noBreakHyphen": "-"}  # what is printed where no text stands


class Cycle(NamedTuple):
    """The workspace after the cycle, and what every command of it said."""

    root: Path
    said: dict[str, Ran]

    def data(self, name: str) -> Any:
        return self.said[name].json["data"]


def process(root: Path, *arguments: str) -> Ran:
    """One ``bcd35`` process in ``root``."""
    environment = {
        name: value for name, value in os.environ.items() if name not in ("BCD35_ROOT", "NO_COLOR")
    }
    command = [sys.executable, "-m", "bcd35", *arguments]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, timeout=60, check=False)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module")
def cycle(tmp_path_factory: pytest.TempPathFactory) -> Cycle:
    """From nothing to the summary.

    18 units, one report by hand in time, five forms two days late, one broken.
    """
    start = tmp_path_factory.mktemp("máy mới")
    root = start / "văn phòng 35"
    said = {"init": process(start, "init", root.name, "--json")}
    own_roster(root)

    def say(name: str, *arguments: str) -> None:
        said[name] = process(root, *arguments)

    say("channels", "channels", "list", "--json")
    say("foreseen", "notify", "--date", "2025-11-22", "--dry-run", "--json")
    say("draft", "notify", "--date", "2025-11-22", "--draft", "--json")
    say("notify", "notify", "--date", "2025-11-22", "--json")
    say("again", "notify", "--date", "2025-11-22", "--json")
    values = SET_VALUES
    say("by hand", "record-report", "Sở Y tế", *values, "--received-on", "2025-12-10", "--json")
    for number, unit in enumerate(FORMS):
        fill(form_of_issue(root, unit), root / "thư đến" / f"Mẫu báo cáo ({number}).xlsx", so_anh=number)
    fill(form_of_issue(root, "SCT"), root / "thư đến" / "hỏng.xlsx", so_anh="nhiều")
    say("folder", "record-report", "thư đến", "--received-on", "2025-12-17", "--json")
    say("folder again", "record-report", "thư đến", "--json")
    say("early", "status", "--as-of", "2025-12-12", "--json")
    say("status", "status", "--as-of", "2025-12-20", "--json")
    say("spoken status", "status", "--as-of", "2025-12-20")
    say("summary", "export-summary", "-o", "tong-hop.xlsx", "--as-of", "2025-12-20", "--json")
    say("check", "check", "--json")
    return Cycle(root, said)


def form_of_issue(root: Path, unit: str) -> Path:
    (form,) = (root / "out" / ROUND / unit).glob("*.xlsx")
    return form


def paragraphs(path: Path) -> list[str]:
    """The texts of a Word document's paragraphs, tables included, empty ones left out."""
    with zipfile.ZipFile(path) as package:
        tree = ET.parse(io.BytesIO(package.read("word/document.xml")))  # noqa: S314 – our own document
    texts = (
        "".join(
            piece.text or _CHARACTERS[piece.tag] for piece in paragraph.iter() if piece.tag in _CHARACTERS
        )
        for paragraph in tree.iter(f"{_WORD}p")
    )
    return [text.replace("\xa0", " ").strip() for text in texts if text.strip()]


def in_order(wanted: Sequence[str], found: Sequence[str]) -> list[str]:
    """Those of ``wanted`` that do not come, whole and in this order, among ``found``."""
    rest, missing = iter(found), []
    for text in wanted:
        if not any(text == line for line in rest):
            missing.append(text)
            rest = iter(found)
    return missing


# --- what the commands said ---------------------------------------------------------------------------------


def test_every_command_did_its_work(cycle: Cycle) -> None:
    waits = "1 đơn vị có tệp bị từ chối, văn phòng chưa trả lời: SCT (nhận ngày 17/12/2025)."
    told = {
        "spoken status": f"Lưu ý [{ROUND}]: {waits}\n",
    }
    assert {name: (ran.code, ran.err) for name, ran in cycle.said.items()} == {
        name: (3 if name.startswith("folder") else 0, told.get(name, "")) for name in cycle.said
    }
    remarks = {
        name: [found["message"] for found in json.loads(ran.out)["findings"]]
        for name, ran in cycle.said.items()
        if ran.out[0] == "{"
    }
    refused = "“Số ảnh đã gửi” ghi “nhiều”; chỉ nhận số nguyên, từ 0 trở lên."
    expected = {"folder": [refused], "folder again": [refused], "status": [waits]}
    assert {name: found for name, found in remarks.items() if found} == expected


def test_channels(cycle: Cycle) -> None:
    assert [(one["code"], one["platform"], one["canonical_url"]) for one in cycle.data("channels")] == [
        ("fb-bao-ptth", "facebook", "https://www.facebook.com/tntvdigital"),
        ("fb-cong-ttdt", "facebook", "https://www.facebook.com/ThaiNguyenPortal"),
        ("fb-huong-tra", "facebook", "https://www.facebook.com/huongtraxuthai1"),
        ("tt-bao", "tiktok", "https://www.tiktok.com/@baothainguyen.official"),
        ("tt-future", "tiktok", "https://www.tiktok.com/@thainguyenfuture"),
        ("tt-tomorrow", "tiktok", "https://www.tiktok.com/@thainguyentomorrow"),
    ]


def test_letters_went_to_all_units_under_one_number(cycle: Cycle) -> None:
    issued, again = cycle.data("notify"), cycle.data("again")

    assert issued["letter"] == {
        "number": 28,
        "symbol": "CV/BCĐ",
        "date": "2025-11-22",
        "reference": "28-CV/BCĐ",
    }
    assert len(issued["units"]) == 18
    assert issued["skipped"] == []
    paths = [path for unit in issued["units"] for path in unit["files"].values()] + [issued["file_copy"]]
    assert len(set(paths)) == 55
    assert [path for path in paths if not (cycle.root / path).is_file()] == []
    assert again["units"] == []
    assert again["letter"] == issued["letter"]
    assert {(one["code"], one["reason"]) for one in again["skipped"]} == {
        (unit["code"], "already_issued") for unit in issued["units"]
    }


def test_the_rehearsal_named_exactly_the_files_of_the_issue(cycle: Cycle) -> None:
    foreseen, issued = cycle.data("foreseen"), cycle.data("notify")
    assert {**foreseen, "dry_run": False} == issued


def test_the_draft_stands_apart_and_has_no_number(cycle: Cycle) -> None:
    draft = cycle.data("draft")
    assert (draft["draft"], draft["letter"]["number"]) == (True, None)
    assert {Path(unit["files"]["letter"]).parts[:3] for unit in draft["units"]} == {
        ("out", "_du-thao", ROUND)
    }
    assert "Số -CV/BCĐ" in [" ".join(line.split()) for line in paragraphs(cycle.root / draft["file_copy"])]


FACTS = (
    "ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN",
    "BAN CHỈ ĐẠO 35",
    "Số 28-CV/BCĐ",
    "về việc đẩy mạnh tuyên truyền, lan tỏa thông tin trên các kênh truyền thông",
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    "Thái Nguyên, ngày 22 tháng 11 năm 2025",
    "Kính gửi:",
)
CHANNELS = (
    "- Facebook (03 kênh):",
    "+ HƯƠNG TRÀ XÚ THÁI: https://www.facebook.com/huongtraxuthai1",
    "+ Báo và phát thanh, truyền hình Thái Nguyên: https://www.facebook.com/tntvdigital",
    "+ Cổng Thông tin điện tử tỉnh Thái Nguyên - TNGOP: https://www.facebook.com/ThaiNguyenPortal",
    "- TikTok (03 kênh):",
    "+ Thái Nguyên Tomorrow: https://www.tiktok.com/@thainguyentomorrow",
    "+ Báo Thái Nguyên: https://www.tiktok.com/@baothainguyen.official",
    "+ Thái Nguyên Future: https://www.tiktok.com/@thainguyenfuture",
)
CLOSING = (
    "Đề nghị các cơ quan, đơn vị nghiêm túc triển khai thực hiện.",
    "Nơi nhận:",
    "- Như trên;",
    "- Thường trực Đảng ủy;",
    "- Thành viên Ban Chỉ đạo 35 Đảng ủy;",
    "- Các chi bộ, đảng ủy cơ sở trực thuộc;",
    "- Đoàn Thanh niên Cộng sản Hồ Chí Minh Đảng ủy UBND tỉnh;",
    "- Lưu Ban Chỉ đạo 35 Đảng ủy.",
    "PHÓ BÍ THƯ",
    "kiêm",
    "PHÓ TRƯỞNG BAN CHỈ ĐẠO",
    "Mai Thị Nhài",
)
GROUNDS = (
    "Thực hiện Công văn số 29-CV/BCĐ, ngày 21/11/2025 của Ban Chỉ đạo 35 Tỉnh ủy "
    "về đẩy mạnh tuyên truyền, lan tỏa thông tin trên các kênh truyền thông; nhằm "
)
BACKGROUND = "Ban Chỉ đạo 35 Tỉnh ủy đã lập các kênh truyền thông dưới đây để thông tin chính thức về tỉnh."
TASKS = (
    "1. Thông báo các kênh truyền thông. ",
    "2. Chia sẻ thông tin chính thống. ",
    "3. Cung cấp tin, bài, ảnh, video. ",
)


@pytest.mark.parametrize(
    ("file", "addressees"),
    [
        ("SYT/Cong-van_28-CV-BCD_SYT.docx", ["Đảng ủy Sở Y tế."]),
        ("STP/Cong-van_28-CV-BCD_STP.docx", ["Chi bộ Sở Tư pháp."]),
        (
            "DTN/Cong-van_28-CV-BCD_DTN.docx",
            ["Đoàn Thanh niên Cộng sản Hồ Chí Minh Đảng ủy Ủy ban nhân dân tỉnh."],
        ),
        (
            "_ban-luu/Cong-van_28-CV-BCD_ban-luu.docx",
            [
                "- Các chi bộ, đảng ủy cơ sở trực thuộc;",
                "- Đoàn Thanh niên Cộng sản Hồ Chí Minh Đảng ủy Ủy ban nhân dân tỉnh.",
            ],
        ),
    ],
    ids=["party committee", "cell", "youth union", "file copy"],
)
def test_the_facts_of_the_letter_came_out_right(file: str, addressees: list[str], cycle: Cycle) -> None:
    found = paragraphs(cycle.root / "out" / ROUND / file)

    # The file copy is addressed to groups that the office's own list names: "as above" stands for them.
    closing = not_named(CLOSING, [line.lstrip("- ") for line in addressees])
    assert in_order([*FACTS, *addressees, *CHANNELS, *closing], found) == []
    (grounds,) = [place for place, line in enumerate(found) if line.startswith(GROUNDS)]
    assert found[found.index("Kính gửi:") + 1 : grounds] == [*addressees, BACKGROUND]
    starts = [next(place for place, line in enumerate(found) if line.startswith(task)) for task in TASKS]
    assert starts == sorted(starts)
    assert sum(bool(re.match(r"\d+\. ", line)) for line in found) == 3
    assert any("chậm nhất là ngày 15/12/2025" in line for line in found)
    assert re.findall(r"\{\{|\{%|None|Undefined", "\n".join(found)) == []


def test_the_checklist_asks_for_every_item_of_the_tasks(cycle: Cycle) -> None:
    found = paragraphs(cycle.root / "out" / ROUND / "SYT" / "Bang-kiem_SYT.docx")
    round_ = json.loads(rows(cycle.root, "SELECT round FROM letters")[0][0])
    items = [item for task in round_["tasks"] for item in task["items"]]
    assert len(items) == 8
    assert in_order(["BẢNG KIỂM", "Đơn vị: Đảng ủy Sở Y tế", *items], found) == []
    assert found.count("☐") == len(items) + 1, "and one for the report itself"


# --- reports, status, summary -------------------------------------------------------------------------------


def test_reports_were_taken_in(cycle: Cycle) -> None:
    (by_hand,) = cycle.data("by hand")["files"]
    assert (by_hand["file"], by_hand["verdict"], by_hand["unit"], by_hand["revision"]) == (
        None,
        "accepted",
        "SYT",
        1,
    )

    first, again = cycle.data("folder"), cycle.data("folder again")
    verdicts = {one["file"]: (one["verdict"], one["unit"], one["revision"]) for one in first["files"]}
    expected = {
        f"thư đến/Mẫu báo cáo ({number}).xlsx": ("accepted", unit, 1) for number, unit in enumerate(FORMS)
    }
    assert verdicts == {**expected, "thư đến/hỏng.xlsx": ("refused", "SCT", None)}
    none = {"set_aside": 0, "proposal": 0, "blank": 0}
    assert first["counts"] == {
        **none,
        "accepted": 5,
        "already_received": 0,
        "revised": 0,
        "conflict": 0,
        "refused": 1,
        "total": 6,
    }
    assert again["counts"] == {
        **none,
        "accepted": 0,
        "already_received": 5,
        "revised": 0,
        "conflict": 0,
        "refused": 1,
        "total": 6,
    }


def test_status_counts_by_the_day_asked_for(cycle: Cycle) -> None:
    early, late = cycle.data("early"), cycle.data("status")
    figures = (
        "deadline",
        "as_of",
        "expected",
        "reported",
        "on_time",
        "late",
        "missing",
        "exempt",
        "received_later",
    )

    assert [early[figure] for figure in figures] == ["2025-12-15", "2025-12-12", 18, 1, 1, 0, 17, 0, 5]
    assert [late[figure] for figure in figures] == ["2025-12-15", "2025-12-20", 18, 6, 1, 5, 12, 0, 0]
    by_code = {
        unit["code"]: (unit["state"], unit["received_on"], unit["days_late"]) for unit in late["units"]
    }
    assert by_code["SYT"] == ("on_time", "2025-12-10", 0)
    assert {by_code[unit] for unit in FORMS} == {("late", "2025-12-17", 2)}
    assert {by_code[unit] for unit in by_code if unit not in (*FORMS, "SYT")} == {("missing", None, 5)}


def test_status_in_words(cycle: Cycle) -> None:
    lines = cycle.said["spoken status"].out.splitlines()
    assert lines[:2] == [
        "Đợt tháng 11/2025: đẩy mạnh tuyên truyền, lan tỏa thông tin trên các kênh truyền thông",
        "Công văn số 28-CV/BCĐ; thời hạn 15/12/2025; tính đến 20/12/2025: quá hạn 5 ngày.",
    ]
    assert lines[-4:] == [
        "[██████████░░░░░░░░░░░░░░░░░░░░] 6/18 đơn vị đã báo cáo (33,3%)",
        "Phải báo cáo 18; đã báo cáo 6 (đúng hạn 1, trễ hạn 5); chưa báo cáo 12.",
        f"Không nêu 6 đơn vị khác; xem đủ: bcd35 status {ROUND} --all --as-of 2025-12-20",
        f"Tình hình hôm nay: bcd35 status {ROUND}",
    ]
    rows = [re.split(r"\s{2,}", line) for line in lines[4:-4]]
    assert {row[2] for row in rows} == {"Chưa báo cáo, quá hạn 5 ngày"}
    assert len(rows) == 12


def test_summary_says_what_status_says(cycle: Cycle) -> None:
    status, exported = cycle.data("status"), cycle.data("summary")
    counts = ("expected", "reported", "on_time", "late", "missing", "exempt")
    within = ("corrected", "extended", "correcting", "waiting")
    figures = ("round", "as_of", "known_on", *counts, *within)
    assert exported == {"path": "tong-hop.xlsx", **{figure: status[figure] for figure in figures}}

    book = load_workbook(cycle.root / "tong-hop.xlsx", data_only=True)
    overall = {
        row[0]: row[1] for row in book["Tổng hợp"].iter_rows(values_only=True) if isinstance(row[1], int)
    }
    words = {
        "expected": "Phải báo cáo",
        "reported": "Đã báo cáo",
        "on_time": "Đúng hạn",
        "late": "Trễ hạn",
        "missing": "Chưa báo cáo",
    }
    assert {name: overall[label] for name, label in words.items()} == {name: status[name] for name in words}

    head, *table = list(book["Theo đơn vị"].iter_rows(min_row=4, values_only=True))
    assert list(head[9:18]) == list(LABELS)
    state = {"Đúng hạn": "on_time", "Trễ hạn": "late", "Chưa báo cáo": "missing"}
    assert [(row[1], state[str(row[4])], row[6]) for row in table] == [
        (one["code"], one["state"], one["days_late"]) for one in status["units"]
    ]
    assert [row[1] for row in book["Chưa báo cáo"].iter_rows(min_row=5, values_only=True)] == [
        unit["code"] for unit in status["units"] if unit["state"] == "missing"
    ]
    assert book["Kênh"].max_row == 4 + 6


def test_nothing_is_missing_at_the_end(cycle: Cycle) -> None:
    assert cycle.data("check") == {"files": 56 + len(FORMS)}
    assert list(cycle.root.rglob("*.tmp")) == []
    assert [(path.name, path.stat().st_size) for path in cycle.root.rglob("bcd35.db-*")] == [
        ("bcd35.db-journal", 0)
    ]


def test_a_unit_that_joins_later_gets_the_same_letter(cycle: Cycle, tmp_path: Path) -> None:
    root = tmp_path / "vp"
    process(tmp_path, "init", "vp")
    own_roster(root)
    process(root, "notify", "--date", "2025-11-22", "--unit", "SYT")
    process(root, "units", "add", "TCT", "--name", "Trường Chính trị tỉnh", "--kind", "dang_uy_co_so")

    added = process(root, "notify", "--date", "2025-12-05", "--unit", "TCT", "--json").json["data"]

    assert added["letter"] == cycle.data("notify")["letter"]
    assert [unit["code"] for unit in added["units"]] == ["TCT"]
    found = paragraphs(root / added["units"][0]["files"]["letter"])
    assert (
        in_order(
            ["Số 28-CV/BCĐ", "Thái Nguyên, ngày 22 tháng 11 năm 2025", "Đảng ủy Trường Chính trị tỉnh."],
            found,
        )
        == []
    )
    assert rows(root, "SELECT unit_code, event, on_date FROM expectations ORDER BY id") == [
        ("SYT", "issued", "2025-11-22"),
        ("TCT", "added", "2025-12-05"),
    ]
    assert [
        process(root, "status", "--as-of", day, "--json").json["data"]["expected"]
        for day in ("2025-12-04", "2025-12-05")
    ] == [1, 2]


# --- opened by another program ------------------------------------------------------------------------------


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        (
            f"out/{ROUND}/SYT/Cong-van_28-CV-BCD_SYT.docx",
            ["Số 28-CV/BCĐ", "Kính gửi: Đảng ủy Sở Y tế.", "Nơi nhận:", "Mai Thị Nhài"],
        ),
        (
            f"out/{ROUND}/SYT/Bang-kiem_SYT.docx",
            ["BẢNG KIỂM", "Đơn vị: Đảng ủy Sở Y tế", "Facebook (03 kênh)", "XÁC NHẬN CỦA ĐƠN VỊ"],
        ),
        (
            f"out/{ROUND}/SYT/Mau-bao-cao_SYT.xlsx",
            ["BÁO CÁO KẾT QUẢ THỰC HIỆN", "Đơn vị báo cáo: Đảng ủy Sở Y tế", "Số video đã gửi"],
        ),
        (
            "tong-hop.xlsx",
            [
                "BẢNG TỔNG HỢP KẾT QUẢ BÁO CÁO",
                "6/18 đơn vị",
                "KẾT QUẢ BÁO CÁO THEO ĐƠN VỊ",
                "ĐƠN VỊ CHƯA BÁO CÁO",
            ],
        ),
    ],
    ids=["letter", "checklist", "form", "summary"],
)
def test_documents_open_in_libreoffice(
    file: str, wanted: list[str], cycle: Cycle, soffice: Callable[..., Path], pdftotext: Callable[..., str]
) -> None:
    text = re.sub(r"\s+", " ", pdftotext(soffice(cycle.root / file), "-raw"))
    places = [text.find(words) for words in wanted]
    assert -1 not in places, [words for words in wanted if words not in text]
    assert places == sorted(places)


@pytest.mark.libreoffice
def test_a_form_saved_by_libreoffice_is_the_same_report(tmp_path: Path, soffice: Callable[..., Path]) -> None:
    root = tmp_path / "vp"
    process(tmp_path, "init", "vp")
    own_roster(root)
    process(root, "notify", "--date", "2025-11-22", "--unit", "SYT", "--unit", "SNV")
    typed = fill(
        form_of(root, "SYT"),
        root / "thư đến" / "a.xlsx",
        so_anh="=2+3",
        kho_khan="Thiếu máy quay\n- và người",
    )
    saved = soffice(typed, "xlsx")
    typed.write_bytes(saved.read_bytes())
    # The other way round: the blank form went through LibreOffice before it was filled.
    blank = soffice(form_of(root, "SNV"), "xlsx")
    fill(blank, root / "thư đến" / "b.xlsx")

    ran = process(root, "record-report", "thư đến", "--received-on", "2025-12-10", "--json")

    assert (ran.code, ran.json["findings"]) == (0, [])
    assert [(one["verdict"], one["unit"]) for one in ran.json["data"]["files"]] == [
        ("accepted", "SYT"),
        ("accepted", "SNV"),
    ]
    answers = rows(
        root,
        (
            "SELECT unit_code, field, state, value FROM answers JOIN reports ON reports.id = report_id ORDER "
            "BY report_id"
        ),
    )
    values = {(unit, field): (state, value) for unit, field, state, value in answers}
    assert values["SYT", "anh_da_gui"] == ("value", "5")
    assert values["SYT", "kho_khan_kien_nghi"] == ("value", '"Thiếu máy quay\\n- và người"')
    same = {field: value for (unit, field), value in values.items() if unit == "SNV"}
    assert same == {
        "to_chuc_da_thong_bao": ("value", "12"),
        "hinh_thuc_thong_bao": ("value", '["họp chi bộ", "văn bản"]'),
        "ngay_thong_bao_xong": ("value", '"2025-11-28"'),
        "co_trang_chinh_thuc": ("value", "true"),
        "tin_bai_da_chia_se": ("value", "1234"),
        "tin_bai_da_gui": ("value", "0"),
        "anh_da_gui": ("nothing", None),
        "video_da_gui": ("not_applicable", None),
        "kho_khan_kien_nghi": ("unanswered", None),
    }
