"""Long series and short queries: random walks, and the level of real sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.options import Options
from benchmarks.sound import is_readable, sessions, split

Series = npt.NDArray[np.float64]
_SIZES, _QUICK_SIZES, _N_SOUND, _SOUND_FRAMES = (20_000, 200_000), (20_000,), 100_000, 200
# How much of a planted query is noise, and how far its time runs ahead and lags.
_NOISE, _SWAY = 0.1, 0.03


@dataclass(frozen=True)
class Hunt:
    """What is looked for, in what.

    Attributes
    ----------
    series : (t,).
    query : (m,).
    band : in frames.
    """

    name: str
    series: Series
    query: Series
    band: int


def hunts(options: Options) -> Iterator[Hunt]:
    """Yield all that are asked for; smaller with `quick`."""
    for n in _QUICK_SIZES if options.quick else _SIZES:
        rng = np.random.default_rng(0)
        walk, elsewhere = rng.standard_normal((2, n)).cumsum(axis=1)
        for length in (128, 256, 512):
            planted = swayed(walk[n // 3 : n // 3 + length], rng=rng)
            for kind, query in (("planted", planted), ("not planted", elsewhere[n // 2 : n // 2 + length])):
                yield from _hunts(f"walk of {n:,}, {kind}, {length} frames", walk, query, options)
    if options.data is None or not is_readable():
        return
    rng = np.random.default_rng(0)
    levels_of = [each.mean(axis=1, dtype=np.float64) for each in sessions(options.data / "audio", n_bands=8)]
    indexed, held_out = split(len(levels_of), held_out=0.2, rng=rng)
    levels = np.concatenate([levels_of[i] for i in indexed])[:_N_SOUND]
    longest = max((levels_of[i] for i in held_out), key=len)
    inside = len(levels) // 3
    for kind, query in (
        ("planted", swayed(levels[inside : inside + _SOUND_FRAMES], rng=rng)),
        ("not planted", longest[:_SOUND_FRAMES]),
    ):
        yield from _hunts(f"sound of {len(levels):,}, {kind}, {_SOUND_FRAMES} frames", levels, query, options)


def swayed(window: Series, *, rng: np.random.Generator) -> Series:
    """Return a window whose time runs ahead and lags in turns, with noise."""
    time = np.arange(len(window), dtype=np.float64)
    swaying = time + _SWAY * len(window) * np.sin(2.0 * np.pi * time / len(window))
    return np.interp(swaying, time, window) + _NOISE * window.std() * rng.standard_normal(len(window))


def _hunts(name: str, series: Series, query: Series, options: Options) -> Iterator[Hunt]:
    for part in (20, 10):
        hunt = Hunt(f"{name}, band of 1/{part}", series, query, len(query) // part)
        if options.wants(hunt.name):
            yield hunt
