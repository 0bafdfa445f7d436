"""What reminders and extensions share: a letter to each of some units, made at its issue and made again.

What each of them says, and to whom, is planned in ``reminder.py`` and ``extension.py``.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from bcd35.domain.commands import in_book
from bcd35.domain.errors import Refused
from bcd35.domain.letter_files import FollowUpFile, plan_follow_up_files
from bcd35.domain.letters import LetterNumber, Purpose
from bcd35.domain.shape import from_plain, to_plain
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.letters.extension import ExtensionContent
from bcd35.formats.letters.reminder import ReminderContent
from bcd35.usecases.desk import Desk, Progress, no_progress
from bcd35.usecases.letters.issuing import Serves, stem_in_names
from bcd35.usecases.open_template import Templates

_Content = TypeVar("_Content", ReminderContent, ExtensionContent)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(Generic[_Content]):
    """A sort of letter that follows the round's: its template, its content, how it is made.

    ``copy``: the office's file copy; ``letters``: that to each unit, in order. ``start``: of their names.
    """

    purpose: Purpose
    template: str
    content: type[_Content]
    copy: Callable[[WordTemplate, _Content], bytes]
    letters: Callable[[WordTemplate, _Content], Iterator[bytes]]
    start: str

    def files(
        self, desk: Desk, round_code: str, number: LetterNumber, codes: Iterable[str]
    ) -> tuple[str, list[FollowUpFile]]:
        """Where the office's copy and the units' letters go."""
        stem = stem_in_names(desk, number, Serves(round_code, self.purpose))
        return plan_follow_up_files(self.start, round_code, number, codes, stem)

    def render(
        self,
        places: tuple[str, Iterable[FollowUpFile]],
        content: _Content,
        templates: Templates,
        progress: Progress = no_progress,
    ) -> Iterator[tuple[str, bytes]]:
        """Path and content of the copy, then of each letter; without files the copy goes to all."""
        file_copy, files = places[0], [*places[1]]
        template = templates.open(self.template, content.office.style)
        yield file_copy, self.copy(template, content)
        if not files:
            return
        for done, (file, letter) in enumerate(zip(files, self.letters(template, content), strict=True)):
            progress("Soạn văn bản", done, len(files))
            yield file.path, letter
        progress("Soạn văn bản", len(files), len(files))

    def keep(self, desk: Desk, used: Mapping[str, str], codes: Iterable[str], content: _Content) -> None:
        """What the letter says, kept with it: by tomorrow the ledger and the office may say otherwise."""
        said = {"codes": [*codes], "content": to_plain(content)}
        desk.store.sources.record(content.number, used, json.dumps(said, ensure_ascii=False))

    def again(self, desk: Desk, round_code: str, number: LetterNumber) -> Iterator[tuple[str, bytes]]:
        """Every document from what it was made from. Nothing when that was not kept."""
        if kept := desk.store.sources.content(number):
            said = json.loads(kept)
            content = from_plain(self.content, said["content"])
            places = self.files(desk, round_code, number, said["codes"])
            templates = Templates(desk.workspace, desk.store.sources.templates().get(number, {}))
            yield from self.render(places, content, templates)


def refuse_exchanged_number(what: str, letters: Collection[LetterNumber], asked: int | None) -> None:
    """Raises Refused for another number than those of the letters by which just this was told."""
    other = [one for one in letters if asked not in (None, one.number)]
    if other:
        told = ", ".join(one.reference for one in letters)
        message = f"{what} bằng Công văn số {told}; không đổi số được."
        voids = (
            f"bcd35 letters void {one.number} {in_book(one.symbol, one.term)} --reason LÝ_DO" for one in other
        )
        fix = "Bỏ --number rồi chạy lại. Muốn số khác thì hủy công văn ấy, rồi chạy lại lệnh này:"
        raise Refused("number_fixed", message, where="--number", fix="\n".join([fix, *voids]))
