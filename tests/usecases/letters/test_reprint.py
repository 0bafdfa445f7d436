"""Lost and edited papers are made again, byte for byte, whatever has changed since they were issued."""

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from docx import Document
from docx.shared import Pt

from bcd35.formats.forms.blank import FormCopier
from bcd35.usecases.letters import reprint as reprinting
from bcd35.usecases.letters.reprint import PaperAgain, ReprintRequest, reprint
from bcd35.usecases.workspace.upkeep import check_workspace
from bcd35.world.files import left_overs
from bcd35.world.workspace import World
from tests.conftest import NOW, ROUND, CommandLine, at, on_day, rehearsing
from tests.support.filling import fill, form_of, issue, picture, rows

# Its letter, forms and checklists to all 18 units; a correction; two reminders, the second to all together.
BUSY = (
    ("record-report", "a.xlsx"),
    ("return-report", "SYT", "--date", "2025-12-02"),
    ("units", "add", "TCT", "--name", "Trường Chính trị", "--kind", "dang_uy_co_so"),
    ("notify", "--unit", "TCT", "--date", "2025-12-03"),
    ("record-report", "b.xlsx", "--received-on", "2025-12-10"),
    ("remind", "--date", "2025-12-20", "--as-of", "2025-12-19"),
    ("remind", "--date", "2026-01-10", "--together"),
)
LETTER = f"out/{ROUND}/SYT/Cong-van_28-CV-BCD_SYT.docx"
AGAIN = f"bcd35 letters reprint {ROUND} --unit SYT"


