"""Charts of characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coincide.cli.label.chart import curve_chart, sparkline

shares = st.lists(st.floats(0, 1), min_size=1, max_size=60)


def test_a_sparkline_rises_with_its_values() -> None:
    assert sparkline([0.0, 0.5, 1.0], has_blocks=True) == " ▄█"


@pytest.mark.parametrize("has_blocks", [True, False])
@given(values=st.lists(st.floats(-1, 2), max_size=50))
def test_a_sparkline_has_a_character_for_each_value(values: list[float], has_blocks: bool) -> None:
    assert len(sparkline(values, has_blocks=has_blocks)) == len(values)


@given(values=shares, width=st.integers(20, 200))
def test_a_chart_keeps_within_its_width(values: list[float], width: int) -> None:
    lines = curve_chart(range(1, len(values) + 1), values, width=width)
    assert max(map(len, lines)) <= max(width, 30)


@given(values=shares)
def test_a_chart_can_be_drawn_in_ascii(values: list[float]) -> None:
    assert "".join(curve_chart(range(1, len(values) + 1), values, width=60, has_blocks=False)).isascii()


def test_a_full_share_fills_the_chart() -> None:
    lines = curve_chart([1, 2], [1.0, 1.0], width=40, height=4)
    assert all("█" * 24 in line for line in lines[:4])


def test_nothing_leaves_the_chart_empty() -> None:
    lines = curve_chart([1, 2], [0.0, 0.0], width=40, height=4)
    assert not any("█" in line for line in lines)


def test_the_axis_tells_the_number_of_answers() -> None:
    assert curve_chart([1, 2, 30], [0.1, 0.2, 0.9], width=60)[-1].endswith("30 answers")
