"""The power fails at some moments: what was confirmed is there. At all kinds of moments: `scripts/bench faults`."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.faults.power import cut

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["label", "serve"])
def test_answers_that_were_confirmed_outlive_a_power_cut(place: tuple[Path, Path], name: str) -> None:
    assert list(cut(*place, name, n_cuts=12, seed=1)) == []
