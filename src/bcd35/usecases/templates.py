"""``template check``: every template of the office against the values that it will get, and a filled sample against the layout."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.channels import Channel
from bcd35.domain.deviations import Deviation
from bcd35.domain.errors import BrokenFile
from bcd35.domain.findings import Finding
from bcd35.domain.letters import LetterNumber
from bcd35.domain.office import Office
from bcd35.domain.rounds import Field, Ground, Round, Task
from bcd35.usecases.desk import Desk
from bcd35.usecases.documents import document_files, judge_layout
from bcd35.usecases.units import the_office
from bcd35.world import default_files

if TYPE_CHECKING:
    from bcd35.formats.letters import LetterContent
    from bcd35.formats.word import WordTemplate


class Role(NamedTuple):
    """What a template is for: the values that it gets, of a sample round, and the filled document."""

    context: Callable[["LetterContent"], Mapping[str, object]]
    render: Callable[["WordTemplate", "LetterContent"], bytes]


class TemplateChecked(NamedTuple):
    """One template. ``faults``: it cannot be used; ``deviations``: what the filled sample has against the rules of layout."""

    shown: str
    faults: tuple[Finding, ...] = ()
    advice: tuple[Finding, ...] = ()
    deviations: tuple[Deviation, ...] = ()

    @property
    def usable(self) -> bool:
        return not self.faults and all(one.severity != "error" for one in self.deviations)


def check_templates(desk: Desk, paths: Sequence[Path]) -> list[TemplateChecked]:
    """Check these templates, or all of the workspace. Raises UnknownName for a file that is not there."""
    content = _sample(the_office(desk))
    return [_checked(desk, path, content) for path in document_files(desk, paths or [desk.workspace.templates])]


def _roles() -> dict[str, Role]:
    """The beginning of a file's name → its role: a copy ``cong-van-thu.docx`` is checked as what it will become."""
    from bcd35.formats.letters import TEMPLATE_NAMES, addressee_context, checklist_context, letter_context, render_checklist, render_letter

    name = "Chi bộ Sở Tư pháp"
    roles = {
        "letter": Role(
            lambda content: letter_context(content) | addressee_context(content, [name]),
            lambda template, content: render_letter(template, content, [name]),
        ),
        "checklist": Role(
            lambda content: checklist_context(content) | {"unit_name": name},
            lambda template, content: render_checklist(template, content, name),
        ),
    }
    return {Path(TEMPLATE_NAMES[code]).stem: role for code, role in roles.items()}


def _checked(desk: Desk, path: Path, content: "LetterContent") -> TemplateChecked:
    from bcd35.formats.template_check import judge_tags, judge_writing
    from bcd35.formats.word import WordTemplate

    shown = desk.workspace.shown(path)
    stem = next((stem for stem in _roles() if path.stem.startswith(stem)), None)
    try:
        template = WordTemplate(shown, path.read_bytes())
        if stem is None:
            return TemplateChecked(shown, judge_writing(template), (_no_role(shown),))
        role = _roles()[stem]
        judged = judge_tags(template, role.context(content), _model(stem))
        if judged.faults:
            return TemplateChecked(shown, judged.faults, judged.advice)
        return TemplateChecked(shown, (), judged.advice, judge_layout(desk, role.render(template, content)))
    except BrokenFile as error:
        return TemplateChecked(shown, error.findings)


def _model(stem: str) -> "WordTemplate":
    """The template of this name that the program comes with."""
    from bcd35.formats.word import WordTemplate

    name = f"templates/{stem}.docx"
    return WordTemplate(name, dict(default_files())[name].read_bytes())


def _no_role(shown: str) -> Finding:
    names = ", ".join(f"{stem}.docx" for stem in _roles())
    message = f"Không rõ “{shown}” dùng cho văn bản nào; mới xem được cách viết thẻ."
    return Finding("template_no_role", shown, message, f"Đặt tên tệp bắt đầu như một trong các mẫu: {names}.")


def _sample(office: Office) -> "LetterContent":
    """A round with something of everything that a template can print."""
    from bcd35.formats.letters import LetterContent

    dated = date(2026, 2, 5)
    tasks = (
        Task("1", "Thông báo các kênh", "Thông báo các kênh dưới đây.\nLàm trong một tuần.", ("Gửi danh sách kênh",)),
        Task("2", "Chia sẻ thông tin", "Chia sẻ trên trang của đơn vị.", ("Rà soát nội dung",), date(2026, 2, 12)),
    )
    subject = "tuyên truyền trên các kênh truyền thông"
    ground = Ground("Công văn", "29-CV/BCĐ", date(2026, 1, 21), "Ban Chỉ đạo 35 Tỉnh ủy", subject)
    round_ = Round("mau", subject, (ground,), tasks, (Field("tin_bai", "Số tin bài", "count"),), date(2026, 2, 20))
    addresses = {"facebook": "https://www.facebook.com/ThaiNguyenPortal", "tiktok": "https://www.tiktok.com/@baothainguyen.official"}
    channels = tuple(Channel(code, code, f"Kênh {code.capitalize()}", url, url) for code, url in addresses.items())
    return LetterContent(office, round_, LetterNumber("CV/BCĐ", "2025-2030", 28), dated, channels)
