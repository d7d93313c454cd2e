"""Geometry, pictures and speed beside POV-Ray's; ids of triangles beside Embree's."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import povray_program
from povray_parity import OPAQUE, PICTURES, SHAPES, differences, share_of_equal_pixels, towards_origin

from benchmarks.clock import cpu_of, median_ratio
from benchmarks.rows import Row
from coincide_rays import Camera, Group, Material, PointLight, Triangle, World, load_obj, view_transform
from coincide_rays.kernel.flatten import flatten
from coincide_rays.kernel.probe import pixel_rays, probe
from coincide_rays.kernel.render import render


def geometry(folder: Path, *, quick: bool) -> Iterator[Row]:
    n_rays = 5_000 if quick else 100_000
    for name, make in SHAPES.items():
        found = differences(make(), towards_origin(np.random.default_rng(11), n_rays), folder)
        yield Row(f"{name}, {n_rays} rays", "hit or miss differs", found.n_other, "0", "0")
        yield Row(f"{name}, {n_rays} rays", "largest difference", max(found.distance, found.normal), "1e-6", "1e-9")


def pictures(folder: Path, *, quick: bool) -> Iterator[Row]:
    for name, make in PICTURES.items():
        floor, aim = ("99.8%", "99.99%") if name in OPAQUE else ("98%", "99.5%")
        share = share_of_equal_pixels(*make(0.5 if quick else 1.0), folder)
        yield Row(f"picture {name}", "pixels within 2/255, %", 100 * share, floor, aim)


def speed(folder: Path, *, quick: bool) -> Iterator[Row]:
    for name in ("table", "cylinders", "reflect-refract"):
        world, camera = PICTURES[name](1.0 if quick else 2.0)
        yield from _race(f"speed, {name}", world, camera, folder, 3 if quick else 9, "1.5", "3")


def _race(work: str, world: World, camera: Camera, folder: Path, repeats: int, floor: str, aim: str) -> Iterator[Row]:
    """Drawing only: POV-Ray's time less that for the same file in one pixel, ours without flattening."""
    scene = flatten(world)
    one = Camera(1, 1, camera.field_of_view, transform=camera.transform)
    render(one, scene, threads=1)

    def theirs() -> float:
        return povray_program.draw(world, camera, folder)[1] - povray_program.draw(world, one, folder)[1]

    ratio, own, other = median_ratio(lambda: cpu_of(lambda: render(camera, scene, threads=1)), theirs, repeats)
    yield Row(work, f"times as fast as POV-Ray ({own:.3f} s, {other:.3f} s)", ratio, floor, aim)


def meshes(folder: Path, data: Path | None, *, quick: bool) -> Iterator[Row]:
    groups = {"69,192 triangles, generated": wavy_ball(186)}
    if data is not None:
        groups = {name: load_obj(data / "meshes" / f"{name}.obj") for name in ("spot", "teapot")} | groups
    for name, group in groups.items():
        world, camera = _framed(group, 400 if quick else 800)
        yield from _race(f"mesh {name}", world, camera, folder, 2 if quick else 5, "2", "3.5")
        yield from _hits(name, world, camera)


def wavy_ball(n: int) -> Group:
    """A ball with waves, of 2 n² triangles, in one group."""
    turns, heights = np.linspace(0, 2 * math.pi, n + 1), np.linspace(0.02, math.pi - 0.02, n + 1)
    turn, height = np.meshgrid(turns, heights, indexing="ij")
    radius = 1 + 0.08 * np.sin(9 * turn) * np.sin(7 * height)
    places = np.stack(
        [radius * np.sin(height) * np.cos(turn), radius * np.cos(height), radius * np.sin(height) * np.sin(turn)],
        axis=2,
    ).tolist()
    group = Group(name="wavy ball")
    for i in range(n):
        for j in range(n):
            a, b, c, d = places[i][j], places[i + 1][j], places[i + 1][j + 1], places[i][j + 1]
            group.add_child(Triangle(a, b, c))
            group.add_child(Triangle(a, c, d))
    return group


def _framed(group: Group, width: int) -> tuple[World, Camera]:
    box = group.bounds()
    low, high = np.array([*box.minimum][:3]), np.array([*box.maximum][:3])
    middle, size = (low + high) / 2, float(np.linalg.norm(high - low))
    eye = middle + size * np.array([0.5, 0.35, -0.9])
    group.material = Material(color=(0.7, 0.6, 0.5))
    world = World([group], [PointLight(middle + size * np.array([2.0, 3.0, -3.0]), (1, 1, 1))])
    view = view_transform(eye.tolist(), middle.tolist(), (0, 1, 0))
    return world, Camera(width, width * 3 // 4, 0.8, transform=view)


def _hits(name: str, world: World, camera: Camera) -> Iterator[Row]:
    """Triangles that the rays of all pixels hit, by us and by Embree, which works in float32."""
    try:
        from embreex.mesh_construction import TriangleMesh
        from embreex.rtcore_scene import EmbreeScene
    except ImportError:
        yield Row(f"mesh {name}", "ids beside Embree's: embreex is not installed", math.nan, "0", "0")
        return
    scene, rays = flatten(world), pixel_rays(camera)
    ours = probe(scene, rays)
    triangles = scene.arrays.triangles.view(np.float64).reshape(-1, 3, 3)[scene.arrays.shapes["triangle"]]
    corners = triangles[:, :1] + np.concatenate([np.zeros_like(triangles[:, :1]), triangles[:, 1:]], axis=1)
    embree = EmbreeScene()
    TriangleMesh(embree, np.ascontiguousarray(corners, dtype=np.float32))
    found = embree.run(rays[:, :3].astype(np.float32), rays[:, 3:].astype(np.float32), output=1)
    theirs = found["primID"].astype(np.int64)
    is_other_hit = (theirs < 0) != (ours.leaves < 0)
    both = (theirs >= 0) & (ours.leaves >= 0)
    # Two triangles at one distance, or an edge within float32, may be taken for each other.
    apart = both & (theirs != ours.leaves) & (np.abs(found["tfar"] - ours.distances) > 1e-5 * ours.distances)
    yield Row(
        f"mesh {name}", f"of {len(rays)} rays, hit or miss differs from Embree", int(is_other_hit.sum()), "0", "0"
    )
    yield Row(f"mesh {name}", "ids that differ, at another distance", int(apart.sum()), "0", "0")
    yield Row(
        f"mesh {name}",
        "ids that differ, at the same distance (edges)",
        int((both & (theirs != ours.leaves)).sum()) - int(apart.sum()),
        "-",
        "-",
    )
