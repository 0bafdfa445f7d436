"""What ``letters list``, ``void``, ``reserve``, ``release`` and ``on-paper`` show."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from bcd35.domain.commands import in_book
from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.letters import LetterNumber
from bcd35.domain.number_list import ENTRY_WORDS, BookEntry, gap_accounted_for
from bcd35.domain.round_names import round_begins
from bcd35.show.screen import Block, Cell, Screen, Table, without_empty
from bcd35.show.written_files import written_beside
from bcd35.usecases.letters.kept_numbers import KeptBack
from bcd35.usecases.letters.number_book import NumberList, Voided
from bcd35.world.workspace import Workspace


def listed(found: NumberList, workspace: Workspace) -> Screen:
    """The book, one table for each symbol and term, with the number that comes next."""
    path = found.written and workspace.shown(found.written.path)
    data = {
        "numbers": [_data(entry) for entry in found.entries],
        "next": [
            {"symbol": symbol, "term": term, "number": number}
            for (symbol, term), number in found.following.items()
        ],
        "file": path,
    }
    blocks: list[Block] = []
    for book, entries in groupby(found.entries, key=lambda entry: entry.book):
        blocks += [_heading(found, book), _table([*entries], found.names)]
    unused = [book for book in found.following if book not in {entry.book for entry in found.entries}]
    blocks += [_heading(found, book) for book in unused]
    remarks = (f"Đã ghi: {path}",) if path else ()
    aside = written_beside(found.written, workspace) if found.written else ()
    cautions = (*unexplained(found.entries), *aside)
    return Screen(data, blocks or ["Chưa cấp số nào."], remarks, cautions=cautions)


def unexplained(entries: Iterable[BookEntry]) -> Iterator[Finding]:
    """What to do about numbers that nobody accounts for; told with the first ones of each book."""
    for (symbol, term), of_book in groupby(entries, key=lambda entry: entry.book):
        gaps = [entry for entry in of_book if entry.kind == "gap"]
        if gaps:
            fix = gap_accounted_for(symbol, term, gaps[0].first, gaps[0].last)
            told = ", ".join(entry.numbers for entry in gaps)
            message = f"Sổ {symbol}, {term} có số trống: {told}."
            yield Finding("numbers_unexplained", f"{symbol}, {term}", message, fix)


def _heading(found: NumberList, book: tuple[str, str]) -> str:
    symbol, term = book
    following = f"; số kế tiếp {found.following[book]:02d}" if book in found.following else ""
    return f"Sổ {symbol}, {term}{following}"


def _table(entries: list[BookEntry], names: Mapping[str, str]) -> Table:
    rows = tuple(
        (
            entry.numbers,
            screen_date(entry.dated) if entry.dated else "",
            _words(entry),
            names.get(entry.round_code, ""),
            str(entry.units or ""),
            entry.notes,
        )
        for entry in entries
    )
    headings = ("Số", "Ngày", "Văn bản", "Đợt", "Đơn vị", "Ghi chú")
    table = Table(headings, rows, right=(4,), whole=(1, 3), under=(2, 5))
    return without_empty(table)


def _words(entry: BookEntry) -> Cell:
    late = entry.kind in ("gap", "unfinished") or entry.after
    return Cell(entry.words, "dim" if entry.void else "late" if late else "")


def _data(entry: BookEntry) -> dict[str, object]:
    return {
        "symbol": entry.symbol,
        "term": entry.term,
        "first": entry.first,
        "last": entry.last,
        "kind": entry.kind,
        "date": entry.dated.isoformat() if entry.dated else None,
        "round": entry.round_code or None,
        "units": entry.units or None,
        "reason": entry.reason or None,
        "void": entry.void or None,
        "replaces": _reference(entry.replaces),
        "replaced_by": _reference(entry.replaced_by),
        "out_of_order": entry.after is not None,
    }


def _reference(number: LetterNumber | None) -> str | None:
    return number.reference if number else None


# --- void ---------------------------------------------------------------------------------------------------


def voided(outcome: Voided, names: Mapping[str, str]) -> Screen:
    """What is void now, and what that means for the round, its reports and its other letters."""
    entry = outcome.entry
    data = {
        "number": entry.first,
        "symbol": entry.symbol,
        "term": entry.term,
        "kind": entry.kind,
        "round": entry.round_code or None,
        "reason": outcome.reason,
        "already": outcome.already,
        "files": outcome.files,
        "reports": outcome.reports,
        "dry_run": outcome.rehearsal,
    }
    name = f"Số {entry.reference} ({entry.term}, {ENTRY_WORDS[entry.kind].lower()})"
    if outcome.already:
        return Screen(data, [f"{name} đã hủy từ trước: {outcome.reason}."], (_WHOLE_BOOK,))
    verb = "Sẽ hủy (chưa ghi gì)" if outcome.rehearsal else "Đã hủy"
    blocks = [f"{verb}: {name[:1].lower()}{name[1:]}. Lý do: {outcome.reason}.", *_meaning(outcome, names)]
    return Screen(data, blocks, tuple(_next_steps(outcome)), cautions=outcome.findings)


def _meaning(outcome: Voided, names: Mapping[str, str]) -> Iterator[str]:
    entry = outcome.entry
    if entry.kind == "letter":
        yield (
            f"{round_begins(names[entry.round_code])} coi như chưa phát hành: không còn trong tình hình, "
            "đôn đốc, tổng hợp, so sánh các đợt."
        )
        if outcome.reports:
            yield (
                f"Báo cáo của {outcome.reports} đơn vị vẫn giữ trong sổ, phát hành lại thì được tính tiếp. "
                f"Xem: bcd35 reports show MÃ --round {entry.round_code}"
            )
        for one in outcome.standing:
            words = f"{ENTRY_WORDS[one.kind]} số {one.reference} của đợt vẫn còn trong sổ"
            yield f"{words}; muốn hủy: bcd35 letters void {one.first} {in_book(*one.book)} --reason LÝ_DO"
    elif entry.kind == "reminder":
        yield (
            f"{entry.units} đơn vị coi như chưa được đôn đốc bằng công văn này; thời hạn ghi trong đó không "
            "tính nữa."
        )
    elif entry.kind == "correction":
        yield "Thời hạn sửa ghi trong công văn này không tính nữa."
    elif entry.kind == "extension":
        yield "Thời hạn gia hạn ghi trong công văn này không tính nữa; thời hạn trở lại như trước."
    if outcome.files:
        yield (
            f"{outcome.files} tệp trong out/ vẫn giữ nguyên. Đã gửi thì báo cho nơi nhận biết văn bản đã hủy."
        )
    yield "Số này không cấp lại cho văn bản khác."


def _next_steps(outcome: Voided) -> Iterator[str]:
    entry = outcome.entry
    if outcome.rehearsal:
        yield "Bỏ --dry-run để ghi."
        return
    yield from outcome.again
    yield from (f"Vẫn cho hạn ấy mà không kèm công văn thì: {again}" for again in outcome.given_again)
    yield (
        f"Hủy nhầm thì lấy lại: bcd35 letters release {entry.first} {in_book(*entry.book)} "
        '--reason "hủy nhầm"'
    )


# --- reserve, release, on paper -----------------------------------------------------------------------------

_WHOLE_BOOK = "Xem cả sổ: bcd35 letters list"
_EVENT_WORDS = {"reserved": "để dành", "on_paper": "ghi là dùng ngoài chương trình", "released": "bỏ"}


def kept_back(outcome: KeptBack) -> Screen:
    """The numbers that a line was written about, and which number comes next."""
    data = {
        "event": outcome.event,
        "symbol": outcome.symbol,
        "term": outcome.term,
        "first": outcome.span.first,
        "last": outcome.span.last,
        "date": outcome.dated.isoformat() if outcome.dated else None,
        "reason": outcome.reason,
        "already": outcome.already,
        "next": outcome.following,
    }
    name = f"số {outcome.span.words}, sổ {outcome.symbol}, {outcome.term}"
    if outcome.event == "released":
        told = f"Đã bỏ dòng “{_WAS[outcome.was]}” của {name}. Lý do: {outcome.reason}."
    elif outcome.already:
        told = f"Đã {_EVENT_WORDS[outcome.event]} từ trước: {name} ({outcome.reason})."
        return Screen(data, [told], (_WHOLE_BOOK,))
    else:
        day = f", ngày {screen_date(outcome.dated)}" if outcome.dated else ""
        told = f"Đã {_EVENT_WORDS[outcome.event]}: {name}{day}. Lý do: {outcome.reason}."
    next_one = f"Số kế tiếp: {outcome.following:02d}."
    return Screen(data, [told, next_one], tuple(_uses(outcome)), cautions=outcome.findings)


_WAS = {"reserved": "để dành", "on_paper": "dùng ngoài chương trình", "void": "hủy"}


def _uses(outcome: KeptBack) -> Iterator[str]:
    if outcome.event == "reserved":
        yield (
            "Muốn dùng số để dành cho công văn của chương trình: bcd35 notify MÃ_ĐỢT --number "
            f"{outcome.span.first}"
        )
        yield (
            f"Dùng ngoài chương trình: bcd35 letters on-paper {outcome.span.first} "
            f"{in_book(outcome.symbol, outcome.term)} --date NGÀY --reason LÝ_DO"
        )
    if outcome.event == "released" and outcome.was == "void" and outcome.round_code:
        yield f"Văn bản lại có hiệu lực. Xem đợt: bcd35 status {outcome.round_code}"
    elif outcome.event != "reserved":
        yield _WHOLE_BOOK
