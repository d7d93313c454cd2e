"""Sunrise, sunset and civil twilight at a position, by the package `astral` (extra ``survey``).

The time before the first change of the light counts by the elevation of the sun, so that polar day is ``day``. Where
the sun does not rise or set on a day, that day has no such time.
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from coincide.errors import MissingPackageError

STATES = ("night", "dawn", "day", "dusk")
"""Dawn and dusk are civil twilight: the sun is up to 6° below the horizon."""
_CHANGES = {"dawn": 1, "sunrise": 2, "sunset": 3, "dusk": 0}
"""The state that begins with each change."""
_HORIZON, _TWILIGHT = -0.833, -6.0
"""Elevation of the sun's middle when its edge touches the horizon, with refraction; end of civil twilight. Degrees."""
_DAY_S = 86_400


def sun_changes(
    latitude: float, longitude: float, *, first_s: float, last_s: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return when the light changes at a position.

    Parameters
    ----------
    first_s, last_s : the stretch of time, Unix seconds; a day more is returned on both sides.

    Returns
    -------
    Unix seconds (n,), rising, and the number of the state of `STATES` that begins there. The first is the beginning
    of the stretch itself.

    Raises
    ------
    MissingPackageError : `astral` is not installed.
    """
    begins_s = first_s - 2 * _DAY_S
    times = [begins_s]
    states = [_state_at(latitude, longitude, begins_s)]
    for name, state in _CHANGES.items():
        found = sun_times(name, latitude, longitude, first_s=begins_s, last_s=last_s)
        times += found[found > begins_s].tolist()
        states += [state] * int((found > begins_s).sum())
    order = np.argsort(times, kind="stable")
    return np.array(times)[order], np.array(states, dtype=np.int64)[order]


def sun_times(name: str, latitude: float, longitude: float, *, first_s: float, last_s: float) -> NDArray[np.float64]:
    """Return the times of ``dawn``, ``sunrise``, ``sunset`` or ``dusk``, as Unix seconds, rising.

    Raises
    ------
    MissingPackageError : `astral` is not installed.
    """
    astral_sun, observer = _astral(latitude, longitude)
    compute = getattr(astral_sun, name)
    day = datetime.fromtimestamp(first_s, UTC).date() - timedelta(days=1)
    last = datetime.fromtimestamp(last_s, UTC).date() + timedelta(days=1)
    found: set[float] = set()
    while day <= last:
        with contextlib.suppress(ValueError):  # the sun does not reach that elevation on this day
            found.add(compute(observer, date=day, tzinfo=UTC).timestamp())
        day += timedelta(days=1)
    times = np.array(sorted(found))
    # Near the date line two UTC days may get the same one, a second apart.
    return times[np.diff(times, prepend=-np.inf) > _DAY_S / 4]


def _state_at(latitude: float, longitude: float, at_s: float) -> int:
    astral_sun, observer = _astral(latitude, longitude)
    at = datetime.fromtimestamp(at_s, UTC)
    now, later = (astral_sun.elevation(observer, at + timedelta(seconds=each)) for each in (0, 600))
    if now >= _HORIZON:
        return STATES.index("day")
    if now < _TWILIGHT:
        return STATES.index("night")
    return STATES.index("dawn" if later > now else "dusk")


def _astral(latitude: float, longitude: float) -> tuple[ModuleType, object]:
    try:
        import astral
        import astral.sun
    except ImportError:
        raise MissingPackageError.of("sunrise and twilight need", "astral", extra="survey") from None
    return astral.sun, astral.Observer(latitude, longitude, 0.0)
