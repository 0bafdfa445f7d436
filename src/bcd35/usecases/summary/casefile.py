"""The case file of a round: what went out and came back, with the ledger, in one zip.

What the ledger promises and the workspace has lost is left out and named: the case file is whole by its own
manifest, says what it lacks, and the command ends with findings. A file that differs from the ledger is never
put in as if it were the one.
"""

import gc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.changes import fields_between
from bcd35.domain.contributions import MEDIUM_WORDS
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.letter_files import safe_stem
from bcd35.domain.number_list import BookEntry, numbers_of_books
from bcd35.domain.reports import PUT_RIGHT
from bcd35.formats.exports.bagit import BagChecked, BagPart, ChangedWhileRead, check_bag, part_of, write_bag
from bcd35.formats.exports.casefile import (
    Absent,
    CaseContent,
    ListedPart,
    ReportPutRight,
    write_absent,
    write_index,
    write_ledger,
)
from bcd35.usecases.desk import Desk
from bcd35.usecases.outputs import Written, make_way, note_written, refuse_output
from bcd35.usecases.registers.log import journal_of_round
from bcd35.usecases.registers.rounds import get_round, told_letter
from bcd35.usecases.summary.status import Status, figures_of, status_under, sum_up
from bcd35.usecases.summary.writers import WRITERS
from bcd35.usecases.unreadable import unreadable_file
from bcd35.world.files import is_not_there, writing
from bcd35.world.kept import chunks_of, digest_of, kept_path

_ROLE_WORDS = {
    "letter": "công văn",
    "checklist": "bảng kiểm",
    "form": "mẫu báo cáo đã phát hành",
    "file_copy": "công văn, bản lưu",
    "reminder": "công văn đôn đốc",
    "extension": "công văn gia hạn",
}
_FIX = "Cách lấy lại từng tệp: bcd35 check\nCó đủ rồi thì ghi lại hồ sơ bằng lệnh này."


class _Promise(NamedTuple):
    """A file that the ledger promises: path in the case file, what it is, where it is kept, digest."""

    path: str
    words: str
    file: Path
    sha256: str


class CaseWritten(NamedTuple):
    """Where the case file is, its digest, size in bytes and parts; what was promised but is not there.

    ``in_force``: the round has a letter that is not void, and so figures.
    """

    written: Written
    round_code: str
    as_of: date
    sha256: str
    size: int
    parts: int
    findings: tuple[Finding, ...]
    in_force: bool

    @property
    def path(self) -> Path:
        return self.written.path


def write_casefile(desk: Desk, wanted: str = "", output: Path | None = None) -> CaseWritten:
    """Write the case file of an issued round.

    Once all terms of the round have passed, the same ledger and files give the same bytes, whenever it is
    written. Of a round whose letters are all void it tells the story, and has no figures.
    """
    day = last_day(desk, wanted)
    seen = status_under(desk, *told_letter(desk, wanted), day)
    code = seen.head.code
    target = output or desk.workspace.root / "out" / safe_stem(code) / f"Ho-so_{safe_stem(code)}.zip"
    refuse_output(desk, target)
    in_force = desk.store.letters.of_round(code) is not None
    bagged, absent = _gathered(desk, seen, in_force=in_force)
    try:
        with writing(target) as file:
            write_bag(file, f"Ho-so_{safe_stem(code)}", _info(seen, absent), bagged)
            file.flush()
            digest = digest_of(Path(file.name))
            kept = make_way(desk, target, digest)
    except ChangedWhileRead as changed:
        message = f"Tệp “{changed}” đang được ghi ở chương trình khác."
        fix = "Đợi ghi xong rồi chạy lại."
        raise Refused("file_changing", message, where=str(changed), fix=fix) from None
    note_written(desk.workspace, {target: digest})
    findings = tuple(Finding(one.code, one.path, f"{one.words}: {one.reason}.", _FIX) for one in absent)
    size, parts = target.stat().st_size, len(bagged)
    written = Written(target, target, kept)
    return CaseWritten(
        written=written,
        round_code=code,
        as_of=day,
        sha256=digest,
        size=size,
        parts=parts,
        findings=findings,
        in_force=in_force,
    )


def _gathered(desk: Desk, seen: Status, *, in_force: bool) -> tuple[list[BagPart], list[Absent]]:
    """All parts, and what is absent."""
    content = replace(_content(desk, seen), in_force=in_force)
    tables = [(part_of(f"so/{name}", data), "sổ của đợt") for name, data in write_ledger(content).items()]
    content = replace(content, reports={})  # they stand in the tables now; the forms need their room
    forms = _forms(desk, seen) if in_force else []
    kept, absent = _look(desk, _promises(desk, seen))
    parts = [*kept, *tables, *forms, *_lacking(absent)]
    listed = [ListedPart(part.path, words, part.size, part.sha256) for part, words in parts]
    index = part_of("muc-luc.html", write_index(content, listed, absent))
    return [index, *(part for part, _ in parts)], absent


