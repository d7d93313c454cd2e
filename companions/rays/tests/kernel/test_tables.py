"""Scenes as tables, and pictures by tiles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scenes import random_camera, random_world

from coincide_rays import BlendedPattern, Camera, InputError, Material, Plane, PointLight, World, view_transform
from coincide_rays.book import render as plain_render
from coincide_rays.kernel.layout import LightRow, as_rows, dtype_of, width
from coincide_rays.kernel.render import draw_samples
from coincide_rays.kernel.render import render as compiled_render
from coincide_rays.kernel.workspace import PartRow

TABLES = st.integers(0, 5).flatmap(
    lambda n: arrays(np.float64, (n, width(LightRow)), elements=st.integers(-(1 << 40), 1 << 40).map(float))
)


@given(TABLES)
def test_rows_hold_the_numbers_of_their_table(table):
    rows = as_rows(table.copy(), LightRow)
    assert [list(row) for row in rows.tolist()] == table.tolist()


@given(TABLES)
def test_whole_numbers_of_rows_are_integers(table):
    assert as_rows(table.copy(), LightRow)["u_steps"].dtype == np.int64


def test_numbers_of_a_row_have_eight_bytes_each():
    assert dtype_of(PartRow).itemsize == 8 * len(dtype_of(PartRow).fields)


def test_a_hundred_patterns_within_each_other_are_drawn_as_by_the_plain_renderer():
    pattern = (1.0, 0.5, 0.2)
    for step in range(100):
        pattern = BlendedPattern(pattern, (0.01 * step, 0.3, 0.9), share=0.1)
    world = World([Plane(material=Material(pattern=pattern))], [PointLight((0, 9, -9), (1, 1, 1))])
    camera = Camera(4, 3, 1.0, transform=view_transform((0, 2, -5), (0, 0, 0), (0, 1, 0)))
    plain, compiled = (render(camera, world).pixels for render in (plain_render, compiled_render))
    assert np.abs(plain - compiled).max() < 1e-9


def test_progress_rises_to_one():
    told: list[float] = []
    random_camera(2, 200, 150).render(random_world(2), threads=2, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.parametrize("threads", [1, 3])
def test_drawing_ends_when_progress_raises(threads):
    told: list[float] = []

    def interrupt(share: float) -> None:
        told.append(share)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        random_camera(2, 400, 300).render(random_world(2), threads=threads, progress=interrupt)
    assert len(told) == 1


@pytest.mark.parametrize(
    "sums",
    [np.zeros((6, 8, 2)), np.zeros((6, 8, 3), dtype=np.float32), np.zeros((8, 6, 3)).transpose(1, 0, 2)],
    ids=["shape", "type", "order"],
)
def test_sums_that_do_not_fit_the_picture_are_refused(sums):
    with pytest.raises(InputError, match="`sums` must be a contiguous float64 array of 6 × 8 × 3, got float"):
        draw_samples(random_camera(0, 8, 6), random_world(0), sums, range(1), samples=1)
