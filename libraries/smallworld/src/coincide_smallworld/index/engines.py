"""Which engine serves which metric: series under dynamic time warping, vectors under every other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

from coincide_smallworld.index.engine import Engine
from coincide_smallworld.index.parameters import Plan


def empty_engine(plan: Plan) -> Engine:
    """Return an engine without items."""
    if plan.metric == "dtw":
        from coincide_smallworld.index.series import SeriesEngine

        return SeriesEngine(band=plan.band)
    from coincide_smallworld.index.vectors import VectorEngine

    return VectorEngine(metric=plan.metric, quantize=plan.quantize, dtype=plan.dtype)


def restored_engine(plan: Plan, arrays: Mapping[str, npt.NDArray[Any]]) -> Engine:
    """Return the engine that gave these arrays.

    Raises
    ------
    ValueError : they cannot be what an engine gave.
    """
    if plan.metric == "dtw":
        from coincide_smallworld.index.series import SeriesEngine

        return SeriesEngine.from_arrays(arrays, band=plan.band, max_degree=plan.max_degree)
    from coincide_smallworld.index.vectors import VectorEngine

    return VectorEngine.from_arrays(
        arrays, metric=plan.metric, quantize=plan.quantize, dtype=plan.dtype, max_degree=plan.max_degree
    )
