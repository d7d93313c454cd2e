"""Compiled loops over a single query: as the index stores vectors, and in codes; and over the filter that it has."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types

from coincide_smallworld.compiled import entry, inner, read_only, writable
from coincide_smallworld.distances.matrix import LARGEST
from coincide_smallworld.index.vectors.codes.eight_bits import LARGEST_CODE
from coincide_smallworld.index.vectors.intrinsics import N_BITS, bytes_above_zero, lowest_bit, pointer

# By how much a length, as a share of it, may depend on the order in which its squares are added: for each number.
ROUNDING = 4.0 * 2.0**-53
TINY = 1e-30


@inner
def take(given: Any, dim: Any, is_cosine: Any, padded: Any) -> Any:
    """Write a query as `stored.as_stored` does into zeros; whether it can be taken without a closer look.

    Not taken is what must be refused, and what `as_stored` might round to other numbers: it adds in another order.
    """
    square, largest = 0.0, np.float32(0.0)
    for i in range(dim):
        square += np.float64(given[i]) * np.float64(given[i])
        largest = max(largest, abs(given[i]))
    if not square <= LARGEST * LARGEST:
        return False
    if not is_cosine:
        for i in range(dim):
            padded[i] = given[i]
        return True
    if largest == np.float32(0.0):
        return False
    total, longest = 0.0, np.float64(largest)
    for i in range(dim):
        scaled = np.float64(given[i]) / longest
        total += scaled * scaled
    length, off, n_unsure = np.sqrt(total), ROUNDING * dim, 0
    for i in range(dim):
        value = np.float64(given[i]) / longest / length
        low, high = np.float32(value * (1.0 - off)), np.float32(value * (1.0 + off))
        padded[i] = low
        n_unsure += np.int64(low != high)
    return n_unsure == 0


@inner
def widen(query: Any, width: Any, wide: Any) -> None:
    """Write a padded query as float64, once for all the vectors that it is measured with."""
    for i in range(width):
        wide[i] = np.float64(query[i])


@inner
def lengthen(query: Any, width: Any, reach: Any, longer: Any) -> None:
    """Write a padded query as long as all rows under the inner product, where only its direction counts.

    Else a query that is much shorter is at one distance from all rows, as far as float32 can tell.
    """
    square = 0.0
    for i in range(width):
        square += np.float64(query[i]) * np.float64(query[i])
    factor = reach / max(np.sqrt(square), TINY)
    factor = factor if factor > 0.0 else 1.0
    for i in range(width):
        longer[i] = np.float32(query[i] * factor)


@inner
def round_query(
    query: Any, width: Any, dim: Any, middle: Any, step: Any, is_product: Any, reach: Any, largest_asked: Any,
    largest_code: Any, codes: Any,
) -> Any:  # fmt: skip
    """Write the codes of a padded query, of 16 bits; return its squared distance to the grid, in steps.

    Under the inner product only its direction counts: it is made as long as the grid takes it, and nothing lies beyond.
    """
    factor = 1.0
    if is_product:
        square, largest = 0.0, np.float32(0.0)
        for i in range(dim):
            square += np.float64(query[i]) * np.float64(query[i])
            largest = max(largest, abs(query[i]))
        factor = min(reach / max(np.sqrt(square), TINY), largest_asked / max(np.float64(largest), TINY))
        factor = factor if factor > 0.0 else 1.0
    beyond, wide, most = np.float32(0.0), np.float32(step), np.float32(largest_code)
    for i in range(width):
        steps = (np.float32(query[i] * factor) - middle[i]) / wide
        code = np.rint(steps)
        codes[i] = np.int16(min(max(code, -most), most))
        inside = min(max(steps, np.float32(-LARGEST_CODE)), np.float32(LARGEST_CODE))
        beyond += (steps - inside) * (steps - inside)
    return np.float32(0.0) if is_product else beyond


@entry(types.int64(read_only(types.boolean, 1), writable(types.int32, 1)))
def rows_left(mask: Any, rows: Any) -> Any:
    """Write the rows that a mask leaves, increasing; return how many. 64 rows that it hides take one comparison.

    Parameters
    ----------
    mask : (n,).
    rows : of as many places as are left, or more.
    """
    n, n_left, start = mask.size, 0, pointer(mask)
    n_whole = n // N_BITS * N_BITS
    for first in range(0, n_whole, N_BITS):
        bits = bytes_above_zero(start, first)
        while bits != np.uint64(0):
            rows[n_left] = first + lowest_bit(bits)
            n_left += 1
            bits &= bits - np.uint64(1)
    for row in range(n_whole, n):
        if mask[row]:
            rows[n_left] = row
            n_left += 1
    return n_left
