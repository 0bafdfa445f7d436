"""``check-format``: Word files from anywhere against a layout profile, and a repaired copy.

It works with and without a workspace.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import BrokenFile, Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.layout.deviations import Deviation
from bcd35.domain.layout.layout_check import check_layout
from bcd35.domain.layout.profile import Profile
from bcd35.domain.letters import JOINED_LETTERS
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.layouts import choose_profile
from bcd35.world.files import write_file


class Repaired(NamedTuple):
    """The deviations that were repaired, and the new file; None when there was nothing to repair."""

    path: Path | None
    deviations: tuple[Deviation, ...]


class CheckedDocument(NamedTuple):
    """One file: its deviations (after the repair, if there was one), or why it could not be judged."""

    shown: str
    kind: str = ""
    deviations: tuple[Deviation, ...] = ()
    findings: tuple[Finding, ...] = ()
    repaired: Repaired | None = None


class FormatChecked(NamedTuple):
    """All files of a run, under one profile; ``skipped``: files of joined letters, as they are shown."""

    profile: Profile
    documents: tuple[CheckedDocument, ...]
    skipped: tuple[str, ...] = ()


def check_format(desk: Desk | None, paths: Sequence[Path], asked_profile: str = "") -> FormatChecked:
    """Judge files, and all .docx of folders. Raises UnknownName for a path or profile that is not there.

    Of a folder, a file of joined letters is skipped: they are judged one by one, and some hundreds of them in
    one file are more than the guard lets in.
    """
    profile = choose_profile(desk, asked_profile)
    files = document_files(desk, paths)
    skipped = [path for path in files if path.name == JOINED_LETTERS and path not in paths]
    return FormatChecked(
        profile,
        tuple(
            _checked(desk, path, path.read_bytes(), profile, chosen=bool(asked_profile))
            for path in files
            if path not in skipped
        ),
        tuple(_shown(desk, path) for path in skipped),
    )


def fix_format(desk: Desk | None, path: Path, output: Path, asked_profile: str = "") -> FormatChecked:
    """Write a repaired copy of one file, and judge that.

    Raises Refused when ``output`` exists: no file is ever written over.
    """
    profile = choose_profile(desk, asked_profile)
    [source] = document_files(desk, [path])
    _refuse_bad_output(desk, output)
    data = source.read_bytes()
    before = _checked(desk, source, data, profile, chosen=bool(asked_profile))
    repairable = tuple(one for one in before.deviations if one.repairs)
    if not repairable:
        return FormatChecked(profile, (before._replace(repaired=Repaired(None, ())),))
    from bcd35.formats.docx.fix import fix_docx

    fixed = fix_docx(data, [repair for one in repairable for repair in one.repairs])
    write_file(output, fixed)
    after = _checked(desk, source, fixed, profile, chosen=True)
    return FormatChecked(profile, (after._replace(repaired=Repaired(output, repairable)),))


def judge_layout(desk: Desk | None, data: bytes) -> tuple[Deviation, ...]:
    """The deviations of a document of ours from the profile in force.

    Raises BrokenFile for a document that cannot be judged.
    """
    judged = _checked(desk, Path("mẫu đã điền.docx"), data, choose_profile(desk, ""), chosen=True)
    if judged.findings:
        raise BrokenFile("not_judged", "", findings=judged.findings)
    return judged.deviations


def _checked(
    desk: Desk | None, path: Path, data: bytes, profile: Profile, *, chosen: bool
) -> CheckedDocument:
    """``chosen``: the clerk named the profile: a document of another layout is judged by it too."""
    from bcd35.formats.docx.reader import read_docx

    shown = _shown(desk, path)
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
            f"“{shown}” theo {judgement.other_layout.layout}, không phải thể thức của bộ quy tắc "
            f"{profile.name}: không soát, không sửa."
        )
        theirs = judgement.other_layout.profile
        judged = f"Soát theo thể thức ấy: --profile {theirs}. " if theirs else ""
        fix = f"{judged}Đúng là văn bản phải theo bộ này thì nêu rõ: --profile {profile.code}"
        return CheckedDocument(shown, findings=(Finding("other_layout", shown, message, fix),))
    if judgement.unknown_type:
        finding = _unknown_type(shown, judgement.unknown_type, profile)
        return CheckedDocument(shown, findings=(finding,))
    return CheckedDocument(shown, judgement.kind, judgement.deviations)


def _unknown_type(shown: str, title: str, profile: Profile) -> Finding:
    known = next((kind.name for kind in profile.types if kind.name and title.startswith(f"{kind.name} ")), "")
    message = (
        f"“{shown}” mang tên “{title}”, không phải loại nào của bộ quy tắc {profile.name}: không soát, không "
        "sửa."
    )
    fix = (
        f"Là {known.lower()} thì ghi tên loại riêng một dòng (“{known}”), phần còn lại xuống dòng trích yếu."
        if known
        else "Là loại đã có thì ghi đúng tên loại; là loại riêng thì thêm một dòng ở mục types của bộ quy "
        "tắc văn phòng tự lập."
    )
    return Finding("unknown_type", shown, message, fix)


def _shown(desk: Desk | None, path: Path) -> str:
    return path.as_posix() if desk is None else desk.workspace.shown(path)


def document_files(desk: Desk | None, paths: Sequence[Path]) -> list[Path]:
    """The files, and the .docx of the folders, each once. Raises UnknownName for a path that is not there."""
    missing = [_shown(desk, path) for path in paths if not path.exists()]
    if missing:
        findings = [found for name in missing for found in UnknownName.no_file(name).findings]
        raise UnknownName("no_such_file", "", findings=findings)
    ours = (desk.workspace.issued_templates, desk.workspace.edited) if desk else ()
    found = list(dict.fromkeys(file for path in paths for file in _below(path, ours)))
    if not found:
        names = ", ".join(_shown(desk, path) for path in paths)
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


def _refuse_bad_output(desk: Desk | None, output: Path) -> None:
    """Refuse an output that exists already, or whose folder is missing."""
    shown = _shown(desk, output)
    if output.exists():
        fix = "Chọn tên tệp mới; bản gốc và các tệp đã có được giữ nguyên."
        raise Refused("output_exists", f"Đã có “{shown}”, không ghi đè.", where=shown, fix=fix)
    if not output.parent.is_dir():
        folder = _shown(desk, output.parent)
        raise UnknownName(
            "no_such_folder",
            f"Không có thư mục “{folder}”.",
            where=folder,
            fix="Tạo thư mục trước, hoặc chọn nơi khác.",
        )
