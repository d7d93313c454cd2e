"""Vectors in 8 bits a number, for walking: a quarter of the memory traffic, results measured again in full precision.

Every number is rounded to a step of one grid, the same step for all axes, so that distances of codes are distances of
vectors but for the scale. The range covers all but one in two thousand of the numbers; those beyond are clipped. Codes
of queries have 16 bits, since a query may lie beyond the grid of some of several indexes that are walked as one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coincide_smallworld.index.vectors.buffers import aligned
from coincide_smallworld.index.vectors.stored import Floats, Stored, squared_lengths

CODE_BLOCK = 32
LARGEST_CODE = 127
# The squared differences of the codes of a query and a vector are added in 32 bits.
LARGEST_SUM = 2**31 - 1
COVERED = 0.9995
MOST_SAMPLED = 10_000
MOST_COMPARED = 50_000
# How far beyond the grid a query may lie: its squared distance to the grid, as a share of that to what is found.
MOST_BEYOND = 0.1
BLOCK_ROWS = 1 << 12

Codes = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the steps of the codes lie.

    Attributes
    ----------
    middle : (width,) float32, the mean of the vectors it was fitted to.
    step : more than 0.
    """

    middle: Floats
    step: float


def fit_grid(rows: Stored, *, extra: int = -1) -> Grid:
    """Fit a grid to padded rows, 1 or more; at most 10,000 of them, evenly spread, are looked at.

    Parameters
    ----------
    extra : column that is 0 in queries, far from the rows: a query that were clipped there would favor short vectors;
        -1 for none.
    """
    sample = rows[:: -(-len(rows) // MOST_SAMPLED)]
    middle = sample.mean(axis=0, dtype=np.float64).astype(np.float32)
    spread = np.abs(sample - middle)[:, : _used_width(sample)]
    reach = float(np.quantile(spread, COVERED)) if spread.size > 0 else 0.0
    reach = reach if reach > 0.0 else float(spread.max(initial=0.0))
    reach = reach if extra < 0 else max(reach, abs(float(middle[extra])))
    step = float(np.float32(reach / LARGEST_CODE))
    return Grid(middle=middle, step=step if step > 0.0 else 1.0)


def encode(rows: Stored, grid: Grid) -> Codes:
    """Return codes (n, width padded to half cache lines) of padded rows."""
    width = rows.shape[1]
    codes = aligned((len(rows), code_width(width)), np.int8)
    codes[:, width:] = 0
    for first in range(0, len(rows), BLOCK_ROWS):
        steps = np.rint((rows[first : first + BLOCK_ROWS] - grid.middle) / np.float32(grid.step))
        codes[first : first + BLOCK_ROWS, :width] = np.clip(steps, -LARGEST_CODE, LARGEST_CODE)
    return codes


def largest_asked(grid: Grid, *, dim: int) -> float:
    """Return how large a number of a query may be to lie in the grid on every axis."""
    return max(grid.step * LARGEST_CODE - float(np.abs(grid.middle[:dim]).max(initial=0.0)), 0.0)


def largest_code_asked(width: int) -> int:
    """Return how large a code of a query with `width` numbers may be."""
    return max(LARGEST_CODE, math.isqrt(LARGEST_SUM // width) - LARGEST_CODE)


def kept_near(points: Stored, queries: Floats, codes: Codes, asked: Codes) -> float:
    """Return the share of the ten nearest points of each query that are among the thirty nearest by codes.

    Parameters
    ----------
    points, codes : padded rows and their codes; at most 50,000, evenly spread, are looked at.
    queries, asked : the same of some queries.
    """
    step = -(-len(points) // MOST_COMPARED)
    by_points = _nearest(points[::step], queries, k=10)
    by_codes = _nearest(codes[::step].astype(np.float32), asked.astype(np.float32), k=30)
    return float(np.mean([np.isin(near, found).mean() for near, found in zip(by_points, by_codes, strict=True)]))


def _nearest(points: Stored, queries: Floats, *, k: int) -> npt.NDArray[np.intp]:
    if len(points) <= k:
        return np.tile(np.arange(len(points)), (len(queries), 1))
    values = squared_lengths(points) - 2.0 * (queries @ points.T)
    return np.argpartition(values, k - 1, axis=1)[:, :k]


def code_width(width: int) -> int:
    """Return the row length of codes for padded rows of this length."""
    return -(-width // CODE_BLOCK) * CODE_BLOCK


def _used_width(rows: Stored) -> int:
    """Columns up to the last that holds anything: padding must not narrow the range."""
    used = np.flatnonzero(np.abs(rows).max(axis=0))
    return int(used[-1]) + 1 if len(used) > 0 else 0
