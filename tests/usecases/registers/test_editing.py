"""``rounds edit``, ``office``: a part is stated anew, the rest of the file stays, and it can be undone."""

import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from bcd35.domain.office import RESTATED
from bcd35.formats.registers.edits import with_values
from bcd35.formats.registers.reader import read_round
from bcd35.usecases.registers.rounds import get_round
from bcd35.usecases.registers.units import the_office
from tests.conftest import ROUND, CommandLine, at
from tests.support.filling import edit, picture

ROUND_FILE, OFFICE_FILE = f"data/rounds/{ROUND}.yaml", "data/office.yaml"


@pytest.mark.parametrize(
    ("before", "values", "after"),
    [
        ("a: 1   # vì sao\nb: 2\n", {"a": "2: x"}, 'a: "2: x"   # vì sao\nb: 2\n'),
        ("a:\n# b\nb: 2\n", {"a": "x"}, 'a: "x"\n# b\nb: 2\n'),
        ("a: >-\n  x\n  y\n\n# b\nb: 2\n", {"a": "z"}, 'a: "z"\n\n# b\nb: 2\n'),
        ("a:  # c\n  - x\n  - >-\n    y\n\n# b\nb: 2\n", {"a": ["p"]}, "a:  # c\n  - p\n\n# b\nb: 2\n"),
        ("a: {b: [x], c: y}\n", {"a.b": ["p, q", "r"]}, 'a: {b: ["p, q", "r"], c: y}\n'),
        ("a:\n- x\n- y\n", {"a": []}, "a: []\n"),
        ("a: 1\r\n", {"b": ["x"], "c": True}, "a: 1\r\n\r\nb:\r\n- x\r\n\r\nc: true\r\n"),
    ],
)  # fmt: skip
def test_the_rest_of_a_file_stays(before: str, values: dict[str, object], after: str) -> None:
    assert with_values(before.encode(), values).decode() == after


def test_a_round_that_is_not_out_is_edited_and_is_as_it_was_again(bcd35: CommandLine, root: Path) -> None:
    file = root / ROUND_FILE
    before, was = file.read_text("utf-8"), get_round(at(root), ROUND)
    edit = ("rounds", "edit", ROUND)
    changes = (
        "--deadline",
        "19/12/2025",
        "--to",
        "Chi bộ cơ sở",
        "--to",
        "SYT",
        "--together",
        "--purpose",
        "-",
    )
    assert bcd35(*edit, *changes, "--dry-run").code == 0
    assert file.read_text("utf-8") == before

    ran = bcd35(*edit, *changes)

    assert (ran.code, ran.err) == (0, "")
    assert f"Bước tiếp theo: soạn thử công văn: bcd35 notify {ROUND} --draft" in ran.out
    now = get_round(at(root), ROUND)
    assert (str(now.deadline), now.to, now.together, now.purpose) == (
        "2025-12-19",
        ("chi_bo_co_so", "SYT"),
        True,
        "",
    )
    kept = [line for line in before.splitlines() if line.startswith("#")]
    assert [line for line in file.read_text("utf-8").splitlines() if line.startswith("#")] == kept

    assert bcd35("undo", "--yes").code == 0
    assert "Không có gì thay đổi." in bcd35("import").out
    assert get_round(at(root), ROUND) == was


def test_what_makes_no_round_is_refused_and_nothing_is_written(bcd35: CommandLine, root: Path) -> None:
    bcd35("rounds", "list")
    before = picture(root)
    edit = ("rounds", "edit", ROUND)
    assert bcd35(*edit).err.startswith("Lỗi [bcd35 rounds edit]: nêu điều cần sửa")
    assert "thuộc nội dung “2” không có trong đợt" in bcd35(*edit, "--task", "Một").err
    assert bcd35(*edit, "--to", "Không Có").code == 4
    assert picture(root) == before


