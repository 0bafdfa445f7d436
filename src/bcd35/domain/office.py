"""The issuing office: what its letters carry, its number series and its habits of style."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from bcd35.domain.findings import Finding
from bcd35.domain.overdue import WARN_AFTER_DAYS
from bcd35.domain.shape import Line, Text
from bcd35.domain.text import Spelling
from bcd35.domain.units import UnitKind

SMALLEST_PITCH, LARGEST_PITCH = 18, 22
LARGEST_GAP = 24


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs for the office: the lines of the post, top to bottom, and the name below the signature."""

    titles: tuple[Line, ...]
    name: Line


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """Sổ số: numbers run from 01 per document type within one term of the committee.

    Rule: HD 36-HD/VPTW 1.3, kept by HD 05. ``symbol`` is the ``CV/BCĐ`` of ``28-CV/BCĐ``; ``next_number`` is
    what the office's own book says comes next.
    """

    document_type: Literal["CV", "TB", "BC", "KH", "HD", "TTr", "KL"]
    symbol: Annotated[str, Text(40)]
    term: Annotated[str, Text(20)]
    next_number: int = 1


@dataclass(frozen=True, slots=True)
class ParagraphGap:
    """Points before and after a paragraph of the body."""

    before: int = 6
    after: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStyle:
    """Choices of style where the sources of HD 05-HD/VPTW (2026) disagree, so that the office decides.

    ``signing_lines`` are blank lines of 14 pt; ``spelling`` is where tone marks stand in the whole document;
    ``line_pitch`` (points) and ``paragraph_gap`` are the template's own unless they are stated here.
    """

    closing_mark: Literal[".", "./."] = "."
    subject_prefix: Literal["về việc", "V/v", "không"] = "về việc"
    list_separator: Literal[";", ","] = ";"
    signing_lines: int = 5
    as_above: bool = True
    spelling: Spelling = "ủy"
    line_pitch: int | None = None
    paragraph_gap: ParagraphGap | None = None

    def without_body(self) -> "DocumentStyle":
        """The style of sheets that have no body (checklist, poster): no line pitch and no paragraph gap."""
        return replace(self, line_pitch=None, paragraph_gap=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupTerms:
    """Where copies of the workspace go, how many are kept, and after how many days without one to speak.

    ``place``: a folder, from the workspace if it is not absolute; empty: beside the workspace.
    """

    place: Line = ""
    keep: int = 30
    warn_after_days: int = WARN_AFTER_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Cơ quan ban hành: the body whose standing office uses the tool.

    ``follow_up_recipients`` is Nơi nhận of letters that concern one unit or a few (reminders, corrections);
    empty: ``recipients``.
    """

    superior: Line
    issuer: Line
    full_name: Line
    place: Annotated[str, Text(60)]
    standing_office: Line
    standing_office_short: Line
    addressee_groups: tuple[Line, ...]
    recipients: tuple[Line, ...]
    signer: Signer
    number_series: tuple[NumberSeries, ...]
    unit_kinds: tuple[UnitKind, ...]
    style: DocumentStyle = DocumentStyle()
    contact: Line = ""
    follow_up_recipients: tuple[Line, ...] = ()
    backup: BackupTerms = BackupTerms()
    reminders_extend: bool = False  # whether the term that a reminder names moves a unit's last day

    def series_for(self, document_type: str) -> NumberSeries | None:
        """The series in force for a document type: the last one stated, since terms are in time order."""
        matching = [series for series in self.number_series if series.document_type == document_type]
        return matching[-1] if matching else None


def judge_office(office: Office) -> list[tuple[tuple[str | int, ...], Finding]]:
    """Faults between the fields of one office, each with its path in the file (for line and column)."""
    found: list[tuple[tuple[str | int, ...], Finding]] = []
    for place, series in enumerate(office.number_series):
        if series.next_number < 1:
            message = f"Số tiếp theo là {series.next_number}; phải từ 1 trở lên."
            found.append(
                (
                    ("number_series", place, "next_number"),
                    Finding("bad_value", "", message, "Ghi số sẽ cấp cho văn bản kế tiếp."),
                )
            )
    found += [*_judge_style(office.style), *_judge_backup(office.backup)]
    codes = [kind.code for kind in office.unit_kinds]
    for place, code in enumerate(codes):
        if code in codes[:place]:
            found.append(
                (
                    ("unit_kinds", place, "code"),
                    Finding("duplicate_code", "", f"Loại đơn vị “{code}” khai hai lần.", "Giữ một dòng."),
                )
            )
    return found


def _judge_backup(terms: BackupTerms) -> list[tuple[tuple[str | int, ...], Finding]]:
    """At least one copy is kept; a term of no days would speak every day."""
    return [
        (
            ("backup", name),
            Finding("bad_value", "", f"Mục “{name}” ghi {value}; phải từ 1 trở lên.", "Ghi lại số."),
        )
        for name, value in (("keep", terms.keep), ("warn_after_days", terms.warn_after_days))
        if value < 1
    ]


def _judge_style(style: DocumentStyle) -> list[tuple[tuple[str | int, ...], Finding]]:
    """Line pitch within HD 05-HD/VPTW (2026), paragraph gaps of at most ``LARGEST_GAP`` points."""
    gap = style.paragraph_gap or ParagraphGap()
    limits = (
        (
            ("style", "line_pitch"),
            SMALLEST_PITCH if style.line_pitch is None else style.line_pitch,
            SMALLEST_PITCH,
            LARGEST_PITCH,
        ),
        (("style", "paragraph_gap", "before"), gap.before, 0, LARGEST_GAP),
        (("style", "paragraph_gap", "after"), gap.after, 0, LARGEST_GAP),
    )
    return [
        (
            path,
            Finding(
                "bad_value",
                "",
                f"Mục “{path[-1]}” ghi {value}; chỉ nhận từ {least} đến {most} (pt).",
                "Ghi lại số pt.",
            ),
        )
        for path, value, least, most in limits
        if not least <= value <= most
    ]
