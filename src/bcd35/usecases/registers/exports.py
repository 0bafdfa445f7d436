"""Registers out of the database: a file that an import reads back."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.entries import ChannelEntry, UnitEntry
from bcd35.domain.shape import without_code
from bcd35.formats.registers.reader import write_register
from bcd35.usecases.desk import CHANNELS_FILE, UNITS_FILE, Desk, judge_output
from bcd35.usecases.registers.bases import Remembered
from bcd35.usecases.registers.sources import Register, read_source
from bcd35.world.files import write_file


class Exported(NamedTuple):
    """The register file that was written, and how many entries it has."""

    path: Path
    entries: int


def export_register(
    desk: Desk,
    register: Register,
    entries: Sequence[UnitEntry] | Sequence[ChannelEntry],
    path: Path,
    *,
    sample: bool = False,
) -> Exported:
    """Write entries as a register file.

    When this replaces the workspace's own file of the register, the file counts as imported.
    """
    own = {"channels": CHANNELS_FILE, "units": UNITS_FILE}[register]
    judge_output(desk, path, own=own)
    write_file(path, write_register(register, entries, sample=sample))
    source = read_source(desk.workspace, register, path)
    if source.remembered and source.shown == own:
        stated = {entry.code: without_code(entry) for entry in entries}
        with desk.act():
            desk.store.registers.remember_file(source.remembered, desk.world.now)
            desk.store.registers.remember_entries(*Remembered.of(source.shown, stated))
    return Exported(path, len(entries))
