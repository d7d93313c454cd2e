"""Trees as pictures, and the command that draws them."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tree_examples import trees

from coincide_trees import FileError, InputError, RecursiveAutoencoder, Tree, save_model
from coincide_trees.command import app
from coincide_trees.drawing.layout import places_of
from coincide_trees.drawing.png import read_picture, to_png
from coincide_trees.drawing.sketch import sketch_tree, stack
from coincide_trees.drawing.svg import to_svg
from coincide_trees.drawing.text import to_text
from coincide_trees.regions import regions_of
from coincide_trees.scenes import parse_regions
from coincide_trees.sentences import word_vectors

TREE = Tree(("the", "wren", "sings"), ((0, 1), (3, 2)), ("NP", ""))
LINES = "the wren sings at dawn\nthe robin sings at dusk\n"


@pytest.fixture
def sentences(tmp_path: Path) -> Path:
    (tmp_path / "lines.txt").write_text(LINES, encoding="utf-8")
    return tmp_path / "lines.txt"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    pixels = np.zeros((40, 60, 3), dtype=np.uint8)
    pixels[:, :30] = (200, 30, 30)
    pixels[:20, 30:] = (30, 30, 200)
    Image.fromarray(pixels).save(tmp_path / "flag.png")
    return tmp_path / "flag.png"


def run(*arguments: object):
    return CliRunner().invoke(app, ["parse", *map(str, arguments)])


@given(trees())
def test_a_node_stands_above_its_children_and_between_them(tree: Tree):
    places = places_of(tree)
    for number, node in enumerate(tree.children):
        x, level = places[tree.n_leaves + number]
        assert all(places[child][1] < level for child in node)
        assert min(places[child][0] for child in node) <= x <= max(places[child][0] for child in node)


@given(trees())
def test_no_two_nodes_stand_at_one_place(tree: Tree):
    assert all(one != other for one, other in combinations(places_of(tree), 2))


@given(trees(names=st.sampled_from(["a", "b", "c"])))
def test_text_holds_every_leaf_once_and_in_order(tree: Tree):
    words = to_text(tree).replace("├─", " ").replace("└─", " ").replace("│", " ").split()
    leaves = " ".join(tree.leaves[leaf] for leaf in tree.members[tree.root]).split()
    rest = iter(words)
    assert all(word in rest for word in leaves)


def test_an_svg_has_a_line_for_each_child_and_every_word():
    root = ElementTree.fromstring(to_svg(sketch_tree(TREE)))
    texts = {each.text for each in root.iter("{http://www.w3.org/2000/svg}text")}
    path = next(root.iter("{http://www.w3.org/2000/svg}path")).attrib["d"]
    assert (texts, path.count("M")) == ({"the", "wren", "sings", "NP"}, 4)


def test_an_svg_escapes_what_words_hold():
    assert b"&lt;b&gt;" in to_svg(sketch_tree(Tree(("<b>", "x"), ((0, 1),))))


def test_a_png_is_twice_as_large_as_its_sketch(tmp_path: Path):
    sketch = sketch_tree(TREE)
    (tmp_path / "tree.png").write_bytes(to_png(sketch))
    with Image.open(tmp_path / "tree.png") as image:
        assert image.size == (2 * sketch.width, 2 * sketch.height)


def test_stacked_sketches_are_as_high_as_both():
    one = sketch_tree(TREE)
    assert stack([one, one]).height == 2 * one.height


def test_a_word_has_the_same_vector_wherever_it_occurs():
    np.testing.assert_array_equal(word_vectors(["Wren", "x"])[0], word_vectors(["y", "wren"])[1])


def test_regions_that_look_alike_and_touch_are_joined_first():
    numbers = np.repeat(np.arange(4), 5)[None].repeat(5, axis=0)
    pixels = np.array([0.0, 0.05, 0.9, 0.95])[numbers]
    assert set(parse_regions(regions_of(numbers, pixels)).members[4:6]) == {(0, 1), (2, 3)}


def test_sentences_are_drawn_in_the_terminal(sentences: Path):
    told = run(sentences, "--epochs", 2)
    assert told.exit_code == 0
    assert all(word in told.output for word in LINES.split())


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_a_picture_is_drawn_into_a_file(picture: Path, suffix: str):
    out = picture.with_name(f"tree{suffix}")
    assert run(picture, "--regions", 6, "--out", out).exit_code == 0
    assert out.read_bytes()[:4] in (b"<svg", b"\x89PNG")


def test_equal_seeds_draw_equal_trees(sentences: Path):
    assert run(sentences, "--epochs", 2).output == run(sentences, "--epochs", 2).output


def test_a_saved_model_is_used(sentences: Path):
    save_model(RecursiveAutoencoder(8, seed=3), sentences.with_name("model"))
    assert run(sentences, "--model", sentences.with_name("model")).exit_code == 0


def test_a_missing_file_is_an_error(tmp_path: Path):
    error = run(tmp_path / "gone.txt").exception
    assert isinstance(error, FileError)
    assert "does not exist" in str(error)


def test_a_text_that_calls_itself_a_picture_is_an_error(tmp_path: Path):
    (tmp_path / "a.png").write_text("words")
    assert "expected a picture in" in str(run(tmp_path / "a.png").exception)


def test_bytes_that_are_no_text_are_an_error(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00")
    assert "expected UTF-8 text, one sentence a line" in str(run(tmp_path / "a.txt").exception)


def test_a_video_is_not_taken_for_text(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(100))
    assert "Save pictures as PNG" in str(run(tmp_path / "a.mp4").exception)


def test_an_empty_text_is_an_error(tmp_path: Path):
    (tmp_path / "a.txt").write_text("\n")
    assert "expected at least one sentence in" in str(run(tmp_path / "a.txt").exception)


def test_a_text_of_single_words_is_parsed(tmp_path: Path):
    (tmp_path / "a.txt").write_text("hello\n\nworld\n")
    assert run(tmp_path / "a.txt").output.split() == ["hello", "world"]


def test_gray_levels_of_16_bits_are_not_cut_off(tmp_path: Path):
    levels = np.array([[0, 255], [256 * 100, 65535]], dtype=np.uint16)
    Image.fromarray(levels).save(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png")[..., 0].tolist() == [[0, 0], [100, 255]]


def test_gray_levels_that_are_floats_have_their_whole_range(tmp_path: Path):
    Image.fromarray(np.array([[0.0, 0.5], [1.0, 0.25]], dtype=np.float32)).save(tmp_path / "a.tiff")
    assert read_picture(tmp_path / "a.tiff")[..., 1].tolist() == [[0, 127], [255, 63]]


@pytest.mark.parametrize(("mode", "name"), [("RGB", "a.jpg"), ("I;16", "a.png")])
def test_a_photograph_stands_as_it_was_taken(tmp_path: Path, mode: str, name: str):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    Image.new(mode, (30, 20)).save(tmp_path / name, exif=exif)
    assert read_picture(tmp_path / name).shape == (30, 20, 3)


def test_another_kind_of_drawing_is_an_error(sentences: Path):
    error = run(sentences, "--out", "tree.pdf").exception
    assert isinstance(error, InputError)
    assert "expected `--out` to end with .svg or .png, got `tree.pdf`" in str(error)


@pytest.mark.parametrize("page", [[], ["parse"]])
def test_help_shows_an_example(page: list[str]):
    lines = CliRunner().invoke(app, [*page, "--help"]).output.splitlines()
    assert lines[-1] == "  Example: coincide-trees parse reef.png --out tree.svg"


def test_a_mistake_is_one_message_and_exit_code_1(tmp_path: Path):
    code = "from coincide_trees.command import main; main()"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    told = subprocess.run(
        [sys.executable, "-c", code, "parse", str(tmp_path / "gone")], capture_output=True, text=True, env=environment
    )
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("error: expected a picture or a text")
