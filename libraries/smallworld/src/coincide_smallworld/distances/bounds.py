"""Lower bounds of dynamic time warping: what two series are apart at least, at a fraction of the cost.

lb_kim    constant time but for the extremes: the corners of the path, and the highest and lowest values
lb_keogh  linear time: how far a series leaves the envelope that the band draws around the other

Both are roots like `dtw`, so `lb_kim(x, y) <= dtw(x, y, band=band)` and `lb_keogh(x, y, band=band) <= dtw(x, y,
band=band)`, but for rounding in float64. They hold for several channels and for unequal lengths.

Source: Kim, Park and Chu 2001; Keogh and Ratanamahatana 2005; corners two cells deep as in Rakthanmanon et al. 2012.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.band import Band, check_band, limits, width_of
from coincide_smallworld.distances.series import as_one_series
from coincide_smallworld.distances.warping import check_count, frames_of_two

# From this many cells on, the second and the last but one are different, and neither is a corner.
LONG_PATH = 4


@dataclass(frozen=True, slots=True)
class Envelope:
    """The values that another series may meet at each of its frames.

    Attributes
    ----------
    lower, upper : (t,) or (channels, t) float32, as the series; t is the number of frames of the other series.
    """

    lower: npt.NDArray[np.float32]
    upper: npt.NDArray[np.float32]


def envelope(x: npt.ArrayLike, *, band: Band, n_frames: int | None = None) -> Envelope:
    """Return the lowest and highest values of `x` within the band around each frame of another series.

    Parameters
    ----------
    x : (t,) or (channels, t), finite.
    band : as in `dtw`.
    n_frames : number of frames of the other series, 1 or more; None for as many as `x` has.

    Returns
    -------
    Bounds per frame of the other series, computed in O(t log(band)).

    Raises
    ------
    InputError : `x` is no series.
    SettingsError : `band` or `n_frames` is out of its range.

    Examples
    --------
    >>> envelope([0, 3, 1, 1], band=1).upper.tolist()
    [3.0, 3.0, 3.0, 1.0]
    """
    if n_frames is not None:
        check_count(n_frames, name="n_frames", least=1)
    frames = as_one_series(x, name="x")
    lower, upper = envelope_of(frames, len(frames) if n_frames is None else n_frames, band=check_band(band))
    if np.ndim(x) == 1:
        return Envelope(lower=lower[:, 0], upper=upper[:, 0])
    return Envelope(lower=lower.T, upper=upper.T)


def lb_kim(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """Return a lower bound of `dtw(x, y)` for any band, from the corners and the extremes.

    It is the larger of two: the costs of the first two and last two cells of the cheapest path that could be, and the
    differences of the highest and of the lowest values.

    Parameters
    ----------
    x, y : (t,) or (channels, t), finite, with equal numbers of channels; lengths may differ.

    Returns
    -------
    0 or more, symmetric, at most `dtw(x, y)` but for rounding.

    Raises
    ------
    InputError : a series is unusable, or the numbers of channels differ.

    Examples
    --------
    >>> lb_kim([0, 5, 0], [0, 1, 0])
    4.0
    """
    one, other = (frames.astype(np.float64) for frames in frames_of_two(x, y))
    if len(one) == len(other) == 1:
        return float(np.sqrt(_cost(one[0], other[0])))
    return float(np.sqrt(max(_at_corners(one, other), _of_extremes(one, other))))


def lb_keogh(x: npt.ArrayLike, y: npt.ArrayLike, *, band: Band) -> float:
    """Return a lower bound of `dtw(x, y, band=band)`: how far `x` leaves the envelope of `y`.

    Not symmetric: the larger of `lb_keogh(x, y)` and `lb_keogh(y, x)` is a lower bound too. With `band=0` and equal
    lengths it is the Euclidean distance.

    Parameters
    ----------
    x, y : (t,) or (channels, t), finite, with equal numbers of channels; lengths may differ.
    band : as in `dtw`. Without a limit (None) only values beyond the extremes of `y` count.

    Returns
    -------
    0 or more, at most `dtw(x, y, band=band)` but for rounding.

    Raises
    ------
    InputError : a series is unusable, or the numbers of channels differ.
    SettingsError : `band` is out of its range.

    Examples
    --------
    >>> lb_keogh([0, 5, 0, 0], [0, 0, 1, 0], band=1)
    4.0
    """
    one, other = frames_of_two(x, y)
    lower, upper = envelope_of(other, len(one), band=check_band(band))
    values = one.astype(np.float64)
    outside = np.maximum(np.maximum(values - upper, lower - values), 0.0)
    return float(np.sqrt((outside**2).sum()))


def envelope_of(frames: npt.NDArray[Any], n: int, *, band: Band) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the lowest and highest values (n, channels) of frames (m, channels) in the band of n frames."""
    first, last = limits(n, len(frames), width=width_of(band, max(n, len(frames))))
    return extreme_within(frames, first, last, np.minimum), extreme_within(frames, first, last, np.maximum)


def extreme_within(
    frames: npt.NDArray[Any],
    first: npt.NDArray[np.integer[Any]],
    last: npt.NDArray[np.integer[Any]],
    extreme: Callable[..., npt.NDArray[Any]],
) -> npt.NDArray[Any]:
    """Return the extreme of frames (m, channels) over each range first..last: from two ranges of a power of two."""
    power = np.frexp(last - first + 1)[1] - 1
    result = np.empty((len(first), frames.shape[1]), dtype=frames.dtype)
    table, step = frames, 1
    for at in range(int(power.max()) + 1):
        rows = np.flatnonzero(power == at)
        result[rows] = extreme(table[first[rows]], table[last[rows] - step + 1])
        if 2 * step <= len(frames):
            table, step = extreme(table[:-step], table[step:]), 2 * step
    return result


def _at_corners(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> float:
    corners = _cost(x[0], y[0]) + _cost(x[-1], y[-1])
    if max(len(x), len(y)) < LONG_PATH:
        return corners
    return corners + _second(x, y) + _second(x[::-1], y[::-1])


def _second(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> float:
    """Cost of the cheapest cell that can follow (0, 0)."""
    cells = [(1, 1), (1, 0), (0, 1)]
    return min(_cost(x[i], y[j]) for i, j in cells if i < len(x) and j < len(y))


def _of_extremes(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> float:
    """Cost of the higher peak, which meets no value above the lower one, and likewise of the lower trough."""
    # Both may lie in one cell. Then it costs more than their sum, or the series do not overlap and all other cells
    # cost enough; so the path must have two cells or more.
    return _cost(x.max(axis=0), y.max(axis=0)) + _cost(x.min(axis=0), y.min(axis=0))


def _cost(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    return float(((one - other) ** 2).sum())
