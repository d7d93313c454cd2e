"""Queries beyond the grid of 8-bit codes: codes stand for those that lie near it, measured by what they find."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from coincide_smallworld.index.engine import GraphSettings
from coincide_smallworld.index.vectors import VectorEngine, searching
from coincide_smallworld.index.vectors.graph import borrow_marks
from coincide_smallworld.index.vectors.plan import FAR, make_plan

DIM, N, K = 32, 3_000, 10
GRAPH = GraphSettings(max_degree=16, ef_construction=40, seed=0)
NOTHING = np.empty(0, dtype=np.uint8)


@pytest.fixture(scope="module")
def engine() -> VectorEngine:
    empty = VectorEngine(metric="euclidean", quantize="int8", dtype="float32")
    rows = np.random.default_rng(0).normal(size=(N, DIM)).astype(np.float32)
    return empty.grow(empty.prepare(rows, name="x"), graph=GRAPH)


def last_rows(engine: VectorEngine, queries: npt.NDArray[np.float32], *, n_only: int = 0) -> npt.NDArray[np.int64]:
    """What a search by codes alone puts in the last place."""
    assert engine.graph is not None
    assert engine.codes is not None
    plan = make_plan(
        engine.graph, engine.points, engine.codes, grid=engine.grid, dim=DIM, metric="euclidean", reach=0.0
    )
    only, marks = np.arange(n_only, dtype=np.int32), borrow_marks(engine.graph)
    request = plan.request(ef=40, depth=30, is_dead=NOTHING, only=only, seen=marks)
    rows, distances = np.empty((len(queries), K), np.int64), np.empty((len(queries), K), np.float32)
    searching.search_codes(engine.points, request, queries, rows, distances)
    return rows[:, -1]


def beyond(engine: VectorEngine, n_steps: float) -> npt.NDArray[np.float32]:
    """Stored vectors, each with one number so many steps beyond the grid."""
    assert engine.grid is not None
    queries = engine.points[:20].astype(np.float32)
    queries[:, 3] = engine.grid.middle[3] + (127.0 + n_steps) * engine.grid.step
    return queries


def test_codes_stand_for_a_query_somewhat_beyond_their_grid(engine: VectorEngine) -> None:
    assert (last_rows(engine, beyond(engine, 20.0)) >= 0).all()


def test_codes_do_not_stand_for_a_query_far_beyond_their_grid(engine: VectorEngine) -> None:
    assert (last_rows(engine, beyond(engine, 2_000.0)) == FAR).all()


@pytest.mark.parametrize(("n_steps", "is_far"), [(20.0, False), (2_000.0, True)])
def test_codes_stand_for_near_queries_alone_where_few_rows_are_compared_one_by_one(
    engine: VectorEngine, n_steps: float, is_far: bool
) -> None:
    assert ((last_rows(engine, beyond(engine, n_steps), n_only=100) == FAR) == is_far).all()


def test_codes_stand_for_a_stored_vector_that_was_clipped(engine: VectorEngine) -> None:
    assert engine.grid is not None
    steps = np.abs(engine.points - engine.grid.middle).max(axis=1) / engine.grid.step
    clipped = engine.points[(steps > 135.0) & (steps < 150.0)].astype(np.float32)
    assert len(clipped) > 10
    assert (last_rows(engine, clipped) >= 0).all()
