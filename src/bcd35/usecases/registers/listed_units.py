"""The office's own list of units: which unit of the register each row is, its kind and its code.

A row without a code is found by its name. What could be one unit or two is never taken in silence: it is
decided by a rule that is told afterwards, or asked (``decisions.py``).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bcd35.domain.commands import command_line
from bcd35.domain.entries import UnitEntry, judge_unit, judge_unit_name, unit_entry
from bcd35.domain.findings import Finding
from bcd35.domain.lists.alike import Alike, alike_in_list, bare_key, could_be_renamed
from bcd35.domain.lists.cells import cell_left_out, mails_in, office_cell
from bcd35.domain.lists.codes import propose_unit_codes, stated_code
from bcd35.domain.lists.columns import COLUMN_NAMES, COLUMN_WORDS, heading_key
from bcd35.domain.lists.kinds import kind_key, kind_of_name, match_kind
from bcd35.domain.lists.places import in_sentence, kind_of_place
from bcd35.domain.lists.rows import sub_rows
from bcd35.domain.persons import may_be_persons_name, without_person
from bcd35.domain.text import identity_key, short_list
from bcd35.domain.unit_names import propose_units
from bcd35.domain.units import Unit, UnitFinder, UnitKind
from bcd35.domain.usual_names import is_bare_place, is_usual_name
from bcd35.formats.registers.reader import RegisterReading, UnitsFile, judge_codes
from bcd35.formats.tables.list_rows import ListRow
from bcd35.formats.tables.office_list import OfficeList
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.decisions import (
    NEW,
    NO_COLUMN,
    ListAnswer,
    ListDecisions,
    ListQuestion,
    Undecided,
    row_of,
    said_of,
    sayable,
)
from bcd35.usecases.registers.lists import ListReading, judge_lengths, open_list, places_in, told_of_list
from bcd35.usecases.registers.sources import Source

_NEAR = 0.85  # the likeness from which a name that is new looks like one that is gone
_MOST_NAMED = 20  # rows of one question
_MOST_PAIRS = 40_000  # of names that are compared; more is another list, not a few typing errors


def read_units_list(
    desk: Desk, source: Source, kinds: Sequence[UnitKind], decisions: ListDecisions
) -> ListReading:
    """The units of a list. Raises Undecided with everything that a clerk must decide."""
    found = open_list(source, "units", decisions)
    if isinstance(found, ListReading):
        return found
    return _Units(
        desk=desk,
        shown=source.shown,
        kinds=kinds,
        decisions=decisions,
        found=found,
        units=desk.store.registers.units(),
    ).read()


@dataclass(slots=True, kw_only=True)
class _Entry:
    """A row on its way to an entry of the register: the unit that it is, when that is known."""

    row: ListRow
    name: str
    unit: Unit | None = None
    code: str = ""
    kind: str = ""
    spelt: bool = False  # the name counts as it is written


@dataclass(slots=True, kw_only=True)
class _Units:
    """The rows of a list of units, settled step by step; what cannot be settled becomes a question."""

    desk: Desk
    shown: str
    kinds: Sequence[UnitKind]
    decisions: ListDecisions
    found: OfficeList
    units: Sequence[Unit]  # of the ledger
    questions: list[ListQuestion] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    said: list[tuple[str, _Entry]] = field(default_factory=list)  # names that a clerk said to mean a unit

    def read(self) -> ListReading:
        self.remarks += told_of_list(self.shown, "units", self.found, self.decisions)
        entries = [self._begun(row) for row in self._without_persons()]
        names = {row_of(entry.row.where): entry.name for entry in entries}
        groups = {row_of(entry.row.where): self._kind_text(entry) for entry in entries}
        self.decisions = self.decisions.by_names(names, groups)
        if self.faults:  # before a clerk could say which unit such a name means
            return self._reading(None, self.found.rows)
        entries = self._identified(self._without_unusual(entries))
        self._settle_kinds(entries)
        self._ask_about_counted(entries)
        self._give_codes(entries)
        self._tell_parts_and_persons(entries)
        rows = [entry.row for entry in entries]
        stated = tuple(self._unit_entry(entry) for entry in entries)
        self._judge(stated, rows)
        self.remarks += self._shared_mails(stated)
        if self.questions and not self.faults:
            raise Undecided(self.questions)
        return self._reading(UnitsFile(stated, sample=self._is_sample(stated)), rows)

    def _reading(self, value: UnitsFile | None, rows: Sequence[ListRow]) -> ListReading:
        where = places_in(rows, self.shown)
        if self.faults:
            return ListReading(RegisterReading(None, tuple(self.faults), where))
        aliases = tuple((name, _code_of(entry)) for name, entry in self.said)
        return ListReading(RegisterReading(value, (), where), tuple(self.remarks), aliases)

    def _identified(self, entries: Sequence[_Entry]) -> list[_Entry]:
        """The entries, each unit once, with the units of the ledger that they are."""
        self._find_told(entries)
        self._find_by_name(entries)
        once = self._without_doubles(entries)
        self._find_by_bare_name(once)
        self._ask_about_gone(once)
        return once

    def _judge(self, stated: Sequence[UnitEntry], rows: Sequence[ListRow]) -> None:
        self.faults += judge_codes([one.code for one in stated], "units", places_in(rows, self.shown))
        for one, row in zip(stated, rows, strict=True):
            self.faults += judge_lengths(one, row.where)
            self.faults += judge_unit(one, self.kinds, row.where) if not self.questions else ()

    def _remark(self, code: str, message: str, fix: str = "") -> None:
        self.remarks.append(Finding(code, self.shown, message, fix))

    def _shared_mails(self, stated: Sequence[UnitEntry]) -> Iterator[Finding]:
        """A letter to one unit would reach another."""
        by_mail: dict[str, list[str]] = {}
        for one in stated:
            by_mail.setdefault(one.email.casefold(), []).append(one.code)
        shared = [f"{mail} ({', '.join(codes)})" for mail, codes in by_mail.items() if mail and codes[1:]]
        if shared:
            message = f"Thư công vụ ghi cho nhiều đơn vị: {short_list(shared)}."
            fix = "Chép nhầm thì sửa trong tệp rồi nhập lại."
            yield Finding("mail_shared", self.shown, message, fix)

    def _without_persons(self) -> Iterator[ListRow]:
        """The rows, their names without the persons and telephones that some write behind them."""
        cut = []
        for row in self.found.rows:
            name = without_person(row.texts["name"])
            if name != row.texts["name"]:
                cut.append(_placed(name, row))
            self.faults += judge_unit_name(name, row.where)
            yield row._replace(texts={**row.texts, "name": name})
        if cut:
            message = f"Bỏ tên người, số điện thoại ghi sau tên đơn vị: {short_list(cut)}."
            fix = "Tên đơn vị bị cắt nhầm thì sửa bằng: bcd35 units edit MÃ --name TÊN"
            self._remark("person_cut", message, fix)

    def _without_unusual(self, entries: Sequence[_Entry]) -> list[_Entry]:
        """The entries, without those whose new names a clerk does not take for names of units."""
        said = [*(unit.name for unit in self.units), *(name for name, _ in self.decisions.same)]
        known = {*map(identity_key, said), *self.desk.store.intake.aliases()}
        unusual = [
            one
            for one in entries
            if identity_key(one.name) not in known and not is_usual_name(one.name, self.kinds)
        ]
        if unusual and not self.decisions.unusual:
            self.questions.append(_are_units(self.shown, unusual))
        if self.decisions.unusual != "leave":
            return [*entries]
        if unusual:
            named = short_list(_placed(one.name, one.row) for one in unusual)
            self._remark("unusual_left_out", f"Không nhập các hàng có tên khác thường: {named}.")
        return [one for one in entries if one not in unusual]

    def _tell_parts_and_persons(self, entries: Sequence[_Entry]) -> None:
        """New units that may be none of the office's, or have another name: parts of another row, persons."""
        new = [one for one in entries if not one.unit or one.unit.sample]
        parts = sub_rows([row.number for row in self.found.rows])
        parted = {self.found.rows[place].where for place in parts}
        if of_parts := [one for one in new if one.row.where in parted]:
            named = short_list(_placed(one.name, one.row) for one in of_parts)
            message = f"{len(of_parts)} hàng đánh số phụ, ghi là đơn vị riêng như các hàng khác: {named}."
            self._remark("sub_rows", message, f"Không báo cáo riêng thì {_left_out(of_parts)}")
        if alike := [one for one in new if may_be_persons_name(one.name)]:
            named = short_list(_placed(one.name, one.row) for one in alike)
            message = f"Tên giống họ tên người: {named}."
            self._remark("like_a_person", message, f"Sổ không ghi người. Là người thì {_left_out(alike)}")

    def _is_sample(self, stated: Sequence[UnitEntry]) -> bool:
        """Whether a list is the roster of the trial, written out and not edited."""
        samples = {unit_entry(unit) for unit in self.units if unit.sample and unit.status == "active"}
        return self.desk.store.registers.is_trial() and {*stated} == samples

    def _begun(self, row: ListRow) -> _Entry:
        code, name = stated_code(row.texts.get("code", "")), row.texts["name"]
        place = kind_of_place(row.texts.get("kind") or row.group)
        known = any(identity_key(unit.name) == identity_key(name) for unit in self.units)
        if place and not known and is_bare_place(name, self.kinds):
            name = f"{place} {name}"
        return _Entry(row=row, name=name, code=code, spelt=bool(code))

    def _find_told(self, entries: Sequence[_Entry]) -> None:
        """The unit that a clerk said a name to mean; its name in the ledger stays, or is changed."""
        finder, names = UnitFinder(self.units), {identity_key(one.name) for one in entries}
        for entry in entries:
            for pairs, spelt in ((self.decisions.same, False), (self.decisions.renamed, True)):
                said = said_of(pairs, entry.name)
                if said and (unit := finder.find(said)):
                    entry.unit, entry.spelt = unit, spelt
                    self.said += [] if spelt else [(entry.name, entry)]
                elif said and identity_key(said) not in names:
                    message = f"Không có đơn vị “{said}” (nêu cho “{entry.name}”)."
                    fix = "Nêu đúng mã hoặc tên; xem: bcd35 units list --all"
                    self.faults.append(Finding("unknown_name", entry.row.where, message, fix))

    def _find_by_name(self, entries: Sequence[_Entry]) -> None:
        """By the code that the list states, the whole name, or a name that was confirmed before."""
        by_code = {unit.code.casefold(): unit for unit in self.units}
        by_name = _of_one_key(self.units, lambda unit: identity_key(unit.name))
        confirmed = self.desk.store.intake.aliases()
        for entry in entries:
            if entry.code or entry.unit:
                entry.unit = entry.unit or by_code.get(entry.code.casefold())
                continue
            known = confirmed.get(identity_key(entry.name), [])
            entry.unit = by_name.get(identity_key(entry.name)) or (
                by_code.get(known[0].unit.casefold()) if len(known) == 1 else None
            )

    def _without_doubles(self, entries: Sequence[_Entry]) -> list[_Entry]:
        """Each unit once. Rows of one name are one, unless they contradict each other."""
        merged: dict[int, str] = {}  # the place of a row that went into another → how it is told
        near: list[str] = []
        for first, second, how in self._pairs(entries):
            one, other = entries[first], entries[second]
            if {first, second} & merged.keys() or self._are_two(one, other):
                continue
            if self._share_a_code(one, other):
                merged[second] = ""
                continue
            # A merge may have given the first row the very name of the second.
            if how == "same" or identity_key(one.name) == identity_key(other.name):
                self._merge(one, other)
                merged[second] = _placed(other.name, other.row)
            elif how == "near":
                near.append(f"“{one.name}” – “{other.name}”")
            else:
                self.questions.append(_one_or_two(one, other))
        self._tell_doubles([*filter(None, merged.values())], near)
        return [entry for place, entry in enumerate(entries) if place not in merged]

    def _share_a_code(self, one: _Entry, other: _Entry) -> bool:
        """Whether two rows of different names state one code: which of them the unit is, nobody can say."""
        if not (one.code and other.code) or identity_key(one.name) == identity_key(other.name):
            return False
        named = f"{_placed(one.name, one.row)} và {_placed(other.name, other.row)}"
        message = f"Mã “{other.code}” ghi cho hai tên: {named}."
        self.faults.append(Finding("code_of_two", other.row.where, message, "Sửa mã hoặc tên rồi nhập lại."))
        return True

    def _tell_doubles(self, merged: Sequence[str], near: Sequence[str]) -> None:
        if merged:
            self._remark("doubles_merged", f"Hàng trùng, coi là một đơn vị: {short_list(merged)}.")
        if near:
            message = f"Tên gần giống nhau, ghi là hai đơn vị: {short_list(near)}."
            self._remark("names_alike", message, "Nếu chỉ là một đơn vị gõ sai thì sửa tệp rồi nhập lại.")

    def _pairs(self, entries: Sequence[_Entry]) -> list[Alike]:
        """The rows that could be one unit by their names, and those that are said to be, or known as, one.

        Those that are one come first: what is in doubt about them is asked once.
        """
        pairs = {(one.first, one.second): one.how for one in alike_in_list([entry.name for entry in entries])}
        by_name: dict[str, int] = {}
        for place, entry in enumerate(entries):
            by_name.setdefault(identity_key(entry.name), place)
        by_unit: dict[str, int] = {}
        for place, entry in enumerate(entries):
            said = by_name.get(identity_key(said_of(self.decisions.same, entry.name)), place)
            known = by_unit.setdefault(entry.unit.code, place) if entry.unit else place
            for other in {said, known} - {place}:
                pairs[min(place, other), max(place, other)] = "same"
        found = [Alike(first, second, how) for (first, second), how in sorted(pairs.items())]
        return sorted(found, key=lambda one: one.how != "same")

    def _are_two(self, one: _Entry, other: _Entry) -> bool:
        """Whether two rows are known to be two units."""
        if one.unit and other.unit and one.unit is not other.unit:
            return True
        if one.code and other.code and one.code.casefold() != other.code.casefold():
            return True
        if self._right_one(one, other):
            return False
        return self.decisions.is_new(one.name) or self.decisions.is_new(other.name)

    def _right_one(self, one: _Entry, other: _Entry) -> _Entry | None:
        """The row whose name a clerk called the right one of the two."""
        for wrong, right in ((one, other), (other, one)):
            if identity_key(said_of(self.decisions.same, wrong.name)) == identity_key(right.name):
                return right
        return None

    def _merge(self, one: _Entry, other: _Entry) -> None:
        """Take what the second row states beside the first.

        Where they differ the row counts whose name a clerk called right; else that is a fault.
        """
        texts, right = dict(one.row.texts), self._right_one(one, other)
        if not right:
            self.faults += self._contradictions(one, other)
        for key, text in other.row.texts.items():
            if key not in ("name", "code") and text:
                texts[key] = text if right is other else texts.get(key) or text
        said = said_of(self.decisions.same, one.name)
        if identity_key(said) == identity_key(other.name):
            self.said.append((one.name, one))
            one.name = said
        elif said_of(self.decisions.same, other.name):
            self.said.append((other.name, one))
        groups = (other.row.group, one.row.group) if right is other else (one.row.group, other.row.group)
        one.row = one.row._replace(texts=texts, group=groups[0] or groups[1])
        one.unit, one.code = one.unit or other.unit, one.code or other.code

    def _contradictions(self, one: _Entry, other: _Entry) -> Iterator[Finding]:
        """What two rows of one name state otherwise, also by the groups that they stand in."""
        rows = [{**entry.row.texts, "kind": self._kind_text(entry)} for entry in (one, other)]
        kinds = {self._stated_kind(one), self._stated_kind(other)} - {""}
        groups_agree = len(kinds) < 2 and not other.row.texts.get("kind")  # noqa: PLR2004 – one and other
        passed = {"name", "code", *(("kind",) if groups_agree else ())}
        for key in (one for one in rows[1] if one not in passed):
            first, second = (texts.get(key, "") for texts in rows)
            if first and second and identity_key(first) != identity_key(second):
                message = (
                    f"“{other.name}” ghi hai hàng, {COLUMN_WORDS[key]} khác nhau: “{first}” và “{second}”."
                )
                fix = "Là một đơn vị thì bỏ một hàng; là hai đơn vị thì thêm cột “Mã” với hai mã khác nhau."
                yield Finding("double_differs", other.row.where, message, fix)

    def _find_by_bare_name(self, entries: Sequence[_Entry]) -> None:
        """With or without “Đảng ủy”, “Chi bộ”: one unit if the kinds agree, else it is asked."""
        by_bare = _of_one_key(self._unclaimed(entries), lambda unit: bare_key(unit.name))
        told = []
        for entry in entries:
            unit = None if self._is_settled(entry) else by_bare.get(bare_key(entry.name))
            if unit and unit.sample:  # to be replaced: name and kind are the list's
                entry.unit = unit
            elif unit and self._kind_agrees(entry, unit):
                entry.unit = unit
                told.append(f"“{entry.name}” là {unit.name} ({unit.code})")
            elif unit:
                self.questions.append(_which_unit(entry, unit))
        if told:
            self._remark("known_otherwise", f"Tên viết khác trong sổ, coi là một đơn vị: {short_list(told)}.")

    def _unclaimed(self, entries: Sequence[_Entry]) -> list[Unit]:
        """The units of the ledger that no entry is known to be."""
        claimed = {entry.unit.code for entry in entries if entry.unit}
        return [unit for unit in self.units if unit.code not in claimed]

    def _is_settled(self, entry: _Entry) -> bool:
        return bool(entry.unit or entry.code) or self.decisions.is_new(entry.name)

    def _kind_agrees(self, entry: _Entry, unit: Unit) -> bool:
        kind = self._stated_kind(entry) or kind_of_name(entry.name, self.kinds)
        return kind in ("", unit.kind)

    def _ask_about_gone(self, entries: Sequence[_Entry]) -> None:
        """A new name like that of a unit which the list has no more: renamed, or typed wrongly."""
        asked = {question.where for question in self.questions}
        gone = {
            unit.code: unit
            for unit in self._unclaimed(entries)
            if unit.status == "active" and not unit.sample
        }
        open_ = [one for one in entries if not self._is_settled(one) and one.row.where not in asked]
        if len(open_) * len(gone) > _MOST_PAIRS:
            return
        for entry in open_:
            if unit := _former(entry.name, gone):
                self.questions.append(_which_unit(entry, unit))

    # --- kinds ----------------------------------------------------------------------------------------------

    def _kind_text(self, entry: _Entry) -> str:
        return entry.row.texts.get("kind") or entry.row.group

    def _stated_kind(self, entry: _Entry) -> str:
        text = self._kind_text(entry)
        said = self.decisions.kind_of(text) if text else ""
        within = () if entry.row.texts.get("kind") else entry.row.within
        matches = (match_kind(one, self.kinds) for one in (text, *within))
        return said or next(filter(None, matches), "")

    def _settle_kinds(self, entries: Sequence[_Entry]) -> None:
        unknown: dict[str, tuple[str, str]] = {}
        for entry in entries:
            text = self._kind_text(entry)
            held = entry.unit.kind if entry.unit and not text else ""
            entry.kind = self._stated_kind(entry) or held
            if not entry.kind and not text:
                entry.kind = kind_of_name(entry.name, self.kinds) or self.decisions.kind_of("")
            if entry.kind == NEW:  # it is in the office's list by now
                entry.kind = match_kind(text, self.kinds)
            if not entry.kind:
                unknown.setdefault(kind_key(text), (text, entry.row.where))
        self.questions += (self._which_kind(*one) for one in unknown.values())

    def _which_kind(self, text: str, where: str) -> ListQuestion:
        left = f"{sayable(text, where)}=" if text else ""
        ways = [ListAnswer(kind.label, "kind", f"{left}{kind.code}") for kind in self.kinds]
        if text:
            if sayable(text, where) == text:  # the new kind is called so
                ways.append(ListAnswer("Loại mới (thêm vào data/office.yaml)", "kind", f"{left}{NEW}"))
            return ListQuestion("which_kind", where, f"“{text}” là loại đơn vị nào?", tuple(ways))
        sentence = "Danh sách không ghi loại đơn vị: những đơn vị chưa rõ thuộc loại nào?"
        # A column of bodies, “Đảng ủy”, “Chi bộ”, may be headed as if it were one of names.
        columns = [one for one in self.found.columns.unread if heading_key(one, "units") == "name"]
        ways += [ListAnswer(f"Loại ghi ở cột “{one}”", "column", f"loai={one}") for one in columns]
        return ListQuestion("which_kind", where, sentence, tuple(ways))

    # --- entries --------------------------------------------------------------------------------------------

    def _give_codes(self, entries: Sequence[_Entry]) -> None:
        """A code for each unit that neither ledger nor list has one for."""
        stated = {entry.code for entry in entries if entry.code}
        taken = {*(unit.code for unit in self.units), *stated, *self.desk.store.histories.codes().former}
        taken |= {kind.code for kind in self.kinds}
        new = [entry for entry in entries if not (entry.unit or entry.code)]
        for entry, code in zip(new, propose_unit_codes([one.name for one in new], taken), strict=True):
            entry.code = code

    def _ask_about_counted(self, entries: Sequence[_Entry]) -> None:
        """A column of codes that only counts the rows, where the ledger knows none of these codes."""
        option = COLUMN_NAMES["units"]["code"]
        counted = [f"{number}" for number in range(1, len(entries) + 1)]
        told = option in dict(self.decisions.columns)
        known = told or any(entry.unit and entry.unit.code == entry.code for entry in entries)
        if known or not entries[1:] or [entry.code.lstrip("0") for entry in entries] != counted:
            return
        label = self.found.columns.labels["code"]
        sentence = (
            f"Cột “{label}” chỉ đếm 1, 2, 3 …: là số thứ tự hay là mã của đơn vị? Mã in trong tên tệp công "
            "văn và gõ trong lệnh."
        )
        ways = (
            ListAnswer("Là số thứ tự; mã đặt theo tên", "column", f"{option}={NO_COLUMN}"),
            ListAnswer("Là mã của đơn vị", "column", f"{option}={label}"),
        )
        self.questions.append(ListQuestion("codes_counted", self.shown, sentence, ways))

    def _unit_entry(self, entry: _Entry) -> UnitEntry:
        unit = entry.unit
        name = unit.name if unit and not unit.sample and not entry.spelt else entry.name
        return UnitEntry(
            code=_code_of(entry),
            name=name if unit and unit.name == name else self._as_printed(name, entry.kind),
            kind=entry.kind or "?",
            email=self._cell(entry.row, "email", unit.email if unit else ""),
            note=self._cell(entry.row, "note", unit.note if unit else ""),
            phone=self._cell(entry.row, "phone", unit.phone if unit else ""),
        )

    def _as_printed(self, name: str, kind: str) -> str:
        """A new name as it stands behind what letters put before it; one kept on purpose stays as it is."""
        prefixed = any(one.code == kind and one.addressee_prefix for one in self.kinds)
        return in_sentence(name) if prefixed and is_usual_name(name, self.kinds) else name

    def _cell(self, row: ListRow, key: str, held: str) -> str:
        """What the list says of the office, else the ledger. What may be a person's is left out and told."""
        if key not in row.texts:
            return held
        text = office_cell(key, row.texts[key])
        if text is None:
            self.remarks.append(cell_left_out(key, row.where))
        elif key == "email" and (others := mails_in(row.texts[key])[1:]):
            message = f"Ô thư công vụ có nhiều địa chỉ: lấy {text}, không lấy {', '.join(others)}."
            fix = "Cần địa chỉ khác thì để riêng địa chỉ ấy trong ô rồi nhập lại."
            self.remarks.append(Finding("several_mails", row.where, message, fix))
        return text or ""


