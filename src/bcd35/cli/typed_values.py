"""Text of the command line → values. A parser refuses in the clerk's words; the option's name comes later."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from bcd35.domain.dates import parse_typed_date
from bcd35.domain.text import clean


def typed_text(text: str) -> str:
    """Text as it enters: cleaned once."""
    return clean(text)


def typed_date(text: str) -> Any:
    """``2025-11-22`` or ``22/11/2025``."""
    value = parse_typed_date(text)
    if value is None:
        raise typer.BadParameter(f"“{clean(text)}” không phải ngày; ghi dạng 2025-11-22 hoặc 22/11/2025.")
    return value


def is_path(text: str) -> bool:
    """Does the clerk mean a file? It exists, or is written like one."""
    return (
        Path(text).exists()
        or "/" in text
        or "\\" in text
        or text.lower().endswith((".xlsx", ".xls", ".xlsm", ".csv"))
    )


def typed_output(path: Path, *suffixes: str) -> Path:
    """A file to be written, by its kind: a slip of the hand must not overwrite something else."""
    if path.suffix.lower() not in suffixes:
        raise typer.BadParameter(f"-o: “{clean(path.name)}” phải có đuôi {' hoặc '.join(suffixes)}.")
    return path


def typed_choice(*allowed: str) -> Callable[[str], Any]:
    """One of a few words; typer's own choice speaks English when it refuses."""

    def parse(text: str) -> Any:
        if text not in allowed:
            raise typer.BadParameter(f"không có “{clean(text)}”; chọn một trong: {', '.join(allowed)}.")
        return text

    return parse


def typed_number(text: str) -> Any:
    """A whole number from 1 up."""
    if not re.fullmatch(r"[0-9]{1,6}", text.strip()) or int(text) < 1:
        raise typer.BadParameter(f"“{clean(text)}” không phải số nguyên từ 1 trở lên.")
    return int(text)
