"""Draw a tile. Importing this module compiles, or loads from the cache."""

from __future__ import annotations

import math

import numba
import numpy as np

from coincide_rays.kernel.colors import mix, unit
from coincide_rays.kernel.compiled import entry, inlined, inner
from coincide_rays.kernel.layout import Floats, Ints
from coincide_rays.kernel.shade import color_of_ray
from coincide_rays.kernel.surface import unit_vector

Keys = np.ndarray[tuple[int], np.dtype[np.uint64]]
_F1, _F2, _F3 = numba.float64[::1], numba.float64[:, ::1], numba.float64[:, :, ::1]
_I1, _I2, _U1 = numba.int64[::1], numba.int64[:, ::1], numba.uint64[::1]
_SCENE = (_F2, _F2, _I1, _I2, _I2, _I2)
_PAINT = (_F2, _F2, _F2, _F2)
_INT = numba.int64


@inlined
def _spread(pixel_key: np.uint64, sample: int, axis: int) -> float:
    steps = (0.8566748838545029, 0.733891856627126, 0.6287067210378087, 0.5385972572236101)
    place = unit(pixel_key, np.uint64(axis + 1)) + sample * steps[axis]
    return place - math.floor(place)


@inner
def _camera_ray(
    camera: Floats, x: float, y: float, lens_x: float, lens_y: float
) -> tuple[float, float, float, float, float, float]:
    """The ray from a place on the lens through a place of the picture."""
    half_width, half_height, pixel_size, focus = camera[12], camera[13], camera[14], camera[16]
    tx, ty, tz = (half_width - x * pixel_size) * focus, (half_height - y * pixel_size) * focus, -focus
    ox = camera[0] * lens_x + camera[1] * lens_y + camera[3]
    oy = camera[4] * lens_x + camera[5] * lens_y + camera[7]
    oz = camera[8] * lens_x + camera[9] * lens_y + camera[11]
    dx, dy, dz = unit_vector(
        camera[0] * tx + camera[1] * ty + camera[2] * tz + camera[3] - ox,
        camera[4] * tx + camera[5] * ty + camera[6] * tz + camera[7] - oy,
        camera[8] * tx + camera[9] * ty + camera[10] * tz + camera[11] - oz,
    )
    return ox, oy, oz, dx, dy, dz


@entry(
    numba.void(
        *_SCENE, *_PAINT, _I1, _F1, _F2, _U1, _F1, _F3, _INT, _INT, _INT, _INT, _INT, _INT, _INT, _INT, numba.uint64
    )
)
def draw_tile(
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
    keys: Keys,
    camera: Floats,
    sums: Floats,
    x0: int,
    x1: int,
    y0: int,
    y1: int,
    first_sample: int,
    end_sample: int,
    samples: int,
    bounces: int,
    seed: np.uint64,
) -> None:
    """Add the colors of some samples to the pixels of a tile."""
    width = sums.shape[1]
    for py in range(y0, y1):
        for px in range(x0, x1):
            pixel_key = mix(seed, np.uint64(py * width + px))
            for sample in range(first_sample, end_sample):
                x = y = 0.5
                lens_x = lens_y = 0.0
                if samples > 1:
                    x, y = _spread(pixel_key, sample, 0), _spread(pixel_key, sample, 1)
                if camera[15] > 0:
                    radius = camera[15] * math.sqrt(_spread(pixel_key, sample, 2))
                    turn = 2 * math.pi * _spread(pixel_key, sample, 3)
                    lens_x, lens_y = radius * math.cos(turn), radius * math.sin(turn)
                ox, oy, oz, dx, dy, dz = _camera_ray(camera, px + x, py + y, lens_x, lens_y)
                red, green, blue = color_of_ray(
                    shapes, nodes, items, spaces, solids, operations, materials, patterns, texels, lights,
                    ints, floats, rays, keys, mix(pixel_key, np.uint64(sample)), bounces, ox, oy, oz, dx, dy, dz,
                )  # fmt: skip
                sums[py, px, 0] += red
                sums[py, px, 1] += green
                sums[py, px, 2] += blue
