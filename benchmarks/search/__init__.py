"""The index on vectors, measured beside its peers: `scripts/bench search`.

One thread everywhere but in `threads`; times are medians of interleaved rounds in one process.

- `datasets`: vectors, queries from elsewhere, and the exact answers.
- `contenders`: ours and the peers, behind one signature.
- `sweep`: time at equal recall.
- `speed`: queries per second, single queries, builds.
- `threads`: two threads against one.
- `footprint`: bytes per vector beyond the vector.
- `growth`: cost and memory against the number of vectors.
- `picture`: recall against speed, as SVG.
"""

from __future__ import annotations

from benchmarks.first_result import first_result_rows
from benchmarks.options import Options
from benchmarks.search.datasets import vector_sets
from benchmarks.search.footprint import footprint_rows
from benchmarks.search.growth import QUICK_SIZES, SIZES, growth_rows
from benchmarks.search.picture import write_picture
from benchmarks.search.speed import build_rows, speed_rows
from benchmarks.search.sweep import Curve
from benchmarks.search.threads import thread_rows
from benchmarks.table import Row
from benchmarks.timing import use_one_thread

_FIRST = """
import numpy as np
from coincide.index import NavigableSmallWorld
vectors = np.random.default_rng(0).standard_normal((1000, 128))
NavigableSmallWorld(metric="euclidean", algorithm="graph").fit(vectors).search(vectors[:1], k=10)
"""


def run(options: Options) -> list[Row]:
    """Measure everything, or with `quick` a small part of each."""
    use_one_thread()
    rows: list[Row] = []
    panels: dict[str, dict[str, Curve]] = {}
    rounds = 3
    for dataset in vector_sets(options):
        found, panels[dataset.name] = speed_rows(dataset)
        rows += found + build_rows(dataset, rounds=rounds)
        rows += thread_rows(dataset, rounds=rounds) + footprint_rows(dataset)
    if options.wants("first result"):
        rows += first_result_rows("first result, 1,000 × 128", _FIRST)
    if options.wants("growth"):
        rows += growth_rows(QUICK_SIZES if options.quick else SIZES)
    if options.pictures is not None and panels:
        write_picture(options.pictures / "search_recall_speed.svg", panels)
    return rows
