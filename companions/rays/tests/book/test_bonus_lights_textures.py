"""The bonus chapters on soft shadows and texture mapping."""

from __future__ import annotations

import math

import pytest
from comparison import same

from coincide_rays import (
    BLACK,
    WHITE,
    AreaLight,
    CubeMap,
    FileError,
    Material,
    PointLight,
    Sequence,
    Sphere,
    TextureMap,
    UvAlignCheck,
    UvCheckers,
    UvImage,
    World,
    canvas_from_ppm,
    color,
    intensity_at,
    is_shadowed,
    lighting,
    normalize,
    pattern_at,
    point,
    vector,
)
from coincide_rays.book import (
    cube_uv_back,
    cube_uv_down,
    cube_uv_front,
    cube_uv_left,
    cube_uv_right,
    cube_uv_up,
    cylindrical_map,
    face_from_point,
    planar_map,
    point_on_light,
    spherical_map,
    uv_pattern_at,
)

HALF = math.sqrt(2) / 2
RED, YELLOW, BROWN, GREEN = (1, 0, 0), (1, 1, 0), (1, 0.5, 0), (0, 1, 0)
CYAN, BLUE, PURPLE, WHITE3 = (0, 1, 1), (0, 0, 1), (1, 0, 1), (1, 1, 1)


@pytest.mark.parametrize(
    ("place", "expected"),
    [((-10, -10, 10), False), ((10, 10, 10), True), ((-20, -20, -20), False), ((-5, -5, -5), False)],
)
def test_shadow_between_any_two_places(place, expected):
    assert is_shadowed(World.default(), point(*place), point(-10, -10, -10)) is expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((0, 1.0001, 0), 1.0),
        ((-1.0001, 0, 0), 1.0),
        ((0, 0, -1.0001), 1.0),
        ((0, 0, 1.0001), 0.0),
        ((1.0001, 0, 0), 0.0),
        ((0, -1.0001, 0), 0.0),
        ((0, 0, 0), 0.0),
    ],
)
def test_point_light_reaches_a_place_or_does_not(place, expected):
    world = World.default()
    assert intensity_at(world.light, point(*place), world) == expected


@pytest.mark.parametrize(("share", "expected"), [(1.0, 1.0), (0.5, 0.55), (0.0, 0.1)])
def test_lighting_takes_a_share_of_the_light(share, expected):
    shape = Sphere(material=Material(ambient=0.1, diffuse=0.9, specular=0))
    eye = vector(0, 0, -1)
    lit = lighting(shape.material, shape, PointLight((0, 0, -10), (1, 1, 1)), point(0, 0, -1), eye, eye, share)
    assert same(lit, [expected] * 3)


def _area(corner=(0, 0, 0), u=(2, 0, 0), usteps=4, v=(0, 0, 1), vsteps=2, jitter_by=None):
    return AreaLight(corner, u, usteps, v, vsteps, (1, 1, 1), jitter_by=jitter_by)


def test_area_light_is_cut_into_cells():
    light = _area()
    assert (light.corner, light.uvec, light.vvec) == (point(0, 0, 0), vector(0.5, 0, 0), vector(0, 0, 0.5))
    assert (light.usteps, light.vsteps, light.samples, light.position) == (4, 2, 8, point(1, 0, 0.5))


@pytest.mark.parametrize(
    ("u", "v", "expected"),
    [
        (0, 0, (0.25, 0, 0.25)),
        (1, 0, (0.75, 0, 0.25)),
        (0, 1, (0.25, 0, 0.75)),
        (2, 0, (1.25, 0, 0.25)),
        (3, 1, (1.75, 0, 0.75)),
    ],
)
def test_cell_shines_from_its_middle(u, v, expected):
    assert same(point_on_light(_area(), u, v), point(*expected))