def test_a_deadline_on_a_sunday_leads_to_the_command_that_mends_it(bcd35: CommandLine) -> None:
    edit = ("rounds", "edit", ROUND, "--deadline")
    ran = bcd35(*edit, "2025-12-21")
    assert ran.err.splitlines()[1] == (
        "  → Nêu lại thời hạn vào ngày làm việc, ví dụ 22/12/2025: " + " ".join(("bcd35", *edit, "NGÀY"))
    )
    assert bcd35(*edit, "22/12/2025").err == ""


@pytest.mark.parametrize(
    "changed",
    [
        ("--question", "Số C | số", "--task", "Một"),
        ("--task", "Một", "--task", "Hai", "--task", "Ba", "--deadline", "19/12/2025"),
        ("--ground", "Công văn | 9-CV/TU | 3/3/2025 | Tỉnh ủy | việc khác"),
    ],
)
def test_lists_that_were_stated_anew_are_as_they_were(
    bcd35: CommandLine, root: Path, changed: tuple[str, ...]
) -> None:
    file = root / ROUND_FILE
    before, was = file.read_bytes(), get_round(at(root), ROUND)
    assert bcd35("rounds", "edit", ROUND, *changed).code == 0
    assert get_round(at(root), ROUND) != was
    edited = file.read_bytes()

    assert bcd35("undo", "--yes").code == 0

    assert (file.read_bytes(), get_round(at(root), ROUND)) == (before, was)
    assert bcd35("undo", "--yes").code == 0
    assert file.read_bytes() == edited
    assert "Không có gì thay đổi." in bcd35("import").out


def test_questions_that_counted_contributions_may_go_and_that_is_told(bcd35: CommandLine, root: Path) -> None:
    told = "Mẫu không còn câu hỏi cũ về số tin bài, hình ảnh, video đã gửi"
    made = ("--deadline", "2026-04-16", "--question", "Số A | số")
    assert told in bcd35("rounds", "new", "--like", ROUND, *made).err

    ran = bcd35("rounds", "edit", ROUND, "--question", "Số A | số", "--question", "Số tin, bài | số")

    assert (ran.code, told in ran.err) == (0, True)
    now = get_round(at(root), ROUND)
    assert (len(now.fields), now.contributions.fields()) == (2, {})
    assert now.contributions.categories


def test_a_dash_empties_what_may_be_empty(bcd35: CommandLine, root: Path) -> None:
    like = ("rounds", "new", "--like", ROUND, "--deadline", "2026-04-16", "--code", "moi")
    assert bcd35(*like, "--ground", "-", "--purpose", "-").code == 0
    assert bcd35("rounds", "edit", ROUND, "--ground", "-").code == 0
    assert [get_round(at(root), code).grounds for code in ("moi", ROUND)] == [(), ()]
    assert get_round(at(root), "moi").purpose == ""


@pytest.mark.parametrize("option", ["--subject", "--task", "--question"])
@pytest.mark.parametrize("command", [("edit", ROUND), ("new", "--like", ROUND, "--deadline", "2026-04-16")])
def test_a_dash_is_no_text_of_a_part_that_needs_one(
    bcd35: CommandLine, root: Path, command: tuple[str, ...], option: str
) -> None:
    bcd35("rounds", "list")
    before = picture(root)

    ran = bcd35("rounds", *command, option, "-")

    assert (ran.code, f"{option} không bỏ trống được; ghi nội dung, hoặc bỏ tham số ấy đi." in ran.err) == (
        2,
        True,
    )
    assert picture(root) == before
    assert "không nêu gì" in bcd35("rounds", *command, "--task", "- | x", "--question", "A | số").err


