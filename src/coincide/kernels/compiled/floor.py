"""Running percentiles, compiled.

A percentile is sought by guessing: how many of the levels lie at or below a guess, for 16 bands side by side, tells
where to guess next. That reads each level a few times in order, which is faster than sorting. Whole numbers that are
ordered like the levels make the search exact. Plain twin: `kernels/plain/floor.py`.
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false, reportReturnType=false

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from coincide_smallworld.compiled import entry, inner, read_only, writable
from coincide_smallworld.distances.lane_code import LANES, SQUARE
from coincide_smallworld.distances.lanes import transpose_square
from numba import types

from coincide.kernels.compiled.floor_steps import (
    N_LANES,
    count_up_to,
    find_beside,
    guess_by_share,
    guess_middle,
    guess_near,
    narrow,
    take_in_order,
)

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Wholes = npt.NDArray[np.int32]

_N_NEAR, _EVERY = 2, 4
"""So many guesses are near what was found before; of the others, every fourth is the middle, which is never far off."""
_MOST = 33 * _EVERY
"""Halving as often as a whole number has bits is always enough; what is not a number might go on."""
_NEAR_DB = np.float32(0.25)
"""A percentile is rarely further from the one before."""


def percentiles_around(levels: Floats, *, apart: int, half: int, stride: int, share: float) -> Floats:
    """Return the percentile of the levels around each of some frames; see the plain twin."""
    n_bands = levels.shape[1]
    if 0 < n_bands < N_LANES:
        levels = np.concatenate([levels, np.repeat(levels[:, -1:], N_LANES - n_bands, axis=1)], axis=1)
    floors = np.empty((-(-len(levels) // apart), levels.shape[1]), dtype=np.float32)
    is_turned = levels.T.flags.c_contiguous  # turning it takes longer than reading across
    numbers = np.ascontiguousarray(levels.T if is_turned else levels).reshape(-1)
    _percentiles_around(numbers.view(np.int32), is_turned, len(levels), apart, half, stride, share, floors)
    return np.ascontiguousarray(floors[:, :n_bands])


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
def _take_across(bits: Wholes, n_rows: int, at: Ints, across: Wholes) -> None:
    """Lay some rows of each lane's column side by side, `LANES` apart; `at` is where these begin."""
    for shift in range(0, n_rows, SQUARE):
        if at[N_LANES - 1] + shift + SQUARE <= bits.size:
            transpose_square(bits, at, shift, across, 0)
            continue
        for lane in range(N_LANES):
            for row in range(shift, n_rows):
                across[row * LANES + lane] = bits[at[lane] + row]


@inner
def _select(numbers: Wholes, n_levels: int, rank: int, room: Wholes) -> None:
    """Find the number of a rank, from 0, of each lane, and the next one: `room[6]` and `room[7]`.

    The limits of each lane are in `room[0]` and `room[1]`; a little less and more than what was found before is guessed
    first.
    """
    low, high, below, upto, guesses, counts = room[0], room[1], room[2], room[3], room[4], room[5]
    for lane in range(N_LANES):
        low[lane] -= np.int32(1)
        below[lane], upto[lane] = np.int32(0), np.int32(n_levels)
    attempt, is_open = 0, True
    while is_open and attempt < _MOST:
        if attempt < _N_NEAR:
            guess_near(room[6], _NEAR_DB if attempt == 1 else -_NEAR_DB, low, high, guesses)
        elif attempt % _EVERY == 0:
            guess_middle(low, high, guesses)
        else:
            guess_by_share(rank, below, upto, low, high, guesses)
        count_up_to(numbers, 0, n_levels, 1, guesses, counts)
        is_open = narrow(rank, counts, guesses, below, upto, low, high)
        attempt += 1
    find_beside(numbers, 0, n_levels, 1, high, room[6], room[7])
    for lane in range(N_LANES):
        if upto[lane] > rank + 1:
            room[7, lane] = room[6, lane]


@entry(
    types.none(
        *(read_only(types.int32, 1), types.boolean, types.int64, types.int64, types.int64, types.int64, types.float64),
        writable(types.float32, 2),
    )
)
def _percentiles_around(
    bits: Wholes, is_turned: bool, n_frames: int, apart: int, half: int, stride: int, share: float, floors: Floats
) -> None:
    """Write the percentiles; `bits` are the levels as the bits of float32, band after band if turned."""
    n_bands = floors.shape[1]
    most = min(n_frames, 2 * half + 1)
    numbers, room = np.empty(most * N_LANES, np.int32), np.zeros((10, N_LANES), np.int32)
    across = np.empty((most + SQUARE) * LANES if is_turned else 0, np.int32)
    at = np.zeros(LANES, np.int64)
    levels = room.view(np.float32)
    for group in range(0, n_bands, N_LANES):
        band = min(group, n_bands - N_LANES)
        for anchor in range(len(floors)):
            start, stop = max(0, anchor * apart - half), min(n_frames, anchor * apart + half + 1)
            n_levels = (stop - start + stride - 1) // stride
            if is_turned:
                for lane in range(N_LANES):
                    at[lane] = (band + lane) * n_frames + start
                _take_across(bits, stop - start, at, across)
                take_in_order(across, 0, stride * LANES, n_levels, numbers, room[0], room[1])
            else:
                first, step = start * n_bands + band, stride * n_bands
                take_in_order(bits, first, step, n_levels, numbers, room[0], room[1])
            place = share * (n_levels - 1)
            rank = np.int64(place)
            _select(numbers, n_levels, rank, room)
            for lane in range(N_LANES):
                room[8, lane], room[9, lane] = _order(room[6, lane]), _order(room[7, lane])
                lower = levels[8, lane]
                upper = levels[9, lane] if rank + 1 < n_levels else lower
                floors[anchor, band + lane] = lower + np.float32(place - rank) * (upper - lower)


@entry(types.none(read_only(types.float32, 2), types.int64, writable(types.float32, 2)))
def _join_anchors(floors: Floats, apart: int, joined: Floats) -> None:
    for row in range(len(joined)):
        anchor = min(row // apart, len(floors) - 1)
        after = min(anchor + 1, len(floors) - 1)
        share = np.float32(row - anchor * apart) / np.float32(apart)
        for band in range(joined.shape[1]):
            joined[row, band] = floors[anchor, band] + share * (floors[after, band] - floors[anchor, band])
