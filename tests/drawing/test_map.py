"""The map: bounded and complete."""

from __future__ import annotations

import re

import numpy as np
import pytest
from report_examples import map_points

from coincide.drawing.map import MAX_POINTS, MapPoints, kept_points, map_svg
from coincide.records import UNSURE


def test_a_small_map_draws_every_point() -> None:
    body = map_svg(map_points(200), [1, 2]).text
    assert body.count("<circle") == 200


def test_a_large_map_is_bounded() -> None:
    assert MAX_POINTS * 0.9 < map_svg(map_points(9000), [1, 2]).text.count("<circle") <= MAX_POINTS


def test_a_rare_category_keeps_a_point_in_a_large_map() -> None:
    category = np.ones(50_000, int)
    category[31_234] = 2
    assert 31_234 in kept_points(category)


def test_the_same_points_are_kept_each_time() -> None:
    category = map_points(9000).category
    assert np.array_equal(kept_points(category), kept_points(category))


def test_all_points_lie_inside_the_picture() -> None:
    body = map_svg(map_points(500), [1]).text
    width, height = re.findall(r'viewBox="0 0 (\d+) (\d+)"', body)[0]
    x, y = (np.array(re.findall(rf'c{axis}="([-\d.]+)"', body), float) for axis in "xy")
    assert min(x.min(), y.min()) > 0
    assert x.max() < float(width)
    assert y.max() < float(height)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_points_at_one_place_are_drawn(n: int) -> None:
    at_one_place = MapPoints(np.ones(n), np.ones(n), np.ones(n, int), ["a.wav"] * n)
    assert map_svg(at_one_place, [1]).text.count("<circle") == n


def test_a_point_of_no_known_category_is_drawn_as_unsure() -> None:
    lonely = MapPoints(np.zeros(1), np.zeros(1), np.array([77]), ["a.wav"])
    assert 'class="dots k-unsure"' in map_svg(lonely, [1]).text


def test_each_dot_carries_its_own_label() -> None:
    two = MapPoints(np.array([0.0, 9.0]), np.zeros(2), np.array([UNSURE, 1]), ["left", "right"])
    body = map_svg(two, [1]).text
    places = dict(re.findall(r'cx="([\d.]+)"[^>]*><title>(\w+)<', body))
    assert [places[key] for key in sorted(places, key=float)] == ["left", "right"]
