"""A draft is looked at in Word; what the clerk wrote there is not lost when it is made again."""

from pathlib import Path

import pytest

from bcd35.cli.errors import run
from tests.conftest import ROUND, CommandLine, on_day
from tests.support.filling import fill, form_of, issue

pytestmark = pytest.mark.issued
LATER = on_day("2025-12-20")
DRAFTS = (
    ("notify", "2026-03-kenh-truyen-thong"),
    ("remind", ROUND),
    ("rounds", "extend", ROUND, "--to", "2025-12-31", "--reason", "mưa lũ", "--letter", "--all"),
    ("return-report", "SYT", "--round", ROUND),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = issue(tmp_path_factory.mktemp("mẫu") / "vp", ("SYT", "SNV"))
    fill(form_of(root, "SYT"), root / "thư đến" / "a.xlsx", so_anh="năm")
    assert run(["-C", str(root), "-q", "rounds", "new", "--like", ROUND, "--deadline", "2026-03-16"]) == 0
    return root


@pytest.mark.parametrize("words", DRAFTS, ids=" ".join)
def test_a_draft_edited_in_word_is_kept_beside_the_new_one(
    words: tuple[str, ...], bcd35: CommandLine, root: Path
) -> None:
    bcd35("record-report", "thư đến", "--round", ROUND, now=LATER)
    draft = (*words, "--draft", "--date", "2025-12-20")
    first = bcd35(*draft, now=LATER)
    edited = next((root / "out" / "_du-thao").rglob("*.docx"))
    edited.write_bytes(edited.read_bytes() + b"written in Word")

    again = bcd35(*draft, now=LATER)

    old = edited.with_name(f"{edited.stem} (bản cũ 2025-12-20 0830).docx")
    said = f"1 bản dự thảo đã sửa sau lần soạn trước được giữ bên cạnh bản mới: {old.name}."
    assert (first.code, again.code, said in first.err, said in again.err) == (0, 0, False, True)
    assert old.read_bytes() == edited.read_bytes() + b"written in Word"
    assert said not in bcd35(*draft, now=LATER).err


def test_a_draft_that_nobody_edited_is_written_over_in_silence(bcd35: CommandLine, root: Path) -> None:
    bcd35("remind", ROUND, "--draft", "--date", "2025-12-20", now=LATER)
    before = sorted((root / "out" / "_du-thao").rglob("*.docx"))
    ran = bcd35("remind", ROUND, "--draft", "--date", "2025-12-21", "--accept", "day-off", now=LATER)

    assert (ran.code, "bản cũ" in ran.err + ran.out) == (0, False)
    assert sorted((root / "out" / "_du-thao").rglob("*.docx")) == before


def test_new_drafts_of_a_round_take_the_place_of_its_earlier_ones(bcd35: CommandLine, root: Path) -> None:
    """What nobody changed goes; what somebody changed, and drafts of other letters, stay."""
    code = "2026-03-kenh-truyen-thong"
    drafts = root / "out/_du-thao" / code
    draft = ("notify", code, "--draft")
    assert bcd35(*draft, now=LATER).code == 0
    edited = drafts / "SNV/Cong-van_du-thao_SNV.docx"
    edited.write_bytes(edited.read_bytes() + b"written in Word")
    assert bcd35("notify", code, "--draft", "--unit", "SYT", now=LATER).code == 0
    assert edited.exists()

    ran = bcd35(*draft, "--together", now=LATER)

    old = "Cong-van_du-thao_SNV (bản cũ 2025-12-20 0830).docx"
    assert (ran.code, f"được giữ bên cạnh bản mới: {old}." in ran.err) == (0, True)
    letters = sorted(path.relative_to(drafts).as_posix() for path in drafts.rglob("Cong-van_*"))
    assert letters == [f"SNV/{old}", "_ban-luu/Cong-van_du-thao_ban-luu.docx"]

    assert bcd35("units", "retire", "SYT", now=LATER).code == 0
    assert (drafts / "SYT").is_dir()
    assert bcd35(*draft, "--together", now=LATER).code == 0
    assert not (drafts / "SYT").exists()
