"""What the texts of components look like: number, date, Kính gửi and others, however they are typed."""

import re
from collections.abc import Iterable
from functools import lru_cache

from bcd35.domain.layout.profile import Profile
from bcd35.domain.text import DASHES, identity_key


def worded(pattern: str) -> re.Pattern[str]:
    """A pattern of set words, case aside: a blank in it is any run of blanks, hard ones too.

    Its matches count in the text as it is typed. A class of characters in it may hold no blank.
    """
    return re.compile(pattern.replace(" ", r"[ \u00a0]+"), re.IGNORECASE)


COLONS = ":："  # the second fills a whole width, as other keyboards write it
MARKS = f".;,．；，{COLONS}"
DASH = f"[{DASHES}]"
LONG_DASHES = DASHES.lstrip("-\u2010\u2011")
DASHED = re.compile(rf"\s*{DASH}")
_JOINT = f"[{DASHES}/]"
_BLANK = r"[\s\u00a0.…_]*"
# “Số” with a number or a gap for one, or with any word before a joint; or what a number is without “Số”.
NUMBER_LIKE = worded(
    rf"\s*Số( hiệu)?\s*:?{_BLANK}([0-9]*{_BLANK}({_JOINT}.*)?|[^\s/{DASHES[1:]}-]{{1,12}}\s*{_JOINT}.*)"
    rf"|\s*[0-9]{{1,4}}\s*{_JOINT}\s*[^\W\d_]+(\s*{_JOINT}\s*[^\W\d_]+)*\s*"
)
# An issuer in capitals with a gap in its name.
OPEN_NAME = re.compile(r"\s*(?!SỐ\b)[^\W\d_]{2,}[^\d:]*(…|\.{3,}|_{3,})[^\d:]*")
# A number whose parts nothing joins, as “Số 28 CV/ĐU”, or “So 28-CV/ĐU”: taken where the head has no other.
UNJOINED_NUMBER = worded(rf"\s*S[oôóòỏõọốồổỗộ]( hiệu)?\s*:?{_BLANK}[0-9]")
# What a number begins with that is filled in, or that leaves a gap for the pen; no “Số CCCD”.
BEGUN_NUMBER = worded(rf"\s*Số( hiệu)?\s*:?{_BLANK}[{DASHES}/0-9]")
GAP_OF_PIECES = re.compile(r"[\t\n]+|[ \u00a0]{5,}(?=[^\W\d_])")
_GAP = r"[0-9.…_\s\u00a0]*"
# A place that has a number for its name.
_NUMBERED_PLACE = r"(?:Phường|Quận|Xã|Thôn|Tổ|Khu phố|Tiểu khu)\s+[0-9]{1,2}(?:\s+[^\W\d_][^0-9:;,]{0,40})?"
_UNIT_OF_A_PLACE = worded(r"Thành phố|Thị xã|Thị trấn|Đặc khu|Khu phố")
# What some put for the comma behind it.
_COMMA = rf"(?P<comma>[{DASHES[1:]}{MARKS}-]?)"
DATE_LINE = re.compile(
    rf"(?P<place>{_NUMBERED_PLACE}|[^0-9:;([]{{0,60}}?){_COMMA}\s*"
    rf"(?P<date>ngày(?P<day>{_GAP})tháng(?P<month>{_GAP})năm(?P<year>{_GAP}))",
    re.IGNORECASE,
)
_NAMED_PLACE = rf"(?P<place>{_NUMBERED_PLACE}|[^\W\d_][^0-9:;]{{0,60}}?){_COMMA}\s*"
# A date in figures or without “ngày” beside the place, as “Hà Nội, ngày 05/12/2025”: taken where the head has
# no other.
DATE_IN_FIGURES = re.compile(
    rf"{_NAMED_PLACE}(?P<date>(ngày\s*)?(?P<day>[0-9]{{1,2}})\s*(?P<sign>[{DASHES}/.]|tháng)"
    rf"\s*(?P<month>[0-9]{{1,2}})\s*((?P=sign)|năm)\s*(?P<year>[0-9]{{4}}))\s*",
    re.IGNORECASE,
)
# A date that is written otherwise, as “tháng 12 2025”, “05/12/25” or “tháng mười hai”: told, never read.
_DATE_WORD = r"(?:ngày|tháng|năm|mồng|mùng|một|hai|ba|bốn|tư|sáu|bảy|tám|chín|mười|lăm|[0-9]+)"
ODD_DATE = re.compile(
    rf"{_NAMED_PLACE}(?P<date>(?:ngày|tháng|[0-9…._]+\s*[{DASHES}/.])(?:[\s,.…_/{DASHES}]*{_DATE_WORD})+)",
    re.IGNORECASE,
)
# A mark behind the year, which ends no sentence there; what some put around the whole line.
DATE_STOP = re.compile(r"(?<=[0-9]{4})\s*[.,;)\]”\"»]+\s*$")
DATE_OPENING = re.compile(r"\s*[(\[“\"«]+\s*")
ADDRESS = re.compile(rf"\s*(?P<word>Kính\s+(?:gửi|trình))\s*[{MARKS}]?", re.IGNORECASE)
# The same, spelt otherwise too: taken above the text only.
ADDRESS_LIKE = re.compile(
    r"\s*(?P<word>(?:Đồng\s+)?(?:K[iíìỉĩị]nh[\s-]*(?:g[uúùủưứừửữoóòỏơớờởỡ]i|tr[iì]nh)"
    rf"|g[uủưửoỏơở]i(?=\s*[{COLONS}]))|Trân\s+trọng\s+kính\s+gửi(?=\s*[{COLONS}]))\s*[{MARKS}]?",
    re.IGNORECASE,
)
_ABOUT = r"\s*[(“”\"«]*\s*(về việc|V/v)(?!\w)"
SUBJECT_OPENING = worded(_ABOUT)
# Who sends a công điện, above those to whom it goes; no source shows its shape, so it is left as it is.
WIRED = worded(r"\bĐIỆN$")
WIRED_BY = worded(rf"(?!{_ABOUT})\s*[^.;:]{{2,70}}\s+điện\s*:.*")
# A stamp in the head that is no component: neither judged nor repaired.
SECRECY = worded(r"\s*(TUYỆT |TỐI )?MẬT\s*")
# What may stand between a subject and its stroke, as “(Trình Hội nghị …)”: neither judged nor repaired.
REMARK = re.compile(r"\s*\(.*\)\s*")
# What stands between post and name for the signature itself: words, or what signing software replaces.
SIGNED = worded(
    r"\s*(\(?(đã ký|chữ ký|ký tên|ký,)[^()]*\)?|[\[<{]+[^\[\]<>{}]{1,30}[\]>}]+|[#$@]\w{1,30}[#$@]?)\s*"
)
# Parts who signs for a congress from who confirms that signature.
CONFIRMED = worded(r"\s*Xác nhận chữ ký( |$).*")
GROUND = worded(rf"\s*({DASH}\s*)*(Căn cứ|Theo đề nghị|Xét đề nghị)\b")
ARTICLE = worded(r"\s*Điều [0-9]+[.:]?(?=\s|$)")
# With the accents of “nhận” as they were typed, and what some put before it and for the colon.
RECIPIENTS = worded(
    r"\s*[*+•]?\s*N[oơờởớợ]i nh[aáàảãạăắằẳẵặâấầẩẫậ]n( văn bản)?"
    rf"(\s*[{COLONS}]|\s*[{MARKS}](?=[\t\n]|\s*$)|(?=[\t\n]|\s{{5}}|\s*{DASH}|\s*$))\s*"
)
# Other words above a list of recipients: only above one that ends as such a list does.
RECIPIENTS_LIKE = worded(rf"\s*(Nơi (gửi|gởi|đến)|Gửi)\s*[{MARKS}]?\s*$")
FILED = re.compile(rf"\s*{DASH}\s*Lưu\b", re.IGNORECASE)
# The drafter and the number of copies, below the list: “(A-15b)”.
_COPIES = re.compile(r"\s*\([^\s()]{1,12}\)\s*[.;]?\s*")
# What may stand at the end of a document beside its components: neither judged nor repaired. The guidances
# themselves set where the office is found there, in small letters.
NOTE = worded(
    r"\s*[*(]*\s*(Ghi chú|Lưu ý|Địa chỉ|Trụ sở|Điện thoại|ĐT"
    r"|((Người|Cán bộ|Đầu mối|Thông tin|(Mọi )?chi tiết)\s+(xin )?)?liên hệ)\b"
)
# Where the figures of a table come from, and what they count.
TABLE_NOTE = worded(r"\s*\(?\s*(Nguồn|Đơn vị( tính)?|ĐVT|Ghi chú)( [^:]{1,30})?\s*:.*")
# Dots, underscores or a tab to be filled in by pen: content, not punctuation.
FILL_IN = re.compile(r"(?:\.{2,}|…|__|\t)[.…_\t\s\u00a0]*$")
MARK_BEHIND = re.compile(r"(?<=\w)\s*[.,;:]$")
STROKE = re.compile(r"\s*[-–—_]{2,}\s*")
# A line that only parts or closes, as “-----”, “-o0o-” or “--- HẾT ---”; dots are for the pen.
ORNAMENT = re.compile(
    rf"[^\w.…]*([o0]{{1,3}}[^\w.…]*)?|\s*({DASH}\s*){{2,}}\w[^{DASHES[1:]}-]*({DASH}\s*){{2,}}", re.IGNORECASE
)
LONGEST_LINE = 75  # characters of a 14 pt line; a header's or a signature's line is shorter
# What parts the halves of a line outside tables: tabs, or many spaces, but those left for the pen.
_WIDE_GAP = (
    r"\t+|^[ \u00a0]{5,}"
    r"|(?<=\S)(?<!Số)(?<!ngày)(?<!tháng)(?<!năm)((?<!:)|(?<=nhận:))[ \u00a0]{5,}(?=[^\s.…_/–-])"
)
# What an item of a list begins with: a dash, what some put for it, a number.
ITEM_SIGN = re.compile(rf"^\s*(([{DASHES}+•*_]\s*)+|\(?[0-9a-zđ]{{1,3}}[.)])\s*", re.IGNORECASE)
_LONGEST_SIGN = 3  # more dashes are a line
# An item without a dash: behind another sign, with a mark at its end, or the last one.
LISTED = re.compile(r"\s*([+•*_]|[0-9]{1,2}[.)])\s*\w.*|\s*Lưu\b.*|.*\w\)?\s*[;,]\s*", re.IGNORECASE)
NUMBERED = re.compile(
    r"\s*(PHẦN|CHƯƠNG|MỤC|ĐIỀU|[IVXLC]+|[A-ZĐ]|[0-9]+)\b\s*([-–.):]|[IVXLC0-9]|$)"
    r"|\s*(Phần|Chương|Mục|Điều)\s+([IVXLC0-9]|thứ\b)"
)


