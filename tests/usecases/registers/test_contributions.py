"""The register of contributions.

Rules of the dated lines, claims against the register, and the commands end to end.
"""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bcd35.domain.answers import UNANSWERED, Answer
from bcd35.domain.channels import Channel
from bcd35.domain.contributions import (
    STAGE_WORDS,
    Claim,
    Contribution,
    ContributionLine,
    compare_claims,
    judge_line,
)
from bcd35.domain.rounds import ContributionTerms
from bcd35.domain.summary import UnitState
from tests.conftest import ROUND, CommandLine
from tests.support.filling import rows
from tests.support.states import issued_term

pytestmark = pytest.mark.issued

DAY = date(2025, 12, 1)
TERMS = ContributionTerms(("gương điển hình", "mô hình mới"), article="bai", video="phim")
FREE = ContributionTerms()
SITE = Channel(
    code="web",
    platform="website",
    name="Cổng",
    url="https://tinh.gov.vn",
    canonical_url="https://tinh.gov.vn",
)
CHANNELS = (
    SITE,
    Channel(
        code="fb",
        platform="facebook",
        name="Trang",
        url="https://www.facebook.com/t",
        canonical_url="https://www.facebook.com/t",
    ),
)
PUBLISHED = ContributionLine(
    title="T",
    medium="article",
    category="mô hình mới",
    stage="published",
    on=DAY,
    channel="fb",
    url="https://fb.com/t/1",
)


def line(stage: str, *, on: date = DAY, **more: str) -> ContributionLine:
    return ContributionLine(
        title="T",
        medium="article",
        category=more.pop("category", "mô hình mới"),
        stage=stage,  # type: ignore[arg-type]  # a plain text
        on=on,
        **more,
    )


def found(
    before: ContributionLine | None, after: ContributionLine, terms: ContributionTerms = TERMS
) -> list[tuple[str, str]]:
    return [(one.where, one.message) for one in judge_line(before, after, terms, CHANNELS)]


# --- rules --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, line("received")),
        (line("received"), line("edited")),
        (line("received"), PUBLISHED),
        (line("edited"), PUBLISHED),
        (line("edited"), line("not_used", reason="trùng tin")),
        (PUBLISHED, line("received", reason="ghi nhầm")),
        (line("not_used", reason="x"), line("received", reason="dùng lại")),
        (line("received"), line("received", category="gương điển hình")),
        (line("edited"), line("published", channel="WEB", url="https://tinh.gov.vn/tin/1")),
    ],
)
def test_lines_that_may_follow(before: ContributionLine | None, after: ContributionLine) -> None:
    assert found(before, after) == []


BACK_FIRST = "Tin bài {} không chuyển thẳng sang {}."


def test_why_a_wrong_entry_went_back_is_no_remark_on_the_piece() -> None:
    def told(*lines: ContributionLine) -> str:
        whole = Contribution(
            number=1, round_code="r", unit="SYT", received_on=DAY, sha256="", file_name="", lines=lines
        )
        return whole.remark

    new, back = line("received"), line("received", reason="ghi nhầm")
    assert told(new, line("edited"), back) == ""
    assert told(new, line("edited"), back, line("received", reason="chờ ảnh")) == "chờ ảnh"
    assert told(new, line("not_used", reason="trùng")) == "trùng"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (PUBLISHED, line("edited"), [("--stage", BACK_FIRST.format("đã đăng", "đã biên tập"))]),
        (line("not_used", reason="x"), PUBLISHED, [("--stage", BACK_FIRST.format("không dùng", "đã đăng"))]),
        (line("edited"), line("received"), [("--reason", "Chuyển sang đã nhận thì phải nêu lý do.")]),
        (line("received"), line("not_used"), [("--reason", "Chuyển sang không dùng thì phải nêu lý do.")]),
        (
            line("received"),
            line("edited", on=date(2025, 11, 30)),
            [("--on", "Ngày 30/11/2025 ở trước lần ghi trước (01/12/2025).")],
        ),
        (
            line("received"),
            line("edited", url="https://fb.com/t/1"),
            [("--url", "Chỉ tin bài đã đăng mới có kênh và địa chỉ.")],
        ),
        (
            line("received"),
            line("published"),
            [
                ("--channel", "Tin bài đã đăng thì phải nêu kênh."),
                ("--url", "Tin bài đã đăng thì phải nêu địa chỉ bài."),
            ],
        ),
        (
            line("received"),
            line("published", channel="zz", url="https://fb.com/t/1"),
            [("--channel", "Không có kênh “zz”.")],
        ),
        (
            line("received"),
            line("published", channel="fb", url="javascript:alert(1)"),
            [("--url", "Địa chỉ “javascript:alert(1)” không phải địa chỉ http:// hoặc https:// hợp lệ.")],
        ),
        (
            line("received"),
            line("published", channel="fb", url="https://tiktok.com/@a"),
            [
                (
                    "--url",
                    "Địa chỉ “https://tiktok.com/@a” (máy chủ www.tiktok.com) không phải trang Facebook.",
                )
            ],
        ),
        (
            line("received"),
            line("published", channel="web", url="https://tinh-gov.vn/1"),
            [
                (
                    "--url",
                    (
                        "Địa chỉ “https://tinh-gov.vn/1” (máy chủ tinh-gov.vn) không thuộc kênh “Cổng” "
                        "(tinh.gov.vn)."
                    ),
                )
            ],
        ),
        (
            None,
            line("received", category=""),
            [("--category", "Chưa nêu nhóm nội dung; chỉ nhận: gương điển hình; mô hình mới.")],
        ),
        (
            None,
            line("received", category="khác"),
            [("--category", "Không có nhóm “khác”; chỉ nhận: gương điển hình; mô hình mới.")],
        ),
        (
            None,
            ContributionLine(title="", medium="photo", category="mô hình mới", stage="received", on=DAY),
            [("--title", "Tiêu đề để trống.")],
        ),
    ],
)
def test_lines_that_may_not(
    before: ContributionLine | None, after: ContributionLine, expected: list[tuple[str, str]]
) -> None:
    assert found(before, after) == expected


