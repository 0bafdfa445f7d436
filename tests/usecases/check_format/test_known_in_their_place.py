"""A line typed otherwise than its rule asks is known for what it is: named, not repaired as another."""

import re
from pathlib import Path

import pytest

from bcd35.domain.layout.components import recognise
from bcd35.domain.layout.profile import Profile
from tests.conftest import CommandLine
from tests.support import state_corpus
from tests.support.checked_documents import (
    DOCUMENT,
    HD05,
    ND30,
    deviations_of,
    document_of,
    edited,
    repaired,
    rules_of,
    text_of,
    with_parts,
)
from tests.support.docx_corpus import ALL_FORMS, FORMS, Form, Kind, Spec, right, signed, write_docx
from tests.support.party_corpus import VARIANTS


def state_letter(spec: state_corpus.StateSpec, form: Form = "table") -> bytes:
    return write_docx(spec, form, "direct", state_corpus.StateWriter)


# --- a number without what joins its parts ------------------------------------------------------------------


@pytest.mark.parametrize("form", ALL_FORMS)
@pytest.mark.parametrize("number", ["Số 28 CV/ĐU", "Số 28 CV ĐU", "Số28CV ĐU"])
def test_a_number_whose_parts_nothing_joins_is_a_wrong_number(form: Form, number: str) -> None:
    spec = right()
    spec.text["number"] = number

    assert rules_of(write_docx(spec, form)) == {"number_form"}


@pytest.mark.parametrize("kind", ["letter", "report"])
def test_such_a_state_number_spoils_neither_issuer_nor_subject(kind: Kind) -> None:
    spec = state_corpus.right(kind)
    spec.text["number"] = "Số: 28 BCĐ-VP"

    assert rules_of(state_letter(spec), ND30) == {"number_form"}


def test_a_line_that_only_begins_as_a_number_does_not_stand_for_the_one_that_is_there() -> None:
    spec = right()
    spec.text["issuer"] = "Số 12 ĐƯỜNG HÙNG VƯƠNG"

    assert "number_form" not in rules_of(write_docx(spec), HD05)


# --- authority in any spelling ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("authority", "right_form"),
    [
        *(("TM/", "T/M"), ("T.M", "T/M"), ("T/M.", "T/M"), ("T/ M", "T/M"), ("TL/", "T/L"), ("T.L.", "T/L")),
        *(("KT/", "K/T"), ("K.T", "K/T"), ("KT.", "K/T")),
    ],
)
def test_authority_in_any_spelling_is_told_and_the_post_below_is_left(
    authority: str, right_form: str
) -> None:
    whose, post = ("TRƯỞNG BAN", "PHÓ TRƯỞNG BAN") if right_form == "K/T" else ("BAN THƯỜNG VỤ", "PHÓ BÍ THƯ")
    spec = signed(right(), f"{authority} {whose}", post)

    told = [one[1:] for one in deviations_of(write_docx(spec))]

    assert told == [("Quyền hạn ký", f"{authority} {whose}", f"ghi “{authority}”", f"ghi “{right_form}”")]


@pytest.mark.parametrize("authority", ["KT/", "K.T", "K/T."])
def test_a_state_authority_in_any_spelling_is_told(authority: str) -> None:
    spec = state_corpus.right()
    signed(spec, f"{authority} TRƯỞNG BAN", "PHÓ TRƯỞNG BAN")

    told = [one[1:] for one in deviations_of(state_letter(spec), ND30)]

    assert told == [("Quyền hạn ký", f"{authority} TRƯỞNG BAN", f"ghi “{authority}”", "ghi “KT.”")]


@pytest.mark.parametrize("authority", ["TUQ.", "T/UQ", "T/U"])
def test_an_authority_that_the_guidance_does_not_have_is_not_taken_for_another(authority: str) -> None:
    spec = signed(right(), f"{authority} TRƯỞNG BAN", "PHÓ TRƯỞNG BAN")

    [(*_, found, required)] = deviations_of(write_docx(spec))

    assert (found, required) == (
        f"ghi “{authority}”",
        "ghi T/M, K/T, T/L, Q.; không có TM., KT., TL., T/U, TUQ",
    )