@pytest.mark.parametrize(
    ("u", "v", "expected"),
    [
        (0, 0, (0.15, 0, 0.35)),
        (1, 0, (0.65, 0, 0.35)),
        (0, 1, (0.15, 0, 0.85)),
        (2, 0, (1.15, 0, 0.35)),
        (3, 1, (1.65, 0, 0.85)),
    ],
)
def test_cell_shines_from_a_jittered_place(u, v, expected):
    assert same(point_on_light(_area(jitter_by=Sequence(0.3, 0.7)), u, v), point(*expected))


def test_sequence_begins_again():
    numbers = Sequence(0.1, 0.5, 1.0)
    assert [next(numbers) for _ in range(4)] == [0.1, 0.5, 1.0, 0.1]


PLACES = [(0, 0, 2), (1, -1, 2), (1.5, 0, 2), (1.25, 1.25, 3), (0, 0, -2)]


@pytest.mark.parametrize(
    ("jitter", "shares"),
    [(None, (0.0, 0.25, 0.5, 0.75, 1.0)), ((0.7, 0.3, 0.9, 0.1, 0.5), (0.0, 0.5, 0.75, 0.75, 1.0))],
)
def test_share_of_an_area_light(jitter, shares):
    for place, expected in zip(PLACES, shares, strict=True):
        by = None if jitter is None else Sequence(*jitter)
        light = _area((-0.5, -0.5, -5), (1, 0, 0), 2, (0, 1, 0), 2, by)
        assert intensity_at(light, point(*place), World.default()) == expected


@pytest.mark.parametrize(("place", "expected"), [((0, 0, -1), 0.9965), ((0, HALF, -HALF), 0.6232)])
def test_lighting_averages_an_area_light(place, expected):
    shape = Sphere(material=Material(ambient=0.1, diffuse=0.9, specular=0, color=(1, 1, 1)))
    p = point(*place)
    eye = normalize(point(0, 0, -5) - p)
    light = _area((-0.5, -0.5, -5), (1, 0, 0), 2, (0, 1, 0), 2)
    assert same(lighting(shape.material, shape, light, p, eye, vector(*place), 1.0), [expected] * 3, 1e-4)


@pytest.mark.parametrize(
    ("u", "v", "expected"), [(0, 0, BLACK), (0.5, 0, WHITE), (0, 0.5, WHITE), (0.5, 0.5, BLACK), (1, 1, BLACK)]
)
def test_flat_checkers(u, v, expected):
    assert uv_pattern_at(UvCheckers(2, 2, BLACK, WHITE), u, v) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((0, 0, -1), (0, 0.5)),
        ((1, 0, 0), (0.25, 0.5)),
        ((0, 0, 1), (0.5, 0.5)),
        ((-1, 0, 0), (0.75, 0.5)),
        ((0, 1, 0), (0.5, 1)),
        ((0, -1, 0), (0.5, 0)),
        ((HALF, HALF, 0), (0.25, 0.75)),
    ],
)
def test_spherical_map(place, expected):
    assert same(spherical_map(point(*place)), expected)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((0.4315, 0.4670, 0.7719), WHITE),
        ((-0.9654, 0.2552, -0.0534), BLACK),
        ((0.1039, 0.7090, 0.6975), WHITE),
        ((-0.4986, -0.7856, -0.3663), BLACK),
        ((-0.0317, -0.9395, 0.3411), BLACK),
        ((0.4809, -0.7721, 0.4154), BLACK),
        ((0.0285, -0.9612, -0.2745), BLACK),
        ((-0.5734, -0.2162, -0.7903), WHITE),
        ((0.7688, -0.1470, 0.6223), BLACK),
        ((-0.7652, 0.2175, 0.6060), BLACK),
    ],
)
def test_checkers_round_a_sphere(place, expected):
    pattern = TextureMap(UvCheckers(16, 8, BLACK, WHITE), spherical_map)
    assert pattern_at(pattern, point(*place)) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((0.25, 0, 0.5), (0.25, 0.5)),
        ((0.25, 0, -0.25), (0.25, 0.75)),
        ((0.25, 0.5, -0.25), (0.25, 0.75)),
        ((1.25, 0, 0.5), (0.25, 0.5)),
        ((0.25, 0, -1.75), (0.25, 0.25)),
        ((1, 0, -1), (0.0, 0.0)),
        ((0, 0, 0), (0.0, 0.0)),
    ],
)
def test_planar_map(place, expected):
    assert planar_map(point(*place)) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((0, 0, -1), (0.0, 0.0)),
        ((0, 0.5, -1), (0.0, 0.5)),
        ((0, 1, -1), (0.0, 0.0)),
        ((HALF, 0.5, -HALF), (0.125, 0.5)),
        ((1, 0.5, 0), (0.25, 0.5)),
        ((HALF, 0.5, HALF), (0.375, 0.5)),
        ((0, -0.25, 1), (0.5, 0.75)),
        ((-HALF, 0.5, HALF), (0.625, 0.5)),
        ((-1, 1.25, 0), (0.75, 0.25)),
        ((-HALF, 0.5, -HALF), (0.875, 0.5)),
    ],
)
def test_cylindrical_map(place, expected):
    assert same(cylindrical_map(point(*place)), expected)


