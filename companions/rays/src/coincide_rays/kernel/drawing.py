"""Draw tiles of a picture. Importing this module compiles, or loads from the cache.

Threads take tiles from one counter until none is left, each in a single call without the interpreter lock.
"""

from __future__ import annotations

import math

import numba
import numpy as np

from coincide_rays.kernel.colors import mix, unit
from coincide_rays.kernel.compiled import entry, inner
from coincide_rays.kernel.layout import CameraRow, PictureRow
from coincide_rays.kernel.rows import camera_at, color_at, record_of, take
from coincide_rays.kernel.shade import color_of_ray
from coincide_rays.kernel.surface import unit_vector
from coincide_rays.kernel.workspace import Tables
from coincide_rays.reference.camera import STEPS

# The purposes of a pixel's random numbers, and the steps of `reference.camera.STEPS`.
_X, _Y, _RADIUS, _TURN = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
_STEP_X, _STEP_Y, _STEP_RADIUS, _STEP_TURN = STEPS


@inner
def _spread(key: np.uint64, axis: np.uint64, sample: int, step: float) -> float:
    place = unit(key, axis) + sample * step
    return place - math.floor(place)


@inner
def _camera_ray(
    camera: CameraRow, x: float, y: float, lens_x: float, lens_y: float
) -> tuple[float, float, float, float, float, float]:
    """The ray from a place on the lens through a place of the picture."""
    tx, ty = camera.half_width - x * camera.pixel_size, camera.half_height - y * camera.pixel_size
    tx, ty, tz = tx * camera.focus, ty * camera.focus, -camera.focus
    ox = camera.m0 * lens_x + camera.m1 * lens_y + camera.m3
    oy = camera.m4 * lens_x + camera.m5 * lens_y + camera.m7
    oz = camera.m8 * lens_x + camera.m9 * lens_y + camera.m11
    dx, dy, dz = unit_vector(
        camera.m0 * tx + camera.m1 * ty + camera.m2 * tz + camera.m3 - ox,
        camera.m4 * tx + camera.m5 * ty + camera.m6 * tz + camera.m7 - oy,
        camera.m8 * tx + camera.m9 * ty + camera.m10 * tz + camera.m11 - oz,
    )
    return ox, oy, oz, dx, dy, dz


@inner
def _draw_pixel(tables: Tables, picture: PictureRow, px: int, py: int) -> None:
    """Add the colors of some samples to a pixel."""
    number = py * picture.width + px
    key = mix(picture.seed, np.uint64(number))
    camera = camera_at(picture.camera, 0)
    pixel = color_at(picture.pixels, number)
    for sample in range(picture.first_sample, picture.end_sample):
        x = y = 0.5
        lens_x = lens_y = 0.0
        if picture.samples > 1:
            x, y = _spread(key, _X, sample, _STEP_X), _spread(key, _Y, sample, _STEP_Y)
        if camera.aperture > 0:
            radius = camera.aperture * math.sqrt(_spread(key, _RADIUS, sample, _STEP_RADIUS))
            turn = 2 * math.pi * _spread(key, _TURN, sample, _STEP_TURN)
            lens_x, lens_y = radius * math.cos(turn), radius * math.sin(turn)
        ox, oy, oz, dx, dy, dz = _camera_ray(camera, px + x, py + y, lens_x, lens_y)
        ray_key = mix(key, np.uint64(sample))
        red, green, blue = color_of_ray(tables, ray_key, picture.bounces, ox, oy, oz, dx, dy, dz)
        pixel.red += red
        pixel.green += green
        pixel.blue += blue


@entry(numba.boolean(record_of(Tables), record_of(PictureRow), numba.int64))
def draw_tiles(tables: Tables, picture: PictureRow, most: int) -> bool:
    """Draw the next tiles that no thread has taken, `most` at most; returns whether there may be more."""
    across = (picture.width + picture.tile - 1) // picture.tile
    n_tiles = across * ((picture.height + picture.tile - 1) // picture.tile)
    for _ in range(most):
        tile = take(picture.counter)
        if tile >= n_tiles:
            return False
        x, y = tile % across * picture.tile, tile // across * picture.tile
        for py in range(y, min(y + picture.tile, picture.height)):
            for px in range(x, min(x + picture.tile, picture.width)):
                _draw_pixel(tables, picture, px, py)
    return True
