"""Chapters 10 and 11: patterns, mirrors, glass."""

from __future__ import annotations

import math

import pytest
from comparison import same

from coincide_rays import (
    BLACK,
    EPSILON,
    IDENTITY,
    WHITE,
    CheckersPattern,
    GradientPattern,
    Intersection,
    Material,
    Plane,
    PointLight,
    Ray,
    RingPattern,
    Sphere,
    StripePattern,
    World,
    color_at,
    intersections,
    lighting,
    pattern_at,
    pattern_at_shape,
    point,
    prepare_computations,
    reflected_color,
    refracted_color,
    scaling,
    schlick,
    shade_hit,
    translation,
    vector,
)
from coincide_rays.book import glass_sphere, stripe_at, stripe_at_object, test_pattern

HALF = math.sqrt(2) / 2


def test_stripes_have_two_colors():
    stripes = StripePattern(WHITE, BLACK)
    assert (stripes.a, stripes.b) == (WHITE, BLACK)


@pytest.mark.parametrize("place", [(0, 1, 0), (0, 2, 0), (0, 0, 1), (0, 0, 2), (0.9, 0, 0), (-1.1, 0, 0)])
def test_stripes_are_white_here(place):
    assert stripe_at(StripePattern(WHITE, BLACK), point(*place)) == WHITE


@pytest.mark.parametrize("place", [(1, 0, 0), (-0.1, 0, 0), (-1, 0, 0)])
def test_stripes_are_black_here(place):
    assert stripe_at(StripePattern(WHITE, BLACK), point(*place)) == BLACK


def test_lighting_takes_the_color_of_the_pattern():
    m = Material(pattern=StripePattern(WHITE, BLACK), ambient=1, diffuse=0, specular=0)
    light, eye = PointLight((0, 0, -10), (1, 1, 1)), vector(0, 0, -1)
    assert lighting(m, Sphere(), light, point(0.9, 0, 0), eye, eye) == WHITE
    assert lighting(m, Sphere(), light, point(1.1, 0, 0), eye, eye) == BLACK


@pytest.mark.parametrize(
    ("of_object", "of_pattern", "x"),
    [
        (scaling(2, 2, 2), IDENTITY, 1.5),
        (IDENTITY, scaling(2, 2, 2), 1.5),
        (scaling(2, 2, 2), translation(0.5, 0, 0), 2.5),
    ],
)
def test_stripes_move_with_object_and_pattern(of_object, of_pattern, x):
    stripes = StripePattern(WHITE, BLACK, transform=of_pattern)
    assert stripe_at_object(stripes, Sphere(transform=of_object), point(x, 0, 0)) == WHITE


def test_pattern_has_a_transform_that_can_be_set():
    pattern = test_pattern()
    assert pattern.transform == IDENTITY
    pattern.transform = translation(1, 2, 3)
    assert pattern.transform == translation(1, 2, 3)


@pytest.mark.parametrize(
    ("of_object", "of_pattern", "place", "expected"),
    [
        (scaling(2, 2, 2), IDENTITY, (2, 3, 4), (1, 1.5, 2)),
        (IDENTITY, scaling(2, 2, 2), (2, 3, 4), (1, 1.5, 2)),
        (scaling(2, 2, 2), translation(0.5, 1, 1.5), (2.5, 3, 3.5), (0.75, 0.5, 0.25)),
    ],
)
def test_any_pattern_is_asked_in_its_own_space(of_object, of_pattern, place, expected):
    pattern = test_pattern()
    pattern.transform = of_pattern
    assert same(pattern_at_shape(pattern, Sphere(transform=of_object), point(*place)), expected)


@pytest.mark.parametrize(("x", "level"), [(0, 1), (0.25, 0.75), (0.5, 0.5), (0.75, 0.25)])
def test_gradient_blends(x, level):
    assert same(pattern_at(GradientPattern(WHITE, BLACK), point(x, 0, 0)), [level] * 3)


@pytest.mark.parametrize(
    ("place", "expected"), [((0, 0, 0), WHITE), ((1, 0, 0), BLACK), ((0, 0, 1), BLACK), ((0.708, 0, 0.708), BLACK)]
)
def test_rings_go_round_y(place, expected):
    assert pattern_at(RingPattern(WHITE, BLACK), point(*place)) == expected


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize(("at", "expected"), [(0, WHITE), (0.99, WHITE), (1.01, BLACK)])
def test_checkers_repeat_along_each_axis(axis, at, expected):
    place = [0.0, 0.0, 0.0]
    place[axis] = at
    assert pattern_at(CheckersPattern(WHITE, BLACK), point(*place)) == expected


def test_mirrored_direction():
    ray = Ray(point(0, 1, -1), vector(0, -HALF, HALF))
    comps = prepare_computations(Intersection(math.sqrt(2), Plane()), ray)
    assert same(comps.reflectv, vector(0, HALF, HALF))


def test_dull_surface_mirrors_nothing():
    world = World.default()
    inner = world.objects[1]
    inner.material.ambient = 1
    comps = prepare_computations(Intersection(1, inner), Ray(point(0, 0, 0), vector(0, 0, 1)))
    assert reflected_color(world, comps) == BLACK


def _mirror_floor():
    world = World.default()
    floor = Plane(material=Material(reflective=0.5), transform=translation(0, -1, 0))
    world.add(floor)
    ray = Ray(point(0, 0, -3), vector(0, -HALF, HALF))
    return world, prepare_computations(Intersection(math.sqrt(2), floor), ray)


def test_mirror_shows_the_world():
    world, comps = _mirror_floor()
    assert same(reflected_color(world, comps), (0.19032, 0.2379, 0.14274), 2e-5)


