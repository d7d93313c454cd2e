"""How far exact search is ahead of the cascade in C: all UCR sets that are there, with four bands.

Few short series take microseconds a query, so rounds are many, and the least time counts beside the median.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.dtw import cascade
from benchmarks.dtw.answers import ask, our_index
from benchmarks.dtw.datasets import N_QUERIES, Dataset
from benchmarks.options import say
from benchmarks.table import Row
from benchmarks.timing import Seconds, interleaved
from benchmarks.ucr.reader import read_set, training_files
from coincide_smallworld.errors import InputError

_PEER = "C cascade"
# The band as one part in so many of the length; None for no warping.
_PARTS = (None, 50, 20, 10)
_MOST_STORED = 2_000
_ROUNDS = 12


def cascade_rows(folder: Path) -> Iterator[Row]:
    """Yield the times of both on each set and band; nothing where there is no compiler."""
    try:
        cascade.library()
    except Exception as cause:  # no compiler, or one that fails in its own way
        say(f"{_PEER} is left out: {type(cause).__name__}: {cause}")
        return
    for name, path in training_files(folder):
        try:
            data = read_set(name, path)
        except InputError as cause:
            say(f"{name} is left out: {cause}")
            continue
        if len({series.shape[-1] for part in (data.train, data.test) for series in part.series}) > 1:
            say(f"{name} is left out: its series have different lengths")
            continue
        parts = [np.concatenate(part.series).astype(np.float32) for part in (data.train, data.test)]
        stored, queries = parts[0][:_MOST_STORED], np.ascontiguousarray(parts[1][:N_QUERIES])
        for part in _PARTS:
            band = 0 if part is None else stored.shape[1] // part
            title = "no warping" if part is None else f"band of 1/{part}"
            work = f"cascade: {name}, {len(stored):,} × {stored.shape[1]}, {title}"
            yield from _rows(Dataset(work, stored, queries, band))


def _rows(data: Dataset) -> list[Row]:
    index, search = our_index(data, algorithm="exact"), cascade.make(data.base, data.band)
    found = ask(index, data.queries)
    is_same = float(np.mean(found.rows == search(data.queries)))
    calls = {"ours": partial(ask, index, data.queries), "theirs": partial(search, data.queries)}
    spent = interleaved(calls, rounds=_ROUNDS)
    ours, theirs = (spent[name] for name in calls)
    leads = [
        Row(data.name, f"× the {_PEER}, {kind}", _ratio(theirs, ours, kind), 0.0, 1, goal=goal)
        for kind, goal in (("least", "≥ 1.2, aim 3"), ("median", ""))
    ]
    against = {"against": _PEER, "against_value": 1e6 * theirs.least}
    return [
        Row(data.name, "µs for all queries, least", 1e6 * ours.least, 0.0, 1, **against),
        *leads,
        Row(data.name, "distances per query", found.n_distances / len(data.queries), 0.0, 1),
        Row(data.name, "share of equal neighbors", is_same, 0.0, 1, goal="1"),
    ]


def _ratio(theirs: Seconds, ours: Seconds, kind: str) -> float:
    return getattr(theirs, kind) / getattr(ours, kind)