@pytest.mark.issued
def test_what_a_letter_said_is_edited_in_the_file_and_waits_for_the_letter_that_replaces_it(
    bcd35: CommandLine, root: Path
) -> None:
    file, edit = root / ROUND_FILE, ("rounds", "edit", ROUND)
    before, sent = picture(root), get_round(at(root), ROUND)
    foreseen = bcd35(*edit, "--purpose", "nắm tình hình", "--dry-run")
    assert (foreseen.code, "mục đích" in foreseen.out, picture(root) == before) == (0, True, True)

    ran = bcd35(*edit, "--purpose", "nắm tình hình", "--deadline", "10/12/2025")
    assert (ran.code, ran.err) == (0, "")
    told = "Đã ghi vào tệp của đợt. Công văn số 28-CV/BCĐ đã gửi không tự đổi theo."
    letter = f"bcd35 notify {ROUND} --replace 28 --reason LÝ_DO"
    assert (told in ran.out, letter in ran.out) == (True, True)
    assert get_round(at(root), ROUND) == sent
    assert "Sửa tệp của đợt đã phát hành" in bcd35("log").out
    more = bcd35(*edit, "--question", "Số hội nghị | số", "--short-name", "x")
    assert (more.code, "không tự đổi theo" in more.out) == (0, True)
    assert ("nắm tình hình" in file.read_text("utf-8"), get_round(at(root), ROUND) == sent) == (True, True)


@pytest.mark.issued
@pytest.mark.parametrize("said", [("--purpose", "nắm tình hình"), ("--question", "Số hội nghị | số")])
def test_what_was_edited_in_the_file_of_an_issued_round_is_undone(
    bcd35: CommandLine, root: Path, said: tuple[str, str]
) -> None:
    file = root / ROUND_FILE
    was = read_round(file.read_bytes(), "").value
    assert bcd35("rounds", "edit", ROUND, *said).code == 0
    assert read_round(file.read_bytes(), "").value != was

    undone = bcd35("undo", "--yes")

    assert "Tệp của đợt nay đúng như Công văn số 28-CV/BCĐ đã gửi." in undone.out
    assert read_round(file.read_bytes(), "").value == was
    assert bcd35("rounds", "edit", ROUND, "--short-name", "tên khác").code == 0  # no letter says it
    assert get_round(at(root), ROUND).short_name == "tên khác"


@pytest.mark.issued
def test_the_letter_that_replaces_takes_in_what_was_edited(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("rounds", "edit", ROUND, "--purpose", "nắm tình hình").code == 0

    ran = bcd35("notify", ROUND, "--replace", "28", "--reason", "sai mục đích")

    assert (ran.code, get_round(at(root), ROUND).purpose) == (0, "nắm tình hình"), ran.err
    assert bcd35("undo", "--dry-run").code != 0  # the number is used


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (ROUND_FILE, ("rounds", "edit", ROUND, "--purpose", "nắm tình hình")),
        (OFFICE_FILE, ("office", "--contact", "Văn thư")),
    ],
)
def test_a_file_that_is_gone_is_written_anew_from_the_ledger_and_that_is_told(
    bcd35: CommandLine, root: Path, file: str, said: tuple[str, ...]
) -> None:
    bcd35("import")
    before = get_round(at(root), ROUND), the_office(at(root))
    (root / file).unlink()

    ran = bcd35(*said)

    assert (ran.code, f"Không có tệp {file}: lệnh này ghi tệp ấy theo sổ." in ran.err) == (0, True)
    now = get_round(at(root), ROUND), the_office(at(root))
    assert now == (
        (replace(before[0], purpose="nắm tình hình"), before[1])
        if file == ROUND_FILE
        else (before[0], replace(before[1], contact="Văn thư"))
    )
    assert bcd35("import").out.count("Không có gì thay đổi.") == 1


def test_lines_are_typed_as_they_are_shown(bcd35: CommandLine, root: Path) -> None:
    shown = "PHÓ BÍ THƯ; kiêm; PHÓ TRƯỞNG BAN"
    assert bcd35("office", "--signer-title", shown, "--recipient", "Thường trực; Lưu VP").code == 0
    assert shown in " ".join(bcd35("office").out.split())
    now = the_office(at(root))
    assert now.signer.titles == ("PHÓ BÍ THƯ", "kiêm", "PHÓ TRƯỞNG BAN")
    assert now.recipients == ("Thường trực", "Lưu VP")
    assert bcd35("office", "--signer-title", "Phó Bí thư kiêm Phó Trưởng ban").code == 0
    assert the_office(at(root)).signer == now.signer
    assert bcd35("rounds", "edit", ROUND, "--to", "Chi bộ cơ sở; SYT").code == 0
    assert get_round(at(root), ROUND).to == ("chi_bo_co_so", "SYT")


