"""Geometry and pictures beside POV-Ray's. These tests fail, and say how to install it, where POV-Ray is missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import povray_program
import pytest
from povray_parity import PICTURES, SHAPES, differences, share_of_equal_pixels, towards_origin

from coincide_rays import Bumps, Camera, InputError, Material, PerturbedPattern, Sphere, World
from coincide_rays.export import to_povray

N_RAYS = 2_000


def test_povray_is_installed():
    assert povray_program.PROGRAM is not None, povray_program.MISSING


@pytest.mark.parametrize("name", SHAPES)
def test_rays_meet_shapes_where_povray_says(name, tmp_path):
    rays = towards_origin(np.random.default_rng(7), N_RAYS)
    found = differences(SHAPES[name](), rays, tmp_path)
    assert found.n_hits > N_RAYS / 20
    assert found.n_other == 0
    assert found.distance < 1e-9
    assert found.normal < 1e-9


@pytest.mark.parametrize(("name", "floor"), [("puppets", 0.9999), ("table", 0.9999), ("bend", 0.995)])
def test_pictures_are_povrays(name, floor, tmp_path):
    assert share_of_equal_pixels(*PICTURES[name](0.5), tmp_path) >= floor


def test_what_povray_cannot_draw_is_refused():
    camera = Camera(4, 4, 1.0)
    with pytest.raises(InputError, match="POV-Ray has no counterpart of `bumps`"):
        to_povray(World([Sphere(material=Material(bumps=Bumps()))]), camera)
    with pytest.raises(InputError, match="POV-Ray has no counterpart of PerturbedPattern"):
        to_povray(World([Sphere(material=Material(pattern=PerturbedPattern((1, 1, 1))))]), camera)


def test_command_writes_a_file_for_povray(tmp_path):
    from coincide_rays.cli.app import main

    scene = Path(__file__).parents[1] / "examples" / "scenes" / "puppets.yml"
    main(["povray", str(scene), "--out", str(tmp_path / "p.pov")])
    assert (tmp_path / "p.pov").read_text().startswith("#version 3.7;")
