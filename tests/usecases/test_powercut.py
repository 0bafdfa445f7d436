"""What a power cut leaves of a day: ``bench.powercut`` with few states."""

import sys
from collections import Counter
from pathlib import Path

import pytest
from bench.file_io import build
from bench.powercut import cut_day

from tests.conftest import _needed

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="LD_PRELOAD")]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The recorder of file operations, compiled."""
    _needed("cc")
    return build(tmp_path)


def test_what_was_acknowledged_is_there_after_a_power_cut(library: Path, tmp_path: Path) -> None:
    outcome = cut_day(tmp_path / "ngày", library, 60)

    assert outcome.faults == Counter()
    assert outcome.states == {"right after a word": 30, "anywhere": 30}
    assert outcome.operations > 1000


def test_a_journal_that_is_unlinked_at_a_commit_loses_rows(library: Path, tmp_path: Path) -> None:
    outcome = cut_day(tmp_path / "ngày", library, 20, old=True)

    assert outcome.faults["right after a word", "rows missing"]
