"""Chapters 1 and 2: tuples, colors, canvas. The numbers are the book's, the words ours."""

from __future__ import annotations

import math

import pytest
from comparison import same

from coincide_rays import (
    Canvas,
    Color,
    Tuple,
    canvas_to_ppm,
    color,
    cross,
    dot,
    equal,
    magnitude,
    normalize,
    point,
    vector,
)


def test_tuple_with_w_1_is_a_point():
    t = Tuple(4.3, -4.2, 3.1, 1.0)
    assert (t.x, t.y, t.z, t.w) == (4.3, -4.2, 3.1, 1.0)
    assert t.is_point and not t.is_vector


def test_tuple_with_w_0_is_a_vector():
    t = Tuple(4.3, -4.2, 3.1, 0.0)
    assert t.is_vector and not t.is_point


def test_point_has_w_1_and_vector_w_0():
    assert point(4, -4, 3) == Tuple(4, -4, 3, 1)
    assert vector(4, -4, 3) == Tuple(4, -4, 3, 0)


def test_sum_of_point_and_vector_is_a_point():
    assert Tuple(3, -2, 5, 1) + Tuple(-2, 3, 1, 0) == Tuple(1, 1, 6, 1)


def test_difference_of_points_is_a_vector():
    assert point(3, 2, 1) - point(5, 6, 7) == vector(-2, -4, -6)


def test_point_less_vector_is_a_point():
    assert point(3, 2, 1) - vector(5, 6, 7) == point(-2, -4, -6)


def test_difference_of_vectors_is_a_vector():
    assert vector(3, 2, 1) - vector(5, 6, 7) == vector(-2, -4, -6)
    assert vector(0, 0, 0) - vector(1, -2, 3) == vector(-1, 2, -3)


def test_negation_turns_every_sign():
    assert -Tuple(1, -2, 3, -4) == Tuple(-1, 2, -3, 4)


@pytest.mark.parametrize(("factor", "expected"), [(3.5, (3.5, -7, 10.5, -14)), (0.5, (0.5, -1, 1.5, -2))])
def test_tuple_times_number(factor, expected):
    assert Tuple(1, -2, 3, -4) * factor == Tuple(*expected)


def test_tuple_by_number():
    assert Tuple(1, -2, 3, -4) / 2 == Tuple(0.5, -1, 1.5, -2)


@pytest.mark.parametrize(
    ("v", "length"),
    [
        ((1, 0, 0), 1),
        ((0, 1, 0), 1),
        ((0, 0, 1), 1),
        ((1, 2, 3), math.sqrt(14)),
        ((-1, -2, -3), math.sqrt(14)),
    ],
)
def test_magnitude(v, length):
    assert same(magnitude(vector(*v)), length)


def test_normalized_vector_keeps_its_direction():
    assert normalize(vector(4, 0, 0)) == vector(1, 0, 0)
    assert same(normalize(vector(1, 2, 3)), (0.26726, 0.53452, 0.80178, 0))
    assert same(magnitude(normalize(vector(1, 2, 3))), 1)


def test_dot_and_cross_products():
    a, b = vector(1, 2, 3), vector(2, 3, 4)
    assert dot(a, b) == 20
    assert cross(a, b) == vector(-1, 2, -1)
    assert cross(b, a) == vector(1, -2, 1)


def test_color_has_three_parts():
    c = color(-0.5, 0.4, 1.7)
    assert (c.red, c.green, c.blue) == (-0.5, 0.4, 1.7)


def test_color_arithmetic():
    a, b = color(0.9, 0.6, 0.75), color(0.7, 0.1, 0.25)
    assert same(a + b, (1.6, 0.7, 1.0))
    assert same(a - b, (0.2, 0.5, 0.5))
    assert same(color(0.2, 0.3, 0.4) * 2, (0.4, 0.6, 0.8))
    assert same(color(1, 0.2, 0.4) * color(0.9, 1, 0.1), (0.9, 0.2, 0.04))


def test_equal_compares_within_epsilon():
    assert equal(1.0, 1.000009)
    assert not equal(1.0, 1.00002)
    assert not equal(point(1, 2, 3), vector(1, 2, 3))


def test_new_canvas_is_black():
    canvas = Canvas(10, 20)
    assert (canvas.width, canvas.height) == (10, 20)
    assert all(canvas.pixel_at(x, y) == Color(0, 0, 0) for x in range(10) for y in range(20))


def test_written_pixel_is_read_again():
    canvas = Canvas(10, 20)
    canvas.write_pixel(2, 3, Color(1, 0, 0))
    assert canvas.pixel_at(2, 3) == Color(1, 0, 0)


def test_ppm_has_a_header_of_three_lines():
    assert canvas_to_ppm(Canvas(5, 3)).splitlines()[:3] == ["P3", "5 3", "255"]


def test_ppm_levels_are_rounded_and_cut_off():
    canvas = Canvas(5, 3)
    canvas.write_pixel(0, 0, color(1.5, 0, 0))
    canvas.write_pixel(2, 1, color(0, 0.5, 0))
    canvas.write_pixel(4, 2, color(-0.5, 0, 1))
    assert canvas_to_ppm(canvas).splitlines()[3:] == [
        "255 0 0 0 0 0 0 0 0 0 0 0 0 0 0",
        "0 0 0 0 0 0 0 128 0 0 0 0 0 0 0",
        "0 0 0 0 0 0 0 0 0 0 0 0 0 0 255",
    ]


def test_ppm_lines_have_at_most_70_characters():
    canvas = Canvas(10, 2)
    canvas.pixels[:] = (1, 0.8, 0.6)
    lines = canvas_to_ppm(canvas).splitlines()[3:]
    assert (
        lines
        == [
            "255 204 153 255 204 153 255 204 153 255 204 153 255 204 153 255 204",
            "153 255 204 153 255 204 153 255 204 153 255 204 153",
        ]
        * 2
    )


def test_ppm_ends_with_a_line_break():
    assert canvas_to_ppm(Canvas(5, 3)).endswith("\n")
