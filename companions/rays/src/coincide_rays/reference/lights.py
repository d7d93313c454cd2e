"""Lights: a point, a spot, an area (Buck 2019, chapter 6, chapter 17 and the bonus chapter on soft shadows)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from coincide_rays.errors import InputError
from coincide_rays.space.chance import unit
from coincide_rays.space.tuples import (
    Color,
    ColorLike,
    PointLike,
    Tuple,
    dot,
    magnitude,
    normalize,
    to_color,
    to_point,
    to_vector,
)


class Sequence:
    """Numbers that come again and again, in place of random ones (bonus chapter)."""

    def __init__(self, *numbers: float) -> None:
        if not numbers:
            raise InputError("a sequence needs one number or more, got none")
        self.numbers = numbers
        self._place = 0

    def __next__(self) -> float:
        number = self.numbers[self._place % len(self.numbers)]
        self._place += 1
        return number

    def __iter__(self) -> Iterator[float]:
        return self


class PointLight:
    """Light from one place, to all sides, that does not fade."""

    def __init__(self, position: PointLike, intensity: ColorLike) -> None:
        self.position, self.intensity = to_point(position, "position"), to_color(intensity, "intensity")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PointLight) and vars(self) == vars(other)

    __hash__ = None  # pyright: ignore[reportAssignmentType]  it can be changed

    def __repr__(self) -> str:
        return f"PointLight({tuple(self.position)[:3]}, {tuple(self.intensity)})"


class SpotLight:
    """Light from one place in a cone: full within `angle` of its axis, none beyond `fade_angle`, smooth between.

    Parameters
    ----------
    direction : of the axis.
    angle, fade_angle : in radians, from the axis; 0 ≤ angle < fade_angle ≤ π.
    """

    def __init__(
        self,
        position: PointLike,
        direction: PointLike,
        intensity: ColorLike,
        *,
        angle: float = 0.4,
        fade_angle: float = 0.5,
    ) -> None:
        self.position, self.intensity = to_point(position, "position"), to_color(intensity, "intensity")
        self.direction = normalize(to_vector(direction, "direction"))
        if magnitude(self.direction) == 0:
            raise InputError("`direction` must not be of length 0")
        if not 0 <= angle < fade_angle <= math.pi:
            raise InputError(f"expected 0 ≤ `angle` < `fade_angle` ≤ π, got {angle!r} and {fade_angle!r}")
        self.angle, self.fade_angle = angle, fade_angle

    def share_at(self, p: Tuple) -> float:
        """The share of the light that reaches this direction."""
        cosine = dot(normalize(p - self.position), self.direction)
        low, high = math.cos(self.fade_angle), math.cos(self.angle)
        t = min(1.0, max(0.0, (cosine - low) / (high - low)))
        return (3 - 2 * t) * t * t


@dataclass
class AreaLight:
    """Light from a parallelogram, cut into cells that shine each from one place.

    Parameters
    ----------
    corner : where both edges begin.
    full_uvec, full_vvec : edges.
    usteps, vsteps : cells along each.
    intensity : of all cells together.
    jitter_by : where in each cell its light is: the middle if None; else a number from 0 to 1 for each direction, taken
        in turn. True draws them from the key of the ray.

    Attributes
    ----------
    uvec, vvec : edges of one cell.
    """

    corner: Tuple
    uvec: Tuple
    usteps: int
    vvec: Tuple
    vsteps: int
    intensity: Color
    jitter_by: Sequence | bool | None = None
    samples: int = field(init=False)
    position: Tuple = field(init=False)

    def __init__(
        self,
        corner: PointLike,
        full_uvec: PointLike,
        usteps: int,
        full_vvec: PointLike,
        vsteps: int,
        intensity: ColorLike,
        *,
        jitter_by: Sequence | bool | None = None,
    ) -> None:
        for name, steps in (("usteps", usteps), ("vsteps", vsteps)):
            if isinstance(steps, bool) or not isinstance(steps, int) or not 1 <= steps <= 1000:
                raise InputError(f"`{name}` must be a whole number from 1 to 1000, got {steps!r}")
        self.corner, self.intensity = to_point(corner, "corner"), to_color(intensity, "intensity")
        full_u, full_v = to_vector(full_uvec, "full_uvec"), to_vector(full_vvec, "full_vvec")
        self.uvec, self.usteps = full_u / usteps, usteps
        self.vvec, self.vsteps = full_v / vsteps, vsteps
        self.samples = usteps * vsteps
        self.position = self.corner + full_u / 2 + full_v / 2
        self.jitter_by = jitter_by


Light: TypeAlias = PointLight | SpotLight | AreaLight


def point_on_light(light: AreaLight, u: int, v: int, *, key: int = 0) -> Tuple:
    """Where the light of one cell is."""
    if isinstance(light.jitter_by, Sequence):
        across, along = next(light.jitter_by), next(light.jitter_by)
    elif light.jitter_by:
        cell = 2 * (v * light.usteps + u)
        across, along = unit(key, cell + 16), unit(key, cell + 17)
    else:
        across = along = 0.5
    return light.corner + light.uvec * (u + across) + light.vvec * (v + along)


def sample_points(light: Light, *, key: int = 0) -> list[Tuple]:
    """All places that a light shines from."""
    if isinstance(light, AreaLight):
        cells = [(u, v) for v in range(light.vsteps) for u in range(light.usteps)]
        return [point_on_light(light, u, v, key=key) for u, v in cells]
    return [light.position]
