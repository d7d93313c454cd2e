"""The largest one-to-one matching of least cost among a list of possible pairs.

A minimum-cost assignment (Kuhn, 1955) on the sparse graph of possible pairs. For events on a line the graph
falls into many small components, each solved by itself as a dense matrix; a component too large for that is
solved by the sparse form of Jonker and Volgenant's algorithm (1987).
"""

# SciPy ships no type information; each of its results gets its type where it is taken.
# pyright: reportMissingTypeStubs=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]

# Largest component that is solved as a dense matrix: 2 MB of costs.
_DENSE_CELLS = 250_000


def best_pairs(rows: _Ints, columns: _Ints, costs: _Floats) -> list[tuple[int, int]]:
    """Match rows and columns one to one.

    Parameters
    ----------
    rows, columns : shape (n_pairs,), the pairs that are possible, each once.
    costs : shape (n_pairs,), in [0, 1].

    Returns
    -------
    As many pairs (row, column) as possible, among those of the least total cost, by row.
    """
    if len(rows) == 0:
        return []
    pairs: list[tuple[int, int]] = []
    for members in _components(rows, columns):
        pairs += _match_component(rows[members], columns[members], costs[members])
    return sorted(pairs)


def _components(rows: _Ints, columns: _Ints) -> list[_Ints]:
    """Group pairs into the connected components of the graph that they span."""
    n_rows, n_nodes = int(rows.max()) + 1, int(rows.max()) + int(columns.max()) + 2
    graph = coo_array((np.ones(len(rows), np.int8), (rows, columns + n_rows)), shape=(n_nodes, n_nodes))
    nodes: NDArray[np.int32] = connected_components(graph, directed=False)[1]
    labels = nodes[rows]
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)


def _match_component(rows: _Ints, columns: _Ints, costs: _Floats) -> list[tuple[int, int]]:
    if len(rows) == 1:
        return [(int(rows[0]), int(columns[0]))]
    row_names, row = np.unique(rows, return_inverse=True)
    column_names, column = np.unique(columns, return_inverse=True)
    shape = len(row_names), len(column_names)
    solve = _solve_dense if shape[0] * shape[1] <= _DENSE_CELLS else _solve_sparse
    return [(int(row_names[i]), int(column_names[j])) for i, j in solve(row, column, costs, shape)]


def _solve_dense(row: _Ints, column: _Ints, costs: _Floats, shape: tuple[int, int]) -> list[tuple[int, int]]:
    # A missing pair costs more than all costs together: no saving elsewhere can pay for it.
    matrix = np.full(shape, min(shape) + 1.0)
    matrix[row, column] = costs
    rows, columns = _solution(*linear_sum_assignment(matrix))
    return [(i, j) for i, j in zip(rows, columns, strict=True) if matrix[i, j] <= 1]


def _solve_sparse(row: _Ints, column: _Ints, costs: _Floats, shape: tuple[int, int]) -> list[tuple[int, int]]:
    # Each row gets a column of its own for "unmatched", at a cost above all others together; costs
    # are raised by 1 since the solver takes a zero for a missing pair.
    n_rows, n_columns = shape
    own = np.arange(n_rows)
    values = np.concatenate([costs + 1, np.full(n_rows, n_rows + 3.0)])
    places = np.concatenate([row, own]), np.concatenate([column, n_columns + own])
    matrix = csr_array((values, places), shape=(n_rows, n_columns + n_rows))
    rows, columns = _solution(*min_weight_full_bipartite_matching(matrix))
    return [(i, j) for i, j in zip(rows, columns, strict=True) if j < n_columns]


def _solution(rows: _Ints, columns: _Ints) -> tuple[list[int], list[int]]:
    return rows.tolist(), columns.tolist()
