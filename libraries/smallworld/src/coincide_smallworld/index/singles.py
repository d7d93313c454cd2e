"""Single queries: what an index looks up and checks before each search, done once for many.

For one query that would take longer than the search. It holds as long as the index and its parameters are the very
objects they were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coincide_smallworld.index.asking import Effort
from coincide_smallworld.index.calibration import Calibration
from coincide_smallworld.index.engine import SingleSearch
from coincide_smallworld.index.neighbors import Neighbors, neighbors_of
from coincide_smallworld.index.state import State

if TYPE_CHECKING:
    from coincide_smallworld.index.small_world import NavigableSmallWorld

# An index that is asked with more different numbers of neighbors and pools than this begins again.
MOST_KEPT = 8


@dataclass(frozen=True, slots=True)
class _Single:
    search: SingleSearch
    calibration: Calibration | None


@dataclass(frozen=True, slots=True)
class Singles:
    """Searches for single queries in one state, under one setting of the parameters, by k and `ef`."""

    state: State
    metric: object
    band: object
    algorithm: object
    ef: object
    quality: object
    quantize: object
    n_jobs: object
    calibrations: dict[int, Calibration]
    searches: dict[tuple[int, int | None], _Single] = field(default_factory=dict[tuple[int, "int | None"], _Single])

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
        self, index: NavigableSmallWorld, state: State | None, query: object, k: object, ef: object
    ) -> Neighbors | None:
        """Return the nearest items of one query; None where nothing is prepared for it."""
        if not self.hold_for(index, state) or type(k) is not int or (ef is not None and type(ef) is not int):
            return None
        single = self.searches.get((k, ef))
        if single is None or single.calibration is not (None if self.quality is None else self.calibrations.get(k)):
            return None
        found = single.search(query)
        if found is None:
            return None
        ids = self.state.ids
        return neighbors_of(found[0] if ids is None else ids[found[0]], found[1], found[2])

    def add(self, *, k: int, ef: int | None, effort: Effort) -> None:
        """Prepare such searches, if the engine can."""
        state = self.state
        search = state.engine.single(k=k, algorithm=effort.algorithm, ef=effort.ef, is_dead=state.is_dead)
        if search is not None:
            if len(self.searches) >= MOST_KEPT:
                self.searches.clear()
            self.searches[k, ef] = _Single(search, None if self.quality is None else self.calibrations.get(k))
