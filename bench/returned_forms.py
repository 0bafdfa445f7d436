"""An office whose letter went to many units, and a folder with the filled form of each: made fast, for
benches of receiving.

The forms are the real one, filled once; the copies differ in the texts that differ between units. No letters
are written.
"""

import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from bcd35.domain.form_spec import ANSWER_COLUMN, SHEET, FormIdentity, form_spec, identify
from bcd35.domain.letters import Expectation, LetterNumber
from bcd35.domain.shape import to_plain
from bcd35.domain.units import Unit, addressee
from bcd35.formats.forms.blank import FormHead, write_form
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.rounds import get_round
from bcd35.usecases.registers.units import the_office
from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.upkeep import make_workspace
from bcd35.world.workspace import VIETNAM, Workspace, World

ISSUED = date(2025, 11, 22)
_NUMBER = LetterNumber("CV/BCĐ", "2025-2030", 28)
_ANSWERS: dict[str, Any] = {
    "count": 12,
    "date": date(2025, 11, 28),
    "yes_no": "Có",
    "choices": "văn bản",
    "text": "Không có.",
}


def make_office(root: Path, count: int) -> Path:
    """A workspace whose round was issued to ``count`` units; returns the folder with their filled forms."""
    make_workspace(root)
    desk = open_desk(World(datetime(2025, 12, 1, 8, tzinfo=VIETNAM), Workspace(root)))
    units = [Unit(f"DV{place:05d}", f"So {place:05d}", "chi_bo_co_so") for place in range(count)]
    identities = _issue(desk, units)
    folder = root / "thu-den"
    folder.mkdir()
    _fill_all(desk, units, identities, folder)
    desk.store.close()
    return folder


def _issue(desk: Desk, units: list[Unit]) -> list[FormIdentity]:
    round_, spec = get_round(desk, ""), form_spec(get_round(desk, ""))
    identities = [identify(spec, unit.code, _NUMBER.reference) for unit in units]
    frozen = {"round": round_, "office": the_office(desk), "channels": ()}
    with desk.store.act():
        desk.store.registers.add_units(units)
        desk.store.letters.take_number(_NUMBER, round_.code, desk.world.now)
        texts = {name: json.dumps(to_plain(value), ensure_ascii=False) for name, value in frozen.items()}
        letter = desk.store.letters.record_letter(round_.code, _NUMBER, ISSUED, texts, desk.world.now)
        desk.store.letters.record_forms(letter, identities)
        lines = [Expectation(unit.code, unit.name, unit.kind, "issued", ISSUED, "") for unit in units]
        desk.store.letters.record_expectations(round_.code, lines, desk.world.now)
    return identities


def _fill_all(desk: Desk, units: list[Unit], identities: list[FormIdentity], folder: Path) -> None:
    office, round_ = the_office(desk), get_round(desk, "")
    name = addressee(units[0].name, units[0].kind, office.unit_kinds)
    head = FormHead(
        office.superior,
        office.issuer,
        office.full_name,
        name,
        round_.subject,
        _NUMBER.reference,
        ISSUED,
        round_.deadline,
        "x",
    )
    book = load_workbook(io.BytesIO(write_form(form_spec(round_), identities[0], head)))
    for row in form_spec(round_).questions:
        if row.field:
            cell: Any = book[SHEET][f"{ANSWER_COLUMN}{row.row}"]
            cell.value = _ANSWERS[row.field.kind]
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as source:
        parts = {part: source.read(part) for part in source.namelist()}
    first = (units[0].name, units[0].code, identities[0].form_id)
    for place, (unit, identity) in enumerate(zip(units, identities, strict=True)):
        texts = dict(zip(first, (unit.name, unit.code, identity.form_id), strict=True))
        (folder / f"bao cao {place:05d}.xlsx").write_bytes(_copy(parts, texts))


def _copy(parts: dict[str, bytes], texts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name, content in parts.items():
            changed = content
            for before, after in texts.items():
                changed = changed.replace(before.encode(), after.encode())
            target.writestr(name, changed)
    return stream.getvalue()
