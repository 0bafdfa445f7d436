"""A ledger with a row at least in every table, and the values that the rows were made of."""

from dataclasses import replace
from datetime import date

from bcd35.domain.answers import Answer
from bcd35.domain.channels import Channel
from bcd35.domain.contributions import Contribution, ContributionLine
from bcd35.domain.corrections import CorrectionLetter
from bcd35.domain.findings import Finding
from bcd35.domain.form_spec import FormIdentity
from bcd35.domain.letter_files import LetterFile
from bcd35.domain.letters import Expectation, LetterNumber
from bcd35.domain.refused_files import RefusedFile
from bcd35.domain.reminders import Reminder
from bcd35.domain.reports import Report
from bcd35.domain.unit_names import UnitAlias
from bcd35.domain.units import Unit
from bcd35.store.registers import RegisterFile
from bcd35.store.report_rows import NewReport, RejectedFile, StoredFile
from bcd35.store.store import Store
from tests.conftest import NOW

DAY = date(2025, 11, 22)
CHANNEL = Channel(
    code="fb",
    platform="facebook",
    name="Cổng",
    url="https://fb.com/a?",
    canonical_url="https://www.facebook.com/a",
    note="n",
    source="s",
)
UNIT = Unit(code="SYT", name="Sở Y tế", kind="chi_bo_co_so", email="syt@tinh.gov.vn", sample=True)
NUMBER = LetterNumber("CV/BCĐ", "2025-2030", 28)
FROZEN = {"round": '{"r": 1}', "office": '{"o": 1}', "channels": "[]"}
LETTER_FILE = LetterFile("SYT", "letter", "out/a.docx", "a" * 64, 10)
FORM = FormIdentity("F1", "r1", "SYT", 1, "spec")
EXPECTED = Expectation(unit="SYT", name="Sở Y tế", kind="chi_bo_co_so", event="issued", on=DAY, reason="")
ANSWERS = {
    "none": Answer("nothing"),
    "na": Answer("not_applicable"),
    "left": Answer("unanswered"),
    "zero": Answer("value", 0),
    "no": Answer("value", value=False),
    "day": Answer("value", date(2025, 12, 1)),
    "ways": Answer("value", ("văn bản", "họp, “chi bộ”")),
    "text": Answer("value", "dòng 1\ndòng 2 & <b>"),
}
KINDS = {
    "none": "count",
    "na": "count",
    "left": "text",
    "zero": "count",
    "no": "yes_no",
    "day": "date",
    "ways": "choices",
    "text": "text",
}
REPORT = Report(
    round_code="r1",
    unit="SYT",
    revision=1,
    received_on=DAY,
    answers=ANSWERS,
    origin="form",
    note="ghi chú",
    form_id="F1",
    sha256="b" * 64,
)
EVIDENCE = StoredFile("c" * 64, "ảnh.jpg", 5)
LINES = (
    ContributionLine(title="Tựa & <b>", medium="video", category="nhóm", stage="received", on=DAY),
    ContributionLine(
        title="Tựa",
        medium="video",
        category="nhóm",
        stage="published",
        on=DAY,
        channel="fb",
        url="https://www.facebook.com/a/1",
    ),
)
PIECE = Contribution(
    number=1, round_code="r1", unit="SYT", received_on=DAY, sha256="e" * 64, file_name="phim.mp4", lines=LINES
)
ALIAS = UnitAlias("SYT", "Sở Ytế", "a.xlsx", DAY)
REJECTED = RejectedFile("d" * 64, "r1", "SYT", "b.xlsx")
REFUSED = RefusedFile(
    sha256="e" * 64,
    path="out/_cach-ly/a.xlsx",
    file_name="a.xlsx",
    unit="SYT",
    round_code="r1",
    refusal="tampered",
    findings=(Finding("label_changed", "B9", "Sai.", "Sửa."),),
    refused_on=DAY,
    received_on=DAY,
    place="9" * 64,
    refused_at=f"{DAY}T08:30:00+07:00",
)
REMINDER = Reminder(
    NUMBER._replace(number=31), date(2025, 12, 20), date(2025, 12, 19), date(2025, 12, 26), ("DTN", "SYT")
)
REMINDER_FILE = LetterFile("SYT", "reminder", "out/n.docx", "f" * 64, 20)
CORRECTION = CorrectionLetter(
    "SYT", "e" * 64, NUMBER._replace(number=33), date(2025, 12, 20), date(2025, 12, 26)
)
CORRECTION_FILE = LetterFile("SYT", "letter", "out/c.docx", "f" * 64, 20)

