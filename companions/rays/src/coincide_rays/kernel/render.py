"""Pictures by the compiled renderer: tiles drawn by threads, every pixel the same whoever draws it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeAlias

import numpy as np

from coincide_rays.errors import InputError
from coincide_rays.kernel.flatten import FlatScene, flatten
from coincide_rays.kernel.layout import Floats, Scratch, make_scratch
from coincide_rays.kernel.paint import inverse_row
from coincide_rays.picture.canvas import Canvas
from coincide_rays.reference.camera import Camera
from coincide_rays.reference.world import MAX_BOUNCES, World

Progress: TypeAlias = Callable[[float], None]
TILE = 32


def render(
    camera: Camera,
    world: World | FlatScene,
    *,
    samples: int = 1,
    depth: int = MAX_BOUNCES,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Canvas:
    """Draw a world; see `Camera.render`. A scene that is flat already is drawn without flattening."""
    sums = np.zeros((camera.vsize, camera.hsize, 3))
    draw_samples(
        camera, world, sums, range(samples), samples=samples, depth=depth, seed=seed, threads=threads, progress=progress
    )
    return Canvas.from_pixels(sums / samples)


def draw_samples(
    camera: Camera,
    world: World | FlatScene,
    sums: Floats,
    which: range,
    *,
    samples: int,
    depth: int = MAX_BOUNCES,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Add some of the samples of every pixel to `sums`, which is height × width × 3."""
    _check("samples", samples, 1, 1 << 20)
    _check("depth", depth, 0, 1000)
    _check("seed", seed, 0, (1 << 64) - 1)
    n_threads = _check("threads", threads, 1, 1024) if threads is not None else (os.cpu_count() or 1)
    from coincide_rays.kernel.drawing import draw_tile

    scene = world if isinstance(world, FlatScene) else flatten(world)
    row = camera_row(camera)

    rooms = threading.local()

    def draw(tile: tuple[int, int, int, int]) -> None:
        if not hasattr(rooms, "scratch"):
            rooms.scratch = make_scratch(scene.arrays, depth)
        scratch: Scratch = rooms.scratch
        draw_tile(*scene.arrays, *scratch, row, sums, *tile, which.start, which.stop, samples, depth, np.uint64(seed))

    tiles = list(_tiles(camera.hsize, camera.vsize))
    if n_threads == 1 or len(tiles) == 1:
        for done, tile in enumerate(tiles, start=1):
            draw(tile)
            if progress is not None:
                progress(done / len(tiles))
        return
    with ThreadPoolExecutor(n_threads) as pool:
        for done, future in enumerate(as_completed([pool.submit(draw, tile) for tile in tiles]), start=1):
            future.result()
            if progress is not None:
                progress(done / len(tiles))


def camera_row(camera: Camera) -> Floats:
    """A camera as the kernel takes it: inverse transform, half sizes, pixel, lens."""
    focus = camera.focal_distance if camera.aperture > 0 else 1.0
    numbers = [camera.half_width, camera.half_height, camera.pixel_size, camera.aperture, focus]
    return np.array([*inverse_row(camera.inverse), *numbers], dtype=np.float64)


def _tiles(width: int, height: int) -> Iterator[tuple[int, int, int, int]]:
    for y in range(0, height, TILE):
        for x in range(0, width, TILE):
            yield x, min(x + TILE, width), y, min(y + TILE, height)


def _check(name: str, value: int, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not least <= value <= most:
        raise InputError(f"`{name}` must be a whole number from {least} to {most}, got {value!r}")
    return int(value)
