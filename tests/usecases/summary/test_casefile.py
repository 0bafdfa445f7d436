"""The case file: whole, the same bytes for the same state, honest about what is lost.

And no hostile zip passes for one.
"""

import csv
import hashlib
import io
import shlex
import shutil
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from bcd35.cli.errors import run
from bcd35.formats.exports.bagit import BagPart, check_bag, part_of, write_bag
from tests.conftest import NOW, ROUND, CommandLine, on_day
from tests.support.filling import fill, form_of, issue, rows

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TOP = "Ho-so_2025-11-kenh-truyen-thong"
ZIP = f"out/2025-11-kenh-truyen-thong/{TOP}.zip"

REMIND = ("remind", "--date", "2025-12-18", "--as-of", "2025-12-18")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two units' letters; one reported by form and corrected by hand with evidence; one sent a picture."""
    root = issue(tmp_path_factory.mktemp("hồ sơ") / "vp", ("SYT", "TTT"))
    (root / "ảnh.jpg").write_bytes(b"anh chup")
    form = fill(form_of(root, "SYT"), root / "y tế.xlsx")
    picture = (
        "--title",
        "Một cửa",
        "--medium",
        "hinh-anh",
        "--category",
        "mô hình mới",
        "--file",
        str(root / "ảnh.jpg"),
    )
    correction = (
        "--set",
        "tin_bai_da_gui=4",
        "--evidence",
        str(root / "ảnh.jpg"),
        "--received-on",
        "2025-12-17",
    )
    for arguments, now in (
        (("record-report", str(form)), NOW),
        (("record-report", "SYT", *correction), on_day("2025-12-17")),
        (("contributions", "add", "TTT", *picture), NOW),
        (REMIND, NOW),
    ):
        assert run(["-C", str(root), "-q", *arguments], now=now) == 0
    return root


@pytest.fixture
def root(office: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(office, tmp_path / "văn phòng"))


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as bag:
        return {name.removeprefix(f"{TOP}/"): bag.read(name) for name in bag.namelist()}


def manifest_of(data: bytes) -> dict[str, str]:
    """Path → digest."""
    return {line[66:]: line[:64] for line in data.decode().splitlines()}


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_everything_of_the_round_is_in_it_and_its_manifest_is_true(bcd35: CommandLine, root: Path) -> None:
    ran = bcd35("casefile")

    parts = parts_of(root / ZIP)
    digest = hashlib.sha256((root / ZIP).read_bytes()).hexdigest()
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[1:] == [
        f"SHA-256: {digest}",
        f'Kiểm lại bất cứ lúc nào: bcd35 casefile verify "{ZIP}"',
    ]
    payload = sorted(name.removeprefix("data/") for name in parts if name.startswith("data/"))
    letters = [
        f"cong-van/{unit}/{stem}_{unit}.{kind}" for unit in ("SYT", "TTT") for stem, kind in _DOCUMENTS
    ]
    templates = [
        (name.removesuffix(".docx"), digest)
        for name, digest in rows(root, "SELECT name, sha256 FROM issued_templates ORDER BY name")
    ]
    assert [name for name, _ in templates] == ["bang-kiem", "cong-van", "don-doc"]
    assert [name for name in payload if not name.startswith("tong-hop/")] == sorted(
        [
            *letters,
            "cong-van/_ban-luu/Cong-van_28-CV-BCD_ban-luu.docx",
            "cong-van/_ban-luu/Don-doc_29-CV-BCD_ban-luu.docx",
            "cong-van/TTT/Don-doc_29-CV-BCD_TTT.docx",
            "bao-cao/SYT_lan-1.xlsx",
            "minh-chung/SYT_lan-2_1.jpg",
            "tin-bai/0001_TTT.jpg",
            *(f"mau/{name}_{digest[:12]}.docx" for name, digest in templates),
            "muc-luc.html",
            *(
                f"so/{name}.csv"
                for name in (
                    "bao-cao",
                    "danh-sach-phai-bao-cao",
                    "don-doc",
                    "nhat-ky",
                    "so-cong-van",
                    "sua-bao-cao",
                    "sua-doi",
                    "thoi-han",
                    "tin-bai",
                    "tra-loi",
                )
            ),
        ]
    )
    assert {"tong-hop/tong-hop.xlsx", "tong-hop/tong-hop.html", "tong-hop/tong-hop.json"} <= set(payload)
    assert manifest_of(parts["manifest-sha256.txt"]) == {
        name: hashlib.sha256(data).hexdigest() for name, data in parts.items() if name.startswith("data/")
    }
    tags = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
    assert manifest_of(parts["tagmanifest-sha256.txt"]) == {
        name: hashlib.sha256(parts[name]).hexdigest() for name in tags
    }
    assert parts["data/bao-cao/SYT_lan-1.xlsx"] == (root / "y tế.xlsx").read_bytes()
    assert all(
        f'href="{name}"'.encode() in parts["data/muc-luc.html"] for name in payload if name != "muc-luc.html"
    )


