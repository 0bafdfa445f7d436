"""What was told on a day is told again, byte for byte, whatever was entered or put right since."""

from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bcd35.domain.histories import RoundLine, UnitLine
from bcd35.domain.journal.acts import ACTS
from bcd35.domain.number_choice import NumberLine
from bcd35.domain.terms import Grant
from bcd35.domain.undecided import UndecidedFile
from bcd35.domain.unit_names import UnitAlias
from bcd35.store.known_on import RECORDED
from bcd35.store.report_rows import RejectedFile
from bcd35.store.schema import LEDGER_TABLES
from bcd35.store.store import Store
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.known_on import BRING_BACK, desk_known_on
from bcd35.usecases.summary.writers import WRITERS
from tests.conftest import NOW, ROUND, SET_VALUES, CommandLine, at
from tests.support.filling import fill, form_of, picture, rows
from tests.support.recorded_reports import other_round

DAY = date(2025, 12, 16)
TOLD = datetime(2025, 12, 16, 10, tzinfo=NOW.tzinfo)
LATER = datetime(2025, 12, 18, 9, tzinfo=NOW.tzinfo)
SET = SET_VALUES


@pytest.fixture
def office(bcd35: CommandLine, root: Path) -> CommandLine:
    """An office on the day after the deadline: reports, an exemption, a piece, a merger, a decided year."""

    def done(*words: str) -> None:
        ran = bcd35(*words, now=TOLD - timedelta(days=4))
        assert ran.code == 0, ran

    done("record-report", str(fill(form_of(root, "SYT"), root / "về" / "y tế.xlsx")))
    done("record-report", "TTT", *SET, "--note", "gửi qua thư công vụ")
    piece = ("--title", "Khám bệnh lưu động", "--medium", "tin-bai", "--category", "gương điển hình")
    done("contributions", "add", "SYT", *piece)
    done("rounds", "exempt", "DTN", "--reason", "đại hội")
    done("units", "retire", "STC", "--into", "SNV")
    done("holidays", "confirm", "2025", "--decision", "Thông báo số 6150/TB-BLĐTBXH")
    return bcd35


def told(bcd35: CommandLine, root: Path, now: datetime, *asked: str) -> dict[str, Any]:
    """Every form of the summary as bytes, and what the screen says."""
    said: dict[str, Any] = {}
    for form in WRITERS:
        target = root / f"tổng hợp.{'zip' if form in ('csv', 'datapackage') else form}"
        target.unlink(missing_ok=True)
        ran = bcd35("export-summary", ROUND, "--format", form, "-o", target.name, *asked, now=now)
        assert ran.code == 0, ran
        said[form] = target.read_bytes()
    said["status"] = bcd35("status", ROUND, "--json", *asked, now=now).json["data"]
    said["why"] = bcd35("why", "SNV", ROUND, "--json", *asked, now=now).json["data"]
    said["why"]["sentences"] = [one for one in said["why"]["sentences"] if one["about"] != "would_change"]
    del said["status"]["known_on"], said["why"]["known_on"]
    return said


def put_right_by_lines(root: Path, now: datetime) -> None:
    """What no command of this test does: a report's day, a line annulled, a term, a number declared void."""
    desk = at(root, now)
    report = desk.store.reports.of_round(ROUND)["TTT"][0]
    with closing(desk.store), desk.act():
        put_right = report._replace(received_on=date(2025, 12, 17))
        desk.store.reports.put_right(
            desk.store.reports.id_of(ROUND, "TTT", 1), put_right, "ghi nhầm ngày", now
        )
        line = rows(root, "SELECT id FROM expectations WHERE event = 'exempted'")[0][0]
        desk.store.annulments.record("expectations", line, "miễn nhầm", now)
        extended = Grant("SNV", "extended", date(2025, 12, 10), date(2025, 12, 31), reason="bão lũ")
        desk.store.terms.record(ROUND, [extended], now)
        desk.store.numbers.record_line(
            NumberLine(
                symbol="CV/BCĐ", term="2025-2030", first=60, last=61, event="reserved", reason="đại hội"
            ),
            DAY,
            now,
        )
        waiting = UndecidedFile(
            sha256="0" * 64,
            round_code=ROUND,
            unit="SXD",
            file_name="hai bản.xlsx",
            verdict="conflict",
            received_on=date(2025, 12, 12),
        )
        desk.store.intake.record_undecided([waiting], now)
        desk.store.intake.record_rejected([RejectedFile("1" * 64, ROUND, "SXD", "bản một.xlsx")], now)
        desk.store.intake.record_alias("so xay", UnitAlias("SXD", "Sở Xây", "bản một.xlsx", now.date()))
        desk.store.histories.record_round(RoundLine(0, ROUND, "closed", DAY, "xong"), now)
        desk.store.histories.record_unit(
            UnitLine(id=0, unit="SXD", event="retired", on=DAY, was="", now="", other="", reason="sáp nhập"),
            now,
        )


