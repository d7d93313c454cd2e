"""Asking an index the scikit-learn way: neighbors and radii, as arrays and as sparse matrices."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np
import numpy.typing as npt

from coincide_smallworld.errors import InputError, SettingsError
from coincide_smallworld.index import asking
from coincide_smallworld.index.asking import FIRST_K, Effort
from coincide_smallworld.index.engine import Rows
from coincide_smallworld.index.neighbors import Neighbors
from coincide_smallworld.index.parameters import check_radius, check_whole
from coincide_smallworld.index.state import State, restricted

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Distances = npt.NDArray[np.float32]
Objects = npt.NDArray[np.object_]
Mode = Literal["connectivity", "distance"]


class NeighborQueries(ABC):
    """The methods of scikit-learn's `NeighborsBase` that ask."""

    n_neighbors: int
    radius: float

    @abstractmethod
    def _ready(self, k: int, ef: int | None = None) -> tuple[State, Effort]:
        """What is stored, and how to search it for `k` neighbors."""

    @abstractmethod
    def _single(self, query: Any, k: object, ef: object, where: object) -> Neighbors | None:
        """The answer to a single query, where one like it came before and all is prepared; else None."""

    @abstractmethod
    def _keep_single(self, state: State, k: int, ef: int | None, effort: Effort, *, is_filtered: bool) -> None:
        """Prepare what the next single query needs."""

    @overload
    def kneighbors(
        self,
        X: Any = None,
        n_neighbors: int | None = None,
        return_distance: Literal[True] = True,
        *,
        where: npt.ArrayLike | None = None,
    ) -> tuple[Distances, Rows]: ...

    @overload
    def kneighbors(
        self,
        X: Any = None,
        n_neighbors: int | None = None,
        *,
        return_distance: Literal[False],
        where: npt.ArrayLike | None = None,
    ) -> Rows: ...

    def kneighbors(
        self,
        X: Any = None,
        n_neighbors: int | None = None,
        return_distance: bool = True,
        *,
        where: npt.ArrayLike | None = None,
    ) -> tuple[Distances, Rows] | Rows:
        """Find nearest neighbors, the scikit-learn way.

        Parameters
        ----------
        X : queries, as in `fit`; None for the stored items themselves, in order of id, each without itself.
        n_neighbors : None for the parameter.
        return_distance : whether to return distances as well.
        where : as in `search`; if `X` is None, only these are queries.

        Returns
        -------
        distances (q, n_neighbors) float32 and ids (q, n_neighbors), or only the ids.

        Raises
        ------
        InputError : fewer items than `n_neighbors`, or unusable queries or parameters.
        """
        found = self._single(X, self.n_neighbors if n_neighbors is None else n_neighbors, None, where)
        found = self._neighbors(X, n_neighbors, where)[1] if found is None else found
        return (found.distances, found.ids) if return_distance else found.ids

    @overload
    def radius_neighbors(
        self,
        X: Any = None,
        radius: float | None = None,
        return_distance: Literal[True] = True,
        sort_results: bool = True,
    ) -> tuple[Objects, Objects]: ...

    @overload
    def radius_neighbors(
        self, X: Any, radius: float | None, return_distance: Literal[False], sort_results: bool = True
    ) -> Objects: ...

    @overload
    def radius_neighbors(
        self, X: Any = None, radius: float | None = None, *, return_distance: Literal[False], sort_results: bool = True
    ) -> Objects: ...

    def radius_neighbors(
        self,
        X: Any = None,
        radius: float | None = None,
        return_distance: bool = True,
        sort_results: bool = True,
    ) -> tuple[Objects, Objects] | Objects:
        """Find all stored items at a distance of `radius` or less, the scikit-learn way.

        Parameters
        ----------
        X : queries, as in `fit`; None for the stored items themselves, in order of id, each without itself.
        radius : None for the parameter.
        return_distance : whether to return distances as well.
        sort_results : by distance, then id; else by id.

        Returns
        -------
        distances and ids, or only the ids: arrays (q,) of arrays. Also approximate where the graph is used.

        Raises
        ------
        InputError : unusable queries or parameters.
        """
        found = self._within(X, radius)[1]
        if not sort_results:
            found = [(distances[np.argsort(ids)], np.sort(ids)) for distances, ids in found]
        all_ids = asking.as_objects([ids for _, ids in found])
        return (asking.as_objects([distances for distances, _ in found]), all_ids) if return_distance else all_ids

    def kneighbors_graph(
        self,
        X: Any = None,
        n_neighbors: int | None = None,
        mode: Mode = "connectivity",
    ) -> csr_matrix:
        """Return the neighbors as a sparse matrix, the scikit-learn way.

        Parameters
        ----------
        X : queries, one per row; None for the stored items, whose rows are their ids.
        n_neighbors : None for the parameter.
        mode : ``connectivity`` for ones, ``distance`` for distances.

        Returns
        -------
        (q, number of ids given so far) float64, compressed rows; columns are ids, those of removed items are empty.

        Raises
        ------
        InputError : as in `kneighbors`.
        """
        is_weighted = _is_weighted(mode)
        state, found = self._neighbors(X, n_neighbors)
        counts = np.full(len(found.ids), found.ids.shape[1])
        return _sparse(state, X, counts, found.distances.ravel(), found.ids.ravel(), is_weighted=is_weighted)

    def radius_neighbors_graph(
        self,
        X: Any = None,
        radius: float | None = None,
        mode: Mode = "connectivity",
        sort_results: bool = False,
    ) -> csr_matrix:
        """Return the items at a distance of `radius` or less as a sparse matrix, the scikit-learn way.

        Parameters
        ----------
        X, mode : as in `kneighbors_graph`.
        radius : None for the parameter.
        sort_results : each row by distance, then id; else by id.

        Returns
        -------
        As `kneighbors_graph`. A distance of 0 is stored too.

        Raises
        ------
        InputError : as in `radius_neighbors`.
        """
        is_weighted = _is_weighted(mode)
        state, found = self._within(X, radius)
        counts = np.array([len(ids) for _, ids in found], dtype=np.int64)
        distances = np.concatenate([np.empty(0, np.float32), *(distances for distances, _ in found)])
        ids = np.concatenate([np.empty(0, np.int64), *(ids for _, ids in found)])
        graph = _sparse(state, X, counts, distances, ids, is_weighted=is_weighted)
        if not sort_results:
            graph.sort_indices()
        return graph

    def _neighbors(
        self, X: Any, n_neighbors: int | None, where: npt.ArrayLike | None = None
    ) -> tuple[State, Neighbors]:
        """The state asked, and exactly `n_neighbors` of each query."""
        k = check_whole("n_neighbors", self.n_neighbors if n_neighbors is None else n_neighbors)
        state, effort = whole, _ = self._ready(k)
        if where is not None:
            state, effort = restricted(state, where), replace(effort, calibration=None)
        n_others = state.n_live if X is not None else max(0, state.n_live - 1)
        if n_others == 0:
            raise InputError(
                f"{k} neighbors need as many items that can be neighbors, got none. Call `fit` or `add` first, or let "
                "more through in `where`."
            )
        if k > n_others:
            raise InputError(
                f"`n_neighbors` must be at most the number of items that can be neighbors, {n_others}, got {k}. Ask "
                "for fewer, or add more items."
            )
        if X is None:
            return state, asking.nearest_of_stored(state, k=k, effort=effort)
        asked = state.engine.prepare(X, name="X")
        if len(asked) == 1:
            self._keep_single(whole, k, None, effort, is_filtered=where is not None)
        return state, asking.nearest(state, asked, k=k, effort=effort)

    def _within(self, X: Any, radius: float | None) -> tuple[State, list[tuple[Distances, Rows]]]:
        """The state asked, and all items within the radius of each query."""
        limit = check_radius(self.radius if radius is None else radius)
        state, effort = self._ready(FIRST_K)
        if X is None:
            return state, asking.within_of_stored(state, radius=limit, effort=effort)
        return state, asking.within(state, state.engine.prepare(X, name="X"), radius=limit, effort=effort)


def _is_weighted(mode: object) -> bool:
    if mode not in ("connectivity", "distance"):
        raise SettingsError(f"`mode` must be 'connectivity' or 'distance', got {mode!r}. Leave it out for ones.")
    return mode == "distance"


def _sparse(state: State, X: Any, counts: Rows, distances: Distances, ids: Rows, *, is_weighted: bool) -> csr_matrix:
    """Return a matrix with a row per query, or per id where stored items asked; columns are ids.

    Parameters
    ----------
    counts : (q,) how many neighbors each query has.
    distances, ids : (sum of counts,) of the neighbors, one query after the other.
    """
    from scipy.sparse import csr_matrix

    n_rows = len(counts) if X is not None else state.next_id
    row_counts = np.zeros(n_rows, dtype=np.int64)
    row_counts[slice(None) if X is not None else state.ids_of(state.live_rows())] = counts
    starts = np.concatenate([[0], np.cumsum(row_counts)])
    values = distances.astype(np.float64) if is_weighted else np.ones(len(ids))
    return csr_matrix((values, ids, starts), shape=(n_rows, state.next_id))
