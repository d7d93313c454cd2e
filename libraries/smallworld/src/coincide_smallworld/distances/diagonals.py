"""The table of dynamic time warping, diagonal by diagonal: cells of a pair with equal i + j in one vector.

Cells of a diagonal do not depend on each other. A lane stands for a distance j - i from the middle of the band: lane l
for 2 (l - c) on the diagonals of even number and for 2 (l - c) + 1 on the odd ones, where c = (width + 1) // 2. So the
cells before a cell are in the same lane of the two diagonals before, and in a lane beside it of the last one. Where the
band is narrow, half of the lanes hold a second pair: most of the time goes into waiting for the diagonal before.

Every cell has the same value as in `lanes`, to the last bit. Beyond the table and the band, numbers are so far from
each other that no path through them is the shortest.

Source: Sakoe and Chiba 1978 (recurrence and band).
"""

# pyright: reportUnknownParameterType=false, reportMissingParameterType=false

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types

from coincide_smallworld.distances.lane_code import (
    I32,
    LANES,
    ONE,
    PIECE,
    SQUARE,
    Call,
    emitting,
    least,
    load,
    square_plus,
    step,
    store,
    typed,
    whole,
)

# The lanes hold the diagonals of bands up to this half-width, and of two pairs up to that.
WIDEST, WIDEST_OF_TWO = LANES - 1, SQUARE - 1
# Its square is larger than a sum of squared differences of numbers that series may hold, and finite.
BEYOND = 5e18


@step
def advance_pair(_: Any, flipped, x_at, padded, y_at, start, stop, walls, state):
    """Compute the diagonals from 2 start to 2 stop - 1; return the least cell of the last two.

    flipped : float32, a series in reverse between 32 numbers of -BEYOND; `x_at` is where lane 0 begins on diagonal 0.
    padded : float32, the other series between 32 numbers of BEYOND; `y_at` likewise.
    walls : (64,) what is added to the numbers of the other series: BEYOND where a lane lies outside the band, else 0;
        on even diagonals, then on odd ones.
    state : (64,) the last even diagonal, then the last odd one; changed.
    """
    arguments = typed(flipped, x_at, padded, y_at, start, stop, walls, state, gives=types.float32)
    return arguments, emitting(_advance_pair)


@step
def advance_two(_: Any, flipped, x_at, padded, y_at, start, stop, walls, state, apart):
    """Compute the same for two series, one in the first 16 lanes and one in the others.

    padded : both, the second `apart` numbers behind the first.
    """
    arguments = typed(flipped, x_at, padded, y_at, start, stop, walls, state, apart)
    return arguments, emitting(_advance_two)


def _advance_pair(call: Call) -> Any:
    builder = call.builder

    def x_from(at: Any) -> Any:
        return load(builder, call.place(0, at))

    def y_from(at: Any) -> Any:
        return load(builder, call.place(2, at))

    return _least_of(builder, least(builder, *_advance(call, x_from=x_from, y_from=y_from)))


def _advance_two(call: Call) -> None:
    builder, apart = call.builder, call.arguments[8]

    def piece(which: int, at: Any) -> Any:
        return load(builder, call.place(which, at, PIECE))

    def x_from(at: Any) -> Any:
        return _side_by_side(builder, piece(0, at), piece(0, at))

    def y_from(at: Any) -> Any:
        return _side_by_side(builder, piece(2, at), piece(2, builder.add(at, apart)))

    _advance(call, x_from=x_from, y_from=y_from)


def _advance(call: Call, *, x_from: Any, y_from: Any) -> list[Any]:
    """Emit the loop over pairs of diagonals; return the last two."""
    builder, (x_at, y_at, start, stop) = call.builder, (call.arguments[i] for i in (1, 3, 4, 5))
    slots = [cgutils.alloca_once_value(builder, load(builder, call.lanes(7, whole(parity)))) for parity in range(2)]
    walls = [load(builder, call.lanes(6, whole(parity))) for parity in range(2)]
    with cgutils.for_range_slice(builder, start, stop, ONE) as (t, _):
        x = x_from(builder.sub(x_at, t))
        for parity, wall in enumerate(walls):
            y = y_from(builder.add(builder.add(y_at, t), whole(parity)))
            before, last = builder.load(slots[parity]), builder.load(slots[1 - parity])
            beside = _beside(builder, last, step=-1 if parity == 0 else 1)
            best = least(builder, least(builder, before, last), beside)
            difference = builder.fsub(x, builder.fadd(y, wall))
            builder.store(square_plus(builder, difference, best), slots[parity])
    diagonals = [builder.load(slot) for slot in slots]
    for parity, diagonal in enumerate(diagonals):
        store(builder, diagonal, call.lanes(7, whole(parity)))
    return diagonals


def _beside(builder: Any, numbers: Any, *, step: int) -> Any:
    """What the lane below or above holds, in each lane. Where the lanes of a pair end, one of two neighbors lies
    outside its band."""
    lanes = [(lane + step) % LANES for lane in range(LANES)]
    return builder.shuffle_vector(numbers, numbers, ir.Constant(ir.VectorType(I32, LANES), lanes))


def _side_by_side(builder: Any, first: Any, second: Any) -> Any:
    return builder.shuffle_vector(first, second, ir.Constant(ir.VectorType(I32, LANES), list(range(LANES))))


def _least_of(builder: Any, numbers: Any) -> Any:
    half = LANES
    while half > 1:
        half //= 2
        mask = ir.Constant(ir.VectorType(I32, LANES), [(lane + half) % LANES for lane in range(LANES)])
        numbers = least(builder, numbers, builder.shuffle_vector(numbers, numbers, mask))
    return builder.extract_element(numbers, ir.Constant(I32, 0))
