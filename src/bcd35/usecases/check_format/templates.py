"""``template check``: each template against the values that it gets, its filled sample against the layout."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import BrokenFile, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.layout.deviations import Deviation
from bcd35.domain.layout.profile import Profile
from bcd35.domain.office import Office
from bcd35.usecases.check_format.documents import document_files, judge, judge_layout
from bcd35.usecases.desk import PROFILES_FOLDER, Desk
from bcd35.usecases.open_template import missing_template
from bcd35.usecases.registers.layouts import layout_in_force
from bcd35.usecases.registers.units import the_office
from bcd35.usecases.unreadable import AWAY
from bcd35.world.files import is_device
from bcd35.world.workspace import default_files, layout_of_templates


class TemplateChecked(NamedTuple):
    """The verdict on one template.

    ``faults``: why it cannot be used; ``deviations``: those of the filled sample from the rules of layout.
    """

    shown: str
    faults: tuple[Finding, ...] = ()
    advice: tuple[Finding, ...] = ()
    deviations: tuple[Deviation, ...] = ()

    @property
    def usable(self) -> bool:
        return not self.faults and all(one.severity != "error" for one in self.deviations)


def check_templates(desk: Desk, paths: Sequence[Path]) -> list[TemplateChecked]:
    """Check these templates, or all of the workspace, after the rules of layout.

    Where the rules cannot be read, they are what is told, and only the templates' tags are checked. Raises
    UnknownName for a file that is not there.
    """
    office, files = the_office(desk), _files(desk, paths)
    try:
        profile, checked = layout_in_force(desk), []
    except BrokenFile as broken:
        shown = f"{PROFILES_FOLDER}/{office.layout}.yaml"
        profile, checked = None, [TemplateChecked(shown, broken.findings)]
    models = dict(default_files(layout_of_templates(desk.workspace.root, office.layout)))
    checked += [_checked(desk, path, office, profile, models) for path in files]
    return checked if paths else [*checked, *_missing(desk)]


def _files(desk: Desk, paths: Sequence[Path]) -> list[Path]:
    """The files of these paths, or the templates of the workspace, of which there may be none."""
    try:
        return document_files(desk, paths or [desk.workspace.templates])
    except UnknownName:
        if paths:
            raise
        return []


def _missing(desk: Desk) -> Iterator[TemplateChecked]:
    """The documents that cannot be made because their template is not there, or is no file."""
    from bcd35.formats.letters.samples import SAMPLES

    for path in (desk.workspace.templates / name for name in SAMPLES):
        shown = desk.workspace.shown(path)
        if is_device(path):
            yield TemplateChecked(shown, UnknownName.device(shown, fix=AWAY).findings)
        elif not path.exists():
            yield TemplateChecked(shown, missing_template(shown).findings)


def _checked(
    desk: Desk, path: Path, office: Office, profile: Profile | None, models: Mapping[str, Path]
) -> TemplateChecked:
    from bcd35.formats.docx.template import WordTemplate
    from bcd35.formats.docx.template_check import judge_writing, unused_values
    from bcd35.formats.letters.proof import prove_template
    from bcd35.formats.letters.samples import LETTER, SAMPLES, WITHOUT_RULES, values_of

    shown = desk.workspace.shown(path)
    # A copy such as ``cong-van-thu.docx`` is checked as the template that it will replace.
    name = next((name for name in SAMPLES if path.name.startswith(name.removesuffix(".docx"))), None)
    try:
        template = WordTemplate(shown, path.read_bytes())
        if name is None:
            return TemplateChecked(shown, judge_writing(template), (_no_role(shown, SAMPLES),))
        sample = SAMPLES[name]
        model = WordTemplate(name, models[f"templates/{name}"].read_bytes())
        if faults := prove_template(template, name, office, model.data):
            return TemplateChecked(shown, faults)
        advice = unused_values(template, values_of(sample, model, office), model)
        filled = sample(template, office)
        rules = None if name in WITHOUT_RULES else profile
        if rules and name == LETTER:  # the heading is the same in all
            advice += tuple(_passed_over(filled, rules))
        return TemplateChecked(shown, (), advice, judge_layout(desk, filled, rules) if rules else ())
    except BrokenFile as error:
        return TemplateChecked(shown, error.findings)


def _passed_over(filled: bytes, profile: Profile) -> Iterator[Finding]:
    """Advice where the rules say of the office's own letters that they are none of theirs."""
    for found in judge(None, Path("bản điền thử"), filled, profile, chosen=False).findings:
        fix = (
            "Bỏ dòng khớp với tiêu đề, tên cơ quan của mình ở mục outside, forbidden của "
            f"{PROFILES_FOLDER}/{profile.code}.yaml."
        )
        message = f"check-format sẽ bỏ qua văn bản của chính cơ quan: {found.message}"
        yield Finding("own_letters_passed_over", profile.code, message, fix)


def _no_role(shown: str, known: Iterable[str]) -> Finding:
    message = f"Không rõ “{shown}” dùng cho văn bản nào; mới xem được cách viết thẻ."
    fix = f"Đặt tên tệp bắt đầu như một trong các mẫu: {', '.join(known)}."
    return Finding("template_no_role", shown, message, fix)