@pytest.fixture(scope="session")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with papers of every kind; tests work on copies."""
    from bcd35.cli.errors import run

    folder = issue(tmp_path_factory.mktemp("bận") / "vp", ())
    fill(form_of(folder, "SYT"), folder / "a.xlsx", so_tin_bai_da_gui="nhiều")
    fill(form_of(folder, "STC"), folder / "b.xlsx")
    for command in BUSY:
        arguments = [str(folder / word) if word.endswith(".xlsx") else word for word in command]
        assert run(["-C", str(folder), *arguments, "-q"], now=NOW) in (0, 3)
    assert len(rows(folder, "SELECT 1 FROM reminders")) == 2
    return folder


@pytest.fixture
def root(busy: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(busy, tmp_path / "văn phòng"))


def papers(root: Path) -> dict[str, bytes]:
    """The issued papers by path."""
    promised = rows(
        root,
        "SELECT path FROM letter_files UNION SELECT path FROM reminder_files"
        " UNION SELECT path FROM correction_files ORDER BY path",
    )
    return {path: (root / path).read_bytes() for (path,) in promised if (root / path).exists()}


def damage(root: Path, how_many: int) -> tuple[list[str], dict[str, bytes]]:
    """Delete some papers and edit others. Gives the deleted ones, and the edited ones with their contents."""
    chosen = Random(35).sample(sorted(papers(root)), how_many)  # noqa: S311 – the same papers in every run
    deleted, edited = chosen[::2], {}
    for path in deleted:
        (root / path).unlink()
    for path in chosen[1::2]:
        (root / path).write_bytes((root / path).read_bytes() + b"x")
        edited[path] = (root / path).read_bytes()
    return deleted, edited


def set_aside(root: Path) -> set[bytes]:
    return {path.read_bytes() for path in (root / "out" / "_da-sua").rglob("*") if path.is_file()}


# --- what may have changed since ----------------------------------------------------------------------------


def nothing(_root: Path, _bcd35: CommandLine) -> None:
    pass


def templates_changed(root: Path, _bcd35: CommandLine) -> None:
    for path in (root / "templates").glob("*.docx"):
        document = Document(str(path))
        document.add_paragraph("Thêm một dòng.").paragraph_format.space_after = Pt(9)
        document.save(str(path))


def templates_gone(root: Path, _bcd35: CommandLine) -> None:
    shutil.rmtree(root / "templates")


def round_changed(root: Path, bcd35: CommandLine) -> None:
    file = root / "data" / "rounds" / f"{ROUND}.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Số video", "Số phim"), encoding="utf-8")
    refused = bcd35("rounds", "import", f"data/rounds/{ROUND}.yaml")
    assert refused.code == 6, refused


def round_closed(_root: Path, bcd35: CommandLine) -> None:
    assert bcd35("rounds", "close", ROUND).code == 0


def units_renamed(_root: Path, bcd35: CommandLine) -> None:
    for code in ("SYT", "STC", "SNV"):
        assert bcd35("units", "edit", code, "--name", f"{code} tên mới").code == 0
    assert bcd35("units", "retire", "TTT").code == 0


def office_changed(root: Path, bcd35: CommandLine) -> None:
    file = root / "data" / "office.yaml"
    text = file.read_text(encoding="utf-8")
    assert "Ban Tuyên giáo" in text
    file.write_text(text.replace("Ban Tuyên giáo", "Văn phòng Tuyên giáo"), encoding="utf-8")
    assert bcd35("import").code == 0


def reported_late(root: Path, bcd35: CommandLine) -> None:
    """A report that counts for the day that the reminders are of, and was not known then."""
    fill(form_of(root, "SNV"), root / "c.xlsx")
    assert bcd35("record-report", "c.xlsx", "--received-on", "2025-12-11", now=on_day("2025-12-11")).code == 0


@pytest.mark.parametrize(
    "since",
    [
        nothing,
        templates_changed,
        templates_gone,
        round_changed,
        round_closed,
        units_renamed,
        office_changed,
        reported_late,
    ],
)
def test_fifty_papers_come_back_byte_for_byte(
    since: Callable[[Path, CommandLine], None], root: Path, bcd35: CommandLine
) -> None:
    issued = papers(root)
    since(root, bcd35)
    deleted, edited = damage(root, 50)

    ran = bcd35("letters", "reprint", ROUND, "--json")

    assert (ran.code, {found["code"] for found in ran.json["findings"]} - {"register_edited"}) == (0, set())
    assert papers(root) == issued
    files = {one["file"]: one for one in ran.json["data"]["files"]}
    assert {one["state"] for one in files.values()} == {"made"}
    assert sorted(path for path, one in files.items() if one["set_aside"] is None) == sorted(deleted)
    aside = {path: (root / one["set_aside"]).read_bytes() for path, one in files.items() if one["set_aside"]}
    assert aside == edited
    assert ran.json["data"]["whole"] == len(issued) - 50 > 20
    assert left_overs(root / "out") == []
    assert check_workspace(at(root)).findings == ()


def test_every_paper_can_be_made_again(root: Path, bcd35: CommandLine) -> None:
    """All are gone, the blank form too that the correction was made from."""
    issued = papers(root)
    for path in issued:
        (root / path).unlink()

    assert bcd35("letters", "reprint").code == 0

    assert papers(root) == issued


def test_a_rehearsal_writes_nothing_and_says_the_same(root: Path) -> None:
    damage(root, 30)
    before = picture(root)

    tried = reprint(rehearsing(at(root)), ReprintRequest(ROUND))

    assert picture(root) == before
    done = reprint(at(root), ReprintRequest(ROUND))
    assert [(one.paper, one.state) for one in tried.papers] == [(one.paper, one.state) for one in done.papers]


def test_only_the_named_units_and_only_what_is_missing(root: Path, bcd35: CommandLine) -> None:
    issued = papers(root)
    of_syt = [path for path in issued if "/SYT/" in path]
    for path in (*of_syt, f"out/{ROUND}/SNV/Bang-kiem_SNV.docx"):
        (root / path).unlink()
    (root / LETTER).write_bytes(b"x")

    ran = bcd35("letters", "reprint", "--unit", "SYT", "--missing-only", "--json")

    states = {one["file"]: one["state"] for one in ran.json["data"]["files"]}
    assert (ran.code, states) == (0, {path: "left" if path == LETTER else "made" for path in of_syt})
    assert (root / LETTER).read_bytes() == b"x"
    assert not (root / f"out/{ROUND}/SNV/Bang-kiem_SNV.docx").exists()
    assert bcd35("letters", "reprint").code == 0
    assert papers(root) == issued


def test_an_edited_file_that_stands_in_the_way_twice_is_kept_twice(root: Path, bcd35: CommandLine) -> None:
    for content in (b"1", b"2", b"2"):
        (root / LETTER).write_bytes(content)
        assert bcd35("letters", "reprint", "-q").code == 0
    assert set_aside(root) == {b"1", b"2"}


# --- when it does not come out the same ---------------------------------------------------------------------


def test_without_the_template_of_the_issue_nothing_gets_the_name(root: Path, bcd35: CommandLine) -> None:
    form = f"out/{ROUND}/SYT/Mau-bao-cao_SYT.xlsx"
    issued = papers(root)
    templates_changed(root, bcd35)
    shutil.rmtree(root / "out" / "_mau")
    (root / LETTER).write_bytes(b"x")
    (root / form).unlink()
    (root / f"out/{ROUND}/SNV/Bang-kiem_SNV.docx").unlink()

    ran = bcd35("letters", "reprint", "--json")

    states = {one["file"]: (one["state"], one["set_aside"]) for one in ran.json["data"]["files"]}
    assert ran.code == 3
    assert states == {
        f"out/{ROUND}/SNV/Bang-kiem_SNV.docx": ("not_made", None),
        LETTER: ("not_made", None),
        form: ("made", None),
    }
    assert {found["code"] for found in ran.json["findings"]} == {"reprint_differs"}
    assert all("bcd35 restore" in found["fix"] for found in ran.json["findings"])
    assert (root / LETTER).read_bytes() == b"x"
    assert set_aside(root) == set()
    assert papers(root)[form] == issued[form]
    assert not (root / f"out/{ROUND}/SNV/Bang-kiem_SNV.docx").exists()


def test_a_template_that_is_gone_for_good_is_named(root: Path, bcd35: CommandLine) -> None:
    templates_gone(root, bcd35)
    shutil.rmtree(root / "out" / "_mau")
    (root / LETTER).unlink()

    ran = bcd35("letters", "reprint", "--json")

    ((code, message),) = [(found["code"], found["message"]) for found in ran.json["findings"]]
    assert (ran.code, code) == (3, "not_reprinted")
    assert message.endswith("Thiếu tệp mẫu “templates/cong-van.docx”.")


def test_a_program_that_draws_forms_otherwise_says_so(
    root: Path, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = root / f"out/{ROUND}/SYT/Mau-bao-cao_SYT.xlsx"
    form.unlink()
    monkeypatch.setattr("bcd35.formats.forms.blank.FONT", "Arial")

    ran = bcd35("letters", "reprint")

    assert (ran.code, form.exists()) == (3, False)
    assert "không giống hệt bản đã phát hành" in ran.err


def test_what_an_older_version_did_not_keep_is_said(
    root: Path, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (reminder,) = rows(root, "SELECT path FROM reminder_files WHERE unit_code = 'SNV'")[0]
    (root / reminder).unlink()
    monkeypatch.setattr("bcd35.store.sources.Sources.content", lambda *_: "")

    ran = bcd35("letters", "reprint", "--json")

    assert (ran.code, [found["code"] for found in ran.json["findings"]]) == (3, ["not_reprinted"])
    assert "chưa lưu nội dung" in ran.json["findings"][0]["message"]


def test_a_run_that_dies_before_the_papers_get_their_names_is_made_good_by_the_next(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = papers(root)
    _, edited = damage(root, 20)

    def dies(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(reprinting, "publish", dies)
        with pytest.raises(KeyboardInterrupt):
            reprint(at(root), ReprintRequest(ROUND))
    assert set_aside(root) == set(edited.values())
    assert left_overs(root / "out") == []
    assert len(papers(root)) == len(issued) - 20

    reprint(at(root), ReprintRequest(ROUND))

    assert papers(root) == issued
    assert set_aside(root) == set(edited.values())


def test_a_folder_that_bears_the_name_of_a_paper_stays(root: Path, bcd35: CommandLine) -> None:
    other = f"out/{ROUND}/SNV/Bang-kiem_SNV.docx"
    issued = papers(root)
    for path in (LETTER, other):
        (root / path).unlink()
    (root / LETTER).mkdir()

    ran = bcd35("letters", "reprint", "--json")

    assert (ran.code, [found["code"] for found in ran.json["findings"]]) == (3, ["name_taken"])
    assert (root / LETTER).is_dir()
    assert (root / other).read_bytes() == issued[other]


def test_a_file_that_another_program_holds_is_named_and_the_rest_made(
    root: Path, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows answers while Word has the edited letter open."""
    other = f"out/{ROUND}/SNV/Bang-kiem_SNV.docx"
    issued = papers(root)
    (root / LETTER).write_bytes(b"x")
    (root / other).unlink()

    def held(*_: object) -> None:
        raise PermissionError(13, "held")

    monkeypatch.setattr(reprinting, "set_aside", held)
    ran = bcd35("letters", "reprint", "--json")

    assert (ran.code, [found["code"] for found in ran.json["findings"]]) == (3, ["file_unreadable"])
    assert (root / LETTER).read_bytes() == b"x"
    assert (root / other).read_bytes() == issued[other]


