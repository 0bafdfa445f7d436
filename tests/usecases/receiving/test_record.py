"""Receiving reports: which verdict each return gets, what is kept, and that doing it again does nothing."""

import hashlib
import shlex
import shutil
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bcd35.domain.answers import UNANSWERED, Answer, Answers
from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.refused_files import arrival_place
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.receiving import evidence
from bcd35.usecases.receiving import record as reports
from bcd35.usecases.receiving.disputes import find_disputes
from bcd35.usecases.receiving.quarantine import note_beside
from bcd35.usecases.receiving.record import (
    ManualReport,
    Recorded,
    ReturnedFiles,
    record_by_hand,
    record_files,
)
from bcd35.usecases.receiving.returns import AnswerChange, Decision, Outcome
from bcd35.usecases.registers.switching import excuse_unit, switch_round
from bcd35.usecases.summary.export import export_summary
from bcd35.usecases.summary.status import status
from bcd35.usecases.workspace.upkeep import check_workspace
from bcd35.world.files import sha256
from tests.conftest import GOOD_VALUES, NOW, ROUND, CommandLine, at, entering, rehearsing
from tests.support.filling import change, fill, form_of, picture, rows

pytestmark = pytest.mark.issued

ANSWERS: Answers = {
    "to_chuc_da_thong_bao": Answer("value", 12),
    "hinh_thuc_thong_bao": Answer("value", ("họp chi bộ", "văn bản")),
    "ngay_thong_bao_xong": Answer("value", date(2025, 11, 28)),
    "co_trang_chinh_thuc": Answer("value", value=True),
    "tin_bai_da_chia_se": Answer("value", 1234),
    "tin_bai_da_gui": Answer("value", 0),
    "anh_da_gui": Answer("nothing"),
    "video_da_gui": Answer("not_applicable"),
    "kho_khan_kien_nghi": UNANSWERED,
}
MORE_PICTURES = AnswerChange("Số ảnh đã gửi", Answer("nothing"), Answer("value", 5))


@pytest.fixture(autouse=True)
def _in_the_workspace(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)


def outcome(file: str, verdict: str, revision: int, **more: object) -> Outcome:
    """A verdict on a form of SYT."""
    fields: dict[str, object] = {"unit": "SYT", "unit_name": "Sở Y tế", "round_code": ROUND}
    fields |= {"received_on": NOW.date(), **more}
    return Outcome(file, verdict, revision=revision, **fields)  # type: ignore[arg-type]


def brief(recorded: Recorded) -> list[tuple[str, str, int]]:
    return [(one.file, one.verdict, one.revision) for one in recorded.outcomes]


def by_hand(desk: Desk, values: dict[str, str], **more: object) -> Recorded:
    return record_by_hand(desk, ManualReport(unit="SYT", values=values, **more))  # type: ignore[arg-type]


def answers_of(desk: Desk, unit: str = "SYT") -> list[Answers]:
    """The answers of every revision, first to last."""
    return [report.answers for report in desk.store.reports.of_round(ROUND).get(unit, [])]


def kept(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "out" / "_ho-so").rglob("*") if path.is_file()}


# --- verdicts -----------------------------------------------------------------------------------------------


def test_accepted(desk: Desk, root: Path) -> None:
    file = fill(form_of(root, "SYT"), root / "thư đến" / "Copy of BC (1).xlsx")

    recorded = record_files(desk, ReturnedFiles(paths=[file.parent]))

    assert recorded == Recorded((outcome("thư đến/Copy of BC (1).xlsx", "accepted", 1),))
    assert answers_of(desk) == [ANSWERS]
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert kept(root) == {f"{digest}.xlsx": file.read_bytes()}
    (form_id,) = rows(root, "SELECT form_id FROM forms WHERE unit_code = 'SYT'")[0]
    assert rows(root, "SELECT * FROM reports") == [
        (
            1,
            ROUND,
            "SYT",
            1,
            "2025-12-01",
            "form",
            form_id,
            digest,
            "Copy of BC (1).xlsx",
            "",
            "2025-12-01T08:30:00+07:00",
            "",
            "",
            1,
            arrival_place("thư đến/Copy of BC (1).xlsx"),
        )
    ]
    assert rows(root, "SELECT act, subject, detail FROM journal ORDER BY id DESC LIMIT 1") == [
        (
            "record_report",
            "SYT",
            f'{{"round": "{ROUND}", "revision": 1, "origin": "form", "received_on": "2025-12-01"}}',
        )
    ]


def test_already_received(desk: Desk, root: Path) -> None:
    file = fill(form_of(root, "SYT"), root / "a.xlsx")
    record_files(desk, ReturnedFiles(paths=[file]))
    copy = Path(shutil.copy(file, root / "tên khác.XLSX"))
    resaved = root / "lưu lại.xlsx"
    resaved.write_bytes(change(file.read_bytes(), lambda book: setattr(book.properties, "title", "lưu lại")))
    assert resaved.read_bytes() != file.read_bytes()
    before = picture(root)

    recorded = record_files(desk, ReturnedFiles(paths=[file, copy, resaved]))

    assert recorded == Recorded(
        tuple(outcome(name, "already_received", 1) for name in ("a.xlsx", "tên khác.XLSX", "lưu lại.xlsx"))
    )
    assert picture(root) == before


