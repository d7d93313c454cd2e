"""Positions on the globe, and their middle."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def middle_of(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the mean of positions near each other, also of those on both sides of the date line.

    Longitudes are counted from the first one, the short way round: 179 and -179 lie around 180, not around 0.

    Parameters
    ----------
    places : latitude and longitude of each, in degrees; at least one.

    Returns
    -------
    Latitude, and longitude within -180 and 180.
    """
    north, first = float(np.mean([place[0] for place in places])), places[0][1]
    east = float(np.mean([first + (place[1] - first + 180) % 360 - 180 for place in places]))
    return north, east - float(np.copysign(360, east)) if abs(east) > 180 else east
