"""The compiled loops of the vector index beside their slow twins."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from typing import Any

import naive
import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide_smallworld.index.vectors import linking, walk
from coincide_smallworld.index.vectors.codes.eight_bits import largest_code_asked
from coincide_smallworld.index.vectors.graph import WALKS
from coincide_smallworld.index.vectors.intrinsics import first_open, insert_sorted, keep, pointer, squared_distance

# The same answers are wanted where LLVM has no wide registers, or only half as wide ones.
TARGETS = {
    "avx2": {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": "+avx2,+fma"},
    "plain": {"NUMBA_CPU_NAME": "x86-64", "NUMBA_CPU_FEATURES": "+sse2"},
}


@numba.njit
def distance_of(x: Any, i: Any, y: Any, j: Any):
    return squared_distance(pointer(x), i, pointer(y), j, x.shape[1])


@numba.njit
def insert(ids: Any, squared: Any, start: Any, node: Any, distance: Any):
    return insert_sorted(pointer(ids), pointer(squared), start, ids.size, node, distance)


@numba.njit
def first_number(start: Any, n: Any):
    others = np.full(n, 7, np.int32)  # takes the memory of whatever was freed
    return start[0] + 0 * others[0]


@numba.njit
def number_kept(n: Any):
    numbers = np.full(n, 3, np.int32)
    found = first_number(pointer(numbers), n)
    keep(numbers)
    return found


def test_an_array_behind_a_pointer_lives_until_it_is_kept_no_longer():
    assert [number_kept(n) for n in (16, 64, 100_000)] == [3, 3, 3]


@numba.njit
def open_place(ids: Any, start: Any):
    return first_open(pointer(ids), ids.size, start)


@pytest.mark.parametrize("width", [16, 48, 64, 80, 128, 272])
def test_float_distances_are_sums_of_squared_differences(width: Any):
    x = np.random.default_rng(width).normal(size=(5, width)).astype(np.float32)
    y = np.random.default_rng(1).normal(size=(3, width)).astype(np.float32)
    expected = ((x[4].astype(np.float64) - y[2]) ** 2).sum()
    assert distance_of(x, 4, y, 2) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("width", [64, 128, 320, 8192])
def test_code_distances_are_exact_however_far_a_query_is(width: Any):
    x = np.random.default_rng(width).integers(-127, 128, size=(5, width)).astype(np.int8)
    y = np.random.default_rng(1).integers(-127, 128, size=(3, width)).astype(np.int16)
    x[1], y[2] = -127, largest_code_asked(width)
    for i, j in ((1, 2), (3, 1)):
        expected = ((x[i].astype(np.int64) - y[j]) ** 2).sum()
        assert distance_of(x, i, y, j) == np.float32(expected)


@settings(deadline=None, max_examples=60)
@given(
    values=st.lists(st.integers(0, 30), min_size=1, max_size=48),
    fresh=st.integers(0, 31),
    n_blocks=st.integers(1, 3),
)
def test_a_pool_stays_sorted_and_drops_the_farthest(values: Any, fresh: Any, n_blocks: Any):
    size = 16 * n_blocks
    known = sorted(float(value) for value in values)[:size]
    pool = [(value, i) for i, value in enumerate(known)] + [(np.inf, -1)] * (size - len(known))
    ids = np.array([node for _, node in pool], dtype=np.int32)
    squared = np.array([value for value, _ in pool], dtype=np.float32)
    start = 16 * sum(last <= fresh for last in squared[15:-1:16])  # a block may be passed over if all of it is nearer
    place = insert(ids, squared, start, 99, np.float32(fresh))
    expected, expected_place = naive.inserted(pool, 99, float(fresh))
    assert (list(zip(squared.tolist(), ids.tolist(), strict=True)), place) == (expected, expected_place)


@settings(deadline=None, max_examples=60)
@given(open_places=st.sets(st.integers(0, 47)), data=st.data())
def test_the_first_open_place_is_the_first_id_that_is_not_negative(open_places: Any, data: Any):
    ids = np.full(48, -5, dtype=np.int32)
    ids[sorted(open_places)] = 7
    first = min(open_places, default=48)
    start = data.draw(st.integers(0, min(first, 47)))
    assert open_place(ids, start) == first


def world(n: Any = 300, dim: Any = 16, degree: Any = 8, seed: Any = 0):
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(n, dim)).astype(np.float32)
    near = np.argsort(((points[:, None] - points[None]) ** 2).sum(axis=2), axis=1)[:, 1 : degree + 1]
    links = near.astype(np.int32)
    links[::3, degree // 2 :] = -1
    return points, links


def walked(points: Any, links: Any, queries: Any, *, ef: Any, n: Any = None):
    entries = np.arange(0, len(points), 40, dtype=np.int32)
    ids = np.empty((len(queries), ef), dtype=np.int32)
    squared = np.empty((len(queries), ef), dtype=np.float32)
    counts = np.empty(len(queries), dtype=np.int32)
    seen = np.zeros((WALKS, len(points) // 64 + 1), dtype=np.uint64)
    rows = np.arange(len(queries), dtype=np.int32)
    n = len(points) if n is None else n
    starts = np.empty(0, dtype=np.int32)  # entries are not in groups
    walk.walk(points, links, n, points[entries], entries, starts, queries, rows, seen, ids, squared, counts)
    return [ids[i, : counts[i]].tolist() for i in range(len(queries))], seen


@pytest.mark.parametrize("n_queries", [1, 3, 4, 11])
@pytest.mark.parametrize("ef", [16, 48, 640])
def test_walks_in_step_find_what_one_walk_finds(n_queries: Any, ef: Any):
    points, links = world()
    queries = np.random.default_rng(1).normal(size=(n_queries, 16)).astype(np.float32)
    found, _ = walked(points, links, queries, ef=ef)
    for query, ids in zip(queries, found, strict=True):
        pool = naive.beam_search(points, links, range(0, 300, 40), query, n_starts=walk.N_STARTS, ef=ef)
        assert ids == [node for _, node in pool]


def test_walks_leave_no_marks():
    points, links = world()
    _, seen = walked(points, links, points[:9], ef=32)
    assert not seen.any()


def test_walks_longer_than_their_log_leave_no_marks():
    points, links = world(n=63, degree=16)
    _, seen = walked(points, links, points[:5], ef=48)  # one word of marks, so the log has room for one
    assert not seen.any()


def test_nodes_that_came_later_are_passed_over():
    points, links = world()
    entries_end = 41
    found, _ = walked(points[: entries_end + 1], links[: entries_end + 1], points[:5], ef=16, n=entries_end + 1)
    assert max(max(ids) for ids in found) <= entries_end


def test_links_are_the_nearest_diverse_candidates():
    points, _ = world()
    ids = np.arange(1, 65, dtype=np.int32)
    squared = ((points[ids] - points[0]) ** 2).sum(axis=1).astype(np.float32)
    by_distance = np.argsort(squared)
    links, twin_of = np.full((300, 12), -1, dtype=np.int32), np.arange(300, dtype=np.int32)
    linking.link(
        points,
        -1,
        links,
        twin_of,
        np.zeros(1, dtype=np.int32),
        ids[by_distance][None],
        squared[by_distance][None],
        np.array([64], dtype=np.int32),
        6,
    )
    assert links[0][links[0] >= 0].tolist() == naive.diverse(points, 0, range(1, 65), most=6)


def linked_back(points: Any, *, most: int, is_filled: bool) -> list[int]:
    """The row of node 0, which was full, after a link came back to it."""
    links = np.full((300, 8), -1, dtype=np.int32)
    links[0] = np.arange(1, 9)
    starts, sources = np.array([0, 1], dtype=np.int64), np.array([9], dtype=np.int32)
    linking.link_back(points, -1, links, np.zeros(1, dtype=np.int32), starts, sources, most, is_filled)
    return links[0][links[0] >= 0].tolist()


def test_a_full_row_is_chosen_anew_when_a_link_comes_back():
    points, _ = world()
    assert linked_back(points, most=5, is_filled=False) == naive.diverse(points, 0, range(1, 10), most=5)


def test_a_row_that_is_filled_keeps_a_place_free():
    points, _ = world()
    chosen = naive.diverse(points, 0, range(1, 10), most=8)
    row = linked_back(points, most=8, is_filled=True)
    assert (row[: len(chosen)], len(row), len(chosen) < 7) == (chosen, 7, True)


def test_whoever_lost_a_neighbor_gets_that_ones_neighbors():
    points, links = world(degree=4)
    gone = int(links[0, 0])
    stands = np.arange(300, dtype=np.int32)
    stands[gone] = -1
    mended = np.empty((1, 4), dtype=np.int32)
    linking.mend(points, -1, links, stands, np.zeros(1, dtype=np.int32), mended, False)
    candidates = {int(node) for row in (0, gone) for node in links[row] if node >= 0} - {gone, 0}
    assert mended[0][mended[0] >= 0].tolist() == naive.diverse(points, 0, candidates, most=4)


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_other_processors_get_the_same_neighbors(target: Any):
    """The whole index in a process whose compiler is told of another processor."""
    assert neighbors_found(**TARGETS[target]) == neighbors_found()


@functools.cache
def neighbors_found(**variables: Any):
    """What a process of its own finds; compiled code is kept beside our own, under the name of its processor."""
    program = (
        "import numpy as np; from coincide_smallworld import NavigableSmallWorld as W\n"
        "x = np.random.default_rng(0).integers(-9, 10, size=(1500, 24)).astype(np.float32)\n"
        "for q, d in ((None, 'float32'), ('int8', 'float32'), (None, 'float16')):\n"
        "    i = W(metric='euclidean', algorithm='graph', quantize=q, dtype=d, max_degree=16, ef_construction=48)\n"
        "    i.fit(x[:1400])\n"
        "    print(i.search(x[1400:], k=5).ids.tolist())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
