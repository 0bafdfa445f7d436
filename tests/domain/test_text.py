"""Vietnamese text, dates and numbers: what is the same, what differs, what is refused."""

import unicodedata
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcd35.domain.dates import (
    date_line,
    parse_typed_date,
    running_date,
    screen_date,
)
from bcd35.domain.numerals import group_thousands, parse_count
from bcd35.domain.text import (
    clean,
    clean_lines,
    fold,
    identity_key,
    respell,
    short_list,
    sort_key,
    suggest,
    with_latin_letters,
)

VIETNAMESE = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ "
    "AĐƠƯ0123456789-"
)


def spellings(text: str) -> list[str]:
    return [
        unicodedata.normalize(form, cased)
        for form in ("NFC", "NFD")
        for cased in (text, text.upper(), text.lower())
    ]


# --- identity -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("uỷ", "ủy"),
        ("hoà", "hòa"),
        ("hoá", "hóa"),
        ("hoả", "hỏa"),
        ("hoã", "hõa"),
        ("hoạ", "họa"),
        ("khoẻ", "khỏe"),
        ("loè", "lòe"),
        ("xoẹt", "xọet"),
        ("thuỷ", "thủy"),
        ("tuý", "túy"),
        ("thuỳ", "thùy"),
        ("luỹ", "lũy"),
        ("nguỵ", "ngụy"),
        ("quý", "qúy"),
    ],
)
def test_both_habits_of_the_tone_mark_are_one_name(one: str, other: str) -> None:
    assert {identity_key(spelling) for spelling in [*spellings(one), *spellings(other)]} == {
        identity_key(one)
    }


def test_tones_and_letters_keep_names_apart() -> None:
    words = [
        "ma",
        "má",
        "mà",
        "mả",
        "mã",
        "mạ",
        "mă",
        "mâ",
        "mơ",
        "mo",
        "mô",
        "mu",
        "mư",
        "đa",
        "da",
        "tỉ",
        "tỷ",
        "án",
        "an",
        "ăn",
        "ân",
    ]
    assert len({identity_key(word) for word in words}) == len(words)


def test_a_tone_is_never_a_digit() -> None:
    assert identity_key("Lô Á") != identity_key("Lô A4")
    assert identity_key("Tổ ủy") != identity_key("Tổ uy2")


@pytest.mark.parametrize(
    "name",
    [
        " Sở  Y\u00a0tế ",
        "sở y tế",
        "SỞ Y TẾ",
        "Sở\tY tế",
        "\ufeffSở Y tế",
        "Sở Y t\u200bế",
        "S\u034fở Y tế",
        unicodedata.normalize("NFD", "Sở Y tế"),
        "Sở\nY tế",
        "Sở \u202eY tế",
    ],
)
def test_dirty_spellings_of_a_name_are_that_name(name: str) -> None:
    assert identity_key(name) == identity_key("Sở Y tế")


def test_lookalike_d_and_dashes_are_read_as_meant() -> None:
    assert {identity_key(f"{letter}ảng ủy") for letter in "Đđ\u00d0\u00f0\u0189\u0256"} == {
        identity_key("Đảng ủy")
    }
    assert {identity_key(f"A {dash} B") for dash in "-\u2010\u2011\u2013\u2014\u2212"} == {
        identity_key("A - B")
    }


@given(VIETNAMESE)
def test_case_and_composition_never_change_the_identity(text: str) -> None:
    assert {identity_key(spelling) for spelling in spellings(text)} == {identity_key(text)}


@given(VIETNAMESE, VIETNAMESE)
def test_names_that_differ_in_a_letter_or_digit_are_different_names(one: str, other: str) -> None:
    if fold(one) != fold(other):
        assert identity_key(one) != identity_key(other)


# --- cleaning -----------------------------------------------------------------------------------------------


