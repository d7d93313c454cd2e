"""Where a ray meets one shape, compiled. The twins are the `local_intersect` of `reference.shapes`.

Each function returns up to four distances, nearest first, infinite where there are fewer.
"""

from __future__ import annotations

import math

from coincide_rays.kernel.compiled import inner
from coincide_rays.kernel.layout import CONE, CUBE, CYLINDER, PLANE, SPHERE, TRIANGLE, ShapeRow, TriangleRow
from coincide_rays.kernel.rows import triangle_at
from coincide_rays.kernel.workspace import Tables

INF = math.inf
Four = tuple[float, float, float, float]


@inner
def meet_triangle(
    triangle: TriangleRow, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float
) -> tuple[float, float, float]:
    """Distance, u and v in the world (Möller and Trumbore 1997)."""
    e1x, e1y, e1z = triangle.e1x, triangle.e1y, triangle.e1z
    e2x, e2y, e2z = triangle.e2x, triangle.e2y, triangle.e2z
    ax, ay, az = dy * e2z - dz * e2y, dz * e2x - dx * e2z, dx * e2y - dy * e2x
    determinant = e1x * ax + e1y * ay + e1z * az
    if abs(determinant) < 1e-20:
        return INF, 0.0, 0.0
    inverse = 1.0 / determinant
    sx, sy, sz = ox - triangle.x, oy - triangle.y, oz - triangle.z
    u = (sx * ax + sy * ay + sz * az) * inverse
    if u < 0 or u > 1:
        return INF, 0.0, 0.0
    qx, qy, qz = sy * e1z - sz * e1y, sz * e1x - sx * e1z, sx * e1y - sy * e1x
    v = (dx * qx + dy * qy + dz * qz) * inverse
    if v < 0 or u + v > 1:
        return INF, 0.0, 0.0
    return (e2x * qx + e2y * qy + e2z * qz) * inverse, u, v


@inner
def to_object(shape: ShapeRow, x: float, y: float, z: float) -> tuple[float, float, float]:
    """A place in the world, told in the shape's own space."""
    return (
        shape.m0 * x + shape.m1 * y + shape.m2 * z + shape.m3,
        shape.m4 * x + shape.m5 * y + shape.m6 * z + shape.m7,
        shape.m8 * x + shape.m9 * y + shape.m10 * z + shape.m11,
    )


@inner
def meet(tables: Tables, shape: ShapeRow, ox: float, oy: float, oz: float, dx: float, dy: float, dz: float) -> Four:
    """All distances for any shape."""
    kind = shape.kind
    if kind >= TRIANGLE:
        t, _, _ = meet_triangle(triangle_at(tables.triangles, shape.triangle), ox, oy, oz, dx, dy, dz)
        return t, INF, INF, INF
    px, py, pz = to_object(shape, ox, oy, oz)
    vx = shape.m0 * dx + shape.m1 * dy + shape.m2 * dz
    vy = shape.m4 * dx + shape.m5 * dy + shape.m6 * dz
    vz = shape.m8 * dx + shape.m9 * dy + shape.m10 * dz
    if kind == SPHERE:
        return _meet_sphere(px, py, pz, vx, vy, vz)
    if kind == PLANE:
        if abs(vy) < 1e-12:
            return INF, INF, INF, INF
        return -py / vy, INF, INF, INF
    if kind == CUBE:
        return _meet_cube(px, py, pz, vx, vy, vz)
    if kind == CYLINDER or kind == CONE:
        return _meet_round(kind == CONE, shape.low, shape.high, shape.closed != 0, px, py, pz, vx, vy, vz)
    return _meet_torus(shape.low, shape.high, px, py, pz, vx, vy, vz)


@inner
def _meet_sphere(px: float, py: float, pz: float, vx: float, vy: float, vz: float) -> Four:
    a = vx * vx + vy * vy + vz * vz
    b = 2 * (vx * px + vy * py + vz * pz)
    c = px * px + py * py + pz * pz - 1
    discriminant = b * b - 4 * a * c
    if discriminant < 0 or a == 0:
        return INF, INF, INF, INF
    root = math.sqrt(discriminant)
    return (-b - root) / (2 * a), (-b + root) / (2 * a), INF, INF