def test_mirror_adds_to_the_surface():
    world, comps = _mirror_floor()
    assert same(shade_hit(world, comps), (0.87677, 0.92436, 0.82918), 2e-5)


def test_mirror_shows_nothing_after_the_last_bounce():
    world, comps = _mirror_floor()
    assert reflected_color(world, comps, 0) == BLACK


def test_two_mirrors_face_to_face_come_to_an_end():
    world = World([], [PointLight((0, 0, 0), (1, 1, 1))])
    for y in (-1, 1):
        world.add(Plane(material=Material(reflective=1), transform=translation(0, y, 0)))
    assert color_at(world, Ray(point(0, 0, 0), vector(0, 1, 0))).red > 0


def test_glass_sphere():
    sphere = glass_sphere()
    assert sphere.transform == IDENTITY
    assert (sphere.material.transparency, sphere.material.refractive_index) == (1.0, 1.5)


@pytest.mark.parametrize(
    ("index", "n1", "n2"), [(0, 1.0, 1.5), (1, 1.5, 2.0), (2, 2.0, 2.5), (3, 2.5, 2.5), (4, 2.5, 1.5), (5, 1.5, 1.0)]
)
def test_refractive_indices_of_spheres_in_each_other(index, n1, n2):
    a, b, c = glass_sphere(), glass_sphere(), glass_sphere()
    a.transform, b.transform, c.transform = scaling(2, 2, 2), translation(0, 0, -0.25), translation(0, 0, 0.25)
    b.material.refractive_index, c.material.refractive_index = 2.0, 2.5
    xs = intersections(*[Intersection(t, s) for t, s in [(2, a), (2.75, b), (3.25, c), (4.75, b), (5.25, c), (6, a)]])
    comps = prepare_computations(xs[index], Ray(point(0, 0, -4), vector(0, 0, 1)), xs)
    assert (comps.n1, comps.n2) == (n1, n2)


def test_under_point_lies_a_little_below_the_surface():
    sphere = glass_sphere()
    sphere.transform = translation(0, 0, 1)
    comps = prepare_computations(Intersection(5, sphere), Ray(point(0, 0, -5), vector(0, 0, 1)))
    assert comps.under_point.z > EPSILON / 2
    assert comps.point.z < comps.under_point.z


def test_opaque_surface_bends_nothing():
    world = World.default()
    shape = world.objects[0]
    xs = intersections(Intersection(4, shape), Intersection(6, shape))
    comps = prepare_computations(xs[0], Ray(point(0, 0, -5), vector(0, 0, 1)), xs)
    assert refracted_color(world, comps, 5) == BLACK


def _glass_world():
    world = World.default()
    world.objects[0].material.transparency, world.objects[0].material.refractive_index = 1.0, 1.5
    return world, world.objects[0]


def test_nothing_is_bent_after_the_last_bounce():
    world, shape = _glass_world()
    xs = intersections(Intersection(4, shape), Intersection(6, shape))
    comps = prepare_computations(xs[0], Ray(point(0, 0, -5), vector(0, 0, 1)), xs)
    assert refracted_color(world, comps, 0) == BLACK


def test_total_internal_reflection_bends_nothing():
    world, shape = _glass_world()
    xs = intersections(Intersection(-HALF, shape), Intersection(HALF, shape))
    comps = prepare_computations(xs[1], Ray(point(0, 0, HALF), vector(0, 1, 0)), xs)
    assert refracted_color(world, comps, 5) == BLACK


def test_bent_ray_shows_what_is_behind():
    world = World.default()
    a, b = world.objects
    a.material.ambient, a.material.pattern = 1.0, test_pattern()
    b.material.transparency, b.material.refractive_index = 1.0, 1.5
    xs = intersections(*[Intersection(t, s) for t, s in [(-0.9899, a), (-0.4899, b), (0.4899, b), (0.9899, a)]])
    comps = prepare_computations(xs[2], Ray(point(0, 0, 0.1), vector(0, 1, 0)), xs)
    assert same(refracted_color(world, comps, 5), (0, 0.99888, 0.04725), 5e-5)


def _glass_floor(reflective):
    world = World.default()
    floor = Plane(
        transform=translation(0, -1, 0),
        material=Material(reflective=reflective, transparency=0.5, refractive_index=1.5),
    )
    ball = Sphere(transform=translation(0, -3.5, -0.5), material=Material(color=(1, 0, 0), ambient=0.5))
    world.add(floor, ball)
    xs = [Intersection(math.sqrt(2), floor)]
    return world, prepare_computations(xs[0], Ray(point(0, 0, -3), vector(0, -HALF, HALF)), xs)


def test_shading_a_clear_floor():
    world, comps = _glass_floor(0.0)
    assert same(shade_hit(world, comps, 5), (0.93642, 0.68642, 0.68642), 2e-5)


def test_shading_a_clear_floor_that_mirrors():
    world, comps = _glass_floor(0.5)
    assert same(shade_hit(world, comps, 5), (0.93391, 0.69643, 0.69243), 2e-5)


@pytest.mark.parametrize(
    ("z", "direction", "ts", "expected"),
    [
        (HALF, (0, 1, 0), (-HALF, HALF), 1.0),
        (0, (0, 1, 0), (-1, 1), 0.04),
    ],
)
def test_schlick_by_angle(z, direction, ts, expected):
    shape = glass_sphere()
    xs = intersections(*[Intersection(t, shape) for t in ts])
    comps = prepare_computations(xs[1], Ray(point(0, 0, z), vector(*direction)), xs)
    assert same(schlick(comps), expected)


def test_schlick_at_a_small_angle():
    xs = [Intersection(1.8589, glass_sphere())]
    comps = prepare_computations(xs[0], Ray(point(0, 0.99, -2), vector(0, 0, 1)), xs)
    assert same(schlick(comps), 0.48873)
