"""Leads are measured with the smallest effort that reaches a recall, and printed worst first."""

from __future__ import annotations

import math

import pytest

from benchmarks.leads.datasets import wanted_sets
from benchmarks.leads.measure import LEVELS, MANY, ONE, smallest_effort
from benchmarks.leads.page import as_leads
from benchmarks.options import Options
from benchmarks.search.sweep import Point
from benchmarks.table import Row
from benchmarks.timing import Seconds


def _curve(*efforts: float) -> list[Point]:
    return [Point(effort, effort / 100.0, Seconds(1.0, 0.0, 1)) for effort in efforts]


def _rows(work: str, leads: dict[str, float]) -> list[Row]:
    return [
        Row(work, f"{manner}, µs at recall {level:.2f}, {kind}", 1.0, 0.0, 1, against=peer, against_value=lead)
        for manner in (ONE, MANY)
        for level in LEVELS
        for kind in ("least", "median")
        for peer, lead in leads.items()
    ]


@pytest.mark.parametrize(("wanted", "effort"), [(0.9, 90), (0.895, 90), (0.93, 93), (0.10, 64)])
def test_the_smallest_whole_effort_counts(wanted: float, effort: int) -> None:
    assert smallest_effort(lambda at: at / 100.0, _curve(64, 80, 96), wanted) == effort


def test_efforts_that_are_not_whole_are_halved() -> None:
    assert smallest_effort(lambda at: at / 100.0, _curve(0.5, 2.0, 4.0), 0.03) == 3.0


def test_a_recall_that_is_never_reached_has_no_effort() -> None:
    assert math.isnan(smallest_effort(lambda at: at / 100.0, _curve(64, 80), 0.9))


def test_the_worst_lead_over_the_fastest_peer_comes_first() -> None:
    rows = _rows("easy", {"SymphonyQG": 2.0, "hnswlib": 3.0}) + _rows("hard", {"SymphonyQG": 1.3, "hnswlib": 9.0})
    assert [line.split(" | ")[0] for line in as_leads(rows).splitlines()[2:]] == ["| hard", "| easy"]


def test_a_lead_below_its_goal_is_bold() -> None:
    line = as_leads(_rows("data", {"SymphonyQG": 1.17, "hnswlib": 3.0, "faiss": 1.9})).splitlines()[-1]
    assert line.count("**1.17** / 1.17 (1.17 / 1.17)") == 1  # with many queries, 1.2 and 1.15 are asked for
    assert line.endswith("**1.90** / **1.90** (1.90 / 1.90), faiss |")


def test_a_peer_that_was_not_measured_has_an_empty_cell() -> None:
    assert as_leads(_rows("data", {"SymphonyQG": 2.0})).splitlines()[-1].endswith(" |  |  |  |")


@pytest.mark.parametrize(("only", "n_sets"), [(None, 0), ("clustered", 0), ("1,000,000", 1)])
def test_a_million_vectors_are_measured_where_their_number_is_named(only: str | None, n_sets: int) -> None:
    assert sum("1,000,000" in title for title in wanted_sets(Options(only=only))) == n_sets


def test_all_other_sets_are_measured_without_being_named() -> None:
    assert len(wanted_sets(Options())) == 6
