"""All meetings of a line with a scene, in order, and those with solids of solids, compiled.

A solid of solids is met by collecting the meetings with all of its leaves, in order, and leaving out those that its
operations forbid (Buck 2019, chapter 16), inner operations first.
"""

from __future__ import annotations

import math

from coincide_rays.kernel.compiled import inlined, inner
from coincide_rays.kernel.layout import COUNT, FIRST, INTERSECTION, PARTS_SIZE, STACK_SIZE, UNION, Floats, Ints
from coincide_rays.kernel.meetings import meet

INF = math.inf


@inlined
def step_inverse(step: float) -> float:
    return 1.0 / step if step != 0 else 1e300


@inner
def _crosses(nodes: Floats, n: int, ox: float, oy: float, oz: float, ix: float, iy: float, iz: float) -> bool:
    """Whether a line goes through a box, also behind its start."""
    a, b = (nodes[n, 0] - ox) * ix, (nodes[n, 3] - ox) * ix
    near, far = min(a, b), max(a, b)
    a, b = (nodes[n, 1] - oy) * iy, (nodes[n, 4] - oy) * iy
    near, far = max(near, min(a, b)), min(far, max(a, b))
    a, b = (nodes[n, 2] - oz) * iz, (nodes[n, 5] - oz) * iz
    return max(near, min(a, b)) <= min(far, max(a, b))


@inner
def collect(
    shapes: Floats,
    nodes: Floats,
    items: Ints,
    spaces: Ints,
    space: int,
    ints: Ints,
    floats: Floats,
    base: int,
    n: int,
    ox: float,
    oy: float,
    oz: float,
    dx: float,
    dy: float,
    dz: float,
) -> tuple[int, int]:
    """Append all meetings with the leaves of a space to the `n` there are, in no order.

    Solids that the line comes near are listed at the end of `ints`, backwards; returns both numbers.
    """
    ix, iy, iz = step_inverse(dx), step_inverse(dy), step_inverse(dz)
    n_solids = 0
    depth = base
    first, count = spaces[space, 1], spaces[space, 2]
    if spaces[space, 0] >= 0:
        ints[depth] = spaces[space, 0]
        depth += 1
    while True:
        for place in range(first, first + count):
            item = items[place]
            if item < 0:
                n_solids += 1
                ints[len(ints) - n_solids] = -1 - item
                continue
            a, b, c, d = meet(shapes, item, ox, oy, oz, dx, dy, dz)
            for t in (a, b, c, d):
                if t < INF:
                    floats[PARTS_SIZE + n], ints[STACK_SIZE + n] = t, item
                    n += 1
        count = 0
        while depth > base and count == 0:
            depth -= 1
            node = ints[depth]
            if _crosses(nodes, node, ox, oy, oz, ix, iy, iz):
                first, count = int(nodes[node, FIRST]), int(nodes[node, COUNT])
                if count == 0:
                    ints[depth], ints[depth + 1] = first, first + 1
                    depth += 2
        if count == 0:
            return n, n_solids


@inner
def sort_met(ints: Ints, floats: Floats, start: int, n: int) -> None:
    """Sort meetings from `start` to `n` by distance, then by leaf."""
    for i in range(start + 1, n):
        t, leaf = floats[PARTS_SIZE + i], ints[STACK_SIZE + i]
        j = i - 1
        while j >= start and (
            floats[PARTS_SIZE + j] > t or (floats[PARTS_SIZE + j] == t and ints[STACK_SIZE + j] > leaf)
        ):
            floats[PARTS_SIZE + j + 1], ints[STACK_SIZE + j + 1] = floats[PARTS_SIZE + j], ints[STACK_SIZE + j]
            j -= 1
        floats[PARTS_SIZE + j + 1], ints[STACK_SIZE + j + 1] = t, leaf


@inner
def collect_solid(
    shapes: Floats,
    nodes: Floats,
    items: Ints,
    spaces: Ints,
    solids: Ints,
    operations: Ints,
    ints: Ints,
    floats: Floats,
    solid: int,
    start: int,
    ox: float,
    oy: float,
    oz: float,
    dx: float,
    dy: float,
    dz: float,
) -> int:
    """Append the meetings with the surface of a solid, in order, after the first `start`; returns how many."""
    # The walk of `nearest` stands at the start of the stack; this one begins in its middle.
    base = spaces[0, 3] + STACK_SIZE // 2
    n, _ = collect(
        shapes,
        nodes,
        items,
        spaces,
        solid + 1,
        ints,
        floats,
        base,
        start,
        ox,
        oy,
        oz,
        dx,
        dy,
        dz,
    )
    sort_met(ints, floats, start, n)
    for k in range(solids[solid, 0], solids[solid, 0] + solids[solid, 1]):
        n = _keep_allowed(operations, k, ints, floats, start, n)
    return n


@inner
def _keep_allowed(operations: Ints, k: int, ints: Ints, floats: Floats, start: int, n: int) -> int:
    """Leave out what one operation forbids; meetings with other leaves stay."""
    operation = operations[k, 0]
    in_left = in_right = False
    kept = start
    for i in range(start, n):
        leaf = ints[STACK_SIZE + i]
        allowed = True
        if operations[k, 1] <= leaf < operations[k, 3]:
            on_left = leaf < operations[k, 2]
            inside_other = in_right if on_left else in_left
            if operation == UNION:
                allowed = not inside_other
            elif operation == INTERSECTION:
                allowed = inside_other
            else:
                allowed = not inside_other if on_left else inside_other
            if on_left:
                in_left = not in_left
            else:
                in_right = not in_right
        if allowed:
            floats[PARTS_SIZE + kept], ints[STACK_SIZE + kept] = floats[PARTS_SIZE + i], leaf
            kept += 1
    return kept


@inner
def collect_all(
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
) -> int:
    """All meetings of a line with a scene, in order, behind its start too; returns how many there are."""
    zero = spaces[0, 3]  # Numba would compile `collect` once more for a constant
    n, n_solids = collect(shapes, nodes, items, spaces, zero, ints, floats, zero, zero, ox, oy, oz, dx, dy, dz)
    for k in range(n_solids):
        n = collect_solid(
            shapes, nodes, items, spaces, solids, operations, ints, floats, ints[len(ints) - 1 - k], n,
            ox, oy, oz, dx, dy, dz,
        )  # fmt: skip
    sort_met(ints, floats, zero, n)
    return n
