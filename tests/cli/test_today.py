"""Today's desk, what ``status`` names, and the question which round is meant."""

import json
import os
import re
import shlex
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bcd35.domain.round_names import RoundTitle, round_name, round_names
from bcd35.show.screen import rows_of
from bcd35.show.today import steps_of, today_screen
from bcd35.usecases.summary.today import OpenRound, Today, Waiting
from bcd35.usecases.workspace.upkeep import make_workspace
from bcd35.world.workspace import VIETNAM
from tests.conftest import ROUND, SET_VALUES, CommandLine
from tests.support.filling import fill, form_of, issue

pytestmark = [pytest.mark.command_line, pytest.mark.issued]
MORNING = datetime(2025, 12, 17, 7, 30, tzinfo=VIETNAM)
SET = SET_VALUES
OTHER = "2026-01-tin-bai"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One unit of each kind of waiting, and a second round whose letter is not out."""
    from bcd35.cli.errors import run

    root = issue(tmp_path_factory.mktemp("mẫu") / "vp", ("SYT", "SNV", "DTN", "STC", "STP", "TTT", "SXD"))

    def does(day: str, *words: str, code: int = 0) -> None:
        assert run(["-C", str(root), "-q", *words], now=datetime.fromisoformat(f"{day}T08:00+07:00")) == code

    for unit in ("SYT", "TTT"):
        fill(form_of(root, unit), root / "đến" / f"{unit}.xlsx", so_anh="năm tấm")
    does("2025-12-12", "record-report", str(root / "đến"), code=3)
    does("2025-12-12", "return-report", "SYT")  # its term ends on 19 December
    does("2025-12-10", "record-report", "STP", *SET)
    for number in (5, 6):
        fill(form_of(root, "DTN"), root / "hai" / f"{number}.xlsx", so_anh=number)
    does("2025-12-15", "record-report", str(root / "hai"), code=3)
    does("2025-12-16", "rounds", "extend", "--unit", "SNV", "--to", "2025-12-19", "--reason", "mưa lũ")
    text = (root / "data" / "rounds" / f"{ROUND}.yaml").read_text(encoding="utf-8")
    other = text.replace(f"code: {ROUND}", f"code: {OTHER}").replace(
        "deadline: 2025-12-15", "deadline: 2026-01-30"
    )
    (root / "data" / "rounds" / f"{OTHER}.yaml").write_text(other, encoding="utf-8")
    does("2025-12-16", "rounds", "import", str(root / "data" / "rounds" / f"{OTHER}.yaml"))
    does("2025-12-16", "backup", "-o", str(root.parent / "sao"))
    return root


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2030-12-01", ""),
        ("2030-12-20", "Sổ số “CV/BCĐ” đang dùng hết ngày 31/12/2030; chưa khai sổ cho những ngày sau đó."),
        ("2031-01-05", "Sổ số “CV/BCĐ” không có sổ cho hôm nay (đã khai: 2025-2030)."),
    ],
)
def test_the_turn_of_the_books_is_on_the_desk_and_told_by_doctor(
    bcd35: CommandLine, root: Path, day: str, told: str
) -> None:
    now = datetime.fromisoformat(f"{day}T08:00+07:00")
    looked = [bcd35(command, now=now).out for command in ("today", "doctor")]
    assert [told in text if told else "Sổ số “CV/BCĐ”" not in text for text in looked] == [True, True]
    if told:
        line = "- {document_type: CV, symbol: CV/BCĐ, term: 2030-2035, next_number: 1, since: 2031-01-01}"
        assert [line in text for text in looked] == [True, True]
        office = root / "data/office.yaml"
        stated = office.read_text(encoding="utf-8")
        office.write_text(stated.replace("number_series:\n", f"number_series:\n  {line}\n"), encoding="utf-8")
        assert bcd35("import", now=now).code == 0
        assert "Sổ số “CV/BCĐ”" not in "".join(bcd35(command, now=now).out for command in ("today", "doctor"))


# --- the desk -----------------------------------------------------------------------------------------------


def test_a_refused_file_of_nobody_is_told_until_the_good_one_came(bcd35: CommandLine, root: Path) -> None:
    lost = root / "lạ" / "Báo cáo.ods"
    lost.parent.mkdir()
    lost.write_bytes(b"no workbook")
    take = ("record-report", "lạ", "--with-strangers", "--round", ROUND)
    assert bcd35(*take, now=MORNING).code == 3

    def told(now: datetime = MORNING) -> list[str]:
        return [line[4:] for line in bcd35("today", now=now).out.splitlines() if "chưa rõ của" in line]

    folder = "out/_cach-ly/2025-12-17"
    words = f"1 tệp bị từ chối, chưa rõ của đơn vị nào (lý do ở {folder}): Báo cáo.ods. Có tệp đúng thì nhận"
    aside = "bcd35 reports withdraw --refused --file TỆP --reason LÝ_DO"
    assert told() == [f"{words}; không cần nữa: {aside}"]
    assert told(datetime(2026, 1, 2, 8, tzinfo=VIETNAM)) == []

    lost.unlink()
    fill(form_of(root, "SXD"), root / "lạ" / "Báo cáo.xlsx")
    later = MORNING + timedelta(minutes=5)
    assert bcd35(*take, now=later).code == 0
    assert told(later) == []


def test_a_refused_file_of_nobody_is_set_aside_and_told_again(bcd35: CommandLine, root: Path) -> None:
    (root / "lạ").mkdir()
    (root / "lạ" / "tự làm.ods").write_bytes(b"no workbook")
    bcd35("record-report", "lạ", "--with-strangers", "--round", ROUND, now=MORNING)
    seen = ("reports", "withdraw", "--refused", "--file", "tự làm.ods", "--reason", "đã xem")

    def is_told() -> bool:
        return "chưa rõ của" in bcd35("today", now=MORNING).out

    ran = bcd35(*seen, now=MORNING)

    assert (ran.code, "Đã để riêng tệp bị từ chối “tự làm.ods”" in ran.out, is_told()) == (0, True, False)
    assert bcd35("undo", "--yes", now=MORNING).code == 0
    assert is_told()
    assert bcd35(*seen, now=MORNING).code == 0
    again = bcd35(*seen, now=MORNING)
    assert "Không có tệp bị từ chối tên “tự làm.ods” mà chưa rõ của đơn vị nào." in again.err
    bare = bcd35("reports", "withdraw", "--reason", "x", now=MORNING)
    assert (bare.code, "thiếu ĐƠN_VỊ" in bare.err) == (2, True)

    # It comes again with its folder: what is printed of it names no unit and no round, and runs.
    met = bcd35("record-report", "lạ", "--with-strangers", "--round", ROUND, now=MORNING).err
    assert "Tệp “tự làm.ods” đã để riêng, bàn làm việc không nhắc nữa.\n  → Rút nhầm thì lấy lại: " in met
    restore = shlex.split(met.partition("lấy lại: bcd35 ")[2].partition("\n")[0].replace("LÝ_DO", "x"))
    assert (restore[:3], bcd35(*restore, now=MORNING).code) == (["reports", "restore", "--refused"], 0)
    assert is_told()


@pytest.mark.parametrize(
    ("good_at", "broken", "stands"),
    [
        (-5, "lạ/Báo cáo.ods", True),  # sent again, and broken this time
        (0, "lạ/Báo cáo.ods", True),  # both in one folder, both in one run
        (0, "lạ/nội vụ/Báo cáo.xlsx", True),
        (5, "lạ/nội vụ/Báo cáo.xlsx", True),  # another unit's good file of the same name
        (5, "lạ/Báo cáo.ods", False),
    ],
)
def test_a_good_file_hides_only_what_came_to_its_place_before(
    bcd35: CommandLine, root: Path, good_at: int, broken: str, *, stands: bool
) -> None:
    (root / broken).parent.mkdir(parents=True)
    for minutes in sorted({0, good_at}):
        if minutes == 0:
            (root / broken).write_bytes(b"no workbook")
        if minutes == good_at:
            fill(form_of(root, "SXD"), root / "lạ" / "Báo cáo.xlsx")
        now = MORNING + timedelta(minutes=minutes)
        bcd35("record-report", "lạ", "--with-strangers", "--round", ROUND, now=now)

    looked = bcd35("today", now=MORNING + timedelta(minutes=9))
    assert ("chưa rõ của đơn vị nào" in looked.out) == stands


def test_what_waits_this_morning(bcd35: CommandLine) -> None:
    data = bcd35("--json", now=MORNING).json["data"]
    assert [(one["name"], one["days_left"]) for one in data["rounds"]] == [
        ("tháng 11/2025", -2),
        ("tháng 01/2026", 44),
    ]
    assert data["rounds"][0]["totals"]["missing"] == 6
    assert data["rounds"][1]["totals"] is None
    assert [(one["kind"], one["round"], one["units"], one["until"]) for one in data["waiting"]] == [
        ("conflict", ROUND, ["DTN"], None),
        ("refused", ROUND, ["TTT"], None),
        ("correction_due", ROUND, ["SYT"], "2025-12-19"),
        ("ending", ROUND, ["SNV"], "2025-12-19"),
        ("missing", ROUND, ["STC", "SXD"], "2025-12-15"),
        ("not_issued", OTHER, [], None),
    ]


def test_a_deadline_that_passed_before_the_letter_is_stated_anew_first(bcd35: CommandLine) -> None:
    def steps() -> list[dict[str, str]]:
        data = bcd35("--json", now=datetime(2026, 2, 2, 7, 30, tzinfo=VIETNAM)).json["data"]
        told: list[dict[str, str]] = data["steps"]
        return [one for one in told if one["words"].startswith("Đợt tháng 01/2026: ")]

    command = f"bcd35 rounds edit {OTHER} --deadline NGÀY"
    words = "Đợt tháng 01/2026: chưa phát hành, thời hạn 30/01/2026 đã qua; nêu hạn mới."
    assert steps() == [{"words": words, "command": command, "advice": ""}]

    bcd35(*command.replace("NGÀY", "27/02/2026").split()[1:])
    assert [one["command"] for one in steps()] == [f"bcd35 notify {OTHER} --draft"]


def test_the_desk_in_words(bcd35: CommandLine) -> None:
    lines = bcd35(now=MORNING).out.splitlines()
    assert lines[:5] == [
        "Thứ tư, 17/12/2025. Đợt đang mở: 2.",
        "Đợt            Đã báo cáo  Quá hạn  Thời hạn    Còn",
        "-------------  ----------  -------  ----------  ----------",
        "tháng 11/2025         1/7        3  15/12/2025  quá 2 ngày",
        "tháng 01/2026    chưa gửi        –  30/01/2026  44 ngày",
    ]
    assert lines[6:8] == [
        " 1. Đợt tháng 11/2025: 1 đơn vị có tệp trái số liệu, chờ chọn tệp đúng: DTN.",
        f"    bcd35 status {ROUND} --unit DTN",
    ]
    assert f"    bcd35 return-report TTT --round {ROUND} --draft" in lines
    assert max(map(len, lines)) <= 80


def test_no_kind_of_work_hides_another(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("notify", OTHER, "--unit", "DTN", now=MORNING).code == 0
    (form,) = (root / "out" / OTHER).rglob("*.xlsx")
    for number in (5, 6):
        fill(form, root / "ba" / f"{number}.xlsx", so_anh=number)
    bcd35("record-report", str(root / "ba"), now=MORNING)
    waiting = bcd35("--json", now=MORNING).json["data"]["waiting"]
    assert [(one["kind"], one["round"]) for one in waiting] == [
        *((kind, ROUND) for kind in ("conflict", "refused", "correction_due", "ending", "missing")),
        ("conflict", OTHER),
    ]


def test_every_step_of_the_desk_runs_as_it_is_printed(bcd35: CommandLine) -> None:
    steps = bcd35("--json", now=MORNING).json["data"]["steps"]
    commands = [step["command"].split() for step in steps if "THƯ_MỤC" not in step["command"]]
    assert len(commands) == 7
    assert [bcd35(*command[1:], now=MORNING).code for command in commands] == [0] * 7


def test_nothing_that_the_desk_starts_takes_a_number(bcd35: CommandLine) -> None:
    before = bcd35("letters", "list", "--json").json["data"]
    for step in bcd35("--json", now=MORNING).json["data"]["steps"]:
        if "THƯ_MỤC" not in step["command"]:
            bcd35(*step["command"].split()[1:], now=MORNING)
    assert bcd35("letters", "list", "--json").json["data"] == before


def test_a_copy_that_is_too_old_waits_too(bcd35: CommandLine) -> None:
    steps = bcd35("--json", now=MORNING.replace(day=30)).json["data"]["steps"]
    assert "bcd35 backup" in [step["command"] for step in steps]


def test_no_round_is_open(bcd35: CommandLine) -> None:
    for code in (ROUND, OTHER):
        bcd35("rounds", "close", code)
    assert bcd35(now=MORNING).out.startswith("Thứ tư, 17/12/2025. Không có đợt nào đang mở;")


@pytest.mark.parametrize(
    ("state", "first"),
    [
        (Today(date(2026, 3, 2), (), (), no_units=True), "bcd35 units import TỆP"),
        (Today(date(2026, 3, 2), (), ()), "bcd35 rounds new"),
    ],
    ids=["no units", "no round"],
)
def test_a_first_day_is_no_dead_end(state: Today, first: str) -> None:
    assert [step.line for step in steps_of(state, [])] == [first]


def test_with_no_open_round_a_new_one_is_the_step(bcd35: CommandLine) -> None:
    for code in (ROUND, OTHER):
        bcd35("rounds", "close", code)
    assert bcd35("--json", now=MORNING).json["data"]["steps"][-1]["command"] == "bcd35 rounds new"


def test_a_new_round_names_what_it_wants_where_nobody_is_asked(bcd35: CommandLine) -> None:
    for code in (ROUND, OTHER):
        assert bcd35("rounds", "close", code, "--reason", "xong", now=MORNING).code == 0
    steps = bcd35("today", "--no-input", "--json", now=MORNING).json["data"]["steps"]
    (words,) = [step["words"] for step in steps if step["command"] == "bcd35 rounds new"]
    values = {
        "--subject": "rà soát",
        "--deadline": "2026-06-30",
        "--task": "Rà soát kênh",
        "--question": "Số kênh | số",
    }
    wanted = [part for option, value in values.items() if option in words for part in (option, value)]
    assert bcd35("rounds", "new", "--no-input", *wanted, now=MORNING).code == 0


def test_an_edited_register_is_a_step_that_runs(bcd35: CommandLine, root: Path) -> None:
    path = root / "data" / "rounds" / f"{OTHER}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n# sửa\n", encoding="utf-8")
    path.with_name("đợt mới.yaml").write_text(text.replace(OTHER, "x"), encoding="utf-8")
    path.with_name("hỏng.yaml").write_text("code: y", encoding="utf-8")
    steps = bcd35("--json", now=MORNING).json["data"]["steps"]
    commands = [step["command"] for step in steps]
    assert f"bcd35 rounds import data/rounds/{OTHER}.yaml" in commands
    assert 'bcd35 rounds import "data/rounds/đợt mới.yaml"' in commands
    (broken,) = [step for step in steps if "hỏng.yaml" in step["words"]]
    assert (broken["command"], broken["advice"].startswith("Sửa chỗ ấy. ")) == ("", True)


def test_an_edited_file_of_an_issued_round_has_more_than_one_way(bcd35: CommandLine, root: Path) -> None:
    path = root / "data" / "rounds" / f"{ROUND}.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# sửa\n", encoding="utf-8")
    [step] = [one for one in bcd35("--json", now=MORNING).json["data"]["steps"] if one["advice"]]
    back = f"Đợt đã phát hành, trả tệp về như công văn: bcd35 rounds edit {ROUND} --as-issued"
    assert (step["command"], step["advice"].splitlines()[0]) == ("", back)


def test_a_trial_names_the_import_as_a_step(bcd35: CommandLine, tmp_path: Path) -> None:
    trial = make_workspace(tmp_path / "thử").root
    steps = bcd35("-C", str(trial), "today", "--json").json["data"]["steps"]
    assert "bcd35 units import TỆP" in [step["command"] for step in steps]


@pytest.mark.parametrize(("rounds", "waiting"), [(1, 0), (4, 3), (7, 1), (12, 0), (12, 20), (30, 2)])
@pytest.mark.parametrize("columns", [60, 80])
def test_the_desk_is_one_screen(rounds: int, waiting: int, columns: int) -> None:
    day = date(2026, 3, 2)
    seen = Today(
        day,
        tuple(OpenRound(f"2026-{one:02}-x", f"chuyên đề số {one:02}", day, 0) for one in range(rounds)),
        tuple(Waiting("missing", f"2026-{one:02}-x", f"đợt {one}", ("SYT", "SNV")) for one in range(waiting)),
    )
    size = os.terminal_size((columns, 24))
    blocks = today_screen(seen, steps_of(seen, []), size).blocks
    tables = [block for block in blocks if not isinstance(block, str)]
    lines = [block for block in blocks if isinstance(block, str)]
    listed = len(tables[0].rows)
    tall = sum(rows_of(line, columns) for line in lines) + listed + 4 + 1  # the frame, the question
    assert tall <= 24
    assert (listed == rounds) == (f"… và {rounds - listed} đợt nữa: bcd35 status" not in lines)
    assert sum(line.startswith("    ") for line in lines) >= min(3, len(steps_of(seen, [])))


@pytest.mark.parametrize(("columns", "rows_of_a_name", "listed"), [(80, 1, 5), (60, 3, 2)])
def test_long_names_of_rounds_take_the_lines_that_they_need(
    columns: int, rows_of_a_name: int, listed: int
) -> None:
    day = date(2026, 12, 1)
    name = "chuyển đổi số, dịch vụ công lần"
    seen = Today(
        day,
        tuple(OpenRound(f"2026-12-d{one}", f"{name} {one}", day, one + 3) for one in range(5)),
        tuple(Waiting("refused", f"2026-12-d{one}", f"{name} {one}", ("XAK", "XBB")) for one in range(5)),
    )
    blocks = today_screen(seen, steps_of(seen, []), os.terminal_size((columns, 24))).blocks
    (table,) = (block for block in blocks if not isinstance(block, str))
    lines = sum(rows_of(block, columns) for block in blocks if isinstance(block, str))
    assert len(table.rows) == listed
    assert lines + listed * rows_of_a_name + 4 + 1 <= 24  # the frame, the question


# --- names of rounds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "stated", "name"),
    [
        ("2025-11-kenh", "", "tháng 11/2025"),
        ("2026-02", "", "tháng 02/2026"),
        ("2026-9", "", "2026-9"),
        ("2025-113", "", "2025-113"),
        ("2025-Q4-tong-hop", "", "quý IV/2025"),
        ("dot-2", "", "dot-2"),
        ("2025-11-kenh", "kênh truyền thông", "kênh truyền thông"),
    ],
)
def test_what_a_round_is_called(code: str, stated: str, name: str) -> None:
    assert round_name(code, stated) == name


DUE = date(2025, 12, 20)


@pytest.mark.parametrize(
    ("first", "second", "marks"),
    [
        (("Về việc tổng kết năm", DUE), ("kê khai tài sản", DUE), ["tổng kết năm", "kê khai tài sản"]),
        (
            ("đẩy mạnh tuyên truyền, lan tỏa thông tin trên mạng", DUE),
            ("kê khai", DUE),
            ["đẩy mạnh tuyên truyền, lan tỏa …", "kê khai"],
        ),
        (("tổng kết", DUE), ("tổng kết", DUE.replace(day=5)), ["hạn 20/12/2025", "hạn 05/12/2025"]),
        (("tổng kết", DUE), ("tổng kết", DUE), ["2025-11-a", "2025-11-b"]),
    ],
)
def test_two_rounds_of_one_name_are_told_apart(
    first: tuple[str, date], second: tuple[str, date], marks: list[str]
) -> None:
    rounds = {"2025-11-a": first, "2025-12": first, "2025-11-b": second}
    assert round_names({code: RoundTitle("", *said) for code, said in rounds.items()}) == {
        "2025-11-a": f"tháng 11/2025 ({marks[0]})",
        "2025-12": "tháng 12/2025",
        "2025-11-b": f"tháng 11/2025 ({marks[1]})",
    }


def test_a_name_may_be_given_after_the_letter_went_out(bcd35: CommandLine, root: Path) -> None:
    path = root / "data" / "rounds" / f"{ROUND}.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\nshort_name: kênh truyền thông\n", encoding="utf-8")

    assert bcd35("rounds", "import", str(path)).code == 0

    assert bcd35("status", ROUND).out.startswith("Đợt kênh truyền thông: ")
    assert bcd35("--json").json["data"]["rounds"][0]["name"] == "kênh truyền thông"


# --- status -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", ["SNV", "STC", "SXD", "SYT", "TTT", "DTN"]),
        ("--missing", ["SNV", "STC", "SXD", "SYT", "TTT", "DTN"]),
        ("--all", ["SNV", "STC", "SXD", "SYT", "STP", "TTT", "DTN"]),
        ("--late", ["STC", "SXD", "TTT"]),
        ("--unit stp --unit SYT", ["SYT", "STP"]),
        ("--kind chi_bo_co_so", ["TTT"]),
        ("--kind chi_bo_co_so --all", ["STP", "TTT"]),
        ("--late --unit STP", []),
    ],
)
def test_whom_status_names(asked: str, shown: list[str], bcd35: CommandLine) -> None:
    lines = bcd35("status", ROUND, *asked.split(), now=MORNING).out.splitlines()
    named = [line.split()[0] for line in lines if re.match(r"(S\w+|TTT|DTN) ", line)]
    assert sorted(named) == sorted(shown)
    listed = [
        one["code"]
        for one in bcd35("status", ROUND, *asked.split(), "--json", now=MORNING).json["data"]["units"]
    ]
    everyone = ["SNV", "STC", "SXD", "SYT", "STP", "TTT", "DTN"]
    assert sorted(listed) == sorted(shown if asked else everyone)
    assert ("Không đơn vị nào có tình trạng, thuộc loại đã chọn." in lines) == (not shown)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("--unit SYTE", "Không có đơn vị “SYTE”. Có phải ý bạn là SYT (Sở Y tế)?"),
        ("--kind khong", "Không có loại đơn vị “khong”; chỉ nhận: dang_uy_co_so (Đảng ủy cơ sở); "),
    ],
)
def test_a_filter_with_a_typing_error(asked: str, words: str, bcd35: CommandLine) -> None:
    ran = bcd35("status", ROUND, *asked.split(), now=MORNING)
    assert (ran.code, ran.out) == (4, "")
    assert words in ran.err


def test_a_kind_that_is_not_there_is_no_empty_list(bcd35: CommandLine) -> None:
    ran = bcd35("units", "list", "--kind", "khong")
    assert (ran.code, ran.out) == (4, "")
    assert "chỉ nhận: dang_uy_co_so (Đảng ủy cơ sở); chi_bo_co_so" in ran.err
    assert bcd35("units", "list", "--kind", "Chi bộ cơ sở").code == 0


def test_with_several_open_rounds_status_is_the_table_of_the_desk(bcd35: CommandLine) -> None:
    ran = bcd35("status", now=MORNING)
    assert ran.code == 0
    assert ran.out.splitlines()[3].startswith("tháng 11/2025 ")
    assert ran.out.endswith(f"Xem một đợt: bcd35 status {ROUND}\nViệc đang chờ của mọi đợt: bcd35 today\n")
    assert len(json.loads(bcd35("status", "--json").out)["data"]["rounds"]) == 2


def test_status_of_several_rounds_names_one_that_is_out(bcd35: CommandLine) -> None:
    early = "2025-10-dau-tien"
    bcd35("rounds", "new", "--like", ROUND, "--deadline", "2025-12-01", "--code", early)
    ran = bcd35("status", now=MORNING)
    assert f"Xem một đợt: bcd35 status {ROUND}\n" in ran.out
    bcd35("rounds", "close", ROUND)
    ran = bcd35("status", now=MORNING)
    assert f"Chưa đợt nào phát hành; soạn thử: bcd35 notify {early} --draft\n" in ran.out
