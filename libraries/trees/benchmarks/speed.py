"""Speed: a long sequence, the original recursion, and a step of learning; medians of interleaved rounds, one core."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks import original, per_node
from benchmarks.table import Row
from benchmarks.timing import Seconds, interleaved
from coincide_trees import NeuralGrammar, Pace, RecursiveAutoencoder, fit_autoencoder, parse

WORK = "speed"
_DIM = 32
_N_LONG, _N_ORIGINAL, _N_QUICK_ORIGINAL = 1_000, 100, 40
_N_SEQUENCES, _N_LEAVES = 64, 30
_N_STEPS = 5


def speed_rows(*, quick: bool) -> Iterator[Row]:
    """Ratios are the row's time against the other's, so that small is good."""
    rng = np.random.default_rng(0)
    autoencoder, grammar = RecursiveAutoencoder(_DIM), NeuralGrammar(_DIM)
    yield from _long_rows(_normal(rng, _N_LONG), autoencoder, grammar)
    yield from _original_rows(_normal(rng, _N_QUICK_ORIGINAL if quick else _N_ORIGINAL), autoencoder, quick=quick)
    yield from _step_rows([_normal(rng, _N_LEAVES) for _ in range(_N_SEQUENCES)], quick=quick)


def _long_rows(
    vectors: NDArray[np.float32], autoencoder: RecursiveAutoencoder, grammar: NeuralGrammar
) -> Iterator[Row]:
    models = {"recursive autoencoder": autoencoder, "neural grammar": grammar}
    found = interleaved({name: lambda model=model: parse(vectors, model) for name, model in models.items()})
    for name, seconds in found.items():
        yield _row(f"greedy parse of {_N_LONG:,} leaves, {name}", "CPU seconds, median", seconds, goal="≤ 0.3")


def _original_rows(vectors: NDArray[np.float32], model: RecursiveAutoencoder, *, quick: bool) -> Iterator[Row]:
    """The original takes minutes a time, so the rounds are few, and what has run before need not run again."""
    found = interleaved(
        {
            "ours": lambda: parse(vectors, model),
            "ours, any pair": lambda: parse(vectors, model, adjacency="any"),
            "original": lambda: original.greedy_tree(vectors, model),
        },
        rounds=1 if quick else 3,
        is_warm=True,
    )
    work, peer = f"parse of {len(vectors)} leaves", found["original"]
    for name, metric in (("ours", "CPU seconds, neighbors"), ("ours, any pair", "CPU seconds, any pair")):
        yield _row(work, metric, found[name], against="all-pairs recursion of the post", peer=peer)
    ratio = peer.median / found["ours"].median
    yield Row(f"{WORK}, {work}", "times faster than the post's recursion", ratio, 0.0, 1, goal="≥ 50")


def _step_rows(sequences: list[NDArray[np.float32]], *, quick: bool) -> Iterator[Row]:
    ours, loop = RecursiveAutoencoder(_DIM), RecursiveAutoencoder(_DIM)
    optimizer = torch.optim.AdamW(loop.parameters(), lr=1e-4)
    pace = Pace(n_epochs=_N_STEPS, batch_size=len(sequences), learning_rate=1e-4)
    found = interleaved(
        {
            "ours": lambda: fit_autoencoder(ours, sequences, pace=pace),
            "loop": lambda: per_node.step(loop, optimizer, sequences),
        },
        rounds=1 if quick else 5,
    )
    mine, other = found["ours"].per(_N_STEPS), found["loop"]
    work = f"step of learning, {len(sequences)} sequences of {len(sequences[0])} leaves"
    yield _row(work, "CPU seconds, median", mine, against="a loop over nodes", peer=other)
    yield Row(f"{WORK}, {work}", "times faster than a loop over nodes", other.median / mine.median, 0.0, 1, goal="≥ 10")


def _row(
    work: str, metric: str, seconds: Seconds, *, goal: str = "", against: str = "", peer: Seconds | None = None
) -> Row:
    other = None if peer is None else peer.median
    name = f"{WORK}, {work}"
    return Row(name, metric, seconds.median, seconds.sd, seconds.n, against=against, against_value=other, goal=goal)


def _normal(rng: np.random.Generator, n_leaves: int) -> NDArray[np.float32]:
    return rng.standard_normal((n_leaves, _DIM)).astype(np.float32)
