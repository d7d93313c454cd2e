"""Chapters 5 and 6: rays, spheres, light on surfaces."""

from __future__ import annotations

import math

import pytest
from comparison import same

from coincide_rays import (
    IDENTITY,
    Intersection,
    Material,
    PointLight,
    Ray,
    Sphere,
    color,
    hit,
    intersect,
    intersections,
    lighting,
    normal_at,
    normalize,
    point,
    position,
    reflect,
    rotation_z,
    scaling,
    translation,
    vector,
)
from coincide_rays.reference.rays import transform

HALF, THIRD = math.sqrt(2) / 2, math.sqrt(3) / 3


def test_ray_has_origin_and_direction():
    ray = Ray(point(1, 2, 3), vector(4, 5, 6))
    assert (ray.origin, ray.direction) == (point(1, 2, 3), vector(4, 5, 6))


@pytest.mark.parametrize(("t", "x"), [(0, 2), (1, 3), (-1, 1), (2.5, 4.5)])
def test_position_along_a_ray(t, x):
    assert position(Ray(point(2, 3, 4), vector(1, 0, 0)), t) == point(x, 3, 4)


@pytest.mark.parametrize(
    ("y", "z", "expected"),
    [(0, -5, [4, 6]), (1, -5, [5, 5]), (2, -5, []), (0, 0, [-1, 1]), (0, 5, [-6, -4])],
)
def test_ray_meets_a_sphere(y, z, expected):
    sphere = Sphere()
    xs = intersect(sphere, Ray(point(0, y, z), vector(0, 0, 1)))
    assert [each.t for each in xs] == expected
    assert all(each.object is sphere for each in xs)


def test_intersection_holds_distance_and_object():
    sphere = Sphere()
    assert (Intersection(3.5, sphere).t, Intersection(3.5, sphere).object) == (3.5, sphere)


def test_intersections_are_sorted():
    sphere = Sphere()
    xs = intersections(Intersection(2, sphere), Intersection(1, sphere))
    assert [each.t for each in xs] == [1, 2]


@pytest.mark.parametrize(("ts", "expected"), [((1, 2), 1), ((-1, 1), 1), ((-2, -1), None), ((5, 7, -3, 2), 2)])
def test_hit_is_the_nearest_that_is_not_behind(ts, expected):
    found = hit(intersections(*[Intersection(t, Sphere()) for t in ts]))
    assert (None if found is None else found.t) == expected


def test_moved_and_scaled_rays():
    ray = Ray(point(1, 2, 3), vector(0, 1, 0))
    moved, scaled = transform(ray, translation(3, 4, 5)), transform(ray, scaling(2, 3, 4))
    assert (moved.origin, moved.direction) == (point(4, 6, 8), vector(0, 1, 0))
    assert (scaled.origin, scaled.direction) == (point(2, 6, 12), vector(0, 3, 0))


def test_sphere_has_a_transform_that_can_be_set():
    sphere = Sphere()
    assert sphere.transform == IDENTITY
    sphere.transform = translation(2, 3, 4)
    assert sphere.transform == translation(2, 3, 4)


@pytest.mark.parametrize(("placed", "expected"), [(scaling(2, 2, 2), [3, 7]), (translation(5, 0, 0), [])])
def test_ray_meets_a_transformed_sphere(placed, expected):
    sphere = Sphere()
    sphere.transform = placed
    assert [each.t for each in intersect(sphere, Ray(point(0, 0, -5), vector(0, 0, 1)))] == expected


@pytest.mark.parametrize("place", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (THIRD, THIRD, THIRD)])
def test_normal_of_a_sphere_points_outwards(place):
    normal = normal_at(Sphere(), point(*place))
    assert same(normal, vector(*place))
    assert same(normal, normalize(normal))


def test_normal_of_a_moved_sphere():
    sphere = Sphere(transform=translation(0, 1, 0))
    assert same(normal_at(sphere, point(0, 1.70711, -0.70711)), vector(0, 0.70711, -0.70711))


def test_normal_of_a_scaled_and_turned_sphere():
    sphere = Sphere(transform=scaling(1, 0.5, 1) @ rotation_z(math.pi / 5))
    assert same(normal_at(sphere, point(0, HALF, -HALF)), vector(0, 0.97014, -0.24254))


def test_reflection():
    assert same(reflect(vector(1, -1, 0), vector(0, 1, 0)), vector(1, 1, 0))
    assert same(reflect(vector(0, -1, 0), vector(HALF, HALF, 0)), vector(1, 0, 0))


def test_point_light_has_place_and_intensity():
    light = PointLight(point(0, 0, 0), color(1, 1, 1))
    assert (light.position, light.intensity) == (point(0, 0, 0), color(1, 1, 1))


def test_default_material():
    m = Material()
    assert m.color == color(1, 1, 1)
    assert (m.ambient, m.diffuse, m.specular, m.shininess) == (0.1, 0.9, 0.9, 200)
    assert (m.reflective, m.transparency, m.refractive_index) == (0, 0, 1)


def test_sphere_has_a_material_that_can_be_set():
    sphere = Sphere()
    assert sphere.material == Material()
    sphere.material = Material(ambient=1)
    assert sphere.material == Material(ambient=1)


@pytest.mark.parametrize(
    ("eye", "light", "expected"),
    [
        ((0, 0, -1), (0, 0, -10), 1.9),
        ((0, HALF, -HALF), (0, 0, -10), 1.0),
        ((0, 0, -1), (0, 10, -10), 0.7364),
        ((0, -HALF, -HALF), (0, 10, -10), 1.6364),
        ((0, 0, -1), (0, 0, 10), 0.1),
    ],
)
def test_lighting_by_places_of_eye_and_light(eye, light, expected):
    lit = lighting(Material(), Sphere(), PointLight(light, (1, 1, 1)), point(0, 0, 0), vector(*eye), vector(0, 0, -1))
    assert same(lit, [expected] * 3, 5e-5)
