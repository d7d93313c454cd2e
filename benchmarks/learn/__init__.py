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
from pathlib import Path

from benchmarks.learn.datasets import Dataset, datasets
from benchmarks.learn.memory import memory_rows
from benchmarks.learn.quality import quality_rows
from benchmarks.learn.throughput import throughput_rows
from benchmarks.options import Options
from benchmarks.table import Row


def run(options: Options) -> list[Row]:
    """Measure everything, or with `quick` what fits into five minutes."""
    rows: list[Row] = []
    seeds = list(range(1 if options.quick else options.seeds))
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for dataset in datasets(options.data):
            if _is_wanted(dataset, options):
                rows += quality_rows(dataset, seeds=seeds, work=work)
        if options.wants("throughput"):
            rows += throughput_rows(work)
        if options.wants("memory") and not (options.quick and options.only is None):
            rows += memory_rows(work)
    return rows


def _is_wanted(dataset: Dataset, options: Options) -> bool:
    if options.only is not None:
        return options.wants(dataset.name)
    return dataset.is_quick or not options.quick
