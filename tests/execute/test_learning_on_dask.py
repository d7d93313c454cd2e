"""A cluster learns what one process learns."""

from __future__ import annotations

from pathlib import Path

from distributed import Client
from workflow_examples import held_in, quick_learn


def test_a_cluster_makes_the_catalog_of_one_process(
    client: Client, sounds: Path, learned: Path, tmp_path: Path
) -> None:
    together = quick_learn(sounds, tmp_path / "together.coincide", workers=client)
    assert held_in(together.catalog) == held_in(learned)
