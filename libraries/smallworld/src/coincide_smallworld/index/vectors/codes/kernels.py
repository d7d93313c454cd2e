"""Compiled loops over codes of one bit a number (`one_bit`): rotate, encode, ask, and fill rows of links.

No sum here depends on the order in which a processor adds, but for the lengths, which are added in float64.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from coincide_smallworld.compiled import entries, inner, read_only, writable
from coincide_smallworld.index.vectors.codes.one_bit import N_ROUNDS
from coincide_smallworld.index.vectors.intrinsics import (
    FLOAT_BLOCK,
    N_PLANES,
    WORD_BLOCK,
    butterfly,
    floats_at,
    ints_at,
    keep,
    mix_block,
    n_extra,
    number_at,
    pointer,
    prefetch_row,
    shifted,
    squared_distance,
    word_of_plane,
    word_of_signs,
)
from coincide_smallworld.index.vectors.linking import asked_distance
from coincide_smallworld.index.vectors.walk import offer
from coincide_smallworld.scratch import empty, zeros

WORD = 64
LEVELS = (1 << N_PLANES) - 1
N_DEVIATIONS = 3.0
# More candidates than a row has places for, which are measured.
N_MEASURED = 24


@inner
def _rotate(x: Any, scales: Any, size: Any, power: Any) -> None:
    """Rotate numbers in place."""
    for turn in range(N_ROUNDS):
        of_turn = shifted(scales, turn * size)
        for i in range(size):
            x[i] *= of_turn[i]
        part = shifted(x, 0 if turn % 2 == 0 else size - power)
        for at in range(0, power, FLOAT_BLOCK):
            mix_block(part, at)
        stride = FLOAT_BLOCK
        while stride < power:
            for first in range(0, power, 2 * stride):
                for at in range(first, first + stride, FLOAT_BLOCK):
                    butterfly(part, at, at + stride)
            stride *= 2
        for at in range(0, size // 2, FLOAT_BLOCK):
            butterfly(x, at, at + size // 2)


@inner
def _turned(
    point: Any, width: Any, is_centered: Any, extra: Any, center: Any, scales: Any, size: Any, power: Any, x: Any
) -> None:  # fmt: skip
    """Write a padded row rotated, less the center or as it is; columns `extra` from 0 on count as 0."""
    for i in range(width):
        x[i] = number_at(point, i) - center[i] if is_centered else number_at(point, i)
    for i in range(width, size):
        x[i] = np.float32(0.0)
    if extra >= 0:
        for i in range(extra, extra + n_extra(point)):
            x[i] = np.float32(0.0)
    _rotate(x, scales, size, power)


@inner
def ask(
    point: Any, width: Any, extra: Any, center: Any, scales: Any, size: Any, power: Any, n_words: Any, x: Any,
    bits: Any, levels: Any, planes: Any, factors: Any,
) -> None:  # fmt: skip
    """Write a query: its planes and its factors.

    Under the inner product (`extra` from 0 on) a query is no point beside others but a direction: it is not centered,
    and what all distances from it have in common goes into the factors.

    `x`, `bits` and `levels` are scratch of `size` numbers; `bits` are the same memory as `x`, as whole numbers.
    """
    _turned(point, width, extra < 0, extra, center, scales, size, power, x)
    # As whole numbers floats without their sign are in the same order, and their maximum takes no branches.
    highest = np.int32(0)
    for i in range(size):
        highest = max(highest, bits[i] & np.int32(0x7FFFFFFF))
    first, bits[0] = bits[0], highest
    largest, bits[0] = x[0], first
    square, total = 0.0, 0.0
    for i in range(size):
        square += np.float64(x[i]) * np.float64(x[i])
        total += np.float64(x[i])
    step = np.float32(2.0) * largest / np.float32(LEVELS)
    scale = np.float32(1.0) / step if step > np.float32(0.0) else np.float32(0.0)
    for i in range(size):
        levels[i] = np.uint8((x[i] + largest) * scale + np.float32(0.5))
    for plane in range(N_PLANES):
        for word in range(size // WORD):
            planes[plane * n_words + word] = word_of_plane(levels, word * WORD, plane)
        for word in range(size // WORD, n_words):
            planes[plane * n_words + word] = np.uint64(0)
    common = square
    if extra >= 0:
        common += np.float64(center[extra])
        for i in range(extra):
            common -= 2.0 * np.float64(number_at(point, i)) * np.float64(center[i])
    factors[0], factors[1] = common, total
    factors[2], factors[3], factors[4] = np.float32(2.0) * largest, np.float32(-2.0) * step, np.sqrt(square)


@inner
def ask_many(
    points: Any, n: Any, width: Any, extra: Any, center: Any, scales: Any, size: Any, power: Any, n_words: Any,
    queries: Any,
) -> None:  # fmt: skip
    """Write the queries for padded rows, one after the other."""
    x, levels = empty(size, np.float32), empty(size, np.uint8)
    for i in range(n):
        planes = shifted(pointer(queries), i * (N_PLANES * n_words + WORD_BLOCK))
        ask(
            shifted(points, i * width), width, extra, center, scales, size, power, n_words, pointer(x),
            ints_at(pointer(x)), pointer(levels), planes, floats_at(shifted(planes, N_PLANES * n_words)),
        )  # fmt: skip


_FLOATS, _LINE, _WORDS = read_only(types.float32, 2), read_only(types.float32, 1), writable(types.uint64, 2)
_POINTS = _FLOATS, read_only(types.uint16, 2)


@entries(
    *(
        types.void(points, types.int64, _LINE, _FLOATS, types.int64, _WORDS, types.int64, types.int64, types.int64)
        for points in _POINTS
    )
)
def encode(
    points: Any, extra: Any, center: Any, scales: Any, power: Any, records: Any, start: Any, first: Any, last: Any
) -> None:
    """Write the records of padded rows from `start + first` to `start + last`."""
    width, size, n_words = points.shape[1], scales.shape[1], records.shape[1]
    x_row = empty(size, np.float32)
    x = pointer(x_row)
    for row in range(start + first, start + last):
        point = shifted(pointer(points), row * width)
        _turned(point, width, True, extra, pointer(center), pointer(scales), size, power, x)
        square, absolute, n_set = 0.0, 0.0, 0.0
        for i in range(size):
            square += np.float64(x[i]) * np.float64(x[i])
            absolute += abs(np.float64(x[i]))
            n_set += np.float64(x[i] > np.float32(0.0))
        for word in range(size // WORD):
            records[row, word] = word_of_signs(x, word * WORD)
        factors = floats_at(shifted(pointer(records), (row + 1) * n_words - 2))
        # Under the inner product the length of all is the same, and among what a query has in common.
        factors[0] = square if extra < 0 else 0.0
        if absolute > 0.0:
            scale, share = 2.0 * square / absolute, min(1.0, absolute / np.sqrt(square * size))
            off = N_DEVIATIONS * 2.0 * np.sqrt(square) * np.sqrt((1.0 - share * share) / (share * share * (size - 1)))
            factors[1], factors[2], factors[3] = scale, scale * n_set, off
    keep(x_row)


@inner
def _collect(links: Any, width: Any, row: Any, n: Any, seen: Any, fresh: Any, n_fresh: Any) -> Any:
    """Append to `fresh` what a node is linked with that was not seen, and mark it; return how many there are then."""
    for i in range(width):
        other = np.int64(links[row * width + i])
        if other < 0:
            break
        if other < n and seen[other] == 0:
            seen[other] = 1
            fresh[n_fresh] = other
            n_fresh += 1
    return n_fresh


@entries(
    *(
        types.void(
            points, types.int64, _LINE, _FLOATS, types.int64, read_only(types.uint64, 2), read_only(types.int32, 2),
            writable(types.int32, 2), types.int64, types.int64, types.int64, types.int64,
        )
        for points in _POINTS
    )
)  # fmt: skip
def fill(
    points: Any, extra: Any, center: Any, scales: Any, power: Any, records: Any, links: Any, filled: Any, n: Any,
    start: Any, first: Any, last: Any,
) -> None:  # fmt: skip
    """Fill the free places in rows of links with the nearest, by estimates, of the neighbors of neighbors.

    Parameters
    ----------
    points, records : of `n` rows.
    extra : the first column that the inner product adds, or -1.
    links : rows before; `filled` are the same rows, written from `start + first` to `start + last`.
    """
    degree, width, size, n_words = links.shape[1], points.shape[1], scales.shape[1], records.shape[1]
    x, levels = empty(size, np.float32), empty(size, np.uint8)
    query = zeros(N_PLANES * n_words + WORD_BLOCK, np.uint64)
    fresh, seen = np.empty((degree + 1) * (degree + 1), np.int32), zeros(n, np.uint8)
    near, nearest = empty(degree + N_MEASURED, np.int32), empty(degree, np.int32)
    squared = empty(degree + N_MEASURED, np.float32)
    for node in range(start + first, start + last):
        fresh[0], seen[node] = node, 1
        n_own = _collect(pointer(links), degree, node, n, pointer(seen), pointer(fresh), np.int64(1))
        n_free = degree - (n_own - 1)
        if n_own == 1 or n_free == 0:
            n_fresh = n_own
        else:
            for i in range(1, n_own):
                prefetch_row(pointer(links), np.int64(fresh[i]), degree)
            ask(
                shifted(pointer(points), node * width), width, extra, pointer(center), pointer(scales), size, power,
                n_words, pointer(x), ints_at(pointer(x)), pointer(levels), pointer(query),
                floats_at(shifted(pointer(query), N_PLANES * n_words)),
            )  # fmt: skip
            n_fresh = n_own
            for i in range(1, n_own):
                n_fresh = _collect(
                    pointer(links), degree, np.int64(fresh[i]), n, pointer(seen), pointer(fresh), n_fresh
                )
            for i in range(n_own, n_fresh):
                prefetch_row(pointer(records), np.int64(fresh[i]), n_words)
            count, most = np.int64(0), n_free + N_MEASURED
            for i in range(n_own, n_fresh):
                distance = squared_distance(pointer(records), np.int64(fresh[i]), pointer(query), 0, n_words)
                if count < most or distance < squared[most - 1]:
                    offer(pointer(near), pointer(squared), count, most, np.int64(fresh[i]), distance)
                    count = min(count + 1, most)
            for i in range(count):
                prefetch_row(pointer(points), np.int64(near[i]), width)
            n_filled = np.int64(0)
            for i in range(count):
                distance = asked_distance(pointer(points), width, np.int64(node), np.int64(near[i]), extra)
                offer(pointer(nearest), pointer(squared), n_filled, n_free, np.int64(near[i]), distance)
                n_filled = min(n_filled + 1, n_free)
            for i in range(n_filled):
                filled[node, n_own - 1 + i] = nearest[i]
        for i in range(n_fresh):
            seen[fresh[i]] = 0
