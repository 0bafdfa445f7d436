"""What was repaired once is not changed again: over spoiled documents of both layouts, byte for byte."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bcd35.domain.layout.profile import Profile
from bcd35.usecases.check_format import run
from bcd35.usecases.check_format.run import FormatRequest, check_format
from tests.support import party_faults, state_corpus
from tests.support.checked_documents import HD05, ND30, text_of, with_body, with_parts
from tests.support.checked_documents import repaired as one_pass
from tests.support.docx_corpus import FORMS, WAYS, Writer, right, write_docx
from tests.support.planted_faults import BOTH, Fault
from tests.support.typed_heads import LEFT, MOTTO, TITLE, lines

PITCHES = [("exact", "240"), ("exact", "600"), ("atLeast", "600"), ("auto", "480"), ("auto", "240")]


@pytest.fixture(autouse=True)
def two_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """No document here needs more passes than two, which leaves room below the bound."""
    monkeypatch.setattr(run, "_MOST_PASSES", 2)


def repaired(folder: Path, data: bytes, profile: Profile) -> bytes:
    """The document as ``--fix`` leaves it."""
    path, copy = folder / "bản.docx", folder / "sửa.docx"
    copy.unlink(missing_ok=True)
    path.write_bytes(data)
    check_format(None, FormatRequest([path], profile.code, copy, fix=True))
    return copy.read_bytes() if copy.exists() else data


def spoiled(seed: int, make: Callable[..., Any], faults: Sequence[Fault], writer: type[Writer]) -> bytes:
    """A document with up to four faults, sizes that are not asked for, and one of several line pitches."""
    chance = random.Random(seed)  # noqa: S311
    kind, form, way = chance.choice(BOTH), chance.choice(FORMS), chance.choice(WAYS)
    spec = make(kind)
    for fault in chance.sample([one for one in faults if kind in one.kinds and form in one.forms], 4):
        fault.spoil(spec)
    for planted in chance.sample(sorted(spec.formats), 4):
        spec.formats[planted].size = chance.choice([20, 24, 26, 28, 30, 36, 44])
    spec.paragraph["rule"], spec.paragraph["line"] = chance.choice(PITCHES)
    return write_docx(spec, form, way, writer)


@pytest.mark.parametrize("seed", range(60))
def test_a_repaired_document_is_not_changed_again(seed: int, tmp_path: Path) -> None:
    for profile, data in (
        (HD05, spoiled(seed, right, party_faults.FAULTS, Writer)),
        (ND30, spoiled(seed, state_corpus.right, state_corpus.FAULTS, state_corpus.StateWriter)),
    ):
        once = repaired(tmp_path, data, profile)
        assert repaired(tmp_path, once, profile) == once


def test_a_letter_that_is_put_right_keeps_its_own_look() -> None:
    """``Ð`` of another alphabet at the beginning of a bold run, behind a run that is not bold."""
    plain = write_docx(right(), "table", "direct")
    bold = '</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Ðảng ủy</w:t></w:r><w:r><w:t>'
    before = text_of(plain, "word/document.xml").replace("1. Ban Thường vụ Đảng ủy", f"1. Ban {bold}", 1)
    data = with_parts(plain, word__document_xml=before.encode())

    after = text_of(one_pass(data), "word/document.xml")

    assert ">1. Ban </w:t>" in after
    assert ">Đảng ủy</w:t>" in after


def _with(text: str, run: str = "", paragraph: str = "") -> str:
    return f"<w:p><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


_OLD_FONT = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
_HEAD, _TEXT = lines(TITLE, MOTTO, centred=True) + LEFT, lines("Nội dung. " * 30)
SEEN_TO_CHANGE_AGAIN = {
    "pitch by the size that goes": (
        ND30,
        _HEAD
        + _with("Nội dung. " * 30, '<w:sz w:val="36"/>', '<w:spacing w:line="600" w:lineRule="exact"/>'),
    ),
    "a font of the old codes": (
        HD05,
        _HEAD
        + f"<w:p><w:r><w:rPr>{_OLD_FONT}</w:rPr><w:t>Kính gửi: Các ban.</w:t></w:r>"
        + f'<w:r><w:rPr>{_OLD_FONT}<w:sz w:val="40"/></w:rPr><w:t>Kính gửi</w:t></w:r></w:p>',
    ),
    "an indent that hides the side": (
        HD05,
        lines(TITLE, "BẢN THỎA THUẬN CHUNG", "Số: 15/HĐMB", centred=True)
        + _with("Căn cứ Luật A;", paragraph='<w:ind w:left="6000"/>'),
    ),
}


@pytest.mark.parametrize(("profile", "body"), SEEN_TO_CHANGE_AGAIN.values(), ids=SEEN_TO_CHANGE_AGAIN)
def test_what_changed_again_once(profile: Profile, body: str, tmp_path: Path) -> None:
    data = with_body(body + _TEXT)

    once = repaired(tmp_path, data, profile)

    assert once != data
    assert repaired(tmp_path, once, profile) == once
