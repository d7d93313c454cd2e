"""The bonus chapter on bounding boxes."""

from __future__ import annotations

import math

import pytest
from comparison import same

from coincide_rays import (
    Cone,
    Csg,
    Cube,
    Cylinder,
    Group,
    Plane,
    Ray,
    Sphere,
    Triangle,
    bounds_of,
    divide,
    intersect,
    normalize,
    point,
    rotation_x,
    rotation_y,
    scaling,
    translation,
    vector,
)
from coincide_rays.book import (
    BoundingBox,
    add_box,
    add_point,
    box_contains_box,
    box_contains_point,
    intersects,
    make_subgroup,
    parent_space_bounds_of,
    partition_children,
    split_bounds,
    test_shape,
    transform_box,
)

INFINITY = math.inf


def _box(low, high):
    return BoundingBox(point(*low), point(*high))


def _ends(box):
    return tuple(box.minimum)[:3], tuple(box.maximum)[:3]


def test_new_box_is_empty():
    assert _ends(BoundingBox()) == ((INFINITY,) * 3, (-INFINITY,) * 3)


def test_box_grows_by_points():
    box = add_point(add_point(BoundingBox(), point(-5, 2, 0)), point(7, 0, -3))
    assert _ends(box) == ((-5, 0, -3), (7, 2, 0))


@pytest.mark.parametrize(
    ("shape", "low", "high"),
    [
        (Sphere(), (-1, -1, -1), (1, 1, 1)),
        (Plane(), (-INFINITY, 0, -INFINITY), (INFINITY, 0, INFINITY)),
        (Cube(), (-1, -1, -1), (1, 1, 1)),
        (Cylinder(), (-1, -INFINITY, -1), (1, INFINITY, 1)),
        (Cylinder(minimum=-5, maximum=3), (-1, -5, -1), (1, 3, 1)),
        (Cone(), (-INFINITY,) * 3, (INFINITY,) * 3),
        (Cone(minimum=-5, maximum=3), (-5, -5, -5), (5, 3, 5)),
        (Triangle((-3, 7, 2), (6, 2, -4), (2, -1, -1)), (-3, -1, -4), (6, 7, 2)),
        (test_shape(), (-1, -1, -1), (1, 1, 1)),
    ],
)
def test_bounds_of_shapes(shape, low, high):
    assert _ends(bounds_of(shape)) == (low, high)


def test_box_grows_by_boxes():
    assert _ends(add_box(_box((-5, -2, 0), (7, 4, 4)), _box((8, -7, -2), (14, 2, 8)))) == ((-5, -7, -2), (14, 4, 8))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((5, -2, 0), True),
        ((11, 4, 7), True),
        ((8, 1, 3), True),
        ((3, 0, 3), False),
        ((8, -4, 3), False),
        ((8, 1, -1), False),
        ((13, 1, 3), False),
        ((8, 5, 3), False),
        ((8, 1, 8), False),
    ],
)
def test_box_contains_points(place, expected):
    assert box_contains_point(_box((5, -2, 0), (11, 4, 7)), point(*place)) is expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ((5, -2, 0), (11, 4, 7), True),
        ((6, -1, 1), (10, 3, 6), True),
        ((4, -3, -1), (10, 3, 6), False),
        ((6, -1, 1), (12, 5, 8), False),
    ],
)
def test_box_contains_boxes(low, high, expected):
    assert box_contains_box(_box((5, -2, 0), (11, 4, 7)), _box(low, high)) is expected


def test_moved_box_is_the_smallest_round_its_corners():
    box = transform_box(_box((-1, -1, -1), (1, 1, 1)), rotation_x(math.pi / 4) @ rotation_y(math.pi / 4))
    low, high = _ends(box)
    assert same(low, (-1.4142, -1.7071, -1.7071), 1e-4) and same(high, (1.4142, 1.7071, 1.7071), 1e-4)


def test_bounds_in_the_space_of_the_parent():
    shape = Sphere(transform=translation(1, -3, 5) @ scaling(0.5, 2, 4))
    assert _ends(parent_space_bounds_of(shape)) == ((0.5, -5, 1), (1.5, -1, 9))


def test_bounds_of_groups_and_csg_hold_all_children():
    sphere = Sphere(transform=translation(2, 5, -3) @ scaling(2, 2, 2))
    cylinder = Cylinder(minimum=-2, maximum=2, transform=translation(-4, -1, 4) @ scaling(0.5, 1, 0.5))
    assert _ends(bounds_of(Group([sphere, cylinder]))) == ((-4.5, -3, -5), (4, 7, 4.5))
    joint = Csg("difference", Sphere(), Sphere(transform=translation(2, 3, 4)))
    assert _ends(bounds_of(joint)) == ((-1, -1, -1), (3, 4, 5))


@pytest.mark.parametrize(
    ("origin", "direction", "expected"),
    [
        ((5, 0.5, 0), (-1, 0, 0), True),
        ((-5, 0.5, 0), (1, 0, 0), True),
        ((0.5, 5, 0), (0, -1, 0), True),
        ((0.5, -5, 0), (0, 1, 0), True),
        ((0.5, 0, 5), (0, 0, -1), True),
        ((0.5, 0, -5), (0, 0, 1), True),
        ((0, 0.5, 0), (0, 0, 1), True),
        ((-2, 0, 0), (2, 4, 6), False),
        ((0, -2, 0), (6, 2, 4), False),
        ((0, 0, -2), (4, 6, 2), False),
        ((2, 0, 2), (0, 0, -1), False),
        ((0, 2, 2), (0, -1, 0), False),
        ((2, 2, 0), (-1, 0, 0), False),
    ],
)
def test_ray_meets_a_box_round_the_origin(origin, direction, expected):
    ray = Ray(point(*origin), normalize(vector(*direction)))
    assert intersects(_box((-1, -1, -1), (1, 1, 1)), ray) is expected


