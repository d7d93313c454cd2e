"""The graph of series: how well it finds, how it grows, how it is mended."""

import threading

import numpy as np
import pytest
import series_examples

from coincide_smallworld.index.engine import GraphSettings
from coincide_smallworld.index.series import SeriesEngine
from coincide_smallworld.index.series.graph import SeriesGraph
from coincide_smallworld.index.series.restoring import checked_graph

GRAPH = GraphSettings(max_degree=16, ef_construction=64, seed=0)
N = 1500
# Share of queries whose nearest series is found, with 64 in the pool, and of pairs compared: measured .975 to 1.0 and
# 0.19 to 0.27.
RECALL_FLOOR, SHARE_CEILING = 0.95, 0.32
KINDS = {
    "cylinder_bell_funnel": series_examples.cylinder_bell_funnel,
    "two_patterns": series_examples.two_patterns,
    "random_walks": series_examples.random_walks,
    "ragged": lambda n, rng: series_examples.ragged_walks(n, rng=rng, shortest=40, longest=48),
    "channels": lambda n, rng: rng.normal(size=(n, 4, 30)).cumsum(axis=2),
}


def engine_of(x, *, graph=GRAPH):
    engine = SeriesEngine(band=0.1)
    return engine.grow(engine.prepare(x, name="x"), graph=graph)


def grown(engine, x, *, graph=GRAPH):
    return engine.grow(engine.prepare(x, name="x"), graph=graph)


def ask(engine, queries, *, k=1, algorithm="graph", ef=64, is_dead=None):
    prepared = engine.prepare(queries, name="queries")
    return engine.nearest(prepared, k=k, algorithm=algorithm, ef=ef, is_dead=is_dead, n_threads=1)


def recall(engine, queries, *, ef=64, is_dead=None):
    found, exact = (ask(engine, queries, algorithm=a, ef=ef, is_dead=is_dead) for a in ("graph", "exact"))
    return float(np.mean(found.distances <= exact.distances))


def assert_sound(engine):
    """All that a file is checked for: links in range and order, and every node can be reached."""
    arrays = engine.arrays()
    checked = checked_graph(arrays, engine.held.series, max_degree=engine.graph.links.shape[1])
    assert isinstance(checked, SeriesGraph)


def assert_same_arrays(one, other):
    for name, array in one.arrays().items():
        np.testing.assert_array_equal(array, other.arrays()[name])


@pytest.mark.parametrize("kind", KINDS)
def test_the_walk_finds_the_nearest_with_few_comparisons(kind):
    rng = np.random.default_rng(0)
    engine, queries = engine_of(KINDS[kind](N, rng=rng)), KINDS[kind](100, rng=rng)
    assert recall(engine, queries) >= RECALL_FLOOR
    assert ask(engine, queries).n_distances < SHARE_CEILING * len(queries) * N


def test_a_larger_pool_finds_more():
    rng = np.random.default_rng(0)
    engine = engine_of(series_examples.cylinder_bell_funnel(N, rng=rng))
    queries = series_examples.cylinder_bell_funnel(100, rng=rng)
    assert recall(engine, queries, ef=4) < recall(engine, queries, ef=96)


def test_growing_in_steps_finds_as_well():
    rng = np.random.default_rng(0)
    rows = series_examples.two_patterns(N, rng=rng)
    engine = engine_of(rows[:700])
    for first in (700, 701, 702, 1000):
        last = {700: 701, 701: 702, 702: 1000, 1000: N}[first]
        engine = grown(engine, rows[first:last])
    assert_sound(engine)
    assert recall(engine, series_examples.two_patterns(100, rng=rng)) >= RECALL_FLOOR


def test_the_graph_does_not_depend_on_threads():
    rows = series_examples.random_walks(N, rng=np.random.default_rng(0), length=32)
    three = GraphSettings(max_degree=16, ef_construction=64, seed=0, n_threads=3)
    assert_same_arrays(engine_of(rows), engine_of(rows, graph=three))


def test_the_seed_draws_the_order_of_insertion():
    rows = series_examples.random_walks(200, rng=np.random.default_rng(0), length=32)
    one, other = (engine_of(rows, graph=GraphSettings(8, 32, seed)) for seed in (0, 1))
    assert not np.array_equal(one.graph.links, other.graph.links)


