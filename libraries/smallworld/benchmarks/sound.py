"""Real sound for the benchmarks of search: log-mel levels of all recordings in a folder.

The shared frequency range is that of the lowest sample rate, so that recordings of all rates are comparable. Takes
and words of a second or less are joined to sessions (one speaker saying one digit, one voice, one drum kit): windows
of neighboring sessions never overlap, and a split by session keeps a speaker's digit on one side.

The levels are those of coincide, as when the numbers of the docs were taken.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.options import say

HOP_S = 0.01
_HIGH_HZ = 3_900.0
_FLOOR_DB = -80.0
_BLOCK_SAMPLES = 1 << 20
# Below this a recording is one of many takes of a session.
_TAKE_S = 2.0

Levels = npt.NDArray[np.float32]


def is_readable() -> bool:
    """Whether coincide is installed, whose levels these are; says so if not."""
    if importlib.util.find_spec("coincide") is None:
        say("sound is left out: its levels come from coincide, which is not installed")
        return False
    return True


def sessions(folder: Path, *, n_bands: int) -> list[Levels]:
    """Return the levels (frames, n_bands) in dB of every session, in the order of their names."""
    by_name: dict[str, list[Levels]] = {}
    for path in sorted(folder.rglob("*.wav")):
        levels = _levels(path, n_bands=n_bands)
        name = _session_of(path.relative_to(folder)) if len(levels) * HOP_S < _TAKE_S else str(path)
        by_name.setdefault(name, []).append(levels)
    return [np.concatenate(parts) for _, parts in sorted(by_name.items())]


def split(n: int, *, held_out: float, rng: np.random.Generator) -> tuple[list[int], list[int]]:
    """Divide session numbers into indexed and held out ones, both in increasing order."""
    order = rng.permutation(n)
    n_held_out = max(1, round(held_out * n))
    return sorted(order[n_held_out:].tolist()), sorted(order[:n_held_out].tolist())


def _session_of(path: Path) -> str:
    """A folder of takes, or what stands before the last number of names such as `7_jackson_3.wav`."""
    stem, _, number = path.stem.rpartition("_")
    return str(path.with_name(stem)) if stem and number.isdigit() else str(path.parent)


def _levels(path: Path, *, n_bands: int) -> Levels:
    from coincide.features import FeatureSettings, Spectrograph, frame_grid

    blocks = list(_mono(path))
    settings = FeatureSettings(window_s=0.064, hop_s=HOP_S, n_bands=n_bands, high_hz=_HIGH_HZ)
    graph = Spectrograph(frame_grid(_sample_rate_hz(path), settings))
    found = list(graph.stream(blocks))
    levels = np.concatenate(found) if found else np.zeros((0, n_bands), dtype=np.float32)
    return np.maximum(levels, np.float32(_FLOOR_DB))


def _mono(path: Path) -> Iterator[npt.NDArray[np.float32]]:
    from coincide.recordings import read_blocks

    for block in read_blocks(path, block_samples=_BLOCK_SAMPLES):
        yield block[0]


def _sample_rate_hz(path: Path) -> int:
    import soundfile

    return int(soundfile.info(str(path)).samplerate)
