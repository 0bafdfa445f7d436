"""``bcd35 init`` with answers: whose workspace it is, its roster and a first draft, or nothing at all."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bcd35.domain.layout.widths import date_stays_on_one_line
from bcd35.formats.registers.reader import read_office
from bcd35.show.first_run import head_lines
from bcd35.usecases.workspace.first_run import (
    AS_EXAMPLE,
    QUESTIONS,
    answered,
    head_of,
    new_setup,
    read_answers,
)
from bcd35.world.workspace import default_files
from tests.conftest import NOW, CommandLine

ANSWERS = """\
superior: ĐẢNG ỦY XÃ MƯỜNG HUM
issuer: BAN CHỈ ĐẠO 35
full_name: Ban Chỉ đạo 35 Đảng ủy xã Mường Hum
place: Mường Hum
standing_office: Ban Xây dựng Đảng (cơ quan thường trực)
signer_titles: [PHÓ BÍ THƯ, kiêm, TRƯỞNG BAN]
signer_name: Trần Văn Mẫu
book: CV/BCĐ35; hằng năm; 12
roster: ds.csv
round: mẫu
"""
ROSTER = "STT,Tên đơn vị,Loại\n1,Chi bộ Thôn Một,Chi bộ cơ sở\n2,Đảng ủy Công an xã,Đảng ủy cơ sở\n"


@pytest.fixture
def start(bcd35: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    del bcd35  # goes into a folder of its own, before this one does
    folder = tmp_path / "bắt đầu"
    folder.mkdir()
    (folder / "ds.csv").write_text(ROSTER, encoding="utf-8")
    (folder / "a.yaml").write_text(ANSWERS, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def printed_text(soffice: Callable[..., Path], pdftotext: Callable[..., str]) -> Callable[[Path], str]:
    """``printed_text(path)``: the lines of a document as they stand on its pages."""
    return lambda path: pdftotext(soffice(path), "-layout")


def test_a_file_of_answers_ends_with_a_right_draft(start: Path, bcd35: CommandLine) -> None:
    ran = bcd35("init", "vp", "--answers", "a.yaml", "--json").json

    draft = ran["data"]["draft"]
    assert sorted(ran["data"]) == ["draft", "existed", "files", "root", "units"]
    assert (ran["ok"], ran["data"]["units"], draft["deviations"]) == (True, 2, 0)
    assert (start / "vp" / draft["path"]).is_file()
    office = read_office((start / "vp/data/office.yaml").read_bytes(), "").value
    assert office
    assert (office.place, office.standing_office_short) == ("Mường Hum", "Ban Xây dựng Đảng")
    assert office.signer.titles == ("PHÓ BÍ THƯ", "kiêm", "TRƯỞNG BAN")
    assert [(one.symbol, one.term, one.next_number) for one in office.number_series] == [
        ("CV/BCĐ35", "hằng năm", 1),
        ("CV/BCĐ35", "2025", 12),
        ("BC/BCĐ35", "hằng năm", 1),
    ]


def test_posts_that_print_in_another_order_are_told(start: Path, bcd35: CommandLine) -> None:
    turned = "signer_titles: TRƯỞNG BAN CHỈ ĐẠO; kiêm; PHÓ BÍ THƯ\n"
    (start / "a.yaml").write_text(re.sub("signer_titles: .*\n", turned, ANSWERS), encoding="utf-8")

    ran = bcd35("init", "vp", "--answers", "a.yaml", "--json").json

    told = [found["message"] for found in ran["findings"] if found["code"] == "posts_turned"]
    assert told == ["Chức vụ ký in là “PHÓ BÍ THƯ kiêm TRƯỞNG BAN CHỈ ĐẠO”: chức vụ có con dấu đứng trước."]
    fix = next(found["fix"] for found in ran["findings"] if found["code"] == "posts_turned")
    assert fix.endswith("bcd35 office --second-post 2")


@pytest.mark.parametrize(
    ("said", "order"), [("2", "nếp riêng"), ("nếp riêng", "nếp riêng"), ("1", "quy định")]
)
def test_a_file_of_answers_says_in_which_order_two_posts_stand(
    start: Path, bcd35: CommandLine, said: str, order: str
) -> None:
    (start / "a.yaml").write_text(f"{ANSWERS}second_post: {said}\n", encoding="utf-8")
    assert bcd35("init", "vp", "--answers", "a.yaml").code == 0
    office = read_office((start / "vp/data/office.yaml").read_bytes(), "").value
    assert office
    assert office.style.second_post == order


def test_the_file_of_the_office_keeps_its_comments(start: Path, bcd35: CommandLine) -> None:
    bcd35("init", "vp", "--answers", "a.yaml")

    packaged = dict(default_files())["data/office.yaml"].read_text(encoding="utf-8")
    written = (start / "vp/data/office.yaml").read_text(encoding="utf-8")
    assert [line for line in written.splitlines() if "#" in line] == [
        line for line in packaged.splitlines() if "#" in line
    ]


def test_every_fault_of_the_answers_is_told_and_nothing_is_made(start: Path, bcd35: CommandLine) -> None:
    faulty = (
        ANSWERS.replace("place: Mường Hum\n", "lạ: x\n").replace("; 12", "").replace("ds.csv", "không.csv")
    )
    (start / "a.yaml").write_text(faulty, encoding="utf-8")

    ran = bcd35("init", "vp", "--answers", "a.yaml", "--json").json

    assert [(one["code"], one["where"]) for one in ran["findings"]] == [
        ("unknown_key", "a.yaml, dòng 4, cột 1"),
        ("answer_missing", "a.yaml, mục place"),
        ("bad_answer", "a.yaml, dòng 8, cột 1"),
        ("no_such_file", "a.yaml, dòng 9, cột 1"),
    ]
    assert not (start / "vp").exists()


def test_a_roster_that_cannot_be_taken_makes_nothing(start: Path, bcd35: CommandLine) -> None:
    (start / "ds.csv").write_text("STT,Tên đơn vị\n1,Thôn Một\n", encoding="utf-8")

    ran = bcd35("init", "vp", "--answers", "a.yaml", "--json").json

    assert ([one["code"] for one in ran["findings"]], (start / "vp").exists()) == (
        ["roster_undecided"],
        False,
    )


def test_without_a_first_round_none_is_kept(start: Path, bcd35: CommandLine) -> None:
    (start / "a.yaml").write_text(ANSWERS.replace("round: mẫu", "round: để sau"), encoding="utf-8")

    ran = bcd35("init", "vp", "--answers", "a.yaml")

    assert ran.out.splitlines()[-1] == f'Bước tiếp theo: bcd35 -C "{start / "vp"}" rounds new'
    assert list((start / "vp/data").glob("rounds/*")) == []


def test_a_sign_of_equality_takes_the_example_of_the_layout(start: Path, bcd35: CommandLine) -> None:
    keys = ("superior", "issuer", "full_name", "place", "standing_office")
    more = ("signer_titles", "signer_name", "book")
    text = "layout: nd-30-2020\n" + "".join(f'{key}: "="\n' for key in (*keys, *more))
    (start / "a.yaml").write_text(text, encoding="utf-8")

    assert bcd35("init", "vp", "--answers", "a.yaml").code == 0

    packaged = read_office(dict(default_files("nd-30-2020"))["data/office.yaml"].read_bytes(), "").value
    assert read_office((start / "vp/data/office.yaml").read_bytes(), "").value == packaged


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("issuer: ĐẢNG ỦY XÃ MƯỜNG HUM", "Cơ quan ban hành và cơ quan cấp trên cùng ghi"),
        ("place: mường hum 123, ngày", "Địa danh “mường hum 123, ngày” không phải một tên riêng."),
        ("place: mường hum", "Địa danh “mường hum” không phải một tên riêng."),
        ("signer_name: Mai Thị Nhài 0912345678", "Họ tên người ký “Mai Thị Nhài 0912345678”"),
        ("signer_name: đ/c Mai Thị Nhài", "“đ/c Mai Thị Nhài” có chữ xưng hô ở trước."),
        ("book: 45-CV/BCĐ35; 2025-2030; 46", "→ Ghi như: CV/BCĐ35; 2025-2030; 46"),
        ("book: Số 45/STP-VP; 2025; 46", "→ Ghi như: STP-VP; 2025; 46"),
        ("signer_titles: PHÓ BÍ THƯ 0912 345 678", "“PHÓ BÍ THƯ 0912 345 678” có số điện"),
    ],
)
def test_what_no_head_of_a_letter_says_is_asked_again(
    start: Path, bcd35: CommandLine, line: str, said: str
) -> None:
    key = line.partition(":")[0]
    (start / "a.yaml").write_text(re.sub(f"(?m)^{key}: .*$", line, ANSWERS), encoding="utf-8")

    ran = bcd35("init", "vp", "--answers", "a.yaml")

    assert ran.code == 6
    assert said in ran.err
    assert not (start / "vp").exists()


@pytest.mark.parametrize("place", ["Quận 1", "Phường 12", "TP. Hồ Chí Minh", "Bà Rịa - Vũng Tàu"])
def test_a_place_may_have_its_number(start: Path, bcd35: CommandLine, place: str) -> None:
    stated = ANSWERS.replace("place: Mường Hum", f"place: {place}")
    (start / "a.yaml").write_text(stated, encoding="utf-8")
    assert bcd35("init", "vp", "--answers", "a.yaml").code == 0


@pytest.mark.parametrize(
    "typed", ["Phó Bí thư kiêm Trưởng ban", "phó bí thư; Kiêm; TRƯỞNG BAN", "PHÓ BÍ THƯ, kiêm, TRƯỞNG BAN"]
)
def test_posts_are_understood_however_they_are_typed(typed: str, start: Path, bcd35: CommandLine) -> None:
    stated = re.sub("signer_titles: .*", f"signer_titles: {typed}", ANSWERS)
    (start / "a.yaml").write_text(stated, encoding="utf-8")
    assert bcd35("init", "vp", "--answers", "a.yaml").code == 0
    office = read_office((start / "vp/data/office.yaml").read_bytes(), "").value
    assert office
    assert office.signer.titles == ("PHÓ BÍ THƯ", "kiêm", "TRƯỞNG BAN")


def test_small_letters_and_a_file_without_its_ending_are_understood(start: Path, bcd35: CommandLine) -> None:
    typed = {
        "ĐẢNG ỦY XÃ": "Đảng ủy xã",
        "BAN CHỈ ĐẠO 35": "ban chỉ đạo 35",
        "ds.csv": "ds",
        "full_name: Ban": "full_name: ban",
        "office: Ban": "office: ban",
        "Trần Văn Mẫu": "TRẦN VĂN MẪU",
    }
    stated = ANSWERS
    for right, said in typed.items():
        stated = stated.replace(right, said)
    (start / "a.yaml").write_text(stated, encoding="utf-8")
    assert bcd35("init", "vp", "--answers", "a.yaml", "--json").json["data"]["units"] == 2
    office = read_office((start / "vp/data/office.yaml").read_bytes(), "").value
    assert office
    assert (office.superior, office.issuer) == ("ĐẢNG ỦY XÃ MƯỜNG HUM", "BAN CHỈ ĐẠO 35")
    assert office.full_name == "Ban Chỉ đạo 35 Đảng ủy xã Mường Hum"
    assert (office.standing_office_short, office.signer.name) == ("Ban Xây dựng Đảng", "Trần Văn Mẫu")


@pytest.mark.parametrize(
    ("words", "layout"),
    [("Cơ quan đảng", "hd-05-2026"), ("nhà nước", "nd-30-2020"), ("nd-30-2020", "nd-30-2020")],
)
def test_the_layout_is_known_by_the_words_of_its_question(words: str, layout: str) -> None:
    stated = ANSWERS.replace("roster: ds.csv\n", "") + f"layout: {words}\n"
    assert read_answers(stated.encode(), "a.yaml", NOW.date()).layout == layout


def test_no_last_word_of_a_post_stands_alone() -> None:
    stated = ANSWERS.replace("roster: ds.csv\n", "").replace("PHÓ BÍ THƯ,", "PHÓ BÍ THƯ THƯỜNG TRỰC TỈNH ỦY,")
    head = head_of(read_answers(stated.encode(), "a.yaml", NOW.date()))
    assert head.signed[:2] == ("PHÓ BÍ THƯ THƯỜNG TRỰC", "TỈNH ỦY")


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        (
            "nội bộ",
            ["Nơi tiếp nhận báo cáo in là “nội bộ”: không có số điện thoại, hộp thư."],
        ),
        (
            "CV/BCĐ; 2025-2030; 45",
            ["Nơi tiếp nhận báo cáo in là “CV/BCĐ; 2025-2030; 45”: không có số điện thoại, hộp thư."],
        ),
        ("0208.3855.512", []),
        ("(0208) 3.855.512", []),
        ("bcd35@thainguyen.gov.vn", []),
        ("để sau", []),
    ],
)
def test_a_contact_by_which_nobody_is_reached_is_told(
    contact: str, told: list[str], start: Path, bcd35: CommandLine
) -> None:
    (start / "a.yaml").write_text(f"{ANSWERS}contact: {contact}\n", encoding="utf-8")
    found = bcd35("init", "vp", "--answers", "a.yaml", "--json").json["findings"]
    assert [one["message"] for one in found if one["code"] == "contact_without_number"] == told


@pytest.mark.parametrize(
    ("superior", "told"), [("ĐẢNG ỦY XÃ BA BỂ", True), ("ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN", False)]
)
def test_the_name_of_the_example_below_another_superior_is_told(superior: str, *, told: bool) -> None:
    setup = new_setup("hd-05-2026", NOW.date())
    for question in QUESTIONS[1:-1]:
        setup = answered(setup, question, superior if question.key == "superior" else AS_EXAMPLE)
    name = "Ban Chỉ đạo 35 Đảng ủy Ủy ban nhân dân tỉnh"
    found = [one.message for one in head_of(setup).findings if one.code == "full_name_of_example"]
    assert found == [f"Trong bài, công văn sẽ viết “{name} đề nghị …”: tên ấy còn theo ví dụ."] * told


def test_posts_parted_by_commas_are_remarked_on(start: Path, bcd35: CommandLine) -> None:
    line = "signer_titles: PHÓ BÍ THƯ, TRƯỞNG BAN\n"
    (start / "a.yaml").write_text(re.sub("signer_titles: .*\n", line, ANSWERS), encoding="utf-8")
    assert "có dấu phẩy, in liền trên một dòng" in bcd35("init", "vp", "--answers", "a.yaml").err


def test_answers_are_for_a_new_folder(root: Path, bcd35: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(ANSWERS, encoding="utf-8")

    ran = bcd35("init", str(root), "--answers", str(tmp_path / "a.yaml"), "--json").json

    assert [one["code"] for one in ran["findings"]] == ["workspace_exists"]


def test_the_line_of_the_date_is_measured_as_the_layout_prints_it() -> None:
    """As seen on the page: beside the state's motto the right half is wider, and the letters are smaller."""
    places = ("Phan Đình Phùng", "Phượng Tiến Đông", "Phường Phan Đình Phùng", "Phường Huỳnh Thúc Kháng")
    party, state = (
        [date_stays_on_one_line(place, has_motto=motto) for place in places] for motto in (False, True)
    )
    assert (party, state) == ([True, False, False, False], [True, True, True, False])


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (
            {
                "layout": "hd-05-2026",
                "superior": "ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN",
                "issuer": "ĐẢNG ỦY XÃ PHAN ĐÌNH PHÙNG",
            },
            "Đảng ủy cơ sở",
        ),
        (
            {
                "layout": "nd-30-2020",
                "superior": "ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN",
                "issuer": "TRƯỜNG CAO ĐẲNG CÔNG NGHIỆP VIỆT ĐỨC",
            },
            "Xã, phường",
        ),
    ],
)
def test_the_head_is_shown_with_the_lines_of_the_paper(
    start: Path, bcd35: CommandLine, printed_text: Callable[[Path], str], names: dict[str, str], kind: str
) -> None:
    stated = "".join(f"{key}: {text}\n" for key, text in names.items())
    answers = stated + ANSWERS.split("\n", 2)[2].replace(
        "TRƯỞNG BAN]", "TRƯỞNG BAN CHỈ ĐẠO TUYÊN TRUYỀN TỈNH]"
    )
    (start / "a.yaml").write_text(answers, encoding="utf-8")
    (start / "ds.csv").write_text(f"Tên đơn vị;Loại\nXã Tân Lập;{kind}\n", encoding="utf-8")
    head = head_of(read_answers(answers.encode(), "a.yaml", NOW.date()))

    draft = bcd35("init", "vp", "--answers", "a.yaml", "--json").json["data"]["draft"]["path"]

    paper = printed_text(start / "vp" / draft)
    printed = {piece for line in paper.splitlines() for piece in re.split(r"\s{2,}", line.strip())}
    lines = [*head.left, *head.right, *head.signed]
    assert [line for line in lines if line not in printed and not line.startswith("Số")] == []
    shown = "\n".join(head_lines(head)).replace(" " * 10, "")
    assert [line for line in lines if line not in shown] == []
    assert not {*lines} & {*names.values()}, "each of them takes two lines"
