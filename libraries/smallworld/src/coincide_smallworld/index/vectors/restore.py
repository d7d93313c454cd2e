"""Arrays of a file as the parts of a `VectorEngine`, each checked before anything compiled touches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.matrix import LARGEST
from coincide_smallworld.index.vectors.codes.eight_bits import Grid, code_width, encode
from coincide_smallworld.index.vectors.codes.one_bit import encoded
from coincide_smallworld.index.vectors.doors import grouped
from coincide_smallworld.index.vectors.graph import VectorGraph, enough_entries
from coincide_smallworld.index.vectors.reach import reached
from coincide_smallworld.index.vectors.stored import (
    N_EXTRA,
    Stored,
    VectorMetric,
    kind_of,
    padded_width,
    squared_lengths,
)
from coincide_smallworld.switch import is_plain

LENGTH_TOLERANCE = 1e-3
ALWAYS = {"points", "shape", "reach"}
# Rows of codes in old files are padded to a multiple of this.
OLD_CODE_BLOCK = 64
CODED = {"codes", "middle", "step", "fitted"}
CENTERED = {"center", "fitted"}
LINKED = {"links", "twin_of", "entries", "checked"}

Arrays = Mapping[str, npt.NDArray[Any]]


def checked_fields(
    arrays: Arrays, *, metric: VectorMetric, quantize: str | None, dtype: str, max_degree: int
) -> dict[str, Any]:
    """Return the fields of an engine.

    Raises
    ------
    ValueError : something is missing, of another shape, out of range or at odds with the rest.
    """
    _check_names(arrays, quantize)
    dim = int(_checked(arrays, "shape", np.int64, (1,))[0])
    reach = float(_checked(arrays, "reach", np.float64, (1,))[0])
    given = arrays["points"]
    points = _checked(arrays, "points", kind_of(given) if dtype == "auto" or len(given) == 0 else dtype, (None, None))
    _check_points(points, dim=dim, reach=reach, metric=metric)
    fields: dict[str, Any] = {"dim": dim, "n": len(points), "points": points, "reach": reach}
    if "codes" in arrays:
        fields |= _coded_fields(arrays, points)
    if "links" in arrays and not is_plain():
        extra = dim if metric == "inner_product" else -1
        graph = _checked_graph(arrays, points, max_degree=max_degree)
        fields["graph"] = grouped(replace(graph, entries=enough_entries(graph)), points, extra=extra)
        if "center" in arrays:
            fields |= _bit_fields(arrays, points, extra=extra, reach=reach)
    return fields


def _check_names(arrays: Arrays, quantize: str | None) -> None:
    """Codes and links are there or not, each kind whole; files of old have 8-bit codes without links as well."""
    names = set(arrays)
    of_codes = {None: (), "int8": (CODED,), "bits": (CENTERED,), "auto": (CODED, CENTERED)}[quantize]
    known = [ALWAYS | codes | links for codes in (set[str](), *of_codes) for links in (set[str](), LINKED)]
    if names not in known:
        raise ValueError(f"expected arrays {sorted(ALWAYS)} with codes and links, each whole, found {sorted(names)}")


def _checked(arrays: Arrays, name: str, dtype: Any, shape: tuple[int | None, ...]) -> npt.NDArray[Any]:
    array = arrays[name]
    fits = len(array.shape) == len(shape) and all(b in (None, a) for a, b in zip(array.shape, shape, strict=True))
    if array.dtype != dtype or not fits:
        wanted = tuple("any" if n is None else n for n in shape)
        raise ValueError(
            f"expected `{name}` as {np.dtype(dtype)} of shape {wanted}, found {array.dtype} of shape {array.shape}"
        )
    return array


def _check_points(points: Stored, *, dim: int, reach: float, metric: VectorMetric) -> None:
    width = padded_width(dim, metric, kind_of(points)) if dim > 0 else 0
    if dim < 0 or points.shape[1] != width or (dim == 0 and len(points) > 0):
        raise ValueError(f"expected rows of {width} numbers for vectors of length {dim}, found {points.shape[1]}")
    used = points[:, :dim]
    if not (np.abs(points) <= np.float32(2 * LARGEST)).all():
        raise ValueError("expected finite vectors, found others")
    n_extra = N_EXTRA[kind_of(points)] if metric == "inner_product" else 0
    if points[:, dim + n_extra :].any():
        raise ValueError("expected zeros behind the vectors, found others")
    lengths = squared_lengths(used)
    if metric == "cosine" and not (np.abs(lengths - 1.0) <= LENGTH_TOLERANCE).all():
        raise ValueError("expected vectors of length 1 for the cosine metric, found others")
    if metric == "inner_product":
        full = np.sqrt(squared_lengths(points))
        if not (np.abs(full - reach) <= LENGTH_TOLERANCE * reach).all():
            raise ValueError("expected rows of one length for the inner product, found others")
    elif reach != 0.0:
        raise ValueError(f"expected reach 0 for this metric, found {reach}")


def _bit_fields(arrays: Arrays, points: Stored, *, extra: int, reach: float) -> dict[str, Any]:
    """The center, and what it makes of the vectors: records are smaller than the time they take to read."""
    center = _checked(arrays, "center", np.float32, (1, points.shape[1]))[0]
    if not (np.abs(center) <= 8 * LARGEST**2).all():
        raise ValueError("expected a center of finite numbers, found another")
    if extra >= 0 and center[extra] != np.float32(reach * reach):
        raise ValueError("expected the length of the vectors in the center, found another")
    codes = encoded(points, np.ascontiguousarray(center), extra=extra, n_threads=1)
    return {"bits": codes, "n_fitted": _checked_n_fitted(arrays)}


def _checked_n_fitted(arrays: Arrays) -> int:
    n_fitted = int(_checked(arrays, "fitted", np.int64, (1,))[0])
    if n_fitted < 0:
        raise ValueError(f"expected codes fitted to 0 vectors or more, found {n_fitted}")
    return n_fitted


def _coded_fields(arrays: Arrays, points: Stored) -> dict[str, Any]:
    n, width = points.shape
    given, used = _checked(arrays, "codes", np.int8, (n, None)), code_width(width)
    if given.shape[1] not in (used, -(-width // OLD_CODE_BLOCK) * OLD_CODE_BLOCK):
        raise ValueError(f"expected codes with rows of {used}, found {given.shape[1]}")
    middle = _checked(arrays, "middle", np.float32, (width,))
    step = float(_checked(arrays, "step", np.float32, (1,))[0])
    if not (np.isfinite(middle).all() and np.isfinite(step) and step > 0.0):
        raise ValueError("expected a grid of finite numbers with steps above 0, found another")
    grid = Grid(middle=middle, step=step)
    codes = encode(points, grid)
    if not np.array_equal(given[:, :used], codes) or given[:, used:].any():
        raise ValueError("expected codes of the vectors, found others")
    codes = given if given.shape[1] == used else codes
    return {"codes": codes, "grid": grid, "n_fitted": _checked_n_fitted(arrays)}


def _checked_graph(arrays: Arrays, points: Stored, *, max_degree: int) -> VectorGraph:
    n = len(points)
    links = _checked(arrays, "links", np.int32, (n, max_degree))
    twin_of = _checked(arrays, "twin_of", np.int32, (n,))
    entries = _checked(arrays, "entries", np.int32, (None,))
    n_checked = int(_checked(arrays, "checked", np.int64, (1,))[0])
    for name, ids, low in (("links", links, -1), ("entries", entries, 0), ("twins", twin_of, 0)):
        if ((ids < low) | (ids >= n)).any():
            raise ValueError(f"expected {name} from {low} to {n - 1}, found others")
    if ((links[:, :-1] < 0) & (links[:, 1:] >= 0)).any():
        raise ValueError("expected each row of links to end at its first -1, found links after it")
    if not 0 <= n_checked <= n or (n > 0 and len(entries) == 0):
        raise ValueError("expected entries into a graph that was checked, found others")
    is_twin = twin_of != np.arange(n)
    if is_twin[twin_of].any() or not np.array_equal(points[is_twin], points[twin_of[is_twin]]):
        raise ValueError("expected twins to equal the vector that stands for them, found others")
    is_linked_twin = is_twin & (links[:, 0] >= 0)
    if is_linked_twin.any() or is_twin[entries].any() or is_twin[links[links >= 0]].any():
        raise ValueError("expected links between vectors that are not twins, found others")
    n_nodes = n - int(np.count_nonzero(is_twin))
    graph = VectorGraph(n=n, links=links, twin_of=twin_of, entries=entries, n_nodes=n_nodes, n_checked=n_checked)
    if n_checked == n and not reached(graph).all():
        raise ValueError("expected links to reach every vector, found otherwise")
    return graph
