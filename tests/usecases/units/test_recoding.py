"""A unit with another code: nothing of what went out or came back is lost; only the code changes."""

import shlex
from pathlib import Path

import pytest

from tests.conftest import ROUND, CommandLine, on_day
from tests.support.filling import edit, fill, form_of, picture, rows

pytestmark = pytest.mark.issued

RECODE = ("units", "recode", "SYT", "SOYTE", "--reason", "bộ mã mới")


def of(bcd35: CommandLine, day: str = "2025-12-20") -> dict[str, dict[str, object]]:
    data = bcd35("status", "--as-of", day, "--json").json["data"]["units"]
    return {unit["code"]: {**unit, "code": ""} for unit in data}


def test_all_of_a_round_goes_on_under_the_new_code(bcd35: CommandLine, root: Path) -> None:
    """A report in, an exemption, a reminder, a piece, a refused file given back: then the code changes."""
    fill(form_of(root, "SNV"), root / "a.xlsx")
    bcd35("record-report", "a.xlsx", "--received-on", "2025-12-05", now=on_day("2025-12-05"))
    bcd35("contributions", "add", "SNV", "--title", "Tin", "--medium", "tin-bai", "--category", "mô hình mới")
    for unit in ("SYT", "TTT"):
        fill(form_of(root, unit), root / f"{unit}.xlsx", so_anh="năm")
        bcd35("record-report", f"{unit}.xlsx", "--received-on", "2025-12-15", now=on_day("2025-12-15"))
    bcd35("return-report", "SYT", "--date", "2025-12-16")
    bcd35("remind", "--date", "2025-12-17", "--unit", "SXD")
    before = of(bcd35)
    pieces = bcd35("contributions", "list", "--json").json["data"]["counts"]
    for old, new in (("SYT", "SOYTE"), ("SNV", "SONV"), ("SXD", "SOXD")):
        assert bcd35("units", "recode", old, new).code == 0
    after = of(bcd35)
    renamed = {"SYT": "SOYTE", "SNV": "SONV", "SXD": "SOXD"}
    assert after == {renamed.get(code, code): unit for code, unit in before.items()}
    assert bcd35("contributions", "list", "--unit", "SONV", "--json").json["data"]["counts"] == pieces
    known = {unit["code"] for unit in bcd35("units", "list", "--all", "--json").json["data"]}
    assert known.isdisjoint(renamed)
    # The corrected form of the old code is the unit's own; so is its blank one; the old code is understood.
    (form,) = (root / "out").glob("*/SYT/Mau-bao-cao_SYT.xlsx")
    fill(form, root / "b.xlsx")
    ran = bcd35("record-report", "b.xlsx", "--json", now=on_day("2025-12-18"))
    assert [(one["unit"], one["verdict"]) for one in ran.json["data"]["files"]] == [("SOYTE", "accepted")]
    assert bcd35("reports", "show", "SYT", "--json").json["data"]["unit"] == "SOYTE"
    revised = fill(form_of(root, "SNV"), root / "c.xlsx", so_anh=9)
    ran = bcd35("record-report", str(revised), "--json", now=on_day("2025-12-18"))
    assert [(one["unit"], one["revision"]) for one in ran.json["data"]["files"]] == [("SONV", 2)]
    assert of(bcd35)["SONV"]["state"] == "on_time"
    told = [one["act"] for one in bcd35("log", "--unit", "SONV", "--all", "--json").json["data"]["acts"]]
    assert told.count("record_report") == 2
    assert bcd35("check").code == 0


def test_papers_of_a_recoded_unit_are_made_again(bcd35: CommandLine, root: Path) -> None:
    bcd35(*RECODE)
    folder = root / "out" / ROUND / "SYT"
    whole = {path: path.read_bytes() for path in folder.iterdir()}
    for path in whole:
        path.unlink()
    assert bcd35("letters", "reprint", ROUND, "--unit", "SOYTE").code == 0
    assert {path: path.read_bytes() for path in folder.iterdir()} == whole


def test_a_refused_form_of_the_old_code_is_given_back_under_the_new_one(
    bcd35: CommandLine, root: Path
) -> None:
    fill(form_of(root, "SYT"), root / "a.xlsx", so_anh="năm")
    bcd35("record-report", "a.xlsx")
    bcd35(*RECODE)
    assert bcd35("return-report", "SOYTE").code == 0
    for path in (form_of(root, "SYT"), *(root / "out" / ROUND / "SOYTE").iterdir()):
        path.unlink()
    assert bcd35("letters", "reprint", ROUND).code == 0
    assert len([*(root / "out" / ROUND / "SOYTE").glob("De-nghi*")]) == 1
    (unit,) = [one for code, one in of(bcd35, day="2025-12-03").items() if code == "SOYTE"]
    assert unit["state"] == "correcting"


