"""``check-format --comment``, ``--html``, copies of many files, documents of other kinds."""

import io
import shutil
import zipfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from lxml import etree

from bcd35.domain.layout.deviations import Place
from bcd35.domain.layout.layout_check import check_layout
from bcd35.formats.docx.comments import Remark, comment_docx
from bcd35.formats.docx.package import W
from tests.conftest import NOW, CommandLine
from tests.support.checked_documents import DOCUMENT, HD05, document_of, text_of, with_body, with_parts
from tests.support.docx_corpus import SENTENCE, PlantedFormat, right, write_docx

TYPES, RELATIONS, COMMENTS = "[Content_Types].xml", "word/_rels/document.xml.rels", "word/comments.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def spoiled() -> bytes:
    spec = right()
    spec.formats["title"] = PlantedFormat(size=26, bold=False)
    spec.text["number"] = "Số: 5-CV/ĐU"
    return write_docx(spec)


def commented(data: bytes) -> list[tuple[str, str]]:
    """Each comment: the text that it stands at, and its own."""
    root: Any = etree.fromstring(text_of(data).encode())
    comments: Any = etree.fromstring(text_of(data, COMMENTS).encode())
    found = []
    for comment in comments:
        number = comment.get(f"{W}id")
        [start], [end], [_] = (
            [one for one in root.iter(f"{W}{name}") if one.get(f"{W}id") == number]
            for name in ("commentRangeStart", "commentRangeEnd", "commentReference")
        )
        between = [one for one in start.itersiblings() if one in list(end.itersiblings(preceding=True))]
        text = "".join(one.text or "" for child in between for one in child.iter(f"{W}t"))
        found.append((text, "".join(comment.itertext())))
    return found


