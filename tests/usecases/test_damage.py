"""What a faulty disk or another program did to the ledger: ``check`` names it, no command ends as a bug."""

import errno
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bcd35.domain.errors import Bcd35Error, Refused
from bcd35.store import seal_audit
from bcd35.usecases.desk import Desk
from bcd35.usecases.workspace.ledger_check import _FINAL, _REGISTERS
from bcd35.world.outside import mark_path
from bcd35.world.workspace import Workspace
from tests.support.damage import (
    FIRST,
    SECOND,
    Said,
    edit,
    flipped,
    flips,
    judge,
    replace_ledger,
    say,
    told,
    two_rounds,
)
from tests.support.filling import rows


class Whole(NamedTuple):
    """A ledger without damage: where its office lies, its bytes, and what is told of it."""

    root: Path
    data: bytes
    told: Mapping[str, Said]
    mark: bytes


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    root = two_rounds(tmp_path_factory.mktemp("sổ"))
    return Whole(root, (root / "bcd35.db").read_bytes(), told(root), mark_path(Workspace(root)).read_bytes())


@pytest.fixture
def ledger(whole: Whole) -> Path:
    """The office with its ledger as it was before any damage; returns the database."""
    replace_ledger(whole.root, whole.data)
    mark_path(Workspace(whole.root)).write_bytes(whole.mark)
    return whole.root / "bcd35.db"


@pytest.mark.usefixtures("ledger")
def test_a_ledger_after_acts_of_every_kind_is_whole(whole: Whole) -> None:
    assert say(whole.root, "check") == Said(0, "Sổ và tệp đều nguyên vẹn (đã xem 34 tệp).\n")
    assert {name: said.code for name, said in whole.told.items()} == dict.fromkeys(whole.told, 0)


def test_no_flipped_bit_changes_what_is_told_in_silence_or_ends_as_a_bug(whole: Whole) -> None:
    silent, bugs, changed = [], [], 0
    for byte, bit in flips(whole.data, 60):
        judged = judge(whole.root, flipped(whole.data, byte, bit), whole.told)
        changed += judged.changed
        if judged.changed and not judged.named:
            silent.append((byte, bit, judged.check))
        if judged.bugs:
            bugs.append((byte, bit, judged.bugs))
    assert (silent, bugs) == ([], [])
    assert changed > 10


# Reports 1 and 4 are of SYT, 2 and the withdrawal 5 of TTT, 6 is TTT's of the second round.
ADDED = "Sổ có dòng không do bcd35 ghi (hoặc niêm phong cuối đã bị cắt)"
LATER = f"câu trả lời của SYT, chỉ tiêu tin_bai_da_gui, báo cáo lần 1, đợt “{FIRST}”"

