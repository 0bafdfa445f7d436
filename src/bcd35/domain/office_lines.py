"""What a line of the office may say: in the head of a letter, above a signature, in Kính gửi, in Nơi nhận."""

import re
from collections.abc import Iterator, Sequence

from bcd35.domain.findings import Finding
from bcd35.domain.persons import has_telephone, names_person
from bcd35.domain.text import fold, written_twice

_NO_TELEPHONE = "Số điện thoại của cá nhân không ghi ở đâu trong sổ."
# “Quận 1”, “Phường 12” are the only places with a number.
_PLACE = re.compile(r"[^\W\d_](?:[^\d,;:/@]|(?<=Quận )\d{1,2}|(?<=Phường )\d{1,2})*")
_MARKED = re.compile(r"^[-–+•*]\s*|[\s;,.]+$")  # dash before, mark behind: printed anyway


def bare_line(text: str) -> str:
    """A line of a list as it was copied from a letter, without its dash and its mark."""
    return _MARKED.sub("", text.strip())


def judge_place(place: str) -> Iterator[Finding]:
    wrong = not _PLACE.fullmatch(place) or place[0].islower() or place[-1] in ".-–"
    if wrong or re.search(r"\bngay\b", fold(place)):
        message = f"Địa danh “{place}” không phải một tên riêng."
        fix = (
            "Chỉ ghi tên, viết hoa chữ đầu, không ghi số, dấu phẩy, dấu chấm cuối, chữ “ngày”; ví dụ: Hà Nội"
        )
        yield Finding("bad_place", "", message, fix)


def judge_capitals(name: str) -> Iterator[Finding]:
    """The two lines in the left corner."""
    if name != name.upper():
        message = f"“{name}” chưa viết chữ hoa."
        yield Finding("not_in_capitals", "", message, f"Ghi như ở công văn cũ: {name.upper()}")


def judge_signer_name(name: str) -> Iterator[Finding]:
    words = name.split()
    if re.match(r"([đd]/c|đồng chí)\b", name, re.IGNORECASE):
        message = f"Họ tên người ký “{name}” có chữ xưng hô ở trước."
        yield Finding("bad_signer_name", "", message, "Chỉ ghi họ tên, ví dụ: Mai Thị Nhài")
    elif re.search(r"[\d@;/()\[\]?!]", name):
        message = f"Họ tên người ký “{name}” có chữ số hoặc dấu lạ."
        yield Finding("bad_signer_name", "", message, f"Chỉ ghi họ tên. {_NO_TELEPHONE}")
    elif any(word[0].islower() for word in (*words[:1], *words[-1:])):
        message = f"Họ tên người ký “{name}” chưa viết hoa chữ đầu."
        yield Finding("bad_signer_name", "", message, "Viết hoa chữ đầu mỗi tiếng, ví dụ: Mai Thị Nhài")


def judge_office_line(line: str) -> Iterator[Finding]:
    """What no line of the office is but the contact: a telephone, or nothing at all."""
    if has_telephone(line):
        message = f"“{line}” có số điện thoại."
        yield Finding("telephone", "", message, f"Bỏ số ấy. {_NO_TELEPHONE}")
    elif line and not any(map(str.isalpha, line)):
        yield Finding("no_words", "", f"“{line}” không có chữ nào.", "Ghi tên, hoặc chữ như ở công văn cũ.")
    yield from judge_person(line)


def judge_person(line: str) -> Iterator[Finding]:
    if names_person(line):
        message = f"“{line}” có tên người; sổ chỉ ghi cơ quan, đơn vị, chức danh."
        yield Finding("person_in_line", "", message, "Bỏ tên người, chỉ ghi cơ quan, bộ phận hoặc chức danh.")


def judge_lines(lines: Sequence[str]) -> Iterator[tuple[int, Finding]]:
    """Faults of Kính gửi or Nơi nhận, each with its line."""
    for place, line in enumerate(lines):
        for found in judge_office_line(line):
            yield place, found
        if line != bare_line(line):
            message = f"“{line}” có dấu gạch đầu dòng hoặc dấu cuối dòng; công văn tự in các dấu ấy."
            yield place, Finding("marked_line", "", message, f"Ghi: {bare_line(line)}")
        if re.match(r"nhu tren\b", fold(line)):
            message = "Nơi nhận ghi “Như trên”; công văn tự in dòng ấy, ở đầu Nơi nhận."
            yield place, Finding("as_above_stated", "", message, "Bỏ dòng “Như trên”.")
        if re.match(r"lưu\b", line.casefold()) and place < len(lines) - 1:
            message = f"“{line}” không đứng cuối Nơi nhận."
            yield place, Finding("file_copy_not_last", "", message, "Chuyển dòng “Lưu” xuống cuối.")
    if doubled := written_twice(lines):
        message = f"“{doubled[0]}” ghi hai lần."
        yield len(lines) - 1, Finding("line_twice", "", message, "Giữ một dòng.")
