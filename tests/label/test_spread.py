"""Labels that spread over the neighbor graph."""

from __future__ import annotations

import math

import naive_label
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.label import Spreader, graph_of, neighbor_graph
from coincide.label.graph import normalized
from coincide.label.spread import lead


def _rows(n: int, seed: int = 1, dim: int = 5) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((n, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@examples(15)
@given(n=st.integers(2, 40), seed=st.integers(0, 999))
def test_the_graph_equals_its_slow_twin(n: int, seed: int) -> None:
    rows = _rows(n, seed)
    np.testing.assert_allclose(
        neighbor_graph(rows, n_neighbors=3).toarray(), naive_label.neighbor_graph(rows, k=3), atol=1e-4
    )


@examples(15)
@given(n=st.integers(2, 40), seed=st.integers(0, 999))
def test_the_graph_is_symmetric_and_keeps_walks_finite(n: int, seed: int) -> None:
    graph = normalized(neighbor_graph(_rows(n, seed))).toarray().astype(np.float64)
    np.testing.assert_allclose(graph, graph.T, atol=1e-6)
    assert np.linalg.eigvalsh(graph).max() <= 1 + 1e-5


def test_a_graph_from_an_index_is_that_from_a_scan() -> None:
    rows = _rows(30)
    distances = 1 - rows @ rows.T
    np.fill_diagonal(distances, np.inf)
    ids = np.argsort(distances, axis=1)[:, :4]
    made = graph_of(ids, np.take_along_axis(distances, ids, axis=1))
    np.testing.assert_allclose(made.toarray(), neighbor_graph(rows, n_neighbors=4).toarray(), atol=1e-6)


def test_missing_neighbors_are_no_links() -> None:
    made = graph_of(np.array([[1, -1], [0, -1], [-1, -1]]), np.zeros((3, 2), dtype=np.float32))
    np.testing.assert_allclose(made.toarray(), [[0, 1, 0], [1, 0, 0], [0, 0, 0]], atol=1e-6)


@examples(15)
@given(n=st.integers(3, 40), seed=st.integers(0, 999), data=st.data())
def test_spreading_equals_its_slow_twin(n: int, seed: int, data: st.DataObject) -> None:
    labels = data.draw(st.dictionaries(st.integers(0, n - 1), st.sampled_from("abc"), min_size=1, max_size=n))
    graph = neighbor_graph(_rows(n, seed), n_neighbors=3)
    expected = naive_label.spread(graph.toarray(), labels)
    np.testing.assert_allclose(Spreader(graph).spread(labels).probabilities, expected, atol=0.02)


@examples(15)
@given(n=st.integers(3, 30), seed=st.integers(0, 999), data=st.data())
def test_a_label_is_predicted_from_the_walks_of_the_others(n: int, seed: int, data: st.DataObject) -> None:
    labels = data.draw(st.dictionaries(st.integers(0, n - 1), st.sampled_from("ab"), min_size=3, max_size=n))
    graph = neighbor_graph(_rows(n, seed), n_neighbors=3)
    spread, _ = Spreader(graph).without_own(labels)
    links, names = graph.toarray(), sorted(set(labels.values()))
    walks = naive_label.walks_out(links)
    sizes, nobody = naive_label.sizes(naive_label.densities(links, labels))
    doubt = naive_label.doubt([naive_label.walks_to(links, labels, start) for start in range(n)], labels)
    for place, row in enumerate(labels):
        others = {other: name for other, name in labels.items() if other != row}
        lie = [np.mean([walks[row, other] for other in others if others[other] == name] or [0.0]) for name in names]
        out = naive_label.share_out(np.array([lie]), sizes, nobody, n=n)[0]
        come = dict(zip(sorted(set(others.values())), naive_label.walks_to(links, others, row), strict=True))
        total = sum(come.values()) + doubt
        expected = [math.sqrt(share * come.get(name, 0.0) / total) for share, name in zip(out, names, strict=True)]
        assert spread.probabilities[place].tolist() == pytest.approx(expected, abs=0.02)


def test_one_label_of_an_odd_event_tells_nothing_about_a_group_that_nobody_named() -> None:
    """The odd event lies nearer to the group than all labels of the other name do."""
    rng = np.random.default_rng(0)
    axes = np.linalg.qr(rng.standard_normal((16, 16)))[0]
    named, unnamed = axes[0], 0.75 * axes[0] + 0.66 * axes[1]
    rows = np.concatenate(
        [
            named + 0.16 * rng.standard_normal((240, 16)),
            unnamed + 0.16 * rng.standard_normal((60, 16)),
            [0.45 * unnamed + 0.75 * axes[2]],
        ]
    ).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    spread = Spreader(neighbor_graph(rows)).spread({0: "call", 1: "call", 2: "call", 300: "odd"})
    assert spread.share[240:300].mean() < 0.5


def test_the_order_of_answers_does_not_matter(blobs) -> None:
    rows, names = blobs([30, 30])
    labels = {row: str(names[row]) for row in range(8)}
    forward = Spreader(neighbor_graph(rows)).spread(labels)
    backward = Spreader(neighbor_graph(rows)).spread(dict(reversed(labels.items())))
    np.testing.assert_allclose(forward.probabilities, backward.probabilities, atol=1e-6)


def test_one_label_a_kind_names_everything(blobs) -> None:
    rows, names = blobs([60, 40, 20])
    labels = {int(np.flatnonzero(names == name)[0]): str(name) for name in set(names)}
    spread = Spreader(neighbor_graph(rows)).spread(labels)
    assert [spread.names[number] for number in spread.best] == names.tolist()


def test_a_labeled_event_is_what_was_said(blobs) -> None:
    rows, _ = blobs([30, 30])
    spread = Spreader(neighbor_graph(rows)).spread({0: "this", 1: "that"})
    assert spread.probabilities[0].tolist() == [0.0, 1.0]


def test_a_kind_that_nobody_named_is_in_doubt(blobs) -> None:
    rows, names = blobs([60, 60, 60])
    labels = {int(np.flatnonzero(names == name)[0]): name for name in ("kind 0", "kind 1")}
    leads = Spreader(neighbor_graph(rows)).spread(labels).lead
    assert leads[names == "kind 2"].max() < 0.5 < leads[names == "kind 0"].min()


def test_a_name_that_was_given_often_does_not_swallow_another(blobs) -> None:
    rows, names = blobs([50, 50])
    often = {int(row): "kind 0" for row in np.flatnonzero(names == "kind 0")[:20]}
    once = {int(np.flatnonzero(names == "kind 1")[0]): "kind 1"}
    spread = Spreader(neighbor_graph(rows)).spread(often | once)
    assert [spread.names[number] for number in spread.best] == names.tolist()


def test_the_lead_is_the_difference_of_the_two_largest() -> None:
    np.testing.assert_allclose(
        lead(np.array([[0.1, 0.6, 0.3], [0.0, 0.0, 0.0]], dtype=np.float32)), [0.3, 0.0], atol=1e-6
    )


def test_an_event_alone_has_no_neighbors() -> None:
    assert Spreader(neighbor_graph(_rows(1))).spread({0: "a"}).probabilities.tolist() == [[1.0]]


def test_what_nobody_knew_when_asked_is_unnamed(blobs) -> None:
    rows, names = blobs([40, 40, 40], spread=0.3)
    labels = {int(np.flatnonzero(names == name)[0]): name for name in ("kind 0", "kind 1")}
    spreader, is_third = Spreader(neighbor_graph(rows)), names == "kind 2"
    asked = np.flatnonzero(is_third)[:2].tolist()
    before, after = spreader.spread(labels).share, spreader.spread(labels, asked).share
    assert after[is_third].mean() < 0.5 * before[is_third].mean()
    assert after[asked].tolist() == [0.0, 0.0]


def test_what_nobody_knew_is_no_name(blobs) -> None:
    rows, names = blobs([30, 30])
    labels = {int(row): str(names[row]) for row in range(4)}
    spreader = Spreader(neighbor_graph(rows))
    spread, (alone, is_right) = spreader.spread(labels, [10, 11]), spreader.without_own(labels, [10, 11])
    assert spread.names == tuple(sorted(set(labels.values()))) and spread.probabilities.shape == (60, len(spread.names))
    assert (len(alone.probabilities), len(is_right)) == (4, 4)


def test_a_label_counts_more_than_that_somebody_did_not_know(blobs) -> None:
    rows, names = blobs([30, 30])
    labels = {int(row): str(names[row]) for row in range(4)}
    spreader = Spreader(neighbor_graph(rows))
    both, label_alone = spreader.spread(labels, [0]).probabilities, spreader.spread(labels).probabilities
    np.testing.assert_array_equal(both, label_alone)
