"""Nearest series under dynamic time warping, measured beside its peers: `scripts/bench dtw`.

One thread; CPU times are medians of interleaved rounds in one process.

- `datasets`: published generators, envelopes of sound, UCR sets.
- `peers`: exact searches of other libraries, told the same band.
- `cascade`: the textbook cascade in C, built where there is a compiler.
- `against_cascade`: how far ours is ahead of that, on all UCR sets.
- `answers`: what ours finds, and whether it is the nearest.
- `exact`: exact search beside the peers.
- `graph`: time and distances at equal recall, and their growth.
- `restarts`, `against_restarts`: the search of the original post, and how far ours is ahead.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.dtw.against_cascade import cascade_rows
from benchmarks.dtw.against_restarts import restart_rows
from benchmarks.dtw.datasets import N_QUERIES, Dataset, large, noisy_walks, ucr_sets
from benchmarks.dtw.exact import exact_rows
from benchmarks.dtw.graph import graph_rows, growth_rows
from benchmarks.first_result import first_result_rows
from benchmarks.options import Options
from benchmarks.table import Row
from benchmarks.timing import use_one_thread

_N_LARGE, _N_LARGE_QUICK = 10_000, 2_000
_SIZES, _QUICK_SIZES = (500, 2_000, 10_000, 40_000), (500, 2_000)
_N_WALKS = 600
_FIRST = """
import numpy as np
from coincide_smallworld import NavigableSmallWorld
series = np.random.default_rng(0).standard_normal((1000, 128))
NavigableSmallWorld(metric="dtw", band=12, algorithm="graph").fit(series).search(series[:1], k=1)
"""


def run(options: Options) -> Iterator[Row]:
    """Measure everything, or with `quick` a small part of each."""
    use_one_thread()
    for data in _small(options):
        if options.wants(data.name):
            yield from exact_rows(data, quick=options.quick)[0]
    for data in large(_N_LARGE_QUICK if options.quick else _N_LARGE, options):
        if options.wants(data.name):
            found, ms = exact_rows(data, quick=options.quick)
            yield from found
            yield from graph_rows(data, ms)
    if options.wants("cascade") and options.data is not None:
        yield from cascade_rows(options.data / "ucr")
    if options.wants("growth"):
        sizes = _QUICK_SIZES if options.quick else _SIZES
        yield from growth_rows([data for n in sizes for data in large(n, options)])
    if options.wants("restarts"):
        yield from _restart_rows(options)
    if options.wants("first result"):
        yield from first_result_rows("first result, 1,000 series of 128 frames", _FIRST)


def _small(options: Options) -> list[Dataset]:
    found: list[Dataset] = []
    if options.data is not None:
        found += ucr_sets(options.data / "ucr")
    if not options.quick:
        found += large(2_000, options)
    return found


def _restart_rows(options: Options) -> Iterator[Row]:
    """Random walks as long as the post's series, and the sets of warped series."""
    base, queries = noisy_walks(_N_WALKS, rng=np.random.default_rng(0))
    walks = Dataset(f"restarts: random walks, n = {_N_WALKS}, length 512", base, queries[:N_QUERIES], 51)
    yield from restart_rows(walks, metric="euclidean")
    if not options.quick:
        for data in large(2_000, options):
            named = Dataset(f"restarts: {data.name}", data.base, data.queries, data.band)
            yield from restart_rows(named, metric="dtw")