@pytest.mark.parametrize("form", ALL_FORMS)
@pytest.mark.parametrize("bold", [True, False])
@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ("T/L BAN THƯỜNG VỤ", "K/T CHÁNH VĂN PHÒNG", "no_redelegation"),
        ("T/M BAN THƯỜNG VỤ", "K/T BÍ THƯ", "collective"),
    ],
)
def test_a_second_authority_is_told_and_stays_as_bold_as_it_is(
    form: Form, first: str, second: str, rule: str, *, bold: bool
) -> None:
    spec = signed(right(), first, second)
    spec.formats["position"].bold = bold

    assert rules_of(write_docx(spec, form)) == {rule, "missing"}  # the own post


# --- what is told has a value -------------------------------------------------------------------------------


def test_a_type_without_a_code_asks_for_none() -> None:
    spec = right("report")
    spec.text["type_name"], spec.text["number"] = "DANH SÁCH", "Số 01-DS/ĐU"

    assert "type_code" not in rules_of(write_docx(spec))


def test_a_line_that_is_too_long_by_less_than_a_millimetre_is_told_with_tenths() -> None:
    spec = right()
    spec.text["date_line"] = "Huyện Thái Nguyên, ngày 05 tháng 12 năm 2025"

    [found] = [one[3] for one in deviations_of(write_docx(spec)) if "xuống dòng" in one[3]]

    assert re.fullmatch(
        "dòng dài [0-9]+,[0-9] mm, chỗ chỉ rộng [0-9]+(,[0-9])? mm nên phải xuống dòng", found
    )


def test_a_repair_tells_the_value_that_it_has_set(bcd35: CommandLine, root: Path) -> None:
    spec = right()
    spec.formats["body"].size = 26
    spec.paragraph |= {"line": "300", "first": "0"}
    (root / "a.docx").write_bytes(write_docx(spec))

    told = bcd35("check-format", "a.docx", "--fix", "-o", "b.docx").out

    assert "cỡ 13 → cỡ 14\n" in told
    assert "→ dãn dòng chính xác 18 pt\n" in told
    assert "đầu dòng lùi 0 mm → đầu dòng lùi 10 mm\n" in told


@pytest.mark.parametrize("form", FORMS)
def test_the_mark_of_drafter_and_copies_is_no_recipient(form: Form) -> None:
    spec = right()
    spec.recipients.append("(A-15b).")

    assert rules_of(write_docx(spec, form)) == set()


# --- signs and spaces, each named at its place and put right there ------------------------------------------


@pytest.mark.parametrize("form", ALL_FORMS)
@pytest.mark.parametrize(
    ("code", "written", "found", "right_one"),
    [
        *(("number", f"{word} 28-CV/ĐU", f"ghi “{word}”", "Số 28-CV/ĐU") for word in ("SỐ", "số")),
        *(("number", f"Số 28{dash}CV/ĐU", f"ghi dấu “{dash}”", "Số 28-CV/ĐU") for dash in "–—−"),
        *(
            ("date_line", f"Đồng Nai, {text}", text, "Đồng Nai, ngày 05 tháng 12 năm 2026")
            for text in ("ngày 05/12/2026", "ngày 5.12.2026", "ngày 05–12–2026", "ngày 5 - 12 - 2026")
        ),
        ("date_line", "Đồng Nai, 05/12/2026", "05/12/2026", "Đồng Nai, ngày 05 tháng 12 năm 2026"),
        (
            *("date_line", "Đồng Nai, Ngày 05 Tháng 9 năm 2026", "Ngày 05 Tháng 9 năm 2026"),
            "Đồng Nai, ngày 05 tháng 9 năm 2026",
        ),
        (
            *("date_line", "Đồng Nai, ngày 05 tháng 9 năm 2026.", "cuối dòng ghi “.”"),
            "Đồng Nai, ngày 05 tháng 9 năm 2026",
        ),
        *(
            ("date_line", written, "thừa hoặc thiếu dấu cách", "Đồng Nai, ngày 05 tháng 9 năm 2026")
            for written in (
                "Đồng Nai, ngày 05  tháng 9 năm 2026",
                "Đồng Nai,ngày 05 tháng 9 năm 2026",
                "Đồng Nai , ngày 05 tháng 9 năm 2026",
                "Đồng  Nai, ngày 05 tháng 9 năm 2026",
                "Xã  Đồng  Nai, ngày 05 tháng 9 năm 2026",
            )
        ),
        (
            *("date_line", "Đồng Nai, 5 tháng 12 năm 2026", "5 tháng 12 năm 2026"),
            "Đồng Nai, ngày 05 tháng 12 năm 2026",
        ),
        (
            *("date_line", "(Đồng Nai, ngày 05 tháng 9 năm 2026)", "đầu dòng ghi “(”, cuối dòng ghi “)”"),
            "Đồng Nai, ngày 05 tháng 9 năm 2026",
        ),
        *(
            ("date_line", f"Đồng Nai{mark} {day}", f"sau địa danh ghi “{mark}”", f"Đồng Nai, {day}")
            for mark in (";", ".", "，")
            for day in ["ngày 05 tháng 9 năm 2026"]
        ),
    ],
)
def test_a_spelling_of_the_head_is_named_and_put_right(
    form: Form, code: str, written: str, found: str, right_one: str
) -> None:
    spec = right()
    spec.text[code] = written
    data = write_docx(spec, form)

    assert [one[3] for one in deviations_of(data)] == [found]
    fixed = repaired(data)
    assert right_one in "\n".join(one.text for one in document_of(fixed).paragraphs)
    assert rules_of(fixed) == set()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mark", ["- -", "--", "–", "- –", "—"])
