"""Queries per second at equal recall, one query at a time, and what building takes for the same recall."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from benchmarks.options import say
from benchmarks.search.contenders import Contender, Search, build_hnswlib, build_ours, contenders
from benchmarks.search.datasets import Dataset
from benchmarks.search.sweep import Curve, Point, recall, seconds_at, sweep, sweep_single
from benchmarks.table import Row
from benchmarks.timing import interleaved, timed

_LEVELS = (0.95, 0.99)
_POOLS_WHILE_BUILDING = (32, 48, 64, 100, 150, 200)
_DEGREES = (32, 48)
"""Most links of ours; hnswlib has 32 in its lowest layer. More of them only where 32 never suffice."""
_BUILD_EF = 64
_DEFAULTS = "coincide defaults"
_FASTEST = "SymphonyQG"
_ASKED_SINGLY = (_FASTEST, "hnswlib")
_GOALS = {_FASTEST: "≥ 1.2, aim 2", "hnswlib": "≥ 2, aim 4.5"}
_GOALS_SINGLE = {_FASTEST: "≥ 0.95, aim 1.5", "hnswlib": "≥ 1.2, aim 2"}
# Graphs whose recalls differ by less are taken for equally good: one neighbor in 2,000.
_NEGLIGIBLE = 5e-4


def speed_rows(dataset: Dataset) -> list[Row]:
    """Build everything on a data set, and search it."""
    searches = _build_all(dataset)
    curves = sweep(dataset, searches)
    rows: list[Row] = []
    for level in _LEVELS:
        rows += _rows_at(dataset.name, f"queries/s at recall@10 {level:.2f}", _rates(curves, level))
    for contender, curve in curves.items():
        for level in _LEVELS:
            if math.isnan(seconds_at(curve, level)):
                say(f"{contender.name} does not reach recall {level} on {dataset.name}")
    return rows + _single_rows(dataset, searches, curves)


def build_rows(dataset: Dataset, *, rounds: int) -> list[Row]:
    """Time our build with the links and the pool that make a graph as good as hnswlib's, by searches with ef 64."""
    if not any(not each.is_ours for each in contenders("hnswlib")):
        return []
    theirs = partial(build_hnswlib, dataset.base)
    wanted = _recall_of(theirs(), dataset) - _NEGLIGIBLE
    name, ours, theirs_s = f"{dataset.name}: build", math.nan, math.nan
    for max_degree in _DEGREES:
        builds = _builds_up_to(dataset, max_degree, wanted)
        spent = interleaved({0: theirs, **{p: build for p, (build, _) in builds.items()}}, rounds=rounds, is_warm=True)
        theirs_s = spent[0].median
        ours = seconds_at([Point(pool, got, spent[pool]) for pool, (_, got) in builds.items()], wanted)
        if not math.isnan(ours):
            break
        say(f"{dataset.name}: recall {wanted:.4f} at ef 64 is not reached with {max_degree} links")
    against = {"against": "hnswlib", "against_value": theirs_s}
    return [
        Row(name, f"CPU s to recall {wanted:.4f} at ef 64, {max_degree} links", ours, 0.0, 1, **against),
        Row(name, "time / hnswlib's", ours / theirs_s, 0.0, 1, goal="≤ 0.8, aim 0.4"),
    ]


def _builds_up_to(dataset: Dataset, max_degree: int, wanted: float) -> dict[int, tuple[Callable[[], Search], float]]:
    """Return builds and their recalls by pool, up to the first that is good enough."""
    builds: dict[int, tuple[Callable[[], Search], float]] = {}
    for pool in _POOLS_WHILE_BUILDING:
        build = partial(build_ours, dataset.base, ef_construction=pool, max_degree=max_degree)
        builds[pool] = build, _recall_of(build(), dataset)
        if builds[pool][1] >= wanted:
            break
    return builds


def _build_all(dataset: Dataset) -> dict[Contender, Search]:
    searches: dict[Contender, Search] = {}
    for contender in contenders():
        searches[contender], seconds = timed(partial(contender.build, dataset.base))
        say(f"{dataset.name}: {contender.name} built in {seconds:.1f} s")
    return searches


def _recall_of(search: Search, dataset: Dataset) -> float:
    return recall(search(dataset.queries, _BUILD_EF), dataset.neighbors)


def _rates(curves: Mapping[Contender, Curve], level: float) -> dict[Contender, float]:
    return {each: 1.0 / seconds_at(curve, level) for each, curve in curves.items()}


def _single_rows(
    dataset: Dataset, searches: Mapping[Contender, Search], curves: Mapping[Contender, Curve]
) -> list[Row]:
    asked = {each: search for each, search in searches.items() if each.is_ours or each.name in _ASKED_SINGLY}
    rows: list[Row] = []
    for level in _LEVELS:
        rates = _rates(sweep_single(dataset, asked, curves, wanted=level), level)
        rows += _rows_at(dataset.name, f"single queries/s at recall@10 {level:.2f}", rates)
    return rows


def _rows_at(work: str, metric: str, rates: Mapping[Contender, float]) -> list[Row]:
    """Rows of ours beside every peer, and of the lead of our defaults."""
    ours = {each.name: rate for each, rate in rates.items() if each.is_ours}
    theirs = {each.name: rate for each, rate in rates.items() if not each.is_ours}
    rows: list[Row] = []
    for name, rate in ours.items():
        title = f"{metric}, {name.removeprefix('coincide ')}"
        rows += [Row(work, title, rate, 0.0, 1, against=peer, against_value=their) for peer, their in theirs.items()]
        if not theirs:
            rows.append(Row(work, title, rate, 0.0, 1))
    is_single = metric.startswith("single")
    best = ours.get(_DEFAULTS, _best(list(ours.values())))
    goals = _GOALS_SINGLE if is_single else _GOALS
    for name, goal in goals.items():
        if name in theirs:
            rows.append(Row(work, f"{metric}: × {name}", best / theirs[name], 0.0, 1, goal=goal))
    others = [rate for name, rate in theirs.items() if name != _FASTEST]
    if others and not is_single:
        lead = best / _best(others)
        rows.append(Row(work, f"{metric}: × the best other peer", lead, 0.0, 1, goal="≥ 2, aim 4"))
    return rows


def _best(rates: Sequence[float]) -> float:
    return max((rate for rate in rates if not math.isnan(rate)), default=math.nan)
