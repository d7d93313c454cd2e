"""The middle of positions."""

from __future__ import annotations

import pytest

from coincide.survey import middle_of


@pytest.mark.parametrize(
    ("longitudes", "middle"),
    [([13.4, 13.4], 13.4), ([179.0, -179.5], 179.75), ([-179.0, 179.5], -179.75), ([-10.0, 20.0], 5.0)],
)
def test_the_middle_of_positions_on_both_sides_of_the_date_line_lies_there(
    longitudes: list[float], middle: float
) -> None:
    assert middle_of([(50.0, east) for east in longitudes]) == (50.0, pytest.approx(middle))