def test_revised_names_what_changed(desk: Desk, root: Path) -> None:
    before = fill(form_of(root, "SYT"), root / "a.xlsx")
    record_files(desk, ReturnedFiles(paths=[before], received_on=date(2025, 11, 28)))
    newer = fill(
        form_of(root, "SYT"),
        root / "b.xlsx",
        so_anh=5,
        so_tin_bai_da_gui=" 2 ",
        kho_khan="Thiếu máy quay\nvà người",
    )

    recorded = record_files(desk, ReturnedFiles(paths=[newer]))

    changes = (
        AnswerChange("Số tin bài đã gửi", Answer("value", 0), Answer("value", 2)),
        MORE_PICTURES,
        AnswerChange("Khó khăn, kiến nghị", UNANSWERED, Answer("value", "Thiếu máy quay\nvà người")),
    )
    assert recorded == Recorded((outcome("b.xlsx", "revised", 2, changes=changes),))
    after = {change_.label: change_.after for change_ in changes}
    assert answers_of(desk) == [
        ANSWERS,
        {
            **ANSWERS,
            "tin_bai_da_gui": after["Số tin bài đã gửi"],
            "anh_da_gui": Answer("value", 5),
            "kho_khan_kien_nghi": after["Khó khăn, kiến nghị"],
        },
    ]


def test_an_old_revision_sent_again_is_not_newer(desk: Desk, root: Path) -> None:
    first = fill(form_of(root, "SYT"), root / "a.xlsx")
    second = fill(form_of(root, "SYT"), root / "b.xlsx", so_anh=5)
    record_files(desk, ReturnedFiles(paths=[first]))
    record_files(desk, ReturnedFiles(paths=[second]))
    before = picture(root)

    assert brief(record_files(desk, ReturnedFiles(paths=[first, second]))) == [
        ("a.xlsx", "already_received", 1),
        ("b.xlsx", "already_received", 2),
    ]
    assert picture(root) == before


def test_files_at_odds_in_one_run_are_all_left_out(desk: Desk, root: Path) -> None:
    folder = root / "thư đến"
    fill(form_of(root, "SYT"), folder / "a.xlsx")
    fill(form_of(root, "SYT"), folder / "b.xlsx", so_anh=5)
    fill(form_of(root, "SNV"), folder / "c.xlsx")
    (folder / "d.xlsx").write_bytes((folder / "b.xlsx").read_bytes())

    recorded = record_files(desk, ReturnedFiles(paths=[folder]))

    assert brief(recorded) == [
        ("thư đến/a.xlsx", "conflict", 0),
        ("thư đến/b.xlsx", "conflict", 0),
        ("thư đến/c.xlsx", "accepted", 1),
        ("thư đến/d.xlsx", "conflict", 0),
    ]
    differs = "Khác ở: “Số ảnh đã gửi” (tệp này: {}; tệp kia: {})."
    others = ("thư đến/b.xlsx, thư đến/d.xlsx", "thư đến/a.xlsx", "thư đến/a.xlsx")
    words = (("Không phát sinh", "5"), ("5", "Không phát sinh"), ("5", "Không phát sinh"))
    assert [found for one in recorded.outcomes for found in one.findings] == [
        Finding(
            "conflict",
            f"thư đến/{name}.xlsx",
            f"Cùng mẫu của đơn vị “SYT” nhưng số liệu khác với tệp: {other}. {differs.format(*said)}",
            'Nếu tệp này đúng: bcd35 record-report "thư đến/a.xlsx" "thư đến/b.xlsx" "thư đến/d.xlsx" '
            f'--replace "thư đến/{name}.xlsx" --round {ROUND} --received-on 2025-12-01',
        )
        for name, other, said in zip("abd", others, words, strict=True)
    ]
    assert rows(root, "SELECT unit_code FROM reports") == [("SNV",)]
    # The clerk takes the wrong ones out, as the message says.
    (folder / "a.xlsx").unlink()
    assert brief(record_files(desk, ReturnedFiles(paths=[folder]))) == [
        ("thư đến/b.xlsx", "accepted", 1),
        ("thư đến/c.xlsx", "already_received", 1),
        ("thư đến/d.xlsx", "already_received", 1),
    ]


def test_of_two_runs_on_one_day_the_later_file_counts_until_the_clerk_says_otherwise(
    bcd35: CommandLine, root: Path
) -> None:
    for name, so_anh in (("sáng", 3), ("chiều", 5)):
        fill(form_of(root, "SYT"), root / name / "SYT.xlsx", so_anh=so_anh)
    day = ("--received-on", "2025-12-01")
    bcd35("record-report", "sáng", *day, "--note", "gửi lần đầu")

    later = bcd35("record-report", "chiều", *day)

    assert (later.code, "bản sửa (lần 2)" in later.out) == (0, True)
    (original,) = (root / "out" / "_ho-so").rglob(f"{sha256((root / 'sáng/SYT.xlsx').read_bytes())}.xlsx")
    kept_as = original.relative_to(root).as_posix()
    command = f'bcd35 record-report "{kept_as}" --again --round {ROUND} --received-on 2025-12-01'
    assert later.err == (
        "Lưu ý [chiều/SYT.xlsx]: “SYT”: tệp ghi trước (lần 1) cũng nhận ngày 01/12/2025 mà số liệu khác; nay "
        "tính theo tệp này, vì ghi sau.\n  → Hỏi lại đơn vị. Tệp ghi trước mới đúng thì nhận lại tệp ấy: "
        f'{command} --note "gửi lần đầu"\n'
    )
    # as it is printed, and as often as it is typed
    for _ in range(2):
        again = bcd35(*shlex.split(command)[1:], "--note", "gửi lần đầu")
        assert (again.code, again.err.count("tệp ghi trước")) == (0, 0)
    standing = bcd35("reports", "show", "SYT", "--json").json["data"]["revisions"]
    assert [(one["file"], one["answers"]["anh_da_gui"], one["taking"]) for one in standing] == [
        ("SYT.xlsx", "3", 1),
        ("SYT.xlsx", "5", 1),
        ("SYT.xlsx", "3", 2),
    ]


