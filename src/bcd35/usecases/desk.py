"""The desk that a command works at: the world of this run and the open database.

Not here: opening it (``workspace/opening.py``).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import Refused, UnknownName
from bcd35.store.store import Store
from bcd35.world.workspace import Workspace, World

# Where the register files of a workspace are.
CHANNELS_FILE, UNITS_FILE, OFFICE_FILE, HOLIDAYS_FILE = (
    "data/channels.yaml",
    "data/units.yaml",
    "data/office.yaml",
    "data/holidays.yaml",
)
ROUNDS_FOLDER, PROFILES_FOLDER = "data/rounds", "data/profiles"

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many


def no_progress(_what: str, _done: int, _total: int) -> None:
    """For callers that show nothing."""


class Desk(NamedTuple):
    """What every use case works with; at a rehearsal (``--dry-run``) they plan, and write nothing."""

    world: World
    store: Store
    rehearsal: bool = False

    @property
    def workspace(self) -> Workspace:
        return self.world.workspace

    @contextmanager
    def act(self) -> Iterator[None]:
        """One business act of a use case: the write lock first, then everything or nothing."""
        with self.store.act(self.world.now):
            yield


def judge_output(desk: Desk, path: Path, *, own: str = "") -> None:
    """Refuse a target that must not be written.

    Raises UnknownName for a folder that is not there, Refused when writing would destroy the database, a
    promised file, or a register other than ``own``.
    """
    shown = desk.workspace.shown(path)
    if not path.parent.is_dir() and not shown.startswith("out/"):
        folder = desk.workspace.shown(path.parent)
        raise UnknownName(
            "no_such_folder",
            f"Không có thư mục “{folder}”.",
            where=folder,
            fix="Kiểm tra đường dẫn, hoặc tạo thư mục trước.",
        )
    promised = (
        file.path
        for file in (
            *desk.store.letters.files(),
            *desk.store.reminders.files(),
            *desk.store.corrections.files(),
        )
    )
    ours = {"bcd35.db", OFFICE_FILE, HOLIDAYS_FILE, CHANNELS_FILE, UNITS_FILE, *promised} - {own}
    folders = (
        ROUNDS_FOLDER,
        PROFILES_FOLDER,
        desk.workspace.shown(desk.workspace.templates),
        desk.workspace.shown(desk.workspace.kept),
        desk.workspace.shown(desk.workspace.issued_templates),
    )
    if shown.casefold() in {name.casefold() for name in ours} or shown.startswith(
        tuple(f"{folder}/" for folder in folders)
    ):
        raise Refused(
            "output_in_use",
            f"“{shown}” là tệp của sổ, không ghi đè được.",
            where=shown,
            fix="Chọn tên tệp khác.",
        )
