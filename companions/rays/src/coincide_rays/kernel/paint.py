"""Materials, patterns and lights as rows."""

from __future__ import annotations

import math

import numpy as np

from coincide_rays.errors import InputError
from coincide_rays.kernel import layout as at
from coincide_rays.kernel.layout import Floats
from coincide_rays.picture.canvas import Canvas
from coincide_rays.reference.lights import AreaLight, Light, Sequence, SpotLight
from coincide_rays.reference.materials import Material
from coincide_rays.reference.patterns.pattern import Part, Pattern
from coincide_rays.reference.patterns.solid import (
    BlendedPattern,
    CheckersPattern,
    GradientPattern,
    PerturbedPattern,
    RingPattern,
    StripePattern,
)
from coincide_rays.reference.patterns.texture import FACES, CubeMap, TextureMap
from coincide_rays.reference.patterns.uv import UvAlignCheck, UvCheckers, UvImage, UvPattern
from coincide_rays.space.matrices import Matrix
from coincide_rays.space.tuples import Color

MAPPINGS = {"spherical": at.SPHERICAL, "planar": at.PLANAR, "cylindrical": at.CYLINDRICAL}


def inverse_row(inverse: Matrix) -> list[float]:
    """The first three rows of a transform, one after the other."""
    a, b, c, _ = inverse.rows
    return [*a, *b, *c]


class Paints:
    """Collects rows of materials, patterns and texels, each thing once."""

    def __init__(self) -> None:
        self._materials: list[list[float]] = []
        self._patterns: list[list[float]] = []
        self._images: list[Floats] = []
        self._n_texels = 0
        self._known: dict[int, int] = {}
        self._kept: list[object] = []  # so that no id is given twice

    def material(self, material: Material) -> int:
        """The row of a material."""
        if id(material) not in self._known:
            self._keep(material, len(self._materials))
            self._materials.append(self._material_row(material))
        return self._known[id(material)]

    def materials(self) -> Floats:
        return _table(self._materials, at.MATERIAL_WIDTH)

    def patterns(self) -> Floats:
        return _table(self._patterns, at.PATTERN_WIDTH)

    def texels(self) -> Floats:
        return np.concatenate(self._images) if self._images else np.zeros((0, 3))

    def _keep(self, thing: object, row: int) -> None:
        self._known[id(thing)] = row
        self._kept.append(thing)

    def _material_row(self, m: Material) -> list[float]:
        pattern = -1 if m.pattern is None else self._pattern(m.pattern)
        bumps = (0, 0.0, 1.0)
        if m.bumps is not None:
            bumps = (2 if m.bumps.kind == "waves" else 1, m.bumps.amount, m.bumps.scale)
        optics = [m.ambient, m.diffuse, m.specular, m.shininess, m.reflective, m.transparency, m.refractive_index]
        return [*m.color, *optics, pattern, *bumps, 0.0, 0.0]

    def _part(self, part: Part) -> int:
        if isinstance(part, Pattern):
            return self._pattern(part)
        return self._flat_row(at.SOLID, colors=[part])

    def _pattern(self, pattern: Pattern) -> int:
        if id(pattern) not in self._known:
            row = self._pattern_row(pattern)
            row[at.PATTERN_INVERSE : at.PATTERN_INVERSE + 12] = inverse_row(pattern.inverse)
            self._patterns.append(row)
            self._keep(pattern, len(self._patterns) - 1)
        return self._known[id(pattern)]

    def _pattern_row(self, pattern: Pattern) -> list[float]:
        row = [0.0] * at.PATTERN_WIDTH
        if isinstance(pattern, PerturbedPattern):
            row[:5] = at.PERTURBED, self._part(pattern.a), 0, pattern.amount, pattern.scale
        elif isinstance(pattern, TextureMap):
            row[:4] = at.TEXTURE, self._uv(pattern.uv_pattern), 0, MAPPINGS[pattern.mapping]
        elif isinstance(pattern, CubeMap):
            row[0] = at.CUBE_MAP
            row[at.SECOND_COLOR : at.SECOND_COLOR + 6] = [self._uv(pattern.faces[face]) for face in FACES]
        elif type(pattern) in _BINARY:
            assert isinstance(pattern, (StripePattern, GradientPattern, RingPattern, CheckersPattern, BlendedPattern))
            row[:3] = _BINARY[type(pattern)], self._part(pattern.a), self._part(pattern.b)
            row[at.NUMBER_A] = pattern.share if isinstance(pattern, BlendedPattern) else 0.0
        else:
            raise InputError(
                f"the compiled renderer has no {type(pattern).__name__}; use one of this package, or `book.render`"
            )
        return row

    def _uv(self, pattern: UvPattern) -> int:
        if id(pattern) in self._known:
            return self._known[id(pattern)]
        if isinstance(pattern, UvCheckers):
            row = self._flat_row(at.UV_CHECKERS, numbers=(pattern.width, pattern.height), colors=[pattern.a])
            self._patterns[row][at.SECOND_COLOR : at.SECOND_COLOR + 3] = [*pattern.b]
        elif isinstance(pattern, UvAlignCheck):
            colors = [pattern.main, pattern.ul, pattern.ur, pattern.bl, pattern.br]
            row = self._flat_row(at.UV_ALIGN_CHECK, colors=colors)
        elif isinstance(pattern, UvImage):
            canvas = pattern.canvas
            row = self._flat_row(at.UV_IMAGE, numbers=(canvas.width, canvas.height))
            self._patterns[row][at.PART_A] = self._texels(canvas)
        else:
            raise InputError(f"the compiled renderer has no {type(pattern).__name__}; use a pattern of this package")
        self._keep(pattern, row)
        return row

    def _texels(self, canvas: Canvas) -> int:
        start = self._n_texels
        self._images.append(canvas.pixels.reshape(-1, 3))
        self._n_texels += canvas.width * canvas.height
        return start

    def _flat_row(self, kind: int, *, numbers: tuple[float, float] = (0, 0), colors: list[Color] | None = None) -> int:
        levels = [level for color in colors or [] for level in color]
        row = [float(kind), 0.0, 0.0, *map(float, numbers), *levels]
        self._patterns.append(row + [0.0] * (at.PATTERN_WIDTH - len(row)))
        return len(self._patterns) - 1


