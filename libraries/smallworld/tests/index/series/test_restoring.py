"""Arrays of a file become an engine, or an error that says why not."""

import numpy as np
import pytest
import series_examples

from coincide_smallworld.index.engine import GraphSettings
from coincide_smallworld.index.series import SeriesEngine

MAX_DEGREE = 6
GRAPH = GraphSettings(max_degree=MAX_DEGREE, ef_construction=16, seed=0)


def engine_of(*, graph=GRAPH, n=80):
    engine = SeriesEngine(band=2)
    rows = series_examples.ragged_walks(max(n - 1, 0), rng=np.random.default_rng(0))
    return engine.grow(engine.prepare([*rows, *rows[:1]], name="x"), graph=graph)


def copied(engine):
    return {name: array.copy() for name, array in engine.arrays().items()}


def restored(arrays):
    return SeriesEngine.from_arrays(arrays, band=2, max_degree=MAX_DEGREE)


def ask(engine, *, algorithm="graph"):
    queries = engine.prepare(series_examples.ragged_walks(20, rng=np.random.default_rng(1)), name="queries")
    return engine.nearest(queries, k=5, algorithm=algorithm, ef=10, is_dead=None, n_threads=1)


@pytest.mark.parametrize("algorithm", ["brute", "exact", "graph"])
def test_a_restored_engine_answers_the_same(algorithm):
    engine = engine_of()
    found, expected = (ask(one, algorithm=algorithm) for one in (restored(copied(engine)), engine))
    np.testing.assert_array_equal(found.rows, expected.rows)
    np.testing.assert_array_equal(found.distances, expected.distances)
    assert found.n_distances == expected.n_distances


def test_a_restored_engine_grows_the_same():
    engine = engine_of()
    more = engine.prepare(series_examples.ragged_walks(40, rng=np.random.default_rng(2)), name="x")
    arrays = copied(engine)
    for array in arrays.values():
        array.flags.writeable = False  # as if memory-mapped
    one, other = engine.grow(more, graph=GRAPH).arrays(), restored(arrays).grow(more, graph=GRAPH).arrays()
    for name, array in one.items():
        np.testing.assert_array_equal(array, other[name])


@pytest.mark.parametrize("graph", [None, GRAPH])
def test_an_empty_engine_is_restored_empty(graph):
    assert len(restored(copied(engine_of(graph=graph, n=0)))) == 0


def test_an_engine_without_graph_is_restored_without():
    assert not restored(copied(engine_of(graph=None))).has_graph


def test_files_name_only_arrays_that_they_may_hold():
    axes = {name: (str(array.dtype), array.ndim) for name, array in engine_of().arrays().items()}
    assert set(axes.values()) <= {("float32", 2), ("int64", 1), ("int32", 2), ("int32", 1)}


def change(name, at, value):
    def changed(arrays):
        arrays[name][at] = value

    return changed


def drop(name):
    return lambda arrays: arrays.pop(name)


def put(name, make):
    def changed(arrays):
        arrays[name] = make(arrays[name])

    return changed


def go_round(arrays):
    """Let two nodes be each other's parents, both linked."""
    links = arrays["links"]
    pairs = [(a, b) for a in range(len(links)) for b in links[a] if b > a and a in links[b]]
    a, b = next(pair for pair in pairs if not np.isin(pair, arrays["entries"]).any())
    arrays["parents"][a], arrays["parents"][b] = b, a


