"""Note the digest of every template and profile that the program ever laid down.

``python -m tools.known_defaults``. By them ``bcd35 update`` tells a file of an older version from one that
the office edited. Earlier states come from the history of this repository; lines are only ever added.
``--check`` ends with 1 when a file as it is now is not noted yet.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from bcd35.usecases.workspace.updating import WATCHED
from bcd35.world.workspace import KNOWN, known_digests

REPOSITORY = Path(__file__).resolve().parents[1]


def main() -> int:
    """Add what is missing, or with ``--check`` only tell of it."""
    known = known_digests()
    check = "--check" in sys.argv
    found = now() if check else {*now(), *ever()}
    missing = sorted({(name, digest) for name, digest in found if digest not in known.get(name, ())})
    if not check and missing:
        lines = {
            *KNOWN.read_text(encoding="utf-8").splitlines(),
            *(f"{digest} {name}" for name, digest in missing),
        }
        KNOWN.write_text("".join(f"{line}\n" for line in sorted(lines, key=_by_name)), encoding="utf-8")
    for name, digest in missing:
        print(f"{name} {digest[:12]} {'is not noted' if check else 'noted'}")
    return int(check and bool(missing))


def _by_name(line: str) -> tuple[str, str]:
    digest, _, name = line.partition(" ")
    return name, digest


def now() -> Iterator[tuple[str, str]]:
    """Name and digest of each watched file as it is; those of a layout under the name in a workspace."""
    for base in (REPOSITORY, *sorted(REPOSITORY.glob("layouts/*"))):
        for file in sorted(one for folder in WATCHED for one in (base / folder).rglob("*.*")):
            yield file.relative_to(base).as_posix(), sha256(file.read_bytes()).hexdigest()


def ever() -> Iterator[tuple[str, str]]:
    """Name and digest of each state that a watched file had in a commit."""
    log = _git(
        "log",
        "--format=",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "--diff-filter=AM",
        "--",
        *WATCHED,
        "layouts",
    )
    for line in sorted(set(log.decode().splitlines())):
        head, _, name = line.partition("\t")
        blob = head.split()[3]
        name = re.sub("^layouts/[^/]+/", "", name)
        if name.startswith(WATCHED):
            yield name, sha256(_git("cat-file", "blob", blob)).hexdigest()


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=REPOSITORY, check=True, capture_output=True).stdout  # noqa: S603, S607 - our own history


if __name__ == "__main__":
    sys.exit(main())
