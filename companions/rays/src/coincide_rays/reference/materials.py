"""What a surface is made of (Buck 2019, chapters 6, 10 and 11)."""

from __future__ import annotations

import math

from coincide_rays.errors import InputError
from coincide_rays.reference.patterns.bumps import Bumps
from coincide_rays.reference.patterns.pattern import Pattern
from coincide_rays.space.tuples import WHITE, Color, ColorLike, to_color

VACUUM, AIR, WATER, GLASS, DIAMOND = 1.0, 1.00029, 1.333, 1.52, 2.417  # refractive indices, chapter 11

_LOWEST = {
    "ambient": 0.0,
    "diffuse": 0.0,
    "specular": 0.0,
    "shininess": 0.0,
    "reflective": 0.0,
    "transparency": 0.0,
    "refractive_index": 1e-6,
}


class Material:
    """How a surface answers to light. All may be set later.

    Parameters
    ----------
    color : of the surface, unless there is a pattern.
    ambient, diffuse, specular : shares of the light from everywhere, by angle, and in the highlight; 0 or more.
    shininess : exponent of the highlight: 10 is large and soft, 200 small and hard.
    reflective : share of the mirror image, 0 to 1.
    transparency : share of what is behind, 0 to 1.
    refractive_index : of what is inside; 1 is vacuum, 1.52 glass.
    pattern : colors by place.
    bumps : turn the normal by place, so that the surface looks uneven (chapter 17).
    """

    color: Color

    def __init__(
        self,
        *,
        color: ColorLike = WHITE,
        ambient: float = 0.1,
        diffuse: float = 0.9,
        specular: float = 0.9,
        shininess: float = 200.0,
        reflective: float = 0.0,
        transparency: float = 0.0,
        refractive_index: float = 1.0,
        pattern: Pattern | None = None,
        bumps: Bumps | None = None,
    ) -> None:
        self.color = to_color(color, "color")
        self.ambient, self.diffuse, self.specular, self.shininess = ambient, diffuse, specular, shininess
        self.reflective, self.transparency, self.refractive_index = reflective, transparency, refractive_index
        self.pattern, self.bumps = pattern, bumps

    def __setattr__(self, name: str, value: object) -> None:
        """Check what is set, also later: a NaN would darken a picture without a word."""
        if name in _LOWEST:
            value = _checked(name, value)
        elif name == "color":
            value = value if isinstance(value, Color) else to_color(value, "color")  # pyright: ignore[reportArgumentType]
        elif name == "pattern" and not (value is None or isinstance(value, Pattern)):
            raise InputError(f"`pattern` must be a pattern or None, got {value!r}")
        elif name == "bumps" and not (value is None or isinstance(value, Bumps)):
            raise InputError(f"`bumps` must be Bumps or None, got {value!r}")
        elif name not in ("pattern", "bumps"):
            raise InputError(f"a material has no `{name}`; it has color, pattern, bumps, {', '.join(_LOWEST)}")
        object.__setattr__(self, name, value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Material) and vars(self) == vars(other)

    __hash__ = None  # pyright: ignore[reportAssignmentType]  it can be changed

    def __repr__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in vars(self).items() if value != vars(_DEFAULT)[name])
        return f"Material({told})"


def _checked(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InputError(f"`{name}` must be a finite number, got {value!r}")
    if value < _LOWEST[name]:
        least = "above 0" if name == "refractive_index" else "0 or more"
        raise InputError(f"`{name}` must be {least}, got {value!r}")
    return float(value)


_DEFAULT = Material()
