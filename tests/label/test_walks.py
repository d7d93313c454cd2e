"""Random walks from labels and to labels."""

from __future__ import annotations

import naive_label
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.label import neighbor_graph
from coincide.label.walks import Walks


def _graph(n: int, seed: int):
    rows = np.random.default_rng(seed).standard_normal((n, 5)).astype(np.float32)
    return neighbor_graph(rows / np.linalg.norm(rows, axis=1, keepdims=True), n_neighbors=3)


@examples(15)
@given(n=st.integers(2, 30), seed=st.integers(0, 999))
def test_walks_out_of_an_event_equal_those_of_the_slow_twin(n: int, seed: int) -> None:
    graph = _graph(n, seed)
    np.testing.assert_allclose(
        next(Walks(graph).out_of(np.array([0])))[0], naive_label.walks_out(graph.toarray())[:, 0], atol=2e-3
    )


@examples(15)
@given(n=st.integers(3, 30), seed=st.integers(0, 999))
def test_walks_to_labels_equal_those_of_the_slow_twin(n: int, seed: int) -> None:
    graph = _graph(n, seed)
    found = Walks(graph).to(np.array([0, 2]), np.eye(2, dtype=np.float32))
    expected = [naive_label.walks_to(graph.toarray(), {0: "a", 2: "b"}, start) for start in range(n)]
    np.testing.assert_allclose(found, expected, atol=5e-3)


@examples(15)
@given(n=st.integers(3, 30), seed=st.integers(0, 999))
def test_a_walk_between_labels_does_not_end_where_it_began(n: int, seed: int) -> None:
    graph = _graph(n, seed)
    found = Walks(graph).between(np.array([0, 1, 2]), np.eye(3, dtype=np.float32))
    links = graph.toarray()
    expected = [
        [0.0, *naive_label.walks_to(links, {1: "b", 2: "c"}, 0)],
        [*naive_label.walks_to(links, {0: "a"} | {2: "c"}, 1)],
    ]
    np.testing.assert_allclose(found[0], expected[0], atol=5e-3)
    np.testing.assert_allclose(found[1, [0, 2]], expected[1], atol=5e-3)


@examples(15)
@given(n=st.integers(2, 30), seed=st.integers(0, 999))
def test_a_walk_comes_to_one_label_at_most(n: int, seed: int) -> None:
    found = Walks(_graph(n, seed)).to(np.array([0, 1]), np.eye(2, dtype=np.float32))
    assert found.sum(axis=1).max() <= 1 + 5e-3
