"""Bringing back the files that a workspace lost, while its ledger is whole."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import UnknownName
from bcd35.domain.findings import Finding
from bcd35.usecases.desk import (
    CHANNELS_FILE,
    HOLIDAYS_FILE,
    OFFICE_FILE,
    UNITS_FILE,
    Desk,
    Progress,
    no_progress,
)
from bcd35.usecases.workspace.origins import age, find_file, nowhere
from bcd35.usecases.workspace.places import copies_in, known_places
from bcd35.usecases.workspace.promises import promised_files
from bcd35.world.copies import Carry, carry, holds
from bcd35.world.exchange import free_aside
from bcd35.world.files import refuse_long_paths
from bcd35.world.kept import digest_of

_REGISTERS = (OFFICE_FILE, HOLIDAYS_FILE, CHANNELS_FILE, UNITS_FILE)  # an import asks for each of them


class Brought(NamedTuple):
    """Files that were brought back into a workspace; altered ones were set aside first."""

    files: tuple[str, ...]
    altered: tuple[str, ...]
    aside: Path
    findings: tuple[Finding, ...]


def bring_missing(desk: Desk, source: Path | None, *, progress: Progress = no_progress) -> Brought:
    """Bring back promised files that are missing or altered, and lost files of ``data/`` and ``templates/``.

    ``source``: where to look, a place of copies or any folder or file; without it the known places.
    Altered ones are copied aside first. Raises UnknownName for a source that is not there.
    """
    if source and not source.exists():
        raise UnknownName.no_file(source)
    root = desk.workspace.root
    places = [source.resolve()] if source is not None else known_places(desk.workspace)
    promised = promised_files(desk.store, desk.workspace)
    wanted = {path: digest for path, digest in promised.items() if not holds(root / path, digest)}
    wanted |= _lost_office_files(desk, places)
    found = {path: find_file(path, digest, places, desk.workspace) for path, digest in wanted.items()}
    if source and None in found.values():
        lying = _by_digest(source)
        found = {path: stored or lying.get(wanted[path]) for path, stored in found.items()}
    aside = free_aside(desk.workspace.set_aside, desk.world.now)
    altered = [path for path, stored in found.items() if stored and (root / path).is_file()]
    carries = [Carry(stored, root / path, wanted[path]) for path, stored in found.items() if stored]
    refuse_long_paths(file.target for file in carries)
    carry([Carry(root / path, aside / path, digest_of(root / path)) for path in altered])
    carry(carries, lambda done: progress("chép", done, len(carries)))
    lacking = [path for path, stored in found.items() if stored is None]
    lacking += [path for path in _REGISTERS if path not in found and not (root / path).exists()]
    findings = tuple(nowhere(path) for path in lacking)
    back = tuple(path for path, stored in found.items() if stored)
    return Brought(back, tuple(altered), aside, findings)


def _by_digest(source: Path) -> dict[str, Path]:
    """Digest → file, of every file there: what a clerk found again has any name."""
    lying = {}
    for file in sorted(source.rglob("*")) if source.is_dir() else [source]:
        with suppress(OSError):
            lying[digest_of(file)] = file
    return lying


def _lost_office_files(desk: Desk, places: Sequence[Path]) -> Mapping[str, str]:
    """Register files and templates that the newest copy has and the workspace has not."""
    book = desk.store.book()
    copies = [one for place in places for one in copies_in(place) if one.content.book == book]
    newest = max(copies, key=age, default=None)
    return {
        file.path: file.sha256
        for file in (newest.content.files if newest else ())
        if file.path.startswith(("data/", "templates/")) and not (desk.workspace.root / file.path).exists()
    }
