"""Every vector is reached from a few entries, also where hardly anybody links to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coincide_smallworld import NavigableSmallWorld
from coincide_smallworld.index.vectors.graph import VectorGraph
from coincide_smallworld.index.vectors.reach import connected, reached


def graph_of(links):
    n = len(links)
    return VectorGraph(
        n=n,
        links=np.asarray(links, dtype=np.int32),
        twin_of=np.arange(n, dtype=np.int32),
        entries=np.zeros(1, dtype=np.int32),
        n_nodes=n,
        n_checked=0,
    )


def hubs_and_others(n, n_hubs, degree, rng):
    """Hubs linked in a ring with full rows, and nodes that link to hubs alone."""
    links = np.full((n, degree), -1, dtype=np.int32)
    for hub in range(n_hubs):
        links[hub] = (hub + 1 + np.arange(degree)) % n_hubs
    for node in range(n_hubs, n):
        n_links = int(rng.integers(1, degree + 1))
        links[node, :n_links] = rng.permutation(n_hubs)[:n_links]
    return links


@settings(deadline=None, max_examples=40)
@given(n_others=st.integers(1, 60), degree=st.integers(2, 6), seed=st.integers(0, 99))
def test_nodes_around_full_rows_are_reached_without_a_new_entry(n_others, degree, seed):
    links = hubs_and_others(10 + n_others, 10, degree, np.random.default_rng(seed))
    graph = connected(graph_of(links))
    assert (reached(graph).all(), len(graph.entries)) == (True, 1)


def test_a_full_row_gives_up_one_place_at_most():
    links = hubs_and_others(60, 10, 4, np.random.default_rng(0))
    graph = connected(graph_of(links.copy()))
    assert (graph.links[:10] != links[:10]).sum(axis=1).max() == 1


def test_a_cluster_that_nothing_leads_to_gets_one_entry():
    links = np.full((6, 3), -1, dtype=np.int32)
    links[0, 0], links[1, 0], links[2, 0] = 1, 2, 0
    links[3, 0], links[4, 0], links[5, 0] = 4, 5, 3
    assert connected(graph_of(links)).entries.tolist() == [0, 3]


@pytest.mark.parametrize("sigma", [0.5, 1.5, 2.5])
def test_unequal_norms_add_no_entries_under_the_inner_product(sigma):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3000, 16)) * np.exp(sigma * rng.normal(size=(3000, 1)))
    index = NavigableSmallWorld(metric="inner_product", algorithm="graph").fit(x)
    n_compared = index.search(np.ones((1, 16)), k=1, ef=1).n_distances
    # The entries are √n, the longest vectors 3√n; the walk takes less than another 2√n.
    assert n_compared < 6 * np.sqrt(3000)