def _are_units(shown: str, unusual: Sequence[_Entry]) -> ListQuestion:
    """Whether names with remarks, signs or persons beside them are those of units."""
    named = "; ".join(_placed(one.name, one.row) for one in unusual[:_MOST_NAMED])
    more = f" và {len(unusual) - _MOST_NAMED} hàng nữa" if unusual[_MOST_NAMED:] else ""
    sentence = (
        f"{len(unusual)} hàng có tên không giống tên đơn vị (dấu lạ, lời ghi chú, tên người, không rõ cơ "
        f"quan nào): {named}{more}. Ghi đúng như vậy làm tên đơn vị không? Tên cần bỏ bớt chữ thì sửa trong "
        "tệp rồi chạy lại; sổ không ghi tên người."
    )
    ways = (
        ListAnswer("Không nhập các hàng ấy", "unusual", "leave"),
        ListAnswer("Vẫn nhập, tên đúng như vậy", "unusual", "keep"),
    )
    return ListQuestion("unusual_names", shown, sentence, ways)


def _placed(name: str, row: ListRow) -> str:
    """A name with its row, for a list of several."""
    return f"“{name}” ({row_of(row.where)})"


def _left_out(entries: Sequence[_Entry]) -> str:
    """What to do with rows that are no units, before and after the import."""
    retire = (command_line(("units", "retire", _code_of(one))) for one in entries)
    return "\n".join(("xóa hàng ấy khỏi danh sách; đã nhập thì:", *retire))


