"""The book's own words, all in one place, for who follows *The Ray Tracer Challenge* (Buck 2019) chapter by chapter.

Everything here is the plain reference. What the package calls by the same name is the same object; `sphere()`,
`default_world()` and others are the book's ways to make what the package makes with classes. `docs/names.md` lists
them by chapter. The book's `translation * scaling` may be written so, or with `@`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from coincide_rays.models.obj import ObjModel
from coincide_rays.models.obj import parse_obj as _parse_obj
from coincide_rays.picture.canvas import Canvas
from coincide_rays.picture.files import read_bytes as _read_bytes
from coincide_rays.picture.ppm import canvas_from_ppm as canvas_from_ppm
from coincide_rays.picture.ppm import canvas_to_ppm as canvas_to_ppm
from coincide_rays.reference.bounds import BoundingBox as BoundingBox
from coincide_rays.reference.bounds import add_box as add_box
from coincide_rays.reference.bounds import add_point as add_point
from coincide_rays.reference.bounds import box_contains_box as box_contains_box
from coincide_rays.reference.bounds import box_contains_point as box_contains_point
from coincide_rays.reference.bounds import intersects as intersects
from coincide_rays.reference.bounds import split_bounds as split_bounds
from coincide_rays.reference.bounds import transform_box as transform_box
from coincide_rays.reference.camera import Camera
from coincide_rays.reference.camera import ray_for_pixel as ray_for_pixel
from coincide_rays.reference.camera import render as render
from coincide_rays.reference.lights import AreaLight, PointLight, Sequence, SpotLight
from coincide_rays.reference.lights import point_on_light as point_on_light
from coincide_rays.reference.materials import Material
from coincide_rays.reference.optics import lighting as _lighting
from coincide_rays.reference.optics import prepare_computations as prepare_computations
from coincide_rays.reference.optics import schlick as schlick
from coincide_rays.reference.patterns.pattern import Pattern
from coincide_rays.reference.patterns.pattern import pattern_at as pattern_at
from coincide_rays.reference.patterns.pattern import pattern_at_shape as pattern_at_shape
from coincide_rays.reference.patterns.solid import (
    BlendedPattern,
    CheckersPattern,
    GradientPattern,
    PerturbedPattern,
    RingPattern,
    StripePattern,
)
from coincide_rays.reference.patterns.texture import CubeMap, TextureMap
from coincide_rays.reference.patterns.texture import cube_uv_back as cube_uv_back
from coincide_rays.reference.patterns.texture import cube_uv_down as cube_uv_down
from coincide_rays.reference.patterns.texture import cube_uv_front as cube_uv_front
from coincide_rays.reference.patterns.texture import cube_uv_left as cube_uv_left
from coincide_rays.reference.patterns.texture import cube_uv_right as cube_uv_right
from coincide_rays.reference.patterns.texture import cube_uv_up as cube_uv_up
from coincide_rays.reference.patterns.texture import cylindrical_map as cylindrical_map
from coincide_rays.reference.patterns.texture import face_from_point as face_from_point
from coincide_rays.reference.patterns.texture import planar_map as planar_map
from coincide_rays.reference.patterns.texture import spherical_map as spherical_map
from coincide_rays.reference.patterns.uv import UvAlignCheck, UvCheckers, UvImage
from coincide_rays.reference.patterns.uv import uv_pattern_at as uv_pattern_at
from coincide_rays.reference.rays import Intersection, Ray
from coincide_rays.reference.rays import hit as hit
from coincide_rays.reference.rays import intersections as intersections
from coincide_rays.reference.rays import position as position
from coincide_rays.reference.rays import transform as _transform
from coincide_rays.reference.shapes.csg import Csg
from coincide_rays.reference.shapes.csg import filter_intersections as filter_intersections
from coincide_rays.reference.shapes.csg import intersection_allowed as intersection_allowed
from coincide_rays.reference.shapes.cube import Cube
from coincide_rays.reference.shapes.cylinder import Cone, Cylinder
from coincide_rays.reference.shapes.group import Group
from coincide_rays.reference.shapes.group import make_subgroup as make_subgroup
from coincide_rays.reference.shapes.group import partition_children as partition_children
from coincide_rays.reference.shapes.plane import Plane
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.reference.shapes.sphere import Sphere
from coincide_rays.reference.shapes.torus import Torus
from coincide_rays.reference.shapes.triangle import SmoothTriangle, Triangle
from coincide_rays.reference.world import World
from coincide_rays.reference.world import color_at as color_at
from coincide_rays.reference.world import intensity_at as intensity_at
from coincide_rays.reference.world import intersect_world as intersect_world
from coincide_rays.reference.world import is_shadowed as is_shadowed
from coincide_rays.reference.world import reflected_color as reflected_color
from coincide_rays.reference.world import refracted_color as refracted_color
from coincide_rays.reference.world import shade_hit as shade_hit
from coincide_rays.space import IDENTITY
from coincide_rays.space import cofactor as cofactor
from coincide_rays.space import color as color
from coincide_rays.space import cross as cross
from coincide_rays.space import determinant as determinant
from coincide_rays.space import dot as dot
from coincide_rays.space import equal as equal
from coincide_rays.space import inverse as inverse
from coincide_rays.space import is_invertible as is_invertible
from coincide_rays.space import magnitude as magnitude
from coincide_rays.space import matrix as matrix
from coincide_rays.space import minor as minor
from coincide_rays.space import normalize as normalize
from coincide_rays.space import point as point
from coincide_rays.space import reflect as reflect
from coincide_rays.space import rotation_x as rotation_x
from coincide_rays.space import rotation_y as rotation_y
from coincide_rays.space import rotation_z as rotation_z
from coincide_rays.space import scaling as scaling
from coincide_rays.space import shearing as shearing
from coincide_rays.space import submatrix as submatrix
from coincide_rays.space import translation as translation
from coincide_rays.space import transpose as transpose
from coincide_rays.space import vector as vector
from coincide_rays.space import view_transform as view_transform
from coincide_rays.space.matrices import Matrix
from coincide_rays.space.tuples import Color, Tuple

Movable = TypeVar("Movable", Ray, BoundingBox)

canvas = Canvas
area_light = AreaLight
blended_pattern = BlendedPattern
camera = Camera
checkers_pattern = CheckersPattern
cone = Cone
csg = Csg
cube = Cube
cube_map = CubeMap
cylinder = Cylinder
gradient_pattern = GradientPattern
group = Group
identity_matrix = IDENTITY
material = Material
perturbed_pattern = PerturbedPattern
plane = Plane
point_light = PointLight
ray = Ray
ring_pattern = RingPattern
sequence = Sequence
smooth_triangle = SmoothTriangle
sphere = Sphere
spot_light = SpotLight
stripe_pattern = StripePattern
texture_map = TextureMap
torus = Torus
triangle = Triangle
uv_align_check = UvAlignCheck
uv_checkers = UvCheckers
uv_image = UvImage


def tuple_(x: float, y: float, z: float, w: float) -> Tuple:
    """The book's `tuple`, which Python has taken."""
    return Tuple(x, y, z, w)