def test_a_round_without_categories_takes_none() -> None:
    assert found(None, line("received", category=""), FREE) == []
    assert found(None, line("received", category="x"), FREE) == [
        ("--category", "Đợt này không chia nhóm nội dung.")
    ]


@given(st.sampled_from(sorted(STAGE_WORDS)), st.sampled_from(sorted(STAGE_WORDS)))
def test_every_stage_can_be_left_and_put_right(start: str, end: str) -> None:
    """Whatever was written by mistake, two lines bring a piece to where it belongs."""

    def at(stage: str) -> ContributionLine:
        return (
            PUBLISHED if stage == "published" else line(stage, reason="" if stage == "edited" else "ghi nhầm")
        )

    assert found(at(start), at("received")) == found(at("received"), at(end)) == []


def piece(number: int, unit: str, medium: str) -> Contribution:
    return Contribution(
        number=number,
        round_code="r",
        unit=unit,
        received_on=DAY,
        sha256="",
        file_name="",
        lines=(
            ContributionLine(
                title="T",
                medium=medium,  # type: ignore[arg-type]  # as above
                category="",
                stage="received",
                on=DAY,
            ),
        ),
    )


def test_claims_stand_beside_the_register_and_say_where_they_differ() -> None:
    def unit(code: str, **answers: Answer) -> UnitState:
        return UnitState(
            code=code,
            name=code,
            kind="k",
            state="on_time",
            received_on=DAY,
            days_late=0,
            revision=1,
            answers=answers,
            term=issued_term(DAY),
        )

    units = [
        unit("A", bai=Answer("value", 3), phim=Answer("nothing")),
        unit("B", bai=Answer("not_applicable"), phim=Answer("value", 0)),
        UnitState(
            code="C",
            name="C",
            kind="k",
            state="missing",
            received_on=None,
            days_late=2,
            revision=0,
            answers={},
            term=issued_term(DAY),
        ),
    ]
    pieces = [
        piece(1, "a", "article"),
        piece(2, "A", "video"),
        piece(3, "C", "article"),
        piece(4, "A", "photo"),
    ]

    claims = compare_claims(TERMS, units, pieces)

    assert claims == [
        Claim("A", "article", Answer("value", 3), 1),
        Claim("A", "video", Answer("nothing"), 1),
        Claim("B", "article", Answer("not_applicable"), 0),
        Claim("B", "video", Answer("value", 0), 0),
        Claim("C", "article", UNANSWERED, 1),
        Claim("C", "video", UNANSWERED, 0),
    ]
    assert [claim.difference for claim in claims] == [-2, 1, None, 0, None, None]


# --- commands -----------------------------------------------------------------------------------------------

NEW = ("--title", "Khám bệnh lưu động", "--medium", "tin bài", "--category", "gương điển hình")


