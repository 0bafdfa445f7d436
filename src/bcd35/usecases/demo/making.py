"""``bcd35 demo``: a workspace with a finished round, a round that is out, and answers not yet taken in.

Everything goes the way that the commands go; only the clock is set, so that every demo is the same.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.answers import Answer, Plain
from bcd35.domain.errors import WorkspaceError
from bcd35.domain.form_spec import form_spec
from bcd35.domain.rounds import Field
from bcd35.domain.text import typed_path
from bcd35.formats.forms.refilled import FilledCell, Refill, refill_form
from bcd35.formats.ooxml.package import Properties
from bcd35.usecases.desk import ROUNDS_FOLDER, Desk, Progress, no_progress
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.reminder import ReminderRequest, remind
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.receiving.record import ReturnedFiles, record_files
from bcd35.usecases.registers.rounds import issued_round
from bcd35.usecases.registers.switching import switch_round
from bcd35.usecases.registers.units import list_units
from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.upkeep import free_beside, make_workspace
from bcd35.world.files import write_file
from bcd35.world.workspace import VIETNAM, Workspace, World, is_workspace

DEMO_FOLDER = "bcd35-dung-thu"
ARRIVED, ARRIVED_LATE, ARRIVED_BEFORE = "bao-cao-gui-ve", "bao-cao-gui-muon", "bao-cao-dot-truoc"
_ROUND, _EARLIER = "2025-11-kenh-truyen-thong", "2025-09-kenh-truyen-thong"
# What the earlier round states otherwise than the round that is packaged.
_EARLIER_TEXTS = {
    _ROUND: _EARLIER,
    "deadline: 2025-12-15": "deadline: 2025-10-15",
    "number: 29-": "number: 21-",
    "date: 2025-11-21": "date: 2025-09-12",
}
# By place in the office's own order of its units.
_GOOD, _LATE = range(4, 12), range(12, 15)  # the rest is silent
_FAULTY, _AT_ODDS, _BLANK, _SCANNED = 0, 1, 2, 3
_SCAN = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
_FOREIGN = "Giấy mời họp (không phải báo cáo).\n"


class Demo(NamedTuple):
    """The folder, and the commands to type next in it."""

    root: Path
    commands: tuple[str, ...]


def demo_folder(here: Path) -> Path:
    """Where a demo is made when no folder is named: here, or beside the workspace that this is a part of."""
    around = next(filter(is_workspace, (here, *here.parents)), None)
    return free_beside(around, DEMO_FOLDER) if around else free_beside(here / DEMO_FOLDER, DEMO_FOLDER)


def make_demo(folder: Path, progress: Progress = no_progress) -> Demo:
    """Make it in a folder that is empty or not there yet. Raises WorkspaceError for another one."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        elsewhere = free_beside(folder.resolve(), folder.resolve().name)
        fix = f"Chọn thư mục chưa có, ví dụ: bcd35 demo {typed_path(elsewhere)}"
        message = f"“{folder.resolve()}” đã có sẵn, không phải thư mục trống."
        raise WorkspaceError("folder_not_empty", message, where=str(folder), fix=fix)
    root = make_workspace(folder).root
    _state_earlier_round(root)
    desk = open_desk(World(_at(2025, 9, 15), Workspace(root)))
    try:
        _finish_earlier_round(desk, progress)
        _issue_present_round(desk, progress)
    finally:
        desk.store.close()
    commands = (
        f"bcd35 record-report {ARRIVED} --received-on 2025-12-10",
        f"bcd35 record-report {ARRIVED_LATE} --received-on 2025-12-18",
        "bcd35 status --as-of 2025-12-20",
    )
    return Demo(root, commands)


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, tzinfo=VIETNAM)


def _on(desk: Desk, year: int, month: int, day: int) -> Desk:
    return desk._replace(world=desk.world._replace(now=_at(year, month, day)))


def _state_earlier_round(root: Path) -> None:
    text = (root / ROUNDS_FOLDER / f"{_ROUND}.yaml").read_text(encoding="utf-8")
    for now, before in _EARLIER_TEXTS.items():
        text = text.replace(now, before)
    write_file(root / ROUNDS_FOLDER / f"{_EARLIER}.yaml", text.encode())


