"""Some calls on the disk fail: a message or the right result, and a whole catalog. All: `scripts/bench faults`."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.faults.disk import trials

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("name", "limit"), [("label", 5), ("import_labels", 5), ("export_tables", 4)])
def test_a_call_that_fails_or_a_disk_that_breaks_ends_in_a_message_or_the_right_result(
    place: tuple[Path, Path], name: str, limit: int
) -> None:
    made = list(trials(*place, name, limit=limit, n_breaks=3, seed=1))
    assert [trial for trial in made if trial["faults"]] == []
    assert len(made) == limit + 3
