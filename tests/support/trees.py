"""What is in a folder."""

from pathlib import Path


def tree(folder: Path, *unless: str) -> dict[str, bytes]:
    """Every file below a folder by its path there, unless its name, or its folder's, is one of these."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {path.name, path.parent.name} & {*unless}
    }


def papers(folder: Path) -> dict[str, bytes]:
    """Every file of a workspace, the database too; no copies of templates, no mark: they are no papers."""
    return tree(folder, "_mau", "_moc.json")


def but_the_mark(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the ledger's mark, which a run moves after its act."""
    return tree(folder, "_moc.json")
