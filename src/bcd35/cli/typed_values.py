"""Text of the command line → values.

A parser refuses in Vietnamese; the name of the option is added by ``usage_errors``.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from bcd35.domain.dates import parse_typed_date
from bcd35.domain.text import clean


def typed_text(text: str) -> str:
    """Text from the command line, cleaned once."""
    return clean(text)


def typed_date(text: str) -> Any:
    """A day, in any way of writing that means one day only."""
    value = parse_typed_date(text)
    if value is None:
        raise typer.BadParameter(f"“{clean(text)}” không phải ngày; ghi dạng 2025-11-22 hoặc 22/11/2025.")
    return value


def is_path(text: str) -> bool:
    """Tell whether a text means a file: it exists, or it is written like a path."""
    return (
        Path(text).exists()
        or "/" in text
        or "\\" in text
        or text.lower().endswith((".xlsx", ".xls", ".xlsm", ".csv", ".eml"))
    )


def typed_output(path: Path, *suffixes: str, option: str = "-o", hint: str = "") -> Path:
    """A file to be written; its suffix is checked, so that a typing error overwrites nothing else."""
    if path.suffix.lower() not in suffixes:
        allowed = " hoặc ".join(filter(None, (", ".join(suffixes[:-1]), suffixes[-1])))
        raise typer.BadParameter(f"{option}: “{clean(path.name)}” phải có đuôi {allowed}.{hint}")
    return path


def typed_choice(*allowed: str) -> Callable[[str], Any]:
    """One of a few names; typer's own choice would refuse in English."""

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


def typed_span(text: str) -> Any:
    """Numbers from one to another: ``35``, ``35-40``."""
    parts = [part.strip() for part in re.split("[-–]", text.strip())]
    if len(parts) > 2 or not all(re.fullmatch(r"[0-9]{1,6}", part) and int(part) for part in parts):  # noqa: PLR2004 – a first and a last
        raise typer.BadParameter(f"“{clean(text)}” không phải số; ghi dạng 35 hoặc 35-40.")
    first, last = int(parts[0]), int(parts[-1])
    if last < first:
        raise typer.BadParameter(f"“{clean(text)}”: số sau nhỏ hơn số trước; ghi dạng 35-40.")
    return first, last
