"""How light leaves a surface: Phong, refraction, Fresnel (Buck 2019, chapters 6 and 11; Schlick 1994)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from coincide_rays.reference.lights import Light, SpotLight, sample_points
from coincide_rays.reference.materials import Material
from coincide_rays.reference.patterns.bumps import turn_normal
from coincide_rays.reference.patterns.pattern import pattern_at_shape
from coincide_rays.reference.rays import Intersection, Ray, position
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.space.tuples import BLACK, EPSILON, Color, Tuple, dot, normalize, reflect


@dataclass(frozen=True)
class Computations:
    """What is known where a ray hits.

    Attributes
    ----------
    eyev, normalv, reflectv : to the eye; from the surface towards it; of the mirrored ray.
    inside : whether the surface is seen from within.
    over_point, under_point : a little to either side of the surface, where rays begin that leave it.
    n1, n2 : refractive indices on the ray's side and beyond.
    key : of the ray.
    """

    t: float
    object: Shape
    point: Tuple
    eyev: Tuple
    normalv: Tuple
    reflectv: Tuple
    inside: bool
    over_point: Tuple
    under_point: Tuple
    n1: float
    n2: float
    key: int


def prepare_computations(hit: Intersection, ray: Ray, xs: list[Intersection] | None = None) -> Computations:
    """Work out everything that shading needs.

    Parameters
    ----------
    xs : all meetings of the ray, for refraction; the hit alone if None.
    """
    shape, place, eyev = hit.object, position(ray, hit.t), -ray.direction
    normal = shape.normal_at(place, hit)
    inside = dot(normal, eyev) < 0
    normal = -normal if inside else normal
    aside = normal * surface_offset(place)
    n1, n2 = refractive_indices(hit, [hit] if xs is None else xs)
    bumps = shape.material.bumps
    shading = normal if bumps is None else turn_normal(bumps, normal, shape.world_to_object(place))
    return Computations(
        t=hit.t,
        object=shape,
        point=place,
        eyev=eyev,
        normalv=shading,
        reflectv=reflect(ray.direction, shading),
        inside=inside,
        over_point=place + aside,
        under_point=place - aside,
        n1=n1,
        n2=n2,
        key=ray.key,
    )


def surface_offset(place: Tuple) -> float:
    """How far from a surface rays begin: the book's `EPSILON`, more where floats are coarser."""
    return max(EPSILON, 1e-9 * max(abs(place.x), abs(place.y), abs(place.z)))


def refractive_indices(hit: Intersection, xs: list[Intersection]) -> tuple[float, float]:
    """The indices before and behind a hit, from what the ray has entered and not left."""
    inside_of: list[Shape] = []
    before = 1.0
    for each in xs:
        if each == hit:
            before = inside_of[-1].material.refractive_index if inside_of else 1.0
        if each.object in inside_of:
            inside_of.remove(each.object)
        else:
            inside_of.append(each.object)
        if each == hit:
            return before, inside_of[-1].material.refractive_index if inside_of else 1.0
    return before, 1.0


def lighting(
    material: Material,
    shape: Shape,
    light: Light,
    point: Tuple,
    eyev: Tuple,
    normalv: Tuple,
    intensity: float | bool = 1.0,
    *,
    in_shadow: bool = False,
    key: int = 0,
) -> Color:
    """The color of a surface under one light, by Phong (1975).

    Parameters
    ----------
    intensity : the share of the light that reaches the point, from 0 to 1; True or False is `in_shadow`, which stands
        at this place in chapter 8.
    in_shadow : the same as an intensity of 0.
    key : of the ray, for lights with jitter.
    """
    if isinstance(intensity, bool):
        intensity = 0.0 if intensity else 1.0
    own = material.color if material.pattern is None else pattern_at_shape(material.pattern, shape, point)
    effective = own * light.intensity
    ambient = effective * material.ambient
    reaching = 0.0 if in_shadow else intensity
    if reaching == 0:
        return ambient
    samples = sample_points(light, key=key)
    total = BLACK
    for source in samples:
        total = total + _from_one(material, light, effective, point, eyev, normalv, source)
    return ambient + total * (reaching / len(samples))


def _from_one(
    material: Material, light: Light, effective: Color, point: Tuple, eyev: Tuple, normalv: Tuple, source: Tuple
) -> Color:
    """Diffuse and specular light from one place."""
    lightv = normalize(source - point)
    cosine = dot(lightv, normalv)
    if cosine < 0:
        return BLACK
    share = light.share_at(point) if isinstance(light, SpotLight) else 1.0
    total = effective * (material.diffuse * cosine * share)
    towards_eye = dot(reflect(-lightv, normalv), eyev)
    if towards_eye > 0:
        total = total + light.intensity * (material.specular * towards_eye**material.shininess * share)
    return total


def schlick(comps: Computations) -> float:
    """The share of light that a surface mirrors at this angle, nearly as by Fresnel."""
    cosine = dot(comps.eyev, comps.normalv)
    if comps.n1 > comps.n2:
        sine2 = (comps.n1 / comps.n2) ** 2 * (1 - cosine * cosine)
        if sine2 > 1:
            return 1.0
        cosine = math.sqrt(1 - sine2)
    r0 = ((comps.n1 - comps.n2) / (comps.n1 + comps.n2)) ** 2
    return r0 + (1 - r0) * (1 - cosine) ** 5
