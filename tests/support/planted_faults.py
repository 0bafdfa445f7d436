"""Faults planted in the documents of the corpora, the documents that come of it, and what a checker finds."""

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from tests.support.docx_corpus import FORMS, Form, Kind

BOTH: tuple[Kind, ...] = ("letter", "report")


class Fault(NamedTuple):
    """One planted fault: the rule it breaks, what it does to a spec, and the field it spoils.

    Two faults of one field do not pair.
    """

    rule: str
    spoil: Callable[[Any], object]  # a Spec of the corpus
    field: str
    kinds: tuple[Kind, ...] = BOTH
    forms: tuple[Form, ...] = FORMS


def wrong_format(
    code: str, name: str, value: object, rule: str = "", kinds: tuple[Kind, ...] = BOTH
) -> Fault:
    return Fault(rule or f"{code}.{name}", lambda spec: setattr(spec.formats[code], name, value), code, kinds)


def wrong_text(rule: str, code: str, text: str, kinds: tuple[Kind, ...] = BOTH) -> Fault:
    return Fault(rule, lambda spec: spec.text.update({code: text}), code, kinds)


def wrong_value(name: str, rule: str, /, **values: object) -> Fault:
    return Fault(rule, lambda spec: getattr(spec, name).update(values), f"{name}.{min(values)}")


def wrong_part(
    rule: str,
    name: str,
    value: object,
    kinds: tuple[Kind, ...] = BOTH,
    forms: tuple[Form, ...] = FORMS,
) -> Fault:
    return Fault(rule, lambda spec: setattr(spec, name, copy.deepcopy(value)), name, kinds, forms)


def without_posts(spec: Any) -> None:
    """Nothing stands above the name of who signs."""
    spec.text["authority"], spec.positions = "", []


def hidden_typist(spec: Any) -> None:
    spec.typist, spec.formats["typist"].hidden = "PL (2)", True


class Case(NamedTuple):
    """One document of the corpus and the rules it breaks."""

    name: str
    data: bytes
    planted: frozenset[str]


class Score(NamedTuple):
    """What a checker made of the corpus; ``wrong``: case → (missed, found besides)."""

    documents: int
    planted: int
    found: int
    false_alarms: int
    wrong: dict[str, tuple[set[str], set[str]]]

    def text(self) -> str:
        return (
            f"{self.documents} văn bản; tìm thấy {self.found}/{self.planted} sai lệch đã cài; báo nhầm "
            f"{self.false_alarms}"
        )


def score(rules_of: Callable[[bytes], set[str]], cases: Sequence[Case]) -> Score:
    """Run a checker (bytes → rules it finds broken) over documents."""
    answers = [(case, rules_of(case.data)) for case in cases]
    return Score(
        len(cases),
        sum(len(case.planted) for case in cases),
        sum(len(case.planted & rules) for case, rules in answers),
        sum(len(rules - case.planted) for case, rules in answers),
        {
            case.name: (set(case.planted - rules), rules - case.planted)
            for case, rules in answers
            if rules != case.planted
        },
    )


def odd_date_lines(place: str) -> Iterator[Fault]:
    """Date lines of a place as they are typed wrong: day, brackets, comma and blanks, case."""
    for day in (
        "tháng 12 2025",
        "tháng 12, năm 2025",
        "05/12/25",
        "ngày …/12/2025",
        "ngày 05 tháng mười hai năm 2025",
        "ngày 05 tháng 12 năm 25",
        "ngày 05 tháng 12 2025",
        "5 tháng 12 năm 2025",
    ):
        yield wrong_text("date_padding", "date_line", f"{place}, {day}")
    day = "ngày 15 tháng 12 năm 2026"
    yield wrong_text("date_padding", "date_line", f"({place}, {day})")
    for mark in ("", " ", ";", " ;", ".", ":", " -"):
        yield wrong_text("place", "date_line", f"{place}{mark} {day}")
    yield wrong_text("date_spacing", "date_line", f"{place.replace(' ', '  ')}, {day}")
    for comma in (",", " , ", " ,"):
        yield wrong_text("date_spacing", "date_line", f"{place}{comma}{day}")
    for cased in (place.upper(), place.lower()):
        yield wrong_text("date_line.case", "date_line", f"{cased}, {day}")


def odd_marks(names: Sequence[str], *, number: str, title: str, authority: str) -> Iterator[Fault]:
    """Marks where none stands, blanks before a mark, other signs for the dashes of a list of recipients."""
    letter: tuple[Kind, ...] = ("letter",)
    yield wrong_text("title.mark", "title", f"{title}.")
    yield wrong_text("authority.mark", "authority", f"{authority},")
    yield wrong_text("signer_name.mark", "signer_name", "Nguyễn Văn Bình.")
    yield wrong_text("signer_name.case", "signer_name", "nguyễn văn bình")
    yield wrong_text("number_form", "number", f"{number}.", letter)
    yield wrong_text("list_spacing", "address_label", "Kính gửi :", letter)
    yield wrong_text("list_spacing", "recipients_label", "Nơi nhận :")
    yield wrong_part("list_spacing", "recipients", [f"- {names[0][:-1]} ;", f"- {names[1]}"], letter)
    for sign in ("", "* ", "+ ", "1. ", "• "):
        yield wrong_part("recipient_dash", "recipients", [f"{sign}{name}" for name in names], letter)
