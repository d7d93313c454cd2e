"""What counts as a set of series: the one check at the border of everything that takes series.

Taken are `(n_cases, n_timepoints)`, `(n_cases, n_channels, n_timepoints)`, and lists of `(n_timepoints,)` or
`(n_channels, n_timepoints)` with different numbers of time points. In an array, NaN from some time point on, in all
channels, ends a series there, as in the archives that pad unequal lengths so. All become one block of frames, float32,
one frame (all channels of one time point) after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.matrix import refuse_masked
from coincide_smallworld.errors import InputError

# Squared differences, summed over long paths, must fit into float32.
LARGEST = 1e15


@dataclass(frozen=True, slots=True)
class Series:
    """Series of any lengths with equal numbers of channels.

    Attributes
    ----------
    frames : (total frames, n_channels) float32, contiguous; the frames of all series, one series after the other.
    starts : (n + 1,) int64; series i holds the frames from starts[i] to starts[i + 1].
    length : number of frames of each series, where all are known to have as many; None where nobody looked.
    """

    frames: npt.NDArray[np.float32]
    starts: npt.NDArray[np.int64]
    length: int | None = None

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def n_channels(self) -> int:
        return self.frames.shape[1]

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """(n,) number of frames of each series."""
        return self.starts[1:] - self.starts[:-1]

    @property
    def longest(self) -> int:
        """Number of frames of the longest series, 1 or more."""
        return int(self.lengths.max(initial=1)) if self.length is None else self.length

    @property
    def has_equal_lengths(self) -> bool:
        if self.length is not None:
            return True
        lengths = self.lengths
        return len(lengths) == 0 or bool((lengths == lengths[0]).all())

    def __getitem__(self, i: int) -> npt.NDArray[np.float32]:
        """(n_frames, n_channels), a view."""
        return self.frames[self.starts[i] : self.starts[i + 1]]

    def take(self, rows: npt.NDArray[np.int64]) -> Series:
        """Return the series of these rows, in this order."""
        lengths = self.lengths[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        inside = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
        return Series(frames=self.frames[np.repeat(self.starts[:-1][rows], lengths) + inside], starts=starts)


def as_series(x: Any, *, name: str, n_channels: int | None = None) -> Series:
    """Return `x` as one block of frames.

    Parameters
    ----------
    x : (n, t) or (n, channels, t) real numbers, or a sequence of n arrays (t_i,) or (channels, t_i); each number
        finite and at most 1e15 in size, each series with a time point or more; n may be 0. Or a `Series`.
    name : what to call it in error messages.
    n_channels : required number of channels, None for any.

    Raises
    ------
    InputError : anything else.
    """
    refuse_masked(x, name=name)
    if isinstance(x, Series):
        series = x
    elif hasattr(x, "__array__"):  # arrays, and tables as of pandas
        series = _from_array(np.asarray(x), name=name)
    else:
        series = _from_cases(_as_sequence(x, name=name), name=name)
    if n_channels is not None and len(series) > 0 and series.n_channels != n_channels:
        raise InputError(
            f"`{name}` must hold series with {n_channels} channels, got {series.n_channels}. Give the same channels."
        )
    return series


def as_one_series(x: Any, *, name: str, n_channels: int | None = None) -> npt.NDArray[np.float32]:
    """Return one series (t,) or (channels, t) as frames (t, channels), contiguous float32.

    Raises
    ------
    InputError : as `as_series`.
    """
    case = _as_numbers(x, name=name)
    if case.ndim not in (1, 2):
        raise InputError(
            f"`{name}` must be one series of shape (t,) or (channels, t), got shape {case.shape}. Pass one series."
        )
    return as_series([case], name=name, n_channels=n_channels)[0]


def _as_sequence(x: Any, *, name: str) -> Sequence[Any]:
    if isinstance(x, (str, bytes)) or not isinstance(x, Iterable):
        raise InputError(f"`{name}` must hold series, got {type(x).__name__}. Pass an array or a list of arrays.")
    return list(cast("Iterable[Any]", x))


def _from_array(x: npt.NDArray[Any], *, name: str) -> Series:
    if x.dtype == object:
        return _from_cases(list(x), name=name)
    values = _as_numbers(x, name=name)
    if values.ndim == 1:
        raise InputError(
            f"`{name}` must hold one series per row, got one dimension of length {len(values)}. For a single series "
            f"pass `{name}[None, :]`."
        )
    if values.ndim not in (2, 3):
        raise InputError(
            f"`{name}` must have shape (n_cases, n_timepoints) or (n_cases, n_channels, n_timepoints), got "
            f"{values.shape}. Reshape it."
        )
    if 0 in values.shape[1:]:
        raise InputError(f"`{name}` must hold series with a channel and a time point or more, got shape {x.shape}.")
    if values.ndim == 2 and _is_usable(values):
        return _of_one_length(values.reshape(-1, 1), len(values))
    cube = values[:, None, :] if values.ndim == 2 else values
    n, n_channels, n_frames = cube.shape
    if n_frames == 1 and n_channels > 1:
        raise InputError(
            f"`{name}` must have the time points last, (n_cases, n_channels, n_timepoints), got shape {x.shape}, which "
            f"would be {n_channels} channels of one time point. Pass `{name}.transpose(0, 2, 1)`."
        )
    lengths = _lengths_before_nan(cube)
    if lengths is not None:
        return _from_cases([case[:, :length] for case, length in zip(cube, lengths, strict=True)], name=name)
    frames = _checked(cube.transpose(0, 2, 1).reshape(n * n_frames, n_channels), name=name, n_frames=n_frames)
    return _of_one_length(frames, n)


def _of_one_length(frames: npt.NDArray[np.float32], n: int) -> Series:
    length = len(frames) // max(n, 1)
    return Series(frames, np.arange(n + 1, dtype=np.int64) * length, length if n > 0 else None)


def _lengths_before_nan(cube: npt.NDArray[Any]) -> npt.NDArray[np.int64] | None:
    """(n,) time points before trailing NaN; None where no series ends in NaN, or one holds nothing else."""
    if cube.dtype.kind != "f" or not np.isnan(cube[:, :, -1]).any():
        return None
    is_there: npt.NDArray[np.bool_] = np.logical_not(np.isnan(cube).all(axis=1))  # (n, time)
    lengths = cube.shape[2] - np.argmax(is_there[:, ::-1], axis=1)
    return lengths.astype(np.int64) if is_there.any(axis=1).all() else None


def _from_cases(cases: Sequence[Any], *, name: str) -> Series:
    if len(cases) == 0:
        return Series(frames=np.empty((0, 1), dtype=np.float32), starts=np.zeros(1, dtype=np.int64))
    pieces = [_frames_of(case, name=f"{name}[{i}]") for i, case in enumerate(cases)]
    n_channels = pieces[0].shape[1]
    for i, piece in enumerate(pieces):
        if piece.shape[1] != n_channels:
            raise InputError(
                f"`{name}` must hold series with equal numbers of channels, got {n_channels} in the first and "
                f"{piece.shape[1]} in number {i}. Shapes are (t,) or (channels, t)."
            )
    starts = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])]).astype(np.int64)
    return Series(frames=np.ascontiguousarray(np.concatenate(pieces)), starts=starts)


def _frames_of(case: Any, *, name: str) -> npt.NDArray[np.float32]:
    values = _as_numbers(case, name=name)
    if values.ndim not in (1, 2) or values.size == 0:
        raise InputError(
            f"`{name}` must be a series of shape (t,) or (channels, t) with a time point or more, got shape "
            f"{values.shape}. Remove or reshape it."
        )
    frames = values[:, None] if values.ndim == 1 else values.T
    return _checked(frames, name=name, n_frames=len(frames))


def _as_numbers(x: Any, *, name: str) -> npt.NDArray[Any]:
    refuse_masked(x, name=name)
    try:
        values = np.asarray(x)
    except (ValueError, TypeError, RuntimeError) as cause:
        raise InputError(f"`{name}` must be an array of numbers, got {type(x).__name__} ({cause}).") from None
    if values.dtype.kind not in "fiub":
        raise InputError(
            f"`{name}` must hold real numbers, got dtype {values.dtype}. Convert it, for example with "
            f"`.astype('float32')`."
        )
    return values


def _checked(frames: npt.NDArray[Any], *, name: str, n_frames: int) -> npt.NDArray[np.float32]:
    """The frames as contiguous float32, if all are finite and small enough."""
    if _is_usable(frames):
        return cast("npt.NDArray[np.float32]", frames)
    is_bad = ~(np.abs(frames.astype(np.float64)) <= LARGEST)
    if is_bad.any():
        at, channel = np.unravel_index(int(np.argmax(is_bad)), frames.shape)
        raise InputError(
            f"`{name}` must hold finite numbers up to {LARGEST:g} in size, NaN only after the end of a series, got "
            f"{frames[at, channel]} in series {at // n_frames}, time point {at % n_frames}. Fill gaps, or cut the "
            "series there."
        )
    return np.ascontiguousarray(frames, dtype=np.float32)


def _is_usable(frames: npt.NDArray[Any]) -> bool:
    """Whether frames can be taken as they are: all surely finite and small enough, by one product instead of two
    comparisons of each."""
    if frames.dtype != np.float32 or not frames.flags.c_contiguous:
        return False
    numbers = frames.reshape(-1)
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.dot(numbers, numbers) <= LARGEST * LARGEST / 4.0)
