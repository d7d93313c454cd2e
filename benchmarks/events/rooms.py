"""Recorded song as it would sound in rooms, where its syllables run into each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from scipy import signal

from benchmarks.events.scenes import Rng, Scene

ROOMS_S = (0.25, 0.5, 1.0)
"""Times in which sound falls by 60 dB: a furnished room, an empty one, a hall."""
_ECHO_DB = -6.0
"""Energy of all echoes beside the sound itself: some meters from a singer."""
_NOISE_DB = -30.0


def in_rooms(scenes: Iterable[Scene], fall_60_s: float, *, rng: Rng) -> Iterator[Scene]:
    """Lay each recording into a room of its own, with some noise."""
    for scene in scenes:
        n = round(fall_60_s * scene.rate_hz)
        room = rng.standard_normal(n) * 10.0 ** (-3.0 * np.arange(n) / n)
        room *= 10 ** (_ECHO_DB / 20) / np.sqrt(np.sum(room**2))
        room[0] += 1.0
        sound = signal.oaconvolve(scene.sound, room)[: len(scene.sound)]
        noise = rng.standard_normal(len(sound)) * np.sqrt(np.mean(sound**2)) * 10 ** (_NOISE_DB / 20)
        yield replace(scene, sound=(sound + noise).astype(np.float32))
