"""Register files as they lie on the disk: which ones there are, what each feeds, and its bytes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from bcd35.domain.errors import BrokenFile, UnknownName
from bcd35.domain.merge import Take
from bcd35.store.registers import RegisterFile
from bcd35.usecases.desk import CHANNELS_FILE, HOLIDAYS_FILE, OFFICE_FILE, ROUNDS_FOLDER, UNITS_FILE
from bcd35.usecases.registers.decisions import ListDecisions
from bcd35.usecases.unreadable import bytes_of_own
from bcd35.world.files import is_device, sha256
from bcd35.world.workspace import Workspace, stamp

Register = Literal["office", "holidays", "channels", "units", "rounds"]


class Source(NamedTuple):
    """One register file that is imported: which register it feeds and its bytes.

    ``remembered`` is None for a file outside the workspace. ``written_first``: the bytes are not on the disk
    yet, and are written in the act.
    """

    register: Register
    shown: str
    data: bytes
    remembered: RegisterFile | None
    written_first: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it is a list as the office has it, and no register file in YAML."""
        return Path(self.shown).suffix.lower() not in (".yaml", ".yml")


class ImportRequest(NamedTuple):
    """Register files to bring in; none named: all of the workspace's own.

    ``register``: what a file feeds that may lie anywhere; None: its place in the workspace tells.
    ``retire_missing``: entries in force that the files leave out are retired.
    ``take``: who is right where both the file and a command changed a field.
    ``decisions``: what a clerk decided about a list of the office's own, a workbook or a .csv.
    ``replacing``: the round whose letter is replaced in the same act, so that its content may change.
    ``former``: where the file of a round is kept as it was.
    """

    files: Sequence[Path] = ()
    register: Register | None = None
    retire_missing: bool = False
    take: Take = ""
    replacing: str = ""
    former: str = ""
    decisions: ListDecisions = ListDecisions()


def workspace_sources(workspace: Workspace) -> list[Source]:
    """Every register file of the workspace, the office first since the others refer to it."""
    rounds = sorted((workspace.root / ROUNDS_FOLDER).glob("*.yaml"))
    named: list[tuple[Register, Path]] = [
        ("office", workspace.root / OFFICE_FILE),
        ("holidays", workspace.root / HOLIDAYS_FILE),
        ("channels", workspace.root / CHANNELS_FILE),
        ("units", workspace.root / UNITS_FILE),
        *(("rounds", path) for path in rounds),
    ]
    return [_own_source(workspace, register, path) for register, path in named]


def _own_source(workspace: Workspace, register: Register, path: Path) -> Source:
    """A register file that the workspace must have. Raises BrokenFile when it is missing."""
    if path.is_file() or is_device(path):
        return read_source(workspace, register, path)
    shown = workspace.shown(path)
    fix = "Tạo bản mặc định ở thư mục khác rồi chép sang: bcd35 init THƯ_MỤC_KHÁC"
    if workspace.database.is_file() and workspace.database.stat().st_size:  # there was a time to copy it
        fix = "Lấy lại từ bản sao: bcd35 restore --missing"
    raise BrokenFile("register_missing", f"Thiếu tệp “{shown}”.", where=shown, fix=fix)


def register_of(workspace: Workspace, path: Path) -> Register:
    """Which register a file of ``bcd35 import`` feeds, by its place in the workspace."""
    shown = workspace.shown(path)
    if path.is_dir():
        raise UnknownName.folder(shown)
    known: dict[str, Register] = {
        OFFICE_FILE: "office",
        HOLIDAYS_FILE: "holidays",
        CHANNELS_FILE: "channels",
        UNITS_FILE: "units",
    }
    if shown in known:
        return known[shown]
    if shown.startswith(f"{ROUNDS_FOLDER}/"):
        return "rounds"
    fix = "Tệp để ở nơi khác thì nêu sổ của nó (channels, units, rounds), ví dụ: bcd35 units import TỆP"
    raise UnknownName("unknown_register", f"Không rõ tệp “{shown}” thuộc sổ nào.", where=shown, fix=fix)


def read_source(workspace: Workspace, register: Register, path: Path) -> Source:
    """Read one register file. Raises UnknownName when there is none, BrokenFile when it cannot be read."""
    shown = workspace.shown(path)
    seen = stamp(path)  # taken before the bytes, so that an edit in between is noticed later
    try:
        data = bytes_of_own(path, shown)
    except FileNotFoundError:
        raise UnknownName.no_file(shown) from None
    except OSError as error:
        if path.is_dir():
            raise UnknownName.folder(shown) from None
        message = f"Không đọc được “{shown}”."
        raise BrokenFile("unreadable_file", message, where=shown, fix="Kiểm tra quyền đọc tệp.") from error
    source = Source(register, shown, data, None)
    if not workspace.holds(path) or seen is None or source.is_list:
        return source
    return source._replace(remembered=RegisterFile(shown, sha256(data), *seen))
