"""A case file as bytes: a BagIt bag (RFC 8493) in one zip.

``sha256sum -c`` and any archive's own tools can check it too.

Parts are stored as they are: letters, forms and pictures are compressed already, and without deflate the same
parts give the same bytes on every machine. It also makes a bomb impossible: what is unpacked is never more
than the file itself.
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import BinaryIO, NamedTuple

from bcd35.domain.findings import Finding
from bcd35.formats.ooxml.package import zip_entry

PAYLOAD, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_CHUNK = 1024 * 1024
_MOST_PARTS = 500_000
_LARGEST_MANIFEST = 128 * 1024 * 1024
_TAG_FILES = ("bagit.txt", "bag-info.txt", PAYLOAD, TAGS)
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


class BagPart(NamedTuple):
    """One file of the payload: path below ``data/``, digest in hex, size in bytes, its bytes by piece."""

    path: str
    sha256: str
    size: int
    chunks: Callable[[], Iterable[bytes]]


def part_of(path: str, data: bytes) -> BagPart:
    """A part that is in memory. It waits there compressed: the JSON of 1,530 units has 9 MB."""
    packed = zlib.compress(data, zlib.Z_BEST_SPEED)
    return BagPart(path, hashlib.sha256(data).hexdigest(), len(data), partial(_unpacked, packed))


def _unpacked(packed: bytes) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    while packed:
        yield unpacker.decompress(packed, _CHUNK)
        packed = unpacker.unconsumed_tail
    yield unpacker.flush()


class ChangedWhileRead(Exception):  # noqa: N818 – says what happened
    """A part's bytes were not those its digest promised."""


def write_bag(target: BinaryIO, name: str, info: Mapping[str, str], parts: Iterable[BagPart]) -> None:
    """Write a bag with the top folder ``name``. Raises ChangedWhileRead with a part's path."""
    ordered = sorted(parts, key=lambda part: part.path)
    manifest = "".join(f"{part.sha256}  data/{part.path}\n" for part in ordered).encode()
    stated = {**info, "Payload-Oxum": f"{sum(part.size for part in ordered)}.{len(ordered)}"}
    tags = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": "".join(
            f"{label}: {' '.join(value.split())}\n" for label, value in stated.items()
        ).encode(),
        PAYLOAD: manifest,
    }
    tag_manifest = "".join(
        f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(tags.items())
    ).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bag:
        for path, data in [*tags.items(), (TAGS, tag_manifest)]:
            _write_part(bag, f"{name}/{path}", part_of(path, data))
        for part in ordered:
            _write_part(bag, f"{name}/data/{part.path}", part)


def _write_part(bag: zipfile.ZipFile, name: str, part: BagPart) -> None:
    entry = zip_entry(name, zipfile.ZIP_STORED, 0o644)
    entry.file_size = part.size
    seen = hashlib.sha256()
    with bag.open(entry, "w") as target:
        for chunk in part.chunks():
            seen.update(chunk)
            target.write(chunk)
    if seen.hexdigest() != part.sha256:
        raise ChangedWhileRead(part.path)


# --- checking -----------------------------------------------------------------------------------------------


class BagChecked(NamedTuple):
    """How many parts of the payload were read, and everything that is not as the manifests say."""

    parts: int
    findings: tuple[Finding, ...]


def check_bag(source: BinaryIO) -> BagChecked:
    """Read a bag through once, in flat memory; nothing is unpacked to disk.

    Faults of the whole come alone: then no part is read.
    """
    try:
        with zipfile.ZipFile(source) as bag:
            fault = _judge_package(bag, source)
            return BagChecked(0, (fault,)) if fault else _check_parts(bag)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, UnicodeDecodeError):
        findings = (_refusal("not_a_casefile", "Tệp không phải hồ sơ .zip, hoặc bị hỏng phần đầu mục."),)
        return BagChecked(0, findings)


def _refusal(code: str, message: str) -> Finding:
    return Finding(code, "", message, "Lấy lại tệp từ nơi đã nhận hoặc bản sao lưu.")


def _judge_package(bag: zipfile.ZipFile, source: BinaryIO) -> Finding | None:
    """What makes the whole untrustworthy.

    Names that lead out of it, parts packed otherwise than we pack, or no bag at all.
    """
    entries = bag.infolist()
    names = [entry.filename for entry in entries]
    top = names[0].partition("/")[0] if names else ""
    if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > source.seek(0, 2):
        return _refusal("bomb", "Tệp khai dung lượng lớn hơn chính nó; không đọc tiếp.")
    if any(not _is_plain(name) for name in names):
        bad = next(name for name in names if not _is_plain(name))
        return _refusal("bad_path", f"Tên tệp “{bad[:80]}” trong hồ sơ không an toàn; không đọc tiếp.")
    if len({name.casefold() for name in names}) != len(names):
        return _refusal("repeated_path", "Hồ sơ có hai tệp cùng tên; không đọc tiếp.")
    if any(entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1 for entry in entries):
        return _refusal(
            "repacked", "Hồ sơ đã bị đóng gói lại bằng chương trình khác; không kiểm được từng tệp."
        )
    if any(f"{top}/{tag}" not in names for tag in _TAG_FILES) or any(
        not name.startswith(f"{top}/") for name in names
    ):
        return _refusal("not_a_casefile", "Tệp .zip này không phải hồ sơ do bcd35 ghi, hoặc thiếu bảng kê.")
    large = max(bag.getinfo(f"{top}/{tag}").file_size for tag in _TAG_FILES)
    return (
        _refusal("bomb", "Bảng kê của hồ sơ quá lớn; không đọc tiếp.") if large > _LARGEST_MANIFEST else None
    )


def _is_plain(name: str) -> bool:
    return (
        bool(re.fullmatch(r"[A-Za-z0-9._/-]+", name))
        and not name.startswith("/")
        and not {"", ".", ".."} & set(name.split("/"))
    )


def _check_parts(bag: zipfile.ZipFile) -> BagChecked:
    top = bag.namelist()[0].partition("/")[0]
    promised: dict[str, str] = {}
    findings: list[Finding] = []
    for manifest in (TAGS, PAYLOAD):
        for line in bag.read(f"{top}/{manifest}").decode().splitlines():
            if (match := _LINE.fullmatch(line)) is None:
                message = f"Bảng kê {manifest} có dòng không đọc được: “{line[:80]}”."
                findings.append(_refusal("bad_manifest", message))
            else:
                promised[match[2]] = match[1]
    present = {name.removeprefix(f"{top}/") for name in bag.namelist()} - {TAGS}
    findings += [
        Finding("part_missing", path, f"Thiếu tệp “{path}”.") for path in sorted(promised.keys() - present)
    ]
    findings += [
        Finding("part_extra", path, f"Thừa tệp “{path}”, không có trong bảng kê.")
        for path in sorted(present - promised.keys())
    ]
    both = sorted(promised.keys() & present)
    changed = (path for path in both if _digest(bag, f"{top}/{path}") != promised[path])
    findings += [
        Finding("part_changed", path, f"Tệp “{path}” đã bị sửa: mã băm khác bảng kê.") for path in changed
    ]
    return BagChecked(sum(path.startswith("data/") for path in both), tuple(findings))


def _digest(bag: zipfile.ZipFile, name: str) -> str:
    seen = hashlib.sha256()
    try:
        with bag.open(name) as part:
            while chunk := part.read(_CHUNK):
                seen.update(chunk)
    except (zipfile.BadZipFile, EOFError):  # the zip's own check sum fails first
        return ""
    return seen.hexdigest()