_DOCUMENTS = (("Cong-van_28-CV-BCD", "docx"), ("Bang-kiem", "docx"), ("Mau-bao-cao", "xlsx"))


def test_the_ledger_tells_what_was_corrected(bcd35: CommandLine, root: Path) -> None:
    bcd35("casefile")

    parts = parts_of(root / ZIP)

    assert table(parts["data/so/sua-doi.csv"])[1:] == [["SYT", "2", "2025-12-17", "tin_bai_da_gui", "0", "4"]]
    assert [row[:5] for row in table(parts["data/so/bao-cao.csv"])[1:]] == [
        ["SYT", "Sở Y tế", "1", "2025-12-01", "mẫu trả về"],
        ["SYT", "Sở Y tế", "2", "2025-12-17", "ghi tay"],
    ]
    assert [row[1] for row in table(parts["data/so/nhat-ky.csv"])[1:]] == [
        "Nhập đợt",
        "Phát hành công văn",
        "Ghi nhận báo cáo",
        "Ghi nhận báo cáo",
        "Ghi tin, bài gửi về",
        "Phát hành công văn đôn đốc",
    ]
    assert table(parts["data/so/don-doc.csv"])[1:] == [
        ["29-CV/BCĐ", "2025-12-18", "2025-12-18", "2025-12-25", "TTT"]
    ]


def test_a_round_whose_letters_are_all_void_has_its_story_and_no_figures(
    bcd35: CommandLine, root: Path
) -> None:
    assert bcd35("casefile").code == 0
    before = parts_of(root / ZIP)
    assert bcd35("letters", "void", "28", "--reason", "sai thẩm quyền").code == 0

    ran = bcd35("casefile")

    assert (ran.code, ran.err) == (0, "")
    parts = parts_of(root / ZIP)
    gone = {name for name in before if name.startswith("data/tong-hop/")}
    assert parts.keys() == before.keys() - gone
    for name in before.keys() - gone:
        if name.startswith(("data/cong-van", "data/bao-cao", "data/minh-chung", "data/so/bao-cao")):
            assert parts[name] == before[name], name
    numbers = parts["data/so/so-cong-van.csv"].decode("utf-8-sig")
    assert "đã hủy: sai thẩm quyền" in numbers
    page = parts["data/muc-luc.html"].decode()
    assert "Mọi công văn của đợt đã hủy, nên đợt không có số liệu" in page
    assert "số liệu tính đến" not in page
    assert bcd35("casefile", "verify", ZIP).code == 0


def test_the_same_state_gives_the_same_bytes_whenever_and_wherever(bcd35: CommandLine, root: Path) -> None:
    bcd35("casefile", "-o", "một.zip")
    later = datetime(2027, 3, 1, 17, 0, tzinfo=NOW.tzinfo)
    bcd35("casefile", "-o", "hai.zip", now=later)

    assert (root / "một.zip").read_bytes() == (root / "hai.zip").read_bytes()
    with zipfile.ZipFile(root / "một.zip") as bag:
        assert {(entry.date_time, entry.compress_type) for entry in bag.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
        }


def test_before_the_deadline_the_figures_are_those_of_the_last_entry(
    bcd35: CommandLine, tmp_path: Path
) -> None:
    root = issue(tmp_path / "mới", ("SYT",))

    early = bcd35("casefile", "-C", str(root), "--json").json["data"]["as_of"]
    after = bcd35("casefile", "-C", str(root), "--json", now=datetime(2026, 1, 5, 9, tzinfo=NOW.tzinfo)).json[
        "data"
    ]["as_of"]

    assert (early, after) == ("2025-11-22", "2025-12-15")


