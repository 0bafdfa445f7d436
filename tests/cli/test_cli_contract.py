"""What scripts lean on.

For every command the JSON envelope, the keys of its data, its exit codes, and what goes to which stream.
"""

import contextlib
import io
import json
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from bcd35.cli.app import GROUPS, build_app
from bcd35.domain.errors import exit_codes
from bcd35.domain.verdicts import refusal_kinds
from bcd35.show.screen import OutputOptions, Screen, for_terminal, show
from tests.conftest import GOOD_VALUES, NOW, ROUND, SET_VALUES, CommandLine
from tests.support.filling import ROUND_FILE, fill, form_of, issue, picture
from tests.support.parsing import parsed

pytestmark = [pytest.mark.command_line, pytest.mark.issued]

# Shapes of data: a key's kinds of value; a list stands for all of its items.
CHANNEL = dict.fromkeys(
    ("code", "platform", "name", "url", "canonical_url", "status", "owner", "note", "source"), "str"
)
UNIT = {
    **dict.fromkeys(("code", "name", "kind", "status", "email", "phone", "note", "source"), "str"),
    "sample": "bool",
}
CALENDAR_DAY = {"day": "str", "name": "str", "kind": "str", "confirmed": "bool"}
YEAR = {"year": "int", "confirmed": "bool", "decision": "str", "changed": "bool", "days": [CALENDAR_DAY]}
FIELD = {
    "code": "str",
    "label": "str",
    "kind": "str",
    "task": "str",
    "of": ["str"],
    "required": "bool",
    "hint": "str",
}
TASK = {"code": "str", "title": "str", "text": "str", "items": ["str"], "due": "null"}
GROUND = {"kind": "str", "number": "str", "date": "str", "issuer": "str", "subject": "str"}
COUNTS = ("expected", "reported", "on_time", "late", "missing", "exempt")
PARTS_OF_COUNTS = ("corrected", "extended", "correcting", "waiting")
TOTALS = dict.fromkeys((*COUNTS, *PARTS_OF_COUNTS), "int")
OFFICE = {
    **dict.fromkeys(("superior", "issuer", "full_name", "place", "layout", "contact"), "str"),
    **dict.fromkeys(("standing_office", "standing_office_short"), "str"),
    "addressee_groups": ["str"],
    "recipients": ["str"],
    "follow_up_recipients": ["str"],
    "signer": {"titles": ["str"], "name": "str"},
    "signers": [],
    "number_series": [
        {**dict.fromkeys(("document_type", "symbol", "term"), "str"), "next_number": "int", "since": "null"}
    ],
    "unit_kinds": [dict.fromkeys(("code", "label", "addressee_prefix"), "str")],
    "style": {
        **dict.fromkeys(("closing_mark", "subject_prefix", "list_separator", "second_post"), "str"),
        **dict.fromkeys(("two_sided", "titles_before_name", "lone_addressee_stop"), "bool"),
        **dict.fromkeys(("comma_before_date", "roman_appendices"), "bool"),
        **dict.fromkeys(("line_pitch", "paragraph_gap"), "null"),
        "signing_lines": "int",
        "spelling": "str",
    },
    "backup": {"place": "str", "keep": "int", "warn_after_days": "int"},
    "reminders_extend": "bool",
}
IMPORTED: dict[str, Any] = {
    "applied": "bool",
    "registers": [
        {
            "register": "str",
            "file": "str",
            "new": ["str"],
            "changed": ["str"],
            "unchanged": ["str"],
            "would_retire": ["str"],
            "retired": ["str"],
            "reordered": "bool",
            "changes": [],
            "kept": [],
        }
    ],
}
CONTRIBUTION = {
    "number": "int",
    **dict.fromkeys(("round", "unit", "unit_name", "received_on", "file", "sha256"), "str"),
    **dict.fromkeys(("title", "medium", "category", "stage", "on", "channel", "url", "reason"), "str"),
    "lines": [
        dict.fromkeys(("title", "medium", "category", "stage", "on", "channel", "url", "reason"), "str")
    ],
}
MOVED = {"number": "int", "now": CONTRIBUTION, "reason": "str"}
IN_ROUND = dict.fromkeys(("round", "unit", "fate", "on"), "str")
EXPORTED = {"path": "str", "count": "int"}
ACT = {
    **dict.fromkeys(("at", "act", "words", "command", "subject"), "str"),
    "details": ["str"],
    "changes": [],
    "way_back": "str",
}
SWITCHED = {"round": "str", "status": "str", "changed": "bool", "since": "str", "reason": "str"}
NUMBERS_KEPT = {
    **dict.fromkeys(("event", "symbol", "term", "reason"), "str"),
    **dict.fromkeys(("first", "last", "next"), "int"),
    "date": "null",
    "already": "bool",
}
EXCUSED = {"round": "str", "unit": "str", "event": "str", "on": "str", "taken_back": "bool"}


SHOWN_ROUND = {
    "code": "str",
    "subject": "str",
    "grounds": [GROUND],
    "tasks": [TASK],
    "fields": [FIELD],
    "deadline": "str",
    "status": "str",
    "form_version": "int",
    "contributions": {"categories": ["str"], **dict.fromkeys(("article", "photo", "video"), "str")},
    **dict.fromkeys(("symbol", "document_type", "signer", "short_name"), "str"),
    "to": [],
    **dict.fromkeys(("together", "channels"), "bool"),
    **dict.fromkeys(("purpose", "background", "closing"), "str"),
    "extended_to": "null",
    "since": "null",
    "reason": "str",
}


class Case(NamedTuple):
    """A command line that succeeds, the shape of its data, and what a person is told beside the result.

    ``first``: a command that must have run before.
    """

    words: str
    arguments: tuple[str, ...]
    shape: object
    remark: str = ""
    first: tuple[str, ...] = ()