def test_an_old_engine_answers_as_before_while_larger_ones_grow():
    rng = np.random.default_rng(0)
    old = engine_of(series_examples.random_walks(400, rng=rng, length=32))
    queries, fresh = (series_examples.random_walks(n, rng=rng, length=32) for n in (40, 300))
    before = ask(old, queries, k=5)
    answers = []

    def read():
        for _ in range(20):
            answers.append(ask(old, queries, k=5))

    reader = threading.Thread(target=read)
    reader.start()
    larger = old
    for first in range(0, 300, 50):
        larger = grown(larger, fresh[first : first + 50])
    reader.join()
    for after in [*answers, ask(old, queries, k=5)]:
        np.testing.assert_array_equal(after.rows, before.rows)
        np.testing.assert_array_equal(after.distances, before.distances)
    assert len(old) == 400 and len(larger) == 700


def test_growing_without_a_graph_drops_it():
    engine = engine_of(np.eye(6))
    assert not grown(engine, np.ones((1, 6)), graph=None).has_graph


def test_a_graph_can_be_made_later():
    rows = series_examples.random_walks(200, rng=np.random.default_rng(0), length=32)
    later = engine_of(rows, graph=None).with_graph(GRAPH)
    assert_same_arrays(later, engine_of(rows))


@pytest.mark.parametrize("n_copies", [2, 50])
def test_copies_are_found_with_what_they_copy(n_copies):
    rng = np.random.default_rng(0)
    rows = np.repeat(series_examples.random_walks(100, rng=rng, length=32), n_copies, axis=0)
    engine = engine_of(rng.permutation(rows))
    assert_sound(engine)
    assert (ask(engine, rows[::n_copies], k=n_copies, ef=16).distances == 0).all()


def test_copies_that_come_later_are_twins_too():
    rows = series_examples.random_walks(100, rng=np.random.default_rng(0), length=32)
    engine = grown(engine_of(rows), rows)
    np.testing.assert_array_equal(engine.graph.twin_of, np.tile(np.arange(100), 2))


def test_far_apart_groups_are_all_reached():
    rng = np.random.default_rng(0)
    rows = np.concatenate([place + 0.01 * rng.normal(size=(60, 20)) for place in (0.0, 50.0, 1000.0, -300.0)])
    engine = engine_of(rows, graph=GraphSettings(max_degree=4, ef_construction=8, seed=0))
    assert_sound(engine)
    assert recall(engine, rows, ef=8) == 1.0


@pytest.mark.parametrize("share", [0.05, 0.3, 0.9])
def test_keeping_some_rows_mends_the_graph(share):
    rng = np.random.default_rng(0)
    engine = engine_of(series_examples.two_patterns(N, rng=rng))
    rows = np.flatnonzero(rng.random(N) >= share)
    smaller = engine.keep(rows)
    assert_sound(smaller)
    np.testing.assert_array_equal(smaller.items(np.arange(len(rows))).frames, engine.items(rows).frames)
    assert recall(smaller, series_examples.two_patterns(100, rng=rng)) >= RECALL_FLOOR


def test_a_twin_takes_the_place_of_a_dropped_node():
    rows = series_examples.random_walks(60, rng=np.random.default_rng(0), length=32)
    engine = engine_of(np.concatenate([rows, rows])).keep(np.arange(30, 120))
    assert_sound(engine)
    found = ask(engine, rows, k=1, ef=16)
    assert (found.distances == 0).all()


def test_a_mended_graph_grows_on():
    rng = np.random.default_rng(0)
    rows = series_examples.random_walks(900, rng=rng, length=64)
    engine = grown(engine_of(rows[:600]).keep(np.arange(0, 600, 2)), rows[600:])
    assert_sound(engine)
    assert recall(engine, series_examples.random_walks(60, rng=rng, length=64)) >= RECALL_FLOOR


def test_dead_rows_cost_no_recall():
    rng = np.random.default_rng(0)
    engine = engine_of(series_examples.two_patterns(N, rng=rng))
    queries = series_examples.two_patterns(100, rng=rng)
    assert recall(engine, queries, is_dead=rng.random(N) < 0.25) >= RECALL_FLOOR


def test_an_interrupted_growth_leaves_the_old_engine_as_it_was():
    rows = series_examples.random_walks(400, rng=np.random.default_rng(0), length=32)
    engine = engine_of(rows[:200])
    before = ask(engine, rows, k=3)
    broken = GraphSettings(max_degree=16, ef_construction=64, seed=-1)
    with pytest.raises(ValueError, match="non-negative"):
        grown(engine, rows[200:], graph=broken)
    np.testing.assert_array_equal(ask(engine, rows, k=3).rows, before.rows)
    assert_same_arrays(grown(engine, rows[200:]), grown(engine_of(rows[:200]), rows[200:]))
