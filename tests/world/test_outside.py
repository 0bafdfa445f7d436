"""Copies of the ledger, synced folders, the mark: what lies beside the ledger."""

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from bcd35.world.exchange import new_build
from bcd35.world.outside import Mark, copies_of_ledger, mark_path, read_mark, synced_by, write_mark
from bcd35.world.workspace import Workspace

COPIES = [
    "bcd35-TENMAY.db",
    "bcd35 (1).db",
    "bcd35 - Copy.db",
    "bcd35 - Copy (2).db",
    "bcd35 - Bản sao.db",
    "Bản sao của bcd35.db",
    "bcd35 (PC1's conflicted copy 2025-12-20).db",
    "BCD35 copy.db",
]


def test_copies_of_the_ledger_are_found_by_name(tmp_path: Path) -> None:
    for name in (*COPIES, "bcd35.db", "bcd35.db-journal", "sổ khác.db", "bcd35.txt"):
        (tmp_path / name).touch()
    assert copies_of_ledger(Workspace(tmp_path)) == sorted(COPIES)


@pytest.mark.parametrize(
    ("path", "program"),
    [
        (r"C:\Users\an\OneDrive\bcd35", "OneDrive"),
        (r"C:\Users\an\OneDrive - Tỉnh ủy\việc\bcd35", "OneDrive"),
        (r"C:\Users\an\Dropbox\bcd35", "Dropbox"),
        (r"D:\Dropbox (Văn phòng)\bcd35", "Dropbox"),
        (r"G:\My Drive\bcd35", "Google Drive"),
        (r"G:\Drive của tôi\bcd35", "Google Drive"),
        (r"C:\Users\an\Google Drive\bcd35", "Google Drive"),
        (r"C:\Users\an\iCloudDrive\bcd35", "iCloud"),
        (r"C:\bcd35\one-drive-cu", ""),
        (r"D:\Tài liệu\Ổ đĩa cũ\bcd35", ""),
        (r"C:\Users\onedriver\bcd35", ""),
        (r"C:\Users\an\Documents\bản từ dropbox", ""),
    ],
)
def test_a_synced_folder_is_known_by_its_place(path: str, program: str) -> None:
    assert synced_by(PureWindowsPath(path), {}) == program  # type: ignore[arg-type]  # its parts are all that counts


def test_a_folder_that_windows_redirected_is_known_by_the_variable() -> None:
    place = PurePosixPath("/home/an/Tài liệu")
    environment = {"OneDrive": "/home/an/Tài liệu", "OneDriveConsumer": ""}
    assert synced_by(Path(place / "bcd35"), environment) == "OneDrive"
    assert synced_by(Path("/home/an/việc"), environment) == ""


def test_the_mark_is_written_in_its_place_and_a_broken_one_is_none(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert read_mark(workspace) is None
    for mark in (Mark(99, "a" * 64), Mark(100, "b" * 64), Mark(7, "c" * 64)):
        write_mark(workspace, mark)
        assert read_mark(workspace) == mark
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["_moc.json"]
    for broken in (b"", b"{", b"[]", b'{"line": "x", "digest": 1}', b"\xff" * 300):
        mark_path(workspace).write_bytes(broken)
        assert read_mark(workspace) is None
        write_mark(workspace, Mark(7, "c" * 64))
        assert read_mark(workspace) == Mark(7, "c" * 64)


def test_the_first_mark_and_a_new_workspace_are_synced_where_their_names_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("bcd35.world.files.sync_folder", synced.append)

    write_mark(Workspace(tmp_path), Mark(1, "a" * 64))
    write_mark(Workspace(tmp_path), Mark(2, "b" * 64))
    new_build(tmp_path / "mới")

    assert synced == [tmp_path, tmp_path / "out", tmp_path]
