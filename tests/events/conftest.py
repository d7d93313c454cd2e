"""Scenes with known truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from benchmarks.synthetic import CALL_NAMES, LabeledClip, Scene, lay_scene, synthesize_call

Lay = Callable[..., Scene]


@pytest.fixture
def lay() -> Lay:
    """Lay calls of some kinds into noise."""

    def scene(
        rate_hz: int, duration_s: float, *, seed: int, kinds: Sequence[int] = range(8), snr_db: float = 10.0
    ) -> Scene:
        rng = np.random.default_rng(seed)
        wanted = [kinds[k % len(kinds)] for k in range(round(3 * duration_s))]
        clips = [
            LabeledClip(synthesize_call(kind, sample_rate_hz=rate_hz, rng=rng), rate_hz, CALL_NAMES[kind])
            for kind in wanted
        ]
        return lay_scene(clips, duration_s=duration_s, sample_rate_hz=rate_hz, snr_db=snr_db, rng=rng)

    return scene
