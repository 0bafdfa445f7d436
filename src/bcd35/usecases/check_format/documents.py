"""Word files from anywhere against a layout profile: which files, which profile, the verdict on each.

``run.py`` beside it is the command. Both work with and without a workspace.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.commands import command_line
from bcd35.domain.errors import BrokenFile, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.layout.deviations import Deviation
from bcd35.domain.layout.document import WordDocument
from bcd35.domain.layout.layout_check import Judgement, check_layout
from bcd35.domain.layout.page_header import header_words, with_head
from bcd35.domain.layout.profile import Profile
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.layouts import choose_profile

# The finding about a file of another kind → the ending by which LibreOffice knows it.
CONVERTIBLE = {"old_doc": ".doc", "rtf": ".rtf", "open_document": ".odt"}
OWNER_FILE = "~$"  # how the name begins of the file in which Word notes who has a document open


class Copy(NamedTuple):
    """The copy of a document: what was repaired in it, the comments in it.

    ``path`` is None when there was nothing to repair or to remark.
    """

    path: Path | None
    repaired: tuple[Deviation, ...] = ()
    comments: int = 0


class CheckedDocument(NamedTuple):
    """One file: its deviations (after the repair, if there was one), or why it could not be judged.

    ``signed``: it bears a digital signature, which no copy has. ``converted``: it is of another kind, and a
    copy that LibreOffice made was judged. ``form``: the line from which on it is a form, which is not judged.
    ``head``: where its head is, if that is a place of its own.
    """

    shown: str
    kind: str = ""
    deviations: tuple[Deviation, ...] = ()
    findings: tuple[Finding, ...] = ()
    copy: Copy | None = None
    signed: bool = False
    converted: bool = False
    document: WordDocument | None = None
    form: str = ""
    head: str = ""


class FormatChecked(NamedTuple):
    """All files of a run, under one profile; ``skipped``: files of joined letters, as they are shown.

    ``convertible``: files of a folder that are judged when they are named. ``page``: the page that tells of
    the only file.
    """

    profile: Profile
    documents: tuple[CheckedDocument, ...]
    skipped: tuple[str, ...] = ()
    convertible: tuple[str, ...] = ()
    page: Path | None = None


def judge_layout(desk: Desk | None, data: bytes, profile: Profile) -> tuple[Deviation, ...]:
    """The deviations of a document of ours from a profile.

    Raises BrokenFile for a document that cannot be judged.
    """
    judged = judge(desk, Path("mẫu đã điền.docx"), data, profile, chosen=True)
    if judged.findings:
        raise BrokenFile("not_judged", "", findings=judged.findings)
    return judged.deviations


def judge(desk: Desk | None, path: Path, data: bytes, profile: Profile, *, chosen: bool) -> CheckedDocument:
    """The verdict on one document.

    ``chosen``: the clerk named the profile: a document of another layout is judged by it too.
    """
    from bcd35.formats.docx.reader import read_docx

    shown = shown_path(desk, path)
    if path.name.startswith(OWNER_FILE):
        message = f"“{shown}” là tệp tạm của Word, có khi một văn bản đang mở; không phải văn bản."
        fix = "Soát chính văn bản ấy; đóng Word thì tệp tạm này mất."
        return CheckedDocument(shown, findings=(Finding("owner_file", shown, message, fix),))
    reading = read_docx(data)
    if reading.document is None:
        findings = tuple(found._replace(where=shown) for found in reading.findings)
        return CheckedDocument(shown, findings=findings)
    if any("{%" in paragraph.text for paragraph in reading.document.paragraphs):
        message = f"“{shown}” là tệp mẫu chưa điền (có thẻ {{% … %}})."
        finding = Finding("is_template", shown, message, "Soát tệp mẫu bằng: bcd35 template check")
        return CheckedDocument(shown, findings=(finding,))
    document = with_head(reading.document, profile)
    judgement = check_layout(document, profile)
    if stopped := _not_to_judge(judgement, shown, profile, chosen=chosen):
        stopped = _refused_there_too(desk, reading.document, judgement, shown) or stopped
        return CheckedDocument(shown, findings=(stopped,))
    return CheckedDocument(
        shown,
        judgement.kind or "",
        judgement.deviations,
        signed=reading.signed,
        document=document,
        form=judgement.form,
        head=header_words(document),
    )


def _not_to_judge(judgement: Judgement, shown: str, profile: Profile, *, chosen: bool) -> Finding | None:
    """Why the rules of a profile say nothing of a document."""
    named = chosen and judgement.unknown_type
    foreign = judgement.outside and judgement.other_layout  # neither in kind nor in heading a document of it
    if judgement.kind is not None and chosen and not named and not foreign:
        return None
    if judgement.other_layout and not judgement.outside and not named:
        message = (
            f"“{shown}” theo {judgement.other_layout.layout}, không phải thể thức của bộ quy tắc "
            f"{profile.name}: không soát, không sửa."
        )
        theirs = judgement.other_layout.profile
        judged = f"Soát theo thể thức ấy: --profile {theirs}. " if theirs else ""
        fix = f"{judged}Đúng là văn bản phải theo bộ này thì nêu rõ: --profile {profile.code}"
        return Finding("other_layout", shown, message, fix)
    if judgement.unknown_type and not judgement.outside:
        return _unknown_type(shown, judgement.unknown_type, profile)
    return _not_governed(judgement, shown, profile)


def _refused_there_too(
    desk: Desk | None, read: WordDocument, judgement: Judgement, shown: str
) -> Finding | None:
    """Why the layout of its heading would not judge a document that has no type of ours, either."""
    other, known = judgement.other_layout, judgement.kind and not judgement.unknown_type
    if other is None or known or judgement.outside:
        return None
    try:
        theirs = choose_profile(desk, other.profile)
    except (BrokenFile, UnknownName):  # named by rules of the office's own
        return None
    judged = check_layout(with_head(read, theirs), theirs)
    return _not_to_judge(judged, shown, theirs, chosen=True)


def _not_governed(judgement: Judgement, shown: str, profile: Profile) -> Finding | None:
    """What a document is that the guidance does not govern, or that cannot be judged as it is."""
    anyway = f"Đúng là văn bản phải theo bộ này thì nêu rõ: --profile {profile.code}"
    governed = f"không phải loại văn bản mà bộ quy tắc {profile.name} quy định: không soát, không sửa."
    if judgement.outside:
        message = f"“{shown}” là {judgement.outside}, {governed}"
        # Such a document, or a title of no type, is not judged when it is asked for, either.
        fix = (
            "Soát bằng mắt theo mẫu của nơi nhận; bộ quy tắc này không soát được loại ấy, kể cả khi nêu "
            "--profile."
        )
        never = judgement.unknown_type or judgement.other_layout
        return Finding("not_governed", shown, message, fix if never else anyway)
    if judgement.boxed:
        message = f"Phần đầu của “{shown}” nằm trong khung chữ (Text Box): không soát, không sửa."
        fix = "Chuyển phần đầu ra ngoài khung, vào bảng không kẻ, rồi soát lại. Vẫn soát phần còn lại: "
        return Finding("boxed_head", shown, message, f"{fix}--profile {profile.code}")
    if judgement.headless:
        message = f"“{shown}” không có phần đầu (tiêu đề, cơ quan ban hành, số, ngày tháng), {governed}"
        fix = "Nêu tệp công văn, thông báo, báo cáo …" if judgement.kind is None else anyway
        return Finding("no_layout", shown, message, fix)
    return None


def _unknown_type(shown: str, title: str, profile: Profile) -> Finding:
    message = (
        f"“{shown}” mang tên “{title}”, không phải loại nào của bộ quy tắc {profile.name}: không soát, không "
        "sửa."
    )
    return Finding("unknown_type", shown, message, _type_advice(title, profile))


def _type_advice(title: str, profile: Profile) -> str:
    known = next(
        (kind.name for kind in profile.types if kind.name and title.upper().startswith(f"{kind.name} ")), ""
    )
    return (
        f"Là {known.lower()} thì ghi tên loại riêng một dòng (“{known}”), phần còn lại xuống dòng trích yếu."
        if known
        else "Là loại đã có thì ghi đúng tên loại; là loại riêng thì thêm một dòng ở mục types của bộ quy "
        "tắc văn phòng tự lập."
    )


def shown_path(desk: Desk | None, path: Path) -> str:
    return path.as_posix() if desk is None else desk.workspace.shown(path)


def document_files(desk: Desk | None, paths: Sequence[Path]) -> list[Path]:
    """The files, and the .docx of the folders, each once. Raises UnknownName for a path that is not there."""
    missing = [shown_path(desk, path) for path in paths if not path.exists()]
    if missing:
        findings = [found for name in missing for found in UnknownName.no_file(name).findings]
        raise UnknownName("no_such_file", "", findings=findings)
    ours = (desk.workspace.issued_templates, desk.workspace.edited) if desk else ()
    found = list(dict.fromkeys(file for path in paths for file in _below(path, ours)))
    if not found:
        names = ", ".join(shown_path(desk, path) for path in paths)
        others = convertible_files(paths)
        fix = "Nêu tệp hoặc thư mục khác."
        if others:
            fix = (
                f"Trong ấy có {len(others)} tệp .doc, .rtf, .odt; muốn soát thì nêu đích danh từng tệp: "
                + command_line(("check-format", shown_path(desk, others[0])))
            )
        raise UnknownName("no_such_file", f"Không có tệp .docx nào trong {names}.", where=names, fix=fix)
    return found


def convertible_files(paths: Sequence[Path]) -> list[Path]:
    """Files of folders that LibreOffice could convert, which takes seconds each."""
    return [file for path in paths if path.is_dir() for file in _in_folder(path, CONVERTIBLE.values())]


def _in_folder(folder: Path, endings: Collection[str]) -> Iterator[Path]:
    """The files with these endings, in capitals too; not those that Word keeps beside an open document."""
    for file in sorted(folder.rglob("*.*")):
        if file.suffix.lower() in endings and file.is_file() and not file.name.startswith((OWNER_FILE, ".")):
            yield file


def _below(path: Path, ours: Sequence[Path]) -> Iterator[Path]:
    """The file, or the Word files of a folder.

    ``ours``: folders of copies that we keep, which are no documents of the office.
    """
    if path.is_dir():
        passed = [folder for folder in ours if folder.is_relative_to(path.resolve())]
        yield from (
            file
            for file in _in_folder(path, (".docx",))
            if not (passed and any(map(file.resolve().is_relative_to, passed)))
        )
    else:
        yield path
