"""Chapters 15 and 16: triangles, OBJ files, solids of solids."""

from __future__ import annotations

import pytest
from comparison import same

from coincide_rays import (
    Csg,
    Cube,
    Intersection,
    Ray,
    SmoothTriangle,
    Sphere,
    Triangle,
    filter_intersections,
    intersection_allowed,
    intersections,
    normal_at,
    point,
    prepare_computations,
    translation,
    vector,
)
from coincide_rays.book import intersection_with_uv, obj_to_group, parse_obj_file

CORNERS = ((0, 1, 0), (-1, 0, 0), (1, 0, 0))
SQUARE = "v -1 1 0\nv -1 0 0\nv 1 0 0\nv 1 1 0\n"


def _smooth():
    return SmoothTriangle(*CORNERS, (0, 1, 0), (-1, 0, 0), (1, 0, 0))


def test_triangle_works_out_edges_and_normal():
    t = Triangle(*CORNERS)
    assert (t.p1, t.p2, t.p3) == tuple(point(*corner) for corner in CORNERS)
    assert (t.e1, t.e2, t.normal) == (vector(-1, -1, 0), vector(1, -1, 0), vector(0, 0, -1))


@pytest.mark.parametrize("place", [(0, 0.5, 0), (-0.5, 0.75, 0), (0.5, 0.25, 0)])
def test_normal_of_a_triangle_is_the_same_everywhere(place):
    t = Triangle(*CORNERS)
    assert t.local_normal_at(point(*place)) == t.normal


@pytest.mark.parametrize(
    ("origin", "direction", "expected"),
    [
        ((0, -1, -2), (0, 1, 0), []),
        ((1, 1, -2), (0, 0, 1), []),
        ((-1, 1, -2), (0, 0, 1), []),
        ((0, -1, -2), (0, 0, 1), []),
        ((0, 0.5, -2), (0, 0, 1), [2]),
    ],
)
def test_ray_meets_a_triangle(origin, direction, expected):
    xs = Triangle(*CORNERS).local_intersect(Ray(point(*origin), vector(*direction)))
    assert [each.t for each in xs] == expected


def test_lines_that_say_nothing_known_are_counted():
    text = (
        "A friend who was known to be bright\nonce outran the beam of a light\nby leaving one day\nin a\nroundabout way"
    )
    assert parse_obj_file(text).ignored == 5


def test_vertices_count_from_1():
    model = parse_obj_file("v -1 1 0\nv -1.0000 0.5000 0.0000\nv 1 0 0\nv 1 1 0\n")
    assert model.vertices[1:] == [point(-1, 1, 0), point(-1, 0.5, 0), point(1, 0, 0), point(1, 1, 0)]


def test_faces_become_triangles():
    model = parse_obj_file(SQUARE + "\nf 1 2 3\nf 1 3 4\n")
    first, second = model.default_group.children
    v = model.vertices
    assert [first.p1, first.p2, first.p3] == [v[1], v[2], v[3]]
    assert [second.p1, second.p2, second.p3] == [v[1], v[3], v[4]]


def test_polygons_become_fans():
    model = parse_obj_file(SQUARE + "v 0 2 0\n\nf 1 2 3 4 5\n")
    v = model.vertices
    assert [[t.p1, t.p2, t.p3] for t in model.default_group] == [[v[1], v[i], v[i + 1]] for i in (2, 3, 4)]


GROUPED = SQUARE + "g FirstGroup\nf 1 2 3\ng SecondGroup\nf 1 3 4\n"


def test_named_groups_hold_their_triangles():
    model = parse_obj_file(GROUPED)
    first, second = (model.groups[name].children[0] for name in ("FirstGroup", "SecondGroup"))
    assert [first.p1, first.p2, first.p3] == model.vertices[1:4]
    assert [second.p1, second.p2, second.p3] == [model.vertices[i] for i in (1, 3, 4)]


def test_model_becomes_one_group():
    model = parse_obj_file(GROUPED)
    groups = list(model.groups.values())
    assert list(obj_to_group(model)) == groups


