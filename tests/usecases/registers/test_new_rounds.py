"""``rounds new``: from options, from a workbook of questions, like an earlier round."""

import io
import shlex
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from bcd35.cli.round_parts import part_words
from bcd35.domain.form_spec import form_spec
from bcd35.domain.rounds import Field, Ground, Round, Task
from bcd35.formats.forms.questions import Asked
from bcd35.usecases.registers.new_rounds import RoundRequest, make_round
from bcd35.usecases.registers.rounds import get_round
from tests.conftest import ROUND, CommandLine, at
from tests.support.checked_documents import texts_of
from tests.support.filling import picture
from tests.support.office_lists import workbook

CODE = "2026-03-bao-cao-chuyen-doi-so"
FILE = f"data/rounds/{CODE}.yaml"
ASKED = (
    *("rounds", "new", "--subject", "báo cáo chuyển đổi số", "--deadline", "20/03/2026"),
    *("--short-name", "tháng 3/2026"),
    *("--ground", "Công văn | 30-CV/BCĐ | 02/03/2026 | Ban Chỉ đạo 35 Tỉnh ủy | về chuyển đổi số"),
)
TASK = ("--task", "Dịch vụ công | Đẩy mạnh dịch vụ công trực tuyến. | Rà soát; Niêm yết")
QUESTION = ("--question", "Số hồ sơ trực tuyến | số | | có | Đến hết tháng 02")


def test_a_task_without_words_is_printed_once_and_told(bcd35: CommandLine, root: Path) -> None:
    made = bcd35(*ASKED, "--code", "x", "--task", "Sinh hoạt", *TASK, *QUESTION)
    fix = (
        'bcd35 rounds edit x --task "Sinh hoạt | LỜI_GIAO_VIỆC" '
        '--task "Dịch vụ công | Đẩy mạnh dịch vụ công trực tuyến. | Rà soát; Niêm yết"'
    )
    told = (
        "Lưu ý [x]: Nội dung “Sinh hoạt” chưa có lời giao việc; công văn chỉ in tên nội dung.\n"
        f"  → Thêm lời giao việc: {fix}\n"
    )
    assert (made.code, made.err) == (0, told)

    assert told in bcd35("notify", "x", "--draft", "--unit", "SYT").err
    letter, checklist = (
        texts_of(next((root / "out").rglob(f"*{part}*.docx")).read_bytes())
        for part in ("Cong-van", "Bang-kiem")
    )
    assert [text.strip() for text in letter if "Sinh hoạt" in text] == ["1. Sinh hoạt."]
    assert [text for text in checklist if "Sinh hoạt" in text or "Thực hiện" in text] == [
        "Sinh hoạt",
        "Thực hiện nội dung này",
    ]
    assert bcd35(*shlex.split(fix)[1:]).err == ""


def test_a_task_that_begins_with_its_title_is_told(bcd35: CommandLine) -> None:
    made = bcd35(*ASKED, "--code", "x", "--task", "Kê khai | Kê khai các kênh của đơn vị.", *TASK, *QUESTION)
    others = '--task "Dịch vụ công | Đẩy mạnh dịch vụ công trực tuyến. | Rà soát; Niêm yết"'
    fix = f'bcd35 rounds edit x --task "Kê khai | các kênh của đơn vị | Kê khai" {others}'
    assert made.err == (
        "Lưu ý [x]: Lời giao việc của “Kê khai” mở đầu bằng chính tên ấy: công văn in tên hai lần liền.\n"
        f"  → Bỏ chỗ lặp: {fix}\n"
    )
    assert bcd35(*shlex.split(fix)[1:]).err == ""


@pytest.mark.parametrize(
    ("typed", "subject"),
    [
        ("về việc Tổng kết công tác năm 2026.", "tổng kết công tác năm 2026"),
        ("V/v: triển khai đợt hai;", "triển khai đợt hai"),
        ("Thái Nguyên chào mừng Đại hội", "Thái Nguyên chào mừng Đại hội"),
        ("BÁO CÁO tháng", "BÁO CÁO tháng"),
    ],
)
def test_a_subject_is_cleaned_for_its_place_in_the_letter(
    typed: str, subject: str, bcd35: CommandLine, root: Path
) -> None:
    words = ("rounds", "new", "--subject", typed, "--deadline", "2026-03-20", "--code", "x", *TASK, *QUESTION)
    assert bcd35(*words).code == 0
    assert get_round(at(root), "x").subject == subject
    assert bcd35("rounds", "edit", "x", "--subject", "báo cáo").code == 0
    assert bcd35("rounds", "edit", "x", "--subject", typed).code == 0
    assert get_round(at(root), "x").subject == subject