def everything_that_may_come_later(bcd35: CommandLine, root: Path) -> None:
    """Two days on: reports, withdrawals, letters, registers; nothing of it was known on the day."""

    def done(*words: str, code: int = 0) -> None:
        ran = bcd35(*words, now=LATER)
        assert ran.code == code, (words, ran)

    done("record-report", "SNV", *SET, "--received-on", "2025-12-12")
    done("record-report", str(fill(form_of(root, "SYT"), root / "về" / "lần 2.xlsx", so_tin_bai_da_gui=9)))
    done("record-report", str(fill(form_of(root, "SXD"), root / "về" / "sai.xlsx", so_anh="năm")), code=3)
    done("return-report", "SXD", "--date", "2025-12-18")
    done("rounds", "exempt", "SXD", "--reason", "sáp nhập", "--date", "2025-12-10")
    done("reports", "withdraw", "TTT", "--reason", "ghi nhầm")
    done("notify", ROUND, "--unit", "SCT", "--accept", "past-deadline")
    done("contributions", "edit", "1", "--stage", "da-bien-tap", "--on", "2025-12-15")
    done(
        "contributions", "add", "SNV", "--title", "Một cửa", "--medium", "video", "--category", "mô hình mới"
    )
    done("units", "edit", "SNV", "--name", "Sở Nội vụ và Lao động", "--email", "vt@snv.gov.vn")
    done("units", "edit", "STC", "--status", "active")
    done("units", "retire", "SXD", "--into", "SYT", "--on", "2025-12-01")
    done("units", "add", "MOI", "--name", "Sở mới", "--kind", "dang_uy_co_so")
    done("channels", "edit", "tt-bao", "--name", "Báo tỉnh")
    done("holidays", "confirm", "2026", "--decision", "x", "--off", "2026-01-02", "--work", "2026-01-10")
    done("holidays", "presume", "2025", "--reason", "nhầm")
    text = (root / "data" / "office.yaml").read_text(encoding="utf-8")
    text = text.replace("Mai Thị Nhài", "Trần Văn Bưởi").replace("spelling: ủy", "spelling: uỷ")
    (root / "data" / "office.yaml").write_text(text, encoding="utf-8")
    second = (root / "data" / "rounds" / f"{ROUND}.yaml").read_text(encoding="utf-8")
    second = second.replace(ROUND, "2026-01").replace("2025-12-15", "2026-01-15")
    (root / "data" / "rounds" / "2026-01.yaml").write_text(second, encoding="utf-8")
    done("import")
    put_right_by_lines(root, LATER)
    done("remind", ROUND, "--date", "2025-12-16", "--accept", "date-order")
    done("rounds", "close", ROUND)


@pytest.mark.issued
def test_every_output_tells_again_what_it_told(office: CommandLine, root: Path) -> None:
    then = told(office, root, TOLD)
    everything_that_may_come_later(office, root)
    now = told(office, root, LATER)
    before = picture(root)

    again = told(office, root, LATER + timedelta(days=30), "--known-on", "2025-12-16")

    assert [name for name in then if then[name] == now[name]] == [], "all of them must have something to undo"
    assert again == then
    assert without_outputs(picture(root)) == without_outputs(before)


