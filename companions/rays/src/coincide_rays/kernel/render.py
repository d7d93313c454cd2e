"""Pictures by the compiled renderer: tiles drawn by threads, every pixel the same whoever draws it."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias, cast

import numpy as np

from coincide_rays.errors import InputError
from coincide_rays.kernel.flatten import FlatScene, flatten
from coincide_rays.kernel.layout import Floats, Ints, PictureRow, dtype_of
from coincide_rays.kernel.paint import inverse_row
from coincide_rays.kernel.workspace import Workspace, address_of, make_workspace
from coincide_rays.picture.canvas import Canvas
from coincide_rays.reference.camera import Camera
from coincide_rays.reference.world import MAX_BOUNCES, World

Progress: TypeAlias = Callable[[float], None]
TILE = 16
# How many tiles are drawn before progress is told.
BATCH = 32


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
    if sums.shape != (camera.vsize, camera.hsize, 3) or sums.dtype != np.float64 or not sums.flags.c_contiguous:
        raise InputError(
            f"`sums` must be a contiguous float64 array of {camera.vsize} × {camera.hsize} × 3, got {sums.dtype} of "
            f"{' × '.join(map(str, sums.shape))}; make one with `np.zeros`"
        )
    scene = world if isinstance(world, FlatScene) else flatten(world)
    row, counter = camera_row(camera), np.zeros(1, dtype=np.int64)
    picture = np.zeros(1, dtype=dtype_of(PictureRow))
    places = address_of(row), address_of(sums), address_of(counter)
    size = camera.hsize, camera.vsize, TILE
    picture[0] = (*places, *size, which.start, which.stop, samples, depth, seed)
    n_tiles = -(-camera.hsize // TILE) * -(-camera.vsize // TILE)
    workspaces = [make_workspace(scene.arrays, depth) for _ in range(min(n_threads, n_tiles))]
    _draw_all(cast("PictureRow", picture[0]), workspaces, counter, n_tiles, progress)


def _draw_all(
    picture: PictureRow, workspaces: list[Workspace], counter: Ints, n_tiles: int, progress: Progress | None
) -> None:
    """Draw all tiles, in one thread for each workspace. This thread draws in batches and tells progress."""
    from coincide_rays.kernel.drawing import draw_tiles

    own, *others = workspaces
    with ThreadPoolExecutor(max(1, len(others))) as pool:
        tasks = [pool.submit(draw_tiles, workspace.row, picture, n_tiles) for workspace in others]
        try:
            while draw_tiles(own.row, picture, BATCH):
                if progress is not None:
                    progress(min(int(counter[0]), n_tiles) / n_tiles)
        finally:
            counter[0] = n_tiles  # after an interrupt, no thread takes another tile
    for task in tasks:
        task.result()
    if progress is not None:
        progress(1.0)


def camera_row(camera: Camera) -> Floats:
    """A camera as the kernel takes it: inverse transform, half sizes, pixel, lens."""
    focus = camera.focal_distance if camera.aperture > 0 else 1.0
    numbers = [camera.half_width, camera.half_height, camera.pixel_size, camera.aperture, focus]
    return np.array([*inverse_row(camera.inverse), *numbers], dtype=np.float64)


def _check(name: str, value: object, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not least <= value <= most:
        raise InputError(f"`{name}` must be a whole number from {least} to {most}, got {value!r}")
    return int(value)