# What another program does, and the words with which check names it.
EDITS: dict[str, tuple[tuple[str, ...], str]] = {
    "an answer": (
        ("UPDATE answers SET value = '99' WHERE field = 'tin_bai_da_gui' AND report_id = 1",),
        f"Sổ bị sửa ngoài chương trình: {LATER}",
    ),
    "an answer becomes empty": (
        (
            (
                "UPDATE answers SET value = NULL, state = 'nothing'"
                " WHERE field = 'tin_bai_da_gui' AND report_id = 1"
            ),
        ),
        f"Sổ bị sửa ngoài chương trình: {LATER}",
    ),
    "an answer gone": (
        ("DELETE FROM answers WHERE field = 'tin_bai_da_gui' AND report_id = 1",),
        "Sổ mất dòng đã ghi: 1 câu trả lời",
    ),
    "a day of receipt": (
        ("UPDATE reports SET received_on = '2025-12-16' WHERE unit_code = 'SYT' AND revision = 1",),
        f"Sổ bị sửa ngoài chương trình: báo cáo của SYT, lần 1, đợt “{FIRST}”",
    ),
    "a day that is none": (
        ("UPDATE reports SET received_on = '2025-12-41' WHERE unit_code = 'SYT' AND revision = 1",),
        f"Sổ bị sửa ngoài chương trình: báo cáo của SYT, lần 1, đợt “{FIRST}”",
    ),
    "a whole report": (
        (
            "DELETE FROM evidence WHERE report_id = 4",
            "DELETE FROM answers WHERE report_id = 4",
            "DELETE FROM reports WHERE id = 4",
        ),
        "Sổ mất dòng đã ghi: 1 báo cáo",
    ),
    "a report of its own": (
        (
            (
                "INSERT INTO reports (round_code, unit_code, revision, received_on, origin, recorded_at)"
                " VALUES ('2025-11-kenh-truyen-thong', 'DTN', 1, '2025-12-01', 'manual', '')"
            ),
        ),
        f"{ADDED}: báo cáo của DTN, lần 1, đợt “{FIRST}”",
    ),
    "a withdrawal gone": (
        ("DELETE FROM reports WHERE origin = 'withdrawal'",),
        "(nhật ký lúc ấy: ",
    ),
    "a withdrawal's reason": (
        ("UPDATE reports SET note = 'khác' WHERE origin = 'withdrawal'",),
        f"báo cáo của TTT, lần 2, đợt “{FIRST}”",
    ),
    "a letter's number": (
        ("PRAGMA foreign_keys = OFF", "UPDATE letters SET number = 77 WHERE id = 1"),
        f"Sổ bị sửa ngoài chương trình: công văn 77-CV/BCĐ, đợt “{FIRST}”",
    ),
    "a letter's date": (
        ("UPDATE letters SET dated = '2025-11-29' WHERE id = 1",),
        f"Sổ bị sửa ngoài chương trình: công văn 28-CV/BCĐ, đợt “{FIRST}”",
    ),
    "what a letter asked": (
        ("UPDATE letters SET round = replace(round, '2025-12-15', '2025-12-01') WHERE id = 1",),
        f"Sổ bị sửa ngoài chương trình: công văn 28-CV/BCĐ, đợt “{FIRST}”",
    ),
    "JSON that is none": (
        ("UPDATE letters SET round = substr(round, 2) WHERE id = 1",),
        f"Sổ bị sửa ngoài chương trình: công văn 28-CV/BCĐ, đợt “{FIRST}”",
    ),
    "a number given back": (
        ("DELETE FROM numbers WHERE purpose = 'correction'",),
        "Sổ mất dòng đã ghi: 1 số văn bản",
    ),
    "the digest of a file": (
        ("UPDATE letter_files SET sha256 = replace(sha256, 'a', 'b') WHERE rowid = 1",),
        "Sổ bị sửa ngoài chương trình: tệp công văn out/",
    ),
    "a form for another unit": (
        ("UPDATE forms SET unit_code = 'STC' WHERE unit_code = 'SXD'",),
        f"Sổ bị sửa ngoài chương trình: mẫu phát hành cho STC, đợt “{FIRST}”",
    ),
    "an exemption": (
        ("DELETE FROM expectations WHERE event = 'exempted'",),
        "Sổ mất dòng đã ghi: 1 dòng danh sách phải báo cáo",
    ),
    "a line of the journal": (
        ("UPDATE journal SET subject = 'STC' WHERE act = 'withdraw_report'",),
        "Sổ bị sửa ngoài chương trình: dòng nhật ký Rút báo cáo “STC”",
    ),
    "last lines of the journal": (
        ("DELETE FROM journal WHERE id > (SELECT max(id) - 2 FROM journal)",),
        "Sổ mất dòng đã ghi: 2 dòng nhật ký",
    ),
    "a confirmed name": (
        ("UPDATE unit_aliases SET unit_code = 'STC'",),
        "Sổ bị sửa ngoài chương trình: tên đã xác nhận “",
    ),
    "a reason of refusal": (
        ("UPDATE quarantine SET findings = '[]'",),
        "Sổ bị sửa ngoài chương trình: tệp bị từ chối “sai.xlsx” SXD",
    ),
    "a reminder's deadline": (
        ("UPDATE reminders SET deadline = '2026-02-01'",),
        "Sổ bị sửa ngoài chương trình: công văn đôn đốc 30-CV/BCĐ",
    ),
    "a picture": (
        ("UPDATE contribution_lines SET title = 'Hai cửa'",),
        "Sổ bị sửa ngoài chương trình: dòng về tin, bài số 1 “Hai cửa”",
    ),
    "evidence": (
        ("DELETE FROM evidence",),
        "Sổ mất dòng đã ghi: 1 minh chứng",
    ),
    "a unit's name": (
        ("UPDATE units SET name = 'Sở Y tế tỉnh' WHERE code = 'SYT'",),
        "Sổ bị sửa ngoài chương trình: đơn vị “SYT”",
    ),
    "a unit": (
        ("INSERT INTO units (code, name, kind) VALUES ('LA', 'Sở Lạ', 'chi_bo_co_so')",),
        f"{ADDED}: đơn vị “LA”",
    ),
    "a state that is none": (
        (
            "PRAGMA ignore_check_constraints = ON",
            "UPDATE rounds SET status = 'opem' WHERE code = 'dot-2'",
        ),
        f"Sổ bị sửa ngoài chương trình: đợt “{SECOND}”",
    ),
    "text that is no UTF-8": (
        ("UPDATE units SET name = CAST(x'53E1BB' AS TEXT) WHERE code = 'SYT'",),
        "Sổ bị sửa ngoài chương trình: đơn vị “SYT”",
    ),
    "a rule of a table": (
        (
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_schema SET sql = replace(sql, 'definition TEXT NOT NULL', 'definition TEXT')",
        ),
        "Bảng “rounds” trong sổ khác với bcd35 đã tạo.",
    ),
    "days off": (
        ("DELETE FROM holidays WHERE day = '2026-01-01'",),
        "Sổ mất dòng đã ghi: ngày nghỉ “2026-01-01”",
    ),
    "the office": (
        ("UPDATE office SET definition = replace(definition, 'Thái Nguyên', 'Thái Bình')",),
        "Sổ bị sửa ngoài chương trình: thông tin cơ quan",
    ),
    "the order of channels": (
        ("UPDATE channels SET rowid = 1000 WHERE rowid = 1",),
        "Sổ bị sửa ngoài chương trình: danh sách “kênh”, hoặc thứ tự trong đó",
    ),
    "a guard gone": (
        ("DROP TRIGGER answers_no_update",),
        "Sổ thiếu trigger (lệnh chạy ngầm) “answers_no_update” của bảng “answers” mà bcd35 đã tạo.",
    ),
    "a planted trigger": (
        ("CREATE TRIGGER planted AFTER INSERT ON journal BEGIN UPDATE units SET note = 'x'; END",),
        "Sổ có trigger (lệnh chạy ngầm) “planted” của bảng “journal” do chương trình khác đặt vào.",
    ),
    "a planted view": (
        ("CREATE VIEW planted AS SELECT 1",),
        "Sổ có khung nhìn “planted” do chương trình khác đặt vào.",
    ),
    "a guard that guards nothing": (
        (
            "DROP TRIGGER answers_no_update",
            "CREATE TRIGGER answers_no_update BEFORE UPDATE ON answers BEGIN SELECT 1; END",
        ),
        "Trigger (lệnh chạy ngầm) “answers_no_update” của bảng “answers” trong sổ khác với bcd35 đã tạo.",
    ),
    "an index gone": (
        ("DROP INDEX reports_of_file",),
        "Sổ thiếu chỉ mục “reports_of_file” của bảng “reports” mà bcd35 đã tạo.",
    ),
    "a line of seals": (
        ("UPDATE seals SET at = '2025-12-01T00:00:00+07:00' WHERE id = 5",),
        "Dòng niêm phong số 5 đã bị sửa",
    ),
    "a line of seals gone": (
        ("DELETE FROM seals WHERE id = 5",),
        "Mất các dòng niêm phong ngay trước số 6",
    ),
    "last lines of seals": (
        ("DELETE FROM seals WHERE id > (SELECT max(id) - 1 FROM seals)",),
        f"(hoặc niêm phong cuối đã bị cắt): báo cáo của TTT, lần 1, đợt “{SECOND}”",
    ),
    "all seals": (("DELETE FROM seals",), "Sổ không còn dòng niêm phong nào"),
}


