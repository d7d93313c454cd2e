"""A navigable small world graph: approximate search that compares a query with few stored vectors.

Each vector is linked both ways with near but diverse others; a search walks these links with a beam of the
`ef` best seen so far. `build` tells how the graph stays navigable. Results are measured again in full
precision (`rerank`), so a distance here equals that of the exact index.

Sources: Malkov, Ponomarenko, Logvinov and Krylov 2014 (single layer); Malkov and Yashunin 2020 (beam, diverse
links). The compiled loops are loaded with the first vector, not with this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from coincide import seeds
from coincide.errors import SettingsError
from coincide.index import files, rerank
from coincide.index.build import Graph, empty_graph, grow, reached_from
from coincide.index.protocol import Metric, Neighbors, as_whole, check_k
from coincide.index.vectors.stored import as_stored, check_metric

KIND = "graph"
ARRAYS = ("vectors", "links", "entries", "twin_of")
BOUNDS = {"max_degree": (2, 512), "ef_construction": (1, 100_000), "ef": (1, 100_000), "seed": (0, 2**63 - 1)}
BLOCK_QUERIES = 1024


class NavigableSmallWorld:
    """Near neighbors, found by walking a graph; see `protocol.Index`.

    Parameters
    ----------
    metric : ``cosine`` or ``euclidean``.
    max_degree : most links of one vector, in [2, 512]; more find more in data of high dimension.
    ef_construction : beam while inserting; more builds a better graph, slower.
    ef : beam while searching; recall and cost grow with it. May be changed at any time.
    seed : draws the order of insertion; the same additions with the same seed give the same graph.
    """

    def __init__(
        self,
        *,
        metric: Metric = "cosine",
        max_degree: int = 16,
        ef_construction: int = 100,
        ef: int = 64,
        seed: int = 0,
    ) -> None:
        self._metric: Metric = check_metric(metric)
        self._max_degree = _check_setting("max_degree", max_degree)
        self._ef_construction = _check_setting("ef_construction", ef_construction)
        self._ef = _check_setting("ef", ef)
        self._seed = _check_setting("seed", seed)
        self._graph = empty_graph(max_degree=self._max_degree)

    def __repr__(self) -> str:
        return f"NavigableSmallWorld(metric={self.metric!r}, size={len(self)}, dim={self.dim}, ef={self.ef})"

    @property
    def metric(self) -> Metric:
        return self._metric

    @property
    def dim(self) -> int:
        return self._graph.vectors.shape[1]

    @property
    def ef(self) -> int:
        """Beam while searching."""
        return self._ef

    @ef.setter
    def ef(self, ef: int) -> None:
        self._ef = _check_setting("ef", ef)

    @property
    def settings(self) -> Mapping[str, int]:
        return {
            "max_degree": self._max_degree,
            "ef_construction": self._ef_construction,
            "ef": self._ef,
            "seed": self._seed,
        }

    def __len__(self) -> int:
        return len(self._graph.vectors)

    def add(self, vectors: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Store vectors; see `protocol.Index.add`."""
        graph = self._graph
        fresh = as_stored(vectors, metric=self.metric, dim=self.dim, name="vectors")
        size = len(graph.vectors)
        if len(fresh) > 0:
            rng = seeds.generator(self._seed, "index", size)
            self._graph = grow(graph, fresh, ef_construction=self._ef_construction, rng=rng)
        return np.arange(size, size + len(fresh), dtype=np.int64)

    def search(self, queries: npt.ArrayLike, *, k: int) -> Neighbors:
        """Find near neighbors; see `protocol.Index.search`. The beam is the larger of `ef` and k."""
        graph = self._graph
        size, dim = graph.vectors.shape
        k = min(check_k(k), size)
        asked = as_stored(queries, metric=self.metric, dim=dim, name="queries")
        ids = np.empty((len(asked), k), dtype=np.int64)
        distances = np.empty((len(asked), k), dtype=np.float32)
        n_distances = 0
        for first in range(0, len(asked) if k > 0 else 0, BLOCK_QUERIES):
            block = asked[first : first + BLOCK_QUERIES]
            candidates, n_compared = _candidates(graph, block, k=k, beam=min(max(self._ef, k), size))
            n_distances += n_compared
            for row, found in enumerate(candidates, start=first):
                ids[row], distances[row] = rerank.nearest(graph.vectors, asked[row], found, k=k, metric=self.metric)
        return Neighbors(ids=ids, distances=distances, n_distances=n_distances)

    def save(self, path: str | Path) -> None:
        """Write the index to one file; see `protocol.Index.save`."""
        graph = self._graph
        arrays = {name: getattr(graph, name) for name in ARRAYS}
        stored = files.Stored(kind=KIND, metric=self.metric, settings=self.settings, arrays=arrays)
        files.write(Path(path), stored)

    @classmethod
    def load(cls, path: str | Path, *, mmap: bool = False) -> Self:
        """Read a saved graph index; see `protocol.Index.load`."""
        return cls.from_stored(Path(path), files.read(Path(path), mmap=mmap))

    @classmethod
    def from_stored(cls, path: Path, stored: files.Stored) -> Self:
        """Check what was read from a file and return it as an index; `path` is for error messages."""
        files.check_kind(path, stored, kind=KIND, arrays=ARRAYS, settings=tuple(BOUNDS))
        files.check_vectors(path, stored)
        try:
            index = cls(metric=stored.metric, **stored.settings)
        except SettingsError as cause:
            raise files.damaged(path, str(cause).rstrip(".")) from None
        index._graph = _checked_graph(path, stored)
        return index