@given(st.text())
def test_clean_text_is_one_visible_line_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned == unicodedata.normalize("NFC", cleaned) == cleaned.strip()
    assert "  " not in cleaned
    assert {unicodedata.category(character) for character in cleaned} & {
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Zl",
        "Zp",
    } == set()
    assert cleaned.isprintable() or any(unicodedata.category(character) == "Cn" for character in cleaned)


@given(st.text())
def test_clean_lines_keeps_the_lines_and_stays_as_it_is(text: str) -> None:
    cleaned = clean_lines(text)
    assert clean_lines(cleaned) == cleaned
    assert cleaned.split() == clean(text).split()


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("a\x00b\x07c\x1b[31m\x9f", "abc[31m"),
        ("\u202ea\u202c\u2066b\u2069", "ab"),
        ("a\u200bb\u200dc\ufeff\u00add", "abcd"),
        ("a\ud800b\ufffec\U0001fffed\ufdd0", "abcd"),
        ("a\u2003b\u3000c\u2028d\te\r\nf", "a b c d e f"),
        ("Ðảng", "Đảng"),
        ("\u3164\u115f\ufe0f", ""),
        ("", ""),
    ],
)
def test_what_nobody_sees_is_removed(dirty: str, cleaned: str) -> None:
    assert clean(dirty) == cleaned


def test_lines_stay_lines() -> None:
    assert clean_lines("\r\n  một \r\n\r\nhai\u2028ba\x0b \n") == "một\n\nhai\nba"


# --- search -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Đảng ủy", "dang uy"), ("ĐẶC KHU", "dac khu"), ("Ðường", "duong"), ("Ưu, Ơ, Ê", "uu, o, e")],
)
def test_fold_takes_tones_and_marks_away(text: str, folded: str) -> None:
    assert {fold(spelling) for spelling in spellings(text)} == {folded}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("so y te", ("Sở Y tế",)),
        ("SỞ Y TÊ", ("Sở Y tế",)),
        ("noi vu", ("Sở Nội vụ",)),
        ("xyz", ()),
        ("", ()),
    ],
)
def test_suggestions_are_what_the_clerk_may_have_meant(wanted: str, found: tuple[str, ...]) -> None:
    assert suggest(wanted, ["Sở Y tế", "Sở Nội vụ", "Thanh tra tỉnh"], limit=1) == found


def test_names_that_differ_in_tone_only_are_all_suggested() -> None:
    assert set(suggest("ma", ["má", "mà", "xa"])) == {"má", "mà"}


def test_a_name_with_the_words_that_were_typed_comes_before_codes_that_look_alike() -> None:
    known = ["XTANTHANH", "Đảng ủy xã Tân Thành", "XTKHANH", "XAK", "Đảng ủy xã An Khánh"]
    assert suggest("an khanh", known, 2) == ("Đảng ủy xã An Khánh", "XTANTHANH")


@given(st.text(), st.lists(st.text(), max_size=8), st.integers(1, 4))
def test_suggestions_are_known_names_each_once_and_not_too_many(
    wanted: str, known: list[str], limit: int
) -> None:
    found = suggest(wanted, known, limit)
    assert set(found) <= set(known)
    assert len(found) == len(set(found)) <= limit


# --- long lists ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, ""),
        (8, "0, 1, 2, 3, 4, 5, 6, 7"),
        (9, "0, 1, 2, 3, 4, 5, 6, 7 và 1 tệp khác"),
        (20, "0, 1, 2, 3, 4, 5, 6, 7 và 12 tệp khác"),
    ],
)
def test_of_a_long_list_the_first_names_are_told_and_the_rest_is_counted(count: int, text: str) -> None:
    assert short_list(map(str, range(count)), "tệp khác") == text


# --- order --------------------------------------------------------------------------------------------------


def test_letters_stand_in_the_order_of_the_vietnamese_alphabet() -> None:
    alphabet = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    assert "".join(sorted(set(alphabet), key=sort_key)) == alphabet