@pytest.mark.parametrize("layout", ["", "nd-30-2020"])
def test_the_order_of_two_posts_is_chosen_by_number_as_both_print(
    bcd35: CommandLine, tmp_path: Path, layout: str
) -> None:
    """The file of a state office has no line of it yet."""
    folder = str(tmp_path / "vp")
    assert bcd35("init", folder, "--no-input", *(("--layout", layout) if layout else ())).code == 0
    turned = "TRƯỞNG BAN CHỈ ĐẠO; kiêm; PHÓ BÍ THƯ"
    assert "thứ tự; chọn" not in bcd35("-C", folder, "office").out
    assert bcd35("-C", folder, "office", "--signer-title", turned).code == 0

    shown = bcd35("-C", folder, "office").out
    assert "1. PHÓ BÍ THƯ / kiêm / TRƯỞNG BAN CHỈ ĐẠO (quy định: chức vụ có con dấu đứng trước)" in shown
    assert "2. TRƯỞNG BAN CHỈ ĐẠO / kiêm / PHÓ BÍ THƯ (nếp riêng: đúng như đã ghi)" in shown
    assert bcd35("-C", folder, "office", "--second-post", "2").code == 0

    def order() -> str:
        return the_office(at(Path(folder))).style.second_post

    assert order() == "nếp riêng"
    assert bcd35("-C", folder, "undo", "--yes").code == 0
    assert order() == "quy định"
    wrong = bcd35("-C", folder, "office", "--second-post", "3")
    assert (wrong.code, "không có “3”; chọn một trong: 1 (quy định" in wrong.err) == (2, True)


def test_a_closed_round_that_is_edited_is_led_to_its_opening(bcd35: CommandLine) -> None:
    bcd35("rounds", "close", ROUND, "--reason", "x")

    ran = bcd35("rounds", "edit", ROUND, "--deadline", "23/12/2025")

    assert "--status" not in ran.out
    assert f"muốn mở lại: bcd35 rounds reopen {ROUND}" in ran.out
    assert f"Bước tiếp theo: đợt đang đóng; mở lại: bcd35 rounds reopen {ROUND}" in ran.out
    assert bcd35("rounds", "reopen", ROUND).code == 0


def test_a_former_file_says_that_it_takes_back_what_came_later(bcd35: CommandLine, root: Path) -> None:
    was = get_round(at(root), ROUND)
    bcd35("rounds", "edit", ROUND, "--question", "Số C | số")
    bcd35("rounds", "edit", ROUND, "--purpose", "khác")

    lines = [line.strip() for line in bcd35("log").out.splitlines()]

    told = "Lấy lại bản cũ của tệp thì bỏ cả những lần sửa đợt sau đó: bcd35 "
    (command,) = [line.partition(told)[2] for line in lines if told in line]
    assert bcd35("rounds", "edit", "không-có", *command.split()[3:]).code == 4
    assert bcd35(*command.split()).code == 0
    assert get_round(at(root), ROUND) == was


@pytest.mark.issued
@pytest.mark.parametrize("written", ["questions: hỏng", "{}", "# chỉ một lời giải thích\n{}"])
def test_the_file_of_a_round_is_again_as_its_letter_said(
    bcd35: CommandLine, root: Path, written: str
) -> None:
    """Whatever was typed into it: what is broken, other questions and another day, an explanation."""
    file = root / ROUND_FILE
    whole = file.read_text("utf-8")
    other = whole.replace("deadline: 2025-12-15", "deadline: 2025-12-19").replace(
        "label: Số ảnh", "label: Ảnh"
    )
    assert other.count("label: Ảnh") == 1
    file.write_text(written.format(whole if "#" in written else other), "utf-8")
    typed = file.read_text("utf-8")
    was = get_round(at(root), ROUND)
    advice = bcd35("rounds", "list").err.splitlines()[-2]
    command = advice.partition(": bcd35 ")[2].split()

    assert bcd35(*command, "--dry-run").code == 0
    assert file.read_text("utf-8") == typed
    assert bcd35(*command).code == 0

    stated = read_round(file.read_bytes(), "").value
    assert (stated, get_round(at(root), ROUND)) == (was, was)
    assert bcd35("rounds", "list").err == ""
    (former,) = (root / "de-rieng").rglob(f"{ROUND}.yaml")
    assert former.read_text("utf-8") == typed
    assert bcd35("check").code == 0


