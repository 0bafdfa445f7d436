"""Lost or edited papers of a round, made again from the ledger.

What was issued was made from what the ledger froze that day and from templates that are kept. The same bytes
come out again, and the digest in the ledger proves it. A paper gets its name only then; whatever stood there
is set aside first, never deleted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from bcd35.domain.errors import BrokenFile, Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_files import safe_stem
from bcd35.domain.terms import ADDED
from bcd35.domain.units import addressee
from bcd35.store.letters import IssuedLetter
from bcd35.store.paper_rows import PromisedPaper
from bcd35.usecases.desk import Desk, Progress, no_progress
from bcd35.usecases.issued_papers import PaperState, judge_paper, look_at
from bcd35.usecases.letters.correction import correction_again
from bcd35.usecases.letters.documents import Documents, documents_until
from bcd35.usecases.letters.extension import EXTENSIONS
from bcd35.usecases.letters.plan import NoticePlan, plan_again
from bcd35.usecases.letters.reminder import REMINDERS
from bcd35.usecases.open_template import Templates
from bcd35.usecases.registers.issued_forms import IssuedForms
from bcd35.usecases.registers.rounds import get_round, not_issued
from bcd35.usecases.registers.units import get_units
from bcd35.world.files import Aside, Staged, publish, set_aside, sha256, sweep, sync_files

if TYPE_CHECKING:
    from datetime import date

    from bcd35.domain.letters import LetterNumber

_FROM_BACKUP = "Lấy tệp ấy từ bản sao: bcd35 restore --missing"
_NOT_KEPT = "bản bcd35 đã phát hành nó chưa lưu nội dung vào sổ."


class ReprintRequest(NamedTuple):
    """What the clerk asked for. Left empty: the only open round, all its papers, edited ones too."""

    round_code: str = ""
    units: tuple[str, ...] = ()
    missing_only: bool = False


class PaperAgain(NamedTuple):
    """What became of a paper that was not there as issued.

    ``edited``: a file that stood under its name; ``set_aside``: where that is now. ``finding``: why the paper
    was not made.
    """

    paper: PromisedPaper
    state: Literal["made", "not_made", "left"]
    edited: bool = False
    set_aside: str = ""
    finding: Finding | None = None


class Reprinted(NamedTuple):
    """The papers that were not there as issued, how many were, and whether this was a rehearsal."""

    round_code: str
    papers: tuple[PaperAgain, ...]
    whole: int
    rehearsal: bool = False


def reprint(desk: Desk, request: ReprintRequest, *, progress: Progress = no_progress) -> Reprinted:
    """Make a round's lost and edited papers again, byte for byte, or only try whether that can be done."""
    code = get_round(desk, request.round_code).code
    letters = [one for one, _ in desk.store.letters.all_of_round(code)]
    if not letters:
        raise not_issued(desk, code)
    papers = _asked_for(desk, letters, request.units)
    lacking = {paper: state for paper in papers if (state := look_at(desk, paper).state) != "whole"}
    wanted = [paper for paper, state in lacking.items() if state == "missing" or not request.missing_only]
    outcomes = {paper: PaperAgain(paper, "left", edited=True) for paper in lacking}
    staged: dict[PromisedPaper, Staged] = {}
    with Aside() as aside:
        again = (pair for issued in letters for pair in _made(desk, issued, wanted))
        for done, (paper, made) in enumerate(again, start=1):
            progress("Làm lại văn bản", done, len(wanted))
            outcomes[paper] = _judged(paper, lacking[paper], made)
            if isinstance(made, bytes) and outcomes[paper].state == "made" and not desk.rehearsal:
                final = desk.workspace.root / paper.file.path
                staged[paper] = aside.write(final, made, paper.file.sha256)
        sync_files(staged.values())
        outcomes |= _put_in_place(desk, code, [outcomes[paper] for paper in staged], staged)
    return Reprinted(code, tuple(outcomes.values()), len(papers) - len(lacking), desk.rehearsal)


