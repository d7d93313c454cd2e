"""Ways of writing that only the book has."""

from __future__ import annotations

import math

from comparison import same

from coincide_rays import book as b


def test_tuple_and_rows_of_a_matrix():
    assert b.tuple_(1, 2, 3, 1) == b.point(1, 2, 3)
    assert b.matrix([[1, 2], [3, 4]])[1][0] == b.matrix([[1, 2], [3, 4]])[1, 0] == 3


def test_transforms_are_set_by_functions():
    shape, pattern = b.test_shape(), b.test_pattern()
    b.set_transform(shape, b.translation(1, 2, 3))
    b.set_pattern_transform(pattern, b.scaling(2, 2, 2))
    assert (shape.transform, pattern.transform) == (b.translation(1, 2, 3), b.scaling(2, 2, 2))


def test_rays_and_boxes_are_moved_by_one_function():
    ray = b.transform(b.ray(b.point(0, 0, 0), b.vector(0, 0, 1)), b.translation(1, 0, 0))
    box = b.transform(b.bounding_box(b.point(-1, -1, -1), b.point(1, 1, 1)), b.translation(1, 0, 0))
    assert ray.origin == b.point(1, 0, 0)
    assert (box.min, box.max) == (b.point(0, -1, -1), b.point(2, 1, 1))
    assert b.bounding_box().min.x == math.inf


def test_lighting_of_chapters_6_and_8():
    light, eye = b.point_light(b.point(0, 0, -10), b.color(1, 1, 1)), b.vector(0, 0, -1)
    assert same(b.lighting(b.material(), light, b.point(0, 0, 0), eye, eye), [1.9] * 3)
    assert same(b.lighting(b.material(), light, b.point(0, 0, 0), eye, eye, True), [0.1] * 3)
    assert same(b.lighting(b.material(), light, b.point(0, 0, 0), eye, eye, False), [1.9] * 3)
    assert same(b.lighting(b.material(), b.sphere(), light, b.point(0, 0, 0), eye, eye, 0.5), [1.0] * 3)


def test_shadow_falls_both_ways():
    world, light, place = b.default_world(), b.point(-10, -10, -10), b.point(10, 10, 10)
    assert b.is_shadowed(world, light, place) and b.is_shadowed(world, place, light)