@pytest.mark.issued
def test_a_round_whose_letter_is_void_is_again_as_that_letter_said(bcd35: CommandLine, root: Path) -> None:
    was = get_round(at(root), ROUND)
    assert bcd35("letters", "void", "28", "--reason", "x").code == 0
    assert bcd35("rounds", "edit", ROUND, "--question", "Số C | số", "--short-name", "khác").code == 0
    edit(root, ROUND_FILE, ("deadline: 2025-12-15", "deadline: 2025-12-19"))
    assert bcd35("letters", "release", "28", "--reason", "x").code == 3

    ran = bcd35("rounds", "edit", ROUND, "--as-issued")

    assert (ran.code, ran.err) == (0, "")
    assert get_round(at(root), ROUND) == replace(was, short_name="khác")
    assert bcd35("letters", "release", "28", "--reason", "x").code == 0
    assert bcd35("rounds", "list").err == ""


def test_a_round_without_a_letter_has_nothing_to_go_back_to(bcd35: CommandLine) -> None:
    ran = bcd35("rounds", "edit", ROUND, "--as-issued")
    assert (ran.code, ran.err.splitlines()[0]) == (3, f"Lỗi: Đợt “{ROUND}” chưa phát hành công văn.")


def test_the_file_of_another_round_is_no_former_one(bcd35: CommandLine, root: Path) -> None:
    bcd35("rounds", "new", "--like", ROUND, "--deadline", "2026-03-16", "--code", "khac")
    before = picture(root)
    ran = bcd35("rounds", "edit", "khac", "--back-to", ROUND_FILE)
    assert (ran.code, ran.err.splitlines()[0]) == (
        3,
        f"Lỗi [--back-to]: Tệp “{ROUND_FILE}” là của đợt “{ROUND}”.",
    )
    assert picture(root) == before


@pytest.mark.issued
def test_a_later_day_of_a_round_that_is_out_is_an_extension(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)
    ran = bcd35("rounds", "edit", ROUND, "--deadline", "2025-12-22")
    assert (ran.code, ran.err.splitlines()) == (
        3,
        [
            f"Lỗi: Đợt “{ROUND}” đã phát hành Công văn số 28-CV/BCĐ.",
            f"  → Lùi thời hạn thì gia hạn: bcd35 rounds extend {ROUND} --all --to 2025-12-22 --reason LÝ_DO",
            (
                "    Công văn ghi sai thời hạn thì ghi ngày đúng vào tệp của đợt: "
                f"bcd35 rounds edit {ROUND} --deadline 2025-12-22 --accept later-deadline"
            ),
            f"    Rồi thay công văn: bcd35 notify {ROUND} --replace 28 --reason LÝ_DO",
        ],
    )
    assert picture(root) == before
    renamed = bcd35("rounds", "edit", ROUND, "--short-name", "kênh")
    assert (renamed.code, renamed.out.splitlines()[-1]) == (
        0,
        f"Bước tiếp theo: xem đợt: bcd35 rounds show {ROUND}",
    )