def test_what_the_disk_has_lost_is_named_and_left_out(bcd35: CommandLine, root: Path) -> None:
    letter = next((root / "out").glob("*/SYT/Cong-van*"))
    letter.write_bytes(letter.read_bytes() + b" ")
    next((root / "out" / "_ho-so").rglob("*.jpg")).unlink()

    ran = bcd35("casefile")

    changed = hashlib.sha256(letter.read_bytes()).hexdigest()
    fix = "  → Cách lấy lại từng tệp: bcd35 check\n    Có đủ rồi thì ghi lại hồ sơ bằng lệnh này.\n"
    assert ran.code == 3
    assert ran.err == (
        "Lỗi [cong-van/SYT/Cong-van_28-CV-BCD_SYT.docx]: công văn của SYT: tệp khác với lúc ghi sổ (SHA-256 "
        f"hiện nay {changed}).\n{fix}"
        f"Lỗi [minh-chung/SYT_lan-2_1.jpg]: minh chứng lần 2 của SYT (ảnh.jpg): thiếu tệp.\n{fix}"
        f"Lỗi [tin-bai/0001_TTT.jpg]: hình ảnh số 1 của TTT (ảnh.jpg): thiếu tệp.\n{fix}"
    )
    parts = parts_of(root / ZIP)
    assert [row[0] for row in table(parts["data/thieu-tep.csv"])[1:]] == [
        "cong-van/SYT/Cong-van_28-CV-BCD_SYT.docx",
        "minh-chung/SYT_lan-2_1.jpg",
        "tin-bai/0001_TTT.jpg",
    ]
    assert b"Omitted-Files: 3\n" in parts["bag-info.txt"]
    assert "Hồ sơ thiếu 3 tệp mà sổ đã ghi".encode() in parts["data/muc-luc.html"]
    assert bcd35("casefile", "verify", ZIP).code == 0  # whole by its own manifest


