"""Ours and the peers behind one signature: build on vectors, then search with an effort.

All graphs get what is customary for them: 16 links to either side (32 in the lowest layer) and pools of 200 while
building; ours also its defaults, with nothing chosen by hand. scann, which is no graph, gets √n leaves, of which few or
many are searched. All use one thread. A peer that is not installed, or cannot be loaded, is named and left out.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.options import say
from benchmarks.search.datasets import K, Vectors
from benchmarks.search.further_peers import (
    N_LINKS,
    POOL_WHILE_BUILDING,
    Ids,
    Search,
    build_ngt,
    build_svs,
    build_vsag,
    build_zvec,
)

POOLS = (10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 192, 256, 384, 512, 768, 1024)
# SymphonyQG takes no shorter vectors; zeros are added to them.
_FEWEST_ROTATED = 64
# What is found by rounded vectors is measured again, for this many of the nearest.
_N_MEASURED_AGAIN = 2 * K + 10
# scann's codes are shorter, so it is tried with that and with more.
_N_MEASURED_BY_SCANN = (_N_MEASURED_AGAIN, 100)
_LEAVES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384)
_MOST_TRAINED_ON = 50_000


@dataclass(frozen=True)
class Contender:
    """One index.

    Attributes
    ----------
    build : vectors (n, dim) to a search, which returns the rows (q, K) nearest to queries (q, dim).
    efforts : what a search can be told, in increasing order of recall; pool sizes for most.
    module : what must be installed; empty for ours.
    """

    name: str
    build: Callable[[Vectors], Search]
    efforts: Sequence[float] = POOLS
    module: str = ""

    @property
    def is_ours(self) -> bool:
        return not self.module


def contenders(*names: str) -> Iterator[Contender]:
    """Yield ours and those peers that are installed; only the named peers, if any are named."""
    for contender in _ALL:
        is_asked_for = contender.is_ours or not names or contender.name in names
        if is_asked_for and _is_there(contender):
            yield contender


def our_index(**parameters: Any) -> Any:
    """Return an empty index of ours for these benchmarks."""
    from coincide_smallworld import NavigableSmallWorld

    return NavigableSmallWorld(metric="euclidean", algorithm="graph", **parameters)


def build_ours(base: Vectors, **parameters: Any) -> Search:
    """Build ours with these parameters."""
    index = our_index(**parameters).fit(base)
    return lambda queries, effort: index.search(queries, k=K, ef=int(effort)).ids


def build_hnswlib(base: Vectors, *, n_threads: int = 1) -> Search:
    """Build hnswlib's index."""
    index = hnswlib_index(base, n_threads=n_threads)

    def search(queries: Vectors, effort: float) -> Ids:
        index.set_ef(int(effort))
        return index.knn_query(queries, k=K)[0].astype(np.int64)

    return search


def hnswlib_index(base: Vectors, *, n_threads: int = 1) -> Any:
    """Return hnswlib's own index, filled."""
    index = peer("hnswlib").Index(space="l2", dim=base.shape[1])
    index.init_index(max_elements=len(base), M=N_LINKS, ef_construction=POOL_WHILE_BUILDING, random_seed=0)
    index.set_num_threads(n_threads)
    index.add_items(base)
    return index


def _is_there(contender: Contender) -> bool:
    if contender.is_ours:
        return True
    try:
        peer(contender.module)
    except Exception as cause:  # a peer may fail in its own way, for example for another library's version
        say(f"{contender.name} is left out: {type(cause).__name__}: {cause}")
        return False
    return True


def peer(module: str) -> Any:
    """Import a peer; few of them say the types of what they hold."""
    return importlib.import_module(module)


def _build_faiss(base: Vectors) -> Search:
    faiss = peer("faiss")
    faiss.omp_set_num_threads(1)
    index = faiss.IndexHNSWFlat(base.shape[1], N_LINKS)
    index.hnsw.efConstruction = POOL_WHILE_BUILDING
    index.add(base)

    def search(queries: Vectors, effort: float) -> Ids:
        index.hnsw.efSearch = int(effort)
        return index.search(queries, K)[1]

    return search


def _build_faiss_rounded(base: Vectors) -> Search:
    faiss = peer("faiss")
    faiss.omp_set_num_threads(1)
    graph = faiss.IndexHNSWSQ(base.shape[1], faiss.ScalarQuantizer.QT_8bit, N_LINKS)
    graph.hnsw.efConstruction = POOL_WHILE_BUILDING
    index = faiss.IndexRefineFlat(graph)
    index.train(base)
    index.add(base)

    # The outer index does not own the inner one, but the function holds both.
    def search(queries: Vectors, effort: float) -> Ids:
        graph.hnsw.efSearch = int(effort)
        index.k_factor = min(effort, _N_MEASURED_AGAIN) / K
        return index.search(queries, K)[1]

    return search


def _build_usearch(base: Vectors) -> Search:
    index = _usearch_index(base, dtype="f32")

    def search(queries: Vectors, effort: float) -> Ids:
        index.expansion_search = int(effort)
        return index.search(queries, K, threads=1).keys.astype(np.int64)

    return search