def last_day(desk: Desk, wanted: str) -> date:
    """The last day that the ledger of a round speaks of, or its deadline once that has passed.

    What was known then stays so by waiting.
    """
    round_ = get_round(desk, wanted)
    today = desk.world.today
    lines = [line.on for line in desk.store.letters.expectations(round_.code) if line.on <= today]
    received = [
        report.received_on
        for revisions in desk.store.reports.received(round_.code).values()
        for report in revisions
    ]
    reminded = [one.dated for one in desk.store.reminders.of_round(round_.code)]
    terms = desk.store.terms.of_round(round_.code)
    known = [one.on for one in terms if one.on <= today]
    given = (one.deadline for one in terms if one.event != "reminded")
    passed = [day for day in (round_.deadline, *given) if day < desk.world.today]
    sent = [line.on for piece in desk.store.contributions.of_round(round_.code) for line in piece.lines]
    dated = [one.letter.dated for one, _ in desk.store.letters.all_of_round(round_.code)]
    return max([*passed, *lines, *received, *reminded, *known, *sent, *dated], default=round_.deadline)


def _content(desk: Desk, seen: Status) -> CaseContent:
    code, store = seen.head.code, desk.store
    return CaseContent(
        office=seen.office,
        round_=seen.round_,
        reference=seen.letter.number.reference,
        dated=seen.letter.dated,
        figures=figures_of(desk, seen),
        expectations=tuple(store.letters.expectations(code)),
        reminders=tuple(store.reminders.of_round(seen.head.code)),
        terms=(*seen.terms.letters, *sorted(store.terms.of_round(code), key=lambda one: one.on)),
        reports=store.reports.of_round(code),
        contributions=tuple(store.contributions.of_round(code)),
        journal=tuple(journal_of_round(desk, code)),
        put_right=tuple(_put_right(desk, code)),
        numbers=tuple(_numbers(desk, code)),
    )


def _numbers(desk: Desk, code: str) -> Iterator[BookEntry]:
    """All numbers of a round, with those that are void and why."""
    numbers = desk.store.numbers
    for entry in numbers_of_books(numbers.taken(), numbers.dated_lines(), {}):
        if entry.round_code.casefold() == code.casefold():
            yield entry


def _put_right(desk: Desk, code: str) -> Iterator[ReportPutRight]:
    """Everything that further lines say of the reports of a round."""
    units = desk.store.reports.received(code)
    for before, after in pairwise(desk.store.reports.lines(code, units)):
        if (before.unit, before.revision) == (after.unit, after.revision):
            for change in fields_between(before, after, PUT_RIGHT):
                yield ReportPutRight(after.unit, after.revision, after.at, change, after.reason)
    for one in desk.store.reports.annulled(code):
        words = "bỏ lần rút" if one.is_withdrawal else "rút riêng lần ghi"
        yield ReportPutRight(one.unit, one.revision, one.at, None, one.reason, never_held=words)
    for line in desk.store.reports.evidence_lines(code):
        yield ReportPutRight(line.unit, line.revision, line.at, line.change, line.reason)


def _promises(desk: Desk, seen: Status) -> Iterator[_Promise]:
    """Every file that ledger rows of the round promise, in the order of the case file."""
    letters = [one.letter.id for one, _ in desk.store.letters.all_of_round(seen.head.code)]
    for letter_id in reversed(letters):  # void ones went out too
        yield from _of_letter(desk, letter_id)
    yield from _templates(desk, letters)
    yield from _received(desk, seen.head.code)


def _of_letter(desk: Desk, letter_id: int) -> Iterator[_Promise]:
    """What went out with one of the round's letters, and because of it."""
    workspace, store = desk.workspace, desk.store
    sent_files = (store.letters.files, store.reminders.files, store.terms.files)
    for sent in (file for files in sent_files for file in files(letter_id)):
        file = workspace.root / sent.path
        folder = safe_stem(sent.unit) if sent.unit else "_ban-luu"
        path = f"cong-van/{folder}/{file.name}"
        yield _Promise(path, _of(_ROLE_WORDS[sent.role], sent.unit), file, sent.sha256)
    for sent in store.corrections.files(letter_id):
        file = workspace.root / sent.path
        words = _of("mẫu gửi trả để sửa" if sent.role == "form" else "công văn đề nghị bổ sung", sent.unit)
        yield _Promise(f"gui-tra/{safe_stem(sent.unit)}/{file.name}", words, file, sent.sha256)


def _templates(desk: Desk, letters: Sequence[int]) -> Iterator[_Promise]:
    """What the papers of all letters of a round were made from, each once."""
    used = [names for one in letters for names in desk.store.sources.templates(one).values()]
    for digest, name in {digest: name for names in used for name, digest in names.items()}.items():
        words = _of("tệp mẫu dùng khi phát hành", "", name)
        path = f"mau/{safe_stem(Path(name).stem)}_{digest[:12]}.docx"
        yield _Promise(path, words, desk.workspace.template_copy(digest), digest)


