"""Flat patterns, by u and v from 0 to 1 (Buck 2019, bonus chapter on texture mapping)."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod

from coincide_rays.errors import InputError
from coincide_rays.picture.canvas import Canvas
from coincide_rays.space.tuples import Color, ColorLike, to_color


class UvPattern(ABC):
    """Colors on a square; v goes up."""

    @abstractmethod
    def color_at(self, u: float, v: float) -> Color:
        """The color at one place."""


class UvCheckers(UvPattern):
    """Fields of two colors, `width` by `height` of them."""

    def __init__(self, width: float, height: float, a: ColorLike, b: ColorLike) -> None:
        if not (0 < width < math.inf and 0 < height < math.inf):
            raise InputError(f"`width` and `height` must be above 0, got {width!r} and {height!r}")
        self.width, self.height = float(width), float(height)
        self.a, self.b = to_color(a, "a"), to_color(b, "b")

    def color_at(self, u: float, v: float) -> Color:
        return self.a if (math.floor(u * self.width) + math.floor(v * self.height)) % 2 == 0 else self.b


class UvAlignCheck(UvPattern):
    """A main color with four different corners, to see which way a texture lies."""

    def __init__(self, main: ColorLike, ul: ColorLike, ur: ColorLike, bl: ColorLike, br: ColorLike) -> None:
        self.main, self.ul, self.ur = to_color(main, "main"), to_color(ul, "ul"), to_color(ur, "ur")
        self.bl, self.br = to_color(bl, "bl"), to_color(br, "br")

    def color_at(self, u: float, v: float) -> Color:
        if v > 0.8:
            return self.ul if u < 0.2 else self.ur if u > 0.8 else self.main
        if v < 0.2:
            return self.bl if u < 0.2 else self.br if u > 0.8 else self.main
        return self.main


class UvImage(UvPattern):
    """A picture; the nearest pixel counts."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def color_at(self, u: float, v: float) -> Color:
        x = math.floor(u * (self.canvas.width - 1) + 0.5)
        y = math.floor((1 - v) * (self.canvas.height - 1) + 0.5)
        return self.canvas.pixel_at(x, y)


def uv_pattern_at(pattern: UvPattern, u: float, v: float) -> Color:
    """The color of a flat pattern, by the book's name."""
    return pattern.color_at(u, v)