DAMAGES = {
    "no frames": (drop("frames"), "expected arrays"),
    "half a graph": (drop("links"), "expected arrays"),
    "an unknown array": (lambda arrays: arrays.update(more=np.zeros(1)), "expected arrays"),
    "frames in float64": (put("frames", lambda a: a.astype(np.float64)), "expected `frames` as float32 with 2 axes"),
    "links on one axis": (put("links", np.ravel), "expected `links` as int32 with 2 axes, found int32 with 1"),
    "frames with NaN": (change("frames", 3, np.nan), "expected finite numbers"),
    "frames with inf": (change("frames", 3, -np.inf), "expected finite numbers"),
    "frames too large": (change("frames", 3, 1e20), "expected finite numbers"),
    "frames too few": (put("frames", lambda a: a[:-1]), "expected starts of series"),
    "no channels": (put("frames", lambda a: a[:, :0]), "expected series with a channel"),
    "starts that fall": (change("starts", 3, 0), "expected starts of series"),
    "starts not from 0": (change("starts", 0, 1), "expected starts of series"),
    "starts beyond the end": (change("starts", -1, 10**9), "expected starts of series"),
    "no starts": (put("starts", lambda a: a[:0]), "expected starts of series"),
    "links too few": (put("links", lambda a: a[:-1]), "expected a graph of 80 rows with 6 links"),
    "links of another degree": (put("links", lambda a: a[:, :4].copy()), "expected a graph of 80 rows"),
    "parents too few": (put("parents", lambda a: a[:-1]), "expected a graph of 80 rows"),
    "a link beyond the end": (change("links", (5, 2), 80), "expected links to rows below 80"),
    "a link below -1": (change("links", (5, 2), -7), "expected links to rows below 80"),
    "a gap in a row": (change("links", (5, 0), -1), "expected links to rows below 80"),
    "a link to itself": (change("links", (5, 0), 5), "expected links from nodes to other nodes"),
    "a link to a twin": (change("links", (5, 0), 79), "expected links from nodes to other nodes"),
    "a link of a twin": (change("links", (79, 0), 5), "expected links from nodes to other nodes"),
    "a link twice": (put("links", lambda a: np.where(np.arange(6) == 1, a[:, :1], a)), "expected each link once"),
    "a distance of NaN": (change("squared", (5, 0), np.nan), "expected a distance for each link"),
    "a distance below 0": (change("squared", (5, 0), -1.0), "expected a distance for each link"),
    "distances out of order": (change("squared", (5, 0), 1e9), "expected links nearest first"),
    "a twin beyond the end": (change("twin_of", 79, 80), "expected twins that are rows"),
    "a twin of a twin": (change("twin_of", 4, 79), "expected twins that are rows"),
    "a twin with other numbers": (change("twin_of", 79, 4), "expected twins with equal numbers"),
    "an entry beyond the end": (change("entries", 0, 80), "expected entries below 80"),
    "an entry twice": (put("entries", lambda a: np.repeat(a, 2)), "expected entries below 80"),
    "no entries": (put("entries", lambda a: a[:0]), "expected a parent for each node"),
    "a twin as entry": (change("entries", 0, 79), "expected a parent for each node"),
    "a parent beyond the end": (change("parents", slice(0, 9), 80), "expected a parent for each node"),
    "parents that do not link": (put("parents", lambda a: np.where(a >= 0, a[a >= 0][0], a)), "expected parents that"),
    "parents in a circle": (go_round, "expected that every node can be reached"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_arrays_are_refused(damage):
    make, message = DAMAGES[damage]
    arrays = copied(engine_of())
    make(arrays)
    with pytest.raises(ValueError, match=message):
        restored(arrays)


def test_arrays_that_pass_the_checks_are_safe_to_walk():
    rng = np.random.default_rng(0)
    whole = copied(engine_of())
    n_refused = 0
    for _ in range(400):
        arrays = {name: array.copy() for name, array in whole.items()}
        name = list(arrays)[rng.integers(len(arrays))]
        bytes_of = arrays[name].reshape(-1).view(np.uint8)
        bytes_of[rng.integers(len(bytes_of))] ^= np.uint8(1 << rng.integers(8))
        try:
            engine = restored(arrays)
        except ValueError:
            n_refused += 1
            continue
        found = ask(engine)
        assert ((found.rows >= 0) & (found.rows < 80)).all()
    assert n_refused > 100
