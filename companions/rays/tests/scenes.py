"""Random scenes for tests: every kind of shape, pattern and light, from one seed."""

from __future__ import annotations

import math

import numpy as np

from coincide_rays import (
    AreaLight,
    BlendedPattern,
    Bumps,
    Camera,
    CheckersPattern,
    Cone,
    Csg,
    Cube,
    Cylinder,
    GradientPattern,
    Group,
    Material,
    Matrix,
    Pattern,
    PerturbedPattern,
    Plane,
    PointLight,
    RingPattern,
    Shape,
    SmoothTriangle,
    Sphere,
    SpotLight,
    StripePattern,
    TextureMap,
    Torus,
    Triangle,
    UvAlignCheck,
    UvCheckers,
    World,
    rotation_x,
    rotation_y,
    rotation_z,
    scaling,
    shearing,
    translation,
    view_transform,
)


def random_transform(rng: np.random.Generator, reach: float = 2.0) -> Matrix:
    turn = rotation_x(rng.uniform(0, 6)) @ rotation_y(rng.uniform(0, 6)) @ rotation_z(rng.uniform(0, 6))
    shear = shearing(*rng.uniform(-0.3, 0.3, 6)) if rng.random() < 0.2 else rotation_x(0.0)
    return translation(*rng.uniform(-reach, reach, 3)) @ turn @ shear @ scaling(*rng.uniform(0.4, 1.5, 3))


def random_pattern(rng: np.random.Generator, depth: int = 2) -> Pattern:
    kinds = [StripePattern, GradientPattern, RingPattern, CheckersPattern, BlendedPattern]

    def part():
        return random_pattern(rng, depth - 1) if depth and rng.random() < 0.3 else rng.uniform(0, 1, 3)

    place = random_transform(rng) @ scaling(*rng.uniform(0.2, 0.6, 3))
    choice = rng.integers(8)
    if choice < 5:
        return kinds[choice](part(), part(), transform=place)
    if choice == 5:
        return PerturbedPattern(part(), amount=0.3, scale=0.7, transform=place)
    flat = (
        UvCheckers(8, 4, (1, 1, 1), (0.1, 0.2, 0.3)) if rng.random() < 0.5 else UvAlignCheck(*rng.uniform(0, 1, (5, 3)))
    )
    return TextureMap(flat, ("spherical", "planar", "cylindrical")[rng.integers(3)], transform=place)


def random_material(rng: np.random.Generator) -> Material:
    return Material(
        color=rng.uniform(0.1, 1, 3),
        diffuse=float(rng.uniform(0.3, 0.9)),
        specular=float(rng.uniform(0, 0.9)),
        shininess=float(rng.uniform(5, 200)),
        reflective=float(rng.choice([0, 0, 0.3, 0.8])),
        transparency=float(rng.choice([0, 0, 0.5, 0.9])),
        refractive_index=float(rng.choice([1.0, 1.3, 1.5])),
        pattern=random_pattern(rng) if rng.random() < 0.4 else None,
        bumps=Bumps(0.2, 0.5, rng.choice(["noise", "waves"])) if rng.random() < 0.2 else None,
    )


def random_leaf(rng: np.random.Generator, *, solid: bool = False) -> Shape:
    kinds = [Sphere, Cube, Cylinder, Cone, Torus, Triangle, SmoothTriangle, Plane]
    kind = kinds[rng.integers(5 if solid else 8)]
    common = {"transform": random_transform(rng), "casts_shadow": bool(rng.random() < 0.9)}
    if rng.random() < 0.8:
        common["material"] = random_material(rng)
    if kind in (Cylinder, Cone):
        low, high = sorted(rng.uniform(-1.5, 1.5, 2))
        return kind(minimum=low, maximum=high, closed=solid or bool(rng.random() < 0.5), **common)
    if kind is Torus:
        return Torus(major=1.0, minor=float(rng.uniform(0.1, 0.6)), **common)
    if kind is Triangle:
        return Triangle(*rng.uniform(-1, 1, (3, 3)), **common)
    if kind is SmoothTriangle:
        return SmoothTriangle(*rng.uniform(-1, 1, (6, 3)), **common)
    return kind(**common)


def random_shape(rng: np.random.Generator, depth: int = 2) -> Shape:
    choice = rng.random()
    if depth and choice < 0.2:
        children = [random_shape(rng, depth - 1) for _ in range(rng.integers(1, 4))]
        return Group(children, transform=random_transform(rng, 1.0), material=random_material(rng))
    if depth and choice < 0.4:
        return random_solid(rng, depth)
    return random_leaf(rng)


def random_solid(rng: np.random.Generator, depth: int) -> Shape:
    if depth == 0 or rng.random() < 0.3:
        return random_leaf(rng, solid=True)
    operation = ("union", "intersection", "difference")[rng.integers(3)]
    sides = [random_solid(rng, depth - 1) for _ in range(2)]
    return Csg(operation, *sides, transform=random_transform(rng, 0.7))


def random_world(seed: int, n_shapes: int = 5) -> World:
    rng = np.random.default_rng(seed)
    world = World([random_shape(rng) for _ in range(n_shapes)])
    world.add(PointLight(rng.uniform(-8, 8, 3), rng.uniform(0.3, 1, 3)))
    if rng.random() < 0.4:
        world.add(SpotLight((0, 6, -6), (0, -1, 1), (0.5, 0.5, 0.5), angle=0.2, fade_angle=0.6))
    if rng.random() < 0.4:
        light = AreaLight((-2, 5, -4), (2, 0, 0), 2, (0, 0, 2), 2, (0.6, 0.6, 0.6), jitter_by=bool(rng.random() < 0.5))
        world.add(light)
    return world


def random_camera(seed: int, width: int = 8, height: int = 6) -> Camera:
    rng = np.random.default_rng(seed + 1_000_000)
    start = rng.uniform(-1, 1, 3) + np.array([0, 1, -7])
    view = view_transform(start, rng.uniform(-1, 1, 3), (0.1, 1, 0))
    lens = {"aperture": 0.1, "focal_distance": 6.0} if rng.random() < 0.3 else {}
    return Camera(width, height, math.pi / 3, transform=view, **lens)
