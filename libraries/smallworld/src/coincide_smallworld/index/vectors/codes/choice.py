"""Codes of the vectors that an engine holds: bits, bytes, or none where bytes would confuse what is near."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from coincide_smallworld.index.vectors.buffers import extended
from coincide_smallworld.index.vectors.codes.eight_bits import Codes, Grid, encode, fit_grid, kept_near, largest_asked
from coincide_smallworld.index.vectors.codes.one_bit import encoded, fit_center, with_rows
from coincide_smallworld.index.vectors.stored import Floats, Stored, squared_lengths

if TYPE_CHECKING:
    from coincide_smallworld.index.vectors.engine import VectorEngine

TINY = 1e-30
# From this length on, codes of one bit a number find more in the same time than codes of 8 bits.
BITS_FROM = 192
# So many stored vectors are asked for their nearest by 8-bit codes, which must keep this share of them.
N_ASKED, FEWEST_KEPT = 32, 0.98
NOT_KEPT = (
    "8-bit codes confuse what is near in these vectors, so searches compare the vectors themselves; `quantize='bits'` "
    "takes norms of any size"
)

_log = logging.getLogger(__name__)


def with_codes(engine: VectorEngine, *, n_coded: int, n_threads: int) -> VectorEngine:
    """Encode what is new; everything whenever the number of vectors doubled."""
    if engine.quantize is None:
        return engine
    points, is_new = engine.points[: engine.n], engine.n >= 2 * engine.n_fitted
    if engine.quantize == "bits" or (engine.quantize == "auto" and engine.dim >= BITS_FROM):
        if engine.bits is None or is_new:
            extra = extra_column(engine)
            center = fit_center(points, extra=extra, reach=engine.reach)
            fresh = encoded(points, center, extra=extra, n_threads=n_threads)
            return replace(engine, bits=fresh, n_fitted=engine.n)
        return replace(engine, bits=with_rows(engine.bits, points, first=n_coded, n_threads=n_threads))
    if is_new:
        return _with_grid(replace(engine, n_fitted=engine.n), points)
    if engine.grid is None or engine.codes is None:
        return engine
    return replace(engine, codes=extended(engine.codes, n_coded, encode(points[n_coded:], engine.grid)))


def _with_grid(engine: VectorEngine, points: Stored) -> VectorEngine:
    """Fit the grid anew; without codes where they do not keep what is near together."""
    grid = fit_grid(points, extra=extra_column(engine))
    codes = encode(points, grid)
    asked = points[:: -(-len(points) // N_ASKED)].astype(np.float32)
    if engine.metric == "inner_product":
        asked[:, engine.dim :] = 0.0
    if kept_near(points, asked, codes, _encoded(engine, grid, asked)) >= FEWEST_KEPT:
        return replace(engine, grid=grid, codes=codes)
    if engine.quantize == "int8":
        _log.warning("%s", NOT_KEPT)
    return replace(engine, grid=None, codes=None)


def extra_column(engine: VectorEngine) -> int:
    """The first column that the inner product adds, or -1."""
    return engine.dim if engine.metric == "inner_product" else -1


def _encoded(engine: VectorEngine, grid: Grid, queries: Floats) -> Codes:
    """Codes of queries; under the inner product as long as the grid takes them, for only their direction counts."""
    if engine.metric != "inner_product":
        return encode(queries, grid)
    largest = np.abs(queries).max(axis=1, keepdims=True)
    longest = np.sqrt(squared_lengths(queries))[:, None]
    room = largest_asked(grid, dim=engine.dim)
    scale = np.minimum(engine.reach / np.maximum(longest, TINY), room / np.maximum(largest, TINY))
    return encode((queries * np.where(scale > 0.0, scale, 1.0)).astype(np.float32), grid)
