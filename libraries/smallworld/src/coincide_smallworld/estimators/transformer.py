"""The nearest neighbors as a sparse matrix, for scikit-learn.

For a `Pipeline` in front of whatever takes precomputed neighbors (`DBSCAN`, `TSNE`, `SpectralClustering`, ...), as
scikit-learn's `KNeighborsTransformer`. Importing this module imports scikit-learn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Self

from sklearn.base import ClassNamePrefixFeaturesOutMixin, TransformerMixin

from coincide_smallworld.errors import SettingsError
from coincide_smallworld.estimators.estimator import NeighborsEstimator
from coincide_smallworld.estimators.inputs import check_items, check_queries
from coincide_smallworld.index.parameters import check_whole
from coincide_smallworld.index.small_world import NavigableSmallWorld

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(eq=False, repr=False)
class SmallWorldTransformer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, NeighborsEstimator):
    """Turn items into a sparse matrix of their neighbors among the fitted ones.

    Parameters
    ----------
    mode : ``distance`` for distances, ``connectivity`` for ones.
    n_neighbors : of each item. Each fitted item is its own neighbor; with ``distance`` one more is found for that, as
        those expect who take precomputed neighbors.
    metric, band, algorithm, max_degree, ef_construction, ef, quality, quantize, dtype, n_jobs, seed : see
        `NavigableSmallWorld`. `algorithm`, `ef`, `quality`, `n_jobs` and `n_neighbors` act on the next
        `transform`, the others on the next `fit`.

    Attributes
    ----------
    index_ : the fitted items.
    """

    mode: Literal["distance", "connectivity"] = field(default="distance", kw_only=True)

    def fit(self, X: Any, y: object = None) -> Self:  # noqa: ARG002  scikit-learn's signature
        """Store the items.

        Parameters
        ----------
        X : (n, n_features); for ``dtw`` also (n, n_channels, n_timepoints) and lists of series of different lengths.
        y : ignored.

        Raises
        ------
        ValueError, InputError : unusable.
        """
        _check_mode(self.mode)
        self.index_: NavigableSmallWorld = self._index_of(check_items(self, X))
        self.n_samples_fit_ = len(self.index_)
        self._n_features_out = self.n_samples_fit_
        return self

    def transform(self, X: Any) -> csr_matrix:
        """Return the neighbors of these items.

        Parameters
        ----------
        X : (q, n_features); for ``dtw`` also (q, n_channels, n_timepoints) and lists of series of different lengths.

        Returns
        -------
        (q, number of fitted items) float64, compressed rows, each by distance, then id.

        Raises
        ------
        ValueError, InputError : unusable, or fewer fitted items than neighbors.
        """
        queries = check_queries(self, X)
        k = check_whole("n_neighbors", self.n_neighbors) + (_check_mode(self.mode) == "distance")
        return self._fitted_index().kneighbors_graph(queries, k, mode=self.mode)


def _check_mode(mode: object) -> str:
    if mode not in ("distance", "connectivity"):
        raise SettingsError(f"`mode` must be 'distance' or 'connectivity', got {mode!r}. Leave it out.")
    return str(mode)