def without_outputs(pictured: dict[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in pictured.items() if not name.startswith("tổng hợp.")}


def tables(store: Store) -> dict[str, list[Any]]:
    """Every table but those about register files; without the columns that say where an entry was stated."""
    stated = {
        "units": "code, name, kind, email, status, note",
        "channels": "code, platform, name, owner, status",
    }
    others = ("office", "holidays", "working_days", "mergers", "rounds")
    wanted = {**dict.fromkeys((*LEDGER_TABLES, *others), "*"), **stated, "confirmed_years": "year"}
    ask = store._connection.execute
    return {table: sorted(map(repr, ask(f"SELECT {what} FROM {table}"))) for table, what in wanted.items()}  # noqa: S608 – our own names


@pytest.mark.issued
def test_every_table_is_as_it_was(office: CommandLine, root: Path) -> None:
    with closing(at(root, TOLD).store) as store:
        then = tables(store)
    everything_that_may_come_later(office, root)
    desk = at(root, LATER + timedelta(days=30))

    with closing(desk.store), desk_known_on(desk, DAY, ROUND) as past:
        now, again = tables(desk.store), tables(past.desk.store)

    assert {table for table in then if now[table] == then[table]} == NOT_TOUCHED
    assert again == then


# What no command of this test writes: papers without rows, evidence, letters of extension, layouts of another
# version of the program, what is put right about refused files and evidence, revisions entered once more.
NOT_TOUCHED = {
    *("letters", "evidence", "found_papers", "extensions", "extension_files", "form_layouts"),
    *("refused_lines", "evidence_lines", "report_successors"),
}


def test_a_table_tells_when_its_rows_were_recorded_or_refers_to_one_that_does(desk: Desk) -> None:
    ask = desk.store._connection.execute
    told = {table: {row[1] for row in ask(f"PRAGMA table_info({table})")} for table in LEDGER_TABLES}
    parents = {table: {row[2] for row in ask(f"PRAGMA foreign_key_list({table})")} for table in LEDGER_TABLES}

    assert {table for table, column in RECORDED.items() if column not in told.get(table, {"at"})} == set()
    silent = {
        table for table in LEDGER_TABLES if table not in RECORDED and not parents[table] & RECORDED.keys()
    }
    # Found by the digest that a form carries: one that no form carries yet is never asked for.
    assert silent == {"form_layouts"}


def test_of_every_act_it_is_known_whether_it_changes_a_register() -> None:
    """A new act that changes one must be led back by its line in the journal."""
    adding = {
        *("add_unit", "add_channel", "import_units", "import_channels", "import_rounds"),
        *("split_unit", "recode_unit"),
    }
    others = {
        *("accept_ledger", "begin_trial", "end_trial", "adopt_papers", "continue_numbers", "reprint"),
        *("notify", "remind", "return_report", "extend", "undo_extension", "put_right_term"),
        *("void_number", "release_numbers"),
        *("reserve_numbers", "number_on_paper", "replace_letter"),
        *("withdraw_revision", "restore_revision", "swap_reports", "swapped", "amend_refused"),
        *("record_report", "withdraw_report", "restore_report", "amend_report", "move_report"),
        *("receive_moved", "set_aside", "confirm_alias"),
        *("refuse_file", "withdraw_refused", "restore_refused"),
        *("exempted", "restored", "put_right_line", "take_back_line"),
        *("drop_round", "bring_back_round"),  # of a round without a letter nothing is told
        "edit_round_file",  # for the letter that replaces; the round in force stays
        *("add_contribution", "edit_contribution"),
        *("move_contribution", "redate_contribution", "void_contribution", "bring_back_contribution"),
    }
    assert ACTS.keys() - BRING_BACK.keys() - adding - others == set()


@pytest.mark.issued
def test_the_screen_says_that_it_tells_an_earlier_day(office: CommandLine) -> None:
    office("record-report", "SNV", *SET, "--received-on", "2025-12-12", now=LATER)

    ran = office("status", "--known-on", "16/12/2025", now=LATER)

    lines = ran.out.splitlines()
    assert lines[0] == "Theo sổ như đã biết ngày 16/12/2025; điều ghi, sửa sau ngày ấy không kể."
    assert "tính đến 16/12/2025" in lines[2]
    assert "đã báo cáo 2 " in ran.out
    assert lines[-1] == f"Tình hình theo sổ hiện nay: bcd35 status {ROUND}"
    # Both days may be named: who was known then to have reported by an earlier day.
    earlier = office("status", "--known-on", "16/12/2025", "--as-of", "30/11/2025", "--json", now=LATER)
    assert earlier.json["data"]["known_on"] == "2025-12-16"
    assert earlier.json["data"]["reported"] == 0


@pytest.mark.issued
def test_the_file_stands_beside_that_of_the_day_and_overwrites_no_later_paper(
    office: CommandLine, root: Path
) -> None:
    office("export-summary", "--format", "docx", now=TOLD)
    office("remind", ROUND, now=LATER)
    (reminder,) = rows(root, "SELECT path FROM reminder_files WHERE unit_code = ''")[0]

    ran = office("export-summary", "--format", "docx", "--known-on", "2025-12-16", now=LATER)
    assert ran.out.splitlines()[1] == (
        f"Đã ghi bảng tổng hợp: out/{ROUND}/Tong-hop_{ROUND}_2025-12-16_theo-so-ngay-2025-12-16.docx"
    )
    assert "Tệp mẫu của báo cáo tổng hợp là tệp hiện nay." in ran.out.splitlines()
    refused = office(
        "export-summary", "--format", "docx", "-o", reminder, "--known-on", "2025-12-16", now=LATER
    )
    assert (refused.code, "là tệp của sổ" in refused.err) == (3, True)


@pytest.mark.issued
@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-12-19", ["Ngày 19/12/2025 chưa tới: sổ chỉ biết đến hôm nay."]),
        (
            "2025-11-21",
            [
                f"Đến hết ngày 21/11/2025, sổ không có công văn nào còn hiệu lực của đợt “{ROUND}”.",
                f"  → Công văn đầu tiên vào sổ ngày 22/11/2025; xem: bcd35 log --round {ROUND} --all",
            ],
        ),
    ],
)
def test_a_day_of_which_nothing_can_be_told(bcd35: CommandLine, day: str, words: list[str]) -> None:
    for command in ("status", "export-summary"):
        ran = bcd35(command, ROUND, "--known-on", day, now=LATER)
        assert (ran.code, ran.out) == (3, "")
        assert [line for line in words if line not in ran.err] == []


