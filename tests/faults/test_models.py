"""Damaged files of models: the right answer or an error that names the file. Thousands: `scripts/bench faults`."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.damaged_commands import Base, command_trial, complete
from benchmarks.faults.models import read_batch

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def base(place: tuple[Path, Path]) -> Base:
    return complete(place[0])


@pytest.mark.parametrize("seed", [1000, 1001])
def test_damaged_files_are_read_rightly_or_refused(base: Base, seed: int) -> None:
    assert read_batch(base, seed=seed, n=100) == []


@pytest.mark.parametrize("seed", range(2000, 2004))
def test_commands_over_damaged_files_answer_rightly_or_refuse(base: Base, seed: int) -> None:
    assert command_trial(base, seed=seed) == []
