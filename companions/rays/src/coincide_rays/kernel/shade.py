"""The color of a ray, compiled: rays that wait stand on a stack, each with the share it has in the pixel.

The twins are `reference.world` and `reference.optics`. Instead of calling itself, the kernel adds up shares: a mirror's
share is that of the ray times its reflectivity. Every share is a number, as the book's glass has no color.
"""

from __future__ import annotations

import math

import numpy as np

from coincide_rays.kernel.colors import mix, pattern_color, unit
from coincide_rays.kernel.compiled import inner
from coincide_rays.kernel.layout import (
    AMBIENT,
    AREA,
    BUMP_KIND,
    COS_HIGH,
    COS_LOW,
    DIFFUSE,
    INTENSITY,
    JITTER,
    KIND,
    MATERIAL,
    PATTERN,
    PLACE,
    REFLECTIVE,
    SHININESS,
    SPECULAR,
    SPOT,
    TRANSPARENCY,
    U_EDGE,
    U_STEPS,
    V_EDGE,
    V_STEPS,
    Floats,
    Ints,
)
from coincide_rays.kernel.solids import collect_all
from coincide_rays.kernel.surface import normal_at, refractive_indices, to_object, turn_normal, unit_vector
from coincide_rays.kernel.walk import nearest

INF = math.inf
Three = tuple[float, float, float]
_REFLECTED, _REFRACTED = np.uint64(1), np.uint64(2)
_CELL = np.uint64(16)


@inner
def color_of_ray(
    shapes: Floats,
    nodes: Floats,
    items: Ints,
    spaces: Ints,
    solids: Ints,
    operations: Ints,
    materials: Floats,
    patterns: Floats,
    texels: Floats,
    lights: Floats,
    ints: Ints,
    floats: Floats,
    rays: Floats,
    keys: np.ndarray[tuple[int], np.dtype[np.uint64]],
    first_key: np.uint64,
    bounces: int,
    ox: float,
    oy: float,
    oz: float,
    dx: float,
    dy: float,
    dz: float,
) -> Three:
    """The color that comes along a ray."""
    red = green = blue = 0.0
    waiting = 0
    weight, remaining, key = 1.0, bounces, first_key
    while True:
        t, leaf = nearest(shapes, nodes, items, spaces, solids, operations, ints, floats, ox, oy, oz, dx, dy, dz, INF)
        if leaf >= 0:
            m = int(shapes[leaf, MATERIAL])
            px, py, pz = ox + t * dx, oy + t * dy, oz + t * dz
            nx, ny, nz = normal_at(shapes, leaf, t, ox, oy, oz, dx, dy, dz)
            if nx * -dx + ny * -dy + nz * -dz < 0:
                nx, ny, nz = -nx, -ny, -nz
            aside = max(1e-5, 1e-9 * max(abs(px), abs(py), abs(pz)))
            qx, qy, qz = px + nx * aside, py + ny * aside, pz + nz * aside
            ux, uy, uz = px - nx * aside, py - ny * aside, pz - nz * aside
            if materials[m, BUMP_KIND] != 0:
                lx, ly, lz = to_object(shapes, leaf, px, py, pz)
                nx, ny, nz = turn_normal(materials, m, nx, ny, nz, lx, ly, lz)
            r, g, b = _lit_color(
                shapes, nodes, items, spaces, solids, operations, materials, patterns, texels, lights, ints, floats,
                leaf, m, key, qx, qy, qz, -dx, -dy, -dz, nx, ny, nz,
            )  # fmt: skip
            red, green, blue = red + weight * r, green + weight * g, blue + weight * b
            reflective, transparency = materials[m, REFLECTIVE], materials[m, TRANSPARENCY]
            if remaining > 0 and (reflective > 0 or transparency > 0):
                cosine = -(dx * nx + dy * ny + dz * nz)
                mirrored, bent = reflective, 0.0
                if transparency > 0:
                    n = collect_all(
                        shapes, nodes, items, spaces, solids, operations, ints, floats, ox, oy, oz, dx, dy, dz
                    )
                    n1, n2 = refractive_indices(shapes, materials, ints, floats, n, leaf, t)
                    bent = transparency
                    if reflective > 0:
                        reflectance = _schlick(n1, n2, cosine)
                        mirrored, bent = mirrored * reflectance, bent * (1 - reflectance)
                    ratio = n1 / n2
                    sine2 = ratio * ratio * (1 - cosine * cosine)
                    if sine2 <= 1:
                        along = ratio * cosine - math.sqrt(1 - sine2)
                        rays[waiting, 0], rays[waiting, 1], rays[waiting, 2] = ux, uy, uz
                        rays[waiting, 3], rays[waiting, 4] = nx * along + dx * ratio, ny * along + dy * ratio
                        rays[waiting, 5] = nz * along + dz * ratio
                        rays[waiting, 6], rays[waiting, 7] = weight * bent, remaining - 1
                        keys[waiting] = mix(key, _REFRACTED)
                        waiting += 1
                if reflective > 0:
                    twice = -2 * cosine
                    rays[waiting, 0], rays[waiting, 1], rays[waiting, 2] = qx, qy, qz
                    rays[waiting, 3], rays[waiting, 4] = dx - nx * twice, dy - ny * twice
                    rays[waiting, 5] = dz - nz * twice
                    rays[waiting, 6], rays[waiting, 7] = weight * mirrored, remaining - 1
                    keys[waiting] = mix(key, _REFLECTED)
                    waiting += 1
        if waiting == 0:
            return red, green, blue
        waiting -= 1
        ox, oy, oz = rays[waiting, 0], rays[waiting, 1], rays[waiting, 2]
        dx, dy, dz = rays[waiting, 3], rays[waiting, 4], rays[waiting, 5]
        weight, remaining, key = rays[waiting, 6], int(rays[waiting, 7]), keys[waiting]


