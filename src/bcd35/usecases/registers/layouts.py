"""The layouts that documents can have: rules packaged or kept in the workspace, and those of the office."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bcd35.domain.errors import BrokenFile, Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.layout.profile import DocumentType, Profile, with_style
from bcd35.domain.office import DEFAULT_LAYOUT
from bcd35.domain.rounds import Round
from bcd35.domain.text import clean, suggest
from bcd35.usecases.desk import PROFILES_FOLDER, Desk
from bcd35.usecases.unreadable import bytes_of_own
from bcd35.world.files import sha256
from bcd35.world.workspace import default_files, known_digests

_LETTER = DocumentType(code="CV", addressed=True)  # a công văn, which every layout has


def choose_profile(desk: Desk | None, asked: str) -> Profile:
    """The profile of a code or a file; by default the one in force, in a workspace with the office's style.

    Raises UnknownName for a code that is not known, BrokenFile for a file that is no profile.
    """
    if asked or desk is None:
        return _profile_at(desk, _path_of(asked or DEFAULT_LAYOUT, _known_profiles(desk)))
    return layout_in_force(desk)


def layout_in_force(desk: Desk) -> Profile:
    """The rules of the office's own layout, with its style. Raises like :func:`choose_profile`."""
    from bcd35.usecases.registers.units import the_office

    office = the_office(desk)
    known = _known_profiles(desk)
    if office.layout not in known:
        message = f"Mục layout của data/office.yaml ghi “{office.layout}”; không có bộ quy tắc thể thức ấy."
        fix = (
            f"Ghi một trong: {', '.join(known)}, hoặc thêm tệp data/profiles/{office.layout}.yaml, "
            "rồi chạy: bcd35 import"
        )
        raise UnknownName("unknown_profile", message, where="data/office.yaml", fix=fix)
    return with_style(_profile_at(desk, known[office.layout]), office.style)


def document_kind(desk: Desk, round_: Round) -> DocumentType:
    """The type of a round's letter by the layout's table. Raises Refused for one that no round can have.

    Minutes and statutes need no line with a date: they are signed by others, and ask nobody for a report.
    Neither do papers that the layout says are not for rounds.
    """
    if not round_.document_type:
        return _LETTER
    named = {one.name.casefold(): one for one in layout_in_force(desk).types if one.name and not one.attached}
    usable = [one for one in named.values() if one.for_rounds and "date_line" in one.needs]
    kind = named.get(round_.document_type.casefold())  # spelt as it is printed
    if kind not in usable:
        near = [] if kind else suggest(round_.document_type, [one.name.lower() for one in usable])
        told = ", loại không dùng cho đợt." if kind else "."
        question = f" Có phải là “{near[0]}”?" if near else ""
        message = f"Đợt “{round_.code}” ghi loại văn bản “{round_.document_type}”{told}{question}"
        fix = f"Các loại dùng được cho đợt: {', '.join(one.name.lower() for one in usable)}."
        raise Refused("unknown_document_type", message, where="document_type", fix=fix)
    return kind


def _known_profiles(desk: Desk | None) -> dict[str, Path]:
    """Code → file: the packaged profiles, and those of the workspace, which replace packaged ones."""
    packaged = (
        file
        for relative, file in default_files()
        if relative.startswith(f"{PROFILES_FOLDER}/") and file.suffix == ".yaml"
    )
    own = () if desk is None else sorted((desk.workspace.root / PROFILES_FOLDER).glob("*.yaml"))
    return {file.stem: file for file in (*packaged, *(file for file in own if not _is_older_default(file)))}


def _is_older_default(file: Path) -> bool:
    """Tell whether an earlier version laid a profile down and nobody edited it: the program's is in force."""
    data = bytes_of_own(file, f"{PROFILES_FOLDER}/{file.name}")
    return sha256(data) in known_digests().get(f"{PROFILES_FOLDER}/{file.name}", ())


def _path_of(asked: str, known: Mapping[str, Path]) -> Path:
    if asked.lower().endswith((".yaml", ".yml")):
        return Path(asked)
    if asked in known:
        return known[asked]
    near = suggest(asked, known)
    question = f" Có phải ý bạn là {' hoặc '.join(near)}?" if near else ""
    fix = f"Các bộ quy tắc có sẵn: {', '.join(known)}; hoặc nêu tệp .yaml."
    message = f"Không có bộ quy tắc thể thức “{clean(asked)}”.{question}"
    raise UnknownName("unknown_profile", message, where=clean(asked), fix=fix)


def _profile_at(desk: Desk | None, path: Path) -> Profile:
    from bcd35.formats.registers.profiles import read_profile

    shown = path.as_posix() if desk is None else desk.workspace.shown(path)
    if not path.is_file():
        raise UnknownName.no_file(shown)
    reading = read_profile(path.read_bytes(), shown)
    if reading.value is None:
        raise BrokenFile("broken_profile", "", findings=(*reading.findings, *_programs_instead(desk, path)))
    return reading.value


def _programs_instead(desk: Desk | None, path: Path) -> Iterator[Finding]:
    """How to take the program's profile where the office edited one of an earlier version."""
    name = f"{PROFILES_FOLDER}/{path.name}"
    if desk is not None and path == desk.workspace.root / name and name in dict(default_files()):
        message = f"Tệp “{name}” của văn phòng không hợp với chương trình đang dùng; có thể nó theo bản cũ."
        fix = (
            "Xem chỗ khác với bản của chương trình: bcd35 update\nLấy bản ấy, bản của văn phòng cất riêng: "
            f"bcd35 update --take {name}"
        )
        yield Finding("older_profile", name, message, fix)
