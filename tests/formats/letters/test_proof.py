"""No template issues a document that lacks what it must say: each value, typed over or hidden."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.letters.proof import REQUIRED, prove_template
from bcd35.formats.letters.samples import SAMPLES
from bcd35.formats.ooxml.package import zip_files
from bcd35.world.workspace import default_files
from tests.conftest import CommandLine
from tests.support import REPOSITORY
from tests.support.filling import UNITS
from tests.support.office import OFFICE

CASES = [(role, path) for role, values in REQUIRED.items() for path in values]
LETTER = "cong-van.docx"


def changed(data: bytes, change: Callable[[str], str]) -> bytes:
    """A template whose main part was changed; the change must change something."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    before = parts["word/document.xml"].decode()
    after = change(before)
    assert after != before
    return zip_files((parts | {"word/document.xml": after.encode()}).items())


def packaged(role: str) -> bytes:
    return dict(default_files())[f"templates/{role}"].read_bytes()


def judged(role: str, change: Callable[[str], str]) -> list[tuple[str, str]]:
    """Code of each fault, and the value that it names."""
    faults = prove_template(WordTemplate(role, changed(packaged(role), change)), role, OFFICE)
    named = (re.search(r"\{\{ ([\w.]+) \}\}", fault.message) for fault in faults)
    return [(fault.code, match[1] if match else "") for fault, match in zip(faults, named, strict=True)]


def typed_over(path: str) -> Callable[[str], str]:
    """What a clerk types in place of a tag: the value of another document."""
    *_, last = path.split(".")
    item = r"\w+(\[\d\])?\." if "." in path else ""
    tag = re.compile(rf"\{{\{{ {item}{last} \}}\}}|(?<=in )({item})?{last}(?= %)")
    return lambda xml: tag.sub(lambda found: "99" if found[0][0] == "{" else "[]", xml)


# A tag that may be typed over in silence → why no document lies by it.
HARMLESS = {
    **dict.fromkeys(("superior", "place"), "the same in all documents of an office, and beside its own name"),
    **dict.fromkeys(
        ("row.number", "unit.number", "task.number", "step.number", "channel.number", "correction.number"),
        "an ordinal: the rows stand one below the other all the same",
    ),
    **dict.fromkeys(
        ("row.note", "row.reminders", "row.days_overdue", "row.reference", "row.dated", "row.in_time"),
        "a column that an office may leave out; typed text would stand alike in every row",
    ),
    **dict.fromkeys(
        ("issuer_rule", "report_subject_rule", "type_subject_rule", "checklist_subject_rule"),
        "the length of a drawn line",
    ),
    "line": "the empty lines in which the signature is written",
    "title": "a post in light letters, which this signer has not: the proof is made with the office's own",
    "attached_to": "in a report, which names itself above both lists: the other list still names it",
}
TEMPLATES = [
    pytest.param(folder / f"{role}", id=f"{folder.parent.name}-{role}")
    for folder in (REPOSITORY / "templates", REPOSITORY / "layouts" / "nd-30-2020" / "templates")
    for role in REQUIRED
]


@pytest.mark.parametrize("path", TEMPLATES)
def test_a_tag_that_can_be_typed_over_in_silence_is_harmless(path: Path) -> None:
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        document = package.read("word/document.xml").decode()
    tags = list(re.finditer(r"\{\{ (.*?) \}\}", document))
    assert tags

    silent = {
        tag[1]
        for tag in tags
        if not prove_template(WordTemplate(path.name, changed(data, typed_at(tag))), path.name, OFFICE)
    }

    assert silent - set(HARMLESS) == set()


def typed_at(tag: re.Match[str]) -> Callable[[str], str]:
    """What one tag says for another document, typed in its place."""
    return lambda xml: f"{xml[: tag.start()]}05 đơn vị{xml[tag.end() :]}"


def test_every_role_states_what_it_must_show_and_its_template_shows_it() -> None:
    assert set(REQUIRED) == set(SAMPLES)
    for role in REQUIRED:
        assert prove_template(WordTemplate(role, packaged(role)), role, OFFICE) == ()


