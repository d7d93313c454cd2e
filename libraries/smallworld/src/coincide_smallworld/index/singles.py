"""Single queries: what an index looks up and checks before each search, done once for many.

For one query that would take longer than the search. It holds as long as the index and its parameters are the very
objects they were.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.asking import Effort
from coincide_smallworld.index.calibration import Calibration
from coincide_smallworld.index.engine import FilteredSearch, Rows
from coincide_smallworld.index.neighbors import Neighbors, neighbors_of
from coincide_smallworld.index.state import State, hidden_rows

if TYPE_CHECKING:
    from coincide_smallworld.index.small_world import NavigableSmallWorld

# An index that is asked with more different numbers of neighbors and pools than this begins again.
MOST_KEPT = 8


Asked = tuple[int, "int | None", bool]
"""k, `ef`, and whether only some items can be found."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    search: Callable[..., tuple[Rows, npt.NDArray[np.float32], int] | None]
    calibration: Calibration | None


@dataclass(frozen=True, slots=True)
class Singles:
    """Searches for single queries in one state, under one setting of the parameters."""

    state: State
    metric: object
    band: object
    algorithm: object
    ef: object
    quality: object
    quantize: object
    n_jobs: object
    calibrations: dict[int, Calibration]
    searches: dict[Asked, _Prepared] = field(default_factory=dict[Asked, _Prepared])

    @classmethod
    def of(cls, index: NavigableSmallWorld, state: State, calibrations: dict[int, Calibration]) -> Singles:
        """Return none yet, for an index as it is now, and what it measures pool sizes by."""
        return cls(
            state,
            index.metric,
            index.band,
            index.algorithm,
            index.ef,
            index.quality,
            index.quantize,
            index.n_jobs,
            calibrations,
        )

    def hold_for(self, index: NavigableSmallWorld, state: State | None) -> bool:
        """Whether the index still is as it was."""
        return (
            self.state is state
            and self.ef is index.ef
            and self.quality is index.quality
            and self.algorithm is index.algorithm
            and self.metric is index.metric
            and self.quantize is index.quantize
            and self.n_jobs is index.n_jobs
            and self.band is index.band
        )

    def nearest(
        self, index: NavigableSmallWorld, state: State | None, query: object, k: object, ef: object, where: object
    ) -> Neighbors | None:
        """Return the nearest items of one query; None where nothing is prepared for it."""
        if not self.hold_for(index, state) or type(k) is not int or (ef is not None and type(ef) is not int):
            return None
        prepared = self.searches.get((k, ef, where is not None))
        if prepared is None or prepared.calibration is not self._calibration(k):
            return None
        found = prepared.search(query) if where is None else prepared.search(query, where)
        if found is None:
            return None
        ids = self.state.ids
        return neighbors_of(found[0] if ids is None else ids[found[0]], found[1], found[2])

    def add(self, *, k: int, ef: int | None, effort: Effort, is_filtered: bool) -> None:
        """Prepare such searches, if the engine can and none are there."""
        state, asked, calibration = self.state, (k, ef, is_filtered), self._calibration(k)
        known = self.searches.get(asked)
        if known is not None and known.calibration is calibration:
            return
        if not is_filtered:
            search = state.engine.single(k=k, algorithm=effort.algorithm, ef=effort.ef, is_dead=state.is_dead)
        else:
            search = _among_rows(state, state.engine.filtered(k=k, algorithm=effort.algorithm, ef=effort.ef))
        if search is None:
            return
        if len(self.searches) >= MOST_KEPT and asked not in self.searches:
            self.searches.clear()
        self.searches[asked] = _Prepared(search, calibration)

    def _calibration(self, k: int) -> Calibration | None:
        return None if self.quality is None else self.calibrations.get(k)


def _among_rows(state: State, search: FilteredSearch | None) -> FilteredSearch | None:
    """The search with filters by id, where rows have other numbers than ids or some were removed."""
    if search is None or (state.ids is None and state.is_dead is None):
        return search

    def among_rows(query: object, where: Any) -> tuple[Rows, npt.NDArray[np.float32], int] | None:
        if getattr(query, "shape", ())[:1] != (1,):
            return None  # before the filter is looked at in vain
        return search(query, np.logical_not(hidden_rows(state, where)))

    return among_rows
