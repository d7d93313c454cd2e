"""Chapters 7 to 9: worlds, cameras, shadows, planes."""

from __future__ import annotations

import math

import pytest
from comparison import same

from coincide_rays import (
    EPSILON,
    IDENTITY,
    Camera,
    Intersection,
    Material,
    Plane,
    PointLight,
    Ray,
    Sphere,
    World,
    color,
    color_at,
    intersect,
    intersect_world,
    is_shadowed,
    lighting,
    matrix,
    normal_at,
    point,
    prepare_computations,
    ray_for_pixel,
    rotation_y,
    rotation_z,
    scaling,
    shade_hit,
    translation,
    vector,
    view_transform,
)
from coincide_rays.book import render, test_shape

HALF = math.sqrt(2) / 2


def test_new_world_is_empty():
    assert World().objects == [] and World().lights == []


def test_default_world_has_two_spheres_and_a_light():
    world = World.default()
    assert world.light == PointLight((-10, 10, -10), (1, 1, 1))
    outer, inner = world.objects
    assert outer.material == Material(color=(0.8, 1.0, 0.6), diffuse=0.7, specular=0.2)
    assert inner.transform == scaling(0.5, 0.5, 0.5)


def test_ray_meets_everything_in_the_world_in_order():
    xs = intersect_world(World.default(), Ray(point(0, 0, -5), vector(0, 0, 1)))
    assert [each.t for each in xs] == [4, 4.5, 5.5, 6]


def test_computations_of_a_hit_from_outside():
    ray, sphere = Ray(point(0, 0, -5), vector(0, 0, 1)), Sphere()
    comps = prepare_computations(Intersection(4, sphere), ray)
    assert (comps.t, comps.object, comps.inside) == (4, sphere, False)
    assert (comps.point, comps.eyev, comps.normalv) == (point(0, 0, -1), vector(0, 0, -1), vector(0, 0, -1))


def test_computations_of_a_hit_from_inside_turn_the_normal():
    comps = prepare_computations(Intersection(1, Sphere()), Ray(point(0, 0, 0), vector(0, 0, 1)))
    assert comps.inside
    assert (comps.point, comps.eyev, comps.normalv) == (point(0, 0, 1), vector(0, 0, -1), vector(0, 0, -1))


def test_shading_from_outside():
    world = World.default()
    comps = prepare_computations(Intersection(4, world.objects[0]), Ray(point(0, 0, -5), vector(0, 0, 1)))
    assert same(shade_hit(world, comps), (0.38066, 0.47583, 0.2855))


def test_shading_from_inside():
    world = World.default()
    world.light = PointLight((0, 0.25, 0), (1, 1, 1))
    comps = prepare_computations(Intersection(0.5, world.objects[1]), Ray(point(0, 0, 0), vector(0, 0, 1)))
    assert same(shade_hit(world, comps), (0.90498, 0.90498, 0.90498), 2e-5)


def test_color_of_a_ray_that_misses_is_black():
    assert color_at(World.default(), Ray(point(0, 0, -5), vector(0, 1, 0))) == color(0, 0, 0)


def test_color_of_a_ray_that_hits():
    assert same(color_at(World.default(), Ray(point(0, 0, -5), vector(0, 0, 1))), (0.38066, 0.47583, 0.2855))


def test_color_of_a_hit_between_two_spheres_is_the_inner_ones():
    world = World.default()
    outer, inner = world.objects
    outer.material.ambient = inner.material.ambient = 1
    assert same(color_at(world, Ray(point(0, 0, 0.75), vector(0, 0, -1))), inner.material.color)


def test_view_towards_negative_z_changes_nothing():
    assert view_transform(point(0, 0, 0), point(0, 0, -1), vector(0, 1, 0)) == IDENTITY


def test_view_towards_positive_z_mirrors():
    assert view_transform(point(0, 0, 0), point(0, 0, 1), vector(0, 1, 0)) == scaling(-1, 1, -1)


def test_view_moves_the_world():
    assert view_transform(point(0, 0, 8), point(0, 0, 0), vector(0, 1, 0)) == translation(0, 0, -8)


def test_view_from_anywhere():
    expected = [
        [-0.50709, 0.50709, 0.67612, -2.36643],
        [0.76772, 0.60609, 0.12122, -2.82843],
        [-0.35857, 0.59761, -0.71714, 0],
        [0, 0, 0, 1],
    ]
    assert view_transform(point(1, 3, 2), point(4, -2, 8), vector(1, 1, 0)) == matrix(expected)


def test_camera_knows_size_and_view():
    camera = Camera(160, 120, math.pi / 2)
    assert (camera.hsize, camera.vsize, camera.field_of_view) == (160, 120, math.pi / 2)
    assert camera.transform == IDENTITY


