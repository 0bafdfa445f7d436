"""Codes for the Tab key: read at once, without opening the ledger as a command does."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal

from bcd35.store.connection import open_copy

CodeKind = Literal["units", "kinds", "rounds", "channels"]
_QUESTIONS: dict[CodeKind, str] = {
    "units": "SELECT code, name FROM units WHERE status = 'active' ORDER BY code",
    "kinds": (
        "SELECT json_extract(kind.value, '$.code'), json_extract(kind.value, '$.label')"
        " FROM office, json_each(office.definition, '$.unit_kinds') AS kind"
    ),
    "rounds": "SELECT code, json_extract(definition, '$.subject') FROM rounds ORDER BY status DESC, code",
    "channels": "SELECT code, name FROM channels WHERE status = 'active' ORDER BY code",
}


def codes_in(database: Path, kind: CodeKind) -> list[tuple[str, str]]:
    """Code and name; nothing from a ledger that cannot be read now: the Tab key reports no errors."""
    try:
        with closing(open_copy(database)) as connection:
            return connection.execute(_QUESTIONS[kind]).fetchall()
    except sqlite3.Error:
        return []
