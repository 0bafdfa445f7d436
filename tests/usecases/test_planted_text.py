"""Text that another program planted in the ledger breaks no document and reaches neither page nor screen."""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import CommandLine

# a bell, NEL, a C1 control, bidi, zero width, a non-character
PLANTED = "\x07\x85\x9b\u202e\u2066\u200b\ufffe"
pytestmark = pytest.mark.issued


def plant(root: Path) -> None:
    """Into the names of the office and of a unit, as they stand now and as they were frozen."""
    with closing(sqlite3.connect(root / "bcd35.db")) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        escaped = "".join(f"\\u{ord(character):04x}" for character in PLANTED)
        for table, column in (("office", "definition"), ("letters", "office")):
            connection.execute(
                f"UPDATE {table} SET {column} = replace({column}, 'Ban Chỉ đạo 35', ?)",  # noqa: S608 – ours
                (f"Ban Chỉ{escaped} đạo 35",),
            )
        for table in ("units", "expectations"):
            sql = f"UPDATE {table} SET name = replace(name, 'Sở Y tế', ?)"  # noqa: S608 – as above
            connection.execute(sql, (f"Sở{PLANTED} Y tế",))
        connection.commit()


def test_planted_characters_reach_nothing_that_is_made(bcd35: CommandLine, root: Path) -> None:
    plant(root)

    runs = [
        bcd35("notify", "--draft", "--unit", "SYT"),
        bcd35("remind", "--draft", "--date", "2025-12-20"),
        bcd35("export-summary", "--as-of", "2025-12-20", "-o", "a.xlsx"),
        bcd35("export-summary", "--as-of", "2025-12-20", "--format", "html", "-o", "a.html"),
        bcd35("export-summary", "--as-of", "2025-12-20", "--format", "docx", "-o", "a.docx"),
        bcd35("status"),
        bcd35("status", "--json"),
    ]

    assert [ran.code for ran in runs] == [0] * len(runs)
    told = [text for ran in runs for text in (ran.out, ran.err)]
    told.append((root / "a.html").read_text(encoding="utf-8"))
    for package in (*root.glob("a.???x"), *(root / "out" / "_du-thao").rglob("*.???x")):
        with zipfile.ZipFile(package) as parts:
            for name in parts.namelist():
                if name.endswith(".xml"):
                    etree.fromstring(parts.read(name))
                    told.append(parts.read(name).decode())
    assert len(told) > 60
    assert [text for text in told if set(PLANTED) & set(text)] == []
    assert any("Sở Y tế" in text for text in told)