@pytest.mark.parametrize(("hsize", "vsize"), [(200, 125), (125, 200)])
def test_pixel_size_for_wide_and_high_pictures(hsize, vsize):
    assert same(Camera(hsize, vsize, math.pi / 2).pixel_size, 0.01)


def test_rays_through_middle_and_corner():
    camera = Camera(201, 101, math.pi / 2)
    middle, corner = ray_for_pixel(camera, 100, 50), ray_for_pixel(camera, 0, 0)
    assert same(middle.origin, point(0, 0, 0)) and same(middle.direction, vector(0, 0, -1))
    assert same(corner.origin, point(0, 0, 0)) and same(corner.direction, vector(0.66519, 0.33259, -0.66851))


def test_ray_of_a_moved_camera():
    camera = Camera(201, 101, math.pi / 2, transform=rotation_y(math.pi / 4) @ translation(0, -2, 5))
    ray = ray_for_pixel(camera, 100, 50)
    assert same(ray.origin, point(0, 2, -5)) and same(ray.direction, vector(HALF, 0, -HALF))


def test_picture_of_the_default_world():
    view = view_transform(point(0, 0, -5), point(0, 0, 0), vector(0, 1, 0))
    image = render(Camera(11, 11, math.pi / 2, transform=view), World.default())
    assert same(image.pixel_at(5, 5), (0.38066, 0.47583, 0.2855))


def test_surface_in_shadow_has_ambient_light_only():
    lit = lighting(
        Material(),
        Sphere(),
        PointLight((0, 0, -10), (1, 1, 1)),
        point(0, 0, 0),
        vector(0, 0, -1),
        vector(0, 0, -1),
        in_shadow=True,
    )
    assert same(lit, (0.1, 0.1, 0.1))


@pytest.mark.parametrize(
    ("place", "expected"),
    [((0, 10, 0), False), ((10, -10, 10), True), ((-20, 20, -20), False), ((-2, 2, -2), False)],
)
def test_shadow_falls_only_behind_things(place, expected):
    assert is_shadowed(World.default(), point(*place)) is expected


def test_shading_in_a_shadow():
    below = Sphere(transform=translation(0, 0, 10))
    world = World([Sphere(), below], [PointLight((0, 0, -10), (1, 1, 1))])
    comps = prepare_computations(Intersection(4, below), Ray(point(0, 0, 5), vector(0, 0, 1)))
    assert same(shade_hit(world, comps), (0.1, 0.1, 0.1))


def test_over_point_lies_a_little_off_the_surface():
    sphere = Sphere(transform=translation(0, 0, 1))
    comps = prepare_computations(Intersection(5, sphere), Ray(point(0, 0, -5), vector(0, 0, 1)))
    assert comps.over_point.z < -EPSILON / 2
    assert comps.point.z > comps.over_point.z


def test_shape_hands_down_a_ray_in_its_own_space():
    scaled, moved = test_shape(), test_shape()
    scaled.transform, moved.transform = scaling(2, 2, 2), translation(5, 0, 0)
    ray = Ray(point(0, 0, -5), vector(0, 0, 1))
    intersect(scaled, ray)
    intersect(moved, ray)
    assert scaled.saved_ray == Ray(point(0, 0, -2.5), vector(0, 0, 0.5))
    assert moved.saved_ray == Ray(point(-5, 0, -5), vector(0, 0, 1))


def test_normal_of_any_transformed_shape():
    moved, turned = test_shape(), test_shape()
    moved.transform = translation(0, 1, 0)
    turned.transform = scaling(1, 0.5, 1) @ rotation_z(math.pi / 5)
    assert same(normal_at(moved, point(0, 1.70711, -0.70711)), vector(0, 0.70711, -0.70711))
    assert same(normal_at(turned, point(0, HALF, -HALF)), vector(0, 0.97014, -0.24254))


def test_shape_has_transform_and_material():
    shape = test_shape()
    assert shape.transform == IDENTITY and shape.material == Material()
    shape.transform, shape.material = translation(2, 3, 4), Material(ambient=1)
    assert shape.transform == translation(2, 3, 4) and shape.material == Material(ambient=1)


@pytest.mark.parametrize("place", [(0, 0, 0), (10, 0, -10), (-5, 0, 150)])
def test_normal_of_a_plane_is_the_same_everywhere(place):
    assert Plane().local_normal_at(point(*place)) == vector(0, 1, 0)


@pytest.mark.parametrize("y", [10, 0])
def test_ray_along_a_plane_misses_it(y):
    assert Plane().local_intersect(Ray(point(0, y, 0), vector(0, 0, 1))) == []


@pytest.mark.parametrize("side", [1, -1])
def test_ray_meets_a_plane_from_both_sides(side):
    plane = Plane()
    xs = plane.local_intersect(Ray(point(0, side, 0), vector(0, -side, 0)))
    assert [(each.t, each.object) for each in xs] == [(1, plane)]
