"""The map's caption."""

from __future__ import annotations

from report_examples import make_report, map_points

from coincide.report.page import render


def test_a_map_that_leaves_points_out_says_so() -> None:
    page = render(make_report(categories=[], unsure=None, map_points=map_points(9000)))
    assert "of 9,000 calls, taken evenly from all categories" in page
