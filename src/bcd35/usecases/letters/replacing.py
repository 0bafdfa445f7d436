"""Planning the letter that takes the place of another one of its round."""

from collections.abc import Iterator
from dataclasses import replace

from bcd35.domain.commands import REASON, in_book, typed_option
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letters import Letter, LetterNumber
from bcd35.domain.reports import in_force
from bcd35.domain.rounds import Round, same_question
from bcd35.store.letters import IssuedLetter
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.plan import (
    NoticePlan,
    Replacement,
    plan_own_number,
    refuse_renumbering,
    replacing_command,
    terms_as_issued,
    terms_now,
)
from bcd35.usecases.letters.recipients import refuse_unmet_addressees, units_of_round
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.registers.rounds import addressed_today, frozen_round, steps_to_issue


def plan_replacing(desk: Desk, request: NoticeRequest, round_: Round) -> NoticePlan:
    """The letter that takes the place of the one in force, with the round as its file says it now."""
    from bcd35.usecases.registers.imports import edited_round

    issued = desk.store.letters.of_round(round_.code)
    earlier = _letter_of(desk, request, issued, round_.code)
    if issued is None or issued.letter.id != earlier.id:
        return _replaced_already(desk, request, (earlier, issued), round_)
    edited = edited_round(desk, round_)
    edited = edited._replace(round_=addressed_today(desk, edited.round_))
    refuse_unmet_addressees(desk, edited.round_, replacing=True)
    terms = terms_now(desk, edited.round_, request, earlier.number.reference)
    units = units_of_round(desk, round_.code, terms.dated)
    if not units[0]:
        raise _nobody_left(round_.code, earlier.number)
    return plan_own_number(
        desk,
        request,
        terms._replace(replaces=(earlier.number, earlier.dated)),
        units,
        remarks=_reported_remark(desk, round_.code, frozen_round(issued, "open"), edited.round_),
        replacement=Replacement(earlier, request.reason, edited),
    )


def _nobody_left(round_code: str, number: LetterNumber) -> Refused:
    message = f"Đợt “{round_code}” không còn đơn vị nào phải báo cáo."
    void = f"bcd35 letters void {number.number} {in_book(number.symbol, number.term)} --reason LÝ_DO"
    return Refused("no_units", message, where=round_code, fix=f"Hủy công văn, không thay: {void}")


def _letter_of(desk: Desk, request: NoticeRequest, issued: IssuedLetter | None, round_code: str) -> Letter:
    """The round's letter with a number; of several terms the latest. Raises Refused when it has none.

    ``issued``: the one in force, which is the only one that can be replaced.
    """
    letters = [one.letter for one, _ in desk.store.letters.all_of_round(round_code)]
    if found := next((one for one in letters if one.number.number == request.replaces), None):
        return found
    told = f"đang có hiệu lực: Công văn số {issued.letter.number.reference}" if issued else "chưa phát hành"
    message = f"Đợt “{round_code}” không có Công văn số {request.replaces}; đợt {told}."
    fixes = [_issuing(desk, issued, request, round_code), *_of_others(desk, request)]
    raise Refused("no_such_letter", message, where="--replace", fix="\n".join(fixes))


def _issuing(desk: Desk, issued: IssuedLetter | None, request: NoticeRequest, round_code: str) -> str:
    """What issues a letter of the round now: in the place of the one in force, or where there is none."""
    if issued:
        return f"Thay công văn ấy: {replacing_command(desk, issued.letter, request)}"
    return "\n".join(steps_to_issue(desk, round_code, request.dated))


def _of_others(desk: Desk, request: NoticeRequest) -> Iterator[str]:
    """What the number serves in the books, where it is no letter of the round."""
    from bcd35.usecases.letters.number_book import NUMBERS_LISTING, book_entries

    entries = [one for one in book_entries(desk) if one.dated and one.first == request.replaces]
    for one in entries:
        what = f"Số {one.reference} ({one.term}) là {one.words.lower()} của đợt “{one.round_code}”"
        if one.kind == "letter":
            reason = typed_option("reason", request.reason or REASON)
            other = f"bcd35 notify {one.round_code} --replace {one.first} {reason}"
            yield f"{what}, thay thì: {other}" if not one.void else f"{what}."
        elif one.round_code and not one.void:
            void = f"bcd35 letters void {one.first} {in_book(*one.book)} --reason LÝ_DO"
            yield f"{what}, không thay mà hủy: {void}"
        else:
            yield f"{what}." if one.round_code else f"Số {one.reference} ({one.term}): {one.words.lower()}."
    if not entries:
        yield f"Xem cả sổ: {NUMBERS_LISTING}"


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
        fix = _issuing(desk, issued, request, code)
        raise Refused("letter_void", message, where="--replace", fix=fix)
    refuse_renumbering(desk, issued.letter, request)
    terms = terms_as_issued(desk, issued, round_)
    message = (
        f"Công văn số {earlier.number.reference} đã được thay bằng số {issued.letter.number.reference} từ "
        "trước; lần chạy này không ghi gì."
    )
    fix = f"Muốn thay lần nữa: {replacing_command(desk, issued.letter, replace(request, reason=''))}"
    findings = (Finding("replaced_already", code, message, fix),)
    return NoticePlan(terms=terms, issued=issued, joining=(), skipped=(), findings=findings)


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
