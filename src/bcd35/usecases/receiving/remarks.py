"""Remarks on what a clerk who records reports may not have meant.

A doubtful day of receipt, a day or a note that could not be kept.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.receipt import judge_day
from bcd35.domain.refused_files import RefusedFile, refused_command, taken_back_words
from bcd35.domain.reports import Report, came_first, in_force
from bcd35.domain.text import short_list
from bcd35.store.letters import IssuedLetter
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.returns import Decision, Outcome, ReceiptTerms, Return
from bcd35.usecases.registers.rounds import round_terms

_MOST_TYPED = 40  # units in one command


def judge_receipt(
    desk: Desk, outcomes: Sequence[Outcome], received_on: date | None, terms: ReceiptTerms
) -> tuple[Finding, ...]:
    """``received_on``: the day that the clerk typed, None when today was taken."""
    new = [one for one in outcomes if one.verdict in ("accepted", "revised") and not one.day_source]
    known = [one for one in outcomes if one.verdict == "already_received"]
    remarks = [*_doubts(desk, new, terms.received_on, typed=received_on is not None)]
    # what a row of a table says is held against the ledger row by row (``table.py``)
    # nobody amends one that was withdrawn: its own remark tells how it is taken again
    standing = [one for one in known if not one.withdrawn_on]
    stated = [one for one in standing if one.day_source != "row" and (received_on or one.day_source)]
    remarks += _days_kept(desk, stated)
    return (*remarks, *_not_kept(desk, standing, terms))


def _not_kept(desk: Desk, standing: Sequence[Outcome], terms: ReceiptTerms) -> Iterator[Finding]:
    """What was typed beside reports that are on record already."""
    note, *reference = terms.told()
    if standing and note:
        yield _lost(desk, standing, "note_not_kept", ("--note", "ghi chú", note))
    if standing and (numbered := " ".join(filter(None, reference))):
        yield _lost(desk, standing, "reference_not_kept", ("--ref", "số, ngày báo cáo", numbered))


def _lost(desk: Desk, standing: Sequence[Outcome], code: str, typed: tuple[str, str, str]) -> Finding:
    """``typed``: the option, what it says, and as it was typed."""
    option, what, again = typed
    message = f"Báo cáo đã có từ trước, không đổi, nên {what} không được ghi."
    fix = put_right_by("Ghi thêm vào báo cáo đã có", standing, lambda some: _which(desk, some) + again)
    return Finding(code, option, message, fix)


def _which(desk: Desk, known: Sequence[Outcome]) -> str:
    """The option that names a revision; none of the last ones, which ``amend`` takes by itself."""
    last = {
        (code, unit): standing[-1].revision
        for code in dict.fromkeys(one.round_code for one in known)
        for unit, revisions in desk.store.reports.received(code).items()
        if (standing := in_force(revisions))
    }
    if all(last.get((one.round_code, one.unit), one.revision) == one.revision for one in known):
        return ""
    return f"--revision {_only(one.revision for one in known)} "


def _only(revisions: Iterable[int]) -> str:
    different = set(revisions)
    return str(different.pop()) if len(different) == 1 else "LẦN"


def put_right_by(words: str, known: Sequence[Outcome], more: Callable[[Sequence[Outcome]], str]) -> str:
    """The command for each round that puts recorded reports right; of very many units it shows how.

    ``more``: the options for reports of one round.
    """
    by_round: dict[str, list[Outcome]] = {}
    for one in known:
        by_round.setdefault(one.round_code, []).append(one)
    commands = [
        f"bcd35 reports amend {_whose(some)} --round {code} {more(some)} --reason LÝ_DO"
        for code, some in by_round.items()
    ]
    return "\n".join((f"{words}:", *commands)) if len(commands) > 1 else f"{words}: {commands[0]}"


def _whose(known: Sequence[Outcome]) -> str:
    units = dict.fromkeys(one.unit for one in known)
    return " ".join(units) if len(units) <= _MOST_TYPED else "ĐƠN_VỊ …"


def _days_kept(desk: Desk, stated: Sequence[Outcome]) -> Iterator[Finding]:
    """Reports on record whose day is another than the one that this run states for them."""
    on_record = _on_record(desk, stated)
    other = [
        one for one in stated if (kept := on_record.get(_key(one))) and kept.received_on != one.received_on
    ]
    days = dict.fromkeys(one.received_on for one in other if one.received_on)
    for day in days:
        message = f"Báo cáo đã có từ trước giữ ngày nhận đã ghi, không đổi sang {screen_date(day)}."
        of_day = [one for one in other if one.received_on == day]

        def more(some: Sequence[Outcome], day: date = day) -> str:
            which = _only(on_record[_key(one)].revision for one in some)
            return f"--revision {which} --received-on {day.isoformat()}"

        fix = put_right_by("Ngày đã ghi sai thì sửa", of_day, more)
        yield Finding("day_not_kept", "--received-on", message, fix)


def judge_refused_days(
    desk: Desk, returns: Sequence[Return], outcomes: Sequence[Outcome], received_on: date | None
) -> Iterator[Finding]:
    """Files that were refused before, and whose day is another than the one that this run states for them."""
    stated = {
        item.sha256: item.own_day.day if item.own_day else received_on
        for item, one in zip(returns, outcomes, strict=True)
        if one.verdict == "refused" and item.sha256
    }
    for digest, copy in desk.store.intake.refused(stated).items():
        day = stated[digest]
        if copy.withdrawn or day is None or day == copy.received_on:
            continue
        kept = screen_date(copy.received_on)
        message = (
            f"Tệp “{copy.file_name}” bị từ chối từ trước giữ ngày nhận đã ghi ({kept}), không đổi sang "
            f"{screen_date(day)}."
        )
        amend = refused_command("amend", copy, "--received-on", day.isoformat())
        fix = f"Ngày đã ghi sai thì sửa: {amend}" if copy.unit and copy.round_code else ""
        yield Finding("refused_day_kept", "--received-on", message, fix)


def judge_taken_back(
    desk: Desk,
    returns: Sequence[Return],
    outcomes: Sequence[Outcome],
    terms: ReceiptTerms,
    decision: Decision,
) -> Iterator[Finding]:
    """Refused files that were taken back before and stay so: those of a folder come again with every run."""
    refused = {
        item.sha256: (item, one)
        for item, one in zip(returns, outcomes, strict=True)
        if one.verdict == "refused" and item.sha256
    }
    for digest, file in desk.store.intake.refused(refused).items():
        item, one = refused[digest]
        if not file.withdrawn or counts_again(file, (one.unit, one.round_code), decision):
            continue
        fix = f"Rút nhầm thì lấy lại: {refused_command('restore', file)}"
        if file.unit:
            again = terms._replace(take_again=True).command(item, file.round_code)
            fix = f"Đơn vị gửi đúng tệp này: {again}\n{fix}"
        yield Finding("taken_back_before", item.file, taken_back_words(file), fix)


def counts_again(file: RefusedFile, whose: tuple[str, str], decision: Decision) -> bool:
    """Whether a refused file that was nobody's is a unit's now.

    It was taken back and comes as another's, or is taken once more; or nobody knew then whose it was.
    ``whose``: unit and round as it was judged now.
    """
    if not all(whose):
        return False
    unknown = not (file.unit and file.round_code)
    return unknown or (file.withdrawn and (bool(decision.again) or whose != (file.unit, file.round_code)))


def judge_left_out(outcomes: Sequence[Outcome], own: int, scans: Sequence[str]) -> Iterator[Finding]:
    """What was neither taken nor refused: our own files, signed scans, and forms that nobody filled."""
    if scans:
        named = short_list(scans, "tệp nữa")
        message = f"Bỏ qua {len(scans)} tệp PDF cùng tên với mẫu, coi là bản ký của mẫu: {named}."
        fix = "Muốn giữ trong hồ sơ thì ghi kèm từng mẫu: bcd35 record-report TỆP.xlsx --evidence TỆP.pdf"
        yield Finding("signed_scans", "", message, fix)
    if own:
        message = (
            f"Bỏ qua {own} tệp của chính sổ (bcd35.db, trong out, data, templates, bản sao của sổ, hoặc chép "
            "từ công văn đã phát hành): không phải báo cáo gửi về."
        )
        fix = "Mẫu đơn vị gửi về để trong một thư mục riêng, ví dụ bao-cao-gui-ve."
        yield Finding("own_files", "", message, fix)
    blank = [one.file for one in outcomes if one.verdict == "blank"]
    if blank:
        message = (
            f"{len(blank)} mẫu chưa điền, còn như lúc phát hành: {short_list(blank, 'tệp nữa')}. "
            "Không ghi gì, không tính là bị từ chối."
        )
        yield Finding("blank_forms", "", message, "Nếu đơn vị gửi mẫu trống, đề nghị điền rồi gửi lại.")


def _doubts(desk: Desk, new: Sequence[Outcome], day: date, *, typed: bool) -> Iterator[Finding]:
    codes = dict.fromkeys(one.round_code for one in new)
    issued = [letter for letter in map(desk.store.letters.of_round, codes) if letter]
    if not issued:
        return
    first = min(letter.letter.dated for letter in issued)
    doubt = judge_day(day, desk.world.today, first, "--received-on", "Kiểm tra lại ngày nhận.")
    if doubt:
        yield doubt
    if not typed and (late := _late_on(desk, issued, new, day)):
        deadline = min(last for _, last in late)
        message = f"Ngày nhận ghi là hôm nay, {screen_date(day)}, sau thời hạn {screen_date(deadline)}."
        whose = [one for one, _ in late]
        fix = put_right_by("Báo cáo đến sớm hơn thì sửa ngày nhận", whose, lambda _: "--received-on NGÀY")
        yield Finding("received_late_by_default", "--received-on", message, fix)


def _late_on(
    desk: Desk, issued: Sequence[IssuedLetter], new: Sequence[Outcome], day: date
) -> list[tuple[Outcome, date]]:
    """First reports that a day makes late, each with the last day of its unit."""
    terms = {one.letter.round_code: round_terms(desk, one) for one in issued}
    firsts = [one for one in new if one.revision == 1 and one.round_code in terms]
    last_days = [terms[one.round_code].of(one.unit, day).last_day for one in firsts]
    return [(one, last) for one, last in zip(firsts, last_days, strict=True) if day > last]


def _key(one: Outcome) -> tuple[str, str, int]:
    return one.round_code, one.unit, one.revision


def _on_record(desk: Desk, known: Sequence[Outcome]) -> dict[tuple[str, str, int], Report]:
    """By round, unit and revision of the outcomes: the report whose day of receipt these are about.

    That of a file is its own. What was typed in has none: the report in force that came first decides
    about its day. A rehearsal records nothing: a copy of a file of the same run has none.
    """
    units: dict[str, set[str]] = {}
    for one in known:
        units.setdefault(one.round_code, set()).add(one.unit)
    reports = {code: desk.store.reports.of_round(code, wanted) for code, wanted in units.items()}
    return {
        (code, unit, report.revision): _dated(report, revisions)
        for code, by_unit in reports.items()
        for unit, revisions in by_unit.items()
        for report in revisions
    }


def _dated(report: Report, revisions: Sequence[Report]) -> Report:
    standing = in_force(revisions)
    return came_first(standing) if report in standing and report.origin != "form" else report