def test_a_round_without_any_letter_is_told_as_on_any_day(bcd35: CommandLine) -> None:
    assert bcd35("status", "--known-on", "2025-11-30").err == bcd35("status").err
    assert "chưa phát hành công văn" in bcd35("status", "--known-on", "2025-11-30").err


@pytest.mark.issued
def test_a_letter_declared_void_since_is_known_on_the_day(bcd35: CommandLine, root: Path) -> None:
    then = bcd35("status", "--json", now=TOLD).json["data"]
    desk = at(root, LATER)
    with closing(desk.store), desk.act():
        void = NumberLine(
            symbol="CV/BCĐ", term="2025-2030", first=28, last=28, event="void", reason="sai thời hạn"
        )
        desk.store.numbers.record_line(void, LATER.date(), LATER)

    assert bcd35("status", ROUND, now=LATER).code == 3
    again = bcd35("status", ROUND, "--known-on", "2025-12-16", "--json", now=LATER).json["data"]
    assert {**again, "known_on": None} == then
    assert (
        "không có công văn nào còn hiệu lực"
        in bcd35("status", ROUND, "--known-on", "2025-12-18", now=LATER).err
    )


@pytest.mark.issued
def test_dated_lines_say_how_a_round_and_a_unit_stood(root: Path) -> None:
    """Whatever the register says since: a line that was taken back leaves no status in the journal."""

    def stand(now: datetime, status: tuple[str, str], *, mistaken: bool) -> None:
        desk = at(root, now)
        registers, histories = desk.store.registers, desk.store.histories
        (unit,) = [one for one in registers.units() if one.code == "SXD"]
        with closing(desk.store), desk.act():
            registers.set_round_status(ROUND, status[0])
            registers.change_unit(replace(unit, status=status[1]))
            if mistaken:
                desk.store.annulments.record("round_lines", 1, "đóng nhầm", now)
                desk.store.annulments.record("unit_lines", 1, "ghi nhầm", now)
                registers.journal(now, "edit_unit", "SXD", changes={})
            else:
                histories.record_round(RoundLine(0, ROUND, "closed", DAY, "xong"), now)
                histories.record_unit(UnitLine(0, "SXD", "retired", DAY), now)

    stand(TOLD, ("closed", "retired"), mistaken=False)
    stand(LATER, ("open", "active"), mistaken=True)

    desk = at(root, LATER)
    with closing(desk.store), desk_known_on(desk, DAY, ROUND) as past:
        registers = past.desk.store.registers
        assert registers.round_statuses() == {ROUND: "closed"}
        assert {unit.status for unit in registers.units() if unit.code == "SXD"} == {"retired"}


@pytest.mark.issued
def test_values_that_an_older_version_did_not_keep_are_named(bcd35: CommandLine, root: Path) -> None:
    desk = at(root, LATER)
    with closing(desk.store), desk.act():
        desk.store.registers.journal(LATER, "edit_unit", "SYT", name="Sở Y tế tỉnh")

    ran = bcd35("status", "--known-on", "2025-12-16", now=LATER)

    assert ran.code == 0
    assert (
        "Lưu ý [SYT]: Sửa đơn vị ngày 18/12/2025: nhật ký của bản cũ không ghi giá trị trước, nên chỗ ấy kể "
        "theo hiện nay.\n  → Xem: bcd35 log --on 18/12/2025"
    ) in ran.err


