"""Peers that search exactly, told the same band: |i - j| <= band, in frames.

They measure bands differently. tslearn's radius is our band; dtaidistance's window is the band + 1; aeon takes a
fraction of the length and rounds down; wildboar does too and then takes one off. Fractions here lie amid the frames
that mean the same, so that rounding does not matter.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from benchmarks.dtw import cascade
from benchmarks.dtw.datasets import Block
from benchmarks.options import say

Rows = npt.NDArray[np.int64]
Search = Callable[[Block], Rows]


@dataclass(frozen=True)
class Peer:
    """One library, or the cascade.

    Attributes
    ----------
    make : series (n, t) and the band to a search, which returns the row (q,) nearest to each query (q, t).
    find : fails where what it needs is not there.
    """

    name: str
    make: Callable[[Block, int], Search]
    find: Callable[[], object]


def peers() -> Iterator[Peer]:
    """Yield those that are installed; name those that are not."""
    for peer in _ALL:
        try:
            peer.find()
        except Exception as cause:  # a peer may fail in its own way, for example for another library's version
            say(f"{peer.name} is left out: {type(cause).__name__}: {cause}")
        else:
            yield peer


def _wildboar(base: Block, band: int) -> Search:
    from wildboar.distance import argmin_distance

    stored = base.astype(np.float64)
    parameters = {"r": _wildboar_r(base, band)}
    return lambda queries: argmin_distance(
        queries.astype(np.float64), stored, k=1, metric="dtw", metric_params=parameters, n_jobs=1
    )[:, 0]


def _wildboar_bounded(base: Block, band: int) -> Search:
    from wildboar.distance import argmin_distance
    from wildboar.distance.lb import DtwKeoghLowerBound

    stored = base.astype(np.float64)
    r = _wildboar_r(base, band)
    bound = DtwKeoghLowerBound(r=r).fit(stored)

    def search(queries: Block) -> Rows:
        asked = queries.astype(np.float64)
        return argmin_distance(
            asked, stored, k=1, metric="dtw", metric_params={"r": r}, lower_bound=bound.transform(asked), n_jobs=1
        )[:, 0]

    return search


def _wildboar_r(base: Block, band: int) -> float:
    return 0.0 if band == 0 else min(1.0, (band + 1.5) / base.shape[1])


def _aeon(base: Block, band: int) -> Search:
    from aeon.distances import dtw_pairwise_distance

    stored = base.astype(np.float64)
    window = min(1.0, (band + 0.5) / base.shape[1])
    return lambda queries: dtw_pairwise_distance(queries.astype(np.float64), stored, window=window).argmin(axis=1)


def _tslearn(base: Block, band: int) -> Search:
    from tslearn.metrics import cdist_dtw

    stored = base.astype(np.float64)

    def search(queries: Block) -> Rows:
        distances = cdist_dtw(
            queries.astype(np.float64), stored, global_constraint="sakoe_chiba", sakoe_chiba_radius=band, n_jobs=1
        )
        return distances.argmin(axis=1)

    return search


def _dtaidistance(base: Block, band: int) -> Search:
    """Its compiled distance, told to give up beyond the nearest so far.

    Without its own pruning, which in 2.5.1 gives an infinite distance for a pair of ItalyPowerDemand with a band of 2,
    and is no faster here.
    """
    from dtaidistance.dtw import distance_fast

    stored = base.astype(np.float64)

    def nearest(query: npt.NDArray[np.float64]) -> int:
        best, found = np.inf, 0
        for i, series in enumerate(stored):
            distance = distance_fast(query, series, window=band + 1, max_dist=best, use_pruning=False)
            if distance < best:
                best, found = distance, i
        return found

    return lambda queries: np.array([nearest(query) for query in queries.astype(np.float64)])


_ALL = (
    Peer("C cascade", cascade.make, cascade.library),
    Peer("wildboar", _wildboar, partial(importlib.import_module, "wildboar.distance")),
    Peer("wildboar + LB_Keogh", _wildboar_bounded, partial(importlib.import_module, "wildboar.distance.lb")),
    Peer("aeon", _aeon, partial(importlib.import_module, "aeon.distances")),
    Peer("tslearn", _tslearn, partial(importlib.import_module, "tslearn.metrics")),
    Peer("dtaidistance", _dtaidistance, partial(importlib.import_module, "dtaidistance.dtw_cc")),
)