def test_the_marks_before_addressees_and_recipients_become_one_hyphen(form: Form, mark: str) -> None:
    spec = right()
    spec.addressees = [f"{mark} Các chi bộ trực thuộc;", "- Đoàn Thanh niên xã."]
    spec.recipients = ["- Như trên;", f"{mark} Thường trực Đảng ủy;", f"{mark} Lưu Đảng ủy."]
    data = write_docx(spec, form)

    assert {one[1:4] for one in deviations_of(data)} == {
        ("Kính gửi", f"{mark} Các chi bộ trực thuộc;", f"đầu dòng ghi “{mark}”"),
        ("Nơi nhận", f"{mark} Thường trực Đảng ủy;", f"đầu dòng ghi “{mark}”"),
    }
    assert rules_of(repaired(data)) == set()


@pytest.mark.parametrize("mark", ["-", "–"])
def test_a_ground_stands_behind_a_hyphen_or_a_dash(mark: str) -> None:
    spec = right("report")
    spec.grounds = [f"{mark} Căn cứ Điều lệ Đảng;", f"{mark} Căn cứ Quy chế làm việc."]

    assert rules_of(write_docx(spec)) == set()


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        *(
            (f"{before}{word} tuyên truyền{behind}", f"mở đầu bằng “{word}”, đặt trong {around}")
            for before, behind, around in (("(", ")", "ngoặc đơn"), ("“", "”", "ngoặc kép"))
            for word in ("về việc", "V/v")
        ),
        ("“Chào tháng Mười”: kế hoạch", "không có chữ mở đầu"),
    ],
)
def test_what_stands_around_a_subject_is_told(subject: str, told: str) -> None:
    spec = right()
    spec.text["letter_subject"] = subject

    assert [one[3] for one in deviations_of(write_docx(spec))] == [told]


@pytest.mark.parametrize("form", FORMS)
def test_a_date_in_the_subject_is_no_date_line(form: Form) -> None:
    spec = right()
    spec.text["letter_subject"] = "về việc họp, ngày 05/12/2026"

    assert rules_of(write_docx(spec, form)) == set()
    spec.text["date_line"] = "Đồng Nai, ngày 05/9/2026"
    assert [one[2] for one in deviations_of(write_docx(spec, form))] == ["Đồng Nai, ngày 05/9/2026"]


@pytest.mark.parametrize("gap", ["năm 202…", "năm 20.....", "năm ......"])
def test_what_is_left_for_the_pen_in_a_date_is_left(gap: str) -> None:
    spec = right()
    spec.text["date_line"] = f"Đồng Nai, ngày      tháng 9 {gap}"

    assert rules_of(write_docx(spec)) == set()


