"""Threads, labelled pictures, the first picture of a process, and the agreement of both renderers."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

import numpy as np
from povray_parity import PICTURES
from scenes import random_camera, random_world

from benchmarks.clock import cpu_of, median_ratio
from benchmarks.rows import Row
from coincide_rays.book import render as plain_render
from coincide_rays.kernel.flatten import flatten
from coincide_rays.kernel.render import render
from coincide_rays.truth.labels import labelled_pictures

FIRST = """
import time
from coincide_rays import Camera, World, view_transform
view = view_transform((0, 1.5, -5), (0, 1, 0), (0, 1, 0))
Camera(200, 150, field_of_view=1.05, transform=view).render(World.default())
print(time.process_time())
"""


def threads(*, quick: bool) -> Iterator[Row]:
    world, camera = PICTURES["reflect-refract"](2.0)
    scene = flatten(world)
    one = render(camera, scene, threads=1).pixels.tobytes()
    same = all(render(camera, scene, threads=n).pixels.tobytes() == one for n in (2, 4))
    yield Row("1, 2, 4 threads", "same bytes (1 is yes)", float(same), "1", "1")

    def timed(n: int) -> float:
        start = time.perf_counter()
        render(camera, scene, threads=n)
        return time.perf_counter() - start

    ratio, two, alone = median_ratio(lambda: timed(2), lambda: timed(1), 3 if quick else 9)
    yield Row("two threads against one", f"times as fast ({two:.2f} s, {alone:.2f} s)", ratio, "1.7", "1.9")


def labels(*, quick: bool) -> Iterator[Row]:
    list(labelled_pictures(3))
    count = 50 if quick else 300
    seconds = cpu_of(lambda: [truth.image.to_bytes() for truth in labelled_pictures(count, seed=1)])
    yield Row("labeled pictures, 128 × 128", "a CPU second", count / seconds, "30", "100")


def first_picture(*, quick: bool) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
        cold = _seconds_of_first(environment)
        warm = sorted(_seconds_of_first(environment) for _ in range(3 if quick else 7))
    yield Row("first picture, cold cache", "CPU seconds", cold, "8", "5")
    yield Row("first picture, warm cache", "CPU seconds, median", warm[len(warm) // 2], "1", "0.5")


def _seconds_of_first(environment: dict[str, str]) -> float:
    done = subprocess.run([sys.executable, "-c", FIRST], env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout)


def agreement(*, quick: bool) -> Iterator[Row]:
    count, worst = 30 if quick else 1_000, 0.0
    for seed in range(20_000, 20_000 + count):
        world, camera = random_world(seed), random_camera(seed, 4, 3)
        plain = plain_render(camera, world, depth=3).pixels
        worst = max(worst, float(np.abs(plain - render(camera, world, depth=3, threads=1).pixels).max()))
    yield Row(f"plain and compiled, {count} random scenes", "largest difference of a color", worst, "1e-9", "1e-9")
