"""Rows of a benchmark as tables and as JSON."""

from __future__ import annotations

import json
import math

from benchmarks.table import Row, as_json_lines, as_markdown, as_wide_markdown


def test_peers_stand_in_columns_of_their_own() -> None:
    rows = [
        Row("search", "queries/s", 250.0, 0.0, 1, against=peer, against_value=value, goal="≥ 2")
        for peer, value in (("a", 100.0), ("b", 1.5))
    ]
    assert as_markdown(rows).splitlines()[2] == "| search | queries/s | 250 | 100 | 1.500 | ≥ 2 |"


def test_what_was_not_reached_says_so() -> None:
    row = Row("search", "queries/s", math.nan, 0.0, 1, against="a", against_value=3.0)
    assert as_markdown([row]).splitlines()[2] == "| search | queries/s | not reached | 3 |  |"


def test_json_has_null_for_what_was_not_reached() -> None:
    row = Row("search", "queries/s", math.nan, 0.0, 1, against="a", against_value=3.0)
    facts = json.loads(as_json_lines([row]))
    assert (facts["value"], facts["against_value"], facts["ratio"]) == (None, 3.0, None)


def test_a_wide_table_says_whether_values_are_equal_as_printed() -> None:
    rows = [
        Row("A", "error", 0.08667, 0.0, 1, against="published", against_value=0.0867, digits=4),
        Row("B", "error", 0.5, 0.0, 1, against="published", against_value=0.4999, digits=4),
        Row("B", "n", 50, 0.0, 1),
    ]
    assert as_wide_markdown(rows).splitlines() == [
        "| work | error | n |",
        "| --- | --- | --- |",
        "| A | 0.0867 = 0.0867 |  |",
        "| B | 0.5000 ≠ 0.4999 | 50 |",
    ]