def _received(desk: Desk, code: str) -> Iterator[_Promise]:
    """What came back: refused files, reports with their evidence, contributions."""
    workspace, store = desk.workspace, desk.store
    for refused in (one for one in store.intake.all_refused(code) if not one.withdrawn):
        file = workspace.root / refused.path
        reasons = " ".join(found.message for found in refused.findings)
        what = f"báo cáo bị từ chối ngày {screen_date(refused.refused_on)}: {reasons}"
        words = _of(what, "", refused.file_name)
        yield _Promise(f"tu-choi/{safe_stem(refused.unit)}/{file.name}", words, file, refused.sha256)
    counted: dict[tuple[str, int, str], int] = {}
    for one in store.reports.kept_files(code):
        place = counted[one[:3]] = counted.get(one[:3], 0) + 1
        stem = f"{safe_stem(one.unit)}_lan-{one.revision}"
        path, words = f"minh-chung/{stem}_{place}", "minh chứng"
        if one.role == "form":
            path, words = f"bao-cao/{stem}", "báo cáo"
        yield _kept(desk, path, _of(f"{words} lần {one.revision}", one.unit, one.name), one.sha256, one.name)
    for piece in store.contributions.of_round(code):
        if piece.sha256:
            words = _of(f"{MEDIUM_WORDS[piece.now.medium]} số {piece.number}", piece.unit, piece.file_name)
            path = f"tin-bai/{piece.number:04d}_{safe_stem(piece.unit)}"
            yield _kept(desk, path, words, piece.sha256, piece.file_name)


def _kept(desk: Desk, path: str, words: str, sha256: str, name: str) -> _Promise:
    file = kept_path(desk.workspace, sha256, name)
    return _Promise(path + file.suffix, words, file, sha256)


def _of(what: str, unit: str, name: str = "") -> str:
    return f"{what}{f' của {unit}' if unit else ''}{f' ({name})' if name else ''}"


def _look(desk: Desk, promises: Iterator[_Promise]) -> tuple[list[tuple[BagPart, str]], list[Absent]]:
    """Which promised files are there byte for byte.

    Each is read twice, here and when it is packed: nothing wrong must get in first. Raises Refused for files
    that may be there but cannot be read now: a case file that called them missing would say so for good.
    """
    kept, absent, closed = [], [], []
    for one in promises:
        try:
            size, digest = one.file.stat().st_size, digest_of(one.file)
        except OSError as error:
            if is_not_there(error):
                absent.append(Absent("file_missing", one.path, one.words, "thiếu tệp", one.sha256))
            else:
                closed.append(unreadable_file(desk.workspace.shown(one.file)))
            continue
        if digest == one.sha256:
            kept.append((BagPart(one.path, digest, size, partial(chunks_of, one.file)), one.words))
        else:
            reason = f"tệp khác với lúc ghi sổ (SHA-256 hiện nay {digest})"
            absent.append(Absent("file_changed", one.path, one.words, reason, one.sha256))
    if closed:
        raise Refused("file_unreadable", "", findings=closed)
    return kept, absent


def _forms(desk: Desk, seen: Status) -> list[tuple[BagPart, str]]:
    """The summary in every form.

    The written report comes last: the libraries that it loads stay, and take 10 MB. What a library's document
    leaves behind refers to itself: it must be looked for to be freed, or the documents add up.
    """
    summary = sum_up(desk, seen)
    made = {}
    for form in sorted(WRITERS, key=lambda form: form == "docx"):
        suffix, write = WRITERS[form]
        made[form] = part_of(f"tong-hop/tong-hop{suffix}", write(desk, seen, summary)[0])
        gc.collect()
    return [(made[form], "bảng tổng hợp") for form in WRITERS]


def _lacking(absent: list[Absent]) -> list[tuple[BagPart, str]]:
    """The list of the absent files, where there are any."""
    part = part_of("thieu-tep.csv", write_absent(absent))
    return [(part, "tệp sổ đã ghi mà hồ sơ không có")] if absent else []


def _info(seen: Status, absent: list[Absent]) -> dict[str, str]:
    """Labels of RFC 8493 first, then ours. The bagging date is the day of the figures: no clock in here."""
    return {
        "Source-Organization": seen.office.full_name,
        "External-Description": seen.head.subject,
        "External-Identifier": f"{seen.head.code} {seen.letter.number.reference}",
        "Bagging-Date": seen.state.as_of.isoformat(),
        "Omitted-Files": str(len(absent)),
    }


class CaseChecked(NamedTuple):
    """A case file that was read through: its digest, and what is missing, extra or altered in it."""

    path: Path
    sha256: str
    checked: BagChecked


def verify_casefile(path: Path) -> CaseChecked:
    """Hold a case file against its own manifests.

    Needs no workspace. Raises UnknownName when there is no such file.
    """
    try:
        with path.open("rb") as file:
            return CaseChecked(path, digest_of(path), check_bag(file))
    except (FileNotFoundError, IsADirectoryError):
        raise UnknownName.no_file(path) from None
