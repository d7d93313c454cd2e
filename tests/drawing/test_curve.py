"""The picture of how far labels go."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

from coincide.drawing.curve import CurveLine, curve_svg

OURS = CurveLine("coincide", (5, 20, 100), (0.7, 0.9, 0.95), (0.02, 0.01, 0.0), is_ours=True)
RANDOM = CurveLine("random <labels>", (5, 20, 100, 500), (0.2, 0.5, 0.8, 0.9), (0.05, 0.04, 0.02, 0.01))


def _picture(*lines: CurveLine, is_alone: bool = True) -> ElementTree.Element:
    return ElementTree.fromstring(curve_svg(lines, is_alone=is_alone).text)


def _places(element: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    return [one for one in element.iter() if one.tag.endswith(tag)]


def test_each_way_has_a_line_and_its_name_in_the_legend() -> None:
    picture = _picture(OURS, RANDOM)
    assert len(_places(picture, "polyline")) == 2
    assert {"coincide", "random <labels>"} <= {text.text for text in _places(picture, "text")}


def test_each_measurement_is_a_dot_that_says_its_numbers() -> None:
    titles = [title.text for title in _places(_picture(OURS), "title")]
    assert titles == [
        f"coincide: {share} with {n} labels" for share, n in (("70.0%", 5), ("90.0%", 20), ("95.0%", 100))
    ]


def test_more_labels_lie_to_the_right_and_higher_accuracy_higher_up() -> None:
    dots = [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in _places(_picture(OURS), "circle")]
    assert dots == sorted(dots, key=lambda dot: (dot[0], -dot[1]))


def test_equal_factors_of_labels_are_equal_steps() -> None:
    line = CurveLine("x", (5, 50, 500), (0.5, 0.5, 0.5), (0.0, 0.0, 0.0))
    first, second, third = (float(dot.attrib["cx"]) for dot in _places(_picture(line), "circle"))
    assert abs((second - first) - (third - second)) < 0.2


def test_dots_lie_inside_the_picture() -> None:
    picture = _picture(OURS, RANDOM)
    _, _, width, height = map(float, picture.attrib["viewBox"].split())
    dots = _places(picture, "circle")
    assert all(0 < float(dot.attrib["cx"]) < width and 0 < float(dot.attrib["cy"]) < height for dot in dots)


def test_ours_is_drawn_on_top() -> None:
    strokes = [line.attrib["stroke-width"] for line in _places(_picture(OURS, RANDOM), "polyline")]
    assert strokes == ["1.7", "3.0"]


def test_ways_differ_by_more_than_color() -> None:
    others = [CurveLine(name, (5, 10), (0.1, 0.2), (0.0, 0.0)) for name in "abc"]
    dashes = [line.attrib.get("stroke-dasharray") for line in _places(_picture(*others), "polyline")]
    assert len(set(dashes)) == 3


def test_a_single_budget_is_a_picture_too() -> None:
    assert len(_places(_picture(CurveLine("x", (5,), (0.5,), (0.1,))), "circle")) == 1


def test_inside_a_page_the_text_takes_its_color() -> None:
    assert _picture(OURS, is_alone=False).attrib["fill"] == "currentColor"


def test_no_style_attribute_would_be_refused_by_the_page() -> None:
    assert not re.search(r"\bstyle=", curve_svg([OURS, RANDOM]).text)
