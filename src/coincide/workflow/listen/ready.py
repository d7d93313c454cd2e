"""Importing this makes a process ready to listen: the compiled loops are loaded, and the heavy packages with them.

The server that worker processes are forked from imports it once, so that a worker starts in 10 ms instead of a second.
Work at import is otherwise avoided, but a name to import is all that such a server takes.
"""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from coincide.events import PatchCamera, choose_scales
from coincide.features import white_noise
from coincide.learned.detector import Detector
from coincide.learned.settings import LearnSettings
from coincide.records import Event

_RATE_HZ, _DURATION_S = 16_000, 2.0
_CALL_S = (0.9, 1.1)
_NOISE_SAMPLES = 2_560_384
"""What `white_block_spread` compares a recording at 32 kHz with; workers share it, and draw only what goes beyond."""


def _rehearse() -> None:
    """Find and picture a call that is made up."""
    times_s = np.arange(round(_DURATION_S * _RATE_HZ)) / _RATE_HZ
    noise = 0.001 * white_noise(_NOISE_SAMPLES)[: len(times_s)]
    is_call = (times_s >= _CALL_S[0]) & (times_s < _CALL_S[1])
    sound = (noise + np.where(is_call, 0.3 * np.sin(2 * np.pi * 2_000 * times_s), 0.0)).astype(np.float32)
    Detector(LearnSettings()).find([sound], _RATE_HZ)
    geometry, *_ = choose_scales([Event(0, 0, 0, *_CALL_S, 1_900.0, 2_100.0, 30.0)]).geometries
    PatchCamera(geometry, _RATE_HZ).take(sound, duration_s=_CALL_S[1] - _CALL_S[0])


# What stands in the way here does so again in the first unit of work, whose error is told.
with suppress(Exception):
    _rehearse()