def test_a_code_that_was_changed_by_mistake_is_changed_back(bcd35: CommandLine) -> None:
    before = of(bcd35)
    bcd35(*RECODE)
    way_back = bcd35("log", "--json").json["data"]["acts"][-1]["way_back"]
    assert bcd35(*shlex.split(way_back)[1:]).code == 0
    assert of(bcd35) == before
    assert [unit["code"] for unit in bcd35("units", "list", "SYT", "--all", "--json").json["data"]] == ["SYT"]
    told = bcd35("units", "show", "SYT", "--json").json["data"]["history"]
    assert [(one["other"], one["unit"], one["reason"]) for one in told] == [
        ("SYT", "SOYTE", "bộ mã mới"),
        ("SOYTE", "SYT", "đổi mã nhầm"),
    ]
    assert bcd35("export-summary", "-o", "a.xlsx").code == 0


@pytest.mark.parametrize(
    ("code", "found"), [("SNV", "duplicate_code"), ("syt", "same_code"), ("SXDCU", "former_code")]
)
def test_codes_that_a_unit_cannot_have(code: str, found: str, bcd35: CommandLine, root: Path) -> None:
    bcd35("units", "recode", "SXD", "SXDCU")
    bcd35("units", "recode", "SXDCU", "SOXD")
    before = picture(root)
    ran = bcd35("units", "recode", "SYT", code, "--json")
    assert (ran.code, ran.json["findings"][0]["code"]) == (3, found)
    added = bcd35("units", "add", "SXDCU", "--name", "Khác", "--kind", "chi_bo_co_so", "--json")
    assert (added.code, added.json["findings"][0]["code"]) == (3, "former_code")
    assert picture(root) == before


def test_a_code_that_changed_in_the_file_is_proposed_not_doubled(bcd35: CommandLine, root: Path) -> None:
    edit(root, "data/units.yaml", ("code: SYT,", "code: SOYTE,"))
    before = rows(root, "SELECT code FROM units")
    ran = bcd35("units", "import")
    assert (ran.code, rows(root, "SELECT code FROM units") == before) == (6, True)
    assert "“Sở Y tế” trong sổ mang mã SYT, tệp ghi mã SOYTE." in ran.err
    assert "bcd35 units recode SYT SOYTE\n    Rồi nhập lại" in ran.err
    assert bcd35("units", "recode", "SYT", "SOYTE").code == 0
    assert bcd35("units", "import").code == 0
    edit(root, "data/units.yaml", ("code: SOYTE,", "code: SYT,"))
    ran = bcd35("units", "import")
    assert (ran.code, "Mã “SYT” đã đổi thành SOYTE." in ran.err) == (6, True)


def test_a_recoded_unit_gets_no_second_letter(bcd35: CommandLine) -> None:
    bcd35(*RECODE)

    def passed_over() -> list[tuple[str, str]]:
        data = bcd35("notify", ROUND, "--unit", "SOYTE", "--add", "--json").json["data"]
        return [(one["code"], one["reason"]) for one in data["skipped"]]

    assert passed_over() == [("SOYTE", "already_issued")]
    assert "SOYTE" not in bcd35("notify", ROUND, "--json").json["data"]["new_units"]
    assert bcd35("notify", "--replace", "28", "--reason", "x", "--date", "2025-11-26").code == 0
    assert passed_over() == [("SOYTE", "already_issued")]
    bcd35("units", "recode", "SOYTE", "YT")
    assert "YT" not in bcd35("notify", ROUND, "--json").json["data"]["new_units"]


def test_doing_it_twice_is_doing_it_once(bcd35: CommandLine, root: Path) -> None:
    assert bcd35(*RECODE).code == 0
    before = picture(root)
    again = bcd35(*RECODE)
    assert (again.code, again.out.splitlines()[0]) == (
        0,
        "Từ ngày 01/12/2025 (đã ghi từ trước), Sở Y tế đổi mã SYT → SOYTE.",
    )
    assert picture(root) == before