def _code_of(entry: _Entry) -> str:
    return entry.unit.code if entry.unit else entry.code


def _of_one_key(units: Iterable[Unit], key: Callable[[Unit], str]) -> Mapping[str, Unit]:
    """Key → its unit: one in use before one that is out of use; none where several are in use."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        found.setdefault(key(unit), []).append(unit)
    chosen = {}
    for one, same in found.items():
        active = [unit for unit in same if unit.status == "active"]
        if len(active) == 1 or len(same) == 1:
            chosen[one] = (active or same)[0]
    return chosen


def _former(name: str, gone: Mapping[str, Unit]) -> Unit | None:
    """The unit that could bear this name by now; ``gone``: code → unit that the list has no more."""
    names = {code: [unit.name] for code, unit in gone.items()}
    near = [gone[one.unit] for one in propose_units(name, names, most=1) if one.likeness >= _NEAR]
    renamed = (unit for unit in gone.values() if could_be_renamed(name, unit.name))
    return next(iter([*near, *renamed]), None)


def _one_or_two(one: _Entry, other: _Entry) -> ListQuestion:
    sentence = f"“{one.name}” và “{other.name}” là một đơn vị hay hai?"
    left, right = sayable(one.name, one.row.where), sayable(other.name, other.row.where)
    ways = (
        ListAnswer(f"Là một, đúng là {_told_beside(one, other)}", "same", f"{right}={left}"),
        ListAnswer(f"Là một, đúng là {_told_beside(other, one)}", "same", f"{left}={right}"),
        ListAnswer("Là hai đơn vị", "new", right),
    )
    return ListQuestion("one_or_two", other.row.where, sentence, ways)


def _told_beside(one: _Entry, other: _Entry) -> str:
    """A row by its name, and by what it states otherwise than the other."""
    theirs = other.row.texts
    differ = [
        f"{COLUMN_WORDS[key]} “{text}”"
        for key, text in one.row.texts.items()
        if key not in ("name", "code") and text and theirs.get(key)
        if identity_key(text) != identity_key(theirs[key])
    ]
    return ", ".join([f"“{one.name}”", *differ])


def _which_unit(entry: _Entry, unit: Unit) -> ListQuestion:
    sentence = f"“{entry.name}” có phải đơn vị “{unit.name}” ({unit.code}) trong sổ không?"
    said = sayable(entry.name, entry.row.where)
    pair = f"{said}={unit.code}"
    ways = (
        ListAnswer(f"Phải; giữ tên “{unit.name}”", "same", pair),
        ListAnswer(f"Phải; nay đổi tên thành “{entry.name}”", "renamed", pair),
        ListAnswer("Không, là đơn vị mới", "new", said),
    )
    return ListQuestion("which_unit", entry.row.where, sentence, ways)
