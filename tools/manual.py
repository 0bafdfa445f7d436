"""Make the manual as one page of HTML: ``python -m tools.manual -o so-tay.html``."""

import argparse
from pathlib import Path

from bcd35.formats.page.manual import manual_page

DOCS = Path(__file__).resolve().parents[1] / "docs"


def manual() -> str:
    """The page, from the files of this folder."""
    return manual_page(lambda name: (DOCS / name).read_bytes())


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description="The manual as one page.")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.parse_args().output.write_text(manual(), encoding="utf-8")


if __name__ == "__main__":
    main()
