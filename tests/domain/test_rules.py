"""Rules about channels, units, letters, reports and the state of a round, as values in and values out."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcd35.domain.answers import Answer, Answers, RawAnswer, changed_fields, judge_answer, judge_answers
from bcd35.domain.channels import by_platform, canonical_url, in_reading_order, judge_same_page
from bcd35.domain.entries import ChannelEntry, UnitEntry, build_channel, judge_channel, judge_unit
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_files import UnitFiles, plan_files, safe_stem
from bcd35.domain.letters import BLANK_NUMBER, Expectation, LetterNumber, expected_on
from bcd35.domain.number_books import NumberSeries
from bcd35.domain.number_choice import NumberLine, choose_number, next_number
from bcd35.domain.reports import Report
from bcd35.domain.rounds import Field, subject_line
from bcd35.domain.summary import Totals, count_units, judge_state
from bcd35.domain.unit_order import in_office_order
from bcd35.domain.units import Unit, UnitFinder, UnitKind, addressee
from bcd35.domain.verdicts import plan_verdict
from tests.support.states import round_lines

# --- channels -----------------------------------------------------------------------------------------------

PAGES = {
    "facebook": [f"trang{place}" for place in range(10)],
    "tiktok": [f"@kenh{place}" for place in range(5)],
    "youtube": [f"@video{place}" for place in range(5)],
}


def forms(platform: str, page: str) -> list[str]:
    """One page, copied in eight ways."""
    return [
        f"https://www.{platform}.com/{page}",
        f"http://{platform}.com/{page}",
        f"https://m.{platform}.com/{page}/",
        f"HTTPS://WWW.{platform.upper()}.COM/{page}",
        f"https://www.{platform}.com/{page}?",
        f"https://www.{platform}.com/{page}?fbclid=abc&utm_source=zalo&_t=1&lang=vi",
        f"https://{platform}.com:443/{page}#section",
        f"https://www.{platform}.com./{page}//",
    ]


def test_twenty_pages_in_eight_forms_each_have_twenty_addresses() -> None:
    keys = {
        page: {canonical_url(form) for form in forms(platform, page)}
        for platform, pages in PAGES.items()
        for page in pages
    }
    expected = {
        page: {f"https://www.{platform}.com/{page}"} for platform, pages in PAGES.items() for page in pages
    }
    assert len(keys) == 20
    assert keys == expected


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://www.tiktok.com/@baothainguyen.official?", "https://www.tiktok.com/@baothainguyen.official"),
        ("https://fb.com/trang", "https://www.facebook.com/trang"),
        ("https://vi-vn.facebook.com/trang", "https://www.facebook.com/trang"),
        (
            "https://www.facebook.com/profile.php?id=100&mibextid=x",
            "https://www.facebook.com/profile.php?id=100",
        ),
        ("https://www.youtube.com/watch?v=aB1&t=3s&si=x", "https://www.youtube.com/watch?v=aB1"),
        ("https://mobile.twitter.com/a", "https://x.com/a"),
        ("https://zalo.me/123?zarsrc=1", "https://zalo.me/123"),
        ("http://thainguyen.gov.vn/", "http://thainguyen.gov.vn"),
        ("https://thainguyen.gov.vn:443/a", "https://thainguyen.gov.vn/a"),
        ("https://thainguyen.gov.vn:8443/a", "https://thainguyen.gov.vn:8443/a"),
        ("http://thainguyen.gov.vn:443/a", "http://thainguyen.gov.vn:443/a"),
        ("https://a.gov.vn/tin?page=2&utm_medium=x&fbclid=y", "https://a.gov.vn/tin?page=2"),
        ("https://a.gov.vn/tin tức".replace(" ", "%20"), "https://a.gov.vn/tin%20t%E1%BB%A9c"),
        ("https://a.gov.vn/%FF", "https://a.gov.vn/%FF"),
        ("https://a.gov.vn/tin%3F", "https://a.gov.vn/tin%3F"),
        ("https://a.gov.vn#/trang-chu", "https://a.gov.vn/#/trang-chu"),
        ("https://a.gov.vn/tin#!/moi?so=1", "https://a.gov.vn/tin#!/moi?so=1"),
        ("https://a.gov.vn/#/", "https://a.gov.vn"),
        ("https://a.gov.vn/tin#muc-2", "https://a.gov.vn/tin"),
        (
            "https://facebook.com/photo.php?fbid=12&locale=vi",
            "https://www.facebook.com/photo.php?fbid=12",
        ),
        ("https://facebook。com/trang", "https://www.facebook.com/trang"),
        ("https://fаcebook.com/trang", "https://xn--fcebook-2fg.com/trang"),
    ],
)
def test_an_address_is_brought_to_one_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


def test_different_pages_keep_different_addresses() -> None:
    pages = [
        *(f"https://www.{platform}.com/{page}" for platform, pages in PAGES.items() for page in pages),
        *(f"https://www.facebook.com/profile.php?id={place}" for place in range(10)),
        *(f"https://www.youtube.com/watch?v=video{place}" for place in range(5)),
        "https://a.gov.vn/%FF",
        "https://a.gov.vn/%FE",
        "https://a.gov.vn/Tin",
        "https://a.gov.vn/tin",
        "https://a.gov.vn:8443/tin",
    ]
    assert len(pages) == len({canonical_url(page) for page in pages}) == 40


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " java\nscript:alert(1)",
        "http://facebook.com@evil.vn",
        "http://@evil.vn",
        "http://a:b@evil.vn",
        "https://www.face book.com/a",
        "https://www.facebook.com/a b",
        "https://www.facebook.com/a\u00a0b",
        "https://www.face\nbook.com/a",
        "https://www.facebook.com/\u202ea",
        "https://www.facebook.com/\ud800",
        "https://a\\b.vn/",
        "https://a.vn:99999/",
        "https://a.vn:x/",
        "https://a..vn/",
        "https://-a.vn/",
        "https://<b>.vn/",
        'https://a".vn/',
        "https://[::1]/",
        "https://[/",
        "https://localhost/a",
        "https:///a",
        "ftp://a.vn/",
        "file:///c:/a",
        "data:text/html,x",
        "www.facebook.com/a",
        "",
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    assert canonical_url(url) is None


@given(
    st.one_of(
        st.text(),
        st.text().map("https://www.facebook.com/".__add__),
        st.text().map("https://a.vn/x?".__add__),
    )
)
def test_whatever_is_given_the_address_is_plain_and_final(url: str) -> None:
    canonical = canonical_url(url)
    if canonical is not None:
        assert canonical_url(canonical) == canonical
        assert re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]+)?[!-~]*", canonical)


def test_a_channel_is_judged_by_its_address_and_platform() -> None:
    entry = ChannelEntry(code="fb", platform="facebook", name="Trang", url="https://www.tiktok.com/@a")
    assert judge_channel(entry, "dòng 3") == [
        Finding(
            "url_not_of_platform",
            "dòng 3",
            "Địa chỉ “https://www.tiktok.com/@a” (máy chủ www.tiktok.com) không phải trang Facebook.",
            "Sửa địa chỉ, hoặc sửa nền tảng cho khớp.",
        )
    ]
    assert [found.code for found in judge_channel(replace(entry, url="javascript:1"), "")] == ["bad_url"]
    assert judge_channel(replace(entry, url="https://fb.com/a"), "") == []
    assert judge_channel(replace(entry, platform="website", url="http://a.gov.vn"), "") == []


def test_the_same_page_under_another_code_is_found() -> None:
    one = build_channel(
        ChannelEntry(code="a", platform="facebook", name="Trang", url="https://fb.com/x"),
        source="tệp",
        status="retired",
    )
    other = build_channel(
        ChannelEntry(code="b", platform="facebook", name="Trang khác", url="https://m.facebook.com/x?ref=1"),
        source="tệp",
    )
    assert [found.code for found in judge_same_page(other, [one], "")] == ["same_page"]
    assert judge_same_page(replace(other, code="A"), [one], "") == []
    assert [channel.code for channel in in_reading_order([other, one])] == ["a", "b"]
    assert [(name, [channel.code for channel in group]) for name, group in by_platform([other, one])] == [
        ("Facebook", ["b", "a"])
    ]


# --- units --------------------------------------------------------------------------------------------------

KINDS = (
    UnitKind("dang_uy", "Đảng ủy cơ sở", "Đảng ủy"),
    UnitKind("chi_bo", "Chi bộ cơ sở", "Chi bộ"),
    UnitKind("doan", "Đoàn Thanh niên"),
)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Sở Y tế", "dang_uy", "Đảng ủy Sở Y tế"),
        ("Sở Tư pháp", "chi_bo", "Chi bộ Sở Tư pháp"),
        ("Đảng ủy Sở Y tế", "dang_uy", "Đảng ủy Sở Y tế"),
        ("ĐẢNG UỶ Sở Y tế", "dang_uy", "ĐẢNG UỶ Sở Y tế"),
        ("Chi bộ Văn phòng", "dang_uy", "Chi bộ Văn phòng"),
        ("Đảng bộ Công an tỉnh", "dang_uy", "Đảng bộ Công an tỉnh"),
        ("Đoàn Thanh niên Sở Y tế", "chi_bo", "Đoàn Thanh niên Sở Y tế"),
        ("Đoàn Luật sư tỉnh", "chi_bo", "Chi bộ Đoàn Luật sư tỉnh"),
        ("Đoàn Thanh niên Đảng ủy", "doan", "Đoàn Thanh niên Đảng ủy"),
        ("Sở Y tế", "khong_ro", "Sở Y tế"),
    ],
)
def test_a_letter_addresses_the_party_body_of_a_unit(name: str, kind: str, expected: str) -> None:
    assert addressee(name, kind, KINDS) == expected


def test_a_prefix_counts_as_a_whole_word_only() -> None:
    assert addressee("Bang Tra", "ban", (UnitKind("ban", "Ban", "Ban"),)) == "Ban Bang Tra"


UNITS = (
    Unit(code="SYT", name="Sở Y tế", kind="dang_uy"),
    Unit(code="TTT", name="Thanh tra tỉnh", kind="chi_bo"),
    Unit(code="A", name="Thủy lợi", kind="chi_bo"),
    Unit(code="B", name="Thuỷ lợi", kind="chi_bo"),
)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("SYT", "SYT"),
        ("syt", "SYT"),
        (" sở  y tế ", "SYT"),
        ("SỞ Y TẾ", "SYT"),
        ("so y te", None),
        ("Sở Y", None),
        ("Thủy lợi", None),
        ("a", "A"),
        ("", None),
    ],
)
def test_a_unit_is_found_by_code_or_whole_name_and_never_by_guess(wanted: str, code: str | None) -> None:
    found = UnitFinder(UNITS).find(wanted)
    assert (found.code if found else None) == code


def test_a_code_goes_before_a_name() -> None:
    units = (Unit(code="X", name="Y", kind="k"), Unit(code="Y", name="X", kind="k"))
    assert UnitFinder(units).find("x") == units[0]


def test_units_stand_by_kind_and_name_with_unknown_kinds_last() -> None:
    units = [
        Unit(code="1", name="Sở Đo", kind="chi_bo"),
        Unit(code="2", name="Sở Da", kind="chi_bo"),
        Unit(code="3", name="Ủy ban", kind="dang_uy"),
        Unit(code="4", name="An", kind="la"),
    ]
    assert [unit.code for unit in in_office_order(reversed(units), [kind.code for kind in KINDS])] == [
        "3",
        "2",
        "1",
        "4",
    ]


def test_an_unknown_kind_of_unit_is_named() -> None:
    (found,) = judge_unit(UnitEntry(code="SYT", name="Sở Y tế", kind="so"), KINDS, "dòng 2")
    assert (found.code, found.message) == (
        "unknown_kind",
        "Không có loại đơn vị “so”; các loại: chi_bo, dang_uy, doan.",
    )
    assert judge_unit(UnitEntry(code="SYT", name="Sở Y tế", kind="doan"), KINDS, "") == []


# --- letters ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "taken", "number"),
    [(28, [], 28), (28, [28, 29], 30), (1, [5, 3], 6), (40, [28], 40), (1, [], 1)],
)
def test_the_next_number_follows_the_highest_and_the_offices_book(
    stated: int, taken: list[int], number: int
) -> None:
    assert next_number(NumberSeries("CV", "CV/BCĐ", "2025-2030", stated), taken) == number


@given(st.integers(1, 1000), st.lists(st.integers(1, 1000)))
def test_a_number_is_never_given_twice(stated: int, taken: list[int]) -> None:
    number = next_number(NumberSeries("CV", "CV/BCĐ", "2025-2030", stated), taken)
    assert number not in taken
    assert number >= stated


def test_a_reference_is_padded_and_a_draft_keeps_a_gap() -> None:
    assert [LetterNumber("CV/BCĐ", "t", number).reference for number in (5, 28, 100)] == [
        "05-CV/BCĐ",
        "28-CV/BCĐ",
        "100-CV/BCĐ",
    ]
    assert LetterNumber("CV/BCĐ", "t", None).reference == f"{BLANK_NUMBER}-CV/BCĐ"


def test_files_of_an_issue_have_their_places() -> None:
    copy, (files,) = plan_files("2025-11", LetterNumber("CV/BCĐ", "t", 28), ["SYT"])
    assert copy == "out/2025-11/_ban-luu/Cong-van_28-CV-BCD_ban-luu.docx"
    assert files == UnitFiles(
        "SYT",
        "out/2025-11/SYT/Cong-van_28-CV-BCD_SYT.docx",
        "out/2025-11/SYT/Bang-kiem_SYT.docx",
        "out/2025-11/SYT/Mau-bao-cao_SYT.xlsx",
    )
    assert list(files.by_role()) == ["letter", "checklist", "form"]
    draft, _ = plan_files("2025-11", LetterNumber("CV/BCĐ", "t", None), [])
    assert draft == "out/_du-thao/2025-11/_ban-luu/Cong-van_du-thao_ban-luu.docx"


CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", fullmatch=True)
RESERVED = ["CON", "con", "NUL", "aux", "PRN", "COM1", "com9", "LPT1", "lpt9", "com0"]


@pytest.mark.parametrize(
    "code",
    [*RESERVED, *(f"{code}_" for code in RESERVED), "CONG", "COM0", "COM10", "A-", "A--", "A_", "a" * 40],
)
def test_every_file_of_a_code_can_stand_on_windows(code: str) -> None:
    copy, (files,) = plan_files(code, LetterNumber("CV/BCĐ", "t", 28), [code])
    for path in (copy, *files.by_role().values()):
        for part in path.split("/"):
            assert re.fullmatch(r"[A-Za-z0-9_-]+(\.docx|\.xlsx)?", part)
            assert part.split(".")[0].casefold() not in {reserved.casefold() for reserved in RESERVED}
            assert len(part) <= 120


@given(
    st.lists(
        st.one_of(CODES, st.sampled_from([*RESERVED, "con_", "_con"[1:], "A", "A-", "A--"])),
        unique_by=str.casefold,
        max_size=10,
    )
)
def test_two_units_never_share_a_file(codes: list[str]) -> None:
    copy, files = plan_files("dot", LetterNumber("CV/BCĐ", "t", 28), codes)
    paths = [copy, *(path for one in files for path in one.by_role().values())]
    assert len({path.casefold() for path in paths}) == 1 + 3 * len(codes)


@given(st.text())
def test_any_text_gives_a_file_name_that_windows_takes(text: str) -> None:
    stem = safe_stem(text)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,61}", stem)
    assert stem.casefold() not in {reserved.casefold() for reserved in RESERVED}


@pytest.mark.parametrize(
    "text", ["../../etc", "C:\\x", "a/b", "con.txt", "NUL ", "COM¹", "\x00", "tệp.", "-rf"]
)
def test_a_path_or_device_is_only_a_name(text: str) -> None:
    assert not {"/", "\\", ":", "."} & set(safe_stem(text))
    assert not safe_stem(text).startswith("-")


# --- who is expected, and where everybody stands ------------------------------------------------------------

ISSUED, DEADLINE = date(2025, 11, 22), date(2025, 12, 15)


def expected(unit: str, event: str = "issued", on: date = ISSUED, reason: str = "") -> Expectation:
    return Expectation(unit=unit, name=f"Sở {unit}", kind="dang_uy", event=event, on=on, reason=reason)


def report(
    unit: str, on: date, revision: int = 1, answers: Answers | None = None, sha256: str = ""
) -> Report:
    return Report(
        round_code="dot",
        unit=unit,
        revision=revision,
        received_on=on,
        answers={"tin": Answer("value", revision)} if answers is None else answers,
        origin="form",
        sha256=sha256,
    )


def states(
    as_of: date, expectations: Sequence[Expectation], *reports: Report
) -> dict[str, tuple[str, int, int]]:
    by_unit: dict[str, list[Report]] = {}
    for one in reports:
        by_unit.setdefault(one.unit, []).append(one)
    state = judge_state(round_lines(DEADLINE, expectations, by_unit), as_of)
    return {unit.code: (unit.state, unit.days_late, unit.revision) for unit in state.units}


def test_the_last_line_on_or_before_the_day_decides() -> None:
    lines = [
        expected("A"),
        expected("B"),
        expected("A", "exempted", date(2025, 12, 1), "sáp nhập"),
        expected("A", "restored", date(2025, 12, 10)),
    ]
    seen = [
        {code: still for code, (_, still) in expected_on(lines, day).items()}
        for day in (date(2025, 11, 21), ISSUED, date(2025, 12, 1), date(2025, 12, 10))
    ]
    assert seen == [{}, {"A": True, "B": True}, {"A": False, "B": True}, {"A": True, "B": True}]


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (DEADLINE - timedelta(1), ("missing", 0, 0)),
        (DEADLINE, ("missing", 0, 0)),
        (DEADLINE + timedelta(1), ("missing", 1, 0)),
        (DEADLINE + timedelta(2), ("late", 2, 1)),
        (DEADLINE + timedelta(30), ("late", 2, 1)),
    ],
)
def test_a_late_return_is_missing_until_it_comes(as_of: date, state: tuple[str, int, int]) -> None:
    assert states(as_of, [expected("A")], report("A", DEADLINE + timedelta(2))) == {"A": state}


def test_on_the_deadline_is_on_time() -> None:
    assert states(DEADLINE, [expected("A")], report("A", DEADLINE)) == {"A": ("on_time", 0, 1)}


def test_the_first_return_decides_though_a_revision_comes_after_the_deadline() -> None:
    both = (report("A", DEADLINE - timedelta(1)), report("A", DEADLINE + timedelta(5), 2))
    assert states(DEADLINE + timedelta(9), [expected("A")], *both) == {"A": ("on_time", 0, 2)}
    assert states(DEADLINE, [expected("A")], *both) == {"A": ("on_time", 0, 1)}


def test_an_exempt_unit_is_out_of_the_count_until_it_is_restored() -> None:
    lines = [
        expected("A"),
        expected("A", "exempted", date(2025, 12, 1), "sáp nhập"),
        expected("A", "restored", date(2025, 12, 20)),
    ]
    came = {"A": [report("A", date(2025, 12, 2))]}
    before = judge_state(round_lines(DEADLINE, lines, came), date(2025, 12, 19))
    assert [(unit.state, unit.note, unit.answers) for unit in before.units] == [("exempt", "sáp nhập", {})]
    assert (before.totals, before.totals.completeness, before.totals.timeliness) == (
        Totals(expected=0, reported=0, on_time=0, late=0, missing=0, exempt=1),
        None,
        None,
    )
    after = judge_state(round_lines(DEADLINE, lines, came), date(2025, 12, 20))
    assert (after.totals, after.totals.completeness) == (
        Totals(expected=1, reported=1, on_time=1, late=0, missing=0, exempt=0),
        1,
    )


def test_reports_after_the_day_asked_about_are_counted_apart() -> None:
    both = {"A": [report("A", DEADLINE), report("A", DEADLINE + timedelta(1), 2)]}
    state = judge_state(round_lines(DEADLINE, [expected("A")], both), DEADLINE)
    assert (state.received_later, state.days_left) == (1, 0)


def test_a_report_that_was_moved_and_came_back_is_received_once() -> None:
    came = report("A", DEADLINE + timedelta(1))
    moved = came._replace(revision=2, origin="withdrawal", answers={}, note="chuyển")
    for lines, later in (([came, moved], 0), ([came, moved, came._replace(revision=3)], 1)):
        state = judge_state(round_lines(DEADLINE, [expected("A")], {"A": lines}), DEADLINE)
        assert state.received_later == later


DAYS = st.dates(ISSUED, DEADLINE + timedelta(30))
LINES = st.lists(
    st.builds(
        expected,
        st.sampled_from("ABCDE"),
        st.sampled_from(["issued", "added", "exempted", "restored"]),
        DAYS,
        st.just("lý do"),
    ),
    max_size=15,
)
RETURNS = st.dictionaries(st.sampled_from("ABCDEF"), st.lists(DAYS, max_size=4).map(sorted))


@given(LINES, RETURNS, DAYS)
def test_every_unit_is_in_exactly_one_state(
    lines: list[Expectation], returns: dict[str, list[date]], as_of: date
) -> None:
    reports = {
        unit: [report(unit, day, place) for place, day in enumerate(days, start=1)]
        for unit, days in returns.items()
    }
    state = judge_state(round_lines(DEADLINE, lines, reports), as_of)

    totals = state.totals
    assert sorted(unit.code for unit in state.units) == sorted(
        {line.unit for line in lines if line.on <= as_of}
    )
    assert totals.expected == totals.reported + totals.missing
    assert totals.reported == totals.on_time + totals.late
    assert totals.expected + totals.exempt == len(state.units)
    shares = [totals.completeness, totals.timeliness]
    assert (
        shares == [None, None]
        if not totals.expected
        else all(share is not None and 0 <= share <= 1 for share in shares)
    )
    for unit in state.units:
        first = next((day for day in returns.get(unit.code, []) if day <= as_of), None)
        expected_state = "missing" if first is None else "on_time" if first <= DEADLINE else "late"
        assert unit.state in {"exempt", expected_state}
        assert unit.days_late >= 0
        assert (unit.received_on is None) == (unit.revision == 0) == (unit.state in {"missing", "exempt"})


@given(LINES, RETURNS, DAYS)
def test_kinds_and_sums_add_up_to_the_whole(
    lines: list[Expectation], returns: dict[str, list[date]], as_of: date
) -> None:
    lines = [line._replace(kind="dang_uy" if line.unit in "AB" else "chi_bo") for line in lines]
    reports = {unit: [report(unit, day) for day in days] for unit, days in returns.items()}
    units = judge_state(round_lines(DEADLINE, lines, reports), as_of).units
    parts = [count_units(unit for unit in units if unit.kind == kind) for kind in ("dang_uy", "chi_bo")]
    assert tuple(map(sum, zip(*parts, strict=True))) == count_units(units)


# --- reports ------------------------------------------------------------------------------------------------

OLD, NEW = {"tin": Answer("value", 1)}, {"tin": Answer("value", 2)}


@pytest.mark.parametrize(
    ("answers", "sha256", "known", "verdict"),
    [
        (OLD, "a", [], "accepted"),
        (OLD, "a", [report("A", DEADLINE, 1, OLD, "a")], "already_received"),
        (OLD, "b", [report("A", DEADLINE, 1, OLD, "a")], "already_received"),
        (NEW, "b", [report("A", DEADLINE, 1, OLD, "a")], "revised"),
        (
            OLD,
            "a",
            [report("A", DEADLINE, 1, OLD, "a"), report("A", DEADLINE, 2, NEW, "b")],
            "already_received",
        ),
        (OLD, "c", [report("A", DEADLINE, 1, OLD, "a"), report("A", DEADLINE, 2, NEW, "b")], "revised"),
        (OLD, "", [report("A", DEADLINE, 1, NEW, "")], "revised"),
        (OLD, "", [report("A", DEADLINE, 1, OLD, "")], "already_received"),
    ],
)
def test_a_return_is_new_known_or_a_revision(
    answers: Answers, sha256: str, known: list[Report], verdict: str
) -> None:
    assert plan_verdict(answers, sha256, known) == verdict


def test_changed_fields_are_those_whose_answers_differ() -> None:
    before = {"a": Answer("value", 0), "b": Answer("nothing"), "d": Answer("value", "x")}
    after = {
        "a": Answer("nothing"),
        "b": Answer("nothing"),
        "c": Answer("value", 1),
        "d": Answer("value", "x"),
        "e": Answer("unanswered"),
    }
    assert changed_fields(before, after) == ["a", "c"]


COUNT = Field(code="tin", label="Số tin", kind="count")
DAY = Field(code="ngay", label="Ngày xong", kind="date")
YES_NO = Field(code="trang", label="Có trang", kind="yes_no")
CHOICES = Field(code="cach", label="Hình thức", kind="choices", of=("họp chi bộ", "văn bản"))
WORDS = Field(code="loi", label="Kiến nghị", kind="text", required=False)


@pytest.mark.parametrize(
    ("field", "value", "answer"),
    [
        (COUNT, 0, Answer("value", 0)),
        (COUNT, "1.234", Answer("value", 1234)),
        (COUNT, "kps", Answer("nothing")),
        (COUNT, " Không  phát sinh ", Answer("nothing")),
        (COUNT, "KHÔNG ÁP DỤNG", Answer("not_applicable")),
        (WORDS, "\u200b\u212aPS", Answer("nothing")),  # with the sign of kelvin, behind something invisible
        (WORDS, unicodedata.normalize("NFD", "không phát sinh"), Answer("nothing")),
        (WORDS, "Không phát sinh gì", Answer("value", "Không phát sinh gì")),
        (DAY, "05/12/2025", Answer("value", date(2025, 12, 5))),
        (DAY, datetime(2025, 12, 5, 8, 30), Answer("value", date(2025, 12, 5))),  # noqa: DTZ001 - a cell's date has no zone
        (YES_NO, "CÓ", Answer("value", value=True)),
        (YES_NO, "không", Answer("value", value=False)),
        (YES_NO, True, Answer("value", value=True)),
        (CHOICES, "Văn bản; họp chi bộ;văn bản", Answer("value", ("họp chi bộ", "văn bản"))),
        (WORDS, " hai\r\ndòng ", Answer("value", "hai\ndòng")),
        (WORDS, None, Answer("unanswered")),
        (WORDS, " \u200b", Answer("unanswered")),
    ],
)
def test_an_answer_is_read_as_it_was_meant(field: Field, value: object, answer: Answer) -> None:
    assert judge_answer(field, RawAnswer(value, "D9")) == answer


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (COUNT, "1.5", "not_a_count"),
        (COUNT, -1, "not_a_count"),
        (COUNT, True, "not_a_count"),
        (COUNT, None, "missing_answer"),
        (DAY, "05-12-25", "not_a_date"),
        (DAY, "31/02/2025", "not_a_date"),
        (DAY, date(1999, 1, 1), "not_a_date"),
        (DAY, 45996, "not_a_date"),
        (YES_NO, "có lẽ", "not_a_yes_no"),
        (CHOICES, "văn bản, họp", "not_a_choices"),
        (CHOICES, ";", "not_a_choices"),
        (WORDS, "x" * 2001, "not_a_text"),
    ],
)
def test_an_answer_of_another_kind_is_refused(field: Field, value: object, code: str) -> None:
    found = judge_answer(field, RawAnswer(value, "D9"))
    assert isinstance(found, Finding)
    assert (found.code, found.where) == (code, "D9")
    assert field.label in found.message
    assert found.fix


@pytest.mark.parametrize("value", ["1.000.000.000", 1_000_000_000, "1000000000", "1.5", "9" * 5000])
def test_a_number_that_is_too_large_is_told_the_largest(value: object) -> None:
    found = judge_answer(COUNT, RawAnswer(value, "D9"))
    assert isinstance(found, Finding)
    assert ("nhiều nhất 999.999.999" in found.message) is (value != "1.5")


def test_all_faults_come_at_once_and_an_empty_form_is_one_fault() -> None:
    fields = (COUNT, DAY, WORDS)
    blank = {field.code: RawAnswer(None, field.code) for field in fields}
    assert judge_answers(fields, blank, empty_where="tệp") == (
        {},
        [Finding("empty_form", "tệp", "Mẫu chưa điền ô nào.", "Đề nghị đơn vị điền rồi gửi lại.")],
    )
    answers, findings = judge_answers(
        fields, {**blank, "ngay": RawAnswer("mai", "D2"), "loi": RawAnswer("ổn", "D3")}
    )
    assert answers == {"loi": Answer("value", "ổn")}
    assert [found.code for found in findings] == ["missing_answer", "not_a_date"]
    broken = Finding("formula", "D1", "Ô có công thức.", "")
    assert judge_answers((COUNT,), {"tin": RawAnswer(None, "D1", broken)}) == ({}, [broken])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer("value", 0), "0"),
        (Answer("value", 1234567), "1.234.567"),
        (Answer("value", value=True), "Có"),
        (Answer("value", value=False), "Không"),
        (Answer("value", date(2025, 3, 5)), "05/03/2025"),
        (Answer("value", ("a", "b")), "a; b"),
        (Answer("nothing"), "Không phát sinh"),
        (Answer("not_applicable"), "Không áp dụng"),
        (Answer("unanswered"), "Chưa trả lời"),
    ],
)
def test_an_answer_reads_as_a_person_writes_it(answer: Answer, words: str) -> None:
    assert answer.text() == words


def test_the_report_that_came_first_decides_whenever_it_was_recorded() -> None:
    first = Report(
        round_code="r", unit="A", revision=1, received_on=date(2025, 12, 18), answers={}, origin="manual"
    )
    second = Report(
        round_code="r", unit="A", revision=2, received_on=date(2025, 12, 10), answers={}, origin="manual"
    )
    line = Expectation(unit="A", name="A", kind="k", event="issued", on=date(2025, 11, 22), reason="")
    for as_of, state in (
        (date(2025, 12, 9), "missing"),
        (date(2025, 12, 12), "on_time"),
        (date(2025, 12, 20), "on_time"),
    ):
        (unit,) = judge_state(round_lines(date(2025, 12, 15), [line], {"A": [first, second]}), as_of).units
        assert unit.state == state


def test_a_subject_never_says_what_it_is_about_twice() -> None:
    lines = {prefix: subject_line("Về việc rà soát", prefix) for prefix in ("về việc", "V/v", "không")}
    assert lines == {"về việc": "về việc rà soát", "V/v": "V/v rà soát", "không": "Rà soát"}


def test_the_number_of_a_letter_is_chosen_in_one_place() -> None:
    series = NumberSeries("CV", "CV/BCĐ", "2025-2030", 28)
    taken = {28: ("r1", True), 29: ("r2", False)}
    chosen = {round_: choose_number(series, taken, round_, None).reference for round_ in ("R2", "r3")}
    assert chosen == {"R2": "29-CV/BCĐ", "r3": "30-CV/BCĐ"}, "a left-over number goes to its own round only"
    assert choose_number(series, taken, "r3", 5).reference == "05-CV/BCĐ"
    void = {29: NumberLine(symbol="CV/BCĐ", term="2025-2030", first=29, last=29, event="void", reason="thôi")}
    assert choose_number(series, taken, "r2", None, void).number == 30, "given up, it serves no run again"
    kept = {29: void[29]._replace(event="reserved")}
    assert choose_number(series, taken, "r2", None, kept).number == 29
    for asked, code in (
        (28, "number_taken"),
        (29, "number_taken"),
        (0, "bad_number"),
        (100_000, "bad_number"),
    ):
        with pytest.raises(Refused) as caught:
            choose_number(series, taken, "r3", asked)
        assert [found.code for found in caught.value.findings] == [code]