def test_a_conflict_is_decided_once_for_all_later_runs(desk: Desk, root: Path) -> None:
    folder = root / "thư đến"
    fill(form_of(root, "SYT"), folder / "a.xlsx")
    fill(form_of(root, "SYT"), folder / "b.xlsx", so_anh=5)
    (folder / "d.xlsx").write_bytes((folder / "b.xlsx").read_bytes())
    fill(form_of(root, "SYT"), folder / "e.xlsx", so_anh=6)

    decided = record_files(
        desk, ReturnedFiles(paths=[folder], decision=Decision(frozenset({"thư đến/b.xlsx"})))
    )

    expected = [
        ("a", "set_aside", 0),
        ("b", "accepted", 1),
        ("d", "already_received", 1),
        ("e", "set_aside", 0),
    ]
    assert brief(decided) == [
        (f"thư đến/{name}.xlsx", verdict, revision) for name, verdict, revision in expected
    ]
    assert rows(root, "SELECT file_name, unit_code, round_code FROM set_aside") == [
        ("a.xlsx", "SYT", ROUND),
        ("e.xlsx", "SYT", ROUND),
    ]
    before = picture(root)
    later = [
        ("a", "set_aside", 0),
        ("b", "already_received", 1),
        ("d", "already_received", 1),
        ("e", "set_aside", 0),
    ]
    for _ in range(2):
        assert brief(record_files(desk, ReturnedFiles(paths=[folder]))) == [
            (f"thư đến/{name}.xlsx", verdict, revision) for name, verdict, revision in later
        ]
    assert picture(root) == before
    # The clerk thinks again: what was set aside becomes the revision in force.
    again = record_files(
        desk, ReturnedFiles(paths=[folder], decision=Decision(frozenset({"thư đến/e.xlsx"})))
    )
    assert [one[1:] for one in brief(again)] == [
        ("set_aside", 0),
        ("already_received", 1),
        ("already_received", 1),
        ("revised", 2),
    ]


def test_keep_leaves_what_is_on_record(desk: Desk, root: Path) -> None:
    folder = root / "thư đến"
    record_files(desk, ReturnedFiles(paths=[fill(form_of(root, "SYT"), folder / "a.xlsx")]))
    for number in (5, 6):
        fill(form_of(root, "SYT"), folder / f"b{number}.xlsx", so_anh=number)
        fill(form_of(root, "SNV"), folder / f"c{number}.xlsx", so_anh=number)

    kept_record = record_files(desk, ReturnedFiles(paths=[folder], decision=Decision(keep_recorded=True)))

    # Nothing of SNV is on record, so there is nothing to keep: still undecided.
    verdicts = ["already_received", "set_aside", "set_aside", "conflict", "conflict"]
    assert [one.verdict for one in kept_record.outcomes] == verdicts
    assert len(answers_of(desk)) == 1
    assert [one.verdict for one in record_files(desk, ReturnedFiles(paths=[folder])).outcomes] == verdicts


def test_a_chosen_file_must_be_among_those_taken_in(desk: Desk, root: Path) -> None:
    file = fill(form_of(root, "SYT"), root / "a.xlsx")
    with pytest.raises(UnknownName, match=r"^--replace nêu “b\.xlsx”, không có trong số tệp đang nhận\.$"):
        record_files(desk, ReturnedFiles(paths=[file], decision=Decision(frozenset({"b.xlsx"}))))


def test_a_refused_file_is_copied_once_with_its_reasons(desk: Desk, root: Path) -> None:
    file = fill(form_of(root, "SYT"), root / "thư đến" / "Báo cáo Sở Y tế.xlsx", so_anh="năm")
    before = file.read_bytes()

    (one,) = record_files(desk, ReturnedFiles(paths=[file])).outcomes

    digest = hashlib.sha256(before).hexdigest()
    stem = f"out/_cach-ly/2025-12-01/bao-cao-so-y-te_{digest[:12]}"
    assert (one.verdict, one.refusal, one.quarantined) == ("refused", "faulty_answers", f"{stem}.xlsx")
    assert (root / f"{stem}.xlsx").read_bytes() == before == file.read_bytes()
    note = (root / f"{stem}.txt").read_bytes()
    assert note.startswith("\ufeff".encode())
    assert note.decode("utf-8-sig").split("\r\n") == [
        "BÁO CÁO CHƯA NHẬN ĐƯỢC",
        "",
        "Tệp: Báo cáo Sở Y tế.xlsx",
        "Đơn vị: Sở Y tế",
        "Ngày xét: 01/12/2025",
        "",
        "Lý do (1):",
        "1. Báo cáo!D18: “Số ảnh đã gửi” ghi “năm”; chỉ nhận số nguyên, từ 0 trở lên.",
        "   Cách sửa: Ghi một số nguyên, ví dụ 12 hoặc 1.234; không có thì ghi 0.",
        "",
        (
            "Đề nghị đơn vị sửa theo các điều trên rồi gửi lại. Tệp đã gửi được giữ nguyên, không bị sửa hay "
            "xóa."
        ),
        "",
    ]
    after_one = picture(root)
    later = at(root, NOW + timedelta(days=3))
    assert [one.quarantined for one in record_files(later, ReturnedFiles(paths=[file])).outcomes] == [
        f"{stem}.xlsx"
    ]
    assert picture(root) == after_one
    assert rows(root, "SELECT unit_code, round_code, refusal, refused_on FROM quarantine") == [
        ("SYT", ROUND, "faulty_answers", "2025-12-01")
    ]