@pytest.mark.issued
def test_a_later_day_that_the_letter_should_have_named_is_told_by_another_letter(
    bcd35: CommandLine, root: Path
) -> None:
    told = bcd35("rounds", "edit", ROUND, "--deadline", "2025-12-22").err.replace("LÝ_DO", '"sai ngày"')
    _, edit, replace = (shlex.split(line.partition("bcd35 ")[2]) for line in told.splitlines()[1:])
    assert bcd35(*edit).code == 0
    assert '\ndeadline: "2025-12-22"' in (root / ROUND_FILE).read_text("utf-8")
    assert bcd35(*replace).code == 0
    assert bcd35("status", ROUND, "--json").json["data"]["deadline"] == "2025-12-22"


@pytest.mark.issued
def test_a_later_day_in_the_file_of_a_round_that_is_out_is_changed_and_comes_back(
    bcd35: CommandLine, root: Path
) -> None:
    def to(day: str, *accepted: str) -> int:
        return bcd35("rounds", "edit", ROUND, "--deadline", day, *accepted).code

    assert [to("2025-12-10"), to("2025-12-12")] == [0, 0]  # both before the letter's own day
    assert to("2025-12-22") == 3
    assert to("2025-12-22", "--accept", "later-deadline") == 0
    assert to("2025-12-11") == 0
    assert bcd35("undo", "--yes").code == 0
    assert '\ndeadline: "2025-12-22"' in (root / ROUND_FILE).read_text("utf-8")


def test_the_office_is_shown_stated_anew_and_as_it_was_again(bcd35: CommandLine, root: Path) -> None:
    file = root / OFFICE_FILE
    before, was = file.read_text("utf-8"), the_office(at(root))
    assert "--recipient" in bcd35("office").out

    ran = bcd35("office", "--recipient", "Thường trực", "--recipient", "Lưu VP", "--follow-up-recipient", "-")

    assert (ran.code, ran.err) == (0, "")
    now = the_office(at(root))
    assert (now.recipients, now.follow_up_recipients) == (("Thường trực", "Lưu VP"), ())
    comments = [line for line in before.splitlines() if "#" in line]
    assert [line for line in file.read_text("utf-8").splitlines() if "#" in line] == comments

    assert bcd35("undo", "--yes").code == 0
    assert the_office(at(root)) == was
    refused = bcd35("office", "--superior", "-")
    said = "Lỗi [office]: Mục “cơ quan cấp trên” để trống.\n  → Điền giá trị.\n"
    assert (refused.code, refused.err) == (6, said)


@pytest.mark.parametrize("option", ["--addressee", "--recipient", "--signer-title"])
def test_a_list_that_a_letter_needs_is_not_emptied(bcd35: CommandLine, root: Path, option: str) -> None:
    bcd35("rounds", "list")
    before = picture(root)

    ran = bcd35("office", option, "-")

    assert (ran.code, ran.err.splitlines()[1]) == (6, f"  → Ghi lại: bcd35 office {option} DÒNG")
    assert picture(root) == before


def test_lists_that_a_file_left_empty_are_stated_one_after_the_other(bcd35: CommandLine, root: Path) -> None:
    file = root / OFFICE_FILE
    file.write_bytes(with_values(file.read_bytes(), {"addressee_groups": [], "recipients": []}))
    bcd35("import")

    assert bcd35("office", "--place", "Hà Giang").code == 0
    assert bcd35("office", "--addressee", "DÒNG").code == 2  # as the advice is printed
    assert bcd35("office", "--addressee", "Các chi bộ").code == 0
    assert bcd35("office", "--recipient", "Lưu VP").code == 0


@pytest.mark.parametrize(("part", "option"), [("addressee_groups", "addressee"), ("recipients", "recipient")])
def test_a_letter_to_nobody_takes_no_number(bcd35: CommandLine, root: Path, part: str, option: str) -> None:
    file = root / OFFICE_FILE
    file.write_bytes(with_values(file.read_bytes(), {part: []}))
    bcd35("import")
    issue = ("notify", "--together", "--date", "2025-12-01")

    ran = bcd35(*issue)

    assert (ran.code, f"→ Ghi lại: bcd35 office --{option} DÒNG" in ran.err) == (3, True)
    assert "28-CV/BCĐ" not in bcd35("letters", "list").out
    assert bcd35("office", f"--{option}", "Các đơn vị trực thuộc").code == 0
    assert bcd35("undo").code == 3  # no command empties it again
    assert bcd35(*issue).code == 0


