"""How far ours is ahead of the original post's search: recall for the same number of distances, and the reverse."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.dtw import restarts
from benchmarks.dtw.datasets import Dataset
from benchmarks.table import Row
from coincide_smallworld import NavigableSmallWorld
from coincide_smallworld.distances import dtw_pairwise
from coincide_smallworld.distances.euclidean import pairwise

_PEER = "original post"
_DEGREES = (8, 16, 32)
_POOLS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)
# Distances that differ by a smaller share are equal.
_ROUNDING = 1e-5
_SEED = 0


@dataclass(frozen=True)
class Effort:
    """Recall at 1, and distances per query."""

    recall: float
    n_distances: float


def restart_rows(data: Dataset, *, metric: str) -> list[Row]:
    """Compare both on a data set, under ``euclidean`` or ``dtw``."""
    among = _table(data.base, data.base, data, metric=metric)
    across = _table(data.queries, data.base, data, metric=metric)
    work = f"{data.name}, {metric}"
    ours = _our_efforts(data, across, metric=metric)
    rows: list[Row] = []
    for n_restarts, n_links, asked in (
        (restarts.N_RESTARTS, restarts.N_LINKS, restarts.N_RESTARTS),
        (5, 10, 5),
    ):
        rng = np.random.default_rng(_SEED)
        graph = restarts.build(among, n_links=n_links, n_restarts=n_restarts, rng=rng)
        theirs = _their_effort(graph, across, n_restarts=asked, rng=rng)
        rows += _rows(f"{work}; {n_restarts} restarts, {n_links} links", ours, theirs)
    return rows


def _rows(work: str, ours: Sequence[Effort], theirs: Effort) -> list[Row]:
    as_good = min((each.n_distances for each in ours if each.recall >= theirs.recall), default=math.nan)
    as_cheap = max((each.recall for each in ours if each.n_distances <= theirs.n_distances), default=math.nan)
    counts = {"against": _PEER, "against_value": theirs.n_distances}
    recalls = {"against": _PEER, "against_value": theirs.recall}
    return [
        Row(work, "distances per query for at least its R@1", as_good, 0.0, 1, **counts),
        Row(work, "R@1 for at most its distances", as_cheap, 0.0, 1, **recalls),
    ]


def _our_efforts(data: Dataset, across: restarts.Distances, *, metric: str) -> list[Effort]:
    """What ours gives with few links or many, and small pools or large ones."""
    band = {"band": data.band} if metric == "dtw" else {}
    efforts: list[Effort] = []
    for degree in _DEGREES:
        index: Any = NavigableSmallWorld(metric=metric, algorithm="graph", max_degree=degree, **band).fit(data.base)
        for ef in _POOLS:
            found = index.search(data.queries, k=1, ef=ef)
            efforts.append(Effort(_recall(found.ids[:, 0], across), found.n_distances / len(data.queries)))
    return efforts


def _their_effort(
    graph: restarts.RestartSearch, across: restarts.Distances, *, n_restarts: int, rng: np.random.Generator
) -> Effort:
    answers = [graph.search(row, k=1, n_restarts=n_restarts, rng=rng) for row in across]
    nearest = np.array([found[0] if found else 0 for found, _ in answers])
    return Effort(_recall(nearest, across), float(np.mean([n_distances for _, n_distances in answers])))


def _recall(nearest: np.ndarray, across: restarts.Distances) -> float:
    got = np.take_along_axis(across, nearest[:, None], axis=1)[:, 0]
    return float(np.mean(got <= across.min(axis=1) * (1 + _ROUNDING)))


def _table(x: np.ndarray, y: np.ndarray, data: Dataset, *, metric: str) -> restarts.Distances:
    return dtw_pairwise(x, y, band=data.band) if metric == "dtw" else pairwise(x, y)