_REFUSED_FILE = {**dict.fromkeys(("unit", "file", "copy", "received_on"), "str"), "withdrawn": "bool"}
CASES = (
    Case(
        "today",
        (),
        {
            "day": "str",
            "rounds": [
                {
                    **dict.fromkeys(("code", "name", "deadline", "letter"), "str"),
                    **dict.fromkeys(("days_left", "overdue"), "int"),
                    "totals": TOTALS,
                }
            ],
            "waiting": [{"kind": "str", "round": "str", "units": ["str"], "until": "null"}],
            "strangers": [],
            "steps": [dict.fromkeys(("words", "command", "advice"), "str")],
        },
    ),
    Case("doctor", (), {"checks": [dict.fromkeys(("about", "health", "found", "fix"), "str")]}),
    Case(
        "help",
        ("don-doc",),
        {
            "found": [dict.fromkeys(("page", "title", "heading", "task"), "str")],
            **dict.fromkeys(("text", "path"), "str"),
        },
    ),
    Case(
        "completion",
        ("bash",),
        dict.fromkeys(("shell", "script", "install"), "str"),
        "Lưu ý: Cài một lần rồi mở cửa sổ lệnh mới.\n  → bcd35 completion bash -q >> ~/.bashrc\n",
    ),
    Case(
        "notify",
        (ROUND, "--unit", "STC", "--unit", "SYT"),
        {
            "round": "str",
            "letter": {"number": "int", "symbol": "str", "date": "str", "reference": "str"},
            "units": [{"code": "str", "files": {"letter": "str", "checklist": "str", "form": "str"}}],
            "skipped": [{"code": "str", "reason": "str"}],
            "new_units": [],
            "deadline": "str",
            "together": "bool",
            "file_copy": "null",
            "draft": "bool",
            "dry_run": "bool",
            "replaces": "null",
            "changes": [],
        },
    ),
    Case(
        "record-report",
        ("tra-ve",),
        {
            "files": [
                {
                    "file": "str",
                    "verdict": "str",
                    "refusal": "null",
                    "unit": "str",
                    "round": "str",
                    "revision": "int",
                    "alias": "null",
                    "received_on": "str",
                    "day_source": "null",
                    "withdrawn_on": "null",
                    "quarantined": "null",
                    "findings": [],
                    "changes": [{"field": "str", "before": "str", "after": "str"}],
                }
            ],
            "counts": dict.fromkeys(
                (
                    "accepted",
                    "already_received",
                    "revised",
                    "conflict",
                    "set_aside",
                    "proposal",
                    "blank",
                    "refused",
                    "total",
                ),
                "int",
            ),
            "refusals": dict.fromkeys(refusal_kinds(), "int"),
            "ignored": ["str"],
            "own": "int",
            "given_back": "null",
            "dry_run": "bool",
        },
    ),
    Case(
        "return-report",
        ("TTT",),
        {
            "round": "str",
            "unit": "str",
            "file": "str",
            "letter": {"number": "int", "symbol": "str", "reference": "str"},
            "deadline": "str",
            "corrections": [{"field": "str", "found": "str", "allowed": "str"}],
            "files": {"letter": "str", "form": "str"},
            "already_returned": "bool",
            "draft": "bool",
            "dry_run": "bool",
        },
    ),
    Case(
        "status",
        ("--as-of", "2025-11-30"),  # before a file came that the office has not answered
        {
            "round": "str",
            "deadline": "str",
            "as_of": "str",
            **TOTALS,
            "days_left": "int",
            "received_later": "int",
            "known_on": "null",
            "letter": "str",
            "reminders_count": "bool",
            "undecided": [],
            "refused": [],
            "units": [
                {
                    "code": "str",
                    "name": "str",
                    "former": "str",
                    "kind": "str",
                    "state": "str",
                    "received_on": "null|str",
                    "days_late": "int",
                    **dict.fromkeys(("deadline", "deadline_by", "deadline_why"), "str"),
                    "revision": "int|null",
                    "reminders": "int",
                    "last_reminder": "null",
                }
            ],
        },
    ),
    Case(
        "remind",
        ("--date", "2025-12-20", "--unit", "SNV"),
        {
            "round": "str",
            "letter": {"number": "int", "symbol": "str", "date": "str", "reference": "str"},
            "as_of": "str",
            "deadline": "str",
            "standing": "bool",
            "reminders_count": "bool",
            "expected": "int",
            "reported": "int",
            "units": [{"code": "str", "earlier_reminders": "int", "file": "str"}],
            "passed_over": [],
            "file_copy": "str",
            "draft": "bool",
            "dry_run": "bool",
        },
    ),
    Case(
        "export-summary",
        ("-o", "tong-hop.xlsx"),
        {**dict.fromkeys(("path", "round", "as_of"), "str"), "known_on": "null", **TOTALS},
    ),
    Case(
        "casefile",
        (),
        {
            **dict.fromkeys(("path", "round", "as_of"), "str"),
            "files": "int",
            "size": "int",
            "sha256": "str",
            "omitted": "int",
        },
    ),
    Case(
        "check-format",
        ("out",),
        {
            "profile": "str",
            "files": [
                {
                    "file": "str",
                    "kind": "str",
                    "deviations": [],
                    "findings": [],
                    "written": "null",
                    "repaired": [],
                    "comments": "int",
                    "signed": "bool",
                    "converted": "bool",
                    "form": "null",
                    "head": "null",
                }
            ],
            "counts": dict.fromkeys(("documents", "clean", "errors", "advice", "refused"), "int"),
            "skipped": [],
            "convertible": [],
            "page": "null",
        },
    ),
    Case(
        "pdf",
        ("out",),
        {
            "files": [{"document": "str", "pdf": "str", "state": "str"}],
            "counts": dict.fromkeys(("made", "kept", "refused"), "int"),
        },
    ),
    Case(
        "letters list",
        ("--symbol", "CV/BCĐ"),
        {
            "numbers": [
                {
                    **dict.fromkeys(("symbol", "term", "kind"), "str"),
                    **dict.fromkeys(("date", "round", "reason"), "null|str"),
                    **dict.fromkeys(("first", "last"), "int"),
                    "units": "int|null",
                    **dict.fromkeys(("void", "replaces", "replaced_by"), "null"),
                    "out_of_order": "bool",
                }
            ],
            "next": [{"symbol": "str", "term": "str", "number": "int"}],
            "file": "null",
        },
    ),
    Case(
        "letters void",
        ("28", "--reason", "sai ngày", "--dry-run"),
        {
            **dict.fromkeys(("number", "files", "reports"), "int"),
            **dict.fromkeys(("symbol", "term", "kind", "round", "reason"), "str"),
            **dict.fromkeys(("already", "dry_run"), "bool"),
        },
    ),
    Case("letters reserve", ("45-46", "--reason", "họp"), NUMBERS_KEPT),
    Case("letters release", ("41", "--reason", "thôi"), NUMBERS_KEPT),
    Case(
        "letters on-paper",
        ("29", "--date", "2025-11-30", "--reason", "giấy mời"),
        {**NUMBERS_KEPT, "date": "str"},
    ),
    Case(
        "letters reprint",
        (),
        {"round": "str", "files": [], "whole": "int", "dry_run": "bool"},  # its files: see REPRINTED
    ),
    Case("print", (), {"round": "str", "letters": "int", "document": "str", "pdf": "str", "left_out": []}),
    Case(
        "template check",
        (),
        {"templates": [{"file": "str", "usable": "bool", "faults": [], "advice": [], "layout": []}]},
    ),
    Case("init", ("../mới",), {"root": "str", "files": ["str"], "existed": "bool"}),
    Case("demo", ("../thử",), {"root": "str", "commands": ["str"]}),
    Case("office", (), OFFICE),
    Case("import", (), IMPORTED),
    Case("recover", (), {"state": [], "numbers": [], "originals": [], "copies": []}),
    Case("check", (), {"files": "int"}),
    Case(
        "update",
        (),
        {
            "files": [{"name": "str", "state": "str", "differences": [], "beside": "bool"}],
            "renewed": [],
            "beside": [],
            "aside": "str",
        },
    ),
    Case("log", ("--unit", "SYT"), {"acts": [ACT], "earlier": "int"}),
    Case(
        "undo",
        ("--yes",),
        {"acts": [ACT], "commands": ["str"], "done": "int", "results": [NUMBERS_KEPT], "does_again": "null"},
    ),
    Case("channels list", (), [CHANNEL]),
    Case("channels show", ("tt-bao",), CHANNEL),
    Case(
        "channels add",
        ("yt", "--platform", "youtube", "--name", "Kênh mới", "--url", "https://youtube.com/@moi"),
        CHANNEL,
    ),
    Case("channels edit", ("tt-bao", "--note", "đã đối chiếu"), CHANNEL),
    Case("channels retire", ("tt-bao",), CHANNEL),
    Case("channels import", (), IMPORTED),
    Case("channels export", ("-o", "kenh.yaml"), EXPORTED),
    Case("channels poster", ("-o", "ap-phich.docx"), {"path": "str", "channels": ["str"]}),
    Case("holidays list", ("2026",), [CALENDAR_DAY]),
    Case("holidays confirm", ("2026", "--decision", "Thông báo 1"), YEAR),
    Case("holidays presume", ("2026", "--reason", "nhầm"), YEAR),
    Case("units list", (), [UNIT]),
    Case("units show", ("Sở Y tế",), {**UNIT, "aliases": [], "history": []}),
    Case("units add", ("TCT", "--name", "Trường Chính trị", "--kind", "dang_uy_co_so"), UNIT),
    Case("units edit", ("SYT", "--email", "vanthu@syt.gov.vn"), UNIT),
    Case(
        "units retire",
        ("SNV", "--into", "SYT", "--reason", "theo đề án"),
        {**UNIT, "into": "str", "on": "str", "rounds": [IN_ROUND]},
    ),
    Case(
        "units split",
        ("SNV", "--into", "SNV1:Sở Nội vụ một", "--into", "SYT", "--add"),
        {
            **dict.fromkeys(("unit", "status", "on"), "str"),
            "into": ["str"],
            "added": ["str"],
            "retired": [],
            "rounds": [IN_ROUND],
        },
    ),
    Case(
        "units recode",
        ("SYT", "SOYTE"),
        {**UNIT, "was": "str", "on": "str", "rounds": ["str"]},
    ),
    Case("units import", (), IMPORTED),
    Case("units export", ("-o", "don-vi.yml"), EXPORTED),
    Case(
        "rounds list",
        (),
        [
            {
                **dict.fromkeys(("code", "name", "subject", "deadline", "status"), "str"),
                "extended_to": "null",
                "since": "null",
                "reason": "str",
                "letter": "str",
            }
        ],
    ),
    Case("rounds show", (), SHOWN_ROUND),
    Case(
        "rounds new",
        (
            *("--like", ROUND, "--deadline", "2026-03-16"),
            *("--ground", "Công văn | 1-CV/TU | 02/03/2026 | Tỉnh ủy | về truyền thông"),
        ),
        {"path": "str", "written": "bool", "round": SHOWN_ROUND},
    ),
    Case(
        "rounds edit",
        ("2026-04", "--deadline", "2026-04-20"),
        {
            "applied": "bool",
            "registers": [
                {
                    **IMPORTED["registers"][0],
                    "new": [],
                    "unchanged": [],
                    "would_retire": [],
                    "retired": [],
                    "kept": [],
                    "changes": [dict.fromkeys(("code", "field", "before", "after"), "str")],
                }
            ],
        },
        first=("rounds", "new", "--like", ROUND, "--code", "2026-04", "--deadline", "2026-04-16"),
    ),
    Case("rounds import", (f"data/rounds/{ROUND}.yaml",), IMPORTED),
    Case(
        "rounds drop",
        ("2026-03", "--take-back", "bỏ nhầm"),
        {"round": "str", "file": "str", "taken_back": "bool"},
    ),
    Case("rounds close", (ROUND,), SWITCHED),
    Case("rounds reopen", (ROUND,), {**SWITCHED, "since": "null"}),
    Case("rounds exempt", ("SXD", "--reason", "đang sáp nhập"), EXCUSED),
    Case("rounds restore", ("DTN",), EXCUSED),
    Case(
        "rounds extend",
        ("--to", "2025-12-22", "--unit", "SXD", "--reason", "mưa lũ", "--letter"),
        {
            **dict.fromkeys(("round", "deadline", "on", "reason", "letter", "file_copy"), "str"),
            **dict.fromkeys(("all", "draft", "dry_run"), "bool"),
            "units": [{"code": "str", "before": "str", "file": "str"}],
            "standing": [],
        },
    ),
    Case(
        "why",
        ("SXD",),
        {
            **dict.fromkeys(("round", "as_of", "unit", "name", "state"), "str"),
            "known_on": "null",
            "days_late": "int",
            **dict.fromkeys(("deadline", "deadline_by", "deadline_why"), "str"),
            "sentences": [{"about": "str", "text": "str"}],
        },
    ),
    Case(
        "contributions list",
        (),
        {
            "round": "str",
            "contributions": [CONTRIBUTION],
            "counts": dict.fromkeys(
                ("article", "photo", "video"),
                dict.fromkeys(("received", "edited", "published", "not_used"), "int"),
            ),
        },
    ),
    Case(
        "contributions add",
        ("SNV", "--title", "Một cửa", "--medium", "hinh-anh", "--category", "mô hình mới"),
        CONTRIBUTION,
    ),
    Case("contributions edit", ("1", "--stage", "da-bien-tap"), CONTRIBUTION),
    Case("contributions move", ("1", "--to", "SNV", "--reason", "ghi nhầm"), MOVED),
    Case("contributions redate", ("1", "--received-on", "2025-11-30", "--reason", "ghi nhầm"), MOVED),
    Case(
        "contributions void", ("1", "--reason", "ghi nhầm"), {"number": "int", "now": "null", "reason": "str"}
    ),
    Case("contributions export", ("-o", "tin-bai.csv"), EXPORTED),
    Case(
        "reports show",
        ("SYT",),
        {
            "round": "str",
            "unit": "str",
            "revisions": [
                {
                    "revision": "int",
                    "origin": "str",
                    "counts": "bool",
                    "received_on": "str",
                    "recorded_at": "str",
                    "file": "str",
                    "form_id": "str",
                    "sha256": "str",
                    "note": "str",
                    "evidence": [],
                    "reference": "null",
                    "reference_on": "null",
                    "taking": "int",
                    "annulled": "bool",
                    "put_right": [],
                    "answers": dict.fromkeys(GOOD_VALUES, "str"),
                    "changes": [],
                }
            ],
            "refused": "null",
            "refused_files": [],
        },
    ),
    Case(
        "reports amend",
        ("SYT", "--received-on", "2025-11-29", "--reason", "nhập chậm"),
        {
            **dict.fromkeys(("round", "figures_from"), "str"),
            "reports": [
                {
                    "unit": "str",
                    "revision": "int",
                    "changes": {"received_on": ["str"]},
                    "evidence": [],
                    "evidence_out": [],
                    "evidence_back": [],
                }
            ],
        },
    ),
    Case(
        "reports move",
        ("SYT", "--to", "SNV", "--reason", "ghi nhầm"),
        {
            **dict.fromkeys(("round", "unit", "to", "to_round", "figures_from"), "str"),
            "moved": ["int"],
            "revisions": [{"revision": "int", "received_on": "str"}],
        },
    ),
    Case(
        "reports swap",
        ("SYT", "SXD", "--reason", "ghi lẫn"),
        {
            **dict.fromkeys(("round", "figures_from"), "str"),
            "moves": [
                {
                    **dict.fromkeys(("round", "unit", "to", "to_round"), "str"),
                    "moved": ["int"],
                    "revisions": [{"revision": "int", "received_on": "str"}],
                }
            ],
        },
        first=("reports", "restore", "SXD", "--reason", "rút nhầm"),
    ),
    Case(
        "reports restore",
        ("SXD", "--reason", "rút nhầm"),
        {
            **dict.fromkeys(("round", "figures_from"), "str"),
            "reports": [{"unit": "str", "revision": "int", "again": ["int"]}],
        },
    ),
    Case(
        "reports withdraw",
        ("SYT", "--reason", "ghi nhầm"),
        {
            **dict.fromkeys(("round", "figures_from"), "str"),
            "reports": [
                {"unit": "str", "withdrawn": ["int"], "revision": "int", "in_force": "null", "on": "str"}
            ],
        },
    ),
    Case(
        "backup",
        ("-o", "../ổ khác"),
        {
            **dict.fromkeys(("place", "copy"), "str"),
            **dict.fromkeys(("files", "new_files", "size"), "int"),
            **dict.fromkeys(("same_disk", "complete"), "bool"),
            "left_out": ["str"],
            "thinned": "int",
        },
    ),
    Case(
        "restore",
        ("usb", "--rehearse"),
        {"place": "str", "copy": "str", "made_at": "str", "files": "int"},
    ),
)
NAMES = [case.words for case in CASES]
REPRINTED = {
    **dict.fromkeys(("file", "role", "reference", "state"), "str"),
    "unit": "null|str",
    "set_aside": "null|str",
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office at work: letter issued, one report in, one unit exempt, a folder of returned forms."""
    from bcd35.cli.errors import run

    root = issue(tmp_path_factory.mktemp("mẫu") / "vp")
    first = fill(form_of(root, "SYT"), root / "tra-ve" / "y tế.xlsx")
    day = ("--received-on", "2025-11-30")
    assert run(["-C", str(root), "-q", "record-report", str(first), *day], now=NOW) == 0
    assert run(["-C", str(root), "-q", "rounds", "exempt", "DTN", "--reason", "đại hội"], now=NOW) == 0
    typed = SET_VALUES
    assert run(["-C", str(root), "-q", "record-report", "SXD", *typed], now=NOW) == 0
    assert run(["-C", str(root), "-q", "reports", "withdraw", "SXD", "--reason", "nhầm"], now=NOW) == 0
    piece = ("--title", "Khám bệnh lưu động", "--medium", "tin-bai", "--category", "gương điển hình")
    assert run(["-C", str(root), "-q", "contributions", "add", "SYT", *piece], now=NOW) == 0
    refused = fill(form_of(root, "TTT"), root / "thanh tra.xlsx", so_anh="năm")
    assert run(["-C", str(root), "-q", "record-report", str(refused)], now=NOW) == 3
    fill(form_of(root, "SYT"), first, so_tin_bai_da_gui=5)
    fill(form_of(root, "SNV"), root / "tra-ve" / "nội vụ.xlsx")
    (root / "tra-ve" / "~$nội vụ.xlsx").write_bytes(b"x")
    made = ("--like", ROUND, "--code", "2026-03", "--deadline", "2026-03-16")
    assert run(["-C", str(root), "-q", "rounds", "new", *made], now=NOW) == 0
    assert run(["-C", str(root), "-q", "rounds", "drop", "2026-03", "--reason", "tạo nhầm"], now=NOW) == 0
    assert run(["-C", str(root), "-q", "backup", "-o", str(root.parent / "usb")], now=NOW) == 0
    assert run(["-C", str(root), "-q", "letters", "reserve", "41-42", "--reason", "họp"], now=NOW) == 0
    (root.parent / "usb").rename(root / "usb")
    return root


@pytest.fixture(autouse=True)
def _no_libreoffice_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the commands answer, not what LibreOffice makes, is asked here."""
    pdf = b"%PDF-1.7\nstartxref\n0\n%%EOF\n"
    monkeypatch.setattr("bcd35.usecases.letters.printing.find_soffice", lambda: Path("soffice"))
    monkeypatch.setattr(
        "bcd35.usecases.letters.printing.convert_to_pdf",
        lambda _, documents: ((place, pdf) for place in range(len(documents))),
    )


@pytest.fixture(autouse=True)
def _what_comes_first(request: pytest.FixtureRequest, bcd35: CommandLine) -> None:
    case = getattr(request.node, "callspec", None) and request.node.callspec.params.get("case")
    if isinstance(case, Case) and case.first:
        assert bcd35(*case.first).code == 0


def all_commands() -> dict[str, Any]:
    """Every command that the app itself declares, by its whole name."""
    found: dict[str, Any] = {}
    for name, command in _children(build_app([])):
        app = build_app([name])  # with the command's own parameters, which build_app([]) does not declare
        inner = (
            list(_children(app, name)) if hasattr(command, "commands") else [("", dict(_children(app))[name])]
        )
        found.update({f"{name} {below}".strip(): leaf for below, leaf in inner})
    return found


def _children(app: typer.Typer, group: str = "") -> Iterator[tuple[str, Any]]:
    command: Any = typer.main.get_command(app)
    yield from (command.commands[group] if group else command).commands.items()


def shape(value: object) -> object:
    """The kinds of value at each key; the items of a list laid over each other."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_merged([shape(item) for item in value])] if value else []
    return "null" if value is None else type(value).__name__


def _merged(shapes: list[object]) -> object:
    if all(isinstance(one, dict) for one in shapes):
        dicts: list[dict[str, object]] = [one for one in shapes if isinstance(one, dict)]
        assert len({tuple(one) for one in dicts}) == 1, (
            "the items of one list have the same keys, in the same order"
        )
        return {key: _merged([one[key] for one in dicts]) for key in dicts[0]}
    if all(isinstance(one, list) for one in shapes):
        filled = [one for one in shapes if one]
        return filled[0] if filled else []
    return "|".join(sorted({str(one) for one in shapes}))


def envelope_of(text: str) -> Any:
    """The one JSON object of ``--json``, its own keys checked."""
    whole = json.loads(text)
    assert list(whole) == ["ok", "data", "findings"]
    assert all(list(found) == ["code", "where", "message", "fix"] for found in whole["findings"])
    assert all(isinstance(text, str) for found in whole["findings"] for text in found.values())
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", found["code"]) for found in whole["findings"])
    assert [key for key in keys_of(whole) if not re.fullmatch(r"[a-z][a-z0-9_]*", key)] == []
    return whole


def keys_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keys_of(item)


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_of(item)


# --- every command ------------------------------------------------------------------------------------------


def test_every_command_of_the_app_has_its_case_here() -> None:
    assert sorted(all_commands()) == sorted({*NAMES})
    assert len(NAMES) > 35


def test_a_refused_file_taken_back_and_counted_again(bcd35: CommandLine) -> None:
    for verb in ("withdraw", "restore"):
        ran = bcd35("reports", verb, "TTT", "--refused", "--reason", "tệp thử", "--json")
        assert shape(ran.json["data"]) == {"round": "str", "files": [_REFUSED_FILE]}


def test_the_files_of_a_reprint(bcd35: CommandLine, root: Path) -> None:
    copy, letter = (
        next((root / "out").rglob("*ban-luu.docx")),
        next((root / "out").rglob("Cong-van*SYT.docx")),
    )
    copy.unlink()
    letter.write_bytes(b"x")

    ran = bcd35("letters", "reprint", "--json")

    assert (ran.code, shape(envelope_of(ran.out)["data"]["files"])) == (0, [REPRINTED])


def test_the_shape_of_a_value() -> None:
    value = {"a": 1, "b": [{"c": None, "d": []}, {"c": "x", "d": [True]}], "e": []}
    assert shape(value) == {"a": "int", "b": [{"c": "null|str", "d": ["bool"]}], "e": []}


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_json_on_success(case: Case, bcd35: CommandLine, root: Path) -> None:
    ran = bcd35(*case.words.split(), *case.arguments, "--json")

    whole = envelope_of(ran.out)
    assert (ran.code, ran.err, whole["ok"], whole["findings"]) == (0, "", True, [])
    listed = {"new", "changed", "unchanged", "would_retire", "retired"}
    data = whole["data"]
    if case.shape is IMPORTED:  # which of the five lists are empty is the plan's matter
        data = {
            **data,
            "registers": [
                {k: v or ["–"] if k in listed else v for k, v in one.items()} for one in data["registers"]
            ],
        }
    assert shape(data) == case.shape
    outside = {"init": {str(root.parent / "mới")}, "demo": {str(root.parent / "thử")}}.get(case.words, set())
    assert [text for text in texts_of(whole) if str(root) in text and text not in outside] == []


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_person_gets_the_result_on_stdout_and_only_remarks_on_stderr(
    case: Case, bcd35: CommandLine
) -> None:
    ran = bcd35(*case.words.split(), *case.arguments)

    assert (ran.code, ran.err) == (0, case.remark)
    assert ran.out.strip()
    assert not ran.out.lstrip().startswith("{")


# Commands that only look, or only write a file that was asked for: nothing follows from them.
_ONLY_LOOKING = re.compile(
    r".* (list|show|export|poster|check)|why|doctor|completion|help|check|check-format|pdf|print|log|recover"
    r"|today|restore|update"
)


_ACTS = [case for case in CASES if not _ONLY_LOOKING.fullmatch(case.words)]


@pytest.mark.parametrize("case", _ACTS, ids=[case.words for case in _ACTS])
def test_every_act_ends_with_the_next_step(case: Case, bcd35: CommandLine) -> None:
    if case.words == "letters void":  # --dry-run: the act itself would take the round away
        case = case._replace(arguments=case.arguments[:-1])
    last = bcd35(*case.words.split(), *case.arguments).out.splitlines()[-1]
    (command,) = re.findall(r"bcd35 (.*)", last)
    parsed(shlex.split(command))


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_quiet_keeps_the_result_and_drops_the_talk(case: Case, bcd35: CommandLine) -> None:
    ran = bcd35(*case.words.split(), *case.arguments, "-q")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.strip()
    assert (
        re.search(
            r"Bước tiếp theo|Khi có báo cáo|\d+ kênh\.|\d+ đơn vị\.|--retire-missing|đơn vị mẫu", ran.out
        )
        is None
    )


@pytest.mark.parametrize("name", NAMES)
def test_json_on_wrong_usage(name: str, bcd35: CommandLine, root: Path) -> None:
    before = picture(root)

    ran = bcd35("--json", *name.split(), "--bogus")

    fix = f"Xem cách dùng: bcd35 {name} --help"
    finding = {
        "code": "usage",
        "where": f"bcd35 {name}",
        "message": "Không có tùy chọn “--bogus”.",
        "fix": fix,
    }
    assert (ran.code, ran.err, envelope_of(ran.out)) == (
        2,
        "",
        {"ok": False, "data": None, "findings": [finding]},
    )
    assert picture(root) == before


@pytest.mark.parametrize("name", ["", *NAMES, *GROUPS])
def test_help_is_vietnamese_and_complete(name: str, bcd35: CommandLine) -> None:
    ran = bcd35(*name.split(), "--help")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Cách dùng: bcd35 {name}".rstrip())
    english = (
        r"Usage|Options|Commands|Arguments|Show this|and "
        r"exit|required|default|Error|TEXT|INTEGER|PATH|FILENAME|DIRECTORY|\{|\}"
    )
    assert re.findall(english, ran.out) == []
    for option in ("-C, --root THƯ_MỤC", "--json", "-q, --quiet", "--no-color", "-h, --help"):
        assert option in ran.out, option


@pytest.mark.parametrize("name", NAMES)
def test_every_option_and_argument_is_explained(name: str) -> None:
    command = all_commands()[name]
    assert command.help
    shown = [param for param in command.params if not getattr(param, "hidden", False)]
    assert [param.name for param in shown if not getattr(param, "help", "")] == []
    # Our help pages name a value by its metavar alone: without one an option would look like a switch.
    assert [param.name for param in shown if not param.metavar and not getattr(param, "is_flag", False)] == []


@pytest.mark.parametrize("name", GROUPS)
def test_without_a_command_the_help_page_is_shown(name: str, bcd35: CommandLine) -> None:
    assert bcd35(name) == bcd35(name, "--help")


def test_alone_it_shows_help_outside_a_workspace_and_todays_desk_inside(
    bcd35: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    assert bcd35() == bcd35("today")
    assert bcd35("--json") == bcd35("today", "--json")
    monkeypatch.chdir(tmp_path)
    assert bcd35() == bcd35("--help")
    assert bcd35("-C", str(root)) == bcd35("today", "-C", str(root))
    assert bcd35("-C", str(tmp_path)).code == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chanels", "list"], "Không có lệnh “chanels”. Có phải ý bạn là channels?"),
        (["channels", "lsit"], "Không có lệnh “lsit”. Có phải ý bạn là list?"),
        (["channels"], "Thiếu tên lệnh."),
        (["channels", "show"], "Thiếu tham số “MÃ”."),
        (["channels", "add", "a"], "Thiếu tùy chọn “--platform”."),
        (
            ["channels", "add", "a", "--platfrom", "x"],
            "Không có tùy chọn “--platfrom”. Có phải ý bạn là --platform?",
        ),
        (["channels", "list", "--platform", "tictok"], "--platform: không có nền tảng “tictok”; chỉ nhận "),
        (
            ["channels", "edit", "tt-bao", "--status", "off"],
            "--status ghi “off”; chỉ nhận active (đang dùng) hoặc retired (thôi dùng).",
        ),
        (
            ["channels", "export", "-o", "bcd35.db"],
            "-o: “bcd35.db” phải có đuôi .xlsx, .csv, .yaml hoặc .yml.",
        ),
        (["notify", "a", "b", "c"], "Thừa tham số: “b c”."),
        (["notify", "--number"], "Tùy chọn “--number” dùng chưa đúng: thiếu giá trị, hoặc thừa giá trị."),
        (["notify", "--number", "0"], "--number: “0” không phải số nguyên từ 1 trở lên."),
        (
            ["notify", "--date", "31/02/2025"],
            "--date: “31/02/2025” không phải ngày; ghi dạng 2025-11-22 hoặc 22/11/2025.",
        ),
        (["record-report"], "Chưa nêu thư mục, tệp báo cáo gửi về, hay đơn vị cần ghi tay."),
        (["record-report", "SYT", "--set", "5"], "--set: “5” chưa đúng dạng CHỈ_TIÊU=GIÁ_TRỊ."),
        (["record-report", "SYT", "--set", "a=1", "--set", "a=2"], "--set: chỉ tiêu “a” nêu hai lần."),
        (
            ["record-report", "SYT", "SNV", "--set", "a=1"],
            "Không có tệp, thư mục “SYT”, “SNV”. Ghi tay thì nêu một đơn vị; nhận tệp thì nêu ",
        ),
        (["casefile", "verify"], "Chưa nêu hồ sơ cần kiểm: bcd35 casefile verify TỆP.zip"),
        (["export-summary", "-o", "a.pdf"], "-o: “a.pdf” phải có đuôi .xlsx."),
        (
            ["units", "add", "mã lạ", "--name", "x", "--kind", "y"],
            "MÃ ghi “mã lạ”; chỉ nhận chữ không dấu, chữ số, dấu “-” hoặc “_”, ",
        ),
        (["units", "add", "X", "--name", "-", "--kind", "y"], "--name để trống; cần một giá trị."),
        (["notify", "--date", "x", "--date", "y"], "Tùy chọn “--date” nêu hai lần; chỉ nhận một giá trị."),
        (["-C", ".", "status", "-C", ".."], "--root: nêu hai lần; chỉ nhận một giá trị."),
        (["status", "-C", ".", "--root=."], "Tùy chọn “--root” nêu hai lần; chỉ nhận một giá trị."),
        (["contributions", "export", "-oa.csv", "--output", "b.csv"], "Tùy chọn “--output” nêu hai lần;"),
        (["status", "-C"], "Tùy chọn “-C” dùng chưa đúng: thiếu giá trị, hoặc thừa giá trị."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_in_words(arguments: list[str], message: str, bcd35: CommandLine, root: Path) -> None:
    before = picture(root)

    ran = bcd35("--json", *arguments)

    (finding,) = envelope_of(ran.out)["findings"]
    assert (ran.code, ran.err, finding["code"]) == (2, "", "usage")
    assert finding["message"].startswith(message)
    assert finding["where"].startswith(
        f"bcd35 {arguments[0]}" if arguments[0] in (*NAMES, "channels", "units") else "bcd35"
    )
    assert finding["fix"] == f"Xem cách dùng: {finding['where']} --help"
    assert picture(root) == before


def test_wrong_usage_for_a_person(bcd35: CommandLine) -> None:
    ran = bcd35("notify", "--nubmer", "5")
    words = (
        "Lỗi [bcd35 notify]: Không có tùy chọn “--nubmer”. Có phải ý bạn là --number?\n  → Xem cách dùng: "
        "bcd35 notify --help\n"
    )
    assert ran == (2, "", words)


# --- exit codes ---------------------------------------------------------------------------------------------


def _nothing(_: Path) -> None:
    pass


def _no_workspace(root: Path) -> None:
    shutil.rmtree(root / "data")
    shutil.rmtree(root / "sao-luu")
    (root / "bcd35.db").unlink()


def _broken_register(root: Path) -> None:
    (root / "data" / "units.yaml").write_text("units: 5\n", encoding="utf-8")


def _broken_database(root: Path) -> None:
    (root / "bcd35.db").write_bytes(b"no database at all")


EXAMPLES: tuple[tuple[int, tuple[str, ...], Callable[[Path], None]], ...] = (
    (0, ("status", "--as-of", "2025-11-30"), _nothing),
    (2, ("notify", "--number", "x"), _nothing),
    (3, ("channels", "add", "a", "--platform", "website", "--name", "A", "--url", "ftp://a.vn"), _nothing),
    (4, ("units", "show", "SYTE"), _nothing),
    (5, ("status",), _no_workspace),
    (6, ("units", "import"), _broken_register),
    (7, ("status",), _broken_database),
)


def test_the_table_of_exit_codes() -> None:
    assert exit_codes() == [
        (0, "đã làm xong"),
        (1, "lỗi của chương trình (có tệp nhật ký kèm theo)"),
        (2, "gõ lệnh sai"),
        (3, "có đầu vào bị từ chối, phần còn lại đã làm xong"),
        (4, "không có tên hoặc tệp đã nêu"),
        (5, "chưa có thư mục làm việc, hoặc không phải của bcd35, hoặc do bản mới hơn tạo ra"),
        (6, "tệp mẫu hoặc tệp dữ liệu của văn phòng bị hỏng (nêu tệp, dòng, cột)"),
        (7, "không dùng được cơ sở dữ liệu, hoặc máy khác đang ghi"),
        (8, "chưa cài chương trình cần dùng (LibreOffice); các tệp .docx vẫn còn nguyên"),
        (9, "cả lệnh dừng vì ổ đĩa đầy, không có quyền, tệp đang mở hoặc ổ đĩa, mạng có lỗi"),
        (130, "người dùng dừng lại (Ctrl-C)"),
    ]
    # 1, 9 and 130 have their own tests in test_bad_input, 8 in test_printing.
    assert {code for code, _, _ in EXAMPLES} | {1, 8, 9, 130} == {code for code, _ in exit_codes()}


@pytest.mark.parametrize(
    ("code", "arguments", "prepare"), EXAMPLES, ids=[str(code) for code, _, _ in EXAMPLES]
)
def test_an_example_of_each_exit_code(
    code: int, arguments: tuple[str, ...], prepare: Callable[[Path], None], bcd35: CommandLine, root: Path
) -> None:
    prepare(root)

    spoken, ran = bcd35(*arguments), bcd35(*arguments, "--json")

    whole = envelope_of(ran.out)
    assert (spoken.code, ran.code, ran.err, whole["ok"]) == (code, code, "", code == 0)
    assert [bool(found["message"] and found["fix"]) for found in whole["findings"]] == [True] * len(
        whole["findings"]
    )
    # A failed command says nothing on stdout to a person, and everything it found on stderr.
    assert (bool(spoken.out), bool(spoken.err), bool(whole["findings"])) == (
        (True, False, False) if code == 0 else (False, True, True)
    )
    assert [found["message"] for found in whole["findings"] if found["message"] not in spoken.err] == []


WORDS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text())
VALUES = st.recursive(
    WORDS,
    lambda held: st.lists(held, max_size=3) | st.dictionaries(st.text(), held, max_size=3),
    max_leaves=12,
)


@given(VALUES)
def test_json_is_the_standard_one_without_what_a_terminal_acts_on(value: Any) -> None:
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        show(Screen(value), OutputOptions(json=True))

    whole = {"ok": True, "data": value, "findings": []}
    assert stream.getvalue() == for_terminal(json.dumps(whole, ensure_ascii=False, indent=2)) + "\n"


def test_a_part_refused_still_gives_data(bcd35: CommandLine, root: Path) -> None:
    (root / "tra-ve" / "trống.xlsx").write_bytes(b"")

    ran = bcd35("record-report", "tra-ve", "--json")

    whole = envelope_of(ran.out)
    assert (ran.code, ran.err, whole["ok"]) == (3, "", False)
    assert [(one["file"], one["verdict"]) for one in whole["data"]["files"]] == [
        ("tra-ve/nội vụ.xlsx", "accepted"),
        ("tra-ve/trống.xlsx", "refused"),
        ("tra-ve/y tế.xlsx", "revised"),
    ]
    assert whole["data"]["files"][1]["findings"] == whole["findings"]
    assert [found["where"] for found in whole["findings"]] == ["tra-ve/trống.xlsx"]


# --- which workspace ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["-C", "?", "units", "list"],
        ["units", "-C", "?", "list"],
        ["units", "list", "-C", "?"],
        ["units", "list", "--root=?"],
    ],
)
def test_the_workspace_is_named_before_or_after_the_command(
    arguments: list[str], bcd35: CommandLine, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = bcd35("units", "list", "--json")
    monkeypatch.chdir(tmp_path)

    ran = bcd35(*(text.replace("?", root.name) for text in arguments), "--json")

    assert ran == expected
    assert len(ran.json["data"]) == 18


def test_the_workspace_is_found_upwards_then_by_variable_and_the_option_wins(
    bcd35: CommandLine, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = bcd35("status", "--json")
    monkeypatch.chdir(root / "out")
    assert bcd35("status", "--json") == expected

    monkeypatch.chdir(tmp_path)
    assert bcd35("status").code == 5
    monkeypatch.setenv("BCD35_ROOT", str(root))
    assert bcd35("status", "--json") == expected

    monkeypatch.setenv("BCD35_ROOT", str(tmp_path / "nowhere"))
    refusal = bcd35("status")
    nowhere = tmp_path / "nowhere"
    assert refusal.err == (
        f"Lỗi: “{nowhere}”, nêu sau -C hoặc ở biến BCD35_ROOT, không phải thư mục làm việc của bcd35.\n"
        f'  → Tạo mới bằng: bcd35 init "{nowhere}"\n'
    )
    assert bcd35("status", "--json", "-C", str(root)) == expected


def test_paths_are_told_from_the_workspace_wherever_the_command_runs(
    bcd35: CommandLine, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "tra-ve" / "trống.xlsx").write_bytes(b"")
    monkeypatch.chdir(tmp_path)

    inside = bcd35("-C", root.name, "record-report", f"{root.name}/tra-ve", "--json").json
    outside = bcd35("-C", root.name, "units", "export", "-o", "ngoài.yaml", "--json").json

    assert [one["file"] for one in inside["data"]["files"]] == [
        "tra-ve/nội vụ.xlsx",
        "tra-ve/trống.xlsx",
        "tra-ve/y tế.xlsx",
    ]
    assert inside["data"]["ignored"] == ["tra-ve/~$nội vụ.xlsx"]
    assert [found["where"] for found in inside["findings"]] == ["tra-ve/trống.xlsx"]
    # Outside the workspace a path is whole: it must mean the same from everywhere.
    assert outside["data"] == {"path": (tmp_path / "ngoài.yaml").as_posix(), "count": 18}


def test_init_takes_the_folder_from_the_root_option(
    bcd35: CommandLine, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    ran = bcd35("init", "-C", "mới", "--json").json

    assert (ran["data"]["root"], ran["data"]["existed"]) == ((tmp_path / "mới").as_posix(), False)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["mới", root.name])


# --- remarks ------------------------------------------------------------------------------------------------


def test_an_edited_register_is_mentioned_in_one_line(bcd35: CommandLine, root: Path) -> None:
    path = root / "data" / "channels.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Báo Thái Nguyên", "Báo TN"), encoding="utf-8")
    new = root / "data" / "rounds" / "đợt hai.yaml"
    new.write_text((root / ROUND_FILE).read_text(encoding="utf-8").replace(ROUND, "hai"), encoding="utf-8")

    spoken, quiet, plain = (
        bcd35("rounds", "list"),
        bcd35("rounds", "list", "-q"),
        bcd35("rounds", "list", "--json"),
    )

    edited = (
        "Tệp data/channels.yaml đã sửa nhưng chưa nhập vào sổ.",
        "Áp dụng bằng: bcd35 channels import data/channels.yaml",
    )
    added = (
        "Tệp data/rounds/đợt hai.yaml chưa nhập vào sổ.",
        'Nhập bằng: bcd35 rounds import "data/rounds/đợt hai.yaml"',
    )
    assert spoken.err == "".join(f"Lưu ý: {message} {fix}\n" for message, fix in (edited, added))
    assert (quiet.code, quiet.err) == (0, "")
    assert [
        (found["code"], found["message"], found["fix"]) for found in envelope_of(plain.out)["findings"]
    ] == [
        ("register_edited", *edited),
        ("register_new", *added),
    ]
    assert (plain.code, plain.json["ok"]) == (0, True)


def test_a_remark_about_the_act_goes_to_stderr_and_is_no_failure(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)

    ran = bcd35("record-report", form_of(root, "SYT").relative_to(root).as_posix(), "--dry-run")

    assert (ran.code, ran.err.startswith("Lưu ý: Bỏ qua 1 tệp của chính sổ")) == (0, True)
    assert picture(root) == before


def test_contract_values_of_status(bcd35: CommandLine) -> None:
    data = bcd35("status", "--as-of", "2025-12-20", "--json").json["data"]

    def unit(code: str, name: str, kind: str, state: str, days_late: int) -> dict[str, object]:
        received: dict[str, object] = (
            {"received_on": "2025-11-30", "revision": 1}
            if state == "on_time"
            else {"received_on": None, "revision": None}
        )
        reminded = {"reminders": 0, "last_reminder": None}
        term = ("2025-12-15", "issued", "theo công văn 28-CV/BCĐ, 22/11/2025")
        names = ("deadline", "deadline_by", "deadline_why")
        received |= dict(zip(names, (None,) * 3 if state == "exempt" else term, strict=True))
        return {
            "code": code,
            "name": name,
            "former": "",
            "kind": kind,
            "state": state,
            "days_late": days_late,
            **received,
            **reminded,
        }

    assert data == {
        "round": ROUND,
        "deadline": "2025-12-15",
        "as_of": "2025-12-20",
        "known_on": None,
        "expected": 4,
        "reported": 1,
        "on_time": 1,
        "late": 0,
        "missing": 3,
        "exempt": 1,
        **dict.fromkeys(PARTS_OF_COUNTS, 0),
        "days_left": -5,
        "received_later": 0,
        "letter": "28-CV/BCĐ",
        "reminders_count": False,
        "undecided": [],
        "refused": [{"unit": "TTT", "file": "thanh tra.xlsx", "received_on": "2025-12-01"}],
        "units": [
            unit("SXD", "Sở Xây dựng", "dang_uy_co_so", "missing", 5),
            unit("SYT", "Sở Y tế", "dang_uy_co_so", "on_time", 0),
            unit("SNV", "Sở Nội vụ", "dang_uy_co_so", "missing", 5),
            unit("TTT", "Thanh tra tỉnh", "chi_bo_co_so", "missing", 5),
            unit(
                "DTN",
                "Đoàn Thanh niên Cộng sản Hồ Chí Minh Đảng ủy Ủy ban nhân dân tỉnh",
                "doan_thanh_nien",
                "exempt",
                0,
            ),
        ],
    }


def test_what_was_and_what_is_of_an_import_and_of_the_journal(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("units", "edit", "SYT", "--email", "vt@syt.gov.vn").code == 0
    path = root / "data" / "units.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Sở Nội vụ", "Sở Nội vụ tỉnh"), encoding="utf-8")

    (imported,) = bcd35("units", "import", "--json").json["data"]["registers"]
    told = bcd35("log", "--json").json["data"]["acts"]

    renamed = {"field": "name", "before": "Sở Nội vụ", "after": "Sở Nội vụ tỉnh"}
    assert imported["changes"] == [{"code": "SNV", **renamed}]
    assert imported["kept"] == [{"code": "SYT", "field": "email", "ledger": "vt@syt.gov.vn", "file": ""}]
    assert [(one["act"], one["subject"], one["changes"], one["way_back"]) for one in told[-1:]] == [
        ("import_unit", "SNV", [renamed], 'bcd35 units edit SNV --name "Sở Nội vụ" --date 2025-12-01')
    ]


@pytest.mark.issued
@pytest.mark.parametrize("command", ["notify --unit SYT", "remind --date 2025-12-20", "record-report thư"])
def test_json_tells_a_dry_run_from_a_run_with_nothing_to_do(
    command: str, bcd35: CommandLine, root: Path
) -> None:
    (root / "thư").mkdir()
    bcd35(*command.split())
    again, rehearsed = bcd35(*command.split(), "--json"), bcd35(*command.split(), "--json", "-n")
    assert (again.json["data"]["dry_run"], rehearsed.json["data"]["dry_run"]) == (False, True)
