"""The screen of ``template check``: a verdict on each template, its faults and its advice."""

from collections.abc import Iterator, Sequence

from bcd35.domain.errors import BrokenFile
from bcd35.domain.layout.deviations import Deviation
from bcd35.show.check_format import deviation_data, deviation_lines
from bcd35.show.screen import Screen
from bcd35.usecases.check_format.templates import TemplateChecked


def checked(outcome: Sequence[TemplateChecked]) -> Screen:
    """Exit code 6 when a template cannot be used or its filled sample breaks a rule of layout.

    Advice alone is no failure.
    """
    broken = [one for one in outcome if not one.usable]
    blocks = tuple(block for one in outcome for block in _blocks(one))
    data = {"templates": [_data(one) for one in outcome]}
    findings = tuple(found for one in outcome for found in one.faults)
    return Screen(data, blocks, (), findings, BrokenFile.exit_code if broken else 0)


def _data(one: TemplateChecked) -> dict[str, object]:
    return {
        "file": one.shown,
        "usable": one.usable,
        "faults": [found._asdict() for found in one.faults],
        "advice": [found._asdict() for found in one.advice],
        "layout": [deviation_data(deviation) for deviation in one.deviations],
    }


def _blocks(one: TemplateChecked) -> Iterator[str]:
    yield f"{one.shown}: {_verdict(one)}."
    for found in one.advice:
        yield f"  Nên xem: {found.message} {found.fix}"
    yield from deviation_lines(one.deviations)


def _verdict(one: TemplateChecked) -> str:
    if one.faults:
        return f"không dùng được, {len(one.faults)} lỗi"
    return f"bản điền thử {_figures(one.deviations)} về thể thức" if one.deviations else "dùng được"


def _figures(deviations: Sequence[Deviation]) -> str:
    errors = sum(one.severity == "error" for one in deviations)
    figures = [
        f"{count} {label}"
        for count, label in ((errors, "lỗi"), (len(deviations) - errors, "lời khuyên"))
        if count
    ]
    return f"có {', '.join(figures)}"