def _asked_for(desk: Desk, letters: Sequence[IssuedLetter], units: Sequence[str]) -> list[PromisedPaper]:
    """The papers of all letters of a round, or those of the units named, by path.

    Raises Refused for a unit that has none.
    """
    of_letters = (desk.store.sources.papers(one.letter.id) for one in letters)
    papers = sorted(chain.from_iterable(of_letters), key=lambda paper: paper.file.path)
    if not units:
        return papers
    code = letters[0].letter.round_code
    now = desk.store.histories.codes().now
    known = {now(paper.file.unit).casefold() for paper in papers}
    asked = [unit.code for unit in get_units(desk, units)]
    if without := [unit for unit in asked if unit.casefold() not in known]:
        message = f"Trong đợt “{code}” không phát hành văn bản nào cho: {', '.join(without)}."
        raise Refused("no_papers", message, where="--unit", fix=f"Xem danh sách: bcd35 status {code}")
    chosen = {unit.casefold() for unit in asked}
    return [paper for paper in papers if now(paper.file.unit).casefold() in chosen]


def _judged(paper: PromisedPaper, state: PaperState, made: bytes | Finding) -> PaperAgain:
    """Whether a paper may get its name: it came out as issued, and no program holds what lies there."""
    fault = judge_paper(paper, state) if state == "unreadable" else _proved(paper, made)
    return PaperAgain(paper, "not_made" if fault else "made", state == "edited", finding=fault)


def _put_in_place(
    desk: Desk, code: str, ready: Sequence[PaperAgain], staged: Mapping[PromisedPaper, Staged]
) -> dict[PromisedPaper, PaperAgain]:
    """One act: look again, set aside what stands in the way, give the papers their names."""
    if not ready:
        return {}
    with desk.act():
        outcomes = {again.paper: _with_room(desk, again) for again in ready}
        made = [paper for paper, one in outcomes.items() if one.state == "made"]
        publish([staged[paper] for paper in made])
        sweep(file.final for file in staged.values())
        moved = sum(bool(one.set_aside) for one in outcomes.values())
        desk.journal("reprint", code, files=len(made), moved=moved)
    return outcomes


def _with_room(desk: Desk, again: PaperAgain) -> PaperAgain:
    """Set aside an edited file that stands under the name of a paper; a file that is held open stays."""
    paper = again.paper
    found = look_at(desk, paper)
    target = _aside(desk, paper, found.digest)
    try:
        if found.state == "edited":
            set_aside(desk.workspace.root / paper.file.path, target)
            return again._replace(edited=True, set_aside=desk.workspace.shown(target))
    except PermissionError:
        found = found._replace(state="unreadable")
    if fault := judge_paper(paper, found.state) if found.state == "unreadable" else _folder(desk, paper):
        return again._replace(state="not_made", finding=fault)
    return again


def _folder(desk: Desk, paper: PromisedPaper) -> Finding | None:
    """A folder that stands under the name of a paper."""
    shown = paper.file.path
    if not (desk.workspace.root / shown).is_dir():
        return None
    message = f"Có một thư mục mang tên tệp “{shown}”."
    return Finding("name_taken", shown, message, "Đổi tên thư mục ấy rồi chạy lại.")


def _aside(desk: Desk, paper: PromisedPaper, digest: str) -> Path:
    name = Path(paper.file.path)
    return desk.workspace.edited / safe_stem(paper.round_code) / f"{name.stem}_{digest[:12]}{name.suffix}"


def _proved(paper: PromisedPaper, made: bytes | Finding) -> Finding | None:
    """Why a paper that was made again does not get its name."""
    if isinstance(made, Finding):
        return made
    if sha256(made) == paper.file.sha256:
        return None
    message = (
        f"“{paper.file.path}” làm lại từ sổ không giống hệt bản đã phát hành: bản bcd35 này mới hơn, hoặc "
        "tệp mẫu dùng khi phát hành không còn. Không ghi tệp này."
    )
    return Finding("reprint_differs", paper.file.path, message, _FROM_BACKUP)


# --- making -------------------------------------------------------------------------------------------------


def _made(
    desk: Desk, issued: IssuedLetter, wanted: Sequence[PromisedPaper]
) -> Iterator[tuple[PromisedPaper, bytes | Finding]]:
    """Each paper of one of the round's letters as it comes out now, or why it cannot be made."""
    own = {*desk.store.sources.papers(issued.letter.id)}
    wanted = [paper for paper in wanted if paper in own]
    if not wanted:
        return
    letter = _LetterAgain(desk, issued)
    for paper in (paper for paper in wanted if paper.purpose == "letter"):
        yield paper, _tried(paper, partial(letter.make, paper))
    others: dict[LetterNumber, list[PromisedPaper]] = {}
    for paper in (paper for paper in wanted if paper.purpose != "letter"):
        others.setdefault(paper.number, []).append(paper)
    code = issued.letter.round_code
    for number, papers in others.items():
        match papers[0].purpose:
            case "reminder":
                documents = REMINDERS.again(desk, code, number)
            case "extension":
                documents = EXTENSIONS.again(desk, code, number)
            case _:
                documents = correction_again(desk, code, number, letter.blank_form)
        yield from _of_number(papers, documents)


