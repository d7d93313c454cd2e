"""How many entries a graph has, and where more come from when there are too few."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from coincide_smallworld.index.engine import GraphSettings
from coincide_smallworld.index.vectors.graph import VectorGraph, empty_graph, wanted_entries, with_more_entries
from coincide_smallworld.index.vectors.growth import grown

SETTINGS = GraphSettings(max_degree=16, ef_construction=32, seed=0, n_threads=1)


def grown_from(graph: VectorGraph, points: npt.NDArray[np.float32]) -> VectorGraph:
    rng = np.random.default_rng(0)
    return grown(graph, points, len(points), extra=-1, settings=SETTINGS, rng=rng)


def points_of(n: int) -> npt.NDArray[np.float32]:
    return np.random.default_rng(1).standard_normal((n, 16), dtype=np.float32)


@pytest.mark.parametrize(("n", "wanted"), [(0, 1), (1, 2), (20_000, 142), (100_000, 317), (1_000_000, 7_817)])
def test_large_graphs_want_an_entry_for_each_120_nodes_above_100_000(n: int, wanted: int) -> None:
    assert wanted_entries(n) == wanted


@pytest.mark.parametrize(("n", "wanted"), [(2_000, 45), (110_000, 400)])
def test_growing_adds_as_many_entries_as_wanted(n: int, wanted: int) -> None:
    graph = grown_from(empty_graph(16), points_of(n))
    assert len(graph.entries) == wanted


def test_missing_entries_are_spread_over_all_nodes() -> None:
    entries = with_more_entries(np.array([5], dtype=np.int32), np.arange(1_000, dtype=np.int32))
    assert np.bincount(entries // 250).tolist() == pytest.approx([8] * 4, abs=1)


def test_a_graph_with_too_few_entries_takes_them_from_all_nodes_when_it_grows() -> None:
    points = points_of(2_020)
    before = grown_from(empty_graph(16), points[:2_000])
    graph = grown_from(replace(before, entries=before.entries[:4]), points)
    assert (len(graph.entries), (graph.entries < 2_000).sum()) == (wanted_entries(2_020), wanted_entries(2_000))
