"""Large archives: what a catalog of many rows costs, what more workers bring, and what a million hours would cost.

`rows` writes the tables of a large catalog; `questions` asks it. `workers` has the `stages` of learning done by more
and more of them. `shards` compares the search over parts of an index with that over one. `cost` predicts hours and
money, and checks that by the `simulation` of a thousand workers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.options import Options
from benchmarks.scale.cost import cost_rows
from benchmarks.scale.questions import question_rows
from benchmarks.scale.shards import shard_rows
from benchmarks.scale.workers import worker_rows
from benchmarks.table import Row


def run(options: Options) -> Iterator[Row]:
    """Yield rows as they come."""
    with tempfile.TemporaryDirectory() as work:
        yield from question_rows(options, Path(work))
        yield from worker_rows(options, Path(work))
        yield from shard_rows(options)
        yield from cost_rows(options, Path(work))
