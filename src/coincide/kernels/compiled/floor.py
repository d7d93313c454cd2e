"""Running percentiles, compiled.

A percentile is sought by halving: how many of the levels lie at or below a guess, for 16 bands side by side. That
reads each level a dozen times in order, which is faster than sorting. Whole numbers that are ordered like the levels
make the search exact. Plain twin: `kernels/plain/floor.py`.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false, reportReturnType=false

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from coincide_smallworld.compiled import entry, inner, read_only, writable
from numba import types

from coincide.kernels.compiled.floor_steps import N_LANES, count_up_to, find_beside

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Wholes = npt.NDArray[np.int32]

_N_HALVINGS = 32
"""As many as a whole number has bits."""
_INFINITY = 0x7F800000
"""The bits of infinity: no level lies outside."""
_NEAR = 1 << 18
"""About 1 dB at -60 dB: a percentile is rarely further from the one before."""


def percentiles_around(levels: Floats, *, apart: int, half: int, stride: int, share: float) -> Floats:
    """Return the percentile of the levels around each of some frames; see the plain twin."""
    floors = np.empty((-(-len(levels) // apart), levels.shape[1]), dtype=np.float32)
    is_turned = levels.T.flags.c_contiguous  # turning it takes longer than reading across
    rows = levels.T if is_turned else np.ascontiguousarray(levels)
    _percentiles_around(rows.view(np.int32), is_turned, apart, half, stride, share, floors)
    return floors


def join_anchors(floors: Floats, *, apart: int, n_frames: int) -> Floats:
    """Return the floor of each frame; see the plain twin."""
    joined = np.empty((n_frames, floors.shape[1]), dtype=np.float32)
    _join_anchors(floors, apart, joined)
    return joined


@inner
def _order(bits: int) -> int:
    """Turn the bits of a float32 into a whole number that is ordered like it, and back."""
    return np.int32(bits ^ ((bits >> np.int32(31)) & np.int32(0x7FFFFFFF)))


@inner
def _take(bits: Wholes, band: int, n_lanes: int, numbers: Wholes) -> None:
    """Take the numbers of some bands; lanes left over repeat the last band, since they are done when it is."""
    for frame in range(len(bits)):
        for lane in range(N_LANES):
            numbers[frame * N_LANES + lane] = _order(bits[frame, band + min(lane, n_lanes - 1)])


@inner
def _take_turned(bits: Wholes, band: int, n_lanes: int, numbers: Wholes) -> None:
    """Do the same with bits of (bands, frames)."""
    for lane in range(N_LANES):
        for frame in range(bits.shape[1]):
            numbers[frame * N_LANES + lane] = _order(bits[band + min(lane, n_lanes - 1), frame])


@inner
def _guess(low: Wholes, high: Wholes, guesses: Wholes) -> bool:
    """Guess the middle between the two limits of each lane; return whether any lie apart."""
    is_open = False
    for lane in range(N_LANES):
        guesses[lane] = np.int32((np.int64(low[lane]) + np.int64(high[lane])) >> 1)
        is_open |= guesses[lane] > low[lane]
    return is_open


@inner
def _guess_near(before: Wholes, apart: int, low: Wholes, high: Wholes, guesses: Wholes) -> None:
    """Guess what was found before, or something near it between the limits."""
    for lane in range(N_LANES):
        wanted = np.int64(before[lane]) + apart
        guesses[lane] = np.int32(min(max(wanted, np.int64(low[lane]) + 1), np.int64(high[lane])))


@inner
def _select(numbers: Wholes, start: int, stop: int, stride: int, rank: int, room: Wholes) -> None:
    """Find the number of a rank, from 0, of each lane, and the next one: `room[4]` and `room[5]`.

    What these rows held before, and a little more or less, is guessed first.
    """
    low, high, guesses, counts = room[0], room[1], room[2], room[3]
    low[:], high[:] = np.int32(-_INFINITY - 2), np.int32(_INFINITY)
    for halving in range(-2, _N_HALVINGS):
        is_open = _guess(low, high, guesses)
        if halving < 0:
            _guess_near(room[4], np.int64(_NEAR if halving == -1 else -_NEAR), low, high, guesses)
        elif not is_open:
            break
        count_up_to(numbers, start, stop, stride, guesses, counts)
        for lane in range(N_LANES):
            if counts[lane] > rank:
                high[lane] = guesses[lane]
            # Where just as many as wanted lie at or below the guess, it need not be closer.
            if counts[lane] <= rank + 1:
                low[lane] = guesses[lane]
    find_beside(numbers, start, stop, stride, high, room[4], room[5])
    count_up_to(numbers, start, stop, stride, room[4], counts)
    for lane in range(N_LANES):
        if counts[lane] > rank + 1:
            room[5, lane] = room[4, lane]


@entry(
    types.none(
        *(read_only(types.int32, 2), types.boolean, types.int64, types.int64, types.int64, types.float64),
        writable(types.float32, 2),
    )
)
def _percentiles_around(
    bits: Wholes, is_turned: bool, apart: int, half: int, stride: int, share: float, floors: Floats
) -> None:
    """Write the percentiles; `bits` are the levels as the bits of float32, (bands, frames) if turned."""
    n_bands = floors.shape[1]
    n_frames = bits.shape[1] if is_turned else bits.shape[0]
    numbers, room = np.zeros(n_frames * N_LANES, np.int32), np.zeros((6, N_LANES), np.int32)
    found = np.empty(2, np.int32)
    levels = found.view(np.float32)
    for band in range(0, n_bands, N_LANES):
        n_lanes = min(N_LANES, n_bands - band)
        if is_turned:
            _take_turned(bits, band, n_lanes, numbers)
        else:
            _take(bits, band, n_lanes, numbers)
        for anchor in range(len(floors)):
            start, stop = max(0, anchor * apart - half), min(n_frames, anchor * apart + half + 1)
            n_levels = (stop - start + stride - 1) // stride
            place = share * (n_levels - 1)
            rank = np.int64(place)
            _select(numbers, start, stop, stride, rank, room)
            for lane in range(n_lanes):
                found[0], found[1] = _order(room[4, lane]), _order(room[5, lane])
                lower = levels[0]
                upper = levels[1] if rank + 1 < n_levels else lower
                floors[anchor, band + lane] = lower + np.float32(place - rank) * (upper - lower)


@entry(types.none(read_only(types.float32, 2), types.int64, writable(types.float32, 2)))
def _join_anchors(floors: Floats, apart: int, joined: Floats) -> None:
    for row in range(len(joined)):
        anchor = min(row // apart, len(floors) - 1)
        after = min(anchor + 1, len(floors) - 1)
        share = np.float32(row - anchor * apart) / np.float32(apart)
        for band in range(joined.shape[1]):
            joined[row, band] = floors[anchor, band] + share * (floors[after, band] - floors[anchor, band])
