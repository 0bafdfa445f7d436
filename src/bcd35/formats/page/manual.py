"""The manual as one page of HTML.

It needs no network and no other file: pictures are inside, links between pages lead to places of the page.
"""

import base64
import posixpath
import re
from collections.abc import Callable, Iterator
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from markdown_it.token import Token

FIRST = "huong-dan/README.md"
_Read = Callable[[str], bytes]  # a file by its name under docs/
_PAGE_LINK = re.compile(r"\]\(([\w./-]+\.md)\)")
_STYLE = """
body { font: 17px/1.55 system-ui, "Segoe UI", sans-serif; margin: 0 auto; max-width: 46rem; padding: 1rem;
  color: #1d1d1f; background: #fff; overflow-wrap: anywhere }
h1 { margin-top: 3rem; border-bottom: 2px solid #b3261e; padding-bottom: .2rem; font-size: 1.6rem }
h2 { margin-top: 2rem; font-size: 1.25rem }
pre { background: #f4f4f5; padding: .7rem; border-radius: 6px; white-space: pre-wrap }
code { font: .88em Consolas, "Liberation Mono", monospace }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 }
th, td { border: 1px solid #c9c9ce; padding: .35rem .5rem; text-align: left; vertical-align: top }
th { background: #f4f4f5 } img { max-width: 100% } a { color: #0b57a4 }
@media print { body { font-size: 11pt; max-width: none } h1 { break-before: page }
  pre { break-inside: avoid } }
"""


def manual_page(read: _Read) -> str:
    """Every page that the first one leads to, in its order."""
    pages = [FIRST, *dict.fromkeys(_pages_named(read(FIRST).decode()))]
    body = "\n".join(_Page(name, frozenset(pages), read).html() for name in pages)
    return (
        '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Sổ tay bcd35</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _pages_named(first: str) -> Iterator[str]:
    for link in _PAGE_LINK.findall(first):
        yield under_docs(FIRST, link)


def under_docs(page: str, link: str) -> str:
    """The name under ``docs/`` of what a link on a page leads to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), link))


def place_in_manual(page: str, heading: str = "") -> str:
    """The id of a page, or of a heading on it, in the one page; ``page``: its name under ``docs/``."""
    name = page.removesuffix(".md").replace("/", "-")
    return f"{name}--{_slug(heading)}" if heading else name


def _slug(heading: str) -> str:
    """The place of a heading as GitHub names it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def lead_of(paragraph: str) -> str:
    """The bold words that a paragraph begins with, and is about; empty without them."""
    lead = re.match(r"\*\*(.+?)\*\*", paragraph)
    return lead[1].rstrip(".") if lead else ""


class _Page:
    """One page of the manual as a section whose places carry the page's name."""

    def __init__(self, name: str, pages: frozenset[str], read: _Read) -> None:
        self._name, self._pages, self._read = name, pages, read

    def html(self) -> str:
        from markdown_it import MarkdownIt

        reader = MarkdownIt("commonmark").enable("table")
        tokens = reader.parse(self._read(self._name).decode())
        for place, token in enumerate(tokens):
            if token.type == "heading_open":
                token.attrSet("id", self._place(tokens[place + 1].content))
            elif token.type == "paragraph_open" and (lead := lead_of(tokens[place + 1].content)):
                token.attrSet("id", self._place(lead))
            for inner in token.children or ():
                self._lead_inside(inner)
        section = reader.renderer.render(tokens, reader.options, {})
        return f'<section id="{self._place()}">\n{section}</section>'

    def _place(self, heading: str = "", page: str = "") -> str:
        return escape(place_in_manual(page or self._name, heading))

    def _lead_inside(self, token: "Token") -> None:
        if token.type == "image":
            picture = self._read(under_docs(self._name, str(token.attrs["src"])))
            token.attrSet("src", f"data:image/png;base64,{base64.b64encode(picture).decode()}")
        elif token.type == "link_open":
            file, _, heading = unquote(str(token.attrs["href"])).partition("#")
            if not file:
                token.attrSet("href", f"#{self._place(heading)}")
            elif file.endswith(".md") and ":" not in file:
                self._lead_to_page(token, file, heading)

    def _lead_to_page(self, token: "Token", file: str, heading: str) -> None:
        page = under_docs(self._name, file)
        # What is no page of the manual (the change log) lies beside it.
        inside = page in self._pages
        token.attrSet("href", f"#{self._place(heading, page)}" if inside else posixpath.basename(page))
