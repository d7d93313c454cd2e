"""Builders of further peers: SVS, and three that take one query in a call: VSAG, NGT and zvec.

Links and pools while building are those of the other graphs. The last three answer many queries in a loop in Python, as
their users have to; the effort of NGT's batch search cannot be set.
"""

from __future__ import annotations

import importlib
import json
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.search.datasets import K, Vectors

Ids = npt.NDArray[np.int64]
Search = Callable[[Vectors, float], Ids]

N_LINKS, POOL_WHILE_BUILDING = 16, 200
_N_INSERTED = 1_000


def build_svs(base: Vectors, *, dtype: str) -> Search:
    """Build SVS's Vamana graph; its smaller codes need a processor of Intel's."""
    svs = importlib.import_module("svs")
    asked = svs.VamanaBuildParameters(graph_max_degree=2 * N_LINKS, window_size=POOL_WHILE_BUILDING)
    index = svs.Vamana.build(asked, base.astype(dtype), svs.DistanceType.L2, num_threads=1)

    def search(queries: Vectors, effort: float) -> Ids:
        index.search_window_size = int(effort)
        return index.search(queries, K)[0].astype(np.int64)

    return search


def build_vsag(base: Vectors) -> Search:
    """Build VSAG's graph on 8-bit codes, with vectors to measure the nearest again."""
    pyvsag = importlib.import_module("pyvsag")
    pyvsag.set_logger_off()
    n, dim = base.shape
    asked = {
        "base_quantization_type": "sq8_uniform",
        "use_reorder": True,
        "precise_quantization_type": "fp32",
        "max_degree": 2 * N_LINKS,
        "ef_construction": POOL_WHILE_BUILDING,
        "build_thread_count": 1,
    }
    index = pyvsag.Index(
        "hgraph", json.dumps({"dtype": "float32", "metric_type": "l2", "dim": dim, "index_param": asked})
    )
    index.build(vectors=base.ravel(), ids=np.arange(n), num_elements=n, dim=dim)

    def search(queries: Vectors, effort: float) -> Ids:
        # It returns ids, then distances; its documentation says the reverse.
        told = json.dumps({"hgraph": {"ef_search": int(effort)}})
        return np.array([_padded(index.knn_search(vector=query, k=K, parameters=told)[0]) for query in queries])

    return search


def build_ngt(base: Vectors) -> Search:
    """Build NGT's graph (ANNG); its quantized ones need a program that the wheel lacks."""
    ngtpy = importlib.import_module("ngtpy")
    folder = tempfile.TemporaryDirectory()
    path = str(Path(folder.name) / "index")
    ngtpy.create(path, dimension=base.shape[1], edge_size_for_creation=N_LINKS, edge_size_for_search=2 * N_LINKS)
    index = ngtpy.Index(path, log_disabled=True)
    index.batch_insert(base, num_threads=1)
    return partial(_ask_ngt, index, folder)


def _ask_ngt(index: Any, _folder: object, queries: Vectors, effort: float) -> Ids:
    """Search; holds the folder, which goes with the last search."""
    found = [[row for row, _ in index.search(query, size=K, epsilon=effort)] for query in queries]
    return np.array([_padded(rows) for rows in found])


def build_zvec(base: Vectors) -> Search:
    """Build zvec's HNSW graph on 8-bit codes, with vectors to measure the nearest again."""
    zvec = importlib.import_module("zvec")
    folder = tempfile.TemporaryDirectory()
    graph = zvec.HnswIndexParam(
        metric_type=zvec.MetricType.L2,
        m=N_LINKS,
        ef_construction=POOL_WHILE_BUILDING,
        quantize_type=zvec.QuantizeType.INT8,
        use_contiguous_memory=True,
    )
    vectors = zvec.VectorSchema("v", zvec.DataType.VECTOR_FP32, base.shape[1], index_param=graph)
    schema = zvec.CollectionSchema(name="base", vectors=vectors)
    collection = zvec.create_and_open(path=str(Path(folder.name) / "base"), schema=schema)
    for first in range(0, len(base), _N_INSERTED):
        rows = enumerate(base[first : first + _N_INSERTED], start=first)
        collection.insert([zvec.Doc(id=str(row), vectors={"v": vector.tolist()}) for row, vector in rows])
    collection.optimize()
    return partial(_ask_zvec, zvec, collection, folder)


def _ask_zvec(zvec: Any, collection: Any, _folder: object, queries: Vectors, effort: float) -> Ids:
    told = zvec.HnswQueryParam(ef=int(effort), is_using_refiner=True)
    found = [
        collection.query(zvec.Query(field_name="v", vector=query, param=told), topk=K, output_fields=[])
        for query in queries
    ]
    return np.array([_padded([int(each.id) for each in docs]) for docs in found])


def _padded(rows: Any) -> Ids:
    """K rows, -1 where fewer were found."""
    found = np.full(K, -1, dtype=np.int64)
    found[: len(rows)] = rows
    return found
