"""The main job, measured: `scripts/bench learn`.

Every quality stands beside log-mel + PCA + k-means on the same events (given our number of categories), beside k-means
on our embedding, and beside the original recipe with as many training steps as ours.

- `datasets`: folders of recordings with truth; bundled, generated, and from `--data`.
- `quality`: one data set and seed through `learn`, scored.
- `throughput`: events and features against real time.
- `memory`: peak memory of `learn` on an hour and on a day of sound.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from benchmarks.learn.datasets import Dataset, datasets
from benchmarks.learn.memory import memory_rows
from benchmarks.learn.quality import quality_rows
from benchmarks.learn.throughput import throughput_rows
from benchmarks.table import Row


def run(*, data: Path | None, seeds: Iterable[int], quick: bool, only: str | None) -> list[Row]:
    """Measure everything, or with `quick` what fits into five minutes."""
    rows: list[Row] = []
    numbers = list(seeds)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for dataset in datasets(data):
            if _is_wanted(dataset, quick, only):
                rows += quality_rows(dataset, seeds=numbers, work=work)
        if only is None or only in "throughput":
            rows += throughput_rows(work)
        if (only is None and not quick) or (only is not None and only in "memory"):
            rows += memory_rows(work)
    return rows


def _is_wanted(dataset: Dataset, quick: bool, only: str | None) -> bool:
    if only is not None:
        return only in dataset.name
    return dataset.is_quick or not quick
