"""How large a pool has to be for a wanted quality, found on the stored items themselves.

An item that is stored is found more easily than a query that is not, because its own links lead to its neighbors. So
some items are taken out, and the graph is mended; then they are asked for as queries that it has never seen.

What was measured holds for queries like those. Where many come that are further from the items, this is said.
"""

from __future__ import annotations

import functools
import logging
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld import seeds
from coincide_smallworld.index.engine import Algorithm, Engine
from coincide_smallworld.index.state import State

N_ASKED = 400
# Of few items this share is taken out.
LARGEST_SHARE = 0.25
SMALLEST_POOL, STEPS_PER_DOUBLING = 16, 4
N_COLUMNS, LARGEST_WHOLE = 7, 2.0**31
# Of the queries that were asked, this share had their last neighbor within `reach`. So many others at the least, and so
# large a share of them, must have it further away before anything is said.
WITHIN_REACH, FEWEST_TOLD_OF, FAR_SHARE = 0.99, 20, 0.2
# Standard errors that a mean exceeds its one-sided 95% limit by.
Z = 1.645

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The pool size that reaches a quality, and what it reached.

    Attributes
    ----------
    n_neighbors : of each query.
    quality : wanted share of the true nearest neighbors.
    ef : the pool size.
    recall : mean share that was found with it, in [0, 1].
    error : standard error of `recall`.
    n_queries : how many queries were asked.
    n_items : how many items were stored at that time.
    reach : the distance to the last neighbor, which all but one in a hundred of the queries stayed within; infinite
        where it tells nothing.
    """

    n_neighbors: int
    quality: float
    ef: int
    recall: float
    error: float
    n_queries: int
    n_items: int
    reach: float = math.inf

    def holds_for(self, n_items: int) -> bool:
        """Whether it may be used for so many items: up to twice as many, and down to half."""
        return self.n_items <= 2 * n_items and n_items <= 2 * self.n_items


Calibrations = dict[int, Calibration]
"""By number of neighbors."""


def as_array(calibrations: Calibrations, *, quality: float) -> npt.NDArray[np.float64]:
    """Return what was measured for a quality as rows for a file."""
    rows = [
        (each.n_neighbors, each.ef, each.recall, each.error, each.n_queries, each.n_items, each.reach)
        for each in calibrations.values()
        if each.quality == quality
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, N_COLUMNS)


def from_array(array: npt.NDArray[Any] | None, *, quality: float) -> Calibrations:
    """Return what `as_array` was given.

    Raises
    ------
    ValueError : it cannot be that.
    """
    if array is not None and array.ndim == 2 and array.shape[1] == N_COLUMNS - 1:  # before a reach was kept
        array = np.column_stack([array, np.full(len(array), np.inf)])
    if array is None or array.dtype != np.float64 or array.ndim != 2 or array.shape[1] != N_COLUMNS:
        raise ValueError(f"expected calibrations with {N_COLUMNS} columns, found others")
    whole = array[:, [0, 1, 4, 5]]
    is_fine = np.isfinite(array[:, :-1]).all() and (whole == np.floor(whole)).all() and (array >= 0.0).all()
    if not is_fine or (whole > LARGEST_WHOLE).any() or (whole[:, :2] < 1).any() or (array[:, 2] > 1.0).any():
        raise ValueError("expected calibrations with pool sizes and shares, found other numbers")
    return {
        int(k): Calibration(
            int(k), quality, int(ef), float(recall), float(error), int(n_queries), int(n_items), float(reach)
        )
        for k, ef, recall, error, n_queries, n_items, reach in array
    }


def calibrate(state: State, *, queries: Any, k: int, quality: float, seed: int, n_threads: int) -> Calibration:
    """Find the smallest pool whose recall is at least `quality`, even at its one-sided lower 95% limit.

    Parameters
    ----------
    state : with a graph.
    queries : as the engine prepares them; None to take out stored items, for which the others are copied once.
    """
    smallest = max(SMALLEST_POOL, k)
    if quality == 1.0 or state.n_live <= smallest:  # pools that large compare everything
        return Calibration(k, quality, max(smallest, state.n_live), 1.0, 0.0, 0, state.n_live)
    if queries is None:
        engine, asked, is_dead = *_held_out(state, seed=seed), None
    else:
        engine, asked, is_dead = state.engine, queries, state.is_dead

    def distances(algorithm: Algorithm, ef: int) -> npt.NDArray[np.float32]:
        return engine.nearest(asked, k=k, algorithm=algorithm, ef=ef, is_dead=is_dead, n_threads=n_threads).distances

    farthest, step = distances("exact", k)[:, -1:], 0
    reach = float(np.quantile(farthest, WITHIN_REACH))
    if state.plan.metric == "inner_product" or reach <= 0.0:  # products grow with a query, which makes it no harder
        reach = math.inf
    while True:
        ef = round(smallest * 2.0 ** (step / STEPS_PER_DOUBLING))
        shares = (distances("graph", ef) <= farthest).mean(axis=1)
        recall, error = float(shares.mean()), float(shares.std() / np.sqrt(len(shares)))
        if recall - Z * error >= quality or ef >= state.n_live:
            return Calibration(k, quality, ef, recall, error, len(asked), state.n_live, reach)
        step += 1


def tell_of_far(calibration: Calibration, distances: npt.NDArray[np.float32]) -> None:
    """Say it, once for a calibration, where many queries have their last neighbor further away than it reached.

    Parameters
    ----------
    distances : (q, k) what was found.
    """
    n_far = int(np.count_nonzero(distances[:, -1] > calibration.reach))
    if len(distances) >= FEWEST_TOLD_OF and n_far >= FAR_SHARE * len(distances):
        _warn_of_far(calibration)


@functools.cache
def _warn_of_far(calibration: Calibration) -> None:
    _log.warning(
        "queries are further from the items than those that `quality` was measured with, so searches may find less "
        "than %g of their neighbors; pass a few hundred such queries to `calibrate`",
        calibration.quality,
    )


def _held_out(state: State, *, seed: int) -> tuple[Engine, Any]:
    """Return an engine without some of the items, and these as queries."""
    rows = state.live_rows()
    n = min(N_ASKED, int(LARGEST_SHARE * len(rows)))
    is_asked = np.zeros(len(rows), dtype=np.bool_)
    is_asked[seeds.generator(seed, "calibration", len(rows)).choice(len(rows), n, replace=False)] = True
    return state.engine.keep(rows[~is_asked], is_returned=False), state.engine.items(rows[is_asked])
