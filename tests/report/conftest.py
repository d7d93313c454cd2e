"""Makers of a small result to report."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from report_examples import category_card, chirp_example, make_report, map_points, two_scores

from coincide.drawing.example import Example
from coincide.drawing.map import MapPoints
from coincide.report.model import CategoryCard, ReportData, Scores


@pytest.fixture
def report() -> Callable[..., ReportData]:
    return make_report


@pytest.fixture
def card() -> Callable[..., CategoryCard]:
    return category_card


@pytest.fixture
def example() -> Callable[..., Example]:
    return chirp_example


@pytest.fixture
def points() -> Callable[..., MapPoints]:
    return map_points


@pytest.fixture
def scores() -> Callable[[float, float], Scores]:
    return two_scores
