"""Scene files: what they may say, and how errors tell the place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coincide_rays import AreaLight, Color, Csg, Group, SceneError, SpotLight, Torus, scaling, translation
from coincide_rays.scene import load_scene, parse_scene

SCENES = sorted((Path(__file__).parents[2] / "examples" / "scenes").glob("*.yml"))
CAMERA = "- {add: camera, width: 8, height: 6, field-of-view: 0.8, from: [0, 1, -5], to: [0, 0, 0], up: [0, 1, 0]}\n"


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
def test_every_example_scene_is_read(path):
    scene = load_scene(path)
    assert scene.camera is not None and scene.world.lights and scene.world.objects


def test_there_are_eight_example_scenes():
    assert len(SCENES) == 8


def test_steps_of_a_transform_are_done_in_the_order_written():
    scene = parse_scene("- {add: sphere, transform: [[translate, 1, 0, 0], [scale, 2, 2, 2]]}")
    assert scene.world.objects[0].transform == scaling(2, 2, 2) @ translation(1, 0, 0)


def test_definitions_extend_each_other():
    text = """
- define: plain
  value: {color: [1, 0, 0], diffuse: 0.5}
- define: shiny
  extend: plain
  value: {reflective: 0.2}
- {add: cube, material: shiny}
"""
    material = parse_scene(text).world.objects[0].material
    assert (material.color, material.diffuse, material.reflective) == (Color(1, 0, 0), 0.5, 0.2)


def test_defined_shape_is_moved_again_by_its_use():
    text = """
- define: ball
  value: {add: sphere, transform: [[scale, 2, 2, 2]]}
- {add: ball, transform: [[translate, 0, 3, 0]], name: high}
- add: ball
"""
    first, second = parse_scene(text).world.objects
    assert first is not second and first.name == "high"
    assert first.transform == translation(0, 3, 0) @ scaling(2, 2, 2)
    assert second.transform == scaling(2, 2, 2)


def test_group_hands_its_material_down():
    scene = parse_scene("- {add: group, material: {color: [0, 0, 1]}, children: [{add: sphere}, {add: cube}]}")
    group = scene.world.objects[0]
    assert isinstance(group, Group)
    assert all(child.material.color == Color(0, 0, 1) for child in group)


def test_solids_tori_and_all_lights_are_read():
    text = """
- add: csg
  operation: difference
  left: {add: cube}
  right: {add: torus, major: 1, minor: 0.5}
- {add: light, at: [0, 5, 0], to: [0, 0, 0], intensity: [1, 1, 1], angle: 0.3, fade-angle: 0.4}
- {add: light, corner: [0, 5, 0], uvec: [1, 0, 0], usteps: 2, vvec: [0, 0, 1], vsteps: 3,
   jitter: true, intensity: [1, 1, 1]}
