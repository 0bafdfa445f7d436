"""The forms as they were issued: the ledger keeps their layouts, and returned forms are judged by them."""

import json
from dataclasses import replace

from bcd35.domain.form_spec import FormLayout, FormSpec, first_digest, form_spec
from bcd35.domain.rounds import Round
from bcd35.domain.shape import from_plain, to_plain
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.rounds import frozen_round


class IssuedForms:
    """The layouts of all forms that are out, asked for once a run."""

    def __init__(self, desk: Desk) -> None:
        self._texts = desk.store.layouts.all()
        self._specs: dict[str, FormSpec] = {}

    def layouts(self) -> dict[str, FormLayout]:
        """Where the table of a form stands, by the digest that the form carries."""
        return {
            digest: from_plain(FormLayout, json.loads(text)["layout"]) for digest, text in self._texts.items()
        }

    def spec(self, digest: str, round_: Round) -> FormSpec:
        """The form of this digest; of one that the ledger does not know, as this program lays it out."""
        if digest not in self._specs:
            text = self._texts.get(digest)
            self._specs[digest] = from_plain(FormSpec, json.loads(text)) if text else form_spec(round_)
        return self._specs[digest]


def spec_of_unit(desk: Desk, round_: Round, unit: str) -> FormSpec:
    """The form that a unit was given for a round."""
    form = desk.store.sources.form_of(round_.code, unit)
    return IssuedForms(desk).spec(form.spec if form else "", round_)


def keep_layout(desk: Desk, spec: FormSpec) -> None:
    """Store how the forms of an issue are laid out, inside the caller's act."""
    desk.store.layouts.record(spec.digest, json.dumps(to_plain(spec), ensure_ascii=False))


def keep_first_layouts(desk: Desk) -> None:
    """Store the layouts of forms that were issued before layouts were stored, in one act.

    This program laid them out too: the digest that they carry proves it.
    """
    found = []
    for code, digests in desk.store.layouts.missing().items():
        issued = desk.store.letters.of_round(code)
        try:
            spec = form_spec(frozen_round(issued, "open")) if issued else None
        except (KeyError, TypeError, ValueError):  # a damaged letter, which `check` names
            continue
        if spec and (digest := first_digest(spec)) in digests:
            found.append(replace(spec, digest=digest))
    if found:
        with desk.store.act(desk.world.now):  # like a migration: an older ledger must open, to be looked at
            for spec in found:
                keep_layout(desk, spec)