def test_a_note_takes_no_part_of_a_file_name_for_a_place(desk: Desk, root: Path) -> None:
    (root / "Sở Y tế, ghi chú.txt").write_text("Đã gửi báo cáo.", encoding="utf-8")

    (one,) = record_files(desk, ReturnedFiles(paths=[root / "Sở Y tế, ghi chú.txt"])).outcomes

    note = note_beside(root / one.quarantined).read_text(encoding="utf-8-sig")
    assert f"\n1. {one.findings[0].message}\n" in note


def test_the_note_on_a_refused_text_file_is_a_file_of_its_own(desk: Desk, root: Path) -> None:
    (root / "ghi chú.txt").write_text("Đã gửi báo cáo.", encoding="utf-8")

    (one,) = record_files(desk, ReturnedFiles(paths=[root / "ghi chú.txt"])).outcomes

    assert (root / one.quarantined).read_text(encoding="utf-8") == "Đã gửi báo cáo."
    assert (
        note_beside(root / one.quarantined)
        .read_text(encoding="utf-8-sig")
        .startswith("BÁO CÁO CHƯA NHẬN ĐƯỢC")
    )
    assert check_workspace(desk).findings == ()


def test_what_was_judged_is_what_is_kept(desk: Desk, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = fill(form_of(root, "SYT"), root / "a.xlsx")
    judged_bytes = file.read_bytes()
    other = fill(form_of(root, "SYT"), root / "b.xlsx", so_anh=5).read_bytes()
    really_find = find_disputes

    def swapped(*arguments: Any) -> Any:
        file.write_bytes(other)
        return really_find(*arguments)

    monkeypatch.setattr(reports, "find_disputes", swapped)

    assert brief(record_files(desk, ReturnedFiles(paths=[file]))) == [("a.xlsx", "accepted", 1)]
    assert answers_of(desk) == [ANSWERS]
    assert list(kept(root).values()) == [judged_bytes]
    monkeypatch.setattr(reports, "find_disputes", really_find)
    assert brief(record_files(desk, ReturnedFiles(paths=[file]))) == [("a.xlsx", "revised", 2)]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda desk: switch_round(desk, ROUND, "closed"), "round_closed"),
        (lambda desk: excuse_unit(desk, ROUND, "SYT", event="exempted", reason="sáp nhập"), "exempt"),
    ],
)
def test_what_another_clerk_does_between_reading_and_recording_is_seen(
    act: Callable[[Desk], object], code: str, desk: Desk, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = fill(form_of(root, "SYT"), root / "a.xlsx")
    really_find = find_disputes

    def found_while_another_works(*arguments: Any) -> Any:
        other = at(root)
        act(other)
        other.store.close()
        return really_find(*arguments)

    monkeypatch.setattr(reports, "find_disputes", found_while_another_works)

    (one,) = record_files(desk, ReturnedFiles(paths=[file])).outcomes

    assert (one.verdict, [found.code for found in one.findings]) == ("refused", [code])
    assert (answers_of(desk), kept(root)) == ([], {})
    assert one.quarantined


def test_what_lies_in_a_folder_beside_the_forms_is_passed_over_and_counted(
    desk: Desk, root: Path, tmp_path: Path
) -> None:
    folder = root / "thư đến"
    good = fill(form_of(root, "SYT"), folder / "nhánh" / "cháu" / "a.xlsx")
    outside = fill(form_of(root, "SNV"), tmp_path / "ngoài" / "b.xlsx")
    names = (
        "~$a.xlsx",
        ".ẩn.xlsx",
        "b.xlsx.tmp",
        "b.xlsx.part",
        "b.CRDOWNLOAD",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
    )
    for name in names:
        (folder / name).write_bytes(good.read_bytes())
    (folder / ".git").mkdir()
    (folder / ".git" / "c.xlsx").write_bytes(outside.read_bytes())
    (folder / "liên kết.xlsx").symlink_to(outside)
    (folder / "ra ngoài").symlink_to(outside.parent)
    (folder / "vòng").symlink_to(folder)

    recorded = record_files(desk, ReturnedFiles(paths=[folder]))

    assert brief(recorded) == [("thư đến/nhánh/cháu/a.xlsx", "accepted", 1)]
    passed = {*names, ".git", "liên kết.xlsx", "ra ngoài", "vòng"}
    assert set(recorded.ignored) == {f"thư đến/{name}" for name in passed}
    # Our own stores are no returned files, also when a clerk names the whole workspace.
    assert "accepted" not in {one.verdict for one in record_files(desk, ReturnedFiles(paths=[root])).outcomes}


def test_what_is_on_record_is_no_party_to_a_conflict(desk: Desk, root: Path) -> None:
    folder = root / "thư đến"
    record_files(desk, ReturnedFiles(paths=[fill(form_of(root, "SYT"), folder / "a.xlsx")]))
    fill(form_of(root, "SYT"), folder / "b.xlsx", so_anh=5)

    assert brief(record_files(desk, ReturnedFiles(paths=[folder]))) == [
        ("thư đến/a.xlsx", "already_received", 1),
        ("thư đến/b.xlsx", "revised", 2),
    ]


def test_a_copy_in_one_folder_counts_once(desk: Desk, root: Path) -> None:
    first = fill(form_of(root, "SYT"), root / "thư đến" / "a.xlsx")
    shutil.copy(first, first.with_name("b.xlsx"))

    assert brief(record_files(desk, ReturnedFiles(paths=[first.parent, first]))) == [
        ("thư đến/a.xlsx", "accepted", 1),
        ("thư đến/b.xlsx", "already_received", 1),
    ]
    assert rows(root, "SELECT count(*) FROM reports") == [(1,)]


def test_the_round_is_named_whatever_its_case(desk: Desk, root: Path) -> None:
    file = fill(form_of(root, "SYT"), root / "a.xlsx")
    assert brief(record_files(desk, ReturnedFiles(paths=[file], round_code=ROUND.upper()))) == [
        ("a.xlsx", "accepted", 1)
    ]


def test_by_hand_and_by_form_are_one_ledger(desk: Desk, root: Path) -> None:
    assert brief(by_hand(desk, GOOD_VALUES)) == [("", "accepted", 1)]
    same = fill(form_of(root, "SYT"), root / "a.xlsx", kho_khan="Chưa có cán bộ chuyên trách.")

    assert brief(record_files(desk, ReturnedFiles(paths=[same]))) == [("a.xlsx", "already_received", 1)]
    assert brief(record_files(desk, ReturnedFiles(paths=[fill(form_of(root, "SYT"), root / "b.xlsx")]))) == [
        ("b.xlsx", "revised", 2)
    ]
    assert brief(by_hand(desk, {"Số ảnh đã gửi": "5"})) == [("", "revised", 3)]
    assert rows(root, "SELECT revision, origin, form_id IS NULL, sha256 = '' FROM reports ORDER BY id") == [
        (1, "manual", 1, 1),
        (2, "form", 0, 0),
        (3, "manual", 1, 1),
    ]


# --- by hand ------------------------------------------------------------------------------------------------


def test_a_partial_correction_keeps_the_rest(desk: Desk) -> None:
    by_hand(desk, GOOD_VALUES)
    (first,) = answers_of(desk)

    recorded = by_hand(desk, {"anh_da_gui": "1.005", "KHÓ KHĂN, KIẾN NGHỊ": ""})

    changes = (
        AnswerChange("Số ảnh đã gửi", Answer("nothing"), Answer("value", 1005)),
        AnswerChange("Khó khăn, kiến nghị", Answer("value", "Chưa có cán bộ chuyên trách."), UNANSWERED),
    )
    assert recorded == Recorded((outcome("", "revised", 2, changes=changes),))
    assert answers_of(desk)[1] == {
        **first,
        "anh_da_gui": Answer("value", 1005),
        "kho_khan_kien_nghi": UNANSWERED,
    }


def test_the_same_by_hand_again_is_already_received(desk: Desk, root: Path) -> None:
    by_hand(desk, GOOD_VALUES)
    before = picture(root)

    again = {
        **GOOD_VALUES,
        "hinh_thuc_thong_bao": "HỌP CHI BỘ; văn bản",
        "ngay_thong_bao_xong": "2025-11-28",
        "anh_da_gui": "không phát sinh",
    }
    assert by_hand(desk, again) == Recorded((outcome("", "already_received", 1),))
    assert picture(root) == before


def test_day_and_note_of_a_report(desk: Desk, root: Path) -> None:
    later = entering(desk, date(2025, 12, 16))
    by_hand(later, GOOD_VALUES, received_on=date(2025, 12, 16), note="nhận qua điện thoại")
    record_files(
        later,
        ReturnedFiles(
            paths=[fill(form_of(root, "SNV"), root / "a.xlsx")],
            received_on=date(2025, 12, 3),
            note="bản giấy",
        ),
    )

    assert rows(root, "SELECT unit_code, received_on, note FROM reports ORDER BY unit_code") == [
        ("SNV", "2025-12-03", "bản giấy"),
        ("SYT", "2025-12-16", "nhận qua điện thoại"),
    ]


def test_evidence_is_stored_once_by_its_content(desk: Desk, root: Path) -> None:
    photo, copy, other = root / "ảnh.JPG", root / "ảnh (2).jpg", root / "biên bản.pdf"
    photo.write_bytes(b"photo")
    copy.write_bytes(b"photo")
    other.write_bytes(b"minutes")

    by_hand(desk, GOOD_VALUES, evidence=(photo, copy, other))

    digests = {
        name: hashlib.sha256(data).hexdigest()
        for name, data in (("photo", b"photo"), ("minutes", b"minutes"))
    }
    assert kept(root) == {f"{digests['photo']}.jpg": b"photo", f"{digests['minutes']}.pdf": b"minutes"}
    assert rows(root, "SELECT report_id, name, size, sha256 FROM evidence ORDER BY name") == [
        (1, "biên bản.pdf", 7, digests["minutes"]),
        (1, "ảnh.JPG", 5, digests["photo"]),
    ]
    # Handed in later, with nothing new to say: it belongs to the revision in force.
    assert brief(by_hand(desk, {"anh_da_gui": "5"}, evidence=(photo,))) == [("", "revised", 2)]
    assert brief(by_hand(desk, {}, evidence=(other,))) == [("", "already_received", 2)]
    assert rows(root, "SELECT report_id, sha256 FROM evidence WHERE report_id = 2 ORDER BY name") == [
        (2, digests["minutes"]),
        (2, digests["photo"]),
    ]
    assert len(kept(root)) == 2


def test_a_signed_scan_beside_its_form_is_no_report(bcd35: CommandLine, root: Path) -> None:
    """A PDF of another name may be all that a unit sent: it is refused as ever."""
    fill(form_of(root, "SYT"), root / "thư" / "SYT.xlsx")
    (root / "thư" / "syt.PDF").write_bytes(b"%PDF-1.4 signed")
    alone = bcd35("record-report", "thư")
    assert (
        alone.code,
        "Bỏ qua 1 tệp PDF cùng tên với mẫu, coi là bản ký của mẫu: thư/syt.PDF." in alone.err,
    ) == (
        0,
        True,
    )
    (root / "thư" / "SNV.pdf").write_bytes(b"%PDF-1.4 only this")
    assert bcd35("record-report", "thư").code == 3
    assert rows(root, "SELECT file_name FROM quarantine") == [("SNV.pdf",)]


def test_evidence_goes_with_one_form(bcd35: CommandLine, root: Path) -> None:
    """A unit sends its form with the signed scan of it."""
    fill(form_of(root, "SYT"), root / "thư" / "SYT.xlsx")
    fill(form_of(root, "SNV"), root / "thư" / "SNV.xlsx", so_anh="năm")
    (root / "ký.pdf").write_bytes(b"%PDF-1.4 signed")
    (root / "phụ lục.pdf").write_bytes(b"%PDF-1.4 more")
    scan = ("--evidence", "ký.pdf")

    def names() -> list[str]:
        return bcd35("reports", "show", "SYT", "--json").json["data"]["revisions"][0]["evidence"]  # type: ignore[no-any-return]

    assert bcd35("record-report", "thư/SYT.xlsx", *scan, "--dry-run").code == 0
    assert bcd35("record-report", "thư/SNV.xlsx", *scan).code == 3
    assert kept(root) == {}
    assert bcd35("record-report", "thư/SYT.xlsx", *scan).code == 0
    assert names() == ["ký.pdf"]
    assert bcd35("record-report", "thư/SYT.xlsx", "--evidence", "phụ lục.pdf").code == 0
    assert names() == ["ký.pdf", "phụ lục.pdf"]
    two = bcd35("record-report", "thư/SYT.xlsx", "thư/SNV.xlsx", *scan)
    told = "--evidence ghi minh chứng cho từng tệp một; lệnh này có 2 tệp."
    assert (two.code, told in two.err) == (3, True)
    assert bcd35("check").code == 0


def test_evidence_of_a_refused_report_is_not_kept(desk: Desk, root: Path) -> None:
    photo = root / "ảnh.jpg"
    photo.write_bytes(b"photo")
    before = picture(root)

    assert brief(by_hand(desk, {"anh_da_gui": "năm"}, evidence=(photo,))) == [("", "refused", 0)]
    assert picture(root) == before


def test_evidence_that_is_too_large(desk: Desk, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "LARGEST_EVIDENCE", 3 * 1024 * 1024)
    film = root / "phim.mp4"
    film.write_bytes(bytes(3 * 1024 * 1024 + 1))
    before = picture(root)

    with pytest.raises(Refused, match=r"^“phim\.mp4” lớn quá 3 MiB\.$"):
        by_hand(desk, GOOD_VALUES, evidence=(film,))
    assert picture(root) == before


# --- on time ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((-3,), ("on_time", "2025-12-12", 0, 1)),
        ((0,), ("on_time", "2025-12-15", 0, 1)),
        ((1,), ("late", "2025-12-16", 1, 1)),
        ((-1, 4), ("on_time", "2025-12-14", 0, 2)),
        ((2, 3), ("late", "2025-12-17", 2, 2)),
    ],
)
def test_the_first_valid_return_decides(
    days: Sequence[int], expected: tuple[str, str, int, int], desk: Desk, root: Path
) -> None:
    deadline = date(2025, 12, 15)
    # A refused return long before the deadline counts for nothing.
    record_files(
        desk,
        ReturnedFiles(
            paths=[fill(form_of(root, "SYT"), root / "hỏng.xlsx", so_anh="năm")],
            received_on=date(2025, 12, 1),
        ),
    )
    for number, day in enumerate(days):
        file = fill(form_of(root, "SYT"), root / f"{number}.xlsx", so_anh=number)
        came = deadline + timedelta(day)
        record_files(entering(desk, came), ReturnedFiles(paths=[file], received_on=came))

    (unit,) = [unit for unit in status(desk, ROUND, date(2025, 12, 31)).state.units if unit.code == "SYT"]

    assert (unit.state, str(unit.received_on), unit.days_late, unit.revision) == expected


