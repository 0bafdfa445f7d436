"""Offices that live through random steps, each in a folder of its own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The copied office is only read; an example of many commands takes its time.
LIVING = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


@contextmanager
def copy_of(office: Path, folders: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of an office for one example; gone after it, as a run has many."""
    root = Path(shutil.copytree(office, folders.mktemp("vp") / "vp"))
    yield root
    shutil.rmtree(root)
