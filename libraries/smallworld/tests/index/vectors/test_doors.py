"""Many entries are put into groups, and walks start in the nearest of these."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from coincide_smallworld import NavigableSmallWorld
from coincide_smallworld.index.engine import GraphSettings, NearestRows
from coincide_smallworld.index.vectors.doors import FEWEST_GROUPED, grouped, groups_of
from coincide_smallworld.index.vectors.engine import VectorEngine
from coincide_smallworld.index.vectors.graph import EntryGroups, Ids, VectorGraph, wanted_entries
from coincide_smallworld.index.vectors.shards import ShardSearch

SETTINGS = GraphSettings(max_degree=16, ef_construction=32, seed=0, n_threads=1)
N, N_ENTRIES = 6_000, 900
KINDS = [
    (metric, quantize, dtype)
    for metric in ("euclidean", "cosine", "inner_product")
    for quantize in ("int8", "bits", None)
    for dtype in ("float32", "float16")
]


def _points(n: int, dim: int = 16, *, seed: int = 0) -> npt.NDArray[np.float32]:
    """Rows in 40 clusters."""
    middles = 3.0 * np.random.default_rng(9).normal(size=(40, dim))
    rng = np.random.default_rng(seed)
    return (middles[rng.integers(40, size=n)] + rng.normal(size=(n, dim))).astype(np.float32)


def _some(n: int, n_all: int = N) -> Ids:
    return np.random.default_rng(3).permutation(n_all)[:n].astype(np.int32)


def _groups(points: npt.NDArray[np.float32], entries: Ids, known: EntryGroups | None = None) -> EntryGroups:
    groups = groups_of(entries, known, points, extra=-1)
    assert groups is not None
    return groups


def _engine(metric: Any, quantize: Any, dtype: Any) -> VectorEngine:
    """An engine with far more entries than its size asks for, not yet in groups."""
    empty = VectorEngine(metric=metric, quantize=quantize, dtype=dtype)
    engine = empty.grow(empty.prepare(_points(N), name="X"), graph=SETTINGS)
    return replace(engine, graph=replace(_graph(engine), entries=_some(N_ENTRIES)))


def _graph(engine: VectorEngine) -> VectorGraph:
    assert engine.graph is not None
    return engine.graph


def _groups_of(index: Any) -> EntryGroups | None:
    return _graph(index._state.engine).groups  # noqa: SLF001  where walks start is nobody's affair but this test's


def _in_groups(engine: VectorEngine) -> VectorEngine:
    extra = engine.dim if engine.metric == "inner_product" else -1
    return replace(engine, graph=grouped(_graph(engine), engine.points, extra=extra))


def _nearest(engine: VectorEngine, algorithm: Any = "graph") -> Any:
    queries = engine.prepare(_points(200, seed=1), name="Y")
    return engine.nearest(queries, k=10, algorithm=algorithm, ef=40, is_dead=None, n_threads=1)


def _in_two_shards(engine: VectorEngine) -> NearestRows:
    queries = engine.prepare(_points(200, seed=1), name="Y")
    return ShardSearch([engine, engine], k=20, ef=80).nearest(queries, n_threads=1)


def test_few_entries_are_not_grouped() -> None:
    assert groups_of(_some(FEWEST_GROUPED - 1), None, _points(N), extra=-1) is None


def test_entries_are_in_the_group_with_the_nearest_mean() -> None:
    points, entries = _points(N), _some(N_ENTRIES)
    groups = _groups(points, entries)
    distances = np.linalg.norm(points[entries][:, None].astype(np.float64) - groups.centers, axis=2)
    assert (groups.group_of == np.argmin(distances, axis=1)).all()


def test_doors_are_means_then_all_entries_group_by_group() -> None:
    points, entries = _points(N), _some(N_ENTRIES)
    groups = _groups(points, entries)
    doors, n = groups.doors, len(groups.centers)
    group_of = dict(zip(entries.tolist(), groups.group_of.tolist(), strict=True))
    assert [group_of[node] for node in doors.ids[n:].tolist()] == np.repeat(range(n), np.diff(doors.starts)).tolist()
    assert np.array_equal(doors.rows, np.concatenate([groups.centers, points[doors.ids[n:]]]))


def test_no_group_is_empty() -> None:
    assert np.diff(_groups(_points(N), _some(N_ENTRIES)).doors.starts).min() > 0


@pytest.mark.parametrize("n_first", [600, 870, 898])
def test_groups_are_the_same_whether_entries_come_at_once_or_later(n_first: int) -> None:
    points, entries = _points(N), _some(N_ENTRIES)
    later = _groups(points, entries, _groups(points, entries[:n_first]))
    at_once = _groups(points, entries)
    assert np.array_equal(later.centers, at_once.centers)
    assert np.array_equal(later.group_of, at_once.group_of)


def test_groups_are_kept_while_few_entries_are_added() -> None:
    points, entries = _points(N), _some(N_ENTRIES)
    first = _groups(points, entries[:898])
    assert _groups(points, entries, first).centers is first.centers


def test_entries_that_are_almost_equal_are_not_grouped() -> None:
    points = np.full((N, 16), 1e6, np.float32)
    assert groups_of(_some(N_ENTRIES), None, points, extra=-1) is None


@pytest.mark.parametrize(("dtype", "length"), [("float32", 1.0), ("float16", 1.0), ("float16", 300.0)])
def test_means_are_as_long_as_vectors_under_the_inner_product(dtype: str, length: float) -> None:
    points = _points(N)
    points *= length / np.linalg.norm(points, axis=1, keepdims=True)  # float16 ends at 65,504, below 300 squared
    groups = groups_of(_some(N_ENTRIES), None, points.astype(dtype), extra=15)
    assert groups is not None
    found = np.linalg.norm(groups.centers.astype(np.float64), axis=1)
    assert found == pytest.approx(length, rel=1e-6 if dtype == "float32" else 1e-3)


@pytest.mark.parametrize(("metric", "quantize", "dtype"), KINDS)
def test_walks_from_the_nearest_groups_find_as_much(metric: str, quantize: str | None, dtype: str) -> None:
    engine = _engine(metric, quantize, dtype)
    exact = _nearest(engine, "exact").rows
    recall, in_groups = (
        np.mean([np.isin(a, b).mean() for a, b in zip(exact, _nearest(each).rows, strict=True)])
        for each in (engine, _in_groups(engine))
    )
    assert in_groups > recall - 0.01


@pytest.mark.parametrize(("metric", "quantize", "dtype"), KINDS)
def test_walks_from_the_nearest_groups_compare_less(metric: str, quantize: str | None, dtype: str) -> None:
    engine = _engine(metric, quantize, dtype)
    assert _nearest(_in_groups(engine)).n_distances < _nearest(engine).n_distances - 200 * 400


def test_a_query_finds_the_same_alone_and_among_many() -> None:
    engine, queries = _in_groups(_engine("euclidean", "int8", "float32")), _points(200, seed=1)
    single = engine.single(k=10, algorithm="graph", ef=40, is_dead=None)
    assert single is not None
    found = [single(queries[i : i + 1]) for i in range(len(queries))]
    assert [each is not None and each[0][0].tolist() for each in found] == _nearest(engine).rows.tolist()


@pytest.mark.parametrize("quantize", ["int8", "bits", None])
def test_shards_whose_entries_are_in_groups_find_as_much(quantize: str | None) -> None:
    engine = _engine("euclidean", quantize, "float32")
    exact = _nearest(engine, "exact").rows
    recall, in_groups = (
        np.mean([np.isin(a, b % N).mean() for a, b in zip(exact, _in_two_shards(each).rows, strict=True)])
        for each in (engine, _in_groups(engine))
    )
    assert in_groups > recall - 0.01


@pytest.mark.parametrize("quantize", ["int8", "bits", None])
def test_shards_whose_entries_are_in_groups_compare_less(quantize: str | None) -> None:
    engine = _engine("euclidean", quantize, "float32")
    assert _in_two_shards(_in_groups(engine)).n_distances < _in_two_shards(engine).n_distances - 2 * 200 * 400


def test_a_large_graph_has_groups_that_grow_and_return_from_a_file(tmp_path: Path) -> None:
    rows = _points(130_100, 8)
    index = NavigableSmallWorld(metric="euclidean", algorithm="graph", max_degree=8, ef_construction=16)
    index.fit(rows[:130_000]).add(rows[130_000:])
    index.save(tmp_path / "index")
    kept, loaded = (_groups_of(each) for each in (index, NavigableSmallWorld.load(tmp_path / "index")))
    assert kept is not None
    assert loaded is not None
    assert np.array_equal(kept.centers, loaded.centers)
    assert np.array_equal(kept.group_of, loaded.group_of)


def test_a_file_with_too_few_entries_gets_more() -> None:
    engine = _engine("euclidean", "int8", "float32")
    few = replace(engine, graph=replace(_graph(engine), entries=_some(30)))
    loaded = VectorEngine.from_arrays(few.arrays(), metric="euclidean", quantize="int8", dtype="float32", max_degree=16)
    assert len(_graph(loaded).entries) == wanted_entries(_graph(loaded).n_nodes)


def test_entries_that_are_left_are_grouped_anew() -> None:
    engine = _in_groups(_engine("euclidean", "int8", "float32"))
    graph = _graph(engine.keep(np.flatnonzero(np.arange(N) % 4)))
    assert graph.groups is not None
    assert len(graph.groups.group_of) == len(graph.entries)
