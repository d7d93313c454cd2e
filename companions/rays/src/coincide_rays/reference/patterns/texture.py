"""Flat patterns laid round solids (Buck 2019, bonus chapter on texture mapping)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, TypeAlias

from coincide_rays.errors import InputError
from coincide_rays.reference.patterns.pattern import Pattern
from coincide_rays.reference.patterns.uv import UvPattern
from coincide_rays.space.matrices import IDENTITY, Matrix
from coincide_rays.space.tuples import Color, Tuple

Face: TypeAlias = Literal["left", "front", "right", "back", "up", "down"]
FACES: tuple[Face, ...] = ("left", "front", "right", "back", "up", "down")
Mapping: TypeAlias = Callable[[Tuple], tuple[float, float]]


def spherical_map(p: Tuple) -> tuple[float, float]:
    """u round the y axis, v from pole to pole."""
    radius = math.sqrt(p.x * p.x + p.y * p.y + p.z * p.z)
    u = 1 - (math.atan2(p.x, p.z) / (2 * math.pi) + 0.5)
    if radius == 0:
        return u, 0.5
    return u, 1 - math.acos(max(-1.0, min(1.0, p.y / radius))) / math.pi


def planar_map(p: Tuple) -> tuple[float, float]:
    """x and z, again and again."""
    return p.x % 1, p.z % 1


def cylindrical_map(p: Tuple) -> tuple[float, float]:
    """u round the y axis, v along it, again and again."""
    return 1 - (math.atan2(p.x, p.z) / (2 * math.pi) + 0.5), p.y % 1


MAPPINGS: dict[str, Mapping] = {"spherical": spherical_map, "planar": planar_map, "cylindrical": cylindrical_map}


class TextureMap(Pattern):
    """A flat pattern laid round a sphere, a plane or a cylinder.

    Parameters
    ----------
    mapping : `spherical`, `planar`, `cylindrical`, or one of the functions of that name.
    """

    def __init__(self, uv_pattern: UvPattern, mapping: str | Mapping, *, transform: Matrix = IDENTITY) -> None:
        super().__init__(transform=transform)
        by_name = {function: name for name, function in MAPPINGS.items()}
        name = mapping if isinstance(mapping, str) else by_name.get(mapping)
        if name not in MAPPINGS:
            raise InputError(f"`mapping` must be {', '.join(MAPPINGS)}, got {mapping!r}")
        self.uv_pattern, self.mapping = uv_pattern, name

    def local_color_at(self, p: Tuple) -> Color:
        return self.uv_pattern.color_at(*MAPPINGS[self.mapping](p))


class CubeMap(Pattern):
    """Six flat patterns on the sides of a cube."""

    def __init__(
        self,
        left: UvPattern,
        front: UvPattern,
        right: UvPattern,
        back: UvPattern,
        up: UvPattern,
        down: UvPattern,
        *,
        transform: Matrix = IDENTITY,
    ) -> None:
        super().__init__(transform=transform)
        self.faces: dict[Face, UvPattern] = {
            "left": left,
            "front": front,
            "right": right,
            "back": back,
            "up": up,
            "down": down,
        }

    def local_color_at(self, p: Tuple) -> Color:
        face = face_from_point(p)
        return self.faces[face].color_at(*FACE_MAPS[face](p))


def face_from_point(p: Tuple) -> Face:
    """The side of a cube that a place on its surface belongs to."""
    largest = max(abs(p.x), abs(p.y), abs(p.z))
    if largest == p.x:
        return "right"
    if largest == -p.x:
        return "left"
    if largest == p.y:
        return "up"
    if largest == -p.y:
        return "down"
    return "front" if largest == p.z else "back"


def cube_uv_front(p: Tuple) -> tuple[float, float]:
    return _along(p.x), _along(p.y)


def cube_uv_back(p: Tuple) -> tuple[float, float]:
    return _against(p.x), _along(p.y)


def cube_uv_left(p: Tuple) -> tuple[float, float]:
    return _along(p.z), _along(p.y)


def cube_uv_right(p: Tuple) -> tuple[float, float]:
    return _against(p.z), _along(p.y)


def cube_uv_up(p: Tuple) -> tuple[float, float]:
    return _along(p.x), _against(p.z)


def cube_uv_down(p: Tuple) -> tuple[float, float]:
    return _along(p.x), _along(p.z)


def _along(coordinate: float) -> float:
    return (coordinate + 1) % 2 / 2


def _against(coordinate: float) -> float:
    return (1 - coordinate) % 2 / 2


FACE_MAPS: dict[Face, Mapping] = {
    "left": cube_uv_left,
    "front": cube_uv_front,
    "right": cube_uv_right,
    "back": cube_uv_back,
    "up": cube_uv_up,
    "down": cube_uv_down,
}