@pytest.mark.parametrize("name", EDITS)
def test_what_another_program_changed_is_named(name: str, ledger: Path, whole: Whole) -> None:
    statements, words = EDITS[name]
    edit(ledger, *statements)

    asked = [("check",), ("status", FIRST), ("reports", "show", "SYT", "--round", FIRST), ("units", "list")]
    said = [say(whole.root, *arguments) for arguments in asked]

    assert [one for one in said if one.code == Bcd35Error.exit_code] == []
    assert said[0].code == Refused.exit_code
    assert words in said[0].text


@pytest.mark.parametrize(
    "name",
    ["an answer", "a whole report", "a unit's name", "last lines of the journal", "a report of its own"],
)
def test_it_is_still_named_after_later_acts_until_the_office_accepts_it(
    name: str, ledger: Path, whole: Whole
) -> None:
    statements, words = EDITS[name]
    edit(ledger, *statements)
    assert say(whole.root, "units", "edit", "TTT", "--email", "ttt@tinh.gov.vn").code == 0

    checked = say(whole.root, "check")
    assert (checked.code, words in checked.text) == (3, True)
    assert ("lệnh chạy lúc 08:30 ngày 20/12/2025 đã gặp điều này" in checked.text) == (name != "an answer")
    assert say(whole.root, "check", "--accept", "").code == 2
    accepted = say(whole.root, "check", "--accept", "đã xem")
    assert (accepted.code, accepted.text.startswith("Đã nhận các dòng của sổ như hiện có (")) == (0, True)
    left = say(whole.root, "check").text
    assert "bảng" not in left.replace("bản gốc", "")
    assert say(whole.root, "check", "--accept", "đã xem").text.startswith("Các dòng của sổ đều khớp")