def test_a_round_to_some_needs_no_list_of_addressees(bcd35: CommandLine, root: Path) -> None:
    file = root / OFFICE_FILE
    file.write_bytes(with_values(file.read_bytes(), {"addressee_groups": []}))
    bcd35("import")
    bcd35("rounds", "edit", ROUND, "--to", "SYT")
    assert bcd35("notify", "--together", "--date", "2025-12-01").code == 0


@pytest.mark.parametrize("option", ["--issuer", "--full-name", "--standing-office"])
def test_no_line_of_the_office_has_a_telephone_but_the_contact(bcd35: CommandLine, option: str) -> None:
    refused = bcd35("office", option, "BAN 0912 345 678")
    assert (refused.code, "“BAN 0912 345 678” có số điện thoại." in refused.err) == (6, True)
    assert bcd35("office", "--contact", "0912 345 678").code == 0


@pytest.mark.parametrize("name", ["Bà Lê Thị C", "Ông Trần Văn Bình", "Lò Văn Pánh"])
def test_a_persons_name_is_no_unit(bcd35: CommandLine, name: str) -> None:
    ran = bcd35("units", "add", "X1", "--name", name, "--kind", "chi_bo_co_so")
    assert (ran.code, f"“{name}” là họ tên người" in ran.err) == (3, True)


@pytest.mark.parametrize(
    ("option", "said", "told"),
    [
        ("--place", "Thái Nguyên.", "Địa danh “Thái Nguyên.” không phải một tên riêng."),
        ("--full-name", "?", "“?” không có chữ nào."),
        ("--signer-name", "mai thị nhài", "chưa viết hoa chữ đầu."),
        ("--signer-name", "Mai Thị Nhài (đã ký)", "có chữ số hoặc dấu lạ."),
        ("--addressee", "Các chi bộ; các chi  bộ", "“các chi bộ” ghi hai lần."),
        ("--recipient", "Như trên; Lưu VT", "Bỏ dòng “Như trên”."),
        ("--recipient", "Lưu: VT; Các đơn vị", "“Lưu: VT” không đứng cuối Nơi nhận."),
        ("--recipient", "Nguyễn Văn A; Lưu VT", "“Nguyễn Văn A” có tên người"),
        ("--contact", "Chị Hoa 0912 345 678", "“Chị Hoa 0912 345 678” có tên người"),
    ],
)
def test_what_no_letter_says_of_its_office_is_refused_by_command_and_import(
    bcd35: CommandLine, root: Path, option: str, said: str, told: str
) -> None:
    refused = bcd35("office", option, said)
    assert (refused.code, told in refused.err) == (6, True), refused.err

    field = RESTATED[option.removeprefix("--")]
    value = [one.strip() for one in said.split(";")] if option in ("--addressee", "--recipient") else said
    file = root / OFFICE_FILE
    file.write_bytes(with_values(file.read_bytes(), {field: value}))
    assert told.partition("\n")[0] in bcd35("import").err