def bounding_box(minimum: Tuple | None = None, maximum: Tuple | None = None) -> BoundingBox:
    """A box between two corners; an empty one without them."""
    return BoundingBox() if minimum is None or maximum is None else BoundingBox(minimum, maximum)


def transform(thing: Movable, m: Matrix) -> Movable:
    """Move a ray (chapter 5) or a box (bonus chapter)."""
    return _transform(thing, m) if isinstance(thing, Ray) else transform_box(thing, m)


def set_transform(shape: Shape, m: Matrix) -> None:
    shape.transform = m


def set_pattern_transform(pattern: Pattern, m: Matrix) -> None:
    pattern.transform = m


def lighting(m: Material, *rest: object) -> Color:
    """As in chapter 10, after a shape; or as in chapter 6, without: `lighting(m, light, point, eyev, normalv)`."""
    shape = () if isinstance(rest[0], Shape) else (Sphere(),)
    return _lighting(m, *shape, *rest)  # pyright: ignore[reportArgumentType]  two orders of one list


def intersection(t: float, shape: Shape) -> Intersection:
    return Intersection(t, shape)


def intersection_with_uv(t: float, shape: Shape, u: float, v: float) -> Intersection:
    return Intersection(t, shape, u, v)


def intersect(shape: Shape, r: Ray) -> list[Intersection]:
    """All meetings of a ray with one shape."""
    return shape.intersect(r)