class _Forms:
    """The forms that were issued for a round, to be filled in as units would."""

    def __init__(self, desk: Desk, code: str) -> None:
        self._root = desk.workspace.root
        self._round, self._issued = issued_round(desk, code)
        self._units = [unit.code for unit in list_units(desk)]
        files = desk.store.letters.files(self._issued.letter.id)
        self._blank = {file.unit: file.path for file in files if file.role == "form"}

    def unit(self, place: int) -> str:
        return self._units[place]

    def blank(self, place: int) -> bytes:
        return (self._root / self._blank[self.unit(place)]).read_bytes()

    def fill(self, place: int, folder: str, copy: str = "", **more: Plain) -> Path:
        """A filled copy in a folder; ``more``: answers by the code of their field."""
        dated, deadline = self._issued.letter.dated, self._round.deadline
        spec = form_spec(self._round)
        right = tuple(
            FilledCell.of(
                row.answer_cell, Answer("value", more.get(row.field.code, _answer(row.field, place, dated)))
            )
            for row in spec.questions
            if row.field
        )
        properties = Properties(f"Báo cáo: {self._round.subject}", self.unit(place), dated)
        filled = Refill(right, (), deadline)
        path = self._root / folder / f"{' '.join(filter(None, ('bao cao', self.unit(place), copy)))}.xlsx"
        write_file(path, refill_form(self.blank(place), spec.layout, filled, properties))
        return path


def _finish_earlier_round(desk: Desk, progress: Progress) -> None:
    """All but the silent ones report, some of them after a reminder; the round is closed."""
    notify(desk, NoticeRequest(round_code=_EARLIER, dated=date(2025, 9, 15)), progress=progress)
    forms = _Forms(desk, _EARLIER)
    on_time = [forms.fill(place, ARRIVED_BEFORE) for place in (*_GOOD, *range(4))]
    record_files(_on(desk, 2025, 10, 10), ReturnedFiles(paths=on_time), progress=progress)
    remind(_on(desk, 2025, 10, 16), ReminderRequest(round_code=_EARLIER), progress=progress)
    late = [forms.fill(place, ARRIVED_BEFORE) for place in _LATE]
    record_files(_on(desk, 2025, 10, 21), ReturnedFiles(paths=late), progress=progress)
    switch_round(_on(desk, 2025, 11, 3), _EARLIER, "closed")


def _issue_present_round(desk: Desk, progress: Progress) -> None:
    """Its letter is out; what came back lies in folders, not yet taken in."""
    at_issue = _on(desk, 2025, 11, 22)
    notify(at_issue, NoticeRequest(round_code=_ROUND, dated=date(2025, 11, 22)), progress=progress)
    forms, arrived = _Forms(desk, _ROUND), desk.workspace.root / ARRIVED
    for place in _GOOD:
        forms.fill(place, ARRIVED)
    for place in _LATE:
        forms.fill(place, ARRIVED_LATE)
    forms.fill(_FAULTY, ARRIVED, to_chuc_da_thong_bao="mười hai")
    forms.fill(_AT_ODDS, ARRIVED, "gui lan 1", to_chuc_da_thong_bao=12)
    forms.fill(_AT_ODDS, ARRIVED, "gui lan 2", to_chuc_da_thong_bao=15)
    write_file(arrived / f"{forms.unit(_BLANK)} chua dien.xlsx", forms.blank(_BLANK))
    write_file(arrived / f"{forms.unit(_SCANNED)} ban quet.pdf", _SCAN)
    write_file(arrived / "giay moi hop.txt", _FOREIGN.encode())


def _answer(asked: Field, place: int, dated: date) -> Plain:
    """An answer of the field's kind that differs from unit to unit."""
    made: dict[str, Plain] = {
        "count": (place * 7 + len(asked.code)) % 40,
        "choices": asked.of[: 1 + place % 2],
        "date": dated + timedelta(days=2 + place % 5),
        "yes_no": place % 3 > 0,
        "text": "Chưa có cán bộ chuyên trách.",
    }
    return made[asked.kind]
