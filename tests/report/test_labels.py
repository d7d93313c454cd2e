"""How far labels go, on the page."""

from __future__ import annotations

import re
from dataclasses import replace

from report_examples import make_report

from coincide.drawing.curve import CurveLine
from coincide.report.model import LabelCurves, LabelReduction
from coincide.report.page import render

CURVES = LabelCurves(
    lines=[
        CurveLine("tree", (5, 20), (0.7, 0.9), (0.02, 0.01), is_ours=True),
        CurveLine("random", (5, 20, 100), (0.2, 0.5, 0.8), (0.05, 0.04, 0.0)),
    ],
    reductions=[LabelReduction(0.72, "random", "≥ 12.0"), LabelReduction(0.81, "random", "not reached")],
    how=["60 events of 3 types."],
    full_accuracy=0.9,
    n_repeats=3,
)


def _section(curves: LabelCurves = CURVES) -> str:
    page = render(make_report(categories=[], unsure=None, map_points=None, label_curves=curves))
    return page[page.index('<section id="labels"') : page.index('<section id="problems"')]


def _rows(section: str) -> list[str]:
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr.*?</tr>", section, re.DOTALL)]


def test_each_way_has_its_accuracy_at_every_number_of_labels_that_it_was_given() -> None:
    assert _rows(_section())[:3] == [
        "5 labels 20 labels 100 labels",
        "tree 0.700 ± 0.020 0.900 ± 0.010",
        "random 0.200 ± 0.050 0.500 ± 0.040 0.800 ± 0.000",
    ]


def test_a_factor_stands_under_its_target() -> None:
    assert _rows(_section())[3:] == ["fewer labels than accuracy 0.720 accuracy 0.810", "random ≥ 12.0 not reached"]


def test_a_single_repeat_shows_no_spread() -> None:
    section = _section(replace(CURVES, n_repeats=1))
    assert _rows(section)[1] == "tree 0.700 0.900"
    assert not any(words in section for words in ("±", "deviation", "intervals"))
