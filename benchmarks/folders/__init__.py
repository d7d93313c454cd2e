"""Folders of every shape, learned and compared with the plainest way: `scripts/bench folders`.

The promise is that on no folder we are clearly worse than log-mel + PCA + k-means on the same events, neither at our
number of categories nor at the true one. The table has the worst folder first.

- `calls`: made-up species.
- `shapes`: folders made of them.
- `shared`: folders made of real calls, with `--data`.
- `clips`: whether folders of clips are told from others.
- `measure`: one folder through `learn`, scored.
- `benchmarks.leads`: the worst first.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import torch

from benchmarks.folders.clips import N_FOLDERS, N_QUICK_FOLDERS, clip_rows
from benchmarks.folders.clips import WORK as CLIPS
from benchmarks.folders.measure import Measured, measure
from benchmarks.folders.shapes import Shape, generated
from benchmarks.folders.shared import shared
from benchmarks.options import Options, say
from benchmarks.table import Row

SEED_OF_KINDS = 20240607
_PLAIN = "log-mel + PCA + k-means"
_OVERRIDES = {"embed": {"baseline_steps": 0}}
"""The original recipe is left out, which takes time and is compared elsewhere."""


def run(options: Options) -> Iterator[Row]:
    """Measure all folders, or with `quick` those that fit into five minutes."""
    torch.set_num_threads(1)
    if options.wants(CLIPS):
        with tempfile.TemporaryDirectory() as folder:
            n_folders = N_QUICK_FOLDERS if options.quick else N_FOLDERS
            yield from clip_rows(options.data, Path(folder), n_folders=n_folders)
    seeds = range(1 if options.quick else options.seeds)
    for shape in chain(generated(SEED_OF_KINDS), () if options.data is None else shared(options.data)):
        if options.wants(shape.name) and (shape.is_quick or not options.quick or options.only is not None):
            yield from _rows(shape.name, [_measured(shape, seed) for seed in seeds])


def _measured(shape: Shape, seed: int) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(shape, seed=seed, work=Path(folder), overrides=_OVERRIDES)
    say(f"{shape.name}, seed {seed}: worst margin {measured.worst_margin:+.3f}; {measured.words}")
    return measured


def _rows(name: str, found: list[Measured]) -> Iterator[Row]:
    yield _row(name, "categories", [(one.n_categories, float(one.n_kinds)) for one in found], "true number")
    yield _row(name, "NMI, our number", [one.nmi for one in found], _PLAIN)
    yield _row(name, "NMI, true number", [one.nmi_at_true for one in found], _PLAIN)
    yield _row(name, "mAP", [one.map for one in found], _PLAIN)
    yield _row(name, "ARI, our number", [one.ari for one in found], _PLAIN)
    yield _row(name, "CPU s", [(one.cpu_s, None) for one in found], "")


def _row(name: str, metric: str, pairs: list[tuple[float, float | None]], against: str) -> Row:
    ours = [own for own, _ in pairs]
    plain = [other for _, other in pairs if other is not None]
    mean, n = sum(ours) / len(ours), len(ours)
    sd = (sum((each - mean) ** 2 for each in ours) / n) ** 0.5
    return Row(name, metric, mean, sd, n, against=against, against_value=sum(plain) / n if plain else None)