# --- only looking -------------------------------------------------------------------------------------------


def test_dry_run_foretells_and_writes_nothing(desk: Desk, root: Path) -> None:
    folder = root / "thư đến"
    record_files(desk, ReturnedFiles(paths=[fill(form_of(root, "SNV"), folder / "a.xlsx")]))
    fill(form_of(root, "SNV"), folder / "b.xlsx", so_anh=5)
    fill(form_of(root, "SYT"), folder / "c.xlsx")
    fill(form_of(root, "SXD"), folder / "d.xlsx", so_anh="x")
    fill(form_of(root, "TTT"), folder / "e.xlsx")
    fill(form_of(root, "TTT"), folder / "g.xlsx", so_anh=1)
    before = picture(root)

    foretold = record_files(rehearsing(desk), ReturnedFiles(paths=[folder]))

    assert picture(root) == before
    assert foretold.rehearsal
    assert [one.verdict for one in foretold.outcomes] == [
        "already_received",
        "revised",
        "accepted",
        "refused",
        "conflict",
        "conflict",
    ]
    done = record_files(desk, ReturnedFiles(paths=[folder]))
    assert tuple(one._replace(quarantined="") for one in done.outcomes) == foretold.outcomes


def test_dry_run_of_two_copies_of_one_form(desk: Desk, root: Path) -> None:
    """The second is already received by then, though a rehearsal has recorded neither."""
    folder = root / "thư đến"
    copy = fill(form_of(root, "SYT"), folder / "a.xlsx")
    (folder / "b.xlsx").write_bytes(copy.read_bytes())

    foretold = record_files(
        rehearsing(desk), ReturnedFiles(paths=[folder], received_on=date(2025, 11, 30), note="Thư tay")
    )

    assert [one.verdict for one in foretold.outcomes] == ["accepted", "already_received"]
    assert [found.code for found in foretold.remarks] == ["note_not_kept"]


