"""The engine for series: brute force, bounds and walks give the same nearest rows."""

import functools
import os
import subprocess
import sys
from functools import partial

import naive
import numpy as np
import pytest
import series_examples
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide_smallworld.distances import diagonals
from coincide_smallworld.distances.band import width_of
from coincide_smallworld.errors import InputError, SettingsError
from coincide_smallworld.index.engine import GraphSettings
from coincide_smallworld.index.series import SeriesEngine
from coincide_smallworld.index.series.engine import WIDEST_SINGLE

GRAPH = GraphSettings(max_degree=12, ef_construction=48, seed=0)
ALGORITHMS = ["brute", "exact", "graph"]
KINDS = {
    "cylinder_bell_funnel": series_examples.cylinder_bell_funnel,
    "two_patterns": series_examples.two_patterns,
    "random_walks": series_examples.random_walks,
    "ragged": lambda n, rng: series_examples.ragged_walks(n, rng=rng, shortest=40, longest=60),
    "ragged_channels": lambda n, rng: series_examples.ragged_walks(n, rng=rng, n_channels=3, shortest=40, longest=44),
    "channels": lambda n, rng: rng.normal(size=(n, 3, 40)).cumsum(axis=2),
}


def engine_of(x, *, band=0.1, graph=None):
    engine = SeriesEngine(band=band)
    return engine.grow(engine.prepare(x, name="x"), graph=graph)


def ask(engine, queries, *, k=1, algorithm="exact", ef=32, is_dead=None, n_threads=1):
    prepared = engine.prepare(queries, name="queries")
    return engine.nearest(prepared, k=k, algorithm=algorithm, ef=ef, is_dead=is_dead, n_threads=n_threads)


def assert_same(found, expected):
    np.testing.assert_array_equal(found.rows, expected.rows)
    np.testing.assert_array_equal(found.distances, expected.distances)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("k", [1, 7, 40])
def test_bounds_change_no_answer(kind, k):
    rng = np.random.default_rng(0)
    engine = engine_of(KINDS[kind](400, rng=rng))
    queries = KINDS[kind](20, rng=rng)
    assert_same(ask(engine, queries, k=k), ask(engine, queries, k=k, algorithm="brute"))


@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 2**31),
    n=st.integers(40, 200),
    band=st.sampled_from([None, 0, 3, 0.2]),
    n_channels=st.integers(1, 2),
    is_ragged=st.booleans(),
    is_coarse=st.booleans(),
)
def test_bounds_change_no_answer_whatever_the_series(seed, n, band, n_channels, is_ragged, is_coarse):
    rng = np.random.default_rng(seed)
    shortest = 25 if is_ragged else 40
    draw = partial(series_examples.ragged_walks, rng=rng, n_channels=n_channels, shortest=shortest, longest=40)
    stored, queries = draw(n), draw(3)
    if is_coarse:  # many equal distances
        stored, queries = [np.sign(series) for series in stored], [np.sign(series) for series in queries]
    engine = engine_of(stored, band=band)
    assert_same(ask(engine, queries, k=3), ask(engine, queries, k=3, algorithm="brute"))


@pytest.mark.parametrize("kind", ["random_walks", "ragged", "ragged_channels", "channels"])
def test_bounds_exclude_most_pairs(kind):
    rng = np.random.default_rng(0)
    engine = engine_of(KINDS[kind](600, rng=rng), band=0.2)  # of shorter series, all are compared
    found = ask(engine, KINDS[kind](10, rng=rng))
    assert found.n_distances < 0.5 * 10 * 600


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("n_channels", [1, 2])
def test_neighbors_are_those_of_the_slow_twin(algorithm, n_channels):
    rng = np.random.default_rng(3)
    stored = series_examples.ragged_walks(60, rng=rng, n_channels=n_channels, shortest=5, longest=12)
    queries = series_examples.ragged_walks(4, rng=rng, n_channels=n_channels, shortest=5, longest=12)
    found = ask(engine_of(stored, graph=GRAPH), queries, k=5, algorithm=algorithm, ef=15)
    slow = np.array([[distance(query, series) for series in stored] for query in queries])
    np.testing.assert_array_equal(found.rows, np.argsort(slow, axis=1)[:, :5])
    np.testing.assert_allclose(found.distances, np.sort(slow, axis=1)[:, :5], rtol=1e-5)


