"""The hierarchy of few shapes, in Python: it takes less time than to load the compiled builder.

The twin of `hierarchy`, with the same cost of a split, but every split between two shapes is tried.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from coincide_rays.kernel.layout import Floats, Ints, NodeRow, column

FIRST, COUNT = column(NodeRow, "first"), column(NodeRow, "count")
MOST = 24
STEP_COST = 0.7
Corner = Sequence[float]
Box = tuple[Corner, Corner]


def build_plain(boxes: Sequence[Box], items: Ints, first_item: int, nodes: Floats, first_node: int) -> int:
    """Fill `nodes` from `first_node` on and put `items` in order; returns the end of the nodes. See `hierarchy`."""
    todo = [(first_node, 0, len(items))]
    n_nodes = first_node + 1
    while todo:
        node, start, end = todo.pop()
        members = [int(item) for item in items[start:end]]
        low, high = _around([boxes[item] for item in members])
        for j in range(3):
            more = 1e-9 * max(1.0, abs(low[j]), abs(high[j]))
            nodes[node, j], nodes[node, 3 + j] = low[j] - more, high[j] + more
        cost, order, middle = _best_split(boxes, members, _area((low, high)))
        if cost >= len(members):
            nodes[node, FIRST], nodes[node, COUNT] = first_item + start, len(members)
            continue
        items[start:end] = order
        nodes[node, FIRST], nodes[node, COUNT] = n_nodes, 0
        todo += [(n_nodes, start, start + middle), (n_nodes + 1, start + middle, end)]
        n_nodes += 2
    return n_nodes


def _best_split(boxes: Sequence[Box], members: list[int], whole: float) -> tuple[float, list[int], int]:
    """Cost, order of the members, and how many go to the left."""
    best: tuple[float, list[int], int] = (math.inf, members, 0)
    if len(members) == 1 or whole <= 0:
        return best
    for axis in range(3):
        order = sorted(members, key=lambda item: boxes[item][0][axis] + boxes[item][1][axis])
        left = _areas([boxes[item] for item in order])
        right = _areas([boxes[item] for item in reversed(order)])
        for k in range(1, len(order)):
            cost = STEP_COST + (left[k - 1] * k + right[len(order) - k - 1] * (len(order) - k)) / whole
            if cost < best[0]:
                best = (cost, order, k)
    return best


def _areas(boxes: Sequence[Box]) -> list[float]:
    """Areas of the boxes round the first, the first two, and so on."""
    areas: list[float] = []
    around = boxes[0]
    for box in boxes:
        around = _around([around, box])
        areas.append(_area(around))
    return areas


def _around(boxes: Sequence[Box]) -> Box:
    low = [min(box[0][j] for box in boxes) for j in range(3)]
    return low, [max(box[1][j] for box in boxes) for j in range(3)]


def _area(box: Box) -> float:
    x, y, z = (high - low for low, high in zip(*box, strict=True))
    return x * y + y * z + z * x
