"""The journal in plain words, and ways back that really lead back."""

import ast
import json
import re
import shlex
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bcd35.domain.journal.acts import ACTS, command_of, with_ways_back
from bcd35.domain.journal.lines import Line
from bcd35.domain.journal.words import describe_act
from bcd35.usecases.desk import Desk
from tests.conftest import NOW, ROUND, CommandLine, at
from tests.support import REPOSITORY
from tests.support.filling import edit, fill, form_of

LATER = NOW + timedelta(days=1)


def test_an_act_in_words() -> None:
    detail = {"number": "28-CV/BCĐ", "units": 2, "to": ["A", "B"], "retire": 0, "origin": "form", "lạ": "x"}
    assert describe_act("2025-11-22T09:00:00+07:00", "notify", ROUND, json.dumps(detail)) == (
        "22/11/2025 09:00",
        "Phát hành công văn",
        ROUND,
        "số: 28-CV/BCĐ; số đơn vị: 2; đơn vị: A, B; nguồn: mẫu trả về; lạ: x",
    )
    changes = json.dumps({"changes": {"name": ["Sở Y tế", "Sở Y tế tỉnh"], "status": ["active", "retired"]}})
    assert describe_act("2025-11-22T09:00:00+07:00", "edit_unit", "SYT", changes)[3] == (
        "tên: “Sở Y tế” → “Sở Y tế tỉnh”; trạng thái: đang dùng → thôi dùng"
    )


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ({"medium": "article", "platform": "zalo"}, "loại: tin bài; nền tảng: Zalo"),
        ({"kind": "dang_uy_co_so"}, "loại: Đảng ủy cơ sở"),
        ({"changes": {"kind": ["dang_uy_co_so", None]}}, "loại: Đảng ủy cơ sở → (trống)"),
        ({"file": "ab" * 32, "new": True}, "tệp: abababababab…; mới: có"),
        ({"reason": "closed", "title": "form"}, "lý do: closed; tiêu đề: form"),
    ],
)
def test_codes_are_told_in_words_and_digests_are_short(detail: dict[str, object], told: str) -> None:
    kinds = {"dang_uy_co_so": "Đảng ủy cơ sở"}
    at = "2025-11-22T09:00:00+07:00"
    assert describe_act(at, "add_unit", "SYT", json.dumps(detail), kinds)[3] == told


@pytest.mark.issued
def test_a_report_given_back_is_told_by_the_name_of_its_file(bcd35: CommandLine, root: Path) -> None:
    file = fill(form_of(root, "SYT"), root / "báo cáo.xlsx", so_anh="năm tấm")
    assert bcd35("record-report", str(file)).code == 3
    assert bcd35("return-report", "SYT").code == 0
    assert "tệp: báo cáo.xlsx" in bcd35("log", "--json").json["data"]["acts"][-1]["details"]
    assert bcd35("units", "add", "MOI", "--name", "Sở mới", "--kind", "dang_uy_co_so").code == 0
    assert "loại: Đảng ủy cơ sở" in bcd35("log").out


