"""Speed at equal recall without interpolation: each index with the smallest effort that reaches the recall."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

from benchmarks.options import say
from benchmarks.search.contenders import Contender, Search, contenders
from benchmarks.search.datasets import Dataset, Vectors
from benchmarks.search.sweep import Curve, recall, sweep
from benchmarks.table import Row
from benchmarks.timing import Seconds, interleaved, timed

LEVELS = (0.95, 0.99)
ONE, MANY = "one query in a call", "many queries in one call"
WARM_UP = "before "
OURS = "coincide defaults"
FASTEST = "SymphonyQG"
# Other peers are not made for single queries from Python.
ASKED_SINGLY = (OURS, FASTEST, "SVS float16", "scann, 30 measured again", "scann, 100 measured again", "hnswlib")
_N_SINGLE, _N_WARM_UP = 200, 100
_ROUNDS_OF_CURVES, _ROUNDS = 2, 9
# Efforts that are no whole numbers are halved this often between two that are tried.
_N_HALVINGS = 3

Efforts = Mapping[float, float]


def lead_rows(dataset: Dataset) -> tuple[list[Row], dict[str, Curve]]:
    """Build everything on a data set, and search it; also return the curves, for the picture."""
    searches = _build_all(dataset)
    curves = sweep(dataset, searches, rounds=_ROUNDS_OF_CURVES)
    calls: dict[tuple[str, float, str], Callable[[], object]] = {}
    for each, search in searches.items():
        for level in LEVELS:
            effort = smallest_effort(partial(_recall_with, dataset, search), curves[each], level)
            if math.isnan(effort):
                say(f"{each.name} does not reach recall {level} on {dataset.name}")
                continue
            # What other indexes did in between has pushed this one out of the caches.
            last, first = dataset.queries[-_N_WARM_UP:], dataset.queries[:_N_SINGLE]
            calls[WARM_UP + MANY, level, each.name] = partial(search, last, effort)
            calls[MANY, level, each.name] = partial(search, dataset.queries, effort)
            if each.name in ASKED_SINGLY:
                calls[WARM_UP + ONE, level, each.name] = partial(_ask_singly, last, search, effort)
                calls[ONE, level, each.name] = partial(_ask_singly, first, search, effort)
    spent = interleaved(calls, rounds=_ROUNDS, is_warm=False)
    counts = {MANY: len(dataset.queries), ONE: _N_SINGLE}
    rows = [
        row
        for manner in (ONE, MANY)
        for level in LEVELS
        for row in _rows(dataset.name, manner, level, counts[manner], spent)
    ]
    return rows, {each.name: curve for each, curve in curves.items()}


def smallest_effort(recall_with: Callable[[float], float], curve: Curve, wanted: float) -> float:
    """Return the smallest effort that reaches a recall, whole if efforts are; NaN if the curve never does.

    Between the last effort of the curve that does not and the first that does, recall is taken to rise.
    """
    reached = [i for i, point in enumerate(curve) if point.recall >= wanted]
    if not reached:
        return math.nan
    high = curve[reached[0]].effort
    if reached[0] == 0:
        return high
    low = curve[reached[0] - 1].effort
    is_whole = all(float(point.effort).is_integer() for point in curve)
    least_gap = 1.0 if is_whole else (high - low) / 2**_N_HALVINGS
    while high - low > least_gap:
        middle = (low + high) // 2 if is_whole else (low + high) / 2.0
        low, high = (low, middle) if recall_with(middle) >= wanted else (middle, high)
    return high


def _build_all(dataset: Dataset) -> dict[Contender, Search]:
    searches: dict[Contender, Search] = {}
    for contender in contenders():
        if contender.is_ours and contender.name != OURS:
            continue
        searches[contender], seconds = timed(partial(contender.build, dataset.base))
        say(f"{dataset.name}: {contender.name} built in {seconds:.1f} s")
    return searches


def _recall_with(dataset: Dataset, search: Search, effort: float) -> float:
    return recall(search(dataset.queries, effort), dataset.neighbors)


def _ask_singly(queries: Vectors, search: Search, effort: float) -> None:
    for i in range(len(queries)):
        search(queries[i : i + 1], effort)


def _rows(work: str, manner: str, level: float, n: int, spent: Mapping[tuple[str, float, str], Seconds]) -> list[Row]:
    """Microseconds of ours beside each peer, from the least and from the median of the rounds."""
    by_name = {name: seconds for (m, at, name), seconds in spent.items() if (m, at) == (manner, level)}
    ours = by_name.pop(OURS, None)
    rows: list[Row] = []
    for name, theirs in by_name.items():
        for kind in ("least", "median"):
            values = [math.nan if each is None else 1e6 * getattr(each, kind) / n for each in (ours, theirs)]
            title = f"{manner}, µs at recall {level:.2f}, {kind}"
            rows.append(Row(work, title, values[0], 0.0, 1, against=name, against_value=values[1]))
    return rows
