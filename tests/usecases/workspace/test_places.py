"""Where a workspace may be made: never where a second ledger would give numbers again."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import CommandLine
from tests.support.filling import picture


@pytest.mark.parametrize("inside", ["thu-nghiem", "out/sâu hơn", "data"])
def test_no_workspace_is_made_inside_another(inside: str, bcd35: CommandLine, root: Path) -> None:
    before = picture(root)
    name = Path(inside).name

    ran = bcd35("init", inside)

    words = (
        f"Lỗi: “{root / inside}” nằm trong thư mục làm việc “{root}”; sổ thứ hai ở đây sẽ cấp lại những số "
        f"đã cấp.\n  → Làm việc luôn trong “{root}”; muốn một sổ riêng thì tạo ở ngoài, ví dụ: "
        f'bcd35 init "{root.parent / name}"\n'
    )
    assert ran == (5, "", words)
    assert picture(root) == before
    assert bcd35("init", str(root.parent / name)).code == 0, "the advice works as printed"
    assert f'"{root.parent / name}-2"' in bcd35("init", inside).err


@pytest.mark.issued
def test_no_workspace_is_made_over_papers_whose_ledger_is_gone(bcd35: CommandLine, root: Path) -> None:
    (root / "bcd35.db").unlink()
    shutil.rmtree(root / "data")

    ran = bcd35("init")

    papers = [path for path in (root / "out").rglob("*") if path.is_file()]
    assert (ran.code, ran.out) == (5, "")
    assert f"“{root}” có {len(papers)} tệp trong out/ (ví dụ out/" in ran.err
    assert f'bcd35 init "{root.parent / root.name}-moi"' in ran.err
    assert not (root / "data").exists()


def test_drafts_are_no_papers(bcd35: CommandLine, tmp_path: Path) -> None:
    draft = tmp_path / "khác" / "out" / "_du-thao" / "a.docx"
    draft.parent.mkdir(parents=True)
    draft.touch()

    assert bcd35("init", str(tmp_path / "khác")).code == 0


def test_a_workspace_itself_gets_its_missing_templates(bcd35: CommandLine, root: Path) -> None:
    lost = next((root / "templates").glob("*.docx"))
    lost.unlink()

    assert bcd35("init").code == 0
    assert lost.is_file()
