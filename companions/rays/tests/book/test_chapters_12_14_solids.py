"""Chapters 12 to 14: cubes, cylinders, cones, groups."""

from __future__ import annotations

import math

import pytest
from comparison import same

from coincide_rays import (
    IDENTITY,
    Cone,
    Cube,
    Cylinder,
    Group,
    Ray,
    Sphere,
    intersect,
    normal_at,
    normal_to_world,
    normalize,
    point,
    rotation_y,
    scaling,
    translation,
    vector,
    world_to_object,
)
from coincide_rays.book import add_child, test_shape

INFINITY = math.inf


def _ray(origin, direction):
    return Ray(point(*origin), normalize(vector(*direction)))


@pytest.mark.parametrize(
    ("origin", "direction", "expected"),
    [
        ((5, 0.5, 0), (-1, 0, 0), (4, 6)),
        ((-5, 0.5, 0), (1, 0, 0), (4, 6)),
        ((0.5, 5, 0), (0, -1, 0), (4, 6)),
        ((0.5, -5, 0), (0, 1, 0), (4, 6)),
        ((0.5, 0, 5), (0, 0, -1), (4, 6)),
        ((0.5, 0, -5), (0, 0, 1), (4, 6)),
        ((0, 0.5, 0), (0, 0, 1), (-1, 1)),
        ((-2, 0, 0), (0.2673, 0.5345, 0.8018), ()),
        ((0, -2, 0), (0.8018, 0.2673, 0.5345), ()),
        ((0, 0, -2), (0.5345, 0.8018, 0.2673), ()),
        ((2, 0, 2), (0, 0, -1), ()),
        ((0, 2, 2), (0, -1, 0), ()),
        ((2, 2, 0), (-1, 0, 0), ()),
    ],
)
def test_ray_meets_a_cube(origin, direction, expected):
    assert tuple(each.t for each in Cube().local_intersect(Ray(point(*origin), vector(*direction)))) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((1, 0.5, -0.8), (1, 0, 0)),
        ((-1, -0.2, 0.9), (-1, 0, 0)),
        ((-0.4, 1, -0.1), (0, 1, 0)),
        ((0.3, -1, -0.7), (0, -1, 0)),
        ((-0.6, 0.3, 1), (0, 0, 1)),
        ((0.4, 0.4, -1), (0, 0, -1)),
        ((1, 1, 1), (1, 0, 0)),
        ((-1, -1, -1), (-1, 0, 0)),
    ],
)
def test_normal_of_a_cube(place, expected):
    assert Cube().local_normal_at(point(*place)) == vector(*expected)


@pytest.mark.parametrize(
    ("origin", "direction"), [((1, 0, 0), (0, 1, 0)), ((0, 0, 0), (0, 1, 0)), ((0, 0, -5), (1, 1, 1))]
)
def test_ray_misses_a_cylinder(origin, direction):
    assert Cylinder().local_intersect(_ray(origin, direction)) == []


@pytest.mark.parametrize(
    ("origin", "direction", "expected"),
    [
        ((1, 0, -5), (0, 0, 1), (5, 5)),
        ((0, 0, -5), (0, 0, 1), (4, 6)),
        ((0.5, 0, -5), (0.1, 1, 1), (6.80798, 7.08872)),
    ],
)
def test_ray_meets_a_cylinder(origin, direction, expected):
    assert same([each.t for each in Cylinder().local_intersect(_ray(origin, direction))], expected)


@pytest.mark.parametrize("place", [(1, 0, 0), (0, 5, -1), (0, -2, 1), (-1, 1, 0)])
def test_normal_of_a_cylinder(place):
    assert Cylinder().local_normal_at(point(*place)) == vector(place[0], 0, place[2])


def test_cylinders_and_cones_are_infinite_and_open_at_first():
    for shape in (Cylinder(), Cone()):
        assert (shape.minimum, shape.maximum, shape.closed) == (-INFINITY, INFINITY, False)


@pytest.mark.parametrize(
    ("origin", "direction", "count"),
    [
        ((0, 1.5, 0), (0.1, 1, 0), 0),
        ((0, 3, -5), (0, 0, 1), 0),
        ((0, 0, -5), (0, 0, 1), 0),
        ((0, 2, -5), (0, 0, 1), 0),
        ((0, 1, -5), (0, 0, 1), 0),
        ((0, 1.5, -2), (0, 0, 1), 2),
    ],
)
def test_ray_meets_a_truncated_cylinder(origin, direction, count):
    assert len(Cylinder(minimum=1, maximum=2).local_intersect(_ray(origin, direction))) == count


