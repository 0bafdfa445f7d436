"""From .docx to paper: PDF files beside the documents, and all letters of a round in one file to print.

A document is converted once: its PDF remembers what it was made of, so that a run that was killed goes on
where it stopped. A PDF that somebody else made, signed or changed is never written over.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from bcd35.domain.errors import ProgramMissing, Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.letter_files import JOINED_LETTERS, safe_stem
from bcd35.store.letters import IssuedLetter
from bcd35.usecases.check_format.documents import document_files
from bcd35.usecases.desk import Desk, Progress, no_progress
from bcd35.usecases.issued_papers import judge_paper, look_at
from bcd35.usecases.letters.notice import Notified
from bcd35.usecases.registers.rounds import frozen_office, frozen_round, get_round, not_issued
from bcd35.usecases.unreadable import unreadable_file
from bcd35.world.files import file_bytes, sha256, write_file
from bcd35.world.programs import convert_to_pdf, find_soffice

if TYPE_CHECKING:
    from bcd35.formats.ooxml.package import Properties
    from bcd35.store.paper_rows import PromisedPaper as IssuedPaper

_AT_ONCE = 400  # documents in memory
_LETTERS_PER_PART = 50  # LibreOffice takes more than twice the time for twice the pages


class DocumentRead(NamedTuple):
    """A document, read once: what is looked at, hashed and converted are the same bytes."""

    path: Path
    data: bytes

    @property
    def pdf(self) -> Path:
        return self.path.with_suffix(".pdf")


class PrintedPaper(NamedTuple):
    """What became of one document: its PDF was made now or was there already, or the finding says why not."""

    document: Path
    state: Literal["made", "kept", "refused"]
    finding: Finding | None = None


class Converted(NamedTuple):
    """All documents of a run, in the order given."""

    papers: tuple[PrintedPaper, ...]


class Printed(NamedTuple):
    """The letters of a round in one file.

    ``left_out``: those that could not go in; ``pdf``: None without LibreOffice.
    """

    round_code: str
    document: Path
    letters: int
    left_out: tuple[Finding, ...]
    pdf: PrintedPaper | None
    missing: Finding | None = None


def convert_files(desk: Desk, paths: Sequence[Path], progress: Progress = no_progress) -> Converted:
    """Convert files, and all .docx of folders.

    Raises UnknownName for a path that is not there, ProgramMissing without LibreOffice.
    """
    soffice = _soffice()
    issued = {paper.file.path: paper for paper in desk.store.sources.papers()}
    _refuse_lost(desk, paths, issued)
    files = document_files(desk, paths)
    papers: dict[Path, PrintedPaper] = {}
    for start in range(0, len(files), _AT_ONCE):
        sources = []
        for path in files[start : start + _AT_ONCE]:
            try:
                source = DocumentRead(path, file_bytes(path))
            except PermissionError:  # held open by another program; the others go on
                papers[path] = PrintedPaper(path, "refused", unreadable_file(desk.workspace.shown(path)))
                continue
            if refused := _unsafe(desk, source) or _altered(desk, source, issued):
                papers[path] = refused
            else:
                sources.append(source)
        for paper in _convert(desk, soffice, sources):
            papers[paper.document] = paper
            progress("Chuyển sang PDF", len(papers), len(files))
    gone = _gone(desk, [path for path in paths if path.is_dir()], issued.values())
    return Converted((*(papers[path] for path in files), *gone))


def _refuse_lost(desk: Desk, paths: Sequence[Path], issued: "Mapping[str, IssuedPaper]") -> None:
    """A named file that is not there, though it was issued: it can be made again."""
    named = (issued.get(desk.workspace.shown(path)) for path in paths if not path.exists())
    lost = [fault for paper in named if paper and (fault := judge_paper(paper, "missing"))]
    if lost:
        raise UnknownName("file_missing", "", findings=lost)


def convert_issued(desk: Desk, outcome: Notified, progress: Progress = no_progress) -> Converted:
    """Convert the letters and checklists of a notice, issued now or before.

    Raises ProgramMissing without LibreOffice.
    """
    plan = outcome.plan
    if plan.draft:
        drafts = [
            plan.file_copy,
            *(path for files in plan.files() for path in filter(None, (files.letter, files.checklist))),
        ]
        return convert_files(desk, [desk.workspace.root / name for name in drafts], progress)
    issued = desk.store.letters.of_round(plan.terms.round_.code)
    papers = desk.store.sources.papers(issued.letter.id) if issued else []
    documents = [paper for paper in papers if paper.purpose == "letter" and paper.file.role != "form"]
    gone = tuple(_gone(desk, [desk.workspace.root], documents))
    lost = {paper.document for paper in gone}
    there = [path for paper in documents if (path := desk.workspace.root / paper.file.path) not in lost]
    made = convert_files(desk, there, progress) if there else Converted(())
    return Converted((*made.papers, *gone))


def _soffice() -> Path:
    found = find_soffice()
    if found is None:
        raise ProgramMissing(
            "no_libreoffice",
            "Chưa có LibreOffice trên máy nên không làm được PDF; các tệp .docx vẫn còn nguyên.",
            fix=(
                "Cài LibreOffice (libreoffice.org; Debian, Ubuntu: gói libreoffice-writer và "
                "fonts-liberation2) rồi chạy lại."
            ),
        )
    return found


def _unsafe(desk: Desk, source: DocumentRead) -> PrintedPaper | None:
    """LibreOffice opens what it is given; a file from outside is looked at first."""
    from bcd35.formats.docx.guard import check

    found = check(source.data)
    return _refused(source, found[0]._replace(where=desk.workspace.shown(source.path))) if found else None


def _altered(desk: Desk, source: DocumentRead, issued: "Mapping[str, IssuedPaper]") -> PrintedPaper | None:
    """A letter that was edited since it was issued: on paper it would pass for the issued one."""
    paper = issued.get(desk.workspace.shown(source.path))
    fault = judge_paper(paper, "edited") if paper and sha256(source.data) != paper.file.sha256 else None
    return _refused(source, fault) if fault else None


def _gone(desk: Desk, folders: Sequence[Path], issued: "Iterable[IssuedPaper]") -> Iterator[PrintedPaper]:
    """The issued documents that should be in these folders, and are not."""
    around = [folder.resolve() for folder in folders]
    for paper in issued:
        path = desk.workspace.root / paper.file.path
        if path.suffix == ".docx" and not path.exists() and any(map(path.resolve().is_relative_to, around)):
            yield PrintedPaper(path, "refused", judge_paper(paper, "missing"))


def _convert(desk: Desk, soffice: Path, sources: Sequence[DocumentRead]) -> Iterator[PrintedPaper]:
    """One :class:`PrintedPaper` a source, as they come."""
    wanted = []
    for source in sources:
        if paper := _standing_pdf(desk, source):
            yield paper
        else:
            wanted.append(source)
    for place, pdf in convert_to_pdf(soffice, [source.data for source in wanted]):
        yield _write_pdf(desk, wanted[place], pdf)


def _standing_pdf(desk: Desk, source: DocumentRead) -> PrintedPaper | None:
    """The PDF beside a document, when it needs no making or must not be touched."""
    from bcd35.formats.docx.pdf import made_of

    if not source.pdf.exists():
        return None
    known = made_of(source.pdf.read_bytes())
    if known is None:
        shown = desk.workspace.shown(source.pdf)
        message = f"Đã có “{shown}” do chương trình khác làm, hoặc đã ký, đã sửa; giữ nguyên."
        return _refused(
            source, Finding("foreign_pdf", shown, message, "Cần bản mới thì đổi tên tệp ấy rồi chạy lại.")
        )
    return PrintedPaper(source.path, "kept") if known == sha256(source.data) else None


def _write_pdf(desk: Desk, source: DocumentRead, pdf: bytes | None) -> PrintedPaper:
    from bcd35.formats.docx.pdf import mark_pdf

    shown = desk.workspace.shown(source.path)
    if pdf is None:
        fix = "Mở tệp bằng Word hoặc LibreOffice xem có hỏng không, rồi chạy lại."
        return _refused(
            source, Finding("not_converted", shown, f"LibreOffice không chuyển được “{shown}” sang PDF.", fix)
        )
    try:
        write_file(source.pdf, mark_pdf(pdf, sha256(source.data)))
    except PermissionError:
        shown = desk.workspace.shown(source.pdf)
        message = f"Không ghi được “{shown}”: tệp đang mở ở chương trình khác, hoặc thư mục chỉ cho đọc."
        return _refused(source, Finding("no_permission", shown, message, "Đóng tệp rồi chạy lại."))
    return PrintedPaper(source.path, "made")


def _refused(source: DocumentRead, finding: Finding) -> PrintedPaper:
    return PrintedPaper(source.path, "refused", finding)


# --- all letters in one file --------------------------------------------------------------------------------


def print_round(
    desk: Desk, asked: str, progress: Progress = no_progress, *, two_sided: bool = False
) -> Printed:
    """Write ``in-tat-ca.docx`` and ``.pdf`` of a round's letters, in the order of the roster.

    ``two_sided``: even pages mirror the margins, whatever the office's style says.
    Raises Refused when the round was not issued or none of its letters is there. Without LibreOffice the
    .docx stands.
    """
    from bcd35.formats.docx.join import alike, join_documents

    round_code = get_round(desk, asked).code
    issued = desk.store.letters.of_round(round_code)
    if issued is None:
        raise not_issued(desk, round_code)
    sources, left_out = _letters(desk, issued)
    fitting = alike([source.data for source in sources])
    left_out += [_changed(desk, source) for place, source in enumerate(sources) if place not in set(fitting)]
    if not fitting:
        raise Refused("no_letters", "", findings=left_out)
    letters = [sources[place].data for place in fitting]
    properties = _properties(issued)
    path = desk.workspace.root / "out" / safe_stem(round_code) / JOINED_LETTERS
    together = DocumentRead(path, join_documents(letters, properties, two_sided=two_sided))
    write_file(path, together.data)
    progress("Chuyển sang PDF", 0, 1)
    try:
        pdf, missing = _print(desk, together, letters, properties, two_sided=two_sided), None
    except ProgramMissing as error:
        pdf, missing = None, error.findings[0]
    progress("Chuyển sang PDF", 1, 1)
    return Printed(
        round_code=round_code,
        document=path,
        letters=len(letters),
        left_out=tuple(left_out),
        pdf=pdf,
        missing=missing,
    )


def _letters(desk: Desk, issued: IssuedLetter) -> tuple[list[DocumentRead], list[Finding]]:
    """The letters of a round in the order of its roster, and what is wrong with those that are not as issued.

    A letter that somebody edited is no more the one that was signed for than a missing one: it is left out.
    """
    own = [paper for paper in desk.store.sources.papers(issued.letter.id) if paper.purpose == "letter"]
    papers = {paper.file.unit: paper for paper in own if paper.file.role == "letter"}
    # Units without a letter of their own were all sent one, of which the office keeps the copy.
    to_all = any(paper.file.role == "form" and paper.file.unit not in papers for paper in own)
    common = [paper for paper in own if to_all and paper.file.role == "file_copy"]
    roster = dict.fromkeys(line.unit for line in desk.store.letters.addressees(issued.letter.round_code))
    sources, left_out = [], []
    for paper in (*common, *(papers[unit] for unit in roster if unit in papers)):
        found = look_at(desk, paper)
        if fault := judge_paper(paper, found.state):
            left_out.append(fault)
        else:
            sources.append(DocumentRead(desk.workspace.root / paper.file.path, found.data))
    return sources, left_out


def _changed(desk: Desk, source: DocumentRead) -> Finding:
    shown = desk.workspace.shown(source.path)
    message = (
        f"“{shown}” khác các công văn kia về định dạng (đã sửa bằng Word, hoặc theo tệp mẫu khác) nên không "
        "ghép chung được."
    )
    return Finding("not_alike", shown, message, "In riêng tệp ấy.")


def _properties(issued: IssuedLetter) -> "Properties":
    from bcd35.formats.ooxml.package import Properties

    letter, round_ = issued.letter, frozen_round(issued, "open")
    title = f"{round_.letter_named(letter.number.reference)}, tất cả các bản: {round_.subject}"
    return Properties(title, frozen_office(issued).full_name, letter.dated)


def _print(
    desk: Desk, together: DocumentRead, letters: Sequence[bytes], properties: "Properties", *, two_sided: bool
) -> PrintedPaper:
    from bcd35.formats.docx.join import join_documents
    from bcd35.formats.docx.pdf import join_pdfs

    soffice = _soffice()
    if standing := _standing_pdf(desk, together):
        return standing
    starts = range(0, len(letters), _LETTERS_PER_PART)
    parts = [
        join_documents(
            letters[start : start + _LETTERS_PER_PART], properties, "nextPage", two_sided=two_sided
        )
        for start in starts
    ]
    made = dict(convert_to_pdf(soffice, parts))
    pdfs = [pdf for _, pdf in sorted(made.items()) if pdf is not None]
    if len(pdfs) < len(parts):
        return _write_pdf(desk, together, None)
    return _write_pdf(desk, together, pdfs[0] if len(pdfs) == 1 else join_pdfs(pdfs))
