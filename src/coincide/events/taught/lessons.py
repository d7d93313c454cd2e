"""What the default detector can teach about one stretch of sound, and what it had better not.

Frames of clear events are examples of events. Frames that are quiet, and frames that the rules for song rejected, are
examples of none: without the latter, whatever learns from this joins the syllables of dense song. All others count
nothing: faint events, among which the false alarms are, and frames between the two thresholds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from coincide.events.listening import Hearing, hear, segment_heard
from coincide.events.segment import Segments, near_peak, smoothed, standardize
from coincide.events.settings import EventSettings

SURE_SHARE = 1.4
"""Events teach if they peak this many times above the threshold of an event."""


@dataclass(frozen=True, slots=True)
class DetectorLesson:
    """One stretch as the default detector sees it.

    Attributes
    ----------
    excess : (frames, bands) level over the background, in dB.
    is_event, weight : (frames,) what a frame is, and how much it counts.
    is_quiet : (frames,) nothing happens at or near this frame.
    segments : the events.
    peaks_z, peaks_db : (events,) smoothed activity at the peak, in noise standard deviations and in dB.
    """

    excess: NDArray[np.float32]
    is_event: NDArray[np.float32]
    weight: NDArray[np.float32]
    is_quiet: NDArray[np.bool_]
    segments: Segments
    peaks_z: NDArray[np.float32]
    peaks_db: NDArray[np.float32]


def draw_lesson(levels: NDArray[np.float32], *, hearing: Hearing, settings: EventSettings) -> DetectorLesson:
    """Look at one stretch with the default detector.

    Parameters
    ----------
    levels : (frames, bands) in dB.
    hearing : how the recordings are listened to.
    """
    heard = hear(levels, hearing, settings=settings)
    segments = segment_heard(heard, hearing, settings=settings)
    smooth = smoothed(heard.level, segments.length_frames)
    z = standardize(smoothed(heard.evidence, segments.length_frames))
    peaks_z, peaks_db = _peaks(z, segments), _peaks(smooth, segments)
    is_found, is_faint = _inside(segments, len(smooth)), np.zeros(len(smooth), dtype=bool)
    for start, stop, peak_z in zip(segments.starts, segments.stops, peaks_z, strict=True):
        is_faint[start:stop] = peak_z < SURE_SHARE * settings.onset_z
    is_undecided = ~is_found & (z > settings.edge_z) & near_peak(smooth, segments.length_frames, settings)
    around = 2 * int(segments.length_frames / 2) + 3
    return DetectorLesson(
        excess=heard.excess,
        is_event=(is_found & ~is_faint).astype(np.float32),
        weight=(~is_faint & ~is_undecided).astype(np.float32),
        is_quiet=(z < settings.edge_z) & (scipy.ndimage.maximum_filter1d(is_found.astype(np.int8), around) == 0),
        segments=segments,
        peaks_z=peaks_z,
        peaks_db=peaks_db,
    )


def _peaks(curve: NDArray[np.float32], segments: Segments) -> NDArray[np.float32]:
    spans = zip(segments.starts, segments.stops, strict=True)
    return np.array([curve[start:stop].max() for start, stop in spans], dtype=np.float32)


def _inside(segments: Segments, n_frames: int) -> NDArray[np.bool_]:
    inside = np.zeros(n_frames, dtype=bool)
    for start, stop in zip(segments.starts, segments.stops, strict=True):
        inside[start:stop] = True
    return inside