@pytest.mark.parametrize("when", ["before", "after"], ids=["never issued", "issued"])
def test_a_round_goes_to_the_unit_that_it_names_by_the_old_code(
    when: str, bcd35: CommandLine, root: Path
) -> None:
    """Its file keeps the code; letter, ``rounds show``, a copy of the round and an import know the unit."""
    file = root / "data/rounds" / "dot-2.yaml"
    text = (root / f"data/rounds/{ROUND}.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace(f"code: {ROUND}", "code: dot-2\nto: [SYT, SNV]"), encoding="utf-8")
    bcd35("rounds", "import", "data/rounds/dot-2.yaml")
    notify = ("notify", "dot-2", "--date", "2025-11-24", "--json")
    if when == "after":
        assert bcd35(*notify).code == 0
    bcd35(*RECODE)

    ran = bcd35("notify", "dot-2", "--date", "2025-11-24", "--json")
    told = [unit["code"] for unit in ran.json["data"]["units"]]
    assert (ran.code, sorted(told)) == (0, ["SNV", "SOYTE"] if when == "before" else [])
    assert bcd35("rounds", "show", "dot-2", "--json").json["data"]["to"] == ["SOYTE", "SNV"]
    assert bcd35("rounds", "import", "data/rounds/dot-2.yaml").err == ""
    file.write_text(file.read_text("utf-8").replace("to: [SYT", "to: [SOYTE"), encoding="utf-8")
    assert bcd35("rounds", "import", "data/rounds/dot-2.yaml").err == ""
    made = bcd35("rounds", "new", "--like", "dot-2", "--code", "dot-3", "--deadline", "2026-03-02", "--json")
    assert made.json["data"]["round"]["to"] == ["SOYTE", "SNV"]


def test_a_file_that_has_the_new_code_is_not_to_be_changed(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("status").code == 0
    edit(root, "data/units.yaml", ("code: SYT,", "code: SYTE,"))
    assert "sửa mã SYT" not in bcd35("units", "recode", "SYT", "SYTE").out


def test_a_code_of_a_unit_out_of_use_is_told_with_a_way(bcd35: CommandLine) -> None:
    add = ("units", "add", "MOI", "--kind", "chi_bo_co_so", "--name")
    bcd35(*add, "Sở Nhầm")
    assert bcd35("undo", "--yes").code == 0
    told = bcd35(*add, "Sở Mới").err
    edited = 'bcd35 units edit MOI --name "Sở Mới" --kind chi_bo_co_so --status active'
    assert "Đặt mã khác, hoặc dùng lại:\n" in told
    assert f"Đơn vị hoạt động trở lại thì chạy: {edited}\n" in told
    assert "--into MOI" not in bcd35("units", "recode", "SYT", "MOI").err
    assert bcd35(*shlex.split(edited)[1:]).code == 0


def states(bcd35: CommandLine) -> dict[str, str]:
    return {code: str(unit["state"]) for code, unit in of(bcd35).items()}


@pytest.mark.parametrize("more", [(), ("--into", "SNV")], ids=["retired", "merged"])
def test_a_unit_that_left_and_got_another_code_is_put_right_as_any_other(
    more: tuple[str, ...], bcd35: CommandLine
) -> None:
    """Each act follows the unit through its codes."""
    before = states(bcd35)
    bcd35("units", "retire", "SYT", *more, "--date", "2025-12-01", "--reason", "sắp xếp")
    bcd35(*RECODE)
    (left, _) = bcd35("units", "show", "SOYTE", "--json").json["data"]["history"]
    assert (left["unit"], left["other"]) == ("SOYTE", "".join(more[1:]))
    put_right = ("units", "retire", "SOYTE", "--reason", "giải thể", "--put-right", "sai lý do")
    assert bcd35(*put_right).code == 0
    bcd35("units", "recode", "SOYTE", "YT")
    assert bcd35("units", "retire", "YT", "--take-back", "nhầm").code == 0
    assert bcd35("units", "show", "YT", "--json").json["data"]["status"] == "active"
    assert states(bcd35) == {"YT" if code == "SYT" else code: state for code, state in before.items()}
    told = bcd35("log", "--unit", "YT", "--json").json["data"]["acts"]
    ways = {one["act"]: one["way_back"] for one in told}
    assert ways["merge_unit" if more else "retire_unit"] == "Đã được sửa lại sau đó."
    assert bcd35(*shlex.split(ways["bring_back_unit"])[1:]).code == 0
    lines = bcd35("units", "show", "YT", "--json").json["data"]["history"]
    assert {one["event"]: one["reason"] for one in lines}["merged" if more else "retired"] == "giải thể"


def test_a_unit_that_leaves_on_a_day_to_come_and_gets_another_code_can_stay(bcd35: CommandLine) -> None:
    bcd35("units", "retire", "SYT", "--date", "2025-12-10", "--reason", "giải thể")
    bcd35(*RECODE)
    assert bcd35("units", "retire", "SOYTE", "--take-back", "nhầm").code == 0
    assert states(bcd35)["SOYTE"] == "missing"


def test_a_split_of_units_that_got_other_codes_is_taken_back_and_undone(bcd35: CommandLine) -> None:
    before = states(bcd35)
    bcd35("units", "split", "SXD", "--into", "QH:Sở Quy hoạch", "--into", "SGT:Sở Giao thông", "--add")
    during = states(bcd35)
    bcd35("units", "recode", "QH", "SQH")
    bcd35("units", "recode", "SXD", "XD")
    took = bcd35("units", "split", "XD", "--take-back", "nhầm", "--json").json["data"]
    assert sorted(took["retired"]) == ["SGT", "SQH"]
    codes = {"SXD": "XD", "QH": "SQH"}
    known = {code: state for code, state in states(bcd35).items() if state != "exempt"}
    assert known == {codes.get(code, code): state for code, state in before.items()}
    assert bcd35("undo", "--yes").code == 0
    assert states(bcd35) == {codes.get(code, code): state for code, state in during.items()}
    told = {one["other"] for one in bcd35("units", "show", "SQH", "--json").json["data"]["history"]}
    assert told == {"XD", "QH"}  # split from it; the code before