CLUMSY = (
    *("--purpose", "để các đơn vị nắm.", "--closing", "đề nghị các đơn vị thực hiện"),
    *("--task", "1. Sinh hoạt. | Đưa vào sinh hoạt tháng | - Họp chi bộ; + đăng trang của đơn vị."),
    *("--question", "1. Số buổi | số | | có | | 1. Sinh hoạt"),
)


def test_words_are_printed_as_letters_write_them(bcd35: CommandLine, root: Path) -> None:
    assert bcd35(*ASKED, "--code", "x", *CLUMSY).code == 0
    made = get_round(at(root), "x")
    task = Task("1", "Sinh hoạt", "Đưa vào sinh hoạt tháng.", ("Họp chi bộ", "Đăng trang của đơn vị"))
    assert (made.tasks, [(one.label, one.task) for one in made.fields]) == ((task,), [("Số buổi", "1")])

    assert bcd35("rounds", "edit", "x", "--closing", "Đề nghị làm tốt", "--purpose", "nâng cao").code == 0
    assert bcd35("rounds", "edit", "x", *CLUMSY).code == 0
    assert get_round(at(root), "x") == made


def test_words_of_a_file_edited_by_hand_are_printed_so_too(bcd35: CommandLine, root: Path) -> None:
    assert bcd35(*ASKED, "--code", "x", *CLUMSY).code == 0
    by_hand = (root / "data/rounds/x.yaml").read_text(encoding="utf-8")
    for clean, typed in {"Đề nghị các": "đề nghị các", "tháng.": "tháng", "Họp chi bộ": "'+ họp.'"}.items():
        by_hand = by_hand.replace(clean, typed)
    (root / "data/rounds/x.yaml").write_text(by_hand, encoding="utf-8")
    assert bcd35("import").code == 0
    assert bcd35("notify", "x", "--draft", "--unit", "SYT").code == 0
    letter, checklist = (
        texts_of(next((root / "out").rglob(f"*{part}*.docx")).read_bytes())
        for part in ("Cong-van", "Bang-kiem")
    )
    printed = "\n".join(letter)
    assert "; để các đơn vị nắm, " in printed
    assert ("Đưa vào sinh hoạt tháng." in printed, "Họp" in map(str.strip, checklist)) == (True, True)
    assert any(line.startswith("Đề nghị các đơn vị thực hiện") for line in letter)


def test_the_number_of_a_ground_has_its_word_once(bcd35: CommandLine, root: Path) -> None:
    ground = "Kế hoạch | số 12-KH/TU | 01/11/2025 | Tỉnh ủy | về công tác"
    assert bcd35(*ASKED, "--code", "x", "--ground", ground, *TASK, *QUESTION).code == 0
    assert [one.number for one in get_round(at(root), "x").grounds] == ["30-CV/BCĐ", "12-KH/TU"]


@pytest.mark.parametrize(
    "copied",
    [
        "Kế hoạch số 12-KH/TU, ngày 01/11/2025 của Tỉnh ủy về công tác",
        "Thực hiện Kế hoạch số 12-KH/TU ngày 01 tháng 11 năm 2025 của Tỉnh ủy, về công tác",
    ],
)
def test_a_ground_may_be_copied_from_a_letter(copied: str, bcd35: CommandLine, root: Path) -> None:
    for code, ground in (("x", "Kế hoạch | 12-KH/TU | 01/11/2025 | Tỉnh ủy | về công tác"), ("y", copied)):
        assert bcd35(*ASKED, "--code", code, "--ground", ground, *TASK, *QUESTION).code == 0
    parted, cited = (get_round(at(root), code).grounds[-1] for code in "xy")
    assert cited == parted


def test_a_share_that_is_asked_as_a_number_is_told(bcd35: CommandLine) -> None:
    ran = bcd35(*ASKED, "--code", "x", *TASK, "--question", "Tỷ lệ hồ sơ trực tuyến (%) | số")
    message = (
        "Lưu ý [x]: “Tỷ lệ hồ sơ trực tuyến (%)” là tỷ lệ, trung bình: bảng tổng hợp không cộng, chỉ "
        "nêu trung bình một đơn vị.\n"
    )
    fix = "  → Hỏi hai số đếm thay cho tỷ lệ (ví dụ số hồ sơ trực tuyến; tổng số hồ sơ), văn phòng tự tính.\n"
    assert (ran.code, ran.err) == (0, message + fix)


