"""The plain and the compiled renderer give the same picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenes import random_camera, random_world

from coincide_rays import Cone, InputError, PointLight, Ray, Sphere, World, hit, intersect_world, point, vector
from coincide_rays.book import render as plain_render
from coincide_rays.book import test_shape
from coincide_rays.kernel.flatten import flatten
from coincide_rays.kernel.probe import pixel_rays, probe
from coincide_rays.kernel.render import render as compiled_render

TOLERANCE = 1e-9
seeds = st.integers(0, 10_000)


@settings(max_examples=25, deadline=None)
@given(seeds, st.integers(1, 2))
def test_colors_agree_on_random_scenes(seed, samples):
    world, camera = random_world(seed), random_camera(seed, 4, 3)
    plain = plain_render(camera, world, samples=samples, depth=3)
    compiled = compiled_render(camera, world, samples=samples, depth=3, threads=1)
    assert np.abs(plain.pixels - compiled.pixels).max() < TOLERANCE


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_hits_and_normals_agree_on_random_scenes(seed):
    world, camera = random_world(seed), random_camera(seed, 6, 4)
    rays, scene = pixel_rays(camera), flatten(world)
    found = probe(scene, rays)
    for k, row in enumerate(rays):
        nearest = hit(intersect_world(world, Ray(point(*row[:3]), vector(*row[3:]))))
        if nearest is None:
            assert found.leaves[k] == -1
            continue
        place = point(*row[:3]) + vector(*row[3:]) * nearest.t
        assert scene.leaves[found.leaves[k]] is nearest.object
        assert abs(found.distances[k] - nearest.t) < TOLERANCE * max(1.0, nearest.t)
        normal = nearest.object.normal_at(place, nearest)
        assert np.abs(found.normals[k] - [normal.x, normal.y, normal.z]).max() < TOLERANCE * max(1.0, nearest.t)


@pytest.mark.parametrize("render", [plain_render, compiled_render])
class TestBothRenderers:
    """One contract for both."""

    def test_empty_world_is_black(self, render):
        assert not render(random_camera(0), World()).pixels.any()

    def test_world_without_light_is_black(self, render):
        assert not render(random_camera(0), World([Sphere()])).pixels.any()

    def test_equal_seeds_give_equal_bytes(self, render):
        world, camera = random_world(5), random_camera(5, 4, 3)
        first, second = (render(camera, world, samples=3, depth=2, seed=7).pixels.tobytes() for _ in range(2))
        assert first == second

    def test_book_colors_come_out(self, render):
        from coincide_rays import Camera, view_transform

        camera = Camera(11, 11, 1.5707963267948966, transform=view_transform((0, 0, -5), (0, 0, 0), (0, 1, 0)))
        image = render(camera, World.default())
        assert np.allclose([*image.pixel_at(5, 5)], [0.38066, 0.47583, 0.2855], atol=1e-5)


@pytest.mark.parametrize("threads", [2, 4])
def test_any_number_of_threads_gives_the_same_bytes(threads):
    world, camera = random_world(3), random_camera(3, 70, 50)
    one = camera.render(world, samples=2, threads=1).pixels.tobytes()
    assert camera.render(world, samples=2, threads=threads).pixels.tobytes() == one


def test_many_shapes_are_found_by_boxes_as_without():
    rng = np.random.default_rng(1)
    from scenes import random_leaf

    world = World([random_leaf(rng) for _ in range(60)], [PointLight((0, 5, -5), (1, 1, 1))])
    rays, scene = pixel_rays(random_camera(1, 8, 6)), flatten(world)
    found = probe(scene, rays)
    for k, row in enumerate(rays):
        nearest = hit(intersect_world(world, Ray(point(*row[:3]), vector(*row[3:]))))
        assert (None if nearest is None else nearest.object) is (
            None if found.leaves[k] < 0 else scene.leaves[found.leaves[k]]
        )


def test_ray_along_a_cone_is_met_where_it_truly_is():
    half = np.sqrt(0.5)
    found = probe(World([Cone()]), np.array([[0, 0, -1, 0, half, half]]))
    assert abs(found.distances[0] - half) < TOLERANCE


def test_shape_of_ones_own_is_refused():
    with pytest.raises(InputError, match="the compiled renderer has no _ProbeShape; use a shape of this package"):
        random_camera(0).render(World([test_shape()]))


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"samples": 0}, "`samples` must be a whole number from 1"),
        ({"threads": 0}, "`threads` must be a whole number from 1"),
        ({"depth": -1}, "`depth` must be a whole number from 0"),
        ({"seed": -1}, "`seed` must be a whole number from 0"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, text):
    with pytest.raises(InputError, match=text):
        random_camera(0).render(World.default(), **options)
