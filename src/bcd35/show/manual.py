"""The manual at the terminal: its list of tasks, and a page as text of 80 columns."""

import io
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

from bcd35.show.screen import Screen, width
from bcd35.usecases.manual import Page

_COLUMNS = 80
_LINK = re.compile(r"(!?)\[([^\]]+)\]\(([^)\s]+)\)")


def tasks_listed(pages: Sequence[Page]) -> Screen:
    """Every task with the name of its page."""
    return _listed("Gõ bcd35 help và tên một việc dưới đây; thêm --open để xem có hình.", pages)


def several_found(wanted: str, pages: Sequence[Page]) -> Screen:
    """Pages between which the word does not decide."""
    return _listed(f"Gần nhất với “{wanted}”; gõ bcd35 help và một tên dưới đây.", pages)


def _listed(head: str, pages: Sequence[Page]) -> Screen:
    wide = max((width(page.name) for page in pages if not page.heading), default=0)
    lines = (f"  {page.called if page.heading else f'{page.name:{wide}}  {page.task}'}" for page in pages)
    return Screen(_data(pages), ("\n".join((head, *lines)),))


def page_shown(page: Page) -> Screen:
    whole = (f"Cả trang: bcd35 help {page.name}",) if page.heading else ()
    return Screen({**_data([page]), "text": page.text}, (text_of(page.text, _columns()),), whole)


def _columns() -> int:
    return min(_COLUMNS, get_terminal_size().columns) if sys.stdout.isatty() else _COLUMNS


def manual_opened(path: Path, *, opened: bool) -> Screen:
    """Where the manual lies as one page."""
    said = f"Đã mở sổ tay: {path}" if opened else f"Máy này không mở được trình duyệt. Sổ tay ở tệp: {path}"
    return Screen({**_data([]), "path": str(path)}, (said,))


def _data(pages: Sequence[Page]) -> dict[str, object]:
    found = [
        {"page": one.name, "title": one.title, "heading": one.heading, "task": one.task} for one in pages
    ]
    return {"found": found, "text": "", "path": ""}


def text_of(markdown: str, columns: int = _COLUMNS) -> str:
    """A page of the manual as plain text; commands stay on one line, to be copied."""
    from rich.console import Console

    written = io.StringIO()
    console = Console(
        file=written, width=columns, color_system=None, highlight=False, markup=False, emoji=False
    )
    console.print(_markdown()(_LINK.sub(_said, markdown), hyperlinks=False), crop=False)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()).strip("\n")


def _markdown() -> Any:
    """The reader of Markdown that rich has, whose blocks of commands are neither coloured nor wrapped."""
    from rich.markdown import CodeBlock, Markdown
    from rich.text import Text

    class WholeLines(CodeBlock):
        def __rich_console__(self, console: Any, options: Any) -> Any:
            yield Text(f"  {str(self.text).rstrip()}".replace("\n", "\n  "), no_wrap=True, overflow="ignore")

    class ManualPage(Markdown):
        elements = {**Markdown.elements, "fence": WholeLines}  # noqa: RUF012 - as rich declares it

    return ManualPage


def _said(link: re.Match[str]) -> str:
    """A picture by its words, a link to another page by the command that shows that page."""
    picture, words, target = link.groups()
    if picture:
        return f"*[Hình: {words}. Xem hình: bcd35 help --open]*"
    page = re.fullmatch(r"(?:.*/)?([\w-]+)\.md(?:#.*)?", target)
    if "://" in target or not page:
        return link[0] if "://" in target else words
    return words if page[1] in _NO_TASKS else f"{words} (`bcd35 help {page[1]}`)"


_NO_TASKS = ("lenh", "ma-ket-thuc", "CHANGELOG", "README")
