"""A navigable small world: items in, the nearest stored items out.

One class for vectors and series, exact and approximate. It keeps scikit-learn's manners (`fit`, `kneighbors`,
`get_params`, `set_params`, a constructor that only stores) without importing it. What it holds is in one `State` that
is replaced in one step: searches never wait, writers wait for each other, and an interrupted change changes nothing.

The graph: each item is linked both ways with near but diverse others, and a search walks these links with a pool of
the `ef` best seen so far. Sources: Malkov, Ponomarenko, Logvinov and Krylov 2014 (single layer); Malkov and Yashunin
2020 (pool, diverse links).
"""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.band import Band
from coincide_smallworld.errors import InputError, SettingsError
from coincide_smallworld.index import asking, stored
from coincide_smallworld.index.asking import Effort
from coincide_smallworld.index.calibration import Calibration, Calibrations, calibrate
from coincide_smallworld.index.engine import Algorithm, Rows
from coincide_smallworld.index.neighbor_queries import NeighborQueries
from coincide_smallworld.index.neighbors import Neighbors
from coincide_smallworld.index.parameters import (
    AlgorithmChoice,
    Dtype,
    Metric,
    Plan,
    Quantize,
    check_k,
    check_quality,
    check_unchanged,
    check_whole,
    make_plan,
    resolve,
)
from coincide_smallworld.index.rounding import tell_of_rounding
from coincide_smallworld.index.singles import Singles
from coincide_smallworld.index.state import State, as_ids, empty, restricted, rows_of, with_graph, with_items, without
from coincide_smallworld.index.threads import count_threads
from coincide_smallworld.index.together import Together

PARAMETERS = (
    "metric",
    "band",
    "algorithm",
    "n_neighbors",
    "radius",
    "max_degree",
    "ef_construction",
    "ef",
    "quality",
    "quantize",
    "dtype",
    "n_jobs",
    "seed",
)