"""
    world = parse_scene(text).world
    solid = world.objects[0]
    assert isinstance(solid, Csg) and isinstance(solid.right, Torus)
    spot, area = world.lights
    assert isinstance(spot, SpotLight) and isinstance(area, AreaLight) and area.samples == 6


def test_textures_and_models_are_found_beside_the_scene(tmp_path):
    (tmp_path / "t.ppm").write_text("P3\n2 1\n1\n1 0 0 0 1 0\n")
    (tmp_path / "m.obj").write_text("mtllib m.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl red\nf 1 2 3\n")
    (tmp_path / "m.mtl").write_text("newmtl red\nKd 1 0 0\n")
    (tmp_path / "s.yml").write_text(
        "- {add: obj, file: m.obj}\n"
        "- {add: sphere, material: {pattern: {type: map, mapping: spherical, "
        "uv_pattern: {type: image, file: t.ppm}}}}\n"
    )
    model, sphere = load_scene(tmp_path / "s.yml").world.objects
    assert model.children[0].children[0].material.color == Color(1, 0, 0)
    assert sphere.material.pattern is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "s: expected a list of `add:` and `define:` entries, got an empty file"),
        ("- add: [", "s:1: expected YAML, got an error"),
        ("a: 1", "s:1: `scene` must be a list of `add:` and `define:` entries, got keys a"),
        ("- 3", "s:1: `scene` must be a list of entries that begin with `add` or `define`, got 3"),
        ("- add: spere", "s:1: `add` must be sphere, plane, .*, or a name that is defined, got 'spere'"),
        ("- {add: sphere, colour: 3}", "s:1: `colour` is not a key of a sphere; it may have add, material"),
        ("- {add: sphere,\n   material: {shiny: 3}}", "s:2: `shiny` is not a key of a material"),
        ("- {add: sphere, material: gold}", r"s:1: `material` must be a name that is defined \(none\), got 'gold'"),
        ("- {add: sphere, material: {diffuse: .nan}}", "s:1: `diffuse` must be a finite number of 0 or more, got nan"),
        ("- {add: sphere, material: {color: [1, 2]}}", r"s:1: `color` must be a list of three numbers, got \[1, 2\]"),
        ("- {add: sphere, transform: [[scale, 1, 0, 1]]}", "s:1: `transform` must not flatten space"),
        ("- {add: sphere, transform: [[turn, 1]]}", "s:1: `transform` must be steps that begin with translate"),
        ("- {add: sphere, transform: [[rotate-x, 1, 2]]}", "s:1: `transform` must be rotate-x with one number"),
        ("- {add: cylinder, min: 2, max: 1}", "s:1: `scene` must be a cylinder with min below max, got 2 and 1"),
        ("- {add: obj, file: none.obj}", "s:1: `file`: .*none.obj: expected an OBJ model, got: No such file"),
        ("- {add: csg, operation: xor, left: {add: cube}, right: {add: cube}}", "`operation` must be union, inter"),
        ("- {define: a, extend: b, value: {}}\n- {define: b, extend: a, value: {}}\n- {add: cube, material: a}",
         "s:2: `extend` goes in a circle: a → b → a; break it"),
        ("- {define: a, value: {add: group, children: [{add: a}]}}\n- {add: a}", "s:1: `add` goes in a circle: a → a"),
        ("- {define: a, value: 1}\n- {define: a, value: 2}", "s:2: `define` must be a new name, got 'a' again"),
        ("- {add: sphere, add: cube}", "s:1: `add` is here twice; remove one"),
        ("- {add: light, at: [0, 0, 0]}", "s:1: `add: light` must have at, intensity, got none for intensity"),
        (CAMERA.replace("0.8", "4"), "s:1: `field-of-view` must be an angle from 0 to π, in radians, got 4"),
        (CAMERA.replace("[0, 1, -5]", "[0, 0, 0]"), "s:1: `camera`: `look_from` and `look_to` must differ"),
        (CAMERA + CAMERA, "s:2: `add: camera` is here a second time; remove one"),
    ],
)  # fmt: skip
def test_errors_tell_file_line_and_key(text, expected):
    with pytest.raises(SceneError, match=expected):
        parse_scene(text, name="s")


def test_aliases_that_grow_without_end_are_refused():
    layers = ["- &a0 [1, 1, 1, 1, 1, 1, 1, 1]"]
    layers += [f"- &a{k} [{', '.join([f'*a{k - 1}'] * 8)}]" for k in range(1, 9)]
    with pytest.raises(SceneError, match="is too large or too deep"):
        parse_scene("\n".join(layers))


def test_same_scene_gives_the_same_picture_by_both_renderers():
    from coincide_rays.book import render

    scene = parse_scene(CAMERA + "- {add: light, at: [-5, 5, -5], intensity: [1, 1, 1]}\n- {add: cube}\n")
    assert scene.camera is not None
    plain, compiled = render(scene.camera, scene.world), scene.camera.render(scene.world)
    assert np.abs(plain.pixels - compiled.pixels).max() < 1e-9


def test_a_scene_of_many_brackets_is_an_error_with_its_name():
    with pytest.raises(SceneError, match=r"deep\.yml: `scene` is too deep"):
        parse_scene("[" * 3000, name="deep.yml")