def _acts_of(source: str) -> set[str]:
    """Acts that stand as plain text where something is written into the journal."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    written = [node for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr == "journal"]
    return {str(node.args[0].value) for node in written if isinstance(node.args[0], ast.Constant)}


def test_every_act_that_the_house_writes_has_its_words() -> None:
    """What is not plain text there is judged when a test writes it: see ``conftest.py``."""
    sources = sorted((REPOSITORY / "src" / "bcd35").rglob("*.py"))
    acts = set().union(*(_acts_of(source.read_text(encoding="utf-8")) for source in sources))
    assert len(acts) >= 8
    assert acts - ACTS.keys() == set()


def test_an_act_without_words_is_told_all_the_same(desk: Desk, bcd35: CommandLine) -> None:
    line = Line(NOW, "sắp_có", "x", {"lạ": 5, "changes": {"mới": [None, 1]}})
    assert with_ways_back([line])[0].back == ()
    sql = "INSERT INTO journal (at, act, subject, detail) VALUES (?, 'sap_co', 'x', '{\"lạ\": 5}')"
    with desk.act():
        desk.store._connection.execute(sql, (NOW.isoformat(),))
    assert bcd35("log").out.endswith("01/12/2025 08:30  sap_co: x\n    lạ: 5\n")


# --- the screen ---------------------------------------------------------------------------------------------


def test_the_latest_act_stands_last_and_the_rest_is_counted(bcd35: CommandLine) -> None:
    for number in range(12):
        minute = NOW + timedelta(minutes=number)
        bcd35("units", "edit", "SYT", "--name", f"Sở Y tế {number}", now=minute)
    ran = bcd35("log")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-4:] == [
        "    lệnh: bcd35 units edit",
        "    tên: “Sở Y tế 10” → “Sở Y tế 11”",
        '    → Sửa lại: bcd35 units edit SYT --name "Sở Y tế 10" --date 2025-12-01',
        "Trước đó còn 7 việc; xem tất cả: thêm --all.",
    ]
    assert ran.out.count("Đã được sửa lại sau đó.") == 9
    assert len(bcd35("log", "--all", "--json").json["data"]["acts"]) == 17


@pytest.mark.issued
def test_acts_about_a_unit_about_a_round_and_of_a_day(bcd35: CommandLine) -> None:
    bcd35("rounds", "exempt", "SXD", "--reason", "đang sáp nhập")
    bcd35("units", "edit", "STC", "--note", "x", now=LATER)
    bcd35("rounds", "close", ROUND, now=LATER)

    def acts(*arguments: str) -> list[tuple[str, str]]:
        told = bcd35("log", *arguments, "--json").json["data"]["acts"]
        return [(one["act"], one["subject"]) for one in told]

    assert acts("--unit", "sở xây dựng") == [
        ("import_units", "data/units.yaml"),
        ("notify", ROUND),
        ("exempted", "SXD"),
    ]
    assert acts("--round", ROUND.upper()) == [
        ("import_rounds", f"data/rounds/{ROUND}.yaml"),
        ("notify", ROUND),
        ("exempted", "SXD"),
        ("switch_round", ROUND),
    ]
    assert acts("--on", "2/12/2025") == [("edit_unit", "STC"), ("switch_round", ROUND)]
    assert acts("--on", "2/12/2025", "--round", ROUND) == [("switch_round", ROUND)]
    assert acts("--unit", "TTT", "--on", "2/12/2025") == []
    assert bcd35("log", "--on", "3/12/2025").out == "Sổ không có việc nào như vậy.\n"
    assert bcd35("log", "--unit", "không có").code == 4


def test_one_run_about_many_units_is_one_act(bcd35: CommandLine, root: Path) -> None:
    bcd35("status")
    text = (root / "data" / "units.yaml").read_text(encoding="utf-8")
    (root / "data" / "units.yaml").write_text(text.replace('"Sở ', '"Văn phòng Sở '), encoding="utf-8")
    bcd35("units", "import")
    lines = bcd35("log").out.splitlines()
    at_last = next(place for place, line in enumerate(lines) if "Sửa đơn vị theo tệp" in line)
    assert lines[at_last:] == [
        "01/12/2025 08:30  Sửa đơn vị theo tệp: 11 mục",
        "    STC, SXD, SCT, SNNMT, SYT, SGDDT, SNV, SVHTTDL và 3 mục nữa; lệnh: bcd35 units import",
        "    → Xem từng mục: bcd35 log --unit MÃ --on 2025-12-01",
    ]


def test_lines_of_older_versions_stay_readable(desk: Desk, bcd35: CommandLine) -> None:
    old: list[tuple[str, str, dict[str, Any]]] = [
        ("edit_unit", "SYT", {"name": "Sở Y tế tỉnh"}),
        ("switch_round", ROUND, {"status": "closed"}),
        ("import_channels", "data/channels.yaml", {"new": 1, "changed": 1, "unchanged": 1, "retire": 0}),
        ("exempted", "SXD", {"round": ROUND, "reason": "x"}),
        ("edit_contribution", "SYT", {"round": ROUND, "number": 3, "stage": "published"}),
    ]
    with desk.act():
        desk.store.registers.journal_all(NOW, old)
    assert bcd35("log").out.splitlines()[-16:] == [
        "01/12/2025 08:30  Sửa đơn vị: SYT – Sở Y tế",
        "    tên: Sở Y tế tỉnh; lệnh: bcd35 units edit",
        "    → Bản cũ không ghi giá trị trước. Xem rồi sửa: bcd35 units show SYT",
        f"01/12/2025 08:30  Đóng, mở đợt: {ROUND}",
        "    trạng thái: đã đóng; lệnh: bcd35 rounds close",
        f"    → Sửa lại: bcd35 rounds reopen {ROUND}",
        "01/12/2025 08:30  Nhập danh sách kênh: data/channels.yaml",
        "    mới: 1; sửa: 1; giữ nguyên: 1; lệnh: bcd35 channels import",
        "    → Sửa dòng sai trong tệp rồi nhập lại: bcd35 channels import data/channels.yaml",
        "    → Thêm nhầm thì thôi dùng: bcd35 channels retire MÃ",
        "01/12/2025 08:30  Miễn báo cáo: SXD – Sở Xây dựng",
        f"    đợt: {ROUND}; lý do: x; lệnh: bcd35 rounds exempt",
        f'    → Sửa lại: bcd35 rounds exempt SXD --round {ROUND} --take-back "miễn nhầm"',
        "01/12/2025 08:30  Ghi tiếp tin, bài: SYT – Sở Y tế",
        f"    đợt: {ROUND}; số: 3; tình trạng: đã đăng; lệnh: bcd35 contributions edit",
        '    → Sửa lại: bcd35 contributions edit 3 --stage da-nhan --reason "ghi nhầm"',
    ]


# --- ways back ----------------------------------------------------------------------------------------------

PIECE = ("contributions", "add", "SYT", "--title", "Tin một", "--medium", "tin-bai", "--category")


@pytest.fixture(scope="module")
def at_work(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office at work, with a piece that was published."""
    from bcd35.cli.errors import run

    root = tmp_path_factory.mktemp("việc") / "vp"
    shutil.copytree(template, root)
    category = "gương điển hình"
    published = (
        "--stage",
        "da-dang",
        "--channel",
        "tt-bao",
        "--url",
        "https://www.tiktok.com/@baothainguyen.official/video/1",
    )
    for arguments in (
        (*PIECE, category),
        ("contributions", "edit", "1", *published),
        ("rounds", "exempt", "DTN", "--reason", "đại hội"),
    ):
        assert run(["-C", str(root), "-q", *arguments], now=NOW) == 0
    return root