def test_an_answer_that_its_form_gives_otherwise_is_named_with_both(ledger: Path, whole: Whole) -> None:
    edit(ledger, *EDITS["an answer"][0])
    accepted = say(whole.root, "check", "--accept", "đã xem", "--json")
    assert json.loads(accepted.text) == {"ok": True, "data": {"settled": 1}, "findings": []}

    checked = say(whole.root, "check")

    assert checked.code == 3
    which = f"SYT, báo cáo lần 1, đợt “{FIRST}”"
    assert f"Sổ ghi “Số tin bài đã gửi” của {which} là “99”; bản gốc đơn vị gửi ghi “0”." in checked.text
    assert checked.text.startswith("Có 1 điều")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("application_id", 7), ("user_version", 3), ("user_version", 15), ("user_version", 0)],
)
def test_a_damaged_head_of_the_file_is_damage(pragma: str, value: int, ledger: Path, whole: Whole) -> None:
    edit(ledger, f"PRAGMA {pragma} = {value}")
    before = ledger.read_bytes()

    said = {say(whole.root, *arguments) for arguments in (("check",), ("status", FIRST), ("units", "list"))}

    message = "Lỗi: “bcd35.db” không đọc được như một cơ sở dữ liệu (tệp hỏng).\n"
    fix = "  → Giữ nguyên tệp này. Lấy lại từ bản sao gần nhất: bcd35 restore --replace\n"
    assert said == {Said(7, message + fix)}
    assert ledger.read_bytes() == before


def test_a_value_that_no_command_can_read_ends_as_damage(ledger: Path, whole: Whole) -> None:
    edit(ledger, *EDITS["a day that is none"][0])

    said = say(whole.root, "status", FIRST)

    assert said.code == 7
    assert said.text.startswith(
        "Lỗi: Lệnh dừng lại vì sổ “bcd35.db” bị hỏng, hoặc đã bị sửa ngoài chương trình.\n"
        "  → Xem chỗ hỏng: bcd35 check\n"
        "    Lấy lại từ bản sao gần nhất: bcd35 restore --replace\n"
    )
    assert EDITS["a day that is none"][1] in said.text


