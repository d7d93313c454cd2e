"""The color of a ray, compiled: rays that wait stand on a stack, each with the share it has in the pixel.

The twins are `reference.world` and `reference.optics`. Instead of calling itself, the kernel adds up shares: a mirror's
share is that of the ray times its reflectivity. Every share is a number, as the book's glass has no color.
"""

from __future__ import annotations

import math

import numpy as np

from coincide_rays.kernel.colors import mix, pattern_color, unit
from coincide_rays.kernel.compiled import inner
from coincide_rays.kernel.layout import AREA, SPOT, LightRow, MaterialRow
from coincide_rays.kernel.meetings import to_object
from coincide_rays.kernel.rows import light_at, material_at, ray_at, shape_at
from coincide_rays.kernel.solids import collect_all
from coincide_rays.kernel.surface import normal_at, refractive_indices, turn_normal, unit_vector
from coincide_rays.kernel.walk import nearest
from coincide_rays.kernel.workspace import Tables

INF = math.inf
Three = tuple[float, float, float]
_REFLECTED, _REFRACTED = np.uint64(1), np.uint64(2)
_CELL, _TWO = np.uint64(16), np.uint64(2)


@inner
def color_of_ray(
    tables: Tables,
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
        t, leaf = nearest(tables, ox, oy, oz, dx, dy, dz, INF)
        if leaf >= 0:
            material = material_at(tables.materials, shape_at(tables.shapes, leaf).material)
            px, py, pz = ox + t * dx, oy + t * dy, oz + t * dz
            nx, ny, nz = normal_at(tables, leaf, t, ox, oy, oz, dx, dy, dz)
            if nx * -dx + ny * -dy + nz * -dz < 0:
                nx, ny, nz = -nx, -ny, -nz
            aside = max(1e-5, 1e-9 * max(max(abs(px), abs(py)), abs(pz)))
            ax, ay, az = nx * aside, ny * aside, nz * aside
            if material.bump_kind != 0:
                lx, ly, lz = to_object(shape_at(tables.shapes, leaf), px, py, pz)
                nx, ny, nz = turn_normal(material, nx, ny, nz, lx, ly, lz)
            r, g, b = _lit_color(tables, leaf, material, key, px + ax, py + ay, pz + az, -dx, -dy, -dz, nx, ny, nz)
            red, green, blue = red + weight * r, green + weight * g, blue + weight * b
            if remaining > 0 and (material.reflective > 0 or material.transparency > 0):
                cosine = -(dx * nx + dy * ny + dz * nz)
                mirrored = material.reflective
                if material.transparency > 0:
                    n = collect_all(tables, ox, oy, oz, dx, dy, dz)
                    n1, n2 = refractive_indices(tables, n, leaf, t)
                    bent = material.transparency
                    if mirrored > 0:
                        reflectance = _schlick(n1, n2, cosine)
                        mirrored, bent = mirrored * reflectance, bent * (1 - reflectance)
                    ratio = n1 / n2
                    sine2 = ratio * ratio * (1 - cosine * cosine)
                    if sine2 <= 1:
                        along = ratio * cosine - math.sqrt(1 - sine2)
                        _wait(
                            tables, waiting, px - ax, py - ay, pz - az,
                            nx * along + dx * ratio, ny * along + dy * ratio, nz * along + dz * ratio,
                            weight * bent, remaining - 1, mix(key, _REFRACTED),
                        )  # fmt: skip
                        waiting += 1
                if material.reflective > 0:
                    twice = -2 * cosine
                    _wait(
                        tables, waiting, px + ax, py + ay, pz + az,
                        dx - nx * twice, dy - ny * twice, dz - nz * twice,
                        weight * mirrored, remaining - 1, mix(key, _REFLECTED),
                    )  # fmt: skip
                    waiting += 1
        if waiting == 0:
            return red, green, blue
        waiting -= 1
        ray = ray_at(tables.rays, waiting)
        ox, oy, oz, dx, dy, dz = ray.ox, ray.oy, ray.oz, ray.dx, ray.dy, ray.dz
        weight, remaining, key = ray.weight, ray.remaining, ray.key


@inner
def _wait(
    tables: Tables,
    waiting: int,
    ox: float,
    oy: float,
    oz: float,
    dx: float,
    dy: float,
    dz: float,
    weight: float,
    remaining: int,
    key: np.uint64,
) -> None:
    """Put a ray on the stack of those that wait."""
    ray = ray_at(tables.rays, waiting)
    ray.ox, ray.oy, ray.oz = ox, oy, oz
    ray.dx, ray.dy, ray.dz = dx, dy, dz
    ray.weight, ray.remaining, ray.key = weight, remaining, key


@inner
def _schlick(n1: float, n2: float, cosine: float) -> float:
    if n1 > n2:
        ratio = n1 / n2
        sine2 = ratio * ratio * (1 - cosine * cosine)
        if sine2 > 1:
            return 1.0
        cosine = math.sqrt(1 - sine2)
    root = (n1 - n2) / (n1 + n2)
    r0 = root * root
    return r0 + (1 - r0) * (1 - cosine) ** 5


@inner
def _lit_color(
    tables: Tables,
    leaf: int,
    material: MaterialRow,
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
    cr, cg, cb = material.red, material.green, material.blue
    if material.pattern >= 0:
        lx, ly, lz = to_object(shape_at(tables.shapes, leaf), px, py, pz)
        cr, cg, cb = pattern_color(tables, material.pattern, lx, ly, lz)
    red = green = blue = 0.0
    for k in range(tables.n_lights):
        light = light_at(tables.lights, k)
        n_cells = light.u_steps * light.v_steps
        reaching = 0
        diffuse = specular = 0.0
        for cell in range(n_cells):
            sx, sy, sz = light.x, light.y, light.z
            if light.kind == AREA:
                sx, sy, sz = _cell_place(light, key, cell)
            wx, wy, wz = sx - px, sy - py, sz - pz
            distance = math.sqrt(wx * wx + wy * wy + wz * wz)
            wx, wy, wz = unit_vector(wx, wy, wz)
            cosine = wx * nx + wy * ny + wz * nz
            if n_cells == 1 and cosine < 0:
                continue  # in the light or not, it is black
            _, blocker = nearest(tables, px, py, pz, wx, wy, wz, distance)
            if blocker < 0:
                reaching += 1
            if cosine < 0:
                continue
            share = _spot_share(light, wx, wy, wz) if light.kind == SPOT else 1.0
            diffuse += cosine * share
            twice = 2 * cosine
            towards_eye = (twice * nx - wx) * ex + (twice * ny - wy) * ey + (twice * nz - wz) * ez
            if towards_eye > 0 and material.specular > 0:
                specular += towards_eye**material.shininess * share
        lit = reaching / (n_cells * n_cells)
        d = material.ambient + material.diffuse * diffuse * lit
        s = material.specular * specular * lit
        red += light.red * (cr * d + s)
        green += light.green * (cg * d + s)
        blue += light.blue * (cb * d + s)
    return red, green, blue


@inner
def _cell_place(light: LightRow, key: np.uint64, cell: int) -> Three:
    """Where in a cell of an area light its ray begins."""
    a, b = 0.5, 0.5
    if light.jitter != 0:
        purpose = _CELL + _TWO * np.uint64(cell)
        a, b = unit(key, purpose), unit(key, purpose + np.uint64(1))
    a, b = a + cell % light.u_steps, b + cell // light.u_steps
    return (
        light.x + (light.ux * a + light.vx * b),
        light.y + (light.uy * a + light.vy * b),
        light.z + (light.uz * a + light.vz * b),
    )


@inner
def _spot_share(light: LightRow, wx: float, wy: float, wz: float) -> float:
    """How much of a spot's light goes this way."""
    towards = -(wx * light.ux + wy * light.uy + wz * light.uz)
    s = min(1.0, max(0.0, (towards - light.cos_low) / (light.cos_high - light.cos_low)))
    return (3 - 2 * s) * s * s
