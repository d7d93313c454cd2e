"""The index on vectors, measured beside its peers: `scripts/bench search`.

One thread everywhere but in `threads`; times are medians of interleaved rounds in one process.

- `datasets`: vectors, queries from elsewhere, and the exact answers.
- `contenders`: ours and the peers, behind one signature.
- `sweep`: time at equal recall.
- `speed`: queries per second, single queries, builds.
- `threads`: two threads against one.
- `footprint`: bytes per vector beyond the vector.
- `growth`: cost and memory against the number of vectors.
- `picture`: recall against speed, as SVG; drawn by `leads`.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.first_result import first_result_rows
from benchmarks.options import Options
from benchmarks.search.datasets import N_QUICK, N, vector_sets
from benchmarks.search.footprint import footprint_rows
from benchmarks.search.growth import QUICK_SIZES, SIZES, growth_rows
from benchmarks.search.speed import build_rows, speed_rows
from benchmarks.search.threads import thread_rows
from benchmarks.table import Row
from benchmarks.timing import use_one_thread

_ROUNDS = 3
_FIRST = """
import numpy as np
from coincide_smallworld import NavigableSmallWorld
vectors = np.random.default_rng(0).standard_normal((1000, 128))
NavigableSmallWorld(metric="euclidean", algorithm="graph").fit(vectors).search(vectors[:1], k=10)
"""


def run(options: Options) -> Iterator[Row]:
    """Measure everything, or with `quick` a small part of each."""
    use_one_thread()
    for dataset in vector_sets(options):
        yield from speed_rows(dataset)
        yield from build_rows(dataset, rounds=_ROUNDS)
        yield from footprint_rows(dataset)
    if options.wants("two threads"):
        yield from thread_rows(N_QUICK if options.quick else N, rounds=_ROUNDS)
    if options.wants("first result"):
        yield from first_result_rows("first result, 1,000 × 128", _FIRST)
    if options.wants("growth"):
        yield from growth_rows(QUICK_SIZES if options.quick else SIZES)