def test_tones_stand_in_dictionary_order_behind_the_letters() -> None:
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma", "mác"], key=sort_key) == [
        "ma",
        "mà",
        "mả",
        "mã",
        "má",
        "mạ",
        "mác",
    ]


def test_names_stand_as_in_a_list_of_the_office() -> None:
    names = [
        "Sở Y tế",
        "Ủy ban A",
        "Sở Đo lường",
        "Sở Dân tộc",
        "Ấp 10",
        "Ấp 2",
        "Ấp 2a",
        "Ban B",
        "Ân",
        "An",
        "sở Y tế",
        "10",
        "9",
    ]
    assert sorted(names, key=sort_key) == [
        "9",
        "10",
        "An",
        "Ân",
        "Ấp 2",
        "Ấp 2a",
        "Ấp 10",
        "Ban B",
        "Sở Dân tộc",
        "Sở Đo lường",
        "sở Y tế",
        "Sở Y tế",
        "Ủy ban A",
    ]


@given(st.lists(st.text(), min_size=2))
def test_any_texts_can_be_put_in_order(texts: list[str]) -> None:
    ordered = sorted(texts, key=sort_key)
    assert all(sort_key(one) <= sort_key(other) for one, other in pairwise(ordered))


@given(VIETNAMESE)
def test_composition_never_changes_the_order(text: str) -> None:
    assert sort_key(unicodedata.normalize("NFD", text)) == sort_key(text)


# --- dates --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "line", "running", "screen"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026", "05/02/2026", "05/02/2026"),
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026", "31/01/2026", "31/01/2026"),
        (date(2026, 3, 1), "ngày 01 tháng 3 năm 2026", "01/3/2026", "01/03/2026"),
        (date(2026, 9, 9), "ngày 09 tháng 9 năm 2026", "09/9/2026", "09/09/2026"),
        (date(2025, 11, 22), "ngày 22 tháng 11 năm 2025", "22/11/2025", "22/11/2025"),
    ],
)
def test_dates_are_padded_as_the_guidance_says(day: date, line: str, running: str, screen: str) -> None:
    assert (date_line(day), running_date(day), screen_date(day)) == (line, running, screen)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_way_of_writing_a_date_is_read_back_as_that_date(day: date) -> None:
    written = (
        running_date(day),
        screen_date(day),
        f"{day.day}/{day.month}/{day.year}",
        f"  {screen_date(day)} ",
        f"{day:%d-%m-%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} / {day.month} / {day.year}",
        day.isoformat(),
        f"{day.day} tháng {day.month} năm {day.year}",
        unicodedata.normalize("NFD", date_line(day)),
        f"Ngày {screen_date(day)}",
    )
    assert {text: parse_typed_date(text) for text in written} == dict.fromkeys(written, day)


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026",
        "29/02/2025",
        "00/01/2026",
        "01/13/2026",
        "32/01/2026",
        "05/12/25",
        "05-12-25",
        "5-12.2025",
        "2025-02-29",
        "2025-13-01",
        "2025-1-5",
        "2025/12/05",
        "20251205",
        "05/12/1999",
        "05/12/2101",
        "1999-12-31",
        "2101-01-01",
        "٠٥/12/2025",
        "05/12/2025 08:00",
        "31 tháng 02 năm 2026",
        "tháng 12 năm 2025",
        "hôm nay",
        "45996",
        "",
    ],
)
def test_what_is_no_date_or_could_be_two_is_not_read_as_one(text: str) -> None:
    assert parse_typed_date(text) is None


def test_a_leap_day_is_a_date_in_a_leap_year() -> None:
    assert parse_typed_date("29/02/2024") == date(2024, 2, 29)