def test_dry_run_by_hand(desk: Desk, root: Path) -> None:
    photo = root / "ảnh.jpg"
    photo.write_bytes(b"photo")
    before = picture(root)

    foretold = by_hand(rehearsing(desk), GOOD_VALUES, evidence=(photo,))

    assert (foretold, picture(root)) == (Recorded((outcome("", "accepted", 1),), rehearsal=True), before)
    assert by_hand(desk, GOOD_VALUES, evidence=(photo,)) == foretold._replace(rehearsal=False)


# --- four kinds of empty ------------------------------------------------------------------------------------


def test_four_kinds_of_empty_reach_the_ledger_and_the_summary(desk: Desk, root: Path) -> None:
    record_files(desk, ReturnedFiles(paths=[fill(form_of(root, "SYT"), root / "a.xlsx")]))

    assert rows(root, "SELECT field, kind, state, value FROM answers") == [
        ("to_chuc_da_thong_bao", "count", "value", "12"),
        ("hinh_thuc_thong_bao", "choices", "value", '["họp chi bộ", "văn bản"]'),
        ("ngay_thong_bao_xong", "date", "value", '"2025-11-28"'),
        ("co_trang_chinh_thuc", "yes_no", "value", "true"),
        ("tin_bai_da_chia_se", "count", "value", "1234"),
        ("tin_bai_da_gui", "count", "value", "0"),
        ("anh_da_gui", "count", "nothing", None),
        ("video_da_gui", "count", "not_applicable", None),
        ("kho_khan_kien_nghi", "text", "unanswered", None),
    ]

    sheet = load_workbook(export_summary(desk, output=root / "s.xlsx").path)["Theo đơn vị"]
    table = list(sheet.iter_rows(min_row=4, values_only=True))
    (row,) = [dict(zip(table[0], values, strict=True)) for values in table if values[1] == "SYT"]
    assert list(row.values())[9:18] == [
        12,
        "họp chi bộ; văn bản",
        datetime(2025, 11, 28),  # noqa: DTZ001 – a cell has no zone
        "Có",
        1234,
        0,
        "Không phát sinh",
        "Không áp dụng",
        "Chưa trả lời",
    ]


