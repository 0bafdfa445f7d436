"""The first run: what a new office is asked, and its workspace made from the answers.

The terminal and a file of answers go through the same questions. An answer is an edit of the packaged
``data/office.yaml``, judged by the reader of that file; nothing is written before all are given.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.changes import as_typed
from bcd35.domain.dates import date_line
from bcd35.domain.errors import Bcd35Error, BrokenFile, Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.layout.profile import Profile
from bcd35.domain.layout.widths import Style, date_stays_on_one_line, name_lines, post_lines
from bcd35.domain.letters import LetterNumber
from bcd35.domain.number_books import EVERY_YEAR, NumberSeries, book_on
from bcd35.domain.office import DEFAULT_LAYOUT, Office, judge_issuer
from bcd35.domain.signature import name_to_sign, post_orders, posts_in_capitals, typed_order
from bcd35.domain.text import capitalised, clean, fold
from bcd35.formats.letters.wording import signature, well_broken
from bcd35.formats.registers.edits import with_line, with_values
from bcd35.formats.registers.reader import read_office
from bcd35.formats.registers.yaml_nodes import Node, Position, read_nodes
from bcd35.usecases.desk import OFFICE_FILE, ROUNDS_FOLDER
from bcd35.usecases.registers.layouts import choose_profile
from bcd35.usecases.workspace.upkeep import WorkspaceMade, make_workspace, refuse_layout
from bcd35.world.files import write_file
from bcd35.world.workspace import default_files

LATER, SAMPLE, AS_EXAMPLE = "để sau", "mẫu", "="
_ROSTER_SUFFIXES = (".xlsx", ".csv", ".yaml", ".yml")
_LAYOUTS_BY_WORDS = {
    **dict.fromkeys(("co quan dang", "dang"), "hd-05-2026"),
    **dict.fromkeys(("co quan nha nuoc", "nha nuoc"), "nd-30-2020"),
}
_BOOK_PARTS = 3
_REACHED, _YEARS = re.compile(r"@|\d(?:[ .()–-]*\d){5}"), re.compile(r"\b(?:19|20)\d\d\s?[-–]\s?20\d\d\b")
_NUMBERED = re.compile(r"(?:số\s*:?\s*)?(\d+)\s*[-/]\s*(.*)", re.IGNORECASE)
_KEPT = "bcd35-tra-loi-do.yaml"  # answers of somebody who stopped


class Setup(NamedTuple):
    """What was answered so far: the layout, the office's file, the roster, whether the sample round stays."""

    layout: str
    office_file: bytes
    today: date
    roster: Path | None = None
    keeps_round: bool = True

    @property
    def office(self) -> Office:
        """Raises BrokenFile where the answers make no office."""
        reading = read_office(self.office_file, OFFICE_FILE)
        if reading.value is None:
            raise BrokenFile("broken_office", "", findings=reading.findings)
        return reading.value


class Question(NamedTuple):
    """One question: its key in a file of answers, its words, what an answer changes, and its example.

    ``usual``: what no answer means; where there is none, one must be given, and the packaged office is the
    example. ``hint``: where the clerk finds the answer. ``then``: what is asked behind it where it matters.
    """

    key: str
    words: str
    take: Callable[[Setup, str], Setup]
    example: Callable[[Office], str] = lambda _: ""
    usual: str = ""
    hint: str = ""
    then: "Question | None" = None


def new_setup(layout: str, today: date) -> Setup:
    """The packaged office of a layout. Raises UnknownName for a layout without a set."""
    refuse_layout(layout)
    packaged = dict(default_files(layout))[OFFICE_FILE]
    return Setup(layout, packaged.read_bytes(), today)


def answered(setup: Setup, question: Question, text: str) -> Setup:
    """The setup with one more answer. Raises Bcd35Error where it cannot be taken, with the reasons."""
    wanted = clean(text) or question.usual
    if not wanted:
        fix = f"Trả lời, ví dụ: {question.example(setup.office)}; đúng như ví dụ thì gõ dấu {AS_EXAMPLE}"
        raise Refused("answer_missing", f"Chưa trả lời: {question.words}.", where=question.key, fix=fix)
    after = setup if wanted == AS_EXAMPLE else question.take(setup, wanted)
    found = read_office(after.office_file, OFFICE_FILE).findings
    if found:
        raise Refused("bad_answer", "", findings=[as_typed(one, question.key) for one in found])
    return after


def _line(start: str) -> Callable[[Setup, str], Setup]:
    """An answer that is the text of a line of the office's file."""

    def take(setup: Setup, text: str) -> Setup:
        stated = json.dumps("" if fold(text) == fold(LATER) else text, ensure_ascii=False)
        return setup._replace(office_file=with_line(setup.office_file, start, f"{start} {stated}"))

    return take