def test_a_signer_typed_in_capitals_is_stated_as_the_name_prints(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("office", "--signer-name", "TRẦN THỊ ĐÀO").code == 0
    assert "Trần Thị Đào" in (root / OFFICE_FILE).read_text("utf-8")


def test_the_head_of_a_letter_is_typed_in_any_letters_and_stands_in_capitals(
    bcd35: CommandLine, root: Path
) -> None:
    said = ("--superior", "Đảng ủy xã Mường Hum", "--issuer", "Ban Chỉ đạo")
    assert bcd35("office", *said).code == 0
    now = the_office(at(root))
    assert (now.superior, now.issuer) == ("ĐẢNG ỦY XÃ MƯỜNG HUM", "BAN CHỈ ĐẠO")

    file = root / OFFICE_FILE
    file.write_bytes(with_values(file.read_bytes(), {"issuer": "Ban Chỉ đạo"}))
    told = "“Ban Chỉ đạo” chưa viết chữ hoa.\n  → Ghi như ở công văn cũ: BAN CHỈ ĐẠO"
    assert told in bcd35("import").err


def test_lines_copied_from_a_letter_lose_their_dashes_and_marks(bcd35: CommandLine, root: Path) -> None:
    ran = bcd35("office", "--recipient", "- Các đơn vị;", "--recipient", "- Lưu: VT.")
    assert ran.code == 0, ran.err
    assert the_office(at(root)).recipients == ("Các đơn vị", "Lưu: VT")


@pytest.mark.parametrize(
    "line",
    ["Đồng chí Bí thư Tỉnh ủy", "Văn phòng Huyện ủy Anh Sơn 0238 3872 118", "Thành ủy Bà Rịa 0254 3852 123"],
)
def test_posts_and_places_in_the_contact_are_no_persons(bcd35: CommandLine, line: str) -> None:
    assert bcd35("office", "--contact", line).code == 0


def test_what_was_edited_by_hand_and_goes_in_as_well_is_told(bcd35: CommandLine, root: Path) -> None:
    assert "sửa tay" not in bcd35("office", "--place", "Bát Xát").err
    file = root / OFFICE_FILE
    file.write_bytes(with_values(file.read_bytes(), {"contact": "0208 3855 123"}))
    ran = bcd35("office", "--place", "Mường Hum")
    assert (ran.code, ran.err.splitlines()[0]) == (
        0,
        f"Lưu ý: Tệp {OFFICE_FILE} có điều sửa tay chưa nhập; lệnh này ghi cả điều ấy.",
    )

    round_file = root / ROUND_FILE
    round_file.write_bytes(with_values(round_file.read_bytes(), {"closing": "Đề nghị thực hiện."}))
    assert f"Tệp {ROUND_FILE} có điều sửa tay" in bcd35("rounds", "edit", ROUND, "--short-name", "k").err


def test_a_question_edited_by_hand_that_went_in_goes_back_as_printed(bcd35: CommandLine, root: Path) -> None:
    """No command states questions as they were."""
    bcd35("rounds", "list")
    file = root / ROUND_FILE
    file.write_text(file.read_text("utf-8").replace("Ngày thông báo xong", "Ngày sửa tay"), "utf-8")
    told = bcd35("rounds", "edit", ROUND, "--short-name", "k").err
    printed = re.search(r"sửa lại trong tệp, rồi nhập: bcd35 (.+)", told)
    assert printed
    assert "Ngày sửa tay" in bcd35("rounds", "show", ROUND).out

    file.write_text(file.read_text("utf-8").replace("Ngày sửa tay", "Ngày thông báo xong"), "utf-8")
    assert bcd35(*shlex.split(printed[1])).code == 0
    assert "Ngày thông báo xong" in bcd35("rounds", "show", ROUND).out


def test_a_second_file_of_a_round_is_told_and_not_imported(bcd35: CommandLine, root: Path) -> None:
    file = root / f"data/rounds/{ROUND}.yaml"
    assert bcd35("import").code == 0
    copy = f"data/rounds/{ROUND} (1).yaml"
    (root / copy).write_bytes(file.read_bytes())

    said = f"Đợt “{ROUND}” đã khai trong data/rounds/{ROUND}.yaml."
    fix = "Bản chép thừa thì chuyển ra ngoài data/rounds; đợt khác thì đặt mã khác."
    assert f"Tệp {copy} chưa nhập vào sổ. {said} {fix}" in bcd35("units", "list").err
    for command in (("rounds", "import", copy), ("import",)):
        ran = bcd35(*command)
        assert (ran.code, [line for line in ran.err.splitlines() if line.startswith("Lỗi")]) == (
            6,
            [f"Lỗi [{copy}, dòng 4, cột 7]: {said}"],
        )
    file.unlink()
    assert bcd35("rounds", "import", copy).code == 0