SEEN_BY: dict[str, list[tuple[str, ...]]] = {
    "units": [("units", "list", "--all")],
    "channels": [("channels", "list", "--all")],
    "rounds": [("rounds", "list"), ("status",)],
    "contributions": [("contributions", "list")],
}


@pytest.mark.parametrize(
    "command",
    [
        ("units", "edit", "SYT", "--name", "Tên mới", "--email", "a@b.vn", "--note", "x"),
        ("units", "edit", "SYT", "--status", "retired"),
        ("units", "retire", "STC", "--into", "SNV"),
        ("channels", "edit", "tt-bao", "--name", "X", "--url", "https://www.tiktok.com/@x"),
        ("channels", "retire", "tt-bao"),
        ("rounds", "close", ROUND),
        ("rounds", "exempt", "SXD", "--reason", "x"),
        ("rounds", "restore", "DTN"),
        ("contributions", "edit", "1", "--title", "Tin hai"),
        ("contributions", "edit", "1", "--stage", "da-nhan", "--reason", "x"),
    ],
    ids=lambda command: " ".join(command[:4]),
)
def test_the_way_back_leads_back(
    command: tuple[str, ...], at_work: Path, root: Path, bcd35: CommandLine
) -> None:
    shutil.copytree(at_work, root, dirs_exist_ok=True)

    def seen() -> str:
        told = json.dumps(
            [bcd35(*one, "--json").json["data"] for one in SEEN_BY[command[0]]], ensure_ascii=False
        )
        # Who stated an entry last, and when and how a piece came to stand so, is not taken back.
        told = re.sub(r'"source": "[^"]*"|"lines": \[.*?\]|"on": "[^"]*"', "", told)
        return told.replace('"sample": true', '"sample": false')

    before = seen()
    assert bcd35(*command).code == 0
    assert seen() != before
    way_back = bcd35("log", "--json").json["data"]["acts"][-1]["way_back"]
    for step in way_back.splitlines():
        assert step.startswith("bcd35 ")
        assert bcd35(*shlex.split(step)[1:]).code == 0, step
    assert seen() == before