# --- numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        (0, 0),
        (12, 12),
        (12.0, 12),
        (999_999_999, 999_999_999),
        ("0", 0),
        ("007", 7),
        (" 12 ", 12),
        ("1.234", 1234),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234.", None),
        ("1.234.567", 1_234_567),
        ("12 345 678", 12_345_678),
        ("1.234 567", None),
        ("1.23", None),
        ("12.34", None),
        ("1.2345", None),
        ("0.123", None),
        ("1,234", None),
        ("1.234,5", None),
        ("1_000", None),
        ("NaN", None),
        (float("nan"), None),
        (float("inf"), None),
        ("1e3", None),
        ("٣", None),
        ("１２", None),
        ("-1", None),
        (-1, None),
        (-0.5, None),
        (1.5, None),
        ("1.5", None),
        (True, None),
        (False, None),
        (10**9, None),
        (10**400, None),
        ("1000000000", None),
        ("9" * 5000, None),
        ("+5", None),
        ("mười", None),
        ("", None),
        (None, None),
        (date(2025, 1, 1), None),
    ],
)
def test_counts_are_whole_numbers_by_the_vietnamese_rule(raw: object, count: int | None) -> None:
    assert parse_count(raw) == count


@given(st.integers(0, 999_999_999))
def test_a_written_count_is_read_back(count: int) -> None:
    grouped = group_thousands(count)
    assert [
        parse_count(raw) for raw in (count, str(count), grouped, grouped.replace(".", " "), float(count))
    ] == [count] * 5


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()))
def test_whatever_is_given_a_count_is_a_count_or_nothing(raw: object) -> None:
    count = parse_count(raw)
    assert count is None or (type(count) is int and 0 <= count <= 999_999_999)


# --- one spelling in a document -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Đảng ủy Ủy ban", "Đảng uỷ Uỷ ban"),
        ("HÒA BÌNH, HỎA TỐC, ỦY BAN", "HOÀ BÌNH, HOẢ TỐC, UỶ BAN"),
        ("khỏe, lòe, xòe, thủy, tuy, họa", "khoẻ, loè, xoè, thuỷ, tuy, hoạ"),
        ("Thúy-Hòa(ủy)", "Thuý-Hoà(uỷ)"),
    ],
)
def test_a_document_has_one_spelling(old: str, new: str) -> None:
    mixed = f"{old} {new}"
    assert (respell(mixed, "ủy"), respell(mixed, "uỷ")) == (f"{old} {old}", f"{new} {new}")


@pytest.mark.parametrize(
    "text",
    [
        "quý quỳ quỷ Quý",
        "hoàn toàn huỳnh xoẹt",
        "ngoài xoáy khuỷu khoèo",
        "sủi của mùa cúi",
        "oán",
        "ủyx bảo",
    ],
)
def test_syllables_with_one_spelling_stay(text: str) -> None:
    assert (respell(text, "ủy"), respell(text, "uỷ")) == (text, text)


@given(VIETNAMESE)
def test_respelling_moves_tone_marks_and_nothing_else(text: str) -> None:
    old, new = respell(text, "ủy"), respell(text, "uỷ")
    assert identity_key(old) == identity_key(new) == identity_key(text)
    assert len(old) == len(new) == len(text)
    assert (respell(new, "ủy"), respell(old, "uỷ")) == (old, new)
    assert (respell(old, "ủy"), respell(new, "uỷ")) == (old, new)


# --- letters that look alike --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("\u00d0ảng ủy, \u00f0ơn vị", "Đảng ủy, đơn vị"),
        ("Số: 07/Q\u00d0-UBND", "Số: 07/QĐ-UBND"),
        ("Số 28-\u0421V/ĐU", "Số 28-CV/ĐU"),
        ("Sigur\u00f0sson", "Sigur\u00f0sson"),
        ("\u041c\u043e\u0441\u043a\u0432\u0430, \u0421\u0421\u0421\u0420", None),
        ("\u0394T, \u03a7", None),
    ],
)
def test_a_letter_of_another_alphabet_among_latin_ones_is_a_latin_one(typed: str, meant: str | None) -> None:
    assert with_latin_letters(typed) == (meant or typed)
