"""The list of contents of a copy ↔ JSON. A list that was cut off or altered is no list."""

import hashlib
import json

from bcd35.domain.copies import CopiedFile, CopyList

_FORM = "bcd35-ban-sao-1"


def write_copy_list(copy: CopyList) -> bytes:
    """The list as a file, with a digest of its own."""
    content = {
        "made_at": copy.made_at,
        "book": copy.book,
        "ledger": copy.ledger._asdict(),
        "lacking": list(copy.lacking),
        "files": [file._asdict() for file in copy.files],
    }
    listed = {"form": _FORM, "sha256": _digest(content), "content": content}
    return (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode()


def read_copy_list(data: bytes) -> CopyList | None:
    """The inverse; None for a file that is not whole, or not of this form."""
    try:
        listed = json.loads(data)
        content = listed["content"]
        if listed["form"] != _FORM or listed["sha256"] != _digest(content):
            return None
        ledger = CopiedFile(**content["ledger"])
        files = tuple(CopiedFile(**file) for file in content["files"])
        lacking = tuple(content["lacking"])
        made_at = content["made_at"]
        return CopyList(made_at=made_at, book=content["book"], ledger=ledger, files=files, lacking=lacking)
    except (ValueError, KeyError, TypeError):
        return None


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
