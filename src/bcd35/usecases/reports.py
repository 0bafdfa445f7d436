"""Recording what units report: by hand, or from returned forms. Everything is judged before anything is written."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.form_spec import FormIdentity, form_spec
from bcd35.domain.letters import Expectation
from bcd35.domain.reports import (
    UNANSWERED,
    Answer,
    Answers,
    RawAnswer,
    Report,
    Verdict,
    changed_fields,
    judge_answer,
    judge_answers,
    plan_verdict,
)
from bcd35.domain.rounds import Field, Round
from bcd35.domain.text import clean, sort_key
from bcd35.store.reports import StoredFile
from bcd35.usecases.desk import Desk, Progress, no_progress
from bcd35.usecases.rounds import expected_units, frozen_round, get_round, issued_round
from bcd35.usecases.units import get_unit
from bcd35.world import keep, kept_path, sha256, sweep

_Expected = dict[str, tuple[Expectation, bool]]
_AskedRounds = Callable[[str], tuple[Round, _Expected]]
LARGEST_EVIDENCE = 50 * 1024 * 1024
# Left in folders by Office, Windows and macOS; not something a unit sent.
_BYSTANDERS = frozenset({"thumbs.db", "desktop.ini"})


class AnswerChange(NamedTuple):
    """One answer that a revision changed."""

    label: str
    before: Answer
    after: Answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one return. ``file``: as messages write a path, empty when recorded by hand; ``revision`` is 0 when there is none."""

    file: str
    verdict: Verdict
    unit: str = ""
    unit_name: str = ""
    round_code: str = ""
    revision: int = 0
    findings: tuple[Finding, ...] = ()
    changes: tuple[AnswerChange, ...] = ()


class Recorded(NamedTuple):
    """All verdicts of one run, in the order the files were given; the files that were passed over (``~$…``); remarks on the whole."""

    outcomes: tuple[Outcome, ...]
    ignored: tuple[str, ...] = ()
    dry_run: bool = False
    remarks: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ManualReport:
    """What a clerk types in: field code or label → text."""

    unit: str
    values: Mapping[str, str]
    round_code: str = ""
    received_on: date | None = None
    note: str = ""
    evidence: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class _Return:
    """A return that was read and judged by itself, not yet held against the ledger."""

    file: str
    unit: str = ""
    round_: Round | None = None
    answers: Answers = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    form_id: str = ""
    sha256: str = ""
    data: bytes = b""


# --- by hand ----------------------------------------------------------------------------------------------------------


class Questions(NamedTuple):
    """What an interactive session asks: the round's fields and the answers on record."""

    round_: Round
    unit: str
    unit_name: str
    current: Answers


def open_questions(desk: Desk, request: ManualReport) -> Questions:
    """The round, the unit and its present answers. Raises UnknownName or Refused."""
    round_, _ = _open_round(desk, request.round_code)
    unit = get_unit(desk, request.unit)
    revisions = desk.store.reports.of_round(round_.code).get(unit.code, [])
    return Questions(round_, unit.code, unit.name, revisions[-1].answers if revisions else {})


def record_by_hand(desk: Desk, request: ManualReport, *, dry_run: bool = False) -> Recorded:
    """Record typed values; on an earlier report they correct it and what is not named stays. Raises UnknownName."""
    questions = open_questions(desk, request)
    given = _given(questions.round_, request.values)
    evidence = [(path, _evidence_bytes(path)) for path in request.evidence]
    foreseen = _record_manual(desk, request, questions, given, [], write=False)
    if dry_run or foreseen.verdict == "refused":
        return _remarked(desk, Recorded((foreseen,), dry_run=dry_run), request.received_on, request.note)
    stored = [StoredFile(keep(desk.workspace, data, path.name), clean(path.name), len(data)) for path, data in evidence]
    with desk.store.act():
        outcome = _record_manual(desk, request, open_questions(desk, request), given, stored, write=True)
        sweep(kept_path(desk.workspace, file.sha256, file.name) for file in stored)
    return _remarked(desk, Recorded((outcome,)), request.received_on, request.note)


