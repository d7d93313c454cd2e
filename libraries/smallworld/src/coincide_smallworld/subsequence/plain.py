"""The loops over windows in plain NumPy; see `kernels`, whose place they take with `COINCIDE_PLAIN=1`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# From this many frames on the second and the last but one are different, and neither is first or last.
LONG_QUERY = 4


def bound_corners(samples: Floats, means: Floats, deviations: Floats, query: Floats, bounds: Floats) -> None:
    """Write what the first and last cells of any path cost at least; see `kernels.bound_corners`."""
    n_frames = query.shape[1]

    def cost(i: int, j: int) -> Floats:
        values = (samples[:, i : i + len(bounds)] - means) / deviations
        return ((values - query[:, j, None]) ** 2).sum(axis=0)

    last = n_frames - 1
    bounds[:] = cost(0, 0) + (cost(last, last) if n_frames > 1 else 0.0)
    if n_frames < LONG_QUERY:
        return
    for corner, inside in ((0, 1), (last, last - 1)):
        cells = [(inside, inside), (inside, corner), (corner, inside)]
        bounds += np.minimum.reduce([cost(i, j) for i, j in cells])


def bound_windows(
    samples: Floats,
    low: Floats,
    high: Floats,
    starts: Ints,
    means: Floats,
    deviations: Floats,
    query: Floats,
    query_low: Floats,
    query_high: Floats,
    limit: float,  # noqa: ARG001  only the compiled loop stops early
    bounds: Floats,
) -> None:
    """Write a lower bound of the squared distance for each window at `starts`; see `kernels.bound_windows`."""
    n_frames = query.shape[1]
    for row, start in enumerate(starts.tolist()):
        mean, deviation = means[:, [start]], deviations[:, [start]]
        window, lowest, highest = (
            (values[:, start : start + n_frames] - mean) / deviation for values in (samples, low, high)
        )
        of_window = np.maximum(np.maximum(window - query_high, query_low - window), 0.0)
        of_query = np.maximum(np.maximum(query - highest, lowest - query), 0.0)
        bounds[row] = max((of_window**2).sum(), (of_query**2).sum())


def frames_at(
    samples: Floats,
    starts: Ints,
    n_frames: int,
    is_normalized: bool,
    offsets: Floats,
    frames: npt.NDArray[np.float32],
) -> None:
    """Write windows as frames, normalized or less the offsets; see `kernels.frames_at`."""
    windows = np.lib.stride_tricks.sliding_window_view(samples, n_frames, axis=1)[:, starts]  # (channels, r, m)
    if is_normalized:
        centered = windows - windows.mean(axis=2, keepdims=True)
        deviations = np.sqrt((centered**2).mean(axis=2, keepdims=True))
        is_flat = (windows == windows[:, :, :1]).all(axis=2, keepdims=True) | (deviations == 0.0)
        values = np.where(is_flat, 0.0, centered / np.where(is_flat, 1.0, deviations))
    else:
        values = windows - offsets[:, None, None]
    frames[:] = values.transpose(1, 2, 0).reshape(frames.shape)
