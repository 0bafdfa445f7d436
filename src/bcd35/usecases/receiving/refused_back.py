"""What a clerk puts right about refused files: whose they are, and when they came.

One that a mistake of the office made one is taken back: a test file, another folder, another unit stated.
From then on it is nobody's, until that was a mistake in turn. The copy stays where it is.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bcd35.domain.commands import in_book
from bcd35.domain.corrections import CorrectionLetter
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.refused_files import RefusedFile
from bcd35.domain.text import identity_key
from bcd35.domain.units import Unit
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.put_right import need_reason, refuse_wrong_day
from bcd35.usecases.registers.rounds import told_round
from bcd35.usecases.registers.units import get_unit, get_units


class RefusedTakenBack(NamedTuple):
    """A refused file as it stands now, and whose it was; ``left``: the unit's others that still count."""

    unit_name: str
    file: RefusedFile
    left: tuple[RefusedFile, ...]


def withdraw_refused(
    desk: Desk, units: Sequence[str], reason: str, *, wanted_round: str = "", name: str = ""
) -> list[RefusedTakenBack]:
    """Say of units' latest refused file, or of the one so named, that it is not theirs.

    Raises UnknownName and Refused.
    """
    need_reason(reason, "Rút tệp bị từ chối", "tệp thử của văn phòng")
    return _each(desk, units, reason, wanted_round, name, withdrawn=True)


def restore_refused(
    desk: Desk, units: Sequence[str], reason: str, *, wanted_round: str = "", name: str = ""
) -> list[RefusedTakenBack]:
    """Let units' latest refused file of those taken back, or the one so named, count again."""
    need_reason(reason, "Lấy lại tệp bị từ chối", "rút nhầm tệp")
    return _each(desk, units, reason, wanted_round, name, withdrawn=False)


def _each(
    desk: Desk, units: Sequence[str], reason: str, wanted_round: str, name: str, *, withdrawn: bool
) -> list[RefusedTakenBack]:
    with desk.act():
        if not units:
            return [_put_nobodys(desk, reason, name, withdrawn=withdrawn)]
        code = told_round(desk, wanted_round).code
        named = get_units(desk, units)
        return [_put(desk, unit, code, reason, name, withdrawn=withdrawn) for unit in named]


def _put(desk: Desk, unit: Unit, code: str, reason: str, name: str, *, withdrawn: bool) -> RefusedTakenBack:
    known = desk.store.intake.refused_of(unit.code, code)
    file = _named(unit, code, name, known, withdrawn=not withdrawn)._replace(withdrawn=withdrawn)
    if withdrawn:
        _refuse_given_back(desk, file)
    desk.store.intake.put_refused_right(file, reason, desk.world.now)
    act = "withdraw_refused" if withdrawn else "restore_refused"
    desk.journal(act, unit.code, **told_file(file), reason=reason)
    left = (one for one in known if one.sha256 != file.sha256 and not one.withdrawn)
    return RefusedTakenBack(unit.name, file, tuple(left))


def _put_nobodys(desk: Desk, reason: str, name: str, *, withdrawn: bool) -> RefusedTakenBack:
    """The same of a file that nobody knows the unit of: it is no longer, or again, told on the desk."""
    known = [file for file in desk.store.intake.all_refused() if not file.unit]
    found = [file for file in known if file.withdrawn != withdrawn and _is_named(file, name)]
    if not found:
        names = ", ".join(file.copy for file in known if file.withdrawn != withdrawn)
        message = f"Không có tệp bị từ chối tên “{name}” mà chưa rõ của đơn vị nào."
        fix = f"Các tệp ấy: {names}" if names else "Tệp của một đơn vị thì nêu đơn vị ấy; xem: bcd35 log"
        raise Refused("no_refused_file", message, where="--file", fix=fix)
    file = found[-1]._replace(withdrawn=withdrawn)
    desk.store.intake.put_refused_right(file, reason, desk.world.now)
    act, told = "withdraw_refused" if withdrawn else "restore_refused", told_file(file)
    desk.journal(act, file.copy, **told, reason=reason)
    return RefusedTakenBack("", file, ())