@pytest.mark.usefixtures("root")
def test_a_unit_that_got_nothing_is_refused(bcd35: CommandLine) -> None:
    bcd35("units", "add", "XYZ", "--name", "Đơn vị mới", "--kind", "dang_uy_co_so")
    assert bcd35("letters", "reprint", "--unit", "XYZ").code == 3
    assert bcd35("letters", "reprint", "--unit", "KHONG").code == 4


# --- what is said, and where --------------------------------------------------------------------------------


def test_check_names_the_command_that_puts_it_right(root: Path, bcd35: CommandLine) -> None:
    (root / LETTER).unlink()
    ran = bcd35("check", "--json")
    assert [(found["code"], found["fix"]) for found in ran.json["findings"]] == [
        ("file_missing", f"Làm lại bằng: {AGAIN}")
    ]
    assert bcd35(*AGAIN.split()[1:]).code == 0
    assert bcd35("check").code == 0


def test_templates_are_kept_once_and_promised(root: Path, bcd35: CommandLine) -> None:
    kept = sorted(path.name for path in (root / "out" / "_mau").iterdir())
    assert kept == sorted(
        f"{digest}.docx" for (digest,) in rows(root, "SELECT DISTINCT sha256 FROM issued_templates")
    )
    assert rows(root, "SELECT number, name FROM issued_templates ORDER BY number, name") == [
        (28, "bang-kiem.docx"),
        (28, "cong-van.docx"),
        (29, "de-nghi-bo-sung.docx"),
        (30, "don-doc.docx"),
        (31, "don-doc.docx"),
    ]
    (root / "out" / "_mau" / kept[0]).unlink()
    ran = bcd35("check", "--json")
    assert [found["where"] for found in ran.json["findings"]] == [f"out/_mau/{kept[0]}"]


