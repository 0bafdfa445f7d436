"""Make the office's Word templates: ``python -m tools.make_templates [folder]`` writes one .docx each.

The set of the usual layout goes to ``templates/``, that of another to ``layouts/<code>/templates/``.
``tools/templates/layout.py`` has the layout's numbers. The module of ``bcd35/formats/letters/`` that fills a
template explains its ``{{ tags }}``. The same script gives the same bytes; a test compares them with the
committed files.
"""

import sys
from pathlib import Path

from tools.templates.checklist import make_checklist
from tools.templates.layout import Look
from tools.templates.letters import make_correction, make_extension, make_letter, make_named, make_reminder
from tools.templates.poster import make_poster
from tools.templates.report import make_report

from bcd35.formats.letters import correction, extension, notice, poster, reminder, written_report

MAKERS = {
    notice.TEMPLATE_NAMES["letter"]: make_letter,
    notice.TEMPLATE_NAMES["named"]: make_named,
    notice.TEMPLATE_NAMES["checklist"]: make_checklist,
    reminder.REMINDER_TEMPLATE: make_reminder,
    correction.CORRECTION_TEMPLATE: make_correction,
    extension.EXTENSION_TEMPLATE: make_extension,
    written_report.REPORT_TEMPLATE: make_report,
    poster.POSTER_TEMPLATE: make_poster,
}


SETS = {"hd-05-2026": "templates", "nd-30-2020": "layouts/nd-30-2020/templates"}


def make_templates() -> dict[str, bytes]:
    """Path in the repository → the template."""
    return {
        f"{folder}/{name}": make(look)
        for code, folder in SETS.items()
        for look in [Look(code)]
        for name, make in MAKERS.items()
    }


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    for name, data in make_templates().items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
        print(root / name, len(data))
