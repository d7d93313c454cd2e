"""Exact nearest series: ours with and without lower bounds beside the peers, and whether all find the same."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from benchmarks.dtw.answers import Answer, ask, our_index, share_of_nearest
from benchmarks.dtw.datasets import Dataset
from benchmarks.dtw.peers import Search, peers
from benchmarks.table import Row
from benchmarks.timing import interleaved, timed

# Of slow peers only as many queries are asked as they answer in this time.
_PEER_BUDGET_S, _QUICK_PEER_BUDGET_S = 0.5, 0.2
_BEST_OF_OURS = ("exact", "brute")


def exact_rows(data: Dataset, *, quick: bool) -> tuple[list[Row], dict[str, float]]:
    """Time everything on one data set; also return the peers' CPU milliseconds per query."""
    indexes = {name: our_index(data, algorithm=name) for name in _BEST_OF_OURS}
    exact = ask(indexes["exact"], data.queries)
    calls = {name: partial(ask, index, data.queries) for name, index in indexes.items()}
    n_asked = dict.fromkeys(calls, len(data.queries))
    searches = {peer.name: peer.make(data.base, data.band) for peer in peers()}
    for name, search in searches.items():
        n_asked[name] = _affordable(search, data, _QUICK_PEER_BUDGET_S if quick else _PEER_BUDGET_S)
        calls[name] = partial(search, data.queries[: n_asked[name]])
    spent = interleaved(calls)
    ms = {name: 1e3 * spent[name].per(n_asked[name]).median for name in calls}
    shares = {name: share_of_nearest(calls[name](), data, exact) for name in searches}
    rows = _rows(data, exact, ms, shares)
    brute = share_of_nearest(ask(indexes["brute"], data.queries).rows, data, exact)
    rows.append(Row(data.name, "brute force finds the same", brute, 0.0, 1, goal="1"))
    return rows, {name: ms[name] for name in searches}


def _rows(data: Dataset, exact: Answer, ms: Mapping[str, float], shares: Mapping[str, float]) -> list[Row]:
    rows: list[Row] = []
    for name in _BEST_OF_OURS:
        title = f"ms per query, {name}"
        rows += [Row(data.name, title, ms[name], 0.0, 1, against=peer, against_value=ms[peer]) for peer in shares]
        if not shares:
            rows.append(Row(data.name, title, ms[name], 0.0, 1))
    if shares:
        best, ours = min(ms[peer] for peer in shares), min(ms[name] for name in _BEST_OF_OURS)
        rows.append(Row(data.name, "exact: × the best peer", best / ours, 0.0, 1, goal="≥ 15, aim 60"))
    for peer, share in shares.items():
        title = "share of equal neighbors"
        rows.append(Row(data.name, title, 1.0, 0.0, 1, against=peer, against_value=share, goal="1"))
    n_distances = exact.n_distances / len(data.queries)
    rows.append(Row(data.name, "distances per query, exact", n_distances, 0.0, 1))
    return rows


def _affordable(search: Search, data: Dataset, budget_s: float) -> int:
    """How many queries a peer answers within a budget; the first call, which may compile, does not count."""
    search(data.queries[:1])
    _, seconds = timed(partial(search, data.queries[:1]))
    return int(np.clip(budget_s / max(seconds, 1e-9), 1, len(data.queries)))