@inner
def _slab(start: float, step: float, low: float, high: float) -> tuple[float, float]:
    if step == 0:
        if low <= start <= high:
            return -INF, INF
        return INF, -INF
    a, b = (low - start) / step, (high - start) / step
    return min(a, b), max(a, b)


@inner
def _meet_cube(px: float, py: float, pz: float, vx: float, vy: float, vz: float) -> Four:
    x0, x1 = _slab(px, vx, -1.0, 1.0)
    y0, y1 = _slab(py, vy, -1.0, 1.0)
    z0, z1 = _slab(pz, vz, -1.0, 1.0)
    near, far = max(max(x0, y0), z0), min(min(x1, y1), z1)
    if near > far:
        return INF, INF, INF, INF
    return near, far, INF, INF


@inner
def _meet_round(
    is_cone: bool,
    low: float,
    high: float,
    closed: bool,
    px: float,
    py: float,
    pz: float,
    vx: float,
    vy: float,
    vz: float,
) -> Four:
    """Cylinders and cones: up to two stretches inside the wall, cut by the caps."""
    a0, a1, b0, b1 = _inside_cone(px, py, pz, vx, vy, vz) if is_cone else _inside_cylinder(px, py, pz, vx, vy, vz)
    if closed:
        c0, c1 = _slab(py, vy, low, high)
        a0, a1, b0, b1 = max(a0, c0), min(a1, c1), max(b0, c0), min(b1, c1)
        if not a0 <= a1:
            a0 = a1 = INF
        if not b0 <= b1:
            b0 = b1 = INF
    else:
        a0 = a0 if low < py + a0 * vy < high else INF
        a1 = a1 if low < py + a1 * vy < high else INF
        b0 = b0 if low < py + b0 * vy < high else INF
        b1 = b1 if low < py + b1 * vy < high else INF
    return _sorted_finite(a0, a1, b0, b1)


@inner
def _inside_cylinder(px: float, py: float, pz: float, vx: float, vy: float, vz: float) -> Four:
    a = vx * vx + vz * vz
    b = 2 * (px * vx + pz * vz)
    c = px * px + pz * pz - 1
    if a <= 1e-24 * vy * vy:
        if c <= 0:
            return -INF, INF, INF, INF
        return INF, INF, INF, INF
    discriminant = b * b - 4 * a * c
    if discriminant < 0:
        return INF, INF, INF, INF
    root = math.sqrt(discriminant)
    return (-b - root) / (2 * a), (-b + root) / (2 * a), INF, INF


@inner
def _inside_cone(px: float, py: float, pz: float, vx: float, vy: float, vz: float) -> Four:
    a = vx * vx - vy * vy + vz * vz
    b = 2 * (px * vx - py * vy + pz * vz)
    c = px * px - py * py + pz * pz
    if abs(a) <= 1e-12 * (vx * vx + vy * vy + vz * vz):
        if b == 0:
            if c < 0:
                return -INF, INF, INF, INF
            return INF, INF, INF, INF
        only = -c / b
        if b > 0:
            return -INF, only, INF, INF
        return only, INF, INF, INF
    discriminant = b * b - 4 * a * c
    if abs(discriminant) <= 1e-12 * (b * b + abs(4 * a * c)):
        discriminant = 0.0
    if discriminant < 0:
        return INF, INF, INF, INF
    root = math.sqrt(discriminant)
    s, t = (-b - root) / (2 * a), (-b + root) / (2 * a)
    first, second = min(s, t), max(s, t)
    if a > 0:
        return first, second, INF, INF
    return -INF, first, second, INF


@inner
def _sorted_finite(a: float, b: float, c: float, d: float) -> Four:
    """Nearest first; what is infinite to either side goes to the end."""
    a = a if a > -INF else INF
    b = b if b > -INF else INF
    c = c if c > -INF else INF
    d = d if d > -INF else INF
    a, b = min(a, b), max(a, b)
    c, d = min(c, d), max(c, d)
    a, c = min(a, c), max(a, c)
    b, d = min(b, d), max(b, d)
    return a, min(b, c), max(b, c), d


