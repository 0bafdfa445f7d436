"""One self-contained HTML file from a template of this folder.

Stored text can never become markup: Jinja escapes everything, the script reads the table and holds no data,
and the page's own policy allows only the style and the script whose digests it states. Not here: what the
pages tell.
"""

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bcd35.domain.dates import screen_date
from bcd35.domain.numerals import group_thousands, share_words
from bcd35.domain.text import visible

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent


def render_page(template: str, /, *, script: bool = False, **content: Any) -> bytes:
    """The page of ``template``; ``script``: with the sorting and searching of ``page.js``.

    The same content gives the same bytes.
    """
    from markupsafe import Markup

    style, code = _read("page.css"), _read("page.js") if script else ""
    # Ours, from the package: what stands between the tags must be what the digests are of.
    trusted = {"style": Markup(style), "script": Markup(code), "policy": _policy(style, code)}  # noqa: S704 – no stored text in it
    return (_environment().get_template(template).render(**content, **trusted).strip() + "\n").encode()


def _policy(style: str, script: str) -> str:
    scripts = f"script-src '{_source(script)}'; " if script else ""
    return f"default-src 'none'; style-src '{_source(style)}'; {scripts}base-uri 'none'; form-action 'none'"


def _source(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: visible(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=screen_date, number=group_thousands, share=share_words)
    return environment