def holds_title(texts: Iterable[str], profile: Profile) -> bool:
    """Tell whether one of the texts is the title of the profile's documents."""
    return not set_words_keys(profile.words("title")).isdisjoint(map(set_words_key, texts))


def set_words_key(text: str) -> str:
    """The key of set words, however their dashes and spaces are typed."""
    return "".join(filter(str.isalnum, identity_key(text)))


@lru_cache(maxsize=64)  # asked for every short line of a head: a tenth of the time of a document
def set_words_keys(words: tuple[str, ...]) -> frozenset[str]:
    """The keys of the set words of a component."""
    return frozenset(map(set_words_key, words))


def appendix_names(profile: Profile) -> tuple[str, ...]:
    return tuple(identity_key(kind.name) for kind in profile.types if kind.attached)


def gap_of_halves(profile: Profile) -> re.Pattern[str]:
    """What parts the halves of a typed line: a wide gap, or a small one before the set words or the date."""
    return _gap_before((*profile.words("title"), *profile.words("motto")))


@lru_cache(maxsize=8)
def _gap_before(set_words: tuple[str, ...]) -> re.Pattern[str]:
    as_typed = (r"[\W_]+".join(map(re.escape, re.findall(r"\w+", words))) for words in set_words)
    place = rf"(?:{_NUMBERED_PLACE}|[^\W\d_][^0-9:;,\t]{{0,60}})"
    dated = rf"(?P<dated>{place}[,;]\s*ngày{_GAP}tháng{_GAP}năm{_GAP})"
    right = "|".join([*as_typed, dated])
    return re.compile(rf"{_WIDE_GAP}|(?<=\S)[ \u00a0]{{2,}}(?=(?:{right})$)", re.IGNORECASE)


