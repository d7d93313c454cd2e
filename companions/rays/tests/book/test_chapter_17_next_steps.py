"""The last chapter: spot lights, lenses, many rays a pixel, bumps, tori. The numbers are ours."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from coincide_rays import (
    Bumps,
    Camera,
    InputError,
    Material,
    Plane,
    PointLight,
    Ray,
    Sphere,
    SpotLight,
    Torus,
    World,
    intersect,
    normal_at,
    point,
    prepare_computations,
    ray_for_pixel,
    rotation_x,
    translation,
    vector,
    view_transform,
)
from coincide_rays.reference.camera import ray_for_sample
from coincide_rays.reference.rays import Intersection


def test_ray_through_a_torus_meets_it_four_times():
    xs = intersect(Torus(major=2, minor=0.5), Ray(point(-5, 0, 0), vector(1, 0, 0)))
    assert np.allclose([each.t for each in xs], [2.5, 3.5, 6.5, 7.5], atol=1e-12)


@pytest.mark.parametrize(("x", "count"), [(0.0, 0), (1.4, 0), (1.6, 2), (2.4, 2), (2.6, 0)])
def test_ray_down_on_a_torus_meets_tube_or_hole(x, count):
    assert len(intersect(Torus(major=2, minor=0.5), Ray(point(x, 9, 0), vector(0, -2, 0)))) == count


@pytest.mark.parametrize(
    ("place", "expected"), [((2.5, 0, 0), (1, 0, 0)), ((1.5, 0, 0), (-1, 0, 0)), ((0, 0.5, 2), (0, 1, 0))]
)
def test_normal_of_a_torus_leads_out_of_the_tube(place, expected):
    assert np.allclose([*normal_at(Torus(major=2, minor=0.5), point(*place))][:3], expected, atol=1e-12)


@pytest.mark.parametrize(("major", "minor"), [(1, 1), (1, 0), (1, -0.5), (math.nan, 0.1)])
def test_torus_without_a_hole_is_refused(major, minor):
    with pytest.raises(InputError, match="a torus needs 0 < `minor` < `major`"):
        Torus(major=major, minor=minor)


@pytest.mark.parametrize(("x", "share"), [(0.0, 1.0), (1.9, 1.0), (5.0, 0.0)])
def test_spot_light_is_full_within_and_none_without(x, share):
    spot = SpotLight((0, 10, 0), (0, -1, 0), (1, 1, 1), angle=0.2, fade_angle=0.4)
    assert spot.share_at(point(x, 0, 0)) == pytest.approx(share)


def test_spot_light_fades_smoothly():
    spot = SpotLight((0, 10, 0), (0, -1, 0), (1, 1, 1), angle=0.2, fade_angle=0.4)
    shares = [spot.share_at(point(10 * math.tan(angle), 0, 0)) for angle in np.linspace(0.2, 0.4, 20)]
    assert all(first >= second for first, second in itertools.pairwise(shares))


def test_samples_of_a_pixel_stay_within_it():
    camera = Camera(10, 10, 1.0)
    corners = [ray_for_pixel(camera, x, y).direction for x, y in ((3, 4), (5, 6))]
    for sample in range(50):
        direction = ray_for_sample(camera, 4, 5, sample, samples=50).direction
        x, y = direction.x / -direction.z, direction.y / -direction.z
        low, high = sorted(each.x / -each.z for each in corners)
        assert low < x < high
        low, high = sorted(each.y / -each.z for each in corners)
        assert low < y < high


def test_many_rays_smooth_an_edge():
    bright = Material(color=(1, 1, 1), ambient=1, diffuse=0, specular=0)
    world = World([Sphere(material=bright)], [PointLight((0, 0, -9), (1, 1, 1))])
    camera = Camera(20, 20, 0.6, transform=view_transform((0, 0, -5), (0, 0, 0), (0, 1, 0)))
    assert set(np.unique(camera.render(world).pixels)) == {0.0, 1.0}
    assert len(np.unique(camera.render(world, samples=16).pixels)) > 5


def test_lens_sees_sharp_at_its_focal_distance_only():
    camera = Camera(11, 11, 0.5, aperture=0.3, focal_distance=4.0)
    rays = [ray_for_sample(camera, 5, 5, sample, samples=1) for sample in range(20)]
    for ray in rays:
        at_focus = ray.origin + ray.direction * (-4.0 / ray.direction.z)
        assert abs(at_focus.x) < 1e-12 and abs(at_focus.y) < 1e-12
    assert len({ray.origin.x for ray in rays}) == 20


@pytest.mark.parametrize("kind", ["noise", "waves"])
def test_bumps_turn_normals_and_leave_the_surface(kind):
    flat, bumpy = Plane(), Plane(material=Material(bumps=Bumps(0.5, 0.3, kind)))
    ray = Ray(point(0.13, 1, 0.07), vector(0, -1, 0))
    smooth, rough = (prepare_computations(Intersection(1, plane), ray) for plane in (flat, bumpy))
    assert rough.point == smooth.point and rough.over_point == smooth.over_point
    assert rough.normalv != smooth.normalv
    assert rough.normalv.x**2 + rough.normalv.y**2 + rough.normalv.z**2 == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: Camera(0, 5, 1.0), "`width` must be a whole number of pixels, 1 or more, got 0"),
        (lambda: Camera(5, 5, 4.0), "`field_of_view` must be from 0 to π, in radians, got 4.0"),
        (lambda: Camera(5, 5, 1.0, aperture=-1), "expected `aperture` of 0 or more"),
        (lambda: Material(color=(1, 2)), "`color` must be three finite numbers"),
        (lambda: Material(diffuse=math.nan), "`diffuse` must be a finite number, got nan"),
        (lambda: Material(refractive_index=0), "`refractive_index` must be above 0"),
        (lambda: Sphere(transform=translation(math.nan, 0, 0)), "a transform must be finite"),
        (lambda: Sphere(transform=3), "`transform` must be a matrix of 4 × 4, got 3"),
        (lambda: World([3]), "a world holds shapes and lights, got 3"),
        (lambda: view_transform((0, 0, 0), (0, 1, 0), (0, 1, 0)), "`up` must not point along the view"),
        (lambda: Bumps(kind="holes"), "`kind` must be noise or waves, got 'holes'"),
        (lambda: SpotLight((0, 0, 0), (0, 0, 0), (1, 1, 1)), "`direction` must not be of length 0"),
    ],
)
def test_values_that_make_no_sense_are_refused(make, text):
    with pytest.raises(InputError, match=text):
        make()


def test_shape_stands_in_one_place_only():
    ball = Sphere(transform=rotation_x(0.1))
    world = World([ball])
    with pytest.raises(InputError, match=r"Sphere\(\) is already in this world"):
        world.add(ball)
