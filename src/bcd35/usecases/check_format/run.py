"""``check-format``: judge Word files, and write copies that are repaired or bear comments, or a page.

One file that cannot be judged or written does not stop the others. No file is ever written over.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.layout.deviations import Deviation, Place
from bcd35.domain.layout.document import WordDocument
from bcd35.domain.layout.profile import Profile
from bcd35.domain.letter_files import JOINED_LETTERS
from bcd35.usecases.check_format.documents import (
    CONVERTIBLE,
    CheckedDocument,
    Copy,
    FormatChecked,
    convertible_files,
    document_files,
    judge,
    shown_path,
)
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.layouts import choose_profile
from bcd35.usecases.unreadable import unreadable_file
from bcd35.world.files import write_file
from bcd35.world.programs import convert_to_docx, find_soffice

if TYPE_CHECKING:
    from bcd35.formats.docx.comments import Remark

# Of one deviation that many paragraphs have; Word becomes slow with thousands of comments.
_MOST_COMMENTS = 20
# A repair may show what a line is, as when an indent no longer hides it: a second pass repairs it as that.
# The tests hold that two are enough; the bound keeps repairs that undo each other from going on for ever.
_MOST_PASSES = 4


class FormatRequest(NamedTuple):
    """What is asked of a run.

    ``output``: the copy to be written, repaired (``fix``) or with comments that bear a time (``commented``),
    or a folder for all copies; ``page``: the page that tells of the only file.
    """

    paths: Sequence[Path]
    profile: str = ""
    output: Path | None = None
    fix: bool = False
    commented: datetime | None = None
    page: Path | None = None


def check_format(desk: Desk | None, request: FormatRequest) -> FormatChecked:
    """Judge files, and all .docx of folders. Raises UnknownName for a path or profile that is not there.

    Of a folder, a file of joined letters is skipped: they are judged one by one, and some hundreds of them in
    one file are more than the guard lets in. Raises Refused when an output exists.
    """
    run = _Run(desk, choose_profile(desk, request.profile), request)
    files = document_files(desk, request.paths)
    for output in filter(None, (request.output, request.page)):
        _refuse_bad_output(desk, output)
    skipped = [path for path in files if path.name == JOINED_LETTERS and path not in request.paths]
    checked = (_checked(run, path) for path in files if path not in skipped)
    # Only the page tells the text; the documents of a whole round would fill hundreds of megabytes.
    documents = tuple(one if request.page else one._replace(document=None) for one in checked)
    return FormatChecked(
        run.profile,
        documents,
        skipped=tuple(shown_path(desk, path) for path in skipped),
        convertible=tuple(shown_path(desk, path) for path in convertible_files(request.paths)),
        page=_write_page(request.page, run.profile, documents),
    )


class _Run(NamedTuple):
    desk: Desk | None
    profile: Profile
    request: FormatRequest

    def judged(self, path: Path, data: bytes, *, repaired: bool = False) -> CheckedDocument:
        chosen = repaired or bool(self.request.profile)
        judged = judge(self.desk, path, data, self.profile, chosen=chosen)
        # Beside a long table that is repaired its text as values would be half as large again.
        return judged if self.request.page or self.request.commented else judged._replace(document=None)


def _checked(run: _Run, path: Path) -> CheckedDocument:
    """The verdict on one file, and its copy where one is asked for."""
    try:
        data = path.read_bytes()
    except OSError:  # held open by another program; the others go on
        shown = shown_path(run.desk, path)
        return CheckedDocument(shown, findings=(unreadable_file(shown),))
    judged = run.judged(path, data)
    ending = next((CONVERTIBLE[one.code] for one in judged.findings if one.code in CONVERTIBLE), "")
    if ending:
        made = _converted(judged.findings[0], data, ending)
        if isinstance(made, Finding):
            return judged._replace(findings=(made,))
        data, judged = made, run.judged(path, made)._replace(converted=True)
    output = _output_for(path, run.request.output)
    return judged if judged.findings or output is None else _with_copy(run, path, data, judged, output)


def _converted(found: Finding, data: bytes, ending: str) -> bytes | Finding:
    """The file as .docx, or why there is none."""
    soffice = find_soffice()
    if soffice is None:
        return found._replace(fix=f"{found.fix} Hoặc cài LibreOffice: lệnh này tự chuyển rồi soát.")
    made = convert_to_docx(soffice, data, ending)
    if made is None:
        message = f"LibreOffice không chuyển được “{found.where}” sang .docx; tệp hỏng hoặc đặt mật khẩu."
        return Finding("not_converted", found.where, message, found.fix)
    return made


# --- the copy -----------------------------------------------------------------------------------------------


def _with_copy(run: _Run, path: Path, data: bytes, judged: CheckedDocument, output: Path) -> CheckedDocument:
    """Write the copy, and judge what is in it."""
    if output.exists():
        return judged._replace(findings=_exists(shown_path(run.desk, output)).findings)
    repaired: tuple[Deviation, ...] = ()
    for _ in range(_MOST_PASSES if run.request.fix else 0):
        wrong = tuple(one for one in judged.deviations if one.repairs)
        if not wrong:
            break
        from bcd35.formats.docx.fix import fix_docx

        data, repaired = fix_docx(data, [step for one in wrong for step in one.repairs]), (*repaired, *wrong)
        after = run.judged(path, data, repaired=True)
        judged = after._replace(signed=judged.signed, converted=judged.converted)
    remarks: list[Remark] = []
    if run.request.commented and judged.document:
        from bcd35.formats.docx.comments import comment_docx

        remarks = _remarks(judged.deviations, judged.document)
        data = comment_docx(data, remarks, run.request.commented) if remarks else data
    if not (repaired or remarks):
        return judged._replace(copy=Copy(None))
    write_file(output, data)
    return judged._replace(copy=Copy(output, repaired, len(remarks)))


def _output_for(path: Path, asked: Path | None) -> Path | None:
    """Where the copy of a file goes; in a folder it has the name of the file."""
    return asked / f"{path.stem}.docx" if asked is not None and asked.is_dir() else asked


def _remarks(deviations: Sequence[Deviation], document: WordDocument) -> list["Remark"]:
    """One comment on each paragraph, in the order of the text, with all that is said of it.

    Of very many places of one deviation the first ones have it. What stands in a page header, where Word
    takes no comment, is said at the first paragraph and quotes its line.
    """
    from bcd35.formats.docx.comments import Remark

    text_part = document.paragraphs[-1].part
    said: dict[int, list[tuple[Place, str]]] = {}
    for one in deviations:
        text = f"{one.sentence} Nguồn: {one.source}."
        if one.count > _MOST_COMMENTS:
            text += f" Có {one.count} đoạn như vậy; chỉ {_MOST_COMMENTS} đoạn đầu có lời bình này."
        for place in one.places[:_MOST_COMMENTS]:
            here = place.part == text_part
            at = place if here else Place(text_part, 0, 0, 0)
            named = one.part if here or not one.text else f"{one.part} “{one.text}”"
            said.setdefault(at.place, []).append((at, f"{named}. {text}"))
    return [
        Remark(
            Place(text_part, at, min(one.start for one, _ in found), max(one.end for one, _ in found)),
            tuple(dict.fromkeys(text for _, text in found)),
        )
        for at, found in sorted(said.items())
    ]


def _refuse_bad_output(desk: Desk | None, output: Path) -> None:
    """Refuse an output that exists already, unless it is a folder, or whose folder is missing."""
    if output.exists() and not output.is_dir():
        raise _exists(shown_path(desk, output))
    if not output.parent.is_dir():
        folder = shown_path(desk, output.parent)
        fix = "Tạo thư mục trước, hoặc chọn nơi khác."
        raise UnknownName("no_such_folder", f"Không có thư mục “{folder}”.", where=folder, fix=fix)


def _exists(shown: str) -> Refused:
    fix = "Chọn tên tệp mới; bản gốc và các tệp đã có được giữ nguyên."
    return Refused("output_exists", f"Đã có “{shown}”, không ghi đè.", where=shown, fix=fix)


# --- the page -----------------------------------------------------------------------------------------------


def _write_page(page: Path | None, profile: Profile, documents: Sequence[CheckedDocument]) -> Path | None:
    """The page about the first document, which is the only one; None for one that could not be judged."""
    first = documents[0] if documents else None
    if page is None or first is None or first.document is None:
        return None
    from bcd35.formats.page.checked import CheckedContent, write_checked

    content = CheckedContent(
        name=first.shown,
        kind=first.kind,
        profile=profile.name,
        deviations=first.deviations,
        paragraphs=first.document.paragraphs,
        form=first.form,
        head=first.head,
    )
    write_file(page, write_checked(content))
    return page
