"""What the three estimators are: an index with scikit-learn's manners. Abstract.

A dataclass writes the constructor, because scikit-learn reads the parameters from its signature. The estimators inherit
from scikit-learn because its tools ask for that (see `docs/decisions/0002-scikit-learn-base-classes.md`).
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from coincide_smallworld.distances.band import Band
from coincide_smallworld.estimators.inputs import check_queries
from coincide_smallworld.index.neighbor_queries import Mode
from coincide_smallworld.index.parameters import AlgorithmChoice, Dtype, Metric, Quantize
from coincide_smallworld.index.small_world import NavigableSmallWorld

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

INDEX_PARAMETERS = (
    "metric",
    "band",
    "algorithm",
    "n_neighbors",
    "max_degree",
    "ef_construction",
    "ef",
    "quality",
    "quantize",
    "dtype",
    "n_jobs",
    "seed",
)
"""Parameters of an estimator that are also parameters of its index."""
ASKING = ("algorithm", "n_neighbors", "ef", "quality", "n_jobs")
"""Those that act on the next question."""


@dataclass(eq=False, repr=False)
class NeighborsEstimator(BaseEstimator):
    """The parameters of an index, and how an estimator asks it."""

    n_neighbors: int = 5
    _: KW_ONLY
    metric: Metric = "euclidean"
    band: Band = None
    algorithm: AlgorithmChoice = "auto"
    max_degree: int = 32
    ef_construction: int = 100
    ef: int = 64
    quality: float | None = None
    quantize: Quantize | None = "auto"
    dtype: Dtype = "auto"
    n_jobs: int | None = None
    seed: int = 0

    def kneighbors(
        self, X: Any = None, n_neighbors: int | None = None, return_distance: bool = True
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]] | npt.NDArray[np.int64]:
        """Find nearest neighbors among the fitted items; see `NavigableSmallWorld.kneighbors`."""
        queries = None if X is None else check_queries(self, X)
        distances, ids = self._fitted_index().kneighbors(queries, n_neighbors)
        return (distances, ids) if return_distance else ids

    def kneighbors_graph(
        self, X: Any = None, n_neighbors: int | None = None, mode: Mode = "connectivity"
    ) -> csr_matrix:
        """Return neighbors as a sparse matrix; see `NavigableSmallWorld.kneighbors_graph`."""
        queries = None if X is None else check_queries(self, X)
        return self._fitted_index().kneighbors_graph(queries, n_neighbors, mode)

    def _index_of(self, items: Any) -> NavigableSmallWorld:
        """Return an index of these items with the parameters of the estimator."""
        return NavigableSmallWorld(**{name: getattr(self, name) for name in INDEX_PARAMETERS}).fit(items)

    def _fitted_index(self) -> NavigableSmallWorld:
        """Return the index, with the parameters for asking as they are now."""
        check_is_fitted(self)
        index = cast("NavigableSmallWorld", cast("Any", self).index_)
        return index.set_params(**{name: getattr(self, name) for name in ASKING})
