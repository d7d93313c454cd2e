"""Where a walk begins: at the nodes whose sketches resemble the query's most.

A sketch holds 16 means of a series, over pieces of its time and groups of its channels. Comparing all sketches costs
less than two comparisons of series per thousand rows, and of 10,000 series the nearest is usually within a few steps of
the best 32. Sketches only choose the doors; they exclude nothing.

Sketches lie in blocks of 32 rows, number by number as lanes do. Rows without one have inf in it.

Source: Keogh et al. 2001 (piecewise aggregate approximation).
"""

# Whole numbers in compiled loops are Python's and NumPy's alike.
# pyright: reportArgumentType=false, reportUnknownParameterType=false, reportMissingParameterType=false

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types

from coincide_smallworld.compiled import entry, inner, read_only, writable
from coincide_smallworld.distances.lane_code import (
    F32,
    LANES,
    ZEROS,
    Call,
    any_lane,
    emitting,
    load,
    splat,
    square_plus,
    step,
    store,
    typed,
    whole,
)
from coincide_smallworld.scratch import empty

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Nodes = npt.NDArray[np.int32]

N_NUMBERS = 16
BLOCK = N_NUMBERS * LANES


@step
def compare_sketches(_: Any, sketches, block, sketch, limit, squared):
    """Write the squared distances of a sketch from those of a block; return whether any is below the limit."""
    return typed(sketches, block, sketch, limit, squared), emitting(_compare_sketches)


def _compare_sketches(call: Call) -> Any:
    builder = call.builder
    total = ZEROS
    first = builder.mul(call.arguments[1], whole(N_NUMBERS))
    for number in range(N_NUMBERS):
        theirs = load(builder, call.lanes(0, builder.add(first, whole(number))))
        ours = splat(builder, load(builder, call.place(2, whole(number), F32)))
        total = square_plus(builder, builder.fsub(ours, theirs), total)
    store(builder, total, call.lanes(4, whole(0)))
    return any_lane(builder, builder.fcmp_ordered("<", total, splat(builder, call.arguments[3])))


@inner
def set_sketch(numbers: Floats, starts: Ints, row: int, n_channels: int, sketch: Floats) -> None:
    """Write the sketch of a series."""
    n, at = starts[row + 1] - starts[row], starts[row] * n_channels
    n_groups = n_channels if n_channels < N_NUMBERS else np.int64(N_NUMBERS)
    n_pieces = N_NUMBERS // n_groups
    for i in range(N_NUMBERS):
        sketch[i] = np.float32(0.0)
    for piece in range(n_pieces):
        first, last = piece * n // n_pieces, (piece + 1) * n // n_pieces
        last = last if last > first else first + 1
        for group in range(n_groups):
            low, high = group * n_channels // n_groups, (group + 1) * n_channels // n_groups
            total = np.float32(0.0)
            for t in range(first, last):
                for channel in range(low, high):
                    total += numbers[at + t * n_channels + channel]
            sketch[piece * n_groups + group] = total / np.float32((last - first) * (high - low))


@inner
def find_doors(sketches: Floats, sketch: Floats, size: int, doors: Nodes, squared: Floats, of_block: Floats) -> Any:
    """Choose the rows below `size` with the nearest sketches, nearest first; return how many.

    doors, squared : (32,) written.
    of_block : (32,) room.
    """
    count = np.int64(0)
    limit = np.float32(np.inf)
    for block in range((size + LANES - 1) // LANES):
        if not compare_sketches(sketches, block, sketch, limit, of_block):
            continue
        for lane in range(LANES):
            distance, row = of_block[lane], block * LANES + lane
            if distance < limit and row < size:
                at = count if count < LANES else count - 1
                while at > 0 and squared[at - 1] > distance:
                    doors[at], squared[at] = doors[at - 1], squared[at - 1]
                    at -= 1
                doors[at], squared[at] = row, distance
                count += 1 if count < LANES else 0
                limit = squared[count - 1] if count == LANES else limit
    return count


@entry(
    types.none(
        read_only(types.float32, 1),
        read_only(types.int64, 1),
        types.int64,
        read_only(types.int32, 1),
        writable(types.float32, 1),
    )
)
def write_sketches(numbers: Floats, starts: Ints, n_channels: int, rows: Nodes, sketches: Floats) -> None:
    """Write the sketches of some rows into their places.

    sketches : (blocks of 16 x 32,) flat.
    """
    sketch = empty(N_NUMBERS, np.float32)
    for row in rows:
        set_sketch(numbers, starts, np.int64(row), n_channels, sketch)
        for i in range(N_NUMBERS):
            sketches[(row // LANES * N_NUMBERS + i) * LANES + row % LANES] = sketch[i]