@pytest.mark.parametrize(("role", "path"), CASES, ids=lambda value: value)
def test_a_value_that_is_typed_over_is_missed(role: str, path: str) -> None:
    faults = judged(role, typed_over(path))
    assert ("template_missing_value", path) in faults
    # Two lists of a report have a column of the same name.
    assert {one.rpartition(".")[2] for _, one in faults} == {path.rpartition(".")[2]}


@pytest.mark.parametrize(
    "written",
    [
        *("{ letter_number }}", "{{ letter_number }", "letter_number }}", "{letter_number}"),
        *("{% letter_number", "{{ letter_number"),
    ],
)
def test_a_tag_that_lost_a_brace_is_told_with_its_own_paragraph(written: str) -> None:
    data = changed(packaged(LETTER), lambda xml: xml.replace("{{ letter_number }}", written))
    (fault,) = prove_template(WordTemplate(LETTER, data), LETTER, OFFICE)
    assert fault.code == "template_stray_mark"
    assert f"“Số {written}”" in fault.message


def test_a_value_in_hidden_text_is_not_shown() -> None:
    def hide(xml: str) -> str:
        return re.sub(
            r"<w:r>(<w:rPr>)?((?:(?!</w:r>).)*\{\{ signer_name \}\})",
            r"<w:r><w:rPr><w:vanish/></w:rPr>\2",
            xml,
        )

    assert judged(LETTER, hide) == [("template_missing_value", "signer_name")]


@pytest.mark.parametrize(
    "look", ['<w:color w:val="FFFFFF"/>', "<w:strike/>", "<w:dstrike/>", '<w:sz w:val="2"/>']
)
def test_a_value_that_nobody_can_read_as_valid_is_not_shown(look: str) -> None:
    def change(xml: str) -> str:
        tagged = r"<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?((?:(?!</w:r>).)*\{\{ closing \}\})"
        return re.sub(tagged, rf"<w:r><w:rPr>{look}</w:rPr>\1", xml)

    assert judged(LETTER, change) == [("template_missing_value", "closing")]


def test_a_value_that_is_cut_off_is_not_shown() -> None:
    def cut(xml: str) -> str:
        return xml.replace("{{ closing }}", "{{ closing[:40] }}")

    assert judged(LETTER, cut) == [("template_missing_value", "closing")]


@pytest.mark.parametrize("role", ["don-doc.docx", "bao-cao.docx"])
@pytest.mark.parametrize("place", [0, 1])
def test_every_row_of_a_list_is_shown_the_last_one_too(role: str, place: int) -> None:
    """A list has a row for all units but the last of a kind, and one for the last."""

    def type_over(xml: str) -> str:
        before, *rows = re.split(r"\{\{ row\.name \}\}", xml)
        middles = [f"{'Tên' if at == place else '{{ row.name }}'}{rest}" for at, rest in enumerate(rows)]
        return before + "".join(middles)

    (code, path) = judged(role, type_over)[0]
    assert (code, path.endswith("groups.rows.name")) == ("template_missing_value", True)


@pytest.mark.parametrize(
    ("role", "tag", "written"),
    [
        (LETTER, "letter_number", "1{{ letter_number }}"),
        (LETTER, "letter_number", "{{ letter_number }}/2"),
        (LETTER, "letter_number", "{{ letter_number }} (số cũ 12)"),
        ("bao-cao.docx", "letter_number", "{{ letter_number ~ '-BIS' }}"),
        ("van-ban.docx", "date_line", "{{ date_line }}5"),
        ("don-doc.docx", "date_line", "ngày 05, {{ date_line }}"),
        ("gia-han.docx", "unit.deadline", "{{ unit.deadline }} 2"),
        ("bang-kiem.docx", "step.due", "1{{ step.due }}"),
        ("de-nghi-bo-sung.docx", "signer_name", "{{ signer_name }}-BIS"),
    ],
)
def test_what_is_typed_beside_a_value_may_make_another_of_it(role: str, tag: str, written: str) -> None:
    data = changed(packaged(role), lambda xml: xml.replace(f"{{{{ {tag} }}}}", written))
    (fault,) = prove_template(WordTemplate(role, data), role, OFFICE)
    assert fault.code == "template_typed_beside"
    assert f"{tag.rpartition('.')[2]} }}}} có chữ, số gõ thêm" in fault.message