def test_a_piece_from_arrival_to_publication(bcd35: CommandLine, root: Path) -> None:
    (root / "bài.docx").write_bytes(b"noi dung")

    added = bcd35(
        "contributions", "add", "Sở Y tế", *NEW, "--file", "bài.docx", "--received-on", "2025-11-28"
    )
    bcd35(
        "contributions", "edit", "1", "--stage", "da-bien-tap", "--title", "Khám bệnh lưu động ở xã vùng cao"
    )
    published = (
        "--channel",
        "FB-CONG-TTDT",
        "--url",
        "https://m.facebook.com/ThaiNguyenPortal/posts/9/?fbclid=1",
    )
    shown = bcd35("contributions", "edit", "1", "--stage", "đã đăng", *published)

    assert (added.code, added.err) == (0, "")
    assert added.out == (
        "Đã ghi tin bài số 1 của Sở Y tế.\nTiêu đề:    Khám bệnh lưu động\nLoại:       tin bài\n"
        "Nhóm:       gương điển hình\nTình trạng: đã nhận, ngày 28/11/2025\n"
        "Biên tập xong thì ghi: bcd35 contributions edit 1 --stage da-bien-tap\n"
    )
    assert shown.out == (
        "Đã ghi tiếp tin bài số 1 của Sở Y tế.\nTiêu đề:    Khám bệnh lưu động ở xã vùng cao\nLoại:       "
        "tin bài\n"
        "Nhóm:       gương điển hình\nTình trạng: đã đăng, ngày 01/12/2025\nKênh:       fb-cong-ttdt\n"
        "Địa chỉ:    https://www.facebook.com/ThaiNguyenPortal/posts/9\n"
        f"Xem cả đợt: bcd35 contributions list --round {ROUND}\n"
    )
    assert rows(root, "SELECT stage, on_date, channel FROM contribution_lines") == [
        ("received", "2025-11-28", ""),
        ("edited", "2025-12-01", ""),
        ("published", "2025-12-01", "fb-cong-ttdt"),
    ]
    assert bcd35("check").code == 0
    (kept,) = (root / "out" / "_ho-so").rglob("*.docx")
    kept.unlink()
    assert "Thiếu tệp" in bcd35("check").err


def test_the_same_file_twice_is_one_piece(bcd35: CommandLine, root: Path) -> None:
    (root / "a.jpg").write_bytes(b"anh")
    (root / "b.jpg").write_bytes(b"anh")
    bcd35("contributions", "add", "SYT", *NEW, "--file", "a.jpg")

    again = bcd35("contributions", "add", "SYT", *NEW, "--file", "b.jpg")

    assert (again.code, again.err) == (
        3,
        (
            "Lỗi: Tệp “b.jpg” của đơn vị này đã ghi là tin bài số 1: Khám bệnh lưu động.\n"
            "  → Sửa điều đã ghi: bcd35 contributions edit 1 --title TIÊU_ĐỀ\n"
        ),
    )
    # another unit may have sent it too
    assert bcd35("contributions", "add", "SNV", *NEW, "--file", "b.jpg").code == 0


def test_every_fault_is_told_at_once_and_nothing_is_written(bcd35: CommandLine, root: Path) -> None:
    bcd35("contributions", "add", "SYT", *NEW)

    ran = bcd35("contributions", "edit", "1", "--stage", "da-dang", "--category", "chuyện lạ")

    assert (ran.code, ran.out, ran.err) == (
        3,
        "",
        (
            "Lỗi [--category]: Không có nhóm “chuyện lạ”; chỉ nhận: kết quả thực hiện nhiệm vụ chính trị; "
            "phong trào thi đua; "
            "gương điển hình; mô hình mới; cách làm sáng tạo.\n  → Ghi một trong các nhóm ấy.\n"
            "Lỗi [--channel]: Tin bài đã đăng thì phải nêu kênh.\n  → Xem danh sách: bcd35 channels list\n"
            "Lỗi [--url]: Tin bài đã đăng thì phải nêu địa chỉ bài.\n  → Thêm --url ĐỊA_CHỈ.\n"
        ),
    )
    assert len(rows(root, "SELECT 1 FROM contribution_lines")) == 1