def _take_superior(setup: Setup, text: str) -> Setup:
    return _line("superior:")(setup, text.upper())


def _take_issuer(setup: Setup, text: str) -> Setup:
    after = _line("issuer:")(setup, text.upper())
    if found := [*judge_issuer(after.office)]:
        raise Refused("bad_answer", "", findings=found)
    return after


def _take_standing_office(setup: Setup, text: str) -> Setup:
    """Its short name is the part before what stands in brackets."""
    long, short = _line("standing_office:"), _line("standing_office_short:")
    name = capitalised(text)
    return short(long(setup, name), name.partition(" (")[0])


def _take_posts(setup: Setup, text: str) -> Setup:
    titles = json.dumps(posts_in_capitals(text.split(";")), ensure_ascii=False)
    return setup._replace(office_file=with_line(setup.office_file, "  titles:", f"  titles: {titles}"))


def _take_signer_name(setup: Setup, text: str) -> Setup:
    return _line("  name:")(setup, name_to_sign(text))


def _take_order(setup: Setup, text: str) -> Setup:
    order = typed_order(text)
    if not order:
        raise Refused("bad_answer", f"Không rõ “{text}”.", where="second_post", fix="Ghi: 1, hoặc: 2")
    if order == setup.office.style.second_post:
        return setup
    return setup._replace(office_file=with_values(setup.office_file, {"style.second_post": order}))


def _take_book(setup: Setup, text: str) -> Setup:
    """The book of letters; the one of reports has the same term and the symbol that goes with it."""
    symbol, term, number, *more = (*(part.strip() for part in text.split(";")), "", "", "")[: _BOOK_PARTS + 1]
    if not (symbol and term and number.isascii() and number.isdigit()) or any(more):
        message = f"“{text}” không đủ ký hiệu; nhiệm kỳ hoặc năm; số tiếp theo (ngăn bằng dấu “;”)."
        raise Refused("bad_answer", message, where="book", fix=f"Ghi như: {_book_example(setup.office)}")
    if numbered := _NUMBERED.fullmatch(symbol):
        message = f"“{symbol}” có số {numbered[1]} ở trước; ký hiệu chỉ là “{numbered[2]}”, số ghi sau cùng."
        fix = f"Ghi như: {numbered[2]}; {term}; {number}"
        raise Refused("bad_answer", message, where="book", fix=fix)
    yearly = fold(term) == fold(EVERY_YEAR)
    books = [NumberSeries("CV", symbol, EVERY_YEAR if yearly else term, 1 if yearly else int(number))]
    if yearly and int(number) != 1:
        books.append(NumberSeries("CV", symbol, str(setup.today.year), int(number)))
    slash = symbol.partition("/")[2]
    report = NumberSeries("BC", f"BC/{slash}" if slash else f"BC-{symbol.partition('-')[0]}", books[0].term)
    data = with_line(setup.office_file, "  - {document_type: CV,", "\n".join(map(_stated, books)))
    return setup._replace(office_file=with_line(data, "  - {document_type: BC,", _stated(report)))


def _stated(book: NumberSeries) -> str:
    number = "" if book.yearly else f", next_number: {book.next_number}"
    symbol, term = (json.dumps(text, ensure_ascii=False) for text in (book.symbol, book.term))
    return f"  - {{document_type: {book.document_type}, symbol: {symbol}, term: {term}{number}}}"


def _book_example(office: Office) -> str:
    book = office.books("CV")[-1]
    return f"{book.symbol}; {book.term}; {book.next_number}"


def _take_roster(setup: Setup, text: str) -> Setup:
    if fold(text) == fold(LATER):
        return setup._replace(roster=None)
    path = _with_suffix(Path(text.strip("\"'")).expanduser().absolute())
    if path.suffix.lower() not in _ROSTER_SUFFIXES or not path.is_file():
        fix = f"Nêu một tệp {', '.join(_ROSTER_SUFFIXES)} đang có, hoặc: {LATER}"
        raise UnknownName("no_such_file", f"Không có danh sách “{text}”.", where="roster", fix=fix)
    return setup._replace(roster=path)


def _with_suffix(path: Path) -> Path:
    """The file that is meant by its name without an ending, as Windows shows it; where only one can be."""
    found = [one for suffix in _ROSTER_SUFFIXES if (one := path.with_name(path.name + suffix)).is_file()]
    return found[0] if len(found) == 1 and not path.is_file() else path


def _take_round(setup: Setup, text: str) -> Setup:
    if fold(text) not in (fold(LATER), fold(SAMPLE)):
        raise Refused("bad_answer", f"Không rõ “{text}”.", where="round", fix=f"Ghi: {LATER}, hoặc: {SAMPLE}")
    return setup._replace(keeps_round=fold(text) == fold(SAMPLE))


