"""coincide-rays povray: a scene file for POV-Ray."""

from __future__ import annotations

import argparse

from coincide_rays.errors import SceneError
from coincide_rays.export.povray import to_povray
from coincide_rays.picture.files import write_whole
from coincide_rays.scene.reader import load_scene


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scene", help="a scene file in YAML")
    parser.add_argument("--out", required=True, help="the .pov file to write")


def run(given: argparse.Namespace) -> None:
    scene = load_scene(given.scene)
    if scene.camera is None:
        raise SceneError(f"{given.scene}: expected an entry `add: camera`, got none")
    write_whole(given.out, to_povray(scene.world, scene.camera).encode())
    print(f"wrote {given.out}; draw it with: povray +I{given.out} +W{scene.camera.hsize} +H{scene.camera.vsize}")
