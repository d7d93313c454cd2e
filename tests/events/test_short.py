"""Short recordings whose background drifts."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.synthetic import CALL_NAMES, LabeledClip, lay_scene, synthesize_call
from coincide.evaluate import match_by_iou
from coincide.events import EventSettings, detect
from coincide.features import FeatureSettings

RATE_HZ = 16_000
MIN_RECALL = 0.7


@pytest.mark.parametrize("seed", range(3))
def test_clear_calls_are_found_in_15_seconds_of_drifting_noise(seed: int) -> None:
    rng = np.random.default_rng(seed)
    clips = [
        LabeledClip(synthesize_call(kind, sample_rate_hz=RATE_HZ, rng=rng), RATE_HZ, CALL_NAMES[kind])
        for kind in rng.integers(len(CALL_NAMES), size=20)
    ]
    scene = lay_scene(clips, duration_s=15.0, sample_rate_hz=RATE_HZ, snr_db=15.0, gap_s=(0.6, 1.5), rng=rng)
    found = detect([scene.samples], sample_rate_hz=RATE_HZ, features=FeatureSettings(), settings=EventSettings())
    pairs = match_by_iou(
        [one.onset_s for one in scene.annotations],
        [one.offset_s for one in scene.annotations],
        [one.onset_s for one in found],
        [one.offset_s for one in found],
    )
    assert len(pairs) >= MIN_RECALL * len(scene.annotations)