def _of_number(
    papers: Sequence[PromisedPaper], documents: Iterator[tuple[str, bytes]]
) -> Iterator[tuple[PromisedPaper, bytes | Finding]]:
    """Those of one reminder, correction or extension. The others of its documents are made, and dropped."""
    wanted = {paper.file.path: paper for paper in papers}
    while wanted:
        made = _tried(papers[0], lambda: next(documents, None))
        if made is None or isinstance(made, Finding):
            for path, paper in wanted.items():
                yield paper, made._replace(where=path) if made else _unmade(paper, _NOT_KEPT)
            return
        if made[0] in wanted:
            yield wanted.pop(made[0]), made[1]


_Made = TypeVar("_Made")


def _tried(paper: PromisedPaper, make: Callable[[], _Made]) -> _Made | Finding:
    try:
        return make()
    except (BrokenFile, Refused) as error:
        return _unmade(paper, error.findings[0].message)


def _unmade(paper: PromisedPaper, reason: str) -> Finding:
    message = f"Không làm lại được văn bản số {paper.number.reference}: {reason}"
    return Finding("not_reprinted", paper.file.path, message, _FROM_BACKUP)


class _LetterAgain:
    """Makes the papers of a round's own letter again."""

    def __init__(self, desk: Desk, issued: IssuedLetter) -> None:
        self._desk, self._id = desk, issued.letter.id
        plan = self._plan = plan_again(desk, issued)
        kept = desk.store.sources.templates(issued.letter.id).get(issued.letter.number, {})
        self._templates = Templates(desk.workspace, kept)
        self._terms = desk.store.terms.joined(issued.letter.id)
        self._by_deadline: dict[date, Documents] = {}
        self._names = {
            line.unit.casefold(): addressee(line.name, line.kind, plan.terms.office.unit_kinds)
            for line in plan.joining
        }
        forms = desk.store.sources.forms(issued.letter.id)
        self._forms = {unit.casefold(): form for unit, form in forms.items()}
        self._layouts = IssuedForms(desk)

    def make(self, paper: PromisedPaper) -> bytes:
        """One paper, by its role."""
        name, documents = self._names.get(paper.file.unit.casefold(), ""), self._documents_of(paper.file.unit)
        match paper.file.role:
            case "file_copy":
                return Documents(self._as_issued(), self._templates).file_copy()
            case "letter":
                return documents.letter(name)
            case "checklist":
                return documents.checklist(name)
        form = self._forms[paper.file.unit.casefold()]
        return documents.form(self._layouts.spec(form.spec, self._plan.terms.round_), form, name)

    def _as_issued(self) -> NoticePlan:
        """The issue without the units that were added since: the office's copy was made before them."""
        own = {line.unit: self._terms.get(line.unit.casefold()) for line in self._plan.joining}
        lines = {unit: given for unit, given in own.items() if given and given.reason != ADDED}
        joining = tuple(line for line in self._plan.joining if not own[line.unit] or line.unit in lines)
        return replace(self._plan, joining=joining, own_lines=lines)

    def _documents_of(self, unit: str) -> Documents:
        """Those with the last day that the unit's own letter names."""
        round_ = self._plan.terms.round_
        own = self._terms.get(unit.casefold())
        deadline = own.deadline if own else round_.deadline
        if deadline not in self._by_deadline:
            self._by_deadline[deadline] = documents_until(self._plan, self._templates, deadline)
        return self._by_deadline[deadline]

    def blank_form(self, unit: str) -> bytes:
        """The form that was issued to a unit: as it lies there, or made again.

        Raises Refused when neither is the one that was issued.
        """
        now = self._desk.store.histories.codes().now
        paper = next(
            one
            for one in self._desk.store.sources.papers(self._id)
            if one.purpose == "letter"
            and one.file.role == "form"
            and now(one.file.unit).casefold() == unit.casefold()
        )
        found = look_at(self._desk, paper)
        data = found.data if found.state == "whole" else self.make(paper)
        if fault := _proved(paper, data):
            raise Refused("form_changed", "", findings=[fault])
        return data