def test_the_workbook_lists_them_and_the_page_says_where_the_claims_differ(
    bcd35: CommandLine, root: Path
) -> None:
    bcd35("contributions", "add", "SYT", *NEW)
    bcd35(
        "contributions",
        "edit",
        "1",
        "--stage",
        "da-dang",
        "--channel",
        "tt-bao",
        "--url",
        "https://www.tiktok.com/@a/video/1",
    )
    answers = {
        "to_chuc_da_thong_bao": "1",
        "hinh_thuc_thong_bao": "văn bản",
        "ngay_thong_bao_xong": "28/11/2025",
    }
    answers |= {
        "co_trang_chinh_thuc": "Có",
        "tin_bai_da_chia_se": "0",
        "tin_bai_da_gui": "3",
        "anh_da_gui": "KPS",
        "video_da_gui": "KAD",
    }
    report = [part for code, text in answers.items() for part in ("--set", f"{code}={text}")]
    assert bcd35("record-report", "SYT", *report).code == 0

    assert (
        bcd35("export-summary", "-o", "a.xlsx").code
        == bcd35("export-summary", "--format", "html", "-o", "a.html").code
        == 0
    )

    sheet = load_workbook(root / "a.xlsx", data_only=True)["Tin bài"]
    (row,) = [
        [cell.value for cell in row] for row in sheet.iter_rows() if row[2].value == "Khám bệnh lưu động"
    ]
    assert row[1:5] == ["Sở Y tế", "Khám bệnh lưu động", "gương điển hình", "tin bài"]
    assert row[6:9] == ["đã đăng", "Báo Thái Nguyên", "https://www.tiktok.com/@a/video/1"]
    page = (root / "a.html").read_text(encoding="utf-8")
    assert (
        '<tr><th scope="row">Sở Y tế</th><td>tin bài</td><td class="n">3</td><td class="n">1</td><td '
        'class="n differs">−2</td></tr>'
    ) in page


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ("edit", "7", "--stage", "da-dang"),
            4,
            "Lỗi [7]: Không có tin bài số 7.\n  → Xem danh sách: bcd35 contributions list\n",
        ),
        (
            ("add", "SYT", *NEW, "--file", "x.doc"),
            4,
            "Lỗi: Không đọc được tệp “x.doc”.\n  → Kiểm tra lại đường dẫn.\n",
        ),
        (
            ("list", "--stage", "xong"),
            2,
            (
                "Lỗi [bcd35 contributions list]: --stage ghi “xong”; chỉ nhận da-nhan, da-bien-tap, da-dang "
                "hoặc khong-dung.\n"
                "  → Xem cách dùng: bcd35 contributions list --help\n"
            ),
        ),
        (
            ("export", "-o", "bcd35.db"),
            2,
            (
                "Lỗi [bcd35 contributions export]: -o: “bcd35.db” phải có đuôi .csv.\n  → Xem cách dùng: "
                "bcd35 contributions export --help\n"
            ),
        ),
    ],
)
def test_refusals(
    bcd35: CommandLine, root: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    ran = bcd35("contributions", *arguments)

    assert (ran.code, ran.out) == (code, "")
    assert ran.err.replace(f"{root}/", "").replace(" [7]", "") == message.replace(" [7]", "")


def test_the_list_narrows_and_counts(bcd35: CommandLine, root: Path) -> None:
    bcd35("contributions", "add", "SYT", *NEW)
    bcd35(
        "contributions", "add", "SNV", "--title", "Một cửa", "--medium", "video", "--category", "mô hình mới"
    )
    bcd35("contributions", "edit", "2", "--stage", "khong-dung", "--reason", "trùng")

    whole, one = (
        bcd35("contributions", "list").out,
        bcd35("contributions", "list", "mot cua", "--stage", "not_used").out,
    )
    none = bcd35("contributions", "list", "--unit", "SXD").out

    assert whole.splitlines()[-2:] == ["Tin bài: 1 (đã nhận 1).", "Video: 1 (không dùng 1)."]
    assert [row.split()[0] for row in one.splitlines()[2:-1]] == ["2"]
    assert none == "Không có tin bài nào.\n"
    assert root.is_dir()


def test_a_round_that_counts_in_an_unknown_field_is_refused(bcd35: CommandLine, root: Path) -> None:
    path = next((root / "data" / "rounds").glob("*.yaml"))
    path.write_text(
        path.read_text(encoding="utf-8").replace("  photo: anh_da_gui", "  photo: ngay_thong_bao_xong"),
        encoding="utf-8",
    )

    ran = bcd35("rounds", "import", str(path))

    message = "“photo” nêu chỉ tiêu “ngay_thong_bao_xong”; đợt không có chỉ tiêu loại count nào mang mã ấy."
    assert (ran.code, message in ran.err) == (6, True)