@pytest.mark.parametrize(
    ("origin", "direction", "expected"),
    [
        ((15, 1, 2), (-1, 0, 0), True),
        ((-5, -1, 4), (1, 0, 0), True),
        ((7, 6, 5), (0, -1, 0), True),
        ((9, -5, 6), (0, 1, 0), True),
        ((8, 2, 12), (0, 0, -1), True),
        ((6, 0, -5), (0, 0, 1), True),
        ((8, 1, 3.5), (0, 0, 1), True),
        ((9, -1, -8), (2, 4, 6), False),
        ((8, 3, -4), (6, 2, 4), False),
        ((9, -1, -2), (4, 6, 2), False),
        ((4, 0, 9), (0, 0, -1), False),
        ((8, 6, -1), (0, -1, 0), False),
        ((12, 5, 4), (-1, 0, 0), False),
    ],
)
def test_ray_meets_any_box(origin, direction, expected):
    ray = Ray(point(*origin), normalize(vector(*direction)))
    assert intersects(_box((5, -2, 0), (11, 4, 7)), ray) is expected


@pytest.mark.parametrize("kind", ["group", "left", "right"])
@pytest.mark.parametrize(("direction", "is_asked"), [((0, 1, 0), False), ((0, 0, 1), True)])
def test_children_are_asked_only_if_the_box_is_met(kind, direction, is_asked):
    probe, other = test_shape(), test_shape()
    whole = (
        Group([probe])
        if kind == "group"
        else Csg("difference", *((probe, other) if kind == "left" else (other, probe)))
    )
    intersect(whole, Ray(point(0, 0, -5), vector(*direction)))
    assert (probe.saved_ray is not None) is is_asked


@pytest.mark.parametrize(
    ("high", "left_end", "right_start"),
    [
        ((9, 6, 5), (4, 6, 5), (4, -4, -5)),
        ((9, 5.5, 3), (4, 5.5, 3), (4, -2, -3)),
        ((5, 8, 3), (5, 3, 3), (-1, 3, -3)),
        ((5, 3, 7), (5, 3, 2), (-1, -2, 2)),
    ],
)
def test_box_is_halved_across_its_longest_side(high, left_end, right_start):
    low = {(9, 6, 5): (-1, -4, -5), (9, 5.5, 3): (-1, -2, -3), (5, 8, 3): (-1, -2, -3), (5, 3, 7): (-1, -2, -3)}[high]
    left, right = split_bounds(_box(low, high))
    assert (_ends(left), _ends(right)) == ((low, left_end), (right_start, high))


def _three_spheres():
    return (
        Sphere(transform=translation(-2, 0, 0)),
        Sphere(transform=translation(2, 0, 0)),
        Sphere(),
    )


def test_children_are_parted_by_halves():
    left, right, middle = _three_spheres()
    group = Group([left, right, middle])
    assert partition_children(group) == ([left], [right])
    assert group.children == [middle]


def test_subgroup_holds_its_shapes():
    first, second = Sphere(), Sphere()
    group = Group()
    make_subgroup(group, [first, second])
    assert len(group.children) == 1 and group.children[0].children == [first, second]


def test_dividing_a_primitive_changes_nothing():
    sphere = Sphere()
    divide(sphere, 1)
    assert vars(sphere)["parent"] is None


def test_dividing_a_group_parts_its_children():
    a = Sphere(transform=translation(-2, -2, 0))
    b = Sphere(transform=translation(-2, 2, 0))
    c = Sphere(transform=scaling(4, 4, 4))
    group = Group([a, b, c])
    divide(group, 1)
    assert group.children[0] is c
    assert [half.children for half in group.children[1].children] == [[a], [b]]


def test_dividing_keeps_groups_with_too_few_children():
    a, b, c = (Sphere(transform=translation(*at)) for at in [(-2, 0, 0), (2, 1, 0), (2, -1, 0)])
    inner, d = Group([a, b, c]), Sphere()
    group = Group([inner, d])
    divide(group, 3)
    assert group.children == [inner, d]
    assert [half.children for half in inner.children] == [[a], [b, c]]


def test_dividing_a_csg_divides_its_sides():
    shapes = [Sphere(transform=translation(*at)) for at in [(-1.5, 0, 0), (1.5, 0, 0), (0, 0, -1.5), (0, 0, 1.5)]]
    left, right = Group(shapes[:2]), Group(shapes[2:])
    divide(Csg("difference", left, right), 1)
    assert [half.children for side in (left, right) for half in side.children] == [[shape] for shape in shapes]


def test_box_of_an_infinite_shape_stays_free_of_nan():
    box = transform_box(Plane().bounds(), rotation_y(0.3) @ translation(1, 2, 3))
    assert _ends(box) == ((-INFINITY, 2, -INFINITY), (INFINITY, 2, INFINITY))
