"""A slow and obvious engine: everything is compared with everything, one pair after the other, in float64.

Its graph is a flag: it walks nowhere, and only remembers that it was asked for one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from coincide.distances import as_matrix
from coincide.distances.series import Series, as_series
from coincide.errors import InputError
from coincide.index.engine import Found


def squared_warped(x, y, *, band):
    """Squared dynamic time warping distance of frames (t, channels), cell by cell."""
    from coincide.distances.band import limits, width_of

    first, last = limits(len(x), len(y), width=width_of(band, max(len(x), len(y))))
    total = np.full((len(x) + 1, len(y) + 1), np.inf)
    total[0, 0] = 0.0
    for i in range(len(x)):
        for j in range(first[i], last[i] + 1):
            cost = ((x[i].astype(float) - y[j]) ** 2).sum()
            total[i + 1, j + 1] = cost + min(total[i, j], total[i, j + 1], total[i + 1, j])
    return total[-1, -1]


def distance(x, y, *, metric, band):
    """Distance of two items as they are stored."""
    if metric == "dtw":
        return np.sqrt(squared_warped(x, y, band=band))
    x, y = x.astype(float), y.astype(float)
    squared = ((x - y) ** 2).sum()
    return {
        "euclidean": np.sqrt(squared),
        "sqeuclidean": squared,
        "cosine": min(squared / 2, 2.0),
        "inner_product": 1 - x @ y,
    }[metric]


@dataclass(frozen=True)
class ReferenceEngine:
    """See `coincide.index.engine.Engine`."""

    metric: str
    band: object = None
    stored: tuple = ()
    has_graph: bool = False

    def __len__(self):
        return len(self.stored)

    @property
    def shape(self):
        if not self.stored:
            return (0,)
        return (self.stored[0].shape[-1],)

    def prepare(self, given, *, name):
        if self.metric == "dtw":
            return as_series(given, name=name, n_channels=self.shape[0] or None)
        rows = as_matrix(given, name=name, dim=self.shape[0] or None)
        if self.metric == "cosine" and len(rows) > 0:
            lengths = np.linalg.norm(rows, axis=1)
            if (lengths == 0).any():
                raise InputError(f"`{name}` must hold vectors other than zero, got zeros in row {np.argmin(lengths)}.")
            rows = rows / lengths[:, None]
        return rows.astype(np.float32)

    def items(self, rows):
        chosen = [self.stored[row] for row in rows]
        if self.metric == "dtw":
            return as_series([frames.T for frames in chosen], name="items")
        return np.array(chosen, dtype=np.float32).reshape(len(chosen), self.shape[0])

    def grow(self, items, *, graph):
        added = tuple(np.array(items[i]) for i in range(len(items)))
        return replace(self, stored=self.stored + added, has_graph=graph is not None)

    def with_graph(self, graph):
        assert graph.max_degree > 1
        return replace(self, has_graph=True)

    def keep(self, rows):
        return replace(self, stored=tuple(self.stored[row] for row in rows))

    def nearest(self, queries, *, k, algorithm, ef, is_dead, n_threads):
        assert algorithm != "graph" or self.has_graph
        assert ef > 0 and n_threads > 0
        live = [row for row in range(len(self)) if is_dead is None or not is_dead[row]]
        shape = (len(queries), min(k, len(self)))
        rows, distances = np.full(shape, -1), np.full(shape, np.inf, dtype=np.float32)
        for i in range(len(queries)):
            pairs = sorted(
                (np.float32(distance(queries[i], self.stored[row], metric=self.metric, band=self.band)), row)
                for row in live
            )[:k]
            for j, (value, row) in enumerate(pairs):
                rows[i, j], distances[i, j] = row, value
        return Found(rows=rows, distances=distances, n_distances=len(queries) * len(live))

    def algorithm_for(self, n):
        return "brute" if n < 8 else "exact" if n < 30 else "graph"

    def arrays(self):
        if self.metric == "dtw":
            series = self.items(range(len(self)))
            return {"frames": series.frames, "starts": series.starts, "graph": np.array([self.has_graph], np.uint8)}
        return {"vectors": self.items(range(len(self))), "graph": np.array([self.has_graph], np.uint8)}

    @classmethod
    def from_arrays(cls, arrays, *, metric, band=None):
        if metric == "dtw":
            series = Series(frames=arrays["frames"], starts=arrays["starts"])
            stored = tuple(series[i] for i in range(len(series)))
        else:
            stored = tuple(arrays["vectors"])
        return cls(metric=metric, band=band, stored=stored, has_graph=bool(arrays["graph"][0]))