@pytest.mark.parametrize("post", ["PHÓ TRƯỞNG BAN PHỤ TRÁCH", "PHÓ CHÁNH VĂN PHÒNG (PHỤ TRÁCH)"])
def test_a_deputy_in_charge_is_told_as_one(post: str) -> None:
    told = [one[1:4] for one in deviations_of(write_docx(signed(right(), post)))]

    assert told == [("Chức vụ người ký", post, "ghi “PHỤ TRÁCH”")]


# --- a name on the other side -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "form"), [(HD05, "table"), (HD05, "plain"), (ND30, "table"), (ND30, "plain")]
)
def test_an_issuer_on_the_right_leaves_the_superior_as_it_is(profile: Profile, form: Form) -> None:
    state = state_corpus.right()
    spec = right() if profile is HD05 else state
    issuer, spec.text["issuer"] = spec.text["issuer"], ""
    spec.text["date_line"] = f"{issuer}\n{spec.text['date_line']}"
    data = write_docx(spec, form) if profile is HD05 else state_letter(state, form)
    data = edited(data, DOCUMENT, "\n", "</w:t><w:br/><w:t>")

    found = {one.code: one.line.text for one in recognise(document_of(data), profile).found}
    assert (found["superior"], found["issuer"]) == (spec.text["superior"], issuer)
    assert "position" in rules_of(data, profile)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "superior",
    [
        ("ỦY BAN NHÂN DÂN TỈNH", "BAN CHỈ HUY PHÒNG THỦ DÂN SỰ"),
        ("ỦY BAN NHÂN DÂN XÃ NĂM CĂN", "PHÒNG KINH TẾ"),
        ("UỶ BAN NHÂN DÂN TỈNH", "TRƯỜNG THPT CÀ MAU"),
        ("SỞ Y TẾ", "UỶ BAN KIỂM TRA"),
        ("ĐOÀN THANH NIÊN", "TỈNH ĐOÀN CÀ MAU"),
    ],
)
def test_a_bold_superior_is_told_above_the_name_of_a_body(superior: tuple[str, str], form: Form) -> None:
    spec = state_corpus.right()
    spec.text["superior"], spec.text["issuer"] = superior
    spec.formats["superior"].bold = True

    told = deviations_of(state_letter(spec, form), ND30)
    assert [one[1:] for one in told if one[1] == "Cơ quan chủ quản"] == [
        ("Cơ quan chủ quản", superior[0], "chữ đậm", "chữ không đậm")
    ]


@pytest.mark.parametrize("profile", [HD05, ND30])
def test_the_upper_of_two_bold_names_is_left_bold(profile: Profile) -> None:
    """It may be the beginning of the name below it, or that of another issuer."""
    spec: state_corpus.StateSpec | Spec = state_corpus.right() if profile is ND30 else right()
    spec.formats["superior"].bold = True
    data = state_letter(spec) if isinstance(spec, state_corpus.StateSpec) else write_docx(spec)

    assert rules_of(data, profile) == {"superior.bold"}
    assert repaired(data, profile) == data


@pytest.mark.parametrize("profile", [HD05, ND30])
def test_a_light_name_alone_is_left_light(profile: Profile) -> None:
    """It may be that of the superior, above an issuer that is missing."""
    spec: state_corpus.StateSpec | Spec = state_corpus.right() if profile is ND30 else right()
    spec.text["superior"], spec.formats["issuer"].bold = "", False
    data = state_letter(spec) if isinstance(spec, state_corpus.StateSpec) else write_docx(spec)

    [told] = deviations_of(data, profile)
    assert told[3] == "chữ không đậm, hoặc thiếu tên cơ quan ban hành ở dưới"
    assert repaired(data, profile) == data