@pytest.mark.issued
def test_nothing_is_advised_by_what_was_known_then(bcd35: CommandLine, root: Path) -> None:
    """What was to be done on the day is done by now; commands that show more show the same day."""
    bcd35("rounds", "extend", ROUND, "--unit", "SNV", "--to", "2025-12-22", "--reason", "bão lụt", now=TOLD)
    form = fill(form_of(root, "SYT"), root / "y tế.xlsx", so_anh="năm")
    assert bcd35("record-report", str(form), now=TOLD).code == 3
    assert bcd35("reports", "withdraw", "SYT", "--refused", "--reason", "tệp thử", now=LATER).code == 0

    ran = bcd35("status", "--known-on", "2025-12-16", now=LATER)

    assert "1 đơn vị có tệp bị từ chối, văn phòng chưa trả lời: SYT (nhận ngày 16/12/2025).\n" in ran.err
    assert "return-report" not in ran.err
    assert "ví dụ: bcd35 why SNV 2025-11-kenh-truyen-thong --known-on 2025-12-16" in ran.out
    one = bcd35("status", "--known-on", "2025-12-16", "--unit", "SXD", now=LATER).out
    assert f"xem đủ: bcd35 status {ROUND} --all --known-on 2025-12-16" in one
    exported = bcd35("export-summary", "--known-on", "2025-12-16", now=LATER).out
    assert exported.endswith(f"Tình hình theo sổ hiện nay: bcd35 status {ROUND}\n")


@pytest.mark.issued
def test_commands_that_show_more_show_the_day_that_was_asked(bcd35: CommandLine, root: Path) -> None:
    bcd35("rounds", "extend", ROUND, "--unit", "SNV", "--to", "2025-12-22", "--reason", "bão lụt", now=TOLD)
    day = "--as-of", "2025-12-16"
    told = bcd35("status", ROUND, "--unit", "SNV", *day, now=LATER)
    told_then = bcd35("status", ROUND, "--unit", "SNV", *day, "--known-on", "2025-12-17", now=LATER)
    before = bcd35("status", ROUND, "--as-of", "2025-11-01", now=LATER)
    unknown = bcd35("status", ROUND, "--unit", "XYZ", *day, now=LATER)
    exported = bcd35("export-summary", ROUND, *day, now=LATER)

    assert f"xem đủ: bcd35 status {ROUND} --all --as-of 2025-12-16\n" in told.out
    assert "ví dụ: bcd35 why SNV 2025-11-kenh-truyen-thong --as-of 2025-12-16\n" in told.out
    assert (
        "ví dụ: bcd35 why SNV 2025-11-kenh-truyen-thong --known-on 2025-12-17 --as-of 2025-12-16\n"
        in told_then.out
    )
    assert before.out.endswith(f"Mọi đơn vị của đợt: bcd35 status {ROUND} --all --as-of 2025-11-01\n")
    assert unknown.err.endswith(f"bcd35 status {ROUND} --all --as-of 2025-12-16\n")
    assert exported.out.endswith(f"chưa báo cáo: bcd35 status {ROUND} --as-of 2025-12-16\n")
    other_round(bcd35, root)
    several = bcd35("status", *day, now=LATER)
    assert f"Xem một đợt: bcd35 status {ROUND} --as-of 2025-12-16\n" in several.out


@pytest.mark.issued
@pytest.mark.parametrize("code", ["SYT", "YTE", "SOYTE"])
def test_a_unit_is_known_then_by_each_of_its_codes(code: str, bcd35: CommandLine) -> None:
    assert bcd35("units", "recode", "SYT", "YTE", now=TOLD).code == 0
    assert bcd35("units", "recode", "YTE", "SOYTE", now=LATER).code == 0
    why = bcd35("why", code, "--known-on", "2025-12-16", "--json", now=LATER)
    assert (why.code, why.json["data"]["unit"]) == (0, "YTE")
    for day, then in (("2025-12-16", "YTE"), ("2025-12-18", "SOYTE")):
        ran = bcd35("status", "--known-on", day, "--unit", code, "--json", now=LATER)
        assert [unit["code"] for unit in ran.json["data"]["units"]] == [then]


@pytest.mark.issued
def test_before_the_letter_nobody_has_reported_everything(bcd35: CommandLine) -> None:
    seen = bcd35("status", ROUND, "--as-of", "2025-11-01").out
    assert "Chưa có đơn vị nào phải báo cáo tính đến ngày này." in seen
    assert ("Tất cả đã báo cáo" in seen, f"bcd35 status {ROUND} --all" in seen) == (False, True)
