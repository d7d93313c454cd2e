"""Sunrise and sunset in local time, day by day, at the middle of the sites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

from coincide.errors import MissingPackageError
from coincide.survey import PlacedRecording, middle_of
from coincide.survey.sun import STATES, sun_changes, sun_times


@dataclass(frozen=True, slots=True)
class Nights:
    """The sun on some days.

    Attributes
    ----------
    sunrise_h, sunset_h : (days,) hours by the clocks of the place, not-a-number where the sun does neither.
    is_dark : (days,) whether it is below the horizon at noon, where it neither rises nor sets.
    """

    sunrise_h: NDArray[np.float64]
    sunset_h: NDArray[np.float64]
    is_dark: NDArray[np.bool_]


def nights_of(recordings: Sequence[PlacedRecording], days: Sequence[date]) -> tuple[Nights | None, str]:
    """Return the sun on some days, or None and why it is not known.

    Parameters
    ----------
    days : without gaps, at least one.
    """
    places = [(each.latitude, each.longitude) for each in recordings]
    known = [(north, east) for north, east in places if north is not None and east is not None]
    if not known:
        return None, "No night is shaded, since no recording has a position. `coincide sites SITES.csv` gives them one."
    zone = Counter(each.zone or UTC for each in recordings).most_common(1)[0][0]
    middle = middle_of(known)
    first, last = (datetime.combine(day, time(12), zone).timestamp() for day in (days[0], days[-1]))
    try:
        rise, down = (
            _by_day(sun_times(name, *middle, first_s=first, last_s=last), days, zone) for name in ("sunrise", "sunset")
        )
        is_dark = np.zeros(len(days), dtype=np.bool_)
        lost = np.flatnonzero(np.isnan(rise) & np.isnan(down))
        if len(lost):
            edges_s, states = sun_changes(*middle, first_s=first, last_s=last)
            noons_s = [datetime.combine(days[row], time(12), zone).timestamp() for row in lost.tolist()]
            is_dark[lost] = states[np.searchsorted(edges_s, noons_s, side="right") - 1] != STATES.index("day")
    except MissingPackageError as error:
        return None, f"No night is shaded: {error}"
    return Nights(rise, down, is_dark), ""


def _by_day(times_s: NDArray[np.float64], days: Sequence[date], zone: tzinfo) -> NDArray[np.float64]:
    """Return the local hour of the time on each day, not-a-number where there is none."""
    hours = np.full(len(days), np.nan)
    for at_s in times_s.tolist():
        at = datetime.fromtimestamp(at_s, zone)
        row = (at.date() - days[0]) // timedelta(days=1)
        if 0 <= row < len(days):
            hours[row] = at.hour + at.minute / 60 + at.second / 3600
    return hours