UNREADABLE = {
    "the office": (["UPDATE office SET definition = '{'"], "thông tin cơ quan"),
    "a round": (["UPDATE rounds SET definition = '[]'"], "đợt"),
    "a line of the journal": (
        ["DROP TRIGGER journal_no_update", "UPDATE journal SET detail = '[]' WHERE id = 3"],
        "nhật ký",
    ),
    "a day": (EDITS["a day that is none"][0], f"công văn, báo cáo của đợt “{FIRST}”"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_no_command_can_read_is_not_accepted(name: str, ledger: Path, whole: Whole) -> None:
    statements, part = UNREADABLE[name]
    edit(ledger, *statements)
    before = ledger.read_bytes()

    said = say(whole.root, "check", "--accept", "đã xem")

    assert f"như hiện có: không đọc được {part}" in said.text
    assert said.code == 3
    assert ledger.read_bytes() == before


def test_a_bug_of_a_whole_ledger_stays_a_bug(
    ledger: Path, whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError(1)

    monkeypatch.setattr("bcd35.usecases.summary.status.status", broken)
    assert say(whole.root, "status", FIRST).code == Bcd35Error.exit_code
    assert ledger.is_file()


# --- files ------------------------------------------------------------------------------------------------


def hold_open(monkeypatch: pytest.MonkeyPatch, held: str) -> None:
    """Files whose path holds these words are open in another program, as Windows says it, even to root."""
    real = Path.open

    def open_(path: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        if held in path.as_posix():
            raise PermissionError(errno.EACCES, "being used by another process", str(path))
        return real(path, mode, *more, **named)

    monkeypatch.setattr(Path, "open", open_)


def test_a_file_that_another_program_holds_is_not_called_missing(
    ledger: Path, whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, _ = rows(
        whole.root, "SELECT path, size FROM letter_files WHERE role = 'letter' AND unit_code = 'SYT'"
    )[0]
    hold_open(monkeypatch, name)
    message = (
        f"Lỗi: Không đọc được tệp “{name}”: tệp đang mở ở chương trình khác, không có quyền đọc, hoặc "
        "ổ đĩa có lỗi.\n  → Đóng chương trình đang mở tệp, kiểm tra quyền đọc rồi chạy lại.\n"
    )

    assert say(whole.root, "check") == Said(3, f"Có 1 điều cần xem lại (đã xem 34 tệp).\n{message}")
    case = whole.root / "out" / "hồ sơ.zip"
    assert say(whole.root, "casefile", FIRST, "-o", str(case)) == Said(3, message)
    assert not case.exists()
    printed = say(whole.root, "print", FIRST)
    assert message in printed.text
    assert ledger.is_file()


def test_a_changed_and_a_missing_file_are_told_apart(ledger: Path, whole: Whole) -> None:
    wanted = "SELECT path FROM letter_files WHERE unit_code = 'TTT' ORDER BY path"
    changed, missing = (whole.root / path for (path,) in rows(whole.root, wanted)[:2])
    kept = changed.read_bytes(), missing.read_bytes()
    try:
        changed.write_bytes(kept[0][:-1] + bytes([kept[0][-1] ^ 1]))
        missing.unlink()
        checked = say(whole.root, "check").text
    finally:
        changed.write_bytes(kept[0])
        missing.write_bytes(kept[1])

    shown = [path.relative_to(whole.root).as_posix() for path in (changed, missing)]
    assert f"Tệp “{shown[0]}” khác với lúc ghi sổ (đã bị sửa)." in checked
    assert f"Thiếu tệp “{shown[1]}” mà sổ đã ghi." in checked
    assert checked.startswith("Có 2 điều")
    assert ledger.is_file()


def test_evidence_that_is_held_open_is_not_called_missing(
    ledger: Path, whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "đang-mở.jpg").write_bytes(b"a")
    hold_open(monkeypatch, "đang-mở.jpg")

    held = ("record-report", "TTT", "--round", SECOND, "--set", "anh_da_gui=1", "--evidence")
    said = say(whole.root, *held, str(tmp_path / "đang-mở.jpg"))

    assert (said.code, "Không đọc được tệp" in said.text) == (3, True)
    assert say(whole.root, *held, str(tmp_path / "không có.jpg")).code == 4
    assert ledger.is_file()


def test_a_register_file_that_is_held_open_stops_no_command(
    ledger: Path, whole: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    units = whole.root / "data" / "units.yaml"
    os.utime(units, ns=(1, 1))
    hold_open(monkeypatch, "data/units.yaml")

    said = say(whole.root, "units", "list")

    assert (said.code, "Không đọc được tệp “data/units.yaml”" in said.text) == (0, True)
    assert ledger.is_file()


def test_every_table_of_the_ledger_has_its_words(desk: Desk) -> None:
    named = desk.store._connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    assert {row[0] for row in named} == {*_REGISTERS, *_FINAL, "seals"}
    assert _FINAL.keys() == seal_audit._NAMES.keys()