@pytest.mark.parametrize("profile", [HD05, ND30])
def test_names_joined_by_a_hyphen_are_those_of_two_issuers(profile: Profile) -> None:
    spec: state_corpus.StateSpec | Spec = state_corpus.right() if profile is ND30 else right()
    spec.text |= {"superior": "BAN TỔ CHỨC", "issuer": "ỦY BAN KIỂM TRA"}
    spec.formats["superior"] = spec.formats["issuer"]
    data = state_letter(spec) if isinstance(spec, state_corpus.StateSpec) else write_docx(spec)
    data = edited(data, DOCUMENT, "BAN TỔ CHỨC", "BAN TỔ CHỨC</w:t><w:br/><w:t>-")

    found = recognise(document_of(data), profile).all("superior", "issuer")
    assert [(one.code, one.line.text) for one in found] == [
        ("issuer", line) for line in ("BAN TỔ CHỨC", "-", "ỦY BAN KIỂM TRA")
    ]


@pytest.mark.parametrize("profile", [HD05, ND30])
@pytest.mark.parametrize(
    "name",
    [
        "ỦY BAN NHÂN DÂN/THÀNH PHỐ CẦN THƠ",
        "ỦY BAN NHÂN DÂN PHƯỜNG/HỘI AN",
        "ỦY BAN NHÂN DÂN ĐẶC KHU/TRƯỜNG SA",
        "HỘI ĐỒNG NHÂN DÂN/TỈNH CÀ MAU",
        "BỘ VĂN HÓA, THỂ THAO/VÀ DU LỊCH",
        "NGÂN HÀNG NHÀ NƯỚC/VIỆT NAM",
        "BAN CHỈ ĐẠO/PHÒNG, CHỐNG THIÊN TAI",
        "TRƯỜNG/ĐẠI HỌC Y DƯỢC",
        "VĂN PHÒNG/HỘI ĐỒNG NHÂN DÂN TỈNH",
        "ĐẢNG ỦY/CÔNG AN TỈNH",
        "TRUNG TÂM PHÁT TRIỂN/QUỸ ĐẤT",
    ],
)
def test_an_issuer_may_be_named_on_two_lines(name: str, profile: Profile) -> None:
    spec: state_corpus.StateSpec | Spec = state_corpus.right() if profile is ND30 else right()
    spec.text["superior"], spec.text["issuer"] = lines = name.split("/")
    spec.formats["superior"] = spec.formats["issuer"]
    data = state_letter(spec) if isinstance(spec, state_corpus.StateSpec) else write_docx(spec)

    found = recognise(document_of(data), profile).all("superior", "issuer")
    assert [(one.code, one.line.text) for one in found] == [("issuer", line) for line in lines]


def test_a_rule_below_two_lines_is_measured_by_the_longer() -> None:
    spec = state_corpus.right()
    spec.text |= {"superior": "ỦY BAN NHÂN DÂN ĐẶC KHU", "issuer": "PHÚ QUỐC"}
    spec.formats["superior"] = spec.formats["issuer"]

    [told] = deviations_of(state_letter(spec), ND30)
    assert told[3:] == (
        "đường kẻ dài 15 mm",
        "đường kẻ dài từ 18 đến 27 mm (dòng dài nhất của cơ quan ban hành: 54 mm)",
    )


@pytest.mark.parametrize("posts", [["PHÓ TRƯỞNG BAN"], ["KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"]])
@pytest.mark.parametrize("form", FORMS)
def test_of_two_signers_one_name_may_stand_lower(form: Form, posts: list[str]) -> None:
    spec = state_corpus.right("report")
    spec.text["authority"], spec.positions = "CHỦ TỌA", []
    spec.other_signer, spec.formats["second_post"] = (posts, "Trần Văn Nam"), spec.formats["authority"]

    signed = recognise(document_of(state_letter(spec, form)), ND30).signatures
    assert [block[-1].line.text.strip() for block in signed] == ["Trần Văn Nam", spec.text["signer_name"]]


# --- lines that are too long for their room -----------------------------------------------------------------


def test_a_title_that_is_wrapped_is_told_with_its_width_and_its_room() -> None:
    spec = right()
    spec.title_indents, spec.rule = 600, "short"

    assert [one[1:4] for one in deviations_of(write_docx(spec))] == [
        (
            *("Tiêu đề", "ĐẢNG CỘNG SẢN VIỆT NAM"),
            "dòng dài 72,9 mm, chỗ chỉ rộng 68,8 mm nên phải xuống dòng",
        )
    ]


