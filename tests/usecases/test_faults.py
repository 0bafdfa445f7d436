"""Every command that writes, on a failing disk: ``bench.faults`` with few of the operations."""

import sys

import pytest
from bench.day import DAY
from bench.faults import FAULTS, WAYS, measure
from bench.measure import in_memory, workplace

from tests.conftest import _needed

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="LD_PRELOAD")]


def test_whichever_operation_fails_the_next_run_finishes_the_work() -> None:
    _needed("cc")
    with workplace(in_memory()) as place:
        code, lines = measure(place, points=1)

    assert [line for line in lines if line[3:] != ["0"] * len(FAULTS)] == []
    assert [(step, way) for step, way, *_ in lines] == [(step.name, way) for step in DAY for way in WAYS]
    assert sum(int(operations) for _, _, operations, *_ in lines) >= len(lines)
    assert code == 0
