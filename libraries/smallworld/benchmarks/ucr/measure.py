"""One UCR data set: exact errors, the learned band, and what the graph answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.table import Row
from benchmarks.timing import timed
from benchmarks.ucr.published import PUBLISHED, frames_of
from benchmarks.ucr.reader import Part, SeriesSet
from coincide_smallworld import NavigableSmallWorld

# Bands are learned up to the whole length where that takes seconds, else up to a fifth of it.
_CELLS_FOR_ALL, _WIDEST_PERCENT, _WIDEST_PERCENT_OF_LARGE = 2e10, 100, 20
_EF = 64
_DIGITS = 4


@dataclass(frozen=True)
class Answer:
    """The nearest training series of every test series.

    Attributes
    ----------
    ms : CPU milliseconds per query.
    n_distances : distances evaluated per query.
    """

    rows: npt.NDArray[np.int64]
    distances: npt.NDArray[np.float32]
    ms: float
    n_distances: float


def set_rows(data: SeriesSet, *, learns_band: bool) -> list[Row]:
    """Measure a set; without learning a band, where none is published either, a tenth of the length is used."""
    published = PUBLISHED.get(data.name)
    rows = [_fact(data, "n", len(data.train)), _fact(data, "length", data.longest)]
    if data.has_equal_lengths:
        error = _error(data, _answer(data, metric="euclidean", algorithm="exact"))
        rows.append(_beside(data, "ED error", error, None if published is None else published.euclidean))
    band = learned_band(data) if learns_band else data.longest // 10 if published is None else published.band
    exact = _answer(data, metric="dtw", band=band, algorithm="exact")
    rows += _band_rows(data, exact, band=band, is_learned=learns_band)
    return rows + _graph_rows(data, exact, band=band)


def learned_band(data: SeriesSet) -> int:
    """Return the band in frames with the fewest errors by leave-one-out on the training part; the narrowest of such."""
    is_large = float(len(data.train)) ** 2 * data.longest**2 > _CELLS_FOR_ALL
    widest = _WIDEST_PERCENT_OF_LARGE if is_large else _WIDEST_PERCENT
    bands = sorted({frames_of(percent, data.longest) for percent in range(widest + 1)})
    errors = [_leave_one_out_errors(data.train, band) for band in bands]
    return bands[int(np.argmin(errors))]


def _leave_one_out_errors(train: Part, band: int) -> int:
    index = NavigableSmallWorld(metric="dtw", band=band, algorithm="exact").fit(_as_items(train, metric="dtw"))
    nearest = index.kneighbors(n_neighbors=1, return_distance=False)[:, 0]
    return int(np.sum(train.labels[nearest] != train.labels))


def _band_rows(data: SeriesSet, exact: Answer, *, band: int, is_learned: bool) -> list[Row]:
    """Exact errors with the band in use, and with the published one."""
    published = PUBLISHED.get(data.name)
    rows: list[Row] = []
    if is_learned:
        rows.append(Row(data.name, "learned band", band, 0.0, 1, digits=0))
        theirs = None if published is None else published.dtw
        rows.append(_beside(data, "DTW error, learned band", _error(data, exact), theirs))
    elif published is None:
        rows.append(_beside(data, "DTW error, band of a tenth", _error(data, exact), None))
    if published is not None:
        if band != published.band:
            exact = _answer(data, metric="dtw", band=published.band, algorithm="exact")
        rows.append(_beside(data, "DTW error, published band", _error(data, exact), published.dtw))
    return rows


def _graph_rows(data: SeriesSet, exact: Answer, *, band: int) -> list[Row]:
    exact_error = _error(data, exact)
    graph = _answer(data, metric="dtw", band=band, algorithm="graph", ef=_EF)
    is_same = graph.distances <= exact.distances * (1 + 1e-6)
    error = _error(data, graph)
    return [
        Row(data.name, "graph error", error, 0.0, 1, against="exact", against_value=exact_error, digits=_DIGITS),
        _fact(data, "graph R@1", float(np.mean(is_same))),
        _fact(data, "distances, exact", exact.n_distances),
        _fact(data, "distances, graph", graph.n_distances),
        _fact(data, "ms, exact", exact.ms),
        _fact(data, "ms, graph", graph.ms),
    ]


def _answer(data: SeriesSet, *, metric: str, **parameters: Any) -> Answer:
    index = NavigableSmallWorld(metric=metric, **parameters).fit(_as_items(data.train, metric=metric))
    queries = _as_items(data.test, metric=metric)
    index.search(queries[:1], k=1)  # loads what the first search needs
    found, seconds = timed(partial(index.search, queries, k=1))
    n = len(data.test)
    return Answer(found.ids[:, 0], found.distances[:, 0], 1e3 * seconds / n, found.n_distances / n)


def _as_items(part: Part, *, metric: str) -> Any:
    """Vectors of all channels for Euclidean distances, series for warping."""
    if metric != "dtw":
        return np.stack([one.ravel() for one in part.series])
    is_equal = len(np.unique(part.lengths)) == 1
    return np.stack(list(part.series)) if is_equal else list(part.series)


def _error(data: SeriesSet, answer: Answer) -> float:
    return float(np.mean(data.train.labels[answer.rows] != data.test.labels))


def _fact(data: SeriesSet, metric: str, value: float) -> Row:
    return Row(data.name, metric, value, 0.0, 1)


def _beside(data: SeriesSet, metric: str, error: float, published: float | None) -> Row:
    if published is None:
        return Row(data.name, metric, error, 0.0, 1, digits=_DIGITS)
    return Row(data.name, metric, error, 0.0, 1, against="published", against_value=published, digits=_DIGITS)
