"""Synthetic calls: eight kinds that a person tells apart at once, in any range of hearing.

Frequencies are shares of half the sample rate, so the same kinds serve fish at 8 kHz and bats at 384 kHz.
Each call of a kind varies a little in pitch (±4%), length (±10%) and level over time, as animals do.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError

_Shape = Callable[[NDArray[np.float64], float, np.random.Generator], NDArray[np.float64]]
_PITCH_JITTER = 0.04
_LENGTH_JITTER = 0.1
_HIGHEST = 0.9
"""Highest share of half the sample rate that a call may reach."""


def synthesize_call(kind: int, *, sample_rate_hz: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Make one call.

    Parameters
    ----------
    kind : index into `CALL_NAMES`.
    sample_rate_hz : at least 1000.
    rng : decides how this call differs from others of its kind.

    Returns
    -------
    Array (time,) of 0.1 to 0.5 s, largest value 1, silent at both ends.

    Raises
    ------
    InputError : there is no such kind, or the rate is too low.
    """
    if not 0 <= kind < len(_KINDS):
        raise InputError(f"`kind` must be 0 to {len(_KINDS) - 1}, got {kind}. Choose one of {', '.join(CALL_NAMES)}.")
    if sample_rate_hz < 1000:
        raise InputError(f"`sample_rate_hz` must be at least 1000, got {sample_rate_hz}. Use a higher rate.")
    _, length_s, shape = _KINDS[kind]
    length_s *= 1 + rng.uniform(-_LENGTH_JITTER, _LENGTH_JITTER)
    pitch = 1 + rng.uniform(-_PITCH_JITTER, _PITCH_JITTER)
    n_times = max(16, round(length_s * sample_rate_hz))
    progress = np.arange(n_times) / n_times
    scale = pitch * np.pi * length_s * sample_rate_hz
    call = shape(progress, scale, rng) * _fade(n_times)
    return (call / np.abs(call).max()).astype(np.float32)


def _fade(n_times: int) -> NDArray[np.float64]:
    """Raised-cosine ends, a tenth of the call each."""
    n_edge = max(2, n_times // 10)
    edge = 0.5 - 0.5 * np.cos(np.pi * np.arange(n_edge) / n_edge)
    fade = np.ones(n_times)
    fade[:n_edge], fade[-n_edge:] = edge, edge[::-1]
    return fade


def _voice(share: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    """A tone whose frequency follows `share` (of half the sample rate); `scale` turns shares into radians."""
    return np.sin(np.cumsum(np.minimum(share, _HIGHEST)) * scale / len(share))


def _up(t: NDArray[np.float64], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    return _voice(0.15 + (0.3 + rng.uniform(-0.02, 0.02)) * t, scale)


def _down(t: NDArray[np.float64], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    return _voice(0.6 * (0.3 + rng.uniform(-0.02, 0.02)) ** t, scale)


def _trill(t: NDArray[np.float64], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    n_pulses = 9 + int(rng.integers(-1, 2))
    return _voice(np.full_like(t, 0.35), scale) * np.clip(np.sin(2 * np.pi * n_pulses * t), 0, None)


def _stack(t: NDArray[np.float64], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    base = 0.05 * (1 + 0.1 * np.sin(np.pi * t) + rng.uniform(-0.01, 0.01))
    return np.sum([_voice(base * n, scale) / n**0.7 for n in range(1, 9)], axis=0)


def _warble(t: NDArray[np.float64], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    return _voice(0.3 + 0.08 * np.sin(2 * np.pi * 5 * t + rng.uniform(0, 0.6)), scale)


def _valley(t: NDArray[np.float64], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    return _voice(0.5 - (0.3 + rng.uniform(-0.02, 0.02)) * np.sin(np.pi * t), scale)


def _two_notes(t: NDArray[np.float64], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    turn = 0.5 + rng.uniform(-0.03, 0.03)
    gap = np.clip(np.abs(t - turn) / 0.05, 0, 1)
    return _voice(np.where(t < turn, 0.12, 0.22), scale) * gap


def _buzz(t: NDArray[np.float64], scale: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Noise around a tone at 0.65: the product of the tone with noise that is constant over a few samples."""
    steps = np.repeat(rng.standard_normal(len(t) // 6 + 1), 6)[: len(t)]
    return _voice(np.full_like(t, 0.65), scale) * steps


_KINDS: tuple[tuple[str, float, _Shape], ...] = (
    ("up", 0.18, _up),
    ("down", 0.12, _down),
    ("trill", 0.30, _trill),
    ("stack", 0.25, _stack),
    ("warble", 0.40, _warble),
    ("valley", 0.25, _valley),
    ("two notes", 0.30, _two_notes),
    ("buzz", 0.20, _buzz),
)
CALL_NAMES: tuple[str, ...] = tuple(name for name, _, _ in _KINDS)
"""Names of the kinds of call, in the order of their numbers."""
