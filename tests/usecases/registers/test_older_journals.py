"""The journal as older versions wrote it: each line is told, and its way back is a command or a sentence."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bcd35.domain.journal.acts import ACTS, with_ways_back
from bcd35.domain.journal.lines import UNTOLD, Line, Way, command, sentence
from bcd35.usecases.desk import Desk
from tests.conftest import NOW, ROUND, CommandLine, on_day

_COUNTS = {"new": 1, "changed": 0, "unchanged": 0, "would_retire": 0, "retire": 0}
_FILE = f"data/rounds/{ROUND}.yaml"
_OF_ROUND = {"round": ROUND, "reason": "sáp nhập"}

# Act, subject and details as 0.1.0 wrote them; 0.2.0 differs in its documents only.
_BY_FIRST_VERSIONS: list[tuple[str, str, Mapping[str, object]]] = [
    ("import_units", "data/units.yaml", {**_COUNTS, "new": 18}),
    ("import_channels", "data/channels.yaml", {**_COUNTS, "new": 3}),
    ("import_office", "data/office.yaml", _COUNTS),
    ("import_holidays", "data/holidays.yaml", _COUNTS),
    ("import_rounds", _FILE, _COUNTS),
    ("import_rounds", _FILE, {**_COUNTS, "new": 0, "changed": 1}),
    ("notify", ROUND, {"number": "28-CV/BCĐ", "units": 5}),
    ("add_unit", "SYT", {"name": "Sở Y tế", "kind": "dang_uy_co_so"}),
    ("edit_unit", "SYT", {"name": "Sở Y tế tỉnh", "note": "đổi tên"}),
    ("merge_unit", "STC", {"into": "SYT", "on": "2025-11-25"}),
    ("add_channel", "FB", {"name": "Trang tin", "url": "https://facebook.com/trangtin"}),
    ("edit_channel", "FB", {"name": "Trang tin tỉnh"}),
    ("exempted", "SXD", _OF_ROUND),
    ("restored", "SXD", _OF_ROUND),
    ("record_report", "SYT", {"round": ROUND, "revision": 1, "origin": "form", "alias": "so y te"}),
    ("confirm_alias", "SYT", {"alias": "so y te"}),
    ("set_aside", "SYT", {"round": ROUND, "sha256": "ab" * 32}),
    ("withdraw_report", "SYT", {"round": ROUND, "revision": 2, "reason": "nhầm"}),
    ("return_report", "SYT", {"round": ROUND, "number": "29-CV/BCĐ", "file": "ab" * 32}),
    ("remind", ROUND, {"number": "30-CV/BCĐ", "units": 4, "deadline": "2025-12-20"}),
    ("add_contribution", "SYT", {"round": ROUND, "number": 1, "title": "Tin"}),
    ("edit_contribution", "SYT", {"round": ROUND, "number": 1, "stage": "edited"}),
    ("switch_round", ROUND, {"status": "closed"}),
    ("switch_round", ROUND, {"status": "open"}),
]
# What 0.3.0 wrote otherwise, or first.
_BY_0_3_0: list[tuple[str, str, Mapping[str, object]]] = [
    ("import_units", "data/units.yaml", {**_COUNTS, "added": ["SYT"]}),
    ("import_unit", "SYT", {"file": "data/units.yaml", "changes": {"name": ["Sở Y", "Sở Y tế"]}}),
    ("import_channel", "FB", {"file": "data/channels.yaml", "changes": {"status": ["active", "retired"]}}),
    ("import_rounds", "data/rounds/2025-12-sau.yaml", {**_COUNTS, "round": "2025-12-sau"}),
    ("import_office", "data/office.yaml", {**_COUNTS, "changes": {"place": ["Thái Nguyên", "Phú Xuyên"]}}),
    ("import_holidays", "data/holidays.yaml", {**_COUNTS, "changes": {"holidays.2026-09-02": [None, "Lễ"]}}),
    ("notify", ROUND, {"number": "28-CV/BCĐ", "units": 2, "to": ["SYT", "SXD"]}),
    ("edit_unit", "SYT", {"changes": {"name": ["Sở Y tế", "Sở Y tế tỉnh"]}}),
    ("merge_unit", "STC", {"into": "SYT", "on": "2025-11-25", "changes": {"status": ["active", "retired"]}}),
    ("edit_channel", "FB", {"changes": {"name": ["Trang", "Trang tin"]}}),
    ("exempted", "SXD", {**_OF_ROUND, "on": "2025-11-25", "changes": {"state": ["expected", "exempted"]}}),
    ("restored", "SXD", {**_OF_ROUND, "on": "2025-11-26", "changes": {"state": ["exempted", "expected"]}}),
    ("edit_contribution", "SYT", {"number": 1, "round": ROUND, "changes": {"stage": ["received", "edited"]}}),
    ("confirm_year", "2026", {"decision": "QĐ 1", "off": "02/01/2026", "worked": ""}),
    ("presume_year", "2026", {"reason": "nhầm"}),
    ("switch_round", ROUND, {"changes": {"status": ["open", "closed"]}}),
    ("adopt_papers", "out", {"papers": 3, "copies": 1}),
    ("continue_numbers", "31", {"reason": "sổ mất"}),
    ("reprint", ROUND, {"files": 2, "moved": 0}),
    ("accept_ledger", "bcd35.db", {"reason": "đã xem", "count": 1}),
    ("begin_trial", "data/units.yaml", {}),
    ("end_trial", "", {"letters": 0, "reports": 0}),
]
_OLD = [*_BY_FIRST_VERSIONS, *_BY_0_3_0]

# The lines of the book of numbers always told book and numbers, and others are read beside them.
_NUMBERS = {"void_number", "reserve_numbers", "number_on_paper", "release_numbers"}


def _way(act: str, subject: str, detail: Mapping[str, object]) -> Way:
    (told,) = with_ways_back([Line(NOW, act, subject, detail)])
    return told.back


@pytest.mark.parametrize("act", sorted(ACTS.keys() - _NUMBERS))
def test_a_line_that_holds_nothing_has_a_way_back_too(act: str) -> None:
    assert _way(act, "SYT", {})
    assert len(with_ways_back([Line(NOW, act, "SYT", {})] * 3)) == 3


@pytest.mark.parametrize(("act", "subject", "detail"), _OLD)
def test_the_way_back_of_an_older_line(act: str, subject: str, detail: Mapping[str, object]) -> None:
    back = _way(act, subject, detail)
    assert back
    assert back != UNTOLD, "what these lines hold is enough to say more"


def test_what_an_older_line_cannot_tell_is_said() -> None:
    edit = "Đợt chưa phát hành thì sửa dòng sai trong tệp rồi nhập lại:"
    assert _way("import_rounds", _FILE, _COUNTS) == sentence(edit, "rounds", "import", _FILE)
    told = "Bản cũ ghi dòng này không đủ để nêu lệnh sửa lại. Cách sửa từng việc:"
    assert _way("move_report", "SYT", {}) == sentence(told, "help", "khi-co-sai-sot")
    assert _way("exempted", "SXD", _OF_ROUND) == command(
        *("rounds", "exempt", "SXD", "--round", ROUND, "--take-back", "miễn nhầm")
    )


@pytest.mark.issued
def test_a_ledger_with_lines_of_older_versions_is_read(bcd35: CommandLine, desk: Desk) -> None:
    after = on_day("2025-12-02")
    for place, line in enumerate(_OLD):
        with desk.store.act():
            desk.store.registers.journal_all(after + timedelta(seconds=place), [line])
        assert bcd35("undo", "--dry-run", now=after).code in (0, 3), line
    told = bcd35("log", "--all", "--json", now=after).json["data"]["acts"]
    assert [one["act"] for one in told][-len(_OLD) :] == [act for act, _, _ in _OLD]
    for words in (
        ("log", "--unit", "SYT", "--round", ROUND, "--all"),
        ("why", "SYT"),
        ("casefile", ROUND),
        ("status", ROUND, "--known-on", "2025-12-01"),
    ):
        assert bcd35(*words, now=after).code == 0, words
