"""Make the office's Word templates: ``python -m tools.make_templates [folder]`` writes one .docx each.

``tools/templates/layout.py`` has the layout's numbers. The module of ``bcd35/formats/letters/`` that fills a
template explains its ``{{ tags }}``. The same script gives the same bytes; a test compares them with the
committed files.
"""

import sys
from pathlib import Path

from tools.templates.checklist import make_checklist
from tools.templates.letters import make_correction, make_extension, make_letter, make_reminder
from tools.templates.poster import make_poster
from tools.templates.report import make_report

from bcd35.formats.letters import correction, extension, notice, poster, reminder, written_report

MAKERS = {
    notice.TEMPLATE_NAMES["letter"]: make_letter,
    notice.TEMPLATE_NAMES["checklist"]: make_checklist,
    reminder.TEMPLATE_NAME: make_reminder,
    correction.TEMPLATE_NAME: make_correction,
    extension.TEMPLATE_NAME: make_extension,
    written_report.TEMPLATE_NAME: make_report,
    poster.TEMPLATE_NAME: make_poster,
}


def make_templates() -> dict[str, bytes]:
    """File name → the template."""
    return {name: make() for name, make in MAKERS.items()}


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "templates"
    for name, data in make_templates().items():
        (folder / name).write_bytes(data)
        print(folder / name, len(data))
