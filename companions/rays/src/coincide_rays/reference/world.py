"""A world of shapes and lights, and the colors of rays in it (Buck 2019, chapters 7, 8 and 11)."""

from __future__ import annotations

import math
from collections.abc import Iterable

from coincide_rays.errors import InputError
from coincide_rays.reference.lights import AreaLight, Light, PointLight, SpotLight, point_on_light
from coincide_rays.reference.materials import Material
from coincide_rays.reference.optics import Computations, lighting, prepare_computations, schlick
from coincide_rays.reference.rays import Intersection, Ray, hit
from coincide_rays.reference.shapes.shape import Shape, throws_shadow
from coincide_rays.reference.shapes.sphere import Sphere
from coincide_rays.space.chance import REFLECTED, REFRACTED, mix
from coincide_rays.space.transforms import scaling
from coincide_rays.space.tuples import BLACK, Color, Tuple, dot, magnitude, normalize

MAX_BOUNCES = 5


class World:
    """Shapes and lights.

    Parameters
    ----------
    objects, lights : added in this order.
    """

    def __init__(self, objects: Iterable[Shape] = (), lights: Iterable[Light] = ()) -> None:
        self.objects: list[Shape] = []
        self.lights: list[Light] = []
        self.add(*objects)
        self.add(*lights)

    @staticmethod
    def default() -> World:
        """The book's world of two spheres, one within the other, under one light."""
        outer = Sphere(material=Material(color=(0.8, 1.0, 0.6), diffuse=0.7, specular=0.2))
        return World([outer, Sphere(transform=scaling(0.5, 0.5, 0.5))], [PointLight((-10, 10, -10), (1, 1, 1))])

    def add(self, *things: Shape | Light) -> None:
        """Put shapes and lights into the world.

        Raises
        ------
        InputError : something else, or a shape that stands in a group or in this world.
        """
        for thing in things:
            if isinstance(thing, (PointLight, SpotLight, AreaLight)):
                self.lights.append(thing)
            elif not isinstance(thing, Shape):
                raise InputError(f"a world holds shapes and lights, got {thing!r}")
            elif thing.parent is not None or any(thing is other for other in self.objects):
                raise InputError(f"{thing!r} is already in this world or in a group; make a second shape")
            else:
                self.objects.append(thing)

    @property
    def light(self) -> Light:
        """The first light."""
        if not self.lights:
            raise InputError("the world has no light; add one with `world.add(PointLight(...))`")
        return self.lights[0]

    @light.setter
    def light(self, value: Light) -> None:
        self.lights[:1] = [value]


def intersect_world(world: World, ray: Ray) -> list[Intersection]:
    """All meetings of a ray with all shapes, nearest first."""
    return sorted((each for shape in world.objects for each in shape.intersect(ray)), key=lambda each: each.t)


def color_at(world: World, ray: Ray, remaining: int = MAX_BOUNCES) -> Color:
    """The color that comes along a ray.

    Parameters
    ----------
    remaining : how often light may still be mirrored or bent.
    """
    xs = intersect_world(world, ray)
    nearest = hit(xs)
    return BLACK if nearest is None else shade_hit(world, prepare_computations(nearest, ray, xs), remaining)


def shade_hit(world: World, comps: Computations, remaining: int = MAX_BOUNCES) -> Color:
    """The color of a hit: under all lights, mirrored and bent."""
    material = comps.object.material
    surface = BLACK
    for light in world.lights:
        share = intensity_at(light, comps.over_point, world, key=comps.key)
        surface = surface + lighting(
            material, comps.object, light, comps.over_point, comps.eyev, comps.normalv, share, key=comps.key
        )
    mirrored, bent = reflected_color(world, comps, remaining), refracted_color(world, comps, remaining)
    if material.reflective > 0 and material.transparency > 0:
        reflectance = schlick(comps)
        return surface + mirrored * reflectance + bent * (1 - reflectance)
    return surface + mirrored + bent


def reflected_color(world: World, comps: Computations, remaining: int = MAX_BOUNCES) -> Color:
    """The color in the mirror."""
    reflective = comps.object.material.reflective
    if remaining < 1 or reflective == 0:
        return BLACK
    ray = Ray(comps.over_point, comps.reflectv, mix(comps.key, REFLECTED))
    return color_at(world, ray, remaining - 1) * reflective


def refracted_color(world: World, comps: Computations, remaining: int = MAX_BOUNCES) -> Color:
    """The color behind the surface, by Snell's law; black where all is mirrored."""
    transparency = comps.object.material.transparency
    if remaining < 1 or transparency == 0:
        return BLACK
    ratio, cosine = comps.n1 / comps.n2, dot(comps.eyev, comps.normalv)
    sine2 = ratio * ratio * (1 - cosine * cosine)
    if sine2 > 1:
        return BLACK
    direction = comps.normalv * (ratio * cosine - math.sqrt(1 - sine2)) - comps.eyev * ratio
    ray = Ray(comps.under_point, direction, mix(comps.key, REFRACTED))
    return color_at(world, ray, remaining - 1) * transparency


def is_shadowed(world: World, point: Tuple, light_position: Tuple | None = None) -> bool:
    """Whether something stands between a point and a light, the first one unless told."""
    source = world.light.position if light_position is None else light_position
    way = source - point
    distance = magnitude(way)
    ray = Ray(point, normalize(way))
    return any(0 <= each.t < distance and throws_shadow(each.object) for each in intersect_world(world, ray))


def intensity_at(light: Light, point: Tuple, world: World, *, key: int = 0) -> float:
    """The share of a light that reaches a point, from 0 to 1."""
    if not isinstance(light, AreaLight):
        return 0.0 if is_shadowed(world, point, light.position) else 1.0
    reaching = 0
    for v in range(light.vsteps):
        for u in range(light.usteps):
            reaching += not is_shadowed(world, point, point_on_light(light, u, v, key=key))
    return reaching / light.samples
