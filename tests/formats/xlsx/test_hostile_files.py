"""Hostile files made from a form of ours.

Each is refused, or read as exactly the answers that stand in it.
"""

import io
import warnings
from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.datetime import from_excel

from bcd35.domain.form_spec import SHEET
from bcd35.formats.forms.returned import FormReading, judge_form, read_form
from tests.support import honest, hostile
from tests.support.made_up_form import CELLS, FILLED, FULL_ANSWERS, SPEC, received

# As a program writes it that shares texts, with the parts that it would not write.
FORM = hostile.package({**hostile.parts_of(FILLED), **hostile.parts_of(honest.saved(FILLED, honest.Habit()))})
ATTACKS = dict(hostile.attacks(FORM, CELLS["told"]))


def test_the_corpus_is_as_large_as_the_readme_says() -> None:
    families = {name.partition(":")[0] for name in ATTACKS}

    assert len(ATTACKS) == 578
    assert len(families) == 12


def test_the_form_itself_is_read() -> None:
    assert received(FORM) == (FULL_ANSWERS, [])


def test_none_is_accepted_wrongly() -> None:
    wrong = [
        name for name, data in ATTACKS.items() if not (received(data)[1] or received(data)[0] == FULL_ANSWERS)
    ]

    assert wrong == []


def test_none_surprises_the_reader() -> None:
    surprised = [
        name
        for name, data in ATTACKS.items()
        if any(one.code == "unreadable" for one in read_form(data).findings)
    ]

    assert surprised == []


def test_what_is_said_of_each_fits_on_a_screen() -> None:
    said = {name: findings for name, data in ATTACKS.items() if (findings := received(data)[1])}

    assert len(said) > len(ATTACKS) // 2
    assert [
        name for name, findings in said.items() if any(len("".join(one)) > 1_000 for one in findings)
    ] == []


# --- damage by chance ---------------------------------------------------------------------------------------


@given(st.data())
@settings(max_examples=250, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_damage_to_the_bytes_changes_an_answer(data: st.DataObject) -> None:
    damaged = bytearray(FORM)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(FORM) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.just(len(FORM)) | st.integers(0, len(FORM)))

    answers, findings = received(bytes(damaged[:cut]))

    assert findings or answers == FULL_ANSWERS
    assert "unreadable" not in [one.code for one in findings]


PIECES = (
    "",
    "0",
    "-1",
    "9" * 10,
    "<c/>",
    "<row/>",
    '"',
    "A",
    "\x00",
    "<v>9</v>",
    "</c>",
    "</row>",
    " ",
    "<!-- -->",
    "&lt;",
    "x:",
    "<is/>",
    "<f/>",
    "1",
)


@given(st.data())
@settings(max_examples=300, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_read_from_damaged_xml_is_what_another_reader_sees(data: st.DataObject) -> None:
    parts = hostile.parts_of(FORM)
    name = data.draw(
        st.sampled_from([name for name in parts if name.startswith(("xl/w", "xl/s", "xl/_rels"))])
    )
    damaged = bytearray(parts[name])
    at = data.draw(st.integers(0, len(damaged) - 1))
    damaged[at : at + data.draw(st.integers(0, 8))] = data.draw(st.sampled_from(PIECES)).encode()
    form = hostile.package({**parts, name: bytes(damaged)})

    reading = read_form(form)

    assert "unreadable" not in [one.code for one in reading.findings]
    raw, findings = judge_form(reading, SPEC)
    if not findings:
        assert {code: answer.value for code, answer in raw.items()} == _seen_by_openpyxl(form, reading)


def _seen_by_openpyxl(form: bytes, reading: FormReading) -> dict[str, object]:
    """The answers as the other library reads them.

    What was planted where it gives up, as the one damage then lies elsewhere.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            sheet = load_workbook(io.BytesIO(form), data_only=True)[reading.sheet]
        except Exception:  # noqa: BLE001 - it raises anything
            sheet = load_workbook(io.BytesIO(FORM), data_only=True)[SHEET]
    values = {code: sheet[place].value for code, place in CELLS.items()}
    day = values["done"]
    values["done"] = from_excel(day) if isinstance(day, int) else day  # its style was lost
    return {code: value.date() if isinstance(value, datetime) else value for code, value in values.items()}
