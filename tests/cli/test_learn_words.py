"""What `coincide learn` says about its result."""

from __future__ import annotations

from pathlib import Path

import pytest

from coincide.cli.commands.learn import what_is_missing
from coincide.workflow.learn.learn import LearnResult


def _result(n_categories: int, *, what: str = "learned") -> LearnResult:
    return LearnResult(Path("c"), what, 3, 36.0, 35, 35, n_categories, 0)


def test_fewer_categories_than_asked_for_are_explained() -> None:
    [line] = what_is_missing(30, _result(12))
    assert line == (
        "You asked for 30 categories, and there are 12: others would hold no event, or only unsure ones. "
        "`--categorize-unsure-below 0` leaves no event unsure."
    )


@pytest.mark.parametrize(("wanted", "result"), [(12, _result(12)), (None, _result(12)), (30, _result(12, what="kept"))])
def test_nothing_is_said_where_no_category_is_missing(wanted: int | None, result: LearnResult) -> None:
    assert what_is_missing(wanted, result) == []