@inner
def _schlick(n1: float, n2: float, cosine: float) -> float:
    if n1 > n2:
        sine2 = (n1 / n2) ** 2 * (1 - cosine * cosine)
        if sine2 > 1:
            return 1.0
        cosine = math.sqrt(1 - sine2)
    r0 = ((n1 - n2) / (n1 + n2)) ** 2
    return r0 + (1 - r0) * (1 - cosine) ** 5


@inner
def _lit_color(
    shapes: Floats,
    nodes: Floats,
    items: Ints,
    spaces: Ints,
    solids: Ints,
    operations: Ints,
    materials: Floats,
    patterns: Floats,
    texels: Floats,
    lights: Floats,
    ints: Ints,
    floats: Floats,
    leaf: int,
    m: int,
    key: np.uint64,
    px: float,
    py: float,
    pz: float,
    ex: float,
    ey: float,
    ez: float,
    nx: float,
    ny: float,
    nz: float,
) -> Three:
    """The color of a place under all lights, by Phong (1975)."""
    cr, cg, cb = materials[m, 0], materials[m, 1], materials[m, 2]
    if materials[m, PATTERN] >= 0:
        lx, ly, lz = to_object(shapes, leaf, px, py, pz)
        cr, cg, cb = pattern_color(patterns, texels, floats, int(materials[m, PATTERN]), lx, ly, lz)
    red = green = blue = 0.0
    for k in range(len(lights)):
        is_area = lights[k, KIND] == AREA
        u_steps, v_steps = (int(lights[k, U_STEPS]), int(lights[k, V_STEPS])) if is_area else (1, 1)
        n_cells = u_steps * v_steps
        reaching = 0
        diffuse = specular = 0.0
        for cell in range(n_cells):
            sx, sy, sz = lights[k, PLACE], lights[k, PLACE + 1], lights[k, PLACE + 2]
            if is_area:
                a, b = 0.5, 0.5
                if lights[k, JITTER] != 0:
                    a, b = unit(key, _CELL + np.uint64(2 * cell)), unit(key, _CELL + np.uint64(2 * cell + 1))
                a, b = a + cell % u_steps, b + cell // u_steps
                sx += lights[k, U_EDGE] * a + lights[k, V_EDGE] * b
                sy += lights[k, U_EDGE + 1] * a + lights[k, V_EDGE + 1] * b
                sz += lights[k, U_EDGE + 2] * a + lights[k, V_EDGE + 2] * b
            wx, wy, wz = sx - px, sy - py, sz - pz
            distance = math.sqrt(wx * wx + wy * wy + wz * wz)
            wx, wy, wz = unit_vector(wx, wy, wz)
            cosine = wx * nx + wy * ny + wz * nz
            if n_cells == 1 and cosine < 0:
                continue  # in the light or not, it is black
            _, blocker = nearest(
                shapes, nodes, items, spaces, solids, operations, ints, floats, px, py, pz, wx, wy, wz, distance
            )
            reaching += blocker < 0
            if cosine < 0:
                continue
            share = 1.0
            if lights[k, KIND] == SPOT:
                towards = -(wx * lights[k, U_EDGE] + wy * lights[k, U_EDGE + 1] + wz * lights[k, U_EDGE + 2])
                low, high = lights[k, COS_LOW], lights[k, COS_HIGH]
                s = min(1.0, max(0.0, (towards - low) / (high - low)))
                share = (3 - 2 * s) * s * s
            diffuse += cosine * share
            twice = 2 * cosine
            towards_eye = (twice * nx - wx) * ex + (twice * ny - wy) * ey + (twice * nz - wz) * ez
            if towards_eye > 0:
                specular += towards_eye ** materials[m, SHININESS] * share
        lit = reaching / (n_cells * n_cells)
        d = materials[m, AMBIENT] + materials[m, DIFFUSE] * diffuse * lit
        s = materials[m, SPECULAR] * specular * lit
        red += lights[k, INTENSITY] * (cr * d + s)
        green += lights[k, INTENSITY + 1] * (cg * d + s)
        blue += lights[k, INTENSITY + 2] * (cb * d + s)
    return red, green, blue
