"""Where a query occurs in a long series under dynamic time warping, beside the UCR suite: `scripts/bench subsequence`.

One thread; CPU times of interleaved rounds in one process. Each row says whether both find the same window.

- `datasets`: random walks and the level of sound, with queries that occur there and queries that do not.
- `suite`: the UCR suite's method in C, built where there is a compiler.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks.options import Options, say
from benchmarks.subsequence import suite
from benchmarks.subsequence.datasets import Hunt, hunts
from benchmarks.table import Row
from benchmarks.timing import interleaved, use_one_thread

_PEER = "UCR suite in C"
_ROUNDS = 7


def run(options: Options) -> Iterator[Row]:
    """Measure on each series and query; nothing where there is no compiler."""
    use_one_thread()
    try:
        suite.library()
    except Exception as cause:  # no compiler, or one that fails in its own way
        say(f"{_PEER} is left out: {type(cause).__name__}: {cause}")
        return
    for hunt in hunts(options):
        yield from _rows(hunt)


def _rows(hunt: Hunt) -> list[Row]:
    from coincide_smallworld import find_subsequences

    ours = partial(find_subsequences, hunt.query, hunt.series, k=1, metric="dtw", band=hunt.band)
    theirs = partial(suite.nearest_window, hunt.series, hunt.query, band=hunt.band)
    found, expected = ours(), theirs()
    spent = interleaved({"ours": ours, "theirs": theirs}, rounds=_ROUNDS, is_warm=True)
    rows: list[Row] = []
    for kind, goal in (("least", "≥ 1.2, aim 3"), ("median", "")):
        ms = {name: 1e3 * getattr(each, kind) for name, each in spent.items()}
        rows.append(Row(hunt.name, f"ms, {kind}", ms["ours"], 0.0, _ROUNDS, against=_PEER, against_value=ms["theirs"]))
        rows.append(Row(hunt.name, f"× the {_PEER}, {kind}", ms["theirs"] / ms["ours"], 0.0, _ROUNDS, goal=goal))
    return [
        *rows,
        Row(hunt.name, "same window", float(found.matches[0].start == expected[0]), 0.0, 1, goal="1"),
        Row(hunt.name, "windows compared", float(found.n_distances), 0.0, 1),
    ]
