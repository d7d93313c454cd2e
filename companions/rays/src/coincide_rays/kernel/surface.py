"""Normals, bumps and refractive indices where a ray hits, compiled."""

from __future__ import annotations

import math

from coincide_rays.kernel.colors import noise_vector
from coincide_rays.kernel.compiled import inner
from coincide_rays.kernel.layout import CONE, CUBE, CYLINDER, PLANE, SPHERE, TRIANGLE, WAVES, MaterialRow
from coincide_rays.kernel.meetings import meet_triangle, to_object
from coincide_rays.kernel.rows import material_at, meeting_at, number_at, shape_at, triangle_at
from coincide_rays.kernel.workspace import Tables

Three = tuple[float, float, float]


@inner
def unit_vector(x: float, y: float, z: float) -> Three:
    """The vector at length 1; zero stays zero."""
    length = math.sqrt(x * x + y * y + z * z)
    if length == 0:
        return x, y, z
    return x / length, y / length, z / length


@inner
def normal_at(
    tables: Tables, leaf: int, t: float, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float
) -> Three:
    """The unit normal where a ray meets a shape."""
    shape = shape_at(tables.shapes, leaf)
    if shape.kind == TRIANGLE:
        return shape.n1x, shape.n1y, shape.n1z
    if shape.kind > TRIANGLE:
        _, u, v = meet_triangle(triangle_at(tables.triangles, shape.triangle), ox, oy, oz, dx, dy, dz)
        w = 1 - u - v
        return unit_vector(
            shape.n2x * u + shape.n3x * v + shape.n1x * w,
            shape.n2y * u + shape.n3y * v + shape.n1y * w,
            shape.n2z * u + shape.n3z * v + shape.n1z * w,
        )
    x, y, z = to_object(shape, ox + t * dx, oy + t * dy, oz + t * dz)
    x, y, z = _local_normal(shape.kind, shape.low, shape.high, x, y, z)
    return unit_vector(
        shape.m0 * x + shape.m4 * y + shape.m8 * z,
        shape.m1 * x + shape.m5 * y + shape.m9 * z,
        shape.m2 * x + shape.m6 * y + shape.m10 * z,
    )


@inner
def _local_normal(kind: int, low: float, high: float, x: float, y: float, z: float) -> Three:
    if kind == SPHERE:
        return x, y, z
    if kind == PLANE:
        return 0.0, 1.0, 0.0
    if kind == CUBE:
        largest = max(max(abs(x), abs(y)), abs(z))
        if largest == abs(x):
            return x, 0.0, 0.0
        if largest == abs(y):
            return 0.0, y, 0.0
        return 0.0, 0.0, z
    wall = math.sqrt(x * x + z * z)
    if kind == CYLINDER or kind == CONE:
        off_wall = abs(wall - 1) if kind == CYLINDER else abs(wall - abs(y))
        if abs(y - high) < off_wall:
            return 0.0, 1.0, 0.0
        if abs(y - low) < off_wall:
            return 0.0, -1.0, 0.0
        if kind == CYLINDER:
            return x, 0.0, z
        return x, -wall if y > 0 else wall, z
    inward = 1 - low / wall if wall > 0 else 0.0
    return x * inward, y, z * inward


@inner
def turn_normal(material: MaterialRow, nx: float, ny: float, nz: float, x: float, y: float, z: float) -> Three:
    """The normal turned by the bumps of a material at a place of the object."""
    amount, scale = material.bump_amount, material.bump_scale
    if material.bump_kind == WAVES:
        return unit_vector(nx + amount * math.cos(2 * math.pi * x / scale), ny, nz)
    a, b, c = noise_vector(x, y, z, scale)
    return unit_vector(nx + amount * a, ny + amount * b, nz + amount * c)


@inner
def _index_inside(tables: Tables, depth: int) -> float:
    """The refractive index of the innermost of the shapes that a ray is inside of."""
    if depth == 0:
        return 1.0
    leaf = number_at(tables.inside, depth - 1).number
    return material_at(tables.materials, shape_at(tables.shapes, leaf).material).index


@inner
def refractive_indices(tables: Tables, n: int, leaf: int, t: float) -> tuple[float, float]:
    """The indices before and behind a hit, from the `n` meetings in order (Buck 2019, chapter 11)."""
    depth = 0
    before = 1.0
    for k in range(n):
        meeting = meeting_at(tables.meetings, k)
        is_hit = meeting.leaf == leaf and meeting.t == t
        if is_hit:
            before = _index_inside(tables, depth)
        at = 0
        while at < depth and number_at(tables.inside, at).number != meeting.leaf:
            at += 1
        if at < depth:
            depth -= 1
            for j in range(at, depth):
                number_at(tables.inside, j).number = number_at(tables.inside, j + 1).number
        else:
            number_at(tables.inside, depth).number = meeting.leaf
            depth += 1
        if is_hit:
            return before, _index_inside(tables, depth)
    return before, 1.0