def _check_setting(name: str, value: object) -> int:
    low, high = BOUNDS[name]
    number = as_whole(value)
    if number is None or not low <= number <= high:
        raise SettingsError(
            f"`{name}` must be a whole number from {low} to {high}, got {value!r}. Choose one in that range."
        )
    return number


def _candidates(
    graph: Graph, queries: npt.NDArray[np.float32], *, k: int, beam: int
) -> tuple[list[npt.NDArray[np.int64]], int]:
    """For each query at least k near ids, twins included, and the number of comparisons."""
    from coincide.index import kernels

    ids = np.empty((len(queries), beam), dtype=np.int32)
    counts = np.empty(len(queries), dtype=np.int32)
    marks = np.zeros(len(graph.vectors), dtype=np.int32)
    n_compared = kernels.search_many(graph.vectors, graph.links, graph.entries, queries, marks, ids, counts)
    # A little more than k, as float32 may have swapped near ties.
    most = min(beam, 2 * k + 10)
    found = [row[: min(int(count), most)].astype(np.int64) for row, count in zip(ids, counts, strict=True)]
    return _with_twins(graph.twin_of, found), n_compared


def _with_twins(twin_of: npt.NDArray[np.int32], found: list[npt.NDArray[np.int64]]) -> list[npt.NDArray[np.int64]]:
    """Add to the nodes found all vectors they stand for."""
    if np.array_equal(twin_of, np.arange(len(twin_of))):
        return found
    members = np.argsort(twin_of, kind="stable")
    ends = np.cumsum(np.bincount(twin_of, minlength=len(twin_of)))
    starts = np.concatenate([[0], ends[:-1]])
    return [np.concatenate([members[starts[node] : ends[node]] for node in nodes]) for nodes in found]


def _checked_graph(path: Path, stored: files.Stored) -> Graph:
    """The stored graph, if every id is in range and every vector can be reached."""
    graph = Graph(
        vectors=stored.arrays["vectors"],
        links=files.check_array(path, stored, "links", dtype="int32", n_axes=2),
        entries=files.check_array(path, stored, "entries", dtype="int32", n_axes=1),
        twin_of=files.check_array(path, stored, "twin_of", dtype="int32", n_axes=1),
    )
    problem = _shape_problem(graph, max_degree=stored.settings["max_degree"]) or _id_problem(graph)
    if problem is not None:
        raise files.damaged(path, problem)
    return graph


def _shape_problem(graph: Graph, *, max_degree: int) -> str | None:
    size = len(graph.vectors)
    if graph.links.shape != (size, max_degree):
        return f"expected links of shape {(size, max_degree)}, found {graph.links.shape}"
    if graph.twin_of.shape != (size,):
        return f"expected {size} twins, found {len(graph.twin_of)}"
    return None


def _id_problem(graph: Graph) -> str | None:
    """What is wrong with the ids; each check relies on those before it."""
    links, entries, twin_of, size = graph.links, graph.entries, graph.twin_of, len(graph.vectors)
    for name, ids, low in (("links", links, -1), ("entries", entries, 0), ("twins", twin_of, 0)):
        if ((ids < low) | (ids >= size)).any():
            return f"expected {name} from {low} to {size - 1}, found others"
    is_twin = twin_of != np.arange(size)
    if is_twin[twin_of].any() or not np.array_equal(graph.vectors[is_twin], graph.vectors[twin_of[is_twin]]):
        return "expected twins to equal the vector that stands for them, found others"
    is_reached = np.zeros(size, dtype=np.bool_)
    reached_from(links, entries, is_reached=is_reached)
    if not np.array_equal(is_reached, ~is_twin):
        return "expected links to reach every vector that is no twin and nothing else, found otherwise"
    if ((links[:, :-1] < 0) & (links[:, 1:] >= 0)).any():
        return "expected each row of links to end at its first -1, found links after it"
    return None
