"""All meetings of a line with a scene, in order, and those with solids of solids, compiled.

A solid of solids is met by collecting the meetings with all of its leaves, in order, and leaving out those that its
operations forbid (Buck 2019, chapter 16), inner operations first.
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np

from coincide_rays.kernel.compiled import inner
from coincide_rays.kernel.layout import INTERSECTION, UNION, NodeRow
from coincide_rays.kernel.meetings import meet
from coincide_rays.kernel.rows import box_at, item_at, meeting_at, node_at, number_at, operation_at, shape_at, space_at
from coincide_rays.kernel.workspace import Tables

INF = math.inf
# Numba would compile `collect` once more for a constant.
ZERO = cast("int", np.int64(0))


@inner
def step_inverse(step: float) -> float:
    return 1.0 / step if step != 0 else 1e300


@inner
def _crosses(box: NodeRow, ox: float, oy: float, oz: float, ix: float, iy: float, iz: float) -> bool:
    """Whether a line goes through a box, also behind its start."""
    a, b = (box.x0 - ox) * ix, (box.x1 - ox) * ix
    near, far = min(a, b), max(a, b)
    a, b = (box.y0 - oy) * iy, (box.y1 - oy) * iy
    near, far = max(near, min(a, b)), min(far, max(a, b))
    a, b = (box.z0 - oz) * iz, (box.z1 - oz) * iz
    return max(near, min(a, b)) <= min(far, max(a, b))


@inner
def _append(tables: Tables, n: int, t: float, leaf: int) -> int:
    """Put a meeting after the `n` there are, unless it is infinitely far; returns how many there are."""
    meeting = meeting_at(tables.meetings, n)
    meeting.t, meeting.leaf = t, leaf
    return n + 1 if t < INF else n


@inner
def collect(
    tables: Tables, space: int, n: int, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float
) -> tuple[int, int]:
    """Append all meetings with the leaves of a space to the `n` there are, in no order.

    Solids that the line comes near are listed in `near_solids`; returns both numbers.
    """
    ix, iy, iz = step_inverse(dx), step_inverse(dy), step_inverse(dz)
    n_solids = 0
    whole = space_at(tables.spaces, space)
    first, count = whole.first, whole.count
    depth = 0
    if whole.root >= 0:
        box_at(tables.crossed, depth).node = whole.root
        depth = 1
    while True:
        for place in range(first, first + count):
            leaf = item_at(tables.items, place).leaf
            if leaf < 0:
                number_at(tables.near_solids, n_solids).number = -1 - leaf
                n_solids += 1
                continue
            a, b, c, d = meet(tables, shape_at(tables.shapes, leaf), ox, oy, oz, dx, dy, dz)
            n = _append(tables, n, a, leaf)
            n = _append(tables, n, b, leaf)
            n = _append(tables, n, c, leaf)
            n = _append(tables, n, d, leaf)
        count = 0
        while depth > 0 and count == 0:
            depth -= 1
            box = node_at(tables.nodes, box_at(tables.crossed, depth).node)
            if _crosses(box, ox, oy, oz, ix, iy, iz):
                first, count = box.first, box.count
                if count == 0:
                    box_at(tables.crossed, depth).node = first
                    box_at(tables.crossed, depth + 1).node = first + 1
                    depth += 2
        if count == 0:
            return n, n_solids


@inner
def sort_met(tables: Tables, start: int, n: int) -> None:
    """Sort meetings from `start` to `n` by distance, then by leaf."""
    for i in range(start + 1, n):
        moved = meeting_at(tables.meetings, i)
        t, leaf = moved.t, moved.leaf
        j = i
        while j > start:
            before = meeting_at(tables.meetings, j - 1)
            if before.t < t or (before.t == t and before.leaf <= leaf):
                break
            after = meeting_at(tables.meetings, j)
            after.t, after.leaf = before.t, before.leaf
            j -= 1
        place = meeting_at(tables.meetings, j)
        place.t, place.leaf = t, leaf


@inner
def collect_solid(
    tables: Tables, solid: int, start: int, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float
) -> int:
    """Append the meetings with the surface of a solid, in order, after the first `start`; returns how many."""
    n, _ = collect(tables, solid + 1, start, ox, oy, oz, dx, dy, dz)
    sort_met(tables, start, n)
    space = space_at(tables.spaces, solid + 1)
    for k in range(space.first_operation, space.end_operation):
        n = _keep_allowed(tables, k, start, n)
    return n


@inner
def _keep_allowed(tables: Tables, k: int, start: int, n: int) -> int:
    """Leave out what one operation forbids; meetings with other leaves stay."""
    rule = operation_at(tables.operations, k)
    in_left = in_right = False
    kept = start
    for i in range(start, n):
        meeting = meeting_at(tables.meetings, i)
        t, leaf = meeting.t, meeting.leaf
        allowed = True
        if rule.left <= leaf < rule.end:
            on_left = leaf < rule.right
            inside_other = in_right if on_left else in_left
            if rule.operation == UNION:
                allowed = not inside_other
            elif rule.operation == INTERSECTION:
                allowed = inside_other
            else:
                allowed = not inside_other if on_left else inside_other
            if on_left:
                in_left = not in_left
            else:
                in_right = not in_right
        if allowed:
            place = meeting_at(tables.meetings, kept)
            place.t, place.leaf = t, leaf
            kept += 1
    return kept


@inner
def collect_all(tables: Tables, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float) -> int:
    """All meetings of a line with a scene, in order, behind its start too; returns how many there are."""
    n, n_solids = collect(tables, ZERO, ZERO, ox, oy, oz, dx, dy, dz)
    for k in range(n_solids):
        n = collect_solid(tables, number_at(tables.near_solids, k).number, n, ox, oy, oz, dx, dy, dz)
    sort_met(tables, ZERO, n)
    return n
