"""Large archives: what a catalog of many rows costs, and what more workers bring.

`rows` writes the tables of a large catalog; `questions` asks it. `workers` has the `stages` of learning done by more
and more of them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.options import Options
from benchmarks.scale.questions import question_rows
from benchmarks.scale.workers import worker_rows
from benchmarks.table import Row


def run(options: Options) -> Iterator[Row]:
    """Yield rows as they come."""
    with tempfile.TemporaryDirectory() as work:
        yield from question_rows(options, Path(work))
        yield from worker_rows(options, Path(work))
