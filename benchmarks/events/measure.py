"""What the detector makes of one recording, scored against its truth."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.events.scenes import Scene
from coincide.evaluate import match_by_iou
from coincide.events import Detection, EventSettings, detect
from coincide.features import FeatureSettings

MIN_IOU = 0.5


@dataclass(frozen=True)
class Found:
    """Counts of one or more recordings.

    Attributes
    ----------
    errors_s : (pairs, 2) found minus true onset and offset.
    """

    n_truth: int
    n_found: int
    errors_s: NDArray[np.float64]
    cpu_s: float
    sound_s: float

    @property
    def f1(self) -> float:
        """By overlap of at least a half."""
        return 2 * len(self.errors_s) / max(1, self.n_truth + self.n_found)

    def f1_within(self, tolerance_s: float) -> float:
        """Count only pairs of which both edges lie within a tolerance."""
        n_near = int((np.abs(self.errors_s).max(axis=1, initial=0.0) <= tolerance_s).sum())
        return 2 * n_near / max(1, self.n_truth + self.n_found)


def measure(scene: Scene, *, features: FeatureSettings | None = None, settings: EventSettings | None = None) -> Found:
    """Find the events of a recording, without a taught detector, and compare them with the truth."""
    began_s = time.process_time()
    found = detect(
        [scene.sound],
        sample_rate_hz=scene.rate_hz,
        features=features or FeatureSettings(hearing="fit"),
        settings=settings or EventSettings(),
    )
    return compare(scene, found, time.process_time() - began_s)


def compare(scene: Scene, found: Sequence[Detection], cpu_s: float) -> Found:
    """Match found events with true ones."""
    onsets_s, offsets_s = [one.onset_s for one in found], [one.offset_s for one in found]
    pairs = match_by_iou(scene.onsets_s, scene.offsets_s, onsets_s, offsets_s, min_iou=MIN_IOU)
    errors_s = [(onsets_s[b] - scene.onsets_s[a], offsets_s[b] - scene.offsets_s[a]) for a, b in pairs]
    return Found(
        n_truth=len(scene.onsets_s),
        n_found=len(found),
        errors_s=np.array(errors_s, dtype=np.float64).reshape(-1, 2),
        cpu_s=cpu_s,
        sound_s=len(scene.sound) / scene.rate_hz,
    )


def together(found: Iterable[Found]) -> Found:
    """Add up recordings."""
    parts = list(found)
    return Found(
        n_truth=sum(each.n_truth for each in parts),
        n_found=sum(each.n_found for each in parts),
        errors_s=np.concatenate([each.errors_s for each in parts]),
        cpu_s=sum(each.cpu_s for each in parts),
        sound_s=sum(each.sound_s for each in parts),
    )