def _text(key: str, words: str, hint: str = "") -> Question:
    return Question(key, words, _line(f"{key}:"), attrgetter(key), hint=hint)


QUESTIONS = (
    Question(
        "layout",
        "Thể thức: hd-05-2026 (cơ quan đảng) hay nd-30-2020 (cơ quan nhà nước)",
        lambda setup, text: new_setup(_LAYOUTS_BY_WORDS.get(fold(text), text), setup.today),
        usual=DEFAULT_LAYOUT,
    ),
    _text("superior", "Cơ quan cấp trên", "dòng đầu, góc trái công văn cũ")._replace(take=_take_superior),
    _text("issuer", "Cơ quan ban hành", "dòng dưới cơ quan cấp trên, ở công văn cũ")._replace(
        take=_take_issuer
    ),
    _text("full_name", "Tên đầy đủ của cơ quan", "như viết trong câu: “… đề nghị các đơn vị”")._replace(
        take=lambda setup, text: _line("full_name:")(setup, capitalised(text))
    ),
    _text("place", "Địa danh trước ngày tháng"),
    _text("standing_office", "Cơ quan, bộ phận nhận báo cáo")._replace(take=_take_standing_office),
    Question(
        "signer_titles",
        "Chức vụ người ký, từng dòng, ngăn bằng dấu “;”",
        _take_posts,
        lambda office: "; ".join(office.signer.titles),
        then=Question("second_post", "Hai chức vụ in theo thứ tự nào", _take_order, usual="1"),
    ),
    Question("signer_name", "Họ tên người ký", _take_signer_name, attrgetter("signer.name")),
    Question(
        "book",
        "Sổ công văn đi: ký hiệu; nhiệm kỳ, năm hoặc hằng năm; số tiếp theo",
        _take_book,
        _book_example,
    ),
    _text("contact", "Điện thoại, thư công vụ nơi nhận báo cáo")._replace(usual=LATER),
    Question(
        "roster",
        "Danh sách đơn vị: tên tệp .xlsx, .csv, .yaml",
        _take_roster,
        usual=LATER,
        hint="tệp ở thư mục khác thì gõ cả đường dẫn, hoặc kéo tệp vào cửa sổ này",
    ),
    Question(
        "round",
        f"Đợt đầu: {SAMPLE} (giữ đợt mẫu) hay {LATER}",
        _take_round,
        usual=LATER,
        hint=f"{SAMPLE}: có ngay công văn để xem; {LATER}: tự soạn bằng bcd35 rounds new",
    ),
)


# With those that only some offices are asked.
ALL_QUESTIONS = tuple(each for one in QUESTIONS for each in (one, one.then) if each)


def keep_answers(folder: Path, texts: Mapping[str, str]) -> Path:
    """Keep what was answered, key by key, until the questions are asked again there."""
    lines = (f"{key}: {json.dumps(text, ensure_ascii=False)}\n" for key, text in texts.items())
    path = folder / _KEPT
    write_file(path, "".join(lines).encode())
    return path


def kept_answers(folder: Path) -> dict[str, str]:
    """What :func:`keep_answers` kept in a folder; nothing where there is none."""
    path = folder / _KEPT
    root = read_nodes(path.read_bytes(), _KEPT)[0] if path.is_file() else None
    return {key: node.text for key, (_, node) in root.keys.items()} if root else {}


def forget_answers(folder: Path) -> None:
    """The questions are answered to their end."""
    (folder / _KEPT).unlink(missing_ok=True)


def read_answers(data: bytes, name: str, today: date) -> Setup:
    """A file of answers, ``key: text``. Raises BrokenFile with all that is wrong with it."""
    root, found = read_nodes(data, name)
    keys = root.keys if root else {}
    known = [one.key for one in ALL_QUESTIONS]
    fix = f"Các mục: {', '.join(known)}."
    found += [
        Finding("unknown_key", at.text(name), f"Không có mục “{clean(key)}”.", fix)
        for key, (at, _) in keys.items()
        if key not in known
    ]
    setup = new_setup("", today)
    for question in ALL_QUESTIONS if root else ():
        at, node = keys.get(question.key, (None, Node("scalar", Position(1, 1))))
        where = at.text(name) if at else f"{name}, mục {question.key}"
        try:
            setup = answered(setup, question, node.text or "; ".join(one.text for one in node.items))
        except Bcd35Error as wrong:
            found += [one._replace(where=where) for one in wrong.findings]
    if found:
        raise BrokenFile("bad_answers", "", findings=found)
    return setup


def all_answered(texts: Mapping[str, str], layout: str, today: date) -> Setup:
    """The setup of these answers, each by the key of its question."""
    setup = new_setup(layout, today)
    for question in ALL_QUESTIONS:
        if question.key in texts:
            setup = answered(setup, question, texts[question.key])
    return setup


