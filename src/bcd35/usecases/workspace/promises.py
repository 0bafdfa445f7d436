"""What a ledger promises about files: which ones are there, and with which bytes."""

from bcd35.store.store import Store
from bcd35.world.kept import kept_path
from bcd35.world.workspace import Workspace


def promised_files(store: Store, workspace: Workspace) -> dict[str, str]:
    """Path in the workspace (with ``/``) of each promised file → its digest: issued, received, refused."""
    templates = {digest for used in store.sources.templates().values() for digest in used.values()}
    kept = {**store.contributions.stored_hashes(), **store.reports.stored_hashes()}
    return {
        **{paper.file.path: paper.file.sha256 for paper in store.sources.papers()},
        **{
            kept_path(workspace, digest, name).relative_to(workspace.root).as_posix(): digest
            for digest, name in kept.items()
        },
        **{
            workspace.template_copy(digest).relative_to(workspace.root).as_posix(): digest
            for digest in sorted(templates)
        },
        **{copy.path: copy.sha256 for copy in store.intake.all_refused()},
    }
