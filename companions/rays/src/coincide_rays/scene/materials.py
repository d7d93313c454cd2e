"""Materials and patterns of scene files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from coincide_rays.errors import FileError, InputError, SceneError
from coincide_rays.picture.files import load_picture
from coincide_rays.reference.materials import Material
from coincide_rays.reference.patterns.bumps import Bumps
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
from coincide_rays.scene.definitions import Definitions
from coincide_rays.scene.transforms import read_transform
from coincide_rays.scene.values import Value
from coincide_rays.space.matrices import IDENTITY
from coincide_rays.space.tuples import Color

NUMBERS = {
    "ambient": "ambient",
    "diffuse": "diffuse",
    "specular": "specular",
    "shininess": "shininess",
    "reflective": "reflective",
    "transparency": "transparency",
    "refractive-index": "refractive_index",
}
_MATERIAL = frozenset({*NUMBERS, "color", "pattern", "bumps"})
_BUMPS = frozenset({"amount", "scale", "kind"})
_SIMPLE: dict[str, Callable[..., Pattern]] = {
    "stripes": StripePattern,
    "gradient": GradientPattern,
    "ring": RingPattern,
    "rings": RingPattern,
    "checkers": CheckersPattern,
}
_PATTERN = frozenset({"type", "colors", "transform", "share", "amount", "scale", "mapping", "uv_pattern", *FACES})
_UV = frozenset({"type", "width", "height", "colors", "file"})
_CORNERS = ("main", "ul", "ur", "bl", "br")


class MaterialReader:
    """Reads materials; a name gives the same material each time.

    Parameters
    ----------
    folder : where pictures lie.
    """

    def __init__(self, definitions: Definitions, folder: Path) -> None:
        self._definitions, self._folder = definitions, folder
        self._named: dict[str, Material] = {}

    def read(self, value: Value) -> Material:
        if isinstance(value.data, str):
            if value.data not in self._named:
                self._named[value.data] = self.read(self._definitions.resolve(value.data, value))
            return self._named[value.data]
        data = value.mapping(_MATERIAL, "a material")
        material = Material()
        for key, part in data.items():
            if key in NUMBERS:
                setattr(material, NUMBERS[key], part.number(least=1e-6 if key == "refractive-index" else 0.0))
            elif key == "color":
                material.color = Color(*part.three())
            elif key == "pattern":
                material.pattern = self._pattern(part)
            else:
                material.bumps = self._bumps(part)
        return material

    def _bumps(self, value: Value) -> Bumps:
        data = value.mapping(_BUMPS, "bumps")
        amount = data["amount"].number() if "amount" in data else 0.2
        scale = data["scale"].number(least=1e-9) if "scale" in data else 1.0
        kind = data["kind"].word("noise or waves") if "kind" in data else "noise"
        if kind == "waves":
            return Bumps(amount, scale, "waves")
        if kind != "noise":
            data["kind"].refuse("noise or waves")
        return Bumps(amount, scale)

    def _pattern(self, value: Value) -> Pattern:
        data = value.mapping(_PATTERN, "a pattern")
        if "type" not in data:
            value.refuse("a pattern with a `type`")
        kind = data["type"].word("the type of a pattern")
        transform = read_transform(data["transform"], self._definitions) if "transform" in data else IDENTITY
        if kind in _SIMPLE:
            a, b = self._parts(value, data, 2)
            return _SIMPLE[kind](a, b, transform=transform)
        if kind == "blended":
            a, b = self._parts(value, data, 2)
            share = data["share"].number() if "share" in data else 0.5
            if not 0 <= share <= 1:
                data["share"].refuse("a number from 0 to 1")
            return BlendedPattern(a, b, share=share, transform=transform)
        if kind == "perturbed":
            (a,) = self._parts(value, data, 1)
            amount = data["amount"].number() if "amount" in data else 0.2
            scale = data["scale"].number(least=1e-9) if "scale" in data else 1.0
            return PerturbedPattern(a, amount=amount, scale=scale, transform=transform)
        if kind == "map":
            return self._map(value, data)
        return data["type"].refuse("stripes, gradient, rings, checkers, blended, perturbed or map")

    def _parts(self, value: Value, data: dict[str, Value], count: int) -> list[Part]:
        if "colors" not in data:
            value.refuse("a pattern with `colors`")
        parts = data["colors"].items("colors or patterns")
        if len(parts) != count:
            data["colors"].refuse(f"a list of {count} colors or patterns")
        return [self._pattern(part) if isinstance(part.data, dict) else Color(*part.three()) for part in parts]

    def _map(self, value: Value, data: dict[str, Value]) -> Pattern:
        transform = read_transform(data["transform"], self._definitions) if "transform" in data else IDENTITY
        mapping = data["mapping"].word("a mapping") if "mapping" in data else ""
        if mapping == "cube":
            missing = [face for face in FACES if face not in data]
            if missing:
                value.refuse(f"a cube map with all of {', '.join(FACES)}", f"none for {', '.join(missing)}")
            return CubeMap(**{face: self._uv(data[face]) for face in FACES}, transform=transform)
        if "uv_pattern" not in data:
            value.refuse("a map with a `uv_pattern`")
        try:
            return TextureMap(self._uv(data["uv_pattern"]), mapping, transform=transform)
        except InputError:
            data.get("mapping", value).refuse("a map whose mapping is spherical, planar, cylindrical or cube")

    def _uv(self, value: Value) -> UvPattern:
        data = value.mapping(_UV, "a flat pattern")
        kind = data["type"].word("the type of a flat pattern") if "type" in data else ""
        if kind == "checkers":
            if not {"width", "height", "colors"} <= data.keys():
                value.refuse("checkers with `width`, `height` and `colors`")
            colors = [Color(*part.three()) for part in data["colors"].items("two colors")]
            if len(colors) != 2:
                data["colors"].refuse("a list of two colors")
            sizes = [data[side].number(least=1e-9) for side in ("width", "height")]
            return UvCheckers(sizes[0], sizes[1], colors[0], colors[1])
        if kind == "align_check":
            allowed = frozenset(_CORNERS)
            corners = data["colors"].mapping(allowed, "an alignment pattern") if "colors" in data else {}
            if set(corners) != set(_CORNERS):
                value.refuse(f"an alignment pattern with `colors` for {', '.join(_CORNERS)}")
            return UvAlignCheck(*(Color(*corners[name].three()) for name in _CORNERS))
        if kind == "image":
            return self._image(value, data)
        return data.get("type", value).refuse("a flat pattern of type checkers, align_check or image")

    def _image(self, value: Value, data: dict[str, Value]) -> UvImage:
        if "file" not in data:
            value.refuse("an image with a `file`")
        try:
            return UvImage(load_picture(self._folder / data["file"].word("the name of a picture")))
        except FileError as error:
            raise SceneError(f"{data['file'].place}: `file`: {error}") from None
