"""A cluster learns what one process learns."""

from __future__ import annotations

from pathlib import Path

import pytest
from distributed import Client
from workflow_examples import held_in, quick_learn

pytestmark = pytest.mark.slow


def test_a_cluster_makes_the_catalog_of_one_process(
    client: Client, sounds: Path, learned: Path, tmp_path: Path
) -> None:
    together = held_in(quick_learn(sounds, tmp_path / "together.coincide", workers=client).catalog)
    # What others asked the shared catalog for may lie in it, such as the map of all events.
    assert {name: held for name, held in held_in(learned).items() if name in together} == together