def test_two_questions_of_one_label_are_told(bcd35: CommandLine, root: Path) -> None:
    tasks = ("--task", "Dân vận | Tổ chức.", "--task", "Tuyên truyền | Tổ chức.")
    text = "Câu hỏi;Thuộc nội dung\nSố buổi;Dân vận\nsố buổi;Tuyên truyền\n"
    (root / "q.csv").write_text(text, encoding="utf-8")
    ran = bcd35(*ASKED, "--code", "x", *tasks, "--questions", "q.csv")
    told = (
        "Lưu ý [x]: 2 chỉ tiêu cùng tên “Số buổi”, chỉ khác mã: so_buoi, so_buoi_2.\n"
        "  → Đặt tên khác nhau rồi nêu lại đủ chỉ tiêu: bcd35 rounds edit x --questions TỆP\n"
        "    Để nguyên thì bảng của văn phòng, --set phải ghi mã thay cho tên.\n"
    )
    assert (ran.code, told in ran.err) == (0, True), ran.err


@pytest.mark.parametrize(
    ("label", "share"),
    [
        ("Phần trăm hộ nghèo", True),
        ("Số trung bình mỗi buổi", True),
        ("Số hồ sơ trực tuyến (%)", True),
        ("Số xã đạt trên 80%", False),
        ("Tổng số xã có tỷ lệ trên 80%", False),
        ("Số ảnh đã gửi", False),
    ],
)
def test_a_number_of_things_is_no_share(label: str, *, share: bool) -> None:
    assert Field(code="a", label=label, kind="count").is_share is share


def test_a_code_that_windows_makes_no_file_of_is_refused(bcd35: CommandLine, root: Path) -> None:
    ran = bcd35(*ASKED, "--code", "Con", *TASK, *QUESTION)
    told = "Lỗi: Windows không tạo được tệp mang tên “Con”.\n  → Nêu mã khác: --code MÃ\n"
    assert (ran.code, ran.err, (root / "data/rounds/Con.yaml").exists()) == (3, told, False)


def test_a_file_of_a_round_with_such_a_code_is_not_taken_in(bcd35: CommandLine, root: Path) -> None:
    text = (root / "data" / "rounds" / f"{ROUND}.yaml").read_text(encoding="utf-8")
    (root / "x.yaml").write_text(text.replace(f"code: {ROUND}", "code: nul"), "utf-8")
    ran = bcd35("rounds", "import", "x.yaml")
    assert (ran.code, ran.out) == (6, "")
    assert ran.err.startswith("Lỗi [x.yaml, dòng ")
    told = "Windows không tạo được tệp mang tên “nul”.\n  → Ghi mã khác ở mục code.\n"
    assert ran.err.endswith(f"]: {told}")
    assert [*at(root).store.registers.rounds()] == [ROUND]


def test_a_round_from_options_alone(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)
    assert bcd35(*ASKED, *TASK, *QUESTION, "--dry-run").code == 0
    assert picture(root) == before

    ran = bcd35(*ASKED, *TASK, *QUESTION, "--question", "Hình thức | chọn | bảng tin; trang web | không")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-2:] == [
        f"Đã ghi {FILE} và nhập vào sổ.",
        f"Bước tiếp theo: xem bản dự thảo: bcd35 notify {CODE} --draft",
    ]
    assert get_round(at(root), CODE) == Round(
        code=CODE,
        channels=False,
        subject="báo cáo chuyển đổi số",
        short_name="tháng 3/2026",
        deadline=date(2026, 3, 20),
        grounds=(
            Ground("Công văn", "30-CV/BCĐ", date(2026, 3, 2), "Ban Chỉ đạo 35 Tỉnh ủy", "về chuyển đổi số"),
        ),
        tasks=(Task("1", "Dịch vụ công", "Đẩy mạnh dịch vụ công trực tuyến.", ("Rà soát", "Niêm yết")),),
        fields=(
            Field(
                code="so_ho_so_truc_tuyen",
                label="Số hồ sơ trực tuyến",
                kind="count",
                task="1",
                hint="Đến hết tháng 02",
            ),
            Field(
                code="hinh_thuc",
                label="Hình thức",
                kind="choices",
                task="1",
                of=("bảng tin", "trang web"),
                required=False,
            ),
        ),
    )
    assert "Không có gì thay đổi." in bcd35("import").out.splitlines()
    assert bcd35("notify", CODE, "--draft", "--unit", "SYT").code == 0

    ran = bcd35(*ASKED, *TASK, *QUESTION)
    assert (ran.code, ran.err) == (3, f"Lỗi: Đã có đợt “{CODE}”.\n  → Nêu mã khác: --code MÃ\n")


