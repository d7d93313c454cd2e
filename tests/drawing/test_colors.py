"""Colors of categories: distinct, and readable under text."""

from __future__ import annotations

import numpy as np
import pytest

from coincide.drawing.colors import N_COLORS, category_colors, ink_on


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
