"""Bumps: the normal turned by place, the surface left as it is (Buck 2019, chapter 17; Blinn 1978)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from coincide_rays.errors import InputError
from coincide_rays.reference.patterns.pattern import check_amount
from coincide_rays.reference.patterns.solid import noise_vector
from coincide_rays.space.tuples import Tuple, normalize, vector


@dataclass(frozen=True)
class Bumps:
    """How to turn normals.

    Attributes
    ----------
    amount : length of what is added to the unit normal; 0.1 is faint, 0.5 rough.
    scale : distance of the bumps, in the object's own space.
    kind : `noise` without direction, or `waves` along the object's x axis.
    """

    amount: float = 0.2
    scale: float = 1.0
    kind: Literal["noise", "waves"] = "noise"

    def __post_init__(self) -> None:
        check_amount(self.amount, "amount")
        if check_amount(self.scale, "scale") <= 0:
            raise InputError(f"`scale` must be above 0, got {self.scale!r}")
        if self.kind not in ("noise", "waves"):
            raise InputError(f"`kind` must be noise or waves, got {self.kind!r}")


def turn_normal(bumps: Bumps, normal: Tuple, object_point: Tuple) -> Tuple:
    """Add the bump at a place of the object to the unit normal in the world."""
    if bumps.kind == "waves":
        added = vector(bumps.amount * math.cos(2 * math.pi * object_point.x / bumps.scale), 0.0, 0.0)
    else:
        added = vector(*noise_vector(object_point, bumps.scale)) * bumps.amount
    return normalize(normal + added)
