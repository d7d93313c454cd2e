"""Recordings that are one event each: clips that somebody has cut by hand."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from coincide.events.detection import Detection
from coincide.features import FeatureSettings, Spectrograph, band_edges_hz, frame_grid

_BAND_RANGE_DB = 30.0
_FLOOR_PERCENTILE = 5.0


def take_whole(
    blocks: Iterable[NDArray[np.float32]], *, sample_rate_hz: int, features: FeatureSettings
) -> list[Detection]:
    """Measure a recording as one event.

    Parameters
    ----------
    blocks : consecutive arrays (time,) of any lengths, one channel.

    Returns
    -------
    One detection from the first to the last sample, none if there is no whole frame. Its band holds what lies within
    30 dB of the loudest band; its SNR is the mean level over the quietest frames, in dB.
    """
    graph = Spectrograph(frame_grid(sample_rate_hz, features))
    grid = graph.grid
    n_samples, n_frames = 0, 0
    power = np.zeros(grid.n_bands)
    quietest: list[float] = []

    def counted() -> Iterable[NDArray[np.float32]]:
        nonlocal n_samples
        for block in blocks:
            n_samples += len(block)
            yield block

    for levels in graph.stream(counted()):
        frame_power = 10.0 ** (levels.astype(np.float64) / 10.0)
        power += frame_power.sum(axis=0)
        n_frames += len(levels)
        quietest.append(float(np.percentile(frame_power.mean(axis=1), _FLOOR_PERCENTILE)))
    if n_frames == 0:
        return []
    level_db = 10.0 * np.log10(power / n_frames + 1e-12)
    loud = np.flatnonzero(level_db >= level_db.max() - _BAND_RANGE_DB)
    edges_hz = band_edges_hz(low_hz=grid.low_hz, high_hz=grid.high_hz, n_bands=grid.n_bands)
    snr_db = 10.0 * np.log10((power.mean() / n_frames + 1e-12) / (min(quietest) + 1e-12))
    return [
        Detection(
            onset_s=0.0,
            offset_s=n_samples / sample_rate_hz,
            low_hz=float(edges_hz[loud[0]]),
            high_hz=float(edges_hz[loud[-1] + 1]),
            snr_db=max(0.0, float(snr_db)),
        )
    ]
