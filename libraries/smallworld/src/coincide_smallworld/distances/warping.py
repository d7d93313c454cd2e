"""Dynamic time warping: how far apart two series are when time may run faster and slower.

    D(i, j) = |x_i - y_j|² + min(D(i-1, j-1), D(i-1, j), D(i, j-1)),    dtw(x, y) = sqrt(D(n-1, m-1))

where |·| is the Euclidean norm over channels, so all channels share one path. With `band=0` and equal lengths it is the
Euclidean distance. It is symmetric and 0 for equal series, but no metric: the triangle inequality does not hold.

Source: Sakoe and Chiba 1978; multivariate as DTW_D in Shokoohi-Yekta et al. 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.band import Band, check_band, width_of
from coincide_smallworld.distances.one_to_many import slack_of, squared_to_rows
from coincide_smallworld.distances.plain import path_to
from coincide_smallworld.distances.series import Series, as_one_series, as_series
from coincide_smallworld.errors import SettingsError
from coincide_smallworld.switch import is_plain

Frames = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WarpingPath:
    """How two series are aligned.

    Attributes
    ----------
    distance : what `dtw` returns.
    path : (p, 2) int64, frames of the first and the second series that meet, from (0, 0) to the last of both. Each
        step moves on by one frame in the first series, in the second or in both.
    """

    distance: float
    path: npt.NDArray[np.int64]


def dtw(x: npt.ArrayLike, y: npt.ArrayLike, *, band: Band = None) -> float:
    """Return the distance of two series under dynamic time warping.

    Parameters
    ----------
    x, y : (t,) or (channels, t), finite, with equal numbers of channels; lengths may differ. Taken as float32.
    band : how far the path may stray from the diagonal: a fraction of the longer series (float), frames (int), or
        None for no limit; see `coincide_smallworld.distances.band`.

    Returns
    -------
    Root of the smallest sum of squared differences along a path, summed in float64; 0 or more.

    Raises
    ------
    InputError : a series is empty, not finite or not numeric, or the numbers of channels differ.
    SettingsError : `band` is out of its range.

    Examples
    --------
    >>> dtw([0, 0, 1, 0], [0, 1, 0, 0])
    0.0
    >>> round(dtw([0, 0, 1, 0], [0, 1, 0, 0], band=0), 3)
    1.414
    """
    one, other = frames_of_two(x, y)
    return float(np.sqrt(warped(one, other, band=check_band(band), wants_path=False)[0]))


def dtw_path(x: npt.ArrayLike, y: npt.ArrayLike, *, band: Band = None) -> WarpingPath:
    """Return the distance of two series and the path that attains it.

    Of several best ways into a cell the path takes the step in both series, else that in `x`, else that in `y`. Needs
    one byte of memory per cell of the band.

    Parameters
    ----------
    x, y, band : as `dtw`.

    Returns
    -------
    The distance, equal to that of `dtw`, and the path.

    Raises
    ------
    InputError, SettingsError : as `dtw`.

    Examples
    --------
    >>> dtw_path([0, 1], [0, 0, 1]).path.tolist()
    [[0, 0], [0, 1], [1, 2]]
    """
    one, other = frames_of_two(x, y)
    squared, path = warped(one, other, band=check_band(band), wants_path=True)
    return WarpingPath(distance=float(np.sqrt(squared)), path=path)


def dtw_pairwise(x: Any, y: Any = None, *, band: Band = None) -> npt.NDArray[np.float32]:
    """Return the distance of every series of `x` to every series of `y`.

    Parameters
    ----------
    x : (n, t), (n, channels, t), or a sequence of n series (t_i,) or (channels, t_i); finite.
    y : likewise m series with as many channels; None for those of `x`, then each pair is computed once.
    band : as `dtw`; a fraction is one of the longer series of each pair.

    Returns
    -------
    (n, m) float32, equal to `dtw` but for rounding to float32.

    Raises
    ------
    InputError : as `dtw`.
    SettingsError : as `dtw`.
    """
    left = as_series(x, name="x")
    width = check_band(band)
    if y is None:
        return np.sqrt(_squared_among(left, band=width))
    right = as_series(y, name="y", n_channels=left.n_channels if len(left) > 0 else None)
    squared = np.empty((len(left), len(right)), dtype=np.float32)
    rows = np.arange(len(right), dtype=np.int64)
    for i in range(len(left)):
        squared[i] = squared_to_rows(left[i], right, rows, band=width)
    return np.sqrt(squared)


def frames_of_two(x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Frames, Frames]:
    """Return the checked frames (n, channels) and (m, channels) of two series.

    Raises
    ------
    InputError : as `dtw`.
    """
    one = as_one_series(x, name="x")
    return one, as_one_series(y, name="y", n_channels=one.shape[1])


def check_count(value: object, *, name: str, least: int) -> None:
    """Raise a `SettingsError` if `value` is no whole number from `least` on."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise SettingsError(f"`{name}` must be a whole number from {least}, got {value!r}.")


def warped(x: Frames, y: Frames, *, band: Band, wants_path: bool) -> tuple[float, npt.NDArray[np.int64]]:
    """Return the squared distance of checked frames, and the path (p, 2), empty if not wanted."""
    n, m = len(x), len(y)
    slack = slack_of(n, m, width=width_of(band, max(n, m)))
    if is_plain():
        squared, path = path_to(x.astype(np.float64), y.astype(np.float64), slack=slack)
        return squared, path if wants_path else path[:0]
    from coincide_smallworld.distances.pair_dtw import warp

    path = np.empty((n + m - 1 if wants_path else 0, 2), dtype=np.int64)
    squared, length = warp(x.T.astype(np.float64, order="C"), y[::-1].T.astype(np.float64, order="C"), slack, path)
    return squared, path[:length][::-1].copy()


def _squared_among(series: Series, *, band: Band) -> npt.NDArray[np.float32]:
    """(n, n) squared distances of each pair, each computed once."""
    n = len(series)
    squared = np.zeros((n, n), dtype=np.float32)
    for i in range(n - 1):
        squared[i, i + 1 :] = squared_to_rows(series[i], series, np.arange(i + 1, n, dtype=np.int64), band=band)
        squared[i + 1 :, i] = squared[i, i + 1 :]
    return squared
