"""Opening the office's Word templates: letters, posters and the written report are made from them."""

from typing import TYPE_CHECKING

from bcd35.domain.errors import BrokenFile
from bcd35.domain.office import DocumentStyle
from bcd35.world.workspace import Workspace

if TYPE_CHECKING:
    from bcd35.formats.docx.template import WordTemplate


def open_template(workspace: Workspace, name: str, style: DocumentStyle) -> "WordTemplate":
    """A template of the workspace in the office's style.

    Raises BrokenFile when it is missing or cannot be used.
    """
    from bcd35.formats.docx.template import WordTemplate
    from bcd35.formats.docx.template_style import styled

    path = workspace.templates / name
    shown = workspace.shown(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        message = f"Thiếu tệp mẫu “{shown}”."
        raise BrokenFile(
            "template_missing",
            message,
            where=shown,
            fix=f'Chép lại tệp mẫu mặc định bằng: bcd35 init "{workspace.root}"',
        ) from None
    return styled(WordTemplate(shown, data), style)
