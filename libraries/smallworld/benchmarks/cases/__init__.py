"""What a plain search of fresh vectors does not show: `scripts/bench cases`.

One thread; CPU times are the least of interleaved rounds, efforts the smallest that reach a recall.

- `filters`: searches among some of the items, beside a scan of these and indexes that filter.
- `unusual`: inner products of vectors whose norms differ, and queries far from all vectors, beside hnswlib.
- `turnovers`: an index whose vectors were all replaced several times, beside one built afresh.
- `efforts`: the smallest effort that reaches a recall.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.cases.filters import filter_rows
from benchmarks.cases.turnovers import turnover_rows
from benchmarks.cases.unusual import unusual_rows
from benchmarks.options import Options
from benchmarks.table import Row
from benchmarks.timing import use_one_thread


def run(options: Options) -> Iterator[Row]:
    """Measure everything, or with `quick` a small part of each."""
    use_one_thread()
    for part in (filter_rows, unusual_rows, turnover_rows):
        yield from part(options)