# --- again and again ----------------------------------------------------------------------------------------


def test_ten_runs_leave_what_one_run_left(desk: Desk, root: Path) -> None:
    folder = root / "thư đến"
    fill(form_of(root, "SYT"), folder / "a.xlsx")
    fill(form_of(root, "SNV"), folder / "b.xlsx", so_anh="x")
    fill(form_of(root, "SXD"), folder / "c.xlsx")
    fill(form_of(root, "SXD"), folder / "d.xlsx", so_anh=3)
    record_files(desk, ReturnedFiles(paths=[folder]))
    after_one = picture(root)

    for run in range(2, 11):
        later = at(root, NOW + timedelta(days=run))
        found = record_files(later, ReturnedFiles(paths=[folder])).outcomes
        assert [one.verdict for one in sorted(found, key=lambda one: one.file)] == [
            "already_received",
            "refused",
            "conflict",
            "conflict",
        ]
        later.store.close()
    assert picture(root) == after_one


RETURNS = st.lists(
    st.tuples(
        st.sampled_from(["SYT", "SNV", "TTT"]),
        st.sampled_from([0, 5, "KPS", "năm", None]),
        st.sampled_from(["a", "b"]),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=15, deadline=None)
@given(returns=RETURNS, data=st.data())
def test_taking_in_twice_is_taking_in_once(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    returns: list[tuple[str, object, str]],
    data: st.DataObject,
) -> None:
    root = Path(shutil.copytree(template, tmp_path_factory.mktemp("vp") / "vp"))
    files = [
        fill(form_of(root, unit), root / folder / f"{number}.xlsx", so_anh=pictures)
        for number, (unit, pictures, folder) in enumerate(returns)
    ]
    desk = at(root)
    first = record_files(desk, ReturnedFiles(paths=files))
    after_one = picture(root)

    again = record_files(desk, ReturnedFiles(paths=data.draw(st.permutations(files))))

    desk.store.close()
    assert picture(root) == after_one
    fate = {"accepted": "already_received", "revised": "already_received"}
    assert {one.file: one.verdict for one in again.outcomes} == {
        one.file: fate.get(one.verdict, one.verdict) for one in first.outcomes
    }
    taken = [one for one in first.outcomes if one.verdict == "accepted"]
    assert rows(root, "SELECT count(*) FROM reports") == [(len(taken),)]
    assert len({one.unit for one in taken}) == len(taken)


# --- remarks ------------------------------------------------------------------------------------------------


def _doubt(code: str, message: str) -> Finding:
    return Finding(code, "--received-on", message, "Kiểm tra lại ngày nhận.")


@pytest.mark.parametrize(
    ("received_on", "remarks"),
    [
        (date(2025, 12, 1), ()),
        (
            date(2025, 11, 21),
            (_doubt("received_before_letter", "Ngày nhận 21/11/2025 ở trước ngày công văn (22/11/2025)."),),
        ),
    ],
)
def test_a_doubtful_day_of_receipt_is_recorded_and_remarked_on(
    desk: Desk, received_on: date, remarks: tuple[Finding, ...]
) -> None:
    notify(desk, NoticeRequest(dated=date(2025, 11, 22), units=("SYT",)))
    recorded = record_by_hand(desk, ManualReport(unit="SYT", values=GOOD_VALUES, received_on=received_on))
    assert (recorded.outcomes[0].verdict, recorded.remarks) == ("accepted", remarks)


SET = [part for code, value in GOOD_VALUES.items() for part in ("--set", f"{code}={value}")]
WHY = ("--reason", "ghi nhầm")
PIECE = (
    "contributions",
    "add",
    "SYT",
    "--title",
    "A",
    "--medium",
    "tin-bai",
    "--category",
    "gương điển hình",
)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("record-report", "SNV", *SET, "--received-on", "2025-12-02"), "Ngày nhận 02/12/2025"),
        (("record-report", "SNV", *SET, "--ref-date", "2025-12-02"), "Ngày báo cáo của đơn vị 02/12/2025"),
        (("record-report", "thư đến", "--received-on", "2025-12-02"), "Ngày nhận 02/12/2025"),
        (("record-report", "bang.csv", "--received-on", "2025-12-02"), "Ngày nhận 02/12/2025"),
        (("reports", "amend", "SYT", *WHY, "--received-on", "2025-12-02"), "Ngày nhận 02/12/2025"),
        (("reports", "amend", "SYT", *WHY, "--ref-date", "2025-12-02"), "Ngày báo cáo của đơn vị 02/12/2025"),
        ((*PIECE, "--received-on", "2025-12-02"), "Ngày nhận 02/12/2025"),
        (("contributions", "edit", "1", "--title", "B", "--on", "2025-12-02"), "Ngày chuyển 02/12/2025"),
        (("contributions", "redate", "1", *WHY, "--received-on", "2025-12-02"), "Ngày nhận 02/12/2025"),
    ],
    ids=lambda one: " ".join((*one[:2], one[-2])) if isinstance(one, tuple) else "",
)
def test_nothing_has_happened_on_a_day_to_come(
    bcd35: CommandLine, root: Path, words: tuple[str, ...], told: str
) -> None:
    assert bcd35("record-report", "SYT", *SET).code == 0
    assert bcd35(*PIECE).code == 0
    fill(form_of(root, "SNV"), root / "thư đến" / "a.xlsx")
    (root / "bang.csv").write_text("Mã đơn vị,Số tin bài đã gửi\nSNV,3\n", encoding="utf-8")
    before = picture(root)

    ran = bcd35(*words)

    assert (ran.code, f"{told} ở sau hôm nay (01/12/2025)." in ran.err) == (3, True), ran.err
    assert picture(root) == before