@pytest.mark.issued
def test_what_was_added_or_recorded_by_mistake_no_longer_counts(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "y tế.xlsx")
    for command, seen, expected in (
        (
            ("units", "add", "MOI", "--name", "Mới", "--kind", "chi_bo_co_so"),
            ("units", "show", "MOI"),
            ("status", "retired"),
        ),
        (
            ("channels", "add", "moi", "--platform", "website", "--name", "M", "--url", "https://a.vn"),
            ("channels", "show", "moi"),
            ("status", "retired"),
        ),
        (("record-report", "y tế.xlsx"), ("status",), ("reported", 0)),
    ):
        assert bcd35(*command).code == 0
        told = bcd35("log", "--json").json["data"]["acts"][-1]
        assert bcd35(*shlex.split(told["way_back"])[1:]).code == 0
        assert bcd35(*seen, "--json").json["data"][expected[0]] == expected[1]


def test_a_field_changed_by_a_file_goes_back_by_command_and_stays(bcd35: CommandLine, root: Path) -> None:
    bcd35("status")
    edit(root, "data/units.yaml", ('"Sở Y tế"', '"Sở Y tế mới"'))
    bcd35("units", "import")
    told = bcd35("log", "--json").json["data"]["acts"][-1]
    assert told["way_back"] == 'bcd35 units edit SYT --name "Sở Y tế" --date 2025-12-01'
    bcd35(*shlex.split(told["way_back"])[1:])
    bcd35("units", "import")
    assert bcd35("units", "show", "SYT", "--json").json["data"]["name"] == "Sở Y tế"


def test_a_value_that_no_shell_takes_is_left_to_the_clerk(bcd35: CommandLine, root: Path) -> None:
    bcd35("units", "edit", "SYT", "--name", 'Sở "Y" $tế')
    bcd35("units", "edit", "SYT", "--name", "Sở Y tế")
    assert bcd35("log").out.splitlines()[-2:] == [
        '    tên: “Sở "Y" $tế” → “Sở Y tế”',
        "    → Ghi lại giá trị cũ nêu ở trên bằng: bcd35 units edit SYT --name TÊN --date 2025-12-01",
    ]
    at(root).store.close()


OFF, WORKED = ("2026-01-02", "2026-01-03", "2026-08-22"), ("2026-01-10", "2026-11-24")
DAYS = [text for day in OFF for text in ("--off", day)] + [text for day in WORKED for text in ("--work", day)]


@pytest.mark.parametrize("before", ["", "Thông báo số 01"])
def test_a_confirmed_year_is_led_back_to_its_days_and_its_decision(bcd35: CommandLine, before: str) -> None:
    if before:
        bcd35("holidays", "confirm", "2026", "--decision", before, "--off", "2026-05-04")
    was = _calendar(bcd35)
    assert bcd35("holidays", "confirm", "2026", "--decision", "Thông báo nhầm", *DAYS).code == 0
    told = bcd35("log", "--json").json["data"]["acts"][-1]
    assert "ngày nghỉ 02/01/2026: (trống) → “Nghỉ theo quyết định năm 2026”" in told["details"]
    for step in told["way_back"].splitlines():
        assert bcd35(*shlex.split(step)[1:]).code == 0
    assert _calendar(bcd35) == was