def without_comments(data: bytes) -> dict[str, str]:
    """The parts as they are when somebody has deleted the comments in Word; XML in its canonical form."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            root: Any = etree.fromstring(package.read(name))
            for mark in list(
                root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference")
            ):
                gone = mark.getparent() if mark.tag == f"{W}commentReference" else mark
                gone.getparent().remove(gone)
            for one in list(root) if name in (TYPES, RELATIONS) else ():
                if "comments" in (one.get("PartName") or one.get("Type") or ""):
                    root.remove(one)
            parts[name] = etree.tostring(root, method="c14n").decode()
    parts.pop(COMMENTS, None)
    return parts


# --- comments -----------------------------------------------------------------------------------------------


def test_every_deviation_is_a_comment_at_its_place(bcd35: CommandLine, root: Path) -> None:
    (root / "a.docx").write_bytes(spoiled())

    ran = bcd35("check-format", "a.docx", "--comment", "-o", "b.docx")

    assert (ran.code, ran.err) == (3, "")
    assert ran.out.splitlines()[0] == "a.docx: đã ghi 2 lời bình, ghi sang b.docx."
    made = (root / "b.docx").read_bytes()
    comments: Any = etree.fromstring(text_of(made, COMMENTS).encode())
    said = [["".join(line.itertext()) for line in one.iter(f"{W}p")] for one in comments]
    assert [text for text, _ in commented(made)] == ["Số: 5-CV/ĐU", "ĐẢNG CỘNG SẢN VIỆT NAM"]
    assert [[line.partition(" Nguồn:")[0] for line in one] for one in said] == [
        [
            "Số và ký hiệu. Lỗi: có dấu hai chấm sau chữ “Số”; quy định: sau chữ “Số” không có dấu hai chấm.",
            "Số và ký hiệu. Lỗi: số 5; quy định: số 05.",
        ],
        [
            "Tiêu đề. Lỗi: cỡ 13; quy định: cỡ 15.",
            "Tiêu đề. Lỗi: chữ không đậm; quy định: chữ đậm.",
        ],
    ]
    assert {one.get(f"{W}date") for one in comments} == {"2025-12-01T08:30:00Z"}
    assert {one.get(f"{W}author") for one in comments} == {"bcd35"}
    assert f'ContentType="{WORD_TYPES}.comments+xml"' in text_of(made, TYPES)
    assert f'Type="{OFFICE}/comments"' in text_of(made, RELATIONS)
    assert without_comments(made) == without_comments(spoiled())


def test_comments_that_are_there_stay_and_numbers_are_free() -> None:
    old = f'<w:comments xmlns:w="{W[1:-1]}"><w:comment w:id="7" w:author="A"><w:p/></w:comment></w:comments>'
    data = with_body("<w:p><w:r><w:t>chữ</w:t></w:r></w:p>")
    link = f'<Relationship Id="c" Type="{OFFICE}/comments" Target="comments.xml"/></Relationships>'
    relations = text_of(data, RELATIONS).replace("</Relationships>", link)
    stated = f'<Override PartName="/word/comments.xml" ContentType="{WORD_TYPES}.comments+xml"/></Types>'
    types = text_of(data, TYPES).replace("</Types>", stated)
    data = with_parts(data, word__comments_xml=old.encode())
    data = _with(data, {RELATIONS: relations, TYPES: types})

    made = comment_docx(data, [Remark(Place(DOCUMENT, 0, 0, 3), ("xem lại",))], NOW)

    comments: Any = etree.fromstring(text_of(made, COMMENTS).encode())
    assert [(one.get(f"{W}id"), one.get(f"{W}author")) for one in comments] == [("7", "A"), ("8", "bcd35")]
    assert [name for name in zipfile.ZipFile(io.BytesIO(made)).namelist() if "comments" in name] == [COMMENTS]


def _with(data: bytes, parts: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        for info in source.infolist():
            target.writestr(info, parts.get(info.filename, source.read(info)))
    return packed.getvalue()


def test_no_run_is_cut_for_a_comment_and_an_empty_paragraph_takes_one() -> None:
    body = (
        "<w:p><w:pPr/><w:r><w:t>một</w:t></w:r><w:hyperlink><w:r><w:t>hai</w:t></w:r><w:r><w:t>ba</w:t></w:r>"
        "</w:hyperlink><w:r><w:t>bốn</w:t></w:r></w:p><w:p><w:pPr/></w:p>"
    )
    data = with_body(body)
    places = [Place(DOCUMENT, 0, 4, 5), Place(DOCUMENT, 0, 7, 9), Place(DOCUMENT, 1, 0, 0)]

    made = comment_docx(data, [Remark(place, ("x",)) for place in places], NOW)

    assert [text for text, _ in commented(made)] == ["haiba", "haibabốn", ""]
    assert without_comments(made) == without_comments(data)


def test_of_one_deviation_in_very_many_paragraphs_the_first_have_comments(
    bcd35: CommandLine, root: Path
) -> None:
    spec = right()
    spec.body, spec.formats["body"].font = spec.body * 5, "Arial"
    (root / "a.docx").write_bytes(write_docx(spec))

    bcd35("check-format", "a.docx", "--comment", "-o", "b.docx")

    made = commented((root / "b.docx").read_bytes())
    assert len(made) == 20
    assert all(said.endswith(" Có 40 đoạn như vậy; chỉ 20 đoạn đầu có lời bình này.") for _, said in made)


def test_of_lines_that_begin_alike_the_wrong_one_has_the_comment() -> None:
    spec = right()
    spec.body = [f"Trước ngày 05/09/2026: {SENTENCE}"] * 3
    text = text_of(write_docx(spec))
    at = text.rindex('w:hAnsi="Times New Roman"', 0, text.rindex("Trước ngày"))
    text = text[:at] + text[at:].replace("Times New Roman", "Arial", 1)

    document = document_of(_with(write_docx(spec), {DOCUMENT: text}))
    deviations = {one.rule: one.places for one in check_layout(document, HD05).deviations}

    lines = [one.place for one in document.paragraphs if one.text.startswith("Trước ngày")]
    assert {rule: [one.place for one in places] for rule, places in deviations.items()} == {
        "font": lines[2:],
        "running_date": lines,
    }


def test_what_a_repair_leaves_is_commented(bcd35: CommandLine, root: Path) -> None:
    (root / "a.docx").write_bytes(spoiled())

    ran = bcd35("check-format", "a.docx", "--fix", "--comment", "-o", "b.docx")

    assert ran.out.splitlines()[0] == "a.docx: đã sửa 3 điểm, đã ghi 1 lời bình, ghi sang b.docx."
    [(text, _)] = commented((root / "b.docx").read_bytes())
    assert text == "Số: 05-CV/ĐU"


def test_a_right_document_takes_no_comment(bcd35: CommandLine, root: Path) -> None:
    (root / "a.docx").write_bytes(write_docx(right()))

    ran = bcd35("check-format", "a.docx", "--comment", "-o", "b.docx")

    assert ran.out.splitlines()[0] == "a.docx: không có điểm nào sai; không ghi tệp mới."
    assert not (root / "b.docx").exists()


@pytest.mark.libreoffice
def test_libreoffice_shows_the_comments(
    bcd35: CommandLine, root: Path, soffice: Callable[..., Path], tmp_path: Path
) -> None:
    (root / "a.docx").write_bytes(spoiled())
    bcd35("check-format", "a.docx", "--comment", "-o", "b.docx")

    saved = soffice(Path(shutil.copy(root / "b.docx", tmp_path / "b.docx")), "docx").read_bytes()

    comments: Any = etree.fromstring(text_of(saved, COMMENTS).encode())
    assert [one.get(f"{W}author") for one in comments] == ["bcd35"] * 2


# --- signed documents ---------------------------------------------------------------------------------------

SIGNATURE = "application/vnd.openxmlformats-package.digital-signature"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def signed(data: bytes) -> bytes:
    stated = (
        f'<Default Extension="sigs" ContentType="{SIGNATURE}-origin"/><Override '
        f'PartName="/_xmlsignatures/sig1.xml" ContentType="{SIGNATURE}-xmlsignature+xml"/></Types>'
    )
    origin = (
        f'<Relationship Id="s" Type="{PACKAGE}/digital-signature/origin" Target="_xmlsignatures/o.sigs"/>'
    )
    link = f'<Relationship Id="s" Type="{PACKAGE}/digital-signature/signature" Target="sig1.xml"/>'
    data = _with(
        data,
        {
            TYPES: text_of(data, TYPES).replace("</Types>", stated),
            "_rels/.rels": text_of(data, "_rels/.rels").replace("</R", f"{origin}</R"),
        },
    )
    more = {
        "_xmlsignatures/o.sigs": "",
        "_xmlsignatures/sig1.xml": "<Signature/>",
        "_xmlsignatures/_rels/o.sigs.rels": f'<Relationships xmlns="{PACKAGE}">{link}</Relationships>',
    }
    packed = io.BytesIO(data)
    with zipfile.ZipFile(packed, "a") as package:
        for name, content in more.items():
            package.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("option", ["--fix", "--comment"])
def test_a_signed_document_is_judged_and_its_copy_is_said_to_be_unsigned(
    option: str, bcd35: CommandLine, root: Path
) -> None:
    (root / "a.docx").write_bytes(signed(spoiled()))
    assert bcd35("check-format", "a.docx").out.startswith("a.docx (công văn): 4 lỗi.")

    ran = bcd35("check-format", "a.docx", option, "-o", "b.docx")

    assert ran.out.splitlines()[1] == "  Bản gốc có chữ ký số; bản mới không còn chữ ký số."
    made = (root / "b.docx").read_bytes()
    assert not [name for name in zipfile.ZipFile(io.BytesIO(made)).namelist() if "signature" in name]
    assert "signature" not in text_of(made, "_rels/.rels")
    assert "/_xmlsignatures" not in text_of(made, TYPES)


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_tells_each_deviation_beside_its_line(bcd35: CommandLine, root: Path) -> None:
    spec = right()
    spec.body.append("Chữ <b> & “…” /.")
    spec.formats["body"].font, spec.page["left"] = "Arial", 1418
    (root / "a.docx").write_bytes(write_docx(spec))

    ran = bcd35("check-format", "a.docx", "--html", "b.html")

    assert (ran.code, ran.out.splitlines()[-2]) == (3, "Đã ghi trang b.html.")
    page = (root / "b.html").read_text(encoding="utf-8")
    assert "Chữ &lt;b&gt; &amp; “…” /." in page
    assert page.index("lề trái 25 mm") < page.index("Lời văn và điểm cần xem")
    lines = [" ".join(line.split()) for line in page.split('<div class="line')]
    assert [line.count("phông Arial") for line in lines if "phông Arial" in line] == [1] * len(spec.body)
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_the_page_quotes_the_words_where_several_paragraphs_stand_beside_a_note(
    bcd35: CommandLine, root: Path
) -> None:
    spec = right()
    spec.text["letter_subject"] = "V/v tuyên truyền"
    spec.formats["superior"].font = spec.formats["number"].font = "Arial"
    (root / "a.docx").write_bytes(write_docx(spec))

    bcd35("check-format", "a.docx", "--html", "b.html")

    page = (root / "b.html").read_text(encoding="utf-8")
    assert "Trích yếu công văn “V/v tuyên truyền”: mở đầu bằng “V/v”" in page
    assert "“Số 28-CV/ĐU” như điểm" in page


def test_a_page_is_not_written_over(bcd35: CommandLine, root: Path) -> None:
    (root / "a.docx").write_bytes(spoiled())
    (root / "b.html").write_text("của tôi", encoding="utf-8")

    ran = bcd35("check-format", "a.docx", "--html", "b.html")

    assert (ran.code, ran.out) == (3, "")
    assert (root / "b.html").read_text(encoding="utf-8") == "của tôi"


# --- many files ---------------------------------------------------------------------------------------------


def test_one_bad_file_does_not_stop_the_others_and_nothing_is_written_over(
    bcd35: CommandLine, root: Path
) -> None:
    (root / "vb/con").mkdir(parents=True)
    (root / "sua").mkdir()
    for name in ("vb/a.docx", "vb/b.docx", "vb/con/a.docx"):
        (root / name).write_bytes(spoiled())
    (root / "vb/c.docx").write_bytes(b"%PDF-1.7")
    originals = {path: path.read_bytes() for path in (root / "vb").rglob("*.docx")}

    ran = bcd35("check-format", "vb", "--fix", "-o", "sua")

    assert ran.code == 3
    assert sorted(path.name for path in (root / "sua").iterdir()) == ["a.docx", "b.docx"]
    assert [line.partition(":")[0] for line in ran.out.splitlines() if "đã sửa" in line] == [
        "vb/a.docx",
        "vb/b.docx",
    ]
    assert "Tệp là PDF" in ran.err
    assert "Đã có “sua/a.docx”, không ghi đè." in ran.err
    assert bcd35("check-format", "vb", "--fix", "-o", "vb").code == 3
    assert {path: path.read_bytes() for path in (root / "vb").rglob("*.docx")} == originals


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "vb").mkdir()
    for name in ("a", "b"):
        (root / f"vb/{name}.docx").write_bytes(write_docx(right()))
    read = Path.read_bytes

    def held(path: Path) -> bytes:
        if path.name == "a.docx":
            raise PermissionError
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", held)
    ran = bcd35("check-format", "vb")

    assert (ran.code, ran.out.splitlines()[0]) == (
        3,
        "Đã soát 2 tệp, 1 tệp đúng thể thức; 0 lỗi, 0 lời khuyên, 1 tệp không soát được.",
    )
    assert "Không đọc được tệp “vb/a.docx”" in ran.err


# --- documents of other kinds -------------------------------------------------------------------------------


@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["doc", "rtf", "odt"])
def test_a_document_of_another_kind_is_converted_and_judged(
    ending: str, bcd35: CommandLine, root: Path, soffice: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(spoiled())
    path = Path(shutil.copy(soffice(tmp_path / "a.docx", ending), root / f"a.{ending}"))
    before = path.read_bytes()

    ran = bcd35("check-format", path.name, "--fix", "-o", "b.docx")

    assert (ran.code, ran.err) == (3, "")
    first, second, *_ = ran.out.splitlines()
    assert first == f"a.{ending}: LibreOffice chuyển sang một bản .docx tạm để soát; tệp gốc giữ nguyên."
    assert second.startswith(f"a.{ending}: đã sửa ")
    rules = {one.rule for one in check_layout(document_of((root / "b.docx").read_bytes()), HD05).deviations}
    assert rules == {"number_colon"}
    assert path.read_bytes() == before


def test_of_a_folder_documents_of_other_kinds_are_named(bcd35: CommandLine, root: Path) -> None:
    (root / "vb/con").mkdir(parents=True)
    (root / "vb/a.docx").write_bytes(write_docx(right()))
    (root / "vb/con/b.DOC").write_bytes(b"x")
    (root / "vb/~$b.doc").write_bytes(b"x")
    (root / "vb/c.txt").write_bytes(b"x")

    assert bcd35("check-format", "vb").out.splitlines()[1] == (
        "Còn 1 tệp .doc, .rtf, .odt trong thư mục; muốn soát thì nêu đích danh từng tệp."
    )
    assert bcd35("check-format", "vb", "--json").json["data"]["convertible"] == ["vb/con/b.DOC"]


def test_of_a_folder_without_a_docx_the_others_are_named(bcd35: CommandLine, root: Path) -> None:
    (root / "văn bản cũ").mkdir()
    (root / "văn bản cũ/b.doc").write_bytes(b"x")

    ran = bcd35("check-format", "văn bản cũ")

    assert (ran.code, ran.out, ran.err) == (
        4,
        "",
        (
            "Lỗi: Không có tệp .docx nào trong văn bản cũ.\n"
            "  → Trong ấy có 1 tệp .doc, .rtf, .odt; muốn soát thì nêu đích danh từng tệp: "
            'bcd35 check-format "văn bản cũ/b.doc"\n'
        ),
    )


def test_an_ending_in_capitals_is_a_word_document_too(bcd35: CommandLine, root: Path) -> None:
    (root / "vb").mkdir()
    (root / "vb/A.DOCX").write_bytes(write_docx(right()))
    assert bcd35("check-format", "vb").out.startswith("vb/A.DOCX (công văn): đúng thể thức.")


def test_the_file_that_word_keeps_beside_an_open_document_is_told_as_that(
    bcd35: CommandLine, root: Path
) -> None:
    (root / "~$a.docx").write_bytes(b"x" * 162)
    ran = bcd35("check-format", "~$a.docx")
    assert (ran.code, ran.out, ran.err) == (
        3,
        "",
        (
            "Lỗi: “~$a.docx” là tệp tạm của Word, có khi một văn bản đang mở; không phải văn bản.\n"
            "  → Soát chính văn bản ấy; đóng Word thì tệp tạm này mất.\n"
        ),
    )


def test_without_libreoffice_an_old_document_is_refused_in_true_words(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bcd35.usecases.check_format.run.find_soffice", lambda: None)
    (root / "a.rtf").write_bytes(b"{\\rtf1 a}")

    ran = bcd35("check-format", "a.rtf")

    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        "Lỗi [a.rtf]: Tệp là văn bản dạng RTF, không phải văn bản Word .docx.\n"
        "  → Mở bằng Word, chọn “Lưu thành” (Save As), loại “Word Document (*.docx)”. Hoặc cài LibreOffice: "
        "lệnh này tự chuyển rồi soát.\n"
    )


def test_what_libreoffice_cannot_convert_is_told(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bcd35.usecases.check_format.run.find_soffice", lambda: Path("soffice"))
    monkeypatch.setattr("bcd35.usecases.check_format.run.convert_to_docx", lambda *_: None)
    (root / "a.rtf").write_bytes(b"{\\rtf1 a}")

    ran = bcd35("check-format", "a.rtf")

    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(
        "Lỗi: LibreOffice không chuyển được “a.rtf” sang .docx; tệp hỏng hoặc đặt mật khẩu."
    )


@pytest.mark.libreoffice
def test_a_conversion_fetches_nothing(bcd35: CommandLine, root: Path) -> None:
    """A picture of an .odt may lie anywhere; LibreOffice would ask there when it opens the document."""
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            asked.append(self.path)

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        (root / "a.odt").write_bytes(odt_with_picture(f"http://127.0.0.1:{server.server_port}/a.png"))
        ran = bcd35("check-format", "a.odt")
        server.shutdown()

    assert "lấy nội dung từ nơi khác khi mở" in ran.err, "it was converted, and the copy looked at"
    assert asked == []


def odt_with_picture(address: str) -> bytes:
    names = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"), ("text", "text"), ("draw", "drawing"), ("svg", "svg-compatible"),
        )
    )  # fmt: skip
    picture = (
        f'<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm"><draw:image '
        f'xlink:href="{address}" xlink:type="simple" xlink:actuate="onLoad"/></draw:frame>'
    )
    content = (
        f'<office:document-content xmlns:xlink="http://www.w3.org/1999/xlink"{names} office:version="1.2">'
        f"<office:body><office:text><text:p>chữ {picture}</text:p></office:text></office:body>"
        f"</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{type_}"/>'
        for path, type_ in (("/", kind), ("content.xml", "text/xml"))
    )
    listed = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f"{entries}</manifest:manifest>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("mimetype", kind)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", listed)
    return packed.getvalue()
