"""Arrays of a file as the parts of a `SeriesEngine`, each checked before anything compiled touches it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from coincide_smallworld.distances.series import LARGEST, Series
from coincide_smallworld.index.series.graph import SeriesGraph

Arrays = Mapping[str, npt.NDArray[Any]]
Nodes = npt.NDArray[np.int32]

ALWAYS = {"frames": (np.float32, 2), "starts": (np.int64, 1)}
LINKED = {
    "links": (np.int32, 2),
    "squared": (np.float32, 2),
    "parents": (np.int32, 1),
    "entries": (np.int32, 1),
    "twin_of": (np.int32, 1),
}


def checked_series(arrays: Arrays) -> Series:
    """Return the stored series.

    Raises
    ------
    ValueError : arrays are missing, of another type, or do not hold series.
    """
    if set(arrays) not in ({*ALWAYS}, {*ALWAYS, *LINKED}):
        raise ValueError(f"expected arrays {sorted(ALWAYS)}, with or without {sorted(LINKED)}, found {sorted(arrays)}")
    for name, (dtype, n_axes) in (ALWAYS | LINKED).items():
        if name in arrays and (arrays[name].dtype != dtype or arrays[name].ndim != n_axes):
            found = f"{arrays[name].dtype} with {arrays[name].ndim}"
            raise ValueError(f"expected `{name}` as {np.dtype(dtype)} with {n_axes} axes, found {found}")
    frames, starts = np.ascontiguousarray(arrays["frames"]), np.ascontiguousarray(arrays["starts"])
    if len(starts) == 0 or starts[0] != 0 or starts[-1] != len(frames) or (starts[1:] <= starts[:-1]).any():
        raise ValueError("expected starts of series that increase from 0 to the number of frames, found others")
    if frames.shape[1] == 0 and len(starts) > 1:
        raise ValueError("expected series with a channel or more, found none")
    if not (np.abs(frames) <= LARGEST).all():
        raise ValueError(f"expected finite numbers up to {LARGEST:g}, found others")
    return Series(frames=frames, starts=starts)


def checked_graph(arrays: Arrays, series: Series, *, max_degree: int) -> SeriesGraph | None:
    """Return the stored graph over the series, or None if there is none.

    Raises
    ------
    ValueError : it cannot be walked, or not every series can be found.
    """
    if "links" not in arrays:
        return None
    links, squared, parents, entries, twin_of = (np.ascontiguousarray(arrays[name]) for name in LINKED)
    n = len(series)
    if links.shape != (n, max_degree) or squared.shape != links.shape or len(parents) != n or len(twin_of) != n:
        raise ValueError(f"expected a graph of {n} rows with {max_degree} links, found one of shape {links.shape}")
    _check_twins(twin_of, series)
    _check_links(links, squared, twin_of)
    _check_reach(links, parents, entries, twin_of)
    return SeriesGraph(
        links=links,
        squared=squared,
        parents=parents,
        entries=entries,
        twin_of=twin_of,
        sketches=np.empty(0, dtype=np.float32),
    )


def _check_twins(twin_of: Nodes, series: Series) -> None:
    if not ((twin_of >= 0) & (twin_of < len(series))).all() or (twin_of[twin_of] != twin_of).any():
        raise ValueError("expected twins that are rows of the graph, found others")
    for row in np.flatnonzero(twin_of != np.arange(len(series))).tolist():
        if not np.array_equal(series[row], series[int(twin_of[row])]):
            raise ValueError(f"expected twins with equal numbers, found others in row {row}")


def _check_links(links: Nodes, squared: npt.NDArray[np.float32], twin_of: Nodes) -> None:
    n = len(links)
    is_link = links >= 0
    if ((links < -1) | (links >= n)).any() or (is_link[:, 1:] & ~is_link[:, :-1]).any():
        raise ValueError(f"expected links to rows below {n}, each row ended by -1, found others")
    rows = np.arange(n)
    if (links == rows[:, None]).any() or is_link[twin_of != rows].any() or (twin_of[links] != links)[is_link].any():
        raise ValueError("expected links from nodes to other nodes, found others")
    in_order = np.sort(links, axis=1)
    if ((in_order[:, 1:] == in_order[:, :-1]) & (in_order[:, 1:] >= 0)).any():
        raise ValueError("expected each link once, found some twice")
    is_distance = np.isfinite(squared) & (squared >= 0.0)
    if (is_distance != is_link).any() or not (np.isposinf(squared) | is_link).all():
        raise ValueError("expected a distance for each link and for nothing else, found others")
    if (squared[:, 1:] < squared[:, :-1]).any():
        raise ValueError("expected links nearest first, found others")


def _check_reach(links: Nodes, parents: Nodes, entries: Nodes, twin_of: Nodes) -> None:
    n = len(links)
    is_node = twin_of == np.arange(n)
    if ((entries < 0) | (entries >= n)).any() or len(np.unique(entries)) != len(entries):
        raise ValueError(f"expected entries below {n}, each once, found others")
    has_parent = is_node.copy()
    has_parent[entries] = False
    if not is_node[entries].all() or ((parents >= 0) != has_parent).any() or (parents >= n).any():
        raise ValueError("expected a parent for each node but the entries, found others")
    children = np.flatnonzero(has_parent)
    if not (links[parents[children]] == children[:, None]).any(axis=1).all():
        raise ValueError("expected parents that link to their children, found others")
    # Following parents twice as far each time must end at entries, or some of them go round in circles.
    ancestors = np.where(parents < 0, n, parents).astype(np.int64)
    ancestors = np.append(ancestors, n)
    for _ in range(n.bit_length()):
        ancestors = ancestors[ancestors]
    if (ancestors != n).any():
        raise ValueError("expected that every node can be reached, found some that cannot")