@pytest.mark.parametrize(
    ("origin", "direction"),
    [
        ((0, 3, 0), (0, -1, 0)),
        ((0, 3, -2), (0, -1, 2)),
        ((0, 4, -2), (0, -1, 1)),
        ((0, 0, -2), (0, 1, 2)),
        ((0, -1, -2), (0, 1, 1)),
    ],
)
def test_ray_meets_a_capped_cylinder_twice_also_at_its_rim(origin, direction):
    assert len(Cylinder(minimum=1, maximum=2, closed=True).local_intersect(_ray(origin, direction))) == 2


@pytest.mark.parametrize(
    ("place", "up"),
    [((0, 1, 0), -1), ((0.5, 1, 0), -1), ((0, 1, 0.5), -1), ((0, 2, 0), 1), ((0.5, 2, 0), 1), ((0, 2, 0.5), 1)],
)
def test_normal_of_caps(place, up):
    cylinder = Cylinder(minimum=1, maximum=2, closed=True)
    assert cylinder.local_normal_at(point(*place)) == vector(0, up, 0)


@pytest.mark.parametrize(
    ("origin", "direction", "expected"),
    [
        ((0, 0, -5), (0, 0, 1), (5, 5)),
        ((0, 0, -5), (1, 1, 1), (8.66025, 8.66025)),
        ((1, 1, -5), (-0.5, -1, 1), (4.55006, 49.44994)),
        ((0, 0, -1), (0, 1, 1), (0.35355,)),
    ],
)
def test_ray_meets_a_cone(origin, direction, expected):
    assert same([each.t for each in Cone().local_intersect(_ray(origin, direction))], expected)


@pytest.mark.parametrize(
    ("origin", "direction", "count"),
    [((0, 0, -5), (0, 1, 0), 0), ((0, 0, -0.25), (0, 1, 1), 2), ((0, 0, -0.25), (0, 1, 0), 4)],
)
def test_ray_meets_a_capped_cone(origin, direction, count):
    assert len(Cone(minimum=-0.5, maximum=0.5, closed=True).local_intersect(_ray(origin, direction))) == count


@pytest.mark.parametrize(
    ("place", "expected"),
    [((0, 0, 0), (0, 0, 0)), ((1, 1, 1), (1, -math.sqrt(2), 1)), ((-1, -1, 0), (-1, 1, 0))],
)
def test_normal_of_a_cone(place, expected):
    assert same(Cone().local_normal_at(point(*place)), vector(*expected))


def test_new_group_is_empty_and_shapes_have_no_parent():
    assert Group().transform == IDENTITY
    assert Group().children == [] and test_shape().parent is None


def test_child_knows_its_group():
    group, shape = Group(), test_shape()
    add_child(group, shape)
    assert group.children == [shape] and shape.parent is group


def test_empty_group_is_never_met():
    assert Group().local_intersect(Ray(point(0, 0, 0), vector(0, 0, 1))) == []


def test_ray_meets_the_children_of_a_group_in_order():
    first, second = Sphere(), Sphere(transform=translation(0, 0, -3))
    group = Group([first, second, Sphere(transform=translation(5, 0, 0))])
    xs = group.local_intersect(Ray(point(0, 0, -5), vector(0, 0, 1)))
    assert [each.object for each in xs] == [second, second, first, first]


def test_transforms_of_group_and_child_add_up():
    group = Group([Sphere(transform=translation(5, 0, 0))], transform=scaling(2, 2, 2))
    assert len(intersect(group, Ray(point(10, 0, -10), vector(0, 0, 1)))) == 2


def _nested(inner_scale):
    sphere = Sphere(transform=translation(5, 0, 0))
    Group([Group([sphere], transform=scaling(*inner_scale))], transform=rotation_y(math.pi / 2))
    return sphere


def test_place_in_the_world_is_told_in_object_space():
    assert same(world_to_object(_nested((2, 2, 2)), point(-2, 0, -10)), point(0, 0, -1))


def test_normal_in_object_space_is_told_in_the_world():
    third = math.sqrt(3) / 3
    normal = normal_to_world(_nested((1, 2, 3)), vector(third, third, third))
    assert same(normal, vector(0.28571, 0.42857, -0.85714))


def test_normal_of_a_child_of_groups():
    normal = normal_at(_nested((1, 2, 3)), point(1.7321, 1.1547, -5.5774))
    assert same(normal, vector(0.2857, 0.42854, -0.85716))
