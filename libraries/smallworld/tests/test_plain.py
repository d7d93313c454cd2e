"""With `COINCIDE_PLAIN=1` nothing is compiled, and the answers are the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import naive
import numpy as np
import pytest
import series_examples
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide_smallworld import NavigableSmallWorld, dtw_path, find_subsequences
from coincide_smallworld.distances.one_to_many import slack_of
from coincide_smallworld.distances.plain import path_to, squared_to_many

USE_ALL = """
import sys
import numpy as np
import coincide_smallworld as s
rng = np.random.default_rng(0)
vectors, walks = rng.normal(size=(300, 8)), rng.normal(size=(60, 20)).cumsum(axis=1)
for metric, rows in (("cosine", vectors), ("dtw", walks)):
    index = s.NavigableSmallWorld(metric=metric, algorithm="graph").fit(rows)
    index.remove([1])
    index.save(sys.argv[1])
    s.NavigableSmallWorld.load(sys.argv[1]).search(rows[:3], k=2)
s.SmallWorldClassifier(1, metric="dtw").fit(walks, np.arange(60) % 2).predict(walks)
s.dtw_barycenter(walks[:3])
s.find_subsequences(walks[0], [rng.normal(size=500)], k=1, metric="dtw")
print("numba" in sys.modules)
"""


@settings(deadline=None, max_examples=60)
@given(
    n=st.integers(1, 12),
    m=st.integers(1, 12),
    width=st.integers(0, 12),
    channels=st.integers(1, 3),
    seed=st.integers(0, 99),
)
def test_plain_warping_equals_its_slow_twin(n: int, m: int, width: int, channels: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, others = rng.normal(size=(n, channels)), rng.normal(size=(3, m, channels))
    squared = squared_to_many(x, others, slack=slack_of(n, m, width=width))
    expected = [naive.dtw(x, other, width=width) for other in others]
    np.testing.assert_allclose(np.sqrt(squared), expected, rtol=1e-12)


@settings(deadline=None, max_examples=60)
@given(n=st.integers(1, 12), m=st.integers(1, 12), width=st.integers(0, 12), seed=st.integers(0, 99))
def test_the_plain_path_is_that_of_the_compiled_loop(n: int, m: int, width: int, seed: int) -> None:
    # Whole numbers, so that ways of equal cost are common.
    x, y = (np.random.default_rng(seed + i).integers(0, 3, size).astype(float) for i, size in enumerate((n, m)))
    found = path_to(x[:, None], y[:, None], slack=slack_of(n, m, width=min(width, max(n, m))))[1]
    np.testing.assert_array_equal(found, dtw_path(x, y, band=width).path)


def test_vectors_have_the_same_neighbors(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.random.default_rng(0).normal(size=(500, 16))
    compiled = NavigableSmallWorld(metric="euclidean", algorithm="graph", ef=400).fit(vectors).search(vectors[:20], k=5)
    monkeypatch.setenv("COINCIDE_PLAIN", "1")
    found = NavigableSmallWorld(metric="euclidean", algorithm="graph").fit(vectors).search(vectors[:20], k=5)
    np.testing.assert_array_equal(found.ids, compiled.ids)
    np.testing.assert_array_equal(found.distances, compiled.distances)


def test_series_have_the_same_neighbors(monkeypatch: pytest.MonkeyPatch) -> None:
    series = series_examples.ragged_walks(60, rng=np.random.default_rng(0), n_channels=2)
    compiled = NavigableSmallWorld(metric="dtw", band=0.2, algorithm="exact").fit(series).search(series[:9], k=5)
    monkeypatch.setenv("COINCIDE_PLAIN", "1")
    found = NavigableSmallWorld(metric="dtw", band=0.2).fit(series).search(series[:9], k=5)
    np.testing.assert_array_equal(found.ids, compiled.ids)
    np.testing.assert_allclose(found.distances, compiled.distances, rtol=1e-5, atol=1e-6)


def test_subsequences_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    recording, query = rng.normal(size=(2, 2_000)).cumsum(axis=1), rng.normal(size=(2, 60)).cumsum(axis=1)
    found = []
    for switch in ("0", "1"):
        monkeypatch.setenv("COINCIDE_PLAIN", switch)
        found.append(find_subsequences(query, recording, k=4, metric="dtw", band=0.1).matches)
    assert [match.start for match in found[0]] == [match.start for match in found[1]]


@pytest.mark.parametrize("metric", ["euclidean", "dtw"])
def test_a_file_with_a_graph_is_searched_without_it(
    metric: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = np.random.default_rng(0).normal(size=(200, 16))
    compiled = NavigableSmallWorld(metric=metric, algorithm="graph", ef=150).fit(rows)
    compiled.save(tmp_path / "kept.nsw")
    expected = compiled.search(rows[:5], k=3).ids
    monkeypatch.setenv("COINCIDE_PLAIN", "1")
    np.testing.assert_array_equal(NavigableSmallWorld.load(tmp_path / "kept.nsw").search(rows[:5], k=3).ids, expected)


@pytest.mark.slow
def test_nothing_is_compiled(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", USE_ALL, str(tmp_path / "kept.nsw")],
        env={**os.environ, "COINCIDE_PLAIN": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (result.stdout, result.stderr) == ("False\n", "")


@pytest.mark.slow
def test_the_contract_of_an_index_holds() -> None:
    root = Path(__file__).parents[1]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/contracts"],
        cwd=root,
        env={**os.environ, "COINCIDE_PLAIN": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