def local_intersect(shape: Shape, r: Ray) -> list[Intersection]:
    """The same in the shape's own space."""
    return shape.local_intersect(r)


def normal_at(shape: Shape, p: Tuple, i: Intersection | None = None) -> Tuple:
    """Return the unit normal of a shape at a point of the world."""
    return shape.normal_at(p, i)


def local_normal_at(shape: Shape, p: Tuple, i: Intersection | None = None) -> Tuple:
    return shape.local_normal_at(p, i)


def world_to_object(shape: Shape, p: Tuple) -> Tuple:
    """Turn a point of the world into one of the shape's own space."""
    return shape.world_to_object(p)


def normal_to_world(shape: Shape, normal: Tuple) -> Tuple:
    """Turn a normal of a shape's own space into one of the world."""
    return shape.normal_to_world(normal)


def add_child(g: Group, shape: Shape) -> None:
    g.add_child(shape)


def bounds_of(shape: Shape) -> BoundingBox:
    """Return the box round a shape, in the shape's own space."""
    return shape.bounds()


def parent_space_bounds_of(shape: Shape) -> BoundingBox:
    return shape.parent_space_bounds()


def divide(shape: Shape, threshold: int) -> None:
    """Split groups with `threshold` parts or more into boxes."""
    shape.divide(threshold)


def write_pixel(c: Canvas, x: int, y: int, colored: Color) -> None:
    c.write_pixel(x, y, colored)


def pixel_at(c: Canvas, x: int, y: int) -> Color:
    return c.pixel_at(x, y)


def world() -> World:
    """A world without anything."""
    return World()


def default_world() -> World:
    return World.default()


def glass_sphere() -> Sphere:
    """A sphere of glass, as chapter 11 has it."""
    return Sphere(material=Material(transparency=1.0, refractive_index=1.5))


def stripe_at(pattern: Pattern, p: Tuple) -> Color:
    return pattern_at(pattern, p)


def stripe_at_object(pattern: Pattern, shape: Shape, p: Tuple) -> Color:
    return pattern_at_shape(pattern, shape, p)


def parse_obj_file(source: str | Path) -> ObjModel:
    """Read an OBJ file, or its text."""
    if isinstance(source, Path):
        return _parse_obj(_read_bytes(source, "an OBJ model").decode("utf-8", "replace"), name=str(source))
    return _parse_obj(source)


def obj_to_group(parser: ObjModel) -> Group:
    return parser.to_group()


class _ProbeShape(Shape):
    """The book's shape for tests: keeps the ray that it was asked about."""

    saved_ray: Ray | None = None

    def local_intersect(self, ray: Ray) -> list[Intersection]:
        self.saved_ray = ray
        return []

    def local_normal_at(self, p: Tuple, hit: Intersection | None = None) -> Tuple:
        return vector(p.x, p.y, p.z)

    def bounds(self) -> BoundingBox:
        return BoundingBox(point(-1, -1, -1), point(1, 1, 1))


class _ProbePattern(Pattern):
    """The book's pattern for tests: shows where it was asked."""

    def local_color_at(self, p: Tuple) -> Color:
        return Color(p.x, p.y, p.z)


def test_shape() -> _ProbeShape:
    return _ProbeShape()


def test_pattern() -> _ProbePattern:
    return _ProbePattern()


# The book's names begin like tests, and are none.
test_shape.__test__ = test_pattern.__test__ = False  # pyright: ignore[reportFunctionMemberAccess]