_BINARY: dict[type[Pattern], int] = {
    StripePattern: at.STRIPE,
    GradientPattern: at.GRADIENT,
    RingPattern: at.RING,
    CheckersPattern: at.CHECKERS,
    BlendedPattern: at.BLENDED,
}


def light_rows(lights: list[Light]) -> Floats:
    """Lights as rows.

    Raises
    ------
    InputError : a light takes its jitter from a sequence, whose numbers depend on the order of the rays.
    """
    return _table([_light_row(light) for light in lights], at.LIGHT_WIDTH)


def _light_row(light: Light) -> list[float]:
    row = [0.0] * at.LIGHT_WIDTH
    row[at.INTENSITY : at.INTENSITY + 3] = light.intensity
    if isinstance(light, AreaLight):
        if isinstance(light.jitter_by, Sequence):
            raise InputError("a light with `jitter_by=Sequence(...)` is for `book.render`; write jitter_by=True")
        row[:4] = at.AREA, light.usteps, light.vsteps, bool(light.jitter_by)
        row[at.PLACE : at.PLACE + 3] = [*light.corner][:3]
        row[at.U_EDGE : at.U_EDGE + 3], row[at.V_EDGE : at.V_EDGE + 3] = [*light.uvec][:3], [*light.vvec][:3]
        return row
    row[at.PLACE : at.PLACE + 3] = [*light.position][:3]
    if isinstance(light, SpotLight):
        row[0] = at.SPOT
        row[at.U_EDGE : at.U_EDGE + 3] = [*light.direction][:3]
        row[at.COS_LOW], row[at.COS_HIGH] = math.cos(light.fade_angle), math.cos(light.angle)
    return row


def _table(rows: list[list[float]], width: int) -> Floats:
    return np.array(rows, dtype=np.float64) if rows else np.zeros((0, width))
