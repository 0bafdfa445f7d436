"""What openxml-audit finds in a document or workbook."""

import tempfile
from pathlib import Path

# A warning about Excel's habit, no fault: ECMA-376 18.18.11 lets a cell hold its text itself; Excel moves it
# when it saves. openpyxl writes every text so. A table of shared texts would be one more part to make anew
# for each unit's form, whose cells differ by unit; nobody who opens the file would see a difference.
ALLOWED = "Excel_InlineStrCells"


def audited(data: bytes, ending: str) -> list[str]:
    """What is wrong with it, in the auditor's words."""
    from openxml_audit import OpenXmlValidator

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"audited{ending}")
        file.write_bytes(data)
        found = OpenXmlValidator(max_errors=0).validate(file).errors
    return [f"{one.part_uri}: {one.description}" for one in found if one.id != ALLOWED]


def audited_below(folder: Path) -> dict[str, list[str]]:
    """What is wrong with each document and workbook below a folder, the sound ones with an empty list."""
    files = [file for ending in (".docx", ".xlsx") for file in sorted(folder.rglob(f"*{ending}"))]
    return {file.relative_to(folder).as_posix(): audited(file.read_bytes(), file.suffix) for file in files}
