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

from coincide.events.floor import activity, running_floor
from coincide.events.segment import Segments, near_peak, segment, smoothed, standardize
from coincide.events.settings import EventSettings

SURE_SHARE = 1.4
"""Events teach if they peak this many times above the threshold of an event."""


@dataclass(frozen=True, slots=True)
class Lesson:
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


def draw_lesson(levels: NDArray[np.float32], *, hop_s: float, settings: EventSettings) -> Lesson:
    """Look at one stretch with the default detector.

    Parameters
    ----------
    levels : (frames, bands) in dB.
    hop_s : seconds per frame.
    """
    excess = levels - running_floor(levels, span_frames=round(settings.floor_span_s / hop_s))
    curve = activity(excess)
    segments = segment(curve, hop_s=hop_s, settings=settings)
    smooth = smoothed(curve, segments.length_frames)
    z = standardize(smooth)
    peaks_z, peaks_db = _peaks(z, segments), _peaks(smooth, segments)
    is_found, is_faint = _inside(segments, len(curve)), np.zeros(len(curve), dtype=bool)
    for start, stop, peak_z in zip(segments.starts, segments.stops, peaks_z, strict=True):
        is_faint[start:stop] = peak_z < SURE_SHARE * settings.onset_z
    is_undecided = ~is_found & (z > settings.edge_z) & near_peak(smooth, segments.length_frames, settings)
    around = 2 * int(segments.length_frames / 2) + 3
    return Lesson(
        excess=excess,
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
