"""What ``doctor`` finds, line by line."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bcd35.usecases.workspace import doctor
from bcd35.usecases.workspace.doctor import Check, examine
from bcd35.world.files import LONGEST_ROOT
from tests.conftest import NOW, CommandLine, at


def health(root: Path) -> dict[str, str]:
    desk = at(root)
    return {one.about: one.health for one in examine(desk, root, NOW)}


def test_a_fresh_office(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_soffice", lambda: None)
    monkeypatch.setattr(doctor, "has_letter_font", lambda: False)
    monkeypatch.setattr(doctor, "machine_offset", datetime.utcoffset)
    assert health(root) == {
        "Hôm nay": "ok",
        "Python": "ok",
        "SQLite": "ok",
        "Ổ đĩa": "ok",
        "Quyền ghi": "ok",
        "Đường dẫn": "ok",
        "LibreOffice": "warn",
        "Phông chữ": "warn",
        "Lịch nghỉ 2025": "warn",
        "Lịch nghỉ 2026": "warn",
        "Sổ số": "ok",
        "Tệp mẫu, thể thức": "ok",
        "Sao lưu": "ok",
        "Thư mục đồng bộ": "ok",
    }


def test_a_machine_of_another_zone_is_told_of(monkeypatch: pytest.MonkeyPatch, bcd35: CommandLine) -> None:
    monkeypatch.setattr(doctor, "machine_offset", lambda _: timedelta(hours=-8))
    told = bcd35("doctor").out.partition("được ")[0]
    assert told == (
        "nên xem  Hôm nay: 01/12/2025, 08:30 giờ Việt Nam; múi giờ của máy là UTC-8\n"
        "         → Không đúng ngày giờ thì đặt múi giờ của máy là UTC+7 (Bangkok, Hanoi, Jakarta), rồi "
        "chỉnh lại giờ: ngày công văn, ngày nhận lấy theo đó.\n"
    )


@pytest.mark.parametrize(
    ("change", "about"),
    [("templates/cong-van.docx", "Tệp mẫu, thể thức"), ("OneDrive", "Thư mục đồng bộ")],
)
def test_what_an_office_is_told_about(change: str, about: str, root: Path, monkeypatch: Any) -> None:
    assert health(root)[about] == "ok"
    if change == "OneDrive":
        monkeypatch.setenv("OneDrive", str(root.parent))
    else:
        (root / change).unlink()
    assert health(root)[about] == "warn"


def test_channels_that_are_none_of_an_office_are_told_with_what_mends_them(
    bcd35: CommandLine, root: Path
) -> None:
    post = "https://www.facebook.com/photo.php?fbid=1"
    desk = at(root)
    with desk.act():  # as an earlier version took it
        desk.store.registers.change_channels(
            [replace(one, url=post) for one in desk.store.registers.channels()[:1]]
        )
    desk.store.close()

    told = [bcd35("doctor").out, bcd35("notify", "--draft").err]

    sentence = "1 kênh không phải trang riêng của một cơ quan, công văn sẽ in: "
    assert [sentence in one for one in told] == [True, True], told
    assert bcd35("channels", "edit", "fb-huong-tra", "--url", "https://www.facebook.com/trang").code == 0
    assert sentence not in bcd35("doctor").out


def test_a_confirmed_year_is_right(bcd35: CommandLine, root: Path) -> None:
    bcd35("holidays", "confirm", "2026", "--decision", "Thông báo 1")
    assert (health(root)["Lịch nghỉ 2025"], health(root)["Lịch nghỉ 2026"]) == ("warn", "ok")


def test_a_folder_too_deep_for_letters_is_told_and_not_begun(tmp_path: Path, bcd35: CommandLine) -> None:
    deep = tmp_path / ("s" * (LONGEST_ROOT - len(f"{tmp_path}/")))
    deeper = deep.with_name(f"{deep.name}s")
    for folder, health in ((deep, "ok"), (deeper, "warn")):
        folder.mkdir()
        assert {one.about: one.health for one in examine(None, folder, NOW)}["Đường dẫn"] == health
    refused = bcd35("init", str(deeper))
    assert (refused.code, [*deeper.iterdir()]) == (5, [])
    assert refused.err == (
        f"Lỗi: Đường dẫn “{deeper}” dài 141 ký tự, quá 140: công văn sẽ không ghi được.\n"
        "  → Chọn thư mục có đường dẫn ngắn hơn: bcd35 init THƯ_MỤC\n"
    )
    assert bcd35("init", str(deep)).code == 0


def test_outside_a_workspace_the_machine_alone_is_examined(tmp_path: Path) -> None:
    about = [one.about for one in examine(None, tmp_path, NOW)]
    assert about == [
        "Hôm nay",
        "Python",
        "SQLite",
        "Ổ đĩa",
        "Quyền ghi",
        "Đường dẫn",
        "LibreOffice",
        "Phông chữ",
    ]


def test_only_what_stops_the_work_changes_the_exit_code(
    bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bcd35("doctor").code == 0
    bad = Check("Quyền ghi", "bad", "không ghi được", "Xin quyền ghi.")
    monkeypatch.setattr(doctor, "_disk", lambda _: iter([bad]))
    ran = bcd35("doctor")
    assert ran.code == 3
    assert "LỖI      Quyền ghi: không ghi được\n         → Xin quyền ghi.\n" in ran.out


def test_every_line_that_is_not_right_says_what_to_do(bcd35: CommandLine) -> None:
    checks = bcd35("doctor", "--json").json["data"]["checks"]
    assert [one for one in checks if one["health"] != "ok" and not one["fix"]] == []


@pytest.mark.issued
@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2025-11-23", "chưa sao lưu; nhắc sau 7 ngày"),
        ("2025-11-29", "chưa sao lưu; nhắc sau 1 ngày"),
        ("2025-11-30", "chưa sao lưu lần nào"),
    ],
)
def test_a_ledger_with_letters_has_something_to_lose(day: str, found: str, root: Path) -> None:
    desk = at(root, datetime.fromisoformat(f"{day}T08:00+07:00"))
    assert [one.found for one in examine(desk, root, NOW) if one.about == "Sao lưu"] == [found]