class NavigableSmallWorld(NeighborQueries):
    """Nearest neighbors among vectors or series that may grow and shrink.

    Parameters are stored as given and checked by the methods that use them. `metric`, `band`, `quantize`,
    `dtype`, `max_degree`, `ef_construction` and `seed` shape what is built: a change acts on the next `fit`. All others
    act on the next call.

    Parameters
    ----------
    metric : ``euclidean``, ``sqeuclidean``, ``cosine`` or ``inner_product`` (negated, as a distance) for vectors;
        ``dtw`` for series: the root of the summed squared differences along the best warping path.
    band : how far a warping path may stray (Sakoe-Chiba): a fraction of the longer series (float), frames (int), or
        None for no limit. Only for ``dtw``.
    algorithm : ``brute`` compares with everything, ``exact`` leaves out what a lower bound excludes, ``graph`` walks
        and is approximate, ``auto`` chooses by size. A graph that is missing is built on the first query.
    n_neighbors : default of `kneighbors`.
    radius : default of `radius_neighbors`.
    max_degree : most links of one item, in [2, 512]; more find more in data of high dimension.
    ef_construction : pool size while linking; more builds a better graph, slower.
    ef : pool size while searching the graph; recall and cost grow with it.
    quality : share of the true neighbors that a search in the graph finds, on average, above 0 and up to 1; the pool
        size is then measured on the stored items at the first search (see `calibrate`). None for `ef` as it is.
    quantize : what a walk through the graph compares; what it finds is measured in full precision. ``bits``: one bit
        per number of a vector; ``int8``: one byte; None: the vectors themselves; ``auto``: bits for long vectors, bytes
        for short ones, and the vectors where bytes would confuse what is near.
    dtype : how the numbers of vectors are stored: ``float32``; ``float16`` in half the memory, with three digits and up
        to 65,504 in size; ``auto``: float16 if the first vectors come as such. Distances are those of what is stored.
    n_jobs : threads; None for one, -1 for all cores. No result depends on it.
    seed : draws the order of insertion; the same additions with the same seed give the same graph.
    """

    def __init__(
        self,
        *,
        metric: Metric = "cosine",
        band: Band = None,
        algorithm: AlgorithmChoice = "auto",
        n_neighbors: int = 5,
        radius: float = 1.0,
        max_degree: int = 32,
        ef_construction: int = 100,
        ef: int = 64,
        quality: float | None = None,
        quantize: Quantize | None = "auto",
        dtype: Dtype = "auto",
        n_jobs: int | None = None,
        seed: int = 0,
    ) -> None:
        self.metric: Metric = metric
        self.band: Band = band
        self.algorithm: AlgorithmChoice = algorithm
        self.n_neighbors = n_neighbors
        self.radius = radius
        self.max_degree = max_degree
        self.ef_construction = ef_construction
        self.ef = ef
        self.quality = quality
        self.quantize: Quantize | None = quantize
        self.dtype: Dtype = dtype
        self.n_jobs = n_jobs
        self.seed = seed
        self._state: State | None = None
        self._calibrations: Calibrations = {}
        self._singles: Singles | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        band = f", band={self.band!r}" if self.metric == "dtw" else ""
        return (
            f"NavigableSmallWorld(metric={self.metric!r}{band}, algorithm={self.algorithm!r}, size={len(self)}, "
            f"dim={self.dim})"
        )

    def __len__(self) -> int:
        """Number of stored items, without the removed ones."""
        state = self._state
        return 0 if state is None else state.n_live

    @property
    def dim(self) -> int:
        """Length of the vectors, or number of channels of the series; 0 until the first are added."""
        state = self._state
        return 0 if state is None else state.engine.shape[0]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of stored items and `dim`."""
        return len(self), self.dim

    @property
    def calibrations(self) -> list[Calibration]:
        """What was measured for the present `quality`, by number of neighbors."""
        known = sorted(self._calibrations.values(), key=lambda each: each.n_neighbors)
        return [each for each in known if each.quality == self.quality]

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002  scikit-learn's signature
        """Return all parameters by name."""
        return {name: getattr(self, name) for name in PARAMETERS}

    def set_params(self, **parameters: Any) -> Self:
        """Change parameters; see the class for when each begins to act.

        Raises
        ------
        SettingsError : an unknown name; nothing is changed.
        """
        for name in parameters:
            if name not in PARAMETERS:
                raise SettingsError(f"Parameters are {', '.join(PARAMETERS)}, got {name!r}. Check the spelling.")
        for name, value in parameters.items():
            setattr(self, name, value)
        return self

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn's tools ask about an estimator; imports scikit-learn, which alone calls it."""
        from sklearn.utils import InputTags, Tags, TargetTags

        takes = InputTags(three_d_array=self.metric == "dtw")
        return Tags(estimator_type=None, target_tags=TargetTags(required=False), input_tags=takes)

    def __sklearn_is_fitted__(self) -> bool:
        return self._state is not None

    @property
    def n_features_in_(self) -> int:
        """Length of the vectors, as scikit-learn calls it; there only once items were stored."""
        if self._state is None or self.metric == "dtw":
            raise AttributeError("`n_features_in_` exists only after vectors were fitted.")
        return self.dim

    def fit(self, X: Any, y: object = None) -> Self:  # noqa: ARG002  scikit-learn's signature
        """Forget everything and store these items, with ids from 0.

        Parameters
        ----------
        X : (n, dim) vectors; for ``dtw`` (n, n_timepoints), (n, n_channels, n_timepoints) or a list of arrays of
            different lengths. Finite real numbers; no zero vector under cosine.
        y : ignored.

        Raises
        ------
        InputError : no items, unusable items or parameters; the index is as before.
        """
        with self._lock:
            fitted = self._with(empty(self._plan()), X)[0]
            if len(fitted.engine) == 0:
                raise InputError(
                    "`X` must hold 1 item or more to fit, got 0 (0 samples). Pass some, or begin with `add`, which "
                    "also accepts none."
                )
            self._replace(fitted)
            self._calibrations = {}
        return self

    def partial_fit(self, X: Any, y: object = None) -> Self:  # noqa: ARG002  scikit-learn's signature
        """Store these items too; like `add`, but returns the index."""
        self.add(X)
        return self

    def add(self, X: Any) -> Rows:
        """Store these items too.

        Parameters
        ----------
        X : as in `fit`.

        Returns
        -------
        (n,) their ids, consecutive in the order of adding.

        Raises
        ------
        InputError : unusable items or parameters; nothing is added.
        """
        with self._lock:
            grown, ids = self._with(self._current(), X)
            self._replace(grown)
        return ids

    def remove(self, ids: npt.ArrayLike) -> None:
        """Remove stored items; their ids are never reused.

        Raises
        ------
        InputError : no stored item has one of the ids; nothing is removed.
        """
        wanted = as_ids(ids)
        with self._lock:
            self._replace(without(self._current(), wanted))

    def items(self, ids: npt.ArrayLike) -> Any:
        """Return stored items by increasing id, each once: vectors (n, dim), or a `Series`.

        Raises
        ------
        InputError : no stored item has one of the ids.
        """
        state = self._current()
        return state.engine.items(rows_of(state, as_ids(ids)))

    def search(self, queries: Any, *, k: int, ef: int | None = None, where: npt.ArrayLike | None = None) -> Neighbors:
        """Find the stored items nearest to each query.

        Parameters
        ----------
        queries : as in `fit`; a single vector is `query[None, :]`.
        k : number of neighbors, 1 or more.
        ef : pool size for this search alone; None for the parameter.
        where : only these items can be neighbors: a mask, one boolean for each id given so far, or ids. Few are
            compared one by one, among many the graph is walked with a larger pool.

        Returns
        -------
        Neighbors of shape (q, min(k, number of items that can be neighbors)).

        Raises
        ------
        InputError : unusable queries, k or parameters.
        """
        found = self._single(queries, k, ef, where)
        if found is not None:
            return found
        wanted = check_k(k)
        state, effort = self._ready(wanted, ef)
        asked = state.engine.prepare(queries, name="queries")
        if len(asked) == 1:
            self._keep_single(state, wanted, None if ef is None else effort.ef, effort, is_filtered=where is not None)
        if where is not None:
            state, effort = restricted(state, where), replace(effort, calibration=None)
        return asking.nearest(state, asked, k=wanted, effort=effort)

    def together_with(self, *others: NavigableSmallWorld) -> Together:
        """Return a search through this index and others as through one; see `Together.search`.

        Its ids count through all of them. They are searched as they are at each call, with the threads of this index.
        """
        indexes = (self, *others)
        # Other indexes are of this class.
        return Together(lambda: [(each._state, each.algorithm) for each in indexes], n_jobs=self.n_jobs)  # noqa: SLF001

    def calibrate(
        self, queries: Any = None, *, n_neighbors: int | None = None, quality: float | None = None
    ) -> Calibration:
        """Measure which pool size reaches a quality, and use it for so many neighbors from now on.

        The first search with a `quality` does this by itself. Call it to see what was reached, or to measure with
        queries of your own, which may be further from the stored items than these are from each other.

        Parameters
        ----------
        queries : as in `fit`; a few hundred. None to take out up to 400 stored items and to ask for them, which
            copies the others once.
        n_neighbors, quality : None for the parameters; a `quality` that is given becomes the parameter.

        Raises
        ------
        InputError : no items or no quality, or unusable queries or parameters.
        """
        k = check_whole("n_neighbors", self.n_neighbors if n_neighbors is None else n_neighbors)
        wanted = check_quality(self.quality if quality is None else quality)
        state = self._current()
        if state.n_live == 0:
            raise InputError("`calibrate` needs stored items, got none. Call `fit` first.")
        effort = Effort(algorithm="graph", ef=k, n_threads=count_threads(self.n_jobs))
        state = state if state.engine.has_graph else self._link(effort)
        asked = None if queries is None else state.engine.prepare(queries, name="queries")
        with self._lock:
            measured = calibrate(state, queries=asked, k=k, quality=wanted, seed=self.seed, n_threads=effort.n_threads)
            self.quality, self._calibrations[k] = wanted, measured
        return measured

    def save(self, path: str | Path) -> None:
        """Write the index to one file, in one step: a reader finds the old file or the new one.

        All parameters but `n_jobs` are kept; those that shape the index as they were when it was built.

        Raises
        ------
        IndexFileError : it cannot be written.
        """
        stored.write(Path(path), self._current(), self.get_params(), self._calibrations)

    @classmethod
    def load(cls, path: str | Path, *, mmap: bool = False) -> Self:
        """Read a saved index.

        Parameters
        ----------
        mmap : leave the arrays in the file and let the system fetch what a search touches. The whole file is still
            read once, to be checked.

        Raises
        ------
        IndexFileError : missing, damaged, foreign, or of another version.
        """
        parameters, state, calibrations = stored.read(Path(path), mmap=mmap)
        index = cls(**parameters)
        index._state, index._calibrations = state, calibrations
        return index

    def __getstate__(self) -> dict[str, Any]:
        state = self._state
        content = None if state is None else stored.pack(state, self.get_params(), self._calibrations)
        return {"parameters": self.get_params(), "content": content}

    def __setstate__(self, saved: dict[str, Any]) -> None:
        type(self).__init__(self, **saved["parameters"])
        if saved["content"] is not None:
            _, self._state, self._calibrations = stored.unpack(saved["content"])

    def _plan(self) -> Plan:
        return make_plan(
            metric=self.metric,
            band=self.band,
            quantize=self.quantize,
            dtype=self.dtype,
            max_degree=self.max_degree,
            ef_construction=self.ef_construction,
            seed=self.seed,
        )

    def _current(self) -> State:
        """What is stored; checked against the parameters."""
        state = self._state
        if state is None:
            return empty(self._plan())
        check_unchanged(state.plan, metric=self.metric, band=self.band, quantize=self.quantize)
        return state

    def _with(self, state: State, X: Any) -> tuple[State, Rows]:
        """The state with these items, and their ids."""
        items = state.engine.prepare(X, name="X")
        if state.plan.metric in ("euclidean", "sqeuclidean"):
            tell_of_rounding(X)
        algorithm = self._resolved(state, len(state.engine) + len(items))
        grown = with_items(state, items, algorithm=algorithm, n_threads=count_threads(self.n_jobs))
        return grown, np.arange(state.next_id, grown.next_id, dtype=np.int64)

    def _resolved(self, state: State, n: int) -> Algorithm:
        """How to search among so many items; `quality` is checked here, since a scan never measures it."""
        if self.quality is not None:
            check_quality(self.quality)
        return resolve(self.algorithm, state.engine, n)

    def _ready(self, k: int, ef: int | None = None) -> tuple[State, Effort]:
        """What is stored, with a graph if one is needed, and how to search it."""
        state = self._current()
        algorithm = self._resolved(state, len(state.engine))
        pool = check_whole("ef", self.ef if ef is None else ef)
        effort = Effort(algorithm=algorithm, ef=pool, n_threads=count_threads(self.n_jobs))
        if algorithm == "graph" and state.n_live > 0:
            if not state.engine.has_graph:
                state = self._link(effort)
            if self.quality is not None and ef is None:
                known = self._calibrated(state, k, effort)
                return state, replace(effort, ef=known.ef, calibration=known)
        return state, effort

    def _calibrated(self, state: State, k: int, effort: Effort) -> Calibration:
        """What was measured for so many neighbors, now if it was not yet."""
        quality = check_quality(self.quality)
        with self._lock:
            known = self._calibrations.get(k)
            if known is None or known.quality != quality or not known.holds_for(state.n_live):
                known = calibrate(state, queries=None, k=k, quality=quality, seed=self.seed, n_threads=effort.n_threads)
                self._calibrations[k] = known
            return known

    def _link(self, effort: Effort) -> State:
        """Build the missing graph, unless another thread just did."""
        with self._lock:
            state = self._current()
            if state.n_live > 0 and not state.engine.has_graph:
                state = with_graph(state, n_threads=effort.n_threads)
                self._replace(state)
        return state

    def _replace(self, state: State) -> None:
        """Let a state follow; nothing keeps the one before alive."""
        self._state, self._singles = state, None

    def _single(self, query: Any, k: object, ef: object, where: object) -> Neighbors | None:
        """The answer to a single query, where one like it came before and all is prepared; else None."""
        singles = self._singles
        return None if singles is None else singles.nearest(self, self._state, query, k, ef, where)

    def _keep_single(self, state: State, k: int, ef: int | None, effort: Effort, *, is_filtered: bool) -> None:
        """Prepare what the next single query needs."""
        singles = self._singles
        if singles is None or not singles.hold_for(self, state):
            self._singles = singles = Singles.of(self, state, self._calibrations)
        singles.add(k=k, ef=ef, effort=effort, is_filtered=is_filtered)
