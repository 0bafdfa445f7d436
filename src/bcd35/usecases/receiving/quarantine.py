"""Refused files: a copy of each, once, with a note of its reasons beside it.

The file that came stays where it is.

A file that is larger than any form is not read to its end and so not copied; the note alone tells why it was
refused.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from bcd35.domain.findings import Finding, within
from bcd35.domain.letter_files import safe_stem
from bcd35.domain.refused_files import RefusedFile, arrival_place
from bcd35.domain.text import clean, fold
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.reading import bytes_of, whole_digest
from bcd35.usecases.receiving.returns import Outcome, Return
from bcd35.world.files import clear_up, left_overs, sha256
from bcd35.world.kept import plain_suffix, write_files

_DIGITS = 12  # of the hash, in names
_LONGEST_STEM = 32


def copy_refused(
    desk: Desk, returns: Sequence[Return], outcomes: Sequence[Outcome], day_of: Callable[[Return], date]
) -> dict[str, RefusedFile]:
    """File → its copy, for every refused file of these that could be read whole.

    Writes what was not copied before, and copies that were lost since.

    Inside the caller's act: what lies half-way to a copy was left by a killed run, and goes.
    """
    refused = {
        item.sha256: (item, one)
        for item, one in zip(returns, outcomes, strict=True)
        if one.verdict == "refused" and item.sha256
    }
    known = desk.store.intake.refused(refused)
    lost = {digest for digest, copy in known.items() if not (desk.workspace.root / copy.path).exists()}
    new = sorted((refused.keys() - known.keys()) | lost)

    def copies() -> Iterator[tuple[Path, bytes]]:  # one at a time: a folder may hold hundreds of photographs
        for digest in new:
            item, outcome = refused[digest]
            data = bytes_of(Path(item.path)) if item.path else None
            # a file that changed since it was judged is judged anew next time
            if data is not None and whole_digest(data) == digest:
                known[digest] = known.get(digest) or _planned(desk, item, outcome, day_of(item))
                yield from _written(desk, known[digest], outcome, data)

    if new:
        clear_up(left_overs(desk.workspace.quarantine))
    write_files(chain(copies(), _notes_of_large(desk, returns, outcomes)))
    return known


def _notes_of_large(
    desk: Desk, returns: Sequence[Return], outcomes: Sequence[Outcome]
) -> Iterator[tuple[Path, bytes]]:
    """A note for each file too large to copy, once for each place where such a file lies."""
    notes = {
        _note_of_large(desk, one): one
        for item, one in zip(returns, outcomes, strict=True)
        if _is_too_large(item)
    }
    return (
        (path, _note(desk, Path(one.file).name, one, one.findings))
        for path, one in notes.items()
        if not path.exists()
    )


def _is_too_large(item: Return) -> bool:
    return not item.sha256 and any(found.code == "too_large" for found in item.findings)


def _note_of_large(desk: Desk, outcome: Outcome) -> Path:
    name = f"{_stem(outcome.file)}_{sha256(outcome.file.encode())[:_DIGITS]}.txt"
    return desk.workspace.quarantine / "qua-lon" / name


def _planned(desk: Desk, item: Return, outcome: Outcome, received_on: date) -> RefusedFile:
    name = clean(Path(item.file).name)
    stem = f"{_stem(name)}_{item.sha256[:_DIGITS]}"
    path = desk.workspace.quarantine / desk.world.today.isoformat() / f"{stem}{plain_suffix(name)}"
    return RefusedFile(
        sha256=item.sha256,
        path=desk.workspace.shown(path),
        file_name=name,
        unit=outcome.unit,
        round_code=outcome.round_code,
        refusal=outcome.refusal or "",
        findings=outcome.findings,
        refused_on=desk.world.today,
        received_on=received_on,
        place=arrival_place(item.file),
        refused_at=desk.world.now.isoformat(timespec="seconds"),
    )


def _written(desk: Desk, refused: RefusedFile, outcome: Outcome, data: bytes) -> Iterator[tuple[Path, bytes]]:
    path = desk.workspace.root / refused.path
    yield path, data
    yield note_beside(path), _note(desk, refused.file_name, outcome, refused.findings)


def note_beside(copy: Path) -> Path:
    """Where the reasons for a refused file are told, beside its copy."""
    return copy.with_name(f"{copy.stem}_ly-do.txt") if copy.suffix == ".txt" else copy.with_suffix(".txt")


def _note(desk: Desk, name: str, outcome: Outcome, findings: Sequence[Finding]) -> bytes:
    from bcd35.formats.forms.refusal_note import RefusedReturn, render_refusal_note

    unit, placed = outcome.unit_name or outcome.unit, within(outcome.file, findings)
    return render_refusal_note(RefusedReturn(clean(name), unit, desk.world.today, placed))


def _stem(file: str) -> str:
    return safe_stem(fold(clean(Path(file).stem)))[:_LONGEST_STEM]


def with_copies(
    desk: Desk, returns: Sequence[Return], outcomes: Sequence[Outcome], copies: Mapping[str, RefusedFile]
) -> list[Outcome]:
    """The outcomes, the refused ones with the paths of their copies, or of their notes alone."""
    return [_with_copy(desk, item, one, copies) for item, one in zip(returns, outcomes, strict=True)]


def _with_copy(desk: Desk, item: Return, outcome: Outcome, copies: Mapping[str, RefusedFile]) -> Outcome:
    if _is_too_large(item):
        return outcome._replace(quarantined=desk.workspace.shown(_note_of_large(desk, outcome)))
    copy = copies.get(item.sha256) if outcome.verdict == "refused" else None
    return outcome._replace(quarantined=copy.path, taken_back=copy.withdrawn) if copy else outcome
