"""Refused files: a copy of each, once, with a note of its reasons beside it. The file that came stays where it is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bcd35.domain.letters import safe_stem
from bcd35.domain.text import clean, fold
from bcd35.store.intake import RefusedFile
from bcd35.usecases.desk import Desk
from bcd35.usecases.incoming import bytes_of, digest_of
from bcd35.usecases.settling import Outcome, Return
from bcd35.world.kept import plain_suffix, write_files

_DIGITS = 12  # of the hash, in names
_LONGEST_STEM = 32


def copy_refused(desk: Desk, returns: Sequence[Return], outcomes: Sequence[Outcome]) -> dict[str, RefusedFile]:
    """File → its copy, for every refused file of these that could be read whole. Writes what was not copied before."""
    refused = {item.sha256: (item, one) for item, one in zip(returns, outcomes, strict=True) if one.verdict == "refused" and item.sha256}
    known = desk.store.intake.refused(refused)
    files: dict[Path, bytes] = {}
    for digest in refused.keys() - known.keys():
        item, outcome = refused[digest]
        data = bytes_of(item.path) if item.path else None
        if data is not None and digest_of(data) == digest:  # a file that changed since it was judged is judged anew next time
            known[digest] = _planned(desk, item, outcome)
            files |= _written(desk, known[digest], outcome, data)
    write_files(files)
    return known


def _planned(desk: Desk, item: Return, outcome: Outcome) -> RefusedFile:
    name = clean(Path(item.file).name)
    stem = f"{safe_stem(fold(Path(name).stem))[:_LONGEST_STEM]}_{item.sha256[:_DIGITS]}"
    path = desk.workspace.quarantine / desk.world.today.isoformat() / f"{stem}{plain_suffix(name)}"
    shown = desk.workspace.shown(path)
    return RefusedFile(
        item.sha256, shown, name, outcome.unit, outcome.round_code, outcome.refusal or "", outcome.findings, desk.world.today
    )


def _written(desk: Desk, refused: RefusedFile, outcome: Outcome, data: bytes) -> Mapping[Path, bytes]:
    from bcd35.formats.refusal_notes import RefusedReturn, render_refusal_note

    path = desk.workspace.root / refused.path
    note = render_refusal_note(RefusedReturn(refused.file_name, outcome.unit_name or outcome.unit, desk.world.today, refused.findings))
    return {path: data, path.with_suffix(".txt"): note}


def with_copies(returns: Sequence[Return], outcomes: Sequence[Outcome], copies: Mapping[str, RefusedFile]) -> list[Outcome]:
    """The outcomes, the refused ones with the paths of their copies."""
    return [
        replace(one, quarantined=copies[item.sha256].path) if one.verdict == "refused" and item.sha256 in copies else one
        for item, one in zip(returns, outcomes, strict=True)
    ]
