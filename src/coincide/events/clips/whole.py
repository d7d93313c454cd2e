"""Recordings that are one event each: clips that somebody has cut by hand.

`take_whole` takes a recording from end to end, as it was cut. `take_clip` does so if the sound fills at least half of
it; else the event is the sound alone, since a picture of silence would say little. Where the sound begins and ends is
what a search finds, and what is louder than the quietest frames beside that, such as the end of a drum hit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from coincide.events.detection import Detection
from coincide.events.search import detect
from coincide.events.settings import EventSettings
from coincide.features import FeatureSettings, Spectrograph, frame_grid

_BAND_RANGE_DB = 30.0
_FLOOR_PERCENTILE = 5.0
_FILLED_SHARE = 0.5
_LEAST_SAMPLES = 16
"""Shortest clip, 2 ms at 8 kHz: anything shorter is a broken copy, not a sound."""
_LOUDER_DB = 3.0
"""Above the quietest frames; the mean of some dozen bands of noise hardly ever gets there."""
_TONE_SHARE = 0.25
"""A frame with this share of the power of the loudest is no silence."""


def take_whole(
    blocks: Iterable[NDArray[np.float32]], *, sample_rate_hz: int, features: FeatureSettings
) -> list[Detection]:
    """Measure a recording as one event.

    Parameters
    ----------
    blocks : consecutive arrays (time,) of any lengths, one channel.

    Returns
    -------
    One detection from the first to the last sample, none for fewer than 16. Its band holds what lies within 30 dB of
    the loudest band; its SNR is the mean level over the quietest frames, in dB.
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
    if n_frames == 0 or n_samples < _LEAST_SAMPLES:
        return []
    level_db = 10.0 * np.log10(power / n_frames + 1e-12)
    loud = np.flatnonzero(level_db >= level_db.max() - _BAND_RANGE_DB)
    edges_hz = grid.edges_hz
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


def take_clip(
    blocks: Iterable[NDArray[np.float32]], *, sample_rate_hz: int, features: FeatureSettings, settings: EventSettings
) -> list[Detection]:
    """Measure a short recording as one event, with the silence around it only if that is less than half.

    Parameters
    ----------
    blocks : consecutive arrays (time,) of any lengths, one channel.
    """
    samples = np.concatenate([np.zeros(0, dtype=np.float32), *blocks])
    searched = settings.model_copy(update={"edges": "found"})  # a clip loses no quiet end
    found = detect([samples], sample_rate_hz=sample_rate_hz, features=features, settings=searched)
    whole = take_whole([samples], sample_rate_hz=sample_rate_hz, features=features)
    if not found or not whole:
        return whole
    first, last = _sound(samples, found, sample_rate_hz, features)
    if last - first >= _FILLED_SHARE * len(samples):
        return whole
    sound = take_whole([samples[first:last]], sample_rate_hz=sample_rate_hz, features=features)
    at_s = first / sample_rate_hz
    return [
        replace(one, onset_s=at_s, offset_s=at_s + one.offset_s, snr_db=max(piece.snr_db for piece in found))
        for one in sound
    ]


def _sound(
    samples: NDArray[np.float32], found: list[Detection], sample_rate_hz: int, features: FeatureSettings
) -> tuple[int, int]:
    """Return the first sample of the sound, and the one after its last."""
    graph = Spectrograph(frame_grid(sample_rate_hz, features))
    hop, levels_db = graph.grid.hop_samples, graph.levels(samples)
    onset, offset = (round(at_s * sample_rate_hz) for at_s in (found[0].onset_s, max(one.offset_s for one in found)))
    start, stop = onset // hop, offset // hop
    mean_db, power = levels_db.mean(axis=1), np.power(10.0, 0.1 * levels_db).mean(axis=1)
    beside_db = np.concatenate([mean_db[:start], mean_db[stop:]])
    if len(beside_db) == 0:
        return 0, len(samples)
    # A tone hardly raises the mean of all bands.
    is_quiet = mean_db <= float(np.percentile(beside_db, _FLOOR_PERCENTILE)) + _LOUDER_DB
    is_quiet &= power < _TONE_SHARE * power.max()
    quiet_before, quiet_after = np.flatnonzero(is_quiet[:start]), np.flatnonzero(is_quiet[stop:])
    first = (int(quiet_before[-1]) + 1) * hop if len(quiet_before) else 0
    last = offset + int(quiet_after[0]) * hop if len(quiet_after) else len(samples)
    return min(first, onset), last