# Rows of the tables that are not filled through the store.
BARE_ROWS = (
    "INSERT INTO number_lines VALUES (1, 'CV/BCĐ', '2025-2030', 35, 40, 'reserved', 'lý do', :day, :at)",
    "INSERT INTO found_papers VALUES ('out/e.docx', :digest, 9, 'CV/BCĐ', '2025-2030', 28, 'SYT', :at)",
    "INSERT INTO issued_templates VALUES ('CV/BCĐ', '2025-2030', 28, 'cong-van.docx', :digest)",
    "INSERT INTO issued_contents VALUES ('CV/BCĐ', '2025-2030', 28, '{}')",
    "INSERT INTO form_layouts VALUES ('d1', '{}')",
    "INSERT INTO numbers VALUES ('CV/BCĐ', '2025-2030', 41, 'r1', :at, 'extension', '')",
    "INSERT INTO numbers VALUES ('CV/BCĐ', '2025-2030', 42, 'r1', :at, 'extension', '')",
    "INSERT INTO extensions VALUES (1, 1, 'CV/BCĐ', '2025-2030', 41, :day, :day, :at)",
    "INSERT INTO extension_files VALUES (1, 'SYT', 'out/x.docx', :digest, 9)",
    "INSERT INTO terms VALUES (1, 'r1', 'SYT', 'extended', :day, :day, 'lý do', 1, :at)",
    "INSERT INTO report_lines VALUES (1, 1, :day, 'ghi chú', '', '', 'lý do', :at)",
    "INSERT INTO round_lines VALUES (1, 'r1', 'closed', :day, '', :at)",
    "INSERT INTO unit_lines VALUES (1, 'SYT', 'retired', '', '', '', :day, '', :at)",
    "INSERT INTO undecided_files VALUES (:digest, 'r1', 'SYT', 'a.xlsx', 'conflict', :day, :at)",
    "INSERT INTO annulments VALUES ('round_lines', 1, 'lý do', :at)",
    "INSERT INTO imported_entries VALUES ('data/units.yaml', 'SYT', '{}')",
    "INSERT INTO refused_lines VALUES (1, 1, 'SYT', 'r1', :day, 0, 'lý do', :at)",
    "INSERT INTO report_successors VALUES (1, 1, 1, '')",
    "INSERT INTO evidence_lines SELECT 1, report_id, sha256, 0, 'lý do', :at FROM evidence",
)


def fill_every_table(store: Store) -> None:
    """One row at least in every table."""
    with store.act():
        store.create_schema()
        registers = store.registers
        registers.add_channels([CHANNEL])
        registers.add_units(
            [
                UNIT,
                replace(UNIT, code="DTN"),
                replace(UNIT, code="STC"),
                replace(UNIT, code="STP", status="retired"),
            ]
        )
        registers.merge_unit("STP", "SYT", DAY)
        registers.set_office("{}")
        registers.set_holidays({date(2026, 1, 1): "Tết"})
        registers.set_working_days({date(2026, 8, 22): "Làm bù"})
        registers.confirm_year(2026, "Thông báo 1", DAY)
        registers.set_round("r1", "open", "{}")
        registers.set_round("r2", "open", "{}")
        registers.remember_file(RegisterFile("data/units.yaml", "d" * 64, 3, 4), NOW)
        registers.journal(NOW, "notify", "x", units=1)
        store.letters.take_number(NUMBER, "r1", NOW)
        store.letters.take_number(NUMBER._replace(number=29), "r2", NOW)
        letter = store.letters.record_letter("r1", NUMBER, DAY, FROZEN, NOW)
        store.letters.record_files(letter, [LETTER_FILE])
        store.letters.record_forms(letter, [FORM])
        store.letters.record_expectations("r1", [EXPECTED], NOW)
        store.reports.record([NewReport(REPORT, KINDS, "SYT.xlsx", (EVIDENCE, EVIDENCE))], NOW)
        store.contributions.record(replace(PIECE, lines=LINES[:1]), NOW)
        store.contributions.record_line(1, LINES[1], NOW)
        store.intake.record_alias("so y te", ALIAS)
        store.intake.record_rejected([REJECTED], NOW)
        store.intake.record_refused([REFUSED])
        for number in (31, 32):
            store.letters.take_number(NUMBER._replace(number=number), "r1", NOW, "reminder")
        store.reminders.record(letter, REMINDER, [REMINDER_FILE], NOW)
        for number in (33, 34):
            store.letters.take_number(NUMBER._replace(number=number), "r1", NOW, "correction")
        store.intake.record_refused([REFUSED._replace(sha256="1" * 64, unit="STC")])
        store.corrections.record(letter, CORRECTION, [CORRECTION_FILE], NOW)
        for statement in BARE_ROWS:
            store._connection.execute(
                statement, {"day": DAY.isoformat(), "at": NOW.isoformat(), "digest": "a" * 64}
            )