@pytest.mark.parametrize(
    ("grid", "rules"),
    [(4000, {"title_one_line", "date_one_line"}), (5400, set[str]()), (100, set[str]())],
    ids=["narrower", "wider", "never measured"],
)
def test_a_line_fits_both_widths_of_its_cell(grid: int, rules: set[str]) -> None:
    column = '<w:gridCol w:w="{}"/>'.format
    data = edited(write_docx(right()), DOCUMENT, column(5102), column(grid))

    assert rules_of(data) == rules
    assert all("Word hoặc LibreOffice" in found for *_, found, _ in deviations_of(data))


def test_a_rule_is_as_long_as_the_words_are_set() -> None:
    spec = right()
    spec.formats["title"].scale = 80

    assert rules_of(write_docx(spec)) == {"title_rule"}


def test_a_rule_below_wrapped_words_is_measured_by_their_longest_line() -> None:
    spec = state_corpus.right("report")
    spec.text["type_subject"] = "Về việc tuyên truyền các kênh thông tin chính thức của tỉnh " * 3

    [(*_, found, required)] = deviations_of(state_letter(spec), ND30)

    assert (found, required) == (
        "đường kẻ dài 31 mm",
        "đường kẻ dài từ 52 đến 79 mm (dòng dài nhất của trích yếu: 158 mm)",
    )


@pytest.mark.parametrize("form", ALL_FORMS)
@pytest.mark.parametrize("place", ["Phường 1", "Quận 10", "Xã 2", "Phường 7 Đà Lạt"])
def test_a_place_may_have_a_number_for_its_name(form: Form, place: str) -> None:
    spec = right()
    spec.text["date_line"] = f"{place}, ngày 05 tháng 9 năm 2026"

    assert rules_of(write_docx(spec, form)) == set()
    spec.text["date_line"] = f"{place}, ngày 5/9/2026"
    assert rules_of(write_docx(spec, form)) == {"date_padding"}


TITLES = [
    "BS.CKII",
    "BSCKI",
    "GS, TS",
    "PGS.TS.",
    "GS.TSKH",
    "ThS.BS",
    "TS.",
    "KTS",
    "Phó Giáo sư",
    "Luật sư",
]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("joint", [" ", ""])
def test_titles_before_a_name_are_told_however_they_are_joined(title: str, joint: str) -> None:
    spec = right()
    spec.text["signer_name"] = f"{title}{joint if title[-1] == '.' else ' '}Nguyễn Văn Bình"

    assert rules_of(write_docx(spec)) == {"bare_name"}


@pytest.mark.parametrize(
    ("above", "issuer", "rules"),
    [
        ("BỘ Y TẾ", "TRƯỜNG ĐẠI HỌC Y DƯỢC", set()),
        ("TRƯỜNG", "ĐẠI HỌC Y DƯỢC", set()),
        ("SỞ Y TẾ", "BỆNH VIỆN ĐA KHOA", set()),
        ("ỦY BAN NHÂN DÂN TỈNH", "SỞ Y TẾ", {"bare_name"}),
    ],
)
def test_schools_and_hospitals_write_titles_before_a_name(above: str, issuer: str, rules: set[str]) -> None:
    spec = state_corpus.right()
    spec.text |= {"superior": above, "issuer": issuer, "signer_name": "PGS.TS. Lê Văn Tám"}
    if above == "TRƯỜNG":
        spec.formats["superior"] = spec.formats["issuer"]

    assert rules_of(state_letter(spec), ND30) - {"issuer_rule"} == rules


@pytest.mark.parametrize("name", ["Đồng Thị Bình", "Lương Sĩ Bác", "Ksor Phước", "Tsằn A Sìn"])
def test_a_name_that_begins_as_a_title_does_is_a_name(name: str) -> None:
    spec = right()
    spec.text["signer_name"] = name

    assert rules_of(write_docx(spec)) == set()


# --- pages of appendices ------------------------------------------------------------------------------------

