"""Greedy parsing merges what the slow twin merges."""

from __future__ import annotations

import naive_parse
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from coincide_trees import Adjacency, RecursiveAutoencoder, any_pair, chain, graph, grid, parse, parse_batch

DIM = 6
RING = graph(7, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 0), (1, 5)])
ADJACENCIES = {"one": chain(1), "chain": chain(9), "any": any_pair(7), "grid": grid(3, 4), "ring": RING}


def vectors_of(n_leaves: int, *, seed: int = 0) -> NDArray[np.float64]:
    return np.random.default_rng(seed).standard_normal((n_leaves, DIM))


def edges_of(adjacency: Adjacency) -> set[tuple[int, int]]:
    return {(leaf, other) for leaf, others in enumerate(adjacency.neighbors()) for other in others if leaf < other}


@pytest.mark.parametrize("name", ADJACENCIES)
@pytest.mark.parametrize("seed", range(4))
def test_greedy_merges_what_scoring_every_pair_anew_merges(name: str, seed: int) -> None:
    adjacency, model = ADJACENCIES[name], RecursiveAutoencoder(DIM, seed=seed)
    vectors = vectors_of(adjacency.n_leaves, seed=seed)
    tree = parse(vectors, model, adjacency=adjacency)
    states = model.leaves(torch.tensor(vectors, dtype=torch.float32)[None], [len(vectors)])[0]
    with torch.no_grad():
        expected = naive_parse.greedy(states, edges_of(adjacency), model)
    assert sorted(tuple(sorted(node)) for node in tree.members[tree.n_leaves :]) == sorted(expected)


def test_parsing_side_by_side_gives_the_trees_of_parsing_one_by_one() -> None:
    model = RecursiveAutoencoder(DIM)
    sequences = [vectors_of(length, seed=length) for length in (1, 5, 17, 2, 30)]
    together = [tree.children for tree in parse_batch(sequences, model)]
    assert together == [parse(vectors, model).children for vectors in sequences]


def test_equal_leaves_merge_from_the_start() -> None:
    tree = parse(np.ones((4, DIM)), RecursiveAutoencoder(DIM))
    assert tree.spans[0] == (0, 2)


def test_a_graph_that_is_a_chain_gives_the_tree_of_the_chain() -> None:
    model, vectors = RecursiveAutoencoder(DIM), vectors_of(8)
    as_graph = graph(8, [(leaf + 1, leaf) for leaf in range(7)])
    assert parse(vectors, model, adjacency=as_graph) == parse(vectors, model)
