"""Materials, patterns and lights as rows."""

from __future__ import annotations

import math

import numpy as np

from coincide_rays.errors import InputError
from coincide_rays.kernel import layout as at
from coincide_rays.kernel.layout import (
    ColorRow,
    Floats,
    LightRow,
    MaterialRow,
    PatternRow,
    Rows,
    as_rows,
    column,
    width,
)
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

_NUMBER_A, _INVERSE, _FACES = column(PatternRow, "number_a"), column(PatternRow, "m0"), column(PatternRow, "left")
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

    def materials(self) -> Rows:
        return rows_of(self._materials, MaterialRow)

    def patterns(self) -> Rows:
        return rows_of(self._patterns, PatternRow)

    def texels(self) -> Rows:
        return as_rows(np.concatenate(self._images) if self._images else np.zeros((0, 3)), ColorRow)

    def _keep(self, thing: object, row: int) -> None:
        self._known[id(thing)] = row
        self._kept.append(thing)

    def _material_row(self, m: Material) -> list[float]:
        pattern = -1 if m.pattern is None else self._pattern(m.pattern)
        bumps = (0, 0.0, 1.0)
        if m.bumps is not None:
            bumps = (at.WAVES if m.bumps.kind == "waves" else at.NOISE, m.bumps.amount, m.bumps.scale)
        optics = [m.ambient, m.diffuse, m.specular, m.shininess, m.reflective, m.transparency, m.refractive_index]
        return [*m.color, *optics, pattern, *bumps]

    def _part(self, part: Part) -> int:
        if isinstance(part, Pattern):
            return self._pattern(part)
        return self._flat_row(at.SOLID, colors=[part])

    def _pattern(self, pattern: Pattern) -> int:
        if id(pattern) not in self._known:
            row = self._pattern_row(pattern)
            row[_INVERSE : _INVERSE + 12] = inverse_row(pattern.inverse)
            self._patterns.append(row)
            self._keep(pattern, len(self._patterns) - 1)
        return self._known[id(pattern)]

    def _pattern_row(self, pattern: Pattern) -> list[float]:
        row = [0.0] * width(PatternRow)
        if isinstance(pattern, PerturbedPattern):
            row[:5] = at.PERTURBED, self._part(pattern.a), 0, pattern.amount, pattern.scale
        elif isinstance(pattern, TextureMap):
            row[:4] = at.TEXTURE, self._uv(pattern.uv_pattern), 0, MAPPINGS[pattern.mapping]
        elif isinstance(pattern, CubeMap):
            row[0] = at.CUBE_MAP
            row[_FACES : _FACES + 6] = [self._uv(pattern.faces[face]) for face in FACES]
        elif type(pattern) in _BINARY:
            assert isinstance(pattern, (StripePattern, GradientPattern, RingPattern, CheckersPattern, BlendedPattern))
            row[:3] = _BINARY[type(pattern)], self._part(pattern.a), self._part(pattern.b)
            row[_NUMBER_A] = pattern.share if isinstance(pattern, BlendedPattern) else 0.0
        else:
            raise InputError(
                f"the compiled renderer has no {type(pattern).__name__}; use one of this package, or `book.render`"
            )
        return row

    def _uv(self, pattern: UvPattern) -> int:
        if id(pattern) in self._known:
            return self._known[id(pattern)]
        if isinstance(pattern, UvCheckers):
            numbers = (pattern.width, pattern.height)
            row = self._flat_row(at.UV_CHECKERS, numbers=numbers, colors=[pattern.a, pattern.b])
        elif isinstance(pattern, UvAlignCheck):
            colors = [pattern.main, pattern.ul, pattern.ur, pattern.bl, pattern.br]
            row = self._flat_row(at.UV_ALIGN_CHECK, colors=colors)
        elif isinstance(pattern, UvImage):
            canvas = pattern.canvas
            row = self._flat_row(at.UV_IMAGE, numbers=(canvas.width, canvas.height))
            self._patterns[row][1:3] = self._texels(canvas), canvas.width
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
        self._patterns.append(row + [0.0] * (width(PatternRow) - len(row)))
        return len(self._patterns) - 1


_BINARY: dict[type[Pattern], int] = {
    StripePattern: at.STRIPE,
    GradientPattern: at.GRADIENT,
    RingPattern: at.RING,
    CheckersPattern: at.CHECKERS,
    BlendedPattern: at.BLENDED,
}


def light_rows(lights: list[Light]) -> Rows:
    """Lights as rows.

    Raises
    ------
    InputError : a light takes its jitter from a sequence, whose numbers depend on the order of the rays.
    """
    return rows_of([_light_row(light) for light in lights], LightRow)


def _light_row(light: Light) -> list[float]:
    if isinstance(light, AreaLight):
        if isinstance(light.jitter_by, Sequence):
            raise InputError("a light with `jitter_by=Sequence(...)` is for `book.render`; write jitter_by=True")
        cells = [at.AREA, light.usteps, light.vsteps, bool(light.jitter_by)]
        edges = [*light.uvec][:3] + [*light.vvec][:3]
        return [*cells, *[*light.corner][:3], *light.intensity, *edges, 0.0, 0.0]
    place = [*[*light.position][:3], *light.intensity]
    if isinstance(light, SpotLight):
        cosines = [math.cos(light.fade_angle), math.cos(light.angle)]
        return [at.SPOT, 1, 1, 0, *place, *[*light.direction][:3], 0.0, 0.0, 0.0, *cosines]
    return [at.POINT, 1, 1, 0, *place, *[0.0] * 8]


def rows_of(rows: list[list[float]], row: type) -> Rows:
    """Lists of numbers as rows of this kind."""
    return as_rows(np.array(rows, dtype=np.float64).reshape(-1, width(row)), row)