@inner
def _meet_torus(major: float, minor: float, px: float, py: float, pz: float, vx: float, vy: float, vz: float) -> Four:
    """The quartic of `reference.shapes.torus`, solved by halving between the turns of its slopes."""
    length = math.sqrt(vx * vx + vy * vy + vz * vz)
    if length == 0:
        return INF, INF, INF, INF
    vx, vy, vz = vx / length, vy / length, vz / length
    nearest = -(px * vx + py * vy + pz * vz)
    px, py, pz = px + vx * nearest, py + vy * nearest, pz + vz * nearest
    from_middle = px * px + py * py + pz * pz
    outer = major + minor
    if from_middle >= outer * outer:
        return INF, INF, INF, INF
    reach = math.sqrt(outer * outer - from_middle) * (1 + 1e-9) + 1e-12
    od = px * vx + py * vy + pz * vz
    k = from_middle + major * major - minor * minor
    ring = 4 * major * major
    c3 = 4 * od
    c2 = 2 * k + 4 * od * od - ring * (vx * vx + vz * vz)
    c1 = 4 * k * od - 2 * ring * (px * vx + pz * vz)
    c0 = k * k - ring * (px * px + pz * pz)
    s0, s1, s2, s3 = _quartic_roots(c3, c2, c1, c0, reach)
    return (s0 + nearest) / length, (s1 + nearest) / length, (s2 + nearest) / length, (s3 + nearest) / length


@inner
def _quartic_roots(c3: float, c2: float, c1: float, c0: float, reach: float) -> Four:
    """Roots of s⁴ + c3 s³ + c2 s² + c1 s + c0 within ±reach: each lies alone between two turns."""
    q0, q1 = reach, reach
    discriminant = 36 * c3 * c3 - 96 * c2
    if discriminant > 0:
        root = math.sqrt(discriminant)
        q0, q1 = max(-reach, min(reach, (-6 * c3 - root) / 24)), max(-reach, min(reach, (-6 * c3 + root) / 24))
    r0 = _one_root(0.0, 4.0, 3 * c3, 2 * c2, c1, -reach, q0)
    r1 = _one_root(0.0, 4.0, 3 * c3, 2 * c2, c1, q0, q1)
    r2 = _one_root(0.0, 4.0, 3 * c3, 2 * c2, c1, q1, reach)
    r0 = r0 if r0 < INF else q0
    r1 = r1 if r1 < INF else q1
    r2 = r2 if r2 < INF else reach
    s0 = _one_root(1.0, c3, c2, c1, c0, -reach, r0)
    s1 = _one_root(1.0, c3, c2, c1, c0, r0, r1)
    s2 = _one_root(1.0, c3, c2, c1, c0, r1, r2)
    s3 = _one_root(1.0, c3, c2, c1, c0, r2, reach)
    return _sorted_finite(s0, s1, s2, s3)


@inner
def _one_root(a: float, b: float, c: float, d: float, e: float, low: float, high: float) -> float:
    """The root of a polynomial between two places if its sign changes there, by Newton's steps kept within."""
    at_low = (((a * low + b) * low + c) * low + d) * low + e
    at_high = (((a * high + b) * high + c) * high + d) * high + e
    if low >= high or at_low * at_high > 0 or (at_low == 0 and at_high == 0):
        return INF
    s = 0.5 * (low + high)
    for _ in range(100):
        value = (((a * s + b) * s + c) * s + d) * s + e
        if value == 0:
            return s
        if (value > 0) == (at_high > 0):
            high = s
        else:
            low = s
        slope = ((4 * a * s + 3 * b) * s + 2 * c) * s + d
        step = s - value / slope if slope != 0 else low
        following = step if low < step < high else 0.5 * (low + high)
        if abs(following - s) <= 1e-16 * (1 + abs(s)) or following == low or following == high:
            return following
        s = following
    return s