def test_a_note_beside_nothing_new_is_said_not_to_be_kept(desk: Desk) -> None:
    notify(desk, NoticeRequest(dated=date(2025, 11, 22), units=("SYT",)))
    record_by_hand(desk, ManualReport(unit="SYT", values=GOOD_VALUES))
    again = record_by_hand(desk, ManualReport(unit="SYT", values=GOOD_VALUES, note="gọi điện xác nhận"))
    assert (again.outcomes[0].verdict, [found.code for found in again.remarks]) == (
        "already_received",
        ["note_not_kept"],
    )


# --- files that wait for the office -------------------------------------------------------------------------


def waiting(desk: Desk) -> list[tuple[str, str]]:
    seen = status(desk, ROUND)
    assert {unit.code for unit in seen.units if unit.state == "waiting"} == {
        one.unit for one in seen.undecided
    }
    return [(one.unit, one.file_name) for one in seen.undecided]


def test_files_at_odds_wait_for_the_office_until_it_decides(desk: Desk, root: Path) -> None:
    folder = root / "thư đến"
    for number in (5, 6):
        fill(form_of(root, "SNV"), folder / f"c{number}.xlsx", so_anh=number)

    for _ in range(2):
        record_files(desk, ReturnedFiles(paths=[folder]))
        assert waiting(desk) == [("SNV", "c5.xlsx"), ("SNV", "c6.xlsx")]

    chosen = Decision(frozenset({"thư đến/c6.xlsx"}))
    record_files(desk, ReturnedFiles(paths=[folder], decision=chosen))
    assert waiting(desk) == []


def test_files_that_no_round_took_before_wait_when_they_are_at_odds_now(desk: Desk, root: Path) -> None:
    folder = root / "thư đến"
    for number in (5, 6):
        fill(form_of(root, "SNV"), folder / f"c{number}.xlsx", so_anh=number)
    excuse_unit(desk, ROUND, "SNV", event="exempted", reason="đại hội")
    record_files(desk, ReturnedFiles(paths=[folder]))
    excuse_unit(desk, ROUND, "SNV", event="restored", reason="đại hội xong")

    record_files(desk, ReturnedFiles(paths=[folder]))

    assert waiting(desk) == [("SNV", "c5.xlsx"), ("SNV", "c6.xlsx")]


def test_a_rehearsal_lets_no_file_wait(desk: Desk, root: Path) -> None:
    for number in (5, 6):
        fill(form_of(root, "SNV"), root / "thư đến" / f"c{number}.xlsx", so_anh=number)

    record_files(rehearsing(desk), ReturnedFiles(paths=[root / "thư đến"]))

    assert waiting(desk) == []


def test_units_of_one_round_are_named_beside_the_command_that_answers_them(
    bcd35: CommandLine, root: Path
) -> None:
    for unit in ("SYT", "SNV"):
        fill(form_of(root, unit), root / "thư đến" / f"{unit}.xlsx", so_anh="năm tấm")
    foreseen = bcd35("record-report", "thư đến", "--dry-run")
    assert (foreseen.code, "Bỏ --dry-run để ghi." in foreseen.out) == (3, False)  # nothing counts anyway
    assert "gửi lại đơn vị những điều nêu trên" in foreseen.out
    assert bcd35("record-report", "thư đến").out.splitlines()[-1].strip() == (
        "Công văn gửi trả, kèm mẫu đã điền phần đúng, cho mọi đơn vị còn chờ (SNV, SYT): "
        f"bcd35 return-report --all-refused --round {ROUND}"
    )
