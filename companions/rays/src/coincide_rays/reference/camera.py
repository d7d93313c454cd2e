"""The camera (Buck 2019, chapter 7), with many rays a pixel and a lens (chapter 17)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from coincide_rays.errors import InputError
from coincide_rays.picture.canvas import Canvas, check_size
from coincide_rays.reference.rays import Ray
from coincide_rays.reference.world import MAX_BOUNCES, World, color_at
from coincide_rays.space.chance import mix, unit
from coincide_rays.space.matrices import IDENTITY, Matrix, inverse
from coincide_rays.space.tuples import BLACK, Tuple, normalize, point

if TYPE_CHECKING:
    from coincide_rays.kernel.render import Progress

# Steps of the four-dimensional golden ratio sequence (Roberts 2018): however many samples, they spread evenly.
STEPS = (0.8566748838545029, 0.733891856627126, 0.6287067210378087, 0.5385972572236101)


class Camera:
    """Where the picture is taken from.

    Parameters
    ----------
    hsize, vsize : size of the picture in pixels.
    field_of_view : across the longer side, in radians.
    transform : from the world to the camera, made by `view_transform`.
    aperture : radius of the lens; 0 sees everything sharp.
    focal_distance : at which a lens sees sharp.

    Attributes
    ----------
    pixel_size : at distance 1.
    """

    def __init__(
        self,
        hsize: int,
        vsize: int,
        field_of_view: float,
        *,
        transform: Matrix = IDENTITY,
        aperture: float = 0.0,
        focal_distance: float = 1.0,
    ) -> None:
        check_size(hsize, vsize)
        if not 0 < field_of_view < math.pi:
            raise InputError(f"`field_of_view` must be from 0 to π, in radians, got {field_of_view!r}")
        if not 0 <= aperture < math.inf or not 0 < focal_distance < math.inf:
            raise InputError(
                f"expected `aperture` of 0 or more and `focal_distance` above 0, got {aperture!r}, {focal_distance!r}"
            )
        self.hsize, self.vsize, self.field_of_view = int(hsize), int(vsize), float(field_of_view)
        self.aperture, self.focal_distance = float(aperture), float(focal_distance)
        self.transform = transform
        half_view, aspect = math.tan(field_of_view / 2), hsize / vsize
        self.half_width = half_view if aspect >= 1 else half_view * aspect
        self.half_height = half_view / aspect if aspect >= 1 else half_view
        self.pixel_size = self.half_width * 2 / hsize

    @property
    def transform(self) -> Matrix:
        """From the world to the camera; setting it computes the inverse."""
        return self._transform

    @transform.setter
    def transform(self, value: Matrix) -> None:
        self._inverse = inverse(value)
        self._transform = value

    @property
    def inverse(self) -> Matrix:
        """The inverse of `transform`, computed once."""
        return self._inverse

    def render(
        self,
        world: World,
        *,
        samples: int = 1,
        depth: int = MAX_BOUNCES,
        seed: int = 0,
        threads: int | None = None,
        progress: Progress | None = None,
    ) -> Canvas:
        """Draw the world with the compiled renderer; `reference.render` gives the same, slowly.

        Parameters
        ----------
        samples : rays a pixel; one goes through its middle.
        depth : how often light may be mirrored or bent.
        seed : of the random numbers; equal seeds give equal bytes, for any number of threads.
        threads : all cores if None.
        progress : called with the share done, from 0 to 1.
        """
        from coincide_rays.kernel.render import render

        return render(self, world, samples=samples, depth=depth, seed=seed, threads=threads, progress=progress)

    def __repr__(self) -> str:
        return f"Camera({self.hsize}, {self.vsize}, field_of_view={self.field_of_view:g})"


def ray_for_pixel(camera: Camera, px: int, py: int) -> Ray:
    """The ray through the middle of a pixel."""
    return _ray_through(camera, px + 0.5, py + 0.5, point(0.0, 0.0, 0.0), 0)


def _ray_through(camera: Camera, x: float, y: float, lens: Tuple, key: int) -> Ray:
    """The ray from a place on the lens through a place of the picture, in pixels."""
    world_x = camera.half_width - x * camera.pixel_size
    world_y = camera.half_height - y * camera.pixel_size
    focus = camera.focal_distance if camera.aperture > 0 else 1.0
    target = camera.inverse @ point(world_x * focus, world_y * focus, -focus)
    origin = camera.inverse @ lens
    return Ray(origin, normalize(target - origin), key)


def ray_for_sample(camera: Camera, px: int, py: int, sample: int, *, samples: int, seed: int = 0) -> Ray:
    """The ray of one of several samples of a pixel, spread over the pixel and the lens."""
    pixel_key = mix(seed, py * camera.hsize + px)
    key = mix(pixel_key, sample)
    x = y = 0.5
    if samples > 1:
        x, y = _spread(pixel_key, sample, 0), _spread(pixel_key, sample, 1)
    lens = point(0.0, 0.0, 0.0)
    if camera.aperture > 0:
        radius = camera.aperture * math.sqrt(_spread(pixel_key, sample, 2))
        turn = 2 * math.pi * _spread(pixel_key, sample, 3)
        lens = point(radius * math.cos(turn), radius * math.sin(turn), 0.0)
    return _ray_through(camera, px + x, py + y, lens, key)


def _spread(pixel_key: int, sample: int, axis: int) -> float:
    """Where a sample lies along one axis of pixel and lens, from 0 to 1."""
    return (unit(pixel_key, axis + 1) + sample * STEPS[axis]) % 1


def render(camera: Camera, world: World, *, samples: int = 1, depth: int = MAX_BOUNCES, seed: int = 0) -> Canvas:
    """Draw the world pixel by pixel, as the book does."""
    image = Canvas(camera.hsize, camera.vsize)
    for y in range(camera.vsize):
        for x in range(camera.hsize):
            total = BLACK
            for sample in range(samples):
                total = total + color_at(world, ray_for_sample(camera, x, y, sample, samples=samples, seed=seed), depth)
            image.pixels[y, x] = tuple(total / samples)
    return image
