"""Whose layout a document follows is told by the words of its head, wherever they stand; others are left."""

from pathlib import Path

import pytest

from bcd35.domain.layout.layout_check import check_layout
from bcd35.domain.layout.profile import Profile
from bcd35.usecases.check_format.documents import judge
from tests.support.checked_documents import HD05, ND30, document_of, with_body
from tests.support.typed_heads import DATE, LEFT, MOTTO, REST, SENTENCE, TITLE, boxed, cells, lines, typed

WRAPPED = lines("CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "VIỆT NAM", "Độc lập - Tự do", "- Hạnh phúc", DATE)
IN_TWO_ROWS = lines(
    "UBND TỈNH\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA",
    "SỞ NỘI VỤ\tVIỆT NAM",
    f"Số: 15/SNV\t{MOTTO}",
    f"V/v báo cáo\t{DATE}",
)
STATE_HEADS = {
    **{f"{len(gap)} {gap[0]!r}": typed(gap) for gap in ("  ", " " * 8, "\u00a0" * 6, "\t", "  \t ")},
    "wrapped in a cell": cells(LEFT, WRAPPED),
    "wrapped by breaks": cells(LEFT, WRAPPED.replace("</w:r></w:p><w:p><w:r>", "<w:br/>")),
    "wrapped over tabs": IN_TWO_ROWS,
}


@pytest.mark.parametrize("head", STATE_HEADS.values(), ids=STATE_HEADS)
def test_a_state_head_is_known_however_it_is_typed(head: str) -> None:
    data = with_body(head + lines(*REST))

    other = check_layout(document_of(data), HD05).other_layout
    own = check_layout(document_of(data), ND30)

    assert other is not None
    assert other.profile == "nd-30-2020"
    assert own.other_layout is None
    missing = [one.part for one in own.deviations if one.rule in ("missing", "motto_form")]
    assert missing == ["Họ tên người ký"]


@pytest.mark.parametrize(
    ("head", "profile"),
    [
        (lines(f"UBND TỈNH {TITLE}", "SỞ NỘI VỤ", "Số: 15/SNV-VP"), HD05),
        (lines("UBND TỈNH", MOTTO, "Số: 15/SNV-VP"), HD05),
        (boxed(lines(TITLE, MOTTO)) + LEFT, HD05),
        (lines("TỈNH ỦY ĐẢNG CỘNG SẢN VIỆT NAM", "BAN TỔ CHỨC", "*", "Số 28-CV/BTCTU"), ND30),
        (lines("TỈNH ỦY", "BAN TỔ CHỨC", f"   *  {DATE}", "Số 28-CV/BTCTU"), ND30),
        (boxed(lines("ĐẢNG CỘNG SẢN VIỆT NAM")) + lines("TỈNH ỦY", "Số 28-CV/BTCTU"), ND30),
    ],
)
def test_words_of_another_layout_tell_it_where_its_own_title_is_not_seen(head: str, profile: Profile) -> None:
    assert check_layout(document_of(with_body(head + lines(*REST))), profile).other_layout is not None


def test_the_title_of_another_layout_in_the_text_tells_nothing() -> None:
    head = cells(lines("TỈNH ỦY", "BAN TỔ CHỨC", "*", "Số 28-CV/BTCTU"), lines(DATE))
    text = f"Nước CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM. {SENTENCE}"

    judged = check_layout(document_of(with_body(head + lines(REST[0], text, *REST[2:]))), HD05)

    assert judged.other_layout is None


@pytest.mark.parametrize(
    "number",
    [
        *(
            "Số: 15 /SNV",
            "Số:15/SNV-VP",
            "Số:15/…",
            "Số 28 - CV",
            "Số:     /UBND-VP",
            "Số ….. - CV/…",
            "Số:\t/SNV",
        ),
        *(
            "Số: 15a/SNV-VP",
            "Số: [số]/SNV",
            "Số hiệu: 15/SNV",
            "Số: XX/SNV",
            "28-CV/ĐU",
            "Số: 15/2026/QĐ-UBND",
        ),
    ],
)
@pytest.mark.parametrize("gap", ["\t", " " * 8, ""])
def test_a_number_is_found_however_it_is_typed(number: str, gap: str) -> None:
    row = lines(f"{number}{gap}{DATE}") if gap else lines(number, DATE)
    head = lines(f"UBND TỈNH\t{TITLE}", f"SỞ NỘI VỤ\t{MOTTO}") + row

    judged = check_layout(document_of(with_body(head + lines(*REST))), ND30)

    missing = {one.part for one in judged.deviations if one.rule == "missing"}
    assert not missing & {"Số và ký hiệu", "Địa danh, ngày tháng năm", "Cơ quan ban hành"}


HEAD = lines(TITLE, MOTTO, centred=True)
TOLD = {
    "hợp đồng": HEAD + lines("HỢP ĐỒNG MUA BÁN HÀNG HÓA", "Số: 15/2026/HĐMB", centred=True),
    "hợp đồng theo mẫu": HEAD + lines("HỢP ĐỒNG", "Số: 15/2026/HĐMB", centred=True),
    "hợp đồng theo mẫu riêng": HEAD + lines("HỢP ĐỒNG", "MUA BÁN", "Số: 15/2026/HĐMB", centred=True),
    "giấy ủy quyền": HEAD + lines("GIẤY ỦY QUYỀN", "Số: 15/GUQ-SXD", centred=True),
    "giấy tờ có mẫu riêng": HEAD + lines("GIẤY CHỨNG NHẬN", "Ông (bà): ……", centred=True),
    "phụ lục hợp đồng": HEAD + lines("PHỤ LỤC HỢP ĐỒNG SỐ 02", "Số: 02/PLHĐ", centred=True),
    "phụ lục hợp đồng theo mẫu": HEAD + lines("PHỤ LỤC HỢP ĐỒNG", "Số: 02/PLHĐ", centred=True),
    "tờ khai": HEAD + lines("TỜ KHAI ĐĂNG KÝ KHAI SINH", "Kính gửi: Ủy ban nhân dân xã", centred=True),
    "thư theo mẫu riêng": HEAD + lines("THƯ MỜI CHÀO GIÁ", "Kính gửi: Quý công ty", centred=True),
    "giấy tờ của cá nhân": HEAD + lines("GIẤY CAM KẾT", "1. Tôi là ……", centred=True),
    "đơn của cá nhân": HEAD + lines("ĐƠN XIN NGHỈ PHÉP", "Kính gửi: Sở Nội vụ"),
    "văn bản tố tụng": cells(lines("TÒA ÁN NHÂN DÂN", "Bản án số: 15/2026/DS-ST"), HEAD),
    "văn bản của tòa án": cells(
        lines("TÒA ÁN NHÂN DÂN", "TỈNH A", "Số: 12/2025/QĐST-DS"), HEAD + lines(DATE)
    ),
    "hoặc cơ quan điều tra": cells(lines("CƠ QUAN CẢNH SÁT ĐIỀU TRA", "Số: 12/QĐ-ĐTTH"), HEAD + lines(DATE)),
    "văn bản của Đoàn Thanh niên": cells(
        lines("BCH TỈNH ĐOÀN", "***", "Số: 128-CV/TĐTN"), lines("ĐOÀN TNCS HỒ CHÍ MINH", DATE)
    ),
    "công đoàn hoặc hội": cells(lines("HỘI NÔNG DÂN TỈNH A", "Số: 15-CV/HND"), HEAD + lines(DATE)),
    "văn bản của doanh nghiệp": cells(lines("CÔNG TY TNHH ABC", "Số: 15/CV-ABC"), HEAD + lines(DATE)),
    "không có phần đầu": HEAD + lines("HỢP ĐỒNG", "Các bên gồm có:", centred=True),
    "mang tên “BIÊN BẢN HỌP TỔ”": HEAD + lines("BIÊN BẢN HỌP TỔ", centred=True),
    "không có phần đầu (tiêu đề": lines("KẾ HOẠCH", "tuần 35", centred=True),
    "không có phần đầu ": lines("DANH SÁCH", centred=True) + cells(lines("TT"), lines("Tên")),
    "không có phần đầu (": lines("Kính gửi: anh Nam,"),
    "(Text Box)": boxed(HEAD) + LEFT,
}


@pytest.mark.parametrize("told", TOLD)
def test_what_the_guidance_does_not_govern_is_told_in_one_sentence(told: str) -> None:
    data, path = with_body(TOLD[told] + lines(SENTENCE * 2)), Path("ngoài.docx")

    [finding] = judge(None, path, data, ND30, chosen=False).findings
    asked_for = judge(None, path, data, ND30, chosen=True)

    assert told in finding.message
    assert finding.message.endswith(": không soát, không sửa.")
    assert ("--profile nd-30-2020" in finding.fix) == (asked_for.findings == ())


@pytest.mark.parametrize("profile", [HD05, ND30], ids=lambda profile: profile.code)
@pytest.mark.parametrize(
    "told",
    [
        one
        for one in TOLD
        if one.startswith(("hợp", "phụ", "tờ", "thư", "giấy ủy", "giấy tờ của", "đơn", "văn bản"))
    ],
)
def test_what_a_document_is_is_told_before_whose_layout_it_has(told: str, profile: Profile) -> None:
    data = with_body(TOLD[told] + lines(SENTENCE * 2))

    [finding] = judge(None, Path("ngoài.docx"), data, profile, chosen=False).findings

    assert f"là {told}" in finding.message


@pytest.mark.parametrize("chosen", [False, True])
def test_a_petition_is_called_so_also_where_a_profile_is_asked_for(*, chosen: bool) -> None:
    data = with_body(TOLD["đơn của cá nhân"] + lines(SENTENCE * 2))

    [finding] = judge(None, Path("đơn.docx"), data, HD05, chosen=chosen).findings

    assert "là đơn của cá nhân" in finding.message
    assert "không soát được loại ấy, kể cả khi nêu --profile." in finding.fix


@pytest.mark.parametrize("name", ["LÝ LỊCH CỦA NGƯỜI XIN VÀO ĐẢNG", "SƠ YẾU LÝ LỊCH", "BẢN CAM ĐOAN"])
def test_a_person_s_paper_under_the_party_s_title_is_no_leaflet(name: str) -> None:
    data = with_body(lines("ĐẢNG CỘNG SẢN VIỆT NAM", name, centred=True) + lines("Họ và tên: ……"))

    [finding] = judge(None, Path("a.docx"), data, HD05, chosen=False).findings

    assert "là giấy tờ của cá nhân" in finding.message


@pytest.mark.parametrize("told", ["hợp đồng", "văn bản của tòa án"])
@pytest.mark.parametrize("chosen", [False, True])
def test_what_has_another_heading_and_no_type_of_ours_is_called_by_its_name(
    told: str, *, chosen: bool
) -> None:
    data = with_body(TOLD[told] + lines("Hôm nay, ngày 05 tháng 12 năm 2025, chúng tôi gồm:", *REST))

    [finding] = judge(None, Path("a.docx"), data, HD05, chosen=chosen).findings

    assert f"là {told}" in finding.message
    assert "không soát được loại ấy, kể cả khi nêu --profile." in finding.fix


def test_nobody_is_sent_to_rules_that_would_not_judge_the_document() -> None:
    data = with_body(TOLD["mang tên “BIÊN BẢN HỌP TỔ”"] + lines(SENTENCE * 2))

    [finding] = judge(None, Path("a.docx"), data, HD05, chosen=False).findings

    assert "mang tên “BIÊN BẢN HỌP TỔ”, không phải loại nào của bộ quy tắc Nhà nước" in finding.message
    assert "--profile" not in finding.fix


def test_a_type_that_only_the_other_layout_has_is_judged_by_that() -> None:
    head = cells(LEFT, HEAD + lines(DATE)) + lines("CÔNG ĐIỆN", "Về việc ứng phó mưa lũ", centred=True)

    [finding] = judge(None, Path("a.docx"), with_body(head + lines(*REST)), HD05, chosen=False).findings

    assert "--profile nd-30-2020" in finding.fix


@pytest.mark.parametrize("body", ["TÒA ÁN NHÂN DÂN TỈNH", "CÔNG TY CỔ PHẦN GANG THÉP", "HỘI NÔNG DÂN TỈNH"])
def test_a_party_committee_in_a_body_of_another_kind_writes_by_the_party_s_rules(body: str) -> None:
    head = cells(
        lines("ĐẢNG ỦY", body, "*", "Số 28-CV/ĐU", "về việc báo cáo"),
        lines("ĐẢNG CỘNG SẢN VIỆT NAM", DATE),
    )

    judged = judge(None, Path("a.docx"), with_body(head + lines(*REST)), HD05, chosen=False)

    assert (judged.findings, judged.kind) == ((), "CÔNG VĂN")