def distance(x, y, band=0.1):
    return naive.dtw(x.T, y.T, width=width_of(band, max(x.shape[1], y.shape[1])))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_equal_distances_come_by_row(algorithm):
    stored = np.repeat(series_examples.random_walks(40, rng=np.random.default_rng(0), length=32), 3, axis=0)
    engine = engine_of(np.random.default_rng(1).permutation(stored), graph=GRAPH)
    found = ask(engine, stored[:30:3], k=9, algorithm=algorithm)
    steps, is_tie = np.diff(found.rows, axis=1), np.diff(found.distances, axis=1) == 0
    assert is_tie.sum() >= 60 and (steps[is_tie] > 0).all() and (np.diff(found.distances, axis=1) >= 0).all()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_answers_do_not_depend_on_threads(algorithm):
    rng = np.random.default_rng(0)
    engine = engine_of(series_examples.two_patterns(500, rng=rng), graph=GRAPH)
    queries = series_examples.two_patterns(70, rng=rng)
    one, three = (ask(engine, queries, k=3, algorithm=algorithm, n_threads=n) for n in (1, 3))
    assert_same(one, three)
    assert one.n_distances == three.n_distances


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_dead_rows_are_never_returned_and_k_live_ones_are(algorithm):
    rng = np.random.default_rng(0)
    stored = np.concatenate([series_examples.random_walks(300, rng=rng, length=64)] * 2)
    engine, is_dead = engine_of(stored, graph=GRAPH), np.zeros(600, dtype=bool)
    nearest = ask(engine, stored[:1], k=100, algorithm="brute").rows[0]
    is_dead[nearest] = True
    is_dead[nearest[1]] = False
    found = ask(engine, stored[:1], k=20, algorithm=algorithm, is_dead=is_dead)
    assert (found.rows >= 0).all() and not is_dead[found.rows].any() and nearest[1] in found.rows


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("k", [1, 5, 50])
def test_as_many_columns_as_live_rows_come_back_when_k_exceeds_them(algorithm, k):
    engine = engine_of(np.arange(12.0).reshape(4, 3), graph=GRAPH)
    is_dead = np.array([False, True, False, False])
    found = ask(engine, np.zeros((2, 3)), k=k, algorithm=algorithm, is_dead=is_dead)
    np.testing.assert_array_equal(found.rows, np.repeat([[0, 2, 3][:k]], 2, axis=0))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_one_series_is_found(algorithm):
    assert ask(engine_of([[1.0, 2.0]], graph=GRAPH), [[2.0, 2.0]], algorithm=algorithm).rows.tolist() == [[0]]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_an_empty_engine_finds_nothing(algorithm):
    assert ask(SeriesEngine(), np.ones((2, 3)), algorithm=algorithm).rows.shape == (2, 0)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_no_queries_get_no_answers(algorithm):
    engine = engine_of(np.ones((3, 4)), graph=GRAPH)
    assert ask(engine, np.ones((0, 4)), k=2, algorithm=algorithm).rows.shape == (0, 2)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("n", [3, 300])
def test_constant_and_equal_series_are_all_found(algorithm, n):
    found = ask(engine_of(np.full((n, 40), 2.5), graph=GRAPH), np.zeros((1, 40)), k=n, algorithm=algorithm)
    np.testing.assert_array_equal(found.rows[0], np.arange(n))
    np.testing.assert_allclose(found.distances, 2.5 * np.sqrt(40), rtol=1e-6)


@pytest.mark.parametrize("algorithm", ["brute", "exact"])
def test_large_numbers_overflow_into_nothing(algorithm):
    stored = np.array([[1e15] * 40, [-1e15] * 40] * 60)
    assert ask(engine_of(stored), stored[:2], algorithm=algorithm).rows.tolist() == [[0], [1]]


def test_other_channels_than_stored_are_an_error():
    with pytest.raises(InputError, match="`queries` must hold series with 2 channels, got 1"):
        ask(engine_of(np.ones((3, 2, 5))), np.ones((1, 5)))


def test_a_band_that_is_none_is_an_error():
    with pytest.raises(SettingsError, match="`band` must be a fraction"):
        SeriesEngine(band=-1)


def test_items_are_the_stored_series():
    stored = series_examples.ragged_walks(9, rng=np.random.default_rng(0))
    items = engine_of(stored).items(np.array([4, 2]))
    np.testing.assert_array_equal(items[0], stored[4].T.astype(np.float32))
    np.testing.assert_array_equal(items[1], stored[2].T.astype(np.float32))


@pytest.mark.parametrize(
    ("n", "length", "algorithm"), [(30, 128, "brute"), (900, 128, "exact"), (20_000, 128, "graph")]
)
def test_the_algorithm_goes_by_size(n, length, algorithm):
    assert engine_of(np.ones((2, length))).algorithm_for(n) == algorithm


def test_short_series_need_no_bounds():
    assert engine_of(np.ones((2, 24))).algorithm_for(1000) == "brute"


def test_a_narrow_band_needs_bounds():
    assert engine_of(np.ones((2, 24)), band=0).algorithm_for(20) == "exact"


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**31), n=st.integers(1, 90), length=st.integers(1, 130), is_coarse=st.booleans())
def test_comparing_one_at_a_time_changes_no_answer(seed, n, length, is_coarse):
    rng = np.random.default_rng(seed)
    stored, queries = rng.normal(size=(n, length)).cumsum(axis=1), rng.normal(size=(4, length)).cumsum(axis=1)
    if is_coarse:  # many equal distances
        stored, queries = np.sign(stored), np.sign(queries)
    engine = engine_of(stored, band=int(rng.integers(33)))
    assert_same(ask(engine, queries), ask(engine, queries, algorithm="brute"))


