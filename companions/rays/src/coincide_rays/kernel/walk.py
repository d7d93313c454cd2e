"""The nearest meeting in a scene, compiled. Boxes are visited nearest first."""

from __future__ import annotations

import math

from coincide_rays.kernel.compiled import inner
from coincide_rays.kernel.layout import (
    COUNT,
    FIRST,
    KIND,
    PARTS_SIZE,
    SHADOW,
    SMOOTH_TRIANGLE,
    STACK_SIZE,
    TRIANGLE,
    Floats,
    Ints,
)
from coincide_rays.kernel.meetings import meet, meet_triangle
from coincide_rays.kernel.solids import collect_solid, step_inverse

INF = math.inf


@inner
def _enter(
    nodes: Floats, n: int, ox: float, oy: float, oz: float, ix: float, iy: float, iz: float, limit: float
) -> float:
    """Where a ray enters a box, before `limit`; infinite if it does not."""
    a, b = (nodes[n, 0] - ox) * ix, (nodes[n, 3] - ox) * ix
    near, far = min(a, b), max(a, b)
    a, b = (nodes[n, 1] - oy) * iy, (nodes[n, 4] - oy) * iy
    near, far = max(near, min(a, b)), min(far, max(a, b))
    a, b = (nodes[n, 2] - oz) * iz, (nodes[n, 5] - oz) * iz
    near, far = max(near, min(a, b)), min(far, max(a, b))
    return near if near <= far and far >= 0 and near <= limit else INF


@inner
def _first_ahead(shapes: Floats, i: int, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float) -> float:
    if shapes[i, KIND] == TRIANGLE or shapes[i, KIND] == SMOOTH_TRIANGLE:
        t, _, _ = meet_triangle(shapes, i, ox, oy, oz, dx, dy, dz)
        return t if t >= 0 else INF
    a, b, c, d = meet(shapes, i, ox, oy, oz, dx, dy, dz)
    return a if a >= 0 else b if b >= 0 else c if c >= 0 else d if d >= 0 else INF


@inner
def nearest(
    shapes: Floats,
    nodes: Floats,
    items: Ints,
    spaces: Ints,
    solids: Ints,
    operations: Ints,
    ints: Ints,
    floats: Floats,
    ox: float,
    oy: float,
    oz: float,
    dx: float,
    dy: float,
    dz: float,
    limit: float,
) -> tuple[float, int]:
    """Distance and leaf of the nearest meeting before `limit`; leaf -1 if there is none.

    A finite limit asks for a shadow: shapes that cast none are passed, and any meeting will do.
    """
    for_shadow = limit < INF
    best, leaf = limit, -1
    ix, iy, iz = step_inverse(dx), step_inverse(dy), step_inverse(dz)
    depth = 0
    node = spaces[0, 0]
    first, count = spaces[0, 1], spaces[0, 2]
    if node >= 0 and _enter(nodes, node, ox, oy, oz, ix, iy, iz, best) == INF:
        node = -1
    while True:
        for place in range(first, first + count):
            item = items[place]
            if item >= 0:
                if for_shadow and shapes[item, SHADOW] == 0:
                    continue
                t = _first_ahead(shapes, item, ox, oy, oz, dx, dy, dz)
            else:
                t, item = _first_of_solid(
                    shapes, nodes, items, spaces, solids, operations, ints, floats, -1 - item,
                    ox, oy, oz, dx, dy, dz, best, for_shadow,
                )  # fmt: skip
            if t < best or (t == best and item < leaf):
                best, leaf = t, item
                if for_shadow:
                    return best, leaf
        count = 0
        # Down to the next box with items.
        while node < 0 and depth > 0:
            depth -= 1
            if floats[depth] <= best:
                node = ints[depth]
        if node < 0:
            return best, leaf
        if nodes[node, COUNT] > 0:
            first, count = int(nodes[node, FIRST]), int(nodes[node, COUNT])
            node = -1
            continue
        left = int(nodes[node, FIRST])
        a = _enter(nodes, left, ox, oy, oz, ix, iy, iz, best)
        b = _enter(nodes, left + 1, ox, oy, oz, ix, iy, iz, best)
        if a <= b:
            node = left if a < INF else -1
            if b < INF:
                ints[depth], floats[depth] = left + 1, b
                depth += 1
        else:
            node = left + 1
            if a < INF:
                ints[depth], floats[depth] = left, a
                depth += 1


@inner
def _first_of_solid(
    shapes: Floats,
    nodes: Floats,
    items: Ints,
    spaces: Ints,
    solids: Ints,
    operations: Ints,
    ints: Ints,
    floats: Floats,
    solid: int,
    ox: float,
    oy: float,
    oz: float,
    dx: float,
    dy: float,
    dz: float,
    limit: float,
    for_shadow: bool,
) -> tuple[float, int]:
    n = collect_solid(
        shapes, nodes, items, spaces, solids, operations, ints, floats, solid, spaces[0, 3], ox, oy, oz, dx, dy, dz
    )
    for i in range(n):
        t, leaf = floats[PARTS_SIZE + i], ints[STACK_SIZE + i]
        if t > limit:
            break
        if t >= 0 and not (for_shadow and shapes[leaf, SHADOW] == 0):
            return t, leaf
    return INF, -1
