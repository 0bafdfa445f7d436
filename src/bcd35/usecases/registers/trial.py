"""The trial: a book whose units are the sample roster, and its end when the office's own roster comes.

What the trial issued and received is set aside whole then, ledger and papers, and the book begins clean. One
rename moves all papers, between the writing of the act and its commit:

* killed before the rename, nothing has happened but a copy of the ledger, which the next end replaces;
* killed between rename and commit, the ledger knows of no end: the papers go back when it is opened next;
* an open database cannot be moved on Windows, so the ledger is copied and its rows begin anew in place.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import Stopped
from bcd35.domain.findings import Finding
from bcd35.domain.text import typed_path
from bcd35.usecases.desk import Desk
from bcd35.world.files import make_folder, move_folder, write_file
from bcd35.world.workspace import TRIALS, Workspace

_LEDGER, _PAPERS = "bcd35.db", "out"


class Ending(NamedTuple):
    """What the end of a trial sets aside: how many letters and reports, and into which folder.

    ``folder`` is empty when nothing was issued or received.
    """

    letters: int
    reports: int
    folder: str = ""


def foreseen_ending(desk: Desk) -> Ending:
    """The end of this trial, if it came now."""
    letters, reports, others = desk.store.registers.holdings()
    anything = letters or reports or others
    return Ending(letters, reports, _free_folder(desk) if anything else "")


def _free_folder(desk: Desk) -> str:
    """Named after the day. A folder without papers was left by a run that was killed, and is used again."""
    day = f"{TRIALS}/{desk.world.today.isoformat()}"
    names = (day if number == 1 else f"{day}-{number}" for number in count(1))
    return next(name for name in names if not (desk.workspace.root / name / _PAPERS).exists())


@contextmanager
def roster_act(desk: Desk) -> Iterator[Callable[[], list[Finding]]]:
    """An act that changes the roster, and ends the trial when it leaves no sample unit in force.

    What it yields says afterwards whether it did.
    """
    ended: list[Ending] = []
    try:
        with desk.act():
            ending = foreseen_ending(desk) if desk.store.registers.is_trial() else None
            image = desk.store.image() if ending and ending.folder else b""
            before = len(desk.store.registers.journal_lines()) if ending else 0
            yield lambda: [end_words(desk, one) for one in ended]
            if ending and not desk.store.registers.is_trial():
                ended.append(ending)
                _end(desk, ending, image, before)
    except BaseException:
        _take_back(desk.workspace, ended)
        raise


def _end(desk: Desk, ending: Ending, image: bytes, before: int) -> None:
    """Inside the act, as its last step: nothing may fail after the papers have moved but the commit.

    ``before``: how many lines the journal had when the act began; its own lines go on into the clean book.
    """
    root, folder = desk.workspace.root, ending.folder
    if folder:
        write_file(root / folder / _LEDGER, image)
        lines = desk.store.registers.journal_lines()[before:]
        desk.store.begin_anew()
        desk.store.registers.journal_all(
            desk.world.now, [(line.act, line.subject, json.loads(line.detail)) for line in lines]
        )
    desk.journal("end_trial", folder, letters=ending.letters, reports=ending.reports)
    if folder:
        desk.store.seal_all(desk.world.now, "made")
        (root / _PAPERS).mkdir(exist_ok=True)
        _set_papers_aside(root, root / folder)
        make_folder(root / _PAPERS)


def _set_papers_aside(root: Path, folder: Path) -> None:
    try:
        move_folder(root / _PAPERS, folder / _PAPERS)
    except PermissionError:  # Windows moves no folder in which a file is open
        message = (
            "Không chuyển được thư mục out/ của sổ dùng thử: tệp bên trong đang mở ở chương trình khác (chưa "
            "có gì thay đổi)."
        )
        fix = "Đóng Word, Excel, Explorer đang mở thư mục out/ rồi chạy lại."
        raise Stopped("papers_open", message, where=_PAPERS, fix=fix) from None


def _take_back(workspace: Workspace, ended: list[Ending]) -> None:
    """The papers go back when the act could not be committed."""
    for one in ended:
        if one.folder:
            _put_back(workspace, workspace.root / one.folder)


def _put_back(workspace: Workspace, folder: Path) -> None:
    if (folder / _PAPERS).is_dir():
        _remove_empty(workspace.root / _PAPERS)
        move_folder(folder / _PAPERS, workspace.root / _PAPERS)
    with suppress(OSError):  # a copy that stays is used again
        (folder / _LEDGER).unlink(missing_ok=True)
        folder.rmdir()


def _remove_empty(folder: Path) -> None:
    """A folder that holds folders only."""
    if folder.is_dir():
        for inside in folder.iterdir():
            _remove_empty(inside)
        folder.rmdir()


def mend_interrupted_end(desk: Desk) -> None:
    """Put papers back that a killed run had moved, before its ledger was committed."""
    for folder in sorted((desk.workspace.root / TRIALS).glob(f"*/{_PAPERS}")):
        if _is_interrupted(desk, folder.parent):
            with desk.act():  # the run may still be at work, and has the lock then
                if _is_interrupted(desk, folder.parent):
                    _put_back(desk.workspace, folder.parent)


def _is_interrupted(desk: Desk, folder: Path) -> bool:
    """Papers with the copy of their ledger, unknown to this ledger, which has no papers of its own."""
    out = desk.workspace.root / _PAPERS
    return (
        (folder / _LEDGER).is_file()
        and (folder / _PAPERS).is_dir()
        and f"{TRIALS}/{folder.name}" not in desk.store.registers.trial_folders()
        and not any(path.is_file() for path in out.rglob("*"))
    )


def end_words(desk: Desk, ending: Ending, *, foreseen: bool = False) -> Finding:
    """That the trial is over, where it lies now, and with which number the book begins."""
    from bcd35.domain.letters import numbered
    from bcd35.domain.number_books import book_on
    from bcd35.usecases.registers.stored import current_office

    office = current_office(desk)
    series = book_on(office.books("CV"), desk.world.today) if office else None
    first = numbered(format(series.next_number, "02d"), series.symbol) if series else ""
    number = f" Công văn đầu tiên mang số {first} ({_OFFICE})." if series else ""
    if not ending.folder:
        message = "Hết dùng thử: chưa phát hành, chưa nhận gì nên không có gì phải cất."
        return Finding("trial_ends" if foreseen else "trial_ended", "", message, f"Sổ bắt đầu.{number}")
    held = f"{ending.letters} công văn, {ending.reports} báo cáo và mọi tệp trong out/"
    place = (desk.workspace.root / ending.folder).as_posix()
    verb = "sẽ được chuyển" if foreseen else "đã chuyển"
    message = f"Hết dùng thử: sổ dùng thử ({held}) {verb} vào {ending.folder}/, không xóa gì."
    fix = f"Sổ bắt đầu sạch.{number} Xem lại sổ dùng thử: bcd35 -C {typed_path(place)} status"
    return Finding("trial_ends" if foreseen else "trial_ended", "", message, fix)


_OFFICE = "theo data/office.yaml"
