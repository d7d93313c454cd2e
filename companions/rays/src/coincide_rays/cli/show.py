"""coincide-rays show: the tree of a scene file."""

from __future__ import annotations

import argparse
import json

from coincide_rays.scene.reader import load_scene
from coincide_rays.truth.tree import tree_of


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scene", help="a scene file in YAML")
    parser.add_argument("--json", action="store_true", help="print the tree as JSON")


def run(given: argparse.Namespace) -> None:
    scene = load_scene(given.scene)
    tree = tree_of(scene.world)
    if given.json:
        print(json.dumps(tree.to_json()))
        return
    print(tree)
    camera = "no camera" if scene.camera is None else f"a camera of {scene.camera.hsize} × {scene.camera.vsize}"
    n_parts, n_lights = len(tree.parts()), len(scene.world.lights)
    print(f"{n_parts} part{'s' * (n_parts != 1)}, {n_lights} light{'s' * (n_lights != 1)}, {camera}")