def told_file(file: RefusedFile) -> dict[str, object]:
    """A refused file, for the journal: ``copy`` is the name of its copy, which no other file has."""
    return {"round": file.round_code, "name": file.file_name, "copy": file.copy}


def _is_named(file: RefusedFile, name: str) -> bool:
    """Whether it is meant, by its own name or that of its copy; no name means any."""
    return not name or identity_key(name) in map(identity_key, (file.file_name, file.copy))


def _named(unit: Unit, code: str, name: str, known: Sequence[RefusedFile], *, withdrawn: bool) -> RefusedFile:
    """The unit's latest refused file of those taken back, or of the others, or the one of them so named."""
    those = [file for file in known if file.withdrawn == withdrawn]
    found = [file for file in those if _is_named(file, name)]
    if found:
        return found[-1]
    what = "bị từ chối đã rút" if withdrawn else "bị từ chối còn tính"
    called = f" tên “{name}”" if name else ""
    message = f"“{unit.name}” không có tệp{called} {what} trong đợt “{code}”."
    names = ", ".join(file.copy for file in those)
    show = f"Xem các tệp đã bị từ chối, đã rút: bcd35 reports show {unit.code} --round {code}"
    fix = f"Các tệp {what}: {names}" if names else show
    raise Refused("no_refused_file", message, where="--file" if name else unit.code, fix=fix)


def _refuse_given_back(desk: Desk, file: RefusedFile) -> None:
    """Raises Refused for a file about which a letter went out: the letter is taken back first."""
    letter = desk.store.corrections.of_refused(file.sha256)
    if letter is None:
        return
    told = f"số {letter.number.reference} ngày {screen_date(letter.dated)}"
    message = f"Tệp “{file.file_name}” đã gửi trả đơn vị bằng công văn {told}."
    book = in_book(letter.number.symbol, letter.number.term)
    void = f"bcd35 letters void {letter.number.number} {book} --reason LÝ_DO"
    fix = f"Hủy công văn ấy: {void}\nRồi chạy lại lệnh này."
    raise Refused("given_back", message, where=file.unit, fix=fix)


# --- the day on which it came ------------------------------------------------------------------------------


class RefusedDay(NamedTuple):
    """A refused file before and after its day was put right; ``letter``: the one that gave it back."""

    unit_name: str
    before: RefusedFile
    after: RefusedFile
    letter: CorrectionLetter | None


def amend_refused_day(
    desk: Desk, wanted_unit: str, day: date, reason: str, *, wanted_round: str = "", name: str = ""
) -> RefusedDay:
    """Put the day right on which a unit's latest refused file came, or the one so named.

    Its term for correction rests on that day. Raises UnknownName and Refused.
    """
    need_reason(reason, "Sửa ngày nhận", "ngày nhận ghi nhầm")
    with desk.act():
        round_ = told_round(desk, wanted_round)
        unit = get_unit(desk, wanted_unit)
        known = desk.store.intake.refused_of(unit.code, round_.code)
        before = _named(unit, round_.code, name, known, withdrawn=False)
        refuse_wrong_day(desk, day, round_)
        letter = desk.store.corrections.of_refused(before.sha256)
        if letter and day > letter.dated:
            raise _after_letter(day, letter)
        after = before._replace(received_on=day)
        if after != before:
            desk.store.intake.put_refused_right(after, reason, desk.world.now)
            desk.journal(
                "amend_refused",
                unit.code,
                round=round_.code,
                file=before.file_name,
                copy=before.copy,
                sha256=before.sha256,
                reason=reason,
                changes={"received_on": [before.received_on.isoformat(), day.isoformat()]},
            )
    return RefusedDay(unit.name, before, after, letter)


def _after_letter(day: date, letter: CorrectionLetter) -> Refused:
    message = (
        f"Ngày nhận {screen_date(day)} ở sau ngày công văn gửi trả tệp ấy (số {letter.number.reference}, "
        f"{screen_date(letter.dated)})."
    )
    return Refused("wrong_days", message, where="--received-on", fix="Kiểm tra lại ngày nhận rồi chạy lại.")
