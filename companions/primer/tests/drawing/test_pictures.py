"""Pictures are whole XML and show what they were given."""

import xml.etree.ElementTree as ET

import numpy as np

from coincide_primer import Tensor, tanh
from coincide_primer.drawing import confusion, curves, draw_graph
from coincide_primer.drawing.svg import picture, words

SVG = "{http://www.w3.org/2000/svg}"


def _read(text):
    root = ET.fromstring(text)
    return [each.text for each in root.iter(f"{SVG}text")], root


def test_words_with_signs_of_xml_are_kept():
    assert _read(picture(10, 10, [words(0, 0, "a < b & c")]))[0] == ["a < b & c"]


def test_a_graph_shows_each_tensor_once():
    x = Tensor(0.0, track=True, name="x")
    y = tanh(x)
    shown, root = _read(draw_graph(y * y + 1.0))
    assert [each for each in shown if each in ("x", "tanh", "multiply", "add", "constant")].count("tanh") == 1
    assert len(root.findall(f"{SVG}polyline")) == 5


def test_a_large_tensor_is_shown_by_its_shape():
    shown, _ = _read(draw_graph(Tensor(np.ones((2, 4)), track=True, name="w").sum()))
    assert "shape 2 × 4" in shown


def test_a_confusion_matrix_shows_all_counts_but_0():
    shown, _ = _read(picture(99, 99, confusion(np.array([[7, 0], [2, 5]]), title="both", x=0, y=0, cell=9)))
    assert shown == ["both", "columns: predicted, rows: true", "0", "0", "7", "1", "1", "2", "5"]


def test_a_single_point_is_a_level_line():
    _, root = _read(picture(99, 99, curves({"one": [2.0]}, title="t", x=0, y=0, width=10, height=10)))
    assert any(each.get("points") == "0.0,10.0 10.0,10.0" for each in root.findall(f"{SVG}polyline"))
