"""One way to write a day on the screen, in the workbook and in pages; the layout's in sentences of papers."""

import re
import zipfile
from pathlib import Path

import pytest

from tests.conftest import CommandLine, on_day
from tests.support.filling import words_of

ROUND = "2026-05-thu"
UNPADDED = re.compile(r"\b\d{1,2}/[1-9]/20\d\d")  # as the layout writes a day from March to September
PADDED = re.compile(r"\b\d\d/0[3-9]/20\d\d")


@pytest.fixture
def in_may(bcd35: CommandLine, root: Path) -> Path:
    """A round of May: an extension, a reminder to the unit that has it, every summary."""
    said = ("--subject", "thử", "--deadline", "2026-05-15", "--task", "Việc", "--question", "Số | số")
    reason = ("--reason", "mưa lũ")
    for day, command in (
        ("2026-05-04", ("rounds", "new", "--no-input", "--code", ROUND, *said)),
        ("2026-05-04", ("notify", ROUND, "--unit", "SNV", "--unit", "SYT")),
        ("2026-05-12", ("rounds", "extend", ROUND, "--unit", "SNV", "--to", "2026-05-20", *reason)),
        ("2026-05-14", ("record-report", "SYT", "--round", ROUND, "--set", "Số=3")),
        ("2026-05-25", ("remind", ROUND)),
        ("2026-05-26", ("export-summary", ROUND, "-o", "bang.xlsx")),
        ("2026-05-26", ("export-summary", ROUND, "--format", "docx", "-o", "bao-cao.docx")),
        ("2026-05-26", ("export-summary", ROUND, "--format", "html", "-o", "trang.html")),
        ("2026-05-26", ("casefile", ROUND, "-o", "ho-so.zip")),
    ):
        ran = bcd35(*command, now=on_day(day))
        assert ran.code == 0, ran.err
        assert not UNPADDED.search(ran.out + ran.err)
    return root


@pytest.mark.parametrize(
    ("package", "parts"),
    [("bang.xlsx", r"xl/.*\.xml"), ("ho-so.zip", r".*\.html"), ("trang.html", "")],
)
def test_tables_and_pages_write_every_day_alike(package: str, parts: str, in_may: Path) -> None:
    file = in_may / package
    if parts:
        with zipfile.ZipFile(file) as opened:
            named = [name for name in opened.namelist() if re.fullmatch(parts, name)]
            text = "\n".join(opened.read(name).decode() for name in named)
    else:
        text = file.read_text("utf-8")
    assert PADDED.search(text)
    assert UNPADDED.findall(text) == []


def test_sentences_of_papers_write_days_by_the_layout(in_may: Path, bcd35: CommandLine) -> None:
    reminder = next(in_may.glob(f"out/{ROUND}/SNV/*on-doc*.docx"))
    sentences = [line for line in words_of(reminder).splitlines() if "được gia hạn" in line]
    assert [PADDED.findall(line) for line in sentences] == [[]]
    assert len(UNPADDED.findall(sentences[0])) > 2
    checked = bcd35("check-format", str(reminder), "bao-cao.docx", "--json").json
    assert [found for found in checked["findings"] if "/05/2026" in found["message"]] == []