def make_first(folder: Path, setup: Setup) -> WorkspaceMade:
    """The workspace that the answers describe, still without the roster."""
    stated: dict[str, bytes | None] = {OFFICE_FILE: setup.office_file}
    if not setup.keeps_round:
        rounds = (name for name, _ in default_files(setup.layout) if name.startswith(f"{ROUNDS_FOLDER}/"))
        stated |= dict.fromkeys(rounds)
    return make_workspace(folder, setup.layout, stated)


class Head(NamedTuple):
    """The head of a letter of today, the left half and the right half, and what speaks against it."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    signed: tuple[str, ...]
    findings: tuple[Finding, ...]


def head_of(setup: Setup) -> Head:
    """As the first letter will print it."""
    office, profile = setup.office, choose_profile(None, setup.layout)
    book = book_on(office.books("CV"), setup.today)
    if book is None:
        message = f"Sổ “{office.books('CV')[-1].term}” không có ngày hôm nay."
        raise Refused("no_series", message, where="book", fix="Nêu nhiệm kỳ hoặc năm có ngày hôm nay.")
    number = LetterNumber(book.symbol, book.term, book.next_number).reference
    numbered = f"Số{':' if profile.number.colon else ''} {number}"
    left = (*_names(office, profile), *("*" if profile.has("star") else ""), numbered)
    right = (*profile.title_lines, "", f"{office.place}, {date_line(setup.today)}")
    posts = signature(office)
    printed = (posts["signer_title"], *posts["signer_other_titles"])
    posts_shown = (line.replace("\u00a0", " ") for line in chain.from_iterable(map(post_lines, printed)))
    signed = (*posts_shown, "", office.signer.name)
    doubts = (*_name_of_the_example(setup, office), *_doubts(office, profile))
    return Head(left, right, signed, doubts)


def _names(office: Office, profile: Profile) -> Iterator[str]:
    """The lines of the superior and of the issuer, broken where the paper breaks them."""
    has_motto = profile.has("motto")
    styles: tuple[tuple[str, Style], ...] = ((office.superior, "regular"), (office.issuer, "bold"))
    for name, style in styles:
        for line in name_lines(well_broken(name), style, has_motto=has_motto):
            yield line.replace("\u00a0", " ")


def _name_of_the_example(setup: Setup, office: Office) -> Iterator[Finding]:
    """That the sentences of letters would name the office of the example, not the one of the head."""
    example = new_setup(setup.layout, setup.today).office
    heads = (example.superior, example.issuer)
    if office.full_name == example.full_name and (office.superior, office.issuer) != heads:
        message = f"Trong bài, công văn sẽ viết “{office.full_name} đề nghị …”: tên ấy còn theo ví dụ."
        fix = "Sửa câu ấy; tạo xong rồi thì vào thư mục ấy chạy: bcd35 office --full-name TÊN"
        yield Finding("full_name_of_example", "full_name", message, fix)


def _doubts(office: Office, profile: Profile) -> Iterator[Finding]:
    if not date_stays_on_one_line(office.place, has_motto=profile.has("motto")):
        message = f"Địa danh “{office.place}” dài: dòng ngày tháng không đủ chỗ trên một dòng."
        fix = (
            "Bỏ chữ tỉnh, xã, phường nếu thể thức cho phép (địa danh mang tên người thì phải ghi). Không bỏ "
            "được thì mở các tệp trong templates/ bằng Word, nới cột bên phải của phần đầu."
        )
        yield Finding("long_place", "place", message, fix)
    if office.contact and not _REACHED.search(_YEARS.sub("", office.contact)):
        message = f"Nơi tiếp nhận báo cáo in là “{office.contact}”: không có số điện thoại, hộp thư."
        fix = f"Chưa có thì sửa câu ấy, ghi: {LATER}"
        yield Finding("contact_without_number", "contact", message, fix)
    if commas := [title for title in office.signer.titles if "," in title]:
        message = f"Chức vụ “{commas[0]}” có dấu phẩy, in liền trên một dòng."
        fix = "Nếu là nhiều dòng thì sửa câu ấy, ngăn các dòng bằng dấu “;”."
        yield Finding("posts_in_one_line", "signer_titles", message, fix)
    printed = post_orders(office.signer.titles)[office.style.second_post]
    if printed != list(office.signer.titles):
        message = f"Chức vụ ký in là “{' '.join(printed)}”: chức vụ có con dấu đứng trước."
        fix = (
            "Có nếp riêng, in đúng như đã ghi, thì tạo xong vào thư mục ấy chạy: bcd35 office --second-post 2"
        )
        yield Finding("posts_turned", "signer_titles", message, fix)
