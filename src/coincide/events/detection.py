"""Find events in a stream of sound of any length, in bounded memory.

The sound is looked at in stretches of one minute with a margin before and after, and background, noise and event
length are measured anew for each. An event belongs to the stretch in which it begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from coincide.events.frame_net import FrameNet
from coincide.events.hearing import head_samples, hearing_on, look_first
from coincide.events.listening import Hearing, hear, segment_heard
from coincide.events.pieces import pieces
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
    look = look_first(head, sample_rate_hz, features=features, settings=settings)
    hearing = look.hearing
    if net is not None and not hearing.is_fixed and net.grid.sample_rate_hz == sample_rate_hz:
        hearing = hearing if net.fits(hearing.grid) else hearing_on(net.grid, features)
    graph = Spectrograph(hearing.grid)
    levels = _all_levels(graph, blocks, None if hearing.grid != look.hearing.grid else look.levels, len(head))
    hop_s = graph.grid.hop_s
    fitting = net if net is not None and net.fits(graph.grid) else None
    stretch_s, margin_s = _stretch_lengths_s(hearing, settings)
    found: list[Detection] = []
    end_s = 0.0
    for stretch in _stretches(levels, round(stretch_s / hop_s), round(margin_s / hop_s)):
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


def _all_levels(
    graph: Spectrograph, blocks: Iterable[NDArray[np.float32]], known: NDArray[np.float32] | None, n_samples: int
) -> Iterator[NDArray[np.float32]]:
    """Yield the levels of all blocks; `known` are those of the first samples, which end in silence."""
    n_known = 0 if known is None else graph.whole_frames(n_samples)
    if known is not None and n_known > 0:
        yield known[:n_known]
    yield from graph.stream(blocks, first_frame=n_known)


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
    if len(segments.starts) == 0:
        return []
    facts = _measured(heard.excess, segments.spans, grid.edges_hz)
    onsets_s = np.maximum(0.0, (stretch.first_frame + segments.starts - 0.5) * grid.hop_s)
    offsets_s = (stretch.first_frame + segments.stops - 0.5) * grid.hop_s
    rows = np.concatenate([onsets_s[:, None], offsets_s[:, None], facts], axis=1)
    return [Detection(*row) for row in rows[facts[:, 2] >= settings.min_snr_db].tolist()]


def _measured(
    excess: NDArray[np.float32], spans: NDArray[np.int64], edges_hz: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return lowest and highest frequency and the SNR of events (events, 2), at least one, as (events, 3).

    The SNR is the mean power of the loud bands over their background, in dB.
    """
    found = pieces(spans)
    # In one go for all frames: raising 10 to a power takes most of the time.
    sums = np.add.reduceat(10.0 ** (excess[found.frames] / 10.0), found.firsts, axis=0, dtype=np.float64)
    power = sums / found.lengths[:, None]  # (events, bands)
    level = 10.0 * np.log10(power)
    loudest = level.max(axis=1, keepdims=True)
    is_loud = level >= np.maximum(loudest - MAX_BAND_DROP_DB, np.minimum(loudest, MIN_BAND_EXCESS_DB))
    low, high = is_loud.argmax(axis=1), is_loud.shape[1] - is_loud[:, ::-1].argmax(axis=1)
    mean = np.where(is_loud, power, 0.0).sum(axis=1) / is_loud.sum(axis=1)
    snr_db = 10.0 * np.log10(np.maximum(mean - 1.0, 1e-3))
    return np.stack([edges_hz[low], edges_hz[high], snr_db], axis=1)
