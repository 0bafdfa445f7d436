"""PDF and print: what LibreOffice is asked, what stays, what is told when something fails.

And the pages as they are printed.
"""

import io
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter

from bcd35.formats.docx.join import alike, join_documents
from bcd35.formats.docx.pdf import join_pdfs, made_of, mark_pdf
from bcd35.formats.ooxml.package import Properties
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.printing import print_round
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.world.programs import _OfficeRun, convert_to_pdf
from tests.conftest import ROUND, CommandLine, _needed

DATED = date(2025, 11, 22)
PROPERTIES = Properties("Thử", "Văn phòng", DATED)
DIGEST = "0123456789abcdef" * 4
INSTALL = (
    "Lỗi: Chưa có LibreOffice trên máy nên không làm được PDF; các tệp .docx vẫn còn nguyên.\n"
    "  → Cài LibreOffice (libreoffice.org; Debian, Ubuntu: gói libreoffice-writer và fonts-liberation2) rồi "
    "chạy lại.\n"
)


def blank_pdf(pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def a_document(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


# --- a stand-in for LibreOffice: a script with its command line, quick and able to fail ---------------------

STAND_IN = """#!{python}
import pathlib, sys, time, subprocess
log = pathlib.Path({log!r})
folder = pathlib.Path(sys.argv[sys.argv.index("--outdir") + 1])
sources = [pathlib.Path(one) for one in sys.argv[sys.argv.index("--outdir") + 2:]]
with log.open("a") as lines:
    lines.write(f"{{len(sources)}}\\n")
for source in sources:
    data = source.read_bytes()
    if b"word/crash.xml" in data:
        sys.exit(1)
    if b"word/hang.xml" in data:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        log.with_name("child").write_text(str(child.pid))
        time.sleep(600)
    (folder / (source.stem + ".pdf")).write_bytes(pathlib.Path({pdf!r}).read_bytes())
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for LibreOffice on the PATH; gives the log of its runs, the number of documents a line."""
    if sys.platform == "win32":
        pytest.skip("the stand-in is a script with a first line that names its interpreter")
    folder = tmp_path / "programs"
    folder.mkdir()
    log, pdf, program = folder / "log", folder / "blank.pdf", folder / "soffice"
    pdf.write_bytes(blank_pdf())
    program.write_text(STAND_IN.format(python=sys.executable, log=str(log), pdf=str(pdf)))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return log


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr("bcd35.world.programs._USUAL_OFFICES", ())


def runs(log: Path) -> int:
    """How many documents LibreOffice was given so far."""
    return sum(map(int, log.read_text().split())) if log.exists() else 0


def with_part(data: bytes, name: str) -> bytes:
    """The document with a part more, by which the stand-in knows what to do."""
    from tests.support.hostile import package, parts_of

    return package({**parts_of(data), name: b"<a/>"})


@pytest.fixture
def folder(root: Path) -> Path:
    """Three documents in a folder of the workspace."""
    made = root / "văn bản"
    made.mkdir()
    for name in ("a", "b", "c"):
        (made / f"{name}.docx").write_bytes(a_document(name))
    return made


def test_pdf_of_a_folder_and_again(bcd35: CommandLine, folder: Path, office: Path) -> None:
    assert bcd35("pdf", "văn bản") == (0, "PDF: đã làm 3 tệp, đã có từ trước 0.\n", "")
    assert sorted(path.name for path in folder.iterdir()) == [
        "a.docx",
        "a.pdf",
        "b.docx",
        "b.pdf",
        "c.docx",
        "c.pdf",
    ]
    (folder / "b.docx").write_bytes(a_document("khác"))
    (folder / "c.pdf").unlink()
    told = "PDF: đã làm 2 tệp, đã có từ trước 1.\nCác tệp đã có PDF đúng bản hiện tại được giữ nguyên.\n"
    assert bcd35("pdf", "văn bản") == (0, told, "")
    assert runs(office) == 5


def test_pdf_for_scripts(bcd35: CommandLine, folder: Path, office: Path) -> None:
    bcd35("pdf", "văn bản/a.docx")
    (folder / "b.docx").write_bytes(b"%PDF-")
    ran = bcd35("pdf", "văn bản/a.docx", "văn bản/b.docx", "--json")
    finding = {
        "code": "pdf",
        "where": "văn bản/b.docx",
        "message": "Tệp là PDF, không phải văn bản Word .docx.",
        "fix": "Chọn đúng tệp .docx của Word.",
    }
    assert ran.json == {
        "ok": False,
        "data": {
            "files": [
                {"document": "văn bản/a.docx", "pdf": "văn bản/a.pdf", "state": "kept"},
                {"document": "văn bản/b.docx", "pdf": None, "state": "refused"},
            ],
            "counts": {"made": 0, "kept": 1, "refused": 1},
        },
        "findings": [finding],
    }
    assert (ran.code, ran.err, runs(office)) == (3, "", 1)


@pytest.mark.usefixtures("office")
def test_one_bad_file_does_not_stop_the_rest(bcd35: CommandLine, folder: Path) -> None:
    (folder / "a.docx").write_bytes(with_part(a_document("a"), "word/crash.xml"))
    told = (
        "Lỗi: LibreOffice không chuyển được “văn bản/a.docx” sang PDF.\n"
        "  → Mở tệp bằng Word hoặc LibreOffice xem có hỏng không, rồi chạy lại.\n"
    )
    assert bcd35("pdf", "văn bản") == (3, "PDF: đã làm 2 tệp, đã có từ trước 0, không làm được 1.\n", told)
    assert not (folder / "a.pdf").exists()


SIGNED = mark_pdf(blank_pdf(), DIGEST) + b"1 0 obj (signature) endobj"


@pytest.mark.parametrize("foreign", [b"scanned and signed", SIGNED], ids=["other", "signed"])
@pytest.mark.usefixtures("office")
def test_a_pdf_of_somebody_else_is_never_written_over(
    bcd35: CommandLine, folder: Path, foreign: bytes
) -> None:
    (folder / "a.pdf").write_bytes(foreign)
    told = (
        "Lỗi: Đã có “văn bản/a.pdf” do chương trình khác làm, hoặc đã ký, đã sửa; giữ nguyên.\n"
        "  → Cần bản mới thì đổi tên tệp ấy rồi chạy lại.\n"
    )
    assert bcd35("pdf", "văn bản") == (3, "PDF: đã làm 2 tệp, đã có từ trước 0, không làm được 1.\n", told)
    assert (folder / "a.pdf").read_bytes() == foreign


@pytest.mark.usefixtures("no_office")
def test_without_libreoffice_the_documents_stand(bcd35: CommandLine, folder: Path, root: Path) -> None:
    assert bcd35("pdf", "văn bản") == (8, "", INSTALL)
    assert sorted(path.name for path in folder.iterdir()) == ["a.docx", "b.docx", "c.docx"]
    issued = bcd35("notify", "--unit", "SYT", "--pdf")
    assert (issued.code, issued.err) == (8, INSTALL)
    assert len(list((root / "out" / ROUND).rglob("*.docx"))) == 3
    printed = bcd35("print", "-q")
    assert printed == (8, f"Đã ghép 1 công văn vào out/{ROUND}/in-tat-ca.docx.\n", INSTALL)


def test_notify_with_pdf(bcd35: CommandLine, root: Path, office: Path) -> None:
    ran = bcd35("notify", "--unit", "SYT", "--pdf", "--json")
    assert ran.code == 0
    assert ran.json["data"]["pdf"]["counts"] == {"made": 3, "kept": 0, "refused": 0}
    assert {path.stem for path in (root / "out").rglob("*.pdf")} == {
        path.stem for path in (root / "out" / ROUND).rglob("*.docx")
    }
    again = bcd35("notify", "--unit", "SYT", "--pdf", "-q")
    assert again.out.endswith("PDF: đã làm 0 tệp, đã có từ trước 3.\n")
    drafted = bcd35("notify", "--draft", "--unit", "SYT", "--pdf", "--json")
    assert drafted.json["data"]["pdf"]["counts"] == {"made": 3, "kept": 0, "refused": 0}
    assert runs(office) == 6
    assert "pdf" not in bcd35("notify", "--draft", "--pdf", "--dry-run", "--json").json["data"]


@pytest.mark.usefixtures("root", "office")
def test_letters_stand_when_their_pdf_is_stopped(bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("bcd35.usecases.letters.printing.convert_to_pdf", stop)
        stopped = bcd35("notify", "--unit", "SYT", "--pdf")
    told = (
        "Lưu ý: Đã dừng theo yêu cầu khi đang làm bản PDF; các việc nêu trên đã xong, các tệp .docx đã đủ.\n"
        "  → Chạy lại lệnh này để làm tiếp bản PDF.\n"
    )
    assert (stopped.code, stopped.out.splitlines()[1], stopped.err.endswith(told)) == (
        130,
        f"Đã phát hành cho 1 đơn vị, vào out/{ROUND}/:",
        True,
    )
    again = bcd35("notify", "--unit", "SYT", "--pdf", "-q")
    assert (again.code, again.out.splitlines()[-1]) == (0, "PDF: đã làm 3 tệp, đã có từ trước 0.")


def test_nothing_is_left_behind_when_a_run_is_stopped(
    tmp_path: Path, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A LibreOffice that hangs with a child: Ctrl-C twice ends both and leaves no temporary folder."""
    kill, remove = _OfficeRun.kill, shutil.rmtree

    def pressed_again(act: Callable[..., None]) -> Callable[..., None]:
        def acted(*given: Any, **more: Any) -> None:
            signal.raise_signal(signal.SIGINT)
            act(*given, **more)

        return acted

    monkeypatch.setattr(_OfficeRun, "kill", pressed_again(kill))
    monkeypatch.setattr(shutil, "rmtree", pressed_again(remove))
    hanging = with_part(a_document("a"), "word/hang.xml")
    child = office.with_name("child")

    def interrupt() -> None:
        while not child.exists() or not child.read_text():
            time.sleep(0.02)
        signal.raise_signal(signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    with pytest.raises(KeyboardInterrupt):
        list(convert_to_pdf(office.with_name("soffice"), [hanging]))
    assert not is_alive(int(child.read_text()))
    assert list((tmp_path / "temporary").iterdir()) == []


def is_alive(process: int) -> bool:
    """Whether a process still runs; one that ended and whose parent has not noticed does not."""
    for _ in range(100):
        done = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
        )
        if not done.stdout.strip() or done.stdout.startswith("Z"):
            return False
        time.sleep(0.02)
    return True


def test_a_run_that_takes_too_long_is_ended(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """First both in one run, which hangs; then each alone. An hour passes when a run hangs, never else."""
    child, hung = office.with_name("child"), set[str]()

    def hours_hung() -> float:
        if child.exists():
            hung.add(child.read_text())
        return 3600 * len(hung - {""})

    monkeypatch.setattr("bcd35.world.programs.time", SimpleNamespace(monotonic=hours_hung, sleep=time.sleep))
    monkeypatch.setattr("bcd35.world.programs._offices", lambda: 1)
    documents = [with_part(a_document("a"), "word/hang.xml"), a_document("b")]
    made = dict(convert_to_pdf(office.with_name("soffice"), documents))
    assert (made, len(hung - {""})) == ({0: None, 1: blank_pdf()}, 2)
    assert not is_alive(int(office.with_name("child").read_text()))


# --- the mark of a PDF --------------------------------------------------------------------------------------


def test_a_pdf_remembers_what_it_was_made_of() -> None:
    marked = mark_pdf(blank_pdf(2), DIGEST)
    assert (made_of(marked), made_of(blank_pdf()), made_of(b"")) == (DIGEST, None, None)
    assert len(PdfReader(io.BytesIO(marked), strict=True).pages) == 2


def test_what_is_no_whole_pdf_gets_no_mark() -> None:
    for data in (b"", blank_pdf()[:-20], b"x" + blank_pdf()):
        with pytest.raises(ValueError, match=r"^$"):
            mark_pdf(data, DIGEST)


def test_joined_pdfs_begin_on_odd_pages() -> None:
    joined = PdfReader(io.BytesIO(join_pdfs([blank_pdf(1), blank_pdf(2), blank_pdf(3), blank_pdf(1)])))
    assert len(joined.pages) == 2 + 2 + 4 + 1
    assert {(float(page.mediabox.width), float(page.mediabox.height)) for page in joined.pages} == {
        (595.0, 842.0)
    }


# --- all letters in one document ----------------------------------------------------------------------------


def issued_letters(desk: Desk, *units: str) -> list[bytes]:
    plan = notify(desk, NoticeRequest(dated=DATED, units=units)).plan
    return [(desk.workspace.root / files.letter).read_bytes() for files in plan.files()]


def texts(data: bytes) -> list[str]:
    """All texts of a document in order, those in tables too."""
    return [
        node.text
        for node in Document(io.BytesIO(data)).element.body.iter()
        if node.tag.endswith("}t") and node.text
    ]


def test_joined_letters_say_what_the_letters_say(desk: Desk) -> None:
    letters = issued_letters(desk, "SYT", "STC", "SXD")
    assert alike(letters) == [0, 1, 2]
    joined = join_documents(letters, PROPERTIES)
    assert joined == join_documents(letters, PROPERTIES)
    assert texts(joined) == [text for letter in letters for text in texts(letter)]
    document: Any = Document(io.BytesIO(joined))
    assert [section.start_type.name for section in document.sections] == ["ODD_PAGE"] * 3
    assert [section.different_first_page_header_footer for section in document.sections] == [True] * 3
    body = document.element.body
    assert [node.get(next(iter(node.keys()))) for node in body.iter() if node.tag.endswith("}pgNumType")] == [
        "1"
    ] * 3
    drawings = [node.get("id") for node in body.iter() if node.tag.endswith("}docPr")]
    assert len(set(drawings)) == len(drawings)
    assert (document.core_properties.title, document.core_properties.author) == ("Thử", "Văn phòng")


def test_print_on_both_sides_mirrors_the_margins_of_even_pages(desk: Desk) -> None:
    letters = issued_letters(desk, "SYT", "STC")
    plain, mirrored = (
        join_documents(letters, PROPERTIES, two_sided=two_sided) for two_sided in (False, True)
    )
    assert texts(mirrored) == texts(plain)
    settings = [Document(io.BytesIO(data)).settings.element for data in (plain, mirrored)]
    assert [len(one.xpath("./w:mirrorMargins")) for one in settings] == [0, 1]
    behind = [
        node.tag.rpartition("}")[2] for node in settings[1].xpath("./w:mirrorMargins/following-sibling::*")
    ]
    assert not {"view", "zoom"} & set(behind), "the standard's order"


def test_a_document_that_ends_with_a_table_can_be_joined() -> None:
    made = []
    for text in ("a", "b"):
        document = Document()
        document.add_table(1, 1).cell(0, 0).text = text
        saved = io.BytesIO()
        document.save(saved)
        made.append(saved.getvalue())
    joined: Any = Document(io.BytesIO(join_documents(made, PROPERTIES)))
    assert [table.cell(0, 0).text for table in joined.tables] == ["a", "b"]
    assert len(joined.sections) == 2


def test_the_larger_group_is_joined() -> None:
    other = with_part(a_document("x"), "word/more.xml")
    assert alike([other, a_document("a"), a_document("b")]) == [1, 2]
    assert alike([]) == []


@pytest.mark.usefixtures("office")
def test_print_in_the_order_of_the_roster(bcd35: CommandLine, root: Path) -> None:
    bcd35("notify")
    path = f"out/{ROUND}/in-tat-ca"
    ran = bcd35("print")
    assert ran == (
        0,
        (
            f"Đã ghép 18 công văn vào {path}.docx và {path}.pdf.\nIn hai mặt: mỗi công văn bắt đầu ở một "
            "tờ mới, số trang đánh lại từ đầu.\n"
        ),
        "",
    )
    names = [unit["name"] for unit in bcd35("units", "list", "--json").json["data"]]
    printed = "\n".join(texts((root / f"{path}.docx").read_bytes()))
    places = [re.search(rf"{re.escape(name)}\.", printed) for name in names]
    assert all(before and after and before.start() < after.start() for before, after in pairwise(places))


@pytest.mark.usefixtures("office")
def test_a_letter_that_was_changed_or_lost_is_named_and_the_rest_printed(
    bcd35: CommandLine, root: Path
) -> None:
    for unit in ("SYT", "STC", "SXD"):
        bcd35("notify", "--unit", unit)
    changed, lost = (next((root / "out" / ROUND / unit).glob("Cong-van*.docx")) for unit in ("SYT", "STC"))
    changed.write_bytes(with_part(changed.read_bytes(), "word/more.xml"))
    lost.unlink()
    bcd35("notify", "--unit", "SCT")
    ran = bcd35("print", "-q")
    again = f"bcd35 letters reprint {ROUND}"
    shown_changed, shown_lost = (path.relative_to(root).as_posix() for path in (changed, lost))
    assert ran == (
        3,
        f"Đã ghép 2 công văn vào out/{ROUND}/in-tat-ca.docx và out/{ROUND}/in-tat-ca.pdf.\n",
        (
            f"Lỗi: Tệp “{shown_changed}” khác với lúc ghi sổ (đã bị sửa).\n"
            f"  → Làm lại đúng bản đã phát hành, bản đã sửa được để riêng: {again} --unit SYT\n"
            f"Lỗi: Thiếu tệp “{shown_lost}” mà sổ đã ghi.\n  → Làm lại bằng: {again} --unit STC\n"
        ),
    )
    for unit in ("SYT", "STC"):
        assert bcd35(*again.split()[1:], "--unit", unit).code == 0
    told = f"Đã ghép 4 công văn vào out/{ROUND}/in-tat-ca.docx và out/{ROUND}/in-tat-ca.pdf.\n"
    assert bcd35("print", "-q") == (0, told, "")


@pytest.mark.usefixtures("office")
def test_no_pdf_is_made_of_an_issued_letter_that_was_changed_or_lost(bcd35: CommandLine, root: Path) -> None:
    for unit in ("SYT", "STC"):
        bcd35("notify", "--unit", unit)
    changed, lost = (next((root / "out" / ROUND / unit).glob("Cong-van*.docx")) for unit in ("SYT", "STC"))
    changed.write_bytes(with_part(changed.read_bytes(), "word/more.xml"))
    lost.unlink()
    expected = {
        changed.relative_to(root).as_posix(): "file_changed",
        lost.relative_to(root).as_posix(): "file_missing",
    }

    for command in (("pdf", "out"), ("notify", "--unit", "SYT", "--pdf")):
        ran = bcd35(*command, "--json")
        found = [one for one in ran.json["findings"] if one["where"].startswith("out/")]
        assert (ran.code, {one["where"]: one["code"] for one in found}) == (3, expected)
        assert all(f"bcd35 letters reprint {ROUND} --unit" in one["fix"] for one in found)
        assert not changed.with_suffix(".pdf").exists()
    named = bcd35("pdf", str(lost))
    assert (named.code, f"bcd35 letters reprint {ROUND} --unit STC" in named.err) == (4, True)
    assert bcd35("letters", "reprint").code == 0
    assert bcd35("pdf", "out").code == 0
    assert changed.with_suffix(".pdf").exists()


def test_print_before_the_issue(bcd35: CommandLine) -> None:
    told = f"Lỗi: Đợt “{ROUND}” chưa phát hành công văn.\n  → Phát hành bằng: bcd35 notify {ROUND}\n"
    assert bcd35("print") == (3, "", told)


# --- as printed ---------------------------------------------------------------------------------------------


@pytest.mark.libreoffice
def test_all_letters_as_printed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each letter begins on an odd page of the joined PDF, in several parts put together.

    Page numbers begin anew.
    """
    _needed("soffice")
    monkeypatch.setattr("bcd35.usecases.letters.printing._LETTERS_PER_PART", 2)
    issued_letters(desk, "SYT", "STC", "SXD")
    made = print_round(desk, "")
    assert made.pdf is not None
    pages = [page.extract_text() for page in PdfReader(made.document.with_suffix(".pdf")).pages]
    firsts = [place for place, text in enumerate(pages, start=1) if "ĐẢNG CỘNG SẢN VIỆT NAM" in text]
    assert len(firsts) == 3
    assert all(place % 2 for place in firsts)
    others = [text.split() for place, text in enumerate(pages, start=1) if text and place not in firsts]
    assert len(others) == 3
    assert all("2" in words for words in others)


@pytest.mark.libreoffice
def test_resumed_by_the_real_libreoffice(bcd35: CommandLine, folder: Path) -> None:
    _needed("soffice")
    (folder / "hỏng.docx").write_bytes(a_document("x")[:300])
    first = bcd35("pdf", "văn bản")
    assert (first.code, first.out) == (3, "PDF: đã làm 3 tệp, đã có từ trước 0, không làm được 1.\n")
    assert [PdfReader(path).pages[0].extract_text().strip() for path in sorted(folder.glob("*.pdf"))] == [
        "a",
        "b",
        "c",
    ]
    assert bcd35("pdf", "văn bản").out.startswith("PDF: đã làm 0 tệp, đã có từ trước 3, không làm được 1.\n")


POINTS = 72 / 25.4  # in a millimetre
Boxes = list[tuple[str, float, float, float, float]]


@pytest.fixture
def boxes() -> Callable[..., Boxes]:
    """``boxes(pdf, page)`` → the words of a page with left, top, right and bottom in points."""
    program = _needed("pdftotext")

    def words(pdf: Path, page: int) -> Boxes:
        command = [program, "-bbox", "-f", str(page), "-l", str(page), str(pdf), "-"]
        found = subprocess.run(command, check=True, capture_output=True).stdout.decode()
        pattern = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
        return [(text, *map(float, numbers)) for *numbers, text in re.findall(pattern, found)]

    return words


def lengthened(letter: bytes, sentences: int) -> bytes:
    document: Any = Document(io.BytesIO(letter))
    body = [paragraph for paragraph in document.paragraphs if paragraph.text]
    body[1].add_run(" Một câu thêm để văn bản dài ra." * sentences)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


@pytest.mark.libreoffice
def test_signature_stays_whole_and_pages_are_numbered(
    desk: Desk, boxes: Callable[..., Boxes], tmp_path: Path
) -> None:
    """For bodies of several lengths, wherever the page breaks.

    The signature block is on one page, with words of the body before it.
    """
    (letter,) = issued_letters(desk, "SYT")
    pdf = tmp_path / "letter.pdf"
    made = dict(
        convert_to_pdf(
            Path(_needed("soffice")), [lengthened(letter, sentences) for sentences in range(1, 22, 2)]
        )
    )
    for data in made.values():
        pdf.write_bytes(data or b"")
        first, second = (boxes(pdf, page) for page in range(1, len(PdfReader(pdf).pages) + 1))
        words = [text for text, *_ in second]
        assert "Một" in [text for text, *_ in first], "the font breaks Vietnamese words apart"
        assert words[0] == "2"
        _, left, top, right, bottom = second[0]
        centre = (30 + (210 - 15)) / 2 * POINTS  # of the text between the margins
        assert abs((left + right) / 2 - centre) < 2
        assert (10 - 2) * POINTS < top < bottom < 20 * POINTS
        assert min(top for text, _, top, *_ in first) > 18 * POINTS, "page 1 has something in its header"
        assert (words.count("Nơi"), words.count("Nhài")) == (1, 1)
        assert words.index("PHÓ") > 20, "no line of the body stands above the signature"


@pytest.mark.libreoffice
def test_qr_codes_of_the_checklist_decode(desk: Desk, soffice: Callable[..., Path], tmp_path: Path) -> None:
    import zxingcpp
    from PIL import Image

    pdftoppm = _needed("pdftoppm")
    plan = notify(desk, NoticeRequest(dated=DATED, units=("SYT",))).plan
    pdf = soffice(desk.workspace.root / next(plan.files()).checklist)
    subprocess.run([pdftoppm, "-r", "150", "-png", str(pdf), str(tmp_path / "page")], check=True)
    read = [
        code.text
        for page in sorted(tmp_path.glob("page*.png"))
        for code in zxingcpp.read_barcodes(Image.open(page))
    ]
    assert sorted(read) == sorted(channel.canonical_url for channel in plan.terms.channels)