def test_words_and_a_place_with_a_figure_stand_beside_number_and_date() -> None:
    data = changed(
        packaged(LETTER), lambda xml: xml.replace("Số {{ letter_number }}", "Số: {{ letter_number }}")
    )
    office = replace(OFFICE, place="Phường 5")
    assert prove_template(WordTemplate(LETTER, data), LETTER, office) == ()


@pytest.mark.parametrize("change", ["lower", "capitalize", "title"])
@pytest.mark.parametrize("path", ["letter_number", "signer_name"])
def test_a_value_in_small_letters_is_not_the_value(path: str, change: str) -> None:
    assert judged(LETTER, lambda xml: xml.replace(f"{{{{ {path} }}}}", f"{{{{ {path}|{change} }}}}")) == [
        ("template_missing_value", path)
    ]


def test_a_value_may_stand_in_capitals_or_begin_with_one() -> None:
    def change(xml: str) -> str:
        first = "{{ opening[:1]|upper }}{{ opening[1:] }}"
        return xml.replace("{{ signer_name }}", "{{ signer_name|upper }}").replace("{{ opening }}", first)

    assert judged(LETTER, change) == []


@pytest.mark.parametrize(("typed", "missed"), [(OFFICE.issuer, []), ("CƠ QUAN KHÁC", ["issuer"])])
def test_the_office_may_type_its_own_name_and_no_other(typed: str, missed: list[str]) -> None:
    faults = judged(LETTER, lambda xml: xml.replace("{{ issuer }}", typed))
    assert faults == [("template_missing_value", path) for path in missed]


def test_only_the_first_addressee_is_not_all_of_them() -> None:
    def first_only(xml: str) -> str:
        return xml.replace("in addressee_lines %", "in addressee_lines[:1] %")

    assert judged(LETTER, first_only) == [("template_missing_value", "addressee_lines")]


def test_curly_quotes_in_a_tag_are_read_as_docxtpl_reads_them() -> None:
    data = changed(
        packaged(LETTER), lambda xml: xml.replace("{{ place }}", "{{ place|replace(“Thái”, ‘Bắc’) }}")
    )
    assert prove_template(WordTemplate(LETTER, data), LETTER, OFFICE) == ()


REMIND = ("remind", "--date", "2025-12-16")
EXTEND = ("rounds", "extend", "--to", "2025-12-22", "--all", "--reason", "mưa lũ", "--letter")
# The template of which a value is typed over, and the command.
BEFORE_ISSUE = [(LETTER, ("notify",)), ("bang-kiem.docx", ("notify", "--dry-run"))]
AFTER_ISSUE = [
    ("don-doc.docx", REMIND),
    ("don-doc.docx", (*REMIND, "--dry-run")),
    ("gia-han.docx", EXTEND),
    ("gia-han.docx", (*EXTEND, "--dry-run")),
    ("de-nghi-bo-sung.docx", ("return-report", "bao-cao.xlsx")),
    ("bao-cao.docx", ("export-summary", "--format", "docx")),
    ("ap-phich-kenh.docx", ("channels", "poster")),
]


@pytest.mark.parametrize(("role", "command"), [*BEFORE_ISSUE, *AFTER_ISSUE])
def test_no_number_is_taken_for_a_document_that_would_lie(
    bcd35: CommandLine, root: Path, role: str, command: tuple[str, ...]
) -> None:
    if command[0] != "notify":
        assert bcd35("notify", "--date", "2025-11-22").code == 0
        form = load_workbook(next((root / "out").rglob(f"*{UNITS[0]}*.xlsx")))
        form.worksheets[0]["C12"] = "khoảng mười"
        form.save(root / "bao-cao.xlsx")
    path, value = root / "templates" / role, next(iter(REQUIRED[role]))
    path.write_bytes(changed(path.read_bytes(), typed_over(value)))
    numbers = bcd35("letters", "list", "--json").json["data"]
    ran = bcd35(*command)
    assert (ran.code, ran.out) == (6, "")
    assert f"Tệp mẫu “templates/{role}” không in {{{{ {value} }}}}" in ran.err
    assert bcd35("letters", "list", "--json").json["data"] == numbers