def test_the_questions_of_a_workbook(bcd35: CommandLine, root: Path) -> None:
    rows = [
        ("Câu hỏi", "Loại", "Lựa chọn", "Bắt buộc", "Gợi ý", "Thuộc nội dung"),
        ("Số hồ sơ", "số lượng", None, "Có", None, "Dịch vụ công"),
        ("Ngày xong", "Ngày", None, None, "ngày/tháng", "Dịch vụ công"),
        ("Có tổ công nghệ số", "có/không", None, "không", None, "Tổ công nghệ"),
        ("Số hồ sơ", "Số nguyên, từ 0 trở lên", None, None, None, "Tổ công nghệ"),
    ]
    (root / "cau-hoi.xlsx").write_bytes(workbook(rows))
    ran = bcd35(*ASKED, "--questions", "cau-hoi.xlsx")

    assert ran.code == 0, ran.err
    made = get_round(at(root), CODE)
    assert [(task.code, task.title) for task in made.tasks] == [("1", "Dịch vụ công"), ("2", "Tổ công nghệ")]
    assert [(one.code, one.kind, one.task, one.required) for one in made.fields] == [
        ("so_ho_so", "count", "1", True),
        ("ngay_xong", "date", "1", True),
        ("co_to_cong_nghe_so", "yes_no", "2", False),
        ("so_ho_so_2", "count", "2", True),
    ]


def test_what_is_wrong_with_a_row_is_told_with_the_row_in_the_words_of_the_table(
    bcd35: CommandLine, root: Path
) -> None:
    rows = [
        ("Câu hỏi", "Loại", "Lựa chọn"),
        ("Hình thức", "chọn", "- trực tiếp\n- trực tuyến"),
        ("Nơi học", "chọn", "hội trường, phòng họp"),
        ("Kiểu học", "chọn", None),
        ("Số lớp", "số", "một; hai"),
        ("Danh sách đảng viên", "chữ", None),
    ]
    (root / "sai.xlsx").write_bytes(workbook(rows))
    (root / "dung.xlsx").write_bytes(workbook(rows[:2]))

    refused = bcd35(*ASKED, *TASK, "--questions", "sai.xlsx")
    assert (refused.code, [line for line in refused.err.splitlines() if line.startswith("Lỗi")]) == (
        3,
        [
            "Lỗi [sai.xlsx, hàng 3]: “Nơi học”: loại “chọn” mà chỉ có một lựa chọn “hội trường, phòng họp”.",
            "Lỗi [sai.xlsx, hàng 4]: “Kiểu học”: loại “chọn” mà chưa có lựa chọn nào.",
            "Lỗi [sai.xlsx, hàng 5]: “Số lớp”: loại “số” mà lại có lựa chọn (một; hai).",
            (
                "Lỗi [sai.xlsx, hàng 6]: Chỉ tiêu “Danh sách đảng viên” hỏi về cá nhân hoặc tài khoản cá "
                "nhân; mẫu chỉ hỏi việc của chính đơn vị."
            ),
        ],
    )
    assert bcd35(*ASKED, *TASK, "--questions", "dung.xlsx").code == 0
    (field,) = get_round(at(root), CODE).fields
    assert field.of == ("trực tiếp", "trực tuyến")


