"""A ray tracer that knows what it drew.

>>> from coincide_rays import Camera, Material, Sphere, World, translation, view_transform
>>> world = World.default()
>>> world.add(Sphere(transform=translation(0, 2, 0), material=Material(color=(1, 0.2, 0.1), reflective=0.3)))
>>> camera = Camera(80, 60, field_of_view=1.05, transform=view_transform((0, 1.5, -5), (0, 1, 0), (0, 1, 0)))
>>> image = camera.render(world)
>>> image.save("scene.png")  # doctest: +SKIP

The words are those of *The Ray Tracer Challenge* (Buck 2019); `docs/names.md` says where each lives. Nothing is
compiled before the first picture.

    space/        tuples, matrices, transforms
    picture/      canvas and its files
    reference/    the ray tracer that reads like the book
    kernel/       the compiled one, over flat tables
    models/       OBJ and MTL
    book          the book's own words, all in one place
"""

from __future__ import annotations

from coincide_rays.book import bounds_of as bounds_of
from coincide_rays.book import divide as divide
from coincide_rays.book import intersect as intersect
from coincide_rays.book import normal_at as normal_at
from coincide_rays.book import normal_to_world as normal_to_world
from coincide_rays.book import world_to_object as world_to_object
from coincide_rays.errors import FileError as FileError
from coincide_rays.errors import InputError as InputError
from coincide_rays.errors import RaysError as RaysError
from coincide_rays.errors import SceneError as SceneError
from coincide_rays.models import load_obj as load_obj
from coincide_rays.models import parse_obj as parse_obj
from coincide_rays.picture import Canvas as Canvas
from coincide_rays.picture import canvas_from_ppm as canvas_from_ppm
from coincide_rays.picture import canvas_to_ppm as canvas_to_ppm
from coincide_rays.picture import load_picture as load_picture
from coincide_rays.reference.camera import Camera as Camera
from coincide_rays.reference.camera import ray_for_pixel as ray_for_pixel
from coincide_rays.reference.lights import AreaLight as AreaLight
from coincide_rays.reference.lights import PointLight as PointLight
from coincide_rays.reference.lights import Sequence as Sequence
from coincide_rays.reference.lights import SpotLight as SpotLight
from coincide_rays.reference.materials import Material as Material
from coincide_rays.reference.optics import lighting as lighting
from coincide_rays.reference.optics import prepare_computations as prepare_computations
from coincide_rays.reference.optics import schlick as schlick
from coincide_rays.reference.patterns.bumps import Bumps as Bumps
from coincide_rays.reference.patterns.pattern import Pattern as Pattern
from coincide_rays.reference.patterns.pattern import pattern_at as pattern_at
from coincide_rays.reference.patterns.pattern import pattern_at_shape as pattern_at_shape
from coincide_rays.reference.patterns.solid import BlendedPattern as BlendedPattern
from coincide_rays.reference.patterns.solid import CheckersPattern as CheckersPattern
from coincide_rays.reference.patterns.solid import GradientPattern as GradientPattern
from coincide_rays.reference.patterns.solid import PerturbedPattern as PerturbedPattern
from coincide_rays.reference.patterns.solid import RingPattern as RingPattern
from coincide_rays.reference.patterns.solid import StripePattern as StripePattern
from coincide_rays.reference.patterns.texture import CubeMap as CubeMap
from coincide_rays.reference.patterns.texture import TextureMap as TextureMap
from coincide_rays.reference.patterns.uv import UvAlignCheck as UvAlignCheck
from coincide_rays.reference.patterns.uv import UvCheckers as UvCheckers
from coincide_rays.reference.patterns.uv import UvImage as UvImage
from coincide_rays.reference.rays import Intersection as Intersection
from coincide_rays.reference.rays import Ray as Ray
from coincide_rays.reference.rays import hit as hit
from coincide_rays.reference.rays import intersections as intersections
from coincide_rays.reference.rays import position as position
from coincide_rays.reference.shapes.csg import Csg as Csg
from coincide_rays.reference.shapes.csg import filter_intersections as filter_intersections
from coincide_rays.reference.shapes.csg import intersection_allowed as intersection_allowed
from coincide_rays.reference.shapes.cube import Cube as Cube
from coincide_rays.reference.shapes.cylinder import Cone as Cone
from coincide_rays.reference.shapes.cylinder import Cylinder as Cylinder
from coincide_rays.reference.shapes.group import Group as Group
from coincide_rays.reference.shapes.plane import Plane as Plane
from coincide_rays.reference.shapes.shape import Shape as Shape
from coincide_rays.reference.shapes.sphere import Sphere as Sphere
from coincide_rays.reference.shapes.torus import Torus as Torus
from coincide_rays.reference.shapes.triangle import SmoothTriangle as SmoothTriangle
from coincide_rays.reference.shapes.triangle import Triangle as Triangle
from coincide_rays.reference.world import World as World
from coincide_rays.reference.world import color_at as color_at
from coincide_rays.reference.world import intensity_at as intensity_at
from coincide_rays.reference.world import intersect_world as intersect_world
from coincide_rays.reference.world import is_shadowed as is_shadowed
from coincide_rays.reference.world import reflected_color as reflected_color
from coincide_rays.reference.world import refracted_color as refracted_color
from coincide_rays.reference.world import shade_hit as shade_hit
from coincide_rays.space import BLACK as BLACK
from coincide_rays.space import EPSILON as EPSILON
from coincide_rays.space import IDENTITY as IDENTITY
from coincide_rays.space import WHITE as WHITE
from coincide_rays.space import Color as Color
from coincide_rays.space import Matrix as Matrix
from coincide_rays.space import Tuple as Tuple
from coincide_rays.space import color as color
from coincide_rays.space import cross as cross
from coincide_rays.space import determinant as determinant
from coincide_rays.space import dot as dot
from coincide_rays.space import equal as equal
from coincide_rays.space import inverse as inverse
from coincide_rays.space import magnitude as magnitude
from coincide_rays.space import matrix as matrix
from coincide_rays.space import normalize as normalize
from coincide_rays.space import point as point
from coincide_rays.space import reflect as reflect
from coincide_rays.space import rotation_x as rotation_x
from coincide_rays.space import rotation_y as rotation_y
from coincide_rays.space import rotation_z as rotation_z
from coincide_rays.space import scaling as scaling
from coincide_rays.space import shearing as shearing
from coincide_rays.space import translation as translation
from coincide_rays.space import transpose as transpose
from coincide_rays.space import vector as vector
from coincide_rays.space import view_transform as view_transform
