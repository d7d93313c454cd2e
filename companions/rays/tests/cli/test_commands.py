"""The command `coincide-rays`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from coincide_rays import load_picture
from coincide_rays.cli.app import main

SCENE = Path(__file__).parents[2] / "examples" / "scenes" / "groups.yml"


def _fails(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        main([str(each) for each in arguments])
    return left.value.code, capsys.readouterr().err


def test_render_writes_the_picture_and_its_truth(tmp_path, capsys):
    files = {"normal": "n.png", "depth": "d.npy", "ids": "i.npz", "tree": "t.json"}
    options = [part for kind, name in files.items() for part in (f"--{kind}", str(tmp_path / name))]
    main(["render", str(SCENE), "--out", str(tmp_path / "p.png"), "--width", "60", "--json", *options])
    facts = json.loads(capsys.readouterr().out)
    assert (facts["width"], facts["height"], len(facts["files"])) == (60, 20, 5)
    assert load_picture(tmp_path / "p.png").width == 60
    ids = np.load(tmp_path / "i.npz")
    assert ids["part"].shape == (20, 60) and set(np.unique(ids["instance"])) <= {-1, 0, 1, 2, 3}
    assert (np.isfinite(np.load(tmp_path / "d.npy")) == (ids["part"] >= 0)).all()
    assert json.loads((tmp_path / "t.json").read_text())["kind"] == "world"


@pytest.mark.parametrize("suffix", ["png", "ppm", "pfm"])
def test_formats_hold_the_same_picture(tmp_path, suffix):
    from coincide_rays.scene import load_scene

    main(["render", str(SCENE), "--out", str(tmp_path / f"p.{suffix}"), "--width", "30", "--seed", "3"])
    scene = load_scene(SCENE)
    assert scene.camera is not None
    from coincide_rays import Camera

    small = Camera(30, 10, scene.camera.field_of_view, transform=scene.camera.transform)
    expected = np.clip(small.render(scene.world, seed=3).pixels, 0, 1)
    found = np.clip(load_picture(tmp_path / f"p.{suffix}").pixels, 0, 1)
    assert np.abs(found - expected).max() < 0.51 / 255


def test_time_adds_samples_until_it_has_passed(tmp_path, capsys):
    main(["render", str(SCENE), "--out", str(tmp_path / "p.png"), "--width", "30", "--time", "0.2", "--json"])
    assert json.loads(capsys.readouterr().out)["samples"] >= 1


def test_preview_is_coarse(tmp_path):
    main(
        ["render", str(SCENE), "--out", str(tmp_path / "p.png"), "--width", "90", "--preview", str(tmp_path / "c.png")]
    )
    assert load_picture(tmp_path / "c.png").width == 60


def test_show_draws_the_tree(capsys):
    main(["show", str(SCENE)])
    shown = capsys.readouterr().out
    assert "├─ group 'wheel'" in shown
    assert shown.endswith("55 parts, 4 lights, a camera of 600 × 200\n")


def test_truth_writes_labelled_pictures_that_do_not_depend_on_how_many(tmp_path):
    for name, count in (("few", 2), ("more", 3)):
        main(["truth", "--count", str(count), "--out", str(tmp_path / name), "--seed", "4", "--size", "32"])
    few, more = tmp_path / "few", tmp_path / "more"
    assert sorted(path.name for path in few.iterdir()) == [
        "000000.npz", "000000.png", "000001.npz", "000001.png", "trees.jsonl",
    ]  # fmt: skip
    assert (few / "000001.png").read_bytes() == (more / "000001.png").read_bytes()
    tree = json.loads((few / "trees.jsonl").read_text().splitlines()[1])["tree"]
    ids = np.load(few / "000001.npz")
    assert tree["children"][0]["name"] == "floor" and ids["part"].max() > 0


def test_truth_leaves_a_folder_with_something_alone(tmp_path, capsys):
    (tmp_path / "x").write_text("mine")
    code, error = _fails(capsys, "truth", "--count", 1, "--out", tmp_path)
    assert code == 1 and "expected a new or an empty folder" in error
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_wrong_suffix_is_refused_before_the_work(tmp_path, capsys):
    code, error = _fails(capsys, "render", SCENE, "--out", tmp_path / "p.gif")
    assert code == 1 and error.startswith("error: ") and "must end in .png, .ppm, .pfm, got '.gif'" in error
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("render", "none.yml", "--out", "p.png"), 1, "none.yml: expected a scene file, got: No such file"),
        (("render", SCENE, "--out", "/nowhere/p.png"), 1, "it cannot be written"),
        (("render", SCENE, "--out", "p.png", "--normal", "n.txt"), 1, "`--normal n.txt` must end in .png, .pfm, .npy"),
        (("render", SCENE), 2, "--out"),
        (("render", SCENE, "--out", "p.png", "--samples", "0"), 2, "expected a whole number of 1 or more, got '0'"),
        (("render", SCENE, "--out", "p.png", "--time", "nan"), 2, "expected seconds above 0, got 'nan'"),
    ],
)
def test_mistakes_end_with_one_line_and_a_code(tmp_path, monkeypatch, capsys, arguments, code, text):
    monkeypatch.chdir(tmp_path)
    found, error = _fails(capsys, *arguments)
    assert found == code and text in error and "Traceback" not in error
    assert not list(tmp_path.iterdir())
