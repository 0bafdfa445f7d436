"""Deviations from a profile as values, and the one place that gives them severity and source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bcd35.domain.layout.document import Span
from bcd35.domain.layout.profile import Component, Profile, Severity, severity_of
from bcd35.domain.layout.repairs import Repair

_SHOWN = 60
SEVERITY_WORDS: dict[Severity, str] = {"error": "Lỗi", "advice": "Nên"}
ALIGN_WORDS = {"left": "căn trái", "right": "căn phải", "center": "căn giữa", "justify": "dàn đều hai lề"}


class Place(NamedTuple):
    """Where a deviation stands: a paragraph by its part and its ordinal there, and the characters in it."""

    part: str
    place: int
    start: int
    end: int


def place_of(span: Span) -> Place:
    return Place(span.paragraph.part, span.paragraph.place, span.start, span.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """Sai lệch thể thức: what a document has otherwise than a rule of the profile requires.

    ``rule``: the code of a rule, or ``component.property``; ``part``: the Vietnamese name of what deviates;
    ``text``: the beginning of the paragraph; ``count``: in how many paragraphs the same was found, and
    ``places``: where.
    """

    rule: str
    severity: Severity
    part: str
    text: str
    found: str
    required: str
    source: str
    repairs: tuple[Repair, ...] = ()
    count: int = 1
    places: tuple[Place, ...] = ()

    @property
    def sentence(self) -> str:
        """What was found and what is required, for a reader who sees the place."""
        return f"{SEVERITY_WORDS[self.severity]}: {self.found}; quy định: {self.required}."


def quoted(text: str) -> str:
    """The beginning of a paragraph, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def figure(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def listed(values: Iterable[float]) -> str:
    return " và ".join(figure(value) for value in values)


class Rules:
    """The rules of a profile as the checks use them: each broken rule becomes a deviation."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def broken(
        self,
        code: str,
        part: str,
        text: str,
        found: str,
        *,
        required: str = "",
        repairs: Iterable[Repair] = (),
    ) -> Iterator[Deviation]:
        """The deviation from a rule; none when the profile has no such rule."""
        rule = self.profile.rule(code)
        if rule is not None:
            yield Deviation(
                rule=code,
                severity=severity_of(rule.grade),
                part=part,
                text=quoted(text),
                found=found,
                required=required or rule.requires,
                source=self.profile.source_of(rule),
                repairs=tuple(repairs),
            )

    def misformatted(
        self,
        component: Component,
        name: str,
        text: str,
        found: str,
        required: str,
        *,
        repairs: Iterable[Repair] = (),
    ) -> Deviation:
        """The deviation of a component whose format is not that of its line in the profile's table."""
        return Deviation(
            rule=f"{component.code}.{name}",
            severity=severity_of(component.grade),
            part=component.label,
            text=quoted(text),
            found=found,
            required=required,
            source=self.profile.source_of(component),
            repairs=tuple(repairs),
        )