GOES_WITH = "(Kèm theo Báo cáo số 07-BC/ĐU, ngày 05/9/2026 của Đảng ủy xã Đồng Nai)"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_parts_of_one_page_each_need_no_page_numbers(count: int) -> None:
    spec = right("report")
    spec.number["header"], spec.body = "no", spec.body[:2]
    numbers = [""] if count == 1 else [f" {one}" for one in range(1, count + 1)]
    spec.appendices = [[f"PHỤ LỤC{number}", GOES_WITH, *["Dòng của phụ lục"] * 12] for number in numbers]

    assert rules_of(write_docx(spec)) == set()


def test_an_appendix_that_counts_on_is_told_before_pages_are_numbered_too() -> None:
    spec = right("report")
    spec.number["header"], spec.own_pages, spec.appendices = "no", False, [["PHỤ LỤC", GOES_WITH]]
    data = write_docx(spec)

    assert rules_of(data) == {"page_number", "appendix_pages"}
    assert rules_of(repaired(data)) == {"appendix_pages"}


# --- names on two lines -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("posts", "marked"),
    [
        (("T/M BAN CHỈ ĐẠO PHÒNG,", "CHỐNG THIÊN TAI"), set()),
        (("T/L BAN THƯỜNG VỤ", "TRƯỞNG BAN TUYÊN GIÁO,", "DÂN VẬN"), set()),
        (("T/M BAN THƯỜNG VỤ,", "PHÓ BÍ THƯ"), {"authority.mark"}),
        (("PHÓ BÍ THƯ,", "kiêm", "PHÓ TRƯỞNG BAN CHỈ ĐẠO"), {"authority.mark"}),
        (("T/L BAN THƯỜNG VỤ", "PHÓ CHÁNH VĂN PHÒNG,"), {"position.mark"}),
    ],
)
def test_a_comma_inside_a_name_is_part_of_it(posts: tuple[str, ...], marked: set[str]) -> None:
    data = write_docx(signed(right(), *posts))

    assert {rule for rule in rules_of(data) if rule.endswith(".mark")} == marked
    kept = [post for post in posts if post.endswith(",") and not marked]
    assert {*kept} <= {one.text for one in document_of(repaired(data)).paragraphs}


@pytest.mark.parametrize(
    ("superior", "bold", "issuer", "found"),
    [
        ("ĐẢNG BỘ SỞ VĂN HÓA,", False, "THỂ THAO VÀ DU LỊCH", {"issuer.bold"}),
        ("ĐẢNG BỘ CÁC CƠ QUAN ĐẢNG,", False, "CHI BỘ VĂN PHÒNG", {"superior.mark"}),
        ("ĐẢNG BỘ CÁC CƠ QUAN ĐẢNG", True, "ĐOÀN THỂ TỈNH,", {"superior.bold", "issuer.mark"}),
    ],
)
def test_a_comma_joins_two_lines_of_a_name(
    superior: str, *, bold: bool, issuer: str, found: set[str]
) -> None:
    spec = right()
    spec.text |= {"superior": superior, "issuer": issuer}
    spec.formats["superior"].bold = bold

    assert rules_of(write_docx(spec)) == found


@pytest.mark.parametrize("form", ALL_FORMS)
@pytest.mark.parametrize("kind", ["letter", "report"])
def test_an_issuer_that_ends_as_a_type_is_none(form: Form, kind: Kind) -> None:
    spec = right(kind)
    spec.text |= {"superior": "VỤ TỔ CHỨC -", "issuer": "ĐIỀU LỆ"}
    spec.formats["superior"] = spec.formats["issuer"]
    data = write_docx(spec, form)

    assert recognise(document_of(data), HD05).kind.name == ("BÁO CÁO" if kind == "report" else "")
    assert rules_of(data) == set()


def test_a_confirmation_below_the_signature_is_no_text() -> None:
    text = text_of(write_docx(VARIANTS["signature confirmed"]()))
    start = text.rindex("<w:p>", 0, text.index("Xác nhận"))
    table_end = "</w:tc></w:tr></w:tbl>"
    end = text.index(table_end, start)
    confirmed = text[start:end].replace('<w:jc w:val="center"/>', "", 1)
    moved = f"{text[:start]}{table_end}{confirmed}{text[end + len(table_end) :]}"

    assert rules_of(with_parts(write_docx(right()), word__document_xml=moved.encode())) == set()
