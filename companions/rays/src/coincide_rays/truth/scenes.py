"""Random scenes with parts of parts: things on a floor, each a tower of storeys, each storey a few shapes in a row.

Color tells nothing about what belongs together; place does, but only who knows that storeys are level and towers
upright can read it. Shapes and hues can be held out, so that a learner meets new ones.
"""

from __future__ import annotations

import colorsys
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from coincide_rays.errors import InputError
from coincide_rays.reference.camera import Camera
from coincide_rays.reference.lights import PointLight
from coincide_rays.reference.materials import Material
from coincide_rays.reference.shapes.cube import Cube
from coincide_rays.reference.shapes.cylinder import Cone, Cylinder
from coincide_rays.reference.shapes.group import Group
from coincide_rays.reference.shapes.plane import Plane
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.reference.shapes.sphere import Sphere
from coincide_rays.reference.shapes.torus import Torus
from coincide_rays.reference.world import World
from coincide_rays.space.matrices import Matrix
from coincide_rays.space.transforms import view_transform
from coincide_rays.space.tuples import Color

SHAPES = ("sphere", "cube", "cylinder", "cone", "torus")
ROOM = 0.36  # half the width that one shape may take


class RandomScene(NamedTuple):
    """A world, and a camera that sees it."""

    world: World
    camera: Camera


def random_scene(
    rng: np.random.Generator,
    *,
    size: int = 128,
    shapes: Sequence[str] = SHAPES,
    hues: tuple[float, float] = (0.0, 1.0),
) -> RandomScene:
    """Draw up a scene.

    Parameters
    ----------
    size : width and height of the picture.
    shapes : names among `SHAPES`.
    hues : range of the colors' hues.
    """
    unknown = [name for name in shapes if name not in SHAPES]
    if unknown or not shapes:
        raise InputError(f"`shapes` must be among {', '.join(SHAPES)}, got {', '.join(shapes) or 'none'}")
    floor_level = rng.uniform(0.5, 0.8)
    world = World([Plane(material=Material(color=(floor_level,) * 3, specular=0.0), name="floor")])
    n_towers = int(rng.integers(2, 4))
    slots = (np.arange(n_towers) - (n_towers - 1) / 2) * 2.6 + rng.uniform(-0.15, 0.15, n_towers)
    for number, x in enumerate(slots):
        world.add(_tower(rng, float(x), float(rng.uniform(-0.6, 0.6)), shapes, hues, f"tower {number}"))
    world.add(PointLight((rng.uniform(-6, 6), rng.uniform(7, 10), rng.uniform(-10, -6)), (1.0, 1.0, 1.0)))
    view = view_transform((rng.uniform(-1.5, 1.5), rng.uniform(2.2, 3.2), -9.5), (0, 1.2, 0), (0, 1, 0))
    return RandomScene(world, Camera(size, size, 0.62, transform=view))


def _tower(
    rng: np.random.Generator, x: float, z: float, shapes: Sequence[str], hues: tuple[float, float], name: str
) -> Group:
    storeys: list[Shape] = []
    for level in range(int(rng.integers(2, 4))):
        n_shapes = int(rng.integers(1, 4))
        places = (np.arange(n_shapes) - (n_shapes - 1) / 2) * 2 * ROOM
        parts = [_shape(rng, float(at), 2 * ROOM * level + ROOM, shapes, hues) for at in places]
        storeys.append(parts[0] if n_shapes == 1 else Group(parts, name=f"storey {level}"))
    return Group(storeys, transform=_placed(x, 0.0, z, 1.0, 1.0, 1.0), name=name)


def _shape(rng: np.random.Generator, x: float, y: float, shapes: Sequence[str], hues: tuple[float, float]) -> Shape:
    kind = shapes[int(rng.integers(len(shapes)))]
    hue = hues[0] + (hues[1] - hues[0]) * float(rng.random())
    color = colorsys.hsv_to_rgb(hue % 1.0, float(rng.uniform(0.5, 1.0)), float(rng.uniform(0.6, 1.0)))
    material = Material(color=Color(*color), specular=float(rng.choice((0.0, 0.5))), shininess=50.0)
    size = ROOM * float(rng.uniform(0.75, 0.98))
    place = _placed(x, y, 0.0, size, size, size)
    if kind == "sphere":
        return Sphere(transform=place, material=material)
    if kind == "cube":
        return Cube(transform=_placed(x, y, 0.0, size * 0.9, size * 0.9, size * 0.9), material=material)
    if kind == "cylinder":
        return Cylinder(minimum=-1, maximum=1, closed=True, transform=place, material=material)
    if kind == "cone":
        tall = _placed(x, y + size, 0.0, size, 2 * size, size)
        return Cone(minimum=-1, maximum=0, closed=True, transform=tall, material=material)
    return Torus(major=0.72, minor=0.26, transform=_upright(x, y, size), material=material)


def _placed(x: float, y: float, z: float, a: float, b: float, c: float) -> Matrix:
    """Scale, then move."""
    return Matrix([[a, 0, 0, x], [0, b, 0, y], [0, 0, c, z], [0, 0, 0, 1]])


def _upright(x: float, y: float, size: float) -> Matrix:
    """A ring that faces the eye, a little turned."""
    c, s = math.cos(1.3) * size, math.sin(1.3) * size
    return Matrix([[size, 0, 0, x], [0, c, -s, y], [0, s, c, 0], [0, 0, 0, 1]])
