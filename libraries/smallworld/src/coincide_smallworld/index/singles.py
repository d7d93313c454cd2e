"""Single queries: what an index looks up and checks before each search, done once for many.

For one query that would take longer than the search. It holds as long as the index and its parameters are the very
objects they were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from coincide_smallworld.index.asking import Effort
from coincide_smallworld.index.calibration import Calibration
from coincide_smallworld.index.engine import FilteredSearch, SingleSearch
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
class _Filtered:
    search: FilteredSearch
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
    filters: dict[tuple[int, int | None], _Filtered] = field(default_factory=dict[tuple[int, "int | None"], _Filtered])

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
        prepared = self.searches.get((k, ef)) if where is None else self.filters.get((k, ef))
        if prepared is None or prepared.calibration is not self._calibration(k):
            return None
        found = prepared.search(query) if isinstance(prepared, _Single) else prepared.search(query, where)
        if found is None:
            return None
        ids = self.state.ids
        return neighbors_of(found[0] if ids is None else ids[found[0]], found[1], found[2])

    def add(self, *, k: int, ef: int | None, effort: Effort, is_filtered: bool) -> None:
        """Prepare such searches, if the engine can and none are there."""
        state, asked, calibration = self.state, (k, ef), self._calibration(k)
        kept = self.filters if is_filtered else self.searches
        known = kept.get(asked)
        if known is not None and known.calibration is calibration:
            return
        if not is_filtered:
            search = state.engine.single(k=k, algorithm=effort.algorithm, ef=effort.ef, is_dead=state.is_dead)
            if search is not None:
                _make_room(self.searches, asked)
                self.searches[asked] = _Single(search, calibration)
        elif state.ids is None and state.is_dead is None:
            among = state.engine.filtered(k=k, algorithm=effort.algorithm, ef=effort.ef)
            if among is not None:
                _make_room(self.filters, asked)
                self.filters[asked] = _Filtered(among, calibration)

    def _calibration(self, k: int) -> Calibration | None:
        return None if self.quality is None else self.calibrations.get(k)


def _make_room(kept: dict[tuple[int, int | None], Any], asked: tuple[int, int | None]) -> None:
    if len(kept) >= MOST_KEPT and asked not in kept:
        kept.clear()
