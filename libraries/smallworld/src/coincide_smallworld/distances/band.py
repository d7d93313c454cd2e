"""The Sakoe-Chiba band: how far a warping path may stray from the straight line between the corners.

A cell (i, j) of series with n and m frames may be on a path if

    |i (m - 1) - j (n - 1)| <= max(w (min(n, m) - 1), max(n, m) - 1 if n != m else 0)

with the width w in frames of the longer series. For equal lengths this is |i - j| <= w. The rule is symmetric in the
two series, and the second term keeps a path open for every w, 0 included.

Source: Sakoe and Chiba 1978, with the slanted line for unequal lengths.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coincide_smallworld.errors import SettingsError

Band = float | int | None
# 0.29 * 100 is 28.999999999999996 in floating point and means 29.
SLACK = 1e-9


def check_band(band: object) -> Band:
    """Return `band` if it can be one: None, a whole number of frames, or a fraction of the length.

    Raises
    ------
    SettingsError : anything else.
    """
    if band is None:
        return None
    if isinstance(band, (int, np.integer)) and not isinstance(band, bool) and band >= 0:
        return int(band)
    if isinstance(band, (float, np.floating)) and 0.0 <= band <= 1.0:
        return float(band)
    raise SettingsError(
        "`band` must be a fraction of the length from 0.0 to 1.0, a whole number of frames from 0, or None for no "
        f"limit, got {band!r}. `band=0.1` allows a tenth of the length, `band=10` ten frames."
    )


def width_of(band: Band, longest: int) -> int:
    """Return the half-width in frames for the longer of two series; a fraction is rounded down."""
    if band is None:
        return longest
    if isinstance(band, int):
        return min(band, longest)
    return int(np.floor(band * longest + SLACK))


def limits(n: int, m: int, *, width: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return for each frame i of the first series the first and last frame j of the second that it may meet.

    Parameters
    ----------
    n, m : number of frames, 1 or more.
    width : half-width in frames of the longer series, 0 or more.

    Returns
    -------
    first, last : (n,) each, both never decreasing, 0 <= first <= last < m.
    """
    if n == 1:
        return np.zeros(1, dtype=np.int32), np.full(1, m - 1, dtype=np.int32)
    slack = max(width * (min(n, m) - 1), max(n, m) - 1 if n != m else 0)
    middle = np.arange(n, dtype=np.int64) * (m - 1)
    first = -((slack - middle) // (n - 1))  # rounded up
    last = (middle + slack) // (n - 1)
    return np.clip(first, 0, m - 1).astype(np.int32), np.clip(last, 0, m - 1).astype(np.int32)
