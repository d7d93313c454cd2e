"""Series to search in: published generators, envelopes of real sound, UCR sets.

All are z-normalized, of equal length, with one channel. Queries never come from what is indexed: generated anew, or
from other recordings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import sound
from benchmarks.options import Options, say
from benchmarks.ucr.reader import read_set, training_files
from coincide_smallworld.errors import InputError

LENGTH = 128
N_QUERIES = 200
_UCR_SETS = ("GunPoint", "ArrowHead", "OSULeaf", "SwedishLeaf", "ItalyPowerDemand")

Block = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Dataset:
    """Series (n, t), queries (q, t), and the band in frames."""

    name: str
    base: Block
    queries: Block
    band: int


def large(n: int, options: Options) -> Iterator[Dataset]:
    """Yield sets of n series of 128 frames, with a tenth of the length as the band."""
    rng = np.random.default_rng(0)
    for name, generate in (("CBF", cylinder_bell_funnel), ("Two Patterns", two_patterns)):
        drawn = generate(n + N_QUERIES, rng=rng)
        yield Dataset(f"{name}, n = {n:,}", drawn[:n], drawn[n:], LENGTH // 10)
    if options.data is not None and sound.is_readable():
        yield Dataset(f"sound, n = {n:,}", *_envelopes(options.data / "audio", n, rng=rng), LENGTH // 10)


def ucr_sets(folder: Path) -> Iterator[Dataset]:
    """Yield some small sets of the archive, with a tenth of the length as the band."""
    files = dict(training_files(folder))
    for name in _UCR_SETS:
        if name not in files:
            say(f"{name} is left out: not below {folder}")
            continue
        try:
            data = read_set(name, files[name])
        except InputError as cause:
            say(f"{name} is left out: {cause}")
            continue
        base, queries = (np.concatenate(part.series).astype(np.float32) for part in (data.train, data.test))
        title = f"{name}, n = {len(base)}, length {base.shape[1]}"
        yield Dataset(title, base, queries[:N_QUERIES], base.shape[1] // 10)


def cylinder_bell_funnel(n: int, *, rng: np.random.Generator) -> Block:
    """Draw n series of three kinds: a plateau, a ramp up or a ramp down, in noise (Saito 1994)."""
    time = np.arange(LENGTH)
    series = np.empty((n, LENGTH))
    for i in range(n):
        onset = rng.integers(16, 33)
        offset = onset + rng.integers(32, 97)
        inside = (time >= onset) & (time <= offset)
        share = (time - onset) / (offset - onset)
        shape = (np.ones(LENGTH), share, 1.0 - share)[rng.integers(3)]
        series[i] = (6.0 + rng.standard_normal()) * inside * shape + rng.standard_normal(LENGTH)
    return normalized(series)


def two_patterns(n: int, *, rng: np.random.Generator) -> Block:
    """Draw n series of noise with two steps, each up or down, of 16 to 32 frames each (after Geurts 2002)."""
    series = rng.standard_normal((n, LENGTH))
    for row in series:
        first_length, second_length = rng.integers(16, 33, size=2)
        first = rng.integers(LENGTH - first_length - second_length + 1)
        second = rng.integers(first + first_length, LENGTH - second_length + 1)
        for onset, length in ((first, first_length), (second, second_length)):
            sign = 1.0 if rng.random() < 0.5 else -1.0
            row[onset : onset + length // 2] = -5.0 * sign
            row[onset + length // 2 : onset + length] = 5.0 * sign
    return normalized(series)


def noisy_walks(n: int, *, rng: np.random.Generator) -> tuple[Block, Block]:
    """Draw n series and n queries of 512 frames: 60 random walks, and an own weaker walk added to each series."""
    kinds = rng.standard_normal((60, 512)).cumsum(axis=1)
    own = rng.standard_normal((2 * n, 512)).cumsum(axis=1)
    series = normalized(kinds[rng.integers(60, size=2 * n)] + own)
    return series[:n], series[n:]


def normalized(series: npt.NDArray[np.floating]) -> Block:
    """Return series (n, t) with mean 0 and deviation 1."""
    centered = series - series.mean(axis=1, keepdims=True)
    return (centered / centered.std(axis=1, keepdims=True)).astype(np.float32)


def _envelopes(folder: Path, n: int, *, rng: np.random.Generator) -> tuple[Block, Block]:
    """Draw envelopes of 1.28 s, mean levels of 8 log-mel bands; queries from a fifth of the sessions."""
    sessions = sound.sessions(folder, n_bands=8)
    indexed, held_out = sound.split(len(sessions), held_out=0.2, rng=rng)
    base = np.concatenate([_windows(sessions[i]) for i in indexed])
    queries = np.concatenate([_windows(sessions[i]) for i in held_out])
    return tuple(
        normalized(windows[np.sort(rng.permutation(len(windows))[:count])])
        for windows, count in ((base, n), (queries, N_QUERIES))
    )


def _windows(levels: Block) -> Block:
    """All windows that are not silent throughout."""
    if len(levels) < LENGTH:
        return np.empty((0, LENGTH), dtype=np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(levels.mean(axis=1), LENGTH)
    return windows[windows.std(axis=1) > 0.1]
