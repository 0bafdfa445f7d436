"""Planning the letter that takes the place of another one of its round."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import LetterDays
from bcd35.domain.letters import Letter, LetterNumber, in_book
from bcd35.domain.reports import in_force
from bcd35.domain.rounds import Round, same_question
from bcd35.store.letters import IssuedLetter
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.issuing import (
    Serves,
    day_remarks,
    number_remarks,
    stem_in_names,
)
from bcd35.usecases.letters.own_terms import (
    own_term_findings,
    terms_beside,
)
from bcd35.usecases.letters.plan import (
    NoticePlan,
    Replacement,
    one_for_all,
    replacing_command,
    taken_places,
    terms_as_issued,
    terms_now,
)
from bcd35.usecases.letters.recipients import refuse_unmet_addressees, units_of_round
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.registers.rounds import (
    addressed_today,
    frozen_round,
)


def plan_replacing(desk: Desk, request: NoticeRequest, round_: Round) -> NoticePlan:
    """The letter that takes the place of the one in force, with the round as its file says it now."""
    from bcd35.usecases.registers.imports import anew_in_file, edited_round

    issued = desk.store.letters.of_round(round_.code)
    earlier = _letter_of(desk, round_.code, request.replaces)
    if issued is None or issued.letter.id != earlier.id:
        return _replaced_already(desk, request, (earlier, issued), round_)
    edited = edited_round(desk, round_)
    edited = edited._replace(round_=addressed_today(desk, edited.round_))
    refuse_unmet_addressees(desk, edited.round_, replacing=True)
    subject = earlier.number.reference
    terms = terms_now(desk, edited.round_, request, subject)
    joining, skipped = units_of_round(desk, round_.code, terms.dated)
    if not joining:
        raise _nobody_left(round_.code, earlier.number)
    days = LetterDays(terms.number, terms.dated, edited.round_.deadline)
    anew = anew_in_file(desk, round_.code, "deadline", replacing=True)
    remarks = chain(
        number_remarks(terms.office, terms.number),
        day_remarks(desk, days, request.accepted, where=round_.code, anew=anew),
        _reported_remark(desk, round_.code, frozen_round(issued, "open"), edited.round_),
    )
    beside = terms_beside(desk, edited.round_, terms.dated, joining)
    own_terms = beside.own_days() if beside else {}
    return NoticePlan(
        **terms._replace(replaces=(earlier.number, earlier.dated))._asdict(),
        issued=None,
        joining=joining,
        skipped=skipped,
        findings=(
            *remarks,
            *own_term_findings(beside, edited.round_, request.accepted, anew, draft=request.draft),
        ),
        found=taken_places(desk, round_.code),
        own_terms=own_terms,
        repeated=beside.repeated() if beside else frozenset(),
        replacement=Replacement(earlier, request.reason, edited),
        together=one_for_all(request, edited.round_, own_terms),
        stem=stem_in_names(desk, terms.number, Serves(round_.code, "letter")),
    )


def _nobody_left(round_code: str, number: LetterNumber) -> Refused:
    message = f"Đợt “{round_code}” không còn đơn vị nào phải báo cáo."
    void = f"bcd35 letters void {number.number} {in_book(number.symbol, number.term)} --reason LÝ_DO"
    return Refused("no_units", message, where=round_code, fix=f"Hủy công văn, không thay: {void}")


def _letter_of(desk: Desk, round_code: str, number: int | None) -> Letter:
    """The round's letter with a number; of several terms the latest. Raises Refused when it has none."""
    letters = [one.letter for one, _ in desk.store.letters.all_of_round(round_code)]
    if found := next((one for one in letters if one.number.number == number), None):
        return found
    known = ", ".join(one.number.reference for one in letters)
    told = f"; đợt có Công văn số {known}" if known else "; đợt chưa phát hành công văn"
    fix = (
        f"Nêu đúng số, xem sổ: bcd35 letters list{'' if known else f'; phát hành: bcd35 notify {round_code}'}"
    )
    message = f"Đợt “{round_code}” không có Công văn số {number}{told}."
    raise Refused("no_such_letter", message, where="--replace", fix=fix)


def _replaced_already(
    desk: Desk, request: NoticeRequest, letters: tuple[Letter, IssuedLetter | None], round_: Round
) -> NoticePlan:
    """Nothing to do: the letter was replaced by the one in force. Raises Refused when it only is void.

    ``letters``: the one that was to be replaced, and the one in force.
    """
    code, (earlier, issued) = round_.code, letters
    if issued is None or issued.letter.replaces != earlier.id:
        instead = f" Công văn đang có hiệu lực: số {issued.letter.number.reference}." if issued else ""
        message = f"Công văn số {earlier.number.reference} của đợt “{code}” đã hủy.{instead}"
        day = f" --date {request.dated.isoformat()}" if request.dated else ""
        fix = replacing_command(issued.letter, request) if issued else f"bcd35 notify {code}{day}"
        raise Refused("letter_void", message, where="--replace", fix=f"Phát hành bằng: {fix}")
    terms = terms_as_issued(desk, issued, round_)
    message = (
        f"Công văn số {earlier.number.reference} đã được thay bằng số {issued.letter.number.reference} từ "
        "trước; lần chạy này không ghi gì."
    )
    again = replacing_command(issued.letter, replace(request, number=None))
    fix = f"Muốn thay lần nữa: {again}"
    findings = (Finding("replaced_already", code, message, fix),)
    return NoticePlan(**terms._asdict(), issued=issued, joining=(), skipped=(), findings=findings)


def _reported_remark(desk: Desk, round_code: str, before: Round, after: Round) -> Iterator[Finding]:
    """What becomes of reports that came in under the letter that is replaced."""
    reports = desk.store.reports.received(round_code)
    reported = [unit for unit, revisions in reports.items() if in_force(revisions)]
    if not reported:
        return
    known = {field.code: field for field in before.fields}
    new = [one for one in after.fields if one.code not in known or not same_question(known[one.code], one)]
    required = ", ".join(f"“{one.label}”" for one in new if one.required)
    message = f"{len(reported)} đơn vị đã báo cáo theo công văn cũ: báo cáo ấy vẫn được tính."
    fix = ""
    if required:
        message += f" Các đơn vị ấy chưa trả lời {required}."
        fix = (
            "Hỏi thêm rồi ghi: bcd35 record-report MÃ --round "
            f"{round_code} --received-on NGÀY --set {next(one.code for one in new if one.required)}=TRẢ_LỜI"
        )
    yield Finding("reports_carried_over", round_code, message, fix)