def test_a_question_that_is_struck_out_is_refused(bcd35: CommandLine, root: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for line in (("Câu hỏi", "Loại"), ("Số hồ sơ", "số"), ("Số cuộc họp", "số")):
        sheet.append(line)
    sheet["A3"].font = Font(strike=True)
    book.save(root / "q.xlsx")

    ran = bcd35(*ASKED, *TASK, "--questions", "q.xlsx")

    assert ran.code == 3
    assert ran.err == (
        "Lỗi [q.xlsx, hàng 3]: Chữ gạch ngang: “Số cuộc họp”; không rõ còn dùng không.\n"
        "  → Còn dùng thì bỏ gạch ngang; không dùng thì xóa hẳn hàng hoặc chữ ấy; rồi chạy lại.\n"
    )


def test_the_questions_of_a_round_with_one_task_stand_under_its_title(bcd35: CommandLine, root: Path) -> None:
    assert bcd35(*ASKED, *TASK, *QUESTION).code == 0
    assert bcd35("rounds", "new", "--like", CODE, "--code", "sau", "--deadline", "2026-04-20").code == 0
    for code in (CODE, "sau"):
        rows = form_spec(get_round(at(root), code)).rows
        assert [row.label for row in rows] == ["Dịch vụ công", "Số hồ sơ trực tuyến"]


def test_what_is_wrong_with_questions_is_told_before_a_file_is_written(
    bcd35: CommandLine, root: Path
) -> None:
    bcd35("rounds", "list")
    before = picture(root)
    ran = bcd35(*ASKED, *TASK, "--question", "Số hồ sơ | phần nghìn")
    assert (ran.code, ran.err.splitlines()[0].partition("; các loại:")[0]) == (
        3,
        "Lỗi [câu hỏi 1]: “Số hồ sơ”: không có loại “phần nghìn”",
    )
    ran = bcd35(*ASKED, *TASK, "--question", "Họ và tên bí thư | chữ")
    assert (ran.code, ran.err.partition(" hỏi về cá nhân")[0]) == (
        3,
        "Lỗi [câu hỏi 1]: Chỉ tiêu “Họ và tên bí thư”",
    )
    ran = bcd35(*ASKED, *TASK, "--question", "Số ??i tượng | số")
    assert (ran.code, ran.err.partition(" có dấu")[0]) == (3, "Lỗi [câu hỏi 1]: Chỉ tiêu “Số ??i tượng”")
    ran = bcd35("rounds", "new", "--subject", "x")
    assert (ran.code, ran.err.splitlines()[0]) == (
        3,
        "Lỗi [rounds new]: Chưa nêu thời hạn (--deadline) của đợt.",
    )
    (root / "cau-hoi.xlsx").write_bytes(workbook([("A", "B"), (1, 2)]))
    ran = bcd35(*ASKED, "--questions", "cau-hoi.xlsx")
    assert (ran.code, "Lỗi [cau-hoi.xlsx]: Không thấy hàng tiêu đề" in ran.err) == (
        3,
        True,
    )
    assert picture(root) == {**before, "cau-hoi.xlsx": picture(root)["cau-hoi.xlsx"]}


def test_a_round_like_an_earlier_one(bcd35: CommandLine, root: Path) -> None:
    ran = bcd35("rounds", "new", "--like", ROUND, "--deadline", "2026-03-16")

    assert ran.code == 0
    assert ran.err.splitlines() == [
        f"Lưu ý [2026-03-kenh-truyen-thong]: Căn cứ chép từ đợt {ROUND}: 29-CV/BCĐ.",
        "  → Đổi căn cứ thì nêu lại cả: bcd35 rounds edit 2026-03-kenh-truyen-thong --ground CĂN_CỨ",
    ]
    earlier, made = get_round(at(root), ROUND), get_round(at(root), "2026-03-kenh-truyen-thong")
    assert (made.tasks, made.fields, made.subject) == (earlier.tasks, earlier.fields, earlier.subject)
    assert (made.deadline, made.status, made.short_name) == (date(2026, 3, 16), "open", "")


@pytest.mark.parametrize(
    ("day", "remark"),
    [
        ("2025-10-03", "Thời hạn 03/10/2025 đã qua."),
        ("2026-03-15", "Thời hạn 15/03/2026 là ngày nghỉ (chủ nhật)."),
    ],
)
def test_a_deadline_that_is_hardly_meant_is_told(bcd35: CommandLine, day: str, remark: str) -> None:
    assert remark in bcd35("rounds", "new", "--like", ROUND, "--deadline", day, "--dry-run").err


@pytest.mark.parametrize("prefix", ["Về việc ", "về việc ", "V/v ", "VỀ VIỆC: "])
def test_a_subject_is_kept_without_its_usual_beginning(prefix: str, bcd35: CommandLine, root: Path) -> None:
    words = [f"{prefix}{word}" if word == "báo cáo chuyển đổi số" else word for word in ASKED]
    assert bcd35(*words, *TASK, *QUESTION).code == 0
    assert get_round(at(root), CODE).subject == "báo cáo chuyển đổi số"


def answered(bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch, *answers: str) -> str:
    """What ``rounds new`` says to a person who answers so."""
    monkeypatch.setattr("bcd35.cli.new_round.is_person", lambda _: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join((*answers, ""))))
    ran = bcd35("rounds", "new", "--subject", "báo cáo chuyển đổi số", "--deadline", "20/03/2026")
    assert ran.code == 0, ran.err
    return ran.err


