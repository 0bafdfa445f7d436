"""Word files from anywhere against a layout profile: which files, which profile, the verdict on each.

``run.py`` beside it is the command. Both work with and without a workspace.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import BrokenFile, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.layout.deviations import Deviation
from bcd35.domain.layout.document import WordDocument
from bcd35.domain.layout.layout_check import check_layout
from bcd35.domain.layout.profile import Profile, with_style
from bcd35.domain.text import clean, suggest
from bcd35.usecases.desk import PROFILES_FOLDER, Desk
from bcd35.world.workspace import default_files

DEFAULT_PROFILE = "hd-05-2026"


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
    copy that LibreOffice made was judged.
    """

    shown: str
    kind: str = ""
    deviations: tuple[Deviation, ...] = ()
    findings: tuple[Finding, ...] = ()
    copy: Copy | None = None
    signed: bool = False
    converted: bool = False
    document: WordDocument | None = None


class FormatChecked(NamedTuple):
    """All files of a run, under one profile; ``skipped``: files of joined letters, as they are shown.

    ``page``: the page that tells of the only one of them.
    """

    profile: Profile
    documents: tuple[CheckedDocument, ...]
    skipped: tuple[str, ...] = ()
    page: Path | None = None


def judge_layout(desk: Desk | None, data: bytes) -> tuple[Deviation, ...]:
    """The deviations of a document of ours from the profile in force.

    Raises BrokenFile for a document that cannot be judged.
    """
    judged = judge(desk, Path("mẫu đã điền.docx"), data, choose_profile(desk, ""), chosen=True)
    if judged.findings:
        raise BrokenFile("not_judged", "", findings=judged.findings)
    return judged.deviations


def judge(desk: Desk | None, path: Path, data: bytes, profile: Profile, *, chosen: bool) -> CheckedDocument:
    """The verdict on one document.

    ``chosen``: the clerk named the profile: a document of another layout is judged by it too.
    """
    from bcd35.formats.docx.reader import read_docx

    shown = shown_path(desk, path)
    reading = read_docx(data)
    if reading.document is None:
        return CheckedDocument(
            shown, findings=tuple(found._replace(where=shown) for found in reading.findings)
        )
    if any("{%" in paragraph.text for paragraph in reading.document.paragraphs):
        message = f"“{shown}” là tệp mẫu chưa điền (có thẻ {{% … %}})."
        return CheckedDocument(
            shown,
            findings=(Finding("is_template", shown, message, "Soát tệp mẫu bằng: bcd35 template check"),),
        )
    judgement = check_layout(reading.document, profile)
    if judgement.kind is None:
        message = (
            f"“{shown}” không có thành phần thể thức nào (tiêu đề, số, tên loại, Kính gửi, Nơi nhận): không "
            "phải văn bản để soát."
        )
        return CheckedDocument(
            shown, findings=(Finding("no_layout", shown, message, "Nêu tệp công văn, thông báo, báo cáo …"),)
        )
    if judgement.other_layout and not chosen:
        message = (
            f"“{shown}” theo {judgement.other_layout}, không phải thể thức của bộ quy tắc {profile.name}: "
            "không soát, không sửa."
        )
        fix = f"Đúng là văn bản phải theo bộ này thì nêu rõ: --profile {profile.code}"
        return CheckedDocument(shown, findings=(Finding("other_layout", shown, message, fix),))
    return CheckedDocument(
        shown, judgement.kind, judgement.deviations, signed=reading.signed, document=reading.document
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
        raise UnknownName(
            "no_such_file",
            f"Không có tệp .docx nào trong {names}.",
            where=names,
            fix="Nêu tệp hoặc thư mục khác.",
        )
    return found


def _below(path: Path, ours: Sequence[Path]) -> Iterator[Path]:
    """The file, or the Word files of a folder; not the lock files that Word keeps beside an open one.

    ``ours``: folders of copies that we keep, which are no documents of the office.
    """
    if path.is_dir():
        passed = [folder for folder in ours if folder.is_relative_to(path.resolve())]
        yield from (
            file
            for file in sorted(path.rglob("*.docx"))
            if file.is_file()
            and not file.name.startswith(("~$", "."))
            and not (passed and any(map(file.resolve().is_relative_to, passed)))
        )
    else:
        yield path


# --- profiles -----------------------------------------------------------------------------------------------


def choose_profile(desk: Desk | None, asked: str) -> Profile:
    """The profile of a code or a file; by default the one in force, in a workspace with the office's style.

    Raises UnknownName for a code that is not known, BrokenFile for a file that is no profile.
    """
    known = _known_profiles(desk)
    profile = _profile_at(desk, _path_of(asked, known))
    if asked or desk is None:
        return profile
    from bcd35.usecases.registers.units import the_office

    return with_style(profile, the_office(desk).style)


def _known_profiles(desk: Desk | None) -> dict[str, Path]:
    """Code → file: the packaged profiles, and those of the workspace, which replace packaged ones."""
    packaged = (
        file
        for relative, file in default_files()
        if relative.startswith(f"{PROFILES_FOLDER}/") and file.suffix == ".yaml"
    )
    own = () if desk is None else sorted((desk.workspace.root / PROFILES_FOLDER).glob("*.yaml"))
    return {file.stem: file for file in (*packaged, *own)}


def _path_of(asked: str, known: Mapping[str, Path]) -> Path:
    if asked.lower().endswith((".yaml", ".yml")):
        return Path(asked)
    code = asked or DEFAULT_PROFILE
    if code in known:
        return known[code]
    near = suggest(code, known)
    question = f" Có phải ý bạn là {' hoặc '.join(near)}?" if near else ""
    fix = f"Các bộ quy tắc có sẵn: {', '.join(known)}; hoặc nêu tệp .yaml."
    raise UnknownName(
        "unknown_profile",
        f"Không có bộ quy tắc thể thức “{clean(code)}”.{question}",
        where=clean(code),
        fix=fix,
    )


def _profile_at(desk: Desk | None, path: Path) -> Profile:
    from bcd35.formats.registers.profiles import read_profile

    shown = shown_path(desk, path)
    if not path.is_file():
        raise UnknownName.no_file(shown)
    reading = read_profile(path.read_bytes(), shown)
    if reading.value is None:
        raise BrokenFile("broken_profile", "", findings=reading.findings)
    return reading.value