def _build_usearch_rounded(base: Vectors) -> Search:
    middle = base.mean(axis=0)
    scale = 127.0 / np.quantile(np.abs(base - middle), 0.999)

    def rounded(vectors: Vectors) -> npt.NDArray[np.int8]:
        return np.clip(np.rint((vectors - middle) * scale), -127, 127).astype(np.int8)

    index = _usearch_index(rounded(base), dtype="i8")

    def search(queries: Vectors, effort: float) -> Ids:
        n_candidates = min(int(effort), _N_MEASURED_AGAIN)
        index.expansion_search = int(effort)
        candidates = index.search(rounded(queries), n_candidates, threads=1).keys.astype(np.int64)
        return _measured_again(base, queries, candidates)

    return search


def _usearch_index(base: npt.NDArray[Any], *, dtype: str) -> Any:
    index = peer("usearch.index").Index(
        ndim=base.shape[1],
        metric="l2sq",
        dtype=dtype,
        connectivity=N_LINKS,
        expansion_add=POOL_WHILE_BUILDING,
    )
    index.add(np.arange(len(base)), base, threads=1)
    return index


def _measured_again(base: Vectors, queries: Vectors, candidates: Ids) -> Ids:
    difference = base[candidates] - queries[:, None, :]
    order = np.argsort(np.einsum("qcd,qcd->qc", difference, difference), axis=1)[:, :K]
    return np.take_along_axis(candidates, order, axis=1)


def _build_voyager(base: Vectors) -> Search:
    voyager = peer("voyager")
    index = voyager.Index(
        voyager.Space.Euclidean, base.shape[1], M=N_LINKS, ef_construction=POOL_WHILE_BUILDING, random_seed=0
    )
    index.add_items(base, num_threads=1)

    def search(queries: Vectors, effort: float) -> Ids:
        return index.query(queries, K, num_threads=1, query_ef=int(effort))[0].astype(np.int64)

    return search


def _build_symphony(base: Vectors) -> Search:
    index = symphony_index(base)

    def search(queries: Vectors, effort: float) -> Ids:
        return index.search_batch(_widened(queries), K, int(effort), num_threads=1)[0].astype(np.int64)

    return search


def symphony_index(base: Vectors) -> Any:
    """Return SymphonyQG's own index, filled."""
    wide = _widened(base)
    index = peer("rabitqlib").SymqgIndex(wide.shape[1], 2 * N_LINKS, "l2")
    index.build(wide, ef_construction=POOL_WHILE_BUILDING, num_threads=1)
    return index


def _widened(vectors: Vectors) -> Vectors:
    room = max(0, _FEWEST_ROTATED - vectors.shape[1])
    return np.pad(vectors, ((0, 0), (0, room))) if room > 0 else vectors


def _build_pynndescent(base: Vectors) -> Search:
    index = peer("pynndescent").NNDescent(base, metric="euclidean", n_neighbors=30, random_state=0, n_jobs=1)
    index.prepare()

    def search(queries: Vectors, effort: float) -> Ids:
        return index.query(queries, k=K, epsilon=effort)[0].astype(np.int64)

    return search


def _build_scann(base: Vectors, *, n_measured_again: int) -> Search:
    n_leaves = math.isqrt(len(base))
    builder = peer("scann").scann_ops_pybind.builder(base, K, "squared_l2").set_n_training_threads(1)
    tree = builder.tree(
        num_leaves=n_leaves, num_leaves_to_search=n_leaves, training_sample_size=min(len(base), _MOST_TRAINED_ON)
    )
    # Two numbers in a code, as scann's guide says.
    index = tree.score_ah(2, anisotropic_quantization_threshold=0.2).reorder(n_measured_again).build()

    def search(queries: Vectors, effort: float) -> Ids:
        leaves = min(int(effort), n_leaves)
        if len(queries) == 1:  # a call that is made for one query
            query = queries[0]
            found, _ = index.search(query, leaves_to_search=leaves, pre_reorder_num_neighbors=n_measured_again)
            return np.asarray(found).astype(np.int64)[None]
        found, _ = index.search_batched(queries, leaves_to_search=leaves, pre_reorder_num_neighbors=n_measured_again)
        return np.asarray(found).astype(np.int64)

    return search


_ALL = (
    Contender("coincide defaults", build_ours),
    Contender("coincide float32", partial(build_ours, ef_construction=POOL_WHILE_BUILDING)),
    Contender("coincide float16", partial(build_ours, ef_construction=POOL_WHILE_BUILDING, dtype="float16")),
    Contender("coincide int8", partial(build_ours, ef_construction=POOL_WHILE_BUILDING, quantize="int8")),
    Contender("SymphonyQG", _build_symphony, module="rabitqlib"),
    Contender("hnswlib", build_hnswlib, module="hnswlib"),
    Contender("faiss HNSW", _build_faiss, module="faiss"),
    Contender("faiss HNSW-SQ8 + refine", _build_faiss_rounded, module="faiss"),
    Contender("usearch float32", _build_usearch, module="usearch.index"),
    Contender("usearch int8 + re-rank", _build_usearch_rounded, module="usearch.index"),
    Contender("voyager", _build_voyager, module="voyager"),
    Contender("SVS float16", partial(build_svs, dtype="float16"), module="svs"),
    Contender("VSAG SQ8 + refine", build_vsag, module="pyvsag"),
    Contender("zvec int8 + refine", build_zvec, module="zvec"),
    Contender("NGT", build_ngt, efforts=(0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4), module="ngtpy"),
    Contender(
        "pynndescent",
        _build_pynndescent,
        efforts=(0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6),
        module="pynndescent",
    ),
    *(
        Contender(f"scann, {n} measured again", partial(_build_scann, n_measured_again=n), _LEAVES, module="scann")
        for n in _N_MEASURED_BY_SCANN
    ),
)