def _given(round_: Round, values: Mapping[str, str]) -> dict[str, RawAnswer]:
    given = {}
    for name, text in values.items():
        asked = round_.field(clean(name))
        if asked is None:
            known = [known.code for known in round_.fields]
            raise UnknownName.among("chỉ tiêu", name, known, listing=f"bcd35 rounds show {round_.code}")
        given[asked.code] = RawAnswer(text, f"--set {asked.code}", typed=True)
    return given


def _evidence_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_EVIDENCE:
            message = f"“{path.name}” lớn quá {LARGEST_EVIDENCE // 1024 // 1024} MiB."
            raise Refused("evidence_too_large", message, where=str(path), fix="Nén hoặc chia nhỏ tệp minh chứng.")
        return path.read_bytes()
    except OSError:
        raise UnknownName(
            "no_such_file", f"Không đọc được tệp minh chứng “{path}”.", where=str(path), fix="Kiểm tra lại đường dẫn."
        ) from None


def _record_manual(
    desk: Desk, request: ManualReport, questions: Questions, given: Mapping[str, RawAnswer], evidence: Sequence[StoredFile], *, write: bool
) -> Outcome:
    answers, findings = _judge_manual(questions.round_.fields, given, questions.current)
    findings += _judge_expected(expected_units(desk, questions.round_.code), questions.round_.code, questions.unit)
    item = _Return("", questions.unit, questions.round_, answers, tuple(findings))
    ledger = _Ledger(desk, request.received_on or desk.world.today, request.note)
    outcome = ledger.settle(item, origin_is_form=False, write=write)
    if write and evidence and outcome.revision:
        report_id = desk.store.reports.id_of(outcome.round_code, outcome.unit, outcome.revision)
        desk.store.reports.record_evidence(report_id, evidence)
    return outcome


def _judge_manual(fields: Sequence[Field], given: Mapping[str, RawAnswer], current: Answers) -> tuple[Answers, list[Finding]]:
    if not current:
        return judge_answers(
            fields, {asked.code: given.get(asked.code, RawAnswer(None, f"--set {asked.code}")) for asked in fields}, empty_where="--set"
        )
    answers, findings = dict(current), []
    for asked in fields:
        if asked.code in given:
            judged = judge_answer(asked, given[asked.code])
            if isinstance(judged, Finding):
                findings.append(judged)
            else:
                answers[asked.code] = judged
    return answers, findings


# --- from returned forms ----------------------------------------------------------------------------------------------


