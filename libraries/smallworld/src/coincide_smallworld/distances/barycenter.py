"""The average of series under dynamic time warping.

Averaging frame by frame blurs what comes early in one series and late in another. Here each frame of the average is
the mean of all frames that meet it on the warping paths; paths and means are made anew in turn. Neither step can raise
the sum of squared distances, so it falls until a local minimum is reached.

Source: Petitjean, Ketterlin and Gançarski 2011 (DBA).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.band import Band, check_band
from coincide_smallworld.distances.series import Series, as_series
from coincide_smallworld.distances.warping import check_count, dtw_pairwise, warped
from coincide_smallworld.errors import InputError

Frames = npt.NDArray[np.float32]


def dtw_barycenter(
    series: Any,
    *,
    band: Band = None,
    n_iterations: int = 30,
    length: int | None = None,
    weights: npt.ArrayLike | None = None,
) -> npt.NDArray[np.float32]:
    """Return the average of series: a local minimum of the weighted sum of squared `dtw` distances to it.

    Starts from the medoid, the series with the smallest such sum, and stops as soon as the sum falls no more. The
    result is never worse than the start. To choose the start all pairs of series are compared.

    Parameters
    ----------
    series : (n, t), (n, channels, t), or a sequence of n series (t_i,) or (channels, t_i); n is 1 or more.
    band : as in `dtw`.
    n_iterations : largest number of rounds, 0 or more; 0 returns the start.
    length : frames of the average, 1 or more; None for those of the medoid, which else is stretched linearly.
    weights : (n,) how much each series counts, 0 or more, some above 0; None for all alike.

    Returns
    -------
    float32, (t,) or (channels, t), as each of the series is.

    Raises
    ------
    InputError : no series, unusable series, or weights that do not fit.
    SettingsError : `band`, `n_iterations` or `length` is out of its range.

    Examples
    --------
    >>> dtw_barycenter([[0, 0, 1, 0], [0, 1, 0, 0]]).tolist()
    [0.0, 0.0, 1.0, 0.0]
    """
    cases = series if isinstance(series, (Series, np.ndarray)) else list(series)
    given = as_series(cases, name="series")
    if len(given) == 0:
        raise InputError("`series` must hold one series or more, got none. Pass at least one.")
    shares = _as_weights(weights, n=len(given))
    check_count(n_iterations, name="n_iterations", least=0)
    if length is not None:
        check_count(length, name="length", least=1)
    start = _stretched(given[_medoid(given, shares, band=check_band(band))], length=length)
    frames = _improved(start, given, shares, band=check_band(band), n_iterations=n_iterations)
    return frames.T.copy() if _has_channel_axis(cases) else frames[:, 0].copy()


def _improved(start: Frames, series: Series, weights: Frames, *, band: Band, n_iterations: int) -> Frames:
    center = start
    spread, following = _spread_and_means(center, series, weights, band=band)
    for _ in range(n_iterations):
        next_spread, next_following = _spread_and_means(following, series, weights, band=band)
        if next_spread >= spread:
            break
        center, spread, following = following, next_spread, next_following
    return center


def _spread_and_means(center: Frames, series: Series, weights: Frames, *, band: Band) -> tuple[float, Frames]:
    """The weighted sum of squared distances, and for each frame the weighted mean of the frames that meet it."""
    spread = 0.0
    sums, counts = np.zeros(center.shape), np.zeros((len(center), 1))
    for i in np.flatnonzero(weights).tolist():
        squared, path = warped(center, series[i], band=band, wants_path=True)
        begins = np.searchsorted(path[:, 0], np.arange(len(center)))  # each frame is on the path, in order
        spread += weights[i] * squared
        sums += weights[i] * np.add.reduceat(series[i][path[:, 1]], begins, axis=0, dtype=np.float64)
        counts[:, 0] += weights[i] * np.diff(begins, append=len(path))
    return spread, (sums / counts).astype(np.float32)


def _medoid(series: Series, weights: Frames, *, band: Band) -> int:
    squared = dtw_pairwise(series, band=band).astype(np.float64) ** 2
    return int(np.argmin(squared @ weights))


def _stretched(frames: Frames, *, length: int | None) -> Frames:
    """Frames (t, channels) at other times, by linear interpolation."""
    if length is None or length == len(frames):
        return frames
    times = np.linspace(0, len(frames) - 1, length)
    channels = [np.interp(times, np.arange(len(frames)), channel) for channel in frames.T]
    return np.ascontiguousarray(np.stack(channels, axis=1), dtype=np.float32)


def _has_channel_axis(series: Any) -> bool:
    if isinstance(series, Series):
        return series.n_channels > 1
    if isinstance(series, np.ndarray) and series.dtype != object:
        return series.ndim == 3
    return np.ndim(series[0]) == 2


def _as_weights(weights: npt.ArrayLike | None, *, n: int) -> npt.NDArray[Any]:
    if weights is None:
        return np.ones(n)
    values = np.asarray(weights)
    if values.shape != (n,) or values.dtype.kind not in "fiub":
        raise InputError(
            f"`weights` must be {n} numbers, one per series, got shape {values.shape} and dtype {values.dtype}."
        )
    values = values.astype(np.float64)
    if not np.isfinite(values).all() or values.min() < 0 or values.max() == 0:
        raise InputError(
            f"`weights` must be finite, 0 or more, and not all 0, got values from {values.min():g} to "
            f"{values.max():g}. Leave out series that should not count."
        )
    return values