@pytest.mark.parametrize(
    ("u", "v", "expected"),
    [(0.5, 0.5, WHITE3), (0.1, 0.9, RED), (0.9, 0.9, YELLOW), (0.1, 0.1, GREEN), (0.9, 0.1, CYAN)],
)
def test_corners_of_the_alignment_pattern(u, v, expected):
    assert uv_pattern_at(UvAlignCheck(WHITE3, RED, YELLOW, GREEN, CYAN), u, v) == color(*expected)


@pytest.mark.parametrize(
    ("place", "face"),
    [
        ((-1, 0.5, -0.25), "left"),
        ((1.1, -0.75, 0.8), "right"),
        ((0.1, 0.6, 0.9), "front"),
        ((-0.7, 0, -2), "back"),
        ((0.5, 1, 0.9), "up"),
        ((-0.2, -1.3, 1.1), "down"),
    ],
)
def test_face_of_a_place_on_a_cube(place, face):
    assert face_from_point(point(*place)) == face


@pytest.mark.parametrize(
    ("mapping", "first", "second"),
    [
        (cube_uv_front, (-0.5, 0.5, 1), (0.5, -0.5, 1)),
        (cube_uv_back, (0.5, 0.5, -1), (-0.5, -0.5, -1)),
        (cube_uv_left, (-1, 0.5, -0.5), (-1, -0.5, 0.5)),
        (cube_uv_right, (1, 0.5, 0.5), (1, -0.5, -0.5)),
        (cube_uv_up, (-0.5, 1, -0.5), (0.5, 1, 0.5)),
        (cube_uv_down, (-0.5, -1, 0.5), (0.5, -1, -0.5)),
    ],
)
def test_maps_of_the_faces(mapping, first, second):
    assert mapping(point(*first)) == (0.25, 0.75)
    assert mapping(point(*second)) == (0.75, 0.25)


FACES = {
    "left": (
        (YELLOW, CYAN, RED, BLUE, BROWN),
        [(-1, 0, 0), (-1, 0.9, -0.9), (-1, 0.9, 0.9), (-1, -0.9, -0.9), (-1, -0.9, 0.9)],
    ),
    "front": (
        (CYAN, RED, YELLOW, BROWN, GREEN),
        [(0, 0, 1), (-0.9, 0.9, 1), (0.9, 0.9, 1), (-0.9, -0.9, 1), (0.9, -0.9, 1)],
    ),
    "right": (
        (RED, YELLOW, PURPLE, GREEN, WHITE3),
        [(1, 0, 0), (1, 0.9, 0.9), (1, 0.9, -0.9), (1, -0.9, 0.9), (1, -0.9, -0.9)],
    ),
    "back": (
        (GREEN, PURPLE, CYAN, WHITE3, BLUE),
        [(0, 0, -1), (0.9, 0.9, -1), (-0.9, 0.9, -1), (0.9, -0.9, -1), (-0.9, -0.9, -1)],
    ),
    "up": (
        (BROWN, CYAN, PURPLE, RED, YELLOW),
        [(0, 1, 0), (-0.9, 1, -0.9), (0.9, 1, -0.9), (-0.9, 1, 0.9), (0.9, 1, 0.9)],
    ),
    "down": (
        (PURPLE, BROWN, GREEN, BLUE, WHITE3),
        [(0, -1, 0), (-0.9, -1, 0.9), (0.9, -1, 0.9), (-0.9, -1, -0.9), (0.9, -1, -0.9)],
    ),
}


