"""Recall after every vector was replaced ten times, a tenth of them at a time, beside an index built afresh."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from benchmarks.options import Options
from benchmarks.search.contenders import our_index
from benchmarks.search.datasets import K, Vectors, clustered, embeddings, exact_neighbors, word_vectors
from benchmarks.search.sweep import recall
from benchmarks.table import Row

N_TURNS, N_PARTS = 10, 10
POOLS = (10, 16, 32, 64, 128)
_N, _N_QUICK, _N_QUERIES = 5_000, 1_000, 500


def turnover_rows(options: Options) -> Iterator[Row]:
    """Replace embeddings, clustered vectors and, where they are, word vectors."""
    n = (N_TURNS + 1) * (_N_QUICK if options.quick else _N)
    kinds = {
        "embeddings, 200 numbers": partial(embeddings, n, 200, rng=np.random.default_rng(1)),
        "clustered": partial(clustered, n, rng=np.random.default_rng(0)),
    }
    if options.data is not None:
        kinds["GloVe"] = partial(word_vectors, options.data / "ann" / "glove50", n)
    for kind, draw in kinds.items():
        name = f"{N_TURNS} turnovers, {kind}"
        if options.wants(name):
            drawn, queries = draw()
            order = np.random.default_rng(2).permutation(n)
            yield from _rows(name, np.ascontiguousarray(drawn[order]), np.ascontiguousarray(queries[:_N_QUERIES]))


def _rows(name: str, drawn: Vectors, queries: Vectors) -> list[Row]:
    parts = np.array_split(drawn, N_TURNS + 1)
    last = parts[-1]
    truth = exact_neighbors(last, queries, k=K)
    fresh = our_index().fit(last)
    index = our_index().fit(parts[0])
    n_gone = 0
    for part in parts[1:]:
        for new in np.array_split(part, N_PARTS):
            # Ids are consecutive, so the oldest vectors have the least.
            index.remove(np.arange(n_gone, n_gone + len(new)))
            index.add(new)
            n_gone += len(new)
    rows: list[Row] = []
    for pool in POOLS:
        turned = recall(index.search(queries, k=K, ef=pool).ids - n_gone, truth)
        anew = recall(fresh.search(queries, k=K, ef=pool).ids, truth)
        title = f"recall with a pool of {pool}"
        rows.append(Row(name, title, turned, 0.0, 1, against="built afresh", against_value=anew, goal="-.01", digits=4))
    return rows
