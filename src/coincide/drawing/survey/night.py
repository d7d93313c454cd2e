"""When the sun is down, for figures that shade it."""

from __future__ import annotations

import numpy as np


def night_hours(rise_h: float, set_h: float, *, is_dark: bool) -> list[tuple[float, float]]:
    """Return the stretches of a day in which the sun is down, in hours.

    Parameters
    ----------
    rise_h, set_h : in [0, 24), not-a-number where the sun does neither; then `is_dark` decides.
    """
    if np.isnan(rise_h) and np.isnan(set_h):
        return [(0.0, 24.0)] if is_dark else []
    if np.isnan(rise_h):
        return [(set_h, 24.0)]
    if np.isnan(set_h):
        return [(0.0, rise_h)]
    return [(0.0, rise_h), (set_h, 24.0)] if rise_h <= set_h else [(set_h, rise_h)]