def parts_halves(gap: re.Match[str]) -> bool:
    """Tell whether a gap in a line parts its halves: not one behind a dash, or within the name of a place."""
    left = re.split(r"\t|[ \u00a0]{2,}", gap.string[: gap.start()])[-1]
    if ITEM_SIGN.fullmatch(left) and "*" not in left and len(left.strip()) <= _LONGEST_SIGN:
        return False
    named = left.istitle() and left.replace(" ", "").isalpha()
    return not (gap["dated"] and (named or _UNIT_OF_A_PLACE.fullmatch(left)))


def is_upper(text: str) -> bool:
    """Tell whether a text has no small letter."""
    return text == text.upper()


def is_name(text: str) -> bool:
    """Tell whether a text is written as the name of a person: each word with a capital, not all capitals."""
    words = text.split()
    return len(words) > 1 and all(word[0].isupper() for word in words) and not is_upper(text)


def names_whose(text: str) -> bool:
    """Tell whether a line can be the rest of “Xác nhận chữ ký …”: no post, which stands in capitals."""
    return text[:1].islower() or is_name(text) or text.startswith(("Đồng chí ", "Ông ", "Bà "))


def without_stop(text: str) -> str:
    """A date line without the mark that some put behind it."""
    return DATE_STOP.sub("", text)


def without_brackets(text: str) -> str:
    """A date line without what some put around it."""
    opening = DATE_OPENING.match(text)
    return without_stop(text[opening.end() :] if opening else text)


def wraps(above: str, below: str, *, dashed: bool = False) -> bool:
    """Tell whether an item goes on in the next line: behind “,”, or without mark and in small letters.

    In a list with dashes any line without one goes on, below a line that no mark ends.
    """
    end, start = above.rstrip()[-1:], below.lstrip()[:1]
    unmarked = (end.isalnum() and start.islower()) or (dashed and end not in ".;．；")
    open_end = end in (",", "，") or unmarked
    return start not in DASHES and open_end


def is_aside(text: str) -> bool:
    """Tell whether a line in the list of recipients is none."""
    return (_COPIES.fullmatch(text) or ORNAMENT.fullmatch(text)) is not None