def test_answers_stay_at_their_questions(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = ("Cơ sở vật chất | Rà soát", "Cơ sở vật chất", "Rà soát | báo cáo", "Kiểm kê", "")
    question = ("Số phòng | số", "Số phòng", "số", "có", "")
    said = answered(bcd35, monkeypatch, "", "", "", *task, *question, "", "")

    made = get_round(at(root), CODE)
    assert made.tasks == (Task("1", "Cơ sở vật chất", "Rà soát | báo cáo.", ("Kiểm kê",)),)
    assert [field.label for field in made.fields] == ["Số phòng"]
    assert (said.count("Nội dung 1, tên"), said.count("Câu hỏi 1:")) == (2, 2)  # asked again


def test_a_part_too_many_is_not_lost(bcd35: CommandLine) -> None:
    ran = bcd35(*ASKED, "--task", "Tên | lời | mục | thừa", *QUESTION)
    assert (ran.code, "có 4 phần; nhiều nhất 3" in ran.err) == (2, True)


def test_the_channels_come_where_they_are_asked_for(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bcd35(*ASKED, *TASK, *QUESTION, "--channels", "--code", "co-kenh").code == 0
    assert get_round(at(root), "co-kenh").channels
    answered(bcd35, monkeypatch, "", "hoi", "", "Rà soát", "", "", "", "Số phòng", "", "", "", "có", "")
    assert get_round(at(root), "hoi").channels


def test_what_lacks_is_told_with_its_option(bcd35: CommandLine, root: Path) -> None:
    assert 'Thêm: --task "Tên' in bcd35(*ASKED, *QUESTION).err
    assert 'Thêm: --question "Câu hỏi' in bcd35(*ASKED, *TASK).err
    (root / "q.csv").write_text("Loại,Bắt buộc,Tên câu\nsố,có,Số hồ sơ\n", encoding="utf-8")
    ran = bcd35(*ASKED, *TASK, "--questions", "q.csv")
    told = "Lỗi [q.csv]: Không thấy cột “Câu hỏi”; bảng có các cột: “Loại”, “Bắt buộc”, “Tên câu”.\n"
    assert (ran.code, ran.err.partition("  →")[0]) == (3, told)


def test_what_a_round_states_is_shown(bcd35: CommandLine, root: Path) -> None:
    path = root / f"data/rounds/{ROUND}.yaml"
    path.write_text(f"{path.read_text('utf-8')}\nto: [stp]\ntogether: true\n", "utf-8")
    assert bcd35("rounds", "import", str(path)).code == 0
    shown = bcd35("rounds", "show", ROUND).out
    for line in (
        "Chỉ gửi:    Sở Tư pháp (stp)",
        "Gửi chung:  một công văn cho mọi đơn vị",
        "Kênh:       công văn, bảng kiểm kèm danh sách kênh",
    ):
        assert line in shown.splitlines()
    for words in (
        "Căn cứ:     Công văn số 29-CV/BCĐ, ngày ",
        "Mục đích:   tăng cường thông tin",
        "Bối cảnh:   Ban Chỉ đạo 35",
        "Câu kết:    Đề nghị các cơ quan",
    ):
        assert words in shown


def test_a_round_like_another_asks_the_questions_that_were_typed(bcd35: CommandLine, root: Path) -> None:
    like = ("rounds", "new", "--like", f"{CODE}", "--deadline", "20/04/2026")
    assert bcd35(*ASKED, *TASK, *QUESTION).code == 0
    del root
    ran = bcd35(*like, "--question", "Số hồ sơ | số | | | | Dịch vụ công", "--json").json
    assert [(one["label"], one["task"]) for one in ran["data"]["round"]["fields"]] == [("Số hồ sơ", "1")]


FULL = RoundRequest(
    subject="chuyển đổi số",
    deadline=date(2026, 3, 20),
    short_name="tháng 3/2026",
    code="du",
    grounds=(Ground("Công văn", "30-CV/BCĐ", date(2026, 3, 2), "Ban Chỉ đạo 35", "về chuyển đổi số"),),
    tasks=(
        Task("1", "Dịch vụ công", "Đẩy mạnh", ("Rà soát", "Niêm yết")),
        Task("2", "Khác", "Khác", ("Khác",)),
    ),
    questions=(
        Asked(
            label="Hình thức",
            kind="chọn",
            choices="bảng tin; trang web",
            required="không",
            help="Gợi ý",
            task="Khác",
        ),
    ),
    channels=True,
    purpose="tăng cường dịch vụ công",
    background="Tỉnh đã có cổng dịch vụ công",
    closing="Đề nghị các đơn vị thực hiện",
    to=("dang_uy_co_so", "STP"),
    together=True,
)


def test_options_state_all_of_a_round_and_like_keeps_it(bcd35: CommandLine, root: Path) -> None:
    """The command that a stopped talk prints makes the same round as the answers would have."""
    assert bcd35(*part_words(FULL)).code == 0
    by_answers = make_round(at(root), replace(FULL, code="du-2")).round_
    assert replace(get_round(at(root), "du"), code="du-2") == by_answers

    assert bcd35("rounds", "new", "--like", "du", "--deadline", "20/04/2026", "--code", "du-3").code == 0
    like = get_round(at(root), "du-3")
    kept = ("purpose", "background", "closing", "to", "together", "channels", "grounds", "tasks", "fields")
    assert [getattr(like, name) for name in kept] == [getattr(by_answers, name) for name in kept]


def test_addressees_are_named_as_people_call_them(bcd35: CommandLine, root: Path) -> None:
    to = ("--to", "đảng ủy cơ sở", "--to", "Sở Tư pháp")
    assert bcd35(*ASKED, *TASK, *QUESTION, *to).code == 0
    assert get_round(at(root), CODE).to == ("dang_uy_co_so", "STP")

    ran = bcd35(*ASKED, *TASK, *QUESTION, "--to", "đảng ủy cơ sơ", "--code", "x")
    told = "Không có loại đơn vị hoặc đơn vị “đảng ủy cơ sơ”. Có phải ý bạn là Đảng ủy cơ sở (dang_uy_co_so)"
    assert (ran.code, told in ran.err) == (4, True)
    assert ran.err.count("dang_uy_co_so") == 1


def test_an_addressee_is_a_unit_in_use_also_without_its_party_body(bcd35: CommandLine, root: Path) -> None:
    bcd35("units", "edit", "STP", "--name", "Đảng bộ Sở Tư pháp")
    bcd35("units", "retire", "SNV")
    assert bcd35(*ASKED, *TASK, *QUESTION, "--to", "Sở Tư pháp").code == 0
    assert get_round(at(root), CODE).to == ("STP",)

    refused = bcd35(*ASKED, *TASK, *QUESTION, "--code", "x", "--to", "SNV")
    assert (refused.code, "(SNV) đã thôi dùng, không nhận công văn." in refused.err) == (3, True)
    assert "bcd35 units edit SNV --status active" in refused.err


def test_with_no_round_at_all_the_first_one_is_the_step(bcd35: CommandLine) -> None:
    bcd35("rounds", "drop", ROUND, "--reason", "tạo nhầm")
    assert bcd35("notify", "--draft").err.splitlines() == [
        "Lỗi: Chưa có đợt nào.",
        "  → Soạn đợt đầu: bcd35 rounds new",
    ]
    assert bcd35("rounds", "list").out.splitlines() == [
        "Chưa có đợt nào.",
        "Bước tiếp theo: soạn đợt đầu: bcd35 rounds new",
    ]


def test_what_most_rounds_leave_out_is_asked_behind_one_question(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = ("có", "tăng cường", "", "Đề nghị thực hiện", "Sở Lạ", "Sở Y tế; chi_bo_co_so", "có")
    said = answered(bcd35, monkeypatch, "", "", "", "Rà soát", "", "", "", "Số phòng", "", "", "", "", *more)
    made = get_round(at(root), CODE)
    assert (made.purpose, made.background, made.closing) == ("tăng cường", "", "Đề nghị thực hiện")
    assert (made.to, made.together, said.count("Chỉ gửi")) == (("SYT", "chi_bo_co_so"), True, 2)


def test_every_import_of_a_round_ends_with_the_next_step(bcd35: CommandLine, root: Path) -> None:
    path = root / f"data/rounds/{ROUND}.yaml"
    same = bcd35("rounds", "import", str(path))
    path.write_text(path.read_text("utf-8").replace("deadline: 2025-12-15", "deadline: 2025-12-16"), "utf-8")
    changed = bcd35("rounds", "import", str(path))
    assert [ran.out.splitlines()[-1] for ran in (same, changed)] == [
        f"Bước tiếp theo: xem đợt: bcd35 rounds show {ROUND}",
        f"Bước tiếp theo: soạn thử công văn: bcd35 notify {ROUND} --draft",
    ]


def test_tasks_that_questions_name_are_one_however_they_are_written(bcd35: CommandLine, root: Path) -> None:
    rows = ("Số A;Thông báo các kênh", "Số B;1", "Số C;2", "Số D;Cung cấp tin", "Số Đ;cung cấp tin")
    (root / "q.csv").write_text("Câu hỏi;Thuộc nội dung\n" + "\n".join(rows), encoding="utf-8")

    ran = bcd35(*ASKED, "--code", "moi", "--questions", "q.csv")

    assert ran.code == 0, ran.err
    made = get_round(at(root), "moi")
    assert [task.title for task in made.tasks] == ["Thông báo các kênh", "Cung cấp tin"]
    assert [field.task for field in made.fields] == ["1", "1", "2", "2", "2"]


@pytest.mark.parametrize(
    ("said", "required"),
    [("", True), ("Có", True), ("x", True), ("(không bắt buộc)", False), ("không bắt buộc", False)],
)
def test_whether_a_question_must_be_answered_is_said_in_the_words_of_the_form(
    bcd35: CommandLine,
    root: Path,
    said: str,
    required: bool,  # noqa: FBT001 - a case
) -> None:
    assert bcd35(*ASKED, *TASK, "--code", "moi", "--question", f"Số A | số | | {said} | gợi ý").code == 0
    assert [field.required for field in get_round(at(root), "moi").fields] == [required]


@pytest.mark.parametrize(
    ("column", "required"),
    [
        (("x", "", "x"), [True, False, True]),
        (("", "có", ""), [False, True, False]),
        (("", "không", ""), [True, False, True]),
        (("", "", ""), [True, True, True]),
    ],
)
def test_a_column_that_only_marks_what_is_required(
    bcd35: CommandLine, root: Path, column: tuple[str, ...], required: list[bool]
) -> None:
    rows = "".join(f"Số {name};{said}\n" for name, said in zip("ABC", column, strict=True))
    (root / "q.csv").write_text(f"Nội dung báo cáo;Bắt buộc\n{rows}", encoding="utf-8")
    assert bcd35(*ASKED, *TASK, "--code", "moi", "--questions", "q.csv").code == 0
    assert [field.required for field in get_round(at(root), "moi").fields] == required


def test_a_column_of_contents_holds_the_questions_where_no_other_does(bcd35: CommandLine, root: Path) -> None:
    (root / "q.csv").write_text("Nội dung;Kiểu\nSố tin;Số\nNgày xong;Ngày\n", encoding="utf-8")
    ran = bcd35(*ASKED, *TASK, "--code", "moi", "--questions", "q.csv")
    assert ran.code == 0, ran.err
    assert [one.label for one in get_round(at(root), "moi").fields] == ["Số tin", "Ngày xong"]


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ("STT;Câu hỏi;Loại\nA;TUYÊN TRUYỀN;\n1;Số hội nghị;số\n2;Khó khăn;\n", "2, 4"),
        ("STT;Câu hỏi;Bắt buộc\nA;Tuyên truyền;\n1;Số hội nghị;x\n;TRANG TIN;\n2;Số tin;\n", "2, 4"),
    ],
)
def test_a_row_that_says_no_kind_becomes_no_number(
    bcd35: CommandLine, root: Path, rows: str, places: str
) -> None:
    (root / "q.csv").write_text(rows, encoding="utf-8")
    ran = bcd35(*ASKED, *TASK, "--code", "moi", "--questions", "q.csv")
    assert ran.code == 3
    assert ran.err.splitlines()[0] == f"Lỗi [q.csv, hàng {places}]: Chưa ghi loại câu trả lời."
    assert not (root / "data/rounds/moi.yaml").exists()


@pytest.mark.parametrize("said", ["-", "có lẽ"])
def test_what_is_no_yes_and_no_no_is_refused_with_its_row(bcd35: CommandLine, root: Path, said: str) -> None:
    (root / "q.csv").write_text(f"Câu hỏi;Bắt buộc\nSố A;có\nSố B;{said}\n", encoding="utf-8")
    ran = bcd35(*ASKED, *TASK, "--questions", "q.csv")
    assert ran.err.splitlines() == [
        f"Lỗi [q.csv, hàng 3]: “Số B”: cột Bắt buộc ghi “{said}”.",
        "  → Ghi: có, hoặc: không.",
    ]


@pytest.mark.parametrize("command", [ASKED, (*ASKED, "--like", ROUND), ("rounds", "edit", ROUND)])
def test_two_tasks_of_one_title_are_refused(bcd35: CommandLine, root: Path, command: tuple[str, ...]) -> None:
    bcd35("rounds", "list")
    before = picture(root)
    ran = bcd35(*command, "--task", "Một | a", "--task", "một | b", "--question", "Số A | số")
    assert (ran.code, ran.err.splitlines()) == (
        3,
        [
            "Lỗi [--task]: Nội dung “Một” ghi hai lần.",
            "  → Bỏ một nội dung, hoặc đặt hai tên khác nhau.",
        ],
    )
    assert picture(root) == before


def test_a_file_that_asks_twice_in_the_same_words_is_taken_and_that_is_told(
    bcd35: CommandLine, root: Path
) -> None:
    bcd35("rounds", "list")
    name, line = f"data/rounds/{ROUND}.yaml", "  - {code: video_da_gui,"
    text = (root / name).read_text(encoding="utf-8")
    again = '  - {code: video_2, task: "3", label: số video đã gửi, kind: count}\n'
    (root / name).write_text(text.replace(line, f"{again}{line}"), encoding="utf-8")

    ran = bcd35("rounds", "import", name)

    assert (ran.code, "“Số video đã gửi” đã hỏi ở " in ran.err, ran.err.startswith("Lưu ý")) == (
        0,
        True,
        True,
    )
    assert bcd35("rounds", "import", name).err == ""  # said once


def test_questions_and_choices_in_the_same_words_are_refused(bcd35: CommandLine, root: Path) -> None:
    rows = ("Số A;số;;Một", "số a;số;;Một", "Số A;số;;Hai", 'Hình thức;chọn;"họp; Họp";Hai')
    text = "\n".join(("Câu hỏi;Loại;Lựa chọn;Thuộc nội dung", *rows))
    (root / "q.csv").write_text(text, encoding="utf-8")
    ran = bcd35(*ASKED, "--questions", "q.csv")
    assert ran.err.splitlines() == [
        "Lỗi [q.csv, hàng 3]: “số a” đã hỏi ở q.csv, hàng 2.",
        "  → Bỏ một câu, hoặc ghi rõ hai câu khác nhau ở điểm nào.",
        "Lỗi [q.csv, hàng 5]: “Hình thức”: lựa chọn “Họp” ghi hai lần.",
        "  → Bỏ một lựa chọn, hoặc ghi rõ hai lựa chọn khác nhau.",
    ]
