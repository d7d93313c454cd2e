"""Find events in the levels of a stretch of sound, and measure them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from coincide.events.background.silence import are_sound
from coincide.events.edges import DrawnRules, draw_edges
from coincide.events.listening import Foreground, Hearing, hear, segment_heard
from coincide.events.overlaps import part_overlaps
from coincide.events.pieces import pieces
from coincide.events.segment import Segments, shortest_frames
from coincide.events.settings import EventSettings
from coincide.events.taught.frame_net import FrameNet

MAX_BAND_DROP_DB = 15.0
"""Bands so far below the surest band of a call are no part of it."""


@dataclass(frozen=True, slots=True)
class Detection:
    """One event on the clock of its recording; see `coincide.records.Event` for the units."""

    onset_s: float
    offset_s: float
    low_hz: float
    high_hz: float
    snr_db: float


def detect_in(
    levels: NDArray[np.float32],
    hearing: Hearing,
    *,
    first_frame: int,
    settings: EventSettings,
    net: FrameNet | None,
    rules: DrawnRules,
) -> list[list[Detection]]:
    """Return the calls of each event in a stretch, by onset: one, or several at once.

    Parameters
    ----------
    levels : array (frames, bands) in dB, on the grid of the hearing; `first_frame` counts from the recording's start.
    """
    grid = hearing.grid
    heard = hear(levels, hearing, settings=settings)
    probability = None if net is None else net.probabilities(heard.excess)
    segments = segment_heard(heard, hearing, settings=settings, probability=probability)
    if not hearing.is_fixed:
        is_sound = are_sound(segments.spans, levels)
        segments = replace(segments, starts=segments.starts[is_sound], stops=segments.stops[is_sound])
    if len(segments.starts) == 0:
        return []
    places, counts = _places(heard.excess, segments, hearing, settings)
    facts = _measured(heard, places, hearing)
    edges = places[:, :2] - 0.5
    if rules != DrawnRules():
        single = _without_others(places[:, :2])
        length = segments.length_frames
        edges[single] = draw_edges(heard.level, places[single, :2], rules, length_frames=length, hop_s=grid.hop_s)
    edges_s = np.maximum(0.0, (first_frame + edges) * grid.hop_s)
    calls = iter(np.concatenate([edges_s, facts], axis=1).tolist())
    found = [[Detection(*row) for row in islice(calls, n) if row[-1] >= settings.min_snr_db] for n in counts.tolist()]
    return [of_event for of_event in found if of_event]


def _places(
    excess: NDArray[np.float32], segments: Segments, hearing: Hearing, settings: EventSettings
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return frames and bands of all calls, (calls, 4) with the ends behind them, and how many each event holds."""
    whole = [[(start, stop, 0, excess.shape[1])] for start, stop in segments.spans.tolist()]
    if not hearing.is_fixed and settings.overlaps == "apart":
        shortest = shortest_frames(segments.length_frames, settings, hearing.grid.hop_s)
        parted = part_overlaps(
            excess,
            segments.spans,
            length_frames=segments.length_frames,
            least_frames=shortest,
            is_narrow=hearing.is_narrow,
        )
        boxes = [[(call.start, call.stop, call.low, call.high) for call in calls] for calls in parted]
        whole = [calls or event for calls, event in zip(boxes, whole, strict=True)]
    counts = np.array([len(calls) for calls in whole], dtype=np.int64)
    return np.array(list(chain.from_iterable(whole)), dtype=np.int64), counts


def _without_others(spans: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which calls (calls, 2), in order of onset, overlap with no other."""
    is_behind = spans[1:, 0] >= np.maximum.accumulate(spans[:, 1])[:-1]
    return np.concatenate([[True], is_behind]) & np.concatenate([is_behind, [True]])


def _measured(heard: Foreground, places: NDArray[np.int64], hearing: Hearing) -> NDArray[np.float64]:
    """Return lowest and highest frequency and the SNR of calls (calls, 4), at least one, as (calls, 3); see `_places`.

    The SNR is the mean power of the loud bands over their background, in dB. A band whose noise spreads more than
    others must be louder to count.
    """
    excess, found = heard.excess, pieces(places[:, :2])
    # In one go for all frames: raising 10 to a power takes most of the time.
    sums = np.add.reduceat(10.0 ** (excess[found.frames] / 10.0), found.firsts, axis=0, dtype=np.float64)
    power = sums / found.lengths[:, None]  # (calls, bands)
    bands = np.arange(excess.shape[1])
    is_inside = (bands >= places[:, 2:3]) & (bands < places[:, 3:])
    level = np.where(is_inside, 10.0 * np.log10(power), -np.inf)
    surest = (level * heard.weights if hearing.is_narrow else level).argmax(axis=1)[:, None]
    loudest = np.take_along_axis(level, surest, axis=1)
    least = hearing.least_band_db / heard.weights
    is_loud = (level >= np.maximum(loudest - MAX_BAND_DROP_DB, least)) | (bands == surest)
    low, high = is_loud.argmax(axis=1), is_loud.shape[1] - is_loud[:, ::-1].argmax(axis=1)
    mean = np.where(is_loud, power, 0.0).sum(axis=1) / is_loud.sum(axis=1)
    snr_db = 10.0 * np.log10(np.maximum(mean - 1.0, 1e-3))
    edges_hz = hearing.grid.edges_hz
    return np.stack([edges_hz[low], edges_hz[high], snr_db], axis=1)