def test_a_unit_that_joins_gets_the_letter_that_the_others_have(root: Path, bcd35: CommandLine) -> None:
    """Its template is the one of the issue, whatever the office's says by now."""
    templates_changed(root, bcd35)
    assert bcd35("units", "add", "XYZ", "--name", "Đơn vị mới", "--kind", "dang_uy_co_so").code == 0
    assert bcd35("notify", "--unit", "XYZ", "-q").code == 0

    text = [p.text for p in Document(str(root / f"out/{ROUND}/XYZ/Cong-van_28-CV-BCD_XYZ.docx")).paragraphs]
    assert "Thêm một dòng." not in text


def test_the_journal_tells_it(root: Path) -> None:
    damage(root, 10)
    desk = at(root)
    outcome = reprint(desk._replace(world=World(NOW, desk.workspace)), ReprintRequest(ROUND))

    (line,) = [one for one in desk.store.registers.journal_about(ROUND) if one.act == "reprint"]
    assert (line.at, line.subject, line.detail) == (
        NOW.isoformat(timespec="seconds"),
        ROUND,
        '{"files": 10, "moved": 5}',
    )
    assert all(isinstance(one, PaperAgain) for one in outcome.papers)


def test_forms_are_drawn_once_for_each_height_of_the_unit_s_name(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, drawn = FormCopier._prepare, []

    def counted(copier: FormCopier, *given: object) -> object:
        drawn.append(copier)
        return real(copier, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(FormCopier, "_prepare", counted)
    for path in papers(root):
        if "Mau-bao-cao_" in path:
            (root / path).unlink()
    reprint(at(root), ReprintRequest(ROUND))
    assert len(drawn) == 2  # names of one line, and of two
