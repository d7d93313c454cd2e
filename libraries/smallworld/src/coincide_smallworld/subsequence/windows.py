"""Windows of a long recording, piece by piece, so that no more than a piece is in memory at once.

Means and standard deviations of all windows of a piece come from sums over 1, 2, 4, ... samples, which add only what is
in the window: running totals would carry the rounding of a loud passage into all that follows. Values are first
centered on the piece, so that an offset costs no digits. A window is flat where all its values are equal; this is found
by counting changes, without rounding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.series import LARGEST
from coincide_smallworld.errors import InputError

Floats = npt.NDArray[np.float64]
EPSILON = float(np.finfo(np.float64).eps)
PIECE_VALUES = 1 << 16


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    Attributes
    ----------
    values : (channels, m), normalized if windows are, else as given less `offset`.
    offset : (channels, 1) what to subtract from windows that are not normalized: both then lose no digits in float32.
    is_normalized : whether each channel of a window is brought to mean 0 and standard deviation 1.
    """

    values: Floats
    offset: Floats
    is_normalized: bool

    @property
    def n_frames(self) -> int:
        return self.values.shape[1]

    @property
    def energies(self) -> Floats:
        """(channels, 1) sums of squares."""
        return (self.values**2).sum(axis=1, keepdims=True)


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighboring windows of one recording.

    Attributes
    ----------
    samples : (channels, n + m - 1).
    centered : the same less the mean of each channel; less the query's offset if windows are not normalized.
    first : start of the first window in its recording.
    n_frames : m, the length of a window.
    """

    samples: Floats
    centered: Floats
    first: int
    n_frames: int

    @property
    def n_windows(self) -> int:
        return self.samples.shape[1] - self.n_frames + 1


@dataclass(frozen=True, slots=True)
class Scales:
    """How the windows of a piece are normalized: (centered - means) / deviations.

    Attributes
    ----------
    means, deviations : (channels, n), of the centered samples; a flat window has deviation 1.
    is_flat : (channels, n) whether all values are equal, and become 0.
    energies : (channels, n) sum of squares after normalizing: m, or 0 for a flat window.
    errors : (channels, n) relative error at most of deviations and energies, and of means as a share of deviations.
    """

    means: Floats
    deviations: Floats
    is_flat: npt.NDArray[np.bool_]
    energies: Floats
    errors: Floats


def query_of(values: npt.NDArray[Any], *, normalize: bool) -> Query:
    """Return the query (channels, m) as it is compared.

    Raises
    ------
    InputError : a value is not finite, or too large.
    """
    numbers = values.astype(np.float64)
    _check_values(numbers, first=0, name="query")
    offset = numbers.mean(axis=1, keepdims=True)
    return Query(values=normalized(numbers) if normalize else numbers - offset, offset=offset, is_normalized=normalize)


def pieces_of(recording: npt.NDArray[Any], query: Query, *, name: str) -> Iterator[Piece]:
    """Yield all windows (channels, t) of a recording in order.

    Raises
    ------
    InputError : a value is not finite, or too large.
    """
    n_windows = recording.shape[1] - query.n_frames + 1
    step = max(PIECE_VALUES // len(recording), query.n_frames)
    for first in range(0, n_windows, step):
        stop = min(first + step, n_windows) + query.n_frames - 1
        samples = np.ascontiguousarray(recording[:, first:stop], dtype=np.float64)
        _check_values(samples, first=first, name=name)
        center = samples.mean(axis=1, keepdims=True) if query.is_normalized else query.offset
        yield Piece(samples=samples, centered=samples - center, first=first, n_frames=query.n_frames)


def scales_of(piece: Piece, query: Query) -> Scales:
    """Return how to normalize each window of a piece; by nothing if windows are not normalized."""
    m = piece.n_frames
    energies = window_sums(piece.centered**2, m)
    if not query.is_normalized:
        zeros = np.zeros_like(energies)
        return Scales(zeros, np.ones_like(energies), zeros > 0, energies, np.full_like(energies, rounding_of(m)))
    is_flat = _are_flat(piece.samples, m)
    means = window_sums(piece.centered, m) / m
    variances = energies / m - means**2
    is_lost = variances <= 0
    is_usual = not is_flat.any() and not is_lost.any()
    if not is_usual:
        variances[is_flat | is_lost] = 1.0
    errors = np.maximum(energies / variances, float(m))
    errors *= 2 * rounding_of(m) / m
    if is_usual:
        return Scales(means, np.sqrt(variances), is_flat, np.full_like(means, m), errors)
    errors[is_lost] = np.inf
    return Scales(
        means=np.where(is_flat, piece.centered[:, : piece.n_windows], means),
        deviations=np.sqrt(variances),
        is_flat=is_flat,
        energies=np.where(is_flat, 0.0, float(m)),
        errors=np.where(is_flat, 0.0, errors),
    )


def rounding_of(m: int) -> float:
    """Return the relative error of a sum of m positive numbers at most: log2(m) additions, and some more."""
    return 4 * EPSILON * (1 + float(np.log2(m)))


def windows_at(piece: Piece, starts: npt.NDArray[np.int64], query: Query) -> Floats:
    """Return some windows (r, channels, m) as they are compared; `starts` count from the first of the piece."""
    windows = np.lib.stride_tricks.sliding_window_view(piece.samples, piece.n_frames, axis=1)
    chosen = windows[:, starts].transpose(1, 0, 2)
    return as_compared(chosen, query)


def as_compared(windows: Floats, query: Query) -> Floats:
    """Return windows (r, channels, m) normalized, or less the offset of the query."""
    return normalized(windows) if query.is_normalized else windows - query.offset


def normalized(windows: Floats) -> Floats:
    """Return windows (..., m) with mean 0 and standard deviation 1; zeros where all values are equal."""
    is_flat = (windows == windows[..., :1]).all(axis=-1, keepdims=True)
    rest = windows - windows.mean(axis=-1, keepdims=True)
    deviations = np.sqrt((rest**2).mean(axis=-1, keepdims=True))
    return np.where(is_flat, 0.0, rest / np.where(is_flat | (deviations == 0.0), 1.0, deviations))


def window_sums(values: Floats, m: int) -> Floats:
    """Return the sums (channels, t - m + 1) of each m neighbors, from sums of powers of two."""
    n = values.shape[1] - m + 1
    total, table = np.zeros((len(values), n)), values
    at, width = 0, 1
    while True:
        if m & width:
            total += table[:, at : at + n]
            at += width
        if 2 * width > m:
            return total
        table = table[:, :-width] + table[:, width:]
        width *= 2


def _are_flat(samples: Floats, m: int) -> npt.NDArray[np.bool_]:
    is_change = samples[:, 1:] != samples[:, :-1]
    if m > 1 and is_change.all():
        return np.zeros((len(samples), samples.shape[1] - m + 1), dtype=np.bool_)
    changes = np.zeros(samples.shape, dtype=np.int64)
    np.cumsum(is_change, axis=1, out=changes[:, 1:])
    return changes[:, m - 1 :] == changes[:, : samples.shape[1] - m + 1]


def _check_values(samples: Floats, *, first: int, name: str) -> None:
    if samples.min() >= -LARGEST and samples.max() <= LARGEST:  # false for NaN
        return
    channel, at = np.unravel_index(int(np.argmax(~(np.abs(samples) <= LARGEST))), samples.shape)
    raise InputError(
        f"`{name}` must hold finite numbers up to {LARGEST:g} in size, got {samples[channel, at]} at time point "
        f"{first + at}. Fill gaps, or cut the recording there."
    )
