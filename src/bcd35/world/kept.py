"""Originals kept under their hash, each content once. How a file is written durably is told in ``files``."""

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from stat import S_ISREG

from bcd35.domain.errors import Refused, UnknownName
from bcd35.world.files import (
    Aside,
    Staged,
    folders_of,
    publish,
    sha256,
    sync_files,
    sync_folder,
    write_aside,
    writing,
)
from bcd35.world.workspace import Workspace


def kept_path(workspace: Workspace, digest: str, name: str) -> Path:
    """Where a file with this hash is kept: ``out/_ho-so/ab/abcd….xlsx``.

    Only a plain suffix of its name is used.
    """
    return workspace.kept.joinpath(digest[:2], f"{digest}{plain_suffix(name)}")


def kept_folder(workspace: Workspace, digest: str) -> Path:
    """The folder of a hash, also by its first two digits alone."""
    return workspace.kept / digest[:2]


def plain_suffix(name: str) -> str:
    """The suffix of a name that came from outside, in lower case.

    Nothing when it is none that a file of an office has.
    """
    stem, _, end = name.rpartition(".")
    suffix = end.lower()
    named = stem and stem[-1] not in ("/", os.sep)
    if named and suffix.isalnum() and suffix.isascii() and len(suffix) <= len("xlsxx"):
        return f".{suffix}"
    return ""


def keep(workspace: Workspace, data: bytes, name: str) -> str:
    """Keep bytes under their hash, once; returns the sha256."""
    digest = sha256(data)
    path = kept_path(workspace, digest, name)
    if not _is_kept(path, len(data)):
        write_files([(path, data)])
    return digest


def keep_copy(workspace: Workspace, source: Path) -> str:
    """Keep a file of any size under its hash, once; returns the sha256.

    Raises UnknownName when it cannot be read.
    """
    import hashlib

    try:
        digest = digest_of(source)
        target = kept_path(workspace, digest, source.name)
        if not _is_kept(target, source.stat().st_size):
            seen = hashlib.sha256()
            with writing(target) as copy:
                for chunk in chunks_of(source):
                    seen.update(chunk)
                    copy.write(chunk)
                if seen.hexdigest() != digest:
                    message = f"Tệp “{source.name}” đang được ghi ở chương trình khác."
                    fix = "Đợi ghi xong rồi chạy lại."
                    raise Refused("file_changing", message, where=str(source), fix=fix)
    except (FileNotFoundError, IsADirectoryError):
        message = f"Không đọc được tệp “{source}”."
        raise UnknownName("no_such_file", message, where=str(source), fix="Kiểm tra lại đường dẫn.") from None
    return digest


def chunks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a mebibyte at a time: videos are larger than memory should be."""
    with path.open("rb") as file:
        while chunk := file.read(1024 * 1024):
            yield chunk


def digest_of(path: Path) -> str:
    """Digest of a file in hex, whatever its size."""
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stage_original(workspace: Workspace, data: bytes, digest: str, name: str, token: str) -> Staged | None:
    """Write bytes beside the path where they would be kept, not yet synced; None when they are kept already.

    ``digest``: the sha256 of the bytes; ``name``: with which they came; ``token``: of this file in this run,
    as the same bytes may come twice.
    """
    final = kept_path(workspace, digest, name)
    return None if _is_kept(final, len(data)) else write_aside(final, data, token, digest)


def write_files(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write whole files, durably. Another run that writes the same files meanwhile is no failure."""
    with Aside() as aside:
        staged = [aside.write(path, data) for path, data in files]
        sync_files(staged)
        publish_same(staged)


def publish_same(staged: Collection[Staged]) -> None:
    """Give synced files their names, which other runs give to the same bytes only."""
    try:
        publish(staged)
    except FileNotFoundError:
        # another run published the same bytes and swept one of our temporary files away
        publish([file for file in staged if not _is_kept(file.final, file.size)])
        for folder in folders_of(staged):
            sync_folder(folder)


def _is_kept(path: Path, size: int) -> bool:
    try:
        found = path.stat()
    except OSError:  # not there; or it cannot be looked at, and then writing it will tell why
        return False
    return S_ISREG(found.st_mode) and found.st_size == size