@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize(("length", "width"), [(400, 8), (201, 15), (202, 16), (130, 30), (131, 31), (6001, 0)])
def test_one_or_two_series_on_their_own_equal_the_slow_twin(n, length, width):
    rng = np.random.default_rng(length)
    stored, query = rng.normal(size=(n, length)).cumsum(axis=1), rng.normal(size=length).cumsum()
    slow = [naive.dtw(query[:, None], series[:, None], width=width) for series in stored]
    found = ask(engine_of(stored, band=width), query[None])
    assert found.rows[0, 0] == np.argmin(slow)
    np.testing.assert_allclose(found.distances[0, 0], min(slow), rtol=1e-5)


def test_a_wide_band_among_few_long_series_spares_most_comparisons():
    rng = np.random.default_rng(0)
    t = np.linspace(0.0, 1.0, 400)
    series = np.sin(2 * np.pi * (np.arange(28)[:, None] % 9 + 1) * t) + 0.05 * rng.normal(size=(28, 400))
    engine = engine_of(series[:20], band=20)
    assert ask(engine, series[20:]).n_distances < 0.3 * 8 * 20


def test_the_widest_band_compared_singly_is_that_of_the_diagonals():
    assert WIDEST_SINGLE == diagonals.WIDEST


def test_largest_numbers_stay_within_the_table():
    stored = 1e15 * np.sign(np.random.default_rng(0).normal(size=(2, 400)))
    found = ask(engine_of(stored, band=20), -stored[:1])
    assert_same(found, ask(engine_of(stored, band=20), -stored[:1], algorithm="brute"))


def test_a_narrow_band_spares_nearly_all_comparisons():
    rng = np.random.default_rng(0)
    engine = engine_of(series_examples.two_patterns(60, rng=rng), band=2)
    queries = series_examples.two_patterns(20, rng=rng)
    assert ask(engine, queries).n_distances < 0.3 * ask(engine, queries, algorithm="brute").n_distances


HASWELL = "+sse,+sse2,+sse3,+ssse3,+sse4.1,+sse4.2,+popcnt,+avx,+avx2,+fma,+bmi,+bmi2,+lzcnt,+f16c,+movbe,+cx16"
ANSWERS = """
import numpy as np, series_examples
from coincide_smallworld.index.engine import GraphSettings
from coincide_smallworld.index.series import SeriesEngine
for draw in (series_examples.random_walks, series_examples.ragged_walks):
    rng = np.random.default_rng(0)
    engine = SeriesEngine(band=0.1)
    engine = engine.grow(engine.prepare(draw(300, rng=rng), name="x"), graph=GraphSettings(8, 32, 0))
    queries = engine.prepare(draw(6, rng=rng), name="queries")
    for algorithm in ("brute", "exact", "graph"):
        found = engine.nearest(queries, k=3, algorithm=algorithm, ef=64, is_dead=None, n_threads=1)
        print(found.rows.tolist(), np.round(found.distances, 3).tolist())
"""


def test_bounds_spare_comparisons_among_few_long_series():
    rng = np.random.default_rng(0)
    t = np.linspace(0.0, 1.0, 400)
    series = np.sin(2 * np.pi * (np.arange(70)[:, None] % 9 + 1) * t) + 0.05 * rng.normal(size=(70, 400))
    engine = SeriesEngine(band=0.05)
    engine = engine.grow(engine.prepare(series[:60], name="x"), graph=None)
    asked = engine.prepare(series[60:], name="queries")
    found, all_compared = (
        engine.nearest(asked, k=1, algorithm=algorithm, ef=64, is_dead=None, n_threads=1)
        for algorithm in ("exact", "brute")
    )
    np.testing.assert_array_equal(found.rows, all_compared.rows)
    assert found.n_distances < 0.7 * all_compared.n_distances


@pytest.mark.slow
@pytest.mark.parametrize(("cpu", "features"), [("haswell", HASWELL), ("x86-64", "")])
def test_other_processors_give_the_same_answers(cpu, features):
    assert answers_of_a_process(NUMBA_CPU_NAME=cpu, NUMBA_CPU_FEATURES=features) == answers_of_a_process()


@functools.cache
def answers_of_a_process(**variables):
    """What a process of its own finds; compiled code is kept beside our own, under the name of its processor."""
    environment = {**os.environ, **variables, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", ANSWERS]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("wrong", [2e15, -2e15, np.inf, -np.inf])
def test_numbers_too_large_to_be_squared_are_refused_as_float32_too(wrong):
    queries = np.ones((3, 24), dtype=np.float32)
    queries[1, 5] = wrong
    with pytest.raises(InputError, match="series 1, time point 5"):
        engine_of(np.ones((2, 24))).prepare(queries, name="queries")


def test_a_band_of_one_frame_is_none_of_the_whole_length():
    x = np.zeros((2, 24), dtype=np.float32)
    x[0, 2] = x[1, 20] = 1.0
    distances = [
        engine.nearest(
            engine.prepare(x[:1], name="x"), k=2, algorithm="exact", ef=1, is_dead=None, n_threads=1
        ).distances
        for engine in (engine_of(x, band=1), engine_of(x, band=1.0))
    ]
    assert distances[0][0, 1] > 0.0 == distances[1][0, 1]
