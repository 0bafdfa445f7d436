"""What deviates from a profile, as values, and the one place where a deviation gets its severity and source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bcd35.domain.layout.profile import Component, Profile, Severity, severity_of
from bcd35.domain.layout.repairs import Repair

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Deviation:
    """Sai lệch thể thức: ``rule`` is the code of a rule, or ``component.property``; ``part`` the Vietnamese
    name of what deviates.

    ``text``: the beginning of the paragraph; ``count``: in how many paragraphs the same was found.
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


def quoted(text: str) -> str:
    """The beginning of a paragraph, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


class Rules:
    """A profile as the checks ask it: a deviation from a rule that it has, or none."""

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
        """Nothing when the profile has no such rule."""
        rule = self.profile.rule(code)
        if rule is not None:
            source = self.profile.source_words(rule.sources)
            yield Deviation(
                code,
                severity_of(rule.grade),
                part,
                quoted(text),
                found,
                required or rule.requires,
                source,
                tuple(repairs),
            )

    def ill_looking(
        self,
        component: Component,
        name: str,
        text: str,
        found: str,
        required: str,
        *,
        repairs: Iterable[Repair] = (),
    ) -> Deviation:
        """A component that does not look as its line of the table says."""
        source = self.profile.source_words(component.sources)
        rule = f"{component.code}.{name}"
        return Deviation(
            rule,
            severity_of(component.grade),
            component.label,
            quoted(text),
            found,
            required,
            source,
            tuple(repairs),
        )