def test_a_file_that_changes_while_it_is_packed_stops_the_act_and_leaves_nothing(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bcd35.usecases.summary.casefile.chunks_of", lambda _path: [b"khac"])

    ran = bcd35("casefile", "-o", "hồ sơ.zip")

    message = (
        "Lỗi: Tệp “bao-cao/SYT_lan-1.xlsx” đang được ghi ở chương trình khác.\n  → Đợi ghi xong rồi chạy "
        "lại.\n"
    )
    assert (ran.code, ran.out, ran.err) == (3, "", message)
    assert [path.name for path in root.iterdir() if path.suffix in (".zip", ".tmp")] == []


def test_a_screen_reader_finds_no_obstacle_on_the_opening_page(
    bcd35: CommandLine, root: Path, browser: "Browser"
) -> None:
    next((root / "out" / "_ho-so").rglob("*.jpg")).unlink()
    bcd35("casefile")
    (root / "muc-luc.html").write_bytes(parts_of(root / ZIP)["data/muc-luc.html"])

    page = browser.new_page(offline=True, viewport={"width": 390, "height": 800})
    page.goto((root / "muc-luc.html").as_uri())
    found = Axe().run(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert [one["id"] for one in found.response["violations"]] == []
    assert width == 390


# --- verifying ----------------------------------------------------------------------------------------------


def repacked(
    source: Path, change: Callable[[dict[str, bytes]], None], method: int = zipfile.ZIP_STORED
) -> bytes:
    """The case file with other parts."""
    with zipfile.ZipFile(source) as bag:
        parts = {name: bag.read(name) for name in bag.namelist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as bag:
        for name, data in parts.items():
            bag.writestr(name, data)
    return stream.getvalue()


def test_missing_extra_and_altered_parts_are_named(bcd35: CommandLine, root: Path) -> None:
    bcd35("casefile")

    def change(parts: dict[str, bytes]) -> None:
        parts[f"{TOP}/data/so/bao-cao.csv"] += b"SXD;1\r\n"
        del parts[f"{TOP}/data/tin-bai/0001_TTT.jpg"]
        parts[f"{TOP}/data/them.txt"] = b"x"

    (root / "sửa.zip").write_bytes(repacked(root / ZIP, change))

    ran = bcd35("casefile", "verify", "sửa.zip")

    whole = len(parts_of(root / ZIP))  # four of them say what the bag is
    assert (ran.code, ran.out.splitlines()[0]) == (
        3,
        f"Hồ sơ sửa.zip: có 3 điều không khớp bảng kê (đã xem {whole - 5} tệp).",
    )
    assert ran.err == (
        "Lỗi: Thiếu tệp “data/tin-bai/0001_TTT.jpg”.\n"
        "Lỗi: Thừa tệp “data/them.txt”, không có trong bảng kê.\n"
        "Lỗi: Tệp “data/so/bao-cao.csv” đã bị sửa: mã băm khác bảng kê.\n"
    )


def test_a_manifest_that_was_changed_with_its_part_is_caught_by_the_tag_manifest(
    bcd35: CommandLine, root: Path
) -> None:
    bcd35("casefile")

    def change(parts: dict[str, bytes]) -> None:
        old = hashlib.sha256(parts[f"{TOP}/data/tin-bai/0001_TTT.jpg"]).hexdigest().encode()
        parts[f"{TOP}/data/tin-bai/0001_TTT.jpg"] = b"anh khac"
        new = hashlib.sha256(b"anh khac").hexdigest().encode()
        parts[f"{TOP}/manifest-sha256.txt"] = parts[f"{TOP}/manifest-sha256.txt"].replace(old, new)

    (root / "sửa.zip").write_bytes(repacked(root / ZIP, change))

    codes = [
        (one["code"], one["where"])
        for one in bcd35("casefile", "verify", "sửa.zip", "--json").json["findings"]
    ]
    assert ("part_changed", "manifest-sha256.txt") in codes


@pytest.mark.parametrize("place", range(0, 100, 9))
def test_no_flipped_byte_goes_unnoticed(bcd35: CommandLine, root: Path, place: int) -> None:
    bcd35("casefile")
    data = bytearray((root / ZIP).read_bytes())
    with zipfile.ZipFile(root / ZIP) as bag:
        entry = bag.infolist()[place % len(bag.infolist())]
    data[entry.header_offset + 30 + len(entry.filename) + entry.file_size * place // 100] ^= 1
    (root / "hỏng.zip").write_bytes(data)

    assert bcd35("casefile", "verify", "hỏng.zip").code == 3


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as bag:
        for name, data in parts.items():
            bag.writestr(name, data)
    return stream.getvalue()


def bag_bytes() -> bytes:
    stream = io.BytesIO()
    write_bag(
        stream,
        "ho-so",
        {"Bagging-Date": "2025-12-15"},
        [part_of("a.txt", b"a" * 1000), part_of("b.txt", b"b")],
    )
    return stream.getvalue()


def overlapping() -> bytes:
    """Many entries that all point at one part: what they promise together is more than the file holds."""
    data = zipped({f"ho-so/{place:03d}": b"x" for place in range(200)} | {"ho-so/big": b"0" * 5000})
    end = data.rfind(b"PK\x05\x06")
    start = struct.unpack("<L", data[end + 16 : end + 20])[0]
    return (
        data[:start]
        + data[start:end].replace(struct.pack("<LL", 1, 1), struct.pack("<LL", 5000, 5000))
        + data[end:]
    )


def encrypted() -> bytes:
    data = bytearray(zipped({"ho-so/a": b"x"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "not_a_casefile"),
        (lambda: b"PK\x03\x04 khong phai", "not_a_casefile"),
        (lambda: bag_bytes()[:-30], "not_a_casefile"),
        (lambda: bag_bytes()[:400], "not_a_casefile"),
        (lambda: zipped({"ho-so/bagit.txt": b"x"}), "not_a_casefile"),
        (lambda: zipped({}), "not_a_casefile"),
        (lambda: zipped({"ho-so/../../etc/passwd": b"x"}), "bad_path"),
        (lambda: zipped({"/etc/passwd": b"x"}), "bad_path"),
        (lambda: zipped({"C:/x": b"x"}), "bad_path"),
        (lambda: zipped({"ho-so/a\\b": b"x"}), "bad_path"),
        (lambda: zipped({"ho-so/a": b"x", "ho-so/A": b"y"}), "repeated_path"),
        (lambda: zipped({"ho-so/bomb": b"0" * 20_000_000}, zipfile.ZIP_DEFLATED), "bomb"),
        (lambda: zipped({"ho-so/a": bytes(range(256))}, zipfile.ZIP_DEFLATED), "repacked"),
        (overlapping, "bomb"),
        (encrypted, "repacked"),
    ],
)
def test_no_other_zip_passes_for_a_case_file(
    bcd35: CommandLine, root: Path, make: Callable[[], bytes], code: str
) -> None:
    (root / "lạ.zip").write_bytes(make())

    ran = bcd35("casefile", "verify", "lạ.zip", "--json")

    assert (ran.code, ran.err, [one["code"] for one in ran.json["findings"]], ran.json["data"]["files"]) == (
        3,
        "",
        [code],
        0,
    )


@pytest.mark.issued
@pytest.mark.parametrize("where", ["data", ".."])
def test_the_printed_check_of_a_case_file_runs_wherever_it_was_written(
    where: str, bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / where)
    if where == "..":
        monkeypatch.setenv("BCD35_ROOT", str(root))

    line = bcd35("casefile").out.splitlines()[-1]

    assert bcd35(*shlex.split(line.partition("bcd35 ")[2])).code == 0


def test_verifying_needs_no_workspace(
    bcd35: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "nơi khác"
    elsewhere.mkdir()
    (elsewhere / "a.zip").write_bytes(bag_bytes())
    monkeypatch.chdir(elsewhere)

    good, lost, wrong = (
        bcd35("casefile", "verify", "a.zip"),
        bcd35("casefile", "verify", "b.zip"),
        bcd35("casefile", "kiem", "a.zip"),
    )

    assert (good.code, good.err) == (0, "")
    assert good.out.splitlines()[0] == "Hồ sơ a.zip: nguyên vẹn, khớp bảng kê (đã xem 2 tệp)."
    assert (lost.code, lost.err) == (4, "Lỗi: Không có tệp “b.zip”.\n  → Kiểm tra lại đường dẫn.\n")
    usage = "Hồ sơ một đợt thì chỉ nêu mã đợt. Kiểm hồ sơ đã ghi: bcd35 casefile verify TỆP.zip"
    assert (wrong.code, wrong.err) == (2, f"Lỗi: {usage}\n  → Xem cách dùng: bcd35 casefile --help\n")
    assert list(elsewhere.iterdir()) == [elsewhere / "a.zip"]


def test_writing_and_checking_need_little_memory(tmp_path: Path) -> None:
    chunk = b"v" * (1 << 20)
    digest = hashlib.sha256(chunk * 48).hexdigest()

    def chunks() -> Iterator[bytes]:
        return (chunk for _ in range(48))

    tracemalloc.start()
    with (tmp_path / "lớn.zip").open("w+b") as file:
        write_bag(file, "ho-so", {}, [BagPart("phim.mp4", digest, 48 << 20, chunks)])
        checked = check_bag(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert checked == (1, ())
    assert peak < 8 << 20


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024, 3 * 1024 * 1024 + 1])
def test_a_part_in_memory_comes_out_as_it_went_in_and_by_piece(size: int) -> None:
    data = hashlib.shake_128(b"seed").digest(size // 2) + bytes(size - size // 2)
    pieces = list(part_of("a.bin", data).chunks())
    assert b"".join(pieces) == data
    assert max(map(len, pieces)) <= 1024 * 1024


def test_the_journal_of_a_round_is_in_words_and_tells_what_became_of_its_units(
    bcd35: CommandLine, root: Path
) -> None:
    """From the round's letter until its closing, whether they have reported or not; and of no other unit."""

    def does(*words: str, now: datetime = NOW + timedelta(days=20)) -> None:
        assert bcd35(*words, now=now).code == 0, words

    does("units", "edit", "SYT", "--name", "Sở Y tế và Dân số")
    does("units", "edit", "SYT", "--note", "đã gọi điện")
    does("units", "split", "SYT", "--into", "SYA:Sở Y", "--into", "SYB:Sở Dân số", "--reason", "chia tách")
    does("units", "recode", "TTT", "TTTP", "--reason", "theo danh mục mới")
    does("units", "retire", "STC", "--reason", "đợt không có đơn vị này")
    does("rounds", "close", ROUND)
    does("units", "edit", "TTTP", "--name", "Thanh tra thành phố", now=NOW + timedelta(days=30))

    does("casefile")

    told = table(parts_of(root / ZIP)["data/so/nhat-ky.csv"])
    assert told[0] == ["Lúc", "Việc", "Đối tượng", "Chi tiết"]
    at, unit = "21/12/2025 08:30", "SYT – Sở Y tế và Dân số"
    day, ended = "ngày: 21/12/2025", "trạng thái: đang dùng → thôi dùng"
    assert told[-4:] == [
        [at, "Sửa đơn vị", unit, "tên: “Sở Y tế” → “Sở Y tế và Dân số”"],
        [at, "Chia tách đơn vị", unit, f"{day}; lý do: chia tách; tách thành: SYA, SYB; {ended}"],
        [at, "Đổi mã đơn vị", "TTT", f"vào: TTTP; {day}; lý do: theo danh mục mới; đợt: {ROUND}"],
        [at, "Đóng, mở đợt", ROUND, f"{day}; trạng thái: đang mở → đã đóng"],
    ]
