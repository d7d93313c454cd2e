"""Pictures of typical calls, and decoys that resemble them in all but what the animal did.

Decoys have the levels and the length of the call, so chance matches them as often as the call itself. There are two
kinds. *Moved* ones are played backwards and moved to other bands; those that leave at one end come in at the other.
They differ from every call, but miss what is loud in its bands (a gust, a fan). *Flipped* ones stay in its bands and
are played backwards, upside down, or both. A flip that resembles the call is no decoy; a steady tone has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.features import FrameGrid, Spectrograph
from coincide.records import Event

N_BANDS = 64
"""Twice as many as pictures for the encoder have: a faint tone stands out of the noise in its own band alone."""
N_MOVED = 8
MOST_ALIKE = 0.5
"""Correlation of a flip with the call from which on it is no decoy."""
FRAMES_PER_CALL = 20
MAX_DB = 20.0
"""Louder parts of a clear call count as this loud: a faint one shows little else otherwise."""
_WINDOW_HOPS = 2
# As for the pictures of events: shorter windows would blur low voices, and high rates afford them.
_MIN_WINDOW_S, _MIN_WINDOW_LOW_RATE_S, _LOW_RATE_HZ, _MIN_WINDOW_SAMPLES = 0.010, 0.020, 16_000, 256
_BAND_MARGIN = 1.6
_CONTEXT_FRAMES = 200
"""Frames before and after a call that show its background."""


@dataclass(frozen=True, slots=True)
class TemplateFrames:
    """Frames and bands that all templates have in common, at any sample rate."""

    hop_s: float
    low_hz: float
    high_hz: float

    def grid(self, sample_rate_hz: int) -> FrameGrid:
        """Return the frames at a sample rate; bands above what it holds stay empty."""
        hop = max(1, round(self.hop_s * sample_rate_hz))
        shortest_s = _MIN_WINDOW_LOW_RATE_S if sample_rate_hz < _LOW_RATE_HZ else _MIN_WINDOW_S
        shortest_s = min(shortest_s, max(FRAMES_PER_CALL / 4 * self.hop_s, _MIN_WINDOW_SAMPLES / sample_rate_hz))
        window = max(8, _WINDOW_HOPS * hop, round(shortest_s * sample_rate_hz))
        return FrameGrid(sample_rate_hz, window, hop, N_BANDS, self.low_hz, self.high_hz)

    @property
    def context_s(self) -> float:
        """Sound before and after a call that `make_template` asks for, in seconds."""
        return _CONTEXT_FRAMES * self.hop_s


@dataclass(frozen=True, slots=True)
class Template:
    """A typical call.

    Attributes
    ----------
    key : number of its category.
    picture : (frames, bands), dB over the background, in [0, 20].
    """

    key: int
    picture: NDArray[np.float32]
    duration_s: float
    low_hz: float
    high_hz: float

    def weights(self) -> NDArray[np.float32]:
        """Return the picture, its moved and its flipped decoys, (n, frames, bands), each with mean 0 and norm 1."""
        moves = [round(number * N_BANDS / (N_MOVED + 1)) for number in range(1, N_MOVED + 1)]
        moved = [np.roll(self.picture[::-1], move, axis=1) for move in moves]
        centered = np.stack([self.picture, *moved, *self._flips()]) - self.picture.mean()
        weights = (centered / np.linalg.norm(centered[0])).astype(np.float32)
        is_decoy = np.einsum("nfb,fb->n", weights, weights[0]) < MOST_ALIKE
        is_decoy[: 1 + N_MOVED] = True
        return weights[is_decoy]

    def _flips(self) -> list[NDArray[np.float32]]:
        bands = np.flatnonzero(self.picture.any(axis=0))
        inside = slice(int(bands[0]), int(bands[-1]) + 1)
        upside_down = self.picture.copy()
        upside_down[:, inside] = self.picture[:, inside][:, ::-1]
        return [self.picture[::-1], upside_down, upside_down[::-1]]


def fit_frames(calls: Sequence[Event]) -> TemplateFrames:
    """Choose frames for calls, at least one: a twentieth of the median call apart, and all their bands."""
    hop_s = float(np.median([call.duration_s for call in calls])) / FRAMES_PER_CALL
    low_hz, high_hz = min(call.low_hz for call in calls), max(call.high_hz for call in calls)
    return TemplateFrames(hop_s, low_hz / _BAND_MARGIN, high_hz * _BAND_MARGIN)


def make_template(
    key: int, call: Event, sound: NDArray[np.float32], sample_rate_hz: int, *, start_s: float, frames: TemplateFrames
) -> Template | None:
    """Picture a call.

    Parameters
    ----------
    sound : (time,) the call and up to `frames.context_s` before and after it.
    start_s : when the sound begins, on the clock of the call.

    Returns
    -------
    None if nothing of the call stands out.
    """
    grid = frames.grid(sample_rate_hz)
    levels = np.concatenate([np.zeros((0, N_BANDS), dtype=np.float32), *Spectrograph(grid).stream([sound])])
    first = round((call.onset_s - start_s) / grid.hop_s)
    stop = first + max(1, round(call.duration_s / grid.hop_s))
    if not 0 <= first < stop <= len(levels):
        return None
    picture = np.clip(levels[first:stop] - np.median(levels, axis=0), 0.0, MAX_DB)
    edges_hz = grid.edges_hz
    picture[:, (edges_hz[1:] <= call.low_hz) | (edges_hz[:-1] >= call.high_hz)] = 0.0
    if np.ptp(picture) <= 0.0:
        return None
    return Template(key, picture.astype(np.float32), call.duration_s, call.low_hz, call.high_hz)
