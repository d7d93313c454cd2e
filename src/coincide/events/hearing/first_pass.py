"""A first pass over the beginning of a recording, from which its hearing is chosen.

It hears every other frame, but all of ultrasound, and measures the background seldom.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from coincide.events.detection import MAX_BAND_DROP_DB
from coincide.events.edges.found import BODY_DB
from coincide.events.listening import Foreground, Hearing, over_background, segment_heard, weigh
from coincide.events.pieces import Pieces, pieces
from coincide.events.segment import typical_length
from coincide.features import FrameGrid, Spectrograph

if TYPE_CHECKING:
    from coincide.events.settings import EventSettings

_STANDS_OUT_DB = 10.0
_FEW_ANCHORS = 5
"""How often the first pass measures the background within a span."""
_LOOK_PICK_FRAMES = 1.0
"""How far fine bands are smoothed in the first pass, where the length of calls is unknown."""


@dataclass(frozen=True, slots=True)
class FirstPass:
    """What one look at the beginning of a recording found.

    Attributes
    ----------
    spans : (events, 2) first frame and frame after the last.
    loudest : (events,) frame in which a band stands out most.
    widths : (events,) number of bands that stand out in the loudest frame.
    peaks_hz : (events,) middle of the band that stands out most in it.
    heights_db : (events,) mean weighted excess of all bands in it.
    hop_s : seconds per frame.
    length_s : length below which a quarter of the time in events lies, events without their tails; None without events.
    n_bands : median number of bands that stand out; None without events.
    n_near : the same of those that are nearly as loud as the loudest. The louder a call is, the more bands stand out
        beside its own.
    """

    spans: NDArray[np.int64]
    loudest: NDArray[np.int64]
    widths: NDArray[np.int64]
    peaks_hz: NDArray[np.float64]
    heights_db: NDArray[np.float32]
    hop_s: float
    length_s: float | None
    n_bands: float | None
    n_near: float | None

    @property
    def n_events(self) -> int:
        return len(self.spans)

    @property
    def around_loudest(self) -> NDArray[np.int64]:
        """Loudest frames with one on either side, (events, 2)."""
        return np.stack([self.loudest - 1, self.loudest + 2], axis=1)


@dataclass(frozen=True, slots=True)
class CoarseLook:
    """A first pass with what it was made from.

    Attributes
    ----------
    coarse : the frames that it heard.
    levels, excess : (frames, bands) in dB, as they are and over the background.
    """

    coarse: Hearing
    levels: NDArray[np.float32]
    excess: NDArray[np.float32]
    found: FirstPass


def coarse_frames(hearing: Hearing) -> Hearing:
    """Return the frames of the first pass: every other one, but all of ultrasound, whose calls are short."""
    grid = hearing.grid
    if not grid.is_ultrasonic:
        grid = replace(grid, hop_samples=2 * grid.hop_samples)
    return replace(hearing, grid=grid, pick_frames=_LOOK_PICK_FRAMES if hearing.is_fine else 0.0)


def levels_of(sound: NDArray[np.float32], grid: FrameGrid) -> NDArray[np.float32]:
    """Return the levels (frames, bands) in dB of sound (time,) whose ends count as they are."""
    return np.concatenate(
        [np.zeros((0, grid.n_bands), dtype=np.float32), *Spectrograph(grid, bounds_ends=True).stream([sound])]
    )


def rough_excess(levels: NDArray[np.float32], hearing: Hearing, settings: EventSettings) -> NDArray[np.float32]:
    """Return how far levels (frames, bands) lie above a background that is measured seldom."""
    return over_background(levels, hearing, settings=settings, n_anchors=_FEW_ANCHORS)


def events_of(excess: NDArray[np.float32], hearing: Hearing, settings: EventSettings) -> FirstPass:
    """Find what stands out in `excess` (frames, bands)."""
    heard = weigh(excess, hearing)
    found = segment_heard(heard, hearing, settings=settings, n_rounds=1)
    if len(found.starts) == 0:
        nothing = np.zeros(0, dtype=np.float32)
        none = np.zeros(0, dtype=np.int64)
        return FirstPass(found.spans, none, none, np.zeros(0), nothing, hearing.grid.hop_s, None, None, None)
    events = pieces(found.spans)
    length_s = typical_length(_body_frames(heard, events)) * hearing.grid.hop_s
    frames = _loudest_frames(heard, events)
    loudest = heard.excess[frames] * heard.weights
    edges_hz = hearing.grid.edges_hz
    peaks_hz = ((edges_hz[1:] + edges_hz[:-1]) / 2)[loudest.argmax(axis=1)]
    widths = (loudest > _STANDS_OUT_DB).sum(axis=1)
    n_bands = float(statistics.median(widths.tolist()))
    least = np.maximum(_STANDS_OUT_DB, loudest.max(axis=1, keepdims=True) - MAX_BAND_DROP_DB)
    n_near = float(statistics.median((loudest > least).sum(axis=1).tolist()))
    heights = loudest.mean(axis=1)
    return FirstPass(found.spans, frames, widths, peaks_hz, heights, hearing.grid.hop_s, length_s, n_bands, n_near)


def pass_over(sound: NDArray[np.float32], hearing: Hearing, settings: EventSettings) -> CoarseLook:
    """Find what stands out in sound (time,) that is heard in this way."""
    coarse = coarse_frames(hearing)
    levels = levels_of(sound, coarse.grid)
    excess = rough_excess(levels, coarse, settings)
    return CoarseLook(coarse, levels, excess, events_of(excess, coarse, settings))


def _loudest_frames(heard: Foreground, events: Pieces) -> NDArray[np.int64]:
    """Return the frame of each event in which a band stands out most, (events,)."""
    weighted = heard.excess[events.frames] * heard.weights
    loudest = weighted.max(axis=1)
    return events.first_where(loudest == events.spread(events.highest(loudest)))


def _body_frames(heard: Foreground, events: Pieces) -> NDArray[np.int64]:
    level = heard.level[events.frames]
    is_near = level >= events.spread(events.highest(level) - np.float32(BODY_DB))
    return events.last_where(is_near) - events.first_where(is_near) + 1