def gather(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The files to judge, folders opened in name order, and the ones passed over. Raises UnknownName for a path that does not exist."""
    files: list[Path] = []
    ignored: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UnknownName("no_such_file", f"Không có tệp hoặc thư mục “{path}”.", where=str(path), fix="Kiểm tra lại đường dẫn.")
        inside = (
            sorted((found for found in path.rglob("*") if not found.is_dir()), key=lambda found: sort_key(str(found)))
            if path.is_dir()
            else [path]
        )
        for file in inside:
            (ignored if _is_bystander(file) else files).append(file)
    return list(dict.fromkeys(files)), ignored


def _is_bystander(file: Path) -> bool:
    name = file.name.casefold()
    return name.startswith(("~$", ".")) or name in _BYSTANDERS or name.endswith(".tmp") or file.is_symlink() or not file.is_file()


def record_files(
    desk: Desk,
    paths: Sequence[Path],
    *,
    round_code: str = "",
    received_on: date | None = None,
    note: str = "",
    dry_run: bool = False,
    progress: Progress = no_progress,
) -> Recorded:
    """Take in returned forms: read and judge all, keep the originals of the good ones, record them in one act."""
    wanted = get_round(desk, round_code).code if round_code else ""
    files, ignored = gather(paths)
    asked = cache(partial(_asked_round, desk))  # a folder holds hundreds of forms of one round
    returns = []
    for done, file in enumerate(files):
        progress("Đọc báo cáo", done, len(files))
        returns.append(_read_return(desk, file, wanted, asked))
    progress("Đọc báo cáo", len(files), len(files))
    day = received_on or desk.world.today
    passed_over = tuple(desk.workspace.shown(file) for file in ignored)
    if dry_run:
        foreseen = tuple(_settle_all(_Ledger(desk, day, note), returns, write=False))
        return _remarked(desk, Recorded(foreseen, passed_over, dry_run=True), received_on, note)
    for item, outcome in zip(returns, _settle_all(_Ledger(desk, day, note), returns, write=False), strict=True):
        if outcome.verdict in ("accepted", "revised"):
            keep(desk.workspace, item.data, item.file)
    with desk.store.act():
        # The ledger is read again under the lock: another clerk may have recorded the same forms meanwhile.
        outcomes = tuple(_settle_all(_Ledger(desk, day, note), returns, write=True))
        sweep(kept_path(desk.workspace, item.sha256, item.file) for item in returns if item.sha256)
    return _remarked(desk, Recorded(outcomes, passed_over), received_on, note)


def _asked_round(desk: Desk, code: str) -> tuple[Round, _Expected]:
    """A round as its units were asked, and who is expected to report."""
    return issued_round(desk, code)[0], expected_units(desk, code)


def _read_return(desk: Desk, file: Path, wanted_round: str, asked: _AskedRounds) -> _Return:
    from bcd35.formats.returned_forms import judge_form, read_form

    shown = desk.workspace.shown(file)
    data = _bytes_of(file)
    if data is None:
        fix = "Kiểm tra quyền đọc, đóng chương trình đang mở tệp rồi chạy lại."
        return _Return(shown, findings=(Finding("unreadable", shown, "Không mở được tệp.", fix),))
    reading = read_form(data)
    if reading.identity is None:
        return _Return(shown, findings=_placed(reading.findings, shown))
    unit, round_, findings = _recognise(desk, reading.identity, wanted_round, shown, asked)
    if round_ is None or findings:
        return _Return(shown, unit, round_, findings=findings)
    raw, differences = judge_form(reading, form_spec(round_))
    answers, faults = judge_answers(round_.fields, raw, empty_where=shown) if raw else ({}, [])
    found = _placed((*differences, *faults), shown)
    return _Return(shown, unit, round_, answers, found, reading.identity.form_id, sha256(data), data)


def _bytes_of(file: Path) -> bytes | None:
    """The file's bytes, read once: what is judged is what is kept. One byte past the limit is enough for the guard to refuse it."""
    from bcd35.formats.xlsx_guard import MOST_BYTES

    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError:
        return None


def _placed(findings: Iterable[Finding], file: str) -> tuple[Finding, ...]:
    """File first, then sheet and cell: in a folder of forms a cell alone says nothing."""
    return tuple(
        found if found.where.startswith(file) else found._replace(where=", ".join(filter(None, (file, found.where)))) for found in findings
    )


def _recognise(
    desk: Desk, identity: FormIdentity, wanted_round: str, shown: str, asked: _AskedRounds
) -> tuple[str, Round | None, tuple[Finding, ...]]:
    """The unit and the round that the ledger issued this form to; never what the file claims."""
    form = desk.store.letters.form(identity.form_id)
    if form is None:
        message = "Mã mẫu trong tệp không có trong sổ: mẫu dự thảo, mẫu của văn phòng khác, hoặc mã đã bị sửa."
        return "", None, (Finding("unknown_form", shown, message, "Gửi lại đơn vị mẫu đã phát hành trong thư mục out/."),)
    if (form.round_code, form.unit.casefold(), form.version) != (identity.round_code, identity.unit.casefold(), identity.version):
        issued_to, claims = f"đơn vị “{form.unit}”, đợt “{form.round_code}”", f"“{identity.unit}”, đợt “{identity.round_code}”"
        message = f"Mẫu phát hành cho {issued_to}, nhưng trong tệp ghi {claims}."
        return form.unit, None, (Finding("form_altered", shown, message, "Gửi lại đơn vị mẫu đã phát hành."),)
    if wanted_round and form.round_code.casefold() != wanted_round.casefold():
        message = f"Mẫu của đợt “{form.round_code}”, không phải đợt “{wanted_round}”."
        return (
            form.unit,
            None,
            (Finding("other_round", shown, message, f"Nhận vào đúng đợt: bcd35 record-report TỆP --round {form.round_code}"),),
        )
    round_, expected = asked(form.round_code)
    findings = _judge_expected(expected, round_.code, form.unit)
    if round_.status == "closed":
        fix = f"Mở lại nếu cần: bcd35 rounds reopen {round_.code}"
        findings = [Finding("round_closed", shown, f"Đợt “{round_.code}” đã đóng.", fix), *findings]
    return form.unit, round_, _placed(findings, shown)


def _remarked(desk: Desk, recorded: Recorded, received_on: date | None, note: str) -> Recorded:
    """With remarks on what the clerk may not have meant: a doubtful day of receipt, a day or a note that could not be kept."""
    day = received_on or desk.world.today
    new = [one for one in recorded.outcomes if one.verdict in ("accepted", "revised")]
    known = [one for one in recorded.outcomes if one.verdict == "already_received"]
    remarks = [*_doubts(desk, new, day, typed=received_on is not None)]
    if received_on and any(day != received_on for day in _days_on_record(desk, known)):
        message = f"Báo cáo đã có từ trước giữ ngày nhận đã ghi, không đổi sang {screen_date(received_on)}."
        remarks.append(Finding("day_not_kept", "--received-on", message, "Ngày nhận của lần đầu là căn cứ tính đúng hạn."))
    if note and known:
        fix = "Ghi chú chỉ đi cùng báo cáo mới hoặc bản sửa."
        remarks.append(Finding("note_not_kept", "--note", "Báo cáo đã có từ trước, không đổi, nên ghi chú không được ghi.", fix))
    return recorded._replace(remarks=tuple(remarks))


def _doubts(desk: Desk, new: Sequence[Outcome], day: date, *, typed: bool) -> Iterator[Finding]:
    codes = dict.fromkeys(one.round_code for one in new)
    issued = [letter for letter in map(desk.store.letters.of_round, codes) if letter]
    if not issued:
        return
    first, deadline = min(letter.letter.dated for letter in issued), min(frozen_round(letter, "open").deadline for letter in issued)
    if day > desk.world.today:
        message = f"Ngày nhận {screen_date(day)} ở sau hôm nay ({screen_date(desk.world.today)})."
        yield Finding("received_in_future", "--received-on", message, "Kiểm tra lại ngày nhận.")
    if day < first:
        message = f"Ngày nhận {screen_date(day)} ở trước ngày công văn ({screen_date(first)})."
        yield Finding("received_before_letter", "--received-on", message, "Kiểm tra lại ngày nhận.")
    if not typed and day > deadline and any(one.revision == 1 for one in new):
        message = f"Ngày nhận ghi là hôm nay, {screen_date(day)}, sau thời hạn {screen_date(deadline)}."
        yield Finding("received_late_by_default", "--received-on", message, "Lần sau, báo cáo đến sớm hơn thì nêu --received-on NGÀY.")


def _days_on_record(desk: Desk, known: Sequence[Outcome]) -> set[date]:
    """The days of receipt of revisions that were recorded before."""
    reports = {code: desk.store.reports.of_round(code) for code in {one.round_code for one in known}}
    return {report.received_on for one in known for report in reports[one.round_code][one.unit] if report.revision == one.revision}


# --- both -------------------------------------------------------------------------------------------------------------


def _open_round(desk: Desk, wanted: str) -> tuple[Round, date]:
    round_, issued = issued_round(desk, wanted)
    if round_.status == "closed":
        raise Refused(
            "round_closed", f"Đợt “{round_.code}” đã đóng.", where=round_.code, fix=f"Mở lại nếu cần: bcd35 rounds reopen {round_.code}"
        )
    return round_, issued.letter.dated


def _judge_expected(expected: _Expected, round_code: str, unit: str) -> list[Finding]:
    entry = expected.get(unit.casefold())
    if entry is None:
        fix = f"Nếu đơn vị phải báo cáo, phát hành công văn cho đơn vị: bcd35 notify {round_code} --unit {unit}"
        return [Finding("not_expected", unit, f"Đơn vị “{unit}” không thuộc danh sách báo cáo của đợt “{round_code}”.", fix)]
    if not entry[1]:
        fix = f"Nếu đơn vị vẫn báo cáo: bcd35 rounds restore {unit} --round {round_code}"
        return [Finding("exempt", unit, f"Đơn vị “{unit}” đã được miễn báo cáo đợt “{round_code}”.", fix)]
    return []


class _Ledger:
    """The ledger as one run sees it: what is recorded, plus what this run has accepted so far."""

    def __init__(self, desk: Desk, received_on: date, note: str) -> None:
        self._desk, self._received_on, self._note = desk, received_on, note
        self._reports: dict[str, dict[str, list[Report]]] = {}
        self._names = {unit.code: unit.name for unit in desk.store.registers.units()}

    def known(self, round_code: str, unit: str) -> list[Report]:
        """Revisions of one unit, growing as the run goes on."""
        if round_code not in self._reports:
            self._reports[round_code] = self._desk.store.reports.of_round(round_code)
        return self._reports[round_code].setdefault(unit, [])

    def settle(self, item: _Return, *, origin_is_form: bool, write: bool) -> Outcome:
        """The verdict on one return; recorded when it is a new revision and ``write``."""
        name = self._names.get(item.unit, "")
        outcome = Outcome(item.file, "refused", item.unit, name, item.round_.code if item.round_ else "", findings=item.findings)
        if item.findings or item.round_ is None:
            return outcome
        known = self.known(item.round_.code, item.unit)
        verdict = plan_verdict(item.answers, item.sha256, known)
        if verdict == "already_received":
            return replace(outcome, verdict=verdict, revision=self._revision_of(item, known))
        report = Report(
            item.round_.code,
            item.unit,
            len(known) + 1,
            self._received_on,
            item.answers,
            "form" if origin_is_form else "manual",
            self._note,
            item.form_id,
            item.sha256,
        )
        changes = _changes(item.round_, known[-1].answers, item.answers) if known else ()
        known.append(report)
        if write:
            self._write(report, item)
        return replace(outcome, verdict=verdict, revision=report.revision, changes=changes)

    @staticmethod
    def _revision_of(item: _Return, known: Sequence[Report]) -> int:
        same_file = [report.revision for report in known if item.sha256 and report.sha256 == item.sha256]
        return same_file[0] if same_file else known[-1].revision

    def _write(self, report: Report, item: _Return) -> None:
        round_ = item.round_
        kinds = {asked.code: asked.kind for asked in round_.fields} if round_ else {}
        self._desk.store.reports.record(report, kinds, clean(Path(item.file).name), self._desk.world.now)
        self._desk.store.registers.journal(
            self._desk.world.now, "record_report", report.unit, round=report.round_code, revision=report.revision, origin=report.origin
        )


def _changes(round_: Round, before: Answers, after: Answers) -> tuple[AnswerChange, ...]:
    labels = {asked.code: asked.label for asked in round_.fields}
    return tuple(AnswerChange(labels.get(code, code), before.get(code, UNANSWERED), after[code]) for code in changed_fields(before, after))


def _settle_all(ledger: _Ledger, returns: Sequence[_Return], *, write: bool) -> list[Outcome]:
    at_odds = _at_odds(ledger, returns)
    outcomes = []
    for item in returns:
        if item.form_id in at_odds and item.file in at_odds[item.form_id]:
            others = ", ".join(file for file in at_odds[item.form_id] if file != item.file)
            finding = Finding(
                "conflict",
                item.file,
                f"Cùng mẫu của đơn vị “{item.unit}” nhưng số liệu khác với tệp: {others}.",
                "Giữ lại một tệp đúng, bỏ tệp kia ra ngoài rồi chạy lại.",
            )
            settled = ledger.settle(replace(item, findings=(finding,)), origin_is_form=True, write=False)
            outcomes.append(replace(settled, verdict="conflict"))
        else:
            outcomes.append(ledger.settle(item, origin_is_form=True, write=write))
    return outcomes


def _at_odds(ledger: _Ledger, returns: Sequence[_Return]) -> dict[str, list[str]]:
    """Form id → files of this run that say different things for it: which one is newer cannot be known, so none is recorded."""
    fresh: dict[str, list[_Return]] = {}
    for item in returns:
        if item.round_ is None or item.findings:
            continue
        if plan_verdict(item.answers, item.sha256, ledger.known(item.round_.code, item.unit)) != "already_received":
            fresh.setdefault(item.form_id, []).append(item)
    return {
        form_id: [item.file for item in items]
        for form_id, items in fresh.items()
        if any(item.answers != items[0].answers for item in items)
    }
