"""Who neighbors whom."""

from __future__ import annotations

import pytest

from coincide_trees import any_pair, chain, graph, grid
from coincide_trees.errors import InputError


def test_a_chain_neighbors_before_and_after() -> None:
    assert chain(3).neighbors() == [{1}, {0, 2}, {1}]


def test_in_any_pair_everybody_neighbors_everybody() -> None:
    assert any_pair(3).neighbors() == [{1, 2}, {0, 2}, {0, 1}]


def test_cells_of_a_grid_neighbor_those_that_share_a_side() -> None:
    assert grid(2, 3).neighbors() == [{1, 3}, {0, 2, 4}, {1, 5}, {0, 4}, {1, 3, 5}, {2, 4}]


def test_edges_of_a_graph_may_be_given_in_any_order_and_twice() -> None:
    assert graph(3, [(2, 1), (0, 1), (1, 2)]).edges == ((0, 1), (1, 2))


def test_a_single_leaf_needs_no_edges() -> None:
    assert graph(1, []).neighbors() == [set()]


def test_a_graph_in_parts_is_refused() -> None:
    with pytest.raises(InputError, match=r"expected a connected graph, got 2 separate parts"):
        graph(4, [(0, 1), (2, 3)])


@pytest.mark.parametrize("edge", [(0, 3), (-1, 0), (1, 1)])
def test_edges_that_lead_nowhere_are_refused(edge: tuple[int, int]) -> None:
    with pytest.raises(InputError, match=r"expected edges between two of the leaves 0 to 2, got"):
        graph(3, [(0, 1), (1, 2), edge])