@pytest.mark.parametrize("face", FACES)
def test_colors_of_a_cube_map(face):
    cube = CubeMap(**{name: UvAlignCheck(*colors) for name, (colors, _) in FACES.items()})
    colors, places = FACES[face]
    assert [pattern_at(cube, point(*place)) for place in places] == [color(*each) for each in colors]


def test_ppm_with_another_magic_number_is_refused():
    with pytest.raises(FileError, match="must begin with P3 or P6, got 'P32'"):
        canvas_from_ppm("P32\n1 1\n255\n0 0 0\n")


def test_ppm_tells_its_size():
    canvas = canvas_from_ppm("P3\n10 2\n255\n" + "0 0 0 " * 20)
    assert (canvas.width, canvas.height) == (10, 2)


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (0, 0, (1, 0.498, 0)),
        (1, 0, (0, 0.498, 1)),
        (2, 0, (0.498, 1, 0)),
        (3, 0, (1, 1, 1)),
        (0, 1, (0, 0, 0)),
        (1, 1, (1, 0, 0)),
        (2, 1, (0, 1, 0)),
        (3, 1, (0, 0, 1)),
        (0, 2, (1, 1, 0)),
        (1, 2, (0, 1, 1)),
        (2, 2, (1, 0, 1)),
        (3, 2, (0.498, 0.498, 0.498)),
    ],
)
def test_pixels_of_a_ppm(x, y, expected):
    text = (
        "P3\n4 3\n255\n255 127 0  0 127 255  127 255 0  255 255 255\n0 0 0  255 0 0  0 255 0  0 0 255\n"
        "255 255 0  0 255 255  255 0 255  127 127 127\n"
    )
    assert same(canvas_from_ppm(text).pixel_at(x, y), expected, 1e-4)


def test_comments_in_a_ppm_are_left_out():
    text = "P3\n# before the size\n2 1\n# the maximum\n255\n# before the pixels\n255 255 255\n# between\n255 0 255\n"
    canvas = canvas_from_ppm(text)
    assert (canvas.pixel_at(0, 0), canvas.pixel_at(1, 0)) == (color(1, 1, 1), color(1, 0, 1))


def test_pixel_of_a_ppm_may_span_lines():
    assert same(canvas_from_ppm("P3\n1 1\n255\n51\n153\n\n204\n").pixel_at(0, 0), (0.2, 0.6, 0.8))


def test_ppm_is_divided_by_its_maximum():
    text = "P3\n2 2\n100\n100 100 100  50 50 50\n75 50 25  0 0 0\n"
    assert same(canvas_from_ppm(text).pixel_at(0, 1), (0.75, 0.5, 0.25))


@pytest.mark.parametrize(("u", "v", "level"), [(0, 0, 0.9), (0.3, 0, 0.2), (0.6, 0.3, 0.1), (1, 1, 0.9)])
def test_flat_picture(u, v, level):
    rows = "\n".join(" ".join(f"{(x + y) % 10} " * 3 for x in range(10)) for y in range(10))
    image = canvas_from_ppm(f"P3\n10 10\n10\n{rows}\n")
    assert same(uv_pattern_at(UvImage(image), u, v), [level] * 3)