def test_normals_count_from_1():
    model = parse_obj_file("vn 0 0 1\nvn 0.707 0 -0.707\nvn 1 2 3\n")
    assert model.normals[1:] == [vector(0, 0, 1), vector(0.707, 0, -0.707), vector(1, 2, 3)]


def test_faces_with_normals_become_smooth():
    text = "v 0 1 0\nv -1 0 0\nv 1 0 0\nvn -1 0 0\nvn 1 0 0\nvn 0 1 0\nf 1//3 2//1 3//2\nf 1/0/3 2/102/1 3/14/2\n"
    model = parse_obj_file(text)
    first, second = model.default_group.children
    for t in (first, second):
        assert [t.p1, t.p2, t.p3] == model.vertices[1:4]
        assert [t.n1, t.n2, t.n3] == [model.normals[3], model.normals[1], model.normals[2]]


def test_smooth_triangle_has_a_normal_at_each_corner():
    t = _smooth()
    assert [t.p1, t.p2, t.p3] == [point(*corner) for corner in CORNERS]
    assert [t.n1, t.n2, t.n3] == [vector(0, 1, 0), vector(-1, 0, 0), vector(1, 0, 0)]


def test_intersection_may_hold_u_and_v():
    i = intersection_with_uv(3.5, _smooth(), 0.2, 0.4)
    assert (i.u, i.v) == (0.2, 0.4)


def test_meeting_a_smooth_triangle_tells_u_and_v():
    (found,) = _smooth().local_intersect(Ray(point(-0.2, 0.3, -2), vector(0, 0, 1)))
    assert same([found.u, found.v], [0.45, 0.25])


def test_smooth_triangle_blends_normals():
    t = _smooth()
    i = intersection_with_uv(1, t, 0.45, 0.25)
    assert same(normal_at(t, point(0, 0, 0), i), vector(-0.5547, 0.83205, 0))


def test_computations_take_the_blended_normal():
    t = _smooth()
    i = intersection_with_uv(1, t, 0.45, 0.25)
    comps = prepare_computations(i, Ray(point(-0.2, 0.3, -2), vector(0, 0, 1)), intersections(i))
    assert same(comps.normalv, vector(-0.5547, 0.83205, 0))


def test_csg_joins_two_shapes():
    left, right = Sphere(), Cube()
    joint = Csg("union", left, right)
    assert (joint.operation, joint.left, joint.right) == ("union", left, right)
    assert left.parent is joint and right.parent is joint


@pytest.mark.parametrize(
    ("operation", "allowed"),
    [
        ("union", "fTfTffTT"),
        ("intersection", "TfTfTTff"),
        ("difference", "fTfTTTff"),
    ],
)
def test_rules_of_the_operations(operation, allowed):
    cases = [
        (left_hit, in_left, in_right)
        for left_hit in (True, False)
        for in_left in (True, False)
        for in_right in (True, False)
    ]
    found = "".join("T" if intersection_allowed(operation, *case) else "f" for case in cases)
    assert found == allowed


@pytest.mark.parametrize(
    ("operation", "first", "second"), [("union", 0, 3), ("intersection", 1, 2), ("difference", 0, 1)]
)
def test_only_meetings_on_the_joint_are_kept(operation, first, second):
    left, right = Sphere(), Cube()
    joint = Csg(operation, left, right)
    xs = intersections(*[Intersection(t, s) for t, s in [(1, left), (2, right), (3, left), (4, right)]])
    assert filter_intersections(joint, xs) == [xs[first], xs[second]]


def test_ray_misses_a_csg():
    joint = Csg("union", Sphere(), Cube())
    assert joint.local_intersect(Ray(point(0, 2, -5), vector(0, 0, 1))) == []


def test_ray_meets_a_csg():
    left, right = Sphere(), Sphere(transform=translation(0, 0, 0.5))
    xs = Csg("union", left, right).local_intersect(Ray(point(0, 0, -5), vector(0, 0, 1)))
    assert [(each.t, each.object) for each in xs] == [(4, left), (6.5, right)]
