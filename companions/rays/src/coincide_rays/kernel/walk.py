"""The nearest meeting in a scene, compiled. Boxes are visited nearest first."""

from __future__ import annotations

import math

from coincide_rays.kernel.compiled import inner
from coincide_rays.kernel.layout import NodeRow
from coincide_rays.kernel.meetings import meet, meet_triangle
from coincide_rays.kernel.rows import box_at, item_at, meeting_at, node_at, shape_at, space_at, triangle_at
from coincide_rays.kernel.solids import ZERO, collect_solid, step_inverse
from coincide_rays.kernel.workspace import Tables

INF = math.inf


@inner
def _enter(box: NodeRow, ox: float, oy: float, oz: float, ix: float, iy: float, iz: float, limit: float) -> float:
    """Where a ray enters a box, before `limit`; infinite if it does not."""
    a, b = (box.x0 - ox) * ix, (box.x1 - ox) * ix
    near, far = min(a, b), max(a, b)
    a, b = (box.y0 - oy) * iy, (box.y1 - oy) * iy
    near, far = max(near, min(a, b)), min(far, max(a, b))
    a, b = (box.z0 - oz) * iz, (box.z1 - oz) * iz
    near, far = max(near, min(a, b)), min(far, max(a, b))
    return near if near <= far and far >= 0 and near <= limit else INF


@inner
def _first_of_leaf(
    tables: Tables, leaf: int, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float
) -> float:
    a, b, c, d = meet(tables, shape_at(tables.shapes, leaf), ox, oy, oz, dx, dy, dz)
    return a if a >= 0 else b if b >= 0 else c if c >= 0 else d if d >= 0 else INF


@inner
def nearest(
    tables: Tables, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float, limit: float
) -> tuple[float, int]:
    """Distance and leaf of the nearest meeting before `limit`; leaf -1 if there is none.

    A finite limit asks for a shadow: shapes that cast none are passed, and any meeting will do.
    """
    for_shadow = limit < INF
    best, nearest_leaf = limit, -1
    ix, iy, iz = step_inverse(dx), step_inverse(dy), step_inverse(dz)
    depth = 0
    scene = space_at(tables.spaces, 0)
    node, first, count = scene.root, scene.first, scene.count
    if node >= 0 and _enter(node_at(tables.nodes, node), ox, oy, oz, ix, iy, iz, best) == INF:
        node = -1
    while True:
        for place in range(first, first + count):
            item = item_at(tables.items, place)
            leaf = item.leaf
            if item.triangle >= 0:
                t, _, _ = meet_triangle(triangle_at(tables.triangles, item.triangle), ox, oy, oz, dx, dy, dz)
            elif leaf >= 0:
                t = _first_of_leaf(tables, leaf, ox, oy, oz, dx, dy, dz)
            else:
                t, leaf = _first_of_solid(tables, -1 - leaf, ox, oy, oz, dx, dy, dz, best, for_shadow)
            if t >= 0 and (t < best or (t == best and leaf < nearest_leaf)):
                if not for_shadow:
                    best, nearest_leaf = t, leaf
                elif shape_at(tables.shapes, leaf).shadow != 0:
                    return t, leaf
        count = 0
        # Down to the next box with items.
        while node < 0 and depth > 0:
            depth -= 1
            box = box_at(tables.boxes, depth)
            if box.enter <= best:
                node = box.node
        if node < 0:
            return best, nearest_leaf
        here = node_at(tables.nodes, node)
        first, count = here.first, here.count
        if count > 0:
            node = -1
            continue
        a = _enter(node_at(tables.nodes, first), ox, oy, oz, ix, iy, iz, best)
        b = _enter(node_at(tables.nodes, first + 1), ox, oy, oz, ix, iy, iz, best)
        is_left_first = a <= b
        further = max(a, b)
        if further < INF:
            box = box_at(tables.boxes, depth)
            box.node, box.enter = first + 1 if is_left_first else first, further
            depth += 1
        node = -1
        if min(a, b) < INF:
            node = first if is_left_first else first + 1


@inner
def _first_of_solid(
    tables: Tables,
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
    for i in range(collect_solid(tables, solid, ZERO, ox, oy, oz, dx, dy, dz)):
        meeting = meeting_at(tables.meetings, i)
        t, leaf = meeting.t, meeting.leaf
        if t > limit:
            break
        if t >= 0 and not (for_shadow and shape_at(tables.shapes, leaf).shadow == 0):
            return t, leaf
    return INF, -1