def _calendar(bcd35: CommandLine) -> list[tuple[str, ...]]:
    days = bcd35("holidays", "list", "2026", "--json").json["data"]
    return [(day["day"], day["kind"], day["confirmed"]) for day in days]


def test_the_command_named_is_one_that_can_be_typed() -> None:
    assert command_of(Line(NOW, "begin_trial", "data/units.yaml", {})) == ""
    closing, opening = (
        {"changes": {"status": [*states]}} for states in (("open", "closed"), ("closed", "open"))
    )
    assert command_of(Line(NOW, "switch_round", ROUND, closing)) == "bcd35 rounds close"
    assert command_of(Line(NOW, "switch_round", ROUND, opening)) == "bcd35 rounds reopen"


def test_no_act_of_a_day_is_not_no_act_at_all(bcd35: CommandLine) -> None:
    bcd35("status")
    assert bcd35("log", "--on", "2030-01-01").out == "Sổ không có việc nào như vậy.\n"


@pytest.mark.issued
def test_an_exemption_is_taken_back_from_its_own_day(bcd35: CommandLine) -> None:
    assert bcd35("rounds", "exempt", "SXD", "--reason", "x", "--date", "2025-11-25").code == 0
    told = bcd35("log", "--json").json["data"]["acts"][-1]
    assert bcd35(*shlex.split(told["way_back"])[1:]).code == 0
    seen = bcd35("status", "--as-of", "2025-11-27", "--json").json["data"]["units"]
    assert {unit["state"] for unit in seen if unit["code"] == "SXD"} == {"missing"}


def test_a_letter_is_not_void_because_the_next_book_has_its_number(bcd35: CommandLine, root: Path) -> None:
    edit(root, "data/office.yaml", ("term: 2025-2030, next_number: 28", "term: hằng năm"))
    assert bcd35("notify", "--date", "2025-12-01").code == 0
    new_year = NOW + timedelta(days=38)
    for unit in ("STC", "SYT"):
        now = NOW if unit == "STC" else new_year
        day = now.date().isoformat()
        assert bcd35("remind", "--date", day, "--unit", unit, now=now).code == 0
    assert bcd35("remind", "--date", new_year.date().isoformat(), "--unit", "SCT", now=new_year).code == 0

    out = bcd35("log", "--all", now=new_year).out

    assert "đã hủy sau đó" not in out
    for number, year in ((1, 2025), (2, 2025), (1, 2026), (2, 2026)):
        assert f'letters void {number} --symbol "CV/BCĐ" --term {year}' in out


@pytest.mark.issued
def test_what_is_said_of_a_letter_or_of_all_units_is_told_of_each(bcd35: CommandLine) -> None:
    extend = ("rounds", "extend", ROUND, "--reason", "lũ")
    for words in (
        (*extend, "--all", "--to", "2025-12-22"),
        ("rounds", "extend", ROUND, "--all", "--undo", "--reason", "nhầm"),
        (*extend, "--unit", "SNV", "--to", "2025-12-22", "--letter"),
        ("letters", "void", "29", "--reason", "nhầm"),
        ("letters", "void", "28", "--reason", "nhầm"),
    ):
        assert bcd35(*words).code == 0
    told = {
        unit: [one["act"] for one in bcd35("log", "--unit", unit, "--json").json["data"]["acts"]]
        for unit in ("SYT", "SNV", "STC")
    }
    of_all = ["import_units", "notify", "extend", "undo_extension"]
    assert told == {
        "SYT": [*of_all, "void_number"],
        "SNV": [*of_all, "extend", "void_number", "void_number"],
        "STC": ["import_units"],  # the letter did not go to it
    }
