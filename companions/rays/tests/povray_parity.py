"""Shapes and pictures that are compared with POV-Ray's, by tests and by `scripts/bench rays`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import povray_program

from coincide_rays import (
    Camera,
    CheckersPattern,
    Cone,
    Csg,
    Cube,
    Cylinder,
    Group,
    Material,
    Plane,
    PointLight,
    Shape,
    SmoothTriangle,
    Sphere,
    Torus,
    Triangle,
    World,
    rotation_x,
    rotation_y,
    rotation_z,
    scaling,
    translation,
    view_transform,
)
from coincide_rays.kernel.probe import probe
from coincide_rays.scene import load_scene

SCENES = Path(__file__).parents[1] / "examples" / "scenes"
CORNERS = ((-1, -1, 0), (1, -0.5, 0.3), (0, 1, -0.2))


def _drilled() -> Csg:
    ball = Csg("intersection", Cube(), Sphere(transform=scaling(1.3, 1.3, 1.3)))
    return Csg("difference", ball, Cylinder(minimum=-2, maximum=2, closed=True, transform=scaling(0.5, 1, 0.5)))


def _groups() -> Group:
    balls = [Sphere(transform=translation(x, 0, 0) @ scaling(0.3, 0.3, 0.3)) for x in (-0.6, 0, 0.6)]
    box = Cube(transform=translation(0, 1, 0) @ scaling(0.3, 0.2, 0.1))
    return Group([Group(balls, transform=rotation_z(0.5)), box], transform=rotation_y(0.4) @ scaling(1, 1.2, 0.8))


SHAPES: dict[str, Callable[[], Shape]] = {
    "sphere": lambda: Sphere(transform=rotation_x(0.3) @ scaling(1, 0.5, 0.8)),
    "plane": lambda: Plane(transform=rotation_z(0.3)),
    "cube": lambda: Cube(transform=rotation_y(0.4) @ scaling(0.5, 0.8, 1)),
    "cylinder": Cylinder,
    "cut cylinder": lambda: Cylinder(minimum=-0.7, maximum=1),
    "capped cylinder": lambda: Cylinder(minimum=-0.7, maximum=1, closed=True, transform=rotation_z(0.4)),
    "double cone": Cone,
    "cut cone": lambda: Cone(minimum=-1, maximum=0.5),
    "capped cone": lambda: Cone(minimum=-1, maximum=-0.2, closed=True, transform=rotation_z(0.4)),
    "torus": lambda: Torus(major=1, minor=0.3, transform=rotation_x(0.5)),
    "triangle": lambda: Triangle(*CORNERS),
    "smooth triangle": lambda: SmoothTriangle(*CORNERS, (-1, 0, -1), (1, 0, -1), (0, 1, -1)),
    "union": lambda: Csg("union", Cube(transform=scaling(0.5, 0.5, 0.5)), Sphere(transform=translation(0.5, 0.5, 0))),
    "intersection": lambda: Csg("intersection", Cube(), Sphere(transform=translation(0.5, 0.5, 0))),
    "difference": lambda: Csg("difference", Cube(), Sphere(transform=scaling(1.3, 1.3, 1.3))),
    "solid of solids": _drilled,
    "groups in groups": _groups,
}


def towards_origin(rng: np.random.Generator, count: int) -> np.ndarray:
    """Rays from all sides to places near the origin."""
    origins = rng.normal(size=(count, 3))
    origins *= rng.uniform(3, 6, (count, 1)) / np.linalg.norm(origins, axis=1, keepdims=True)
    directions = rng.uniform(-1.3, 1.3, (count, 3)) - origins
    return np.hstack([origins, directions / np.linalg.norm(directions, axis=1, keepdims=True)])


class Differences(NamedTuple):
    """`n_other`: hit here and missed there; the largest differences of distance (relative beyond 1) and of normals."""

    n_hits: int
    n_other: int
    distance: float
    normal: float


def differences(shape: Shape, rays: np.ndarray, folder: Path) -> Differences:
    theirs = povray_program.trace(shape, rays, folder)
    ours = probe(World([shape]), rays)
    is_theirs, is_ours = np.linalg.norm(theirs[:, 3:], axis=1) > 0, np.isfinite(ours.distances)
    both = is_theirs & is_ours
    their_distances = ((theirs[:, :3] - rays[:, :3]) * rays[:, 3:]).sum(axis=1)[both]
    apart = np.abs(their_distances - ours.distances[both]) / np.maximum(1, their_distances)
    same_side, other_side = (np.abs(theirs[both, 3:] - sign * ours.normals[both]).max(axis=1) for sign in (1, -1))
    turned = np.minimum(same_side, other_side)
    return Differences(int(both.sum()), int((is_theirs != is_ours).sum()), float(apart.max()), float(turned.max()))


def _without_glass(name: str, share: float) -> tuple[World, Camera]:
    scene = load_scene(SCENES / f"{name}.yml")
    opaque = [shape for shape in scene.world.objects if shape.material.transparency == 0]
    assert scene.camera is not None
    return World(opaque, scene.world.lights), _sized(scene.camera, share)


def _as_it_is(name: str, share: float) -> tuple[World, Camera]:
    scene = load_scene(SCENES / f"{name}.yml")
    assert scene.camera is not None
    return scene.world, _sized(scene.camera, share)


def _sized(camera: Camera, share: float) -> Camera:
    width, height = round(camera.hsize * share), round(camera.vsize * share)
    return Camera(width, height, camera.field_of_view, transform=camera.transform)


def _balls(share: float) -> tuple[World, Camera]:
    """Glass in glass, without mirrors and without total reflection, which POV-Ray mirrors and the book does not."""
    floor = CheckersPattern((0.2, 0.2, 0.2), (0.9, 0.9, 0.9), transform=translation(0, 0.5, 0))
    world = World([Plane(material=Material(pattern=floor, specular=0.0))], [PointLight((-5, 10, -5), (1, 1, 1))])
    for x, index in ((-2.2, 1.3), (0.0, 1.5), (2.2, 2.4)):
        for size, inner in ((1.0, 0.0), (0.5, 0.5)):
            glass = Material(
                color=(0.1, 0.1, 0.1),
                ambient=0.0,
                diffuse=0.1,
                specular=0.5,
                transparency=0.9,
                refractive_index=index + inner,
            )
            place = translation(x, 1.01, 0) @ scaling(size, size, size)
            world.add(Sphere(transform=place, material=glass, casts_shadow=False))
    view = view_transform((0, 3, -7), (0, 1, 0), (0, 1, 0))
    return world, Camera(round(400 * share), round(200 * share), 0.9, transform=view)


OPAQUE = ("cover", "puppets", "table", "cylinders", "groups", "reflect-refract")
PICTURES: dict[str, Callable[[float], tuple[World, Camera]]] = {
    **{name: (lambda share, name=name: _without_glass(name, share)) for name in OPAQUE},
    "bend": lambda share: _as_it_is("refraction-bend", share),
    "balls in balls": _balls,
}


def share_of_equal_pixels(world: World, camera: Camera, folder: Path) -> float:
    """The share of pixels that differ from POV-Ray's by at most 2 of 255 levels."""
    theirs, _ = povray_program.draw(world, camera, folder)
    ours = camera.render(world).pixels
    apart = np.abs(np.clip(ours, 0, 1) - np.clip(theirs, 0, 1)).max(axis=2) * 255
    return float((apart <= 2).mean())
