"""What is never taken for an answer: our own files, blank forms, a folder named by mistake, what is known."""

import shutil
from pathlib import Path

import pytest

from bcd35.domain.verdicts import looks_mistaken
from bcd35.world.workspace import is_ours
from tests.conftest import ROUND, CommandLine
from tests.support.filling import UNITS, change, fill, form_of, picture, rows

pytestmark = pytest.mark.issued


def arrived(root: Path, *units: str) -> Path:
    for unit in units:
        fill(form_of(root, unit), root / "thư đến" / f"{unit}.xlsx")
    return root / "thư đến"


def count(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


@pytest.mark.parametrize("named", ["out", "data", "templates", "bcd35.db", f"out/{ROUND}/SYT", "out/../out"])
def test_what_is_the_workspace_s_own_is_left_out_in_one_sentence(
    named: str, bcd35: CommandLine, root: Path
) -> None:
    before = picture(root)

    ran = bcd35("record-report", named)

    own = count(root / named) if (root / named).is_dir() else 1
    assert (ran.code, ran.out) == (0, "Không có tệp nào để nhận.\n")
    assert ran.err == (
        f"Lưu ý: Bỏ qua {own} tệp của chính sổ (bcd35.db, trong out, data, templates, bản sao của sổ, hoặc "
        "chép từ công văn đã phát hành): không phải báo cáo gửi về.\n"
        "  → Mẫu đơn vị gửi về để trong một thư mục riêng, ví dụ bao-cao-gui-ve.\n"
    )
    assert picture(root) == before


def test_the_whole_workspace_gives_the_answers_that_lie_in_it(bcd35: CommandLine, root: Path) -> None:
    shutil.copytree(root, root / "bản sao")
    (root / "bcd35 (conflicted copy).db").write_bytes(b"x")
    arrived(root, "SYT", "SNV")
    beside = 3  # the ledger, its journal, the copy that a file service made
    own = beside + sum(count(root / name) for name in ("out", "data", "templates", "bản sao"))

    ran = bcd35("record-report", ".", "--json").json["data"]

    assert [(one["file"], one["verdict"]) for one in ran["files"]] == [
        ("thư đến/SNV.xlsx", "accepted"),
        ("thư đến/SYT.xlsx", "accepted"),
    ]
    assert ran["own"] == own
    assert rows(root, "SELECT count(*) FROM quarantine") == [(0,)]
    told = bcd35("status", "--json").json["findings"]
    assert {found["code"] for found in told} == {"ledger_copy", "backup_overdue"}


def test_a_file_is_ours_by_where_it_lies(root: Path) -> None:
    (root / "out" / "_ho-so").mkdir(exist_ok=True)
    ours = ("out", "out/a/b.xlsx", "data/units.yaml", "templates", "bcd35.db", "thu-nghiem/2025-12-01/out")
    (root / "thu-nghiem" / "2025-12-01").mkdir(parents=True)
    (root / "thu-nghiem" / "2025-12-01" / "bcd35.db").touch()
    theirs = (".", "thư đến", "tong-hop.xlsx", "../out", "thư đến/out/a.xlsx", "thư đến/data")
    assert [name for name in ours if not is_ours(root / name)] == []
    assert [name for name in theirs if is_ours(root / name)] == []


def test_a_blank_form_is_not_filled_and_no_unit_is_marked(bcd35: CommandLine, root: Path) -> None:
    folder = arrived(root, "SNV")
    (folder / "y tế.xlsx").write_bytes(form_of(root, "SYT").read_bytes())
    (folder / "lưu lại.xlsx").write_bytes(change(form_of(root, "TTT").read_bytes(), lambda _: None))
    (folder / "công văn.docx").write_bytes(next(root.glob("out/*/SYT/Cong-van_*.docx")).read_bytes())

    ran = bcd35("record-report", "thư đến")

    assert ran.code == 0
    assert "đã nhận 1; chưa điền 2." in ran.out
    assert (
        "Lưu ý: 2 mẫu chưa điền, còn như lúc phát hành: thư đến/lưu lại.xlsx, thư đến/y tế.xlsx. "
        "Không ghi gì, không tính là bị từ chối.\n"
    ) in ran.err
    assert "Bỏ qua 1 tệp của chính sổ" in ran.err
    assert rows(root, "SELECT count(*) FROM quarantine") == [(0,)]
    assert not (root / "out" / "_cach-ly").exists()
    assert bcd35("return-report", "SYT").code != 0
    assert rows(root, "SELECT count(*) FROM numbers") == [(1,)]


def test_of_many_blank_forms_the_first_are_named(bcd35: CommandLine, root: Path) -> None:
    form = form_of(root, "SYT").read_bytes()
    (root / "thư đến").mkdir()
    for place in range(14):
        (root / "thư đến" / f"{place:02d}.xlsx").write_bytes(form)

    ran = bcd35("record-report", "thư đến")

    assert (ran.code, "thư đến/07.xlsx và 6 tệp nữa." in ran.err) == (0, True)


def test_what_was_received_stays_known_when_the_letter_is_void(bcd35: CommandLine, root: Path) -> None:
    folder = arrived(root, "SYT", "SNV")
    fill(form_of(root, "SYT"), folder / "SYT lần 2.xlsx", so_anh=5)
    assert bcd35("record-report", "thư đến", "--replace", "thư đến/SYT.xlsx").code == 0
    assert bcd35("letters", "void", "28", "--reason", "sai ngày").code == 0
    before = picture(root)

    ran = bcd35("record-report", "thư đến", "--json")

    assert (ran.code, ran.json["findings"]) == (0, [])
    assert [(one["unit"], one["verdict"]) for one in ran.json["data"]["files"]] == [
        ("SNV", "already_received"),
        ("SYT", "set_aside"),
        ("SYT", "already_received"),
    ]
    assert picture(root) == before
    again = bcd35("record-report", "thư đến/SYT.xlsx", "--again")
    assert (again.code, "từ chối: đợt hoặc đơn vị không nhận báo cáo" in again.out) == (3, True)


def test_what_was_received_stays_known_when_the_round_is_closed(bcd35: CommandLine, root: Path) -> None:
    folder = arrived(root, *UNITS[:3])
    fill(form_of(root, "SYT"), folder / "SYT lần 2.xlsx", so_anh=5)
    bcd35("record-report", "thư đến", "--replace", "thư đến/SYT.xlsx")
    bcd35("rounds", "exempt", "SNV", "--reason", "sáp nhập")
    bcd35("rounds", "close", ROUND)
    before = picture(root)

    ran = bcd35("record-report", "thư đến", "--json")

    assert (ran.code, ran.json["findings"]) == (0, [])
    assert sorted(one["verdict"] for one in ran.json["data"]["files"]) == [
        *["already_received"] * 3,
        "set_aside",
    ]
    assert picture(root) == before
    arrived(root, "TTT")
    assert [found["code"] for found in bcd35("record-report", "thư đến", "--json").json["findings"]] == [
        "round_closed"
    ]


# --- a folder named by mistake ------------------------------------------------------------------------------


def photographs(root: Path, how_many: int) -> None:
    (root / "ảnh").mkdir()
    for place in range(how_many):
        (root / "ảnh" / f"{place:03d}.jpg").write_bytes(b"\xff\xd8\xff" + bytes([place]))


@pytest.mark.parametrize(
    ("strangers", "files", "mistaken"), [(30, 30, False), (31, 31, True), (40, 80, False)]
)
def test_a_folder_is_probably_not_the_one_that_was_meant(
    strangers: int,
    files: int,
    mistaken: bool,  # noqa: FBT001 – a case
) -> None:
    assert looks_mistaken(strangers, files) == mistaken


def test_a_mistaken_folder_is_refused_whole_until_the_clerk_says_so(bcd35: CommandLine, root: Path) -> None:
    photographs(root, 31)
    fill(form_of(root, "SYT"), root / "ảnh" / "SYT.xlsx")
    before = picture(root)

    ran = bcd35("record-report", "ảnh")

    assert ran == (
        3,
        "",
        (
            "Lỗi: Trong 32 tệp có 31 tệp không phải mẫu báo cáo (ví dụ 000.jpg, 001.jpg, 002.jpg): "
            "có thể nêu nhầm thư mục. Chưa ghi gì, chưa chép gì.\n"
            "  → Nêu đúng thư mục báo cáo gửi về. Nếu đúng là thư mục này, chạy lại và thêm "
            "--with-strangers: các tệp ấy được chép vào out/_cach-ly.\n"
        ),
    )
    assert picture(root) == before
    assert bcd35("record-report", "ảnh", "--dry-run").out != "", "looking copies nothing"

    taken = bcd35("record-report", "ảnh", "--with-strangers", "--json").json["data"]
    again = bcd35("record-report", "ảnh", "--json").json["data"]

    assert (taken["counts"]["accepted"], taken["counts"]["refused"]) == (1, 31)
    assert (again["counts"]["already_received"], again["counts"]["refused"]) == (1, 31), "asked once"
    assert rows(root, "SELECT count(*) FROM quarantine") == [(31,)]


@pytest.mark.parametrize(("answer", "copied"), [("có", 31), ("không", 0), ("", 0)])
def test_a_person_is_asked(
    answer: str, copied: int, bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photographs(root, 31)
    monkeypatch.setattr("bcd35.cli.receiving.is_person", lambda _: True)
    asked: list[str] = []

    def prompt(text: str, *, default: str, **_options: object) -> str:
        asked.append(text)
        return answer or default

    monkeypatch.setattr("typer.prompt", prompt)

    ran = bcd35("record-report", "ảnh")

    assert ran.code == 3
    assert [text.endswith("out/_cach-ly? (có/không)") for text in asked] == [True]
    assert rows(root, "SELECT count(*) FROM quarantine") == [(copied,)]


def test_a_lost_original_comes_back_when_the_unit_sends_it_again(bcd35: CommandLine, root: Path) -> None:
    folder = arrived(root, "SYT")
    fill(form_of(root, "SNV"), folder / "SNV.xlsx", so_anh="năm")
    assert bcd35("record-report", "thư đến").code == 3
    before = picture(root)
    for lost in [*(root / "out" / "_ho-so").rglob("*.xlsx"), *(root / "out" / "_cach-ly").rglob("*.*")]:
        lost.unlink()
    assert bcd35("check").code == 3

    assert "đã có từ trước 1; từ chối 1" in bcd35("record-report", "thư đến").out

    assert bcd35("check").code == 0
    assert picture(root) == before
