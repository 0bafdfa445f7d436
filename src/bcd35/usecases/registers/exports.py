"""Registers out of the database: a file that an import reads back."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.entries import ChannelEntry, UnitEntry
from bcd35.domain.shape import without_code
from bcd35.formats.registers.reader import write_register
from bcd35.usecases.desk import CHANNELS_FILE, UNITS_FILE, Desk
from bcd35.usecases.outputs import Written, refuse_output, write_output
from bcd35.usecases.registers.bases import Remembered
from bcd35.usecases.registers.sources import Register, read_source
from bcd35.usecases.registers.stored import current_office


class Exported(NamedTuple):
    """A file that was written out of a register, and how many entries it has."""

    written: Written
    entries: int

    @property
    def path(self) -> Path:
        return self.written.path


def export_register(
    desk: Desk,
    register: Register,
    entries: Sequence[UnitEntry] | Sequence[ChannelEntry],
    path: Path,
    *,
    sample: bool = False,
) -> Exported:
    """Write entries as a register file, or as a list that Excel opens; the suffix tells.

    What it says is remembered, so that its next import takes what was edited in it and nothing else. When
    this replaces the workspace's own file of the register, the file counts as imported.
    """
    own = {"channels": CHANNELS_FILE, "units": UNITS_FILE}[register]
    refuse_output(desk, path, own=own)
    if path.suffix.lower() in (".xlsx", ".csv"):
        data = _as_list(desk, register, entries, path.suffix.lower())
    else:
        data = write_register(register, entries, sample=sample)
    written = write_output(desk, path, data)
    source = read_source(desk.workspace, register, written.path)
    stated = {entry.code: without_code(entry) for entry in entries}
    with desk.act():
        desk.store.registers.remember_entries(*Remembered.of(source.shown, stated))
        if source.remembered and source.shown == own:
            desk.store.registers.remember_file(source.remembered, desk.world.now)
    return Exported(written, len(entries))


def _as_list(
    desk: Desk, register: Register, entries: Sequence[UnitEntry] | Sequence[ChannelEntry], suffix: str
) -> bytes:
    from bcd35.formats.exports.csv_table import write_csv
    from bcd35.formats.tables.list_workbook import LIST_FORMS, write_list

    office = current_office(desk)
    labels = {kind.code: kind.label for kind in office.unit_kinds} if office else {}
    if suffix == ".csv":
        columns = LIST_FORMS[register].columns
        rows = ([column.value(entry, labels) for column in columns] for entry in entries)
        return write_csv([column.heading for column in columns], rows)
    form = LIST_FORMS[register]
    return write_list(form, entries, labels, office.full_name if office else "", desk.world.today)
