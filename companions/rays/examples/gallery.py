# /// script
# requires-python = ">=3.11"
# dependencies = ["coincide-rays"]
# ///
"""One picture a chapter, into docs/images: python examples/gallery.py [CHAPTER...]."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from coincide_rays import (
    AreaLight,
    BlendedPattern,
    Bumps,
    Camera,
    Canvas,
    CheckersPattern,
    Cone,
    Csg,
    Cube,
    CubeMap,
    Cylinder,
    GradientPattern,
    Group,
    Material,
    PerturbedPattern,
    Plane,
    PointLight,
    RingPattern,
    SmoothTriangle,
    Sphere,
    SpotLight,
    StripePattern,
    TextureMap,
    Torus,
    UvAlignCheck,
    UvCheckers,
    UvImage,
    World,
    point,
    rotation_x,
    rotation_y,
    rotation_z,
    scaling,
    translation,
    vector,
    view_transform,
)
from coincide_rays.scene import load_scene

IMAGES = Path(__file__).parents[1] / "docs" / "images"
SCENES = Path(__file__).parent / "scenes"
WIDTH, HEIGHT, SAMPLES = 300, 200, 16
LIGHT = PointLight((-6, 9, -8), (1, 1, 1))
RED, GREEN, BLUE, GOLD = (0.85, 0.25, 0.2), (0.35, 0.7, 0.35), (0.25, 0.45, 0.8), (0.9, 0.7, 0.25)


def _floor(**material: object) -> Plane:
    checkers = CheckersPattern((0.75, 0.75, 0.72), (0.5, 0.5, 0.5), transform=translation(0, 0.5, 0))
    return Plane(material=Material(**{"pattern": checkers, "specular": 0.0, **material}))  # pyright: ignore[reportArgumentType]


def _take(
    world: World,
    eye: tuple[float, float, float] = (0, 2.4, -7),
    at: tuple[float, float, float] = (0, 0.9, 0),
    **lens: float,
) -> Canvas:
    view = view_transform(eye, at, (0, 1, 0))
    return Camera(WIDTH, HEIGHT, 0.75, transform=view, **lens).render(world, samples=SAMPLES)


def _ball(x: float, material: Material, y: float = 1.0, z: float = 0.0, size: float = 1.0) -> Sphere:
    return Sphere(transform=translation(x, y, z) @ scaling(size, size, size), material=material)


def chapter_1() -> Canvas:
    """A ball is thrown again and again: points and vectors only."""
    canvas = Canvas(WIDTH, HEIGHT)
    for number, strength in enumerate((0.85, 1.0, 1.15)):
        place, speed = point(0, 1, 0), vector(1, 1.9, 0) * strength
        while place.y > 0:
            x, y = round(place.x * 6.5), HEIGHT - 1 - round(place.y * 9)
            if 1 <= x < WIDTH - 1 and 1 <= y < HEIGHT - 1:
                canvas.pixels[y - 1 : y + 2, x - 1 : x + 2] = (RED, GOLD, GREEN)[number]
            place, speed = place + speed, speed + vector(-0.01, -0.12, 0)
    return canvas


def chapter_2() -> Canvas:
    """A canvas filled by a formula."""
    x, y = np.meshgrid(np.linspace(0, 1, WIDTH), np.linspace(0, 1, HEIGHT))
    waves = 0.5 + 0.5 * np.sin(24 * np.hypot(x - 0.3, y - 0.5))
    return Canvas.from_pixels(np.stack([x * waves, y * 0.8, 1 - x * y], axis=2))


def chapter_3() -> Canvas:
    """A matrix moves a grid: each small square is a product."""
    canvas = Canvas(WIDTH, HEIGHT)
    turn = rotation_z(0.35) @ scaling(1.2, 0.7, 1)
    for i in range(-8, 9):
        for j in range(-8, 9):
            moved = turn @ point(i * 11, j * 11, 0)
            x, y = round(WIDTH / 2 + moved.x), round(HEIGHT / 2 - moved.y)
            if 2 <= x < WIDTH - 2 and 2 <= y < HEIGHT - 2:
                canvas.pixels[y - 2 : y + 2, x - 2 : x + 2] = (0.5 + i / 16, 0.6, 0.5 - j / 16)
    return canvas


def chapter_4() -> Canvas:
    """The hours of a clock, by rotations."""
    canvas = Canvas(WIDTH, HEIGHT)
    for hour in range(60):
        place = rotation_z(hour * math.pi / 30) @ point(0, 85, 0)
        x, y, size = round(WIDTH / 2 + place.x), round(HEIGHT / 2 - place.y), 4 if hour % 5 == 0 else 1
        canvas.pixels[y - size : y + size, x - size : x + size] = GOLD if hour % 5 == 0 else BLUE
    return canvas


def chapter_5() -> Canvas:
    """Where rays meet a sphere, and where not: no light yet."""
    flat = Material(color=RED, ambient=1.0, diffuse=0.0, specular=0.0)
    squeezed = Sphere(transform=rotation_z(0.6) @ scaling(2.2, 1.1, 1), material=flat)
    return _take(World([squeezed], [LIGHT]), (0, 0, -7), (0, 0, 0))


def chapter_6() -> Canvas:
    """The same with light: ambient, diffuse, specular."""
    return _take(
        World([Sphere(transform=scaling(2, 2, 2), material=Material(color=(0.9, 0.3, 0.75)))], [LIGHT]),
        (0, 0, -9.5),
        (0, 0, 0),
    )


def chapter_7() -> Canvas:
    """A world of several spheres; floor and walls are flat ones."""
    wall = Material(color=(1, 0.9, 0.85), specular=0.0)
    flat = scaling(12, 0.01, 12)
    sides = [translation(0, 0, 5) @ rotation_y(turn) @ rotation_x(math.pi / 2) @ flat for turn in (-0.8, 0.8)]
    world = World([Sphere(transform=place, material=wall) for place in (flat, *sides)], [LIGHT])
    world.add(_ball(-0.5, Material(color=GREEN)), _ball(1.4, Material(color=GOLD), 0.5, -0.6, 0.5))
    world.add(_ball(-2.0, Material(color=BLUE), 0.4, -0.9, 0.4))
    return _take(world)


def chapter_8() -> Canvas:
    """Shadows: a hand on a wall."""
    scene = load_scene(SCENES / "puppets.yml")
    assert scene.camera is not None
    view = scene.camera.transform
    return Camera(WIDTH, HEIGHT, 0.75, transform=view).render(scene.world, samples=SAMPLES)


def chapter_9() -> Canvas:
    """Planes: a floor and a wall without end."""
    wall = Plane(
        transform=translation(0, 0, 6) @ rotation_x(math.pi / 2),
        material=Material(color=(0.6, 0.65, 0.8), specular=0.0),
    )
    floor = Plane(material=Material(color=(0.8, 0.75, 0.65), specular=0.0))
    half = _ball(0.4, Material(color=RED), 0.2, 0.0, 1.2)
    return _take(World([floor, wall, half, _ball(-2.2, Material(color=BLUE), 0.7, 1.0, 0.7)], [LIGHT]))


def chapter_10() -> Canvas:
    """Patterns: stripes, gradient, rings, checkers; nested, blended, perturbed."""
    small = scaling(0.25, 0.25, 0.25)
    rings = RingPattern(RED, (0.95, 0.85, 0.7), transform=rotation_x(1.2) @ small)
    nested = CheckersPattern(
        StripePattern(BLUE, (0.8, 0.85, 0.95), transform=scaling(0.2, 1, 1)), GOLD, transform=scaling(0.5, 0.5, 0.5)
    )
    crossed = BlendedPattern(
        StripePattern(GREEN, (1, 1, 1), transform=small),
        StripePattern(GREEN, (1, 1, 1), transform=rotation_z(1.57) @ small),
    )
    marble = PerturbedPattern(
        StripePattern((0.9, 0.9, 0.88), (0.45, 0.42, 0.5), transform=small), amount=0.35, scale=0.6
    )
    world = World(
        [_floor(pattern=GradientPattern((0.85, 0.6, 0.4), (0.4, 0.5, 0.75), transform=scaling(5, 1, 1)))], [LIGHT]
    )
    for x, pattern in zip((-2.4, -0.8, 0.8, 2.4), (rings, nested, crossed, marble), strict=True):
        world.add(_ball(x, Material(pattern=pattern, specular=0.3), 0.75, 0.0, 0.75))
    return _take(world, (0, 2.4, -9))


def chapter_11() -> Canvas:
    """Mirrors and glass."""
    scene = load_scene(SCENES / "reflect-refract.yml")
    assert scene.camera is not None
    return Camera(WIDTH, HEIGHT, 1.1, transform=scene.camera.transform).render(scene.world, samples=SAMPLES)


def chapter_12() -> Canvas:
    """Cubes: a table in a room of two."""
    scene = load_scene(SCENES / "table.yml")
    assert scene.camera is not None
    return Camera(WIDTH, HEIGHT, 0.8, transform=scene.camera.transform).render(scene.world, samples=SAMPLES)


def chapter_13() -> Canvas:
    """Cylinders and cones."""
    world = World([_floor()], [LIGHT])
    for k, color in enumerate((RED, GOLD, GREEN, BLUE)):
        size = 1.1 - 0.27 * k
        place = translation(-1.2, 0, 0) @ scaling(size, 1, size)
        world.add(
            Cylinder(minimum=0, maximum=0.4 + 0.4 * k, closed=k == 3, transform=place, material=Material(color=color))
        )
    ice = translation(1.6, 1.7, 0) @ scaling(0.6, 1.7, 0.6)
    world.add(Cone(minimum=-1, maximum=0, closed=True, transform=ice, material=Material(color=GOLD)))
    return _take(world)


def chapter_14() -> Canvas:
    """Groups: wheels of legs and caps."""
    scene = load_scene(SCENES / "groups.yml")
    assert scene.camera is not None
    return Camera(WIDTH, HEIGHT // 2, 1.0, transform=scene.camera.transform).render(scene.world, samples=SAMPLES)


def chapter_15() -> Canvas:
    """Smooth triangles: a knot of 12,000."""
    world = World([_floor(), _knot(150, 20)], [LIGHT])
    return _take(world, (0, 2.6, -7), (0, 1.3, 0))


def _knot(n: int, m: int) -> Group:
    """A tube along a trefoil knot."""

    def middle(t: float) -> np.ndarray:
        r = 1.0 + 0.45 * math.cos(3 * t)
        return np.array([r * math.cos(2 * t), 1.5 + r * math.sin(2 * t), 0.55 * math.sin(3 * t)])

    rings = []
    for i in range(n):
        t = 2 * math.pi * i / n
        along = middle(t + 1e-4) - middle(t - 1e-4)
        side = np.cross(along, [0.0, 0.0, 1.0])
        side /= np.linalg.norm(side)
        up = np.cross(side, along) / np.linalg.norm(along)
        turns = [2 * math.pi * j / m for j in range(m)]
        rings.append([(middle(t), side * math.cos(a) + up * math.sin(a)) for a in turns])
    group = Group(material=Material(color=GOLD, specular=0.6, shininess=60))
    for i in range(n):
        for j in range(m):
            corners = [rings[a % n][b % m] for a, b in ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))]
            places = [(place + 0.26 * normal).tolist() for place, normal in corners]
            normals = [normal.tolist() for _, normal in corners]
            for a, b, c in ((0, 1, 2), (0, 2, 3)):
                group.add_child(SmoothTriangle(places[a], places[b], places[c], normals[a], normals[b], normals[c]))
    return group


def chapter_16() -> Canvas:
    """Solids of solids: a die, and a lens."""
    die = Csg(
        "intersection",
        Cube(material=Material(color=RED)),
        Sphere(transform=scaling(1.38, 1.38, 1.38), material=Material(color=RED)),
    )
    spots = [(0, 0, -1), (-1, 0.45, 0.45), (-1, -0.45, -0.45), (0.45, 1, 0.45), (0, 1, 0), (-0.45, 1, -0.45)]
    for x, y, z in spots:
        dot = Sphere(transform=translation(x, y, z) @ scaling(0.2, 0.2, 0.2), material=Material(color=(1, 1, 1)))
        die = Csg("difference", die, dot)
    die.transform = translation(-1.5, 1.0, 0) @ rotation_y(0.5)
    drilled: Csg | Sphere = Sphere(transform=scaling(1.1, 1.1, 1.1), material=Material(color=BLUE))
    for turn in (rotation_x(0), rotation_x(math.pi / 2), rotation_z(math.pi / 2)):
        drill = Cylinder(
            minimum=-2, maximum=2, closed=True, transform=turn @ scaling(0.5, 1, 0.5), material=Material(color=GOLD)
        )
        drilled = Csg("difference", drilled, drill)
    drilled.transform = translation(1.5, 1.1, 0) @ rotation_y(0.6) @ rotation_x(0.4)
    return _take(World([_floor(), die, drilled], [LIGHT]), (-0.3, 3.0, -9))


def chapter_17() -> Canvas:
    """The last chapter: a spot light, a lens, bumps and tori."""
    bumpy = Material(color=GOLD, bumps=Bumps(0.35, 0.12), specular=0.6, shininess=40)
    wavy = Material(color=BLUE, bumps=Bumps(0.5, 0.25, "waves"), specular=0.6, shininess=40)
    spot = SpotLight((-3, 7, -6), (3.0, -6.5, 6), (1.1, 1.1, 1.0), angle=0.22, fade_angle=0.3)
    world = World([_floor()], [spot, PointLight((5, 5, -8), (0.3, 0.3, 0.35))])
    world.add(_ball(-1.6, bumpy, 0.9, 0.0, 0.9), _ball(2.4, wavy, 0.7, 2.5, 0.7))
    world.add(
        Torus(
            major=0.8,
            minor=0.28,
            transform=translation(0.6, 0.95, -0.3) @ rotation_x(1.2),
            material=Material(color=RED),
        )
    )
    return _take(world, aperture=0.09, focal_distance=7.0)


def bonus_shadows() -> Canvas:
    """Soft shadows of an area light."""
    light = AreaLight((-5, 6, -6), (3, 0, 0), 8, (0, 2, 2), 8, (1.1, 1.1, 1.1), jitter_by=True)
    world = World([Plane(material=Material(color=(0.8, 0.8, 0.8), specular=0.0))], [light])
    world.add(_ball(-1.0, Material(color=RED)), _ball(1.3, Material(color=BLUE), 0.7, -0.5, 0.7))
    return _take(world)


def bonus_textures() -> Canvas:
    """Textures around a sphere, a cylinder, a cube and on a plane."""
    globe = Canvas.from_pixels(_planet(256, 128))
    cans = TextureMap(UvCheckers(16, 1, GOLD, (0.3, 0.2, 0.5)), "cylindrical", transform=scaling(1, 0.5, 1))
    corners = [(1, 1, 0.9), RED, GOLD, GREEN, BLUE]
    faces = [UvAlignCheck(*(corners[(k + shift) % 5] for k in range(5))) for shift in range(6)]
    ground = TextureMap(UvCheckers(2, 2, (0.7, 0.7, 0.65), (0.45, 0.45, 0.5)), "planar")
    world = World([Plane(material=Material(pattern=ground, specular=0.0))], [LIGHT])
    world.add(_ball(-2.1, Material(pattern=TextureMap(UvImage(globe), "spherical"), specular=0.2)))
    place = translation(0.3, 0.0, 0.4) @ scaling(0.7, 1.7, 0.7)
    world.add(Cylinder(minimum=0, maximum=1, closed=True, transform=place, material=Material(pattern=cans)))
    cube = translation(2.3, 0.8, 0) @ rotation_y(0.6) @ scaling(0.8, 0.8, 0.8)
    world.add(Cube(transform=cube, material=Material(pattern=CubeMap(*faces), specular=0.2)))
    return _take(world, (0, 2.6, -9.5))


def _planet(width: int, height: int) -> np.ndarray:
    """Land and sea by noise."""
    from coincide_rays.space.noise import noise

    rows = np.zeros((height, width, 3))
    for y in range(height):
        for x in range(width):
            turn, rise = 2 * math.pi * x / width, math.pi * y / height
            place = (math.sin(rise) * math.cos(turn), math.cos(rise), math.sin(rise) * math.sin(turn))
            level = sum(noise(*(2.0**k * 1.6 * c + 7 for c in place)) / 2**k for k in range(4))
            land = (0.3, 0.55, 0.25) if level < 0.35 else (0.75, 0.7, 0.55)
            rows[y, x] = (0.95, 0.95, 1) if abs(place[1]) > 0.93 else land if level > 0.05 else (0.15, 0.3, 0.6)
    return rows


def truth_picture() -> Canvas:
    """A picture and its truth: parts, normals, depth."""
    from coincide_rays.truth import render_truth
    from coincide_rays.truth.scenes import random_scene

    scene = random_scene(np.random.default_rng(8), size=150)
    truth = render_truth(scene.world, scene.camera, samples=4)
    colors = np.vstack([np.random.default_rng(1).uniform(0.2, 1, (truth.part.max() + 1, 3)), np.zeros((1, 3))])
    is_hit = np.isfinite(truth.depth)
    near, far = truth.depth[is_hit].min(), np.quantile(truth.depth[is_hit], 0.9)
    depth = np.where(is_hit, np.clip(1 - (truth.depth - near) / (far - near), 0, 1), 0)[..., None].repeat(3, axis=2)
    normals = np.where(is_hit[..., None], (truth.normal + 1) / 2, 0)
    return Canvas.from_pixels(np.concatenate([truth.image.pixels, colors[truth.part], normals, depth], axis=1))


PICTURES: dict[str, Callable[[], Canvas]] = {
    **{f"chapter-{k:02}": globals()[f"chapter_{k}"] for k in range(1, 18)},
    "bonus-shadows": bonus_shadows,
    "bonus-textures": bonus_textures,
    "truth": truth_picture,
}


def main(names: list[str]) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name in names or PICTURES:
        PICTURES[name]().save(IMAGES / f"{name}.png")
        print(IMAGES / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
