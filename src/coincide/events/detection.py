"""Find events in a stream of sound of any length, in bounded memory.

The sound is looked at in stretches of one minute with a margin before and after, and background, noise and event
length are measured anew for each. An event belongs to the stretch in which it begins.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from coincide.events.frame_net import FrameNet
from coincide.events.hearing import choose_hearing, head_samples, hearing_on
from coincide.events.listening import Hearing, hear, segment_heard
from coincide.events.settings import EventSettings
from coincide.features import FeatureSettings, Spectrograph

STRETCH_S = 60.0
MARGIN_S = 10.0
_STRETCH_SPANS, _MARGIN_SPANS = 7.5, 1.25
"""The same in spans of the background, where slow recordings have longer ones."""
_SEAM_S = 0.25
MIN_BAND_EXCESS_DB = 6.0
MAX_BAND_DROP_DB = 15.0


@dataclass(frozen=True, slots=True)
class Detection:
    """One event on the clock of its recording; see `coincide.records.Event` for the units."""

    onset_s: float
    offset_s: float
    low_hz: float
    high_hz: float
    snr_db: float


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Levels of one stretch with its margins; frames count from the start of the recording."""

    levels: NDArray[np.float32]
    first_frame: int
    core_start: int
    core_stop: int


def detect(
    blocks: Iterable[NDArray[np.float32]],
    *,
    sample_rate_hz: int,
    features: FeatureSettings,
    settings: EventSettings,
    net: FrameNet | None = None,
) -> list[Detection]:
    """Find events.

    Parameters
    ----------
    blocks : consecutive arrays (time,) of any lengths, one channel, full scale ±1.
    net : a detector taught on the user's recordings; sound whose frames it was not taught on is searched without it.

    Returns
    -------
    Detections by onset, not overlapping.
    """
    head, blocks = _peek(blocks, head_samples(sample_rate_hz, features))
    hearing = choose_hearing(head, sample_rate_hz, features=features, settings=settings)
    if net is not None and not hearing.is_fixed and net.grid.sample_rate_hz == sample_rate_hz:
        hearing = hearing if net.fits(hearing.grid) else hearing_on(net.grid, features)
    graph = Spectrograph(hearing.grid)
    hop_s = graph.grid.hop_s
    fitting = net if net is not None and net.fits(graph.grid) else None
    stretch_s, margin_s = _stretch_lengths_s(hearing, settings)
    found: list[Detection] = []
    end_s = 0.0
    for stretch in _stretches(graph.stream(blocks), round(stretch_s / hop_s), round(margin_s / hop_s)):
        earliest_s = max(end_s, stretch.core_start * hop_s - _SEAM_S)
        for event in _detect_in(stretch, hearing, settings, fitting):
            # Its middle must lie behind the last event, or it is the same one seen from two stretches.
            if event.onset_s < stretch.core_stop * hop_s and (event.onset_s + event.offset_s) / 2 > earliest_s:
                onset_s = max(event.onset_s, end_s)
                found.append(Detection(onset_s, event.offset_s, event.low_hz, event.high_hz, event.snr_db))
                end_s = event.offset_s
    return found


def _peek(
    blocks: Iterable[NDArray[np.float32]], n_samples: int
) -> tuple[NDArray[np.float32], Iterator[NDArray[np.float32]]]:
    """Return the first samples, and all blocks again; the first ones together may be longer than asked for."""
    rest = iter(blocks)
    first: list[NDArray[np.float32]] = []
    while sum(len(block) for block in first) < n_samples and (block := next(rest, None)) is not None:
        first.append(block)
    head = np.concatenate([np.zeros(0, dtype=np.float32), *first])
    return head[:n_samples], chain([head], rest)


def _stretch_lengths_s(hearing: Hearing, settings: EventSettings) -> tuple[float, float]:
    if hearing.is_fixed:
        return STRETCH_S, MARGIN_S
    span_s = hearing.span_s(settings)
    return max(STRETCH_S, _STRETCH_SPANS * span_s), max(MARGIN_S, _MARGIN_SPANS * span_s)


def _stretches(levels: Iterator[NDArray[np.float32]], core: int, margin: int) -> Iterator[_Stretch]:
    """Cut levels into stretches of `core` frames, with margins."""
    parts: list[NDArray[np.float32]] = []
    first, core_start, seen = 0, 0, 0
    for part in levels:
        parts.append(part)
        seen += len(part)
        while seen >= core_start + core + margin:
            joined = np.concatenate(parts)
            stop = core_start + core + margin - first
            yield _Stretch(joined[:stop], first, core_start, core_start + core)
            core_start += core
            kept = max(0, core_start - margin - first)
            parts, first = [joined[kept:].copy()], first + kept
    if seen > core_start:
        yield _Stretch(np.concatenate(parts), first, core_start, seen)


def _detect_in(stretch: _Stretch, hearing: Hearing, settings: EventSettings, net: FrameNet | None) -> list[Detection]:
    grid = hearing.grid
    heard = hear(stretch.levels, hearing, settings=settings)
    probability = None if net is None else net.probabilities(heard.excess)
    segments = segment_heard(heard, hearing, settings=settings, probability=probability)
    edges = grid.edges_hz
    detections: list[Detection] = []
    for start, stop in zip(segments.starts.tolist(), segments.stops.tolist(), strict=True):
        low_hz, high_hz, snr_db = _measure(heard.excess[start:stop], edges)
        if snr_db < settings.min_snr_db:
            continue
        onset_s = max(0.0, (stretch.first_frame + start - 0.5) * grid.hop_s)
        offset_s = (stretch.first_frame + stop - 0.5) * grid.hop_s
        detections.append(Detection(onset_s, offset_s, low_hz, high_hz, snr_db))
    return detections


def _measure(excess: NDArray[np.float32], edges_hz: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return lowest and highest frequency and the SNR: mean power of the loud bands over their background, in dB."""
    power = np.mean(10.0 ** (excess / 10.0), axis=0)  # (bands,)
    level = 10.0 * np.log10(power)
    loud = np.flatnonzero(level >= max(level.max() - MAX_BAND_DROP_DB, min(level.max(), MIN_BAND_EXCESS_DB)))
    snr_db = 10.0 * math.log10(max(float(np.mean(power[loud])) - 1.0, 1e-3))
    return float(edges_hz[loud[0]]), float(edges_hz[loud[-1] + 1]), snr_db
