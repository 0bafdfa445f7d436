"""Opening the office's Word templates: letters, posters and the written report are made from them."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from bcd35.domain.errors import BrokenFile
from bcd35.domain.office import DocumentStyle, Office
from bcd35.usecases.unreadable import bytes_of_own
from bcd35.world.files import file_bytes, sha256
from bcd35.world.workspace import Workspace, default_files, layout_of_templates

if TYPE_CHECKING:
    from bcd35.domain.findings import Finding
    from bcd35.formats.docx.template import WordTemplate

_NONE_KEPT: Mapping[str, str] = {}


class Templates:
    """The templates that the papers of one number are made from, and their bytes (``used``).

    ``kept``: name → sha256 of those that papers of this number were made from before; they are taken again,
    whatever the office's template says by now. A copy that is gone or altered is passed over.
    """

    def __init__(self, workspace: Workspace, kept: Mapping[str, str] = _NONE_KEPT) -> None:
        self._workspace, self._kept = workspace, kept
        self.used: dict[str, bytes] = {}

    def open(self, name: str, style: DocumentStyle) -> "WordTemplate":
        """A template in the office's style. Raises BrokenFile when it is missing or cannot be used."""
        from bcd35.formats.docx.template import WordTemplate
        from bcd35.formats.docx.template_style import styled

        self.used[name] = data = self._kept_copy(name) or _of_office(self._workspace, name)
        return styled(WordTemplate(self._workspace.shown(self._workspace.templates / name), data), style)

    def _kept_copy(self, name: str) -> bytes | None:
        digest = self._kept.get(name)
        with suppress(OSError):
            data = file_bytes(self._workspace.template_copy(digest)) if digest else b""
            return data if digest and sha256(data) == digest else None
        return None


def open_template(workspace: Workspace, name: str, office: Office, style: DocumentStyle) -> "WordTemplate":
    """A template of the office in its style. Raises BrokenFile when it is missing or cannot be used."""
    prove_templates(workspace, [name], office)
    return Templates(workspace).open(name, style)


def prove_templates(workspace: Workspace, names: Iterable[str], office: Office) -> None:
    """Make sure that documents made from these templates show all that they must, before a number is taken.

    Raises BrokenFile with every reason why they would not.
    """
    from bcd35.formats.docx.template import WordTemplate
    from bcd35.formats.letters.proof import prove_template

    faults: list[Finding] = []
    packaged = dict(default_files(layout_of_templates(workspace.root, office.layout)))
    for name in names:
        template = WordTemplate(workspace.shown(workspace.templates / name), _of_office(workspace, name))
        faults += prove_template(template, name, office, packaged[f"templates/{name}"].read_bytes())
    if faults:
        raise BrokenFile("template_unfit", "", findings=faults)


def _of_office(workspace: Workspace, name: str) -> bytes:
    path = workspace.templates / name
    try:
        return bytes_of_own(path, workspace.shown(path))
    except FileNotFoundError:
        raise missing_template(workspace.shown(path)) from None


def missing_template(shown: str) -> BrokenFile:
    """The error for a template that is not there."""
    fix = "Lấy tệp mẫu của chương trình: bcd35 update --apply"
    return BrokenFile("template_missing", f"Thiếu tệp mẫu “{shown}”.", where=shown, fix=fix)
