"""The map: bounded, complete, distinct colors."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from coincide.report import UNSURE, CategoryCard, MapPoints
from coincide.report.colors import N_COLORS, category_colors, ink_on
from coincide.report.map_picture import MAX_POINTS, kept_points, map_section_body

Card = Callable[..., CategoryCard]
Points = Callable[..., MapPoints]


def test_a_small_map_draws_every_point(points: Points, card: Card) -> None:
    body = map_section_body(points(200), [card(1, examples=()), card(2, examples=())], None).text
    assert body.count("<circle") == 200


def test_a_large_map_is_bounded_and_says_so(points: Points, card: Card) -> None:
    body = map_section_body(points(9000), [card(1, examples=()), card(2, examples=())], None).text
    assert MAX_POINTS * 0.9 < body.count("<circle") <= MAX_POINTS
    assert "of 9,000 calls, taken evenly from all categories" in body


def test_a_rare_category_keeps_a_point_in_a_large_map() -> None:
    category = np.ones(50_000, int)
    category[31_234] = 2
    assert 31_234 in kept_points(category)


def test_the_same_points_are_kept_each_time(points: Points) -> None:
    category = points(9000).category
    assert np.array_equal(kept_points(category), kept_points(category))


def test_all_points_lie_inside_the_picture(points: Points, card: Card) -> None:
    body = map_section_body(points(500), [card(1, examples=())], None).text
    width, height = re.findall(r'viewBox="0 0 (\d+) (\d+)"', body)[0]
    x, y = (np.array(re.findall(rf'c{axis}="([-\d.]+)"', body), float) for axis in "xy")
    assert min(x.min(), y.min()) > 0
    assert x.max() < float(width)
    assert y.max() < float(height)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_points_at_one_place_are_drawn(n: int, card: Card) -> None:
    at_one_place = MapPoints(np.ones(n), np.ones(n), np.ones(n, int), ["a.wav"] * n)
    assert map_section_body(at_one_place, [card(1, examples=())], None).text.count("<circle") == n


def test_a_point_without_a_card_is_drawn_as_unsure(card: Card) -> None:
    lonely = MapPoints(np.zeros(1), np.zeros(1), np.array([77]), ["a.wav"])
    assert 'class="dots k-unsure"' in map_section_body(lonely, [card(1, examples=())], None).text


def test_each_dot_carries_its_own_label(card: Card) -> None:
    two = MapPoints(np.array([0.0, 9.0]), np.zeros(2), np.array([UNSURE, 1]), ["left", "right"])
    body = map_section_body(two, [card(1, examples=())], None).text
    places = dict(re.findall(r'cx="([\d.]+)"[^>]*><title>(\w+)<', body))
    assert [places[key] for key in sorted(places, key=float)] == ["left", "right"]


def test_colors_are_all_different_up_to_their_number() -> None:
    assert len(set(category_colors(N_COLORS))) == N_COLORS


def test_colors_repeat_beyond_their_number() -> None:
    assert category_colors(N_COLORS + 1)[-1] == category_colors(1)[0]


def test_the_first_twelve_colors_are_far_apart() -> None:
    rgb = np.array([[int(color[place : place + 2], 16) for place in (1, 3, 5)] for color in category_colors(12)])
    distance = np.linalg.norm(rgb[:, None] - rgb[None], axis=2)
    assert distance[~np.eye(12, dtype=bool)].min() > 50


@pytest.mark.parametrize(("color", "ink"), [("#ffff00", "#000000"), ("#400040", "#ffffff")])
def test_text_on_a_color_is_readable(color: str, ink: str) -> None:
    assert ink_on(color) == ink
