"""Normals, bumps and refractive indices where a ray hits, compiled."""

from __future__ import annotations

import math

from coincide_rays.kernel.colors import noise_vector
from coincide_rays.kernel.compiled import inner
from coincide_rays.kernel.layout import (
    BUMP_AMOUNT,
    BUMP_KIND,
    BUMP_SCALE,
    CONE,
    CUBE,
    CYLINDER,
    HIGH,
    INDEX,
    KIND,
    LOW,
    M0,
    M1,
    M2,
    M3,
    M4,
    M5,
    M6,
    M7,
    M8,
    M9,
    M10,
    M11,
    MATERIAL,
    N1,
    N2,
    N3,
    PARTS_SIZE,
    PLANE,
    SMOOTH_TRIANGLE,
    SPHERE,
    STACK_SIZE,
    TRIANGLE,
    Floats,
    Ints,
)
from coincide_rays.kernel.meetings import meet_triangle

Three = tuple[float, float, float]


@inner
def unit_vector(x: float, y: float, z: float) -> Three:
    """The vector at length 1; zero stays zero."""
    length = math.sqrt(x * x + y * y + z * z)
    if length == 0:
        return x, y, z
    return x / length, y / length, z / length


@inner
def to_object(shapes: Floats, i: int, x: float, y: float, z: float) -> Three:
    """A place in the world, told in the shape's own space."""
    return (
        shapes[i, M0] * x + shapes[i, M1] * y + shapes[i, M2] * z + shapes[i, M3],
        shapes[i, M4] * x + shapes[i, M5] * y + shapes[i, M6] * z + shapes[i, M7],
        shapes[i, M8] * x + shapes[i, M9] * y + shapes[i, M10] * z + shapes[i, M11],
    )


@inner
def normal_at(
    shapes: Floats,
    i: int,
    t: float,
    ox: float,
    oy: float,
    oz: float,
    dx: float,
    dy: float,
    dz: float,
) -> Three:
    """The unit normal where a ray meets a shape."""
    kind = shapes[i, KIND]
    if kind == TRIANGLE:
        return shapes[i, N1], shapes[i, N1 + 1], shapes[i, N1 + 2]
    if kind == SMOOTH_TRIANGLE:
        _, u, v = meet_triangle(shapes, i, ox, oy, oz, dx, dy, dz)
        w = 1 - u - v
        return unit_vector(
            shapes[i, N2] * u + shapes[i, N3] * v + shapes[i, N1] * w,
            shapes[i, N2 + 1] * u + shapes[i, N3 + 1] * v + shapes[i, N1 + 1] * w,
            shapes[i, N2 + 2] * u + shapes[i, N3 + 2] * v + shapes[i, N1 + 2] * w,
        )
    x, y, z = to_object(shapes, i, ox + t * dx, oy + t * dy, oz + t * dz)
    x, y, z = _local_normal(kind, shapes[i, LOW], shapes[i, HIGH], x, y, z)
    return unit_vector(
        shapes[i, M0] * x + shapes[i, M4] * y + shapes[i, M8] * z,
        shapes[i, M1] * x + shapes[i, M5] * y + shapes[i, M9] * z,
        shapes[i, M2] * x + shapes[i, M6] * y + shapes[i, M10] * z,
    )


@inner
def _local_normal(kind: float, low: float, high: float, x: float, y: float, z: float) -> Three:
    if kind == SPHERE:
        return x, y, z
    if kind == PLANE:
        return 0.0, 1.0, 0.0
    if kind == CUBE:
        largest = max(abs(x), abs(y), abs(z))
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
def turn_normal(materials: Floats, m: int, nx: float, ny: float, nz: float, x: float, y: float, z: float) -> Three:
    """The normal turned by the bumps of a material at a place of the object."""
    amount, scale = materials[m, BUMP_AMOUNT], materials[m, BUMP_SCALE]
    if materials[m, BUMP_KIND] == 2:
        return unit_vector(nx + amount * math.cos(2 * math.pi * x / scale), ny, nz)
    a, b, c = noise_vector(x, y, z, scale)
    return unit_vector(nx + amount * a, ny + amount * b, nz + amount * c)


@inner
def refractive_indices(
    shapes: Floats, materials: Floats, ints: Ints, floats: Floats, n: int, leaf: int, t: float
) -> tuple[float, float]:
    """The indices before and behind a hit, from the `n` meetings in order (Buck 2019, chapter 11)."""
    inside = STACK_SIZE + n
    depth = 0
    before = 1.0
    for k in range(n):
        met = ints[STACK_SIZE + k]
        is_hit = met == leaf and floats[PARTS_SIZE + k] == t
        if is_hit:
            before = materials[int(shapes[ints[inside + depth - 1], MATERIAL]), INDEX] if depth > 0 else 1.0
        at = depth
        for j in range(depth):
            if ints[inside + j] == met:
                at = j
                break
        if at < depth:
            for j in range(at, depth - 1):
                ints[inside + j] = ints[inside + j + 1]
            depth -= 1
        else:
            ints[inside + depth] = met
            depth += 1
        if is_hit:
            after = materials[int(shapes[ints[inside + depth - 1], MATERIAL]), INDEX] if depth > 0 else 1.0
            return before, after
    return before, 1.0
